//! Days as people write them in a query, and as messages and files carry them. Always: a day of which only the
//! month or the year is known stands for all of its days; days compare as text.

/// A stretch of days, first and last included, each `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Days {
    pub(crate) first: String,
    pub(crate) last: String,
}

impl Days {
    /// Reads the beginning of an ISO 8601 time: `2021`, `2021-03`, `2021-03-04T10:00`. The last day of a month is
    /// taken to be its 31st, which is only ever compared.
    pub(crate) fn of_time(time: &str) -> Option<Self> {
        let (day, _) = time.split_at_checked(10).unwrap_or((time, ""));
        let mut numbers = day.split('-');
        let year = digits(numbers.next()?, 4)?;
        let month = numbers.next().map(|month| digits(month, 2));
        let day = numbers.next().map(|day| digits(day, 2));
        match (month, day) {
            (None, None) => Self::between(year, None, None),
            (Some(month), None) => Self::between(year, Some(month?), None),
            (Some(month), Some(day)) => Self::between(year, Some(month?), Some(day?)),
            (None, Some(_)) => None,
        }
    }

    /// Reads what a person types, folded: `2021`, `2021-03`, `2021.3.4`, `2021/3/4`, `2021年3月4日`, `20210304`.
    pub(crate) fn typed(folded: &str) -> Option<Self> {
        let text = folded.trim();
        if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            let number = |range| text.get(range).and_then(|piece: &str| piece.parse().ok());
            return Self::between(number(0..4)?, Some(number(4..6)?), Some(number(6..8)?));
        }
        let text = text.strip_suffix(['日', '号', '月', '年']).unwrap_or(text);
        let mut numbers = text.split(['-', '.', '/', '年', '月']);
        let year = numbers.next().filter(|year| year.len() == 4)?;
        let mut small = || match numbers.next() {
            None => Some(None),
            Some(piece) if piece.len() <= 2 => piece.parse().ok().map(Some),
            Some(_) => None,
        };
        let (month, day) = (small()?, small()?);
        match numbers.next() {
            None => Self::between(year.parse().ok()?, month, day),
            Some(_) => None,
        }
    }

    fn between(year: u32, month: Option<u32>, day: Option<u32>) -> Option<Self> {
        let fits = (1..=9999).contains(&year)
            && month.is_none_or(|month| (1..=12).contains(&month))
            && day.is_none_or(|day| (1..=31).contains(&day));
        if !fits {
            return None;
        }
        let write = |month, day| format!("{year:04}-{month:02}-{day:02}");
        Some(Self {
            first: write(month.unwrap_or(1), day.unwrap_or(1)),
            last: write(month.unwrap_or(12), day.unwrap_or(31)),
        })
    }

    pub(crate) fn year(&self) -> Option<u64> {
        self.first.get(..4)?.parse().ok()
    }

    /// Returns it as a word of an index.
    pub(crate) fn as_term(&self) -> String {
        format!("{}/{}", self.first, self.last)
    }

    /// Reads what [`Self::as_term`] wrote.
    pub(crate) fn of_term(term: &str) -> Option<Self> {
        let (first, last) = term.split_once('/')?;
        Some(Self {
            first: first.to_owned(),
            last: last.to_owned(),
        })
    }

    /// The shortest way to write it.
    pub(crate) fn written(&self) -> &str {
        let whole =
            |tail: &str, last: &str| self.first.ends_with(tail) && self.last.ends_with(last);
        match () {
            () if whole("-01-01", "-12-31") => &self.first[..4],
            () if whole("-01", "-31") => &self.first[..7],
            () => &self.first,
        }
    }
}

fn digits(text: &str, count: usize) -> Option<u32> {
    let right = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    right.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let check = |text: &str, expect: Option<(&str, &str)>| {
            let days = Days::typed(text);
            let days = days
                .as_ref()
                .map(|days| (days.first.as_str(), days.last.as_str()));
            assert_eq!(days, expect, "{text}");
        };
        check("2021", Some(("2021-01-01", "2021-12-31")));
        check("2021-03", Some(("2021-03-01", "2021-03-31")));
        check("2021年3月", Some(("2021-03-01", "2021-03-31")));
        for day in [
            "2021-03-04",
            "2021.3.4",
            "2021/3/4",
            "2021年3月4日",
            "20210304",
        ] {
            check(day, Some(("2021-03-04", "2021-03-04")));
        }
        for wrong in [
            "",
            "march",
            "2021-13",
            "2021-02-32",
            "21-3-4",
            "2021-3-4-5",
            "3.4.2021",
            "2021-",
        ] {
            check(wrong, None);
        }
    }

    #[test]
    fn times_are_read_by_their_day() {
        let check = |time: &str, written: Option<&str>| {
            let days = Days::of_time(time);
            assert_eq!(days.as_ref().map(Days::written), written, "{time}");
        };
        check("2021-04-07T05:15:11", Some("2021-04-07"));
        check("2021-04-07", Some("2021-04-07"));
        check("2021-04", Some("2021-04"));
        check("2021", Some("2021"));
        for wrong in ["yesterday", "2021-4", "2021-04-xx", "", "日本"] {
            check(wrong, None);
        }
    }
}
