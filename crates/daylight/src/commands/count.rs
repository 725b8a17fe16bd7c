//! `daylight count`: claims counted by one of their fields, each figure with its rule and the claims behind it.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use daylight_engine::case::Access;
use daylight_model::ClaimType;

use super::meaning::words;
use super::{NOT_FOUND, open};
use crate::cli::{CaseArgs, ReadingArgs};
use crate::failure::Failure;
use crate::output;

/// What `daylight count` is told.
#[derive(Debug, Args)]
pub(crate) struct CountArgs {
    /// The type of claim, such as target or payment
    #[arg(value_name = "TYPE")]
    kind: ClaimType,
    /// The field to count by, such as country, sector, seller; or polarity
    #[arg(long, value_name = "FIELD")]
    by: String,
    #[command(flatten)]
    case: CaseArgs,
    /// Print one JSON object a line, with the ids of the claims
    #[arg(long)]
    json: bool,
}

/// Runs `daylight count`; the exit status is 1 where there is nothing to count.
pub(crate) fn run(args: &CountArgs) -> Result<ExitCode, Failure> {
    let case = open::existing(&args.case, Access::Look, &ReadingArgs::default())?;
    let counts = case.count(args.kind, &args.by)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written = counts.iter().try_for_each(|count| {
        if args.json {
            return output::json_line(&mut out, count);
        }
        let value = match &count.value {
            serde_json::Value::Null => "(left open)".to_owned(),
            serde_json::Value::String(text) => words(text),
            other => other.to_string(),
        };
        writeln!(out, "{:>6} {:>6}  {value}", count.claims, count.distinct)
    });
    output::unless_reader_left(written.and_then(|()| out.flush()))?;
    Ok(match counts.first() {
        Some(first) => {
            eprintln!("claims, distinct; {}", first.rule);
            ExitCode::SUCCESS
        }
        None => {
            eprintln!("no {} found", args.kind);
            ExitCode::from(NOT_FOUND)
        }
    })
}
