//! Where a case keeps what it has: bytes, and what is known of them. Two traits in plain data, object-safe
//! and synchronous, each with one contract suite in `testkit` that every backend runs.

mod blob_store;
mod first_place;
mod folder_blobs;
mod ledger;
mod memory_blobs;
mod memory_ledger;
mod pieces;
mod settle;
mod sqlite_ledger;
mod translation;

pub use blob_store::{BlobError, BlobStore};
pub use folder_blobs::FolderBlobs;
pub use ledger::{
    Acquired, Changed, Document, FileFilter, FilePage, FileRow, FileSet, Lease, Ledger,
    LedgerError, Member, NewPart, NewReading, PendingWork, PlacedFile, Settled, Status, Tally,
    Understood,
};
pub use memory_blobs::MemoryBlobs;
pub use memory_ledger::MemoryLedger;
pub use pieces::Piece;
pub use sqlite_ledger::SqliteLedger;
pub(crate) use sqlite_ledger::after_all_with;
pub use translation::{TranslatedSegment, Translation, Translator};
