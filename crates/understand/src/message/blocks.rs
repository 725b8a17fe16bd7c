//! Chats in blocks of lines, as pages in HTML give them: a time on a line of its own, a name on another, then words.
//! Always: which line is the name is told by what comes again over the whole file.

use std::collections::BTreeMap;

use daylight_model::{Message, Span, ZoneBasis};

use super::clock::{DateOrder, Stamp};
use super::line::{self, Form};
use super::log::{self, Line};
use super::{kind, quote, title, zone};
use crate::Document;

/// Lines that come once in this share of all blocks are names.
const NAMES_COME_AGAIN: usize = 2;

/// A stamp and the lines up to the next one.
struct Block<'d> {
    stamp: Stamp,
    lines: Vec<Line<'d>>,
}

/// Where the name of a block stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    /// On the line after the time.
    After,
    /// On the line before the time, which ends the block before.
    Before,
    /// On the line after the time before: time comes last.
    First,
}

/// Reads the messages.
pub(crate) fn read(document: &Document<'_>, order: DateOrder) -> Vec<Message> {
    let (above, blocks) = blocks(document, order);
    let Some((place, names)) = names(&above, &blocks) else {
        return Vec::new();
    };
    let heading: Vec<&str> = above.iter().map(|line| line.text.trim()).collect();
    let keep = match place {
        Name::After => heading.len(),
        _ => heading.len().saturating_sub(2),
    };
    let heading = heading.get(..keep).unwrap_or_default();
    let mut reader = Reader {
        document,
        conversation: title::name(heading)
            .or_else(|| document.parts.first()?.name().map(str::to_owned))
            .or_else(|| title::from_file_name(document.name)),
        zone: heading.iter().find_map(|line| zone::stated(line)),
        names,
        sender: None,
        messages: Vec::new(),
    };
    match place {
        Name::After => {
            for block in &blocks {
                reader.named_first(&block.stamp, &block.lines);
            }
        }
        Name::Before => {
            let mut name = above.last();
            for block in &blocks {
                let (words, next) = match block.lines.split_last() {
                    Some((last, rest)) if reader.is_name(last) => (rest, Some(last)),
                    _ => (block.lines.as_slice(), None),
                };
                reader.sender_is(name);
                reader.message(&block.stamp, words);
                name = next;
            }
        }
        Name::First => {
            let mut lines = above.as_slice();
            for block in &blocks {
                // The lines above the first time hold its name somewhere.
                let from = lines
                    .iter()
                    .rposition(|line| reader.is_name(line))
                    .unwrap_or(0);
                let lines_here = lines.get(from..).unwrap_or_default();
                reader.named_first(&block.stamp, lines_here);
                lines = &block.lines;
            }
        }
    }
    reader.messages
}

fn blocks<'d>(document: &Document<'d>, order: DateOrder) -> (Vec<Line<'d>>, Vec<Block<'d>>) {
    let (mut above, mut blocks): (Vec<Line<'_>>, Vec<Block<'_>>) = (Vec::new(), Vec::new());
    let mut day = None;
    for line in log::lines(document) {
        if line.text.trim().is_empty() {
            continue;
        }
        match line::head(line.text, order) {
            Some(head) if head.form == Form::Stamp => {
                let stamp = head.stamp.on(day);
                day = stamp.date.or(day);
                blocks.push(Block {
                    stamp,
                    lines: Vec::new(),
                });
            }
            Some(head) if head.form == Form::Day => day = head.stamp.date,
            _ => match blocks.last_mut() {
                Some(block) => block.lines.push(line),
                None => above.push(line),
            },
        }
    }
    (above, blocks)
}

/// Tells where names stand, and which they are.
fn names(above: &[Line<'_>], blocks: &[Block<'_>]) -> Option<(Name, BTreeMap<String, usize>)> {
    let first = || blocks.iter().filter_map(|block| block.lines.first());
    let last = || {
        above
            .last()
            .into_iter()
            .chain(blocks.iter().filter_map(|block| block.lines.last()))
    };
    let ends_with_time = blocks.last().is_some_and(|block| block.lines.is_empty());
    let counted = |lines: &mut dyn Iterator<Item = &Line<'_>>| {
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        let mut all = 0;
        for line in lines {
            all += 1;
            let text = line.text.trim();
            if line::is_name(text) && !line::is_of_a_log(text) {
                *names.entry(text.to_owned()).or_default() += 1;
            }
        }
        // Where every block has a name, one who spoke once has one as well.
        let ended = usize::from(ends_with_time);
        let mut whole = blocks.iter().rev().skip(ended);
        let every = whole.all(|block| block.lines.len() > 1);
        if !every {
            names.retain(|_, count| *count > 1);
        }
        let again: usize = names.values().sum();
        (again, all, names)
    };
    let longer = |block: &&Block<'_>| block.lines.len() > 1;
    let after = counted(&mut first());
    let before = counted(&mut last());
    // Where most blocks have one line, it is the words: there is no name.
    let place = if ends_with_time && !above.is_empty() {
        Name::First
    } else if before.0 > after.0 {
        Name::Before
    } else {
        Name::After
    };
    let (again, all, names) = match place {
        Name::Before => before,
        Name::After | Name::First => after,
    };
    let many = blocks.iter().filter(longer).count() * 2 >= blocks.len();
    (again * NAMES_COME_AGAIN >= all && names.len() * 2 <= again + 1 && many)
        .then_some((place, names))
}

struct Reader<'r, 'd> {
    document: &'r Document<'d>,
    conversation: Option<String>,
    zone: Option<String>,
    names: BTreeMap<String, usize>,
    sender: Option<(String, Span)>,
    messages: Vec<Message>,
}

impl Reader<'_, '_> {
    fn is_name(&self, line: &Line<'_>) -> bool {
        self.names.contains_key(line.text.trim())
    }

    fn sender_is(&mut self, line: Option<&Line<'_>>) {
        if let Some(line) = line
            && let Some(span) = line.span(0..line.text.len())
        {
            self.sender = Some((line.text.trim().to_owned(), span));
        }
    }

    /// The first line is the name, unless the same person goes on.
    fn named_first(&mut self, stamp: &Stamp, lines: &[Line<'_>]) {
        match lines.split_first() {
            Some((first, rest)) if self.is_name(first) && !rest.is_empty() => {
                self.sender_is(Some(first));
                self.message(stamp, rest);
            }
            _ => self.message(stamp, lines),
        }
    }

    fn message(&mut self, stamp: &Stamp, words: &[Line<'_>]) {
        let spans: Vec<Span> = words
            .iter()
            .filter_map(|line| line.span(0..line.text.len()))
            .collect();
        let (Some(first), Some(last)) = (spans.first(), spans.last()) else {
            return;
        };
        let span = match first.part == last.part {
            true => Span {
                end: last.end,
                ..*first
            },
            false => *first,
        };
        let text: Vec<&str> = words.iter().map(|line| line.text.trim()).collect();
        let text = text.join("\n");
        let zone = stamp.zone.clone().or_else(|| self.zone.clone());
        let mut message = Message {
            number: u32::try_from(self.messages.len() + 1).unwrap_or(u32::MAX),
            span,
            time: stamp.iso(),
            zone_basis: match zone {
                Some(_) => ZoneBasis::Stated,
                None => ZoneBasis::Unknown,
            },
            time_zone: zone,
            sender: self.sender.as_ref().map(|(name, _)| name.clone()),
            sender_span: self.sender.as_ref().map(|(_, span)| *span),
            recipients: Vec::new(),
            conversation: self.conversation.clone(),
            kind: kind::of(&text),
            text,
            place_alone: false,
        };
        quote::take_out(self.document, &mut message);
        self.messages.push(message);
    }
}
