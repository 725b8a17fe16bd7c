//! What is kept of each document in columns: what hits are ordered and counted by. Always: no document is read for
//! it, and each document counts as the naive scan counts it.

use std::collections::BTreeMap;

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Score, Searcher, SegmentReader, TantivyError};

use crate::search::facets::{Compared, Facets, Sort};

/// The columns of one segment, and what was counted in it.
pub(super) struct Columns {
    bytes: Column<u64>,
    oldest: Column<u64>,
    newest: Column<u64>,
    years: Column<u64>,
    first_path: Option<StrColumn>,
    media_type: Counted,
    language: Counted,
    state: Counted,
    by_year: BTreeMap<u64, u64>,
}

/// A column of words, and how often each was counted.
struct Counted {
    words: Option<StrColumn>,
    by_number: BTreeMap<u64, u64>,
}

impl Counted {
    fn open(reader: &SegmentReader, field: &str) -> tantivy::Result<Self> {
        Ok(Self {
            words: reader.fast_fields().str(field)?,
            by_number: BTreeMap::new(),
        })
    }

    fn add(&mut self, document: DocId) {
        let number = self
            .words
            .as_ref()
            .and_then(|words| words.ords().first(document));
        if let Some(number) = number {
            *self.by_number.entry(number).or_default() += 1;
        }
    }

    fn write(&self, counts: &mut BTreeMap<String, u64>) -> tantivy::Result<()> {
        let Some(words) = &self.words else {
            return Ok(());
        };
        for (number, count) in &self.by_number {
            let mut word = String::new();
            words.ord_to_str(*number, &mut word)?;
            *counts.entry(word).or_default() += count;
        }
        Ok(())
    }
}

impl Columns {
    /// Opens those of every segment, in the order of their numbers.
    pub(super) fn open_all(searcher: &Searcher) -> tantivy::Result<Vec<Self>> {
        searcher.segment_readers().iter().map(Self::open).collect()
    }

    fn open(reader: &SegmentReader) -> tantivy::Result<Self> {
        let number = |field: &str| {
            let column = reader.fast_fields().column_opt::<u64>(field)?;
            Ok::<_, TantivyError>(
                column.unwrap_or_else(|| Column::build_empty_column(reader.max_doc())),
            )
        };
        Ok(Self {
            bytes: number("bytes")?,
            oldest: number("oldest")?,
            newest: number("newest")?,
            years: number("years")?,
            first_path: reader.fast_fields().str("first_path")?,
            media_type: Counted::open(reader, "media_type")?,
            language: Counted::open(reader, "language")?,
            state: Counted::open(reader, "state")?,
            by_year: BTreeMap::new(),
        })
    }

    /// Returns what a document is compared by, as far as the order asks for it.
    pub(super) fn compared(
        &self,
        document: DocId,
        score: Score,
        sort: Sort,
    ) -> tantivy::Result<Compared> {
        let mut path = String::new();
        if sort == Sort::Path
            && let Some(paths) = &self.first_path
            && let Some(number) = paths.ords().first(document)
        {
            paths.ord_to_str(number, &mut path)?;
        }
        Ok(Compared {
            score,
            oldest: self.oldest.first(document),
            newest: self.newest.first(document),
            bytes: self.bytes.first(document).unwrap_or_default(),
            path,
        })
    }

    pub(super) fn count(&mut self, document: DocId) {
        self.media_type.add(document);
        self.language.add(document);
        self.state.add(document);
        for year in self.years.values_for_doc(document) {
            *self.by_year.entry(year).or_default() += 1;
        }
    }

    /// Adds up what was counted in all segments.
    pub(super) fn facets(segments: &[Self]) -> tantivy::Result<Facets> {
        let mut facets = Facets::default();
        for segment in segments {
            segment.media_type.write(&mut facets.media_type)?;
            segment.language.write(&mut facets.language)?;
            segment.state.write(&mut facets.state)?;
            for (year, count) in &segment.by_year {
                *facets.year.entry(*year).or_default() += count;
            }
        }
        Ok(facets)
    }
}
