//! What goes wrong in a request, as the one shape that all of them answer with.

use std::error::Error;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use daylight_engine::case::{CaseError, KeepListError};
use daylight_engine::store::{BlobError, LedgerError};

use super::shapes::{Problem, ProblemKind};

/// A request that could not be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    status: StatusCode,
    problem: Problem,
}

impl Failure {
    /// Returns a failure of this kind, in these words.
    pub(crate) fn new(kind: ProblemKind, error: impl Into<String>) -> Self {
        let status = match kind {
            ProblemKind::NoToken => StatusCode::UNAUTHORIZED,
            ProblemKind::Foreign => StatusCode::FORBIDDEN,
            ProblemKind::Call | ProblemKind::Query => StatusCode::BAD_REQUEST,
            ProblemKind::Missing => StatusCode::NOT_FOUND,
            ProblemKind::Case => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let problem = Problem {
            kind,
            error: error.into(),
            hints: Vec::new(),
            position: None,
        };
        Self { status, problem }
    }

    /// Adds what could be done.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.problem.hints.push(hint.into());
        self
    }

    /// Adds where in the query it is, in UTF-16 code units.
    pub(crate) fn at(mut self, position: usize) -> Self {
        self.problem.position = Some(position);
        self
    }

    /// There is no file at this path.
    pub(crate) fn no_file(path: &str) -> Self {
        Self::new(ProblemKind::Missing, format!("no file at {path}"))
            .hint("the Files page lists every path of the case")
    }

    /// The case itself could not answer: the causes stand behind one another.
    pub(crate) fn of_case(error: &dyn Error) -> Self {
        let mut words = error.to_string();
        let mut cause = error.source();
        while let Some(deeper) = cause {
            words.push_str(": ");
            words.push_str(&deeper.to_string());
            cause = deeper.source();
        }
        Self::new(ProblemKind::Case, words)
    }

    #[cfg(test)]
    pub(crate) fn problem(&self) -> &Problem {
        &self.problem
    }
}

impl From<CaseError> for Failure {
    fn from(error: CaseError) -> Self {
        match &error {
            CaseError::NoSuchFile { path } => Self::no_file(path),
            CaseError::NoPixels { .. } => Self::new(ProblemKind::Missing, error.to_string()),
            CaseError::KeepList(KeepListError::NoSuchList { .. }) => {
                Self::new(ProblemKind::Missing, error.to_string())
            }
            CaseError::KeepList(_) | CaseError::List(_) | CaseError::NoSuchZone { .. } => error
                .hints()
                .into_iter()
                .fold(Self::new(ProblemKind::Call, error.to_string()), Self::hint),
            CaseError::NoSuchField(_) => Self::new(ProblemKind::Call, error.to_string()),
            _ => error
                .hints()
                .into_iter()
                .fold(Self::of_case(&error), Self::hint),
        }
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        Self::of_case(&error)
    }
}

impl From<BlobError> for Failure {
    fn from(error: BlobError) -> Self {
        Self::of_case(&error)
    }
}

impl From<tokio::task::JoinError> for Failure {
    fn from(_: tokio::task::JoinError) -> Self {
        Self::new(ProblemKind::Case, "answering this failed inside Daylight")
            .hint("the terminal in which it runs says more")
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.status, Json(self.problem)).into_response()
    }
}

#[cfg(test)]
mod tests {
    use daylight_model::BlobId;

    use super::*;

    #[test]
    fn causes_are_told_one_behind_the_other() {
        let error = BlobError::Io {
            path: "blobs/ab".into(),
            source: std::io::Error::other("disk gone"),
        };
        let failure = Failure::from(error);
        assert_eq!(failure.problem().error, "blobs/ab: disk gone");
        let missing = Failure::from(BlobError::Missing(BlobId::of(b"x")));
        assert!(missing.problem().error.contains("is not in the case"));
    }
}
