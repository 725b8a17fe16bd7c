//! Bytes to pixels: one frame after the other. Always: dimensions are known, and held against memory, before a
//! pixel is unpacked; transparent pixels lie on white, or on black where what is opaque is bright.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use daylight_model::{Outcome, Reason};
use image::metadata::Orientation;
use image::{
    AnimationDecoder as _, ColorType, DynamicImage, ImageDecoder, ImageError, ImageFormat, Limits,
};

use super::heic::Heic;
use crate::format::exif;
use crate::ocr::raster::{Raster, Turn};
use crate::reading::failed;

/// Frames of a moving picture that are looked at.
const FRAMES: usize = 200;

/// Frames that differ from the last one in a smaller share of their pixels show nothing new.
const CHANGED: f32 = 0.002;

/// Pictures that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Image(ImageFormat),
    Heic,
}

impl Format {
    /// Returns the format of a media type.
    pub(super) fn of(media_type: &str) -> Option<Self> {
        Some(Self::Image(match media_type {
            "image/heic" | "image/heif" | "image/heic-sequence" | "image/heif-sequence" => {
                return Some(Self::Heic);
            }
            "image/png" | "image/apng" => ImageFormat::Png,
            "image/jpeg" => ImageFormat::Jpeg,
            "image/gif" => ImageFormat::Gif,
            "image/bmp" => ImageFormat::Bmp,
            "image/tiff" => ImageFormat::Tiff,
            "image/webp" => ImageFormat::WebP,
            _ => return None,
        }))
    }
}

/// One frame, turned as EXIF asks, and what its pixels were before.
pub(super) struct Stored {
    pub(super) raster: Raster,
    pub(super) turn: Turn,
    pub(super) mirrored: bool,
    pub(super) stored_width: usize,
    pub(super) stored_height: usize,
}

impl Stored {
    /// Mirrors a picture where it is to be, then turns it.
    pub(super) fn laid(raster: Raster, mirrored: bool, turn: Turn) -> Self {
        let (stored_width, stored_height) = (raster.width(), raster.height());
        let raster = match mirrored {
            true => raster.mirrored(),
            false => raster,
        };
        Self {
            raster: raster.into_turned(turn),
            turn,
            mirrored,
            stored_width,
            stored_height,
        }
    }

    /// Returns the pixels as they are stored: turned back, then mirrored back.
    pub(super) fn into_stored(self) -> Raster {
        let raster = self.raster.into_turned(self.turn.back());
        match self.mirrored {
            true => raster.mirrored(),
            false => raster,
        }
    }
}

/// The frames of a picture.
pub(super) struct Frames {
    format: ImageFormat,
    heic: Option<Heic>,
    bytes: Vec<u8>,
    memory: u64,
    size: (u32, u32),
    /// Where each page of a TIFF file begins.
    pages: Vec<u64>,
    next: usize,
    /// Frames of a moving picture, from the last on.
    moving: Option<Vec<Raster>>,
}

/// Returns how much of the memory pixels may take: the program and its networks want two fifths.
fn room(memory: u64) -> u64 {
    memory / 5 * 3
}

fn why(error: &ImageError) -> Outcome {
    match error {
        ImageError::Limits(_) => failed(Reason::TooLarge, "more pixels than memory allows"),
        ImageError::Unsupported(what) => failed(Reason::Unsupported, what.to_string()),
        ImageError::IoError(io) if io.kind() == std::io::ErrorKind::UnexpectedEof => {
            failed(Reason::Truncated, "its end is missing")
        }
        other => failed(Reason::Corrupt, other.to_string()),
    }
}

/// Runs a decoder that may panic on bytes that nobody foresaw.
fn guarded<T>(decode: impl FnOnce() -> Result<T, ImageError>) -> Result<T, Outcome> {
    match catch_unwind(AssertUnwindSafe(decode)) {
        Ok(result) => result.map_err(|error| why(&error)),
        Err(_) => Err(failed(Reason::Corrupt, "its pixels cannot be unpacked")),
    }
}

impl Frames {
    /// Looks at a picture's head: its size against memory, its pages.
    pub(super) fn open(format: Format, bytes: Vec<u8>, memory: u64) -> Result<Self, Outcome> {
        let (format, heic) = match format {
            Format::Image(format) => (format, None),
            // What the head does not hold is copied from the bytes, which go.
            Format::Heic => (ImageFormat::Png, Some(Heic::open(&bytes, memory)?)),
        };
        let pages = match format {
            ImageFormat::Tiff => tiff_pages(&bytes),
            _ => Vec::new(),
        };
        let mut frames = Self {
            format,
            heic,
            bytes,
            memory,
            size: (0, 0),
            pages,
            next: 0,
            moving: None,
        };
        if let Some(heic) = &frames.heic {
            frames.size = heic.size();
            frames.bytes = Vec::new();
            return Ok(frames);
        }
        frames.size = guarded(|| Ok(frames.decoder()?.dimensions()))?;
        if frames.format == ImageFormat::Gif {
            frames.moving = frames.gif()?;
        }
        Ok(frames)
    }

    /// Returns width and height of the first one.
    pub(super) fn size(&self) -> (u32, u32) {
        self.size
    }

    /// Returns whether there is more than one page or frame.
    pub(super) fn several(&self) -> bool {
        self.pages.len() > 1 || self.moving.as_ref().is_some_and(|frames| frames.len() > 1)
    }

    /// Returns the next frame.
    pub(super) fn next(&mut self) -> Option<Result<Stored, Outcome>> {
        let index = self.next;
        self.next += 1;
        if let Some(moving) = &mut self.moving {
            return moving.pop().map(|raster| Ok(unturned(raster)));
        }
        if index >= self.pages.len().max(1) {
            return None;
        }
        if let Some(offset) = self.pages.get(index) {
            point_at(&mut self.bytes, *offset);
        }
        Some(self.decode())
    }

    fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        limits.max_alloc = Some(room(self.memory));
        limits
    }

    fn decoder(&self) -> Result<Box<dyn ImageDecoder + '_>, ImageError> {
        use image::codecs::{bmp, gif, jpeg, png, tiff, webp};
        let input = Cursor::new(self.bytes.as_slice());
        let mut decoder: Box<dyn ImageDecoder> = match self.format {
            ImageFormat::Jpeg => Box::new(jpeg::JpegDecoder::new(input)?),
            ImageFormat::Gif => Box::new(gif::GifDecoder::new(input)?),
            ImageFormat::Bmp => Box::new(bmp::BmpDecoder::new(input)?),
            ImageFormat::Tiff => Box::new(tiff::TiffDecoder::new(input)?),
            ImageFormat::WebP => Box::new(webp::WebPDecoder::new(input)?),
            _ => Box::new(png::PngDecoder::with_limits(input, self.limits())?),
        };
        decoder.set_limits(self.limits())?;
        Ok(decoder)
    }

    fn decode(&self) -> Result<Stored, Outcome> {
        if let Some(heic) = &self.heic {
            return heic.decode();
        }
        guarded(|| {
            let mut decoder = self.decoder()?;
            let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
            let needed = self.needed(decoder.as_ref(), orientation);
            if needed > room(self.memory) {
                let kind = image::error::LimitErrorKind::InsufficientMemory;
                return Err(ImageError::Limits(image::error::LimitError::from_kind(
                    kind,
                )));
            }
            Ok((DynamicImage::from_decoder(decoder)?, orientation))
        })
        .and_then(|(image, orientation)| {
            let raster =
                opaque(image).ok_or_else(|| failed(Reason::Corrupt, "a picture without pixels"))?;
            Ok(turned(raster, orientation))
        })
    }

    /// Returns the bytes that a picture takes at most: while it is unpacked, or when it is turned and looked at.
    fn needed(&self, decoder: &dyn ImageDecoder, orientation: Orientation) -> u64 {
        let (width, height) = decoder.dimensions();
        let pixels = u64::from(width).saturating_mul(u64::from(height));
        let beside = match decoder.color_type() {
            ColorType::Rgb8 | ColorType::Rgba8 => 0,
            color if color.has_alpha() => 4,
            _ => 3,
        };
        // All coefficients, two bytes each, before the first pixel.
        let coefficients = match self.format {
            ImageFormat::Jpeg if exif::is_progressive(&self.bytes) => 6,
            _ => 0,
        };
        let unpacked = decoder
            .total_bytes()
            .saturating_add(pixels.saturating_mul(beside + coefficients));
        let quarter = match orientation {
            Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH => 3,
            _ => 1,
        };
        unpacked.max(pixels.saturating_mul(3 + quarter))
    }

    /// Returns the frames of a moving picture that show something new, from the last on; none where there is one.
    fn gif(&self) -> Result<Option<Vec<Raster>>, Outcome> {
        let area = u64::from(self.size.0) * u64::from(self.size.1);
        let room = usize::try_from(self.memory / 4 / area.saturating_mul(3).max(1)).unwrap_or(1);
        let mut kept: Vec<Raster> = Vec::new();
        let decoded = catch_unwind(AssertUnwindSafe(|| {
            let mut decoder = image::codecs::gif::GifDecoder::new(Cursor::new(&self.bytes))
                .map_err(|error| why(&error))?;
            decoder
                .set_limits(self.limits())
                .map_err(|error| why(&error))?;
            for frame in decoder.into_frames().take(FRAMES) {
                // A broken frame ends the picture; the first one is decoded again and says why.
                let Ok(frame) = frame else { break };
                let image = DynamicImage::ImageRgba8(frame.into_buffer());
                let Some(raster) = opaque(image) else { break };
                if kept
                    .last()
                    .is_none_or(|last| changed(last, &raster) > CHANGED)
                {
                    kept.push(raster);
                }
                if kept.len() >= room {
                    break;
                }
            }
            Ok(())
        }));
        match decoded {
            Ok(Ok(())) | Err(_) => {}
            Ok(Err(outcome)) => return Err(outcome),
        }
        kept.reverse();
        Ok((kept.len() > 1).then_some(kept))
    }
}

/// Returns the share of pixels that differ.
fn changed(one: &Raster, other: &Raster) -> f32 {
    if (one.width(), one.height()) != (other.width(), other.height()) {
        return 1.0;
    }
    let count: usize = (0..one.height())
        .map(|y| {
            one.row(y)
                .chunks_exact(3)
                .zip(other.row(y).chunks_exact(3))
                .filter(|(a, b)| a.iter().zip(*b).any(|(a, b)| a.abs_diff(*b) > 24))
                .count()
        })
        .sum();
    count as f32 / (one.width() * one.height()) as f32
}

/// Returns a picture without transparency.
fn opaque(image: DynamicImage) -> Option<Raster> {
    let (width, height) = (image.width() as usize, image.height() as usize);
    if !image.color().has_alpha() {
        return Raster::new(width, height, image.into_rgb8().into_raw());
    }
    on_ground(width, height, image.into_rgba8().into_raw())
}

/// Lays clear pixels on the ground that shows the ink, in the same memory.
pub(super) fn on_ground(width: usize, height: usize, mut rgba: Vec<u8>) -> Option<Raster> {
    let (mut light, mut weight) = (0_u64, 0_u64);
    for pixel in rgba.chunks_exact(4) {
        let alpha = u64::from(pixel[3]);
        light += alpha
            * pixel[..3]
                .iter()
                .map(|value| u64::from(*value))
                .sum::<u64>()
            / 3;
        weight += 255;
    }
    let opacity: u64 = rgba
        .iter()
        .skip(3)
        .step_by(4)
        .map(|alpha| u64::from(*alpha))
        .sum();
    let bright = opacity * 2 < weight && light > 160 * opacity;
    let ground: u32 = if bright { 0 } else { 255 };
    for pixel in 0..rgba.len() / 4 {
        let alpha = u32::from(rgba[pixel * 4 + 3]);
        for channel in 0..3 {
            let value = u32::from(rgba[pixel * 4 + channel]);
            // No pixel is written over before it was read.
            rgba[pixel * 3 + channel] = ((value * alpha + ground * (255 - alpha)) / 255) as u8;
        }
    }
    rgba.truncate(rgba.len() / 4 * 3);
    rgba.shrink_to_fit();
    Raster::new(width, height, rgba)
}

fn unturned(raster: Raster) -> Stored {
    Stored::laid(raster, false, Turn::None)
}

/// Turns a picture as its camera asks: mirrored first, then turned.
pub(super) fn turned(raster: Raster, orientation: Orientation) -> Stored {
    let (mirrored, turn) = match orientation {
        Orientation::NoTransforms => (false, Turn::None),
        Orientation::Rotate90 => (false, Turn::Quarter),
        Orientation::Rotate180 => (false, Turn::Half),
        Orientation::Rotate270 => (false, Turn::ThreeQuarters),
        Orientation::FlipHorizontal => (true, Turn::None),
        Orientation::FlipVertical => (true, Turn::Half),
        Orientation::Rotate90FlipH => (true, Turn::ThreeQuarters),
        Orientation::Rotate270FlipH => (true, Turn::Quarter),
    };
    Stored::laid(raster, mirrored, turn)
}

/// Returns where each page of a TIFF file begins.
fn tiff_pages(bytes: &[u8]) -> Vec<u64> {
    let mut pages = Vec::new();
    let Some(layout) = TiffLayout::of(bytes) else {
        return pages;
    };
    let mut offset = layout.first(bytes);
    while let Some(start) = offset.filter(|start| *start != 0) {
        // A chain that bites its tail ends where it does.
        if pages.contains(&start) || pages.len() == FRAMES {
            break;
        }
        pages.push(start);
        offset = layout.after(bytes, start);
    }
    pages
}

/// How numbers are written in a TIFF file, and how wide they are.
struct TiffLayout {
    little: bool,
    big: bool,
}

impl TiffLayout {
    fn of(bytes: &[u8]) -> Option<Self> {
        let (little, big) = match bytes.get(..4)? {
            b"II\x2a\0" => (true, false),
            b"MM\0\x2a" => (false, false),
            b"II\x2b\0" => (true, true),
            b"MM\0\x2b" => (false, true),
            _ => return None,
        };
        Some(Self { little, big })
    }

    fn number(&self, bytes: &[u8], offset: u64, width: usize) -> Option<u64> {
        let start = usize::try_from(offset).ok()?;
        let digits = bytes.get(start..start.checked_add(width)?)?;
        let add = |sum: u64, digit: &u8| sum << 8 | u64::from(*digit);
        Some(match self.little {
            true => digits.iter().rev().fold(0, add),
            false => digits.iter().fold(0, add),
        })
    }

    fn first(&self, bytes: &[u8]) -> Option<u64> {
        match self.big {
            true => self.number(bytes, 8, 8),
            false => self.number(bytes, 4, 4),
        }
    }

    fn after(&self, bytes: &[u8], start: u64) -> Option<u64> {
        let (count_width, entry, offset_width) = if self.big { (8, 20, 8) } else { (2, 12, 4) };
        let count = self.number(bytes, start, count_width)?;
        let end = start
            .checked_add(count_width as u64)?
            .checked_add(count.checked_mul(entry)?)?;
        self.number(bytes, end, offset_width)
    }
}

/// Makes a page of a TIFF file its first one.
fn point_at(bytes: &mut [u8], offset: u64) {
    let Some(layout) = TiffLayout::of(bytes) else {
        return;
    };
    let (start, width) = if layout.big { (8, 8) } else { (4, 4) };
    for index in 0..width {
        let shift = if layout.little {
            index
        } else {
            width - 1 - index
        } * 8;
        if let Some(byte) = bytes.get_mut(start + index) {
            *byte = (offset >> shift) as u8;
        }
    }
}
