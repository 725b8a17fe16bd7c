//! What a sentence looks like to the learned rules: the cues and kinds of mention in it, its words with every name and
//! value in it struck out, and the same of what was said before. Always: a name or a value is never a feature, so that
//! nothing of the texts that weights were learned from can be in them but common words.

use daylight_model::{MentionType, Value};

use crate::claim::amount;
use crate::claim::apply;
use crate::claim::folded::is_wide;
use crate::claim::lexicon::LEXICON;
use crate::claim::scene::{Here, Scene, Sentence};
use crate::claim::words;
use crate::name::words as dictionary;

/// Longest sentence that is looked at, in characters of its struck-out words: the rest says little more.
const LONGEST: usize = 240;

/// Gives the features of a sentence to `add`; some more than once.
pub(super) fn of(scene: &Scene<'_>, index: usize, add: &mut impl FnMut(&str)) {
    let this = &scene.sentences[index];
    add("(always)");
    within(this, this.all(), "", add);
    let speaker = scene.speaker(this);
    for (distance, earlier) in scene.before(index).take(3).enumerate() {
        let side = match distance {
            0 if earlier.message.is_some() && scene.speaker(earlier) == speaker => "own before ",
            0 => "before ",
            _ => "earlier ",
        };
        signs(earlier, earlier.all(), side, add);
        if distance == 0 {
            grams(&struck_out(earlier, earlier.all()), "before ", 2, add);
        }
    }
    if let Some(later) = scene.sentences.get(index + 1) {
        let same = scene.speaker(later) == speaker;
        let near = later.message.is_some() == this.message.is_some();
        if near {
            signs(
                later,
                later.all(),
                if same { "own next " } else { "next " },
                add,
            );
        }
    }
    for word in &scene.name_words {
        add(&format!("file {word}"));
    }
    for hit in &scene.name_hits {
        add(&format!("title {}", LEXICON.name(hit.cue)));
    }
    if let Some(first) = scene.sentences.first() {
        for hit in &first.hits {
            add(&format!("first {}", LEXICON.name(hit.cue)));
        }
    }
    add(if scene.is_talk() { "(talk)" } else { "(paper)" });
    if apply::is_bare(this) {
        add("(bare)");
    }
    if words::is_line(this) {
        add("(line)");
    }
    match apply::buyer(scene, this) {
        Some(true) => add("(buyer)"),
        Some(false) => add("(seller)"),
        None => {}
    }
}

/// Returns the common words of a file's name: pairs of Han characters that everyday language has, and Latin words.
pub(in crate::claim) fn of_file(name: &str) -> Vec<String> {
    let stem = name
        .rsplit_once('.')
        .map_or(name, |(stem, _)| stem)
        .to_lowercase();
    let mut found = Vec::new();
    for word in stem
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| word.len() > 1)
    {
        if word.is_ascii() {
            found.push(word.to_owned());
            continue;
        }
        let characters: Vec<char> = word.chars().collect();
        let pairs = characters
            .windows(2)
            .filter(|pair| pair.iter().all(|c| is_wide(*c)))
            .map(|pair| pair.iter().collect::<String>());
        found.extend(pairs.filter(|pair| dictionary::is_common(pair)));
    }
    found
}

/// Gives the features of a stretch of a sentence to `add`, with `side` before each.
pub(super) fn within(
    sentence: &Sentence<'_>,
    range: (usize, usize),
    side: &str,
    add: &mut impl FnMut(&str),
) {
    signs(sentence, range, side, add);
    grams(&struck_out(sentence, range), side, 3, add);
}

/// Gives the features of an amount to `add`: what found it, what touches it, how large it is.
pub(super) fn amount(sentence: &Sentence<'_>, here: &Here<'_>, add: &mut impl FnMut(&str)) {
    let detector = here.mention.detector.as_ref();
    let is_bare = matches!(detector, amount::NUMBER | amount::DETECTOR);
    let found = if is_bare { detector } else { "money" };
    add(&format!("amount by {found}"));
    let text = sentence.folded.text.as_str();
    let before = text.get(..here.start).unwrap_or_default().trim_end();
    let after = text.get(here.end..).unwrap_or_default().trim_start();
    let left: String = tail(before);
    let right: String = after.chars().take(2).collect();
    for (side, pair, nearest) in [
        ("<", &left, left.chars().next_back()),
        (">", &right, right.chars().next()),
    ] {
        let nearest = nearest.unwrap_or('^');
        add(&format!("amount{side}{nearest}"));
        add(&format!("amount{side}{pair}"));
        if is_bare {
            add(&format!("{found}{side}{nearest}"));
        }
    }
    if let Value::Money(money) = &here.mention.value {
        let value = money.amount.as_ref().or(money.high.as_ref());
        let digits = value.map_or(0, |value| value.split('.').next().map_or(0, str::len));
        add(&format!("{found} of {digits} digits"));
        if money.currency.is_some() {
            add("amount with currency");
        }
    }
}

/// The last two characters.
fn tail(text: &str) -> String {
    let mut last: Vec<char> = text.chars().rev().take(2).collect();
    last.reverse();
    last.into_iter().collect()
}

/// Adds the cues and the kinds of mention in a stretch.
fn signs(sentence: &Sentence<'_>, range: (usize, usize), side: &str, add: &mut impl FnMut(&str)) {
    let within = |start: usize, end: usize| start >= range.0 && end <= range.1;
    for hit in &sentence.hits {
        if within(hit.start, hit.end) && !sentence.is_in_name(hit.start, hit.end) {
            let not = if hit.negated { "not " } else { "" };
            let name = LEXICON.name(hit.cue);
            add(&format!("{side}cue {not}{name}"));
        }
    }
    let mut seen: Vec<MentionType> = Vec::new();
    for here in &sentence.mentions {
        if within(here.start, here.end) {
            let kind = here.mention.kind;
            if seen.contains(&kind) {
                add(&format!("{side}two {kind}"));
            } else {
                add(&format!("{side}a {kind}"));
                seen.push(kind);
            }
        }
    }
}

/// One piece of struck-out words.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// A Han character, kana or a sign.
    Character(char),
    /// A Latin word.
    Word(String),
    /// What was struck out.
    Struck(&'static str),
}

/// Returns the words of a stretch with names and values struck out.
fn struck_out(sentence: &Sentence<'_>, range: (usize, usize)) -> Vec<Piece> {
    let text = sentence.folded.text.as_str();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut mentions = sentence
        .mentions
        .iter()
        .filter(|here| here.start >= range.0 && here.end <= range.1 && here.start < here.end)
        .peekable();
    let mut word = String::new();
    let mut at = range.0;
    while at < range.1 && pieces.len() < LONGEST {
        let close = |word: &mut String, pieces: &mut Vec<Piece>| {
            if !word.is_empty() {
                pieces.push(written(std::mem::take(word)));
            }
        };
        while mentions.next_if(|here| here.start < at).is_some() {}
        if let Some(here) = mentions.next_if(|here| here.start == at) {
            close(&mut word, &mut pieces);
            pieces.push(Piece::Struck(struck(here.mention.kind)));
            at = here.end;
            continue;
        }
        let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) else {
            break;
        };
        at += character.len_utf8();
        if character.is_alphanumeric() && !is_wide(character)
            || character == '\'' && !word.is_empty()
        {
            word.push(character);
        } else {
            close(&mut word, &mut pieces);
            if !character.is_whitespace() {
                pieces.push(Piece::Character(character));
            }
        }
    }
    if !word.is_empty() {
        pieces.push(written(word));
    }
    pieces
}

/// Returns a Latin word, or a sign for one that has a digit.
fn written(word: String) -> Piece {
    if word.contains(|c: char| c.is_ascii_digit()) {
        Piece::Struck(if word.chars().all(|c| c.is_ascii_digit()) {
            "<number>"
        } else {
            "<code>"
        })
    } else {
        Piece::Word(word)
    }
}

fn struck(kind: MentionType) -> &'static str {
    match kind {
        MentionType::Org => "<org>",
        MentionType::Person | MentionType::Handle => "<person>",
        MentionType::Country | MentionType::Place => "<place>",
        MentionType::Date => "<date>",
        MentionType::Money => "<money>",
        MentionType::Bytes => "<bytes>",
        MentionType::Product => "<product>",
        MentionType::Domain
        | MentionType::Url
        | MentionType::Ipv4
        | MentionType::Ipv6
        | MentionType::Email => "<host>",
        _ => "<value>",
    }
}

/// Adds the runs of up to `longest` pieces; of Latin words no more than two.
fn grams(pieces: &[Piece], side: &str, longest: usize, add: &mut impl FnMut(&str)) {
    for start in 0..pieces.len() {
        let mut gram = side.to_owned();
        let mut latin = 0;
        for (length, piece) in pieces[start..].iter().take(longest).enumerate() {
            match piece {
                Piece::Character(character) => gram.push(*character),
                Piece::Struck(kind) => gram.push_str(kind),
                Piece::Word(word) => {
                    latin += 1;
                    if latin > 1 {
                        gram.push(' ');
                    }
                    gram.push_str(word);
                }
            }
            if latin > 2 {
                break;
            }
            // A struck-out value alone is told by the kinds of mention, a sign alone says nothing.
            let alone = length == 0
                && match piece {
                    Piece::Struck(_) => true,
                    Piece::Character(character) => !is_wide(*character) && *character != '?',
                    Piece::Word(_) => false,
                };
            if !alone {
                add(&gram);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_a_files_name_is_no_feature() {
        assert_eq!(of_file("032_报价单_烛微.txt"), ["报价", "价单"]);
        assert_eq!(of_file("weekly report 7.md"), ["weekly", "report"]);
    }
}
