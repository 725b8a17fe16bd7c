//! Conditions that a column answers: no postings are kept for what each document has once. Always: each value of the
//! column is tested once in a segment, by the very test that the naive scan puts.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use daylight_model::BlobId;
use tantivy::columnar::StrColumn;
use tantivy::{DocId, SegmentReader};

use super::columns::Columns;
use super::listed::Lists;
use super::schema::{BLOB, numbers_of};
use crate::search::query::FilterTest;

/// A column of words, and what is asked of them.
#[derive(Debug, Clone)]
pub(super) enum ByColumn {
    MediaType(FilterTest),
    Language(FilterTest),
    Path(FilterTest),
    State(String),
}

impl ByColumn {
    fn name(&self) -> &'static str {
        match self {
            Self::MediaType(_) => "media_type",
            Self::Language(_) => "language",
            Self::Path(_) => "path",
            Self::State(_) => "state",
        }
    }

    fn holds_of(&self, word: &str) -> bool {
        match self {
            Self::MediaType(test) => test.holds_of_type(word),
            Self::Language(test) => test.holds_of_language(word),
            Self::Path(test) => test.holds_of_path(word),
            Self::State(state) => state == word,
        }
    }

    /// Returns of each value of the column, by its number, whether it is wanted.
    fn wanted(&self, column: &StrColumn) -> tantivy::Result<Vec<bool>> {
        let mut wanted = Vec::with_capacity(column.num_terms());
        let mut words = column.dictionary().stream()?;
        while words.advance() {
            wanted.push(std::str::from_utf8(words.key()).is_ok_and(|word| self.holds_of(word)));
        }
        Ok(wanted)
    }
}

impl Lists for ByColumn {
    fn list(&self, reader: &SegmentReader) -> tantivy::Result<Vec<DocId>> {
        // No document of the segment may have a value.
        let Some(column) = reader.fast_fields().str(self.name())? else {
            return Ok(Vec::new());
        };
        let wanted = self.wanted(&column)?;
        if !wanted.contains(&true) {
            return Ok(Vec::new());
        }
        let is_wanted = |number: u64| {
            let number = usize::try_from(number).unwrap_or(usize::MAX);
            wanted.get(number).copied().unwrap_or_default()
        };
        let documents = 0..reader.max_doc();
        Ok(documents
            .filter(|document| column.term_ords(*document).any(is_wanted))
            .collect())
    }
}

/// Documents of some blobs.
#[derive(Debug, Clone)]
pub(super) struct Blobs {
    blobs: Arc<BTreeSet<BlobId>>,
    /// The first numbers of their ids.
    firsts: Arc<HashSet<u64>>,
}

impl Blobs {
    pub(super) fn new(blobs: BTreeSet<BlobId>) -> Self {
        let firsts = blobs.iter().map(|blob| numbers_of(*blob)[0]).collect();
        Self {
            blobs: Arc::new(blobs),
            firsts: Arc::new(firsts),
        }
    }
}

impl Lists for Blobs {
    fn list(&self, reader: &SegmentReader) -> tantivy::Result<Vec<DocId>> {
        let firsts = reader.fast_fields().u64(BLOB[0])?;
        let candidates: Vec<DocId> = (0..reader.max_doc())
            .filter(|document| {
                let first = firsts.first(*document);
                first.is_some_and(|first| self.firsts.contains(&first))
            })
            .collect();
        if candidates.is_empty() {
            return Ok(candidates);
        }
        let columns = Columns::open(reader)?;
        let is_one = |document: &DocId| {
            let blob = columns.blob(*document);
            blob.is_some_and(|blob| self.blobs.contains(&blob))
        };
        Ok(candidates.into_iter().filter(is_one).collect())
    }
}
