//! A card for each set of data: what it is, how much, of what kind. Always: no value of a cell but the first and
//! the last date stands on it, so that it can be shown where the rows must not be.

use std::collections::BTreeSet;

use daylight_model::{ColumnType, Part, Table};

use super::volume;
use crate::grid;
use crate::message::clock::{self, DateOrder};

/// What a set of data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataSetCard {
    /// Its title, letter for letter.
    pub title: Option<String>,
    /// Rows of data.
    pub rows: u64,
    /// Names and types of its columns.
    pub columns: Vec<(String, ColumnType)>,
    /// Kinds of personal data in it.
    pub sensitive: Vec<ColumnType>,
    /// First and last date in it, ISO 8601.
    pub date_range: Option<(String, String)>,
    /// Bytes that its rows say they stand for.
    pub volume: Option<u64>,
}

impl DataSetCard {
    /// Returns whether it is a set of data of persons.
    pub fn is_personal(&self) -> bool {
        !self.sensitive.is_empty()
    }
}

/// Returns the card of a table; `part` is the one that it begins in.
pub fn card(table: &Table, part: &Part) -> DataSetCard {
    let sensitive: BTreeSet<ColumnType> = table
        .columns
        .iter()
        .filter(|column| column.sensitive)
        .map(|column| column.kind)
        .collect();
    let mut first: Option<String> = None;
    let mut last: Option<String> = None;
    let mut volume: Option<u64> = None;
    for row in super::rows(table, part) {
        for (column, span) in table.columns.iter().zip(&row.cells) {
            let Some(span) = span else { continue };
            let text = grid::text_in(part, *span);
            match column.kind {
                ColumnType::Bytes => {
                    if let Some(bytes) = volume::parse(text, &column.name) {
                        volume = Some(volume.unwrap_or(0).saturating_add(bytes));
                    }
                }
                ColumnType::Date | ColumnType::Time if !column.sensitive => {
                    let stamp = clock::whole(text, DateOrder::DayFirst);
                    let Some((year, month, day)) = stamp.and_then(|stamp| stamp.date) else {
                        continue;
                    };
                    let date = format!("{year:04}-{month:02}-{day:02}");
                    if first.as_ref().is_none_or(|first| date < *first) {
                        first = Some(date.clone());
                    }
                    if last.as_ref().is_none_or(|last| date > *last) {
                        last = Some(date);
                    }
                }
                _ => {}
            }
        }
    }
    DataSetCard {
        title: table.title.clone(),
        rows: table.rows,
        columns: table
            .columns
            .iter()
            .map(|column| (column.name.clone(), column.kind))
            .collect(),
        sensitive: sensitive.into_iter().collect(),
        date_range: first.zip(last),
        volume,
    }
}
