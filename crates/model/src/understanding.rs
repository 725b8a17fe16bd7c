//! What a document means, as far as its own parts tell: a pure function of its parts, the gazetteer and the
//! version of the detectors. What hangs on the whole case (zones, folded talks, entities) is not here.

use serde::{Deserialize, Serialize};

use crate::claim::Claim;
use crate::mention::Mention;
use crate::message::Message;
use crate::table::Table;

/// What was understood of one document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Understanding {
    /// In the order of their spans.
    pub mentions: Vec<Mention>,
    /// In the order of the file.
    pub messages: Vec<Message>,
    /// In the order of the file.
    pub tables: Vec<Table>,
    /// In the order of their first grounds.
    pub claims: Vec<Claim>,
}
