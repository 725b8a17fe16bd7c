//! Leases, tokens, and the order of the queue.

use std::collections::BTreeMap;
use std::sync::Mutex;

use daylight_engine::store::{Lease, Ledger, LedgerError, PendingWork};
use daylight_model::BlobId;
use jiff::SignedDuration;

use super::Make;
use super::case::{Short, VERSION, at, blob, container, file, member, text};

pub(super) fn check(make: Make<'_>) {
    what_is_leased_is_not_leased_again_before_its_end(&*make());
    the_queue_goes_by_depth_then_source_then_path(&*make());
    a_lease_that_was_taken_over_counts_no_longer(&*make());
    a_lease_that_ran_out_counts_while_nobody_took_it(&*make());
    a_lease_counts_once(&*make());
    what_is_given_back_is_leased_again(&*make());
    clearing_ends_every_lease(&*make());
    a_newer_version_of_the_readers_reads_everything_again(&*make());
    a_blob_that_is_met_nearer_moves_up_with_what_is_inside(&*make());
    several_threads_read_each_blob_once(&*make());
}

fn names(leases: &[Lease]) -> Vec<(&str, u32)> {
    leases
        .iter()
        .map(|lease| (lease.name.as_str(), lease.depth))
        .collect()
}

fn is_fenced(result: Result<(), LedgerError>, lease: &Lease) -> bool {
    matches!(result, Err(LedgerError::Fenced { blob }) if blob == lease.blob)
}

fn what_is_leased_is_not_leased_again_before_its_end(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("a", "1"), file("b", "2")]);
    assert_eq!(ledger.leased(0, 0), []);
    let first = ledger.leased(1, 0);
    assert_eq!(names(&first), [("a", 0)]);
    assert_eq!(first[0].bytes, 1);
    assert_eq!(names(&ledger.leased(5, 3)), [("b", 0)]);
    assert_eq!(ledger.leased(5, 9), []);
    let again = ledger.leased(5, 10);
    assert_eq!(names(&again), [("a", 0)]);
    assert!(again[0].token > first[0].token);
    // Held or not, it is still to be read.
    let pending = PendingWork { blobs: 2, bytes: 2 };
    assert_eq!(ledger.pending(VERSION).unwrap(), pending);
}

fn the_queue_goes_by_depth_then_source_then_path(ledger: &dyn Ledger) {
    let first = ledger.source("z");
    let second = ledger.source("a");
    ledger.added(second, &[file("a/100%!", "2a"), file("b", "1b")]);
    ledger.added(first, &[file("目录/z.zip", "zip"), file("c", "1b")]);
    let zip = ledger.lease_of(blob("zip"));
    let inner = vec![member("内/b.txt", "x"), member("a.txt", "y")];
    ledger.complete(&zip, &container(inner)).unwrap();
    assert_eq!(
        names(&ledger.leased(9, 0)),
        [("c", 0), ("100%!", 0), ("a.txt", 1), ("b.txt", 1)]
    );
}

fn a_lease_that_was_taken_over_counts_no_longer(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("a", "1")]);
    let slow = ledger.leased(1, 0).remove(0);
    let quick = ledger.leased(1, 20).remove(0);
    ledger.release(&slow).unwrap();
    let position = ledger.position().unwrap();
    let late = container(vec![member("m", "m")]);
    assert!(is_fenced(ledger.complete(&slow, &late), &slow));
    assert_eq!(ledger.document(blob("1")).unwrap(), None);
    assert_eq!(ledger.position().unwrap(), position);
    assert_eq!(ledger.blobs().unwrap().len(), 1);
    ledger.complete(&quick, &text("x")).unwrap();
    assert!(is_fenced(ledger.complete(&slow, &late), &slow));
    let kept = ledger.document(blob("1")).unwrap().unwrap();
    assert_eq!((kept.parts, kept.generation), (1, 1));
}

fn a_lease_that_ran_out_counts_while_nobody_took_it(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("a", "1"), file("b", "2")]);
    let slow = ledger.leased(1, 0).remove(0);
    assert_eq!(names(&ledger.leased(1, 5)), [("b", 0)]);
    ledger.complete(&slow, &text("x")).unwrap();
    assert!(ledger.document(slow.blob).unwrap().is_some());
}

fn a_lease_counts_once(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("a", "1")]);
    let lease = ledger.leased(1, 0).remove(0);
    ledger.complete(&lease, &text("x")).unwrap();
    assert!(is_fenced(ledger.complete(&lease, &text("y")), &lease));
    assert_eq!(ledger.leased(9, 100), []);
    let never = Lease {
        blob: blob("never acquired"),
        token: 1,
        ..lease
    };
    assert!(is_fenced(ledger.complete(&never, &text("y")), &never));
}

fn what_is_given_back_is_leased_again(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("a", "1")]);
    let lease = ledger.leased(1, 0).remove(0);
    ledger.release(&lease).unwrap();
    assert!(is_fenced(ledger.complete(&lease, &text("x")), &lease));
    let again = ledger.leased(1, 0).remove(0);
    assert!(again.token > lease.token);
    ledger.complete(&again, &text("x")).unwrap();
}

fn clearing_ends_every_lease(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("a", "1"), file("b", "2")]);
    let leases = ledger.leased(9, 0);
    ledger.clear_leases().unwrap();
    assert!(is_fenced(
        ledger.complete(&leases[0], &text("x")),
        &leases[0]
    ));
    assert_eq!(ledger.leased(9, 0).len(), 2);
}

fn a_newer_version_of_the_readers_reads_everything_again(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("a", "1"), file("b", "2"), file("c", "3")]);
    ledger.read("2", &text("x"));
    assert_eq!(ledger.pending(VERSION).unwrap().blobs, 2);
    assert_eq!(ledger.pending(VERSION + 1).unwrap().blobs, 3);
    let ten = SignedDuration::from_secs(10);
    let leases = ledger.lease(2, VERSION + 1, at(0), ten).unwrap();
    assert_eq!(names(&leases), [("a", 0), ("b", 0)]);
    let newer = daylight_engine::store::NewReading {
        reader_version: VERSION + 1,
        ..text("y")
    };
    ledger.complete(&leases[1], &newer).unwrap();
    assert_eq!(ledger.pending(VERSION + 1).unwrap().blobs, 2);
    // Whoever still runs the old readers does not go back.
    assert_eq!(
        names(&ledger.lease(9, VERSION, at(0), ten).unwrap()),
        [("c", 0)]
    );
}

fn a_blob_that_is_met_nearer_moves_up_with_what_is_inside(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("a.zip", "outer")]);
    ledger.read("outer", &container(vec![member("b.zip", "inner")]));
    let loops = vec![
        member("c.txt", "c"),
        member("back.zip", "outer"),
        member("d.zip", "d"),
    ];
    ledger.read("inner", &container(loops));
    ledger.read("d", &container(vec![member("e.txt", "e")]));
    assert_eq!(names(&ledger.leased(9, 0)), [("c.txt", 2), ("e.txt", 3)]);
    ledger.clear_leases().unwrap();
    // The inner archive lies in the open, too.
    ledger.added(source, &[file("z.zip", "inner")]);
    assert_eq!(names(&ledger.leased(9, 0)), [("c.txt", 1), ("e.txt", 2)]);
    ledger.clear_leases().unwrap();
    // And what it holds lies in an archive in the open under an earlier name.
    ledger.added(source, &[file("0.zip", "zero")]);
    ledger.read("zero", &container(vec![member("0.txt", "c")]));
    assert_eq!(names(&ledger.leased(9, 0)), [("0.txt", 1), ("e.txt", 2)]);
}

fn several_threads_read_each_blob_once(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    let files: Vec<_> = (0..60)
        .map(|n| file(&format!("{n}.zip"), &format!("zip {n}")))
        .collect();
    ledger.added(source, &files);
    let done: Mutex<BTreeMap<BlobId, u32>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let leases = ledger.leased(3, 0);
                    if leases.is_empty() {
                        return;
                    }
                    for lease in leases {
                        let reading = match lease.depth {
                            0 => container(vec![member("in.txt", &format!("in {}", lease.name))]),
                            _ => text(&lease.name),
                        };
                        ledger.complete(&lease, &reading).unwrap();
                        *done.lock().unwrap().entry(lease.blob).or_default() += 1;
                        ledger.settle().unwrap();
                    }
                }
            });
        }
    });
    let done = done.into_inner().unwrap();
    // A thread may have found the queue empty while the other still read an archive: nobody else did.
    for lease in ledger.leased(usize::MAX, 0) {
        ledger.complete(&lease, &text("")).unwrap();
    }
    assert!(done.values().all(|times| *times == 1), "{done:?}");
    assert_eq!(ledger.pending(VERSION).unwrap().blobs, 0);
    assert_eq!(ledger.paths().len(), 120);
    assert_eq!(
        ledger.position().unwrap(),
        ledger.changes_after(0, 999).unwrap()[119].position
    );
}
