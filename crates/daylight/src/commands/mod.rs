//! One file for each command. Each has its arguments and a `run` that returns the exit status.

pub(crate) mod add;
pub(crate) mod cite;
pub(crate) mod claims;
pub(crate) mod count;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod entities;
pub(crate) mod files;
pub(crate) mod gazetteer;
mod gloss;
pub(crate) mod lists;
mod meaning;
pub(crate) mod mentions;
pub(crate) mod messages;
pub(crate) mod models;
mod open;
pub(crate) mod search;
pub(crate) mod serve;
pub(crate) mod show;
pub(crate) mod status;
pub(crate) mod tables;
pub(crate) mod timeline;
pub(crate) mod translate;
mod translation;
pub(crate) mod verify;
pub(crate) mod worker;
pub(crate) mod zones;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};
use crate::failure::Failure;

/// Done, but something asked for was not found or did not hold.
const NOT_FOUND: u8 = 1;

/// The call was wrong or could not be carried out.
const NOT_DONE: u8 = 2;

/// Reads the command line and carries it out.
pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli.command) {
        Ok(status) => status,
        Err(failure) => {
            eprint!("{}", failure.lines());
            ExitCode::from(NOT_DONE)
        }
    }
}

fn run(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Demo(args) => demo::run(&args),
        Command::Add(args) => add::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Status(args) => status::run(&args),
        Command::Files(args) => files::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Translate(args) => translate::run(&args),
        Command::Search(args) => search::run(&args),
        Command::Lists(args) => lists::run(&args),
        Command::Mentions(args) => mentions::run(&args),
        Command::Messages(args) => messages::run(&args),
        Command::Tables(args) => tables::run(&args),
        Command::Claims(args) => claims::run(&args),
        Command::Entities(args) => entities::run(&args),
        Command::Count(args) => count::run(&args),
        Command::Timeline(args) => timeline::run(&args),
        Command::Gazetteer(args) => gazetteer::run(&args),
        Command::Cite(args) => cite::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Models(args) => models::run(&args).map_err(Failure::from),
        Command::Doctor(args) => doctor::run(&args).map_err(Failure::from),
        Command::Zones(args) => zones::run(&args),
        Command::Worker(args) => Ok(worker::run(args)),
    }
}
