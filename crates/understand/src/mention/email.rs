//! Mail addresses, also those made unclickable: `name@host.example`, `name[at]host[.]example`.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use daylight_model::{Grade, MentionType};
use regex::Regex;

use super::shape::{self, DOT};
use super::view::{Found, View};

static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(&format!(
        r"(?i)[a-z0-9][a-z0-9._%+\-]{{0,63}}(?:@|\[@\]|\(@\)|\[at\]|\(at\)| at )(?:[a-z0-9](?:[a-z0-9-]{{0,62}})(?:{DOT}| dot )){{1,6}}[a-z]{{2,24}}"
    ))
});

/// What stands between name and host.
static AT: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(["@", "[at]", "(at)", " at "])
        .expect("four short words")
});
/// Bytes of a name before it, and of a host after it, at most.
const NAME: usize = 66;
const HOST: usize = 6 * 72 + 24;

/// Finds mail addresses.
pub(crate) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    let mut from = 0;
    for at in AT.find_iter(text) {
        if at.start() < from {
            continue;
        }
        let mut window =
            at.start().saturating_sub(NAME).max(from)..(at.end() + HOST).min(text.len());
        while !text.is_char_boundary(window.start) {
            window.start += 1;
        }
        while !text.is_char_boundary(window.end) {
            window.end -= 1;
        }
        let around = text.get(window.clone()).unwrap_or_default();
        // Words alone, `at` and `dot`, are prose unless both are there.
        if at.len() == " at ".len()
            && around
                .get(at.start() - window.start..)
                .is_some_and(|after| {
                    after.starts_with(' ') && !after.to_ascii_lowercase().contains(" dot ")
                })
        {
            continue;
        }
        let Some(place) = PATTERN
            .find_iter(around)
            .find(|place| (place.start()..place.end()).contains(&(at.start() - window.start)))
        else {
            continue;
        };
        let (written, start, end) = (
            place.as_str(),
            window.start + place.start(),
            window.start + place.end(),
        );
        from = end;
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
