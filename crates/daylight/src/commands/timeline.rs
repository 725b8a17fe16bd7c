//! `daylight timeline`: what is dated, in the order of time.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use daylight_engine::case::{Access, Window};

use super::meaning::{place, words};
use super::{NOT_FOUND, open};
use crate::cli::{CaseArgs, ReadingArgs};
use crate::failure::Failure;
use crate::output;

/// What `daylight timeline` is told.
#[derive(Debug, Args)]
pub(crate) struct TimelineArgs {
    /// Only from this date on (2021, 2021-03, 2021-03-04)
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Only up to this date
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    #[command(flatten)]
    case: CaseArgs,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

/// Runs `daylight timeline`; the exit status is 1 where nothing is dated.
pub(crate) fn run(args: &TimelineArgs) -> Result<ExitCode, Failure> {
    let case = open::existing(&args.case, Access::Look, &ReadingArgs::default())?;
    let found = case.gathered()?.timeline(Window::ALL)?;
    let dated: Vec<_> = found
        .rows
        .iter()
        .filter(|dated| args.from.as_ref().is_none_or(|from| dated.date >= *from))
        .filter(|dated| {
            // `2021-03` ends with its last day.
            args.to
                .as_ref()
                .is_none_or(|to| dated.date <= *to || dated.date.starts_with(to.as_str()))
        })
        .collect();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written = dated.iter().try_for_each(|dated| {
        if args.json {
            output::json_line(&mut out, dated)
        } else {
            let at = place(&dated.citation);
            writeln!(out, "{:16} {}  {at}", dated.date, words(&dated.what))
        }
    });
    output::unless_reader_left(written.and_then(|()| out.flush()))?;
    Ok(if dated.is_empty() {
        eprintln!("nothing dated found");
        ExitCode::from(NOT_FOUND)
    } else {
        ExitCode::SUCCESS
    })
}
