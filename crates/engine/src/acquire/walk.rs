//! The walk: every entry below a path, in byte order of names, links never followed.

use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// Why a path that a user named cannot be walked.
#[derive(Debug, thiserror::Error)]
pub enum WalkError {
    /// It is not there.
    #[error("{}: no such file or folder", path.display())]
    Missing {
        /// The path.
        path: PathBuf,
    },
    /// The system refuses.
    #[error("{}", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A device, socket or pipe.
    #[error("{}: {what}, not a file or folder", path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
}

/// What the walk found at a path.
#[derive(Debug)]
pub enum FoundKind {
    /// A regular file.
    File,
    /// Something else that is no folder either, in words.
    Other(String),
    /// Something that the system would not show.
    Unreadable(io::Error),
}

/// One entry that is not a folder, or a folder that could not be read.
#[derive(Debug)]
pub struct Found {
    /// Where it is on this machine.
    pub path: PathBuf,
    /// Its path below what was named, byte for byte; of a file that was named itself, its name.
    pub path_bytes: Vec<u8>,
    /// What it is.
    pub kind: FoundKind,
}

/// Walks all that stands at `root`, leaving out the folder `skip`.
///
/// # Errors
/// [`WalkError`] where `root` itself cannot be had.
pub fn walk(
    root: &Path,
    skip: Option<&Path>,
) -> Result<Box<dyn Iterator<Item = Found>>, WalkError> {
    let unreadable = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => WalkError::Missing {
            path: root.to_path_buf(),
        },
        _ => WalkError::Unreadable {
            path: root.to_path_buf(),
            source,
        },
    };
    // A link that the user names is meant; those inside what he names are not followed.
    let real = fs::canonicalize(root).map_err(unreadable)?;
    let kind = fs::metadata(&real).map_err(unreadable)?.file_type();
    if kind.is_file() {
        fs::File::open(&real).map_err(unreadable)?;
        let name = root.file_name().or(real.file_name()).unwrap_or_default();
        return Ok(Box::new(std::iter::once(Found {
            path_bytes: name.as_bytes().to_vec(),
            path: real,
            kind: FoundKind::File,
        })));
    }
    if !kind.is_dir() {
        return Err(WalkError::NotAFile {
            path: root.to_path_buf(),
            what: what_it_is(kind),
        });
    }
    fs::read_dir(&real).map_err(unreadable)?;
    let skip = skip.and_then(|skip| fs::canonicalize(skip).ok());
    let entries = WalkDir::new(&real)
        .min_depth(1)
        .follow_links(false)
        .sort_by(|a, b| a.file_name().as_bytes().cmp(b.file_name().as_bytes()))
        .into_iter()
        .filter_entry(move |entry| skip.as_deref() != Some(entry.path()));
    Ok(Box::new(
        entries.filter_map(move |entry| found(entry, &real)),
    ))
}

fn found(entry: walkdir::Result<walkdir::DirEntry>, root: &Path) -> Option<Found> {
    let below = |path: &Path| {
        let below = path.strip_prefix(root).unwrap_or(path);
        below.as_os_str().as_bytes().to_vec()
    };
    match entry {
        Ok(entry) => {
            let kind = entry.file_type();
            if kind.is_dir() {
                return None;
            }
            let kind = if kind.is_file() {
                FoundKind::File
            } else if kind.is_symlink() {
                let target = fs::read_link(entry.path());
                let target = target.map(|target| target.to_string_lossy().into_owned());
                FoundKind::Other(match target {
                    Ok(target) => format!("a symbolic link to {target}"),
                    Err(_) => "a symbolic link".to_owned(),
                })
            } else {
                FoundKind::Other(what_it_is(kind).to_owned())
            };
            Some(Found {
                path_bytes: below(entry.path()),
                path: entry.into_path(),
                kind,
            })
        }
        Err(error) => {
            let path = error.path().unwrap_or(root).to_path_buf();
            let path_bytes = below(&path);
            let error = error
                .into_io_error()
                .unwrap_or_else(|| io::Error::other("the folder holds itself"));
            Some(Found {
                path_bytes,
                path,
                kind: FoundKind::Unreadable(error),
            })
        }
    }
}

fn what_it_is(kind: fs::FileType) -> &'static str {
    if kind.is_block_device() || kind.is_char_device() {
        "a device"
    } else if kind.is_fifo() {
        "a pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "neither file nor folder"
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_pipes_and_odd_names_are_found_and_not_followed() {
        let scratch = tempfile::tempdir().unwrap();
        let root = scratch.path();
        fs::create_dir(root.join("b")).unwrap();
        fs::write(root.join("b/x"), b"1").unwrap();
        fs::write(root.join(OsStr::from_bytes(b"\xba\xcf\xcd\xac")), b"2").unwrap();
        fs::write(root.join("n".repeat(255)), b"3").unwrap();
        symlink(root, root.join("b/loop")).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, root.join("pipe"), rustix::fs::Mode::RWXU).unwrap();
        fs::create_dir(root.join("case")).unwrap();
        fs::write(root.join("case/blob"), b"4").unwrap();
        let found: Vec<_> = walk(root, Some(&root.join("case"))).unwrap().collect();
        let names: Vec<_> = found
            .iter()
            .map(|found| found.path_bytes.as_slice())
            .collect();
        let long = "n".repeat(255);
        assert_eq!(
            names,
            [
                &b"b/loop"[..],
                b"b/x",
                long.as_bytes(),
                b"pipe",
                b"\xba\xcf\xcd\xac"
            ]
        );
        assert!(
            matches!(&found[0].kind, FoundKind::Other(what) if what.starts_with("a symbolic link"))
        );
        assert!(matches!(&found[3].kind, FoundKind::Other(what) if what == "a pipe"));
    }

    #[test]
    fn a_path_that_is_not_there_or_is_a_device_is_refused() {
        let refused = |path: &str| walk(Path::new(path), None).err().unwrap().to_string();
        assert_eq!(refused("/no/such"), "/no/such: no such file or folder");
        assert_eq!(
            refused("/dev/null"),
            "/dev/null: a device, not a file or folder"
        );
    }
}
