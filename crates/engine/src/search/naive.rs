//! The search index that is none: it keeps the documents in memory and reads all of them for every query.
//! The oracle that other indexes are held against, and enough for a small case.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use daylight_model::BlobId;

use super::facets::Compared;
use super::matcher::{FoldedPart, Matcher, Put};
use super::{
    ANALYSER, Change, Facets, Found, Hit, IndexError, IndexedDocument, Query, SearchIndex,
    SearchOptions, Texts,
};

/// Documents in memory, read one by one.
#[derive(Debug, Default)]
pub struct NaiveIndex {
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    documents: BTreeMap<BlobId, IndexedDocument>,
    position: u64,
}

impl NaiveIndex {
    /// Returns an index of nothing, at position 0.
    pub fn new() -> Self {
        Self::default()
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // Nothing that is done under the lock leaves it half done.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns how often the words of a query stand in a document; none where the query does not hold of it.
fn score(matcher: &Matcher, document: &IndexedDocument) -> Option<f32> {
    let parts: Vec<FoldedPart<'_>> = document.parts.iter().map(FoldedPart::new).collect();
    let holds = matcher.holds(Put {
        facts: &document.facts(),
        parts: &parts,
        records: &document.records,
    });
    let matches = |part| matcher.matches(part, &document.records).len() as f32;
    holds.then(|| parts.iter().map(matches).sum())
}

impl SearchIndex for NaiveIndex {
    fn apply(&self, changes: Vec<Change>, position: u64) -> Result<(), IndexError> {
        let mut held = self.held();
        for change in changes {
            match change {
                Change::Put(document) => {
                    held.documents.insert(document.blob, *document);
                }
                Change::Remove(blob) => {
                    held.documents.remove(&blob);
                }
            }
        }
        held.position = position;
        Ok(())
    }

    fn position(&self) -> Result<u64, IndexError> {
        Ok(self.held().position)
    }

    fn documents(&self) -> Result<u64, IndexError> {
        Ok(self.held().documents.len() as u64)
    }

    fn analyser(&self) -> String {
        ANALYSER.to_owned()
    }

    fn search(
        &self,
        query: &Query,
        options: &SearchOptions,
        _texts: &dyn Texts,
    ) -> Result<Found, IndexError> {
        let matcher = Matcher::new(query);
        let held = self.held();
        let mut facets = Facets::default();
        let mut hits = Vec::new();
        for document in held.documents.values() {
            let Some(score) = score(&matcher, document) else {
                continue;
            };
            if options.count {
                facets.add(document);
            }
            hits.push((Compared::of(document, score), document.blob));
        }
        hits.sort_by(|(left, left_blob), (right, right_blob)| {
            left.order(right, options.sort)
                .then(left_blob.cmp(right_blob))
        });
        let total = hits.len() as u64;
        let hits = hits.into_iter().skip(options.offset).take(options.limit);
        Ok(Found {
            total,
            total_is_exact: true,
            read: held.documents.len() as u64,
            hits: hits
                .map(|(compared, blob)| Hit {
                    blob,
                    score: compared.score,
                })
                .collect(),
            facets,
        })
    }
}
