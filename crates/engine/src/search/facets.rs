//! What is counted and compared of documents that were found. Always: each document counts once in every kind but the
//! years, where it counts once in each of its own.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::IndexedDocument;
use super::query::Days;

/// What comes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// What fits best.
    #[default]
    Best,
    /// The latest day of its messages, or of itself; without one, last.
    Newest,
    /// The earliest day; without one, last.
    Oldest,
    /// The most bytes.
    Largest,
    /// The fewest.
    Smallest,
    /// By path, folded.
    Path,
}

impl Sort {
    /// Each with its name.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Best, "best"),
        (Self::Newest, "newest"),
        (Self::Oldest, "oldest"),
        (Self::Largest, "largest"),
        (Self::Smallest, "smallest"),
        (Self::Path, "path"),
    ];
}

/// How many documents there are of each kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Facets {
    /// By media type.
    pub media_type: BTreeMap<String, u64>,
    /// By language; documents without one are left out.
    pub language: BTreeMap<String, u64>,
    /// By state.
    pub state: BTreeMap<String, u64>,
    /// By year of their messages, or of themselves.
    pub year: BTreeMap<u64, u64>,
}

impl Facets {
    pub(super) fn add(&mut self, document: &IndexedDocument) {
        count(&mut self.media_type, document.media_type.clone());
        if let Some(language) = &document.language {
            count(&mut self.language, language.clone());
        }
        count(&mut self.state, document.state.as_str().to_owned());
        for year in (Dates::of(document)).years {
            count(&mut self.year, year);
        }
    }
}

pub(super) fn count<K: Ord>(counts: &mut BTreeMap<K, u64>, key: K) {
    *counts.entry(key).or_default() += 1;
}

/// When a document is from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Dates {
    /// The first day as a number, `20210304`.
    pub(super) oldest: Option<u64>,
    /// The last.
    pub(super) newest: Option<u64>,
    /// Each year in it.
    pub(super) years: Vec<u64>,
}

impl Dates {
    pub(super) fn of(document: &IndexedDocument) -> Self {
        let days = document.records.days();
        let number = |day: &str| day.replace('-', "").parse().ok();
        let mut years: Vec<u64> = days.iter().filter_map(Days::year).collect();
        years.dedup();
        Self {
            oldest: days.iter().filter_map(|days| number(&days.first)).min(),
            newest: days.iter().filter_map(|days| number(&days.last)).max(),
            years,
        }
    }
}

/// What a document is compared by.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Compared {
    pub(super) score: f32,
    pub(super) oldest: Option<u64>,
    pub(super) newest: Option<u64>,
    pub(super) bytes: u64,
    /// The first path, folded; only where it is asked for.
    pub(super) path: String,
}

impl Compared {
    pub(super) fn of(document: &IndexedDocument, score: f32) -> Self {
        let dates = Dates::of(document);
        Self {
            score,
            oldest: dates.oldest,
            newest: dates.newest,
            bytes: document.bytes,
            path: document
                .facts()
                .paths
                .into_iter()
                .next()
                .unwrap_or_default(),
        }
    }

    pub(super) fn order(&self, other: &Self, sort: Sort) -> Ordering {
        let last = |day: Option<u64>| day.is_none();
        match sort {
            Sort::Best => other.score.total_cmp(&self.score),
            Sort::Newest => other.newest.cmp(&self.newest),
            Sort::Oldest => {
                (last(self.oldest), self.oldest).cmp(&(last(other.oldest), other.oldest))
            }
            Sort::Largest => other.bytes.cmp(&self.bytes),
            Sort::Smallest => self.bytes.cmp(&other.bytes),
            Sort::Path => self.path.cmp(&other.path),
        }
    }
}
