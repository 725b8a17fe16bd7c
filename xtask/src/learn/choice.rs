//! One of several: who fills a slot, which label a claim has. Weights by conditional logit (McFadden, Conditional logit
//! analysis of qualitative choice behavior, 1974). Always: a slot whose value is no candidate is left out.

use std::collections::{BTreeMap, BTreeSet};

use daylight_understand::claim;
use serde_json::Value;

use super::instance::{Candidate, Folder, Instance};
use super::regression::{Weights, dot, kept, least, minimum};
use crate::eval::{same_name, same_words};

/// A feature that comes in fewer folders says nothing, or is a name of one of them.
const LEAST: usize = 3;
/// How many features decide who fills a slot.
pub(super) const SLOT: usize = 1500;
/// And which label a claim has.
pub(super) const LABEL: usize = 6000;

/// One claim: a row of features for each that may be chosen, and which are right.
#[derive(Debug)]
pub(super) struct Choice {
    rows: Vec<Vec<String>>,
    right: Vec<bool>,
    /// What an error costs against the penalty.
    weight: f64,
    /// The number of its folder.
    folder: usize,
}

/// What stands between a label and a feature.
pub(super) const OF: char = '~';

/// Returns the choice of a claim's label; none where it has none.
pub(super) fn label(
    one: &Instance,
    folder: &Folder,
    kind: &str,
    labels: &[String],
) -> Option<Choice> {
    let right = one.labels.get(kind)?;
    let row = |label: &String| {
        let seen = one.features.iter();
        seen.map(|feature| format!("{label}{OF}{feature}"))
            .collect()
    };
    Some(Choice {
        rows: labels.iter().map(row).collect(),
        right: labels.iter().map(|label| label == right).collect(),
        weight: folder.weight,
        folder: folder.number,
    })
}

/// Returns the choices of a slot that instances of a folder hold.
pub(super) fn read(folder: &Folder, kind: &str, slot: &str) -> Vec<Choice> {
    let (names, own) = (&folder.names, folder.own.as_deref());
    let of_kind = folder
        .instances
        .iter()
        .filter_map(|one| Some((one, one.claims.get(kind)?, one.labels.get(kind)?)));
    of_kind
        .filter_map(|(one, fields, label)| {
            if slot == "name" && one.anchored {
                return None;
            }
            let candidates = one.candidates(kind, slot);
            let is_right = |slot: &str, candidate: &Candidate| {
                let wanted = filled(&fields[slot]);
                match (wanted, &candidate.value) {
                    // A company that nobody names stays open.
                    (None, None) => candidate.origin == "none" || own.is_none(),
                    (Some(wanted), Some(value)) => {
                        same_name(wanted, value, names)
                            || candidate.origin == "words" && same_words(wanted, value)
                    }
                    (Some(wanted), None) => {
                        candidate.origin == "own"
                            && own.is_some_and(|own| same_name(wanted, own, names))
                    }
                    (None, Some(_)) => false,
                }
            };
            let right: Vec<bool> = candidates
                .iter()
                .map(|other| is_right(slot, other))
                .collect();
            if !right.contains(&true) {
                return None;
            }
            // The slots before are filled as the key has them.
            let chosen: Vec<(&str, &str)> = claim::chosen_slots(kind)
                .into_iter()
                .take_while(|before| *before != slot)
                .map(|before| {
                    let from = one
                        .candidates(kind, before)
                        .iter()
                        .find(|other| is_right(before, other));
                    (before, from.map_or("none", |from| from.origin.as_str()))
                })
                .collect();
            let rows = candidates.iter().map(|candidate| {
                let candidate = claim::Candidate {
                    value: candidate.value.clone(),
                    origin: candidate.origin.clone().into(),
                    features: candidate.features.clone(),
                };
                let sentence = one.features.iter().map(String::as_str);
                claim::features(&candidate, label, &chosen, sentence)
            });
            Some(Choice {
                rows: rows.collect(),
                right,
                weight: folder.weight,
                folder: folder.number,
            })
        })
        .collect()
}

/// Returns what fills a slot.
fn filled(slot: &Value) -> Option<&str> {
    slot.as_str().filter(|words| !words.is_empty())
}

/// Returns the company whose files a folder holds: the name that most often sells, bids or employs in its key.
pub(super) fn own_company(key: &[Value]) -> Option<String> {
    let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
    for claim in key {
        let fields = &claim["fields"];
        let slot = match claim["type"].as_str() {
            Some("offering") => &fields["seller"],
            Some("payment") => &fields["payee"],
            Some("tender") => &fields["bidder"],
            _ => continue,
        };
        if let Some(name) = slot.as_str() {
            *votes.entry(name).or_default() += 1;
        }
    }
    let all: usize = votes.values().sum();
    let (name, most) = votes.into_iter().max_by_key(|(_, votes)| *votes)?;
    (4 * most >= all).then(|| name.to_owned())
}

/// Choices with features as numbers.
pub(super) struct Choices {
    pub(super) names: Vec<String>,
    index: BTreeMap<String, usize>,
}

type Row = (Vec<usize>, f64);

impl Choices {
    pub(super) fn of(choices: &[&Choice]) -> Self {
        let mut folders: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for one in choices {
            for feature in one.rows.iter().flatten() {
                folders.entry(feature).or_default().insert(one.folder);
            }
        }
        let names: Vec<String> = folders
            .into_iter()
            .filter(|(name, folders)| folders.len() >= least(name).max(LEAST))
            .map(|(name, _)| name.to_owned())
            .collect();
        let index = names.iter().cloned().zip(0..).collect();
        Self { names, index }
    }

    fn row(&self, features: &[String]) -> Row {
        let known = |feature: &String| self.index.get(feature).copied();
        let scale = f64::from(claim::scale(features.len()));
        (features.iter().filter_map(known).collect(), scale)
    }

    /// Returns which candidate the weights choose of a choice, and whether it is right.
    pub(super) fn is_right(&self, weights: &Weights, choice: &Choice) -> bool {
        let best = choice
            .rows
            .iter()
            .map(|row| dot(weights, &self.row(row)))
            .enumerate()
            .reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.is_some_and(|(at, _)| choice.right[at])
    }

    /// Returns weights, of the `most` weightiest features alone.
    pub(super) fn fit(&self, choices: &[&Choice], most: usize) -> Weights {
        let rows: Vec<Vec<Row>> = choices
            .iter()
            .map(|one| one.rows.iter().map(|row| self.row(row)).collect())
            .collect();
        let width = self.names.len();
        let all = fitted(choices, &rows, width);
        if width <= most {
            return all;
        }
        let kept = kept(&all, most);
        let rows: Vec<Vec<Row>> = rows
            .into_iter()
            .map(|group| {
                let slim =
                    |(row, scale): Row| (row.into_iter().filter(|at| kept[*at]).collect(), scale);
                group.into_iter().map(slim).collect()
            })
            .collect();
        fitted(choices, &rows, width)
    }
}

fn fitted(choices: &[&Choice], rows: &[Vec<Row>], width: usize) -> Weights {
    let loss = |point: &[f64]| {
        let (mut value, mut gradient) = (0.0, vec![0.0; width]);
        for (at, weight) in point.iter().enumerate() {
            value += 0.5 * weight * weight;
            gradient[at] = *weight;
        }
        for (choice, group) in choices.iter().zip(rows) {
            let scores: Vec<f64> = group
                .iter()
                .map(|(row, scale)| row.iter().map(|at| point[*at]).sum::<f64>() * scale)
                .collect();
            let top = scores.iter().copied().fold(f64::MIN, f64::max);
            let weighed: Vec<f64> = scores.iter().map(|score| (score - top).exp()).collect();
            let all: f64 = weighed.iter().sum();
            let right: f64 = weighed
                .iter()
                .zip(&choice.right)
                .filter(|(_, right)| **right)
                .map(|(weight, _)| weight)
                .sum();
            value -= choice.weight * (right / all).max(1e-300).ln();
            for (((row, scale), weight), is_right) in group.iter().zip(&weighed).zip(&choice.right)
            {
                let wanted = if *is_right {
                    weight / right.max(1e-300)
                } else {
                    0.0
                };
                let slope = choice.weight * (weight / all - wanted) * scale;
                if slope.abs() > 1e-12 {
                    for at in row {
                        gradient[*at] += slope;
                    }
                }
            }
        }
        (value, gradient)
    };
    Weights {
        of: minimum(loss, width),
        bias: 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_is_chosen_that_what_is_seen_speaks_for() {
        let row = |features: &[&str]| features.iter().map(|&one| one.to_owned()).collect();
        let choice = |folder: usize, payer: &[&str], other: &[&str]| Choice {
            rows: vec![row(other), row(payer), row(&["none"])],
            right: vec![false, true, false],
            weight: 1.0,
            folder,
        };
        let all: Vec<Choice> = (0..12)
            .map(|number| match number % 2 {
                0 => choice(number % 3, &["here", "<from"], &["here", "<to"]),
                _ => choice(number % 3, &["speaker", "pays"], &["here", "<to"]),
            })
            .collect();
        let rows: Vec<&Choice> = all.iter().collect();
        let choices = Choices::of(&rows);
        let weights = choices.fit(&rows, SLOT);
        assert!(all.iter().all(|one| choices.is_right(&weights, one)));
        let nobody = Choice {
            rows: vec![row(&["here", "<to"]), row(&["none"])],
            right: vec![false, true],
            weight: 1.0,
            folder: 0,
        };
        assert!(!choices.is_right(
            &Weights {
                of: vec![0.0; choices.names.len()],
                bias: 0.0
            },
            &nobody
        ));
    }
}
