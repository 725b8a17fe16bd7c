//! What a workbook of Excel before 2007 has beside its cells: comments, text boxes, what is hidden and merged,
//! pictures, embedded files, properties. Always: record by record; the cells themselves are read elsewhere.

use std::collections::BTreeMap;

use daylight_model::{LineBreaks, PartKind};

use super::{objects, pictures, summary};
use crate::format::compound::{Compound, u16_at, u32_at};
use crate::format::office::sheet::{Marks, Remark, column_name, written};
use crate::reading::{About, Ending, Out, Written, unreadable};
use crate::source::Source;

/// Records that are read.
const MOST: usize = 50_000_000;

/// Sends what stands beside the cells.
pub(crate) fn beside(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    let bytes = source.all().map_err(|error| unreadable(&error))?;
    let Some(file) = bytes.and_then(Compound::open) else {
        return Ok(());
    };
    summary::describe(&file, about);
    let book = file
        .stream("Workbook")
        .or_else(|| file.stream("Book"))
        .unwrap_or_default();
    let mut walk = Walk::default();
    let mut at = 0;
    for _ in 0..MOST {
        if at + 4 > book.len() {
            break;
        }
        let length = usize::from(u16_at(&book, at + 2));
        let body = book.get(at + 4..at + 4 + length).unwrap_or_default();
        if u16_at(&book, at) == BEGIN {
            walk.end_sheet(out)?;
            walk.sheet = u32::try_from(at)
                .ok()
                .and_then(|at| walk.names.get(&at).cloned());
        }
        walk.record(u16_at(&book, at), body);
        at += 4 + length;
    }
    walk.end_sheet(out)?;
    pictures::send(&walk.drawings, out)?;
    for folder in file.within(None) {
        if !folder.is_stream() && folder.name.starts_with("MBD") {
            objects::send(&file, folder, out)?;
        }
    }
    if file.find(None, "_VBA_PROJECT_CUR").is_some() {
        out.warn(None, "holds macros, which were not run")?;
    }
    Ok(())
}

const BEGIN: u16 = 0x809;
const CONTINUE: u16 = 0x3c;
const HEADER: u16 = 0x14;
const FOOTER: u16 = 0x15;
const DRAWINGS: u16 = 0xeb;
const TEXT: u16 = 0x1b6;

/// What is open while records go by.
#[derive(Default)]
struct Walk {
    /// Names of sheets by where they begin.
    names: BTreeMap<u32, String>,
    sheet: Option<String>,
    marks: Marks,
    /// Texts of drawn objects by their number.
    texts: BTreeMap<u16, String>,
    object: u16,
    remarks: Vec<(u16, Remark)>,
    /// Units of a text that are still to come.
    awaited: usize,
    drawings: Vec<u8>,
    before: u16,
    /// Whether texts are of the time before Unicode.
    is_old: bool,
}

impl Walk {
    fn record(&mut self, kind: u16, body: &[u8]) {
        let before = std::mem::replace(&mut self.before, kind);
        match kind {
            0x85 => {
                let length = usize::from(body.get(6).copied().unwrap_or(0));
                let name = text(body.get(7..).unwrap_or_default(), length).0;
                self.names.insert(u32_at(body, 0), name);
            }
            0x7d if u16_at(body, 8) & 1 != 0 => {
                let (first, last) = (u32::from(u16_at(body, 0)), u32::from(u16_at(body, 2)));
                self.marks.hide_columns(first + 1, last.max(first) + 1);
            }
            0x208 if u16_at(body, 12) & 0x20 != 0 => {
                self.marks.hide_row(u32::from(u16_at(body, 0)) + 1);
            }
            0xe5 => {
                for range in body.get(2..).unwrap_or_default().chunks_exact(8) {
                    let number = |at| u32::from(u16_at(range, at)) + 1;
                    let name = format!(
                        "{}{}:{}{}",
                        column_name(number(4)),
                        number(0),
                        column_name(number(6)),
                        number(2)
                    );
                    self.marks.merge(&name);
                }
            }
            BEGIN => self.is_old = u16_at(body, 0) < 0x600,
            HEADER | FOOTER if body.len() > 3 && !self.is_old => {
                let codes = text(
                    body.get(2..).unwrap_or_default(),
                    usize::from(u16_at(body, 0)),
                );
                self.marks.print_line(kind == HEADER, &codes.0);
            }
            DRAWINGS => self.drawings.extend_from_slice(body),
            0x5d if u16_at(body, 0) == 0x15 => self.object = u16_at(body, 6),
            TEXT => self.awaited = usize::from(u16_at(body, 10)),
            CONTINUE if before == DRAWINGS => {
                self.drawings.extend_from_slice(body);
                self.before = DRAWINGS;
            }
            CONTINUE if before == TEXT && self.awaited > 0 => {
                let (found, count) = text(body, self.awaited);
                self.texts.entry(self.object).or_default().push_str(&found);
                self.awaited -= count.min(self.awaited);
                self.before = TEXT;
            }
            0x1c => {
                let length = usize::from(u16_at(body, 8));
                let remark = Remark {
                    row: u32::from(u16_at(body, 0)) + 1,
                    column: u32::from(u16_at(body, 2)) + 1,
                    author: text(body.get(10..).unwrap_or_default(), length).0,
                    text: String::new(),
                };
                self.remarks.push((u16_at(body, 6), remark));
            }
            _ => {}
        }
    }

    fn end_sheet(&mut self, out: &mut Out<'_>) -> Ending {
        let texts = std::mem::take(&mut self.texts);
        let remarks = std::mem::take(&mut self.remarks);
        let marks = std::mem::take(&mut self.marks);
        let Some(sheet) = self.sheet.take() else {
            return Ok(());
        };
        marks.tell(&sheet, out)?;
        let mut used = Vec::new();
        let mut told = Vec::new();
        for (object, mut remark) in remarks {
            if let Some(text) = texts.get(&object) {
                remark.text.clone_from(text);
                used.push(object);
                told.push(remark);
            }
        }
        let name = Some(sheet.clone());
        let comments = written(&sheet, &told);
        out.part(PartKind::Comments, name.clone(), LineBreaks::End, comments)?;
        let mut boxes = Written::default();
        for (object, text) in &texts {
            if !used.contains(object) && !text.trim().is_empty() {
                boxes.push(if boxes.is_empty() { "" } else { "\n" });
                boxes.push(text.trim());
            }
        }
        out.part(PartKind::Notes, name, LineBreaks::End, boxes)
    }
}

/// Returns a text of so many units, which a byte before it tells to be narrow or wide, and how many there were.
fn text(bytes: &[u8], length: usize) -> (String, usize) {
    let Some((flags, rest)) = bytes.split_first() else {
        return (String::new(), 0);
    };
    if flags & 1 == 0 {
        let narrow = rest.get(..length.min(rest.len())).unwrap_or_default();
        return (
            narrow.iter().copied().map(char::from).collect(),
            narrow.len(),
        );
    }
    let wide = rest.get(..(2 * length).min(rest.len())).unwrap_or_default();
    (summary::wide(wide), wide.len() / 2)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::check::read_within;
    use crate::format::compound::write::{Node, written as file_of};
    use daylight_model::Budgets;

    fn record(kind: u16, body: &[u8]) -> Vec<u8> {
        let mut bytes = kind.to_le_bytes().to_vec();
        bytes.extend((body.len() as u16).to_le_bytes());
        bytes.extend(body);
        bytes
    }

    fn numbers(numbers: &[u16]) -> Vec<u8> {
        numbers
            .iter()
            .flat_map(|number| number.to_le_bytes())
            .collect()
    }

    fn begin(kind: u16) -> Vec<u8> {
        record(BEGIN, &numbers(&[0x600, kind, 0, 0, 0, 0, 0, 0]))
    }

    /// Returns a small workbook with a comment, a hidden row and merged cells.
    pub(crate) fn sample() -> Vec<u8> {
        let wide =
            |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        let head = begin(5);
        let sheet_at = head.len() + 4 + 8 + 2 + 4;
        let name = [
            &(sheet_at as u32).to_le_bytes()[..],
            &[0, 0, 1, 1],
            &wide("价"),
        ]
        .concat();
        let mut row = numbers(&[4, 0, 1, 0, 0, 0, 0x20, 0]);
        row.truncate(16);
        let mut object = numbers(&[0x15, 0x12, 0x19, 7]);
        object.resize(22, 0);
        let mut shown = numbers(&[0, 0, 0, 0, 0, 2, 16, 0]);
        shown.resize(18, 0);
        let note = [numbers(&[1, 0, 0, 7, 2]), vec![1], wide("李强")].concat();
        let book = [
            head,
            record(0x85, &name),
            record(0x0a, &[]),
            begin(0x10),
            record(0x208, &row),
            record(0xe5, &numbers(&[1, 0, 0, 0, 2])),
            record(HEADER, &[&[4, 0, 1][..], &wide("&C机密")].concat()),
            record(0x5d, &object),
            record(TEXT, &shown),
            record(CONTINUE, &[&[1][..], &wide("太贵")].concat()),
            record(0x1c, &note),
            record(0x0a, &[]),
        ]
        .concat();
        let mut book = book;
        book.resize(4096, 0);
        file_of(vec![Node::stream("Workbook", book)])
    }

    #[test]
    fn comments_hidden_rows_and_merged_cells_are_told() {
        let found = read_within("a.xls", &sample(), Budgets::default(), None);
        assert_eq!(found.at("sheet=价&cell=A2"), Some("太贵"));
        let header = found
            .parts
            .iter()
            .find(|part| part.kind() == PartKind::Header);
        assert_eq!(header.map(|part| part.text()), Some("机密"));
        assert!(found.text().contains("李强: 太贵"), "{found:?}");
        assert!(
            found
                .warnings
                .contains(&"hidden rows in the sheet 价: 5".to_owned())
        );
        assert!(
            found
                .warnings
                .contains(&"merged cells in the sheet 价: A1:C1".to_owned())
        );
    }
}
