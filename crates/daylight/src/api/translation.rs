//! Translations of a part, as readings of their own beside its text. Always: each says who made it; segments whose words
//! no longer stand there are counted and left out.

use std::sync::Arc;

use axum::extract::State;
use daylight_model::PartNumber;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::asking::{Answer, Asked, Served, ask};
use super::reader::part_of;
use super::shapes::Problem;
use super::utf16::Utf16Offsets;
use super::windows::{windows, within};

/// Which part is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TranslationAsked {
    /// The file's path in the case.
    path: String,
    /// The part's number, from 1.
    number: u32,
    /// The window of a long text, from 1.
    window: Option<usize>,
}

/// The translations of a window of a part, the latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Translations {
    /// Each by its translator.
    pub(crate) translations: Vec<TranslationOf>,
}

/// What one service made of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct TranslationOf {
    /// How the service is spoken to.
    pub(crate) api: String,
    /// Its address.
    pub(crate) service: String,
    /// Its model; empty where nobody names it.
    pub(crate) model: String,
    /// The language, ISO 639-1.
    pub(crate) target: String,
    /// When its last segment came (RFC 3339).
    pub(crate) at: String,
    /// Its segments in this window, in order.
    pub(crate) segments: Vec<SegmentOf>,
    /// Segments of the file that are left out, as the text reads otherwise now.
    pub(crate) stale: usize,
}

/// A segment in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct SegmentOf {
    /// First UTF-16 unit of the window that it translates.
    pub(crate) start: usize,
    /// Unit after the last.
    pub(crate) end: usize,
    /// The translation.
    pub(crate) text: String,
    /// Known names and marks that it lacks.
    pub(crate) without: Vec<String>,
}

/// The translations of a part, with who made them.
#[utoipa::path(get, path = "/api/translation", params(TranslationAsked), responses((status = 200, body = Translations), (status = "default", body = Problem)))]
pub(crate) async fn translation(
    State(served): State<Arc<Served>>,
    Asked(asked): Asked<TranslationAsked>,
) -> Answer<Translations> {
    ask(served, move |served| {
        let number = PartNumber(asked.number);
        let (blob, part) = part_of(served, &asked.path, number)?;
        let windows = windows(part.text());
        let index = asked.window.unwrap_or(1).clamp(1, windows.len()) - 1;
        let window = windows.get(index).cloned().unwrap_or_default();
        let text = part.text().get(window.clone()).unwrap_or_default();
        let translations = served.case.translations(blob)?;
        let shown = translations.into_iter().map(|translation| {
            let mut offsets = Utf16Offsets::of(text);
            let mut segments = Vec::new();
            for segment in translation.segments {
                let range = segment.span.start as usize..segment.span.end as usize;
                let here = within(&window, &range).filter(|_| segment.span.part == number);
                if let Some(range) = here {
                    segments.push(SegmentOf {
                        start: offsets.at(range.start - window.start),
                        end: offsets.at(range.end - window.start),
                        text: segment.text,
                        without: segment.lost,
                    });
                }
            }
            TranslationOf {
                api: translation.translator.api,
                service: translation.translator.service,
                model: translation.translator.model,
                target: translation.translator.target,
                at: translation.at.to_string(),
                segments,
                stale: translation.stale,
            }
        });
        Ok(Translations {
            translations: shown.collect(),
        })
    })
    .await
}
