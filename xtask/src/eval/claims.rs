//! Scores claims: file, place, value, polarity and hedge, and every slot.
//!
//! Always: the slots that decide a value are written here, once; a slot that the key leaves open must be open.

use std::collections::BTreeSet;

use serde_json::Value;

use super::entry::{Entry, Paths};
use super::grouped;
use super::matching::maximum;
use super::names::Names;
use super::report::{Error, table};
use super::tally::{Tally, figure, macro_f1, ratio};
use super::value::{fold, same_date, same_name, same_number, same_words};

/// The slots without which a claim of the type is another claim.
const DECIDING: [(&str, &[&str]); 11] = [
    ("target", &["name", "country", "data_type", "volume_bytes"]),
    (
        "payment",
        &[
            "amount", "currency", "low", "high", "purpose", "payer", "payee",
        ],
    ),
    ("offering", &["seller", "product", "capability"]),
    (
        "request",
        &["client", "wants", "target", "country", "outcome"],
    ),
    (
        "tender",
        &["bidder", "authority", "reference", "amount", "currency"],
    ),
    ("dataset", &["title", "rows", "country", "volume_bytes"]),
    ("account_access", &["service", "account", "result"]),
    ("relationship", &["from", "role", "to"]),
    ("complaint", &["person", "about"]),
    ("profile", &["organisation", "property", "value"]),
    ("statement", &["speaker", "stance", "about"]),
];

/// Slots that the key does not have or fills only where a table shows them: never compared.
const LEFT_OUT: [&str; 2] = ["converted", "original"];

/// Whether a slot of two claims agrees.
fn slot_agrees(slot: &str, key: &Value, found: &Value, names: &Names) -> bool {
    let open = |value: &Value| {
        value.is_null() || value.as_str() == Some("") || value.as_array().is_some_and(Vec::is_empty)
    };
    match (open(key), open(found)) {
        (true, true) => return true,
        (true, false) => return slot == "approximate" && *found == Value::Bool(false),
        (false, true) => return slot == "approximate" && *key == Value::Bool(false),
        (false, false) => {}
    }
    let (a, b) = (words(key), words(found));
    match slot {
        "amount" | "low" | "high" | "volume_bytes" | "rows" => same_number(key, found),
        "approximate" | "sensitive" => key == found,
        "currency" | "country" | "purpose" | "period" | "outcome" | "role" | "property"
        | "stance" => fold(&a) == fold(&b),
        "date" | "date_range" | "since" | "until" => same_date(&a, &b),
        "attack" => list(key)
            .iter()
            .any(|technique| list(found).contains(technique)),
        "columns" => list(key) == list(found),
        "name" | "name_en" | "payer" | "payee" | "seller" | "product" | "client" | "target"
        | "bidder" | "authority" | "from" | "to" | "organisation" | "person" | "speaker"
        | "against" | "service" | "account" | "address" | "reference" => same_name(&a, &b, names),
        "value" => {
            let digits = |text: &str| fold(text).replace(['年', '月', '/', '.'], "-");
            same_words(&a, &b) || same_date(&digits(&a), &digits(&b))
        }
        _ => same_words(&a, &b) || same_name(&a, &b, names),
    }
}

fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn list(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().map(|item| fold(&words(item))).collect(),
        other => words(other).split(',').map(fold).collect(),
    }
}

/// Returns the slots of a claim that do not agree, of those asked for.
fn differing<'a>(
    slots: impl IntoIterator<Item = &'a str>,
    key: &Entry,
    found: &Entry,
    names: &Names,
) -> Vec<&'a str> {
    let (one, other) = (&key.all["fields"], &found.all["fields"]);
    slots
        .into_iter()
        .filter(|slot| {
            // A name may stand in either language.
            let crossed = matches!(*slot, "name" | "name_en")
                && ["name", "name_en"].iter().any(|a| {
                    ["name", "name_en"].iter().any(|b| {
                        one[*a].is_string()
                            && other[*b].is_string()
                            && slot_agrees("name", &one[*a], &other[*b], names)
                    })
                });
            !crossed && !slot_agrees(slot, &one[*slot], &other[*slot], names)
        })
        .collect()
}

/// Whether a slot says something: `approximate: false` does not.
fn filled(slot: &Value) -> bool {
    !slot.is_null() && *slot != Value::Bool(false)
}

fn deciding(kind: &str) -> &'static [&'static str] {
    DECIDING
        .iter()
        .find(|(name, _)| *name == kind)
        .map_or(&[], |(_, slots)| slots)
}

/// Returns all slots of a claim of the key that are compared.
fn compared(key: &Entry) -> Vec<&str> {
    let fields = key.all["fields"].as_object();
    fields
        .into_iter()
        .flat_map(|fields| fields.keys().map(String::as_str))
        .filter(|slot| !LEFT_OUT.contains(slot))
        .collect()
}

/// Returns the hedging words, which may stand in an object with their span.
fn hedge(entry: &Entry) -> Option<&str> {
    let hedge = &entry.all["hedge"];
    hedge.as_str().or_else(|| hedge["text"].as_str())
}

fn same_polarity(key: &Entry, found: &Entry) -> bool {
    key.all["polarity"] == found.all["polarity"]
}

fn same_hedge(key: &Entry, found: &Entry) -> bool {
    match (hedge(key), hedge(found)) {
        (None, None) => true,
        (Some(one), Some(other)) => super::value::contained(one, other),
        _ => false,
    }
}

/// How far a pair agrees: 0 not in one place, 1 place, 2 value, 3 polarity and hedge too, 4 every slot too.
fn level(key: &Entry, found: &Entry, names: &Names) -> usize {
    if !key.same_place(found) {
        return 0;
    }
    if !differing(deciding(&key.kind).iter().copied(), key, found, names).is_empty() {
        return 1;
    }
    if !(same_polarity(key, found) && same_hedge(key, found)) {
        return 2;
    }
    if differing(compared(key), key, found, names).is_empty() {
        4
    } else {
        3
    }
}

/// Compares and returns tables.
pub(super) fn score(
    key: &[Value],
    found: &[Value],
    paths: &Paths,
    names: &Names,
    errors: &mut Vec<Error>,
) -> String {
    let read =
        |rows: &[Value]| -> Vec<Entry> { rows.iter().map(|row| Entry::read(row, paths)).collect() };
    let (key, found) = (read(key), read(found));
    let kinds: BTreeSet<&str> = DECIDING.iter().map(|(name, _)| *name).collect();
    let mut rows = Vec::new();
    let mut all = Vec::new();
    let mut slots = (0, 0);
    let mut distracted = Vec::new();
    for kind in kinds {
        let of = |entries: &[Entry]| -> Vec<Entry> {
            entries
                .iter()
                .filter(|entry| entry.kind == kind)
                .cloned()
                .collect()
        };
        let scored = score_kind(
            &of(&key),
            &of(&found),
            paths,
            names,
            errors,
            &mut distracted,
        );
        rows.push(row(kind, &scored));
        slots.0 += scored.slots_right;
        slots.1 += scored.slots;
        all.push(scored);
    }
    rows.push(total(&all, slots));
    let mut out = String::from("### Claims\n\nPrecision / recall / F1.\n\n");
    out += &table(
        &[
            "type",
            "key",
            "found",
            "file",
            "place",
            "value",
            "+ polarity, hedge",
            "every slot",
            "slots right",
        ],
        &rows,
    );
    out += &macro_line(&all);
    out += &format!("\nFalse claims in distractors: {}.\n", distracted.len());
    for line in distracted.iter().take(20) {
        out += &format!("- {line}\n");
    }
    out.push('\n');
    out
}

struct Scored {
    /// File, place, value, polarity and hedge, every slot.
    levels: [Tally; 5],
    slots: usize,
    slots_right: usize,
}

fn score_kind(
    key: &[Entry],
    found: &[Entry],
    paths: &Paths,
    names: &Names,
    errors: &mut Vec<Error>,
    distracted: &mut Vec<String>,
) -> Scored {
    let mut scored = Scored {
        levels: [Tally {
            key: key.len(),
            found: found.len(),
            right: 0,
        }; 5],
        slots: 0,
        slots_right: 0,
    };
    let by_file = |entries: &[Entry]| -> BTreeSet<String> {
        entries
            .iter()
            .map(|entry| entry.path().to_owned())
            .collect()
    };
    let (keys, founds) = (
        grouped(key, |entry| entry.path().to_owned()),
        grouped(found, |entry| entry.path().to_owned()),
    );
    let files: BTreeSet<String> = by_file(key).union(&by_file(found)).cloned().collect();
    for file in files {
        let empty = Vec::new();
        let wanted = keys.get(&file).unwrap_or(&empty);
        let given = founds.get(&file).unwrap_or(&empty);
        let agreed: Vec<Vec<usize>> = wanted
            .iter()
            .map(|(_, one)| {
                given
                    .iter()
                    .map(|(_, other)| level(one, other, names))
                    .collect()
            })
            .collect();
        scored.levels[0].right += wanted.len().min(given.len());
        for least in 1..=4 {
            let pairs = maximum(wanted.len(), given.len(), |one, other| {
                agreed[one][other] >= least
            });
            scored.levels[least].right += pairs.iter().flatten().count();
        }
        // For the list of errors the best pairs stand first, then what is left at the same place.
        let mut partner: Vec<Option<usize>> = vec![None; wanted.len()];
        for least in (1..=4).rev() {
            let pairs = maximum(wanted.len(), given.len(), |one, other| {
                agreed[one][other] >= least
                    && partner[one].is_none()
                    && !partner.contains(&Some(other))
            });
            for (one, other) in pairs.into_iter().enumerate() {
                partner[one] = partner[one].or(other);
            }
        }
        for (one, (_, entry)) in wanted.iter().enumerate() {
            let Some(other) = partner[one] else {
                errors.push(Error::new(
                    "missed",
                    "claim",
                    &entry.kind,
                    entry.cited.first(),
                    summary(entry),
                ));
                continue;
            };
            let other = given[other].1;
            let slots = compared(entry);
            let different = differing(slots.iter().copied(), entry, other, names);
            let said = slots.iter().filter(|slot| {
                filled(&entry.all["fields"][**slot]) || filled(&other.all["fields"][**slot])
            });
            let said = said.count();
            scored.slots += said;
            scored.slots_right += said - different.len().min(said);
            differences(entry, other, &different, errors);
        }
        for (other, (_, entry)) in given.iter().enumerate() {
            if !partner.contains(&Some(other)) {
                errors.push(Error::new(
                    "spurious",
                    "claim",
                    &entry.kind,
                    entry.cited.first(),
                    summary(entry),
                ));
                if paths.distracts(&file) {
                    distracted.push(format!("{} in `{file}`", entry.kind));
                }
            }
        }
    }
    scored
}

/// Writes down what differs in a pair.
fn differences(key: &Entry, found: &Entry, slots: &[&str], errors: &mut Vec<Error>) {
    let mut say = |what, detail: String| {
        errors.push(Error::new(
            what,
            "claim",
            &key.kind,
            key.cited.first(),
            detail,
        ));
    };
    let shown: Vec<String> = slots
        .iter()
        .map(|slot| {
            format!(
                "{slot}: {} ≠ {}",
                key.all["fields"][*slot], found.all["fields"][*slot]
            )
        })
        .collect();
    if !shown.is_empty() {
        let decides = slots.iter().any(|slot| deciding(&key.kind).contains(slot));
        say(
            if decides { "wrong value" } else { "wrong slot" },
            shown.join("; "),
        );
    }
    if !same_polarity(key, found) {
        say(
            "wrong polarity",
            format!("{} ≠ {}", key.all["polarity"], found.all["polarity"]),
        );
    }
    if !same_hedge(key, found) {
        say(
            "wrong hedge",
            format!("{:?} ≠ {:?}", hedge(key), hedge(found)),
        );
    }
}

fn summary(entry: &Entry) -> String {
    let fields = entry.all["fields"].as_object();
    let filled = fields
        .into_iter()
        .flatten()
        .filter(|(_, value)| filled(value));
    let shown: Vec<String> = filled
        .map(|(name, value)| format!("{name}={}", words(value)))
        .collect();
    format!("{} {}", words(&entry.all["polarity"]), shown.join(" "))
}

fn row(kind: &str, scored: &Scored) -> Vec<String> {
    let first = scored.levels[0];
    let mut cells = vec![
        kind.to_owned(),
        first.key.to_string(),
        first.found.to_string(),
    ];
    cells.extend(scored.levels.iter().map(|tally| tally.cell()));
    cells.push(figure(ratio(scored.slots_right, scored.slots)));
    cells
}

fn total(all: &[Scored], (right, slots): (usize, usize)) -> Vec<String> {
    let mut levels = [Tally::default(); 5];
    for scored in all {
        for (sum, tally) in levels.iter_mut().zip(scored.levels) {
            sum.add(tally);
        }
    }
    let whole = Scored {
        levels,
        slots,
        slots_right: right,
    };
    row("**all (micro)**", &whole)
}

fn macro_line(all: &[Scored]) -> String {
    let mean = |at: usize| figure(macro_f1(all.iter().map(|scored| scored.levels[at])));
    format!(
        "\nMacro F1: file {}, place {}, value {}, with polarity and hedge {}, every slot {}.\n",
        mean(0),
        mean(1),
        mean(2),
        mean(3),
        mean(4)
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::score;
    use crate::eval::entry::Paths;
    use crate::eval::names::Names;
    use crate::eval::report::Error;

    fn payment(path: &str, line: u32, amount: &str, polarity: &str) -> Value {
        json!({"type": "payment", "polarity": polarity, "hedge": null,
            "fields": {"amount": amount, "currency": "CNY", "payee": "甲", "payer": null, "purpose": "bonus",
                "low": null, "high": null, "date": null, "approximate": false},
            "citations": [{"path": path, "locator": format!("line={line}"), "quote": "甲拿了奖金"}]})
    }

    fn check(key: &[Value], found: &[Value]) -> (String, Vec<Error>) {
        let files = [
            json!({"path": "b.txt", "duplicate_of": "a.txt"}),
            json!({"path": "novel.txt", "distractor": true}),
        ];
        let mut errors = Vec::new();
        let text = score(
            key,
            found,
            &Paths::new(&files),
            &Names::default(),
            &mut errors,
        );
        (text, errors)
    }

    fn line(text: &str) -> String {
        text.lines()
            .find(|line| line.starts_with("| payment"))
            .unwrap_or_default()
            .to_owned()
    }

    #[test]
    fn each_level_asks_for_more_and_a_copy_of_a_file_is_the_file() {
        let key = [
            payment("a.txt", 1, "100", "asserted"),
            payment("a.txt", 2, "200", "asserted"),
            payment("a.txt", 3, "300", "asserted"),
            payment("a.txt", 9, "400", "asserted"),
        ];
        let found = [
            payment("b.txt", 1, "100.0", "asserted"),
            payment("a.txt", 2, "200", "offered"),
            payment("a.txt", 3, "333", "asserted"),
            payment("a.txt", 8, "400", "asserted"),
        ];
        let (text, errors) = check(&key, &found);
        assert_eq!(
            line(&text),
            "| payment | 4 | 4 | 1.00 / 1.00 / 1.00 | 0.75 / 0.75 / 0.75 | 0.50 / 0.50 / 0.50 | \
             0.25 / 0.25 / 0.25 | 0.25 / 0.25 / 0.25 | 0.91 |"
        );
        let whats: Vec<&str> = errors.iter().map(|error| error.what).collect();
        assert_eq!(
            whats,
            ["wrong polarity", "wrong value", "missed", "spurious"]
        );
    }

    #[test]
    fn one_found_claim_answers_one_of_the_key_and_what_a_distractor_yields_is_listed() {
        let key = [
            payment("a.txt", 1, "100", "asserted"),
            payment("a.txt", 1, "100", "asserted"),
        ];
        let found = [
            payment("a.txt", 1, "100", "asserted"),
            payment("novel.txt", 1, "100", "asserted"),
        ];
        let (text, _) = check(&key, &found);
        assert!(
            line(&text).contains("| 2 | 2 | 0.50 / 0.50 / 0.50 |"),
            "{text}"
        );
        assert!(text.contains("False claims in distractors: 1."), "{text}");
        assert!(text.contains("payment in `novel.txt`"), "{text}");
    }

    #[test]
    fn a_slot_that_the_key_leaves_open_must_be_open() {
        let key = [payment("a.txt", 1, "100", "asserted")];
        let mut other = payment("a.txt", 1, "100", "asserted");
        other["fields"]["payer"] = json!("乙");
        let (_, errors) = check(&key, &[other]);
        assert_eq!(errors[0].what, "wrong value");
        assert!(
            errors[0].detail.contains("payer: null ≠ \"乙\""),
            "{:?}",
            errors[0]
        );
    }
}
