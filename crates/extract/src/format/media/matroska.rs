//! Matroska and WebM: elements with their number and length before them (RFC 8794). Always: only what stands before
//! the film is read.

use std::io;

use super::tags::{Tags, name_of};
use super::{STEPS, lasts};
use crate::format::legacy::summary::date;
use crate::reading::About;
use crate::source::Source;

/// Bytes from the start in which the description stands.
const HEAD: u64 = 1 << 20;

const SEGMENT: u64 = 0x1853_8067;
const INFO: u64 = 0x1549_a966;
const TAGS: u64 = 0x1254_c367;

/// Keeps what the description says.
pub(super) fn describe(
    source: &mut Source<'_>,
    tags: &mut Tags,
    about: &mut About,
) -> io::Result<()> {
    let head = source.head(HEAD)?;
    let Some((segment, _)) = find(&head, SEGMENT) else {
        return Ok(());
    };
    if let Some((_, all)) = find(segment, TAGS) {
        tagged(all, 0, tags);
    }
    let Some((_, info)) = find(segment, INFO) else {
        return Ok(());
    };
    let number = |id| {
        let (_, bytes) = find(info, id)?;
        Some(
            bytes
                .iter()
                .take(8)
                .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte)),
        )
    };
    let text = |id| find(info, id).map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned());
    let scale = number(0x2a_d7b1).unwrap_or(1_000_000);
    let duration = find(info, 0x4489).and_then(|(_, bytes)| match bytes.len() {
        4 => bytes
            .try_into()
            .ok()
            .map(|four| f64::from(f32::from_be_bytes(four))),
        8 => bytes.try_into().ok().map(f64::from_be_bytes),
        _ => None,
    });
    let milliseconds = duration.unwrap_or(0.0) * scale as f64 / 1_000_000.0;
    if milliseconds.is_finite() && (0.0..1e12).contains(&milliseconds) {
        lasts(milliseconds as u64, about);
    }
    tags.say("title", &text(0x7ba9).unwrap_or_default());
    tags.say("program", &text(0x5741).unwrap_or_default());
    // Time is counted in nanoseconds from 2001 on.
    if let Some(nanoseconds) = number(0x4461) {
        let seconds = nanoseconds / 1_000_000_000;
        let days = i64::try_from(seconds / 86_400).unwrap_or(0) + 11_323;
        let (year, month, day) = date(days);
        about.says("created", &format!("{year:04}-{month:02}-{day:02}"));
    }
    Ok(())
}

/// Keeps the tags, which may stand in each other.
fn tagged(bytes: &[u8], depth: u32, tags: &mut Tags) {
    let mut rest = bytes;
    for _ in 0..STEPS {
        let Some((id, after)) = number(rest, false) else {
            return;
        };
        let Some((size, after)) = number(after, true) else {
            return;
        };
        let end = usize::try_from(size).unwrap_or(usize::MAX).min(after.len());
        let (content, next) = after.split_at(end);
        if id == 0x7373 && depth < 4 {
            tagged(content, depth + 1, tags);
        } else if id == 0x67c8 && depth < 4 {
            let text = |id| {
                let (_, bytes) = find(content, id)?;
                Some(String::from_utf8_lossy(bytes).into_owned())
            };
            if let (Some(name), Some(value)) = (text(0x45a3), text(0x4487)) {
                tags.say(&name_of(&name), &value);
            }
            tagged(content, depth + 1, tags);
        }
        rest = next;
    }
}

/// Returns the content of the first element of this number: as far as the bytes go, and as far as it says.
fn find(bytes: &[u8], wanted: u64) -> Option<(&[u8], &[u8])> {
    let mut rest = bytes;
    for _ in 0..STEPS {
        let (id, after) = number(rest, false)?;
        let (size, after) = number(after, true)?;
        let end = usize::try_from(size).unwrap_or(usize::MAX).min(after.len());
        if id == wanted {
            return Some((after, after.get(..end)?));
        }
        rest = after.get(end..)?;
    }
    None
}

/// Reads a number whose first bits say how long it is; of lengths those bits are taken off.
fn number(bytes: &[u8], is_length: bool) -> Option<(u64, &[u8])> {
    let first = *bytes.first()?;
    let length = first.leading_zeros() as usize + 1;
    if length > 8 {
        return None;
    }
    let (own, rest) = bytes.split_at_checked(length)?;
    let start = match is_length {
        true => u64::from(first) & ((1 << (8 - length)) - 1),
        false => u64::from(first),
    };
    let value = own[1..]
        .iter()
        .fold(start, |sum, byte| sum << 8 | u64::from(*byte));
    // All bits set: as long as there is something.
    let open = is_length && value == (1 << (7 * length)) - 1;
    Some((if open { u64::MAX } else { value }, rest))
}
