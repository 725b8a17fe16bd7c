//! The pixels of a picture or of a page. Always: what the browser gets was decoded in the sandbox and encoded anew;
//! personal data in it is covered.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use daylight_model::{Area, Place};
use serde::Deserialize;
use utoipa::IntoParams;

use super::asking::{Asked, Served};
use super::failure::Failure;
use super::shapes::{Problem, ProblemKind};

/// Which pixels are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PictureAsked {
    /// The file's path in the case.
    path: String,
    /// The page or frame, from 1; without one, that of the place, else the first.
    page: Option<u32>,
    /// A place on it: only what stands there is answered, with a little around it.
    locator: Option<String>,
    /// Most pixels of the answer, for a small picture of it; without, up to 16 million.
    pixels: Option<u64>,
}

/// A page of a document, or a picture, as PNG. `x-daylight-size` is its width and height in the units of places,
/// `x-daylight-covered` how many values of personal data are covered.
#[utoipa::path(get, path = "/api/picture", params(PictureAsked), responses((status = 200, content_type = "image/png", body = Vec<u8>), (status = "default", body = Problem)))]
pub(crate) async fn picture(
    State(served): State<Arc<Served>>,
    Asked(asked): Asked<PictureAsked>,
) -> Result<Response, Failure> {
    let (page, area) = where_asked(&asked)?;
    let pixels = asked.pixels;
    let shown = tokio::task::spawn_blocking(move || {
        let file = served.case.file(&asked.path)?;
        let mask = served.unmasked.mask(file.sha256);
        Ok::<_, Failure>(served.case.picture(&file, page, area, pixels, mask)?)
    })
    .await??;
    let figure = |name: &'static str, value: String| {
        (
            HeaderName::from_static(name),
            HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("")),
        )
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("image/png")),
        figure(
            "x-daylight-size",
            format!("{},{}", shown.width, shown.height),
        ),
        figure("x-daylight-covered", shown.covered.to_string()),
    ];
    Ok((headers, shown.png).into_response())
}

/// Returns the page and the box that are asked for.
fn where_asked(asked: &PictureAsked) -> Result<(u32, Option<Area>), Failure> {
    let place = asked
        .locator
        .as_deref()
        .map(str::parse::<Place>)
        .transpose()
        .map_err(|error| Failure::new(ProblemKind::Call, error.to_string()))?;
    let mut at = place.as_ref();
    if let Some(Place::Message { within, .. }) = at {
        at = within.as_deref();
    }
    let (page, area) = match at {
        Some(Place::Picture(area)) => (None, Some(*area)),
        Some(Place::Page { page, area }) => (Some(*page), *area),
        _ => (None, None),
    };
    Ok((asked.page.or(page).unwrap_or(1).max(1), area))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: Option<u32>, locator: &str, expect: (u32, Option<[u32; 4]>)) {
        let asked = PictureAsked {
            path: "a.png".to_owned(),
            page,
            locator: Some(locator.to_owned()),
            pixels: None,
        };
        let (page, area) = where_asked(&asked).unwrap();
        let area = area.map(|area| [area.x, area.y, area.width, area.height]);
        assert_eq!((page, area), expect, "{locator}");
    }

    #[test]
    fn page_and_box_come_from_the_place() {
        check(None, "xywh=10,20,300,40", (1, Some([10, 20, 300, 40])));
        check(None, "page=3&xywh=1,2,3,4", (3, Some([1, 2, 3, 4])));
        check(None, "message=7&xywh=1,2,3,4", (1, Some([1, 2, 3, 4])));
        check(Some(2), "line=4", (2, None));
        check(None, "page=5", (5, None));
    }

    #[test]
    fn a_place_that_is_none_is_a_wrong_call() {
        let asked = PictureAsked {
            path: "a.png".to_owned(),
            page: None,
            locator: Some("xywh=1".to_owned()),
            pixels: None,
        };
        assert!(where_asked(&asked).is_err());
    }
}
