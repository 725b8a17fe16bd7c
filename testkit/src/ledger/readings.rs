//! Readings, their generations, their parts, and the order of changes.

use daylight_engine::store::{Ledger, LedgerError, NewPart, NewReading};
use daylight_model::{Outcome, Part, PartData, PartNumber, Reason, State};

use super::Make;
use super::case::{Short, blob, container, file, member, part, text};

pub(super) fn check(make: Make<'_>) {
    what_was_read_comes_back(&*make());
    a_newer_reading_takes_the_place_of_the_one_before(&*make());
    parts_of_one_number_are_refused(&*make());
    large_and_empty_parts_come_back(&*make());
    each_change_is_told_once_at_its_last_position(&*make());
    what_current_readings_say_under_a_key_is_told_of_each(&*make());
}

fn what_current_readings_say_under_a_key_is_told_of_each(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    let files = ["1", "2", "3", "4"].map(|name| file(name, name));
    ledger.added(source, &files);
    let saying = |key: &str, value: &str| {
        let mut reading = text("");
        reading.summary.metadata = [(key.to_owned(), value.to_owned())].into();
        reading
    };
    ledger.read("1", &saying("looks", "before"));
    ledger.read("1", &saying("looks", "00ff"));
    ledger.read("2", &saying("looks", "“\"ff\""));
    ledger.read("3", &saying("title", "\"looks\""));
    let mut told = vec![
        (blob("1"), "00ff".to_owned()),
        (blob("2"), "“\"ff\"".to_owned()),
    ];
    told.sort();
    assert_eq!(ledger.said("looks").unwrap(), told);
    assert_eq!(ledger.said("look").unwrap(), []);
    ledger.read("2", &saying("title", "now without"));
    assert_eq!(
        ledger.said("looks").unwrap(),
        [(blob("1"), "00ff".to_owned())]
    );
}

fn what_was_read_comes_back(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("合同.txt", "1"), file("copy", "1")]);
    assert_eq!(ledger.document(blob("1")).unwrap(), None);
    assert_eq!(ledger.parts(blob("1")).unwrap(), []);
    assert_eq!(ledger.part(blob("1"), PartNumber(1)).unwrap(), None);
    let mut reading = text("第一行\n第二行");
    reading.summary.pages = Some(2);
    reading.summary.outcome = Outcome::because(State::Partial, Reason::Truncated, "二");
    reading.parts.insert(0, part(9, "last"));
    ledger.read("1", &reading);
    let document = ledger.document(blob("1")).unwrap().unwrap();
    assert_eq!(document.summary, reading.summary);
    assert_eq!(document.warnings, reading.warnings);
    assert_eq!(document.reference.blob, blob("1"));
    assert_eq!(&*document.reference.reading, "text@2/gb18030");
    assert_eq!(
        (document.bytes, document.parts, document.generation),
        (1, 2, 1)
    );
    assert_eq!(document.language.as_deref(), Some("zh"));
    assert_eq!(document.script.as_deref(), Some("Hans"));
    assert_eq!(document.paths, [""; 0]);
    ledger.settle().unwrap();
    let document = ledger.document(blob("1")).unwrap().unwrap();
    assert_eq!(document.paths, ["copy", "合同.txt"]);
    let [last, first] = <[NewPart; 2]>::try_from(reading.parts).unwrap();
    assert_eq!(
        ledger.part(blob("1"), PartNumber(9)).unwrap().as_ref(),
        Some(&last)
    );
    assert_eq!(ledger.part(blob("1"), PartNumber(2)).unwrap(), None);
    assert_eq!(ledger.parts(blob("1")).unwrap(), [first, last]);
}

fn a_newer_reading_takes_the_place_of_the_one_before(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("z", "zip")]);
    ledger.read("zip", &container(vec![member("a", "1"), member("b", "2")]));
    assert_eq!(ledger.paths().len(), 3);
    let newer = NewReading {
        reader_version: 9,
        members: vec![member("c", "2")],
        ..text("now with text")
    };
    ledger.read("zip", &newer);
    let document = ledger.document(blob("zip")).unwrap().unwrap();
    assert_eq!((document.generation, document.parts), (2, 1));
    assert_eq!(document.summary, newer.summary);
    let paths = ledger.paths();
    assert_eq!(paths, [("z".to_owned(), None), ("z!/c".to_owned(), None)]);
    ledger.read("zip", &container(Vec::new()));
    assert_eq!(ledger.document(blob("zip")).unwrap().unwrap().generation, 3);
    assert_eq!(ledger.parts(blob("zip")).unwrap(), []);
    assert_eq!(ledger.paths().len(), 1);
    assert_eq!(ledger.blobs().unwrap().len(), 3);
}

fn parts_of_one_number_are_refused(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("a", "1")]);
    let lease = ledger.lease_of(blob("1"));
    let reading = NewReading {
        parts: vec![part(1, "a"), part(2, "b"), part(1, "c")],
        ..text("")
    };
    let result = ledger.complete(&lease, &reading);
    assert!(
        matches!(result, Err(LedgerError::SamePart { blob: of, part: PartNumber(1) }) if of == blob("1"))
    );
    assert_eq!(ledger.document(blob("1")).unwrap(), None);
    ledger.complete(&lease, &text("still held")).unwrap();
}

fn large_and_empty_parts_come_back(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("a", "1")]);
    let lines: String = (0..30_000)
        .map(|n| format!("{n}\t合同\t{}\n", n * 7))
        .collect();
    let empty = PartData {
        name: None,
        ..part(2, "").part.into_data()
    };
    let reading = NewReading {
        parts: vec![
            part(1, &lines),
            NewPart {
                part: Part::try_from(empty).unwrap(),
                language: None,
                script: None,
            },
        ],
        ..text("")
    };
    ledger.read("1", &reading);
    assert_eq!(ledger.parts(blob("1")).unwrap(), reading.parts);
    ledger.settle().unwrap();
    assert_eq!(ledger.status().unwrap().text_bytes, lines.len() as u64);
}

fn each_change_is_told_once_at_its_last_position(ledger: &dyn Ledger) {
    assert_eq!(ledger.position().unwrap(), 0);
    assert_eq!(ledger.changes_after(0, 9).unwrap(), []);
    let source = ledger.source("a");
    ledger.added(source, &[file("a", "1"), file("b", "2"), file("c", "3")]);
    let changed = |after| -> Vec<_> {
        let changes = ledger.changes_after(after, 9).unwrap();
        assert!(changes.is_sorted_by(|a, b| a.position < b.position));
        assert!(changes.iter().all(|change| change.position > after));
        changes.into_iter().map(|change| change.blob).collect()
    };
    assert_eq!(changed(0), []);
    assert_eq!(ledger.settle().unwrap().changed, 3);
    assert_eq!(changed(0).len(), 3);
    let settled = ledger.position().unwrap();
    ledger.read("1", &text("x"));
    ledger.read("2", &text("x"));
    ledger.read("1", &text("y"));
    assert_eq!(changed(settled), [blob("2"), blob("1")]);
    assert_eq!(changed(0).len(), 3);
    assert_eq!(ledger.changes_after(settled, 1).unwrap()[0].blob, blob("2"));
    let read = ledger.position().unwrap();
    assert_eq!(ledger.settle().unwrap().changed, 0);
    assert_eq!(ledger.settle().unwrap().files, 3);
    assert_eq!(changed(read), []);
    // A copy that comes to count takes the others with it; what does not move is not told.
    ledger.added(source, &[file("0", "3")]);
    assert_eq!(ledger.settle().unwrap().changed, 1);
    assert_eq!(changed(read), [blob("3")]);
}
