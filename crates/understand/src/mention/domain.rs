//! Domain names: under a known top-level domain, not names of files, not `self.name` of a program.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use daylight_model::{Grade, MentionType};
use regex::Regex;

use super::shape::{self, DOT};
use super::view::{Found, View};

/// Top-level domains; of the weak ones two labels alone are no domain.
static TOP: LazyLock<BTreeMap<&'static str, bool>> = LazyLock::new(|| {
    include_str!("tlds.tsv")
        .lines()
        .skip(1)
        .map(|line| match line.split_once('\t') {
            Some((domain, _)) => (domain, true),
            None => (line, false),
        })
        .collect()
});

static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(&format!(
        r"(?i)(?:(?:\*\.)?(?:[a-z0-9à-ɏа-яё](?:[a-z0-9à-ɏа-яё_-]{{0,62}}){DOT}){{1,8}})(?:xn--[a-z0-9-]{{2,59}}|[a-zа-я]{{2,24}}|中国|中國|公司|网络|網絡|香港|台湾|台灣|新加坡|集团|网站|在线|中文网|政务|公益|商城|网店|佛山|广东|移动|手机|我爱你|信息|机构|组织机构|政府|招聘|游戏|娱乐|企业|商店|商标|时尚|世界|健康|餐厅|大众汽车)"
    ))
});

/// Finds domain names.
pub(crate) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    for place in PATTERN.find_iter(text) {
        let (start, end) = (place.start(), place.end());
        let before = shape::before(text, start);
        let after = shape::after(text, end);
        let outside = !matches!(before, Some('@' | '.' | '-' | '_' | '\\' | '$' | '%'))
            && !matches!(after, Some('(' | '@' | '_' | '-' | '\\'))
            && shape::stands_alone(text, start, end);
        // `/path/name.ext` is a file; `//host.example` is not.
        let in_path =
            before == Some('/') && !text.get(..start).is_some_and(|head| head.ends_with("//"));
        let goes_on = after == Some('.')
            && text
                .get(end + 1..)
                .is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_alphanumeric()));
        if !outside || in_path || goes_on {
            continue;
        }
        if let Some((value, confidence)) = domain(place.as_str()) {
            found.push(Found::text(
                MentionType::Domain,
                start..end,
                value,
                "domain@1",
                confidence,
                Grade::Likely,
            ));
        }
    }
}

/// Whether names are given out below a domain: `com.cn`, `gov.uk`.
fn is_shared(host: &str) -> bool {
    host.split_once('.').is_some_and(|(first, rest)| {
        !rest.contains('.')
            && rest.len() == 2
            && matches!(
                first,
                "gov"
                    | "com"
                    | "edu"
                    | "org"
                    | "net"
                    | "ac"
                    | "mil"
                    | "co"
                    | "or"
                    | "go"
                    | "ne"
                    | "gob"
                    | "idv"
            )
    })
}

/// Returns the domain in normal form and how sure it is; none if it is not one.
fn domain(written: &str) -> Option<(String, f32)> {
    let made_unclickable = written.contains(['[', '(', '{']);
    let value = shape::refanged(written);
    let labels: Vec<&str> = value.split('.').collect();
    let top = labels.last()?.to_lowercase();
    let weak = *TOP.get(top.as_str())?;
    if labels
        .iter()
        .any(|label| label.is_empty() || label.starts_with('-') || label.ends_with('-'))
    {
        return None;
    }
    // `done.In the`: the top-level domain is written as the rest is.
    let upper = value
        .chars()
        .any(|character| character.is_ascii_uppercase());
    let lower = value
        .chars()
        .any(|character| character.is_ascii_lowercase());
    let last = labels.last()?;
    if upper && lower && last.chars().any(|character| character.is_ascii_uppercase()) {
        return None;
    }
    // `com.example.app` names a package of a program.
    let first = labels.first()?.to_lowercase();
    if labels.len() > 1
        && matches!(
            first.as_str(),
            "com"
                | "org"
                | "net"
                | "cn"
                | "io"
                | "javax"
                | "java"
                | "android"
                | "self"
                | "this"
                | "sys"
                | "os"
        )
    {
        return None;
    }
    // Numbers with a full stop, and words of prose glued by one, are none.
    let digits_only = labels
        .iter()
        .take(labels.len() - 1)
        .all(|label| label.bytes().all(|byte| byte.is_ascii_digit()));
    if digits_only
        && !made_unclickable
        && (weak || labels.len() == 2 && top.len() == 2 && top != "cn")
    {
        return None;
    }
    // Files of these kinds are far more often named than hosts.
    let source = matches!(
        top.as_str(),
        "py" | "sh" | "zip" | "ps" | "gz" | "pm" | "java" | "css" | "html" | "js" | "mov" | "cab"
    );
    if source && !made_unclickable {
        return None;
    }
    let file = labels.len() > 1 && weak && labels.len() == 2 && !made_unclickable;
    if file {
        return None;
    }
    if value.contains('_') && !made_unclickable {
        // Underscores are seen in host names of services only.
        return None;
    }
    let confidence = if made_unclickable {
        0.97
    } else if weak {
        0.7
    } else {
        0.9
    };
    let lower = value.to_lowercase();
    let plain = lower.trim_start_matches("*.");
    // `www.gov.cn` is no part of what stands below it; of others `www` is the usual host.
    let host = plain
        .strip_prefix("www.")
        .filter(|host| host.contains('.') && !is_shared(host))
        .unwrap_or(plain);
    Some((host.to_owned(), confidence))
}
