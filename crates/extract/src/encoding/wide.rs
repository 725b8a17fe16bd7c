//! UTF-16 and UTF-32 without a byte order mark. Always: none where the bytes are valid UTF-8 without zeros.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::{Basis, Decision, TextEncoding, guess, plausible, utf32};

/// Bytes that are looked at.
const SAMPLE: usize = 8 * 1024;

/// Decides whether these first bytes of a file are units of two or four bytes.
pub(super) fn decide(head: &[u8]) -> Option<Decision> {
    let sample = head.get(..SAMPLE).unwrap_or(head);
    if sample.len() < 4 {
        return None;
    }
    let zeros = sample.contains(&0);
    if !zeros && is_utf8_so_far(sample) {
        return None;
    }
    let decided = |encoding| Decision {
        encoding,
        basis: Basis::Units,
        some_lines_utf8: false,
        mark: 0,
    };
    if zeros && sample.len() >= 8 {
        for (encoding, least_first) in [
            (TextEncoding::Utf32Le, true),
            (TextEncoding::Utf32Be, false),
        ] {
            let whole = sample.len() / 4 * 4;
            let (text, replaced) = utf32::decode(sample.get(..whole)?, least_first);
            if replaced == 0 && plausible::of_units(&text) > 0.5 {
                return Some(decided(encoding));
            }
        }
    }
    let score = |encoding: &'static Encoding| {
        let whole = sample.len() / 2 * 2;
        let (text, _) =
            encoding.decode_without_bom_handling(sample.get(..whole).unwrap_or_default());
        (plausible::of_units(&text), encoding)
    };
    let (little, big) = (score(UTF_16LE), score(UTF_16BE));
    let (best, encoding) = if big.0 > little.0 { big } else { little };
    let enough = if zeros {
        best > 0.5
    } else {
        // Without a single zero byte, a text of one of the older encodings is likelier.
        head.len().is_multiple_of(2) && best > 0.6 && best > guess::best_multibyte(sample) + 0.2
    };
    enough.then(|| decided(TextEncoding::Web(encoding)))
}

fn is_utf8_so_far(bytes: &[u8]) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    }
}
