//! What the web layer says, as JSON: the contract's shapes with what a page needs beside them. Always: offsets
//! into a text are UTF-16 code units, as browsers count; only `text_span` of a citation counts UTF-8 bytes.

use std::collections::BTreeMap;

use daylight_engine::case::{Coverage, Page, PagedDocument};
use daylight_engine::store;
use daylight_model::{LineBreaks, PartKind, Reason, State, StoredCitation};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! mirrored {
    ($(#[$doc:meta])* $name:ident of $model:ty { $($variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        #[allow(missing_docs)]
        pub(crate) enum $name { $($variant),+ }

        impl From<$model> for $name {
            fn from(value: $model) -> Self {
                match value { $(<$model>::$variant => Self::$variant),+ }
            }
        }

        impl From<$name> for $model {
            fn from(value: $name) -> Self {
                match value { $($name::$variant => Self::$variant),+ }
            }
        }
    };
}

mirrored!(
    /// Where a file stands in the ledger.
    FileState of State { Read, Partial, Failed, Skipped, Pending }
);

mirrored!(
    /// Why a file was not read, or not wholly.
    FileReason of Reason {
        Encrypted, Corrupt, Truncated, TooLarge, TooDeep, TooMany, TimeLimit, MemoryLimit, Crashed, Unsupported,
        Empty, NoText, ScriptUnread, NotAFile, UnreadableSource,
    }
);

mirrored!(
    /// What a part is of its file.
    KindOfPart of PartKind {
        Body, Page, Sheet, Slide, Message, Header, Footer, Notes, Comments, Picture,
    }
);

mirrored!(
    /// What a line break between two Han characters means: the word goes on, or something ends.
    Breaks of LineBreaks { Wrap, End }
);

mirrored!(
    /// Files that were added, or files found inside others.
    FilesOf of store::FileSet { Acquired, Contained }
);

/// What is wrong, in words, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// What kind of failure, for programs.
    pub(crate) kind: ProblemKind,
    /// What happened.
    pub(crate) error: String,
    /// What could be done.
    pub(crate) hints: Vec<String>,
    /// Where in the query it is, in UTF-16 code units, for a wrong query.
    pub(crate) position: Option<usize>,
}

/// Kinds of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProblemKind {
    /// The link with the token was not opened in this browser.
    NoToken,
    /// The request came from another page or under another name.
    Foreign,
    /// The call was wrong.
    Call,
    /// The query could not be read.
    Query,
    /// There is no such thing.
    Missing,
    /// The case could not answer.
    Case,
}

/// The case that is open.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct CaseInfo {
    /// Its name.
    pub(crate) name: String,
    /// Where its files came from.
    pub(crate) sources: Vec<SourceInfo>,
    /// Version of Daylight.
    pub(crate) version: String,
    /// How far the reading is.
    pub(crate) reading: Reading,
}

/// Where a collection came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct SourceInfo {
    /// What the user calls it.
    pub(crate) label: String,
    /// When it was first added (RFC 3339).
    pub(crate) acquired_at: String,
}

/// How far the reading of the case is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, ToSchema)]
pub(crate) struct Reading {
    /// Distinct files that are still to be read.
    pub(crate) pending_blobs: u64,
    /// Their bytes.
    pub(crate) pending_bytes: u64,
    /// Bytes a second, over the last while; none while nothing is measured.
    pub(crate) bytes_per_second: Option<f64>,
    /// Seconds left at that pace; none while it cannot be said.
    pub(crate) seconds_left: Option<f64>,
    /// Whether files are pending and nobody reads them.
    pub(crate) paused: bool,
    /// Grows whenever a reading or a path changes.
    pub(crate) position: u64,
    /// Whether lists over all files (claims, talks, tables, names, what is dated) may still lack what was read last.
    pub(crate) gathering: bool,
}

/// How many files stand where; the states sum to `files`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Tally {
    /// Files.
    pub(crate) files: u64,
    /// Their bytes.
    pub(crate) bytes: u64,
    /// Wholly read.
    pub(crate) read: u64,
    /// Partly read.
    pub(crate) partial: u64,
    /// Not read.
    pub(crate) failed: u64,
    /// Not tried.
    pub(crate) skipped: u64,
    /// Still to be read.
    pub(crate) pending: u64,
}

impl From<store::Tally> for Tally {
    fn from(tally: store::Tally) -> Self {
        let store::Tally {
            files,
            bytes,
            read,
            partial,
            failed,
            skipped,
            pending,
        } = tally;
        Self {
            files,
            bytes,
            read,
            partial,
            failed,
            skipped,
            pending,
        }
    }
}

impl Tally {
    /// Counts one more file.
    pub(crate) fn count(&mut self, state: State, bytes: u64) {
        self.files += 1;
        self.bytes += bytes;
        *match state {
            State::Read => &mut self.read,
            State::Partial => &mut self.partial,
            State::Failed => &mut self.failed,
            State::Skipped => &mut self.skipped,
            State::Pending => &mut self.pending,
        } += 1;
    }
}

/// The figures of the ledger of files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Status {
    /// Files that were added.
    pub(crate) acquired: Tally,
    /// Files found inside them.
    pub(crate) contained: Tally,
    /// Files of both by reason.
    pub(crate) by_reason: BTreeMap<String, u64>,
    /// Files of both by media type.
    pub(crate) by_media_type: BTreeMap<String, u64>,
    /// Files of both by language.
    pub(crate) by_language: BTreeMap<String, u64>,
    /// Files that are copies of another.
    pub(crate) duplicates: u64,
    /// Distinct blobs.
    pub(crate) blobs: u64,
    /// Text that was read, bytes of UTF-8 over distinct blobs.
    pub(crate) text_bytes: u64,
}

impl From<store::Status> for Status {
    fn from(status: store::Status) -> Self {
        Self {
            acquired: status.acquired.into(),
            contained: status.contained.into(),
            by_reason: status.by_reason,
            by_media_type: status.by_media_type,
            by_language: status.by_language,
            duplicates: status.duplicates,
            blobs: status.blobs,
            text_bytes: status.text_bytes,
        }
    }
}

/// A file of the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FileRow {
    /// Its path in the case.
    pub(crate) path: String,
    /// Its own path bytes in base64, where they are not UTF-8.
    pub(crate) path_bytes: Option<String>,
    /// SHA-256 of its bytes; none where they could not be had.
    pub(crate) sha256: Option<String>,
    /// How many bytes.
    pub(crate) bytes: u64,
    /// Media type by content; none before it is read.
    pub(crate) media_type: Option<String>,
    /// The encoding that was decided on.
    pub(crate) encoding: Option<String>,
    /// Language of most of its text.
    pub(crate) language: Option<String>,
    /// Script of most of its text.
    pub(crate) script: Option<String>,
    /// Where it stands.
    pub(crate) state: FileState,
    /// Why, unless all is well.
    pub(crate) reason: Option<FileReason>,
    /// The same in words.
    pub(crate) detail: Option<String>,
    /// The path of the copy that counts, where this is another.
    pub(crate) duplicate_of: Option<String>,
    /// The path of its container.
    pub(crate) parent: Option<String>,
    /// The label of its source.
    pub(crate) source: String,
    /// When it was added (RFC 3339).
    pub(crate) acquired_at: String,
    /// How many parts its text has.
    pub(crate) parts: u32,
    /// How many pages.
    pub(crate) pages: Option<u32>,
    /// How many files were found right inside.
    pub(crate) members: u32,
    /// What was odd.
    pub(crate) warnings: Vec<String>,
    /// At how many paths these bytes stand; none where it was not counted.
    pub(crate) copies: Option<u64>,
}

impl From<store::FileRow> for FileRow {
    fn from(row: store::FileRow) -> Self {
        Self {
            path: row.path,
            path_bytes: row.path_bytes,
            sha256: row.sha256.map(|blob| blob.to_string()),
            bytes: row.bytes,
            media_type: row.media_type,
            encoding: row.encoding,
            language: row.language,
            script: row.script,
            state: row.state.into(),
            reason: row.reason.map(Into::into),
            detail: row.detail,
            duplicate_of: row.duplicate_of,
            parent: row.parent,
            source: row.source,
            acquired_at: row.acquired_at.to_string(),
            parts: row.parts,
            pages: row.pages,
            members: row.members,
            warnings: row.warnings,
            copies: None,
        }
    }
}

/// Some of the files that were asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FilePage {
    /// How many there are, before offset and limit.
    pub(crate) total: u64,
    /// Their bytes.
    pub(crate) bytes: u64,
    /// These.
    pub(crate) files: Vec<FileRow>,
}

/// What lies right below a prefix of paths.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FolderListing {
    /// The prefix that was asked for.
    pub(crate) prefix: String,
    /// All files below it.
    pub(crate) below: Tally,
    /// Files right below it, those inside containers and folders left out.
    pub(crate) here: Tally,
    /// Folders and containers right below it, by path.
    pub(crate) folders: Vec<Folder>,
}

/// A folder, or a file that opens like one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Folder {
    /// Its own name, as paths write it.
    pub(crate) name: String,
    /// What the paths of all files in it begin with.
    pub(crate) prefix: String,
    /// The path of the file that opens like a folder; none for a folder.
    pub(crate) container: Option<String>,
    /// Whether there are folders or containers in it.
    pub(crate) has_folders: bool,
    /// All files in it.
    pub(crate) below: Tally,
}

/// A file with what its reading says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FileInfo {
    /// The row of the ledger.
    pub(crate) file: FileRow,
    /// The current reading; none before it is read.
    pub(crate) document: Option<DocumentInfo>,
    /// Files found right inside, the first of them.
    pub(crate) children: Vec<FileRow>,
    /// How many files were found right inside.
    pub(crate) children_total: u64,
    /// How many values of personal data its text has.
    pub(crate) personal: usize,
    /// Whether they are shown: somebody unmasked them by name.
    pub(crate) unmasked: bool,
    /// The document of which it is a page, where that is kept as pictures.
    pub(crate) page_of: Option<PageOf>,
}

/// A document that is kept as pictures, one a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PageOf {
    /// Its name.
    pub(crate) name: String,
    /// The number of this page.
    pub(crate) number: u32,
    /// How many pages the names say that it has.
    pub(crate) of: Option<u32>,
    /// The pages that are there, in order.
    pub(crate) pages: Vec<PagePath>,
}

/// A page of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PagePath {
    /// Its number.
    pub(crate) number: u32,
    /// The path of its picture.
    pub(crate) path: String,
}

impl From<PagedDocument> for PageOf {
    fn from(document: PagedDocument) -> Self {
        let page = |page: Page| PagePath {
            number: page.number,
            path: page.path,
        };
        Self {
            name: document.name,
            number: document.number,
            of: document.of,
            pages: document.pages.into_iter().map(page).collect(),
        }
    }
}

/// The current reading of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct DocumentInfo {
    /// Extractor, version, decisive settings, model.
    pub(crate) reading: String,
    /// Counts the readings of these bytes, from 1.
    pub(crate) generation: u32,
    /// The encoding that was decided on.
    pub(crate) encoding: Option<String>,
    /// What the file says of itself.
    pub(crate) metadata: BTreeMap<String, String>,
    /// What was odd.
    pub(crate) warnings: Vec<String>,
    /// Where these bytes stand in the case, the copy that counts first.
    pub(crate) paths: Vec<String>,
    /// Its parts, without their text.
    pub(crate) parts: Vec<PartInfo>,
}

/// A part of a reading, without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PartInfo {
    /// Number in the document, from 1.
    pub(crate) number: u32,
    /// What it is of its file.
    pub(crate) kind: KindOfPart,
    /// A sheet's name, a slide's title, a mail's subject.
    pub(crate) name: Option<String>,
    /// Language of its text.
    pub(crate) language: Option<String>,
    /// Script of its text.
    pub(crate) script: Option<String>,
    /// Its text, bytes of UTF-8.
    pub(crate) bytes: u64,
}

/// A stretch of a text, in UTF-16 code units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Stretch {
    /// First unit.
    pub(crate) start: usize,
    /// Unit after the last.
    pub(crate) end: usize,
}

/// A stretch of a text, in UTF-16 code units, and its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PlacedStretch {
    /// First unit.
    pub(crate) start: usize,
    /// Unit after the last.
    pub(crate) end: usize,
    /// Its place in the file, as the contract writes it.
    pub(crate) locator: String,
}

/// The text of a part, or a window of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PartText {
    /// Number in the document, from 1.
    pub(crate) number: u32,
    /// What it is of its file.
    pub(crate) kind: KindOfPart,
    /// A sheet's name, a slide's title, a mail's subject.
    pub(crate) name: Option<String>,
    /// What line breaks mean in it.
    pub(crate) breaks: Breaks,
    /// Which window of its text this is, from 1: long texts are sent a stretch at a time.
    pub(crate) window: usize,
    /// How many windows its text has.
    pub(crate) windows: usize,
    /// UTF-16 units of its text before this window; all offsets here count from the window's start.
    pub(crate) base: usize,
    /// The window's text, as it was read.
    pub(crate) text: String,
    /// Where the text came from: sorted, disjoint.
    pub(crate) anchors: Vec<PlacedStretch>,
    /// Where the query was found in it.
    pub(crate) matches: Vec<PlacedStretch>,
    /// The stretch that the asked locator leads to; none without one, or where this window has nothing there.
    pub(crate) target: Option<Stretch>,
}

/// Where a query was found in a file.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Matches {
    /// These, in the order of the file.
    pub(crate) matches: Vec<FoundAt>,
    /// Whether there may be more than these.
    pub(crate) more: bool,
}

/// One place where a query was found.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct FoundAt {
    /// The part.
    pub(crate) part: u32,
    /// The window of the part's text that it begins in, from 1.
    pub(crate) window: usize,
    /// First UTF-16 unit in the part's text.
    pub(crate) start: usize,
    /// Unit after the last.
    pub(crate) end: usize,
    /// The place, to be kept and checked.
    pub(crate) citation: CitationShape,
}

/// A citation as the contract writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct CitationShape {
    /// Path in the case.
    pub(crate) path: String,
    /// SHA-256 of the file.
    pub(crate) sha256: String,
    /// The place.
    pub(crate) locator: String,
    /// The text there.
    pub(crate) quote: String,
    /// Part number in the reading.
    pub(crate) part: u32,
    /// First byte and byte after the last, UTF-8, in the part's text.
    #[schema(value_type = Vec<u32>, min_items = 2, max_items = 2)]
    pub(crate) text_span: [u32; 2],
    /// Extractor, version, decisive settings, model.
    pub(crate) reading: String,
    /// Hash of the pixels in the box, for pictures.
    pub(crate) crop_sha256: Option<String>,
}

impl From<StoredCitation> for CitationShape {
    fn from(citation: StoredCitation) -> Self {
        Self {
            path: citation.path,
            sha256: citation.sha256.to_string(),
            locator: citation.locator,
            quote: citation.quote,
            part: citation.part.0,
            text_span: citation.text_span,
            reading: citation.reading,
            crop_sha256: citation.crop_sha256.map(|blob| blob.to_string()),
        }
    }
}

/// What a query found, and over what it looked.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct SearchAnswer {
    /// How many files it found, before offset and limit.
    pub(crate) total: u64,
    /// Whether that is all; otherwise there are at least so many.
    pub(crate) total_is_exact: bool,
    /// What was searched for, without what it was narrowed by: the query, with what it was widened by.
    pub(crate) query: String,
    /// The words of the query that were widened.
    pub(crate) widened: Vec<WidenedWord>,
    /// Over what it looked.
    pub(crate) over: Over,
    /// These, best first.
    pub(crate) hits: Vec<Hit>,
    /// How many of what was found there are of each kind, over all pages.
    pub(crate) facets: SearchFacets,
}

impl From<Coverage> for Over {
    fn from(over: Coverage) -> Self {
        Self {
            files: over.files,
            searched: over.searched,
            read: over.read,
            partial: over.partial,
            failed: over.failed,
            skipped: over.skipped,
            pending: over.pending,
        }
    }
}

/// A word of a query that was looked for under other names too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct WidenedWord {
    /// As it is written in the query.
    pub(crate) word: String,
    /// The other names.
    pub(crate) also: Vec<String>,
}

/// How many files there are of each kind.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct SearchFacets {
    /// By media type.
    pub(crate) media_type: BTreeMap<String, u64>,
    /// By language.
    pub(crate) language: BTreeMap<String, u64>,
    /// By state.
    pub(crate) state: BTreeMap<String, u64>,
    /// By year of their messages, or of the files themselves.
    pub(crate) year: BTreeMap<String, u64>,
}

/// Over what a search looked: files by state, copies and files found inside others included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Over {
    /// Files of the case.
    pub(crate) files: u64,
    /// Files whose text was searched: read, or read in part.
    pub(crate) searched: u64,
    /// Wholly read.
    pub(crate) read: u64,
    /// Partly read: what was read of them was searched.
    pub(crate) partial: u64,
    /// Not read: not searched.
    pub(crate) failed: u64,
    /// Not tried: not searched.
    pub(crate) skipped: u64,
    /// Still to be read: not yet searched.
    pub(crate) pending: u64,
}

/// A file that a query found.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Hit {
    /// How well it fits.
    pub(crate) score: f64,
    /// Path in the case.
    pub(crate) path: String,
    /// SHA-256 of the file.
    pub(crate) sha256: String,
    /// Media type by content.
    pub(crate) media_type: Option<String>,
    /// Language of most of its text.
    pub(crate) language: Option<String>,
    /// The best place, to be kept and checked; none for a file that was found by its conditions and has no text.
    pub(crate) citation: Option<CitationShape>,
    /// The text around it.
    pub(crate) snippet: String,
    /// What was found in the snippet, in UTF-16 code units.
    pub(crate) highlights: Vec<Stretch>,
    /// The other paths of the same bytes.
    pub(crate) also_at: Vec<String>,
    /// In how many places of the file.
    pub(crate) matches: u64,
}
