//! Companies' names taken apart: a place, a name of its own, what it trades in, the form in which it is registered.
//! 四川 + 安洵 + 信息技术 + 有限公司; Sichuan + Anxun + Information Technology + Co., Ltd.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use daylight_model::MentionType;

use super::Gazetteer;
use super::fold::{fold, is_han};
use super::shipped::{FORM_WORDS, Form};
use crate::name::words;

/// A company's name, folded and taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CompanyName {
    /// 四川; empty where there is none.
    pub(crate) place: String,
    /// 安洵.
    pub(crate) stem: String,
    /// 信息, 技术.
    pub(crate) trades: Vec<String>,
}

/// Shortest and longest name of its own, in characters.
const STEM: std::ops::RangeInclusive<usize> = 2..=6;

impl CompanyName {
    /// Takes a Chinese legal name apart; none where it ends in no form of a company, or has no name of its own.
    pub(crate) fn of(gazetteer: &Gazetteer, full: &str) -> Option<Self> {
        let folded = fold(full);
        let without_form = FORM_WORDS
            .iter()
            .filter(|word| word.form == Form::Legal && word.word.ends_with("公司"))
            .find_map(|word| folded.strip_suffix(word.word.as_str()))?;
        let first = gazetteer.find(without_form).into_iter().next();
        let place = first
            .filter(|first| {
                let kind = first.entry.kind;
                first.range.start == 0 && matches!(kind, MentionType::Place | MentionType::Country)
            })
            .map_or(0, |first| first.range.end);
        let (place, core) = without_form.split_at_checked(place)?;
        let mut stem = core.trim_matches(['(', ')', '市', '省']);
        let mut trades = Vec::new();
        while let Some(word) = FORM_WORDS
            .iter()
            .find(|word| stem.ends_with(word.word.as_str()) && stem.len() > word.word.len())
        {
            trades.insert(0, word.word.clone());
            stem = stem.strip_suffix(word.word.as_str())?;
        }
        STEM.contains(&stem.chars().count()).then(|| Self {
            place: place.to_owned(),
            stem: stem.to_owned(),
            trades,
        })
    }

    /// Returns the names by which it goes every day: 安洵, 四川安洵, 安洵信息. A stem that is a word of everyday
    /// language is none.
    pub(crate) fn short_forms(&self) -> Vec<String> {
        let Self {
            place,
            stem,
            trades,
        } = self;
        let mut forms = Vec::new();
        if !words::is_known(stem) || stem.chars().count() >= 4 {
            forms.push(stem.clone());
            if !place.is_empty() {
                forms.push(format!("{place}{stem}"));
            }
        }
        if let Some(first) = trades.first() {
            let all = trades.concat();
            forms.push(format!("{stem}{first}"));
            forms.push(format!("{stem}{all}"));
            forms.push(format!("{place}{stem}{all}"));
        }
        forms.sort_unstable();
        forms.dedup();
        forms
    }
}

/// English words of companies' names that are not their own, in small letters.
static ENGLISH: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let words = FORM_WORDS.iter().flat_map(|word| word.english.split(' '));
    let more = [
        "co",
        "ltd",
        "inc",
        "llc",
        "gmbh",
        "corp",
        "corporation",
        "company",
        "limited",
        "technologies",
        "and",
        "of",
        "the",
        "tech",
        "plc",
    ];
    words
        .chain(more)
        .map(letters)
        .filter(|word| !word.is_empty())
        .collect()
});

/// Returns what is a Latin company name's own, in small letters without blanks: `anxun` of Sichuan Anxun
/// Information Technology Co., Ltd. None where nothing is left.
pub(crate) fn latin_stem(gazetteer: &Gazetteer, name: &str) -> Option<String> {
    if name.chars().any(is_han) {
        return None;
    }
    let places: Vec<_> = gazetteer
        .find(name)
        .into_iter()
        .filter(|found| matches!(found.entry.kind, MentionType::Place | MentionType::Country))
        .map(|found| found.range)
        .collect();
    let mut own = String::new();
    let mut at = 0;
    for word in name.split_inclusive([' ', ',']) {
        let place = places
            .iter()
            .any(|place| place.start <= at && at < place.end);
        let word_letters = letters(word);
        if !place && !ENGLISH.contains(&word_letters) {
            own.push_str(&word_letters);
        }
        at += word.len();
    }
    (own.len() >= 4).then_some(own)
}

/// Returns the Latin letters of a text, in small ones.
pub(crate) fn letters(text: &str) -> String {
    fold(text)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_legal_name_has_everyday_names() {
        let gazetteer = Gazetteer::shipped();
        let name = CompanyName::of(&gazetteer, "四川安洵信息技术有限公司").unwrap();
        assert_eq!(name.stem, "安洵");
        for form in ["安洵", "四川安洵", "安洵信息", "四川安洵信息技术"] {
            assert!(name.short_forms().contains(&form.to_owned()), "{form}");
        }
        assert_eq!(CompanyName::of(&gazetteer, "泰国外交部"), None);
    }

    #[test]
    fn a_latin_company_name_has_a_stem() {
        let gazetteer = Gazetteer::shipped();
        for (name, stem) in [
            (
                "Sichuan Anxun Information Technology Co., Ltd.",
                Some("anxun"),
            ),
            ("Anxun", Some("anxun")),
            ("Information Technology Ltd", None),
        ] {
            assert_eq!(latin_stem(&gazetteer, name).as_deref(), stem, "{name}");
        }
    }
}
