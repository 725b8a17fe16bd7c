//! One picture from pixels to text. Always: boxes are given in the pixels that came in, whichever way the page
//! was turned to be read; what could not be read is counted.

use super::geometry::{Point, Slanted};
use super::layout::{self, Piece};
use super::raster::{Raster, Turn};
use super::recognise::Reading;
use super::{Reader, RunError};

/// How much work a reading is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// All lines with the fast network, doubtful ones again with the good one.
    First,
    /// All lines with the good one.
    Second,
}

/// Lines surer than this are not read again.
const DOUBTFUL: f32 = 0.95;

/// Nor those of which every letter is surer than this.
const DOUBTFUL_LETTER: f32 = 0.7;

/// A line that is less sure than this, or has no letters, was not read.
const UNREAD: f32 = 0.6;

/// A line: where it stands and what it says.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) shape: Slanted,
    pub(crate) reading: Reading,
}

/// What stands on a page.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// Its text in order.
    pub(crate) pieces: Vec<Piece>,
    /// Lines that were read.
    pub(crate) read: usize,
    /// Lines that look like writing and were not.
    pub(crate) unread: usize,
}

impl Reader {
    /// Reads a picture, but for the lines whose middle is not `wanted`.
    pub(crate) fn page(
        &self,
        picture: &Raster,
        effort: Effort,
        wanted: &dyn Fn(Point) -> bool,
    ) -> Result<Page, RunError> {
        let turn = self.orienter.turn_for(picture)?;
        let upright;
        let seen = match turn {
            Turn::None => picture,
            turn => {
                upright = picture.turned(turn);
                &upright
            }
        };
        let mut page = Page::default();
        let mut lines = Vec::new();
        let (width, height) = (seen.width() as f32, seen.height() as f32);
        let stands = |point| turn.back().moves(point, width, height);
        for line in self.lines(seen, effort, &|shape| wanted(stands(shape.centre)))? {
            if line.reading.sure() >= UNREAD {
                page.read += 1;
                lines.push(line);
            } else if line.shape.width > 2.0 * line.shape.height {
                page.unread += 1;
            }
        }
        page.pieces = layout::text(&lines);
        for corners in page
            .pieces
            .iter_mut()
            .filter_map(|piece| piece.corners.as_mut())
        {
            *corners = corners.map(stands);
        }
        Ok(page)
    }

    fn lines(
        &self,
        picture: &Raster,
        effort: Effort,
        wanted: &dyn Fn(&Slanted) -> bool,
    ) -> Result<Vec<Line>, RunError> {
        let mut lines = Vec::new();
        for shape in self.detector.find(picture)? {
            if !wanted(&shape) {
                continue;
            }
            let reading = match effort {
                Effort::Second => self.small.read(picture, &shape)?,
                Effort::First => {
                    let fast = self.tiny.read(picture, &shape)?;
                    if fast.sure() < DOUBTFUL || fast.least_sure() < DOUBTFUL_LETTER {
                        self.small.read(picture, &shape)?
                    } else {
                        fast
                    }
                }
            };
            lines.push(Line { shape, reading });
        }
        Ok(lines)
    }
}
