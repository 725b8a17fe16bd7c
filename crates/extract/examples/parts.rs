//! Reads every file below a folder, and the files inside those, without a sandbox, and prints their parts as JSON
//! lines: `parts FOLDER [MODELS [second]] > PARTS.jsonl`. With a folder of models pictures are read too. For development on files that one trusts: nothing here is locked up.
#![allow(
    clippy::disallowed_methods,
    reason = "it reads files: no part of the library"
)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Cursor, Write as _};
use std::path::{Path, PathBuf};

use daylight_extract::ocr::{self, Models};
use daylight_model::{BlobId, Frame, Job, PartData, Pass, Sink, Stopped};
use serde_json::json;

type Failure = Box<dyn std::error::Error>;

#[derive(Default)]
struct Found {
    parts: Vec<PartData>,
    children: Vec<(String, Vec<u8>)>,
}

impl Sink for Found {
    fn send(&mut self, frame: Frame) -> Result<(), Stopped> {
        match frame {
            Frame::Part(part) => self.parts.push(part),
            Frame::ChildStart(start) => self.children.push((start.name, Vec::new())),
            Frame::ChildBytes(bytes) => {
                if let Some((_, all)) = self.children.last_mut() {
                    all.extend(bytes);
                }
            }
            _ => {}
        }
        Ok(())
    }
}

fn main() -> Result<(), Failure> {
    let folder = std::env::args()
        .nth(1)
        .ok_or("parts FOLDER [MODELS [second]]")?;
    let reader = match std::env::args().nth(2) {
        Some(models) => Some(load(Path::new(&models))?),
        None => None,
    };
    let pass = match (&reader, std::env::args().nth(3).as_deref()) {
        (None, _) => Pass::Text,
        (Some(_), Some("second")) => Pass::Second,
        (Some(_), _) => Pass::First,
    };
    let mut files = Vec::new();
    list(Path::new(&folder), &mut files)?;
    files.sort();
    let mut seen = BTreeSet::new();
    for path in files {
        let shown = path.strip_prefix(&folder)?.to_string_lossy().into_owned();
        read(shown, fs::read(&path)?, reader.as_ref(), pass, &mut seen)?;
    }
    Ok(())
}

fn load(folder: &Path) -> Result<ocr::Reader, Failure> {
    let file = |name: &str| fs::read(folder.join(name));
    Ok(ocr::Reader::new(&Models {
        detector: &file("ppocr6-lines.onnx")?,
        small: &file("ppocr6-small.onnx")?,
        tiny: &file("ppocr6-tiny.onnx")?,
        tiny_characters: &file("ppocr6-tiny.txt")?,
        orientation: &file("page-orientation.onnx")?,
    })?)
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// The first of several equal files counts, as in a case.
fn read(
    path: String,
    bytes: Vec<u8>,
    ocr: Option<&ocr::Reader>,
    pass: Pass,
    seen: &mut BTreeSet<BlobId>,
) -> Result<(), Failure> {
    let sha256 = BlobId::of(&bytes);
    if !seen.insert(sha256) {
        return Ok(());
    }
    let job = Job {
        name: path.rsplit('/').next().unwrap_or_default().to_owned(),
        bytes: bytes.len() as u64,
        pass,
        ..Job::default()
    };
    let mut found = Found::default();
    let summary = daylight_extract::read_with(&mut Cursor::new(bytes), &job, &mut found, ocr);
    let row = json!({"path": path, "sha256": sha256, "media_type": summary.media_type,
        "reading": summary.reading, "outcome": summary.outcome, "parts": found.parts});
    writeln!(io::stdout(), "{row}")?;
    for (name, bytes) in found.children {
        read(format!("{path}!/{name}"), bytes, ocr, pass, seen)?;
    }
    Ok(())
}
