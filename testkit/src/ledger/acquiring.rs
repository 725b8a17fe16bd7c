//! Sources and acquisitions.

use daylight_engine::store::{Ledger, LedgerError, PendingWork};
use daylight_model::{Outcome, Reason, SourceId, State};

use super::Make;
use super::case::{Short, VERSION, at, blob, content, file, lost};

pub(super) fn check(make: Make<'_>) {
    a_source_is_added_once(&*make());
    a_file_is_added_once(&*make());
    other_content_at_a_path_stands_beside_the_first(&*make());
    a_source_that_is_not_there_takes_nothing(&*make());
    a_repeated_walk_learns_what_is_there(&*make());
    each_blob_is_to_be_read_once(&*make());
}

fn a_source_is_added_once(ledger: &dyn Ledger) {
    assert_eq!(ledger.sources().unwrap(), []);
    let first = ledger.add_source("泄露", at(5)).unwrap();
    let second = ledger.add_source("另一个", at(6)).unwrap();
    assert_eq!(ledger.add_source("泄露", at(7)).unwrap(), first);
    assert_eq!(first.acquired_at, at(5));
    assert_eq!(ledger.sources().unwrap(), [first, second]);
}

fn a_file_is_added_once(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    let gone = lost(
        "pipe",
        Outcome::because(State::Skipped, Reason::NotAFile, ""),
    );
    let files = [file("a", "1"), file("b", "1"), gone, file("a", "1")];
    assert_eq!(ledger.added(source, &files), 3);
    assert_eq!(ledger.added(source, &files), 0);
    assert_eq!(ledger.added(source, &[file("c", "1"), file("b", "1")]), 1);
    let again = ledger.source("again");
    assert_eq!(ledger.added(again, &files), 3);
}

fn other_content_at_a_path_stands_beside_the_first(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    let denied = Outcome::because(State::Failed, Reason::UnreadableSource, "");
    assert_eq!(ledger.added(source, &[lost("a", denied.clone())]), 1);
    assert_eq!(ledger.added(source, &[file("a", "1")]), 1);
    assert_eq!(ledger.added(source, &[file("a", "2")]), 1);
    assert_eq!(
        ledger.added(source, &[file("a", "1"), lost("a", denied)]),
        0
    );
    let paths: Vec<String> = ledger.paths().into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["a", "a%002", "a%003"]);
    let first = ledger.file_at("a").unwrap().unwrap();
    assert_eq!((first.state, first.sha256), (State::Failed, None));
    let last = ledger.file_at("a%003").unwrap().unwrap();
    assert_eq!(last.sha256, Some(blob("2")));
}

fn a_source_that_is_not_there_takes_nothing(ledger: &dyn Ledger) {
    ledger.source("a");
    let error = ledger.acquire(SourceId(99), &[file("a", "1")], at(0));
    assert!(matches!(error, Err(LedgerError::NoSource(SourceId(99)))));
    assert_eq!(ledger.blobs().unwrap(), []);
}

fn a_repeated_walk_learns_what_is_there(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    let other = ledger.source("b");
    let raw = daylight_engine::store::Acquired {
        path_bytes: b"\xba\xcf\0\xff".to_vec(),
        ..file("合?", "raw")
    };
    let denied = Outcome::because(State::Failed, Reason::UnreadableSource, "");
    ledger.added(source, &[file("a", "1"), lost("b", denied), raw]);
    ledger.added(source, &[file("a", "two")]);
    ledger.added(other, &[file("c", "3")]);
    let known = ledger.known(source).unwrap();
    let expected = [
        (b"a".to_vec(), content("two")),
        (b"\xba\xcf\0\xff".to_vec(), content("raw")),
    ];
    assert_eq!(known, expected.into());
}

fn each_blob_is_to_be_read_once(ledger: &dyn Ledger) {
    assert_eq!(ledger.pending(VERSION).unwrap(), PendingWork::default());
    let source = ledger.source("a");
    ledger.added(source, &[file("a", "one"), file("b", "one"), file("c", "")]);
    let pending = PendingWork { blobs: 2, bytes: 3 };
    assert_eq!(ledger.pending(VERSION).unwrap(), pending);
    let mut blobs = vec![content("one"), content("")];
    blobs.sort();
    assert_eq!(ledger.blobs().unwrap(), blobs);
}
