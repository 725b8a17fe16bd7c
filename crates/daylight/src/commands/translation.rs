//! A translation below the lines of a text. Always: who made it is said first, and the text stands above it.

use std::io::{self, Write};
use std::ops::Range;

use daylight_engine::case::{Case, Shown, ShownTranslation};
use daylight_engine::store::TranslatedSegment;
use daylight_model::PartNumber;
use serde_json::json;

use crate::failure::Failure;
use crate::output::safe_lines;

/// What stands before each line of a translation.
const INDENT: &str = "    = ";

/// Returns the latest translation of what is shown; says on standard error where there is none, or more.
pub(super) fn of(case: &Case, shown: &Shown) -> Result<Option<ShownTranslation>, Failure> {
    let mut translations = match shown.file.sha256 {
        Some(blob) => case.translations(blob)?,
        None => Vec::new(),
    };
    if translations.is_empty() {
        eprintln!(
            "{}: not translated yet\nhint: `daylight translate PATH --service URL` has it done by a service that you name",
            shown.file.path
        );
        return Ok(None);
    }
    let latest = translations.remove(0);
    eprintln!("{}", headline(&latest, translations.len()));
    Ok(Some(latest))
}

/// Says who translated, when, and what is not shown.
fn headline(latest: &ShownTranslation, others: usize) -> String {
    let translator = &latest.translator;
    let model = match translator.model.as_str() {
        "" => "model not named",
        model => model,
    };
    let mut line = format!(
        "machine translation into {} by {} at {}, {model}, {}; it may be wrong",
        translator.target,
        translator.api,
        translator.service,
        latest.at.strftime("%Y-%m-%d"),
    );
    if latest.stale > 0 {
        line.push_str(&format!(
            "; {} segments are left out, as the text reads otherwise now",
            latest.stale
        ));
    }
    if others > 0 {
        line.push_str(&format!("; {others} earlier translations are kept"));
    }
    safe_lines(&line)
}

/// Prints the segments that end in a line below it.
pub(super) fn print(
    out: &mut impl Write,
    part: PartNumber,
    line: &Range<usize>,
    translation: &ShownTranslation,
) -> io::Result<()> {
    for segment in ending_in(translation, part, line) {
        writeln!(out, "{INDENT}{}", safe_lines(&in_a_line(segment)))?;
    }
    Ok(())
}

fn in_a_line(segment: &TranslatedSegment) -> String {
    let text = segment
        .text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    if segment.lost.is_empty() {
        return text;
    }
    format!("{text}  [without {}]", segment.lost.join(", "))
}

fn ending_in<'a>(
    translation: &'a ShownTranslation,
    part: PartNumber,
    line: &Range<usize>,
) -> impl Iterator<Item = &'a TranslatedSegment> + use<'a> {
    let line = line.clone();
    translation.segments.iter().filter(move |segment| {
        let end = segment.span.end as usize;
        segment.span.part == part && line.start < end && end <= line.end
    })
}

/// Returns the segments that end in a stretch as JSON: spans count UTF-8 bytes of the part's text.
pub(super) fn as_json(
    part: PartNumber,
    range: &Range<usize>,
    translation: &ShownTranslation,
) -> serde_json::Value {
    let segments: Vec<_> = ending_in(translation, part, range)
        .map(|segment| {
            json!({
                "text_span": [segment.span.start, segment.span.end],
                "text": segment.text,
                "without": segment.lost,
            })
        })
        .collect();
    json!({
        "api": translation.translator.api,
        "service": translation.translator.service,
        "model": translation.translator.model,
        "target": translation.translator.target,
        "at": translation.at.to_string(),
        "segments": segments,
    })
}

#[cfg(test)]
mod tests {
    use daylight_engine::store::Translator;
    use daylight_model::Span;

    use super::*;

    #[test]
    fn a_segment_stands_below_the_line_that_it_ends_in_and_its_maker_is_named() {
        let segment = |start, end, text: &str, lost: &[&str]| TranslatedSegment {
            span: Span {
                part: PartNumber(1),
                start,
                end,
            },
            sent: String::new(),
            text: text.to_owned(),
            lost: lost.iter().map(|name| (*name).to_owned()).collect(),
            at: Default::default(),
        };
        let translation = ShownTranslation {
            translator: Translator {
                api: "libretranslate".to_owned(),
                service: "http://127.0.0.1:5000".to_owned(),
                model: String::new(),
                target: "en".to_owned(),
            },
            at: Default::default(),
            segments: vec![
                segment(0, 10, "one\ntwo", &[]),
                segment(11, 20, "three", &["Anxun"]),
            ],
            stale: 1,
        };
        let mut out = Vec::new();
        for line in [0..5, 6..10, 11..20] {
            print(&mut out, PartNumber(1), &line, &translation).unwrap();
        }
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "    = one two\n    = three  [without Anxun]\n"
        );
        assert_eq!(
            headline(&translation, 0),
            "machine translation into en by libretranslate at http://127.0.0.1:5000, model not named, 1970-01-01; it \
             may be wrong; 1 segments are left out, as the text reads otherwise now"
        );
        let json = as_json(PartNumber(1), &(11..20), &translation);
        assert_eq!(json["segments"][0]["without"][0], "Anxun");
    }
}
