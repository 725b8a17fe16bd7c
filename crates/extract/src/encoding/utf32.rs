//! UTF-32, which the WHATWG standard leaves out. Always: what is no character becomes U+FFFD.

/// Decodes whole units of four bytes; returns the text and how many were no characters.
pub(super) fn decode(bytes: &[u8], least_first: bool) -> (String, u64) {
    let mut text = String::with_capacity(bytes.len() / 2);
    let mut replaced = 0;
    for unit in bytes.chunks(4) {
        let character = unit.try_into().ok().and_then(|unit: [u8; 4]| {
            let value = if least_first {
                u32::from_le_bytes(unit)
            } else {
                u32::from_be_bytes(unit)
            };
            char::from_u32(value)
        });
        replaced += u64::from(character.is_none());
        text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    (text, replaced)
}
