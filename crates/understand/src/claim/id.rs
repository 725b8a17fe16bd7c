//! The id of a claim: what it is about and where it stands. Always: a newer reading of the same bytes that finds the
//! same thing at the same place gives the same id; rule, confidence, hedge and spelling of the statement do not count.

use daylight_model::{BlobId, Claim, ClaimType, Polarity};
use serde_json::Value;

/// Returns the slots that tell two claims of one type at one place apart.
pub fn telling_slots(kind: ClaimType) -> &'static [&'static str] {
    match kind {
        ClaimType::Target => &["name"],
        ClaimType::Payment => &["purpose", "payee", "payer", "for"],
        ClaimType::Offering => &["product"],
        ClaimType::Request => &["wants", "target", "outcome"],
        ClaimType::Tender => &["bidder", "authority"],
        ClaimType::Dataset => &["title"],
        ClaimType::AccountAccess => &["service", "account"],
        ClaimType::Relationship => &["from", "role", "to"],
        ClaimType::Complaint => &["person", "about"],
        ClaimType::Profile => &["organisation", "property"],
        ClaimType::Statement => &["speaker", "stance"],
    }
}

/// Returns the id of a claim of these bytes whose first place is written `first_place`. It is made of the claim as it
/// was read, before [`super::resolve`] fills in the case's own company.
pub fn id(claim: &Claim, blob: BlobId, first_place: &str) -> String {
    let mut written = format!("{}\n{blob}\n{first_place}\n", claim.kind);
    for slot in telling_slots(claim.kind) {
        let value = claim
            .fields
            .get(*slot)
            .and_then(Value::as_str)
            .unwrap_or_default();
        written.push_str(value);
        written.push('\n');
    }
    // Who won a tender and who lost it may stand in one line, neither by name.
    if claim.polarity == Polarity::Lost {
        written.push_str("lost\n");
    }
    let hash = BlobId::of(written.as_bytes()).to_string();
    hash.get(..20).unwrap_or(&hash).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use daylight_model::{Ground, PartNumber, Span};

    fn claim(name: &str, rule: &'static str) -> Claim {
        let ground = Ground {
            span: Span {
                part: PartNumber(1),
                start: 0,
                end: 1,
            },
            message: None,
        };
        let mut draft =
            super::super::draft::Draft::new(ClaimType::Target, Polarity::Listed, rule, ground);
        draft.set_text("name", Some(name));
        draft.finished()
    }

    #[test]
    fn an_id_hangs_on_what_and_where_and_on_nothing_else() {
        let blob = BlobId::of(b"x");
        let one = id(&claim("A", "target.x@1"), blob, "line=1");
        assert_eq!(one, id(&claim("A", "target.y@2"), blob, "line=1"));
        assert_ne!(one, id(&claim("B", "target.x@1"), blob, "line=1"));
        assert_ne!(one, id(&claim("A", "target.x@1"), blob, "line=2"));
        assert_ne!(
            one,
            id(&claim("A", "target.x@1"), BlobId::of(b"y"), "line=1")
        );
        let lost = |polarity| Claim {
            polarity,
            ..claim("A", "target.x@1")
        };
        assert_eq!(one, id(&lost(Polarity::Denied), blob, "line=1"));
        assert_ne!(one, id(&lost(Polarity::Lost), blob, "line=1"));
    }
}
