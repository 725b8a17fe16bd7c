//! Rich text (RTF 1.9): paragraphs and tables, notes, headers and comments as parts of their own. Always: each run
//! of bytes is decoded by the code page of its font; what only programs read is left out; nesting costs no stack.

mod embedded;
mod fonts;
mod tokens;

use std::collections::BTreeMap;

use daylight_model::{PartKind, Reason};

use super::flow::{Change, Flow, Mark, Run};
use super::legacy::doc::{drawn_by_code, moment};
use super::legacy::summary::decoded;
use crate::reading::{About, Ending, Out, failed, partial, unreadable};
use crate::source::Source;
use embedded::Data;
use fonts::Fonts;
use tokens::{Token, Tokens};

/// Groups inside each other whose state is kept.
const DEEPEST: usize = 100_000;

/// Parts of a document; headers above that are read as one.
const STORIES: usize = 10_000;

/// Reads a document.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "rtf@1";
    let Some(bytes) = source.all().map_err(|error| unreadable(&error))? else {
        return Err(failed(
            Reason::MemoryLimit,
            "too large to be held in memory",
        ));
    };
    let mut reader = Reader::new();
    for token in Tokens::new(&bytes) {
        reader.token(token);
        if let Some(data) = reader.data_over.take() {
            data.send(out)?;
        }
    }
    let cut = !reader.groups.is_empty() || reader.deeper > 0;
    reader.flush();
    for (key, value) in &reader.info {
        about.says(key, value);
    }
    for mut story in reader.stories {
        story.finish();
        if !story.flow.is_empty() {
            story.flow.send(story.kind, out)?;
        }
    }
    if cut {
        return Err(partial(Reason::Truncated, "its end is missing"));
    }
    Ok(())
}

/// What a group holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goal {
    /// Text of a story.
    Text,
    /// Nothing that is read.
    Unseen,
    /// Fonts.
    Fonts,
    /// Names of those who made changes.
    Revisers,
    /// A property of the document.
    Info(&'static str),
    /// The author of the next comment.
    CommentAuthor,
    /// What a field is told to do.
    FieldCode,
    /// A picture or an object, in digits.
    Data,
}

/// The state of a group.
#[derive(Debug, Clone)]
struct Group {
    goal: Goal,
    story: usize,
    font: i32,
    skipped: u32,
    /// Inserted, deleted, who and when of each.
    inserted: bool,
    deleted: bool,
    who: [Option<usize>; 2],
    when: [u32; 2],
    /// Whether the next word says what the group is and may be unknown.
    starred: bool,
    /// What the group that is there once more in Unicode holds.
    twice: Option<Goal>,
    /// Whether the group began a story, a picture or a property.
    began: bool,
}

struct Story {
    kind: PartKind,
    flow: Flow,
    runs: Vec<Run>,
    in_table: bool,
    nested: bool,
}

impl Story {
    fn new(name: Option<&str>, kind: PartKind) -> Self {
        Self {
            kind,
            flow: Flow::new(name),
            runs: Vec::new(),
            in_table: false,
            nested: false,
        }
    }

    fn mark(&mut self, mark: Mark) {
        let in_table = self.in_table || mark != Mark::Paragraph;
        let mark = if self.nested { Mark::Paragraph } else { mark };
        self.flow
            .ended(&std::mem::take(&mut self.runs), mark, in_table);
    }

    fn finish(&mut self) {
        if !self.runs.is_empty() {
            self.mark(Mark::Paragraph);
        }
    }
}

/// The stories that every document has; headers, footers and text boxes follow.
const NOTES: usize = 1;
const ENDNOTES: usize = 2;
const COMMENTS: usize = 3;
const BOXES: usize = 4;

struct Reader {
    groups: Vec<Group>,
    deeper: usize,
    now: Group,
    stories: Vec<Story>,
    fonts: Fonts,
    revisers: Vec<String>,
    info: BTreeMap<&'static str, String>,
    comment_author: String,
    /// Bytes that wait to be decoded together.
    bytes: Vec<u8>,
    /// Units of UTF-16 that wait for their other half.
    units: Vec<u16>,
    /// Characters to be passed over after one in Unicode.
    to_skip: u32,
    /// The text of a property, a name or a field's code.
    aside: String,
    data: Data,
    data_over: Option<Data>,
    headers: u32,
    footers: u32,
}

impl Reader {
    fn new() -> Self {
        let stories = vec![
            Story::new(None, PartKind::Body),
            Story::new(Some("footnotes"), PartKind::Notes),
            Story::new(Some("endnotes"), PartKind::Notes),
            Story::new(Some("comments"), PartKind::Comments),
            Story::new(Some("textboxes"), PartKind::Body),
        ];
        Self {
            groups: Vec::new(),
            deeper: 0,
            now: Group {
                goal: Goal::Text,
                story: 0,
                font: -1,
                skipped: 1,
                inserted: false,
                deleted: false,
                who: [None; 2],
                when: [0; 2],
                starred: false,
                twice: None,
                began: false,
            },
            stories,
            fonts: Fonts::default(),
            revisers: Vec::new(),
            info: BTreeMap::new(),
            comment_author: String::new(),
            bytes: Vec::new(),
            units: Vec::new(),
            to_skip: 0,
            aside: String::new(),
            data: Data::default(),
            data_over: None,
            headers: 0,
            footers: 0,
        }
    }

    fn token(&mut self, token: Token<'_>) {
        match token {
            Token::Open => self.open(),
            Token::Close => self.close(),
            Token::Word(word, number) => self.word(word, number),
            Token::Symbol(symbol) => self.symbol(symbol),
            Token::Byte(byte) => {
                if self.to_skip > 0 {
                    self.to_skip -= 1;
                } else if self.now.goal != Goal::Unseen && self.now.goal != Goal::Data {
                    self.end_units();
                    self.bytes.push(byte);
                }
            }
            Token::Text(text) => self.text(text),
            Token::Binary(bytes) if self.now.goal == Goal::Data => self.data.binary(bytes),
            Token::Binary(_) => {}
        }
    }

    fn open(&mut self) {
        self.flush();
        self.to_skip = 0;
        if self.groups.len() >= DEEPEST {
            self.deeper += 1;
            return;
        }
        self.groups.push(self.now.clone());
        (self.now.began, self.now.starred) = (false, false);
        if self.now.twice.is_some() {
            self.now.goal = Goal::Unseen;
        }
    }

    fn close(&mut self) {
        self.flush();
        self.to_skip = 0;
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let ended = self.now.clone();
        let Some(outer) = self.groups.pop() else {
            return;
        };
        self.now = outer;
        if self.now.goal == Goal::Revisers && ended.goal == Goal::Revisers {
            let name = std::mem::take(&mut self.aside);
            self.revisers.push(name.trim_end_matches(';').to_owned());
        }
        if !ended.began {
            return;
        }
        match ended.goal {
            Goal::Info(key) => {
                let value = std::mem::take(&mut self.aside);
                self.info.entry(key).or_insert(value);
            }
            Goal::CommentAuthor => self.comment_author = std::mem::take(&mut self.aside),
            Goal::FieldCode => {
                let code = std::mem::take(&mut self.aside);
                if let Some(text) = drawn_by_code(&code) {
                    self.push(&text);
                }
            }
            Goal::Data => self.data_over = Some(std::mem::take(&mut self.data)),
            Goal::Text => {
                if let Some(story) = self.stories.get_mut(ended.story) {
                    story.finish();
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, mut text: &[u8]) {
        match self.now.goal {
            Goal::Unseen => {}
            Goal::Data => self.data.digits(text),
            Goal::Fonts => {}
            _ => {
                let skipped = text.len().min(self.to_skip as usize);
                text = text.get(skipped..).unwrap_or_default();
                self.to_skip -= u32::try_from(skipped).unwrap_or(self.to_skip);
                if !text.is_empty() {
                    self.end_units();
                    self.bytes.extend_from_slice(text);
                }
            }
        }
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'*' => self.now.starred = true,
            b'\\' | b'{' | b'}' => self.text(&[symbol]),
            b'~' => self.character('\u{a0}'),
            b'_' => self.character('\u{2011}'),
            b'\n' | b'\r' => self.mark(Mark::Paragraph),
            b'\t' => self.character('\t'),
            _ => {}
        }
    }

    fn character(&mut self, character: char) {
        self.flush();
        if self.to_skip > 0 {
            self.to_skip -= 1;
            return;
        }
        self.push(character.encode_utf8(&mut [0; 4]));
    }

    fn mark(&mut self, mark: Mark) {
        self.flush();
        match self.now.goal {
            Goal::Text => {
                if let Some(story) = self.stories.get_mut(self.now.story) {
                    story.mark(mark);
                }
            }
            _ => self.aside.push(' '),
        }
    }

    fn end_units(&mut self) {
        if !self.units.is_empty() {
            let text = String::from_utf16_lossy(&std::mem::take(&mut self.units));
            self.push(&text);
        }
    }

    fn flush(&mut self) {
        self.end_units();
        if !self.bytes.is_empty() {
            let bytes = std::mem::take(&mut self.bytes);
            let text = decoded(&bytes, self.fonts.page(self.now.font));
            self.push(&text);
        }
    }

    fn push(&mut self, text: &str) {
        match self.now.goal {
            Goal::Text => {}
            Goal::Unseen | Goal::Fonts | Goal::Data => return,
            _ => {
                self.aside.push_str(text);
                return;
            }
        }
        let change = self.change();
        let Some(story) = self.stories.get_mut(self.now.story) else {
            return;
        };
        match story.runs.last_mut() {
            Some(last) if last.change == change => last.text.push_str(text),
            _ => story.runs.push(Run {
                text: text.to_owned(),
                change,
            }),
        }
    }

    fn change(&self) -> Option<Change> {
        let Group {
            inserted, deleted, ..
        } = self.now;
        if !inserted && !deleted {
            return None;
        }
        let of = usize::from(deleted);
        let author = self.now.who[of].and_then(|who| self.revisers.get(who));
        let author = author.map_or(String::new(), |author| format!(" by {author}"));
        let date = moment(self.now.when[of]);
        let date = date.map_or(String::new(), |date| format!(", {date}"));
        Some(Change {
            inserted: !deleted,
            who: author + &date,
        })
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let on = number != Some(0);
        let count = number.unwrap_or(0);
        if word == "u" {
            return self.unicode(count);
        }
        if self.to_skip > 0 {
            // A control word counts as one character where the text for old readers stands.
            self.to_skip -= 1;
        }
        let starred = std::mem::take(&mut self.now.starred);
        match word {
            "upr" => self.now.twice = Some(self.now.goal),
            "ud" => self.now.goal = self.now.twice.take().unwrap_or(self.now.goal),
            _ => {}
        }
        if self.now.goal == Goal::Data {
            self.data.word(word, count);
            if starred {
                self.now.goal = Goal::Unseen;
            }
            return;
        }
        if self.goal(word, starred) {
            return;
        }
        self.flush();
        match word {
            "f" if self.now.goal == Goal::Fonts => self.fonts.begin(count),
            "fcharset" => self.fonts.charset(count),
            "cpg" if self.now.goal == Goal::Fonts => self.fonts.stated(count),
            "f" => self.now.font = count,
            "plain" => {
                self.now.font = -1;
                (self.now.inserted, self.now.deleted) = (false, false);
            }
            "ansicpg" => self.fonts.default_page(count),
            "mac" => self.fonts.default_page(10000),
            "deff" => self.fonts.default_font(count),
            "uc" => self.now.skipped = u32::try_from(count).unwrap_or(0).min(64),
            "par" | "sect" => self.mark(Mark::Paragraph),
            "cell" => self.mark(Mark::Cell),
            "row" => self.mark(Mark::Row),
            "nestcell" | "nestrow" => self.mark(Mark::Paragraph),
            "line" | "page" | "column" | "softline" => self.push("\n"),
            "tab" => self.push("\t"),
            "pard" | "intbl" | "itap" | "trowd" => self.layout(word, count),
            "revised" => self.now.inserted = on,
            "deleted" => self.now.deleted = on,
            "revauth" => self.now.who[0] = usize::try_from(count).ok(),
            "revauthdel" => self.now.who[1] = usize::try_from(count).ok(),
            "revdttm" => self.now.when[0] = count.cast_unsigned(),
            "revdttmdel" => self.now.when[1] = count.cast_unsigned(),
            "ftnalt" if self.now.story == NOTES => self.now.story = ENDNOTES,
            "yr" | "mo" | "dy" | "hr" | "min" => self.date(word, count),
            _ => {
                if let Some(text) = fonts::named_character(word) {
                    self.push(text);
                }
            }
        }
    }

    fn unicode(&mut self, number: i32) {
        if matches!(self.now.goal, Goal::Unseen | Goal::Data | Goal::Fonts) {
            return;
        }
        if !self.bytes.is_empty() {
            self.flush();
        }
        // Written as a signed number of 16 bits, by some as an unsigned one.
        if let Ok(unit) = u16::try_from(number.rem_euclid(0x1_0000)) {
            self.units.push(unit);
        }
        self.to_skip = self.now.skipped;
    }

    fn layout(&mut self, word: &str, count: i32) {
        if let Some(story) = self.stories.get_mut(self.now.story) {
            match word {
                "pard" => (story.in_table, story.nested) = (false, false),
                "itap" => {
                    story.in_table = count > 0;
                    story.nested = count > 1;
                }
                _ => story.in_table = true,
            }
        }
    }

    fn date(&mut self, word: &str, count: i32) {
        if !matches!(self.now.goal, Goal::Info(_)) {
            return;
        }
        let before = match word {
            "yr" => "",
            "mo" | "dy" => "-",
            "hr" => "T",
            _ => ":",
        };
        self.aside.push_str(&format!("{before}{count:02}"));
    }

    /// Takes a word that says what its group is.
    fn goal(&mut self, word: &str, starred: bool) -> bool {
        let goal = match word {
            "fonttbl" => Goal::Fonts,
            "revtbl" => Goal::Revisers,
            "pict" | "objdata" => {
                self.data = Data::begin(word);
                Goal::Data
            }
            "atnauthor" => Goal::CommentAuthor,
            "fldinst" => Goal::FieldCode,
            "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr"
            | "footerf" => {
                self.flush();
                return self.begin_margin(word.starts_with("header"));
            }
            "footnote" => return self.begin_story(NOTES),
            "annotation" => {
                self.begin_story(COMMENTS);
                let author = std::mem::take(&mut self.comment_author);
                if let Some(story) = self.stories.get_mut(COMMENTS) {
                    story.finish();
                    if !author.trim().is_empty() {
                        story.flow.prefix(&format!("{}: ", author.trim()));
                    }
                }
                return true;
            }
            "shptxt" | "dptxbxtext" => return self.begin_story(BOXES),
            _ if fonts::is_unseen(word) => Goal::Unseen,
            _ => match fonts::info(word).filter(|_| self.now.goal != Goal::Text || starred) {
                Some(key) => Goal::Info(key),
                None if word == "info" => {
                    self.now.goal = Goal::Info("");
                    return true;
                }
                None if starred && !fonts::is_seen(word) => Goal::Unseen,
                None => return false,
            },
        };
        if self.now.goal == Goal::Unseen {
            return true;
        }
        self.flush();
        self.now.goal = goal;
        self.now.began = true;
        self.aside.clear();
        true
    }

    fn begin_story(&mut self, story: usize) -> bool {
        self.flush();
        if self.now.goal == Goal::Text {
            self.now.story = story;
            self.now.began = true;
        }
        true
    }

    fn begin_margin(&mut self, is_header: bool) -> bool {
        let (number, word, kind) = match is_header {
            true => (&mut self.headers, "header", PartKind::Header),
            false => (&mut self.footers, "footer", PartKind::Footer),
        };
        if self.stories.len() < STORIES {
            *number += 1;
            let name = format!("{word}{number}");
            self.stories.push(Story::new(Some(&name), kind));
        }
        self.begin_story(self.stories.len() - 1)
    }
}

#[cfg(test)]
mod tests;
