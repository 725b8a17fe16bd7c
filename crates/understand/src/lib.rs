//! From parts to what they mean. Pure: text in, values out; no clock, no environment, no files.

pub mod language;
pub mod script;
