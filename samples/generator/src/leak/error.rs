//! Why the leak could not be made: a writer failed, or a data file has a mistake.

use crate::write::WriteError;

/// Why the leak could not be made.
#[derive(Debug, thiserror::Error)]
pub enum LeakError {
    /// A file could not be written.
    #[error("cannot write {path}")]
    Write {
        /// Path in the leak.
        path: String,
        /// Why.
        source: WriteError,
    },
    /// A data file is not TOML, or not of the shape that is read.
    #[error("cannot read data/{file}")]
    Data {
        /// The data file.
        file: &'static str,
        /// Why.
        source: toml::de::Error,
    },
    /// A line of a data file has another shape than expected.
    #[error("data/{file}: {line}")]
    Shape {
        /// The data file.
        file: &'static str,
        /// The line.
        line: String,
    },
    /// A text names a slot that nothing fills.
    #[error("no value for [{slot}] in `{text}`")]
    Slot {
        /// The slot.
        slot: String,
        /// The text.
        text: String,
    },
    /// A query of the answer key cannot be parsed.
    #[error("cannot parse the query `{query}`")]
    Query {
        /// The query.
        query: String,
    },
    /// A file cannot be put on disk.
    #[error("cannot write {path}")]
    Disk {
        /// The path.
        path: std::path::PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// An entry of the key cannot be written as JSON.
    #[error("cannot write the key")]
    Json(#[from] serde_json::Error),
}
