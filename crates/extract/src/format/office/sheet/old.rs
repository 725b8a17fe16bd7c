//! Sheets of Excel 2 to 5 that stand alone, without a compound file around them: record by record. Always: read as far
//! as the records go; several sheets of a workspace stand behind each other.

use daylight_model::{LineBreaks, Outcome, PartKind, Reason};

use super::SheetRows;
use super::binary::packed;
use super::comments::{Remark, written};
use super::headers;
use crate::encoding::decode_unknown;
use crate::format::compound::{u16_at, u32_at};
use crate::format::legacy::summary::decoded;
use crate::format::office::number_format::{plain, shown};
use crate::reading::{About, Ending, Out, failed, partial, unreadable};
use crate::source::Source;

/// Sheets of one workspace that are read.
const SHEETS: u32 = 1000;

/// Returns whether a file begins as such a sheet.
pub(crate) fn is_old(head: &[u8]) -> bool {
    let kinds = [0x10, 0x20, 0x40, 0x100, 5];
    matches!(u16_at(head, 0), 0x0009 | 0x0209 | 0x0409 | 0x0809)
        && (4..=16).contains(&u16_at(head, 2))
        && u16_at(head, 4) < 0x600
        && kinds.contains(&u16_at(head, 6))
        && head.len() > 12
}

/// What a sheet says before its cells and beside them.
#[derive(Default)]
struct Sheet {
    /// 2 to 5.
    version: u8,
    page: Option<u16>,
    is_1904: bool,
    formats: Vec<String>,
    /// The format of each style of cells.
    styles: Vec<usize>,
    remarks: Vec<Remark>,
    heads: Vec<(PartKind, String)>,
    /// The cell whose formula gave a text that follows.
    awaits: Option<(u32, u32)>,
    named: Option<String>,
}

/// Reads a file.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "biff@1";
    let Some(bytes) = source.all().map_err(|error| unreadable(&error))? else {
        return Err(failed(
            Reason::MemoryLimit,
            "too large to be held in memory",
        ));
    };
    let mut rest = bytes.as_slice();
    let (mut number, mut ended) = (0, true);
    let mut common = Sheet::default();
    while is_start(rest) && number < SHEETS {
        let mut sheet = Sheet {
            version: (u16_at(rest, 0) >> 8) as u8 / 2 + 2,
            page: common.page,
            is_1904: common.is_1904,
            formats: common.formats.clone(),
            styles: common.styles.clone(),
            ..Sheet::default()
        };
        if sheet.version > 4 {
            sheet.version = 5;
        }
        let is_workspace = matches!(u16_at(rest, 6), 0x100 | 5);
        if !is_workspace {
            number += 1;
        }
        let name = common
            .named
            .take()
            .unwrap_or_else(|| format!("{}", number.max(1)));
        let mut rows = SheetRows::new(&name, out);
        let (after, whole) = records(rest, &mut sheet, &mut rows)?;
        rows.finish()?;
        let remarks = written(&name, &sheet.remarks);
        out.part(
            PartKind::Comments,
            Some(name.clone()),
            LineBreaks::End,
            remarks,
        )?;
        for (kind, text) in &sheet.heads {
            let mut written = crate::reading::Written::default();
            written.push(text);
            out.part(*kind, Some(name.clone()), LineBreaks::End, written)?;
        }
        ended &= whole;
        rest = after;
        if is_workspace {
            common = sheet;
        } else {
            common.named = sheet.named;
        }
    }
    match ended {
        true => Ok(()),
        false => Err(partial(Reason::Truncated, "its records break off")),
    }
}

fn is_start(bytes: &[u8]) -> bool {
    matches!(u16_at(bytes, 0), 0x0009 | 0x0209 | 0x0409 | 0x0809) && bytes.len() > 8
}

/// Reads the records of one sheet; returns what follows, and whether they have an end.
fn records<'b>(
    mut bytes: &'b [u8],
    sheet: &mut Sheet,
    rows: &mut SheetRows<'_, '_>,
) -> Result<(&'b [u8], bool), Outcome> {
    let mut is_first = true;
    while bytes.len() >= 4 {
        let (kind, length) = (u16_at(bytes, 0), usize::from(u16_at(bytes, 2)));
        // A workspace goes on with the sheets that it holds.
        if !is_first && is_start(bytes) {
            return Ok((bytes, true));
        }
        is_first = false;
        let Some(body) = bytes.get(4..4 + length) else {
            return Ok((&[], false));
        };
        bytes = &bytes[4 + length..];
        match kind {
            0x000a => return Ok((bytes, true)),
            0x002f => return Err(failed(Reason::Encrypted, "asks for a password")),
            _ => record(kind, body, sheet, rows)?,
        }
    }
    Ok((&[], false))
}

fn real(bytes: &[u8], at: usize) -> Option<f64> {
    let eight = bytes.get(at..at + 8)?.try_into().ok()?;
    Some(f64::from_le_bytes(eight))
}

impl Sheet {
    fn text(&self, bytes: &[u8]) -> String {
        match self.page {
            Some(page) => decoded(bytes, page),
            None => decode_unknown(bytes, None),
        }
    }

    /// Returns a text behind its length, in one byte or in two.
    fn counted(&self, body: &[u8], at: usize, width: usize) -> String {
        let length = match width {
            1 => usize::from(body.get(at).copied().unwrap_or(0)),
            _ => usize::from(u16_at(body, at)),
        };
        let rest = body.get(at + width..).unwrap_or_default();
        self.text(&rest[..length.min(rest.len())])
    }

    /// Returns a number as the format of its cell shows it.
    fn number(&self, value: f64, body: &[u8]) -> String {
        let format = match self.version {
            2 => body.get(5).map(|byte| usize::from(byte & 0x3f)),
            _ => self.styles.get(usize::from(u16_at(body, 4))).copied(),
        };
        match format.and_then(|format| self.formats.get(format)) {
            Some(code) if !code.is_empty() && !code.eq_ignore_ascii_case("general") => {
                shown(value, code, self.is_1904)
            }
            _ => plain(value),
        }
    }
}

fn record(kind: u16, body: &[u8], sheet: &mut Sheet, rows: &mut SheetRows<'_, '_>) -> Ending {
    let at = (u32::from(u16_at(body, 0)), u32::from(u16_at(body, 2)));
    // Attributes of a cell took three bytes first, later the number of a style.
    let value = if sheet.version == 2 { 7 } else { 6 };
    match kind {
        0x0002 => rows.cell(at, &sheet.number(f64::from(u16_at(body, 7)), body)),
        0x0003 | 0x0203 => match real(body, value) {
            Some(number) => rows.cell(at, &sheet.number(number, body)),
            None => Ok(()),
        },
        0x0004 => rows.cell(at, &sheet.counted(body, 7, 1)),
        0x0204 | 0x00d6 => rows.cell(at, &sheet.counted(body, 6, 2)),
        0x0005 | 0x0205 => {
            let (what, is_error) = (body.get(value), body.get(value + 1));
            let text = match (what, is_error) {
                (Some(0), Some(0)) => "FALSE",
                (Some(_), Some(0)) => "TRUE",
                _ => "",
            };
            rows.cell(at, text)
        }
        0x0006 | 0x0206 | 0x0406 => formula(at, body, value, sheet, rows),
        0x0007 | 0x0207 => {
            let width = if sheet.version == 2 { 1 } else { 2 };
            match sheet.awaits.take() {
                Some(at) => rows.cell(at, &sheet.counted(body, 0, width)),
                None => Ok(()),
            }
        }
        0x027e => rows.cell(at, &sheet.number(packed(u32_at(body, 6)), body)),
        0x00bd => {
            for (column, entry) in (at.1..).zip(body.get(4..).unwrap_or_default().chunks_exact(6)) {
                let styled = [&[0; 4][..], entry].concat();
                rows.cell(
                    (at.0, column),
                    &sheet.number(packed(u32_at(entry, 2)), &styled),
                )?;
            }
            Ok(())
        }
        _ => {
            said(kind, body, at, sheet);
            Ok(())
        }
    }
}

fn formula(
    at: (u32, u32),
    body: &[u8],
    value: usize,
    sheet: &mut Sheet,
    rows: &mut SheetRows<'_, '_>,
) -> Ending {
    if u16_at(body, value + 6) != 0xffff {
        return match real(body, value) {
            Some(number) => rows.cell(at, &sheet.number(number, body)),
            None => Ok(()),
        };
    }
    match (body.get(value), body.get(value + 2)) {
        (Some(0), _) => {
            sheet.awaits = Some(at);
            Ok(())
        }
        (Some(1), Some(0)) => rows.cell(at, "FALSE"),
        (Some(1), Some(_)) => rows.cell(at, "TRUE"),
        _ => Ok(()),
    }
}

/// Keeps what is said beside the cells.
fn said(kind: u16, body: &[u8], at: (u32, u32), sheet: &mut Sheet) {
    match kind {
        0x0014 | 0x0015 => {
            let part = match kind {
                0x0014 => PartKind::Header,
                _ => PartKind::Footer,
            };
            let text = headers::plain(&sheet.counted(body, 0, 1));
            if !text.is_empty() {
                sheet.heads.push((part, text));
            }
        }
        0x001c => {
            // What is longer goes on in records that name no cell.
            let text = sheet.text(body.get(6..).unwrap_or_default());
            match sheet.remarks.last_mut() {
                Some(last) if at.0 == 0xffff => last.text.push_str(&text),
                _ => sheet.remarks.push(Remark {
                    row: at.0 + 1,
                    column: at.1 + 1,
                    author: String::new(),
                    text,
                }),
            }
        }
        0x001e => sheet.formats.push(sheet.counted(body, 0, 1)),
        0x041e => {
            // Up to Excel 4 formats are counted, later they have numbers.
            let number = match sheet.version {
                5 => usize::from(u16_at(body, 0)).min(0x1000),
                _ => sheet.formats.len(),
            };
            if sheet.formats.len() <= number {
                sheet.formats.resize(number + 1, String::new());
            }
            sheet.formats[number] = sheet.counted(body, 2, 1);
        }
        0x0022 => sheet.is_1904 = u16_at(body, 0) == 1,
        0x0042 => {
            sheet.page = Some(u16_at(body, 0)).map(|page| if page == 0x8001 { 1252 } else { page })
        }
        0x0243 | 0x0443 => sheet
            .styles
            .push(usize::from(body.get(1).copied().unwrap_or(0))),
        0x00e0 => sheet.styles.push(usize::from(u16_at(body, 2))),
        0x008f => sheet.named = Some(sheet.counted(body, 4, 1)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use daylight_model::{Reason, State};

    use crate::check::{check_parts, read_named};

    fn record(kind: u16, body: &[u8]) -> Vec<u8> {
        [
            &kind.to_le_bytes()[..],
            &(body.len() as u16).to_le_bytes(),
            body,
        ]
        .concat()
    }

    fn cell(kind: u16, row: u8, column: u8, width: usize, value: &[u8]) -> Vec<u8> {
        let mut body = vec![row, 0, column, 0];
        body.resize(4 + width, 0);
        record(kind, &[body, value.to_vec()].concat())
    }

    fn sheet(version: u16) -> Vec<u8> {
        let gbk = encoding_rs::GB18030.encode("金额").0.into_owned();
        let (kind, width) = match version {
            2 => (0x0009, 3),
            3 => (0x0209, 2),
            _ => (0x0409, 2),
        };
        let (label, number, formula, string) = match version {
            2 => (0x0004, 0x0003, 0x0006, 0x0007),
            3 => (0x0204, 0x0203, 0x0206, 0x0207),
            _ => (0x0204, 0x0203, 0x0406, 0x0207),
        };
        let counted = |bytes: &[u8]| match version {
            2 => [&[bytes.len() as u8][..], bytes].concat(),
            _ => [&[bytes.len() as u8, 0][..], bytes].concat(),
        };
        let result = [0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0];
        [
            record(kind, &[0, version as u8, 0x10, 0, 0, 0]),
            record(0x0042, &936_u16.to_le_bytes()),
            record(0x0014, b"\x05&LTop"),
            cell(label, 0, 0, width, &counted(&gbk)),
            cell(number, 0, 1, width, &12.5_f64.to_le_bytes()),
            cell(formula, 1, 0, width, &result),
            record(string, &counted(b"text")),
            record(0x001c, &[&[1, 0, 0, 0, 4, 0][..], b"note"].concat()),
            record(0x000a, &[]),
        ]
        .concat()
    }

    #[test]
    fn cells_of_the_oldest_sheets_are_read() {
        for version in [2, 3, 4] {
            let found = read_named("a.xls", &sheet(version));
            check_parts(
                &found,
                &[
                    (
                        "金额\t12.5\ntext",
                        &[("sheet=1&cell=A1", "金额"), ("sheet=1&cell=A2", "text")],
                    ),
                    ("note", &[("sheet=1&cell=A2", "note")]),
                    ("Top", &[]),
                ],
            );
            assert_eq!(found.ended(), (State::Read, None));
            assert_eq!(found.summary.media_type, "application/vnd.ms-excel");
        }
    }

    #[test]
    fn what_breaks_off_keeps_what_was_there() {
        for version in [2, 3, 4] {
            let whole = sheet(version);
            let cut = read_named("a.xls", &whole[..whole.len() - 5]);
            assert_eq!(cut.ended(), (State::Partial, Some(Reason::Truncated)));
            assert!(cut.text().contains("12.5"));
            for at in 0..whole.len() {
                let mut bytes = whole.clone();
                bytes[at] ^= 0xff;
                read_named("a.xls", &bytes);
                read_named("a.xls", &whole[..at]);
            }
        }
    }
}
