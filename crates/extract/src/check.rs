//! Collects what a reader sends and holds it to the contract.
