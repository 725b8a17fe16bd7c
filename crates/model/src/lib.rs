//! What Daylight believes and why: ids, sources, occurrences, parts, places, citations.
//!
//! Always: no input or output, no clock, no environment. What stands here is plain data with its
//! invariants; whoever holds a value of these types need not check it again.

mod citation;
mod claim;
mod closed_list;
mod extraction;
mod ids;
mod locator;
mod mention;
mod message;
mod occurrence;
mod outcome;
mod page_name;
mod part;
mod path;
mod piece_name;
mod place;
mod size;
mod table;
mod understanding;

pub use citation::{Citation, CiteError, DocumentRef, StoredCitation, Verdict};
pub use claim::{Claim, ClaimType, Ground, Hedge, Polarity};
pub use extraction::{
    Budgets, ChildKind, ChildStart, Frame, Input, Job, Joined, LOOKS, PIXELS, Pass, Reader, Sink,
    Stopped, Summary, View, Warning,
};
pub use ids::{BlobId, OccurrenceId, ParseBlobIdError, PartNumber, SourceId};
pub use locator::{Locator, ParseLocatorError};
pub use mention::{Grade, Mention, MentionType, Money, Value};
pub use message::{Message, MessageKind, ZoneBasis};
pub use occurrence::{Occurrence, Source};
pub use outcome::{Outcome, Reason, State, UnknownName};
pub use page_name::page_of_name;
pub use part::{Anchor, LineBreaks, Part, PartData, PartError, PartKind, Span};
pub use path::{CasePath, shown_safely};
pub use piece_name::PieceName;
pub use place::{Area, CellRef, Place};
pub use size::size_in_words;
pub use table::{Column, ColumnType, Table, TableRow};
pub use understanding::Understanding;
