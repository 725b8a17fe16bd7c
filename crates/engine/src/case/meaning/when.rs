//! When the words at a place were written: the message's time where they stand in one, else the day that the file says it
//! was made. Always: a month is told only where the source tells it; what tells none is counted as such.

use std::collections::BTreeMap;

use daylight_model::{Message, Span};
use serde::{Deserialize, Serialize};

/// What files say of the time when they were made, the first that is there counts.
const OWN: [&str; 3] = ["created", "modified", "captured_at"];

/// Mentions by the month in which they were written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverTime {
    /// `YYYY-MM` to how many.
    pub months: BTreeMap<String, u64>,
    /// How many of which no month is known.
    pub undated: u64,
}

impl OverTime {
    pub(super) fn count(&mut self, month: Option<&str>) {
        match month {
            Some(month) => *self.months.entry(month.to_owned()).or_default() += 1,
            None => self.undated += 1,
        }
    }
}

/// The months of one file's text.
#[derive(Debug)]
pub(super) struct Months {
    /// Words of messages, then their senders: each in the order of their places, none in another of its kind.
    stretches: [Vec<(Span, Option<String>)>; 2],
    own: Option<String>,
}

impl Months {
    pub(super) fn new(messages: &[Message], metadata: &BTreeMap<String, String>) -> Self {
        let (mut words, mut senders) = (Vec::new(), Vec::new());
        for message in messages {
            let month = message.time.as_deref().and_then(month);
            senders.extend(message.sender_span.map(|span| (span, month.clone())));
            words.push((message.span, month));
        }
        words.sort();
        senders.sort();
        Self {
            stretches: [words, senders],
            own: OWN.iter().find_map(|key| month(metadata.get(*key)?)),
        }
    }

    /// Returns the month, `YYYY-MM`, in which the words at a span were written.
    pub(super) fn of(&self, span: Span) -> Option<&str> {
        let within = self.stretches.iter().find_map(|stretches| {
            let start = |of: &Span| (of.part, of.start);
            let after = stretches.partition_point(|(of, _)| start(of) <= start(&span));
            let (of, month) = stretches.get(after.checked_sub(1)?)?;
            (of.part == span.part && span.end <= of.end).then_some(month)
        });
        within.unwrap_or(&self.own).as_deref()
    }
}

/// Returns the month of a time that begins as ISO 8601 has it.
fn month(time: &str) -> Option<String> {
    let month = time.trim().get(..7)?;
    let is_digit = |at: usize| month.as_bytes()[at].is_ascii_digit();
    let digits = [0, 1, 2, 3, 5, 6].into_iter().all(is_digit);
    let fits = digits && month.as_bytes()[4] == b'-';
    let number: u8 = month.get(5..)?.parse().ok()?;
    (fits && (1..=12).contains(&number)).then(|| month.to_owned())
}

#[cfg(test)]
mod tests {
    use daylight_model::{MessageKind, PartNumber, ZoneBasis};

    use super::*;

    fn span(start: u32, end: u32) -> Span {
        Span {
            part: PartNumber(1),
            start,
            end,
        }
    }

    fn message(words: Span, sender: Option<Span>, time: Option<&str>) -> Message {
        Message {
            number: 1,
            span: words,
            time: time.map(str::to_owned),
            time_zone: None,
            zone_basis: ZoneBasis::Unknown,
            sender: None,
            sender_span: sender,
            recipients: Vec::new(),
            conversation: None,
            kind: MessageKind::Text,
            text: String::new(),
            place_alone: false,
        }
    }

    #[test]
    fn words_are_as_old_as_their_message_and_else_as_their_file() {
        let messages = [
            message(span(40, 60), None, Some("2021-04-07T05:15:11")),
            message(span(10, 30), Some(span(0, 5)), Some("2021-03-31T23:59")),
            message(span(70, 80), None, None),
        ];
        let metadata = [("modified", "2020-01-02T03:04:05"), ("title", "2019-05")]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into();
        let months = Months::new(&messages, &metadata);
        assert_eq!(months.of(span(12, 30)), Some("2021-03"));
        assert_eq!(months.of(span(1, 4)), Some("2021-03"));
        assert_eq!(months.of(span(40, 41)), Some("2021-04"));
        assert_eq!(months.of(span(72, 75)), None);
        assert_eq!(months.of(span(30, 35)), Some("2020-01"));
        let elsewhere = Span {
            part: PartNumber(2),
            ..span(40, 41)
        };
        assert_eq!(months.of(elsewhere), Some("2020-01"));
    }

    #[test]
    fn a_month_is_told_only_where_the_time_tells_it() {
        for (time, expect) in [
            ("2021-03-04T05:06", Some("2021-03")),
            ("2021-03", Some("2021-03")),
            ("2021", None),
            ("2021-13-01", None),
            ("Sun, 18 Feb 2024", None),
            ("二〇二一年三月", None),
        ] {
            assert_eq!(month(time).as_deref(), expect, "{time}");
        }
    }
}
