//! A part: one page, sheet, slide, message or body, its text and the places that the text came from.
//! Always: anchors are sorted, disjoint, not empty, within the text and on character boundaries; the text
//! is stored as it was read, never normalised. What comes from outside is [`PartData`] until checked.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::ids::PartNumber;
use crate::place::Place;

/// What a part is of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// The text of the file.
    Body,
    /// A page.
    Page,
    /// A sheet, or a table that is a file of its own.
    Sheet,
    /// A slide.
    Slide,
    /// A mail or a chat message that stands alone.
    Message,
    /// Headers of a page or of a mail.
    Header,
    /// Footers of a page.
    Footer,
    /// Footnotes, endnotes, speaker's notes.
    Notes,
    /// Comments of readers.
    Comments,
    /// A picture's writing.
    Picture,
}

/// What a line break between two Han characters means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineBreaks {
    /// The line was full: the word goes on in the next one.
    Wrap,
    /// A row, a cell or a paragraph ends.
    End,
}

/// A stretch of the text and its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// First byte, UTF-8.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// Where it stands in the file.
    pub place: Place,
}

impl Anchor {
    /// Returns the stretch as a range of bytes.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A part as it comes from a worker or from disk: not yet checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartData {
    /// Number in the document, from 1.
    pub number: PartNumber,
    /// What it is of its file.
    pub kind: PartKind,
    /// A sheet's name, a slide's title, a mail's subject.
    pub name: Option<String>,
    /// What line breaks mean in it.
    pub breaks: LineBreaks,
    /// Its text.
    pub text: String,
    /// Where the text came from.
    pub anchors: Vec<Anchor>,
}

/// Why a part was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PartError {
    /// Parts are counted from 1.
    #[error("a part with the number 0")]
    NumberZero,
    /// More text than byte offsets can count.
    #[error("part {part}: {bytes} bytes of text, more than 4 GiB")]
    TooLong {
        /// Part number.
        part: PartNumber,
        /// Length of its text.
        bytes: usize,
    },
    /// An anchor that is empty, out of the text, or inside a character.
    #[error("part {part}: anchor {start}..{end} does not fit the text")]
    Anchor {
        /// Part number.
        part: PartNumber,
        /// Its start.
        start: u32,
        /// Its end.
        end: u32,
    },
    /// An anchor that begins before the one before it ends.
    #[error("part {part}: anchors overlap or are out of order at byte {start}")]
    Order {
        /// Part number.
        part: PartNumber,
        /// Where.
        start: u32,
    },
}

/// A stretch of one part of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The part.
    pub part: PartNumber,
    /// First byte, UTF-8.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

/// A part whose anchors hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Part(PartData);

impl TryFrom<PartData> for Part {
    type Error = PartError;

    fn try_from(untrusted: PartData) -> Result<Self, PartError> {
        let part = untrusted.number;
        if part.0 == 0 {
            return Err(PartError::NumberZero);
        }
        if u32::try_from(untrusted.text.len()).is_err() {
            let bytes = untrusted.text.len();
            return Err(PartError::TooLong { part, bytes });
        }
        let mut free_from = 0;
        for Anchor { start, end, .. } in &untrusted.anchors {
            let (start, end) = (*start, *end);
            if start >= end || untrusted.text.get(start as usize..end as usize).is_none() {
                return Err(PartError::Anchor { part, start, end });
            }
            if start < free_from {
                return Err(PartError::Order { part, start });
            }
            free_from = end;
        }
        Ok(Self(untrusted))
    }
}

impl Part {
    /// Returns its number in the document, from 1.
    pub fn number(&self) -> PartNumber {
        self.0.number
    }

    /// Returns what it is of its file.
    pub fn kind(&self) -> PartKind {
        self.0.kind
    }

    /// Returns a sheet's name, a slide's title, a mail's subject.
    pub fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// Returns what line breaks mean in it.
    pub fn breaks(&self) -> LineBreaks {
        self.0.breaks
    }

    /// Returns its text.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// Returns where the text came from: sorted, disjoint.
    pub fn anchors(&self) -> &[Anchor] {
        &self.0.anchors
    }

    /// Returns the anchors that share a byte with `range`.
    pub fn anchors_within(&self, range: Range<usize>) -> &[Anchor] {
        let anchors = self.anchors();
        let first = anchors.partition_point(|anchor| anchor.range().end <= range.start);
        let after = anchors.partition_point(|anchor| anchor.range().start < range.end);
        anchors.get(first..after).unwrap_or_default()
    }

    /// Returns the stretch of text from the first to the last anchor that lies within `place`, or, where
    /// none does, of the anchors that `place` lies within; none if the part has nothing there. A place within a
    /// message is looked for without the message where the part itself knows of none.
    pub fn range_at(&self, place: &Place) -> Option<Range<usize>> {
        let of = |chosen: &dyn Fn(&Anchor) -> bool| {
            let first = self.anchors().iter().find(|anchor| chosen(anchor))?;
            let last = self.anchors().iter().rfind(|anchor| chosen(anchor))?;
            Some(first.range().start..last.range().end)
        };
        let found = of(&|anchor| place.holds(&anchor.place))
            .or_else(|| of(&|anchor| anchor.place.holds(place)));
        match place {
            Place::Message {
                within: Some(within),
                ..
            } if found.is_none() => self.range_at(within),
            _ => found,
        }
    }

    /// Returns it as plain data.
    pub fn into_data(self) -> PartData {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(text: &str, anchors: &[(u32, u32, u32)]) -> PartData {
        PartData {
            number: PartNumber(1),
            kind: PartKind::Body,
            name: None,
            breaks: LineBreaks::Wrap,
            text: text.to_owned(),
            anchors: anchors
                .iter()
                .map(|&(start, end, line)| Anchor {
                    start,
                    end,
                    place: Place::line(line),
                })
                .collect(),
        }
    }

    #[test]
    fn anchors_that_do_not_hold_are_refused() {
        let refused =
            |anchors: &[(u32, u32, u32)]| Part::try_from(data("合同 a", anchors)).unwrap_err();
        assert!(matches!(refused(&[(0, 0, 1)]), PartError::Anchor { .. }));
        assert!(matches!(refused(&[(0, 4, 1)]), PartError::Anchor { .. }));
        assert!(matches!(refused(&[(0, 99, 1)]), PartError::Anchor { .. }));
        assert!(matches!(
            refused(&[(0, 6, 1), (3, 8, 2)]),
            PartError::Order { .. }
        ));
        assert!(matches!(
            refused(&[(6, 8, 1), (0, 3, 2)]),
            PartError::Order { .. }
        ));
        let mut unnumbered = data("a", &[]);
        unnumbered.number = PartNumber(0);
        assert_eq!(Part::try_from(unnumbered), Err(PartError::NumberZero));
    }

    #[test]
    fn a_place_leads_to_its_text_and_text_to_its_place() {
        let part =
            Part::try_from(data("one\ntwo\nthree", &[(0, 3, 1), (4, 7, 2), (8, 13, 3)])).unwrap();
        assert_eq!(part.range_at(&Place::line(2)), Some(4..7));
        assert_eq!(
            part.range_at(&Place::Lines { first: 2, last: 3 }),
            Some(4..13)
        );
        assert_eq!(part.range_at(&Place::line(9)), None);
        assert_eq!(
            part.range_at(&"message=7&line=2".parse().unwrap()),
            Some(4..7)
        );
        assert_eq!(part.range_at(&"message=7".parse().unwrap()), None);
        assert_eq!(part.anchors_within(2..5).len(), 2);
        assert_eq!(part.anchors_within(3..4).len(), 0);
    }
}
