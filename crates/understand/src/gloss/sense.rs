//! Senses of a dictionary entry: what they point at, and as a person reads them.

use std::sync::LazyLock;

use crate::gazetteer::shipped::{column, rows};

use super::syllables::marked;

const MARKS: &str = include_str!("../../data/sense_marks.tsv");

/// What a sense is by how it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense<'a> {
    /// A meaning.
    Meaning,
    /// A meaning that few have in mind.
    Rare,
    /// Another spelling of this word, with its numbered pinyin where it is given.
    Same {
        word: &'a str,
        numbered: Option<&'a str>,
    },
    /// A family name.
    Surname,
    /// Nothing about meaning: measure words, other ways to say it.
    Aside,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Rare,
    Same,
    Surname,
    Aside,
}

/// The longest first.
static BEGINNINGS: LazyLock<Vec<(&'static str, Mark)>> = LazyLock::new(|| {
    let mut marks: Vec<(&'static str, Mark)> = rows(MARKS)
        .map(|row| {
            let mark = match column(&row, 1) {
                "same" => Mark::Same,
                "surname" => Mark::Surname,
                "rare" => Mark::Rare,
                _ => Mark::Aside,
            };
            (column(&row, 0), mark)
        })
        .collect();
    marks.sort_by_key(|(begins, _)| std::cmp::Reverse(begins.len()));
    marks
});

pub(super) fn kind_of(sense: &str) -> Sense<'_> {
    for (begins, mark) in BEGINNINGS.iter() {
        let Some(rest) = sense.strip_prefix(begins) else {
            continue;
        };
        // `see` is no beginning of `seek`.
        if begins.ends_with(char::is_alphabetic) && rest.starts_with(char::is_alphanumeric) {
            continue;
        }
        match mark {
            Mark::Rare => return Sense::Rare,
            Mark::Surname => return Sense::Surname,
            Mark::Aside => return Sense::Aside,
            Mark::Same => {
                if let Some(same) = pointed_at(rest.trim_start()) {
                    return same;
                }
            }
        }
    }
    Sense::Meaning
}

/// `瞭|了[liao3]` and what may follow it.
fn pointed_at(rest: &str) -> Option<Sense<'_>> {
    let end = rest
        .find(|character: char| {
            character != '|' && (character.is_ascii() || character.is_whitespace())
        })
        .unwrap_or(rest.len());
    let (written, after) = rest.split_at(end);
    let word = written.rsplit('|').next().filter(|word| !word.is_empty())?;
    let numbered = after
        .strip_prefix('[')
        .and_then(|after| after.split_once(']'))
        .map(|(numbered, _)| numbered);
    Some(Sense::Same { word, numbered })
}

/// Returns a sense as a person reads it: of two spellings the simplified one, pinyin with tone marks.
pub(super) fn readable(sense: &str) -> String {
    let mut shown = String::with_capacity(sense.len());
    let mut rest = sense.trim();
    while let Some(at) = rest.find('[') {
        let (before, after) = rest.split_at(at);
        let Some((numbered, after)) = after.get(1..).and_then(|after| after.split_once(']')) else {
            break;
        };
        shown.push_str(simplified_only(before).trim_end());
        shown.push_str(&format!(" ({})", marked(numbered)));
        rest = after;
    }
    shown.push_str(&simplified_only(rest));
    shown
}

/// Takes the traditional spelling out of `個|个`.
fn simplified_only(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('|') {
        let before = rest.get(..at).unwrap_or_default();
        let spelling: usize = before
            .chars()
            .rev()
            .take_while(|character| !character.is_ascii() && !character.is_whitespace())
            .map(char::len_utf8)
            .sum();
        shown.push_str(before.get(..at - spelling).unwrap_or_default());
        if spelling == 0 {
            shown.push('|');
        }
        rest = rest.get(at + 1..).unwrap_or_default();
    }
    shown.push_str(rest);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sense_is_known_by_its_beginning() {
        assert!(MARKS.starts_with("# ") && MARKS.lines().next().unwrap().contains("Source: "));
        let same = |word, numbered| Sense::Same { word, numbered };
        for (sense, expected) in [
            ("variant of 瞭|了[liao3]", same("了", Some("liao3"))),
            ("old variant of 和[he2]", same("和", Some("he2"))),
            ("see 一會兒|一会儿", same("一会儿", None)),
            ("to see 你[ni3]", Sense::Meaning),
            ("seek", Sense::Meaning),
            ("see the light", Sense::Meaning),
            ("surname Wang", Sense::Surname),
            ("surnames", Sense::Meaning),
            ("CL:個|个[ge4]", Sense::Aside),
            ("Taiwan pr. [liao3]", Sense::Aside),
            ("variant of", Sense::Meaning),
            ("(classical) to say", Sense::Rare),
        ] {
            assert_eq!(kind_of(sense), expected, "{sense}");
        }
    }

    #[test]
    fn senses_are_shown_without_the_marks_of_the_dictionary() {
        for (sense, expected) in [
            (
                "abbr. for 成都大學|成都大学[Cheng2 du1 Da4 xue2]",
                "abbr. for 成都大学 (Chéngdū Dàxué)",
            ),
            ("to see; to look", "to see; to look"),
            ("(Taiwan pr. [han4])", "(Taiwan pr. (hàn))"),
            ("a|b", "a|b"),
            ("unfinished [ni3", "unfinished [ni3"),
        ] {
            assert_eq!(readable(sense), expected);
        }
    }
}
