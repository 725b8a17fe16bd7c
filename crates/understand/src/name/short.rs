//! Short names of people and bodies whose full names stand in the same document, or whom the case knows: 知微 for
//! 贺知微, 老柏 for the one 柏 there is, 安洵 for 四川安洵信息技术有限公司, and what a text defines itself (以下简称).
//! Always: a short form that fits two full names is none, and one that is a word of everyday language is none.

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use daylight_model::{Grade, MentionType};

use super::Found;
use super::hints::{TITLES, surname_and_given};
use super::view::View;
use super::words;
use crate::gazetteer::Gazetteer;
use crate::gazetteer::company_name::CompanyName;
use crate::gazetteer::fold::{fold, is_han};

/// Short forms and what they stand for; none where they stand for several.
#[derive(Debug, Default)]
pub(super) struct ShortNames {
    by_short: BTreeMap<String, Option<(MentionType, String)>>,
}

/// What stands before a surname among colleagues.
const FAMILIAR: [&str; 2] = ["老", "小"];

impl ShortNames {
    /// Collects the short forms of what was found in a document and of the people of the case.
    pub(super) fn of(found: &[Found], gazetteer: &Gazetteer) -> Self {
        let mut short = Self::default();
        let mut people: Vec<&str> = found
            .iter()
            .filter(|found| found.kind == MentionType::Person)
            .map(|found| found.value.as_str())
            .collect();
        let own = gazetteer.entries().iter().take_while(|entry| entry.own);
        people.extend(
            own.filter(|entry| entry.kind == MentionType::Person)
                .map(|entry| entry.name.as_str()),
        );
        people.sort_unstable();
        people.dedup();
        for person in people {
            short.put_person(person);
        }
        let mut bodies: Vec<&str> = found
            .iter()
            .filter(|found| found.kind == MentionType::Org && found.detector != "gazetteer@1")
            .map(|found| found.value.as_str())
            .collect();
        bodies.sort_unstable();
        bodies.dedup();
        for body in bodies {
            let name = CompanyName::of(gazetteer, body);
            for form in name.iter().flat_map(CompanyName::short_forms) {
                short.put(form, MentionType::Org, body);
            }
        }
        short
    }

    fn put_person(&mut self, person: &str) {
        if !person.chars().all(is_han) {
            return;
        }
        let Some((surname, given)) = surname_and_given(person) else {
            return;
        };
        if given.chars().count() == 2 {
            self.put(given.to_owned(), MentionType::Person, person);
        }
        if given.is_empty() {
            return;
        }
        // The full name itself, where nothing around it told.
        let whole = Some((MentionType::Person, person.to_owned()));
        self.by_short.insert(person.to_owned(), whole);
        for familiar in FAMILIAR {
            self.put(format!("{familiar}{surname}"), MentionType::Person, person);
        }
        for title in TITLES.iter() {
            self.put(format!("{surname}{title}"), MentionType::Person, person);
        }
    }

    fn put(&mut self, form: String, kind: MentionType, full: &str) {
        if form.chars().count() < 2 || form == full {
            return;
        }
        let stands_for = Some((kind, full.to_owned()));
        self.by_short
            .entry(form)
            .and_modify(|before| {
                if *before != stands_for {
                    *before = None;
                }
            })
            .or_insert(stands_for);
    }

    /// Adds what a text defines itself: full name（以下简称“short”）.
    pub(super) fn define(&mut self, view: &View<'_>, found: &[Found]) {
        for opening in ["以下简称", "下称", "简称"] {
            for (at, _) in view.text().match_indices(opening) {
                let Some((short, full)) = definition(view, at, at + opening.len(), found) else {
                    continue;
                };
                self.by_short.insert(short, Some((MentionType::Org, full)));
            }
        }
    }

    /// Adds others: what a text defines counts before what it lets guess.
    pub(super) fn add(&mut self, others: Self) {
        self.by_short.extend(others.by_short);
    }

    /// Makes the automaton that finds them; none where there are none.
    pub(super) fn finder(self) -> Option<Finder> {
        let (forms, full): (Vec<String>, Vec<_>) = self
            .by_short
            .into_iter()
            .filter_map(|(form, full)| Some((form, full?)))
            .unzip();
        if forms.is_empty() {
            return None;
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&forms)
            .ok()?;
        Some(Finder {
            automaton,
            forms,
            full,
        })
    }
}

/// Finds short names.
pub(super) struct Finder {
    automaton: AhoCorasick,
    forms: Vec<String>,
    full: Vec<(MentionType, String)>,
}

impl Finder {
    /// Whether a text may hold a short name; traditional characters and wrapped words are looked at anyway.
    pub(super) fn may_find(&self, text: &str) -> bool {
        self.automaton.is_match(text) || self.automaton.is_match(&fold(text))
    }

    pub(super) fn find(&self, view: &View<'_>, found: &mut Vec<Found>) {
        for hit in self.automaton.find_iter(view.text()) {
            let number = hit.pattern().as_usize();
            let (Some(form), Some((kind, full))) = (self.forms.get(number), self.full.get(number))
            else {
                continue;
            };
            if !stands(view, &hit.range(), form, *kind) {
                continue;
            }
            found.push(Found {
                kind: *kind,
                range: view.source(hit.range()),
                value: full.clone(),
                detector: "short_name@1",
                confidence: 0.7,
                grade: Grade::Likely,
            });
        }
    }
}

/// Whether a short form is a name here: no everyday word, and no piece of another word.
fn stands(view: &View<'_>, range: &Range<usize>, form: &str, kind: MentionType) -> bool {
    if !form.chars().all(is_han) {
        let joined = |beside: Option<char>| beside.is_some_and(|beside| beside.is_alphanumeric());
        return !joined(view.char_before(range.start)) && !joined(view.char_after(range.end));
    }
    let titled = TITLES.iter().any(|title| form.ends_with(title))
        || FAMILIAR.iter().any(|familiar| form.starts_with(familiar));
    let bounded = view.begins_word(range.start) && view.begins_word(range.end);
    match kind {
        // 王总 is a word of its own or two; 闻笛 may be cut anyhow, but never be a word of the dictionary.
        MentionType::Person if titled => {
            view.begins_word(range.start) && view.begins_word(range.end)
        }
        MentionType::Person => !words::is_common(form) && (bounded || !words::is_known(form)),
        _ => true,
    }
}

/// Reads `full（以下简称“short”）` around a place.
fn definition(view: &View<'_>, at: usize, end: usize, found: &[Found]) -> Option<(String, String)> {
    let marks = |character: char| "\"“”‘’'「」《》: ".contains(character);
    let rest = view.after(end).trim_start_matches(marks);
    let short: String = rest
        .chars()
        .take_while(|character| !marks(*character) && !")）,，。;".contains(*character))
        .take(13)
        .collect();
    let length = short.chars().count();
    if !(2..=12).contains(&length) || short.ends_with('方') {
        return None;
    }
    let before = view
        .before(at)
        .trim_end_matches(['(', '（', ',', '，', ' ']);
    let end = view.source(0..before.len()).end;
    let full = found
        .iter()
        .find(|found| found.kind == MentionType::Org && found.range.end == end)?;
    (full.value != short).then(|| (short, full.value.clone()))
}
