//! Zones as files state them. Always: an offset where one can be had, else the name as it stands; a word that
//! means several zones, such as CST, means none.

/// Names of zones that never change their offset in the years at hand, and words for them.
const NAMED: &str = include_str!("zones.tsv");

/// Returns the zone that a text begins with and its length: `Z`, `+0800`, `(UTC+8)`, `北京时间`.
pub(crate) fn at_start(text: &str) -> Option<(String, usize)> {
    let opened = text.starts_with(['(', '（', '[']);
    let skip = if opened {
        text.chars().next()?.len_utf8()
    } else {
        0
    };
    let inner = text.get(skip..)?;
    let (zone, mut length) = offset(inner).or_else(|| named(inner))?;
    length += skip;
    let after = text.get(length..).and_then(|rest| rest.chars().next());
    if opened {
        let closing = after.filter(|after| matches!(after, ')' | '）' | ']'))?;
        length += closing.len_utf8();
    } else if after.is_some_and(|after| after.is_alphanumeric()) {
        return None;
    }
    Some((zone, length))
}

/// Returns the zone that stands anywhere in a line which is about time.
pub(crate) fn within(text: &str) -> Option<String> {
    let mut best: Option<String> = None;
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        let joined = character.is_ascii_alphanumeric() && before.is_ascii_alphanumeric();
        before = character;
        if joined || character.is_ascii_digit() {
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        // A sign alone says nothing in the middle of a line.
        if rest.starts_with(['+', '-', '−']) || rest.starts_with(['Z', 'z']) {
            continue;
        }
        let Some((zone, length)) = offset(rest).or_else(|| named(rest)) else {
            continue;
        };
        let after = rest.get(length..).and_then(|rest| rest.chars().next());
        let bounded = !rest.starts_with(|c: char| c.is_ascii())
            || after.is_none_or(|after| !after.is_ascii_alphanumeric());
        if bounded {
            // `Asia/Shanghai（UTC+8）`: the offset says it best, mere UTC says it least.
            let better = match &best {
                None => true,
                Some(best) => !best.starts_with(['+', '-']) && zone.starts_with(['+', '-']),
            };
            if better {
                best = Some(zone);
            }
        }
    }
    best
}

/// `Z`, `+08:00`, `+0800`, `UTC`, `UTC+8`, `GMT-03:30`, `东八区`.
fn offset(text: &str) -> Option<(String, usize)> {
    let mut at = 0;
    let mut named = false;
    for name in ["UTC", "GMT", "utc", "gmt"] {
        if text.starts_with(name) {
            (at, named) = (3, true);
            break;
        }
    }
    if !named && text.starts_with(['Z', 'z']) {
        return Some(("+00:00".to_owned(), 1));
    }
    let rest = text.get(at..)?;
    let blanks = rest.len() - rest.trim_start_matches(' ').len();
    let signed = rest.get(blanks..)?;
    let sign = signed
        .chars()
        .next()
        .filter(|c| matches!(c, '+' | '-' | '−' | '＋'));
    let Some(sign) = sign else {
        return named.then(|| ("+00:00".to_owned(), at));
    };
    let digits = signed.get(sign.len_utf8()..)?;
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    let colon = digits
        .get(count..)
        .is_some_and(|rest| rest.starts_with(':'));
    let number: u32 = digits.get(..count)?.parse().ok()?;
    let after_colon = digits.get(count + 1..).unwrap_or_default();
    let minutes_length = after_colon.bytes().take_while(u8::is_ascii_digit).count();
    let (hours, minutes, length) = match (count, colon) {
        (1 | 2, true) if minutes_length == 2 => {
            (number, after_colon.get(..2)?.parse().ok()?, count + 3)
        }
        (1 | 2, _) if named => (number, 0, count),
        (4, false) => (number / 100, number % 100, 4),
        (2, false) => (number, 0, 2),
        _ => return named.then(|| ("+00:00".to_owned(), at)),
    };
    if hours > 14 || minutes > 59 {
        return None;
    }
    at += blanks + sign.len_utf8() + length;
    let sign = if matches!(sign, '+' | '＋') {
        '+'
    } else {
        '-'
    };
    Some((format!("{sign}{hours:02}:{minutes:02}"), at))
}

fn named(text: &str) -> Option<(String, usize)> {
    NAMED
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .find(|(name, _)| {
            text.get(..name.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(name))
        })
        .map(|(name, zone)| (zone.to_owned(), name.len()))
        .or_else(|| {
            // An IANA name that is not in the list stands for itself.
            let length = text
                .bytes()
                .take_while(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'_'))
                .count();
            let name = text.get(..length)?;
            let (area, city) = name.split_once('/')?;
            let known = [
                "Africa",
                "America",
                "Antarctica",
                "Asia",
                "Atlantic",
                "Australia",
                "Europe",
                "Indian",
                "Pacific",
                "Etc",
            ];
            (known.contains(&area) && city.len() > 2).then(|| (name.to_owned(), length))
        })
}

/// Returns the offset in minutes; none for a name.
pub(crate) fn minutes(zone: &str) -> Option<i32> {
    let (sign, rest) = match zone.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, zone.strip_prefix('-')?),
    };
    let (hours, minutes) = rest.split_once(':')?;
    Some(sign * (hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?))
}

/// Returns the offset as it is written.
pub(crate) fn written(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Words of a line that says in which zone times are.
const ABOUT_TIME: &[&str] = &[
    "时区",
    "時區",
    "时间",
    "時間",
    "time zone",
    "timezone",
    "zone:",
    "times",
    "time:",
    "timestamps",
    "время",
    "часовой пояс",
    "tz:",
];

/// Returns the zone that a note above or below a chat states.
pub(crate) fn stated(line: &str) -> Option<String> {
    if line.len() > 300 {
        return None;
    }
    let line = line.trim();
    // A zone that stands on a line by itself.
    if let Some((zone, length)) = at_start(line)
        && length == line.len()
        && line.len() > 2
    {
        return Some(zone);
    }
    let lower = line.to_lowercase();
    ABOUT_TIME
        .iter()
        .any(|word| lower.contains(word))
        .then(|| within(line))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_read_as_files_state_them() {
        let check = |line: &str, zone: Option<&str>| {
            assert_eq!(stated(line).as_deref(), zone, "{line}");
        };
        check("时区：Asia/Shanghai（UTC+8）", Some("+08:00"));
        check("以下时间均为北京时间", Some("+08:00"));
        check("All times are in UTC", Some("+00:00"));
        check("Time zone: Europe/Berlin", Some("Europe/Berlin"));
        check("导出时间：2021-03-04 12:00", None);
        check("时间以东八区为准", Some("+08:00"));
        check("Timezone: GMT-03:30", Some("-03:30"));
        check("时间：上午", None);
        check("UTC+8", Some("+08:00"));
        check("(UTC)", Some("+00:00"));
        check("Zone: GMT+3", Some("+03:00"));
        check("All times local (Kazakhstan, UTC+5)", Some("+05:00"));
        check("Z", None);
    }

    #[test]
    fn an_offset_follows_a_time() {
        assert_eq!(at_start("+0800 (CST)"), Some(("+08:00".into(), 5)));
        assert_eq!(at_start("(UTC+8)"), Some(("+08:00".into(), 7)));
        assert_eq!(at_start("Zhang"), None);
        assert_eq!(at_start("- 张三"), None);
        assert_eq!(minutes("-03:30"), Some(-210));
        assert_eq!(written(-210), "-03:30");
    }
}
