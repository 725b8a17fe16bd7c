//! Words beside names that tell what they are, and words that are never part of one. Lists are data.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::gazetteer::shipped::{column, rows};

const WORDS: &str = include_str!("../../data/name_words.tsv");
const COLUMNS: &str = include_str!("../../data/column_words.tsv");
const SURNAMES: &str = include_str!("../../data/surnames.tsv");
const GIVEN: &str = include_str!("../../data/given_names.tsv");

type Set = BTreeSet<&'static str>;

fn words_that(tell: &str) -> Set {
    rows(WORDS)
        .filter(|row| column(row, 1) == tell)
        .map(|row| column(&row, 0))
        .collect()
}

/// Follows a person's name.
pub(super) static TITLES: LazyLock<Set> = LazyLock::new(|| words_that("title"));
/// Stands before a person's name.
pub(super) static LABELS: LazyLock<Set> = LazyLock::new(|| words_that("label"));
/// A verb after a person's name.
pub(super) static SAYS: LazyLock<Set> = LazyLock::new(|| words_that("says"));
/// A verb before a person's name.
pub(super) static ASKS: LazyLock<Set> = LazyLock::new(|| words_that("asks"));
/// Never part of a body's name that follows.
pub(super) static EDGES: LazyLock<Set> = LazyLock::new(|| words_that("edge"));
/// No name before 公司 and the like.
pub(super) static GENERIC: LazyLock<Set> = LazyLock::new(|| words_that("generic"));

/// What a column of a table holds, by a word of its header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holds {
    Person,
    Org,
    Product,
    Country,
    Place,
    Private,
}

/// What columns hold, by header in small letters.
pub(super) static HEADERS: LazyLock<BTreeMap<&'static str, Holds>> = LazyLock::new(|| {
    rows(COLUMNS)
        .filter_map(|row| {
            let holds = match column(&row, 1) {
                "person" => Holds::Person,
                "org" => Holds::Org,
                "product" => Holds::Product,
                "country" => Holds::Country,
                "place" => Holds::Place,
                "private" => Holds::Private,
                _ => return None,
            };
            Some((column(&row, 0), holds))
        })
        .collect()
});

/// Surnames, and their Latin form where it is not that of their characters.
pub(super) static SURNAMES_READ: LazyLock<BTreeMap<&'static str, &'static str>> =
    LazyLock::new(|| {
        rows(SURNAMES)
            .map(|row| (column(&row, 0), column(&row, 1)))
            .collect()
    });

static GIVEN_NAMES: LazyLock<BTreeMap<char, f32>> = LazyLock::new(|| {
    rows(GIVEN)
        .filter_map(|row| {
            let character = column(&row, 0).chars().next()?;
            let score: f32 = column(&row, 1).parse().ok()?;
            Some((character, score / 100.0))
        })
        .collect()
});

/// A character that no list has seen is rare, and rare characters stand in names.
const UNSEEN: f32 = 2.0;

/// Returns how much more often these characters stand in given names than elsewhere: the mean of their log odds.
pub(crate) fn given_score(given: &str) -> f32 {
    let scores = given
        .chars()
        .map(|character| *GIVEN_NAMES.get(&character).unwrap_or(&UNSEEN));
    let (sum, count) = scores.fold((0.0, 0.0), |(sum, count), score| (sum + score, count + 1.0));
    if count == 0.0 { 0.0 } else { sum / count }
}

/// Returns the Latin form of a surname where it is not that of its characters.
pub(crate) fn surname_in_latin(surname: &str) -> Option<&'static str> {
    let latin = SURNAMES_READ.get(surname)?;
    (!latin.is_empty()).then_some(*latin)
}

/// Takes a Chinese full name apart at its surname; none where it begins with none.
pub(crate) fn surname_and_given(name: &str) -> Option<(&str, &str)> {
    let mut ends = name.char_indices().map(|(at, _)| at).skip(1);
    let one = ends.next()?;
    let two = ends.next();
    let compound = two.and_then(|two| name.split_at_checked(two));
    compound
        .filter(|(surname, _)| SURNAMES_READ.contains_key(surname))
        .or_else(|| {
            name.split_at_checked(one)
                .filter(|(surname, _)| SURNAMES_READ.contains_key(surname))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_says_its_source() {
        for list in [WORDS, COLUMNS, SURNAMES, GIVEN] {
            let first = list.lines().next().unwrap();
            assert!(
                first.starts_with("# ") && first.contains("Source: "),
                "{first}"
            );
        }
    }

    #[test]
    fn a_compound_surname_comes_first() {
        assert_eq!(surname_and_given("欧阳修远"), Some(("欧阳", "修远")));
        assert_eq!(surname_and_given("王海"), Some(("王", "海")));
        assert_eq!(surname_and_given("兲海"), None);
    }

    #[test]
    fn given_names_stand_out() {
        assert!(given_score("建华") > given_score("合同"));
        assert!(given_score("志强") > given_score("我们"));
    }
}
