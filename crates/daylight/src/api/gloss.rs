//! The words of a stretch of text, with pinyin and glosses. Always: of what is shown only, so that what is masked has
//! none; a stretch too long for one answer is cut, and the answer says where.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use daylight_model::PartNumber;
use daylight_understand::gloss;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::asking::{Answer, Asked, Served, ask};
use super::failure::Failure;
use super::reader::part_of;
use super::shapes::Problem;
use super::utf16::{Utf16Offsets, byte_at};
use super::windows::windows;

/// Bytes that are glossed in one answer, at most.
const MOST_BYTES: usize = 64 << 10;

/// Which stretch is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct GlossAsked {
    /// The file's path in the case.
    path: String,
    /// The part's number, from 1.
    number: u32,
    /// The window of a long text, from 1.
    window: Option<usize>,
    /// First UTF-16 unit of the window; without one, its start.
    start: Option<usize>,
    /// Unit after the last; without one, its end.
    end: Option<usize>,
}

/// The words of a stretch of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Glossed {
    /// First UTF-16 unit of the window that was looked at.
    pub(crate) start: usize,
    /// Unit after the last: before what was asked for, where that was too long.
    pub(crate) end: usize,
    /// The words, in order, without overlap. What is no Chinese has none.
    pub(crate) words: Vec<GlossedWord>,
    /// What is known about them, each once.
    pub(crate) glosses: Vec<GlossShape>,
    /// Why only names have meanings: there is no dictionary on this machine.
    pub(crate) missing: Option<String>,
}

/// A word at its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct GlossedWord {
    /// First UTF-16 unit of the window.
    pub(crate) start: usize,
    /// Unit after the last.
    pub(crate) end: usize,
    /// Which of the glosses is its.
    pub(crate) gloss: usize,
}

/// What is known about a word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct GlossShape {
    /// How it is said, in pinyin with tone marks.
    pub(crate) pinyin: String,
    /// What it means, the likeliest first; none where nobody knows.
    pub(crate) senses: Vec<String>,
    /// What kind of name it is, if it is one.
    pub(crate) kind: Option<String>,
    /// Who says so.
    pub(crate) source: GlossSource,
}

/// Where a gloss comes from: the case's own names, the shipped lists of names, the dictionary, a detector of names that
/// knows no meaning, or the usual readings of the characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub(crate) enum GlossSource {
    Case,
    Gazetteer,
    Dictionary,
    Name,
    Reading,
}

impl From<gloss::Source> for GlossSource {
    fn from(source: gloss::Source) -> Self {
        match source {
            gloss::Source::Case => Self::Case,
            gloss::Source::Gazetteer => Self::Gazetteer,
            gloss::Source::Dictionary => Self::Dictionary,
            gloss::Source::Name => Self::Name,
            gloss::Source::Reading => Self::Reading,
        }
    }
}

impl From<gloss::Gloss> for GlossShape {
    fn from(gloss: gloss::Gloss) -> Self {
        Self {
            pinyin: gloss.pinyin,
            senses: gloss.senses,
            kind: gloss.kind.map(|kind| kind.to_string()),
            source: gloss.source.into(),
        }
    }
}

/// The Chinese words of a stretch of text, with pinyin and what they mean.
#[utoipa::path(get, path = "/api/gloss", params(GlossAsked), responses((status = 200, body = Glossed), (status = "default", body = Problem)))]
pub(crate) async fn gloss(
    State(served): State<Arc<Served>>,
    Asked(asked): Asked<GlossAsked>,
) -> Answer<Glossed> {
    ask(served, move |served| {
        let (blob, part) = part_of(served, &asked.path, PartNumber(asked.number))?;
        let windows = windows(part.text());
        let index = asked.window.unwrap_or(1).clamp(1, windows.len()) - 1;
        let window = windows.get(index).cloned().unwrap_or_default();
        let text = part.text().get(window.clone()).unwrap_or_default();
        let start = asked.start.map_or(0, |unit| byte_at(text, unit));
        let end = asked.end.map_or(text.len(), |unit| byte_at(text, unit));
        let end = cut(text, start, end.max(start));
        let range = window.start + start..window.start + end;
        let mask = served.unmasked.mask(Some(blob));
        let words = served.case.glosses(blob, &part, range, mask)?;
        let missing = served.case.dictionary().err().map(|error| {
            let hint = error.hint().map(|hint| format!(": {hint}"));
            format!("{error}{}", hint.unwrap_or_default())
        });
        let mut offsets = Utf16Offsets::of(text);
        let (mut placed, mut known) = (Vec::with_capacity(words.len()), BTreeMap::new());
        for word in words {
            let next = known.len();
            let gloss = *known.entry(word.gloss).or_insert(next);
            placed.push(GlossedWord {
                start: offsets.at(word.range.start - window.start),
                end: offsets.at(word.range.end - window.start),
                gloss,
            });
        }
        let mut glosses: Vec<_> = known.into_iter().collect();
        glosses.sort_by_key(|(_, number)| *number);
        let mut offsets = Utf16Offsets::of(text);
        Ok::<_, Failure>(Glossed {
            start: offsets.at(start),
            end: offsets.at(end),
            words: placed,
            glosses: glosses.into_iter().map(|(gloss, _)| gloss.into()).collect(),
            missing,
        })
    })
    .await
}

/// Returns where the answer ends: at the end that was asked for, else at the last line break before it is too long.
fn cut(text: &str, start: usize, end: usize) -> usize {
    if end - start <= MOST_BYTES {
        return end;
    }
    let mut most = start + MOST_BYTES;
    while !text.is_char_boundary(most) {
        most -= 1;
    }
    let within = text.get(start..most).unwrap_or_default();
    within.rfind('\n').map_or(most, |at| start + at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_too_long_ends_at_a_line_break() {
        assert_eq!(cut("合同\n乙方", 0, 13), 13);
        let text = "合同合同\n".repeat(10_000);
        let end = cut(&text, 13, text.len());
        assert!(end <= 13 + MOST_BYTES && text[..end].ends_with('\n'));
        let endless = "合".repeat(100_000);
        assert!(endless.is_char_boundary(cut(&endless, 0, endless.len())));
    }
}
