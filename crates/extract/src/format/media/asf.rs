//! Windows Media (ASF: wma, wmv): objects with their kind and length before them. Always: only the header is read.

use std::io;

use super::tags::{Tags, name_of};
use super::{MOST, STEPS, lasts};
use crate::format::compound::{u16_at, u32_at};
use crate::format::legacy::summary::wide;
use crate::reading::About;
use crate::source::Source;

/// How a file begins.
pub(super) const SIGNATURE: &[u8] = &[0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11];
const FILE: &[u8] = &[0xa1, 0xdc, 0xab, 0x8c, 0x47, 0xa9, 0xcf, 0x11];
const CONTENT: &[u8] = &[0x33, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11];
const MORE: &[u8] = &[0x40, 0xa4, 0xd0, 0xd2, 0x07, 0xe3, 0xd2, 0x11];

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}

/// Keeps what the header says.
pub(super) fn describe(
    source: &mut Source<'_>,
    tags: &mut Tags,
    about: &mut About,
) -> io::Result<()> {
    let head = source.head(30)?;
    let header = source.at(30, u64_at(&head, 16).saturating_sub(30).min(MOST))?;
    let mut rest = header.as_slice();
    for _ in 0..STEPS {
        let size = usize::try_from(u64_at(rest, 16)).unwrap_or(usize::MAX);
        let Some(object) = rest.get(24..size) else {
            break;
        };
        match rest.get(..8) {
            Some(FILE) => {
                let before = u64_at(object, 56).min(60_000);
                lasts((u64_at(object, 40) / 10_000).saturating_sub(before), about);
            }
            Some(CONTENT) => content(object, tags),
            Some(MORE) => more(object, tags),
            _ => {}
        }
        rest = rest.get(size..).unwrap_or_default();
    }
    Ok(())
}

/// Title, author, copyright, description and rating: their lengths, then they.
fn content(object: &[u8], tags: &mut Tags) {
    let mut at = 10;
    for (index, name) in ["title", "artist", "copyright", "comment", "rating"]
        .into_iter()
        .enumerate()
    {
        let length = usize::from(u16_at(object, 2 * index));
        tags.say(name, &wide(object.get(at..at + length).unwrap_or_default()));
        at += length;
    }
}

fn more(object: &[u8], tags: &mut Tags) {
    let mut at = 2;
    for _ in 0..u16_at(object, 0) {
        let length = usize::from(u16_at(object, at));
        let Some(key) = object.get(at + 2..at + 2 + length) else {
            return;
        };
        at += 2 + length;
        let (kind, length) = (u16_at(object, at), usize::from(u16_at(object, at + 2)));
        let Some(value) = object.get(at + 4..at + 4 + length) else {
            return;
        };
        at += 4 + length;
        let key = wide(key);
        let key = key.trim_matches('\0');
        let name = name_of(key);
        match kind {
            0 => tags.say(&name, &wide(value)),
            3 if key != "WM/Track" => tags.say(&name, &u32_at(value, 0).to_string()),
            1 if key == "WM/Picture" => picture(value, tags),
            _ => {}
        }
    }
}

/// Its kind, its length, its type and its description, which end with zeros, and the picture.
fn picture(value: &[u8], tags: &mut Tags) {
    let length = u32_at(value, 1) as usize;
    if let Some(start) = value.len().checked_sub(length).filter(|start| *start >= 5) {
        tags.file("cover", &value[start..]);
    }
}
