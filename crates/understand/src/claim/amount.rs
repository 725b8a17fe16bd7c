//! Amounts as people say them in a talk, without a currency: `21w`, `230k`, `五万`, `120-150万`. Always: one that
//! something else was found in, or that counts rows, people or things, is none. Rules take them for money only where
//! the words around them speak of it; other numbers (`到手7100`, `他们315`) are for learned rules alone.

use std::sync::LazyLock;

use daylight_model::{Grade, Mention, MentionType, Money, PartKind, Span, Value};
use regex::Regex;

use super::Found;
use crate::mention::currency::Stated;
use crate::mention::folded::Folded;
use crate::mention::{money, number};

/// The detector that these mentions name.
pub(super) const DETECTOR: &str = "bare_amount@1";

static AMOUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:(\d[\d,，]*(?:[.．]\d+)?)\s?[-~～—–至到]\s?)?(\d[\d,，]*(?:[.．]\d+)?)\s?(百万|千万|万|萬|亿|億|千|[wWkKｗｋ])(\d)?|([一二两三四五六七八九十百]{1,6})(万|萬|千)([一二三四五六七八九])?",
    )
    .expect("the pattern is fixed")
});

/// What makes a number count something else than money.
const OTHER: [&str; 40] = [
    "条", "條", "行", "人", "个", "個", "份", "封", "张", "張", "笔数", "次", "名", "位", "字",
    "米", "公里", "平", "吨", "斤", "分", "点", "年", "月", "天", "小时", "台", "辆", "户", "家",
    "只", "页", "m", "b", "g", "t", "亩", "股", "票", "步",
];

/// The same in English.
const LATIN_OTHER: [&str; 30] = [
    "kb",
    "mb",
    "gb",
    "tb",
    "rows",
    "row",
    "records",
    "record",
    "lines",
    "people",
    "persons",
    "users",
    "subscribers",
    "customers",
    "clients",
    "files",
    "mails",
    "calls",
    "boxes",
    "seats",
    "seat",
    "days",
    "hours",
    "weeks",
    "months",
    "years",
    "accounts",
    "devices",
    "units",
    "pages",
];

/// Returns whether what stands after a number says that it counts something else than money.
fn counts(after: &str) -> bool {
    /// Words that only begin as a unit does: 十二万封顶, 七万行不行.
    const NO_UNIT: [&str; 9] = [
        "个月", "封顶", "行不", "行就", "行吗", "行么", "行吧", "分期", "分两",
    ];
    let rest = after.trim_start_matches([' ', '多', '余', '来']);
    let letters = rest.len()
        - rest
            .trim_start_matches(|c: char| c.is_ascii_alphabetic())
            .len();
    if letters > 0 {
        let unit = rest[..letters].to_lowercase();
        return OTHER.contains(&unit.as_str()) || LATIN_OTHER.contains(&unit.as_str());
    }
    OTHER.iter().any(|word| rest.starts_with(word))
        && !NO_UNIT.iter().any(|word| rest.starts_with(word))
}

/// Returns whether a digit after 万 goes with what follows: 八万一口价, 三十五万一套.
fn is_of_next(tail: &str, after: &str) -> bool {
    const AFTER: &str = "的吧了呢啊啦哈左上以给都行倒不就先还也算能封到含那，,。.！!？?；;：:、 ";
    !tail.is_empty() && after.starts_with(|c: char| c.is_alphabetic() && !AFTER.contains(c))
}

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
            let tail = captures
                .get(4)
                .or_else(|| captures.get(7))
                .map_or("", |tail| tail.as_str());
            let (tail, last) = match is_of_next(tail, &text[whole.end()..]) {
                true => ("", whole.end() - tail.len()),
                false => (tail, whole.end()),
            };
            if latin(around.0)
                || around.1.is_some_and(|c| c.is_ascii_alphanumeric())
                || counts(&text[last..])
            {
                continue;
            }
            let place = folded.original(whole.start()..last);
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
                .or_else(|| captures.get(6))
                .map_or("", |unit| unit.as_str());
            let value = |digits: Option<regex::Match<'_>>| {
                digits
                    .and_then(|digits| number::parse(&format!("{}{scale}{tail}", digits.as_str())))
            };
            let high = value(captures.get(2).or_else(|| captures.get(5)));
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

/// The detector of numbers that may be amounts.
pub(super) const NUMBER: &str = "number@1";
/// How far before a number, in bytes, the amount may stand that tells what it counts in.
const NEAR: u32 = 900;
/// Numbers below this need a unit that the talk has: nobody pays eleven.
const LEAST: f64 = 100.0;

/// Returns the numbers that no detector and no rule takes for anything, by span: what learned rules may take for an
/// amount. One that stands shortly after amounts in 万 or thousands and is of their size is of their unit.
pub(super) fn numbers(found: &Found<'_>) -> Vec<Mention> {
    let mut numbers = Vec::new();
    for part in found.document.parts {
        if part.kind() == PartKind::Sheet {
            continue;
        }
        let text = part.text();
        let of_all = unit_of_all(text);
        for (range, digits) in number::find(text) {
            let (Ok(start), Ok(end)) = (u32::try_from(range.start), u32::try_from(range.end))
            else {
                continue;
            };
            let span = Span {
                part: part.number(),
                start,
                end,
            };
            let Ok(value) = digits.parse::<f64>() else {
                continue;
            };
            if value < 1.0 || overlaps(found.mentions, span) || !may_be_amount(text, &range, value)
            {
                continue;
            }
            let unit = unit_before(found, span).filter(|(before, scale)| {
                let scaled = if *scale == "万" {
                    value * 1e4
                } else {
                    value * 1e3
                };
                value < 1e4 && (1.0 / APART..=APART).contains(&(scaled / before))
            });
            let amount = match (of_all, unit) {
                (Some((scale, _)), _) | (None, Some((_, scale))) => {
                    number::parse(&format!("{digits}{scale}"))
                }
                (None, None) => (value >= LEAST).then_some(digits),
            };
            numbers.extend(amount.map(|amount| Mention {
                kind: MentionType::Money,
                span,
                value: Value::Money(Money {
                    amount: Some(amount),
                    currency: of_all.map(|(_, currency)| currency.to_owned()),
                    ..Money::default()
                }),
                detector: NUMBER.into(),
                confidence: 0.3,
                grade: Grade::Likely,
            }));
        }
    }
    numbers
}

/// A line that says what a document's numbers are: `单位：万元`, `金额（元）`, `prices in USD`.
static UNIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:单位|單位|币种|幣種)\s*[:：].*|[(（][^()（）]{0,8}(?:元|USD|EUR|RMB|CNY)[)）]|(?:prices|amounts|figures)\s(?:are\s)?(in\s.*)",
    )
    .expect("the pattern is fixed")
});

/// Returns by what a document's numbers are to be multiplied and their currency, where it says so once and for all.
fn unit_of_all(text: &str) -> Option<(&'static str, &'static str)> {
    let captures = UNIT.captures(text)?;
    let said = captures.get(1).or_else(|| captures.get(0))?;
    let folded = Folded::new(said.as_str());
    let unit = money::find::unit(&folded.text().to_lowercase())?;
    let scale = match unit.power {
        0 if folded.text().to_lowercase().contains("thousand") => "千",
        0 => "",
        3 => "千",
        4 => "万",
        6 => "百万",
        7 => "千万",
        8 => "亿",
        _ => return None,
    };
    let currency = Stated::default().resolve(unit.currency?)?;
    Some((scale, currency))
}

/// Returns whether a number stands as an amount may: no part of a code, a year or a list's number, and no count.
fn may_be_amount(text: &str, range: &std::ops::Range<usize>, value: f64) -> bool {
    let (before, after) = (&text[..range.start], &text[range.end..]);
    let written = &text[range.clone()];
    let joined = |c: char| c.is_ascii_alphanumeric() || "-_/.:：#@=+第".contains(c);
    let is_year = written.len() == 4
        && (1990.0..2040.0).contains(&value)
        && (value % 100.0 != 0.0 || after.starts_with(['年', '-', '.', '/']));
    let is_item = before
        .rsplit('\n')
        .next()
        .is_some_and(|line| line.trim().is_empty())
        && after.starts_with(['.', '、', ')', '）', '．']);
    let goes_on = after.starts_with(|c: char| c.is_ascii_alphanumeric() || "-_/:：%％".contains(c));
    let long = written.bytes().filter(u8::is_ascii_digit).count() > 9;
    let alone = written.chars().count() == 1;
    !before.ends_with(joined)
        && !is_year
        && !is_item
        && !goes_on
        && !long
        && !alone
        && !counts(after)
}

/// Returns the last amount before a place and the unit that it is written in.
fn unit_before(found: &Found<'_>, span: Span) -> Option<(f64, &'static str)> {
    let to = found
        .mentions
        .partition_point(|m| (m.span.part, m.span.start) < (span.part, span.start));
    found.mentions[..to]
        .iter()
        .rev()
        .take_while(|m| m.span.part == span.part && m.span.start + NEAR >= span.start)
        .filter(|m| m.kind == MentionType::Money)
        .find_map(|m| scaled(found, m))
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
        words if words.contains(['k', '千', 'ｋ']) || words.contains("thousand") => "k",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_number_counts_is_no_amount() {
        for after in ["条", "多条", " MB", "行数据", "人", "t "] {
            assert!(counts(after), "{after}");
        }
        for after in [
            "封顶",
            "行不行",
            "行就办",
            " to us",
            "，",
            "",
            "个月",
            "money",
        ] {
            assert!(!counts(after), "{after}");
        }
    }

    #[test]
    fn a_digit_goes_with_the_amount_unless_something_is_counted_in_it() {
        assert!(is_of_next("一", "口价"));
        assert!(is_of_next("一", "套"));
        assert!(!is_of_next("八", "，我签"));
        assert!(!is_of_next("二", "倒是退了"));
        assert!(!is_of_next("5", ""));
    }

    #[test]
    fn what_all_numbers_of_a_document_are_is_said_once() {
        assert_eq!(unit_of_all("报价单（单位：万元）"), Some(("万", "CNY")));
        assert_eq!(unit_of_all("Prices in thousand USD"), Some(("千", "USD")));
        assert_eq!(unit_of_all("价格（元）"), Some(("", "CNY")));
        assert_eq!(unit_of_all("我们单位的人"), None);
    }

    #[test]
    fn codes_years_and_numbers_of_items_are_no_amounts() {
        let may = |text: &str, number: &str| {
            let start = text.find(number).unwrap();
            may_be_amount(
                text,
                &(start..start + number.len()),
                number.parse().unwrap(),
            )
        };
        assert!(may("标书组每人2000", "2000"));
        assert!(may("到手7100", "7100"));
        assert!(!may("2021年", "2021"));
        assert!(!may("编号ZB-2021-017", "2021"));
        assert!(!may("12. 下一项", "12"));
        assert!(!may("占了45%", "45"));
    }
}
