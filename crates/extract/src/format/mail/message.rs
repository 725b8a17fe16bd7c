//! One mail: its headers, its text, what is attached. Always: each line of its text stands on the lines of the
//! source that it was written on.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use daylight_model::{ChildKind, LineBreaks, Outcome, PartKind, Place};
use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::decode;
use super::source_lines::{Origin, SourceLines};
use crate::encoding::decode_unknown;
use crate::format::html::Page;
use crate::format::lines::Lines;
use crate::reading::{Ending, Out, Written, child_named};

/// A mail as it stands in its file.
pub(in crate::format) struct Mail {
    bytes: Vec<u8>,
    number: u32,
    first_line: u32,
    lines: OnceCell<SourceLines>,
}

impl Mail {
    /// Takes the bytes, the number of the mail and of its first line in the file; headers in raw bytes of an old
    /// charset are put into UTF-8 first.
    pub(in crate::format) fn new(bytes: Vec<u8>, number: u32, first_line: u32) -> Self {
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
        Self {
            bytes,
            number,
            first_line,
            lines: OnceCell::new(),
        }
    }

    /// Parses it; none where it is no mail.
    pub(in crate::format) fn parsed(&self) -> Option<Message<'_>> {
        MessageParser::default().parse(self.bytes.as_slice())
    }

    fn place(&self, (first, last): (u32, u32)) -> Place {
        Place::Message {
            number: self.number,
            within: Some(Box::new(Place::Lines { first, last })),
        }
    }

    /// Returns the line of the file that a byte of the mail stands on.
    fn line_at(&self, offset: u32) -> u32 {
        let lines = self
            .lines
            .get_or_init(|| SourceLines::new(&self.bytes, self.first_line));
        lines.at(offset as usize)
    }

    fn header_value(&self, start: u32, end: u32) -> String {
        let raw = self
            .bytes
            .get(start as usize..end as usize)
            .unwrap_or_default();
        decode::header(&decode_unknown(raw, None))
    }

    /// Returns the headers as they are read, without blank ones.
    pub(in crate::format) fn headers(&self, message: &Message<'_>) -> Vec<(String, String)> {
        let headers = message.headers().iter();
        headers
            .map(|header| {
                let value = self.header_value(header.offset_start(), header.offset_end());
                (header.name().to_owned(), value)
            })
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }

    /// Sends headers, text and attachments.
    pub(in crate::format) fn send(&self, message: &Message<'_>, out: &mut Out<'_>) -> Ending {
        let mut headers = Written::default();
        let mut subject = None;
        for header in message.headers() {
            let (start, end) = (header.offset_start(), header.offset_end());
            let value = self.header_value(start, end);
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
            let last = self.line_at(end.saturating_sub(1).max(start));
            headers.push_at(&value, self.place((self.line_at(start), last)));
        }
        out.part(PartKind::Header, subject.clone(), LineBreaks::End, headers)?;
        let (body, other, breaks) = self.body(message);
        out.part(PartKind::Message, subject, breaks, body)?;
        if let Some(other) = other {
            out.warn(
                None,
                "its two forms, plain and as a page, say different things: both are read",
            )?;
            let name = Some("the other form".to_owned());
            out.part(PartKind::Notes, name, LineBreaks::End, other)?;
        }
        self.attachments(message, out)
    }

    /// Returns the text: the plain form, unless the HTML form says much more; and the form that was not chosen, where
    /// it says something else.
    fn body(&self, message: &Message<'_>) -> (Written, Option<Written>, LineBreaks) {
        let written = |ids: &[u32]| {
            let mut written = Written::default();
            let mut html = false;
            for part in ids.iter().filter_map(|id| message.parts.get(*id as usize)) {
                if !matches!(part.body, PartType::Html(_) | PartType::Text(_)) {
                    continue;
                }
                let mut text =
                    self.part_text(part, &message.raw_message, |lines| self.place(lines));
                html |= matches!(part.body, PartType::Html(_));
                text.trim_end();
                if text.text().trim().is_empty() {
                    continue;
                }
                if !written.is_empty() {
                    written.push("\n\n");
                }
                written.append(text, |place| place);
            }
            (written, html)
        };
        let (plain, plain_is_html) = written(&message.text_body);
        let (rich, rich_is_html) = written(&message.html_body);
        let rich_says_more =
            rich_is_html && !plain_is_html && rich.len() > 200 && plain.len() * 5 < rich.len();
        if rich_says_more || plain.is_empty() {
            let differs = says_else(&plain, &rich);
            return (rich, Some(plain).filter(|_| differs), LineBreaks::End);
        }
        if plain_is_html {
            return (plain, None, LineBreaks::End);
        }
        let differs = rich_is_html && says_else(&rich, &plain);
        (plain, Some(rich).filter(|_| differs), LineBreaks::Wrap)
    }

    /// Returns a part's text, decoded by its charset if that fits; `place` makes a place of lines of the file.
    pub(in crate::format) fn part_text(
        &self,
        part: &MessagePart<'_>,
        raw: &[u8],
        place: impl Fn((u32, u32)) -> Place,
    ) -> Written {
        let bytes = content(part, raw);
        let charset = part
            .content_type()
            .and_then(|content_type| content_type.attribute("charset"));
        let text = decode_unknown(&bytes, charset);
        let first = self.line_at(part.offset_body);
        let origin = Origin::of(raw_of(part, raw), first, part.encoding);
        if !matches!(part.body, PartType::Html(_)) {
            let mut written = Written::default();
            for (index, line) in (0..).zip(text.split_inclusive('\n')) {
                let words = line.trim_end_matches(['\r', '\n']);
                written.push_at(words, place(origin.lines(index)));
                written.push(line.get(words.len()..).unwrap_or_default());
            }
            return written;
        }
        let mut page = Page::new();
        for line in Lines::default().split(&text) {
            page.feed(line);
        }
        let mut written = Written::default();
        written.append(page.finish().0, |of_page| match of_page {
            Place::Lines { first, last } => {
                let (first, _) = origin.lines(first.saturating_sub(1));
                let (_, last) = origin.lines(last.saturating_sub(1));
                place((first, last))
            }
            other => other,
        });
        written
    }

    /// Sends all that is no text of the mail, pictures inside its text as well.
    fn attachments(&self, message: &Message<'_>, out: &mut Out<'_>) -> Ending {
        let mut index = 0;
        for (id, part) in (0_u32..).zip(&message.parts) {
            let text = matches!(part.body, PartType::Text(_) | PartType::Html(_));
            let shown = message.text_body.contains(&id) || message.html_body.contains(&id);
            if matches!(part.body, PartType::Multipart(_)) || text && shown {
                continue;
            }
            let bytes = content(part, &message.raw_message);
            let start = child_named(self.name(part, index), ChildKind::Attachment);
            index += 1;
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
        let of_picture = part
            .content_type()
            .filter(|kind| kind.c_type.eq_ignore_ascii_case("image"))
            .and_then(|kind| kind.c_subtype.as_deref())
            .map(|kind| match kind.to_ascii_lowercase().as_str() {
                "jpeg" | "pjpeg" => ".jpg",
                "png" | "x-png" => ".png",
                "gif" => ".gif",
                "bmp" => ".bmp",
                _ => "",
            });
        let ending = match &part.body {
            PartType::Text(_) => ".txt",
            PartType::Html(_) => ".html",
            PartType::Message(_) => ".eml",
            _ => of_picture.unwrap_or_default(),
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

    /// Returns what locks its text, if anything does.
    pub(in crate::format) fn lock(&self, message: &Message<'_>) -> Option<&'static str> {
        message
            .parts
            .iter()
            .find_map(|part| {
                let kind = part.content_type()?;
                let subtype = kind.c_subtype.as_deref().unwrap_or_default();
                let subtype = subtype.to_ascii_lowercase();
                let stated = |name: &str| {
                    let value = kind.attribute(name).unwrap_or_default();
                    value.to_ascii_lowercase()
                };
                match subtype.as_str() {
                    "encrypted" if stated("protocol").contains("pgp") => Some("PGP"),
                    "encrypted" => Some("S/MIME"),
                    "pkcs7-mime" | "x-pkcs7-mime" => {
                        let open = ["signed", "compressed", "certs"];
                        let kind = stated("smime-type");
                        (!open.iter().any(|open| kind.starts_with(open))).then_some("S/MIME")
                    }
                    _ => None,
                }
            })
            .or_else(|| {
                let text = message
                    .text_body
                    .first()
                    .and_then(|id| message.parts.get(*id as usize))?;
                let start = content(text, &message.raw_message);
                let start = start.trim_ascii_start();
                start
                    .starts_with(b"-----BEGIN PGP MESSAGE-----")
                    .then_some("PGP")
            })
    }
}

/// Returns whether a third of a text's words, or of its Han, are in another nowhere.
fn says_else(text: &Written, other: &Written) -> bool {
    let words = |text: &str| -> Vec<String> {
        let mut words = Vec::new();
        for run in text.split(|c: char| !c.is_alphanumeric()) {
            match run.is_ascii() {
                true if !run.is_empty() => words.push(run.to_ascii_lowercase()),
                true => {}
                false => words.extend(run.chars().map(String::from)),
            }
        }
        words
    };
    let known: BTreeSet<String> = words(other.text()).into_iter().collect();
    let said = words(text.text());
    let missing = said.iter().filter(|word| !known.contains(*word)).count();
    missing >= 4 && missing * 3 > said.len()
}

fn raw_of<'r>(part: &MessagePart<'_>, raw: &'r [u8]) -> &'r [u8] {
    raw.get(part.offset_body as usize..part.offset_end as usize)
        .unwrap_or_default()
}

/// Returns the bytes of a part as they were before they were written for transport.
pub(in crate::format) fn content(part: &MessagePart<'_>, raw: &[u8]) -> Vec<u8> {
    let raw = raw_of(part, raw);
    match part.encoding {
        Encoding::Base64 => decode::base64(raw),
        Encoding::QuotedPrintable => decode::quoted_printable(raw, false),
        Encoding::None => raw.to_vec(),
    }
}
