//! Amounts as people say them in a talk, without a currency: `21w`, `230k`, `五万`, `120-150万`. Always: one that
//! something else was found in, or that counts rows, people or things, is none. Rules take them for money only where
//! the words around them speak of it.

use std::sync::LazyLock;

use daylight_model::{Grade, Mention, MentionType, Money, PartKind, Span, Value};
use regex::Regex;

use super::Found;
use crate::mention::folded::Folded;
use crate::mention::number;

/// The detector that these mentions name.
pub(super) const DETECTOR: &str = "bare_amount@1";

static AMOUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:(\d[\d,，]*(?:[.．]\d+)?)\s?[-~～—–至到]\s?)?(\d[\d,，]*(?:[.．]\d+)?)\s?(百万|千万|万|萬|亿|億|千|[wWkKｗｋ])|([一二两三四五六七八九十百]{1,6})(万|萬|千)([一二三四五六七八九])?",
    )
    .expect("the pattern is fixed")
});

/// What makes a number count something else than money.
const OTHER: [&str; 40] = [
    "条", "條", "行", "人", "个", "個", "份", "封", "张", "張", "笔数", "次", "名", "位", "字",
    "米", "公里", "平", "吨", "斤", "分", "点", "年", "月", "天", "小时", "台", "辆", "户", "家",
    "只", "页", "m", "b", "g", "t", "亩", "股", "票", "步",
];

/// Returns the mentions of a document and its bare amounts, by span.
pub(super) fn with_bare(found: &Found<'_>) -> Vec<Mention> {
    let mut all = found.mentions.to_vec();
    let before = all.len();
    for part in found.document.parts {
        if part.kind() == PartKind::Sheet {
            continue;
        }
        let folded = Folded::new(part.text());
        let text = folded.text();
        for captures in AMOUNT.captures_iter(text) {
            let Some(whole) = captures.get(0) else {
                continue;
            };
            let around = (
                text[..whole.start()].chars().next_back(),
                text[whole.end()..].chars().next(),
            );
            let latin = |c: Option<char>| {
                c.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/' | '_'))
            };
            let rest = text[whole.end()..].trim_start_matches([' ', '多', '余', '来']);
            let lower = rest
                .get(..rest.chars().next().map_or(0, char::len_utf8))
                .unwrap_or_default()
                .to_lowercase();
            let counts = OTHER.iter().any(|word| rest.starts_with(word))
                && !rest.starts_with("个月")
                || OTHER.contains(&lower.as_str());
            if latin(around.0) || around.1.is_some_and(|c| c.is_ascii_alphanumeric()) || counts {
                continue;
            }
            let place = folded.original(whole.range());
            let (Ok(start), Ok(end)) = (u32::try_from(place.start), u32::try_from(place.end))
            else {
                continue;
            };
            let span = Span {
                part: part.number(),
                start,
                end,
            };
            if overlaps(&all[..before], span) {
                continue;
            }
            let scale = captures
                .get(3)
                .or_else(|| captures.get(5))
                .map_or("", |unit| unit.as_str());
            let tail = captures.get(6).map_or("", |tail| tail.as_str());
            let value = |digits: Option<regex::Match<'_>>| {
                digits
                    .and_then(|digits| number::parse(&format!("{}{scale}{tail}", digits.as_str())))
            };
            let high = value(captures.get(2).or_else(|| captures.get(4)));
            let low = value(captures.get(1));
            let money = match (low, high) {
                (Some(low), Some(high)) => Money {
                    low: Some(low),
                    high: Some(high),
                    ..Money::default()
                },
                (None, Some(amount)) => Money {
                    amount: Some(amount),
                    ..Money::default()
                },
                _ => continue,
            };
            all.push(Mention {
                kind: MentionType::Money,
                span,
                value: Value::Money(money),
                detector: DETECTOR.into(),
                confidence: 0.5,
                grade: Grade::Likely,
            });
        }
    }
    all.sort_by_key(|mention| mention.span);
    let elided = elided(found, &all);
    all.extend(elided);
    all.sort_by_key(|mention| mention.span);
    all
}

/// A message that is a number and a few words of bargaining: `38？`, `那 9.8 个`, `最多 6.5，行就干`.
static ELIDED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^\s*(?:那么?|就|行|好|最低|最多|最少|给你|给|才|报|要|出|只能|一口价|算|按|打包|顶多)?\s*(\d{1,3}(?:\.\d{1,2})?)\s*(?:个|吧|呢|整|顶天了?|不能再\S{1,2}|[？?，,。！!\s]|$)",
    )
    .expect("the pattern is fixed")
});
/// How many messages back the amount may stand from which the unit is taken.
const BACK: usize = 6;
/// How often one may be the other, at most: who bargains does not go further apart.
const APART: f64 = 5.0;

/// Returns numbers without a unit in a talk that bargains in 万 or thousands: they are of the amount's kind before.
fn elided(found: &Found<'_>, known: &[Mention]) -> Vec<Mention> {
    let mut unit: Option<(usize, f64, &'static str)> = None;
    let mut elided = Vec::new();
    for (index, message) in found.messages.iter().enumerate() {
        let within = super::scene::mentions_in(known, message.span)
            .iter()
            .filter(|mention| mention.kind == MentionType::Money);
        let last = within.rev().find_map(|mention| scaled(found, mention));
        if let Some((amount, scale)) = last {
            unit = Some((index, amount, scale));
            continue;
        }
        let Some((at, before, scale)) = unit.filter(|(at, ..)| index - at <= BACK) else {
            continue;
        };
        let text = super::scene::text_at(found, message.span);
        let Some(digits) = ELIDED.captures(text).and_then(|captures| captures.get(1)) else {
            continue;
        };
        let Some(amount) = number::parse(&format!("{}{scale}", digits.as_str())) else {
            continue;
        };
        let ratio = amount.parse::<f64>().unwrap_or_default() / before;
        let start = message.span.start + u32::try_from(digits.start()).unwrap_or_default();
        let span = Span {
            part: message.span.part,
            start,
            end: start + u32::try_from(digits.len()).unwrap_or_default(),
        };
        if !(1.0 / APART..=APART).contains(&ratio) || overlaps(known, span) {
            continue;
        }
        unit = Some((at.max(index), before, scale));
        let money = Money {
            amount: Some(amount),
            ..Money::default()
        };
        elided.push(Mention {
            kind: MentionType::Money,
            span,
            value: Value::Money(money),
            detector: DETECTOR.into(),
            confidence: 0.4,
            grade: Grade::Likely,
        });
    }
    elided
}

/// Returns an amount and the unit that it is written in, where that is 万 or thousands.
fn scaled(found: &Found<'_>, mention: &Mention) -> Option<(f64, &'static str)> {
    let Value::Money(money) = &mention.value else {
        return None;
    };
    let amount = money.amount.as_ref().or(money.high.as_ref())?;
    let words = super::scene::text_at(found, mention.span).to_lowercase();
    let scale = match words {
        words if words.contains(['万', '萬', 'w', 'ｗ']) => "万",
        words if words.contains(['k', '千', 'ｋ']) => "k",
        _ => return None,
    };
    Some((amount.parse().ok()?, scale))
}

/// Returns whether a mention shares a byte with `span`; `mentions` are by span.
pub(super) fn overlaps(mentions: &[Mention], span: Span) -> bool {
    let after = mentions.partition_point(|m| (m.span.part, m.span.start) < (span.part, span.end));
    mentions[..after]
        .iter()
        .rev()
        .take(4)
        .any(|m| m.span.part == span.part && m.span.end > span.start)
}
