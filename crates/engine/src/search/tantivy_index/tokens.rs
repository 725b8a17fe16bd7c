//! From atoms to what the index stores. A Han character stands with the one after it as a pair, so that a word
//! is a phrase of pairs; the last of a run stands alone, and so does the first of a run that is glued to a
//! Latin word, so that `5元` has its own tokens. Two with spaces between are a pair of another name. Latin words and numbers with only punctuation between stand
//! together as well, with it: `1059.001`. Positions grow by the gap before an atom.
//! Always: the same text gives the same tokens, at most three for each atom.

use std::ops::Range;

use daylight_model::LineBreaks;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::search::atoms::{Atom, Atoms, Gap, Kind, atoms, kind};
use crate::search::fold::Folded;

/// Bytes of a token, at most. Longer runs are cut here, in the index and in queries, and then verified.
const LONGEST_TOKEN: usize = 240;
/// Characters of punctuation between two words that stand together, at most.
const LONGEST_JOINT: usize = 3;
/// Position of a part's first atom: no phrase reaches from one part into the next.
const PART_START: usize = 16;

/// Cuts a word to what a token holds; says whether that is all of it.
pub(super) fn token_of(word: &str) -> (&str, bool) {
    if word.len() <= LONGEST_TOKEN {
        return (word, true);
    }
    let mut end = LONGEST_TOKEN;
    while !word.is_char_boundary(end) {
        end -= 1;
    }
    (&word[..end], false)
}

/// Whether what stands between two atoms makes one token of them more: punctuation without a space, between
/// Latin words or numbers.
pub(super) fn is_joint(before: &Atom, between: &str, after: &Atom) -> bool {
    before.kind.is_bounded()
        && after.kind.is_bounded()
        && !between.is_empty()
        && between.chars().count() <= LONGEST_JOINT
        && between
            .chars()
            .all(|sign| kind(sign) == Kind::Other && !sign.is_whitespace() && !sign.is_control())
}

/// Returns a part's folded text as the tokenizer takes it: where rows end, a line break is as hard as a tab.
pub(super) fn tokenizer_input(folded: &str, breaks: LineBreaks) -> String {
    match breaks {
        LineBreaks::Wrap => folded.to_owned(),
        LineBreaks::End => folded.replace('\n', "\t"),
    }
}

/// Returns the tokens that an index keeps of a text, in their order: what can be found of it without reading it.
pub fn tokens(text: &str, breaks: LineBreaks) -> Vec<String> {
    let folded = Folded::new(text, breaks);
    let input = tokenizer_input(folded.text(), breaks);
    let mut tokenizer = AtomTokenizer;
    let mut stream = tokenizer.token_stream(&input);
    let mut tokens = Vec::new();
    while stream.advance() {
        tokens.push(stream.token().text.clone());
    }
    tokens
}

/// The tokenizer of folded text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct AtomTokenizer;

/// A token: the text of a range, or of two with a space between.
#[derive(Debug)]
struct Waiting {
    position: usize,
    range: Range<usize>,
    then: Option<Range<usize>>,
}

/// The tokens of one part.
#[derive(Debug)]
pub(super) struct AtomTokens<'a> {
    text: &'a str,
    atoms: Atoms<'a>,
    /// What the atom before was.
    before: Option<Kind>,
    next: Option<Atom>,
    position: usize,
    /// The second token of the same atom.
    waiting: Option<Waiting>,
    token: Token,
}

impl Tokenizer for AtomTokenizer {
    type TokenStream<'a> = AtomTokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> AtomTokens<'a> {
        let mut atoms = atoms(text, LineBreaks::Wrap);
        let next = atoms.next();
        AtomTokens {
            text,
            atoms,
            before: None,
            next,
            position: PART_START,
            waiting: None,
            token: Token::default(),
        }
    }
}

impl AtomTokens<'_> {
    /// Returns the first token of the next atom and keeps the second, if it has two; none at the end.
    fn take_atom(&mut self) -> Option<Waiting> {
        let atom = self.next.take()?;
        self.next = self.atoms.next();
        if self.before.is_some() {
            self.position += atom.gap.step();
        }
        let position = self.position;
        let token = |range: Range<usize>, then| Waiting {
            position,
            range,
            then,
        };
        let range = atom.range.clone();
        let (first, second) = if atom.kind == Kind::Dense {
            let dense = self.next.as_ref().filter(|next| next.kind == Kind::Dense);
            let gap = dense.map(|next| next.gap);
            let end = dense.map_or(range.end, |next| next.range.end);
            let after_latin =
                self.before.is_some_and(|kind| kind != Kind::Dense) && atom.gap == Gap::None;
            match gap {
                Some(Gap::None) if !after_latin => (token(range.start..end, None), None),
                Some(Gap::None) => {
                    let pair = token(range.start..end, None);
                    (token(range, None), Some(pair))
                }
                Some(Gap::Soft) => {
                    let then = dense.map(|next| next.range.clone());
                    let apart = token(range.clone(), then);
                    (token(range, None), Some(apart))
                }
                _ => (token(range, None), None),
            }
        } else {
            let joined = self.next.as_ref().filter(|next| {
                let between = self.text.get(range.end..next.range.start);
                is_joint(&atom, between.unwrap_or_default(), next)
            });
            let joined = joined.map(|next| token(range.start..next.range.end, None));
            (token(range, None), joined)
        };
        self.waiting = second;
        self.before = Some(atom.kind);
        Some(first)
    }
}

impl TokenStream for AtomTokens<'_> {
    fn advance(&mut self) -> bool {
        let waiting = match self.waiting.take() {
            Some(waiting) => waiting,
            None => match self.take_atom() {
                Some(first) => first,
                None => return false,
            },
        };
        let range = waiting.range;
        self.token.text.clear();
        self.token.position = waiting.position;
        self.token.offset_from = range.start;
        self.token.offset_to = range.end;
        self.token.text.push_str(token_of(&self.text[range]).0);
        if let Some(then) = waiting.then {
            self.token.offset_to = then.end;
            self.token.text.push(' ');
            self.token.text.push_str(&self.text[then]);
        }
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let mut tokenizer = AtomTokenizer;
        let mut stream = tokenizer.token_stream(text);
        let mut shown = Vec::new();
        while stream.advance() {
            let token = stream.token();
            shown.push(format!("{}@{}", token.text, token.position - PART_START));
        }
        assert_eq!(shown.join(" "), expect);
    }

    #[test]
    fn han_stands_in_pairs_and_latin_in_words() {
        check("签订合同", "签订@0 订合@2 合同@4 同@6");
        check("用vpn账号", "用@0 vpn@2 账@4 账号@4 号@6");
        check("t1059.001", "t@0 1059@2 1059.001@2 001@7");
        check("a://b, c", "a@0 a://b@0 b@5 c@10");
        check("5.5万", "5@0 5.5@0 5@5 万@7");
        check("合 同", "合@0 合 同@0 同@3");
        check("合  vpn", "合@0 vpn@3");
        check("a\tb", "a@0 b@5");
        check("", "");
    }

    #[test]
    fn long_runs_are_cut_on_a_character() {
        let long = "я".repeat(500);
        assert_eq!(token_of(&long), ("я".repeat(120).as_str(), false));
        assert_eq!(token_of("я"), ("я", true));
    }
}
