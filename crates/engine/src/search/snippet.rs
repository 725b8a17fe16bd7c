//! How a hit is shown: the passage that says most, what in it was found, and the citation that leads back.
//! Always: highlights are bytes of the snippet, on its characters; a citation's range is what was found, to the
//! character, in the part's own text; what could move a cursor or turn a line is shown letter by letter.

use std::ops::Range;

use daylight_model::{Citation, DocumentRef, Part, shown_safely};

use super::matcher::{FoldedPart, Match, Matcher};
use super::query::{Query, Records};

/// Values in a part that must not be shown, sorted and disjoint, each with what is shown instead.
pub type Mask<'a> = &'a dyn Fn(&Part) -> Vec<(Range<usize>, String)>;

/// How long a snippet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SnippetOptions {
    /// Characters, at most, of the passage.
    pub characters: usize,
    /// Characters before the first thing found.
    pub before: usize,
}

impl Default for SnippetOptions {
    fn default() -> Self {
        Self {
            characters: 160,
            before: 40,
        }
    }
}

/// How a hit is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presentation {
    /// The passage, on one line.
    pub snippet: String,
    /// Bytes of the snippet that were found, sorted and disjoint.
    pub highlights: Vec<[usize; 2]>,
    /// Where the first of them stands; where the query asks for no words, the beginning of the text. None
    /// for a file of which nothing was read.
    pub citation: Option<Citation>,
    /// How many places of the document were found.
    pub matches: usize,
    /// Whether a value was masked in the snippet.
    pub masked: bool,
}

/// A query, ready to show hits of it.
#[derive(Debug, Clone)]
pub struct Presenter {
    matcher: Matcher,
    options: SnippetOptions,
}

impl Presenter {
    /// Prepares a query.
    pub fn new(query: &Query, options: SnippetOptions) -> Self {
        Self {
            matcher: Matcher::new(query),
            options,
        }
    }

    /// Shows a document that was found.
    pub fn present(
        &self,
        document: &DocumentRef,
        parts: &[Part],
        records: &Records,
        mask: Option<Mask<'_>>,
    ) -> Presentation {
        let mut best: Option<(usize, &Part, Vec<Match>)> = None;
        let mut total = 0;
        for part in parts {
            let matches = self.citable_matches(part, records);
            total += matches.len();
            let Some((worth, first)) = self.best_window(part.text(), &matches) else {
                continue;
            };
            if best.as_ref().is_none_or(|(most, ..)| worth > *most) {
                best = Some((worth, part, matches[first..].to_vec()));
            }
        }
        match best {
            Some((_, part, matches)) => {
                let citation = matches
                    .first()
                    .and_then(|first| part.cite(document, first.range.clone()).ok());
                self.passage(part, &matches, citation, total, mask)
            }
            None => self.beginning(document, parts, mask),
        }
    }

    /// Cites every place of a document that was found, in the order of the text, at most `limit`.
    pub fn citations(
        &self,
        document: &DocumentRef,
        parts: &[Part],
        records: &Records,
        limit: usize,
    ) -> Vec<Citation> {
        parts
            .iter()
            .flat_map(|part| {
                let matches = self.citable_matches(part, records);
                matches
                    .into_iter()
                    .filter_map(|found| part.cite(document, found.range).ok())
            })
            .take(limit)
            .collect()
    }

    /// What was found and can be cited: what touches no place of the file is the reader's own punctuation.
    fn citable_matches(&self, part: &Part, records: &Records) -> Vec<Match> {
        let mut matches = self.matcher.matches(&FoldedPart::new(part), records);
        matches.retain(|found| !part.anchors_within(found.range.clone()).is_empty());
        matches.dedup_by(|next, before| next.range == before.range);
        matches
    }

    /// The window that holds most different words of the query, then most places, the first of equals; and
    /// the match that it begins with.
    fn best_window(&self, text: &str, matches: &[Match]) -> Option<(usize, usize)> {
        let room = self
            .options
            .characters
            .saturating_sub(self.options.before)
            .max(1);
        let mut best: Option<(usize, usize)> = None;
        let mut counts: std::collections::BTreeMap<usize, usize> =
            std::collections::BTreeMap::new();
        let mut end = 0;
        let mut window_end = 0;
        for (first, found) in matches.iter().enumerate() {
            window_end = window_end.max(forward(text, found.range.start, room));
            while let Some(next) = matches.get(end)
                && (next.range.end <= window_end || end <= first)
            {
                *counts.entry(next.leaf).or_default() += 1;
                end += 1;
            }
            let worth = counts.len() * 1_000 + (end - first).min(999);
            if best.is_none_or(|(most, _)| worth > most) {
                best = Some((worth, first));
            }
            if let Some(count) = counts.get_mut(&found.leaf) {
                *count -= 1;
                if *count == 0 {
                    counts.remove(&found.leaf);
                }
            }
        }
        best
    }

    fn passage(
        &self,
        part: &Part,
        matches: &[Match],
        citation: Option<Citation>,
        total: usize,
        mask: Option<Mask<'_>>,
    ) -> Presentation {
        let text = part.text();
        let first = matches.first().map_or(0..0, |first| first.range.clone());
        let start = backward(text, first.start, self.options.before);
        // What was found is shown whole, a long message's beginning.
        let longest = forward(text, start, 3 * self.options.characters);
        let end = forward(text, start, self.options.characters).max(first.end.min(longest));
        let found: Vec<Range<usize>> = matches
            .iter()
            .map(|found| found.range.clone())
            .filter(|range| range.start < end)
            .map(|range| range.start..range.end.min(end))
            .collect();
        let masks = mask.map(|mask| mask(part)).unwrap_or_default();
        let mut shown = Shown::default();
        shown.write(text, start..end, &found, &masks);
        Presentation {
            snippet: shown.text,
            highlights: shown.highlights,
            citation,
            matches: total,
            masked: shown.masked,
        }
    }

    /// For a query without words: the first text that stands at a place of the file.
    fn beginning(
        &self,
        document: &DocumentRef,
        parts: &[Part],
        mask: Option<Mask<'_>>,
    ) -> Presentation {
        let first = parts
            .iter()
            .find_map(|part| Some((part, part.anchors().first()?.range())));
        let Some((part, range)) = first else {
            return Presentation {
                snippet: String::new(),
                highlights: Vec::new(),
                citation: None,
                matches: 0,
                masked: false,
            };
        };
        let end = forward(part.text(), range.start, self.options.characters).min(range.end);
        let citation = part.cite(document, range.start..end).ok();
        let masks = mask.map(|mask| mask(part)).unwrap_or_default();
        let mut shown = Shown::default();
        let until = forward(part.text(), range.start, self.options.characters);
        shown.write(part.text(), range.start..until, &[], &masks);
        Presentation {
            snippet: shown.text,
            highlights: Vec::new(),
            citation,
            matches: 0,
            masked: shown.masked,
        }
    }
}

/// Returns the place `characters` before `at`, but not inside a letter and its marks.
fn backward(text: &str, at: usize, characters: usize) -> usize {
    let mut start = at;
    for (before, character) in text[..at].char_indices().rev().take(characters) {
        // The blank line is where the passage begins.
        if character == '\n' && text[..before].ends_with('\n') {
            break;
        }
        start = before;
    }
    start
}

fn forward(text: &str, at: usize, characters: usize) -> usize {
    let rest = &text[at..];
    rest.char_indices()
        .nth(characters)
        .map_or(text.len(), |(length, _)| at + length)
}

/// A snippet as it is being written.
#[derive(Default)]
struct Shown {
    text: String,
    highlights: Vec<[usize; 2]>,
    masked: bool,
}

impl Shown {
    fn write(
        &mut self,
        text: &str,
        window: Range<usize>,
        found: &[Range<usize>],
        masks: &[(Range<usize>, String)],
    ) {
        if window.start > 0 {
            self.text.push('…');
        }
        let mut at = window.start;
        for (masked, instead) in masks {
            if masked.end <= at || masked.start >= window.end {
                continue;
            }
            let start = masked.start.max(at);
            self.plain(text, at..start, found);
            let touched = found
                .iter()
                .any(|range| range.start < masked.end && range.end > start);
            let mark = self.text.len();
            self.text.push_str(&shown_safely(instead));
            if touched {
                self.highlight(mark);
            }
            self.masked = true;
            at = masked.end.min(window.end);
        }
        self.plain(text, at..window.end, found);
        if window.end < text.len() {
            self.text.push('…');
        }
    }

    fn plain(&mut self, text: &str, stretch: Range<usize>, found: &[Range<usize>]) {
        let mut at = stretch.start;
        for range in found {
            let start = range.start.max(at);
            let end = range.end.min(stretch.end);
            if start >= end {
                continue;
            }
            self.safe(&text[at..start]);
            let mark = self.text.len();
            self.safe(&text[start..end]);
            self.highlight(mark);
            at = end;
        }
        self.safe(text.get(at..stretch.end).unwrap_or_default());
    }

    /// Marks what was written since; neighbours become one.
    fn highlight(&mut self, from: usize) {
        match self.highlights.last_mut() {
            Some(last) if last[1] == from => last[1] = self.text.len(),
            _ => self.highlights.push([from, self.text.len()]),
        }
    }

    /// White space becomes single spaces, everything else unsafe is spelt out.
    fn safe(&mut self, text: &str) {
        let one_line: String = text
            .chars()
            .map(|character| match character {
                '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' => ' ',
                other => other,
            })
            .collect();
        self.text.push_str(&shown_safely(&one_line));
    }
}

#[cfg(test)]
mod tests {
    use daylight_model::{Anchor, BlobId, LineBreaks, PartData, PartKind, PartNumber, Place};

    use super::*;

    fn part(number: u32, text: &str) -> Part {
        let mut anchors = Vec::new();
        let mut start = 0_u32;
        for (line, row) in (1_u32..).zip(text.split('\n')) {
            let end = start + row.len() as u32;
            if start < end {
                anchors.push(Anchor {
                    start,
                    end,
                    place: Place::line(line),
                });
            }
            start = end + 1;
        }
        Part::try_from(PartData {
            number: PartNumber(number),
            kind: PartKind::Body,
            name: None,
            breaks: LineBreaks::Wrap,
            text: text.to_owned(),
            anchors,
        })
        .unwrap()
    }

    fn document() -> DocumentRef {
        DocumentRef {
            blob: BlobId::of(b"x"),
            reading: "text@1".into(),
        }
    }

    fn present(query: &str, parts: &[Part]) -> Presentation {
        let query = Query::parse(query).unwrap();
        Presenter::new(&query, SnippetOptions::default()).present(
            &document(),
            parts,
            &Records::default(),
            None,
        )
    }

    /// The snippet with brackets around its highlights.
    fn marked(presentation: &Presentation) -> String {
        let mut shown = String::new();
        let mut at = 0;
        for [start, end] in &presentation.highlights {
            shown.push_str(&presentation.snippet[at..*start]);
            shown.push('[');
            shown.push_str(&presentation.snippet[*start..*end]);
            shown.push(']');
            at = *end;
        }
        shown + &presentation.snippet[at..]
    }

    #[test]
    fn a_citation_quotes_what_was_found_right_to_the_character() {
        let quote = |query: &str, text: &str| {
            let shown = present(query, &[part(1, text)]);
            let citation = shown.citation.expect("cited");
            let span = citation.span();
            assert_eq!(
                &text[span.start as usize..span.end as usize],
                citation.quote()
            );
            (citation.quote().to_owned(), citation.place().to_string())
        };
        assert_eq!(
            quote("合同", "甲方\n簽訂合\n同書"),
            ("合\n同".to_owned(), "line=2,3".to_owned())
        );
        assert_eq!(quote("T1059.001", "使用T1059.001技术").0, "T1059.001");
        assert_eq!(quote("cafe", "un cafe\u{301} noir").0, "cafe\u{301}");
        assert_eq!(quote("55000", "共５５０００元").0, "５５０００");
        assert_eq!(quote("机密档案", "絕密機密檔案").0, "機密檔案");
    }

    #[test]
    fn the_passage_with_most_of_what_was_asked_is_shown() {
        let filler = "无关文字。".repeat(60);
        let text = format!("合同甲。{filler}这里有合同和金额两样。{filler}金额乙。");
        let shown = present("合同 金额", &[part(1, &text)]);
        assert!(
            marked(&shown).contains("这里有[合同]和[金额]两样"),
            "{}",
            marked(&shown)
        );
        assert!(shown.snippet.starts_with('…') && shown.snippet.ends_with('…'));
        assert_eq!(shown.matches, 4);
        assert!(shown.snippet.chars().count() <= 162);
    }

    #[test]
    fn the_best_part_is_chosen_and_every_place_can_be_cited() {
        let parts = [part(1, "合同"), part(2, "合同金额\n金额")];
        let shown = present("合同 OR 金额", &parts);
        assert_eq!(marked(&shown), "[合同金额] [金额]");
        let query = Query::parse("合同 OR 金额").unwrap();
        let presenter = Presenter::new(&query, SnippetOptions::default());
        let all = presenter.citations(&document(), &parts, &Records::default(), 10);
        let shown: Vec<String> = all
            .iter()
            .map(|citation| {
                format!(
                    "{}:{}:{}",
                    citation.span().part,
                    citation.place(),
                    citation.quote()
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                "1:line=1:合同",
                "2:line=1:合同",
                "2:line=1:金额",
                "2:line=2:金额"
            ]
        );
        assert_eq!(
            presenter
                .citations(&document(), &parts, &Records::default(), 2)
                .len(),
            2
        );
    }

    #[test]
    fn what_moves_or_hides_text_is_shown_letter_by_letter_and_highlights_still_fit() {
        let shown = present(
            "合同",
            &[part(1, "\u{202e}a\u{1b}[2J\t签订\r\n合\n同\u{200b}书")],
        );
        assert_eq!(
            marked(&shown),
            "\\u{202e}a\\u{1b}[2J 签订  [合 同\\u{200b}]书"
        );
    }

    #[test]
    fn a_query_without_words_cites_the_beginning() {
        let shown = present("-付款", &[part(1, "\n标题\n正文")]);
        assert_eq!(shown.snippet, "…标题 正文");
        assert_eq!(shown.citation.expect("cited").quote(), "标题");
        assert_eq!(present("*", &[]).citation, None);
    }

    #[test]
    fn what_is_forbidden_is_not_highlighted() {
        let shown = present("合同 OR -金额", &[part(1, "合同金额")]);
        assert_eq!(marked(&shown), "[合同]金额");
    }

    #[test]
    fn masked_values_are_never_shown_but_are_still_cited() {
        let part = part(1, "电话 13800000000 联系");
        let mask = |part: &Part| {
            let start = part.text().find('1').expect("a digit");
            vec![(start..start + 11, "‹phone›".to_owned())]
        };
        let query = Query::parse("13800000000").unwrap();
        let presenter = Presenter::new(&query, SnippetOptions::default());
        let shown = presenter.present(
            &document(),
            std::slice::from_ref(&part),
            &Records::default(),
            Some(&mask),
        );
        assert_eq!(marked(&shown), "电话 [‹phone›] 联系");
        assert!(shown.masked);
        let options = SnippetOptions {
            characters: 5,
            before: 2,
        };
        let cut = Presenter::new(&Query::parse("电话").unwrap(), options);
        let shown = cut.present(
            &document(),
            std::slice::from_ref(&part),
            &Records::default(),
            Some(&mask),
        );
        assert_eq!(marked(&shown), "[电话] ‹phone›…");
    }
}
