//! Conditions on the message, or the kind of place, in which a word stands: `from:`, `to:`, `after:`, `before:`,
//! `date:`, `in:`. Always: each is decided for one stretch of text, so that a word and its conditions are met by the
//! same message.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use daylight_model::{Anchor, Part, PartKind, PartNumber, Place, Span, Understanding};

use super::day::Days;
use super::filter::Wanted;
use crate::search::fold::fold;

/// Bytes of a line, to either side, in which a tab is looked for.
const LONGEST_ROW: usize = 4096;

/// A condition on where a word stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inside {
    /// `from:` characters of the sender's name or address, `*` and `?` allowed.
    From(String),
    /// `to:` the same of a recipient, or of the conversation's name.
    To(String),
    /// `date:` sent, or in a file without messages made or changed, within these days.
    Date(DayRange),
    /// `in:` a kind of place.
    Kind(PlaceKind),
}

/// Days from and up to, both included, as they are written; an end may be open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayRange {
    /// `2021-03`: from its first day on.
    from: Option<Days>,
    /// Up to its last day.
    until: Option<Days>,
    /// The days themselves are left out: `before:`.
    earlier: bool,
}

/// What a stretch of text is of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceKind {
    /// A cell, a row, a record; a line of cells.
    Table,
    /// A message of a chat, a mail.
    Message,
    /// Headers of pages and mails.
    Header,
    /// Footers.
    Footer,
    /// Footnotes, endnotes, speaker's notes.
    Notes,
    /// Comments of readers.
    Comment,
    /// A slide.
    Slide,
    /// Read off pixels.
    Picture,
}

impl PlaceKind {
    /// Each with its name.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::Table, "table"),
        (Self::Message, "message"),
        (Self::Header, "header"),
        (Self::Footer, "footer"),
        (Self::Notes, "notes"),
        (Self::Comment, "comment"),
        (Self::Slide, "slide"),
        (Self::Picture, "picture"),
    ];

    /// Returns its name.
    pub fn name(self) -> &'static str {
        let found = Self::ALL.iter().find(|(kind, _)| *kind == self);
        found.map_or("", |(_, name)| name)
    }

    fn named(folded: &str) -> Option<Self> {
        let singular = match folded {
            "tables" | "sheet" | "cell" => "table",
            "messages" | "mail" | "chat" => "message",
            "headers" => "header",
            "footers" => "footer",
            "note" | "footnote" => "notes",
            "comments" => "comment",
            "slides" => "slide",
            "pictures" | "image" | "pixels" => "picture",
            other => other,
        };
        let found = Self::ALL.iter().find(|(_, name)| *name == singular);
        found.map(|(kind, _)| *kind)
    }
}

/// A message, as far as conditions ask for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedMessage {
    /// Where its words stand.
    pub span: Span,
    /// Who sent it.
    pub sender: Option<String>,
    /// Who got it, and the conversation that it stands in.
    pub recipients: Vec<String>,
    /// When, ISO 8601 or the beginning of it.
    pub time: Option<String>,
}

/// What conditions ask of a document beyond its parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records {
    /// In the order of their spans.
    pub messages: Vec<IndexedMessage>,
    /// When the file says that it was made and changed, ISO 8601 or the beginning of it.
    pub times: Vec<String>,
}

impl Records {
    /// Returns what is known of a document that was understood.
    pub fn new(understanding: &Understanding, metadata: &BTreeMap<String, String>) -> Self {
        let mut messages: Vec<IndexedMessage> = understanding
            .messages
            .iter()
            .filter(|message| message.span.start < message.span.end)
            .map(|message| IndexedMessage {
                span: message.span,
                sender: message.sender.clone(),
                recipients: message
                    .recipients
                    .iter()
                    .chain(&message.conversation)
                    .cloned()
                    .collect(),
                time: message.time.clone(),
            })
            .collect();
        messages.sort_by_key(|message| message.span);
        let times = ["created", "modified", "captured_at"];
        let times = times.iter().filter_map(|key| metadata.get(*key).cloned());
        Self {
            messages,
            times: times.collect(),
        }
    }

    fn messages_of(&self, part: PartNumber) -> &[IndexedMessage] {
        let first = self
            .messages
            .partition_point(|message| message.span.part < part);
        let after = self
            .messages
            .partition_point(|message| message.span.part <= part);
        self.messages.get(first..after).unwrap_or_default()
    }

    fn message_at(&self, part: &Part, range: &Range<usize>) -> Option<&IndexedMessage> {
        let key = |message: &IndexedMessage| (message.span.part, message.span.start as usize);
        let after = self
            .messages
            .partition_point(|message| key(message) <= (part.number(), range.start));
        let message = self.messages.get(after.checked_sub(1)?)?;
        let holds = message.span.part == part.number() && range.end <= message.span.end as usize;
        holds.then_some(message)
    }

    /// Returns the times that say when the document is from: of its messages, else its own.
    pub(crate) fn days(&self) -> BTreeSet<Days> {
        let sent = self
            .messages
            .iter()
            .filter_map(|message| message.time.as_deref());
        let own = self.times.iter().map(String::as_str);
        match self.messages.is_empty() {
            true => own.filter_map(Days::of_time).collect(),
            false => sent.filter_map(Days::of_time).collect(),
        }
    }
}

impl Inside {
    /// The fields that there are.
    pub const NAMES: &'static [&'static str] = &["from", "to", "after", "before", "date", "in"];

    /// Reads a value; none if the field does not take it.
    pub(super) fn parse(name: &str, value: &str) -> Option<Self> {
        let value = value.trim();
        let days = |text: &str| Days::typed(&fold(text));
        Some(match name {
            "from" => Self::From(value.to_owned()),
            "to" => Self::To(value.to_owned()),
            "after" => Self::Date(DayRange {
                from: Some(days(value)?),
                until: None,
                earlier: false,
            }),
            "before" => Self::Date(DayRange {
                from: None,
                until: Some(days(value)?),
                earlier: true,
            }),
            "date" => {
                let (from, until) = value.split_once("..").unwrap_or((value, value));
                let range = DayRange {
                    from: Some(days(from)?),
                    until: Some(days(until)?),
                    earlier: false,
                };
                let ordered = range.from.as_ref()?.first <= range.until.as_ref()?.last;
                ordered.then_some(Self::Date(range))?
            }
            "in" => Self::Kind(PlaceKind::named(&fold(value))?),
            _ => return None,
        })
    }

    /// Returns what a field takes, for a hint.
    pub(super) fn takes(name: &str) -> Option<String> {
        Some(match name {
            "after" | "before" => {
                "it takes a day, month or year such as 2021-03-04, 2021-03, 2021".to_owned()
            }
            "date" => "it takes days such as 2021-03-04, 2021-03, 2021-03..2021-05".to_owned(),
            "in" => {
                let names: Vec<&str> = PlaceKind::ALL.iter().map(|(_, name)| *name).collect();
                format!("it takes {}", names.join(", "))
            }
            _ => return None,
        })
    }

    /// Returns the field's name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::From(_) => "from",
            Self::To(_) => "to",
            Self::Date(DayRange { earlier: true, .. }) => "before",
            Self::Date(DayRange { until: None, .. }) => "after",
            Self::Date(_) => "date",
            Self::Kind(_) => "in",
        }
    }

    /// Returns the value as it is written.
    pub fn value(&self) -> String {
        match self {
            Self::From(text) | Self::To(text) => text.clone(),
            Self::Date(DayRange { from, until, .. }) => match (from, until) {
                (Some(from), Some(until)) if from == until => from.written().to_owned(),
                (Some(from), Some(until)) => format!("{}..{}", from.written(), until.written()),
                (Some(days), None) | (None, Some(days)) => days.written().to_owned(),
                (None, None) => String::new(),
            },
            Self::Kind(kind) => kind.name().to_owned(),
        }
    }
}

impl DayRange {
    fn holds(&self, days: &Days) -> bool {
        let from = self.from.as_ref();
        let until = self.until.as_ref();
        from.is_none_or(|from| days.last >= from.first)
            && until.is_none_or(|until| match self.earlier {
                true => days.first < until.first,
                false => days.first <= until.last,
            })
    }
}

/// A condition, ready to be put to many stretches of text.
#[derive(Debug, Clone)]
pub(crate) enum InsideTest {
    From(Wanted),
    To(Wanted),
    Date(DayRange),
    Kind(PlaceKind),
    All(Vec<InsideTest>),
    Any(Vec<InsideTest>),
    Not(Box<InsideTest>),
}

impl InsideTest {
    pub(crate) fn new(inside: &Inside) -> Self {
        match inside {
            Inside::From(name) => Self::From(Wanted::new(&fold(name))),
            Inside::To(name) => Self::To(Wanted::new(&fold(name))),
            Inside::Date(range) => Self::Date(range.clone()),
            Inside::Kind(kind) => Self::Kind(*kind),
        }
    }

    /// Whether it is about messages, whatever else.
    pub(crate) fn asks_for_messages(&self) -> bool {
        match self {
            Self::From(_) | Self::To(_) | Self::Date(_) | Self::Kind(PlaceKind::Message) => true,
            Self::Kind(_) => false,
            Self::All(tests) | Self::Any(tests) => tests.iter().any(Self::asks_for_messages),
            Self::Not(test) => test.asks_for_messages(),
        }
    }

    /// Whether it holds of a stretch of a part.
    pub(crate) fn holds(&self, part: &Part, range: &Range<usize>, records: &Records) -> bool {
        let message = || records.message_at(part, range);
        match self {
            Self::From(wanted) => message().is_some_and(|message| {
                let sender = message.sender.as_deref();
                sender.is_some_and(|sender| wanted.is_in(&fold(sender)))
            }),
            Self::To(wanted) => message().is_some_and(|message| {
                message
                    .recipients
                    .iter()
                    .any(|one| wanted.is_in(&fold(one)))
            }),
            Self::Date(range) => match records.messages.is_empty() {
                true => records.days().iter().any(|days| range.holds(days)),
                false => message()
                    .and_then(|message| Days::of_time(message.time.as_deref()?))
                    .is_some_and(|days| range.holds(&days)),
            },
            Self::Kind(PlaceKind::Message) => {
                part.kind() == PartKind::Message || message().is_some()
            }
            Self::Kind(kind) => kind.is_of(part, range),
            Self::All(tests) => tests.iter().all(|test| test.holds(part, range, records)),
            Self::Any(tests) => tests.iter().any(|test| test.holds(part, range, records)),
            Self::Not(test) => !test.holds(part, range, records),
        }
    }

    /// Returns the stretches of a part of which it holds: messages, where it asks for any and the part has some,
    /// else places.
    pub(crate) fn stretches<'a>(
        &'a self,
        part: &'a Part,
        records: &'a Records,
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        let own = records.messages_of(part.number());
        let by_message = self.asks_for_messages() && !own.is_empty();
        let messages = own
            .iter()
            .map(|message| message.span.start as usize..message.span.end as usize)
            .filter(move |_| by_message);
        let places = part.anchors().iter().map(Anchor::range);
        let places = places.filter(move |_| !by_message);
        messages
            .chain(places)
            .filter(move |range| self.holds(part, range, records))
    }

    /// Whether it holds of any stretch of a document; where there are no messages, also whether it holds of the
    /// document's own days.
    pub(crate) fn holds_somewhere<'a>(
        &self,
        mut parts: impl Iterator<Item = &'a Part>,
        records: &Records,
    ) -> bool {
        (records.messages.is_empty() && self.holds_of_file(records))
            || parts.any(|part| self.stretches(part, records).next().is_some())
    }

    fn holds_of_file(&self, records: &Records) -> bool {
        match self {
            Self::Date(range) => records.days().iter().any(|days| range.holds(days)),
            Self::From(_) | Self::To(_) | Self::Kind(_) => false,
            Self::All(tests) => tests.iter().all(|test| test.holds_of_file(records)),
            Self::Any(tests) => tests.iter().any(|test| test.holds_of_file(records)),
            Self::Not(test) => !test.holds_of_file(records),
        }
    }

    pub(crate) fn holds_of_name(&self, folded: &str) -> bool {
        match self {
            Self::From(wanted) | Self::To(wanted) => wanted.is_in(folded),
            _ => false,
        }
    }

    pub(crate) fn holds_of_days(&self, days: &Days) -> bool {
        matches!(self, Self::Date(range) if range.holds(days))
    }
}

impl PlaceKind {
    fn is_of(self, part: &Part, range: &Range<usize>) -> bool {
        match self {
            Self::Message => part.kind() == PartKind::Message,
            Self::Header => part.kind() == PartKind::Header,
            Self::Footer => part.kind() == PartKind::Footer,
            Self::Notes => part.kind() == PartKind::Notes,
            Self::Comment => part.kind() == PartKind::Comments,
            Self::Slide => part.kind() == PartKind::Slide,
            Self::Picture => {
                part.kind() == PartKind::Picture
                    || part
                        .anchors_within(range.clone())
                        .iter()
                        .any(|anchor| matches!(anchor.place, Place::Picture(_)))
            }
            Self::Table => {
                part.kind() == PartKind::Sheet
                    || in_cells(part, range)
                    || is_row_of_cells(part, range)
            }
        }
    }

    /// Returns the kinds of place that a document has.
    pub(crate) fn all_of(parts: &[Part], records: &Records) -> BTreeSet<Self> {
        Self::ALL
            .iter()
            .map(|(kind, _)| *kind)
            .filter(|kind| InsideTest::Kind(*kind).holds_somewhere(parts.iter(), records))
            .collect()
    }
}

fn in_cells(part: &Part, range: &Range<usize>) -> bool {
    part.anchors_within(range.clone()).iter().any(|anchor| {
        matches!(
            anchor.place,
            Place::Row(_)
                | Place::Cells { .. }
                | Place::Sheet { .. }
                | Place::TableCell { .. }
                | Place::Record { .. }
        )
    })
}

/// Whether it stands in a line of cells: readers put a tab between the cells of a row.
fn is_row_of_cells(part: &Part, range: &Range<usize>) -> bool {
    let text = part.text().as_bytes();
    let (before, after) = text.split_at(range.start.min(text.len()));
    let in_row = |byte: &&u8| **byte != b'\n';
    let to_the_left = before.iter().rev().take(LONGEST_ROW).take_while(in_row);
    let to_the_right = after.iter().take(LONGEST_ROW).take_while(in_row);
    to_the_left.chain(to_the_right).any(|byte| *byte == b'\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_and_written() {
        let check = |name: &str, value: &str, expect: &str| {
            let inside = Inside::parse(name, value).unwrap();
            assert_eq!(format!("{}:{}", inside.name(), inside.value()), expect);
        };
        check("from", " 王伟 ", "from:王伟");
        check("after", "2021年3月", "after:2021-03");
        check("before", "2021.3.4", "before:2021-03-04");
        check("date", "2021", "date:2021");
        check("date", "2021-03..2021-05-02", "date:2021-03..2021-05-02");
        check("date", "２０２１", "date:2021");
        check("in", "Sheet", "in:table");
        for (name, value) in [
            ("after", "soon"),
            ("date", "2022..2021"),
            ("in", "hell"),
            ("date", "..2021"),
        ] {
            assert_eq!(Inside::parse(name, value), None, "{name}:{value}");
            assert!(Inside::takes(name).is_some(), "{name}");
        }
    }

    #[test]
    fn days_are_held_from_after_to_before() {
        let check = |name: &str, value: &str, time: &str, expect: bool| {
            let test = InsideTest::new(&Inside::parse(name, value).unwrap());
            let days = Days::of_time(time).unwrap();
            assert_eq!(test.holds_of_days(&days), expect, "{name}:{value} {time}");
        };
        check("after", "2021-03", "2021-03-01T00:00:00", true);
        check("after", "2021-03", "2021-02-28", false);
        check("after", "2021-03-15", "2021-03", true);
        check("before", "2021-03", "2021-02-28", true);
        check("before", "2021-03", "2021-03-01", false);
        check("date", "2021-03", "2021-03-31T23:59:59", true);
        check("date", "2021-03..2021-04", "2021-05", false);
        check("date", "2021-03..2021-04", "2021", true);
    }
}
