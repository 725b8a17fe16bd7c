//! Identity numbers of persons: of China (18 digits with the check digit of ISO 7064; 15 digits only where the words
//! around say so), Taiwan and Hong Kong.

use std::sync::LazyLock;

use daylight_model::{Grade, MentionType};
use regex::Regex;

use super::date::Day;
use super::shape;
use super::view::{Found, View};

static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        r"[1-9][0-9]{5} ?[12][0-9]{7} ?[0-9]{3}[0-9Xx]|[1-9][0-9]{14}|[A-Z][1289][0-9]{8}|[A-Z]{1,2}[0-9]{6}\(?[0-9A]\)?",
    )
});

/// Words that say so.
const WORDS: [&str; 12] = [
    "身份证",
    "身分證",
    "身份證",
    "证件",
    "證件",
    "居民证",
    "公民身份",
    "id no",
    "id number",
    "identity",
    "id card",
    "sfz",
];

/// Finds identity numbers.
pub(crate) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    for place in PATTERN.find_iter(text) {
        let (start, end) = (place.start(), place.end());
        if !shape::stands_alone(text, start, end) {
            continue;
        }
        let said = shape::holds_word(shape::context_before(text, start, 16), &WORDS)
            || view
                .header_at(start)
                .is_some_and(|header| shape::holds_word(header, &WORDS));
        let written = place.as_str();
        let value: String = written
            .chars()
            .filter(|character| *character != ' ')
            .map(|character| character.to_ascii_uppercase())
            .collect();
        let judged = match value.len() {
            18 if is_birthday(value.get(6..14)) => Some((china_holds(&value), said)),
            15 if said
                && value.bytes().all(|byte| byte.is_ascii_digit())
                && is_birthday(value.get(6..12).map(|tail| format!("19{tail}")).as_deref()) =>
            {
                Some((false, true))
            }
            10 if taiwan_holds(&value)
                && value.as_bytes().get(1).is_some_and(u8::is_ascii_digit)
                && !value.contains('(') =>
            {
                Some((said, true))
            }
            8..=11 if (said || value.contains('(')) && hong_kong_holds(&value) => {
                Some((true, said))
            }
            _ => None,
        };
        let (confidence, grade) = match judged {
            Some((true, _)) => (0.99, Grade::Certain),
            Some((false, true)) => (0.7, Grade::Likely),
            _ => continue,
        };
        found.push(Found::text(
            MentionType::IdNumber,
            start..end,
            value,
            "id_number@1",
            confidence,
            grade,
        ));
    }
}

fn is_birthday(digits: Option<&str>) -> bool {
    let Some(digits) = digits else { return false };
    let number = |from: usize, to: usize| {
        digits
            .get(from..to)
            .and_then(|text| text.parse::<u32>().ok())
    };
    let (Some(year), Some(month), Some(day)) = (number(0, 4), number(4, 6), number(6, 8)) else {
        return false;
    };
    (1880..=2035).contains(&year)
        && i32::try_from(year).is_ok_and(|year| Day::new(year, month, day).is_some())
}

/// The check digit of GB 11643, which is ISO 7064 MOD 11-2.
fn china_holds(number: &str) -> bool {
    let mut sum: u32 = 0;
    for byte in number.bytes().take(17) {
        sum = (sum + u32::from(byte.saturating_sub(b'0'))) * 2 % 11;
    }
    let check = (12 - sum) % 11;
    let expected = if check == 10 {
        b'X'
    } else {
        b'0' + check as u8
    };
    number.as_bytes().last() == Some(&expected)
}

fn taiwan_holds(number: &str) -> bool {
    // The letter stands for two digits, in an order of its own.
    const LETTERS: &str = "ABCDEFGHJKLMNPQRSTUVXYWZIO";
    let mut characters = number.chars();
    let Some(letter) = characters
        .next()
        .and_then(|letter| LETTERS.find(letter))
        .and_then(|at| u32::try_from(at).ok())
    else {
        return false;
    };
    let code = letter + 10;
    let digits: Vec<u32> = characters.filter_map(|digit| digit.to_digit(10)).collect();
    if digits.len() != 9 {
        return false;
    }
    let weighted: u32 = digits
        .iter()
        .zip([8, 7, 6, 5, 4, 3, 2, 1, 1])
        .map(|(digit, weight)| digit * weight)
        .sum();
    (code / 10 + code % 10 * 9 + weighted).is_multiple_of(10)
}

fn hong_kong_holds(number: &str) -> bool {
    let plain: Vec<char> = number
        .chars()
        .filter(|character| !matches!(character, '(' | ')'))
        .collect();
    let letters = plain
        .iter()
        .take_while(|character| character.is_ascii_alphabetic())
        .count();
    if !(1..=2).contains(&letters) || plain.len() != letters + 7 {
        return false;
    }
    let value = |character: char| character.to_digit(36).unwrap_or(0);
    let mut sum = if letters == 1 { 36 * 9 } else { 0 };
    let mut weight = if letters == 1 { 8 } else { 9 };
    for character in &plain {
        sum += value(*character) * weight;
        weight -= 1;
    }
    sum % 11 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_hold() {
        // Specimens that standards and encyclopaedias print.
        assert!(china_holds("11010519491231002X"));
        assert!(!china_holds("110105194912310021"));
        assert!(taiwan_holds("A123456789"));
        assert!(!taiwan_holds("A123456788"));
        assert!(hong_kong_holds("A123456(3)"));
        assert!(!hong_kong_holds("A123456(4)"));
    }
}
