//! Tables: where they are, their header, what their columns hold.

use daylight_model::{Mention, Part, Table, TableRow};

use crate::Document;

/// Returns the tables of a document.
pub fn read(_document: &Document<'_>, _mentions: &[Mention]) -> Vec<Table> {
    Vec::new()
}

/// Returns the rows of data of a table of this part.
pub fn rows(_table: &Table, _part: &Part) -> Vec<TableRow> {
    Vec::new()
}
