//! MP3: tags, then frames of sound. Always: the length is that which the first frame states, else by its rate.

use std::io;

use super::tags::Tags;
use super::{id3, lasts, milliseconds};
use crate::reading::About;
use crate::source::Source;

/// Kilobits a second of layer III, by version 1 and by versions 2 and 2.5.
const RATES: [[u64; 15]; 2] = [
    [
        0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320,
    ],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];

/// Keeps what the tags and the first frame say.
pub(super) fn describe(
    source: &mut Source<'_>,
    tags: &mut Tags,
    about: &mut About,
) -> io::Result<()> {
    let mut start = 0;
    for _ in 0..8 {
        match id3::at_start(source, start, tags)? {
            0 => break,
            length => start += length,
        }
    }
    id3::at_end(source, tags)?;
    if start == 0 && !matches!(source.head(2)?[..], [0xff, 0xe0..=0xff]) {
        return Ok(());
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
