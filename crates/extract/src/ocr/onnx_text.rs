//! The notes that an ONNX file carries about itself: `metadata_props`, field 14 of its ModelProto, each an entry
//! of a key and a value. Always: a broken file has no notes.

/// Returns the value that stands under a key.
pub(crate) fn note(onnx: &[u8], key: &str) -> Option<String> {
    fields(onnx)
        .filter(|(number, _)| *number == 14)
        .find_map(|(_, entry)| {
            let of = |wanted| {
                fields(entry)
                    .find(|(number, _)| *number == wanted)
                    .and_then(|(_, bytes)| std::str::from_utf8(bytes).ok())
            };
            (of(1) == Some(key))
                .then(|| of(2).map(str::to_owned))
                .flatten()
        })
}

/// The fields of a protocol buffer message that have a length.
fn fields(message: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    let mut rest = message;
    std::iter::from_fn(move || {
        loop {
            let tag = number(&mut rest)?;
            let length = match tag & 7 {
                0 => {
                    number(&mut rest)?;
                    continue;
                }
                1 => 8,
                2 => usize::try_from(number(&mut rest)?).ok()?,
                5 => 4,
                _ => return None,
            };
            let (field, after) = rest.split_at_checked(length)?;
            rest = after;
            if tag & 7 == 2 {
                return Some((tag >> 3, field));
            }
        }
    })
}

fn number(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(key: &str, value: &str) -> Vec<u8> {
        let mut inner = Vec::new();
        for (tag, text) in [(0x0a, key), (0x12, value)] {
            inner.push(tag);
            inner.push(text.len() as u8);
            inner.extend(text.as_bytes());
        }
        let mut outer = vec![0x72, inner.len() as u8];
        outer.extend(inner);
        outer
    }

    #[test]
    fn a_note_is_found_under_its_key() {
        let mut file = vec![0x08, 0x07, 0x12, 3, b'a', b'b', b'c'];
        file.extend(entry("other", "x"));
        file.extend(entry("character", "甲\n乙"));
        assert_eq!(note(&file, "character").as_deref(), Some("甲\n乙"));
        assert_eq!(note(&file, "none"), None);
    }

    #[test]
    fn broken_files_have_no_notes() {
        let file = entry("character", "甲");
        for end in 0..file.len() {
            assert_eq!(note(&file[..end], "character"), None);
        }
        assert_eq!(note(&[0xff; 40], "character"), None);
    }
}
