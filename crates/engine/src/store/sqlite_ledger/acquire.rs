//! Sources, and the files that were added from them.

use std::collections::BTreeMap;

use daylight_model::{BlobId, CasePath, Source, SourceId};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::columns::{count, hash, integer, maybe_hash, nanoseconds, outcome, time};
use super::failure::Failure;
use super::pieces;
use super::readings::outcome_columns;
use super::status::mark_stale;
use crate::store::first_place::FirstPlace;
use crate::store::ledger::Acquired;
use crate::store::pieces::concerns;

pub(super) fn add_source(
    transaction: &Transaction<'_>,
    label: &str,
    at: Timestamp,
) -> Result<Source, Failure> {
    transaction.execute(
        "INSERT INTO source (label, acquired_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        params![label, nanoseconds(at)],
    )?;
    Ok(transaction.query_row(
        "SELECT id, label, acquired_at FROM source WHERE label = ?1",
        [label],
        source,
    )?)
}

pub(super) fn sources(connection: &Connection) -> Result<Vec<Source>, Failure> {
    let mut statement =
        connection.prepare_cached("SELECT id, label, acquired_at FROM source ORDER BY id")?;
    let sources = statement.query_map([], source)?;
    Ok(sources.collect::<Result<_, _>>()?)
}

fn source(row: &Row<'_>) -> rusqlite::Result<Source> {
    Ok(Source {
        id: SourceId(row.get(0)?),
        label: row.get(1)?,
        acquired_at: time(row, 2)?,
    })
}

pub(super) fn acquire(
    transaction: &Transaction<'_>,
    source: SourceId,
    files: &[Acquired],
    at: Timestamp,
) -> Result<u64, Failure> {
    transaction
        .query_row("SELECT 1 FROM source WHERE id = ?1", [source.0], |_| Ok(()))
        .optional()?
        .ok_or(Failure::NoSource(source))?;
    let mut insert = transaction.prepare_cached(
        "INSERT INTO acquisition (source, path_bytes, shown, blob, state, reason, detail, acquired_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    let mut new = 0;
    for file in files {
        if is_known(transaction, source, file)? {
            continue;
        }
        let blob = match file.content {
            Ok((blob, bytes)) => {
                let place = FirstPlace::acquired(source, &file.shown);
                Some(stand(transaction, blob, bytes, place)?)
            }
            Err(_) => None,
        };
        let [state, reason, detail] = outcome_columns(file.content.as_ref().err());
        insert.execute(params![
            source.0,
            file.path_bytes,
            file.shown,
            blob,
            state,
            reason,
            detail,
            nanoseconds(at),
        ])?;
        if let Ok((blob, _)) = file.content
            && concerns(&file.shown, || pieces::pieces(transaction, blob))?
        {
            pieces::read_again(transaction, blob)?;
        }
        new += 1;
    }
    if new > 0 {
        mark_stale(transaction)?;
    }
    Ok(new)
}

fn is_known(
    transaction: &Transaction<'_>,
    source: SourceId,
    file: &Acquired,
) -> Result<bool, Failure> {
    let mut statement = transaction.prepare_cached(
        "SELECT blob.hash, acquisition.state, acquisition.reason, acquisition.detail
         FROM acquisition LEFT JOIN blob ON blob.id = acquisition.blob
         WHERE acquisition.source = ?1 AND acquisition.path_bytes = ?2",
    )?;
    let mut rows = statement.query(params![source.0, file.path_bytes])?;
    while let Some(row) = rows.next()? {
        let is_same = match &file.content {
            Ok((blob, _)) => maybe_hash(row, 0)? == Some(*blob),
            Err(new) => outcome(row, 1)?
                .is_some_and(|known| (known.state, known.reason) == (new.state, new.reason)),
        };
        if is_same {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn known(
    connection: &Connection,
    source: SourceId,
) -> Result<BTreeMap<Vec<u8>, (BlobId, u64)>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT acquisition.path_bytes, blob.hash, blob.bytes
         FROM acquisition JOIN blob ON blob.id = acquisition.blob
         WHERE acquisition.source = ?1 ORDER BY acquisition.id",
    )?;
    let rows = statement.query_map([source.0], |row| {
        Ok((row.get(0)?, (hash(row, 1)?, count(row, 2)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes that the blob stands there, and what that means for what is inside it. Returns its row.
pub(super) fn stand(
    transaction: &Transaction<'_>,
    blob: BlobId,
    bytes: u64,
    place: FirstPlace,
) -> Result<i64, Failure> {
    let mut known =
        transaction.prepare_cached("SELECT id, depth, source, path FROM blob WHERE hash = ?1")?;
    let known = known
        .query_row([blob.as_bytes()], |row| {
            Ok((row.get(0)?, first_place(row, 1)?))
        })
        .optional()?;
    match known {
        Some((id, nearer)) if nearer <= place => Ok(id),
        Some((id, _)) => {
            come_nearer(transaction, id, place)?;
            Ok(id)
        }
        None => {
            transaction
                .prepare_cached(
                    "INSERT INTO blob (hash, bytes, depth, source, path) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![
                    blob.as_bytes(),
                    integer(bytes),
                    place.depth,
                    place.source.0,
                    place.path.as_str()
                ])?;
            Ok(transaction.last_insert_rowid())
        }
    }
}

/// Moves a blob to a nearer place, and with it what was found inside and stands nowhere nearer.
fn come_nearer(transaction: &Transaction<'_>, blob: i64, place: FirstPlace) -> Result<(), Failure> {
    let mut update = transaction
        .prepare_cached("UPDATE blob SET depth = ?2, source = ?3, path = ?4 WHERE id = ?1")?;
    let mut members = transaction.prepare_cached(
        "SELECT blob.id, blob.depth, blob.source, blob.path, member.name
         FROM member JOIN blob ON blob.id = member.blob WHERE member.container = ?1",
    )?;
    let mut places = vec![(blob, place)];
    while let Some((blob, place)) = places.pop() {
        update.execute(params![
            blob,
            place.depth,
            place.source.0,
            place.path.as_str()
        ])?;
        let inside = members.query_map([blob], |row| {
            let name: String = row.get(4)?;
            Ok((row.get(0)?, first_place(row, 1)?, place.member(&name)))
        })?;
        for member in inside {
            let (blob, known, found): (i64, _, _) = member?;
            if found < known {
                places.push((blob, found));
            }
        }
    }
    Ok(())
}

/// Reads where a blob stands first from three columns.
pub(super) fn first_place(row: &Row<'_>, first: usize) -> rusqlite::Result<FirstPlace> {
    Ok(FirstPlace {
        depth: row.get(first)?,
        source: SourceId(row.get(first + 1)?),
        path: CasePath::from_written(row.get::<_, String>(first + 2)?),
    })
}
