//! What only the SQLite ledger can show: other processes, other versions, damage.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use daylight_model::{
    Anchor, ChildKind, LineBreaks, Outcome, Part, PartData, PartKind, Place, Summary,
};

use super::*;
use crate::store::ledger::Member;
use crate::store::memory_ledger::MemoryLedger;

const VERSION: u32 = 1;

fn moment() -> Timestamp {
    Timestamp::from_second(1_700_000_000).unwrap()
}

fn file(path: &str, content: &str) -> Acquired {
    Acquired {
        path_bytes: path.as_bytes().to_vec(),
        shown: path.to_owned(),
        content: Ok((BlobId::of(content.as_bytes()), content.len() as u64)),
    }
}

fn reading(text: &str, members: Vec<Member>) -> NewReading {
    let part = PartData {
        number: PartNumber(1),
        kind: PartKind::Body,
        name: None,
        breaks: LineBreaks::Wrap,
        text: text.to_owned(),
        anchors: vec![Anchor {
            start: 0,
            end: text.len() as u32,
            place: Place::line(1),
        }],
    };
    NewReading {
        summary: Summary {
            media_type: "text/plain".into(),
            reading: "text@1/utf-8".into(),
            encoding: None,
            outcome: Outcome::READ,
            pages: None,
            metadata: BTreeMap::new(),
            awaits: None,
        },
        reader_version: VERSION,
        language: None,
        script: None,
        parts: vec![NewPart {
            part: Part::try_from(part).unwrap(),
            language: None,
            script: None,
        }],
        members,
        warnings: Vec::new(),
    }
}

/// What each file of the test case gives: those that were added hold two more.
fn reading_of(lease: &Lease) -> NewReading {
    let member = |name: &str| {
        let content = format!("{} {name}", lease.name);
        Member {
            name_bytes: name.as_bytes().to_vec(),
            name: name.to_owned(),
            kind: ChildKind::Member,
            content: Some((BlobId::of(content.as_bytes()), content.len() as u64)),
            outcome: None,
        }
    };
    match lease.depth {
        0 => reading(&lease.name, vec![member("a"), member("b")]),
        _ => reading(&lease.name, Vec::new()),
    }
}

fn acquire_all(ledger: &dyn Ledger) {
    let source = ledger.add_source("a", moment()).unwrap().id;
    for number in 0..100 {
        let file = file(&format!("{number}.zip"), &format!("content {number}"));
        ledger.acquire(source, &[file], moment()).unwrap();
    }
}

fn read_all(ledger: &dyn Ledger, each: &mut dyn FnMut(&Lease)) {
    let ten = SignedDuration::from_secs(10);
    loop {
        let leases = ledger.lease(3, VERSION, moment(), ten).unwrap();
        if leases.is_empty() {
            return;
        }
        for lease in leases {
            ledger.complete(&lease, &reading_of(&lease)).unwrap();
            each(&lease);
        }
        ledger.settle().unwrap();
    }
}

/// Runs itself again, kills that process in the midst of its work, and goes on, until all is done.
#[test]
fn a_killed_process_loses_nothing_that_it_was_told_is_kept() {
    const LEDGER: &str = "DAYLIGHT_TEST_KILLED_LEDGER";
    if let Some(path) = std::env::var_os(LEDGER) {
        let ledger = SqliteLedger::open(path).unwrap();
        ledger.clear_leases().unwrap();
        acquire_all(&ledger);
        read_all(&ledger, &mut |lease| println!("blob: {}", lease.blob));
        println!("done");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    let mut kept = Vec::new();
    for lines in [1, 4, 9, 30, 70, 999] {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--nocapture", "--exact"])
            .arg("store::sqlite_ledger::tests::a_killed_process_loses_nothing_that_it_was_told_is_kept")
            .env(LEDGER, &path)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut is_done = false;
        for line in said.map(Result::unwrap).take(lines + 3) {
            is_done |= line.ends_with("done");
            if let Some((_, blob)) = line.split_once("blob: ") {
                kept.push(blob.parse::<BlobId>().unwrap());
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let ledger = SqliteLedger::open(&path).unwrap();
        for blob in &kept {
            let document = ledger.document(*blob).unwrap().unwrap();
            assert_eq!(document.generation, 1);
            assert_eq!(ledger.parts(*blob).unwrap().len(), 1);
        }
        check_database(&path);
        // The last one was not killed before its end. An earlier one may have come to it, too.
        assert!(is_done || lines < 999);
    }
    let uninterrupted = MemoryLedger::new();
    acquire_all(&uninterrupted);
    read_all(&uninterrupted, &mut |_| {});
    uninterrupted.settle().unwrap();
    let ledger = SqliteLedger::open(&path).unwrap();
    let all = FileFilter::default();
    assert_eq!(
        ledger.files(&all).unwrap(),
        uninterrupted.files(&all).unwrap()
    );
    assert_eq!(ledger.status().unwrap(), uninterrupted.status().unwrap());
}

fn check_database(path: &Path) {
    let connection = Connection::open(path).unwrap();
    let answer: String = connection
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(answer, "ok");
    let mut broken_keys = connection.prepare("PRAGMA foreign_key_check").unwrap();
    assert!(broken_keys.query([]).unwrap().next().unwrap().is_none());
}

#[test]
fn a_newer_ledger_is_refused_with_its_version() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    drop(SqliteLedger::open(&path).unwrap());
    let newer = Connection::open(&path).unwrap();
    newer.pragma_update(None, "user_version", 77).unwrap();
    drop(newer);
    let before = fs::read(&path).unwrap();
    let error = SqliteLedger::open(&path).unwrap_err();
    assert!(
        matches!(&error, LedgerError::Newer { path: of, found: 77, known } if *of == path && *known < 77),
        "{error:?}"
    );
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_file_that_is_no_ledger_is_damaged_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    let is_damaged = |path: &Path| {
        let error = SqliteLedger::open(path).unwrap_err();
        assert!(
            matches!(&error, LedgerError::Damaged { path: of, .. } if of == path),
            "{error:?}"
        );
    };
    fs::write(
        &path,
        "not a database at all, but long enough to be looked at. ".repeat(99),
    )
    .unwrap();
    is_damaged(&path);
    let other = folder.path().join("other.sqlite");
    let connection = Connection::open(&other).unwrap();
    connection.execute_batch("CREATE TABLE theirs (a)").unwrap();
    drop(connection);
    is_damaged(&other);
    let link = folder.path().join("link.sqlite");
    std::os::unix::fs::symlink(&other, &link).unwrap();
    is_damaged(&link);
    let absent = folder.path().join("no folder/ledger.sqlite");
    let error = SqliteLedger::open(&absent).unwrap_err();
    assert!(matches!(&error, LedgerError::Database { path, .. } if *path == absent));
}

#[test]
fn damage_to_what_is_stored_is_said_and_does_not_spread() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    let ledger = SqliteLedger::open(&path).unwrap();
    let source = ledger.add_source("a", moment()).unwrap().id;
    ledger
        .acquire(source, &[file("a", "1"), file("b", "2")], moment())
        .unwrap();
    read_all(&ledger, &mut |_| {});
    let blob = BlobId::of(b"1");
    for damage in [
        "UPDATE part SET packed = zeroblob(9) WHERE blob = 1",
        "UPDATE part SET packed = (SELECT packed FROM part WHERE blob = 1), number = 5 WHERE blob = 1",
        "UPDATE reading SET state = 'lost' WHERE blob = 1",
        "UPDATE reading SET metadata = '{' WHERE blob = 1",
    ] {
        let connection = Connection::open(&path).unwrap();
        assert_eq!(connection.execute(damage, []).unwrap(), 1);
        let error = ledger.parts(blob).and_then(|_| ledger.document(blob));
        let error = error.unwrap_err();
        assert!(
            matches!(&error, LedgerError::Damaged { path: of, .. } if *of == path),
            "{damage}: {error:?}"
        );
        let whole = BlobId::of(b"2");
        assert_eq!(ledger.parts(whole).unwrap().len(), 1);
        assert!(ledger.document(whole).unwrap().is_some());
    }
}

#[test]
fn two_ledgers_on_one_file_share_it_and_say_when_it_is_held() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    let one = SqliteLedger::open(&path).unwrap();
    let other = SqliteLedger::open_waiting(path.clone(), Duration::from_millis(20)).unwrap();
    let source = one.add_source("a", moment()).unwrap().id;
    one.acquire(source, &[file("a", "1")], moment()).unwrap();
    assert_eq!(other.sources().unwrap().len(), 1);
    let ten = SignedDuration::from_secs(10);
    let leases = other.lease(1, VERSION, moment(), ten).unwrap();
    assert_eq!(one.lease(1, VERSION, moment(), ten).unwrap(), []);
    let writer = one.writer.lock().unwrap();
    writer.execute_batch("BEGIN IMMEDIATE").unwrap();
    // Who only reads does not notice; who writes is told.
    assert_eq!(other.pending(VERSION).unwrap().blobs, 1);
    SqliteLedger::open_waiting(path.clone(), Duration::from_millis(20)).unwrap();
    let refused = other.complete(&leases[0], &reading("x", Vec::new()));
    assert!(matches!(&refused, Err(LedgerError::Busy { path: of }) if *of == path));
    writer.execute_batch("ROLLBACK").unwrap();
    drop(writer);
    other
        .complete(&leases[0], &reading("x", Vec::new()))
        .unwrap();
    assert_eq!(one.pending(VERSION).unwrap().blobs, 0);
}

#[test]
fn a_reader_sees_one_state_while_another_thread_writes() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = SqliteLedger::open(folder.path().join("ledger.sqlite")).unwrap();
    let source = ledger.add_source("a", moment()).unwrap().id;
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for number in 0..20 {
                let files = [0, 1, 2].map(|part| {
                    let name = format!("{number} {part}");
                    file(&name, &name)
                });
                ledger.acquire(source, &files, moment()).unwrap();
                ledger.settle().unwrap();
            }
        });
        while !writer.is_finished() {
            let page = ledger.files(&FileFilter::default()).unwrap();
            assert_eq!(page.total % 3, 0);
            assert_eq!(page.total, page.files.len() as u64);
        }
    });
    assert_eq!(ledger.status().unwrap().acquired.files, 60);
}
