//! Mail addresses, also those made unclickable: `name@host.example`, `name[at]host[.]example`.

use std::sync::LazyLock;

use daylight_model::{Grade, MentionType};
use regex::Regex;

use super::shape::{self, DOT};
use super::view::{Found, View};

static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(&format!(
        r"(?i)[a-z0-9][a-z0-9._%+\-]{{0,63}}(?:@|\[@\]|\(@\)|\[at\]|\(at\)| at )(?:[a-z0-9](?:[a-z0-9-]{{0,62}})(?:{DOT}| dot )){{1,6}}[a-z]{{2,24}}"
    ))
});

/// Finds mail addresses.
pub(crate) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    for place in PATTERN.find_iter(text) {
        let (written, start, end) = (place.as_str(), place.start(), place.end());
        // Words alone, `at` and `dot`, are prose unless both are there.
        if written.contains(" at ") != written.contains(" dot ") {
            continue;
        }
        if matches!(
            shape::before(text, start),
            Some('.' | '%' | '+' | '-' | '@' | '/')
        ) || matches!(shape::after(text, end), Some('@'))
            || !shape::stands_alone(text, start, end)
        {
            continue;
        }
        let value = shape::refanged(written)
            .replace(" at ", "@")
            .replace(" dot ", ".")
            .to_lowercase();
        found.push(Found::text(
            MentionType::Email,
            start..end,
            value,
            "email@1",
            0.97,
            Grade::Likely,
        ));
    }
}
