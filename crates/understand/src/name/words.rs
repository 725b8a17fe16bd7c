//! Chinese words and what they are, by jieba's dictionary and its model for words that it does not hold.

use std::sync::LazyLock;

use jieba_rs::Jieba;

static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// A word at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word<'a> {
    /// First byte.
    pub(crate) start: usize,
    /// The word.
    pub(crate) text: &'a str,
    /// What it is: `nr` a person's name, `ns` a place's, `v` a verb …
    pub(crate) tag: &'a str,
}

/// Returns the words of a text, in order and without a gap.
pub(crate) fn cut(text: &str) -> Vec<&str> {
    JIEBA
        .cut(text, true)
        .into_iter()
        .map(|token| token.word)
        .collect()
}

/// Returns the words of a text with what they are.
pub(crate) fn tagged(text: &str) -> Vec<Word<'_>> {
    let mut at = 0;
    JIEBA
        .tag(text, true)
        .into_iter()
        .map(|tag| {
            let start = at;
            at += tag.word.len();
            Word {
                start,
                text: tag.word,
                tag: tag.tag,
            }
        })
        .collect()
}

/// Whether the dictionary holds a word.
pub(crate) fn is_known(word: &str) -> bool {
    JIEBA.has_word(word)
}

/// Whether a word is one of everyday language, and no name.
pub(crate) fn is_common(word: &str) -> bool {
    JIEBA.has_word(word)
        && tagged(word)
            .first()
            .is_some_and(|first| !first.tag.starts_with("nr") && !NAMES.contains(&first.tag))
}

/// Tags of names, those of people aside.
const NAMES: [&str; 4] = ["ns", "nt", "nz", "nsf"];
