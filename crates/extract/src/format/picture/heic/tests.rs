//! Pictures of tiles (`tests/heic`), turned, cut, damaged, and such that declare more than they are.

use daylight_model::{Budgets, Pass, Reason, State};

use super::super::decode::{Format, Frames};
use super::*;
use crate::check::read_named;

const PHONE: &[u8] = include_bytes!("../../../../tests/heic/phone.heic");
const TURNED: &[u8] = include_bytes!("../../../../tests/heic/turned.heic");

fn unpacked(bytes: &[u8], memory: u64) -> Result<Stored, Outcome> {
    let format = Format::of("image/heic").unwrap();
    let mut frames = Frames::open(format, bytes.to_vec(), memory)?;
    frames.next().unwrap()
}

/// Returns the file with what stands behind a name replaced.
fn patched(bytes: &[u8], name: &[u8], values: &[u8]) -> Vec<u8> {
    let at = bytes.windows(name.len()).position(|four| four == name);
    let at = at.unwrap() + name.len();
    let mut patched = bytes.to_vec();
    patched[at..at + values.len()].copy_from_slice(values);
    patched
}

#[test]
fn a_picture_of_a_phone_is_one_whatever_its_name_and_says_what_it_is() {
    let found = read_named("IMG_2046.jpg", PHONE);
    assert_eq!(found.summary.media_type, "image/heic");
    assert_eq!(found.ended(), (State::Skipped, Some(Reason::Unsupported)));
    assert_eq!(found.summary.awaits, Some(Pass::First));
    let says = |key: &str| found.summary.metadata.get(key).map(String::as_str);
    assert_eq!((says("width"), says("height")), (Some("480"), Some("200")));
    assert_eq!(says("camera"), Some("Made Phone"));
    assert_eq!(says("created"), Some("2026-03-04T10:00:00"));
}

#[test]
fn tiles_lie_where_they_belong_and_have_their_colours() {
    // Cut out of 192 × 128: 160 × 112 from 32, 0. A red box at 16..64, 16..48 and a blue one from 128, 64 on.
    let flat = patched(&patched(TURNED, b"irot", &[0]), b"imi", b"x");
    let raster = unpacked(&flat, 1 << 30).unwrap().raster;
    assert_eq!((raster.width(), raster.height()), (160, 112));
    let near = |x, y, expect: [u8; 3]| {
        let found = raster.pixel(x, y);
        let off = found.iter().zip(expect).all(|(a, b)| a.abs_diff(b) < 24);
        assert!(off, "{found:?} at {x},{y}");
    };
    near(28, 40, [200, 0, 0]);
    near(4, 40, [200, 0, 0]);
    near(60, 40, [255; 3]);
    near(28, 100, [255; 3]);
    near(100, 100, [0, 0, 200]);
    near(100, 20, [255; 3]);
}

/// Returns the places of what is as red as the box, as left, top, right, bottom.
fn red(raster: &Raster) -> [usize; 4] {
    let mut span = [usize::MAX, usize::MAX, 0, 0];
    for y in 0..raster.height() {
        for x in 0..raster.width() {
            let [red, green, blue] = raster.pixel(x as isize, y as isize);
            if red > 150 && green < 90 && blue < 90 {
                span = [
                    span[0].min(x),
                    span[1].min(y),
                    span[2].max(x + 1),
                    span[3].max(y + 1),
                ];
            }
        }
    }
    span
}

#[test]
fn each_turn_and_mirror_is_followed_and_undone_for_places() {
    let (width, height) = (160, 112);
    // As it is stored: left, top, right, bottom of the red box.
    let [left, top, right, bottom] = [0, 16, 32, 48];
    for quarters in 0..4_u8 {
        for axis in 0..2_u8 {
            let file = patched(&patched(TURNED, b"irot", &[quarters]), b"imir", &[axis]);
            let stored = unpacked(&file, 1 << 30).unwrap();
            // Counter to the clock, a quarter at a time, by hand; then mirrored.
            let mut spot = [left, top, right, bottom];
            let mut size = (width, height);
            for _ in 0..quarters {
                let [l, t, r, b] = spot;
                spot = [t, size.0 - r, b, size.0 - l];
                size = (size.1, size.0);
            }
            let [l, t, r, b] = spot;
            spot = match axis {
                0 => [l, size.1 - b, r, size.1 - t],
                _ => [size.0 - r, t, size.0 - l, b],
            };
            assert_eq!((stored.raster.width(), stored.raster.height()), size);
            let near = |found: [usize; 4], expect: [usize; 4]| {
                let off = found.iter().zip(expect).all(|(a, b)| a.abs_diff(b) <= 1);
                assert!(off, "{found:?} {expect:?}, {quarters} turns, axis {axis}");
            };
            near(red(&stored.raster), spot);
            let [l, t, r, b] = spot.map(|side| side as f32);
            let area = stored.area([(l, t), (r, t), (r, b), (l, b)]);
            let expect = [left, top, right - left, bottom - top].map(|side| side as u32);
            assert_eq!([area.x, area.y, area.width, area.height], expect);
            near(red(&stored.into_stored()), [left, top, right, bottom]);
        }
    }
}

#[test]
fn half_a_picture_and_one_with_changed_bytes_end_with_a_reason() {
    for length in (40..PHONE.len() - 600).step_by(97) {
        let found = read_named("a.heic", &PHONE[..length]);
        let (state, reason) = found.ended();
        assert_eq!(state, State::Failed, "{length}");
        assert!(reason.is_some(), "{length}");
        assert_eq!(found.summary.awaits, None, "{length}");
    }
    assert_eq!(
        read_named("a.heic", &PHONE[..PHONE.len() - 1500]).ended().1,
        Some(Reason::Truncated)
    );
    let mut refused = 0;
    for at in (0..PHONE.len()).step_by(7) {
        let mut bytes = PHONE.to_vec();
        bytes[at] ^= 0x55;
        refused += usize::from(unpacked(&bytes, 1 << 30).is_err());
    }
    assert!(refused > 20, "{refused}");
}

#[test]
fn what_declares_more_pixels_than_memory_allows_is_refused_before_one_is_unpacked() {
    let memory = Budgets::default().memory_bytes;
    // The grid's width and height, in its own eight bytes.
    let grid = [0, 0, 1, 2, 0, 192, 0, 128];
    let large = [0, 0, 1, 2, 0x3f, 0xff, 0x3f, 0xff];
    let bomb = patched(TURNED, &grid, &[]);
    assert_eq!(bomb, TURNED);
    let at = TURNED.windows(8).position(|eight| eight == grid).unwrap();
    let mut bomb = TURNED.to_vec();
    bomb[at..at + 8].copy_from_slice(&large);
    let outcome = unpacked(&bomb, memory).err().unwrap();
    assert_eq!(
        (outcome.state, outcome.reason),
        (State::Failed, Some(Reason::TooLarge))
    );
    let outcome = unpacked(TURNED, 100_000).err().unwrap();
    assert_eq!(outcome.reason, Some(Reason::TooLarge));
}

#[test]
fn what_another_codec_packed_is_named_as_such() {
    let mut other = PHONE.to_vec();
    for at in 0..other.len() - 4 {
        if &other[at..at + 4] == b"hvc1" {
            other[at..at + 4].copy_from_slice(b"av01");
        }
    }
    let found = read_named("a.heic", &other);
    assert_eq!(found.ended(), (State::Skipped, Some(Reason::Unsupported)));
    assert_eq!(found.summary.awaits, None);
}
