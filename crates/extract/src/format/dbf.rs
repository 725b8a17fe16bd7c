//! Tables of dBASE and FoxPro: columns and rows. Always: read row by row, so that no number of rows fills memory;
//! rows that were marked as deleted are read and stand apart.

use std::io;

use daylight_model::Reason;

use super::compound::{u16_at, u32_at};
use super::legacy::summary::{codepage, date};
use super::records::Records;
use crate::encoding::{Decision, TextEncoding, decide, decode};
use crate::reading::{About, Ending, Out, failed, partial, unreadable};
use crate::source::Source;

/// Bytes from which the code page is told where the file does not.
const SAMPLE: u64 = 256 * 1024;

/// Bytes that are read at once.
const BLOCK: u64 = 1 << 20;

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Field {
    name: Vec<u8>,
    kind: u8,
    start: usize,
    length: usize,
}

/// What the header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    rows: u64,
    start: u64,
    row_length: usize,
    driver: u8,
    fields: Vec<Field>,
}

impl Header {
    /// Reads the header; none where this is no such table.
    pub(crate) fn read(head: &[u8]) -> Option<Self> {
        let version = *head.first()?;
        let known = matches!(
            version,
            0x02 | 0x03 | 0x04 | 0x30
                ..=0x32 | 0x43 | 0x63 | 0x83 | 0x8b | 0x8c | 0xcb | 0xe5 | 0xf5 | 0xfb
        );
        let (month, day) = (*head.get(2)?, *head.get(3)?);
        if !known || month > 12 || day > 31 {
            return None;
        }
        let start = usize::from(u16_at(head, 8));
        let row_length = usize::from(u16_at(head, 10));
        let mut fields = Vec::new();
        let mut at = 32;
        let mut offset = 1;
        while at + 32 <= start && head.get(at).is_some_and(|byte| *byte != 0x0d) {
            let field = head.get(at..at + 32)?;
            let kind = field[11];
            let plain = kind.is_ascii_alphabetic() || matches!(kind, b'0' | b'@' | b'+');
            let name = field.get(..11)?.split(|byte| *byte == 0).next()?.to_vec();
            if !plain || name.is_empty() {
                return None;
            }
            // A long text has the upper half of its length where numbers have their decimals.
            let length = match kind {
                b'C' => usize::from(u16_at(field, 16)),
                _ => usize::from(field[16]),
            };
            fields.push(Field {
                name,
                kind,
                start: offset,
                length,
            });
            offset += length;
            at += 32;
        }
        let fits = offset == row_length && !fields.is_empty() && at < start;
        fits.then_some(Self {
            rows: u64::from(u32_at(head, 4)),
            start: start as u64,
            row_length,
            driver: *head.get(29)?,
            fields,
        })
    }
}

/// Reads a table.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "dbf@1";
    let told = |error: io::Error| unreadable(&error);
    let head = source.head(64 * 1024).map_err(told)?;
    let header =
        Header::read(&head).ok_or_else(|| failed(Reason::Corrupt, "its header is damaged"))?;
    let sample = source.at(header.start, SAMPLE).map_err(told)?;
    let decision = decision(&header, &sample);
    about.settings.push(decision.setting());
    about.encoding = Some(decision.encoding.name().to_ascii_lowercase());
    let table = source.name().rsplit(['/', '\\']).next().unwrap_or_default();
    let table = table
        .rsplit_once('.')
        .map_or(table, |(stem, _)| stem)
        .to_owned();
    let columns: Vec<String> = header
        .fields
        .iter()
        .filter(|field| field.kind != b'0')
        .map(|field| decode(&field.name, &decision).0)
        .collect();
    if header.fields.iter().any(|field| field.kind == b'M') {
        out.warn(None, "long texts (memos) lie in a file beside this one")?;
    }
    let mut records = Records::new(&table, &table, &columns);
    let mut deleted = Records::new(&table, &format!("{table}, deleted rows"), &columns);
    let mut gone = 0_u64;
    let rows_at_once = (BLOCK / header.row_length as u64).max(1);
    let mut row = 0;
    while row < header.rows {
        let at = header.start + row * header.row_length as u64;
        let wanted = rows_at_once.min(header.rows - row) * header.row_length as u64;
        let block = source.at(at, wanted).map_err(told)?;
        let whole = block.chunks_exact(header.row_length);
        let count = whole.len() as u64;
        for bytes in whole {
            row += 1;
            let values: Vec<String> = header
                .fields
                .iter()
                .filter(|field| field.kind != b'0')
                .map(|field| value(field, bytes, &decision))
                .collect();
            if bytes.first() == Some(&b'*') {
                gone += 1;
                records.skip();
                deleted.row_at(row, &values, out)?;
            } else {
                records.row(&values, out)?;
            }
        }
        if count * header.row_length as u64 != wanted {
            break;
        }
    }
    records.send(out)?;
    if gone > 0 {
        out.warn(None, format!("{gone} rows are marked as deleted"))?;
        deleted.send(out)?;
    }
    if row < header.rows {
        return Err(partial(
            Reason::Truncated,
            format!("{row} of {} rows are there", header.rows),
        ));
    }
    Ok(())
}

/// Decides on the code page: by the mark in the header, or, where that is the usual one of the maker or none, by
/// what the rows hold.
fn decision(header: &Header, sample: &[u8]) -> Decision {
    let page = match header.driver {
        0x02 | 0x01 | 0x00 | 0x03 | 0x57..=0x59 => None,
        0x13 | 0x7b => Some(932),
        0x4d | 0x7a => Some(936),
        0x4e | 0x79 => Some(949),
        0x4f | 0x78 => Some(950),
        0x50 | 0x7c => Some(874),
        0x26 | 0x65 => Some(866),
        0x7d => Some(1255),
        0x7e => Some(1256),
        0x96 => Some(10007),
        0xc8 => Some(1250),
        0xc9 => Some(1251),
        0xca => Some(1254),
        0xcb => Some(1253),
        0xcc => Some(1257),
        _ => None,
    };
    match page.and_then(codepage) {
        Some(encoding) => Decision {
            encoding: TextEncoding::Web(encoding),
            ..Decision::UTF_8
        },
        None => {
            // Rows without their numbers and padding read most like a language.
            let texts: Vec<u8> = sample
                .chunks_exact(header.row_length)
                .flat_map(|row| {
                    header
                        .fields
                        .iter()
                        .filter(|field| field.kind == b'C')
                        .filter_map(|field| row.get(field.start..field.start + field.length))
                        .flat_map(|text| [text.trim_ascii(), b"\n"].concat())
                })
                .collect();
            decide(&texts, None)
        }
    }
}

fn value(field: &Field, row: &[u8], decision: &Decision) -> String {
    let bytes = row
        .get(field.start..field.start + field.length)
        .unwrap_or_default();
    let text = || String::from_utf8_lossy(bytes).trim().to_owned();
    match field.kind {
        b'D' => {
            let text = text();
            match (text.get(..4), text.get(4..6), text.get(6..8)) {
                (Some(year), Some(month), Some(day)) if text.len() == 8 => {
                    format!("{year}-{month}-{day}")
                }
                _ => text,
            }
        }
        b'I' | b'+' if bytes.len() == 4 => u32_at(bytes, 0).cast_signed().to_string(),
        b'B' | b'O' if bytes.len() == 8 => {
            let number = <[u8; 8]>::try_from(bytes).map_or(0.0, f64::from_le_bytes);
            number.to_string()
        }
        b'Y' if bytes.len() == 8 => {
            let number = <[u8; 8]>::try_from(bytes).map_or(0, i64::from_le_bytes);
            let sign = if number < 0 { "-" } else { "" };
            let number = number.unsigned_abs();
            format!("{sign}{}.{:04}", number / 10_000, number % 10_000)
        }
        b'T' | b'@' if bytes.len() == 8 => moment(u32_at(bytes, 0), u32_at(bytes, 4)),
        // Numbers of blocks in the file of long texts.
        b'M' | b'G' | b'P' => String::new(),
        b'N' | b'F' | b'L' => text(),
        _ => {
            let (text, _) = decode(bytes, decision);
            text.trim_matches(['\0', ' ']).to_owned()
        }
    }
}

/// Returns a day counted from the year -4712 and a time in thousandths of a second.
fn moment(day: u32, milliseconds: u32) -> String {
    if day == 0 {
        return String::new();
    }
    let (year, month, day) = date(i64::from(day) - 2_440_588);
    let second = milliseconds / 1000;
    format!(
        "{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}",
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}

#[cfg(test)]
mod tests {
    use daylight_model::{Reason, State};

    use crate::check::{check_parts, read_named};

    fn dbf(driver: u8, fields: &[(&str, u8, u8)], rows: &[&[u8]]) -> Vec<u8> {
        let row_length = 1 + fields.iter().map(|field| u16::from(field.2)).sum::<u16>();
        let start = 33 + 32 * fields.len() as u16;
        let mut bytes = vec![3, 121, 3, 4];
        bytes.extend((rows.len() as u32).to_le_bytes());
        bytes.extend(start.to_le_bytes());
        bytes.extend(row_length.to_le_bytes());
        bytes.resize(32, 0);
        bytes[29] = driver;
        for (name, kind, length) in fields {
            let mut field = name.as_bytes().to_vec();
            field.resize(32, 0);
            (field[11], field[16]) = (*kind, *length);
            bytes.extend(field);
        }
        bytes.push(0x0d);
        bytes.extend(rows.concat());
        bytes.push(0x1a);
        bytes
    }

    const FIELDS: &[(&str, u8, u8)] = &[("NAME", b'C', 8), ("SUM", b'N', 6), ("DAY", b'D', 8)];

    #[test]
    fn rows_are_read_with_their_code_page_stated_or_told_by_the_text() {
        let rows: &[&[u8]] = &[
            b" \xd5\xc5\xce\xb0    5000.020210304",
            b"*\xc0\xee\xc7\xbf     300.0        ",
            b" \xcd\xf5\xb7\xbc      20.020210305",
        ];
        for driver in [0x4d, 0, 3] {
            let found = read_named("pay.dbf", &dbf(driver, FIELDS, rows));
            check_parts(
                &found,
                &[
                    (
                        "NAME\tSUM\tDAY\n张伟\t5000.0\t2021-03-04\n王芳\t20.0\t2021-03-05",
                        &[("table=pay&row=3", "王芳\t20.0\t2021-03-05")],
                    ),
                    (
                        "NAME\tSUM\tDAY\n李强\t300.0\t",
                        &[("table=pay&row=2", "李强\t300.0")],
                    ),
                ],
            );
            assert_eq!(found.warnings, ["1 rows are marked as deleted"]);
            assert_eq!(found.summary.media_type, "application/vnd.dbf");
        }
    }

    #[test]
    fn a_table_that_states_more_rows_than_it_has_is_read_as_far_as_it_goes() {
        let mut bytes = dbf(0, FIELDS, &[b" Smith    5000.020210304"]);
        bytes[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
        let found = read_named("a.dbf", &bytes);
        assert!(found.text().contains("Smith"));
        assert_eq!(found.ended(), (State::Partial, Some(Reason::Truncated)));
    }
}
