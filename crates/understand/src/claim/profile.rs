//! Profiles: facts about an organisation, by the words that introduce them.

use std::sync::LazyLock;

use daylight_model::{ClaimType, MentionType, Polarity};
use serde::Deserialize;

use super::draft::Draft;
use super::folded::{self, is_wide};
use super::genre::Genre;
use super::scene::{Scene, Sentence};

#[derive(Debug, Deserialize)]
struct List {
    property: Vec<Property>,
}

#[derive(Debug, Deserialize)]
struct Property {
    name: String,
    takes: Takes,
    zh: Vec<String>,
    en: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Takes {
    Date,
    Amount,
    Person,
    Place,
    Words,
    CompanyId,
    Count,
}

static LIST: LazyLock<List> = LazyLock::new(|| {
    let mut list: List = toml::from_str(include_str!("../../data/claims/profile.toml"))
        .expect("the shipped list is read by a test");
    for property in &mut list.property {
        for word in property.zh.iter_mut().chain(&mut property.en) {
            *word = folded::phrase(word);
        }
    }
    list
});

/// Returns the facts of a document.
pub(super) fn read(scene: &Scene<'_>) -> Vec<Draft> {
    if scene.genre != Genre::Ordinary || scene.is_talk() {
        return Vec::new();
    }
    let mut drafts = Vec::new();
    let mut subject: Option<String> = None;
    for sentence in &scene.sentences {
        if let Some(name) = sentence
            .of_kind(MentionType::Org)
            .next()
            .filter(|here| here.start <= 24)
            .and_then(|here| here.value())
        {
            subject = Some(name.to_owned());
        }
        let Some(organisation) = subject.clone().or_else(|| scene.own.clone()) else {
            continue;
        };
        for property in &LIST.property {
            // Where offices are named, they stand for the seat beside them.
            let beside = property.name == "address"
                && property.takes == Takes::Place
                && LIST
                    .property
                    .iter()
                    .any(|other| other.name == "offices" && value(sentence, other).is_some());
            if beside {
                continue;
            }
            if let Some(value) = value(sentence, property) {
                let mut draft = Draft::new(
                    ClaimType::Profile,
                    Polarity::Asserted,
                    format!("profile.{}@1", property.name),
                    scene.ground(sentence),
                );
                draft.set_text("organisation", Some(organisation.clone()));
                draft.set_text("property", Some(property.name.clone()));
                draft.set_text("value", Some(value));
                draft.hedge = sentence.hedge(sentence.all());
                drafts.push(draft);
            }
        }
    }
    drafts
}

fn value(sentence: &Sentence<'_>, property: &Property) -> Option<String> {
    let text = sentence.folded.text.as_str();
    let (start, after) = property
        .zh
        .iter()
        .chain(&property.en)
        .filter_map(|word| text.find(word.as_str()).map(|at| (at, at + word.len())))
        .min_by_key(|&(at, end)| (at, std::cmp::Reverse(end)))?;
    let gap = 8;
    let next = |kind: MentionType| {
        sentence
            .of_kind(kind)
            .find(|here| here.start >= after && here.start - after <= gap)
    };
    match property.takes {
        Takes::Date => next(MentionType::Date)?.value().map(str::to_owned),
        Takes::CompanyId => next(MentionType::CompanyId)?.value().map(str::to_owned),
        Takes::Amount => {
            let here = next(MentionType::Money)?;
            sentence.words(here.start, here.end)
        }
        Takes::Person => {
            if let Some(here) = next(MentionType::Person) {
                return here.value().map(str::to_owned);
            }
            // A name that no detector knows, alone in its clause.
            let words = rest_of_clause(sentence, after)?;
            let length = words.chars().count();
            ((2..=4).contains(&length)
                && words.chars().all(is_wide)
                && crate::name::surname_and_given(&words).is_some())
            .then_some(words)
        }
        Takes::Place => {
            // 总部位于A, or 在A设有办事处: the place stands after or before.
            next(MentionType::Place)
                .and_then(|here| here.value().map(str::to_owned))
                .or_else(|| {
                    sentence
                        .of_kind(MentionType::Place)
                        .filter(|here| here.end <= start && start - here.end <= gap)
                        .last()
                        .and_then(|here| here.value().map(str::to_owned))
                })
                .or_else(|| short_words(sentence, after))
        }
        Takes::Words => {
            if sentence.says("used_by") {
                return None;
            }
            let value = rest_of_clause(sentence, after)?;
            (value.chars().count() >= 4 && looks_like_address(&value)).then_some(value)
        }
        Takes::Count => {
            if let Some(number) = number_beside(text, start, after) {
                return Some(number);
            }
            let count = super::count::first(sentence)?;
            (count.start >= after || count.end <= start).then(|| count.value.to_string())
        }
    }
}

/// Returns the digits right before or after the words for employees.
fn number_beside(text: &str, start: usize, after: usize) -> Option<String> {
    let before = text[..start].trim_end();
    let digits = before.len()
        - before
            .trim_end_matches(|c: char| c.is_ascii_digit() || c == ',')
            .len();
    let rest = text[after..].trim_start_matches([':', '：', ' ', '为', '约', '有', '共']);
    let length = rest
        .find(|c: char| !(c.is_ascii_digit() || c == ','))
        .unwrap_or(rest.len());
    let found = if digits > 0 {
        &before[before.len() - digits..]
    } else {
        &rest[..length]
    };
    let number: String = found.chars().filter(char::is_ascii_digit).collect();
    (!number.is_empty() && number.len() <= 6).then_some(number)
}

/// Returns a short Han name right after byte `from`.
fn short_words(sentence: &Sentence<'_>, from: usize) -> Option<String> {
    let value = rest_of_clause(sentence, from)?;
    let length = value.chars().count();
    ((2..=6).contains(&length) && value.chars().all(is_wide)).then_some(value)
}

/// Returns whether words name a street, a building or a district.
fn looks_like_address(value: &str) -> bool {
    const MARKS: [&str; 32] = [
        "路", "街", "号", "楼", "区", "园", "层", "室", "大厦", "广场", "巷", "村", "镇", "座",
        "栋", "中心", "市", "省", "floor", "street", "road", "avenue", "building", "park", "suite",
        "block", "district", "lane", "tower", "号院", "弄", "道",
    ];
    let lower = value.to_lowercase();
    MARKS.iter().any(|mark| lower.contains(mark))
}

/// Returns what follows byte `from` to the end of its clause.
fn rest_of_clause(sentence: &Sentence<'_>, from: usize) -> Option<String> {
    let text = sentence.folded.text.as_str();
    let skipped = text[from..].len()
        - text[from..]
            .trim_start_matches([':', '：', ' ', '为', '是', '在', '于'])
            .len();
    let start = from + skipped;
    let end = text[start..]
        .find(['，', '。', ';', '；'])
        .map_or(text.len(), |length| start + length);
    let latin = text[start..end].is_ascii();
    let end = if latin {
        end
    } else {
        text[start..end]
            .find(',')
            .map_or(end, |length| start + length)
    };
    let words = text[start..end].trim_end_matches([' ', '.', ',']);
    sentence.words(start, start + words.len())
}
