//! Logistic regression with a quadratic penalty on weights, by L-BFGS (Nocedal and Wright, Numerical Optimization,
//! algorithm 7.4), and again on the weightiest features alone. Always: nothing is drawn at random.

use std::collections::{BTreeMap, BTreeSet};

use daylight_understand::claim::scale;

use super::instance::Instance;

/// What a right answer weighs against a wrong one: there are fewer.
const RIGHT: f64 = 2.0;
/// A feature that comes in fewer folders says nothing, or is a name of one of them.
const LEAST: usize = 2;
/// A Latin word of a file's name may be a name that two banks have by chance.
const LEAST_OF_FILE: usize = 4;
const STEPS: usize = 80;
/// How many steps L-BFGS remembers.
const MEMORY: usize = 8;

/// Weights by feature, and what always holds.
#[derive(Debug, Clone)]
pub(super) struct Weights {
    pub(super) of: Vec<f64>,
    pub(super) bias: f64,
}

/// Instances as rows of features.
pub(super) struct Matrix {
    pub(super) names: Vec<String>,
    index: BTreeMap<String, usize>,
    rows: Vec<(Vec<usize>, f64)>,
}

impl Matrix {
    pub(super) fn of(instances: &[&Instance]) -> Self {
        let mut folders: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for one in instances {
            for feature in &one.features {
                folders.entry(feature).or_default().insert(one.folder);
            }
        }
        let names: Vec<String> = folders
            .into_iter()
            .filter(|(name, folders)| folders.len() >= least(name))
            .map(|(name, _)| name.to_owned())
            .collect();
        let index: BTreeMap<String, usize> = names
            .iter()
            .enumerate()
            .map(|(at, name)| (name.clone(), at))
            .collect();
        let mut matrix = Self {
            names,
            index,
            rows: Vec::new(),
        };
        matrix.rows = instances.iter().map(|one| matrix.row(one)).collect();
        matrix
    }

    fn row(&self, instance: &Instance) -> (Vec<usize>, f64) {
        let known = |feature: &String| self.index.get(feature).copied();
        let row = instance.features.iter().filter_map(known).collect();
        (row, f64::from(scale(instance.features.len())))
    }

    pub(super) fn score(&self, weights: &Weights, instance: &Instance) -> f64 {
        dot(weights, &self.row(instance))
    }

    /// Returns the weights of the `most` weightiest features, fitted anew without the others.
    pub(super) fn pruned(&self, truth: &[bool], most: usize) -> Weights {
        let all = self.fit(truth, 1.0, None);
        if self.names.len() <= most {
            return all;
        }
        self.fit(truth, 2.0, Some(&kept(&all, most)))
    }

    /// Fits weights; features that are not `kept` have none. `cost` is what an error costs against the penalty.
    fn fit(&self, truth: &[bool], cost: f64, kept: Option<&[bool]>) -> Weights {
        let width = self.names.len();
        let is_kept = |index: usize| kept.is_none_or(|kept| kept[index]);
        let rows: Vec<(Vec<usize>, f64)> = self
            .rows
            .iter()
            .map(|(row, scale)| {
                (
                    row.iter().copied().filter(|at| is_kept(*at)).collect(),
                    *scale,
                )
            })
            .collect();
        // The last place is the bias, which is not penalised.
        let loss = |point: &[f64]| {
            let (mut value, mut gradient) = (0.0, vec![0.0; width + 1]);
            for (at, weight) in point[..width].iter().enumerate() {
                value += 0.5 * weight * weight;
                gradient[at] = *weight;
            }
            for ((row, scale), right) in rows.iter().zip(truth) {
                let sum: f64 = row.iter().map(|at| point[*at]).sum();
                let score = sum * scale + point[width];
                let (sign, weight) = if *right { (1.0, RIGHT) } else { (-1.0, 1.0) };
                let margin = sign * score;
                // ln(1 + e^-m) without overflow.
                value += cost * weight * ((-margin.abs()).exp().ln_1p() + (-margin).max(0.0));
                let slope = -sign * cost * weight / (1.0 + margin.exp());
                for at in row {
                    gradient[*at] += slope * scale;
                }
                gradient[width] += slope;
            }
            (value, gradient)
        };
        let mut of = minimum(loss, width + 1);
        let bias = of.pop().unwrap_or_default();
        Weights { of, bias }
    }
}

/// Returns in how many folders a feature must come.
pub(super) fn least(feature: &str) -> usize {
    match feature.contains("file ") {
        true => LEAST_OF_FILE,
        false => LEAST,
    }
}

/// Returns which features are the `most` weightiest.
pub(super) fn kept(weights: &Weights, most: usize) -> Vec<bool> {
    let of = &weights.of;
    let mut order: Vec<usize> = (0..of.len()).collect();
    order.sort_by(|a, b| of[*b].abs().total_cmp(&of[*a].abs()).then(a.cmp(b)));
    let mut kept = vec![false; of.len()];
    for index in order.into_iter().take(most) {
        kept[index] = true;
    }
    kept
}

pub(super) fn dot(weights: &Weights, (row, scale): &(Vec<usize>, f64)) -> f64 {
    row.iter().map(|at| weights.of[*at]).sum::<f64>() * scale + weights.bias
}

/// Returns where a function is least, from zero on.
pub(super) fn minimum(loss: impl Fn(&[f64]) -> (f64, Vec<f64>), width: usize) -> Vec<f64> {
    const ENOUGH: f64 = 1e-4;
    let mut point = vec![0.0; width];
    let (mut value, mut gradient) = loss(&point);
    let mut memory: Vec<(Vec<f64>, Vec<f64>, f64)> = Vec::new();
    for _ in 0..STEPS {
        let direction = direction(&gradient, &memory);
        let slope = product(&gradient, &direction);
        if slope > -1e-9 {
            break;
        }
        let first = memory.is_empty();
        let mut step = if first {
            1.0 / product(&gradient, &gradient).sqrt().max(1.0)
        } else {
            1.0
        };
        let (next, next_value, next_gradient) = loop {
            let next: Vec<f64> = point
                .iter()
                .zip(&direction)
                .map(|(at, d)| at + step * d)
                .collect();
            let (next_value, next_gradient) = loss(&next);
            if next_value <= value + 1e-4 * step * slope || step < 1e-8 {
                break (next, next_value, next_gradient);
            }
            step *= 0.5;
        };
        let moved: Vec<f64> = next.iter().zip(&point).map(|(a, b)| a - b).collect();
        let turned: Vec<f64> = next_gradient
            .iter()
            .zip(&gradient)
            .map(|(a, b)| a - b)
            .collect();
        let curvature = product(&moved, &turned);
        if curvature > 1e-10 {
            if memory.len() == MEMORY {
                memory.remove(0);
            }
            memory.push((moved, turned, 1.0 / curvature));
        }
        let done = (value - next_value).abs() <= ENOUGH * value.abs().max(1.0) * 1e-2;
        (point, value, gradient) = (next, next_value, next_gradient);
        if done {
            break;
        }
    }
    point
}

/// Returns the two-loop recursion's direction.
fn direction(gradient: &[f64], memory: &[(Vec<f64>, Vec<f64>, f64)]) -> Vec<f64> {
    let mut q = gradient.to_vec();
    let mut alphas = Vec::with_capacity(memory.len());
    for (moved, turned, rho) in memory.iter().rev() {
        let alpha = rho * product(moved, &q);
        for (q, turned) in q.iter_mut().zip(turned) {
            *q -= alpha * turned;
        }
        alphas.push(alpha);
    }
    if let Some((moved, turned, _)) = memory.last() {
        let gamma = product(moved, turned) / product(turned, turned).max(1e-12);
        for q in &mut q {
            *q *= gamma;
        }
    }
    for ((moved, turned, rho), alpha) in memory.iter().zip(alphas.iter().rev()) {
        let beta = rho * product(turned, &q);
        for (q, moved) in q.iter_mut().zip(moved) {
            *q += (alpha - beta) * moved;
        }
    }
    q.iter().map(|q| -q).collect()
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_that_go_with_right_answers_weigh_more_than_those_that_do_not() {
        let instance = |features: &[&str]| Instance {
            features: features.iter().map(|&feature| feature.to_owned()).collect(),
            ..Instance::default()
        };
        let all: Vec<Instance> = (0..20)
            .map(|number| Instance {
                folder: number % 3,
                ..match number % 4 {
                    0 => instance(&["good", "both"]),
                    1 => instance(&["bad", "both"]),
                    2 => instance(&["both"]),
                    _ => instance(&["bad"]),
                }
            })
            .collect();
        let rows: Vec<&Instance> = all.iter().collect();
        let truth: Vec<bool> = (0..20).map(|number| number % 4 == 0).collect();
        let matrix = Matrix::of(&rows);
        let weights = matrix.pruned(&truth, 2);
        let score = |features: &[&str]| matrix.score(&weights, &instance(features));
        assert!(score(&["good", "both"]) > 0.0);
        assert!(score(&["bad"]) < 0.0);
        assert!(score(&["both"]) < 0.0);
    }
}
