//! winmail.dat (MS-OXTNEF): what Outlook puts into a mail that others shall read. Always: attributes in the order
//! of the file; an attribute that is cut ends the reading, with what was read kept.

use daylight_model::{ChildKind, Outcome, Reason};

use super::compound::{u16_at, u32_at};
use super::legacy::summary::decoded;
use super::mapi::{Item, Properties, Value, tag};
use crate::reading::{About, Ending, Out, child_named, failed, partial, unreadable};
use crate::source::Source;

/// How a file begins.
pub(crate) const SIGNATURE: [u8; 4] = [0x78, 0x9f, 0x3e, 0x22];

/// Messages inside each other that are followed.
const DEEPEST: u32 = 8;

/// Values of one property that are passed over.
const VALUES: u32 = 10_000;

/// Reads a file.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "tnef@1";
    let Some(bytes) = source.all().map_err(|error| unreadable(&error))? else {
        return Err(failed(
            Reason::MemoryLimit,
            "too large to be held in memory",
        ));
    };
    let mut number = 0;
    let whole = message(&bytes, 0, &mut number, out, Some(about))?;
    match whole {
        true => Ok(()),
        false => Err(partial(Reason::Truncated, "its end is missing")),
    }
}

#[derive(Default)]
struct Attachment {
    title: Option<String>,
    data: Option<Vec<u8>>,
    properties: Properties,
    inner: Option<Vec<u8>>,
}

/// Sends a message and what is attached to it; returns whether it is all there.
fn message(
    bytes: &[u8],
    depth: u32,
    number: &mut u32,
    out: &mut Out<'_>,
    about: Option<&mut About>,
) -> Result<bool, Outcome> {
    let mut item = Item::default();
    let mut attachments: Vec<Attachment> = Vec::new();
    let mut page = 0;
    let mut rest = bytes.get(6..).unwrap_or_default();
    let mut whole = true;
    while rest.len() >= 9 {
        let (id, length) = (u32_at(rest, 1), u32_at(rest, 5) as usize);
        let Some(data) = rest.get(9..).and_then(|data| data.get(..length)) else {
            whole = false;
            break;
        };
        let text = |page| {
            decoded(
                data.split(|byte| *byte == 0).next().unwrap_or_default(),
                page,
            )
        };
        let last = attachments.last_mut();
        match (id, last) {
            (0x0006_9007, _) => {
                page = u16_at(data, 0);
                item.properties = std::mem::take(&mut item.properties).in_page(page);
            }
            (0x0006_9003, _) => {
                properties(data, &mut item.properties);
            }
            (0x0006_9004, _) => item.recipients = recipients(data, page),
            (0x0001_8004, _) => item.properties.set(tag::SUBJECT, Value::Wide(text(page))),
            (0x0002_800c, _) => item.properties.set(tag::PLAIN, Value::Wide(text(page))),
            (0x0006_9002, _) => attachments.push(Attachment {
                properties: Properties::default().in_page(page),
                ..Attachment::default()
            }),
            (0x0001_8010, Some(attachment)) => attachment.title = Some(text(page)),
            (0x0006_800f, Some(attachment)) => attachment.data = Some(data.to_vec()),
            (0x0006_9005, Some(attachment)) => {
                attachment.inner = properties(data, &mut attachment.properties);
            }
            _ => {}
        }
        rest = rest.get(9 + length + 2..).unwrap_or_default();
    }
    if let Some(about) = about {
        item.describe(about);
    }
    *number += 1;
    item.send(*number, out)?;
    for (index, attachment) in attachments.into_iter().enumerate() {
        if let Some(inner) = attachment
            .inner
            .filter(|inner| inner.starts_with(&SIGNATURE))
        {
            if depth >= DEEPEST {
                out.warn(
                    Some(Reason::TooDeep),
                    "messages inside messages, not followed",
                )?;
                continue;
            }
            whole &= message(&inner, depth + 1, number, out, None)?;
            continue;
        }
        let named = attachment.properties.file_name(index);
        let name = match attachment.title {
            Some(title) if named.starts_with("attachment-") && !title.is_empty() => title,
            _ => named,
        };
        let start = child_named(name, ChildKind::Attachment);
        if let Some(outcome) = attachment.properties.kept_elsewhere() {
            out.child_without_bytes(start, outcome)?;
            continue;
        }
        let data = attachment.data.as_deref();
        let bytes = data.or_else(|| attachment.properties.bytes(tag::DATA));
        out.child(start, &mut bytes.unwrap_or_default(), |_| Outcome::READ)?;
    }
    Ok(whole)
}

fn recipients(data: &[u8], page: u16) -> Vec<Properties> {
    let count = u32_at(data, 0).min(VALUES);
    let mut rest = data.get(4..).unwrap_or_default();
    let mut recipients = Vec::new();
    for _ in 0..count {
        let mut one = Properties::default().in_page(page);
        let Some((_, used)) = counted(rest, &mut one) else {
            break;
        };
        recipients.push(one);
        rest = rest.get(used..).unwrap_or_default();
    }
    recipients
}

/// Reads properties with their count before them; returns the object among them, if there is one.
fn properties(data: &[u8], into: &mut Properties) -> Option<Vec<u8>> {
    counted(data, into)?.0
}

/// Returns the object among the properties and how many bytes all of them take; none where they are cut.
fn counted(data: &[u8], into: &mut Properties) -> Option<(Option<Vec<u8>>, usize)> {
    let mut at = 4;
    let mut object = None;
    let word = |at: usize| {
        let four = data.get(at..at + 4)?;
        Some(u32_at(four, 0))
    };
    let padded = |length: usize| length.div_ceil(4) * 4;
    for _ in 0..word(0)? {
        let (kind, id) = (u16_at(data, at), u16_at(data, at + 2));
        data.get(at..at + 4)?;
        at += 4;
        if id >= 0x8000 {
            at += 16;
            let named = word(at)?;
            at += 4;
            match named {
                0 => at += 4,
                _ => at += 4 + padded(word(at)? as usize),
            }
        }
        let several = kind & 0x1000 != 0;
        let kind = kind & 0xfff;
        let width = match kind {
            0x02 | 0x03 | 0x04 | 0x0a | 0x0b => Some(4),
            0x05 | 0x06 | 0x07 | 0x14 | 0x40 => Some(8),
            0x48 => Some(16),
            0x0d | 0x1e | 0x1f | 0x102 => None,
            _ => return None,
        };
        let count = match several || width.is_none() {
            true => {
                at += 4;
                word(at - 4)?
            }
            false => 1,
        };
        for _ in 0..count.min(VALUES) {
            let length = match width {
                Some(width) => width,
                None => {
                    at += 4;
                    word(at - 4)? as usize
                }
            };
            let value = data.get(at..)?.get(..length)?;
            at += padded(length);
            if several || id >= 0x8000 {
                continue;
            }
            if kind == 0x0d && id == tag::DATA {
                // The name of the interface comes first.
                object = value.get(16..).map(<[u8]>::to_vec);
            } else if let Some(value) = Value::of(kind, value) {
                into.set(id, value);
            }
        }
    }
    Some((object, at))
}

#[cfg(test)]
mod tests {
    use daylight_model::{Reason, State};

    use crate::check::read_named;

    fn attribute(level: u8, id: u32, data: &[u8]) -> Vec<u8> {
        let sum: u32 = data.iter().map(|byte| u32::from(*byte)).sum();
        let mut bytes = vec![level];
        bytes.extend(id.to_le_bytes());
        bytes.extend((data.len() as u32).to_le_bytes());
        bytes.extend(data);
        bytes.extend((sum as u16).to_le_bytes());
        bytes
    }

    fn property(kind: u16, id: u16, value: &[u8]) -> Vec<u8> {
        let mut bytes = [kind.to_le_bytes(), id.to_le_bytes()].concat();
        if matches!(kind, 0x0d | 0x1e | 0x1f | 0x102) {
            bytes.extend(1_u32.to_le_bytes());
            bytes.extend((value.len() as u32).to_le_bytes());
        }
        bytes.extend(value);
        bytes.resize(bytes.len().div_ceil(4) * 4, 0);
        bytes
    }

    fn counted(properties: &[Vec<u8>]) -> Vec<u8> {
        let count = (properties.len() as u32).to_le_bytes();
        [count.to_vec(), properties.concat()].concat()
    }

    fn wide(text: &str) -> Vec<u8> {
        let units = text.encode_utf16().chain([0]);
        units.flat_map(u16::to_le_bytes).collect()
    }

    fn winmail() -> Vec<u8> {
        let inner = [
            vec![0x78, 0x9f, 0x3e, 0x22, 1, 0],
            attribute(1, 0x0001_8004, b"inside\0"),
            attribute(1, 0x0002_800c, b"the text inside\0"),
        ]
        .concat();
        [
            vec![0x78, 0x9f, 0x3e, 0x22, 1, 0],
            attribute(1, 0x0006_9007, &936_u64.to_le_bytes()),
            attribute(1, 0x0001_8004, &encoding_rs::GB18030.encode("关于合同\0").0),
            attribute(
                1,
                0x0006_9003,
                &counted(&[
                    property(0x1f, 0x1000, &wide("请查收附件。")),
                    property(0x1f, 0x0c1a, &wide("张伟")),
                ]),
            ),
            attribute(2, 0x0006_9002, &[0; 14]),
            attribute(2, 0x0001_8010, b"A~1.XLS\0"),
            attribute(2, 0x0006_800f, b"content"),
            attribute(
                2,
                0x0006_9005,
                &counted(&[property(0x1f, 0x3707, &wide("报价.xlsx"))]),
            ),
            attribute(2, 0x0006_9002, &[0; 14]),
            attribute(
                2,
                0x0006_9005,
                &counted(&[property(0x0d, 0x3701, &[vec![0; 16], inner].concat())]),
            ),
        ]
        .concat()
    }

    #[test]
    fn text_and_attachments_are_found_messages_inside_too() {
        let found = read_named("winmail.dat", &winmail());
        assert_eq!(found.summary.media_type, "application/vnd.ms-tnef");
        let texts: Vec<_> = found.parts.iter().map(|part| part.text()).collect();
        assert_eq!(
            texts,
            [
                "From: 张伟\nSubject: 关于合同",
                "请查收附件。",
                "Subject: inside",
                "the text inside"
            ]
        );
        assert_eq!(found.at("message=2"), Some("inside"));
        assert_eq!(found.names(), ["报价.xlsx"]);
        assert_eq!(found.children[0].bytes, b"content");
        assert_eq!(found.ended(), (State::Read, None));
    }

    #[test]
    fn half_and_damaged_files_end() {
        let whole = winmail();
        let cut = read_named("winmail.dat", &whole[..whole.len() - 40]);
        assert_eq!(cut.ended(), (State::Partial, Some(Reason::Truncated)));
        for length in 0..whole.len() {
            read_named("winmail.dat", &whole[..length]);
        }
        for at in 6..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0xff;
            read_named("winmail.dat", &bytes);
        }
    }
}
