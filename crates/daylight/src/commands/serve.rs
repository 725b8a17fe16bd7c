//! `daylight serve`: the workbench, on this machine only unless asked otherwise; goes on reading what is
//! still to be read.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

use clap::Args;
use daylight_engine::case::{Access, Case, CaseError};

use super::open;
use crate::api::{self, ServeOptions};
use crate::cli::{CaseArgs, ReadingArgs};
use crate::failure::Failure;
use crate::interrupt;

/// Where the workbench is served.
#[derive(Debug, Clone, Args)]
pub(crate) struct ListenArgs {
    /// Address and port; other machines reach the case if this is not a loopback address
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Open the link in the browser
    #[arg(long)]
    open: bool,
}

/// What `daylight serve` is told.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    case: CaseArgs,
    #[command(flatten)]
    listen: ListenArgs,
    #[command(flatten)]
    reading: ReadingArgs,
}

/// Runs `daylight serve`.
pub(crate) fn run(args: &ServeArgs) -> Result<ExitCode, Failure> {
    let case = open::existing(&args.case, Access::Write, &args.reading)?;
    serve(case, &args.listen)
}

/// Serves an open case until the user stops it.
pub(super) fn serve(case: Case, listen: &ListenArgs) -> Result<ExitCode, Failure> {
    let stop = interrupt::flag()?;
    let case = Arc::new(case);
    let reader = thread::spawn({
        let (case, stop) = (Arc::clone(&case), Arc::clone(&stop));
        move || match case.read_pending(&stop, &mut |_| {}) {
            Ok(()) | Err(CaseError::Interrupted) => {}
            Err(error) => eprint!("{}", Failure::from(error).lines()),
        }
    });
    let gatherer = thread::spawn({
        let (case, stop) = (Arc::clone(&case), Arc::clone(&stop));
        move || {
            if let Err(error) = case.keep_gathered(&stop) {
                eprint!("{}", Failure::from(error).lines());
            }
        }
    });
    let options = ServeOptions {
        listen: listen.listen,
        open: listen.open,
        stop: Arc::clone(&stop),
    };
    let served = api::serve(case, options);
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    if reader.join().is_err() {
        eprintln!("daylight: reading ended unexpectedly");
    }
    if gatherer.join().is_err() {
        eprintln!("daylight: gathering ended unexpectedly");
    }
    served?;
    Ok(ExitCode::SUCCESS)
}
