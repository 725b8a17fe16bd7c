//! Which way up a page lies: PP-LCNet over the page made small. Always: a page is turned only where the network is
//! sure, and small pictures never are.

use rten_tensor::NdTensor;

use super::network::{Network, RunError};
use super::raster::{Raster, Turn};

/// The network sees a square of this side, cut from the middle of a picture whose shorter side has `SHORT`.
const SIDE: usize = 224;
const SHORT: usize = 256;

/// Means and deviations of the pictures that it learned from, red, green, blue.
const MEAN: [f32; 3] = [0.485, 0.456, 0.406];
const DEVIATION: [f32; 3] = [0.229, 0.224, 0.225];

/// A page is turned from this probability on.
const SURE: f32 = 0.8;

/// Pictures with a shorter side than this are not turned.
const SMALLEST: usize = 300;

/// The network that tells which way up a page lies.
pub(crate) struct Orienter(pub(crate) Network);

impl Orienter {
    /// Returns the turn that sets a page upright.
    pub(crate) fn turn_for(&self, picture: &Raster) -> Result<Turn, RunError> {
        if picture.width().min(picture.height()) < SMALLEST {
            return Ok(Turn::None);
        }
        let [up, quarter, half, three] = self.probabilities(picture)?;
        // The network says how the page was turned; this is what undoes it.
        Ok(if quarter > SURE.max(up) {
            Turn::ThreeQuarters
        } else if half > SURE.max(up) {
            Turn::Half
        } else if three > SURE.max(up) {
            Turn::Quarter
        } else {
            Turn::None
        })
    }

    pub(crate) fn probabilities(&self, picture: &Raster) -> Result<[f32; 4], RunError> {
        let shorter = picture.width().min(picture.height());
        let scaled = |side: usize| (side * SHORT).div_ceil(shorter).max(SIDE);
        let (width, height) = (scaled(picture.width()), scaled(picture.height()));
        let small = picture.shrunk(width, height);
        let (left, top) = (
            small.width().saturating_sub(SIDE) / 2,
            small.height().saturating_sub(SIDE) / 2,
        );
        let mut input = Vec::with_capacity(SIDE * SIDE * 3);
        for channel in 0..3 {
            for y in 0..SIDE {
                for x in 0..SIDE {
                    let pixel = small.pixel((left + x) as isize, (top + y) as isize);
                    let value = f32::from(pixel[channel]) / 255.0;
                    input.push((value - MEAN[channel]) / DEVIATION[channel]);
                }
            }
        }
        let (_, answer) = self.0.run(NdTensor::from_data([1, 3, SIDE, SIDE], input))?;
        let mut probabilities = [0.0; 4];
        for (known, value) in probabilities.iter_mut().zip(answer) {
            *known = value;
        }
        Ok(probabilities)
    }
}
