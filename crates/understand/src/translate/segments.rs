//! A part cut into segments: cells, lines, and paragraphs where lines only wrap. What needs no translation is left out.

use std::ops::Range;

use daylight_model::Part;
use unicode_script::{Script, UnicodeScript};

use crate::wrap::SoftBreaks;

/// A segment has about so many bytes at most; longer ones are cut at the ends of sentences.
const MOST_BYTES: usize = 1500;

/// What ends a sentence; a line that ends so goes on in none.
const SENTENCE_ENDS: [char; 10] = ['。', '！', '？', '；', '.', '!', '?', ';', '：', ':'];

/// Returns the segments of a part that are to be translated from the part's language into `to` (ISO 639-1), in order.
/// Writing in Latin letters only is left as it is, unless the part is in a language that is written so.
pub fn segments(part: &Part, language: Option<&str>, to: &str) -> Vec<Range<usize>> {
    let text = part.text();
    let mut found = Vec::new();
    for paragraph in paragraphs(text, &SoftBreaks::of(part)) {
        for cell in split(text, paragraph, '\t') {
            for piece in sentences(text, cell) {
                let piece = trimmed(text, piece);
                let written = text.get(piece.clone()).unwrap_or_default();
                if needs_translation(written, language, to) {
                    found.push(piece);
                }
            }
        }
    }
    found
}

/// Lines, joined where a line was full and the next one goes on.
fn paragraphs(text: &str, soft: &SoftBreaks) -> Vec<Range<usize>> {
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    for line in split(text, 0..text.len(), '\n') {
        match paragraphs.last_mut() {
            Some(last) if soft.contains(last.end) && line.end - last.start <= MOST_BYTES => {
                last.end = line.end;
            }
            _ => paragraphs.push(line),
        }
    }
    paragraphs
}

fn split(
    text: &str,
    range: Range<usize>,
    at: char,
) -> impl Iterator<Item = Range<usize>> + use<'_> {
    let mut start = range.start;
    text.get(range)
        .unwrap_or_default()
        .split(at)
        .map(move |piece| {
            let range = start..start + piece.len();
            start = range.end + at.len_utf8();
            range
        })
}

/// Cuts what is too long: at the last end of a sentence that fits, else at a comma or a space, else anywhere.
fn sentences(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = range.start;
    while range.end - start > MOST_BYTES {
        let mut most = start + MOST_BYTES;
        while !text.is_char_boundary(most) {
            most -= 1;
        }
        let fits = text.get(start..most).unwrap_or_default();
        let cut = fits
            .rfind(SENTENCE_ENDS)
            .or_else(|| fits.rfind(['，', ',', '、', ' ']));
        let end = cut
            .and_then(|cut| {
                let width = fits.get(cut..)?.chars().next()?.len_utf8();
                Some(start + cut + width)
            })
            .unwrap_or(most);
        pieces.push(start..end);
        start = end;
    }
    pieces.push(start..range.end);
    pieces
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let written = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (written.len() - written.trim_start().len());
    let end = range.end - (written.len() - written.trim_end().len());
    start..end.max(start)
}

fn needs_translation(written: &str, language: Option<&str>, to: &str) -> bool {
    let (mut latin, mut other) = (false, false);
    for character in written
        .chars()
        .filter(|character| character.is_alphabetic())
    {
        match character.script() {
            Script::Common | Script::Inherited | Script::Unknown => {}
            Script::Latin => latin = true,
            _ => other = true,
        }
    }
    let is_target = language == Some(to);
    // Names and addresses in Latin letters stand in texts of every language.
    other && !is_target || latin && !is_target && language.is_some_and(is_written_in_latin)
}

/// Languages that detectors tell and that are written in other letters; all the rest are taken for Latin ones.
const IN_OTHER_LETTERS: [&str; 38] = [
    "am", "ar", "as", "be", "bg", "bn", "bo", "dv", "el", "fa", "gu", "he", "hi", "hy", "ja", "ka",
    "kk", "km", "kn", "ko", "ky", "lo", "mk", "ml", "mn", "mr", "my", "ne", "or", "pa", "ru", "sr",
    "ta", "te", "th", "uk", "ug", "zh",
];

fn is_written_in_latin(language: &str) -> bool {
    !IN_OTHER_LETTERS.contains(&language)
}

#[cfg(test)]
mod tests {
    use daylight_model::{LineBreaks, PartData, PartKind, PartNumber};

    use super::*;

    fn part(text: &str, breaks: LineBreaks) -> Part {
        Part::try_from(PartData {
            number: PartNumber(1),
            kind: PartKind::Body,
            name: None,
            breaks,
            text: text.to_owned(),
            anchors: Vec::new(),
        })
        .unwrap()
    }

    #[track_caller]
    fn check(text: &str, breaks: LineBreaks, language: Option<&str>, expected: &[&str]) {
        let part = part(text, breaks);
        let found: Vec<&str> = segments(&part, language, "en")
            .into_iter()
            .map(|range| &part.text()[range])
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn cells_and_lines_are_segments_of_their_own() {
        check(
            "姓名\t  单位 \tID\n王某\t\t12\n",
            LineBreaks::End,
            Some("zh"),
            &["姓名", "单位", "王某"],
        );
    }

    #[test]
    fn a_line_that_was_full_goes_on_in_the_next_one() {
        check(
            "标题\n我们与对方就系统的建设和维护签订了一份很长的\n合同，其中列明了双方在今后三年里各自的义务，金\n额待定。\n下一段\n",
            LineBreaks::Wrap,
            Some("zh"),
            &[
                "标题",
                "我们与对方就系统的建设和维护签订了一份很长的\n合同，其中列明了双方在今后三年里各自的义务，金\n额待定。",
                "下一段",
            ],
        );
    }

    #[test]
    fn short_lines_of_one_length_are_a_list() {
        check(
            "第一份合同\n第二份合同\n",
            LineBreaks::Wrap,
            None,
            &["第一份合同", "第二份合同"],
        );
    }

    #[test]
    fn what_needs_no_translation_is_left_out() {
        check("plain\n12-34\n合同 v2", LineBreaks::End, None, &["合同 v2"]);
        check("bonjour", LineBreaks::End, Some("fr"), &["bonjour"]);
        check("hello мир", LineBreaks::End, Some("en"), &[]);
        check("hello", LineBreaks::End, Some("zh"), &[]);
    }

    #[test]
    fn an_endless_line_is_cut_at_the_ends_of_sentences_and_nothing_of_it_is_lost() {
        let text = "我们签订了合同。".repeat(200);
        let part = part(&text, LineBreaks::End);
        let found = segments(&part, Some("zh"), "en");
        assert!(found.len() > 2 && found.iter().all(|range| range.len() <= MOST_BYTES));
        let together: String = found.iter().map(|range| &text[range.clone()]).collect();
        assert_eq!(together, text);
        let endless = "合".repeat(2000);
        let part = super::tests::part(&endless, LineBreaks::End);
        let all: usize = segments(&part, None, "en").iter().map(Range::len).sum();
        assert_eq!(all, endless.len());
    }
}
