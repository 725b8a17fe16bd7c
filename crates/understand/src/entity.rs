//! Mentions grouped to entities across scripts and spellings, each grouping with its reason. What is suggested
//! here a person may undo. Always: the same mentions give the same entities and ids; two full names are one
//! entity only where a list, a composition or a romanisation that fits nothing else says so; a shared surname, a
//! shared parent or a shared kind of body never does.

mod evidence;
mod sets;
mod short;
mod told;

pub use told::{Told, told};

use std::collections::{BTreeMap, BTreeSet};

use daylight_model::MentionType;
use serde::{Deserialize, Serialize};

use crate::gazetteer::Gazetteer;
use crate::gazetteer::fold::{fold, is_han};

use evidence::Link;
use sets::Sets;

/// A mention as grouping needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseMention<'a> {
    /// What it is of; others than person, org, country, place and product are left alone.
    pub kind: MentionType,
    /// As it stands.
    pub text: &'a str,
    /// In normal form.
    pub value: &'a str,
    /// Country told by what stands around it, where the name does not tell.
    pub country: Option<&'a str>,
    /// Number of its file in the case.
    pub file: u32,
    /// Index of the mention of which the words around say that this is another name.
    pub told_as: Option<usize>,
}

/// Why two names are taken for one entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A detector gave both the same normal form.
    SameForm,
    /// The words around say so: X（以下简称Y）, X (Y).
    Told,
    /// A list has both names in one entry.
    Gazetteer,
    /// One is the short form of the other and fits no other full name: of the file, where it says little, else of the case.
    ShortForm,
    /// One is the other in Latin letters.
    Romanisation,
    /// Both say the same kind of body of the same state or place.
    Translation,
}

/// A grouping of two names and its reason.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Basis {
    /// Why.
    pub reason: Reason,
    /// One name.
    pub name: String,
    /// The other.
    pub with: String,
}

/// A name by which an entity goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// As it stands.
    pub text: String,
    /// Language by its script: `zh` or `en`; none for other scripts.
    pub language: Option<String>,
    /// How many mentions have it.
    pub mentions: u64,
}

/// One person, body, state, place or product of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Made of type, country and name: the same in every run.
    pub id: String,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: MentionType,
    /// Its fullest name.
    pub name: String,
    /// All its names, the most frequent first.
    pub names: Vec<Name>,
    /// ISO 3166-1 alpha-2, or a user-assigned code.
    pub country: Option<String>,
    /// Indices of its mentions in what was grouped, ascending.
    pub mentions: Vec<usize>,
    /// In how many files it stands.
    pub files: u64,
    /// Reason for each grouping.
    pub basis: Vec<Basis>,
}

/// All mentions of one normal form.
#[derive(Debug)]
struct Form {
    kind: MentionType,
    /// The value as first seen, and folded.
    value: String,
    folded: String,
    country: Option<String>,
    texts: BTreeMap<String, u64>,
    files: BTreeSet<u32>,
    mentions: Vec<usize>,
}

impl Form {
    /// Takes out what stands in these files, parted by what each file has it for, in one pass.
    fn parts(
        &mut self,
        of_file: &BTreeMap<u32, usize>,
        mentions: &[CaseMention<'_>],
    ) -> BTreeMap<usize, Self> {
        let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut left = Vec::new();
        for at in std::mem::take(&mut self.mentions) {
            let whose = mentions
                .get(at)
                .and_then(|mention| of_file.get(&mention.file));
            match whose {
                Some(whose) => parts.entry(*whose).or_default().push(at),
                None => left.push(at),
            }
        }
        let form = |taken: Vec<usize>| {
            let (mut texts, mut files): (BTreeMap<String, u64>, BTreeSet<u32>) = Default::default();
            for mention in taken.iter().filter_map(|at| mentions.get(*at)) {
                *texts.entry(mention.text.to_owned()).or_default() += 1;
                files.insert(mention.file);
            }
            Self {
                kind: self.kind,
                value: self.value.clone(),
                folded: self.folded.clone(),
                country: self.country.clone(),
                texts,
                files,
                mentions: taken,
            }
        };
        let parts = parts.into_iter().map(|(whose, taken)| (whose, form(taken)));
        let parts = parts.collect();
        *self = form(left);
        parts
    }
}

/// Groups mentions. Entities come by type and name.
pub fn group(mentions: &[CaseMention<'_>], gazetteer: &Gazetteer) -> Vec<Entity> {
    let mut forms = forms(mentions, gazetteer);
    let links = evidence::links(&mut forms, mentions, gazetteer);
    let mut sets = Sets::new(forms.len());
    for link in &links {
        sets.join(link.one, link.other);
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for number in (0..forms.len()).filter(|number| !forms[*number].mentions.is_empty()) {
        members.entry(sets.root(number)).or_default().push(number);
    }
    let mut basis: BTreeMap<usize, BTreeSet<Basis>> = BTreeMap::new();
    for Link { one, other, reason } in links {
        if let (Some(name), Some(with)) = (forms.get(one), forms.get(other)) {
            basis.entry(sets.root(one)).or_default().insert(Basis {
                reason,
                name: name.value.clone(),
                with: with.value.clone(),
            });
        }
    }
    let mut entities: Vec<Entity> = members
        .into_iter()
        .map(|(root, members)| {
            let members: Vec<&Form> = members.iter().filter_map(|at| forms.get(*at)).collect();
            entity(&members, basis.remove(&root).unwrap_or_default(), gazetteer)
        })
        .collect();
    entities.sort_by(|a, b| (a.kind, &a.name, &a.id).cmp(&(b.kind, &b.name, &b.id)));
    entities
}

fn is_grouped(kind: MentionType) -> bool {
    matches!(
        kind,
        MentionType::Person
            | MentionType::Org
            | MentionType::Country
            | MentionType::Place
            | MentionType::Product
    )
}

fn forms(mentions: &[CaseMention<'_>], gazetteer: &Gazetteer) -> Vec<Form> {
    let mut numbers: BTreeMap<(MentionType, String, Option<String>), usize> = BTreeMap::new();
    let mut told: BTreeMap<(MentionType, &str), Option<String>> = BTreeMap::new();
    let mut forms: Vec<Form> = Vec::new();
    for (index, mention) in mentions.iter().enumerate() {
        if !is_grouped(mention.kind) {
            continue;
        }
        let by_name = told
            .entry((mention.kind, mention.value))
            .or_insert_with(|| country_by_name(mention, gazetteer))
            .clone();
        // The same words of two states (卫生部 in two files) are two bodies.
        let hint = mention.country.filter(|_| mention.kind == MentionType::Org);
        let country = by_name.clone().or(hint.map(str::to_owned));
        let folded = fold(mention.value);
        let key = (mention.kind, folded.clone(), country.clone());
        let number = *numbers.entry(key).or_insert_with(|| {
            forms.push(Form {
                kind: mention.kind,
                value: mention.value.to_owned(),
                folded,
                country,
                texts: BTreeMap::new(),
                files: BTreeSet::new(),
                mentions: Vec::new(),
            });
            forms.len() - 1
        });
        if let Some(form) = forms.get_mut(number) {
            *form.texts.entry(mention.text.to_owned()).or_default() += 1;
            form.files.insert(mention.file);
            form.mentions.push(index);
        }
    }
    forms
}

fn country_by_name(mention: &CaseMention<'_>, gazetteer: &Gazetteer) -> Option<String> {
    let two_letters =
        mention.value.len() == 2 && mention.value.bytes().all(|byte| byte.is_ascii_uppercase());
    match mention.kind {
        MentionType::Country if two_letters => Some(mention.value.to_owned()),
        MentionType::Person => gazetteer
            .get(mention.value)
            .filter(|entry| entry.kind == MentionType::Person)
            .and_then(|entry| entry.country.clone()),
        _ => gazetteer.country_of(mention.value).map(str::to_owned),
    }
}

fn entity(members: &[&Form], mut basis: BTreeSet<Basis>, gazetteer: &Gazetteer) -> Entity {
    let kind = members.first().map_or(MentionType::Org, |form| form.kind);
    let mut texts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut files: BTreeSet<u32> = BTreeSet::new();
    let mut mentions = Vec::new();
    for form in members {
        for (text, count) in &form.texts {
            *texts.entry(text).or_default() += count;
            if fold(text) != form.folded {
                basis.insert(Basis {
                    reason: Reason::SameForm,
                    name: text.clone(),
                    with: form.value.clone(),
                });
            }
        }
        files.extend(&form.files);
        mentions.extend(&form.mentions);
    }
    mentions.sort_unstable();
    let country = members.iter().find_map(|form| form.country.clone());
    let name = fullest_name(members, gazetteer);
    let mut names: Vec<Name> = texts
        .into_iter()
        .map(|(text, mentions)| Name {
            language: language(text),
            text: text.to_owned(),
            mentions,
        })
        .collect();
    names.sort_by(|a, b| b.mentions.cmp(&a.mentions).then(a.text.cmp(&b.text)));
    Entity {
        id: id(kind, country.as_deref(), &name),
        kind,
        name,
        names,
        country,
        mentions,
        files: files.len() as u64,
        basis: basis.into_iter().collect(),
    }
}

/// The list's name, else the longest Chinese one, else the longest.
fn fullest_name(members: &[&Form], gazetteer: &Gazetteer) -> String {
    let listed = members.iter().find_map(|form| {
        let entry = match form.kind {
            MentionType::Country => gazetteer.country_name(&form.value)?,
            kind => gazetteer
                .get(&form.value)
                .filter(|entry| entry.kind == kind)?,
        };
        Some(match entry.kind {
            MentionType::Country => entry.name.clone(),
            _ => entry.value().to_owned(),
        })
    });
    listed.unwrap_or_else(|| {
        let rank = |form: &&&Form| {
            let han = form.value.chars().any(is_han);
            (
                han,
                form.value.chars().count(),
                std::cmp::Reverse(form.value.clone()),
            )
        };
        let best = members.iter().max_by_key(rank);
        best.map(|form| form.value.clone()).unwrap_or_default()
    })
}

fn language(text: &str) -> Option<String> {
    if text.chars().any(is_han) {
        return Some("zh".to_owned());
    }
    let latin = text
        .chars()
        .any(|character| character.is_ascii_alphabetic());
    latin.then(|| "en".to_owned())
}

/// FNV-1a (Fowler, Noll, Vo), 64 bits: stable, and nothing here is secret.
fn id(kind: MentionType, country: Option<&str>, name: &str) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for text in [kind.as_str(), country.unwrap_or_default(), &fold(name)] {
        for byte in text.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests;
