//! `daylight add`: acquires and reads. Safe to interrupt and to repeat.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use daylight_engine::case::{AddRequest, Added, Case, CaseError, Until};
use daylight_model::size_in_words;

use super::{open, status};
use crate::cli::{CaseArgs, ReadingArgs};
use crate::failure::Failure;
use crate::progress::ProgressLine;
use crate::{interrupt, output};

/// What `daylight add` is told.
#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// Files, folders or archives; a container is opened wherever it stands
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// What to call where they came from; by default each path's own name
    #[arg(long, value_name = "TEXT")]
    label: Option<String>,
    /// Return when this much is read
    #[arg(long, value_enum, default_value_t = UntilArg::All)]
    until: UntilArg,
    /// Unpack the files of all versions that git repositories hold, in this and every later reading of the case
    #[arg(long)]
    git_versions: bool,
    #[command(flatten)]
    case: CaseArgs,
    #[command(flatten)]
    reading: ReadingArgs,
    /// Print the figures of the case as one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum UntilArg {
    /// All text
    Text,
    /// All text, and the first reading of every picture
    First,
    /// All readings
    All,
}

impl From<UntilArg> for Until {
    fn from(until: UntilArg) -> Self {
        match until {
            UntilArg::Text => Self::Text,
            UntilArg::First => Self::First,
            UntilArg::All => Self::All,
        }
    }
}

/// Runs `daylight add`.
pub(crate) fn run(args: &AddArgs) -> Result<ExitCode, Failure> {
    // Before a case is made for them: the paths must be there.
    for path in &args.paths {
        drop(daylight_engine::acquire::walk(path, None).map_err(CaseError::from)?);
    }
    let mut case = open::or_new(&args.case, &args.paths[0], &args.reading)?;
    if args.git_versions {
        case.want_git_versions()?;
    }
    let request = AddRequest {
        paths: args.paths.clone(),
        label: args.label.clone(),
        until: args.until.into(),
    };
    let added = add(&case, &request, args.json)?;
    if args.json {
        output::json_line(&mut std::io::stdout().lock(), &added.status)?;
    } else {
        let Added {
            files, bytes, new, ..
        } = added;
        eprintln!(
            "added {files} files, {}, {new} of them new",
            size_in_words(bytes)
        );
        status::print(&mut std::io::stdout().lock(), &added.status)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Adds to a case, with progress on a terminal.
pub(super) fn add(case: &Case, request: &AddRequest, quiet: bool) -> Result<Added, Failure> {
    let stop = interrupt::flag()?;
    if let Err(error) = case.language_model() {
        eprintln!("languages are told by their script alone: {error}");
        eprintln!("hint: run `daylight models fetch`");
    }
    if !case.has_name_model() {
        eprintln!(
            "names in Chinese text are found by rules and lists alone: their model is missing"
        );
        eprintln!("hint: run `daylight models fetch`");
    }
    let line = ProgressLine::new(quiet);
    let added = case.add(request, &stop, &mut |progress| line.show(progress));
    line.end();
    Ok(added?)
}
