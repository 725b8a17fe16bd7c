//! Names by the column they stand in, and names of senders: the header says what a cell holds, the cell must look
//! like it.

use std::ops::Range;

use daylight_model::{Grade, MentionType};

use super::Found;
use super::grid::Cell;
use super::hints::{GENERIC, Holds, given_score, surname_and_given};
use super::words;
use crate::gazetteer::Gazetteer;
use crate::gazetteer::fold::{fold, is_han};

/// Longer cells are sentences.
const LONGEST: usize = 40;

/// Below this a name's characters are those of everyday words.
const LEAST_GIVEN: f32 = -1.5;

/// Finds the names of a cell.
pub(super) fn find(text: &str, cell: &Cell, gazetteer: &Gazetteer, found: &mut Vec<Found>) {
    let Some(whole) = text.get(cell.range.clone()) else {
        return;
    };
    let several = matches!(cell.holds, Holds::Person | Holds::Country);
    let mut at = cell.range.start;
    for piece in whole.split_inclusive(|character| several && "、,，;；/".contains(character)) {
        let name = piece.trim_matches(|character: char| "、,，;；/ \u{3000}".contains(character));
        let front = piece.find(name).unwrap_or(0);
        let range = at + front..at + front + name.len();
        at += piece.len();
        if let Some((kind, value)) = held(name, cell.holds, gazetteer) {
            let range = match kind {
                MentionType::Product => range.start..range.start + without_version(name).len(),
                _ => range,
            };
            found.push(Found {
                kind,
                range,
                value,
                detector: "column@1",
                confidence: 0.75,
                grade: Grade::Likely,
            });
        }
    }
}

/// Takes the sender of a message for a person where it looks like a full name.
pub(super) fn sender(text: &str, range: Range<usize>, found: &mut Vec<Found>) {
    let Some(name) = text.get(range.clone()) else {
        return;
    };
    if is_person(name) {
        found.push(Found {
            kind: MentionType::Person,
            range,
            value: name.to_owned(),
            detector: "sender@1",
            confidence: 0.75,
            grade: Grade::Likely,
        });
    }
}

fn held(name: &str, holds: Holds, gazetteer: &Gazetteer) -> Option<(MentionType, String)> {
    let characters = name.chars().count();
    let plain = characters <= LONGEST && !name.chars().any(|at| "。，；：！？!?\t".contains(at));
    if !plain || characters == 0 {
        return None;
    }
    let kind = match holds {
        Holds::Person if is_person(name) => MentionType::Person,
        Holds::Org if is_org(name) => MentionType::Org,
        Holds::Product if is_product(name) => MentionType::Product,
        Holds::Country => {
            let code = gazetteer.country_of(name);
            let unknown = code.is_none() && (2..=10).contains(&characters) && is_name(name);
            let value = code
                .map(str::to_owned)
                .or(unknown.then(|| name.to_owned()))?;
            return Some((MentionType::Country, value));
        }
        Holds::Place if (2..=12).contains(&characters) && is_name(name) => MentionType::Place,
        _ => return None,
    };
    Some((kind, name.to_owned()))
}

/// Letters only, and no word of everyday language.
fn is_name(name: &str) -> bool {
    let letters = name
        .chars()
        .all(|at| at.is_alphabetic() || " '-·".contains(at));
    letters && !words::is_common(name) && !GENERIC.contains(name)
}

fn is_person(name: &str) -> bool {
    if name.chars().all(is_han) {
        let Some((_, given)) = surname_and_given(name) else {
            return false;
        };
        let length = given.chars().count();
        return (1..=2).contains(&length)
            && given_score(given) > LEAST_GIVEN
            && !words::is_common(name);
    }
    let words: Vec<&str> = name.split(' ').collect();
    (2..=4).contains(&words.len())
        && words.iter().all(|word| {
            word.starts_with(char::is_uppercase)
                && word
                    .chars()
                    .all(|at| at.is_alphabetic() || "'-.".contains(at))
        })
}

fn is_org(name: &str) -> bool {
    let han = name.chars().filter(|character| is_han(*character)).count();
    if name.chars().any(|character| character.is_ascii_digit()) {
        return false;
    }
    match han {
        0 => name.contains(' ') && name.starts_with(char::is_uppercase),
        1..=2 => false,
        _ => !words::is_known(&fold(name)) && !GENERIC.contains(name),
    }
}

fn is_product(name: &str) -> bool {
    let bare = without_version(name);
    let letters = bare.chars().filter(|at| at.is_alphabetic()).count();
    letters >= 3 && !words::is_common(bare)
}

/// A product without its version: 甲系统 V3.0.
fn without_version(name: &str) -> &str {
    let mut end = name.len();
    if let Some((front, last)) = name.rsplit_once([' ', '_']) {
        let version = last.trim_start_matches(['V', 'v', '.']);
        if !version.is_empty() && version.chars().all(|at| at.is_ascii_digit() || at == '.') {
            end = front.len();
        }
    } else if let Some(at) = name.rfind(['V', 'v']) {
        let version = name.get(at + 1..).unwrap_or_default();
        if !version.is_empty() && version.chars().all(|at| at.is_ascii_digit() || at == '.') {
            end = at;
        }
    }
    name.get(..end).unwrap_or(name).trim_end()
}
