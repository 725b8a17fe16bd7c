//! What is still to be read, and who holds it.

use daylight_model::BlobId;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::acquire::first_place;
use super::columns::{clamped, count as length, hash, nanoseconds};
use super::failure::Failure;
use crate::store::first_place::FirstPlace;
use crate::store::ledger::{Lease, PendingWork};

struct Waiting {
    row: i64,
    blob: BlobId,
    bytes: u64,
    token: i64,
    place: FirstPlace,
}

pub(super) fn lease(
    transaction: &Transaction<'_>,
    count: usize,
    reader_version: u32,
    now: Timestamp,
    until: SignedDuration,
) -> Result<Vec<Lease>, Failure> {
    // Of each version of the readers the first few, straight from the index; then the first of them all.
    let mut waiting = Vec::new();
    let mut version = -1;
    while let Some(present) = next_version(transaction, version, reader_version)? {
        waiting.append(&mut waiting_for(transaction, present, count, now)?);
        version = present + 1;
    }
    waiting.sort_by(|a, b| (&a.place, a.blob).cmp(&(&b.place, b.blob)));
    waiting.truncate(count);
    let end = clamped(now.as_nanosecond().saturating_add(until.as_nanos()));
    let mut update = transaction
        .prepare_cached("UPDATE blob SET token = ?2, leased_until = ?3 WHERE id = ?1")?;
    let mut leases = Vec::with_capacity(waiting.len());
    for waiting in waiting {
        let token = waiting.token.saturating_add(1);
        update.execute(params![waiting.row, token, end])?;
        leases.push(Lease {
            blob: waiting.blob,
            bytes: waiting.bytes,
            name: waiting.place.name(),
            depth: waiting.place.depth,
            token: token.unsigned_abs(),
        });
    }
    Ok(leases)
}

fn next_version(
    transaction: &Transaction<'_>,
    from: i64,
    below: u32,
) -> rusqlite::Result<Option<i64>> {
    transaction
        .prepare_cached(
            "SELECT reader_version FROM blob WHERE reader_version >= ?1 AND reader_version < ?2
             ORDER BY reader_version LIMIT 1",
        )?
        .query_row(params![from, below], |row| row.get(0))
        .optional()
}

fn waiting_for(
    transaction: &Transaction<'_>,
    version: i64,
    count: usize,
    now: Timestamp,
) -> rusqlite::Result<Vec<Waiting>> {
    let mut statement = transaction.prepare_cached(
        "SELECT id, hash, bytes, token, depth, source, path FROM blob
         WHERE reader_version = ?1 AND (leased_until IS NULL OR leased_until <= ?2)
         ORDER BY depth, source, path, hash LIMIT ?3",
    )?;
    let rows = statement.query_map(
        params![
            version,
            nanoseconds(now),
            i64::try_from(count).unwrap_or(i64::MAX)
        ],
        |row| {
            Ok(Waiting {
                row: row.get(0)?,
                blob: hash(row, 1)?,
                bytes: length(row, 2)?,
                token: row.get(3)?,
                place: first_place(row, 4)?,
            })
        },
    )?;
    rows.collect()
}

pub(super) fn release(transaction: &Transaction<'_>, lease: &Lease) -> Result<(), Failure> {
    if let Some(held) = held(transaction, lease)? {
        transaction.execute(
            "UPDATE blob SET leased_until = NULL WHERE id = ?1",
            [held.row],
        )?;
    }
    Ok(())
}

pub(super) fn clear_leases(transaction: &Transaction<'_>) -> Result<(), Failure> {
    transaction.execute(
        "UPDATE blob SET leased_until = NULL WHERE leased_until IS NOT NULL",
        [],
    )?;
    Ok(())
}

/// A blob that is held by a lease.
pub(super) struct Held {
    pub(super) row: i64,
    pub(super) place: FirstPlace,
}

/// Returns the blob if this lease of it still counts.
pub(super) fn held(transaction: &Transaction<'_>, lease: &Lease) -> Result<Option<Held>, Failure> {
    let Ok(token) = i64::try_from(lease.token) else {
        return Ok(None);
    };
    let held = transaction
        .prepare_cached(
            "SELECT id, depth, source, path FROM blob
             WHERE hash = ?1 AND token = ?2 AND leased_until IS NOT NULL",
        )?
        .query_row(params![lease.blob.as_bytes(), token], |row| {
            Ok(Held {
                row: row.get(0)?,
                place: first_place(row, 1)?,
            })
        })
        .optional()?;
    Ok(held)
}

pub(super) fn pending(
    connection: &Connection,
    reader_version: u32,
) -> Result<PendingWork, Failure> {
    Ok(connection
        .prepare_cached(
            "SELECT count(*), coalesce(sum(bytes), 0) FROM blob WHERE reader_version < ?1",
        )?
        .query_row([reader_version], |row| {
            Ok(PendingWork {
                blobs: length(row, 0)?,
                bytes: length(row, 1)?,
            })
        })?)
}
