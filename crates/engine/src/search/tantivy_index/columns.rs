//! What is kept of each document in columns: who it is, what hits are ordered and counted by, what conditions on the
//! file ask. Always: no document is read for it, and each counts as the naive scan counts it.

use std::collections::BTreeMap;

use daylight_model::BlobId;
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Score, SegmentReader, TantivyError};

use super::schema::{BLOB, blob_of};
use crate::search::facets::{Facets, Sort};
use crate::search::query::Facts;

/// Documents that are counted together.
const COUNTED_TOGETHER: usize = 512;

/// The columns of one segment, and what was counted in it.
pub(super) struct Columns {
    blob: [Column<u64>; BLOB.len()],
    bytes: Column<u64>,
    oldest: Column<u64>,
    newest: Column<u64>,
    years: Column<u64>,
    path: Option<StrColumn>,
    media_type: Counted,
    language: Counted,
    state: Counted,
    by_year: BTreeMap<u64, u64>,
    /// Documents that are yet to be counted.
    waiting: Vec<DocId>,
}

/// A column of words, and how often each was counted, by its number.
struct Counted {
    words: Option<StrColumn>,
    counts: Vec<u64>,
}

impl Counted {
    fn open(reader: &SegmentReader, field: &str) -> tantivy::Result<Self> {
        let words = reader.fast_fields().str(field)?;
        let numbers = words.as_ref().map_or(0, |words| words.num_terms());
        Ok(Self {
            words,
            counts: vec![0; numbers],
        })
    }

    fn add(&mut self, documents: &[DocId], numbers: &mut Vec<Option<u64>>) {
        let Some(words) = &self.words else {
            return;
        };
        numbers.clear();
        numbers.resize(documents.len(), None);
        words.ords().first_vals(documents, numbers);
        for number in numbers.iter().flatten() {
            let number = usize::try_from(*number).unwrap_or(usize::MAX);
            if let Some(count) = self.counts.get_mut(number) {
                *count += 1;
            }
        }
    }

    fn write(&self, counts: &mut BTreeMap<String, u64>) -> tantivy::Result<()> {
        let Some(words) = &self.words else {
            return Ok(());
        };
        for (number, count) in (0..).zip(&self.counts).filter(|(_, count)| **count > 0) {
            let mut word = String::new();
            words.ord_to_str(number, &mut word)?;
            *counts.entry(word).or_default() += count;
        }
        Ok(())
    }

    fn word(&self, document: DocId) -> tantivy::Result<Option<String>> {
        let Some(words) = &self.words else {
            return Ok(None);
        };
        let Some(number) = words.ords().first(document) else {
            return Ok(None);
        };
        let mut word = String::new();
        words.ord_to_str(number, &mut word)?;
        Ok(Some(word))
    }
}

impl Columns {
    pub(super) fn open(reader: &SegmentReader) -> tantivy::Result<Self> {
        let number = |field: &str| {
            let column = reader.fast_fields().column_opt::<u64>(field)?;
            Ok::<_, TantivyError>(
                column.unwrap_or_else(|| Column::build_empty_column(reader.max_doc())),
            )
        };
        Ok(Self {
            blob: [
                number(BLOB[0])?,
                number(BLOB[1])?,
                number(BLOB[2])?,
                number(BLOB[3])?,
            ],
            bytes: number("bytes")?,
            oldest: number("oldest")?,
            newest: number("newest")?,
            years: number("years")?,
            path: reader.fast_fields().str("path")?,
            media_type: Counted::open(reader, "media_type")?,
            language: Counted::open(reader, "language")?,
            state: Counted::open(reader, "state")?,
            by_year: BTreeMap::new(),
            waiting: Vec::with_capacity(COUNTED_TOGETHER),
        })
    }

    /// Returns the bytes that a document is of; none where a column is damaged.
    pub(super) fn blob(&self, document: DocId) -> Option<BlobId> {
        let mut numbers = [0; BLOB.len()];
        for (number, column) in numbers.iter_mut().zip(&self.blob) {
            *number = column.first(document)?;
        }
        Some(blob_of(numbers))
    }

    /// Returns the order of a document among equals.
    pub(super) fn order(&self, document: DocId) -> u64 {
        self.blob[0].first(document).unwrap_or_default()
    }

    /// Returns a number that is smaller for what comes first; paths are compared within the segment only.
    pub(super) fn rank(&self, document: DocId, score: Score, sort: Sort) -> u64 {
        let last = |day: Option<u64>| day.unwrap_or(u64::MAX);
        match sort {
            Sort::Best => u64::from(u32::MAX - ascending(score)),
            Sort::Newest => last(self.newest.first(document).map(|day| u64::MAX - 1 - day)),
            Sort::Oldest => last(self.oldest.first(document)),
            Sort::Largest => u64::MAX - self.bytes.first(document).unwrap_or_default(),
            Sort::Smallest => self.bytes.first(document).unwrap_or_default(),
            Sort::Path => {
                let number = self.path.as_ref().and_then(|paths| {
                    let mut numbers = paths.ords().values_for_doc(document);
                    numbers.next()
                });
                number.map_or(0, |number| number + 1)
            }
        }
    }

    /// Returns the first path of a document, folded.
    pub(super) fn first_path(&self, document: DocId) -> tantivy::Result<String> {
        Ok(self.paths(document)?.into_iter().next().unwrap_or_default())
    }

    fn paths(&self, document: DocId) -> tantivy::Result<Vec<String>> {
        let mut all = Vec::new();
        if let Some(paths) = &self.path {
            for number in paths.ords().values_for_doc(document) {
                let mut path = String::new();
                paths.ord_to_str(number, &mut path)?;
                all.push(path);
            }
        }
        Ok(all)
    }

    /// Returns what conditions on the file ask; none where its state is none that there is.
    pub(super) fn facts(&self, document: DocId) -> tantivy::Result<Option<Facts>> {
        let state = self.state.word(document)?.unwrap_or_default();
        let Ok(state) = state.parse() else {
            return Ok(None);
        };
        Ok(Some(Facts {
            media_type: self.media_type.word(document)?.unwrap_or_default(),
            language: self.language.word(document)?,
            paths: self.paths(document)?,
            bytes: self.bytes.first(document).unwrap_or_default(),
            state,
            years: self.years.values_for_doc(document).collect(),
        }))
    }

    pub(super) fn count(&mut self, document: DocId) {
        self.waiting.push(document);
        if self.waiting.len() == COUNTED_TOGETHER {
            self.count_waiting();
        }
    }

    fn count_waiting(&mut self) {
        let documents = std::mem::take(&mut self.waiting);
        let mut numbers = Vec::new();
        for column in [&mut self.media_type, &mut self.language, &mut self.state] {
            column.add(&documents, &mut numbers);
        }
        for document in &documents {
            for year in self.years.values_for_doc(*document) {
                *self.by_year.entry(year).or_default() += 1;
            }
        }
        self.waiting = documents;
        self.waiting.clear();
    }

    /// Adds what was counted to that of other segments.
    pub(super) fn write_facets(&mut self, facets: &mut Facets) -> tantivy::Result<()> {
        self.count_waiting();
        self.media_type.write(&mut facets.media_type)?;
        self.language.write(&mut facets.language)?;
        self.state.write(&mut facets.state)?;
        for (year, count) in &self.by_year {
            *facets.year.entry(*year).or_default() += count;
        }
        Ok(())
    }
}

/// Returns a number that grows as a score does, in the order of [`f32::total_cmp`].
fn ascending(score: Score) -> u32 {
    let bits = score.to_bits();
    match bits >> 31 {
        0 => bits | 1 << 31,
        _ => !bits,
    }
}

#[cfg(test)]
mod tests {
    use super::ascending;

    #[test]
    fn scores_are_ordered_as_numbers() {
        let scores = [
            f32::NEG_INFINITY,
            -2.5,
            -0.0,
            0.0,
            1e-9,
            0.5,
            7.25,
            f32::INFINITY,
        ];
        let numbers: Vec<u32> = scores.into_iter().map(ascending).collect();
        assert!(
            numbers.is_sorted_by(|left, right| left < right),
            "{numbers:?}"
        );
    }
}
