//! A date of which some fields may be missing, and how it is written as EDTF (ISO 8601-2).

use super::calendar::Day;
use super::weekday::Nth;

/// A date as far as the words tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Partial {
    /// Year.
    pub(crate) year: Option<i32>,
    /// Month, or EDTF's code of a season (21 to 24), quarter (33 to 36) or half-year (40, 41).
    pub(crate) month: Option<u32>,
    /// Day of the month.
    pub(crate) day: Option<u32>,
    /// The day of the week within the month that stands in the place of a day: `3月的第二个周三`.
    pub(crate) nth: Option<Nth>,
    /// Whether the last digit of the year is open: `90年代`.
    pub(crate) decade: bool,
    /// Whether day and month may be the other way round, or the year was inferred.
    pub(crate) uncertain: bool,
    /// Whether it is said to be about then.
    pub(crate) approximate: bool,
}

impl Partial {
    /// A year.
    pub(crate) fn year(year: i32) -> Self {
        Self {
            year: Some(year),
            ..Self::default()
        }
    }

    /// A month, or a season, quarter or half-year.
    pub(crate) fn month(year: i32, month: u32) -> Self {
        Self {
            year: Some(year),
            month: Some(month),
            ..Self::default()
        }
    }

    /// A day.
    pub(crate) fn day(day: Day) -> Self {
        Self {
            year: Some(day.year),
            month: Some(day.month),
            day: Some(day.day),
            ..Self::default()
        }
    }

    /// Returns whether it needs nothing from another date.
    pub(crate) fn is_whole(self) -> bool {
        self.year.is_some()
    }

    /// Returns whether it is a year and nothing else.
    pub(crate) fn is_year(self) -> bool {
        self.year.is_some() && self.month.is_none() && !self.decade
    }

    /// Returns whether the calendar may have it.
    pub(crate) fn is_possible(self) -> bool {
        let month = self.month.unwrap_or(1);
        if let (Some(nth), Some(year), Some(month)) = (self.nth, self.year, self.month)
            && nth.day(year, month).is_none()
        {
            return false;
        }
        let season = matches!(month, 21..=24 | 33..=36 | 40 | 41) && self.day.is_none();
        season || Day::new(self.year.unwrap_or(2000), month, self.day.unwrap_or(1)).is_some()
    }

    /// Returns it with what is missing above its own fields taken from another: the `5月` of `2021年3月至5月`.
    pub(crate) fn completed_by(self, other: Self) -> Self {
        let mut completed = self;
        if self.year.is_none() {
            completed.year = other.year;
            completed.uncertain |= other.uncertain;
            if self.month.is_none() {
                completed.month = other.month;
            }
        }
        completed
    }

    /// Writes it as EDTF; none without a year.
    pub(crate) fn edtf(self) -> Option<String> {
        let year = self.year?;
        if !self.is_possible() {
            return None;
        }
        let mut written = if self.decade {
            format!("{:03}X", year / 10)
        } else {
            format!("{year:04}")
        };
        if let Some(month) = self.month {
            written.push_str(&format!("-{month:02}"));
            let day = match self.nth {
                Some(nth) => Some(nth.day(year, month)?),
                None => self.day,
            };
            if let Some(day) = day {
                written.push_str(&format!("-{day:02}"));
            }
        }
        match (self.uncertain, self.approximate) {
            (true, true) => written.push('%'),
            (true, false) => written.push('?'),
            (false, true) => written.push('~'),
            (false, false) => {}
        }
        Some(written)
    }
}
