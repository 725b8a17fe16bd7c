//! The oldest lock of Office (MS-OFFCRYPTO 2.3.7): bytes turned and mixed with sixteen that the password gives.
//! Always: a password fits only where both numbers that the file keeps of it do.

/// What fills up a short password.
const FILLER: [u8; 15] = [
    0xbb, 0xff, 0xff, 0xba, 0xff, 0xff, 0xb9, 0x80, 0x00, 0xbe, 0x0f, 0x00, 0xbf, 0x0f, 0x00,
];

/// Characters of a password.
const MOST: usize = 15;

/// Sixteen bytes that a password gives.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mix([u8; 16]);

/// Returns the numbers that a file keeps of a password: key and hash. None where no file has such a password.
fn numbers(password: &[u8]) -> Option<(u16, u16)> {
    if password.is_empty() || password.len() > MOST {
        return None;
    }
    // The tables of the specification are what a shift register gives: eight steps for each character.
    let shifted = |value: u16| {
        let turned = value.rotate_left(1);
        if turned & 1 == 1 {
            turned ^ 0x1020
        } else {
            turned
        }
    };
    let turned = |value: u16| (value << 1 & 0x7fff) | (value >> 14 & 1);
    let (mut key, mut step, mut end, mut hash) = (0, 0x8000, 0xffff, 0);
    for byte in password.iter().rev() {
        for bit in 0..8 {
            step = shifted(step);
            end = shifted(end);
            if bit < 7 && byte >> bit & 1 == 1 {
                key ^= step;
            }
        }
        hash = turned(hash) ^ u16::from(*byte);
    }
    let length = u16::try_from(password.len()).ok()?;
    Some((key ^ end, turned(hash) ^ length ^ 0xce4b))
}

impl Mix {
    /// Returns what a password gives, if both numbers fit; `turn` is how far its bytes are turned to the left.
    pub(super) fn new(password: &[u8], stated: (u16, u16), turn: u32) -> Option<Self> {
        let known = numbers(password)?;
        if known != stated {
            return None;
        }
        let mut mix = [0; 16];
        let filled = password.iter().chain(&FILLER);
        for ((at, byte), known_byte) in mix.iter_mut().enumerate().zip(filled) {
            *byte = (known_byte ^ known.0.to_le_bytes()[at % 2]).rotate_left(turn);
        }
        Some(Self(mix))
    }

    /// Unlocks bytes as Excel locks them; `at` says which of the sixteen comes first.
    pub(super) fn open_as_excel(&self, at: usize, bytes: &mut [u8]) {
        for (number, byte) in bytes.iter_mut().enumerate() {
            *byte = byte.rotate_left(3) ^ self.0[(at + number) % 16];
        }
    }

    /// Unlocks bytes as Word locks them: zeros, and what would become zero, are left alone.
    pub(super) fn open_as_word(&self, bytes: &mut [u8]) {
        for (number, byte) in bytes.iter_mut().enumerate() {
            let opened = *byte ^ self.0[number % 16];
            if *byte != 0 && opened != 0 {
                *byte = opened;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_password_are_those_of_the_specification() {
        // A character without bits leaves what the table InitialCode has for this length.
        let start = |length| numbers(&vec![0; length]).map(|(key, _)| key);
        assert_eq!(start(1), Some(0xe1f0));
        assert_eq!(start(8), Some(0x313e));
        assert_eq!(start(15), Some(0x4ec3));
        // Bits of the last character take the last row of XorMatrix, those before it the rows before.
        assert_eq!(numbers(b"\x40").map(|(key, _)| key ^ 0xe1f0), Some(0x48c4));
        assert_eq!(
            numbers(b"\x01\0").map(|(key, _)| key ^ 0x1d0f),
            Some(0x3331)
        );
        let known = numbers(b"VelvetSweatshop");
        assert_eq!(known.map(|(_, hash)| hash), Some(0x9a0a));
        assert_eq!(numbers(b""), None);
        assert_eq!(numbers(b"sixteen letters!"), None);
    }

    #[test]
    fn bytes_open_as_excel_has_locked_them() {
        // The record CODEPAGE of a workbook of Excel with the password abc: two bytes, whose end stands at byte 36.
        let mix = Mix::new(b"abc", (0x514a, 0xcc1a), 2).unwrap();
        let mut bytes = [0xcc, 0xd7];
        mix.open_as_excel(36, &mut bytes);
        assert_eq!(bytes, 1200_u16.to_le_bytes());
        assert!(Mix::new(b"abd", (0x514a, 0xcc1a), 2).is_none());
    }

    #[test]
    fn word_leaves_zeros_alone() {
        let mix = Mix::new(b"abc", (0x514a, 0xcc1a), 7).unwrap();
        let plain = *b"text\0\0\x01 and more than sixteen";
        let mut bytes = plain;
        mix.open_as_word(&mut bytes);
        assert_ne!(bytes, plain);
        assert_eq!(bytes[4..6], [0, 0]);
        mix.open_as_word(&mut bytes);
        assert_eq!(bytes, plain);
    }
}
