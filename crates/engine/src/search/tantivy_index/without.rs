//! Every document but those of a query. Tantivy's own exclusion asks a phrase for documents behind the one that
//! it stands at, which version 0.27 forbids its phrases to be asked; here what is left is listed beforehand.

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, Score, SegmentReader};

use super::listed::{explained, scorer_of};

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
        Ok(scorer_of(left))
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        explained(self.scorer(reader, 0.0)?, document)
    }
}
