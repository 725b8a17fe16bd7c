//! `case.toml`: what a case is called, which version wrote it, and which backends hold it.

use std::fs;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{CaseError, ENDING};

/// The version of the folder's layout that this program writes.
const VERSION: u32 = 1;

const FILE: &str = "case.toml";

/// What it is called while it is written. A process that dies then leaves this and nothing else.
const UNFINISHED: &str = "case.toml.new";

/// The settings of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseSettings {
    /// Version of the folder's layout.
    pub version: u32,
    /// What the case is called.
    pub name: String,
    /// Whether the files of all versions that repositories of git hold are wanted.
    #[serde(default)]
    pub git_versions: bool,
    /// Where things are kept.
    pub storage: Storage,
}

/// The backends of a case, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Storage {
    /// Bytes: `folder`.
    pub blobs: String,
    /// The ledger: `sqlite`.
    pub ledger: String,
    /// The index: `tantivy`.
    pub index: String,
}

/// Only what every version has, to say "newer" before anything else is understood.
#[derive(Deserialize)]
struct VersionOnly {
    version: u32,
}

impl CaseSettings {
    pub(super) fn new(folder: &Path) -> Self {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let name = name.strip_suffix(&format!(".{ENDING}")).unwrap_or(&name);
        Self {
            version: VERSION,
            name: name.to_owned(),
            git_versions: false,
            storage: Storage {
                blobs: "folder".to_owned(),
                ledger: "sqlite".to_owned(),
                index: "tantivy".to_owned(),
            },
        }
    }

    pub(super) fn read(folder: &Path) -> Result<Self, CaseError> {
        let path = folder.join(FILE);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error)
                if matches!(
                    error.kind(),
                    std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory
                ) =>
            {
                return Err(CaseError::NotACase {
                    folder: folder.to_path_buf(),
                });
            }
            Err(source) => return Err(CaseError::io(&path, source)),
        };
        let wrong = |what: String| CaseError::Settings {
            path: path.clone(),
            what,
        };
        let one_line = |error: toml::de::Error| error.message().to_owned();
        let found: VersionOnly = toml::from_str(&text).map_err(|error| wrong(one_line(error)))?;
        if found.version > VERSION {
            return Err(CaseError::Newer {
                folder: folder.to_path_buf(),
                found: found.version,
                known: VERSION,
            });
        }
        let settings: Self = toml::from_str(&text).map_err(|error| wrong(one_line(error)))?;
        let Storage {
            blobs,
            ledger,
            index,
        } = &settings.storage;
        for (name, known) in [(blobs, "folder"), (ledger, "sqlite"), (index, "tantivy")] {
            if name != known {
                return Err(wrong(format!(
                    "no storage is called {name:?}; {known:?} is"
                )));
            }
        }
        Ok(settings)
    }

    /// Returns whether a case may be made in this folder: nothing is in it, or what a process left that died
    /// while it made one.
    pub(super) fn may_be_made_in(folder: &Path) -> std::io::Result<bool> {
        for entry in fs::read_dir(folder)? {
            if entry?.file_name() != UNFINISHED {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Writes it whole or not at all.
    pub(super) fn write(&self, folder: &Path) -> Result<(), CaseError> {
        let path = folder.join(FILE);
        let io = |source| CaseError::io(&path, source);
        let text = toml::to_string(self).map_err(|error| CaseError::Settings {
            path: path.clone(),
            what: error.to_string(),
        })?;
        let unfinished = folder.join(UNFINISHED);
        let mut file = fs::File::create(&unfinished).map_err(io)?;
        file.write_all(text.as_bytes()).map_err(io)?;
        file.sync_all().map_err(io)?;
        fs::rename(&unfinished, &path).map_err(io)?;
        fs::File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(io)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<CaseSettings, CaseError> {
        let scratch = tempfile::tempdir().unwrap();
        fs::write(scratch.path().join(FILE), text).unwrap();
        CaseSettings::read(scratch.path())
    }

    #[test]
    fn settings_survive_writing_and_reading_and_hold_no_absolute_path() {
        let scratch = tempfile::tempdir().unwrap();
        let settings = CaseSettings::new(Path::new("/somewhere/leak.daylight"));
        assert_eq!(settings.name, "leak");
        settings.write(scratch.path()).unwrap();
        assert_eq!(CaseSettings::read(scratch.path()).unwrap(), settings);
        let text = fs::read_to_string(scratch.path().join(FILE)).unwrap();
        assert!(!text.contains("somewhere"));
    }

    #[test]
    fn a_case_that_was_not_made_to_the_end_does_not_stand_in_the_way() {
        let scratch = tempfile::tempdir().unwrap();
        assert!(CaseSettings::may_be_made_in(scratch.path()).unwrap());
        fs::write(scratch.path().join(UNFINISHED), "version =").unwrap();
        assert!(CaseSettings::may_be_made_in(scratch.path()).unwrap());
        fs::write(scratch.path().join("notes.txt"), "mine").unwrap();
        assert!(!CaseSettings::may_be_made_in(scratch.path()).unwrap());
    }

    #[test]
    fn a_newer_case_a_broken_one_and_an_unknown_storage_are_told_apart() {
        assert!(matches!(
            read("version = 99\nsurprise = 1"),
            Err(CaseError::Newer { found: 99, .. })
        ));
        assert!(matches!(
            read("version = "),
            Err(CaseError::Settings { .. })
        ));
        let other = "version = 1\nname = \"a\"\n[storage]\nblobs = \"tape\"\nledger = \"sqlite\"\nindex = \"tantivy\"";
        assert_eq!(
            read(other)
                .unwrap_err()
                .to_string()
                .split_once(": ")
                .unwrap()
                .1,
            "no storage is called \"tape\"; \"folder\" is"
        );
        let nowhere = CaseSettings::read(Path::new("/no/such"));
        assert!(matches!(nowhere, Err(CaseError::NotACase { .. })));
    }
}
