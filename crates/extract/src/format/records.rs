//! Rows of a database table as text: the names of the columns, then a line for each row. Always: each value is an
//! anchor at its row; rows are counted from 1 in the order of the table.

use std::sync::Arc;

use daylight_model::{LineBreaks, PartKind, Place};

use crate::reading::{Ending, Out, PART_BYTES, Written};

/// Writes the rows of one table.
pub(crate) struct Records {
    table: Arc<str>,
    label: String,
    columns: String,
    row: u64,
    written: Written,
}

impl Records {
    /// Starts a table; the label names its parts.
    pub(crate) fn new(table: &str, label: &str, columns: &[String]) -> Self {
        let mut records = Self {
            table: table.into(),
            label: label.to_owned(),
            columns: columns.join("\t"),
            row: 0,
            written: Written::default(),
        };
        records.written.push(&records.columns);
        records
    }

    /// Returns how many rows there were.
    pub(crate) fn rows(&self) -> u64 {
        self.row
    }

    /// Passes a row over that is written elsewhere: it counts all the same.
    pub(crate) fn skip(&mut self) {
        self.row += 1;
    }

    /// Writes a row under its number, sending what is full.
    pub(crate) fn row(&mut self, values: &[String], out: &mut Out<'_>) -> Ending {
        self.row += 1;
        self.row_at(self.row, values, out)
    }

    /// Writes a row whose number is known from elsewhere.
    pub(crate) fn row_at(&mut self, row: u64, values: &[String], out: &mut Out<'_>) -> Ending {
        if self.written.len() >= PART_BYTES {
            self.send(out)?;
            self.written.push(&self.columns);
        }
        self.written.push("\n");
        for (index, value) in values.iter().enumerate() {
            if index > 0 {
                self.written.push("\t");
            }
            let place = Place::Record {
                table: self.table.clone(),
                row,
            };
            self.written.push_at(value, place);
        }
        Ok(())
    }

    /// Sends the rows so far.
    pub(crate) fn send(&mut self, out: &mut Out<'_>) -> Ending {
        let full = std::mem::take(&mut self.written);
        let name = Some(self.label.clone());
        out.part(PartKind::Sheet, name, LineBreaks::End, full)
    }
}
