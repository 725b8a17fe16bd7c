//! MP3: a tag (ID3), then frames of sound. Always: the length is that which the first frame states, else by its rate.

use std::io;

use super::{MOST, STEPS, lasts, milliseconds};
use crate::encoding::decode_unknown;
use crate::reading::About;
use crate::source::Source;

/// Kilobits a second of layer III, by version 1 and by versions 2 and 2.5.
const RATES: [[u64; 15]; 2] = [
    [
        0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320,
    ],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];

/// Keeps what the tag and the first frame say.
pub(super) fn describe(source: &mut Source<'_>, about: &mut About) -> io::Result<()> {
    let head = source.head(10)?;
    let mut start = 0;
    if let [b'I', b'D', b'3', version, _, _, a, b, c, d] = head[..] {
        let size = [a, b, c, d]
            .iter()
            .fold(0_u64, |size, byte| size << 7 | u64::from(byte & 0x7f));
        tag(version, &source.at(10, size.min(MOST))?, about);
        start = 10 + size;
    }
    let sound = source.at(start, 64 * 1024)?;
    let length = source.length()?;
    let frame = sound.windows(4).position(|four| {
        four[0] == 0xff && four[1] & 0xe6 == 0xe2 && four[2] >> 4 < 15 && four[2] & 0x0c != 0x0c
    });
    if let Some(at) = frame {
        sound_length(
            &sound[at..],
            length.saturating_sub(start + at as u64),
            about,
        );
    }
    Ok(())
}

fn sound_length(frame: &[u8], bytes: u64, about: &mut About) {
    let (Some(second), Some(third), Some(fourth)) = (frame.get(1), frame.get(2), frame.get(3))
    else {
        return;
    };
    let first_version = second & 0x18 == 0x18;
    let samples_a_second = match (second >> 3 & 3, third >> 2 & 3) {
        (3, 0) => 44_100,
        (3, 1) => 48_000,
        (3, _) => 32_000,
        (2, 0) => 22_050,
        (2, 1) => 24_000,
        (2, _) => 16_000,
        (_, 0) => 11_025,
        (_, 1) => 12_000,
        _ => 8_000,
    };
    let samples: u64 = if first_version { 1152 } else { 576 };
    let one_channel = fourth >> 6 == 3;
    let side = match (first_version, one_channel) {
        (true, false) => 32,
        (true, true) | (false, false) => 17,
        (false, true) => 9,
    };
    let stated = frame.get(4 + side..4 + side + 12).unwrap_or_default();
    if (stated.starts_with(b"Xing") || stated.starts_with(b"Info"))
        && stated.get(7).is_some_and(|flags| flags & 1 == 1)
    {
        let count = stated[8..12]
            .iter()
            .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        lasts(milliseconds(count * samples, samples_a_second), about);
        return;
    }
    let rates = RATES[usize::from(!first_version)];
    let rate = rates.get(usize::from(third >> 4)).copied().unwrap_or(0);
    if rate > 0 {
        lasts(milliseconds(bytes * 8, rate * 1000), about);
    }
}

/// Reads the frames of an ID3v2 tag.
fn tag(version: u8, bytes: &[u8], about: &mut About) {
    let (name, width) = if version < 3 { (3, 3) } else { (4, 4) };
    let header = if version < 3 { 6 } else { 10 };
    let mut rest = bytes;
    for _ in 0..STEPS {
        let Some(id) = rest.get(..name).filter(|id| id[0] != 0) else {
            return;
        };
        let Some(digits) = rest.get(name..name + width) else {
            return;
        };
        let shift = if version > 3 { 7 } else { 8 };
        let size = digits
            .iter()
            .fold(0_usize, |size, byte| size << shift | usize::from(*byte));
        let Some(content) = rest.get(header..).and_then(|rest| rest.get(..size)) else {
            return;
        };
        let key = match id {
            b"TIT2" | b"TT2" => "title",
            b"TPE1" | b"TP1" => "author",
            b"TDRC" | b"TYER" | b"TYE" => "created",
            b"TSSE" | b"TSS" => "program",
            _ => "",
        };
        if let (false, [encoding, text @ ..]) = (key.is_empty(), content) {
            about.says(key, &decoded(*encoding, text));
        }
        rest = rest.get(header + size..).unwrap_or_default();
    }
}

/// What is called Latin here was written in the code page of whoever wrote it.
fn decoded(encoding: u8, text: &[u8]) -> String {
    let (big, text) = match (encoding, text) {
        (1, [0xfe, 0xff, text @ ..]) => (true, text),
        (1, [0xff, 0xfe, text @ ..]) => (false, text),
        (2, text) => (true, text),
        (1, text) => (false, text),
        (_, text) => return decode_unknown(text, None).trim_matches('\0').to_owned(),
    };
    let units: Vec<u16> = text
        .chunks_exact(2)
        .map(|two| match big {
            true => u16::from_be_bytes([two[0], two[1]]),
            false => u16::from_le_bytes([two[0], two[1]]),
        })
        .collect();
    String::from_utf16_lossy(&units)
        .trim_matches('\0')
        .to_owned()
}
