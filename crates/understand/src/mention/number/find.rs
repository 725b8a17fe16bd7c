//! Finds the numbers of a text, whatever they count: also shares (`三分之一`), negative ones and powers (`2e5`). What is
//! found is a decimal string; shares without an end are cut after fifteen places.

use std::ops::Range;

use crate::mention::currency::{self, is_han};
use crate::mention::decimal::Decimal;
use crate::mention::folded::Folded;
use crate::mention::numeral;
use crate::mention::shape;

/// Places after which a share is cut.
const PLACES: u32 = 15;

/// Words that hold a numeral and are no number, by hand from general knowledge. A word and the numeral in it.
const WORDS: &str = include_str!("words.tsv");

/// Returns the numbers of a text and where they stand, in order.
pub fn find(text: &str) -> Vec<(Range<usize>, String)> {
    let folded = Folded::new(text);
    let view = folded.text();
    let mut found = Vec::new();
    let mut from = 0;
    for (start, character) in view.char_indices() {
        if start < from
            || !(numeral::begins(character) || matches!(character, '.' | '-' | '负' | '負'))
        {
            continue;
        }
        let Some((number, end)) = signed(view, start) else {
            continue;
        };
        if is_word(view, start, end) || !may_stand(view, start) {
            from = if view
                .get(start..end)
                .is_some_and(|text| text.starts_with(|first: char| first.is_ascii_digit()))
            {
                end
            } else {
                from
            };
            continue;
        }
        from = end;
        found.push((folded.original(start..end), number.to_string()));
    }
    found
}

fn may_stand(text: &str, start: usize) -> bool {
    let first = shape::after(text, start);
    let before = shape::before(text, start);
    match first {
        Some('-') => !before.is_some_and(|before| before.is_alphanumeric() || before == '-'),
        Some('.') => !before.is_some_and(|before| before.is_ascii_digit()),
        _ => !before.is_some_and(|before| {
            before.is_ascii_alphabetic() && first.is_some_and(|first| first.is_ascii_digit())
        }),
    }
}

/// Reads a number with its sign.
fn signed(text: &str, start: usize) -> Option<(Decimal, usize)> {
    let rest = text.get(start..)?;
    match rest.chars().next()? {
        sign @ ('-' | '负' | '負') => {
            let after = start + sign.len_utf8();
            let (number, end) = unsigned(text, after)?;
            Some((number.negated(), end))
        }
        _ => unsigned(text, start),
    }
}

/// Reads a number, a share, or a number and a share.
fn unsigned(text: &str, start: usize) -> Option<(Decimal, usize)> {
    let (first, end) = simple(text, start)?;
    if let Some(after) = word_after(text, end, &["又"])
        && let Some((share, end)) = share(text, after)
    {
        return Some((first.plus(share)?, end));
    }
    if let Some(share) = share_of(text, first, end) {
        return Some(share);
    }
    // `1 3/5` is one and three fifths.
    if text.get(end..).is_some_and(|rest| rest.starts_with(' '))
        && let Some((share, end)) = slash_share(text, end + 1)
    {
        return Some((first.plus(share)?, end));
    }
    if let Some(share) = slash_share(text, start) {
        return Some(share);
    }
    power(text, first, end).or(Some((first, end)))
}

/// Reads a numeral, or digits that begin with a full stop.
fn simple(text: &str, start: usize) -> Option<(Decimal, usize)> {
    if text.get(start..)?.starts_with('.') {
        let digits = text
            .get(start + 1..)?
            .bytes()
            .take(20)
            .take_while(u8::is_ascii_digit)
            .count();
        let written = text.get(start..start + 1 + digits)?;
        return (digits > 0)
            .then(|| Decimal::plain(written))
            .flatten()
            .map(|number| (number, start + 1 + digits));
    }
    let (number, end) = numeral::at(text, start)?;
    Some((number.low, end))
}

fn word_after(text: &str, at: usize, words: &[&str]) -> Option<usize> {
    let rest = text.get(at..)?;
    let trimmed = rest.trim_start_matches(' ');
    let word = words.iter().find(|word| trimmed.starts_with(**word))?;
    let after = trimmed.get(word.len()..)?.trim_start_matches(' ');
    Some(text.len() - after.len())
}

/// Reads `三分之一`.
fn share(text: &str, start: usize) -> Option<(Decimal, usize)> {
    let (whole, end) = simple(text, start)?;
    share_of(text, whole, end)
}

fn share_of(text: &str, whole: Decimal, end: usize) -> Option<(Decimal, usize)> {
    let after = word_after(text, end, &["分之", "分 之", "分  之"])?;
    let (part, end) = match text.get(after..)?.chars().next()? {
        sign @ ('负' | '負' | '-') => {
            let (part, end) = simple(text, after + sign.len_utf8())?;
            (part.negated(), end)
        }
        _ => simple(text, after)?,
    };
    (!whole.is_zero()).then_some((part.divided_by(whole, PLACES)?, end))
}

fn slash_share(text: &str, start: usize) -> Option<(Decimal, usize)> {
    let digits = |at: usize| {
        let length = text
            .get(at..)?
            .bytes()
            .take(7)
            .take_while(u8::is_ascii_digit)
            .count();
        let number = Decimal::plain(text.get(at..at + length)?)?;
        Some((number, at + length))
    };
    let (part, end) = digits(start)?;
    text.get(end..)?.strip_prefix('/')?;
    let (whole, end) = digits(end + 1)?;
    let ends = shape::after(text, end)
        .is_none_or(|next| !matches!(next, '/' | '-' | '.') && !next.is_ascii_alphanumeric());
    (ends && !whole.is_zero()).then_some((part.divided_by(whole, PLACES)?, end))
}

/// Reads `e5` and `^5` after a number.
fn power(text: &str, base: Decimal, at: usize) -> Option<(Decimal, usize)> {
    let rest = text.get(at..)?;
    let by_ten = match rest.chars().next()? {
        'e' | 'E' => true,
        '^' => false,
        _ => return None,
    };
    let after = rest.get(1..)?;
    let negative = after.starts_with('-');
    let digits = after.trim_start_matches(['+', '-']);
    let signs = after.len() - digits.len();
    let length = digits
        .bytes()
        .take(3)
        .take_while(u8::is_ascii_digit)
        .count();
    let exponent: u32 = digits.get(..length)?.parse().ok()?;
    if signs > 1
        || exponent > 16
        || shape::after(digits, length).is_some_and(|next| next.is_ascii_alphabetic())
    {
        return None;
    }
    let end = at + 1 + signs + length;
    let number = match (by_ten, negative) {
        (true, true) => base.divided_by_ten_to(exponent),
        (true, false) => base.times_ten_to(exponent)?,
        (false, _) => {
            let mut product = Decimal::whole(1);
            for _ in 0..exponent {
                product = product.times(base)?;
            }
            if negative {
                Decimal::whole(1).divided_by(product, PLACES)?
            } else {
                product
            }
        }
    };
    Some((number, end))
}

/// Whether a numeral is part of a word that is no number: `一切`, `四川`, `大陆`.
fn is_word(text: &str, start: usize, end: usize) -> bool {
    let written = text.get(start..end).unwrap_or_default();
    let characters = written.chars().count();
    if characters > 2 {
        return false;
    }
    let before = shape::context_before(text, start, 2);
    let after: String = text
        .get(end..)
        .unwrap_or_default()
        .chars()
        .take(3)
        .collect();
    let listed = WORDS
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once('\t'))
        .any(|(head, tail)| {
            // Each line is what stands before and after the numeral, with the numeral between.
            let Some((numeral, tail)) = tail.split_once('\t') else {
                return false;
            };
            (numeral == written || numeral == "*")
                && before.ends_with(head)
                && after.starts_with(tail)
        });
    // A formal numeral alone beside Han text is a word: `陆地`, `拾起`, `放肆`.
    let formal = characters == 1
        && matches!(
            written,
            "壹" | "贰"
                | "叁"
                | "肆"
                | "伍"
                | "陆"
                | "柒"
                | "捌"
                | "玖"
                | "拾"
                | "陸"
                | "參"
                | "参"
        );
    let han_beside =
        after.chars().next().is_some_and(is_han) || before.chars().next_back().is_some_and(is_han);
    // What is said of money is money: `一美元`, `两块`.
    let one_digit = characters == 1
        && written
            .chars()
            .all(|character| numeral::han_digit(character).is_some());
    let money =
        one_digit && (currency::after(text, end).is_some() || after.starts_with(['折', '块']));
    listed || (formal && han_beside) || money
}
