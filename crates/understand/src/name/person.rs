//! Chinese people by surname and given name. What speaks for a name is weighed: characters that stand in given
//! names, the segmenter's opinion, a title after it, a label before it, a verb of saying, other names beside it.
//! Always: a word of everyday language is no person, and one such hint alone makes none.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use daylight_model::{Grade, MentionType};

use super::Found;
use super::edge;
use super::hints::{ASKS, LABELS, SAYS, TITLES, given_score, surname_and_given};
use super::view::{At, Tag, View};
use super::words;
use crate::gazetteer::fold::is_han;

/// From here on the hints make a person.
const ENOUGH: f32 = 3.0;

/// From here on a name beside another one in a list lends it weight.
const LIKELY_IN_LIST: f32 = 0.5;

/// Surnames that join other words more often than they begin a name.
const JOINTS: &str =
    "和于时都应向从全连由但相经能会要同因并将所有成单项是那计信满来易水明官行门常平方后";

/// Surnames that begin other words more often than a name.
const RARE: &str = "和全连有成单项计信满来易水明官行门常平方后";

/// A possible name.
struct Candidate {
    range: Range<usize>,
    score: f32,
}

/// Verbs after a given name that stands alone.
const SAYS_ALONE: [&str; 8] = ["说", "讲", "问", "让我", "回复", "发来", "那边", "自己"];

/// Verbs and words before a given name that stands alone.
const ASKS_ALONE: [&str; 10] = [
    "问下",
    "问问",
    "问一下",
    "找下",
    "叫下",
    "联系下",
    "上次",
    "告诉",
    "听",
    "让",
];

/// Finds given names alone where somebody is asked or quoted: a word that no dictionary has, of characters that
/// stand in given names.
fn alone(view: &View<'_>, found: &mut Vec<Found>) {
    for says in SAYS_ALONE {
        for (at, _) in view.text().match_indices(says) {
            let start = view.before(at).char_indices().rev().nth(1);
            put_alone(view, start.map(|(start, _)| start..at), true, found);
        }
    }
    for asks in ASKS_ALONE {
        for (at, _) in view.text().match_indices(asks) {
            let start = at + asks.len();
            let end = view.after(start).char_indices().nth(2);
            let end = end.map_or(view.text().len(), |(end, _)| start + end);
            put_alone(view, Some(start..end), false, found);
        }
    }
}

fn put_alone(view: &View<'_>, range: Option<Range<usize>>, quoted: bool, found: &mut Vec<Found>) {
    let Some(range) = range else { return };
    let ends = |beside: Option<char>| beside.is_none_or(|beside| !is_han(beside));
    // A clause begins before who is quoted; one ends after who is asked, or that one is quoted.
    let bounded = match quoted {
        true => ends(view.char_before(range.start)) || ends_with(view.before(range.start), &ASKED),
        false => ends(view.char_after(range.end)),
    };
    let Some(name) = view.text().get(range.clone()).filter(|_| bounded) else {
        return;
    };
    let given = name.chars().count() == 2
        && name.chars().all(is_han)
        && !words::is_known(name)
        && given_score(name) > 0.2
        && view.known_in(&range).is_empty()
        && !name.ends_with(SIDES)
        && !TITLES.iter().any(|title| name.ends_with(title));
    if given {
        found.push(Found {
            kind: MentionType::Person,
            range: view.source(range),
            value: name.to_owned(),
            detector: "given_name@1",
            confidence: 0.5,
            grade: Grade::Likely,
        });
    }
}

/// Ends of words that say where, and of groups.
const SIDES: [char; 10] = ['里', '上', '下', '中', '内', '外', '边', '方', '们', '家'];

static ASKED: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| ASKS_ALONE.into_iter().collect());

/// Finds people.
pub(super) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    alone(view, found);
    let mut candidates = Vec::new();
    for number in 0.. {
        let Some(word) = view.word(number) else {
            break;
        };
        candidates.extend(at_word(view, &word, word.start));
        // The segmenter makes words of what it does not know: a name may begin within one.
        if !words::is_known(word.text) && word.text.chars().all(is_han) {
            let within = word.text.char_indices().skip(1);
            candidates.extend(within.filter_map(|(at, _)| at_word(view, &word, word.start + at)));
        }
    }
    let mut beside_others = BTreeSet::new();
    for (number, candidate) in candidates.iter().enumerate() {
        let listed = candidates.get(number + 1).is_some_and(|next| {
            candidate.score.min(next.score) > LIKELY_IN_LIST
                && is_list(view.text().get(candidate.range.end..next.range.start))
        });
        if listed {
            beside_others.extend([number, number + 1]);
        }
    }
    let mut free_from = 0;
    for (number, candidate) in candidates.iter().enumerate() {
        let listed = if beside_others.contains(&number) {
            2.0
        } else {
            0.0
        };
        let score = candidate.score + listed;
        if score < ENOUGH || candidate.range.start < free_from {
            continue;
        }
        free_from = candidate.range.end;
        found.push(Found {
            kind: MentionType::Person,
            range: view.source(candidate.range.clone()),
            value: view
                .text()
                .get(candidate.range.clone())
                .unwrap_or_default()
                .to_owned(),
            detector: "person@1",
            confidence: (0.5 + (score - ENOUGH) * 0.05).clamp(0.5, 0.9),
            grade: Grade::Likely,
        });
    }
}

fn is_list(between: Option<&str>) -> bool {
    between.is_some_and(|between| ["、", ",", "，", "和", "与", "及", " "].contains(&between))
}

/// The best name that begins with this word: a surname, and one or two characters after it.
fn at_word(view: &View<'_>, word: &At<'_>, start: usize) -> Option<Candidate> {
    let ends = view.after(start).char_indices().map(|(at, _)| at + start);
    let two = ends.chain([view.text().len()]).nth(2)?;
    let head = view.text().get(start..two)?;
    if !head.chars().all(is_han) {
        return None;
    }
    let (surname, _) = surname_and_given(head)?;
    let everyday = word.text.chars().count() >= 2
        && word.text != surname
        && start == word.start
        && words::is_known(word.text)
        && word.tag != Tag::Person;
    if everyday {
        return None;
    }
    let given = start + surname.len();
    let one = end_of_han(view, given)?;
    let both = end_of_han(view, one).and_then(|end| candidate(view, word, start, given..end));
    let single = candidate(view, word, start, given..one);
    both.into_iter()
        .chain(single)
        .max_by(|a, b| a.score.total_cmp(&b.score))
}

/// Returns where the Han character at `at` ends.
fn end_of_han(view: &View<'_>, at: usize) -> Option<usize> {
    let character = view.char_after(at).filter(|character| is_han(*character))?;
    Some(at + character.len_utf8())
}

fn candidate(
    view: &View<'_>,
    word: &At<'_>,
    start: usize,
    given: Range<usize>,
) -> Option<Candidate> {
    let surname = view.text().get(start..given.start)?;
    let compound = surname.chars().count() == 2;
    let range = start..given.end;
    if !view.known_in(&range).is_empty() {
        return None;
    }
    let whole = view.text().get(range.clone())?;
    let given = view.text().get(given)?;
    // 谢谢, 徐徐: doubled, they are no names.
    if whole.starts_with(given.chars().next()?) {
        return None;
    }
    let two_known = whole.chars().count() == 2 && words::is_known(whole);
    if words::is_common(whole) || two_known && around(view, &range) < 2.0 {
        return None;
    }
    let mut score = given_score(given).clamp(-4.0, 4.0);
    if compound {
        score += 2.0;
    }
    if surname.chars().all(|character| JOINTS.contains(character)) {
        score -= 4.0;
    }
    if surname.chars().all(|character| RARE.contains(character)) {
        score -= 1.5;
    }
    if start > word.start {
        score -= 0.5;
    }
    score += match (word.tag, words::is_known(word.text)) {
        (Tag::Person, false) if word.end == range.end => 2.0,
        // The dictionary's people are half of them novels' and half of them no people: 明白, 安全性.
        (Tag::Person, true) if word.end == range.end && word.text.chars().count() < 3 => 0.0,
        (Tag::Person, true) if word.end == range.end => 0.5,
        (Tag::Person, _) if word.end < range.end => 0.8,
        _ => 0.0,
    };
    let single = given.chars().count() == 1 && !compound;
    if single {
        score -= 1.5;
    } else if given.chars().count() > 1 && words::is_common(given) {
        score -= 1.0;
    }
    // A name does not end within a word that the dictionary has.
    if !view.begins_word(range.end)
        && let Some(cut) = view.word_at(range.end).and_then(|number| view.word(number))
    {
        score -= if words::is_known(cut.text) { 3.0 } else { 0.5 };
    }
    if edge::is_by_sound(whole) && beside_sound(view, &range) {
        score -= 3.0;
    }
    score += around(view, &range);
    Some(Candidate { range, score })
}

/// Whether a name is a piece of a longer one that is written by sound: 斯坦尼 in 维斯坦尼亚.
fn beside_sound(view: &View<'_>, range: &Range<usize>) -> bool {
    let beside = [view.char_before(range.start), view.char_after(range.end)];
    beside.into_iter().flatten().any(edge::is_sound)
}

/// What stands before and after.
fn around(view: &View<'_>, range: &Range<usize>) -> f32 {
    let mut score = 0.0;
    let after = view.after(range.end);
    if begins_with(after, &TITLES) {
        score += 3.0;
    } else if begins_with(after, &SAYS) {
        score += 2.0;
    }
    let before = view
        .before(range.start)
        .trim_end_matches([':', ' ', '\u{3000}']);
    let labelled = before.len() < range.start;
    if ends_with(before, &LABELS) {
        score += if labelled { 4.0 } else { 3.0 };
    } else if !labelled && ends_with(before, &ASKS) {
        score += 2.0;
    }
    let begins_line = view
        .char_before(range.start)
        .is_none_or(|before| ['\n', '\t', '。'].contains(&before));
    match view.char_after(range.end) {
        Some(':') if begins_line => score += 2.5,
        Some('\n' | '\t') | None if begins_line => score += 1.0,
        Some('、' | ',' | ';' | '。' | '\n') | None => score += 0.5,
        _ => {}
    }
    score
}

/// The longest word of a hint, in characters.
const LONGEST_HINT: usize = 6;

fn begins_with(text: &str, hints: &BTreeSet<&'static str>) -> bool {
    let ends = text.char_indices().map(|(at, _)| at).skip(1);
    ends.chain([text.len()])
        .take(LONGEST_HINT)
        .any(|end| text.get(..end).is_some_and(|head| hints.contains(head)))
}

fn ends_with(text: &str, hints: &BTreeSet<&'static str>) -> bool {
    text.char_indices()
        .rev()
        .take(LONGEST_HINT)
        .any(|(start, _)| text.get(start..).is_some_and(|tail| hints.contains(tail)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::Gazetteer;
    use crate::wrap::SoftBreaks;

    fn names(text: &str) -> Vec<String> {
        let gazetteer = Gazetteer::shipped();
        let view = View::new(text, 0, &SoftBreaks::default(), &gazetteer);
        let mut found = Vec::new();
        find(&view, &mut found);
        found.into_iter().map(|found| found.value).collect()
    }

    #[test]
    fn people_are_found_by_what_stands_around_them() {
        let mut wrong = Vec::new();
        for (text, expected) in [
            (
                "2022.11.26，贺知微主持，柏如松、邵闻笛参加。",
                &["贺知微", "柏如松", "邵闻笛"][..],
            ),
            ("公司董事长贺知微，技术总监陈建华。", &["贺知微", "陈建华"]),
            ("问下知微，客户说没钱，谢谢哥", &["知微"]),
            ("真名贺知微，知微是外号", &["贺知微"]),
            ("柏如松汇报：合同已签", &["柏如松"]),
            ("联系人：刘洋，电话另发", &["刘洋"]),
            ("法定代表人吴海波", &["吴海波"]),
            ("找陈诚和郑华栋商量一下", &["陈诚", "郑华栋"]),
            ("张建国处长和王晓东主任参加会议", &["张建国", "王晓东"]),
            ("周一周二沈砚秋，周五我自己。", &["沈砚秋"]),
            ("高兴地去了，方便的话发给我，马上安排，金额不对", &[]),
            ("任何问题都可以问，何时能到，白天不在，常见", &[]),
            ("项目经理要求明天完成，于是我们就把时间定在周五", &[]),
            ("黄金周放假，毛利率上升，万元户，康复中心", &[]),
            ("双方对合作内容承担保密义务，期限五年。", &[]),
            ("系统采用模块化设计，支持单机与集群部署", &[]),
            (
                "计算机病毒、金融数据、高新技术、方案设计、石油管道、马来西亚",
                &[],
            ),
            ("和平时期、平台管理、安全事件、和谐社会、白皮书、牛奶", &[]),
        ] {
            let found = names(text);
            if found != expected {
                wrong.push((text, found));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
