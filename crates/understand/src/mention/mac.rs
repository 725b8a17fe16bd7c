//! MAC addresses, in small letters with colons.

use std::sync::LazyLock;

use daylight_model::{Grade, MentionType};
use regex::Regex;

use super::shape;
use super::view::{Found, View};

static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        r"(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2}|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}",
    )
});

/// Finds MAC addresses.
pub(crate) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    for place in PATTERN.find_iter(text) {
        let (start, end) = (place.start(), place.end());
        let joined = |character: Option<char>| matches!(character, Some(':' | '-' | '.'));
        let digits: String = place
            .as_str()
            .chars()
            .filter(char::is_ascii_hexdigit)
            .collect();
        let dotted_number =
            place.as_str().contains('.') && digits.bytes().all(|byte| byte.is_ascii_digit());
        let hex_after =
            |at: usize| shape::after(text, at).is_some_and(|next| next.is_ascii_hexdigit());
        if !shape::stands_alone(text, start, end)
            || joined(shape::before(text, start))
            || (joined(shape::after(text, end)) && hex_after(end + 1))
            || dotted_number
        {
            continue;
        }
        let value = digits
            .to_ascii_lowercase()
            .as_bytes()
            .chunks(2)
            .map(String::from_utf8_lossy)
            .collect::<Vec<_>>()
            .join(":");
        found.push(Found::text(
            MentionType::Mac,
            start..end,
            value,
            "mac@1",
            0.95,
            Grade::Likely,
        ));
    }
}
