//! The pieces of files that were cut into several, found by the names beside them.

use daylight_model::{BlobId, PieceName};
use rusqlite::{Connection, Row, Transaction, params};

use super::columns::{count, hash};
use super::failure::Failure;
use crate::store::pieces::{Piece, together};

/// Has a blob read again.
pub(super) fn read_again(transaction: &Transaction<'_>, blob: BlobId) -> Result<(), Failure> {
    transaction
        .prepare_cached(
            "UPDATE blob SET reader_version = 0 WHERE hash = ?1 AND reader_version > 0",
        )?
        .execute([blob.as_bytes()])?;
    Ok(())
}

/// Returns the pieces that lie beside this one, place by place.
pub(super) fn pieces(connection: &Connection, blob: BlobId) -> Result<Vec<Vec<Piece>>, Failure> {
    let mut sets = acquired(connection, blob)?;
    sets.append(&mut contained(connection, blob)?);
    Ok(sets)
}

fn acquired(connection: &Connection, blob: BlobId) -> Result<Vec<Vec<Piece>>, Failure> {
    let mut places = connection.prepare_cached(
        "SELECT acquisition.source, acquisition.path_bytes, acquisition.shown
         FROM blob JOIN acquisition ON acquisition.blob = blob.id
         WHERE blob.hash = ?1 ORDER BY acquisition.source, acquisition.id",
    )?;
    let mut beside = connection.prepare_cached(
        "SELECT acquisition.shown, blob.hash, blob.bytes
         FROM acquisition JOIN blob ON blob.id = acquisition.blob
         WHERE acquisition.source = ?1 AND acquisition.path_bytes >= ?2 AND acquisition.path_bytes < ?3
         ORDER BY acquisition.id",
    )?;
    let places = places.query_map([blob.as_bytes()], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    let mut sets = Vec::new();
    for place in places {
        let (source, path_bytes, shown): (i64, Vec<u8>, String) = place?;
        let Some(name) = PieceName::of(&shown) else {
            continue;
        };
        // What follows the common beginning is ASCII, in whatever encoding the name is.
        let after = shown.len() - name.beginning().len();
        let from = path_bytes.get(..path_bytes.len().saturating_sub(after));
        let from = from.unwrap_or_default().to_vec();
        let mut to = from.clone();
        to.push(0x80);
        let files = beside.query_map(params![source, from, to], file)?;
        let files: Vec<_> = files.collect::<Result<_, _>>()?;
        sets.extend(together(&name, blob, files));
    }
    Ok(sets)
}

fn contained(connection: &Connection, blob: BlobId) -> Result<Vec<Vec<Piece>>, Failure> {
    let mut places = connection.prepare_cached(
        "SELECT member.container, member.name
         FROM blob AS own JOIN member ON member.blob = own.id JOIN blob AS outer ON outer.id = member.container
         WHERE own.hash = ?1 AND outer.depth < own.depth
         ORDER BY outer.depth, outer.source, outer.path, member.number",
    )?;
    let mut beside = connection.prepare_cached(
        "SELECT member.name, blob.hash, blob.bytes FROM member JOIN blob ON blob.id = member.blob
         WHERE member.container = ?1 AND member.name >= ?2 AND member.name < ?3 ORDER BY member.number",
    )?;
    let places = places.query_map([blob.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut sets = Vec::new();
    for place in places {
        let (container, name): (i64, String) = place?;
        let Some(name) = PieceName::of(&name) else {
            continue;
        };
        let (from, to) = (name.beginning(), format!("{}\u{80}", name.beginning()));
        let files = beside.query_map(params![container, from, to], file)?;
        let files: Vec<_> = files.collect::<Result<_, _>>()?;
        sets.extend(together(&name, blob, files));
    }
    Ok(sets)
}

fn file(row: &Row<'_>) -> rusqlite::Result<(String, BlobId, u64)> {
    Ok((row.get(0)?, hash(row, 1)?, count(row, 2)?))
}
