//! Readings: written as one, read back whole, part by part, or without text.

use std::collections::{BTreeMap, BTreeSet};

use daylight_model::{BlobId, DocumentRef, Outcome, Part, PartNumber, Summary};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::acquire::stand;
use super::columns::{as_json, count, hash, integer, json, kind, kind_of, maybe_hash, outcome};
use super::failure::Failure;
use super::packed_part;
use super::queue::{Held, held};
use super::status::{change, mark_stale};
use crate::store::ledger::{Document, Lease, Member, NewPart, NewReading};

/// Makes the parts of a reading ready to be stored, in their order.
pub(super) fn pack(blob: BlobId, reading: &NewReading) -> Result<Vec<Vec<u8>>, Failure> {
    let mut numbers = BTreeSet::new();
    reading
        .parts
        .iter()
        .map(|NewPart { part, .. }| {
            if numbers.insert(part.number()) {
                packed_part::pack(part)
            } else {
                Err(Failure::SamePart(blob, part.number()))
            }
        })
        .collect()
}

pub(super) fn complete(
    transaction: &Transaction<'_>,
    lease: &Lease,
    reading: &NewReading,
    packed: &[Vec<u8>],
) -> Result<(), Failure> {
    let held = held(transaction, lease)?.ok_or(Failure::Fenced(lease.blob))?;
    transaction
        .prepare_cached("UPDATE blob SET leased_until = NULL, reader_version = ?2 WHERE id = ?1")?
        .execute(params![held.row, reading.reader_version])?;
    transaction
        .prepare_cached("DELETE FROM part WHERE blob = ?1")?
        .execute([held.row])?;
    transaction
        .prepare_cached("DELETE FROM understanding WHERE blob = ?1")?
        .execute([held.row])?;
    transaction
        .prepare_cached("DELETE FROM member WHERE container = ?1")?
        .execute([held.row])?;
    write_reading(transaction, held.row, reading)?;
    write_parts(transaction, held.row, reading, packed)?;
    write_members(transaction, &held, reading)?;
    change(transaction, held.row)?;
    mark_stale(transaction)
}

fn write_reading(
    transaction: &Transaction<'_>,
    blob: i64,
    reading: &NewReading,
) -> Result<(), Failure> {
    let text_bytes: usize = reading
        .parts
        .iter()
        .map(|part| part.part.text().len())
        .sum();
    let [state, reason, detail] = outcome_columns(Some(&reading.summary.outcome));
    transaction
        .prepare_cached(
            "INSERT INTO reading (blob, generation, reading, media_type, encoding, state, reason, detail,
                 pages, language, script, metadata, warnings, parts, members, text_bytes)
             VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
             ON CONFLICT (blob) DO UPDATE SET generation = generation + 1, reading = excluded.reading,
                 media_type = excluded.media_type, encoding = excluded.encoding, state = excluded.state,
                 reason = excluded.reason, detail = excluded.detail, pages = excluded.pages,
                 language = excluded.language, script = excluded.script, metadata = excluded.metadata,
                 warnings = excluded.warnings, parts = excluded.parts, members = excluded.members,
                 text_bytes = excluded.text_bytes",
        )?
        .execute(params![
            blob,
            reading.summary.reading,
            reading.summary.media_type,
            reading.summary.encoding,
            state,
            reason,
            detail,
            reading.summary.pages,
            reading.language,
            reading.script,
            as_json(&reading.summary.metadata)?,
            as_json(&reading.warnings)?,
            integer(reading.parts.len() as u64),
            integer(reading.members.len() as u64),
            integer(text_bytes as u64),
        ])?;
    Ok(())
}

fn write_parts(
    transaction: &Transaction<'_>,
    blob: i64,
    reading: &NewReading,
    packed: &[Vec<u8>],
) -> Result<(), Failure> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO part (blob, number, language, script, packed) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (part, packed) in reading.parts.iter().zip(packed) {
        let number = part.part.number().0;
        insert.execute(params![blob, number, part.language, part.script, packed])?;
    }
    Ok(())
}

fn write_members(
    transaction: &Transaction<'_>,
    container: &Held,
    reading: &NewReading,
) -> Result<(), Failure> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO member (container, number, name_bytes, name, kind, blob, state, reason, detail)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    for (number, member) in reading.members.iter().enumerate() {
        let blob = match member.content {
            Some((blob, bytes)) => {
                let place = container.place.member(&member.name);
                Some(stand(transaction, blob, bytes, place)?)
            }
            None => None,
        };
        let [state, reason, detail] = outcome_columns(member.outcome.as_ref());
        insert.execute(params![
            container.row,
            integer(number as u64),
            member.name_bytes,
            member.name,
            kind(member.kind),
            blob,
            state,
            reason,
            detail,
        ])?;
    }
    Ok(())
}

pub(super) fn members(connection: &Connection, blob: BlobId) -> Result<Vec<Member>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT member.state, member.reason, member.detail, member.name_bytes, member.name, member.kind,
             found.hash, found.bytes
         FROM blob JOIN member ON member.container = blob.id LEFT JOIN blob AS found ON found.id = member.blob
         WHERE blob.hash = ?1 ORDER BY member.number",
    )?;
    let rows = statement.query_map([blob.as_bytes()], |row| {
        let content = match maybe_hash(row, 6)? {
            Some(blob) => Some((blob, count(row, 7)?)),
            None => None,
        };
        Ok(Member {
            name_bytes: row.get(3)?,
            name: row.get(4)?,
            kind: kind_of(row, 5)?,
            content,
            outcome: outcome(row, 0)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns state, reason and detail as they are kept.
pub(super) fn outcome_columns(outcome: Option<&Outcome>) -> [Option<&str>; 3] {
    [
        outcome.map(|outcome| outcome.state.as_str()),
        outcome
            .and_then(|outcome| outcome.reason)
            .map(|reason| reason.as_str()),
        outcome.and_then(|outcome| outcome.detail.as_deref()),
    ]
}

pub(super) fn document(connection: &Connection, blob: BlobId) -> Result<Option<Document>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT blob.bytes, reading.state, reading.reason, reading.detail, reading.reading,
             reading.media_type, reading.encoding, reading.pages, reading.metadata, reading.generation,
             reading.language, reading.script, reading.parts, reading.warnings, blob.id
         FROM blob JOIN reading ON reading.blob = blob.id WHERE blob.hash = ?1",
    )?;
    let found = statement
        .query_row([blob.as_bytes()], |row| {
            Ok((row.get::<_, i64>(14)?, document_without_paths(row, blob)?))
        })
        .optional()?;
    let Some((id, mut document)) = found else {
        return Ok(None);
    };
    let mut paths = connection.prepare_cached(
        "SELECT path FROM file WHERE blob = ?1 ORDER BY duplicate_of IS NOT NULL, path",
    )?;
    let paths = paths.query_map([id], |row| row.get(0))?;
    document.paths = paths.collect::<Result<_, _>>()?;
    Ok(Some(document))
}

fn document_without_paths(row: &Row<'_>, blob: BlobId) -> rusqlite::Result<Document> {
    let reading: String = row.get(4)?;
    Ok(Document {
        reference: DocumentRef {
            blob,
            reading: reading.as_str().into(),
        },
        bytes: count(row, 0)?,
        summary: Summary {
            media_type: row.get(5)?,
            reading,
            encoding: row.get(6)?,
            outcome: outcome(row, 1)?.unwrap_or(Outcome::PENDING),
            pages: row.get(7)?,
            metadata: json(row, 8)?,
            awaits: None,
        },
        generation: row.get(9)?,
        language: row.get(10)?,
        script: row.get(11)?,
        parts: row.get(12)?,
        warnings: json(row, 13)?,
        paths: Vec::new(),
    })
}

pub(super) fn said(connection: &Connection, key: &str) -> Result<Vec<(BlobId, String)>, Failure> {
    // Only what may have the key is taken apart.
    let mut statement = connection.prepare_cached(
        "SELECT blob.hash, reading.metadata FROM reading JOIN blob ON blob.id = reading.blob
         WHERE instr(reading.metadata, ?1) > 0 ORDER BY blob.hash",
    )?;
    let mut rows = statement.query([as_json(&key)?])?;
    let mut said = Vec::new();
    while let Some(row) = rows.next()? {
        let mut metadata: BTreeMap<String, String> = json(row, 1)?;
        if let Some(value) = metadata.remove(key) {
            said.push((hash(row, 0)?, value));
        }
    }
    Ok(said)
}

pub(super) fn parts(connection: &Connection, blob: BlobId) -> Result<Vec<NewPart>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT part.number, part.language, part.script, part.packed
         FROM blob JOIN part ON part.blob = blob.id WHERE blob.hash = ?1 ORDER BY part.number",
    )?;
    let mut rows = statement.query([blob.as_bytes()])?;
    let mut parts = Vec::new();
    while let Some(row) = rows.next()? {
        parts.push(unpacked(row)?);
    }
    Ok(parts)
}

pub(super) fn part(
    connection: &Connection,
    blob: BlobId,
    number: PartNumber,
) -> Result<Option<NewPart>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT part.number, part.language, part.script, part.packed
         FROM blob JOIN part ON part.blob = blob.id WHERE blob.hash = ?1 AND part.number = ?2",
    )?;
    let mut rows = statement.query(params![blob.as_bytes(), number.0])?;
    rows.next()?.map(unpacked).transpose()
}

fn unpacked(row: &Row<'_>) -> Result<NewPart, Failure> {
    let packed = row.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?;
    let part: Part = packed_part::unpack(packed)?;
    if part.number().0 != row.get::<_, u32>(0)? {
        return Err(Failure::damaged("the number of a part"));
    }
    Ok(NewPart {
        part,
        language: row.get(1)?,
        script: row.get(2)?,
    })
}
