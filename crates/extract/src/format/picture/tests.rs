//! Pictures by hand: what is left for a pass, sizes that lie, pages, turns, clear pixels. Always: no model is needed.

use std::io::Cursor;

use daylight_model::{Budgets, Job, Pass, Reason, State};
use image::{ImageFormat, RgbImage};

use super::decode::{Format, Frames};
use super::*;
use crate::check::read_named;
use crate::ocr::raster::Raster;

fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn white(width: u32, height: u32) -> RgbImage {
    RgbImage::from_pixel(width, height, image::Rgb([255; 3]))
}

#[test]
fn a_picture_is_left_for_the_pass_that_reads_pixels() {
    for (format, media_type) in [
        (ImageFormat::Png, "image/png"),
        (ImageFormat::Jpeg, "image/jpeg"),
        (ImageFormat::Gif, "image/gif"),
        (ImageFormat::Bmp, "image/bmp"),
        (ImageFormat::Tiff, "image/tiff"),
        (ImageFormat::WebP, "image/webp"),
    ] {
        let found = read_named("p", &encoded(&white(40, 30), format));
        assert_eq!(found.summary.media_type, media_type);
        assert_eq!(found.ended(), (State::Skipped, Some(Reason::Unsupported)));
        assert_eq!(found.summary.awaits, Some(Pass::First));
        assert_eq!(found.summary.metadata["width"], "40");
        assert_eq!(found.summary.metadata["height"], "30");
    }
}

#[test]
fn half_a_picture_waits_for_nothing_when_its_head_is_missing() {
    let png = encoded(&white(40, 30), ImageFormat::Png);
    let found = read_named("p.png", &png[..20]);
    assert_eq!(found.summary.outcome.state, State::Failed);
    assert_eq!(found.summary.awaits, None);
}

/// A PNG that says it is 60,000 pixels wide and high.
fn bomb() -> Vec<u8> {
    let mut png = encoded(&white(8, 8), ImageFormat::Png);
    png[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    png[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
    let mut sum = 0xffff_ffff_u32;
    for byte in &png[12..29] {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 {
                sum >> 1 ^ 0xedb8_8320
            } else {
                sum >> 1
            };
        }
    }
    png[29..33].copy_from_slice(&(!sum).to_be_bytes());
    png
}

#[test]
fn a_bomb_is_refused_before_a_pixel_is_unpacked() {
    let format = Format::of("image/png").unwrap();
    let memory = Budgets::default().memory_bytes;
    let outcome = match Frames::open(format, bomb(), memory) {
        Ok(mut frames) => frames.next().unwrap().err().unwrap(),
        Err(outcome) => outcome,
    };
    assert_eq!(
        (outcome.state, outcome.reason),
        (State::Failed, Some(Reason::TooLarge))
    );
}

#[test]
fn a_picture_is_unpacked_where_its_pixels_and_a_look_at_them_fit_and_turned_ones_take_more() {
    let reason = |bytes: Vec<u8>, format, memory| {
        let mut frames = Frames::open(Format::of(format).unwrap(), bytes, memory).unwrap();
        frames
            .next()
            .unwrap()
            .err()
            .and_then(|outcome| outcome.reason)
    };
    // Four bytes a pixel, in three fifths of the memory.
    let png = encoded(&white(2000, 5000), ImageFormat::Png);
    assert_eq!(reason(png.clone(), "image/png", 68_000_000), None);
    assert_eq!(reason(png, "image/png", 66_000_000), Some(Reason::TooLarge));
    // Exif in front of it: a quarter turn.
    let jpeg = encoded(&white(1000, 500), ImageFormat::Jpeg);
    assert_eq!(reason(jpeg.clone(), "image/jpeg", 3_400_000), None);
    let exif =
        b"\xff\xe1\0\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let turned = [&jpeg[..2], exif, &jpeg[2..]].concat();
    assert_eq!(
        reason(turned.clone(), "image/jpeg", 3_400_000),
        Some(Reason::TooLarge)
    );
    assert_eq!(reason(turned, "image/jpeg", 5_100_000), None);
}

#[test]
fn pages_of_a_tiff_file_come_one_after_the_other() {
    let frames = |bytes| {
        let mut frames = Frames::open(Format::of("image/tiff").unwrap(), bytes, 1 << 30).unwrap();
        let mut sizes = Vec::new();
        let several = frames.several();
        while let Some(frame) = frames.next() {
            let raster = frame.unwrap().raster;
            sizes.push((raster.width(), raster.height()));
        }
        (several, sizes)
    };
    let one = encoded(&white(40, 30), ImageFormat::Tiff);
    assert_eq!(frames(one.clone()), (false, vec![(40, 30)]));
    // A second page is appended: its numbers move by the length of the first, and the first points at it.
    let mut two = one.clone();
    let base = one.len() as u32;
    let number =
        |bytes: &[u8], at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    let directory = number(&one, 4) as usize;
    let count = u16::from_le_bytes(one[directory..directory + 2].try_into().unwrap()) as usize;
    let mut second = one.clone();
    for entry in 0..count {
        let at = directory + 2 + entry * 12;
        let tag = u16::from_le_bytes(one[at..at + 2].try_into().unwrap());
        let kind = u16::from_le_bytes(one[at + 2..at + 4].try_into().unwrap());
        let width = match kind {
            3 => 2,
            4 => 4,
            5 => 8,
            _ => 1,
        };
        if tag == 273 || number(&one, at + 4) * width > 4 {
            let moved = number(&one, at + 8) + base;
            second[at + 8..at + 12].copy_from_slice(&moved.to_le_bytes());
        }
    }
    let after = directory + 2 + count * 12;
    two[after..after + 4].copy_from_slice(&(base + directory as u32).to_le_bytes());
    two.extend(second);
    assert_eq!(frames(two), (true, vec![(40, 30), (40, 30)]));
}

#[test]
fn a_chain_of_pages_that_bites_its_tail_ends() {
    let mut tiff = encoded(&white(4, 4), ImageFormat::Tiff);
    let directory = u32::from_le_bytes(tiff[4..8].try_into().unwrap()) as usize;
    let count = u16::from_le_bytes(tiff[directory..directory + 2].try_into().unwrap()) as usize;
    let after = directory + 2 + count * 12;
    tiff[after..after + 4].copy_from_slice(&(directory as u32).to_le_bytes());
    let found = read_named("p.tif", &tiff);
    assert_eq!(found.ended(), (State::Failed, Some(Reason::Corrupt)));
}

#[test]
fn boxes_of_a_turned_photo_lie_in_stored_pixels() {
    // A dark spot at the top left of what was stored, under each of the eight ways a camera may be held.
    for orientation in 1..=8_u8 {
        let mut picture = white(40, 24);
        for (x, y) in [(2, 3), (3, 3), (2, 4), (3, 4)] {
            picture.put_pixel(x, y, image::Rgb([0; 3]));
        }
        let orientation = image::metadata::Orientation::from_exif(orientation).unwrap();
        let raster = Raster::new(40, 24, picture.into_raw()).unwrap();
        let stored = decode::turned(raster, orientation);
        let mut spot = [f32::INFINITY, f32::INFINITY, 0.0, 0.0];
        for y in 0..stored.raster.height() {
            for x in 0..stored.raster.width() {
                if stored.raster.pixel(x as isize, y as isize) == [0; 3] {
                    let (x, y) = (x as f32, y as f32);
                    spot = [
                        spot[0].min(x),
                        spot[1].min(y),
                        spot[2].max(x + 1.0),
                        spot[3].max(y + 1.0),
                    ];
                }
            }
        }
        let [left, top, right, bottom] = spot;
        let area = stored.area([(left, top), (right, top), (right, bottom), (left, bottom)]);
        let expect = Area {
            x: 2,
            y: 3,
            width: 2,
            height: 2,
        };
        assert_eq!(area, expect, "{orientation:?}");
    }
}

#[test]
fn clear_pixels_lie_on_the_ground_that_shows_the_ink() {
    let of = |ink: [u8; 4]| {
        let mut picture = image::RgbaImage::new(10, 10);
        picture.put_pixel(5, 5, image::Rgba(ink));
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
        let format = Format::of("image/png").unwrap();
        let mut frames = Frames::open(format, bytes.into_inner(), 1 << 30).unwrap();
        let raster = frames.next().unwrap().unwrap().raster;
        (raster.pixel(0, 0), raster.pixel(5, 5))
    };
    assert_eq!(of([0, 0, 0, 255]), ([255; 3], [0; 3]));
    assert_eq!(of([255, 255, 255, 255]), ([0; 3], [255; 3]));
}

#[test]
fn writing_that_was_not_read_is_told_and_an_empty_picture_is_read() {
    let ending = |read, unread| {
        let tally = Tally { read, unread };
        tally
            .ending()
            .err()
            .map(|outcome| (outcome.state, outcome.reason))
    };
    assert_eq!(ending(9, 1), None);
    assert_eq!(ending(0, 0), Some((State::Read, Some(Reason::NoText))));
    let unread = Some((State::Partial, Some(Reason::ScriptUnread)));
    assert_eq!(ending(0, 3), unread);
    assert_eq!(ending(4, 4), unread);
}

#[test]
fn each_pass_is_worth_its_effort() {
    assert_eq!(
        Pass::ALL.map(effort),
        [None, Some(Effort::First), Some(Effort::Second)]
    );
    assert_eq!(Job::default().pass, Pass::Text);
}
