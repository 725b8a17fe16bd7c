//! Making the index again beside the old one, then exchanging the two by rename.
//! Always: at any instant the folder is the old index or the new one; between the two renames the old one lies
//! in `index.old`, and opening puts it back.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tantivy::IndexWriter;

use super::TantivyIndex;
use crate::search::{Change, IndexError, IndexedDocument};

/// Documents that are put at a time.
const BATCH: usize = 256;

impl TantivyIndex {
    /// Makes the index at `path` again from `documents`, which reflect the ledger at `position`, and opens it.
    /// Who searches the old one meanwhile, or holds it open afterwards, goes on searching it.
    ///
    /// # Errors
    /// [`IndexError`], also from `documents`; then what was there before is still there.
    pub fn rebuild_beside(
        path: &Path,
        documents: impl Iterator<Item = Result<IndexedDocument, IndexError>>,
        position: u64,
    ) -> Result<Self, IndexError> {
        put_right(path)?;
        let new = beside(path, "new");
        remove(&new)?;
        let building = Self::create(&new)?;
        building.fill(documents, position)?;
        drop(building);
        exchange(path, &new)?;
        Self::open(path)
    }

    fn fill(
        &self,
        documents: impl Iterator<Item = Result<IndexedDocument, IndexError>>,
        position: u64,
    ) -> Result<(), IndexError> {
        let mut batch = Vec::with_capacity(BATCH);
        for document in documents {
            batch.push(Change::Put(Box::new(document?)));
            if batch.len() == BATCH {
                self.apply_uncommitted(std::mem::take(&mut batch))?;
            }
        }
        self.apply_at_last(batch, position)
    }

    fn apply_uncommitted(&self, changes: Vec<Change>) -> Result<(), IndexError> {
        self.with_writer(|writer| self.stage(writer, changes))
    }

    fn apply_at_last(&self, changes: Vec<Change>, position: u64) -> Result<(), IndexError> {
        self.with_writer(|writer| self.write(writer, changes, position))?;
        match self.take_writer() {
            Some(writer) => IndexWriter::wait_merging_threads(writer)
                .map_err(|source| super::engine_error(&self.path, source)),
            None => Ok(()),
        }
    }
}

/// Puts the old index back where the exchange was interrupted.
pub(super) fn put_right(path: &Path) -> Result<(), IndexError> {
    let old = beside(path, "old");
    if !exists(path)? && exists(&old)? {
        rename(&old, path)?;
    }
    Ok(())
}

/// Whether there is no index yet: no folder, or an empty one.
pub(super) fn is_absent(path: &Path) -> Result<bool, IndexError> {
    match fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(source) => Err(io_error(path, source)),
    }
}

fn exchange(path: &Path, new: &Path) -> Result<(), IndexError> {
    let old = beside(path, "old");
    remove(&old)?;
    if exists(path)? {
        rename(path, &old)?;
    }
    rename(new, path)?;
    remove(&old)
}

fn beside(path: &Path, what: &str) -> PathBuf {
    let mut name = path.file_name().map_or_else(OsString::new, OsString::from);
    name.push(".");
    name.push(what);
    path.with_file_name(name)
}

fn exists(path: &Path) -> Result<bool, IndexError> {
    path.try_exists().map_err(|source| io_error(path, source))
}

/// Renames and makes the folder above remember it.
fn rename(from: &Path, to: &Path) -> Result<(), IndexError> {
    fs::rename(from, to).map_err(|source| io_error(from, source))?;
    let above = to.parent().filter(|above| !above.as_os_str().is_empty());
    let above = above.unwrap_or(Path::new("."));
    File::open(above)
        .and_then(|folder| folder.sync_all())
        .map_err(|source| io_error(above, source))
}

fn remove(path: &Path) -> Result<(), IndexError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(io_error(path, error)),
        _ => Ok(()),
    }
}

fn io_error(path: &Path, source: io::Error) -> IndexError {
    IndexError::Io {
        path: path.to_owned(),
        source,
    }
}
