//! Showing personal data: a named person says why, which the audit log keeps; then one file is shown as it is, until
//! the server ends.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use daylight_engine::case::{Mask, Unmask};
use daylight_model::BlobId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::asking::Served;
use super::failure::Failure;
use super::shapes::{Problem, ProblemKind};

/// Longest name or reason, in characters.
const LONGEST: usize = 1000;

/// Files that are shown as they are.
#[derive(Debug, Default)]
pub(crate) struct Unmasked(RwLock<BTreeMap<BlobId, Mask>>);

impl Unmasked {
    /// Returns whether personal data of a file is masked.
    pub(crate) fn mask(&self, blob: Option<BlobId>) -> Mask {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        blob.and_then(|blob| known.get(&blob).copied())
            .unwrap_or_default()
    }

    fn keep(&self, blob: BlobId, mask: Mask) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(blob, mask);
    }
}

/// Returns a failure with this hint unless somebody says who they are and why.
pub(super) fn named(by: &str, reason: &str, hint: &str) -> Result<(), Failure> {
    for (what, words) in [("a name", by), ("a reason", reason)] {
        let length = words.trim().chars().count();
        if length == 0 || length > LONGEST {
            let problem = format!("{what} is needed, of at most {LONGEST} characters");
            return Err(Failure::new(ProblemKind::Call, problem).hint(hint));
        }
    }
    Ok(())
}

/// Who asks to see the personal data of a file, and why.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct UnmaskAsked {
    /// The file's path in the case.
    path: String,
    /// Who asks, by name.
    by: String,
    /// Why.
    reason: String,
}

/// Shows the personal data of one file from now on. The audit log keeps who asked and why.
#[utoipa::path(post, path = "/api/unmask", request_body = UnmaskAsked, responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn unmask(
    State(served): State<Arc<Served>>,
    asked: Result<Json<UnmaskAsked>, JsonRejection>,
) -> Result<StatusCode, Failure> {
    let Json(asked) =
        asked.map_err(|rejection| Failure::new(ProblemKind::Call, rejection.body_text()))?;
    named(
        &asked.by,
        &asked.reason,
        "personal data is shown to a named person only; the audit log keeps who and why",
    )?;
    tokio::task::spawn_blocking(move || {
        let file = served.case.file(&asked.path)?;
        let blob = file
            .sha256
            .ok_or_else(|| Failure::new(ProblemKind::Missing, "that file has no bytes"))?;
        let mask = served.case.unmask(&Unmask {
            by: asked.by.trim().to_owned(),
            reason: asked.reason.trim().to_owned(),
            what: format!("workbench {}", file.path),
        })?;
        served.unmasked.keep(blob, mask);
        Ok(StatusCode::NO_CONTENT)
    })
    .await?
}
