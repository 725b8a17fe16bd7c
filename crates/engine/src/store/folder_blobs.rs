//! Blobs as files of a folder: `ab/abcdef…`, one file a blob, read-only. Always: a file there has all its
//! bytes, because it enters by rename once they are on the disk; what a crash left half-written lies in
//! `incoming` and goes when the store is next opened by itself. No absolute path is kept in it.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Read, Write};
use std::ops::Range;
use std::os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use daylight_model::BlobId;
use sha2::{Digest, Sha256};

use super::blob_store::{BlobError, BlobStore};

/// What is read at a time. A blob that fits in it is hashed before a file is made for it.
const CHUNK: usize = 128 * 1024;

/// A folder of blobs.
#[derive(Debug)]
pub struct FolderBlobs {
    root: PathBuf,
    incoming: PathBuf,
    /// Locked as long as the store is open, so that nobody takes what is being written for leftovers.
    _in_use: File,
    /// Which of the 256 folders are known to outlive a power cut.
    folders: Box<[AtomicBool]>,
}

impl FolderBlobs {
    /// Opens the store at `root`, making it if there is none, and throws away what a crash left behind,
    /// unless another process has the store open.
    ///
    /// # Errors
    /// [`BlobError::Io`].
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, BlobError> {
        let root = root.into();
        let incoming = root.join("incoming");
        DirBuilder::new()
            .recursive(true)
            .mode(0o755)
            .create(&incoming)
            .map_err(|source| BlobError::io(&incoming, source))?;
        sync_folder(&root)?;
        if let Some(parent) = root
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
        {
            sync_folder(parent)?;
        }
        let in_use = open_folder(&incoming)?;
        match in_use.try_lock() {
            Ok(()) => empty_folder(&incoming)?,
            Err(TryLockError::WouldBlock) => {}
            // A file system without locks: leftovers stay, nobody's work is lost.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(source)) => return Err(BlobError::io(&incoming, source)),
        }
        match in_use.lock_shared() {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(source) => return Err(BlobError::io(&incoming, source)),
        }
        Ok(Self {
            root,
            incoming,
            _in_use: in_use,
            folders: (0..=u8::MAX).map(|_| AtomicBool::new(false)).collect(),
        })
    }

    fn folder_of(&self, blob: BlobId) -> PathBuf {
        self.root.join(hex::encode(&blob.as_bytes()[..1]))
    }

    fn path_of(&self, blob: BlobId) -> PathBuf {
        self.folder_of(blob).join(blob.to_string())
    }

    fn writable(&self) -> Result<Incoming<'_>, BlobError> {
        tempfile::Builder::new()
            .prefix("")
            .permissions(Permissions::from_mode(0o444))
            .tempfile_in(&self.incoming)
            .map(|file| Incoming {
                file,
                folder: &self.incoming,
            })
            .map_err(|source| BlobError::io(&self.incoming, source))
    }

    /// Gives a written file its name, and waits until file and name are on the disk. They cannot be
    /// gathered over several blobs, since each `put` promises as much when it returns.
    fn keep(&self, incoming: Incoming<'_>, blob: BlobId) -> Result<(), BlobError> {
        incoming.on_disk()?;
        let folder = self.folder_of(blob);
        let known = &self.folders[usize::from(blob.as_bytes()[0])];
        if !known.load(Ordering::Acquire) {
            match fs::create_dir(&folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    return Err(BlobError::io(&folder, error));
                }
                _ => sync_folder(&self.root)?,
            }
            known.store(true, Ordering::Release);
        }
        let path = self.path_of(blob);
        match incoming.file.persist_noclobber(&path) {
            Ok(_) => {}
            Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(failed) => return Err(BlobError::io(&path, failed.error)),
        }
        sync_folder(&folder)
    }

    /// Returns whether the blob is there for good. Another process may have put it a moment ago, or died
    /// before its name was on the disk: so folders are synced here too, which costs little when there is
    /// nothing to write.
    fn is_kept(&self, blob: BlobId) -> Result<bool, BlobError> {
        if !self.contains(blob)? {
            return Ok(false);
        }
        let known = &self.folders[usize::from(blob.as_bytes()[0])];
        if !known.load(Ordering::Acquire) {
            sync_folder(&self.root)?;
            known.store(true, Ordering::Release);
        }
        sync_folder(&self.folder_of(blob))?;
        Ok(true)
    }
}

impl BlobStore for FolderBlobs {
    fn put(&self, bytes: &mut dyn Read) -> Result<(BlobId, u64), BlobError> {
        let mut chunk = vec![0; CHUNK];
        let mut filled = fill(bytes, &mut chunk)?;
        let (blob, length, incoming) = if filled < CHUNK {
            let blob = BlobId::of(&chunk[..filled]);
            if self.is_kept(blob)? {
                return Ok((blob, filled as u64));
            }
            let mut incoming = self.writable()?;
            incoming.write(&chunk[..filled])?;
            (blob, filled as u64, incoming)
        } else {
            let mut incoming = self.writable()?;
            let mut hash = Sha256::new();
            let mut length = 0;
            while filled > 0 {
                hash.update(&chunk[..filled]);
                incoming.write(&chunk[..filled])?;
                length += filled as u64;
                filled = fill(bytes, &mut chunk)?;
            }
            let blob = BlobId::from_digest(hash.finalize().into());
            if self.is_kept(blob)? {
                return Ok((blob, length));
            }
            (blob, length, incoming)
        };
        self.keep(incoming, blob)?;
        Ok((blob, length))
    }

    fn get(&self, blob: BlobId) -> Result<File, BlobError> {
        let path = self.path_of(blob);
        // Whoever handed the case over may have put a link or a pipe there: neither is followed or waited for.
        let opened = OpenOptions::new()
            .read(true)
            .custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK)
            .open(&path)
            .and_then(|file| Ok((file.metadata()?.is_file(), file)));
        match opened {
            Ok((true, file)) => Ok(file),
            Ok((false, _)) => Err(BlobError::io(
                &path,
                io::Error::new(io::ErrorKind::InvalidInput, "not a file"),
            )),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(BlobError::Missing(blob)),
            Err(source) => Err(BlobError::io(&path, source)),
        }
    }

    fn read_range(&self, blob: BlobId, range: Range<u64>) -> Result<Vec<u8>, BlobError> {
        let Range { start, end } = range;
        let no_such_range = || BlobError::Range { blob, start, end };
        let file = self.get(blob)?;
        let io_error = |source| BlobError::io(&self.path_of(blob), source);
        if start > end || end > file.metadata().map_err(io_error)?.len() {
            return Err(no_such_range());
        }
        let length = usize::try_from(end - start).map_err(|_| no_such_range())?;
        let mut bytes = vec![0; length];
        file.read_exact_at(&mut bytes, start).map_err(io_error)?;
        Ok(bytes)
    }

    fn contains(&self, blob: BlobId) -> Result<bool, BlobError> {
        let path = self.path_of(blob);
        match fs::symlink_metadata(&path) {
            Ok(metadata) => Ok(metadata.is_file()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(source) => Err(BlobError::io(&path, source)),
        }
    }

    fn verify(&self, blob: BlobId) -> Result<(), BlobError> {
        let mut file = self.get(blob)?;
        let mut hash = Sha256::new();
        let mut chunk = vec![0; CHUNK];
        loop {
            match file.read(&mut chunk) {
                Ok(0) => break,
                Ok(read) => hash.update(&chunk[..read]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(source) => return Err(BlobError::io(&self.path_of(blob), source)),
            }
        }
        let found = BlobId::from_digest(hash.finalize().into());
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

/// A file that is being written; gone when dropped.
struct Incoming<'a> {
    file: tempfile::NamedTempFile,
    folder: &'a Path,
}

impl Incoming<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<(), BlobError> {
        self.file
            .write_all(bytes)
            .map_err(|source| BlobError::io(self.folder, source))
    }

    fn on_disk(&self) -> Result<(), BlobError> {
        self.file
            .as_file()
            .sync_all()
            .map_err(|source| BlobError::io(self.folder, source))
    }
}

/// Reads until `chunk` is full or `bytes` ends.
fn fill(bytes: &mut dyn Read, chunk: &mut [u8]) -> Result<usize, BlobError> {
    let mut filled = 0;
    while filled < chunk.len() {
        match bytes.read(&mut chunk[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(BlobError::Source(error)),
        }
    }
    Ok(filled)
}

fn open_folder(path: &Path) -> Result<File, BlobError> {
    File::open(path).map_err(|source| BlobError::io(path, source))
}

fn sync_folder(path: &Path) -> Result<(), BlobError> {
    open_folder(path)?
        .sync_all()
        .map_err(|source| BlobError::io(path, source))
}

fn empty_folder(path: &Path) -> Result<(), BlobError> {
    let io_error = |source| BlobError::io(path, source);
    for entry in fs::read_dir(path).map_err(io_error)? {
        let leftover = entry.map_err(io_error)?.path();
        fs::remove_file(&leftover).map_err(|source| BlobError::io(&leftover, source))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{MetadataExt, symlink};
    use std::process::Command;

    use super::*;

    fn files_below(root: &Path) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = walkdir::WalkDir::new(root)
            .into_iter()
            .map(|entry| entry.unwrap())
            .filter(|entry| !entry.file_type().is_dir())
            .map(|entry| entry.path().strip_prefix(root).unwrap().to_owned())
            .collect();
        files.sort();
        files
    }

    #[test]
    fn a_blob_is_a_read_only_file_named_by_its_hash() {
        let folder = tempfile::tempdir().unwrap();
        let store = FolderBlobs::open(folder.path().join("blobs")).unwrap();
        let (blob, _) = store.put(&mut "合同".as_bytes()).unwrap();
        let name = blob.to_string();
        let expected = PathBuf::from(&name[..2]).join(&name);
        assert_eq!(
            files_below(&folder.path().join("blobs")),
            std::slice::from_ref(&expected)
        );
        let mode = fs::metadata(folder.path().join("blobs").join(expected))
            .unwrap()
            .mode();
        assert_eq!(mode & 0o222, 0, "{mode:o}");
    }

    #[test]
    fn what_a_crash_left_goes_at_the_next_opening_but_not_while_somebody_writes() {
        let folder = tempfile::tempdir().unwrap();
        let store = FolderBlobs::open(folder.path()).unwrap();
        let leftover = folder.path().join("incoming/half");
        fs::write(&leftover, "half").unwrap();
        let second = FolderBlobs::open(folder.path()).unwrap();
        assert!(leftover.exists());
        drop((store, second));
        FolderBlobs::open(folder.path()).unwrap();
        assert!(!leftover.exists());
    }

    #[test]
    fn links_and_pipes_in_place_of_a_blob_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let store = FolderBlobs::open(folder.path()).unwrap();
        let (blob, _) = store.put(&mut "a".as_bytes()).unwrap();
        let path = store.path_of(blob);
        fs::remove_file(&path).unwrap();
        symlink("/etc/hostname", &path).unwrap();
        assert!(matches!(store.get(blob), Err(BlobError::Io { path: named, .. }) if named == path));
        assert!(!store.contains(blob).unwrap());
        fs::remove_file(&path).unwrap();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &path,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR,
            0,
        )
        .unwrap();
        assert!(matches!(store.get(blob), Err(BlobError::Io { .. })));
    }

    #[test]
    fn other_bytes_under_a_name_are_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let store = FolderBlobs::open(folder.path()).unwrap();
        let (blob, _) = store.put(&mut "one".as_bytes()).unwrap();
        store.verify(blob).unwrap();
        fs::remove_file(store.path_of(blob)).unwrap();
        fs::write(store.path_of(blob), "two").unwrap();
        assert!(matches!(
            store.verify(blob),
            Err(BlobError::Changed { expected, found }) if expected == blob && found == BlobId::of(b"two")
        ));
    }

    /// Runs itself again under a limit on the size of files, which the kernel reports as a full disk is
    /// reported: by a failing write.
    #[test]
    fn a_write_that_fails_keeps_nothing_and_names_the_folder() {
        const FOLDER: &str = "DAYLIGHT_TEST_SMALL_DISK";
        if let Some(folder) = std::env::var_os(FOLDER) {
            let store = FolderBlobs::open(&folder).unwrap();
            let (small, _) = store.put(&mut "small".as_bytes()).unwrap();
            let error = store.put(&mut io::repeat(7).take(2_000_000)).unwrap_err();
            let incoming = Path::new(&folder).join("incoming");
            assert!(
                matches!(&error, BlobError::Io { path, .. } if *path == incoming),
                "{error:?}"
            );
            assert_eq!(files_below(Path::new(&folder)).len(), 1);
            store.verify(small).unwrap();
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let name =
            "store::folder_blobs::tests::a_write_that_fails_keeps_nothing_and_names_the_folder";
        let output = Command::new("sh")
            .args(["-c", "trap '' XFSZ; ulimit -f 1000; exec \"$0\" \"$@\""])
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", name])
            .env(FOLDER, folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && said.contains("1 passed"),
            "{said}"
        );
        assert_eq!(files_below(folder.path()).len(), 1);
    }
}
