//! IPv6 addresses, in the short form of RFC 5952; not times of day, not `std::string`.

use std::net::Ipv6Addr;
use std::sync::LazyLock;

use daylight_model::{Grade, MentionType};
use regex::Regex;

use super::shape;
use super::view::{Found, View};

static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        r"(?:[0-9A-Fa-f]{0,4}(?:\[:\]|:)){2,8}(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f]{1,4})?",
    )
});

/// Finds IPv6 addresses.
pub(crate) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    for place in PATTERN.find_iter(text) {
        let (start, end) = (place.start(), place.end());
        let plain = place.as_str().replace("[:]", ":");
        let Ok(address) = plain.parse::<Ipv6Addr>() else {
            continue;
        };
        let groups = plain.split(':').filter(|group| !group.is_empty()).count();
        let digits = plain.bytes().any(|byte| byte.is_ascii_digit());
        if groups < 2 && address != Ipv6Addr::LOCALHOST || !digits || !is_outside(text, start, end)
        {
            continue;
        }
        found.push(Found::text(
            MentionType::Ipv6,
            start..end,
            address.to_string(),
            "ipv6@1",
            0.95,
            Grade::Likely,
        ));
    }
}

fn is_outside(text: &str, start: usize, end: usize) -> bool {
    !matches!(shape::before(text, start), Some(':' | '.'))
        && shape::after(text, end) != Some(':')
        && shape::stands_alone(text, start, end)
}
