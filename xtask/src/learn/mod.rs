//! `cargo xtask learn`: the weights of learned rules, from instances and answer keys.
//!
//! Always: the same folders in the same order give the same weights; how far a rule speaks is set on folders that its
//! weights were not made from.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

mod choice;
mod instance;
mod regression;

use choice::{Choice, Choices};
use daylight_understand::claim::chosen_slots;
use instance::{Folder, Instance, TYPES, unit_of};
use regression::Matrix;

/// Make the weights of learned rules
#[derive(Args)]
pub(crate) struct Learn {
    /// Folders with `instances.jsonl` and `key/claims.jsonl`
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// The same of leaks whose key is the contract's own: which slot is filled with whom is learned from them first
    #[arg(long, num_args = 1..)]
    contract: Vec<PathBuf>,
    /// Where the weights go
    #[arg(short, long)]
    output: PathBuf,
}

/// Each folder is left out with every fourth other one, once.
const FOLDS: usize = 4;
/// Of what a rule says beside other rules this share must be right where it has not learned. Sentences are counted:
/// one of a message that another sentence makes true counts as wrong, so that claims are right more often.
const PRECISION: f64 = 0.56;
/// How many features decide whether a rule speaks.
const SPEAKS: usize = 4000;
/// What an error costs in labels and slots of a leak with the contract's own key: other hands fill slots otherwise.
const CONTRACT: f64 = 4.0;
/// A label that comes less often is not learned.
const LEAST: usize = 4;
/// Weights below this are left out.
const SLIGHT: f64 = 0.05;

/// Makes the weights.
pub(crate) fn run(learn: &Learn) -> anyhow::Result<()> {
    let others = learn.folders.iter().map(|folder| (folder, 1.0));
    let folders = others
        .chain(learn.contract.iter().map(|folder| (folder, CONTRACT)))
        .enumerate()
        .map(|(number, (folder, weight))| {
            instance::read(folder, number, weight)
                .with_context(|| format!("cannot read {}", folder.display()))
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let mut out = String::from(
        "# Weights of learned rules: type, label (`-`: whether the rule speaks), weight, feature. Made by `bench/learn` from\n\
         # the texts of bench/wordings and of the sample generator: features are cues of cues.toml, kinds of mention and common\n\
         # words with names and values struck out. Not written by hand.\n",
    );
    for kind in TYPES {
        for slot in chosen_slots(kind) {
            slots(&mut out, kind, slot, &folders)?;
        }
        labels(&mut out, kind, &folders)?;
        let of_unit = |folder: &Folder| -> Vec<Instance> {
            folder
                .instances
                .iter()
                .filter(|one| one.unit == unit_of(kind))
                .cloned()
                .collect()
        };
        let folders: Vec<Vec<Instance>> = folders.iter().map(of_unit).collect();
        let Thresholds { speaks, silences } = thresholds(kind, &folders);
        let all: Vec<&Instance> = folders.iter().flatten().collect();
        let matrix = Matrix::of(&all);
        let truth: Vec<bool> = all
            .iter()
            .map(|one| one.labels.contains_key(kind))
            .collect();
        let mut weights = matrix.pruned(&truth, SPEAKS);
        weights.bias -= speaks;
        writeln!(out, "{kind}\t-\t{:.3}\t(bias)", weights.bias)?;
        writeln!(out, "{kind}\t!\t{:.3}\t(bias)", silences - speaks)?;
        for (feature, weight) in matrix.names.iter().zip(&weights.of) {
            line(&mut out, kind, "-", *weight, feature)?;
        }
    }
    std::fs::write(&learn.output, out)
        .with_context(|| format!("cannot write {}", learn.output.display()))?;
    Ok(())
}

/// Writes the weights of a slot's candidates, and tells how often they are right where they were not learned from.
fn slots(out: &mut String, kind: &str, slot: &str, folders: &[Folder]) -> anyhow::Result<()> {
    let choices: Vec<Vec<Choice>> = folders
        .iter()
        .map(|folder| choice::read(folder, kind, slot))
        .collect();
    println!("{kind:15} {slot:12} {}", tried(&choices, choice::SLOT));
    let all: Vec<&Choice> = choices.iter().flatten().collect();
    let matrix = Choices::of(&all);
    let weights = matrix.fit(&all, choice::SLOT);
    for (feature, weight) in matrix.names.iter().zip(&weights.of) {
        line(out, kind, &format!(">{slot}"), *weight, feature)?;
    }
    Ok(())
}

/// Returns how many choices are right where they were not learned from.
fn tried(folders: &[Vec<Choice>], most: usize) -> String {
    let (mut right, mut all) = (0, 0);
    for fold in 0..FOLDS {
        let (learned, left) = sides(folders, fold);
        let matrix = Choices::of(&learned);
        let weights = matrix.fit(&learned, most);
        all += left.len();
        right += left
            .iter()
            .filter(|one| matrix.is_right(&weights, one))
            .count();
    }
    format!("{right} of {all} right")
}

/// Returns what is learned from and what is left out in one fold.
fn sides<T>(folders: &[Vec<T>], fold: usize) -> (Vec<&T>, Vec<&T>) {
    let side = |left_out: bool| -> Vec<&T> {
        let chosen = folders.iter().enumerate();
        chosen
            .filter(|(index, _)| (index % FOLDS == fold) == left_out)
            .flat_map(|(_, folder)| folder)
            .collect()
    };
    (side(false), side(true))
}

/// Writes the weights of the labels of a type.
fn labels(out: &mut String, kind: &str, folders: &[Folder]) -> anyhow::Result<()> {
    let all = || folders.iter().flat_map(|folder| &folder.instances);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for label in all().filter_map(|one| one.labels.get(kind)) {
        *counts.entry(label).or_default() += 1;
    }
    let known: Vec<String> = counts
        .into_iter()
        .filter(|(label, count)| *count >= LEAST && !label.is_empty())
        .map(|(label, _)| label.to_owned())
        .collect();
    if known.len() < 2 {
        return Ok(());
    }
    let of_folder = |folder: &Folder| -> Vec<Choice> {
        let told = folder.instances.iter();
        told.filter_map(|one| choice::label(one, folder, kind, &known))
            .collect()
    };
    let choices: Vec<Vec<Choice>> = folders.iter().map(of_folder).collect();
    println!(
        "{kind:15} {:12} {}",
        "label",
        tried(&choices, choice::LABEL)
    );
    let all: Vec<&Choice> = choices.iter().flatten().collect();
    let matrix = Choices::of(&all);
    let weights = matrix.fit(&all, choice::LABEL);
    for (name, weight) in matrix.names.iter().zip(&weights.of) {
        let (label, feature) = name.split_once(choice::OF).unwrap_or_default();
        line(out, kind, label, *weight, feature)?;
    }
    Ok(())
}

/// Scores that decide, on folders left out.
struct Thresholds {
    /// Above it a learned rule speaks: where enough of what it says is right.
    speaks: f64,
    /// Below it what a written rule says is not believed: where most is gained by that.
    silences: f64,
}

fn thresholds(kind: &str, folders: &[Vec<Instance>]) -> Thresholds {
    /// One right answer is no measure.
    const FEWEST: usize = 4;
    let mut scored: Vec<(f64, bool)> = Vec::new();
    let mut ruled: Vec<(f64, bool)> = Vec::new();
    for fold in 0..FOLDS {
        let (learned, tried) = sides(folders, fold);
        let matrix = Matrix::of(&learned);
        let truth: Vec<bool> = learned
            .iter()
            .map(|one| one.labels.contains_key(kind))
            .collect();
        let weights = matrix.pruned(&truth, SPEAKS);
        for one in tried {
            let right = one.labels.contains_key(kind);
            let is_ruled = one.ruled.iter().any(|ruled| ruled == kind);
            let side = if is_ruled { &mut ruled } else { &mut scored };
            side.push((matrix.score(&weights, one), right));
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let all = scored.iter().filter(|(_, right)| *right).count();
    let (mut right, mut best, mut most) = (0_usize, None, 0.0_f64);
    for (index, (score, truth)) in scored.iter().enumerate() {
        right += usize::from(*truth);
        let said = index + 1;
        let f1 = share(2 * right, said + all);
        if said >= FEWEST && share(right, said) >= PRECISION && f1 >= most {
            most = f1;
            best = Some((*score, right, said));
        }
    }
    let (speaks, right, said) = best.unwrap_or((f64::INFINITY, 0, 0));
    ruled.sort_by(|a, b| b.0.total_cmp(&a.0));
    let true_ones = ruled.iter().filter(|(_, right)| *right).count();
    let (mut kept, mut most, mut silences) = ((0, 0), 0.0, f64::NEG_INFINITY);
    let mut so_far = 0;
    for (index, (score, truth)) in ruled.iter().enumerate() {
        so_far += usize::from(*truth);
        let f1 = share(2 * so_far, index + 1 + true_ones);
        if f1 >= most {
            (kept, most, silences) = ((so_far, index + 1), f1, *score);
        }
    }
    println!(
        "{kind:15} beside rules {right} of {said} right, {right} of {all} found; rules {true_ones} of {} right, {} of {} believed",
        ruled.len(),
        kept.0,
        kept.1
    );
    Thresholds { speaks, silences }
}

#[allow(clippy::cast_precision_loss, reason = "counts of sentences")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// Writes a weight, if it weighs anything.
fn line(
    out: &mut String,
    kind: &str,
    label: &str,
    weight: f64,
    feature: &str,
) -> anyhow::Result<()> {
    if weight.abs() >= SLIGHT {
        writeln!(out, "{kind}\t{label}\t{weight:.2}\t{feature}")?;
    }
    Ok(())
}
