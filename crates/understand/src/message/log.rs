//! Chats written line by line: QQ, WeChat, WhatsApp, Telegram and whatever writes a time and a name before words.
//! Always: one pass after a look at the first lines; a file whose names are those of a program's log, or never come
//! again, is no talk.

use std::collections::BTreeMap;

use daylight_model::{Message, MessageKind, Part, PartKind, Place, Span, ZoneBasis};

use super::clock::{self, DateOrder};
use super::line::{self, Form, Head};
use super::{blocks, kind, quote, title, zone};
use crate::Document;
use crate::grid;

/// Lines by which a file is told to be a talk.
const SAMPLE: usize = 3000;

/// A line that is not blank, and where it stands.
pub(crate) struct Line<'d> {
    /// Its part.
    pub(crate) part: &'d Part,
    /// Its first byte there.
    pub(crate) start: usize,
    /// Its text.
    pub(crate) text: &'d str,
}

impl Line<'_> {
    /// Returns a stretch of it as a span.
    pub(crate) fn span(&self, range: std::ops::Range<usize>) -> Option<Span> {
        grid::trimmed(self.part, self.start + range.start, self.start + range.end)
    }
}

/// Returns the lines of text of a document, blank ones too.
pub(crate) fn lines<'d>(document: &Document<'d>) -> impl Iterator<Item = Line<'d>> + use<'d> {
    document
        .parts
        .iter()
        .filter(|part| matches!(part.kind(), PartKind::Body | PartKind::Page) && !is_of_cells(part))
        .flat_map(|part| {
            grid::lines(part.text(), 0, part.text().len()).map(move |(start, text)| Line {
                part,
                start,
                text,
            })
        })
}

fn is_of_cells(part: &Part) -> bool {
    let first = part.anchors().first().map(|anchor| &anchor.place);
    matches!(
        first,
        Some(Place::Pointer(_) | Place::TableCell { .. } | Place::Cells { .. })
    )
}

/// How a file writes its messages.
#[derive(Debug, Default)]
struct Style {
    order: DateOrder,
    form: Option<Form>,
}

#[derive(Default)]
struct Tally {
    heads: usize,
    undated: usize,
    of_logs: usize,
    names: BTreeMap<String, usize>,
}

impl Tally {
    fn add(&mut self, head: &Head, name: &str) {
        self.heads += 1;
        self.undated += usize::from(head.stamp.date.is_none());
        self.of_logs += usize::from(line::is_of_a_log(name));
        *self.names.entry(name.to_owned()).or_default() += 1;
    }

    /// Returns whether these are people who speak in turn.
    fn is_talk(&self, lines: usize, least_share: usize) -> bool {
        let again = self.names.values().any(|count| *count > 1);
        // In a short talk with dates one name that comes again is enough.
        let short = self.heads <= 12 && self.undated == 0;
        let few_names = self.names.len() * 10 <= self.heads * 7 || short;
        let people = match self.heads {
            0 | 1 => false,
            2 | 3 => again || self.undated == 0 && self.names.len() > 1,
            _ => again && few_names,
        };
        people && self.of_logs * 5 < self.heads && self.heads * 100 >= lines * least_share
    }
}

/// Reads the messages of a file that writes them line by line.
pub(crate) fn read(document: &Document<'_>) -> Vec<Message> {
    let style = style(document);
    match style.form {
        Some(Form::Stamp) => blocks::read(document, style.order),
        Some(form) => Reader::new(document, style.order, form).read(),
        None => Vec::new(),
    }
}

fn style(document: &Document<'_>) -> Style {
    let sample = || {
        lines(document)
            .filter(|line| !line.text.trim().is_empty())
            .take(SAMPLE)
    };
    let begins = |line: &Line<'_>| {
        line.text
            .trim_start_matches(['[', '(', '\u{200e}', '\u{feff}', ' '])
            .starts_with(|c: char| c.is_ascii_digit())
    };
    let order = clock::order_of(sample().filter(begins).map(|line| {
        line.text
            .trim_start_matches(['[', '(', '\u{200e}', '\u{feff}', ' '])
    }));
    let (mut inline, mut above) = (Tally::default(), Tally::default());
    let (mut count, mut stamps, mut followed, mut after_above) = (0, 0, 0, false);
    for line in sample() {
        count += 1;
        let head = line::head(line.text, order);
        let form = head.as_ref().map(|head| head.form);
        followed += usize::from(after_above && form.is_none_or(|form| form == Form::Stamp));
        after_above = form == Some(Form::Above);
        let Some(head) = head else { continue };
        let name = line.text.get(head.name.clone()).unwrap_or_default();
        match head.form {
            Form::Inline => inline.add(&head, name),
            Form::Above => above.add(&head, name),
            Form::Stamp => stamps += 1,
            Form::Notice | Form::Day => {}
        }
    }
    let inline_is_talk = inline.is_talk(count, 20);
    let above_is_talk = above.is_talk(count, 12) && followed * 10 >= above.heads * 7;
    let form = match (inline_is_talk, above_is_talk) {
        (true, true) if above.heads > inline.heads => Some(Form::Above),
        (true, _) => Some(Form::Inline),
        (false, true) => Some(Form::Above),
        (false, false) => (stamps >= 3).then_some(Form::Stamp),
    };
    Style { order, form }
}

struct Reader<'d> {
    document: Document<'d>,
    order: DateOrder,
    form: Form,
    messages: Vec<Message>,
    open: Option<Open>,
    day: Option<(u32, u32, u32)>,
    conversation: Option<String>,
    zone: Option<String>,
}

/// A message that later lines may belong to.
struct Open {
    message: Message,
    words: Option<Span>,
    text: String,
}

impl<'d> Reader<'d> {
    fn new(document: &Document<'d>, order: DateOrder, form: Form) -> Self {
        Self {
            document: *document,
            order,
            form,
            messages: Vec::new(),
            open: None,
            day: None,
            conversation: title::from_file_name(document.name),
            zone: None,
        }
    }

    fn read(mut self) -> Vec<Message> {
        let mut above: Vec<&str> = Vec::new();
        let document = self.document;
        for line in lines(&document) {
            let head = line::head(line.text, self.order).filter(|head| self.begins(head));
            match head {
                Some(head) if head.form == Form::Day => {
                    self.close();
                    self.day = head.stamp.date;
                }
                Some(head) => {
                    if self.messages.is_empty() && self.open.is_none() {
                        self.conversation = title::name(&above).or(self.conversation.take());
                        self.zone = above.iter().find_map(|line| zone::stated(line));
                    }
                    self.close();
                    self.begin(&line, head);
                }
                None if self.open.is_none() => {
                    if above.len() < 40 && !line.text.trim().is_empty() {
                        above.push(line.text.trim());
                    }
                    self.names_conversation(line.text);
                }
                None => self.go_on(&line),
            }
        }
        self.close();
        self.messages
    }

    fn begins(&self, head: &Head) -> bool {
        head.form == self.form
            || head.form == Form::Day
            || head.form == Form::Notice && self.form == Form::Inline
    }

    /// A file of several conversations names each: `消息对象:老周`.
    fn names_conversation(&mut self, text: &str) {
        if !self.messages.is_empty()
            && let Some(name) = title::labelled(text)
        {
            self.conversation = Some(name.to_owned());
        }
    }

    fn begin(&mut self, line: &Line<'_>, head: Head) {
        let stamp = head.stamp.on(self.day);
        if stamp.date.is_some() {
            self.day = stamp.date;
        }
        let sender_span = line
            .span(head.name)
            .filter(|span| span.start < span.end && head.form != Form::Notice);
        let words = line.span(head.text);
        let Some(whole) = line.span(0..line.text.len()) else {
            return;
        };
        let zone = stamp.zone.clone().or_else(|| self.zone.clone());
        let message = Message {
            number: 0,
            span: whole,
            time: stamp.iso(),
            zone_basis: match zone {
                Some(_) => ZoneBasis::Stated,
                None => ZoneBasis::Unknown,
            },
            time_zone: zone,
            sender: sender_span.map(|span| grid::text_in(line.part, span).to_owned()),
            sender_span,
            recipients: Vec::new(),
            conversation: self.conversation.clone(),
            kind: match head.form {
                Form::Notice => MessageKind::System,
                _ => MessageKind::Text,
            },
            text: String::new(),
            place_alone: false,
        };
        self.open = Some(Open {
            message,
            words,
            text: words
                .map(|span| grid::text_in(line.part, span).to_owned())
                .unwrap_or_default(),
        });
    }

    fn go_on(&mut self, line: &Line<'_>) {
        let text = line.text.trim();
        // A rule ends what stands above it.
        if text.len() >= 10 && text.chars().all(|c| matches!(c, '=' | '─' | '━')) {
            self.close();
            return;
        }
        let Some(open) = &mut self.open else { return };
        let span = line.span(0..line.text.len());
        match (&mut open.words, span) {
            (Some(words), Some(span)) if words.part == span.part => words.end = span.end,
            (None, Some(span)) => open.words = Some(span),
            _ => {}
        }
        if !open.text.is_empty() {
            open.text.push('\n');
        }
        open.text.push_str(text);
    }

    fn close(&mut self) {
        let Some(Open {
            mut message,
            words,
            text,
        }) = self.open.take()
        else {
            return;
        };
        message.number = u32::try_from(self.messages.len() + 1).unwrap_or(u32::MAX);
        message.span = words.unwrap_or(message.span);
        text.trim().clone_into(&mut message.text);
        if message.kind == MessageKind::Text {
            message.kind = kind::of(&message.text);
        }
        quote::take_out(&self.document, &mut message);
        self.messages.push(message);
    }
}
