//! HEIC: pictures of phones, coded as single frames of HEVC, mostly in tiles. Always: what tiles declare is held against
//! memory before the first is unpacked; one tile at a time is unpacked, into the one picture.

use std::panic::{AssertUnwindSafe, catch_unwind};

use daylight_model::{Outcome, Reason};
use heic_decoder::bitreader::strip_emulation_prevention;
use heic_decoder::hevc::ctu;
use heic_decoder::hevc::nal::{NAL_SPS, parse_nal_header};
use heic_decoder::hevc::params::{Sps, parse_sps};
use heic_decoder::isobmff::{CleanAperture, ParsedHeif, ResolvedImage, Transform, parse};
use heic_decoder::{ColorInfo, HeifError, decode_one_image};

use super::decode::{Stored, on_ground};
use crate::ocr::raster::{Raster, Turn};
use crate::reading::{failed, skipped};

/// Bytes that the decoder takes for a pixel beside the planes, which take five for each sample.
const BESIDE: u64 = 4;

/// A picture whose head was read.
pub(super) struct Heic {
    parsed: ParsedHeif,
    /// Width and height before anything is cut off or turned.
    coded: (usize, usize),
    lie: Lie,
}

fn why(error: &HeifError) -> Outcome {
    match error {
        HeifError::Truncated { .. } => failed(Reason::Truncated, "its end is missing"),
        HeifError::LimitExceeded(_) => too_large(),
        HeifError::Unsupported(_) => skipped(Reason::Unsupported, error.to_string()),
        _ => failed(Reason::Corrupt, error.to_string()),
    }
}

fn too_large() -> Outcome {
    failed(Reason::TooLarge, "more pixels than memory allows")
}

/// Runs the decoder, which may panic on bytes that nobody foresaw.
fn guarded<T>(decode: impl FnOnce() -> Result<T, Outcome>) -> Result<T, Outcome> {
    catch_unwind(AssertUnwindSafe(decode))
        .unwrap_or_else(|_| Err(failed(Reason::Corrupt, "its pixels cannot be unpacked")))
}

impl Heic {
    /// Reads a picture's head and holds what it declares against memory.
    pub(super) fn open(bytes: &[u8], memory: u64) -> Result<Self, Outcome> {
        guarded(|| {
            let parsed = parse(bytes).map_err(|error| why(&error))?;
            if parsed.reference_image.is_some() {
                let detail = "it is coded as a change of another picture";
                return Err(skipped(Reason::Unsupported, detail));
            }
            let mut needed = needed(&parsed)?;
            if let Some(alpha) = &parsed.alpha {
                needed = needed.saturating_add(self::needed(&alpha.image)?);
            }
            // No network runs meanwhile: a third is left to the program.
            if needed > memory / 3 * 2 {
                return Err(too_large());
            }
            let coded = size(&parsed)?;
            let lie = Lie::of(&parsed.transforms, coded);
            Ok(Self { parsed, coded, lie })
        })
    }

    /// Returns width and height as they are stored.
    pub(super) fn size(&self) -> (u32, u32) {
        let side = |side| u32::try_from(side).unwrap_or(u32::MAX);
        (side(self.lie.size.0), side(self.lie.size.1))
    }

    /// Unpacks its pixels.
    pub(super) fn decode(&self) -> Result<Stored, Outcome> {
        guarded(|| {
            let (width, height) = self.coded;
            let mut rgb = vec![255; width * height * 3];
            tiles(&self.parsed, (width, height), |tile, at, to| {
                let start = (to.1 * width + to.0) * 3;
                if let Some(pixel) = rgb.get_mut(start..start + 3) {
                    pixel.copy_from_slice(&tile.rgb(at));
                }
            })?;
            let raster = match self.alpha()? {
                Some(alpha) => {
                    let pixels = rgb.chunks_exact(3).zip(alpha);
                    let rgba = pixels.flat_map(|(rgb, alpha)| [rgb[0], rgb[1], rgb[2], alpha]);
                    on_ground(width, height, rgba.collect())
                }
                None => Raster::new(width, height, rgb),
            };
            let raster = raster.ok_or_else(|| failed(Reason::Corrupt, "without pixels"))?;
            Ok(self.lie.laid(raster))
        })
    }

    /// Returns how opaque each pixel is, where the file says so.
    fn alpha(&self) -> Result<Option<Vec<u8>>, Outcome> {
        let Some(alpha) = &self.parsed.alpha else {
            return Ok(None);
        };
        let (width, height) = self.coded;
        if size(&alpha.image)? != self.coded {
            return Ok(None);
        }
        let mut opacity = vec![255; width * height];
        tiles(&alpha.image, self.coded, |tile, at, to| {
            if let Some(opacity) = opacity.get_mut(to.1 * width + to.0) {
                *opacity = eight(tile.bright.sample(at), tile.colours.depths.0);
            }
        })?;
        Ok(Some(opacity))
    }
}

/// Returns the parameters of a coded picture.
fn parameters(image: &ResolvedImage) -> Result<Sps, Outcome> {
    let unit = image
        .hevc_config
        .nalus_of_type(NAL_SPS)
        .next()
        .ok_or_else(|| failed(Reason::Corrupt, "a tile does not say how it is coded"))?;
    parse_nal_header(unit)
        .and_then(|(_, payload)| parse_sps(&strip_emulation_prevention(payload)))
        .map_err(|error| why(&error))
}

/// Returns what of a coded picture is shown: left, top, width, height.
fn shown(sps: &Sps) -> Result<[usize; 4], Outcome> {
    let [left, right, top, bottom] = sps.conformance_window;
    let side = |all: u32, before: u32, after: u32| {
        all.checked_sub(before)
            .and_then(|rest| rest.checked_sub(after))
            .filter(|rest| *rest > 0)
            .map(|rest| rest as usize)
            .ok_or_else(|| failed(Reason::Corrupt, "a tile without pixels"))
    };
    let width = side(sps.pic_width_in_luma_samples, left, right)?;
    let height = side(sps.pic_height_in_luma_samples, top, bottom)?;
    Ok([left as usize, top as usize, width, height])
}

/// Returns width and height of a picture, tiles put together.
fn size(parsed: &ParsedHeif) -> Result<(usize, usize), Outcome> {
    if let Some(grid) = parsed.grid {
        return Ok((grid.output_width as usize, grid.output_height as usize));
    }
    let [_, _, width, height] = shown(&parameters(first(parsed)?)?)?;
    Ok((width, height))
}

fn first(parsed: &ParsedHeif) -> Result<&ResolvedImage, Outcome> {
    let none = || failed(Reason::Corrupt, "there is no picture in it");
    parsed.images.first().ok_or_else(none)
}

/// Returns the bytes that unpacking takes: the picture, and beside it its largest tile or the picture turned.
fn needed(parsed: &ParsedHeif) -> Result<u64, Outcome> {
    let mut largest = 0;
    for image in &parsed.images {
        let sps = parameters(image)?;
        let (width, height) = (
            sps.pic_width_in_luma_samples,
            sps.pic_height_in_luma_samples,
        );
        let samples = match sps.chroma_format_idc {
            0 => 2,
            1 => 3,
            2 => 4,
            _ => 6,
        };
        let pixels = u64::from(width) * u64::from(height);
        largest = largest.max(pixels.saturating_mul(samples * 5 / 2 + BESIDE));
    }
    let (width, height) = size(parsed)?;
    let pixels = (width as u64).saturating_mul(height as u64);
    let turned = pixels.saturating_mul(3);
    Ok(turned.saturating_add(largest.max(turned)))
}

/// Unpacks tile after tile; gives each pixel with where it stands in the tile and in the whole.
fn tiles(
    parsed: &ParsedHeif,
    (width, height): (usize, usize),
    mut pixel: impl FnMut(&Tile, (usize, usize), (usize, usize)),
) -> Result<(), Outcome> {
    let columns = parsed.grid.map_or(1, |grid| grid.columns as usize).max(1);
    let [_, _, across, down] = shown(&parameters(first(parsed)?)?)?;
    for (index, image) in parsed.images.iter().enumerate() {
        let (x, y) = (index % columns * across, index / columns * down);
        if x >= width || y >= height {
            continue;
        }
        let (sps, picture) = decode_one_image(image).map_err(|error| why(&error))?;
        let tile = Tile {
            colours: Colours::of(parsed.metadata.color_info.or(sps.color_info), &sps),
            bright: Plane::of(picture.y),
            blue: Plane::of(picture.cb),
            red: Plane::of(picture.cr),
        };
        let [left, top, tile_width, tile_height] = shown(&sps)?;
        for row in 0..tile_height.min(down).min(height - y) {
            for column in 0..tile_width.min(across).min(width - x) {
                pixel(&tile, (left + column, top + row), (x + column, y + row));
            }
        }
    }
    Ok(())
}

/// Samples of one kind, as wide as the picture or half as wide.
struct Plane {
    width: usize,
    samples: Vec<i32>,
}

impl Plane {
    fn of(plane: ctu::Plane) -> Self {
        Self {
            width: plane.width,
            samples: plane.into_samples(),
        }
    }

    fn sample(&self, (x, y): (usize, usize)) -> i32 {
        let x = x.min(self.width.saturating_sub(1));
        let sample = self.samples.get(y * self.width + x);
        sample.copied().unwrap_or_default()
    }
}

/// A coded picture, unpacked: brightness, and how far it is off to blue and to red.
struct Tile {
    colours: Colours,
    bright: Plane,
    blue: Plane,
    red: Plane,
}

/// Returns a sample in eight bits.
fn eight(sample: i32, depth: u32) -> u8 {
    (sample >> depth.saturating_sub(8)).clamp(0, 255) as u8
}

impl Tile {
    /// Returns the colour of a pixel.
    fn rgb(&self, at: (usize, usize)) -> [u8; 3] {
        let coarse = (at.0 / self.colours.across, at.1 / self.colours.down);
        let level = |value: i32, depth: u32, full: bool| {
            let most = ((1_u32 << depth.clamp(8, 16)) - 1) as f32;
            match full {
                true => value as f32 / most,
                false => (value as f32 * 255.0 / most - 16.0) / 219.0,
            }
        };
        let byte = |level: f32| (level * 255.0).round() as u8;
        let bright = |full| level(self.bright.sample(at), self.colours.depths.0, full);
        let plain = |plane: &Plane, full| level(plane.sample(coarse), self.colours.depths.1, full);
        match self.colours.kind {
            Coding::Grey { full } => [byte(bright(full)); 3],
            Coding::Plain { full } => [
                byte(plain(&self.red, full)),
                byte(bright(full)),
                byte(plain(&self.blue, full)),
            ],
            Coding::Differences { full, red, blue } => {
                let depth = self.colours.depths.1.clamp(8, 16);
                let wide = match full {
                    true => ((1_u32 << depth) - 1) as f32,
                    false => (224_u32 << (depth - 8)) as f32,
                };
                let middle = 1_i32 << (depth - 1);
                let off = |plane: &Plane| (plane.sample(coarse) - middle) as f32 / wide;
                let (bright, to_blue, to_red) = (bright(full), off(&self.blue), off(&self.red));
                let of_red = bright + 2.0 * (1.0 - red) * to_red;
                let of_blue = bright + 2.0 * (1.0 - blue) * to_blue;
                let of_green = (bright - red * of_red - blue * of_blue) / (1.0 - red - blue);
                [byte(of_red), byte(of_green), byte(of_blue)]
            }
        }
    }
}

/// How brightness and two differences of colour become red, green and blue (ITU-T H.273).
struct Colours {
    depths: (u32, u32),
    across: usize,
    down: usize,
    kind: Coding,
}

enum Coding {
    Grey {
        full: bool,
    },
    /// Green, blue and red as they are.
    Plain {
        full: bool,
    },
    Differences {
        full: bool,
        red: f32,
        blue: f32,
    },
}

impl Colours {
    fn of(info: Option<ColorInfo>, sps: &Sps) -> Self {
        let info = info.unwrap_or_default();
        let full = info.full_range;
        let (red, blue) = match info.matrix_coefficients {
            4 => (0.30, 0.11),
            5 | 6 => (0.299, 0.114),
            7 => (0.212, 0.087),
            9 => (0.2627, 0.0593),
            // What says nothing, or something unheard of, is taken for what most screens show.
            _ => (0.2126, 0.0722),
        };
        let kind = match (sps.chroma_format_idc, info.matrix_coefficients) {
            (0, _) => Coding::Grey { full },
            (3, 0) => Coding::Plain { full },
            _ => Coding::Differences { full, red, blue },
        };
        Self {
            depths: (sps.bit_depth_luma, sps.bit_depth_chroma),
            across: sps.sub_width_c().max(1) as usize,
            down: sps.sub_height_c().max(1) as usize,
            kind,
        }
    }
}

/// How a picture is to lie: some of it cut out, then mirrored, then turned.
struct Lie {
    /// How it lies when it is cut.
    cut_at: (bool, Turn),
    /// Left, top, width, height of what is kept.
    cut: Option<[usize; 4]>,
    shown_at: (bool, Turn),
    /// Width and height of what is kept.
    size: (usize, usize),
}

impl Lie {
    fn of(transforms: &[Transform], (width, height): (usize, usize)) -> Self {
        let upright = (false, Turn::None);
        let mut lie = Self {
            cut_at: upright,
            cut: None,
            shown_at: upright,
            size: (width, height),
        };
        for transform in transforms {
            let (mirrored, turn) = lie.shown_at;
            lie.shown_at = match transform {
                // Counter to the clock.
                Transform::Rotate90Ccw(quarters) => {
                    let turns = usize::from(*quarters) % 4;
                    let turn = (0..turns).fold(turn, |turn, _| turn.then(Turn::ThreeQuarters));
                    (mirrored, turn)
                }
                // A mirror behind a turn is the turn back behind a mirror.
                Transform::MirrorHorizontal => (!mirrored, turn.back()),
                Transform::MirrorVertical => (!mirrored, turn.back().then(Turn::Half)),
                Transform::CleanAperture(aperture) if lie.cut.is_none() => {
                    let (width, height) = match turn {
                        Turn::None | Turn::Half => (width, height),
                        Turn::Quarter | Turn::ThreeQuarters => (height, width),
                    };
                    let cut = kept(aperture, width, height);
                    lie.cut_at = lie.shown_at;
                    lie.cut = Some(cut);
                    lie.size = (cut[2], cut[3]);
                    upright
                }
                Transform::CleanAperture(_) => lie.shown_at,
            };
        }
        lie
    }

    fn laid(&self, raster: Raster) -> Stored {
        let cut = match self.cut {
            Some(cut) => {
                let (mirrored, turn) = self.cut_at;
                Stored::laid(raster, mirrored, turn).raster.part(cut)
            }
            None => raster,
        };
        let (mirrored, turn) = self.shown_at;
        Stored::laid(cut, mirrored, turn)
    }
}

/// Returns left, top, width and height of what an aperture keeps; all where it makes no sense.
fn kept(aperture: &CleanAperture, width: usize, height: usize) -> [usize; 4] {
    let side = |all: usize, (over, under): (u32, u32), (off, off_under): (i32, u32)| {
        let kept = (over as usize).checked_div(under as usize).unwrap_or(all);
        let kept = if kept == 0 { all } else { kept.min(all) };
        let rest = (all - kept) as i64;
        let under = i64::from(off_under.max(1));
        // What is kept lies around the middle, and so far off it.
        let start = (rest * under + 2 * i64::from(off)).div_euclid(2 * under);
        (start.clamp(0, rest) as usize, kept)
    };
    let (left, width) = side(width, aperture.width, aperture.horizontal_offset);
    let (top, height) = side(height, aperture.height, aperture.vertical_offset);
    [left, top, width, height]
}

#[cfg(test)]
mod tests;
