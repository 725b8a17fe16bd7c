//! Messages of chats and mails, by the layout of each kind of export. One kind, one file.
//!
//! Always: messages are numbered from 1 in the order of the file; times stand as the file writes them, in a zone
//! only where the file states one; a file that is no talk has none. What is said over several files (`fold`,
//! `activity`, `alias`) is worked out anew from all of them.

pub mod activity;
pub mod alias;
mod blocks;
pub(crate) mod clock;
pub mod fold;
pub(crate) mod kind;
mod line;
mod log;
pub mod mail;
mod quote;
mod records;
pub(crate) mod role;
pub(crate) mod rows;
mod screen;
mod title;
pub(crate) mod zone;

pub(crate) use screen::bubble_breaks;

use daylight_model::{Message, PartKind, Place};

use crate::Document;
use crate::grid;

/// Returns the messages of a document; none where it is no talk.
pub fn read(document: &Document<'_>) -> Vec<Message> {
    let mut messages = mail::read(document);
    if messages.is_empty() {
        messages = match is_records(document) {
            true => records::read(document),
            false => in_rows(document),
        };
    }
    if messages.is_empty() {
        messages = screen::read(document);
    }
    if messages.is_empty() && !is_records(document) {
        messages = log::read(document);
    }
    messages
}

/// Returns a time zone that somebody names, as it is kept: an offset (`UTC+8`, `+0800`, `北京时间` are `+08:00`) or an
/// IANA name; none where the words say anything else.
#[must_use]
pub fn read_zone(text: &str) -> Option<String> {
    let text = text.trim();
    let (zone, length) = zone::at_start(text)?;
    (length == text.len()).then_some(zone)
}

fn is_records(document: &Document<'_>) -> bool {
    let json = ["json", "ndjson"];
    let is_json = json.iter().any(|kind| document.media_type.ends_with(kind));
    let pointers = document
        .parts
        .first()
        .and_then(|part| part.anchors().first())
        .is_some_and(|anchor| matches!(anchor.place, Place::Pointer(_)));
    is_json || pointers
}

fn in_rows(document: &Document<'_>) -> Vec<Message> {
    let mut messages = Vec::new();
    if !document.parts.iter().any(|part| may_hold_rows(part.kind())) {
        return messages;
    }
    for region in grid::regions(document) {
        if let Some(layout) = rows::layout(document, &region) {
            rows::read(document, &region, &layout, &mut messages);
        }
    }
    messages
}

fn may_hold_rows(kind: PartKind) -> bool {
    matches!(kind, PartKind::Sheet | PartKind::Body | PartKind::Slide)
}
