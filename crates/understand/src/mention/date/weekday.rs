//! Days of the week that are counted within a month: `第二个周三`, `最后一个星期五`. Always: which day that is, the month
//! says, so that the words alone are none.

use regex::Captures;

use super::calendar::{Day, days_in};
use crate::mention::numeral::han_digit;

/// How they are written, after a month; read by [`Nth::read`].
pub(super) const PATTERN: &str = "(?:第(?P<nth>[一二三四五1-5])|(?P<first>首|头一|頭一)|(?P<last>最后一|最後一))(?:个|個)的?\
     (?:星期|礼拜|禮拜|周|週)(?P<nth_day>[一二三四五六日天])";

/// A day of the week, counted within a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Nth {
    /// Which of the month, from 1; none for the last.
    which: Option<u32>,
    /// Day of the week, from 1 for Monday.
    weekday: u32,
}

impl Nth {
    /// Reads what [`PATTERN`] found; none where that part of a pattern took no part.
    pub(super) fn read(captures: &Captures<'_>) -> Option<Self> {
        let weekday = weekday(captures.name("nth_day")?.as_str())?;
        let which = if captures.name("last").is_some() {
            None
        } else if captures.name("first").is_some() {
            Some(1)
        } else {
            let which = captures.name("nth")?.as_str().chars().next()?;
            Some(which.to_digit(10).or_else(|| han_digit(which))?)
        };
        Some(Self { which, weekday })
    }

    /// Returns which day of a month it is; none where the month has no such day.
    pub(super) fn day(self, year: i32, month: u32) -> Option<u32> {
        let first_weekday = u32::try_from(Day::new(year, month, 1)?.weekday()).ok()?;
        let first = 1 + (self.weekday + 7 - first_weekday) % 7;
        let last_of_month = days_in(year, month);
        let day = match self.which {
            Some(which) => first + (which - 1) * 7,
            None => first + (last_of_month - first) / 7 * 7,
        };
        (day <= last_of_month).then_some(day)
    }
}

/// Reads a day of the week, from 1 for Monday.
pub(super) fn weekday(written: &str) -> Option<u32> {
    match written.chars().next()? {
        '日' | '天' => Some(7),
        other => han_digit(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_of_the_week_is_counted_within_its_month() {
        let of = |which, weekday| Nth { which, weekday };
        // 1 March 2021 was a Monday, and the month had five of them.
        assert_eq!(of(Some(1), 1).day(2021, 3), Some(1));
        assert_eq!(of(Some(5), 1).day(2021, 3), Some(29));
        assert_eq!(of(None, 1).day(2021, 3), Some(29));
        assert_eq!(of(None, 7).day(2021, 3), Some(28));
        assert_eq!(of(Some(2), 4).day(2021, 3), Some(11));
        assert_eq!(of(Some(5), 4).day(2021, 3), None);
        assert_eq!(of(None, 7).day(2021, 2), Some(28));
    }
}
