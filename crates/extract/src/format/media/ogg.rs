//! Ogg with Vorbis, Opus or Speex: pages, of which the first say what it is and the last how long.

use std::io;

use super::{comments, lasts, milliseconds};
use crate::format::compound::u32_at;
use crate::reading::About;
use crate::source::Source;

/// Keeps what the first and the last page say.
pub(super) fn describe(source: &mut Source<'_>, about: &mut About) -> io::Result<()> {
    let head = source.head(64 * 1024)?;
    let find = |mark: &[u8]| {
        let at = head.windows(mark.len()).position(|window| window == mark)?;
        Some(at + mark.len())
    };
    let rate = if let Some(at) = find(b"\x01vorbis") {
        u64::from(u32_at(&head, at + 5))
    } else if find(b"OpusHead").is_some() {
        48_000
    } else if let Some(at) = find(b"Speex   ") {
        u64::from(u32_at(&head, at + 28))
    } else {
        0
    };
    if let Some(at) = find(b"\x03vorbis").or_else(|| find(b"OpusTags")) {
        comments(head.get(at..).unwrap_or_default(), about);
    }
    let tail = source.tail(128 * 1024)?;
    let last = tail.windows(4).rposition(|four| four == b"OggS");
    let samples = last
        .and_then(|at| tail.get(at + 6..at + 14))
        .and_then(|eight| eight.try_into().ok())
        .map_or(0, u64::from_le_bytes);
    if rate > 0 && samples < u64::MAX / 2 {
        lasts(milliseconds(samples, rate), about);
    }
    Ok(())
}
