//! Registration numbers of companies: the unified social credit code of China with its check character (GB 32100), and
//! numbers of older registers where the words around say so.

use std::sync::LazyLock;

use daylight_model::{Grade, MentionType};
use regex::Regex;

use super::shape;
use super::view::{Found, View};

static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}|[0-9]{15}|[0-9]{8}(?:-?[0-9X])?",
    )
});

const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const CODE_WORDS: [&str; 7] = [
    "信用代码",
    "信用代碼",
    "税号",
    "稅號",
    "纳税人",
    "credit code",
    "uscc",
];
const REGISTER_WORDS: [&str; 9] = [
    "注册号",
    "註冊號",
    "登记号",
    "工商注册",
    "营业执照",
    "營業執照",
    "統一編號",
    "统一编号",
    "registration no",
];

/// Finds registration numbers.
pub(crate) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    for place in PATTERN.find_iter(text) {
        let (start, end) = (place.start(), place.end());
        if !shape::stands_alone(text, start, end) {
            continue;
        }
        let context = shape::context_before(text, start, 16);
        let header = view.header_at(start).unwrap_or_default();
        let said =
            |words: &[&str]| shape::holds_word(context, words) || shape::holds_word(header, words);
        let value = place.as_str().replace('-', "");
        let judged = match value.len() {
            18 if code_holds(&value) => Some((0.98, Grade::Certain)),
            18 if said(&CODE_WORDS) => Some((0.7, Grade::Likely)),
            15 | 8 | 9 if said(&REGISTER_WORDS) => Some((0.7, Grade::Likely)),
            _ => None,
        };
        if let Some((confidence, grade)) = judged {
            found.push(Found::text(
                MentionType::CompanyId,
                start..end,
                value,
                "company_id@1",
                confidence,
                grade,
            ));
        }
    }
}

/// The check character of GB 32100-2015. First comes who registered it, which no number of a person begins with alone.
fn code_holds(code: &str) -> bool {
    let Some(first) = code.chars().next() else {
        return false;
    };
    let registers = matches!(
        first,
        '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | 'A' | 'N' | 'Y'
    );
    let mut sum = 0;
    let mut weight = 1;
    for letter in code.chars().take(17) {
        let Some(value) = ALPHABET.find(letter) else {
            return false;
        };
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    let expected = ALPHABET.as_bytes().get((31 - sum % 31) % 31);
    registers && code.as_bytes().last() == expected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_character_holds() {
        // A specimen of the standard.
        assert!(code_holds("91350100M000100Y43"));
        assert!(!code_holds("91350100M000100Y44"));
    }
}
