//! The audit log of a case: who unmasked personal data, sent text away or asserted a zone, when and why. Always: lines are only ever added; each
//! carries the hash of the one before, so that a line that was changed or taken out shows.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::CaseError;

/// The name of the log in the folder of the case.
const FILE: &str = "audit.jsonl";

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// Who, as they named themselves.
    pub by: String,
    /// What was done: `unmask`, `translate`, `zone`.
    pub did: String,
    /// To what: a command and its filter, or a place.
    pub what: String,
    /// The zone that was asserted; none for anything else, and where one was withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Why, in their words.
    pub reason: String,
    /// SHA-256 of the line before, in hexadecimal; 64 zeros before the first.
    pub previous: String,
}

/// The audit log of one case.
#[derive(Debug)]
pub struct Audit {
    path: PathBuf,
}

impl Audit {
    pub(super) fn of_case(folder: &Path) -> Self {
        Self {
            path: folder.join(FILE),
        }
    }

    /// Adds a line; when this returns it is on the disk.
    ///
    /// # Errors
    /// [`CaseError::Io`]; then what was to be logged must not be done.
    pub fn add(&self, by: &str, did: &str, what: &str, reason: &str) -> Result<(), CaseError> {
        self.add_zone(by, did, what, reason, None)
    }

    /// Adds a line that may name a zone.
    pub(super) fn add_zone(
        &self,
        by: &str,
        did: &str,
        what: &str,
        reason: &str,
        zone: Option<&str>,
    ) -> Result<(), CaseError> {
        let io = |source| CaseError::io(&self.path, source);
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .read(true)
            .open(&self.path)
            .map_err(io)?;
        // Two processes that look at one case may both unmask.
        file.lock().map_err(io)?;
        let mut previous = "0".repeat(64);
        for line in BufReader::new(&file).lines() {
            previous = hash(&line.map_err(io)?);
        }
        let entry = AuditEntry {
            at: Timestamp::now(),
            by: by.to_owned(),
            did: did.to_owned(),
            what: what.to_owned(),
            zone: zone.map(str::to_owned),
            reason: reason.to_owned(),
            previous,
        };
        let mut line = serde_json::to_string(&entry).map_err(|error| io(error.into()))?;
        line.push('\n');
        file.write_all(line.as_bytes()).map_err(io)?;
        file.sync_all().map_err(io)
    }

    /// Returns the log, and the number of the first line that does not follow from the one before, if there is one.
    ///
    /// # Errors
    /// [`CaseError::Io`].
    pub fn read(&self) -> Result<(Vec<AuditEntry>, Option<usize>), CaseError> {
        let io = |source| CaseError::io(&self.path, source);
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok((Vec::new(), None));
            }
            Err(error) => return Err(io(error)),
        };
        let (mut entries, mut broken) = (Vec::new(), None);
        let mut previous = "0".repeat(64);
        for (number, line) in (1..).zip(BufReader::new(file).lines()) {
            let line = line.map_err(io)?;
            match serde_json::from_str::<AuditEntry>(&line) {
                Ok(entry) => {
                    if entry.previous != previous {
                        broken.get_or_insert(number);
                    }
                    entries.push(entry);
                }
                Err(_) => {
                    broken.get_or_insert(number);
                }
            }
            previous = hash(&line);
        }
        Ok((entries, broken))
    }
}

fn hash(line: &str) -> String {
    hex::encode(Sha256::digest(line.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_that_was_only_added_to_holds_and_a_line_that_was_changed_or_taken_out_shows() {
        let scratch = tempfile::tempdir().unwrap();
        let audit = Audit::of_case(scratch.path());
        assert_eq!(audit.read().unwrap(), (Vec::new(), None));
        for what in ["mentions", "messages", "claims"] {
            audit.add("Ada", "unmask", what, "to call back").unwrap();
        }
        let (entries, broken) = audit.read().unwrap();
        assert_eq!((entries.len(), broken), (3, None));
        let path = scratch.path().join(FILE);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replacen("Ada", "Eve", 1)).unwrap();
        assert_eq!(audit.read().unwrap().1, Some(2));
        let without: Vec<&str> = text
            .lines()
            .filter(|line| !line.contains("messages"))
            .collect();
        std::fs::write(&path, without.join("\n")).unwrap();
        assert_eq!(audit.read().unwrap().1, Some(2));
    }
}
