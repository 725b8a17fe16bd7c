//! From characters to tokens. Always: each token carries the bytes that it was written in; full-width
//! brackets, colon, quotes and spaces are taken for the signs they stand for.

use std::ops::Range;

use super::{Glob, Problem, QueryError};

/// A token and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spanned {
    pub(super) token: Token,
    pub(super) range: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    Minus,
    Near(u32),
    Phrase(String),
    Regex(String),
    Word(Vec<Glob>),
    Fuzzy(String, u8),
    Field {
        name: String,
        value: String,
        value_range: Range<usize>,
    },
}

/// Words between two that are NEAR each other, where the query does not say.
const NEAR_DEFAULT: u32 = 10;

/// Signs that a backslash takes the meaning from.
pub(super) const SPECIAL: &str = "\\\"“”()（）*?:：~-/";

pub(super) fn is_quote(character: char) -> bool {
    matches!(character, '"' | '“' | '”')
}

fn is_open(character: char) -> bool {
    matches!(character, '(' | '（')
}

fn is_close(character: char) -> bool {
    matches!(character, ')' | '）')
}

fn is_colon(character: char) -> bool {
    matches!(character, ':' | '：')
}

fn ends_word(character: char) -> bool {
    character.is_whitespace() || is_quote(character) || is_open(character) || is_close(character)
}

pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

pub(super) fn tokens(text: &str) -> Result<Vec<Spanned>, QueryError> {
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.token()? {
        tokens.push(token);
    }
    Ok(tokens)
}

impl Lexer<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn peek_second(&self) -> Option<char> {
        self.text[self.at..].chars().nth(1)
    }

    fn take(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += character.len_utf8();
        Some(character)
    }

    fn token(&mut self) -> Result<Option<Spanned>, QueryError> {
        while self.peek().is_some_and(char::is_whitespace) {
            self.take();
        }
        let start = self.at;
        let Some(first) = self.peek() else {
            return Ok(None);
        };
        let token = if is_open(first) {
            self.take();
            Token::Open
        } else if is_close(first) {
            self.take();
            Token::Close
        } else if is_quote(first) {
            Token::Phrase(self.phrase()?)
        } else if first == '-' && self.peek_second().is_some_and(|next| !next.is_whitespace()) {
            self.take();
            Token::Minus
        } else if let Some(regex) = self.regex() {
            Token::Regex(regex)
        } else if let Some(operator) = self.operator() {
            operator
        } else if let Some((name, value_at)) = self.field_name() {
            self.at = value_at;
            let value = self.field_value()?;
            Token::Field {
                name,
                value,
                value_range: value_at..self.at,
            }
        } else {
            self.word()
        };
        let range = start..self.at;
        Ok(Some(Spanned { token, range }))
    }

    /// The next characters up to a space, bracket or quote, escapes included.
    fn bare(&self) -> &str {
        let rest = &self.text[self.at..];
        let mut escaped = false;
        for (at, character) in rest.char_indices() {
            if ends_word(character) && (!escaped || character.is_whitespace()) {
                return &rest[..at];
            }
            escaped = character == '\\' && !escaped;
        }
        rest
    }

    fn operator(&mut self) -> Option<Token> {
        let bare = self.bare();
        let token = match bare {
            "AND" => Token::And,
            "OR" => Token::Or,
            "NOT" => Token::Not,
            "NEAR" => Token::Near(NEAR_DEFAULT),
            _ => Token::Near(bare.strip_prefix("NEAR/")?.parse().ok()?),
        };
        self.at += bare.len();
        Some(token)
    }

    /// A phrase up to any closing quote.
    fn phrase(&mut self) -> Result<String, QueryError> {
        let start = self.at;
        self.take();
        let mut phrase = String::new();
        while let Some(character) = self.take() {
            match character {
                _ if is_quote(character) => return Ok(phrase),
                '\\' if self
                    .peek()
                    .is_some_and(|next| is_quote(next) || next == '\\') =>
                {
                    phrase.extend(self.take());
                }
                _ => phrase.push(character),
            }
        }
        Err(QueryError {
            problem: Problem::OpenPhrase,
            range: start..self.at,
        })
    }

    /// A regular expression, if the first slash that closes is followed by nothing, a space or a bracket;
    /// `/etc/passwd` is a word.
    fn regex(&mut self) -> Option<String> {
        let rest = self.text[self.at..].strip_prefix('/')?;
        let mut escaped = false;
        for (at, character) in rest.char_indices() {
            if character == '/' && !escaped {
                let next = rest[at + 1..].chars().next();
                let ends = next.is_none_or(|next| ends_word(next) && !is_quote(next));
                if !ends || at == 0 {
                    return None;
                }
                self.at += at + 2;
                return Some(rest[..at].replace("\\/", "/"));
            }
            escaped = character == '\\' && !escaped;
        }
        None
    }

    /// A field's name and where its value begins. `12:30`, `C:\`, `http://` and `备注：` are words.
    fn field_name(&self) -> Option<(String, usize)> {
        let bare = &self.text[self.at..];
        let length = bare.find(|character: char| !character.is_ascii_alphabetic())?;
        let (name, rest) = bare.split_at(length);
        let colon = rest.chars().next().filter(|next| is_colon(*next))?;
        let value = &rest[colon.len_utf8()..];
        let next = value.chars().next();
        if length < 2 || value.starts_with("//") || next.is_some_and(is_colon) {
            return None;
        }
        Some((
            name.to_ascii_lowercase(),
            self.at + length + colon.len_utf8(),
        ))
    }

    fn field_value(&mut self) -> Result<String, QueryError> {
        if self.peek().is_some_and(is_quote) {
            return self.phrase();
        }
        let rest = &self.text[self.at..];
        let end = rest.find(ends_word).unwrap_or(rest.len());
        self.at += end;
        Ok(rest[..end].to_owned())
    }

    fn word(&mut self) -> Token {
        let mut globs = Vec::new();
        let mut text = String::new();
        let start = self.at;
        let end = start + self.bare().len();
        while self.at < end {
            let Some(character) = self.take() else { break };
            let next = self.peek().filter(|_| self.at < end);
            match character {
                '\\' if next.is_some_and(|next| self.is_escapable(next, start)) => {
                    text.extend(self.take());
                }
                '*' | '?' => {
                    if !text.is_empty() {
                        globs.push(Glob::Text(std::mem::take(&mut text)));
                    }
                    match character {
                        '?' => globs.push(Glob::One),
                        _ if globs.last() == Some(&Glob::Many) => {}
                        _ => globs.push(Glob::Many),
                    }
                }
                '~' if globs.is_empty() && !text.is_empty() && self.at + 1 == end => match next {
                    Some('1') => {
                        self.at = end;
                        return Token::Fuzzy(text, 1);
                    }
                    Some('2') => {
                        self.at = end;
                        return Token::Fuzzy(text, 2);
                    }
                    _ => text.push(character),
                },
                _ => text.push(character),
            }
        }
        if !text.is_empty() {
            globs.push(Glob::Text(text));
        }
        Token::Word(globs)
    }

    /// A backslash takes the meaning from signs, and from an operator's first letter at the start of a word.
    fn is_escapable(&self, next: char, word_start: usize) -> bool {
        SPECIAL.contains(next) || (self.at == word_start + 1 && matches!(next, 'A' | 'N' | 'O'))
    }
}
