//! `daylight verify`: every blob's hash, every reading.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use daylight_engine::case::Access;
use daylight_model::size_in_words;

use super::{NOT_FOUND, open};
use crate::cli::{CaseArgs, ReadingArgs};
use crate::failure::Failure;
use crate::progress::ProgressLine;
use crate::{interrupt, output};

/// What `daylight verify` is told.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    case: CaseArgs,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Runs `daylight verify`; the exit status is 1 where something does not hold.
pub(crate) fn run(args: &VerifyArgs) -> Result<ExitCode, Failure> {
    let case = open::existing(&args.case, Access::Look, &ReadingArgs::default())?;
    let stop = interrupt::flag()?;
    let line = ProgressLine::new(args.json);
    let verified = case.verify(&stop, &mut |done, of| line.count(done, of, "blobs"));
    line.end();
    let verified = verified?;
    let mut out = io::stdout().lock();
    if args.json {
        output::json_line(&mut out, &verified)?;
    } else {
        writeln!(
            out,
            "{} blobs, {}: {} broken; {} readings: {} broken",
            verified.blobs,
            size_in_words(verified.bytes),
            verified.broken_blobs.len(),
            verified.readings,
            verified.broken_readings.len()
        )?;
        for (blob, why) in verified
            .broken_blobs
            .iter()
            .chain(&verified.broken_readings)
        {
            let files = case.paths_of(*blob)?;
            let path = files.first().map_or("in no file", String::as_str);
            writeln!(out, "{}: {}", daylight_model::shown_safely(path), why)?;
        }
    }
    Ok(if verified.holds() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(NOT_FOUND)
    })
}
