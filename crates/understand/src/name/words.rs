//! Chinese words and what they are, by jieba's dictionary and its model for words that it does not hold.

use std::sync::LazyLock;

use jieba_rs::Jieba;

static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// Returns the words of a text, in order and without a gap.
pub(crate) fn cut(text: &str) -> Vec<&str> {
    JIEBA
        .cut(text, true)
        .into_iter()
        .map(|token| token.word)
        .collect()
}
