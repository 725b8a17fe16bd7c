//! Collects what the index names: of what it is sure of the best hits and the counts, of the rest what is worth
//! reading. Always: two documents have the same order whatever segments they lie in.

use std::collections::BinaryHeap;
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{BitSet, DocId, Score, SegmentOrdinal, SegmentReader};

use super::columns::Columns;
use crate::search::facets::Sort;

/// A document with what orders it: the first comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ranked {
    rank: u64,
    /// Its first path, where it is sorted by that.
    path: Option<Box<str>>,
    order: u64,
    pub(super) segment: SegmentOrdinal,
    pub(super) document: DocId,
    /// The score's bits: what is compared is the rank.
    score: u32,
}

impl Ranked {
    pub(super) fn score(&self) -> Score {
        Score::from_bits(self.score)
    }
}

/// What is wanted.
pub(super) struct Ranking {
    /// Documents that surely hold, by segment; none: all that are found.
    pub(super) sure: Option<Vec<Arc<BitSet>>>,
    pub(super) sort: Sort,
    /// How many of the best.
    pub(super) most: usize,
    /// How many of those that must be read.
    pub(super) most_open: usize,
    pub(super) count: bool,
}

/// What was found in one segment.
pub(super) struct RankedSegment {
    segment: SegmentOrdinal,
    sure: Option<Arc<BitSet>>,
    sort: Sort,
    most: usize,
    most_open: usize,
    count: bool,
    pub(super) columns: Columns,
    /// How many are sure.
    pub(super) total: u64,
    best: BinaryHeap<Ranked>,
    open: Vec<Ranked>,
    /// Whether some that must be read were left out.
    pub(super) left_out: bool,
}

impl Collector for Ranking {
    type Fruit = Vec<RankedSegment>;
    type Child = RankedSegment;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<RankedSegment> {
        let sure = self.sure.as_ref().map(|sure| {
            let of_segment = sure.get(segment as usize);
            of_segment.map_or_else(
                || Arc::new(BitSet::with_max_value(reader.max_doc())),
                Arc::clone,
            )
        });
        Ok(RankedSegment {
            segment,
            sure,
            sort: self.sort,
            most: self.most,
            most_open: self.most_open,
            count: self.count,
            columns: Columns::open(reader)?,
            total: 0,
            best: BinaryHeap::new(),
            open: Vec::new(),
            left_out: false,
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(
        &self,
        segments: Vec<tantivy::Result<RankedSegment>>,
    ) -> tantivy::Result<Vec<RankedSegment>> {
        let mut segments = segments.into_iter().collect::<Result<Vec<_>, _>>()?;
        segments.sort_by_key(|found| found.segment);
        Ok(segments)
    }
}

impl RankedSegment {
    fn ranked(&self, document: DocId, score: Score, rank: u64) -> Ranked {
        Ranked {
            rank,
            path: None,
            order: self.columns.order(document),
            segment: self.segment,
            document,
            score: score.to_bits(),
        }
    }

    fn offer(&mut self, document: DocId, score: Score) {
        let rank = self.columns.rank(document, score, self.sort);
        if self.best.len() < self.most {
            let ranked = self.ranked(document, score, rank);
            self.best.push(ranked);
            return;
        }
        let Some(worst) = self.best.peek() else {
            return;
        };
        if rank > worst.rank {
            return;
        }
        let ranked = self.ranked(document, score, rank);
        if ranked < *worst {
            self.best.pop();
            self.best.push(ranked);
        }
    }

    fn put_aside(&mut self, document: DocId, score: Score) {
        let rank = self.columns.rank(document, score, self.sort);
        self.open.push(self.ranked(document, score, rank));
        if self.open.len() >= self.most_open.saturating_mul(2).saturating_add(1_024) {
            self.leave_out();
        }
    }

    fn leave_out(&mut self) {
        if self.open.len() > self.most_open {
            self.open.select_nth_unstable(self.most_open);
            self.open.truncate(self.most_open);
            self.left_out = true;
        }
    }

    /// Puts paths in the place of their numbers, which are those of this segment only.
    fn with_paths(&self, mut all: Vec<Ranked>) -> tantivy::Result<Vec<Ranked>> {
        if self.sort == Sort::Path {
            for ranked in &mut all {
                ranked.path = Some(self.columns.first_path(ranked.document)?.into());
                ranked.rank = 0;
            }
        }
        Ok(all)
    }
}

impl SegmentCollector for RankedSegment {
    type Fruit = tantivy::Result<Self>;

    fn collect(&mut self, document: DocId, score: Score) {
        let is_sure = self
            .sure
            .as_ref()
            .is_none_or(|sure| sure.contains(document));
        if !is_sure {
            return self.put_aside(document, score);
        }
        self.total += 1;
        if self.count {
            self.columns.count(document);
        }
        self.offer(document, score);
    }

    fn harvest(mut self) -> tantivy::Result<Self> {
        self.leave_out();
        Ok(self)
    }
}

/// Takes the best of what is sure out of all segments.
pub(super) fn best_of(segments: &mut [RankedSegment]) -> tantivy::Result<Vec<Ranked>> {
    let mut all = Vec::new();
    for segment in segments {
        let best = std::mem::take(&mut segment.best).into_vec();
        all.extend(segment.with_paths(best)?);
    }
    Ok(all)
}

/// Takes what must be read out of all segments, the best where there is more than may be read; says whether that is
/// all.
pub(super) fn open_of(
    segments: &mut [RankedSegment],
    most: usize,
) -> tantivy::Result<(Vec<Ranked>, bool)> {
    let mut all = Vec::new();
    let mut left_out = false;
    for segment in segments {
        let open = std::mem::take(&mut segment.open);
        all.extend(segment.with_paths(open)?);
        left_out |= segment.left_out;
    }
    if all.len() > most {
        all.select_nth_unstable(most);
        all.truncate(most);
        left_out = true;
    }
    Ok((all, !left_out))
}

/// Collects documents by segment, without any order.
pub(super) struct BySegment;

pub(super) struct OneSegment {
    segment: SegmentOrdinal,
    documents: BitSet,
}

impl Collector for BySegment {
    type Fruit = Vec<Arc<BitSet>>;
    type Child = OneSegment;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<OneSegment> {
        Ok(OneSegment {
            segment,
            documents: BitSet::with_max_value(reader.max_doc()),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(
        &self,
        mut segments: Vec<(SegmentOrdinal, BitSet)>,
    ) -> tantivy::Result<Vec<Arc<BitSet>>> {
        segments.sort_by_key(|(segment, _)| *segment);
        Ok(segments.into_iter().map(|(_, set)| Arc::new(set)).collect())
    }
}

impl SegmentCollector for OneSegment {
    type Fruit = (SegmentOrdinal, BitSet);

    fn collect(&mut self, document: DocId, _: Score) {
        self.documents.insert(document);
    }

    fn harvest(self) -> (SegmentOrdinal, BitSet) {
        (self.segment, self.documents)
    }
}
