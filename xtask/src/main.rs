//! Tasks of the project that a shell script would do badly: `cargo xtask tidy`, `cargo xtask sample`,
//! `cargo xtask eval`, `cargo xtask learn`.
//! Development only: nothing that is shipped depends on this crate.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

mod eval;
mod learn;
mod sample;
mod tidy;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Tasks of the project")]
enum Task {
    /// Check the rules of the checkout that compilers do not know
    Tidy,
    /// Write the fictional sample leak and its answer key
    Sample(sample::Sample),
    /// Score what was found in a leak against its answer key
    Eval(eval::Eval),
    /// Make the weights of learned rules from instances and answer keys
    Learn(learn::Learn),
}

fn main() -> anyhow::Result<ExitCode> {
    match Task::parse() {
        Task::Tidy => tidy::run(&checkout_root()),
        Task::Eval(eval) => eval::run(&eval),
        Task::Learn(learn) => learn::run(&learn).map(|()| ExitCode::SUCCESS),
        Task::Sample(sample) => sample::run(&sample).map(|()| ExitCode::SUCCESS),
    }
}

/// Returns the folder that holds the workspace: the one above this crate.
fn checkout_root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent()
        .expect("xtask stands inside the workspace")
        .to_path_buf()
}
