//! The names that a case knows: those that are shipped, and its own lists, kept in the folder of the case. Always: a
//! list is kept as it was given; with other lists, everything is understood anew.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, PoisonError};

use daylight_model::MentionType;
use daylight_understand::Understander;
use daylight_understand::gazetteer::Gazetteer;
use daylight_understand::name::{Lac, LacFiles};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::super::{Case, CaseError};
use crate::models;

/// The folder of a case's own lists.
const FOLDER: &str = "gazetteer";

/// A row of a list that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BadName {
    /// Line of the file, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub why: String,
}

/// What a case understands with.
#[derive(Debug)]
pub(in super::super) struct KnownNames {
    pub(super) understander: Understander,
    /// Tells one set of detectors, rules, models and names from another.
    pub(super) version: String,
    /// Whether the model of names is on this machine.
    has_model: bool,
    model: OnceLock<Option<Lac>>,
}

impl KnownNames {
    /// Returns whether a word names a town, a province or a country.
    pub(super) fn is_place(&self, word: &str) -> bool {
        let kind = self.gazetteer().get(word).map(|entry| entry.kind);
        matches!(kind, Some(MentionType::Place | MentionType::Country))
    }

    pub(in super::super) fn gazetteer(&self) -> &Gazetteer {
        self.understander.gazetteer()
    }

    pub(in super::super) fn of_case(folder: &Path) -> Result<Self, CaseError> {
        let mut gazetteer = Gazetteer::shipped();
        let mut hash = Sha256::new();
        for path in lists(folder)? {
            let csv = fs::read(&path).map_err(|source| CaseError::io(&path, source))?;
            hash.update(Sha256::digest(&csv));
            // Bad rows were named when the list was added.
            drop(gazetteer.add_csv(&csv));
        }
        let names = hex::encode(hash.finalize());
        let has_model = models::seem_present(&models::names::ALL);
        let model = if has_model { "+lac" } else { "" };
        Ok(Self {
            understander: Understander::new(gazetteer),
            version: format!("{}{model}/{}", daylight_understand::VERSION, &names[..16]),
            has_model,
            model: OnceLock::new(),
        })
    }

    /// Whether the model of names is on this machine.
    pub(in super::super) fn has_model(&self) -> bool {
        self.has_model
    }

    /// Returns the model of names, loaded when it is first asked for; none where it is not on this machine.
    ///
    /// # Errors
    /// [`CaseError::Model`] where a file of it is broken.
    pub(super) fn model(&self) -> Result<Option<&Lac>, CaseError> {
        if let Some(model) = self.model.get() {
            return Ok(model.as_ref());
        }
        let model = match self.has_model {
            true => Some(name_model()?),
            false => None,
        };
        Ok(self.model.get_or_init(|| model).as_ref())
    }
}

fn name_model() -> Result<Lac, CaseError> {
    let read = |name| models::read(name);
    let files = LacFiles {
        network: &read(models::names::NETWORK)?,
        transitions: &read(models::names::TRANSITIONS)?,
        characters: &read(models::names::CHARACTERS)?,
        folds: &read(models::names::FOLDS)?,
        tags: &read(models::names::TAGS)?,
    };
    Ok(Lac::from_files(&files)?)
}

fn lists(folder: &Path) -> Result<Vec<PathBuf>, CaseError> {
    let folder = folder.join(FOLDER);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(CaseError::io(&folder, source)),
    };
    let mut lists = Vec::new();
    for entry in entries {
        let path = entry
            .map_err(|source| CaseError::io(&folder, source))?
            .path();
        if path.extension().is_some_and(|ending| ending == "csv") {
            lists.push(path);
        }
    }
    lists.sort();
    Ok(lists)
}

impl Case {
    /// Adds a list of names to the case: a CSV `name,name_en,type,country,aliases`. The rows that cannot be used are
    /// returned; the rest are. The same list twice changes nothing. What was understood so far is understood anew by
    /// the next [`Case::read_pending`].
    ///
    /// # Errors
    /// [`CaseError::Io`].
    pub fn add_names(&self, csv: &[u8]) -> Result<Vec<BadName>, CaseError> {
        let bad = Gazetteer::shipped().add_csv(csv);
        let folder = self.folder.join(FOLDER);
        let known = lists(&self.folder)?;
        let mut is_known = false;
        for path in &known {
            let list = fs::read(path).map_err(|source| CaseError::io(path, source))?;
            is_known |= list == csv;
        }
        if !is_known {
            fs::create_dir_all(&folder).map_err(|source| CaseError::io(&folder, source))?;
            let number = known.len() + 1;
            let unfinished = folder.join("unfinished");
            let path = folder.join(format!("{number:04}.csv"));
            fs::write(&unfinished, csv).map_err(|source| CaseError::io(&unfinished, source))?;
            fs::rename(&unfinished, &path).map_err(|source| CaseError::io(&path, source))?;
            let names = KnownNames::of_case(&self.folder)?;
            *self.names.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(names);
        }
        let bad = bad.into_iter().map(|row| BadName {
            line: row.line,
            why: row.why,
        });
        Ok(bad.collect())
    }
}
