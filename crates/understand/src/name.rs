//! Mentions of people, bodies, states, places, products. Gazetteers come before rules and models: what they know
//! is certain, the rest is likely. Always: mentions do not overlap, and rows of personal data have none (law 8).

mod body;
mod company;
mod edge;
mod english;
mod grid;
mod hints;
mod lac;
mod person;
mod product;
mod short;
mod table_cell;
mod tagged;
mod view;
pub(crate) mod words;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use daylight_model::{Grade, Mention, MentionType, Message, Part, Span, Value};

use crate::Document;
use crate::gazetteer::Gazetteer;
use crate::gazetteer::fold::{is_han, simplify};
use crate::wrap::SoftBreaks;

use grid::Grid;
pub(crate) use hints::{given_score, surname_and_given, surname_in_latin};
pub use lac::{Lac, LacFiles, NameModelError};
use short::ShortNames;
pub(crate) use tagged::add as add_tagged;
use view::View;

/// A text is looked at in stretches of about so many bytes, so that one endless line costs no more than many.
const STRETCH: usize = 64 * 1024;

/// What a detector found in a part.
#[derive(Debug, Clone, PartialEq)]
struct Found {
    kind: MentionType,
    /// Bytes of the part.
    range: Range<usize>,
    value: String,
    detector: &'static str,
    confidence: f32,
    grade: Grade,
}

/// Returns the names that a document mentions.
pub fn read(document: &Document<'_>, messages: &[Message], gazetteer: &Gazetteer) -> Vec<Mention> {
    let mut by_part: Vec<(Vec<Found>, Grid)> = Vec::new();
    let breaks: Vec<SoftBreaks> = document.parts.iter().map(SoftBreaks::of).collect();
    let mut definitions = ShortNames::default();
    for (part, soft) in document.parts.iter().zip(&breaks) {
        let grid = Grid::of(part.text());
        let mut found = Vec::new();
        for stretch in stretches(part.text()) {
            let view = view(part, stretch, soft, gazetteer);
            let before = found.len();
            first_look(&view, &mut found);
            definitions.define(&view, found.get(before..).unwrap_or_default());
        }
        for cell in &grid.cells {
            table_cell::find(part.text(), cell, gazetteer, &mut found);
        }
        by_part.push((found, grid));
    }
    for ((found, _), part) in by_part.iter_mut().zip(document.parts) {
        let of_part = messages.iter().filter_map(|message| message.sender_span);
        for span in of_part.filter(|span| span.part == part.number()) {
            table_cell::sender(part.text(), span.start as usize..span.end as usize, found);
        }
    }
    keep_repeated(&mut by_part);
    let all: Vec<Found> = by_part
        .iter()
        .flat_map(|(found, grid)| found.iter().filter(|found| !grid.is_private(&found.range)))
        .cloned()
        .collect();
    let mut short = ShortNames::of(&all, gazetteer);
    short.add(definitions);
    if let Some(finder) = short.finder() {
        for (((found, _), part), soft) in by_part.iter_mut().zip(document.parts).zip(&breaks) {
            for stretch in stretches(part.text()) {
                if finder.may_find(part.text().get(stretch.clone()).unwrap_or_default()) {
                    finder.find(&view(part, stretch, soft, gazetteer), found);
                }
            }
        }
    }
    let mut mentions = Vec::new();
    for ((found, grid), part) in by_part.into_iter().zip(document.parts) {
        let found = found
            .into_iter()
            .filter(|found| !grid.is_private(&found.range))
            .collect();
        mentions.extend(
            without_overlap(found)
                .into_iter()
                .map(|found| mention(part, found, gazetteer)),
        );
    }
    mentions
}

fn view<'a>(
    part: &'a Part,
    stretch: Range<usize>,
    soft: &SoftBreaks,
    gazetteer: &'a Gazetteer,
) -> View<'a> {
    let text = part.text().get(stretch.clone()).unwrap_or_default();
    View::new(text, stretch.start, soft, gazetteer)
}

fn first_look(view: &View<'_>, found: &mut Vec<Found>) {
    for known in &view.known {
        found.push(Found {
            kind: known.entry.kind,
            range: view.offset + known.range.start..view.offset + known.range.end,
            value: known.entry.value().to_owned(),
            detector: "gazetteer@1",
            confidence: 0.95,
            grade: Grade::Certain,
        });
    }
    body::find(view, found);
    company::find(view, found);
    person::find(view, found);
    product::find(view, found);
    english::find(view, found);
}

/// Cuts a text into stretches, at line breaks where there are any.
fn stretches(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= text.len() {
            return None;
        }
        let mut end = (start + STRETCH).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        if end < text.len() {
            let stretch = text.get(start..end).unwrap_or_default();
            let cut = stretch
                .rfind('\n')
                .or_else(|| stretch.rfind(['。', '；', '，', ' ', ',']));
            if let Some(cut) = cut {
                let width = stretch.get(cut..).and_then(|rest| rest.chars().next());
                end = start + cut + width.map_or(1, char::len_utf8);
            }
        }
        let stretch = start..end;
        start = end;
        Some(stretch)
    })
}

/// Takes out products that stand once only.
fn keep_repeated(by_part: &mut [(Vec<Found>, Grid)]) {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for (found, _) in by_part.iter() {
        for found in found
            .iter()
            .filter(|found| found.kind == MentionType::Product)
        {
            *count.entry(found.value.clone()).or_default() += 1;
        }
    }
    for (found, _) in by_part.iter_mut() {
        found.retain(|found| {
            found.detector != product::ONCE || count.get(&found.value).is_some_and(|n| *n >= 2)
        });
    }
}

/// Of names that overlap the longer stays; of equally long ones the surer.
fn without_overlap(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by(|a, b| {
        let length = |found: &Found| found.range.len();
        length(b)
            .cmp(&length(a))
            .then(a.grade.cmp(&b.grade))
            .then(b.confidence.total_cmp(&a.confidence))
            .then(a.range.start.cmp(&b.range.start))
            .then(a.kind.cmp(&b.kind))
    });
    let mut kept: BTreeMap<usize, Found> = BTreeMap::new();
    for found in found {
        let before = kept.range(..found.range.end).next_back();
        let free = before.is_none_or(|(_, before)| before.range.end <= found.range.start);
        if free && !found.range.is_empty() {
            kept.insert(found.range.start, found);
        }
    }
    kept.into_values().collect()
}

fn mention(part: &Part, found: Found, gazetteer: &Gazetteer) -> Mention {
    let at = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let quote = part.text().get(found.range.clone()).unwrap_or_default();
    let derived = matches!(
        found.detector,
        "gazetteer@1" | "short_name@1" | body::EVERYDAY_NAME
    );
    let value = match (found.kind, derived) {
        (_, true) | (MentionType::Country, _) => found.value,
        (kind, false) => match gazetteer.get(quote).filter(|entry| entry.kind == kind) {
            Some(entry) => entry.value().to_owned(),
            None => as_written(quote),
        },
    };
    Mention {
        kind: found.kind,
        span: Span {
            part: part.number(),
            start: at(found.range.start),
            end: at(found.range.end),
        },
        value: Value::Text(value),
        detector: Cow::Borrowed(found.detector),
        confidence: found.confidence,
        grade: found.grade,
    }
}

/// A name without the line breaks within it, in simplified characters.
fn as_written(quote: &str) -> String {
    let words: Vec<&str> = quote.split_whitespace().collect();
    let glue = if quote.chars().any(is_han) && !quote.contains(' ') {
        ""
    } else {
        " "
    };
    simplify(&words.join(glue))
}
