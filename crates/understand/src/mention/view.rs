//! A part as detectors look at it, and what they find in it. Always: places are of the folded text until `mention`
//! leads them back.

use std::ops::Range;

use daylight_model::{Grade, MentionType, Message, Part, Value};

use super::column::Columns;
use super::currency::Stated;
use super::folded::Folded;

/// A part, folded, with what is known of its surroundings.
#[derive(Debug)]
pub(crate) struct View<'a> {
    /// The part.
    pub(crate) part: &'a Part,
    /// Its text, folded.
    pub(crate) folded: Folded<'a>,
    /// Its tables.
    pub(crate) columns: Columns,
    /// What the document says of its currencies.
    pub(crate) stated: Stated,
    /// Messages that stand in this part, by place.
    #[allow(
        dead_code,
        reason = "dates that count from the day of a message come next"
    )]
    pub(crate) messages: Vec<&'a Message>,
    /// Years that the document's own dates are of, if it is one.
    #[allow(
        dead_code,
        reason = "dates that count from the day of a message come next"
    )]
    pub(crate) year: Option<i32>,
}

impl View<'_> {
    /// Returns the folded text.
    pub(crate) fn text(&self) -> &str {
        self.folded.text()
    }

    /// Returns the text of the part at a place of the part.
    pub(crate) fn part_text(&self, range: Range<usize>) -> Option<&str> {
        self.part.text().get(range)
    }

    #[allow(
        dead_code,
        reason = "dates that count from the day of a message come next"
    )]
    /// Returns the message whose words hold a place of the part.
    pub(crate) fn message_at(&self, start: usize) -> Option<&Message> {
        let after = self
            .messages
            .partition_point(|message| message.span.start as usize <= start);
        let message = self.messages.get(after.checked_sub(1)?)?;
        (start < message.span.end as usize).then_some(*message)
    }
}

/// What a detector found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    /// What it is of.
    pub(crate) kind: MentionType,
    /// Where it begins in the folded text.
    pub(crate) start: usize,
    /// Where it ends.
    pub(crate) end: usize,
    /// Its normal form.
    pub(crate) value: Value,
    /// Detector and version.
    pub(crate) detector: &'static str,
    /// From 0 to 1.
    pub(crate) confidence: f32,
    /// How certain.
    pub(crate) grade: Grade,
}
