//! Settling: everything that the table of files depends on is read in a few ordered queries, the table is
//! computed, and what differs from the stored one is written. Always: one transaction.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::mem::replace;

use daylight_model::{BlobId, Outcome, SourceId, Warning};
use rusqlite::{Row, Transaction, params};

use super::acquire::sources;
use super::columns::{as_json, count, hash, integer, json, maybe_hash, nanoseconds, outcome, time};
use super::failure::Failure;
use super::files::{COLUMNS, TABLES, file_row};
use super::status::{change, fresh_status, write_status};
use crate::store::ledger::{FileRow, Settled};
use crate::store::memory_ledger::folded;
use crate::store::settle::{
    AcquiredFile, FoundFile, Input, KnownBlob, ReadingFacts, settle as compute,
};

pub(super) fn settle(transaction: &Transaction<'_>) -> Result<Settled, Failure> {
    if let Some(status) = fresh_status(transaction)? {
        return Ok(Settled {
            files: status.acquired.files + status.contained.files,
            changed: 0,
        });
    }
    let (input, blob_rows) = read_input(transaction)?;
    let settlement = compute(&input);
    let table = Table {
        transaction,
        blob_rows,
        sources: input
            .sources
            .iter()
            .map(|source| (source.label.as_str(), source.id))
            .collect(),
    };
    let mut changed = BTreeSet::new();
    let mut stored = Stored::new(transaction);
    let mut computed = settlement.rows();
    let (mut old, mut new) = (stored.next()?, computed.next());
    // Both come in path order: walk along them side by side.
    loop {
        let order = match (&old, &new) {
            (None, None) => break,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => old.path.cmp(&new.path),
        };
        let before = match order {
            Ordering::Greater => None,
            _ => replace(&mut old, stored.next()?),
        };
        let after = match order {
            Ordering::Less => None,
            _ => replace(&mut new, computed.next()),
        };
        if before == after {
            continue;
        }
        let (copy_before, copy_after) = (copy(before.as_ref()), copy(after.as_ref()));
        if copy_before != copy_after {
            let blobs = [copy_before, copy_after].into_iter().flatten();
            changed.extend(blobs.map(|(blob, _)| blob));
        }
        match (before, after) {
            (_, Some(after)) => table.put(&after)?,
            (Some(before), None) => table.delete(&before.path)?,
            (None, None) => {}
        }
    }
    for blob in &changed {
        change(transaction, table.blob_row(*blob)?)?;
    }
    write_status(transaction, &settlement.status())?;
    Ok(Settled {
        files: settlement.len() as u64,
        changed: changed.len() as u64,
    })
}

/// Returns what of a row makes up the list of paths of its blob.
fn copy(row: Option<&FileRow>) -> Option<(BlobId, Option<String>)> {
    let row = row?;
    Some((row.sha256?, row.duplicate_of.clone()))
}

/// The stored rows, some thousands at a time: each lot is read to its end before a row of it is written.
struct Stored<'a> {
    transaction: &'a Transaction<'a>,
    lot: std::vec::IntoIter<FileRow>,
    /// The last path of the lot; none before the first lot.
    last: Option<String>,
}

impl<'a> Stored<'a> {
    const LOT: i64 = 4_096;

    fn new(transaction: &'a Transaction<'a>) -> Self {
        Self {
            transaction,
            lot: Vec::new().into_iter(),
            last: None,
        }
    }

    fn next(&mut self) -> Result<Option<FileRow>, Failure> {
        if let Some(row) = self.lot.next() {
            return Ok(Some(row));
        }
        let condition = match self.last {
            Some(_) => "file.path > ?1",
            None => "?1 IS NULL",
        };
        let mut statement = self.transaction.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM {TABLES} WHERE {condition} ORDER BY file.path LIMIT ?2"
        ))?;
        let rows = statement.query_map(params![self.last, Self::LOT], file_row)?;
        let lot = rows.collect::<Result<Vec<_>, _>>()?;
        if let Some(last) = lot.last() {
            self.last = Some(last.path.clone());
        }
        self.lot = lot.into_iter();
        Ok(self.lot.next())
    }
}

/// The table of files, to be written.
struct Table<'a> {
    transaction: &'a Transaction<'a>,
    blob_rows: BTreeMap<BlobId, i64>,
    sources: BTreeMap<&'a str, SourceId>,
}

impl Table<'_> {
    fn blob_row(&self, blob: BlobId) -> Result<i64, Failure> {
        let row = self.blob_rows.get(&blob).copied();
        row.ok_or(Failure::damaged("the list of blobs"))
    }

    fn put(&self, row: &FileRow) -> Result<(), Failure> {
        let source = self.sources.get(row.source.as_str());
        let source = source.ok_or(Failure::damaged("the list of sources"))?;
        let lower = folded(&row.path);
        self.transaction
            .prepare_cached(
                "INSERT OR REPLACE INTO file (path, folded, path_bytes, blob, bytes, media_type, encoding,
                     language, script, state, reason, detail, duplicate_of, parent, source, acquired_at,
                     parts, pages, members, warnings)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
                     ?19, ?20)",
            )?
            .execute(params![
                row.path,
                (lower != row.path).then_some(lower),
                row.path_bytes,
                row.sha256.map(|blob| self.blob_row(blob)).transpose()?,
                integer(row.bytes),
                row.media_type,
                row.encoding,
                row.language,
                row.script,
                row.state.as_str(),
                row.reason.map(|reason| reason.as_str()),
                row.detail,
                row.duplicate_of,
                row.parent,
                source.0,
                nanoseconds(row.acquired_at),
                row.parts,
                row.pages,
                row.members,
                as_json(&row.warnings)?,
            ])?;
        Ok(())
    }

    fn delete(&self, path: &str) -> Result<(), Failure> {
        self.transaction
            .prepare_cached("DELETE FROM file WHERE path = ?1")?
            .execute([path])?;
        Ok(())
    }
}

/// Reads what the table depends on, and in which row each blob is.
fn read_input(transaction: &Transaction<'_>) -> Result<(Input, BTreeMap<BlobId, i64>), Failure> {
    let mut input = Input {
        sources: sources(transaction)?,
        ..Input::default()
    };
    let mut blob_rows = BTreeMap::new();
    let mut statement = transaction.prepare(
        "SELECT blob.hash, blob.id, blob.bytes, reading.state, reading.reason, reading.detail,
             reading.media_type, reading.encoding, reading.language, reading.script, reading.parts,
             reading.pages, reading.members, reading.text_bytes, reading.warnings
         FROM blob LEFT JOIN reading ON reading.blob = blob.id ORDER BY blob.hash",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let blob = hash(row, 0)?;
        blob_rows.insert(blob, row.get(1)?);
        let known = KnownBlob {
            bytes: count(row, 2)?,
            reading: outcome(row, 3)?
                .map(|outcome| reading_facts(row, outcome))
                .transpose()?,
            members: Vec::new(),
        };
        input.blobs.insert(blob, known);
    }
    let mut statement = transaction.prepare(
        "SELECT acquisition.source, acquisition.path_bytes, acquisition.shown, blob.hash,
             acquisition.state, acquisition.reason, acquisition.detail, acquisition.acquired_at
         FROM acquisition LEFT JOIN blob ON blob.id = acquisition.blob ORDER BY acquisition.id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        input.acquired.push(AcquiredFile {
            source: SourceId(row.get(0)?),
            path_bytes: row.get(1)?,
            shown: row.get(2)?,
            blob: maybe_hash(row, 3)?,
            outcome: outcome(row, 4)?,
            at: time(row, 7)?,
        });
    }
    let mut statement = transaction.prepare(
        "SELECT container.hash, member.name_bytes, member.name, blob.hash,
             member.state, member.reason, member.detail
         FROM member JOIN blob AS container ON container.id = member.container
         LEFT JOIN blob ON blob.id = member.blob ORDER BY member.container, member.number",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(container) = input.blobs.get_mut(&hash(row, 0)?) {
            container.members.push(FoundFile {
                name_bytes: row.get(1)?,
                name: row.get(2)?,
                blob: maybe_hash(row, 3)?,
                outcome: outcome(row, 4)?,
            });
        }
    }
    Ok((input, blob_rows))
}

fn reading_facts(row: &Row<'_>, outcome: Outcome) -> rusqlite::Result<ReadingFacts> {
    let warnings: Vec<Warning> = json(row, 14)?;
    Ok(ReadingFacts {
        outcome,
        media_type: row.get(6)?,
        encoding: row.get(7)?,
        language: row.get(8)?,
        script: row.get(9)?,
        parts: row.get(10)?,
        pages: row.get(11)?,
        members: row.get(12)?,
        text_bytes: count(row, 13)?,
        warnings: warnings.into_iter().map(|warning| warning.what).collect(),
    })
}
