//! A workbook in binary records (MS-XLSB) that the library refuses: its cells record by record. Always: read as far as
//! each member goes; numbers are shown as they are stored, since their formats may be what is broken.

use daylight_model::{LineBreaks, Outcome, PartKind};

use super::comments::{Remark, written};
use super::{SheetRows, headers};
use crate::format::compound::u32_at;
use crate::format::legacy::summary::wide;
use crate::format::office::Package;
use crate::format::office::number_format::plain;
use crate::reading::{Ending, Out, Written};
use crate::source::Source;

const SHEET: u32 = 156;
const SHARED_STRING: u32 = 19;
const ROW: u32 = 0;
const PRINTED: u32 = 479;
const AUTHOR: u32 = 632;
const COMMENT: u32 = 635;
const COMMENT_TEXT: u32 = 637;

/// Reads all sheets that can be found; returns how many had text.
pub(super) fn read(
    package: &Package,
    source: &mut Source<'_>,
    out: &mut Out<'_>,
) -> Result<usize, Outcome> {
    const BOOK: &str = "xl/workbook.bin";
    let book = package.bytes(BOOK, source)?.unwrap_or_default();
    let relations = package.relations(BOOK, source)?;
    let strings = package
        .bytes("xl/sharedStrings.bin", source)?
        .unwrap_or_default();
    let strings: Vec<String> = Records(&strings)
        .filter(|(kind, _)| *kind == SHARED_STRING)
        .map(|(_, body)| text(body, 1).0)
        .collect();
    let mut read = 0;
    for (_, body) in Records(&book).filter(|(kind, _)| *kind == SHEET) {
        let (id, end) = text(body, 8);
        let name = text(body, end).0;
        let target = relations.iter().find(|relation| relation.id == id);
        let Some(target) = target.map(|relation| relation.target.clone()) else {
            continue;
        };
        let sheet = package.bytes(&target, source)?.unwrap_or_default();
        let mut rows = SheetRows::new(&name, out);
        read += usize::from(cells(&sheet, &strings, &mut rows)?);
        rows.finish()?;
    }
    Ok(read)
}

/// Sends what stands beside the cells of each sheet: comments, headers and footers of printed pages.
pub(super) fn beside(package: &Package, source: &mut Source<'_>, out: &mut Out<'_>) -> Ending {
    const BOOK: &str = "xl/workbook.bin";
    let book = package.bytes(BOOK, source)?.unwrap_or_default();
    let relations = package.relations(BOOK, source)?;
    for (_, body) in Records(&book).filter(|(kind, _)| *kind == SHEET) {
        let (id, end) = text(body, 8);
        let name = text(body, end).0;
        let Some(target) = relations.iter().find(|relation| relation.id == id) else {
            continue;
        };
        for relation in package.relations(&target.target, source)? {
            if relation.kind() == "comments" {
                let bytes = package.bytes(&relation.target, source)?.unwrap_or_default();
                let written = written(&name, &comments(&bytes));
                out.part(
                    PartKind::Comments,
                    Some(name.clone()),
                    LineBreaks::End,
                    written,
                )?;
            }
        }
        let sheet = package.bytes(&target.target, source)?.unwrap_or_default();
        let printed = Records(&sheet).find(|(kind, _)| *kind == PRINTED);
        for (kind, lines) in printed
            .map(|(_, body)| printed_lines(body))
            .into_iter()
            .flatten()
        {
            let mut written = Written::default();
            written.push(&lines.join("\n"));
            out.part(kind, Some(name.clone()), LineBreaks::End, written)?;
        }
    }
    Ok(())
}

fn comments(bytes: &[u8]) -> Vec<Remark> {
    let mut authors: Vec<String> = Vec::new();
    let mut remarks: Vec<Remark> = Vec::new();
    for (kind, body) in Records(bytes) {
        match kind {
            AUTHOR => authors.push(text(body, 0).0),
            COMMENT => remarks.push(Remark {
                row: u32_at(body, 4).saturating_add(1),
                column: u32_at(body, 12).saturating_add(1),
                author: authors
                    .get(u32_at(body, 0) as usize)
                    .cloned()
                    .unwrap_or_default(),
                text: String::new(),
            }),
            COMMENT_TEXT => {
                if let Some(remark) = remarks.last_mut() {
                    remark.text = text(body, 1).0;
                }
            }
            _ => {}
        }
    }
    // Of a thread a copy is kept for older programs.
    remarks.retain(|remark| !remark.author.starts_with("tc="));
    remarks
}

/// Returns header and footer of odd, even and first pages, each text once.
fn printed_lines(body: &[u8]) -> [(PartKind, Vec<String>); 2] {
    let mut lines = [
        (PartKind::Header, Vec::new()),
        (PartKind::Footer, Vec::new()),
    ];
    let mut at = 2;
    for n in 0..6 {
        let (codes, end) = text(body, at);
        at = end;
        let line = headers::plain(&codes);
        let kept = &mut lines[n % 2].1;
        if !line.is_empty() && !kept.contains(&line) {
            kept.push(line);
        }
    }
    lines
}

fn cells(sheet: &[u8], strings: &[String], rows: &mut SheetRows<'_, '_>) -> Result<bool, Outcome> {
    let (mut row, mut any) = (0, false);
    for (kind, body) in Records(sheet) {
        if kind == ROW {
            row = u32_at(body, 0);
            continue;
        }
        let real = || {
            let eight = body.get(8..16).and_then(|eight| eight.try_into().ok());
            eight.map(f64::from_le_bytes).map(plain)
        };
        let value = match kind {
            2 => Some(plain(packed(u32_at(body, 8)))),
            4 | 10 => Some(
                if body.get(8) == Some(&0) {
                    "FALSE"
                } else {
                    "TRUE"
                }
                .to_owned(),
            ),
            5 | 9 => real(),
            6 | 8 => Some(text(body, 8).0),
            7 => strings.get(u32_at(body, 8) as usize).cloned(),
            _ => None,
        };
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            any = true;
            rows.cell((row, u32_at(body, 0)), &value)?;
        }
    }
    Ok(any)
}

/// Returns a number that is kept in thirty bits: whole or the upper half of a real one, as it is or in hundredths.
pub(super) fn packed(bits: u32) -> f64 {
    let number = match bits & 2 {
        0 => f64::from_bits(u64::from(bits & !3) << 32),
        _ => f64::from(bits.cast_signed() >> 2),
    };
    match bits & 1 {
        0 => number,
        _ => number / 100.0,
    }
}

/// Returns a text that stands at a place after its length, and where it ends.
fn text(body: &[u8], at: usize) -> (String, usize) {
    let start = at.saturating_add(4);
    let length = match u32_at(body, at) {
        u32::MAX => 0,
        length => (length as usize).saturating_mul(2),
    };
    let end = start.saturating_add(length).min(body.len());
    (wide(body.get(start..end).unwrap_or_default()), end)
}

/// Records one after the other: kind, length, body.
struct Records<'b>(&'b [u8]);

impl<'b> Iterator for Records<'b> {
    type Item = (u32, &'b [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = self.number(2)?;
        let length = self.number(4)? as usize;
        let body = self.0.get(..length.min(self.0.len()))?;
        self.0 = self.0.get(body.len()..).unwrap_or_default();
        Some((kind, body))
    }
}

impl Records<'_> {
    /// Takes a number of up to so many bytes, seven bits of each.
    fn number(&mut self, most: u32) -> Option<u32> {
        let mut number = 0;
        for place in 0..most {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u32::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use daylight_model::{Reason, State};

    use super::*;
    use crate::check::{check_parts, read_named, zipped};

    fn record(kind: u32, body: &[u8]) -> Vec<u8> {
        let mut bytes = match kind < 0x80 {
            true => vec![kind as u8],
            false => vec![kind as u8 & 0x7f | 0x80, (kind >> 7) as u8],
        };
        bytes.push(body.len() as u8);
        bytes.extend(body);
        bytes
    }

    fn worded(words: &str) -> Vec<u8> {
        let units: Vec<u16> = words.encode_utf16().collect();
        let mut bytes = (units.len() as u32).to_le_bytes().to_vec();
        bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
        bytes
    }

    fn cell(kind: u32, column: u32, value: &[u8]) -> Vec<u8> {
        record(kind, &[&column.to_le_bytes()[..], &[0; 4], value].concat())
    }

    #[test]
    fn cells_of_a_workbook_without_its_formats_are_read() {
        let book = record(
            SHEET,
            &[&[0; 8][..], &worded("rId1"), &worded("在控")].concat(),
        );
        let sheet = [
            record(ROW, &2_u32.to_le_bytes()),
            cell(7, 0, &0_u32.to_le_bytes()),
            cell(2, 1, &(1234_u32 << 2 | 3).to_le_bytes()),
            cell(5, 2, &1.5_f64.to_le_bytes()),
            cell(6, 3, &worded("inline")),
            cell(4, 4, &[1]),
        ]
        .concat();
        let relations = "<Relationships><Relationship Id=\"rId1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.bin\"/></Relationships>";
        let shared = record(SHARED_STRING, &[&[0][..], &worded("金额")].concat());
        let file = zipped(&[
            ("xl/workbook.bin", book.as_slice()),
            ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
            ("xl/worksheets/sheet1.bin", &sheet),
            ("xl/sharedStrings.bin", &shared),
        ]);
        let found = read_named("a.xlsb", &file);
        check_parts(
            &found,
            &[(
                "金额\t12.34\t1.5\tinline\tTRUE",
                &[
                    ("sheet=在控&cell=B3", "12.34"),
                    ("sheet=在控&cell=E3", "TRUE"),
                ],
            )],
        );
        assert_eq!(found.ended(), (State::Partial, Some(Reason::Corrupt)));
    }

    #[test]
    fn comments_and_headers_stand_beside_the_cells() {
        let listed = [
            record(AUTHOR, &worded("王")),
            record(
                COMMENT,
                &[
                    [0; 4],
                    2_u32.to_le_bytes(),
                    2_u32.to_le_bytes(),
                    [1, 0, 0, 0],
                    [1, 0, 0, 0],
                ]
                .concat(),
            ),
            record(COMMENT_TEXT, &[&[0][..], &worded("请核对")].concat()),
        ]
        .concat();
        let remarks = comments(&listed);
        assert_eq!((remarks[0].row, remarks[0].column), (3, 2));
        assert_eq!(
            (remarks[0].author.as_str(), remarks[0].text.as_str()),
            ("王", "请核对")
        );
        let none = u32::MAX.to_le_bytes().to_vec();
        let body = [
            vec![0, 0],
            worded("&C机密"),
            worded("&L&P"),
            worded("&C机密"),
            none.clone(),
            none.clone(),
            none,
        ]
        .concat();
        let [heads, feet] = printed_lines(&body);
        assert_eq!((heads.1, feet.1.len()), (vec!["机密".to_owned()], 0));
    }

    #[test]
    fn numbers_in_thirty_bits() {
        assert_eq!(packed(0x3ff0_0000), 1.0);
        assert_eq!(packed((-5_i32 << 2) as u32 | 2), -5.0);
    }
}
