//! Text to bytes in the encodings that Chinese, Japanese and Korean offices leave behind.
//!
//! Always: a character that the encoding lacks is an error, never a replacement.

use encoding_rs::{BIG5, EUC_KR, GB18030, GBK, SHIFT_JIS};

use super::WriteError;

/// An encoding of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 after a byte order mark.
    Utf8Bom,
    /// GB18030, four-byte forms included.
    Gb18030,
    /// GBK.
    Gbk,
    /// Big5 with the extensions of Hong Kong.
    Big5,
    /// Shift-JIS as Windows writes it.
    ShiftJis,
    /// EUC-KR as Windows writes it.
    EucKr,
    /// UTF-16, low byte first.
    Utf16Le {
        /// Whether a byte order mark stands first.
        bom: bool,
    },
    /// UTF-16, high byte first.
    Utf16Be {
        /// Whether a byte order mark stands first.
        bom: bool,
    },
}

impl Encoding {
    /// Returns the name that mail headers and web pages declare.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Utf8 | Self::Utf8Bom => "utf-8",
            Self::Gb18030 => "gb18030",
            Self::Gbk => "gbk",
            Self::Big5 => "big5",
            Self::ShiftJis => "shift_jis",
            Self::EucKr => "euc-kr",
            Self::Utf16Le { bom: false } => "utf-16le",
            Self::Utf16Be { bom: false } => "utf-16be",
            Self::Utf16Le { bom: true } | Self::Utf16Be { bom: true } => "utf-16",
        }
    }
}

/// Returns the text's bytes.
///
/// # Errors
/// [`WriteError::Unencodable`] where the encoding lacks a character.
pub fn encode(text: &str, encoding: Encoding) -> Result<Vec<u8>, WriteError> {
    let legacy = match encoding {
        Encoding::Utf8 => return Ok(text.as_bytes().to_vec()),
        Encoding::Utf8Bom => return Ok([b"\xEF\xBB\xBF", text.as_bytes()].concat()),
        Encoding::Utf16Le { bom } => return Ok(utf16(text, bom, u16::to_le_bytes)),
        Encoding::Utf16Be { bom } => return Ok(utf16(text, bom, u16::to_be_bytes)),
        Encoding::Gb18030 => GB18030,
        Encoding::Gbk => GBK,
        Encoding::Big5 => BIG5,
        Encoding::ShiftJis => SHIFT_JIS,
        Encoding::EucKr => EUC_KR,
    };
    let (bytes, _, replaced) = legacy.encode(text);
    if replaced {
        let start = text.chars().take(40).collect();
        return Err(WriteError::Unencodable {
            encoding: encoding.label(),
            text: start,
        });
    }
    Ok(bytes.into_owned())
}

fn utf16(text: &str, bom: bool, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    bom.then_some(0xFEFF)
        .into_iter()
        .chain(text.encode_utf16())
        .flat_map(order)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Encoding, encode};

    #[test]
    fn known_bytes_come_out() {
        let cases: [(Encoding, &str, &[u8]); 8] = [
            (Encoding::Gbk, "合同", b"\xBA\xCF\xCD\xAC"),
            (Encoding::Gb18030, "\u{20000}", b"\x95\x32\x82\x36"),
            (Encoding::Big5, "合約", b"\xA6\x58\xAC\xF9"),
            (Encoding::ShiftJis, "契約", b"\x8C\x5F\x96\xF1"),
            (Encoding::EucKr, "계약", b"\xB0\xE8\xBE\xE0"),
            (Encoding::Utf16Le { bom: true }, "合", b"\xFF\xFE\x08\x54"),
            (Encoding::Utf16Be { bom: false }, "合", b"\x54\x08"),
            (Encoding::Utf8Bom, "a", b"\xEF\xBB\xBFa"),
        ];
        for (encoding, text, bytes) in cases {
            assert_eq!(encode(text, encoding).unwrap(), bytes, "{encoding:?}");
        }
    }

    #[test]
    fn what_an_encoding_lacks_is_an_error() {
        assert!(encode("계약", Encoding::Big5).is_err());
    }
}
