//! Names by the model of names, beside what rules and lists find. Always: what is found already stays as it is; a name
//! that rules think likely and the model finds too is certain, one that the model alone finds is likely.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use daylight_model::{Grade, LineBreaks, Mention, MentionType, Part, Span, Value};

use super::grid::Grid;
use super::hints::surname_and_given;
use super::lac::{LONGEST, Lac};
use super::{as_written, stretches, words};
use crate::Document;
use crate::gazetteer::fold::is_han;
use crate::wrap;

/// Of a longer document the rest is left to rules and lists, in characters that the model looks at: some 20 seconds.
const MOST: usize = 400_000;

/// What a longer name takes the place of.
const NAMES: &[MentionType] = &[
    MentionType::Person,
    MentionType::Org,
    MentionType::Place,
    MentionType::Country,
];

/// How sure a name is that the model alone finds: its precision on news (MSRA).
const ALONE: f32 = 0.7;

/// How sure one is that both find.
const BOTH: f32 = 0.9;

/// The sentences of a document: those that stand in it again are read once.
struct Sentences<'l> {
    lac: &'l Lac,
    known: HashMap<Vec<char>, Vec<(MentionType, Range<usize>)>>,
    /// So many characters more are read.
    left: usize,
}

impl Sentences<'_> {
    /// Returns the names in a sentence, by characters; none where enough was read.
    fn names(&mut self, letters: Vec<char>) -> &[(MentionType, Range<usize>)] {
        if !self.known.contains_key(&letters) && letters.len() > self.left {
            return &[];
        }
        self.known.entry(letters).or_insert_with_key(|letters| {
            self.left -= letters.len();
            self.lac.names(letters)
        })
    }
}

/// Adds the names that the model finds in a document to its mentions.
pub(crate) fn add(document: &Document<'_>, lac: &Lac, mentions: &mut Vec<Mention>) {
    let mut sentences = Sentences {
        lac,
        known: HashMap::new(),
        left: MOST,
    };
    let mut gone = BTreeSet::new();
    for part in document.parts {
        let mut here: Vec<usize> = (0..mentions.len())
            .filter(|at| {
                mentions
                    .get(*at)
                    .is_some_and(|m| m.span.part == part.number())
            })
            .collect();
        here.sort_by_key(|at| mentions.get(*at).map(|mention| mention.span.start));
        let grid = Grid::of(part.text());
        let mut found = Vec::new();
        for stretch in stretches(part.text()) {
            find(part, stretch, &mut sentences, &mut found);
        }
        for (kind, range) in found {
            if grid.is_private(&range) {
                continue;
            }
            settle(part, kind, range, &here, mentions, &mut gone);
        }
    }
    let mut at = 0;
    mentions.retain(|_| {
        at += 1;
        !gone.contains(&(at - 1))
    });
    mentions.sort_by_key(|mention| (mention.span.part, mention.span.start, mention.span.end));
}

fn find(
    part: &Part,
    stretch: Range<usize>,
    read: &mut Sentences<'_>,
    found: &mut Vec<(MentionType, Range<usize>)>,
) {
    let source = part.text().get(stretch.clone()).unwrap_or_default();
    let characters = unwrapped(source, part.breaks() == LineBreaks::Wrap);
    for sentence in sentences(&characters) {
        let letters: Vec<char> = sentence.iter().map(|(_, letter)| *letter).collect();
        let han = letters.iter().filter(|c| is_han(**c)).take(2).count();
        // Words of Japanese are names to it.
        if han < 2 || letters.iter().any(|c| is_kana(*c)) {
            continue;
        }
        for (kind, range) in read.names(letters) {
            let (kind, range) = (*kind, range.clone());
            let name = sentence.get(range).unwrap_or_default();
            let is_name = is_name(name) && (kind != MentionType::Person || is_no_word(name));
            if let ([(start, _), .., (last, letter)], true) = (name, is_name) {
                let end = last + letter.len_utf8();
                found.push((kind, stretch.start + start..stretch.start + end));
            }
        }
    }
}

/// Returns the characters of a text with their places; without the breaks between Han that only wrap lines.
fn unwrapped(source: &str, wraps: bool) -> Vec<(usize, char)> {
    let soft = match wraps {
        true => wrap::soft_breaks(source),
        false => Vec::new(),
    };
    let is_soft = |at: &usize| soft.binary_search(at).is_ok();
    let characters = source.char_indices();
    characters.filter(|(at, _)| !is_soft(at)).collect()
}

/// Han alone, or with the dot of foreign names: what has other signs in it is torn or glued.
fn is_name(name: &[(usize, char)]) -> bool {
    let letters = || name.iter().map(|(_, letter)| *letter);
    let han = letters().filter(|c| is_han(*c)).count();
    han >= 2 && letters().all(|c| is_han(c) || matches!(c, '·' | '・' | '•'))
}

/// Whether a person's name does not begin with a word of everyday language (周报交), unless that is a surname of two
/// characters: words whose first character is a surname as well are what the model takes for names most.
fn is_no_word(name: &[(usize, char)]) -> bool {
    let name: String = name.iter().map(|(_, letter)| letter).collect();
    let words = words::cut(&name);
    let first = words.first().copied().unwrap_or_default();
    let surname = surname_and_given(&name).map(|(surname, _)| surname);
    first.chars().count() < 2 || surname == Some(first) || !words::is_common(first)
}

fn is_kana(character: char) -> bool {
    matches!(character, '\u{3041}'..='\u{30fa}' | '\u{30fd}'..='\u{30ff}')
}

/// Cuts a text into sentences, and those into pieces that are not too long.
fn sentences(characters: &[(usize, char)]) -> Vec<&[(usize, char)]> {
    let (mut sentences, mut start) = (Vec::new(), 0);
    for (at, (_, character)) in characters.iter().enumerate() {
        let length = at + 1 - start;
        let ends = matches!(
            character,
            '\n' | '\t' | '。' | '！' | '？' | '!' | '?' | '；' | ';'
        ) || length >= LONGEST
            || (length >= LONGEST / 2 && matches!(character, '，' | ',' | '、' | ' '));
        if ends {
            sentences.extend(characters.get(start..=at));
            start = at + 1;
        }
    }
    sentences.extend(characters.get(start..).filter(|rest| !rest.is_empty()));
    sentences
}

/// Puts a name among the mentions of its part: `here`, by place.
fn settle(
    part: &Part,
    kind: MentionType,
    range: Range<usize>,
    here: &[usize],
    mentions: &mut Vec<Mention>,
    gone: &mut BTreeSet<usize>,
) {
    let (Ok(start), Ok(end)) = (u32::try_from(range.start), u32::try_from(range.end)) else {
        return;
    };
    let touches = |at: &usize| {
        let span = mentions.get(*at).map(|mention| mention.span);
        span.is_some_and(|span| span.start < end && start < span.end)
    };
    let touching: Vec<usize> = here.iter().copied().filter(touches).collect();
    let is_shorter = |at: &usize| {
        let inside = |m: &Mention| start <= m.span.start && m.span.end <= end;
        let is_name = |m: &Mention| NAMES.contains(&m.kind);
        let mention = mentions.get(*at);
        mention
            .is_some_and(|m| inside(m) && is_name(m) && (m.span.end - m.span.start) < end - start)
    };
    if touching.iter().all(is_shorter) {
        let quote = part.text().get(range).unwrap_or_default();
        let new = Mention {
            kind,
            span: Span {
                part: part.number(),
                start,
                end,
            },
            value: Value::Text(as_written(quote)),
            detector: Cow::Borrowed("lac@1"),
            confidence: ALONE,
            grade: Grade::Likely,
        };
        gone.extend(touching);
        mentions.push(new);
        return;
    }
    let Some(touching) = touching.first().and_then(|at| mentions.get_mut(*at)) else {
        return;
    };
    let is_same = touching.kind == kind && (touching.span.start, touching.span.end) == (start, end);
    if is_same && touching.grade == Grade::Likely {
        touching.grade = Grade::Certain;
        touching.confidence = touching.confidence.max(BOTH);
        touching.detector = format!("{}+lac@1", touching.detector).into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn characters(text: &str) -> Vec<(usize, char)> {
        text.char_indices().collect()
    }

    #[test]
    fn sentences_end_where_they_end_and_where_they_are_too_long() {
        let cut = |text: &str| -> Vec<String> {
            let characters = characters(text);
            let cut = sentences(&characters).into_iter();
            cut.map(|sentence| sentence.iter().map(|(_, c)| c).collect())
                .collect()
        };
        assert_eq!(cut("一。二！\n三"), ["一。", "二！", "\n", "三"]);
        assert_eq!(cut(""), [] as [&str; 0]);
        let long = "字".repeat(LONGEST + 1);
        assert_eq!(cut(&long), ["字".repeat(LONGEST), "字".to_owned()]);
        let comma = format!("{}，然后", "字".repeat(LONGEST / 2));
        assert_eq!(cut(&comma)[1], "然后");
    }

    #[test]
    fn only_han_makes_a_name() {
        let is_name = |name: &str| is_name(&characters(name));
        assert!(is_name("王伟") && is_name("史蒂夫·乔布斯"));
        assert!(!is_name("王") && !is_name("王伟2") && !is_name("王 伟"));
    }
}
