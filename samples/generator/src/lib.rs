//! The fictional sample leak: what it says, how it is written to bytes, and its answer key.
//!
//! Always: the same seed gives the same bytes; nothing reads a clock or a random source.

mod hostile;
mod key;
mod leak;
pub mod write;

pub use hostile::{Expected, Hostile, HostileContent, hostile, write_hostile};
pub use key::{
    Citation, ClaimEntry, Column, FileEntry, Key, MentionEntry, MessageEntry, SearchEntry,
    TableEntry, TextEntry,
};
pub use leak::{Leak, LeakError, LeakFile, Options, Size, Vocabulary, Wording, leak};
