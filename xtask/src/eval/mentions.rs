//! Scores mentions: file, place, value.
//!
//! Always: the key lists what its templates planted, not what stands in headings, time stamps, senders or rows of
//! personal data. So what was found counts against precision only where the key looked: in words of a message,
//! a claim or a mention of the key. The rest is counted apart.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::entry::{Cited, Entry, Paths};
use super::grouped;
use super::matching::maximum;
use super::names::Names;
use super::place::Overlap;
use super::report::{Error, table};
use super::tally::{Tally, figure, macro_f1};
use super::value::{fold, same_date, same_money, same_name, same_number};

/// Types of which a name as written is as good as its full form: which is meant is for the entities to say.
const NAMED: [&str; 4] = ["person", "org", "place", "product"];

/// Where the key looked, by file.
#[derive(Debug, Default)]
pub(super) struct Judged {
    texts: BTreeMap<String, Vec<Cited>>,
    mentions: BTreeMap<String, Vec<Entry>>,
}

impl Judged {
    /// Collects the words in which the key lists all mentions.
    pub(super) fn new(
        mentions: &[Value],
        messages: &[Value],
        claims: &[Value],
        paths: &Paths,
    ) -> Self {
        let mut judged = Self::default();
        let mut add = |cited: Cited| {
            judged
                .texts
                .entry(cited.path.clone())
                .or_default()
                .push(cited)
        };
        for message in messages {
            let mut cited = Cited::read(&message["citation"], paths);
            // A mail is cited by its first paragraph; all of it was written by the key.
            cited.quote = message["text"].as_str().unwrap_or(&cited.quote).to_owned();
            add(cited);
        }
        for claim in claims {
            for citation in claim["citations"].as_array().into_iter().flatten() {
                // The cell of a data set's title is no text that the key looked into.
                if claim["type"] != "dataset" || !is_cell(citation) {
                    add(Cited::read(citation, paths));
                }
            }
        }
        for mention in mentions {
            let entry = Entry::read(mention, paths);
            let of_file = judged.mentions.entry(entry.path().to_owned()).or_default();
            of_file.push(entry);
        }
        judged
    }

    /// Whether a found mention that agrees with nothing is wrong, and not merely out of the key's sight.
    fn counts(&self, found: &Entry) -> bool {
        let Some(cited) = found.cited.first() else {
            return false;
        };
        // An id alone can be listed; what a phrase suggests is a suggestion.
        if found.kind == "attack_technique" && !cited.quote.trim_start().starts_with('T') {
            return false;
        }
        let words = fold(&cited.quote);
        let around = |place: &Cited| {
            place.path == cited.path
                && place.place.overlap(&cited.place) != Overlap::Apart
                && fold(&place.quote).contains(&words)
        };
        let planted = self
            .mentions
            .get(&cited.path)
            .map_or(&[][..], Vec::as_slice);
        let mut inside_other = false;
        for mention in planted {
            let Some(place) = mention.cited.first().filter(|place| around(place)) else {
                continue;
            };
            let strictly = fold(&place.quote).len() > words.len();
            if mention.kind == found.kind || !strictly {
                return true;
            }
            inside_other = true;
        }
        // A state in the name of its ministry, a domain in an address: there, but not listed.
        if inside_other {
            return false;
        }
        let texts = self.texts.get(&cited.path).map_or(&[][..], Vec::as_slice);
        texts.iter().any(around)
    }
}

fn is_cell(citation: &Value) -> bool {
    citation["locator"]
        .as_str()
        .is_some_and(|locator| locator.contains("cell="))
}

fn same_value(key: &Entry, found: &Entry, names: &Names) -> bool {
    let (one, other) = (&key.all["value"], &found.all["value"]);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match key.kind.as_str() {
        "money" => same_money(one, other),
        "bytes" => same_number(one, other),
        "date" => same_date(&text(one), &text(other)),
        kind if NAMED.contains(&kind) => {
            let written = text(&key.all["text"]);
            same_name(&text(one), &text(other), names) || same_name(&written, &text(other), names)
        }
        _ => fold(&text(one)) == fold(&text(other)),
    }
}

/// 0 apart, 1 the same words of one place, 2 the same value too.
fn level(key: &Entry, found: &Entry, names: &Names) -> usize {
    let (Some(one), Some(other)) = (key.cited.first(), found.cited.first()) else {
        return 0;
    };
    match one.same_words(other) {
        false => 0,
        true => 1 + usize::from(same_value(key, found, names)),
    }
}

#[derive(Default)]
struct Scored {
    levels: [Tally; 3],
    unjudged: usize,
}

/// Compares and returns a table.
pub(super) fn score(
    key: &[Value],
    found: &[Value],
    judged: &Judged,
    paths: &Paths,
    names: &Names,
    errors: &mut Vec<Error>,
) -> String {
    let read =
        |rows: &[Value]| -> Vec<Entry> { rows.iter().map(|row| Entry::read(row, paths)).collect() };
    let (key, found) = (read(key), read(found));
    let kinds = |entries: &[Entry]| -> BTreeSet<String> {
        entries.iter().map(|entry| entry.kind.clone()).collect()
    };
    let planted = kinds(&key);
    let mut rows = Vec::new();
    let mut all = Vec::new();
    for kind in &planted {
        let of = |entries: &[Entry]| -> Vec<Entry> {
            entries
                .iter()
                .filter(|entry| entry.kind == *kind)
                .cloned()
                .collect()
        };
        let scored = score_kind(&of(&key), &of(&found), judged, names, errors);
        rows.push(row(kind, &scored));
        all.push(scored);
    }
    let mut total = Scored::default();
    for scored in &all {
        for (sum, tally) in total.levels.iter_mut().zip(scored.levels) {
            sum.add(tally);
        }
        total.unjudged += scored.unjudged;
    }
    rows.push(row("**all (micro)**", &total));
    let mean = |at: usize| figure(macro_f1(all.iter().map(|scored| scored.levels[at])));
    let mut out = String::from(
        "### Mentions\n\nPrecision / recall / F1. *found*: in words that the key looked into; *elsewhere*: where it \
         lists nothing (senders, stamps, headings, rows of personal data), so that right and wrong cannot be told.\n\n",
    );
    out += &table(
        &[
            "type",
            "key",
            "found",
            "elsewhere",
            "file",
            "place",
            "value",
        ],
        &rows,
    );
    out += &format!(
        "\nMacro F1: file {}, place {}, value {}.\n",
        mean(0),
        mean(1),
        mean(2)
    );
    let others: Vec<String> = kinds(&found)
        .difference(&planted)
        .map(|kind| {
            format!(
                "{kind} {}",
                found.iter().filter(|entry| entry.kind == *kind).count()
            )
        })
        .collect();
    if !others.is_empty() {
        out += &format!(
            "\nFound but of a type that the key plants nowhere, so not scored (n/a): {}.\n",
            others.join(", ")
        );
    }
    out.push('\n');
    out
}

fn score_kind(
    key: &[Entry],
    found: &[Entry],
    judged: &Judged,
    names: &Names,
    errors: &mut Vec<Error>,
) -> Scored {
    let mut scored = Scored::default();
    let (keys, founds) = (
        grouped(key, |entry| entry.path().to_owned()),
        grouped(found, |entry| entry.path().to_owned()),
    );
    let files: BTreeSet<&String> = keys.keys().chain(founds.keys()).collect();
    let empty = Vec::new();
    for file in files {
        let wanted = keys.get(file).unwrap_or(&empty);
        let given = founds.get(file).unwrap_or(&empty);
        let agreed: Vec<Vec<usize>> = wanted
            .iter()
            .map(|(_, one)| {
                given
                    .iter()
                    .map(|(_, other)| level(one, other, names))
                    .collect()
            })
            .collect();
        let at_least = |least: usize| {
            maximum(wanted.len(), given.len(), |one, other| {
                agreed[one][other] >= least
            })
        };
        let exact = at_least(2);
        let mut placed = exact.clone();
        let rest = maximum(wanted.len(), given.len(), |one, other| {
            agreed[one][other] >= 1 && exact[one].is_none() && !exact.contains(&Some(other))
        });
        for (one, other) in rest.into_iter().enumerate() {
            placed[one] = placed[one].or(other);
        }
        let mut counted = 0;
        for (other, (_, entry)) in given.iter().enumerate() {
            if placed.contains(&Some(other)) {
                counted += 1;
            } else if judged.counts(entry) {
                counted += 1;
                errors.push(Error::new(
                    "spurious",
                    "mention",
                    &entry.kind,
                    entry.cited.first(),
                    entry.all["value"].to_string(),
                ));
            } else {
                scored.unjudged += 1;
            }
        }
        let right = [
            wanted.len().min(given.len()),
            at_least(1).iter().flatten().count(),
            exact.iter().flatten().count(),
        ];
        for (tally, right) in scored.levels.iter_mut().zip(right) {
            // A file that has a mention elsewhere has it in the file: its precision must not pass 1.
            tally.add(Tally {
                key: wanted.len(),
                found: counted.max(right),
                right,
            });
        }
        for (one, (_, entry)) in wanted.iter().enumerate() {
            let value = &entry.all["value"];
            match placed[one] {
                None => errors.push(Error::new(
                    "missed",
                    "mention",
                    &entry.kind,
                    entry.cited.first(),
                    value.to_string(),
                )),
                Some(other) if exact[one].is_none() => errors.push(Error::new(
                    "wrong value",
                    "mention",
                    &entry.kind,
                    entry.cited.first(),
                    format!("{value} ≠ {}", given[other].1.all["value"]),
                )),
                Some(_) => {}
            }
        }
    }
    scored
}

fn row(kind: &str, scored: &Scored) -> Vec<String> {
    let place = scored.levels[1];
    let mut cells = vec![
        kind.to_owned(),
        place.key.to_string(),
        place.found.to_string(),
        scored.unjudged.to_string(),
    ];
    cells.extend(scored.levels.iter().map(|tally| tally.cell()));
    cells
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Judged, score};
    use crate::eval::entry::Paths;
    use crate::eval::names::Names;

    fn mention(kind: &str, line: u32, text: &str, value: Value) -> Value {
        json!({"type": kind, "text": text, "value": value,
            "citation": {"path": "a.md", "locator": format!("line={line}"), "quote": text}})
    }

    fn check(found: &[Value]) -> String {
        let money = json!({"amount": "50", "currency": "CNY", "low": null, "high": null, "approximate": false});
        let key = [
            mention("org", 1, "某国外交部", json!("某国外交部")),
            mention("money", 1, "50元", money),
        ];
        let messages = [json!({"text": "某国外交部给了50元，甲说的", "citation":
            {"path": "a.md", "locator": "message=1&line=1", "quote": "某国外交部给了50元，甲说的"}})];
        let paths = Paths::default();
        let judged = Judged::new(&key, &messages, &[], &paths);
        score(
            &key,
            found,
            &judged,
            &paths,
            &Names::default(),
            &mut Vec::new(),
        )
    }

    fn row(text: &str, kind: &str) -> String {
        let start = format!("| {kind} ");
        text.lines()
            .find(|line| line.starts_with(&start))
            .unwrap_or_default()
            .to_owned()
    }

    #[test]
    fn a_wrong_value_counts_at_its_place_only() {
        let money = json!({"amount": "500", "currency": "CNY", "low": null, "high": null, "approximate": false});
        let text = check(&[mention("money", 1, "50元", money)]);
        assert_eq!(
            row(&text, "money"),
            "| money | 1 | 1 | 0 | 1.00 / 1.00 / 1.00 | 1.00 / 1.00 / 1.00 | 0.00 / 0.00 / 0.00 |"
        );
    }

    #[test]
    fn what_the_key_did_not_look_into_is_counted_apart() {
        let text = check(&[
            mention("org", 1, "某国外交部", json!("某国外交部")),
            mention("org", 1, "甲说", json!("甲说")),
            mention("org", 7, "乙部", json!("乙部")),
            mention("country", 1, "某国", json!("XA")),
        ]);
        assert!(
            row(&text, "org").starts_with("| org | 1 | 2 | 1 | 0.50 / 1.00"),
            "{text}"
        );
        assert!(
            text.contains("plants nowhere, so not scored (n/a): country 1."),
            "{text}"
        );
    }

    #[test]
    fn a_name_inside_a_longer_one_of_another_type_is_no_error() {
        let key = [
            mention("org", 1, "某国外交部", json!("某国外交部")),
            mention("country", 2, "某国", json!("XA")),
        ];
        let paths = Paths::default();
        let judged = Judged::new(&key, &[], &[], &paths);
        let found = [
            mention("country", 1, "某国", json!("XA")),
            mention("country", 2, "某国", json!("XA")),
        ];
        let text = score(
            &key,
            &found,
            &judged,
            &paths,
            &Names::default(),
            &mut Vec::new(),
        );
        assert!(
            row(&text, "country").starts_with("| country | 1 | 1 | 1 | 1.00"),
            "{text}"
        );
    }
}
