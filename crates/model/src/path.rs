//! Paths of a case: where a file stood in what was added, `outer.zip!/folder/inner.xlsx`. Always: `/`
//! separates, `!/` enters a container, and what in a name would be read as either is percent-encoded.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A path as the contract writes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CasePath(String);

impl CasePath {
    /// Returns the path of a file that was acquired, from its decoded path relative to what was added.
    pub fn acquired(shown: &str) -> Self {
        Self(encoded(shown))
    }

    /// Returns the path of a file of this name inside the container at this path.
    pub fn member(&self, shown: &str) -> Self {
        Self(format!("{}!/{}", self.0, encoded(shown)))
    }

    /// Returns this path with the label of its source before it, for a case in which two sources clash.
    pub fn labelled(&self, label: &str) -> Self {
        Self(format!("{}/{}", encoded(label), self.0))
    }

    /// Takes a path as it was written before, by us or by a user.
    pub fn from_written(written: impl Into<String>) -> Self {
        Self(written.into())
    }

    /// Returns it as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the name after the last separator, still encoded.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }
}

impl fmt::Display for CasePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

fn encoded(shown: &str) -> String {
    let mut path = String::with_capacity(shown.len());
    let mut rest = shown.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '%' => path.push_str("%25"),
            '#' => path.push_str("%23"),
            '!' if rest.peek().is_none_or(|next| *next == '/') => path.push_str("%21"),
            _ => path.push(character),
        }
    }
    path
}

/// Returns `text` fit for a terminal or a page: what would move the cursor, hide, or turn the order of the
/// characters around it (Unicode TR 36: controls, bidirectional overrides, invisible marks) is shown as
/// `\u{202e}` and the like.
pub fn shown_safely(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_unsafe(character) {
            safe.extend(character.escape_unicode());
        } else {
            safe.push(character);
        }
    }
    Cow::Owned(safe)
}

fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_read_as_syntax_is_encoded() {
        let path = CasePath::acquired("100%/a#b!/dump!.zip");
        assert_eq!(path.as_str(), "100%25/a%23b%21/dump!.zip");
        let inner = path.member("目录/内!").member("x.txt");
        assert_eq!(
            inner.as_str(),
            "100%25/a%23b%21/dump!.zip!/目录/内%21!/x.txt"
        );
        assert_eq!(inner.name(), "x.txt");
        assert_eq!(
            path.labelled("乙#").as_str(),
            "乙%23/100%25/a%23b%21/dump!.zip"
        );
    }

    #[test]
    fn names_that_turn_or_move_text_are_shown_letter_by_letter() {
        assert_eq!(shown_safely("合同.txt"), "合同.txt");
        assert_eq!(shown_safely("a\u{202e}txt.exe"), "a\\u{202e}txt.exe");
        assert_eq!(shown_safely("a\u{1b}[2J\n"), "a\\u{1b}[2J\\u{a}");
    }
}
