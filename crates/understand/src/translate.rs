//! What of a text is to be translated, and how it leaves: cut into segments, with personal data covered and known names
//! put in. Pure: who translates is decided elsewhere. Always: each segment is a range of its part's text; what is
//! covered leaves as a mark and never as it is.

mod prepare;
mod segments;

pub use prepare::{Covered, KnownName, Prepared, lost, prepare};
pub use segments::segments;
