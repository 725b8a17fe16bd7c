//! Adding to a case and reading what it holds. Always: whatever stopped it, the same call goes on where it
//! stopped and ends in the same case.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use daylight_model::{Pass, Reason};
use jiff::Timestamp;
use serde::Serialize;

use crate::acquire::{AcquireRequest, Acquiring, acquire};
use crate::pipeline::{Pipeline, Reading};
use crate::store::{FileFilter, Status};

use super::{Case, CaseError};

/// How long files that were read may be missing from the table of files and the index.
const STALE_AT_MOST: Duration = Duration::from_secs(1);

/// Bringing both up to date may take this part of the time.
const SHARE_OF_TIME: u32 = 10;

/// One of so many files is new: what the whole case means is then gathered before adding returns.
const MUCH_NEW: u64 = 20;
/// Above so many files in a case adding leaves gathering to whoever asks.
const MOST_AT_ONCE: u64 = 50_000;

/// Media types of what repositories of git are made of.
const GIT: [&str; 3] = [
    "application/x-git-pack",
    "application/x-git-bundle",
    "application/x-git-object",
];

/// What is to be done before adding returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Until {
    /// All text is read.
    Text,
    /// All text and every picture's first reading.
    First,
    /// All readings.
    #[default]
    All,
}

impl Until {
    fn last_pass(self) -> Pass {
        match self {
            Self::Text => Pass::Text,
            Self::First => Pass::First,
            Self::All => Pass::Second,
        }
    }
}

/// What to add.
#[derive(Debug, Clone, Default)]
pub struct AddRequest {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// What the source is called; by default each path is a source called by its name.
    pub label: Option<String>,
    /// What is to be done before it returns.
    pub until: Until,
}

/// How far a case is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Progress {
    /// What goes on.
    pub phase: Phase,
    /// Walking and copying.
    pub acquiring: Acquiring,
    /// Reading.
    pub reading: Reading,
    /// Understanding: files that are done, and of how many.
    pub understood: (u64, u64),
}

/// What goes on in a case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nothing.
    #[default]
    Idle,
    /// Files are walked and copied.
    Acquiring,
    /// Files are read.
    Reading,
    /// Pictures are read for the first time.
    Pictures,
    /// Pictures are read for the second time, better.
    PicturesAgain,
    /// What was read is understood.
    Understanding,
}

/// What adding did.
#[derive(Debug, Clone, PartialEq)]
pub struct Added {
    /// Files walked past, over all paths.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Files that the case did not have.
    pub new: u64,
    /// The figures of the case afterwards.
    pub status: Status,
}

impl Case {
    /// Acquires and reads. `watch` is told from time to time how far it is.
    ///
    /// # Errors
    /// [`CaseError::Walk`] where a path is not there: then nothing was added. [`CaseError::Interrupted`] where
    /// `stop` was set. What the stores and the machine say.
    pub fn add(
        &self,
        request: &AddRequest,
        stop: &AtomicBool,
        watch: &mut dyn FnMut(&Progress),
    ) -> Result<Added, CaseError> {
        // All paths are looked at before the first is added: a typing error then costs nothing.
        for path in &request.paths {
            drop(crate::acquire::walk(path, None)?);
        }
        // So is the sandbox: without one nothing is taken in that could not be read.
        drop(self.make_worker()?);
        let mut added = Acquiring::default();
        for path in &request.paths {
            let label = match &request.label {
                Some(label) => label.clone(),
                None => label_of(path),
            };
            let before = added;
            let request = AcquireRequest {
                path,
                label: &label,
                skip: Some(&self.folder),
                at: Timestamp::now(),
            };
            let acquired = acquire(
                self.ledger(),
                self.blobs(),
                &request,
                &mut |acquiring| {
                    let progress = Progress {
                        phase: Phase::Acquiring,
                        acquiring: sum(before, acquiring),
                        ..Progress::default()
                    };
                    self.set_progress(progress);
                    watch(&progress);
                },
                stop,
            )?;
            added = sum(added, acquired);
        }
        self.read(request.until, added, stop, watch)?;
        let status = self.status()?;
        // Else whoever asks first would wait for it: of a few more files in many, they need not much longer, and of very
        // many `serve` gathers ahead, in less memory than reading them has left.
        if added.new * MUCH_NEW >= status.acquired.files && status.acquired.files <= MOST_AT_ONCE {
            self.gather_now(stop)?;
        }
        Ok(Added {
            files: added.files,
            bytes: added.bytes,
            new: added.new,
            status,
        })
    }

    /// Reads what was acquired and not yet read.
    ///
    /// # Errors
    /// As [`Case::add`].
    pub fn read_pending(
        &self,
        stop: &AtomicBool,
        watch: &mut dyn FnMut(&Progress),
    ) -> Result<(), CaseError> {
        self.read(Until::All, Acquiring::default(), stop, watch)
    }

    /// Pass after pass: a second reading of a picture never waits in the way of anything's first.
    fn read(
        &self,
        until: Until,
        acquiring: Acquiring,
        stop: &AtomicBool,
        watch: &mut dyn FnMut(&Progress),
    ) -> Result<(), CaseError> {
        self.try_passwords()?;
        let reads_pixels = self.readers.pictures.is_some();
        for pass in Pass::ALL {
            if pass > until.last_pass() || (pass != Pass::Text && !reads_pixels) {
                break;
            }
            self.read_pass(pass, acquiring, stop, watch)?;
            self.understand(stop, &mut |understood, of| {
                let progress = Progress {
                    phase: Phase::Understanding,
                    acquiring,
                    understood: (understood, of),
                    ..Progress::default()
                };
                self.set_progress(progress);
                watch(&progress);
            })?;
        }
        self.set_progress(Progress::default());
        Ok(())
    }

    /// Asks for the files of all versions that repositories of git hold, from now on; those that were read without
    /// them are read again with the next reading.
    ///
    /// # Errors
    /// [`CaseError::Io`], what the ledger says.
    pub fn want_git_versions(&mut self) -> Result<(), CaseError> {
        if self.settings.git_versions {
            return Ok(());
        }
        for media_type in GIT {
            let read = self.ledger.files(&FileFilter {
                media_type: Some(media_type.to_owned()),
                ..FileFilter::default()
            })?;
            for blob in read.files.iter().filter_map(|file| file.sha256) {
                self.ledger.read_again(blob)?;
            }
        }
        self.settings.git_versions = true;
        self.settings.write(&self.folder)
    }

    /// Has what asked for a password read again where the user has brought some: those of last time did not fit.
    fn try_passwords(&self) -> Result<(), CaseError> {
        if self.readers.passwords.is_empty() {
            return Ok(());
        }
        let locked = self.ledger.files(&FileFilter {
            reason: Some(Reason::Encrypted),
            ..FileFilter::default()
        })?;
        let blobs: BTreeSet<_> = locked.files.iter().filter_map(|file| file.sha256).collect();
        for blob in blobs {
            self.ledger.read_again(blob)?;
        }
        Ok(())
    }

    fn read_pass(
        &self,
        pass: Pass,
        acquiring: Acquiring,
        stop: &AtomicBool,
        watch: &mut dyn FnMut(&Progress),
    ) -> Result<(), CaseError> {
        let pipeline = Pipeline {
            ledger: self.ledger(),
            blobs: self.blobs(),
            languages: &self.languages,
            reader_version: self.readers.version,
            pass,
            reads_pixels: self.readers.pictures.is_some(),
            passwords: &self.readers.passwords,
            git_versions: self.settings.git_versions,
            make_worker: &|| self.make_worker_for(pass),
            threads: self.readers.threads,
        };
        self.ledger.settle()?;
        let mut fresh_until = Instant::now() + STALE_AT_MOST;
        let ran = pipeline.run(stop, &mut |reading| {
            let progress = Progress {
                phase: match pass {
                    Pass::Text => Phase::Reading,
                    Pass::First => Phase::Pictures,
                    Pass::Second => Phase::PicturesAgain,
                },
                acquiring,
                reading: *reading,
                ..Progress::default()
            };
            self.set_progress(progress);
            watch(&progress);
            let start = Instant::now();
            if start >= fresh_until {
                self.settle_and_index()?;
                let took = start.elapsed();
                fresh_until = Instant::now() + STALE_AT_MOST.max(took * SHARE_OF_TIME);
            }
            Ok(())
        });
        // Also where it was stopped: what was read is found.
        let settled = self.settle_and_index();
        if ran.is_err() {
            self.set_progress(Progress::default());
        }
        ran?;
        settled
    }

    fn settle_and_index(&self) -> Result<(), CaseError> {
        self.ledger.settle()?;
        self.bring_index_up_to_date()
    }
}

/// Returns the name of a path as a person would say it: the folder's own for `.` and `..`.
fn label_of(path: &Path) -> String {
    let real = std::fs::canonicalize(path);
    let name = path
        .file_name()
        .or_else(|| real.as_ref().ok().and_then(|real| real.file_name()));
    name.map_or_else(
        || "files".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

fn sum(a: Acquiring, b: Acquiring) -> Acquiring {
    Acquiring {
        files: a.files + b.files,
        bytes: a.bytes + b.bytes,
        new: a.new + b.new,
    }
}
