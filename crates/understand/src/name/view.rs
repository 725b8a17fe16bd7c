//! A stretch of a part as the detectors of names look at it: folded, with its words and the names that are known.

use std::ops::Range;

use super::words::{self, Word};
use crate::gazetteer::fold::{Folded, is_han};
use crate::gazetteer::{Gazetteer, Match};
use crate::wrap::SoftBreaks;

/// A stretch of a text. Detectors work on the folded text; what they find goes back through [`View::source`].
pub(super) struct View<'a> {
    /// The stretch as it stands.
    pub(super) source: &'a str,
    /// Where the stretch begins in its part.
    pub(super) offset: usize,
    pub(super) folded: Folded,
    /// Known names, by place.
    pub(super) known: Vec<Match<'a>>,
    words: Vec<(usize, usize, Tag)>,
}

/// What a word is, as far as names need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// A person's name, by the model.
    Person,
    /// A place's or another proper name.
    Proper,
    /// A verb.
    Verb,
    /// A noun.
    Noun,
    /// A word that joins others: preposition, conjunction, particle, pronoun, adverb.
    Joint,
    /// Anything else.
    Other,
}

impl Tag {
    fn of(tag: &str) -> Self {
        match tag {
            "nr" | "nrt" | "nrfg" => Self::Person,
            "ns" | "nt" | "nz" | "nsf" => Self::Proper,
            "p" | "c" | "r" | "d" | "u" | "uj" | "ul" | "uv" | "ud" | "ug" | "uz" | "y" | "e" => {
                Self::Joint
            }
            tag if tag.starts_with('v') => Self::Verb,
            tag if tag.starts_with('n') => Self::Noun,
            _ => Self::Other,
        }
    }
}

/// A word of the view.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'v> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: &'v str,
    pub(super) tag: Tag,
}

impl<'a> View<'a> {
    pub(super) fn new(
        source: &'a str,
        offset: usize,
        soft: &SoftBreaks,
        gazetteer: &'a Gazetteer,
    ) -> Self {
        let folded = Folded::new(source, |at| soft.contains(offset + at));
        let known = gazetteer.find_folded(source, &folded);
        let words = match folded.text().chars().any(is_han) {
            true => words::tagged(folded.text()),
            false => Vec::new(),
        };
        let words = words
            .iter()
            .map(|Word { start, text, tag }| (*start, start + text.len(), Tag::of(tag)))
            .collect();
        Self {
            source,
            offset,
            folded,
            known,
            words,
        }
    }

    /// Returns the folded text.
    pub(super) fn text(&self) -> &str {
        self.folded.text()
    }

    /// Returns the word of this number.
    pub(super) fn word(&self, number: usize) -> Option<At<'_>> {
        let (start, end, tag) = *self.words.get(number)?;
        Some(At {
            start,
            end,
            text: self.text().get(start..end)?,
            tag,
        })
    }

    /// Returns the number of the word that holds the byte at `at`.
    pub(super) fn word_at(&self, at: usize) -> Option<usize> {
        let after = self.words.partition_point(|(start, _, _)| *start <= at);
        let number = after.checked_sub(1)?;
        let (_, end, _) = self.words.get(number)?;
        (at < *end).then_some(number)
    }

    /// Whether a word begins here, or the text ends.
    pub(super) fn begins_word(&self, at: usize) -> bool {
        at == self.text().len()
            || self
                .words
                .binary_search_by_key(&at, |(start, _, _)| *start)
                .is_ok()
    }

    /// Returns the text before a place, and after it.
    pub(super) fn before(&self, at: usize) -> &str {
        self.text().get(..at).unwrap_or_default()
    }

    pub(super) fn after(&self, at: usize) -> &str {
        self.text().get(at..).unwrap_or_default()
    }

    pub(super) fn char_before(&self, at: usize) -> Option<char> {
        self.before(at).chars().next_back()
    }

    pub(super) fn char_after(&self, at: usize) -> Option<char> {
        self.after(at).chars().next()
    }

    /// Returns the known name that ends here.
    pub(super) fn known_before(&self, end: usize) -> Option<&Match<'a>> {
        let after = self.known.partition_point(|known| known.folded.end <= end);
        let known = self.known.get(after.checked_sub(1)?)?;
        (known.folded.end == end).then_some(known)
    }

    /// Returns the known names that share a byte with a range.
    pub(super) fn known_in(&self, range: &Range<usize>) -> &[Match<'a>] {
        let first = self
            .known
            .partition_point(|known| known.folded.end <= range.start);
        let after = self
            .known
            .partition_point(|known| known.folded.start < range.end);
        self.known.get(first..after.max(first)).unwrap_or_default()
    }

    /// Returns the range of the part behind a range of the folded text, without blanks at its ends.
    pub(super) fn source(&self, folded: Range<usize>) -> Range<usize> {
        let range = self.folded.source_range(folded);
        let quote = self.source.get(range.clone()).unwrap_or_default();
        let front = quote.len() - quote.trim_start().len();
        let start = self.offset + range.start + front;
        start..start + quote.trim().len()
    }

    /// Returns what stands in the part at a range of the folded text.
    pub(super) fn quote(&self, folded: Range<usize>) -> &'a str {
        let range = self.folded.source_range(folded);
        self.source.get(range).unwrap_or_default().trim()
    }
}
