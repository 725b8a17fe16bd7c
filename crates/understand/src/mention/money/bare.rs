//! Numbers without a currency word that are money all the same: because the words around speak of money, and because
//! of what they count nothing follows.

use std::sync::LazyLock;

use crate::mention::currency::is_han;
use crate::mention::money::Amount;

/// How many characters before and after a bare number are looked at for words that speak of money.
const NEAR: usize = 40;

struct PriceWord {
    text: &'static str,
    next_only: bool,
}

static PRICE_WORDS: LazyLock<Vec<PriceWord>> = LazyLock::new(|| {
    include_str!("price_words.tsv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once('\t'))
        .map(|(text, place)| PriceWord {
            text,
            next_only: place == "next",
        })
        .collect()
});

static COUNTED: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    include_str!("counted.tsv")
        .lines()
        .skip(1)
        .filter(|word| !word.is_empty())
        .collect()
});

/// Returns how sure it is, from 0 to 1, that a bare number is money; none if it is not.
pub(crate) fn confidence(text: &str, amount: &Amount) -> Option<f32> {
    let after = text.get(amount.end..)?;
    if counts_something(after) || ordinal(text, amount.start) {
        return None;
    }
    let before = before(text, amount.start);
    let sentence_after: String = after
        .chars()
        .take(NEAR)
        .take_while(|character| !matches!(character, '\n' | '。' | '\t'))
        .collect();
    let follows = PRICE_WORDS
        .iter()
        .any(|word| directly_before(before, word.text));
    if follows && (amount.quantity.multiplied || plain_price(text, amount)) {
        return Some(0.8);
    }
    if !amount.quantity.multiplied {
        return None;
    }
    let near = PRICE_WORDS
        .iter()
        .filter(|word| !word.next_only)
        .any(|word| holds(before, word.text) || holds(&sentence_after, word.text));
    near.then_some(0.7)
}

/// Returns what stands before in the same sentence, [`NEAR`] characters at most.
fn before(text: &str, at: usize) -> &str {
    let head = text.get(..at).unwrap_or_default();
    let begin = head
        .char_indices()
        .rev()
        .take(NEAR)
        .take_while(|(_, character)| !matches!(character, '\n' | '。' | '\t'))
        .last()
        .map_or(at, |(begin, _)| begin);
    head.get(begin..).unwrap_or_default()
}

/// What a number may count stands right after it.
fn counts_something(after: &str) -> bool {
    let after = after.trim_start_matches(' ');
    let word: String = after.chars().take(12).collect::<String>().to_lowercase();
    if word.starts_with(|first: char| first.is_ascii_digit() || first == '_') {
        return true;
    }
    // `5万多个`, `3w+条`: signs and words for more do not change what is counted.
    let word = word.trim_start_matches(['多', '余', '+', '来', ' ']);
    COUNTED.iter().any(|counted| {
        let Some(rest) = word.strip_prefix(counted) else {
            return false;
        };
        match *counted {
            // `18万个人出`, `5万一个月` … : these follow amounts too.
            "月" | "日" | "年" | "天" => !rest.starts_with('薪') && !rest.starts_with('终'),
            "点" => !rest.starts_with('钱'),
            "里" | "平" | "转" | "部" | "本" | "只" | "比" | "克" | "安" | "项" => {
                !rest.is_empty() || *counted != "里"
            }
            _ if counted.is_ascii() => {
                !counted.ends_with(|last: char| last.is_ascii_alphabetic())
                    || !rest.starts_with(|next: char| next.is_ascii_alphanumeric())
            }
            _ => true,
        }
    })
}

fn ordinal(text: &str, at: usize) -> bool {
    text.get(..at)
        .and_then(|head| head.chars().next_back())
        .is_some_and(|last| matches!(last, '第' | '#' | '№') || last.is_ascii_alphanumeric())
}

/// Whether a word, and at most a mark or a small word, stands right before.
fn directly_before(before: &str, word: &str) -> bool {
    let trimmed = before.trim_end_matches([
        ':', '：', '=', ' ', '是', '为', '为', '约', '了', '到', '共', '在', '为',
    ]);
    let trimmed = trimmed
        .strip_suffix(" is")
        .or(trimmed.strip_suffix(" of"))
        .unwrap_or(trimmed);
    trimmed.len() >= word.len()
        && trimmed
            .get(trimmed.len() - word.len()..)
            .is_some_and(|tail| tail.eq_ignore_ascii_case(word))
}

/// Whether a plain number can be a price: three digits or more, and nothing but an end after it.
fn plain_price(text: &str, amount: &Amount) -> bool {
    let written = text.get(amount.start..amount.end).unwrap_or_default();
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    let next = text.get(amount.end..).and_then(|rest| rest.chars().next());
    let year = digits == 4
        && written.len() == 4
        && (written.starts_with("19") || written.starts_with("20"));
    (3..=12).contains(&digits)
        && !year
        && next.is_none_or(|next| !next.is_alphanumeric() && !matches!(next, '-' | '/' | ':' | '.'))
}

fn holds(text: &str, word: &str) -> bool {
    if !word.is_ascii() {
        return text.contains(word);
    }
    let lower = text.to_ascii_lowercase();
    lower.match_indices(word).any(|(at, _)| {
        let before = lower.get(..at).and_then(|text| text.chars().next_back());
        let after = lower
            .get(at + word.len()..)
            .and_then(|text| text.chars().next());
        let outside = |character: Option<char>| {
            character.is_none_or(|character| is_han(character) || !character.is_alphanumeric())
        };
        outside(before) && outside(after)
    })
}
