//! Where the detector sees writing: one probability a pixel for the whole picture, put together from tiles, and
//! the boxes that are drawn around what is warm. Always: each pixel is answered by the tile in which it lies
//! farthest from an edge, so that a line is found once however tall the picture is.

use super::geometry::{Point, Slanted, around};

/// Probabilities, in 255ths.
pub(crate) struct Heat {
    pub(crate) width: usize,
    pub(crate) height: usize,
    values: Vec<u8>,
}

/// How warm pixels become boxes.
pub(crate) struct Limits {
    /// A pixel as warm as this belongs to a line.
    pub(crate) pixel: f32,
    /// A line's pixels are as warm as this in the mean.
    pub(crate) line: f32,
    /// The detector sees the core of a line: its box grows by area × this ÷ outline.
    pub(crate) growth: f32,
    /// Cores thinner than this are noise.
    pub(crate) thinnest: f32,
    /// Most boxes of a picture.
    pub(crate) most: usize,
}

impl Heat {
    /// Starts cold.
    pub(crate) fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            values: vec![0; width * height],
        }
    }

    /// Takes over a stretch of a row of probabilities.
    pub(crate) fn fill(&mut self, x: usize, y: usize, row: &[f32]) {
        let start = y * self.width + x;
        if let Some(values) = self.values.get_mut(start..start + row.len()) {
            for (value, warmth) in values.iter_mut().zip(row) {
                *value = (warmth.clamp(0.0, 1.0) * 255.0).round() as u8;
            }
        }
    }

    /// Returns the boxes around what is warm, from the top down.
    pub(crate) fn boxes(&self, limits: &Limits) -> Vec<Slanted> {
        let mut found = Vec::new();
        for blob in self.blobs((limits.pixel * 255.0) as u8) {
            let warmth = blob.warmth as f32 / (blob.pixels as f32 * 255.0);
            if warmth < limits.line {
                continue;
            }
            let Some(core) = around(blob.outline) else {
                continue;
            };
            if core.height < limits.thinnest {
                continue;
            }
            let growth = core.width * core.height * limits.growth
                / (2.0 * (core.width + core.height)).max(1.0);
            found.push(core.grown(growth, growth));
            if found.len() == limits.most {
                break;
            }
        }
        found
    }

    /// Returns what hangs together, corners included: runs of each row joined with those above.
    fn blobs(&self, threshold: u8) -> Vec<Blob> {
        let mut parents: Vec<usize> = Vec::new();
        let mut runs: Vec<Run> = Vec::new();
        let mut above = 0..0;
        for y in 0..self.height {
            let row = &self.values[y * self.width..(y + 1) * self.width];
            let first = runs.len();
            let mut x = 0;
            while x < self.width {
                if row[x] < threshold {
                    x += 1;
                    continue;
                }
                let start = x;
                while x < self.width && row[x] >= threshold {
                    x += 1;
                }
                let label = parents.len();
                parents.push(label);
                let warmth = row[start..x].iter().map(|value| u64::from(*value)).sum();
                runs.push(Run {
                    y,
                    start,
                    end: x,
                    warmth,
                });
            }
            let mut candidate = above.start;
            for index in first..runs.len() {
                let (start, end) = (runs[index].start, runs[index].end);
                while candidate < above.end && runs[candidate].end < start {
                    candidate += 1;
                }
                let mut touching = candidate;
                while touching < above.end && runs[touching].start <= end {
                    join(&mut parents, touching, index);
                    touching += 1;
                }
            }
            above = first..runs.len();
        }
        let mut places = vec![usize::MAX; runs.len()];
        let mut blobs: Vec<Blob> = Vec::new();
        for (index, run) in runs.iter().enumerate() {
            let root = root(&mut parents, index);
            if places[root] == usize::MAX {
                places[root] = blobs.len();
                blobs.push(Blob::default());
            }
            blobs[places[root]].take(run);
        }
        blobs
    }
}

struct Run {
    y: usize,
    start: usize,
    end: usize,
    warmth: u64,
}

#[derive(Default)]
struct Blob {
    outline: Vec<Point>,
    pixels: u64,
    warmth: u64,
}

impl Blob {
    fn take(&mut self, run: &Run) {
        self.pixels += (run.end - run.start) as u64;
        self.warmth += run.warmth;
        let (left, right) = (run.start as f32, run.end as f32);
        let (top, bottom) = (run.y as f32, run.y as f32 + 1.0);
        self.outline
            .extend([(left, top), (right, top), (left, bottom), (right, bottom)]);
    }
}

fn root(parents: &mut [usize], mut index: usize) -> usize {
    while parents[index] != index {
        parents[index] = parents[parents[index]];
        index = parents[index];
    }
    index
}

/// The smaller number stands for both, so that blobs come from the top down.
fn join(parents: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(parents, a), root(parents, b));
    parents[a.max(b)] = a.min(b);
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        pixel: 0.3,
        line: 0.5,
        growth: 1.5,
        thinnest: 2.0,
        most: 100,
    };

    fn heat(drawing: &[&str]) -> Heat {
        let mut heat = Heat::new(drawing[0].len(), drawing.len());
        for (y, line) in drawing.iter().enumerate() {
            let row: Vec<f32> = line
                .bytes()
                .map(|byte| f32::from(byte - b'0') / 9.0)
                .collect();
            heat.fill(0, y, &row);
        }
        heat
    }

    #[test]
    fn what_hangs_together_is_one_box_and_what_does_not_is_two() {
        let heat = heat(&[
            "00000000000000",
            "00999000009990",
            "00999000099900",
            "00099900999000",
            "00000000000000",
            "09999999999990",
            "09999999999990",
        ]);
        let found = heat.boxes(&LIMITS);
        assert_eq!(found.len(), 3);
        assert!(found[2].width > found[2].height);
    }

    #[test]
    fn branches_that_meet_below_are_one() {
        let heat = heat(&["909009", "909009", "999999", "999999"]);
        assert_eq!(heat.boxes(&LIMITS).len(), 1);
    }

    #[test]
    fn what_is_lukewarm_or_thin_is_no_line() {
        let heat = heat(&["4444400000", "4444400000", "0000000000", "9999999999"]);
        assert!(heat.boxes(&LIMITS).is_empty());
    }

    #[test]
    fn a_box_grows_beyond_its_core() {
        let heat = heat(&[
            "000000000000",
            "099999999990",
            "099999999990",
            "000000000000",
        ]);
        let found = heat.boxes(&LIMITS);
        let [left, top, right, bottom] = found[0].bounds();
        assert!(left < 1.0 && top < 1.0 && right > 11.0 && bottom > 3.0);
    }
}
