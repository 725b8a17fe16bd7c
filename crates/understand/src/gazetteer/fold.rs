//! Folding for names: a text as names are compared, with the way back. Compatibility forms, traditional
//! characters, upper case and accents are gone; where lines only wrap, so are breaks within a Han word.
//! Always: any range of the folded text comes back as a range of the source on character boundaries.

use std::ops::Range;
use std::sync::LazyLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The unified ideographs and their first extension.
const HAN: (u32, u32) = (0x3400, 0x9fff);

/// A text as names are compared.
#[derive(Debug, Clone, Default)]
pub(crate) struct Folded {
    text: String,
    /// For each byte of the text, where the character that it came from starts in the source.
    starts: Vec<u32>,
    /// The same for where it ends.
    source_bytes: usize,
}

impl Folded {
    /// Folds a text of less than 4 GiB. A line break between two Han characters is none where `is_soft` says that it
    /// only wraps.
    pub(crate) fn new(source: &str, is_soft: impl Fn(usize) -> bool) -> Self {
        let mut folded = Self {
            text: String::with_capacity(source.len()),
            starts: Vec::with_capacity(source.len()),
            source_bytes: source.len(),
        };
        let mut han_before = false;
        for (at, character) in source.char_indices() {
            if character == '\n' && han_before && is_soft(at) {
                let after = source.get(at + 1..).and_then(|rest| rest.chars().next());
                if after.is_some_and(is_han) {
                    continue;
                }
            }
            folded.push(at, character);
            han_before = is_han(character);
        }
        folded
    }

    fn push(&mut self, at: usize, character: char) {
        let before = self.text.len();
        if character.is_ascii() {
            self.text.push(character.to_ascii_lowercase());
        } else if (HAN.0..=HAN.1).contains(&u32::from(character)) {
            self.text.push(simplified(character));
        } else {
            let parts = std::iter::once(character).nfkc().nfd();
            for part in parts.filter(|part| !is_combining_mark(*part)) {
                self.text
                    .extend(straight(part).to_lowercase().map(simplified));
            }
        }
        let start = u32::try_from(at).unwrap_or(u32::MAX);
        self.starts
            .extend(std::iter::repeat_n(start, self.text.len() - before));
    }

    /// Returns the folded text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the range of the source behind a range of the folded text.
    pub(crate) fn source_range(&self, folded: Range<usize>) -> Range<usize> {
        let start = self.start_at(folded.start);
        if folded.end <= folded.start {
            return start..start;
        }
        // The character behind the last byte ends where the next one that left a trace starts, or at the end;
        // what was folded away in between (a break) belongs to nobody.
        let last = self.start_at(folded.end - 1);
        let end = self
            .starts
            .get(folded.end..)
            .and_then(|rest| rest.iter().find(|start| **start as usize > last))
            .map_or(self.source_bytes, |start| *start as usize);
        start..end
    }

    fn start_at(&self, at: usize) -> usize {
        self.starts
            .get(at)
            .map_or(self.source_bytes, |start| *start as usize)
    }
}

/// Returns a name as it is compared.
pub(crate) fn fold(name: &str) -> String {
    Folded::new(name.trim(), |_| false).text
}

/// Whether a character is Han, iteration marks included.
pub(crate) fn is_han(character: char) -> bool {
    let code = u32::from(character);
    (HAN.0..=HAN.1).contains(&code) || character == '〇' || (0x20000..=0x323af).contains(&code)
}

/// Returns a text with each traditional character as its simplified one.
pub fn simplify(text: &str) -> String {
    text.chars().map(simplified).collect()
}

/// Typographic quotes and dashes as the keyboard has them.
fn straight(character: char) -> char {
    match character {
        '’' | '‘' | 'ʼ' | '`' => '\'',
        '‐' | '‑' | '–' => '-',
        '\u{a0}' => ' ',
        other => other,
    }
}

fn simplified(character: char) -> char {
    let code = u32::from(character);
    if !(HAN.0..=HAN.1).contains(&code) {
        return character;
    }
    let at = (code - HAN.0) as usize;
    *SIMPLIFIED.get(at).unwrap_or(&character)
}

/// By OpenCC's tables (Apache-2.0), character by character.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let opencc = OpenCC::from_config(BuiltinConfig::T2s).ok();
    (HAN.0..=HAN.1)
        .map(|code| {
            let from = char::from_u32(code).unwrap_or(' ');
            let to = opencc
                .as_ref()
                .map(|opencc| opencc.convert(&from.to_string()));
            to.and_then(|to| to.chars().next()).unwrap_or(from)
        })
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_folded_comes_back() {
        let text = "在ＺÜＲＩＣＨ與各地高校就聯合培養及聯合研究簽訂備忘錄的臺灣\n\
                    大學代表團一行今日抵達我市並就下一步合作與我方有關部門會談商定\n安排。";
        let folded = Folded::new(text, |_| true);
        assert!(folded.text().starts_with("在zurich与各地高校"));
        let at = folded.text().find("台湾大学").unwrap();
        let range = folded.source_range(at..at + 12);
        assert_eq!(&text[range], "臺灣\n大學");
        let at = folded.text().find("zurich").unwrap();
        assert_eq!(&text[folded.source_range(at..at + 6)], "ＺÜＲＩＣＨ");
    }

    #[test]
    fn a_break_that_ends_something_stays() {
        assert_eq!(
            Folded::new("泰国\n外交部", |_| false).text(),
            "泰国\n外交部"
        );
    }
}
