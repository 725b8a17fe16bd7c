//! Who has to do with whom, as a graph: names that claims bind to one another. Always: each tie carries the claims that
//! it rests on, each with its place; nothing of a row of personal data, and nothing masked, becomes a node; a name is
//! the same node as the person or body that it is grouped with.

use std::collections::{BTreeMap, BTreeSet};

use daylight_model::{ClaimType, MentionType, Polarity};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::EntityRow;
use super::relations::alike;

/// Longest name of a node, in characters: what is longer is a phrase.
const LONGEST: usize = 40;

/// Two slots of a claim that bind two names.
struct Bind {
    kind: ClaimType,
    from: &'static str,
    to: &'static str,
    /// The slot that says how.
    how: Option<&'static str>,
    /// Whether the second may be anything, so that it counts only where it is a name that was found.
    only_found: bool,
}

impl Bind {
    const fn new(
        kind: ClaimType,
        [from, to]: [&'static str; 2],
        how: Option<&'static str>,
        only_found: bool,
    ) -> Self {
        Self {
            kind,
            from,
            to,
            how,
            only_found,
        }
    }
}

const BINDS: [Bind; 8] = [
    Bind::new(ClaimType::Relationship, ["from", "to"], Some("role"), false),
    Bind::new(
        ClaimType::Payment,
        ["payer", "payee"],
        Some("purpose"),
        false,
    ),
    Bind::new(ClaimType::Offering, ["seller", "product"], None, false),
    Bind::new(
        ClaimType::Request,
        ["client", "target"],
        Some("outcome"),
        true,
    ),
    Bind::new(ClaimType::Tender, ["bidder", "authority"], None, false),
    Bind::new(
        ClaimType::Complaint,
        ["person", "against"],
        Some("about"),
        true,
    ),
    Bind::new(
        ClaimType::Profile,
        ["organisation", "value"],
        Some("property"),
        true,
    ),
    Bind::new(
        ClaimType::Statement,
        ["speaker", "about"],
        Some("stance"),
        true,
    ),
];

/// Returns whether claims of this type bind names.
pub(super) fn may_bind(kind: ClaimType) -> bool {
    BINDS.iter().any(|bind| bind.kind == kind)
}

/// What of a claim binds names.
pub(super) struct Binding {
    pub(super) kind: ClaimType,
    pub(super) polarity: Polarity,
    pub(super) fields: Map<String, Value>,
    /// Whether it stands in a row of personal data: then it binds none.
    pub(super) in_private_row: bool,
}

/// A name that claims bind to others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// That of the person or body, or made of the name.
    pub id: String,
    /// The fullest name.
    pub name: String,
    /// What it is; none where no mention of it was found.
    pub kind: Option<MentionType>,
    /// Whether it is a person, body, state, place or product of the case, which has a page.
    pub is_found: bool,
    /// All names, folded as they are compared.
    names: BTreeSet<String>,
    /// How many claims bind it.
    pub claims: u64,
}

/// What binds two names, one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tie {
    /// Indices of the nodes.
    pub from: usize,
    /// The other end.
    pub to: usize,
    /// The type of the claims.
    pub kind: ClaimType,
    /// How: the role, the purpose of a payment …; none where that type has no such slot, or it is open.
    pub how: Option<String>,
    /// Whether the claims say that it is not so.
    pub is_denied: bool,
    /// Indices of the claims, in the order of paths and places.
    pub claims: Vec<usize>,
}

/// Names and what binds them.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Graph {
    /// Those that most claims bind first.
    pub nodes: Vec<Node>,
    /// Those of most claims first.
    pub ties: Vec<Tie>,
}

/// Which part of a graph is wanted. The default: all.
#[derive(Debug, Clone, Default)]
pub struct GraphFilter {
    /// Only ties of this type.
    pub kind: Option<ClaimType>,
    /// Only ties of names that have this in them, in either case and width.
    pub words: Option<String>,
    /// Only ties of this node.
    pub around: Option<String>,
    /// At most so many nodes, those that most claims bind.
    pub most: usize,
}

/// A part of a graph: indices of its nodes and ties, in their order.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct GraphPart {
    /// Nodes.
    pub nodes: Vec<usize>,
    /// Ties between them.
    pub ties: Vec<usize>,
    /// How many ties of each type fit, whichever type is wanted.
    pub by_kind: BTreeMap<ClaimType, u64>,
    /// How many names fit, those beyond `most` too.
    pub fitting: u64,
}

impl Graph {
    /// Returns a part of it.
    pub fn part(&self, wanted: &GraphFilter) -> GraphPart {
        let words = wanted.words.as_deref().map(alike);
        let is_wanted = |at: usize| {
            let Some(node) = self.nodes.get(at) else {
                return false;
            };
            let named = |words: &String| node.names.iter().any(|name| name.contains(words));
            words.as_ref().is_none_or(named)
                && wanted.around.as_ref().is_none_or(|id| *id == node.id)
        };
        let fits = |tie: &(usize, &Tie)| is_wanted(tie.1.from) || is_wanted(tie.1.to);
        let fitting: Vec<(usize, &Tie)> = self.ties.iter().enumerate().filter(fits).collect();
        let mut part = GraphPart::default();
        for (_, tie) in &fitting {
            *part.by_kind.entry(tie.kind).or_default() += 1;
        }
        let of_kind = |tie: &Tie| wanted.kind.is_none_or(|kind| kind == tie.kind);
        let fitting = fitting.into_iter().filter(|(_, tie)| of_kind(tie));
        let fitting: Vec<(usize, &Tie)> = fitting.collect();
        let mut nodes: BTreeSet<usize> = BTreeSet::new();
        nodes.extend(fitting.iter().flat_map(|(_, tie)| [tie.from, tie.to]));
        part.fitting = nodes.len() as u64;
        // What was asked for by name stays, whatever else must go.
        let mut ranked: Vec<usize> = nodes.into_iter().collect();
        let is_asked = wanted.words.is_some() || wanted.around.is_some();
        ranked.sort_by_key(|at| (is_asked && !is_wanted(*at), *at));
        ranked.truncate(wanted.most);
        let kept: BTreeSet<usize> = ranked.into_iter().collect();
        let both = |tie: &Tie| kept.contains(&tie.from) && kept.contains(&tie.to);
        let ties = fitting.iter().filter(|(_, tie)| both(tie));
        part.ties = ties.map(|(at, _)| *at).collect();
        part.nodes = kept.into_iter().collect();
        part
    }
}

type Key = (usize, usize, ClaimType, Option<String>, bool);

/// A graph as it grows, claim by claim in the order of paths and places.
pub(super) struct GraphBuilder<'a> {
    /// By how a name is compared: the entities that have it, those mentioned most first.
    known: BTreeMap<String, Vec<&'a EntityRow>>,
    numbers: BTreeMap<String, usize>,
    nodes: Vec<Node>,
    ties: BTreeMap<Key, Vec<usize>>,
}

impl<'a> GraphBuilder<'a> {
    pub(super) fn new(entities: &'a [EntityRow]) -> Self {
        let mut known: BTreeMap<String, Vec<&EntityRow>> = BTreeMap::new();
        for entity in entities {
            for name in names_of(entity) {
                known.entry(name).or_default().push(entity);
            }
        }
        Self {
            known,
            numbers: BTreeMap::new(),
            nodes: Vec::new(),
            ties: BTreeMap::new(),
        }
    }

    /// Adds the claim at this place of the list of all; none of a row of personal data.
    pub(super) fn add(&mut self, claim: &Binding, index: usize) {
        if claim.in_private_row {
            return;
        }
        for bind in BINDS.iter().filter(|bind| bind.kind == claim.kind) {
            self.bind(bind, claim, index);
        }
    }

    fn bind(&mut self, bind: &Bind, claim: &Binding, index: usize) {
        let slot = |name: &str| claim.fields.get(name).and_then(Value::as_str);
        let (Some(from), Some(to)) = (slot(bind.from), slot(bind.to)) else {
            return;
        };
        if !is_name(from) || !is_name(to) {
            return;
        }
        if bind.only_found && !self.known.contains_key(&alike(to)) {
            return;
        }
        let (from, to) = (self.node(from, bind.from), self.node(to, bind.to));
        if from == to {
            return;
        }
        let how = bind.how.and_then(slot).map(str::to_owned);
        let is_denied = matches!(claim.polarity, Polarity::Denied | Polarity::Negated);
        let key = (from, to, claim.kind, how, is_denied);
        self.ties.entry(key).or_default().push(index);
        for at in [from, to] {
            if let Some(node) = self.nodes.get_mut(at) {
                node.claims += 1;
            }
        }
    }

    fn node(&mut self, name: &str, slot: &str) -> usize {
        let folded = alike(name);
        let same = self.known.get(&folded).map_or(&[][..], Vec::as_slice);
        let is_product = |entity: &&&EntityRow| entity.kind == MentionType::Product;
        let fitting = match slot {
            "product" => same.iter().find(is_product),
            _ => same.iter().find(|entity| !is_product(entity)),
        };
        let entity = fitting.or(same.first()).copied();
        let id = entity.map_or_else(|| format!("name:{folded}"), |entity| entity.id.clone());
        let next = self.nodes.len();
        let number = *self.numbers.entry(id.clone()).or_insert(next);
        if number == next {
            self.nodes.push(Node {
                id,
                name: entity.map_or(name, |entity| &entity.name).to_owned(),
                kind: entity.map(|entity| entity.kind),
                is_found: entity.is_some(),
                names: entity.map(names_of).unwrap_or_default(),
                claims: 0,
            });
        }
        if let Some(node) = self.nodes.get_mut(number) {
            node.names.insert(folded);
        }
        number
    }

    /// Puts nodes and ties into their order.
    pub(super) fn finished(self) -> Graph {
        let mut order: Vec<usize> = (0..self.nodes.len()).collect();
        let rank = |at: &usize| {
            let node = self.nodes.get(*at);
            node.map(|node| (std::cmp::Reverse(node.claims), &node.name, &node.id))
        };
        order.sort_by(|one, other| rank(one).cmp(&rank(other)));
        let mut places = vec![0; order.len()];
        for (place, at) in order.iter().enumerate() {
            if let Some(slot) = places.get_mut(*at) {
                *slot = place;
            }
        }
        let place = |at: usize| places.get(at).copied().unwrap_or_default();
        let mut ties: Vec<Tie> = self
            .ties
            .into_iter()
            .map(|((from, to, kind, how, is_denied), claims)| Tie {
                from: place(from),
                to: place(to),
                kind,
                how,
                is_denied,
                claims,
            })
            .collect();
        ties.sort_by(|a, b| {
            let rank = |tie: &Tie| {
                (
                    std::cmp::Reverse(tie.claims.len()),
                    tie.from,
                    tie.to,
                    tie.kind,
                )
            };
            rank(a).cmp(&rank(b)).then_with(|| a.how.cmp(&b.how))
        });
        let mut nodes: Vec<(usize, Node)> = self.nodes.into_iter().enumerate().collect();
        nodes.sort_by_key(|(at, _)| place(*at));
        Graph {
            nodes: nodes.into_iter().map(|(_, node)| node).collect(),
            ties,
        }
    }
}

fn names_of(entity: &EntityRow) -> BTreeSet<String> {
    let names = entity.names.iter().map(|name| name.text.as_str());
    names.chain([entity.name.as_str()]).map(alike).collect()
}

/// Returns whether words can name a node: neither a phrase nor masked, nor one character alone, as 我 is.
fn is_name(words: &str) -> bool {
    let words = words.trim();
    (2..=LONGEST).contains(&words.chars().count()) && !words.contains(['‹', '›'])
}

#[cfg(test)]
mod tests;
