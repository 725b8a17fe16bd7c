//! People, bodies, states, places and products of a case: mentions that are suggested to be one thing. Always: each
//! grouping has its reason; nobody in a row of personal data becomes one (law 8 of the design).

use std::borrow::Cow;

use daylight_model::{Grade, Mention, MentionType, Part, Span, StoredCitation, Value};
use daylight_understand::entity::{self, Basis, CaseMention, Name, Told};
use serde::{Deserialize, Serialize};

use super::super::{Case, CaseError};
use super::Meant;
use super::across::Across;
use super::private_rows::PrivateRows;
use super::when::{Months, OverTime};

/// Files of a name whose places are kept, and places of each.
const MOST_FILES: usize = 50;
const MOST_PLACES: usize = 5;

/// A person, body, state, place or product: mentions that are suggested to be one thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EntityRow {
    /// The same in every run.
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
    /// How many mentions.
    pub mentions: u64,
    /// In how many files.
    pub files: u64,
    /// Its mentions by the month in which they were written.
    pub over_time: OverTime,
    /// Why its names are grouped.
    pub basis: Vec<Basis>,
    /// What became of it: `suggested`.
    pub status: Cow<'static, str>,
    /// Its first mention.
    pub citation: StoredCitation,
    /// Where it is mentioned, in the order of paths: of many files the first.
    #[serde(skip)]
    pub(super) places: Vec<NameIn>,
}

/// Where a name stands in one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct NameIn {
    path: String,
    mentions: u64,
    /// The first.
    first: Vec<(Span, Cow<'static, str>, Grade)>,
}

/// A file in which a name is mentioned, as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct NamePlaces {
    /// The file.
    pub path: String,
    /// How many mentions it has.
    pub mentions: u64,
    /// The first of them.
    pub first: Vec<NamePlace>,
}

/// One mention of a name.
#[derive(Debug, Clone, PartialEq)]
pub struct NamePlace {
    /// Where it stands.
    pub citation: StoredCitation,
    /// What found it: detector and version.
    pub detector: String,
    /// How certain.
    pub grade: Grade,
}

/// The names in one file.
#[derive(Debug)]
pub(super) struct NamesIn {
    path: String,
    found: Vec<Found>,
}

/// A name that was found.
#[derive(Debug)]
struct Found {
    kind: MentionType,
    text: String,
    value: String,
    /// Number of the file, from 1; 0 before it is known.
    file: u32,
    month: Option<String>,
    span: Span,
    detector: Cow<'static, str>,
    grade: Grade,
    /// Number of the name of which the words around say that this is another, counted as `file` is: of its file, then of all.
    told_as: Option<usize>,
}

impl NamesIn {
    /// Takes the names of a file, but for those in messages that an earlier export of the talk has too: they count there.
    pub(super) fn of(meant: &Meant, across: &Across) -> Self {
        let understanding = &meant.understanding;
        let metadata = &meant.document.summary.metadata;
        let months = Months::new(&understanding.messages, metadata);
        let private = PrivateRows::of(&understanding.tables, &meant.parts);
        let repeated = across
            .said_before
            .spans_in(&meant.path, &understanding.messages);
        let is_repeated = |span: Span| {
            let start = |of: &Span| (of.part, of.start);
            let after = repeated.partition_point(|of| start(of) <= start(&span));
            let of = after.checked_sub(1).and_then(|at| repeated.get(at));
            of.is_some_and(|of| of.part == span.part && span.end <= of.end)
        };
        let found = |mention: &Mention| {
            let is_name = matches!(
                mention.kind,
                MentionType::Person
                    | MentionType::Org
                    | MentionType::Country
                    | MentionType::Place
                    | MentionType::Product
            );
            let Value::Text(value) = &mention.value else {
                return None;
            };
            (is_name && !private.hold(mention.span) && !is_repeated(mention.span)).then(|| Found {
                kind: mention.kind,
                text: meant.words(mention.span).to_owned(),
                value: value.clone(),
                file: 0,
                month: months.of(mention.span).map(str::to_owned),
                span: mention.span,
                detector: mention.detector.clone(),
                grade: mention.grade,
                told_as: None,
            })
        };
        let mut found: Vec<Found> = understanding.mentions.iter().filter_map(found).collect();
        let mut before: Option<Told> = None;
        for at in 1..found.len() {
            let told = told_between(meant, &found[at - 1], &found[at], before);
            found[at].told_as = told.map(|_| at - 1);
            before = told;
        }
        Self {
            found,
            path: meant.path.clone(),
        }
    }
}

/// Returns whether the words between and after two names say that they are names of one.
fn told_between(meant: &Meant, one: &Found, other: &Found, before: Option<Told>) -> Option<Told> {
    /// How far after a name a bracket closes, in bytes.
    const AFTER: usize = 12;
    let follows = one.kind == other.kind
        && matches!(one.kind, MentionType::Org | MentionType::Person)
        && one.span.part == other.span.part
        && one.span.end <= other.span.start;
    if !follows {
        return None;
    }
    let text = meant.part(other.span.part)?.text();
    let after = text.get(other.span.end as usize..)?;
    let mut end = AFTER.min(after.len());
    while !after.is_char_boundary(end) {
        end -= 1;
    }
    let between = meant.between(one.span, other.span);
    entity::told(&one.text, between, &other.text, &after[..end], before)
}

impl Case {
    /// Returns where a name is mentioned, file by file in the order of paths: of many files the first 50.
    ///
    /// # Errors
    /// [`CaseError::Ledger`], [`CaseError::NoSuchFile`].
    pub fn places_of(&self, name: &EntityRow) -> Result<Vec<NamePlaces>, CaseError> {
        let mut places = Vec::with_capacity(name.places.len());
        for here in &name.places {
            places.push(NamePlaces {
                path: here.path.clone(),
                mentions: here.mentions,
                first: self.places_in(here)?,
            });
        }
        Ok(places)
    }

    fn places_in(&self, here: &NameIn) -> Result<Vec<NamePlace>, CaseError> {
        let Some(blob) = self.file(&here.path)?.sha256 else {
            return Ok(Vec::new());
        };
        let Some(document) = self.ledger.document(blob)? else {
            return Ok(Vec::new());
        };
        let mut parts: Vec<Part> = Vec::new();
        for (span, ..) in &here.first {
            if parts.iter().all(|part| part.number() != span.part) {
                parts.extend(self.ledger.part(blob, span.part)?.map(|part| part.part));
            }
        }
        let masks = self.masks(blob, &parts)?;
        let placed = here.first.iter().filter_map(|(span, detector, grade)| {
            let part = parts.iter().find(|part| part.number() == span.part)?;
            let range = span.start as usize..span.end as usize;
            let cited = part.cite(&document.reference, range).ok()?;
            let mut citation = cited.written(&here.path);
            citation.quote = masks.over(part, *span).0;
            Some(NamePlace {
                citation,
                detector: detector.to_string(),
                grade: *grade,
            })
        });
        Ok(placed.collect())
    }

    /// Groups the names of all files, which come in the order of paths.
    pub(super) fn entities(&self, files: Vec<NamesIn>) -> Result<Vec<EntityRow>, CaseError> {
        let mut found: Vec<Found> = Vec::new();
        let mut paths: Vec<String> = Vec::with_capacity(files.len());
        for (file, names) in (1..).zip(files) {
            paths.push(names.path);
            let first = found.len();
            found.extend(names.found.into_iter().map(|name| Found {
                file,
                told_as: name.told_as.map(|at| first + at),
                ..name
            }));
        }
        let mentions: Vec<CaseMention<'_>> = found
            .iter()
            .map(|found| CaseMention {
                kind: found.kind,
                text: &found.text,
                value: &found.value,
                country: None,
                file: found.file,
                told_as: found.told_as,
            })
            .collect();
        let names = self.known_names();
        let groups = entity::group(&mentions, names.understander.gazetteer());
        let mut rows = Vec::with_capacity(groups.len());
        for group in groups {
            let mut places: Vec<NameIn> = Vec::new();
            let mut in_file = 0;
            for found in group.mentions.iter().filter_map(|at| found.get(*at)) {
                // Mentions come in the order of files, which count from 1.
                if found.file != in_file {
                    in_file = found.file;
                    let path = paths.get(found.file as usize - 1);
                    if let (Some(path), true) = (path, places.len() < MOST_FILES) {
                        places.push(NameIn {
                            path: path.clone(),
                            mentions: 0,
                            first: Vec::new(),
                        });
                    } else {
                        break;
                    }
                }
                if let Some(here) = places.last_mut() {
                    here.mentions += 1;
                    if here.first.len() < MOST_PLACES {
                        let detector = found.detector.clone();
                        here.first.push((found.span, detector, found.grade));
                    }
                }
            }
            let first = places.first();
            let Some((path, (span, ..))) =
                first.and_then(|here| Some((&here.path, here.first.first()?)))
            else {
                continue;
            };
            let Some(citation) = self.citation_at(path, *span)? else {
                continue;
            };
            let mut over_time = OverTime::default();
            for mention in &group.mentions {
                let month = found.get(*mention).and_then(|found| found.month.as_deref());
                over_time.count(month);
            }
            rows.push(EntityRow {
                id: group.id,
                kind: group.kind,
                name: group.name,
                names: group.names,
                country: group.country,
                mentions: group.mentions.len() as u64,
                files: group.files,
                over_time,
                basis: group.basis,
                status: "suggested".into(),
                citation,
                places,
            });
        }
        rows.sort_by(|a, b| (b.mentions, &a.name).cmp(&(a.mentions, &b.name)));
        Ok(rows)
    }

    fn citation_at(&self, path: &str, span: Span) -> Result<Option<StoredCitation>, CaseError> {
        let Some(blob) = self.file(path)?.sha256 else {
            return Ok(None);
        };
        let (Some(document), Some(part)) = (
            self.ledger.document(blob)?,
            self.ledger.part(blob, span.part)?,
        ) else {
            return Ok(None);
        };
        let range = span.start as usize..span.end as usize;
        let cited = part.part.cite(&document.reference, range);
        Ok(cited.ok().map(|citation| citation.written(path)))
    }
}
