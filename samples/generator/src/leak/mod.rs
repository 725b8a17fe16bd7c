//! What the leak says, one file for each kind of document, and how its answer key is made.
//!
//! Always: pure; the same options and fonts give the same bytes.

use std::path::Path;

use crate::key::Key;
use crate::write::Fonts;

mod archives;
mod board;
mod chats;
mod collect;
mod copies;
mod encodings;
mod error;
mod exports;
mod figures_d;
mod grid;
mod holdings_d;
mod ledgers_d;
mod mails;
mod notes;
mod papers;
mod queries;
mod random;
mod registers_d;
mod scene;
mod screens;
mod script;
mod search;
mod sheets;
mod sheets_c;
mod sheets_d;
mod talks_c;
mod talks_d;
mod template;
#[cfg(test)]
mod tests;
mod world;

pub use error::LeakError;

use collect::Collector;
use world::World;

/// How much of a leak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Few files of each kind, for tests.
    Small,
    /// About 150 files.
    Standard,
    /// Some thousand messages.
    Large,
}

/// Which of four independent sets of phrases and layouts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wording {
    /// The set that rules may be made on.
    A,
    /// The set that is held out, to score rules on.
    B,
    /// A set with other layouts too, written by somebody who writes no rules.
    C,
    /// A set of real places, with forms, two header rows and sums, by somebody who writes no rules.
    D,
}

/// Which states the leak speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vocabulary {
    /// States that do not exist, with codes XA to XZ.
    Invented,
    /// States that exist, in invented events.
    Real,
    /// Two of three invented.
    Both,
}

/// What leak to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Names, numbers and days follow from it.
    pub seed: u64,
    /// How much.
    pub size: Size,
    /// Which phrases.
    pub wording: Wording,
    /// Which states.
    pub vocabulary: Vocabulary,
}

impl Default for Options {
    /// Returns the options of the leak that is checked in.
    fn default() -> Self {
        Self {
            seed: 20_240_216,
            size: Size::Standard,
            wording: Wording::A,
            vocabulary: Vocabulary::Both,
        }
    }
}

/// A file of the leak.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeakFile {
    /// Path from the top of the leak.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// A leak and its answer key.
#[derive(Debug, Clone, PartialEq)]
pub struct Leak {
    /// The files in the order of their paths.
    pub files: Vec<LeakFile>,
    /// What an ideal reader finds.
    pub key: Key,
}

/// Makes a leak.
///
/// # Errors
/// [`LeakError`] where a font lacks a character or a data file has a mistake.
pub fn leak(options: &Options, fonts: &Fonts) -> Result<Leak, LeakError> {
    let world = World::new(options)?;
    let mut collector = Collector::default();
    let made = Making {
        options: *options,
        fonts,
        world: &world,
    };
    notes::notice(&made, &mut collector)?;
    match options.wording {
        Wording::C => talks_c::chats(&made, &mut collector)?,
        Wording::D => talks_d::chats(&made, &mut collector)?,
        _ => chats::chats(&made, &mut collector)?,
    }
    screens::screens(&made, &mut collector)?;
    match options.wording {
        Wording::C => sheets_c::sheets(&made, &mut collector)?,
        Wording::D => sheets_d::sheets(&made, &mut collector)?,
        _ => sheets::sheets(&made, &mut collector)?,
    }
    papers::papers(&made, &mut collector)?;
    mails::mails(&made, &mut collector)?;
    notes::notes(&made, &mut collector)?;
    exports::exports(&made, &mut collector)?;
    archives::archives(&made, &mut collector)?;
    copies::copies(&mut collector);
    let (files, mut key, documents, duplicates) = collector.finish();
    key.searches = queries::searches(&made, &documents, &duplicates)?;
    key.gazetteer = world.gazetteer();
    Ok(Leak { files, key })
}

/// What every kind of document is made from.
#[derive(Clone, Copy)]
struct Making<'a> {
    options: Options,
    fonts: &'a Fonts,
    world: &'a World,
}

impl Leak {
    /// Writes the files to `leak` and the key to `key` below a folder; what stood in those two is removed.
    ///
    /// # Errors
    /// [`LeakError::Disk`] names the path.
    pub fn write_to(&self, folder: &Path) -> Result<(), LeakError> {
        let (leak, key) = (folder.join("leak"), folder.join("key"));
        for old in [&leak, &key] {
            if old.exists() {
                std::fs::remove_dir_all(old).map_err(|source| LeakError::Disk {
                    path: old.clone(),
                    source,
                })?;
            }
        }
        for file in &self.files {
            put(&leak.join(&file.path), &file.bytes)?;
        }
        for (name, text) in self.key.documents()? {
            put(&key.join(name), text.as_bytes())?;
        }
        Ok(())
    }
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), LeakError> {
    let written = path
        .parent()
        .map_or(Ok(()), std::fs::create_dir_all)
        .and_then(|()| std::fs::write(path, bytes));
    written.map_err(|source| LeakError::Disk {
        path: path.to_owned(),
        source,
    })
}
