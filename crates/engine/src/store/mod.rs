//! Where a case keeps what it has: bytes, and what is known of them. Two traits in plain data, object-safe
//! and synchronous, each with one contract suite in `testkit` that every backend runs.

mod blob_store;
mod ledger;

pub use blob_store::{BlobError, BlobStore};
pub use ledger::{
    Acquired, Changed, Document, FileFilter, FilePage, FileRow, FileSet, Lease, Ledger,
    LedgerError, Member, NewPart, NewReading, PendingWork, Settled, Status, Tally,
};
