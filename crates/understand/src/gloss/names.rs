//! Names in a text as words of their own, with what is known about them. A name is never glossed by its characters: of
//! one that no list knows only how it is said, and that it is a name.

use std::collections::BTreeMap;

use daylight_model::MentionType;

use crate::gazetteer::fold::is_han;
use crate::name::surname_and_given;

use super::syllables::{capitalised, of_characters};
use super::{Gloss, Glosser, NameAt, Source, Word, cut};

const KINDS: [MentionType; 5] = [
    MentionType::Person,
    MentionType::Org,
    MentionType::Country,
    MentionType::Place,
    MentionType::Product,
];

/// Returns the names with Chinese in them, in order, without overlap: of those that overlap the longest, of equally
/// long ones what a list says.
pub(super) fn in_text(glosser: &Glosser<'_>, text: &str, detected: &[NameAt]) -> Vec<Word> {
    let by_lists = glosser
        .gazetteer
        .find(text)
        .into_iter()
        .map(|found| NameAt {
            range: found.range,
            kind: found.entry.kind,
        });
    let detected = detected
        .iter()
        .filter(|name| KINDS.contains(&name.kind) && text.get(name.range.clone()).is_some());
    let mut all: Vec<NameAt> = by_lists.chain(detected.cloned()).collect();
    // Stable: what lists say stays in front.
    all.sort_by_key(|name| (std::cmp::Reverse(name.range.len()), name.range.start));
    let mut kept: BTreeMap<usize, NameAt> = BTreeMap::new();
    for name in all {
        let before = kept.range(..name.range.end).next_back();
        if before.is_none_or(|(_, before)| before.range.end <= name.range.start) {
            kept.insert(name.range.start, name);
        }
    }
    kept.into_values()
        .filter_map(|name| {
            let written = text.get(name.range.clone())?;
            let gloss = gloss(glosser, written, name.kind)?;
            Some(Word {
                range: name.range,
                gloss,
            })
        })
        .collect()
}

fn gloss(glosser: &Glosser<'_>, written: &str, kind: MentionType) -> Option<Gloss> {
    if !written.chars().any(is_han) {
        return None;
    }
    let name: String = written
        .chars()
        .filter(|character| !character.is_whitespace())
        .collect();
    let is_person = kind == MentionType::Person;
    let entry = glosser
        .gazetteer
        .get(&name)
        .filter(|entry| !is_person || entry.kind == kind);
    let english = match entry {
        Some(entry) => entry
            .name_en
            .clone()
            .or_else(|| glosser.gazetteer.name_en(&name)),
        // A person's name may be a word, and is not meant as one.
        None if is_person => None,
        None => glosser.gazetteer.name_en(&name),
    };
    let own = entry.is_some_and(|entry| entry.own);
    let in_dictionary = || {
        let dictionary = glosser.dictionary.filter(|_| !is_person)?;
        Some(dictionary.get(&name)?.senses)
    };
    let (senses, source) = match english {
        Some(english) if own => (vec![english], Source::Case),
        Some(english) => (vec![english], Source::Gazetteer),
        None => match in_dictionary() {
            Some(senses) => (senses, Source::Dictionary),
            None => (Vec::new(), Source::Name),
        },
    };
    Some(Gloss {
        pinyin: match is_person {
            true => of_person(glosser, &name),
            false => of_name(glosser, &name),
        },
        senses,
        kind: Some(entry.map_or(kind, |entry| entry.kind)),
        source,
    })
}

/// A surname is said as one: 单 is Shàn, not dān.
fn of_person(glosser: &Glosser<'_>, name: &str) -> String {
    let Some((surname, given)) = surname_and_given(name) else {
        return capitalised(&of_characters(name));
    };
    let surname = glosser
        .dictionary
        .and_then(|dictionary| dictionary.surname(surname))
        .unwrap_or_else(|| capitalised(&of_characters(surname)));
    let as_word = glosser
        .dictionary
        .and_then(|dictionary| dictionary.get(given))
        .map(|gloss| gloss.pinyin.to_lowercase().replace(' ', ""));
    let given = capitalised(&as_word.unwrap_or_else(|| of_characters(given)));
    format!("{surname} {given}").trim_end().to_owned()
}

/// Each word with a capital; what is no word, character by character, is one with its neighbours.
fn of_name(glosser: &Glosser<'_>, name: &str) -> String {
    let mut said: Vec<String> = Vec::new();
    let (mut at, mut characters) = (0, 0..0);
    let mut words = cut::words(name, 0..name.len(), glosser.dictionary);
    words.push(name.len()..name.len());
    for word in words {
        let written = name.get(word.clone()).unwrap_or_default();
        let single = written.chars().count() == 1;
        if single && characters.end == word.start && !characters.is_empty() {
            characters.end = word.end;
            at = word.end;
            continue;
        }
        if !characters.is_empty() {
            let together = name.get(characters.clone()).unwrap_or_default();
            said.push(capitalised(&of_characters(together)));
            characters = 0..0;
        }
        let between = name.get(at..word.start).unwrap_or_default().trim();
        said.extend((!between.is_empty()).then(|| between.to_owned()));
        at = word.end;
        if single {
            characters = word;
        } else if let Some(gloss) = glosser.of_word(written) {
            said.push(capitalised(&gloss.pinyin));
        }
    }
    said.join(" ")
}
