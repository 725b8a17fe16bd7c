//! What was understood of readings: kept as one compressed document for each blob. Always: what stands there was
//! understood of the current reading, as a newer one takes it away.

use daylight_model::{BlobId, Understanding};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::columns::{hash, integer};
use super::failure::Failure;
use super::frames::decompressed;
use crate::store::ledger::Understood;

const WHAT: &str = "what was understood of a file";

/// Makes an understanding ready to be stored.
pub(super) fn pack(understanding: &Understanding) -> Result<Vec<u8>, Failure> {
    let json = serde_json::to_vec(understanding).map_err(Failure::because(WHAT))?;
    zstd::stream::encode_all(json.as_slice(), 3).map_err(Failure::because(WHAT))
}

pub(super) fn keep(
    transaction: &Transaction<'_>,
    blob: BlobId,
    understood: &Understood,
    packed: &[u8],
) -> Result<(), Failure> {
    let had: bool = transaction
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM understanding JOIN blob ON understanding.blob = blob.id WHERE blob.hash = ?1)")?
        .query_row([blob.as_bytes()], |row| row.get(0))?;
    let kept = transaction
        .prepare_cached(
            "INSERT INTO understanding (blob, kept, version, packed)
             SELECT blob.id, 1 + (SELECT coalesce(max(kept), 0) FROM understanding), ?3, ?4 FROM blob JOIN reading ON reading.blob = blob.id
             WHERE blob.hash = ?1 AND reading.generation = ?2
             ON CONFLICT (blob) DO UPDATE SET kept = excluded.kept, version = excluded.version, packed = excluded.packed",
        )?
        .execute(params![
            blob.as_bytes(),
            understood.generation,
            understood.version,
            packed
        ])?;
    if kept > 0 && (had || !understood.understanding.messages.is_empty()) {
        let id = transaction
            .prepare_cached("SELECT id FROM blob WHERE hash = ?1")?
            .query_row([blob.as_bytes()], |row| row.get(0))?;
        super::status::change(transaction, id)?;
    }
    Ok(())
}

pub(super) fn of_blob(
    connection: &Connection,
    blob: BlobId,
) -> Result<Option<Understood>, Failure> {
    let found = connection
        .prepare_cached(
            "SELECT reading.generation, understanding.version, understanding.packed
             FROM blob JOIN reading ON reading.blob = blob.id JOIN understanding ON understanding.blob = blob.id
             WHERE blob.hash = ?1",
        )?
        .query_row([blob.as_bytes()], |row| {
            Ok((
                row.get::<_, u32>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, Vec<u8>>(2)?,
            ))
        })
        .optional()?;
    let Some((generation, version, packed)) = found else {
        return Ok(None);
    };
    let json = decompressed(&packed, u64::MAX).map_err(Failure::because(WHAT))?;
    Ok(Some(Understood {
        generation,
        version,
        understanding: serde_json::from_slice(&json).map_err(Failure::because(WHAT))?,
    }))
}

pub(super) fn count(connection: &Connection) -> Result<u64, Failure> {
    Ok(connection
        .prepare_cached("SELECT coalesce(max(kept), 0) FROM understanding")?
        .query_row([], |row| super::columns::count(row, 0))?)
}

pub(super) fn waiting(
    connection: &Connection,
    version: &str,
    limit: usize,
) -> Result<Vec<BlobId>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT blob.hash FROM reading JOIN blob ON blob.id = reading.blob
             LEFT JOIN understanding ON understanding.blob = reading.blob
         WHERE reading.parts > 0 AND understanding.version IS NOT ?1 ORDER BY blob.hash LIMIT ?2",
    )?;
    let rows = statement.query_map(params![version, integer(limit as u64)], |row| hash(row, 0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
