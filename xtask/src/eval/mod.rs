//! `cargo xtask eval`: holds what the program found against an answer key and prints a table in Markdown.
//!
//! Always: one entry of the key is matched with at most one found entry, and the other way round; each level
//! asks for more than the one before, so that its figures are never higher. How each level is decided is
//! written in `bench/ACCURACY.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use serde_json::Value;

mod claims;
mod entry;
mod matching;
mod mentions;
mod messages;
mod names;
mod place;
mod report;
mod tables;
mod tally;
mod value;

use entry::Paths;
pub(crate) use names::Names;
pub(crate) use value::{fold, same_name, same_number, same_words};

/// What to compare.
#[derive(Args)]
pub(crate) struct Eval {
    /// Folder with the answer key: `claims.jsonl` and so on
    #[arg(long, value_name = "DIR")]
    key: PathBuf,
    /// Folder with what was found, in files of the same names
    #[arg(long, value_name = "DIR")]
    found: PathBuf,
    /// File that gets every error with its place
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    /// File with the paths of files of which no word was read, one a line: what the key says of them is left out
    #[arg(long, value_name = "FILE")]
    unread: Option<PathBuf>,
    /// Words above the tables
    #[arg(long, default_value = "Scores")]
    title: String,
}

/// Compares and prints.
pub(crate) fn run(eval: &Eval) -> anyhow::Result<ExitCode> {
    let mut errors = Vec::new();
    let unread: BTreeSet<String> = match &eval.unread {
        Some(path) => {
            let text = fs::read_to_string(path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            text.lines().map(str::to_owned).collect()
        }
        None => BTreeSet::new(),
    };
    let text = compare(&eval.title, &eval.key, &eval.found, &unread, &mut errors)?;
    print!("{text}");
    if let Some(path) = &eval.errors {
        let lines: String = errors.iter().map(|error| format!("{error}\n")).collect();
        fs::write(path, lines).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn compare(
    title: &str,
    key: &Path,
    found: &Path,
    unread: &BTreeSet<String>,
    errors: &mut Vec<report::Error>,
) -> anyhow::Result<String> {
    let files = rows(&key.join("files.jsonl"))?;
    let paths = Paths::new(&files);
    let names = Names::read(&key.join("gazetteer.csv"))?;
    let both = |name: &str| -> anyhow::Result<(Vec<Value>, Vec<Value>)> {
        let mut wanted = rows(&key.join(name))?;
        wanted.retain(|row| {
            let first = if row["citations"].is_array() {
                &row["citations"][0]
            } else {
                &row["citation"]
            };
            !unread.contains(first["path"].as_str().unwrap_or_default())
        });
        Ok((wanted, rows(&found.join(name))?))
    };
    let (claims_key, claims_found) = both("claims.jsonl")?;
    let (messages_key, messages_found) = both("messages.jsonl")?;
    let (mentions_key, mentions_found) = both("mentions.jsonl")?;
    let (tables_key, tables_found) = both("tables.jsonl")?;
    let mut out = format!("## {title}\n\n");
    if !unread.is_empty() {
        let all = rows(&key.join("claims.jsonl"))?.len();
        out += &format!(
            "Of what was read: the key of {} files without a word is left out ({} of {all} claims).\n\n",
            unread.len(),
            all - claims_key.len()
        );
    }
    out += &claims::score(&claims_key, &claims_found, &paths, &names, errors);
    let judged = mentions::Judged::new(&mentions_key, &messages_key, &claims_key, &paths);
    out += &mentions::score(
        &mentions_key,
        &mentions_found,
        &judged,
        &paths,
        &names,
        errors,
    );
    out += &messages::score(&messages_key, &messages_found, &paths, errors);
    out += &tables::score(&tables_key, &tables_found, &paths, errors);
    Ok(out)
}

/// Returns the objects of a file of JSON lines; a file that is not there has none.
fn rows(path: &Path) -> anyhow::Result<Vec<Value>> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read {}", path.display()));
        }
    };
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .enumerate()
        .map(|(at, line)| {
            serde_json::from_str(line)
                .with_context(|| format!("{}:{}: no JSON", path.display(), at + 1))
        })
        .collect()
}

/// Groups entries by a name, in its order.
fn grouped<T>(entries: &[T], name: impl Fn(&T) -> String) -> BTreeMap<String, Vec<(usize, &T)>> {
    let mut groups: BTreeMap<String, Vec<(usize, &T)>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        groups.entry(name(entry)).or_default().push((at, entry));
    }
    groups
}
