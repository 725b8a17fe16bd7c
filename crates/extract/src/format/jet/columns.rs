//! Tables of a database, their columns and the values of a row. Always: a value that a row ends before is none.

use std::collections::BTreeSet;
use std::io::Read;

use daylight_model::Outcome;

use super::pages::Database;
use crate::format::compound::{u16_at, u32_at};
use crate::format::legacy::summary::{date, decoded, wide};

/// Columns that a table may have.
const COLUMNS: usize = 1024;

/// A column.
#[derive(Debug)]
pub(super) struct Column {
    /// Its name.
    pub(super) name: String,
    kind: u8,
    number: usize,
    /// Its place among those of no fixed length.
    moving: usize,
    is_fixed: bool,
    /// Where it stands in the fixed part of a row.
    at: usize,
    length: usize,
    scale: u8,
}

/// A table.
#[derive(Debug)]
pub(super) struct Table {
    page: u32,
    map: u32,
    /// Its columns, in their order.
    pub(super) columns: Vec<Column>,
    /// Whether all columns are described.
    pub(super) whole: bool,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// None.
    Null,
    /// A whole number.
    Number(i64),
    /// What is shown as it is written here.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Value {
    /// Returns it as it is shown; bytes are not.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Null | Self::Bytes(_) => String::new(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }

    /// Returns the number that it is.
    pub(super) fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }
}

/// The rows of a table, page by page.
pub(super) struct Rows {
    pages: std::vec::IntoIter<u32>,
    page: Vec<Vec<u8>>,
    /// Whether rows were passed over that could not be read.
    pub(super) damaged: bool,
}

impl Rows {
    /// Returns the next row that was not deleted; a row that is damaged is none.
    pub(super) fn next(
        &mut self,
        database: &mut Database<'_, '_>,
    ) -> Result<Option<Option<Vec<u8>>>, Outcome> {
        loop {
            if let Some(row) = self.page.pop() {
                let row = (row.len() > 2).then_some(row);
                self.damaged |= row.is_none();
                return Ok(Some(row));
            }
            let Some(number) = self.pages.next() else {
                return Ok(None);
            };
            let page = database.page(number)?;
            for (from, to, flags) in database.bounds(&page).into_iter().rev() {
                if flags & 0x8000 != 0 {
                    continue;
                }
                let row = page.get(from..to).unwrap_or_default();
                self.page.push(match flags & 0x4000 {
                    0 => row.to_vec(),
                    // It grew, and stands elsewhere.
                    _ => database.pointed(u32_at(row, 0))?,
                });
            }
        }
    }
}

impl Table {
    /// Reads the description of a table; none where there is none.
    pub(super) fn read(
        page: u32,
        database: &mut Database<'_, '_>,
    ) -> Result<Option<Self>, Outcome> {
        let mut bytes = database.page(page)?.to_vec();
        if bytes.first() != Some(&2) {
            return Ok(None);
        }
        let mut next = u32_at(&bytes, 4);
        for _ in 0..COLUMNS {
            if next == 0 {
                break;
            }
            let more = database.page(next)?;
            if more.first() != Some(&2) {
                break;
            }
            bytes.extend(more.get(8..).unwrap_or_default());
            next = u32_at(&more, 4);
        }
        let old = database.is_old;
        let (count, indexes, map, start) = match old {
            true => (u16_at(&bytes, 25), u32_at(&bytes, 31), 35, 43),
            false => (u16_at(&bytes, 45), u32_at(&bytes, 51), 55, 63),
        };
        let (index, width) = if old { (8, 18) } else { (12, 25) };
        let start = start + (indexes as usize).min(COLUMNS) * index;
        let count = usize::from(count).min(COLUMNS);
        let mut columns = Vec::with_capacity(count);
        for n in 0..count {
            let Some(column) = bytes.get(start + width * n..start + width * (n + 1)) else {
                break;
            };
            columns.push(Column::read(column, old));
        }
        let mut rest = bytes.get(start + width * count..).unwrap_or_default();
        let mut whole = columns.len() == count;
        for column in &mut columns {
            let (skipped, length) = match old {
                true => (1, usize::from(rest.first().copied().unwrap_or(0))),
                false => (2, usize::from(u16_at(rest, 0))),
            };
            let Some(name) = rest.get(skipped..skipped + length) else {
                whole = false;
                break;
            };
            column.name = match old {
                true => decoded(name, database.codepage),
                false => wide(name),
            };
            rest = &rest[skipped + length..];
        }
        columns.sort_by_key(|column| column.number);
        Ok(Some(Self {
            page,
            map: u32_at(&bytes, map),
            columns,
            whole,
        }))
    }

    /// Returns the names of the columns.
    pub(super) fn names(&self) -> Vec<String> {
        self.columns
            .iter()
            .map(|column| column.name.clone())
            .collect()
    }

    /// Starts with the first row.
    pub(super) fn rows(&self, database: &mut Database<'_, '_>) -> Result<Rows, Outcome> {
        let (pages, whole) = database.pages_of(self.page, self.map)?;
        Ok(Rows {
            pages: pages.into_iter(),
            page: Vec::new(),
            damaged: !whole,
        })
    }

    /// Returns the value of a column by its name.
    pub(super) fn value(
        &self,
        name: &str,
        row: &[u8],
        database: &mut Database<'_, '_>,
    ) -> Result<Value, Outcome> {
        match self.columns.iter().find(|column| column.name == name) {
            Some(column) => self.of_column(column, row, database),
            None => Ok(Value::Null),
        }
    }

    /// Returns the value of a column.
    pub(super) fn of_column(
        &self,
        column: &Column,
        row: &[u8],
        database: &mut Database<'_, '_>,
    ) -> Result<Value, Outcome> {
        let old = database.is_old;
        let count = match old {
            true => usize::from(row.first().copied().unwrap_or(0)),
            false => usize::from(u16_at(row, 0)),
        };
        let mask = count.div_ceil(8);
        let Some(mask_at) = row.len().checked_sub(mask) else {
            return Ok(Value::Null);
        };
        let bits = row.get(mask_at + column.number / 8).copied().unwrap_or(0);
        let is_set = column.number < count && bits & (1 << (column.number % 8)) != 0;
        if column.kind == 1 {
            return Ok(Value::Text(
                if is_set { "true" } else { "false" }.to_owned(),
            ));
        }
        if !is_set {
            return Ok(Value::Null);
        }
        if column.is_fixed {
            let at = column.at + if old { 1 } else { 2 };
            let bytes = row.get(at..at + column.length);
            return Ok(bytes.map_or(Value::Null, |bytes| fixed(column, bytes, database.codepage)));
        }
        let bounds = match old {
            true => moving_old(row, mask_at, column.moving),
            false => moving(row, mask_at, column.moving),
        };
        match bounds.and_then(|(from, to)| row.get(from..to)) {
            Some(bytes) => long(column, bytes, database),
            None => Ok(Value::Null),
        }
    }
}

/// Returns where a value of no fixed length stands.
fn moving(row: &[u8], mask_at: usize, number: usize) -> Option<(usize, usize)> {
    let count = usize::from(u16_at(row, mask_at.checked_sub(2)?));
    let at = |n: usize| Some(usize::from(u16_at(row, mask_at.checked_sub(4 + 2 * n)?)));
    (number < count).then(|| Some((at(number)?, at(number + 1)?)))?
}

/// The same in Access 97: offsets have one byte, and a table says from which on they are 256 more.
fn moving_old(row: &[u8], mask_at: usize, number: usize) -> Option<(usize, usize)> {
    let byte = |at: usize| row.get(at).copied().map(usize::from);
    let count = byte(mask_at.checked_sub(1)?)?;
    if number >= count {
        return None;
    }
    let mut jumps = (row.len() - 1) / 256;
    let mut last = mask_at.checked_sub(2 + jumps)?;
    if last.checked_sub(count)? / 256 < jumps {
        jumps -= 1;
        last += 1;
    }
    let mut used = 0;
    let mut offset = |n: usize| {
        while used < jumps && byte(mask_at.checked_sub(2 + used)?)? == n {
            used += 1;
        }
        Some(byte(last.checked_sub(n)?)? + 256 * used)
    };
    let mut start = 0;
    for n in 0..=number {
        start = offset(n)?;
    }
    Some((start, offset(number + 1)?))
}

impl Column {
    fn read(bytes: &[u8], old: bool) -> Self {
        let (number, moving, flags, at, length) = match old {
            true => (1, 3, 13, 14, 16),
            false => (5, 7, 15, 21, 23),
        };
        Self {
            name: String::new(),
            kind: bytes[0],
            number: usize::from(u16_at(bytes, number)),
            moving: usize::from(u16_at(bytes, moving)),
            is_fixed: bytes[flags] & 1 != 0,
            at: usize::from(u16_at(bytes, at)),
            length: usize::from(u16_at(bytes, length)),
            scale: bytes[12],
        }
    }
}

fn signed(bytes: &[u8]) -> i64 {
    let start = match bytes.last() {
        Some(last) if last & 0x80 != 0 => -1,
        _ => 0,
    };
    bytes
        .iter()
        .rev()
        .fold(start, |sum, byte| sum << 8 | i64::from(*byte))
}

/// Returns a number with so many digits behind the point.
fn with_point(digits: &str, scale: usize, is_negative: bool) -> String {
    let digits = format!("{digits:0>width$}", width = scale + 1);
    let (whole, part) = digits.split_at(digits.len() - scale);
    let part = part.trim_end_matches('0');
    let sign = if is_negative { "-" } else { "" };
    match part {
        "" => format!("{sign}{whole}"),
        part => format!("{sign}{whole}.{part}"),
    }
}

/// Returns a value of fixed length.
fn fixed(column: &Column, bytes: &[u8], codepage: u16) -> Value {
    match (column.kind, bytes.len()) {
        (2, _) => Value::Number(i64::from(bytes.first().copied().unwrap_or(0))),
        (3, 2) | (4 | 0x12, 4) | (0x13, 8) => Value::Number(signed(bytes)),
        (5, 8) => {
            let amount = signed(bytes);
            let digits = amount.unsigned_abs().to_string();
            Value::Text(with_point(&digits, 4, amount < 0))
        }
        (6, 4) => {
            let number = f32::from_bits(u32_at(bytes, 0));
            Value::Text(number.to_string())
        }
        (7, 8) => Value::Text(f64::from_bits(signed(bytes).cast_unsigned()).to_string()),
        (8, 8) => Value::Text(moment(f64::from_bits(signed(bytes).cast_unsigned()))),
        (0x0f, 16) => Value::Text(guid(bytes)),
        (0x10, 17) => Value::Text(decimal(bytes, column.scale)),
        (0x0a, _) => Value::Text(decoded(bytes, codepage).trim_end().to_owned()),
        (0x14, _) => {
            let text = String::from_utf8_lossy(bytes).into_owned();
            Value::Text(text.trim_matches('\0').to_owned())
        }
        _ => Value::Bytes(bytes.to_vec()),
    }
}

/// Days since 1899-12-30, as a date and a time. Before that day the time goes on forwards all the same.
fn moment(days: f64) -> String {
    if !days.is_finite() || days.abs() > 3_000_000.0 {
        return String::new();
    }
    let mut whole = days.trunc() as i64;
    let mut seconds = (days.fract().abs() * 86_400.0).round() as i64;
    if seconds >= 86_400 {
        (whole, seconds) = (whole + 1, 0);
    }
    let (year, month, day) = date(whole - 25_569);
    let time = format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    );
    match (whole, seconds) {
        (_, 0) => format!("{year:04}-{month:02}-{day:02}"),
        (0, _) => time,
        _ => format!("{year:04}-{month:02}-{day:02} {time}"),
    }
}

fn guid(bytes: &[u8]) -> String {
    let (a, b, c) = (u32_at(bytes, 0), u16_at(bytes, 4), u16_at(bytes, 6));
    let rest: String = bytes[8..16]
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    format!("{{{a:08X}-{b:04X}-{c:04X}-{}-{}}}", &rest[..4], &rest[4..])
}

/// A sign and four words, the greatest first.
fn decimal(bytes: &[u8], scale: u8) -> String {
    let number = (0..4).fold(0_u128, |sum, n| {
        sum << 32 | u128::from(u32_at(bytes, 1 + 4 * n))
    });
    with_point(
        &number.to_string(),
        usize::from(scale.min(28)),
        bytes[0] & 0x80 != 0,
    )
}

/// Returns a value of no fixed length.
fn long(column: &Column, bytes: &[u8], database: &mut Database<'_, '_>) -> Result<Value, Outcome> {
    Ok(match column.kind {
        0x0a => Value::Text(text(bytes, database)),
        0x0c => {
            let bytes = followed(bytes, database)?;
            Value::Text(text(&bytes, database))
        }
        0x0b => Value::Bytes(followed(bytes, database)?),
        0x10 if bytes.len() == 17 => Value::Text(decimal(bytes, column.scale)),
        _ => Value::Bytes(bytes.to_vec()),
    })
}

fn text(bytes: &[u8], database: &Database<'_, '_>) -> String {
    if database.is_old {
        return decoded(bytes, database.codepage);
    }
    let [0xff, 0xfe, packed @ ..] = bytes else {
        return wide(bytes);
    };
    // One byte for each sign, until a zero changes to two and back.
    let (mut units, mut rest, mut is_packed) = (Vec::new(), packed, true);
    while let Some((first, after)) = rest.split_first() {
        match (first, is_packed) {
            (0, _) => {
                is_packed = !is_packed;
                rest = after;
            }
            (_, true) => {
                units.push(u16::from(*first));
                rest = after;
            }
            (_, false) => {
                units.push(u16_at(rest, 0));
                rest = rest.get(2..).unwrap_or_default();
            }
        }
    }
    String::from_utf16_lossy(&units)
}

/// Returns a long value: it stands here, in one other row, or in a chain of them.
fn followed(bytes: &[u8], database: &mut Database<'_, '_>) -> Result<Vec<u8>, Outcome> {
    let (head, pointer) = (u32_at(bytes, 0), u32_at(bytes, 4));
    let length = ((head & 0x3fff_ffff) as usize).min(database.most());
    if head & 0x8000_0000 != 0 {
        return Ok(bytes.get(12..).unwrap_or_default().to_vec());
    }
    if head & 0x4000_0000 != 0 {
        let mut value = database.pointed(pointer)?;
        value.truncate(length);
        return Ok(value);
    }
    let (mut value, mut next) = (Vec::new(), pointer);
    let mut seen = BTreeSet::new();
    // Each row once: what leads in a circle ends.
    while next != 0 && value.len() < length && seen.insert(next) {
        let row = database.pointed(next)?;
        value.extend(row.get(4..).unwrap_or_default());
        next = u32_at(&row, 0);
    }
    value.truncate(length);
    Ok(value)
}

/// Returns the file in a value: attachments have a header of their own and may be packed.
pub(super) fn unwrapped(bytes: &[u8]) -> Vec<u8> {
    let inner = match u32_at(bytes, 0) {
        0 => bytes.get(8..).map(<[u8]>::to_vec),
        1 => {
            let mut unpacked = Vec::new();
            let most = (bytes.len() as u64).saturating_mul(100);
            let decoder = flate2::read::ZlibDecoder::new(bytes.get(8..).unwrap_or_default());
            let read = decoder.take(most).read_to_end(&mut unpacked);
            read.is_ok().then_some(unpacked)
        }
        _ => None,
    };
    let attached = inner.and_then(|inner| {
        // How long this header is; then the ending of the name, then the file.
        let skipped = u32_at(&inner, 0) as usize;
        (12..=200)
            .contains(&skipped)
            .then(|| inner.get(skipped..).map(<[u8]>::to_vec))?
    });
    attached.unwrap_or_else(|| bytes.to_vec())
}
