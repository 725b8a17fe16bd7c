//! What was understood of readings: kept with them, gone with them.

use daylight_engine::store::{Ledger, Understood};
use daylight_model::{
    Grade, Mention, MentionType, Message, MessageKind, PartNumber, Span, Understanding, Value,
    ZoneBasis,
};

use super::Make;
use super::case::{Short, blob, container, file, member, text};

pub(super) fn check(make: Make<'_>) {
    what_was_understood_comes_back(&*make());
    a_newer_reading_is_to_be_understood_anew(&*make());
    what_was_understood_of_an_older_reading_is_left_out(&*make());
    who_wrote_to_whom_is_a_change(&*make());
    members_come_back_in_the_order_of_the_file(&*make());
}

fn who_wrote_to_whom_is_a_change(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("a", "1"), file("b", "2")]);
    ledger.read("1", &text("x"));
    let before = ledger.position().unwrap();
    ledger
        .keep_understanding(blob("1"), &understood(1, "v1"))
        .unwrap();
    assert_eq!(ledger.position().unwrap(), before);
    let changed = |before| {
        let changes = ledger.changes_after(before, 9).unwrap();
        changes.iter().map(|change| change.blob).collect::<Vec<_>>()
    };
    ledger
        .keep_understanding(blob("1"), &understood(1, "v2"))
        .unwrap();
    assert_eq!(changed(before), [blob("1")]);
    ledger.read("2", &text("y"));
    let before = ledger.position().unwrap();
    let mut told = understood(1, "v1");
    told.understanding.messages.push(message());
    ledger.keep_understanding(blob("2"), &told).unwrap();
    assert_eq!(changed(before), [blob("2")]);
}

fn message() -> Message {
    Message {
        number: 1,
        span: Span {
            part: PartNumber(1),
            start: 0,
            end: 1,
        },
        time: None,
        time_zone: None,
        zone_basis: ZoneBasis::Unknown,
        sender: Some("王伟".to_owned()),
        sender_span: None,
        recipients: Vec::new(),
        conversation: None,
        kind: MessageKind::Text,
        text: "y".to_owned(),
        place_alone: false,
    }
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
