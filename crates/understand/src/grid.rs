//! Rows and cells, wherever they come from: sheets, tables in Markdown, HTML and word-processor files. Always:
//! one pass over anchors or lines, nothing kept but the row at hand; cells that are blank are no cells.

use std::ops::Range;

use daylight_model::{LineBreaks, Part, PartKind, Place, Span};

use crate::Document;

/// Lines above a table that may say what it is.
const CAPTION_LINES: usize = 12;

/// A part that was cut because it was long has at least so many bytes: what follows goes on with it.
const CUT_PART: usize = (1 << 20) - (1 << 12);

/// A cell that holds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    /// Column, from 1.
    pub(crate) column: u32,
    /// Where it stands.
    pub(crate) span: Span,
}

/// A row that holds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Its number, as its place counts.
    pub(crate) number: u32,
    /// Its cells, by column.
    pub(crate) cells: Vec<Cell>,
}

impl Row {
    /// Returns the cell in a column. It is searched for, since a row may have as many cells as a text has tabs.
    pub(crate) fn cell(&self, column: u32) -> Option<&Cell> {
        let at = self.cells.partition_point(|cell| cell.column < column);
        self.cells.get(at).filter(|cell| cell.column == column)
    }

    /// Returns from the first cell to the last.
    pub(crate) fn span(&self) -> Option<Span> {
        let (first, last) = (self.cells.first()?, self.cells.last()?);
        Some(Span {
            end: last.span.end,
            ..first.span
        })
    }
}

/// A stretch of a document that is rows of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Region {
    /// Indices of its parts.
    pub(crate) parts: Range<usize>,
    /// Where it begins in the first part.
    pub(crate) start: u32,
    /// Where it ends in the last.
    pub(crate) end: u32,
    /// Lines above it, since the table before.
    pub(crate) above: Vec<Span>,
}

impl Region {
    /// Returns its rows.
    pub(crate) fn rows<'d>(&self, document: &Document<'d>) -> impl Iterator<Item = Row> + use<'d> {
        let (start, end, parts) = (self.start, self.end, self.parts.clone());
        let last = parts.end.saturating_sub(1);
        let first = parts.start;
        let all: &'d [Part] = document.parts;
        parts
            .filter_map(move |index| Some((index, all.get(index)?)))
            .flat_map(move |(index, part)| {
                let from = if index == first { start } else { 0 };
                let to = if index == last { end } else { u32::MAX };
                rows(part, from, to)
            })
    }
}

/// Returns the text of a span.
pub(crate) fn text<'d>(document: &Document<'d>, span: Span) -> &'d str {
    part_of(document.parts, span).map_or("", |part| text_in(part, span))
}

/// Returns the text of a span of this part.
pub(crate) fn text_in(part: &Part, span: Span) -> &str {
    part.text()
        .get(span.start as usize..span.end as usize)
        .unwrap_or_default()
}

fn part_of(parts: &[Part], span: Span) -> Option<&Part> {
    let guess = (span.part.0 as usize).saturating_sub(1);
    match parts.get(guess) {
        Some(part) if part.number() == span.part => Some(part),
        _ => parts.iter().find(|part| part.number() == span.part),
    }
}

/// Returns the span without white space around it; none where nothing is left.
pub(crate) fn trimmed(part: &Part, start: usize, end: usize) -> Option<Span> {
    let text = part.text().get(start..end)?;
    let begun = text.trim_start();
    let start = start + text.len() - begun.len();
    let length = begun.trim_end().len();
    (length > 0).then_some(Span {
        part: part.number(),
        start: u32::try_from(start).ok()?,
        end: u32::try_from(start + length).ok()?,
    })
}

/// Returns the regions of a document, in order.
pub(crate) fn regions(document: &Document<'_>) -> Vec<Region> {
    let mut found: Vec<Region> = Vec::new();
    let mut above: Vec<Span> = Vec::new();
    for (index, part) in document.parts.iter().enumerate() {
        match part.kind() {
            PartKind::Sheet if continues_sheet(document, &mut found, index, part) => {}
            PartKind::Sheet => {
                above.clear();
                found.push(Region {
                    parts: index..index + 1,
                    start: 0,
                    end: u32::MAX,
                    above: Vec::new(),
                });
            }
            PartKind::Body | PartKind::Message | PartKind::Slide => {
                body(document, index, part, &mut found, &mut above);
            }
            _ => {}
        }
    }
    found
}

/// Joins a sheet that was cut to what came before.
fn continues_sheet(
    document: &Document<'_>,
    found: &mut [Region],
    index: usize,
    part: &Part,
) -> bool {
    let Some(region) = found.last_mut() else {
        return false;
    };
    let before = index.checked_sub(1).and_then(|at| document.parts.get(at));
    let Some(before) = before.filter(|_| region.parts.end == index) else {
        return false;
    };
    let joined = before.kind() == PartKind::Sheet
        && before.name() == part.name()
        && before.anchors().last().and_then(row_of) < part.anchors().first().and_then(row_of);
    if joined {
        region.parts.end = index + 1;
    }
    joined
}

fn row_of(anchor: &daylight_model::Anchor) -> Option<u32> {
    cell_of(&anchor.place).map(|(_, row, _)| row)
}

/// Returns table, row and column of a place that is a cell.
fn cell_of(place: &Place) -> Option<(u32, u32, u32)> {
    match place {
        Place::Cells { first, .. } | Place::Sheet { first, .. } => {
            Some((0, first.row, first.column))
        }
        Place::TableCell { table, cell, .. } => Some((*table, cell.row, cell.column)),
        Place::Record { row, .. } => Some((0, u32::try_from(*row).unwrap_or(u32::MAX), 1)),
        _ => None,
    }
}

/// Finds the tables of a body: cells of a word processor, or lines with tabs where tabs are cells.
fn body(
    document: &Document<'_>,
    index: usize,
    part: &Part,
    found: &mut Vec<Region>,
    above: &mut Vec<Span>,
) {
    let mut open: Option<Region> = None;
    let mut table = 0;
    let before = index.checked_sub(1).and_then(|at| document.parts.get(at));
    let goes_on = before.is_some_and(|before| before.text().len() >= CUT_PART);
    let has_cells = part
        .anchors()
        .iter()
        .any(|anchor| matches!(anchor.place, Place::TableCell { .. }));
    let tabs_are_cells = part.breaks() == LineBreaks::End && !has_cells;
    let mut take = |span: Span, cells: Option<u32>, first: bool, above: &mut Vec<Span>| {
        let Some(number) = cells else {
            if let Some(region) = open.take() {
                found.push(region);
            }
            above.push(span);
            return;
        };
        if number != table
            && let Some(region) = open.take()
        {
            found.push(region);
        }
        table = number;
        if let Some(region) = &mut open {
            region.end = span.end;
            return;
        }
        let last = found.last_mut();
        let same = last.filter(|last| first && goes_on && last.parts.end == index);
        if let Some(last) = same {
            last.parts.end = index + 1;
            last.end = span.end;
            open = found.pop();
            return;
        }
        let mut lines = std::mem::take(above);
        let drop = lines.len().saturating_sub(CAPTION_LINES);
        lines.drain(..drop);
        open = Some(Region {
            parts: index..index + 1,
            start: span.start,
            end: span.end,
            above: lines,
        });
    };
    let mut first = true;
    if has_cells {
        for anchor in part.anchors() {
            let Some(span) = trimmed(part, anchor.start as usize, anchor.end as usize) else {
                continue;
            };
            let number = match anchor.place {
                Place::TableCell { table, .. } => Some(table),
                _ => None,
            };
            take(span, number, first, above);
            first = false;
        }
    } else {
        for (start, line) in lines(part.text(), 0, part.text().len()) {
            let Some(span) = trimmed(part, start, start + line.len()) else {
                continue;
            };
            // The tabs of empty first cells belong to the row.
            let span = Span {
                start: u32::try_from(start).unwrap_or(span.start),
                ..span
            };
            let is_row = tabs_are_cells && line.contains('\t');
            take(span, is_row.then_some(1), first, above);
            first = false;
        }
    }
    found.extend(open);
}

/// Returns lines with where they begin.
pub(crate) fn lines(text: &str, from: usize, to: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut at = from;
    let stretch = text.get(from..to.min(text.len())).unwrap_or_default();
    stretch.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.trim_end_matches(['\r', '\n']))
    })
}

/// Returns the rows of a part between two bytes.
pub(crate) fn rows(part: &Part, from: u32, to: u32) -> Box<dyn Iterator<Item = Row> + '_> {
    let anchors = part.anchors_within(from as usize..to as usize);
    let by_cells = anchors
        .first()
        .is_some_and(|anchor| cell_of(&anchor.place).is_some());
    if by_cells {
        Box::new(CellRows {
            part,
            anchors: anchors.iter().peekable(),
        })
    } else {
        let to = (to as usize).min(part.text().len());
        let mut at = 0;
        let rows = lines(part.text(), from as usize, to).filter_map(move |(start, line)| {
            while anchors
                .get(at)
                .is_some_and(|anchor| anchor.range().end <= start)
            {
                at += 1;
            }
            let number = match anchors.get(at).map(|anchor| &anchor.place) {
                Some(Place::Lines { first, .. }) => *first,
                _ => 0,
            };
            line_row(part, number, start, line)
        });
        Box::new(rows)
    }
}

fn line_row(part: &Part, number: u32, start: usize, line: &str) -> Option<Row> {
    let mut at = start;
    let mut cells = Vec::new();
    for (index, cell) in line.split('\t').enumerate() {
        if let Some(span) = trimmed(part, at, at + cell.len()) {
            let column = u32::try_from(index + 1).unwrap_or(u32::MAX);
            cells.push(Cell { column, span });
        }
        at += cell.len() + 1;
    }
    (!cells.is_empty()).then_some(Row { number, cells })
}

struct CellRows<'p> {
    part: &'p Part,
    anchors: std::iter::Peekable<std::slice::Iter<'p, daylight_model::Anchor>>,
}

impl Iterator for CellRows<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        let mut row: Option<(u32, Row)> = None;
        while let Some(anchor) = self.anchors.peek() {
            let Some((table, number, column)) = cell_of(&anchor.place) else {
                self.anchors.next();
                continue;
            };
            if let Some((open, row)) = &row
                && (*open, row.number) != (table, number)
            {
                break;
            }
            let span = trimmed(self.part, anchor.start as usize, anchor.end as usize);
            self.anchors.next();
            let Some(span) = span else { continue };
            let (_, row) = row.get_or_insert_with(|| {
                let cells = Vec::new();
                (table, Row { number, cells })
            });
            match row.cells.last_mut() {
                Some(last) if last.column == column => last.span.end = span.end,
                _ => row.cells.push(Cell { column, span }),
            }
        }
        row.map(|(_, row)| row)
    }
}
