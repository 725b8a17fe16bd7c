//! From what a product is said to do to the ATT&CK techniques that it suggests. Always: an id that is suggested
//! stands in the shipped taxonomy. A suggestion, never a finding: a person decides.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use regex::Regex;
use serde::Deserialize;

use super::folded::{self, is_wide};

/// Farthest that two pieces of a phrase stand apart: a Han character weighs 1, a Latin word 2.
const GAP: usize = 12;
/// The same in bytes, words and all: what stands farther away is not looked at.
const WINDOW: usize = 240;
/// Bytes of a description that are read.
const LONGEST: usize = 8_000;
/// How far before a phrase somebody may be said to guard against it, in bytes.
const BEFORE: usize = 120;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    capability: Vec<Capability>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Capability {
    /// One id; none of what only looks like a capability.
    attack: Vec<String>,
    #[serde(default)]
    zh: Vec<String>,
    #[serde(default)]
    en: Vec<String>,
}

static LIST: LazyLock<List> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/claims/capabilities.toml"))
        .expect("the shipped list is read by a test")
});

/// Names and matrices of techniques, by id.
static NAMES: LazyLock<BTreeMap<&'static str, (&'static str, &'static str)>> =
    LazyLock::new(|| {
        include_str!("../../data/claims/attack.tsv")
            .lines()
            .skip(2)
            .filter_map(|line| {
                let mut cells = line.split('\t');
                Some((cells.next()?, (cells.next()?, cells.next()?)))
            })
            .collect()
    });

/// Techniques of computers by those of phones that are called the same.
static TWINS: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    let of = |wanted: &'static str| NAMES.iter().filter(move |(_, (_, m))| *m == wanted);
    let computers: BTreeMap<&str, &str> = of("enterprise").map(|(id, (n, _))| (*n, *id)).collect();
    let mut twins: BTreeMap<&str, &str> = of("mobile")
        .filter_map(|(id, (name, _))| Some((*id, *computers.get(name)?)))
        .collect();
    // Remote Access Software became Remote Access Tools in one matrix only.
    twins.insert("T1663", "T1219");
    twins
});

/// Words of computers: with them a technique of phones does not stand for its twin.
static COMPUTERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"windows|linux|macos|电脑|计算机|主机|服务器|\b(?:computers?|workstations?|servers?|desktops?|pcs?)\b",
    )
});

/// What somebody guards against, right before a phrase.
static GUARDED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)(?: (?:防范|防止|防御|防护|抵御|预防|阻断|阻止|查杀|抗|反|防)
        | (?:防范|防止|防御|抵御|预防|阻断|阻止)[^,。;!?]{0,8}
        | \b(?:prevent(?:s|ing|ion\ of)?|mitigat(?:e|es|ing|ion\ of)|protect(?:s|ion)?\ against|defen[ds]\w*\ against
            |monitor(?:s|ing)?\ for|block(?:s|ing)?|anti)(?:[\ -][\w/-]+){0,4}[\ -]?
        )$",
    )
});

fn pattern(words: &str) -> Regex {
    Regex::new(words).expect("the patterns are compiled by a test")
}

/// Returns the name of a technique, if the shipped taxonomy knows its id.
pub fn technique_name(id: &str) -> Option<&'static str> {
    NAMES.get(id).map(|(name, _)| *name)
}

/// A piece of a phrase.
#[derive(Debug)]
struct Piece {
    words: String,
    /// The rest of the word may follow.
    open: bool,
    /// Nothing but a space stands before it, after the rest of the word before.
    close: bool,
}

impl Piece {
    /// Returns the pieces of a phrase: parted by `…`, and after a word of which the rest is open.
    fn all(phrase: &str) -> Vec<Self> {
        let mut pieces = Vec::new();
        for apart in phrase.split('…') {
            for (number, words) in apart.split_inclusive("* ").enumerate() {
                let folded = folded::phrase(words.trim_end());
                let closed = folded.trim_end_matches('*');
                pieces.push(Self {
                    words: closed.to_owned(),
                    open: closed.len() < folded.len(),
                    close: number > 0,
                });
            }
        }
        pieces
    }

    /// Whether it stands at `start` of `text` as whole Latin words.
    fn is_bounded(&self, text: &str, start: usize) -> bool {
        let inner = |character: Option<char>| character.is_some_and(|c| c.is_ascii_alphanumeric());
        let end = start + self.words.len();
        let (first, last) = (self.words.chars().next(), self.words.chars().next_back());
        let before = text.get(..start).and_then(|text| text.chars().next_back());
        let after = text.get(end..).and_then(|text| text.chars().next());
        !(inner(first) && inner(before) || !self.open && inner(last) && inner(after))
    }

    /// Returns where it stands in `text` from `at` on.
    fn find(&self, text: &str, at: usize) -> Option<(usize, usize)> {
        let mut end = (at + WINDOW + self.words.len()).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let found = text.get(at..end)?.match_indices(self.words.as_str());
        found
            .map(|(offset, words)| (at + offset, at + offset + words.len()))
            .find(|&(start, _)| self.is_bounded(text, start))
    }
}

/// The phrases of the list, folded.
struct Phrases {
    /// Finds what each begins with.
    begins: AhoCorasick,
    /// The pieces of each, and what it suggests.
    phrases: Vec<(Vec<Piece>, Option<&'static str>)>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let traditional =
        OpenCC::from_config(BuiltinConfig::S2t).expect("the tables are built into the crate");
    let (mut begins, mut phrases) = (Vec::new(), Vec::new());
    for capability in &LIST.capability {
        let technique = capability.attack.first().map(String::as_str);
        let mut words: BTreeSet<String> = capability.en.iter().cloned().collect();
        for word in &capability.zh {
            words.insert(traditional.convert(word));
            words.insert(word.clone());
        }
        for word in words {
            let pieces = Piece::all(&word);
            begins.extend(pieces.first().map(|piece| piece.words.clone()));
            phrases.push((pieces, technique));
        }
    }
    let begins = AhoCorasick::new(begins).expect("the shipped list is read by a test");
    Phrases { begins, phrases }
});

/// A phrase as it stands in a text: its pieces.
type Spans = Vec<(usize, usize)>;

/// Returns the techniques that a description of a capability suggests, longest phrase first. What somebody guards
/// against suggests none, nor does a phrase that lies within a longer one, a technique beside a part of it, or one of
/// computers beside the same of phones.
pub fn suggest(description: &str) -> Vec<&'static str> {
    let mut end = LONGEST.min(description.len());
    while !description.is_char_boundary(end) {
        end -= 1;
    }
    let text = folded::phrase(&description[..end]);
    let mut masks: Spans = Vec::new();
    let mut begins: Vec<(usize, usize)> = Vec::new();
    for begin in PHRASES.begins.find_overlapping_iter(&text) {
        let number = begin.pattern().as_usize();
        let Some(([first, ..], technique)) =
            PHRASES.phrases.get(number).map(|(p, t)| (p.as_slice(), t))
        else {
            continue;
        };
        if !first.is_bounded(&text, begin.start()) {
            continue;
        }
        match technique {
            None => masks.push((begin.start(), begin.end())),
            Some(_) => begins.push((number, begin.start())),
        }
    }
    let mut found: Vec<(usize, Spans, &'static str)> = Vec::new();
    let mut seen = BTreeSet::new();
    begins.sort_unstable();
    for (number, start) in begins {
        let Some((pieces, Some(technique))) = PHRASES.phrases.get(number) else {
            continue;
        };
        if seen.contains(&number) {
            continue;
        }
        let spans = whole(&text, pieces, start);
        if let Some(spans) = spans.filter(|spans| counts(&text, spans, &masks)) {
            seen.insert(number);
            found.push((number, spans, technique));
        }
    }
    let length = |spans: &Spans| spans.iter().map(|(start, end)| end - start).sum::<usize>();
    found.sort_by_key(|(number, spans, _)| {
        (Reverse(length(spans)), spans.first().copied(), *number)
    });
    let mut kept: Vec<(Spans, &'static str)> = Vec::new();
    for (_, spans, technique) in found {
        let lies_within = |longer: &Spans| {
            spans.iter().all(|&(start, end)| {
                let mut longer = longer.iter();
                longer.any(|&(from, to)| from <= start && end <= to)
            })
        };
        if !kept.iter().any(|(longer, _)| lies_within(longer)) {
            kept.push((spans, technique));
        }
    }
    let mut told: Vec<&'static str> = Vec::new();
    for (_, technique) in kept {
        if !told.contains(&technique) && technique_name(technique).is_some() {
            told.push(technique);
        }
    }
    let of_computers = COMPUTERS.is_match(&text);
    let all = told.clone();
    told.retain(|id| {
        let is_part = |other: &&str| {
            other
                .strip_prefix(id)
                .is_some_and(|rest| rest.starts_with('.'))
        };
        let is_twin = |other: &&str| !of_computers && TWINS.get(*other) == Some(id);
        !all.iter().any(|other| is_part(other) || is_twin(other))
    });
    told
}

/// Returns where the pieces of a phrase stand whose first stands at `start`, each near enough to the one before.
fn whole(text: &str, pieces: &[Piece], start: usize) -> Option<Spans> {
    let (first, rest) = pieces.split_first()?;
    let mut spans = vec![(start, start + first.words.len())];
    let mut last = first;
    for piece in rest {
        let (_, end) = *spans.last()?;
        let (from, to) = piece.find(text, end)?;
        let mut gap = text.get(end..from)?;
        if last.open {
            gap = gap.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
        }
        let fits = match piece.close {
            true => gap == " ",
            false => is_near(gap),
        };
        if !fits {
            return None;
        }
        spans.push((from, to));
        last = piece;
    }
    Some(spans)
}

/// Returns whether what stands between two pieces is short and of one sentence; commas may stand in Latin text only.
fn is_near(gap: &str) -> bool {
    let mut weight = 0;
    let mut before: Option<char> = None;
    let mut in_word = false;
    let mut characters = gap.chars().peekable();
    while let Some(character) = characters.next() {
        let after = characters.peek().copied();
        let ends = match character {
            '。' | '!' | '?' | ';' => true,
            '.' => after.is_none_or(|c| c == ' ' || is_wide(c)),
            ',' => before.is_some_and(is_wide) || after.is_some_and(is_wide),
            _ => false,
        };
        if ends {
            return false;
        }
        let inner = character.is_ascii_alphanumeric();
        let joint = in_word
            && matches!(character, '.' | '-' | '_' | '\'' | '/' | '\\')
            && after.is_some_and(|c| c.is_ascii_alphanumeric());
        if inner && !in_word {
            weight += 2;
        } else if is_wide(character) && character.is_alphanumeric() {
            weight += 1;
        }
        in_word = inner || joint;
        before = Some(character);
    }
    weight <= GAP
}

/// Returns whether no piece of it lies within what only looks like a capability, and nobody guards against it.
fn counts(text: &str, spans: &Spans, masks: &Spans) -> bool {
    let within = |&(start, end): &(usize, usize)| {
        let mut masks = masks.iter();
        masks.any(|&(from, to)| from <= start && end <= to && end - start < to - from)
    };
    let Some(&(start, _)) = spans.first() else {
        return false;
    };
    let mut from = start.saturating_sub(BEFORE);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let guarded = GUARDED.find(&text[from..start]).is_some_and(|found| {
        // What comes after is what it does, not what it guards against.
        let goes_on = [" and ", " by ", " via ", " then ", "并", "后", "且", "再"];
        !goes_on
            .iter()
            .any(|word| format!("{} ", found.as_str()).contains(word))
    });
    !spans.iter().any(within) && !guarded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_suggested_id_stands_in_the_taxonomy() {
        for capability in &LIST.capability {
            assert!(capability.attack.len() < 2, "{:?}", capability.attack);
            for id in &capability.attack {
                assert!(technique_name(id).is_some(), "{id}");
            }
            // A phrase that does not find itself finds nothing.
            for word in capability.zh.iter().chain(&capability.en) {
                let told = word.replace(['…', '*'], " ");
                let text = folded::phrase(told.trim());
                let pieces = Piece::all(word);
                let start = pieces.first().and_then(|first| first.find(&text, 0));
                let found = start.and_then(|(start, _)| whole(&text, &pieces, start));
                assert!(found.is_some() || told.contains("  "), "{word}");
                let pieces = Piece::all(word);
                assert!(pieces.iter().all(|piece| !piece.words.is_empty()), "{word}");
            }
        }
        for (phone, computer) in TWINS.iter() {
            assert!(technique_name(phone).is_some() && technique_name(computer).is_some());
        }
    }

    #[test]
    fn capabilities_suggest_techniques_in_both_languages() {
        assert_eq!(suggest("键盘记录"), ["T1056.001"]);
        assert_eq!(suggest("keystroke logging"), ["T1056.001"]);
        assert_eq!(suggest("远程控制 Windows 主机"), ["T1219"]);
        assert_eq!(suggest("手机短信和位置获取"), ["T1430"]);
        assert_eq!(suggest("螢幕截圖"), suggest("屏幕截图"));
        assert!(suggest("考勤管理").is_empty());
    }

    #[test]
    fn a_phrase_counts_whole_in_one_sentence_and_against_nobody() {
        assert_eq!(suggest("injects code into a remote process"), ["T1055"]);
        assert_eq!(suggest("记录对方的键盘"), ["T1056.001"]);
        assert!(suggest("会议有记录。键盘另购").is_empty());
        assert!(suggest("operation of the strategy").is_empty());
        assert!(suggest("防止键盘记录").is_empty());
        assert!(suggest("monitoring for keylogging").is_empty());
        assert!(suggest("浏览器").is_empty());
        let attacks = suggest("blocks antivirus updates and steals email accounts by keylogging");
        assert!(attacks.contains(&"T1056.001"), "{attacks:?}");
        assert!(suggest(&"控制".repeat(16_000)).is_empty());
    }

    #[test]
    fn what_stands_between_two_pieces_is_short() {
        assert!(is_near(" the code of, say, another "));
        assert!(is_near("目标手机上的全部"));
        assert!(!is_near("目标手机,"));
        assert!(!is_near(" it. Then "));
        assert!(is_near(" v2.0 of kernel32.dll in "));
        assert!(!is_near(" one two three four five six seven "));
        assert!(!is_near("一二三四五六七八九十百千万"));
    }
}
