//! A document as rules see it: its sentences in order, each with its cues, mentions and speaker. Always: sentences do
//! not overlap; of a talk only the messages are read; work is linear in the length of the text.

use daylight_model::{
    Ground, Hedge, LineBreaks, Mention, MentionType, Message, Part, PartKind, Span, TableRow, Value,
};

use super::Found;
use super::folded::{Folded, shown};
use super::genre::Genre;
use super::learned::of_file;
use super::lexicon::{Hit, LEXICON};
use crate::mention::folded::is_inside_amount;
use crate::wrap::{SoftBreaks, soft_breaks};

/// A mention and where it stands in the folded sentence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Here<'a> {
    pub mention: &'a Mention,
    pub start: usize,
    pub end: usize,
}

impl<'a> Here<'a> {
    /// Returns the name or value as text; none for volumes and money.
    pub(super) fn value(&self) -> Option<&'a str> {
        match &self.mention.value {
            Value::Text(text) => Some(text),
            Value::Bytes(_) | Value::Money(_) => None,
        }
    }

    pub(super) fn is(&self, kind: MentionType) -> bool {
        self.mention.kind == kind
    }
}

/// One sentence.
#[derive(Debug)]
pub(super) struct Sentence<'a> {
    pub part: &'a Part,
    pub span: Span,
    /// Its number in the document.
    pub order: usize,
    /// The message that it stands in: its index.
    pub message: Option<usize>,
    pub folded: Folded,
    pub hits: Vec<Hit>,
    pub mentions: Vec<Here<'a>>,
    /// Numbers that may be amounts.
    pub numbers: Vec<Here<'a>>,
    /// Clauses as byte ranges of the folded text.
    pub clauses: Vec<(usize, usize)>,
}

/// The whole document.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    pub found: &'a Found<'a>,
    pub genre: Genre,
    pub sentences: Vec<Sentence<'a>>,
    /// Cues of the file's name.
    pub name_hits: Vec<Hit>,
    /// And its common words.
    pub name_words: Vec<String>,
    /// The rows of its tables, in their order.
    pub rows: Vec<Vec<TableRow>>,
    /// The company that the document speaks for.
    pub own: Option<String>,
    /// Whether it speaks of what a company sells, to whom, or of itself.
    pub of_business: bool,
}

/// Longest sentence in bytes: what is longer is cut.
const LONGEST: usize = 1_500;

impl<'a> Scene<'a> {
    pub(super) fn of(found: &'a Found<'a>, numbers: &'a [Mention]) -> Self {
        let mut sentences = Vec::new();
        let rows: Vec<Vec<TableRow>> = found
            .tables
            .iter()
            .map(|table| {
                let part = found
                    .document
                    .parts
                    .iter()
                    .find(|part| part.number() == table.part);
                part.map(|part| crate::table::rows(table, part))
                    .unwrap_or_default()
            })
            .collect();
        if found.messages.is_empty() {
            let tables = areas(found, &rows);
            for part in found.document.parts {
                if part.kind() == PartKind::Sheet {
                    continue;
                }
                let of_part: Vec<Span> = tables
                    .iter()
                    .copied()
                    .filter(|area| area.part == part.number())
                    .collect();
                let soft = SoftBreaks::of(part);
                for (start, end) in split(part.text(), 0, |at| soft.contains(at)) {
                    let in_table = of_part
                        .iter()
                        .any(|area| (area.start as usize) < end && start < area.end as usize);
                    if !in_table {
                        sentences.extend(Sentence::of(found, part, start, end, None));
                    }
                }
            }
        } else {
            for (index, message) in found.messages.iter().enumerate() {
                sentences.extend(of_message(found, index, message));
            }
        }
        for (order, sentence) in sentences.iter_mut().enumerate() {
            sentence.order = order;
            sentence.numbers = sentence.here(mentions_in(numbers, sentence.span));
        }
        let genre = Genre::of(found, &sentences);
        let own = super::own::company(found, &sentences);
        let of_business = own.is_some()
            || sentences.iter().any(|sentence| {
                sentence.of_kind(MentionType::Product).next().is_some()
                    || sentence.of_kind(MentionType::Org).next().is_some()
            });
        Self {
            found,
            genre,
            of_business,
            name_words: of_file(found.document.name),
            name_hits: LEXICON.find(&super::folded::phrase(found.document.name)),
            sentences,
            rows,
            own,
        }
    }

    /// Returns whether the document is a talk.
    pub(super) fn is_talk(&self) -> bool {
        !self.found.messages.is_empty()
    }

    /// Returns the message of a sentence.
    pub(super) fn message_of(&self, sentence: &Sentence<'_>) -> Option<&'a Message> {
        self.found.messages.get(sentence.message?)
    }

    /// Returns who says a sentence.
    pub(super) fn speaker(&self, sentence: &Sentence<'_>) -> Option<&'a str> {
        self.message_of(sentence)?.sender.as_deref()
    }

    /// Returns where a claim of this sentence rests: the message if it is short, else the sentence.
    pub(super) fn ground(&self, sentence: &Sentence<'_>) -> Ground {
        let message = self.message_of(sentence);
        let span = match message {
            Some(message) if message.text.len() <= 400 => message.span,
            _ => sentence.span,
        };
        Ground {
            span,
            message: message.filter(|m| !m.place_alone).map(|m| m.number),
        }
    }

    /// Returns the sentences before number `index` that an answer may hang on, nearest first: eight messages of the
    /// same conversation, or three sentences of the same part.
    pub(super) fn before(&self, index: usize) -> impl Iterator<Item = &Sentence<'a>> {
        const MESSAGES: usize = 8;
        const SENTENCES: usize = 3;
        let this = &self.sentences[index];
        let talk = this.message.map(|number| {
            let conversation = self.found.messages[number].conversation.as_deref();
            (number, conversation)
        });
        self.sentences[..index]
            .iter()
            .rev()
            .take(24)
            .enumerate()
            .take_while(move |(steps, earlier)| match (talk, earlier.message) {
                (Some((number, conversation)), Some(other)) => {
                    number - other <= MESSAGES
                        && self.found.messages[other].conversation.as_deref() == conversation
                }
                (None, None) => *steps < SENTENCES && earlier.span.part == this.span.part,
                _ => false,
            })
            .map(|(_, sentence)| sentence)
    }

    /// Returns whether a name is the company that the document speaks for.
    pub(super) fn is_own(&self, name: &str) -> bool {
        self.own.as_deref() == Some(name)
    }
}

/// Returns where tables stand: their rows are read as rows, not as sentences.
fn areas(found: &Found<'_>, rows: &[Vec<TableRow>]) -> Vec<Span> {
    found
        .tables
        .iter()
        .zip(rows)
        .map(|(table, rows)| {
            let cells = rows.iter().flat_map(|row| row.cells.iter().flatten());
            cells.fold(table.span, |area, cell| Span {
                part: area.part,
                start: area.start.min(cell.start),
                end: area.end.max(cell.end),
            })
        })
        .collect()
}

fn of_message<'a>(found: &'a Found<'a>, index: usize, message: &'a Message) -> Vec<Sentence<'a>> {
    let Some(part) = part_of(found, message.span) else {
        return Vec::new();
    };
    let range = message.span.start as usize..message.span.end as usize;
    let Some(text) = part.text().get(range) else {
        return Vec::new();
    };
    // The lines of a bubble are one.
    let in_picture = part.kind() == PartKind::Picture;
    let soft = match part.breaks() {
        LineBreaks::Wrap if !in_picture => soft_breaks(text),
        _ => Vec::new(),
    };
    let is_soft = |at: usize| in_picture || soft.binary_search(&at).is_ok();
    split(text, message.span.start as usize, is_soft)
        .into_iter()
        .filter_map(|(start, end)| Sentence::of(found, part, start, end, Some(index)))
        .collect()
}

pub(super) fn part_of<'a>(found: &Found<'a>, span: Span) -> Option<&'a Part> {
    found
        .document
        .parts
        .iter()
        .find(|part| part.number() == span.part)
}

/// Returns the text at a span of the document.
pub(super) fn text_at<'a>(found: &Found<'a>, span: Span) -> &'a str {
    part_of(found, span)
        .and_then(|part| part.text().get(span.start as usize..span.end as usize))
        .unwrap_or_default()
}

/// Returns the mentions that lie within a span, by start.
pub(super) fn mentions_within<'a>(found: &Found<'a>, span: Span) -> &'a [Mention] {
    mentions_in(found.mentions, span)
}

/// Returns those of `mentions`, which are by span, that begin within a span.
pub(super) fn mentions_in(mentions: &[Mention], span: Span) -> &[Mention] {
    let from = mentions.partition_point(|m| (m.span.part, m.span.start) < (span.part, span.start));
    let to = mentions.partition_point(|m| (m.span.part, m.span.start) < (span.part, span.end));
    mentions.get(from..to).unwrap_or_default()
}

/// Splits text into sentences, as byte ranges of the part. `at` is where the text begins in it; `is_soft` says of a
/// break in the text whether it only wraps.
fn split(text: &str, at: usize, is_soft: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    let mut close = |start: &mut usize, end: usize| {
        if text
            .get(*start..end)
            .is_some_and(|words| !words.trim().is_empty())
        {
            sentences.push((at + *start, at + end));
        }
        *start = end;
    };
    while let Some((offset, character)) = characters.next() {
        let end = offset + character.len_utf8();
        let next = characters.peek().map(|(_, next)| *next);
        match character {
            '\r' if next == Some('\n') => {}
            '\n' | '\r' if is_soft(offset) => {}
            '\n' | '\r' => close(&mut start, end),
            // Closing marks stay with their sentence.
            '。' | '！' | '？' | '!' | '?' | '；' | ';'
                if !next.is_some_and(|next| "”」』）)\"。！？!?".contains(next)) =>
            {
                close(&mut start, end);
            }
            '.' if next.is_none_or(char::is_whitespace)
                && !is_inside_amount(text, offset)
                && !goes_on(&text[end..])
                && !is_abbreviation(&text[start..offset]) =>
            {
                close(&mut start, end);
            }
            _ => {}
        }
        if end - start >= LONGEST {
            close(&mut start, end);
        }
    }
    close(&mut start, text.len());
    sentences
}

/// Returns whether the words after a full stop go on with a small letter, on the same or the next line.
fn goes_on(after: &str) -> bool {
    let words = after.trim_start_matches([' ', '\n', '\r']);
    words.starts_with(|c: char| c.is_ascii_lowercase()) && !after.contains("\n\n")
        || words.starts_with(|c: char| c.is_ascii_lowercase()) && after.len() - words.len() == 1
}

/// Returns whether a full stop after this text ends an abbreviation, not a sentence.
fn is_abbreviation(before: &str) -> bool {
    const KNOWN: [&str; 16] = [
        "co", "op", "cf", "mr", "mrs", "ms", "dr", "no", "st", "approx", "etc", "vs", "corp",
        "e.g", "i.e", "ca",
    ];
    let word = before
        .rsplit(|c: char| c.is_whitespace() || c == ',' || c == '(')
        .next()
        .unwrap_or_default();
    if word.is_empty() {
        return false;
    }
    KNOWN.iter().any(|known| word.eq_ignore_ascii_case(known))
        || word.len() == 1 && word.chars().all(|c| c.is_ascii_uppercase())
        || word.chars().all(|c| c.is_ascii_digit()) && before.len() <= 3
}

impl<'a> Sentence<'a> {
    fn of(
        found: &'a Found<'a>,
        part: &'a Part,
        start: usize,
        end: usize,
        message: Option<usize>,
    ) -> Option<Self> {
        let text = part.text().get(start..end)?;
        let start = start + (text.len() - text.trim_start().len());
        let text = text.trim();
        let span = Span {
            part: part.number(),
            start: u32::try_from(start).ok()?,
            end: u32::try_from(start + text.len()).ok()?,
        };
        let folded = Folded::of(text, span.start);
        let hits = LEXICON.find(&folded.text);
        let clauses = clauses(&folded.text);
        let mut sentence = Self {
            part,
            span,
            order: 0,
            message,
            folded,
            hits,
            mentions: Vec::new(),
            numbers: Vec::new(),
            clauses,
        };
        sentence.mentions = sentence.here(mentions_within(found, span));
        Some(sentence)
    }

    /// Returns where mentions stand in it, but for those that it ends within.
    fn here(&self, mentions: &'a [Mention]) -> Vec<Here<'a>> {
        mentions
            .iter()
            .filter(|mention| mention.span.end <= self.span.end)
            .map(|mention| Here {
                mention,
                start: self.folded.position(mention.span.start),
                end: self.folded.position(mention.span.end),
            })
            .collect()
    }

    /// Returns the whole folded sentence as a range.
    pub(super) fn all(&self) -> (usize, usize) {
        (0, self.folded.text.len())
    }

    /// Returns the first hit of a cue by name.
    pub(super) fn hit(&self, name: &str) -> Option<Hit> {
        let cue = LEXICON.cue(name)?;
        self.hits.iter().copied().find(|hit| hit.cue == cue)
    }

    /// Returns whether a cue stands in the sentence, negated or not.
    pub(super) fn says(&self, name: &str) -> bool {
        self.hit(name).is_some()
    }

    /// Returns the longest hit of a cue within `range`, the first of equals.
    pub(super) fn longest(&self, name: &str, range: (usize, usize)) -> Option<Hit> {
        let cue = LEXICON.cue(name)?;
        self.hits
            .iter()
            .copied()
            .filter(|hit| hit.cue == cue && hit.start >= range.0 && hit.end <= range.1)
            .max_by_key(|hit| (hit.end - hit.start, std::cmp::Reverse(hit.start)))
    }

    /// Returns the mentions of a kind.
    pub(super) fn of_kind(&self, kind: MentionType) -> impl Iterator<Item = Here<'a>> {
        self.mentions
            .iter()
            .copied()
            .filter(move |here| here.is(kind))
    }

    /// Returns the words at a stretch of the folded text, as they stand, on one line.
    pub(super) fn words(&self, start: usize, end: usize) -> Option<String> {
        let (from, to) = self.folded.back(start, end)?;
        self.part
            .text()
            .get(from as usize..to as usize)
            .map(shown)
            .filter(|words| !words.is_empty())
    }

    /// Returns the clause that byte `at` of the folded text stands in.
    pub(super) fn clause_at(&self, at: usize) -> (usize, usize) {
        self.clauses
            .iter()
            .copied()
            .find(|(start, end)| *start <= at && at < *end)
            .unwrap_or_else(|| self.all())
    }

    /// Returns the words that soften what is said within `range`: the longest.
    pub(super) fn hedge(&self, range: (usize, usize)) -> Option<Hedge> {
        let cue = LEXICON.cue("hedge")?;
        let hit = self
            .hits
            .iter()
            .filter(|hit| hit.cue == cue && hit.start >= range.0 && hit.end <= range.1)
            // 他说是: somebody's words, no doubt of the speaker; 说是 alone is.
            .filter(|hit| {
                let text = self.folded.text.as_str();
                !text[hit.start..].starts_with("说是")
                    || text[..hit.start].is_empty()
                    || text[..hit.start].ends_with([',', '，', ';', ':', '：'])
            })
            .min_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)))?;
        let (start, end) = self.folded.back(hit.start, hit.end)?;
        let span = Span {
            part: self.span.part,
            start,
            end,
        };
        Some(Hedge {
            text: self.words(hit.start, hit.end)?,
            span,
        })
    }
}

/// Returns the clauses of a folded sentence.
fn clauses(text: &str) -> Vec<(usize, usize)> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for (offset, character) in text.char_indices() {
        let ends = match character {
            ',' => {
                // Not within a number.
                let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
                !(digit(text[..offset].chars().next_back())
                    && digit(text[offset + 1..].chars().next()))
            }
            '，' | ';' | '；' | '。' | '!' | '?' | '\n' => true,
            // A speaker or a heading before what is said; not within a time of day.
            ':' | '：' => {
                !text[offset + character.len_utf8()..].starts_with(|c: char| c.is_ascii_digit())
            }
            _ => false,
        };
        if ends {
            let end = offset + character.len_utf8();
            clauses.push((start, end));
            start = end;
        }
    }
    if start < text.len() || clauses.is_empty() {
        clauses.push((start, text.len()));
    }
    clauses
}

impl Sentence<'_> {
    /// Returns whether a stretch lies within a name, and not at its whole length.
    pub(super) fn is_in_name(&self, start: usize, end: usize) -> bool {
        self.mentions.iter().any(|here| {
            matches!(
                here.mention.kind,
                MentionType::Org
                    | MentionType::Product
                    | MentionType::Person
                    | MentionType::Place
                    | MentionType::Domain
                    | MentionType::Url
                    | MentionType::Email
            ) && here.start <= start
                && end <= here.end
        })
    }

    /// Returns the longest hit of a cue in `range` that is no part of a name.
    pub(super) fn longest_outside_names(&self, name: &str, range: (usize, usize)) -> Option<Hit> {
        let cue = LEXICON.cue(name)?;
        self.hits
            .iter()
            .copied()
            .filter(|hit| {
                hit.cue == cue
                    && hit.start >= range.0
                    && hit.end <= range.1
                    && !self.is_in_name(hit.start, hit.end)
            })
            .max_by_key(|hit| (hit.end - hit.start, std::cmp::Reverse(hit.start)))
    }
}
