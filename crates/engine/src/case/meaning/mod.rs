//! What the documents of a case mean: understood after each pass, kept in the ledger, and handed out row by row, each
//! with its place. Always: rows come in the order of paths and places; personal data is masked unless it is
//! unmasked by name.

mod count;
mod entities;
mod folded;
mod graph;
mod mask;
mod names;
mod private_rows;
mod relations;
mod rows;
mod understand;
mod when;
mod whole;

pub use count::{Count, NoSuchField};
pub use entities::{EntityRow, NamePlace, NamePlaces};
pub(super) use folded::Folded;
pub use graph::{Graph, GraphFilter, GraphPart, Node, Tie};
pub(super) use mask::Masks;
pub use mask::{Mask, Unmask};
pub use names::BadName;
pub(super) use names::KnownNames;
pub use relations::Relation;
pub use rows::{ClaimRow, MentionRow, MessageRow, RowOfTable, TableCard};
pub use when::OverTime;
pub use whole::{Dated, Talk, WholeMeaning};
pub(super) use whole::{Kept, Own};

use std::sync::{Arc, PoisonError};

use daylight_model::{
    Citation, ClaimType, MentionType, Part, PartNumber, Span, StoredCitation, Understanding,
};

use crate::store::{Document, FileFilter};

use super::{Case, CaseError};

/// Files are looked at so many at once.
const PAGE: u64 = 500;

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
        let mut files = FileFilter {
            prefix: filter.prefix.clone(),
            fold_duplicates: true,
            limit: Some(PAGE),
            ..FileFilter::default()
        };
        if let Some(path) = &filter.path {
            let file = self.file(path)?;
            files.blob = file.sha256;
            if files.blob.is_none() {
                return Ok(());
            }
        }
        loop {
            let page = self.ledger.files(&files)?;
            for file in &page.files {
                let Some(blob) = file.sha256 else { continue };
                let Some(understood) = self.ledger.understanding(blob)? else {
                    continue;
                };
                let Some(mut document) = self.ledger.document(blob)? else {
                    continue;
                };
                let mut also_at = std::mem::take(&mut document.paths);
                also_at.retain(|path| *path != file.path);
                let parts = self.ledger.parts(blob)?;
                let meant = Meant {
                    path: file.path.clone(),
                    also_at,
                    document,
                    parts: parts.into_iter().map(|part| part.part).collect(),
                    understanding: understood.understanding,
                };
                if !take(&meant)? {
                    return Ok(());
                }
            }
            files.offset += page.files.len() as u64;
            if page.files.is_empty() || files.offset >= page.total {
                return Ok(());
            }
        }
    }
}
