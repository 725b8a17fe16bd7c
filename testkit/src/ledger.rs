//! The contract of a ledger. Always: it looks at a ledger only through its trait, so every ledger must pass
//! it; where a rule can be stated on random cases, it is.
#![allow(clippy::unwrap_used, reason = "a contract fails by panicking")]

mod acquiring;
mod case;
mod pieces;
mod queue;
mod random;
mod readings;
mod table;
mod translations;
mod understanding;

use daylight_engine::store::Ledger;

/// Makes an empty ledger.
pub(crate) type Make<'a> = &'a dyn Fn() -> Box<dyn Ledger>;

/// Checks that the ledgers that `make` returns, each of them empty, keep the contract.
///
/// # Panics
/// Where one does not.
pub fn ledger_contract(make: &dyn Fn() -> Box<dyn Ledger>) {
    acquiring::check(make);
    queue::check(make);
    readings::check(make);
    pieces::check(make);
    table::check(make);
    understanding::check(make);
    translations::check(make);
    random::check(make);
}
