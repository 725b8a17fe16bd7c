//! A part as detectors look at it, and what they find in it. Always: places are of the folded text until `mention`
//! leads them back.

use std::ops::Range;

use daylight_model::{Grade, MentionType, Message, Part, Value};

use super::column::{Cell, Columns};
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
    pub(crate) messages: Vec<&'a Message>,
    /// Whether the file's name or the part's titles speak of money.
    pub(crate) titled_money: bool,
    /// Whether the part is the header of a mail.
    pub(crate) mail_header: bool,
    /// Years that the document's own dates are of, if it is one.
    pub(crate) year: Option<i32>,
}

impl View<'_> {
    /// Returns the folded text.
    pub(crate) fn text(&self) -> &str {
        self.folded.text()
    }

    /// Returns the header that a place of the folded text stands under, in small letters.
    pub(crate) fn header_at(&self, start: usize) -> Option<&str> {
        self.cell_at(start).map(|cell| &*cell.header)
    }

    /// Returns whether a place of the folded text stands in a table that lists persons by number.
    pub(crate) fn in_table_of_persons(&self, start: usize) -> bool {
        self.cell_at(start).is_some_and(|cell| cell.of_persons)
    }

    fn cell_at(&self, start: usize) -> Option<&Cell> {
        if self.columns.cells.is_empty() {
            return None;
        }
        let start = self.folded.original(start..start + 1).start;
        let after = self
            .columns
            .cells
            .partition_point(|cell| cell.start <= start);
        let cell = self.columns.cells.get(after.checked_sub(1)?)?;
        (start < cell.end).then_some(cell)
    }

    /// Returns the text of the part at a place of the part.
    pub(crate) fn part_text(&self, range: Range<usize>) -> Option<&str> {
        self.part.text().get(range)
    }

    /// Returns the text from three messages before the one that holds a place, up to that one.
    pub(crate) fn said_before(&self, start: usize) -> &str {
        let after = self
            .messages
            .partition_point(|message| message.span.start as usize <= start);
        let Some(here) = after.checked_sub(1) else {
            return "";
        };
        let begin = |at: usize| {
            self.messages
                .get(at)
                .map_or(start, |message| message.span.start as usize)
        };
        let (from, to) = (begin(here.saturating_sub(3)), begin(here));
        self.part.text().get(from..to).unwrap_or_default()
    }

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

impl Found {
    /// Something whose normal form is a text.
    pub(crate) fn text(
        kind: MentionType,
        range: Range<usize>,
        value: String,
        detector: &'static str,
        confidence: f32,
        grade: Grade,
    ) -> Self {
        Self {
            kind,
            start: range.start,
            end: range.end,
            value: Value::Text(value),
            detector,
            confidence,
            grade,
        }
    }
}
