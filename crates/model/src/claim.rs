//! Claims: what documents say. Always: at least one span; a slot that the source leaves open is null; a claim
//! carries no instruction, no working credential and no command.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::closed_list::closed_list;
use crate::part::Span;

closed_list! {
    /// What is claimed.
    ClaimType {
        /// A body or person that was attacked, or is to be.
        Target = "target",
        /// Money paid, asked or offered.
        Payment = "payment",
        /// A product or service that is offered.
        Offering = "offering",
        /// A client who wants something.
        Request = "request",
        /// A call for bids and who bid.
        Tender = "tender",
        /// A set of data that somebody holds.
        Dataset = "dataset",
        /// Access to an account.
        AccountAccess = "account_access",
        /// How two persons or bodies stand to one another.
        Relationship = "relationship",
        /// Somebody complains.
        Complaint = "complaint",
        /// A fact about an organisation.
        Profile = "profile",
        /// Somebody says something publicly.
        Statement = "statement",
    }
}

closed_list! {
    /// Which way it is claimed.
    Polarity {
        /// Stands in a list.
        Listed = "listed",
        /// Somebody says so.
        Claimed = "claimed",
        /// Somebody shows so.
        Confirmed = "confirmed",
        /// It was tried.
        Attempted = "attempted",
        /// It was had and is gone; a bid that failed.
        Lost = "lost",
        /// Somebody says that it is not so.
        Denied = "denied",
        /// The source itself says that it is not so.
        Negated = "negated",
        /// It is said.
        Asserted = "asserted",
        /// It is offered.
        Offered = "offered",
        /// It is asked for.
        Asked = "asked",
        /// A bid was made.
        Applied = "applied",
        /// A bid succeeded.
        Won = "won",
        /// A contract was given.
        Awarded = "awarded",
    }
}

impl ClaimType {
    /// Returns the slots of this type, in the order of the contract. Every claim has all of them.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Target => &[
                "name",
                "name_en",
                "country",
                "sector",
                "data_type",
                "volume_bytes",
                "date",
                "remark",
            ],
            Self::Payment => &[
                "amount",
                "currency",
                "low",
                "high",
                "approximate",
                "original",
                "converted",
                "period",
                "purpose",
                "payer",
                "payee",
                "for",
                "date",
            ],
            Self::Offering => &[
                "seller",
                "product",
                "version",
                "capability",
                "attack",
                "price",
            ],
            Self::Request => &["client", "wants", "target", "country", "outcome"],
            Self::Tender => &[
                "bidder",
                "authority",
                "project",
                "reference",
                "amount",
                "currency",
                "date",
            ],
            Self::Dataset => &[
                "title",
                "rows",
                "columns",
                "sensitive",
                "country",
                "volume_bytes",
                "date_range",
            ],
            Self::AccountAccess => &["service", "account", "result", "address"],
            Self::Relationship => &["from", "role", "to", "since", "until"],
            Self::Complaint => &["person", "about", "against"],
            Self::Profile => &["organisation", "property", "value"],
            Self::Statement => &["speaker", "stance", "about", "date"],
        }
    }
}

/// A place that a claim rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ground {
    /// Where the words stand.
    pub span: Span,
    /// Number of the message that they stand in, if they stand in one.
    pub message: Option<u32>,
}

/// Words that soften a claim, as they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hedge {
    /// The words.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// What a document says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// What is claimed.
    #[serde(rename = "type")]
    pub kind: ClaimType,
    /// One sentence in English, made from the slots.
    pub statement: String,
    /// Every slot of its type; open ones null.
    pub fields: Map<String, Value>,
    /// Which way.
    pub polarity: Polarity,
    /// Words that soften it.
    pub hedge: Option<Hedge>,
    /// From 0 to 1.
    pub confidence: f32,
    /// Rule and version: `payment.bonus_table@1`.
    pub rule: Cow<'static, str>,
    /// Where it stands: at least one; the first is the one to open.
    pub grounds: Vec<Ground>,
}
