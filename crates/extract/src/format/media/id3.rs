//! Tags of MP3: ID3 of all versions at the start and at the end, Lyrics3, APE. Always: a frame that lies about its
//! length ends its tag; what is called Latin-1 is in the code page of whoever wrote it.

use std::io;

use super::tags::{Tags, genre, genre_named, name_of};
use super::{MOST, STEPS};
use crate::format::compound::u32_at;
use crate::source::Source;

/// Bytes that one packed frame may unpack to.
const UNPACKED: u64 = 1 << 20;

/// Reads the tag at this place; returns how many bytes it takes, none where there is none.
pub(super) fn at_start(source: &mut Source<'_>, at: u64, tags: &mut Tags) -> io::Result<u64> {
    let head = source.at(at, 10)?;
    let [b'I', b'D', b'3', version, _, flags, a, b, c, d] = head[..] else {
        return Ok(0);
    };
    let size = seven_bits(&[a, b, c, d]) as u64;
    let mut bytes = source.at(at + 10, size.min(MOST))?;
    if flags & 0x80 != 0 && version < 4 {
        bytes = synchronised(&bytes);
    }
    let skipped = match (flags & 0x40 != 0, version) {
        (true, 3) => 4 + big(bytes.get(..4).unwrap_or_default()),
        (true, 4) => seven_bits(bytes.get(..4).unwrap_or_default()),
        _ => 0,
    };
    frames(version, bytes.get(skipped..).unwrap_or_default(), tags);
    Ok(10 + size)
}

/// Reads the frames of a tag that stands alone, as other containers hold it.
pub(super) fn whole(bytes: &[u8], tags: &mut Tags) {
    if let [b'I', b'D', b'3', version, _, _, _, _, _, _, rest @ ..] = bytes {
        frames(*version, rest, tags);
    }
}

fn big(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .fold(0, |sum, byte| sum << 8 | usize::from(*byte))
}

fn seven_bits(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .fold(0, |sum, byte| sum << 7 | usize::from(byte & 0x7f))
}

/// Takes out the zeros that keep players from taking a tag for sound.
fn synchronised(bytes: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(bytes.len());
    let mut after_all_bits = false;
    for byte in bytes {
        if !(after_all_bits && *byte == 0) {
            kept.push(*byte);
        }
        after_all_bits = *byte == 0xff;
    }
    kept
}

fn frames(version: u8, bytes: &[u8], tags: &mut Tags) {
    let (name, width, header) = if version < 3 { (3, 3, 6) } else { (4, 4, 10) };
    let mut rest = bytes;
    for _ in 0..STEPS {
        let Some(id) = rest.get(..name).filter(|id| id[0] != 0) else {
            return;
        };
        let Some(digits) = rest.get(name..name + width) else {
            return;
        };
        // Some programs write plain numbers where seven bits of each byte count.
        let plain = version < 4 || digits.iter().any(|byte| *byte > 0x7f);
        let mut size = if plain {
            big(digits)
        } else {
            seven_bits(digits)
        };
        if version == 4
            && !plain
            && !goes_on(rest, header + size)
            && goes_on(rest, header + big(digits))
        {
            size = big(digits);
        }
        let Some(content) = rest.get(header..).and_then(|rest| rest.get(..size)) else {
            return;
        };
        let flags = if version < 3 { 0 } else { rest[9] };
        if let Some(content) = unpacked(version, flags, content) {
            frame(id, &content, tags);
        }
        rest = rest.get(header + size..).unwrap_or_default();
    }
}

/// Returns whether a frame, or what fills up, begins there.
fn goes_on(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at..).and_then(|rest| rest.get(..4)) {
        Some(id) => {
            id[0] == 0
                || id
                    .iter()
                    .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        }
        None => at == bytes.len(),
    }
}

/// Returns what a frame holds; none where it is locked or damaged.
fn unpacked(version: u8, flags: u8, content: &[u8]) -> Option<Vec<u8>> {
    let (packed, locked, grouped, length, spread) = match version {
        4.. => (
            flags & 8 != 0,
            flags & 4 != 0,
            flags & 0x40 != 0,
            flags & 1 != 0,
            flags & 2 != 0,
        ),
        _ => (
            flags & 0x80 != 0,
            flags & 0x40 != 0,
            flags & 0x20 != 0,
            flags & 0x80 != 0,
            false,
        ),
    };
    if locked {
        return None;
    }
    let skipped = usize::from(grouped) + if length { 4 } else { 0 };
    let content = content.get(skipped..)?;
    let content = match spread {
        true => synchronised(content),
        false => content.to_vec(),
    };
    if !packed {
        return Some(content);
    }
    let mut bytes = Vec::new();
    let decoder = flate2::read::ZlibDecoder::new(content.as_slice());
    io::Read::read_to_end(&mut io::Read::take(decoder, UNPACKED), &mut bytes).ok()?;
    Some(bytes)
}

/// Keeps what a frame says.
fn frame(id: &[u8], content: &[u8], tags: &mut Tags) {
    let id = String::from_utf8_lossy(id).into_owned();
    match id.as_str() {
        "COMM" | "COM" | "USLT" | "ULT" => {
            let [encoding, _, _, _, rest @ ..] = content else {
                return;
            };
            let name = if id.starts_with('C') {
                "comment"
            } else {
                "lyrics"
            };
            let (what, text) = cut(*encoding, rest);
            // ITunes keeps figures for its own use as comments.
            if !what.windows(2).any(|two| two == b"iT") && !what.starts_with(b"iTun") {
                keep(name, *encoding, text, tags);
            }
        }
        "TXXX" | "TXX" | "WXXX" | "WXX" => {
            let [encoding, rest @ ..] = content else {
                return;
            };
            let (what, text) = cut(*encoding, rest);
            let what = decoded(*encoding, what);
            let name = if what.is_empty() {
                "text".to_owned()
            } else {
                name_of(&what)
            };
            let encoding = if id.starts_with('W') { 0 } else { *encoding };
            keep(&name, encoding, text, tags);
        }
        "APIC" | "PIC" | "GEOB" | "GEO" => attached(&id, content, tags),
        "UFID" | "PRIV" | "MCDI" => {}
        id if id.starts_with('T') || matches!(id, "IPLS" | "IPL") => {
            let [encoding, text @ ..] = content else {
                return;
            };
            let name = frame_name(id);
            if name == "genre" {
                tags.say(name, &genre(&decoded(*encoding, text)));
            } else {
                keep(name, *encoding, text, tags);
            }
        }
        id if id.starts_with('W') => keep("address", 0, content, tags),
        _ => {}
    }
}

/// Keeps a picture or another file.
fn attached(id: &str, content: &[u8], tags: &mut Tags) {
    let [encoding, rest @ ..] = content else {
        return;
    };
    let (mut rest, mut name) = (rest, String::new());
    if id == "PIC" {
        rest = rest.get(4..).unwrap_or_default();
    } else {
        rest = cut(0, rest).1;
    }
    if id == "APIC" {
        rest = rest.get(1..).unwrap_or_default();
    }
    if id.starts_with("GEO") {
        let (given, after) = cut(*encoding, rest);
        (name, rest) = (decoded(*encoding, given), after);
    }
    let (what, bytes) = cut(*encoding, rest);
    let what = decoded(*encoding, what);
    tags.say(
        if id.starts_with("GEO") {
            "attached file"
        } else {
            "picture"
        },
        &what,
    );
    tags.file(if name.is_empty() { "cover" } else { &name }, bytes);
}

/// Cuts at the end of a text.
fn cut(encoding: u8, bytes: &[u8]) -> (&[u8], &[u8]) {
    if !matches!(encoding, 1 | 2) {
        return match bytes.iter().position(|byte| *byte == 0) {
            Some(at) => (&bytes[..at], &bytes[at + 1..]),
            None => (bytes, &[]),
        };
    }
    match bytes.chunks_exact(2).position(|two| two == [0, 0]) {
        Some(at) => (&bytes[..2 * at], &bytes[2 * at + 2..]),
        None => (bytes, &[]),
    }
}

fn keep(name: &str, encoding: u8, text: &[u8], tags: &mut Tags) {
    match encoding {
        1 | 2 => tags.say(name, &decoded(encoding, text)),
        3 if std::str::from_utf8(text).is_ok() => tags.say(name, &String::from_utf8_lossy(text)),
        _ => tags.say_bytes(name, text),
    }
}

fn decoded(encoding: u8, text: &[u8]) -> String {
    let mut big = encoding == 2;
    if !matches!(encoding, 1 | 2) {
        return crate::encoding::decode_unknown(text, None)
            .trim_matches('\0')
            .to_owned();
    }
    let mut units = Vec::with_capacity(text.len() / 2);
    for two in text.chunks_exact(2) {
        // Each value of several may have a mark of its own.
        match two {
            [0xfe, 0xff] => big = true,
            [0xff, 0xfe] => big = false,
            _ if big => units.push(u16::from_be_bytes([two[0], two[1]])),
            _ => units.push(u16::from_le_bytes([two[0], two[1]])),
        }
    }
    String::from_utf16_lossy(&units)
        .trim_matches('\0')
        .to_owned()
}

/// Returns what a frame of text is called.
fn frame_name(id: &str) -> &str {
    match id {
        "TIT2" | "TT2" => "title",
        "TIT1" | "TT1" => "grouping",
        "TIT3" | "TT3" => "subtitle",
        "TPE1" | "TP1" => "artist",
        "TPE2" | "TP2" => "album artist",
        "TPE3" | "TP3" => "conductor",
        "TPE4" | "TP4" => "remixed by",
        "TALB" | "TAL" => "album",
        "TCOM" | "TCM" => "composer",
        "TEXT" | "TXT" => "lyricist",
        "TOPE" | "TOA" => "original artist",
        "TOAL" | "TOT" => "original album",
        "TOLY" | "TOL" => "original lyricist",
        "TOFN" | "TOF" => "original file",
        "TCON" | "TCO" => "genre",
        "TDRC" | "TYER" | "TYE" => "year",
        "TDAT" | "TDA" => "day",
        "TDRL" => "released",
        "TDOR" | "TORY" | "TOR" => "original year",
        "TDTG" => "tagged",
        "TRCK" | "TRK" => "track",
        "TPOS" | "TPA" => "disc",
        "TPUB" | "TPB" => "publisher",
        "TCOP" | "TCR" => "copyright",
        "TENC" | "TEN" => "encoded by",
        "TSSE" | "TSS" => "program",
        "TLAN" | "TLA" => "language",
        "TSRC" | "TRC" => "isrc",
        "TOWN" => "owner",
        "TRSN" => "station",
        "TDES" => "description",
        "TIPL" | "IPLS" | "IPL" | "TMCL" => "people",
        "TBPM" | "TBP" => "beats a minute",
        "TLEN" | "TLE" => "milliseconds",
        "TCMP" | "TCP" => "compilation",
        "TSOT" => "sorted title",
        "TSOP" => "sorted artist",
        "TSOA" => "sorted album",
        other => other,
    }
}

/// Reads what stands at the end: APE, Lyrics3 and the oldest ID3.
pub(super) fn at_end(source: &mut Source<'_>, tags: &mut Tags) -> io::Result<()> {
    let length = source.length()?;
    let mut end = length;
    let tail = source.tail(128)?;
    let oldest = (tail.len() == 128 && tail.starts_with(b"TAG")).then_some(tail);
    if oldest.is_some() {
        end -= 128;
    }
    for _ in 0..2 {
        end = end.saturating_sub(lyrics3(source, end, tags)?);
        end = end.saturating_sub(ape(source, end, tags)?);
    }
    if let Some(tag) = oldest {
        let field = |from: usize, to: usize| {
            let field = &tag[from..to];
            let end = field.iter().position(|byte| *byte == 0);
            &field[..end.unwrap_or(field.len())]
        };
        for (name, from, to) in [
            ("title", 3, 33),
            ("artist", 33, 63),
            ("album", 63, 93),
            ("year", 93, 97),
            ("comment", 97, 127),
        ] {
            tags.say_bytes(name, field(from, to));
        }
        if tag[125] == 0 && tag[126] != 0 {
            tags.say("track", &tag[126].to_string());
        }
        if let Some(name) = genre_named(usize::from(tag[127])) {
            tags.say("genre", name);
        }
    }
    Ok(())
}

/// Reads a tag of APE that ends here; returns its length.
fn ape(source: &mut Source<'_>, end: u64, tags: &mut Tags) -> io::Result<u64> {
    let Some(start) = end.checked_sub(32) else {
        return Ok(0);
    };
    let footer = source.at(start, 32)?;
    if !footer.starts_with(b"APETAGEX") {
        return Ok(0);
    }
    let size = u64::from(u32_at(&footer, 12)).max(32);
    let header = if u32_at(&footer, 20) & 0x8000_0000 == 0 {
        0
    } else {
        32
    };
    let bytes = source.at(end.saturating_sub(size), (size - 32).min(MOST))?;
    let mut rest = bytes.as_slice();
    for _ in 0..u32_at(&footer, 16).min(1000) {
        let length = u32_at(rest, 0) as usize;
        let flags = u32_at(rest, 4);
        let (key, value) = cut(0, rest.get(8..).unwrap_or_default());
        let Some(value) = value.get(..length) else {
            break;
        };
        let key = String::from_utf8_lossy(key).into_owned();
        if flags >> 1 & 3 == 0 {
            let name = name_of(&key);
            match std::str::from_utf8(value) {
                Ok(text) if name == "genre" => tags.say(&name, &genre(text)),
                Ok(text) => tags.say(&name, text),
                Err(_) => tags.say_bytes(&name, value),
            }
        } else if flags >> 1 & 3 == 1 {
            let (name, bytes) = cut(0, value);
            tags.file(&String::from_utf8_lossy(name), bytes);
        }
        let used = 8 + key.len() + 1 + length;
        rest = rest.get(used..).unwrap_or_default();
    }
    Ok(size + header)
}

/// Reads a tag of Lyrics3 that ends here; returns its length.
fn lyrics3(source: &mut Source<'_>, end: u64, tags: &mut Tags) -> io::Result<u64> {
    let Some(start) = end.checked_sub(15) else {
        return Ok(0);
    };
    let mark = source.at(start, 15)?;
    if mark.ends_with(b"LYRICS200") {
        let digits = String::from_utf8_lossy(&mark[..6]).into_owned();
        let size: u64 = digits.parse().unwrap_or(0);
        let bytes = source.at(start.saturating_sub(size), size.min(MOST))?;
        let mut rest = bytes.strip_prefix(b"LYRICSBEGIN").unwrap_or_default();
        for _ in 0..100 {
            let digits = rest.get(3..8).unwrap_or_default();
            let length = std::str::from_utf8(digits)
                .ok()
                .and_then(|digits| digits.parse::<usize>().ok());
            let Some(value) = length.and_then(|length| rest.get(8..8 + length)) else {
                break;
            };
            let name = match &rest[..3] {
                b"LYR" => "lyrics",
                b"INF" => "comment",
                b"AUT" => "lyricist",
                b"EAL" => "album",
                b"EAR" => "artist",
                b"ETT" => "title",
                _ => "",
            };
            if !name.is_empty() {
                tags.say_bytes(name, value);
            }
            rest = &rest[8 + value.len()..];
        }
        return Ok(size + 15);
    }
    if mark.ends_with(b"LYRICSEND") {
        // At most so many bytes, by its definition.
        let from = end.saturating_sub(5100 + 20);
        let bytes = source.at(from, end - 9 - from)?;
        let begin = bytes
            .windows(11)
            .rposition(|window| window == b"LYRICSBEGIN");
        if let Some(at) = begin {
            tags.say_bytes("lyrics", &bytes[at + 11..]);
            return Ok((bytes.len() - at) as u64 + 9);
        }
    }
    Ok(0)
}
