//! Values as columns, there and back. Always: what was written is read as it was; what cannot have been
//! written by us is an error, not a guess.

use std::error::Error;

use daylight_model::{BlobId, ChildKind, Outcome, State};
use jiff::Timestamp;
use rusqlite::Row;
use rusqlite::types::Type;

/// Returns a count or length as SQLite keeps it.
pub(super) fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Reads a count or length.
pub(super) fn count(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let number: i64 = row.get(column)?;
    u64::try_from(number).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, number))
}

/// Returns a time in nanoseconds; those centuries away from ours are cut off.
pub(super) fn nanoseconds(time: Timestamp) -> i64 {
    clamped(time.as_nanosecond())
}

/// Returns a number of nanoseconds as SQLite keeps it.
pub(super) fn clamped(nanoseconds: i128) -> i64 {
    i64::try_from(nanoseconds).unwrap_or(if nanoseconds < 0 { i64::MIN } else { i64::MAX })
}

/// Reads a time.
pub(super) fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    let nanoseconds: i64 = row.get(column)?;
    Timestamp::from_nanosecond(nanoseconds.into()).map_err(|error| unreadable(column, error))
}

/// Reads a hash.
pub(super) fn hash(row: &Row<'_>, column: usize) -> rusqlite::Result<BlobId> {
    row.get(column).map(BlobId::from_digest)
}

/// Reads a hash that may not be there.
pub(super) fn maybe_hash(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<BlobId>> {
    Ok(row.get::<_, Option<_>>(column)?.map(BlobId::from_digest))
}

/// Reads a state.
pub(super) fn state(row: &Row<'_>, column: usize) -> rusqlite::Result<State> {
    let word = row.get_ref(column)?.as_str()?;
    word.parse().map_err(|error| unreadable(column, error))
}

/// Reads an outcome from three columns: state, reason, detail. None where there is no state.
pub(super) fn outcome(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<Outcome>> {
    let Some(state) = row.get_ref(first)?.as_str_or_null()? else {
        return Ok(None);
    };
    let reason = row.get_ref(first + 1)?.as_str_or_null()?;
    Ok(Some(Outcome {
        state: state.parse().map_err(|error| unreadable(first, error))?,
        reason: reason
            .map(str::parse)
            .transpose()
            .map_err(|error| unreadable(first + 1, error))?,
        detail: row.get(first + 2)?,
    }))
}

/// Reads a JSON value.
pub(super) fn json<T: serde::de::DeserializeOwned>(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    serde_json::from_str(text).map_err(|error| unreadable(column, error))
}

/// Returns a value as JSON.
pub(super) fn as_json<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// Returns how a child lies in its container, as a word.
pub(super) fn kind(kind: ChildKind) -> &'static str {
    match kind {
        ChildKind::Member => "member",
        ChildKind::Attachment => "attachment",
        ChildKind::Embedded => "embedded",
    }
}

/// Reads how a child lies in its container.
pub(super) fn kind_of(row: &Row<'_>, column: usize) -> rusqlite::Result<ChildKind> {
    let word = row.get_ref(column)?.as_str()?;
    [
        ChildKind::Member,
        ChildKind::Attachment,
        ChildKind::Embedded,
    ]
    .into_iter()
    .find(|known| kind(*known) == word)
    .ok_or_else(|| {
        let unknown = std::io::Error::new(std::io::ErrorKind::InvalidData, word.to_owned());
        unreadable(column, unknown)
    })
}

fn unreadable<E: Error + Send + Sync + 'static>(column: usize, error: E) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
}
