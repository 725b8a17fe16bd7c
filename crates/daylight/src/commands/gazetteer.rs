//! `daylight gazetteer`: the case's own names.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use clap::{Args, Subcommand};
use daylight_engine::case::Access;

use super::{NOT_FOUND, open};
use crate::cli::{CaseArgs, ReadingArgs};
use crate::failure::Failure;

/// What `daylight gazetteer` is told.
#[derive(Debug, Args)]
pub(crate) struct GazetteerArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Add names from a CSV: name,name_en,type,country,aliases
    Add(AddNamesArgs),
}

#[derive(Debug, Args)]
struct AddNamesArgs {
    /// The list; aliases are separated by | or ;
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    #[command(flatten)]
    case: CaseArgs,
    #[command(flatten)]
    reading: ReadingArgs,
}

/// Runs `daylight gazetteer`; the exit status is 1 where a row could not be used.
pub(crate) fn run(args: &GazetteerArgs) -> Result<ExitCode, Failure> {
    let Action::Add(args) = &args.action;
    let case = open::existing(&args.case, Access::Write, &args.reading)?;
    let csv = std::fs::read(&args.file)
        .map_err(|error| Failure::new(format!("{}: {error}", args.file.display())))?;
    let bad = case.add_names(&csv)?;
    for row in &bad {
        eprintln!("{}:{}: {}", args.file.display(), row.line, row.why);
    }
    // What is known already is understood anew with the new names.
    case.understand(&AtomicBool::new(false), &mut |_, _| {})?;
    Ok(if bad.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(NOT_FOUND)
    })
}
