//! FLAC: blocks of metadata before the sound.

use std::io;

use super::{MOST, STEPS, comments, lasts, milliseconds};
use crate::reading::About;
use crate::source::Source;

/// Keeps what the blocks say.
pub(super) fn describe(source: &mut Source<'_>, about: &mut About) -> io::Result<()> {
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
            4 => comments(&source.at(at + 4, size.min(MOST))?, about),
            _ => {}
        }
        if kind & 0x80 != 0 {
            return Ok(());
        }
        at += 4 + size;
    }
    Ok(())
}
