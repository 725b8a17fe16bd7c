//! People whom no detector names because nothing but their place in the sentence tells them: 卓然是…的爱人, 小杭说,
//! a sender's name. Always: they are known to the rules of claims only, and one that something else was found in is none.

use std::collections::BTreeSet;

use daylight_model::{Grade, Mention, MentionType, PartKind, Span, Value};

use super::Found;
use super::folded::is_wide;
use crate::name::{given_score, surname_and_given};

/// The detector that these mentions name.
const DETECTOR: &str = "person_by_place@1";

/// What may stand right before a name.
const BEFORE: [&str; 30] = [
    "是",
    "和",
    "跟",
    "与",
    "由",
    "被",
    "给",
    "让",
    "找",
    "问",
    "叫",
    "为",
    "就",
    "股东",
    "法人",
    "老板",
    "总经理",
    "董事长",
    "掌门人",
    "创始人",
    "人",
    "听",
    "连",
    "、",
    "，",
    "。",
    "：",
    "“",
    "（",
    "「",
];
/// What may stand right after it.
const AFTER: [&str; 58] = [
    "是", "和", "跟", "与", "、", "在", "从", "的", "没", "有", "占", "持", "去", "早", "以前",
    "之前", "原", "曾", "说", "讲", "本", "现", "已", "也", "都", "就", "一手", "创", "为", "任",
    "担", "出", "又", "还", "才", "被", "把", "给", "，", "。", "；", "、", "）", "！", "？", "各",
    "负责", "自己", "告诉", "透露", "承认", "回应", "表示", "否认", "解释", "那", "倒", "管",
];
/// Least score of the characters of a given name: of two, of one.
const TWO: f32 = -0.5;
const ONE: f32 = 1.1;
/// Characters that stand in no name, but in what is called to somebody or said of anybody.
const NEVER: [char; 22] = [
    '哥', '姐', '总', '弟', '妹', '爸', '妈', '我', '你', '他', '她', '们', '的', '了', '是', '么',
    '吗', '呢', '不', '这', '那', '啊',
];
/// How one is called after a surname.
const CALLED: [char; 9] = ['总', '總', '工', '哥', '姐', '董', '处', '科', '队'];
/// What follows a surname without being a given name.
const TITLES: [&str; 16] = [
    "老师", "主任", "经理", "师傅", "女士", "先生", "同志", "同学", "东西", "家属", "公司", "部长",
    "局长", "处长", "科长", "队长",
];
/// Most senders of a talk that are looked for by name.
const SENDERS: usize = 60;

/// Adds these people to a document's mentions, by span.
pub(super) fn add(found: &Found<'_>, all: &mut Vec<Mention>) {
    let senders: BTreeSet<&str> = found
        .messages
        .iter()
        .filter_map(|message| message.sender.as_deref())
        .filter(|name| (2..=4).contains(&name.chars().count()) && name.chars().all(is_wide))
        .take(4_000)
        .collect();
    let mut more = Vec::new();
    for part in found.document.parts {
        if part.kind() == PartKind::Sheet {
            continue;
        }
        let text = part.text();
        let mut take = |start: usize, end: usize| {
            let (Ok(from), Ok(to)) = (u32::try_from(start), u32::try_from(end)) else {
                return;
            };
            let span = Span {
                part: part.number(),
                start: from,
                end: to,
            };
            if super::amount::overlaps(all, span) {
                return;
            }
            let Some(name) = text.get(start..end) else {
                return;
            };
            more.push(Mention {
                kind: MentionType::Person,
                span,
                value: Value::Text(name.to_owned()),
                detector: DETECTOR.into(),
                confidence: 0.4,
                grade: Grade::Likely,
            });
        };
        let mut free = 0;
        for (start, character) in text.char_indices() {
            if start < free || !is_wide(character) {
                continue;
            }
            let rest = &text[start..];
            let sender = senders
                .iter()
                .take(SENDERS)
                .find(|name| rest.starts_with(**name));
            let length = sender
                .map(|name| name.len())
                .or_else(|| begins(&text[..start]).then(|| name_length(rest)).flatten());
            if let Some(length) = length {
                take(start, start + length);
                free = start + length;
            }
        }
    }
    // Two readings of one stretch: the first stays.
    all.extend(more);
    all.sort_by_key(|mention| mention.span);
}

/// Returns whether a name may begin after this text.
fn begins(before: &str) -> bool {
    before
        .chars()
        .next_back()
        .is_none_or(|c| c.is_whitespace() || c.is_ascii_punctuation())
        || BEFORE.iter().any(|word| before.ends_with(word))
}

/// Returns the length of the name at the head of `rest`, if one stands there.
fn name_length(rest: &str) -> Option<usize> {
    let mut ends = rest
        .char_indices()
        .map(|(at, _)| at)
        .chain([rest.len()])
        .skip(1);
    let (_, two, three) = (ends.next()?, ends.next(), ends.next());
    let four = ends.next();
    let stops = |end: usize| {
        let after = &rest[end..];
        after
            .chars()
            .next()
            .is_none_or(|c| !is_wide(c) && !c.is_ascii_alphabetic())
            || AFTER.iter().any(|word| after.starts_with(word))
    };
    // 老陈, 小杭, 阿洲: a short form with a surname.
    if let Some(end) = two
        && rest.starts_with(['老', '小', '阿'])
        && stops(end)
        && rest
            .get('老'.len_utf8()..end)
            .is_some_and(|name| surname_and_given(&format!("{name}某")).is_some())
    {
        return Some(end);
    }
    // 魏总, 毕工, 窦姐: a surname and how one is called.
    if let Some(end) = two
        && stops(end)
        && rest.get(..end).is_some_and(|name| name.ends_with(CALLED))
        && surname_and_given(&format!(
            "{}某",
            &rest[..rest.chars().next().map_or(0, char::len_utf8)]
        ))
        .is_some()
    {
        return Some(end);
    }
    for (end, least) in [(four, TWO), (three, TWO), (two, ONE)] {
        let Some(end) = end else { continue };
        let name = rest.get(..end)?;
        if !name.chars().all(is_wide) || !stops(end) {
            continue;
        }
        let Some((surname, given)) = surname_and_given(name) else {
            continue;
        };
        let plain = name.contains(NEVER) || TITLES.contains(&given);
        let doubled = {
            let mut characters = name.chars();
            characters.next() == characters.next()
        };
        if plain || doubled {
            continue;
        }
        let fits = match given.chars().count() {
            1 => surname.chars().count() == 1,
            2 => true,
            _ => false,
        };
        if fits && given_score(given) >= least {
            return Some(end);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rest: &str, expect: Option<&str>) {
        assert_eq!(name_length(rest).map(|end| &rest[..end]), expect, "{rest}");
    }

    #[test]
    fn names_end_where_the_sentence_goes_on() {
        check("顾汀洲2021年就走了", Some("顾汀洲"));
        check("桑若谷跟杭知非是两口子", Some("桑若谷"));
        check("小杭的说法", Some("小杭"));
        check("魏总说了", Some("魏总"));
        check("毕工、老钱", Some("毕工"));
        check("汇总一下", None);
        check("谢谢哥", None);
        check("项目的钱", None);
        check("方面的问题", None);
        check("任务是什么", None);
        check("高层的意思", None);
        check("时间在下午", None);
        check("关系是有的", None);
        check("成本的话", None);
    }
}
