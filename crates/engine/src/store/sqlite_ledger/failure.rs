//! What can go wrong inside the ledger, before its path is known to the error.

use std::error::Error;
use std::path::Path;

use daylight_model::{BlobId, PartNumber, SourceId};
use rusqlite::ErrorCode;

use crate::store::ledger::LedgerError;

/// Why something inside the ledger did not work.
#[derive(Debug)]
pub(super) enum Failure {
    Sql(rusqlite::Error),
    Damaged {
        what: &'static str,
        source: Option<Box<dyn Error + Send + Sync>>,
    },
    Newer {
        found: u32,
        known: u32,
    },
    Fenced(BlobId),
    NoSource(SourceId),
    SamePart(BlobId, PartNumber),
}

impl Failure {
    pub(super) fn damaged(what: &'static str) -> Self {
        Self::Damaged { what, source: None }
    }

    /// Returns a function that says that this is damaged, because of the error it is given.
    pub(super) fn because<E: Error + Send + Sync + 'static>(
        what: &'static str,
    ) -> impl FnOnce(E) -> Self {
        move |error| Self::Damaged {
            what,
            source: Some(Box::new(error)),
        }
    }

    /// Returns it as the error of the ledger at `path`.
    pub(super) fn at(self, path: &Path) -> LedgerError {
        let path = path.to_owned();
        match self {
            Self::Sql(source) => match source.sqlite_error_code() {
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                    LedgerError::Busy { path }
                }
                Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                    LedgerError::Damaged {
                        path,
                        what: "the database",
                        source: Some(Box::new(source)),
                    }
                }
                _ if is_about_stored_values(&source) => LedgerError::Damaged {
                    path,
                    what: "a row of the database",
                    source: Some(Box::new(source)),
                },
                _ => LedgerError::Database { path, source },
            },
            Self::Damaged { what, source } => LedgerError::Damaged { path, what, source },
            Self::Newer { found, known } => LedgerError::Newer { path, found, known },
            Self::Fenced(blob) => LedgerError::Fenced { blob },
            Self::NoSource(source) => LedgerError::NoSource(source),
            Self::SamePart(blob, part) => LedgerError::SamePart { blob, part },
        }
    }
}

fn is_about_stored_values(error: &rusqlite::Error) -> bool {
    matches!(
        error,
        rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::Utf8Error(..)
    )
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}
