//! A case: one folder that holds blobs, the ledger, the index and `case.toml`, and can be moved, copied and
//! opened elsewhere. Always: one process at a time writes it; nothing in it is an absolute path.

mod add;
mod audit;
mod error;
mod find;
mod gloss;
mod indexing;
mod lists;
mod lock;
mod looks;
mod meaning;
mod pages;
mod pixels;
mod settings;
mod show;
mod translate;
mod verify;
mod zones;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, RwLock};

use daylight_model::Pass;
use daylight_understand::gloss::Dictionary;
use daylight_understand::language::Languages;

use crate::models::{self, ModelError};
use crate::search::SearchIndex;
use crate::store::{BlobStore, FileFilter, FilePage, FolderBlobs, Ledger, SqliteLedger, Status};
use crate::worker::{Launch, SandboxedProcess, Worker, WorkerError};

pub use add::{AddRequest, Added, Phase, Progress, Until};
pub use audit::{Audit, AuditEntry};
pub use error::CaseError;
pub use find::{
    Coverage, SearchHit, SearchRequest, SearchResult, TermFiles, TermResult, TextMatch,
};
pub use lists::{KeepListError, ListFound, SavedList, TermFile, TermFound};
pub use looks::Looks;
pub use meaning::{
    BadName, ClaimFilter, ClaimRow, Count, Dated, EntityRow, Gathered, Graph, GraphFilter,
    GraphPart, InferredZone, ListPage, Mask, MeaningFilter, Meant, MentionRow, MessageRow,
    NamePlace, NamePlaces, NoSuchField, Node, OverTime, Relation, RowOfTable, TableCard, Talk, Tie,
    Unmask, Window,
};
pub use pages::{Page, PagedDocument};
pub use pixels::Picture;
pub use settings::CaseSettings;
pub use show::{Shown, Target};
pub use translate::{ShownTranslation, TranslateRequest, Translating};
pub use verify::{CitationCheck, Verified};
pub use zones::{AssertZone, AssertedZone, Zones};

use lock::CaseLock;
use meaning::{Gathering, KnownNames};

/// The ending of a case's folder.
pub const ENDING: &str = "daylight";

/// What this program brings to a case.
#[derive(Debug, Clone)]
pub struct Readers {
    /// How a worker is started.
    pub launch: Launch,
    /// Version of the whole set of readers: a case with lower ones has something to read again.
    pub version: u32,
    /// How many workers at once.
    pub threads: usize,
    /// How a worker that reads pictures is started; none where its models are not on this machine.
    pub pictures: Option<Launch>,
    /// Passwords to try on what asks for one.
    pub passwords: Vec<String>,
}

/// What a case is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// To look at, while another process may be writing.
    Look,
    /// To write; no other process may.
    Write,
}

/// An open case.
pub struct Case {
    folder: PathBuf,
    settings: CaseSettings,
    ledger: Arc<dyn Ledger>,
    blobs: Arc<dyn BlobStore>,
    index: Box<dyn SearchIndex>,
    languages: Languages,
    names: RwLock<Arc<KnownNames>>,
    gathering: Gathering,
    language_model: Result<(), ModelError>,
    dictionary: OnceLock<Result<Dictionary, ModelError>>,
    readers: Readers,
    progress: Mutex<Progress>,
    lock: Option<CaseLock>,
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Case")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

impl Case {
    /// Makes a case at `folder`, which is not there or is empty, and opens it to write.
    ///
    /// # Errors
    /// [`CaseError::InTheWay`] where something else is there, [`CaseError::Io`].
    pub fn create(folder: &Path, readers: Readers) -> Result<Self, CaseError> {
        // A broken model must not leave half a case behind.
        drop(languages()?);
        let in_the_way = || CaseError::InTheWay {
            folder: folder.to_path_buf(),
        };
        match CaseSettings::may_be_made_in(folder) {
            Ok(true) => {}
            Ok(false) => return Err(in_the_way()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                fs::create_dir_all(folder).map_err(|source| CaseError::io(folder, source))?;
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => {
                return Err(in_the_way());
            }
            Err(source) => return Err(CaseError::io(folder, source)),
        }
        CaseSettings::new(folder).write(folder)?;
        Self::open(folder, Access::Write, readers)
    }

    /// Opens the case at `folder`.
    ///
    /// # Errors
    /// [`CaseError::NotACase`], [`CaseError::Newer`], [`CaseError::OpenElsewhere`] where another process
    /// writes and so would this one, and what the stores say.
    pub fn open(folder: &Path, access: Access, readers: Readers) -> Result<Self, CaseError> {
        let settings = CaseSettings::read(folder)?;
        let lock = match access {
            Access::Write => Some(CaseLock::take(folder)?),
            Access::Look => CaseLock::take(folder).ok(),
        };
        let ledger = SqliteLedger::open(folder.join("ledger.sqlite"))?;
        let blobs = FolderBlobs::open(folder.join("blobs"))?;
        let (languages, language_model) = languages()?;
        let ledger: Arc<dyn Ledger> = Arc::new(ledger);
        if lock.is_some() {
            ledger.clear_leases()?;
        }
        let index = indexing::open(folder, lock.is_some(), ledger.as_ref())?;
        let case = Self {
            folder: folder.to_path_buf(),
            settings,
            ledger,
            blobs: Arc::new(blobs),
            index,
            languages,
            gathering: Gathering::default(),
            names: RwLock::new(Arc::new(KnownNames::of_case(folder)?)),
            language_model,
            dictionary: OnceLock::new(),
            readers,
            progress: Mutex::default(),
            lock,
        };
        if case.lock.is_some() {
            case.bring_index_up_to_date()?;
        }
        Ok(case)
    }

    /// Returns whether the model that finds names in Chinese text is on this machine.
    pub fn has_name_model(&self) -> bool {
        self.known_names().has_model()
    }

    /// Returns its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns what it is called.
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// Returns whether this process may write it.
    pub fn may_write(&self) -> bool {
        self.lock.is_some()
    }

    /// Returns the ledger.
    pub fn ledger(&self) -> &dyn Ledger {
        self.ledger.as_ref()
    }

    /// Returns the blobs.
    pub fn blobs(&self) -> &dyn BlobStore {
        self.blobs.as_ref()
    }

    /// Returns its audit log.
    pub fn audit(&self) -> Audit {
        Audit::of_case(&self.folder)
    }

    /// Returns why languages are told by script alone, if they are.
    pub fn language_model(&self) -> Result<(), &ModelError> {
        self.language_model.as_ref().copied()
    }

    /// Returns the figures of the ledger of files.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn status(&self) -> Result<Status, CaseError> {
        Ok(self.ledger.status()?)
    }

    /// Returns how far adding and reading are, for whoever watches from another thread.
    pub fn progress(&self) -> Progress {
        *self
            .progress
            .lock()
            .unwrap_or_else(|held| held.into_inner())
    }

    /// Returns some of the files of the case.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn files(&self, filter: &FileFilter) -> Result<FilePage, CaseError> {
        Ok(self.ledger.files(filter)?)
    }

    fn set_progress(&self, progress: Progress) {
        *self
            .progress
            .lock()
            .unwrap_or_else(|held| held.into_inner()) = progress;
    }

    fn make_worker(&self) -> Result<Box<dyn Worker>, WorkerError> {
        self.make_worker_for(Pass::Text)
    }

    /// Text is read by a worker that holds no models, pixels by one that has them.
    fn make_worker_for(&self, pass: Pass) -> Result<Box<dyn Worker>, WorkerError> {
        let launch = match (pass, &self.readers.pictures) {
            (Pass::First | Pass::Second, Some(pictures)) => pictures,
            _ => &self.readers.launch,
        };
        Ok(Box::new(SandboxedProcess::spawn(launch)?))
    }
}

/// A model that is not here is no reason to stop; one that is broken is.
fn languages() -> Result<(Languages, Result<(), ModelError>), CaseError> {
    match models::read(models::LANGUAGES) {
        Ok(bytes) => Ok((Languages::from_model(&bytes)?, Ok(()))),
        Err(error @ (ModelError::Missing { .. } | ModelError::NoFolder)) => {
            Ok((Languages::default(), Err(error)))
        }
        Err(error) => Err(error.into()),
    }
}
