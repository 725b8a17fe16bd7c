//! Dates of the Chinese calendar (农历): `农历2015年十月初一`, `正月十五`, `大年三十`, as days of the Gregorian one. Always: read only
//! where a word of that calendar stands in them, for `三月二十` may be either; of the years that the table has, 1900 to 2098.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::calendar::Day;
use crate::mention::{number, numeral, shape};

/// Year, day on which it begins, month before its leap month, and which months have thirty days.
const YEARS: &str = include_str!("lunar.tsv");

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

/// A date of the calendar, in a folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lunar {
    pub(super) range: Range<usize>,
    year: Option<i32>,
    of: Of,
}

impl Lunar {
    /// Returns the day, where the words tell the year.
    pub(super) fn day(&self) -> Option<Day> {
        let year = self.year?;
        let in_table = |year: i32| TABLE.iter().find(move |known| known.year == year);
        match self.of {
            // The eve that lies in that year, as people count.
            Of::Eve => in_table(year - 1)?.day(self.of),
            Of::Day { .. } => in_table(year)?.day(self.of),
        }
    }

    /// Returns the day, in the year that the words tell or in which it is nearest to another day.
    pub(super) fn day_near(&self, base: Day) -> Option<Day> {
        if self.year.is_some() {
            return self.day();
        }
        let near = |known: &&Year| (known.year - base.year).abs() <= 2;
        let days = TABLE
            .iter()
            .filter(near)
            .filter_map(|year| year.day(self.of));
        days.min_by_key(|day| day.days_from(base).abs())
    }
}

static FORM: LazyLock<Regex> = LazyLock::new(|| {
    let calendar = "农历|農曆|农曆|阴历|陰曆|旧历|舊曆";
    let year = "[0-9]{4}|[〇零一二三四五六七八九]{4}";
    let day = "初[一二三四五六七八九十]|[廿卅][一二三四五六七八九]?|二十[一二三四五六七八九]?|三十|十[一二三四五六七八九]?";
    shape::pattern(&format!(
        "(?:(?P<before>{calendar})的?)?(?:(?P<year>{year})年的?)?(?:(?P<calendar>{calendar})的?)?\
         (?:(?P<leap>闰|閏)?(?P<month>正|冬|腊|臘|十[一二]?|[一二三四五六七八九])月(?P<day>{day})(?P<sun>[日号號])?\
         |大年(?P<new>初[一二三四五六七八九十])|(?P<eve>大年三十|除夕))"
    ))
});

/// Finds dates of the calendar in a folded text.
pub(super) fn find(text: &str) -> Vec<Lunar> {
    let matches = FORM.captures_iter(text);
    matches.filter_map(|captures| read(&captures)).collect()
}

fn read(captures: &Captures<'_>) -> Option<Lunar> {
    let word = |name: &str| captures.name(name).map(|found| found.as_str());
    let year = word("year").and_then(|year| {
        let digit = |c: char| c.to_digit(10).or_else(|| numeral::han_digit(c));
        let digits: Option<Vec<u32>> = year.chars().map(digit).collect();
        let number = digits?
            .into_iter()
            .fold(0, |number, digit| number * 10 + digit);
        i32::try_from(number).ok()
    });
    let of = if word("eve").is_some() {
        Of::Eve
    } else if let Some(new) = word("new") {
        Of::Day {
            month: 1,
            leap: false,
            day: day(new)?,
        }
    } else {
        let (month, written) = (word("month")?, word("day")?);
        let is_said = word("before").or(word("calendar")).is_some();
        let is_lunar = is_said
            || word("leap").is_some()
            || matches!(month, "正" | "冬" | "腊" | "臘")
            || written.starts_with(['初', '廿', '卅']);
        // 三月十日 is a day of the other calendar, whatever stands before it.
        if !is_lunar || (word("sun").is_some() && !is_said) {
            return None;
        }
        let month = match month {
            "正" => 1,
            "冬" => 11,
            "腊" | "臘" => 12,
            other => number::parse(other)?.parse().ok()?,
        };
        Of::Day {
            month,
            leap: word("leap").is_some(),
            day: day(written)?,
        }
    };
    Some(Lunar {
        range: captures.get(0)?.range(),
        year,
        of,
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

    fn iso(day: Option<Day>) -> String {
        day.map(|day| format!("{}-{:02}-{:02}", day.year, day.month, day.day))
            .unwrap_or_default()
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
                .map(|lunar| (&text[lunar.range.clone()], iso(lunar.day())))
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
        check("2023年闰三月初一", "2023年闰三月初一", "");
        check("农历2021年正月三十", "农历2021年正月三十", "");
    }

    #[test]
    fn without_a_year_the_nearest_day_is_meant() {
        let near = |text: &str, base: &str| {
            let base = Day::from_iso(base).unwrap();
            iso(find(text).first().and_then(|lunar| lunar.day_near(base)))
        };
        assert_eq!(near("大年初一再说", "2021-01-20"), "2021-02-12");
        assert_eq!(near("大年三十还在加班", "2021-02-20"), "2021-02-11");
        assert_eq!(near("腊月二十八回去", "2020-12-01"), "2021-02-09");
        assert_eq!(near("我们定在三月初一", "2018-01-01"), "2018-04-16");
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
