//! Telephone numbers, in E.164 where the country is known: Chinese mobiles and land lines, numbers with `+` or `00` and
//! a country's code, service numbers 400 and 800; others only where the words around say telephone.

use std::sync::LazyLock;

use daylight_model::{Grade, MentionType};
use regex::Regex;

use super::shape;
use super::view::{Found, View};

/// A mobile of mainland China, with or without its country's code.
static MOBILE: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        r"(?:(?:(?:\+|00) ?)?\(?\+?86\)?[ -]?)?\(?1[3-9][0-9][ -]?(?:[0-9]{4}[ -]?[0-9]{4}|[0-9]{3}[ -]?[0-9]{5})",
    )
});
/// A number with its country's code.
static INTERNATIONAL: LazyLock<Regex> =
    LazyLock::new(|| shape::pattern(r"(?:\+ ?|00)[1-9](?:[ -]{0,2}\(?[0-9]\)?){6,14}"));
/// A land line of mainland China: area code and seven or eight digits, perhaps an extension.
static LAND_LINE: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        r"(?:(?:\+|00)?86[ -]?)?\(?0?(?P<area>10|2[0-57-9]|[3-9][0-9]{2})\)?(?P<sign>[ -]{0,3})(?P<number>[2-8][0-9]{2,3}[ -]?[0-9]{4})(?:(?: ?(?:转|轉|分机|ext\.?|x) ?|-)(?P<extension>[0-9]{1,6}))?",
    )
});
/// Service numbers.
static SERVICE: LazyLock<Regex> =
    LazyLock::new(|| shape::pattern(r"[48]00[ -]?[0-9]{3}[ -]?[0-9]{4}"));
/// Any digits, for numbers that a word announces.
static DIGITS: LazyLock<Regex> =
    LazyLock::new(|| shape::pattern(r"\(?[0-9](?:[ .-]?\(?[0-9]\)?){6,13}"));

/// Country codes of E.164.
const COUNTRIES: &str = "1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 \
    86 90 91 92 93 94 95 98 211 212 213 216 218 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235 236 237 238 239 240 \
    241 242 243 244 245 246 247 248 249 250 251 252 253 254 255 256 257 258 260 261 262 263 264 265 266 267 268 269 290 291 297 298 \
    299 350 351 352 353 354 355 356 357 358 359 370 371 372 373 374 375 376 377 378 379 380 381 382 383 385 386 387 389 420 421 423 \
    500 501 502 503 504 505 506 507 508 509 590 591 592 593 594 595 596 597 598 599 670 672 673 674 675 676 677 678 679 680 681 682 \
    683 685 686 687 688 689 690 691 692 800 850 852 853 855 856 870 880 886 960 961 962 963 964 965 966 967 968 970 971 972 973 974 \
    975 976 977 979 992 993 994 995 996 998";

/// Words that announce a number.
const WORDS: [&str; 18] = [
    "电话",
    "電話",
    "手机",
    "手機",
    "座机",
    "热线",
    "熱線",
    "传真",
    "傳真",
    "联系方式",
    "聯絡",
    "tel",
    "phone",
    "mobile",
    "fax",
    "call",
    "whatsapp",
    "hotline",
];

/// Finds telephone numbers.
pub(crate) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    let mut push = |start: usize, end: usize, value: String, confidence: f32| {
        found.push(Found::text(
            MentionType::Phone,
            start..end,
            value,
            "phone@1",
            confidence,
            Grade::Likely,
        ));
    };
    for place in MOBILE.find_iter(text) {
        let (start, end) = (place.start(), place.end());
        let digits = digits(place.as_str());
        if outside(text, start, end)
            && let Some(number) = digits.get(digits.len().saturating_sub(11)..)
        {
            push(start, end, format!("+86{number}"), 0.97);
        }
    }
    for place in INTERNATIONAL.find_iter(text) {
        let (start, end) = (place.start(), place.end());
        let plus = place.as_str().starts_with('+');
        let digits = digits(place.as_str());
        let number = if plus {
            digits.as_str()
        } else {
            digits.get(2..).unwrap_or_default()
        };
        // `(0)` after the country's code is dialled at home only.
        let number = number.to_owned();
        let said = announced(view, start);
        if outside(text, start, end)
            && (8..=15).contains(&number.len())
            && country(&number).is_some()
            && (plus || said)
        {
            push(
                start,
                end,
                format!("+{number}"),
                if plus { 0.95 } else { 0.8 },
            );
        }
    }
    land_lines(view, &mut push);
    for place in SERVICE.find_iter(text) {
        let (start, end) = (place.start(), place.end());
        let grouped = place.len() > 10;
        if outside(text, start, end) && (grouped || announced(view, start)) {
            push(start, end, format!("+86{}", digits(place.as_str())), 0.85);
        }
    }
    for place in DIGITS.find_iter(text) {
        let (start, end) = (place.start(), place.end());
        let value = digits(place.as_str());
        if outside(text, start, end)
            && directly_announced(view, start)
            && (7..=13).contains(&value.len())
        {
            push(start, end, value, 0.6);
        }
    }
}

fn land_lines(view: &View<'_>, push: &mut impl FnMut(usize, usize, String, f32)) {
    let text = view.text();
    for captures in LAND_LINE.captures_iter(text) {
        let Some(place) = captures.get(0) else {
            continue;
        };
        let (start, end) = (place.start(), place.end());
        let field = |name: &str| captures.name(name).map_or("", |field| field.as_str());
        let number = digits(field("number"));
        let area = field("area");
        let written = place.as_str();
        let abroad =
            written.starts_with(['+']) || written.starts_with("0086") || written.starts_with("86");
        let trunk = written.trim_start_matches('(').starts_with('0') && !written.starts_with("00");
        let separated = !field("sign").is_empty() || written.contains([')', '(']);
        let said = announced(view, start);
        let long_enough = if area.len() == 2 {
            number.len() == 8
        } else {
            number.len() >= 7
        };
        let sure = (abroad && separated) || (trunk && (separated || said));
        if outside(text, start, end) && long_enough && sure {
            let extension = match field("extension") {
                "" => String::new(),
                extension => format!(";ext={extension}"),
            };
            push(
                start,
                end,
                format!("+86{area}{number}{extension}"),
                if said { 0.95 } else { 0.85 },
            );
        }
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Digits, letters and decimal points beside it make it a part of something longer.
fn outside(text: &str, start: usize, end: usize) -> bool {
    let digit_at = |at: usize| shape::after(text, at).is_some_and(|next| next.is_ascii_digit());
    let digit_before =
        |at: usize| shape::before(text, at).is_some_and(|before| before.is_ascii_digit());
    let joined_before = matches!(
        shape::before(text, start),
        Some('.' | '-' | '_' | '/' | ',' | '=')
    ) && digit_before(start - 1);
    let joined_after =
        matches!(shape::after(text, end), Some('.' | '-' | '_' | '/')) && digit_at(end + 1);
    shape::stands_alone(text, start, end)
        && !joined_before
        && !joined_after
        && shape::before(text, start) != Some('+')
}

fn announced(view: &View<'_>, start: usize) -> bool {
    shape::holds_word(shape::context_before(view.text(), start, 16), &WORDS)
        || view
            .header_at(start)
            .is_some_and(|header| shape::holds_word(header, &WORDS))
}

/// Whether a word for telephone stands right before, or above in the column.
fn directly_announced(view: &View<'_>, start: usize) -> bool {
    let head = shape::context_before(view.text(), start, 12).to_lowercase();
    let head = head.trim_end_matches([
        ' ', ':', '：', '.', '号', '码', '是', '为', '|', '\t', 'o', 'n', '(', ')',
    ]);
    WORDS.iter().any(|word| head.ends_with(word))
        || view
            .header_at(start)
            .is_some_and(|header| shape::holds_word(header, &WORDS))
}

fn country(number: &str) -> Option<&str> {
    (1..=3)
        .filter_map(|length| number.get(..length))
        .find(|code| {
            COUNTRIES
                .split_ascii_whitespace()
                .any(|known| known == *code)
        })
}
