//! How Outlook packs formatted text (MS-OXRTFCP). Always: at most the bytes that the header states, and no more
//! than what is packed can give.

/// What every text begins as if it had been written before it.
const BEFORE: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// Returns the text as it was; none where it is not packed in this way.
pub(super) fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let word = |at: usize| {
        let four = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_le_bytes(four) as usize)
    };
    let stated = word(4)?;
    let data = bytes.get(16..)?;
    match bytes.get(8..12)? {
        b"MELA" => return Some(data.get(..stated.min(data.len()))?.to_vec()),
        b"LZFu" => {}
        _ => return None,
    }
    let mut window = [b' '; 4096];
    window[..BEFORE.len()].copy_from_slice(BEFORE);
    let mut write = BEFORE.len();
    let mut text = Vec::new();
    let mut rest = data.iter().copied();
    'blocks: while let Some(flags) = rest.next() {
        for bit in 0..8 {
            if flags >> bit & 1 == 0 {
                let Some(byte) = rest.next() else {
                    break 'blocks;
                };
                window[write] = byte;
                write = (write + 1) % 4096;
                text.push(byte);
            } else {
                let (Some(high), Some(low)) = (rest.next(), rest.next()) else {
                    break 'blocks;
                };
                let offset = usize::from(high) << 4 | usize::from(low >> 4);
                if offset == write {
                    break 'blocks;
                }
                for step in 0..usize::from(low & 15) + 2 {
                    let byte = window[(offset + step) % 4096];
                    window[write] = byte;
                    write = (write + 1) % 4096;
                    text.push(byte);
                }
            }
            if text.len() > stated {
                break 'blocks;
            }
        }
    }
    text.truncate(stated);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_specification_are_unpacked() {
        // MS-OXRTFCP 4.1 and 4.2.
        let hello = [
            0x2d, 0, 0, 0, 0x2b, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0,
            0x0a, 0, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68,
            0x65, 0x6c, 0x09, 0x00, 0x20, 0x62, 0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80,
            0x0f, 0xa0,
        ];
        assert_eq!(
            unpacked(&hello).unwrap(),
            b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
        );
        let crossing = [
            0x1a, 0, 0, 0, 0x1c, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xe2, 0xd4, 0x4b, 0x51, 0x41, 0,
            0x04, 0x20, 0x57, 0x58, 0x59, 0x5a, 0x0d, 0x6e, 0x7d, 0x01, 0x0e, 0xb0,
        ];
        assert_eq!(
            unpacked(&crossing).unwrap(),
            b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
        );
    }
}
