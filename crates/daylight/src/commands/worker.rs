//! `daylight worker`: reads files for another daylight process, inside the sandbox. One that reads pictures loads
//! its models before it is locked up.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::OnceLock;

use clap::Args;
use daylight_engine::models::{Manifest, ModelError, ModelFolder, pictures};
use daylight_engine::worker;
use daylight_extract::ocr;
use daylight_model::{Input, Job, Sink, Summary};

/// What `daylight worker` is told.
#[derive(Debug, Args)]
pub(crate) struct WorkerArgs {
    /// Read pictures too, with the models in this folder
    #[arg(long, value_name = "DIR")]
    pictures: Option<PathBuf>,
}

/// Where the models are. A worker's process does one thing in its life, so what it works with is static.
static MODELS: OnceLock<PathBuf> = OnceLock::new();

static READER: OnceLock<ocr::Reader> = OnceLock::new();

/// Why pictures cannot be read here.
#[derive(Debug, thiserror::Error)]
enum NoPictures {
    #[error(transparent)]
    Model(#[from] ModelError),
    #[error(transparent)]
    Load(#[from] ocr::LoadError),
    #[error("a model loads and does not run")]
    Run,
}

/// Runs `daylight worker`.
pub(crate) fn run(args: WorkerArgs) -> ExitCode {
    match args.pictures {
        Some(folder) => {
            MODELS.get_or_init(|| folder);
            worker::serve(load, read)
        }
        None => worker::serve(|| {}, daylight_extract::read),
    }
}

/// Loads the models. A worker that cannot must not take a file: the parent keeps its last words.
fn load() {
    let Some(folder) = MODELS.get() else { return };
    match reader(ModelFolder::at(folder)) {
        Ok(reader) => {
            READER.get_or_init(|| reader);
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            std::process::exit(1);
        }
    }
}

fn reader(folder: ModelFolder) -> Result<ocr::Reader, NoPictures> {
    let bytes = |name| folder.read(Manifest::built_in().model(name)?);
    let reader = ocr::Reader::new(&ocr::Models {
        detector: &bytes(pictures::LINES)?,
        small: &bytes(pictures::SMALL)?,
        tiny: &bytes(pictures::TINY)?,
        tiny_characters: &bytes(pictures::TINY_CHARACTERS)?,
        orientation: &bytes(pictures::ORIENTATION)?,
    })?;
    if reader.warm_up() {
        Ok(reader)
    } else {
        Err(NoPictures::Run)
    }
}

fn read(input: &mut dyn Input, job: &Job, sink: &mut dyn Sink) -> Summary {
    daylight_extract::read_with(input, job, sink, READER.get())
}
