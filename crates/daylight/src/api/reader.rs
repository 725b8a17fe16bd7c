//! The text of a file, part by part, with its places, what a query found in it, and citations of any stretch.

use std::ops::Range;
use std::sync::Arc;

use axum::extract::State;
use daylight_model::{BlobId, Part, PartNumber, Place};
use serde::Deserialize;
use utoipa::IntoParams;

use super::asking::{Answer, Asked, Served, ask};
use super::failure::Failure;
use super::search::case_failure;
use super::shapes::{
    CitationShape, FoundAt, Matches, PartText, PlacedStretch, Problem, ProblemKind, Stretch,
};
use super::utf16::{Utf16Offsets, byte_at};
use super::windows::{window_at, windows, within};

/// Places of one query in one file that are told, at most.
const MOST_MATCHES: usize = 2000;

/// Which part is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PartAsked {
    /// The file's path in the case.
    path: String,
    /// The part's number, from 1; without one, the first that has the place, else the first.
    number: Option<u32>,
    /// The window of a long text, from 1; without one, that of the place, else the first.
    window: Option<usize>,
    /// A query whose places are to be told.
    q: Option<String>,
    /// A place whose text is to be told.
    locator: Option<String>,
}

/// The text of a part.
#[utoipa::path(get, path = "/api/part", params(PartAsked), responses((status = 200, body = PartText), (status = "default", body = Problem)))]
pub(crate) async fn part(
    State(served): State<Arc<Served>>,
    Asked(asked): Asked<PartAsked>,
) -> Answer<PartText> {
    ask(served, move |served| {
        let place = asked
            .locator
            .map(|locator| {
                locator
                    .parse::<Place>()
                    .map_err(|error| Failure::new(ProblemKind::Call, error.to_string()))
            })
            .transpose()?;
        let part = match asked.number {
            Some(number) => part_of(served, &asked.path, PartNumber(number))?.1,
            None => part_with(served, &asked.path, place.as_ref())?,
        };
        let found = match asked.q.as_deref().map(str::trim) {
            None | Some("") => Vec::new(),
            Some(query) => served
                .case
                .matches(query, &asked.path, MOST_MATCHES)
                .map_err(|error| case_failure(&error, query))?,
        };
        let here = found
            .into_iter()
            .filter(|found| found.part == part.number());
        let target = place.and_then(|place| part.range_at(&place));
        Ok(as_shown(
            &part,
            asked.window,
            here.map(|found| (found.range, found.citation.locator)),
            target,
        ))
    })
    .await
}

pub(super) fn part_of(
    served: &Served,
    path: &str,
    number: PartNumber,
) -> Result<(BlobId, Part), Failure> {
    let ledger = served.case.ledger();
    let row = ledger
        .file_at(path)?
        .ok_or_else(|| Failure::no_file(path))?;
    let part = match row.sha256 {
        Some(blob) => served
            .case
            .parts_shown(blob, served.unmasked.mask(Some(blob)))?
            .into_iter()
            .find(|part| part.number() == number)
            .map(|part| (blob, part)),
        None => None,
    };
    part.ok_or_else(|| Failure::new(ProblemKind::Missing, format!("{path} has no part {number}")))
}

/// Returns the first part that has something at the place, else the first part.
fn part_with(served: &Served, path: &str, place: Option<&Place>) -> Result<Part, Failure> {
    let ledger = served.case.ledger();
    let row = ledger
        .file_at(path)?
        .ok_or_else(|| Failure::no_file(path))?;
    let mut parts: Vec<Part> = match row.sha256 {
        Some(blob) => served
            .case
            .parts_shown(blob, served.unmasked.mask(Some(blob)))?,
        None => Vec::new(),
    };
    if parts.is_empty() {
        let words = format!("no text was read from {path}");
        return Err(Failure::new(ProblemKind::Missing, words));
    }
    let has_it = |part: &Part| place.is_some_and(|place| part.range_at(place).is_some());
    let at = parts.iter().position(has_it).unwrap_or_default();
    Ok(parts.swap_remove(at))
}

fn as_shown(
    part: &Part,
    window: Option<usize>,
    matches: impl Iterator<Item = (Range<usize>, String)>,
    target: Option<Range<usize>>,
) -> PartText {
    let windows = windows(part.text());
    let index = match (window, &target) {
        (Some(number), _) => number.clamp(1, windows.len()) - 1,
        (None, Some(target)) => window_at(&windows, target.start),
        (None, None) => 0,
    };
    let shown = windows.get(index).cloned().unwrap_or_default();
    let text = part.text().get(shown.clone()).unwrap_or_default();
    let placed = |found: &mut dyn Iterator<Item = (Range<usize>, String)>| {
        let mut offsets = Utf16Offsets::of(text);
        let mut placed = Vec::new();
        for (range, locator) in found {
            if let Some(range) = within(&shown, &range) {
                placed.push(PlacedStretch {
                    start: offsets.at(range.start - shown.start),
                    end: offsets.at(range.end - shown.start),
                    locator,
                });
            }
        }
        placed
    };
    let mut anchors = part
        .anchors_within(shown.clone())
        .iter()
        .map(|anchor| (anchor.range(), anchor.place.to_string()));
    PartText {
        number: part.number().0,
        kind: part.kind().into(),
        name: part.name().map(str::to_owned),
        breaks: part.breaks().into(),
        window: index + 1,
        windows: windows.len(),
        base: Utf16Offsets::of(part.text()).at(shown.start),
        anchors: placed(&mut anchors),
        matches: placed(&mut { matches }),
        target: target
            .and_then(|target| within(&shown, &target))
            .map(|range| stretch(text, range.start - shown.start..range.end - shown.start)),
        text: text.to_owned(),
    }
}

fn stretch(text: &str, range: Range<usize>) -> Stretch {
    let mut offsets = Utf16Offsets::of(text);
    Stretch {
        start: offsets.at(range.start),
        end: offsets.at(range.end),
    }
}

/// In which file a query is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct MatchesAsked {
    /// The file's path in the case.
    path: String,
    /// The query.
    q: String,
}

/// Every place of a file where a query is found, each with its citation.
#[utoipa::path(get, path = "/api/matches", params(MatchesAsked), responses((status = 200, body = Matches), (status = "default", body = Problem)))]
pub(crate) async fn matches(
    State(served): State<Arc<Served>>,
    Asked(MatchesAsked { path, q }): Asked<MatchesAsked>,
) -> Answer<Matches> {
    ask(served, move |served| {
        let ledger = served.case.ledger();
        let row = ledger
            .file_at(&path)?
            .ok_or_else(|| Failure::no_file(&path))?;
        let found = served
            .case
            .matches(q.trim(), &path, MOST_MATCHES)
            .map_err(|error| case_failure(&error, &q))?;
        let more = found.len() >= MOST_MATCHES;
        let mut matches = Vec::with_capacity(found.len());
        for in_part in found.chunk_by(|a, b| a.part == b.part) {
            let number = in_part.first().map(|found| found.part);
            let new = match row.sha256.zip(number) {
                Some((blob, number)) => ledger.part(blob, number)?,
                None => None,
            };
            let Some(part) = new.map(|new| new.part) else {
                continue;
            };
            let windows = windows(part.text());
            let mut offsets = Utf16Offsets::of(part.text());
            for found in in_part {
                matches.push(FoundAt {
                    part: found.part.0,
                    window: window_at(&windows, found.range.start) + 1,
                    start: offsets.at(found.range.start),
                    end: offsets.at(found.range.end),
                    citation: found.citation.clone().into(),
                });
            }
        }
        Ok(Matches { matches, more })
    })
    .await
}

/// Which stretch of a part's text is to be cited.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CiteAsked {
    /// The file's path in the case.
    path: String,
    /// The part's number, from 1.
    number: u32,
    /// First UTF-16 unit.
    start: usize,
    /// Unit after the last.
    end: usize,
}

/// A citation of any stretch of a part's text, to be kept and checked.
#[utoipa::path(get, path = "/api/cite", params(CiteAsked), responses((status = 200, body = CitationShape), (status = "default", body = Problem)))]
pub(crate) async fn cite(
    State(served): State<Arc<Served>>,
    Asked(asked): Asked<CiteAsked>,
) -> Answer<CitationShape> {
    ask(served, move |served| {
        let (blob, part) = part_of(served, &asked.path, PartNumber(asked.number))?;
        let document = served
            .case
            .ledger()
            .document(blob)?
            .ok_or_else(|| Failure::no_file(&asked.path))?;
        let range = byte_at(part.text(), asked.start)..byte_at(part.text(), asked.end);
        let citation = part
            .cite(&document.reference, range)
            .map_err(|error| Failure::new(ProblemKind::Call, error.to_string()))?;
        Ok(served.case.citation_shown(&citation, &asked.path)?.into())
    })
    .await
}

#[cfg(test)]
mod tests {
    use daylight_model::{Anchor, LineBreaks, PartData, PartKind};

    use super::*;

    #[test]
    fn places_targets_and_matches_count_as_browsers_do() {
        let part = Part::try_from(PartData {
            number: PartNumber(1),
            kind: PartKind::Body,
            name: None,
            breaks: LineBreaks::Wrap,
            text: "\u{1f4c4} 合同\n乙方".to_owned(),
            anchors: vec![
                Anchor {
                    start: 0,
                    end: 11,
                    place: Place::line(1),
                },
                Anchor {
                    start: 12,
                    end: 18,
                    place: Place::line(2),
                },
            ],
        })
        .unwrap();
        let found = [(5..11, "line=1".to_owned())].into_iter();
        let shown = as_shown(&part, None, found, part.range_at(&Place::line(2)));
        let anchors: Vec<_> = shown
            .anchors
            .iter()
            .map(|a| (a.start, a.end, a.locator.as_str()))
            .collect();
        assert_eq!(anchors, [(0, 5, "line=1"), (6, 8, "line=2")]);
        assert_eq!((shown.matches[0].start, shown.matches[0].end), (3, 5));
        assert_eq!(shown.target, Some(Stretch { start: 6, end: 8 }));
        assert_eq!((shown.window, shown.windows, shown.base), (1, 1, 0));
    }

    #[test]
    fn a_place_far_down_a_long_text_opens_in_its_window() {
        let line = "合同 ".repeat(2000) + "\n";
        let text = line.repeat(200);
        let anchors = (0..200)
            .map(|index| {
                let start = u32::try_from(index * line.len()).unwrap();
                let end = start + u32::try_from(line.len()).unwrap() - 1;
                let place = Place::line(u32::try_from(index).unwrap() + 1);
                Anchor { start, end, place }
            })
            .collect();
        let part = Part::try_from(PartData {
            number: PartNumber(1),
            kind: PartKind::Body,
            name: None,
            breaks: LineBreaks::Wrap,
            text,
            anchors,
        })
        .unwrap();
        let shown = as_shown(
            &part,
            None,
            std::iter::empty(),
            part.range_at(&Place::line(100)),
        );
        assert!(shown.windows > 2 && shown.window > 1 && shown.base > 0);
        let target = shown.target.unwrap();
        let cited = shown
            .anchors
            .iter()
            .find(|anchor| anchor.locator == "line=100")
            .unwrap();
        assert_eq!((cited.start, cited.end), (target.start, target.end));
        // The next window takes up where this one ends.
        let next = as_shown(&part, Some(shown.window + 1), std::iter::empty(), None);
        assert_eq!(next.base, shown.base + shown.text.encode_utf16().count());
        assert_eq!(next.target, None);
    }
}
