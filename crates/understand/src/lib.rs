//! From parts to what they mean. Pure: text in, values out; no clock, no environment, no files.
//!
//! [`Understander::read`] is the whole way: mentions, then messages and tables, then the claims that rest on them.

pub mod across;
pub mod claim;
pub mod entity;
pub mod gazetteer;
pub mod gloss;
mod grid;
pub mod language;
pub mod mention;
pub mod message;
pub mod name;
pub mod script;
pub mod table;
pub mod translate;
mod wrap;

use daylight_model::{Part, Understanding};

use gazetteer::Gazetteer;
use name::Lac;

/// Version of the whole set of detectors and rules. It goes up whenever any of them finds more or otherwise:
/// what an older one understood is then understood again.
pub const VERSION: u32 = 8;

/// A document as it was read.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// Its file's name, without folders: a hint, no more.
    pub name: &'a str,
    /// Media type by content.
    pub media_type: &'a str,
    /// Its parts, by number.
    pub parts: &'a [Part],
}

/// Understands documents.
#[derive(Debug)]
pub struct Understander {
    gazetteer: Gazetteer,
}

impl Understander {
    /// Makes one that knows these names.
    pub fn new(gazetteer: Gazetteer) -> Self {
        Self { gazetteer }
    }

    /// Returns the names that it knows.
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// Returns what the learned rules decide on in a document, for whoever trains them.
    pub fn instances(&self, document: &Document<'_>) -> Vec<claim::Instance> {
        let messages = message::read(document);
        let mut mentions = mention::read(document, &messages);
        mentions.extend(name::read(document, &messages, &self.gazetteer));
        mention::settle(&mut mentions);
        let tables = table::read(document, &mentions);
        claim::instances(&claim::Found {
            document,
            gazetteer: &self.gazetteer,
            mentions: &mentions,
            messages: &messages,
            tables: &tables,
        })
    }

    /// Returns what a document means, as far as its own parts tell.
    pub fn read(&self, document: &Document<'_>) -> Understanding {
        self.read_with(document, None)
    }

    /// The same, with the names that a model finds beside those of rules and lists. Claims are the same with and without:
    /// they rest on rules and lists, from whose names their weights were learned.
    pub fn read_with(&self, document: &Document<'_>, names: Option<&Lac>) -> Understanding {
        let messages = message::read(document);
        let mut mentions = mention::read(document, &messages);
        mentions.extend(name::read(document, &messages, &self.gazetteer));
        mention::settle(&mut mentions);
        let tables = table::read(document, &mentions);
        let found = claim::Found {
            document,
            gazetteer: &self.gazetteer,
            mentions: &mentions,
            messages: &messages,
            tables: &tables,
        };
        let claims = claim::read(&found);
        if let Some(names) = names {
            name::add_tagged(document, names, &mut mentions);
        }
        Understanding {
            mentions,
            messages,
            tables,
            claims,
        }
    }
}
