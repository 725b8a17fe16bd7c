//! A query put to a document by reading its text: what is true is decided here. An index only says where it is
//! worth looking. Always: the answer depends on the query and the document alone.

use std::ops::Range;

use daylight_model::{LineBreaks, Part};

use super::atoms::atoms;
use super::fold::Folded;
use super::leaf::Leaf;
use super::query::{Facts, FilterTest, Query};

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
}

/// A part's text as it is compared.
#[derive(Debug, Clone)]
pub(super) struct FoldedPart {
    pub(super) folded: Folded,
    pub(super) breaks: LineBreaks,
}

impl FoldedPart {
    pub(super) fn new(part: &Part) -> Self {
        Self {
            folded: Folded::new(part.text(), part.breaks()),
            breaks: part.breaks(),
        }
    }
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

impl Matcher {
    pub(super) fn new(query: &Query) -> Self {
        let mut leaves = Vec::new();
        let root = node(query, &mut leaves);
        Self { root, leaves }
    }

    /// Whether the query holds of a document.
    pub(super) fn holds(&self, facts: &Facts, parts: &[FoldedPart]) -> bool {
        self.node_holds(&self.root, facts, parts)
    }

    fn node_holds(&self, node: &Node, facts: &Facts, parts: &[FoldedPart]) -> bool {
        match node {
            Node::All => true,
            Node::Leaf(leaf) => parts
                .iter()
                .any(|part| !self.spans(*leaf, part, 1).is_empty()),
            Node::Filter(filter) => filter.holds(facts),
            Node::Near { .. } => parts.iter().any(|part| !self.spots(node, part).is_empty()),
            Node::And(all) => all.iter().all(|node| self.node_holds(node, facts, parts)),
            Node::Or(any) => any.iter().any(|node| self.node_holds(node, facts, parts)),
            Node::Not(inner) => !self.node_holds(inner, facts, parts),
        }
    }

    /// Returns where the words stand that the query asks for (not those that it forbids), in the bytes of the
    /// part's own text, sorted by their start.
    pub(super) fn matches(&self, part: &FoldedPart) -> Vec<Match> {
        let mut matches = Vec::new();
        self.collect(&self.root, part, &mut matches);
        for found in &mut matches {
            found.range = part.folded.source_range(found.range.clone());
        }
        matches.sort_by_key(|found| (found.range.start, found.range.end, found.leaf));
        matches.dedup();
        matches
    }

    fn collect(&self, node: &Node, part: &FoldedPart, matches: &mut Vec<Match>) {
        match node {
            Node::All | Node::Filter(_) | Node::Not(_) => {}
            Node::Leaf(_) | Node::Near { .. } => {
                matches.extend(
                    self.spots(node, part)
                        .into_iter()
                        .flat_map(|spot| spot.matches),
                );
            }
            Node::And(nodes) | Node::Or(nodes) => {
                for node in nodes {
                    self.collect(node, part, matches);
                }
            }
        }
    }

    fn spans(&self, leaf: usize, part: &FoldedPart, limit: usize) -> Vec<Range<usize>> {
        let text = part.folded.text();
        let leaf = self.leaves.get(leaf);
        leaf.map(|leaf| leaf.spans(text, part.breaks, limit))
            .unwrap_or_default()
    }

    /// Places of a positional node in folded text, sorted by their start.
    fn spots(&self, node: &Node, part: &FoldedPart) -> Vec<Spot> {
        let mut spots = match node {
            Node::Leaf(leaf) => self
                .spans(*leaf, part, usize::MAX)
                .into_iter()
                .map(|range| Spot {
                    range: range.clone(),
                    matches: vec![Match { range, leaf: *leaf }],
                })
                .collect(),
            Node::Or(any) => any.iter().flat_map(|node| self.spots(node, part)).collect(),
            Node::Near {
                left,
                right,
                distance,
            } => {
                let left = self.spots(left, part);
                if left.is_empty() {
                    return left;
                }
                let right = self.spots(right, part);
                if right.is_empty() {
                    return right;
                }
                near(&left, right, *distance, part)
            }
            // The parser lets only the above stand beside NEAR.
            Node::All | Node::Filter(_) | Node::And(_) | Node::Not(_) => Vec::new(),
        };
        spots.sort_by_key(|spot| (spot.range.start, spot.range.end));
        spots
    }
}

/// Pairs each place of the left with the closest of the right before and after it, where at most `distance`
/// words stand between.
fn near(left: &[Spot], mut right: Vec<Spot>, distance: usize, part: &FoldedPart) -> Vec<Spot> {
    let starts: Vec<usize> = atoms(part.folded.text(), part.breaks)
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
        Query::Near {
            left,
            right,
            distance,
        } => Node::Near {
            left: Box::new(node(left, leaves)),
            right: Box::new(node(right, leaves)),
            distance: usize::try_from(*distance).unwrap_or(usize::MAX),
        },
        Query::And(all) => Node::And(all.iter().map(|query| node(query, leaves)).collect()),
        Query::Or(any) => Node::Or(any.iter().map(|query| node(query, leaves)).collect()),
        Query::Not(inner) => Node::Not(Box::new(node(inner, leaves))),
        Query::Word(_)
        | Query::Wildcard(_)
        | Query::Fuzzy { .. }
        | Query::Phrase(_)
        | Query::Regex(_) => match Leaf::new(query) {
            Some(leaf) => {
                leaves.push(leaf);
                Node::Leaf(leaves.len() - 1)
            }
            None => Node::Or(Vec::new()),
        },
    }
}
