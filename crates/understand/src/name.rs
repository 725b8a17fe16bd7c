//! Mentions of people, bodies, states, places, products. Gazetteers come before rules and models.

use daylight_model::{Mention, Message};

use crate::Document;
use crate::gazetteer::Gazetteer;

/// Returns the names that a document mentions.
pub fn read(
    _document: &Document<'_>,
    _messages: &[Message],
    _gazetteer: &Gazetteer,
) -> Vec<Mention> {
    Vec::new()
}
