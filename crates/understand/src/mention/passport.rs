//! Passport numbers, only where the words around, or the header of the column, say passport: the shape alone says nothing.

use std::sync::LazyLock;

use daylight_model::{Grade, MentionType};
use regex::Regex;

use super::shape;
use super::view::{Found, View};

static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        r"(?:[A-Z]{1,2}[0-9]{6,8}|[A-Z][0-9][A-Z][0-9]{6}|E[A-Z][0-9]{7}|[0-9]{8,9}[A-Z]?)",
    )
});

/// Words that say so.
const WORDS: [&str; 9] = [
    "护照",
    "護照",
    "passport",
    "旅行证",
    "通行证",
    "通行證",
    "旅券",
    "паспорт",
    "여권",
];

/// Finds passport numbers.
pub(crate) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    for place in PATTERN.find_iter(text) {
        let (start, end) = (place.start(), place.end());
        if !shape::stands_alone(text, start, end) {
            continue;
        }
        let said = shape::holds_word(shape::context_before(text, start, 14), &WORDS);
        let under = view
            .header_at(start)
            .is_some_and(|header| shape::holds_word(header, &WORDS));
        if said || under {
            let value = place.as_str().to_owned();
            found.push(Found::text(
                MentionType::Passport,
                start..end,
                value,
                "passport@1",
                0.9,
                Grade::Likely,
            ));
        }
    }
}
