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

/// Names with one beginning, surname or kind, at most, among which a short form is looked for.
const MOST_ALIKE: usize = 400;

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
    by_words(forms, mentions, gazetteer, &mut links);
    by_short_form(forms, gazetteer, &mut links);
    by_romanisation(forms, gazetteer, &mut links);
    by_translation(forms, gazetteer, &mut links);
    by_file(forms, mentions, gazetteer, &mut links);
    links
}

/// What the words around say: X（以下简称Y）, X (Y). What says little (周总) is that in this file only; two full names or two
/// states are never one for it.
fn by_words(
    forms: &mut Vec<Form>,
    mentions: &[CaseMention<'_>],
    gazetteer: &Gazetteer,
    links: &mut Vec<Link>,
) {
    let of_mention: BTreeMap<usize, usize> = forms
        .iter()
        .enumerate()
        .flat_map(|(number, form)| form.mentions.iter().map(move |at| (*at, number)))
        .collect();
    // By the other name: as whose it is told, in which files.
    let mut told: BTreeMap<usize, BTreeMap<usize, BTreeSet<u32>>> = BTreeMap::new();
    for (at, mention) in mentions.iter().enumerate() {
        let pair = mention.told_as.and_then(|before| {
            let (one, other) = (of_mention.get(&before)?, of_mention.get(&at)?);
            let (first, second) = (forms.get(*one)?, forms.get(*other)?);
            let fits = one != other && first.kind == second.kind;
            fits.then_some((*one, *other))
        });
        if let Some((one, other)) = pair {
            // The one that says less is the other's.
            let says_little = |number: usize| {
                forms
                    .get(number)
                    .is_some_and(|form| short::is_of_its_file(form, gazetteer))
            };
            let (one, other) = match says_little(one) && !says_little(other) {
                true => (other, one),
                false => (one, other),
            };
            let files = told.entry(other).or_default().entry(one).or_default();
            files.insert(mention.file);
        }
    }
    let mut sets = sets_of(forms, links);
    let mut states = States::of(forms, &mut sets);
    for (other, by_one) in told {
        let of_file = short::is_of_its_file(&forms[other], gazetteer);
        if by_one.len() > 1 && !of_file {
            let roots: BTreeSet<usize> = by_one.keys().map(|one| sets.root(*one)).collect();
            if roots.len() > 1 {
                continue;
            }
        }
        let bare = short::is_bare(&forms[other]);
        let mut fitting: BTreeMap<u32, usize> = BTreeMap::new();
        for (one, files) in by_one {
            if !(bare || states.agree(&mut sets, one, other)) {
                continue;
            }
            if of_file {
                fitting.extend(files.into_iter().map(|file| (file, one)));
                continue;
            }
            links.push(Link {
                one,
                other,
                reason: Reason::Told,
            });
            states.join(&mut sets, one, other);
        }
        for (one, part) in parted(forms, other, &fitting, mentions, &mut sets) {
            links.push(Link {
                one,
                other: part,
                reason: Reason::Told,
            });
            states.join(&mut sets, one, part);
        }
    }
}

/// The states of the sets: two with different ones are never one.
struct States(BTreeMap<usize, String>);

impl States {
    fn of(forms: &[Form], sets: &mut Sets) -> Self {
        let mut states = BTreeMap::new();
        for (number, form) in forms.iter().enumerate() {
            if let Some(country) = &form.country {
                let known = states.entry(sets.root(number));
                known.or_insert_with(|| country.clone());
            }
        }
        Self(states)
    }

    fn agree(&self, sets: &mut Sets, one: usize, other: usize) -> bool {
        match (self.0.get(&sets.root(one)), self.0.get(&sets.root(other))) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        }
    }

    fn join(&mut self, sets: &mut Sets, one: usize, other: usize) {
        let known = [one, other].map(|number| self.0.get(&sets.root(number)).cloned());
        sets.join(one, other);
        if let Some(state) = known.into_iter().flatten().next() {
            self.0.insert(sets.root(one), state);
        }
    }
}

/// Parts a form by what each file has it for; returns the numbers of the parts.
fn parted(
    forms: &mut Vec<Form>,
    number: usize,
    of_file: &BTreeMap<u32, usize>,
    mentions: &[CaseMention<'_>],
    sets: &mut Sets,
) -> Vec<(usize, usize)> {
    let parts = match forms.get_mut(number) {
        Some(form) if !of_file.is_empty() => form.parts(of_file, mentions),
        _ => return Vec::new(),
    };
    let mut numbers = Vec::with_capacity(parts.len());
    for (whose, part) in parts {
        numbers.push((whose, forms.len()));
        forms.push(part);
        sets.grow();
    }
    numbers
}

/// Short forms, and what is one of several in Latin letters. Who is called by a title, a bare kind of body and a Latin name
/// are in each file that of the one full name there, and such a form of two files is parted; another short form is that
/// of the only one in the case.
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
        .map(|form| {
            let is_han = form.kind == MentionType::Person && form.value.chars().any(is_han);
            match is_han {
                true => latin_forms(gazetteer, form),
                false => Vec::new(),
            }
        })
        .collect();
    for (number, form) in forms.iter().enumerate() {
        for key in keys[number].iter().chain(&latin[number]) {
            let known = by_key.entry((form.kind, key.clone())).or_default();
            known.push(number);
        }
    }
    let mut sets = sets_of(forms, links);
    for number in (0..keys.len()).rev() {
        let form = &forms[number];
        if !short::may_be_short(form) || form.mentions.is_empty() {
            continue;
        }
        let own_latin = letters(&form.value);
        let mut wanted: Vec<&String> = keys[number].iter().collect();
        if form.kind == MentionType::Person {
            wanted.push(&own_latin);
        }
        let listed = |key: &String| {
            let known = by_key.get(&(form.kind, key.clone()))?;
            // What so many have tells nothing.
            (known.len() <= MOST_ALIKE).then_some(known)
        };
        let bare = short::is_bare(form) && gazetteer.get(&form.value).is_none();
        let (mut full, mut by_latin) = (BTreeSet::new(), false);
        let mut excluded: BTreeSet<u32> = BTreeSet::new();
        for other in wanted.into_iter().filter_map(listed).flatten().copied() {
            let of = &forms[other];
            if other == number || of.mentions.is_empty() {
                continue;
            }
            if form.kind == MentionType::Person && short::exclude(form, of) {
                excluded.extend(form.files.intersection(&of.files));
            }
            let romanised = latin[other].contains(&own_latin);
            if (bare || countries_agree(of, form))
                && (romanised || short::is_short_of(form, of, gazetteer))
            {
                by_latin |= romanised;
                full.insert(other);
            }
        }
        let own_root = sets.root(number);
        let roots: BTreeSet<usize> = full.iter().map(|one| sets.root(*one)).collect();
        if full.is_empty() || roots.contains(&own_root) {
            continue;
        }
        let of_file = short::is_of_its_file(form, gazetteer);
        let reason = match by_latin {
            true => Reason::Romanisation,
            false => Reason::ShortForm,
        };
        if !of_file {
            if let (1, Some(root)) = (roots.len(), roots.first()) {
                links.push(Link {
                    one: *root,
                    other: number,
                    reason,
                });
                sets.join(*root, number);
            }
            continue;
        }
        let mut in_file: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
        for one in &full {
            let root = sets.root(*one);
            for file in forms[*one].files.intersection(&form.files) {
                in_file.entry(*file).or_default().insert(root);
            }
        }
        let alone = in_file.into_iter().filter_map(|(file, roots)| {
            let is_told = roots.len() == 1 && !excluded.contains(&file);
            roots
                .first()
                .copied()
                .filter(|_| is_told)
                .map(|root| (file, root))
        });
        let alone: BTreeMap<u32, usize> = alone.collect();
        for (root, part) in parted(forms, number, &alone, mentions, &mut sets) {
            links.push(Link {
                one: root,
                other: part,
                reason,
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
