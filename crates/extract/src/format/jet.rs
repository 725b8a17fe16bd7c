//! Databases of Access (mdb of 97 to 2003, accdb), read page by page without Access: a part for each table, rows in the
//! order of the file. Always: nothing of the file is run (no query, macro or form); no pointer is followed twice for one
//! value; what only asks for a password but is not locked by it is read, and said so.

mod columns;
mod pages;

use std::collections::BTreeSet;

use daylight_model::{ChildKind, Outcome, Reason};

use super::records::Records;
use crate::reading::{About, Ending, Out, child_named, failed, partial};
use crate::source::Source;
use columns::{Table, Value};
use pages::Database;

/// How a database begins: after its first four bytes.
pub(crate) const SIGNATURES: [&[u8]; 2] = [
    b"\0\x01\0\0Standard Jet DB\0",
    b"\0\x01\0\0Standard ACE DB\0",
];

/// Tables that are read.
const MOST: usize = 10_000;

/// Values that are sent as files of their own.
const FILES: u64 = 20_000;

/// The page of the table that lists all others.
const CATALOGUE: u32 = 2;

/// A table as the catalogue has it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Listed {
    name: String,
    page: u32,
}

/// Reads a database.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "jet@1";
    let mut database = Database::open(source, about)?;
    if database.asks_only {
        out.warn(
            None,
            "asks for a password which locks nothing: it was read without",
        )?;
    }
    let broken = || failed(Reason::Corrupt, "its list of tables is damaged");
    let catalogue = Table::read(CATALOGUE, &mut database)?.ok_or_else(broken)?;
    let mut listed = Vec::new();
    let (mut linked, mut queries) = (Vec::new(), 0);
    let mut rows = catalogue.rows(&mut database)?;
    while let Some(row) = rows.next(&mut database)? {
        let Some(row) = row else { continue };
        let mut value = |name: &str| catalogue.value(name, &row, &mut database);
        let (name, kind) = (value("Name")?.shown(), value("Type")?.number());
        let flags = value("Flags")?.number().unwrap_or(0);
        match kind {
            // Those of the program itself have the highest bit or the second.
            Some(1) if flags & 0x8000_0002 == 0 && listed.len() < MOST => {
                let page = value("Id")?.number().unwrap_or(0) & 0x00ff_ffff;
                let page = u32::try_from(page).unwrap_or(0);
                listed.push(Listed { name, page });
            }
            Some(4 | 6) => linked.push(name),
            Some(5) => queries += 1,
            _ => {}
        }
    }
    let mut damaged = BTreeSet::new();
    if rows.damaged {
        damaged.insert("the list of tables".to_owned());
    }
    listed.sort();
    for table in &listed {
        if !send(table, &mut database, out)? {
            damaged.insert(table.name.clone());
        }
    }
    if !linked.is_empty() {
        linked.sort();
        linked.truncate(100);
        let names = linked.join(", ");
        out.warn(None, format!("tables that lie in other files: {names}"))?;
    }
    if queries > 0 {
        out.warn(None, format!("{queries} queries, which were not run"))?;
    }
    if !damaged.is_empty() {
        let names: Vec<String> = damaged.into_iter().take(100).collect();
        let names = names.join(", ");
        return Err(partial(Reason::Corrupt, format!("damaged tables: {names}")));
    }
    Ok(())
}

/// Sends the rows of a table; returns whether all of them were there.
fn send(
    listed: &Listed,
    database: &mut Database<'_, '_>,
    out: &mut Out<'_>,
) -> Result<bool, Outcome> {
    let Some(table) = Table::read(listed.page, database)? else {
        return Ok(false);
    };
    let mut records = Records::new(&listed.name, &listed.name, &table.names());
    let mut rows = table.rows(database)?;
    while let Some(row) = rows.next(database)? {
        let Some(row) = row else {
            records.skip();
            continue;
        };
        let mut shown = Vec::with_capacity(table.columns.len());
        // Values of one row may all lead to the same long text.
        let mut left = database.most();
        for (index, column) in table.columns.iter().enumerate() {
            let value = table.of_column(column, &row, database)?;
            shown.push(value.shown());
            left = left.saturating_sub(shown.last().map_or(0, String::len));
            if left == 0 {
                rows.damaged = true;
                break;
            }
            if let Value::Bytes(bytes) = value {
                let name = format!(
                    "{}/{}/{}",
                    listed.name,
                    records.rows() + 1,
                    table.columns[index].name
                );
                file(&name, &bytes, out)?;
            }
        }
        records.row(&shown, out)?;
    }
    if records.rows() > 0 || !rows.damaged {
        records.send(out)?;
    }
    Ok(!rows.damaged && table.whole)
}

/// Sends a value that is a file of a known kind.
fn file(name: &str, bytes: &[u8], out: &mut Out<'_>) -> Ending {
    if bytes.len() < 64 || out.children() >= FILES {
        return Ok(());
    }
    let bytes = columns::unwrapped(bytes);
    let format = file_format::FileFormat::from_bytes(&bytes);
    let known = format != file_format::FileFormat::default()
        && format != file_format::FileFormat::PlainText;
    if !known {
        return Ok(());
    }
    let name = format!("{name}.{}", format.extension());
    let start = child_named(name, ChildKind::Embedded);
    out.child(start, &mut &*bytes, |_| Outcome::READ)?;
    Ok(())
}

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use tests::sample;
