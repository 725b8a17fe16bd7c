//! Understands documents whose parts stand in a file of JSON lines (`{"path", "sha256", "media_type", "parts"}`, as
//! the example `parts` of daylight-extract writes them) and writes what learned rules decide on:
//! `instances PARTS.jsonl OUT_FOLDER [GAZETTEER.csv]`. For development and evaluation.
#![allow(
    clippy::disallowed_methods,
    reason = "it reads and writes files and times itself: no part of the library"
)]

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;

use daylight_model::{BlobId, Citation, DocumentRef, Part, PartData, Span};
use daylight_understand::gazetteer::Gazetteer;
use daylight_understand::{Document, Understander};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Line {
    path: String,
    sha256: BlobId,
    media_type: String,
    parts: Vec<PartData>,
}

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [parts, folder, rest @ ..] = arguments.as_slice() else {
        return Err("instances PARTS.jsonl OUT_FOLDER [GAZETTEER.csv]".into());
    };
    let mut gazetteer = Gazetteer::shipped();
    if let [csv, ..] = rest {
        for bad in gazetteer.add_csv(&fs::read(csv)?) {
            eprintln!("{csv}:{}: {}", bad.line, bad.why);
        }
    }
    let understander = Understander::new(gazetteer);
    fs::create_dir_all(folder)?;
    let mut out = BufWriter::new(File::create(Path::new(folder).join("instances.jsonl"))?);
    for line in BufReader::new(File::open(parts)?).lines() {
        let line: Line = serde_json::from_str(&line?)?;
        let parts = line
            .parts
            .into_iter()
            .map(Part::try_from)
            .collect::<Result<Vec<_>, _>>()?;
        let name = line.path.rsplit('/').next().unwrap_or_default();
        let found = understander.instances(&Document {
            name,
            media_type: &line.media_type,
            parts: &parts,
        });
        let reference = DocumentRef {
            blob: line.sha256,
            reading: "".into(),
        };
        let cite = |span: Span, message: Option<u32>| -> Result<Value, Failure> {
            let part = parts
                .iter()
                .find(|part| part.number() == span.part)
                .ok_or("no such part")?;
            let citation = part.cite(&reference, span.start as usize..span.end as usize)?;
            let citation: Citation = match message {
                Some(number) => citation.in_message(number),
                None => citation,
            };
            Ok(serde_json::to_value(citation.written(&line.path))?)
        };
        for one in found {
            let candidates: serde_json::Map<String, Value> = one
                .candidates
                .iter()
                .map(|(kind, all)| {
                    let rows = all
                        .iter()
                        .map(|one| json!([one.value, one.origin, one.features]));
                    (kind.clone(), rows.collect())
                })
                .collect();
            let citation = cite(one.ground.span, one.ground.message)?;
            let row = json!({"path": line.path, "locator": citation["locator"], "unit": one.unit, "anchor": one.anchor,
                "features": one.features, "candidates": candidates, "ruled": one.ruled, "text": one.text});
            writeln!(out, "{row}")?;
        }
    }
    Ok(())
}
