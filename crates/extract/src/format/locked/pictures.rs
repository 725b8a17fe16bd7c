//! Pictures of a locked presentation: each field of each record is locked by itself, with the key of block 0.
//! Always: what does not fit ends the walk; what came before it stays open.

use super::rc4::Keys;
use crate::format::compound::{u16_at, u32_at};

/// Fields of a record that names a picture (MS-ODRAW 2.2.32), bytes.
const NAMED: [usize; 11] = [1, 1, 16, 2, 4, 4, 4, 1, 1, 1, 1];

/// Unlocks the stream of pictures.
pub(super) fn open(keys: &Keys, stream: &mut [u8]) {
    let mut at = 0;
    while let Some(next) = record(keys, stream, at) {
        at = next;
    }
}

/// Unlocks the field that begins here; returns where it ends.
fn field(keys: &Keys, stream: &mut [u8], at: usize, length: usize) -> Option<usize> {
    let end = at.checked_add(length)?;
    keys.block(0).apply(stream.get_mut(at..end)?);
    Some(end)
}

fn record(keys: &Keys, stream: &mut [u8], start: usize) -> Option<usize> {
    let mut at = field(keys, stream, start, 8)?;
    let mut instance = u16_at(stream, start) >> 4;
    let mut kind = u16_at(stream, start + 2);
    let end = at.checked_add(u32_at(stream, start + 4) as usize)?;
    if kind == 0xf007 {
        for length in NAMED {
            at = field(keys, stream, at, length)?;
        }
        let name = usize::from(*stream.get(at - 3)?);
        at = field(keys, stream, at, name)?;
        if at >= end {
            return Some(at);
        }
        let inner = at;
        at = field(keys, stream, at, 8)?;
        (instance, kind) = (u16_at(stream, inner) >> 4, u16_at(stream, inner + 2));
    }
    if !(0xf018..=0xf117).contains(&kind) {
        return None;
    }
    let two = matches!(
        instance,
        0x217 | 0x3d5 | 0x46b | 0x543 | 0x6e1 | 0x6e3 | 0x6e5 | 0x7a9
    );
    for _ in 0..1 + usize::from(two) {
        at = field(keys, stream, at, 16)?;
    }
    let header = if matches!(kind, 0xf01a..=0xf01c) {
        34
    } else {
        1
    };
    at = field(keys, stream, at, header)?;
    field(
        keys,
        stream,
        at,
        end.checked_sub(at)?.min(stream.len().checked_sub(at)?),
    )
}
