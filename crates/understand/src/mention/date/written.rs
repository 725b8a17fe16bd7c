//! Dates that stand in the words themselves, each form with its pattern: `2021-04-19`, `二〇二一年三月`, `民國110年`,
//! `4 Mar 2021`, `Q1 2021`, `2021年上半年`. What is read is a folded text.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::calendar::Day;
use super::partial::Partial;
use super::short;
use super::weekday::{self, Nth};
use crate::mention::number;
use crate::mention::numeral::han_digit;
use crate::mention::shape;

/// Names of months, one month a line.
const MONTHS: &str = include_str!("months.tsv");

/// A date in a folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Written {
    /// Where it begins.
    pub(crate) start: usize,
    /// Where it ends.
    pub(crate) end: usize,
    /// What it says.
    pub(crate) date: Partial,
    /// Whether it is a year without a word for one, which is a date only as the end of a range: `2019-2021`.
    pub(crate) bare: bool,
}

/// One form of date.
struct Form {
    pattern: Regex,
    read: fn(&Captures<'_>) -> Option<Partial>,
}

static MONTH_NAMES: LazyLock<BTreeMap<&'static str, u32>> = LazyLock::new(|| {
    let mut names = BTreeMap::new();
    for line in MONTHS.lines().skip(1) {
        if let Some((month, written)) = line.split_once('\t')
            && let Ok(month) = month.parse()
        {
            names.extend(written.split(' ').map(|name| (name, month)));
        }
    }
    names
});

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let mut names: Vec<&str> = MONTH_NAMES.keys().copied().collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let name = names.join("|");
    let two = "[0-9]{1,2}";
    let han = "[〇零○一二两三四五六七八九十廿卅]";
    let year = "[0-9]{4}|[〇零○一二三四五六七八九]{4}";
    let open_day = "十[一二三四五六七八九]?|二十[一二三四五六七八九]?|三十一?";
    let nth = weekday::PATTERN;
    let weekday = "(?:[，, ]?[(（]?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天][)）]?)?";
    let part = "上半年|下半年|第?[一二三四1-4]季度?|[Qq][1-4]|[春夏秋冬][季天]|年?[初底末中]";
    let form = |pattern: &str, read: fn(&Captures<'_>) -> Option<Partial>| {
        // Patterns are constants of this file and tested; one that does not compile is left out.
        Regex::new(pattern)
            .ok()
            .map(|pattern| Form { pattern, read })
    };
    [
        form(
            &format!(
                "(?P<era>民國|民国|令和|平成|昭和)? ?(?P<year>{year}|[0-9]{{1,3}}|元|[一二三四五六七八九][〇零○一二三四五六七八九]|[一二]百[〇零一二三四五六七八九十]{{0,3}}|[一二两]千[〇零一二三四五六七八九十百]{{0,6}}|{han}{{1,5}}) ?[年년] ?(?:度|份)?(?: ?(?P<month>{two}|{han}{{1,2}}) ?[月월] ?(?:份?的?{nth}|份|(?P<day>{two}|{han}{{1,3}}) ?[日号號일]{weekday}|(?P<open_day>{open_day}))?|(?P<part>{part}))?"
            ),
            han_date,
        ),
        form(
            &format!("(?P<month>{two}|{han}{{1,2}}) ?[月월] ?(?:份?的?{nth}|份|(?P<day>{two}|{han}{{1,3}}) ?[日号號일]{weekday}|(?P<open_day>{open_day})|)"),
            han_month,
        ),
        // A day alone and a year alone are dates only as the end of a range: `3月4日至6日`, `2019-2021`.
        form(&format!("(?P<day>{two}|{han}{{1,3}}) ?[日号號]"), han_day),
        form("(?P<bare>(?:19|20)[0-9]{2})年?", bare_year),
        form(
            r"(?P<year>[0-9]{4})(?:-(?P<m1>[0-9]{1,2})(?:-(?P<d1>[0-9]{1,2}))?|/(?P<m2>[0-9]{1,2})(?:/(?P<d2>[0-9]{1,2}))?|\. ?(?P<m3>[0-9]{1,2})(?:\. ?(?P<d3>[0-9]{1,2}))?)",
            numeric,
        ),
        form(r"(?P<a>[0-9]{1,2})(?P<sign>[./-])(?P<b>[0-9]{1,2})[./-](?P<year>[0-9]{4})", numeric_year_last),
        form(r"(?P<a>[0-3][0-9])(?P<sign>/)(?P<b>[0-3][0-9])/(?P<short>[0-9]{2})", numeric_year_last),
        form(r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])", compact),
        form(r"(?P<year>(?:19|20)[0-9]{2}) (?P<month>[01][0-9]) (?P<day>[0-3][0-9])", compact),
        form(
            &format!(
                r"(?i)(?P<name>{name})\.?[ \n-](?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?(?:,?[ \n](?P<year>[12][0-9]{{3}}))?"
            ),
            month_first,
        ),
        form(
            &format!(
                r"(?i)(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?\.?[ \n-](?:of )?(?:de )?(?P<name>{name})\.?(?:,?[ \n-](?:de )?(?P<year>[12][0-9]{{3}}))?"
            ),
            month_first,
        ),
        form(&format!(r"(?i)(?P<name>{name})\.?,?[ \n](?:of |de )?(?P<year>[12][0-9]{{3}})"), month_first),
        form(r"(?i)(?:(?P<y1>[12][0-9]{3})[ -]?[Qq](?P<q1>[1-4])|[Qq](?P<q2>[1-4])[ /-]{0,2}(?P<y2>[12][0-9]{3}))", quarter),
        form(
            r"(?i)(?:(?P<which>first|second|third|fourth) quarter (?:of )?(?P<y1>[12][0-9]{3})|(?:H(?P<h1>[12])[ /-]?(?P<y2>[12][0-9]{3})|(?P<y3>[12][0-9]{3})[ -]?H(?P<h2>[12]))|(?P<half>first|second) half (?:of )?(?P<y4>[12][0-9]{3}))",
            english_part,
        ),
        form(
            r"(?i)(?:in|since|until|till|by|during|from|early|late|mid|year|of|before|after|around|end of) ?-?(?P<year>(?:19|20)[0-9]{2})",
            english_year,
        ),
        form(r"(?i)(?P<year>(?:19|20)[0-9])0s", decade_s),
        form(r"(?:(?P<c>[0-9]{2})世纪)?(?P<d>[2-9]0|[二三四五六七八九]十)年代", decade_han),
    ]
    .into_iter()
    .flatten()
    .collect()
});

/// Returns the dates of a folded text, by place; of those that overlap the longest.
pub(crate) fn find(text: &str) -> Vec<Written> {
    let mut found = Vec::new();
    for form in FORMS.iter() {
        for captures in form.pattern.captures_iter(text) {
            let Some(whole) = captures.get(0) else {
                continue;
            };
            let Some(date) = (form.read)(&captures) else {
                continue;
            };
            // Words such as `since` and optional spaces at the edges are no part of the date.
            let start = captures
                .name("year")
                .filter(|year| {
                    whole
                        .as_str()
                        .as_bytes()
                        .first()
                        .is_some_and(u8::is_ascii_alphabetic)
                        && date.month.is_none()
                        && year.end() == whole.end()
                })
                .map_or(whole.start(), |year| year.start());
            let trimmed = whole.as_str().trim_end_matches(' ').len();
            let end = whole.start() + trimmed;
            let start = start
                + text
                    .get(start..end)
                    .map_or(0, |text| text.len() - text.trim_start_matches(' ').len());
            let counts_on = captures.name("open_day").is_some()
                && shape::after(text, end)
                    .is_some_and(|next| "个多几来万天分点号余".contains(next));
            if stands_alone(text, start, end) && !counts_on {
                found.push(Written {
                    start,
                    end,
                    date,
                    bare: captures.name("bare").is_some(),
                });
            }
        }
    }
    found.extend(short::find(text));
    found.sort_by_key(|written| (written.start, std::cmp::Reverse(written.end), written.bare));
    let mut kept: Vec<Written> = Vec::with_capacity(found.len());
    for written in found {
        match kept.last() {
            Some(last) if written.start < last.end => {
                if written.end - written.start > last.end - last.start {
                    kept.pop();
                    kept.push(written);
                }
            }
            _ => kept.push(written),
        }
    }
    // What no calendar has, and what is of the old one, is left out only now: there is no `2月29日` in `2019年2月29日`.
    kept.retain(|written| {
        let open = written.date.year.is_none();
        written.date.is_possible()
            && !is_lunar(text, written.start)
            && !(open && follows_other_year(text, written.start))
    });
    kept
}

/// A month or day of a year that nothing reads is of no other year, nor is what counts years and months: `神龙二年三月`,
/// `任职5年3月`. A year of four digits is read.
pub(super) fn follows_other_year(text: &str, start: usize) -> bool {
    let before = shape::context_before(text, start, 10).trim_end_matches([' ', '的']);
    let Some(before) = before.strip_suffix('年') else {
        return false;
    };
    let counts = |digit: &char| {
        digit.is_ascii_digit() || han_digit(*digit).is_some() || matches!(digit, '十' | '百' | '元')
    };
    let digits = before.trim_end_matches(' ').chars().rev();
    !matches!(digits.take_while(counts).count(), 0 | 4)
}

/// A date of the old calendar is another day.
fn is_lunar(text: &str, start: usize) -> bool {
    let before = shape::context_before(text, start, 3);
    ["农历", "農曆", "阴历", "陰曆", "旧历"]
        .iter()
        .any(|word| before.contains(word))
}

/// Digits and Latin letters at the edges make it something else: a version, a number, an address.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let mut before = text.get(..start).unwrap_or_default().chars().rev();
    let mut after = text.get(end..).unwrap_or_default().chars();
    let (last, next) = (before.next(), after.next());
    let first = text.get(start..).and_then(|text| text.chars().next());
    let closing = text.get(..end).and_then(|text| text.chars().next_back());
    let joins = |inner: Option<char>, outer: Option<char>| {
        let (Some(inner), Some(outer)) = (inner, outer) else {
            return false;
        };
        let wordy = inner.is_alphanumeric() && !crate::mention::currency::is_han(inner);
        wordy && (outer.is_ascii_alphanumeric() || outer == '_')
            || (han_digit(inner).is_some() && han_digit(outer).is_some())
    };
    // `T05:15:11` goes on as a time.
    let time = matches!(next, Some('T'))
        && after
            .clone()
            .next()
            .is_some_and(|next| next.is_ascii_digit());
    let latin_after = joins(closing, next) && !time;
    let digits_after = matches!(next, Some('.' | '-' | '/' | ','))
        && after.next().is_some_and(|next| next.is_ascii_digit())
        && closing.is_some_and(|closing| closing.is_ascii_digit())
        && !(next == Some('-') && text.get(end + 1..).is_some_and(begins_with_year));
    let digits_before = matches!(last, Some('.' | '-' | '/' | ':' | ','))
        && before.next().is_some_and(|before| before.is_ascii_digit())
        && first.is_some_and(|first| first.is_ascii_digit())
        && !(last == Some('-') && ends_with_date(text.get(..start - 1).unwrap_or_default()));
    let ordinal = matches!(last, Some('第'));
    !(joins(first, last) || latin_after || digits_after || digits_before || ordinal)
}

/// `2021.03-2021.05`: what follows the dash is a date again.
fn begins_with_year(text: &str) -> bool {
    let digits = text.bytes().take(5).take_while(u8::is_ascii_digit).count();
    digits == 4 && text.starts_with(['1', '2'])
}

fn ends_with_date(text: &str) -> bool {
    let tail: Vec<u8> = text
        .bytes()
        .rev()
        .take(10)
        .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'/'))
        .collect();
    let year = matches!(tail.as_slice(), [_, _, b'9', b'1'] | [_, _, b'0', b'2']);
    year || (tail.len() >= 6 && tail.iter().any(|byte| !byte.is_ascii_digit()))
}

fn field(captures: &Captures<'_>, name: &str) -> Option<u32> {
    let text = captures.name(name)?.as_str();
    let text = text.trim();
    match text {
        "元" => Some(1),
        _ if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
        _ => number::parse(text)?.parse().ok(),
    }
}

/// Returns the year that two digits stand for, or four.
pub(super) fn full_year(year: u32) -> Option<i32> {
    let year = match year {
        0..=49 => 2000 + year,
        50..=99 => 1900 + year,
        1000..=2199 => year,
        _ => return None,
    };
    i32::try_from(year).ok()
}

fn han_date(captures: &Captures<'_>) -> Option<Partial> {
    let written = captures.name("year")?.as_str();
    let year = field(captures, "year")?;
    let characters = written.chars().count();
    let month = field(captures, "month");
    let part = captures.name("part").map(|part| part.as_str());
    let year = match captures.name("era").map(|era| era.as_str()) {
        Some("民國" | "民国") => i32::try_from(year + 1911).ok()?,
        Some("令和") => i32::try_from(year + 2018).ok()?,
        Some("平成") => i32::try_from(year + 1988).ok()?,
        Some("昭和") => i32::try_from(year + 1925).ok()?,
        _ if written == "元" => return None,
        // `21年3月`, `08年底`.
        _ if characters == 2
            && !written.contains('十')
            && year < 100
            && (month.is_some() || part.is_some()) =>
        {
            full_year(year)?
        }
        // Of the Republic, as Taiwan writes it: `110年3月`.
        _ if characters == 3 && (80..=130).contains(&year) && month.is_some() => {
            i32::try_from(year + 1911).ok()?
        }
        // `08年`, `零八年`; `21年` alone is a span of time.
        _ if characters == 2 && year < 10 => full_year(year)?,
        // Digit by digit, with month and day: `三六七年一月一日`.
        _ if characters == 3
            && written.chars().all(|digit| han_digit(digit).is_some())
            && captures.name("day").is_some() =>
        {
            i32::try_from(year).ok()?
        }
        // `两千零四年`.
        _ if written.contains('千') => full_year(year).filter(|year| *year >= 1000)?,
        _ if characters == 4 => full_year(year).filter(|year| *year >= 1000)?,
        _ => return None,
    };
    let month = match part {
        Some(part) => part_of_year(part),
        None => month,
    };
    if month.is_none() && year < 1800 {
        return None;
    }
    Some(Partial {
        year: Some(year),
        month,
        day: field(captures, "day").or_else(|| field(captures, "open_day")),
        nth: Nth::read(captures),
        ..Partial::default()
    })
}

/// Returns EDTF's code of a part of a year: of a season, quarter or half-year; none for its beginning or end.
pub(crate) fn part_of_year(part: &str) -> Option<u32> {
    match part {
        "上半年" => return Some(40),
        "下半年" => return Some(41),
        _ => {}
    }
    match part.chars().next()? {
        '春' => Some(21),
        '夏' => Some(22),
        '秋' => Some(23),
        '冬' => Some(24),
        _ => {
            let digit = part
                .chars()
                .find_map(|character| character.to_digit(10).or_else(|| han_digit(character)))?;
            Some(32 + digit)
        }
    }
}

fn han_month(captures: &Captures<'_>) -> Option<Partial> {
    Some(Partial {
        month: Some(field(captures, "month")?).filter(|month| (1..=12).contains(month)),
        day: field(captures, "day").or_else(|| field(captures, "open_day")),
        nth: Nth::read(captures),
        ..Partial::default()
    })
    .filter(|date| date.month.is_some())
}

fn han_day(captures: &Captures<'_>) -> Option<Partial> {
    Some(Partial {
        day: Some(field(captures, "day")?),
        ..Partial::default()
    })
}

fn bare_year(captures: &Captures<'_>) -> Option<Partial> {
    Some(Partial::year(i32::try_from(field(captures, "bare")?).ok()?))
}

fn numeric(captures: &Captures<'_>) -> Option<Partial> {
    let year = field(captures, "year")?;
    let month = ["m1", "m2", "m3"]
        .iter()
        .find_map(|name| field(captures, name))?;
    let day = ["d1", "d2", "d3"]
        .iter()
        .find_map(|name| field(captures, name));
    // `2021.3` may be a number; `1024/7` and `8080-1` are no dates.
    let plausible = if day.is_some() {
        1700..=2100
    } else {
        1970..=2040
    };
    let spaced = captures.get(0)?.as_str().contains(' ') && day.is_none();
    (plausible.contains(&year) && (1..=12).contains(&month) && !spaced).then_some(Partial {
        year: i32::try_from(year).ok(),
        month: Some(month),
        day,
        ..Partial::default()
    })
}

fn numeric_year_last(captures: &Captures<'_>) -> Option<Partial> {
    let (first, second) = (field(captures, "a")?, field(captures, "b")?);
    let year = match field(captures, "short") {
        Some(short) => u32::try_from(full_year(short)?).ok()?,
        None => field(captures, "year").filter(|year| (1900..=2100).contains(year))?,
    };
    let dots = captures.name("sign")?.as_str() == ".";
    let (day, month, uncertain) = match (first, second) {
        (13.., _) => (first, second, false),
        (_, 13..) => (second, first, false),
        _ if first == second => (first, second, false),
        // With full stops the day comes first wherever they are used; else it does so in most of the world.
        _ => (first, second, !dots),
    };
    // `21/03/04` may begin with its year.
    let year_first =
        field(captures, "short").is_some_and(|last| Day::new(2000, second, last).is_some());
    Some(Partial {
        year: i32::try_from(year).ok(),
        month: Some(month),
        day: Some(day),
        uncertain: uncertain || year_first,
        ..Partial::default()
    })
}

fn compact(captures: &Captures<'_>) -> Option<Partial> {
    Some(Partial {
        year: i32::try_from(field(captures, "year")?).ok(),
        month: field(captures, "month"),
        day: field(captures, "day"),
        ..Partial::default()
    })
    .filter(|date| date.year.is_some_and(|year| (1950..=2049).contains(&year)))
}

fn month_first(captures: &Captures<'_>) -> Option<Partial> {
    let name = captures.name("name")?.as_str().to_lowercase();
    let month = *MONTH_NAMES.get(name.as_str())?;
    let year = field(captures, "year");
    let day = field(captures, "day");
    if year.is_none() && day.is_none() {
        return None;
    }
    Some(Partial {
        year: year.and_then(|year| i32::try_from(year).ok()),
        month: Some(month),
        day,
        ..Partial::default()
    })
}

fn quarter(captures: &Captures<'_>) -> Option<Partial> {
    let year = field(captures, "y1").or_else(|| field(captures, "y2"))?;
    let quarter = field(captures, "q1").or_else(|| field(captures, "q2"))?;
    Some(Partial::month(i32::try_from(year).ok()?, 32 + quarter))
}

fn english_part(captures: &Captures<'_>) -> Option<Partial> {
    let year = ["y1", "y2", "y3", "y4"]
        .iter()
        .find_map(|name| field(captures, name))?;
    let ordinal = |name: &str| {
        captures
            .name(name)
            .map(|word| match word.as_str().to_ascii_lowercase().as_str() {
                "first" => 1,
                "second" => 2,
                "third" => 3,
                _ => 4,
            })
    };
    let code = match (
        ordinal("which"),
        ordinal("half"),
        field(captures, "h1").or_else(|| field(captures, "h2")),
    ) {
        (Some(quarter), ..) => 32 + quarter,
        (_, Some(half), _) | (.., Some(half)) => 39 + half,
        _ => return None,
    };
    Some(Partial::month(i32::try_from(year).ok()?, code))
}

fn english_year(captures: &Captures<'_>) -> Option<Partial> {
    Some(Partial::year(i32::try_from(field(captures, "year")?).ok()?))
}

fn decade_s(captures: &Captures<'_>) -> Option<Partial> {
    Some(Partial {
        decade: true,
        ..Partial::year(i32::try_from(field(captures, "year")?).ok()? * 10)
    })
}

fn decade_han(captures: &Captures<'_>) -> Option<Partial> {
    let century = field(captures, "c").unwrap_or(20);
    let decade = field(captures, "d")?;
    let year = i32::try_from((century - 1) * 100 + decade).ok()?;
    Some(Partial {
        decade: true,
        ..Partial::year(year)
    })
}
