//! Mails written line by line.

use daylight_model::{PartKind, State};

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
    assert_eq!(found.parts[1].anchors()[0].place.to_string(), "message=1");
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
    assert_eq!(bodies[1].anchors()[0].place.to_string(), "message=2");
}
