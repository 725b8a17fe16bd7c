//! The same conversation exported twice, found again: which message is which earlier one, over a whole case.
//! Always: only what has the same words at the same moment, in the same order, by senders that answer to each other;
//! one export may be shifted against the other by a constant zone.

use std::collections::{BTreeMap, HashMap, VecDeque};

use daylight_model::Message;

use super::{clock, zone};

/// Texts that come oftener than this say nothing about which talk is which.
const COMMON: usize = 8;

/// Messages of two talks that must be the same before the talks are.
const LEAST: usize = 3;

/// Which earlier message a message is: index of its talk, index in it.
pub type Earlier = Option<(usize, usize)>;

/// Returns for each message of each talk the same message in an earlier talk, if there is one.
pub fn fold(talks: &[&[Message]]) -> Vec<Vec<Earlier>> {
    let moments: Vec<Vec<Option<i64>>> = talks
        .iter()
        .map(|talk| talk.iter().map(seconds).collect())
        .collect();
    let mut earlier: Vec<Vec<Earlier>> = talks.iter().map(|talk| vec![None; talk.len()]).collect();
    for ((first, second), shift) in shifts(talks, &moments) {
        let pairs = pairs(talks, &moments, first, second, shift);
        if !answer(talks, first, second, &pairs) {
            continue;
        }
        for (one, other) in pairs {
            let root = earlier
                .get(first)
                .and_then(|talk| talk.get(one).copied().flatten())
                .unwrap_or((first, one));
            if let Some(slot) = earlier.get_mut(second).and_then(|talk| talk.get_mut(other))
                && slot.is_none()
            {
                *slot = Some(root);
            }
        }
    }
    earlier
}

/// Returns the moment in seconds, by the zone that is stated, or as it stands.
fn seconds(message: &Message) -> Option<i64> {
    let stamp = clock::whole(message.time.as_deref()?, clock::DateOrder::DayFirst)?;
    let (hour, minute, second) = stamp.clock?;
    let offset = message.time_zone.as_deref().and_then(zone::minutes);
    let of_day = i64::from(hour * 3600 + minute * 60 + second.unwrap_or(0));
    Some(clock::days_of(stamp.date?) * 86_400 + of_day - i64::from(offset.unwrap_or(0)) * 60)
}

/// Returns pairs of talks that share words at a constant distance in time, each with that distance.
fn shifts(talks: &[&[Message]], moments: &[Vec<Option<i64>>]) -> BTreeMap<(usize, usize), i64> {
    let mut places: HashMap<&str, Vec<(usize, i64)>> = HashMap::new();
    for (talk, messages) in talks.iter().enumerate() {
        for (index, message) in messages.iter().enumerate() {
            let moment = moments
                .get(talk)
                .and_then(|talk| talk.get(index).copied().flatten());
            if let Some(moment) = moment.filter(|_| message.text.chars().count() > 3) {
                let known = places.entry(message.text.as_str()).or_default();
                if known.len() <= COMMON {
                    known.push((talk, moment));
                }
            }
        }
    }
    let mut votes: BTreeMap<(usize, usize, i64), usize> = BTreeMap::new();
    let mut words: Vec<_> = places.into_iter().collect();
    words.sort_unstable_by_key(|(text, _)| *text);
    for (_, known) in words.iter().filter(|(_, known)| known.len() <= COMMON) {
        for (at, (first, one)) in known.iter().enumerate() {
            for (second, other) in known.iter().skip(at + 1) {
                let shift = other - one;
                // Zones differ by quarters of an hour, up to a day.
                if first != second && shift % 900 == 0 && shift.abs() <= 86_400 {
                    *votes.entry((*first, *second, shift)).or_default() += 1;
                }
            }
        }
    }
    let mut best: BTreeMap<(usize, usize), (usize, i64)> = BTreeMap::new();
    for ((first, second, shift), count) in votes {
        let known = best.entry((first, second)).or_insert((0, 0));
        if count > known.0 {
            *known = (count, shift);
        }
    }
    best.into_iter()
        .filter(|(_, (count, _))| *count >= LEAST)
        .map(|(pair, (_, shift))| (pair, shift))
        .collect()
}

/// Pairs messages of two talks in order.
fn pairs(
    talks: &[&[Message]],
    moments: &[Vec<Option<i64>>],
    first: usize,
    second: usize,
    shift: i64,
) -> Vec<(usize, usize)> {
    let empty: &[Message] = &[];
    let none = Vec::new();
    let of = |talk: usize| {
        let messages = talks.get(talk).copied().unwrap_or(empty);
        messages
            .iter()
            .zip(moments.get(talk).unwrap_or(&none))
            .enumerate()
    };
    let mut places: HashMap<(i64, &str), VecDeque<usize>> = HashMap::new();
    for (index, (message, moment)) in of(first) {
        if let Some(moment) = moment {
            places
                .entry((moment + shift, message.text.as_str()))
                .or_default()
                .push_back(index);
        }
    }
    let mut pairs = Vec::new();
    for (index, (message, moment)) in of(second) {
        let Some(moment) = moment else { continue };
        let Some(known) = places.get_mut(&(*moment, message.text.as_str())) else {
            continue;
        };
        if let Some(one) = known.pop_front() {
            pairs.push((one, index));
        }
    }
    pairs
}

/// Returns whether the senders of the pairs answer to each other, one to one.
fn answer(talks: &[&[Message]], first: usize, second: usize, pairs: &[(usize, usize)]) -> bool {
    if pairs.len() < LEAST {
        return false;
    }
    let mut names: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for (one, other) in pairs {
        let sender = |talk: usize, index: usize| talks.get(talk)?.get(index)?.sender.as_deref();
        if let (Some(one), Some(other)) = (sender(first, *one), sender(second, *other)) {
            *names.entry(one).or_default().entry(other).or_default() += 1;
        }
    }
    let all: usize = names.values().flat_map(BTreeMap::values).sum();
    let agreed: usize = names
        .values()
        .filter_map(|others| others.values().max())
        .sum();
    all == 0 || agreed * 10 >= all * 9
}

#[cfg(test)]
mod tests {
    use daylight_model::{MessageKind, PartNumber, Span, ZoneBasis};

    use super::*;

    fn talk(messages: &[(&str, &str, &str)]) -> Vec<Message> {
        messages
            .iter()
            .enumerate()
            .map(|(index, (time, sender, text))| Message {
                number: index as u32 + 1,
                span: Span {
                    part: PartNumber(1),
                    start: 0,
                    end: 1,
                },
                time: Some((*time).to_owned()),
                time_zone: None,
                zone_basis: ZoneBasis::Unknown,
                sender: Some((*sender).to_owned()),
                sender_span: None,
                recipients: Vec::new(),
                conversation: None,
                kind: MessageKind::Text,
                text: (*text).to_owned(),
                place_alone: false,
            })
            .collect()
    }

    #[test]
    fn one_talk_exported_twice_is_found_again_even_in_another_zone() {
        let utc = talk(&[
            ("2021-03-04T04:00:05", "a", "明天开会"),
            ("2021-03-04T04:01:05", "b", "好的"),
            ("2021-03-04T04:02:05", "a", "带上合同"),
            ("2021-03-04T04:03:05", "b", "合同在你那里"),
        ]);
        let local = talk(&[
            ("2021-03-04T12:00:05", "甲", "明天开会"),
            ("2021-03-04T12:01:05", "乙", "好的"),
            ("2021-03-04T12:02:05", "甲", "带上合同"),
            ("2021-03-04T12:03:05", "乙", "合同在你那里"),
            ("2021-03-04T12:04:05", "甲", "找到了"),
        ]);
        let other = talk(&[
            ("2021-03-04T04:01:05", "c", "好的"),
            ("2021-03-09T04:02:05", "d", "带上合同"),
        ]);
        let found = fold(&[&utc, &other, &local]);
        assert!(found[0].iter().chain(&found[1]).all(Option::is_none));
        let expect = [Some((0, 0)), Some((0, 1)), Some((0, 2)), Some((0, 3)), None];
        assert_eq!(found[2], expect);
    }
}
