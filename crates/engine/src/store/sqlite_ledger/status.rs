//! Changes in their order, the blobs that the case should have, and the figures of the settled table.

use daylight_model::BlobId;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::columns::{as_json, count, hash, integer, json};
use super::failure::Failure;
use crate::store::ledger::{Changed, Status};

/// Moves a blob to the end of the order of changes. The highest position is the end of an index.
pub(super) fn change(transaction: &Transaction<'_>, blob: i64) -> Result<(), Failure> {
    transaction
        .prepare_cached(
            "UPDATE blob SET changed = 1 + (SELECT coalesce(max(changed), 0) FROM blob) WHERE id = ?1",
        )?
        .execute([blob])?;
    Ok(())
}

pub(super) fn position(connection: &Connection) -> Result<u64, Failure> {
    // Whoever changed last still has the highest position: it is the position of the ledger.
    Ok(connection
        .prepare_cached("SELECT coalesce(max(changed), 0) FROM blob")?
        .query_row([], |row| count(row, 0))?)
}

pub(super) fn changes_after(
    connection: &Connection,
    position: u64,
    limit: usize,
) -> Result<Vec<Changed>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT changed, hash FROM blob WHERE changed > ?1 ORDER BY changed LIMIT ?2",
    )?;
    let limit = integer(limit as u64);
    let rows = statement.query_map(params![integer(position), limit], |row| {
        Ok(Changed {
            position: count(row, 0)?,
            blob: hash(row, 1)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn blobs(connection: &Connection) -> Result<Vec<(BlobId, u64)>, Failure> {
    let mut statement = connection.prepare_cached("SELECT hash, bytes FROM blob ORDER BY hash")?;
    let rows = statement.query_map([], |row| Ok((hash(row, 0)?, count(row, 1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes that the table of files is out of date.
pub(super) fn mark_stale(transaction: &Transaction<'_>) -> Result<(), Failure> {
    transaction
        .prepare_cached("UPDATE settled SET is_stale = 1 WHERE is_stale = 0")?
        .execute([])?;
    Ok(())
}

/// Returns the figures of the table of files if it is up to date. A table that was never settled is not.
pub(super) fn fresh_status(transaction: &Transaction<'_>) -> Result<Option<Status>, Failure> {
    Ok(transaction
        .query_row("SELECT status FROM settled WHERE is_stale = 0", [], |row| {
            json(row, 0)
        })
        .optional()?)
}

pub(super) fn write_status(transaction: &Transaction<'_>, status: &Status) -> Result<(), Failure> {
    transaction.execute(
        "INSERT INTO settled (id, is_stale, status) VALUES (1, 0, ?1)
         ON CONFLICT (id) DO UPDATE SET is_stale = 0, status = excluded.status",
        [as_json(status)?],
    )?;
    Ok(())
}

pub(super) fn status(connection: &Connection) -> Result<Status, Failure> {
    let status = connection
        .prepare_cached("SELECT status FROM settled")?
        .query_row([], |row| json(row, 0))
        .optional()?;
    Ok(status.unwrap_or_default())
}
