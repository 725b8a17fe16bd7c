//! `daylight doctor`: what works on this machine, what does not, and how to mend it. Looks only.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use daylight_engine::doctor::{Check, CheckState, examine};
use daylight_engine::worker::Launch;

/// What `daylight doctor` is told.
#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// The case, or where one would be made; the working directory if not given
    #[arg(
        long,
        env = "DAYLIGHT_CASE",
        hide_env_values = true,
        value_name = "DIR"
    )]
    case: Option<PathBuf>,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

/// Runs `daylight doctor`; the exit status is 1 where something is missing.
pub(crate) fn run(args: &DoctorArgs) -> anyhow::Result<ExitCode> {
    let case = args.case.as_deref().unwrap_or(Path::new("."));
    let checks = examine(case, &Launch::this_program());
    let mut out = io::stdout().lock();
    let width = checks
        .iter()
        .map(|check| check.name.chars().count())
        .max()
        .unwrap_or_default();
    for check in &checks {
        if args.json {
            writeln!(out, "{}", serde_json::to_string(check)?)?;
        } else {
            writeln!(out, "{}", as_lines(check, width))?;
        }
    }
    let sound = checks
        .iter()
        .all(|check| check.state != CheckState::Missing);
    Ok(if sound {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// `width`: characters of the longest name.
fn as_lines(check: &Check, width: usize) -> String {
    let state = match check.state {
        CheckState::Ok => "ok",
        CheckState::Missing => "missing",
        CheckState::Absent => "absent",
    };
    let line = format!("{state:8} {:width$}  {}", check.name, check.found);
    match &check.mend {
        Some(mend) => format!("{line}\n{:8} {:width$}  hint: {mend}", "", ""),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_has_a_second_line_that_says_how_to_mend_it() {
        let check = Check {
            name: "disk".into(),
            state: CheckState::Missing,
            found: "full".into(),
            mend: Some("free some".into()),
        };
        assert_eq!(
            as_lines(&check, 6),
            "missing  disk    full\n                 hint: free some"
        );
        let check = Check {
            state: CheckState::Ok,
            mend: None,
            ..check
        };
        assert_eq!(as_lines(&check, 6), "ok       disk    full");
    }
}
