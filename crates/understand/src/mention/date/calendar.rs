//! The Gregorian calendar: which days there are, and counting by days and months. Years 1 to 9999.

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day {
    /// Year.
    pub(crate) year: i32,
    /// Month, from 1.
    pub(crate) month: u32,
    /// Day of the month, from 1.
    pub(crate) day: u32,
}

impl Day {
    /// Returns a day, if the calendar has it.
    pub(crate) fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        let exists = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in(year, month)).contains(&day);
        exists.then_some(Self { year, month, day })
    }

    /// Reads the date that an ISO 8601 time begins with.
    pub(crate) fn from_iso(time: &str) -> Option<Self> {
        let mut fields = time.get(..10)?.split('-').map(str::parse::<u32>);
        let (year, month, day) = (
            fields.next()?.ok()?,
            fields.next()?.ok()?,
            fields.next()?.ok()?,
        );
        Self::new(i32::try_from(year).ok()?, month, day)
    }

    /// Returns days since 1 March of the year 0 (by H. Hinnant's well-known counting).
    fn number(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let of_era = year - era * 400;
        let month = i64::from(self.month);
        let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5
            + i64::from(self.day)
            - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year
    }

    fn from_number(number: i64) -> Option<Self> {
        let era = number.div_euclid(146_097);
        let of_era = number - era * 146_097;
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 {
            shifted + 3
        } else {
            shifted - 9
        };
        let year = year + era * 400 + i64::from(month <= 2);
        Self::new(
            i32::try_from(year).ok()?,
            u32::try_from(month).ok()?,
            u32::try_from(day).ok()?,
        )
    }

    /// Returns the day so many days later, or earlier.
    pub(crate) fn plus_days(self, days: i64) -> Option<Self> {
        if days.abs() > 4_000_000 {
            return None;
        }
        Self::from_number(self.number() + days)
    }

    /// Returns how many days it is after another.
    pub(crate) fn days_from(self, other: Self) -> i64 {
        self.number() - other.number()
    }

    /// Returns the day of the week, Monday being 1.
    pub(crate) fn weekday(self) -> i64 {
        // 1 March of the year 0 was a Wednesday.
        (self.number() + 2).rem_euclid(7) + 1
    }

    /// Returns the year and month so many months later, or earlier.
    pub(crate) fn plus_months(self, months: i64) -> Option<(i32, u32)> {
        if months.abs() > 120_000 {
            return None;
        }
        let count = i64::from(self.year) * 12 + i64::from(self.month) - 1 + months;
        let year = i32::try_from(count.div_euclid(12)).ok()?;
        let month = u32::try_from(count.rem_euclid(12) + 1).ok()?;
        (1..=9999).contains(&year).then_some((year, month))
    }
}

/// Returns how many days a month has.
pub(crate) fn days_in(year: i32, month: u32) -> u32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_months_years_and_leap_days() {
        let day = |text: &str| Day::from_iso(text).unwrap();
        assert_eq!(day("2021-03-01").plus_days(-1), Some(day("2021-02-28")));
        assert_eq!(day("2020-03-01").plus_days(-1), Some(day("2020-02-29")));
        assert_eq!(day("2021-12-31").plus_days(1), Some(day("2022-01-01")));
        assert_eq!(day("2024-02-18").weekday(), 7);
        assert_eq!(day("2021-04-19").weekday(), 1);
        assert_eq!(day("2021-01-15").plus_months(-2), Some((2020, 11)));
        assert_eq!(Day::new(2021, 2, 29), None);
    }
}
