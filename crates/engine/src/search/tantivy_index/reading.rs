//! Reads what the index alone cannot decide, on all threads. Always: the answer is that of reading one after the
//! other.

use std::thread;

use super::TantivyIndex;
use super::ranking::{Ranked, RankedSegment};
use crate::search::matcher::{FoldedPart, Matcher, Put};
use crate::search::query::{Facts, Records};
use crate::search::{IndexError, Query, Texts};

/// Documents for which it is worth starting a thread.
const WORTH_A_THREAD: usize = 32;

/// What is asked of each document.
struct Reading<'a> {
    index: &'a TantivyIndex,
    segments: &'a [RankedSegment],
    matcher: Matcher,
    asks_for_records: bool,
    /// What stands for the facts where no condition asks for them.
    unasked: Option<Facts>,
    texts: &'a dyn Texts,
}

impl TantivyIndex {
    /// Returns those of which the query holds, in the order in which they come.
    pub(super) fn holding(
        &self,
        open: Vec<Ranked>,
        segments: &[RankedSegment],
        query: &Query,
        texts: &dyn Texts,
    ) -> Result<Vec<Ranked>, IndexError> {
        let reading = Reading {
            index: self,
            segments,
            matcher: Matcher::new(query),
            asks_for_records: query.asks_for_records(),
            unasked: (!query.asks_for_facts()).then(Facts::unasked),
            texts,
        };
        let share = open.len().div_ceil(self.threads).max(WORTH_A_THREAD);
        if open.len() <= share {
            return reading.all(&open);
        }
        let mut holding = Vec::new();
        thread::scope(|scope| {
            let readers: Vec<_> = open
                .chunks(share)
                .map(|some| scope.spawn(|| reading.all(some)))
                .collect();
            for reader in readers {
                match reader.join() {
                    Ok(some) => holding.extend(some?),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            Ok(holding)
        })
    }
}

impl Reading<'_> {
    fn all(&self, some: &[Ranked]) -> Result<Vec<Ranked>, IndexError> {
        let mut holding = Vec::new();
        for ranked in some {
            if self.holds(ranked)? {
                holding.push(ranked.clone());
            }
        }
        Ok(holding)
    }

    fn holds(&self, ranked: &Ranked) -> Result<bool, IndexError> {
        let blob = self.index.hit(self.segments, ranked)?.blob;
        let unread = |source| IndexError::Text { blob, source };
        let parts = self.texts.parts(blob).map_err(unread)?;
        let records = match self.asks_for_records {
            true => self.texts.records(blob).map_err(unread)?,
            false => Records::default(),
        };
        let parts: Vec<FoldedPart<'_>> = parts.iter().map(FoldedPart::new).collect();
        let asked;
        let facts = match &self.unasked {
            Some(unasked) => unasked,
            None => {
                asked = self.facts(ranked)?;
                &asked
            }
        };
        Ok(self.matcher.holds(Put {
            facts,
            parts: &parts,
            records: &records,
        }))
    }

    fn facts(&self, ranked: &Ranked) -> Result<Facts, IndexError> {
        let facts = match self.segments.get(ranked.segment as usize) {
            Some(found) => found.columns.facts(ranked.document),
            None => Ok(None),
        };
        let facts = facts.map_err(|source| self.index.engine(source))?;
        facts.ok_or_else(|| self.index.damaged("a document without its state"))
    }
}
