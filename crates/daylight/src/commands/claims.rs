//! `daylight claims`: what the documents say, slot by slot, each with its place.

use std::process::ExitCode;

use clap::Args;
use daylight_model::ClaimType;

use super::meaning::{MeaningArgs, place, words};
use crate::failure::Failure;

/// What `daylight claims` is told.
#[derive(Debug, Args)]
pub(crate) struct ClaimsArgs {
    /// Only claims of this type, such as target, payment, offering; may be repeated
    #[arg(long = "type", value_name = "TYPE")]
    types: Vec<ClaimType>,
    #[command(flatten)]
    meaning: MeaningArgs,
}

/// Runs `daylight claims`; the exit status is 1 where there is none.
pub(crate) fn run(args: &ClaimsArgs) -> Result<ExitCode, Failure> {
    let case = args.meaning.open()?;
    let mut filter = args.meaning.filter(&case, "claims")?;
    filter.claims.clone_from(&args.types);
    args.meaning.print(
        "claim",
        |take| case.claims(&filter, take),
        |row| {
            let hedge = match &row.hedge {
                Some(hedge) => format!(", “{}”", words(hedge)),
                None => String::new(),
            };
            let at = row.citations.first().map(place).unwrap_or_default();
            format!(
                "{} ({}{hedge})  {}  {at}",
                row.kind,
                row.polarity,
                words(&row.statement)
            )
        },
    )
}
