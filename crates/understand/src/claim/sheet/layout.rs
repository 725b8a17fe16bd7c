//! How a stretch of rows and cells is laid out: what stands above a header, the header, its rows and the lines between
//! them, what stands below. Always: decided by words that headers have; a row that is a sum or a note is no data.

use daylight_model::Span;

use super::kind;
use crate::Document;
use crate::claim::folded::{phrase, shown};
use crate::grid::{self, Region};
use crate::table::{is_known_name, is_note, is_total, may_be_a_name};

/// Rows that a list has: a longer one is a set of data.
pub(super) const MOST_ROWS: usize = 3_000;
/// Longest name of a column, in characters.
const LONGEST_NAME: usize = 24;

/// A cell that says something.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub span: Span,
    /// Its words on one line.
    pub text: String,
}

/// A row of data.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub cells: Vec<Option<Cell>>,
    /// Lines between rows that it stands under, the nearest last.
    pub under: Vec<Cell>,
}

/// A header and what belongs to it.
#[derive(Debug, Clone, Default)]
pub(super) struct Block {
    pub above: Vec<Cell>,
    /// Names of columns; empty where a column has none.
    pub names: Vec<Option<Cell>>,
    pub lines: Vec<Line>,
    pub below: Vec<Cell>,
}

#[derive(Debug, Clone)]
struct Raw {
    number: u32,
    cells: Vec<(usize, Cell)>,
}

impl Raw {
    fn wide(&self, width: usize) -> Vec<Option<Cell>> {
        let mut cells = vec![None; width];
        for (column, cell) in &self.cells {
            if let Some(place) = cells.get_mut(*column) {
                *place = Some(cell.clone());
            }
        }
        cells
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(|(_, cell)| cell.text.as_str())
    }
}

/// Returns the blocks of a region; none where it has more rows than a list has.
pub(super) fn blocks(document: &Document<'_>, region: &Region) -> Vec<Block> {
    let mut rows: Vec<Raw> = Vec::new();
    for row in region.rows(document) {
        if rows.len() > MOST_ROWS {
            return Vec::new();
        }
        let cells = row.cells.iter().take(64).filter_map(|cell| {
            let text = shown(grid::text(document, cell.span).trim());
            let column = (cell.column as usize).checked_sub(1)?;
            (!text.is_empty()).then_some((
                column,
                Cell {
                    span: cell.span,
                    text,
                },
            ))
        });
        let cells: Vec<_> = cells.collect();
        if !cells.is_empty() {
            rows.push(Raw {
                number: row.number,
                cells,
            });
        }
    }
    let captions = region.above.iter().map(|span| Cell {
        span: *span,
        text: shown(grid::text(document, *span).trim()),
    });
    of_rows(&rows, captions.collect())
}

fn of_rows(rows: &[Raw], captions: Vec<Cell>) -> Vec<Block> {
    let width = rows
        .iter()
        .flat_map(|row| row.cells.iter().map(|(column, _)| column + 1))
        .max()
        .unwrap_or(0)
        .min(64);
    let first = (0..rows.len()).find(|at| is_header(rows, *at));
    let turned = turned(rows, width);
    if let Some(block) = turned.filter(|block| {
        first.is_none()
            || block.names.iter().flatten().count() >= 3 && first != Some(0)
            || first.is_some_and(|at| rows.len() - at <= 2)
    }) {
        return vec![block];
    }
    let mut blocks: Vec<Block> = Vec::new();
    let mut loose: Vec<Cell> = captions;
    let mut at = 0;
    while at < rows.len() {
        let Some(row) = rows.get(at) else { break };
        if !is_header(rows, at) {
            match blocks.last_mut() {
                Some(block) if is_row_of(row, block) => {
                    block.lines.push(Line {
                        cells: row.wide(width),
                        under: loose.clone(),
                    });
                }
                _ => {
                    // Other lines take the place of those that stood over the rows before.
                    let fresh = blocks
                        .last()
                        .and_then(|block| block.lines.last())
                        .is_some_and(|line| line.under.len() == loose.len() && !loose.is_empty());
                    if fresh {
                        loose.clear();
                    }
                    let total = row.texts().any(is_total);
                    if !total {
                        loose.extend(row.cells.iter().map(|(_, cell)| cell.clone()));
                    }
                }
            }
            at += 1;
            continue;
        }
        let mut names = row.wide(width);
        at += 1;
        let again = blocks
            .last()
            .is_some_and(|block| same(&block.names, &names));
        if again {
            continue;
        }
        if rows.get(at).is_some_and(|next| goes_on(&names, next))
            && rows.get(at + 1).is_some()
            && let Some(next) = rows.get(at)
        {
            for (column, cell) in &next.cells {
                if let Some(place) = names.get_mut(*column) {
                    *place = Some(match place.take() {
                        Some(above) => Cell {
                            text: format!("{} {}", above.text, cell.text),
                            ..above
                        },
                        None => cell.clone(),
                    });
                }
            }
            at += 1;
        }
        if let Some(before) = blocks.last_mut() {
            before.below.extend(loose.iter().cloned());
        }
        blocks.push(Block {
            above: std::mem::take(&mut loose),
            names,
            ..Block::default()
        });
    }
    match blocks.last_mut() {
        Some(block) => block.below.extend(loose),
        None => blocks.extend(without_header(rows, width)),
    }
    blocks.retain(|block| !block.lines.is_empty());
    blocks
}

/// Rows below one another that no header names.
fn without_header(rows: &[Raw], width: usize) -> Option<Block> {
    let first = rows
        .iter()
        .position(|row| row.cells.len() >= 2 && row.cells.len() * 2 > width)?;
    let lines = |cells: &[Raw]| -> Vec<Cell> {
        cells
            .iter()
            .flat_map(|row| row.cells.iter().map(|(_, cell)| cell.clone()))
            .collect()
    };
    let block = Block {
        names: vec![None; width],
        above: lines(rows.get(..first)?),
        ..Block::default()
    };
    let mut block = block;
    for row in rows.get(first..)? {
        if is_row_of(row, &block) {
            block.lines.push(Line {
                cells: row.wide(width),
                under: Vec::new(),
            });
        }
    }
    (block.lines.len() >= 2).then_some(block)
}

fn same(names: &[Option<Cell>], other: &[Option<Cell>]) -> bool {
    names.iter().zip(other).all(|(one, other)| {
        one.as_ref().map(|cell| cell.text.as_str()) == other.as_ref().map(|cell| cell.text.as_str())
    })
}

/// Returns whether a row is data under the header of a block.
fn is_row_of(row: &Raw, block: &Block) -> bool {
    let width = block.names.iter().flatten().count().max(2);
    if row.texts().any(is_total) || row.texts().next().is_some_and(is_note) {
        return false;
    }
    let labels = row
        .texts()
        .filter(|text| text.contains(['：', ':']) && !text.contains("//"))
        .count();
    match row.cells.len() {
        1 => false,
        count if count * 2 <= width => labels * 2 < count,
        _ => labels < row.cells.len(),
    }
}

/// Returns how well a text fits the name of a column: whole, in part, not at all.
fn name_weight(text: &str) -> usize {
    if text.chars().count() > LONGEST_NAME || !may_be_a_name(text) && !is_marked_unit(text) {
        return 0;
    }
    match kind::knows(&phrase(text)) {
        kind::Known::Whole => 2,
        kind::Known::Part => 1,
        kind::Known::No => usize::from(is_known_name(text)),
    }
}

/// `单价（万元/年）`, `ok?`: a name with a mark in it.
fn is_marked_unit(text: &str) -> bool {
    text.ends_with([')', '）', '?', '？', '#', '.']) && text.chars().any(char::is_alphabetic)
}

/// Returns whether a row names columns.
fn is_header(rows: &[Raw], at: usize) -> bool {
    let (Some(row), Some(rest)) = (rows.get(at), rows.get(at + 1..)) else {
        return false;
    };
    if rest.is_empty() || row.cells.len() < 2 {
        return false;
    }
    let weights: Vec<usize> = row.texts().map(name_weight).collect();
    let named = weights.iter().filter(|weight| **weight > 0).count();
    let whole = weights.iter().filter(|weight| **weight == 2).count();
    let values = row
        .texts()
        .filter(|text| !may_be_a_name(text) && !is_marked_unit(text))
        .count();
    if row
        .texts()
        .filter(|text| text.contains(['：', ':']))
        .count()
        > 0
        && row.cells.len() < 3
    {
        return false;
    }
    let most = named >= 2 && named * 2 >= row.cells.len() && whole >= 1;
    most && values * 4 <= row.cells.len()
}

/// Returns whether a row goes on with the header above it: it names what that left open.
fn goes_on(names: &[Option<Cell>], row: &Raw) -> bool {
    let fresh = row
        .cells
        .iter()
        .filter(|(column, _)| names.get(*column).is_none_or(Option::is_none))
        .count();
    fresh > 0 && row.cells.len() >= 2 && row.texts().all(|text| name_weight(text) > 0)
}

/// A table whose first column names what stands beside it.
fn turned(rows: &[Raw], width: usize) -> Option<Block> {
    let labelled: Vec<&Raw> = rows
        .iter()
        .filter(|row| {
            let first = row.cells.first();
            first.is_some_and(|(column, cell)| *column == 0 && name_weight(&cell.text) == 2)
                && row.cells.len() >= 2
        })
        .collect();
    let wide = rows.iter().filter(|row| row.cells.len() >= 2).count();
    // A list may begin every row with a word that columns have: here the first row's other cells must not.
    let beside = labelled
        .iter()
        .flat_map(|row| row.cells.iter().skip(1))
        .filter(|(_, cell)| name_weight(&cell.text) == 2)
        .count();
    if labelled.len() < 3 || labelled.len() * 3 < wide * 2 || beside * 3 > labelled.len() {
        return None;
    }
    let mut seen: Vec<&str> = labelled
        .iter()
        .filter_map(|row| row.texts().next())
        .collect();
    seen.sort_unstable();
    let all = seen.len();
    seen.dedup();
    if seen.len() < all {
        return None;
    }
    let names: Vec<Option<Cell>> = labelled
        .iter()
        .map(|row| row.cells.first().map(|(_, cell)| cell.clone()))
        .collect();
    let lines: Vec<Line> = (1..width)
        .map(|column| Line {
            cells: labelled
                .iter()
                .map(|row| {
                    row.cells
                        .iter()
                        .find(|(at, _)| *at == column)
                        .map(|(_, cell)| cell.clone())
                })
                .collect(),
            under: Vec::new(),
        })
        .filter(|line| line.cells.iter().flatten().count() * 3 >= labelled.len())
        .collect();
    let first = labelled.first().map_or(0, |row| row.number);
    let others = |before: bool| -> Vec<Cell> {
        rows.iter()
            .filter(|row| (row.number < first) == before && row.cells.len() == 1)
            .flat_map(|row| row.cells.iter().map(|(_, cell)| cell.clone()))
            .collect()
    };
    (!lines.is_empty()).then(|| Block {
        above: others(true),
        names,
        lines,
        below: others(false),
    })
}
