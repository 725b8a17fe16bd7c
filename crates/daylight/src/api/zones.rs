//! Zones that persons assert for times whose source states none: a named person says which and why, which the audit log
//! keeps; withdrawn the same way.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use daylight_engine::case::AssertZone;
use serde::Deserialize;
use utoipa::ToSchema;

use super::asking::Served;
use super::failure::Failure;
use super::shapes::{Problem, ProblemKind};
use super::unmask::named;

/// A zone that a person asserts, or withdraws.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ZoneAsked {
    /// The file, or the folder below which all files are meant; empty for the whole case.
    path: String,
    /// An offset (`+08:00`, `UTC+8`) or an IANA name; none withdraws what was asserted of this path.
    zone: Option<String>,
    /// Who says so, by name.
    by: String,
    /// Why.
    reason: String,
}

/// Asserts in which zone the times of a file or a folder stand, or withdraws that. The audit log keeps who and why.
#[utoipa::path(post, path = "/api/zone", request_body = ZoneAsked, responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn zone(
    State(served): State<Arc<Served>>,
    asked: Result<Json<ZoneAsked>, JsonRejection>,
) -> Result<StatusCode, Failure> {
    let Json(asked) =
        asked.map_err(|rejection| Failure::new(ProblemKind::Call, rejection.body_text()))?;
    named(
        &asked.by,
        &asked.reason,
        "the audit log keeps who asserts a zone, and why",
    )?;
    tokio::task::spawn_blocking(move || {
        served.case.assert_zone(&AssertZone {
            path: asked.path,
            zone: asked.zone,
            by: asked.by,
            reason: asked.reason,
        })?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await?
}
