//! A query put to a document by reading its text: what is true is decided here. An index only says where it is
//! worth looking. Always: the answer depends on the query and the document alone.

use std::ops::Range;

use daylight_model::Part;

use super::atoms::atoms;
use super::fold::Folded;
use super::leaf::Leaf;
use super::query::{Facts, FilterTest, InsideTest, Query, Records};

/// A query, ready to be put to many documents.
#[derive(Debug, Clone)]
pub(super) struct Matcher {
    root: Node,
    leaves: Vec<Leaf>,
}

#[derive(Debug, Clone)]
enum Node {
    All,
    Leaf(usize),
    Filter(FilterTest),
    Near {
        left: Box<Node>,
        right: Box<Node>,
        distance: usize,
    },
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    /// The words of `inner` count only where `test` holds of where they stand.
    Inside {
        test: InsideTest,
        inner: Box<Node>,
    },
}

/// A part with its text as it is compared.
#[derive(Debug, Clone)]
pub(super) struct FoldedPart<'a> {
    part: &'a Part,
    folded: Folded,
}

impl<'a> FoldedPart<'a> {
    pub(super) fn new(part: &'a Part) -> Self {
        Self {
            part,
            folded: Folded::new(part.text(), part.breaks()),
        }
    }
}

/// A document as a query is put to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Put<'a> {
    pub(super) facts: &'a Facts,
    pub(super) parts: &'a [FoldedPart<'a>],
    pub(super) records: &'a Records,
}

/// Where a word of the query stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    /// Bytes of the part's text, or of its folded text, as the function says.
    pub(super) range: Range<usize>,
    /// Which word of the query, from the left.
    pub(super) leaf: usize,
}

/// A place of a word, or of words that are near each other.
#[derive(Debug, Clone)]
struct Spot {
    range: Range<usize>,
    matches: Vec<Match>,
}

/// The conditions that are around a node, and what they ask.
#[derive(Clone, Copy)]
struct Scope<'a> {
    test: Option<&'a InsideTest>,
    around: Option<&'a Scope<'a>>,
    records: &'a Records,
}

impl<'a> Scope<'a> {
    fn of(records: &'a Records) -> Self {
        Self {
            test: None,
            around: None,
            records,
        }
    }

    fn with(&'a self, test: &'a InsideTest) -> Self {
        Self {
            test: Some(test),
            around: Some(self),
            records: self.records,
        }
    }

    fn is_everywhere(&self) -> bool {
        self.test.is_none() && self.around.is_none_or(Scope::is_everywhere)
    }

    /// Takes bytes of the part's own text.
    fn holds(&self, part: &Part, range: &Range<usize>) -> bool {
        self.test
            .is_none_or(|test| test.holds(part, range, self.records))
            && self.around.is_none_or(|around| around.holds(part, range))
    }
}

impl Matcher {
    pub(super) fn new(query: &Query) -> Self {
        let mut leaves = Vec::new();
        let root = node(query, &mut leaves);
        Self { root, leaves }
    }

    /// Whether the query holds of a document.
    pub(super) fn holds(&self, document: Put<'_>) -> bool {
        self.node_holds(&self.root, document, &Scope::of(document.records))
    }

    fn node_holds(&self, node: &Node, document: Put<'_>, scope: &Scope<'_>) -> bool {
        let parts = document.parts;
        match node {
            Node::All => true,
            Node::Leaf(leaf) => parts
                .iter()
                .any(|part| !self.spans(*leaf, part, scope, 1).is_empty()),
            Node::Filter(filter) => filter.holds(document.facts),
            Node::Near { .. } => parts
                .iter()
                .any(|part| !self.spots(node, part, scope).is_empty()),
            Node::And(all) => all
                .iter()
                .all(|node| self.node_holds(node, document, scope)),
            Node::Or(any) => any
                .iter()
                .any(|node| self.node_holds(node, document, scope)),
            Node::Not(inner) => !self.node_holds(inner, document, scope),
            Node::Inside { test, inner } => {
                let parts = parts.iter().map(|part| part.part);
                test.holds_somewhere(parts, document.records)
                    && self.node_holds(inner, document, &scope.with(test))
            }
        }
    }

    /// Returns where the words stand that the query asks for (not those that it forbids), in the bytes of the
    /// part's own text, sorted by their start. Of a condition on messages without any word: the messages.
    pub(super) fn matches(&self, part: &FoldedPart<'_>, records: &Records) -> Vec<Match> {
        let mut matches = Vec::new();
        self.collect(&self.root, part, &Scope::of(records), &mut matches);
        matches.sort_by_key(|found| (found.range.start, found.range.end, found.leaf));
        matches.dedup();
        matches
    }

    fn collect(
        &self,
        node: &Node,
        part: &FoldedPart<'_>,
        scope: &Scope<'_>,
        matches: &mut Vec<Match>,
    ) {
        match node {
            Node::All | Node::Filter(_) | Node::Not(_) => {}
            Node::Leaf(_) | Node::Near { .. } => {
                let found = self
                    .spots(node, part, scope)
                    .into_iter()
                    .flat_map(|spot| spot.matches);
                matches.extend(found.map(|found| Match {
                    range: part.folded.source_range(found.range),
                    leaf: found.leaf,
                }));
            }
            Node::And(nodes) | Node::Or(nodes) => {
                for node in nodes {
                    self.collect(node, part, scope, matches);
                }
            }
            Node::Inside { test, inner } => {
                if inner.has_words() {
                    return self.collect(inner, part, &scope.with(test), matches);
                }
                let stretches = test.stretches(part.part, scope.records);
                let wanted = stretches.filter(|range| scope.holds(part.part, range));
                matches.extend(wanted.map(|range| Match {
                    range,
                    leaf: self.leaves.len(),
                }));
            }
        }
    }

    fn spans(
        &self,
        leaf: usize,
        part: &FoldedPart<'_>,
        scope: &Scope<'_>,
        limit: usize,
    ) -> Vec<Range<usize>> {
        let text = part.folded.text();
        let Some(leaf) = self.leaves.get(leaf) else {
            return Vec::new();
        };
        if scope.is_everywhere() {
            return leaf.spans(text, part.part.breaks(), limit);
        }
        let mut spans = leaf.spans(text, part.part.breaks(), usize::MAX);
        spans.retain(|range| scope.holds(part.part, &part.folded.source_range(range.clone())));
        spans
    }

    /// Places of a positional node in folded text, sorted by their start.
    fn spots(&self, node: &Node, part: &FoldedPart<'_>, scope: &Scope<'_>) -> Vec<Spot> {
        let mut spots = match node {
            Node::Leaf(leaf) => self
                .spans(*leaf, part, scope, usize::MAX)
                .into_iter()
                .map(|range| Spot {
                    range: range.clone(),
                    matches: vec![Match { range, leaf: *leaf }],
                })
                .collect(),
            Node::Or(any) => any
                .iter()
                .flat_map(|node| self.spots(node, part, scope))
                .collect(),
            Node::Near {
                left,
                right,
                distance,
            } => {
                let left = self.spots(left, part, scope);
                if left.is_empty() {
                    return left;
                }
                let right = self.spots(right, part, scope);
                if right.is_empty() {
                    return right;
                }
                near(&left, right, *distance, part)
            }
            // The parser lets only the above stand beside NEAR.
            Node::All | Node::Filter(_) | Node::And(_) | Node::Not(_) | Node::Inside { .. } => {
                Vec::new()
            }
        };
        spots.sort_by_key(|spot| (spot.range.start, spot.range.end));
        spots
    }
}

impl Node {
    fn has_words(&self) -> bool {
        match self {
            Self::Leaf(_) | Self::Near { .. } => true,
            Self::And(nodes) | Self::Or(nodes) => nodes.iter().any(Self::has_words),
            Self::Inside { inner, .. } => inner.has_words(),
            Self::All | Self::Filter(_) | Self::Not(_) => false,
        }
    }
}

/// Pairs each place of the left with the closest of the right before and after it, where at most `distance`
/// words stand between.
fn near(left: &[Spot], mut right: Vec<Spot>, distance: usize, part: &FoldedPart<'_>) -> Vec<Spot> {
    let starts: Vec<usize> = atoms(part.folded.text(), part.part.breaks())
        .map(|atom| atom.range.start)
        .collect();
    let ordinal = |at: usize| starts.partition_point(|start| *start < at);
    let words_between = |first: &Spot, second: &Spot| {
        ordinal(second.range.start).saturating_sub(ordinal(first.range.end))
    };
    right.sort_by_key(|spot| spot.range.end);
    let by_end = right.clone();
    right.sort_by_key(|spot| spot.range.start);
    let mut pairs = Vec::new();
    let mut join = |first: &Spot, second: &Spot| {
        if words_between(first, second) <= distance {
            pairs.push(Spot {
                range: first.range.start..second.range.end,
                matches: first
                    .matches
                    .iter()
                    .chain(&second.matches)
                    .cloned()
                    .collect(),
            });
        }
    };
    for spot in left {
        let after = right.partition_point(|other| other.range.start < spot.range.end);
        if let Some(after) = right.get(after) {
            join(spot, after);
        }
        let before = by_end.partition_point(|other| other.range.end <= spot.range.start);
        if let Some(before) = before.checked_sub(1).and_then(|last| by_end.get(last)) {
            join(before, spot);
        }
    }
    pairs
}

fn node(query: &Query, leaves: &mut Vec<Leaf>) -> Node {
    match query {
        Query::All => Node::All,
        Query::Field(filter) => Node::Filter(FilterTest::new(filter)),
        Query::Inside(inside) => Node::Inside {
            test: InsideTest::new(inside),
            inner: Box::new(Node::All),
        },
        Query::Near {
            left,
            right,
            distance,
        } => Node::Near {
            left: Box::new(node(left, leaves)),
            right: Box::new(node(right, leaves)),
            distance: usize::try_from(*distance).unwrap_or(usize::MAX),
        },
        Query::And(all) => match Query::bound(all) {
            None => Node::And(all.iter().map(|query| node(query, leaves)).collect()),
            Some((inside, others)) => Node::Inside {
                test: InsideTest::All(inside.into_iter().map(test).collect()),
                inner: Box::new(Node::And(
                    others
                        .into_iter()
                        .map(|query| node(query, leaves))
                        .collect(),
                )),
            },
        },
        Query::Or(any) => Node::Or(any.iter().map(|query| node(query, leaves)).collect()),
        Query::Not(inner) => Node::Not(Box::new(node(inner, leaves))),
        Query::Word(_)
        | Query::Wildcard(_)
        | Query::Fuzzy { .. }
        | Query::Phrase(_)
        | Query::Alike { .. }
        | Query::Regex(_) => match Leaf::new(query) {
            Some(leaf) => {
                leaves.push(leaf);
                Node::Leaf(leaves.len() - 1)
            }
            None => Node::Or(Vec::new()),
        },
    }
}

/// The test of a query that is made of conditions on places alone.
fn test(query: &Query) -> InsideTest {
    match query {
        Query::Inside(inside) => InsideTest::new(inside),
        Query::And(all) => InsideTest::All(all.iter().map(test).collect()),
        Query::Not(inner) => InsideTest::Not(Box::new(test(inner))),
        Query::Or(any) => InsideTest::Any(any.iter().map(test).collect()),
        _ => InsideTest::All(Vec::new()),
    }
}
