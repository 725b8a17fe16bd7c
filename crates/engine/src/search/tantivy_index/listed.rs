//! Documents in a list. Tantivy asks a clause for the documents that it has; some can only say all of them at once.

use std::fmt::Debug;

use tantivy::query::{ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError};

/// What lists its documents; none scores more than another.
pub(super) trait Lists: Debug + Clone + Send + Sync + 'static {
    /// Returns those of one segment, in order.
    fn list(&self, reader: &SegmentReader) -> tantivy::Result<Vec<DocId>>;
}

/// A clause of such documents.
#[derive(Debug, Clone)]
pub(super) struct Listing<L>(pub(super) L);

impl<L: Lists> Query for Listing<L> {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl<L: Lists> Weight for Listing<L> {
    fn scorer(&self, reader: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(scorer_of(self.0.list(reader)?))
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        explained(self.scorer(reader, 0.0)?, document)
    }
}

/// Returns the documents of a list as a clause that is being asked.
pub(super) fn scorer_of(documents: Vec<DocId>) -> Box<dyn Scorer> {
    let listed = Listed { documents, at: 0 };
    Box::new(ConstScorer::new(listed, 0.0))
}

/// Says why a document is in a list.
pub(super) fn explained(
    mut scorer: Box<dyn Scorer>,
    document: DocId,
) -> tantivy::Result<Explanation> {
    if scorer.seek(document) == document {
        return Ok(Explanation::new("listed", 0.0));
    }
    let message = format!("document {document} is not listed");
    Err(TantivyError::InvalidArgument(message))
}

struct Listed {
    documents: Vec<DocId>,
    at: usize,
}

impl DocSet for Listed {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let rest = self.documents.get(self.at..).unwrap_or_default();
        self.at += rest.partition_point(|document| *document < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.documents.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.documents.len()).unwrap_or(u32::MAX)
    }
}
