//! Mentions grouped to entities across scripts and spellings, each grouping with its reason.
