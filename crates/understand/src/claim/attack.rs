//! From what a product is said to do to the ATT&CK techniques that it suggests. Always: an id that is suggested
//! stands in the shipped taxonomy. A suggestion, never a finding: a person decides.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use serde::Deserialize;

use super::folded;
use super::lexicon::Words;

#[derive(Debug, Deserialize)]
struct List {
    capability: Vec<Capability>,
}

#[derive(Debug, Deserialize)]
struct Capability {
    attack: Vec<String>,
    #[serde(flatten)]
    words: Words,
}

static LIST: LazyLock<List> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/claims/capabilities.toml"))
        .expect("the shipped list is read by a test")
});

static NAMES: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    include_str!("../../data/claims/attack.tsv")
        .lines()
        .skip(2)
        .filter_map(|line| {
            let mut cells = line.split('\t');
            Some((cells.next()?, cells.next()?))
        })
        .collect()
});

/// Returns the name of a technique, if the shipped taxonomy knows its id.
pub fn technique_name(id: &str) -> Option<&'static str> {
    NAMES.get(id).copied()
}

/// Returns every phrase that names a capability.
pub(super) fn words() -> Words {
    let mut all = Words {
        zh: Vec::new(),
        en: Vec::new(),
    };
    for capability in &LIST.capability {
        all.zh.extend(capability.words.zh.iter().cloned());
        all.en.extend(capability.words.en.iter().cloned());
    }
    all
}

/// The phrases of the list, folded.
struct Phrases {
    /// Finds what each begins with.
    begins: AhoCorasick,
    /// What comes after a gap in each, in order, and what it suggests.
    phrases: Vec<(Vec<String>, &'static [String])>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let (mut begins, mut phrases) = (Vec::new(), Vec::new());
    for capability in &LIST.capability {
        for word in capability.words.zh.iter().chain(&capability.words.en) {
            let mut pieces = word.split('…').map(folded::phrase);
            begins.extend(pieces.next());
            phrases.push((pieces.collect(), capability.attack.as_slice()));
        }
    }
    let begins = AhoCorasick::new(begins).expect("the shipped list is read by a test");
    Phrases { begins, phrases }
});

/// Returns the techniques that a description of a capability suggests, longest phrase first; none of a phrase that
/// lies within a longer one.
pub fn suggest(description: &str) -> Vec<&'static str> {
    let text = folded::phrase(description);
    let mut seen = BTreeSet::new();
    let mut found: Vec<(usize, usize, &'static str)> = Vec::new();
    for begin in PHRASES.begins.find_overlapping_iter(&text) {
        let number = begin.pattern().as_usize();
        let Some((pieces, attack)) = PHRASES.phrases.get(number) else {
            continue;
        };
        if !seen.insert(number) {
            continue;
        }
        let Some(end) = after_all(&text, begin.end(), pieces) else {
            continue;
        };
        let known = attack.iter().filter(|id| technique_name(id).is_some());
        found.extend(known.map(|id| (begin.start(), end, id.as_str())));
    }
    found.sort_by_key(|&(start, end, id)| (std::cmp::Reverse(end - start), start, id));
    let mut kept: Vec<(usize, usize, &'static str)> = Vec::new();
    for (start, end, id) in found {
        let new = kept
            .iter()
            .all(|&(from, to, known)| known != id && (end <= from || start >= to));
        if new {
            kept.push((start, end, id));
        }
    }
    kept.into_iter().map(|(_, _, id)| id).collect()
}

/// Returns where the last of these ends that stand one after the other from `at` on.
fn after_all(text: &str, at: usize, pieces: &[String]) -> Option<usize> {
    pieces.iter().try_fold(at, |end, piece| {
        Some(end + text.get(end..)?.find(piece.as_str())? + piece.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_suggested_id_stands_in_the_taxonomy() {
        for capability in &LIST.capability {
            for id in &capability.attack {
                assert!(technique_name(id).is_some(), "{id}");
            }
        }
    }

    #[test]
    fn capabilities_suggest_techniques_in_both_languages() {
        assert_eq!(suggest("键盘记录"), ["T1056.001"]);
        assert_eq!(suggest("keystroke logging"), ["T1056.001"]);
        assert_eq!(suggest("远程控制 Windows 主机"), ["T1219"]);
        assert_eq!(suggest("手机短信和位置获取"), ["T1430"]);
        assert!(suggest("考勤管理").is_empty());
    }
}
