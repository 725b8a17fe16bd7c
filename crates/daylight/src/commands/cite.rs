//! `daylight cite`: a citation of a place, and citations looked up again.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use daylight_engine::case::{Access, CitationCheck, Mask};
use daylight_model::{StoredCitation, Verdict, shown_safely};

use super::{NOT_FOUND, open};
use crate::cli::{CaseArgs, ReadingArgs};
use crate::failure::Failure;
use crate::output;

/// What `daylight cite` is told.
#[derive(Debug, Args)]
pub(crate) struct CiteArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Print the citation of a place as one JSON object
    Make {
        /// A path of the case and a place: chat.md#line=12
        #[arg(value_name = "PATH#LOCATOR")]
        target: String,
        #[command(flatten)]
        case: CaseArgs,
    },
    /// Look citations up in the files, read again: holds, reread, moved or broken
    Check {
        /// A file with one citation as a JSON object a line, - for standard input; by default those that
        /// the case itself holds
        #[arg(value_name = "FILE.jsonl")]
        file: Option<PathBuf>,
        #[command(flatten)]
        case: CaseArgs,
        #[command(flatten)]
        reading: ReadingArgs,
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
}

/// Runs `daylight cite`; of `check` the exit status is 1 where a citation does not hold.
pub(crate) fn run(args: &CiteArgs) -> Result<ExitCode, Failure> {
    match &args.action {
        Action::Make { target, case } => {
            let case = open::existing(case, Access::Look, &ReadingArgs::default())?;
            let shown = case.show(target, Mask::On)?;
            let Some(target) = &shown.target else {
                return Err(Failure::new(format!("{target}: no place is named"))
                    .hint("put one after #: PATH#line=12"));
            };
            output::json_line(&mut io::stdout().lock(), &target.citation)?;
            Ok(ExitCode::SUCCESS)
        }
        Action::Check {
            file,
            case,
            reading,
            json,
        } => {
            // Findings, which will hold citations of their own, are not part of a case yet.
            let citations = file.as_deref().map_or(Ok(Vec::new()), citations)?;
            let case = open::existing(case, Access::Look, reading)?;
            let mut out = io::stdout().lock();
            let mut figures = [0_u64; 4];
            case.check_citations(citations, &mut |check| {
                figures[check.verdict as usize] += 1;
                let written = if *json {
                    output::json_line(&mut out, &check)
                } else {
                    print(&mut out, &check)
                };
                // A reader who left does not stop the check: its exit status still counts.
                let _ = written;
                Ok(())
            })?;
            let [holds, reread, moved, broken] = figures;
            eprintln!("{holds} hold, {reread} reread, {moved} moved, {broken} broken");
            Ok(if reread + moved + broken == 0 {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(NOT_FOUND)
            })
        }
    }
}

fn print(out: &mut impl Write, check: &CitationCheck) -> io::Result<()> {
    let verdict = match check.verdict {
        Verdict::Holds => "holds",
        Verdict::Reread => "reread",
        Verdict::Moved => "moved",
        Verdict::Broken => "broken",
    };
    let CitationCheck {
        citation, now, why, ..
    } = check;
    write!(
        out,
        "{verdict:7} {}#{}",
        shown_safely(&citation.path),
        shown_safely(&citation.locator)
    )?;
    match (now, why) {
        (Some(now), _) => writeln!(out, " -> {}: {}", now.locator, shown_safely(&now.quote)),
        (None, Some(why)) => writeln!(out, "  ({why})"),
        (None, None) => writeln!(out),
    }
}

/// Reads all before any is checked: a file that does not hold then costs nothing.
fn citations(path: &Path) -> Result<Vec<StoredCitation>, Failure> {
    let input: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        let file = File::open(path)
            .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
        Box::new(BufReader::new(file))
    };
    let mut citations = Vec::new();
    for (number, line) in input.lines().enumerate() {
        let wrong = |why: String| {
            Failure::new(format!("{} line {}: {why}", path.display(), number + 1))
                .hint("`daylight cite make` prints what is expected")
        };
        let line = line.map_err(|error| wrong(error.to_string()))?;
        if !line.trim().is_empty() {
            citations.push(serde_json::from_str(&line).map_err(|error| wrong(error.to_string()))?);
        }
    }
    Ok(citations)
}
