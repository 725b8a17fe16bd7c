//! What a body's name tells by its parts: whose it is, of what sector, what it is called in English. A name is a
//! place, a kind of body, and perhaps a unit: 成都市 + 公安局 + 网安支队.

use daylight_model::MentionType;

use super::company_name::letters;
use super::fold::{fold, is_han};

use super::romanised::romanised;
use super::shipped::{
    FORM_WORDS, Form, KIND_BY_NAME, KINDS, Kind, ONE_CHARACTER, SECTOR_WORDS, Scope, UNIT_NAMES,
};
use super::{Entry, Gazetteer};

/// What an administrative division is called, and its English as it stands before a body's name. A city's is
/// not said.
const DIVISIONS: [(&str, &str); 12] = [
    ("特别行政区", ""),
    ("自治区", "Autonomous Region"),
    ("自治州", "Prefecture"),
    ("自治县", "County"),
    ("自治旗", "Banner"),
    ("地区", "Prefecture"),
    ("省", "Provincial"),
    ("市", ""),
    ("区", "District"),
    ("县", "County"),
    ("州", "Prefecture"),
    ("旗", "Banner"),
];

/// A name taken apart.
pub(crate) struct Composed<'a> {
    /// What stands before the kind: 成都市.
    pub(crate) place: &'a str,
    /// The kind of body.
    pub(crate) kind: &'static Kind,
    /// The English of its unit.
    pub(crate) unit: Option<&'static str>,
}

/// Takes a Chinese name apart at its kind; none where it does not end as a public body's name.
pub(crate) fn take_apart(name: &str) -> Option<Composed<'_>> {
    let (body, unit) = without_unit(name);
    let starts = body.char_indices().map(|(at, _)| at).skip(1);
    for at in starts {
        let kind = body.get(at..).and_then(kind_of);
        if let Some(kind) = kind {
            return Some(Composed {
                place: body.get(..at)?,
                kind,
                unit,
            });
        }
    }
    None
}

pub(crate) fn kind_of(name: &str) -> Option<&'static Kind> {
    KINDS.get(*KIND_BY_NAME.get(name)?)
}

fn without_unit(name: &str) -> (&str, Option<&'static str>) {
    for (unit, english) in UNIT_NAMES.iter() {
        if let Some(body) = name.strip_suffix(unit)
            && !body.is_empty()
        {
            return (body, Some(english));
        }
    }
    (name, None)
}

/// What makes a public body the one it is: its kind, whose it is, and its unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Signature {
    kind: String,
    /// A state's code, or a place in Latin letters.
    whose: String,
    unit: Option<&'static str>,
}

/// Returns the signature of a public body by its Chinese or English name; none where it does not tell whose it is.
pub(crate) fn signature(gazetteer: &Gazetteer, name: &str) -> Option<Signature> {
    let folded = fold(name);
    if name.chars().any(is_han) {
        let composed = take_apart(&folded)?;
        let place = composed
            .place
            .trim_end_matches("国家")
            .trim_end_matches("国立");
        let state = gazetteer
            .get(place)
            .filter(|entry| entry.kind == MentionType::Country);
        let whose = match state {
            Some(state) => state.country.clone()?,
            None => letters(&place_en(gazetteer, place, true)?),
        };
        return Some(Signature {
            kind: composed.kind.name.clone(),
            whose,
            unit: composed.unit,
        });
    }
    let (kind_name, number) = english_kind_name(&folded)?;
    let kind = KINDS.get(number)?;
    let unit = UNIT_NAMES
        .values()
        .find(|unit| folded.ends_with(&unit.to_lowercase()))
        .copied();
    let found = gazetteer.find(name);
    let state = found
        .iter()
        .find(|found| found.entry.kind == MentionType::Country);
    let whose = match state {
        Some(state) => state.entry.country.clone()?,
        None => {
            let at = folded.find(kind_name)?;
            letters(folded.get(..at)?)
        }
    };
    (!whose.is_empty()).then(|| Signature {
        kind: kind.name.clone(),
        whose,
        unit,
    })
}

/// Whether a name ends as companies' names in a register do.
pub(crate) fn ends_as_legal_name(name: &str) -> bool {
    let folded = fold(name);
    ["ltd.", "ltd", "inc.", "inc", "llc", "gmbh"]
        .iter()
        .any(|form| folded.ends_with(form))
        || FORM_WORDS
            .iter()
            .filter(|word| word.form == Form::Legal)
            .any(|word| folded.ends_with(word.word.as_str()))
}

pub(super) fn country_of<'a>(gazetteer: &'a Gazetteer, name: &str) -> Option<&'a str> {
    if let Some(entry) = gazetteer.get(name)
        && entry.country.is_some()
    {
        return entry.country.as_deref();
    }
    let mut characters = name.trim().chars();
    if let (Some(only), None) = (characters.next(), characters.next()) {
        return ONE_CHARACTER.get(&only).copied();
    }
    let found = gazetteer.find(name);
    let country = |entry: &'a Entry| entry.country.as_deref();
    let first = found.first().filter(|found| found.range.start == 0);
    let state = || {
        found
            .iter()
            .find(|found| found.entry.kind == MentionType::Country)
    };
    let known = first
        .filter(|first| first.entry.country.is_some())
        .or_else(state)
        .or_else(|| found.iter().find(|found| found.entry.country.is_some()))
        .and_then(|found| country(found.entry));
    known.or_else(|| {
        // Bodies of these kinds exist in China only; of a place that no list knows as well.
        let folded = fold(name);
        let composed = take_apart(&folded)?;
        let chinese = composed.kind.scope == Scope::Local && ends_as_division(composed.place);
        chinese.then_some("CN")
    })
}

fn ends_as_division(place: &str) -> bool {
    DIVISIONS.iter().any(|(word, _)| place.ends_with(word)) && place.chars().count() > 2
}

pub(super) fn sector_of<'a>(gazetteer: &'a Gazetteer, name: &str) -> Option<&'a str> {
    if let Some(entry) = gazetteer.get(name) {
        match (entry.kind, &entry.sector) {
            (_, Some(sector)) => return Some(sector),
            (MentionType::Org, None) => {}
            _ => return None,
        }
    }
    let folded = fold(name);
    if let Some(composed) = take_apart(&folded)
        && let Some(sector) = &composed.kind.sector
    {
        return Some(sector);
    }
    if let Some(sector) = english_kind(&folded).and_then(|kind| kind.sector.as_deref()) {
        return Some(sector);
    }
    let word = SECTOR_WORDS.iter().find(|(word, _)| {
        if word.chars().all(is_han) {
            // One character (部, 局) tells only as the last.
            match word.chars().count() {
                1 => folded.ends_with(word) && folded.chars().count() > 3,
                _ => folded.contains(word),
            }
        } else {
            has_words(&folded, word)
        }
    });
    word.map(|(_, sector)| *sector).or_else(|| {
        let legal = FORM_WORDS
            .iter()
            .any(|word| word.form == Form::Legal && folded.ends_with(word.word.as_str()));
        let trade = FORM_WORDS
            .iter()
            .find(|word| word.sector.is_some() && folded.contains(word.word.as_str()));
        trade
            .filter(|word| legal || folded.ends_with(word.word.as_str()))
            .and_then(|word| word.sector.as_deref())
    })
}

/// The kind of body whose English name stands in this one, the longest.
fn english_kind(folded: &str) -> Option<&'static Kind> {
    KINDS.get(english_kind_name(folded)?.1)
}

fn english_kind_name(folded: &str) -> Option<(&'static str, usize)> {
    KIND_BY_NAME
        .iter()
        .filter(|(name, _)| name.is_ascii() && name.len() > 2 && has_words(folded, name))
        .max_by_key(|(name, _)| name.len())
        .map(|(name, number)| (name.as_str(), *number))
}

fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text
            .get(at + words.len()..)
            .and_then(|text| text.chars().next());
        !before.is_some_and(char::is_alphabetic) && !after.is_some_and(char::is_alphabetic)
    })
}

pub(super) fn name_en(gazetteer: &Gazetteer, name: &str) -> Option<String> {
    if !name.chars().any(is_han) {
        return (!name.trim().is_empty()).then(|| name.trim().to_owned());
    }
    if let Some(entry) = gazetteer.get(name) {
        if let Some(english) = &entry.name_en {
            return Some(english.clone());
        }
        if entry.kind == MentionType::Place {
            return place_en(gazetteer, &entry.name, false);
        }
    }
    let folded = fold(name);
    let english = match take_apart(&folded) {
        Some(composed) => body_en(gazetteer, &composed)?,
        None => return company_en(gazetteer, &folded),
    };
    Some(english)
}

fn body_en(gazetteer: &Gazetteer, composed: &Composed<'_>) -> Option<String> {
    let kind = composed.kind.name_en.as_str();
    let state = gazetteer
        .get(composed.place)
        .filter(|entry| entry.kind == MentionType::Country);
    let english = match state {
        Some(state) => format!("{kind}, {}", state.name_en.as_ref()?),
        None if composed.kind.scope == Scope::State && !ends_as_division(composed.place) => {
            return None;
        }
        None => {
            let place = place_en(gazetteer, composed.place, true)?;
            format!("{place} {kind}")
        }
    };
    Some(match composed.unit {
        Some(unit) => format!("{english}, {unit}"),
        None => english,
    })
}

/// A Chinese place in English; `before_body`: as it stands before the name of its body.
fn place_en(gazetteer: &Gazetteer, place: &str, before_body: bool) -> Option<String> {
    if let Some(english) = gazetteer.get(place).and_then(|entry| entry.name_en.clone()) {
        return Some(english);
    }
    // Of 四川省成都市 the last division says enough.
    let known = gazetteer.find(place);
    let last = known
        .last()
        .filter(|last| last.range.start > 0 && last.range.end == place.len());
    let place = match last {
        Some(last) => place.get(last.range.clone())?,
        None => place,
    };
    let short = gazetteer
        .get(place)
        .filter(|entry| entry.kind == MentionType::Place && !entry.own)
        .and_then(|entry| entry.aliases.first())
        .map(String::as_str);
    let (stem, division) = DIVISIONS
        .iter()
        .find_map(|(word, english)| {
            let stem = place.strip_suffix(word)?;
            (stem.chars().count() >= 2).then_some((stem, *english))
        })
        .unwrap_or((place, ""));
    let romanised = romanised(short.unwrap_or(stem))?;
    Some(match (division, before_body) {
        ("", _) => romanised,
        ("Provincial", false) => format!("{romanised} Province"),
        (division, _) => format!("{romanised} {division}"),
    })
}

fn company_en(gazetteer: &Gazetteer, name: &str) -> Option<String> {
    if !ends_as_legal_name(name) {
        return None;
    }
    let found = gazetteer.find(name);
    let place = found
        .first()
        .filter(|first| first.range.start == 0 && first.entry.kind != MentionType::Org);
    let mut rest = name.get(place.map_or(0, |place| place.range.end)..)?;
    let mut words = Vec::new();
    while let Some(word) = FORM_WORDS
        .iter()
        .find(|word| rest.ends_with(word.word.as_str()))
    {
        words.insert(0, word.english.as_str());
        rest = rest.strip_suffix(word.word.as_str())?;
    }
    let mut english = Vec::new();
    if let Some(place) = place {
        english.push(place_en(gazetteer, &place.entry.name, false)?);
    }
    if !rest.is_empty() {
        english.push(romanised(rest)?);
    }
    english.extend(words.into_iter().map(str::to_owned));
    Some(english.join(" "))
}
