//! When people write: by hour, with gaps, and in which zone they live. Always: a zone is said only from enough
//! messages on enough days, and with what it rests on.

use std::collections::BTreeSet;

use daylight_model::Message;

use super::{clock, zone};

/// Messages and days below which nothing is said.
const LEAST_MESSAGES: usize = 200;
const LEAST_DAYS: usize = 10;

/// Hours without messages that a night has at least, and what may be written in them, in thousandths of all.
const SHORTEST_NIGHT: usize = 4;
const NIGHT_PER_MILLE: u64 = 12;

/// The hour in whose middle most people sleep, on their own clock.
const MIDDLE_OF_NIGHT: f64 = 3.5;

/// A zone that was inferred.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inferred {
    /// How far the clock of the people is ahead of the clock in which the times stand: `+08:00`. Where the times
    /// are UTC this is their zone; where it is `+00:00` the times are local.
    pub offset: String,
    /// What it rests on, in words.
    pub evidence: String,
    /// The hour at which the silence begins, by the times as they stand.
    pub quiet_from: u8,
    /// The hour at which it ends.
    pub quiet_until: u8,
    /// How many messages were counted.
    pub messages: u64,
    /// On how many days.
    pub days: u64,
}

/// A stretch without messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Index of the message before it.
    pub after: usize,
    /// How long, in seconds.
    pub seconds: i64,
}

/// Returns how many messages were written in each hour, by a clock that is `minutes` ahead of the times.
pub fn by_hour(messages: &[Message], minutes: i32) -> [u64; 24] {
    let mut hours = [0; 24];
    for message in messages {
        let Some((_, of_day)) = moment(message) else {
            continue;
        };
        let shifted = (of_day / 60 + i64::from(minutes)).rem_euclid(24 * 60) / 60;
        if let Some(hour) = usize::try_from(shifted)
            .ok()
            .and_then(|at| hours.get_mut(at))
        {
            *hour += 1;
        }
    }
    hours
}

/// Returns the stretches of at least `seconds` without messages, in the order of the messages.
pub fn gaps(messages: &[Message], seconds: i64) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut before: Option<(usize, i64)> = None;
    for (index, message) in messages.iter().enumerate() {
        let Some((day, of_day)) = moment(message) else {
            continue;
        };
        let at = day * 86_400 + of_day;
        if let Some((after, last)) = before
            && at - last >= seconds
        {
            gaps.push(Gap {
                after,
                seconds: at - last,
            });
        }
        before = Some((index, at));
    }
    gaps
}

/// Returns the day since 1970 and the second of the day, as they stand.
fn moment(message: &Message) -> Option<(i64, i64)> {
    let stamp = clock::whole(message.time.as_deref()?, clock::DateOrder::DayFirst)?;
    let (hour, minute, second) = stamp.clock?;
    let of_day = i64::from(hour * 3600 + minute * 60 + second.unwrap_or(0));
    Some((clock::days_of(stamp.date?), of_day))
}

/// Infers from their nights how far the clock of the people is ahead of the clock in which the times stand.
pub fn infer_zone(messages: &[Message]) -> Option<Inferred> {
    let days: BTreeSet<i64> = messages
        .iter()
        .filter_map(|message| Some(moment(message)?.0))
        .collect();
    let hours = by_hour(messages, 0);
    let all: u64 = hours.iter().sum();
    if usize::try_from(all).ok()? < LEAST_MESSAGES || days.len() < LEAST_DAYS {
        return None;
    }
    let (from, length) = night(&hours, all)?;
    // A long silence says little about where in it the night is: office hours only.
    let slack = length.saturating_sub(9);
    if slack > 7 {
        return None;
    }
    let middle = from as f64 + length as f64 / 2.0;
    let ahead = (MIDDLE_OF_NIGHT - middle + 36.0).rem_euclid(24.0) - 12.0;
    let hours_ahead = ahead.round() as i32;
    let offset = zone::written(hours_ahead * 60);
    let until = (from + length) % 24;
    let written: u64 = (0..length)
        .filter_map(|at| hours.get((from + at) % 24))
        .sum();
    let share = written as f64 * 100.0 / all as f64;
    let local = |hour: usize| (hour as i32 + hours_ahead).rem_euclid(24);
    Some(Inferred {
        quiet_from: u8::try_from(from).ok()?,
        quiet_until: u8::try_from(until).ok()?,
        messages: all,
        days: u64::try_from(days.len()).ok()?,
        evidence: format!(
            "of {all} messages on {} days {share:.1} % stand between {from} and {until} h; a night from {} to {} h fits a clock {offset} of the one written",
            days.len(),
            local(from),
            local(until),
        ),
        offset,
    })
}

/// Returns the longest run of silent hours: where it begins and how long it is.
fn night(hours: &[u64; 24], all: u64) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize)> = None;
    for from in 0..24 {
        let mut written = 0;
        let mut length = 0;
        for step in 0..23 {
            written += hours.get((from + step) % 24).copied().unwrap_or(0);
            if written * 1000 > all * NIGHT_PER_MILLE {
                break;
            }
            length = step + 1;
        }
        if length >= SHORTEST_NIGHT && best.is_none_or(|(_, longest)| length > longest) {
            best = Some((from, length));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use daylight_model::{MessageKind, PartNumber, Span, ZoneBasis};

    use super::*;

    fn at(day: usize, hour: usize) -> Message {
        Message {
            number: 1,
            span: Span {
                part: PartNumber(1),
                start: 0,
                end: 1,
            },
            time: Some(format!(
                "2021-03-{:02}T{hour:02}:{:02}:00",
                day % 28 + 1,
                (day * 7) % 60
            )),
            time_zone: None,
            zone_basis: ZoneBasis::Unknown,
            sender: None,
            sender_span: None,
            recipients: Vec::new(),
            conversation: None,
            kind: MessageKind::Text,
            text: String::new(),
            place_alone: false,
        }
    }

    #[test]
    fn a_night_tells_the_zone_and_few_messages_tell_nothing() {
        // Awake from 7 to 24 h in China, written in UTC.
        let awake = |local: std::ops::Range<usize>, ahead: usize| -> Vec<Message> {
            (0..28)
                .flat_map(|day| {
                    local
                        .clone()
                        .map(move |hour| at(day, (hour + 24 - ahead) % 24))
                })
                .collect()
        };
        let inferred = infer_zone(&awake(7..24, 8)).unwrap();
        assert_eq!(inferred.offset, "+08:00");
        assert!(
            inferred.evidence.contains("between 16 and 23 h"),
            "{}",
            inferred.evidence
        );
        assert_eq!(infer_zone(&awake(7..24, 0)).unwrap().offset, "+00:00");
        assert_eq!(infer_zone(&awake(7..24, 8)[..100]), None);
        // Two hours a day say nothing.
        assert_eq!(infer_zone(&awake(9..11, 8)), None);
    }

    #[test]
    fn hours_and_gaps_are_counted() {
        let messages = [at(0, 1), at(0, 2), at(1, 2)];
        assert_eq!(by_hour(&messages, 480)[9], 1);
        assert_eq!(by_hour(&messages, 480)[10], 2);
        assert_eq!(
            gaps(&messages, 10_000),
            [Gap {
                after: 1,
                seconds: 86_820
            }]
        );
    }
}
