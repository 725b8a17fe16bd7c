//! How bytes are written for transport in mail: Base64, quoted-printable, encoded words (RFC 2045, 2047). Always:
//! what does not belong is passed over, as mail programs do.

use crate::encoding::decode_unknown;
use crate::reading::About;

/// Decodes Base64; line breaks and strangers are skipped.
pub(in crate::format) fn base64(raw: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(raw.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in raw {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                // The next letters begin anew: some programs join pieces that each end.
                (bits, count) = (0, 0);
                continue;
            }
            _ => continue,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    bytes
}

/// Decodes quoted-printable; in headers an underscore is a space.
pub(in crate::format) fn quoted_printable(raw: &[u8], in_header: bool) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'_' if in_header => bytes.push(b' '),
            b'=' => match after {
                [b'\r', b'\n', after @ ..] | [b'\n', after @ ..] => rest = after,
                [high, low, after @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                    let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or(0) as u8;
                    bytes.push(digit(*high) * 16 + digit(*low));
                    rest = after;
                }
                _ => bytes.push(b'='),
            },
            _ => bytes.push(*byte),
        }
    }
    bytes
}

/// Unfolds a header and decodes its encoded words. Words that follow each other in one charset are decoded
/// together: characters may be cut between them.
pub(in crate::format) fn header(raw: &str) -> String {
    let unfolded: String = raw
        .trim()
        .split(['\r', '\n'])
        .filter(|line| !line.is_empty())
        .enumerate()
        .map(|(index, line)| {
            if index == 0 {
                line.to_owned()
            } else {
                format!(" {}", line.trim_start())
            }
        })
        .collect();
    let mut text = String::with_capacity(unfolded.len());
    let mut open: Option<(String, Vec<u8>)> = None;
    let mut rest = unfolded.as_str();
    while !rest.is_empty() {
        let Some(at) = rest.find("=?") else {
            close(&mut open, &mut text);
            text.push_str(rest);
            break;
        };
        let (before, from) = rest.split_at(at);
        if !(open.is_some() && before.trim().is_empty()) {
            close(&mut open, &mut text);
            text.push_str(before);
        }
        match word(from) {
            Some((charset, bytes, after)) => {
                match &mut open {
                    Some((same, together)) if *same == charset => together.extend(bytes),
                    _ => {
                        close(&mut open, &mut text);
                        open = Some((charset, bytes));
                    }
                }
                rest = after;
            }
            None => {
                close(&mut open, &mut text);
                text.push_str("=?");
                rest = from.get(2..).unwrap_or_default();
            }
        }
    }
    close(&mut open, &mut text);
    text
}

/// Returns the headers of a text that holds nothing else: names, and values without folds and encoded words.
pub(in crate::format) fn headers(text: &str) -> Vec<(String, String)> {
    let mut raw: Vec<(&str, String)> = Vec::new();
    for line in text.lines() {
        if line.starts_with([' ', '\t'])
            && let Some((_, value)) = raw.last_mut()
        {
            value.push('\n');
            value.push_str(line);
        } else if let Some((name, value)) = line.split_once(':')
            && !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_graphic())
        {
            raw.push((name, value.to_owned()));
        }
    }
    raw.into_iter()
        .map(|(name, value)| (name.to_owned(), header(&value)))
        .collect()
}

/// Keeps what the headers of a mail say of it as that of the file: who, when, in which thread, by which way.
pub(in crate::format) fn describe(headers: &[(String, String)], about: &mut About) {
    let all = |name: &'static str| {
        headers
            .iter()
            .filter(move |(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    };
    for (key, name) in [
        ("title", "subject"),
        ("author", "from"),
        ("to", "to"),
        ("cc", "cc"),
        ("created", "date"),
        ("message_id", "message-id"),
        ("in_reply_to", "in-reply-to"),
        ("references", "references"),
        ("originating_ip", "x-originating-ip"),
        ("program", "x-mailer"),
    ] {
        about.says(key, all(name).next().unwrap_or_default());
    }
    // Newest first, as the servers put them there.
    let received: Vec<&str> = all("received")
        .filter_map(|hop| hop.rsplit_once(';'))
        .map(|(_, date)| date.trim())
        .take(32)
        .collect();
    about.says("received", &received.join("; "));
}

fn close(open: &mut Option<(String, Vec<u8>)>, text: &mut String) {
    if let Some((charset, bytes)) = open.take() {
        text.push_str(&decode_unknown(&bytes, Some(&charset)));
    }
}

/// Takes one encoded word from the start: its charset, its bytes, what follows.
fn word(text: &str) -> Option<(String, Vec<u8>, &str)> {
    let inside = text.strip_prefix("=?")?;
    let (charset, inside) = inside.split_once('?')?;
    let (encoding, inside) = inside.split_once('?')?;
    let (content, after) = inside.split_once("?=")?;
    let charset = charset.split('*').next()?.to_ascii_lowercase();
    let bytes = match encoding {
        "B" | "b" => base64(content.as_bytes()),
        "Q" | "q" => quoted_printable(content.as_bytes(), true),
        _ => return None,
    };
    Some((charset, bytes, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_words_are_decoded_together_where_they_belong_together() {
        // 合同 in UTF-8, cut in the middle of its second character.
        assert_eq!(
            header("=?UTF-8?B?5ZCI5ZA=?=\r\n =?utf-8?B?jA==?= (2021)"),
            "合同 (2021)"
        );
        assert_eq!(header("Re: =?gb2312?B?us/NrA==?="), "Re: 合同");
        assert_eq!(
            header("=?iso-8859-1?Q?Caf=E9_noir?= <a@b>"),
            "Café noir <a@b>"
        );
        assert_eq!(header("plain =? text"), "plain =? text");
    }

    #[test]
    fn transport_encodings_are_undone() {
        assert_eq!(base64(b"5ZCI\r\n5ZCM"), "合同".as_bytes());
        assert_eq!(
            quoted_printable(b"a=3Db=\r\nc=E5=90=88=zz", false),
            "a=bc合=zz".as_bytes()
        );
    }
}
