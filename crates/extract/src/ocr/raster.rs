//! A picture in memory, three bytes a pixel, and what is done to it before it is read. Always: the buffer has
//! exactly width × height × 3 bytes, and neither side is zero.

use std::ops::Range;

/// A quarter turn, clockwise, as often as the name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    None,
    Quarter,
    Half,
    ThreeQuarters,
}

impl Turn {
    /// Returns the turn that undoes this one.
    pub(crate) fn back(self) -> Self {
        match self {
            Self::Quarter => Self::ThreeQuarters,
            Self::ThreeQuarters => Self::Quarter,
            same => same,
        }
    }

    /// Returns this turn and another after it.
    pub(crate) fn then(self, other: Self) -> Self {
        const ALL: [Turn; 4] = [Turn::None, Turn::Quarter, Turn::Half, Turn::ThreeQuarters];
        ALL[(self as usize + other as usize) % 4]
    }

    /// Returns where a point of a picture of this size comes to lie when the picture is turned.
    pub(crate) fn moves(self, (x, y): (f32, f32), width: f32, height: f32) -> (f32, f32) {
        match self {
            Self::None => (x, y),
            Self::Quarter => (height - y, x),
            Self::Half => (width - x, height - y),
            Self::ThreeQuarters => (y, width - x),
        }
    }
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Raster {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
}

impl Raster {
    /// Takes pixels row by row; none where they are not as many as the size says.
    pub(crate) fn new(width: usize, height: usize, rgb: Vec<u8>) -> Option<Self> {
        let fits =
            width > 0 && height > 0 && width.checked_mul(height)?.checked_mul(3)? == rgb.len();
        fits.then_some(Self { width, height, rgb })
    }

    /// Returns the width in pixels.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Returns the height in pixels.
    pub(crate) fn height(&self) -> usize {
        self.height
    }

    /// Returns the pixels, row by row.
    pub(crate) fn into_rgb(self) -> Vec<u8> {
        self.rgb
    }

    /// Returns a row of pixels.
    pub(crate) fn row(&self, y: usize) -> &[u8] {
        let start = y * self.width * 3;
        &self.rgb[start..start + self.width * 3]
    }

    /// Returns the pixel at a point, or the nearest one at the edge.
    pub(crate) fn pixel(&self, x: isize, y: isize) -> [u8; 3] {
        let x = x.clamp(0, self.width as isize - 1) as usize;
        let y = y.clamp(0, self.height as isize - 1) as usize;
        let start = (y * self.width + x) * 3;
        [self.rgb[start], self.rgb[start + 1], self.rgb[start + 2]]
    }

    /// Returns the colour at a point between pixels; pixel centres lie at halves.
    pub(crate) fn between(&self, x: f32, y: f32) -> [f32; 3] {
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (right, low) = (x - left, y - top);
        let (left, top) = (left as isize, top as isize);
        let corners = [
            (self.pixel(left, top), (1.0 - right) * (1.0 - low)),
            (self.pixel(left + 1, top), right * (1.0 - low)),
            (self.pixel(left, top + 1), (1.0 - right) * low),
            (self.pixel(left + 1, top + 1), right * low),
        ];
        let mut colour = [0.0; 3];
        for (pixel, weight) in corners {
            for (sum, value) in colour.iter_mut().zip(pixel) {
                *sum += f32::from(value) * weight;
            }
        }
        colour
    }

    /// Returns the picture turned clockwise.
    pub(crate) fn turned(&self, turn: Turn) -> Self {
        let (width, height) = match turn {
            Turn::None | Turn::Half => (self.width, self.height),
            Turn::Quarter | Turn::ThreeQuarters => (self.height, self.width),
        };
        let mut rgb = Vec::with_capacity(self.rgb.len());
        for y in 0..height {
            for x in 0..width {
                let (from_x, from_y) = match turn {
                    Turn::None => (x, y),
                    Turn::Quarter => (y, self.height - 1 - x),
                    Turn::Half => (self.width - 1 - x, self.height - 1 - y),
                    Turn::ThreeQuarters => (self.width - 1 - y, x),
                };
                let start = (from_y * self.width + from_x) * 3;
                rgb.extend_from_slice(&self.rgb[start..start + 3]);
            }
        }
        Self { width, height, rgb }
    }

    /// Returns what lies at left, top, width and height; what of it lies outside is left out.
    pub(crate) fn part(&self, [left, top, width, height]: [usize; 4]) -> Self {
        let (left, top) = (left.min(self.width - 1), top.min(self.height - 1));
        let width = width.clamp(1, self.width - left);
        let height = height.clamp(1, self.height - top);
        let mut rgb = Vec::with_capacity(width * height * 3);
        for y in top..top + height {
            rgb.extend_from_slice(&self.row(y)[left * 3..(left + width) * 3]);
        }
        Self { width, height, rgb }
    }

    /// Returns the picture mirrored left to right, in the same memory.
    pub(crate) fn mirrored(mut self) -> Self {
        for row in self.rgb.chunks_exact_mut(self.width * 3) {
            reversed(row);
        }
        self
    }

    /// Returns the picture turned clockwise; half a turn takes no memory.
    pub(crate) fn into_turned(mut self, turn: Turn) -> Self {
        match turn {
            Turn::None => self,
            Turn::Half => {
                reversed(&mut self.rgb);
                self
            }
            turn => self.turned(turn),
        }
    }

    /// Returns the picture made smaller, each new pixel the mean of those that it covers.
    pub(crate) fn shrunk(&self, width: usize, height: usize) -> Self {
        let (width, height) = (width.clamp(1, self.width), height.clamp(1, self.height));
        if (width, height) == (self.width, self.height) {
            return self.clone();
        }
        self.shrunk_rows(width, height, 0..height)
    }

    /// Returns some rows, one at least, of the picture made smaller: the same as those of the whole.
    pub(crate) fn shrunk_rows(&self, width: usize, height: usize, wanted: Range<usize>) -> Self {
        let (width, height) = (width.clamp(1, self.width), height.clamp(1, self.height));
        let first = wanted.start.min(height - 1);
        let wanted = first..wanted.end.clamp(first + 1, height);
        let mut rgb = Vec::with_capacity(width * wanted.len() * 3);
        let mut line = vec![0.0_f32; self.width * 3];
        for row in wanted.clone() {
            line.fill(0.0);
            for (from, share) in shares(self.height, height, row) {
                for (sum, value) in line.iter_mut().zip(self.row(from)) {
                    *sum += f32::from(*value) * share;
                }
            }
            for column in 0..width {
                let mut colour = [0.5_f32; 3];
                for (from, share) in shares(self.width, width, column) {
                    for (channel, sum) in colour.iter_mut().enumerate() {
                        *sum += line[from * 3 + channel] * share;
                    }
                }
                rgb.extend(colour.map(|value| value as u8));
            }
        }
        let height = wanted.len();
        Self { width, height, rgb }
    }
}

/// Puts the last pixel first.
fn reversed(pixels: &mut [u8]) {
    pixels.reverse();
    for pixel in pixels.chunks_exact_mut(3) {
        pixel.reverse();
    }
}

/// Which old pixels a new one covers along one side, and how much of the new one each is. Nothing is kept: a picture may
/// be a hundred million pixels high and one wide.
fn shares(old: usize, new: usize, index: usize) -> impl Iterator<Item = (usize, f32)> {
    let step = old as f32 / new as f32;
    let start = index as f32 * step;
    let end = (start + step).min(old as f32);
    let last = (end.ceil() as usize).clamp(1, old);
    (start as usize..last).map(move |from| {
        let covered = (end.min(from as f32 + 1.0) - start.max(from as f32)).max(0.0);
        (from, covered / (end - start))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(width: usize, height: usize) -> Raster {
        let rgb = (0..width * height).flat_map(|n| [n as u8; 3]).collect();
        Raster::new(width, height, rgb).unwrap()
    }

    #[test]
    fn a_turn_and_its_undoing_leave_the_picture_as_it_was() {
        let picture = numbered(4, 3);
        for turn in [Turn::None, Turn::Quarter, Turn::Half, Turn::ThreeQuarters] {
            assert_eq!(
                picture.turned(turn).turned(turn.back()),
                picture,
                "{turn:?}"
            );
        }
        assert_eq!(
            picture.clone().into_turned(Turn::Half),
            picture.turned(Turn::Half)
        );
        assert_ne!(picture.clone().mirrored(), picture);
        assert_eq!(picture.clone().mirrored().mirrored(), picture);
    }

    #[test]
    fn points_move_with_their_pixels() {
        let picture = numbered(4, 3);
        for turn in [Turn::None, Turn::Quarter, Turn::Half, Turn::ThreeQuarters] {
            let turned = picture.turned(turn);
            for (x, y) in [(0, 0), (3, 0), (2, 1), (3, 2)] {
                let centre = (x as f32 + 0.5, y as f32 + 0.5);
                let (to_x, to_y) = turn.moves(centre, 4.0, 3.0);
                assert_eq!(
                    turned.pixel(to_x.floor() as isize, to_y.floor() as isize),
                    picture.pixel(x, y),
                    "{turn:?} {x} {y}"
                );
            }
        }
    }

    #[test]
    fn shrinking_keeps_the_mean() {
        let picture = numbered(7, 5);
        let small = picture.shrunk(3, 2);
        let mean = |raster: &Raster| {
            let sum: f32 = (0..raster.height())
                .flat_map(|y| raster.row(y).iter())
                .map(|value| f32::from(*value))
                .sum();
            sum / (raster.width() * raster.height() * 3) as f32
        };
        assert!((mean(&picture) - mean(&small)).abs() < 0.6);
    }

    #[test]
    fn rows_of_a_shrunk_picture_are_those_of_the_whole() {
        let picture = numbered(70, 50);
        let small = picture.shrunk(31, 23);
        let some = picture.shrunk_rows(31, 23, 7..15);
        assert_eq!((some.width(), some.height()), (31, 8));
        assert!((0..8).all(|y| some.row(y) == small.row(7 + y)));
    }

    #[test]
    fn a_buffer_of_another_size_is_no_picture() {
        assert!(Raster::new(2, 2, vec![0; 11]).is_none());
        assert!(Raster::new(0, 2, Vec::new()).is_none());
        assert!(Raster::new(usize::MAX, 2, vec![0; 6]).is_none());
    }
}
