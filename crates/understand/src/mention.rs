//! Mentions of values: money, dates, volumes, numbers, indicators. One detector, one file. Always: a mention's span is
//! of the part's own text, on character boundaries, where an anchor stands.

mod bank_card;
mod column;
mod company_id;
mod coordinate;
mod credential;
pub(crate) mod currency;
mod cve;
pub mod date;
mod decimal;
mod domain;
mod email;
pub(crate) mod folded;
mod handle;
mod hash;
mod iban;
mod id_number;
mod ipv4;
mod ipv6;
mod mac;
pub mod money;
pub mod number;
pub(crate) mod numeral;
mod passport;
mod phone;
mod plate;
mod settle;
mod shape;
mod structure;
mod surroundings;
mod technique;
mod url;
mod view;
pub mod volume;
mod wallet;

use std::borrow::Cow;

use daylight_model::{Mention, Message, Span};

use crate::Document;
use folded::Folded;
use surroundings::Surroundings;
use view::{Found, View};

pub use settle::settle;

/// Returns what a list says of its amounts that states this currency.
pub(crate) fn stated_currency(code: Option<&'static str>) -> currency::Stated {
    currency::Stated {
        stated: code,
        other_dollars: code
            .is_some_and(|code| matches!(code, "HKD" | "TWD" | "SGD" | "AUD" | "CAD")),
        ..currency::Stated::default()
    }
}

/// Detectors in the order in which they look.
const DETECTORS: [fn(&View<'_>, &mut Vec<Found>); 23] = [
    money::find::find,
    date::detect,
    volume::find,
    url::find,
    email::find,
    domain::find,
    ipv4::find,
    ipv6::find,
    mac::find,
    hash::find,
    cve::find,
    wallet::find,
    iban::find,
    bank_card::find,
    id_number::find,
    passport::find,
    company_id::find,
    phone::find,
    handle::find,
    credential::find,
    plate::find,
    coordinate::find,
    technique::find,
];

/// Returns the values that a document mentions. `messages` give the day that `去年三月` counts from.
pub fn read(document: &Document<'_>, messages: &[Message]) -> Vec<Mention> {
    let surroundings = Surroundings::of(document.parts);
    let mut mentions = Vec::new();
    let mut in_order: Vec<&Message> = messages.iter().collect();
    in_order.sort_by_key(|message| message.span);
    for part in document.parts {
        let columns = column::read(part);
        let begin = in_order.partition_point(|message| message.span.part < part.number());
        let after = in_order.partition_point(|message| message.span.part <= part.number());
        let here = in_order.get(begin..after).unwrap_or_default().to_vec();
        let view = View {
            part,
            folded: Folded::new(part.text()),
            stated: surroundings.stated_in(part, &columns),
            columns,
            messages: here,
            titled_money: money::speaks_of_money(document.name)
                || part.name().is_some_and(money::speaks_of_money),
            mail_header: structure::is_mail_header(part),
            year: surroundings.year,
        };
        let mut found = Vec::new();
        for detect in DETECTORS {
            detect(&view, &mut found);
        }
        found.retain(|found| !structure::holds(&view, found));
        mentions.extend(found.into_iter().filter_map(|found| mention(&view, found)));
    }
    mentions
}

/// Leads what was found back to the part's own text; nothing where no anchor stands.
fn mention(view: &View<'_>, found: Found) -> Option<Mention> {
    if found.start >= found.end {
        return None;
    }
    let range = view.folded.original(found.start..found.end);
    view.part.text().get(range.clone())?;
    if view.part.anchors_within(range.clone()).is_empty() {
        return None;
    }
    Some(Mention {
        kind: found.kind,
        span: Span {
            part: view.part.number(),
            start: u32::try_from(range.start).ok()?,
            end: u32::try_from(range.end).ok()?,
        },
        value: found.value,
        detector: Cow::Borrowed(found.detector),
        confidence: found.confidence,
        grade: found.grade,
    })
}

#[cfg(test)]
mod tests;
