//! Scores messages: each found at its place, and what is said of it.
//!
//! Always: pairs are made by place, so that a wrong sender costs the sender and not the message.

use std::collections::BTreeSet;

use serde_json::Value;

use super::entry::{Cited, Paths};
use super::grouped;
use super::matching::maximum;
use super::report::{Error, table};
use super::tally::{Tally, figure, ratio};
use super::value::{alike, fold};

struct Message {
    cited: Cited,
    all: Value,
}

/// What is compared of each message.
const FIELDS: [&str; 7] = [
    "text",
    "sender",
    "recipients",
    "time",
    "zone",
    "conversation",
    "kind",
];

/// Returns local time and offset in minutes of a message.
fn time(message: &Value) -> (String, Option<i64>) {
    let time = message["time"].as_str().unwrap_or_default();
    let date = time.find('T').unwrap_or(time.len());
    let suffix = time[date..].find(['Z', '+', '-']).map(|at| date + at);
    let (local, suffix) = time.split_at(suffix.unwrap_or(time.len()));
    let zone = message["time_zone"].as_str().and_then(offset);
    (local.to_owned(), offset(suffix).or(zone))
}

/// Reads `Z`, `UTC`, `+08:00`, `UTC+8`, and zones of Chinese clocks.
fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "Asia/Shanghai" | "Asia/Chongqing" | "PRC") {
        return Some(480);
    }
    let bare = zone
        .trim_start_matches("UTC")
        .trim_start_matches("GMT")
        .trim_start_matches("Etc/UTC");
    if bare == "Z" || (bare.is_empty() && !zone.is_empty()) {
        return Some(0);
    }
    let (sign, digits) = match bare.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = digits.split_once(':').unwrap_or((digits, "0"));
    Some(sign * (hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?))
}

/// Whether a field of a found message is that of the key.
fn agrees(field: &str, key: &Value, found: &Value) -> bool {
    let word = |message: &Value, name: &str| fold(message[name].as_str().unwrap_or_default());
    match field {
        "text" => {
            let pixels = key["citation"]["locator"]
                .as_str()
                .is_some_and(|at| at.contains("xywh="));
            let (one, other) = (word(key, "text"), word(found, "text"));
            let length = one.chars().count().abs_diff(other.chars().count());
            one == other
                || (pixels && alike(&one, &other) >= 0.8 && length * 5 <= one.chars().count())
        }
        "recipients" => {
            let list = |message: &Value| -> BTreeSet<String> {
                let names = message["recipients"].as_array().into_iter().flatten();
                names.filter_map(Value::as_str).map(fold).collect()
            };
            list(key) == list(found)
        }
        "time" => {
            let (one, other) = (time(key).0, time(found).0);
            let shorter = one.len().min(other.len());
            one == other || (shorter >= 16 && one[..shorter] == other[..shorter])
        }
        "zone" => {
            let basis = |message: &Value| {
                message["zone_basis"]
                    .as_str()
                    .unwrap_or("unknown")
                    .to_owned()
            };
            match basis(key).as_str() {
                "stated" => basis(found) == "stated" && time(key).1 == time(found).1,
                // An inference says that it is one.
                _ => basis(found) != "stated",
            }
        }
        name => word(key, name) == word(found, name),
    }
}

/// Compares and returns a table.
pub(super) fn score(
    key: &[Value],
    found: &[Value],
    paths: &Paths,
    errors: &mut Vec<Error>,
) -> String {
    let read = |rows: &[Value]| -> Vec<Message> {
        let read = |row: &Value| Message {
            cited: Cited::read(&row["citation"], paths),
            all: row.clone(),
        };
        rows.iter().map(read).collect()
    };
    let (key, found) = (read(key), read(found));
    let by_file = |messages| grouped(messages, |message: &Message| message.cited.path.clone());
    let (keys, founds) = (by_file(&key), by_file(&found));
    let files: BTreeSet<&String> = keys.keys().chain(founds.keys()).collect();
    let (mut file, mut place) = (Tally::default(), Tally::default());
    let mut right = [0; FIELDS.len()];
    let mut whole = 0;
    let empty = Vec::new();
    for path in files {
        let wanted = keys.get(path).unwrap_or(&empty);
        let given = founds.get(path).unwrap_or(&empty);
        let counts = |right| Tally {
            key: wanted.len(),
            found: given.len(),
            right,
        };
        file.add(counts(wanted.len().min(given.len())));
        let fits = |one: usize, other: usize| wanted[one].1.cited.same_place(&given[other].1.cited);
        // A chat with one number for each message pairs in order; the words decide between neighbours.
        let exact = maximum(wanted.len(), given.len(), |one, other| {
            fits(one, other) && agrees("text", &wanted[one].1.all, &given[other].1.all)
        });
        let rest = maximum(wanted.len(), given.len(), |one, other| {
            exact[one].is_none() && !exact.contains(&Some(other)) && fits(one, other)
        });
        let pairs: Vec<Option<usize>> = exact
            .iter()
            .zip(rest)
            .map(|(exact, rest)| exact.or(rest))
            .collect();
        place.add(counts(pairs.iter().flatten().count()));
        for (one, (_, message)) in wanted.iter().enumerate() {
            let Some(other) = pairs[one] else {
                errors.push(Error::new(
                    "missed",
                    "message",
                    "message",
                    Some(&message.cited),
                    String::new(),
                ));
                continue;
            };
            let wrong: Vec<&str> = FIELDS
                .into_iter()
                .filter(|field| !agrees(field, &message.all, &given[other].1.all))
                .collect();
            for (at, field) in FIELDS.into_iter().enumerate() {
                right[at] += usize::from(!wrong.contains(&field));
            }
            whole += usize::from(wrong.is_empty());
            for field in wrong {
                let shown = |message: &Value| match field {
                    "zone" => format!("{} {}", message["time_zone"], message["zone_basis"]),
                    name => message[name].to_string(),
                };
                let detail = format!(
                    "{field}: {} ≠ {}",
                    shown(&message.all),
                    shown(&given[other].1.all)
                );
                errors.push(Error::new(
                    "wrong value",
                    "message",
                    field,
                    Some(&message.cited),
                    detail,
                ));
            }
        }
        for (other, (_, message)) in given.iter().enumerate() {
            if !pairs.contains(&Some(other)) {
                errors.push(Error::new(
                    "spurious",
                    "message",
                    "message",
                    Some(&message.cited),
                    String::new(),
                ));
            }
        }
    }
    let mut rows = vec![
        vec!["in the right file".to_owned(), file.cell()],
        vec!["at the right place".to_owned(), place.cell()],
        vec![
            "all fields right (of the key's)".to_owned(),
            figure(ratio(whole, place.key)),
        ],
    ];
    for (field, right) in FIELDS.iter().zip(right) {
        rows.push(vec![
            format!("{field} right (of those paired)"),
            figure(ratio(right, place.right)),
        ]);
    }
    format!(
        "### Messages\n\n{} in the key, {} found.\n\n{}\n",
        place.key,
        place.found,
        table(&["", "precision / recall / F1, or share"], &rows)
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{agrees, offset, score};
    use crate::eval::entry::Paths;

    fn message(number: u32, text: &str, sender: &str) -> Value {
        json!({"path": "a.md", "message": number, "time": "2021-04-07T05:15:11", "time_zone": null,
            "zone_basis": "unknown", "sender": sender, "recipients": ["b"], "conversation": "a 与 b",
            "kind": "text", "text": text, "citation": {"path": "a.md",
                "locator": format!("message={number}&line={number}"), "quote": text}})
    }

    #[test]
    fn a_wrong_sender_costs_the_sender_and_not_the_message() {
        let key = [
            message(1, "在吗", "a"),
            message(2, "在", "b"),
            message(3, "好", "a"),
        ];
        let found = [message(1, "在吗", "x"), message(2, "在", "b")];
        let mut errors = Vec::new();
        let text = score(&key, &found, &Paths::default(), &mut errors);
        assert!(
            text.contains("| at the right place | 1.00 / 0.66 / 0.80 |"),
            "{text}"
        );
        assert!(
            text.contains("| sender right (of those paired) | 0.50 |"),
            "{text}"
        );
        let whats: Vec<&str> = errors.iter().map(|error| error.what).collect();
        assert_eq!(whats, ["wrong value", "missed"]);
    }

    #[test]
    fn one_offset_is_written_in_several_ways_and_a_stated_zone_must_be_stated() {
        for zone in ["+08:00", "UTC+8", "UTC+08:00", "Asia/Shanghai"] {
            assert_eq!(offset(zone), Some(480), "{zone}");
        }
        assert_eq!(
            (offset("Z"), offset("UTC"), offset("")),
            (Some(0), Some(0), None)
        );
        let key =
            json!({"time": "2021-04-07T05:15:11Z", "time_zone": "UTC", "zone_basis": "stated"});
        let found =
            json!({"time": "2021-04-07T05:15:11", "time_zone": "+00:00", "zone_basis": "stated"});
        assert!(agrees("time", &key, &found) && agrees("zone", &key, &found));
        let guessed =
            json!({"time": "2021-04-07T05:15:11", "time_zone": "+00:00", "zone_basis": "inferred"});
        assert!(!agrees("zone", &key, &guessed));
    }
}
