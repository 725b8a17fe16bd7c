//! SQLite databases, read page by page without SQLite: a part for each table, rows in the order of the table.
//! Always: nothing of the file is run (no view, trigger, function or module); each page is visited once, in
//! whatever circle they lead; what was not yet moved from a write-ahead log is not there.

mod pages;
mod schema;
mod values;

use daylight_model::{ChildKind, Outcome, Reason};

use super::records::Records;
use crate::reading::{About, Ending, Out, child_named, failed, partial};
use crate::source::Source;
use pages::{Database, Walk};
use schema::Table;
use values::{Value, record};

/// Tables that are read.
const MOST: usize = 10_000;

/// Values that are sent as files of their own.
const FILES: u64 = 20_000;

/// Reads a database.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "sqlite@1";
    let mut database =
        Database::open(source)?.ok_or_else(|| failed(Reason::Corrupt, "its header is damaged"))?;
    let mut tables = Vec::new();
    let mut walk = Walk::new(1);
    let mut damaged = Vec::new();
    while let Some(entry) = database.next_row(&mut walk, source)? {
        let values = record(&entry.payload, database.encoding());
        tables.extend(Table::described(&values).filter(|_| tables.len() < MOST));
    }
    if walk.damaged {
        damaged.push("the list of tables".to_owned());
    }
    tables.sort_by(|a, b| a.name.cmp(&b.name));
    for table in &tables {
        let mut records = Records::new(&table.name, &table.name, &table.columns());
        let mut walk = Walk::new(table.root);
        while let Some(entry) = database.next_row(&mut walk, source)? {
            let values = record(&entry.payload, database.encoding());
            let values = table.in_order(values, entry.number);
            let mut shown = Vec::with_capacity(values.len());
            for (column, value) in values.iter().enumerate() {
                shown.push(value.shown());
                if let Value::Bytes(bytes) = value {
                    send_file(table, records.rows() + 1, column, bytes, out)?;
                }
            }
            records.row(&shown, out)?;
        }
        if walk.damaged {
            damaged.push(table.name.clone());
        }
        if records.rows() > 0 || !walk.damaged {
            records.send(out)?;
        }
    }
    if !damaged.is_empty() {
        let names = damaged.join(", ");
        return Err(partial(Reason::Corrupt, format!("damaged tables: {names}")));
    }
    Ok(())
}

/// Sends a value that is a file of a known kind.
fn send_file(table: &Table, row: u64, column: usize, bytes: &[u8], out: &mut Out<'_>) -> Ending {
    if bytes.len() < 64 || out.children() >= FILES {
        return Ok(());
    }
    let format = file_format::FileFormat::from_bytes(bytes);
    let known = format != file_format::FileFormat::default()
        && format != file_format::FileFormat::PlainText;
    if !known {
        return Ok(());
    }
    let name = format!(
        "{}/{row}/{}.{}",
        table.name,
        table.column(column),
        format.extension()
    );
    let start = child_named(name, ChildKind::Embedded);
    out.child(start, &mut &*bytes, |_| Outcome::READ)?;
    Ok(())
}

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use tests::sample;
