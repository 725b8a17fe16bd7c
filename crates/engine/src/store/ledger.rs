//! The ledger: the only truth about a case, and the queue of what is still to be read. Acquisitions are only
//! ever added; a reading is a generation of which one is current; the table of files is recomputed from both.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use daylight_model::{
    BlobId, ChildKind, DocumentRef, Outcome, Part, PartNumber, Reason, Source, SourceId, State,
    Summary, Understanding, Warning,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::pieces::Piece;
use super::translation::{TranslatedSegment, Translation, Translator};

/// Why the ledger could not do what was asked. None of these is about one file of a leak.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Written by a newer Daylight.
    #[error("{}: written by a newer Daylight (ledger version {found}, this one knows {known})", path.display())]
    Newer {
        /// The ledger.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// The highest that is known.
        known: u32,
    },
    /// Another process has it.
    #[error("{}: open in another process", path.display())]
    Busy {
        /// The ledger.
        path: PathBuf,
    },
    /// The lease has run out and somebody else holds the task: nothing was written.
    #[error("blob {blob}: the lease is no longer held")]
    Fenced {
        /// The blob that was leased.
        blob: BlobId,
    },
    /// Files were acquired for a source that was never added.
    #[error("the case has no source {0}")]
    NoSource(SourceId),
    /// A reading has two parts of one number: nothing was written.
    #[error("blob {blob}: its reading has two parts with the number {part}")]
    SamePart {
        /// The blob that was read.
        blob: BlobId,
        /// The number.
        part: PartNumber,
    },
    /// What is stored does not hold.
    #[error("{}: {what} is damaged", path.display())]
    Damaged {
        /// The ledger.
        path: PathBuf,
        /// What.
        what: &'static str,
        /// Why, if another error says so.
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// The database refused.
    #[error("{}", path.display())]
    Database {
        /// The ledger.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
    /// The disk refused.
    #[error("{}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A file as the walk found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acquired {
    /// Its path relative to what was added, byte for byte.
    pub path_bytes: Vec<u8>,
    /// The same, decoded by the best guess.
    pub shown: String,
    /// Its blob and length, or why its bytes could not be had.
    pub content: Result<(BlobId, u64), Outcome>,
}

/// A blob that is to be read, held for a while by one reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// What to read.
    pub blob: BlobId,
    /// How many bytes it has.
    pub bytes: u64,
    /// A name that it has somewhere: a hint at its type. The first by path, so that it is always the same.
    pub name: String,
    /// Containers around it, at least; 0 for what was acquired.
    pub depth: u32,
    /// Grows with every lease of this blob; a lower one no longer counts.
    pub token: u64,
}

/// A file found inside the one that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its path inside its container, byte for byte.
    pub name_bytes: Vec<u8>,
    /// The same, decoded by the best guess.
    pub name: String,
    /// How it lies there.
    pub kind: ChildKind,
    /// Its blob and length; none where its bytes could not be had.
    pub content: Option<(BlobId, u64)>,
    /// Why its bytes are not there, or not all of them.
    pub outcome: Option<Outcome>,
}

/// A part with what is derived from it alone.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPart {
    /// The part.
    pub part: Part,
    /// Language (ISO 639-1 where there is one, else 639-3).
    pub language: Option<String>,
    /// Script (ISO 15924).
    pub script: Option<String>,
}

/// What reading a blob gave.
#[derive(Debug, Clone, PartialEq)]
pub struct NewReading {
    /// What the reader said at the end, checked.
    pub summary: Summary,
    /// Version of the whole set of readers; a case with lower ones has something to read again.
    pub reader_version: u32,
    /// Language of most of the text.
    pub language: Option<String>,
    /// Script of most of the text.
    pub script: Option<String>,
    /// Its text.
    pub parts: Vec<NewPart>,
    /// What was found inside, in the order of the file.
    pub members: Vec<Member>,
    /// What was odd.
    pub warnings: Vec<Warning>,
}

/// What was understood of one reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Understood {
    /// Which generation of the blob's readings.
    pub generation: u32,
    /// Version of the detectors, rules and names that understood it.
    pub version: String,
    /// What it means.
    pub understanding: Understanding,
}

/// The current reading of a blob, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Which reading of which bytes.
    pub reference: DocumentRef,
    /// How many bytes.
    pub bytes: u64,
    /// What the reader said at the end.
    pub summary: Summary,
    /// Counts the readings of this blob, from 1.
    pub generation: u32,
    /// Language of most of the text.
    pub language: Option<String>,
    /// Script of most of the text.
    pub script: Option<String>,
    /// How many parts.
    pub parts: u32,
    /// What was odd.
    pub warnings: Vec<Warning>,
    /// Where it stands in the case as settled last, the copy that counts first, then in path order.
    pub paths: Vec<String>,
}

/// A blob whose reading or paths changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed {
    /// Where in the order of changes; always greater than those before.
    pub position: u64,
    /// The blob.
    pub blob: BlobId,
}

/// What is left to read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingWork {
    /// Blobs.
    pub blobs: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// What recomputing the table of files did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settled {
    /// Files in the case now.
    pub files: u64,
    /// Blobs whose paths changed.
    pub changed: u64,
}

/// Acquired files, or files found inside others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileSet {
    /// Only those that were added.
    Acquired,
    /// Only those found inside others.
    Contained,
}

/// Which files are asked for. The default: all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileFilter {
    /// Only these states; empty for all.
    pub states: Vec<State>,
    /// Only this reason.
    pub reason: Option<Reason>,
    /// Only this media type.
    pub media_type: Option<String>,
    /// Only this language.
    pub language: Option<String>,
    /// Only acquired or only contained ones.
    pub set: Option<FileSet>,
    /// Only files right inside this container (its path).
    pub parent: Option<String>,
    /// Only files whose path begins with this, such as a folder and its slash.
    pub prefix: Option<String>,
    /// Only files whose path has this in it, letters of either case.
    pub containing: Option<String>,
    /// Only this blob.
    pub blob: Option<BlobId>,
    /// Of the copies of a file that are asked for, only the one that counts, or else the first by path.
    pub fold_duplicates: bool,
    /// Leaves out so many.
    pub offset: u64,
    /// At most so many; none for all.
    pub limit: Option<u64>,
}

/// A file of the case, as the contract shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    /// Its path.
    pub path: String,
    /// Its own path bytes in base64, where they are not UTF-8.
    pub path_bytes: Option<String>,
    /// Its blob; none where its bytes could not be had.
    pub sha256: Option<BlobId>,
    /// How many bytes.
    pub bytes: u64,
    /// Media type by content; none before it is read.
    pub media_type: Option<String>,
    /// The encoding that was decided on.
    pub encoding: Option<String>,
    /// Language of most of its text.
    pub language: Option<String>,
    /// Script of most of its text.
    pub script: Option<String>,
    /// Where it stands.
    pub state: State,
    /// Why, unless all is well.
    pub reason: Option<Reason>,
    /// The same in words.
    pub detail: Option<String>,
    /// The path of the copy that counts, where this is another.
    pub duplicate_of: Option<String>,
    /// The path of its container.
    pub parent: Option<String>,
    /// The label of its source.
    pub source: String,
    /// When it was added.
    pub acquired_at: Timestamp,
    /// How many parts its text has.
    pub parts: u32,
    /// How many pages.
    pub pages: Option<u32>,
    /// How many files were found right inside.
    pub members: u32,
    /// What was odd.
    pub warnings: Vec<String>,
}

/// Some of the files that were asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePage {
    /// How many there are, before offset and limit.
    pub total: u64,
    /// Their bytes.
    pub bytes: u64,
    /// These.
    pub files: Vec<FileRow>,
}

/// A file of the table, as far as a walk over all of them needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacedFile<'row> {
    /// Its path.
    pub path: &'row str,
    /// Where it stands.
    pub state: State,
    /// How many bytes.
    pub bytes: u64,
}

/// How many files stand where; the states sum to `files`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Wholly read.
    pub read: u64,
    /// Partly read.
    pub partial: u64,
    /// Not read.
    pub failed: u64,
    /// Not tried.
    pub skipped: u64,
    /// Still to be read.
    pub pending: u64,
}

/// The figures of the ledger of files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Files that were added.
    pub acquired: Tally,
    /// Files found inside them.
    pub contained: Tally,
    /// Files of both by reason.
    pub by_reason: BTreeMap<String, u64>,
    /// Files of both by media type.
    pub by_media_type: BTreeMap<String, u64>,
    /// Files of both by language.
    pub by_language: BTreeMap<String, u64>,
    /// Files that are copies of another.
    pub duplicates: u64,
    /// Distinct blobs.
    pub blobs: u64,
    /// Text that was read, bytes of UTF-8 over distinct blobs.
    pub text_bytes: u64,
}

/// The truth about a case. All methods may be called from several threads.
///
/// Every method fails only for the ledger's own sake ([`LedgerError`]); what is wrong with a file of the
/// leak is data.
pub trait Ledger: Send + Sync {
    /// Returns the source with this label, adding it at this time if there is none.
    fn add_source(&self, label: &str, at: Timestamp) -> Result<Source, LedgerError>;

    /// Returns all sources, in the order in which they were added.
    fn sources(&self) -> Result<Vec<Source>, LedgerError>;

    /// Notes that these files stand in this source, all or none, and queues each blob that was never read.
    /// A path that is known with the same content (the same blob, or the same state and reason) is left
    /// alone; with other content, the file is added beside it as another acquisition of the same path.
    /// A blob that was read is read again where it comes to lie as a piece of a file that was cut into several.
    /// Returns how many were new.
    ///
    /// # Errors
    /// [`LedgerError::NoSource`].
    fn acquire(
        &self,
        source: SourceId,
        files: &[Acquired],
        at: Timestamp,
    ) -> Result<u64, LedgerError>;

    /// Returns what is known of the paths of a source, so that a repeated walk need not hash again what is
    /// there: path bytes to blob and length, as acquired last. Paths whose bytes were never had are left out.
    fn known(&self, source: SourceId) -> Result<BTreeMap<Vec<u8>, (BlobId, u64)>, LedgerError>;

    /// Leases up to `count` blobs that are to be read and that nobody holds at `now`, those of least depth,
    /// earliest source and first path first, then by name of the blob. A blob counts as to be read while it
    /// has no reading of this version or later. A lease has run out once `now` is at its end.
    fn lease(
        &self,
        count: usize,
        reader_version: u32,
        now: Timestamp,
        until: SignedDuration,
    ) -> Result<Vec<Lease>, LedgerError>;

    /// Gives a lease back: the blob is to be read again by whoever comes. A lease that is no longer held
    /// is left alone.
    fn release(&self, lease: &Lease) -> Result<(), LedgerError>;

    /// Ends every lease, for a process that knows that it is alone with the case: what a crash left leased
    /// is to be read again at once.
    fn clear_leases(&self) -> Result<(), LedgerError>;

    /// Makes this the current reading of the leased blob and queues the members that were never read, all
    /// in one step; the reading before is dropped. A lease that has run out still counts while nobody else
    /// took the blob. A member that is known already and stands nearer now moves up in the queue, and so
    /// does what was found inside it. When this returns, a power cut no longer loses it.
    ///
    /// # Errors
    /// [`LedgerError::Fenced`] where the lease was given back, used, or the blob was leased again since;
    /// [`LedgerError::SamePart`]. Nothing is written then.
    fn complete(&self, lease: &Lease, reading: &NewReading) -> Result<(), LedgerError>;

    /// Has a blob that was read read again by the next who leases, in every pass. What was read stays until then.
    fn read_again(&self, blob: BlobId) -> Result<(), LedgerError>;

    /// Returns, for each place where this blob is a piece of a file that was cut into several, the pieces that lie
    /// there, itself among them, in their order: sources in their order, then containers that are less deep than
    /// the blob. A folder counts by itself; of files of one path the last that was acquired counts.
    fn pieces(&self, blob: BlobId) -> Result<Vec<Vec<Piece>>, LedgerError>;

    /// Returns what is left to read for this version of the readers.
    fn pending(&self, reader_version: u32) -> Result<PendingWork, LedgerError>;

    /// Recomputes the table of files from acquisitions and current readings. Files found inside another
    /// are listed under the first copy of their container: least depth, then earliest source, then first by
    /// path. Every other copy of a blob names that first copy. A file whose path an earlier source has gets
    /// its source's label before it; later files of one path in one source or container get `%002`, `%003`
    /// after it, which no name can have. The result depends on nothing else: not on the order in which
    /// blobs were read, not on interruptions.
    fn settle(&self) -> Result<Settled, LedgerError>;

    /// Returns the last position in the order of changes; 0 for an empty ledger.
    fn position(&self) -> Result<u64, LedgerError>;

    /// Returns up to `limit` changes after `position`, in order, each blob at its last change only.
    fn changes_after(&self, position: u64, limit: usize) -> Result<Vec<Changed>, LedgerError>;

    /// Returns the current reading of a blob; none if it was not read.
    fn document(&self, blob: BlobId) -> Result<Option<Document>, LedgerError>;

    /// Returns all parts of the current reading, by number; none if it was not read.
    fn parts(&self, blob: BlobId) -> Result<Vec<NewPart>, LedgerError>;

    /// Returns one part of the current reading.
    fn part(&self, blob: BlobId, number: PartNumber) -> Result<Option<NewPart>, LedgerError>;

    /// Returns what the current reading found inside, in the order of the file; none if it was not read.
    fn members(&self, blob: BlobId) -> Result<Vec<Member>, LedgerError>;

    /// Returns what current readings say under this key of their metadata: each blob that has it, in order of name.
    fn said(&self, key: &str) -> Result<Vec<(BlobId, String)>, LedgerError>;

    /// Keeps what was understood of a blob. What was understood of an earlier generation than the current one,
    /// or of a blob that was never read, is left out: it says nothing of what is there now. Where it tells of
    /// messages, or something was kept before, the blob counts as changed: an index asks who wrote to whom.
    fn keep_understanding(&self, blob: BlobId, understood: &Understood) -> Result<(), LedgerError>;

    /// Returns what was understood of the current reading of a blob, by whatever version.
    fn understanding(&self, blob: BlobId) -> Result<Option<Understood>, LedgerError>;

    /// Returns how often something was understood so far: whoever keeps what they made of it knows by this whether it
    /// still holds.
    fn understood(&self) -> Result<u64, LedgerError>;

    /// Returns up to `limit` blobs with text of whose current reading this version has understood nothing yet, in
    /// order of name.
    fn to_understand(&self, version: &str, limit: usize) -> Result<Vec<BlobId>, LedgerError>;

    /// Keeps segments of a blob's text as a translator made them, beside those that are there; of one stretch the
    /// later stays. Of a blob that is not in the ledger nothing is kept.
    fn keep_translation(
        &self,
        blob: BlobId,
        translator: &Translator,
        segments: &[TranslatedSegment],
    ) -> Result<(), LedgerError>;

    /// Returns the translations of a blob, by translator. They stay when it is read anew: whether a segment is still
    /// one of the text is for who shows it to see.
    fn translations(&self, blob: BlobId) -> Result<Vec<Translation>, LedgerError>;

    /// Returns the files asked for, in path order.
    fn files(&self, filter: &FileFilter) -> Result<FilePage, LedgerError>;

    /// Hands out every file whose path begins with this, in path order.
    fn each_file(
        &self,
        prefix: &str,
        take: &mut dyn FnMut(PlacedFile<'_>),
    ) -> Result<(), LedgerError>;

    /// Returns the files that count, without copies and without those whose bytes could not be had, in path order.
    fn files_that_count(&self) -> Result<Vec<(String, BlobId)>, LedgerError>;

    /// Returns the file at this path.
    fn file_at(&self, path: &str) -> Result<Option<FileRow>, LedgerError>;

    /// Returns every blob that the case should have, in order of name.
    fn blobs(&self) -> Result<Vec<(BlobId, u64)>, LedgerError>;

    /// Returns the figures of the table of files as it was settled last.
    fn status(&self) -> Result<Status, LedgerError>;
}
