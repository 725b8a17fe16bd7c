//! Numbers that count rows: `22万`, `74万条`, `850,000 records`. Always: a number that is money, a volume, a date or
//! an identifier is none.

use daylight_model::Value;

use super::scene::{Here, Sentence};
use crate::mention::{number, numeral};

/// A count and where it stands in the folded sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    pub value: u64,
    pub start: usize,
    pub end: usize,
    pub has_unit: bool,
}

const UNITS: [&str; 33] = [
    "条",
    "行",
    "人",
    "个",
    "份",
    "封",
    "張",
    "张",
    "條",
    "筆",
    "笔",
    "户",
    "戶",
    "名",
    "例",
    "册",
    "records",
    "rows",
    "entries",
    "people",
    "persons",
    "lines",
    "messages",
    "names",
    "mails",
    "files",
    "accounts",
    "users",
    "subscribers",
    "documents",
    "customers",
    "passengers",
    "contacts",
];
/// The least that is taken for a count where it is written in Han numerals: 一个人 is none.
const LEAST_IN_WORDS: u64 = 100;
/// And without a unit.
const LEAST_BARE: u64 = 100;

/// Returns the count of a sentence: the largest with a unit, else the first.
pub(super) fn first(sentence: &Sentence<'_>) -> Option<Count> {
    let all = all(sentence);
    all.iter()
        .filter(|count| count.has_unit)
        .max_by_key(|count| (count.value, std::cmp::Reverse(count.start)))
        .or_else(|| all.first())
        .copied()
}

fn all(sentence: &Sentence<'_>) -> Vec<Count> {
    let text = sentence.folded.text.as_str();
    let taken = |start: usize, end: usize| {
        sentence
            .mentions
            .iter()
            .any(|here| here.start < end && start < here.end && !is_unstated(here))
    };
    let mut counts = Vec::new();
    let mut at = 0;
    for (start, character) in text.char_indices() {
        if start < at || !numeral::begins(character) {
            continue;
        }
        let Some((quantity, end)) = number::at(text, start) else {
            if character.is_ascii_digit() {
                at = start
                    + text[start..]
                        .find(|c: char| !c.is_ascii_digit())
                        .unwrap_or(1);
            }
            continue;
        };
        at = end.max(start + 1);
        let touches_word = text[..start]
            .chars()
            .next_back()
            .is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '_' | '.'));
        let rest = text[end..].trim_start_matches([' ', '多', '余', '餘', '來', '来', '几']);
        let has_unit = UNITS.iter().any(|word| {
            rest.starts_with(word)
                && !(word.is_ascii()
                    && rest[word.len()..].starts_with(|c: char| c.is_ascii_alphanumeric()))
        });
        let value = quantity.high.floor().unwrap_or(0);
        let plain = !quantity.multiplied && !has_unit;
        // A short number, a year, a part of a code: nothing that counts rows.
        let counts_nothing = plain
            && (value < LEAST_BARE
                || !quantity.digits
                || rest.starts_with(|c: char| {
                    c.is_ascii_alphanumeric()
                        || matches!(c, '-' | '/' | '年' | '月' | ':' | '%' | '个' | '全')
                }));
        let in_words = !quantity.digits && value < LEAST_IN_WORDS;
        if touches_word || counts_nothing || in_words || taken(start, end) {
            continue;
        }
        counts.push(Count {
            value,
            start,
            end,
            has_unit,
        });
    }
    counts
}

/// Returns whether a mention is an amount without a currency, which may as well be a count.
fn is_unstated(here: &Here<'_>) -> bool {
    matches!(&here.mention.value, Value::Money(money) if money.currency.is_none())
}
