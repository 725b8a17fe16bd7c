//! From tokens to a query. NOT binds closest, then NEAR, then words side by side, then OR.
//! Always: nesting and length are bounded, so that no query can exhaust the stack.

use std::ops::Range;

use super::lexer::{Spanned, Token, tokens};
use super::{Alike, Filter, Glob, Inside, Problem, Query, QueryError, field_names, regex};
use crate::search::alike;
use crate::search::atoms::{Kind, kind};
use crate::search::fold::fold;

/// Bytes of a query, at most.
const LONGEST: usize = 16 * 1024;
/// Brackets and negations inside each other, at most.
const DEEPEST: usize = 60;
/// Words of a query, at most.
const MOST_TOKENS: usize = 2_000;

pub(super) fn parse(text: &str) -> Result<Query, QueryError> {
    let whole = 0..text.len();
    let error = |problem| QueryError {
        problem,
        range: whole.clone(),
    };
    if text.len() > LONGEST {
        return Err(error(Problem::TooLong));
    }
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Err(error(Problem::Empty));
    }
    if tokens.len() > MOST_TOKENS {
        return Err(error(Problem::TooLong));
    }
    let mut parser = Parser {
        tokens: &tokens,
        at: 0,
        end: text.len(),
    };
    let query = parser.alternatives(0)?;
    match parser.peek() {
        None => Ok(query),
        Some(stray) => Err(QueryError {
            problem: Problem::StrayBracket,
            range: stray.range.clone(),
        }),
    }
}

struct Parser<'a> {
    tokens: &'a [Spanned],
    at: usize,
    end: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Spanned> {
        self.tokens.get(self.at)
    }

    fn take_if(&mut self, wanted: impl Fn(&Token) -> bool) -> Option<&'a Spanned> {
        let next = self.peek().filter(|spanned| wanted(&spanned.token))?;
        self.at += 1;
        Some(next)
    }

    fn alternatives(&mut self, depth: usize) -> Result<Query, QueryError> {
        let mut any = vec![self.conjunction(depth, None)?];
        while let Some(or) = self.take_if(|token| *token == Token::Or) {
            any.push(self.conjunction(depth, Some(or))?);
        }
        Ok(Query::or(any))
    }

    fn conjunction(
        &mut self,
        depth: usize,
        mut after: Option<&'a Spanned>,
    ) -> Result<Query, QueryError> {
        let mut all = Vec::new();
        loop {
            all.push(self.near(depth, after)?);
            after = self.take_if(|token| *token == Token::And);
            if after.is_some() {
                continue;
            }
            match self.peek().map(|next| &next.token) {
                None | Some(Token::Or | Token::Close) => return Ok(Query::and(all)),
                Some(_) => {}
            }
        }
    }

    fn near(&mut self, depth: usize, after: Option<&'a Spanned>) -> Result<Query, QueryError> {
        let start = self.at;
        let mut left = self.negation(depth, after)?;
        let is_near = |token: &Token| matches!(token, Token::Near(_));
        while let Some(operator) = self.take_if(is_near) {
            let Token::Near(distance) = operator.token else {
                break;
            };
            self.must_be_positional(&left, start)?;
            let right_start = self.at;
            let right = self.negation(depth, Some(operator))?;
            self.must_be_positional(&right, right_start)?;
            left = Query::Near {
                left: Box::new(left),
                right: Box::new(right),
                distance,
            };
        }
        Ok(left)
    }

    fn must_be_positional(&self, operand: &Query, first_token: usize) -> Result<(), QueryError> {
        if operand.is_positional() {
            return Ok(());
        }
        let start = self.tokens.get(first_token).map(|token| token.range.start);
        let end = self
            .at
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last));
        let start = start.unwrap_or(self.end);
        Err(QueryError {
            problem: Problem::NearOperand,
            range: start..end.map_or(self.end, |last| last.range.end.max(start)),
        })
    }

    fn negation(&mut self, depth: usize, after: Option<&'a Spanned>) -> Result<Query, QueryError> {
        let is_not = |token: &Token| matches!(token, Token::Not | Token::Minus);
        match self.take_if(is_not) {
            Some(not) if depth < DEEPEST => {
                let inner = self.negation(depth + 1, Some(not))?;
                Ok(Query::Not(Box::new(inner)))
            }
            Some(not) => Err(too_deep(&not.range)),
            None => self.primary(depth, after),
        }
    }

    fn primary(&mut self, depth: usize, after: Option<&'a Spanned>) -> Result<Query, QueryError> {
        let Some(next) = self.peek() else {
            return Err(self.missing(after));
        };
        self.at += 1;
        let error = |problem| {
            Err(QueryError {
                problem,
                range: next.range.clone(),
            })
        };
        match &next.token {
            Token::Open if depth >= DEEPEST => Err(too_deep(&next.range)),
            Token::Open => self.bracket(depth, next),
            Token::Phrase(phrase) if !is_searchable(phrase) => error(Problem::NoCharacters),
            Token::Phrase(phrase) => Ok(Query::Phrase(phrase.clone())),
            Token::Regex(source) => match regex(source) {
                Ok(_) => Ok(Query::Regex(source.clone())),
                Err(refused) => error(Problem::Regex {
                    message: one_line(&refused),
                }),
            },
            Token::Word(globs) => word(globs).or_else(error),
            Token::Fuzzy(word, distance) => fuzzy(word, *distance).or_else(error),
            Token::Field {
                name,
                value,
                value_range,
            } => field(name, value, value_range, &next.range),
            Token::Close if after.is_none() => error(Problem::StrayBracket),
            Token::Close => {
                self.at -= 1;
                Err(self.missing(after))
            }
            Token::And | Token::Or | Token::Near(_) | Token::Not | Token::Minus => {
                error(Problem::MissingOperand {
                    operator: operator(&next.token),
                    side: "before",
                })
            }
        }
    }

    fn bracket(&mut self, depth: usize, open: &Spanned) -> Result<Query, QueryError> {
        let is_close = |token: &Token| *token == Token::Close;
        if let Some(close) = self.take_if(is_close) {
            return Err(QueryError {
                problem: Problem::EmptyBrackets,
                range: open.range.start..close.range.end,
            });
        }
        let inner = self.alternatives(depth + 1)?;
        match self.take_if(is_close) {
            Some(_) => Ok(inner),
            None => Err(QueryError {
                problem: Problem::OpenBracket,
                range: open.range.clone(),
            }),
        }
    }

    fn missing(&self, after: Option<&Spanned>) -> QueryError {
        match after {
            Some(spanned) => QueryError {
                problem: Problem::MissingOperand {
                    operator: operator(&spanned.token),
                    side: "after",
                },
                range: spanned.range.clone(),
            },
            // Only after an opening bracket at the very end.
            None => QueryError {
                problem: Problem::OpenBracket,
                range: self
                    .tokens
                    .last()
                    .map_or(0..self.end, |last| last.range.clone()),
            },
        }
    }
}

fn operator(token: &Token) -> String {
    match token {
        Token::And => "AND".to_owned(),
        Token::Or => "OR".to_owned(),
        Token::Not => "NOT".to_owned(),
        Token::Minus => "-".to_owned(),
        _ => "NEAR".to_owned(),
    }
}

fn too_deep(range: &Range<usize>) -> QueryError {
    QueryError {
        problem: Problem::TooDeep,
        range: range.clone(),
    }
}

fn one_line(refused: &regex::Error) -> String {
    let message = refused.to_string();
    let last = message.lines().rfind(|line| !line.trim().is_empty());
    let last = last.unwrap_or_default().trim();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}

/// Whether anything but spaces is left after folding.
pub(super) fn is_searchable(text: &str) -> bool {
    fold(text)
        .chars()
        .any(|character| !character.is_whitespace())
}

fn word(globs: &[Glob]) -> Result<Query, Problem> {
    match globs {
        [Glob::Text(text)] if is_searchable(text) => Ok(Query::Word(text.clone())),
        [Glob::Text(_)] | [] => Err(Problem::NoCharacters),
        [Glob::Many] => Ok(Query::All),
        _ => {
            let of_its_own = |glob: &Glob| matches!(glob, Glob::Text(text) if is_searchable(text));
            match globs.iter().any(of_its_own) {
                true => Ok(Query::Wildcard(globs.to_vec())),
                false => Err(Problem::OnlyWildcards),
            }
        }
    }
}

fn fuzzy(word: &str, distance: u8) -> Result<Query, Problem> {
    let folded = fold(word);
    if !folded.chars().all(|character| kind(character).is_bounded()) || folded.is_empty() {
        return Err(Problem::FuzzyWord);
    }
    if folded.chars().count() <= 2 * usize::from(distance) {
        return Err(Problem::FuzzyShort { distance });
    }
    debug_assert!(
        folded
            .chars()
            .all(|character| kind(character) != Kind::Dense)
    );
    Ok(Query::Fuzzy {
        word: word.to_owned(),
        distance,
    })
}

fn field(
    name: &str,
    value: &str,
    value_range: &Range<usize>,
    range: &Range<usize>,
) -> Result<Query, QueryError> {
    let error = |problem, range: &Range<usize>| QueryError {
        problem,
        range: range.clone(),
    };
    let name = name.to_owned();
    if !field_names().any(|known| known == name) {
        return Err(error(Problem::UnknownField { name }, range));
    }
    if value.trim().is_empty() {
        return Err(error(Problem::NoValue { name }, range));
    }
    if let Some(how) = Alike::named(&name) {
        return alike(how, value).map_err(|problem| error(problem, value_range));
    }
    let filter = Filter::parse(&name, value).map(Query::Field);
    match filter.or_else(|| Inside::parse(&name, value).map(Query::Inside)) {
        Some(query) => Ok(query),
        None => {
            let value = value.to_owned();
            Err(error(Problem::Value { name, value }, value_range))
        }
    }
}

fn alike(how: Alike, value: &str) -> Result<Query, Problem> {
    let word = value.trim().to_owned();
    match how {
        Alike::Pinyin if alike::pinyin(&word).is_empty() => Err(Problem::Pinyin),
        Alike::Ocr
            if !fold(&word)
                .chars()
                .any(|character| kind(character).is_word()) =>
        {
            Err(Problem::NoCharacters)
        }
        Alike::Pinyin | Alike::Ocr => Ok(Query::Alike { how, word }),
    }
}
