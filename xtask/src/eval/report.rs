//! What is written: tables in Markdown, and a line for each error with its place.

use std::fmt;

use super::entry::Cited;

/// An error: tab-separated what, list, type, place, words, and what differs.
#[derive(Debug, Clone)]
pub(super) struct Error {
    /// `missed`, `spurious`, `wrong value`, `wrong polarity` …
    pub(super) what: &'static str,
    pub(super) list: &'static str,
    pub(super) kind: String,
    pub(super) place: String,
    pub(super) quote: String,
    pub(super) detail: String,
}

impl Error {
    pub(super) fn new(
        what: &'static str,
        list: &'static str,
        kind: &str,
        cited: Option<&Cited>,
        detail: String,
    ) -> Self {
        Self {
            what,
            list,
            kind: kind.to_owned(),
            place: cited.map_or_else(String::new, |cited| {
                format!("{}#{}", cited.path, cited.locator)
            }),
            quote: cited.map(|cited| cited.quote.clone()).unwrap_or_default(),
            detail,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = |text: &str| text.replace(['\t', '\n', '\r'], " ");
        write!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{}",
            self.what,
            self.list,
            self.kind,
            line(&self.place),
            line(&self.quote),
            line(&self.detail)
        )
    }
}

/// Returns a table.
pub(super) fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let heads: Vec<String> = heads.iter().map(|&head| head.to_owned()).collect();
    let rules = vec!["---".to_owned(); heads.len()];
    let mut out = line(&heads) + &line(&rules);
    for row in rows {
        out += &line(row);
    }
    out
}
