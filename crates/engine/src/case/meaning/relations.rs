//! Who has to do with a person or body, as claims say it. Always: a relation is a claim, with its place; names are the
//! same where they are written alike but for width, case and blanks.

use std::collections::BTreeSet;

use daylight_model::ClaimType;
use serde_json::{Map, Value};

use super::{ClaimRow, EntityRow, WholeMeaning};
use crate::search::fold;

/// A claim that relates a person or body to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Relation<'a> {
    /// The claim.
    pub claim: &'a ClaimRow,
    /// The other; none where the source leaves it open.
    pub other: Option<&'a str>,
}

impl WholeMeaning {
    /// Returns the relations of a person or body, in the order of paths and places.
    pub fn relations(&self, of: &EntityRow) -> Vec<Relation<'_>> {
        let names = of.names.iter().map(|name| name.text.as_str());
        let names: BTreeSet<String> = names.chain([of.name.as_str()]).map(alike).collect();
        let relationships = self
            .claims
            .iter()
            .filter(|claim| claim.kind == ClaimType::Relationship);
        relationships
            .filter_map(|claim| {
                let other = other(&claim.fields, &names)?;
                Some(Relation { claim, other })
            })
            .collect()
    }
}

/// Returns who stands on the other side; none where none of the names stands on one.
fn other<'a>(fields: &'a Map<String, Value>, names: &BTreeSet<String>) -> Option<Option<&'a str>> {
    let side = |slot: &str| fields.get(slot).and_then(Value::as_str);
    let is_own = |name: Option<&str>| name.is_some_and(|name| names.contains(&alike(name)));
    let (from, to) = (side("from"), side("to"));
    match (is_own(from), is_own(to)) {
        (true, _) => Some(to),
        (_, true) => Some(from),
        _ => None,
    }
}

/// Returns a name as it is compared: without width, case and blanks.
pub(super) fn alike(name: &str) -> String {
    fold(name).split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_relation_is_told_from_either_side() {
        let names: BTreeSet<String> = ["四川安洵", "i-Soon"].map(alike).into();
        let check = |from: Value, to: Value, expect: Option<Option<&str>>| {
            let fields = json!({"from": from, "role": "employee", "to": to});
            let found = other(fields.as_object().unwrap(), &names);
            assert_eq!(found, expect, "{fields}");
        };
        check(json!("林某"), json!("四川 安洵"), Some(Some("林某")));
        check(json!("Ｉ-SOON"), json!("省厅"), Some(Some("省厅")));
        check(json!("i-Soon"), json!(null), Some(None));
        check(json!("安洵"), json!("省厅"), None);
        check(json!(null), json!(null), None);
    }
}
