//! Scores the detectors against the Chinese specifications of microsoft/Recognizers-Text, in a folder that whoever runs
//! this brings: `recognizers SPECS_FOLDER [--show]`. A case is right where all that is expected is found, with the same
//! words and value, and nothing else. For development and evaluation; the specifications are never part of the project.
#![allow(
    clippy::disallowed_methods,
    reason = "it reads files: no part of the library"
)]

use std::fs;
use std::path::Path;

use daylight_model::{
    Anchor, LineBreaks, MentionType, Part, PartData, PartKind, PartNumber, Place, Value,
};
use daylight_understand::{Document, mention};
use serde_json::Value as Json;
use unicode_normalization::UnicodeNormalization as _;

type Failure = Box<dyn std::error::Error>;

/// What is found or expected: the words, and the values that are right for them.
type Found = Vec<(String, Vec<String>)>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = arguments
        .first()
        .ok_or("recognizers SPECS_FOLDER [--show]")?;
    let show = arguments.iter().any(|argument| argument == "--show");
    for (file, read, expect) in [
        (
            "Number/Chinese/NumberModel.json",
            numbers as fn(&Json) -> Result<Found, Failure>,
            expected_numbers as fn(&Json) -> Found,
        ),
        (
            "NumberWithUnit/Chinese/CurrencyModel.json",
            money,
            expected_money,
        ),
        (
            "DateTime/Chinese/DateExtractor.json",
            date_words,
            expected_words,
        ),
        ("DateTime/Chinese/DateParser.json", dates, expected_dates),
    ] {
        let cases: Vec<Json> = serde_json::from_slice(&fs::read(Path::new(folder).join(file))?)?;
        let (mut right, mut words_right) = (0, 0);
        for case in &cases {
            let (found, expected) = (read(case)?, expect(case));
            let words = |list: &Found| {
                list.iter()
                    .map(|(words, _)| words.clone())
                    .collect::<Vec<_>>()
            };
            let same_words = words(&found) == words(&expected);
            let same = same_words
                && found
                    .iter()
                    .zip(&expected)
                    .all(|((_, found), (_, expected))| {
                        expected.is_empty()
                            || found
                                .iter()
                                .any(|value| expected.iter().any(|right| equal(value, right)))
                    });
            words_right += usize::from(same_words);
            right += usize::from(same);
            if show && !same {
                println!(
                    "{file}: {}\n    expected {expected:?}\n    found    {found:?}",
                    case["Input"]
                );
            }
        }
        let share = |count: usize| count as f64 * 100.0 / cases.len().max(1) as f64;
        println!(
            "{file}: {} cases, {:.1} % exact, {:.1} % with the right words",
            cases.len(),
            share(right),
            share(words_right)
        );
    }
    Ok(())
}

fn folded(text: &str) -> String {
    text.nfkc().collect::<String>().trim().to_lowercase()
}

/// Numbers are equal to nine places, all else letter for letter; a currency that the specification leaves open is not
/// compared.
fn equal(found: &str, expected: &str) -> bool {
    let (found, currency) = found.split_once(' ').unwrap_or((found, ""));
    let (expected, stated) = expected.split_once(' ').unwrap_or((expected, ""));
    let same = match (found.parse::<f64>(), expected.parse::<f64>()) {
        (Ok(found), Ok(expected)) => (found - expected).abs() <= expected.abs().max(1e-12) * 1e-9,
        _ => found == expected,
    };
    same && (stated.is_empty() || stated == currency)
}

fn expected_numbers(case: &Json) -> Found {
    results(case, |result| vec![text(&result["Resolution"]["value"])])
}

fn expected_money(case: &Json) -> Found {
    results(case, |result| {
        let resolution = &result["Resolution"];
        vec![format!(
            "{} {}",
            text(&resolution["value"]),
            text(&resolution["isoCurrency"])
        )]
    })
}

fn expected_words(case: &Json) -> Found {
    results(case, |_| Vec::new())
}

fn expected_dates(case: &Json) -> Found {
    results(case, |result| {
        ["PastResolution", "FutureResolution"]
            .iter()
            .map(|which| text(&result["Value"][which]["date"]))
            .collect()
    })
}

fn text(value: &Json) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn results(case: &Json, values: impl Fn(&Json) -> Vec<String>) -> Found {
    let results = case["Results"].as_array().cloned().unwrap_or_default();
    results
        .iter()
        .map(|result| (folded(&text(&result["Text"])), values(result)))
        .collect()
}

fn numbers(case: &Json) -> Result<Found, Failure> {
    let input = text(&case["Input"]);
    let found = mention::number::find(&input);
    Ok(found
        .into_iter()
        .map(|(range, value)| (folded(input.get(range).unwrap_or_default()), vec![value]))
        .collect())
}

fn money(case: &Json) -> Result<Found, Failure> {
    mentions(case, MentionType::Money, |value| match value {
        Value::Money(money) => vec![format!(
            "{} {}",
            money.amount.clone().unwrap_or_default(),
            money.currency.clone().unwrap_or_default()
        )],
        _ => Vec::new(),
    })
}

fn dates(case: &Json) -> Result<Found, Failure> {
    let input = text(&case["Input"]);
    let day = case["Context"]["ReferenceDateTime"]
        .as_str()
        .unwrap_or("2018-01-01T00:00:00");
    let words = |range| folded(input.get(range).unwrap_or_default());
    let date = |date: String| vec![date.trim_end_matches('?').to_owned()];
    let found = mention::date::said_on(&input, day);
    Ok(found
        .into_iter()
        .map(|(range, found)| (words(range), date(found)))
        .collect())
}

fn date_words(case: &Json) -> Result<Found, Failure> {
    dates(case)
}

/// Reads the case as a text of one line.
fn mentions(
    case: &Json,
    kind: MentionType,
    values: impl Fn(&Value) -> Vec<String>,
) -> Result<Found, Failure> {
    let input = text(&case["Input"]);
    let end = u32::try_from(input.len())?;
    let part = Part::try_from(PartData {
        number: PartNumber(1),
        kind: PartKind::Body,
        name: None,
        breaks: LineBreaks::End,
        text: input.clone(),
        anchors: vec![Anchor {
            start: 0,
            end,
            place: Place::line(1),
        }],
    })?;
    let parts = [part];
    let document = Document {
        name: "case.txt",
        media_type: "text/plain",
        parts: &parts,
    };
    let mut found = mention::read(&document, &[]);
    mention::settle(&mut found);
    Ok(found
        .iter()
        .filter(|mention| mention.kind == kind)
        .map(|mention| {
            let words = input
                .get(mention.span.start as usize..mention.span.end as usize)
                .unwrap_or_default();
            (folded(words), values(&mention.value))
        })
        .collect())
}
