//! Reads one line: a recogniser gives for each step along the line a probability of every character and of none
//! (CTC), and the best of each step, repeats left out, is the text. Always: each letter knows where along the line
//! it stands and how sure it is.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rten::ThreadPool;
use rten_tensor::NdTensor;

use super::alike;
use super::crop::{self, Crop, HEIGHT};
use super::geometry::Slanted;
use super::ink::Ink;
use super::network::{LoadError, Network, RunError};
use super::raster::Raster;

/// Widths go up by this, as the networks have one step for so many pixels.
const STEP: usize = 8;

/// The shortest and the longest line that is read in one go, pixels at a height of 48.
const SHORTEST: usize = 48;
const LONGEST: usize = 3200;

/// A letter that was read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Letter {
    /// The character, or a few that are one sign.
    pub(crate) text: Arc<str>,
    /// Where along the line its middle lies, as a share of the length.
    pub(crate) at: f32,
    /// Probability.
    pub(crate) sure: f32,
}

/// A line that was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Reading {
    /// Its letters, spaces included.
    pub(crate) letters: Vec<Letter>,
    /// Where it is inked.
    pub(crate) ink: Ink,
}

impl Reading {
    /// Returns its text.
    #[cfg(test)]
    pub(crate) fn text(&self) -> String {
        self.letters.iter().map(|letter| &*letter.text).collect()
    }

    /// Returns the mean probability of its letters; 0 where there are none.
    pub(crate) fn sure(&self) -> f32 {
        let sum: f32 = self.letters.iter().map(|letter| letter.sure).sum();
        sum / (self.letters.len() as f32).max(1.0)
    }
}

/// A recogniser and the characters that it answers with.
pub(crate) struct Recogniser {
    network: Network,
    characters: Vec<Arc<str>>,
    /// Answers that stand for signs that others look like.
    alike: BTreeMap<char, usize>,
}

impl Recogniser {
    /// Loads a recogniser; `characters` are one a line, in the order of its answers.
    pub(crate) fn load(
        name: &'static str,
        onnx: &[u8],
        characters: &str,
        threads: &Arc<ThreadPool>,
    ) -> Result<Self, LoadError> {
        let network = Network::load(name, onnx, threads)?;
        let mut known: Vec<Arc<str>> = vec!["".into()];
        let characters = characters.strip_suffix('\n').unwrap_or(characters);
        known.extend(
            characters
                .split('\n')
                .map(|line| line.trim_end_matches('\r').into()),
        );
        known.push(" ".into());
        let alike = alike::all()
            .filter_map(|sign| {
                let mut text = [0; 4];
                let text: &str = sign.encode_utf8(&mut text);
                let answer = known.iter().position(|known| **known == *text)?;
                Some((sign, answer))
            })
            .collect();
        let recogniser = Self {
            network,
            characters: known,
            alike,
        };
        let blank = Crop {
            width: SHORTEST,
            planes: vec![1.0; SHORTEST * HEIGHT * 3],
        };
        let answers = recogniser
            .run(blank)
            .ok()
            .and_then(|(shape, _)| shape.last().copied());
        match answers == Some(recogniser.characters.len()) {
            true => Ok(recogniser),
            false => Err(LoadError::Characters { network: name }),
        }
    }

    /// Reads the line in a box.
    pub(crate) fn read(&self, picture: &Raster, shape: &Slanted) -> Result<Reading, RunError> {
        let natural = crop::width_of(shape);
        let width = natural.clamp(SHORTEST, LONGEST).next_multiple_of(STEP);
        let crop = crop::cut(picture, shape, width);
        let ink = Ink::of(&crop);
        let (shape, values) = self.run(crop)?;
        let classes = shape.last().copied().unwrap_or(0);
        if classes != self.characters.len() {
            return Ok(Reading::default());
        }
        let steps: Vec<(usize, f32)> = values.chunks_exact(classes).map(best).collect();
        let (mut reading, spans) = collapse(&steps, &self.characters);
        self.settle(&mut reading, &spans, &values);
        reading.ink = ink;
        Ok(reading)
    }

    /// Decides between signs that look alike by what stands beside them.
    fn settle(&self, reading: &mut Reading, spans: &[Range<usize>], values: &[f32]) {
        let signs: Vec<Option<char>> = reading
            .letters
            .iter()
            .map(|letter| {
                let mut signs = letter.text.chars();
                signs.next().filter(|_| signs.next().is_none())
            })
            .collect();
        let mut index = 0;
        while index < signs.len() {
            let start = index;
            index += 1;
            let Some((sign, set)) =
                signs[start].and_then(|sign| Some((sign, alike::set_of(sign)?)))
            else {
                continue;
            };
            // The same sign several times, as in "ca11", is one question.
            while signs.get(index) == Some(&Some(sign)) {
                index += 1;
            }
            let other = |found: &&Option<char>| found.is_none_or(|found| !set.contains(&found));
            let before = signs[..start].iter().rev().find(other).copied().flatten();
            let after = signs[index..].iter().find(other).copied().flatten();
            let Some((rather, least)) = alike::rather(before, sign, after) else {
                continue;
            };
            let Some(answer) = self.alike.get(&rather) else {
                continue;
            };
            let sure = (spans[start].start..spans[index - 1].end)
                .filter_map(|step| values.get(step * self.characters.len() + answer))
                .fold(0.0, |most: f32, value| most.max(*value));
            if sure >= least {
                for letter in &mut reading.letters[start..index] {
                    letter.text = Arc::clone(&self.characters[*answer]);
                }
            }
        }
    }

    fn run(&self, crop: Crop) -> Result<(Vec<usize>, Vec<f32>), RunError> {
        let shape = [1, 3, HEIGHT, crop.width];
        self.network.run(NdTensor::from_data(shape, crop.planes))
    }
}

/// Returns the most probable answer of a step.
fn best(step: &[f32]) -> (usize, f32) {
    let mut best = (0, f32::NEG_INFINITY);
    for (index, value) in step.iter().enumerate() {
        if *value > best.1 {
            best = (index, *value);
        }
    }
    best
}

/// Makes letters of steps, each with the steps that it was made of: an answer that is repeated is one letter,
/// answer 0 is none.
fn collapse(steps: &[(usize, f32)], characters: &[Arc<str>]) -> (Reading, Vec<Range<usize>>) {
    let (mut letters, mut spans) = (Vec::new(), Vec::new());
    let mut index = 0;
    while index < steps.len() {
        let (answer, _) = steps[index];
        let start = index;
        let mut sure = 0.0_f32;
        while index < steps.len() && steps[index].0 == answer {
            sure = sure.max(steps[index].1);
            index += 1;
        }
        if answer == 0 {
            continue;
        }
        if let Some(text) = characters.get(answer) {
            letters.push(Letter {
                text: Arc::clone(text),
                at: (start + index) as f32 / (2 * steps.len()) as f32,
                sure,
            });
            spans.push(start..index);
        }
    }
    let ink = Ink::default();
    (Reading { letters, ink }, spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(answers: &[usize], expect: &str) -> Reading {
        let characters: Vec<Arc<str>> = ["", "甲", "乙", " "].map(Into::into).to_vec();
        let steps: Vec<_> = answers.iter().map(|answer| (*answer, 0.9)).collect();
        let (reading, _) = collapse(&steps, &characters);
        assert_eq!(reading.text(), expect);
        reading
    }

    #[test]
    fn repeats_are_one_letter_unless_nothing_stands_between_them() {
        check(&[0, 1, 1, 0, 1, 2, 2, 0], "甲甲乙");
        check(&[1, 3, 2], "甲 乙");
        check(&[0, 0], "");
        check(&[], "");
    }

    #[test]
    fn letters_know_where_they_stand() {
        let reading = check(&[0, 1, 1, 0, 0, 0, 0, 2], "甲乙");
        assert_eq!(reading.letters[0].at, 0.25);
        assert_eq!(reading.letters[1].at, 0.9375);
        assert!((reading.sure() - 0.9).abs() < 1e-6);
    }
}
