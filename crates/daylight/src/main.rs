//! The program: what a user types becomes calls of the engine, and what comes back is printed. Data goes to
//! standard output, everything else to standard error; exit status 0, 1 or 2 as the contract says.

mod api;
mod cli;
mod commands;
mod failure;
mod interrupt;
mod output;
mod progress;

use std::process::ExitCode;

fn main() -> ExitCode {
    commands::main()
}
