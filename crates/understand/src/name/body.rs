//! Public bodies by their kind: 赞比亚卫生部, 成都市公安局网安支队, and those of places that no list knows.
//! A known state or division in front makes the name certain; an unknown one leaves it likely.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use daylight_model::{Grade, MentionType};

use super::Found;
use super::edge;
use super::hints::EDGES;
use super::view::{Tag, View};
use super::words;
use crate::gazetteer::Match;
use crate::gazetteer::fold::{fold, is_han};
use crate::gazetteer::shipped::{KIND_BY_NAME, KINDS, Kind, Scope, UNIT_NAMES};

/// What divisions end in.
const DIVISION: [char; 7] = ['省', '市', '区', '县', '州', '旗', '盟'];

/// Words between a state and the kind of body.
const BETWEEN: [&str; 12] = [
    "国家",
    "国立",
    "皇家",
    "中央",
    "联邦",
    "王国",
    "共和国",
    "驻华",
    "驻中国",
    "国",
    "的",
    "全国",
];

/// Kinds that say nothing without a name of their own in front: a state's name is not enough.
const NEEDS_OWN_NAME: [&str; 11] = [
    "大学",
    "医院",
    "机场",
    "法院",
    "委员会",
    "警察",
    "警方",
    "军方",
    "铁路",
    "邮政",
    "移动",
];

/// Longest unknown division, and longest unknown state, in characters.
const LONGEST_DIVISION: usize = 6;
const LONGEST_STATE: usize = 7;

struct Kinds {
    automaton: Option<AhoCorasick>,
    names: Vec<(String, usize)>,
}

static HAN_KINDS: LazyLock<Kinds> = LazyLock::new(|| {
    let names: Vec<(String, usize)> = KIND_BY_NAME
        .iter()
        .filter(|(name, _)| name.chars().all(is_han))
        .map(|(name, number)| (name.clone(), *number))
        .collect();
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(names.iter().map(|(name, _)| name));
    Kinds {
        automaton: automaton.ok(),
        names,
    }
});

/// What bodies of which no list knows the kind end in.
const ENDS: [&str; 15] = [
    "部",
    "委员会",
    "总局",
    "总署",
    "管理局",
    "办公室",
    "中心",
    "研究所",
    "研究院",
    "学院",
    "集团",
    "公司",
    "银行",
    "电信",
    "大学",
];

/// Words that end so and are no bodies.
const NO_BODIES: [&str; 22] = [
    "总部",
    "南部",
    "北部",
    "西部",
    "东部",
    "中部",
    "内部",
    "外部",
    "全部",
    "大部",
    "局部",
    "干部",
    "一部",
    "部",
    "市中心",
    "为中心",
    "中心",
    "公司",
    "银行",
    "集团",
    "大学",
    "分部",
];

/// Longest name between a state and such an end, in characters.
const LONGEST_OTHER: usize = 12;

/// Everyday forms of police and security bodies after a known place, and what they stand for.
const EVERYDAY: [(&str, &str); 5] = [
    ("公安", "公安局"),
    ("国安", "国家安全局"),
    ("网安", "公安局网安支队"),
    ("网警", "公安局网警支队"),
    ("国保", "公安局国保支队"),
];

/// Finds public bodies.
pub(super) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    for known in &view.known {
        match known.entry.kind {
            MentionType::Country => found.extend(of_unknown_kind(view, &known.folded)),
            MentionType::Place => found.extend(everyday(view, known)),
            _ => {}
        }
    }
    let Some(automaton) = &HAN_KINDS.automaton else {
        return;
    };
    for hit in automaton.find_iter(view.text()) {
        let Some((name, number)) = HAN_KINDS.names.get(hit.pattern().as_usize()) else {
            continue;
        };
        let Some(kind) = KINDS.get(*number) else {
            continue;
        };
        if let Some(body) = body(view, hit.range(), name, kind) {
            found.push(body);
        }
    }
}

/// A state's body of a kind that no list has: 马来西亚 + 工程部.
fn of_unknown_kind(view: &View<'_>, state: &Range<usize>) -> Option<Found> {
    let mut at = state.end;
    let mut taken = 0;
    let mut end = None;
    while let Some(word) = view.word_at(at).and_then(|number| view.word(number)) {
        taken += word.text.chars().count();
        let goes_on = word.start == at
            && word.text.chars().all(is_han)
            && taken <= LONGEST_OTHER
            && word.tag != Tag::Joint
            && !EDGES.contains(word.text);
        if !goes_on {
            break;
        }
        at = word.end;
        let ends = ENDS.iter().any(|end| word.text.ends_with(end));
        let alone = word.start == state.end && NO_BODIES.contains(&word.text);
        if ends && !alone && taken >= 3 && !NO_BODIES.iter().take(12).any(|no| *no == word.text) {
            end = Some(at);
        }
    }
    let range = state.start..end?;
    Some(Found {
        kind: MentionType::Org,
        range: view.source(range.clone()),
        value: fold(view.quote(range)),
        detector: "body_other@1",
        confidence: 0.65,
        grade: Grade::Likely,
    })
}

/// 上海公安 for 上海市公安局.
fn everyday(view: &View<'_>, place: &Match<'_>) -> Option<Found> {
    if place.entry.country.as_deref() != Some("CN") || place.entry.own {
        return None;
    }
    let rest = view.after(place.folded.end);
    let (form, full) = EVERYDAY.iter().find(|(form, _)| rest.starts_with(form))?;
    let end = place.folded.end + form.len();
    let after = view.char_after(end);
    let goes_on = after.is_some_and(|after| "局厅部处支大总分机系学院干民委县".contains(after));
    let province = place.entry.name.ends_with(['省']) || place.entry.name.ends_with("自治区");
    let full = match province {
        true if *form == "公安" => "公安厅",
        _ => full,
    };
    (!goes_on).then(|| Found {
        kind: MentionType::Org,
        range: view.source(place.folded.start..end),
        value: format!("{}{full}", place.entry.name),
        detector: EVERYDAY_NAME,
        confidence: 0.7,
        grade: Grade::Likely,
    })
}

/// The detector of everyday names, whose value is the full one.
pub(super) const EVERYDAY_NAME: &str = "body_everyday@1";

fn body(view: &View<'_>, at: Range<usize>, name: &str, kind: &Kind) -> Option<Found> {
    // The kind ends as a word does: 外交部 but not 外交部长, 海关 but not 海关口.
    let end = with_unit(view, at.end, kind);
    if end == at.end && !ends_here(view, at.end, name) {
        return None;
    }
    let (start, grade, confidence) = front(view, at.start, name, kind)?;
    let range = start..end;
    Some(Found {
        kind: MentionType::Org,
        range: view.source(range.clone()),
        value: fold(view.quote(range)),
        detector: "body@1",
        confidence,
        grade,
    })
}

fn ends_here(view: &View<'_>, end: usize, name: &str) -> bool {
    let after = view.char_after(end);
    let officer = after.is_some_and(|after| ['长', '员', '官', '署', '厅', '局'].contains(&after));
    // The word that holds the last character may be longer only by what stands for itself.
    !officer
        && (name.chars().count() >= 3
            || view.begins_word(end)
            || after.is_none_or(|after| !is_han(after)))
        || after.is_some_and(|after| ['的', '和', '与', '网', '在', '已'].contains(&after))
}

/// Takes a unit and branches after the kind: 公安局 + 武侯区分局, 公安局 + 网安支队.
fn with_unit(view: &View<'_>, mut end: usize, kind: &Kind) -> usize {
    let police = kind.sector.as_deref() == Some("警务") || kind.name.contains("安全");
    if !police {
        return end;
    }
    let rest = first_characters(view.after(end), NEAR);
    for branch in ["分局", "派出所"] {
        if let Some(at) = rest.find(branch)
            && at > 0
            && let Some(own) = rest.get(..at)
            && (2..=5).contains(&own.chars().count())
            && own.chars().all(is_han)
            && !own.contains(['的', '和', '与', '及', '在'])
        {
            end += at + branch.len();
            break;
        }
    }
    let rest = first_characters(view.after(end), NEAR);
    let unit = UNIT_NAMES
        .keys()
        .filter(|unit| rest.starts_with(**unit))
        .max_by_key(|unit| unit.len());
    end + unit.map_or(0, |unit| unit.len())
}

/// How far after a kind its branch and unit are looked for, in characters.
const NEAR: usize = 12;

fn first_characters(text: &str, most: usize) -> &str {
    let end = text
        .char_indices()
        .nth(most)
        .map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}

/// Returns where the name begins, and how sure that is.
fn front(view: &View<'_>, end: usize, name: &str, kind: &Kind) -> Option<(usize, Grade, f32)> {
    let mut to = end;
    for between in BETWEEN {
        let before = view.before(end);
        if before.ends_with(between) && view.known_before(end).is_none() {
            to = end - between.len();
            break;
        }
    }
    if let Some(known) = view.known_before(to) {
        let state = known.entry.kind == MentionType::Country;
        let place = known.entry.kind == MentionType::Place;
        let fits = match kind.scope {
            Scope::State => state || place && !kind.name.ends_with('部'),
            Scope::Local => place || known.entry.country.as_deref() == Some("CN"),
            Scope::Both => state || place,
        };
        if !fits || state && to == end && NEEDS_OWN_NAME.contains(&name) {
            return None;
        }
        let start = with_places_before(view, known.folded.start);
        return Some((start, Grade::Certain, 0.95));
    }
    if kind.scope != Scope::State
        && let Some(start) = unknown_division(view, end)
    {
        return Some((with_places_before(view, start), Grade::Likely, 0.8));
    }
    let strong = kind.scope == Scope::State && name.chars().count() >= 3
        || to < end && name.chars().count() >= 2;
    let start = strong.then(|| edge::start_of(view, to, LONGEST_STATE))??;
    let state = view.text().get(start..to)?;
    let unknown = !words::is_known(state) && edge::is_by_sound(state);
    unknown.then_some((start, Grade::Likely, 0.6))
}

/// A division of which no list knows: two characters or more, then 省, 市, 区, 县.
fn unknown_division(view: &View<'_>, end: usize) -> Option<usize> {
    let last = view.char_before(end)?;
    if !DIVISION.contains(&last) {
        return None;
    }
    let stem_end = end - last.len_utf8();
    let start = edge::start_of(view, end, LONGEST_DIVISION)?;
    let stem = view.text().get(start..stem_end)?;
    let named =
        stem.chars().count() >= 2 && !["我们", "本地", "全国", "各地", "外地"].contains(&stem);
    named.then_some(start)
}

/// Takes larger divisions before a place: 四川省 + 成都市.
fn with_places_before(view: &View<'_>, mut start: usize) -> usize {
    for _ in 0..3 {
        let before = match view.known_before(start) {
            Some(known)
                if matches!(known.entry.kind, MentionType::Place | MentionType::Country) =>
            {
                Some(known.folded.start)
            }
            _ => unknown_division(view, start),
        };
        match before {
            Some(before) if before < start => start = before,
            _ => break,
        }
    }
    start
}
