//! The key's own search: plain scanning of the texts that were written, sharing nothing with the engine.
//!
//! Always: a match lies in one piece (cell, paragraph, message, line of a text file and what follows it
//! after a single line break between Han characters); Latin letters and digits are bounded.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;

use super::LeakError;

/// What a search looks at in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Document {
    pub(crate) path: String,
    /// Whether the file's text is not in pictures, Office files or mails.
    pub(crate) plain: bool,
    pub(crate) pieces: Vec<String>,
}

/// How words are bounded, and whether pieces hang together. The key holds only queries whose results are
/// the same in every reading of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Letters and digits are one kind of character.
    pub(crate) letters_and_digits_are_one: bool,
    /// Pieces are joined before they are searched.
    pub(crate) joined: bool,
}

/// Every reading; the first is the one that counts.
pub(crate) const READINGS: [Reading; 4] = [
    Reading {
        letters_and_digits_are_one: false,
        joined: false,
    },
    Reading {
        letters_and_digits_are_one: true,
        joined: false,
    },
    Reading {
        letters_and_digits_are_one: false,
        joined: true,
    },
    Reading {
        letters_and_digits_are_one: true,
        joined: true,
    },
];

/// Traditional characters of the sample leak and their simplified forms, one pair a line.
const TRADITIONAL: &str = include_str!("../../data/traditional.tsv");

/// Folds texts for comparison.
pub(crate) struct Folding {
    simplified: BTreeMap<char, char>,
}

impl Folding {
    pub(crate) fn new() -> Self {
        let pairs = TRADITIONAL.lines().filter(|line| !line.starts_with('#'));
        let simplified = pairs
            .filter_map(|line| {
                let (from, to) = line.split_once('\t')?;
                Some((from.chars().next()?, to.chars().next()?))
            })
            .collect();
        Self { simplified }
    }

    /// Returns the text in NFKC, simplified, in lower case; a single line break between two Han
    /// characters is taken out, other white space becomes one space.
    pub(crate) fn fold(&self, text: &str) -> Vec<char> {
        let folded: Vec<char> = text
            .nfkc()
            .flat_map(char::to_lowercase)
            .filter(|ch| *ch != '\r')
            .map(|ch| *self.simplified.get(&ch).unwrap_or(&ch))
            .collect();
        let mut out: Vec<char> = Vec::with_capacity(folded.len());
        for (at, &ch) in folded.iter().enumerate() {
            let between = ch == '\n'
                && at > 0
                && is_han(folded[at - 1])
                && folded.get(at + 1).is_some_and(|&next| is_han(next));
            if between {
                continue;
            }
            if ch.is_whitespace() {
                // A blank line is a border that no phrase crosses.
                let border = ch == '\n' && folded.get(at + 1) == Some(&'\n');
                if border {
                    out.push('\u{0}');
                } else if out
                    .last()
                    .is_some_and(|last| *last != ' ' && *last != '\u{0}')
                {
                    out.push(' ');
                }
            } else {
                out.push(ch);
            }
        }
        out
    }

    /// Returns whether a character would be changed by the table of traditional characters.
    #[cfg(test)]
    pub(crate) fn knows(&self, ch: char) -> bool {
        self.simplified.contains_key(&ch)
    }
}

fn is_han(ch: char) -> bool {
    matches!(ch, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

/// A folded document.
pub(crate) struct Folded {
    pub(crate) path: String,
    pub(crate) plain: bool,
    pieces: Vec<Vec<char>>,
    joined: Vec<char>,
}

impl Folded {
    pub(crate) fn of(document: &Document, folding: &Folding) -> Self {
        Self {
            path: document.path.clone(),
            plain: document.plain,
            pieces: document
                .pieces
                .iter()
                .map(|piece| folding.fold(piece))
                .collect(),
            joined: folding.fold(&document.pieces.join("\n")),
        }
    }

    fn has(&self, word: &[char], reading: Reading) -> bool {
        if reading.joined {
            return occurs(&self.joined, word, reading);
        }
        self.pieces.iter().any(|piece| occurs(piece, word, reading))
    }
}

fn kind(ch: char, reading: Reading) -> u8 {
    match ch {
        // Only Latin words and digits are bounded; kana and Hangul run on as Han does.
        _ if is_han(ch) || matches!(ch, '\u{3040}'..='\u{30FF}' | '\u{AC00}'..='\u{D7AF}') => 0,
        _ if ch.is_numeric() && reading.letters_and_digits_are_one => 1,
        _ if ch.is_numeric() => 2,
        _ if ch.is_alphabetic() => 1,
        _ => 0,
    }
}

fn occurs(text: &[char], word: &[char], reading: Reading) -> bool {
    let (Some(&first), Some(&last)) = (word.first(), word.last()) else {
        return false;
    };
    let apart = |inner: char, outer: Option<&char>| {
        let own = kind(inner, reading);
        own == 0 || outer.is_none_or(|&outer| kind(outer, reading) != own)
    };
    text.windows(word.len()).enumerate().any(|(at, window)| {
        window == word
            && apart(first, at.checked_sub(1).and_then(|before| text.get(before)))
            && apart(last, text.get(at + word.len()))
    })
}

/// A query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Query {
    Word(Vec<char>),
    Not(Box<Query>),
    And(Vec<Query>),
    Or(Vec<Query>),
}

impl Query {
    /// Parses words side by side (AND), `OR`, `NOT` or `-`, brackets and phrases.
    ///
    /// # Errors
    /// [`LeakError::Query`].
    pub(crate) fn parse(query: &str, folding: &Folding) -> Result<Self, LeakError> {
        let mut tokens = tokens(query).into_iter().peekable();
        let parsed = either(&mut tokens, folding);
        match (parsed, tokens.next()) {
            (Some(parsed), None) => Ok(parsed),
            _ => Err(LeakError::Query {
                query: query.to_owned(),
            }),
        }
    }

    /// Returns whether a document answers the query.
    pub(crate) fn finds(&self, document: &Folded, reading: Reading) -> bool {
        match self {
            Self::Word(word) => document.has(word, reading),
            Self::Not(query) => !query.finds(document, reading),
            Self::And(all) => all.iter().all(|query| query.finds(document, reading)),
            Self::Or(any) => any.iter().any(|query| query.finds(document, reading)),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    Or,
    Not,
    Word(String),
}

fn tokens(query: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut rest = query.trim_start();
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '(' => {
                out.push(Token::Open);
                1
            }
            ')' => {
                out.push(Token::Close);
                1
            }
            '-' => {
                out.push(Token::Not);
                1
            }
            '"' => {
                let end = rest[1..].find('"').map_or(rest.len(), |at| at + 2);
                out.push(Token::Word(rest[..end].trim_matches('"').to_owned()));
                end
            }
            _ => {
                let end = rest
                    .find(|ch: char| ch.is_whitespace() || ch == '(' || ch == ')')
                    .unwrap_or(rest.len());
                out.push(match &rest[..end] {
                    "OR" => Token::Or,
                    "NOT" => Token::Not,
                    word => Token::Word(word.to_owned()),
                });
                end
            }
        };
        rest = rest[taken..].trim_start();
    }
    out
}

type Tokens = std::iter::Peekable<std::vec::IntoIter<Token>>;

fn either(tokens: &mut Tokens, folding: &Folding) -> Option<Query> {
    let mut any = vec![together(tokens, folding)?];
    while tokens.next_if_eq(&Token::Or).is_some() {
        any.push(together(tokens, folding)?);
    }
    Some(if any.len() == 1 {
        any.remove(0)
    } else {
        Query::Or(any)
    })
}

fn together(tokens: &mut Tokens, folding: &Folding) -> Option<Query> {
    let mut all = Vec::new();
    while let Some(token) = tokens.next_if(|token| !matches!(token, Token::Or | Token::Close)) {
        all.push(single(token, tokens, folding)?);
    }
    (!all.is_empty()).then(|| {
        if all.len() == 1 {
            all.remove(0)
        } else {
            Query::And(all)
        }
    })
}

fn single(token: Token, tokens: &mut Tokens, folding: &Folding) -> Option<Query> {
    match token {
        Token::Word(word) => Some(Query::Word(folding.fold(&word))),
        Token::Not => {
            let next = tokens.next()?;
            Some(Query::Not(Box::new(single(next, tokens, folding)?)))
        }
        Token::Open => {
            let inside = either(tokens, folding)?;
            tokens.next_if_eq(&Token::Close)?;
            Some(inside)
        }
        Token::Close | Token::Or => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Document, Folded, Folding, Query, READINGS};

    fn check(text: &str, query: &str, expect: bool) {
        let folding = Folding::new();
        let document = Document {
            path: "a".into(),
            plain: true,
            pieces: text.split('|').map(str::to_owned).collect(),
        };
        let folded = Folded::of(&document, &folding);
        let parsed = Query::parse(query, &folding).unwrap();
        assert_eq!(
            parsed.finds(&folded, READINGS[0]),
            expect,
            "{query} in {text}"
        );
    }

    #[test]
    fn words_are_found_as_the_contract_says() {
        check("合\n同", "合同", true);
        check("合\n\n同", "合同", false);
        check("合|同", "合同", false);
        check("這份合約", "合约", true);
        check("使用T1059.001技术", "T1059.001", true);
        check("T1059.0011", "T1059.001", false);
        check("the Price  List", "\"price list\"", true);
        check("pricey list", "price", false);
        check("ＡＢＣ公司", "abc", true);
    }

    #[test]
    fn operators_compose() {
        check("甲乙", "甲 乙", true);
        check("甲", "甲 乙", false);
        check("甲", "(乙 OR 甲) -丙", true);
        check("甲丙", "甲 NOT 丙", false);
    }

    #[test]
    fn broken_queries_are_errors() {
        for query in ["", "(甲", "甲)", "甲 OR", "NOT"] {
            assert!(Query::parse(query, &Folding::new()).is_err(), "{query}");
        }
    }
}
