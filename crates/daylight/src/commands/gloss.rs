//! Glosses below the lines of a text: how its Chinese words are said, and what each means. Always: a line without
//! Chinese stands as it is.

use std::io::{self, Write};
use std::ops::Range;

use daylight_engine::case::{Case, Mask, Shown};
use daylight_engine::store::NewPart;
use daylight_understand::gloss::{Source, Word};
use serde_json::json;

use crate::failure::Failure;
use crate::output::safe_lines;

/// What stands before each line of glosses.
const INDENT: &str = "    ";

/// Returns the words of each part that is shown; says on standard error where there is no dictionary.
pub(super) fn of(case: &Case, shown: &Shown, mask: Mask) -> Result<Vec<Vec<Word>>, Failure> {
    if let Err(error) = case.dictionary() {
        let hint = error.hint().unwrap_or_default();
        eprintln!("only names are glossed: {error}\nhint: {hint}");
    }
    let Some(blob) = shown.file.sha256 else {
        return Ok(Vec::new());
    };
    let glossed = |NewPart { part, .. }: &NewPart| {
        let all = 0..part.text().len();
        Ok(case.glosses(blob, part, all, mask)?)
    };
    shown.parts.iter().map(glossed).collect()
}

/// Prints the words of one line below it.
pub(super) fn print(
    out: &mut impl Write,
    text: &str,
    line: &Range<usize>,
    words: &[Word],
) -> io::Result<()> {
    let words = within(words, line);
    if words.is_empty() {
        return Ok(());
    }
    let said: Vec<&str> = words
        .iter()
        .map(|word| word.gloss.pinyin.as_str())
        .collect();
    writeln!(out, "{INDENT}{}", safe_lines(&said.join(" ")))?;
    for word in words {
        let written: String = text
            .get(word.range.clone())
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        writeln!(out, "{INDENT}{}", safe_lines(&in_a_line(&written, word)))?;
    }
    Ok(())
}

/// `合同 hétong  contract`; of a name what kind of name it is, and of what no dictionary says who does.
fn in_a_line(written: &str, word: &Word) -> String {
    let gloss = &word.gloss;
    let mut line = format!("{written} {}", gloss.pinyin);
    if !gloss.senses.is_empty() {
        line.push_str(&format!("  {}", gloss.senses.join("; ")));
    }
    let kind = gloss.kind.map(|kind| kind.as_str());
    let by = match gloss.source {
        Source::Case => Some("case"),
        Source::Gazetteer => Some("gazetteer"),
        Source::Dictionary | Source::Name | Source::Reading => None,
    };
    match (kind, by) {
        (Some(kind), Some(by)) => line.push_str(&format!("  [{kind}, {by}]")),
        (Some(one), None) | (None, Some(one)) => line.push_str(&format!("  [{one}]")),
        (None, None) => {}
    }
    line
}

/// Returns the words that begin in a line.
fn within<'a>(words: &'a [Word], line: &Range<usize>) -> &'a [Word] {
    let from = words.partition_point(|word| word.range.start < line.start);
    let rest = words.get(from..).unwrap_or_default();
    let many = rest.partition_point(|word| word.range.start < line.end);
    rest.get(..many).unwrap_or_default()
}

/// Returns words as JSON: spans count UTF-8 bytes of the part's text.
pub(super) fn as_json(text: &str, range: &Range<usize>, words: &[Word]) -> serde_json::Value {
    within(words, range)
        .iter()
        .map(|word| {
            json!({
                "text": text.get(word.range.clone()).unwrap_or_default(),
                "text_span": [word.range.start, word.range.end],
                "pinyin": word.gloss.pinyin,
                "senses": word.gloss.senses,
                "type": word.gloss.kind,
                "source": word.gloss.source.as_str(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use daylight_model::MentionType;
    use daylight_understand::gloss::Gloss;

    use super::*;

    #[test]
    fn a_line_is_followed_by_how_it_is_said_and_what_its_words_mean() {
        let text = "plain\n安洵合同\n";
        let word = |range, pinyin: &str, sense: &str, kind, source| Word {
            range,
            gloss: Gloss {
                pinyin: pinyin.to_owned(),
                senses: vec![sense.to_owned()],
                kind,
                source,
            },
        };
        let words = [
            word(
                6..12,
                "Ān Xún",
                "Anxun",
                Some(MentionType::Org),
                Source::Case,
            ),
            word(12..18, "hétong", "contract", None, Source::Dictionary),
        ];
        let mut out = Vec::new();
        print(&mut out, text, &(0..5), &words).unwrap();
        print(&mut out, text, &(6..18), &words).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "    Ān Xún hétong\n    安洵 Ān Xún  Anxun  [org, case]\n    合同 hétong  contract\n"
        );
        let json = as_json(text, &(12..18), &words);
        assert_eq!(json[0]["text_span"], json!([12, 18]));
        assert_eq!(json[0]["source"], "dictionary");
    }
}
