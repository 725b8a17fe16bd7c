//! Understands documents whose parts stand in a file of JSON lines (`{"path", "sha256", "media_type", "parts"}`, as
//! the example `parts` of daylight-extract writes them) and writes what it found, one file for each kind, in the
//! shapes of the contract: `understand PARTS.jsonl OUT_FOLDER [GAZETTEER.csv]`. For development and evaluation.
#![allow(
    clippy::disallowed_methods,
    reason = "it reads and writes files and times itself: no part of the library"
)]

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;
use std::time::Instant;

use daylight_model::{BlobId, Citation, Claim, DocumentRef, Part, PartData, Span};
use daylight_understand::claim;
use daylight_understand::gazetteer::Gazetteer;
use daylight_understand::name::{Lac, LacFiles};
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
        return Err("understand PARTS.jsonl OUT_FOLDER [GAZETTEER.csv]".into());
    };
    let mut gazetteer = Gazetteer::shipped();
    if let [csv, ..] = rest {
        for bad in gazetteer.add_csv(&fs::read(csv)?) {
            eprintln!("{csv}:{}: {}", bad.line, bad.why);
        }
    }
    let understander = Understander::new(gazetteer);
    let mut names = None;
    // Where `daylight models fetch` has put the model of names.
    if let Some(folder) = std::env::var_os("NAME_MODEL") {
        let file = |name: &str| fs::read(Path::new(&folder).join(name));
        names = Some(Lac::from_files(&LacFiles {
            network: &file("lac-names.onnx")?,
            transitions: &file("lac-transitions.npy")?,
            characters: &file("lac-characters.txt")?,
            folds: &file("lac-folds.txt")?,
            tags: &file("lac-tags.txt")?,
        })?);
    }
    fs::create_dir_all(folder)?;
    let create = |name: &str| File::create(Path::new(folder).join(name)).map(BufWriter::new);
    let mut votes = claim::OwnVotes::default();
    let mut mentions = create("mentions.jsonl")?;
    let mut messages = create("messages.jsonl")?;
    let mut tables = create("tables.jsonl")?;
    let mut claims = create("claims.jsonl")?;
    let mut all_claims: Vec<(Claim, Vec<Value>)> = Vec::new();
    let (mut bytes, mut seconds) = (0, 0.0);
    for line in BufReader::new(File::open(parts)?).lines() {
        let line: Line = serde_json::from_str(&line?)?;
        let parts = line
            .parts
            .into_iter()
            .map(Part::try_from)
            .collect::<Result<Vec<_>, _>>()?;
        bytes += parts.iter().map(|part| part.text().len()).sum::<usize>();
        let name = line.path.rsplit('/').next().unwrap_or_default();
        let start = Instant::now();
        let document = Document {
            name,
            media_type: &line.media_type,
            parts: &parts,
        };
        let found = understander.read_with(&document, names.as_ref());
        seconds += start.elapsed().as_secs_f64();
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
        votes.count_file(&found.mentions);
        for mention in &found.mentions {
            let citation = cite(mention.span, None)?;
            let row = json!({"type": mention.kind, "text": citation["quote"], "value": mention.value,
                "citation": citation, "detector": mention.detector, "confidence": mention.confidence,
                "grade": mention.grade});
            writeln!(mentions, "{row}")?;
        }
        for message in &found.messages {
            let number = (!message.place_alone).then_some(message.number);
            let mut row = serde_json::to_value(message)?;
            row["path"] = json!(line.path);
            row["message"] = json!(message.number);
            row["citation"] = cite(message.span, number)?;
            writeln!(messages, "{row}")?;
        }
        for table in &found.tables {
            let mut row = serde_json::to_value(table)?;
            row["path"] = json!(line.path);
            row["citation"] = cite(table.span, None)?;
            writeln!(tables, "{row}")?;
        }
        for claim in found.claims {
            let citations = claim
                .grounds
                .iter()
                .map(|ground| cite(ground.span, ground.message))
                .collect::<Result<Vec<_>, _>>()?;
            all_claims.push((claim, citations));
        }
    }
    all_claims.iter().for_each(|(claim, _)| votes.count(claim));
    let own = votes.winner();
    eprintln!(
        "the case's own company: {}",
        own.as_deref().unwrap_or("not told")
    );
    for (mut claim, citations) in all_claims {
        if let Some(own) = &own {
            claim::resolve(&mut claim, own);
        }
        let mut row = serde_json::to_value(&claim)?;
        row["hedge"] = json!(claim.hedge.as_ref().map(|hedge| &hedge.text));
        row["citations"] = json!(citations);
        writeln!(claims, "{row}")?;
    }
    eprintln!("{bytes} bytes of text understood in {seconds:.2} s");
    Ok(())
}
