//! What the documents of a case mean: understood after each pass, kept in the ledger, and handed out row by row, each
//! with its place. Always: rows come in the order of paths and places; personal data is masked unless it is
//! unmasked by name.

mod across;
mod count;
mod entities;
mod folded;
mod gathered;
mod gathering;
mod graph;
mod mask;
mod names;
mod one_name;
mod private_rows;
mod relations;
mod rows;
mod understand;
mod when;
mod whole;

pub use count::{Count, NoSuchField};
pub use entities::{EntityRow, NamePlace, NamePlaces};
pub use gathered::{ClaimFilter, Gathered, ListPage, Window};
pub(super) use gathering::Gathering;
pub use graph::{Graph, GraphFilter, GraphPart, Node, Tie};
pub(super) use mask::Masks;
pub use mask::{Mask, Unmask};
pub use names::BadName;
pub(super) use names::KnownNames;
pub use relations::Relation;
use rows::Take;
pub use rows::{ClaimRow, MentionRow, MessageRow, RowOfTable, TableCard};
pub use when::OverTime;
pub use whole::{Dated, InferredZone, Talk};

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::{Arc, PoisonError};
use std::thread;

use daylight_model::{
    BlobId, Citation, ClaimType, MentionType, Part, PartNumber, Pass, Span, StoredCitation,
    Understanding,
};

use crate::store::{Document, FileFilter};

use super::verify::pass_of;
use super::{Case, CaseError};

/// Files are looked at so many at once.
const AT_ONCE: usize = 256;

/// Threads that look at them, at most.
const MOST_THREADS: usize = 8;

/// Which rows are asked for. The default: all, masked.
#[derive(Debug, Clone, Default)]
pub struct MeaningFilter {
    /// Only mentions of these types; empty for all.
    pub mentions: Vec<MentionType>,
    /// Only claims of these types; empty for all.
    pub claims: Vec<ClaimType>,
    /// Only from files whose path begins so.
    pub prefix: Option<String>,
    /// Only from this file.
    pub path: Option<String>,
    /// Whether personal data is shown.
    pub mask: Mask,
}

/// A document with what it means.
#[derive(Debug)]
pub struct Meant {
    /// Its path, of the copy that counts.
    pub path: String,
    /// The paths of the others.
    pub also_at: Vec<String>,
    /// Its reading.
    pub document: Document,
    /// Its parts, by number.
    pub parts: Vec<Part>,
    /// What it means.
    pub understanding: Understanding,
}

impl Meant {
    /// Returns the part of this number.
    pub fn part(&self, number: PartNumber) -> Option<&Part> {
        self.parts.iter().find(|part| part.number() == number)
    }

    /// Returns the citation of a span; none where nothing in the file stands behind it.
    pub fn cite(&self, span: Span, message: Option<u32>) -> Option<StoredCitation> {
        let part = self.part(span.part)?;
        let range = span.start as usize..span.end as usize;
        let citation: Citation = part.cite(&self.document.reference, range).ok()?;
        let citation = match message {
            Some(number) => citation.in_message(number),
            None => citation,
        };
        Some(citation.written(&self.path))
    }

    /// Returns what stands between two spans of one part.
    fn between(&self, one: Span, other: Span) -> &str {
        let span = Span {
            start: one.end,
            end: other.start,
            ..one
        };
        self.words(span)
    }

    /// Returns whether models read it in pixels: such readings name them.
    fn is_from_pixels(&self) -> bool {
        pass_of(&self.document.reference.reading) != Pass::Text
    }

    /// Returns the words at a span.
    pub fn words(&self, span: Span) -> &str {
        self.part(span.part)
            .and_then(|part| part.text().get(span.start as usize..span.end as usize))
            .unwrap_or_default()
    }
}

impl Case {
    pub(super) fn known_names(&self) -> Arc<KnownNames> {
        Arc::clone(&self.names.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Hands each document that was understood to `take`, in the order of paths, each of several copies once, until
    /// it returns false.
    ///
    /// # Errors
    /// [`CaseError::Ledger`], and what `take` says.
    pub fn each_meaning(
        &self,
        filter: &MeaningFilter,
        take: &mut dyn FnMut(&Meant) -> Result<bool, CaseError>,
    ) -> Result<(), CaseError> {
        self.map_meanings(filter, &|meant| meant, &mut |meant| take(&meant))
    }

    /// As [`Case::each_meaning`], with what `make` makes of each document: of several at once, on threads of their
    /// own.
    pub(super) fn map_meanings<T: Send>(
        &self,
        filter: &MeaningFilter,
        make: &(dyn Fn(Meant) -> T + Sync),
        take: Take<'_, T>,
    ) -> Result<(), CaseError> {
        let files = self.files_that_count(filter)?;
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let threads = threads.min(MOST_THREADS);
        for files in files.chunks(AT_ONCE) {
            let share = files.len().div_ceil(threads);
            let made = |files: &[(String, BlobId)]| {
                let meant = files.iter().map(|(path, blob)| self.meant(path, *blob));
                let made = meant.filter_map(|meant| Some(meant.transpose()?.map(make)));
                made.collect::<Result<Vec<T>, CaseError>>()
            };
            let shares: Vec<_> = match files.len() {
                1 => vec![made(files)],
                _ => thread::scope(|scope| {
                    let made = &made;
                    let begin = |files| scope.spawn(move || made(files));
                    let begun: Vec<_> = files.chunks(share).map(begin).collect();
                    let ended = begun.into_iter().map(|thread| thread.join());
                    ended
                        .map(|made| made.unwrap_or_else(|panic| resume_unwind(panic)))
                        .collect()
                }),
            };
            for share in shares {
                for made in share? {
                    if !take(made)? {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }

    /// Returns the files that are asked for, in the order of paths: of several copies one.
    fn files_that_count(&self, filter: &MeaningFilter) -> Result<Vec<(String, BlobId)>, CaseError> {
        if filter.path.is_none() && filter.prefix.is_none() {
            return Ok(self.ledger.files_that_count()?);
        }
        let mut of = FileFilter {
            prefix: filter.prefix.clone(),
            fold_duplicates: true,
            ..FileFilter::default()
        };
        if let Some(path) = &filter.path {
            of.blob = self.file(path)?.sha256;
            if of.blob.is_none() {
                return Ok(Vec::new());
            }
        }
        let found = self.ledger.files(&of)?.files.into_iter();
        let found = found.filter_map(|file| Some((file.path, file.sha256?)));
        Ok(found.collect())
    }

    fn meant(&self, path: &str, blob: BlobId) -> Result<Option<Meant>, CaseError> {
        let Some(understood) = self.ledger.understanding(blob)? else {
            return Ok(None);
        };
        let Some(mut document) = self.ledger.document(blob)? else {
            return Ok(None);
        };
        let mut also_at = std::mem::take(&mut document.paths);
        also_at.retain(|other| other != path);
        let parts = self.ledger.parts(blob)?;
        Ok(Some(Meant {
            path: path.to_owned(),
            also_at,
            document,
            parts: parts.into_iter().map(|part| part.part).collect(),
            understanding: understood.understanding,
        }))
    }
}
