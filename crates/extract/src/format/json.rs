//! JSON and JSON Lines: a line `key: value` for each value, in the order of the file. Always: each value stands
//! at its JSON Pointer (RFC 6901), each key at the pointer of the object that it belongs to; in a file of JSON
//! Lines both stand at the line.

mod parse;

use std::io;

use daylight_model::{LineBreaks, Outcome, PartKind, Place, Reason};

use super::text;
use crate::encoding::Decision;
use crate::reading::{About, Ending, Out, PART_BYTES, Written, partial, unreadable};
use crate::source::Source;
use parse::{Chars, Event, Parser, Trouble};
pub(crate) use parse::{Validity, validity};

/// Arrays and objects inside each other.
const DEEPEST: usize = 512;

/// Reads a JSON document, or one a line.
pub(crate) fn read(
    source: &mut Source<'_>,
    decision: Decision,
    lines: bool,
    out: &mut Out<'_>,
    about: &mut About,
) -> Ending {
    let problem = {
        let mut text = text::open(source, decision, &mut About::default())?;
        let mut blocks = || text.block();
        match walk(&mut Chars::new(&mut blocks), lines, &mut |_| Ok(())) {
            Err(Trouble::Broken { line }) => Some(format!("no JSON from line {line} on")),
            Err(Trouble::Open) => Some("no whole JSON: its end is missing".to_owned()),
            _ => None,
        }
    };
    if let Some(problem) = problem {
        out.warn(Some(Reason::Corrupt), format!("{problem}: read as text"))?;
        return text::read(source, decision, out, about);
    }
    about.reader = "json@1";
    let mut text = text::open(source, decision, about)?;
    let mut blocks = || text.block();
    let mut writer = Writer {
        out,
        written: Written::default(),
        keys: Vec::new(),
        lines,
    };
    let walked = walk(&mut Chars::new(&mut blocks), lines, &mut |event| {
        writer.take(event)
    });
    let sent = writer.flush();
    match walked {
        Ok(()) => sent?,
        Err(Trouble::TooDeep) => {
            sent?;
            return Err(partial(
                Reason::TooDeep,
                format!("more than {DEEPEST} levels"),
            ));
        }
        Err(Trouble::Stopped(outcome)) => return Err(outcome),
        Err(Trouble::Io(error)) => return Err(unreadable(&error)),
        Err(Trouble::Broken { .. } | Trouble::Open) => {
            return Err(partial(Reason::Corrupt, "no JSON"));
        }
    }
    text::tell(&text, decision, out)
}

fn walk(
    chars: &mut Chars<'_>,
    lines: bool,
    take: &mut dyn FnMut(Event<'_>) -> Result<(), Outcome>,
) -> Result<(), Trouble> {
    let mut documents: u64 = 0;
    while chars.skip_blank()? {
        if documents > 0 && !lines {
            return Err(Trouble::Broken { line: chars.line() });
        }
        // The way to a value of JSON Lines begins with the number of its line.
        let root = if lines {
            chars.line().to_string()
        } else {
            String::new()
        };
        Parser::new(chars, root, DEEPEST).document(take)?;
        documents += 1;
    }
    if documents == 0 {
        Err(Trouble::Open)
    } else {
        Ok(())
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Outcome> for Trouble {
    fn from(outcome: Outcome) -> Self {
        Self::Stopped(outcome)
    }
}

/// Writes values as lines.
struct Writer<'w, 'o> {
    out: &'w mut Out<'o>,
    written: Written,
    /// The last key on the way to here, and the pointer of its object, for each level.
    keys: Vec<Option<(String, String)>>,
    /// Whether each document is a line.
    lines: bool,
}

impl Writer<'_, '_> {
    fn take(&mut self, event: Event<'_>) -> Ending {
        match event {
            Event::Open => self.keys.push(None),
            Event::Close { in_array } => {
                self.keys.pop();
                let text = self.written.text();
                if in_array && !text.is_empty() && !text.ends_with("\n\n") {
                    self.written.push("\n");
                }
                if self.written.len() >= PART_BYTES {
                    self.flush()?;
                }
            }
            Event::Key { key, object } => {
                if let Some(last) = self.keys.last_mut() {
                    *last = Some((key.to_owned(), object.to_owned()));
                }
            }
            Event::Value { text, pointer } => {
                if let Some((key, object)) = self.keys.iter().rev().flatten().next() {
                    let place = self.place(object);
                    self.written.push_at(key, place);
                    self.written.push(": ");
                }
                let place = self.place(pointer);
                self.written.push_at(text, place);
                self.written.push("\n");
                if self.written.len() >= PART_BYTES {
                    self.flush()?;
                }
            }
        }
        Ok(())
    }

    fn place(&self, pointer: &str) -> Place {
        let line = pointer.split('/').next().and_then(|line| line.parse().ok());
        match line {
            Some(line) if self.lines => Place::line(line),
            _ => Place::Pointer(pointer.into()),
        }
    }

    fn flush(&mut self) -> Ending {
        let mut full = std::mem::take(&mut self.written);
        full.trim_end();
        self.out.part(PartKind::Body, None, LineBreaks::End, full)
    }
}

#[cfg(test)]
mod tests {
    use daylight_model::{Reason, State};

    use crate::check::{check_parts, read_named};

    #[test]
    fn each_value_stands_at_its_pointer() {
        let json = r#"{"标题": "聊天", "messages": [
            {"from": "张伟", "text": "第一行\n第二行 \ud83d\ude00", "n": -1.5e3},
            {"from": "李强", "tags": ["a", null, true], "x~/y": {"z": ""}}
        ]}"#;
        check_parts(
            &read_named("a.json", json.as_bytes()),
            &[(
                "标题: 聊天\nfrom: 张伟\ntext: 第一行\n第二行 😀\nn: -1.5e3\n\nfrom: 李强\ntags: a\ntags: null\ntags: true\nz:",
                &[
                    ("pointer=/标题", "聊天"),
                    ("pointer=/messages/0/text", "第一行\n第二行 😀"),
                    ("pointer=/messages/1/tags/2", "true"),
                    (
                        "pointer=/messages/0",
                        "from: 张伟\ntext: 第一行\n第二行 😀\nn: -1.5e3",
                    ),
                    ("pointer=/messages/1/x~0~1y", "z"),
                ],
            )],
        );
    }

    #[test]
    fn values_of_json_lines_stand_at_their_line() {
        let found = read_named("a.jsonl", b"{\"a\": 1}\n\n{\"a\": \"two\"}\n[3]\n");
        check_parts(
            &found,
            &[("a: 1\na: two\n3", &[("line=3", "a: two"), ("line=4", "3")])],
        );
        assert_eq!(found.summary.media_type, "application/x-ndjson");
    }

    #[test]
    fn broken_json_is_read_as_text_with_a_warning() {
        let found = read_named("a.json", "{\"a\": \"合同\", oops}\n".as_bytes());
        assert_eq!(found.at("line=1"), Some("{\"a\": \"合同\", oops}"));
        assert_eq!(found.warnings, ["no JSON from line 1 on: read as text"]);
        assert_eq!(found.summary.reading, "text@1/utf-8");
    }

    #[test]
    fn deep_nesting_is_partial_and_does_not_overflow_the_stack() {
        let deep = format!(
            "{{\"a\": \"first\", \"b\": {}1{}}}",
            "[".repeat(200_000),
            "]".repeat(200_000)
        );
        let found = read_named("a.json", deep.as_bytes());
        assert_eq!(found.ended(), (State::Partial, Some(Reason::TooDeep)));
        assert_eq!(found.at("pointer=/a"), Some("first"));
    }
}
