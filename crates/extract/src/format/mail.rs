//! Mails (RFC 5322, MIME) and mailboxes of them: headers and text as parts, attachments as files found inside.
//! Always: messages are counted in the order of the file; text is decoded by what it says and by what fits,
//! since mail programs have written bytes against every standard.

mod decode;

use std::io::{BufRead, BufReader};

use daylight_model::{ChildKind, LineBreaks, Outcome, PartKind, Place, Reason};
use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::html::Page;
use super::lines::Lines;
use crate::encoding::decode_unknown;
use crate::reading::{About, Ending, Out, Written, child_named, failed, partial, unreadable};
use crate::source::Source;

/// A message of a mailbox that is longer is cut.
const LONGEST: usize = 256 << 20;

/// Reads one mail.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "mail@1";
    let Some(mut bytes) = source.all().map_err(|error| unreadable(&error))? else {
        return Err(failed(
            Reason::MemoryLimit,
            "too large to be held in memory",
        ));
    };
    if source.extension() == "emlx" {
        bytes = without_count(bytes);
    }
    let mail = Mail::new(bytes, 1);
    if let Some(message) = mail.parsed() {
        for (key, header) in [
            ("title", "subject"),
            ("author", "from"),
            ("to", "to"),
            ("created", "date"),
        ] {
            let value = message
                .headers()
                .iter()
                .find(|known| known.name().eq_ignore_ascii_case(header))
                .map(|known| mail.header_value(known.offset_start(), known.offset_end()));
            about.says(key, &value.unwrap_or_default());
        }
    }
    if mail.send(out)? {
        Ok(())
    } else {
        Err(failed(Reason::Corrupt, "no mail can be made out"))
    }
}

/// Apple Mail writes the length of the mail on a line before it.
fn without_count(bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(0);
    let count = std::str::from_utf8(&bytes[..end])
        .ok()
        .and_then(|line| line.trim().parse::<usize>().ok());
    match count {
        Some(count) => bytes.into_iter().skip(end + 1).take(count).collect(),
        None => bytes,
    }
}

/// Reads a mailbox: mails one after the other, each after a line that begins with `From `.
pub(crate) fn read_mailbox(
    source: &mut Source<'_>,
    out: &mut Out<'_>,
    about: &mut About,
) -> Ending {
    about.reader = "mbox@1";
    let input = source.rewound().map_err(|error| unreadable(&error))?;
    let mut lines = BufReader::new(input);
    let mut message: Vec<u8> = Vec::new();
    let (mut number, mut after_blank, mut cut, mut damaged) = (0, true, 0, 0);
    loop {
        let mut line = Vec::new();
        let ended = lines
            .read_until(b'\n', &mut line)
            .map_err(|error| unreadable(&error))?
            == 0;
        if ended || (after_blank && line.starts_with(b"From ")) {
            if !message.is_empty() {
                number += 1;
                let read = Mail::new(std::mem::take(&mut message), number).send(out)?;
                damaged += u32::from(!read);
            }
            if ended {
                break;
            }
            continue;
        }
        after_blank = line.iter().all(|byte| byte.is_ascii_whitespace());
        // Lines of a mail that began like the line between mails were quoted.
        let quotes = line.iter().take_while(|byte| **byte == b'>').count();
        if quotes > 0 && line[quotes..].starts_with(b"From ") {
            line.remove(0);
        }
        if message.len() + line.len() <= LONGEST {
            message.extend(line);
        } else {
            cut += 1;
        }
    }
    if number == 0 {
        return Err(failed(Reason::Corrupt, "no mail can be made out"));
    }
    if cut > 0 {
        return Err(partial(Reason::TooLarge, "a mail was too long and was cut"));
    }
    if damaged > 0 {
        return Err(partial(
            Reason::Corrupt,
            format!("{damaged} of {number} mails are damaged"),
        ));
    }
    Ok(())
}

struct Mail {
    bytes: Vec<u8>,
    number: u32,
}

impl Mail {
    /// Takes the bytes; headers in raw bytes of an old charset are put into UTF-8 first.
    fn new(bytes: Vec<u8>, number: u32) -> Self {
        let end = [&b"\r\n\r\n"[..], b"\n\n"]
            .iter()
            .filter_map(|end| bytes.windows(end.len()).position(|window| window == *end))
            .min()
            .unwrap_or(bytes.len());
        let (headers, body) = bytes.split_at(end);
        let bytes = match std::str::from_utf8(headers) {
            Ok(_) => bytes,
            Err(_) => [decode_unknown(headers, None).as_bytes(), body].concat(),
        };
        Self { bytes, number }
    }

    fn parsed(&self) -> Option<Message<'_>> {
        MessageParser::default().parse(self.bytes.as_slice())
    }

    fn place(&self) -> Place {
        Place::Message {
            number: self.number,
            within: None,
        }
    }

    fn header_value(&self, start: u32, end: u32) -> String {
        let raw = self
            .bytes
            .get(start as usize..end as usize)
            .unwrap_or_default();
        decode::header(&decode_unknown(raw, None))
    }

    /// Sends headers, text and attachments; returns whether it is a mail at all.
    fn send(&self, out: &mut Out<'_>) -> Result<bool, Outcome> {
        let Some(message) = self.parsed() else {
            return Ok(false);
        };
        let mut headers = Written::default();
        let mut subject = None;
        for header in message.headers() {
            let value = self.header_value(header.offset_start(), header.offset_end());
            if header.name().eq_ignore_ascii_case("subject") {
                subject = Some(value.clone());
            }
            if value.is_empty() {
                continue;
            }
            if !headers.is_empty() {
                headers.push("\n");
            }
            headers.push(&format!("{}: ", header.name()));
            headers.push_at(&value, self.place());
        }
        out.part(PartKind::Header, subject.clone(), LineBreaks::End, headers)?;
        let (body, breaks) = self.body(&message);
        out.part(PartKind::Message, subject, breaks, body)?;
        self.attachments(&message, out)?;
        Ok(true)
    }

    /// Returns the text: the plain form, unless the HTML form says much more.
    fn body(&self, message: &Message<'_>) -> (Written, LineBreaks) {
        let written = |ids: &[u32]| {
            let mut written = Written::default();
            let mut html = false;
            for part in ids.iter().filter_map(|id| message.parts.get(*id as usize)) {
                let text = self.part_text(part, &message.raw_message);
                html |= matches!(part.body, PartType::Html(_));
                if text.trim().is_empty() {
                    continue;
                }
                if !written.is_empty() {
                    written.push("\n\n");
                }
                self.push_lines(&mut written, text.trim_end());
            }
            (written, html)
        };
        let (plain, plain_is_html) = written(&message.text_body);
        let (rich, rich_is_html) = written(&message.html_body);
        let rich_says_more =
            rich_is_html && !plain_is_html && rich.len() > 200 && plain.len() * 5 < rich.len();
        match rich_says_more || plain.is_empty() {
            true => (rich, LineBreaks::End),
            false if plain_is_html => (plain, LineBreaks::End),
            false => (plain, LineBreaks::Wrap),
        }
    }

    fn push_lines(&self, written: &mut Written, text: &str) {
        for line in text.split_inclusive('\n') {
            let words = line.trim_end_matches(['\r', '\n']);
            written.push_at(words, self.place());
            written.push(line.get(words.len()..).unwrap_or_default());
        }
    }

    /// Returns a part's text, decoded by its charset if that fits.
    fn part_text(&self, part: &MessagePart<'_>, raw: &[u8]) -> String {
        let bytes = content(part, raw);
        let charset = part
            .content_type()
            .and_then(|content_type| content_type.attribute("charset"));
        let text = decode_unknown(&bytes, charset);
        if !matches!(part.body, PartType::Html(_)) {
            return text;
        }
        let mut page = Page::new();
        for line in Lines::default().split(&text) {
            page.feed(line);
        }
        page.finish().0.text().to_owned()
    }

    fn attachments(&self, message: &Message<'_>, out: &mut Out<'_>) -> Ending {
        for (index, id) in message.attachments.iter().enumerate() {
            let Some(part) = message.parts.get(*id as usize) else {
                continue;
            };
            if matches!(part.body, PartType::Multipart(_)) {
                continue;
            }
            let bytes = content(part, &message.raw_message);
            let start = child_named(self.name(part, index), ChildKind::Attachment);
            out.child(start, &mut bytes.as_slice(), |_| Outcome::READ)?;
        }
        Ok(())
    }

    fn name(&self, part: &MessagePart<'_>, index: usize) -> String {
        let stated = part.attachment_name().map(|name| {
            if name.contains(char::REPLACEMENT_CHARACTER) {
                return self.raw_name(part).unwrap_or_else(|| name.to_owned());
            }
            decode::header(name)
        });
        let ending = match &part.body {
            PartType::Text(_) => ".txt",
            PartType::Html(_) => ".html",
            PartType::Message(_) => ".eml",
            _ => "",
        };
        stated
            .map(|name| name.replace(['\r', '\n', '\t'], " ").trim().to_owned())
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| format!("attachment-{}{ending}", index + 1))
    }

    /// Returns a name that stands in the headers of a part as raw bytes.
    fn raw_name(&self, part: &MessagePart<'_>) -> Option<String> {
        let headers = self
            .bytes
            .get(part.offset_header as usize..part.offset_body as usize)?;
        let headers = decode_unknown(headers, None);
        let at = headers.find("name=")?;
        let rest = headers.get(at + "name=".len()..)?;
        let name = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next()?,
            None => rest.split([';', '\r', '\n']).next()?,
        };
        Some(name.to_owned())
    }
}

/// Returns the bytes of a part as they were before they were written for transport.
fn content(part: &MessagePart<'_>, raw: &[u8]) -> Vec<u8> {
    let raw = raw
        .get(part.offset_body as usize..part.offset_end as usize)
        .unwrap_or_default();
    match part.encoding {
        Encoding::Base64 => decode::base64(raw),
        Encoding::QuotedPrintable => decode::quoted_printable(raw, false),
        Encoding::None => raw.to_vec(),
    }
}

#[cfg(test)]
mod tests;
