//! Companies and other bodies by the form of their name: 四川安洵信息技术有限公司, 拾川智能, X大学.
//! Always: what stands before the form and is a word of everyday language is no name.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use daylight_model::{Grade, MentionType};

use super::Found;
use super::edge;
use super::hints::{EDGES, GENERIC};
use super::view::{Tag, View};
use super::words;
use crate::gazetteer::fold::{fold, is_han};
use crate::gazetteer::shipped::{FORM_WORDS, Form};

/// Longest name before its form, in characters.
const LONGEST: usize = 26;

/// Trades that follow the name of a company without 公司; the rest are too common as words.
const TRADES: [&str; 16] = [
    "科技", "智能", "数安", "集团", "网络", "信息", "股份", "电信", "航空", "银行", "证券", "保险",
    "通信", "通讯", "软件", "石油",
];

struct Forms {
    automaton: Option<AhoCorasick>,
    words: Vec<&'static str>,
}

static LEGAL: LazyLock<Forms> = LazyLock::new(|| {
    let legal = FORM_WORDS.iter().filter(|word| word.form == Form::Legal);
    forms(legal.map(|word| word.word.as_str()).collect())
});

static TRADE: LazyLock<Forms> = LazyLock::new(|| forms(TRADES.to_vec()));

static SCHOOLS: LazyLock<Forms> = LazyLock::new(|| forms(vec!["大学", "学院", "医院", "中学"]));

fn forms(words: Vec<&'static str>) -> Forms {
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(&words);
    Forms {
        automaton: automaton.ok(),
        words,
    }
}

impl Forms {
    fn hits<'a>(
        &'a self,
        text: &'a str,
    ) -> impl Iterator<Item = (Range<usize>, &'static str)> + 'a {
        let hits = self
            .automaton
            .iter()
            .flat_map(move |all| all.find_iter(text));
        hits.filter_map(|hit| Some((hit.range(), *self.words.get(hit.pattern().as_usize())?)))
    }
}

/// Finds companies and the like.
pub(super) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    for (form, word) in LEGAL.hits(view.text()) {
        if let Some(start) = legal_start(view, form.start, word) {
            let end = with_branch(view, form.end);
            found.push(org(view, start..end, "company@1", 0.85));
        }
    }
    for (form, _) in SCHOOLS.hits(view.text()) {
        if let Some(start) = school_start(view, &form) {
            found.push(org(view, start..form.end, "school@1", 0.75));
        }
    }
    for (form, word) in TRADE.hits(view.text()) {
        if let Some(start) = trade_start(view, &form, word) {
            found.push(org(view, start..form.end, "trade_name@1", 0.6));
        }
    }
}

fn org(view: &View<'_>, range: Range<usize>, detector: &'static str, confidence: f32) -> Found {
    Found {
        kind: MentionType::Org,
        range: view.source(range.clone()),
        value: fold(view.quote(range)),
        detector,
        confidence,
        grade: Grade::Likely,
    }
}

/// Where a legal name begins whose form begins at `form`.
fn legal_start(view: &View<'_>, form: usize, word: &str) -> Option<usize> {
    let mut start = form;
    let mut taken = 0;
    let mut open = 0_i32;
    while let Some(number) = start.checked_sub(1).and_then(|at| view.word_at(at)) {
        let at = view.word(number)?;
        let piece = view.text().get(at.start..start)?;
        let characters = piece.chars().count();
        let part_of_name = piece
            .chars()
            .all(|character| is_han(character) || character.is_ascii_alphanumeric());
        match piece {
            ")" => open += 1,
            "(" if open > 0 => open -= 1,
            "&" | "·" if taken > 0 => {}
            _ if !part_of_name => break,
            _ if EDGES.contains(piece) && open == 0 => break,
            _ => {}
        }
        if taken + characters > LONGEST {
            break;
        }
        start = at.start;
        taken += characters;
    }
    if open > 0 {
        return None;
    }
    let start = without_common_words(view, start, form);
    let core = view.text().get(start..form)?;
    let trades_only = {
        let mut rest = core;
        while let Some(word) = FORM_WORDS
            .iter()
            .find(|word| rest.ends_with(word.word.as_str()))
        {
            rest = rest.strip_suffix(word.word.as_str())?;
        }
        rest.is_empty()
    };
    // 研究所, 协会 and the like name a body only with a name of two characters before them.
    let weak = !word.ends_with("公司");
    let least = if weak { 3 } else { 2 };
    (core.chars().count() >= least
        && !trades_only
        && !GENERIC.contains(core)
        && !is_phrase(view, start..form))
    .then_some(start)
}

/// Cuts everyday words before the first that is none: 供应商 + 四川安洵信息技术有限公司. A name that is made of
/// everyday words alone stays whole: 长江电力股份有限公司.
fn without_common_words(view: &View<'_>, start: usize, form: usize) -> usize {
    let known = view.known_in(&(start..form)).first();
    let mut at = start;
    while at < form {
        if known.is_some_and(|known| known.folded.start <= at) {
            return at;
        }
        let Some(word) = view.word_at(at).and_then(|number| view.word(number)) else {
            return start;
        };
        let everyday = words::is_known(word.text) && !matches!(word.tag, Tag::Person | Tag::Proper);
        if !everyday && word.text.chars().all(is_han) {
            return at;
        }
        at = word.end;
    }
    start
}

/// Whether a stretch is a phrase and no name: everyday words, one of them a verb or a word that joins.
fn is_phrase(view: &View<'_>, range: Range<usize>) -> bool {
    let mut at = range.start;
    let mut joined = false;
    while at < range.end {
        let Some(word) = view.word_at(at).and_then(|number| view.word(number)) else {
            return false;
        };
        if !words::is_known(word.text) || matches!(word.tag, Tag::Person | Tag::Proper) {
            return false;
        }
        joined |= matches!(word.tag, Tag::Verb | Tag::Joint | Tag::Other);
        at = word.end;
    }
    joined
}

/// A branch after the form: 有限公司 + 成都分公司.
fn with_branch(view: &View<'_>, end: usize) -> usize {
    let near: String = view.after(end).chars().take(8).collect();
    match near.find("分公司") {
        Some(at) if near.get(..at).is_some_and(|own| own.chars().all(is_han)) => {
            end + at + "分公司".len()
        }
        _ => end,
    }
}

fn school_start(view: &View<'_>, form: &Range<usize>) -> Option<usize> {
    let after = view.char_after(form.end);
    if after.is_some_and(|after| ['生', '里', '城', '路', '毕'].contains(&after)) {
        return None;
    }
    // One word, known to the segmenter as a body's name.
    let whole = view
        .word_at(form.start)
        .and_then(|number| view.word(number))?;
    if whole.end == form.end && whole.start < form.start && whole.tag == Tag::Proper {
        let state = ["国立", "公立", "皇家"]
            .iter()
            .find_map(|word| view.before(whole.start).strip_suffix(word))
            .map_or(whole.start, str::len);
        if let Some(place) = view.known_before(state) {
            let larger = view.known_before(place.folded.start);
            return Some(larger.unwrap_or(place).folded.start);
        }
        let start = view
            .known_before(whole.start)
            .filter(|known| known.entry.kind == MentionType::Place)
            .map_or(whole.start, |known| known.folded.start);
        return (whole.text.chars().count() >= 4).then_some(start);
    }
    if whole.start != form.start {
        return None;
    }
    let mut start = form.start;
    let mut taken = 0;
    while let Some(number) = start.checked_sub(1).and_then(|at| view.word_at(at)) {
        let before = view.word(number)?;
        let characters = before.text.chars().count();
        let fits = before.end == start
            && before.text.chars().all(is_han)
            && !EDGES.contains(before.text)
            && !matches!(before.tag, Tag::Joint | Tag::Verb)
            && taken + characters <= 8;
        if !fits {
            break;
        }
        start = before.start;
        taken += characters;
    }
    let known = view
        .known_in(&(start..form.start))
        .iter()
        .find(|known| known.entry.kind == MentionType::Place)?;
    (taken >= 2).then_some(known.folded.start)
}

/// Where a company's everyday name begins: an unknown word of two to four characters before its trade.
fn trade_start(view: &View<'_>, form: &Range<usize>, word: &str) -> Option<usize> {
    let after = view.char_after(form.end);
    let goes_on = after.is_some_and(is_han) && !view.begins_word(form.end)
        || view.after(form.end).starts_with("有限")
        || view.after(form.end).starts_with("公司");
    if goes_on || !view.begins_word(form.start) {
        return None;
    }
    if let Some(known) = view.known_before(form.start) {
        let public = ["电信", "航空", "银行", "石油"].contains(&word);
        return (public && known.entry.kind == MentionType::Place).then_some(known.folded.start);
    }
    let start = edge::start_of(view, form.start, 4)?;
    let name = view.text().get(start..form.start)?;
    let plain = name.chars().count() < 2
        || words::is_known(name)
        || GENERIC.contains(name)
        || pieces_are_words(view, start..form.start);
    // Another noun after it makes it a description: 某某网络设备.
    let next = view.word_at(form.end).and_then(|number| view.word(number));
    let described = next.is_some_and(|next| {
        next.tag == Tag::Noun && next.text.chars().all(is_han) && next.start == form.end
    });
    (!plain && !described).then_some(start)
}

/// Whether a stretch is made of everyday words of two characters or more.
fn pieces_are_words(view: &View<'_>, range: Range<usize>) -> bool {
    let mut at = range.start;
    while at < range.end {
        let Some(word) = view.word_at(at).and_then(|number| view.word(number)) else {
            return false;
        };
        let plain = word.text.chars().count() >= 2
            && words::is_known(word.text)
            && !matches!(word.tag, Tag::Person | Tag::Proper);
        if plain {
            return true;
        }
        at = word.end;
    }
    false
}
