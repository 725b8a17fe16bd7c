//! IPv4 addresses, also those made unclickable or glued to Han text; not versions of programs, not numbers of sections.

use std::net::Ipv4Addr;
use std::sync::LazyLock;

use daylight_model::{Grade, MentionType};
use regex::Regex;

use super::shape::{self, DOT};
use super::view::{Found, View};

static PATTERN: LazyLock<Regex> =
    LazyLock::new(|| shape::pattern(&format!(r"[0-9]{{1,3}}(?:{DOT}[0-9]{{1,3}}){{3}}")));

/// Words before four numbers that are a version.
const VERSION: [&str; 12] = [
    "版本", "版", "version", "ver", "ver.", "v", "build", "release", "固件", "firmware", "oid",
    "rev",
];

/// Finds IPv4 addresses.
pub(crate) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    for place in PATTERN.find_iter(text) {
        let (start, end) = (place.start(), place.end());
        let plain = shape::refanged(place.as_str());
        let before = shape::before(text, start);
        let after = shape::after(text, end);
        let next_digit = text
            .get(end + 1..)
            .is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()));
        let part_of_more = matches!(before, Some('.' | '-'))
            && shape::before(text, start.saturating_sub(1))
                .is_some_and(|before| before.is_ascii_digit())
            || (after == Some('.') && next_digit)
            || !shape::stands_alone(text, start, end);
        // `1.2.3.4-beta` is a version.
        let tagged = after == Some('-')
            && shape::after(text, end + 1).is_some_and(|next| next.is_ascii_alphabetic());
        if tagged
            || part_of_more
            || plain
                .split('.')
                .any(|number| number.len() > 1 && number.starts_with('0'))
        {
            continue;
        }
        let Ok(address) = plain.parse::<Ipv4Addr>() else {
            continue;
        };
        if is_version(text, start) || is_section(text, start, end, address) {
            continue;
        }
        let (value, end) = match prefix_length(text, end) {
            Some((length, after)) => (format!("{address}/{length}"), after),
            None => (address.to_string(), end),
        };
        found.push(Found::text(
            MentionType::Ipv4,
            start..end,
            value,
            "ipv4@1",
            0.95,
            Grade::Likely,
        ));
    }
}

/// Reads the `/24` of a network.
fn prefix_length(text: &str, at: usize) -> Option<(u32, usize)> {
    let rest = text.get(at..)?.strip_prefix('/')?;
    let digits = rest.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let length: u32 = rest.get(..digits)?.parse().ok()?;
    let next = shape::after(text, at + 1 + digits);
    let ends = next.is_none_or(|next| !next.is_ascii_alphanumeric() && next != '/');
    ((8..=32).contains(&length) && ends).then_some((length, at + 1 + digits))
}

fn is_version(text: &str, start: usize) -> bool {
    let head = shape::context_before(text, start, 12).to_lowercase();
    let head = head.trim_end_matches([' ', ':', '：', '.', '号', '为', '是', '=']);
    VERSION.iter().any(|word| {
        head.strip_suffix(word).is_some_and(|rest| {
            !word.is_ascii() || !rest.ends_with(|last: char| last.is_ascii_alphanumeric())
        })
    })
}

/// `1.2.3.4 标题` at the beginning of a line numbers a section.
fn is_section(text: &str, start: usize, end: usize, address: Ipv4Addr) -> bool {
    let small = address.octets().iter().all(|octet| *octet <= 20);
    let line_begins = shape::context_before(text, start, 4).trim().is_empty();
    let heading = text.get(end..).is_some_and(|rest| {
        let mut characters = rest.chars();
        matches!(characters.next(), Some(' ' | '\t'))
            && characters.next().is_some_and(char::is_alphabetic)
    });
    small && line_begins && heading
}
