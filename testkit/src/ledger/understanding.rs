//! What was understood of readings: kept with them, gone with them.

use daylight_engine::store::{Ledger, Understood};
use daylight_model::{Grade, Mention, MentionType, PartNumber, Span, Understanding, Value};

use super::Make;
use super::case::{Short, blob, container, file, member, text};

pub(super) fn check(make: Make<'_>) {
    what_was_understood_comes_back(&*make());
    a_newer_reading_is_to_be_understood_anew(&*make());
    what_was_understood_of_an_older_reading_is_left_out(&*make());
    members_come_back_in_the_order_of_the_file(&*make());
}

fn understood(generation: u32, version: &str) -> Understood {
    let mention = Mention {
        kind: MentionType::Bytes,
        span: Span {
            part: PartNumber(1),
            start: 0,
            end: 3,
        },
        value: Value::Bytes(53_300_000_000_000),
        detector: "volume@1".into(),
        confidence: 0.5,
        grade: Grade::Likely,
    };
    Understood {
        generation,
        version: version.to_owned(),
        understanding: Understanding {
            mentions: vec![mention],
            ..Understanding::default()
        },
    }
}

fn what_was_understood_comes_back(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("a", "1"), file("b", "2")]);
    assert_eq!(ledger.to_understand("v1", 9).unwrap(), []);
    ledger
        .keep_understanding(blob("1"), &understood(1, "v1"))
        .unwrap();
    assert_eq!(ledger.understanding(blob("1")).unwrap(), None);
    ledger.read("1", &text("x"));
    ledger.read("2", &container(Vec::new()));
    assert_eq!(ledger.to_understand("v1", 9).unwrap(), [blob("1")]);
    ledger
        .keep_understanding(blob("1"), &understood(1, "v1"))
        .unwrap();
    assert_eq!(
        ledger.understanding(blob("1")).unwrap(),
        Some(understood(1, "v1"))
    );
    let before = ledger.understood().unwrap();
    assert_eq!(ledger.to_understand("v1", 9).unwrap(), []);
    assert_eq!(ledger.to_understand("v2", 9).unwrap(), [blob("1")]);
    ledger
        .keep_understanding(blob("1"), &understood(1, "v2"))
        .unwrap();
    assert!(ledger.understood().unwrap() > before);
    assert_eq!(ledger.to_understand("v2", 9).unwrap(), []);
}

fn a_newer_reading_is_to_be_understood_anew(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("a", "1")]);
    ledger.read("1", &text("x"));
    ledger
        .keep_understanding(blob("1"), &understood(1, "v1"))
        .unwrap();
    ledger.read("1", &text("y"));
    assert_eq!(ledger.understanding(blob("1")).unwrap(), None);
    assert_eq!(ledger.to_understand("v1", 9).unwrap(), [blob("1")]);
}

fn what_was_understood_of_an_older_reading_is_left_out(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("a", "1")]);
    ledger.read("1", &text("x"));
    ledger.read("1", &text("y"));
    ledger
        .keep_understanding(blob("1"), &understood(1, "v1"))
        .unwrap();
    assert_eq!(ledger.understanding(blob("1")).unwrap(), None);
    ledger
        .keep_understanding(blob("1"), &understood(2, "v1"))
        .unwrap();
    assert_eq!(
        ledger.understanding(blob("1")).unwrap(),
        Some(understood(2, "v1"))
    );
}

fn members_come_back_in_the_order_of_the_file(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("a.zip", "zip")]);
    assert_eq!(ledger.members(blob("zip")).unwrap(), []);
    let members = vec![member("z", "1"), member("a", "2"), member("m", "1")];
    ledger.read("zip", &container(members.clone()));
    assert_eq!(ledger.members(blob("zip")).unwrap(), members);
}
