//! `daylight status`: the figures of the ledger of files. Each line sums to its total.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use daylight_engine::case::Access;
use daylight_engine::store::{Status, Tally};
use daylight_model::size_in_words;

use super::open;
use crate::cli::{CaseArgs, ReadingArgs};
use crate::failure::Failure;
use crate::output;

/// What `daylight status` is told.
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    #[command(flatten)]
    case: CaseArgs,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Runs `daylight status`.
pub(crate) fn run(args: &StatusArgs) -> Result<ExitCode, Failure> {
    let case = open::existing(&args.case, Access::Look, &ReadingArgs::default())?;
    let status = case.status()?;
    let mut out = io::stdout().lock();
    if args.json {
        output::json_line(&mut out, &status)?;
    } else {
        output::unless_reader_left(print(&mut out, &status))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints the figures for a person.
pub(super) fn print(out: &mut impl Write, status: &Status) -> io::Result<()> {
    writeln!(
        out,
        "{:10}{:>8}{:>10}   {:>7}{:>9}{:>8}{:>9}{:>9}",
        "", "files", "bytes", "read", "partial", "failed", "skipped", "pending"
    )?;
    tally(out, "acquired", &status.acquired)?;
    tally(out, "contained", &status.contained)?;
    writeln!(
        out,
        "\n{} of them are copies; {} distinct; {} of text",
        status.duplicates,
        status.blobs,
        size_in_words(status.text_bytes)
    )?;
    section(out, "not read, or not wholly", &status.by_reason)?;
    section(out, "types", &status.by_media_type)?;
    section(out, "languages", &status.by_language)
}

fn tally(out: &mut impl Write, name: &str, tally: &Tally) -> io::Result<()> {
    writeln!(
        out,
        "{name:10}{:>8}{:>10}   {:>7}{:>9}{:>8}{:>9}{:>9}",
        tally.files,
        size_in_words(tally.bytes),
        tally.read,
        tally.partial,
        tally.failed,
        tally.skipped,
        tally.pending
    )
}

fn section(
    out: &mut impl Write,
    title: &str,
    counts: &std::collections::BTreeMap<String, u64>,
) -> io::Result<()> {
    if counts.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{title}")?;
    let mut counts: Vec<_> = counts.iter().collect();
    counts.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    for (name, count) in counts {
        writeln!(out, "{count:>8}  {}", daylight_model::shown_safely(name))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_shown_with_their_sums() {
        let mut status = Status {
            acquired: Tally {
                files: 150,
                bytes: 11_500_000,
                read: 120,
                partial: 3,
                failed: 2,
                skipped: 25,
                pending: 0,
            },
            duplicates: 4,
            blobs: 170,
            text_bytes: 1_200_000,
            ..Status::default()
        };
        status.by_reason.insert("unsupported".into(), 25);
        status.by_reason.insert("encrypted".into(), 2);
        status.by_media_type.insert("text/markdown".into(), 40);
        let mut page = Vec::new();
        print(&mut page, &status).unwrap();
        insta::assert_snapshot!(String::from_utf8(page).unwrap());
    }
}
