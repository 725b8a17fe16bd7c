//! The text of a word-processor file as it flows: paragraphs and tables, with their numbers. Always: paragraphs
//! are counted over all that stand directly in their part, empty ones included, those in tables not; the text is
//! what stands when all changes are accepted, and what was changed is written apart.

use std::sync::Arc;

use daylight_model::{CellRef, LineBreaks, PartKind, Place};

use crate::reading::{Ending, Out, Written};

/// What ends a stretch of text in a file that marks only ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A paragraph.
    Paragraph,
    /// A cell of a table.
    Cell,
    /// A row of a table.
    Row,
}

/// A change that was tracked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// Whether the text came in; else it went.
    pub(crate) inserted: bool,
    /// By whom and when, as it is written after the verb; may be empty.
    pub(crate) who: String,
}

/// Text in one state of change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Run {
    /// The text.
    pub(crate) text: String,
    /// The change that it is part of.
    pub(crate) change: Option<Change>,
}

#[derive(Debug, Default)]
struct Table {
    number: u32,
    row: u32,
    column: u32,
    span: u32,
    cell_open: bool,
    cell_paragraphs: u32,
}

/// Writes paragraphs and tables.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    part: Option<Arc<str>>,
    written: Written,
    changes: Written,
    /// The change that was written last, to be gone on with.
    last_change: Option<Change>,
    paragraphs: u32,
    tables: u32,
    table: Option<Table>,
    /// Tables inside cells of the table.
    nested: u32,
    /// Whether a paragraph begins behind a prefix.
    begun: bool,
    /// What is drawn before the next paragraph and stands nowhere.
    label: String,
}

/// Columns that one cell may span.
const WIDEST: u32 = 1000;

impl Flow {
    /// Starts the text of a part; the body has no name.
    pub(crate) fn new(part: Option<&str>) -> Self {
        Self {
            part: part.map(Arc::from),
            ..Self::default()
        }
    }

    fn place(&self) -> Place {
        match &self.table {
            Some(table) => Place::TableCell {
                part: self.part.clone(),
                table: table.number,
                cell: CellRef {
                    row: table.row.max(1),
                    column: table.column.max(1),
                },
            },
            None => Place::Paragraphs {
                part: self.part.clone(),
                first: self.paragraphs.max(1),
                last: self.paragraphs.max(1),
            },
        }
    }

    /// Returns whether there is no text.
    pub(crate) fn is_empty(&self) -> bool {
        self.written.is_empty() && self.changes.is_empty()
    }

    /// Returns whether a table is open.
    pub(crate) fn in_table(&self) -> bool {
        self.table.is_some()
    }

    /// Begins a paragraph.
    pub(crate) fn paragraph(&mut self) {
        let begun = std::mem::take(&mut self.begun);
        self.last_change = None;
        match &mut self.table {
            Some(table) => {
                table.cell_paragraphs += 1;
                if table.cell_paragraphs > 1 {
                    self.text("\n");
                }
            }
            None => {
                self.paragraphs = self.paragraphs.saturating_add(1);
                if (self.paragraphs > 1 || self.tables > 0) && !begun {
                    self.written.push("\n");
                }
            }
        }
        let label = std::mem::take(&mut self.label);
        self.written.push(&label);
    }

    /// Writes what stands before the next paragraph and in no place, such as the author of a comment.
    pub(crate) fn prefix(&mut self, text: &str) {
        self.end_tables();
        if !self.written.is_empty() {
            self.written.push("\n");
        }
        self.written.push(text);
        self.begun = true;
    }

    /// Says what number is drawn before the next paragraph: it stands in the text and in no place.
    pub(crate) fn number(&mut self, label: String) {
        self.label = label;
    }

    /// Appends text to the paragraph.
    pub(crate) fn text(&mut self, text: &str) {
        let place = self.place();
        self.written.push_at(text, place);
    }

    /// Appends text that may be part of a change.
    pub(crate) fn run(&mut self, text: &str, change: Option<&Change>) {
        let Some(change) = change else {
            self.last_change = None;
            self.text(text);
            return;
        };
        let place = self.place();
        if self.last_change.as_ref() != Some(change) {
            if !self.changes.is_empty() {
                self.changes.push("\n");
            }
            let verb = if change.inserted {
                "inserted"
            } else {
                "deleted"
            };
            self.changes.push(&format!("{verb}{}: ", change.who));
            self.last_change = Some(change.clone());
        }
        self.changes.push_at(text, place);
        if change.inserted {
            self.text(text);
        }
    }

    /// Begins a table; one inside a cell is text of the cell.
    pub(crate) fn start_table(&mut self) {
        if self.table.is_some() {
            self.nested += 1;
            return;
        }
        self.tables += 1;
        if !self.written.is_empty() && !std::mem::take(&mut self.begun) {
            self.written.push("\n");
        }
        self.table = Some(Table {
            number: self.tables,
            ..Table::default()
        });
    }

    /// Ends a table.
    pub(crate) fn end_table(&mut self) {
        match self.nested {
            0 => self.table = None,
            _ => self.nested -= 1,
        }
    }

    /// Ends all tables.
    pub(crate) fn end_tables(&mut self) {
        (self.table, self.nested) = (None, 0);
    }

    /// Begins a row.
    pub(crate) fn row(&mut self) {
        let Some(table) = self.table.as_mut().filter(|_| self.nested == 0) else {
            return;
        };
        table.row = table.row.saturating_add(1);
        (table.column, table.span, table.cell_open) = (0, 1, false);
        if table.row > 1 {
            self.written.push("\n");
        }
    }

    /// Begins a cell that spans so many columns.
    pub(crate) fn cell(&mut self, span: u32) {
        let Some(table) = self.table.as_mut().filter(|_| self.nested == 0) else {
            return;
        };
        let step = if table.column == 0 {
            1
        } else {
            table.span.max(1)
        };
        let tabs = if table.column == 0 { 0 } else { step as usize };
        table.column = table.column.saturating_add(step);
        table.span = span.clamp(1, WIDEST);
        (table.cell_paragraphs, table.cell_open) = (0, true);
        self.written.push(&"\t".repeat(tabs));
    }

    /// Writes text that ends with a mark, for files that say only at its end what it was.
    pub(crate) fn ended(&mut self, runs: &[Run], mark: Mark, in_table: bool) {
        let blank = runs.iter().all(|run| run.text.trim().is_empty());
        if !in_table && mark == Mark::Paragraph {
            self.end_tables();
        } else {
            if self.table.is_none() {
                self.start_table();
            }
            let Some(table) = &mut self.table else { return };
            if mark == Mark::Row && blank {
                self.label.clear();
                table.cell_open = false;
                table.span = 0;
                return;
            }
            let new_row = table.row == 0 || table.span == 0;
            let new_cell = !table.cell_open;
            if new_row {
                self.row();
            }
            if new_cell {
                self.cell(1);
            }
        }
        self.paragraph();
        for run in runs {
            self.run(&run.text, run.change.as_ref());
        }
        if let Some(table) = &mut self.table {
            table.cell_open &= mark == Mark::Paragraph;
            if mark == Mark::Row {
                table.span = 0;
            }
        }
    }

    /// Sends the text, and what was changed in it.
    pub(crate) fn send(self, kind: PartKind, out: &mut Out<'_>) -> Ending {
        let Self {
            part,
            mut written,
            changes,
            ..
        } = self;
        written.trim_end();
        let name = part.as_deref().map(str::to_owned);
        let label = match &name {
            Some(name) => format!("changes in {name}"),
            None => "changes".to_owned(),
        };
        out.part(kind, name, LineBreaks::End, written)?;
        out.part(PartKind::Comments, Some(label), LineBreaks::End, changes)
    }
}
