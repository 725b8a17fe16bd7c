//! Values of cells in the light of their header and of what stands around the list: amounts with unit and currency, days
//! with a year, counts, stretches of time. Always: what neither cell nor header nor title says stays open.

use daylight_model::{MentionType, Money, Value};

use super::layout::{Block, Cell};
use crate::claim::Found;
use crate::claim::folded::{half_width, phrase};
use crate::claim::scene::mentions_within;
use crate::mention::{date, money, number};
use crate::table::volume;

/// What headers and notes say of amounts.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    /// Power of ten that is counted in.
    pub power: Option<u32>,
    pub currency: Option<&'static str>,
    pub period: Option<&'static str>,
}

impl Unit {
    /// Returns this, and what it leaves open of another.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            power: self.power.or(other.power),
            currency: self.currency.or(other.currency),
            period: self.period.or(other.period),
        }
    }
}

/// Currencies by their words; longer words first where one holds another.
const CURRENCIES: [(&str, &str); 34] = [
    ("人民币", "CNY"),
    ("人民幣", "CNY"),
    ("美元", "USD"),
    ("美金", "USD"),
    ("港币", "HKD"),
    ("港幣", "HKD"),
    ("港元", "HKD"),
    ("欧元", "EUR"),
    ("歐元", "EUR"),
    ("英镑", "GBP"),
    ("日元", "JPY"),
    ("新台币", "TWD"),
    ("新臺幣", "TWD"),
    ("台币", "TWD"),
    ("澳门元", "MOP"),
    ("卢布", "RUB"),
    ("新加坡元", "SGD"),
    ("rmb", "CNY"),
    ("cny", "CNY"),
    ("yuan", "CNY"),
    ("¥", "CNY"),
    ("us$", "USD"),
    ("usd", "USD"),
    ("u.s. dollar", "USD"),
    ("hk$", "HKD"),
    ("hkd", "HKD"),
    ("nt$", "TWD"),
    ("twd", "TWD"),
    ("sgd", "SGD"),
    ("€", "EUR"),
    ("eur", "EUR"),
    ("£", "GBP"),
    ("gbp", "GBP"),
    ("$", "USD"),
];

/// Returns what a header says of the amounts below it.
pub(super) fn unit(header: &str) -> Unit {
    let text = phrase(header);
    let named = CURRENCIES
        .iter()
        .find(|(word, _)| holds_word(&text, word))
        .map(|(_, code)| *code);
    let bracketed = text
        .split_once(['(', '[', '/', ':'])
        .map_or(text.as_str(), |(_, inner)| inner);
    // 元 in a name (单元, 元数据) is no money.
    let yuan = ["元", "块", "圆"]
        .iter()
        .any(|word| bracketed.contains(word) && !bracketed.contains("单元"))
        || ["万元", "千元", "亿元", "百元"]
            .iter()
            .any(|word| text.contains(word));
    let before_currency = |letter: char| {
        text.match_indices(letter).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let after = text[at + 1..].trim_start();
            !before.is_some_and(|c| c.is_ascii_alphanumeric())
                && (after.is_empty()
                    || after.starts_with([')', ']', '/', '€', '$', '£', '¥'])
                    || ["usd", "eur", "rmb", "cny", "hkd", "gbp"]
                        .iter()
                        .any(|code| after.starts_with(code)))
                && before.is_some()
        }) || ["€", "$", "£", "¥"].iter().any(|sign| {
            text.contains(&format!("{sign}{letter}")) || text.contains(&format!("{letter}{sign}"))
        })
    };
    let power = if text.contains('亿') || text.contains('億') {
        Some(8)
    } else if text.contains("百万") || text.contains("million") || before_currency('m') {
        Some(6)
    } else if text.contains('万') || text.contains('萬') || before_currency('w') {
        Some(4)
    } else if text.contains("千元")
        || text.contains("千 ")
        || text.contains("(千")
        || text.contains("thousand")
        || text.contains("'000")
        || text.contains("/000")
        || before_currency('k')
    {
        Some(3)
    } else {
        None
    };
    // 已收（元）: what it is counted in is said, and it is no 万.
    let plain = yuan && power.is_none();
    Unit {
        power: if plain { Some(0) } else { power },
        currency: named.or(yuan.then_some("CNY")),
        period: period(&text),
    }
}

/// Returns what a title or a note says of all amounts of a list: only where it speaks of a unit or a currency.
pub(super) fn unit_around(note: &str) -> Unit {
    let text = phrase(note);
    let money_word = CURRENCIES.iter().any(|(word, _)| holds_word(&text, word));
    let from = [
        "单位",
        "單位",
        "货币",
        "幣別",
        "币种",
        "unit",
        "currency",
        "amounts in",
        "prices in",
        "all in",
        "in k",
        "(万",
        "(千",
        "(元",
        "金额",
    ]
    .iter()
    .filter_map(|word| text.find(word))
    .min();
    let about = |from: usize| unit(&format!(":{}", &text[from..]));
    match from {
        Some(from) => {
            let stated = about(from);
            // 采购单位, 单位名称: a body.
            if stated.currency.is_some() || stated.power.is_some() {
                stated.or(Unit {
                    period: period(&text),
                    ..Unit::default()
                })
            } else {
                Unit {
                    period: period(&text),
                    ..Unit::default()
                }
            }
        }
        None if money_word => Unit {
            power: None,
            ..unit(note)
        },
        None => Unit {
            period: period(&text),
            ..Unit::default()
        },
    }
}

/// Returns how often an amount is paid, where words say it.
pub(super) fn period(text: &str) -> Option<&'static str> {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&[
        "/年",
        "每年",
        "年费",
        "包年",
        "按年",
        "一年",
        "per year",
        "/year",
        "/yr",
        "annual",
        "yearly",
        "p.a",
        "per annum",
        "年度授权",
        "年薪",
        "元/年",
    ]) {
        Some("year")
    } else if says(&[
        "/月",
        "每月",
        "月租",
        "按月",
        "包月",
        "(月",
        "per month",
        "/month",
        "monthly",
        "/mo",
        "月费",
    ]) {
        Some("month")
    } else if says(&["/天", "/日", "每天", "人天", "per day", "/day", "daily"]) {
        Some("day")
    } else if says(&["/小时", "per hour", "/hour", "/h)"]) {
        Some("hour")
    } else if says(&["/次", "每次", "一次性", "one-off", "one-time", "买断"]) {
        Some("once")
    } else {
        None
    }
}

fn holds_word(text: &str, word: &str) -> bool {
    if !word.chars().all(|c| c.is_ascii_alphabetic()) {
        return text.contains(word);
    }
    text.match_indices(word).any(|(at, _)| {
        let inner = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        !inner(text[at + word.len()..].chars().next())
            && (!inner(text[..at].chars().next_back()) || text[..at].ends_with('k'))
    })
}

/// Returns an amount.
pub(super) fn amount(found: &Found<'_>, cell: &Cell, unit: Unit) -> Option<Money> {
    let text: String = cell.text.chars().map(half_width).collect();
    let (text, unit) = stated(text.trim(), unit);
    let power = unit.power.unwrap_or(0);
    let stated = crate::mention::stated_currency(unit.currency);
    let parsed = [text.as_str(), plain(&text)]
        .into_iter()
        .find_map(|text| money::parse_in(text, unit.currency, power, stated));
    let money = parsed.or_else(|| {
        mentions_within(found, cell.span)
            .iter()
            .find_map(|mention| match &mention.value {
                Value::Money(money) => Some(money.clone()),
                _ => None,
            })
    })?;
    let nothing = |amount: &Option<String>| {
        amount
            .as_deref()
            .is_some_and(|amount| amount.starts_with('-') || amount.parse::<f64>() == Ok(0.0))
    };
    let whole = |amount: Option<String>| {
        amount.map(|amount| match amount.split_once('.') {
            Some((whole, part)) => match part.trim_end_matches('0') {
                "" => whole.to_owned(),
                part => format!("{whole}.{part}"),
            },
            None => amount,
        })
    };
    (!nothing(&money.amount)).then(|| Money {
        amount: whole(money.amount.clone()),
        low: whole(money.low.clone()),
        high: whole(money.high.clone()),
        currency: money.currency.clone().or(unit.currency.map(str::to_owned)),
        approximate: money.approximate,
    })
}

/// Codes of ISO 4217 that are words of other things in running text.
const CODES: [&str; 6] = ["AMD", "MAD", "RON", "GEL", "LBP", "BND"];

/// Returns a text without the `k` of `25 kUSD` or the code of `AMD 31,500`, and the unit that it says.
fn stated(text: &str, unit: Unit) -> (String, Unit) {
    for code in CODES {
        let rest = text.strip_prefix(code).or_else(|| text.strip_suffix(code));
        if let Some(rest) = rest {
            let currency = Some(code);
            return (rest.trim().to_owned(), Unit { currency, ..unit });
        }
    }
    for (word, currency) in [
        ("kusd", "USD"),
        ("keur", "EUR"),
        ("kgbp", "GBP"),
        ("kcny", "CNY"),
        ("krmb", "CNY"),
    ] {
        if let Some(at) = text.to_lowercase().find(word)
            && let (Some(before), Some(after)) = (text.get(..at), text.get(at + word.len()..))
        {
            let stated = Unit {
                power: Some(3),
                currency: Some(currency),
                ..unit
            };
            return (format!("{before}{after}"), stated);
        }
    }
    (text.to_owned(), unit)
}

/// Returns a text without brackets at its end and without what follows an amount.
fn plain(text: &str) -> &str {
    let cut = text.find(['(', '[', ';', '/']).unwrap_or(text.len());
    let head = text.get(..cut).unwrap_or(text).trim();
    let head = head.strip_suffix('起').unwrap_or(head);
    head.strip_suffix("整").unwrap_or(head).trim()
}

/// Returns whether a cell says that there is nothing.
pub(super) fn is_nothing(text: &str) -> bool {
    matches!(
        phrase(text).as_str(),
        "" | "-"
            | "—"
            | "--"
            | "——"
            | "/"
            | "\\"
            | "无"
            | "無"
            | "n/a"
            | "na"
            | "null"
            | "none"
            | "nil"
            | "tbd"
            | "?"
            | "??"
            | "…"
            | "..."
            | "不详"
            | "未知"
            | "暂无"
            | "空"
            | "略"
            | "(略)"
            | "查不到"
            | "打听不到"
            | "没说"
            | "未披露"
            | "待定"
            | "unknown"
    )
}

/// Returns a day as EDTF; one without a year takes that of the list.
pub(super) fn day(found: &Found<'_>, cell: &Cell, year: Option<i32>) -> Option<String> {
    if let Some((month, day)) = day_of_year(&cell.text)
        && date::parse(&cell.text).is_none()
    {
        return year.map(|year| format!("{year}-{month:02}-{day:02}"));
    }
    date::parse(&cell.text).or_else(|| {
        mentions_within(found, cell.span)
            .iter()
            .find_map(|mention| match &mention.value {
                Value::Text(date) if mention.kind == MentionType::Date => Some(date.clone()),
                _ => None,
            })
    })
}

/// Returns month and day of `9/3`, `4.20`, `7月4日`.
pub(super) fn day_of_year(text: &str) -> Option<(u32, u32)> {
    let text: String = text.trim().chars().map(half_width).collect();
    let text = text.trim_end_matches(['日', '号']);
    let (month, day) = text.split_once(['/', '.', '-', '月'])?;
    let of = |part: &str| -> Option<u32> {
        (part.len() <= 2 && part.chars().all(|c| c.is_ascii_digit()))
            .then(|| part.parse().ok())
            .flatten()
    };
    let (month, day) = (of(month)?, of(day)?);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some((month, day))
}

/// Returns the one year that words name.
pub(super) fn only_year(words: &[&str]) -> Option<i32> {
    let mut years: Vec<i32> = Vec::new();
    for text in words {
        let bytes = text.as_bytes();
        for at in 0..bytes.len().saturating_sub(3) {
            let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
            let four = (at..at + 4).all(digit) && !(at > 0 && digit(at - 1));
            // 202111 is a month.
            let length = (at..bytes.len()).take_while(|at| digit(*at)).count();
            if four
                && matches!(length, 4 | 6 | 8)
                && let Some(Ok(year)) = text.get(at..at + 4).map(str::parse::<i32>)
                && (1990..=2060).contains(&year)
            {
                years.push(year);
            }
        }
    }
    years.sort_unstable();
    years.dedup();
    match years.as_slice() {
        [year] => Some(*year),
        _ => None,
    }
}

/// Returns the one month that words name: `2021年11月`, `202111`.
pub(super) fn only_month(words: &[&str]) -> Option<String> {
    let mut months: Vec<String> = Vec::new();
    for text in words {
        let text: String = text.chars().map(half_width).collect();
        for (at, _) in text.match_indices("20") {
            let rest = &text[at..];
            let before = text[..at].chars().next_back();
            if before.is_some_and(|c| c.is_ascii_digit()) {
                continue;
            }
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            let month = match digits.len() {
                6 => digits.get(4..6).map(str::to_owned),
                4 => rest
                    .get(4..)
                    .and_then(|rest| rest.strip_prefix(['年', '-', '.', '/']))
                    .map(|rest| rest.chars().take_while(char::is_ascii_digit).collect()),
                _ => None,
            };
            let month = month.and_then(|month| month.parse::<u32>().ok());
            if let (Some(month @ 1..=12), Some(year)) = (month, digits.get(..4)) {
                months.push(format!("{year}-{month:02}"));
            }
        }
    }
    months.sort_unstable();
    months.dedup();
    match months.as_slice() {
        [month] => Some(month.clone()),
        _ => None,
    }
}

/// Returns a number of rows: `340万`, `11.2M`, `830k`, `20,317 条`.
pub(super) fn count(text: &str, header: &str) -> Option<u64> {
    let text: String = text
        .chars()
        .map(half_width)
        .collect::<String>()
        .to_lowercase();
    let text = text
        .trim()
        .trim_start_matches(['约', '近', '~', '≈', '共', '>', '超'])
        .trim_end_matches([
            '条', '行', '人', '个', '笔', '份', '余', '多', '来', '+', '户', '张',
        ])
        .trim();
    for suffix in [
        "rows",
        "records",
        "lines",
        "entries",
        "条记录",
        "persons",
        "people",
    ] {
        if let Some(rest) = text.strip_suffix(suffix) {
            return count(rest, header);
        }
    }
    let scaled = [
        ("million", 1e6),
        ("mio", 1e6),
        ("mn", 1e6),
        ("m", 1e6),
        ("billion", 1e9),
        ("bn", 1e9),
        ("thousand", 1e3),
        ("k", 1e3),
        ("w", 1e4),
    ];
    for (suffix, factor) in scaled {
        if let Some(rest) = text.strip_suffix(suffix)
            && let Ok(value) = decimal(rest.trim()).parse::<f64>()
        {
            return rounded(value * factor);
        }
    }
    let header = phrase(header);
    let factor = if header.contains('亿') {
        1e8
    } else if header.contains('万') || header.contains('萬') {
        1e4
    } else if header.contains("(k)") || header.contains("thousand") {
        1e3
    } else if header.contains("million") || header.contains("(m)") {
        1e6
    } else {
        1.0
    };
    if let Ok(value) = text.replace(',', "").parse::<f64>() {
        return rounded(value * factor);
    }
    number::parse(text)?.parse::<f64>().ok().and_then(rounded)
}

/// Returns a number with a point for its fraction: `18,4` of so many millions, but `1,234`.
fn decimal(text: &str) -> String {
    match text.split_once(',') {
        Some((whole, part)) if part.len() <= 2 && !part.contains(',') => format!("{whole}.{part}"),
        _ => text.replace(',', ""),
    }
}

fn rounded(value: f64) -> Option<u64> {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "held within bounds"
    )]
    (value.is_finite() && (1.0..1e15).contains(&value)).then(|| value.round() as u64)
}

/// Returns whether a header counts in bytes.
pub(super) fn unit_of_bytes(header: &str) -> bool {
    matches!(header.trim(), "g" | "t")
        || [
            "gb", "mb", "tb", "kb", "(g)", "(m)", "(t)", "字节", "bytes", "g)", "/g", "兆",
        ]
        .iter()
        .any(|unit| header.contains(unit))
}

/// Returns the unit in which the lines around a list say that volumes are counted: `单位：GB`.
pub(super) fn bytes_around(block: &Block) -> Option<&'static str> {
    let lines = block.above.iter().chain(&block.below);
    lines.map(|cell| phrase(&cell.text)).find_map(|line| {
        let said = ["单位", "單位", "unit"]
            .iter()
            .any(|word| line.contains(word));
        let units = ["gb", "mb", "tb", "kb"];
        units
            .into_iter()
            .find(|unit| said && holds_word(&line, unit))
    })
}

/// Returns a volume in bytes.
pub(super) fn bytes(found: &Found<'_>, cell: &Cell, header: &str) -> Option<u64> {
    mentions_within(found, cell.span)
        .iter()
        .find_map(|mention| match mention.value {
            Value::Bytes(bytes) => Some(bytes),
            _ => None,
        })
        .or_else(|| volume::parse(&cell.text, &phrase(header)))
}

/// Returns a stretch of time as EDTF: `2019.01-2019.06`, `2018-05 ~ 2019-01`, `2017全年`.
pub(super) fn stretch(text: &str) -> Option<String> {
    let text: String = text.chars().map(half_width).collect();
    let text = text
        .trim()
        .trim_end_matches("全年")
        .trim_end_matches("年度")
        .trim_end_matches("整年")
        .trim_end_matches("左右")
        .trim();
    for (at, sign) in text
        .char_indices()
        .filter(|(_, c)| matches!(c, '~' | '—' | '–' | '至' | '到' | '-' | '～'))
    {
        let first = text.get(..at)?.trim();
        let second = text.get(at..)?.trim_start_matches(sign).trim();
        if let (Some(first), Some(second)) = (date::parse(first), date::parse(second)) {
            return Some(format!("{first}/{second}"));
        }
    }
    if let Some((first, second)) = text.split_once(" to ")
        && let (Some(first), Some(second)) = (date::parse(first), date::parse(second))
    {
        return Some(format!("{first}/{second}"));
    }
    date::parse(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_and_notes_say_what_amounts_are_counted_in() {
        let unit_of = |text| (unit(text).power, unit(text).currency);
        assert_eq!(unit_of("合同额（万元）"), (Some(4), Some("CNY")));
        assert_eq!(unit_of("Fee (k USD)"), (Some(3), Some("USD")));
        assert_eq!(unit_of("Price k€"), (Some(3), Some("EUR")));
        assert_eq!(unit_of("报价(万)"), (Some(4), None));
        assert_eq!(unit_of("金额"), (None, None));
        assert_eq!(unit("单价（万元/年）").period, Some("year"));
        let note = unit_around("2020年签约情况  单位：千元");
        assert_eq!((note.power, note.currency), (Some(3), Some("CNY")));
        assert_eq!(unit_around("采购单位汇总").currency, None);
        assert_eq!(unit_around("币种：港币").currency, Some("HKD"));
    }

    #[test]
    fn counts_and_stretches_are_read() {
        assert_eq!(count("1.5M", ""), Some(1_500_000));
        assert_eq!(count("37万条", ""), Some(370_000));
        assert_eq!(count("12", "条数（万）"), Some(120_000));
        assert_eq!(count("4,321", ""), Some(4_321));
        assert_eq!(
            stretch("2019.02—2020.03").as_deref(),
            Some("2019-02/2020-03")
        );
        assert_eq!(stretch("2016全年").as_deref(), Some("2016"));
    }

    #[test]
    fn years_and_months_come_from_what_stands_around() {
        assert_eq!(only_year(&["报销 2020年5月", "x.csv"]), Some(2020));
        assert_eq!(only_year(&["2019-2021"]), None);
        assert_eq!(only_month(&["工资_202007"]).as_deref(), Some("2020-07"));
        assert_eq!(day_of_year("9/3"), Some((9, 3)));
        assert_eq!(day_of_year("7月4日"), Some((7, 4)));
        assert_eq!(day_of_year("2019/3"), None);
    }
}
