//! A blob store in memory, for tests. Always: it keeps the contract of [`BlobStore`], except that nothing
//! outlives the process.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use daylight_model::BlobId;

use super::blob_store::{BlobError, BlobStore};

/// Blobs in memory.
#[derive(Debug, Default)]
pub struct MemoryBlobs {
    blobs: Mutex<BTreeMap<BlobId, Arc<[u8]>>>,
}

impl MemoryBlobs {
    /// Returns an empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn blobs(&self) -> MutexGuard<'_, BTreeMap<BlobId, Arc<[u8]>>> {
        self.blobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn bytes(&self, blob: BlobId) -> Result<Arc<[u8]>, BlobError> {
        self.blobs()
            .get(&blob)
            .cloned()
            .ok_or(BlobError::Missing(blob))
    }
}

impl BlobStore for MemoryBlobs {
    fn put(&self, bytes: &mut dyn Read) -> Result<(BlobId, u64), BlobError> {
        let mut kept = Vec::new();
        bytes.read_to_end(&mut kept).map_err(BlobError::Source)?;
        let (blob, length) = (BlobId::of(&kept), kept.len() as u64);
        self.blobs().entry(blob).or_insert_with(|| kept.into());
        Ok((blob, length))
    }

    fn get(&self, blob: BlobId) -> Result<File, BlobError> {
        let bytes = self.bytes(blob)?;
        // A file that has lost its name by the time it is handed over, opened anew to be read-only.
        let file = || -> io::Result<File> {
            let mut named = tempfile::NamedTempFile::new()?;
            named.write_all(&bytes)?;
            File::open(named.path())
        };
        file().map_err(|source| BlobError::io(Path::new("temporary file"), source))
    }

    fn read_range(&self, blob: BlobId, range: Range<u64>) -> Result<Vec<u8>, BlobError> {
        let Range { start, end } = range;
        let bytes = self.bytes(blob)?;
        let within = || bytes.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?);
        within()
            .map(<[u8]>::to_vec)
            .ok_or(BlobError::Range { blob, start, end })
    }

    fn contains(&self, blob: BlobId) -> Result<bool, BlobError> {
        Ok(self.blobs().contains_key(&blob))
    }

    fn verify(&self, blob: BlobId) -> Result<(), BlobError> {
        let found = BlobId::of(&self.bytes(blob)?);
        if found == blob {
            Ok(())
        } else {
            Err(BlobError::Changed {
                expected: blob,
                found,
            })
        }
    }
}
