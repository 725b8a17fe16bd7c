//! What a sheet hides and joins: hidden rows and columns, merged cells. Always: told by the tags alone as the sheet
//! streams by, whatever its size.

use std::io::{self, Read};

use daylight_model::{LineBreaks, PartKind};

use super::headers::plain;
use crate::reading::{Ending, Out, Written};

/// Stretches that are kept.
const MOST: usize = 10_000;

/// Stretches that a warning names.
const NAMED: usize = 12;

/// Bytes of a tag that are looked at.
const TAG: usize = 512;

/// Bytes of a header or footer, and how many of either a sheet has.
const LINE: usize = 4096;
const LINES: usize = 6;

/// The elements that hold them.
const LINE_TAGS: [&[u8]; 6] = [
    b"oddHeader",
    b"evenHeader",
    b"firstHeader",
    b"oddFooter",
    b"evenFooter",
    b"firstFooter",
];

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    rows: Vec<(u32, u32)>,
    columns: Vec<(u32, u32)>,
    merged: Vec<String>,
    merged_count: u64,
    row: u32,
    headers: Vec<String>,
    footers: Vec<String>,
    /// The text of the header or footer that is open.
    line: Option<Vec<u8>>,
}

impl Marks {
    /// Notes that a row, counted from 1, is hidden.
    pub(crate) fn hide_row(&mut self, row: u32) {
        self.hide_rows(row, row);
    }

    /// Notes that rows, counted from 1, are hidden.
    pub(crate) fn hide_rows(&mut self, first: u32, last: u32) {
        push(&mut self.rows, first, last);
    }

    /// Notes that columns, counted from 1, are hidden.
    pub(crate) fn hide_columns(&mut self, first: u32, last: u32) {
        push(&mut self.columns, first, last);
    }

    /// Notes that cells are one, as `A1:C1`.
    pub(crate) fn merge(&mut self, range: &str) {
        self.merged_count += 1;
        if self.merged.len() < NAMED {
            self.merged.push(range.to_owned());
        }
    }

    /// Keeps a header, or a footer, of printed pages.
    pub(crate) fn print_line(&mut self, is_header: bool, codes: &str) {
        let lines = match is_header {
            true => &mut self.headers,
            false => &mut self.footers,
        };
        let text = plain(codes);
        let says = text.chars().any(char::is_alphanumeric);
        if says && lines.len() < LINES && !lines.contains(&text) {
            lines.push(text);
        }
    }

    /// Tells of what was found.
    pub(crate) fn tell(&self, sheet: &str, out: &mut Out<'_>) -> Ending {
        let rows = listed(&self.rows, |row| row.to_string());
        let columns = listed(&self.columns, column_name);
        for (what, which) in [("rows", rows), ("columns", columns)] {
            if !which.is_empty() {
                out.warn(None, format!("hidden {what} in the sheet {sheet}: {which}"))?;
            }
        }
        if self.merged_count > 0 {
            let more = match self.merged_count > self.merged.len() as u64 {
                true => format!(" and {} more", self.merged_count - self.merged.len() as u64),
                false => String::new(),
            };
            let which = self.merged.join(", ");
            out.warn(
                None,
                format!("merged cells in the sheet {sheet}: {which}{more}"),
            )?;
        }
        for (kind, lines) in [
            (PartKind::Header, &self.headers),
            (PartKind::Footer, &self.footers),
        ] {
            let mut written = Written::default();
            written.push(&lines.join("\n"));
            out.part(kind, Some(sheet.to_owned()), LineBreaks::End, written)?;
        }
        Ok(())
    }

    /// Reads the XML of a sheet of Office Open XML.
    pub(crate) fn of_xml(sheet: &mut dyn Read) -> io::Result<Self> {
        let mut marks = Self::default();
        let mut buffer = vec![0; 64 * 1024];
        let mut tag: Option<Vec<u8>> = None;
        loop {
            let count = match sheet.read(&mut buffer) {
                Ok(0) => return Ok(marks),
                Ok(count) => count,
                // What is damaged is told where its cells are read.
                Err(_) => return Ok(marks),
            };
            let mut rest = buffer.get(..count).unwrap_or_default();
            while !rest.is_empty() {
                if let Some(open) = &mut tag {
                    let end = rest.iter().position(|byte| *byte == b'>');
                    let taken = end.unwrap_or(rest.len());
                    let room = TAG.saturating_sub(open.len());
                    open.extend_from_slice(&rest[..taken.min(room)]);
                    rest = rest.get(taken + 1..).unwrap_or_default();
                    if end.is_some()
                        && let Some(whole) = tag.take()
                    {
                        marks.tag(&whole);
                    }
                } else {
                    let start = rest.iter().position(|byte| *byte == b'<');
                    if let Some(line) = &mut marks.line {
                        let room = LINE.saturating_sub(line.len());
                        let taken = start.unwrap_or(rest.len()).min(room);
                        line.extend_from_slice(&rest[..taken]);
                    }
                    let Some(start) = start else {
                        break;
                    };
                    rest = &rest[start + 1..];
                    tag = Some(Vec::new());
                }
            }
        }
    }

    fn tag(&mut self, tag: &[u8]) {
        if let Some(line) = self.line.take() {
            let text = String::from_utf8_lossy(&line);
            let text = quick_xml::escape::unescape(&text).unwrap_or_default();
            self.print_line(tag.ends_with(b"Header"), &text);
            return;
        }
        let name_end = tag
            .iter()
            .position(|byte| !byte.is_ascii_alphanumeric() && *byte != b':');
        let name = tag.get(..name_end.unwrap_or(tag.len())).unwrap_or_default();
        let name = name.rsplit(|byte| *byte == b':').next().unwrap_or_default();
        if LINE_TAGS.contains(&name) {
            self.line = (!tag.ends_with(b"/") && !tag.starts_with(b"/")).then(Vec::new);
            return;
        }
        if !matches!(name, b"row" | b"col" | b"mergeCell") {
            return;
        }
        let text = String::from_utf8_lossy(tag);
        let value = |key: &str| {
            let start = text.find(&format!(" {key}="))? + key.len() + 3;
            let rest = text.get(start..)?;
            rest.get(..rest.find(['"', '\''])?)
        };
        let number = |key| value(key).and_then(|value| value.parse::<u32>().ok());
        let hidden = matches!(value("hidden"), Some("1" | "true"));
        match name {
            b"row" => {
                self.row = number("r").unwrap_or_else(|| self.row.saturating_add(1));
                if hidden {
                    self.hide_row(self.row);
                }
            }
            b"col" if hidden => {
                if let (Some(first), Some(last)) = (number("min"), number("max")) {
                    self.hide_columns(first, last);
                }
            }
            b"mergeCell" => {
                let range = value("ref").unwrap_or_default().to_owned();
                self.merge(&range);
            }
            _ => {}
        }
    }
}

fn push(stretches: &mut Vec<(u32, u32)>, first: u32, last: u32) {
    if let Some((_, end)) = stretches.last_mut()
        && end.saturating_add(1) == first
    {
        *end = last;
    } else if stretches.len() < MOST {
        stretches.push((first, last));
    }
}

fn listed(stretches: &[(u32, u32)], name: fn(u32) -> String) -> String {
    let mut names: Vec<String> = stretches
        .iter()
        .take(NAMED)
        .map(|(first, last)| match first == last {
            true => name(*first),
            false => format!("{}–{}", name(*first), name(*last)),
        })
        .collect();
    if stretches.len() > NAMED {
        names.push("more".to_owned());
    }
    names.join(", ")
}

/// Returns the letters of a column, counted from 1.
pub(crate) fn column_name(mut column: u32) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        letters.push(b'A' + u8::try_from((column - 1) % 26).unwrap_or(0));
        column = (column - 1) / 26;
    }
    letters
        .iter()
        .rev()
        .map(|letter| char::from(*letter))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads so many bytes at once.
    struct Slow<'t>(&'t [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(self.0.len()).min(buffer.len());
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    #[test]
    fn hidden_rows_and_columns_and_merged_cells_are_told_however_the_bytes_come() {
        let xml = "<worksheet><cols><col min=\"3\" max=\"4\" hidden=\"1\"/></cols><sheetData><row r=\"1\"><c r=\"A1\"/></row><x:row r=\"5\" hidden=\"1\"/><row hidden=\"true\"/><row r=\"9\" hidden='1'></row></sheetData><mergeCells><mergeCell ref=\"A1:C1\"/></mergeCells><headerFooter><oddHeader xml:space=\"preserve\">&amp;C机密 &lt;1&gt;</oddHeader><oddFooter>&amp;LA&amp;RB</oddFooter><evenHeader>&amp;C机密 &lt;1&gt;</evenHeader><firstHeader>首</firstHeader><evenFooter/><firstFooter>&amp;CC &amp;P</firstFooter></headerFooter></worksheet>".as_bytes();
        for step in [1, 7, 1000] {
            let marks = Marks::of_xml(&mut Slow(xml, step)).unwrap();
            assert_eq!(marks.rows, [(5, 6), (9, 9)]);
            assert_eq!(marks.columns, [(3, 4)]);
            assert_eq!(marks.merged, ["A1:C1"]);
            assert_eq!(marks.headers, ["机密 <1>", "首"]);
            assert_eq!(marks.footers, ["A\tB", "C"]);
        }
        assert_eq!(column_name(28), "AB");
    }
}
