//! Mails: one message each, from its headers and its text. Always: what is quoted from an earlier mail is not
//! the message's own text.

use daylight_model::{Message, MessageKind, Part, PartKind, Place, Span, ZoneBasis};

use super::clock::{self, DateOrder};
use crate::Document;
use crate::grid;

/// Reads the mails of a document: a part of headers, then a part of text.
pub(crate) fn read(document: &Document<'_>) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    let mut parts = document.parts.iter().peekable();
    while let Some(part) = parts.next() {
        if part.kind() != PartKind::Header || !is_of_mail(part) {
            continue;
        }
        let body = parts.next_if(|next| next.kind() == PartKind::Message);
        let number = u32::try_from(messages.len() + 1).unwrap_or(u32::MAX);
        messages.extend(message(part, body, number));
    }
    messages
}

fn is_of_mail(part: &Part) -> bool {
    part.anchors()
        .first()
        .is_some_and(|anchor| matches!(anchor.place, Place::Message { .. }))
}

fn message(headers: &Part, body: Option<&Part>, number: u32) -> Option<Message> {
    let fields = Fields::of(headers);
    let number = match headers.anchors().first().map(|anchor| &anchor.place) {
        Some(Place::Message { number, .. }) => *number,
        _ => number,
    };
    let date = fields.get("date").map(|span| grid::text_in(headers, span));
    let stamp = date
        .and_then(|date| clock::at_start(date, DateOrder::DayFirst))
        .map(|(stamp, _)| stamp)
        .unwrap_or_default();
    let sender_span = fields.get("from").or_else(|| fields.get("sender"));
    let mut recipients = Vec::new();
    for name in ["to", "cc", "bcc"] {
        for span in fields.all(name) {
            recipients.extend(addresses(grid::text_in(headers, span)));
        }
    }
    let own = body.and_then(own_text);
    let (span, text) = match own {
        Some((span, text)) => (span, text),
        None => (fields.whole()?, String::new()),
    };
    Some(Message {
        number,
        span,
        time: stamp.iso(),
        zone_basis: match stamp.zone {
            Some(_) => ZoneBasis::Stated,
            None => ZoneBasis::Unknown,
        },
        time_zone: stamp.zone,
        sender: sender_span.map(|span| address(grid::text_in(headers, span))),
        sender_span,
        recipients,
        conversation: fields
            .get("subject")
            .map(|span| grid::text_in(headers, span).to_owned()),
        kind: MessageKind::Text,
        text,
        place_alone: false,
    })
}

/// Headers, each with where its value stands.
struct Fields<'p> {
    part: &'p Part,
    fields: Vec<(String, Span)>,
}

impl<'p> Fields<'p> {
    fn of(part: &'p Part) -> Self {
        let text = part.text();
        let fields = part
            .anchors()
            .iter()
            .filter_map(|anchor| {
                let span = grid::trimmed(part, anchor.start as usize, anchor.end as usize)?;
                let before = text.get(..anchor.start as usize)?;
                let line = before.rsplit('\n').next()?;
                let name = line.trim_end().strip_suffix(':')?;
                Some((name.to_ascii_lowercase(), span))
            })
            .collect();
        Self { part, fields }
    }

    fn all(&self, name: &str) -> impl Iterator<Item = Span> {
        self.fields
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, span)| *span)
    }

    fn get(&self, name: &str) -> Option<Span> {
        self.all(name).next()
    }

    fn whole(&self) -> Option<Span> {
        grid::trimmed(self.part, 0, self.part.text().len())
    }
}

/// Splits a list of addresses at the commas that are not in quotes or brackets.
fn addresses(list: &str) -> Vec<String> {
    let (mut quoted, mut depth) = (false, 0_i32);
    let pieces = list.split(|character| {
        match character {
            '"' => quoted = !quoted,
            '<' | '(' => depth += 1,
            '>' | ')' => depth -= 1,
            ',' | ';' => return !quoted && depth <= 0,
            _ => {}
        }
        false
    });
    pieces
        .map(address)
        .filter(|address| !address.is_empty())
        .collect()
}

/// Returns an address without the quotation marks around its name.
fn address(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let unquoted = text.strip_prefix('"').and_then(|rest| rest.split_once('"'));
    match unquoted {
        Some((name, rest)) => format!("{name}{rest}"),
        None => text,
    }
}

/// Lines that begin what is quoted from an earlier mail.
const QUOTING: &[&str] = &[
    "-----original message-----",
    "-----原始邮件-----",
    "------------------ 原始邮件 ------------------",
    "----- original message -----",
    "-------- forwarded message --------",
    "---------- forwarded message ---------",
    "-------- 转发的消息 --------",
    "________________________________",
    "begin forwarded message:",
];

/// Returns the text of a mail without what it quotes, and where it stands.
fn own_text(part: &Part) -> Option<(Span, String)> {
    let text = part.text();
    let (mut end, mut own, mut quoted) = (text.len(), String::new(), false);
    let lines: Vec<(usize, &str)> = grid::lines(text, 0, text.len()).collect();
    for (index, (start, line)) in lines.iter().enumerate() {
        let following = lines.get(index + 1).map_or("", |(_, line)| *line);
        if begins_quote(line, following) {
            end = *start;
            break;
        }
        if line.starts_with('>') {
            quoted = true;
            continue;
        }
        own.push_str(line);
        own.push('\n');
    }
    let span = grid::trimmed(part, 0, end).or_else(|| grid::trimmed(part, 0, text.len()))?;
    let words = if quoted {
        own.trim()
    } else {
        grid::text_in(part, span)
    };
    Some((span, words.replace('\r', "")))
}

fn begins_quote(line: &str, following: &str) -> bool {
    let line = line.trim();
    let lower = line.to_lowercase();
    if QUOTING.iter().any(|words| lower.starts_with(words)) {
        return true;
    }
    let header = |line: &str| {
        let lower = line.trim().trim_start_matches('*').to_lowercase();
        [
            "from:",
            "发件人",
            "寄件者",
            "sent:",
            "date:",
            "发送时间",
            "寄件日期",
            "日期：",
            "发送日期",
        ]
        .iter()
        .any(|start| lower.starts_with(start))
    };
    if header(line)
        && (lower.starts_with("from") || !lower.starts_with("date"))
        && header(following)
    {
        return true;
    }
    // On Tue, 4 Mar 2021, A wrote: · 在 2021-03-04，A 写道：
    let says = lower.ends_with("wrote:") && lower.starts_with("on ")
        || line.ends_with("写道：")
        || line.ends_with("写道:")
        || line.ends_with("寫道：");
    let ends_next = lower.starts_with("on ") && following.trim().to_lowercase().ends_with("wrote:");
    says || ends_next && line.chars().any(|c| c.is_ascii_digit())
}

/// Returns the subject of a thread: without the marks of replies and forwards.
pub fn thread(subject: &str) -> &str {
    let mut subject = subject.trim();
    loop {
        let Some((mark, rest)) = subject.split_once([':', '：']) else {
            return subject;
        };
        let mark = mark.trim().to_lowercase();
        let mark = mark.split(['[', '(']).next().unwrap_or_default().trim();
        let known = [
            "re", "fw", "fwd", "aw", "wg", "sv", "antw", "rv", "tr", "回复", "答复", "转发",
            "回覆", "轉寄", "回信", "答覆", "轉發",
        ];
        if !known.contains(&mark) {
            return subject;
        }
        subject = rest.trim();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_has_one_subject() {
        for subject in [
            "Re: RE[2]: 报价",
            "回复：转发: 报价",
            "报价",
            "Fwd: Aw: 报价",
        ] {
            assert_eq!(thread(subject), "报价", "{subject}");
        }
        assert_eq!(thread("注意：停电"), "注意：停电");
    }

    #[test]
    fn addresses_are_split_outside_quotes() {
        assert_eq!(
            addresses("\"Doe, John\" <j@a.example>, 李强 <l@b.example>;x@c.example"),
            [
                "Doe, John <j@a.example>",
                "李强 <l@b.example>",
                "x@c.example"
            ]
        );
    }

    #[test]
    fn what_is_quoted_is_not_own() {
        assert!(begins_quote(
            "On Tue, 4 Mar 2021 at 10:00, A <a@b.example> wrote:",
            ""
        ));
        assert!(begins_quote("-----原始邮件-----", ""));
        assert!(begins_quote("发件人: 张三", "发送时间: 2021年3月4日"));
        assert!(!begins_quote("From: the beginning we knew", "and so on"));
    }
}
