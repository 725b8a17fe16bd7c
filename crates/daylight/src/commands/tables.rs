//! `daylight tables`: the tables of the case with their typed columns, or their rows.

use std::process::ExitCode;

use clap::Args;

use super::meaning::{MeaningArgs, place, words};
use crate::failure::Failure;

/// What `daylight tables` is told.
#[derive(Debug, Args)]
pub(crate) struct TablesArgs {
    /// Print the rows of the tables instead
    #[arg(long)]
    rows: bool,
    #[command(flatten)]
    meaning: MeaningArgs,
}

/// Runs `daylight tables`; the exit status is 1 where there is none.
pub(crate) fn run(args: &TablesArgs) -> Result<ExitCode, Failure> {
    let case = args.meaning.open()?;
    let filter = args.meaning.filter(&case, "tables")?;
    if args.rows {
        return args.meaning.print(
            "row",
            |take| case.rows_of_tables(&filter, take),
            |row| {
                let values = row.values.values().map(|value| match value {
                    serde_json::Value::String(text) => words(text),
                    _ => String::new(),
                });
                format!(
                    "{}  {}",
                    values.collect::<Vec<_>>().join(" | "),
                    place(&row.citation)
                )
            },
        );
    }
    args.meaning.print(
        "table",
        |take| case.tables(&filter, take),
        |table| {
            let columns = table.columns.iter().map(|column| {
                let mark = if column.sensitive { ", masked" } else { "" };
                format!("{} ({}{mark})", words(&column.name), column.kind)
            });
            format!(
                "{}  {} rows: {}  {}",
                words(table.title.as_deref().unwrap_or("(no title)")),
                table.rows,
                columns.collect::<Vec<_>>().join(", "),
                place(&table.citation)
            )
        },
    )
}
