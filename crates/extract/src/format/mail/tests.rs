//! Mails written line by line.

use daylight_model::{PartKind, Reason, State};

use crate::check::read_named;

const MAIL: &str = "From: =?gb2312?B?1cXOsA==?= <zhang@example.com>\r\nTo: li@example.com\r\nSubject: =?UTF-8?B?5ZCI5ZCM?=\r\nDate: Thu, 4 Mar 2021 10:00:00 +0800\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n5piO5aSp5LiK5Y2I5byA5Lya\r\n--b\r\nContent-Type: application/octet-stream; name=\"=?UTF-8?B?5oql5Lu3LnhsXXN4?=\"\r\nContent-Disposition: attachment; filename=\"=?UTF-8?B?5oql5Lu3LmJpbg==?=\"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAECAw==\r\n--b--\r\n";

#[test]
fn headers_text_and_attachments_are_found() {
    let found = read_named("a.eml", MAIL.as_bytes());
    assert_eq!(found.summary.media_type, "message/rfc822");
    assert_eq!(found.parts[0].kind(), PartKind::Header);
    assert_eq!(found.parts[0].name(), Some("合同"));
    assert!(
        found.parts[0]
            .text()
            .starts_with("From: 张伟 <zhang@example.com>\nTo: li@example.com\nSubject: 合同\n"),
        "{}",
        found.parts[0].text()
    );
    assert_eq!(found.parts[1].text(), "明天上午开会");
    assert_eq!(
        found.parts[1].anchors()[0].place.to_string(),
        "message=1&line=12"
    );
    assert_eq!(found.at("message=1&line=3"), Some("合同"));
    assert_eq!(found.names(), ["报价.bin"]);
    assert_eq!(found.children[0].bytes, [0, 1, 2, 3]);
    assert_eq!(found.ended(), (State::Read, None));
}

#[test]
fn raw_bytes_in_headers_and_body_are_decoded() {
    let mail = "From: zhang@example.com\r\nTo: li@example.com\r\nSubject: 关于合同的通知\r\nDate: Thu, 4 Mar 2021 10:00:00 +0800\r\n\r\n请查收附件，谢谢。\r\n";
    let bytes = encoding_rs::GB18030.encode(mail).0.into_owned();
    let found = read_named("a.eml", &bytes);
    assert_eq!(found.parts[0].name(), Some("关于合同的通知"));
    assert_eq!(found.parts[1].text(), "请查收附件，谢谢。");
}

#[test]
fn html_mails_are_read_as_they_are_seen() {
    let mail = "From: a@example.com\nTo: b@example.com\nSubject: x\nContent-Type: text/html; charset=utf-8\n\n<html><style>x</style><table><tr><td>one</td><td>two</td></tr></table></html>\n";
    assert_eq!(
        read_named("a.eml", mail.as_bytes()).parts[1].text(),
        "one\ttwo"
    );
}

#[test]
fn a_mailbox_counts_its_mails() {
    let mailbox = "From a@example.com Thu Mar  4 10:00:00 2021\nFrom: a@example.com\nSubject: one\nDate: x\n\nfirst\n>From here on\n\nFrom b@example.com Thu Mar  4 11:00:00 2021\nFrom: b@example.com\nSubject: two\nDate: y\n\nsecond\n";
    let found = read_named("a.mbox", mailbox.as_bytes());
    let bodies: Vec<_> = found
        .parts
        .iter()
        .filter(|part| part.kind() == PartKind::Message)
        .collect();
    assert_eq!(bodies.len(), 2);
    assert_eq!(bodies[0].text(), "first\nFrom here on");
    assert_eq!(
        bodies[1].anchors()[0].place.to_string(),
        "message=2&line=14"
    );
}

#[test]
fn each_line_of_a_page_stands_on_the_lines_of_the_source() {
    let mail = "From: a@example.com\nTo: b@example.com\nSubject: x\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n<p>o=\nne</p>\n<p>two</p>\n";
    let found = read_named("a.eml", mail.as_bytes());
    assert_eq!(found.at("message=1&line=7,8"), Some("one"));
    assert_eq!(found.at("message=1&line=9"), Some("two"));
}

#[test]
fn pictures_inside_the_text_are_files_inside() {
    let mail = "From: a@example.com\nTo: b@example.com\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>see <img src=\"cid:1\"></p>\n--b\nContent-Type: image/png\nContent-ID: <1>\nContent-Disposition: inline\nContent-Transfer-Encoding: base64\n\niVBORw==\n--b--\n";
    let found = read_named("a.eml", mail.as_bytes());
    assert_eq!(found.names(), ["attachment-1.png"]);
    assert_eq!(found.children[0].bytes, b"\x89PNG");
    assert_eq!(found.parts[1].text(), "see");
}

#[test]
fn threads_and_the_way_of_a_mail_are_kept() {
    let mail = "Received: from b by c; Thu, 4 Mar 2021 10:00:02 +0800\nReceived: from a by b;\n Thu, 4 Mar 2021 02:00:01 +0000\nX-Originating-IP: [192.0.2.7]\nMessage-ID: <2@example.com>\nIn-Reply-To: <1@example.com>\nReferences: <0@example.com>\n <1@example.com>\nFrom: a@example.com\nTo: b@example.com\nSubject: x\n\ny\n";
    let found = read_named("a.eml", mail.as_bytes());
    let says = |key: &str| found.summary.metadata[key].as_str();
    assert_eq!(says("message_id"), "<2@example.com>");
    assert_eq!(says("in_reply_to"), "<1@example.com>");
    assert_eq!(says("references"), "<0@example.com> <1@example.com>");
    assert_eq!(says("originating_ip"), "[192.0.2.7]");
    assert_eq!(
        says("received"),
        "Thu, 4 Mar 2021 10:00:02 +0800; Thu, 4 Mar 2021 02:00:01 +0000"
    );
}

#[test]
fn a_locked_mail_says_so_and_keeps_its_headers() {
    for (kind, body, lock) in [
        (
            "multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b",
            "--b\nContent-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n--b--\n",
            "PGP",
        ),
        (
            "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
            "MIIB\n",
            "S/MIME",
        ),
        ("text/plain", "-----BEGIN PGP MESSAGE-----\nx\n", "PGP"),
    ] {
        let mail = format!(
            "From: a@example.com\nTo: b@example.com\nSubject: x\nMIME-Version: 1.0\nContent-Type: {kind}\n\n{body}"
        );
        let found = read_named("a.eml", mail.as_bytes());
        assert_eq!(found.ended(), (State::Partial, Some(Reason::Encrypted)));
        let detail = found.summary.outcome.detail.clone().unwrap();
        assert_eq!(detail, format!("its text is locked by {lock}"));
        assert!(found.parts[0].text().contains("Subject: x"));
    }
}

#[test]
fn a_mail_of_apple_mail_is_read_without_what_stands_around_it() {
    let mail = "From: a@example.com\nSubject: x\n\nthe text\n";
    let file = format!(
        "{}\n{mail}<?xml version=\"1.0\"?><plist></plist>\n",
        mail.len()
    );
    let found = read_named("1.emlx", file.as_bytes());
    assert_eq!(found.parts[1].text(), "the text");
    assert_eq!(found.at("message=1&line=5"), Some("the text"));
}

#[test]
fn a_thousand_parts_inside_each_other_end() {
    let mut mail =
        "From: a@example.com\nTo: b@example.com\nSubject: x\nMIME-Version: 1.0\n".to_owned();
    for depth in 0..1000 {
        mail.push_str(&format!(
            "Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n"
        ));
    }
    mail.push_str("Content-Type: text/plain\n\nat the bottom\n");
    read_named("a.eml", mail.as_bytes());
    let nested = "Content-Type: message/rfc822\n\nFrom: a@example.com\nSubject: y\n".repeat(1000);
    read_named(
        "a.eml",
        format!("From: a@example.com\nTo: b\nSubject: x\n{nested}").as_bytes(),
    );
}

#[test]
fn forms_that_say_different_things_are_both_read() {
    let mail = |plain: &str, html: &str| {
        format!(
            "From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
             {plain}\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>{html}</p>\r\n--b--\r\n"
        )
    };
    let found = read_named(
        "a.eml",
        mail("请看附件。", "合同金额三百万元，周五前付清").as_bytes(),
    );
    let texts: Vec<&str> = found.parts.iter().skip(1).map(|part| part.text()).collect();
    assert_eq!(texts, ["请看附件。", "合同金额三百万元，周五前付清"]);
    assert_eq!(found.warnings.len(), 1);
    let same = mail(
        "Please see <https://example.org/a>\r\nthe list",
        "Please see<br>the <b>list</b>",
    );
    let found = read_named("a.eml", same.as_bytes());
    assert_eq!(found.parts.len(), 2);
    assert_eq!(found.warnings, Vec::<String>::new());
}
