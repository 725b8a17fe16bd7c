//! Bytes by their hash: the contract of every blob store.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};

use daylight_model::BlobId;

/// Why a blob could not be put or had.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// Not in the store.
    #[error("blob {0} is not in the case")]
    Missing(BlobId),
    /// Its bytes are not those that its name stands for.
    #[error("blob {expected} has other bytes: their hash is {found}")]
    Changed {
        /// Its name.
        expected: BlobId,
        /// What its bytes hash to.
        found: BlobId,
    },
    /// A range that the blob does not have.
    #[error("blob {blob} has no bytes {start}..{end}")]
    Range {
        /// Its name.
        blob: BlobId,
        /// First byte.
        start: u64,
        /// Byte after the last.
        end: u64,
    },
    /// What was to be put could not be read. The store is as it was.
    #[error("the bytes to keep could not be read")]
    Source(#[source] io::Error),
    /// The store's own disk: full, read-only, gone.
    #[error("{}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl BlobError {
    pub(super) fn io(path: &Path, source: io::Error) -> Self {
        Self::Io {
            path: path.to_owned(),
            source,
        }
    }
}

/// A write-once store of bytes.
pub trait BlobStore: Send + Sync {
    /// Puts what `bytes` gives, hashing it once on its way, and returns its name and length. Putting the
    /// same bytes again changes nothing. When this returns, a power cut no longer loses them.
    ///
    /// # Errors
    /// [`BlobError::Source`] where `bytes` fails, [`BlobError::Io`] where the store does: nothing is kept.
    fn put(&self, bytes: &mut dyn Read) -> Result<(BlobId, u64), BlobError>;

    /// Returns a blob as an open file, read-only, at its start, to be handed to a worker.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::Io`].
    fn get(&self, blob: BlobId) -> Result<File, BlobError>;

    /// Returns the bytes of a range.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::Range`], [`BlobError::Io`].
    fn read_range(&self, blob: BlobId, range: Range<u64>) -> Result<Vec<u8>, BlobError>;

    /// Returns whether the blob is there.
    ///
    /// # Errors
    /// [`BlobError::Io`].
    fn contains(&self, blob: BlobId) -> Result<bool, BlobError>;

    /// Hashes a blob's bytes again.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::Changed`], [`BlobError::Io`].
    fn verify(&self, blob: BlobId) -> Result<(), BlobError>;
}
