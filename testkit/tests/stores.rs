//! Every backend of the two storage traits, held to the contract of its trait.

use std::sync::atomic::{AtomicU64, Ordering};

use daylight_engine::store::{FolderBlobs, MemoryBlobs, MemoryLedger, SqliteLedger};
use daylight_testkit::blob_store::blob_store_contract;
use daylight_testkit::ledger::ledger_contract;

#[test]
fn blobs_in_memory_keep_the_contract() {
    blob_store_contract(&|| Box::new(MemoryBlobs::new()));
}

#[test]
fn blobs_in_a_folder_keep_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let made = AtomicU64::new(0);
    blob_store_contract(&|| {
        let number = made.fetch_add(1, Ordering::Relaxed);
        Box::new(FolderBlobs::open(folder.path().join(number.to_string())).unwrap())
    });
}

#[test]
fn a_ledger_in_memory_keeps_the_contract() {
    ledger_contract(&|| Box::new(MemoryLedger::new()));
}

#[test]
fn a_ledger_in_sqlite_keeps_the_contract() {
    // In memory where there is such a folder: hundreds of ledgers, each change of each written through.
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    let folder = folder.unwrap();
    let made = AtomicU64::new(0);
    ledger_contract(&|| {
        let number = made.fetch_add(1, Ordering::Relaxed);
        let path = folder.path().join(format!("{number}.sqlite"));
        Box::new(SqliteLedger::open(path).unwrap())
    });
}
