//! FLAC: blocks of metadata before the sound.

use std::io;

use super::tags::Tags;
use super::{MOST, STEPS, comments, lasts, milliseconds};
use crate::reading::About;
use crate::source::Source;

/// Keeps what the blocks say.
pub(super) fn describe(
    source: &mut Source<'_>,
    tags: &mut Tags,
    about: &mut About,
) -> io::Result<()> {
    let mut at = 4;
    for _ in 0..STEPS {
        let head = source.at(at, 4)?;
        let [kind, a, b, c] = head[..] else {
            return Ok(());
        };
        let size = u64::from(u32::from_be_bytes([0, a, b, c]));
        match kind & 0x7f {
            0 => {
                let bytes = source.at(at + 4, 34)?;
                let bits = bytes.get(10..18).and_then(|eight| eight.try_into().ok());
                let bits = bits.map_or(0, u64::from_be_bytes);
                let (rate, samples) = (bits >> 44, bits & 0xf_ffff_ffff);
                if rate > 0 {
                    lasts(milliseconds(samples, rate), about);
                }
            }
            4 => comments(&source.at(at + 4, size.min(MOST))?, tags),
            6 => picture(&source.at(at + 4, size.min(MOST))?, tags),
            _ => {}
        }
        if kind & 0x80 != 0 {
            return Ok(());
        }
        at += 4 + size;
    }
    Ok(())
}

/// Keeps the picture of a cover: its kind, type, description and sizes stand before it.
pub(super) fn picture(bytes: &[u8], tags: &mut Tags) {
    let word = |at: usize| {
        let four = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(u32::from_be_bytes(four) as usize)
    };
    let inside = || {
        let description = 8 + word(4)?;
        let after = description + 4 + word(description)? + 16;
        let what = bytes.get(description + 4..after - 16)?;
        let picture = bytes.get(after + 4..)?.get(..word(after)?)?;
        Some((String::from_utf8_lossy(what).into_owned(), picture))
    };
    if let Some((what, picture)) = inside() {
        tags.say("picture", &what);
        tags.file("cover", picture);
    }
}
