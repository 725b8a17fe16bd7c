//! What detectors of things with a shape of their own share: where a word begins and ends beside Han text, and how
//! what was made unclickable is written back.

use regex::Regex;

/// The ways in which a full stop is written so that nobody clicks it, as a pattern.
pub(crate) const DOT: &str =
    r"(?:\.|\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)|\{dot\}|\[点\]|\(点\)|（\.）|【\.】|点|點|。)";

/// Compiles a pattern of this crate.
pub(crate) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("patterns are constants, and each is compiled by a test")
}

/// Returns the character before a byte.
pub(crate) fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// Returns the character at a byte.
pub(crate) fn after(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// Returns whether no ASCII letter, digit or underscore touches a stretch: Han text beside it does not matter.
pub(crate) fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let joins = |character: Option<char>| {
        character.is_some_and(|character| character.is_ascii_alphanumeric() || character == '_')
    };
    !joins(before(text, start)) && !joins(after(text, end))
}

/// Returns whether no digit touches a stretch.
pub(crate) fn no_digit_touches(text: &str, start: usize, end: usize) -> bool {
    let digit =
        |character: Option<char>| character.is_some_and(|character| character.is_ascii_digit());
    !digit(before(text, start)) && !digit(after(text, end))
}

/// Returns the text before a byte, on the same line, at most so many characters.
pub(crate) fn context_before(text: &str, at: usize, characters: usize) -> &str {
    let head = text.get(..at).unwrap_or_default();
    let begin = head
        .char_indices()
        .rev()
        .take(characters)
        .take_while(|(_, character)| *character != '\n')
        .last()
        .map_or(at, |(begin, _)| begin);
    head.get(begin..).unwrap_or_default()
}

/// Returns what stands before a place in its line or field; none where that is more than so many bytes, so that a text
/// that is one endless line is not walked again for each thing in it.
pub(crate) fn line_before(text: &str, at: usize, most: usize) -> Option<&str> {
    let head = text.as_bytes().get(..at)?;
    let near = head.get(at.saturating_sub(most)..)?;
    let begin = match near.iter().rposition(|byte| matches!(byte, b'\n' | b'\t')) {
        Some(found) => at - near.len() + found + 1,
        None if near.len() == head.len() => 0,
        None => return None,
    };
    text.get(begin..at)
}

/// Returns whether one of these words, in small letters where they are Latin, stands in a text.
pub(crate) fn holds_word(text: &str, words: &[&str]) -> bool {
    let lower = text.to_lowercase();
    words.iter().any(|word| lower.contains(word))
}

/// Writes an address back as it was before somebody made it unclickable.
pub(crate) fn refanged(text: &str) -> String {
    let mut written = text.to_owned();
    for (from, to) in [
        ("[.]", "."),
        ("(.)", "."),
        ("{.}", "."),
        ("（.）", "."),
        ("【.】", "."),
        ("[dot]", "."),
        ("(dot)", "."),
        ("{dot}", "."),
        ("[DOT]", "."),
        ("(DOT)", "."),
        ("[点]", "."),
        ("(点)", "."),
        ("点", "."),
        ("點", "."),
        ("。", "."),
        ("[:]", ":"),
        ("[://]", "://"),
        ("[/]", "/"),
        ("[@]", "@"),
        ("(@)", "@"),
        ("[at]", "@"),
        ("(at)", "@"),
    ] {
        if written.contains(from) {
            written = written.replace(from, to);
        }
    }
    written
}
