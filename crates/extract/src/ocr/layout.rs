//! The order of what was read: columns, rows, tables. Always: every letter that was read comes out once; a line
//! stays a line of its own unless the page shows a table, whose cells are put back into rows.

mod columns;
mod table;

use super::geometry::{Point, Slanted};
use super::page::Line;
use super::recognise::Letter;

/// A stretch of text and where it stands; separators stand nowhere.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) corners: Option<[Point; 4]>,
}

/// Letters of one line that stand together, with the box around them.
#[derive(Debug, Clone)]
struct Run {
    text: String,
    shape: Slanted,
    /// Number of the line that it is cut from.
    line: usize,
    /// Left, top, right, bottom once the page is level.
    bounds: [f32; 4],
}

impl Run {
    fn height(&self) -> f32 {
        self.bounds[3] - self.bounds[1]
    }

    fn width(&self) -> f32 {
        self.bounds[2] - self.bounds[0]
    }

    fn middle(&self) -> f32 {
        (self.bounds[1] + self.bounds[3]) / 2.0
    }

    fn standing(&self) -> bool {
        self.shape.angle.abs() > std::f32::consts::FRAC_PI_4
    }

    /// Whether another run goes on with the words of this one: the detector may part a line at a comma.
    fn goes_on_in(&self, next: &Self) -> bool {
        let (low, high) = match self.height() < next.height() {
            true => (self.height(), next.height()),
            false => (next.height(), self.height()),
        };
        let blank = self.text.ends_with(WIDE_MARKS);
        let gap = next.bounds[0] - self.bounds[2];
        let most = if blank { AFTER_MARK } else { BETWEEN };
        self.level_with(next) && high <= ALIKE * low && (-0.5 * low..=most * low).contains(&gap)
    }

    /// Whether two stand at the same height.
    fn level_with(&self, other: &Self) -> bool {
        let shared = self.bounds[3].min(other.bounds[3]) - self.bounds[1].max(other.bounds[1]);
        shared > 0.5 * self.height().min(other.height())
    }
}

/// Returns the text of lines in the order in which they are read.
pub(crate) fn text(lines: &[Line]) -> Vec<Piece> {
    let slope = slope(lines);
    let (sin, cos) = slope.sin_cos();
    let mut runs = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        for (text, shape) in stretches(line) {
            let turned = shape
                .corners()
                .map(|(x, y)| (x * cos + y * sin, y * cos - x * sin));
            let mut bounds = [
                f32::INFINITY,
                f32::INFINITY,
                f32::NEG_INFINITY,
                f32::NEG_INFINITY,
            ];
            for (x, y) in turned {
                bounds = [
                    bounds[0].min(x),
                    bounds[1].min(y),
                    bounds[2].max(x),
                    bounds[3].max(y),
                ];
            }
            runs.push(Run {
                text,
                shape,
                line: number,
                bounds,
            });
        }
    }
    let standing: f32 = runs
        .iter()
        .filter(|run| run.standing())
        .map(|run| run.shape.width)
        .sum();
    let all: f32 = runs.iter().map(|run| run.shape.width).sum();
    let mut out = Vec::new();
    if standing > 0.6 * all {
        // Columns of Chinese stand from right to left.
        runs.sort_by(|a, b| a.bounds[1].total_cmp(&b.bounds[1]));
        let columns = groups(runs, |a, b| {
            let shared = a.bounds[2].min(b.bounds[2]) - a.bounds[0].max(b.bounds[0]);
            shared > 0.5 * a.width().min(b.width())
        });
        let mut columns: Vec<Vec<Run>> = columns;
        columns.sort_by(|a, b| b[0].bounds[2].total_cmp(&a[0].bounds[2]));
        for run in columns.into_iter().flatten() {
            push_line(&mut out, vec![Some(run)]);
        }
        return out;
    }
    for block in columns::blocks(runs) {
        for rows in table::split(rows(block)) {
            match rows {
                table::Stretch::Lines(runs) => {
                    for line in runs.chunk_by(|a, b| a.line == b.line || a.goes_on_in(b)) {
                        let cells = line.chunk_by(Run::goes_on_in);
                        push_cells(&mut out, cells.map(<[Run]>::to_vec).collect());
                    }
                }
                table::Stretch::Table(rows) => {
                    for row in rows {
                        push_line(&mut out, row);
                    }
                }
            }
        }
    }
    out
}

fn push_line(out: &mut Vec<Piece>, cells: Vec<Option<Run>>) {
    let cells = cells.into_iter().map(|cell| cell.into_iter().collect());
    push_cells(out, cells.collect());
}

/// Adds a line of cells; the runs of one are its words, one after the other.
fn push_cells(out: &mut Vec<Piece>, cells: Vec<Vec<Run>>) {
    let separator = |text: &str| Piece {
        text: text.to_owned(),
        corners: None,
    };
    if !out.is_empty() {
        out.push(separator("\n"));
    }
    for (index, cell) in cells.into_iter().enumerate() {
        if index > 0 {
            out.push(separator("\t"));
        }
        let mut before: Option<char> = None;
        for run in cell {
            // Writing whose words stand apart.
            let apart = |c: Option<char>| c.is_some_and(|c| (c as u32) < 0x2e80);
            if apart(before) && apart(run.text.chars().next()) {
                out.push(separator(" "));
            }
            before = run.text.chars().next_back();
            out.push(Piece {
                corners: Some(run.shape.corners()),
                text: run.text,
            });
        }
    }
}

/// Returns by how much the page leans: the middle angle of its long lines, weighed by their length.
fn slope(lines: &[Line]) -> f32 {
    let mut angles: Vec<(f32, f32)> = lines
        .iter()
        .map(|line| line.shape)
        .filter(|shape| shape.width > 4.0 * shape.height)
        .filter(|shape| shape.angle.abs() < std::f32::consts::FRAC_PI_4)
        .map(|shape| (shape.angle, shape.width))
        .collect();
    angles.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = angles.iter().map(|(_, width)| width).sum::<f32>() / 2.0;
    let mut sum = 0.0;
    for (angle, width) in angles {
        sum += width;
        if sum >= half {
            return angle;
        }
    }
    0.0
}

/// Marks that fill the left half of their place.
const WIDE_MARKS: [char; 8] = ['，', '。', '、', '；', '：', '！', '？', ','];
/// The parts of one line are no farther apart, in heights; nor after such a mark.
const BETWEEN: f32 = 0.45;
const AFTER_MARK: f32 = 1.3;
/// Nor does one stand so many times as high as the other.
const ALIKE: f32 = 1.4;

/// Letters whose middles are farther apart than this many heights of the line, and this many times as far as most
/// of its letters, do not stand together.
const GAP: f32 = 2.2;
const PITCH: f32 = 2.5;

/// Cuts a line at wide gaps; returns text and box of each stretch.
fn stretches(line: &Line) -> Vec<(String, Slanted)> {
    let letters = &line.reading.letters;
    let length = line.shape.width / line.shape.height.max(1.0);
    let inked: Vec<f32> = letters
        .iter()
        .filter(|letter| !letter.text.trim().is_empty())
        .map(|letter| letter.at)
        .collect();
    let mut steps: Vec<f32> = inked.windows(2).map(|pair| pair[1] - pair[0]).collect();
    steps.sort_by(f32::total_cmp);
    let step = steps.get(steps.len() / 2).copied().unwrap_or(0.0);
    let gap = (GAP / length.max(1.0)).max(PITCH * step);
    let mut found: Vec<Vec<&Letter>> = Vec::new();
    let mut last: Option<f32> = None;
    for letter in letters {
        let blank = letter.text.trim().is_empty();
        let far = !blank && last.is_some_and(|at| letter.at - at > gap);
        match found.last_mut() {
            Some(stretch) if !far => stretch.push(letter),
            _ => found.push(vec![letter]),
        }
        if !blank {
            last = Some(letter.at);
        }
    }
    let whole = found.len() == 1;
    let em = 0.5 / length.max(1.0);
    found
        .into_iter()
        .filter_map(|stretch| {
            let text: String = stretch.iter().map(|letter| &*letter.text).collect();
            let text = text.trim().to_owned();
            let inked = || {
                stretch
                    .iter()
                    .filter(|letter| !letter.text.trim().is_empty())
            };
            let (first, last) = (inked().next()?, inked().next_back()?);
            let shape = match whole {
                true => line.shape,
                false => line
                    .shape
                    .between((first.at - em).max(0.0), (last.at + em).min(1.0)),
            };
            Some((text, shape))
        })
        .collect()
}

/// Groups runs that belong together by `same`, each run compared with the first and the last of a group.
fn groups(runs: Vec<Run>, same: impl Fn(&Run, &Run) -> bool) -> Vec<Vec<Run>> {
    let mut groups: Vec<Vec<Run>> = Vec::new();
    for run in runs {
        let home = groups.iter_mut().rev().take(64).find(|group| {
            group.first().is_some_and(|first| same(first, &run))
                && group.last().is_some_and(|last| same(last, &run))
        });
        match home {
            Some(group) => group.push(run),
            None => groups.push(vec![run]),
        }
    }
    groups
}

/// Returns rows from the top, each from the left.
fn rows(mut runs: Vec<Run>) -> Vec<Vec<Run>> {
    runs.sort_by(|a, b| a.middle().total_cmp(&b.middle()));
    let mut rows = groups(runs, Run::level_with);
    for row in &mut rows {
        row.sort_by(|a, b| a.bounds[0].total_cmp(&b.bounds[0]));
    }
    rows
}

#[cfg(test)]
mod tests;
