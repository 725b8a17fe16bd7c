//! The search index that is none: it keeps the documents in memory and reads all of them for every query.
//! The oracle that other indexes are held against, and enough for a small case.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use daylight_model::BlobId;

use super::matcher::{FoldedPart, Matcher};
use super::query::Facts;
use super::{ANALYSER, Change, Found, Hit, IndexError, Query, SearchIndex, SearchOptions, Texts};

/// Documents in memory, read one by one.
#[derive(Debug, Default)]
pub struct NaiveIndex {
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    documents: BTreeMap<BlobId, (Facts, Vec<FoldedPart>)>,
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

impl SearchIndex for NaiveIndex {
    fn apply(&self, changes: Vec<Change>, position: u64) -> Result<(), IndexError> {
        let mut held = self.held();
        for change in changes {
            match change {
                Change::Put(document) => {
                    let parts = document.parts.iter().map(FoldedPart::new).collect();
                    let facts = document.facts();
                    held.documents.insert(document.blob, (facts, parts));
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
        let mut hits: Vec<Hit> = held
            .documents
            .iter()
            .filter(|(_, (facts, parts))| matcher.holds(facts, parts))
            .map(|(blob, (_, parts))| Hit {
                blob: *blob,
                score: parts
                    .iter()
                    .map(|part| matcher.matches(part).len() as f32)
                    .sum(),
            })
            .collect();
        hits.sort_by(Hit::order);
        let total = hits.len() as u64;
        let hits = hits.into_iter().skip(options.offset).take(options.limit);
        Ok(Found {
            total,
            total_is_exact: true,
            read: held.documents.len() as u64,
            hits: hits.collect(),
        })
    }
}
