//! A parser of JSON (RFC 8259) that keeps nothing but the way to where it is. Always: its stack is on the heap,
//! memory does not grow with the document; also taken: NaN and Infinity, raw control characters in strings.

use std::io;

use daylight_model::Outcome;

/// One step of a document.
#[derive(Debug, Clone, Copy)]
pub(super) enum Event<'e> {
    /// An array or object begins.
    Open,
    /// One ends.
    Close {
        /// Whether it is an item of an array.
        in_array: bool,
    },
    /// A key, and the pointer of its object.
    Key { key: &'e str, object: &'e str },
    /// A text, number or word, and its pointer.
    Value { text: &'e str, pointer: &'e str },
}

/// Why a document cannot be walked to its end.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It is no JSON.
    Broken { line: u64 },
    /// It ends too early.
    Open,
    /// It is nested too deep.
    TooDeep,
    /// Whoever takes the events stopped it.
    Stopped(Outcome),
    /// The system did not hand it over.
    Io(io::Error),
}

/// Whether a text is JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Validity {
    /// One whole document.
    Whole,
    /// The start of one.
    Open,
    /// None.
    Broken,
}

/// Says whether a text is JSON.
pub(crate) fn validity(text: &str) -> Validity {
    let mut once = Some(text.to_owned());
    let mut blocks = || Ok(once.take());
    let mut chars = Chars::new(&mut blocks);
    let walked = match chars.skip_blank() {
        Ok(true) => Parser::new(&mut chars, String::new(), 512).document(&mut |_| Ok(())),
        _ => return Validity::Open,
    };
    match walked {
        Ok(()) if matches!(chars.skip_blank(), Ok(false)) => Validity::Whole,
        Ok(()) | Err(Trouble::Broken { .. }) => Validity::Broken,
        Err(_) => Validity::Open,
    }
}

/// The characters of a text that comes in blocks.
pub(super) struct Chars<'b> {
    blocks: &'b mut dyn FnMut() -> io::Result<Option<String>>,
    block: String,
    at: usize,
    line: u64,
}

impl<'b> Chars<'b> {
    pub(super) fn new(blocks: &'b mut dyn FnMut() -> io::Result<Option<String>>) -> Self {
        Self {
            blocks,
            block: String::new(),
            at: 0,
            line: 1,
        }
    }

    /// Returns the line that the next character is on.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    fn peek(&mut self) -> io::Result<Option<char>> {
        loop {
            if let Some(character) = self
                .block
                .get(self.at..)
                .and_then(|rest| rest.chars().next())
            {
                return Ok(Some(character));
            }
            match (self.blocks)()? {
                Some(block) => (self.block, self.at) = (block, 0),
                None => return Ok(None),
            }
        }
    }

    fn next(&mut self) -> io::Result<Option<char>> {
        let character = self.peek()?;
        if let Some(character) = character {
            self.at += character.len_utf8();
            self.line += u64::from(character == '\n');
        }
        Ok(character)
    }

    /// Skips white space; returns whether anything follows.
    pub(super) fn skip_blank(&mut self) -> io::Result<bool> {
        while let Some(character) = self.peek()? {
            if !matches!(character, ' ' | '\t' | '\r' | '\n') {
                return Ok(true);
            }
            self.next()?;
        }
        Ok(false)
    }
}

enum Level {
    Array { next: u64 },
    Object,
}

/// Walks one document.
pub(super) struct Parser<'p, 'b> {
    chars: &'p mut Chars<'b>,
    pointer: String,
    /// Open arrays and objects, each with the length of its pointer.
    levels: Vec<(Level, usize)>,
    just_opened: bool,
    deepest: usize,
}

impl<'p, 'b> Parser<'p, 'b> {
    /// Starts at a value; `root` is its pointer.
    pub(super) fn new(chars: &'p mut Chars<'b>, root: String, deepest: usize) -> Self {
        Self {
            chars,
            pointer: root,
            levels: Vec::new(),
            just_opened: false,
            deepest,
        }
    }

    fn broken<T>(&self) -> Result<T, Trouble> {
        Err(Trouble::Broken {
            line: self.chars.line,
        })
    }

    fn expect(&mut self) -> Result<char, Trouble> {
        if self.chars.skip_blank()? {
            self.chars.peek()?.ok_or(Trouble::Open)
        } else {
            Err(Trouble::Open)
        }
    }

    /// Walks to the end of the document.
    pub(super) fn document(
        &mut self,
        take: &mut dyn FnMut(Event<'_>) -> Result<(), Outcome>,
    ) -> Result<(), Trouble> {
        self.value(take)?;
        while let Some((level, length)) = self.levels.last() {
            let length = *length;
            self.pointer.truncate(length);
            let (closing, in_array) = match level {
                Level::Array { .. } => (']', true),
                Level::Object => ('}', false),
            };
            let first = std::mem::take(&mut self.just_opened);
            match self.expect()? {
                found if found == closing => {
                    self.chars.next()?;
                    self.levels.pop();
                    let in_array = matches!(self.levels.last(), Some((Level::Array { .. }, _)));
                    take(Event::Close { in_array })?;
                    continue;
                }
                ',' if !first => {
                    self.chars.next()?;
                    self.expect()?;
                }
                _ if first => {}
                _ => return self.broken(),
            }
            if in_array {
                if let Some((Level::Array { next }, _)) = self.levels.last_mut() {
                    self.pointer.push_str(&format!("/{next}"));
                    *next += 1;
                }
            } else {
                self.key(take)?;
            }
            self.value(take)?;
        }
        Ok(())
    }

    fn key(
        &mut self,
        take: &mut dyn FnMut(Event<'_>) -> Result<(), Outcome>,
    ) -> Result<(), Trouble> {
        if self.expect()? != '"' {
            return self.broken();
        }
        let key = self.string()?;
        if self.expect()? != ':' {
            return self.broken();
        }
        self.chars.next()?;
        take(Event::Key {
            key: &key,
            object: &self.pointer,
        })?;
        self.pointer.push('/');
        for character in key.chars() {
            match character {
                '~' => self.pointer.push_str("~0"),
                '/' => self.pointer.push_str("~1"),
                _ => self.pointer.push(character),
            }
        }
        Ok(())
    }

    fn value(
        &mut self,
        take: &mut dyn FnMut(Event<'_>) -> Result<(), Outcome>,
    ) -> Result<(), Trouble> {
        let level = match self.expect()? {
            '[' => Level::Array { next: 0 },
            '{' => Level::Object,
            first => {
                let text = if first == '"' {
                    self.string()?
                } else {
                    self.word()?
                };
                take(Event::Value {
                    text: &text,
                    pointer: &self.pointer,
                })?;
                return Ok(());
            }
        };
        if self.levels.len() >= self.deepest {
            return Err(Trouble::TooDeep);
        }
        self.chars.next()?;
        self.levels.push((level, self.pointer.len()));
        self.just_opened = true;
        take(Event::Open)?;
        Ok(())
    }

    /// Reads a number or a word.
    fn word(&mut self) -> Result<String, Trouble> {
        let mut word = String::new();
        while let Some(character) = self.chars.peek()?
            && (character.is_ascii_alphanumeric() || matches!(character, '-' | '+' | '.'))
            && word.len() < 1000
        {
            word.push(character);
            self.chars.next()?;
        }
        let numeric = |word: &str| {
            let digits = word.strip_prefix('-').unwrap_or(word);
            digits.starts_with(|first: char| first.is_ascii_digit())
                && digits
                    .chars()
                    .all(|character| matches!(character, '0'..='9' | '.' | '-' | '+' | 'e' | 'E'))
        };
        let words = ["true", "false", "null", "NaN", "Infinity", "-Infinity"];
        if words.contains(&word.as_str()) || numeric(&word) {
            return Ok(word);
        }
        let may_go_on = self.chars.peek()?.is_none()
            && (word == "-" || words.iter().any(|known| known.starts_with(&word)));
        if may_go_on {
            Err(Trouble::Open)
        } else {
            self.broken()
        }
    }

    fn string(&mut self) -> Result<String, Trouble> {
        self.chars.next()?;
        let mut text = String::new();
        let mut surrogate: Option<u16> = None;
        loop {
            let character = self.chars.next()?.ok_or(Trouble::Open)?;
            if character == '\\' {
                let escaped = self.chars.next()?.ok_or(Trouble::Open)?;
                if escaped == 'u' {
                    let unit = self.unit()?;
                    surrogate = push_unit(&mut text, surrogate, unit);
                    continue;
                }
                end_surrogate(&mut text, &mut surrogate);
                text.push(match escaped {
                    '"' | '\\' | '/' => escaped,
                    'b' => '\u{8}',
                    'f' => '\u{c}',
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    _ => return self.broken(),
                });
                continue;
            }
            end_surrogate(&mut text, &mut surrogate);
            if character == '"' {
                return Ok(text);
            }
            text.push(character);
        }
    }

    fn unit(&mut self) -> Result<u16, Trouble> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.chars.next()?.ok_or(Trouble::Open)?;
            let Some(digit) = digit.to_digit(16) else {
                return self.broken();
            };
            unit = unit * 16 + digit;
        }
        Ok(u16::try_from(unit).unwrap_or(u16::MAX))
    }
}

/// Appends a unit of UTF-16; returns the first half of a pair that waits for its second.
fn push_unit(text: &mut String, before: Option<u16>, unit: u16) -> Option<u16> {
    let units: Vec<u16> = before.into_iter().chain([unit]).collect();
    if matches!(units.as_slice(), [0xd800..=0xdbff]) {
        return Some(unit);
    }
    if let [_, 0xd800..=0xdbff] = units.as_slice() {
        text.push(char::REPLACEMENT_CHARACTER);
        return Some(unit);
    }
    text.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
    None
}

fn end_surrogate(text: &mut String, surrogate: &mut Option<u16>) {
    if surrogate.take().is_some() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
}
