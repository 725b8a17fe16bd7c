//! `daylight demo`: the fictional sample leak, carried in the program, as a case in the workbench.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use daylight_engine::case::{AddRequest, Until};
use daylight_model::size_in_words;
use rust_embed::Embed;

use super::{add, open, serve};
use crate::cli::ReadingArgs;
use crate::failure::Failure;

/// The sample leak, as `cargo xtask sample` made it.
#[derive(Embed)]
#[folder = "../../samples/leak"]
#[allow_missing = true]
struct SampleLeak;

/// What its source is called in the case.
const LABEL: &str = "sample leak";

/// What `daylight demo` is told.
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// The folder of the case that is made
    #[arg(long = "case", value_name = "DIR", default_value = "demo.daylight")]
    folder: PathBuf,
    #[command(flatten)]
    listen: serve::ListenArgs,
    #[command(flatten)]
    reading: ReadingArgs,
    /// Make the case and print its figures, without serving it
    #[arg(long)]
    no_serve: bool,
}

/// Runs `daylight demo`.
pub(crate) fn run(args: &DemoArgs) -> Result<ExitCode, Failure> {
    let unpacked = tempfile::Builder::new()
        .prefix("daylight-demo-")
        .tempdir()?;
    unpack(unpacked.path())?;
    let case = open::new_at(&args.folder, &args.reading)?;
    let request = AddRequest {
        paths: vec![unpacked.path().to_path_buf()],
        label: Some(LABEL.to_owned()),
        // The workbench can be used as soon as text is read: pictures are read while it is served.
        until: if args.no_serve {
            Until::All
        } else {
            Until::Text
        },
    };
    let added = add::add(&case, &request, false)?;
    drop(unpacked);
    eprintln!(
        "the sample leak: {} files, {}, all of it fictional",
        added.files,
        size_in_words(added.bytes)
    );
    super::status::print(&mut io::stderr().lock(), &added.status)?;
    if args.no_serve {
        return Ok(ExitCode::SUCCESS);
    }
    serve::serve(case, &args.listen)
}

fn unpack(folder: &Path) -> Result<(), Failure> {
    let mut any = false;
    for name in SampleLeak::iter() {
        let Some(file) = SampleLeak::get(&name) else {
            continue;
        };
        let path = folder.join(name.as_ref());
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, file.data)?;
        any = true;
    }
    if any {
        Ok(())
    } else {
        Err(Failure::new("this build carries no sample leak")
            .hint("in a checkout: `make sample`, then build again"))
    }
}
