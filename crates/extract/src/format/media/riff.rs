//! WAV and AVI: chunks with their length before them, least byte first.

use std::io;

use super::{MOST, STEPS, lasts, milliseconds};
use crate::encoding::decode_unknown;
use crate::format::compound::u32_at;
use crate::reading::About;
use crate::source::Source;

/// Keeps what the chunks at the start say.
pub(super) fn describe(source: &mut Source<'_>, about: &mut About) -> io::Result<()> {
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
                    Some(b"INFO") => info(&list, about),
                    _ => {}
                }
            }
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

fn info(list: &[u8], about: &mut About) {
    let mut rest = list.get(4..).unwrap_or_default();
    while rest.len() >= 8 {
        let size = u32_at(rest, 4) as usize;
        let Some(value) = rest.get(8..).and_then(|rest| rest.get(..size)) else {
            return;
        };
        let end = value
            .iter()
            .position(|byte| *byte == 0)
            .unwrap_or(value.len());
        let text = decode_unknown(&value[..end], None);
        match &rest[..4] {
            b"INAM" => about.says("title", &text),
            b"IART" => about.says("author", &text),
            b"ICRD" => about.says("created", &text),
            b"ISFT" => about.says("program", &text),
            b"ICMT" => about.says("comment", &text),
            _ => {}
        }
        rest = rest.get(8 + size + size % 2..).unwrap_or_default();
    }
}
