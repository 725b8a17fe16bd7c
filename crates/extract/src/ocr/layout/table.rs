//! Tables: rows of boxes that stand in columns. Always: three columns over three rows at least; a cell that is
//! empty keeps its place.

use super::Run;

/// Rows and columns of the smallest table.
const LEAST: usize = 3;

/// What rows turn out to be.
pub(super) enum Stretch {
    /// Lines on their own, in order.
    Lines(Vec<Run>),
    /// Rows of as many cells each.
    Table(Vec<Vec<Option<Run>>>),
}

/// Parts rows into tables and what is none.
pub(super) fn split(rows: Vec<Vec<Run>>) -> Vec<Stretch> {
    let mut out = Vec::new();
    let mut open: Vec<Vec<Run>> = Vec::new();
    for row in rows {
        if row.len() >= 2 && open.last().is_none_or(|last| near(last, &row)) {
            open.push(row);
            continue;
        }
        close(&mut open, &mut out);
        match row.len() {
            0 | 1 => lines(&mut out, row),
            _ => open.push(row),
        }
    }
    close(&mut open, &mut out);
    out
}

fn lines(out: &mut Vec<Stretch>, runs: Vec<Run>) {
    match out.last_mut() {
        Some(Stretch::Lines(known)) => known.extend(runs),
        _ => out.push(Stretch::Lines(runs)),
    }
}

/// Whether a row follows without a wide gap.
fn near(above: &[Run], below: &[Run]) -> bool {
    let (Some(above), Some(below)) = (above.first(), below.first()) else {
        return false;
    };
    below.bounds[1] - above.bounds[3] < 3.0 * above.height().max(below.height())
}

fn close(open: &mut Vec<Vec<Run>>, out: &mut Vec<Stretch>) {
    let rows = std::mem::take(open);
    let columns = columns(&rows);
    let full = rows.iter().filter(|row| row.len() >= LEAST).count();
    if columns.len() < LEAST || full < LEAST {
        return lines(out, rows.into_iter().flatten().collect());
    }
    let table = rows
        .into_iter()
        .map(|row| {
            let mut cells: Vec<Option<Run>> = columns.iter().map(|_| None).collect();
            let mut beside = Vec::new();
            for run in row {
                let middle = (run.bounds[0] + run.bounds[2]) / 2.0;
                let column = columns
                    .iter()
                    .position(|(_, right)| middle < *right)
                    .unwrap_or(columns.len() - 1);
                match &mut cells[column] {
                    Some(known) => beside.push((column, std::mem::replace(known, run))),
                    empty => *empty = Some(run),
                }
            }
            // Two boxes in one cell: the first of them comes before, in a cell of its own.
            for (column, run) in beside.into_iter().rev() {
                cells.insert(column, Some(run));
            }
            cells
        })
        .collect();
    out.push(Stretch::Table(table));
}

/// Returns left and right edge of each column: the stretches that boxes cover, leaving out those that span
/// several.
fn columns(rows: &[Vec<Run>]) -> Vec<(f32, f32)> {
    let widest = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut spans: Vec<(f32, f32)> = rows
        .iter()
        .filter(|row| row.len() * 2 > widest)
        .flatten()
        .map(|run| {
            // A box is a little larger than its letters.
            let slack = (run.height() * 0.25).min(run.width() * 0.25);
            (run.bounds[0] + slack, run.bounds[2] - slack)
        })
        .collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut columns: Vec<(f32, f32)> = Vec::new();
    for (left, right) in spans {
        match columns.last_mut() {
            Some(last) if left <= last.1 => last.1 = last.1.max(right),
            _ => columns.push((left, right)),
        }
    }
    columns
}
