//! `daylight files`: one row a file, in path order.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use daylight_engine::case::Access;
use daylight_engine::store::{FileFilter, FileRow};
use daylight_model::{Reason, State, shown_safely, size_in_words};

use super::{NOT_FOUND, open};
use crate::cli::{CaseArgs, ReadingArgs};
use crate::failure::Failure;
use crate::output;

/// Rows are fetched so many at once.
const PAGE: u64 = 1000;

/// What `daylight files` is told.
#[derive(Debug, Args)]
pub(crate) struct FilesArgs {
    /// Only files in this state: read, partial, failed, skipped, pending
    #[arg(long, value_name = "STATE")]
    state: Vec<State>,
    /// Only files with this reason, such as encrypted or unsupported
    #[arg(long, value_name = "REASON")]
    reason: Option<Reason>,
    /// Only files of this media type
    #[arg(long = "type", value_name = "TYPE")]
    media_type: Option<String>,
    /// Only files right inside this container
    #[arg(long, value_name = "PATH")]
    parent: Option<String>,
    /// Only files whose path begins so
    #[arg(long, value_name = "PATH")]
    prefix: Option<String>,
    /// Leave out copies of a file that is listed
    #[arg(long)]
    no_duplicates: bool,
    #[command(flatten)]
    case: CaseArgs,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

/// Runs `daylight files`; the exit status is 1 where there is none.
pub(crate) fn run(args: &FilesArgs) -> Result<ExitCode, Failure> {
    let case = open::existing(&args.case, Access::Look, &ReadingArgs::default())?;
    let mut filter = FileFilter {
        states: args.state.clone(),
        reason: args.reason,
        media_type: args.media_type.clone(),
        parent: args.parent.clone(),
        prefix: args.prefix.clone(),
        fold_duplicates: args.no_duplicates,
        limit: Some(PAGE),
        ..FileFilter::default()
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    loop {
        let page = case.files(&filter)?;
        let written = page.files.iter().try_for_each(|file| {
            if args.json {
                output::json_line(&mut out, file)
            } else {
                writeln!(out, "{}", row(file))
            }
        });
        if let Err(error) = written {
            output::unless_reader_left(Err(error))?;
            return Ok(ExitCode::SUCCESS);
        }
        filter.offset += page.files.len() as u64;
        if page.files.is_empty() || filter.offset >= page.total {
            break;
        }
    }
    output::unless_reader_left(out.flush())?;
    Ok(if filter.offset == 0 {
        eprintln!("no such file in the case");
        ExitCode::from(NOT_FOUND)
    } else {
        ExitCode::SUCCESS
    })
}

fn row(file: &FileRow) -> String {
    let why = match (&file.reason, &file.duplicate_of) {
        (Some(reason), _) => format!("  ({reason})"),
        (None, Some(first)) => format!("  (copy of {})", shown_safely(first)),
        (None, None) => String::new(),
    };
    format!(
        "{:8} {:>9}  {:28} {}{why}",
        file.state,
        size_in_words(file.bytes),
        file.media_type.as_deref().map_or("-".into(), shown_safely),
        shown_safely(&file.path)
    )
}
