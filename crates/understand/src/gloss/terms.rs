//! Terms of the trades that leaks come from: a short list of our own, before the dictionary.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::gazetteer::fold::simplify;
use crate::gazetteer::shipped::{column, rows};

use super::syllables::marked;
use super::{Gloss, MOST_SENSES, Source};

const TERMS: &str = include_str!("../../data/terms.tsv");

static BY_TERM: LazyLock<BTreeMap<&'static str, (&'static str, &'static str)>> =
    LazyLock::new(|| {
        rows(TERMS)
            .map(|row| (column(&row, 0), (column(&row, 1), column(&row, 2))))
            .collect()
    });

/// Whether a word, in simplified or traditional characters, is a term of the list.
pub(super) fn has(word: &str) -> bool {
    BY_TERM.contains_key(simplify(word).as_str())
}

/// Returns what the list says of a word.
pub(super) fn get(word: &str) -> Option<Gloss> {
    let (numbered, senses) = BY_TERM.get(simplify(word).as_str())?;
    Some(Gloss {
        pinyin: marked(numbered),
        senses: senses
            .split('|')
            .take(MOST_SENSES)
            .map(str::to_owned)
            .collect(),
        kind: None,
        source: Source::Gazetteer,
    })
}

#[cfg(test)]
mod tests {
    use super::super::syllables::of_character;
    use super::*;

    #[test]
    fn each_term_has_a_syllable_for_each_character_and_a_sense() {
        let first = TERMS.lines().next().unwrap_or_default();
        assert!(first.starts_with("# ") && first.contains("Source: "));
        for row in rows(TERMS) {
            let term = column(&row, 0);
            let syllables: Vec<String> = column(&row, 1).split(' ').map(marked).collect();
            assert_eq!(syllables.len(), term.chars().count(), "{term}");
            assert!(!column(&row, 2).is_empty(), "{term}");
            for (character, syllable) in term.chars().zip(&syllables) {
                // Most are said as usual: a slip of the pen shows.
                let usual = of_character(character).unwrap_or_default();
                let unusual = ["中", "弹"].contains(&character.to_string().as_str());
                assert!(
                    unusual || usual == syllable,
                    "{term}: {character} {syllable}, mostly {usual}"
                );
            }
        }
    }

    #[test]
    fn a_term_is_known_in_both_scripts() {
        assert_eq!(
            get("漏洞").map(|gloss| gloss.pinyin).as_deref(),
            Some("lòudòng")
        );
        assert!(has("網警") && !has("合同"));
    }
}
