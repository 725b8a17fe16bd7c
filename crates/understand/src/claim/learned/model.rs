//! The weights of learned rules, and what they make of the features of an instance. Always: the same features in any
//! order give the same score.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The shipped weights: `type`, label, weight, feature, separated by tabs. Label `-` is whether the rule speaks, `!` has
/// as its bias the score below which a written rule is not believed.
const SHIPPED: &str = include_str!("../../../data/claims/learned.tsv");
/// The feature that always holds.
const BIAS: &str = "(bias)";
/// The label of the first decision.
const SPEAKS: &str = "-";
/// The label of the score below which what a written rule says is not believed.
const SILENCES: &str = "!";
/// What stands before a slot in the label of a decision on who fills it.
pub(super) const SLOT: char = '>';

/// Leading bits of a hash by which weights are indexed.
const INDEXED: u32 = 16;

/// The shipped weights.
pub(super) static MODEL: LazyLock<Model> = LazyLock::new(|| Model::read(SHIPPED));

/// Weights by feature.
#[derive(Debug, Default)]
pub(super) struct Model {
    /// Type and label of each column.
    labels: Vec<(String, String)>,
    /// The columns of each type.
    of_type: BTreeMap<String, Vec<usize>>,
    biases: Vec<f32>,
    /// Hash of a feature, column, weight; by hash.
    weights: Vec<(u64, u16, f32)>,
    /// Where the weights begin whose hash has these first [`INDEXED`] bits, and where the last of them end.
    begins: Vec<usize>,
}

impl Model {
    /// Reads weights; a line that is none is left out.
    fn read(text: &str) -> Self {
        let mut model = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.splitn(4, '\t');
            let (Some(kind), Some(label), Some(weight), Some(feature)) =
                (fields.next(), fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            let Ok(weight) = weight.parse::<f32>() else {
                continue;
            };
            let column = model.column(kind, label);
            if feature == BIAS {
                model.biases[usize::from(column)] = weight;
            } else {
                model.weights.push((hash(feature), column, weight));
            }
        }
        model
            .weights
            .sort_by_key(|(hash, column, _)| (*hash, *column));
        model.begins = (0..=1_u64 << INDEXED)
            .map(|first| {
                let is_before = |(hash, ..): &(u64, u16, f32)| leading(*hash) < first;
                model.weights.partition_point(is_before)
            })
            .collect();
        model
    }

    fn column(&mut self, kind: &str, label: &str) -> u16 {
        let known = self
            .labels
            .iter()
            .position(|(k, l)| k == kind && l == label);
        let column = known.unwrap_or_else(|| {
            let of_type = self.of_type.entry(kind.to_owned());
            of_type.or_default().push(self.labels.len());
            self.labels.push((kind.to_owned(), label.to_owned()));
            self.biases.push(0.0);
            self.labels.len() - 1
        });
        u16::try_from(column).unwrap_or(u16::MAX)
    }

    /// Returns the weights of a feature.
    fn of_feature(&self, feature: u64) -> &[(u64, u16, f32)] {
        let first = usize::try_from(leading(feature)).unwrap_or_default();
        let near = match self.begins.get(first..) {
            Some([begin, end, ..]) => self.weights.get(*begin..*end),
            _ => None,
        };
        let near = near.unwrap_or_default();
        let begin = near.partition_point(|(hash, ..)| *hash < feature);
        let from = near.get(begin..).unwrap_or_default();
        let end = from.partition_point(|(hash, ..)| *hash == feature);
        from.get(..end).unwrap_or_default()
    }

    /// Returns the scores of all columns for the hashes of features, each once.
    pub(super) fn scores(&self, features: &[u64]) -> Scores<'_> {
        let mut sums = vec![0.0_f32; self.labels.len()];
        for feature in features {
            for (_, column, weight) in self.of_feature(*feature) {
                sums[usize::from(*column)] += weight;
            }
        }
        let scale = scale(features.len());
        for (sum, bias) in sums.iter_mut().zip(&self.biases) {
            *sum = *sum * scale + bias;
        }
        Scores { model: self, sums }
    }
}

/// Returns by how much what many features weigh is taken down: a long sentence is not surer than a short one.
#[allow(
    clippy::cast_precision_loss,
    reason = "a sentence has some hundred features"
)]
pub fn scale(features: usize) -> f32 {
    1.0 / (features as f32 / 30.0 + 1.0).sqrt()
}

/// Scores of an instance.
#[derive(Debug)]
pub(super) struct Scores<'a> {
    model: &'a Model,
    sums: Vec<f32>,
}

impl<'a> Scores<'a> {
    /// Returns how much speaks for a claim of a type; above zero is enough.
    pub(super) fn speaks(&self, kind: &str) -> Option<f32> {
        self.of(kind)
            .find(|(label, _)| *label == SPEAKS)
            .map(|(_, score)| score)
    }

    /// Returns whether so much speaks against a claim of a type that a written rule is not believed.
    pub(super) fn silences(&self, kind: &str) -> bool {
        let least = self.of_label(kind, SILENCES);
        least
            .zip(self.speaks(kind))
            .is_some_and(|(least, speaks)| speaks < least)
    }

    /// Returns the likeliest label of a type.
    pub(super) fn label(&self, kind: &str) -> Option<&'a str> {
        self.of(kind)
            .filter(|(label, _)| ![SPEAKS, SILENCES].contains(label) && !label.starts_with(SLOT))
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(label, _)| label)
    }

    /// Returns the score of one label of a type; none where it was not learned.
    pub(super) fn of_label(&self, kind: &str, label: &str) -> Option<f32> {
        self.of(kind)
            .find(|(known, _)| *known == label)
            .map(|(_, score)| score)
    }

    fn of(&self, kind: &str) -> impl Iterator<Item = (&'a str, f32)> {
        let columns = self.model.of_type.get(kind).map_or(&[][..], Vec::as_slice);
        columns.iter().filter_map(|column| {
            let (_, label) = self.model.labels.get(*column)?;
            Some((label.as_str(), *self.sums.get(*column)?))
        })
    }
}

/// Returns the leading bits of a hash.
fn leading(hash: u64) -> u64 {
    hash >> (u64::BITS - INDEXED)
}

/// Returns the FNV-1a hash of a feature.
pub(super) fn hash(feature: &str) -> u64 {
    feature.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_summed_for_the_features_that_are_there() {
        let model = Model::read(
            "# x\nkind\t-\t-0.5\t(bias)\nkind\t-\t2\ta\nkind\t-\t-1\tb\nkind\tone\t1\ta\nkind\ttwo\t1\tb\n",
        );
        let score = |features: &[&str]| {
            let hashes: Vec<u64> = features.iter().map(|feature| hash(feature)).collect();
            let scores = model.scores(&hashes);
            (scores.speaks("kind").unwrap() > 0.0, scores.label("kind"))
        };
        assert_eq!(score(&["a"]), (true, Some("one")));
        assert_eq!(score(&["b"]), (false, Some("two")));
        assert!(!score(&["c"]).0);
        assert_eq!(model.scores(&[]).speaks("other"), None);
    }
}
