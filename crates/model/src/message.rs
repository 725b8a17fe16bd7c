//! Messages of chats and mails: who said what to whom, when, and how the time is known.

use serde::{Deserialize, Serialize};

use crate::closed_list::closed_list;
use crate::part::Span;

closed_list! {
    /// How the time zone of a message is known.
    ZoneBasis {
        /// The source states it.
        Stated = "stated",
        /// A person asserted it.
        Asserted = "asserted",
        /// Inferred, with the evidence shown.
        Inferred = "inferred",
        /// Not known.
        Unknown = "unknown",
    }
}

closed_list! {
    /// What a message is.
    MessageKind {
        /// Words.
        Text = "text",
        /// A picture or a film.
        Image = "image",
        /// A file.
        File = "file",
        /// A voice message.
        Voice = "voice",
        /// Money sent.
        Transfer = "transfer",
        /// A call.
        Call = "call",
        /// Said by the program: joined, recalled.
        System = "system",
    }
}

/// One message, in the order of its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Number in the file, from 1.
    pub number: u32,
    /// Where its words stand; where it has none, where its record stands.
    pub span: Span,
    /// Local time as it stands, ISO 8601 without zone: `2021-04-07T05:15:11`; a prefix where less is known.
    pub time: Option<String>,
    /// UTC offset (`+08:00`) or IANA name; none where it is not known.
    pub time_zone: Option<String>,
    /// How the zone is known.
    pub zone_basis: ZoneBasis,
    /// As the file writes it.
    pub sender: Option<String>,
    /// Where the sender stands.
    pub sender_span: Option<Span>,
    /// As the file writes them.
    pub recipients: Vec<String>,
    /// The conversation's name, as the file writes it.
    pub conversation: Option<String>,
    /// What it is.
    pub kind: MessageKind,
    /// Its words.
    pub text: String,
    /// Whether the file numbers its records by something else than messages (JSON pointers): then its
    /// citation is the place alone, without `message=N`.
    pub place_alone: bool,
}
