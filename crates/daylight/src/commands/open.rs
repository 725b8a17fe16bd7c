//! Which case a command means, and opening it.

use std::path::{Path, PathBuf};

use daylight_engine::case::{Access, Case, ENDING, Readers};
use daylight_engine::models::{Manifest, ModelFolder, pictures};
use daylight_engine::worker::{Launch, SandboxMode};

use crate::cli::{CaseArgs, ReadingArgs};
use crate::failure::Failure;

/// Opens the case that is meant; there must be one.
pub(super) fn existing(
    args: &CaseArgs,
    access: Access,
    reading: &ReadingArgs,
) -> Result<Case, Failure> {
    let folder = match named_or_found(args)? {
        Some(folder) => folder,
        None => {
            return Err(Failure::new("there is no case in the working directory")
                .hint("name one with --case DIR or DAYLIGHT_CASE")
                .hint("`daylight add PATH` makes one"));
        }
    };
    Ok(Case::open(&folder, access, readers(reading)?)?)
}

/// Opens the case that is meant, to write, or makes it; called after `path` where nothing else is said.
pub(super) fn or_new(args: &CaseArgs, path: &Path, reading: &ReadingArgs) -> Result<Case, Failure> {
    let folder = match named_or_found(args)? {
        Some(folder) => folder,
        None => {
            let real = std::fs::canonicalize(path);
            let name = real.as_deref().unwrap_or(path).file_stem();
            let name = name.unwrap_or_default().to_string_lossy().into_owned();
            let name = if name.is_empty() {
                "case".to_owned()
            } else {
                name
            };
            PathBuf::from(format!("{name}.{ENDING}"))
        }
    };
    new_at(&folder, reading)
}

/// Opens the case at this folder to write, making it if it is not there.
pub(super) fn new_at(folder: &Path, reading: &ReadingArgs) -> Result<Case, Failure> {
    let readers = readers(reading)?;
    if folder.join("case.toml").exists() {
        return Ok(Case::open(folder, Access::Write, readers)?);
    }
    let case = Case::create(folder, readers)?;
    eprintln!("made the case {}", folder.display());
    Ok(case)
}

fn named_or_found(args: &CaseArgs) -> Result<Option<PathBuf>, Failure> {
    if let Some(folder) = &args.folder {
        return Ok(Some(folder.clone()));
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(".")?.flatten() {
        let path = PathBuf::from(entry.file_name());
        if path.extension().is_some_and(|ending| ending == ENDING)
            && path.join("case.toml").exists()
        {
            found.push(path);
        }
    }
    found.sort();
    match found.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one.clone())),
        [first, second, ..] => Err(Failure::new(format!(
            "there are {} cases in the working directory, {} and {} among them",
            found.len(),
            first.display(),
            second.display()
        ))
        .hint("name one with --case DIR or DAYLIGHT_CASE")),
    }
}

/// Returns how a worker that reads pictures is started; none where a model is not on this machine. Whether a model
/// is whole is checked by the worker itself.
fn picture_worker(text: &Launch) -> Option<Launch> {
    let folder = ModelFolder::of_user().ok()?;
    for name in pictures::ALL {
        let model = Manifest::built_in().model(name).ok()?;
        if !folder.path_of(model).is_file() {
            return None;
        }
    }
    let folder = std::path::absolute(folder.path()).ok()?;
    let mut launch = text.clone();
    launch.args.push("--pictures".into());
    launch.args.push(folder.into());
    Some(launch)
}

fn readers(args: &ReadingArgs) -> Result<Readers, Failure> {
    let mut launch = Launch::this_program();
    if args.unsafe_no_sandbox {
        launch.sandbox = SandboxMode::Unsafe;
    }
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    Ok(Readers {
        pictures: picture_worker(&launch),
        launch,
        version: daylight_extract::VERSION,
        threads: args.workers.unwrap_or(processors).clamp(1, 64),
        passwords: args.passwords()?,
    })
}
