//! The folder where models are kept. A file enters it by rename, after its hash was checked, so that a
//! reader sees the whole model or none; files that the manifest does not name are left alone.

use std::ffi::OsString;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::{fs, io};

use sha2::{Digest, Sha256};

use super::{Model, ModelError};

/// Where models are kept.
#[derive(Debug, Clone)]
pub struct ModelFolder {
    path: PathBuf,
}

/// What the folder has of one model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ModelState {
    /// There, with the right hash.
    Present,
    /// Not there.
    Missing,
    /// There with another hash, or unreadable.
    Broken,
}

impl ModelFolder {
    /// Returns the user's folder: `$DAYLIGHT_MODELS`, else `$XDG_DATA_HOME/daylight/models`, else
    /// `~/.local/share/daylight/models`.
    ///
    /// # Errors
    /// [`ModelError::NoFolder`] where none of the three variables is set.
    pub fn of_user() -> Result<Self, ModelError> {
        Self::from_variables(|name| std::env::var_os(name)).ok_or(ModelError::NoFolder)
    }

    fn from_variables(variable: impl Fn(&str) -> Option<OsString>) -> Option<Self> {
        let set = |name| {
            variable(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        // XDG's rule: a relative path there is to be ignored.
        let data_home = set("XDG_DATA_HOME").filter(|path| path.is_absolute());
        let path = set("DAYLIGHT_MODELS")
            .or_else(|| Some(data_home?.join("daylight/models")))
            .or_else(|| Some(set("HOME")?.join(".local/share/daylight/models")))?;
        Some(Self { path })
    }

    /// Returns the folder at `path`, which need not exist yet.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Returns the folder's path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns where `model` is or would be.
    pub fn path_of(&self, model: &Model) -> PathBuf {
        self.path.join(&model.name)
    }

    /// Returns where `model` lies, once its hash has been checked.
    ///
    /// # Errors
    /// [`ModelError::Missing`], [`ModelError::Broken`], [`ModelError::Io`].
    pub fn locate(&self, model: &Model) -> Result<PathBuf, ModelError> {
        self.read(model).map(|_| self.path_of(model))
    }

    /// Returns the bytes of `model`, checked.
    ///
    /// # Errors
    /// As [`ModelFolder::locate`].
    pub fn read(&self, model: &Model) -> Result<Vec<u8>, ModelError> {
        let path = self.path_of(model);
        let bytes = fs::read(&path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => ModelError::Missing {
                name: model.name.clone(),
                folder: self.path.clone(),
            },
            _ => ModelError::io(&path, source),
        })?;
        check(model, &path, &bytes)?;
        Ok(bytes)
    }

    /// Returns what the folder has of `model`, and why where it cannot be used.
    pub fn state(&self, model: &Model) -> (ModelState, Option<ModelError>) {
        match self.read(model) {
            Ok(_) => (ModelState::Present, None),
            Err(error @ ModelError::Missing { .. }) => (ModelState::Missing, Some(error)),
            Err(error) => (ModelState::Broken, Some(error)),
        }
    }

    /// Puts `bytes` into the folder as `model`, whole or not at all; makes the folder if absent.
    ///
    /// # Errors
    /// [`ModelError::Broken`] where the bytes are not the model's; [`ModelError::Io`].
    pub(super) fn put(&self, model: &Model, bytes: &[u8]) -> Result<PathBuf, ModelError> {
        let path = self.path_of(model);
        check(model, &path, bytes)?;
        fs::create_dir_all(&self.path).map_err(|source| ModelError::io(&self.path, source))?;
        write_whole(&path, |file| file.write_all(bytes))?;
        Ok(path)
    }
}

fn check(model: &Model, path: &Path, bytes: &[u8]) -> Result<(), ModelError> {
    let found = hex::encode(Sha256::digest(bytes));
    if found == model.sha256 {
        return Ok(());
    }
    Err(ModelError::Broken {
        path: path.to_path_buf(),
        found,
    })
}

/// Writes a file beside `path` and renames it into place once it is on the disk. Models are public: whoever
/// the umask lets may read them.
pub(super) fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut fs::File) -> io::Result<()>,
) -> Result<(), ModelError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let written = tempfile::Builder::new()
        .prefix(".fetching-")
        .permissions(fs::Permissions::from_mode(0o644))
        .tempfile_in(folder)
        .and_then(|mut file| {
            write(file.as_file_mut())?;
            file.as_file().sync_all()?;
            file.persist(path).map_err(io::Error::from)?;
            fs::File::open(folder)?.sync_all()
        });
    written.map_err(|source| ModelError::io(path, source))
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::Wheel;
    use super::*;

    /// A model of a few bytes, as the manifest would name it.
    pub(crate) fn model(name: &str, bytes: &[u8]) -> Model {
        Model {
            name: name.to_owned(),
            used_for: "a test".to_owned(),
            licence: "CC0-1.0".to_owned(),
            by: "nobody".to_owned(),
            bytes: bytes.len() as u64,
            sha256: hex::encode(Sha256::digest(bytes)),
            wheel: Wheel {
                package: "daylight-test-model".to_owned(),
                version: "1.0".to_owned(),
                file: "daylight_test_model-1.0-py3-none-any.whl".to_owned(),
                bytes: 0,
                sha256: String::new(),
                member: format!("weights/{name}"),
            },
        }
    }

    fn folder_of(variables: &[(&str, &str)]) -> Option<PathBuf> {
        let value = |name: &str| {
            variables
                .iter()
                .find(|(n, _)| *n == name)
                .map(|(_, v)| v.into())
        };
        ModelFolder::from_variables(value).map(|folder| folder.path)
    }

    #[test]
    fn the_users_folder_is_the_nearest_that_is_set() {
        let all = [
            ("DAYLIGHT_MODELS", "/m"),
            ("XDG_DATA_HOME", "/x"),
            ("HOME", "/h"),
        ];
        assert_eq!(folder_of(&all), Some("/m".into()));
        assert_eq!(folder_of(&all[1..]), Some("/x/daylight/models".into()));
        assert_eq!(
            folder_of(&all[2..]),
            Some("/h/.local/share/daylight/models".into())
        );
        assert_eq!(
            folder_of(&[("XDG_DATA_HOME", "relative"), ("HOME", "/h")]),
            folder_of(&all[2..])
        );
        assert_eq!(
            folder_of(&[("DAYLIGHT_MODELS", ""), ("HOME", "/h")]),
            folder_of(&all[2..])
        );
        assert_eq!(folder_of(&[]), None);
    }

    #[test]
    fn what_is_put_is_found_and_nothing_else_is_left_in_the_folder() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = ModelFolder::at(scratch.path().join("deep/models"));
        let model = model("a.bin", b"weights");
        assert!(matches!(
            folder.locate(&model),
            Err(ModelError::Missing { .. })
        ));
        let path = folder.put(&model, b"weights").unwrap();
        assert_eq!(folder.locate(&model).unwrap(), path);
        assert_eq!(folder.read(&model).unwrap(), b"weights");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o700, 0o600, "written by its owner alone: {mode:o}");
        assert_eq!(mode & 0o022, 0, "{mode:o}");
    }

    #[test]
    fn a_changed_file_is_broken_and_never_handed_out() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = ModelFolder::at(scratch.path());
        let model = model("a.bin", b"weights");
        folder.put(&model, b"weights").unwrap();
        fs::write(folder.path_of(&model), b"weightz").unwrap();
        assert!(matches!(
            folder.locate(&model),
            Err(ModelError::Broken { .. })
        ));
        assert_eq!(folder.state(&model).0, ModelState::Broken);
    }

    #[test]
    fn wrong_bytes_are_refused_and_leave_what_was_there() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = ModelFolder::at(scratch.path());
        let model = model("a.bin", b"weights");
        folder.put(&model, b"weights").unwrap();
        assert!(matches!(
            folder.put(&model, b"other"),
            Err(ModelError::Broken { .. })
        ));
        assert_eq!(folder.state(&model).0, ModelState::Present);
    }
}
