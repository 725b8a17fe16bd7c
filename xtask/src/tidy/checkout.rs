//! The files that git tracks or would track, read once. Ignored and deleted files are not here,
//! so that build output and other people's half-done work elsewhere never count.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};

/// Paths from the top, `/` between names, with the text of each file that is text.
#[derive(Debug, Default)]
pub(super) struct Checkout {
    files: BTreeMap<String, Option<String>>,
}

impl Checkout {
    /// Reads the working tree at `root`.
    pub(super) fn read(root: &Path) -> anyhow::Result<Self> {
        let listing = Command::new("git")
            .args([
                "ls-files",
                "-z",
                "--cached",
                "--others",
                "--exclude-standard",
            ])
            .current_dir(root)
            .output()
            .context("git is needed to know which files belong to the project")?;
        if !listing.status.success() {
            bail!(
                "git ls-files: {}",
                String::from_utf8_lossy(&listing.stderr).trim()
            );
        }
        let mut files = BTreeMap::new();
        for name in listing
            .stdout
            .split(|byte| *byte == 0)
            .filter(|name| !name.is_empty())
        {
            let name = String::from_utf8_lossy(name).into_owned();
            let path = root.join(&name);
            if !path.is_file() {
                continue;
            }
            let bytes = std::fs::read(&path).with_context(|| name.clone())?;
            let text = if bytes.contains(&0) {
                None
            } else {
                String::from_utf8(bytes).ok()
            };
            files.insert(name, text);
        }
        Ok(Self { files })
    }

    /// Makes a checkout from literals.
    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), Some((*text).to_owned()));
        Self {
            files: files.iter().map(owned).collect(),
        }
    }

    /// Returns the text of a file, where it exists and is text.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }

    /// Returns every text file with its path, in path order.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)))
    }

    /// Returns whether a file or a folder of that path is there.
    pub(super) fn holds(&self, path: &str) -> bool {
        let folder = format!("{path}/");
        self.files.contains_key(path)
            || self
                .files
                .range(folder.clone()..)
                .next()
                .is_some_and(|(p, _)| p.starts_with(&folder))
    }
}
