//! What the pages for people say, held against the case of the sample leak. Always: a block marked `sh` is run line by
//! line and succeeds; in one marked `console` a line after `$ ` is run, and what stands below it is said; a row
//! `query | means | files` of the query language finds so many files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What was said on standard output and then on standard error, and the exit status.
struct Said {
    text: String,
    status: i32,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs a line as somebody would who copies it from the page, with the case in `DAYLIGHT_CASE`.
fn run(folder: &Path, line: &str) -> Said {
    let program = Path::new(env!("CARGO_BIN_EXE_daylight"));
    let path = format!(
        "{}:{}",
        program.parent().unwrap().display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let output = Command::new("sh")
        .args(["-c", line])
        .current_dir(folder)
        .env("PATH", path)
        .env("DAYLIGHT_CASE", "c.daylight")
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    Said {
        text: String::from_utf8_lossy(&said).into_owned(),
        status: output.status.code().unwrap_or(-1),
    }
}

/// Holds every page of the book, and the page that leads to it.
pub(crate) fn holds(folder: &Path) {
    let mut pages: Vec<PathBuf> = fs::read_dir(root().join("docs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    pages.push(root().join("README.md"));
    pages.sort();
    let mut wrong = Vec::new();
    let mut commands = 0;
    for page in &pages {
        let text = fs::read_to_string(page).unwrap();
        let name = page.file_name().unwrap().to_string_lossy();
        for (kind, lines) in blocks(&text) {
            let shown = match kind {
                "sh" => lines.into_iter().map(|line| (line, Vec::new())).collect(),
                "console" => conversations(&lines),
                _ => continue,
            };
            for (line, expected) in shown {
                commands += 1;
                wrong.extend(fault(folder, line, &expected).map(|what| format!("{name}: {what}")));
            }
        }
    }
    assert!(commands > 20, "the book's commands are not read any more");
    wrong.extend(queries(folder));
    wrong.extend(examples_of_help(folder));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The fenced blocks of a page: what each is marked as, and its lines.
fn blocks(page: &str) -> Vec<(&str, Vec<&str>)> {
    let pieces = page.split("```").skip(1).step_by(2);
    pieces
        .filter_map(|block| block.split_once('\n'))
        .map(|(kind, text)| (kind, text.lines().filter(|line| !line.is_empty()).collect()))
        .collect()
}

/// Each command, and what the page has it say.
fn conversations<'a>(lines: &[&'a str]) -> Vec<(&'a str, Vec<&'a str>)> {
    let mut all: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in lines {
        match (line.strip_prefix("$ "), all.last_mut()) {
            (Some(command), _) => all.push((command, Vec::new())),
            (None, Some((_, expected))) => expected.push(line),
            (None, None) => panic!("{line}: a block of a console begins with $"),
        }
    }
    all
}

fn fault(folder: &Path, line: &str, expected: &[&str]) -> Option<String> {
    assert!(line.starts_with("daylight "), "{line}: of another program");
    let said = run(folder, line);
    let may = match expected.first() {
        Some(first) if first.starts_with("daylight: ") => said.status == 2,
        // What is missing on a machine, `doctor` says with status 1.
        _ => said.status == 0 || (line == "daylight doctor" && said.status == 1),
    };
    if !may {
        return Some(format!("{line}: status {}: {}", said.status, said.text));
    }
    let mut rest = said.text.lines();
    let missing = expected
        .iter()
        .filter(|wanted| **wanted != "…")
        .find(|wanted| !rest.any(|line| line.trim_end() == wanted.trim_end()));
    missing.map(|missing| format!("{line}: does not say: {missing}\n{}", said.text))
}

/// Runs each query of the tables; every field has one.
fn queries(folder: &Path) -> Vec<String> {
    let page = fs::read_to_string(root().join("docs/query-language.md")).unwrap();
    let mut wrong = Vec::new();
    let mut without: BTreeSet<&str> = daylight_engine::search::field_names().collect();
    let mut rows = 0;
    for line in page.lines() {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [query, _, files] = cells.as_slice() else {
            continue;
        };
        let bare = query
            .strip_prefix('`')
            .and_then(|query| query.strip_suffix('`'));
        let (Some(query), Ok(files)) = (bare, files.parse::<usize>()) else {
            continue;
        };
        rows += 1;
        without.retain(|field| !query.contains(&format!("{field}:")));
        let found = super::daylight(folder, &["search", query, "--limit", "0"]).len();
        if found != files {
            wrong.push(format!("{query}: {files} files in the book, {found} found"));
        }
    }
    assert!(rows > 50, "the tables of queries are not read any more");
    assert!(without.is_empty(), "fields without an example: {without:?}");
    wrong
}

/// What `daylight search --help` shows as examples finds something.
fn examples_of_help(folder: &Path) -> Vec<String> {
    let help = run(folder, "daylight search --help").text;
    let examples = help.lines().map(str::trim);
    let examples: Vec<&str> = examples
        .filter(|line| line.starts_with("daylight search "))
        .collect();
    assert!(examples.len() >= 4, "{help}");
    examples
        .into_iter()
        .filter_map(|line| fault(folder, line, &[]))
        .collect()
}
