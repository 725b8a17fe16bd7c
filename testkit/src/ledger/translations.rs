//! Translations: kept beside what was read, whatever is read anew.

use daylight_engine::store::{Ledger, TranslatedSegment, Translation, Translator};
use daylight_model::{PartNumber, Span};
use jiff::Timestamp;

use super::Make;
use super::case::{Short, blob, file, text};

pub(super) fn check(make: Make<'_>) {
    what_was_translated_comes_back_in_order(&*make());
    a_later_translation_of_a_stretch_takes_the_place_of_the_earlier(&*make());
    translations_outlive_a_newer_reading(&*make());
}

fn translator(model: &str) -> Translator {
    Translator {
        api: "libretranslate".to_owned(),
        service: "http://127.0.0.1:5000/".to_owned(),
        model: model.to_owned(),
        target: "en".to_owned(),
    }
}

fn segment(part: u32, start: u32, text: &str) -> TranslatedSegment {
    TranslatedSegment {
        span: Span {
            part: PartNumber(part),
            start,
            end: start + 3,
        },
        sent: format!("hash of {start}"),
        text: text.to_owned(),
        lost: vec!["Anxun".to_owned()],
        at: Timestamp::UNIX_EPOCH,
    }
}

fn what_was_translated_comes_back_in_order(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("a", "1")]);
    ledger.read("1", &text("x"));
    assert_eq!(ledger.translations(blob("1")).unwrap(), []);
    let (b, a) = (translator("b"), translator("a"));
    let (second, first) = (segment(2, 0, "second"), segment(1, 9, "first"));
    ledger
        .keep_translation(blob("1"), &b, std::slice::from_ref(&second))
        .unwrap();
    ledger
        .keep_translation(blob("1"), &a, &[second.clone(), first.clone()])
        .unwrap();
    ledger
        .keep_translation(blob("1"), &b, std::slice::from_ref(&first))
        .unwrap();
    ledger
        .keep_translation(blob("not added"), &b, std::slice::from_ref(&first))
        .unwrap();
    let segments = vec![first, second];
    let expected = [a, b].map(|translator| Translation {
        translator,
        segments: segments.clone(),
    });
    assert_eq!(ledger.translations(blob("1")).unwrap(), expected);
    assert_eq!(ledger.translations(blob("not added")).unwrap(), []);
}

fn a_later_translation_of_a_stretch_takes_the_place_of_the_earlier(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("a", "1")]);
    for text in ["earlier", "later"] {
        let segment = segment(1, 0, text);
        ledger
            .keep_translation(blob("1"), &translator(""), &[segment])
            .unwrap();
    }
    let found = ledger.translations(blob("1")).unwrap();
    assert_eq!(found[0].segments, [segment(1, 0, "later")]);
}

fn translations_outlive_a_newer_reading(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("a", "1")]);
    ledger.read("1", &text("x"));
    ledger
        .keep_translation(blob("1"), &translator(""), &[segment(1, 0, "kept")])
        .unwrap();
    ledger.read("1", &text("y"));
    assert_eq!(ledger.translations(blob("1")).unwrap().len(), 1);
}
