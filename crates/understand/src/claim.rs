//! Claims: rules over tables, messages and sentences. One type of claim, one file; words are data.

use daylight_model::{Claim, Mention, Message, Table};

use crate::Document;
use crate::gazetteer::Gazetteer;

/// What was found in a document before its claims.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The document.
    pub document: &'a Document<'a>,
    /// Known names.
    pub gazetteer: &'a Gazetteer,
    /// Its mentions, by span.
    pub mentions: &'a [Mention],
    /// Its messages.
    pub messages: &'a [Message],
    /// Its tables.
    pub tables: &'a [Table],
}

/// Returns what a document says.
pub fn read(_found: &Found<'_>) -> Vec<Claim> {
    Vec::new()
}
