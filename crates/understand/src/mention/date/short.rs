//! Dates of two or three short numbers: `12/1`, `21-3-4`. Always: read only where what stands beside them says that they are
//! dates (a label, a day of the week, a time of day, `于 … 签订`), for fractions, versions, parts and rooms of a house look
//! alike.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::calendar::Day;
use super::partial::Partial;
use super::{weekday, written};
use crate::mention::shape;
use written::Written;

/// How many characters before and after are looked at.
const NEAR: usize = 16;

static TWO: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        "(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})(?P<to> ?(?:-|~|至|到) ?(?P<to_month>[0-9]{1,2})/(?P<to_day>[0-9]{1,2}))?",
    )
});

static THREE: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        "(?P<a>[0-9]{1,2})(?P<sign>[-/.])(?P<b>[0-9]{1,2})(?P<again>[-/.])(?P<c>[0-9]{1,2})",
    )
});

/// What stands before a date: a field's name, or how far something goes.
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        r"(?:日期(?:[:是为為]|定[在于於])?|(?:时间|時間|生日|[到限止货貨款期]日):|(?:时间|時間)[定改约約][在到于於]|(?:截至|截止)(?:[到至于於]|日期)?|\b[Dd]ate:) ?$",
    )
});

/// A day of the week in front, with nothing between or a bracket.
static WEEKDAY_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(r"(?:星期|礼拜|禮拜|周|週)(?P<weekday>[一二三四五六日天])\(?$")
});

static WEEKDAY_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(r"^ ?\(?(?:星期|礼拜|禮拜|周|週)(?P<weekday>[一二三四五六日天])")
});

static TIME_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        r"^(?: (?:[01]?[0-9]|2[0-3])(?::[0-5][0-9]|[点點时時])|(?:上午|下午|早上|晚上|中午|凌晨|傍晚|[早晚] ?[0-9]))",
    )
});

/// `当天`, or whether somebody is free then.
static DAY_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        r"^ ?(?:当天|當天|那天|当日|當日|(?:你|您)?(?:有没有|有沒有)(?:空|时间|時間)|(?:你|您)?(?:有空|有时间|有時間|方便)[吗嗎么么嘛?])",
    )
});

/// Words before and after that make a date together: at a day something is done, from a day on.
static AT: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(r"(?:^|[^等大小低高关關属屬由多少近存现現所正还還])(?:[于於在]|[定约約改]在) ?$")
});
static FROM: LazyLock<Regex> = LazyLock::new(|| shape::pattern("[自从從] ?$"));
static UNTIL: LazyLock<Regex> =
    LazyLock::new(|| shape::pattern("(?:^|[^达達得不升降占涨漲跌])[到至] ?$"));
static IS_DONE: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        "^ ?(?:之?前|之?后|之?後|以前|以后|以後|起|开始|開始|到期|到货|到貨|到账|到賬|到位|签|簽|召开|召開|开会|開會|举|舉|付|支付|打款|汇|匯|发|發|寄|交|提交|上线|上線|验收|驗收|出发|出發|返回|回来|回來|入职|入職|离职|離職|开标|開標|投标|投標|面试|面試|结束|結束|完成|生效|失效|公布|收到|抵达|抵達|出差|开工|開工)",
    )
});

/// What else such numbers are: a version, the number of a part, a score, a share that is done.
static OTHER_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        r"(?i)(?:[了剩约約占达達过過近只才仅僅有]|完成?|进度|進度|版本?|型号|型號|编号|編號|序号|序號|比分|比例|比|尺寸|规格|規格|升级到?|升級到?|固件|构建|[第号號]|no\.?|ver(?:sion)?|\bv|build|release) ?[:为為是]? ?$",
    )
});
static OTHER_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        "^ ?(?:的|个|個|人|名|位|版|页|頁|寸|英寸|倍|份|元|万|萬|成|以上|以下|左右|%|\"|室|号楼|號樓|栋|棟|单元|單元)",
    )
});

/// Finds them in a folded text; the two of a range one after the other.
pub(super) fn find(text: &str) -> Vec<Written> {
    let mut found = Vec::new();
    for captures in TWO.captures_iter(text) {
        found.extend(two(text, &captures).unwrap_or_default());
    }
    for captures in THREE.captures_iter(text) {
        found.extend(three(text, &captures));
    }
    found
}

/// What stands beside a stretch.
struct Beside<'t> {
    before: &'t str,
    after: &'t str,
}

impl<'t> Beside<'t> {
    /// Returns what stands beside it; none where it goes on or is plainly something else.
    fn of(text: &'t str, start: usize, end: usize) -> Option<Self> {
        let before = shape::context_before(text, start, NEAR);
        // Only so far, lest a text that is one endless line be walked again for each of them.
        let after = text.get(end..)?;
        let after_end = after
            .char_indices()
            .take(NEAR)
            .take_while(|(_, character)| *character != '\n')
            .last()
            .map_or(0, |(at, character)| at + character.len_utf8());
        let after = after.get(..after_end)?;
        let goes_on = |outer: Option<char>| {
            outer.is_some_and(|outer| {
                outer.is_ascii_alphanumeric()
                    || matches!(
                        outer,
                        '_' | '-' | '/' | '.' | '~' | '\\' | '+' | '=' | '*' | '#' | '$' | '¥'
                    )
            })
        };
        // A full stop may end the sentence.
        let ended = after.strip_prefix('.').unwrap_or(after);
        let is_other = goes_on(before.chars().next_back())
            || goes_on(ended.chars().next())
            || OTHER_BEFORE.is_match(before)
            || OTHER_AFTER.is_match(after);
        (!is_other).then_some(Self { before, after })
    }

    fn weekday(&self) -> Option<u32> {
        let captures = WEEKDAY_AFTER
            .captures(self.after)
            .or_else(|| WEEKDAY_BEFORE.captures(self.before))?;
        weekday::weekday(captures.name("weekday")?.as_str())
    }

    fn has_label(&self) -> bool {
        LABEL.is_match(self.before)
    }

    /// Returns whether it is a day: at which something is done, at an hour of which, on which somebody is free.
    fn is_day(&self) -> bool {
        let done = |word: &str| {
            IS_DONE
                .find(self.after)
                .is_some_and(|found| found.as_str().trim() == word)
        };
        TIME_AFTER.is_match(self.after)
            || DAY_AFTER.is_match(self.after)
            || AT.is_match(self.before) && IS_DONE.is_match(self.after)
            || FROM.is_match(self.before) && done("起")
            || UNTIL.is_match(self.before) && self.after.starts_with(['止', '为', '為'])
    }
}

fn number(captures: &Captures<'_>, name: &str) -> Option<u32> {
    captures.name(name)?.as_str().parse().ok()
}

/// `12/1`, `12/1-12/5`: month and day.
fn two(text: &str, captures: &Captures<'_>) -> Option<Vec<Written>> {
    let (whole, day) = (captures.get(0)?, captures.name("day")?);
    let beside = Beside::of(text, whole.start(), whole.end())?;
    if !(beside.has_label() || beside.weekday().is_some() || beside.is_day()) {
        return None;
    }
    let date = |month: &str, day: &str| {
        let date = Partial {
            month: number(captures, month),
            day: number(captures, day),
            ..Partial::default()
        };
        date.is_possible().then_some(date)
    };
    let mut found = vec![written(whole.start(), day.end(), date("month", "day")?)];
    if let Some(to) = captures.name("to_month") {
        found.push(written(
            to.start(),
            whole.end(),
            date("to_month", "to_day")?,
        ));
    }
    Some(found)
}

/// `21-3-4`, `3-7-07`: the year has two digits, and stands first where either may be it.
fn three(text: &str, captures: &Captures<'_>) -> Option<Written> {
    let whole = captures.get(0)?;
    let sign = captures.name("sign")?.as_str();
    if sign != captures.name("again")?.as_str() {
        return None;
    }
    let beside = Beside::of(text, whole.start(), whole.end())?;
    let weekday = beside.weekday();
    // Versions are written with full stops: more than a verb must say that it is none.
    let is_date = beside.has_label() || weekday.is_some() || (sign != "." && beside.is_day());
    if !is_date {
        return None;
    }
    let day = |year: &str, month: &str, day: &str| {
        let two_digits = captures.name(year)?.as_str().len() == 2;
        let year = written::full_year(number(captures, year)?)?;
        let day = Day::new(year, number(captures, month)?, number(captures, day)?)?;
        let fits = weekday.is_none_or(|weekday| i64::from(weekday) == day.weekday());
        (two_digits && fits).then_some(day)
    };
    let (first, last) = (
        day("a", "b", "c"),
        day("c", "b", "a").or_else(|| day("c", "a", "b")),
    );
    let date = first.or(last)?;
    Some(written(
        whole.start(),
        whole.end(),
        Partial {
            uncertain: weekday.is_none() && (first.is_none() || last.is_some()),
            ..Partial::day(date)
        },
    ))
}

fn written(start: usize, end: usize, date: Partial) -> Written {
    Written {
        start,
        end,
        date,
        bare: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found: Vec<String> = find(text)
            .iter()
            .map(|written| {
                let date = written.date;
                let year = Some(date.year.unwrap_or(2000));
                let edtf = Partial { year, ..date }.edtf().unwrap();
                format!("{}={edtf}", &text[written.start..written.end])
            })
            .collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }

    #[test]
    fn two_numbers_are_a_day_where_something_beside_them_says_so() {
        check("付款日期:11/5", "11/5=2000-11-05");
        check("会议时间: 3/18 14:00", "3/18=2000-03-18");
        check("培训改到4/2(周五)", "4/2=2000-04-02");
        check("例会 4/7 周三", "4/7=2000-04-07");
        check("时间定在4/8 9点", "4/8=2000-04-08");
        check("周二6/8 报价", "6/8=2000-06-08");
        check("合同于9/30签订", "9/30=2000-09-30");
        check("在10/8前提交材料", "10/8=2000-10-08");
        check("自7/1起执行", "7/1=2000-07-01");
        check("截至2/28，共12人", "2/28=2000-02-28");
        check("8/9下午到", "8/9=2000-08-09");
        check("5/20那天我不在", "5/20=2000-05-20");
        check("时间:10/1-10/7", "10/1=2000-10-01 10/7=2000-10-07");
    }

    #[test]
    fn three_numbers_are_a_day_with_a_year_of_two_digits() {
        check("日期: 21-3-4", "21-3-4=2021-03-04");
        check("签订日期:19.11.6", "19.11.6=2019-11-06");
        check("日期:19-11-06", "19-11-06=2019-11-06?");
        check("您18-6-9方便吗", "18-6-9=2018-06-09");
        check("于9-8-19签订", "9-8-19=2019-08-09?");
        check("22/4/6(周三)开会", "22/4/6=2022-04-06");
        // 6 April 2022 was no Monday, nor was 22 April 2006.
        check("22/4/6(周一)开会", "");
    }

    #[test]
    fn fractions_versions_parts_rooms_and_addresses_are_none() {
        for text in [
            "3/4的人没来",
            "做完2/3 周五交",
            "完成了2/3 14:00继续",
            "进度2/3 下午继续",
            "所用时间为1/3",
            "时间约1/2",
            "现在1/2付了",
            "来了1/2",
            "完成了2/3,周五交",
            "从1/3开始增加到1/2后停止",
            "在1/2的位置",
            "升级到3-7-1 周三生效",
            "固件21.3.4 下午发布",
            "版本:21.3.4(周四)",
            "10.12.3.4在线",
            "1-2个",
            "12/1",
            "12-11-10",
            "住在3-2-11",
            "型号12-11-10 上午到货",
            "接口 GigabitEthernet 1/0/12 下午断开",
            "比分3/4 晚上再打",
            "第2/3页",
            "等于1/2起",
            "大于3/4后",
            "http://a.example/3/4 14:30",
            "13/1下午",
            "2/30下午",
            "日期:1/2版",
            "24/7 8点",
            "1/4英寸",
        ] {
            check(text, "");
        }
    }
}
