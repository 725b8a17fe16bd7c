//! Folding: what is stored stays as it was read, what is compared is folded. NFKC, full width to half,
//! traditional to simplified character by character, lower case, Latin diacritics gone, marks that cannot be
//! seen gone, and line breaks inside a Han word gone where the part says that its lines only wrap.
//! Always: any range of the folded text maps back to a range of the source on character boundaries, and
//! whatever was folded together (a letter with its accents, a ligature) comes back whole.

use std::ops::Range;
use std::sync::OnceLock;

use daylight_model::LineBreaks;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_script::{Script, UnicodeScript};

use super::atoms::{Kind, kind};
use super::simplified::simplified;

/// A text as it is compared, and the way back to the text as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folded {
    text: String,
    runs: Vec<Run>,
    source_bytes: usize,
}

/// Neighbouring clusters of which each takes as many bytes as the next, before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    folded: usize,
    source: usize,
    folded_step: usize,
    source_step: usize,
}

impl Folded {
    /// Folds a part's text; line breaks that only wrap a Han word are taken out.
    pub fn new(source: &str, breaks: LineBreaks) -> Self {
        let mut folding = Folding {
            folded: Self {
                text: String::with_capacity(source.len()),
                ..Self::default()
            },
            breaks,
            gap: Vec::new(),
            last: None,
        };
        let mut piece = String::new();
        let mut rest = source;
        while let Some(first) = rest.chars().next() {
            let after = &rest[first.len_utf8()..];
            if let Some(folded) = fold_plain(first)
                && !after.chars().next().is_some_and(continues)
            {
                folding.take_character(folded, first.len_utf8());
                rest = after;
                continue;
            }
            let cluster = first_cluster(rest);
            piece.clear();
            fold_cluster(cluster, &mut piece);
            folding.take(&piece, cluster.len());
            rest = &rest[cluster.len()..];
        }
        folding.end_gap(false);
        folding.folded.source_bytes = source.len();
        folding.folded
    }

    /// Returns the folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the range of the source that a range of the folded text came from.
    pub fn source_range(&self, folded: Range<usize>) -> Range<usize> {
        if folded.start >= folded.end {
            let at = self.cluster_at(folded.start).start;
            return at..at;
        }
        self.cluster_at(folded.start).start..self.cluster_at(folded.end - 1).end
    }

    /// Returns the cluster of the source behind the folded byte at `at`.
    fn cluster_at(&self, at: usize) -> Range<usize> {
        let after = self.runs.partition_point(|run| run.folded <= at);
        let run = match after.checked_sub(1).and_then(|last| self.runs.get(last)) {
            Some(run) if at < self.text.len() => run,
            _ => return self.source_bytes..self.source_bytes,
        };
        let index = (at - run.folded).checked_div(run.folded_step).unwrap_or(0);
        let start = run.source + index * run.source_step;
        start..start + run.source_step
    }

    fn push(&mut self, piece: &str, source_step: usize) {
        self.step(piece.len(), source_step);
        self.text.push_str(piece);
        self.source_bytes += source_step;
    }

    fn push_character(&mut self, character: char, source_step: usize) {
        self.step(character.len_utf8(), source_step);
        self.text.push(character);
        self.source_bytes += source_step;
    }

    /// Begins another run where the next cluster is of other lengths than those before.
    fn step(&mut self, folded_step: usize, source_step: usize) {
        let same = self
            .runs
            .last()
            .is_some_and(|run| run.folded_step == folded_step && run.source_step == source_step);
        if !same {
            self.runs.push(Run {
                folded: self.text.len(),
                source: self.source_bytes,
                folded_step,
                source_step,
            });
        }
    }
}

/// Folds a query's word or a value: no part, so no lines that wrap.
pub fn fold(text: &str) -> String {
    Folded::new(text, LineBreaks::End).text
}

struct Folding {
    folded: Folded,
    breaks: LineBreaks,
    /// Spaces and line breaks that are not written yet, with their lengths in the source.
    gap: Vec<(char, usize)>,
    last: Option<char>,
}

impl Folding {
    fn take_character(&mut self, character: char, source_step: usize) {
        if matches!(character, ' ' | '\n') {
            self.gap.push((character, source_step));
            return;
        }
        if !self.gap.is_empty() {
            self.end_gap(self.wraps_before(Some(character)));
        }
        self.folded.push_character(character, source_step);
        self.last = Some(character);
    }

    fn take(&mut self, piece: &str, source_step: usize) {
        match piece {
            " " => self.gap.push((' ', source_step)),
            "\n" => self.gap.push(('\n', source_step)),
            _ => {
                if !self.gap.is_empty() {
                    self.end_gap(self.wraps_before(piece.chars().next()));
                }
                self.folded.push(piece, source_step);
                self.last = piece.chars().next_back().or(self.last);
            }
        }
    }

    /// Whether what lies in the gap only wraps a line inside a run of words.
    fn wraps_before(&self, next: Option<char>) -> bool {
        let breaks = self.gap.iter().filter(|(white, _)| *white == '\n').count();
        let (Some(last), Some(next)) = (self.last, next) else {
            return false;
        };
        let (last, next) = (kind(last), kind(next));
        self.breaks == LineBreaks::Wrap
            && breaks == 1
            && last.is_word()
            && next.is_word()
            && (last == Kind::Dense || next == Kind::Dense)
    }

    fn end_gap(&mut self, wraps: bool) {
        for (white, source_step) in self.gap.drain(..) {
            let mut piece = [0; 4];
            let piece = white.encode_utf8(&mut piece);
            self.folded
                .push(if wraps { "" } else { piece }, source_step);
            if !wraps {
                self.last = Some(white);
            }
        }
    }
}

/// Returns the beginning of a text that is folded as one: a character and the marks that sit on it.
fn first_cluster(text: &str) -> &str {
    let mut characters = text.char_indices();
    let Some((_, first)) = characters.next() else {
        return text;
    };
    let end = characters.find(|(at, character)| {
        let joined = continues(*character) || (first == '\r' && *character == '\n' && *at == 1);
        !joined
    });
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

/// Whether a character belongs to the one before it.
fn continues(character: char) -> bool {
    if character < '\u{300}' {
        return character == '\u{ad}';
    }
    if is_plain_han(character) {
        return false;
    }
    is_invisible(character)
        || is_combining_mark(character)
        || canonical_combining_class(character) != 0
        || matches!(
            character,
            '\u{1160}'..='\u{11ff}'
                | '\u{d7b0}'..='\u{d7ff}'
                | '\u{ff9e}'
                | '\u{ff9f}'
                | '\u{ffc2}'..='\u{ffdc}'
        )
}

fn is_plain_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

/// Marks without ink: they steer joining, breaking and direction, and are no part of any word.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Folds a character that becomes one whatever stands before it; none for all others.
fn fold_plain(character: char) -> Option<char> {
    match character {
        '\r' => None,
        '\0'..='\x7f' => Some(character.to_ascii_lowercase()),
        _ => is_plain_han(character).then(|| simplified(character)),
    }
}

fn fold_cluster(cluster: &str, folded: &mut String) {
    let mut characters = cluster.chars();
    let Some(first) = characters.next() else {
        return;
    };
    if characters.next().is_none() {
        if first == '\r' {
            folded.push('\n');
            return;
        }
        if let Some(plain) = fold_plain(first) {
            folded.push(plain);
            return;
        }
    }
    if let Some(marks) = cluster.strip_prefix("\r\n") {
        folded.push('\n');
        folded.push_str(&fold_once(marks));
        return;
    }
    match common_fold(cluster, first) {
        Some(common) => folded.push_str(common),
        None => folded.push_str(&fold_until_settled(cluster)),
    }
}

/// Characters of Western text and of East Asian punctuation, folded beforehand: they are most of what is not
/// plain Han or ASCII.
fn common_fold(cluster: &str, first: char) -> Option<&'static str> {
    const COMMON: [Range<u32>; 4] = [0x80..0x250, 0x2000..0x2070, 0x3000..0x3100, 0xff00..0xfff0];
    static FOLDED: OnceLock<Vec<Box<str>>> = OnceLock::new();
    if cluster.len() != first.len_utf8() {
        return None;
    }
    let code = u32::from(first);
    let mut before = 0;
    for range in COMMON {
        if range.contains(&code) {
            let folded = FOLDED.get_or_init(|| {
                let all = COMMON.into_iter().flatten().filter_map(char::from_u32);
                all.map(|single| fold_until_settled(single.encode_utf8(&mut [0; 4])).into())
                    .collect()
            });
            return folded
                .get(before + (code - range.start) as usize)
                .map(|piece| &**piece);
        }
        before += range.len();
    }
    None
}

fn fold_until_settled(cluster: &str) -> String {
    // Lower case can open a new decomposition and a decomposition a new case; three rounds settle all of
    // Unicode, and the bound keeps a surprise in a later version from looping.
    let mut piece = fold_once(cluster);
    for _ in 0..3 {
        let again = fold_once(&piece);
        if again == piece {
            break;
        }
        piece = again;
    }
    piece
}

fn fold_once(cluster: &str) -> String {
    let mut on_latin = false;
    let bare: String = cluster
        .nfkd()
        .filter(|&character| {
            if is_invisible(character) {
                return false;
            }
            if is_combining_mark(character) || canonical_combining_class(character) != 0 {
                return !on_latin;
            }
            on_latin = character.script() == Script::Latin;
            true
        })
        .collect();
    let mut folded = String::with_capacity(bare.len());
    for character in bare.nfc().flat_map(char::to_lowercase) {
        match replacement(character) {
            Some(plain) => folded.push_str(plain),
            None => folded.push(simplified(character)),
        }
    }
    folded
}

/// Letters whose stroke or ligature Unicode does not take apart, punctuation that is typed in many ways, and
/// line ends.
fn replacement(character: char) -> Option<&'static str> {
    Some(match character {
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ŧ' => "t",
        'ı' => "i",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ß' => "ss",
        'ς' => "σ",
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "-",
        '\u{2018}' | '\u{2019}' | '\u{201b}' => "'",
        '\u{201c}' | '\u{201d}' | '\u{201f}' => "\"",
        '\r' | '\u{85}' | '\u{2028}' => "\n",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Returns the source behind the first place where `needle` stands in the folded text.
    fn found<'a>(source: &'a str, breaks: LineBreaks, needle: &str) -> Option<&'a str> {
        let folded = Folded::new(source, breaks);
        let at = folded.text().find(needle)?;
        Some(&source[folded.source_range(at..at + needle.len())])
    }

    #[test]
    fn spellings_of_one_word_fold_to_the_same() {
        let same = |spellings: &[&str], folded: &str| {
            for spelling in spellings {
                assert_eq!(fold(spelling), folded, "{spelling:?}");
            }
        };
        same(&["ＶＰＮ", "vpn", "VPN", "V\u{200b}P\u{ad}N"], "vpn");
        same(&["機密檔案", "机密档案"], "机密档案");
        same(&["Café", "Cafe\u{301}", "CAFÉ"], "cafe");
        same(&["Straße", "STRASSE", "STRAẞE"], "strasse");
        same(&["ﬁle", "FILE"], "file");
        same(&["İstanbul", "istanbul", "ISTANBUL"], "istanbul");
        same(&["ｶﾞ", "ガ", "カ\u{3099}"], "ガ");
        same(&["한", "\u{1112}\u{1161}\u{11ab}"], "한");
        same(&["１２３，４５６．７８", "123,456.78"], "123,456.78");
        same(&["⼀", "一"], "一");
        same(&["Øresund", "oresund"], "oresund");
        same(&["㈱", "(株)"], "(株)");
    }

    #[test]
    fn marks_of_other_scripts_than_latin_stay() {
        assert_ne!(fold("й"), fold("и"));
        assert_ne!(fold("が"), fold("か"));
    }

    #[test]
    fn what_was_folded_together_comes_back_whole() {
        let end = LineBreaks::End;
        assert_eq!(
            found("une cafe\u{301}\u{327}!", end, "cafe"),
            Some("cafe\u{301}\u{327}")
        );
        assert_eq!(found("oﬃce", end, "f"), Some("ﬃ"));
        assert_eq!(found("oﬃce", end, "fi"), Some("ﬃ"));
        assert_eq!(found("共５５０００元", end, "5000"), Some("５０００"));
        assert_eq!(found("絕密檔案", end, "密档"), Some("密檔"));
        assert_eq!(found("葛\u{e0100}城", end, "葛城"), Some("葛\u{e0100}城"));
    }

    #[test]
    fn a_wrapped_line_does_not_cut_a_han_word_and_the_range_spans_the_break() {
        let (wrap, end) = (LineBreaks::Wrap, LineBreaks::End);
        assert_eq!(found("签订合 \r\n 同书", wrap, "合同"), Some("合 \r\n 同"));
        assert_eq!(found("签订合\n同书", end, "合同"), None);
        assert_eq!(found("签订合\n\n同书", wrap, "合同"), None);
        assert_eq!(found("签订合 同书", wrap, "合同"), None);
        assert_eq!(found("签订合\t\n同书", wrap, "合同"), None);
        assert_eq!(found("共5.5\n万元", wrap, "5.5万元"), Some("5.5\n万元"));
        assert_eq!(found("remote\ncontrol", wrap, "remotecontrol"), None);
        assert_eq!(found("合同\n", wrap, "合同\n"), Some("合同\n"));
    }

    #[test]
    fn an_empty_range_and_an_empty_text_are_no_trouble() {
        let folded = Folded::new("", LineBreaks::Wrap);
        assert_eq!(folded.source_range(0..0), 0..0);
        let marks_only = Folded::new("\u{200b}\u{feff}", LineBreaks::Wrap);
        assert_eq!(marks_only.text(), "");
        assert_eq!(marks_only.source_range(0..0), 6..6);
    }

    fn texts() -> impl Strategy<Value = String> {
        let odd = proptest::sample::select(vec![
            '合',
            '同',
            '機',
            '机',
            'a',
            'É',
            '\u{301}',
            'ﬃ',
            '\n',
            '\r',
            ' ',
            '\t',
            '　',
            '５',
            'ｶ',
            'ﾞ',
            '\u{200b}',
            '\u{1112}',
            '\u{1161}',
            '\u{e0100}',
            '㈱',
            'ﷺ',
            'İ',
            '𠮷',
        ]);
        proptest::collection::vec(prop_oneof![odd, any::<char>()], 0..40)
            .prop_map(|characters| characters.into_iter().collect())
    }

    proptest! {
        // The same cases every time, and no file left behind.
        #![proptest_config(ProptestConfig {
            failure_persistence: None,
            rng_seed: proptest::test_runner::RngSeed::Fixed(8),
            ..ProptestConfig::default()
        })]

        #[test]
        fn folding_twice_is_folding_once(text in texts()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn every_folded_range_maps_to_characters_of_the_source_in_order(
            text in texts(), wrap in any::<bool>(),
        ) {
            let breaks = if wrap { LineBreaks::Wrap } else { LineBreaks::End };
            let folded = Folded::new(&text, breaks);
            let mut before = 0;
            for (at, character) in folded.text().char_indices() {
                let range = folded.source_range(at..at + character.len_utf8());
                prop_assert!(text.get(range.clone()).is_some_and(|cluster| !cluster.is_empty()));
                prop_assert!(range.start >= before);
                before = range.start;
                let to_end = folded.source_range(at..folded.text().len());
                prop_assert!(to_end.start == range.start && to_end.end <= text.len());
                // What was found, read again by itself, is still there.
                let again = Folded::new(&text[range], breaks);
                prop_assert!(again.text().contains(character));
            }
        }
    }
}
