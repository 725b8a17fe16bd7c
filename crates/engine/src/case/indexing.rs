//! The search index follows the ledger. Always: what it holds was in the ledger first, and it can be thrown
//! away: another analyser, damage or a missing folder only cost the time of making it anew.

use std::path::Path;

use daylight_model::BlobId;

use crate::search::{
    Change, IndexError, IndexedDocument, Records, SearchIndex, TantivyIndex, Texts, TextsError,
};
use crate::store::{Document, Ledger, LedgerError};

use super::{Case, CaseError};

/// Documents in one commit of the index.
const BATCH: usize = 512;

/// Opens the index of the case in `folder`; one that cannot be used is made anew if the case may be written.
pub(super) fn open(
    folder: &Path,
    may_write: bool,
    ledger: &dyn Ledger,
) -> Result<Box<dyn SearchIndex>, CaseError> {
    let path = folder.join("index");
    match TantivyIndex::open(&path) {
        Ok(index) => Ok(Box::new(index)),
        Err(IndexError::Rebuild { .. }) if may_write => {
            let position = ledger.position()?;
            let documents = everything(ledger)?;
            Ok(Box::new(TantivyIndex::rebuild_beside(
                &path, documents, position,
            )?))
        }
        Err(error) => Err(error.into()),
    }
}

fn everything(
    ledger: &dyn Ledger,
) -> Result<impl Iterator<Item = Result<IndexedDocument, IndexError>>, LedgerError> {
    let blobs = ledger.blobs()?;
    Ok(blobs.into_iter().filter_map(move |(blob, _)| {
        indexed(ledger, blob)
            .map_err(|error| IndexError::Text {
                blob,
                source: TextsError(error.into()),
            })
            .transpose()
    }))
}

/// Returns what the index is told of a blob; none before it is read.
fn indexed(ledger: &dyn Ledger, blob: BlobId) -> Result<Option<IndexedDocument>, LedgerError> {
    let Some(document) = ledger.document(blob)? else {
        return Ok(None);
    };
    let parts = ledger.parts(blob)?;
    let records = records(ledger, blob, &document)?;
    Ok(Some(IndexedDocument {
        blob,
        media_type: document.summary.media_type,
        language: document.language,
        paths: document.paths,
        bytes: document.bytes,
        state: document.summary.outcome.state,
        parts: parts.into_iter().map(|part| part.part).collect(),
        records,
    }))
}

/// What conditions on messages ask of a reading: nothing of its messages before it was understood.
pub(super) fn records(
    ledger: &dyn Ledger,
    blob: BlobId,
    document: &Document,
) -> Result<Records, LedgerError> {
    let understood = ledger.understanding(blob)?;
    let understanding = understood.map(|understood| understood.understanding);
    Ok(Records::new(
        &understanding.unwrap_or_default(),
        &document.summary.metadata,
    ))
}

impl Case {
    /// Applies to the index what changed in the ledger since.
    pub(super) fn bring_index_up_to_date(&self) -> Result<(), CaseError> {
        let mut position = self.index.position()?;
        loop {
            let changed = self.ledger.changes_after(position, BATCH)?;
            let Some(last) = changed.last() else {
                return Ok(());
            };
            position = last.position;
            let mut changes = Vec::with_capacity(changed.len());
            for change in &changed {
                if let Some(document) = indexed(self.ledger.as_ref(), change.blob)? {
                    changes.push(Change::Put(Box::new(document)));
                }
            }
            self.index.apply(changes, position)?;
        }
    }

    /// Returns where the index reads texts.
    pub(super) fn texts(&self) -> LedgerTexts<'_> {
        LedgerTexts(self.ledger.as_ref())
    }
}

/// The ledger, as the index sees it.
pub(super) struct LedgerTexts<'a>(&'a dyn Ledger);

impl Texts for LedgerTexts<'_> {
    fn parts(&self, blob: BlobId) -> Result<Vec<daylight_model::Part>, TextsError> {
        let parts = self
            .0
            .parts(blob)
            .map_err(|error| TextsError(error.into()))?;
        Ok(parts.into_iter().map(|part| part.part).collect())
    }

    fn records(&self, blob: BlobId) -> Result<Records, TextsError> {
        let document = self.0.document(blob);
        let Some(document) = document.map_err(|error| TextsError(error.into()))? else {
            return Ok(Records::default());
        };
        records(self.0, blob, &document).map_err(|error| TextsError(error.into()))
    }
}
