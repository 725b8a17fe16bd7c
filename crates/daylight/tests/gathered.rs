//! What is gathered of the whole sample leak, held against what its files say one by one.

#![allow(
    clippy::unwrap_used,
    reason = "a test says by panicking what does not hold"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

#[path = "program/mod.rs"]
mod program;

use program::daylight;

/// What is asked of all files, and what hangs on all of them in the rows of each.
const ASKED: [&[&str]; 7] = [
    &["claims", "--json"],
    &["messages", "--json"],
    &["entities", "--json"],
    &["timeline", "--json"],
    &["count", "payment", "--by", "purpose", "--json"],
    &["count", "target", "--by", "country", "--json"],
    &["count", "complaint", "--by", "polarity", "--json"],
];

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap()
}

fn path_of(claim: &Value) -> &str {
    text(&claim["citations"][0], "path")
}

#[test]
fn what_is_gathered_is_what_the_files_say_one_by_one() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path();
    let leak = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/leak");
    // A second export of one of its talks: the same messages in other bytes.
    let talk = leak.join("0584cd7f-b097-4f1a-a2f5-212a5d6bc933.md");
    let again = [&std::fs::read(talk).unwrap()[..], b"\n"].concat();
    std::fs::write(folder.join("zz.md"), again).unwrap();
    for added in [leak.to_str().unwrap(), "zz.md"] {
        let until = ["--case", "c.daylight", "--until", "text", "--json"];
        daylight(folder, &[&["add", added][..], &until].concat());
    }
    let kept = folder.join("c.daylight/gathered.sqlite");
    assert!(kept.is_file(), "adding gathers");
    let asked = || ASKED.map(|arguments| daylight(folder, arguments));
    let answers = asked();
    for (arguments, answer) in ASKED.iter().zip(&answers) {
        // Anew, without what was kept.
        std::fs::remove_file(&kept).unwrap_or_default();
        assert_eq!(daylight(folder, arguments), *answer, "{arguments:?}");
    }

    // One file's claims need nothing but themselves and what is known across.
    let [claims, messages, ..] = &answers;
    let repeats = |row: &&Value| row["duplicate_of"].is_string();
    let mut paths: BTreeSet<&str> = claims.iter().filter(repeats).map(path_of).collect();
    assert!(!paths.is_empty(), "a talk was exported twice");
    paths.extend(claims.iter().map(path_of).step_by(40));
    for path in paths {
        let of_all: Vec<&Value> = claims
            .iter()
            .filter(|claim| path_of(claim) == path)
            .collect();
        let alone = daylight(folder, &["claims", "--path", path, "--json"]);
        assert_eq!(alone.iter().collect::<Vec<_>>(), of_all, "{path}");
    }
    let path = text(messages.iter().find(repeats).unwrap(), "path");
    let of_all: Vec<&Value> = messages.iter().filter(|row| row["path"] == path).collect();
    let alone = daylight(folder, &["messages", "--path", path, "--json"]);
    assert_eq!(alone.iter().collect::<Vec<_>>(), of_all, "{path}");

    // What is counted are the claims, those of a second export left out.
    let mut by_type: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for claim in claims.iter().filter(|claim| !repeats(claim)) {
        by_type
            .entry(text(claim, "type"))
            .or_default()
            .push(text(claim, "id"));
    }
    assert!(by_type.len() > 5, "{by_type:?}");
    for (kind, mut expect) in by_type {
        let counts = daylight(folder, &["count", kind, "--by", "polarity", "--json"]);
        let ids = counts
            .iter()
            .flat_map(|count| count["ids"].as_array().unwrap());
        let mut ids: Vec<&str> = ids.map(|id| id.as_str().unwrap()).collect();
        ids.sort_unstable();
        expect.sort_unstable();
        assert_eq!(ids, expect, "{kind}");
    }
}
