//! The ledger as one SQLite file. Always: each change is one transaction, on the disk before the call that
//! made it returns (write-ahead log, `synchronous = FULL`); readers see the state between two changes and
//! never wait for a writer. Several processes may have it open.

mod acquire;
mod columns;
mod failure;
mod files;
mod frames;
mod packed_part;
mod pieces;
mod queue;
mod readings;
mod schema;
mod settle;
mod status;
mod translations;
mod understandings;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use daylight_model::{BlobId, PartNumber, Source, SourceId};
use jiff::{SignedDuration, Timestamp};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use self::failure::Failure;
pub(crate) use self::files::after_all_with;
use super::ledger::{
    Acquired, Changed, Document, FileFilter, FilePage, FileRow, Lease, Ledger, LedgerError, Member,
    NewPart, NewReading, PendingWork, PlacedFile, Settled, Status, Understood,
};
use super::pieces::Piece;
use super::translation::{TranslatedSegment, Translation, Translator};

/// How long a change waits for another process to finish its own before the ledger is said to be busy.
const PATIENCE: Duration = Duration::from_secs(30);

/// Connections for reading that are kept open for the next reader.
const IDLE_READERS: usize = 8;

/// A ledger in a SQLite file.
#[derive(Debug)]
pub struct SqliteLedger {
    path: PathBuf,
    patience: Duration,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl SqliteLedger {
    /// Opens the ledger at `path`, making it if there is none and bringing an older one up to date. Leases
    /// stay as they are.
    ///
    /// # Errors
    /// [`LedgerError::Newer`]; [`LedgerError::Damaged`] where it is no ledger; [`LedgerError::Busy`] where
    /// another process does not let go of it within half a minute.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, LedgerError> {
        Self::open_waiting(path.into(), PATIENCE)
    }

    fn open_waiting(path: PathBuf, patience: Duration) -> Result<Self, LedgerError> {
        let open = || {
            // SQLite's own flag would also refuse links on the way there, such as a home folder's.
            if path.is_symlink() {
                return Err(Failure::damaged("the ledger (a symbolic link)"));
            }
            let mut writer = connect(&path, patience)?;
            // Kibibytes, negative: what a large addition changes at random places fits in memory.
            writer.pragma_update(None, "cache_size", -64_000)?;
            schema::migrate(&mut writer)?;
            Ok(writer)
        };
        let writer = open().map_err(|failure: Failure| failure.at(&path))?;
        Ok(Self {
            patience,
            writer: Mutex::new(writer),
            readers: Mutex::new(Vec::new()),
            path,
        })
    }

    /// Makes one change: all of it or, where `change` fails, nothing.
    fn write<T>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> Result<T, Failure>,
    ) -> Result<T, LedgerError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = || {
            let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let result = change(&transaction)?;
            transaction.commit()?;
            Ok(result)
        };
        changed().map_err(|failure: Failure| failure.at(&self.path))
    }

    /// Reads from one state of the ledger.
    fn read<T>(
        &self,
        look: impl FnOnce(&Connection) -> Result<T, Failure>,
    ) -> Result<T, LedgerError> {
        let idle = || self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = idle().pop();
        let looked = || {
            let reader = match kept {
                Some(reader) => reader,
                None => connect(&self.path, self.patience)?,
            };
            // As a transaction would, but parsed once for each connection.
            reader.prepare_cached("BEGIN")?.execute([])?;
            let result = look(&reader);
            reader.prepare_cached("COMMIT")?.execute([])?;
            let mut idle = idle();
            if idle.len() < IDLE_READERS {
                idle.push(reader);
            }
            result
        };
        looked().map_err(|failure: Failure| failure.at(&self.path))
    }
}

fn connect(path: &Path, patience: Duration) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(patience)?;
    // Else a statement is planned anew for each value that it is given, which takes longer than to carry it out.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -8_000)?;
    // A log that one large reading has swollen is cut again.
    connection.pragma_update(None, "journal_size_limit", 64_000_000)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

impl Ledger for SqliteLedger {
    fn add_source(&self, label: &str, at: Timestamp) -> Result<Source, LedgerError> {
        self.write(|transaction| acquire::add_source(transaction, label, at))
    }

    fn sources(&self) -> Result<Vec<Source>, LedgerError> {
        self.read(acquire::sources)
    }

    fn acquire(
        &self,
        source: SourceId,
        files: &[Acquired],
        at: Timestamp,
    ) -> Result<u64, LedgerError> {
        self.write(|transaction| acquire::acquire(transaction, source, files, at))
    }

    fn known(&self, source: SourceId) -> Result<BTreeMap<Vec<u8>, (BlobId, u64)>, LedgerError> {
        self.read(|connection| acquire::known(connection, source))
    }

    fn lease(
        &self,
        count: usize,
        reader_version: u32,
        now: Timestamp,
        until: SignedDuration,
    ) -> Result<Vec<Lease>, LedgerError> {
        self.write(|transaction| queue::lease(transaction, count, reader_version, now, until))
    }

    fn release(&self, lease: &Lease) -> Result<(), LedgerError> {
        self.write(|transaction| queue::release(transaction, lease))
    }

    fn clear_leases(&self) -> Result<(), LedgerError> {
        self.write(queue::clear_leases)
    }

    fn complete(&self, lease: &Lease, reading: &NewReading) -> Result<(), LedgerError> {
        // The work of a moment, done before others have to wait for it.
        let packed = readings::pack(lease.blob, reading)
            .map_err(|failure: Failure| failure.at(&self.path))?;
        self.write(|transaction| readings::complete(transaction, lease, reading, &packed))
    }

    fn read_again(&self, blob: BlobId) -> Result<(), LedgerError> {
        self.write(|transaction| pieces::read_again(transaction, blob))
    }

    fn pieces(&self, blob: BlobId) -> Result<Vec<Vec<Piece>>, LedgerError> {
        self.read(|connection| pieces::pieces(connection, blob))
    }

    fn pending(&self, reader_version: u32) -> Result<PendingWork, LedgerError> {
        self.read(|connection| queue::pending(connection, reader_version))
    }

    fn settle(&self) -> Result<Settled, LedgerError> {
        self.write(settle::settle)
    }

    fn position(&self) -> Result<u64, LedgerError> {
        self.read(status::position)
    }

    fn changes_after(&self, position: u64, limit: usize) -> Result<Vec<Changed>, LedgerError> {
        self.read(|connection| status::changes_after(connection, position, limit))
    }

    fn document(&self, blob: BlobId) -> Result<Option<Document>, LedgerError> {
        self.read(|connection| readings::document(connection, blob))
    }

    fn parts(&self, blob: BlobId) -> Result<Vec<NewPart>, LedgerError> {
        self.read(|connection| readings::parts(connection, blob))
    }

    fn part(&self, blob: BlobId, number: PartNumber) -> Result<Option<NewPart>, LedgerError> {
        self.read(|connection| readings::part(connection, blob, number))
    }

    fn members(&self, blob: BlobId) -> Result<Vec<Member>, LedgerError> {
        self.read(|connection| readings::members(connection, blob))
    }

    fn keep_understanding(&self, blob: BlobId, understood: &Understood) -> Result<(), LedgerError> {
        let packed = understandings::pack(&understood.understanding)
            .map_err(|failure: Failure| failure.at(&self.path))?;
        self.write(|transaction| understandings::keep(transaction, blob, understood, &packed))
    }

    fn understanding(&self, blob: BlobId) -> Result<Option<Understood>, LedgerError> {
        self.read(|connection| understandings::of_blob(connection, blob))
    }

    fn said(&self, key: &str) -> Result<Vec<(BlobId, String)>, LedgerError> {
        self.read(|connection| readings::said(connection, key))
    }

    fn understood(&self) -> Result<u64, LedgerError> {
        self.read(understandings::count)
    }

    fn to_understand(&self, version: &str, limit: usize) -> Result<Vec<BlobId>, LedgerError> {
        self.read(|connection| understandings::waiting(connection, version, limit))
    }

    fn keep_translation(
        &self,
        blob: BlobId,
        translator: &Translator,
        segments: &[TranslatedSegment],
    ) -> Result<(), LedgerError> {
        self.write(|transaction| translations::keep(transaction, blob, translator, segments))
    }

    fn translations(&self, blob: BlobId) -> Result<Vec<Translation>, LedgerError> {
        self.read(|connection| translations::of_blob(connection, blob))
    }

    fn files(&self, filter: &FileFilter) -> Result<FilePage, LedgerError> {
        self.read(|connection| files::files(connection, filter))
    }

    fn each_file(
        &self,
        prefix: &str,
        take: &mut dyn FnMut(PlacedFile<'_>),
    ) -> Result<(), LedgerError> {
        self.read(|connection| files::each(connection, prefix, take))
    }

    fn files_that_count(&self) -> Result<Vec<(String, BlobId)>, LedgerError> {
        self.read(files::that_count)
    }

    fn file_at(&self, path: &str) -> Result<Option<FileRow>, LedgerError> {
        self.read(|connection| files::file_at(connection, path))
    }

    fn blobs(&self) -> Result<Vec<(BlobId, u64)>, LedgerError> {
        self.read(status::blobs)
    }

    fn status(&self) -> Result<Status, LedgerError> {
        self.read(status::status)
    }
}

#[cfg(test)]
mod tests;
