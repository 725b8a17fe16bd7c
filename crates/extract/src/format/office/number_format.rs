//! Numbers as a spreadsheet shows them, by the cell's format code (ISO/IEC 29500-1, 18.8.31). Always: what the
//! code asks for and is not known here (fractions, Chinese numerals) is shown as the plain number.

use calamine::{ExcelDateTime, ExcelDateTimeType};

/// Digits after the point that a format may ask for.
const MOST_DIGITS: usize = 30;

#[derive(Debug, Clone, PartialEq)]
enum Token {
    /// `0`, `#` or `?`.
    Digit(char),
    Point,
    Comma,
    Percent,
    Exponent(bool),
    General,
    Text(String),
    /// A run of one letter of a date: `yyyy`, `mm`.
    Date(char, usize),
    /// `[h]` and the like.
    Elapsed(char),
    /// `AM/PM`, with what stands for each half of the day.
    HalfDay(&'static str, &'static str),
    /// `.000` after seconds.
    SecondParts(usize),
    Fraction,
}

/// Returns a number as its cell shows it.
pub(super) fn shown(value: f64, code: &str, is_1904: bool) -> String {
    if code.trim().is_empty() || code.eq_ignore_ascii_case("general") {
        return plain(value);
    }
    let sections = sections(code);
    let (section, signed) = chosen(value, &sections);
    let tokens = tokens(section);
    if tokens.contains(&Token::Fraction) {
        return plain(value);
    }
    if tokens.iter().any(|token| {
        matches!(
            token,
            Token::Date(..) | Token::Elapsed(_) | Token::HalfDay(..)
        )
    }) {
        return date(value, &tokens, is_1904).unwrap_or_else(|| plain(value));
    }
    let sign = if signed && value < 0.0 { "-" } else { "" };
    let digits = tokens
        .iter()
        .any(|token| matches!(token, Token::Digit(_) | Token::General));
    if !digits {
        // A section of text alone hides the number; one without anything hides it too.
        let text = literal(&tokens);
        return if text.trim().is_empty() {
            plain(value)
        } else {
            format!("{sign}{text}")
        };
    }
    let number = match tokens.contains(&Token::General) {
        true => general(value.abs(), &tokens),
        false => number(value.abs(), &tokens),
    };
    // What rounds to nothing has no sign.
    let nothing = !number.chars().any(|c| ('1'..='9').contains(&c));
    let sign = if nothing { "" } else { sign };
    format!("{sign}{number}").trim().to_owned()
}

/// Returns a number with all its digits.
pub(super) fn plain(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if value.abs() >= 1e21 || value.abs() < 1e-9 {
        return format!("{value:E}");
    }
    // Fifteen digits are what a spreadsheet keeps: 0.1 + 0.2 is 0.3.
    let exact = format!("{value}");
    let digits = exact.chars().filter(char::is_ascii_digit).count();
    if digits > 15 && exact.contains('.') {
        let whole = value.abs().log10().floor() as i64 + 1;
        let places = usize::try_from(15 - whole.max(1)).unwrap_or(0);
        let rounded = format!("{value:.places$}");
        return match rounded.contains('.') {
            true => rounded
                .trim_end_matches('0')
                .trim_end_matches('.')
                .to_owned(),
            false => rounded,
        };
    }
    exact
}

/// Splits a code at its semicolons.
fn sections(code: &str) -> Vec<&str> {
    let mut sections = Vec::new();
    let (mut start, mut quoted, mut escaped, mut bracket) = (0, false, false, false);
    for (at, character) in code.char_indices() {
        if std::mem::take(&mut escaped) {
            continue;
        }
        match character {
            '"' => quoted = !quoted,
            '\\' if !quoted => escaped = true,
            '[' if !quoted => bracket = true,
            ']' if !quoted => bracket = false,
            ';' if !quoted && !bracket => {
                sections.extend(code.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    sections.extend(code.get(start..));
    sections
}

/// Returns the section for a value, and whether the minus sign is still to be written.
fn chosen<'c>(value: f64, sections: &[&'c str]) -> (&'c str, bool) {
    for section in sections.iter().take(3) {
        if let Some(holds) = condition(section, value) {
            if holds {
                return (section, true);
            }
        } else if sections
            .iter()
            .any(|other| condition(other, value).is_some())
        {
            return (section, true);
        }
    }
    match (sections, value) {
        ([_, negative, ..], value) if value < 0.0 => (negative, false),
        ([_, _, zero, ..], 0.0) => (zero, false),
        ([first, ..], _) => (first, true),
        ([], _) => ("", true),
    }
}

/// Returns whether the condition of a section, such as `[>=100]`, holds; none where it has none.
fn condition(section: &str, value: f64) -> Option<bool> {
    for bracket in section.split('[').skip(1) {
        let (inside, _) = bracket.split_once(']')?;
        for (sign, holds) in [
            (">=", (|a, b| a >= b) as fn(f64, f64) -> bool),
            ("<=", |a, b| a <= b),
            ("<>", |a, b| a != b),
            (">", |a, b| a > b),
            ("<", |a, b| a < b),
            ("=", |a, b| a == b),
        ] {
            if let Some(bound) = inside.strip_prefix(sign) {
                return Some(holds(value, bound.trim().parse().ok()?));
            }
        }
    }
    None
}

fn tokens(section: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = section;
    while let Some(character) = rest.chars().next() {
        let lower = character.to_ascii_lowercase();
        let after = rest.get(character.len_utf8()..).unwrap_or_default();
        let (token, left) = match lower {
            '"' => {
                let (text, left) = after.split_once('"').unwrap_or((after, ""));
                (Some(Token::Text(text.to_owned())), left)
            }
            '\\' | '!' => {
                let next = after.chars().next();
                let left = next.map_or("", |next| after.get(next.len_utf8()..).unwrap_or_default());
                (next.map(|next| Token::Text(next.to_string())), left)
            }
            '_' | '*' => {
                let next = after.chars().next().map_or(0, char::len_utf8);
                let space = (lower == '_').then(|| Token::Text(" ".to_owned()));
                (space, after.get(next..).unwrap_or_default())
            }
            '[' => {
                let (inside, left) = after.split_once(']').unwrap_or((after, ""));
                (bracket(inside), left)
            }
            '0' | '#' | '?' => (Some(Token::Digit(character)), after),
            '.' => seconds(&tokens, after).unwrap_or((Some(Token::Point), after)),
            ',' => (Some(Token::Comma), after),
            '%' => (Some(Token::Percent), after),
            '/' if after
                .starts_with(['?', '#', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
                && tokens.iter().any(|token| matches!(token, Token::Digit(_))) =>
            {
                (Some(Token::Fraction), after)
            }
            'e' if after.starts_with(['+', '-']) => (
                Some(Token::Exponent(after.starts_with('+'))),
                after.get(1..).unwrap_or_default(),
            ),
            'a' | 'p' if half_day(rest).is_some() => match half_day(rest) {
                Some((token, left)) => (Some(token), left),
                None => (None, after),
            },
            '上' if rest.starts_with("上午/下午") => (
                Some(Token::HalfDay("上午", "下午")),
                rest.get("上午/下午".len()..).unwrap_or_default(),
            ),
            'g' if rest
                .get(..7)
                .is_some_and(|word| word.eq_ignore_ascii_case("general")) =>
            {
                (Some(Token::General), rest.get(7..).unwrap_or_default())
            }
            'y' | 'm' | 'd' | 'h' | 's' | 'a' => {
                let run = rest
                    .chars()
                    .take_while(|c| c.eq_ignore_ascii_case(&character))
                    .count();
                (
                    Some(Token::Date(lower, run)),
                    rest.get(run..).unwrap_or_default(),
                )
            }
            '@' => (None, after),
            _ => (Some(Token::Text(character.to_string())), after),
        };
        tokens.extend(token);
        rest = left;
    }
    tokens
}

/// Returns what a bracket stands for: a currency, or hours that go on beyond 24.
fn bracket(inside: &str) -> Option<Token> {
    if let Some(currency) = inside.strip_prefix('$') {
        let symbol = currency.split('-').next().unwrap_or_default();
        return (!symbol.is_empty()).then(|| Token::Text(symbol.to_owned()));
    }
    let first = inside.chars().next()?.to_ascii_lowercase();
    let same = inside.chars().all(|c| c.eq_ignore_ascii_case(&first));
    (same && matches!(first, 'h' | 'm' | 's')).then_some(Token::Elapsed(first))
}

fn seconds<'c>(tokens: &[Token], after: &'c str) -> Option<(Option<Token>, &'c str)> {
    let in_seconds = matches!(
        tokens.last(),
        Some(Token::Date('s', _) | Token::Elapsed('s'))
    );
    let zeros = after.bytes().take_while(|byte| *byte == b'0').count();
    (in_seconds && zeros > 0).then(|| {
        (
            Some(Token::SecondParts(zeros.min(3))),
            after.get(zeros..).unwrap_or_default(),
        )
    })
}

fn half_day(rest: &str) -> Option<(Token, &str)> {
    for (written, am, pm) in [("am/pm", "AM", "PM"), ("a/p", "A", "P")] {
        let word = rest.get(..written.len())?;
        if word.eq_ignore_ascii_case(written) {
            return Some((Token::HalfDay(am, pm), rest.get(written.len()..)?));
        }
    }
    None
}

fn literal(tokens: &[Token]) -> String {
    tokens
        .iter()
        .filter_map(|token| match token {
            Token::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

fn general(value: f64, tokens: &[Token]) -> String {
    tokens
        .iter()
        .map(|token| match token {
            Token::General => plain(value),
            Token::Text(text) => text.clone(),
            Token::Percent => "%".to_owned(),
            _ => String::new(),
        })
        .collect()
}

fn number(value: f64, tokens: &[Token]) -> String {
    let point = tokens.iter().position(|token| *token == Token::Point);
    let exponent = tokens
        .iter()
        .position(|token| matches!(token, Token::Exponent(_)));
    let whole_end = point.or(exponent).unwrap_or(tokens.len());
    let is_digit = |token: &Token| matches!(token, Token::Digit(_));
    let last_digit = tokens[..whole_end].iter().rposition(is_digit);
    let first_digit = tokens[..whole_end].iter().position(is_digit);
    let commas = |from: usize, to: usize| {
        tokens
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .filter(|token| **token == Token::Comma)
            .count()
    };
    let grouped = match (first_digit, last_digit) {
        (Some(first), Some(last)) => commas(first, last) > 0,
        _ => false,
    };
    // Commas behind the last digit divide by a thousand each.
    let after = last_digit.map_or(0, |last| last + 1);
    let trailing: usize = tokens
        .get(after..whole_end)
        .unwrap_or_default()
        .iter()
        .take_while(|token| **token == Token::Comma)
        .count();
    let percents = tokens
        .iter()
        .filter(|token| **token == Token::Percent)
        .count();
    let mut value =
        value * 100_f64.powi(percents.min(4) as i32) / 1000_f64.powi(trailing.min(6) as i32);
    let fraction_end = exponent.unwrap_or(tokens.len());
    let places = point.map_or(0, |point| {
        tokens
            .get(point..fraction_end)
            .unwrap_or_default()
            .iter()
            .filter(|token| is_digit(token))
            .count()
    });
    let places = places.min(MOST_DIGITS);
    let mut power = 0;
    if exponent.is_some() && value > 0.0 {
        power = value.log10().floor() as i32;
        value /= 10_f64.powi(power);
    }
    // Halves are rounded up as they are written in decimals, not as they are stored.
    let nudged = value * (1.0 + 1e-14);
    let rounded = format!("{nudged:.places$}");
    let (whole, fraction) = rounded.split_once('.').unwrap_or((&rounded, ""));
    let whole = filled(whole, &tokens[..whole_end], grouped);
    let mut text = whole;
    if let Some(point) = point {
        text.push_str(&fractional(
            fraction,
            tokens.get(point + 1..fraction_end).unwrap_or_default(),
        ));
    }
    if let Some(exponent) = exponent {
        let plus = matches!(tokens[exponent], Token::Exponent(true)) && power >= 0;
        let width = tokens[exponent..]
            .iter()
            .filter(|token| is_digit(token))
            .count();
        let sign = if power < 0 {
            "-"
        } else if plus {
            "+"
        } else {
            ""
        };
        text.push_str(&format!("E{sign}{:0width$}", power.abs()));
    }
    text
}

/// Writes the digits before the point into their places, from the right.
fn filled(digits: &str, tokens: &[Token], grouped: bool) -> String {
    let mut digits: Vec<char> = digits.chars().collect();
    if digits == ['0'] {
        digits.clear();
    }
    let first = tokens
        .iter()
        .position(|token| matches!(token, Token::Digit(_)));
    let mut reversed: Vec<String> = Vec::new();
    let mut count = 0;
    let group = |count: usize| {
        if grouped && count > 0 && count.is_multiple_of(3) {
            ","
        } else {
            ""
        }
    };
    for (index, token) in tokens.iter().enumerate().rev() {
        match token {
            Token::Digit(kind) => {
                let digit = digits.pop().or(match kind {
                    '0' => Some('0'),
                    '?' => Some(' '),
                    _ => None,
                });
                if let Some(digit) = digit {
                    reversed.push(format!("{digit}{}", group(count)));
                    count += 1;
                }
                if Some(index) == first {
                    while let Some(digit) = digits.pop() {
                        reversed.push(format!("{digit}{}", group(count)));
                        count += 1;
                    }
                }
            }
            Token::Text(text) => reversed.push(text.clone()),
            Token::Percent => reversed.push("%".to_owned()),
            _ => {}
        }
    }
    reversed.reverse();
    reversed.concat()
}

fn fractional(fraction: &str, tokens: &[Token]) -> String {
    let mut digits = fraction.chars();
    let mut text = String::new();
    let mut needed = 0;
    let mut tail = String::new();
    for token in tokens {
        match token {
            Token::Digit(kind) => {
                let digit = digits.next().unwrap_or('0');
                text.push(digit);
                if *kind == '0' || digit != '0' {
                    needed = text.len();
                }
            }
            Token::Text(literal) => tail.push_str(literal),
            Token::Percent => tail.push('%'),
            _ => {}
        }
    }
    text.truncate(needed);
    let point = if text.is_empty() { "" } else { "." };
    format!("{point}{text}{tail}")
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];
const DAYS_ZH: [&str; 7] = ["日", "一", "二", "三", "四", "五", "六"];

fn date(value: f64, tokens: &[Token], is_1904: bool) -> Option<String> {
    if !(0.0..3_000_000.0).contains(&value) {
        return None;
    }
    let moment = ExcelDateTime::new(value, ExcelDateTimeType::DateTime, is_1904);
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let weekday = (value.floor() as i64 + if is_1904 { 5 } else { 6 }).rem_euclid(7) as usize;
    let halves = tokens
        .iter()
        .any(|token| matches!(token, Token::HalfDay(..)));
    let mut text = String::new();
    for (index, token) in tokens.iter().enumerate() {
        let number = |value: u64, width: usize| match width {
            1 => value.to_string(),
            _ => format!("{value:02}"),
        };
        match token {
            Token::Date('y', 1 | 2) => text.push_str(&format!("{:02}", year % 100)),
            Token::Date('y', _) => text.push_str(&format!("{year:04}")),
            Token::Date('m', width) if is_minute(tokens, index) => {
                text.push_str(&number(minute.into(), *width))
            }
            Token::Date('m', width) => {
                let name = MONTHS.get(usize::from(month).checked_sub(1)?)?;
                match width {
                    1 | 2 => text.push_str(&number(month.into(), *width)),
                    3 => text.push_str(name.get(..3)?),
                    5 => text.push_str(name.get(..1)?),
                    _ => text.push_str(name),
                }
            }
            Token::Date('d', width @ (1 | 2)) => text.push_str(&number(day.into(), *width)),
            Token::Date('d', 3) => text.push_str(DAYS.get(weekday)?.get(..3)?),
            Token::Date('d', _) => text.push_str(DAYS.get(weekday)?),
            Token::Date('a', 3) => text.push_str(DAYS_ZH.get(weekday)?),
            Token::Date('a', _) => text.push_str(&format!("星期{}", DAYS_ZH.get(weekday)?)),
            Token::Date('h', width) => {
                let hour = if halves { (hour + 11) % 12 + 1 } else { hour };
                text.push_str(&number(hour.into(), *width));
            }
            Token::Date(_, width) => text.push_str(&number(second.into(), *width)),
            Token::HalfDay(am, pm) => text.push_str(if hour < 12 { am } else { pm }),
            Token::Elapsed(unit) => {
                let seconds = (value * 86_400.0).round() as u64;
                let count = match unit {
                    'h' => seconds / 3600,
                    'm' => seconds / 60,
                    _ => seconds,
                };
                text.push_str(&count.to_string());
            }
            Token::SecondParts(width) => {
                let parts = format!("{milli:03}");
                text.push('.');
                text.push_str(parts.get(..*width)?);
            }
            Token::Text(literal) => text.push_str(literal),
            Token::Point => text.push('.'),
            Token::Comma => text.push(','),
            Token::Percent => text.push('%'),
            _ => {}
        }
    }
    Some(text.trim().to_owned())
}

/// Returns whether an `m` stands for minutes: after hours or before seconds.
fn is_minute(tokens: &[Token], index: usize) -> bool {
    let unit = |token: &&Token| matches!(token, Token::Date(..) | Token::Elapsed(_));
    let before = tokens[..index].iter().rev().find(unit);
    let after = tokens
        .get(index + 1..)
        .unwrap_or_default()
        .iter()
        .find(unit);
    matches!(before, Some(Token::Date('h', _) | Token::Elapsed('h')))
        || matches!(after, Some(Token::Date('s', _) | Token::Elapsed('s')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: f64, code: &str, expect: &str) {
        assert_eq!(shown(value, code, false), expect, "{value} as {code}");
    }

    #[test]
    fn numbers_are_shown_as_their_format_says() {
        check(55000.0, "\"¥\"#,##0.00", "¥55,000.00");
        check(
            55000.0,
            "[$¥-804]#,##0.00;[Red]-[$¥-804]#,##0.00",
            "¥55,000.00",
        );
        check(-1234.5, "#,##0.0;(#,##0.0)", "(1,234.5)");
        check(5.5, "General\"万元\"", "5.5万元");
        check(5.5, "0.0\"万元\"", "5.5万元");
        check(0.175, "0.0%", "17.5%");
        check(0.175, "0%", "18%");
        check(1_234_567.0, "#,##0,\"K\"", "1,235K");
        check(7.0, "000", "007");
        check(0.5, "#.##", ".5");
        check(12.0, "0.##", "12");
        check(12345.678, "0.00E+00", "1.23E+04");
        check(2.675, "0.00", "2.68");
        check(13_800_138_000.0, "General", "13800138000");
        check(13_800_138_000.0, "000-0000-0000", "138-0013-8000");
        check(0.1 + 0.2, "General", "0.3");
        check(-0.001, "0.0", "0.0");
        check(0.0, "0;-0;\"none\"", "none");
        check(150.0, "[>=100]\"much\";\"little\"", "much");
        check(0.5, "# ?/?", "0.5");
    }

    #[test]
    fn dates_are_shown_as_their_format_says() {
        check(44259.0, "yyyy\"年\"m\"月\"d\"日\"", "2021年3月4日");
        check(44259.0, "yyyy-mm-dd", "2021-03-04");
        check(44259.75, "m/d/yy h:mm AM/PM", "3/4/21 6:00 PM");
        check(44259.5, "yyyy/m/d hh:mm:ss", "2021/3/4 12:00:00");
        check(1.5, "[h]:mm", "36:00");
        check(44259.0, "aaaa", "星期四");
        check(44259.0, "dddd, mmm d", "Thursday, Mar 4");
    }
}
