//! Sound and film: how long it is, and what it says of itself, as a table of tags. Always: nothing is heard or seen, so
//! that a file ends as partly read, or as skipped where it has no tags, with its length in the ledger; only headers
//! are read.

mod asf;
mod flac;
mod id3;
mod matroska;
mod mp3;
mod mp4;
mod ogg;
mod riff;
mod tags;

use daylight_model::Reason;

use crate::reading::{About, Ending, Out, partial, skipped};
use crate::source::Source;
use tags::{Tags, name_of};

/// Bytes of one header or tag that are read.
const MOST: u64 = 16 << 20;

/// Boxes, chunks and frames of one file that are looked at.
const STEPS: usize = 10_000;

/// Returns whether files of this media type sound or move.
pub(crate) fn is_sound_or_film(media_type: &str) -> bool {
    let others = [
        "application/mp4",
        "application/ogg",
        "application/x-ebml",
        "application/x-matroska",
        "application/vnd.ms-asf",
    ];
    media_type.starts_with("audio/")
        || media_type.starts_with("video/")
        || others.contains(&media_type)
}

/// Tells of a file; it is not transcribed.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "media@2";
    let head = source.head(64).unwrap_or_default();
    let mut tags = Tags::default();
    let said = &mut tags;
    // What cannot be had of its headers is not missed: the file is not read to its end in any case.
    let _ = match head.as_slice() {
        [_, _, _, _, b'f', b't', b'y', b'p', ..]
        | [_, _, _, _, b'm', b'o', b'o', b'v', ..]
        | [_, _, _, _, b'm', b'd', b'a', b't', ..]
        | [_, _, _, _, b'w', b'i', b'd', b'e', ..] => mp4::describe(source, said, about),
        [b'R', b'I', b'F', b'F', ..] => riff::describe(source, said, about),
        [b'F', b'O', b'R', b'M', ..] => riff::describe_aiff(source, said),
        [b'f', b'L', b'a', b'C', ..] => flac::describe(source, said, about),
        [b'O', b'g', b'g', b'S', ..] => ogg::describe(source, said, about),
        [0x1a, 0x45, 0xdf, 0xa3, ..] => matroska::describe(source, said, about),
        [b'#', b'!', b'A', b'M', b'R', b'\n', ..] => amr(source, about),
        _ if head.starts_with(asf::SIGNATURE) => asf::describe(source, said, about),
        _ => mp3::describe(source, said, about),
    };
    let detail = match about.metadata.get("duration") {
        Some(duration) => format!("speech is not transcribed ({duration})"),
        None => "speech is not transcribed".to_owned(),
    };
    let told = tags.send(out, about)?;
    Err(match told {
        true => partial(Reason::Unsupported, detail),
        false => skipped(Reason::Unsupported, detail),
    })
}

/// Keeps a length.
fn lasts(milliseconds: u64, about: &mut About) {
    let seconds = milliseconds / 1000;
    if milliseconds > 0 {
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        let mut shown = format!("{hours}:{minutes:02}:{:02}", seconds % 60);
        if seconds < 10 {
            shown.push_str(&format!(".{}", milliseconds % 1000 / 100));
        }
        about.says("duration", &shown);
    }
}

/// Returns how many milliseconds so many units take.
fn milliseconds(units: u64, per_second: u64) -> u64 {
    let wide = u128::from(units) * 1000 / u128::from(per_second.max(1));
    u64::try_from(wide).unwrap_or(u64::MAX)
}

/// Keeps what a comment `KEY=VALUE` of Ogg or FLAC says.
fn comment(comment: &str, tags: &mut Tags) {
    let Some((key, value)) = comment.split_once('=') else {
        return;
    };
    match key.to_ascii_uppercase().as_str() {
        "METADATA_BLOCK_PICTURE" => {
            let standard = base64::engine::general_purpose::STANDARD;
            if let Ok(bytes) = base64::Engine::decode(&standard, value.trim()) {
                flac::picture(&bytes, tags);
            }
        }
        "COVERART" => {}
        _ => tags.say(&name_of(key), value),
    }
}

/// Keeps the comments of a Vorbis header: who made it, then so many comments, each with its length before it.
fn comments(bytes: &[u8], tags: &mut Tags) {
    let word = |at: usize| {
        let four = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(u32::from_le_bytes(four) as usize)
    };
    let mut at = match word(0) {
        Some(length) => length.saturating_add(8),
        None => return,
    };
    let program = bytes.get(4..at - 4).unwrap_or_default();
    tags.say("program", &String::from_utf8_lossy(program));
    for _ in 0..STEPS {
        let Some(length) = word(at) else {
            return;
        };
        let Some(text) = at
            .checked_add(4 + length)
            .and_then(|end| bytes.get(at + 4..end))
        else {
            return;
        };
        comment(&String::from_utf8_lossy(text), tags);
        at += 4 + length;
    }
}

/// Voice messages of phones: frames of 20 milliseconds, their length by their first byte (RFC 4867).
fn amr(source: &mut Source<'_>, about: &mut About) -> std::io::Result<()> {
    const LENGTHS: [usize; 16] = [13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1];
    let bytes = source.at(6, MOST)?;
    let (mut at, mut frames) = (0, 0);
    while let Some(first) = bytes.get(at) {
        at += LENGTHS[usize::from(first >> 3 & 15)];
        frames += 1;
    }
    lasts(frames * 20, about);
    Ok(())
}

#[cfg(test)]
mod tests;
