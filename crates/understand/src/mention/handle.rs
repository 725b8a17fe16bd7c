//! Names of users on services: after `@`, or after a word for the service (`微信：…`, `Telegram: …`), without the `@`.

use std::sync::LazyLock;

use daylight_model::{Grade, MentionType};
use regex::Regex;

use super::shape;
use super::view::{Found, View};

static AT: LazyLock<Regex> = LazyLock::new(|| shape::pattern(r"@[A-Za-z_][A-Za-z0-9_]{2,31}"));
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        r"(?i)(?:微信号?|微信號|weixin|wechat(?: id)?|vx|qq群?号?|telegram|电报号?|tg|skype|whatsapp|signal|twitter|推特|facebook|脸书|instagram|github|line id|知乎|微博|weibo|抖音号?|用户名|username|昵称|账号|帐号|帳號)(?: ?[:=] ?| ?(?:是|为) ?)(?P<name>@?[A-Za-z0-9][A-Za-z0-9_.\-]{3,31})",
    )
});
static WXID: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        r"(?:wxid_[a-z0-9]{8,20}|(?:t\.me|github\.com|twitter\.com|x\.com)/(?P<name>[A-Za-z][A-Za-z0-9_-]{3,38}))",
    )
});

/// What follows `@` in programs and style sheets, and calls on everybody.
const RESERVED: [&str; 28] = [
    "media",
    "import",
    "charset",
    "keyframes",
    "font",
    "page",
    "supports",
    "param",
    "return",
    "returns",
    "override",
    "deprecated",
    "author",
    "since",
    "see",
    "throws",
    "property",
    "staticmethod",
    "classmethod",
    "dataclass",
    "test",
    "autowired",
    "all",
    "here",
    "everyone",
    "channel",
    "version",
    "echo",
];

/// Finds names of users.
pub(crate) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    let mut push = |start: usize, end: usize, confidence: f32| {
        let written = text.get(start..end).unwrap_or_default();
        let name = written.strip_prefix('@').unwrap_or(written).to_owned();
        found.push(Found::text(
            MentionType::Handle,
            start..end,
            name,
            "handle@1",
            confidence,
            Grade::Likely,
        ));
    };
    for place in AT.find_iter(text) {
        let (start, end) = (place.start(), place.end());
        let name = place.as_str().trim_start_matches('@').to_ascii_lowercase();
        let before = shape::before(text, start);
        let glued = before.is_some_and(|before| {
            before.is_ascii_alphanumeric()
                || matches!(before, '.' | '_' | '-' | '/' | '%' | ']' | ')')
        });
        let goes_on = matches!(shape::after(text, end), Some('.' | '(' | '/' | '@' | '-'))
            && shape::after(text, end + 1).is_some_and(|next| next.is_ascii_alphanumeric());
        if !glued
            && !goes_on
            && !RESERVED.contains(&name.as_str())
            && shape::after(text, end) != Some('(')
        {
            push(start, end, 0.7);
        }
    }
    for captures in NAMED.captures_iter(text) {
        let Some(name) = captures.name("name") else {
            continue;
        };
        let trimmed = name.as_str().trim_end_matches(['.', '-']);
        let glued = captures.get(0).is_some_and(|whole| {
            shape::before(text, whole.start()).is_some_and(|before| before.is_ascii_alphanumeric())
        });
        // A number alone names a user of QQ only; elsewhere it is an account of a bank or a telephone.
        let number = trimmed.bytes().all(|byte| byte.is_ascii_digit());
        let of_qq = captures
            .get(0)
            .is_some_and(|whole| whole.as_str().to_ascii_lowercase().starts_with("qq"));
        if !glued && (!number || (of_qq && (5..=11).contains(&trimmed.len()))) {
            push(name.start(), name.start() + trimmed.len(), 0.8);
        }
    }
    for captures in WXID.captures_iter(text) {
        let Some(name) = captures.name("name").or_else(|| captures.get(0)) else {
            continue;
        };
        if shape::stands_alone(text, name.start(), name.end()) {
            push(name.start(), name.end(), 0.8);
        }
    }
}
