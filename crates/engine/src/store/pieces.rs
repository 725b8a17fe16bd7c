//! The pieces of a file that was cut into several, as they lie in one folder.

use std::collections::BTreeMap;

use daylight_model::{BlobId, PieceName};

/// One piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What its name says.
    pub name: PieceName,
    /// Its bytes.
    pub blob: BlobId,
    /// How many.
    pub bytes: u64,
}

/// Returns whether a blob that was read must be read again now that a file of this name has it: its reading says
/// with which pieces it was read.
pub(super) fn concerns<E>(
    name: &str,
    pieces: impl FnOnce() -> Result<Vec<Vec<Piece>>, E>,
) -> Result<bool, E> {
    match PieceName::of(name) {
        None => Ok(false),
        Some(name) if !name.is_whole_too() => Ok(true),
        Some(_) => Ok(pieces()?.iter().any(|set| set.len() > 1)),
    }
}

/// Returns the pieces among these files that belong with the one of this name, in their order. Of files of one
/// name the last counts; none where that is not `blob`.
pub(super) fn together(
    of: &PieceName,
    blob: BlobId,
    files: impl IntoIterator<Item = (String, BlobId, u64)>,
) -> Option<Vec<Piece>> {
    let mut pieces = BTreeMap::new();
    for (name, blob, bytes) in files {
        if let Some(name) = PieceName::of(&name).filter(|name| name.belongs_with(of)) {
            pieces.insert(name.number(), Piece { name, blob, bytes });
        }
    }
    let counts = pieces
        .get(&of.number())
        .is_some_and(|piece| piece.blob == blob);
    counts.then(|| pieces.into_values().collect())
}
