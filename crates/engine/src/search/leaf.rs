//! One word, phrase, pattern or expression, and where it stands in a folded text.
//! Always: places are found from left to right without overlap, and are never empty; the work is bounded by
//! the text's length times the word's, whatever the text holds.

use std::ops::Range;

use daylight_model::LineBreaks;

use super::alike::Sets;
use super::atoms::{Gap, Kind, atoms, kind};
use super::fold::fold;
use super::query::{Glob, Query, regex};
use super::spelling::within;

/// Characters that one `*` stands for, at most.
const MANY: usize = 64;

/// Something that stands at places in a text.
#[derive(Debug, Clone)]
pub(super) enum Leaf {
    Sequence(Sequence),
    Wild(Wild),
    Fuzzy { word: Vec<char>, distance: usize },
    Regex(regex::Regex),
    Alike(Sets),
}

/// Characters, with spaces allowed or wanted between some.
#[derive(Debug, Clone)]
pub(super) struct Sequence {
    /// The characters before the first space.
    head: String,
    tail: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Text(String),
    /// Spaces may stand here.
    MaySpace,
    /// At least one must.
    MustSpace,
}

/// A word of which some characters are open.
#[derive(Debug, Clone)]
pub(super) struct Wild {
    elements: Vec<Element>,
    /// `*` before the first: it may be the end of a longer word.
    open_start: bool,
    open_end: bool,
    longest: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    Character(char),
    One,
    Many,
}

impl Leaf {
    /// Returns the leaf of a query that is one.
    pub(super) fn new(query: &Query) -> Option<Self> {
        Some(match query {
            Query::Word(text) => Self::Sequence(Sequence::word(text)),
            Query::Phrase(text) => Self::Sequence(Sequence::phrase(text)),
            Query::Wildcard(globs) => Self::Wild(Wild::new(globs)),
            Query::Fuzzy { word, distance } => Self::Fuzzy {
                word: fold(word).chars().collect(),
                distance: usize::from(*distance),
            },
            // The parser let it through, so it compiles; one that was built by hand and does not finds nothing.
            Query::Regex(source) => Self::Regex(regex(source).or_else(|_| regex(r"\z\A.")).ok()?),
            Query::Alike { how, word } => Self::Alike(Sets::new(*how, word)),
            Query::All
            | Query::Field(_)
            | Query::Inside(_)
            | Query::Near { .. }
            | Query::And(_)
            | Query::Or(_)
            | Query::Not(_) => return None,
        })
    }

    /// Returns the first places, at most `limit`, where it stands in a folded text.
    pub(super) fn spans(&self, text: &str, breaks: LineBreaks, limit: usize) -> Vec<Range<usize>> {
        match self {
            Self::Sequence(sequence) => sequence.spans(text, breaks, limit),
            Self::Wild(wild) => wild.spans(text, limit),
            Self::Alike(sets) => sets.spans(text, limit),
            Self::Fuzzy { word, distance } => fuzzy_spans(text, word, *distance, limit),
            Self::Regex(regex) => regex
                .find_iter(text)
                .filter(|found| !found.is_empty())
                .take(limit)
                .map(|found| found.range())
                .collect(),
        }
    }
}

/// Whether a word may begin or end at `at`: no letter or digit is cut from one of its own kind.
pub(super) fn is_bounded(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    let (Some(before), Some(after)) = (before.chars().next_back(), after.chars().next()) else {
        return true;
    };
    let (before, after) = (kind(before), kind(after));
    before != after || !before.is_bounded()
}

impl Sequence {
    fn word(text: &str) -> Self {
        Self {
            head: fold(text),
            tail: Vec::new(),
        }
    }

    /// What stands in quotes. Between its words spaces count for nothing beside Han and are wanted between
    /// Latin words; punctuation is wanted as it stands, spaces around it are not.
    fn phrase(text: &str) -> Self {
        let folded = fold(text);
        let folded = folded.trim_matches(|character: char| character.is_whitespace());
        let mut steps: Vec<Step> = Vec::new();
        let mut at = 0;
        let mut before: Option<Kind> = None;
        for atom in atoms(folded, LineBreaks::Wrap) {
            let gap = &folded[at..atom.range.start];
            let dense = before == Some(Kind::Dense) || atom.kind == Kind::Dense;
            match (before.is_some(), gap.trim().is_empty()) {
                (false, true) => {}
                (_, false) => punctuation(gap, before.is_some(), true, &mut steps),
                (true, true) if dense => steps.push(Step::MaySpace),
                (true, true) if gap.is_empty() => {}
                (true, true) => steps.push(Step::MustSpace),
            }
            push_text(&mut steps, &folded[atom.range.clone()]);
            at = atom.range.end;
            before = Some(atom.kind);
        }
        if at < folded.len() {
            punctuation(&folded[at..], before.is_some(), false, &mut steps);
        }
        let head = match steps.first() {
            Some(Step::Text(head)) => head.clone(),
            _ => String::new(),
        };
        steps.drain(..1.min(steps.len()));
        Self { head, tail: steps }
    }

    fn spans(&self, text: &str, breaks: LineBreaks, limit: usize) -> Vec<Range<usize>> {
        let mut spans = Vec::new();
        if self.head.is_empty() {
            return spans;
        }
        let mut from = 0;
        while spans.len() < limit
            && let Some(offset) = text.get(from..).and_then(|rest| rest.find(&self.head))
        {
            let start = from + offset;
            match self.end_at(text, start, breaks) {
                Some(end) => {
                    spans.push(start..end);
                    from = end;
                }
                None => from = start + text[start..].chars().next().map_or(1, char::len_utf8),
            }
        }
        spans
    }

    /// Where it ends, if it stands at `start`. Spaces are taken all together, so there is one way only.
    fn end_at(&self, text: &str, start: usize, breaks: LineBreaks) -> Option<usize> {
        if !is_bounded(text, start) {
            return None;
        }
        let mut at = start + self.head.len();
        for step in &self.tail {
            match step {
                Step::Text(wanted) => {
                    text[at..].strip_prefix(wanted.as_str())?;
                    at += wanted.len();
                }
                Step::MaySpace | Step::MustSpace => {
                    let rest = &text[at..];
                    let after = rest.trim_start_matches([' ', '\n']);
                    let gap = Gap::of(&rest[..rest.len() - after.len()], breaks);
                    let wanted = *step == Step::MaySpace && gap == Gap::None || gap == Gap::Soft;
                    if !wanted {
                        return None;
                    }
                    at += rest.len() - after.len();
                }
            }
        }
        is_bounded(text, at).then_some(at)
    }
}

fn push_text(steps: &mut Vec<Step>, text: &str) {
    match steps.last_mut() {
        Some(Step::Text(before)) => before.push_str(text),
        _ => steps.push(Step::Text(text.to_owned())),
    }
}

/// Punctuation of a phrase: each run of signs as it stands, spaces anywhere around.
fn punctuation(gap: &str, inner_start: bool, inner_end: bool, steps: &mut Vec<Step>) {
    for (at, signs) in gap.split_whitespace().enumerate() {
        if at > 0 || inner_start {
            steps.push(Step::MaySpace);
        }
        push_text(steps, signs);
    }
    if inner_end {
        steps.push(Step::MaySpace);
    }
}

impl Wild {
    fn new(globs: &[Glob]) -> Self {
        let mut elements = Vec::new();
        for glob in globs {
            match glob {
                Glob::Text(text) => elements.extend(fold(text).chars().map(Element::Character)),
                Glob::One => elements.push(Element::One),
                Glob::Many => elements.push(Element::Many),
            }
        }
        let is_many = |element: Option<&Element>| element == Some(&Element::Many);
        let open_start = is_many(elements.first());
        let open_end = is_many(elements.last());
        let many = |element: &Element| *element == Element::Many;
        let start = elements.iter().take_while(|element| many(element)).count();
        let end = elements
            .iter()
            .rev()
            .take_while(|element| many(element))
            .count();
        let elements: Vec<Element> = elements
            .get(start..elements.len().saturating_sub(end))
            .unwrap_or_default()
            .to_vec();
        let stars = elements.iter().filter(|element| many(element)).count();
        let longest = elements.len() + MANY * stars;
        Self {
            elements,
            open_start,
            open_end,
            longest,
        }
    }

    fn spans(&self, text: &str, limit: usize) -> Vec<Range<usize>> {
        let mut spans: Vec<Range<usize>> = Vec::new();
        let mut from = 0;
        while spans.len() < limit
            && let Some(start) = self.candidate(text, from)
        {
            let width = text[start..].chars().next().map_or(1, char::len_utf8);
            match self.end_at(text, start) {
                Some(end) => {
                    let start = if self.open_start {
                        open(text, start, from, false)
                    } else {
                        start
                    };
                    let end = if self.open_end {
                        open(text, end, text.len(), true)
                    } else {
                        end
                    };
                    spans.push(start..end);
                    from = end;
                }
                None => from = start + width,
            }
        }
        spans
    }

    /// The next place where it could begin.
    fn candidate(&self, text: &str, from: usize) -> Option<usize> {
        let rest = text.get(from..).filter(|rest| !rest.is_empty())?;
        match self.elements.first()? {
            Element::Character(first) => rest.find(*first).map(|offset| from + offset),
            Element::One | Element::Many => Some(from),
        }
    }

    /// Where the shortest match from `start` ends. All ways are followed at once: `states` are the elements
    /// that could come next.
    fn end_at(&self, text: &str, start: usize) -> Option<usize> {
        if !self.open_start && !is_bounded(text, start) {
            return None;
        }
        let accepting = self.elements.len();
        let mut states = vec![false; accepting + 1];
        self.enter(&mut states, 0);
        for (offset, character) in text[start..].char_indices().take(self.longest) {
            let kind = kind(character);
            let mut next = vec![false; accepting + 1];
            for (at, _) in states.iter().enumerate().filter(|(_, on)| **on) {
                match self.elements.get(at) {
                    Some(Element::Character(wanted)) if *wanted == character => {
                        self.enter(&mut next, at + 1);
                    }
                    Some(Element::One) if !matches!(kind, Kind::Space | Kind::Break) => {
                        self.enter(&mut next, at + 1);
                    }
                    Some(Element::Many) if kind.is_word() => self.enter(&mut next, at),
                    _ => {}
                }
            }
            let end = start + offset + character.len_utf8();
            if next[accepting] && (self.open_end || is_bounded(text, end)) {
                return Some(end);
            }
            if !next.contains(&true) {
                return None;
            }
            states = next;
        }
        None
    }

    /// Enters a state and those behind stars that stand for nothing.
    fn enter(&self, states: &mut [bool], mut at: usize) {
        loop {
            if let Some(state) = states.get_mut(at) {
                *state = true;
            }
            if self.elements.get(at) != Some(&Element::Many) {
                return;
            }
            at += 1;
        }
    }
}

/// Widens an end that a star left open to the rest of its Latin word, for the eye.
fn open(text: &str, at: usize, bound: usize, forward: bool) -> usize {
    let is_latin = |character: &char| kind(*character).is_bounded();
    let length = |characters: &mut dyn Iterator<Item = char>| -> usize {
        let run = characters.take(MANY).take_while(is_latin);
        run.map(char::len_utf8).sum()
    };
    if forward {
        at + length(&mut text[at..bound].chars())
    } else {
        at - length(&mut text[bound..at].chars().rev())
    }
}

/// Runs of letters and digits that are `word` but for so many changes.
fn fuzzy_spans(text: &str, word: &[char], distance: usize, limit: usize) -> Vec<Range<usize>> {
    latin_runs(text)
        .filter(|run| {
            let run = &text[run.clone()];
            // A character has at most four bytes: longer runs need not be counted.
            run.len() <= 4 * (word.len() + distance)
                && within(&run.chars().collect::<Vec<_>>(), word, distance)
        })
        .take(limit)
        .collect()
}

/// Returns the runs of letters and digits together.
pub(super) fn latin_runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &text[at..];
        let is_latin = |character: char| kind(character).is_bounded();
        let start = at + rest.find(is_latin)?;
        let length = text[start..].find(|character| !is_latin(character));
        at = length.map_or(text.len(), |length| start + length);
        Some(start..at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::fold::Folded;

    /// Puts square brackets around every place where the query stands.
    fn marked(query: &str, text: &str, breaks: LineBreaks) -> String {
        let leaf = Leaf::new(&Query::parse(query).unwrap()).expect("one word");
        let folded = Folded::new(text, breaks);
        let mut shown = String::new();
        let mut at = 0;
        for span in leaf.spans(folded.text(), breaks, usize::MAX) {
            let source = folded.source_range(span);
            shown.push_str(&text[at..source.start]);
            shown.push('[');
            shown.push_str(&text[source.clone()]);
            shown.push(']');
            at = source.end;
        }
        shown + &text[at..]
    }

    fn check(query: &str, expect: &str) {
        let text: String = expect.replace(['[', ']'], "");
        assert_eq!(marked(query, &text, LineBreaks::Wrap), expect, "{query}");
    }

    #[test]
    fn words_match_their_characters_bounded_by_their_own_kind() {
        check("合同", "签订[合同]书、[合\n同]，合 同，合，同");
        check(
            "T1059.001",
            "使用[T1059.001]技术，XT1059.001，T1059.0012，[t1059.001]a",
        );
        check(
            "55000",
            "共[55000]元，155000元，CNY[55000]，[55000]CNY，５５０００"
                .replace("５５０００", "[５５０００]")
                .as_str(),
        );
        check("VPN账号", "[VPN账号]，VPN 账号，MYVPN账号，[ＶＰＮ賬號]");
        check("port", "report [port] ports [PORT]80");
        check(
            "a@b.example",
            "<[a@b.example]>，aa@b.example，[a@b.example].com",
        );
        check("192.0.2.1", "[192.0.2.1]:80 192.0.2.11 1192.0.2.1");
        check("C++", "[C++], C+, [c++]11");
        check("合", "[合]同[合]合".replace("]合", "][合]").as_str());
    }

    #[test]
    fn phrases_forgive_spaces_only() {
        check(
            "\"remote control\"",
            "[remote control], [remote\n  control], remote-control, remotecontrol, remote\tcontrol, remote\n\ncontrol",
        );
        check(
            "\"合同 金额\"",
            "[合同金额]，[合 同  金额]，合同，金额，[合同\n金额]",
        );
        check("\"合同\"", "[合同] [合 同] 合\t同");
        check("\"VPN 账号\"", "[VPN账号] [VPN 账号] VPN-账号");
        check("\"Smith, John\"", "[Smith, John] [Smith,John] Smith John");
        check("\"T1059\"", "[T1059] T 1059");
        check("“合同（甲）”", "[合同（甲）] [合同 ( 甲 )] 合同甲");
    }

    #[test]
    fn a_row_that_ends_breaks_a_phrase() {
        assert_eq!(marked("\"a b\"", "a\nb a b", LineBreaks::End), "a\nb [a b]");
        assert_eq!(marked("\"合同\"", "合\n同", LineBreaks::End), "合\n同");
    }

    #[test]
    fn wildcards_stay_inside_a_word() {
        check("pass*", "[password], [pass], [pass123], compass");
        check("*word", "[password] [word] words");
        check(
            "p?ss*d",
            "[password]s [pissed] [p4ssword]"
                .replace("[password]s", "passwords")
                .as_str(),
        );
        check("国*局", "[国家安全局]，国家，局");
        check("?同", "[合同]，[ 同".replace("[ ", " ").as_str());
        check("*@b.example", "[x@b.example] first.[last@b.example]");
        check("10.0.*", "[10.0.0].1 110.0.0.1");
        check("a*b", "[acccb] [ab] acccc b");
    }

    #[test]
    fn a_star_ends_after_sixty_four() {
        let text = format!("{}b {}b", "a".repeat(65), "a".repeat(80));
        let marked = marked("a*b", &text, LineBreaks::Wrap);
        assert!(
            marked.starts_with("[aaa") && marked.matches('[').count() == 1,
            "{marked}"
        );
    }

    #[test]
    fn words_spelt_nearly_so_are_found_in_any_mixture_of_letters_and_digits() {
        check(
            "shutdown~1",
            "[shutdown] [shutd0wn] [shutdwon] shutd00wn [shutdowns]了",
        );
        check("shutdown~2", "[shutd00wn]");
    }

    #[test]
    fn expressions_run_over_folded_text() {
        check("/[a-z]{3}\\d+/", "[ABC123] ab1 [ＡＢＣ１]");
        check("/機密.{0,3}文件/", "[机密的文件] [機密文件]");
        check("/^合/", "[合]同合");
        check("/x*/", "[xx] y");
        check("/[一-龥]+/", "[機密]abc");
    }

    #[test]
    fn hostile_repetition_is_answered() {
        let text = "a".repeat(30_000);
        assert_eq!(marked("*a*a*b", &text, LineBreaks::Wrap), text);
        let han = "合".repeat(30_000);
        assert_eq!(marked("合*同", &han, LineBreaks::Wrap), han);
    }
}
