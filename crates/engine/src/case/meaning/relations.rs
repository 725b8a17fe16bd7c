//! Who has to do with a person or body, as claims say it. Always: a relation is a claim, with its place; names are the
//! same where they are written alike but for width, case and blanks.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{ClaimRow, EntityRow};
use crate::search::fold;

/// A claim that relates a person or body to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// The claim.
    pub claim: ClaimRow,
    /// The other; none where the source leaves it open.
    pub other: Option<String>,
}

/// The names of one person or body.
pub(super) struct Side(BTreeSet<String>);

impl Side {
    pub(super) fn of(entity: &EntityRow) -> Self {
        let names = entity.names.iter().map(|name| name.text.as_str());
        Self(names.chain([entity.name.as_str()]).map(alike).collect())
    }

    /// Returns who stands on the other side of a relationship; none where it is not one of these.
    pub(super) fn other<'a>(&self, fields: &'a Map<String, Value>) -> Option<Option<&'a str>> {
        other(fields, &self.0)
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
