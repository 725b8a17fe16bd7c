//! Chinese words in a text with how they are said and what they mean, for who does not read Chinese. What is known by
//! name comes first: the case's own list, names that a detector found, the shipped lists; then the dictionary.
//! Always: words lie on character boundaries, in order, without overlap; a name is one word and never taken apart.

mod cut;
mod dictionary;
mod line;
mod names;
mod sense;
mod syllables;
mod terms;

use std::ops::Range;

use daylight_model::MentionType;

use crate::gazetteer::Gazetteer;
use crate::gazetteer::fold::is_han;

pub use dictionary::{BadLine, Dictionary};

/// A word has so many senses at most.
pub const MOST_SENSES: usize = 3;

/// Where a gloss comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The case's own list of names.
    Case,
    /// The shipped lists of names and terms, or a name composed from them.
    Gazetteer,
    /// The dictionary.
    Dictionary,
    /// A detector took it for a name, and nothing tells what the name means.
    Name,
    /// No dictionary holds it: only how its characters are mostly said.
    Reading,
}

impl Source {
    /// Returns its name, as programs know it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Gazetteer => "gazetteer",
            Self::Dictionary => "dictionary",
            Self::Name => "name",
            Self::Reading => "reading",
        }
    }
}

/// What is to be known about a word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gloss {
    /// How it is said, in pinyin with tone marks.
    pub pinyin: String,
    /// What it means in English, the likeliest first; none where nobody knows.
    pub senses: Vec<String>,
    /// What kind of name it is, if it is one.
    pub kind: Option<MentionType>,
    /// Who says so.
    pub source: Source,
}

/// A word at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// What is to be known about it.
    pub gloss: Gloss,
}

/// A stretch of the text that a detector took for a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameAt {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// What kind of name.
    pub kind: MentionType,
}

/// Glosses texts.
#[derive(Debug, Clone, Copy)]
pub struct Glosser<'a> {
    gazetteer: &'a Gazetteer,
    dictionary: Option<&'a Dictionary>,
}

impl<'a> Glosser<'a> {
    /// Makes one that knows these names and, where there is a dictionary, these words.
    pub fn new(gazetteer: &'a Gazetteer, dictionary: Option<&'a Dictionary>) -> Self {
        Self {
            gazetteer,
            dictionary,
        }
    }

    /// Returns the Chinese words of a text. `names` are what detectors found in it, in any order; what does not lie
    /// on its character boundaries is left out. Lines in Japanese have none.
    pub fn read(&self, text: &str, names: &[NameAt]) -> Vec<Word> {
        let names = names::in_text(self, text, names);
        let mut words = Vec::new();
        let mut names = names.into_iter().peekable();
        let mut at = 0;
        for line in line::chinese_lines(text) {
            // A name may have run over the end of the line before.
            at = line.start.max(at);
            while let Some(name) = names.next_if(|name| name.range.start < line.end) {
                if name.range.start < at {
                    continue;
                }
                self.read_words(text, at..name.range.start, &mut words);
                at = name.range.end;
                words.push(name);
            }
            if at < line.end {
                self.read_words(text, at..line.end, &mut words);
            }
        }
        words
    }

    /// Returns only the names of a text, with what is known about them.
    pub fn names(&self, text: &str, names: &[NameAt]) -> Vec<Word> {
        names::in_text(self, text, names)
    }

    fn read_words(&self, text: &str, stretch: Range<usize>, words: &mut Vec<Word>) {
        for word in cut::words(text, stretch, self.dictionary) {
            let written = text.get(word.clone()).unwrap_or_default();
            if let Some(gloss) = self.of_word(written) {
                words.push(Word { range: word, gloss });
            }
        }
    }

    /// Returns what is known about a word by itself; none where it has no Chinese in it.
    pub fn of_word(&self, word: &str) -> Option<Gloss> {
        if !word.chars().any(is_han) {
            return None;
        }
        if let Some(gloss) = terms::get(word) {
            return Some(gloss);
        }
        if let Some(gloss) = self.dictionary.and_then(|dictionary| dictionary.get(word)) {
            return Some(gloss);
        }
        Some(Gloss {
            pinyin: syllables::of_characters(word),
            senses: Vec::new(),
            kind: None,
            source: Source::Reading,
        })
    }
}

#[cfg(test)]
mod tests;
