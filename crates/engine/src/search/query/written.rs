//! How a query is written: the one canonical form, which reads back as the same query.

use std::fmt::{self, Write};

use super::lexer::{SPECIAL, is_quote};
use super::{Glob, Query};

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_query(self, Inside::Top, f)
    }
}

/// What a query stands in, from the loosest bond to the closest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Inside {
    Top,
    Or,
    And,
    NearLeft,
    NearRight,
    Not,
}

fn write_query(query: &Query, inside: Inside, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let needs_brackets = match query {
        Query::Or(_) => inside >= Inside::Or,
        Query::And(_) => inside >= Inside::And,
        Query::Near { .. } => inside >= Inside::NearRight,
        _ => false,
    };
    if needs_brackets {
        f.write_char('(')?;
        write_query(query, Inside::Top, f)?;
        return f.write_char(')');
    }
    match query {
        Query::All => f.write_char('*'),
        Query::Word(text) => write_word(&[Glob::Text(text.clone())], f),
        Query::Wildcard(globs) => write_word(globs, f),
        Query::Fuzzy { word, distance } => {
            write_word(&[Glob::Text(word.clone())], f)?;
            write!(f, "~{distance}")
        }
        Query::Phrase(phrase) => write_quoted(phrase, f),
        Query::Regex(source) => write_regex(source, f),
        Query::Field(filter) => write_field(filter.name(), &filter.value(), f),
        Query::Inside(inside) => write_field(inside.name(), &inside.value(), f),
        Query::Alike { how, word } => write_field(how.name(), word, f),
        Query::Near {
            left,
            right,
            distance,
        } => {
            write_query(left, Inside::NearLeft, f)?;
            write!(f, " NEAR/{distance} ")?;
            write_query(right, Inside::NearRight, f)
        }
        Query::And(all) => write_list(all, " ", Inside::And, f),
        Query::Or(any) => write_list(any, " OR ", Inside::Or, f),
        Query::Not(inner) => {
            f.write_str("NOT ")?;
            write_query(inner, Inside::Not, f)
        }
    }
}

fn write_field(name: &str, value: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{name}:")?;
    let plain = |character: char| {
        !(character.is_whitespace() || is_quote(character) || "()（）".contains(character))
    };
    match value.chars().all(plain) && !value.starts_with("//") && !value.starts_with([':', '：']) {
        true => f.write_str(value),
        false => write_quoted(value, f),
    }
}

fn write_list(
    queries: &[Query],
    between: &str,
    inside: Inside,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    for (at, query) in queries.iter().enumerate() {
        if at > 0 {
            f.write_str(between)?;
        }
        write_query(query, inside, f)?;
    }
    Ok(())
}

fn write_word(globs: &[Glob], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut first = true;
    for glob in globs {
        match glob {
            Glob::One => f.write_char('?')?,
            Glob::Many => f.write_char('*')?,
            Glob::Text(text) => {
                for character in text.chars() {
                    let operator = first && matches!(character, 'A' | 'N' | 'O');
                    // These two mean something at the start only; escaped everywhere they would be a nuisance.
                    let sign = SPECIAL.contains(character) && (first || !"-/".contains(character));
                    if sign || (operator && is_operator(text)) {
                        f.write_char('\\')?;
                    }
                    f.write_char(character)?;
                    first = false;
                }
            }
        }
        first = false;
    }
    Ok(())
}

fn is_operator(word: &str) -> bool {
    matches!(word, "AND" | "OR" | "NOT") || word.starts_with("NEAR")
}

fn write_quoted(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_char('"')?;
    for character in text.chars() {
        if is_quote(character) || character == '\\' {
            f.write_char('\\')?;
        }
        f.write_char(character)?;
    }
    f.write_char('"')
}

/// Slashes of the expression are escaped; what was escaped already stays.
fn write_regex(source: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_char('/')?;
    let mut escaped = false;
    for character in source.chars() {
        if character == '/' && !escaped {
            f.write_char('\\')?;
        }
        f.write_char(character)?;
        escaped = character == '\\' && !escaped;
    }
    f.write_char('/')
}
