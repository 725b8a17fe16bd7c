//! What speaks for two forms being one entity. Always: a form that fits several others is joined to none of them.

use std::collections::BTreeMap;

use daylight_model::MentionType;

use super::sets::Sets;
use super::{Form, Reason};
use crate::gazetteer::Gazetteer;
use crate::gazetteer::company_name::{CompanyName, latin_stem, letters};
use crate::gazetteer::compose::{Signature, signature};
use crate::gazetteer::fold::is_han;
use crate::gazetteer::romanised::syllables;
use crate::name::surname_and_given;

/// Two forms that are one entity, by number, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) one: usize,
    pub(super) other: usize,
    pub(super) reason: Reason,
}

/// Returns all links between forms.
pub(super) fn links(forms: &[Form], gazetteer: &Gazetteer) -> Vec<Link> {
    let mut links = Vec::new();
    by_list(forms, gazetteer, &mut links);
    by_short_form(forms, gazetteer, &mut links);
    by_romanisation(forms, gazetteer, &mut links);
    by_translation(forms, gazetteer, &mut links);
    links
}

/// Returns the sets that the links so far make.
fn sets_of(forms: &[Form], links: &[Link]) -> Sets {
    let mut sets = Sets::new(forms.len());
    for link in links {
        sets.join(link.one, link.other);
    }
    sets
}

/// Whether what is known of their countries lets two forms be one.
fn countries_agree(one: &Form, other: &Form) -> bool {
    match (&one.country, &other.country) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

fn by_list(forms: &[Form], gazetteer: &Gazetteer, links: &mut Vec<Link>) {
    let mut first: BTreeMap<(MentionType, &str, Option<&str>), usize> = BTreeMap::new();
    for (number, form) in forms.iter().enumerate() {
        let Some(entry) = gazetteer.get(&form.value) else {
            continue;
        };
        if entry.kind != form.kind {
            continue;
        }
        let key = (entry.kind, entry.value(), entry.country.as_deref());
        match first.get(&key) {
            Some(one) => links.push(Link {
                one: *one,
                other: number,
                reason: Reason::Gazetteer,
            }),
            None => {
                first.insert(key, number);
            }
        }
    }
}

/// Joins each form to the one other that claims it.
fn join_claimed(
    forms: &[Form],
    claims: BTreeMap<(MentionType, String), Vec<usize>>,
    share_file: bool,
    reason: Reason,
    links: &mut Vec<Link>,
    key_of: impl Fn(&Form) -> Option<String>,
) {
    let mut sets = sets_of(forms, links);
    for (number, form) in forms.iter().enumerate() {
        let Some(key) = key_of(form) else { continue };
        let Some(claimed) = claims.get(&(form.kind, key)) else {
            continue;
        };
        let fits = |full: &&usize| {
            forms
                .get(**full)
                .is_some_and(|full| countries_agree(full, form))
        };
        let mut fitting = claimed.iter().filter(fits);
        // One entity in the whole case, not one for each file: a short form of two is nobody's.
        let Some(full) = fitting.next() else { continue };
        let root = sets.root(*full);
        if fitting.any(|other| sets.root(*other) != root) {
            continue;
        }
        let together = forms
            .get(*full)
            .is_some_and(|full| !full.files.is_disjoint(&form.files));
        if *full != number && (together || !share_file) {
            links.push(Link {
                one: *full,
                other: number,
                reason,
            });
        }
    }
}

fn by_short_form(forms: &[Form], gazetteer: &Gazetteer, links: &mut Vec<Link>) {
    let mut claims: BTreeMap<(MentionType, String), Vec<usize>> = BTreeMap::new();
    for (number, form) in forms.iter().enumerate() {
        let short_forms = match form.kind {
            MentionType::Org => CompanyName::of(gazetteer, &form.value)
                .map(|name| name.short_forms())
                .unwrap_or_default(),
            MentionType::Person => given_name(&form.value).into_iter().collect(),
            _ => continue,
        };
        for short in short_forms {
            claims.entry((form.kind, short)).or_default().push(number);
        }
    }
    join_claimed(forms, claims, true, Reason::ShortForm, links, |form| {
        Some(form.folded.clone())
    });
}

/// A given name of two characters: one alone is anybody's.
fn given_name(full: &str) -> Option<String> {
    let (_, given) = surname_and_given(full).filter(|_| full.chars().all(is_han))?;
    (given.chars().count() == 2).then(|| given.to_owned())
}

fn by_romanisation(forms: &[Form], gazetteer: &Gazetteer, links: &mut Vec<Link>) {
    let mut claims: BTreeMap<(MentionType, String), Vec<usize>> = BTreeMap::new();
    for (number, form) in forms.iter().enumerate() {
        if !form.value.chars().any(is_han) {
            continue;
        }
        for latin in latin_forms(gazetteer, form) {
            claims.entry((form.kind, latin)).or_default().push(number);
        }
    }
    join_claimed(forms, claims, false, Reason::Romanisation, links, |form| {
        if form.value.chars().any(is_han) {
            return None;
        }
        match form.kind {
            MentionType::Person => Some(letters(&form.value)),
            MentionType::Org if signature(gazetteer, &form.value).is_none() => {
                latin_stem(gazetteer, &form.value)
            }
            _ => None,
        }
    });
}

/// A Chinese name in Latin letters: a person's in both orders, a company's own part.
fn latin_forms(gazetteer: &Gazetteer, form: &Form) -> Vec<String> {
    let latin = |han: &str| syllables(han).map(|syllables| syllables.concat());
    match form.kind {
        MentionType::Person => {
            let Some((surname, given)) = surname_and_given(&form.value) else {
                return Vec::new();
            };
            let surname = crate::name::surname_in_latin(surname)
                .map(str::to_owned)
                .or_else(|| latin(surname));
            match (surname, latin(given)) {
                (Some(surname), Some(given)) if !given.is_empty() => {
                    vec![format!("{surname}{given}"), format!("{given}{surname}")]
                }
                _ => Vec::new(),
            }
        }
        MentionType::Org => {
            let stem = match CompanyName::of(gazetteer, &form.value) {
                Some(name) => name.stem,
                None if form.value.chars().count() <= 4 => form.folded.clone(),
                None => return Vec::new(),
            };
            latin(&stem).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn by_translation(forms: &[Form], gazetteer: &Gazetteer, links: &mut Vec<Link>) {
    let mut chinese: BTreeMap<Signature, Vec<usize>> = BTreeMap::new();
    let mut english: BTreeMap<Signature, Vec<usize>> = BTreeMap::new();
    for (number, form) in forms.iter().enumerate() {
        if form.kind != MentionType::Org {
            continue;
        }
        if let Some(signature) = signature(gazetteer, &form.value) {
            let side = match form.value.chars().any(is_han) {
                true => &mut chinese,
                false => &mut english,
            };
            side.entry(signature).or_default().push(number);
        }
    }
    for (signature, names) in english {
        let originals = chinese.get(&signature).map(Vec::as_slice);
        // Two Chinese names of one signature are two bodies whose kinds English does not tell apart.
        let one = match originals.unwrap_or_default() {
            [] => match names.as_slice() {
                [first, ..] => *first,
                [] => continue,
            },
            [only] => *only,
            _ => continue,
        };
        for other in names.into_iter().filter(|other| *other != one) {
            links.push(Link {
                one,
                other,
                reason: Reason::Translation,
            });
        }
    }
}
