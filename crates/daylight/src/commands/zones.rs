//! `daylight zones`: time zones that persons assert for chats and mails whose source states none.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};
use daylight_engine::case::{Access, AssertZone, AssertedZone};
use daylight_model::shown_safely;

use super::{NOT_FOUND, open};
use crate::cli::{CaseArgs, ReadingArgs};
use crate::failure::Failure;
use crate::output;

/// What `daylight zones` is told.
#[derive(Debug, Args)]
pub(crate) struct ZonesArgs {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    case: CaseArgs,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Assert the zone of a file's times, or of all below a folder, where the source states none
    Set(SetArgs),
    /// Withdraw what was asserted of a file or a folder
    Withdraw(WithdrawArgs),
}

#[derive(Debug, Args)]
struct SetArgs {
    /// The file, folder or archive; "" for the whole case
    #[arg(value_name = "PATH")]
    path: String,
    /// An offset such as +08:00 or UTC+8, or a name such as Asia/Shanghai
    #[arg(value_name = "ZONE", allow_hyphen_values = true)]
    zone: String,
    #[command(flatten)]
    who: WhoArgs,
}

#[derive(Debug, Args)]
struct WithdrawArgs {
    /// The path, as it was given when the zone was asserted
    #[arg(value_name = "PATH")]
    path: String,
    #[command(flatten)]
    who: WhoArgs,
}

#[derive(Debug, Args)]
struct WhoArgs {
    /// Why; the audit log keeps it
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    reason: String,
    /// Who says so, for the audit log; by default whom the system names
    #[arg(
        long,
        value_name = "NAME",
        env = "USER",
        hide_env = true,
        default_value = "not named"
    )]
    by: String,
}

/// Runs `daylight zones`; the exit status is 1 where none is asserted.
pub(crate) fn run(args: &ZonesArgs) -> Result<ExitCode, Failure> {
    let case = open::existing(&args.case, Access::Look, &ReadingArgs::default())?;
    let (path, zone, who) = match &args.action {
        None => return list(case.zones()?.all(), args.json),
        Some(Action::Set(set)) => (&set.path, Some(set.zone.clone()), &set.who),
        Some(Action::Withdraw(withdraw)) => (&withdraw.path, None, &withdraw.who),
    };
    case.assert_zone(&AssertZone {
        path: path.clone(),
        zone,
        by: who.by.clone(),
        reason: who.reason.clone(),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn list(zones: &[AssertedZone], json: bool) -> Result<ExitCode, Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut written = Ok(());
    for zone in zones {
        written = written.and_then(|()| match json {
            true => output::json_line(&mut out, zone),
            false => writeln!(
                out,
                "{:18} {}  {}, {}: {}",
                zone.zone,
                match zone.path.as_str() {
                    "" => "the whole case".into(),
                    path => shown_safely(path),
                },
                shown_safely(&zone.by),
                zone.at.strftime("%Y-%m-%d"),
                shown_safely(&zone.reason)
            ),
        });
    }
    output::unless_reader_left(written.and_then(|()| out.flush()))?;
    if zones.is_empty() {
        eprintln!("no zone is asserted");
        eprintln!("hint: daylight zones set PATH +08:00 --reason \"…\"");
        return Ok(ExitCode::from(NOT_FOUND));
    }
    Ok(ExitCode::SUCCESS)
}
