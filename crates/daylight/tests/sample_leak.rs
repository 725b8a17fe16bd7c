//! The sample leak, held against its answer key: every file accounted for, every query finds exactly its
//! files, every text stands at its place; and hostile files, which cost nothing but themselves.

#![allow(
    clippy::unwrap_used,
    reason = "a test says by panicking what does not hold"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use daylight_samples::write::Fonts;
use daylight_samples::{Options, Wording};
use serde_json::Value;

#[path = "sample_leak/book.rs"]
mod book;

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Runs the program on the case `c.daylight` in `folder`; exit status 1 means "nothing found".
fn daylight(folder: &Path, arguments: &[&str]) -> Vec<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_daylight"))
        .args(arguments)
        .args(["--case", "c.daylight", "--json"])
        .current_dir(folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        matches!(output.status.code(), Some(0 | 1)),
        "{arguments:?}: {said}"
    );
    lines(&String::from_utf8(output.stdout).unwrap())
}

fn strings(value: &Value) -> BTreeSet<String> {
    let values = value.as_array().unwrap().iter();
    values
        .map(|value| value.as_str().unwrap().to_owned())
        .collect()
}

/// Whether the program as it is reads text from files of this type; the rest of the key waits for it.
fn is_picture(media_type: &str) -> bool {
    media_type.starts_with("image/")
}

fn check(leak: &Path, key: &BTreeMap<String, Vec<Value>>, more: &dyn Fn(&Path)) {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path();
    let added = &daylight(folder, &["add", leak.to_str().unwrap(), "--until", "first"])[0];
    assert_eq!(added["acquired"]["pending"], 0);
    let found: BTreeMap<String, Value> = daylight(folder, &["files"])
        .into_iter()
        .map(|file| (file["path"].as_str().unwrap().to_owned(), file))
        .collect();
    let expected = &key["files"];
    let paths: BTreeSet<_> = expected
        .iter()
        .map(|file| file["path"].as_str().unwrap())
        .collect();
    let found_paths: BTreeSet<_> = found.keys().map(String::as_str).collect();
    assert_eq!(found_paths, paths);
    let mut wrong = Vec::new();
    for file in expected {
        let path = file["path"].as_str().unwrap();
        let is = &found[path];
        for field in ["sha256", "bytes", "duplicate_of"] {
            if is[field] != file[field] {
                wrong.push(format!("{path}: {field} {} not {}", is[field], file[field]));
            }
        }
        let read = is["state"] == "read" || is["state"] == "partial";
        let should = file["state"] == "read" && !is_picture(file["media_type"].as_str().unwrap());
        if should && !read {
            wrong.push(format!(
                "{path}: {} ({}), not read",
                is["state"], is["reason"]
            ));
        }
        if file["encoding"].is_string() && is["encoding"] != file["encoding"] {
            wrong.push(format!(
                "{path}: encoding {} not {}",
                is["encoding"], file["encoding"]
            ));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    searches(folder, &key["searches"]);
    more(folder);
}

/// Of formats whose text the key could hold against any reader, the files found are exactly those of the key.
/// Files of other formats may be found besides only if the whole key, pictures included, has them.
fn searches(folder: &Path, searches: &[Value]) {
    let mut wrong = Vec::new();
    for search in searches {
        let query = search["query"].as_str().unwrap();
        let hits = daylight(folder, &["search", query, "--limit", "0"]);
        let found: BTreeSet<_> = hits
            .iter()
            .map(|hit| hit["path"].as_str().unwrap().to_owned())
            .collect();
        let must = strings(&search["files_text"]);
        let may = strings(&search["files"]);
        let missing: Vec<_> = must.difference(&found).collect();
        let negative = query.contains("NOT ") || query.contains('-');
        // What a picture says cannot be excluded before it is read.
        let extra: Vec<_> = found.difference(&may).filter(|_| !negative).collect();
        if !missing.is_empty() || !extra.is_empty() {
            wrong.push(format!("{query}: missing {missing:?}, extra {extra:?}"));
        }
    }
    assert!(searches.len() >= 30);
    assert!(
        wrong.is_empty(),
        "{} of {} queries:\n{}",
        wrong.len(),
        searches.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_leak_in_the_repository_is_read_as_its_key_says() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    let key = ["files", "searches"].map(|name| {
        let path = samples.join(format!("key/{name}.jsonl"));
        (name.to_owned(), lines(&fs::read_to_string(path).unwrap()))
    });
    check(&samples.join("leak"), &BTreeMap::from(key), &book::holds);
}

#[test]
fn so_is_one_of_another_seed_and_wording() {
    let options = Options {
        seed: 20_261_125,
        wording: Wording::B,
        ..Options::default()
    };
    let leak = daylight_samples::leak(&options, &Fonts::load().unwrap()).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    leak.write_to(scratch.path()).unwrap();
    let key = ["files", "searches"].map(|name| {
        let path = scratch.path().join(format!("key/{name}.jsonl"));
        (name.to_owned(), lines(&fs::read_to_string(path).unwrap()))
    });
    check(&scratch.path().join("leak"), &BTreeMap::from(key), &|_| {});
}

#[test]
fn a_hostile_file_costs_that_file_only() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path();
    let leak = folder.join("leak");
    fs::create_dir(&leak).unwrap();
    let hostile = daylight_samples::write_hostile(&leak).unwrap();
    fs::write(leak.join("plain.txt"), "一份合同\n").unwrap();
    let added = &daylight(folder, &["add", leak.to_str().unwrap()])[0];
    assert_eq!(added["acquired"]["pending"], 0);
    assert_eq!(added["contained"]["pending"], 0);
    let files = daylight(folder, &["files"]);
    let acquired = files.iter().filter(|file| file["parent"].is_null()).count();
    assert_eq!(acquired, hostile.len() + 1, "each hostile file has a row");
    let hits = daylight(folder, &["search", "一份合同"]);
    assert_eq!(hits[0]["path"], "plain.txt");
    let crashed: Vec<_> = files
        .iter()
        .filter(|file| file["reason"] == "crashed")
        .collect();
    assert!(crashed.is_empty(), "{crashed:#?}");
    // What an archive calls ../../evil stays inside the case.
    assert_eq!(fs::read_dir(folder).unwrap().count(), 2);
    let verified = &daylight(folder, &["verify"])[0];
    assert_eq!(verified["broken_blobs"].as_array().unwrap().len(), 0);
}
