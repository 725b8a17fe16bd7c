//! The table of files, computed from what was acquired and what was read. Always: a pure function of its
//! input, so that every ledger settles alike; each acquired file and each file found inside the first copy
//! of its container has one row, and no two rows have one path.

use std::collections::btree_map::Entry as MapEntry;
use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use daylight_model::{BlobId, CasePath, Outcome, Reason, Source, SourceId, State};
use jiff::Timestamp;

use super::ledger::{FileRow, Status, Tally};

/// All that the table depends on.
#[derive(Debug, Default)]
pub(super) struct Input {
    /// Sources, in the order in which they were added.
    pub(super) sources: Vec<Source>,
    /// Files that were added, in the order in which they were.
    pub(super) acquired: Vec<AcquiredFile>,
    /// What is known of each blob.
    pub(super) blobs: BTreeMap<BlobId, KnownBlob>,
}

/// A file that was added.
#[derive(Debug)]
pub(super) struct AcquiredFile {
    pub(super) source: SourceId,
    pub(super) path_bytes: Vec<u8>,
    pub(super) shown: String,
    pub(super) blob: Option<BlobId>,
    pub(super) outcome: Option<Outcome>,
    pub(super) at: Timestamp,
}

/// What is known of a blob.
#[derive(Debug, Default)]
pub(super) struct KnownBlob {
    pub(super) bytes: u64,
    pub(super) reading: Option<ReadingFacts>,
    /// What its reading found inside, in the order of the file.
    pub(super) members: Vec<FoundFile>,
}

/// What a row says of the current reading of its blob.
#[derive(Debug)]
pub(super) struct ReadingFacts {
    pub(super) outcome: Outcome,
    pub(super) media_type: String,
    pub(super) encoding: Option<String>,
    pub(super) language: Option<String>,
    pub(super) script: Option<String>,
    pub(super) parts: u32,
    pub(super) pages: Option<u32>,
    pub(super) members: u32,
    pub(super) text_bytes: u64,
    pub(super) warnings: Vec<String>,
}

/// A file found inside another.
#[derive(Debug)]
pub(super) struct FoundFile {
    pub(super) name_bytes: Vec<u8>,
    pub(super) name: String,
    pub(super) blob: Option<BlobId>,
    pub(super) outcome: Option<Outcome>,
}

/// The settled table, rows made one by one as they are asked for.
#[derive(Debug)]
pub(super) struct Settlement<'a> {
    input: &'a Input,
    labels: BTreeMap<SourceId, &'a str>,
    files: Vec<File<'a>>,
    /// Indices into `files`, by path.
    order: Vec<usize>,
}

#[derive(Debug)]
struct File<'a> {
    path: CasePath,
    own_bytes: &'a [u8],
    source: SourceId,
    at: Timestamp,
    blob: Option<BlobId>,
    outcome: Option<&'a Outcome>,
    parent: Option<usize>,
    duplicate_of: Option<usize>,
}

/// Settles the table.
pub(super) fn settle(input: &Input) -> Settlement<'_> {
    let labels = input
        .sources
        .iter()
        .map(|source| (source.id, source.label.as_str()))
        .collect();
    let mut files = acquired_files(input, &labels);
    let mut first_copies: BTreeMap<BlobId, usize> = BTreeMap::new();
    // Level by level: each level is whole, and in its order, before the next is looked at.
    let mut level = 0..files.len();
    while !level.is_empty() {
        files[level.clone()].sort_by(|a, b| (a.source, &a.path).cmp(&(b.source, &b.path)));
        let mut containers = Vec::new();
        for index in level.clone() {
            let Some(blob) = files[index].blob else {
                continue;
            };
            match first_copies.entry(blob) {
                MapEntry::Vacant(none_yet) => {
                    none_yet.insert(index);
                    containers.push((index, blob));
                }
                MapEntry::Occupied(first) => files[index].duplicate_of = Some(*first.get()),
            }
        }
        for (container, blob) in containers {
            if let Some(known) = input.blobs.get(&blob) {
                add_members(&mut files, container, &known.members);
            }
        }
        level = level.end..files.len();
    }
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by(|a, b| files[*a].path.cmp(&files[*b].path));
    Settlement {
        input,
        labels,
        files,
        order,
    }
}

/// Gives each acquired file its path. A file whose path an earlier source has gets its source's label
/// before it; of the files of one source with one path, the later ones are numbered.
fn acquired_files<'a>(input: &'a Input, labels: &BTreeMap<SourceId, &'a str>) -> Vec<File<'a>> {
    let mut by_source: BTreeMap<SourceId, Vec<&AcquiredFile>> = BTreeMap::new();
    for file in &input.acquired {
        by_source.entry(file.source).or_default().push(file);
    }
    let mut files = Vec::with_capacity(input.acquired.len());
    let mut taken = BTreeSet::new();
    for (source, acquired) in by_source {
        let mut here = Paths::default();
        let mut clashing = Vec::new();
        for file in acquired {
            let path = CasePath::acquired(&file.shown);
            if taken.contains(&path) {
                clashing.push((file, path));
            } else {
                files.push(acquired_file(file, here.free(path)));
            }
        }
        let label = labels.get(&source).copied().unwrap_or_default();
        for (file, mut path) in clashing {
            while taken.contains(&path) {
                path = path.labelled(label);
            }
            files.push(acquired_file(file, here.free(path)));
        }
        taken.append(&mut here.taken);
    }
    files
}

fn acquired_file(file: &AcquiredFile, path: CasePath) -> File<'_> {
    File {
        path,
        own_bytes: &file.path_bytes,
        source: file.source,
        at: file.at,
        blob: file.blob,
        outcome: file.outcome.as_ref(),
        parent: None,
        duplicate_of: None,
    }
}

fn add_members<'a>(files: &mut Vec<File<'a>>, container: usize, members: &'a [FoundFile]) {
    let (source, at) = (files[container].source, files[container].at);
    let mut paths = Paths::default();
    for member in members {
        let path = paths.free(files[container].path.member(&member.name));
        files.push(File {
            path,
            own_bytes: &member.name_bytes,
            source,
            at,
            blob: member.blob,
            outcome: member.outcome.as_ref(),
            parent: Some(container),
            duplicate_of: None,
        });
    }
}

/// The paths of one source or container.
#[derive(Default)]
struct Paths {
    taken: BTreeSet<CasePath>,
    copies: BTreeMap<CasePath, u32>,
}

impl Paths {
    /// Returns the path, or, where it is taken, the path with a number that no name can have: a name's own
    /// `%` is written `%25`.
    fn free(&mut self, path: CasePath) -> CasePath {
        if self.taken.insert(path.clone()) {
            return path;
        }
        let copies = self.copies.entry(path.clone()).or_insert(1);
        *copies += 1;
        let numbered = CasePath::from_written(format!("{path}%00{copies}"));
        self.taken.insert(numbered.clone());
        numbered
    }
}

impl Settlement<'_> {
    /// Returns how many files there are.
    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// Returns the rows in path order.
    pub(super) fn rows(&self) -> impl Iterator<Item = FileRow> + '_ {
        self.order.iter().map(|index| self.row(&self.files[*index]))
    }

    fn row(&self, file: &File<'_>) -> FileRow {
        let known = file.blob.and_then(|blob| self.input.blobs.get(&blob));
        let reading = known.and_then(|known| known.reading.as_ref());
        let Outcome {
            state,
            reason,
            detail,
        } = standing(file, reading);
        let path_of = |index: usize| self.files[index].path.to_string();
        FileRow {
            path: file.path.to_string(),
            path_bytes: std::str::from_utf8(file.own_bytes)
                .is_err()
                .then(|| base64::engine::general_purpose::STANDARD.encode(file.own_bytes)),
            sha256: file.blob,
            bytes: known.map_or(0, |known| known.bytes),
            media_type: reading.map(|reading| reading.media_type.clone()),
            encoding: reading.and_then(|reading| reading.encoding.clone()),
            language: reading.and_then(|reading| reading.language.clone()),
            script: reading.and_then(|reading| reading.script.clone()),
            state,
            reason,
            detail,
            duplicate_of: file.duplicate_of.map(path_of),
            parent: file.parent.map(path_of),
            source: (*self.labels.get(&file.source).unwrap_or(&"")).to_owned(),
            acquired_at: file.at,
            parts: reading.map_or(0, |reading| reading.parts),
            pages: reading.and_then(|reading| reading.pages),
            members: reading.map_or(0, |reading| reading.members),
            warnings: reading.map_or_else(Vec::new, |reading| reading.warnings.clone()),
        }
    }

    /// Returns the figures. Each tally's states sum to its files because each file is counted once, in both.
    pub(super) fn status(&self) -> Status {
        let mut status = Status::default();
        for file in &self.files {
            let known = file.blob.and_then(|blob| self.input.blobs.get(&blob));
            let reading = known.and_then(|known| known.reading.as_ref());
            let outcome = standing(file, reading);
            let tally = match file.parent {
                None => &mut status.acquired,
                Some(_) => &mut status.contained,
            };
            count(tally, outcome.state, known.map_or(0, |known| known.bytes));
            let mut add = |figures: fn(&mut Status) -> &mut BTreeMap<String, u64>, name: &str| {
                *figures(&mut status).entry(name.to_owned()).or_default() += 1;
            };
            if let Some(reason) = outcome.reason {
                add(|status| &mut status.by_reason, reason.as_str());
            }
            if let Some(reading) = reading {
                add(|status| &mut status.by_media_type, &reading.media_type);
                if let Some(language) = &reading.language {
                    add(|status| &mut status.by_language, language);
                }
            }
            match (file.blob, file.duplicate_of) {
                (_, Some(_)) => status.duplicates += 1,
                (Some(_), None) => {
                    status.blobs += 1;
                    status.text_bytes += reading.map_or(0, |reading| reading.text_bytes);
                }
                (None, None) => {}
            }
        }
        status
    }
}

fn count(tally: &mut Tally, state: State, bytes: u64) {
    tally.files += 1;
    tally.bytes += bytes;
    *match state {
        State::Read => &mut tally.read,
        State::Partial => &mut tally.partial,
        State::Failed => &mut tally.failed,
        State::Skipped => &mut tally.skipped,
        State::Pending => &mut tally.pending,
    } += 1;
}

/// Returns where a file stands. Of a file whose bytes are not all there, what was read may be read well;
/// that some are missing is said all the same.
fn standing(file: &File<'_>, reading: Option<&ReadingFacts>) -> Outcome {
    match (file.blob, file.outcome, reading) {
        (None, Some(own), _) => own.clone(),
        (None, None, _) => Outcome::because(
            State::Failed,
            Reason::Crashed,
            "its container was read, but its bytes were not handed over",
        ),
        (Some(_), _, None) => Outcome::PENDING,
        (Some(_), Some(own), Some(reading)) if reading.outcome.state == State::Read => own.clone(),
        (Some(_), _, Some(reading)) => reading.outcome.clone(),
    }
}

#[cfg(test)]
mod tests;
