//! Mails (RFC 5322, MIME) in the charsets and forms that mail programs of twenty years have written.
//!
//! Always: lines end in CRLF; boundaries follow from the message id.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::civil::DateTime;

use super::WriteError;
use super::encode::{Encoding, encode};

/// A name and an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// Name; empty for none.
    pub name: String,
    /// Address.
    pub address: String,
}

/// How bytes of a body travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transfer {
    /// Base64.
    Base64,
    /// Quoted-printable.
    QuotedPrintable,
    /// As they are, 8 bits.
    EightBit,
}

/// How words outside ASCII stand in headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderForm {
    /// Encoded words in Base64 (RFC 2047).
    EncodedWords,
    /// Raw bytes of the charset, as old programs write them against the standard.
    Raw,
}

/// An attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// File name.
    pub name: String,
    /// Media type, `application/pdf`.
    pub media_type: String,
    /// Content.
    pub bytes: Vec<u8>,
    /// `Content-ID` without angle brackets, for pictures that the HTML shows.
    pub content_id: Option<String>,
}

/// A mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// From.
    pub from: Mailbox,
    /// To.
    pub to: Vec<Mailbox>,
    /// Cc.
    pub cc: Vec<Mailbox>,
    /// Subject.
    pub subject: String,
    /// Local time of the sender.
    pub date: DateTime,
    /// Offset of the sender's clock in minutes, 480 for China.
    pub offset_minutes: i32,
    /// Message id without angle brackets.
    pub message_id: String,
    /// Message id that this answers, without angle brackets.
    pub in_reply_to: Option<String>,
    /// Other headers, ASCII.
    pub extra: Vec<(String, String)>,
    /// Plain text; lines end in `\n`.
    pub text: Option<String>,
    /// HTML.
    pub html: Option<String>,
    /// Attachments.
    pub attachments: Vec<Attachment>,
    /// Charset of headers and bodies.
    pub charset: Encoding,
    /// Whether bodies name their charset; old programs left it out.
    pub declared: bool,
    /// How bodies travel.
    pub transfer: Transfer,
    /// How headers are written.
    pub headers: HeaderForm,
}

/// Writes a mail.
///
/// # Errors
/// [`WriteError::Unencodable`] where the charset lacks a character.
pub fn eml(mail: &Mail) -> Result<Vec<u8>, WriteError> {
    let mut out = Vec::new();
    for (name, value) in &mail.extra {
        line(&mut out, &[name.as_bytes(), b": ", value.as_bytes()]);
    }
    line(
        &mut out,
        &[
            b"From: ",
            &mailboxes(mail, std::slice::from_ref(&mail.from))?,
        ],
    );
    line(&mut out, &[b"To: ", &mailboxes(mail, &mail.to)?]);
    if !mail.cc.is_empty() {
        line(&mut out, &[b"Cc: ", &mailboxes(mail, &mail.cc)?]);
    }
    line(&mut out, &[b"Subject: ", &words(mail, &mail.subject)?]);
    line(&mut out, &[b"Date: ", date(mail).as_bytes()]);
    line(
        &mut out,
        &[b"Message-ID: <", mail.message_id.as_bytes(), b">"],
    );
    if let Some(answered) = &mail.in_reply_to {
        line(&mut out, &[b"In-Reply-To: <", answered.as_bytes(), b">"]);
        line(&mut out, &[b"References: <", answered.as_bytes(), b">"]);
    }
    line(&mut out, &[b"MIME-Version: 1.0"]);
    out.extend(content(mail)?);
    Ok(out)
}

/// Writes mails as an mbox file; body lines that begin with `From ` are quoted (mboxrd).
///
/// # Errors
/// As [`eml`].
pub fn mbox(mails: &[Mail]) -> Result<Vec<u8>, WriteError> {
    let mut out = Vec::new();
    for mail in mails {
        let at = mail.date.strftime("%a %b %e %H:%M:%S %Y");
        out.extend(format!("From {} {at}\n", mail.from.address).into_bytes());
        let bytes = eml(mail)?;
        for row in bytes.split(|&byte| byte == b'\n') {
            let row = row.strip_suffix(b"\r").unwrap_or(row);
            let quoted = row
                .iter()
                .position(|&byte| byte != b'>')
                .is_some_and(|at| row[at..].starts_with(b"From "));
            if quoted {
                out.push(b'>');
            }
            out.extend(row);
            out.push(b'\n');
        }
    }
    Ok(out)
}

fn line(out: &mut Vec<u8>, pieces: &[&[u8]]) {
    pieces.iter().for_each(|piece| out.extend(*piece));
    out.extend(b"\r\n");
}

fn date(mail: &Mail) -> String {
    let sign = if mail.offset_minutes < 0 { '-' } else { '+' };
    let minutes = mail.offset_minutes.unsigned_abs();
    format!(
        "{} {sign}{:02}{:02}",
        mail.date.strftime("%a, %d %b %Y %H:%M:%S"),
        minutes / 60,
        minutes % 60
    )
}

fn mailboxes(mail: &Mail, list: &[Mailbox]) -> Result<Vec<u8>, WriteError> {
    let mut out = Vec::new();
    for (index, mailbox) in list.iter().enumerate() {
        if index > 0 {
            out.extend(b",\r\n ");
        }
        if mailbox.name.is_empty() {
            out.extend(mailbox.address.as_bytes());
            continue;
        }
        let plain = mailbox.name.is_ascii() || mail.headers == HeaderForm::Raw;
        let name = words(mail, &mailbox.name)?;
        out.extend(if plain {
            [b"\"".as_slice(), &name, b"\""].concat()
        } else {
            name
        });
        out.extend(format!(" <{}>", mailbox.address).into_bytes());
    }
    Ok(out)
}

/// Returns words for a header: as they are where ASCII or raw, otherwise as encoded words of at most 75
/// characters, each of whole characters.
fn words(mail: &Mail, text: &str) -> Result<Vec<u8>, WriteError> {
    if text.is_ascii() {
        return Ok(text.as_bytes().to_vec());
    }
    if mail.headers == HeaderForm::Raw {
        return encode(text, mail.charset);
    }
    let mut pieces: Vec<Vec<u8>> = vec![Vec::new()];
    for ch in text.chars() {
        let bytes = encode(ch.encode_utf8(&mut [0; 4]), mail.charset)?;
        if pieces
            .last()
            .is_some_and(|piece| piece.len() + bytes.len() > 36)
        {
            pieces.push(Vec::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.extend(bytes);
        }
    }
    let encoded: Vec<String> = pieces
        .iter()
        .map(|piece| format!("=?{}?B?{}?=", mail.charset.label(), BASE64.encode(piece)))
        .collect();
    Ok(encoded.join("\r\n ").into_bytes())
}

/// Returns headers and body of the message's content.
fn content(mail: &Mail) -> Result<Vec<u8>, WriteError> {
    let mut bodies = Vec::new();
    if let Some(text) = &mail.text {
        bodies.push(body(mail, "plain", text)?);
    }
    if let Some(html) = &mail.html {
        bodies.push(body(mail, "html", html)?);
    }
    let shown = match bodies.len() {
        0 => body(mail, "plain", "")?,
        1 => bodies.remove(0),
        _ => multipart(mail, "alternative", &bodies),
    };
    let (inline, attached): (Vec<_>, Vec<_>) = mail
        .attachments
        .iter()
        .partition(|attachment| attachment.content_id.is_some());
    let mut content = shown;
    for (kind, list) in [("related", inline), ("mixed", attached)] {
        if list.is_empty() {
            continue;
        }
        let mut parts = vec![content];
        for attachment in list {
            parts.push(attachment_part(mail, attachment)?);
        }
        content = multipart(mail, kind, &parts);
    }
    Ok(content)
}

fn multipart(mail: &Mail, kind: &str, parts: &[Vec<u8>]) -> Vec<u8> {
    let seed: String = mail
        .message_id
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(24)
        .collect();
    let boundary = format!("----=_{kind}_{seed}");
    let mut out =
        format!("Content-Type: multipart/{kind};\r\n boundary=\"{boundary}\"\r\n\r\n").into_bytes();
    for part in parts {
        out.extend(format!("--{boundary}\r\n").into_bytes());
        out.extend(part);
    }
    out.extend(format!("--{boundary}--\r\n").into_bytes());
    out
}

fn body(mail: &Mail, subtype: &str, text: &str) -> Result<Vec<u8>, WriteError> {
    let bytes = encode(&text.replace('\n', "\r\n"), mail.charset)?;
    let charset = if mail.declared {
        format!("; charset=\"{}\"", mail.charset.label())
    } else {
        String::new()
    };
    let (name, carried) = match mail.transfer {
        Transfer::Base64 => ("base64", base64_lines(&bytes)),
        Transfer::QuotedPrintable => ("quoted-printable", quoted_printable(&bytes)),
        Transfer::EightBit => ("8bit", bytes),
    };
    let mut out = format!(
        "Content-Type: text/{subtype}{charset}\r\nContent-Transfer-Encoding: {name}\r\n\r\n"
    )
    .into_bytes();
    out.extend(carried);
    if !out.ends_with(b"\r\n") {
        out.extend(b"\r\n");
    }
    Ok(out)
}

fn attachment_part(mail: &Mail, attachment: &Attachment) -> Result<Vec<u8>, WriteError> {
    let name = words(mail, &attachment.name)?;
    let mut out = Vec::new();
    line(
        &mut out,
        &[
            b"Content-Type: ",
            attachment.media_type.as_bytes(),
            b";\r\n name=\"",
            &name,
            b"\"",
        ],
    );
    line(&mut out, &[b"Content-Transfer-Encoding: base64"]);
    let disposition: &[u8] = if attachment.content_id.is_some() {
        b"inline"
    } else {
        b"attachment"
    };
    line(
        &mut out,
        &[
            b"Content-Disposition: ",
            disposition,
            b";\r\n filename=\"",
            &name,
            b"\"",
        ],
    );
    if let Some(id) = &attachment.content_id {
        line(&mut out, &[b"Content-ID: <", id.as_bytes(), b">"]);
    }
    line(&mut out, &[]);
    out.extend(base64_lines(&attachment.bytes));
    Ok(out)
}

fn base64_lines(bytes: &[u8]) -> Vec<u8> {
    let encoded = BASE64.encode(bytes).into_bytes();
    encoded
        .chunks(76)
        .flat_map(|row| [row, b"\r\n"].concat())
        .collect()
}

/// Returns quoted-printable (RFC 2045) with soft breaks before column 77.
fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::new();
    let mut column = 0;
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        if rest.starts_with(b"\r\n") {
            out.extend(b"\r\n");
            (column, rest) = (0, &rest[2..]);
            continue;
        }
        let ends_line = after.is_empty() || after.starts_with(b"\r\n");
        let plain = (byte.is_ascii_graphic() && byte != b'=') || (byte == b' ' && !ends_line);
        let piece = if plain {
            vec![byte]
        } else {
            format!("={byte:02X}").into_bytes()
        };
        if column + piece.len() > 75 {
            out.extend(b"=\r\n");
            column = 0;
        }
        column += piece.len();
        out.extend(piece);
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;

    use super::{BASE64, HeaderForm, Transfer, eml, mbox, quoted_printable};
    use crate::write::gallery::mail;
    use crate::write::{Encoding, encode};

    #[test]
    fn encoded_words_are_short_and_give_the_subject_back() {
        let mail = mail(Encoding::Gbk, Transfer::Base64, HeaderForm::EncodedWords);
        let text = String::from_utf8(eml(&mail).unwrap()).unwrap();
        let header = text
            .split("Subject: ")
            .nth(1)
            .unwrap()
            .split("\r\nDate")
            .next()
            .unwrap();
        let mut decoded = String::new();
        for word in header.split("\r\n ") {
            assert!(word.len() <= 75, "{word}");
            let payload = word
                .strip_prefix("=?gbk?B?")
                .unwrap()
                .strip_suffix("?=")
                .unwrap();
            let bytes = BASE64.decode(payload).unwrap();
            decoded.push_str(&encoding_rs::GBK.decode(&bytes).0);
        }
        assert_eq!(decoded, mail.subject);
    }

    #[test]
    fn raw_mails_hold_the_bytes_of_their_charset() {
        let mail = mail(Encoding::Gb18030, Transfer::EightBit, HeaderForm::Raw);
        let bytes = eml(&mail).unwrap();
        for part in [&mail.subject, "合同金额 55,000 元，请确认。"] {
            let sought = encode(part, Encoding::Gb18030).unwrap();
            assert!(
                bytes.windows(sought.len()).any(|window| window == sought),
                "{part}"
            );
        }
    }

    #[test]
    fn quoted_printable_keeps_lines_short_and_guards_spaces_at_their_end() {
        let out = String::from_utf8(quoted_printable("合同=1 \r\n".repeat(3).as_bytes())).unwrap();
        assert!(out.starts_with("=E5=90=88=E5=90=8C=3D1=20\r\n"), "{out}");
        let long = quoted_printable("同".repeat(60).as_bytes());
        assert!(
            long.split(|&byte| byte == b'\n')
                .all(|line| line.len() <= 77)
        );
    }

    #[test]
    fn an_mbox_separates_its_mails_and_nothing_else() {
        let mail = mail(Encoding::Utf8, Transfer::EightBit, HeaderForm::EncodedWords);
        let text = String::from_utf8(mbox(&[mail.clone(), mail]).unwrap()).unwrap();
        assert_eq!(
            text.lines()
                .filter(|line| line.starts_with("From "))
                .count(),
            2
        );
        assert!(text.contains("\n>From 财务部"));
    }
}
