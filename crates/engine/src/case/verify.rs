//! Whether a case is what it says: every blob's hash, every reading's text, and citations that were written
//! down, each looked up in the file itself, read again.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::atomic::{AtomicBool, Ordering};

use daylight_model::{BlobId, DocumentRef, Part, Pass, Place, StoredCitation, Verdict};
use serde::Serialize;

use crate::pipeline::{Pipeline, read_again};
use crate::store::{BlobError, LedgerError, NewReading};
use crate::worker::Worker;

use super::{Case, CaseError};

/// What verifying found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Blobs looked at.
    pub blobs: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Readings whose text was looked at.
    pub readings: u64,
    /// Blobs that are missing, changed or cannot be read, each with the reason in words.
    pub broken_blobs: Vec<(BlobId, String)>,
    /// Readings that do not hold, each with the reason in words.
    pub broken_readings: Vec<(BlobId, String)>,
}

impl Verified {
    /// Returns whether nothing is broken.
    pub fn holds(&self) -> bool {
        self.broken_blobs.is_empty() && self.broken_readings.is_empty()
    }
}

/// What became of one citation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CitationCheck {
    /// What became of it.
    pub verdict: Verdict,
    /// Why, where it is broken.
    pub why: Option<&'static str>,
    /// Where the words stand now, if they moved, or what stands at the place now, if it was read otherwise.
    pub now: Option<StoredCitation>,
    /// The citation as it was written down.
    pub citation: StoredCitation,
}

impl Case {
    /// Hashes every blob again and loads every reading. `watch` is told of each blob: how many are done, and
    /// of how many.
    ///
    /// # Errors
    /// [`CaseError::Interrupted`], [`CaseError::Ledger`] where the list of blobs cannot be had.
    pub fn verify(
        &self,
        stop: &AtomicBool,
        watch: &mut dyn FnMut(u64, u64),
    ) -> Result<Verified, CaseError> {
        let blobs = self.ledger.blobs()?;
        let total = blobs.len() as u64;
        let mut verified = Verified::default();
        for (blob, bytes) in blobs {
            if stop.load(Ordering::Relaxed) {
                return Err(CaseError::Interrupted);
            }
            if let Err(error) = self.blobs.verify(blob) {
                verified.broken_blobs.push((blob, in_words(&error)));
            }
            match self.ledger.parts(blob) {
                Ok(parts) => verified.readings += u64::from(!parts.is_empty()),
                Err(error @ LedgerError::Damaged { .. }) => {
                    verified.broken_readings.push((blob, in_words(&error)));
                }
                Err(error) => return Err(error.into()),
            }
            verified.blobs += 1;
            verified.bytes += bytes;
            watch(verified.blobs, total);
        }
        Ok(verified)
    }

    /// Looks citations up again: each file is read anew, in a worker, from its own bytes.
    ///
    /// # Errors
    /// What the stores and the machine say; never for a citation that does not hold.
    pub fn check_citations(
        &self,
        citations: impl IntoIterator<Item = StoredCitation>,
        report: &mut dyn FnMut(CitationCheck) -> Result<(), CaseError>,
    ) -> Result<(), CaseError> {
        let mut workers: BTreeMap<Pass, Box<dyn Worker>> = BTreeMap::new();
        // Citations come grouped by file more often than not: the last reading is kept.
        let mut last: Option<(BlobId, Option<NewReading>)> = None;
        for citation in citations {
            let blob = citation.sha256;
            if last.as_ref().is_none_or(|(known, _)| *known != blob) {
                let reading = match self.blobs.verify(blob) {
                    Ok(()) => self.read_anew(&mut workers, blob)?,
                    Err(BlobError::Missing(_) | BlobError::Changed { .. }) => None,
                    Err(error) => return Err(error.into()),
                };
                last = Some((blob, reading));
            }
            let reading = last.as_ref().and_then(|(_, reading)| reading.as_ref());
            report(checked(citation, reading))?;
        }
        Ok(())
    }

    fn read_anew(
        &self,
        workers: &mut BTreeMap<Pass, Box<dyn Worker>>,
        blob: BlobId,
    ) -> Result<Option<NewReading>, CaseError> {
        let Some(document) = self.ledger.document(blob)? else {
            return Ok(None);
        };
        let pass = pass_of(&document.reference.reading);
        let worker = match workers.entry(pass) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(none) => none.insert(self.make_worker_for(pass)?),
        };
        let pipeline = Pipeline {
            ledger: self.ledger(),
            blobs: self.blobs(),
            languages: &self.languages,
            reader_version: self.readers.version,
            pass,
            reads_pixels: self.readers.pictures.is_some(),
            passwords: &self.readers.passwords,
            git_versions: self.settings.git_versions,
            make_worker: &|| self.make_worker_for(pass),
            threads: 1,
        };
        let name = document
            .paths
            .first()
            .map(String::as_str)
            .unwrap_or_default();
        Ok(Some(read_again(
            &pipeline,
            worker.as_mut(),
            blob,
            document.bytes,
            name,
        )?))
    }
}

/// Returns the pass that a reading was made in: one of pixels names the models among its settings, the first of them
/// the fast one too.
pub(super) fn pass_of(reading: &str) -> Pass {
    let models = reading
        .split('/')
        .find(|setting| setting.starts_with("ppocr"));
    match models {
        Some(both) if both.contains('+') => Pass::First,
        Some(_) => Pass::Second,
        None => Pass::Text,
    }
}

fn checked(citation: StoredCitation, reading: Option<&NewReading>) -> CitationCheck {
    let broken = |citation, why| CitationCheck {
        verdict: Verdict::Broken,
        why: Some(why),
        now: None,
        citation,
    };
    let Some(reading) = reading else {
        return broken(citation, "the case has no such bytes");
    };
    let Ok(place) = citation.locator.parse::<Place>() else {
        return broken(citation, "its locator cannot be understood");
    };
    if citation.quote.is_empty() {
        return broken(citation, "it quotes nothing");
    }
    let document = DocumentRef {
        blob: citation.sha256,
        reading: reading.summary.reading.as_str().into(),
    };
    let parts = || reading.parts.iter().map(|part| &part.part);
    let written = |part: &Part, range| {
        let cited = part.cite(&document, range).ok()?;
        Some(cited.written(&citation.path))
    };
    let there = parts().find_map(|part| part.range_at(&place).map(|range| (part, range)));
    if let Some((part, range)) = &there
        && part
            .text()
            .get(range.clone())
            .is_some_and(|text| quotes(text, &citation.quote))
    {
        return CitationCheck {
            verdict: Verdict::Holds,
            why: None,
            now: None,
            citation,
        };
    }
    let elsewhere = parts().find_map(|part| {
        let start = part.text().find(&citation.quote)?;
        written(part, start..start + citation.quote.len())
    });
    if let Some(now) = elsewhere {
        return CitationCheck {
            verdict: Verdict::Moved,
            why: None,
            now: Some(now),
            citation,
        };
    }
    match there.and_then(|(part, range)| written(part, range)) {
        Some(now) => CitationCheck {
            verdict: Verdict::Reread,
            why: None,
            now: Some(now),
            citation,
        },
        None => broken(
            citation,
            "the file has no text at its place, and its words nowhere",
        ),
    }
}

/// Returns whether these words stand in a text; a mark such as `‹phone›` stands for the value that it masks.
fn quotes(text: &str, quote: &str) -> bool {
    if text.contains(quote) {
        return true;
    }
    let mut pieces = Vec::new();
    let mut rest = quote;
    while let Some((before, after)) = rest.split_once('‹') {
        let Some((name, after)) = after.split_once('›') else {
            break;
        };
        if name.is_empty()
            || !name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        {
            break;
        }
        pieces.push(before);
        rest = after;
    }
    if pieces.is_empty() {
        return false;
    }
    pieces.push(rest);
    let mut text = text;
    for piece in pieces {
        let Some((_, after)) = text.split_once(piece) else {
            return false;
        };
        text = after;
    }
    true
}

fn in_words(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(below) = source {
        words.push_str(&format!(": {below}"));
        source = below.source();
    }
    words
}

#[cfg(test)]
mod tests {
    use daylight_model::Pass;

    use super::{pass_of, quotes};

    #[test]
    fn a_reading_of_pixels_is_checked_by_a_reading_of_pixels() {
        assert_eq!(pass_of("picture@2/ppocr6-tiny+small"), Pass::First);
        assert_eq!(pass_of("pdf@1/password/ppocr6-small"), Pass::Second);
        assert_eq!(pass_of("csv@3/gb18030"), Pass::Text);
    }

    #[test]
    fn a_masked_quote_stands_for_the_value_that_it_masks() {
        assert!(quotes("电话15406116461，谢谢", "电话‹phone›，谢谢"));
        assert!(quotes("15406116461", "‹phone›"));
        assert!(quotes("他说‹好›的", "‹好›"));
        assert!(!quotes("手机15406116461", "电话‹phone›"));
        assert!(!quotes("他说好的", "‹好›"));
    }
}
