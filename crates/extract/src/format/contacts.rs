//! Contacts and calendars (vCard, iCalendar): each property as a line of text, at its lines of the file. Always:
//! values are decoded by what they say, as phones write names in quoted-printable; pictures are left out.

use daylight_model::{LineBreaks, PartKind, Place};

use super::lines::Lines;
use super::mail::decode;
use super::text;
use crate::encoding::{Decision, decode_unknown};
use crate::reading::{About, Ending, Out, PART_BYTES, Written, unreadable};
use crate::source::Source;

/// Characters of a value; keys and pictures are longer.
const VALUE: usize = 8 * 1024;

/// Returns what kind of file begins so.
pub(crate) fn media_type(start: &str) -> Option<&'static str> {
    let first = start.trim_start_matches('\u{feff}').lines().next()?.trim();
    match first.to_ascii_uppercase().as_str() {
        "BEGIN:VCARD" => Some("text/vcard"),
        "BEGIN:VCALENDAR" => Some("text/calendar"),
        _ => None,
    }
}

/// Reads contacts or a calendar.
pub(crate) fn read(
    source: &mut Source<'_>,
    decision: Decision,
    out: &mut Out<'_>,
    about: &mut About,
) -> Ending {
    about.reader = "contacts@1";
    let mut text = text::open(source, decision, about)?;
    let mut lines = Lines::default();
    let mut written = Written::default();
    let mut open: Option<Property> = None;
    let mut line = String::new();
    while let Some(block) = text.block().map_err(|error| unreadable(&error))? {
        for piece in lines.split(&block) {
            if line.len() < VALUE * 4 {
                line.push_str(piece.text);
            }
            if piece.end.is_empty() {
                continue;
            }
            take(
                &mut open,
                &std::mem::take(&mut line),
                piece.number,
                &mut written,
            );
            if written.len() >= PART_BYTES {
                let full = std::mem::take(&mut written);
                out.part(PartKind::Body, None, LineBreaks::End, full)?;
            }
        }
    }
    take(&mut open, &line, u32::MAX, &mut written);
    if let Some(property) = open {
        property.write(&mut written);
    }
    written.trim_end();
    out.part(PartKind::Body, None, LineBreaks::End, written)?;
    text::tell(&text, decision, out)
}

struct Property {
    line: String,
    first: u32,
    last: u32,
}

/// Takes a line: a new property, or more of the one that is open.
fn take(open: &mut Option<Property>, line: &str, number: u32, written: &mut Written) {
    if let Some(property) = open {
        let last = if number == u32::MAX {
            property.last.saturating_add(1)
        } else {
            number
        };
        if let Some(more) = line.strip_prefix([' ', '\t']) {
            property.line.push_str(more);
            property.last = last;
            return;
        }
        // Quoted-printable joins lines in its own way.
        if property.line.ends_with('=') && property.is_quoted() {
            property.line.pop();
            property.line.push_str(line);
            property.last = last;
            return;
        }
    }
    if let Some(property) = open.take() {
        property.write(written);
    }
    if !line.trim().is_empty() {
        *open = Some(Property {
            line: line.trim_end().to_owned(),
            first: number,
            last: number,
        });
    }
}

impl Property {
    fn is_quoted(&self) -> bool {
        let head = self.line.split(':').next().unwrap_or_default();
        head.to_ascii_uppercase().contains("QUOTED-PRINTABLE")
    }

    fn write(&self, written: &mut Written) {
        let Some((head, raw)) = split(&self.line) else {
            return;
        };
        let mut fields = head.split(';');
        let name = fields.next().unwrap_or_default();
        // A group stands before the name: item1.TEL.
        let name = name.rsplit('.').next().unwrap_or(name).to_ascii_uppercase();
        match name.as_str() {
            "END" => {
                written.push("\n");
                return;
            }
            "BEGIN" | "VERSION" | "PHOTO" | "LOGO" | "SOUND" | "KEY" | "PRODID" | "CALSCALE" => {
                return;
            }
            _ => {}
        }
        let parameters: Vec<String> = fields.map(str::to_ascii_uppercase).collect();
        let said = |key: &str| parameters.iter().any(|field| field.contains(key));
        let charset = parameters
            .iter()
            .find_map(|field| field.strip_prefix("CHARSET="));
        let value = if said("QUOTED-PRINTABLE") {
            decode_unknown(&decode::quoted_printable(raw.as_bytes(), false), charset)
        } else if said("BASE64") || said("ENCODING=B") {
            return;
        } else {
            raw.to_owned()
        };
        let value = unescaped(&value);
        if value.trim_matches([';', ' ', ',']).is_empty() || value.len() > VALUE {
            return;
        }
        written.push(&format!("{name}: "));
        let place = Place::Lines {
            first: self.first,
            last: self.last,
        };
        written.push_at(value.trim(), place);
        written.push("\n");
    }
}

/// Returns name with parameters, and value; a colon in quotes belongs to a parameter.
fn split(line: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let at = line.find(|character| {
        quoted ^= character == '"';
        character == ':' && !quoted
    })?;
    Some((line.get(..at)?, line.get(at + 1..)?))
}

fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match (character, character == '\\') {
            (_, true) => match characters.next() {
                Some('n' | 'N') => text.push(' '),
                Some(other) => text.push(other),
                None => {}
            },
            // What separates the fields of a name or an address.
            (';', _) => text.push_str(if text.is_empty() { "" } else { "; " }),
            (other, _) => text.push(other),
        }
    }
    text.replace(['\r', '\n'], " ")
        .trim_end_matches([' ', ';'])
        .to_owned()
}

#[cfg(test)]
mod tests {
    use crate::check::{check_parts, read_named};

    #[test]
    fn contacts_of_phones_are_decoded() {
        let card = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0;=E4=BC=\r\n=9F;;;\r\nFN:Zhang\\, Wei\r\nitem1.TEL;CELL:+86 138 0000 0000\r\nPHOTO;ENCODING=BASE64:/9j/\r\n 4AAQ\r\nNOTE:one\r\n  two\r\nEND:VCARD\r\n";
        let found = read_named("a.vcf", card.as_bytes());
        assert_eq!(found.summary.media_type, "text/vcard");
        check_parts(
            &found,
            &[(
                "N: 张; 伟\nFN: Zhang, Wei\nTEL: +86 138 0000 0000\nNOTE: one two",
                &[
                    ("line=3,4", "张; 伟"),
                    ("line=6", "+86 138 0000 0000"),
                    ("line=9,10", "one two"),
                ],
            )],
        );
    }

    #[test]
    fn calendars_are_read_line_by_line() {
        let calendar = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=\"Asia/Shanghai:x\":20210304T100000\nSUMMARY:项目会议\nEND:VEVENT\nEND:VCALENDAR";
        let found = read_named("a.ics", calendar.as_bytes());
        assert_eq!(found.at("line=3"), Some("20210304T100000"));
        assert_eq!(found.at("line=4"), Some("项目会议"));
    }
}
