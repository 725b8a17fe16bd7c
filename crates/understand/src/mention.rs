//! Mentions of values: money, dates, volumes, numbers, indicators. One detector, one file.

use daylight_model::{Mention, Message};

use crate::Document;

/// Returns the values that a document mentions. `messages` give the day that `去年三月` counts from.
pub fn read(_document: &Document<'_>, _messages: &[Message]) -> Vec<Mention> {
    Vec::new()
}

/// Sorts mentions by span and takes out those that lie within, or overlap, a better one.
pub fn settle(mentions: &mut Vec<Mention>) {
    mentions.sort_by(|a, b| (a.span, a.kind).cmp(&(b.span, b.kind)));
}
