//! Numbers of bank cards, by their first digits and the check digit of Luhn (ISO 7812), without spaces.

use std::sync::LazyLock;

use daylight_model::{Grade, MentionType};
use regex::Regex;

use super::shape;
use super::view::{Found, View};

static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        r"[3-69][0-9]{3}(?:[ -]?[0-9]{4}){2}(?:[ -]?[0-9]{1,7})?|3[47][0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{5}|62[0-9]{4} ?[0-9]{13}",
    )
});

/// Words beside a number that is a card's.
const WORDS: [&str; 13] = [
    "卡号",
    "卡號",
    "银行",
    "銀行",
    "账号",
    "帐号",
    "帳號",
    "账户",
    "card",
    "开户",
    "收款",
    "储蓄",
    "信用卡",
];

/// Finds numbers of bank cards.
pub(crate) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    for place in PATTERN.find_iter(text) {
        let (start, end) = (place.start(), place.end());
        let digits: String = place
            .as_str()
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        let outside = shape::stands_alone(text, start, end)
            && !matches!(shape::before(text, start), Some('-' | '.' | '+'))
            && !matches!(shape::after(text, end), Some('-' | '.')
                if shape::after(text, end + 1).is_some_and(|next| next.is_ascii_digit()));
        if !outside || !luhn_holds(&digits) || is_monotonous(&digits) {
            continue;
        }
        let Some(sure) = issuer(&digits) else {
            continue;
        };
        let said = shape::holds_word(shape::context_before(text, start, 16), &WORDS)
            || view
                .header_at(start)
                .is_some_and(|header| shape::holds_word(header, &WORDS));
        let grouped = digits.len() != place.len();
        if !(sure || said || grouped) {
            continue;
        }
        let (confidence, grade) = if sure || said {
            (0.97, Grade::Certain)
        } else {
            (0.8, Grade::Likely)
        };
        found.push(Found::text(
            MentionType::BankCard,
            start..end,
            digits,
            "bank_card@1",
            confidence,
            grade,
        ));
    }
}

/// Returns whether the first digits belong to an issuer of cards of this length, and whether they do so surely.
fn issuer(digits: &str) -> Option<bool> {
    let first = |count: usize| {
        digits
            .get(..count)
            .and_then(|head| head.parse::<u32>().ok())
            .unwrap_or(0)
    };
    match digits.len() {
        16..=19 if first(2) == 62 => Some(true),
        19 if first(4) == 9558 => Some(true),
        16 if (51..=55).contains(&first(2)) || (2221..=2720).contains(&first(4)) => Some(false),
        13 | 16 | 19 if first(1) == 4 => Some(false),
        15 if matches!(first(2), 34 | 37) => Some(false),
        16 if first(4) == 6011 || first(2) == 65 || (3528..=3589).contains(&first(4)) => {
            Some(false)
        }
        16..=19 if matches!(first(2), 60 | 68 | 69 | 90 | 94 | 95) => Some(false),
        _ => None,
    }
}

fn luhn_holds(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte.saturating_sub(b'0'));
            match (at % 2, digit) {
                (0, digit) => digit,
                (_, digit) if digit > 4 => digit * 2 - 9,
                (_, digit) => digit * 2,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

fn is_monotonous(digits: &str) -> bool {
    digits
        .bytes()
        .collect::<std::collections::BTreeSet<u8>>()
        .len()
        < 2
}
