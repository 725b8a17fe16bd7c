//! Documents of Word 6 to 2003 (MS-DOC): text by its piece table, notes, headers and comments as parts of their
//! own. Always: what a character is (a mark, a change) is told by the properties of its place in the file;
//! lengths that the file states are never believed beyond its bytes.

mod lists;
mod pieces;
mod properties;

use daylight_model::{PartKind, Reason};

use super::objects;
use super::pictures;
use super::summary::{self, wide};
use crate::format::compound::{Compound, u16_at, u32_at};
use crate::format::flow::{Flow, Mark, Run};
use crate::format::locked;
use crate::format::office::docx::numbering::Numbering;
use crate::reading::{About, Ending, Out, failed, partial, unreadable};
use crate::source::Source;
use pieces::{Fib, Text};
use properties::Properties;
pub(crate) use properties::moment;

/// Reads a document.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "doc@2";
    let Some(bytes) = source.all().map_err(|error| unreadable(&error))? else {
        return Err(failed(
            Reason::MemoryLimit,
            "too large to be held in memory",
        ));
    };
    let broken = || failed(Reason::Corrupt, "its structure is damaged");
    let file = Compound::open(bytes).ok_or_else(broken)?;
    summary::describe(&file, about);
    let main = file.stream("WordDocument").ok_or_else(broken)?;
    let fib = Fib::read(&main).ok_or_else(broken)?;
    if fib.encrypted {
        return locked::read_older(file, locked::document, read, source, out, about);
    }
    let table = match fib.is_old {
        true => main.clone(),
        false => file.stream(fib.table).unwrap_or_default(),
    };
    let text = Text::read(&fib, &main, &table);
    let document = Document {
        properties: Properties::read(&fib, &main, &table),
        numbering: lists::read(&fib, &table),
        whole: text.units.len() >= fib.length(),
        fib,
        table,
        text,
    };
    document.send(out)?;
    if file.find(None, "Macros").is_some() {
        out.warn(None, "holds macros, which were not run")?;
    }
    pictures::send(&file.stream("Data").unwrap_or_default(), out)?;
    pictures::send(&main, out)?;
    if let Some(pool) = file.find(None, "ObjectPool") {
        objects::send_all(&file, pool, out)?;
    }
    if !document.whole {
        return Err(partial(Reason::Truncated, "its text breaks off"));
    }
    Ok(())
}

struct Document {
    fib: Fib,
    table: Vec<u8>,
    text: Text,
    properties: Properties,
    numbering: Numbering,
    whole: bool,
}

impl Document {
    fn send(&self, out: &mut Out<'_>) -> Ending {
        let mut at: usize = 0;
        for (story, length) in self.fib.stories.iter().enumerate() {
            let range = at..at.saturating_add(*length).min(self.text.units.len());
            at = at.saturating_add(*length);
            if range.is_empty() {
                continue;
            }
            match story {
                0 => self.story(None, PartKind::Body, &[range], &[], out)?,
                1 => self.story(Some("footnotes"), PartKind::Notes, &[range], &[], out)?,
                2 => self.headers(range, out)?,
                4 => self.comments(range, out)?,
                5 => self.story(Some("endnotes"), PartKind::Notes, &[range], &[], out)?,
                6 => self.story(Some("textboxes"), PartKind::Body, &[range], &[], out)?,
                7 => self.story(
                    Some("headertextboxes"),
                    PartKind::Header,
                    &[range],
                    &[],
                    out,
                )?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Sends stretches of text as one part, each with what stands before it.
    fn story(
        &self,
        name: Option<&str>,
        kind: PartKind,
        ranges: &[std::ops::Range<usize>],
        prefixes: &[String],
        out: &mut Out<'_>,
    ) -> Ending {
        let mut flow = Flow::new(name);
        let mut numbering = self.numbering.clone();
        for (index, range) in ranges.iter().enumerate() {
            if let Some(prefix) = prefixes.get(index) {
                flow.prefix(prefix);
            }
            self.paragraphs(range.clone(), &mut numbering, &mut flow);
        }
        if flow.is_empty() {
            return Ok(());
        }
        flow.send(kind, out)
    }

    fn paragraphs(
        &self,
        range: std::ops::Range<usize>,
        numbering: &mut Numbering,
        flow: &mut Flow,
    ) {
        let mut runs: Vec<Run> = Vec::new();
        let mut fields: Vec<Field> = Vec::new();
        let mut units: Vec<u16> = Vec::new();
        let flush = |units: &mut Vec<u16>, runs: &mut Vec<Run>, change| {
            if units.is_empty() {
                return;
            }
            let text = String::from_utf16_lossy(units);
            units.clear();
            runs.push(Run { text, change });
        };
        let mut change = None;
        for at in range {
            let Some(&unit) = self.text.units.get(at) else {
                break;
            };
            if self.properties.has_changes() {
                let now = self.properties.change(self.text.offset(at));
                if now != change.as_ref() {
                    flush(&mut units, &mut runs, change.take());
                    change = now.cloned();
                }
            }
            let hidden = fields.iter().any(|field| !field.shown);
            match unit {
                0x07 | 0x0c | 0x0d => {
                    flush(&mut units, &mut runs, change.clone());
                    let (mark, in_table) = self.mark(at, unit);
                    let said = self.properties.paragraph(self.text.offset(at));
                    if let Some(paragraph) = said.filter(|_| mark != Mark::Row) {
                        let label = numbering.label(&lists::stated(&paragraph));
                        flow.number(label.unwrap_or_default());
                    }
                    flow.ended(&std::mem::take(&mut runs), mark, in_table);
                    // A field may run over paragraphs, but not out of a cell.
                    if unit == 0x07 {
                        fields.clear();
                    }
                }
                0x13 => fields.push(Field::default()),
                0x14 => {
                    if let Some(last) = fields.last_mut() {
                        last.shown = true;
                    }
                }
                0x15 => {
                    let shown = fields.pop().and_then(Field::without_result);
                    if let Some(shown) = shown
                        && fields.iter().all(|field| field.shown)
                    {
                        units.extend(shown.encode_utf16());
                    }
                }
                _ if hidden => {
                    if let Some(last) = fields.last_mut() {
                        last.code.push(unit);
                    }
                }
                0x0b => units.push(u16::from(b'\n')),
                0x1e => units.push(u16::from(b'-')),
                0x09 | 0x20.. => units.push(unit),
                _ => {}
            }
        }
        flush(&mut units, &mut runs, change);
        if !runs.is_empty() {
            flow.ended(&runs, Mark::Paragraph, flow.in_table());
        }
    }

    fn mark(&self, at: usize, unit: u16) -> (Mark, bool) {
        if let Some(paragraph) = self.properties.paragraph(self.text.offset(at)) {
            let mark = match unit {
                0x07 if paragraph.row_end => Mark::Row,
                0x07 => Mark::Cell,
                _ => Mark::Paragraph,
            };
            // Marks of inner tables are breaks inside a cell.
            let mark = if paragraph.inner {
                Mark::Paragraph
            } else {
                mark
            };
            return (mark, paragraph.in_table || unit == 0x07);
        }
        if unit != 0x07 {
            return (Mark::Paragraph, false);
        }
        let follows_cell = at > 0 && self.text.units.get(at - 1) == Some(&0x07);
        let mark = if follows_cell { Mark::Row } else { Mark::Cell };
        (mark, true)
    }

    /// Returns the positions that a table of stories gives, as ranges of the whole text.
    fn split(
        &self,
        index: usize,
        within: &std::ops::Range<usize>,
        entry: usize,
    ) -> Vec<std::ops::Range<usize>> {
        let bytes = self.fib.table_part(index, &self.table);
        let count = bytes.len().saturating_sub(4) / (4 + entry);
        let at = |n: usize| {
            let offset = u32_at(bytes, 4 * n) as usize;
            within.start.saturating_add(offset).min(within.end)
        };
        (0..count).map(|n| at(n)..at(n + 1)).collect()
    }

    fn headers(&self, within: std::ops::Range<usize>, out: &mut Out<'_>) -> Ending {
        let stories = self.split(11, &within, 0);
        let (mut headers, mut footers) = (0, 0);
        // The first six are the lines above notes.
        for (index, range) in stories.into_iter().enumerate().skip(6) {
            if range.is_empty() {
                continue;
            }
            let is_header = matches!(index % 6, 0 | 1 | 4);
            let number = if is_header {
                &mut headers
            } else {
                &mut footers
            };
            *number += 1;
            let (name, kind) = match is_header {
                true => (format!("header{number}"), PartKind::Header),
                false => (format!("footer{number}"), PartKind::Footer),
            };
            self.story(Some(&name), kind, &[range], &[], out)?;
        }
        Ok(())
    }

    fn comments(&self, within: std::ops::Range<usize>, out: &mut Out<'_>) -> Ending {
        let mut ranges = self.split(5, &within, 0);
        ranges.retain(|range| !range.is_empty());
        if ranges.is_empty() {
            ranges.push(within);
        }
        let references = self.fib.table_part(4, &self.table);
        let count = references.len().saturating_sub(4) / 34;
        let authors = owners(self.fib.table_part(36, &self.table));
        let prefixes: Vec<String> = (0..count)
            .map(|n| {
                let entry = 4 * (count + 1) + 30 * n;
                let author = usize::from(u16_at(references, entry + 20));
                authors
                    .get(author)
                    .map_or(String::new(), |author| format!("{author}: "))
            })
            .collect();
        self.story(
            Some("comments"),
            PartKind::Comments,
            &ranges,
            &prefixes,
            out,
        )
    }
}

/// A field: what it is told to do, and whether its result has begun.
#[derive(Default)]
struct Field {
    code: Vec<u16>,
    shown: bool,
}

impl Field {
    /// Returns the text of a field that has no result but is drawn by what it is told, such as Han with its reading
    /// above it: the text, without the reading.
    fn without_result(self) -> Option<String> {
        if self.shown {
            return None;
        }
        drawn_by_code(&String::from_utf16_lossy(&self.code))
    }
}

/// Returns the text that an `EQ` field draws: the last of what it is given.
pub(crate) fn drawn_by_code(code: &str) -> Option<String> {
    let code = code.trim().strip_prefix("EQ ")?;
    let last = code.rsplit([',', ';']).next()?;
    let text = last.trim().trim_end_matches(')');
    (!text.is_empty() && !text.contains('\\')).then(|| text.to_owned())
}

/// Returns the names of those who commented.
fn owners(mut bytes: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    while bytes.len() >= 2 {
        let length = 2 * usize::from(u16_at(bytes, 0));
        let Some(name) = bytes.get(2..2 + length) else {
            break;
        };
        names.push(wide(name));
        bytes = &bytes[2 + length..];
    }
    names
}

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use tests::sample;
