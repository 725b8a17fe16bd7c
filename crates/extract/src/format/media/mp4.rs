//! MP4 and QuickTime: boxes inside boxes. Always: film and sound are jumped over; a box that lies about its length
//! ends the look.

use std::io;

use super::tags::{Tags, genre, genre_named, name_of};
use super::{MOST, STEPS, lasts, milliseconds};
use crate::format::legacy::summary::date;
use crate::reading::About;
use crate::source::Source;

/// Boxes inside each other that are opened.
const DEEPEST: u32 = 6;

/// Seconds between 1904, when time begins here, and 1970.
const EPOCH: u64 = 2_082_844_800;

/// Keeps what the box `moov` says.
pub(super) fn describe(
    source: &mut Source<'_>,
    tags: &mut Tags,
    about: &mut About,
) -> io::Result<()> {
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
            inside(&bytes, 0, &mut Vec::new(), tags, about);
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

fn inside(bytes: &[u8], depth: u32, keys: &mut Vec<String>, tags: &mut Tags, about: &mut About) {
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
            b"trak" | b"udta" | b"mdia" if depth < DEEPEST => {
                inside(content, depth + 1, keys, tags, about);
            }
            b"ilst" => list(content, keys, tags, about),
            b"keys" => *keys = named(content),
            b"tkhd" => track(content, about),
            // Four bytes of version stand before the boxes inside, but not in QuickTime.
            b"meta" if depth < DEEPEST => {
                let plain = content.get(4..8) == Some(b"hdlr");
                let content = if plain {
                    content
                } else {
                    content.get(4..).unwrap_or_default()
                };
                inside(content, depth + 1, keys, tags, about);
            }
            [0xa9, ..] => says(kind, content.get(4..).unwrap_or_default(), tags, about),
            _ if let Some(name) = of_phones(kind) => {
                let text = content.get(6..).unwrap_or_default();
                match text {
                    [0xfe, 0xff, wide @ ..] => tags.say(name, &utf16(wide)),
                    _ => tags.say_bytes(name, text),
                }
            }
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

/// Returns what a text of 3GPP is called.
fn of_phones(kind: &[u8]) -> Option<&'static str> {
    Some(match kind {
        b"titl" => "title",
        b"auth" | b"perf" => "artist",
        b"dscp" => "description",
        b"albm" => "album",
        b"gnre" => "genre",
        b"cprt" => "copyright",
        _ => return None,
    })
}

fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|two| u16::from_be_bytes([two[0], two[1]]))
        .collect();
    String::from_utf16_lossy(&units)
}

/// Returns the names that QuickTime lists once, to count them afterwards.
fn named(content: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = content.get(8..).unwrap_or_default();
    while let Some((size, _, header)) = header(rest).filter(|_| names.len() < 1000) {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let Some(name) = rest.get(header as usize..size) else {
            break;
        };
        let name = String::from_utf8_lossy(name).into_owned();
        let last = name.rsplit("quicktime.").next().unwrap_or_default();
        names.push(last.to_owned());
        rest = &rest[size..];
    }
    names
}

/// Keeps the items of a list: each a box named by what it is, with a box `data` inside.
fn list(bytes: &[u8], keys: &[String], tags: &mut Tags, about: &mut About) {
    let mut rest = bytes;
    for _ in 0..STEPS {
        let Some((size, kind, start)) = header(rest) else {
            return;
        };
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let Some(content) = rest.get(start as usize..size) else {
            return;
        };
        item(kind, content, keys, tags, about);
        rest = &rest[size..];
    }
}

fn item(kind: &[u8], content: &[u8], keys: &[String], tags: &mut Tags, about: &mut About) {
    let mut name = String::new();
    let mut rest = content;
    while let Some((size, inner, start)) = header(rest) {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let Some(value) = rest.get(start as usize..size) else {
            return;
        };
        match inner {
            b"name" => {
                name = String::from_utf8_lossy(value.get(4..).unwrap_or_default()).into_owned()
            }
            b"data" => datum(kind, value, &name, keys, tags, about),
            _ => {}
        }
        rest = &rest[size..];
    }
}

/// Keeps one value: its type and its language stand before it.
fn datum(
    kind: &[u8],
    value: &[u8],
    name: &str,
    keys: &[String],
    tags: &mut Tags,
    about: &mut About,
) {
    let (Some(meant), Some(bytes)) = (value.get(3), value.get(8..)) else {
        return;
    };
    let number = kind.try_into().map_or(0, u32::from_be_bytes) as usize;
    let key = number.checked_sub(1).and_then(|at| keys.get(at));
    let text = String::from_utf8_lossy(bytes);
    match kind {
        _ if let Some(key) = key => match (key.as_str(), *meant) {
            ("location.ISO6709", _) => about.says("gps", text.trim_end_matches('/')),
            ("make" | "model", _) => camera(&text, about),
            (key, 1) => tags.say(&name_of(key), &text),
            (key, 2) => tags.say(&name_of(key), &utf16(bytes)),
            _ => {}
        },
        b"covr" => tags.file("cover", bytes),
        b"trkn" | b"disk" => {
            let at = |at: usize| {
                bytes
                    .get(at..at + 2)
                    .map_or(0, |two| u16::from(two[0]) << 8 | u16::from(two[1]))
            };
            let shown = match (at(2), at(4)) {
                (0, _) => String::new(),
                (one, 0) => one.to_string(),
                (one, all) => format!("{one}/{all}"),
            };
            tags.say(if kind == b"trkn" { "track" } else { "disc" }, &shown);
        }
        b"gnre" => {
            let number = bytes
                .get(..2)
                .map_or(0, |two| usize::from(two[0]) << 8 | usize::from(two[1]));
            let named = number.checked_sub(1).and_then(genre_named);
            tags.say("genre", named.unwrap_or_default());
        }
        b"----" if *meant == 1 && !name.starts_with("iTun") => tags.say(&name_of(name), &text),
        [0xa9, ..] => says(kind, bytes, tags, about),
        _ if *meant == 1 => {
            let name = match kind {
                b"aART" => "album artist",
                b"cprt" => "copyright",
                b"desc" | b"ldes" => "description",
                b"tvsh" => "show",
                b"catg" => "category",
                b"keyw" => "keywords",
                b"sonm" => "sorted title",
                b"soar" => "sorted artist",
                b"soal" => "sorted album",
                b"purd" => "purchased",
                b"apID" | b"ownr" => "owner",
                _ => return,
            };
            tags.say(name, &text);
        }
        _ => {}
    }
}

fn camera(text: &str, about: &mut About) {
    let before = about.metadata.get("camera").cloned().unwrap_or_default();
    about.says("camera", &format!("{before} {text}"));
}

/// Keeps what a box says whose name begins with a mark of copyright.
fn says(kind: &[u8], text: &[u8], tags: &mut Tags, about: &mut About) {
    let name = match kind.get(1..) {
        Some(b"nam") => "title",
        Some(b"ART" | b"prf") => "artist",
        Some(b"aut") => "author",
        Some(b"alb") => "album",
        Some(b"wrt" | b"com") => "composer",
        Some(b"lyr") => "lyrics",
        Some(b"gen") => {
            let text = String::from_utf8_lossy(text);
            return tags.say("genre", &genre(text.trim_matches('\0')));
        }
        Some(b"grp") => "grouping",
        Some(b"day") => "year",
        Some(b"too" | b"swr") => "program",
        Some(b"enc") => "encoded by",
        Some(b"cmt") => "comment",
        Some(b"cpy") => "copyright",
        Some(b"des" | b"inf") => "description",
        Some(b"dir") => "director",
        Some(b"pub") => "publisher",
        Some(b"st3") => "subtitle",
        Some(b"url") => "address",
        Some(b"mak" | b"mod") => {
            return camera(String::from_utf8_lossy(text).trim_matches('\0'), about);
        }
        Some(b"xyz") => {
            let text = String::from_utf8_lossy(text);
            return about.says("gps", text.trim_matches('\0').trim_end_matches('/'));
        }
        _ => return,
    };
    tags.say_bytes(name, text);
}
