//! A folded view of a text: full-width letters and digits as ordinary ones, compatibility characters as what they
//! stand for, invisible ones left out, the digits of an amount that pixels set apart put together. Always: every place
//! in the view leads back to a place in the text.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization as _;

/// A stretch of the view.
#[derive(Debug, Clone, Copy)]
struct Piece {
    /// Where it begins in the view.
    folded: usize,
    /// Where what it stands for begins in the text.
    original: usize,
    /// Length of what it stands for, if that is one folded character; none where the view copies the text.
    width: Option<usize>,
}

/// A text to look for values in.
#[derive(Debug)]
pub(crate) struct Folded<'a> {
    text: Cow<'a, str>,
    pieces: Vec<Piece>,
}

impl<'a> Folded<'a> {
    /// Folds a text.
    pub(crate) fn new(original: &'a str) -> Self {
        let mut text = String::new();
        let mut pieces = Vec::new();
        let mut copied = 0;
        let mut before = ' ';
        let mut spread = spread(original).into_iter().peekable();
        for (at, character) in original.char_indices() {
            let previous = std::mem::replace(&mut before, character);
            // What needs no folding is by far the most common. A wide comma groups thousands only between wide
            // digits: `１，２００` is one number, `100，200` are two.
            let apart = spread.next_if_eq(&at).is_some();
            if !apart
                && (!needs_folding(character) || (character == '，' && !is_wide_digit(previous)))
            {
                continue;
            }
            let width = character.len_utf8();
            if copied < at {
                pieces.push(Piece {
                    folded: text.len(),
                    original: copied,
                    width: None,
                });
                text.push_str(&original[copied..at]);
            }
            pieces.push(Piece {
                folded: text.len(),
                original: at,
                width: Some(width),
            });
            if !apart {
                fold_into(&mut text, character);
            }
            copied = at + width;
        }
        if pieces.is_empty() {
            return Self {
                text: Cow::Borrowed(original),
                pieces,
            };
        }
        pieces.push(Piece {
            folded: text.len(),
            original: copied,
            width: None,
        });
        text.push_str(&original[copied..]);
        Self {
            text: Cow::Owned(text),
            pieces,
        }
    }

    /// Returns the folded text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns where a stretch of the view, which is not empty, stands in the text.
    pub(crate) fn original(&self, range: Range<usize>) -> Range<usize> {
        if self.pieces.is_empty() {
            return range;
        }
        let start = self.piece(range.start);
        let start = match start.width {
            Some(_) => start.original,
            None => start.original + (range.start - start.folded),
        };
        let last = self.piece(range.end.saturating_sub(1));
        let end = match last.width {
            Some(width) => last.original + width,
            None => last.original + (range.end - last.folded),
        };
        start..end
    }

    /// Returns where a stretch of the text stands in the view.
    pub(crate) fn view(&self, original: Range<usize>) -> Range<usize> {
        self.view_at(original.start)..self.view_at(original.end)
    }

    fn view_at(&self, at: usize) -> usize {
        let after = self.pieces.partition_point(|piece| piece.original <= at);
        match after
            .checked_sub(1)
            .and_then(|before| self.pieces.get(before))
        {
            Some(piece) if piece.width.is_some() && at > piece.original => self
                .pieces
                .get(after)
                .map_or(self.text.len(), |next| next.folded),
            Some(piece) if piece.width.is_some() => piece.folded,
            Some(piece) => piece.folded + (at - piece.original),
            None => at,
        }
    }

    /// Returns the piece that a byte of the view lies in. Of pieces that begin together the last is the one that
    /// is not empty.
    fn piece(&self, at: usize) -> Piece {
        let after = self.pieces.partition_point(|piece| piece.folded <= at);
        self.pieces
            .get(after.saturating_sub(1))
            .copied()
            .unwrap_or(Piece {
                folded: 0,
                original: 0,
                width: None,
            })
    }
}

/// An amount whose digits stand apart, as they do in what was read from wide-set or broken lines: `欠 2 1. 1 万元`,
/// `共10.` and `7万元` on the next line. A number of a list (`1. 5万元`) begins its line and is none.
static SPREAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"[\p{Han}：:，,¥￥$](?:[ \t]?)((?:\d(?: \d)+|\d{1,6})[ ]?[.．]\s{1,2}(?:\d(?: \d)+|\d{1,4})|\d(?: \d)+(?:[.．]\d+)?)\s?(?:[万萬亿億元块塊]|[wWkK](?-u:\b))",
    )
    .expect("the pattern is fixed")
});

/// Returns where in a text stand the spaces and line ends inside such amounts.
fn spread(text: &str) -> Vec<usize> {
    SPREAD
        .captures_iter(text)
        .filter_map(|found| found.get(1))
        .flat_map(|digits| {
            let spaces = digits.as_str().char_indices();
            spaces
                .filter(|(_, character)| character.is_whitespace())
                .map(move |(at, _)| digits.start() + at)
        })
        .collect()
}

/// Returns whether the full stop at byte `at` of a text stands inside an amount whose digits stand apart.
pub(crate) fn is_inside_amount(text: &str, at: usize) -> bool {
    /// What an amount and the character before it take at most, in characters.
    const AROUND: usize = 24;
    let begin = text[..at].char_indices().rev().take(AROUND).last();
    let from = begin.map_or(0, |(index, _)| index);
    let to = text[at..]
        .char_indices()
        .nth(AROUND)
        .map_or(text.len(), |(index, _)| at + index);
    SPREAD
        .captures_iter(&text[from..to])
        .filter_map(|found| found.get(1))
        .any(|digits| from + digits.start() < at && at < from + digits.end())
}

fn is_wide_digit(character: char) -> bool {
    matches!(character, '０'..='９')
}

fn needs_folding(character: char) -> bool {
    matches!(
        character,
        '\u{a0}' | '\u{ad}'
            // Spaces, invisible characters and marks of direction.
            | '\u{2000}'..='\u{200f}' | '\u{202a}'..='\u{202f}' | '\u{205f}'..='\u{2064}' | '\u{feff}'
            // Dashes that stand between numbers.
            | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{223c}' | '\u{301c}'
            // Radicals that PDF files use for characters.
            | '\u{2e80}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}'
            // Full width, the ideographic space, squared units.
            | '\u{3000}' | '\u{3380}'..='\u{33df}' | '\u{fe50}'..='\u{fe6f}' | '\u{ff00}'..='\u{ffef}'
            // Mathematical letters and digits that look like ordinary ones.
            | '\u{1d400}'..='\u{1d7ff}'
    )
}

fn fold_into(text: &mut String, character: char) {
    match character {
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{feff}' => {}
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => text.push(' '),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => text.push('-'),
        '\u{223c}' | '\u{301c}' => text.push('~'),
        other => text.extend(std::iter::once(other).nfkc()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_the_view_lead_back_to_the_text() {
        let text = "共＄５５，０００ 和1\u{200b}2元";
        let folded = Folded::new(text);
        assert_eq!(folded.text(), "共$55,000 和12元");
        let of = |needle: &str| {
            let at = folded.text().find(needle).unwrap();
            &text[folded.original(at..at + needle.len())]
        };
        assert_eq!(of("$55,000"), "＄５５，０００");
        assert_eq!(of("12元"), "1\u{200b}2元");
        assert_eq!(of("1"), "1");
        assert_eq!(of("2元"), "2元");
        assert_eq!(of("共"), "共");
        let at = text.find('和').unwrap();
        assert_eq!(&folded.text()[folded.view(at..text.len())], "和12元");
    }

    #[test]
    fn one_character_that_stands_for_two_is_taken_whole() {
        let text = "容量5㎇左右";
        let folded = Folded::new(text);
        assert_eq!(folded.text(), "容量5GB左右");
        assert_eq!(&text[folded.original(6..9)], "5㎇");
        assert_eq!(&text[folded.original(6..8)], "5㎇");
    }

    #[test]
    fn digits_that_pixels_set_apart_are_one_amount() {
        let check = |text: &str, view: &str| assert_eq!(Folded::new(text).text(), view);
        check("欠 2 1. 1 万元", "欠 21.1 万元");
        check("合计10. \n7万元。", "合计10.7万元。");
        check("共 1 0. \n7万元", "共 10.7万元");
        check("1. 5万元起\n2. 8万元", "1. 5万元起\n2. 8万元");
        check("2021 5万元", "2021 5万元");
        check("见第3节。 5 万元", "见第3节。 5 万元");
        let folded = Folded::new("欠 2 1. 1 万元");
        assert_eq!(folded.original(4..8), 4..10);
        assert!(is_inside_amount("欠 2 1. 1 万元", 7));
        assert!(!is_inside_amount("欠他的. 1 万元", 9));
    }

    #[test]
    fn plain_text_is_not_copied() {
        assert!(matches!(Folded::new("合同 5万元").text, Cow::Borrowed(_)));
    }
}
