//! From bytes of UTF-8, in which the case counts, to UTF-16 code units, in which browsers do, and back. Always:
//! an offset inside a character counts as that character's start; one past the end as the end.

/// Turns growing byte offsets of one text into UTF-16 offsets, in one pass over the text.
#[derive(Debug)]
pub(crate) struct Utf16Offsets<'text> {
    text: &'text str,
    byte: usize,
    unit: usize,
}

impl<'text> Utf16Offsets<'text> {
    /// Begins at the start of `text`.
    pub(crate) fn of(text: &'text str) -> Self {
        Self {
            text,
            byte: 0,
            unit: 0,
        }
    }

    /// Returns the UTF-16 offset of the character at `byte`. An offset below the last one begins anew.
    pub(crate) fn at(&mut self, byte: usize) -> usize {
        let byte = floor(self.text, byte);
        if byte < self.byte {
            (self.byte, self.unit) = (0, 0);
        }
        let between = self.text.get(self.byte..byte).unwrap_or_default();
        self.unit += if between.is_ascii() {
            between.len()
        } else {
            between.encode_utf16().count()
        };
        self.byte = byte;
        self.unit
    }
}

/// Returns the byte offset of the character at UTF-16 offset `unit`.
pub(crate) fn byte_at(text: &str, unit: usize) -> usize {
    let mut units = 0;
    for (byte, character) in text.char_indices() {
        units += character.len_utf16();
        if units > unit {
            return byte;
        }
    }
    text.len()
}

fn floor(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a合𠀀é\u{1f4c4}z";

    #[test]
    fn each_character_of_any_plane_keeps_its_offset_both_ways() {
        let mut offsets = Utf16Offsets::of(TEXT);
        for (byte, _) in TEXT.char_indices().chain([(TEXT.len(), ' ')]) {
            let unit = TEXT[..byte].encode_utf16().count();
            assert_eq!(offsets.at(byte), unit, "byte {byte}");
            assert_eq!(byte_at(TEXT, unit), byte, "unit {unit}");
        }
    }

    #[test]
    fn offsets_inside_a_character_or_past_the_end_are_brought_in() {
        let mut offsets = Utf16Offsets::of(TEXT);
        assert_eq!(offsets.at(3), 1);
        assert_eq!(offsets.at(999), TEXT.encode_utf16().count());
        assert_eq!(byte_at(TEXT, 3), 4);
        assert_eq!(byte_at(TEXT, 999), TEXT.len());
    }

    #[test]
    fn an_offset_before_the_last_one_is_right_too() {
        let mut offsets = Utf16Offsets::of(TEXT);
        assert_eq!(offsets.at(8), 4);
        assert_eq!(offsets.at(1), 1);
    }
}
