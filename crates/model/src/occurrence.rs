//! Where files came from: sources, and the paths at which blobs stood in them. Acquisitions are never changed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{BlobId, OccurrenceId, SourceId};
use crate::path::CasePath;

/// Where a collection came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Number in the case.
    pub id: SourceId,
    /// What the user calls it.
    pub label: String,
    /// When it was first added.
    pub acquired_at: Timestamp,
}

/// That this blob stood at this path, in this source or container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurrence {
    /// Number in the case.
    pub id: OccurrenceId,
    /// The source.
    pub source: SourceId,
    /// The container that it was found in; none for what was acquired.
    pub parent: Option<OccurrenceId>,
    /// Its path as the contract writes it.
    pub path: CasePath,
    /// Its path inside its source or container, byte for byte.
    pub path_bytes: Vec<u8>,
    /// Its bytes; none where they could not be had.
    pub blob: Option<BlobId>,
    /// How many bytes.
    pub bytes: u64,
    /// When it was added to the case.
    pub acquired_at: Timestamp,
}
