//! A table with titles above and notes below, written as a workbook or as delimited text, and its key.
//!
//! Always: the claim of a row cites the cell that carries it; locators count the rows of titles too.

use serde_json::Value;

use super::LeakError;
use super::collect::{Claimed, Collector, Nature, at};
use super::encodings::encoded;
use crate::write::table;
use crate::write::xlsx::{Cell, Sheet, Workbook, reference, xlsx};

/// A column: name, type, whether it is sensitive.
pub(crate) type Head = (&'static str, &'static str, bool);

/// A cell: how it is shown, how a workbook stores it, what mention it is.
#[derive(Debug, Clone)]
pub(crate) struct Filled {
    pub(crate) shown: String,
    pub(crate) stored: Option<Cell>,
    pub(crate) mention: Option<(&'static str, Value)>,
}

impl Filled {
    pub(crate) fn words(words: impl Into<String>) -> Self {
        Self {
            shown: words.into(),
            stored: None,
            mention: None,
        }
    }

    pub(crate) fn is(mut self, kind: &'static str, value: Value) -> Self {
        self.mention = Some((kind, value));
        self
    }

    pub(crate) fn stored(mut self, cell: Cell) -> Self {
        self.stored = Some(cell);
        self
    }
}

/// A row: its cells, and claims with the column (from 0) that carries them.
pub(crate) type Row = (Vec<Filled>, Vec<(usize, Claimed)>);

/// A table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Grid {
    pub(crate) sheet: String,
    pub(crate) titles: Vec<String>,
    pub(crate) heads: Vec<Head>,
    pub(crate) rows: Vec<Row>,
    pub(crate) notes: Vec<String>,
    /// What the table as a whole claims; cites its title or, without one, the header.
    pub(crate) claims: Vec<Claimed>,
}

impl Grid {
    fn header_row(&self) -> usize {
        self.titles.len() + 1
    }

    fn entries(
        &self,
        path: &str,
        sheet: Option<&str>,
        cell: &dyn Fn(usize, usize) -> String,
        header: &str,
        collector: &mut Collector,
    ) {
        let header_row = self.header_row();
        let first = self.heads.first().map_or("", |head| head.0);
        let title = self.titles.first().map(String::as_str);
        collector.table(
            path,
            sheet,
            title,
            (header_row, header, first),
            self.rows.len(),
            &self.heads,
        );
        for (row, title) in self.titles.iter().enumerate() {
            collector.text(path, &cell(row + 1, 1), title);
        }
        for (column, head) in self.heads.iter().enumerate() {
            collector.text(path, &cell(header_row, column + 1), head.0);
        }
        for (index, (cells, claims)) in self.rows.iter().enumerate() {
            let row = header_row + 1 + index;
            for (column, filled) in cells.iter().enumerate() {
                let locator = cell(row, column + 1);
                collector.text(path, &locator, &filled.shown);
                if let Some((kind, value)) = &filled.mention {
                    collector.mention(path, &locator, &filled.shown, kind, value.clone());
                }
            }
            for (column, claim) in claims {
                let quote = cells.get(*column).map(|filled| filled.shown.clone());
                let place = (
                    path.to_owned(),
                    cell(row, column + 1),
                    quote.unwrap_or_default(),
                );
                collector.claim(claim.clone(), vec![place]);
            }
        }
        for (at, note) in self.notes.iter().enumerate() {
            let row = header_row + self.rows.len() + 1 + at;
            collector.text(path, &cell(row, 1), note);
        }
        let whole = title.unwrap_or(first).to_owned();
        for claim in &self.claims {
            collector.claim(
                claim.clone(),
                vec![(path.to_owned(), cell(1, 1), whole.clone())],
            );
        }
    }

    fn pieces(&self) -> Vec<String> {
        let cells = self.rows.iter().flat_map(|(cells, _)| cells);
        let heads = self.heads.iter().map(|head| head.0.to_owned());
        let mut all = self.titles.clone();
        all.extend(heads);
        all.extend(cells.map(|cell| cell.shown.clone()));
        all.extend(self.notes.clone());
        all
    }
}

/// Writes tables as the sheets of a workbook.
pub(crate) fn workbook(
    path: &str,
    title: &str,
    author: &str,
    created: jiff::civil::DateTime,
    grids: &[Grid],
    collector: &mut Collector,
) -> Result<(), LeakError> {
    let sheets = grids.iter().map(|grid| {
        let text = |words: &String| Cell::Text(words.clone());
        let mut rows: Vec<Vec<Cell>> = grid.titles.iter().map(|words| vec![text(words)]).collect();
        rows.push(
            grid.heads
                .iter()
                .map(|head| Cell::Text(head.0.into()))
                .collect(),
        );
        for (cells, _) in &grid.rows {
            let stored = cells.iter().map(|cell| match &cell.stored {
                Some(stored) => stored.clone(),
                None if cell.shown.is_empty() => Cell::Empty,
                None => text(&cell.shown),
            });
            rows.push(stored.collect());
        }
        rows.extend(grid.notes.iter().map(|words| vec![text(words)]));
        let merged = grid.titles.iter().enumerate();
        Sheet {
            name: grid.sheet.clone(),
            rows,
            merged: merged
                .map(|(row, _)| (row + 1, 1, row + 1, grid.heads.len()))
                .collect(),
            widths: vec![16; grid.heads.len()],
            ..Sheet::default()
        }
    });
    let book = Workbook {
        title: title.to_owned(),
        author: author.to_owned(),
        created,
        sheets: sheets.collect(),
    };
    let file = at(path, xlsx(&book))?;
    collector.file(path, file.bytes, Nature::XLSX);
    for grid in grids {
        let cell = |row, column| format!("sheet={}&cell={}", grid.sheet, reference(row, column));
        let header = grid.header_row();
        let range = format!(
            "sheet={}&range={}:{}",
            grid.sheet,
            reference(header, 1),
            reference(header, grid.heads.len())
        );
        grid.entries(path, Some(&grid.sheet), &cell, &range, collector);
    }
    collector.searchable(path, grids.iter().flat_map(Grid::pieces).collect());
    Ok(())
}

/// Writes a table as delimited text in an encoding.
pub(crate) fn delimited(
    path: &str,
    delimiter: u8,
    encoding: &str,
    grid: &Grid,
    collector: &mut Collector,
) -> Result<(), LeakError> {
    let mut rows: Vec<Vec<String>> = grid
        .titles
        .iter()
        .map(|title| vec![title.clone()])
        .collect();
    rows.push(grid.heads.iter().map(|head| head.0.to_owned()).collect());
    for (cells, _) in &grid.rows {
        rows.push(cells.iter().map(|cell| cell.shown.clone()).collect());
    }
    rows.extend(grid.notes.iter().map(|note| vec![note.clone()]));
    let file = at(path, table::csv(&rows, delimiter))?;
    let (bytes, read_as) = encoded(path, &file.text, encoding)?;
    let media_type = if delimiter == b'\t' {
        "text/tab-separated-values"
    } else {
        "text/csv"
    };
    collector.file(path, bytes, Nature::text(media_type, read_as));
    let header = format!("row={}", grid.header_row());
    let cell = |row, column| format!("cell={row},{column}");
    grid.entries(path, None, &cell, &header, collector);
    collector.searchable(path, grid.pieces());
    Ok(())
}
