//! Entries of the key and found ones, ready to be compared.
//!
//! Always: paths of equal files are one path, the first of them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::place::{Overlap, Place};
use super::value::{alike, contained};

/// Which files are equal, and which are distractors.
#[derive(Debug, Default)]
pub(super) struct Paths {
    first: BTreeMap<String, String>,
    distractors: BTreeSet<String>,
}

impl Paths {
    /// Reads the entries of `files.jsonl`.
    pub(super) fn new(files: &[Value]) -> Self {
        let mut paths = Self::default();
        for file in files {
            let Some(path) = file["path"].as_str() else {
                continue;
            };
            if let Some(first) = file["duplicate_of"].as_str() {
                paths.first.insert(path.to_owned(), first.to_owned());
            }
            if file["distractor"] == true {
                paths.distractors.insert(path.to_owned());
            }
        }
        paths
    }

    /// Returns the first path of the same bytes.
    pub(super) fn first<'a>(&'a self, path: &'a str) -> &'a str {
        self.first.get(path).map_or(path, String::as_str)
    }

    /// Whether nothing but a denial may be claimed from a file.
    pub(super) fn distracts(&self, path: &str) -> bool {
        self.distractors.contains(path)
    }
}

/// A place with the words there.
#[derive(Debug, Clone)]
pub(super) struct Cited {
    pub(super) path: String,
    pub(super) locator: String,
    pub(super) quote: String,
    pub(super) place: Place,
}

impl Cited {
    /// Reads a citation.
    pub(super) fn read(citation: &Value, paths: &Paths) -> Self {
        let word = |name: &str| citation[name].as_str().unwrap_or_default();
        Self {
            path: paths.first(word("path")).to_owned(),
            locator: word("locator").to_owned(),
            quote: word("quote").to_owned(),
            place: Place::read(word("locator")),
        }
    }

    /// Whether two cite one place: their locators overlap, or may and the words of one hold those of the other.
    pub(super) fn same_place(&self, other: &Self) -> bool {
        self.path == other.path
            && match self.place.overlap(&other.place) {
                Overlap::Same => true,
                Overlap::Perhaps => alike(&self.quote, &other.quote) >= 0.7,
                Overlap::Apart => false,
            }
    }

    /// Whether two cite the same words of one place; of pixels, the box alone may say so.
    pub(super) fn same_words(&self, other: &Self) -> bool {
        if self.path != other.path {
            return false;
        }
        let pixels = self.locator.contains("xywh=");
        match self.place.overlap(&other.place) {
            Overlap::Same if pixels => true,
            Overlap::Same => contained(&self.quote, &other.quote),
            Overlap::Perhaps => alike(&self.quote, &other.quote) >= 0.7,
            Overlap::Apart => false,
        }
    }
}

/// An entry: its type, its places, and all of it.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) kind: String,
    pub(super) cited: Vec<Cited>,
    pub(super) all: Value,
}

impl Entry {
    /// Reads a claim or mention: `type`, and `citations` or `citation`.
    pub(super) fn read(all: &Value, paths: &Paths) -> Self {
        let several = all["citations"].as_array();
        let cited = match several {
            Some(several) => several.iter().map(|one| Cited::read(one, paths)).collect(),
            None => vec![Cited::read(&all["citation"], paths)],
        };
        Self {
            kind: all["type"].as_str().unwrap_or_default().to_owned(),
            cited,
            all: all.clone(),
        }
    }

    /// Returns the path of the first place.
    pub(super) fn path(&self) -> &str {
        self.cited.first().map_or("", |cited| &cited.path)
    }

    /// Whether two have a place in common.
    pub(super) fn same_place(&self, other: &Self) -> bool {
        let pairs = self.cited.iter();
        pairs
            .flat_map(|one| other.cited.iter().map(move |other| (one, other)))
            .any(|(one, other)| one.same_place(other))
    }
}
