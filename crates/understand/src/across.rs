//! What else a word that is looked for is called: English words and names in Chinese, names in their other forms.
//! Always: for searching only, where what was added is shown and can be taken away again; nothing is understood by it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::gazetteer::Gazetteer;
use crate::gazetteer::fold::{fold, is_han};
use crate::gazetteer::shipped::{KIND_BY_NAME, KINDS};

const WORDS: &str = include_str!("../data/search_words.tsv");
const TERMS: &str = include_str!("../data/terms.tsv");

/// Other words for one, at most.
const MOST: usize = 12;
/// Latin names of fewer letters are words of another kind more often: UN, IT.
const LEAST_LETTERS: usize = 3;
/// Han characters of a name: one alone stands in every other word.
const LEAST_CHARACTERS: usize = 2;

/// English words, folded, and the Chinese ones for them.
static CHINESE: LazyLock<BTreeMap<String, Vec<&'static str>>> = LazyLock::new(|| {
    let mut chinese: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    let mut put = |english: &str, word: &'static str| {
        let words = chinese.entry(fold(english)).or_default();
        if !words.contains(&word) {
            words.push(word);
        }
    };
    for (english, words) in rows(WORDS) {
        for english in english.split('|') {
            words.split('|').for_each(|word| put(english, word));
        }
    }
    for (word, rest) in rows(TERMS) {
        let Some((_, senses)) = rest.split_once('\t') else {
            continue;
        };
        for sense in senses.split(['|', ';']) {
            // What stands in brackets explains.
            let plain = sense.split('(').next().unwrap_or(sense).trim();
            let plain = plain.strip_prefix("to ").unwrap_or(plain);
            if !plain.is_empty() {
                put(plain, word);
            }
        }
    }
    chinese
});

fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t'))
}

/// Returns what else a word or name of a query is called, the likeliest first, itself left out.
pub fn other_words(gazetteer: &Gazetteer, word: &str) -> Vec<String> {
    let mut known = BTreeSet::from([fold(word)]);
    let mut found = Vec::new();
    let mut put = |other: &str| {
        if is_telling(other) && found.len() < MOST && known.insert(fold(other)) {
            found.push(other.to_owned());
        }
    };
    if !is_telling(word) {
        return found;
    }
    for form in forms(word) {
        if let Some(entry) = gazetteer.get(&form) {
            entry.all_names().for_each(&mut put);
        }
        let kind = KIND_BY_NAME.get(&fold(&form));
        if let Some(kind) = kind.and_then(|number| KINDS.get(*number)) {
            let names = [&kind.name, &kind.name_en];
            names
                .into_iter()
                .chain(&kind.others)
                .for_each(|name| put(name));
        }
        for word in CHINESE.get(&fold(&form)).into_iter().flatten() {
            put(word);
        }
    }
    found
}

/// A word as it is, and in the singular.
fn forms(word: &str) -> Vec<String> {
    let mut forms = vec![word.to_owned()];
    if let Some(stem) = word.strip_suffix("ies") {
        forms.push(format!("{stem}y"));
    }
    forms.extend(word.strip_suffix('s').map(str::to_owned));
    forms.extend(word.strip_suffix("es").map(str::to_owned));
    forms
}

fn is_telling(word: &str) -> bool {
    let letters = word.chars().filter(|letter| letter.is_alphanumeric());
    let least = match word.chars().any(is_han) {
        true => LEAST_CHARACTERS,
        false => LEAST_LETTERS,
    };
    letters.count() >= least
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expect: &[&str], none_of: &[&str]) {
        let others = other_words(&Gazetteer::shipped(), word);
        for one in expect {
            assert!(
                others.iter().any(|other| other == one),
                "{word}: {others:?}"
            );
        }
        for one in none_of {
            assert!(
                !others.iter().any(|other| other == one),
                "{word}: {others:?}"
            );
        }
    }

    #[test]
    fn english_words_are_said_in_chinese() {
        check("contract", &["合同", "合约"], &["contract"]);
        check("Salaries", &["工资"], &[]);
        check("price lists", &["价目表"], &["价格"]);
        check("backdoor", &["后门"], &[]);
        check("to hijack", &[], &["劫持"]);
        check("hijack", &["劫持"], &[]);
        check("qwertz", &[], &[]);
    }

    #[test]
    fn names_are_said_in_both_languages() {
        check("thailand", &["泰国"], &["泰", "TH"]);
        check("北约", &["NATO", "北大西洋公约组织"], &["北约"]);
        check("Ministry of Foreign Affairs", &["外交部"], &[]);
        check("外交部", &["Ministry of Foreign Affairs", "MFA"], &[]);
    }

    #[test]
    fn what_is_too_short_says_nothing() {
        for word in ["us", "泰", "", "it"] {
            assert!(
                other_words(&Gazetteer::shipped(), word).is_empty(),
                "{word}"
            );
        }
    }

    #[test]
    fn every_row_of_the_list_has_both_sides() {
        for line in WORDS.lines().filter(|line| !line.starts_with('#')) {
            let (english, chinese) = line.split_once('\t').unwrap();
            assert!(english.is_ascii() && !english.trim().is_empty(), "{line}");
            let han = |word: &str| word.chars().any(is_han) || word.is_ascii();
            assert!(
                chinese.split('|').all(|word| !word.is_empty() && han(word)),
                "{line}"
            );
        }
    }
}
