//! Instances with what the key says of them. Always: a claim of the key belongs to the sentences of its place whose words
//! it cites; of a body or an amount only to the one that it names.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use serde_json::Value;

use crate::eval::{Names, fold, same_name, same_number};

/// The types of claims, in the order of the contract.
pub(super) const TYPES: [&str; 11] = [
    "target",
    "payment",
    "offering",
    "request",
    "tender",
    "dataset",
    "account_access",
    "relationship",
    "complaint",
    "profile",
    "statement",
];

/// Returns what is decided on for a type.
pub(super) fn unit_of(kind: &str) -> &'static str {
    match kind {
        "target" => "org",
        "payment" => "money",
        _ => "sentence",
    }
}

/// What a learned rule decides on, and what is right.
#[derive(Debug, Clone, Default)]
pub(super) struct Instance {
    pub(super) unit: String,
    /// The number of its folder.
    pub(super) folder: usize,
    /// Whether it is of one body or amount that the sentence has.
    pub(super) anchored: bool,
    pub(super) features: Vec<String>,
    /// The types that rules make of it.
    pub(super) ruled: Vec<String>,
    /// The types that the key has of it, each with its label.
    pub(super) labels: BTreeMap<String, String>,
    /// And their slots.
    pub(super) claims: BTreeMap<String, Value>,
    /// By type, or under no name.
    pub(super) candidates: BTreeMap<String, Vec<Candidate>>,
}

impl Instance {
    /// Returns who or what may fill a slot of a claim of a type.
    pub(super) fn candidates(&self, kind: &str, slot: &str) -> &[Candidate] {
        let words = self.candidates.get(&format!("{kind}.{slot}"));
        let names = words.or_else(|| self.candidates.get(kind));
        let all = names.or_else(|| self.candidates.get(""));
        all.map_or(&[], Vec::as_slice)
    }
}

/// Who may fill a slot.
#[derive(Debug, Clone, Default)]
pub(super) struct Candidate {
    pub(super) value: Option<String>,
    pub(super) origin: String,
    pub(super) features: Vec<String>,
}

/// A folder: what is decided on, and whose files they are.
#[derive(Debug, Default)]
pub(super) struct Folder {
    pub(super) instances: Vec<Instance>,
    pub(super) own: Option<String>,
    pub(super) number: usize,
    /// What an error in it costs.
    pub(super) weight: f64,
    pub(super) names: Names,
}

/// Reads a folder.
pub(super) fn read(folder: &Path, number: usize, weight: f64) -> anyhow::Result<Folder> {
    let rows = |name: &str| -> anyhow::Result<Vec<Value>> {
        let path = folder.join(name);
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        text.lines()
            .map(|line| serde_json::from_str(line).with_context(|| path.display().to_string()))
            .collect()
    };
    let mut key: BTreeMap<String, Vec<(Value, Value)>> = BTreeMap::new();
    let claims = rows("key/claims.jsonl")?;
    let own = super::choice::own_company(&claims);
    let names = Names::read(&folder.join("key/gazetteer.csv"))?;
    for claim in claims {
        for citation in claim["citations"].as_array().into_iter().flatten() {
            let path = text(&citation["path"]).to_owned();
            key.entry(path)
                .or_default()
                .push((citation.clone(), claim.clone()));
        }
    }
    let instances = rows("instances.jsonl")?.into_iter().map(|row| {
        let of_file = key.get(text(&row["path"])).map_or(&[][..], Vec::as_slice);
        let (mut labels, mut claims) = (BTreeMap::new(), BTreeMap::new());
        for (_, claim) in of_file
            .iter()
            .filter(|(citation, claim)| belongs(&row, citation, claim, &names))
        {
            let kind = text(&claim["type"]).to_owned();
            labels.insert(kind.clone(), label(claim));
            claims.insert(kind, claim["fields"].clone());
        }
        Instance {
            unit: text(&row["unit"]).to_owned(),
            folder: number,
            anchored: !row["anchor"].is_null(),
            features: list(&row["features"]),
            ruled: list(&row["ruled"]),
            labels,
            claims,
            candidates: row["candidates"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(kind, all)| (kind.clone(), candidates(all)))
                .collect(),
        }
    });
    let instances = instances.collect();
    Ok(Folder {
        instances,
        own,
        number,
        weight,
        names,
    })
}

fn list(value: &Value) -> Vec<String> {
    let values = value.as_array().into_iter().flatten();
    values
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

fn candidates(value: &Value) -> Vec<Candidate> {
    let values = value.as_array().into_iter().flatten();
    values
        .map(|one| Candidate {
            value: one[0].as_str().map(str::to_owned),
            origin: text(&one[1]).to_owned(),
            features: list(&one[2]),
        })
        .collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Folds words and takes their spaces out, as sentences are read.
fn plain(words: &str) -> String {
    fold(words).split_whitespace().collect()
}

/// Returns whether a claim of the key is told by an instance.
fn belongs(row: &Value, citation: &Value, claim: &Value, names: &Names) -> bool {
    let kind = text(&claim["type"]);
    if unit_of(kind) != text(&row["unit"]) {
        return false;
    }
    let message = |locator: &Value| {
        let locator = text(locator).to_owned();
        locator
            .split('&')
            .find_map(|part| part.strip_prefix("message=").map(str::to_owned))
    };
    if let (Some(here), Some(there)) = (message(&row["locator"]), message(&citation["locator"]))
        && here != there
    {
        return false;
    }
    let (words, quote) = (plain(text(&row["text"])), plain(text(&citation["quote"])));
    if !(quote.contains(&words) || words.contains(&quote)) {
        return false;
    }
    let fields = &claim["fields"];
    let anchor = &row["anchor"];
    match kind {
        "target" => {
            let (name, named) = (plain(text(&fields["name"])), plain(text(anchor)));
            if named.is_empty() {
                // The sentence names no body, so that it goes on about one.
                return true;
            }
            let shared = name.chars().filter(|c| named.contains(*c)).count();
            !name.is_empty()
                && (same_name(text(&fields["name"]), text(anchor), names)
                    || name.contains(&named)
                    || named.contains(&name)
                    || 2 * shared >= name.chars().count())
        }
        "payment" => {
            let amount = if fields["amount"].is_null() {
                &fields["high"]
            } else {
                &fields["amount"]
            };
            !amount.is_null() && !anchor.is_null() && same_number(amount, anchor)
        }
        _ => true,
    }
}

/// Returns what is learned of a claim beside its type.
fn label(claim: &Value) -> String {
    let field = |slot: &str| text(&claim["fields"][slot]).to_owned();
    let polarity = text(&claim["polarity"]);
    match text(&claim["type"]) {
        "target" | "tender" | "account_access" | "dataset" => polarity.to_owned(),
        "payment" => format!("{}/{polarity}", field("purpose")),
        "request" => Some(field("outcome"))
            .filter(|o| !o.is_empty())
            .unwrap_or_else(|| "open".to_owned()),
        "profile" => field("property"),
        "statement" => field("stance"),
        "relationship" => field("role"),
        _ => String::new(),
    }
}
