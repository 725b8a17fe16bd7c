//! Whether a file is a mail or a mailbox: by the headers at its start. Always: bytes only, since mails hold
//! raw bytes of any charset.

use super::Kind;

/// Headers that mails have and other texts rarely.
const KNOWN: &[&str] = &[
    "from",
    "to",
    "cc",
    "subject",
    "date",
    "received",
    "message-id",
    "return-path",
    "mime-version",
    "delivered-to",
    "reply-to",
    "sender",
    "x-mailer",
    "content-type",
    "x-originating-ip",
    "in-reply-to",
];

/// Returns what kind of mail begins here, if any.
pub(super) fn kind(head: &[u8], extension: &str) -> Option<(Kind, &'static str)> {
    let start = head.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(head);
    if let Some(after) = start.strip_prefix(b"From ") {
        let line_end = after.iter().position(|byte| *byte == b'\n')?;
        let (known, all) = headers(after.get(line_end + 1..)?);
        let named = matches!(extension, "mbox" | "mbx" | "box");
        return (known >= 2 || named && all > 0).then_some((Kind::Mailbox, "application/mbox"));
    }
    let mut start = start;
    if extension == "emlx" {
        let line_end = start.iter().position(|byte| *byte == b'\n')?;
        start = start.get(line_end + 1..)?;
    }
    if matches!(extension, "md" | "markdown" | "html" | "htm" | "csv") {
        return None;
    }
    let (known, all) = headers(start);
    if known > 0 && is_saved_page(start, extension) {
        return Some((Kind::SavedPage, "multipart/related"));
    }
    let named = matches!(extension, "eml" | "emlx");
    (known >= 3 || (known >= 2 && all >= 4) || (named && known >= 1))
        .then_some((Kind::Mail, "message/rfc822"))
}

/// Returns whether a browser wrote it: mails in which a page comes with its pictures begin like mails.
fn is_saved_page(start: &[u8], extension: &str) -> bool {
    if matches!(extension, "mht" | "mhtml") {
        return true;
    }
    let look = String::from_utf8_lossy(start.get(..4096).unwrap_or(start));
    let headers = look.split("\n\n").next().unwrap_or_default();
    let headers = headers.split("\r\n\r\n").next().unwrap_or_default();
    let headers = headers.to_ascii_lowercase();
    headers.contains("multipart/related")
        && [
            "snapshot-content-location:",
            "from: <saved by",
            "from: \"saved by",
        ]
        .iter()
        .any(|mark| headers.contains(mark))
}

/// Counts the header lines at the start, known ones and all; none where other lines stand among them.
fn headers(start: &[u8]) -> (usize, usize) {
    let (mut known, mut all) = (0, 0);
    for line in start.split(|byte| *byte == b'\n').take(200) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match line.first() {
            None => return (known, all),
            Some(b' ' | b'\t') if all > 0 => continue,
            _ => {}
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            return (0, 0);
        };
        let name = line.get(..colon).unwrap_or_default();
        let fits =
            (1..=76).contains(&name.len()) && name.iter().all(|byte| byte.is_ascii_graphic());
        if !fits {
            return (0, 0);
        }
        all += 1;
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        known += usize::from(KNOWN.contains(&name.as_str()));
    }
    (known, all)
}
