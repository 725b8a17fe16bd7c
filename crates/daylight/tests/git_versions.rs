//! Files of all versions of a repository: on request, then for good.

#![allow(
    clippy::unwrap_used,
    reason = "a test says by panicking what does not hold"
)]

mod program;

use std::fs;
use std::path::Path;

use program::daylight;

/// Made by git: the second of two commits takes a password out of a file.
const BUNDLE: &[u8] = include_bytes!("../../extract/tests/git/history.bundle");

fn paths(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let rows = daylight(folder, arguments);
    let paths = rows.iter().filter_map(|row| row["path"].as_str());
    paths.map(str::to_owned).collect()
}

#[test]
fn what_a_repository_once_held_is_found_when_it_is_asked_for_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::create_dir(folder.join("leak")).unwrap();
    fs::write(folder.join("leak/r.bundle"), BUNDLE).unwrap();
    let files = ["files", "--json"];
    daylight(folder, &["add", "leak", "--json", "--case", "c.daylight"]);
    assert_eq!(paths(folder, &files), ["r.bundle"]);
    let bundle = daylight(folder, &files);
    let warnings = bundle[0]["warnings"].to_string();
    assert!(warnings.contains("--git-versions"), "{warnings}");

    daylight(folder, &["add", "leak", "--json", "--git-versions"]);
    let all = [
        "r.bundle",
        "r.bundle!/2021-03-04-de266295af/README.md",
        "r.bundle!/2021-03-04-de266295af/配置/库.ini",
        "r.bundle!/2021-04-05-621f0c22e6/配置/库.ini",
    ];
    assert_eq!(paths(folder, &files), all);
    assert_eq!(
        paths(folder, &["search", "旧的口令", "--json"]),
        ["r.bundle!/2021-03-04-de266295af/配置/库.ini"]
    );

    fs::write(
        folder.join("leak/other.bundle"),
        &BUNDLE[..BUNDLE.len() - 30],
    )
    .unwrap();
    daylight(folder, &["add", "leak", "--json"]);
    let later = paths(folder, &files);
    assert!(later.len() > all.len() + 1, "{later:?}");
    let verified = daylight(folder, &["verify", "--json"]);
    assert_eq!(verified[0]["broken_readings"].as_array().unwrap().len(), 0);
}
