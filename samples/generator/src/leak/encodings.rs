//! Encodings by the names that data files and the key use, and text whose lines are of two encodings.
//!
//! Always: the key's name is that of WHATWG in lower case; GBK is read as GB18030.

use super::LeakError;
use super::collect::at;
use crate::write::{Encoding, encode};

/// Returns bytes of a text and the name of its encoding in the key; `mixed` writes every second line in GBK.
pub(crate) fn encoded(
    path: &str,
    text: &str,
    name: &str,
) -> Result<(Vec<u8>, &'static str), LeakError> {
    if name == "mixed" {
        let mut bytes = Vec::new();
        for (number, line) in text.split_inclusive('\n').enumerate() {
            let encoding = if number % 2 == 0 {
                Encoding::Utf8
            } else {
                Encoding::Gbk
            };
            bytes.extend(at(path, encode(line, encoding))?);
        }
        return Ok((bytes, "mixed"));
    }
    let (encoding, read_as) = match name {
        "utf-8-bom" => (Encoding::Utf8Bom, "utf-8"),
        "gb18030" => (Encoding::Gb18030, "gb18030"),
        "gbk" => (Encoding::Gbk, "gb18030"),
        "big5" => (Encoding::Big5, "big5"),
        "shift_jis" => (Encoding::ShiftJis, "shift_jis"),
        "euc-kr" => (Encoding::EucKr, "euc-kr"),
        "utf-16le-bom" => (Encoding::Utf16Le { bom: true }, "utf-16le"),
        "utf-16le" => (Encoding::Utf16Le { bom: false }, "utf-16le"),
        "utf-16be-bom" => (Encoding::Utf16Be { bom: true }, "utf-16be"),
        "utf-16be" => (Encoding::Utf16Be { bom: false }, "utf-16be"),
        _ => (Encoding::Utf8, "utf-8"),
    };
    Ok((at(path, encode(text, encoding))?, read_as))
}

/// Returns the charset of a mail by its name.
pub(crate) fn charset(name: &str) -> Encoding {
    match name {
        "gbk" => Encoding::Gbk,
        "gb18030" => Encoding::Gb18030,
        "big5" => Encoding::Big5,
        _ => Encoding::Utf8,
    }
}
