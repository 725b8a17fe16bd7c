//! Names by the model of names, beside what rules and lists find. Always: what is found already stays as it is; a name
//! that rules think likely and the model finds too is certain, one that the model alone finds is likely.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use daylight_model::{Grade, Mention, MentionType, Part, Span, Value};

use super::grid::Grid;
use super::hints::surname_and_given;
use super::lac::{LONGEST, Lac};
use super::{as_written, stretches, words};
use crate::Document;
use crate::gazetteer::fold::is_han;
use crate::wrap::SoftBreaks;

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

/// Adds the names that the model finds in a document to its mentions, which are settled: in the order of places, none
/// overlapping another.
pub(crate) fn add(document: &Document<'_>, lac: &Lac, mentions: &mut Vec<Mention>) {
    let mut sentences = Sentences {
        lac,
        known: HashMap::new(),
        left: MOST,
    };
    let mut beside = Beside::new(mentions);
    for part in document.parts {
        let grid = Grid::of(part.text());
        let soft = SoftBreaks::of(part);
        let mut found = Vec::new();
        for stretch in stretches(part.text()) {
            find(part, stretch, &soft, &mut sentences, &mut found);
        }
        for (kind, range) in found {
            if !grid.is_private(&range) {
                beside.put(part, kind, range);
            }
        }
    }
    beside.finish();
}

fn find(
    part: &Part,
    stretch: Range<usize>,
    soft: &SoftBreaks,
    read: &mut Sentences<'_>,
    found: &mut Vec<(MentionType, Range<usize>)>,
) {
    let source = part.text().get(stretch.clone()).unwrap_or_default();
    let characters = unwrapped(source, |at| soft.contains(stretch.start + at));
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
fn unwrapped(source: &str, is_soft: impl Fn(usize) -> bool) -> Vec<(usize, char)> {
    let characters = source.char_indices();
    characters.filter(|(at, _)| !is_soft(*at)).collect()
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

/// Names of the model beside the mentions of a document.
struct Beside<'m> {
    mentions: &'m mut Vec<Mention>,
    new: Vec<Mention>,
    /// Mentions that a longer name takes the place of, by index.
    gone: BTreeSet<usize>,
}

impl<'m> Beside<'m> {
    fn new(mentions: &'m mut Vec<Mention>) -> Self {
        Self {
            mentions,
            new: Vec::new(),
            gone: BTreeSet::new(),
        }
    }

    /// Puts a name where it stands, unless something else is known there.
    fn put(&mut self, part: &Part, kind: MentionType, range: Range<usize>) {
        let (Ok(start), Ok(end)) = (u32::try_from(range.start), u32::try_from(range.end)) else {
            return;
        };
        let span = Span {
            part: part.number(),
            start,
            end,
        };
        // Settled mentions begin and end in the same order.
        let first = self
            .mentions
            .partition_point(|m| (m.span.part, m.span.end) <= (span.part, span.start));
        let behind = self
            .mentions
            .partition_point(|m| (m.span.part, m.span.start) < (span.part, span.end));
        let touching = self.mentions.get_mut(first..behind).unwrap_or_default();
        let is_within = |m: &Mention| start <= m.span.start && m.span.end <= end && m.span != span;
        if touching
            .iter()
            .all(|m| is_within(m) && NAMES.contains(&m.kind))
        {
            self.gone.extend(first..behind);
            let quote = part.text().get(range).unwrap_or_default();
            self.new.push(Mention {
                kind,
                span,
                value: Value::Text(as_written(quote)),
                detector: Cow::Borrowed("lac@1"),
                confidence: ALONE,
                grade: Grade::Likely,
            });
        } else if let [same] = touching
            && (same.kind, same.span, same.grade) == (kind, span, Grade::Likely)
        {
            same.grade = Grade::Certain;
            same.confidence = same.confidence.max(BOTH);
            same.detector = format!("{}+lac@1", same.detector).into();
        }
    }

    fn finish(self) {
        let Self {
            mentions,
            new,
            gone,
        } = self;
        let mut index = 0;
        mentions.retain(|_| {
            index += 1;
            !gone.contains(&(index - 1))
        });
        mentions.extend(new);
        mentions.sort_by_key(|mention| (mention.span, mention.kind));
    }
}

#[cfg(test)]
mod tests {
    use daylight_model::{Anchor, LineBreaks, PartData, PartKind, PartNumber, Place};

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

    #[test]
    fn a_name_joins_what_is_known_confirms_it_or_takes_the_place_of_shorter_names() {
        let text = "王伟在北京市公安局给李四打电话13800138000";
        let anchor = Anchor {
            start: 0,
            end: text.len() as u32,
            place: Place::line(1),
        };
        let part = Part::try_from(PartData {
            number: PartNumber(2),
            kind: PartKind::Body,
            name: None,
            breaks: LineBreaks::End,
            text: text.to_owned(),
            anchors: vec![anchor],
        })
        .unwrap();
        let at = |words: &str| {
            let start = text.find(words).unwrap();
            start..start + words.len()
        };
        let known = |kind, part, words: &str, grade| Mention {
            kind,
            span: Span {
                part: PartNumber(part),
                start: at(words).start as u32,
                end: at(words).end as u32,
            },
            value: Value::Text(words.to_owned()),
            detector: "x@1".into(),
            confidence: 0.5,
            grade,
        };
        let likely = Grade::Likely;
        let mut mentions = vec![
            known(MentionType::Org, 1, "北京市公安局", likely),
            known(MentionType::Person, 2, "王伟", likely),
            known(MentionType::Place, 2, "北京市", Grade::Certain),
            known(MentionType::Phone, 2, "13800138000", Grade::Certain),
            known(MentionType::Person, 3, "李四", likely),
        ];
        let mut beside = Beside::new(&mut mentions);
        for (kind, words) in [
            (MentionType::Person, "王伟"),
            (MentionType::Org, "北京市公安局"),
            (MentionType::Person, "李四"),
            (MentionType::Org, "电话13800138000"),
        ] {
            beside.put(&part, kind, at(words));
        }
        beside.finish();
        let shown: Vec<_> = mentions
            .iter()
            .map(|m| {
                let words = &text[m.span.start as usize..m.span.end as usize];
                (m.span.part.0, words, m.detector.as_ref(), m.grade)
            })
            .collect();
        let certain = Grade::Certain;
        let wanted = [
            (1, "北京市公安局", "x@1", likely),
            (2, "王伟", "x@1+lac@1", certain),
            (2, "北京市公安局", "lac@1", likely),
            (2, "李四", "lac@1", likely),
            (2, "13800138000", "x@1", certain),
            (3, "李四", "x@1", likely),
        ];
        assert_eq!(shown, wanted);
    }
}
