//! The table of files: which rows are asked for, in SQL, and what a row says. Always: paths in bytewise
//! order, which is SQLite's own for text; every value is bound, none is written into a statement.

use daylight_model::{BlobId, Outcome, State};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use super::columns::{count, hash, integer, json, maybe_hash, outcome, state, time};
use super::failure::Failure;
use crate::store::ledger::{FileFilter, FilePage, FileRow, FileSet, PlacedFile};
use crate::store::memory_ledger::folded;

/// The columns that `file_row` reads, of `file`, `blob` and `source`.
pub(super) const COLUMNS: &str = "file.path, file.path_bytes, blob.hash, file.bytes, file.media_type, \
    file.encoding, file.language, file.script, file.state, file.reason, file.detail, file.duplicate_of, \
    file.parent, source.label, file.acquired_at, file.parts, file.pages, file.members, file.warnings";
/// Where they come from.
pub(super) const TABLES: &str = "file JOIN source ON source.id = file.source \
    LEFT JOIN blob ON blob.id = file.blob";

pub(super) fn file_row(row: &Row<'_>) -> rusqlite::Result<FileRow> {
    let Outcome {
        state,
        reason,
        detail,
    } = outcome(row, 8)?.unwrap_or(Outcome::PENDING);
    Ok(FileRow {
        path: row.get(0)?,
        path_bytes: row.get(1)?,
        sha256: maybe_hash(row, 2)?,
        bytes: count(row, 3)?,
        media_type: row.get(4)?,
        encoding: row.get(5)?,
        language: row.get(6)?,
        script: row.get(7)?,
        state,
        reason,
        detail,
        duplicate_of: row.get(11)?,
        parent: row.get(12)?,
        source: row.get(13)?,
        acquired_at: time(row, 14)?,
        parts: row.get(15)?,
        pages: row.get(16)?,
        members: row.get(17)?,
        warnings: json(row, 18)?,
    })
}

pub(super) fn file_at(connection: &Connection, path: &str) -> Result<Option<FileRow>, Failure> {
    Ok(connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM {TABLES} WHERE file.path = ?1"
        ))?
        .query_row([path], file_row)
        .optional()?)
}

pub(super) fn files(connection: &Connection, filter: &FileFilter) -> Result<FilePage, Failure> {
    let asked = Asked::from(filter);
    let conditions = asked.conditions.join(" AND ");
    let (total, bytes) = connection
        .prepare_cached(&format!(
            "SELECT count(*), coalesce(sum(bytes), 0) FROM file WHERE {conditions}"
        ))?
        .query_row(params_from_iter(&asked.values), |row| {
            Ok((count(row, 0)?, count(row, 1)?))
        })?;
    let limit = filter.limit.map_or(-1, integer);
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM {TABLES} WHERE file.path IN
             (SELECT path FROM file WHERE {conditions} ORDER BY path LIMIT ? OFFSET ?)
         ORDER BY file.path"
    ))?;
    let page = [Value::from(limit), Value::from(integer(filter.offset))];
    let rows = statement.query_map(params_from_iter(asked.values.iter().chain(&page)), file_row)?;
    Ok(FilePage {
        total,
        bytes,
        files: rows.collect::<Result<_, _>>()?,
    })
}

pub(super) fn each(
    connection: &Connection,
    prefix: &str,
    take: &mut dyn FnMut(PlacedFile<'_>),
) -> Result<(), Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT path, state, bytes FROM file
         WHERE path >= ?1 AND (?2 IS NULL OR path < ?2) ORDER BY path",
    )?;
    let mut rows = statement.query(params![prefix, after_all_with(prefix)])?;
    while let Some(row) = rows.next()? {
        take(PlacedFile {
            path: row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?,
            state: state(row, 1)?,
            bytes: count(row, 2)?,
        });
    }
    Ok(())
}

pub(super) fn that_count(connection: &Connection) -> Result<Vec<(String, BlobId)>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT file.path, blob.hash FROM file JOIN blob ON blob.id = file.blob
         WHERE file.duplicate_of IS NULL ORDER BY file.path",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, hash(row, 1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A filter as conditions on `file`, and the values that stand for their question marks, in order.
struct Asked {
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Asked {
    fn add(&mut self, condition: impl Into<String>, values: impl IntoIterator<Item = Value>) {
        self.conditions.push(condition.into());
        self.values.extend(values);
    }

    fn text(&mut self, condition: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.add(condition, [Value::from(value.to_owned())]);
        }
    }
}

impl From<&FileFilter> for Asked {
    fn from(filter: &FileFilter) -> Self {
        let mut asked = Self {
            conditions: vec!["true".into()],
            values: Vec::new(),
        };
        if !filter.states.is_empty() {
            let marks = vec!["?"; filter.states.len()].join(", ");
            let states = filter.states.iter().copied().map(State::as_str);
            let states = states.map(|state| Value::from(state.to_owned()));
            asked.add(format!("state IN ({marks})"), states);
        }
        asked.text("reason = ?", filter.reason.map(|reason| reason.as_str()));
        asked.text("media_type = ?", filter.media_type.as_deref());
        asked.text("language = ?", filter.language.as_deref());
        asked.text("parent = ?", filter.parent.as_deref());
        match filter.set {
            None => {}
            Some(FileSet::Acquired) => asked.add("parent IS NULL", []),
            Some(FileSet::Contained) => asked.add("parent IS NOT NULL", []),
        }
        if let Some(blob) = filter.blob {
            asked.add(
                "blob = (SELECT id FROM blob WHERE hash = ?)",
                [Value::from(blob.as_bytes().to_vec())],
            );
        }
        if let Some(prefix) = &filter.prefix {
            asked.text("path >= ?", Some(prefix));
            asked.text("path < ?", after_all_with(prefix).as_deref());
        }
        let containing = filter.containing.as_deref().map(folded);
        asked.text(
            "instr(coalesce(folded, path), ?) > 0",
            containing.as_deref(),
        );
        if filter.fold_duplicates {
            fold_duplicates(&mut asked);
        }
        asked
    }
}

/// Leaves one copy of each blob: the one that counts if it is asked for, else the first by path.
fn fold_duplicates(asked: &mut Asked) {
    if asked.conditions.len() == 1 {
        asked.add("duplicate_of IS NULL", []);
        return;
    }
    let conditions = asked.conditions.join(" AND ");
    let values = asked.values.clone();
    asked.add(
        format!(
            "(duplicate_of IS NULL OR path IN (
                 SELECT min(path) FROM file WHERE {conditions} AND blob IS NOT NULL
                 GROUP BY blob HAVING min(duplicate_of IS NOT NULL)))"
        ),
        values,
    );
}

/// Returns the least text above all that begin with this: its last character made the next one. None if
/// there is no such text.
pub(crate) fn after_all_with(prefix: &str) -> Option<String> {
    let mut prefix = prefix.to_owned();
    while let Some(last) = prefix.pop() {
        // A range of characters steps over the gap where there are none.
        if let Some(next) = (last..=char::MAX).nth(1) {
            prefix.push(next);
            return Some(prefix);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_prefix_is_the_next_text_that_does_not_begin_with_it() {
        assert_eq!(after_all_with("合同/").as_deref(), Some("合同0"));
        assert_eq!(after_all_with("\u{d7ff}").as_deref(), Some("\u{e000}"));
        assert_eq!(after_all_with("a\u{10ffff}").as_deref(), Some("b"));
        assert_eq!(after_all_with(""), None);
    }
}
