//! Words and signs for currencies, and which currency one stands for in a document. Always: where the document
//! leaves it open there is none.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Currency words, one a line.
const WORDS: &str = include_str!("currency.tsv");

/// What a word or sign says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Currency {
    /// This one, by its ISO 4217 code.
    Code(&'static str),
    /// `元`: CNY, but in traditional script TWD or HKD just as well.
    Yuan,
    /// `¥`: CNY, in a Japanese text JPY.
    Yen,
    /// `$`: USD where nothing else in the document says otherwise.
    Dollar,
    /// Rupees of one country or another.
    Rupee,
}

#[derive(Debug)]
struct Word {
    text: &'static str,
    currency: Currency,
    before: bool,
    after: bool,
}

/// Words by their first and by their last character, longest first.
struct Words {
    by_first: BTreeMap<char, Vec<Word>>,
    by_last: BTreeMap<char, Vec<Word>>,
}

static TABLE: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words {
        by_first: BTreeMap::new(),
        by_last: BTreeMap::new(),
    };
    for line in WORDS.lines().skip(1) {
        let mut columns = line.split('\t');
        let (Some(text), Some(code), Some(place)) =
            (columns.next(), columns.next(), columns.next())
        else {
            continue;
        };
        let word = || Word {
            text,
            currency: match code {
                "?yuan" => Currency::Yuan,
                "?yen" => Currency::Yen,
                "?dollar" => Currency::Dollar,
                "?rupee" => Currency::Rupee,
                code => Currency::Code(code),
            },
            before: place != "after",
            after: place != "before",
        };
        if let Some(first) = text.chars().next() {
            let first = first.to_ascii_lowercase();
            words.by_first.entry(first).or_default().push(word());
        }
        if let Some(last) = text.chars().next_back() {
            let last = last.to_ascii_lowercase();
            words.by_last.entry(last).or_default().push(word());
        }
    }
    for list in words
        .by_first
        .values_mut()
        .chain(words.by_last.values_mut())
    {
        list.sort_by_key(|word| std::cmp::Reverse(word.text.len()));
    }
    words
});

/// Returns the currency that stands before a number, and where its word begins.
pub(crate) fn before(text: &str, at: usize) -> Option<(Currency, usize)> {
    let rest = text.get(..at)?.trim_end_matches(' ');
    if at - rest.len() > 2 {
        return None;
    }
    // `人民币：5万`, `人民币（大写）伍万元`.
    for (rest, marked) in [(rest, false), (without_mark(rest), true)] {
        let Some(last) = rest.chars().next_back() else {
            continue;
        };
        let found = TABLE
            .by_last
            .get(&last.to_ascii_lowercase())
            .into_iter()
            .flatten()
            .filter(|word| word.before && !(marked && word.text.chars().count() < 3))
            .find(|word| ends_with_word(rest, word.text));
        if let Some(word) = found {
            return Some((word.currency, rest.len() - word.text.len()));
        }
    }
    None
}

fn without_mark(text: &str) -> &str {
    let text = text
        .strip_suffix([':', '：'])
        .unwrap_or(text)
        .trim_end_matches(' ');
    text.strip_suffix("(大写)")
        .or_else(|| text.strip_suffix("（大写）"))
        .or_else(|| text.strip_suffix("(大寫)"))
        .or_else(|| text.strip_suffix("大写"))
        .unwrap_or(text)
        .trim_end_matches(' ')
}

/// Returns the currency that stands after a number, and where its word ends.
pub(crate) fn after(text: &str, at: usize) -> Option<(Currency, usize)> {
    let whole = text.get(at..)?;
    let rest = whole.trim_start_matches(' ');
    let skipped = whole.len() - rest.len();
    if skipped > 1 {
        return None;
    }
    let first = rest.chars().next()?;
    TABLE
        .by_first
        .get(&first.to_ascii_lowercase())?
        .iter()
        .filter(|word| word.after)
        .find(|word| starts_with_word(rest, word.text))
        .map(|word| (word.currency, at + skipped + word.text.len()))
}

/// Returns the currency that a text is a word for, and nothing else.
pub(crate) fn named(text: &str) -> Option<Currency> {
    let text = text.trim();
    let first = text.chars().next()?.to_ascii_lowercase();
    TABLE
        .by_first
        .get(&first)?
        .iter()
        .find(|word| word.text.eq_ignore_ascii_case(text))
        .map(|word| word.currency)
}

fn ends_with_word(text: &str, word: &str) -> bool {
    let Some(at) = text.len().checked_sub(word.len()) else {
        return false;
    };
    let Some(tail) = text.get(at..) else {
        return false;
    };
    let letters = word.starts_with(|first: char| first.is_alphabetic() && !is_han(first));
    let before = text.get(..at).and_then(|text| text.chars().next_back());
    tail.eq_ignore_ascii_case(word)
        && (!letters || before.is_none_or(|before| !before.is_ascii_alphanumeric()))
        && (tail == word || word.len() > 2)
}

fn starts_with_word(text: &str, word: &str) -> bool {
    let Some(head) = text.get(..word.len()) else {
        return false;
    };
    let letters =
        word.ends_with(|last: char| last.is_alphabetic() && !is_han(last) && last != '원');
    let after = text.get(word.len()..).and_then(|text| text.chars().next());
    head.eq_ignore_ascii_case(word)
        && (!letters || after.is_none_or(|after| !after.is_alphanumeric() || is_han(after)))
        && (head == word || word.len() > 2)
}

/// Returns whether a character is a Han character.
pub(crate) fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

/// What a document says of its currencies.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Stated {
    /// Its one currency, where it says which (`单位：元`).
    pub(crate) stated: Option<&'static str>,
    /// Whether it is in Japanese.
    pub(crate) japanese: bool,
    /// Whether it is in traditional script.
    pub(crate) traditional: bool,
    /// The power of ten that its amounts are counted in, where it says so (`单位：万元`).
    pub(crate) power: u32,
    /// Whether it names dollars of another country than the United States.
    pub(crate) other_dollars: bool,
}

impl Stated {
    /// Returns the code that a word stands for here.
    pub(crate) fn resolve(self, currency: Currency) -> Option<&'static str> {
        match currency {
            Currency::Code(code) => Some(code),
            Currency::Yuan if self.traditional => self.stated,
            Currency::Yuan => Some("CNY"),
            Currency::Yen if self.japanese => Some("JPY"),
            Currency::Yen => Some("CNY"),
            Currency::Dollar if self.other_dollars => None,
            Currency::Dollar => Some("USD"),
            Currency::Rupee => None,
        }
    }
}
