//! Which of several mentions of one place is kept. Always: what is left does not overlap.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use daylight_model::{Grade, Mention, MentionType, PartNumber};

/// Sorts mentions by span and takes out those that lie within, or overlap, a better one: what has a shape of its own
/// (a URL, a hash, a number with a check digit) before all else, then the longer one, then the more certain one.
pub fn settle(mentions: &mut Vec<Mention>) {
    mentions.sort_by(|a, b| {
        order(a)
            .cmp(&order(b))
            .then(b.confidence.total_cmp(&a.confidence))
    });
    let mut taken: BTreeMap<(PartNumber, u32), u32> = BTreeMap::new();
    mentions.retain(|mention| {
        let span = mention.span;
        // The last one taken that begins before this one ends is the only one that can reach into it.
        let before = taken
            .range((span.part, 0)..(span.part, span.end))
            .next_back();
        let free = before.is_none_or(|(_, end)| *end <= span.start);
        if free {
            taken.insert((span.part, span.start), span.end);
        }
        free
    });
    mentions.sort_by_key(|mention| (mention.span, mention.kind));
}

type Order = (u8, Reverse<u32>, u8, bool, bool, u32);

fn order(mention: &Mention) -> Order {
    let span = mention.span;
    let length = span.end.saturating_sub(span.start);
    let shape = shape(mention.kind);
    (
        shape,
        // Among what has a shape of its own the kind decides first.
        Reverse(length),
        weight(mention.kind),
        mention.grade != Grade::Certain,
        !mention.detector.contains("gazetteer"),
        span.start,
    )
}

/// Returns the order among kinds that have a shape of their own; all others are one class, in which length decides.
fn shape(kind: MentionType) -> u8 {
    match kind {
        MentionType::Credential => 0,
        MentionType::Url => 1,
        MentionType::Email => 2,
        MentionType::CryptoWallet => 3,
        MentionType::Sha256 | MentionType::Sha1 | MentionType::Md5 => 4,
        MentionType::Cve => 5,
        MentionType::IdNumber | MentionType::CompanyId => 6,
        MentionType::Iban => 7,
        MentionType::BankCard => 8,
        MentionType::Passport => 9,
        MentionType::Phone => 10,
        MentionType::Mac => 11,
        MentionType::Ipv6 => 12,
        MentionType::Ipv4 => 13,
        MentionType::Domain => 14,
        MentionType::Handle => 15,
        MentionType::AttackTechnique => 16,
        MentionType::Coordinate => 17,
        _ => 20,
    }
}

fn weight(kind: MentionType) -> u8 {
    match kind {
        MentionType::Date => 0,
        MentionType::Bytes => 1,
        MentionType::Money => 2,
        MentionType::Plate => 3,
        _ => 4,
    }
}
