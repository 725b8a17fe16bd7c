//! What the commands that show what documents mean have in common: which files, how many rows, and whether personal
//! data is shown.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use daylight_engine::case::{Access, Case, CaseError, Mask, MeaningFilter, Unmask};
use daylight_model::{StoredCitation, shown_safely};
use serde::Serialize;

use super::{NOT_FOUND, open};
use crate::cli::{CaseArgs, ReadingArgs};
use crate::failure::Failure;
use crate::output;

/// Which rows are asked for.
#[derive(Debug, Args)]
pub(crate) struct MeaningArgs {
    /// Only what stands in this file
    #[arg(long, value_name = "PATH")]
    path: Option<String>,
    /// Only what stands in files whose path begins so
    #[arg(long, value_name = "PATH", conflicts_with = "path")]
    prefix: Option<String>,
    /// Print at most so many rows; 0 for all
    #[arg(long, value_name = "N", default_value_t = 0)]
    limit: usize,
    #[command(flatten)]
    unmask: UnmaskArgs,
    #[command(flatten)]
    case: CaseArgs,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

/// Personal data is masked unless somebody says who they are and why they look; the audit log keeps it.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct UnmaskArgs {
    /// Show personal data; the audit log keeps who and why
    #[arg(long, requires = "by", requires = "why")]
    unmask: bool,
    /// Who looks at personal data
    #[arg(long, value_name = "NAME", requires = "unmask")]
    by: Option<String>,
    /// Why they look at it
    #[arg(long = "reason", id = "why", value_name = "TEXT", requires = "unmask")]
    why: Option<String>,
}

impl UnmaskArgs {
    /// Returns whether personal data is masked; where it is not, that is logged.
    pub(super) fn mask(&self, case: &Case, what: &str) -> Result<Mask, CaseError> {
        match (&self.by, &self.why) {
            (Some(by), Some(reason)) if self.unmask => case.unmask(&Unmask {
                by: by.clone(),
                reason: reason.clone(),
                what: what.to_owned(),
            }),
            _ => Ok(Mask::On),
        }
    }
}

impl MeaningArgs {
    pub(super) fn open(&self) -> Result<Case, Failure> {
        open::existing(&self.case, Access::Look, &ReadingArgs::default())
    }

    /// Returns the filter that was asked for, after it was logged if it shows personal data.
    pub(super) fn filter(&self, case: &Case, command: &str) -> Result<MeaningFilter, Failure> {
        let of = self.path.as_ref().or(self.prefix.as_ref());
        let what = match of {
            Some(of) => format!("{command} of {of}"),
            None => command.to_owned(),
        };
        Ok(MeaningFilter {
            path: self.path.clone(),
            prefix: self.prefix.clone(),
            mask: self.unmask.mask(case, &what)?,
            ..MeaningFilter::default()
        })
    }

    /// Prints rows as they come: as JSON, or as `line` says them.
    pub(super) fn print<T: Serialize>(
        &self,
        what: &str,
        rows: impl FnOnce(&mut dyn FnMut(T) -> Result<bool, CaseError>) -> Result<(), CaseError>,
        line: impl Fn(&T) -> String,
    ) -> Result<ExitCode, Failure> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        let (mut count, mut written) = (0, Ok(()));
        rows(&mut |row| {
            written = if self.json {
                output::json_line(&mut out, &row)
            } else {
                writeln!(out, "{}", line(&row))
            };
            count += 1;
            Ok(written.is_ok() && (self.limit == 0 || count < self.limit))
        })?;
        output::unless_reader_left(written.and_then(|()| out.flush()))?;
        if count == 0 {
            eprintln!("no {what} found");
            return Ok(ExitCode::from(NOT_FOUND));
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Returns a place as a person types it after `daylight show`.
pub(super) fn place(citation: &StoredCitation) -> String {
    shown_safely(&format!("{}#{}", citation.path, citation.locator)).into_owned()
}

/// Returns words of a leak in one line.
pub(super) fn words(text: &str) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    shown_safely(&line.join(" ")).into_owned()
}
