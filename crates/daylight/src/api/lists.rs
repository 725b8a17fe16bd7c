//! Lists of terms that the case keeps: put there, looked up, marked as seen, saved as a table of every place.

use std::io::{Seek, SeekFrom};
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use daylight_engine::case::{ListFound, SavedList, TermFile, TermFound};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::asking::{Answer, Asked, Served, ask};
use super::failure::Failure;
use super::files::{streamed, to_be_saved_as};
use super::shapes::{Over, Problem, ProblemKind};

/// Which list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListAsked {
    /// Its name.
    name: String,
}

/// A list to be kept.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewList {
    /// Its name; the list that has it is replaced.
    name: String,
    /// A term on each row, its spellings in the columns after it.
    csv: String,
}

/// A list of terms that the case keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct KeptList {
    /// Its name.
    pub(crate) name: String,
    /// How many terms it has.
    pub(crate) terms: usize,
    /// When somebody last said that they had seen what it finds, RFC 3339.
    pub(crate) seen_at: Option<String>,
}

impl From<SavedList> for KeptList {
    fn from(list: SavedList) -> Self {
        Self {
            name: list.name,
            terms: list.terms,
            seen_at: list.seen_at.map(|at| at.to_string()),
        }
    }
}

/// What the case holds of a list of terms.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct ListAnswer {
    /// The list.
    pub(crate) list: KeptList,
    /// In its order; terms in no file too.
    pub(crate) terms: Vec<ListedTerm>,
    /// Over what was searched.
    pub(crate) over: Over,
}

/// What the case holds of one term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ListedTerm {
    /// The term.
    pub(crate) term: String,
    /// Every spelling that was looked for, the term first.
    pub(crate) spellings: Vec<String>,
    /// The query that finds them.
    pub(crate) query: String,
    /// The files, by path.
    pub(crate) files: Vec<ListedFile>,
}

/// A file that holds a term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ListedFile {
    /// The path of the copy that counts.
    pub(crate) path: String,
    /// Whether it was not there when the list was last seen.
    pub(crate) new: bool,
}

impl From<ListFound> for ListAnswer {
    fn from(found: ListFound) -> Self {
        let file = |file: TermFile| ListedFile {
            path: file.path,
            new: file.new,
        };
        let term = |term: TermFound| ListedTerm {
            term: term.term,
            spellings: term.spellings,
            query: term.query,
            files: term.files.into_iter().map(file).collect(),
        };
        Self {
            list: found.list.into(),
            terms: found.terms.into_iter().map(term).collect(),
            over: found.over.into(),
        }
    }
}

/// The lists that are kept, by name.
#[utoipa::path(get, path = "/api/lists", responses((status = 200, body = Vec<KeptList>), (status = "default", body = Problem)))]
pub(crate) async fn lists(State(served): State<Arc<Served>>) -> Answer<Vec<KeptList>> {
    ask(served, |served| {
        let lists = served.case.lists()?;
        Ok(lists.into_iter().map(Into::into).collect())
    })
    .await
}

/// What the case holds of each term of a list.
#[utoipa::path(get, path = "/api/list", params(ListAsked), responses((status = 200, body = ListAnswer), (status = "default", body = Problem)))]
pub(crate) async fn list(
    State(served): State<Arc<Served>>,
    Asked(ListAsked { name }): Asked<ListAsked>,
) -> Answer<ListAnswer> {
    ask(served, move |served| {
        Ok(served.case.look_up_list(&name)?.into())
    })
    .await
}

/// Keeps a list, in the place of the one that had its name.
#[utoipa::path(post, path = "/api/list", request_body = NewList, responses((status = 200, body = KeptList), (status = "default", body = Problem)))]
pub(crate) async fn keep(
    State(served): State<Arc<Served>>,
    asked: Result<Json<NewList>, JsonRejection>,
) -> Answer<KeptList> {
    let Json(new) =
        asked.map_err(|rejection| Failure::new(ProblemKind::Call, rejection.body_text()))?;
    ask(served, move |served| {
        let kept = served.case.keep_list(&new.name, new.csv.as_bytes())?;
        Ok(kept.into())
    })
    .await
}

/// Forgets a list.
#[utoipa::path(delete, path = "/api/list", params(ListAsked), responses((status = 200, body = Vec<KeptList>), (status = "default", body = Problem)))]
pub(crate) async fn forget(
    State(served): State<Arc<Served>>,
    Asked(ListAsked { name }): Asked<ListAsked>,
) -> Answer<Vec<KeptList>> {
    ask(served, move |served| {
        served.case.forget_list(&name)?;
        let left = served.case.lists()?;
        Ok(left.into_iter().map(Into::into).collect())
    })
    .await
}

/// Notes that what a list finds now has been seen: only what comes later is new.
#[utoipa::path(post, path = "/api/list/seen", params(ListAsked), responses((status = 200, body = KeptList), (status = "default", body = Problem)))]
pub(crate) async fn seen(
    State(served): State<Arc<Served>>,
    Asked(ListAsked { name }): Asked<ListAsked>,
) -> Answer<KeptList> {
    ask(served, move |served| {
        Ok(served.case.list_seen(&name)?.into())
    })
    .await
}

/// A list as it was given.
#[utoipa::path(get, path = "/api/list/text", params(ListAsked), responses((status = 200, body = String), (status = "default", body = Problem)))]
pub(crate) async fn text(
    State(served): State<Arc<Served>>,
    Asked(ListAsked { name }): Asked<ListAsked>,
) -> Answer<String> {
    ask(served, move |served| {
        let csv = served.case.list_csv(&name)?;
        Ok(String::from_utf8_lossy(&csv).into_owned())
    })
    .await
}

/// Every place of every term of a list, as a CSV to be saved.
#[utoipa::path(get, path = "/api/list/places", params(ListAsked), responses((status = 200, body = Vec<u8>, content_type = "text/csv"), (status = "default", body = Problem)))]
pub(crate) async fn places(
    State(served): State<Arc<Served>>,
    Asked(ListAsked { name }): Asked<ListAsked>,
) -> Result<Response, Failure> {
    let saved_as = to_be_saved_as(&format!("{name}.csv"));
    let written = tokio::task::spawn_blocking(move || {
        let failed = |error: std::io::Error| Failure::of_case(&error);
        let mut file = tempfile::tempfile().map_err(failed)?;
        served.case.write_list_places(&name, &mut file)?;
        file.seek(SeekFrom::Start(0)).map_err(failed)?;
        Ok::<_, Failure>(file)
    });
    let headers = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (CONTENT_DISPOSITION, saved_as),
    ];
    Ok((headers, streamed(written.await??)).into_response())
}
