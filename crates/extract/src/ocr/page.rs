//! One picture from pixels to text. Always: boxes are given in the pixels that came in, whichever way the page
//! was turned to be read; what could not be read is counted.

use std::ops::Range;

use super::geometry::{Point, Slanted};
use super::layout::{self, Piece};
use super::raster::{Raster, Turn};
use super::recognise::{Letter, Reading};
use super::{Reader, RunError};

/// How much work a reading is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// All lines with the fast network, doubtful ones again with the good one.
    First,
    /// All lines with the good one.
    Second,
}

/// Lines less sure than this are read again.
const DOUBTFUL: f32 = 0.9;

/// So is what stands around letters less sure than this.
const DOUBTFUL_LETTER: f32 = 0.5;

/// A line that is less sure than this, or has no letters, was not read.
const UNREAD: f32 = 0.6;

/// A line of which the networks passed over more than this share of the ink is in a script that they do not know.
const PASSED_OVER: f32 = 0.3;

/// A line: where it stands and what it says.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) shape: Slanted,
    pub(crate) reading: Reading,
}

impl Reading {
    /// Returns whether a line is mostly in a script that the networks do not read: they pass over its letters, or make
    /// words of letters that they know from formulas alone, without their accents.
    fn is_of_another_script(&self) -> bool {
        if self.ink.passed_over(&self.letters) > PASSED_OVER {
            return true;
        }
        let signs = || self.letters.iter().flat_map(|letter| letter.text.chars());
        let (mut greek, mut run, mut longest) = (0, 0, 0);
        for sign in signs() {
            let is_greek = ('α'..='ω').contains(&sign) || ('Α'..='Ω').contains(&sign);
            run = if is_greek { run + 1 } else { 0 };
            greek += usize::from(is_greek);
            longest = longest.max(run);
        }
        let all = signs().filter(|sign| sign.is_alphabetic()).count();
        longest >= 3 && 2 * greek > all
    }

    /// Returns whether there is a letter or a digit in it.
    fn says_something(&self) -> bool {
        let mut signs = self.letters.iter().flat_map(|letter| letter.text.chars());
        signs.any(char::is_alphanumeric) || !self.is_of_another_script()
    }
}

/// What stands on a page.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// Its text in order.
    pub(crate) pieces: Vec<Piece>,
    /// Lines that were read.
    pub(crate) read: usize,
    /// Lines that look like writing and were not, or only in part.
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
                upright = turned(picture, turn);
                &upright
            }
        };
        let mut page = Page::default();
        let mut lines = Vec::new();
        let (width, height) = (seen.width() as f32, seen.height() as f32);
        let (across, down) = match turn {
            Turn::None | Turn::Half => (width, height),
            Turn::Quarter | Turn::ThreeQuarters => (height, width),
        };
        let (across, down) = (
            picture.width() as f32 / across,
            picture.height() as f32 / down,
        );
        let stands = |point| {
            let (x, y) = turn.back().moves(point, width, height);
            (x * across, y * down)
        };
        for line in self.lines(seen, effort, &|shape| wanted(stands(shape.centre)))? {
            if line.reading.sure() >= UNREAD {
                if line.reading.is_of_another_script() {
                    page.unread += 1;
                } else {
                    page.read += 1;
                }
                // Numbers and addresses in such a line are still worth having; commas are not.
                if line.reading.says_something() {
                    lines.push(line);
                }
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
        let shapes = match effort {
            Effort::First => self.detector.find_fast(picture)?,
            Effort::Second => self.detector.find(picture)?,
        };
        for shape in shapes {
            if !wanted(&shape) {
                continue;
            }
            let reading = match effort {
                Effort::Second => self.small.read(picture, &shape)?,
                Effort::First => {
                    let fast = self.tiny.read(picture, &shape)?;
                    self.surer(picture, &shape, fast)?
                }
            };
            lines.push(Line { shape, reading });
        }
        Ok(lines)
    }

    /// Reads again with the good network what the fast one was not sure of: the line, or the stretches of it around
    /// doubtful letters.
    fn surer(&self, picture: &Raster, shape: &Slanted, fast: Reading) -> Result<Reading, RunError> {
        if fast.sure() < DOUBTFUL {
            return self.small.read(picture, shape);
        }
        let stretches = doubtful(&fast.letters);
        let all: usize = stretches.iter().map(ExactSizeIterator::len).sum();
        if 2 * all > fast.letters.len() {
            return self.small.read(picture, shape);
        }
        let mut letters = Vec::with_capacity(fast.letters.len());
        let mut done = 0;
        for stretch in stretches {
            let edge = |index: usize| match (index.checked_sub(1), fast.letters.get(index)) {
                (Some(before), Some(after)) => (fast.letters[before].at + after.at) / 2.0,
                (None, _) => 0.0,
                _ => 1.0,
            };
            let (from, to) = (edge(stretch.start), edge(stretch.end));
            let mut again = self.small.read(picture, &shape.between(from, to))?;
            letters.extend_from_slice(&fast.letters[done..stretch.start]);
            if again.letters.is_empty() {
                letters.extend_from_slice(&fast.letters[stretch.clone()]);
            } else {
                for letter in &mut again.letters {
                    letter.at = from + letter.at * (to - from);
                }
                letters.append(&mut again.letters);
            }
            done = stretch.end;
        }
        letters.extend_from_slice(&fast.letters[done..]);
        Ok(Reading {
            letters,
            ink: fast.ink,
        })
    }
}

/// Pixels of a page that is turned, at most: two such lie in memory then. Larger ones are made smaller.
const TURNED: usize = 60_000_000;

/// Returns a page set upright.
fn turned(picture: &Raster, turn: Turn) -> Raster {
    let (width, height) = (picture.width(), picture.height());
    let scale = (TURNED as f32 / width as f32 / height as f32).sqrt();
    if scale >= 1.0 {
        return picture.turned(turn);
    }
    let side = |side: usize| (side as f32 * scale) as usize;
    picture.shrunk(side(width), side(height)).into_turned(turn)
}

/// Letters on each side of a doubtful one that are read again with it.
const AROUND: usize = 2;

/// Letters more that a stretch may grow by to end where a cut hurts no letter.
const SEARCH: usize = 8;

/// Returns the stretches of a line around doubtful letters; the whole line where it cannot be cut without harm. Only between two
/// Han characters it can: of letters of many widths the network tells too roughly where each stands, and a cut at a
/// space took the letter beside it.
fn doubtful(letters: &[Letter]) -> Vec<Range<usize>> {
    let wide = |letter: &Letter| letter.text.chars().all(|sign| sign >= '\u{2e80}');
    let clean = |index: &usize| match (
        index.checked_sub(1).map(|i| &letters[i]),
        letters.get(*index),
    ) {
        (Some(before), Some(after)) => wide(before) && wide(after),
        _ => true,
    };
    let mut out: Vec<Range<usize>> = Vec::new();
    let doubts = letters
        .iter()
        .enumerate()
        .filter(|(_, letter)| letter.sure < DOUBTFUL_LETTER);
    for (index, _) in doubts {
        let first = index.saturating_sub(AROUND);
        let last = (index + 1 + AROUND).min(letters.len());
        let start = (first.saturating_sub(SEARCH)..=first).rev().find(clean);
        let end = (last..=(last + SEARCH).min(letters.len())).find(clean);
        let (Some(start), Some(end)) = (start, end) else {
            return std::iter::once(0..letters.len()).collect();
        };
        match out.last_mut() {
            Some(known) if known.end >= start => known.end = known.end.max(end),
            _ => out.push(start..end),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str, doubts: &[usize]) -> Vec<Letter> {
        let sure = |index| if doubts.contains(&index) { 0.3 } else { 0.99 };
        text.chars()
            .enumerate()
            .map(|(index, sign)| Letter {
                text: sign.to_string().into(),
                at: index as f32,
                sure: sure(index),
            })
            .collect()
    }

    #[test]
    fn a_page_that_is_turned_is_made_smaller_only_where_it_is_very_large() {
        let size = |width: usize, height: usize| {
            let picture = Raster::new(width, height, vec![9; width * height * 3]).unwrap();
            let turned = turned(&picture, Turn::Quarter);
            (turned.width(), turned.height())
        };
        assert_eq!(size(300, 200), (200, 300));
        let (width, height) = size(12_000, 6_000);
        assert!(
            width * height <= TURNED && height > 10_000,
            "{width} {height}"
        );
        assert_eq!((height as f32 / width as f32).round(), 2.0);
    }

    #[test]
    fn words_of_greek_letters_are_another_script_and_formulas_are_not() {
        let of = |text: &str| {
            let letters = letters(text, &[]);
            let reading = Reading {
                letters,
                ..Reading::default()
            };
            reading.is_of_another_script()
        };
        assert!(of("Pιο 45-91, TK 35516 Aργοστóλι"));
        assert!(!of("α = 0.05, β = 0.2, Δt"));
        assert!(!of("the αβγ method of 2019"));
        assert!(!of("第Ω章 电阻"));
    }

    #[track_caller]
    fn check(line: &str, doubts: &[usize], expect: &[(usize, usize)]) {
        let found: Vec<_> = doubtful(&letters(line, doubts))
            .into_iter()
            .map(|stretch| (stretch.start, stretch.end))
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn what_stands_around_a_doubtful_letter_is_read_again_and_no_letter_is_cut() {
        let line = "会议由姚昊建主持，其他人缺席";
        check(line, &[4], &[(2, 7)]);
        check(line, &[0, 13], &[(0, 3), (11, 14)]);
        check(line, &[3, 6], &[(1, 9)]);
        check(line, &[], &[]);
        // Latin letters are read again with their line.
        check("see the release of May", &[11], &[(0, 22)]);
        check("会议由姚昊建 and others 主持", &[2], &[(0, 5)]);
        check("会议由姚昊建 and others 主持", &[8], &[(5, 19)]);
    }
}
