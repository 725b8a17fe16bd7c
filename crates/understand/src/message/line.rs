//! One line of a log: whether a message begins there, and where its time, its sender and its words stand. Always:
//! a line by itself; whether the file is a talk at all is decided over many of them.

use std::ops::Range;

use super::clock::{self, DateOrder, Stamp};

/// How a message begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// Time, sender and words on one line.
    Inline,
    /// Time and sender on a line above the words.
    Above,
    /// Time and words that nobody said.
    Notice,
    /// A time alone.
    Stamp,
    /// A day alone.
    Day,
}

/// The beginning of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    /// How it begins.
    pub(crate) form: Form,
    /// When.
    pub(crate) stamp: Stamp,
    /// Who, in bytes of the line.
    pub(crate) name: Range<usize>,
    /// The words, in bytes of the line.
    pub(crate) text: Range<usize>,
}

/// Longest name of a sender, in characters.
const LONGEST_NAME: usize = 40;

/// Marks that programs put around names and lines.
const MARKS: &[char] = &[
    '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{2068}', '\u{2069}', '\u{feff}',
    '*', '#', '`', '_',
];

/// Returns the message that begins on a line.
pub(crate) fn head(line: &str, order: DateOrder) -> Option<Head> {
    let body = line.trim_start_matches(|c: char| c.is_whitespace() || MARKS.contains(&c));
    let body = body.strip_prefix("- ").unwrap_or(body).trim_end();
    if body.is_empty() {
        return None;
    }
    day(line, body, order)
        .or_else(|| stamp_first(line, body, order))
        .or_else(|| stamp_last(line, body, order))
        .or_else(|| stamp_within(line, body, order))
}

/// Returns where a piece of the line stands in it.
fn place(line: &str, piece: &str) -> Range<usize> {
    let start = (piece.as_ptr() as usize).saturating_sub(line.as_ptr() as usize);
    start..start + piece.len()
}

/// `—————  2021-03-04  —————`
fn day(line: &str, body: &str, order: DateOrder) -> Option<Head> {
    if body.len() > 80 {
        return None;
    }
    let inner = body.trim_matches(|c: char| c.is_whitespace() || "-—–=─━*#~·【】[]<>".contains(c));
    let stamp = clock::whole(inner, order)?;
    let is_number = inner.bytes().all(|byte| byte.is_ascii_digit());
    (stamp.date.is_some() && stamp.clock.is_none() && !is_number).then_some(Head {
        form: Form::Day,
        stamp,
        name: 0..0,
        text: line.len()..line.len(),
    })
}

fn stamp_first(line: &str, body: &str, order: DateOrder) -> Option<Head> {
    let bracket = body.chars().next().filter(|c| "[(（【<".contains(*c));
    let inner = body.get(bracket.map_or(0, char::len_utf8)..)?;
    let (stamp, length) = clock::at_start(inner, order)?;
    stamp.clock?;
    let mut rest = inner.get(length..)?;
    if bracket.is_some() {
        rest = rest
            .trim_start()
            .strip_prefix([']', ')', '）', '】', '>'])?;
    } else if rest
        .chars()
        .next()
        .is_some_and(|c| c.is_alphanumeric() && c.is_ascii())
    {
        return None;
    }
    let rest =
        rest.trim_start_matches(|c: char| (c.is_whitespace() && c != '\t') || MARKS.contains(&c));
    let made = |form, name: &str, text: &str| {
        let name = place(line, name);
        let text = place(line, text);
        Some(Head {
            form,
            stamp: stamp.clone(),
            name,
            text,
        })
    };
    if rest.is_empty() {
        return made(Form::Stamp, rest, rest);
    }
    let dashed = ["- ", "– ", "— ", "-\u{a0}"]
        .iter()
        .find_map(|dash| rest.strip_prefix(dash));
    let after = dashed.unwrap_or_else(|| {
        let rest = rest
            .strip_prefix([':', '：', ',', '，', '|'])
            .unwrap_or(rest);
        rest.trim_start_matches([' ', '\u{a0}', '\u{3000}'])
    });
    // <name> text, as in IRC.
    if let Some((name, text)) = after
        .strip_prefix('<')
        .and_then(|after| after.split_once('>'))
        && is_name(name)
    {
        return made(
            Form::Inline,
            name.trim_matches([' ', '@', '+', '%']),
            text.trim_start(),
        );
    }
    if let Some((name, text)) = split_speech(after.trim_start_matches('\t')) {
        return made(Form::Inline, name, text);
    }
    if let Some(text) = dashed {
        return made(Form::Notice, "", text).map(|head| Head { name: 0..0, ..head });
    }
    let name = name_of(after);
    is_name(name)
        .then(|| made(Form::Above, name, ""))?
        .map(|head| Head {
            text: line.len()..line.len(),
            ..head
        })
}

/// Splits `name: words`; a tab or a bar does as well.
fn split_speech(rest: &str) -> Option<(&str, &str)> {
    for (at, character) in rest.char_indices() {
        if at > 120 {
            return None;
        }
        if !matches!(character, ':' | '：' | '\t' | '|') {
            continue;
        }
        let name = name_of(rest.get(..at)?);
        let text = rest.get(at + character.len_utf8()..)?;
        let is_link = character == ':' && text.starts_with("//");
        if is_link || !is_name(name) {
            return None;
        }
        // A clock goes on: 12:30.
        let in_number = character == ':'
            && name.ends_with(|c: char| c.is_ascii_digit())
            && text.starts_with(|c: char| c.is_ascii_digit());
        if in_number {
            return None;
        }
        let blank =
            |c: char| c.is_whitespace() || MARKS.get(..7).is_some_and(|marks| marks.contains(&c));
        return Some((name, text.trim_start_matches(blank)));
    }
    None
}

/// `张三 2021-03-04 12:00`, `Anna, [04/03/2021 12:00]`, `张三(2021-03-04 12:00)`
fn stamp_last(line: &str, body: &str, order: DateOrder) -> Option<Head> {
    if body.len() > 200 {
        return None;
    }
    let closed = body.trim_end_matches([']', ')', '）', '】', ':', '：']);
    let (stamp, at) = clock::at_end(closed, order)?;
    stamp.clock?;
    let before = body.get(..at)?;
    let name = name_of(before.trim_end_matches([
        ' ', '[', '(', '（', '【', ',', '，', '|', '-', '·', '\t', '\u{3000}',
    ]));
    is_name(name).then(|| Head {
        form: Form::Above,
        stamp,
        name: place(line, name),
        text: line.len()..line.len(),
    })
}

/// `张三(2021-03-04 12:00)：在吗`, `Anna [12:00]: hi`, `张三 2021-03-04 12:00：在吗`
fn stamp_within(line: &str, body: &str, order: DateOrder) -> Option<Head> {
    for (at, character) in body.char_indices().skip(1) {
        if at > 120 {
            return None;
        }
        let opens = "[(（【".contains(character);
        if !opens && !character.is_whitespace() {
            continue;
        }
        let inner = body.get(at + character.len_utf8()..)?;
        let begins = inner.starts_with(|c: char| c.is_ascii_digit()) || opens;
        if !begins {
            continue;
        }
        let Some((stamp, length)) = clock::at_start(inner, order) else {
            continue;
        };
        if stamp.clock.is_none() {
            continue;
        }
        let mut rest = inner.get(length..)?;
        if opens {
            rest = rest.strip_prefix([']', ')', '）', '】'])?;
        }
        let text = rest.trim_start().strip_prefix([':', '：'])?;
        let name = name_of(body.get(..at)?);
        return is_name(name).then(|| Head {
            form: Form::Inline,
            stamp,
            name: place(line, name),
            text: place(line, text.trim()),
        });
    }
    None
}

/// Returns a name without what programs add to it: marks, `昵称(12345)`, `昵称<a@b.example>`.
fn name_of(text: &str) -> &str {
    let trim = |text: &'_ str| -> usize {
        text.len()
            - text
                .trim_start_matches(|c: char| c.is_whitespace() || MARKS.contains(&c))
                .len()
    };
    let start = trim(text);
    let name = text
        .get(start..)
        .unwrap_or_default()
        .trim_end_matches(|c: char| c.is_whitespace() || MARKS.contains(&c));
    let Some(inner) = name.strip_suffix([')', '>', '）']) else {
        return name;
    };
    let Some(at) = inner.rfind(['(', '<', '（']) else {
        return name;
    };
    let (before, account) = (inner.get(..at), inner.get(at..).unwrap_or_default());
    let account = account.trim_start_matches(['(', '<', '（']);
    let is_account = account.contains('@')
        || account.len() >= 5 && account.bytes().all(|byte| byte.is_ascii_digit());
    match before.map(str::trim_end) {
        Some(before) if is_account && !before.is_empty() => before,
        _ => name,
    }
}

/// Words of programs' logs that stand where a sender would.
const LEVELS: &[&str] = &[
    "info", "warn", "warning", "error", "debug", "trace", "fatal", "notice", "critical", "err",
    "emerg", "alert", "verbose", "severe", "config", "get", "post", "kernel", "main", "root",
];

/// Returns whether a text can be the name of a sender.
pub(crate) fn is_name(text: &str) -> bool {
    let count = text.chars().count();
    (1..=LONGEST_NAME).contains(&count)
        && !text.contains([
            '。', '！', '？', '；', '，', '\t', '=', '{', '}', '"', '\\', '|',
        ])
        && !text.ends_with([':', '：'])
        && !text.contains("://")
        && text.chars().any(char::is_alphanumeric)
        && text.split_whitespace().count() <= 6
}

/// Returns whether a name is that of a program's log.
pub(crate) fn is_of_a_log(name: &str) -> bool {
    let lower = name.trim_matches(['[', ']', ' ', '<', '>']).to_lowercase();
    let first = lower.split([' ', '[', '(']).next().unwrap_or_default();
    LEVELS.contains(&lower.as_str())
        || LEVELS.contains(&first)
        || name.ends_with(']')
        || lower.contains('/') && !lower.contains(' ')
        || lower.contains("::")
        || lower.contains(".exe")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, form: Form, time: &str, name: &str, text: &str) {
        let head = head(line, DateOrder::DayFirst).unwrap_or_else(|| panic!("{line}"));
        let clock = head
            .stamp
            .clock
            .map(|(hour, minute, _)| format!("{hour:02}:{minute:02}"));
        let at = head.stamp.iso().or(clock).unwrap_or_default();
        assert_eq!(
            (
                head.form,
                at.as_str(),
                &line[head.name.clone()],
                &line[head.text.clone()]
            ),
            (form, time, name, text),
            "{line}"
        );
    }

    #[test]
    fn messages_begin_as_chats_write_them() {
        use Form::{Above, Day, Inline, Notice, Stamp};
        check(
            "2021-03-04 12:00:05 老周(12345)",
            Above,
            "2021-03-04T12:00:05",
            "老周",
            "",
        );
        check(
            "2021-03-04 上午 8:00:05 老周<a@b.example>",
            Above,
            "2021-03-04T08:00:05",
            "老周",
            "",
        );
        check("老周 2021/3/4 12:00", Above, "2021-03-04T12:00", "老周", "");
        check("老周  12:00", Above, "12:00", "老周", "");
        check(
            "Anna Ray, [04/03/2021 12:00]",
            Above,
            "2021-03-04T12:00",
            "Anna Ray",
            "",
        );
        check(
            "老周(2021-03-04 12:00:01)",
            Above,
            "2021-03-04T12:00:01",
            "老周",
            "",
        );
        check(
            "[2021-03-04 12:00] 老周: 在吗",
            Inline,
            "2021-03-04T12:00",
            "老周",
            "在吗",
        );
        check(
            "\u{200e}[04/03/2021, 12:00:05] Anna Ray: \u{200e}image omitted",
            Inline,
            "2021-03-04T12:00:05",
            "Anna Ray",
            "image omitted",
        );
        check(
            "04/03/2021, 12:00 - +86 154 0474 7939: hi: there",
            Inline,
            "2021-03-04T12:00",
            "+86 154 0474 7939",
            "hi: there",
        );
        check(
            "04.03.21, 12:00 - Anna hat die Gruppe verlassen",
            Notice,
            "2021-03-04T12:00",
            "",
            "Anna hat die Gruppe verlassen",
        );
        check(
            "2016-06-27, 8:04:08 AM: Neil: Hi",
            Inline,
            "2016-06-27T08:04:08",
            "Neil",
            "Hi",
        );
        check(
            "2021-03-04 12:00 <anna> hi",
            Inline,
            "2021-03-04T12:00",
            "anna",
            "hi",
        );
        check(
            "老周(2021-03-04 12:00)：在吗",
            Inline,
            "2021-03-04T12:00",
            "老周",
            "在吗",
        );
        check("12:00 老周：在吗", Inline, "12:00", "老周", "在吗");
        check(
            "2021-03-04 12:00\t老周\t在吗",
            Inline,
            "2021-03-04T12:00",
            "老周",
            "在吗",
        );
        check("—————  2021-03-04  —————", Day, "2021-03-04", "", "");
        check("2021年3月4日 12:00", Stamp, "2021-03-04T12:00", "", "");
    }

    #[test]
    fn words_begin_no_message() {
        for line in [
            "在吗",
            "会议室 3",
            "https://a.example:8080/x",
            "价格：28万",
            "15:30开会，别忘了",
        ] {
            assert_eq!(
                head(line, DateOrder::DayFirst).map(|head| head.form),
                None,
                "{line}"
            );
        }
        assert!(is_of_a_log("INFO") && is_of_a_log("sshd[123]") && !is_of_a_log("Anna"));
    }
}
