//! `daylight messages`: chats and mails as records: who, to whom, when and by which clock, what.

use std::process::ExitCode;

use clap::Args;

use super::meaning::{MeaningArgs, place, words};
use crate::failure::Failure;

/// What `daylight messages` is told.
#[derive(Debug, Args)]
pub(crate) struct MessagesArgs {
    #[command(flatten)]
    meaning: MeaningArgs,
}

/// Runs `daylight messages`; the exit status is 1 where there is none.
pub(crate) fn run(args: &MessagesArgs) -> Result<ExitCode, Failure> {
    let case = args.meaning.open()?;
    let filter = args.meaning.filter(&case, "messages")?;
    args.meaning.print(
        "message",
        |take| case.messages(&filter, take),
        |row| {
            let zone = match &row.time_zone {
                Some(zone) => format!("{zone} ({})", row.zone_basis),
                None => "zone unknown".to_owned(),
            };
            format!(
                "{:19} {zone}  {}: {}  {}",
                row.time.as_deref().unwrap_or("-"),
                words(row.sender.as_deref().unwrap_or("?")),
                words(&row.text),
                place(&row.citation)
            )
        },
    )
}
