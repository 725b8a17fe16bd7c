//! How a text is encoded: bytes in, text and the reason for the choice out. Always: a pure function of the
//! bytes and of what they declare; the choice has a WHATWG name; what cannot be decoded is U+FFFD and counted.
//!
//! In this order: byte order mark; UTF-32 and UTF-16 by their zero bytes or by the script they give; the
//! sequences that switch to Japanese (ISO-2022-JP) or Chinese (HZ) in what is ASCII; UTF-8 where it is valid;
//! what the file declares, where it fits; what reads most like a language, Chinese first.
//! GBK and GB 2312 are read as GB 18030, which holds both. A file in which some lines are UTF-8 and others
//! are not is decoded line by line.

mod guess;
mod hz;
mod plausible;
mod reader;
mod survey;
mod utf32;
mod wide;

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE,
};

use guess::guess;
pub(crate) use reader::{TextReader, decide_for};
use survey::Survey;

/// An encoding of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    /// One of the WHATWG Encoding Standard.
    Web(&'static Encoding),
    /// UTF-32, least byte first.
    Utf32Le,
    /// UTF-32, greatest byte first.
    Utf32Be,
    /// HZ: GB 2312 in seven bits.
    Hz,
}

impl TextEncoding {
    /// Returns its WHATWG name; of UTF-32 and HZ, which that standard leaves out, the IANA name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Web(encoding) => encoding.name(),
            Self::Utf32Le => "UTF-32LE",
            Self::Utf32Be => "UTF-32BE",
            Self::Hz => hz::NAME,
        }
    }

    /// Returns how many bytes a line feed has.
    fn unit(self) -> usize {
        match self {
            Self::Web(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => 2,
            Self::Web(_) | Self::Hz => 1,
            Self::Utf32Le | Self::Utf32Be => 4,
        }
    }
}

/// What an encoding was decided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The mark at its start.
    ByteOrderMark,
    /// Where its zero bytes stand, or what script its units give.
    Units,
    /// It is valid UTF-8, or plain ASCII.
    Valid,
    /// Escape sequences.
    Escapes,
    /// It says so, and fits.
    Declared,
    /// What it gives reads like a language.
    Language,
}

/// An encoding and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// The encoding.
    pub encoding: TextEncoding,
    /// Why this one.
    pub basis: Basis,
    /// Whether single lines are UTF-8 all the same.
    pub some_lines_utf8: bool,
    /// Bytes of the byte order mark.
    pub mark: usize,
}

impl Decision {
    /// The encoding of ASCII and of valid UTF-8.
    pub(crate) const UTF_8: Self = Self {
        encoding: TextEncoding::Web(UTF_8),
        basis: Basis::Valid,
        some_lines_utf8: false,
        mark: 0,
    };

    fn of(encoding: &'static Encoding, basis: Basis) -> Self {
        Self {
            encoding: TextEncoding::Web(encoding),
            basis,
            some_lines_utf8: false,
            mark: 0,
        }
    }

    /// Returns it as a setting of a reading: `gb18030`, `gb18030+utf-8`.
    pub fn setting(&self) -> String {
        let mut name = self.encoding.name().to_ascii_lowercase();
        if self.some_lines_utf8 {
            name.push_str("+utf-8");
        }
        name
    }

    /// Decides for these bytes, which declare `declared` about themselves.
    fn after(survey: &Survey, declared: Option<&str>) -> Self {
        if let Some(decision) = by_mark(&survey.head).or_else(|| wide::decide(&survey.head)) {
            return decision;
        }
        if survey.escapes_japanese() {
            return Self::of(ISO_2022_JP, Basis::Escapes);
        }
        let says_hz = declared.is_some_and(hz::is_label);
        if survey.is_ascii() && hz::is_written(&survey.head, says_hz) {
            let basis = match says_hz {
                true => Basis::Declared,
                false => Basis::Escapes,
            };
            return Self {
                encoding: TextEncoding::Hz,
                basis,
                ..Self::UTF_8
            };
        }
        let declared = declared.and_then(labelled);
        if survey.is_utf8() {
            return match survey.rather_chinese() {
                true => Self::of(GB18030, Basis::Language),
                false => Self::UTF_8,
            };
        }
        if survey.is_damaged_utf8() {
            return Self::UTF_8;
        }
        let (encoding, basis) = guess(&survey.not_utf8, declared);
        let some_lines_utf8 = if is_multibyte(encoding) {
            survey.utf8_lines_of_three > 0
        } else {
            survey.utf8_lines > 0
        };
        Self {
            some_lines_utf8,
            ..Self::of(encoding, basis)
        }
    }
}

/// Returns the encoding that a label stands for; GBK and GB 2312 are GB 18030.
pub(crate) fn labelled(label: &str) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label_no_replacement(label.trim().as_bytes())?;
    Some(if encoding == GBK { GB18030 } else { encoding })
}

fn is_multibyte(encoding: &'static Encoding) -> bool {
    [GB18030, BIG5, SHIFT_JIS, EUC_JP, EUC_KR].contains(&encoding)
}

fn by_mark(head: &[u8]) -> Option<Decision> {
    let marks: [(&[u8], TextEncoding); 6] = [
        (&[0xff, 0xfe, 0, 0], TextEncoding::Utf32Le),
        (&[0, 0, 0xfe, 0xff], TextEncoding::Utf32Be),
        (&[0xef, 0xbb, 0xbf], TextEncoding::Web(UTF_8)),
        (&[0xff, 0xfe], TextEncoding::Web(UTF_16LE)),
        (&[0xfe, 0xff], TextEncoding::Web(UTF_16BE)),
        (&[0x84, 0x31, 0x95, 0x33], TextEncoding::Web(GB18030)),
    ];
    marks
        .into_iter()
        .find(|(mark, encoding)| {
            head.starts_with(mark) && head.len().is_multiple_of(encoding.unit())
        })
        .or_else(|| {
            marks
                .into_iter()
                .find(|(mark, encoding)| head.starts_with(mark) && encoding.unit() < 4)
        })
        .map(|(mark, encoding)| Decision {
            encoding,
            basis: Basis::ByteOrderMark,
            some_lines_utf8: false,
            mark: mark.len(),
        })
}

/// Decides how `bytes` are encoded. `declared`: what they or their container say, a label such as `gb2312`.
pub fn decide(bytes: &[u8], declared: Option<&str>) -> Decision {
    let mut survey = Survey::default();
    survey.feed(bytes);
    survey.finish();
    Decision::after(&survey, declared)
}

/// Decodes `bytes` as decided; returns the text and how many characters could not be decoded.
pub fn decode(bytes: &[u8], decision: &Decision) -> (String, u64) {
    let mut decoder = reader::Decoder::new(*decision);
    let mut text = decoder.decode(bytes.get(decision.mark..).unwrap_or_default());
    text.push_str(&decoder.finish());
    (text, decoder.replaced())
}

/// Decodes a short text of unknown encoding, such as a name.
pub(crate) fn decode_unknown(bytes: &[u8], declared: Option<&str>) -> String {
    decode(bytes, &decide(bytes, declared)).0
}

#[cfg(test)]
mod tests;
