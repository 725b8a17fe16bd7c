//! Techniques of MITRE ATT&CK by number: `T1059`, `T1059.001`, glued to Han text or not.

use std::sync::LazyLock;

use daylight_model::{Grade, MentionType};
use regex::Regex;

use super::shape;
use super::view::{Found, View};

static PATTERN: LazyLock<Regex> =
    LazyLock::new(|| shape::pattern(r"T(?P<number>[01][0-9]{3})(?:\.(?P<sub>[0-9]{3}))?"));

/// Finds technique numbers.
pub(crate) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    for captures in PATTERN.captures_iter(text) {
        let Some(place) = captures.get(0) else {
            continue;
        };
        let number: Option<u32> = captures
            .name("number")
            .and_then(|number| number.as_str().parse().ok());
        let sub: Option<u32> = captures
            .name("sub")
            .and_then(|sub| sub.as_str().parse().ok());
        // Enterprise and mobile techniques are T1001 to T16xx, those of industrial control T0800 to T0899.
        let exists = match (number, sub) {
            (Some(1001..=1699), sub) => sub.is_none_or(|sub| (1..=30).contains(&sub)),
            (Some(800..=899), None) => true,
            _ => false,
        };
        let (start, end) = (place.start(), place.end());
        let dashed = matches!(shape::before(text, start), Some('-' | '.'))
            || matches!(shape::after(text, end), Some('-'));
        if exists && !dashed && shape::stands_alone(text, start, end) {
            let value = place.as_str().to_owned();
            found.push(Found::text(
                MentionType::AttackTechnique,
                start..end,
                value,
                "attack_technique@1",
                0.9,
                Grade::Likely,
            ));
        }
    }
}
