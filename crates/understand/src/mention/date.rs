//! Dates, as EDTF: those that stand in the words, ranges of two, and those that count from the day on which something
//! was said (`去年三月`). Always: a date whose year nobody gives is no mention.

mod calendar;
mod lunar;
mod partial;
mod relative;
mod short;
mod weekday;
mod written;

pub(crate) use calendar::Day;
use partial::Partial;

use std::ops::Range;

use daylight_model::{Grade, MentionType};

use super::folded::Folded;
use super::number;
use super::shape;
use super::view::{Found, View};

/// What stands before a stamp in its line is no longer than this, in bytes.
const LEAD: usize = 200;

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
    /// Whether it is a year alone that nothing says to be one.
    bare: bool,
}

impl Dated {
    fn of(written: written::Written) -> Self {
        Self {
            start: written.start,
            end: written.end,
            from: written.date,
            to: None,
            bare: written.bare,
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
            // Two dates that are whole in themselves are two mentions; `2021年3月至5月` is one, and so is `2019-2021`.
            let years =
                (last.bare || written.bare) && last.from.is_year() && written.date.is_year();
            if last.from.is_whole() && written.date.is_whole() && !joined && !years {
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
                last.bare = false;
                continue;
            }
        }
        found.push(Dated::of(written));
    }
    found.retain(|dated| !dated.bare);
    found
}

/// Finds the dates of a part. Those without a year, and those that count from a day, take it from the message that
/// they stand in; without one, a day of a month takes the only year that the document names.
pub(crate) fn detect(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    let mut push =
        |start: usize, end: usize, value: String, detector: &'static str, confidence: f32| {
            found.push(Found::text(
                MentionType::Date,
                start..end,
                value,
                detector,
                confidence,
                Grade::Likely,
            ));
        };
    for dated in find(text) {
        if is_stamp(view, &dated) {
            continue;
        }
        if let Some(value) = dated.edtf() {
            push(dated.start, dated.end, value, "date@1", 0.95);
        } else if let Some(value) = completed(view, &dated) {
            push(dated.start, dated.end, value, "date.without_year@1", 0.7);
        }
    }
    for lunar in lunar::find(text) {
        let said = || lunar.date_near(sent_on(view, lunar.range.start)?);
        if let Some(value) = lunar.date().or_else(said).and_then(Partial::edtf) {
            push(
                lunar.range.start,
                lunar.range.end,
                value,
                "date.lunar@1",
                0.9,
            );
        }
    }
    if view.messages.is_empty() {
        return;
    }
    for relative in relative::find(text)
        .iter()
        .filter(|relative| relative.is_specific())
    {
        let Some(base) = sent_on(view, relative.start) else {
            continue;
        };
        let value = relative_edtf(relative, base);
        if let Some(value) = value {
            push(relative.start, relative.end, value, "date.relative@1", 0.8);
        }
    }
}

fn relative_edtf(relative: &relative::Relative, base: Day) -> Option<String> {
    let (from, to) = relative.from(base)?;
    match to {
        Some(to) => Some(format!("{}/{}", from.edtf()?, to.edtf()?)),
        None => from.edtf(),
    }
}

/// Finds all dates in words that were said on a day (ISO 8601), as EDTF: also `昨天`, `这周`, `周三`, `29日`, which are no
/// mentions by themselves but date what a claim says.
pub fn said_on(text: &str, day: &str) -> Vec<(Range<usize>, String)> {
    let Some(base) = Day::from_iso(day) else {
        return Vec::new();
    };
    let folded = Folded::new(text);
    let view = folded.text();
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    for dated in find(view) {
        let complete = |date: Partial| match date.year {
            Some(_) => date.edtf(),
            None => relative::nearest_year(date, base)?.edtf(),
        };
        let written = match (complete(dated.from), dated.to) {
            (Some(from), Some(to)) => complete(to).map(|to| format!("{from}/{to}")),
            (from, _) => from,
        };
        found.extend(written.map(|written| (dated.start..dated.end, written)));
    }
    for relative in relative::find(view) {
        let written = relative_edtf(&relative, base);
        found.extend(written.map(|written| (relative.start..relative.end, written)));
    }
    for lunar in lunar::find(view) {
        let written = lunar.date_near(base).and_then(Partial::edtf);
        found.extend(written.map(|written| (lunar.range.clone(), written)));
    }
    for (range, date) in relative::find_bare(view, base) {
        found.extend(date.edtf().map(|written| (range, written)));
    }
    found.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut free_from = 0;
    found.retain(|(range, _)| {
        let free = range.start >= free_from;
        if free {
            free_from = range.end;
        }
        free
    });
    found
        .into_iter()
        .map(|(range, date)| (folded.original(range), date))
        .collect()
}

/// Returns the day on which the message at a place of the folded text was sent.
fn sent_on(view: &View<'_>, start: usize) -> Option<Day> {
    let place = view.folded.original(start..start + 1).start;
    Day::from_iso(view.message_at(place)?.time.as_deref()?)
}

/// Writes a date without a year in the year that its surroundings give it.
fn completed(view: &View<'_>, dated: &Dated) -> Option<String> {
    let complete = |date: Partial| match (sent_on(view, dated.start), view.year) {
        (Some(base), _) => relative::nearest_year(date, base),
        // A month alone is too little to lean on: `3月` may be any year's.
        (None, Some(year)) if date.day.is_some() => Some(Partial {
            year: Some(year),
            uncertain: true,
            ..date
        }),
        _ => None,
    };
    let from = complete(dated.from)?.edtf()?;
    match dated.to {
        Some(to) => Some(format!("{from}/{}", complete(to)?.edtf()?)),
        None => Some(from),
    }
}

/// Whether a date is the stamp of a record and no mention: one with a time of day that its line or field begins with,
/// or, in a talk, one that stands outside of all messages.
fn is_stamp(view: &View<'_>, dated: &Dated) -> bool {
    let text = view.text();
    if view.messages.len() >= 3 {
        let place = view.folded.original(dated.start..dated.end).start;
        return view.message_at(place).is_none();
    }
    let after = text.get(dated.end..).unwrap_or_default();
    let after = after
        .strip_prefix('T')
        .unwrap_or(after.trim_start_matches([' ', ',']));
    let after = ["上午", "下午", "晚上", "凌晨", "中午", "at "]
        .iter()
        .find_map(|word| after.strip_prefix(*word))
        .unwrap_or(after)
        .trim_start_matches(' ');
    let hour = after.bytes().take(3).take_while(u8::is_ascii_digit).count();
    if !(1..=2).contains(&hour) || !after.get(hour..).is_some_and(|rest| rest.starts_with(':')) {
        return false;
    }
    let Some(line) = shape::line_before(text, dated.start, LEAD) else {
        return false;
    };
    // `time: 2021-…`, `| 2021-…`, `[2021-…`, `Sent: Tuesday, …`.
    let lead = line.trim_matches([' ', '|', '[', '(', '"', '*', '>', '-', ',']);
    let lead = lead
        .rsplit_once(' ')
        .filter(|(_, word)| word.ends_with("day"))
        .map_or(lead, |(lead, _)| lead);
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
        check("03/04/2021", "2021-04-03?");
        check("15/06/89", "1989-06-15");
        check("15/06/18", "2018-06-15?");
        check("since 2015", "2015");
        check("2021年", "2021");
        check("90年代", "199X");
        check("2010s", "201X");
        check("2021년 3월 4일", "2021-03-04");
        check("令和3年3月", "2021-03");
        check("08年奥运会", "2008");
        check("两千零四年八月十五", "2004-08-15");
        check("2009年10月12号，星期一", "2009-10-12");
        check("农历2015年十月初一", "");
        check("March\n2020", "2020-03");
    }

    #[test]
    fn two_dates_that_belong_together_are_a_range() {
        check("2021年3月至5月", "2021-03/2021-05");
        check("2021年3月4日到6月1日", "2021-03-04/2021-06-01");
        check("2019-2021", "2019/2021");
        check("2016到2018年", "2016/2018");
        check("2021年3月4日至6日", "2021-03-04/2021-03-06");
        check("March 4 to May 6, 2021", "2021-03-04/2021-05-06");
        check("2021-03-04 ~ 2021-03-09", "2021-03-04 2021-03-09");
        assert_eq!(parse("2021.03-2021.05").as_deref(), Some("2021-03/2021-05"));
        assert_eq!(parse("2019年至2021年").as_deref(), Some("2019/2021"));
    }

    #[test]
    fn a_day_of_the_week_may_be_counted_within_its_month() {
        check("2021年3月的第二个周三", "2021-03-10");
        check("定于二〇二一年十一月最后一个星期五召开", "2021-11-26");
        check("2021年2月第5个周一", "");
        check("3月首个周日", "open");
        let dates = said_on("9月的第一个周一和最后一个周五", "2021-09-08");
        assert_eq!(dates[0].1, "2021-09-06");
        assert_eq!(dates[1].1, "2021-09-24");
    }

    #[test]
    fn a_month_of_a_year_that_is_not_read_is_of_no_other() {
        check("四七六年九月四日", "0476-09-04");
        check("一一〇年三月四日", "2021-03-04");
        check("某帝五年三月四日", "");
        check("任职5年3月", "");
        check("2021年 3月4日", "2021-03-04");
    }

    #[test]
    fn short_dates_are_completed_by_what_they_stand_in() {
        check("日期:12/1", "open");
        check("日期:21-3-4", "2021-03-04");
        let dates = |text| {
            let found = said_on(text, "2021-11-25T08:00:00");
            found.into_iter().map(|(_, date)| date).collect::<Vec<_>>()
        };
        assert_eq!(dates("交货日期：12/1"), ["2021-12-01"]);
        assert_eq!(dates("时间：12/30至1/2"), ["2021-12-30/2022-01-02"]);
        assert_eq!(dates("做完了3/4"), [""; 0]);
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
            "2021个",
            "共2019人",
        ] {
            let found = find(text);
            assert!(
                found.iter().all(|dated| dated.edtf().is_none()),
                "{text}: {found:?}"
            );
        }
    }

    #[test]
    fn what_was_said_on_a_day_is_dated_by_it() {
        let dates = |text| {
            let found = said_on(text, "2021-04-21T08:00:00");
            found.into_iter().map(|(_, date)| date).collect::<Vec<_>>()
        };
        assert_eq!(
            dates("昨天到的，周三再说，29日付款"),
            ["2021-04-20", "2021-04-21", "2021-04-29"]
        );
        assert_eq!(dates("去年三月和12月28日"), ["2020-03", "2020-12-28"]);
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
