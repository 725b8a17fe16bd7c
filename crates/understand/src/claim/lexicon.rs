//! The words that rules go by: cues, hedges, kinds of data, capabilities, all found in one pass. Always: Latin words
//! are bounded by their own kind of character; traditional forms of the Chinese words are found like the simplified.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use serde::Deserialize;

use super::folded;

/// A kind of word: the number of its entry in the lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Cue(pub u16);

/// A cue found in a folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit {
    /// Which.
    pub cue: Cue,
    /// First byte of the folded text.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// Whether a negation stands right before it.
    pub negated: bool,
}

/// All cues.
#[derive(Debug)]
pub(super) struct Lexicon {
    names: Vec<String>,
    automaton: AhoCorasick,
    /// What each pattern of the automaton stands for.
    meanings: Vec<Vec<Meaning>>,
    /// Phrases of several pieces.
    sequences: Vec<Sequence>,
}

#[derive(Debug, Clone, Copy)]
enum Meaning {
    Whole(Cue),
    Piece { sequence: usize, index: usize },
}

#[derive(Debug)]
struct Sequence {
    cue: Cue,
    pieces: usize,
    /// Most bytes between two pieces.
    gap: usize,
    over_commas: bool,
}

/// Words of one entry.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Words {
    #[serde(default)]
    pub zh: Vec<String>,
    #[serde(default)]
    pub en: Vec<String>,
}

/// The shipped lexicon.
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::shipped);

/// Longest stretch between two pieces of a phrase, in bytes: eight Han characters.
const GAP: usize = 24;
/// The same where the phrase may pass a comma.
const LONG_GAP: usize = 60;

impl Lexicon {
    fn shipped() -> Self {
        let mut entries: BTreeMap<String, Words> =
            toml::from_str(include_str!("../../data/claims/cues.toml"))
                .expect("the shipped cues are read by a test");
        let lists = [
            ("hedge", include_str!("../../data/claims/hedges.toml")),
            ("data", include_str!("../../data/claims/datatypes.toml")),
            (
                "capability",
                include_str!("../../data/claims/capability_words.toml"),
            ),
        ];
        for (name, text) in lists {
            let words = toml::from_str(text).expect("the shipped lists are read by a test");
            entries.insert(name.to_owned(), words);
        }
        entries.extend(super::ties::words());
        Self::of(entries)
    }

    fn of(entries: BTreeMap<String, Words>) -> Self {
        let traditional =
            OpenCC::from_config(BuiltinConfig::S2t).expect("the tables are built into the crate");
        let mut patterns: BTreeMap<String, Vec<Meaning>> = BTreeMap::new();
        let mut names = Vec::new();
        let mut sequences = Vec::new();
        for (name, words) in entries {
            let cue = Cue(u16::try_from(names.len()).unwrap_or(u16::MAX));
            names.push(name);
            let mut phrases: Vec<String> = Vec::new();
            for word in &words.zh {
                let other = traditional.convert(word);
                phrases.push(word.clone());
                if other != *word {
                    phrases.push(other);
                }
            }
            phrases.extend(words.en);
            for phrase in phrases {
                let over_commas = phrase.contains("……");
                let pieces: Vec<String> = phrase
                    .split('…')
                    .map(folded::phrase)
                    .filter(|piece| !piece.is_empty())
                    .collect();
                match pieces.as_slice() {
                    [] => {}
                    [whole] => patterns
                        .entry(whole.clone())
                        .or_default()
                        .push(Meaning::Whole(cue)),
                    many => {
                        let sequence = sequences.len();
                        sequences.push(Sequence {
                            cue,
                            pieces: many.len(),
                            gap: if over_commas { LONG_GAP } else { GAP },
                            over_commas,
                        });
                        for (index, piece) in many.iter().enumerate() {
                            patterns
                                .entry(piece.clone())
                                .or_default()
                                .push(Meaning::Piece { sequence, index });
                        }
                    }
                }
            }
        }
        let automaton = AhoCorasickBuilder::new()
            .match_kind(MatchKind::Standard)
            .build(patterns.keys())
            .expect("a few thousand short words fit an automaton");
        Self {
            names,
            automaton,
            meanings: patterns.into_values().collect(),
            sequences,
        }
    }

    /// Returns the cue of this name.
    pub(super) fn cue(&self, name: &str) -> Option<Cue> {
        let index = self
            .names
            .binary_search_by(|known| known.as_str().cmp(name))
            .ok()?;
        u16::try_from(index).ok().map(Cue)
    }

    /// Returns the name of a cue.
    pub(super) fn name(&self, cue: Cue) -> &str {
        self.names
            .get(usize::from(cue.0))
            .map_or("", String::as_str)
    }

    /// Returns whether a folded text has the cue of this name.
    pub(super) fn says(&self, name: &str, text: &str) -> bool {
        let cue = self.cue(name);
        cue.is_some_and(|cue| self.find(text).iter().any(|hit| hit.cue == cue))
    }

    /// Returns the cues in a folded text, by start.
    pub(super) fn find(&self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        let mut pieces: BTreeMap<usize, Vec<(usize, usize, usize)>> = BTreeMap::new();
        for found in self.automaton.find_overlapping_iter(text) {
            let (start, end) = (found.start(), found.end());
            if !is_bounded(text, start, end) {
                continue;
            }
            for meaning in &self.meanings[found.pattern().as_usize()] {
                match *meaning {
                    Meaning::Whole(cue) => hits.push(Hit {
                        cue,
                        start,
                        end,
                        negated: is_negated(text, start),
                    }),
                    Meaning::Piece { sequence, index } => {
                        pieces
                            .entry(sequence)
                            .or_default()
                            .push((index, start, end));
                    }
                }
            }
        }
        for (sequence, found) in pieces {
            self.join(&self.sequences[sequence], &found, text, &mut hits);
        }
        hits.sort_by_key(|hit| (hit.start, hit.end, hit.cue));
        hits.dedup();
        hits
    }

    /// Adds the phrases whose pieces stand in order, near enough to one another.
    fn join(
        &self,
        sequence: &Sequence,
        found: &[(usize, usize, usize)],
        text: &str,
        hits: &mut Vec<Hit>,
    ) {
        for &(_, start, first_end) in found.iter().filter(|(index, ..)| *index == 0) {
            let mut end = first_end;
            let complete = (1..sequence.pieces).all(|wanted| {
                let next = found.iter().find(|(index, start, _)| {
                    *index == wanted
                        && *start >= end
                        && start - end <= sequence.gap
                        && (sequence.over_commas
                            || !text[end..*start].contains([',', '，', '。', ';', '!', '?']))
                });
                next.map(|(_, _, next_end)| end = *next_end).is_some()
            });
            if complete {
                hits.push(Hit {
                    cue: sequence.cue,
                    start,
                    end,
                    negated: is_negated(text, start),
                });
            }
        }
    }
}

/// Returns whether no letter or digit of the same kind touches a Latin word on either side.
fn is_bounded(text: &str, start: usize, end: usize) -> bool {
    let inner = |character: Option<char>| character.is_some_and(|c| c.is_ascii_alphanumeric());
    let first = text[start..].chars().next();
    let last = text[..end].chars().next_back();
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    !(inner(first) && inner(before) || inner(last) && inner(after))
}

/// Returns whether a negation stands right before byte `start` of a folded text.
fn is_negated(text: &str, start: usize) -> bool {
    const CLOSE: [&str; 22] = [
        "没人",
        "無人",
        "无人",
        "没谁",
        "没",
        "没有",
        "未",
        "并未",
        "未曾",
        "不",
        "不会",
        "不能",
        "无法",
        "无",
        "并没有",
        "从不",
        "尚未",
        "沒",
        "沒有",
        "並未",
        "還沒",
        "没能",
    ];
    const WORDS: [&str; 12] = [
        "not", "never", "no", "cannot", "didn't", "don't", "doesn't", "hasn't", "haven't",
        "wasn't", "won't", "can't",
    ];
    let before = &text[..start];
    if CLOSE.iter().any(|word| before.ends_with(word)) {
        return true;
    }
    let tail_start = before
        .char_indices()
        .rev()
        .nth(24)
        .map_or(0, |(index, _)| index);
    let tail = &before[tail_start..];
    let clause = tail
        .rsplit([',', '.', ';', '，', '。'])
        .next()
        .unwrap_or(tail);
    clause
        .split(' ')
        .rev()
        .take(3)
        .any(|word| WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, cue: &str, expect: &[(&str, bool)]) {
        let folded = folded::phrase(text);
        let cue = LEXICON.cue(cue).unwrap();
        let found: Vec<(&str, bool)> = LEXICON
            .find(&folded)
            .into_iter()
            .filter(|hit| hit.cue == cue)
            .map(|hit| (&folded[hit.start..hit.end], hit.negated))
            .collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn cues_are_found_in_both_scripts_and_know_their_negation() {
        check("权限丢失了", "lost", &[("丢失", false)]);
        check("權限丟失了", "lost", &[("丟失", false)]);
        check("数据没拿到", "obtained", &[("拿到", true)]);
        check("we have not obtained it", "obtained", &[("obtained", true)]);
        check("unobtained", "obtained", &[]);
    }

    #[test]
    fn pieces_of_a_phrase_join_within_a_clause_only() {
        check("没给北方做过", "worked_for", &[("没给北方做过", false)]);
        check("没给，做过", "worked_for", &[]);
    }

    #[test]
    fn every_list_of_words_is_read() {
        for name in ["hedge", "data", "capability", "lost", "denies"] {
            assert!(LEXICON.cue(name).is_some(), "{name}");
        }
    }
}
