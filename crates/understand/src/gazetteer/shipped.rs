//! The lists that are shipped: states, divisions, cities, well-known bodies, and the kinds of body that names are
//! composed of. Each list says its source in its first line.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use daylight_model::MentionType;

use super::Entry;
use super::fold::{fold, simplify};
use super::romanised::romanised;

const COUNTRIES: &str = include_str!("../../data/countries.tsv");
const COUNTRY_NAMES: &str = include_str!("../../data/country_names.tsv");
const DIVISIONS: &str = include_str!("../../data/divisions.tsv");
const CITIES: &str = include_str!("../../data/cities.tsv");
const ORGS: &str = include_str!("../../data/orgs.tsv");
const BODIES: &str = include_str!("../../data/bodies.tsv");
const UNITS: &str = include_str!("../../data/police_units.tsv");
const FORMS: &str = include_str!("../../data/org_forms.tsv");
const SECTORS: &str = include_str!("../../data/sectors.tsv");

/// Pinyin of so many letters is a person's given name as often as a city.
const SHORT_PINYIN: usize = 4;

/// Whose a kind of body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// A state's.
    State,
    /// A province's, a city's or a district's.
    Local,
    /// Either's.
    Both,
}

/// A kind of body: 外交部, Ministry of Foreign Affairs.
#[derive(Debug, Clone)]
pub(crate) struct Kind {
    pub(crate) name: String,
    pub(crate) name_en: String,
    pub(crate) scope: Scope,
    pub(crate) sector: Option<String>,
    pub(crate) others: Vec<String>,
}

/// What a word of a company's name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// It ends a legal name.
    Legal,
    /// It says what the company trades in.
    Trade,
}

/// A word of a company's name.
#[derive(Debug, Clone)]
pub(crate) struct FormWord {
    pub(crate) word: String,
    pub(crate) english: String,
    pub(crate) form: Form,
    pub(crate) sector: Option<String>,
}

/// Returns the rows of a shipped list, each with its columns.
pub(crate) fn rows(list: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    list.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split('\t').collect())
}

pub(crate) fn column<'a>(row: &[&'a str], number: usize) -> &'a str {
    row.get(number).copied().unwrap_or_default().trim()
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn names(text: &str) -> impl Iterator<Item = String> {
    text.split('|')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
}

/// All that is shipped, in the order of precedence: of two entries of one name the first counts.
pub(crate) static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut entries = countries();
    entries.extend(rows(ORGS).map(|row| Entry {
        name: column(&row, 0).to_owned(),
        name_en: some(column(&row, 1)),
        kind: MentionType::Org,
        country: some(column(&row, 2)),
        sector: some(column(&row, 3)),
        aliases: names(column(&row, 4)).collect(),
        own: false,
    }));
    entries.extend(divisions());
    entries.extend(cities());
    entries
});

fn countries() -> Vec<Entry> {
    let everyday: BTreeMap<&str, Vec<&str>> = rows(COUNTRY_NAMES)
        .map(|row| (column(&row, 0), row))
        .collect();
    rows(COUNTRIES)
        .map(|row| {
            let code = column(&row, 0);
            let mut aliases: Vec<String> = names(column(&row, 3)).collect();
            if let Some(row) = everyday.get(code) {
                aliases.extend(names(column(row, 1)));
                aliases.extend(names(column(row, 3)));
            }
            Entry {
                name: column(&row, 1).to_owned(),
                name_en: some(column(&row, 2)),
                kind: MentionType::Country,
                country: some(code),
                sector: None,
                aliases,
                own: false,
            }
        })
        .collect()
}

/// One-character forms of states (美, 俄) and their codes.
pub(crate) static ONE_CHARACTER: LazyLock<BTreeMap<char, &'static str>> = LazyLock::new(|| {
    let mut forms = BTreeMap::new();
    for row in rows(COUNTRY_NAMES) {
        if let Some(form) = column(&row, 2).chars().next() {
            // 巴 and 新 are several states': they say nothing.
            let code = column(&row, 0);
            forms
                .entry(form)
                .and_modify(|code: &mut &str| *code = "")
                .or_insert(code);
        }
    }
    forms.retain(|_, code| !code.is_empty());
    forms
});

fn divisions() -> impl Iterator<Item = Entry> {
    rows(DIVISIONS).map(|row| Entry {
        name: column(&row, 0).to_owned(),
        // Provinces and cities are known abroad; of districts and counties too many sound the same.
        name_en: match (column(&row, 1), column(&row, 2)) {
            ("", _) | (_, "3") => None,
            (short, _) => romanised(short).filter(|latin| latin.len() > SHORT_PINYIN),
        },
        kind: MentionType::Place,
        country: Some("CN".to_owned()),
        sector: None,
        aliases: prefecture_names(&row),
        own: false,
    })
}

/// A division's short form, and an autonomous prefecture's as people say it: 阿坝州.
fn prefecture_names(row: &[&str]) -> Vec<String> {
    let short = column(row, 1);
    let mut all: Vec<String> = names(short).collect();
    if column(row, 0).ends_with("自治州") && !short.is_empty() {
        all.push(format!("{short}州"));
    }
    let spoken = SPOKEN.iter().find(|(full, _)| *full == column(row, 0));
    all.extend(spoken.map(|(_, spoken)| (*spoken).to_owned()));
    all
}

/// Prefectures that go by one character.
const SPOKEN: [(&str, &str); 3] = [
    ("克孜勒苏柯尔克孜自治州", "克州"),
    ("巴音郭楞蒙古自治州", "巴州"),
    ("博尔塔拉蒙古自治州", "博州"),
];

fn cities() -> impl Iterator<Item = Entry> {
    rows(CITIES).map(|row| {
        let (chinese, english) = (simplify(column(&row, 0)), column(&row, 1).to_owned());
        let name_en = Some(english.clone());
        Entry {
            name: if chinese.is_empty() { english } else { chinese },
            name_en,
            kind: MentionType::Place,
            country: some(column(&row, 2)),
            sector: None,
            aliases: names(column(&row, 3)).collect(),
            own: false,
        }
    })
}

/// Kinds of public body.
pub(crate) static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    rows(BODIES)
        .map(|row| Kind {
            name: column(&row, 0).to_owned(),
            name_en: column(&row, 1).to_owned(),
            scope: match column(&row, 2) {
                "state" => Scope::State,
                "local" => Scope::Local,
                _ => Scope::Both,
            },
            sector: some(column(&row, 3)),
            others: names(column(&row, 4)).collect(),
        })
        .collect()
});

/// Kinds of public body by their folded names, Chinese and English.
pub(crate) static KIND_BY_NAME: LazyLock<BTreeMap<String, usize>> = LazyLock::new(|| {
    let mut by_name = BTreeMap::new();
    for (number, kind) in KINDS.iter().enumerate() {
        let all = [&kind.name, &kind.name_en].into_iter().chain(&kind.others);
        for name in all {
            by_name.entry(fold(name)).or_insert(number);
        }
    }
    by_name
});

/// Units of the police: 网安支队, and their English.
pub(crate) static UNIT_NAMES: LazyLock<BTreeMap<&'static str, &'static str>> =
    LazyLock::new(|| {
        rows(UNITS)
            .map(|row| (column(&row, 0), column(&row, 1)))
            .collect()
    });

/// Words of companies' names, the longest first.
pub(crate) static FORM_WORDS: LazyLock<Vec<FormWord>> = LazyLock::new(|| {
    let mut words: Vec<FormWord> = rows(FORMS)
        .map(|row| FormWord {
            word: column(&row, 0).to_owned(),
            english: column(&row, 1).to_owned(),
            form: if column(&row, 2) == "form" {
                Form::Legal
            } else {
                Form::Trade
            },
            sector: some(column(&row, 3)),
        })
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.word.len()));
    words
});

/// Words that give a body's sector away, and the sector; the first that fits counts.
pub(crate) static SECTOR_WORDS: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    rows(SECTORS)
        .map(|row| (column(&row, 0), column(&row, 1)))
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_says_its_source_and_has_no_row_too_short() {
        for (list, least) in [
            (COUNTRIES, 3),
            (COUNTRY_NAMES, 3),
            (DIVISIONS, 4),
            (CITIES, 3),
            (ORGS, 4),
            (BODIES, 4),
            (UNITS, 2),
            (FORMS, 3),
            (SECTORS, 2),
        ] {
            let first = list.lines().next().unwrap();
            assert!(
                first.starts_with("# ") && first.contains("Source: "),
                "{first}"
            );
            for row in rows(list) {
                assert!(row.len() >= least, "{row:?} in {first}");
            }
        }
    }

    #[test]
    fn a_one_character_form_of_several_states_is_none() {
        assert_eq!(ONE_CHARACTER.get(&'美'), Some(&"US"));
        assert_eq!(ONE_CHARACTER.get(&'巴'), None);
    }
}
