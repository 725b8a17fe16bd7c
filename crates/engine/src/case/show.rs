//! From a path and a place to the text that stands there.

use std::ops::Range;

use daylight_model::{CasePath, Locator, Part, PartNumber, Place, StoredCitation};

use crate::store::{Document, FileRow, NewPart};

use super::{Case, CaseError, Mask};

/// A file, or the place in it that was asked for.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The file.
    pub file: FileRow,
    /// Its reading; none where it was not read.
    pub document: Option<Document>,
    /// Its text; where a place was asked for, only the part that has it.
    pub parts: Vec<NewPart>,
    /// Where in that part, if a place was asked for.
    pub target: Option<Target>,
}

/// The text at the place that was asked for.
#[derive(Debug, Clone)]
pub struct Target {
    /// The part.
    pub part: PartNumber,
    /// UTF-8 bytes in its text.
    pub range: Range<usize>,
    /// The citation of the place; personal data in its quote is masked unless it was unmasked.
    pub citation: StoredCitation,
}

impl Case {
    /// Returns the file at a path as the case writes it, or as the user would.
    ///
    /// # Errors
    /// [`CaseError::NoSuchFile`].
    pub fn file(&self, path: &str) -> Result<FileRow, CaseError> {
        if let Some(file) = self.ledger.file_at(path)? {
            return Ok(file);
        }
        let path_as_written = CasePath::acquired(path);
        self.ledger
            .file_at(path_as_written.as_str())?
            .ok_or_else(|| CaseError::NoSuchFile {
                path: path.to_owned(),
            })
    }

    /// Returns what `PATH` or `PATH#LOCATOR` names; personal data is covered unless it was unmasked.
    ///
    /// # Errors
    /// [`CaseError::NoSuchFile`], [`CaseError::Locator`], [`CaseError::NoSuchPlace`].
    pub fn show(&self, path_and_place: &str, mask: Mask) -> Result<Shown, CaseError> {
        let whole = self.file(path_and_place);
        match (whole, path_and_place.rsplit_once('#')) {
            (Ok(file), _) => self.show_file(file, None, mask),
            (Err(CaseError::NoSuchFile { .. }), Some((path, locator))) => {
                let file = self.file(path)?;
                let Locator(place) = locator.parse()?;
                self.show_file(file, Some(&place), mask)
            }
            (Err(error), _) => Err(error),
        }
    }

    /// Returns a file's text, or the part and stretch of it at `place`.
    ///
    /// # Errors
    /// [`CaseError::NoSuchPlace`].
    pub fn show_file(
        &self,
        file: FileRow,
        place: Option<&Place>,
        mask: Mask,
    ) -> Result<Shown, CaseError> {
        let document = match file.sha256 {
            Some(blob) => self.ledger.document(blob)?,
            None => None,
        };
        let parts = match file.sha256 {
            Some(blob) => self.ledger.parts(blob)?,
            None => Vec::new(),
        };
        let masks = match (mask, file.sha256) {
            (Mask::On, Some(blob)) => {
                let parts: Vec<Part> = parts.iter().map(|part| part.part.clone()).collect();
                self.masks(blob, &parts)?
            }
            _ => Default::default(),
        };
        let veiled = |part: NewPart| NewPart {
            part: masks.veiled(part.part),
            ..part
        };
        let Some(place) = place else {
            return Ok(Shown {
                file,
                document,
                parts: parts.into_iter().map(veiled).collect(),
                target: None,
            });
        };
        let found = document.as_ref().and_then(|document| {
            parts.iter().find_map(|part| {
                let range = part.part.range_at(place)?;
                let citation = part.part.cite(&document.reference, range.clone()).ok()?;
                let mut written = citation.written(&file.path);
                written.quote = masks.over(&part.part, citation.span()).0;
                Some((part.clone(), range, written))
            })
        });
        let Some((part, range, citation)) = found else {
            return Err(CaseError::NoSuchPlace {
                path: file.path,
                locator: place.to_string(),
            });
        };
        Ok(Shown {
            file,
            document,
            target: Some(Target {
                part: part.part.number(),
                range,
                citation,
            }),
            parts: vec![veiled(part)],
        })
    }
}
