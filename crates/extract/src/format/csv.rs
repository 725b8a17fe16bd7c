//! Tables as text: cells separated by a comma, semicolon, tab or bar, quoted where they hold one. Always: an
//! anchor for each cell that is not empty; rows are counted as they are read, blank ones too; a quotation mark
//! that never closes is a character like any other.

use daylight_model::{LineBreaks, PartKind, Place};

use super::text;
use crate::encoding::Decision;
use crate::reading::{About, Ending, Out, PART_BYTES, Written, unreadable};
use crate::source::Source;

/// A quoted cell that is longer than this was not meant as one.
const LONGEST_QUOTED: usize = 256 * 1024;

/// Rows that the delimiter is decided by.
const SNIFFED_ROWS: usize = 100;

/// Reads a table.
pub(crate) fn read(
    source: &mut Source<'_>,
    decision: Decision,
    out: &mut Out<'_>,
    about: &mut About,
) -> Ending {
    about.reader = "csv@1";
    let named_tabs = matches!(source.extension().as_str(), "tsv" | "tab");
    let mut text = text::open(source, decision, about)?;
    let mut rows: Option<Rows> = None;
    while let Some(block) = text.block().map_err(|error| unreadable(&error))? {
        let rows = rows.get_or_insert_with(|| {
            let delimiter = sniffed(&block, named_tabs);
            about.settings.push(name_of(delimiter).to_owned());
            Rows::new(delimiter)
        });
        for start in pieces(&block) {
            rows.feed(start);
            if rows.written.len() >= PART_BYTES && rows.is_between_rows() {
                let full = rows.take();
                out.part(PartKind::Sheet, None, LineBreaks::End, full)?;
            }
        }
    }
    if let Some(mut rows) = rows {
        rows.finish();
        out.part(PartKind::Sheet, None, LineBreaks::End, rows.take())?;
    }
    text::tell(&text, decision, out)
}

fn pieces(block: &str) -> impl Iterator<Item = &str> {
    block.split_inclusive('\n')
}

fn name_of(delimiter: char) -> &'static str {
    match delimiter {
        '\t' => "tab",
        ';' => "semicolon",
        '|' => "bar",
        _ => "comma",
    }
}

/// Returns the delimiter that gives the most even rows.
fn sniffed(block: &str, named_tabs: bool) -> char {
    let sample: String = block
        .split_inclusive('\n')
        .take(SNIFFED_ROWS)
        .scan(0, |bytes, line| {
            *bytes += line.len();
            (*bytes < LONGEST_QUOTED).then_some(line)
        })
        .collect();
    let evenness = |delimiter| {
        let mut rows = Rows::new(delimiter);
        rows.feed(&sample);
        rows.finish();
        let widths: Vec<u32> = rows.widths.into_iter().filter(|width| *width > 0).collect();
        let first = widths.first().copied().unwrap_or(0);
        if first < 2 && !widths.iter().any(|width| *width > 1) {
            return (0, 0);
        }
        let mut sorted = widths.clone();
        sorted.sort_unstable();
        let usual = sorted.get(sorted.len() / 2).copied().unwrap_or(0);
        let even = widths.iter().filter(|width| **width == usual).count();
        let even = if usual < 2 {
            0
        } else {
            even * 100 / widths.len()
        };
        (even, usual)
    };
    let mut best = ((0, 0), if named_tabs { '\t' } else { ',' });
    for delimiter in if named_tabs {
        ['\t', ',', ';', '|']
    } else {
        [',', '\t', ';', '|']
    } {
        let (even, width) = evenness(delimiter);
        let ((best_even, best_width), _) = best;
        // A few uneven rows more are outweighed by more columns.
        let better =
            even > best_even + 10 || (even + 10 >= best_even && width > best_width && even > 0);
        if better {
            best = ((even, width), delimiter);
        }
    }
    best.1
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    /// After a quotation mark in a quoted cell.
    Closed,
}

/// Rows as they are read.
struct Rows {
    delimiter: char,
    state: State,
    row: u32,
    column: u32,
    cell: String,
    /// What was read since a quotation mark opened.
    since_quote: String,
    quotes_are_plain: bool,
    after_return: bool,
    begun: bool,
    written: Written,
    widths: Vec<u32>,
}

impl Rows {
    fn new(delimiter: char) -> Self {
        Self {
            delimiter,
            state: State::CellStart,
            row: 1,
            column: 1,
            cell: String::new(),
            since_quote: String::new(),
            quotes_are_plain: false,
            after_return: false,
            begun: false,
            written: Written::default(),
            widths: Vec::new(),
        }
    }

    fn is_between_rows(&self) -> bool {
        self.state == State::CellStart && self.column == 1
    }

    fn take(&mut self) -> Written {
        let mut written = std::mem::take(&mut self.written);
        if written.text().ends_with('\n') {
            written.truncate(written.len() - 1);
        }
        written
    }

    fn feed(&mut self, text: &str) {
        for character in text.chars() {
            self.next(character);
            if self.since_quote.len() > LONGEST_QUOTED {
                self.reread_plain();
            }
        }
    }

    fn next(&mut self, character: char) {
        let after_return = std::mem::take(&mut self.after_return);
        if matches!(self.state, State::Quoted | State::Closed) {
            self.since_quote.push(character);
        }
        match (self.state, character) {
            (State::CellStart, '\n') if after_return => {}
            (State::CellStart, '"') if !self.quotes_are_plain => {
                self.state = State::Quoted;
                self.since_quote.clear();
            }
            (State::Quoted, '"') => self.state = State::Closed,
            (State::Quoted, _) => self.cell.push(character),
            (State::Closed, '"') => {
                self.cell.push('"');
                self.state = State::Quoted;
            }
            (_, '\n' | '\r') => {
                self.end_cell();
                self.end_row();
                self.after_return = character == '\r';
            }
            (_, character) if character == self.delimiter => {
                self.end_cell();
                self.column = self.column.saturating_add(1);
                self.begun = true;
            }
            (_, _) => {
                self.cell.push(character);
                self.state = State::Plain;
            }
        }
    }

    /// Reads again what followed a quotation mark that did not close.
    fn reread_plain(&mut self) {
        let again = std::mem::take(&mut self.since_quote);
        self.cell = "\"".to_owned();
        self.state = State::Plain;
        self.quotes_are_plain = true;
        for character in again.chars() {
            self.next(character);
        }
        self.quotes_are_plain = false;
    }

    fn end_cell(&mut self) {
        if self.column > 1 {
            self.written.push("\t");
        }
        let cell = std::mem::take(&mut self.cell);
        self.begun |= !cell.is_empty() || self.state != State::CellStart;
        self.written
            .push_at(&cell, Place::cell(self.row, self.column));
        self.state = State::CellStart;
        self.since_quote.clear();
    }

    fn end_row(&mut self) {
        let begun = std::mem::take(&mut self.begun);
        if self.widths.len() < 2 * SNIFFED_ROWS {
            self.widths.push(if begun { self.column } else { 0 });
        }
        self.written.push("\n");
        self.row = self.row.saturating_add(1);
        self.column = 1;
    }

    fn finish(&mut self) {
        if self.state == State::Quoted {
            self.reread_plain();
        }
        if self.state != State::CellStart || self.column > 1 {
            self.end_cell();
            self.end_row();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::{check_parts, read_named};

    #[test]
    fn cells_keep_their_row_and_column_whatever_the_delimiter() {
        for delimiter in [",", ";", "\t", "|"] {
            let table = "姓名,金额,备注\n张伟,5.5万元,\n\n李强,,拖欠\n".replace(',', delimiter);
            check_parts(
                &read_named("a.csv", table.as_bytes()),
                &[(
                    "姓名\t金额\t备注\n张伟\t5.5万元\t\n\n李强\t\t拖欠",
                    &[
                        ("cell=1,2", "金额"),
                        ("cell=2,2", "5.5万元"),
                        ("cell=4,1", "李强"),
                        ("cell=4,3", "拖欠"),
                    ],
                )],
            );
        }
    }

    #[test]
    fn quoted_cells_hold_delimiters_quotes_and_line_breaks() {
        check_parts(
            &read_named("a.csv", b"a,\"x, \"\"y\"\"\nz\",c\r\n1,2,3\r\n"),
            &[(
                "a\tx, \"y\"\nz\tc\n1\t2\t3",
                &[
                    ("cell=1,2", "x, \"y\"\nz"),
                    ("cell=1,3", "c"),
                    ("cell=2,3", "3"),
                ],
            )],
        );
    }

    #[test]
    fn a_quotation_mark_that_never_closes_costs_nothing() {
        check_parts(
            &read_named("a.csv", b"a,\"b\nc,d\ne,f\n"),
            &[(
                "a\t\"b\nc\td\ne\tf",
                &[("cell=1,2", "\"b"), ("cell=3,2", "f")],
            )],
        );
    }

    #[test]
    fn formulas_are_text() {
        check_parts(
            &read_named("a.csv", b"name,x\n=cmd|'/c calc'!A1,1\n@SUM(A1),2\n"),
            &[(
                "name\tx\n=cmd|'/c calc'!A1\t1\n@SUM(A1)\t2",
                &[("cell=2,1", "=cmd|'/c calc'!A1")],
            )],
        );
    }

    #[test]
    fn a_table_of_many_rows_comes_in_parts_that_count_on() {
        let mut table = String::from("n,word\n");
        for row in 2..=60_000 {
            table.push_str(&format!("{row},some words to fill the row with\n"));
        }
        let found = read_named("a.csv", table.as_bytes());
        assert!(found.parts.len() > 1);
        let last = found.parts.last().unwrap();
        assert_eq!(
            last.anchors().last().unwrap().place.to_string(),
            "cell=60000,2"
        );
    }
}
