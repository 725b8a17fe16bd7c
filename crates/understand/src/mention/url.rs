//! URLs, also those made unclickable: `hxxp://host[.]example/path`.

use std::sync::LazyLock;

use daylight_model::{Grade, MentionType};
use regex::Regex;

use super::shape;
use super::view::{Found, View};

/// How an address begins: a scheme or `www.`, and its first character.
static BEGIN: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        r"(?i)(?:(?:h[tx]{2}ps?|s?ftps?|fxps?|wss?|tcp|udp|socks[45]?|ldaps?|smb|rdp|ssh|git|svn|rtmp|rtsp|magnet|vmess|trojan|jdbc:[a-z]+|mysql|postgres(?:ql)?|mongodb|redis)(?::|\[:\]|\(:\))(?://|\[//\]|\\\\)|(?:h[tx]{2}ps?)\[://\]|www\.)[a-z0-9\[]",
    )
});
/// Characters of an address after those, at most: written as one pattern they would be too many states.
const LONGEST: usize = 1990;

/// Returns whether a character ends an address wherever it stands: blanks, quotes, and what belongs to Chinese text.
fn ends(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}')
        || "<>\"'`|\\^{}、。，；：！？（）【】《》“”‘’…".contains(character)
}

/// Finds URLs.
pub(crate) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    let mut from = 0;
    while let Some(begin) = BEGIN.find_at(text, from) {
        let start = begin.start();
        let rest = text.get(begin.end()..).unwrap_or_default();
        let mut after = rest.char_indices().take(LONGEST);
        let length = match after.find(|(_, character)| ends(*character)) {
            Some((length, _)) => length,
            None => rest.chars().take(LONGEST).map(char::len_utf8).sum(),
        };
        from = begin.end() + length;
        // An address has more than its first character.
        if length == 0 {
            continue;
        }
        if shape::before(text, start).is_some_and(|before| before.is_ascii_alphanumeric()) {
            continue;
        }
        let written = trimmed(text.get(start..from).unwrap_or_default());
        // `www.host.example` alone is a domain.
        if written.to_ascii_lowercase().starts_with("www.") && !written.contains('/') {
            continue;
        }
        let end = start + written.len();
        found.push(Found::text(
            MentionType::Url,
            start..end,
            value(written),
            "url@1",
            0.97,
            Grade::Likely,
        ));
    }
}

/// Takes off what closes the sentence and not the address.
fn trimmed(written: &str) -> &str {
    let mut written = written;
    loop {
        let Some(last) = written.chars().next_back() else {
            return written;
        };
        let closing = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '*' | '_' | '~' => true,
            ')' => written.matches('(').count() < written.matches(')').count(),
            ']' => written.matches('[').count() < written.matches(']').count(),
            _ => false,
        };
        if !closing {
            return written;
        }
        written = written.strip_suffix(last).unwrap_or_default();
    }
}

/// Returns the address as it was; scheme and host in small letters.
fn value(written: &str) -> String {
    let plain = shape::refanged(written).replace('\\', "/");
    let Some((scheme, rest)) = plain.split_once("://") else {
        return plain;
    };
    let scheme = scheme
        .to_ascii_lowercase()
        .replace("hxxp", "http")
        .replace("htxp", "http")
        .replace("fxp", "ftp");
    let host_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(host_end);
    // What stands before `@` keeps its case.
    let host = match host.rsplit_once('@') {
        Some((user, host)) => format!("{user}@{}", host.to_lowercase()),
        None => host.to_lowercase(),
    };
    format!("{scheme}://{host}{path}")
}
