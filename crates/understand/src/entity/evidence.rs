//! What speaks for two forms being one entity. Always: a form that fits several others is joined to none of them.

use std::collections::{BTreeMap, BTreeSet};

use daylight_model::MentionType;

use super::sets::Sets;
use super::{CaseMention, Form, Reason, short};
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

/// Returns all links between forms. Forms of which two files mean two things are parted.
pub(super) fn links(
    forms: &mut Vec<Form>,
    mentions: &[CaseMention<'_>],
    gazetteer: &Gazetteer,
) -> Vec<Link> {
    let mut links = Vec::new();
    by_list(forms, gazetteer, &mut links);
    by_words(forms, mentions, &mut links);
    by_short_form(forms, gazetteer, &mut links);
    by_romanisation(forms, gazetteer, &mut links);
    by_translation(forms, gazetteer, &mut links);
    by_file(forms, mentions, gazetteer, &mut links);
    links
}

/// What the words around say: X（以下简称Y）, X (Y).
fn by_words(forms: &[Form], mentions: &[CaseMention<'_>], links: &mut Vec<Link>) {
    let of_mention: BTreeMap<usize, usize> = forms
        .iter()
        .enumerate()
        .flat_map(|(number, form)| form.mentions.iter().map(move |at| (*at, number)))
        .collect();
    for (at, mention) in mentions.iter().enumerate() {
        let Some(before) = mention.told_as else {
            continue;
        };
        if let (Some(other), Some(one)) = (of_mention.get(&at), of_mention.get(&before))
            && one != other
            && let (Some(first), Some(second)) = (forms.get(*one), forms.get(*other))
            && first.kind == second.kind
            && countries_agree(first, second)
        {
            links.push(Link {
                one: *one,
                other: *other,
                reason: Reason::Told,
            });
        }
    }
}

/// Short forms, and what is one of several in Latin letters: in each file that of the one full name there; in the whole
/// case that of the only one. A form that two files have of two names is parted.
fn by_file(
    forms: &mut Vec<Form>,
    mentions: &[CaseMention<'_>],
    gazetteer: &Gazetteer,
    links: &mut Vec<Link>,
) {
    let mut by_key: BTreeMap<(MentionType, String), Vec<usize>> = BTreeMap::new();
    let keys: Vec<Vec<String>> = forms
        .iter()
        .map(|form| short::keys(form, gazetteer))
        .collect();
    let latin: Vec<Vec<String>> = forms
        .iter()
        .map(
            |form| match form.kind == MentionType::Person && form.value.chars().any(is_han) {
                true => latin_forms(gazetteer, form),
                false => Vec::new(),
            },
        )
        .collect();
    for (number, form) in forms.iter().enumerate() {
        let all = keys[number].iter().chain(&latin[number]);
        for key in all {
            let known = by_key.entry((form.kind, key.clone())).or_default();
            known.push(number);
        }
    }
    let mut sets = sets_of(forms, links);
    for number in 0..keys.len() {
        let form = &forms[number];
        let own_latin = letters(&form.value);
        let mut wanted: Vec<&String> = keys[number].iter().collect();
        if form.kind == MentionType::Person {
            wanted.push(&own_latin);
        }
        let mut full: BTreeSet<usize> = BTreeSet::new();
        for key in wanted {
            let known = by_key.get(&(form.kind, key.clone()));
            full.extend(known.into_iter().flatten().copied().filter(|other| {
                let of = &forms[*other];
                *other != number
                    && (countries_agree(of, form) || short::is_bare(form))
                    && (short::is_short_of(form, of, gazetteer)
                        || latin[*other].contains(&own_latin))
            }));
        }
        if full.is_empty() {
            continue;
        }
        let roots: BTreeSet<usize> = full.iter().map(|one| sets.root(*one)).collect();
        let own_root = sets.root(number);
        if roots.contains(&own_root) {
            continue;
        }
        // By file: the one full name there.
        let mut by_root: BTreeMap<usize, BTreeSet<u32>> = BTreeMap::new();
        for file in &form.files {
            let here: BTreeSet<usize> = full
                .iter()
                .filter(|one| forms[**one].files.contains(file))
                .map(|one| sets.root(*one))
                .collect();
            if let (1, Some(root)) = (here.len(), here.first()) {
                by_root.entry(*root).or_default().insert(*file);
            }
        }
        let of_file = short::is_of_its_file(form);
        let whole = match (roots.len(), by_root.len()) {
            (1, 1) => true,
            (1, 0) => !of_file || form.kind == MentionType::Person,
            _ => false,
        };
        let parts: Vec<(usize, BTreeSet<u32>)> = if whole {
            let root = roots.first().copied();
            root.map(|root| (root, form.files.clone()))
                .into_iter()
                .collect()
        } else {
            by_root.into_iter().collect()
        };
        // A name that says who it is does not become two by standing beside two.
        if !whole && !of_file && parts.len() > 1 {
            continue;
        }
        for (root, files) in parts {
            let part = match files.len() == forms[number].files.len() {
                true => number,
                false => {
                    let part = forms[number].part(&files, mentions);
                    forms.push(part);
                    sets.grow();
                    forms.len() - 1
                }
            };
            links.push(Link {
                one: root,
                other: part,
                reason: Reason::ShortForm,
            });
            sets.join(root, part);
        }
    }
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
