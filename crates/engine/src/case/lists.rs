//! Lists of terms that a case keeps: looked up again as files come, with what is new since somebody last said that they
//! had seen it. Always: a list is kept as it was given, in the case's folder, and looking it up changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use daylight_model::BlobId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Case, CaseError, Coverage};
use crate::search::{ListTerm, Presenter, Records, SearchOptions, SnippetOptions, TermList};

/// The folder of a case's lists.
const FOLDER: &str = "lists";
/// Longest name of a list, in bytes: it is the name of a file.
const LONGEST_NAME: usize = 120;
/// Largest list, in bytes.
const LARGEST: usize = 16 << 20;

/// A list that a case keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SavedList {
    /// Its name.
    pub name: String,
    /// How many terms it has.
    pub terms: usize,
    /// When somebody last said that they had seen what it finds.
    pub seen_at: Option<Timestamp>,
}

/// A file that holds a term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TermFile {
    /// The path of the copy that counts.
    pub path: String,
    /// Whether it was not there when the list was last seen.
    pub new: bool,
}

/// What a case holds of one term of a kept list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TermFound {
    /// The term.
    pub term: String,
    /// Every spelling that was looked for, the term first.
    pub spellings: Vec<String>,
    /// The query that finds them.
    pub query: String,
    /// The files, by path.
    pub files: Vec<TermFile>,
}

/// What a case holds of a kept list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListFound {
    /// The list.
    pub list: SavedList,
    /// In the order of the list; those in no file too.
    pub terms: Vec<TermFound>,
    /// Over what was searched.
    pub over: Coverage,
}

/// What somebody has seen of a list: by term, the bytes that held it.
#[derive(Debug, Serialize, Deserialize)]
struct Seen {
    at: Timestamp,
    files: BTreeMap<String, BTreeSet<BlobId>>,
}

/// Why a list cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepListError {
    /// A name that cannot be that of a file.
    #[error("{name:?} is no name for a list")]
    Name {
        /// As given.
        name: String,
    },
    /// Larger than any list that a person looks through.
    #[error("the list is larger than 16 MiB")]
    TooLarge,
    /// The case has none of this name.
    #[error("there is no list {name:?} in this case")]
    NoSuchList {
        /// As given.
        name: String,
    },
}

impl Case {
    /// Keeps a list of terms under a name, in the place of the one that had it: a CSV with a term and its spellings on
    /// each row.
    ///
    /// # Errors
    /// [`CaseError::List`] where it cannot be read, [`CaseError::KeepList`] where it cannot have that name.
    pub fn keep_list(&self, name: &str, csv: &[u8]) -> Result<SavedList, CaseError> {
        if csv.len() > LARGEST {
            return Err(KeepListError::TooLarge.into());
        }
        let terms = TermList::read(csv)?.terms.len();
        let path = self.list_path(name)?;
        let folder = self.folder.join(FOLDER);
        fs::create_dir_all(&folder).map_err(|source| CaseError::io(&folder, source))?;
        write_whole(&folder, &path, csv)?;
        Ok(SavedList {
            name: name.trim().to_owned(),
            terms,
            seen_at: read_seen(&path)?.map(|seen| seen.at),
        })
    }

    /// Returns the kept lists, by name.
    ///
    /// # Errors
    /// [`CaseError::Io`], [`CaseError::List`].
    pub fn lists(&self) -> Result<Vec<SavedList>, CaseError> {
        let folder = self.folder.join(FOLDER);
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
            let name = path.file_stem().and_then(|name| name.to_str());
            let Some(name) = name.filter(|_| path.extension().is_some_and(|end| end == "csv"))
            else {
                continue;
            };
            lists.push(self.kept(name)?.0);
        }
        lists.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(lists)
    }

    /// Returns a kept list as it was given.
    ///
    /// # Errors
    /// [`CaseError::KeepList`] where there is none of this name.
    pub fn list_csv(&self, name: &str) -> Result<Vec<u8>, CaseError> {
        let path = self.list_path(name)?;
        fs::read(&path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => KeepListError::NoSuchList {
                name: name.to_owned(),
            }
            .into(),
            _ => CaseError::io(&path, source),
        })
    }

    /// Forgets a list.
    ///
    /// # Errors
    /// [`CaseError::KeepList`] where there is none of this name.
    pub fn forget_list(&self, name: &str) -> Result<(), CaseError> {
        self.list_csv(name)?;
        let path = self.list_path(name)?;
        for path in [seen_path(&path), path] {
            match fs::remove_file(&path) {
                Err(source) if source.kind() != io::ErrorKind::NotFound => {
                    return Err(CaseError::io(&path, source));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Looks up every term of a kept list.
    ///
    /// # Errors
    /// [`CaseError::KeepList`] where there is none of this name.
    pub fn look_up_list(&self, name: &str) -> Result<ListFound, CaseError> {
        let (list, terms) = self.kept(name)?;
        let seen = read_seen(&self.list_path(name)?)?;
        let mut found = Vec::with_capacity(terms.terms.len());
        for term in terms.terms {
            let known = seen.as_ref().map(|seen| seen.files.get(&term.term));
            let mut files = Vec::new();
            for blob in self.blobs_with(&term)? {
                let Some(path) = self.paths_of(blob)?.into_iter().next() else {
                    continue;
                };
                let new = known.is_some_and(|known| known.is_none_or(|all| !all.contains(&blob)));
                files.push(TermFile { path, new });
            }
            files.sort_by(|one, other| one.path.cmp(&other.path));
            found.push(TermFound {
                query: term.query().to_string(),
                term: term.term,
                spellings: term.spellings,
                files,
            });
        }
        Ok(ListFound {
            list,
            terms: found,
            over: self.coverage()?,
        })
    }

    /// Notes that somebody has seen what a list finds now: only what comes later is new.
    ///
    /// # Errors
    /// [`CaseError::KeepList`] where there is none of this name.
    pub fn list_seen(&self, name: &str) -> Result<SavedList, CaseError> {
        let (list, terms) = self.kept(name)?;
        let mut files: BTreeMap<String, BTreeSet<BlobId>> = BTreeMap::new();
        for term in terms.terms {
            let found = self.blobs_with(&term)?;
            files.entry(term.term).or_default().extend(found);
        }
        let at = Timestamp::now();
        let path = self.list_path(name)?;
        let json = serde_json::to_vec(&Seen { at, files }).map_err(|error| {
            let wrong = io::Error::new(io::ErrorKind::InvalidData, error);
            CaseError::io(&path, wrong)
        })?;
        write_whole(&self.folder.join(FOLDER), &seen_path(&path), &json)?;
        Ok(SavedList {
            seen_at: Some(at),
            ..list
        })
    }

    /// Writes every place of every term of a kept list as CSV, term by term, file by file, without end: `term, path,
    /// locator, quote`, personal data masked. What a spreadsheet program would take for a formula has `'` in front.
    ///
    /// # Errors
    /// [`CaseError::KeepList`] where there is none of this name; [`CaseError::Written`] where `out` takes no more.
    pub fn write_list_places(&self, name: &str, out: &mut dyn Write) -> Result<(), CaseError> {
        let mut csv = csv::Writer::from_writer(out);
        let mut row = |cells: [&str; 4]| {
            let written = csv.write_record(cells.map(no_formula));
            written.map_err(|error| CaseError::Written(error.into()))
        };
        row(["term", "path", "locator", "quote"])?;
        for term in self.kept(name)?.1.terms {
            let presenter = Presenter::new(&term.query(), SnippetOptions::default());
            for blob in self.blobs_with(&term)? {
                let Some(document) = self.ledger.document(blob)? else {
                    continue;
                };
                let Some(path) = document.paths.first() else {
                    continue;
                };
                let parts = self.parts_of(blob)?;
                let masks = self.masks(blob, &parts)?;
                let records = Records::default();
                let places = presenter.citations(&document.reference, &parts, &records, usize::MAX);
                for place in places {
                    let span = place.span();
                    let written = place.written(path);
                    let part = parts.iter().find(|part| part.number() == span.part);
                    let quote = part.map(|part| masks.over(part, span).0);
                    let quote = quote.unwrap_or(written.quote);
                    row([&term.term, path, &written.locator.to_string(), &quote])?;
                }
            }
        }
        csv.flush().map_err(CaseError::Written)
    }

    fn blobs_with(&self, term: &ListTerm) -> Result<Vec<BlobId>, CaseError> {
        let options = SearchOptions {
            limit: usize::MAX,
            ..SearchOptions::default()
        };
        let found = self.index.search(&term.query(), &options, &self.texts())?;
        Ok(found.hits.iter().map(|hit| hit.blob).collect())
    }

    fn kept(&self, name: &str) -> Result<(SavedList, TermList), CaseError> {
        let terms = TermList::read(&self.list_csv(name)?)?;
        let seen = read_seen(&self.list_path(name)?)?;
        let list = SavedList {
            name: name.trim().to_owned(),
            terms: terms.terms.len(),
            seen_at: seen.map(|seen| seen.at),
        };
        Ok((list, terms))
    }

    fn list_path(&self, name: &str) -> Result<PathBuf, CaseError> {
        let trimmed = name.trim();
        let fits = !trimmed.is_empty()
            && trimmed.len() <= LONGEST_NAME
            && !trimmed.starts_with('.')
            && !trimmed.contains(|sign: char| sign.is_control() || "/\\:*?\"<>|".contains(sign));
        if !fits {
            return Err(KeepListError::Name {
                name: name.to_owned(),
            }
            .into());
        }
        Ok(self.folder.join(FOLDER).join(format!("{trimmed}.csv")))
    }
}

fn no_formula(cell: &str) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}

fn seen_path(list: &Path) -> PathBuf {
    list.with_extension("seen.json")
}

/// What cannot be read counts as never seen: then everything is as it was before somebody looked.
fn read_seen(list: &Path) -> Result<Option<Seen>, CaseError> {
    let path = seen_path(list);
    match fs::read(&path) {
        Ok(json) => Ok(serde_json::from_slice(&json).ok()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(CaseError::io(&path, source)),
    }
}

fn write_whole(folder: &Path, path: &Path, bytes: &[u8]) -> Result<(), CaseError> {
    let failed = |source| CaseError::io(path, source);
    let mut unfinished = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    unfinished.write_all(bytes).map_err(failed)?;
    unfinished
        .persist(path)
        .map_err(|error| failed(error.error))?;
    Ok(())
}
