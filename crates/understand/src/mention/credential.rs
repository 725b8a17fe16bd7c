//! Passwords, keys and tokens: after a word for one, in the user part of a URL, or by a shape of their own. They are
//! found only to be masked. Always: the span is the secret alone.

use std::sync::LazyLock;

use daylight_model::{Grade, MentionType};
use regex::Regex;

use super::shape;
use super::view::{Found, View};

static AFTER_WORD: LazyLock<Regex> = LazyLock::new(|| {
    let words: Vec<String> = include_str!("credential_words.tsv")
        .lines()
        .skip(1)
        .filter(|word| !word.is_empty())
        .map(regex::escape)
        .collect();
    shape::pattern(&format!(
        r#"(?i)(?P<word>{})["'`]?(?P<sign> ?[:=] ?| ?(?:是|为|為|改成了?|改为|设为|is|was) ?|[ \t]{{1,2}}|)["'`「“]?(?P<secret>[\x21\x23-\x26\x28-\x2b\x2d-\x5f\x61-\x7e]{{4,128}})"#,
        words.join("|")
    ))
});

/// Secrets that show what they are.
static SHAPES: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        r"(?:AKIA|ASIA)[0-9A-Z]{16}|LTAI[0-9A-Za-z]{12,24}|AKID[0-9A-Za-z]{32}|gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{22,}|glpat-[0-9A-Za-z_-]{20}|xox[abprs]-[0-9A-Za-z-]{10,72}|AIza[0-9A-Za-z_-]{35}|sk-[0-9A-Za-z_-]{20,96}|[rs]k_live_[0-9A-Za-z]{16,}|eyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}|[0-9]{8,10}:AA[0-9A-Za-z_-]{33}|npm_[0-9A-Za-z]{36}",
    )
});

static USER_PART: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(r"[a-zA-Z][a-zA-Z+]{1,12}://[^\s:/@]{1,64}:(?P<secret>[^\s:/@]{1,64})@")
});

static KEY_BLOCK: LazyLock<Regex> =
    LazyLock::new(|| shape::pattern(r"-----BEGIN (?:[A-Z]{2,10} )?PRIVATE KEY(?: BLOCK)?-----"));

/// What stands in the place of a secret and is none.
const PLACEHOLDERS: [&str; 34] = [
    "required",
    "none",
    "null",
    "nil",
    "true",
    "false",
    "string",
    "text",
    "password",
    "secret",
    "token",
    "your",
    "example",
    "hidden",
    "changeme_here",
    "empty",
    "varchar",
    "char",
    "input",
    "hash",
    "policy",
    "reset",
    "error",
    "incorrect",
    "protected",
    "manager",
    "field",
    "expired",
    "must",
    "should",
    "login",
    "username",
    "based",
    "only",
];

/// Finds secrets.
pub(crate) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    let mut push = |start: usize, end: usize, confidence: f32, grade: Grade| {
        let value = text.get(start..end).unwrap_or_default().to_owned();
        found.push(Found::text(
            MentionType::Credential,
            start..end,
            value,
            "credential@1",
            confidence,
            grade,
        ));
    };
    for captures in AFTER_WORD.captures_iter(text) {
        let (Some(word), Some(secret)) = (captures.name("word"), captures.name("secret")) else {
            continue;
        };
        let sign = captures.name("sign").map_or("", |sign| sign.as_str());
        let trimmed = secret
            .as_str()
            .trim_end_matches(['.', ',', ';', ')', ']', '}', '>', '!', '?']);
        let latin = word.as_str().is_ascii();
        let inside = latin
            && shape::before(text, word.start()).is_some_and(|before| before.is_ascii_alphabetic());
        if !inside && is_secret(trimmed, sign, latin) {
            push(
                secret.start(),
                secret.start() + trimmed.len(),
                0.85,
                Grade::Likely,
            );
        }
    }
    for place in SHAPES.find_iter(text) {
        if shape::stands_alone(text, place.start(), place.end()) {
            push(place.start(), place.end(), 0.97, Grade::Certain);
        }
    }
    for captures in USER_PART.captures_iter(text) {
        if let Some(secret) = captures.name("secret") {
            push(secret.start(), secret.end(), 0.9, Grade::Likely);
        }
    }
    for place in KEY_BLOCK.find_iter(text) {
        // All of the key, up to its closing line; if that is missing, the block of letters that follows.
        let rest = text.get(place.end()..).unwrap_or_default();
        let length = rest
            .char_indices()
            .take(20_000)
            .find(|&(at, _)| {
                rest.get(at..)
                    .is_some_and(|tail| tail.starts_with("-----END"))
            })
            .map_or(0, |(at, _)| at);
        push(place.start(), place.end() + length, 0.99, Grade::Certain);
    }
    for cell in view
        .columns
        .cells
        .iter()
        .filter(|cell| is_header(&cell.header))
    {
        let range = view.folded.view(cell.start..cell.end);
        let written = text.get(range.clone()).unwrap_or_default();
        if written.len() >= 3 && !written.contains(['\n', ' ']) && written.is_ascii() {
            push(range.start, range.end, 0.85, Grade::Likely);
        }
    }
}

fn is_header(header: &str) -> bool {
    matches!(
        header,
        "密码"
            | "密碼"
            | "口令"
            | "password"
            | "pwd"
            | "passwd"
            | "pass"
            | "token"
            | "secret"
            | "初始密码"
            | "登录密码"
    )
}

/// Tells a secret from the next word of a sentence.
fn is_secret(written: &str, sign: &str, latin_word: bool) -> bool {
    let lower = written.to_ascii_lowercase();
    let letters = lower.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = lower.bytes().filter(u8::is_ascii_digit).count();
    let signs = lower.len() - letters - digits;
    let placeholder = PLACEHOLDERS
        .iter()
        .any(|word| lower == *word || lower.starts_with("your") || lower.starts_with("xxx"))
        || lower.starts_with(['$', '{', '<', '%', '*', '(', '[', '/'])
        || lower.starts_with("http")
        || lower.bytes().all(|byte| !byte.is_ascii_alphanumeric());
    if written.len() < 4 || placeholder {
        return false;
    }
    let varied = digits > 0 || (signs > 0 && letters > 0);
    let marked = sign.contains([':', '=']);
    let said = sign.trim() == "is" || sign.trim() == "was";
    match (marked, latin_word) {
        // `password: open`; a call or a path in a program is none.
        (true, _) => !written.contains("()") && !written.contains("->"),
        (false, true) => {
            varied
                && digits > 0
                && (said || !sign.is_empty())
                && letters + digits >= 4
                && !written.contains("()")
        }
        // `密码abc123`, `密码是123456`.
        (false, false) => digits > 0 || (letters >= 4 && !sign.trim().is_empty()),
    }
}
