//! Which company a document speaks for: the party that sells, the maker of its products, the firm at its head or
//! under its signature. Always: none rather than a guess.

use std::collections::BTreeMap;

use daylight_model::{MentionType, PartKind, Span, Value};

use super::Found;
use super::relationship::is_signature;
use super::scene::{Here, Sentence, mentions_within};

/// Words right before a name that say that it is the document's own company.
const BEFORE: [&str; 12] = [
    "乙方:",
    "乙方(",
    "投标人:",
    "供应商:",
    "投标单位:",
    "受托方:",
    "卖方:",
    "服务方:",
    "承包方:",
    "供方:",
    "我公司",
    "(乙方)",
];
/// Words right after a name.
const AFTER: [&str; 13] = [
    "自主研发",
    "自主开发",
    "研发的产品",
    "独立研发",
    "成立于",
    "(以下简称乙方",
    "(以下简称“乙方",
    "决定参加",
    "(以下简称\"乙方",
    "(乙方)",
    "是一家",
    "研制",
    "推出的",
];
/// English words right before a name.
const ENGLISH_BEFORE: [&str; 7] = [
    "developed by",
    "offered by",
    "by",
    "supplier:",
    "seller:",
    "bidder:",
    "vendor:",
];

/// Returns the company's name.
pub(super) fn company(found: &Found<'_>, sentences: &[Sentence<'_>]) -> Option<String> {
    let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
    for sentence in sentences {
        for here in sentence.of_kind(MentionType::Org) {
            let Some(name) = here.value() else { continue };
            let weight = weight(sentence, &here);
            if weight > 0 {
                *votes.entry(name).or_default() += weight;
            }
        }
    }
    for part in found.document.parts {
        // A letterhead or a foot line names whose paper it is.
        if matches!(part.kind(), PartKind::Header | PartKind::Footer) && found.messages.is_empty() {
            let whole = Span {
                part: part.number(),
                start: 0,
                end: u32::try_from(part.text().len()).unwrap_or(u32::MAX),
            };
            for name in bodies(found, whole) {
                *votes.entry(name).or_default() += 2;
            }
        }
    }
    votes
        .into_iter()
        .max_by_key(|&(name, votes)| (votes, std::cmp::Reverse(name)))
        .map(|(name, _)| name.to_owned())
}

/// Returns the bodies named within a span.
fn bodies<'a>(found: &Found<'a>, span: Span) -> impl Iterator<Item = &'a str> {
    mentions_within(found, span)
        .iter()
        .filter_map(|mention| match &mention.value {
            Value::Text(name) if mention.kind == MentionType::Org => Some(name.as_str()),
            _ => None,
        })
}

fn weight(sentence: &Sentence<'_>, here: &Here<'_>) -> usize {
    let text = &sentence.folded.text;
    // A line that is the firm's name and nothing else is a letterhead.
    let alone =
        text.len() <= here.end - here.start + 8 && here.value().is_some_and(super::party::is_firm);
    if sentence.message.is_none() && alone || sentence.message.is_some() && is_signature(sentence) {
        return 2;
    }
    let before = text[..here.start].trim_end();
    let after = text[here.end..].trim_start();
    // A short gloss in brackets may stand between the name and what is said of it.
    let after = match after
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(')'))
    {
        Some((gloss, rest)) if !gloss.contains("乙方") && gloss.len() < 60 => rest.trim_start(),
        _ => after,
    };
    if BEFORE.iter().any(|word| before.ends_with(word))
        || AFTER.iter().any(|word| after.starts_with(word))
        || before.ends_with("是") && after.starts_with("自主")
    {
        return 3;
    }
    let seller_follows = sentence.says("capability") || after.starts_with("offers");
    if ENGLISH_BEFORE.iter().any(|word| before.ends_with(word))
        && (seller_follows || !before.ends_with(" by"))
    {
        return 2;
    }
    0
}
