//! Writing in pixels: PP-OCRv6 in a pipeline of our own: which way up, where lines are, what they say, in which
//! order. Always: the networks are loaded and run once before the first picture comes; after that no thread is
//! made and no file opened; the same pixels give the same lines.

mod alike;
mod crop;
mod detect;
mod geometry;
mod heat;
mod ink;
mod layout;
mod network;
mod onnx_text;
mod orient;
mod page;
pub(crate) mod raster;
mod recognise;

use std::sync::Arc;

use rten::ThreadPool;

pub(crate) use geometry::Point;
pub use network::LoadError;
pub(crate) use page::{Effort, Page};

use detect::Detector;
use network::{Network, RunError};
use orient::Orienter;
use raster::Raster;
use recognise::Recogniser;

/// The bytes of the models, as `daylight models fetch` keeps them.
#[derive(Debug, Clone, Copy)]
pub struct Models<'a> {
    /// Finds lines: PP-OCRv6 small, ONNX.
    pub detector: &'a [u8],
    /// Reads lines well: PP-OCRv6 small, ONNX with its characters in its notes.
    pub small: &'a [u8],
    /// Reads lines fast: PP-OCRv6 tiny, ONNX.
    pub tiny: &'a [u8],
    /// The characters of `tiny`, one a line.
    pub tiny_characters: &'a [u8],
    /// Tells which way up a page lies, ONNX.
    pub orientation: &'a [u8],
}

/// Reads pictures.
pub struct Reader {
    detector: Detector,
    small: Recogniser,
    tiny: Recogniser,
    orienter: Orienter,
}

impl Reader {
    /// Loads the networks. Makes one thread, on which they run; whoever locks the process must lock all its threads.
    ///
    /// # Errors
    /// [`LoadError`] where bytes are not those of the model that they should be.
    pub fn new(models: &Models<'_>) -> Result<Self, LoadError> {
        let threads = Arc::new(ThreadPool::with_num_threads(1));
        let characters = |network| LoadError::Characters { network };
        let of_small = onnx_text::note(models.small, "character").ok_or(characters("small"))?;
        let of_tiny =
            std::str::from_utf8(models.tiny_characters).map_err(|_| characters("tiny"))?;
        Ok(Self {
            detector: Detector(Network::load("lines", models.detector, &threads)?),
            small: Recogniser::load("small", models.small, &of_small, &threads)?,
            tiny: Recogniser::load("tiny", models.tiny, of_tiny, &threads)?,
            orienter: Orienter(Network::load("orientation", models.orientation, &threads)?),
        })
    }

    /// Runs every network once, so that whatever they need is there before the process is locked; returns whether
    /// all of them ran.
    pub fn warm_up(&self) -> bool {
        let Some(blank) = Raster::new(320, 320, vec![255; 320 * 320 * 3]) else {
            return false;
        };
        let line = geometry::Slanted::upright(0.0, 0.0, 320.0, 48.0);
        self.detector.find(&blank).is_ok()
            && self.orienter.probabilities(&blank).is_ok()
            && self.tiny.read(&blank, &line).is_ok()
            && self.small.read(&blank, &line).is_ok()
    }
}
