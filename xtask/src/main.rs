//! Stands empty until its first command.

fn main() {}
