//! How a stretch of rows and cells is laid out: what stands above a header, the header, its rows and the lines between
//! them, what stands below. Always: decided by words that headers have; a row that is a sum or a note is no data.

use daylight_model::Span;

use super::kind;
use crate::Document;
use crate::claim::folded::shown;
use crate::claim::party;
use crate::grid::{self, Region};
use crate::table::{is_known_name, is_note, is_total, may_be_a_name};

/// Rows that a list has: a longer one is a set of data.
pub(super) const MOST_ROWS: usize = 3_000;
/// Cells of lines between rows that are kept.
const MOST_BETWEEN: usize = 24;
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

/// The ways in which a region may be read.
#[derive(Debug, Default)]
pub(super) struct Readings {
    /// Each with its blocks: header above rows, header beside them, a form of names and values.
    pub lists: Vec<Vec<Block>>,
    /// The first row above the others, whatever it says.
    pub cross: Option<Block>,
}

/// Returns the ways in which a region may be read; none where it has more rows than a list has.
pub(super) fn readings(document: &Document<'_>, region: &Region) -> Readings {
    let mut rows: Vec<Raw> = Vec::new();
    for row in region.rows(document) {
        if rows.len() > MOST_ROWS {
            return Readings::default();
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
    let width = rows
        .iter()
        .flat_map(|row| row.cells.iter().map(|(column, _)| column + 1))
        .max()
        .unwrap_or(0)
        .min(64);
    let beside = turned(&rows, width).into_iter().chain(form(&rows));
    let beside: Vec<Vec<Block>> = beside.map(|block| vec![block]).collect();
    let above = of_rows(&rows, width, captions.collect());
    Readings {
        lists: std::iter::once(above).chain(beside).collect(),
        cross: plain(&rows, width),
    }
}

/// Returns the rows below the first that has several cells, with that one for their names.
fn plain(rows: &[Raw], width: usize) -> Option<Block> {
    let at = rows.iter().position(|row| row.cells.len() >= 2)?;
    let (before, rest) = rows.split_at_checked(at)?;
    let (head, below) = rest.split_first()?;
    let loose = |rows: &[Raw]| -> Vec<Cell> {
        let alone = rows.iter().filter(|row| row.cells.len() == 1);
        alone
            .flat_map(|row| row.cells.iter().map(|(_, cell)| cell.clone()))
            .collect()
    };
    let wide = below.iter().filter(|row| row.cells.len() >= 2);
    let lines = wide.map(|row| Line {
        cells: row.wide(width),
        under: Vec::new(),
    });
    Some(Block {
        above: loose(before),
        names: head.wide(width),
        lines: lines.collect(),
        below: loose(below),
    })
}

fn of_rows(rows: &[Raw], width: usize, captions: Vec<Cell>) -> Vec<Block> {
    let known = (0..rows.len()).any(|at| is_header(rows, at));
    let likely = if known { None } else { likely_header(rows) };
    let is_header = |at: usize| likely == Some(at) || is_header(rows, at);
    let mut blocks: Vec<Block> = Vec::new();
    let mut loose: Vec<Cell> = captions;
    let mut at = 0;
    while at < rows.len() {
        let Some(row) = rows.get(at) else { break };
        if !is_header(at) {
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
                    if !total && (blocks.is_empty() || loose.len() < MOST_BETWEEN) {
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
        if rows
            .get(at)
            .is_some_and(|next| goes_on(&names, next, rows.get(at + 1)))
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
        let first = blocks.len() == 1;
        if let Some(before) = blocks.last_mut() {
            before.below.extend(loose.iter().cloned());
            // A line or two of names and values above a list say what it is about.
            if first && before.lines.len() <= 2 {
                let cells =
                    |cells: &[Option<Cell>]| cells.iter().flatten().cloned().collect::<Vec<_>>();
                let mut about = cells(&before.names);
                about.extend(before.lines.iter().flat_map(|line| cells(&line.cells)));
                about.append(&mut loose);
                loose = about;
            }
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
    let mut blocks: Vec<Block> = blocks.into_iter().flat_map(apart).collect();
    blocks.retain(|block| !block.lines.is_empty());
    blocks
}

/// Returns the first row that may name columns in words that nobody listed: short words, each once, over rows in some of
/// whose columns values stand.
fn likely_header(rows: &[Raw]) -> Option<usize> {
    /// Rows that are looked at below it.
    const BELOW: usize = 12;
    let at = rows.iter().position(|row| row.cells.len() >= 2)?;
    let row = rows.get(at)?;
    let named = |text: &str| {
        text.chars().count() <= LONGEST_NAME
            && (may_be_a_name(text) || is_marked_unit(text))
            && !text.contains(['：', ':'])
    };
    let mut seen: Vec<&str> = row.texts().collect();
    seen.sort_unstable();
    let all = seen.len();
    seen.dedup();
    if seen.len() < all || !row.texts().all(named) {
        return None;
    }
    let below = rows.get(at + 1..)?;
    let typed = row.cells.iter().any(|(column, _)| {
        let cells = below
            .iter()
            .take(BELOW)
            .filter_map(|row| row.cells.iter().find(|(other, _)| other == column));
        let (mut values, mut all) = (0, 0);
        for (_, cell) in cells {
            all += 1;
            values += usize::from(!named(&cell.text));
        }
        all >= 2 && values * 2 >= all
    });
    let wide = below.iter().filter(|row| row.cells.len() >= 2).count();
    (typed && wide >= 2).then_some(at)
}

/// Takes lists apart that stand beside one another under one row of names: the same names come again.
fn apart(block: Block) -> Vec<Block> {
    let text = |at: usize| {
        let name = block.names.get(at).and_then(Option::as_ref);
        name.map(|cell| cell.text.as_str())
    };
    let width = block.names.len();
    let Some(first) = (0..width).find(|at| text(*at).is_some()) else {
        return vec![block];
    };
    let again = (first + 2..width).find(|at| text(*at) == text(first));
    let Some(step) = again.map(|at| at - first) else {
        return vec![block];
    };
    let shared = (first..first + step)
        .filter(|at| text(*at).is_some() && text(*at) == text(at + step))
        .count();
    if shared < 2 {
        return vec![block];
    }
    let mut parts: Vec<Block> = Vec::new();
    let mut from = first;
    while from < width {
        let to = (from + step).min(width);
        let slice = |cells: &[Option<Cell>]| cells.get(from..to).unwrap_or_default().to_vec();
        let lines = block.lines.iter().map(|line| Line {
            cells: slice(&line.cells),
            under: line.under.clone(),
        });
        parts.push(Block {
            above: block.above.clone(),
            names: slice(&block.names),
            lines: lines
                .filter(|line| line.cells.iter().any(Option::is_some))
                .collect(),
            below: block.below.clone(),
        });
        from = to;
    }
    parts
}

/// Names and values by turns: `系统 | mail.example | 账号 | admin`. A name that comes again begins another record.
fn form(rows: &[Raw]) -> Option<Block> {
    /// A form has no more rows.
    const MOST: usize = 60;
    if rows.len() > MOST {
        return None;
    }
    let is_label = |cell: &Cell| {
        let text = cell.text.trim_end_matches(['：', ':']);
        name_weight(text) == 2 || text.len() < cell.text.len() && name_weight(text) > 0
    };
    let (mut paired, mut all, mut twice) = (0, 0, 0);
    let mut pairs: Vec<(&Cell, &Cell)> = Vec::new();
    let mut loose: Vec<Cell> = Vec::new();
    for row in rows {
        let cells: Vec<&Cell> = row.cells.iter().map(|(_, cell)| cell).collect();
        if let [cell] = cells.as_slice() {
            loose.push((*cell).clone());
            continue;
        }
        all += cells.len();
        let (mut at, before) = (0, pairs.len());
        while let (Some(label), Some(value)) = (cells.get(at), cells.get(at + 1)) {
            if is_label(label) && !is_label(value) {
                pairs.push((label, value));
                at += 2;
            } else {
                at += 1;
            }
        }
        paired += 2 * (pairs.len() - before);
        twice += usize::from(pairs.len() - before >= 2);
    }
    if pairs.len() < 3 || twice == 0 || paired * 2 < all {
        return None;
    }
    let mut names: Vec<Option<Cell>> = Vec::new();
    let place = |names: &[Option<Cell>], label: &Cell| {
        names
            .iter()
            .position(|name| name.as_ref().is_some_and(|name| name.text == label.text))
    };
    for (label, _) in &pairs {
        if place(&names, label).is_none() {
            names.push(Some((*label).clone()));
        }
    }
    let blank = || Line {
        cells: vec![None; names.len()],
        under: Vec::new(),
    };
    let mut lines = vec![blank()];
    for (label, value) in pairs {
        let Some(at) = place(&names, label) else {
            continue;
        };
        let again = lines.last().is_some_and(|line| line.cells[at].is_some());
        if again {
            lines.push(blank());
        }
        if let Some(line) = lines.last_mut() {
            line.cells[at] = Some(value.clone());
        }
    }
    Some(Block {
        above: loose,
        names,
        lines,
        below: Vec::new(),
    })
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
    // A firm is a value.
    if text.chars().count() > 5 && party::is_firm(text) {
        return 0;
    }
    match kind::knows(&kind::column_name(text)) {
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
    let most = most && (values == 0 || row.cells.len() > 5 && values * 4 <= row.cells.len());
    most && !is_below_another(rows, at, whole)
}

/// Returns whether a row stands right below one that names more columns than it does: it is data.
fn is_below_another(rows: &[Raw], at: usize, whole: usize) -> bool {
    let above = at.checked_sub(1).and_then(|at| rows.get(at));
    above.is_some_and(|row| {
        let weights: Vec<usize> = row.texts().map(name_weight).collect();
        let (named, known) = (
            weights.iter().filter(|weight| **weight > 0).count(),
            weights.iter().filter(|weight| **weight == 2).count(),
        );
        row.cells.len() >= 2 && named * 2 >= row.cells.len() && known > whole
    })
}

/// Returns whether a row goes on with the header above it: it names what that left open, over a row of values.
fn goes_on(names: &[Option<Cell>], row: &Raw, below: Option<&Raw>) -> bool {
    let fresh = row
        .cells
        .iter()
        .filter(|(column, _)| names.get(*column).is_none_or(Option::is_none))
        .count();
    let known = |text: &str| name_weight(text) > 0;
    let like = |text: &str| text.chars().count() <= LONGEST_NAME && may_be_a_name(text);
    let values = below.map_or(0, |below| {
        below.texts().filter(|text| !may_be_a_name(text)).count()
    });
    let named = row.texts().all(known)
        || fresh >= 2 && values >= 2 && row.texts().all(like) && row.texts().any(known);
    fresh > 0 && row.cells.len() >= 2 && named
}

/// A table whose first column names what stands beside it.
fn turned(rows: &[Raw], width: usize) -> Option<Block> {
    let label = |row: &Raw| -> Option<Cell> {
        let (column, cell) = row.cells.first()?;
        (*column == 0).then(|| cell.clone())
    };
    let wide: Vec<&Raw> = rows
        .iter()
        .filter(|row| row.cells.iter().any(|(column, _)| *column > 0))
        .collect();
    let weighs =
        |row: &Raw, least: usize| label(row).is_some_and(|cell| name_weight(&cell.text) >= least);
    let labelled: Vec<&&Raw> = wide.iter().filter(|row| weighs(row, 1)).collect();
    let whole = wide.iter().filter(|row| weighs(row, 2)).count();
    // A list may begin every row with a word that columns have: here the first row's other cells must not.
    let beside = labelled
        .iter()
        .flat_map(|row| row.cells.iter().skip(1))
        .filter(|(_, cell)| name_weight(&cell.text) == 2)
        .count();
    if whole < 2
        || labelled.len() < 3
        || labelled.len() * 2 < wide.len()
        || beside * 3 > labelled.len()
    {
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
    let lines: Vec<Line> = (1..width)
        .map(|column| Line {
            cells: wide
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
        names: wide.iter().map(|row| label(row)).collect(),
        lines,
        below: others(false),
    })
}
