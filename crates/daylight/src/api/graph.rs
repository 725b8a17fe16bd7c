//! Names and what binds them, for the page of people and bodies. Always masked; each tie has the places of its claims.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use daylight_engine::case::GraphFilter;
use daylight_model::ClaimType;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::asking::{Answer, Asked, Served, ask};
use super::failure::Failure;
use super::meaning_shapes::ClaimShape;
use super::shapes::{Problem, ProblemKind};

/// Nodes of an answer where nothing is said, and at most.
const NODES: usize = 120;
const MOST_NODES: usize = 1_000;

/// Claims that come with a tie, at most.
const MOST_CLAIMS: usize = 20;

/// Which part of the graph is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct GraphAsked {
    /// Only ties of claims of this type.
    r#type: Option<String>,
    /// Only ties of names that have this in them, in either case.
    q: Option<String>,
    /// Only ties of the node with this id.
    around: Option<String>,
    /// At most so many nodes, those that most claims bind; up to 1,000.
    limit: Option<usize>,
}

/// A name that claims bind to others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct NodeShape {
    /// The same in every run; that of the name, where it has a page.
    id: String,
    /// The fullest name.
    name: String,
    /// `person`, `org`, `country`, `place` or `product`; none where no mention of it was found.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// Whether it has a page of its own.
    is_found: bool,
    /// How many claims bind it.
    claims: u64,
}

/// What binds two names, one way.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct TieShape {
    /// The same in every run.
    id: String,
    /// Id of a node.
    from: String,
    /// Id of the other.
    to: String,
    /// The type of its claims.
    #[serde(rename = "type")]
    kind: String,
    /// The role, the purpose of a payment and the like.
    how: Option<String>,
    /// Whether the claims say that it is not so.
    denied: bool,
    /// How many claims it rests on.
    total: u64,
    /// The first of them, with their places.
    claims: Vec<ClaimShape>,
}

/// Names and what binds them.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct GraphShape {
    /// How many ties of each type fit, whichever type was asked for.
    by_type: BTreeMap<String, u64>,
    /// How many names fit, with those that are left out.
    total: u64,
    /// Those that most claims bind first.
    nodes: Vec<NodeShape>,
    /// Ties between them, those of most claims first.
    ties: Vec<TieShape>,
}

/// Names that claims bind to one another.
#[utoipa::path(get, path = "/api/graph", params(GraphAsked), responses((status = 200, body = GraphShape), (status = "default", body = Problem)))]
pub(crate) async fn graph(
    State(served): State<Arc<Served>>,
    Asked(asked): Asked<GraphAsked>,
) -> Answer<GraphShape> {
    ask(served, move |served| {
        let kind = asked.r#type.as_deref().map(str::parse::<ClaimType>);
        let kind = kind
            .transpose()
            .map_err(|error| Failure::new(ProblemKind::Call, error.to_string()))?;
        let gathered = served.case.gathered()?;
        let graph = gathered.graph()?;
        let part = graph.part(&GraphFilter {
            kind,
            words: asked.q.filter(|words| !words.trim().is_empty()),
            around: asked.around,
            most: asked.limit.unwrap_or(NODES).min(MOST_NODES),
        });
        let id = |at: usize| {
            let node = graph.nodes.get(at);
            node.map(|node| node.id.clone()).unwrap_or_default()
        };
        let nodes = part.nodes.iter().filter_map(|at| graph.nodes.get(*at));
        let nodes = nodes.map(|node| NodeShape {
            id: node.id.clone(),
            name: node.name.clone(),
            kind: node.kind.map(|kind| kind.to_string()),
            is_found: node.is_found,
            claims: node.claims,
        });
        let ties = part.ties.iter().filter_map(|at| graph.ties.get(*at));
        let ties = ties.map(|tie| {
            let (from, to) = (id(tie.from), id(tie.to));
            let how = tie.how.as_deref().unwrap_or_default();
            let not = if tie.is_denied { "not" } else { "" };
            let claims = tie.claims.iter().copied().take(MOST_CLAIMS);
            Ok(TieShape {
                id: format!("{from} {} {how} {not} {to}", tie.kind),
                kind: tie.kind.to_string(),
                how: tie.how.clone(),
                denied: tie.is_denied,
                total: tie.claims.len() as u64,
                claims: gathered.claims_at(claims)?.iter().map(Into::into).collect(),
                from,
                to,
            })
        });
        Ok(GraphShape {
            by_type: part
                .by_kind
                .iter()
                .map(|(kind, ties)| (kind.to_string(), *ties))
                .collect(),
            total: part.fitting,
            nodes: nodes.collect(),
            ties: ties.collect::<Result<_, Failure>>()?,
        })
    })
    .await
}
