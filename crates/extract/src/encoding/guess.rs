//! Which of the older encodings some bytes are in that are not UTF-8. Always: an answer; where Chinese and
//! another reading are as good, Chinese.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, IBM866, KOI8_R, KOI8_U, SHIFT_JIS, UTF_8,
    WINDOWS_1251,
};

use super::Basis;
use super::plausible::{self, Writing};

/// Bytes that are looked at.
const SAMPLE: usize = 16 * 1024;

/// Characters that cannot be decoded, of a hundred, that an encoding may leave.
const BROKEN_PERCENT: usize = 3;

/// What reads like East Asian writing.
const GOOD: f32 = 0.5;

const EAST_ASIAN: [(&Encoding, Writing, f32); 5] = [
    // The last figure is the lead that a reading starts with: Chinese breaks ties.
    (GB18030, Writing::Simplified, 0.06),
    (BIG5, Writing::Traditional, 0.03),
    (SHIFT_JIS, Writing::Japanese, 0.0),
    (EUC_JP, Writing::Japanese, 0.0),
    (EUC_KR, Writing::Korean, 0.0),
];

/// Returns how much `bytes` read like writing in `encoding`; less than -1 where they are no such text.
fn score(bytes: &[u8], encoding: &'static Encoding, writing: Writing) -> f32 {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let broken = text.matches(char::REPLACEMENT_CHARACTER).count();
    let letters = text
        .chars()
        .filter(|character| !character.is_ascii())
        .count();
    // The sample may be cut inside a character.
    if broken > 1 + letters * BROKEN_PERCENT / 100 || (broken > 0 && letters < 8) {
        return -4.0;
    }
    let text = text.trim_end_matches(char::REPLACEMENT_CHARACTER);
    let mut score = plausible::of_letters(text, writing);
    if writing == Writing::Japanese && !text.chars().any(is_kana) {
        // Japanese without kana is at most a name.
        score -= 0.25;
    }
    score
}

fn is_kana(character: char) -> bool {
    matches!(character, '\u{3041}'..='\u{30fe}')
}

/// Returns the best score of an East Asian encoding.
pub(super) fn best_multibyte(bytes: &[u8]) -> f32 {
    EAST_ASIAN
        .into_iter()
        .map(|(encoding, writing, _)| score(bytes, encoding, writing))
        .fold(-4.0, f32::max)
}

/// Returns the likeliest encoding of bytes that are not UTF-8.
pub(crate) fn guess(
    bytes: &[u8],
    declared: Option<&'static Encoding>,
) -> (&'static Encoding, Basis) {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let detected = match detector.guess(None, Utf8Detection::Deny) {
        encoding if encoding == GBK => GB18030,
        encoding => encoding,
    };
    let mut best = (f32::MIN, GB18030);
    for (encoding, writing, lead) in EAST_ASIAN {
        let mut score = score(sample, encoding, writing);
        if declared == Some(encoding) && score > 0.0 {
            return (encoding, Basis::Declared);
        }
        score += lead + if encoding == detected { 0.08 } else { 0.0 };
        if score > best.0 {
            best = (score, encoding);
        }
    }
    if let Some(declared) = declared.filter(|declared| *declared != UTF_8)
        && declared.is_single_byte()
        && (best.0 < GOOD || detected == declared)
        && !declared.decode_without_bom_handling(sample).1
    {
        return (declared, Basis::Declared);
    }
    if is_cyrillic(sample, detected) && best.0 < 0.9 {
        return (detected, Basis::Language);
    }
    let encoding = if best.0 >= GOOD { best.1 } else { detected };
    (encoding, Basis::Language)
}

/// Returns whether these bytes are Russian words in this encoding, with capitals where capitals belong.
fn is_cyrillic(bytes: &[u8], encoding: &'static Encoding) -> bool {
    if ![WINDOWS_1251, KOI8_R, KOI8_U, IBM866].contains(&encoding) {
        return false;
    }
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let (mut letters, mut others, mut odd) = (0, 0, 0);
    let mut before_is_small = false;
    for character in text.chars() {
        if matches!(character, '\u{400}'..='\u{45f}') {
            letters += 1;
            odd += usize::from(before_is_small && character.is_uppercase());
            before_is_small = character.is_lowercase();
        } else {
            others += usize::from(!character.is_ascii());
            before_is_small = false;
        }
    }
    letters > 0 && others * 5 < letters && odd * 20 < letters
}
