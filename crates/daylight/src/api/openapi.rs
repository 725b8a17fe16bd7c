//! The description of the interface for programs, made from the handlers. Always: the copy that is checked in,
//! from which the workbench's types are made, is this one.

use axum::Json;
use utoipa::OpenApi;

use super::{
    files, gloss, graph, images, lists, meaning, overview, picture, reader, search, translation,
    unmask, zones,
};

/// Everything below /api.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Daylight",
        description = "A case: its files, what is in them, and where. Offsets into texts are UTF-16 code units, \
                       but for `text_span` of a citation, which counts bytes of UTF-8.",
    ),
    paths(
        overview::case_info,
        overview::status,
        overview::events,
        files::files,
        files::folders,
        files::file,
        files::original,
        reader::part,
        reader::matches,
        reader::cite,
        gloss::gloss,
        translation::translation,
        picture::picture,
        images::images,
        unmask::unmask,
        zones::zone,
        search::search,
        lists::lists,
        lists::list,
        lists::keep,
        lists::forget,
        lists::seen,
        lists::text,
        lists::places,
        meaning::claims,
        meaning::count,
        meaning::talks,
        meaning::messages,
        meaning::tables,
        meaning::names,
        meaning::name,
        graph::graph,
        meaning::timeline,
        meaning::meaning,
    )
)]
pub(crate) struct Description;

/// Answers with the description itself.
pub(crate) async fn description() -> Json<utoipa::openapi::OpenApi> {
    Json(Description::openapi())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_description_that_is_checked_in_is_that_of_the_handlers() {
        let checked_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/openapi.json");
        let made = Description::openapi().to_pretty_json().unwrap() + "\n";
        if std::env::var_os("DAYLIGHT_WRITE_OPENAPI").is_some() {
            std::fs::write(&checked_in, &made).unwrap();
        }
        let kept = std::fs::read_to_string(&checked_in).unwrap_or_default();
        assert!(
            kept == made,
            "web/openapi.json is not that of the handlers: run this test with DAYLIGHT_WRITE_OPENAPI=1, \
             then `npm run types` in web/"
        );
    }
}
