//! A stretch of Chinese cut into words: as the segmenter cuts, but that neighbours which are one word in the
//! dictionary only are joined, and what is no word of the dictionary is cut into the longest that are.

use std::ops::Range;

use crate::gazetteer::fold::{is_han, simplify};
use crate::name::words;

use super::{Dictionary, terms};

/// A word of the dictionary may be cut into so many by the segmenter.
const MOST_JOINED: usize = 5;

/// Shorter neighbours stand side by side too often without being one word (是的, 有的).
const LEAST_JOINED_CHARACTERS: usize = 3;

/// Characters of the longest word that is looked for.
const MOST_CHARACTERS: usize = 16;

/// Returns the words with Chinese in them, in order.
pub(super) fn words(
    text: &str,
    stretch: Range<usize>,
    dictionary: Option<&Dictionary>,
) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for run in runs(text, stretch) {
        let tokens = tokens(text, run);
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let joined = join(text, &tokens, at, dictionary);
            if let Some((word, many)) = joined {
                found.push(word);
                at += many;
                continue;
            }
            at += 1;
            let written = text.get(token.clone()).unwrap_or_default();
            if !written.chars().any(is_han) {
                continue;
            }
            match dictionary {
                Some(dictionary) if !has(dictionary, written) => {
                    longest_words(text, token.clone(), dictionary, &mut found);
                }
                _ => found.push(token.clone()),
            }
        }
    }
    found
}

/// Stretches of Han characters with the letters and digits that touch them (T恤, 卡拉OK).
fn runs(text: &str, stretch: Range<usize>) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let within = text.get(stretch.clone()).unwrap_or_default();
    let mut current: Option<(Range<usize>, bool)> = None;
    for (at, character) in within.char_indices() {
        let at = stretch.start + at;
        let han = is_han(character);
        if !han && !character.is_ascii_alphanumeric() {
            runs.extend(current.take().filter(|(_, has_han)| *has_han));
            continue;
        }
        let (run, has_han) = current.get_or_insert((at..at, false));
        run.end = at + character.len_utf8();
        *has_han |= han;
    }
    runs.extend(current.filter(|(_, has_han)| *has_han));
    runs.into_iter().map(|(run, _)| run).collect()
}

/// The segmenter knows simplified characters best; each stands for the one at its place.
fn tokens(text: &str, run: Range<usize>) -> Vec<Range<usize>> {
    let written = text.get(run.clone()).unwrap_or_default();
    let simple = simplify(written);
    let mut characters = written.char_indices().map(|(at, _)| run.start + at);
    let mut tokens = Vec::new();
    let mut start = characters.next().unwrap_or(run.end);
    for word in words::cut(&simple) {
        let more = word.chars().count();
        let mut end = run.end;
        for _ in 0..more {
            end = characters.next().unwrap_or(run.end);
        }
        tokens.push(start..end);
        start = end;
    }
    tokens
}

/// Returns the longest word that the dictionary makes of a token and its next ones. Where the segmenter knows that
/// word and cut it all the same, it saw why.
fn join(
    text: &str,
    tokens: &[Range<usize>],
    at: usize,
    dictionary: Option<&Dictionary>,
) -> Option<(Range<usize>, usize)> {
    (2..=MOST_JOINED).rev().find_map(|many| {
        let first = tokens.get(at)?;
        let last = tokens.get(at + many - 1)?;
        let range = first.start..last.end;
        let word = text.get(range.clone())?;
        let length = word.chars().count();
        let fits = (LEAST_JOINED_CHARACTERS..=MOST_CHARACTERS).contains(&length);
        let in_dictionary = || dictionary.is_some_and(|dictionary| dictionary.has(word));
        let joins = fits && in_dictionary() && !words::is_known(&simplify(word));
        (joins || terms::has(word)).then_some((range, many))
    })
}

fn has(dictionary: &Dictionary, word: &str) -> bool {
    terms::has(word) || dictionary.has(word)
}

fn longest_words(
    text: &str,
    token: Range<usize>,
    dictionary: &Dictionary,
    found: &mut Vec<Range<usize>>,
) {
    let mut at = token.start;
    while at < token.end {
        let rest = text.get(at..token.end).unwrap_or_default();
        let ends: Vec<usize> = rest
            .char_indices()
            .map(|(start, character)| start + character.len_utf8())
            .take(MOST_CHARACTERS)
            .collect();
        let known = ends.iter().rev().find(|end| {
            rest.get(..**end)
                .is_some_and(|word| word.chars().any(is_han) && has(dictionary, word))
        });
        let Some(length) = known.or(ends.first()).copied() else {
            return;
        };
        if rest.chars().next().is_some_and(is_han) || known.is_some() {
            found.push(at..at + length);
        }
        at += length;
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::dictionary;
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let found = words(text, 0..text.len(), Some(dictionary()));
        let shown: Vec<&str> = found.into_iter().map(|word| &text[word]).collect();
        assert_eq!(shown.join("|"), expected);
    }

    #[test]
    fn words_are_those_of_the_dictionary() {
        check("签订了合同", "签订|了|合同");
        check("簽訂了合同。數據庫", "簽訂|了|合同|數據庫");
        check("数据库合同2024年v2", "数据库|合同|年");
        check("他是的", "他|是|的");
    }

    #[test]
    fn neighbours_that_are_one_word_of_the_dictionary_are_joined() {
        check("网络安全局域网关", "网络安全|局域网关");
        check("穿T恤", "穿|T恤");
    }

    #[test]
    fn a_word_that_no_dictionary_holds_is_cut_into_those_that_it_holds() {
        check("翀翀", "翀|翀");
        let found = words("翀翀合同", 0.."翀翀合同".len(), None);
        assert_eq!(found.last().map(|word| word.end), Some("翀翀合同".len()));
    }
}
