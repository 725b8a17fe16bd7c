//! Archives of messages (IWA): Snappy blocks of protocol buffers. Always: only texts are taken, by the numbers of
//! the messages that hold them; a block unpacks to what it states, within a limit.

/// Bytes that one archive may unpack to.
const UNPACKED: usize = 64 << 20;

/// Messages that hold the text of a document: stretches of text, and the cells of tables.
const STORAGE: u64 = 2001;
const STORAGE_TOO: u64 = 2005;
const TABLE_DATA: u64 = 6005;

/// Returns the paragraphs and the texts of cells in an archive.
pub(super) fn texts(bytes: &[u8]) -> Vec<String> {
    let unpacked = unpacked(bytes);
    let mut rest = unpacked.as_slice();
    let mut found = Vec::new();
    while let Some((length, count)) = varint(rest) {
        let Some(head) = rest.get(count..count.saturating_add(length)) else {
            break;
        };
        rest = &rest[count + length..];
        for info in fields(head).filter_map(|(number, value)| value.bytes(number == 2)) {
            let number = |wanted| {
                fields(info).find_map(|(number, value)| match value {
                    Value::Number(found) if number == wanted => Some(found),
                    _ => None,
                })
            };
            let kind = number(1).unwrap_or(0);
            let length = usize::try_from(number(3).unwrap_or(0)).unwrap_or(usize::MAX);
            let Some(message) = rest.get(..length) else {
                return found;
            };
            rest = &rest[length..];
            message_texts(kind, message, &mut found);
        }
    }
    found
}

fn message_texts(kind: u64, message: &[u8], found: &mut Vec<String>) {
    let strings: Vec<&[u8]> = match kind {
        STORAGE | STORAGE_TOO => fields(message)
            .filter_map(|(number, value)| value.bytes(number == 3))
            .collect(),
        TABLE_DATA => fields(message)
            .filter_map(|(number, value)| value.bytes(number == 3))
            .filter_map(|entry| fields(entry).find_map(|(number, value)| value.bytes(number == 3)))
            .collect(),
        _ => Vec::new(),
    };
    for string in strings {
        let Ok(text) = std::str::from_utf8(string) else {
            continue;
        };
        for paragraph in text.split(['\n', '\u{2028}', '\u{2029}']) {
            let plain: String = paragraph
                .chars()
                .filter(|c| !c.is_control() && *c != '\u{fffc}')
                .collect();
            if !plain.trim().is_empty() {
                found.push(plain);
            }
        }
    }
}

enum Value<'b> {
    Number(u64),
    Bytes(&'b [u8]),
}

impl<'b> Value<'b> {
    fn bytes(self, wanted: bool) -> Option<&'b [u8]> {
        match self {
            Self::Bytes(bytes) if wanted => Some(bytes),
            _ => None,
        }
    }
}

/// Returns the fields of a message.
fn fields(mut rest: &[u8]) -> impl Iterator<Item = (u64, Value<'_>)> {
    std::iter::from_fn(move || {
        let (key, count) = varint(rest)?;
        rest = rest.get(count..)?;
        let value = match key & 7 {
            0 => {
                let (number, count) = varint(rest)?;
                rest = rest.get(count..)?;
                Value::Number(number as u64)
            }
            1 | 5 => {
                let length = if key & 7 == 1 { 8 } else { 4 };
                let bytes = rest.get(..length)?;
                rest = rest.get(length..)?;
                Value::Bytes(bytes)
            }
            2 => {
                let (length, count) = varint(rest)?;
                let bytes = rest.get(count..count.checked_add(length)?)?;
                rest = rest.get(count + length..)?;
                Value::Bytes(bytes)
            }
            _ => return None,
        };
        Some(((key >> 3) as u64, value))
    })
}

fn varint(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut number: u64 = 0;
    for (index, byte) in bytes.iter().take(10).enumerate() {
        number |= u64::from(byte & 0x7f).checked_shl(7 * u32::try_from(index).ok()?)?;
        if byte & 0x80 == 0 {
            return Some((usize::try_from(number).ok()?, index + 1));
        }
    }
    None
}

/// Unpacks the blocks of an archive: each with a byte 0 and three bytes of length before it.
fn unpacked(mut bytes: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let [0, a, b, c, rest @ ..] = bytes {
        let length = usize::from(*a) | usize::from(*b) << 8 | usize::from(*c) << 16;
        let Some(block) = rest.get(..length) else {
            break;
        };
        if unpack(block, &mut whole).is_none() || whole.len() > UNPACKED {
            break;
        }
        bytes = &rest[length..];
    }
    whole
}

/// Unpacks one block of Snappy.
fn unpack(block: &[u8], whole: &mut Vec<u8>) -> Option<()> {
    let (length, count) = varint(block)?;
    let mut rest = block.get(count..)?;
    let start = whole.len();
    let most = start.checked_add(length)?.min(UNPACKED);
    while let [tag, after @ ..] = rest {
        let tag = usize::from(*tag);
        rest = after;
        let mut number = |bytes: usize| {
            let taken = rest.get(..bytes)?;
            rest = rest.get(bytes..)?;
            Some(
                taken
                    .iter()
                    .rev()
                    .fold(0, |sum, byte| sum << 8 | usize::from(*byte)),
            )
        };
        let (length, offset) = match tag & 3 {
            0 => {
                let length = match tag >> 2 {
                    long @ 60..64 => number(long - 59)?,
                    short => short,
                };
                let length = length.checked_add(1)?;
                whole.extend_from_slice(rest.get(..length)?);
                rest = rest.get(length..)?;
                continue;
            }
            1 => ((tag >> 2 & 7) + 4, (tag >> 5) << 8 | number(1)?),
            2 => ((tag >> 2) + 1, number(2)?),
            _ => ((tag >> 2) + 1, number(4)?),
        };
        if whole.len() + length > most {
            return None;
        }
        let from = whole
            .len()
            .checked_sub(offset)
            .filter(|from| *from >= start && offset > 0)?;
        for at in from..from + length {
            whole.push(*whole.get(at)?);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_unpacked_and_texts_found() {
        let text = "合同书\n第二段";
        let message = [&[0x1a, text.len() as u8][..], text.as_bytes()].concat();
        let info = [0x08, 0xd1, 0x0f, 0x18, message.len() as u8];
        let head = [&[0x08, 1, 0x12, info.len() as u8][..], &info].concat();
        let plain = [vec![head.len() as u8], head, message].concat();
        let literal = plain.len() - 1;
        let block = [vec![plain.len() as u8, (literal << 2) as u8], plain].concat();
        let mut archive = vec![0, block.len() as u8, 0, 0];
        archive.extend(block);
        assert_eq!(texts(&archive), ["合同书", "第二段"]);
        assert!(texts(&archive[..archive.len() - 4]).is_empty());
    }

    #[test]
    fn copies_repeat_what_was_unpacked() {
        let mut whole = Vec::new();
        // "ab", then six bytes from two back.
        unpack(&[8, 1 << 2, b'a', b'b', (2 << 2) | 1, 2], &mut whole).unwrap();
        assert_eq!(whole, b"abababab");
        assert_eq!(unpack(&[8, 0, b'a', 1, 9], &mut Vec::new()), None);
    }
}
