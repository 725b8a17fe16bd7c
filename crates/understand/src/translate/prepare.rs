//! A segment as it leaves: personal data as a mark such as `‹phone›`, known names beside it or in the text, and lines
//! that only wrap joined. And afterwards: which of those did not come back.

use std::ops::Range;

use crate::gazetteer::fold::is_han;

/// Personal data in a text, and the mark that stands for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// What is sent instead.
    pub mark: String,
}

/// A name whose translation is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownName {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// Its name in the language that is translated into.
    pub translation: String,
}

/// A segment that is ready to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// Bytes of the text that it stands for.
    pub range: Range<usize>,
    /// Its words, personal data covered: what a translation is a translation of.
    pub plain: String,
    /// The same with the known names put in the place of those that stand there.
    pub named: String,
    /// The known names, as they stand in `plain` and as they are to be in the translation, each once.
    pub names: Vec<(String, String)>,
    /// The marks in it.
    pub marks: Vec<String>,
}

/// Makes a segment ready. `covered` and `names`: sorted, each without overlap; a name that touches what is covered is
/// left out.
pub fn prepare(
    text: &str,
    segment: Range<usize>,
    covered: &[Covered],
    names: &[KnownName],
) -> Prepared {
    let mut prepared = Prepared {
        range: segment.clone(),
        plain: String::new(),
        named: String::new(),
        names: Vec::new(),
        marks: Vec::new(),
    };
    let touches = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
    let mut changes: Vec<(Range<usize>, Change<'_>)> = covered
        .iter()
        .filter(|covered| touches(&covered.range, &segment))
        .map(|covered| (covered.range.clone(), Change::Cover(&covered.mark)))
        .collect();
    let names = names.iter().filter(|name| {
        segment.start <= name.range.start
            && name.range.end <= segment.end
            && !covered
                .iter()
                .any(|covered| touches(&covered.range, &name.range))
    });
    changes.extend(names.map(|name| (name.range.clone(), Change::Name(&name.translation))));
    changes.sort_by_key(|(range, _)| range.start);
    let mut at = segment.start;
    for (range, change) in changes {
        let between = unwrapped(text.get(at..range.start.max(at)).unwrap_or_default());
        prepared.plain.push_str(&between);
        prepared.named.push_str(&between);
        match change {
            Change::Cover(mark) => {
                prepared.plain.push_str(mark);
                prepared.named.push_str(mark);
                prepared.marks.push(mark.to_owned());
            }
            Change::Name(translation) => {
                let written = unwrapped(text.get(range.clone()).unwrap_or_default());
                prepared.plain.push_str(&written);
                prepared.named.push_str(translation);
                let name = (written, translation.to_owned());
                if !prepared.names.contains(&name) {
                    prepared.names.push(name);
                }
            }
        }
        at = at.max(range.end);
    }
    let rest = unwrapped(
        text.get(at.min(segment.end)..segment.end)
            .unwrap_or_default(),
    );
    prepared.plain.push_str(&rest);
    prepared.named.push_str(&rest);
    prepared
}

enum Change<'a> {
    Cover(&'a str),
    Name(&'a str),
}

/// Between Han characters a line break within a segment is none; elsewhere it is a space.
fn unwrapped(text: &str) -> String {
    let mut lines = text.split('\n').map(|line| line.trim_end_matches('\r'));
    let mut whole = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        let line = line.trim_start();
        let touches = whole.ends_with(is_wide) && line.starts_with(is_wide);
        if !touches && !whole.is_empty() {
            whole.push(' ');
        }
        whole.push_str(line);
    }
    whole
}

fn is_wide(character: char) -> bool {
    is_han(character) || matches!(character, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
}

/// Returns the names and marks of a segment that its translation lacks.
pub fn lost(prepared: &Prepared, translation: &str) -> Vec<String> {
    let folded = letters(translation);
    let mut lost: Vec<String> = Vec::new();
    for (_, name) in &prepared.names {
        if !folded.contains(&letters(name)) && !lost.contains(name) {
            lost.push(name.clone());
        }
    }
    for mark in &prepared.marks {
        let wanted = prepared.marks.iter().filter(|other| *other == mark).count();
        if translation.matches(mark.as_str()).count() < wanted && !lost.contains(mark) {
            lost.push(mark.clone());
        }
    }
    lost
}

/// Letters and digits in small letters: hyphens, commas and capitals make no other name.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, words: &str) -> Range<usize> {
        let start = text.find(words).unwrap();
        start..start + words.len()
    }

    #[test]
    fn what_is_covered_leaves_as_a_mark_and_known_names_are_told() {
        let text = "前。联系安洵的王某，电话15400001111，\n尽快。后";
        let segment = at(text, "联系安洵的王某，电话15400001111，\n尽快。");
        let covered = [Covered {
            range: at(text, "15400001111"),
            mark: "‹phone›".to_owned(),
        }];
        let names = [KnownName {
            range: at(text, "安洵"),
            translation: "Anxun".to_owned(),
        }];
        let prepared = prepare(text, segment, &covered, &names);
        assert_eq!(prepared.plain, "联系安洵的王某，电话‹phone›，尽快。");
        assert_eq!(prepared.named, "联系Anxun的王某，电话‹phone›，尽快。");
        assert_eq!(lost(&prepared, "Contact ANXUN, ‹phone›."), [""; 0]);
        assert_eq!(lost(&prepared, "Contact An Sun."), ["Anxun", "‹phone›"]);
    }

    #[test]
    fn what_is_covered_beyond_an_edge_is_covered_up_to_it_and_takes_names_with_it() {
        let text = "电话15400001111合同";
        let covered = [Covered {
            range: at(text, "15400001111"),
            mark: "‹phone›".to_owned(),
        }];
        let name = KnownName {
            range: at(text, "1111合同"),
            translation: "x".to_owned(),
        };
        let prepared = prepare(text, 10..text.len(), &covered, &[name]);
        assert_eq!(prepared.plain, "‹phone›合同");
        let prepared = prepare(text, 0..10, &covered, &[]);
        assert_eq!(prepared.plain, "电话‹phone›");
        assert!(prepared.names.is_empty());
    }

    #[test]
    fn lines_that_wrap_are_joined_as_their_script_does() {
        assert_eq!(unwrapped("我们签\n订合同"), "我们签订合同");
        assert_eq!(unwrapped("two\r\n words"), "two words");
    }
}
