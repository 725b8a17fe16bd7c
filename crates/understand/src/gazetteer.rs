//! Names that are known beforehand: those shipped, and the case's own.

/// Known names.
#[derive(Debug, Default)]
pub struct Gazetteer {}

impl Gazetteer {
    /// Returns what is shipped.
    pub fn shipped() -> Self {
        Self {}
    }

    /// Adds a case's own names: a CSV `name,name_en,type,country,aliases`. Bad rows are left out and returned
    /// with their line.
    pub fn add_csv(&mut self, _csv: &[u8]) -> Vec<BadRow> {
        Vec::new()
    }
}

/// A row of a list that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Line of the file, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub why: String,
}
