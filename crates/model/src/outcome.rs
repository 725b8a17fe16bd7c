//! How the reading of a file ended. The list of reasons is closed: a new one is a change of contract.

use serde::{Deserialize, Serialize};

use crate::closed_list::closed_list;

/// A name that is not in the closed list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name:?} is not one of: {known}")]
pub struct UnknownName {
    /// What was given.
    pub name: String,
    /// What there is.
    pub known: String,
}

closed_list!(
    /// Where a file stands in the ledger.
    State {
        /// All of it was read.
        Read = "read",
        /// Some of it was read; the reason says what stopped it.
        Partial = "partial",
        /// Nothing of it was read, though its type is known.
        Failed = "failed",
        /// It was not tried, for a reason.
        Skipped = "skipped",
        /// It is still to be read.
        Pending = "pending",
    }
);

closed_list!(
    /// Why a file was not read, or not wholly.
    Reason {
        /// It asks for a password.
        Encrypted = "encrypted",
        /// Its structure is damaged.
        Corrupt = "corrupt",
        /// Its end is missing.
        Truncated = "truncated",
        /// It, or what it unpacks to, is over the budget of bytes.
        TooLarge = "too_large",
        /// Containers inside containers, over the budget of depth.
        TooDeep = "too_deep",
        /// Members, pages or cells over the budget of count.
        TooMany = "too_many",
        /// Reading it took more processor time than its budget.
        TimeLimit = "time_limit",
        /// Reading it took more memory than its budget.
        MemoryLimit = "memory_limit",
        /// The reader ended without an answer.
        Crashed = "crashed",
        /// No reader for its type.
        Unsupported = "unsupported",
        /// It has no bytes.
        Empty = "empty",
        /// It was read and has no text.
        NoText = "no_text",
        /// It has writing in a script that cannot be read.
        ScriptUnread = "script_unread",
        /// A device, a socket, a pipe, a symbolic link.
        NotAFile = "not_a_file",
        /// The system refused to hand it over.
        UnreadableSource = "unreadable_source",
    }
);

/// How a reading ended, with words for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Where the file stands.
    pub state: State,
    /// Why, unless all is well.
    pub reason: Option<Reason>,
    /// The same in words, where there is more to say.
    pub detail: Option<String>,
}

impl Outcome {
    /// All of it was read.
    pub const READ: Self = Self {
        state: State::Read,
        reason: None,
        detail: None,
    };

    /// Still to be read.
    pub const PENDING: Self = Self {
        state: State::Pending,
        reason: None,
        detail: None,
    };

    /// Returns an outcome with its reason.
    pub fn because(state: State, reason: Reason, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self {
            state,
            reason: Some(reason),
            detail: (!detail.is_empty()).then_some(detail),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_json_are_the_names_of_the_contract() {
        for reason in Reason::ALL {
            let json = serde_json::to_string(reason).unwrap();
            assert_eq!(json, format!("\"{reason}\""));
            assert_eq!(reason.as_str().parse::<Reason>().unwrap(), *reason);
        }
        for state in State::ALL {
            assert_eq!(
                serde_json::to_string(state).unwrap(),
                format!("\"{state}\"")
            );
        }
        let error = "lost".parse::<State>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "\"lost\" is not one of: read partial failed skipped pending"
        );
    }
}
