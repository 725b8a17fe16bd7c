//! How a handler asks the case: off the threads that serve, with what was asked parsed once, at the edge.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use tokio::sync::watch;

use super::failure::Failure;
use super::files::FolderCache;
use super::shapes::ProblemKind;
use super::unmask::Unmasked;
use daylight_engine::case::Case;

/// What all handlers share.
pub(crate) struct Served {
    /// The case that is open.
    pub(crate) case: Arc<Case>,
    /// Turns true when the server is to end.
    pub(crate) closing: watch::Receiver<bool>,
    /// The tree as it was made last.
    pub(crate) folders: FolderCache,
    /// Files whose personal data somebody asked to see, by name, since the server began.
    pub(crate) unmasked: Unmasked,
}

/// What a handler answers with.
pub(crate) type Answer<T> = Result<Json<T>, Failure>;

/// Asks the case on a thread that may wait for the disk.
pub(crate) async fn ask<T: Send + 'static>(
    served: Arc<Served>,
    question: impl FnOnce(&Served) -> Result<T, Failure> + Send + 'static,
) -> Answer<T> {
    tokio::task::spawn_blocking(move || question(&served))
        .await?
        .map(Json)
}

/// The query of an address, or a [`Failure`] that says what is wrong with it.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        Query::from_request_parts(parts, state)
            .await
            .map(|Query(asked)| Self(asked))
            .map_err(|rejection| Failure::new(ProblemKind::Call, rejection.body_text()))
    }
}
