//! Drawings of Windows (EMF, WMF): the words that are drawn, in the order in which they are. Always: nothing is
//! drawn; a record that lies about its length ends the reading.

use daylight_model::{Area, LineBreaks, Outcome, PartKind, Place, Reason};

use super::compound::{u16_at, u32_at};
use crate::encoding::decode_unknown;
use crate::format::legacy::summary::wide;
use crate::reading::{About, Ending, Out, Written, failed, partial, skipped, unreadable};
use crate::source::Source;

/// Records that are looked at.
const RECORDS: usize = 1_000_000;

/// Reads the words of a drawing.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    let Some(bytes) = source.all().map_err(|error| unreadable(&error))? else {
        return Err(failed(
            Reason::MemoryLimit,
            "too large to be held in memory",
        ));
    };
    let mut written = Written::default();
    let whole = match bytes.get(40..44) {
        Some(b" EMF") => {
            about.reader = "emf@1";
            enhanced(&bytes, &mut written)
        }
        _ => {
            about.reader = "wmf@1";
            plain(&bytes, &mut written)
        }
    };
    written.trim_end();
    let empty = written.is_empty();
    out.part(PartKind::Picture, None, LineBreaks::End, written)?;
    match (whole, empty) {
        (true, false) => Ok(()),
        (true, true) => Err(skipped(Reason::NoText, "a drawing without words")),
        (false, _) => Err(Outcome {
            detail: None,
            ..partial(Reason::Truncated, "")
        }),
    }
}

fn push(written: &mut Written, text: &str, area: Area) {
    let text = text.trim_matches(['\0', ' ', '\r', '\n']);
    if !text.is_empty() {
        written.push_at(text, Place::Picture(area));
        written.push("\n");
    }
}

fn signed(bytes: &[u8], at: usize) -> i32 {
    u32_at(bytes, at).cast_signed()
}

/// Returns whether the drawing is all there.
fn enhanced(bytes: &[u8], written: &mut Written) -> bool {
    let mut rest = bytes;
    for _ in 0..RECORDS {
        let (kind, size) = (u32_at(rest, 0), u32_at(rest, 4) as usize);
        if size < 8 {
            return false;
        }
        let Some(record) = rest.get(..size) else {
            return false;
        };
        match kind {
            14 => return true,
            83 | 84 => {
                let (count, at) = (u32_at(record, 44) as usize, u32_at(record, 48) as usize);
                let width = if kind == 84 { 2 } else { 1 };
                let end = count
                    .checked_mul(width)
                    .and_then(|length| at.checked_add(length));
                let text = end.and_then(|end| record.get(at..end)).unwrap_or_default();
                let text = match kind {
                    84 => wide(text),
                    _ => decode_unknown(text, None),
                };
                let (left, top) = (signed(record, 8).max(0), signed(record, 12).max(0));
                let (right, bottom) = (signed(record, 16).max(left), signed(record, 20).max(top));
                let area = Area {
                    x: left.cast_unsigned(),
                    y: top.cast_unsigned(),
                    width: (right - left).cast_unsigned().saturating_add(1),
                    height: (bottom - top).cast_unsigned().saturating_add(1),
                };
                push(written, &text, area);
            }
            _ => {}
        }
        rest = &rest[size..];
    }
    false
}

fn plain(bytes: &[u8], written: &mut Written) -> bool {
    // A header of 22 bytes, which says where the drawing is placed, may stand before the one of 18.
    let start = if bytes.starts_with(&[0xd7, 0xcd, 0xc6, 0x9a]) {
        40
    } else {
        18
    };
    let mut rest = bytes.get(start..).unwrap_or_default();
    for _ in 0..RECORDS {
        let (size, kind) = (u32_at(rest, 0) as usize, u16_at(rest, 4));
        let Some(record) = size.checked_mul(2).and_then(|size| rest.get(..size)) else {
            return false;
        };
        if size < 3 {
            return false;
        }
        let text = match kind {
            0 => return true,
            0x0521 => {
                let count = usize::from(u16_at(record, 6));
                let end = 8 + count + count % 2;
                let text = record.get(8..8 + count);
                text.map(|text| (text, u16_at(record, end + 2), u16_at(record, end)))
            }
            0x0a32 => {
                let count = usize::from(u16_at(record, 10));
                let boxed = u16_at(record, 12) & 6 != 0;
                let at = if boxed { 22 } else { 14 };
                let text = record.get(at..at + count);
                text.map(|text| (text, u16_at(record, 8), u16_at(record, 6)))
            }
            _ => None,
        };
        if let Some((text, x, y)) = text {
            let area = Area {
                x: u32::from(x & 0x7fff),
                y: u32::from(y & 0x7fff),
                width: 1,
                height: 1,
            };
            push(written, &decode_unknown(text, None), area);
        }
        rest = &rest[record.len()..];
    }
    false
}

#[cfg(test)]
mod tests {
    use daylight_model::{Reason, State};

    use crate::check::read_named;

    fn emf(text: &str) -> Vec<u8> {
        let mut header = vec![0; 108];
        header[0] = 1;
        header[4] = 108;
        header[40..44].copy_from_slice(b" EMF");
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut record = vec![0; 76];
        record[0] = 84;
        record[8..24].copy_from_slice(&[5, 0, 0, 0, 6, 0, 0, 0, 14, 0, 0, 0, 7, 0, 0, 0]);
        record[44] = (units.len() / 2) as u8;
        record[48] = 76;
        record.extend(&units);
        record.resize(record.len().div_ceil(4) * 4, 0);
        record[4] = record.len() as u8;
        let end = [
            14, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0,
        ];
        [header, record, end.to_vec()].concat()
    }

    #[test]
    fn words_of_drawings_are_read_where_they_stand() {
        let bytes = emf("网络架构图");
        let found = read_named("a.emf", &bytes);
        assert_eq!(found.at("xywh=5,6,10,2"), Some("网络架构图"));
        assert_eq!(found.ended(), (State::Read, None));
        let cut = read_named("a.emf", &bytes[..bytes.len() - 8]);
        assert_eq!(cut.ended(), (State::Partial, Some(Reason::Truncated)));
        for length in 44..bytes.len() {
            read_named("a.emf", &bytes[..length]);
        }
    }

    #[test]
    fn words_in_old_drawings_are_decoded_by_what_fits() {
        let text = encoding_rs::GB18030
            .encode("关于网络架构的说明")
            .0
            .into_owned();
        let mut bytes = vec![0xd7, 0xcd, 0xc6, 0x9a];
        bytes.resize(22, 0);
        bytes.extend([1, 0, 9, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let words = (6 + 2 + text.len() + 4).div_ceil(2);
        bytes.extend((words as u32).to_le_bytes());
        bytes.extend([0x21, 5, text.len() as u8, 0]);
        bytes.extend(&text);
        bytes.extend([4, 0, 3, 0]);
        bytes.extend([3, 0, 0, 0, 0, 0]);
        let found = read_named("a.wmf", &bytes);
        assert_eq!(found.text().trim(), "关于网络架构的说明");
        assert_eq!(found.at("xywh=3,4,1,1"), Some("关于网络架构的说明"));
    }
}
