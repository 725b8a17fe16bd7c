//! Dates, as EDTF: those that stand in the words, ranges of two, and those that count from the day on which something
//! was said (`去年三月`). Always: a date whose year nobody gives is no mention.

#[allow(
    dead_code,
    reason = "dates that count from the day of a message come next"
)]
mod calendar;
#[allow(
    dead_code,
    reason = "dates that count from the day of a message come next"
)]
mod partial;
mod written;

pub(crate) use calendar::Day;
use partial::Partial;

use daylight_model::{Grade, MentionType, Value};

use super::folded::Folded;
use super::number;
use super::view::{Found, View};

/// A date or a range in a folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dated {
    /// Where it begins.
    pub(crate) start: usize,
    /// Where it ends.
    pub(crate) end: usize,
    /// What it says; two for a range.
    pub(crate) from: Partial,
    /// The end of a range.
    pub(crate) to: Option<Partial>,
}

impl Dated {
    fn of(written: written::Written) -> Self {
        Self {
            start: written.start,
            end: written.end,
            from: written.date,
            to: None,
        }
    }

    /// Writes it as EDTF; none without a year.
    pub(crate) fn edtf(&self) -> Option<String> {
        let from = self.from.edtf()?;
        match self.to {
            Some(to) => Some(format!("{from}/{}", to.edtf()?)),
            None => Some(from),
        }
    }
}

/// Reads a cell or field that is a date and nothing else but a time of day, as EDTF.
pub fn parse(text: &str) -> Option<String> {
    let folded = Folded::new(text);
    let text = folded.text().trim();
    if text.len() > 80 {
        return None;
    }
    if let Some(year) = text.strip_suffix('年').or(Some(text))
        && year.len() == 4
        && let Ok(year @ 1900..=2100) = year.parse::<i32>()
    {
        return Partial::year(year).edtf();
    }
    let found = read(text, true);
    let [one] = found.as_slice() else { return None };
    let rest = text.get(one.end..)?.trim_start_matches(['T', ' ', ',']);
    (one.start == 0 && is_time_of_day(rest))
        .then(|| one.edtf())
        .flatten()
}

/// Returns whether a text is a time of day, a day of the week, or nothing.
fn is_time_of_day(text: &str) -> bool {
    let text = text.trim();
    let weekday = ["星期", "周", "週", "(星期", "(周"]
        .iter()
        .any(|word| text.starts_with(word))
        && text.chars().count() <= 6;
    weekday
        || text.len() <= 24
            && text.chars().all(|character| {
                character.is_ascii_digit()
                    || matches!(
                        character,
                        ':' | '.'
                            | 'Z'
                            | '+'
                            | '-'
                            | ' '
                            | '时'
                            | '分'
                            | '秒'
                            | '点'
                            | 'A'
                            | 'P'
                            | 'M'
                            | 'a'
                            | 'p'
                            | 'm'
                    )
            })
            && (text.is_empty() || text.contains([':', '时', '点', '分']))
}

/// Returns the dates of a folded text in order, two that a sign or word joins as one range.
pub(crate) fn find(text: &str) -> Vec<Dated> {
    read(text, false)
}

/// Finds dates; with `joined` two whole dates that a sign or word joins are one range.
fn read(text: &str, joined: bool) -> Vec<Dated> {
    let mut found: Vec<Dated> = Vec::new();
    for written in written::find(text) {
        if let Some(last) = found.last_mut()
            && last.to.is_none()
            && number::connector(text, last.end) == Some(written.start)
        {
            // Two dates that are whole in themselves are two mentions; `2021年3月至5月` is one.
            if last.from.is_whole() && written.date.is_whole() && !joined {
                found.push(Dated::of(written));
                continue;
            }
            let (from, to) = (
                last.from.completed_by(written.date),
                written.date.completed_by(last.from),
            );
            if from.year.is_some() || from.month.is_some() {
                last.from = from;
                last.to = Some(to);
                last.end = written.end;
                continue;
            }
        }
        found.push(Dated::of(written));
    }
    found
}

/// Finds the dates of a part.
pub(crate) fn detect(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    for dated in find(text) {
        if is_stamp(view, &dated) {
            continue;
        }
        let Some(value) = dated.edtf() else { continue };
        found.push(Found {
            kind: MentionType::Date,
            start: dated.start,
            end: dated.end,
            value: Value::Text(value),
            detector: "date@1",
            confidence: 0.95,
            grade: Grade::Likely,
        });
    }
}

/// Whether a date with a time of day is the stamp of a record: it fills its place, or its line begins with it.
fn is_stamp(view: &View<'_>, dated: &Dated) -> bool {
    let text = view.text();
    let after = text.get(dated.end..).unwrap_or_default();
    let rest = after
        .strip_prefix('T')
        .unwrap_or(after.trim_start_matches([' ', ',']));
    let hour = rest.bytes().take(3).take_while(u8::is_ascii_digit).count();
    if !(1..=2).contains(&hour) || !rest.get(hour..).is_some_and(|rest| rest.starts_with(':')) {
        return false;
    }
    let before = text.get(..dated.start).unwrap_or_default();
    let line = before
        .get(before.rfind(['\n', '\t']).map_or(0, |at| at + 1)..)
        .unwrap_or_default();
    // `time: 2021-…`, `| 2021-…`, `[2021-…`.
    let lead = line.trim_matches([' ', '|', '[', '(', '"', '*', '>', '-']);
    let field = lead
        .strip_suffix([':', '='])
        .is_some_and(|key| key.len() <= 40 && !key.contains(' '));
    lead.is_empty() || field
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let written: Vec<String> = read(Folded::new(text).text(), false)
            .iter()
            .map(|dated| dated.edtf().unwrap_or_else(|| "open".to_owned()))
            .collect();
        assert_eq!(written.join(" "), expected, "{text}");
    }

    #[test]
    fn dates_are_read_in_every_usual_form() {
        check("2021-04-19", "2021-04-19");
        check("2021.03", "2021-03");
        check("2021/3/4", "2021-03-04");
        check("２０２１．０３．０４", "2021-03-04");
        check("于2021年3月4日签订", "2021-03-04");
        check("二〇二一年三月", "2021-03");
        check("二零二一年十二月三十一日", "2021-12-31");
        check("民國110年", "2021");
        check("民國110年3月4日", "2021-03-04");
        check("110年3月4日", "2021-03-04");
        check("21年3月", "2021-03");
        check("08年底", "2008");
        check("3月4日", "open");
        check("March 4, 2021", "2021-03-04");
        check("4 Mar 2021", "2021-03-04");
        check("the 4th of March 2021", "2021-03-04");
        check("March 2020", "2020-03");
        check("4 марта 2021", "2021-03-04");
        check("Q1 2021", "2021-33");
        check("2021年第一季度", "2021-33");
        check("2021年Q3", "2021-35");
        check("2021年上半年", "2021-40");
        check("second half of 2021", "2021-41");
        check("20210304", "2021-03-04");
        check("31/12/2021", "2021-12-31");
        check("04.03.2021", "2021-03-04");
        check("03/04/2021", "2021-03-04?");
        check("since 2015", "2015");
        check("2021年", "2021");
        check("90年代", "199X");
        check("2010s", "201X");
        check("2021년 3월 4일", "2021-03-04");
        check("令和3年3月", "2021-03");
    }

    #[test]
    fn two_dates_that_belong_together_are_a_range() {
        check("2021年3月至5月", "2021-03/2021-05");
        check("2021年3月4日到6月1日", "2021-03-04/2021-06-01");
        check("March 4 to May 6, 2021", "2021-03-04/2021-05-06");
        check("2021-03-04 ~ 2021-03-09", "2021-03-04 2021-03-09");
        assert_eq!(parse("2021.03-2021.05").as_deref(), Some("2021-03/2021-05"));
        assert_eq!(parse("2019年至2021年").as_deref(), Some("2019/2021"));
    }

    #[test]
    fn numbers_that_only_look_like_dates_are_none() {
        for text in [
            "192.168.2021.3.4",
            "v2021.3.4.5",
            "21年",
            "3个月",
            "2021-13-45",
            "15812021034",
            "1.2021.3",
            "第3月亮",
            "T2021-03",
            "30000000000年",
        ] {
            let found = find(text);
            assert!(
                found.iter().all(|dated| dated.edtf().is_none()),
                "{text}: {found:?}"
            );
        }
    }

    #[test]
    fn a_cell_is_a_date_with_or_without_a_time() {
        assert_eq!(parse("2021/10/26").as_deref(), Some("2021-10-26"));
        assert_eq!(parse("2021-10-26 12:33:05").as_deref(), Some("2021-10-26"));
        assert_eq!(
            parse("2021-10-26T12:33:05+08:00").as_deref(),
            Some("2021-10-26")
        );
        assert_eq!(parse("2021").as_deref(), Some("2021"));
        assert_eq!(parse("2021-10-26 会议").as_deref(), None);
        assert_eq!(parse("3月4日"), None);
    }
}
