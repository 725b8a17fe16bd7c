//! The values of a row. Always: a value that the row ends before is left out.

use super::pages::{Encoding, varint};

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// None.
    Null,
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Value {
    /// Returns it as it is shown: bytes only where they are a text.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Integer(number) => number.to_string(),
            Self::Real(number) => format!("{number:?}"),
            Self::Text(text) => text.clone(),
            Self::Bytes(bytes) => {
                let text = std::str::from_utf8(bytes).unwrap_or_default();
                let plain = !text.chars().any(|c| c.is_control() && !c.is_whitespace());
                if plain {
                    text.to_owned()
                } else {
                    String::new()
                }
            }
        }
    }
}

/// Returns the values of a row.
pub(super) fn record(payload: &[u8], encoding: Encoding) -> Vec<Value> {
    let mut values = Vec::new();
    let Some((header, mut at)) = varint(payload) else {
        return values;
    };
    let header = usize::try_from(header)
        .unwrap_or(usize::MAX)
        .min(payload.len());
    let mut body = header;
    while at < header {
        let Some((kind, count)) = varint(payload.get(at..header).unwrap_or_default()) else {
            break;
        };
        at += count;
        let length = match kind {
            1..=4 => usize::try_from(kind).unwrap_or(0),
            5 => 6,
            6 | 7 => 8,
            12.. => usize::try_from((kind - 12) / 2).unwrap_or(usize::MAX),
            _ => 0,
        };
        let Some(bytes) = body
            .checked_add(length)
            .and_then(|end| payload.get(body..end))
        else {
            break;
        };
        body += length;
        values.push(match kind {
            1..=6 => Value::Integer(integer(bytes)),
            7 => Value::Real(f64::from_bits(integer(bytes).cast_unsigned())),
            8 => Value::Integer(0),
            9 => Value::Integer(1),
            12.. if kind % 2 == 0 => Value::Bytes(bytes.to_vec()),
            12.. => Value::Text(text(bytes, encoding)),
            _ => Value::Null,
        });
    }
    values
}

fn integer(bytes: &[u8]) -> i64 {
    let start = match bytes.first() {
        Some(first) if first & 0x80 != 0 => -1,
        _ => 0,
    };
    bytes
        .iter()
        .fold(start, |sum, byte| sum << 8 | i64::from(*byte))
}

fn text(bytes: &[u8], encoding: Encoding) -> String {
    let wide = |read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes
            .chunks_exact(2)
            .map(|two| read([two[0], two[1]]))
            .collect();
        String::from_utf16_lossy(&units)
    };
    match encoding {
        Encoding::Utf8 => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            // Programs put texts of their own code page where UTF-8 belongs.
            Err(_) => crate::encoding::decode_unknown(bytes, None),
        },
        Encoding::Utf16Le => wide(u16::from_le_bytes),
        Encoding::Utf16Be => wide(u16::from_be_bytes),
    }
}
