//! Counts of claims by one of their slots. Always: each figure carries the claims behind it and the rule by which it
//! was counted, and nothing that a source left open is guessed.

use std::collections::BTreeMap;

use daylight_model::{ClaimType, Polarity};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::super::{Case, CaseError};

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// What is counted.
    #[serde(rename = "type")]
    pub kind: ClaimType,
    /// By which slot.
    pub by: String,
    /// Its value; null where the sources leave it open.
    pub value: Json,
    /// How many claims.
    pub claims: u64,
    /// How many different things they are about: names of targets, products and the like.
    pub distinct: u64,
    /// How it was counted.
    pub rule: String,
    /// The claims behind it.
    pub ids: Vec<String>,
}

/// A slot that no claim of the type has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a {kind} has no field {by}; it has: {}, polarity", kind.fields().join(", "))]
pub struct NoSuchField {
    /// The type.
    pub kind: ClaimType,
    /// What was asked for.
    pub by: String,
}

/// The slot that says what a claim is about.
fn subject(kind: ClaimType) -> &'static str {
    match kind {
        ClaimType::Target => "name",
        ClaimType::Payment => "for",
        ClaimType::Offering => "product",
        ClaimType::Request => "wants",
        ClaimType::Tender => "authority",
        ClaimType::Dataset => "title",
        ClaimType::AccountAccess => "service",
        ClaimType::Relationship => "from",
        ClaimType::Complaint => "person",
        ClaimType::Profile => "organisation",
        ClaimType::Statement => "speaker",
    }
}

impl Case {
    /// Counts claims of a type by one of its slots, or by `polarity`; denied and negated ones are counted only by
    /// polarity.
    ///
    /// # Errors
    /// [`CaseError::NoSuchField`], [`CaseError::Ledger`].
    pub fn count(&self, kind: ClaimType, by: &str) -> Result<Vec<Count>, CaseError> {
        if by != "polarity" && !kind.fields().contains(&by) {
            return Err(CaseError::NoSuchField(NoSuchField {
                kind,
                by: by.to_owned(),
            }));
        }
        let make = |claims: Vec<Counted>| counted(&claims, kind, by);
        self.gathered()?.counts(kind, by, &make)
    }
}

/// What is counted of a claim.
#[derive(Debug, Deserialize)]
pub(super) struct Counted {
    pub(super) id: String,
    pub(super) polarity: Polarity,
    pub(super) fields: Map<String, Json>,
}

fn counted(claims: &[Counted], kind: ClaimType, by: &str) -> Vec<Count> {
    let by_polarity = by == "polarity";
    let mut groups: BTreeMap<String, (Json, Vec<&Counted>)> = BTreeMap::new();
    for claim in claims {
        let counts_not = matches!(claim.polarity, Polarity::Denied | Polarity::Negated);
        if counts_not && !by_polarity {
            continue;
        }
        let value = if by_polarity {
            Json::String(claim.polarity.to_string())
        } else {
            claim.fields.get(by).cloned().unwrap_or(Json::Null)
        };
        groups
            .entry(value.to_string())
            .or_insert_with(|| (value, Vec::new()))
            .1
            .push(claim);
    }
    let subject = subject(kind);
    let rule = if by_polarity {
        format!("claims of type {kind} by polarity; copies of a file and of a talk count once")
    } else {
        format!(
            "claims of type {kind} by {by}, denied and negated ones left out; copies of a file and of a talk count once; \
             distinct: different values of {subject}"
        )
    };
    let mut counts: Vec<Count> = groups
        .into_values()
        .map(|(value, claims)| {
            let mut subjects: Vec<String> = claims
                .iter()
                .filter_map(|claim| claim.fields.get(subject))
                .filter(|value| !value.is_null())
                .map(Json::to_string)
                .collect();
            subjects.sort();
            subjects.dedup();
            Count {
                kind,
                by: by.to_owned(),
                value,
                claims: claims.len() as u64,
                distinct: subjects.len() as u64,
                rule: rule.clone(),
                ids: claims.iter().map(|claim| claim.id.clone()).collect(),
            }
        })
        .collect();
    counts.sort_by(|a, b| (b.claims, a.value.to_string()).cmp(&(a.claims, b.value.to_string())));
    counts
}
