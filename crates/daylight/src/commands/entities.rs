//! `daylight entities`: people, bodies, states, places and products, each with its names and why they are grouped.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use daylight_engine::case::{Access, Window};
use daylight_model::MentionType;

use super::meaning::{place, words};
use super::{NOT_FOUND, open};
use crate::cli::{CaseArgs, ReadingArgs};
use crate::failure::Failure;
use crate::output;

/// What `daylight entities` is told.
#[derive(Debug, Args)]
pub(crate) struct EntitiesArgs {
    /// Only of this type: person, org, country, place, product
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<MentionType>,
    /// Print at most so many rows; 0 for all
    #[arg(long, value_name = "N", default_value_t = 0)]
    limit: usize,
    #[command(flatten)]
    case: CaseArgs,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

/// Runs `daylight entities`; the exit status is 1 where there is none.
pub(crate) fn run(args: &EntitiesArgs) -> Result<ExitCode, Failure> {
    let case = open::existing(&args.case, Access::Look, &ReadingArgs::default())?;
    let gathered = case.gathered()?;
    let most = match args.limit {
        0 => usize::MAX,
        limit => limit,
    };
    let mut any = false;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let window = Window {
        offset: 0,
        limit: most,
    };
    let written = gathered
        .names(args.kind, None, window)?
        .rows
        .iter()
        .try_for_each(|entity| {
            any = true;
            if args.json {
                return output::json_line(&mut out, entity);
            }
            let others = entity.names.iter().map(|name| words(&name.text));
            writeln!(
                out,
                "{:8} {:>5}  {}  ({})  {}",
                entity.kind,
                entity.mentions,
                words(&entity.name),
                others.collect::<Vec<_>>().join(", "),
                place(&entity.citation)
            )
        });
    output::unless_reader_left(written.and_then(|()| out.flush()))?;
    Ok(if any {
        ExitCode::SUCCESS
    } else {
        eprintln!("no name found");
        ExitCode::from(NOT_FOUND)
    })
}
