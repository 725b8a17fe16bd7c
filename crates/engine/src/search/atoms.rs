//! The analyser: folded text to atoms. One character of a script that is written without spaces is one atom;
//! a run of letters is one, a run of digits is one. Whatever else stands between them is a gap.
//! Always: atoms are in order, do not overlap, and cover every letter, digit and dense character of the text.

use std::ops::Range;

use daylight_model::LineBreaks;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

/// What the index stores of this analyser: a change of folding, kinds, gaps or tokens is a new version, and an
/// index of another version must be rebuilt.
pub const ANALYSER: &str = "daylight-5";

/// What a character of folded text is to the analyser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Letters of scripts that put spaces between words, and the marks on them.
    Letter,
    /// Digits and other numbers.
    Digit,
    /// Scripts that do not, and Hangul, whose particles stick to the word: Han, kana, Thai …
    Dense,
    /// A space.
    Space,
    /// A line break.
    Break,
    /// Punctuation, symbols, tabs, all else.
    Other,
}

impl Kind {
    /// Whether characters of this kind are parts of words.
    pub fn is_word(self) -> bool {
        matches!(self, Self::Letter | Self::Digit | Self::Dense)
    }

    /// Whether a word of this kind ends only where another kind begins.
    pub fn is_bounded(self) -> bool {
        matches!(self, Self::Letter | Self::Digit)
    }
}

/// Returns what a character of folded text is.
pub fn kind(character: char) -> Kind {
    match character {
        'a'..='z' | 'A'..='Z' => Kind::Letter,
        '0'..='9' => Kind::Digit,
        ' ' => Kind::Space,
        '\n' => Kind::Break,
        '\0'..='\u{7f}' => Kind::Other,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{3006}' | '\u{30fc}' => Kind::Dense,
        _ => kind_by_script(character),
    }
}

fn kind_by_script(character: char) -> Kind {
    let mark = is_combining_mark(character);
    if !(mark || character.is_alphanumeric()) {
        return Kind::Other;
    }
    match character.script() {
        Script::Han
        | Script::Hiragana
        | Script::Katakana
        | Script::Hangul
        | Script::Bopomofo
        | Script::Yi
        | Script::Thai
        | Script::Lao
        | Script::Khmer
        | Script::Myanmar
        | Script::Tibetan => Kind::Dense,
        _ if mark || character.is_alphabetic() => Kind::Letter,
        _ => Kind::Digit,
    }
}

/// What stands between an atom and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// Nothing.
    None,
    /// Spaces, and at most one line break where lines wrap.
    Soft,
    /// Punctuation, a tab, a blank line, the end of a row; also before the first atom.
    Hard,
}

impl Gap {
    /// Returns by how much the position grows across it. Two atoms that touch, and two with only spaces between,
    /// are told apart by their distance from everything else: with an atom in between it is four at least.
    pub fn step(self) -> usize {
        match self {
            Self::None => 2,
            Self::Soft => 3,
            Self::Hard => 5,
        }
    }

    /// Returns what lies between two atoms.
    pub fn of(between: &str, breaks: LineBreaks) -> Self {
        let mut line_breaks = 0;
        for character in between.chars() {
            match kind(character) {
                Kind::Space => {}
                Kind::Break => line_breaks += 1,
                _ => return Self::Hard,
            }
        }
        match line_breaks {
            0 if between.is_empty() => Self::None,
            0 => Self::Soft,
            1 if breaks == LineBreaks::Wrap => Self::Soft,
            _ => Self::Hard,
        }
    }
}

/// One character of a dense script, or one run of letters or digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Atom {
    /// Letter, digit or dense.
    pub kind: Kind,
    /// Where it stands in the folded text.
    pub range: Range<usize>,
    /// What stands before it.
    pub gap: Gap,
}

/// The atoms of a folded text, one after the other.
#[derive(Debug, Clone)]
pub struct Atoms<'a> {
    text: &'a str,
    breaks: LineBreaks,
    at: usize,
    first: bool,
}

/// Returns the atoms of a folded text.
pub fn atoms(text: &str, breaks: LineBreaks) -> Atoms<'_> {
    Atoms {
        text,
        breaks,
        at: 0,
        first: true,
    }
}

impl Iterator for Atoms<'_> {
    type Item = Atom;

    fn next(&mut self) -> Option<Atom> {
        let rest = &self.text[self.at..];
        let mut found = rest
            .char_indices()
            .map(|(at, character)| (at, kind(character), character.len_utf8()))
            .skip_while(|(_, kind, _)| !kind.is_word());
        let (offset, kind, length) = found.next()?;
        let mut end = offset + length;
        if kind != Kind::Dense {
            for (at, next, length) in found {
                if next != kind {
                    break;
                }
                end = at + length;
            }
        }
        let gap = if self.first {
            Gap::Hard
        } else {
            Gap::of(&rest[..offset], self.breaks)
        };
        self.first = false;
        let range = self.at + offset..self.at + end;
        self.at = range.end;
        Some(Atom { kind, range, gap })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let mut shown = String::new();
        for atom in atoms(text, LineBreaks::Wrap) {
            shown.push_str(match atom.gap {
                Gap::None => "+",
                Gap::Soft => " ",
                Gap::Hard => " | ",
            });
            shown.push_str(&text[atom.range]);
        }
        assert_eq!(shown.trim_start_matches(" | "), expect);
    }

    #[test]
    fn words_stand_apart_from_the_han_beside_them() {
        check("使用t1059.001技术", "使+用+t+1059 | 001+技+术");
        check("共55000元", "共+55000+元");
        check("vpn账号", "vpn+账+号");
        check("remote control", "remote control");
    }

    #[test]
    fn gaps_tell_spaces_from_what_breaks() {
        check("合 同\n书", "合 同 书");
        check("合\n\n同", "合 | 同");
        check("合\t同", "合 | 同");
        check("合，同", "合 | 同");
        check("  合", "合");
        let end: Vec<Gap> = atoms("a\nb", LineBreaks::End)
            .map(|atom| atom.gap)
            .collect();
        assert_eq!(end, [Gap::Hard, Gap::Hard]);
    }

    #[test]
    fn kana_hangul_and_thai_are_dense_and_cyrillic_is_not() {
        for dense in "漢かカー々한ไ〇".chars() {
            assert_eq!(kind(dense), Kind::Dense, "{dense}");
        }
        for letter in "аяλéا".chars() {
            assert_eq!(kind(letter), Kind::Letter, "{letter}");
        }
        for other in "，。_-·\t\u{e000}".chars() {
            assert_eq!(kind(other), Kind::Other, "{other}");
        }
    }
}
