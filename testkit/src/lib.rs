//! What tests build on: the contract suites that every backend of a trait must pass. Development only.

pub mod blob_store;
pub mod ledger;
pub mod search_index;

/// Returns a runner of property tests that takes the same `cases` every time and leaves no file behind.
pub(crate) fn runner(cases: u32) -> proptest::test_runner::TestRunner {
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}
