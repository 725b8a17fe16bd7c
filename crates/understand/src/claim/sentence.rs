//! The one English sentence that stands for a claim: made from its slots, for those who do not read its source.
//! Always: it says no more than the slots do.

use daylight_model::{ClaimType, Polarity, size_in_words};
use serde_json::{Map, Value};

/// Returns the sentence.
pub(super) fn of(kind: ClaimType, polarity: Polarity, fields: &Map<String, Value>) -> String {
    let slot = |name: &str| fields.get(name).and_then(shown);
    let or = |name: &str, other: &str| slot(name).unwrap_or_else(|| other.to_owned());
    let with = |lead: &str, name: &str| {
        slot(name)
            .map(|value| format!("{lead}{value}"))
            .unwrap_or_default()
    };
    match kind {
        ClaimType::Target => {
            let name = format!(
                "{}{}",
                or("name", "an unnamed body"),
                slot("country")
                    .map(|c| format!(" ({c})"))
                    .unwrap_or_default()
            );
            let data = match (slot("data_type"), volume(fields)) {
                (Some(data), Some(volume)) => format!(", {volume} of {data}"),
                (Some(data), None) => format!(", {data}"),
                (None, Some(volume)) => format!(", {volume}"),
                (None, None) => String::new(),
            };
            match polarity {
                Polarity::Listed => format!("{name} stands in a list of targets{data}."),
                Polarity::Claimed => format!("Access to {name} is claimed{data}."),
                Polarity::Confirmed => format!("Access to {name} is said to be confirmed{data}."),
                Polarity::Attempted => format!("An attempt on {name} is recorded{data}."),
                Polarity::Lost => format!("Access to {name} is said to be lost{data}."),
                Polarity::Denied => format!("It is publicly denied that {name} was broken into."),
                _ => format!("It is said that {name} was not attacked or is not held."),
            }
        }
        ClaimType::Payment => {
            let purpose = or("purpose", "payment");
            let purpose = format!("{}{}", purpose[..1].to_uppercase(), &purpose[1..]);
            let amount = match (slot("amount"), slot("low"), slot("high")) {
                (Some(amount), ..) => Some(grouped(&amount)),
                (None, Some(low), Some(high)) => {
                    Some(format!("{} to {}", grouped(&low), grouped(&high)))
                }
                _ => None,
            };
            let money = amount.map_or_else(
                || " of an open amount".to_owned(),
                |amount| {
                    format!(
                        " of {}{amount}",
                        slot("currency")
                            .map(|c| format!("{c} "))
                            .unwrap_or_default()
                    )
                },
            );
            let way = match polarity {
                Polarity::Offered => " offered",
                Polarity::Asked => " asked for",
                Polarity::Negated => " said not to have come about",
                _ => "",
            };
            let each = slot("period")
                .filter(|p| p != "once")
                .map(|p| format!(" per {p}"))
                .unwrap_or_default();
            format!(
                "{purpose}{money}{each}{}{}{}{}{way}.",
                with(" for ", "for"),
                with(" by ", "payer"),
                with(" to ", "payee"),
                with(", ", "date"),
            )
        }
        ClaimType::Offering => format!(
            "{}{}{}{}{}.",
            or("product", "A product"),
            with(" ", "version"),
            with(" of ", "seller"),
            with(" is offered for ", "capability"),
            with(", at ", "price"),
        ),
        ClaimType::Request => {
            let outcome = match slot("outcome").as_deref() {
                Some("accepted") => "; it was accepted",
                Some("refused") => "; it was refused",
                _ => "",
            };
            format!(
                "{} asked for {}{}{outcome}.",
                or("client", "A client"),
                or("wants", "data"),
                slot("target")
                    .or_else(|| slot("country"))
                    .map(|of| format!(" of {of}"))
                    .unwrap_or_default(),
            )
        }
        ClaimType::Tender => {
            let who = or("bidder", "A bidder");
            let what = format!(
                "{}{}{}",
                with(" of ", "authority"),
                slot("project")
                    .map(|p| format!(" ({p})"))
                    .unwrap_or_default(),
                slot("amount")
                    .map(|a| format!(
                        ", {}{}",
                        slot("currency")
                            .map(|c| format!("{c} "))
                            .unwrap_or_default(),
                        grouped(&a)
                    ))
                    .unwrap_or_default(),
            );
            match polarity {
                Polarity::Won | Polarity::Awarded => format!("{who} won the tender{what}."),
                Polarity::Lost => format!("{who} lost the tender{what}."),
                Polarity::Applied => format!("{who} bid in the tender{what}."),
                _ => format!("A tender{what} is spoken of."),
            }
        }
        ClaimType::Dataset => format!(
            "Data set {}{}{}{}.",
            or("title", "without a title"),
            with(", rows: ", "rows"),
            volume(fields).map(|v| format!(", {v}")).unwrap_or_default(),
            with(", dates: ", "date_range"),
        ),
        ClaimType::AccountAccess => {
            let what = format!(
                "{} account at {}",
                or("account", "an"),
                or("service", "a service")
            );
            match polarity {
                Polarity::Confirmed => format!("Login to {what} is said to work."),
                Polarity::Attempted => {
                    format!("Login to {what} was tried{}.", with(": ", "result"))
                }
                _ => format!("Login to {what} is claimed."),
            }
        }
        ClaimType::Relationship => {
            let from = slot("from");
            let denied = polarity == Polarity::Denied;
            let nobody = if denied { "somebody" } else { "Somebody" };
            format!(
                "{}{} {} {}{}{}.",
                if denied { "It is denied that " } else { "" },
                from.as_deref().unwrap_or(nobody),
                related(slot("role").as_deref()),
                or("to", "somebody"),
                with(", since ", "since"),
                with(", until ", "until")
            )
        }
        ClaimType::Complaint => format!(
            "{} complains about {}{}.",
            or("person", "Somebody"),
            or("about", "something"),
            with(", against ", "against"),
        ),
        ClaimType::Profile => format!(
            "{}: {} {}.",
            or("organisation", "An organisation"),
            or("property", "").replace('_', " "),
            or("value", ""),
        ),
        ClaimType::Statement => {
            let verb = match slot("stance").as_deref() {
                Some("denies") => "denies",
                Some("confirms") => "confirms",
                _ => "comments",
            };
            format!(
                "{} {verb}: {}{}.",
                or("speaker", "Somebody"),
                or("about", ""),
                with(", ", "date")
            )
        }
    }
}

/// Returns the words between the two that have a relation. No more than the role says: whether somebody worked for a
/// firm or two firms worked together is left open where the source calls it former.
fn related(role: Option<&str>) -> &'static str {
    match role {
        Some("employee") => "works for",
        Some("manager") => "is a manager of",
        Some("founder") => "is a founder of",
        Some("shareholder") => "is a shareholder of",
        Some("representative") => "is a representative of",
        Some("subsidiary") => "is a subsidiary of",
        Some("subcontractor") => "is a subcontractor of",
        Some("supplier") => "is a supplier of",
        Some("client") => "is a client of",
        Some("partner") => "is a partner of",
        Some("former") => "formerly worked for or with",
        Some("family") => "is a relative of",
        Some("alias_of") => "is another name of",
        _ => "has a relation to",
    }
}

fn shown(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Returns a decimal string with its thousands set apart.
fn grouped(amount: &str) -> String {
    let (whole, rest) = amount
        .split_once('.')
        .map_or((amount, None), |(whole, rest)| (whole, Some(rest)));
    if !whole.chars().all(|c| c.is_ascii_digit()) {
        return amount.to_owned();
    }
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    rest.map_or(grouped.clone(), |rest| format!("{grouped}.{rest}"))
}

/// Returns a volume in the unit that people use.
fn volume(fields: &Map<String, Value>) -> Option<String> {
    fields.get("volume_bytes")?.as_u64().map(size_in_words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_sentence_says_what_the_slots_hold() {
        let check = |kind, polarity, fields: Value, expect: &str| {
            assert_eq!(of(kind, polarity, fields.as_object().unwrap()), expect);
        };
        check(
            ClaimType::Payment,
            Polarity::Asserted,
            json!({"amount": "55000", "currency": "CNY", "purpose": "bonus", "payee": "A"}),
            "Bonus of CNY 55,000 to A.",
        );
        check(
            ClaimType::Target,
            Polarity::Lost,
            json!({"name": "X", "country": "XE", "volume_bytes": 12_500_000_000_u64}),
            "Access to X (XE) is said to be lost, 12.5 GB.",
        );
        check(
            ClaimType::Relationship,
            Polarity::Denied,
            json!({"from": "A", "role": "alias_of", "to": "B"}),
            "It is denied that A is another name of B.",
        );
        let related = |role: &str, expect| {
            let fields = json!({"from": "A", "role": role, "to": "B", "since": "2019"});
            check(ClaimType::Relationship, Polarity::Asserted, fields, expect);
        };
        related("former", "A formerly worked for or with B, since 2019.");
        related("employee", "A works for B, since 2019.");
        related("family", "A is a relative of B, since 2019.");
        related("other", "A has a relation to B, since 2019.");
        check(
            ClaimType::Relationship,
            Polarity::Denied,
            json!({"role": "subsidiary", "to": "B"}),
            "It is denied that somebody is a subsidiary of B.",
        );
    }
}
