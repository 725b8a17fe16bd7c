//! Sums of files: MD5, SHA-1, SHA-256, told apart by length, in small letters.

use std::sync::LazyLock;

use daylight_model::{Grade, MentionType};
use regex::Regex;

use super::shape;
use super::view::{Found, View};

static PATTERN: LazyLock<Regex> = LazyLock::new(|| shape::pattern(r"[0-9a-fA-F]{32,65}"));

/// Finds sums of files.
pub(crate) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    for place in PATTERN.find_iter(text) {
        let (start, end) = (place.start(), place.end());
        let (kind, detector) = match place.len() {
            32 => (MentionType::Md5, "md5@1"),
            40 => (MentionType::Sha1, "sha1@1"),
            64 => (MentionType::Sha256, "sha256@1"),
            _ => continue,
        };
        let written = place.as_str();
        // A sum has digits and letters, in one case; a number is none.
        let digits = written.bytes().filter(u8::is_ascii_digit).count();
        let mixed = written.bytes().any(|byte| byte.is_ascii_lowercase())
            && written.bytes().any(|byte| byte.is_ascii_uppercase());
        let varied = written
            .bytes()
            .collect::<std::collections::BTreeSet<u8>>()
            .len()
            >= 6;
        if !shape::stands_alone(text, start, end)
            || digits == 0
            || digits == written.len()
            || mixed
            || !varied
        {
            continue;
        }
        let value = written.to_ascii_lowercase();
        found.push(Found::text(
            kind,
            start..end,
            value,
            detector,
            0.9,
            Grade::Likely,
        ));
    }
}
