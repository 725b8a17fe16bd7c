//! MP4 and QuickTime: boxes inside boxes. Always: film and sound are jumped over; a box that lies about its length
//! ends the look.

use std::io;

use super::{MOST, STEPS, lasts, milliseconds};
use crate::format::legacy::summary::date;
use crate::reading::About;
use crate::source::Source;

/// Boxes inside each other that are opened.
const DEEPEST: u32 = 6;

/// Seconds between 1904, when time begins here, and 1970.
const EPOCH: u64 = 2_082_844_800;

/// Keeps what the box `moov` says.
pub(super) fn describe(source: &mut Source<'_>, about: &mut About) -> io::Result<()> {
    let length = source.length()?;
    let mut at = 0;
    for _ in 0..STEPS {
        let head = source.at(at, 16)?;
        let Some((size, kind, header)) = header(&head) else {
            return Ok(());
        };
        let size = if size == 0 {
            length.saturating_sub(at)
        } else {
            size
        };
        if kind == b"moov" {
            let bytes = source.at(at + header, size.saturating_sub(header).min(MOST))?;
            inside(&bytes, 0, about);
            return Ok(());
        }
        if size < header {
            return Ok(());
        }
        at = at.saturating_add(size);
    }
    Ok(())
}

/// Returns size, kind and length of the header of a box.
fn header(bytes: &[u8]) -> Option<(u64, &[u8], u64)> {
    let size = u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?);
    let kind = bytes.get(4..8)?;
    match size {
        1 => {
            let wide = u64::from_be_bytes(bytes.get(8..16)?.try_into().ok()?);
            Some((wide, kind, 16))
        }
        _ => Some((u64::from(size), kind, 8)),
    }
}

fn inside(bytes: &[u8], depth: u32, about: &mut About) {
    let mut rest = bytes;
    for _ in 0..STEPS {
        let Some((size, kind, header)) = header(rest) else {
            return;
        };
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let size = if size == 0 { rest.len() } else { size };
        let Some(content) = rest.get(header as usize..size.min(rest.len())) else {
            return;
        };
        match kind {
            b"mvhd" => movie(content, about),
            b"trak" | b"udta" | b"mdia" | b"ilst" if depth < DEEPEST => {
                inside(content, depth + 1, about);
            }
            b"tkhd" => track(content, about),
            // Four bytes of version stand before the boxes inside, but not in QuickTime.
            b"meta" if depth < DEEPEST => {
                let plain = content.get(4..8) == Some(b"hdlr");
                let content = if plain {
                    content
                } else {
                    content.get(4..).unwrap_or_default()
                };
                inside(content, depth + 1, about);
            }
            [0xa9, ..] => says(kind, content, about),
            _ => {}
        }
        rest = rest.get(size..).unwrap_or_default();
    }
}

fn movie(content: &[u8], about: &mut About) {
    let word = |at: usize| {
        let four = content.get(at..at + 4)?.try_into().ok()?;
        Some(u64::from(u32::from_be_bytes(four)))
    };
    let wide = |at: usize| Some(word(at)? << 32 | word(at + 4)?);
    let times = match content.first() {
        Some(1) => (wide(4), word(20), wide(24)),
        _ => (word(4), word(12), word(16)),
    };
    let (Some(created), Some(scale), Some(duration)) = times else {
        return;
    };
    lasts(milliseconds(duration, scale), about);
    if let Some(seconds) = created.checked_sub(EPOCH).filter(|seconds| *seconds > 0) {
        let days = i64::try_from(seconds / 86_400).unwrap_or(0);
        let (year, month, day) = date(days);
        let second = seconds % 86_400;
        let (hour, minute) = (second / 3600, second / 60 % 60);
        let shown = format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z",
            second % 60
        );
        about.says("created", &shown);
    }
}

/// Width and height of a track, 16 bits before the point.
fn track(content: &[u8], about: &mut About) {
    let at = if content.first() == Some(&1) { 88 } else { 76 };
    let half = |at: usize| {
        let two = content.get(at..at + 2)?.try_into().ok()?;
        Some(u16::from_be_bytes(two))
    };
    if let (Some(width), Some(height)) = (half(at), half(at + 4))
        && width > 0
        && height > 0
    {
        about.says("width", &width.to_string());
        about.says("height", &height.to_string());
    }
}

fn says(kind: &[u8], content: &[u8], about: &mut About) {
    // ITunes puts a box `data` inside; QuickTime two bytes of length and two of language.
    let text = match content.get(4..8) {
        Some(b"data") => content.get(16..),
        _ => content.get(4..),
    };
    let text = String::from_utf8_lossy(text.unwrap_or_default());
    let text = text.trim_matches(['\0', ' ']);
    match kind.get(1..) {
        Some(b"nam") => about.says("title", text),
        Some(b"ART") => about.says("author", text),
        Some(b"day") => about.says("created", text),
        Some(b"too" | b"swr") => about.says("program", text),
        Some(b"cmt") => about.says("comment", text),
        Some(b"mak" | b"mod") => {
            let before = about.metadata.get("camera").cloned().unwrap_or_default();
            about.says("camera", &format!("{before} {text}"));
        }
        Some(b"xyz") => about.says("gps", text.trim_end_matches('/')),
        _ => {}
    }
}
