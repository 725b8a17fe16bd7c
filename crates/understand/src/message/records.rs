//! Chats as JSON: Telegram, Slack, Discord, Messenger and whatever has records with a time, a sender and words.
//! Always: the records of one array, in the order of the file; two passes over the anchors, nothing kept but
//! names above the arrays.

use std::collections::BTreeMap;

use daylight_model::{Message, MessageKind, Part, Place, Span, ZoneBasis};

use super::clock::{self, DateOrder, Stamp};
use super::role::{self, Role};
use super::{kind, zone};
use crate::Document;
use crate::grid;

/// Records by which an array is told to be a chat.
const SAMPLE: usize = 200;

/// A value with its key.
struct Pair<'d> {
    /// Where it is: the pointer of the value, or the number of its line.
    place: &'d Place,
    key: &'d str,
    key_span: Span,
    value: Span,
}

fn pairs<'d>(document: &Document<'d>) -> impl Iterator<Item = (&'d Part, Pair<'d>)> + use<'d> {
    document.parts.iter().flat_map(|part| {
        let text = part.text();
        part.anchors().windows(2).filter_map(move |two| {
            let [key, value] = two else { return None };
            let joined = key.end + 2 == value.start
                && text.get(key.range().end..value.range().start) == Some(": ");
            if !joined {
                return None;
            }
            let span = |start, end| Span {
                part: part.number(),
                start,
                end,
            };
            let pair = Pair {
                place: &value.place,
                key: text.get(key.range())?,
                key_span: span(key.start, key.end),
                value: span(value.start, value.end),
            };
            Some((part, pair))
        })
    })
}

/// What a pointer says: in which array, in which record of it, and under which keys there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Shape {
    /// The array, with `*` for every number in it.
    array: String,
}

/// Splits a pointer at each number in it: array, record, keys below.
fn records_of(pointer: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    pointer.match_indices('/').filter_map(move |(at, _)| {
        let rest = pointer.get(at + 1..)?;
        let (number, below) = rest.split_once('/').unwrap_or((rest, ""));
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number || below.is_empty() {
            return None;
        }
        Some((
            pointer.get(..at)?,
            pointer.get(..at + 1 + number.len())?,
            below,
        ))
    })
}

fn shape_of(array: &str) -> Shape {
    let is_number = |step: &str| !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit());
    let array = array
        .split('/')
        .map(|step| match is_number(step) || day_of(step).is_some() {
            true => "*",
            false => step,
        })
        .collect::<Vec<_>>()
        .join("/");
    Shape { array }
}

/// Returns the day that a key names: some exports have an array for each.
fn day_of(step: &str) -> Option<(u32, u32, u32)> {
    let is_short = (8..=16).contains(&step.len()) && step.starts_with(|c: char| c.is_ascii_digit());
    let stamp = is_short.then(|| clock::whole(step, DateOrder::DayFirst))??;
    stamp.date.filter(|_| stamp.clock.is_none())
}

/// Returns the role of the keys below a record: `from`, `author/name`, `text/2/text`.
fn role_of(below: &str) -> Option<(Role, usize)> {
    let mut steps = below
        .split('/')
        .filter(|step| !step.bytes().all(|byte| byte.is_ascii_digit()));
    let first = steps.next()?;
    let second = steps.next();
    let Some(second) = second else {
        return role::of(first);
    };
    let depth = 100 * (1 + steps.count());
    match role::of(first) {
        // The author's name stands before his number; the parts of a text are the text.
        Some((Role::Sender, rank)) => {
            let name = [
                "name",
                "nickname",
                "displayname",
                "username",
                "realname",
                "globalname",
                "title",
            ];
            let plain = second.to_lowercase().replace(['_', '-'], "");
            let at = name.iter().position(|name| *name == plain)?;
            Some((Role::Sender, rank + depth + at))
        }
        Some((Role::Content, rank)) => {
            let words = ["text", "content", "body", "value", "plaintext", "message"];
            words
                .contains(&second.to_lowercase().as_str())
                .then_some((Role::Content, rank + depth))
        }
        Some((role @ Role::Time, rank)) => Some((role, rank + depth)),
        _ => None,
    }
}

#[derive(Default)]
struct Seen {
    records: usize,
    last: String,
    /// Keys with how often they were seen and their rank.
    keys: BTreeMap<String, (usize, Role, usize)>,
    moments: BTreeMap<String, usize>,
}

/// Which keys hold what.
struct Layout {
    array: Option<Shape>,
    time: String,
    /// The same moment as seconds since 1970, if it stands there too.
    epoch: Option<String>,
    day: Option<String>,
    senders: Vec<String>,
    content: Vec<String>,
    recipient: Option<String>,
    conversation: Option<String>,
    kind: Option<String>,
    zone: Option<String>,
    files: Vec<String>,
    order: DateOrder,
}

/// Returns keys below a record without numbers.
fn key_path(below: &str) -> String {
    below
        .split('/')
        .filter(|step| !step.bytes().all(|byte| byte.is_ascii_digit()))
        .collect::<Vec<_>>()
        .join("/")
}

fn layout(document: &Document<'_>) -> Option<Layout> {
    let mut arrays: BTreeMap<Option<Shape>, Seen> = BTreeMap::new();
    for (part, pair) in pairs(document) {
        let mut note = |shape: Option<Shape>, record: &str, below: &str| {
            let seen = arrays.entry(shape).or_default();
            if seen.last != record {
                record.clone_into(&mut seen.last);
                seen.records += 1;
            }
            if seen.records > SAMPLE {
                return;
            }
            let Some((role, rank)) = role_of(below) else {
                return;
            };
            let key = key_path(below);
            if matches!(role, Role::Time | Role::Day) {
                let text = grid::text_in(part, pair.value);
                let stamp = clock::whole(text, DateOrder::DayFirst)
                    .or(clock::whole(text, DateOrder::MonthFirst));
                if stamp.is_none() {
                    return;
                }
                *seen.moments.entry(key.clone()).or_default() += 1;
            }
            let count = seen.keys.entry(key).or_insert((0, role, rank));
            count.0 += 1;
        };
        match pair.place {
            Place::Pointer(pointer) => {
                for (array, record, below) in records_of(pointer) {
                    note(Some(shape_of(array)), record, below);
                }
            }
            Place::Lines { first, .. } => note(None, &first.to_string(), pair.key),
            _ => {}
        }
    }
    arrays
        .into_iter()
        .filter_map(|(shape, seen)| Some((seen.records, of_seen(shape, &seen)?)))
        .max_by_key(|(records, layout)| (*records, layout.array.is_some()))
        .map(|(_, layout)| layout)
}

fn of_seen(array: Option<Shape>, seen: &Seen) -> Option<Layout> {
    let sampled = seen.records.min(SAMPLE);
    let best = |role: Role, share: usize| {
        let mut keys: Vec<(usize, &String)> = seen
            .keys
            .iter()
            .filter(|(_, (count, known, _))| *known == role && count * 100 >= sampled * share)
            .map(|(key, (_, _, rank))| (*rank, key))
            .collect();
        keys.sort();
        keys.into_iter()
            .map(|(_, key)| key.clone())
            .collect::<Vec<_>>()
    };
    let day = best(Role::Day, 60).into_iter().next();
    let times = best(Role::Time, 50);
    let is_epoch = |key: &&String| {
        let plain = key.to_lowercase();
        plain.contains("unix") || plain.contains("epoch")
    };
    let epoch = times.iter().find(is_epoch).cloned();
    // Local time, if it stands there too, is what people saw.
    let time = times
        .iter()
        .find(|key| !is_epoch(key))
        .or(day.as_ref())
        .or(epoch.as_ref())?
        .clone();
    let senders = best(Role::Sender, 0);
    let content = best(Role::Content, 0);
    let enough = |keys: &[String]| {
        keys.iter().any(|key| {
            seen.keys
                .get(key)
                .is_some_and(|(count, ..)| count * 10 >= sampled * 4)
        })
    };
    if !enough(&senders) || !enough(&content) {
        return None;
    }
    let day = day.filter(|day| *day != time);
    Some(Layout {
        array,
        time,
        epoch,
        day,
        senders,
        content,
        recipient: best(Role::Recipient, 0).into_iter().next(),
        conversation: best(Role::Conversation, 50).into_iter().next(),
        kind: best(Role::Kind, 0).into_iter().next(),
        zone: best(Role::Zone, 0).into_iter().next(),
        files: best(Role::File, 0),
        order: DateOrder::DayFirst,
    })
}

/// A record as it is put together.
#[derive(Default)]
struct Record {
    id: String,
    span: Option<Span>,
    stamp: Option<Stamp>,
    epoch: Option<Stamp>,
    day: Option<Stamp>,
    sender: Option<(usize, Span)>,
    content: Option<(usize, Span, String)>,
    recipients: Vec<String>,
    conversation: Option<String>,
    kind: Option<MessageKind>,
    zone: Option<String>,
    file: Option<Span>,
}

/// Reads the messages of a JSON document, or of JSON Lines; none where it has no records of a talk.
pub(crate) fn read(document: &Document<'_>) -> Vec<Message> {
    let Some(layout) = layout(document) else {
        return Vec::new();
    };
    let above = names_above(document, &layout);
    let mut messages = Vec::new();
    let mut record = Record::default();
    for (part, pair) in pairs(document) {
        let found = match (pair.place, &layout.array) {
            (Place::Pointer(pointer), Some(shape)) => records_of(pointer)
                .find(|(array, ..)| shape_of(array) == *shape)
                .map(|(_, record, below)| (record.to_owned(), key_path(below))),
            (Place::Lines { first, .. }, None) => Some((first.to_string(), pair.key.to_owned())),
            _ => None,
        };
        let Some((id, key)) = found else { continue };
        if record.id != id {
            let whole = std::mem::take(&mut record);
            messages.extend(finish(document, &layout, &above, whole, messages.len()));
            record.id = id;
        }
        record.take(&layout, part, &pair, &key);
    }
    let last = messages.len();
    messages.extend(finish(document, &layout, &above, record, last));
    messages
}

impl Record {
    fn take(&mut self, layout: &Layout, part: &Part, pair: &Pair<'_>, key: &str) {
        let value = grid::text_in(part, pair.value);
        match &mut self.span {
            Some(span) if span.part == part.number() => span.end = pair.value.end,
            Some(_) => {}
            None => {
                self.span = Some(Span {
                    end: pair.value.end,
                    ..pair.key_span
                })
            }
        }
        if value == "null" {
            return;
        }
        if key == layout.time {
            self.stamp = clock::whole(value, layout.order);
        } else if Some(key) == layout.epoch.as_deref() {
            self.epoch = clock::whole(value, layout.order);
        } else if Some(key) == layout.day.as_deref() {
            self.day = clock::whole(value, layout.order);
        } else if let Some(rank) = layout.senders.iter().position(|known| known == key) {
            if self.sender.is_none_or(|(best, _)| rank < best) {
                self.sender = Some((rank, pair.value));
            }
        } else if let Some(rank) = layout.content.iter().position(|known| known == key) {
            self.words(layout, rank, pair.value, value);
        } else if Some(key) == layout.recipient.as_deref() {
            self.recipients.extend(super::rows::split_names(value));
        } else if Some(key) == layout.conversation.as_deref() {
            self.conversation = Some(value.to_owned());
        } else if Some(key) == layout.kind.as_deref() {
            self.kind = kind::named(value);
        } else if Some(key) == layout.zone.as_deref() {
            self.zone = zone::within(value);
        } else if layout.files.iter().any(|known| known == key) {
            self.file = self.file.or(Some(pair.value));
        }
    }

    /// A text may come in pieces: plain, links, names.
    fn words(&mut self, layout: &Layout, rank: usize, span: Span, value: &str) {
        let first_step = |rank: usize| layout.content.get(rank)?.split('/').next();
        match &mut self.content {
            Some((best, whole, text))
                if first_step(*best) == first_step(rank) && whole.part == span.part =>
            {
                whole.end = span.end;
                text.push_str(value);
            }
            Some((best, ..)) if *best <= rank => {}
            _ => self.content = Some((rank, span, value.to_owned())),
        }
    }
}

fn finish(
    document: &Document<'_>,
    layout: &Layout,
    above: &BTreeMap<String, String>,
    record: Record,
    before: usize,
) -> Option<Message> {
    let whole = record.span?;
    let stamp = record.stamp.or_else(|| record.epoch.clone());
    if stamp.is_none() && (record.sender.is_none() || record.content.is_none()) {
        return None;
    }
    let mut stamp = stamp.unwrap_or_default();
    if stamp.date.is_none() {
        let above = || record.id.split('/').rev().find_map(day_of);
        stamp = stamp.on(record.day.as_ref().and_then(|day| day.date).or_else(above));
    }
    let zone = stamp
        .zone
        .clone()
        .or(record.zone)
        .or_else(|| between(&stamp, record.epoch.as_ref()?));
    let (span, text) = match record.content {
        Some((_, span, text)) => (span, text),
        None => (record.file.unwrap_or(whole), String::new()),
    };
    let said = kind::of(&text);
    let kind = match record.kind {
        Some(named) if said == MessageKind::Text => named,
        _ if text.is_empty() && record.file.is_some() => MessageKind::File,
        _ => said,
    };
    Some(Message {
        number: u32::try_from(before + 1).unwrap_or(u32::MAX),
        span,
        time: stamp.iso(),
        zone_basis: match zone {
            Some(_) => ZoneBasis::Stated,
            None => ZoneBasis::Unknown,
        },
        time_zone: zone,
        sender: record
            .sender
            .map(|(_, span)| grid::text(document, span).to_owned()),
        sender_span: record.sender.map(|(_, span)| span),
        recipients: record.recipients,
        conversation: record.conversation.or_else(|| {
            // The nearest name above the record.
            let steps = record.id.match_indices('/').map(|(at, _)| at);
            let mut ends: Vec<usize> = steps.collect();
            ends.reverse();
            ends.iter()
                .find_map(|end| above.get(record.id.get(..*end)?).cloned())
        }),
        kind,
        text,
        place_alone: layout.array.is_some(),
    })
}

/// Returns the offset between local time and the same moment in UTC.
fn between(local: &Stamp, utc: &Stamp) -> Option<String> {
    let seconds = |stamp: &Stamp| {
        let (hour, minute, second) = stamp.clock?;
        let of_day = i64::from(hour * 3600 + minute * 60 + second.unwrap_or(0));
        Some(clock::days_of(stamp.date?) * 86_400 + of_day)
    };
    let minutes = (seconds(local)? - seconds(utc)?).div_euclid(60);
    let minutes = i32::try_from(minutes).ok()?;
    (minutes % 15 == 0 && minutes.abs() <= 14 * 60).then(|| zone::written(minutes))
}

/// Returns the names of the objects that the array of messages lies in, by pointer.
fn names_above(document: &Document<'_>, layout: &Layout) -> BTreeMap<String, String> {
    let mut names: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let Some(shape) = &layout.array else {
        return BTreeMap::new();
    };
    for (part, pair) in pairs(document) {
        let Place::Pointer(pointer) = pair.place else {
            continue;
        };
        let Some((object, key)) = pointer.rsplit_once('/') else {
            continue;
        };
        // `channel: {name: …}` names what it stands in.
        let (holder, rank) = match role::of(key) {
            Some((Role::Conversation, rank)) => (object, rank),
            _ if key.eq_ignore_ascii_case("name") => match object.rsplit_once('/') {
                Some((holder, inner))
                    if matches!(role::of(inner), Some((Role::Conversation, _))) =>
                {
                    (holder, 0)
                }
                _ => (object, 50),
            },
            _ => continue,
        };
        let place = shape_of(holder).array;
        let lies_above = shape
            .array
            .strip_prefix(place.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if !lies_above || place.len() >= shape.array.len() && !shape.array.is_empty() {
            continue;
        }
        let value = grid::text_in(part, pair.value).to_owned();
        let known = names
            .entry(holder.to_owned())
            .or_insert((rank, value.clone()));
        if rank < known.0 {
            *known = (rank, value);
        }
    }
    names
        .into_iter()
        .map(|(place, (_, name))| (place, name))
        .collect()
}
