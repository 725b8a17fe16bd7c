//! Documents of Hangul Word Processor 5 (compound files with packed sections): paragraphs, pictures and embedded
//! files. Always: of a document that is locked or bound to a program, the preview that it keeps is read and said so.

use std::io::Read;

use daylight_model::{ChildKind, LineBreaks, Outcome, PartKind, Place, Reason};
use flate2::read::DeflateDecoder;

use super::compound::{Compound, Entry, u16_at, u32_at};
use super::legacy::summary::wide;
use crate::reading::{About, Ending, Out, Written, child_named, failed, partial, unreadable};
use crate::source::Source;

/// Bits of the header that say how the document is kept.
const PACKED: u32 = 1;
const LOCKED: u32 = 2;
const BOUND: u32 = 4;

/// A record that holds the text of a paragraph.
const TEXT: u32 = 67;

/// Returns whether a compound file with these names in it is such a document.
pub(crate) fn is_hwp(has: impl Fn(&str) -> bool) -> bool {
    has("FileHeader") && has("DocInfo") && (has("BodyText") || has("ViewText"))
}

/// Reads a document.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "hwp@1";
    let most = source.most_memory();
    let Some(bytes) = source.all().map_err(|error| unreadable(&error))? else {
        return Err(failed(
            Reason::MemoryLimit,
            "too large to be held in memory",
        ));
    };
    let broken = || failed(Reason::Corrupt, "its structure is damaged");
    let file = Compound::open(bytes).ok_or_else(broken)?;
    let header = file.stream("FileHeader").ok_or_else(broken)?;
    let flags = u32_at(&header, 36);
    if flags & (LOCKED | BOUND) != 0 {
        let preview = file.stream("PrvText").unwrap_or_default();
        let mut written = Written::default();
        paragraphs(&wide(&preview), &mut written, &mut 0);
        let has_text = !written.is_empty();
        out.part(PartKind::Body, None, LineBreaks::End, written)?;
        let (reason, why) = match flags & LOCKED {
            0 => (Reason::Unsupported, "bound to its program"),
            _ => (Reason::Encrypted, "asks for a password"),
        };
        return Err(match has_text {
            true => partial(reason, format!("{why}: only its preview was read")),
            false => failed(reason, why),
        });
    }
    let unpacked = |entry: &Entry| {
        let bytes = file.read(entry).0;
        match flags & PACKED {
            0 => (bytes, true),
            _ => inflated(&bytes, most),
        }
    };
    let mut sections: Vec<&Entry> = match file.find(None, "BodyText") {
        Some(folder) => file.within(Some(folder)),
        None => Vec::new(),
    };
    sections.sort_by_key(|section| {
        let digits = section
            .name
            .trim_start_matches(|c: char| !c.is_ascii_digit());
        digits.parse().unwrap_or(u32::MAX)
    });
    let (mut number, mut whole) = (0, !sections.is_empty());
    for section in sections.into_iter().filter(|entry| entry.is_stream()) {
        let (bytes, ended) = unpacked(section);
        let mut written = Written::default();
        whole &= ended & records(&bytes, &mut written, &mut number);
        out.part(PartKind::Body, None, LineBreaks::End, written)?;
    }
    if let Some(folder) = file.find(None, "BinData") {
        for entry in file.within(Some(folder)) {
            let start = child_named(&entry.name, ChildKind::Embedded);
            let (bytes, _) = unpacked(entry);
            out.child(start, &mut &*bytes, |_| Outcome::READ)?;
        }
    }
    match whole {
        true => Ok(()),
        false => Err(partial(Reason::Truncated, "its text breaks off")),
    }
}

/// Unpacks up to so many bytes; returns whether all of them were had.
fn inflated(bytes: &[u8], most: u64) -> (Vec<u8>, bool) {
    let mut unpacked = Vec::new();
    let read = DeflateDecoder::new(bytes)
        .take(most)
        .read_to_end(&mut unpacked);
    let whole = read.is_ok() && (unpacked.len() as u64) < most;
    (unpacked, whole)
}

/// Writes the texts among the records of a section; returns whether they go to its end.
fn records(mut bytes: &[u8], written: &mut Written, number: &mut u32) -> bool {
    while bytes.len() >= 4 {
        let header = u32_at(bytes, 0);
        let (start, length) = match header >> 20 {
            0xfff => (8, u32_at(bytes, 4) as usize),
            length => (4, length as usize),
        };
        let end = start + length;
        let Some(record) = bytes.get(start..end) else {
            return false;
        };
        if header & 0x3ff == TEXT {
            paragraphs(&plain(record), written, number);
        }
        bytes = bytes.get(end..).unwrap_or_default();
    }
    bytes.is_empty()
}

/// Returns text without what stands for drawings and fields: some signs below 32 take the room of eight.
fn plain(record: &[u8]) -> String {
    let units: Vec<u16> = record.chunks_exact(2).map(|two| u16_at(two, 0)).collect();
    let mut text = Vec::with_capacity(units.len());
    let mut at = 0;
    while let Some(unit) = units.get(at).copied() {
        at += match unit {
            0 | 10 | 13 | 24..=31 => 1,
            1..=23 => 8,
            _ => 1,
        };
        match unit {
            9 => text.push(u16::from(b'\t')),
            10 => text.push(u16::from(b'\n')),
            24 => text.push(u16::from(b'-')),
            30 | 31 => text.push(u16::from(b' ')),
            0..=31 => {}
            _ => text.push(unit),
        }
    }
    String::from_utf16_lossy(&text)
}

fn paragraphs(text: &str, written: &mut Written, number: &mut u32) {
    for paragraph in text.trim_end_matches(['\r', '\n', '\0']).split("\r\n") {
        *number += 1;
        if !written.is_empty() {
            written.push("\n");
        }
        let place = Place::Paragraphs {
            part: None,
            first: *number,
            last: *number,
        };
        written.push_at(paragraph, place);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use daylight_model::{Reason, State};
    use flate2::Compression;
    use flate2::write::DeflateEncoder;

    use crate::check::{check_parts, read_named};
    use crate::format::compound::write::{Node, written};

    fn header(flags: u32) -> Node {
        let mut bytes = b"HWP Document File".to_vec();
        bytes.resize(36, 0);
        bytes.extend(flags.to_le_bytes());
        bytes.resize(256, 0);
        Node::stream("FileHeader", bytes)
    }

    fn text(units: &[u16]) -> Vec<u8> {
        let body: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let header = 67 | (body.len() as u32) << 20;
        [&header.to_le_bytes()[..], &body].concat()
    }

    fn wide(words: &str) -> Vec<u16> {
        words.encode_utf16().collect()
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn document(flags: u32, section: Vec<u8>) -> Vec<u8> {
        let preview = wide("미리보기")
            .iter()
            .flat_map(|unit| unit.to_le_bytes())
            .collect();
        written(vec![
            header(flags),
            Node::stream("DocInfo", vec![0; 8]),
            Node::folder("BodyText", vec![Node::stream("Section0", section)]),
            Node::folder(
                "BinData",
                vec![Node::stream("BIN0001.txt", packed(b"inside"))],
            ),
            Node::stream("PrvText", preview),
        ])
    }

    #[test]
    fn paragraphs_and_embedded_files_are_read() {
        // A drawing takes the room of eight signs.
        let drawing = [&[11_u16, 1, 2, 3, 4, 5, 6, 11][..], &wide("한글\r")].concat();
        let section = [text(&wide("보고서\r")), text(&drawing)].concat();
        let found = read_named("a.hwp", &document(1, packed(&section)));
        check_parts(
            &found,
            &[(
                "보고서\n한글",
                &[("paragraph=1", "보고서"), ("paragraph=2", "한글")],
            )],
        );
        assert_eq!(found.names(), ["BIN0001.txt"]);
        assert_eq!(found.children[0].bytes, b"inside");
        assert_eq!(found.summary.media_type, "application/x-hwp");
        assert_eq!(found.ended(), (State::Read, None));
    }

    #[test]
    fn what_breaks_off_keeps_what_was_there_and_what_is_locked_says_so() {
        let mut section = [text(&wide("앞")), text(&wide("뒤"))].concat();
        section.pop();
        let found = read_named("a.hwp", &document(1, packed(&section)));
        assert_eq!(found.text(), "앞");
        assert_eq!(found.ended(), (State::Partial, Some(Reason::Truncated)));
        for (flags, reason) in [(3, Reason::Encrypted), (5, Reason::Unsupported)] {
            let found = read_named("a.hwp", &document(flags, vec![7; 40]));
            assert_eq!(found.text(), "미리보기");
            assert_eq!(found.ended(), (State::Partial, Some(reason)));
        }
    }
}
