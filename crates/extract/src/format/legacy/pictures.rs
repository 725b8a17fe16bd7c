//! Pictures in old Office documents (MS-ODRAW): records in a stream, found wherever they lie. Always: a picture
//! is sent as a file of its own kind; what is packed is unpacked up to a limit.

use std::io::Read;

use daylight_model::{ChildKind, Outcome};
use flate2::read::ZlibDecoder;

use crate::format::compound::{u16_at, u32_at};
use crate::reading::{Ending, Out, child_named};

/// Bytes that a packed drawing may have.
const UNPACKED: u64 = 64 << 20;

/// Pictures of one stream.
const MOST: usize = 10_000;

/// Sends the pictures of a stream.
pub(crate) fn send(stream: &[u8], out: &mut Out<'_>) -> Ending {
    let mut at = 0;
    let mut sent = 0;
    while at + 8 <= stream.len() && sent < MOST {
        match picture(&stream[at..]) {
            Some((length, ending, bytes)) => {
                sent += 1;
                let name = format!("picture{}.{ending}", out.children() + 1);
                let start = child_named(name, ChildKind::Embedded);
                out.child(start, &mut bytes.as_slice(), |_| Outcome::READ)?;
                at += length;
            }
            None => at += 1,
        }
    }
    Ok(())
}

/// Returns the picture whose record begins here: length of the record, ending of a name, bytes.
fn picture(record: &[u8]) -> Option<(usize, &'static str, Vec<u8>)> {
    let kind = u16_at(record, 2);
    if !(0xf01a..=0xf02a).contains(&kind) || record[0] & 0xf != 0 {
        return None;
    }
    let instance = u16_at(record, 0) >> 4;
    let length = (u32_at(record, 4) as usize).checked_add(8)?;
    let body = record.get(8..length)?;
    // Some have a second hash.
    let two = matches!(
        instance,
        0x3d5 | 0x217 | 0x543 | 0x46b | 0x6e3 | 0x6e1 | 0x7a9 | 0x6e5
    );
    let body = body.get(if two { 32 } else { 16 }..)?;
    let (ending, bytes) = match kind {
        0xf01a => ("emf", drawing(body)?),
        0xf01b => ("wmf", drawing(body)?),
        0xf01c => ("pict", drawing(body)?),
        0xf01d | 0xf02a => ("jpg", body.get(1..)?.to_vec()),
        0xf01e => ("png", body.get(1..)?.to_vec()),
        0xf01f => ("bmp", bitmap(body.get(1..)?)?),
        0xf029 => ("tif", body.get(1..)?.to_vec()),
        _ => return None,
    };
    let begins = match ending {
        "jpg" => bytes.starts_with(&[0xff, 0xd8]),
        "png" => bytes.starts_with(b"\x89PNG"),
        "tif" => bytes.starts_with(b"II") || bytes.starts_with(b"MM"),
        "emf" => bytes.starts_with(&[1, 0, 0, 0]),
        "wmf" => matches!(bytes.first(), Some(1 | 2)),
        _ => true,
    };
    (begins && !bytes.is_empty()).then_some((length, ending, bytes))
}

/// Unpacks a drawing, which has a header of 34 bytes.
fn drawing(body: &[u8]) -> Option<Vec<u8>> {
    let (packed, rest) = (*body.get(32)?, body.get(34..)?);
    if packed != 0 {
        return Some(rest.to_vec());
    }
    let mut bytes = Vec::new();
    // What could be unpacked before the damage is better than nothing.
    let _ = ZlibDecoder::new(rest)
        .take(UNPACKED)
        .read_to_end(&mut bytes);
    Some(bytes)
}

/// Puts the header of a file before a bitmap.
pub(crate) fn bitmap(body: &[u8]) -> Option<Vec<u8>> {
    let header = u32_at(body, 0);
    if !(12..=200).contains(&header) {
        return None;
    }
    let bits = u16_at(body, 14);
    let colours = match u32_at(body, 32) {
        0 if bits <= 8 => 1 << bits,
        stated => stated.min(256),
    };
    let start = 14 + header + 4 * colours;
    let mut bytes = b"BM".to_vec();
    let length = u32::try_from(body.len() + 14).ok()?;
    bytes.extend(length.to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend(start.to_le_bytes());
    bytes.extend_from_slice(body);
    Some(bytes)
}
