//! A sheet that is laid out freely: merged heads, two header rows, forms of two columns, sums below.
//!
//! Always: rows and columns count from 1; a claim cites each cell that carries it, the first one first.

use super::LeakError;
use super::collect::{Claimed, Collector, Nature, at};
use super::encodings::encoded;
use super::grid::Filled;
use crate::write::table;
use crate::write::xlsx::{Cell, Sheet, Workbook, reference, xlsx};

/// A column of the key: name, type, whether it is sensitive.
pub(crate) type Named = (&'static str, &'static str, bool);

/// What the key says of a table on a board.
struct Shape {
    title: Option<String>,
    header_row: usize,
    rows: usize,
    columns: Vec<Named>,
}

/// A sheet as it is laid out.
#[derive(Default)]
pub(crate) struct Board {
    sheet: String,
    rows: Vec<Vec<Filled>>,
    merged: Vec<(usize, usize, usize, usize)>,
    claims: Vec<(Vec<(usize, usize)>, Claimed)>,
    shape: Option<Shape>,
}

impl Board {
    pub(crate) fn new(sheet: &str) -> Self {
        Self {
            sheet: sheet.to_owned(),
            ..Self::default()
        }
    }

    /// Adds a row and returns its number.
    pub(crate) fn put(&mut self, cells: Vec<Filled>) -> usize {
        self.rows.push(cells);
        self.rows.len()
    }

    /// Adds a row of words.
    pub(crate) fn words(&mut self, cells: &[&str]) -> usize {
        self.put(cells.iter().map(|cell| Filled::words(*cell)).collect())
    }

    /// Adds a line that is merged over so many columns.
    pub(crate) fn banner(&mut self, words: impl Into<String>, width: usize) -> usize {
        let row = self.put(vec![Filled::words(words)]);
        self.merged.push((row, 1, row, width));
        row
    }

    pub(crate) fn merge(&mut self, first: (usize, usize), last: (usize, usize)) {
        if first != last {
            self.merged.push((first.0, first.1, last.0, last.1));
        }
    }

    /// Adds a claim that these columns of a row carry.
    pub(crate) fn claim(&mut self, row: usize, columns: &[usize], claim: Claimed) {
        let cells = columns.iter().map(|column| (row, *column)).collect();
        self.claims.push((cells, claim));
    }

    /// Adds a claim that these cells carry.
    pub(crate) fn claim_at(&mut self, cells: Vec<(usize, usize)>, claim: Claimed) {
        self.claims.push((cells, claim));
    }

    /// Says that a table of so many rows hangs below a header.
    pub(crate) fn table(&mut self, header_row: usize, rows: usize, columns: &[Named]) {
        let title = self.rows.first().and_then(|row| row.first());
        let title = title.map(|cell| cell.shown.clone());
        self.shape = Some(Shape {
            title: title.filter(|_| header_row > 1),
            header_row,
            rows,
            columns: columns.to_vec(),
        });
    }

    fn shown(&self, (row, column): (usize, usize)) -> String {
        let cell = self.rows.get(row - 1).and_then(|row| row.get(column - 1));
        cell.map(|cell| cell.shown.clone()).unwrap_or_default()
    }

    fn entries(
        &self,
        path: &str,
        sheet: Option<&str>,
        cell: &dyn Fn(usize, usize) -> String,
        collector: &mut Collector,
    ) {
        if let Some(shape) = &self.shape {
            let header = match sheet {
                Some(sheet) => format!(
                    "sheet={sheet}&range={}:{}",
                    reference(shape.header_row, 1),
                    reference(shape.header_row, shape.columns.len())
                ),
                None => format!("row={}", shape.header_row),
            };
            let first = shape.columns.first().map_or("", |column| column.0);
            collector.table(
                path,
                sheet,
                shape.title.as_deref(),
                (shape.header_row, &header, first),
                shape.rows,
                &shape.columns,
            );
        }
        for (index, cells) in self.rows.iter().enumerate() {
            for (column, filled) in cells.iter().enumerate() {
                let locator = cell(index + 1, column + 1);
                collector.text(path, &locator, &filled.shown);
                if let Some((kind, value)) = &filled.mention {
                    collector.mention(path, &locator, &filled.shown, kind, value.clone());
                }
            }
        }
        for (cells, claim) in &self.claims {
            let places = cells
                .iter()
                .filter(|at| !self.shown(**at).is_empty())
                .map(|&at| (path.to_owned(), cell(at.0, at.1), self.shown(at)));
            collector.claim(claim.clone(), places.collect());
        }
    }

    fn pieces(&self) -> Vec<String> {
        let cells = self.rows.iter().flatten();
        cells.map(|cell| cell.shown.clone()).collect()
    }

    /// Returns the sheet as a workbook stores it.
    pub(crate) fn stored(&self) -> Sheet {
        let cell = |cell: &Filled| match &cell.stored {
            Some(stored) => stored.clone(),
            None if cell.shown.is_empty() => Cell::Empty,
            None => Cell::Text(cell.shown.clone()),
        };
        let rows = self.rows.iter().map(|row| row.iter().map(cell).collect());
        let width = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        Sheet {
            name: self.sheet.clone(),
            rows: rows.collect(),
            merged: self.merged.clone(),
            widths: vec![15; width],
            ..Sheet::default()
        }
    }
}

/// Writes boards as the sheets of a workbook.
pub(crate) fn workbook_of(
    path: &str,
    author: &str,
    created: jiff::civil::DateTime,
    boards: &[Board],
    collector: &mut Collector,
) -> Result<(), LeakError> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let book = Workbook {
        title: name.trim_end_matches(".xlsx").to_owned(),
        author: author.to_owned(),
        created,
        sheets: boards.iter().map(Board::stored).collect(),
    };
    let file = at(path, xlsx(&book))?;
    collector.file(path, file.bytes, Nature::XLSX);
    for board in boards {
        let cell = |row, column| format!("sheet={}&cell={}", board.sheet, reference(row, column));
        board.entries(path, Some(&board.sheet), &cell, collector);
    }
    collector.searchable(path, boards.iter().flat_map(Board::pieces).collect());
    Ok(())
}

/// Writes a board as delimited text in an encoding; what is merged stands in the first of its cells.
pub(crate) fn delimited_of(
    path: &str,
    delimiter: u8,
    encoding: &str,
    board: &Board,
    collector: &mut Collector,
) -> Result<(), LeakError> {
    let rows: Vec<Vec<String>> = board
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| cell.shown.clone()).collect())
        .collect();
    let file = at(path, table::csv(&rows, delimiter))?;
    let (bytes, read_as) = encoded(path, &file.text, encoding)?;
    let media_type = if delimiter == b'\t' {
        "text/tab-separated-values"
    } else {
        "text/csv"
    };
    collector.file(path, bytes, Nature::text(media_type, read_as));
    let cell = |row, column| format!("cell={row},{column}");
    board.entries(path, None, &cell, collector);
    collector.searchable(path, board.pieces());
    Ok(())
}
