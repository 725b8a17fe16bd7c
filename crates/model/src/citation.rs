//! Citations: the one way to say where a fact comes from. Always: a [`Citation`] was made by [`Part::cite`],
//! so its quote is the text at its span and it has at least one place. What was written down before is a
//! [`StoredCitation`] until it is looked up again.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::ids::{BlobId, PartNumber};
use crate::part::{Part, Span};
use crate::place::Place;

/// Which reading of which bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DocumentRef {
    /// The bytes.
    pub blob: BlobId,
    /// Extractor, version, decisive settings, model: `csv@3/gb18030`.
    pub reading: Arc<str>,
}

/// A place in a file and the text that stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    document: DocumentRef,
    span: Span,
    quote: String,
    places: Vec<Place>,
}

/// Why nothing can be cited there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CiteError {
    /// Not a stretch of this part's text.
    #[error("part {part}: {start}..{end} is not a stretch of its text")]
    Span {
        /// Part number.
        part: PartNumber,
        /// Its start.
        start: usize,
        /// Its end.
        end: usize,
    },
    /// Nothing in the file stands behind it.
    #[error("part {part}: {start}..{end} has no place in the file")]
    NoPlace {
        /// Part number.
        part: PartNumber,
        /// Its start.
        start: usize,
        /// Its end.
        end: usize,
    },
}

impl Part {
    /// Cites the bytes `range` of this part's text.
    ///
    /// # Errors
    /// [`CiteError::Span`] where it is empty, out of bounds or inside a character; [`CiteError::NoPlace`]
    /// where no anchor shares a byte with it.
    pub fn cite(&self, document: &DocumentRef, range: Range<usize>) -> Result<Citation, CiteError> {
        let part = self.number();
        let Range { start, end } = range;
        let out_of_bounds = CiteError::Span { part, start, end };
        let quote = match self.text().get(start..end) {
            Some(quote) if !quote.is_empty() => quote.to_owned(),
            _ => return Err(out_of_bounds),
        };
        let (Ok(first), Ok(after)) = (u32::try_from(start), u32::try_from(end)) else {
            return Err(out_of_bounds);
        };
        let mut places: Vec<Place> = Vec::new();
        for anchor in self.anchors_within(start..end) {
            if places.last() != Some(&anchor.place) {
                places.push(anchor.place.clone());
            }
        }
        if places.is_empty() {
            return Err(CiteError::NoPlace { part, start, end });
        }
        Ok(Citation {
            document: document.clone(),
            span: Span {
                part,
                start: first,
                end: after,
            },
            quote,
            places,
        })
    }
}

impl Citation {
    /// Returns which reading of which bytes.
    pub fn document(&self) -> &DocumentRef {
        &self.document
    }

    /// Returns where in the text.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Returns the text there, letter for letter.
    pub fn quote(&self) -> &str {
        &self.quote
    }

    /// Returns where in the file: at least one place.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// Returns the one place to open: around all places, as far as one place can be.
    pub fn place(&self) -> Place {
        let (first, rest) = self
            .places
            .split_first()
            .expect("cite gives at least one place");
        rest.iter().fold(first.clone(), |around, place| {
            around.around(place).unwrap_or(around)
        })
    }

    /// Returns it as a place in message `number` of its file, from 1. Places that say so already stay.
    #[must_use]
    pub fn in_message(mut self, number: u32) -> Self {
        for place in &mut self.places {
            if !matches!(place, Place::Message { .. }) {
                let within = Some(Box::new(place.clone()));
                *place = Place::Message { number, within };
            }
        }
        self
    }

    /// Returns it as the contract writes it, for the file at `path`.
    pub fn written(&self, path: &str) -> StoredCitation {
        StoredCitation {
            path: path.to_owned(),
            sha256: self.document.blob,
            locator: self.place().to_string(),
            quote: self.quote.clone(),
            part: self.span.part,
            text_span: [self.span.start, self.span.end],
            reading: self.document.reading.to_string(),
            crop_sha256: None,
        }
    }
}

/// A citation as it was written down: a claim about a file, to be looked up before it is believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredCitation {
    /// Path in the case.
    pub path: String,
    /// The bytes.
    pub sha256: BlobId,
    /// The place.
    pub locator: String,
    /// The text there.
    pub quote: String,
    /// Part number in the reading.
    pub part: PartNumber,
    /// First byte and byte after the last, UTF-8, in the part's text.
    pub text_span: [u32; 2],
    /// Extractor, version, decisive settings, model.
    pub reading: String,
    /// Hash of the pixels in the box, for pictures.
    pub crop_sha256: Option<BlobId>,
}

/// What became of a stored citation when it was looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The same words stand at the same place.
    Holds,
    /// Same place and same bytes or pixels, other words.
    Reread,
    /// The same words stand elsewhere in the file.
    Moved,
    /// Neither.
    Broken,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::part::{Anchor, LineBreaks, PartData, PartKind};

    fn part() -> Part {
        let text = "金额\t5.5万元\n合同\t—";
        let anchor = |start: u32, end: u32, row, column| Anchor {
            start,
            end,
            place: Place::cell(row, column),
        };
        Part::try_from(PartData {
            number: PartNumber(1),
            kind: PartKind::Sheet,
            name: None,
            breaks: LineBreaks::End,
            text: text.to_owned(),
            anchors: vec![
                anchor(0, 6, 1, 1),
                anchor(7, 16, 1, 2),
                anchor(17, 23, 2, 1),
            ],
        })
        .unwrap()
    }

    fn document() -> DocumentRef {
        DocumentRef {
            blob: BlobId::of(b"x"),
            reading: "csv@1/utf-8".into(),
        }
    }

    #[test]
    fn a_citation_quotes_what_stands_at_its_span_and_names_its_places() {
        let citation = part().cite(&document(), 7..16).unwrap();
        assert_eq!(citation.quote(), "5.5万元");
        assert_eq!(citation.places(), [Place::cell(1, 2)]);
        let written = citation.written("a.csv");
        assert_eq!(written.locator, "cell=1,2");
        assert_eq!(written.text_span, [7, 16]);
        let both = part().cite(&document(), 0..23).unwrap();
        assert_eq!(both.place().to_string(), "cell=1,1-2,2");
    }

    #[test]
    fn a_citation_in_a_message_says_both() {
        let citation = part().cite(&document(), 7..16).unwrap().in_message(3);
        assert_eq!(citation.written("a.csv").locator, "message=3&cell=1,2");
    }

    #[test]
    fn nothing_is_cited_inside_a_character_outside_the_text_or_without_a_place() {
        let refused = |range| part().cite(&document(), range).unwrap_err();
        assert!(matches!(refused(1..6), CiteError::Span { .. }));
        assert!(matches!(refused(0..400), CiteError::Span { .. }));
        assert!(matches!(refused(3..3), CiteError::Span { .. }));
        assert!(matches!(refused(24..27), CiteError::NoPlace { .. }));
    }

    #[test]
    fn a_citation_is_written_as_the_contract_shows_it() {
        let written = part().cite(&document(), 7..16).unwrap().written("a.csv");
        let json = serde_json::to_string(&written).unwrap();
        assert!(json.starts_with(r#"{"path":"a.csv","sha256":""#), "{json}");
        assert!(json.ends_with(
            r#""locator":"cell=1,2","quote":"5.5万元","part":1,"text_span":[7,16],"reading":"csv@1/utf-8","crop_sha256":null}"#
        ), "{json}");
        assert_eq!(
            serde_json::from_str::<StoredCitation>(&json).unwrap(),
            written
        );
    }
}
