//! Every document but those of a query. Tantivy's own exclusion asks a phrase for documents behind the one that
//! it stands at, which version 0.27 forbids its phrases to be asked; here what is left is listed beforehand.

use tantivy::query::{ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError};

/// Documents of which a query does not hold; none scores more than another.
#[derive(Debug)]
pub(super) struct Without(pub(super) Box<dyn Query>);

impl Clone for Without {
    fn clone(&self) -> Self {
        Self(self.0.box_clone())
    }
}

struct WithoutWeight(Box<dyn Weight>);

impl Query for Without {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let unscored = match scoring.searcher() {
            Some(searcher) => EnableScoring::disabled_from_searcher(searcher),
            None => EnableScoring::disabled_from_schema(scoring.schema()),
        };
        Ok(Box::new(WithoutWeight(self.0.weight(unscored)?)))
    }
}

impl Weight for WithoutWeight {
    fn scorer(&self, reader: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut left = Vec::new();
        let mut next = 0;
        self.0.for_each_no_score(reader, &mut |excluded| {
            for &document in excluded {
                left.extend(next..document);
                next = document + 1;
            }
        })?;
        left.extend(next..reader.max_doc());
        Ok(Box::new(ConstScorer::new(Listed { left, at: 0 }, 0.0)))
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        if self.scorer(reader, 0.0)?.seek(document) == document {
            return Ok(Explanation::new("not excluded", 0.0));
        }
        let message = format!("document {document} is excluded");
        Err(TantivyError::InvalidArgument(message))
    }
}

/// Documents in a list, in order.
struct Listed {
    left: Vec<DocId>,
    at: usize,
}

impl DocSet for Listed {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let rest = self.left.get(self.at..).unwrap_or_default();
        self.at += rest.partition_point(|document| *document < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.left.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.left.len()).unwrap_or(u32::MAX)
    }
}
