//! The same conversation exported twice, found again: which message is which earlier one, over a whole case.
//! Always: only what has the same words in the same minute, in the same order, by senders that answer to each other;
//! one export may be shifted against the other by a constant zone. The time that it takes grows with the messages.

use std::collections::{BTreeMap, HashMap};

use super::{clock, zone};

/// Texts that come oftener than this say nothing about which talk is which.
const COMMON: usize = 8;

/// Messages of two talks that must be the same before the talks are.
const LEAST: usize = 3;

/// A message as it is compared with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'a> {
    /// The file that it stands in.
    pub path: &'a str,
    /// The talk of that file.
    pub conversation: Option<&'a str>,
    /// Local time, ISO 8601.
    pub time: Option<&'a str>,
    /// The zone of that time, where one is known.
    pub time_zone: Option<&'a str>,
    /// Who sent it.
    pub sender: Option<&'a str>,
    /// Its words.
    pub text: &'a str,
}

/// Returns for each message which earlier one of another file it is, as an index of `said`; none where it is the
/// first. The messages of a file stand in their order; of two exports the one that comes first in `said` is kept.
pub fn duplicates(said: &[Said<'_>]) -> Vec<Option<usize>> {
    let talks = talks(said);
    let mut earlier: Vec<Option<usize>> = vec![None; said.len()];
    let mut places: HashMap<(usize, i64, &str), Vec<usize>> = HashMap::new();
    let shifts = shifts(&talks, said);
    let compared: std::collections::BTreeSet<usize> = shifts
        .keys()
        .flat_map(|(first, second)| [*first, *second])
        .collect();
    for number in compared {
        for turn in talks.get(number).into_iter().flatten() {
            if let (Some(minute), Some(said)) = (turn.minute, said.get(turn.index)) {
                let key = (number, minute, said.text);
                places.entry(key).or_default().push(turn.index);
            }
        }
    }
    for ((first, second), shift) in shifts {
        let pairs = pairs(&talks, said, &places, (first, second), shift);
        if !answer(said, &pairs) {
            continue;
        }
        for (one, other) in pairs {
            let root = earlier.get(one).copied().flatten().unwrap_or(one);
            if let Some(slot) = earlier.get_mut(other)
                && slot.is_none()
            {
                *slot = Some(root);
            }
        }
    }
    earlier
}

/// A message of a talk.
struct Turn {
    index: usize,
    minute: Option<i64>,
}

/// Sorts messages by talk, talks in the order in which they begin.
fn talks(said: &[Said<'_>]) -> Vec<Vec<Turn>> {
    let mut numbers: HashMap<(&str, Option<&str>), usize> = HashMap::new();
    let mut talks: Vec<Vec<Turn>> = Vec::new();
    for (index, one) in said.iter().enumerate() {
        let next = talks.len();
        let number = *numbers.entry((one.path, one.conversation)).or_insert(next);
        if number == next {
            talks.push(Vec::new());
        }
        if let Some(talk) = talks.get_mut(number) {
            talk.push(Turn {
                index,
                minute: minute(one),
            });
        }
    }
    talks
}

/// Returns the moment in minutes, by the zone that is stated, or as it stands. Some exports leave the seconds out.
fn minute(said: &Said<'_>) -> Option<i64> {
    let stamp = clock::whole(said.time?, clock::DateOrder::DayFirst)?;
    let (hour, minute, _) = stamp.clock?;
    let offset = said.time_zone.and_then(zone::minutes).unwrap_or(0);
    let of_day = i64::from(hour * 60 + minute);
    Some(clock::days_of(stamp.date?) * 1440 + of_day - i64::from(offset))
}

/// Returns pairs of talks that share words at a constant distance in time, each with that distance.
fn shifts(talks: &[Vec<Turn>], said: &[Said<'_>]) -> BTreeMap<(usize, usize), i64> {
    let mut places: HashMap<&str, Vec<(usize, i64)>> = HashMap::new();
    for (number, talk) in talks.iter().enumerate() {
        for turn in talk {
            let Some(text) = said.get(turn.index).map(|said| said.text) else {
                continue;
            };
            if let Some(minute) = turn.minute.filter(|_| text.chars().nth(3).is_some()) {
                let known = places.entry(text).or_default();
                if known.len() <= COMMON {
                    known.push((number, minute));
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
                if first != second && shift % 15 == 0 && shift.abs() <= 1440 {
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

/// Pairs messages of two talks, those of the same words and minute in their order. It walks the shorter talk, so that
/// many short ones beside a long one cost no more than their own length.
fn pairs(
    talks: &[Vec<Turn>],
    said: &[Said<'_>],
    places: &HashMap<(usize, i64, &str), Vec<usize>>,
    (first, second): (usize, usize),
    shift: i64,
) -> Vec<(usize, usize)> {
    let (Some(one), Some(other)) = (talks.get(first), talks.get(second)) else {
        return Vec::new();
    };
    let first_is_short = one.len() <= other.len();
    let (short, long, by) = match first_is_short {
        true => (one, second, shift),
        false => (other, first, -shift),
    };
    let mut taken: HashMap<(i64, &str), usize> = HashMap::new();
    let mut pairs = Vec::new();
    for turn in short {
        let (Some(minute), Some(said)) = (turn.minute, said.get(turn.index)) else {
            continue;
        };
        let Some(there) = places.get(&(long, minute + by, said.text)) else {
            continue;
        };
        let next = taken.entry((minute, said.text)).or_default();
        if let Some(found) = there.get(*next) {
            *next += 1;
            pairs.push(match first_is_short {
                true => (turn.index, *found),
                false => (*found, turn.index),
            });
        }
    }
    pairs
}

/// Returns whether the senders of the pairs answer to each other, one to one.
fn answer(said: &[Said<'_>], pairs: &[(usize, usize)]) -> bool {
    if pairs.len() < LEAST {
        return false;
    }
    let mut names: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for (one, other) in pairs {
        let sender = |index: usize| said.get(index)?.sender;
        if let (Some(one), Some(other)) = (sender(*one), sender(*other)) {
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
    use super::*;

    fn talk<'a>(path: &'a str, messages: &[(&'a str, &'a str, &'a str)]) -> Vec<Said<'a>> {
        messages
            .iter()
            .map(|(time, sender, text)| Said {
                path,
                conversation: None,
                time: Some(time),
                time_zone: None,
                sender: Some(sender),
                text,
            })
            .collect()
    }

    fn check(talks: &[Vec<Said<'_>>], expected: &[Option<usize>]) {
        assert_eq!(duplicates(&talks.concat()), expected);
    }

    #[test]
    fn one_talk_exported_twice_is_found_again_even_in_another_zone() {
        let utc = talk(
            "utc.csv",
            &[
                ("2021-03-04T04:00:05", "a", "明天开会"),
                ("2021-03-04T04:01:05", "b", "好的"),
                ("2021-03-04T04:02:05", "a", "带上合同"),
                ("2021-03-04T04:03:05", "b", "合同在你那里"),
            ],
        );
        let local = talk(
            "local.txt",
            &[
                ("2021-03-04T12:00:05", "甲", "明天开会"),
                ("2021-03-04T12:01:05", "乙", "好的"),
                ("2021-03-04T12:02", "甲", "带上合同"),
                ("2021-03-04T12:03:05", "乙", "合同在你那里"),
                ("2021-03-04T12:04:05", "甲", "找到了"),
            ],
        );
        let other = talk(
            "other.txt",
            &[
                ("2021-03-04T04:01:05", "c", "好的"),
                ("2021-03-09T04:02:05", "d", "带上合同"),
            ],
        );
        let first = [None; 6];
        let again = [Some(0), Some(1), Some(2), Some(3), None];
        let whole = [first.as_slice(), again.as_slice()].concat();
        check(&[utc.clone(), other, local.clone()], &whole);
        let third = talk("third.md", &[]);
        check(
            &[utc, third, local],
            &[&[None; 4], again.as_slice()].concat(),
        );
    }

    #[test]
    fn one_who_answers_to_two_senders_is_no_second_export() {
        let one = talk(
            "one",
            &[
                ("2021-03-04T04:00", "a", "系统已经上线"),
                ("2021-03-04T04:01", "a", "请大家查收"),
                ("2021-03-04T04:02", "a", "有问题找我"),
            ],
        );
        let other = talk(
            "two",
            &[
                ("2021-03-04T04:00", "x", "系统已经上线"),
                ("2021-03-04T04:01", "y", "请大家查收"),
                ("2021-03-04T04:02", "z", "有问题找我"),
            ],
        );
        check(&[one, other], &[None; 6]);
    }

    #[test]
    fn a_talk_of_many_messages_is_compared_in_no_more_than_its_length() {
        let texts: Vec<String> = (0..60_000)
            .map(|number| format!("消息 {number} 到了"))
            .collect();
        let times: Vec<String> = (0..60_000)
            .map(|at| {
                format!(
                    "2021-03-{:02}T{:02}:{:02}",
                    1 + at / 1440 % 28,
                    at / 60 % 24,
                    at % 60
                )
            })
            .collect();
        let of = |path| -> Vec<Said<'_>> {
            texts
                .iter()
                .zip(&times)
                .map(|(text, time)| Said {
                    path,
                    conversation: Some("群"),
                    time: Some(time),
                    time_zone: None,
                    sender: None,
                    text,
                })
                .collect()
        };
        let found = duplicates(&[of("a"), of("b")].concat());
        assert!(found.iter().take(60_000).all(Option::is_none));
        assert!((0..60_000).all(|at| found.get(60_000 + at) == Some(&Some(at))));
    }
}
