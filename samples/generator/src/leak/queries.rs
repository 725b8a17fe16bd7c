//! The queries of the answer key, and their results by plain scanning.
//!
//! Always: a query's result does not hang on how the contract is read (bounds of digits, joined cells).

use super::collect::Duplicates;
use super::search::{Document, Folded, Folding, Query, READINGS};
use super::template::say;
use super::{LeakError, Making};
use crate::key::SearchEntry;

const QUERIES: &str = include_str!("../../data/queries.tsv");

/// Returns every query with what it finds; those that depend on how the contract is read are left out.
pub(crate) fn searches(
    making: &Making<'_>,
    documents: &[Document],
    duplicates: &Duplicates,
) -> Result<Vec<SearchEntry>, LeakError> {
    let folding = Folding::new();
    let folded: Vec<Folded> = documents
        .iter()
        .map(|document| Folded::of(document, &folding))
        .collect();
    let mut entries = Vec::new();
    let lines = QUERIES
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    for line in lines {
        let (query, about) = line.split_once('\t').unwrap_or((line, ""));
        let query = say(query, &making.world.fixed)?.text;
        let parsed = Query::parse(&query, &folding)?;
        let found: Vec<Vec<&Folded>> = READINGS
            .iter()
            .map(|reading| {
                let finds = folded
                    .iter()
                    .filter(|document| parsed.finds(document, *reading));
                finds.collect()
            })
            .collect();
        let paths = |found: &[&Folded]| -> Vec<String> {
            found.iter().map(|document| document.path.clone()).collect()
        };
        if found.iter().any(|other| paths(other) != paths(&found[0])) {
            continue;
        }
        let (mut files, mut files_text) = (
            paths(&found[0]),
            found[0]
                .iter()
                .filter(|document| document.plain)
                .map(|document| document.path.clone())
                .collect::<Vec<_>>(),
        );
        files.sort();
        files.dedup();
        files_text.sort();
        files_text.dedup();
        let mut also_at: Vec<String> = files
            .iter()
            .flat_map(|path| duplicates.others(path))
            .collect();
        also_at.sort();
        entries.push(SearchEntry {
            query,
            about: about.to_owned(),
            files,
            files_text,
            also_at,
        });
    }
    Ok(entries)
}
