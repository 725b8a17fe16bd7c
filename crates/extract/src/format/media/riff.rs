//! WAV and AVI: chunks with their length before them, least byte first.

use std::io;

use super::tags::{Tags, genre};
use super::{MOST, STEPS, id3, lasts, milliseconds};
use crate::format::compound::u32_at;
use crate::reading::About;
use crate::source::Source;

/// Keeps what the chunks at the start say.
pub(super) fn describe(
    source: &mut Source<'_>,
    tags: &mut Tags,
    about: &mut About,
) -> io::Result<()> {
    let length = source.length()?;
    let mut at = 12;
    let mut rate = 0;
    for _ in 0..STEPS {
        let head = source.at(at, 8)?;
        if head.len() < 8 {
            return Ok(());
        }
        let size = u64::from(u32_at(&head, 4));
        match &head[..4] {
            b"fmt " => rate = u64::from(u32_at(&source.at(at + 8, 16)?, 8)),
            // A recording that was not ended has no length: the file tells.
            b"data" => {
                let size = size.min(length.saturating_sub(at + 8));
                if rate > 0 {
                    lasts(milliseconds(size, rate), about);
                }
            }
            b"LIST" => {
                let list = source.at(at + 8, size.min(MOST))?;
                match list.get(..4) {
                    Some(b"hdrl") => film(&list, about),
                    Some(b"INFO") => info(&list, tags),
                    _ => {}
                }
            }
            b"id3 " | b"ID3 " => id3::whole(&source.at(at + 8, size.min(MOST))?, tags),
            _ => {}
        }
        at = at.saturating_add(8 + size + size % 2);
    }
    Ok(())
}

fn film(list: &[u8], about: &mut About) {
    let Some(at) = list.windows(4).position(|four| four == b"avih") else {
        return;
    };
    let field = |number: usize| u64::from(u32_at(list, at + 8 + 4 * number));
    lasts(field(0).saturating_mul(field(4)) / 1000, about);
    about.says("width", &field(8).to_string());
    about.says("height", &field(9).to_string());
}

fn info(list: &[u8], tags: &mut Tags) {
    let mut rest = list.get(4..).unwrap_or_default();
    while rest.len() >= 8 {
        let size = u32_at(rest, 4) as usize;
        let Some(value) = rest.get(8..).and_then(|rest| rest.get(..size)) else {
            return;
        };
        let end = value.iter().position(|byte| *byte == 0);
        let value = &value[..end.unwrap_or(value.len())];
        let name = match &rest[..4] {
            b"INAM" => "title",
            b"IART" => "artist",
            b"IPRD" => "album",
            b"ICRD" => "year",
            b"ISFT" => "program",
            b"ICMT" => "comment",
            b"IGNR" => "genre",
            b"ICOP" => "copyright",
            b"IKEY" => "keywords",
            b"ISBJ" => "subject",
            b"IENG" => "engineer",
            b"ITCH" => "encoded by",
            b"IMUS" => "composer",
            b"IPRT" | b"ITRK" => "track",
            b"ISRC" => "source",
            b"IWRI" => "lyricist",
            _ => "",
        };
        if name == "genre" {
            tags.say(name, &genre(&String::from_utf8_lossy(value)));
        } else if !name.is_empty() {
            tags.say_bytes(name, value);
        }
        rest = rest.get(8 + size + size % 2..).unwrap_or_default();
    }
}

/// Keeps what the chunks of an AIFF say; there the greatest byte comes first.
pub(super) fn describe_aiff(source: &mut Source<'_>, tags: &mut Tags) -> io::Result<()> {
    let mut at = 12;
    for _ in 0..STEPS {
        let head = source.at(at, 8)?;
        if head.len() < 8 {
            return Ok(());
        }
        let size = u64::from(u32_at(&head, 4).swap_bytes());
        let name = match &head[..4] {
            b"NAME" => "title",
            b"AUTH" => "artist",
            b"ANNO" => "comment",
            b"(c) " => "copyright",
            _ => "",
        };
        if &head[..4] == b"ID3 " {
            id3::whole(&source.at(at + 8, size.min(MOST))?, tags);
        } else if !name.is_empty() {
            tags.say_bytes(name, &source.at(at + 8, size.min(64 * 1024))?);
        }
        at = at.saturating_add(8 + size + size % 2);
    }
    Ok(())
}
