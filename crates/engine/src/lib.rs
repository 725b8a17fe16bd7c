//! A case and what is done with it; the only library that a client needs. Never depends on extract.

pub mod doctor;
pub mod models;
pub mod store;
pub mod worker;
pub mod search;
