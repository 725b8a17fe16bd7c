//! Columns of running text side by side. Always: what only looks like columns, such as a table or bubbles left
//! and right, stays whole.

use super::Run;

/// Lines that a column has at least.
const LINES: usize = 4;

/// Returns blocks in reading order: a column before the one to its right, what runs across before what is below.
pub(super) fn blocks(runs: Vec<Run>) -> Vec<Vec<Run>> {
    let Some(gutter) = gutter(&runs) else {
        return vec![runs];
    };
    let mut runs = runs;
    runs.sort_by(|a, b| a.bounds[1].total_cmp(&b.bounds[1]));
    let mut out = Vec::new();
    let (mut left, mut right) = (Vec::new(), Vec::new());
    let flush = |left: &mut Vec<Run>, right: &mut Vec<Run>, out: &mut Vec<Vec<Run>>| {
        for side in [left, right] {
            if !side.is_empty() {
                out.extend(blocks(std::mem::take(side)));
            }
        }
    };
    for run in runs {
        match side(&run, gutter) {
            Side::Left => left.push(run),
            Side::Right => right.push(run),
            Side::Across => {
                flush(&mut left, &mut right, &mut out);
                out.push(vec![run]);
            }
        }
    }
    flush(&mut left, &mut right, &mut out);
    out
}

#[derive(PartialEq)]
enum Side {
    Left,
    Right,
    Across,
}

fn side(run: &Run, gutter: f32) -> Side {
    // A box is a little larger than its letters.
    let slack = run.height() * 0.3;
    if run.bounds[2] <= gutter + slack {
        Side::Left
    } else if run.bounds[0] >= gutter - slack {
        Side::Right
    } else {
        Side::Across
    }
}

/// Returns where the page parts into columns of prose.
fn gutter(runs: &[Run]) -> Option<f32> {
    if runs.len() < 2 * LINES {
        return None;
    }
    let mut edges: Vec<f32> = runs.iter().map(|run| run.bounds[0]).collect();
    edges.sort_by(f32::total_cmp);
    edges.dedup_by(|a, b| (*a - *b).abs() < 4.0);
    edges.into_iter().skip(1).find(|edge| parts(runs, *edge))
}

fn parts(runs: &[Run], gutter: f32) -> bool {
    let of = |wanted: Side| -> Vec<&Run> {
        runs.iter()
            .filter(|run| side(run, gutter) == wanted)
            .collect()
    };
    let (left, right) = (of(Side::Left), of(Side::Right));
    let across = runs.len() - left.len() - right.len();
    if across * 4 > runs.len() || !is_prose(&left) || !is_prose(&right) {
        return false;
    }
    // Bubbles of a chat alternate; columns stand beside each other.
    let beside = |one: &[&Run], other: &[&Run]| {
        let count = one
            .iter()
            .filter(|run| {
                other.iter().any(|beside| {
                    beside.bounds[1] < run.bounds[3] && run.bounds[1] < beside.bounds[3]
                })
            })
            .count();
        count * 10 >= one.len() * 6
    };
    beside(&left, &right) || beside(&right, &left)
}

/// Whether lines fill their column, as those of running text do.
fn is_prose(runs: &[&Run]) -> bool {
    if runs.len() < LINES {
        return false;
    }
    let middle = |of: fn(&Run) -> f32| {
        let mut values: Vec<f32> = runs.iter().map(|run| of(run)).collect();
        values.sort_by(f32::total_cmp);
        values[values.len() / 2]
    };
    let (width, height) = (middle(Run::width), middle(Run::height));
    let left = runs
        .iter()
        .map(|run| run.bounds[0])
        .fold(f32::INFINITY, f32::min);
    let right = runs.iter().map(|run| run.bounds[2]).fold(0.0, f32::max);
    width >= 0.7 * (right - left) && width >= 8.0 * height
}
