//! `daylight mentions`: names, amounts, dates, addresses and indicators, each in normal form with its place.

use std::process::ExitCode;

use clap::Args;
use daylight_model::MentionType;

use super::meaning::{MeaningArgs, place, words};
use crate::failure::Failure;

/// What `daylight mentions` is told.
#[derive(Debug, Args)]
pub(crate) struct MentionsArgs {
    /// Only mentions of this type, such as org, person, money, date, ipv4; may be repeated
    #[arg(long = "type", value_name = "TYPE")]
    types: Vec<MentionType>,
    #[command(flatten)]
    meaning: MeaningArgs,
}

/// Runs `daylight mentions`; the exit status is 1 where there is none.
pub(crate) fn run(args: &MentionsArgs) -> Result<ExitCode, Failure> {
    let case = args.meaning.open()?;
    let mut filter = args.meaning.filter(&case, "mentions")?;
    filter.mentions.clone_from(&args.types);
    args.meaning.print(
        "mention",
        |take| case.mentions(&filter, take),
        |row| {
            let value = match &row.value {
                serde_json::Value::String(text) => words(text),
                other => other.to_string(),
            };
            format!(
                "{:16} {}  {value}  {}",
                row.kind,
                words(&row.text),
                place(&row.citation)
            )
        },
    )
}
