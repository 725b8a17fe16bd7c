//! Finding words in a case. `query` reads what was asked, `fold` and `atoms` say what counts as the same word,
//! `matcher` decides whether a document holds it, an index says where it is worth looking, `snippet` shows it.
//!
//! Always: an index can be thrown away and made again from the ledger; it holds no text of its own, and any two
//! indexes over the same documents find the same files for the same query.

mod alike;
mod atoms;
mod facets;
mod fold;
mod leaf;
mod list;
mod matcher;
mod naive;
mod query;
mod simplified;
mod snippet;
mod spelling;
mod tantivy_index;
mod widen;

use std::path::PathBuf;

use daylight_model::{BlobId, Part, State};

pub use atoms::{ANALYSER, Atom, Atoms, Gap, Kind, atoms, kind};
pub use facets::{Facets, Sort};
pub use fold::{Folded, fold};
pub use list::{ListError, ListTerm, TermHits, TermList};
pub use naive::NaiveIndex;
pub use query::{
    Alike, DayRange, Filter, Glob, IndexedMessage, Inside, PlaceKind, Problem, Query, QueryError,
    Records, SizeRange, field_names,
};
pub use snippet::{Mask, Presentation, Presenter, SnippetOptions};
pub use tantivy_index::{TantivyIndex, tokens};
pub use widen::{Widened, widen};

use query::Facts;

/// What an index is told of one blob: all of its current reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedDocument {
    /// The bytes.
    pub blob: BlobId,
    /// Media type, `text/csv`.
    pub media_type: String,
    /// Language tag of most of its text.
    pub language: Option<String>,
    /// Every path at which it stands, as the contract writes paths.
    pub paths: Vec<String>,
    /// How many bytes.
    pub bytes: u64,
    /// Where it stands in the ledger of files.
    pub state: State,
    /// Its parts; none where it was not read.
    pub parts: Vec<Part>,
    /// What is known of its messages and times.
    pub records: Records,
}

impl IndexedDocument {
    fn facts(&self) -> Facts {
        Facts {
            media_type: self.media_type.clone(),
            language: self.language.clone(),
            paths: self.paths.iter().map(|path| fold(path)).collect(),
            bytes: self.bytes,
            state: self.state,
            years: facets::Dates::of(self).years,
        }
    }
}

/// What happened to one blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It is new, or was read again: what was known of it is replaced.
    Put(Box<IndexedDocument>),
    /// It is no longer part of the case.
    Remove(BlobId),
}

/// How much of an answer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchOptions {
    /// Hits, at most.
    pub limit: usize,
    /// Hits to leave out before the first.
    pub offset: usize,
    /// What comes first.
    pub sort: Sort,
    /// Whether to count what was found by type, language, state and year.
    pub count: bool,
    /// Texts to read, at most, for what the index alone cannot decide. Where there are more, the total is
    /// a lower bound and says so.
    pub read_limit: usize,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self {
            limit: 50,
            offset: 0,
            sort: Sort::Best,
            count: false,
            read_limit: 20_000,
        }
    }
}

/// A document that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The bytes.
    pub blob: BlobId,
    /// How well it fits; comparable within one answer only.
    pub score: f32,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Documents found, over all pages of the answer.
    pub total: u64,
    /// Whether that is all; otherwise there are at least so many.
    pub total_is_exact: bool,
    /// Documents whose text was read to decide.
    pub read: u64,
    /// The hits asked for, in the order asked for.
    pub hits: Vec<Hit>,
    /// How many of what was found there are of each kind; empty where it was not asked for.
    pub facets: Facets,
}

/// Where an index reads a document's text, to decide what it cannot decide alone; from several threads at once.
pub trait Texts: Sync {
    /// Returns the parts of the blob's current reading; none if there is no reading.
    ///
    /// # Errors
    /// What the store says.
    fn parts(&self, blob: BlobId) -> Result<Vec<Part>, TextsError>;

    /// Returns what is known of the messages of the blob's current reading.
    ///
    /// # Errors
    /// What the store says.
    fn records(&self, blob: BlobId) -> Result<Records, TextsError>;
}

/// Why a text could not be read.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct TextsError(#[from] pub Box<dyn std::error::Error + Send + Sync>);

/// Finds documents by what stands in them.
///
/// What every backend keeps to, and the contract suite in `testkit` checks:
/// the set found is that of the naive scan, and so are its counts; order is by what was asked for, then by content; a batch is applied with its
/// position or not at all; a document put twice stands there once.
pub trait SearchIndex: Send + Sync {
    /// Applies a batch and notes the ledger's position that it brings the index to, both or neither.
    ///
    /// # Errors
    /// [`IndexError`]; then nothing of the batch counts.
    fn apply(&self, changes: Vec<Change>, position: u64) -> Result<(), IndexError>;

    /// Returns the ledger's position that the index reflects; 0 for an empty one.
    ///
    /// # Errors
    /// [`IndexError`] where it cannot be read.
    fn position(&self) -> Result<u64, IndexError>;

    /// Returns how many documents it holds: over what a search looks.
    ///
    /// # Errors
    /// [`IndexError`] where it cannot be read.
    fn documents(&self) -> Result<u64, IndexError>;

    /// Returns the version of the analyser that it was made with.
    fn analyser(&self) -> String;

    /// Searches; `texts` must be those of the ledger at the index's position, or newer.
    ///
    /// # Errors
    /// [`IndexError`] where the index or a text cannot be read.
    fn search(
        &self,
        query: &Query,
        options: &SearchOptions,
        texts: &dyn Texts,
    ) -> Result<Found, IndexError>;
}

/// Why an index must be made again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RebuildReason {
    /// It was made with another analyser.
    #[error("it was made with analyser {found}, this program has {wanted}")]
    Analyser {
        /// What it says.
        found: String,
        /// What is needed.
        wanted: String,
    },
    /// It cannot be read.
    #[error("it is damaged: {message}")]
    Damaged {
        /// What the reader says.
        message: String,
    },
}

/// What can go wrong with an index.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// It is of no use; the ledger has all that is needed to make it again.
    #[error("search index {path}: {reason}; it must be made again")]
    Rebuild {
        /// Its folder.
        path: PathBuf,
        /// Why.
        reason: RebuildReason,
    },
    /// Another process writes to it.
    #[error("search index {path} is being written by another process")]
    Busy {
        /// Its folder.
        path: PathBuf,
    },
    /// The engine below refused.
    #[error("search index {path}")]
    Engine {
        /// Its folder.
        path: PathBuf,
        /// What it says.
        source: Box<tantivy::TantivyError>,
    },
    /// The file system refused.
    #[error("search index {path}")]
    Io {
        /// File or folder.
        path: PathBuf,
        /// What it says.
        source: std::io::Error,
    },
    /// A document's text could not be read.
    #[error("text of {blob}")]
    Text {
        /// Which.
        blob: BlobId,
        /// Why.
        source: TextsError,
    },
}
