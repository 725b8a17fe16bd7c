//! The lock of a case: one process writes. The system lets go of it when the process ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use super::CaseError;

/// Held while the case is open to write.
#[derive(Debug)]
pub(super) struct CaseLock {
    _file: File,
}

impl CaseLock {
    pub(super) fn take(folder: &Path) -> Result<Self, CaseError> {
        let path = folder.join("lock");
        let io = |source| CaseError::io(&path, source);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(io)?;
        match file.try_lock() {
            Ok(()) => {
                file.set_len(0).map_err(io)?;
                file.rewind().map_err(io)?;
                write!(file, "{}", std::process::id()).map_err(io)?;
                Ok(Self { _file: file })
            }
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                let read = file.read_to_string(&mut pid);
                Err(CaseError::OpenElsewhere {
                    folder: folder.to_path_buf(),
                    pid: read.ok().and_then(|_| pid.trim().parse().ok()),
                })
            }
            Err(TryLockError::Error(source)) => Err(io(source)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_lock_is_refused_with_the_holders_number_and_had_after_it_is_gone() {
        let scratch = tempfile::tempdir().unwrap();
        let held = CaseLock::take(scratch.path()).unwrap();
        let refused = CaseLock::take(scratch.path()).unwrap_err();
        assert!(matches!(
            refused,
            CaseError::OpenElsewhere { pid: Some(pid), .. } if pid == std::process::id()
        ));
        drop(held);
        CaseLock::take(scratch.path()).unwrap();
    }
}
