//! What can go wrong with a case, each with what a user can do about it.

use std::io;
use std::path::{Path, PathBuf};

use daylight_understand::language::LanguageModelError;
use daylight_understand::name::NameModelError;

use crate::acquire::{AcquireError, WalkError};
use crate::models::ModelError;
use crate::pipeline::PipelineError;
use crate::search::{IndexError, ListError, QueryError};
use crate::store::{BlobError, LedgerError};
use crate::translate::TranslateError;
use crate::worker::WorkerError;

/// Why a case could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CaseError {
    /// No `case.toml` there.
    #[error("{}: not a Daylight case", folder.display())]
    NotACase {
        /// The folder.
        folder: PathBuf,
    },
    /// Something that is no case stands where one would be made.
    #[error("{}: something else is there", folder.display())]
    InTheWay {
        /// The folder.
        folder: PathBuf,
    },
    /// Written by a newer Daylight.
    #[error("{}: a case of a newer Daylight (version {found}, this one knows {known})", folder.display())]
    Newer {
        /// The folder.
        folder: PathBuf,
        /// Its version.
        found: u32,
        /// The highest that is known.
        known: u32,
    },
    /// `case.toml` does not hold.
    #[error("{}: {what}", path.display())]
    Settings {
        /// The file.
        path: PathBuf,
        /// What is wrong, in words.
        what: String,
    },
    /// Another process has it open to write.
    #[error("{}: open in another process{}", folder.display(), pid.map(|pid| format!(" ({pid})")).unwrap_or_default())]
    OpenElsewhere {
        /// The folder.
        folder: PathBuf,
        /// Which process, if it said so.
        pid: Option<u32>,
    },
    /// Nothing in the case has this path.
    #[error("no file in the case is called {path}")]
    NoSuchFile {
        /// What was asked for.
        path: String,
    },
    /// No zone is called so.
    #[error("no time zone is called {zone}")]
    NoSuchZone {
        /// What was given.
        zone: String,
    },
    /// The file has no text at this place.
    #[error("{path} has no text at {locator}")]
    NoSuchPlace {
        /// The file.
        path: String,
        /// What was asked for.
        locator: String,
    },
    /// The file has no pixels that can be shown.
    #[error("{path} cannot be shown as a picture: {why}")]
    NoPixels {
        /// The file.
        path: String,
        /// Why, in words.
        why: String,
    },
    /// A locator that cannot be understood.
    #[error(transparent)]
    Locator(#[from] daylight_model::ParseLocatorError),
    /// A query that cannot be understood.
    #[error("{error}, at character {} of {query}", character_at(query, error.range.start))]
    Query {
        /// The query.
        query: String,
        /// What is wrong, and where.
        error: QueryError,
    },
    /// A list of terms that cannot be understood.
    #[error(transparent)]
    List(#[from] ListError),
    /// A list of terms that cannot be read.
    #[error("the list of terms cannot be read")]
    ListInput(#[source] io::Error),
    /// A list of terms that cannot be kept, or is not there.
    #[error(transparent)]
    KeepList(#[from] super::KeepListError),
    /// What was asked for could not be written.
    #[error("it could not be written")]
    Written(#[source] io::Error),
    /// The file or folder could not be read or written.
    #[error("{}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A count by something that no such claim has.
    #[error(transparent)]
    NoSuchField(#[from] super::NoSuchField),
    /// What was gathered of the whole case.
    #[error("{}: what was gathered of the case", path.display())]
    Gathered {
        /// Where it is kept.
        path: PathBuf,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The blobs.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The index.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The workers.
    #[error(transparent)]
    Worker(#[from] WorkerError),
    /// A model's file.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// A model that does not load.
    #[error(transparent)]
    LanguageModel(#[from] LanguageModelError),
    /// The model of names does not load.
    #[error(transparent)]
    NameModel(#[from] NameModelError),
    /// What was to be added.
    #[error(transparent)]
    Walk(#[from] WalkError),
    /// A service that translates.
    #[error(transparent)]
    Translate(#[from] TranslateError),
    /// The user stopped it; what was done stays done.
    #[error("interrupted; what was done is kept")]
    Interrupted,
}

impl CaseError {
    pub(super) fn io(path: &Path, source: io::Error) -> Self {
        Self::Io {
            path: path.to_path_buf(),
            source,
        }
    }

    /// Returns what a user can do, one line each.
    pub fn hints(&self) -> Vec<String> {
        let hint = match self {
            Self::NotACase { .. } => "`daylight add PATH --case DIR.daylight` makes one",
            Self::InTheWay { .. } => "name a folder that is empty or not there yet",
            Self::Newer { .. } | Self::Ledger(LedgerError::Newer { .. }) => {
                "open it with the Daylight that wrote it, or a newer one"
            }
            Self::OpenElsewhere { .. } => {
                "stop the other `daylight add` or `daylight serve`, or wait for it"
            }
            Self::NoSuchFile { .. } => {
                "`daylight files` lists the paths; those inside containers have !/ in them"
            }
            Self::NoSuchZone { .. } => {
                "an offset such as +08:00 or UTC+8, or a name such as Europe/Berlin"
            }
            Self::NoSuchPlace { .. } => "`daylight show PATH --json` lists the places of a file",
            Self::Locator(_) => {
                "for instance line=12, cell=5,3, sheet=Name&cell=C12, page=3, pointer=/a/0"
            }
            Self::Interrupted => "the same command goes on where this one stopped",
            Self::Query { error, .. } => {
                let general = "`daylight search --help` has examples".to_owned();
                return error.hint().into_iter().chain([general]).collect();
            }
            Self::List(_) | Self::ListInput(_) => {
                "a CSV in UTF-8: one term a row, its spellings in the columns after it"
            }
            Self::KeepList(super::KeepListError::Name { .. }) => {
                "letters, digits and spaces; none of / \\ : * ? \" < > |, and no full stop in front"
            }
            Self::KeepList(super::KeepListError::TooLarge) => "cut it into several lists",
            Self::KeepList(super::KeepListError::NoSuchList { .. }) => {
                "`daylight lists` names those that there are"
            }
            Self::Model(error) => error.hint().unwrap_or_default(),
            Self::Translate(error) => error.hint().unwrap_or_default(),
            Self::Worker(WorkerError::NoSandbox { .. }) => {
                "`daylight doctor` says more; --unsafe-no-sandbox reads without one, at your own risk"
            }
            Self::Worker(_) => "`daylight doctor` says what works here",
            Self::Io { source, .. }
            | Self::Blob(BlobError::Io { source, .. })
            | Self::Ledger(LedgerError::Io { source, .. })
                if source.kind() == io::ErrorKind::StorageFull =>
            {
                "free some space, then run the same command again: it goes on where it stopped"
            }
            Self::Ledger(LedgerError::Damaged { .. } | LedgerError::Database { .. }) => {
                "`daylight verify` says what else is damaged; originals can be added to a new case"
            }
            _ => return Vec::new(),
        };
        if hint.is_empty() {
            Vec::new()
        } else {
            vec![hint.to_owned()]
        }
    }
}

impl From<AcquireError> for CaseError {
    fn from(error: AcquireError) -> Self {
        match error {
            AcquireError::Walk(error) => Self::Walk(error),
            AcquireError::Blob(error) => Self::Blob(error),
            AcquireError::Ledger(error) => Self::Ledger(error),
            AcquireError::Interrupted => Self::Interrupted,
        }
    }
}

impl From<PipelineError> for CaseError {
    fn from(error: PipelineError) -> Self {
        match error {
            PipelineError::Ledger(error) => Self::Ledger(error),
            PipelineError::Blob(error) => Self::Blob(error),
            PipelineError::Worker(error) => Self::Worker(error),
            PipelineError::Watch(error) => *error,
            PipelineError::Interrupted => Self::Interrupted,
        }
    }
}

/// Returns which character a byte of the query begins, from 1.
fn character_at(query: &str, byte: usize) -> usize {
    query.get(..byte).unwrap_or(query).chars().count() + 1
}
