//! Dates of the Chinese calendar (农历): `农历2015年十月初一`, `正月十五`, `大年三十`, as days of the Gregorian one. Always: read only
//! where a word of that calendar stands in them, for `三月二十` may be either, or where an emperor's era counts the year; of the
//! years that the table has, 1900 to 2098. Of one before those, the year alone is told.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::calendar::Day;
use super::partial::Partial;
use super::{relative, written};
use crate::mention::{number, numeral, shape};

/// Year, day on which it begins, month before its leap month, and which months have thirty days.
const YEARS: &str = include_str!("lunar.tsv");

/// Eras of emperors: name, first year, how many years.
const ERAS: &str = include_str!("eras.tsv");

/// A year of the calendar.
#[derive(Debug)]
struct Year {
    year: i32,
    first: Day,
    /// The month that a leap month follows; 0 for none.
    leap: usize,
    /// Days of its months, the leap month in its place.
    months: Vec<u32>,
}

impl Year {
    fn read(line: &str) -> Option<Self> {
        let mut fields = line.split('\t');
        let year = fields.next()?.parse().ok()?;
        let (month, day) = fields.next()?.split_once('-')?;
        let first = Day::new(year, month.parse().ok()?, day.parse().ok()?)?;
        let leap = fields.next()?.parse().ok()?;
        let days = |long: char| if long == '1' { 30 } else { 29 };
        Some(Self {
            year,
            first,
            leap,
            months: fields.next()?.chars().map(days).collect(),
        })
    }

    fn day(&self, of: Of) -> Option<Day> {
        let (index, day) = match of {
            Of::Eve => {
                let last = self.months.len().checked_sub(1)?;
                (last, *self.months.get(last)?)
            }
            Of::Day { month, leap, day } => {
                if leap && month != self.leap {
                    return None;
                }
                let after_leap = self.leap != 0 && (month > self.leap || leap);
                (month - 1 + usize::from(after_leap), day)
            }
        };
        if day > *self.months.get(index)? {
            return None;
        }
        let before: u32 = self.months.iter().take(index).sum();
        self.first.plus_days(i64::from(before + day - 1))
    }
}

static TABLE: LazyLock<Vec<Year>> = LazyLock::new(|| {
    let lines = YEARS.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(Year::read).collect()
});

/// Returns the day; none where the year has no such day or the table no such year.
fn day_in(year: i32, of: Of) -> Option<Day> {
    TABLE.iter().find(|known| known.year == year)?.day(of)
}

/// Which day of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Day {
        month: usize,
        leap: bool,
        day: u32,
    },
    /// The last, before the new year.
    Eve,
}

impl Of {
    /// Returns whether it may lie in the next year of the other calendar.
    fn is_late(self) -> bool {
        match self {
            Self::Day { month, .. } => month >= 11,
            Self::Eve => true,
        }
    }
}

/// Which year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// None is said.
    Open,
    /// This one.
    Year(i32),
    /// This one, of an emperor.
    Reign(i32),
    /// So many years on: `去年腊月`.
    Steps(i32),
}

/// A date of the calendar, in a folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lunar {
    pub(super) range: Range<usize>,
    year: Said,
    /// Which day; none for the whole year, or a month of it.
    of: Option<Of>,
}

impl Lunar {
    /// Returns the date, where the words tell the year.
    pub(super) fn date(&self) -> Option<Partial> {
        let (Said::Year(year) | Said::Reign(year)) = self.year else {
            return None;
        };
        let Some(of) = self.of else {
            return Some(Partial::year(year));
        };
        if !TABLE.iter().any(|known| known.year == year) {
            return (year < 1900).then_some(Partial {
                uncertain: of.is_late(),
                ..Partial::year(year)
            });
        }
        let day = match (of, self.year) {
            // The eve that lies in that year, as people count.
            (Of::Eve, Said::Year(_)) => day_in(year - 1, of),
            _ => day_in(year, of),
        };
        day.map(Partial::day)
    }

    /// Returns the date, in the year that the words tell, counted from another day where they count, or in the year in
    /// which it is nearest to that day.
    pub(super) fn date_near(&self, base: Day) -> Option<Partial> {
        let (years, of) = match (self.year, self.of) {
            (Said::Steps(years), Some(of)) => (years, of),
            (Said::Open, Some(of)) => return self.day_near(of, base).map(Partial::day),
            _ => return self.date(),
        };
        // Between the two new years people count by either calendar; by the old one what lies at its year's end.
        let now = TABLE.iter().rev().find(|year| year.first <= base)?.year;
        let (of_year, is_eve) = (if of.is_late() { now } else { base.year }, of == Of::Eve);
        let day = day_in(of_year + years, of)?;
        Some(Partial {
            uncertain: now != base.year || is_eve,
            ..Partial::day(day)
        })
    }

    fn day_near(&self, of: Of, base: Day) -> Option<Day> {
        let near = |known: &&Year| (known.year - base.year).abs() <= 2;
        let days = TABLE.iter().filter(near).filter_map(|year| year.day(of));
        days.min_by_key(|day| day.days_from(base).abs())
    }
}

const CALENDAR: &str = "农历|農曆|农曆|阴历|陰曆|旧历|舊曆";
const MONTH: &str = "(?P<leap>闰|閏)?(?P<month>正|冬|腊|臘|十[一二]?|[一二三四五六七八九])月";
const DAY: &str = "初[一二三四五六七八九十]|[廿卅][一二三四五六七八九]?|二十[一二三四五六七八九]?|三十|十[一二三四五六七八九]?";
const NAMED: &str = "大年(?P<new>初[一二三四五六七八九十])|(?P<eve>大年三十|除夕)";

static FORM: LazyLock<Regex> = LazyLock::new(|| {
    let year = "[0-9]{4}|[〇零一二三四五六七八九]{4}|[0-9]{2}|[〇零一二三四五六七八九]{2}";
    shape::pattern(&format!(
        "(?:(?P<before>{CALENDAR})的?)?(?:(?:(?P<republic>民国|民國)(?P<count>{COUNT})|(?P<year>{year})|(?P<said>大前|前|去|今|明|后|後))年的?)?\
         (?:(?P<calendar>{CALENDAR})的?)?(?:{MONTH}(?P<day>{DAY})(?P<sun>[日号號])?|{NAMED})"
    ))
});

/// A year of a reign, or of the republic.
const COUNT: &str = "元|[0-9]{1,3}|[一二三四五六七八九十百〇零]{1,5}";

static REIGN: LazyLock<Regex> = LazyLock::new(|| {
    let eras: Vec<&str> = eras().map(|(era, ..)| era).collect();
    // Here digits may count months too, for no month is of the other calendar.
    let month = MONTH.replace("正|", "正|1[0-2]|[1-9]|");
    let eras = eras.join("|");
    shape::pattern(&format!(
        "(?P<era>{eras})(?P<count>{COUNT})年(?:的?(?:{month}(?:(?P<day>{DAY})[日号號]?)?|{NAMED}))?"
    ))
});

/// Returns the eras: name, first year, how many years.
fn eras() -> impl Iterator<Item = (&'static str, i32, i32)> {
    ERAS.lines().filter_map(|line| {
        let mut fields = line.split('\t');
        let era = fields.next()?;
        let (first, years) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
        Some((era, first, years))
    })
}

/// Finds dates of the calendar in a folded text.
pub(super) fn find(text: &str) -> Vec<Lunar> {
    let days = FORM
        .captures_iter(text)
        .filter_map(|captures| read(&captures));
    // `神龙二年正月初一` is a day of no other year.
    let days = days.filter(|lunar| !written::follows_other_year(text, lunar.range.start));
    let reigns = REIGN
        .captures_iter(text)
        .filter_map(|captures| of_reign(&captures));
    days.chain(reigns).collect()
}

fn word<'t>(captures: &Captures<'t>, name: &str) -> Option<&'t str> {
    captures.name(name).map(|found| found.as_str())
}

fn counted(captures: &Captures<'_>) -> Option<i32> {
    match word(captures, "count")? {
        "元" => Some(1),
        count => number::parse(count)?.parse().ok(),
    }
}

fn of_reign(captures: &Captures<'_>) -> Option<Lunar> {
    let era = word(captures, "era")?;
    let (_, first, years) = eras().find(|(name, ..)| *name == era)?;
    let count = counted(captures).filter(|count| (1..=years).contains(count))?;
    let is_year = word(captures, "day").is_none()
        && word(captures, "new").is_none()
        && word(captures, "eve").is_none();
    Some(Lunar {
        range: captures.get(0)?.range(),
        year: Said::Reign(first + count - 1),
        of: if is_year {
            None
        } else {
            Some(which(captures)?)
        },
    })
}

fn read(captures: &Captures<'_>) -> Option<Lunar> {
    let year = if let Some(year) = word(captures, "year") {
        let digit = |c: char| c.to_digit(10).or_else(|| numeral::han_digit(c));
        let digits: Option<Vec<u32>> = year.chars().map(digit).collect();
        let digits = digits?;
        let number = digits.iter().fold(0, |number, digit| number * 10 + digit);
        Said::Year(match digits.len() {
            2 => written::full_year(number)?,
            _ => i32::try_from(number).ok()?,
        })
    } else if word(captures, "republic").is_some() {
        Said::Year(counted(captures)? + 1911)
    } else if let Some(which) = word(captures, "said") {
        Said::Steps(relative::years(which))
    } else {
        Said::Open
    };
    if let Some(day) = word(captures, "day") {
        let is_said = word(captures, "before")
            .or(word(captures, "calendar"))
            .is_some();
        let is_lunar = is_said
            || word(captures, "leap").is_some()
            || matches!(word(captures, "month"), Some("正" | "冬" | "腊" | "臘"))
            || day.starts_with(['初', '廿', '卅']);
        // 三月十日 is a day of the other calendar, whatever stands before it.
        if !is_lunar || (word(captures, "sun").is_some() && !is_said) {
            return None;
        }
    }
    Some(Lunar {
        range: captures.get(0)?.range(),
        year,
        of: Some(which(captures)?),
    })
}

/// Reads which day of the year it is.
fn which(captures: &Captures<'_>) -> Option<Of> {
    if word(captures, "eve").is_some() {
        return Some(Of::Eve);
    }
    if let Some(new) = word(captures, "new") {
        return Some(Of::Day {
            month: 1,
            leap: false,
            day: day(new)?,
        });
    }
    let month = match word(captures, "month")? {
        "正" => 1,
        "冬" => 11,
        "腊" | "臘" => 12,
        other => number::parse(other)?.parse().ok()?,
    };
    Some(Of::Day {
        month,
        leap: word(captures, "leap").is_some(),
        day: day(word(captures, "day")?)?,
    })
}

/// Reads a day: `初五`, `十五`, `廿三`, `三十`.
fn day(written: &str) -> Option<u32> {
    let written = written.trim_start_matches('初');
    let written = written.replace('廿', "二十").replace('卅', "三十");
    let day = number::parse(&written)?.parse().ok()?;
    (1..=30).contains(&day).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(date: Option<Partial>) -> String {
        date.and_then(Partial::edtf).unwrap_or_default()
    }

    #[test]
    fn the_table_is_whole_and_each_year_ends_where_the_next_begins() {
        assert_eq!(TABLE.len(), 199);
        for pair in TABLE.windows(2) {
            let days: u32 = pair[0].months.iter().sum();
            assert_eq!(
                pair[0].first.plus_days(i64::from(days)),
                Some(pair[1].first)
            );
            let months = if pair[0].leap == 0 { 12 } else { 13 };
            assert_eq!(pair[0].months.len(), months, "{}", pair[0].year);
        }
    }

    #[test]
    fn dates_that_tell_their_year_are_days_of_the_other_calendar() {
        let check = |text: &str, words: &str, day: &str| {
            let found = find(text);
            let read: Vec<(&str, String)> = found
                .iter()
                .map(|lunar| (&text[lunar.range.clone()], iso(lunar.date())))
                .collect();
            assert_eq!(read, [(words, day.to_owned())], "{text}");
        };
        check("农历2015年十月初一", "农历2015年十月初一", "2015-11-12");
        check(
            "2015年农历正月初一是春节",
            "2015年农历正月初一",
            "2015-02-19",
        );
        check("二〇二〇年闰四月初一", "二〇二〇年闰四月初一", "2020-05-23");
        check("农历2021年八月十五日", "农历2021年八月十五日", "2021-09-21");
        check("2020年腊月廿三", "2020年腊月廿三", "2021-02-04");
        check("2021年除夕", "2021年除夕", "2021-02-11");
        check("21年腊月廿三", "21年腊月廿三", "2022-01-25");
        check("民国十年正月初五", "民国十年正月初五", "1921-02-12");
        check("2023年闰三月初一", "2023年闰三月初一", "");
        check("农历2021年正月三十", "农历2021年正月三十", "");
    }

    #[test]
    fn without_a_year_the_nearest_day_is_meant() {
        let near = |text: &str, base: &str| {
            let base = Day::from_iso(base).unwrap();
            iso(find(text).first().and_then(|lunar| lunar.date_near(base)))
        };
        assert_eq!(near("大年初一再说", "2021-01-20"), "2021-02-12");
        assert_eq!(near("大年三十还在加班", "2021-02-20"), "2021-02-11");
        assert_eq!(near("腊月二十八回去", "2020-12-01"), "2021-02-09");
        assert_eq!(near("我们定在三月初一", "2018-01-01"), "2018-04-16");
    }

    #[test]
    fn a_year_of_a_reign_is_a_year_and_its_days_are_of_this_calendar() {
        let check = |text: &str, words: &str, date: &str| {
            let found = find(text);
            let read: Vec<(&str, String)> = found
                .iter()
                .map(|lunar| (&text[lunar.range.clone()], iso(lunar.date())))
                .collect();
            assert_eq!(read, [(words, date.to_owned())], "{text}");
        };
        check("始建于光绪二十八年", "光绪二十八年", "1902");
        check("清乾隆元年三月立碑", "乾隆元年三月", "1736");
        check("宣统三年八月十九", "宣统三年八月十九", "1911-10-10");
        check("康熙六年八月十五", "康熙六年八月十五", "1667");
        check("乾隆12年11月修", "乾隆12年11月", "1747");
        check("同治五年腊月初八", "同治五年腊月初八", "1866?");
        check("农历1850年三月初三", "农历1850年三月初三", "1850");
        for text in [
            "雍正二十年",
            "康熙大道3号",
            "神龙五年正月初三",
            "某某三年大年初一",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }

    #[test]
    fn years_that_count_from_a_day_are_told_by_either_calendar() {
        let said = |text: &str, base: &str| {
            let base = Day::from_iso(base).unwrap();
            iso(find(text).first().and_then(|lunar| lunar.date_near(base)))
        };
        assert_eq!(said("去年正月初八", "2021-06-01"), "2020-02-01");
        assert_eq!(said("今年腊月廿三", "2021-06-01"), "2022-01-25");
        assert_eq!(said("明年正月十五再说", "2021-12-20"), "2022-02-15");
        assert_eq!(said("去年腊月初八", "2021-01-10"), "2020-01-02?");
    }

    #[test]
    fn what_may_be_of_either_calendar_is_not_read() {
        for text in [
            "三月二十",
            "2021年三月十日",
            "十月十五号",
            "正月",
            "九月",
            "五月初步",
            "今年三十人",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }
}
