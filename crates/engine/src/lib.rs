//! A case and what is done with it; the only library that a client needs. Never depends on extract.

pub mod acquire;
pub mod case;
pub mod doctor;
pub mod models;
pub mod pipeline;
pub mod search;
pub mod store;
pub mod translate;
pub mod worker;
