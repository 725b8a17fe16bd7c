//! Known names in a text. Latin names stand alone: no letter or digit of their own kind beside them, a capital in
//! front. Short Han names of places are words: what the segmenter joins to another word is none.

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use daylight_model::MentionType;

use super::Entry;
use super::fold::{Folded, fold, is_han};
use super::shipped::KIND_BY_NAME;
use crate::name::words;

/// A Han name of a state or place of so many characters at most must be a word of its own.
const SHORT: usize = 2;

/// How far around a short name the words are looked at, in characters.
const AROUND: usize = 8;

/// A known name at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match<'a> {
    /// Where in the text, in bytes.
    pub range: Range<usize>,
    /// What it is.
    pub entry: &'a Entry,
    /// Where in the folded text.
    pub(crate) folded: Range<usize>,
}

/// Finds all names at once.
#[derive(Debug)]
pub(super) struct Matcher {
    automaton: Option<AhoCorasick>,
    patterns: Vec<Pattern>,
}

#[derive(Debug, Clone)]
struct Pattern {
    entry: usize,
    latin: bool,
    /// Written in capitals in the list, and short: so must it be in the text.
    capitals: bool,
    /// Must be a word of its own.
    word: bool,
}

impl Matcher {
    pub(super) fn new(entries: &[Entry]) -> Self {
        let mut by_name = BTreeMap::new();
        for (number, entry) in entries.iter().enumerate() {
            for name in entry.all_names() {
                let folded = fold(name);
                let characters = folded.chars().count();
                if characters < 2 {
                    continue;
                }
                let latin = !name.chars().any(is_han);
                let place = matches!(entry.kind, MentionType::Country | MentionType::Place);
                by_name.entry(folded).or_insert_with(|| Pattern {
                    entry: number,
                    latin,
                    capitals: latin && characters <= 6 && !name.chars().any(char::is_lowercase),
                    word: !entry.own && !latin && place && characters <= SHORT,
                });
            }
        }
        let (names, patterns): (Vec<_>, Vec<_>) = by_name.into_iter().unzip();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(names);
        Self {
            automaton: automaton.ok(),
            patterns,
        }
    }

    pub(super) fn find<'a>(
        &self,
        entries: &'a [Entry],
        text: &str,
        folded: &Folded,
    ) -> Vec<Match<'a>> {
        let Some(automaton) = &self.automaton else {
            return Vec::new();
        };
        let mut candidates: Vec<(Range<usize>, &Pattern)> = automaton
            .find_overlapping_iter(folded.text())
            .filter_map(|found| {
                let pattern = self.patterns.get(found.pattern().as_usize())?;
                Some((found.range(), pattern))
            })
            .collect();
        candidates.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        let mut found: Vec<Match<'a>> = Vec::new();
        let mut free_from = 0;
        for (range, pattern) in candidates {
            if range.start < free_from || !stands(pattern, &range, text, folded) {
                continue;
            }
            let Some(entry) = entries.get(pattern.entry) else {
                continue;
            };
            free_from = range.end;
            let source = folded.source_range(range.clone());
            let quote = text.get(source.clone()).unwrap_or_default();
            found.push(Match {
                range: source.start..source.start + quote.trim_end().len(),
                entry,
                folded: range,
            });
        }
        found
    }
}

fn stands(pattern: &Pattern, range: &Range<usize>, text: &str, folded: &Folded) -> bool {
    let all = folded.text();
    let before = all
        .get(..range.start)
        .and_then(|text| text.chars().next_back());
    let after = all.get(range.end..).and_then(|text| text.chars().next());
    if !pattern.latin {
        return !pattern.word || is_word(all, range);
    }
    let joined = |beside: Option<char>| {
        beside.is_some_and(|beside| (beside.is_alphanumeric() || beside == '_') && !is_han(beside))
    };
    if joined(before) || joined(after) || is_in_address(all, range) {
        return false;
    }
    let quote = text
        .get(folded.source_range(range.clone()))
        .unwrap_or_default();
    if pattern.capitals {
        return !quote.chars().any(char::is_lowercase);
    }
    quote
        .chars()
        .find(|character| character.is_alphabetic())
        .is_none_or(|first| !first.is_lowercase() || is_brand(quote))
}

/// Whether a Latin name is a piece of a path, a domain or a mail address: `Asia/Shanghai`, `mfa.gov.vn`.
fn is_in_address(text: &str, range: &Range<usize>) -> bool {
    let mut before = text.get(..range.start).unwrap_or_default().chars().rev();
    let mut after = text.get(range.end..).unwrap_or_default().chars();
    let glued_before = match before.next() {
        Some('/' | '\\' | '@' | '=') => true,
        Some('.') => before.next().is_some_and(char::is_alphanumeric),
        _ => false,
    };
    glued_before
        || match after.next() {
            Some('/' | '\\' | '@' | '=') => true,
            Some('.') => after.next().is_some_and(char::is_alphanumeric),
            _ => false,
        }
}

/// A name that begins small on purpose: `i-Soon`.
fn is_brand(quote: &str) -> bool {
    quote.chars().skip(1).any(char::is_uppercase)
}

/// Whether the segmenter has a word begin and end here, or one begin here that has no other meaning (美国人).
fn is_word(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start).unwrap_or_default();
    let start = before
        .char_indices()
        .rev()
        .take_while(|(_, character)| is_han(*character) && !JOINTS.contains(character))
        .take(AROUND)
        .last()
        .map_or(range.start, |(at, _)| at);
    let after = text.get(range.end..).unwrap_or_default();
    let length: usize = after
        .chars()
        .take_while(|character| is_han(*character))
        .take(AROUND)
        .map(char::len_utf8)
        .sum();
    let window = text.get(start..range.end + length).unwrap_or_default();
    let mut at = start;
    for token in words::cut(window) {
        if at == range.start {
            let rest = token.len() + at;
            return rest == range.end
                || rest > range.end
                    && text.get(range.end..rest).is_some_and(|rest| {
                        PEOPLE.contains(&rest)
                            || rest.chars().count() > 2
                            || KIND_BY_NAME.contains_key(rest)
                            || rest.starts_with(['省', '市', '县', '区', '州'])
                    });
        }
        at += token.len();
        if at > range.start {
            return false;
        }
    }
    false
}

/// Characters that end the words before a name; the segmenter glues them to names that it does not expect.
const JOINTS: [char; 8] = ['和', '与', '及', '在', '从', '向', '由', '赴'];

/// What may follow a place's name within a word without changing what it is.
const PEOPLE: [&str; 10] = ["人", "籍", "语", "方", "军", "队", "国", "话", "官", "站"];
