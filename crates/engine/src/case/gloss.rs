//! The words of a text with pinyin and glosses. Always: what is masked has none, and no name reaches into a mask.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::ops::Range;

use daylight_model::{BlobId, MentionType, Part};
use daylight_understand::gloss::{Dictionary, Glosser, NameAt, Word};
use flate2::read::GzDecoder;

use crate::models::{self, ModelError};

use super::{Case, CaseError, Mask};

/// Names of a document that are looked for wherever they stand in it, at most.
const MOST_NAMES: usize = 300;

/// Shorter names are words too often.
const LEAST_NAME_CHARACTERS: usize = 3;

/// A dictionary is so long at most: the one in the manifest has 10 MB.
const LONGEST_DICTIONARY: u64 = 64 << 20;

impl Case {
    /// Returns the dictionary of Chinese words, read from the models of this machine when first asked for; the error
    /// says why there is none.
    pub fn dictionary(&self) -> Result<&Dictionary, &ModelError> {
        self.dictionary.get_or_init(read_dictionary).as_ref()
    }

    /// Returns the Chinese words in a range of a part as it is shown, with pinyin and glosses; ranges are those of the
    /// part. Without a dictionary, names and readings are left.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn glosses(
        &self,
        blob: BlobId,
        shown: &Part,
        range: Range<usize>,
        mask: Mask,
    ) -> Result<Vec<Word>, CaseError> {
        let Some(text) = shown.text().get(range.clone()) else {
            return Ok(Vec::new());
        };
        let names = self.names_within(blob, shown, &range, mask)?;
        let known = self.known_names();
        let glosser = Glosser::new(known.gazetteer(), self.dictionary().ok());
        let mut words = glosser.read(text, &names);
        for word in &mut words {
            word.range.start += range.start;
            word.range.end += range.start;
        }
        Ok(words)
    }

    fn names_within(
        &self,
        blob: BlobId,
        shown: &Part,
        range: &Range<usize>,
        mask: Mask,
    ) -> Result<Vec<NameAt>, CaseError> {
        let Some(understood) = self.ledger.understanding(blob)? else {
            return Ok(Vec::new());
        };
        let masks = match mask {
            Mask::On => {
                let parts = self.ledger.parts(blob)?;
                let parts: Vec<Part> = parts.into_iter().map(|part| part.part).collect();
                self.masks(blob, &parts)?
            }
            Mask::Off(_) => Default::default(),
        };
        let mut names = Vec::new();
        let mut known: BTreeMap<&str, MentionType> = BTreeMap::new();
        for mention in &understood.understanding.mentions {
            let at = mention.span.start as usize..mention.span.end as usize;
            let is_shown = masks.within(mention.span.part, at.clone()).next().is_none();
            if mention.span.part != shown.number() || !is_shown {
                continue;
            }
            if range.start <= at.start && at.end <= range.end {
                names.push(NameAt {
                    range: at.start - range.start..at.end - range.start,
                    kind: mention.kind,
                });
            }
            let written = shown.text().get(at).unwrap_or_default();
            let is_name = matches!(mention.kind, MentionType::Person | MentionType::Org);
            if is_name && written.chars().count() >= LEAST_NAME_CHARACTERS {
                known.entry(written).or_insert(mention.kind);
            }
        }
        // What is a name in one line is one in the next, though nothing beside it says so there.
        let text = shown.text().get(range.clone()).unwrap_or_default();
        for (name, kind) in known.into_iter().take(MOST_NAMES) {
            names.extend(text.match_indices(name).map(|(start, name)| NameAt {
                range: start..start + name.len(),
                kind,
            }));
        }
        Ok(names)
    }
}

fn read_dictionary() -> Result<Dictionary, ModelError> {
    let packed = models::read(models::DICTIONARY)?;
    let mut text = String::new();
    // The bytes have the hash in the manifest: only a wrong manifest fails here.
    GzDecoder::new(packed.as_slice())
        .take(LONGEST_DICTIONARY)
        .read_to_string(&mut text)
        .map_err(|source| ModelError::Io {
            path: models::DICTIONARY.into(),
            source,
        })?;
    Ok(Dictionary::parse(text).0)
}
