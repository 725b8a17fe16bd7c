//! Dates that count from the day on which something was said: `昨天`, `上周五`, `去年三月`, `两个月前`, `last week`. What is
//! read is a folded text; what they mean is reckoned from a day.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::calendar::Day;
use super::partial::Partial;
use super::weekday::{self, Nth};
use crate::mention::number;

/// A date that counts from a day, in a folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Relative {
    /// Where it begins.
    pub(crate) start: usize,
    /// Where it ends.
    pub(crate) end: usize,
    /// How it counts.
    counts: Counts,
}

/// How a date counts from a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counts {
    /// So many days on.
    Days(i64),
    /// So many weeks on, and which day of it, Monday being 1; none for the whole week.
    Weeks(i64, Option<i64>),
    /// The two days that end a week, so many weeks on.
    Weekend(i64),
    /// So many months on, and which day of it.
    Months(i64, Within),
    /// The same day so many months on.
    SameDay(i64),
    /// So many years on; month, or season, quarter, half-year; day.
    Years(i32, Option<u32>, Within),
    /// The same month so many years on, and which day of it.
    SameMonth(i32, Within),
    /// The same day so many years on.
    SameDate(i32),
    /// So many quarters on.
    Quarters(i64),
}

/// Which day of a month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Within {
    day: Option<u32>,
    nth: Option<Nth>,
}

impl Within {
    fn read(captures: &Captures<'_>) -> Self {
        Self {
            day: word(captures, "day").and_then(amount),
            nth: Nth::read(captures),
        }
    }

    fn is_said(self) -> bool {
        self.day.is_some() || self.nth.is_some()
    }
}

struct Form {
    pattern: Regex,
    read: fn(&Captures<'_>) -> Option<Counts>,
}

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let number = "[0-9]{1,3}|[一二两三四五六七八九十]{1,3}";
    let nth = weekday::PATTERN;
    let part = "上半年|下半年|第?[一二三四1-4]季度?|[Qq][1-4]|[春夏秋冬][季天]|年?[初底末中]";
    let form = |pattern: String, read: fn(&Captures<'_>) -> Option<Counts>| Form {
        pattern: crate::mention::shape::pattern(&pattern),
        read,
    };
    vec![
        form("(?P<day>大前天|大后天|大後天|前天|昨天|昨日|昨晚|昨夜|今天|今日|今早|今晚|今晨|明天|明日|明早|明晚|后天|後天)".into(), day),
        form(
            "(?P<which>上上|下下|上|这|這|本|下)一?(?:个|個)?(?:周|週|星期|礼拜|禮拜)(?P<weekday>[一二三四五六日天末])?".into(),
            week,
        ),
        form(
            format!("(?P<which>上上|下下|上|这|這|本|当|當|下)(?:个|個)?月份?(?:的?{nth}|(?P<day>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})[日号號]|[初底末中]旬?)?"),
            month,
        ),
        form(
            format!("(?P<which>大前|前|去|今|明|后|後)年(?:[底的]?(?P<month>{number})月份?(?:的?{nth}|(?P<day>{number})[日号號])?|(?P<part>{part}))?"),
            year,
        ),
        form(
            format!("(?P<which>大前|前|去|今|明|后|後)年的?(?:(?P<today>今[天日])|(?:本|同|这个|這個|当|當)月份?(?:的?{nth}|(?P<day>{number})[日号號])?)"),
            same_of_year,
        ),
        form("(?P<which>上|这|這|本|下)(?:个|個)?季度?".into(), quarter),
        form(
            format!("(?P<count>{number}|半)(?:个|個)?(?P<unit>天|日|周|星期|礼拜|月|年)(?:之|以)?(?P<way>前|后|後)"),
            ago,
        ),
        form(r"(?i)(?-u:\b)(?P<day>yesterday|today|tonight|tomorrow|the day before yesterday)(?-u:\b)".into(), english_day),
        form(
            r"(?i)(?-u:\b)(?P<which>last|this|next) (?P<unit>week|month|year|quarter|monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?-u:\b)".into(),
            english,
        ),
        form(
            r"(?i)(?-u:\b)(?P<count>[0-9]{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten) (?P<unit>day|week|month|year)s? ago(?-u:\b)".into(),
            english_ago,
        ),
    ]
});

/// Returns the dates of a folded text that count from a day.
pub(crate) fn find(text: &str) -> Vec<Relative> {
    let mut found: Vec<Relative> = Vec::new();
    for form in FORMS.iter() {
        for captures in form.pattern.captures_iter(text) {
            let Some(whole) = captures.get(0) else {
                continue;
            };
            if is_other_word(text, whole.start(), whole.end()) {
                continue;
            }
            if let Some(counts) = (form.read)(&captures) {
                found.push(Relative {
                    start: whole.start(),
                    end: whole.end(),
                    counts,
                });
            }
        }
    }
    found.sort_by_key(|relative| (relative.start, std::cmp::Reverse(relative.end)));
    let mut free_from = 0;
    found.retain(|relative| {
        let free = relative.start >= free_from;
        if free {
            free_from = relative.end;
        }
        free
    });
    found
}

/// `今日头条`, `以前年度`, `本月刊`: words that hold one and are none.
fn is_other_word(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    let word = text.get(start..end).unwrap_or_default();
    (word == "今日" && (after.starts_with("头条") || after.starts_with("說")))
        || (word == "明日" && after.starts_with("之后"))
        || (word.starts_with(['前', '后', '後'])
            && word.contains('年')
            && before.ends_with(['以', '之', '先', '往', '从', '多', '几']))
        || (word.starts_with('上') && before.ends_with(['以', '马', '早', '晚', '网', '线', '加']))
        || (word.starts_with('下') && before.ends_with(['以', '一', '线', '剩']))
        || (word.starts_with('本')
            && before.ends_with(['日', '基', '成', '样', '版', '资', '文', '根', '脚', '原']))
        || (word.starts_with('今') && before.ends_with(['至', '迄', '如']) && word == "今日")
        || (word.ends_with(['前', '后'])
            && before.ends_with(['几', '多', '数', '.', '第', '-', '/']))
        || (word.ends_with('季') && after.starts_with(['节', '赛']))
        || before.ends_with(|last: char| last.is_ascii_digit())
            && word.starts_with(|first: char| first.is_ascii_digit())
}

impl Relative {
    /// Returns whether it names a month, a year or a day of the week: `去年三月`, `上周五`. Talk is full of `今天` and
    /// `这周`, which say when something is done and date nothing.
    pub(crate) fn is_specific(&self) -> bool {
        match self.counts {
            Counts::Days(_) | Counts::Weekend(_) | Counts::Weeks(_, None) => false,
            Counts::Weeks(weeks, Some(_)) => weeks != 0,
            Counts::Months(months, within) => months < 0 || within.is_said(),
            Counts::Years(years, month, _) => years < 0 || month.is_some(),
            Counts::SameMonth(years, within) => years != 0 || within.is_said(),
            Counts::SameDate(years) => years != 0,
            Counts::SameDay(_) | Counts::Quarters(_) => true,
        }
    }

    /// Returns the date, or the two ends of the week, counted from a day.
    pub(crate) fn from(&self, base: Day) -> Option<(Partial, Option<Partial>)> {
        let monday = |weeks: i64| base.plus_days(1 - base.weekday() + weeks * 7);
        let one = |date: Partial| Some((date, None));
        match self.counts {
            Counts::Days(days) => one(Partial::day(base.plus_days(days)?)),
            Counts::Weeks(weeks, Some(weekday)) => {
                one(Partial::day(monday(weeks)?.plus_days(weekday - 1)?))
            }
            Counts::Weeks(weeks, None) => {
                let first = monday(weeks)?;
                Some((Partial::day(first), Some(Partial::day(first.plus_days(6)?))))
            }
            Counts::Weekend(weeks) => {
                let saturday = monday(weeks)?.plus_days(5)?;
                Some((
                    Partial::day(saturday),
                    Some(Partial::day(saturday.plus_days(1)?)),
                ))
            }
            Counts::Months(months, within) => {
                let (year, month) = base.plus_months(months)?;
                one(Partial {
                    day: within.day,
                    nth: within.nth,
                    ..Partial::month(year, month)
                })
            }
            Counts::SameDay(months) => {
                let (year, month) = base.plus_months(months)?;
                one(Partial::month(year, month))
            }
            Counts::Years(years, month, within) => one(Partial {
                month,
                day: within.day,
                nth: within.nth,
                ..Partial::year(base.year + years)
            }),
            Counts::SameMonth(years, within) => one(Partial {
                day: within.day,
                nth: within.nth,
                ..Partial::month(base.year + years, base.month)
            }),
            Counts::SameDate(years) => one(Partial {
                day: Some(base.day),
                ..Partial::month(base.year + years, base.month)
            }),
            Counts::Quarters(quarters) => {
                let now = i64::from(base.year) * 4 + i64::from(base.month - 1) / 3 + quarters;
                let code = u32::try_from(now.rem_euclid(4)).ok()? + 33;
                one(Partial::month(i32::try_from(now.div_euclid(4)).ok()?, code))
            }
        }
    }
}

/// Returns days of the week and of the month that nothing says more of, in the week or month of a day, or where that
/// month has no such day in the next one: `周三`, `最后一个周三`, `29日`.
pub(crate) fn find_bare(text: &str, base: Day) -> Vec<(std::ops::Range<usize>, Partial)> {
    static BARE: LazyLock<Regex> = LazyLock::new(|| {
        crate::mention::shape::pattern(&format!(
            "{}|(?:星期|礼拜|禮拜|周|週)(?P<weekday>[一二三四五六日天])|(?P<day>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})[日号號]",
            weekday::PATTERN
        ))
    });
    let read = |captures: &Captures<'_>| {
        if let Some(nth) = Nth::read(captures) {
            return Day::new(base.year, base.month, nth.day(base.year, base.month)?);
        }
        if let Some(weekday) = word(captures, "weekday") {
            let weekday = i64::from(weekday::weekday(weekday)?);
            return base.plus_days(weekday - base.weekday());
        }
        let day = amount(word(captures, "day")?)?;
        (0..=1).find_map(|months| {
            let (year, month) = base.plus_months(months)?;
            Day::new(year, month, day)
        })
    };
    let of_month = |start: usize| {
        text.get(..start)
            .is_some_and(|head| head.trim_end().ends_with('月'))
    };
    BARE.captures_iter(text)
        .filter(|captures| !captures.get(0).is_some_and(|whole| of_month(whole.start())))
        .filter_map(|captures| Some((captures.get(0)?.range(), Partial::day(read(&captures)?))))
        .collect()
}

/// Returns a date without a year in the year in which it is nearest to a day.
pub(crate) fn nearest_year(date: Partial, base: Day) -> Option<Partial> {
    let month = date.month?;
    (-1..=1)
        .filter_map(|years| {
            let year = base.year + years;
            let completed = Partial {
                year: Some(year),
                ..date
            };
            let day = Day::new(year, month, date.day.unwrap_or(15))?;
            Some((day.days_from(base).abs(), completed))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, completed)| completed)
}

fn word<'t>(captures: &Captures<'t>, name: &str) -> Option<&'t str> {
    captures.name(name).map(|found| found.as_str())
}

fn amount(text: &str) -> Option<u32> {
    number::parse(text)?.parse().ok()
}

fn steps(which: &str) -> i64 {
    match which {
        "上上" => -2,
        "上" => -1,
        "下" => 1,
        "下下" => 2,
        _ => 0,
    }
}

fn day(captures: &Captures<'_>) -> Option<Counts> {
    Some(Counts::Days(match word(captures, "day")? {
        "大前天" => -3,
        "前天" => -2,
        "昨天" | "昨日" | "昨晚" | "昨夜" => -1,
        "明天" | "明日" | "明早" | "明晚" => 1,
        "后天" | "後天" => 2,
        "大后天" | "大後天" => 3,
        _ => 0,
    }))
}

fn week(captures: &Captures<'_>) -> Option<Counts> {
    let weeks = steps(word(captures, "which")?);
    Some(match word(captures, "weekday") {
        Some("末") => Counts::Weekend(weeks),
        Some(weekday) => Counts::Weeks(weeks, Some(i64::from(weekday::weekday(weekday)?))),
        None => Counts::Weeks(weeks, None),
    })
}

fn month(captures: &Captures<'_>) -> Option<Counts> {
    let steps = steps(word(captures, "which")?);
    Some(Counts::Months(steps, Within::read(captures)))
}

/// Returns how many years on `去年`, `明年` and their like are, from what stands before 年.
pub(super) fn years(which: &str) -> i32 {
    match which {
        "大前" => -3,
        "前" => -2,
        "去" => -1,
        "明" => 1,
        "后" | "後" => 2,
        _ => 0,
    }
}

/// `去年本月`, `去年同月十日`, `去年今日`.
fn same_of_year(captures: &Captures<'_>) -> Option<Counts> {
    let years = years(word(captures, "which")?);
    if captures.name("today").is_some() {
        return Some(Counts::SameDate(years));
    }
    Some(Counts::SameMonth(years, Within::read(captures)))
}

fn year(captures: &Captures<'_>) -> Option<Counts> {
    let years = years(word(captures, "which")?);
    let month = match (word(captures, "month"), word(captures, "part")) {
        (Some(month), _) => Some(amount(month)?).filter(|month| (1..=12).contains(month)),
        (None, Some(part)) => super::written::part_of_year(part),
        (None, None) => None,
    };
    Some(Counts::Years(years, month, Within::read(captures)))
}

fn quarter(captures: &Captures<'_>) -> Option<Counts> {
    Some(Counts::Quarters(steps(word(captures, "which")?)))
}

fn ago(captures: &Captures<'_>) -> Option<Counts> {
    let written = word(captures, "count")?;
    let unit = word(captures, "unit")?;
    let sign = if word(captures, "way")? == "前" {
        -1
    } else {
        1
    };
    let whole = captures.get(0)?.as_str();
    if written == "半" {
        return (unit == "年").then_some(Counts::SameDay(6 * sign));
    }
    let count = i64::from(amount(written)?) * sign;
    Some(match unit {
        "天" | "日" => Counts::Days(count),
        "周" | "星期" | "礼拜" => Counts::Days(count * 7),
        // `三月前` is before March, `三个月前` three months ago.
        "月" if whole.contains(['个', '個']) => Counts::SameDay(count),
        "年" if count.abs() <= 100 => {
            Counts::Years(i32::try_from(count).ok()?, None, Within::default())
        }
        _ => return None,
    })
}

fn english_day(captures: &Captures<'_>) -> Option<Counts> {
    Some(Counts::Days(
        match word(captures, "day")?.to_ascii_lowercase().as_str() {
            "yesterday" => -1,
            "tomorrow" => 1,
            "the day before yesterday" => -2,
            _ => 0,
        },
    ))
}

fn english(captures: &Captures<'_>) -> Option<Counts> {
    let steps = match word(captures, "which")?.to_ascii_lowercase().as_str() {
        "last" => -1,
        "next" => 1,
        _ => 0,
    };
    let weekday = |day: i64| Counts::Weeks(steps, Some(day));
    Some(
        match word(captures, "unit")?.to_ascii_lowercase().as_str() {
            "week" => Counts::Weeks(steps, None),
            "month" => Counts::Months(steps, Within::default()),
            "year" => Counts::Years(i32::try_from(steps).ok()?, None, Within::default()),
            "quarter" => Counts::Quarters(steps),
            "monday" => weekday(1),
            "tuesday" => weekday(2),
            "wednesday" => weekday(3),
            "thursday" => weekday(4),
            "friday" => weekday(5),
            "saturday" => weekday(6),
            _ => weekday(7),
        },
    )
}

fn english_ago(captures: &Captures<'_>) -> Option<Counts> {
    let written = word(captures, "count")?.to_ascii_lowercase();
    let count = match written.as_str() {
        "a" | "an" | "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        digits => digits.parse::<i64>().ok()?,
    };
    Some(
        match word(captures, "unit")?.to_ascii_lowercase().as_str() {
            "day" => Counts::Days(-count),
            "week" => Counts::Days(-7 * count),
            "month" => Counts::SameDay(-count),
            _ => Counts::Years(i32::try_from(-count).ok()?, None, Within::default()),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let base = Day::new(2021, 4, 21).unwrap();
        let written: Vec<String> = find(text)
            .iter()
            .filter_map(|relative| {
                let (from, to) = relative.from(base).unwrap();
                let end = to
                    .map(|to| format!("/{}", to.edtf().unwrap()))
                    .unwrap_or_default();
                Some(format!("{}{end}", from.edtf()?))
            })
            .collect();
        assert_eq!(written.join(" "), expected, "{text}");
    }

    #[test]
    fn dates_count_from_the_day_on_which_they_were_said() {
        // A Wednesday.
        check("昨天", "2021-04-20");
        check("大前天", "2021-04-18");
        check("上周五", "2021-04-16");
        check("下星期天", "2021-05-02");
        check("本周", "2021-04-19/2021-04-25");
        check("上个月", "2021-03");
        check("上个月5号", "2021-03-05");
        check("去年三月", "2020-03");
        check("去年三月四日", "2020-03-04");
        check("去年的三月", "2020-03");
        check("比去年同月多两成", "2020-04");
        check("去年本月二十日", "2020-04-20");
        check("前年的今天", "2019-04-21");
        check("下个月的第一个周一", "2021-05-03");
        check("去年11月最后一个星期五", "2020-11-27");
        check("本月第五个周一", "");
        check("去年下半年", "2020-41");
        check("前年", "2019");
        check("今年Q1", "2021-33");
        check("上季度", "2021-33");
        check("三天前", "2021-04-18");
        check("两个月前", "2021-02");
        check("5年前", "2016");
        check("last Friday, two weeks ago", "2021-04-16 2021-04-07");
        check("马上周末了，今日头条，三月前", "");
    }

    #[test]
    fn a_date_without_a_year_is_in_the_nearest_one() {
        let base = Day::new(2021, 1, 5).unwrap();
        let of = |month, day| {
            let date = Partial {
                month: Some(month),
                day: Some(day),
                ..Partial::default()
            };
            nearest_year(date, base).unwrap().edtf().unwrap()
        };
        assert_eq!(of(12, 28), "2020-12-28");
        assert_eq!(of(3, 4), "2021-03-04");
    }
}
