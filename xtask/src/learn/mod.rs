//! `cargo xtask learn`: the weights of learned rules, from instances and answer keys.
//!
//! Always: the same folders in the same order give the same weights; how far a rule speaks is set on folders that its
//! weights were not made from.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

mod instance;
mod regression;

use instance::{Instance, TYPES, unit_of};
use regression::{Matrix, Weights};

/// Make the weights of learned rules
#[derive(Args)]
pub(crate) struct Learn {
    /// Folders with `instances.jsonl` and `key/claims.jsonl`
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// Where the weights go
    #[arg(short, long)]
    output: PathBuf,
}

/// Each folder is left out with every fourth other one, once.
const FOLDS: usize = 4;
/// Of what a rule says beside other rules this share must be right where it has not learned. Sentences are counted:
/// one of a message that another sentence makes true counts as wrong, so that claims are right more often.
const PRECISION: f64 = 0.56;
/// How many features decide whether a rule speaks, and which label it gives.
const SPEAKS: usize = 1000;
const LABEL: usize = 300;
/// A label that comes less often is not learned.
const LEAST: usize = 4;
/// Weights below this are left out.
const SLIGHT: f64 = 0.01;

/// Makes the weights.
pub(crate) fn run(learn: &Learn) -> anyhow::Result<()> {
    let folders = learn
        .folders
        .iter()
        .map(|folder| {
            instance::read(folder).with_context(|| format!("cannot read {}", folder.display()))
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let mut out = String::from(
        "# Weights of learned rules: type, label (`-`: whether the rule speaks), weight, feature. Made by `bench/learn` from\n\
         # the texts of bench/wordings and of the sample generator: features are cues of cues.toml, kinds of mention and common\n\
         # words with names and values struck out. Not written by hand.\n",
    );
    for kind in TYPES {
        let of_unit = |folder: &Vec<Instance>| -> Vec<Instance> {
            folder
                .iter()
                .filter(|one| one.unit == unit_of(kind))
                .cloned()
                .collect()
        };
        let folders: Vec<Vec<Instance>> = folders.iter().map(of_unit).collect();
        let threshold = threshold(kind, &folders);
        let all: Vec<&Instance> = folders.iter().flatten().collect();
        let matrix = Matrix::of(&all);
        let truth: Vec<bool> = all
            .iter()
            .map(|one| one.labels.contains_key(kind))
            .collect();
        let mut weights = matrix.pruned(&truth, SPEAKS);
        weights.bias -= threshold;
        write(&mut out, kind, "-", &matrix, &weights)?;
        labels(&mut out, kind, &all)?;
    }
    std::fs::write(&learn.output, out)
        .with_context(|| format!("cannot write {}", learn.output.display()))?;
    Ok(())
}

/// Writes the weights of the labels of a type, each against the others.
fn labels(out: &mut String, kind: &str, all: &[&Instance]) -> anyhow::Result<()> {
    let told: Vec<&Instance> = all
        .iter()
        .copied()
        .filter(|one| one.labels.get(kind).is_some_and(|label| !label.is_empty()))
        .collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &told {
        *counts.entry(one.labels[kind].as_str()).or_default() += 1;
    }
    if counts.len() < 2 {
        return Ok(());
    }
    let matrix = Matrix::of(&told);
    for (label, count) in counts {
        if count >= LEAST {
            let truth: Vec<bool> = told.iter().map(|one| one.labels[kind] == label).collect();
            write(out, kind, label, &matrix, &matrix.pruned(&truth, LABEL))?;
        }
    }
    Ok(())
}

/// Returns the score above which a rule speaks: where, on folders left out, enough of what it says is right.
fn threshold(kind: &str, folders: &[Vec<Instance>]) -> f64 {
    /// One right answer is no measure.
    const FEWEST: usize = 4;
    let mut scored: Vec<(f64, bool)> = Vec::new();
    let mut known = (0, 0);
    for fold in 0..FOLDS {
        let side = |left_out: bool| -> Vec<&Instance> {
            let chosen = folders.iter().enumerate();
            chosen
                .filter(|(index, _)| (index % FOLDS == fold) == left_out)
                .flat_map(|(_, folder)| folder)
                .collect()
        };
        let (learned, tried) = (side(false), side(true));
        let matrix = Matrix::of(&learned);
        let truth: Vec<bool> = learned
            .iter()
            .map(|one| one.labels.contains_key(kind))
            .collect();
        let weights = matrix.pruned(&truth, SPEAKS);
        for one in tried {
            let right = one.labels.contains_key(kind);
            if one.ruled.iter().any(|ruled| ruled == kind) {
                known = (known.0 + 1, known.1 + usize::from(right));
            } else {
                scored.push((matrix.score(&weights, one), right));
            }
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
    let (threshold, right, said) = best.unwrap_or((f64::INFINITY, 0, 0));
    println!(
        "{kind:15} beside rules {right} of {said} right, {right} of {all} found; rules {} of {} right",
        known.1, known.0
    );
    threshold
}

#[allow(clippy::cast_precision_loss, reason = "counts of sentences")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

fn write(
    out: &mut String,
    kind: &str,
    label: &str,
    matrix: &Matrix,
    weights: &Weights,
) -> anyhow::Result<()> {
    writeln!(out, "{kind}\t{label}\t{:.3}\t(bias)", weights.bias)?;
    for (name, weight) in matrix.names.iter().zip(&weights.of) {
        if weight.abs() >= SLIGHT {
            writeln!(out, "{kind}\t{label}\t{weight:.2}\t{name}")?;
        }
    }
    Ok(())
}
