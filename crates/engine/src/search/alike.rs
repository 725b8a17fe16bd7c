//! Characters that are alike: read the same in Mandarin, or taken one for the other by who reads pixels. Always: a
//! word becomes one set of characters for each of its own, so that lengths and places stay what they are; sets hold
//! folded characters.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;

use pinyin::ToPinyinMulti;

use super::atoms::{Kind, kind};
use super::fold::fold;
use super::leaf::is_bounded;
use super::query::Alike;

/// Ways to cut a word into syllables, at most.
const MOST_CUTS: usize = 32;
/// Letters of a word in pinyin, at most.
const LONGEST: usize = 80;
/// Han characters of the basic block and its first extension; rarer ones have no reading that people type.
const HAN: [std::ops::RangeInclusive<u32>; 2] = [0x4e00..=0x9fff, 0x3400..=0x4dbf];
/// Letters and digits that look alike, each group by itself.
const LATIN: &[&str] = &[
    "0oq", "1li", "5s", "8b", "2z", "9g", "6b", "uv", "ce", "nh", "ft",
];

/// The characters that may stand at one place.
pub(super) type Set = BTreeSet<char>;

/// Words of which each character is one of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sets {
    /// Each a way to read the word.
    pub(super) ways: Vec<Vec<Set>>,
}

impl Sets {
    pub(super) fn new(how: Alike, word: &str) -> Self {
        let ways = match how {
            Alike::Pinyin => pinyin(word),
            Alike::Ocr => vec![looks(word)],
        };
        Self { ways }
    }

    /// Returns the first places, at most `limit`, in a folded text.
    pub(super) fn spans(&self, text: &str, limit: usize) -> Vec<Range<usize>> {
        let mut spans = Vec::new();
        let mut from = 0;
        for (start, _) in text.char_indices() {
            if spans.len() == limit {
                break;
            }
            if start < from {
                continue;
            }
            let ends = self.ways.iter().filter_map(|way| end_at(text, start, way));
            if let Some(end) = ends.max() {
                spans.push(start..end);
                from = end;
            }
        }
        spans
    }
}

fn end_at(text: &str, start: usize, way: &[Set]) -> Option<usize> {
    let mut characters = text[start..].char_indices();
    let mut end = start;
    for set in way {
        let (at, character) = characters.next()?;
        if !set.contains(&character) {
            return None;
        }
        end = start + at + character.len_utf8();
    }
    (end > start && is_bounded(text, start) && is_bounded(text, end)).then_some(end)
}

/// Returns every way to read pinyin: cut into syllables, or, where that cannot be, letter by letter the beginnings of
/// syllables. Tone marks and numbers are passed over; a space, an apostrophe or a number ends a syllable.
pub(super) fn pinyin(word: &str) -> Vec<Vec<Set>> {
    let folded = fold(word).replace("u:", "ü").replace('v', "ü");
    let pieces: Vec<&str> = folded
        .split(|character: char| !character.is_alphabetic())
        .filter(|piece| !piece.is_empty())
        .collect();
    let letters: usize = pieces.iter().map(|piece| piece.chars().count()).sum();
    if letters == 0 || letters > LONGEST {
        return Vec::new();
    }
    let readings = readings();
    let mut ways: Vec<Vec<&str>> = vec![Vec::new()];
    for piece in &pieces {
        let cuts = cuts(piece, readings);
        ways = ways
            .iter()
            .flat_map(|way| {
                cuts.iter()
                    .map(move |cut| way.iter().chain(cut).copied().collect())
            })
            .take(MOST_CUTS)
            .collect();
    }
    let sets = |way: Vec<&str>| {
        way.iter()
            .filter_map(|syllable| readings.get(*syllable).cloned())
            .collect()
    };
    if !ways.is_empty() {
        return ways.into_iter().map(sets).collect();
    }
    let initials: Option<Vec<Set>> = pieces
        .iter()
        .flat_map(|piece| piece.chars())
        .map(|letter| initials().get(&letter).cloned())
        .collect();
    initials.filter(|way| way.len() > 1).into_iter().collect()
}

/// Every way to cut letters into syllables.
fn cuts<'a>(letters: &'a str, readings: &BTreeMap<String, Set>) -> Vec<Vec<&'a str>> {
    let mut ways: Vec<(usize, Vec<&str>)> = vec![(0, Vec::new())];
    let mut done = Vec::new();
    while let Some((at, way)) = ways.pop() {
        if at == letters.len() {
            done.push(way);
            if done.len() == MOST_CUTS {
                break;
            }
            continue;
        }
        // The longest syllable is tried first: what is pushed last.
        for (offset, character) in letters[at..].char_indices().take(6) {
            let end = at + offset + character.len_utf8();
            let syllable = &letters[at..end];
            if readings.contains_key(syllable) {
                let mut longer = way.clone();
                longer.push(syllable);
                ways.push((end, longer));
            }
        }
    }
    done
}

/// Syllables without tones, and the characters that are read so.
fn readings() -> &'static BTreeMap<String, Set> {
    static READINGS: OnceLock<BTreeMap<String, Set>> = OnceLock::new();
    READINGS.get_or_init(|| {
        let mut readings: BTreeMap<String, Set> = BTreeMap::new();
        for character in HAN.into_iter().flatten().filter_map(char::from_u32) {
            let Some(several) = character.to_pinyin_multi() else {
                continue;
            };
            let folded = super::simplified::simplified(character);
            for reading in several {
                readings
                    .entry(reading.plain().to_owned())
                    .or_default()
                    .insert(folded);
            }
        }
        readings
    })
}

fn initials() -> &'static BTreeMap<char, Set> {
    static INITIALS: OnceLock<BTreeMap<char, Set>> = OnceLock::new();
    INITIALS.get_or_init(|| {
        let mut initials: BTreeMap<char, Set> = BTreeMap::new();
        for (syllable, characters) in readings() {
            if let Some(first) = syllable.chars().next() {
                initials.entry(first).or_default().extend(characters);
            }
        }
        initials
    })
}

/// Returns for each character those that may be read for it.
pub(super) fn looks(word: &str) -> Vec<Set> {
    fold(word)
        .chars()
        .filter(|character| !character.is_whitespace())
        .map(|character| {
            let mut set = match kind(character) {
                Kind::Dense => lookalikes().get(&character).cloned().unwrap_or_default(),
                _ => LATIN
                    .iter()
                    .filter(|group| group.contains(character))
                    .flat_map(|group| group.chars())
                    .collect(),
            };
            set.insert(character);
            set
        })
        .collect()
}

fn lookalikes() -> &'static BTreeMap<char, Set> {
    static LOOKALIKES: OnceLock<BTreeMap<char, Set>> = OnceLock::new();
    LOOKALIKES.get_or_init(|| {
        let mut all: BTreeMap<char, Set> = BTreeMap::new();
        let lines = include_str!("data/lookalikes.tsv").lines();
        for line in lines.filter(|line| !line.starts_with('#')) {
            let Some((of, those)) = line.split_once('\t') else {
                continue;
            };
            for one in of.chars() {
                for other in those.chars() {
                    all.entry(one).or_default().insert(other);
                    all.entry(other).or_default().insert(one);
                }
            }
        }
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(how: Alike, word: &str, text: &str) -> String {
        let mut shown = String::new();
        let mut at = 0;
        for span in Sets::new(how, word).spans(text, usize::MAX) {
            shown.push_str(&text[at..span.start]);
            shown.push_str(&format!("[{}]", &text[span.clone()]));
            at = span.end;
        }
        shown + &text[at..]
    }

    fn check(how: Alike, word: &str, expect: &str) {
        let text = expect.replace(['[', ']'], "");
        assert_eq!(marked(how, word, &text), expect, "{word}");
    }

    #[test]
    fn pinyin_finds_what_is_read_so() {
        check(Alike::Pinyin, "anxun", "四川[安洵]，[安迅]，安全");
        check(Alike::Pinyin, "An Xun", "[安洵]");
        check(Alike::Pinyin, "an1xun2", "[安洵]");
        check(Alike::Pinyin, "xian", "[西安] 和 [现]在");
        check(Alike::Pinyin, "xi'an", "[西安] 和 现在");
        check(Alike::Pinyin, "chongqing", "[重庆]市");
        // Rarer readings too: as a surname, or as somebody reads it who does not know better.
        check(Alike::Pinyin, "zhongqing", "[重庆]市");
        check(Alike::Pinyin, "shanxiongxin", "[单雄信]");
        check(Alike::Pinyin, "qiuli", "[仇力] 和 [秋丽]");
        check(Alike::Pinyin, "zengguofan", "[曾国藩]");
        check(Alike::Pinyin, "lvyou", "[旅游]");
        check(Alike::Pinyin, "gaj", "市[公安局]");
    }

    #[test]
    fn what_is_no_pinyin_is_refused() {
        for none in ["", "12", "合同", &"a".repeat(100)] {
            assert!(pinyin(none).is_empty(), "{none}");
        }
    }

    #[test]
    fn what_looks_alike_is_found_and_what_does_not_is_not() {
        check(Alike::Ocr, "安洵", "[安洵]公司，[安询]公司，安全");
        check(Alike::Ocr, "B0SS", "[boss] [8055] moss");
        check(Alike::Ocr, "己", "[已] [己] 土");
    }
}
