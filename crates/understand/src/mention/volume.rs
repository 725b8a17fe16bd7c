//! Volumes of data: `53.3TB`, `500G`, `3.2 GiB`, `12兆`, `100多G`. Always: KB to PB are powers of 1,000, KiB to PiB of
//! 1,024; of a range or a rough number the lower end is the value.

use daylight_model::{Grade, MentionType, Value};

use super::currency::is_han;
use super::decimal::Decimal;
use super::folded::Folded;
use super::number;
use super::numeral;
use super::view::{Found, View};

/// A volume in a folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Volume {
    /// Where its number begins.
    pub(crate) start: usize,
    /// Where its unit ends.
    pub(crate) end: usize,
    /// Bytes.
    pub(crate) bytes: u64,
    /// Whether the unit says bytes (`GB`) and not one letter (`G`).
    pub(crate) full_unit: bool,
}

/// Reads a cell or field that is a volume and nothing else, in bytes.
pub fn parse(text: &str) -> Option<u64> {
    let folded = Folded::new(text);
    let text = folded.text().trim();
    let text = super::money::without_about_before(text).0;
    let text = text.strip_suffix("左右").unwrap_or(text);
    let found = at(text, 0)?;
    (found.end == text.len()).then_some(found.bytes)
}

/// Reads the volume whose number begins at a byte of a folded text.
pub(crate) fn at(text: &str, start: usize) -> Option<Volume> {
    let (first, end) = numeral::without_letters(text, start)?;
    if let Some((unit, after)) = unit(text, end) {
        return volume(start, after, first.low, unit, first.digits);
    }
    let second_start = number::connector(text, end)?;
    let (second, end) = numeral::without_letters(text, second_start)?;
    let (unit, after) = unit(text, end)?;
    let range = number::range(first, second)?;
    volume(start, after, range.low, unit, range.digits)
}

fn volume(start: usize, end: usize, number: Decimal, unit: Unit, digits: bool) -> Option<Volume> {
    // `一G`, `三T` are seldom volumes: a lone letter wants digits or a larger number.
    if !digits && !unit.full && number < Decimal::whole(10) {
        return None;
    }
    let bytes = number
        .times(Decimal::plain(&unit.bytes.to_string())?)?
        .floor()?;
    (bytes > 0).then_some(Volume {
        start,
        end,
        bytes,
        full_unit: unit.full,
    })
}

#[derive(Debug, Clone, Copy)]
struct Unit {
    bytes: u64,
    full: bool,
}

/// Reads the unit after a number.
fn unit(text: &str, at: usize) -> Option<(Unit, usize)> {
    let whole = text.get(at..)?;
    // `20多 G`, `5 个T`: what stands between is no part of the unit.
    let rest = whole.trim_start_matches(' ');
    let counted = ["个", "個"]
        .iter()
        .find_map(|word| rest.strip_prefix(*word));
    let rest = counted.unwrap_or(rest);
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    let skipped = whole.len() - rest.len();
    if skipped > 4 {
        return None;
    }
    if let Some((bytes, length)) = han_unit(rest) {
        let unit = Unit { bytes, full: true };
        return Some((unit, at + skipped + length));
    }
    let letters = rest
        .bytes()
        .take(10)
        .take_while(u8::is_ascii_alphabetic)
        .count();
    let word = rest.get(..letters)?;
    let (bytes, full) = latin_unit(word)?;
    let next = rest.get(letters..).and_then(|rest| rest.chars().next());
    let goes_on = next.is_some_and(|next| {
        next.is_ascii_digit()
            || next == '_'
            || (next.is_alphabetic() && !is_han(next))
            || is_rate(next, rest, letters)
    });
    // A lone letter stands at its number and means no network, screen or road.
    let lone_letter_fits = full
        || ((skipped == 0 || counted.is_some() || (skipped == 1 && matches!(word, "G" | "T")))
            && !next.is_some_and(|next| {
                matches!(
                    next,
                    '网' | '網' | '手' | '信' | '通' | '技' | '频' | '时' | '米' | '-'
                )
            }));
    (!goes_on && lone_letter_fits).then_some((Unit { bytes, full }, at + skipped + letters))
}

/// `100MB/s`, `100Mbps` are speeds.
fn is_rate(next: char, rest: &str, letters: usize) -> bool {
    next == '/'
        && rest
            .get(letters + 1..)
            .is_some_and(|after| after.starts_with(['s', 'S', '秒']))
}

fn latin_unit(word: &str) -> Option<(u64, bool)> {
    let upper = word.to_ascii_uppercase();
    let power = |letter: char| {
        "KMGTPE"
            .find(letter)
            .and_then(|at| u32::try_from(at + 1).ok())
    };
    let letter = upper.chars().next()?;
    Some(match upper.get(1..)? {
        // `Kb`, `Mb` in small letters are bits where somebody is exact; here nobody is, but `kb` alone is.
        "" if matches!(word, "G" | "T" | "M" | "P" | "g" | "t") => {
            (1000_u64.checked_pow(power(letter)?)?, false)
        }
        "B" => (1000_u64.checked_pow(power(letter)?)?, true),
        "IB" => (1024_u64.checked_pow(power(letter)?)?, true),
        _ => {
            let singular = upper.strip_suffix('S').unwrap_or(&upper);
            let bytes = match singular {
                "BYTE" => 1,
                "KILOBYTE" => 1000,
                "MEGABYTE" | "MEG" => 1_000_000,
                "GIGABYTE" | "GIG" => 1_000_000_000,
                "TERABYTE" => 1_000_000_000_000,
                "PETABYTE" => 1_000_000_000_000_000,
                "KB" | "MB" | "GB" | "TB" | "PB" => 1000_u64.checked_pow(power(letter)?)?,
                _ => return None,
            };
            (bytes, true)
        }
    })
}

fn han_unit(text: &str) -> Option<(u64, usize)> {
    const WORDS: [(&str, u64); 11] = [
        ("兆字节", 1_000_000),
        ("吉字节", 1_000_000_000),
        ("千字节", 1000),
        ("太字节", 1_000_000_000_000),
        ("字节", 1),
        ("位元組", 1),
        ("兆", 1_000_000),
        ("гб", 1_000_000_000),
        ("ГБ", 1_000_000_000),
        ("ТБ", 1_000_000_000_000),
        ("МБ", 1_000_000),
    ];
    let (word, bytes) = WORDS.iter().find(|(word, _)| text.starts_with(word))?;
    // `12兆` is a volume; `12兆赫`, `2兆元`, `100兆宽带` are not.
    let after = text.get(word.len()..)?;
    let other = *word == "兆"
        && [
            "赫", "瓦", "元", "帕", "欧", "宽带", "带宽", "光纤", "网", "日元", "円", "韩元",
        ]
        .iter()
        .any(|unit| after.starts_with(unit));
    (!other).then_some((*bytes, word.len()))
}

/// Finds the volumes of a part.
pub(crate) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    let mut from = 0;
    for (start, character) in text.char_indices() {
        if start < from || !numeral::begins(character) {
            continue;
        }
        let Some(volume) = at(text, start).filter(|volume| {
            may_begin(text, start) && (volume.full_unit || !is_line_speed(text, start))
        }) else {
            continue;
        };
        from = volume.end;
        found.push(Found {
            kind: MentionType::Bytes,
            start: volume.start,
            end: volume.end,
            value: Value::Bytes(volume.bytes),
            detector: "bytes@1",
            confidence: if volume.full_unit { 0.95 } else { 0.8 },
            grade: Grade::Likely,
        });
    }
}

/// `带宽100M` is a speed.
fn is_line_speed(text: &str, start: usize) -> bool {
    let before = super::shape::context_before(text, start, 5);
    [
        "带宽", "頻寬", "网速", "宽带", "上行", "下行", "光纤", "专线",
    ]
    .iter()
    .any(|word| before.contains(word))
}

fn may_begin(text: &str, start: usize) -> bool {
    let last = text.get(..start).and_then(|head| head.chars().next_back());
    !last.is_some_and(|last| {
        last.is_ascii_alphanumeric()
            || matches!(last, '.' | ',' | '_' | '第')
            || numeral::han_digit(last).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<u64>) {
        assert_eq!(parse(text), expected, "{text}");
    }

    #[test]
    fn volumes_are_read_in_bytes() {
        check("53.3TB", Some(53_300_000_000_000));
        check("500G", Some(500_000_000_000));
        check("500g", Some(500_000_000_000));
        check("3.2 GiB", Some(3_435_973_836));
        check("12兆", Some(12_000_000));
        check("２０ＭＢ", Some(20_000_000));
        check("100多G", Some(100_000_000_000));
        check("20.5 GB", Some(20_500_000_000));
        check("5个T", Some(5_000_000_000_000));
        check("1,024 KB", Some(1_024_000));
        check("约3T", Some(3_000_000_000_000));
        check("3-5TB", Some(3_000_000_000_000));
        check("12 gigabytes", Some(12_000_000_000));
        check("2048 bytes", Some(2048));
        check("两百多G", Some(200_000_000_000));
    }

    #[test]
    fn speeds_nets_and_money_are_no_volumes() {
        for text in ["100MB/s", "100Mbps", "5G网络", "12兆赫", "3T5", "4k", "5 m"] {
            assert!(at(text, 0).is_none(), "{text}");
        }
    }
}
