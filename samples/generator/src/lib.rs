//! The fictional sample leak: what it says, how it is written to bytes, and its answer key.
//!
//! Always: the same seed gives the same bytes; nothing reads a clock or a random source.

pub mod write;
