//! Finds lines of writing: PP-OCRv6's detector over tiles of the picture at a scale that suits its letters.
//! Always: the whole picture is looked at; no tile is larger than what memory allows.

use rten_tensor::NdTensor;

use super::geometry::Slanted;
use super::heat::{Heat, Limits};
use super::network::{Network, RunError};
use super::raster::Raster;

/// The network wants sides that are multiples of this.
const STEP: usize = 32;

/// Longest side of a tile.
const TILE: usize = 1280;

/// How far neighbouring tiles lie over each other.
const OVERLAP: usize = 128;

/// Means and deviations of the pictures that the network learned from, blue, green, red.
const MEAN: [f32; 3] = [0.485, 0.456, 0.406];
const DEVIATION: [f32; 3] = [0.229, 0.224, 0.225];

/// Pictures of more pixels than `MOST` are looked at as if they had `INSTEAD`, for want of memory; they are read at their full size.
const MOST: f32 = 121_000_000.0;
const INSTEAD: f32 = 64_000_000.0;

/// How small a picture is made at first where it is looked at fast.
const FIRST_LOOK: f32 = 0.4;

/// How high lines are in the pixels that the network sees, where it looks fast.
struct Size {
    /// They are found well; where more than a tenth is lower, it looks again.
    enough: f32,
    /// So high they are at the second look.
    wanted: f32,
}

/// Lines that lean run into each other where they are small.
const LEVEL: Size = Size {
    enough: 11.0,
    wanted: 13.0,
};
const LEANING: Size = Size {
    enough: 13.0,
    wanted: 16.0,
};

/// A page leans from this angle on, in radians.
const LEAN: f32 = 0.05;

const LIMITS: Limits = Limits {
    pixel: 0.2,
    line: 0.4,
    growth: 1.5,
    thinnest: 2.0,
    most: 4000,
};

/// The detector.
pub(crate) struct Detector(pub(crate) Network);

impl Detector {
    /// Returns the boxes of a picture's lines, in its pixels, found in the picture made as small as its letters
    /// allow: a few lines of much smaller print than the others may be missed.
    pub(crate) fn find_fast(&self, picture: &Raster) -> Result<Vec<Slanted>, RunError> {
        let found = self.find_scaled(picture, FIRST_LOOK)?;
        let mut heights: Vec<f32> = found
            .iter()
            .map(|shape| shape.height * FIRST_LOOK)
            .collect();
        heights.sort_by(f32::total_cmp);
        let low = heights.get(heights.len() / 10).copied().unwrap_or(0.0);
        let size = if leans(&found) { LEANING } else { LEVEL };
        if low >= size.enough {
            return Ok(found);
        }
        self.find_scaled(picture, FIRST_LOOK * size.wanted / low.max(1.0))
    }

    fn find_scaled(&self, picture: &Raster, scale: f32) -> Result<Vec<Slanted>, RunError> {
        let pixels = picture.width() as f32 * picture.height() as f32;
        let most = match pixels > MOST {
            true => (INSTEAD / pixels).sqrt(),
            false => 1.0,
        };
        let scale = match scale.min(most) {
            scale if scale >= 0.9 => 1.0,
            scale => scale,
        };
        let side = |side: usize| (side as f32 * scale) as usize;
        let (width, height) = (side(picture.width()).max(1), side(picture.height()).max(1));
        let found = self.sought(picture, width, height)?;
        let (along, across) = (
            picture.width() as f32 / width as f32,
            picture.height() as f32 / height as f32,
        );
        Ok(found
            .into_iter()
            .map(|shape| shape.scaled(along, across))
            .collect())
    }

    /// Returns the boxes of a picture's lines, in its pixels.
    pub(crate) fn find(&self, picture: &Raster) -> Result<Vec<Slanted>, RunError> {
        self.find_scaled(picture, 1.0)
    }

    /// Returns the boxes of a picture's lines, in the pixels of the picture made as small as this. A row of tiles is made
    /// small at a time, so that a large picture does not lie in memory twice.
    fn sought(
        &self,
        picture: &Raster,
        width: usize,
        height: usize,
    ) -> Result<Vec<Slanted>, RunError> {
        let whole = (width, height) == (picture.width(), picture.height());
        let mut heat = Heat::new(width, height);
        for (top, low) in tiles(height) {
            let made;
            let (band, first) = match whole {
                true => (picture, top),
                false => {
                    made = picture.shrunk_rows(width, height, top..top + low);
                    (&made, 0)
                }
            };
            for (left, wide) in tiles(width) {
                self.tile(band, first, (left, wide), (top, low), &mut heat)?;
            }
        }
        Ok(heat.boxes(&LIMITS))
    }

    /// Looks at one tile; its first row is the band's row `first`.
    fn tile(
        &self,
        band: &Raster,
        first: usize,
        (left, width): (usize, usize),
        (top, height): (usize, usize),
        heat: &mut Heat,
    ) -> Result<(), RunError> {
        let (full_width, full_height) =
            (width.next_multiple_of(STEP), height.next_multiple_of(STEP));
        let plane = full_width * full_height;
        let mut input = vec![0.0_f32; plane * 3];
        for y in 0..full_height {
            // What is added at the edges repeats the last row and column: no new edge to be taken for writing.
            let row = band.row(first + y.min(height - 1));
            for x in 0..full_width {
                let start = (left + x.min(width - 1)) * 3;
                for channel in 0..3 {
                    let value = f32::from(row[start + 2 - channel]) / 255.0;
                    input[channel * plane + y * full_width + x] =
                        (value - MEAN[channel]) / DEVIATION[channel];
                }
            }
        }
        let tensor = NdTensor::from_data([1, 3, full_height, full_width], input);
        let (shape, values) = self.0.run(tensor)?;
        let out_width = shape.last().copied().unwrap_or(0);
        let columns = core(left, width, heat.width);
        for y in core(top, height, heat.height) {
            let start = y * out_width;
            if let Some(row) = values.get(start + columns.start..start + columns.end) {
                heat.fill(left + columns.start, top + y, row);
            }
        }
        Ok(())
    }
}

/// Whether half of the lines lean.
fn leans(found: &[Slanted]) -> bool {
    let leaning = found.iter().filter(|shape| {
        let quarter = std::f32::consts::FRAC_PI_2;
        let away = shape.angle.rem_euclid(quarter);
        away.min(quarter - away) > LEAN
    });
    2 * leaning.count() > found.len()
}

/// Returns start and length of each tile along a side.
fn tiles(side: usize) -> Vec<(usize, usize)> {
    if side <= TILE {
        return vec![(0, side)];
    }
    let count = (side - OVERLAP).div_ceil(TILE - OVERLAP);
    let length = (side + (count - 1) * OVERLAP)
        .div_ceil(count)
        .next_multiple_of(STEP)
        .min(TILE);
    (0..count)
        .map(|index| {
            let start = (index * (length - OVERLAP)).min(side - length);
            (start, length)
        })
        .collect()
}

/// Returns which pixels of a tile count: not those nearer to an edge than half the overlap, but at the edge of the
/// picture.
fn core(start: usize, length: usize, side: usize) -> std::ops::Range<usize> {
    let first = if start == 0 { 0 } else { OVERLAP / 2 };
    let last = if start + length >= side {
        length
    } else {
        length - OVERLAP / 2
    };
    first..last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_leans_where_half_of_its_lines_do() {
        let line = |angle| Slanted {
            angle,
            ..Slanted::upright(0.0, 0.0, 100.0, 20.0)
        };
        let quarter = std::f32::consts::FRAC_PI_2;
        assert!(leans(&[line(0.17), line(0.16), line(0.0)]));
        assert!(leans(&[line(-0.1), line(quarter + 0.1), line(-0.1)]));
        assert!(!leans(&[line(0.01), line(-0.02), line(quarter - 0.01)]));
        assert!(!leans(&[]));
    }

    #[test]
    fn cores_of_tiles_cover_every_pixel() {
        for side in [1, 31, 640, 1280, 1281, 1300, 2400, 2433, 10_400] {
            let mut covered = vec![false; side];
            for (start, length) in tiles(side) {
                assert!(
                    length <= TILE && start + length <= side,
                    "{side}: {start} {length}"
                );
                for offset in core(start, length, side) {
                    covered[start + offset] = true;
                }
            }
            assert!(covered.into_iter().all(|pixel| pixel), "{side}");
        }
    }
}
