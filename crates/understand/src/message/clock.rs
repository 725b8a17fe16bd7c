//! Time stamps as chats write them. Always: nothing is guessed: a day without its year, or yesterday, is no
//! date; whether 4/3 is a day in March or in April is said by the file as a whole.

use super::zone;

/// Which comes first in `04/03/2021`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum DateOrder {
    /// The day.
    #[default]
    DayFirst,
    /// The month.
    MonthFirst,
}

/// A moment as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// Year, month, day.
    pub(crate) date: Option<(u32, u32, u32)>,
    /// Hour, minute, second.
    pub(crate) clock: Option<(u32, u32, Option<u32>)>,
    /// UTC offset or name of the zone.
    pub(crate) zone: Option<String>,
    /// Whether a day is named that cannot be resolved: yesterday, Tuesday, 3月4日.
    pub(crate) open_day: bool,
}

impl Stamp {
    /// Returns it in ISO 8601, as far as it is known.
    pub(crate) fn iso(&self) -> Option<String> {
        let (year, month, day) = self.date?;
        let date = format!("{year:04}-{month:02}-{day:02}");
        Some(match self.clock {
            None => date,
            Some((hour, minute, None)) => format!("{date}T{hour:02}:{minute:02}"),
            Some((hour, minute, Some(second))) => {
                format!("{date}T{hour:02}:{minute:02}:{second:02}")
            }
        })
    }

    /// Returns it on `day`, if it names no day of its own.
    pub(crate) fn on(mut self, day: Option<(u32, u32, u32)>) -> Self {
        if self.date.is_none() && !self.open_day {
            self.date = day;
        }
        self
    }
}

/// Returns what a whole cell or value says, numbers since 1970 included.
pub(crate) fn whole(text: &str, order: DateOrder) -> Option<Stamp> {
    let text = text.trim();
    if let Some(stamp) = since_1970(text) {
        return Some(stamp);
    }
    let (stamp, length) = at_start(text, order)?;
    let rest = text.get(length..).unwrap_or_default();
    rest.trim_matches(|c: char| c.is_whitespace() || c == '\u{200e}')
        .is_empty()
        .then_some(stamp)
}

/// Seconds, milliseconds or microseconds since 1970, from 1990 to 2100.
fn since_1970(text: &str) -> Option<Stamp> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let seconds = match whole.len() {
        9 | 10 => number,
        13 if fraction.is_empty() => number / 1_000,
        16 if fraction.is_empty() => number / 1_000_000,
        _ => return None,
    };
    if !(631_152_000..4_102_444_800).contains(&seconds) {
        return None;
    }
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let second = u32::try_from(second).ok()?;
    Some(Stamp {
        date: Some(date_of(days)),
        clock: Some((second / 3600, second / 60 % 60, Some(second % 60))),
        zone: Some("+00:00".to_owned()),
        open_day: false,
    })
}

/// Returns the date of a day counted from 1970-01-01, by the proleptic Gregorian calendar.
pub(crate) fn date_of(days: i64) -> (u32, u32, u32) {
    // Years begin in March here, so that the odd day is the last.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let small = |number: i64| u32::try_from(number).unwrap_or(0);
    (small(year), small(month), small(day))
}

/// Returns the day counted from 1970-01-01.
pub(crate) fn days_of((year, month, day): (u32, u32, u32)) -> i64 {
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let month = i64::from(month);
    let shifted = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * shifted + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Says what the numbers of many dates with slashes tell of their order.
pub(crate) fn order_of<'t>(texts: impl Iterator<Item = &'t str>) -> DateOrder {
    let (mut first_is_day, mut second_is_day, mut half_days) = (false, false, false);
    for text in texts {
        let mut scan = Scan { text, at: 0 };
        let (Some(first), Some(mark)) = (scan.number(2), scan.one_of("/.-")) else {
            continue;
        };
        let (Some(second), true) = (scan.number(2), scan.one_of("/.-").is_some()) else {
            continue;
        };
        first_is_day |= first > 12;
        second_is_day |= second > 12;
        let lower = text.to_ascii_lowercase();
        half_days |= mark == '/' && (lower.contains("am") || lower.contains("pm"));
    }
    match (first_is_day, second_is_day) {
        (true, _) => DateOrder::DayFirst,
        (false, true) => DateOrder::MonthFirst,
        // Who writes dates with slashes and halves of the day is mostly American.
        _ if half_days => DateOrder::MonthFirst,
        _ => DateOrder::DayFirst,
    }
}

/// Returns the stamp that a text begins with, and its length in bytes.
pub(crate) fn at_start(text: &str, order: DateOrder) -> Option<(Stamp, usize)> {
    let mut scan = Scan { text, at: 0 };
    let mut stamp = Stamp::default();
    scan.blanks();
    scan.weekday();
    let begin = scan.at;
    stamp.date = scan.date(order);
    if stamp.date.is_none() {
        scan.at = begin;
        stamp.open_day = scan.open_day();
        if !stamp.open_day {
            scan.at = 0;
            scan.blanks();
        }
    }
    let dated = scan.at;
    if stamp.date.is_some() || stamp.open_day {
        scan.between();
    }
    match scan.clock() {
        Some(clock) => stamp.clock = Some(clock),
        None => scan.at = dated,
    }
    if stamp.date.is_none() && stamp.clock.is_none() {
        return None;
    }
    if stamp.clock.is_some() {
        let after = scan.at;
        scan.blanks();
        match zone::at_start(scan.rest()) {
            Some((zone, length)) => {
                stamp.zone = Some(zone);
                scan.at += length;
            }
            None => scan.at = after,
        }
        // Some write the clock first.
        if stamp.date.is_none() && !stamp.open_day {
            let after = scan.at;
            scan.between();
            scan.weekday();
            stamp.date = scan.date(order);
            if stamp.date.is_none() {
                scan.at = after;
            }
        }
    }
    Some((stamp, scan.at))
}

/// Returns the stamp that a line ends with, and where it begins: `张三 2021-03-04 12:00`.
pub(crate) fn at_end(line: &str, order: DateOrder) -> Option<(Stamp, usize)> {
    let line = line.trim_end();
    let last = line.chars().next_back()?;
    if !(last.is_ascii_digit()
        || matches!(
            last,
            'M' | 'm' | 'Z' | ')' | '）' | ']' | '分' | '秒' | '日'
        ))
    {
        return None;
    }
    let from = line.len().saturating_sub(48);
    let mut best = None;
    let mut before = ' ';
    for (at, character) in line.char_indices() {
        let begins = !before.is_ascii_alphanumeric() && character != ' ' && at >= from;
        before = character;
        if !begins || at == 0 {
            continue;
        }
        let rest = line.get(at..).unwrap_or_default();
        if let Some((stamp, length)) = at_start(rest, order)
            && length == rest.len()
        {
            best = Some((stamp, at));
            break;
        }
    }
    best
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

const WEEKDAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "星期一",
    "星期二",
    "星期三",
    "星期四",
    "星期五",
    "星期六",
    "星期日",
    "星期天",
    "周一",
    "周二",
    "周三",
    "周四",
    "周五",
    "周六",
    "周日",
    "週一",
    "週二",
    "週三",
    "週四",
    "週五",
    "週六",
    "週日",
    "（一）",
    "（二）",
    "（三）",
    "（四）",
    "（五）",
    "（六）",
    "（日）",
    "(一)",
    "(二)",
    "(三)",
    "(四)",
    "(五)",
    "(六)",
    "(日)",
    "礼拜一",
];

const OPEN_DAYS: &[&str] = &["昨天", "前天", "今天", "昨日", "今日", "yesterday", "today"];

/// Words for a half of the day, and the hours that are added to a clock of twelve hours.
const HALVES: &[(&str, bool)] = &[
    ("凌晨", false),
    ("清晨", false),
    ("早上", false),
    ("早晨", false),
    ("上午", false),
    ("中午", true),
    ("下午", true),
    ("傍晚", true),
    ("晚上", true),
    ("夜里", true),
    ("a.m.", false),
    ("p.m.", true),
    ("a. m.", false),
    ("p. m.", true),
    ("a.\u{a0}m.", false),
    ("p.\u{a0}m.", true),
    ("am", false),
    ("pm", true),
    ("午前", false),
    ("午後", true),
];

struct Scan<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scan<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        let left = rest.trim_start_matches(|c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    '\u{200e}' | '\u{200f}' | '\u{202a}' | '\u{202c}' | '\u{feff}'
                )
        });
        self.at += rest.len() - left.len();
    }

    /// Reads up to `most` digits.
    fn number(&mut self, most: usize) -> Option<u32> {
        let rest = self.rest();
        let (mut value, mut length, mut count) = (0_u32, 0, 0);
        for character in rest.chars().take(most + 1) {
            let digit = match character {
                '０'..='９' => u32::from(character) - u32::from('０'),
                _ => match character.to_digit(10) {
                    Some(digit) => digit,
                    None => break,
                },
            };
            count += 1;
            if count > most {
                return None;
            }
            value = value * 10 + digit;
            length += character.len_utf8();
        }
        if count == 0 {
            return None;
        }
        self.at += length;
        Some(value)
    }

    fn one_of(&mut self, marks: &str) -> Option<char> {
        let next = self.peek().filter(|next| marks.contains(*next))?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn word(&mut self, words: &[&'static str]) -> Option<&'static str> {
        let rest = self.rest();
        let found = words.iter().find(|word| {
            rest.get(..word.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(word))
        })?;
        let after = rest.get(found.len()..).and_then(|rest| rest.chars().next());
        let latin = found.is_ascii() && found.ends_with(|c: char| c.is_ascii_alphabetic());
        if latin && after.is_some_and(|after| after.is_ascii_alphabetic()) {
            return None;
        }
        self.at += found.len();
        Some(found)
    }

    fn weekday(&mut self) {
        let begin = self.at;
        let bracket = self.one_of("(（").is_some();
        if self.word(WEEKDAYS).is_some() {
            if bracket {
                self.one_of(")）");
            }
            self.one_of(",，.");
            self.blanks();
        } else {
            self.at = begin;
        }
    }

    /// What stands between a date and a clock.
    fn between(&mut self) {
        let begin = self.at;
        self.blanks();
        if self.at == begin && matches!(self.peek(), Some('T' | 't' | '_')) {
            self.at += 1;
            return;
        }
        self.one_of(",，.·-|");
        self.blanks();
        self.weekday();
        if self.word(&["at", "um", "à"]).is_some() {
            self.blanks();
        }
    }

    fn date(&mut self, order: DateOrder) -> Option<(u32, u32, u32)> {
        let begin = self.at;
        for form in [
            Self::year_first,
            Self::day_or_month_first,
            Self::month_in_words,
        ] {
            self.at = begin;
            if let Some((year, month, day)) = form(self, order) {
                let year = match year {
                    0..70 => 2000 + year,
                    70..100 => 1900 + year,
                    _ => year,
                };
                let holds = (1970..2100).contains(&year)
                    && (1..=12).contains(&month)
                    && (1..=31).contains(&day);
                if holds {
                    return Some((year, month, day));
                }
            }
        }
        self.at = begin;
        None
    }

    fn year_first(&mut self, _: DateOrder) -> Option<(u32, u32, u32)> {
        let begin = self.at;
        let year = self.number(4)?;
        let digits = self.at - begin;
        let mark = self.one_of("-/.年")?;
        if mark == '年' {
            self.blanks();
        } else if digits < 4 {
            return None;
        }
        let month = self.number(2)?;
        if mark == '年' {
            self.one_of("月")?;
            self.blanks();
        } else {
            self.one_of("-/.")?;
        }
        let day = self.number(2)?;
        if mark == '年' {
            self.one_of("日号號");
        }
        Some((year, month, day))
    }

    fn day_or_month_first(&mut self, order: DateOrder) -> Option<(u32, u32, u32)> {
        let first = self.number(2)?;
        let mark = self.one_of("-/.")?;
        let second = self.number(2)?;
        self.one_of("-/.").filter(|same| *same == mark)?;
        let begin = self.at;
        let year = self.number(4)?;
        if !matches!(self.at - begin, 2 | 4) {
            return None;
        }
        Some(match order {
            DateOrder::DayFirst if second <= 12 => (year, second, first),
            DateOrder::MonthFirst if first <= 12 => (year, first, second),
            _ if first > 12 => (year, second, first),
            _ => (year, first, second),
        })
    }

    fn month_in_words(&mut self, _: DateOrder) -> Option<(u32, u32, u32)> {
        let day = self.number(2);
        if day.is_some() {
            self.one_of(".");
            self.blanks();
            self.one_of("-/");
        }
        let rest = self.rest();
        let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let name = rest.get(..length)?.to_ascii_lowercase();
        let month = MONTHS
            .iter()
            .position(|month| name.starts_with(month) && name.len() <= 9)?;
        self.at += length;
        self.one_of(".");
        self.blanks();
        self.one_of("-/,");
        self.blanks();
        let day = match day {
            Some(day) => day,
            None => {
                let day = self.number(2)?;
                let _ = self.word(&["st", "nd", "rd", "th"]);
                self.one_of(",");
                self.blanks();
                day
            }
        };
        let begin = self.at;
        let year = self.number(4)?;
        if !matches!(self.at - begin, 2 | 4) {
            return None;
        }
        Some((year, u32::try_from(month).ok()? + 1, day))
    }

    /// A day that is named without its year or only by how it lies to today.
    fn open_day(&mut self) -> bool {
        let begin = self.at;
        if self.word(OPEN_DAYS).is_some() || self.word(WEEKDAYS).is_some() {
            return true;
        }
        let month = self.number(2);
        let mark = month.and_then(|_| self.one_of("月-/"));
        let day = mark.and_then(|_| self.number(2));
        if let (Some(1..=12), Some(1..=31), Some(mark)) = (month, day, mark) {
            if mark == '月' {
                self.one_of("日号號");
            }
            let clock_follows = {
                let at = self.at;
                self.between();
                let follows = self.clock().is_some();
                self.at = at;
                follows
            };
            if mark == '月' || clock_follows {
                return true;
            }
        }
        self.at = begin;
        false
    }

    fn half(&mut self) -> Option<(&'static str, bool)> {
        let words: Vec<&'static str> = HALVES.iter().map(|(word, _)| *word).collect();
        let word = self.word(&words)?;
        HALVES.iter().find(|(known, _)| *known == word).copied()
    }

    fn clock(&mut self) -> Option<(u32, u32, Option<u32>)> {
        let mut half = self.half();
        self.blanks();
        let hour = self.number(2)?;
        let mark = self.one_of(":：时點点h")?;
        let minute = self.number(2)?;
        let mut second = None;
        let begin = self.at;
        if matches!(mark, '时' | '點' | '点') {
            self.one_of("分");
            if let Some(number) = self.number(2)
                && self.one_of("秒").is_some()
            {
                second = Some(number);
            }
        } else if self.one_of(":：").is_some() {
            match self.number(2) {
                Some(number) => second = Some(number),
                None => self.at = begin,
            }
            let fraction = self.at;
            if second.is_some() && self.one_of(".,").is_some() && self.number(9).is_none() {
                self.at = fraction;
            }
        }
        let after = self.at;
        if half.is_none() {
            self.blanks();
            half = self.half();
            if half.is_none() {
                self.at = after;
            }
        }
        let hour = match half {
            Some((_, false)) if hour == 12 => 0,
            // One in the night is the night's, at 晚上 as well.
            Some(("晚上" | "夜里", true)) if hour == 12 => 0,
            Some((_, true)) if hour < 12 && !(half == Some(("中午", true)) && hour > 9) => {
                hour + 12
            }
            _ => hour,
        };
        let holds = hour < 24 && minute < 60 && second.is_none_or(|second| second < 61);
        let bare = !self.peek().is_some_and(|next| next.is_ascii_digit());
        (holds && bare).then_some((hour, minute, second))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, iso: &str, zone: Option<&str>) {
        let stamp = whole(text, DateOrder::DayFirst).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(stamp.iso().as_deref().unwrap_or(""), iso, "{text}");
        assert_eq!(stamp.zone.as_deref(), zone, "{text}");
    }

    #[test]
    fn stamps_are_read_as_chats_write_them() {
        check("2021-03-04 12:00:05", "2021-03-04T12:00:05", None);
        check(
            "2021-03-04T12:00:05.123Z",
            "2021-03-04T12:00:05",
            Some("+00:00"),
        );
        check(
            "2021-03-04T12:00:05+08:00",
            "2021-03-04T12:00:05",
            Some("+08:00"),
        );
        check("2021/3/4 下午1:05", "2021-03-04T13:05", None);
        check("2021年3月4日 星期四 上午9:05", "2021-03-04T09:05", None);
        check("2021年3月4日 晚上8点30分", "2021-03-04T20:30", None);
        check("2021年03月04日 12时05分06秒", "2021-03-04T12:05:06", None);
        check("04/03/2021, 1:05 PM", "2021-03-04T13:05", None);
        check("04/03/21, 1:05\u{202f}PM", "2021-03-04T13:05", None);
        check("04.03.21, 13:05:09", "2021-03-04T13:05:09", None);
        check("3/25/21, 12:05 AM", "2021-03-25T00:05", None);
        check("Mar 4, 2021 1:05:06 PM", "2021-03-04T13:05:06", None);
        check(
            "Thu, 4 Mar 2021 10:00:00 +0800",
            "2021-03-04T10:00:00",
            Some("+08:00"),
        );
        check("04-Mar-21 01:05 PM", "2021-03-04T13:05", None);
        check("4 March 2021 at 13:05", "2021-03-04T13:05", None);
        check("1614830405", "2021-03-04T04:00:05", Some("+00:00"));
        check("1614830405123", "2021-03-04T04:00:05", Some("+00:00"));
        check("1614830405.000200", "2021-03-04T04:00:05", Some("+00:00"));
        check("２０２１-03-04 12：00", "2021-03-04T12:00", None);
        check("2021-03-04", "2021-03-04", None);
        check(
            "2021-03-04 12:00 (UTC+8)",
            "2021-03-04T12:00",
            Some("+08:00"),
        );
        check("昨天 12:00", "", None);
        check("3月4日 12:00", "", None);
        check("12:00", "", None);
        check("12:00:01 04.03.2021", "2021-03-04T12:00:01", None);
        let (stamp, at) = at_end("老周 2021/3/4 12:00", DateOrder::DayFirst).unwrap();
        assert_eq!((stamp.iso().as_deref(), at), (Some("2021-03-04T12:00"), 7));
    }

    #[test]
    fn what_is_no_stamp_is_none() {
        for text in [
            "",
            "在吗",
            "12",
            "3.5",
            "15408089473",
            "2021",
            "28:00",
            "10.0.0.1",
            "1.2.3",
        ] {
            assert_eq!(whole(text, DateOrder::DayFirst), None, "{text}");
        }
    }

    #[test]
    fn the_order_of_dates_is_told_by_the_file() {
        let month_first = ["3/4/21, 1:05 PM", "3/25/21, 1:05 PM"];
        assert_eq!(order_of(month_first.into_iter()), DateOrder::MonthFirst);
        assert_eq!(
            order_of(["13/04/2021 10:00"].into_iter()),
            DateOrder::DayFirst
        );
        assert_eq!(
            order_of(["3/4/21, 1:05 PM"].into_iter()),
            DateOrder::MonthFirst
        );
    }

    #[test]
    fn days_and_dates_go_both_ways() {
        for days in [-1, 0, 58, 59, 60, 11_016, 18_690, 18_691, 40_000] {
            assert_eq!(days_of(date_of(days)), days);
        }
        assert_eq!(date_of(18_690), (2021, 3, 4));
    }
}
