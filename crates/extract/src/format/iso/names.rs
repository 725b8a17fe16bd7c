//! Names on discs: Joliet's in two bytes a character, Rock Ridge's beside the short ones (SUSP 1.12, RRIP 1.12),
//! and the short ones with their versions. Always: what is kept beside a name is followed a few times, never in
//! a circle.

use crate::encoding::decode_unknown;
use crate::format::compound::u32_at;
use crate::source::Source;

/// Areas that one name may go on in.
const AREAS: usize = 8;

/// Decodes two bytes a character, the greater first.
pub(super) fn wide(bytes: &[u8]) -> String {
    let (text, _) = encoding_rs::UTF_16BE.decode_without_bom_handling(bytes);
    text.trim_end_matches(['\0', ' ']).to_owned()
}

/// Decodes one byte a character, in whatever encoding.
pub(super) fn decoded(bytes: &[u8]) -> String {
    decode_unknown(bytes, None)
}

/// Returns a name without the number of its version: `README.TXT;1`, and without the dot of an empty ending.
pub(super) fn without_version(mut name: String) -> String {
    if let Some((before, version)) = name.rsplit_once(';')
        && !before.is_empty()
        && version.bytes().all(|byte| byte.is_ascii_digit())
    {
        name.truncate(before.len());
        if name.len() > 1 && name.ends_with('.') {
            name.pop();
        }
    }
    name
}

/// Returns a time as volumes have it: sixteen digits and quarters of an hour east of Greenwich.
pub(super) fn moment(bytes: &[u8]) -> Option<String> {
    let digits = std::str::from_utf8(bytes.get(..16)?).ok()?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) || digits.starts_with("0000") {
        return None;
    }
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    let zone = i32::from(i8::from_le_bytes([*bytes.get(16)?])) * 15;
    let sign = if zone < 0 { '-' } else { '+' };
    let (hours, minutes) = (zone.abs() / 60, zone.abs() % 60);
    Some(format!(
        "{}-{}-{}T{}:{}:{}{sign}{hours:02}:{minutes:02}",
        part(0, 4),
        part(4, 6),
        part(6, 8),
        part(8, 10),
        part(10, 12),
        part(12, 14),
    ))
}

/// One entry of what a directory keeps beside a name: two letters, and what they stand for.
fn entries(mut area: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    std::iter::from_fn(move || {
        let length = usize::from(*area.get(2)?);
        let entry = area.get(..length).filter(|_| length >= 4)?;
        area = area.get(length..).unwrap_or_default();
        Some((entry.get(..2)?, entry.get(4..)?))
    })
}

/// Returns how many bytes to pass over before the entries, from what stands beside the root's own name; none
/// where the disc has no such entries.
pub(super) fn rock_ridge_skip(system_use: &[u8]) -> Option<usize> {
    let (name, content) = entries(system_use).next()?;
    match (name, content) {
        (b"SP", [0xbe, 0xef, skip, ..]) => Some(usize::from(*skip)),
        _ => None,
    }
}

/// Returns the long name, where there is one.
pub(super) fn rock_ridge(
    system_use: &[u8],
    skip: usize,
    block: u64,
    source: &mut Source<'_>,
) -> Option<Vec<u8>> {
    let mut name = Vec::new();
    let mut area = system_use.get(skip..)?.to_vec();
    for _ in 0..AREAS {
        let mut further = None;
        for (letters, content) in entries(&area) {
            match letters {
                // A name may be `.` or `..` by its flags: then the short one says so.
                b"NM" if content.first().is_some_and(|flags| flags & 6 == 0) => {
                    name.extend_from_slice(content.get(1..).unwrap_or_default());
                }
                // Each number stands twice, least byte first and greatest byte first.
                b"CE" if content.len() >= 24 => {
                    let at = u64::from(u32_at(content, 0)) * block;
                    further = Some((at + u64::from(u32_at(content, 8)), u32_at(content, 16)));
                }
                b"ST" => break,
                _ => {}
            }
        }
        let Some((at, length)) = further else {
            break;
        };
        area = source.at(at, u64::from(length.min(64 * 1024))).ok()?;
    }
    (!name.is_empty()).then_some(name)
}

/// Returns whether it is a link.
pub(super) fn is_link(system_use: &[u8], skip: usize) -> bool {
    let area = system_use.get(skip..).unwrap_or_default();
    entries(area).any(|(letters, _)| letters == b"SL")
}
