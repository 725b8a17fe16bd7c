//! CVE numbers: `CVE-2021-44228`, also with spaces or in small letters.

use std::sync::LazyLock;

use daylight_model::{Grade, MentionType};
use regex::Regex;

use super::shape;
use super::view::{Found, View};

static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        r"(?i)CVE[-_ :]{0,2}(?P<year>19[0-9]{2}|20[0-9]{2})[-_ ]{1,2}(?P<number>[0-9]{4,7})",
    )
});

/// Finds CVE numbers.
pub(crate) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    for captures in PATTERN.captures_iter(text) {
        let Some(place) = captures.get(0) else {
            continue;
        };
        if !shape::stands_alone(text, place.start(), place.end()) {
            continue;
        }
        let (Some(year), Some(number)) = (captures.name("year"), captures.name("number")) else {
            continue;
        };
        let value = format!("CVE-{}-{}", year.as_str(), number.as_str());
        found.push(Found::text(
            MentionType::Cve,
            place.range(),
            value,
            "cve@1",
            0.99,
            Grade::Certain,
        ));
    }
}
