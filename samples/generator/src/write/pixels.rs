//! What happens to a picture between the screen and the leak: shrunk, blurred, turned a little, noisy,
//! recompressed; and its encoding as PNG or JPEG.
//!
//! Always: boxes of the text go through the same changes as the pixels and stay inside the picture.

use std::collections::BTreeMap;

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder as _, ImageFormat};

use super::WriteError;
use super::area::{Area, Placed};
use super::canvas::{Canvas, Ink};

/// File format of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// PNG with a palette or in grey where that loses nothing; otherwise colours are first made coarser.
    Png,
    /// JPEG of this quality, 1 to 100.
    Jpeg(u8),
}

/// How good a picture is. The changes are made in the order of the fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quality {
    /// Size in percent of the layout's own.
    pub scale_percent: u32,
    /// Turned clockwise by this many thousandths of a radian, white (or black) filling the corners; up to ±60.
    pub skew_permille: i32,
    /// How often a 3×3 average is taken.
    pub blur: u32,
    /// Greatest change of a pixel by noise, 0 to 255.
    pub noise: u8,
    /// Quality of a JPEG that the picture was saved as before, once.
    pub recompressed: Option<u8>,
    /// Whether colours become grey.
    pub grey: bool,
    /// File format.
    pub format: Format,
}

impl Quality {
    /// As on the screen.
    pub const CLEAN: Self = Self {
        scale_percent: 100,
        skew_permille: 0,
        blur: 0,
        noise: 0,
        recompressed: None,
        grey: false,
        format: Format::Png,
    };
    /// Shrunk to two thirds, as chat programs do to thumbnails that are forwarded.
    pub const SMALL: Self = Self {
        scale_percent: 66,
        ..Self::CLEAN
    };
    /// Saved as a JPEG by a chat program.
    pub const FORWARDED: Self = Self {
        scale_percent: 80,
        format: Format::Jpeg(45),
        ..Self::CLEAN
    };
    /// Shrunk, saved as JPEG, enlarged by nobody: hard to read.
    pub const POOR: Self = Self {
        scale_percent: 58,
        blur: 1,
        recompressed: Some(35),
        format: Format::Jpeg(50),
        ..Self::CLEAN
    };
    /// A page that was copied in grey.
    pub const GREY: Self = Self {
        grey: true,
        ..Self::CLEAN
    };
    /// A page from a flat-bed scanner: a little askew, soft, with noise, in grey.
    pub const SCAN: Self = Self {
        skew_permille: 8,
        blur: 1,
        noise: 14,
        grey: true,
        format: Format::Jpeg(55),
        ..Self::CLEAN
    };
    /// A photograph of a screen or page.
    pub const PHOTO: Self = Self {
        scale_percent: 90,
        skew_permille: -22,
        blur: 1,
        noise: 22,
        format: Format::Jpeg(50),
        ..Self::CLEAN
    };
}

/// A finished picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// The file.
    pub bytes: Vec<u8>,
    /// `png` or `jpg`.
    pub extension: &'static str,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// All text on it in the order of drawing, boxes in pixels.
    pub lines: Vec<Placed>,
}

/// Returns the canvas as a picture of the given quality.
///
/// # Errors
/// [`WriteError::Png`], [`WriteError::Jpeg`].
pub(crate) fn finish(canvas: Canvas<'_>, quality: &Quality) -> Result<Picture, WriteError> {
    let mut raster = Raster {
        width: canvas.width,
        height: canvas.height,
        pixels: canvas.pixels,
        lines: canvas.lines,
    };
    raster.resample(quality.scale_percent);
    raster.turn(quality.skew_permille);
    for _ in 0..quality.blur {
        raster.blur();
    }
    raster.noise(quality.noise, quality.grey);
    if let Some(jpeg) = quality.recompressed {
        raster.recompress(jpeg)?;
    }
    if quality.grey {
        raster
            .pixels
            .iter_mut()
            .for_each(|pixel| *pixel = [luminance(*pixel); 3]);
    }
    raster.clip();
    let (bytes, extension) = match quality.format {
        Format::Png => (raster.png()?, "png"),
        Format::Jpeg(level) => (raster.jpeg(level)?, "jpg"),
    };
    Ok(Picture {
        bytes,
        extension,
        width: raster.width,
        height: raster.height,
        lines: raster.lines,
    })
}

struct Raster {
    width: u32,
    height: u32,
    pixels: Vec<Ink>,
    lines: Vec<Placed>,
}

impl Raster {
    fn at(&self, x: u32, y: u32) -> Ink {
        let (x, y) = (x.min(self.width - 1), y.min(self.height - 1));
        self.pixels[y as usize * self.width as usize + x as usize]
    }

    /// Scales by averaging whole source pixels per target pixel, weighted in 16ths.
    fn resample(&mut self, percent: u32) {
        if percent == 100 || percent == 0 {
            return;
        }
        let (width, height) = (
            (self.width * percent / 100).max(1),
            (self.height * percent / 100).max(1),
        );
        let mut pixels = Vec::with_capacity(width as usize * height as usize);
        for y in 0..height {
            for x in 0..width {
                pixels.push(self.average(x, y, percent));
            }
        }
        let factor = percent as f32 / 100.0;
        for line in &mut self.lines {
            let Area {
                x,
                y,
                width,
                height,
            } = line.area;
            line.area = Area {
                x: x * factor,
                y: y * factor,
                width: width * factor,
                height: height * factor,
            };
            line.edges.iter_mut().for_each(|edge| *edge *= factor);
        }
        (self.width, self.height, self.pixels) = (width, height, pixels);
    }

    /// Takes 4×4 samples spread over the target pixel's footprint.
    fn average(&self, x: u32, y: u32, percent: u32) -> Ink {
        let mut sums = [0_u32; 3];
        for step in 0..16 {
            let source_x = (x * 8 + (step % 4) * 2 + 1) * 100 / (percent * 8);
            let source_y = (y * 8 + (step / 4) * 2 + 1) * 100 / (percent * 8);
            for (sum, value) in sums.iter_mut().zip(self.at(source_x, source_y)) {
                *sum += u32::from(value);
            }
        }
        sums.map(byte_of_sixteenth)
    }

    /// Turns about the middle by two shears; for the small angles meant here that is a rotation.
    fn turn(&mut self, permille: i32) {
        if permille == 0 {
            return;
        }
        let slope = permille as f32 / 1000.0;
        let (middle_x, middle_y) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        let ground = self.at(0, 0);
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for y in 0..self.height {
            for x in 0..self.width {
                let (dx, dy) = (x as f32 - middle_x, y as f32 - middle_y);
                let source = (middle_x + dx + slope * dy, middle_y + dy - slope * dx);
                pixels.push(self.between(source, ground));
            }
        }
        self.pixels = pixels;
        let moved = |x: f32, y: f32| {
            let (dx, dy) = (x - middle_x, y - middle_y);
            (middle_x + dx - slope * dy, middle_y + dy + slope * dx)
        };
        for line in &mut self.lines {
            let Area {
                x,
                y,
                width,
                height,
            } = line.area;
            let corners = [
                moved(x, y),
                moved(x + width, y),
                moved(x, y + height),
                moved(x + width, y + height),
            ];
            let low =
                |pick: fn(&(f32, f32)) -> f32| corners.iter().map(pick).fold(f32::MAX, f32::min);
            let high =
                |pick: fn(&(f32, f32)) -> f32| corners.iter().map(pick).fold(f32::MIN, f32::max);
            let (left, top) = (low(|corner| corner.0), low(|corner| corner.1));
            line.area = Area {
                x: left,
                y: top,
                width: high(|corner| corner.0) - left,
                height: high(|corner| corner.1) - top,
            };
            line.edges
                .iter_mut()
                .for_each(|edge| *edge = moved(*edge, y + height / 2.0).0);
        }
    }

    /// Returns the bilinear mean at a point between pixels.
    fn between(&self, (x, y): (f32, f32), ground: Ink) -> Ink {
        if x < 0.0 || y < 0.0 || x > (self.width - 1) as f32 || y > (self.height - 1) as f32 {
            return ground;
        }
        let (left, top) = (x.floor(), y.floor());
        let (right_part, lower_part) = (x - left, y - top);
        let (left, top) = (
            super::font::whole(left).unsigned_abs(),
            super::font::whole(top).unsigned_abs(),
        );
        let corners = [
            self.at(left, top),
            self.at(left + 1, top),
            self.at(left, top + 1),
            self.at(left + 1, top + 1),
        ];
        std::array::from_fn(|channel| {
            let value = |corner: usize| f32::from(corners[corner][channel]);
            let upper = value(0) + (value(1) - value(0)) * right_part;
            let lower = value(2) + (value(3) - value(2)) * right_part;
            u8::try_from(super::font::whole(
                upper + (lower - upper) * lower_part + 0.5,
            ))
            .unwrap_or(u8::MAX)
        })
    }

    fn blur(&mut self) {
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for y in 0..self.height {
            for x in 0..self.width {
                let mut sums = [0_u32; 3];
                for (dy, row_weight) in [(0, 1), (1, 2), (2, 1)] {
                    for (dx, weight) in [(0, 1), (1, 2), (2, 1)] {
                        let pixel = self.at((x + dx).saturating_sub(1), (y + dy).saturating_sub(1));
                        for (sum, value) in sums.iter_mut().zip(pixel) {
                            *sum += u32::from(value) * row_weight * weight;
                        }
                    }
                }
                pixels.push(sums.map(byte_of_sixteenth));
            }
        }
        self.pixels = pixels;
    }

    /// Adds noise that depends on the place alone.
    fn noise(&mut self, most: u8, grey: bool) {
        if most == 0 {
            return;
        }
        let span = 2 * u64::from(most) + 1;
        for (index, pixel) in self.pixels.iter_mut().enumerate() {
            let mut hash = (index as u64).wrapping_add(0x9E37_79B9_7F4A_7C15);
            hash = (hash ^ (hash >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            hash ^= hash >> 31;
            for (channel, value) in pixel.iter_mut().enumerate() {
                let draw = if grey { hash } else { hash >> (channel * 16) };
                // The mean of two draws: small changes are commoner than great ones.
                let change = ((draw & 0xFF) % span + ((draw >> 8) & 0xFF) % span) / 2;
                let moved = u64::from(*value) + change;
                *value =
                    u8::try_from(moved.saturating_sub(u64::from(most)).min(255)).unwrap_or(u8::MAX);
            }
        }
    }

    fn recompress(&mut self, level: u8) -> Result<(), WriteError> {
        let bytes = self.jpeg(level)?;
        let decoded = image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg)?.into_rgb8();
        self.pixels = decoded.pixels().map(|pixel| pixel.0).collect();
        Ok(())
    }

    /// Cuts boxes at the picture's edges.
    fn clip(&mut self) {
        let (width, height) = (self.width as f32, self.height as f32);
        for line in &mut self.lines {
            let Area {
                x,
                y,
                width: wide,
                height: high,
            } = line.area;
            let (left, top) = (x.clamp(0.0, width), y.clamp(0.0, height));
            line.area = Area {
                x: left,
                y: top,
                width: (x + wide).clamp(left, width) - left,
                height: (y + high).clamp(top, height) - top,
            };
            line.edges
                .iter_mut()
                .for_each(|edge| *edge = edge.clamp(0.0, width));
        }
    }

    fn is_grey(&self) -> bool {
        self.pixels
            .iter()
            .all(|[red, green, blue]| red == green && green == blue)
    }

    fn jpeg(&self, level: u8) -> Result<Vec<u8>, WriteError> {
        let mut bytes = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut bytes, level);
        if self.is_grey() {
            let grey: Vec<u8> = self.pixels.iter().map(|pixel| pixel[0]).collect();
            encoder.write_image(&grey, self.width, self.height, ExtendedColorType::L8)?;
        } else {
            encoder.write_image(
                self.pixels.as_flattened(),
                self.width,
                self.height,
                ExtendedColorType::Rgb8,
            )?;
        }
        Ok(bytes)
    }

    fn png(&self) -> Result<Vec<u8>, WriteError> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_compression(png::Compression::High);
        encoder.set_filter(png::Filter::NoFilter);
        if self.is_grey() {
            // Sixteen shades are what the eye and the reader need; they halve the file.
            encoder.set_color(png::ColorType::Grayscale);
            encoder.set_depth(png::BitDepth::Four);
            let shades: Vec<u8> = self
                .pixels
                .iter()
                .map(|pixel| (pixel[0] / 17) + u8::from(pixel[0] % 17 > 8))
                .collect();
            let packed = self.packed(&shades);
            encoder.write_header()?.write_image_data(&packed)?;
            return Ok(bytes);
        }
        let (colours, indices) = self.palette();
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_palette(colours.as_flattened().to_vec());
        if colours.len() <= 16 {
            encoder.set_depth(png::BitDepth::Four);
            encoder
                .write_header()?
                .write_image_data(&self.packed(&indices))?;
        } else {
            encoder.set_depth(png::BitDepth::Eight);
            encoder.write_header()?.write_image_data(&indices)?;
        }
        Ok(bytes)
    }

    /// Packs two values below 16 into a byte, row by row.
    fn packed(&self, values: &[u8]) -> Vec<u8> {
        values
            .chunks(self.width as usize)
            .flat_map(|row| {
                row.chunks(2)
                    .map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0))
            })
            .collect()
    }

    /// Returns at most 256 colours in ascending order, and each pixel's place among them. Where there
    /// are more, those that agree in their high bits are painted in the commonest of them.
    fn palette(&self) -> (Vec<Ink>, Vec<u8>) {
        let mut counts: BTreeMap<Ink, usize> = BTreeMap::new();
        for pixel in &self.pixels {
            *counts.entry(*pixel).or_default() += 1;
        }
        // Two bits a channel make 64 groups at most, so that the search always ends.
        let mut chosen: BTreeMap<Ink, (Ink, usize)> = BTreeMap::new();
        for drop in 0..=6 {
            chosen.clear();
            for (&colour, &count) in &counts {
                let best = chosen
                    .entry(colour.map(|value| value >> drop))
                    .or_insert((colour, 0));
                if count > best.1 {
                    *best = (colour, count);
                }
            }
            if chosen.len() <= 256 {
                let places: BTreeMap<Ink, u8> = chosen.keys().copied().zip(0..=u8::MAX).collect();
                let place = |pixel: &Ink| places.get(&pixel.map(|value| value >> drop)).copied();
                let indices = self
                    .pixels
                    .iter()
                    .map(|pixel| place(pixel).unwrap_or(0))
                    .collect();
                return (
                    chosen.into_values().map(|(colour, _)| colour).collect(),
                    indices,
                );
            }
        }
        unreachable!("64 groups at most")
    }
}

fn byte_of_sixteenth(sum: u32) -> u8 {
    u8::try_from((sum + 8) / 16).unwrap_or(u8::MAX)
}

fn luminance([red, green, blue]: Ink) -> u8 {
    let sum = u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114;
    u8::try_from((sum + 500) / 1000).unwrap_or(u8::MAX)
}
