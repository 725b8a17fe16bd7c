//! IBANs, by country, length and remainder (ISO 13616), without spaces.

use std::sync::LazyLock;

use daylight_model::{Grade, MentionType};
use regex::Regex;

use super::shape;
use super::view::{Found, View};

static PATTERN: LazyLock<Regex> =
    LazyLock::new(|| shape::pattern(r"[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?"));

/// Length by country, from the registry of ISO 13616.
const LENGTHS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 \
    FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 \
    LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 \
    ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20";

/// Finds IBANs.
pub(crate) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    for place in PATTERN.find_iter(text) {
        let start = place.start();
        let country = place.as_str().get(..2).unwrap_or_default();
        let Some(length) = length(country) else {
            continue;
        };
        // What follows after a space may be the next word: the country says where it ends.
        let mut end = start;
        let mut taken = 0;
        for (at, character) in place.as_str().char_indices() {
            if character != ' ' {
                taken += 1;
                end = start + at + 1;
            }
            if taken == length {
                break;
            }
        }
        let value: String = text
            .get(start..end)
            .unwrap_or_default()
            .chars()
            .filter(|character| *character != ' ')
            .collect();
        if taken == length && shape::stands_alone(text, start, end) && remainder_is_one(&value) {
            found.push(Found::text(
                MentionType::Iban,
                start..end,
                value,
                "iban@1",
                0.99,
                Grade::Certain,
            ));
        }
    }
}

fn length(country: &str) -> Option<usize> {
    let entry = LENGTHS
        .split_ascii_whitespace()
        .find(|entry| entry.starts_with(country))?;
    entry.get(2..)?.parse().ok()
}

fn remainder_is_one(iban: &str) -> bool {
    let (head, tail) = iban.split_at(4);
    let mut remainder: u32 = 0;
    for character in tail.chars().chain(head.chars()) {
        let Some(value) = character.to_digit(36) else {
            return false;
        };
        remainder = (remainder * if value > 9 { 100 } else { 10 } + value) % 97;
    }
    remainder == 1
}
