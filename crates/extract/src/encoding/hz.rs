//! HZ (RFC 1843): Chinese in seven bits, between `~{` and `~}`, as newsgroups and mail wrote it. Always: a line
//! begins in ASCII, and line ends stay where they are, also behind `~`, which asks for the next line to be
//! joined: the lines of the text are those of the file.

use encoding_rs::GB18030;

use super::plausible::{self, Writing};

/// What reads like Chinese.
const GOOD: f32 = 0.5;

/// Its name: a label of the WHATWG standard, which decodes nothing by it.
pub(super) const NAME: &str = "HZ-GB-2312";

/// Returns whether a declared label is this encoding.
pub(super) fn is_label(label: &str) -> bool {
    let label = label.trim();
    label.eq_ignore_ascii_case(NAME) || label.eq_ignore_ascii_case("hz")
}

/// Returns whether these bytes are written so. Programs have `~{` too: all of it must be Chinese that ends on its
/// line and, unless the file says so itself, reads like Chinese.
pub(super) fn is_written(bytes: &[u8], declared: bool) -> bool {
    if !bytes.is_ascii() {
        return false;
    }
    let (mut text, mut broken) = decode(bytes);
    if broken > 0 {
        // The last line may have been cut.
        let end = bytes.iter().rposition(|byte| *byte == b'\n');
        (text, broken) = decode(bytes.get(..end.unwrap_or_default()).unwrap_or_default());
    }
    let letters = text.chars().filter(|letter| !letter.is_ascii()).count();
    letters > 0
        && broken == 0
        && (declared || letters > 1 && plausible::of_letters(&text, Writing::Simplified) > GOOD)
}

/// Decodes whole lines; returns the text and how many characters were none.
pub(super) fn decode(bytes: &[u8]) -> (String, u64) {
    let mut text = String::with_capacity(bytes.len());
    let mut broken = 0;
    for line in bytes.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
        decode_line(line, &mut text, &mut broken);
    }
    (text, broken)
}

fn decode_line(line: &[u8], text: &mut String, broken: &mut u64) {
    let mut lost = |text: &mut String| {
        text.push(char::REPLACEMENT_CHARACTER);
        *broken += 1;
    };
    let mut chinese = false;
    let mut rest = line;
    while let Some((byte, after)) = rest.split_first() {
        rest = match (chinese, rest) {
            (true, [b'~', b'}', after @ ..]) => {
                chinese = false;
                after
            }
            (true, [high @ 0x21..=0x77, low @ 0x21..=0x7e, after @ ..]) => {
                let pair = [high | 0x80, low | 0x80];
                match GB18030.decode_without_bom_handling_and_without_replacement(&pair) {
                    Some(character) => text.push_str(&character),
                    None => lost(text),
                }
                after
            }
            (true, [b'\n' | b'\r', ..]) => {
                // The end is missing: what follows is no Chinese.
                lost(text);
                chinese = false;
                rest
            }
            (true, _) => {
                lost(text);
                after
            }
            (false, [b'~', b'{', after @ ..]) => {
                chinese = true;
                after
            }
            (false, [b'~', b'~', after @ ..]) => {
                text.push('~');
                after
            }
            (false, [b'~', b'\n' | b'\r', ..]) => after,
            (false, _) => {
                match byte.is_ascii() {
                    true => text.push(char::from(*byte)),
                    false => lost(text),
                }
                after
            }
        };
    }
    if chinese {
        lost(text);
    }
}

#[cfg(test)]
mod tests {
    use daylight_model::State;

    use super::*;
    use crate::check::{check_parts, read_named};
    use crate::encoding::{Basis, decide};

    /// As the RFC has it: GB 2312 without the eighth bit.
    fn hz(text: &str) -> String {
        let mut written = String::new();
        let mut chinese = false;
        for letter in text.chars() {
            if letter.is_ascii() == chinese {
                chinese = !chinese;
                written.push_str(if chinese { "~{" } else { "~}" });
            }
            match letter {
                '~' => written.push_str("~~"),
                _ if chinese => {
                    let bytes = encoding_rs::GBK.encode(&letter.to_string()).0.into_owned();
                    written.extend(bytes.iter().map(|byte| char::from(byte & 0x7f)));
                }
                _ => written.push(letter),
            }
        }
        if chinese {
            written.push_str("~}");
        }
        written
    }

    #[test]
    fn the_example_of_the_rfc_is_read() {
        let example =
            "This sentence is in ASCII.\nThe next sentence is in GB.~{<:Ky2;S{#,NpJ)l6HK!#~}Bye.\n";
        let found = read_named("a.txt", example.as_bytes());
        let text =
            "This sentence is in ASCII.\nThe next sentence is in GB.己所不欲，勿施於人。Bye.\n";
        check_parts(
            &found,
            &[(text, &[("line=1", "This sentence is in ASCII.")])],
        );
        assert_eq!(found.summary.encoding.as_deref(), Some("hz-gb-2312"));
        assert_eq!(found.summary.outcome.state, State::Read);
    }

    #[test]
    fn lines_stay_lines_and_tildes_tildes() {
        let text = "合同金额五万元~100\n请在三月前付款。\n";
        let written = hz(text);
        assert!(written.is_ascii());
        let found = read_named("a.txt", written.as_bytes());
        check_parts(&found, &[(text, &[("line=2", "请在三月前付款。")])]);
        assert_eq!(decode(b"a~\nb~\r\nc"), ("a\nb\r\nc".to_owned(), 0));
    }

    #[test]
    fn what_is_broken_is_counted_and_costs_its_line_alone() {
        for (bytes, text, broken) in [
            (&b"~{:O\x01~}"[..], "合\u{fffd}", 1),
            (b"~{:OM,\nb", "合同\u{fffd}\nb", 1),
            (b"~{:OM", "合\u{fffd}\u{fffd}", 2),
            (b"~{\x01\x02~}b", "\u{fffd}\u{fffd}b", 2),
            (b"~x ~", "~x ~", 0),
        ] {
            let (decoded, lost) = decode(bytes);
            assert_eq!((decoded.as_str(), lost), (text, broken), "{bytes:?}");
        }
    }

    #[test]
    fn programs_and_others_are_left_alone() {
        for other in [
            "(format t \"~{~A~^, ~}\" list)",
            "(format nil \"~{ab~}\" list)",
            "if [ -z ~{x} ]; then",
            "a ~ b ~~ c",
            "no such thing",
        ] {
            let decision = decide(other.as_bytes(), None);
            assert_eq!(decision.setting(), "utf-8", "{other}");
        }
        let decision = decide(b"~{VP~}", Some("HZ-GB-2312"));
        assert_eq!(
            (decision.setting().as_str(), decision.basis),
            ("hz-gb-2312", Basis::Declared)
        );
        assert_eq!(
            decide("~{VP~}合同".as_bytes(), Some("hz")).setting(),
            "utf-8"
        );
    }

    #[test]
    fn a_mail_that_says_so_is_read() {
        let subject = hz("关于合同");
        let mail = format!(
            "From: a@example.org\nSubject: {subject}\nDate: Mon, 1 Mar 1999 10:00:00 +0800\n\
             MIME-Version: 1.0\nContent-Type: text/plain; charset=hz-gb-2312\n\n{}\n",
            hz("付款五万元")
        );
        let found = read_named("a.eml", mail.as_bytes());
        let text: String = found.parts.iter().map(daylight_model::Part::text).collect();
        assert!(text.contains("付款五万元"), "{text}");
    }
}
