//! Where a table begins: its title and notes, its header of one row or several, its columns. Always: decided by
//! the first rows alone.

use daylight_model::Span;

use super::column;
use super::shape::{self, Shape};
use crate::Document;
use crate::grid::{self, Cell, Row};

/// The head of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Head {
    /// Its title.
    pub(crate) title: Option<Span>,
    /// The row that names the columns, the last one where there are several.
    pub(crate) row: Option<u32>,
    /// Its columns: number and where the name stands.
    pub(crate) columns: Vec<(u32, Option<Span>)>,
    /// From the first name to the last.
    pub(crate) span: Option<Span>,
    /// Rows of the sample before the first of data.
    pub(crate) skip: usize,
}

/// Finds the tables that a sample of rows begins; several where they stand side by side.
pub(crate) fn find(document: &Document<'_>, sample: &[Row]) -> Vec<Head> {
    let Some(width) = usual_width(sample) else {
        return Vec::new();
    };
    let wide = |row: &Row| row.cells.len() >= 2.max(width * 3 / 5) || width == 1;
    let Some(first) = sample.iter().position(wide) else {
        return Vec::new();
    };
    let first = after_labels(document, sample, first, width);
    let title = sample
        .get(..first)
        .unwrap_or_default()
        .iter()
        .find_map(|row| title_in(document, row));
    let named = is_header(document, sample, first);
    let mut names: Vec<(u32, Span)> = Vec::new();
    let mut skip = first;
    if named {
        let Some(row) = sample.get(first) else {
            return Vec::new();
        };
        names = row
            .cells
            .iter()
            .map(|cell| (cell.column, cell.span))
            .collect();
        skip += 1;
        while let Some(next) = sample.get(skip)
            && goes_on(document, sample, skip, &names)
        {
            below(&mut names, next);
            skip += 1;
        }
    }
    let rows = sample.get(first..).unwrap_or_default();
    let groups = side_by_side(rows, &names);
    let header = skip
        .checked_sub(1)
        .filter(|_| named)
        .and_then(|at| sample.get(at));
    groups
        .into_iter()
        .map(|columns| {
            let within = |cell: &&Cell| columns.iter().any(|(column, _)| *column == cell.column);
            let of_row = |row: &Row| {
                let mut cells = row.cells.iter().filter(within);
                let start = cells.next()?.span;
                let end = cells.next_back().map_or(start, |cell| cell.span);
                Some(Span {
                    end: end.end,
                    ..start
                })
            };
            let top = if named {
                sample.get(first).and_then(of_row)
            } else {
                None
            };
            let low = header.and_then(of_row);
            let span = match (top, low) {
                (Some(top), Some(low)) if top.part == low.part => Some(Span {
                    end: low.end.max(top.end),
                    ..top
                }),
                (top, low) => low.or(top).or_else(|| sample.get(first).and_then(of_row)),
            };
            Head {
                title,
                row: header.map(|row| row.number),
                columns,
                span,
                skip,
            }
        })
        .collect()
}

/// Returns how many cells most rows have that have more than one.
fn usual_width(sample: &[Row]) -> Option<usize> {
    let mut widths: Vec<usize> = sample.iter().map(|row| row.cells.len()).collect();
    if widths.iter().any(|width| *width > 1) {
        widths.retain(|width| *width > 1);
    } else if widths.len() < 4 {
        // A word or three above one another are no table.
        return None;
    }
    widths.sort_unstable();
    widths.get(widths.len() * 3 / 4).or(widths.last()).copied()
}

/// Rows of labels such as `填表人：张三 | 日期：2021-03-04` stand above the header.
fn after_labels(document: &Document<'_>, sample: &[Row], first: usize, width: usize) -> usize {
    let mut at = first;
    while let Some(row) = sample.get(at) {
        let labels = row
            .cells
            .iter()
            .filter(|cell| grid::text(document, cell.span).contains(['：', ':']))
            .count();
        let mostly = labels * 2 >= row.cells.len() && row.cells.len() < width.max(2);
        if !mostly || at + 1 >= sample.len() {
            break;
        }
        at += 1;
    }
    if at + 1 >= sample.len() { first } else { at }
}

/// Words with which a note begins.
const NOTES: &[&str] = &[
    "单位：",
    "单位:",
    "单位（",
    "单位(",
    "注：",
    "注:",
    "备注：",
    "备注:",
    "说明：",
    "说明:",
    "制表",
    "填表",
    "编制",
    "审核",
    "日期：",
    "日期:",
    "时间：",
    "时间:",
    "密级",
    "来源：",
    "来源:",
    "注意",
    "note",
    "source",
    "unit",
    "as of",
    "date:",
    "prepared by",
    "*",
    "※",
];

/// Returns whether a line is a note on a table.
pub(crate) fn is_note(text: &str) -> bool {
    let lower = text
        .trim()
        .trim_start_matches(['(', '（', '【', '['])
        .to_lowercase();
    NOTES.iter().any(|start| lower.starts_with(start))
}

fn title_in(document: &Document<'_>, row: &Row) -> Option<Span> {
    let first = row.cells.first()?;
    let text = grid::text(document, first.span);
    let holds = !is_note(text)
        && text.chars().count() <= 80
        && text.chars().any(char::is_alphabetic)
        && shape::of(text).may_be_a_name()
        && text
            .split_once(['：', ':'])
            .is_none_or(|(label, _)| label.chars().count() > 6);
    holds.then_some(first.span)
}

/// Returns whether a row names columns rather than being the first of them.
fn is_header(document: &Document<'_>, sample: &[Row], at: usize) -> bool {
    let Some(row) = sample.get(at) else {
        return false;
    };
    let texts: Vec<&str> = row
        .cells
        .iter()
        .map(|cell| grid::text(document, cell.span))
        .collect();
    let shapes: Vec<Shape> = texts.iter().map(|text| shape::of(text)).collect();
    let known = texts.iter().filter(|text| column::is_known(text)).count();
    let years = shapes
        .iter()
        .filter(|shape| **shape == Shape::Integer || **shape == Shape::Date)
        .count();
    let values = shapes.iter().filter(|shape| !shape.may_be_a_name()).count();
    if texts.iter().any(|text| text.chars().count() > 40) && known * 2 < texts.len() {
        return false;
    }
    // 2019 | 2020 | 2021 beside a name or two are names of columns.
    if values > 0 && !(known * 2 >= texts.len() || values == years && known > 0) {
        return false;
    }
    if known * 2 >= texts.len() {
        return true;
    }
    let rest = sample.get(at + 1..).unwrap_or_default();
    let values_below = row.cells.iter().filter(|cell| {
        let below: Vec<Shape> = rest
            .iter()
            .filter_map(|row| row.cell(cell.column))
            .map(|cell| shape::of(grid::text(document, cell.span)))
            .collect();
        let values = below.iter().filter(|shape| !shape.may_be_a_name()).count();
        !below.is_empty() && values * 5 >= below.len() * 4
    });
    if values_below.count() > 0 {
        return true;
    }
    // Words above words: a header is short, names no column twice, and is not said again below.
    let mut sorted = texts.clone();
    sorted.sort_unstable();
    sorted.dedup();
    let again = row.cells.iter().zip(&texts).any(|(cell, text)| {
        rest.iter()
            .filter_map(|row| row.cell(cell.column))
            .any(|below| grid::text(document, below.span) == *text)
    });
    let short = texts.iter().all(|text| text.chars().count() <= 16);
    rest.len() >= 2
        && short
        && sorted.len() == texts.len()
        && !again
        && texts.len() >= 2
        && known > 0
}

/// Returns whether a row goes on with the header above it: it names what that left open or joined.
fn goes_on(document: &Document<'_>, sample: &[Row], at: usize, names: &[(u32, Span)]) -> bool {
    let (Some(row), Some(rest)) = (sample.get(at), sample.get(at + 1..)) else {
        return false;
    };
    if rest.is_empty() || at > 12 {
        return false;
    }
    let fresh = row
        .cells
        .iter()
        .filter(|cell| !names.iter().any(|(column, _)| *column == cell.column))
        .count();
    let words = row.cells.iter().all(|cell| {
        let text = grid::text(document, cell.span);
        shape::of(text).may_be_a_name() && text.chars().count() <= 20
    });
    let known = row
        .cells
        .iter()
        .any(|cell| column::is_known(grid::text(document, cell.span)));
    let values_below = row.cells.iter().any(|cell| {
        rest.iter()
            .take(8)
            .filter_map(|row| row.cell(cell.column))
            .any(|below| !shape::of(grid::text(document, below.span)).may_be_a_name())
    });
    fresh > 0 && words && (known || values_below)
}

fn below(names: &mut Vec<(u32, Span)>, row: &Row) {
    for cell in &row.cells {
        match names.iter_mut().find(|(column, _)| *column == cell.column) {
            Some(name) => name.1 = cell.span,
            None => names.push((cell.column, cell.span)),
        }
    }
    names.sort_by_key(|(column, _)| *column);
}

/// Splits columns where a blank one stands between two tables.
fn side_by_side(rows: &[Row], names: &[(u32, Span)]) -> Vec<Vec<(u32, Option<Span>)>> {
    let mut used: Vec<u32> = rows
        .iter()
        .flat_map(|row| row.cells.iter().map(|cell| cell.column))
        .collect();
    used.sort_unstable();
    used.dedup();
    let (Some(first), Some(last)) = (used.first().copied(), used.last().copied()) else {
        return Vec::new();
    };
    let name_of = |column: u32| {
        names
            .iter()
            .find(|(known, _)| *known == column)
            .map(|(_, span)| *span)
    };
    let mut groups: Vec<Vec<(u32, Option<Span>)>> = vec![Vec::new()];
    // More columns than a person can name are not gone through one by one.
    for column in first..=last.min(first.saturating_add(4096)) {
        let is_used = used.binary_search(&column).is_ok();
        if is_used {
            if let Some(group) = groups.last_mut() {
                group.push((column, name_of(column)));
            }
        } else if groups.last().is_some_and(|group| !group.is_empty()) {
            groups.push(Vec::new());
        }
    }
    groups.retain(|group| !group.is_empty());
    let stands_alone = |group: &Vec<(u32, Option<Span>)>| {
        group.len() >= 2 && group.iter().all(|(_, name)| name.is_some())
    };
    if groups.len() > 1 && groups.iter().all(stands_alone) {
        return groups;
    }
    vec![
        (first..=last.min(first.saturating_add(4096)))
            .filter(|column| used.binary_search(column).is_ok() || name_of(*column).is_some())
            .map(|column| (column, name_of(column)))
            .collect(),
    ]
}
