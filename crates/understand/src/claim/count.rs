//! Numbers that count rows: `22万`, `74万条`, `850,000 records`. Always: a number that is money, a volume, a date or
//! an identifier is none.

use daylight_model::Value;

use super::scene::{Here, Sentence};

/// A count and where it stands in the folded sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    pub value: u64,
    pub start: usize,
    pub end: usize,
    pub has_unit: bool,
}

const UNITS: [&str; 19] = [
    "条", "行", "人", "个", "份", "封", "張", "张", "條", "筆", "笔", "records", "rows", "entries",
    "people", "persons", "lines", "messages", "names",
];

/// Returns the first count of a sentence, one with a unit before one without.
pub(super) fn first(sentence: &Sentence<'_>) -> Option<Count> {
    let all = all(sentence);
    all.iter()
        .find(|count| count.has_unit)
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
    while let Some(offset) = text[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + offset;
        let end = text[start..]
            .find(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.'))
            .map_or(text.len(), |length| start + length);
        let digits = text[start..end].trim_end_matches([',', '.']);
        let end = start + digits.len();
        at = end.max(start + 1);
        let touches_word = text[..start]
            .chars()
            .next_back()
            .is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '_' | '.'));
        if touches_word {
            continue;
        }
        let rest = text[end..].trim_start_matches([' ', '多', '余', '來', '来', '几']);
        let (factor, rest) = scale(rest);
        let unit = rest.trim_start_matches([' ', '多', '余', '来']);
        let has_unit = UNITS.iter().any(|word| unit.starts_with(word));
        if factor == 1
            && !has_unit
            && (rest.starts_with(|c: char| {
                c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '年' | '月' | ':' | '%' | '个')
            }) || digits.len() < 3)
        {
            continue;
        }
        if taken(start, end) {
            continue;
        }
        if let Some(value) = value(digits, factor) {
            counts.push(Count {
                value,
                start,
                end: text.len() - rest.len(),
                has_unit,
            });
        }
    }
    counts
}

/// Returns whether a mention is an amount without a currency, which may as well be a count.
fn is_unstated(here: &Here<'_>) -> bool {
    matches!(&here.mention.value, Value::Money(money) if money.currency.is_none())
}

fn scale(rest: &str) -> (u64, &str) {
    const SCALES: [(&str, u64); 9] = [
        ("万", 10_000),
        ("萬", 10_000),
        ("亿", 100_000_000),
        ("億", 100_000_000),
        ("千", 1_000),
        ("million", 1_000_000),
        ("thousand", 1_000),
        ("w", 10_000),
        ("k", 1_000),
    ];
    for (word, factor) in SCALES {
        if let Some(after) = rest.strip_prefix(word) {
            let latin = word.is_ascii();
            if latin && after.starts_with(|c: char| c.is_ascii_alphanumeric()) {
                continue;
            }
            return (factor, after);
        }
    }
    (1, rest)
}

/// Returns digits with a decimal point times a factor, if it comes out whole.
fn value(digits: &str, factor: u64) -> Option<u64> {
    let plain: String = digits.chars().filter(|c| *c != ',').collect();
    match plain.split_once('.') {
        None => plain.parse::<u64>().ok()?.checked_mul(factor),
        Some((whole, part)) if part.len() <= 8 && !part.contains('.') => {
            let tens = 10_u64.checked_pow(u32::try_from(part.len()).ok()?)?;
            let scaled = whole
                .parse::<u64>()
                .ok()?
                .checked_mul(tens)?
                .checked_add(part.parse().ok()?)?;
            let product = scaled.checked_mul(factor)?;
            (product % tens == 0).then_some(product / tens)
        }
        Some(_) => None,
    }
}
