//! Ogg with Vorbis, Opus or Speex: pages, of which the first say what it is and the last how long.

use std::io;

use super::tags::Tags;
use super::{MOST, STEPS, comments, flac, lasts, milliseconds};
use crate::format::compound::u32_at;
use crate::reading::About;
use crate::source::Source;

/// Keeps what the first and the last page say.
pub(super) fn describe(
    source: &mut Source<'_>,
    tags: &mut Tags,
    about: &mut About,
) -> io::Result<()> {
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
    } else if let Some(at) = find(b"\x7fFLAC") {
        // Rate in the upper twenty bits of what follows the sizes of blocks and frames.
        let bits = head.get(at + 22..at + 25).unwrap_or_default();
        bits.iter()
            .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte))
            >> 4
    } else {
        0
    };
    // What describes the sound may run over many pages, where it holds a picture.
    for packet in packets(source)? {
        if let Some(said) = packet
            .strip_prefix(b"\x03vorbis")
            .or_else(|| packet.strip_prefix(b"OpusTags"))
        {
            comments(said, tags);
        } else if rate == 0 || find(b"Speex   ").is_some() || find(b"\x7fFLAC").is_some() {
            match packet.first().map(|kind| kind & 0x7f) {
                Some(4) => comments(packet.get(4..).unwrap_or_default(), tags),
                Some(6) => flac::picture(packet.get(4..).unwrap_or_default(), tags),
                _ if find(b"Speex   ").is_some() && !packet.starts_with(b"Speex") => {
                    comments(&packet, tags);
                }
                _ => {}
            }
        }
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

/// Returns the first packets of the first stream, those that describe it.
fn packets(source: &mut Source<'_>) -> io::Result<Vec<Vec<u8>>> {
    let mut packets = Vec::new();
    let mut packet = Vec::new();
    let (mut at, mut all, mut stream) = (0, 0, None);
    for _ in 0..STEPS {
        let head = source.at(at, 27 + 255)?;
        if !head.starts_with(b"OggS") || head.len() < 27 {
            break;
        }
        let lengths = head.get(27..27 + usize::from(head[26])).unwrap_or_default();
        let start = at + 27 + lengths.len() as u64;
        let size: u64 = lengths.iter().map(|length| u64::from(*length)).sum();
        at = start + size;
        let number = u32_at(&head, 14);
        if *stream.get_or_insert(number) != number {
            continue;
        }
        let bytes = source.at(start, size)?;
        let mut rest = bytes.as_slice();
        for length in lengths {
            let (taken, after) = rest.split_at(usize::from(*length).min(rest.len()));
            packet.extend_from_slice(taken);
            rest = after;
            if *length < 255 {
                packets.push(std::mem::take(&mut packet));
            }
        }
        all += size;
        if all > MOST || packets.len() > 8 {
            break;
        }
    }
    packets.truncate(8);
    Ok(packets)
}
