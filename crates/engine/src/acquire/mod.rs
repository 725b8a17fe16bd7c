//! Acquiring: from paths that a user named to blobs and entries of the ledger. Originals are opened read-only
//! and never followed out of what was named; whatever cannot be had becomes an entry that says why.

mod walk;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use daylight_model::{BlobId, Outcome, Reason, State};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::store::{Acquired, BlobError, BlobStore, Ledger, LedgerError};

pub use walk::{Found, FoundKind, WalkError, walk};

/// So many files, or so many bytes, are noted at once: what an interruption can cost.
const BATCH_FILES: usize = 256;
const BATCH_BYTES: u64 = 64_000_000;

/// Why acquiring stopped. What was noted before stays.
#[derive(Debug, thiserror::Error)]
pub enum AcquireError {
    /// What the user named cannot be walked.
    #[error(transparent)]
    Walk(#[from] WalkError),
    /// The store could not keep a blob.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The ledger could not note it.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The user stopped it.
    #[error("interrupted")]
    Interrupted,
}

/// How far acquiring is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Acquiring {
    /// Files walked past, unreadable ones too.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Files that the case did not have.
    pub new: u64,
}

/// Acquires all that stands at `path` under the source `label`. `skip` is a folder that is left out: the
/// case itself, if it lies in what is added.
///
/// # Errors
/// [`AcquireError`]; never for what is wrong with one file.
pub fn acquire(
    ledger: &dyn Ledger,
    blobs: &dyn BlobStore,
    request: &AcquireRequest<'_>,
    watch: &mut dyn FnMut(Acquiring),
    stop: &AtomicBool,
) -> Result<Acquiring, AcquireError> {
    let source = ledger.add_source(request.label, request.at)?;
    let known = ledger.known(source.id)?;
    let mut progress = Acquiring::default();
    let mut batch = Vec::new();
    let mut batch_bytes = 0;
    for found in walk(request.path, request.skip)? {
        if stop.load(Ordering::Relaxed) {
            return Err(AcquireError::Interrupted);
        }
        let known = known.get(&found.path_bytes).copied();
        let content = content(&found, known, blobs)?;
        let bytes = content.as_ref().map_or(0, |(_, bytes)| *bytes);
        batch.push(Acquired {
            shown: shown(&found.path_bytes),
            path_bytes: found.path_bytes,
            content,
        });
        progress.files += 1;
        progress.bytes += bytes;
        batch_bytes += bytes;
        if batch.len() >= BATCH_FILES || batch_bytes >= BATCH_BYTES {
            progress.new += ledger.acquire(source.id, &batch, request.at)?;
            batch.clear();
            batch_bytes = 0;
        }
        watch(progress);
    }
    progress.new += ledger.acquire(source.id, &batch, request.at)?;
    watch(progress);
    Ok(progress)
}

/// What to acquire.
#[derive(Debug, Clone, Copy)]
pub struct AcquireRequest<'a> {
    /// A file or folder.
    pub path: &'a Path,
    /// What its source is called.
    pub label: &'a str,
    /// A folder that is left out.
    pub skip: Option<&'a Path>,
    /// When.
    pub at: Timestamp,
}

/// Returns the decoded form of a path: UTF-8, or Chinese as Windows of that country writes it, or, where
/// neither holds, with a mark for each byte that could not be read.
fn shown(path_bytes: &[u8]) -> String {
    match std::str::from_utf8(path_bytes) {
        Ok(path) => path.to_owned(),
        Err(_) => {
            let (decoded, _, malformed) = encoding_rs::GB18030.decode(path_bytes);
            if malformed {
                String::from_utf8_lossy(path_bytes).into_owned()
            } else {
                decoded.into_owned()
            }
        }
    }
}

fn content(
    found: &Found,
    known: Option<(BlobId, u64)>,
    blobs: &dyn BlobStore,
) -> Result<Result<(BlobId, u64), Outcome>, BlobError> {
    let refused = |outcome| Ok(Err(outcome));
    match &found.kind {
        FoundKind::Unreadable(error) => refused(unreadable(error)),
        FoundKind::Other(what) => refused(Outcome::because(
            State::Skipped,
            Reason::NotAFile,
            what.clone(),
        )),
        FoundKind::File => match open(&found.path) {
            Ok(file) => keep(file, known, blobs),
            Err(error) => refused(unreadable(&error)),
        },
    }
}

fn unreadable(error: &io::Error) -> Outcome {
    // Only the system's words: the path stands beside them.
    Outcome::because(State::Failed, Reason::UnreadableSource, error.to_string())
}

/// Hashes a file that the case knows before it copies it: a repeated add then writes nothing.
fn keep(
    mut file: File,
    known: Option<(BlobId, u64)>,
    blobs: &dyn BlobStore,
) -> Result<Result<(BlobId, u64), Outcome>, BlobError> {
    if let Some(known) = known
        && file
            .metadata()
            .is_ok_and(|metadata| metadata.len() == known.1)
        && hash(&mut file).is_ok_and(|blob| blob == known.0)
        && blobs.contains(known.0)?
    {
        return Ok(Ok(known));
    }
    if let Err(error) = io::Seek::rewind(&mut file) {
        return Ok(Err(unreadable(&error)));
    }
    match blobs.put(&mut file) {
        Ok(kept) => Ok(Ok(kept)),
        Err(BlobError::Source(error)) => Ok(Err(unreadable(&error))),
        Err(error) => Err(error),
    }
}

fn hash(file: &mut File) -> io::Result<BlobId> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(BlobId::from_digest(hasher.finalize().into())),
            length => hasher.update(&buffer[..length]),
        }
    }
}

/// Opens a regular file, whatever may have taken its place since the walk saw it.
fn open(path: &PathBuf) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty())?);
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("no longer a regular file"));
    }
    Ok(file)
}
