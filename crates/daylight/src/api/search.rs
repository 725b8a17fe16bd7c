//! Search: what was found, where, and over what was looked. A wrong query is told with the place of its fault.

use std::sync::Arc;

use axum::extract::State;
use daylight_engine::case::{CaseError, SearchHit, SearchRequest};
use daylight_engine::search::{Filter, Sort};
use serde::Deserialize;
use utoipa::IntoParams;

use super::asking::{Answer, Asked, Served, ask};
use super::failure::Failure;
use super::shapes::{
    FileState, Hit, Problem, ProblemKind, SearchAnswer, SearchFacets, Stretch, WidenedWord,
};
use super::utf16::Utf16Offsets;

/// Hits of one answer, at most.
const MOST_HITS: usize = 200;

/// What is searched for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SearchAsked {
    /// The query.
    q: String,
    /// Leaves out so many.
    #[serde(default)]
    offset: usize,
    /// At most so many, up to 200.
    limit: Option<usize>,
    /// What comes first: best, newest, oldest, largest, smallest or path.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    sort: Sort,
    /// Of this media type only.
    #[serde(rename = "type")]
    media_type: Option<String>,
    /// Of this language only.
    language: Option<String>,
    /// In this state only.
    #[param(value_type = Option<FileState>)]
    state: Option<daylight_model::State>,
    /// Of this year only, by messages or by the file itself.
    year: Option<u64>,
    /// Whether words are looked for under their other names too.
    #[serde(default)]
    widen: bool,
    /// Words that are not, with `|` between them.
    #[serde(default)]
    keep: String,
}

impl SearchAsked {
    fn narrowed(&self) -> Vec<Filter> {
        let conditions = [
            self.media_type.clone().map(Filter::Type),
            self.language.clone().map(Filter::Language),
            self.state.map(Filter::State),
            self.year.map(Filter::Year),
        ];
        conditions.into_iter().flatten().collect()
    }

    fn widened(&self) -> Option<Vec<String>> {
        let kept = self.keep.split('|').filter(|word| !word.is_empty());
        self.widen.then(|| kept.map(str::to_owned).collect())
    }
}

/// Files that a query finds, best first.
#[utoipa::path(get, path = "/api/search", params(SearchAsked), responses((status = 200, body = SearchAnswer), (status = "default", body = Problem)))]
pub(crate) async fn search(
    State(served): State<Arc<Served>>,
    Asked(asked): Asked<SearchAsked>,
) -> Answer<SearchAnswer> {
    ask(served, move |served| {
        let request = SearchRequest {
            limit: asked.limit.unwrap_or(50).min(MOST_HITS),
            offset: asked.offset,
            sort: asked.sort,
            count: true,
            narrowed: asked.narrowed(),
            widened: asked.widened(),
        };
        let found = served
            .case
            .search(&asked.q, &request)
            .map_err(|error| case_failure(&error, &asked.q))?;
        Ok(SearchAnswer {
            total: found.total,
            total_is_exact: found.total_is_exact,
            query: found.query,
            widened: found
                .widened
                .into_iter()
                .map(|widened| WidenedWord {
                    word: widened.word,
                    also: widened.also,
                })
                .collect(),
            over: found.over.into(),
            hits: found.hits.into_iter().map(as_shown).collect(),
            facets: SearchFacets {
                media_type: found.facets.media_type,
                language: found.facets.language,
                state: found.facets.state,
                year: found
                    .facets
                    .year
                    .into_iter()
                    .map(|(year, count)| (year.to_string(), count))
                    .collect(),
            },
        })
    })
    .await
}

fn as_shown(hit: SearchHit) -> Hit {
    let mut offsets = Utf16Offsets::of(&hit.snippet);
    let highlights = hit
        .highlights
        .iter()
        .map(|[start, end]| Stretch {
            start: offsets.at(*start),
            end: offsets.at(*end),
        })
        .collect();
    Hit {
        score: f64::from(hit.score),
        path: hit.path,
        sha256: hit.sha256.to_string(),
        media_type: Some(hit.media_type),
        language: hit.language,
        citation: hit.citation.map(Into::into),
        highlights,
        snippet: hit.snippet,
        also_at: hit.also_at,
        matches: hit.matches as u64,
    }
}

/// Tells a wrong query from a case that cannot answer.
pub(crate) fn case_failure(error: &CaseError, query: &str) -> Failure {
    let failure = match error {
        CaseError::Query { error, .. } => Failure::new(ProblemKind::Query, error.to_string())
            .at(Utf16Offsets::of(query).at(error.range.start)),
        _ => Failure::of_case(error),
    };
    error.hints().into_iter().fold(failure, Failure::hint)
}
