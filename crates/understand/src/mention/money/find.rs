//! Finds the amounts of a part: with a currency word anywhere, bare under a header of amounts, bare beside words that
//! speak of money.

use std::sync::LazyLock;

use daylight_model::{Grade, MentionType, Value};

use super::{Amount, bare};
use crate::mention::currency::{self, Currency};
use crate::mention::numeral;
use crate::mention::view::{Found, View};

/// Detector and version.
const DETECTOR: &str = "money@1";

static HEADERS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    include_str!("headers.tsv")
        .lines()
        .skip(1)
        .filter(|word| !word.is_empty())
        .collect()
});

/// What a header says of the amounts under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AmountHeader {
    /// The currency, where it states one.
    pub(crate) currency: Option<Currency>,
    /// The power of ten that it counts in: `万元` is 4.
    pub(crate) power: u32,
}

/// Returns what a header, folded and in small letters, says of amounts; none if it is not one of amounts.
pub(crate) fn header(text: &str) -> Option<AmountHeader> {
    let named = HEADERS.iter().any(|word| {
        if word.is_ascii() {
            text.split(|character: char| !character.is_ascii_alphanumeric() && character != ' ')
                .any(|piece| {
                    piece.trim() == *word
                        || piece.trim().ends_with(&format!(" {word}"))
                        || piece.trim().starts_with(&format!("{word} "))
                })
        } else {
            text.contains(word)
        }
    });
    let unit = unit(text);
    // A currency alone, as in `万元` or `USD`, makes a header of amounts as well.
    (named || unit.is_some_and(|unit| unit.currency.is_some() && text.contains(['(', '/', ':'])))
        .then(|| {
            unit.unwrap_or(AmountHeader {
                currency: None,
                power: 0,
            })
        })
}

/// Finds a unit of money in a header or title: `（万元）`, `单位：元`, `/万`, `(USD)`, `in thousand yuan`.
pub(crate) fn unit(text: &str) -> Option<AmountHeader> {
    for (at, _) in text.match_indices(['(', '（', '/', ':', '[', ' ']) {
        let rest = text.get(at + 1..).unwrap_or_default();
        let rest = rest.trim_start_matches([' ', '(', '（', ':']);
        let rest = rest
            .strip_prefix("单位")
            .or(rest.strip_prefix("單位"))
            .unwrap_or(rest)
            .trim_start_matches([' ', ':', '：']);
        let end = rest
            .find([')', '）', ']', ' ', ',', '，', '\n', '、', '/'])
            .unwrap_or(rest.len());
        if let Some(unit) = exact_unit(rest.get(..end).unwrap_or_default()) {
            return Some(unit);
        }
    }
    exact_unit(text)
}

fn exact_unit(word: &str) -> Option<AmountHeader> {
    const POWERS: [(&str, u32); 9] = [
        ("百万", 6),
        ("千万", 7),
        ("万", 4),
        ("萬", 4),
        ("亿", 8),
        ("億", 8),
        ("千", 3),
        ("k", 3),
        ("w", 4),
    ];
    let word = word.trim();
    if let Some(currency) = currency::named(word) {
        return Some(AmountHeader {
            currency: Some(currency),
            power: 0,
        });
    }
    let prefixed = ["人民币", "人民幣", "rmb", "cny"]
        .iter()
        .find_map(|name| word.strip_prefix(name));
    let (rest, known) = match prefixed {
        Some(rest) => (rest.trim(), Some(Currency::Code("CNY"))),
        None => (word, None),
    };
    let (power, rest) = POWERS
        .iter()
        .find_map(|(name, power)| rest.strip_prefix(name).map(|rest| (*power, rest.trim())))?;
    let currency = if rest.is_empty() {
        known
    } else {
        Some(currency::named(rest)?)
    };
    (!rest.is_empty() || known.is_some() || power == 4).then_some(AmountHeader {
        currency: known.or(currency),
        power,
    })
}

/// Finds the amounts of a part.
pub(crate) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    cells(view, found);
    let text = view.text();
    let mut at = 0;
    for (start, character) in text.char_indices() {
        if start < at || !(numeral::begins(character) && may_begin(text, start)) {
            continue;
        }
        let Some(mut amount) = super::at(text, start) else {
            // What is no number as a whole, such as an address, has none inside either.
            at = end_of_digits(text, start);
            continue;
        };
        at = amount.end.max(start + character.len_utf8());
        let confidence = match amount.currency {
            Some(_) => 0.95,
            None => match bare::confidence(text, &amount, around(view, amount.start)) {
                Some(confidence) => confidence,
                None => {
                    at = end_of_digits(text, start).max(start + character.len_utf8());
                    continue;
                }
            },
        };
        amount.quantity.approximate |= super::about_stands_before(text, amount.start)
            || super::about_stands_after(text, amount.end);
        push(view, found, &amount, confidence);
    }
}

/// Returns what is known of the place of a bare number.
fn around<'a>(view: &'a View<'_>, start: usize) -> bare::Around<'a> {
    let place = view.folded.original(start..start + 1).start;
    bare::Around {
        said: view.message_at(place).is_some(),
        earlier: view.said_before(place),
        titled: view.titled_money,
    }
}

fn push(view: &View<'_>, found: &mut Vec<Found>, amount: &Amount, confidence: f32) {
    let currency = match amount.currency {
        Some(currency) => view.stated.resolve(currency),
        None => view.stated.stated,
    };
    found.push(Found {
        kind: MentionType::Money,
        start: amount.start,
        end: amount.end,
        value: Value::Money(super::money(amount.quantity, currency)),
        detector: DETECTOR,
        confidence,
        grade: Grade::Likely,
    });
}

/// Reads plain numbers under a header of amounts.
fn cells(view: &View<'_>, found: &mut Vec<Found>) {
    for cell in &view.columns.cells {
        let Some(header) = header(&cell.header) else {
            continue;
        };
        let Some(text) = view.part_text(cell.start..cell.end) else {
            continue;
        };
        let currency = header
            .currency
            .and_then(|currency| view.stated.resolve(currency))
            .or(view.stated.stated);
        let power = if header.power > 0 {
            header.power
        } else {
            view.stated.power
        };
        let Some(money) = super::parse_in(text, currency, power, view.stated) else {
            continue;
        };
        let trimmed = text.trim();
        let start = cell.start + (text.len() - text.trim_start().len());
        let place = view.folded.view(start..start + trimmed.len());
        found.push(Found {
            kind: MentionType::Money,
            start: place.start,
            end: place.end,
            value: Value::Money(money),
            detector: DETECTOR,
            confidence: 0.9,
            grade: Grade::Likely,
        });
    }
}

/// A number does not begin within a word or another number.
fn may_begin(text: &str, start: usize) -> bool {
    let mut before = text.get(..start).unwrap_or_default().chars().rev();
    let first = text.get(start..).and_then(|text| text.chars().next());
    match before.next() {
        Some(last) if last.is_ascii_digit() => false,
        Some('.' | ',') => !before.next().is_some_and(|before| before.is_ascii_digit()),
        Some('第') => false,
        // Letters before digits are a currency or make it a name.
        Some(last) if last.is_ascii_alphabetic() => {
            first.is_some_and(|first| !first.is_ascii_digit())
                || currency::before(text, start).is_some()
        }
        Some(last) => {
            // `二〇二一` is entered at its beginning only.
            !(numeral::han_digit(last).is_some()
                && first.is_some_and(|first| numeral::han_digit(first).is_some()))
        }
        None => true,
    }
}

fn end_of_digits(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    start
        + rest
            .bytes()
            .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
            .count()
}
