//! Pictures of writing with known text, and how well readers read them. `bench/peers ocr` uses it in three steps:
//!
//!     ocr_eval draw FOLDER mended|aside SEED FONT[#FACE]…   pictures, and beside each its text as .true.txt
//!     ocr_eval read MODELS FOLDER first|second              what we read as .first.txt, its cost as .first.cost
//!     ocr_eval score FOLDER READER…                         a table of all readers that left such files
//!
//! A figure counts only for fonts and layouts on which nothing was tuned: those that were held aside.
#![allow(
    clippy::disallowed_methods,
    reason = "it reads and writes files: no part of the library"
)]

mod draw;
mod score;
mod texts;

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use daylight_extract::ocr::{Models, Reader};
use daylight_model::{Frame, Job, Pass, Sink, Stopped};

use score::Score;

type Failure = Box<dyn std::error::Error>;

#[derive(Default)]
struct Texts(String);

impl Sink for Texts {
    fn send(&mut self, frame: Frame) -> Result<(), Stopped> {
        if let Frame::Part(part) = frame {
            self.0.push_str(&part.text);
            self.0.push('\n');
        }
        Ok(())
    }
}

fn main() -> Result<(), Failure> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let given: Vec<&str> = given.iter().map(String::as_str).collect();
    match given[..] {
        [
            "draw",
            folder,
            set @ ("mended" | "aside"),
            seed,
            ref fonts @ ..,
        ] => draw(Path::new(folder), set == "aside", seed.parse()?, fonts),
        ["read", models, folder, "first"] => read(models, folder, Pass::First, "first"),
        ["read", models, folder, "second"] => read(models, folder, Pass::Second, "second"),
        ["score", folder, ref readers @ ..] => score(Path::new(folder), readers),
        _ => Err("ocr_eval draw|read|score …".into()),
    }
}

fn draw(folder: &Path, aside: bool, seed: u64, fonts: &[&str]) -> Result<(), Failure> {
    fs::create_dir_all(folder)?;
    for (index, font) in fonts.iter().enumerate() {
        let (path, face) = font.split_once('#').unwrap_or((font, "0"));
        let bytes = fs::read(path)?;
        for drawn in draw::all(&bytes, face.parse()?, seed + index as u64, aside)? {
            let stem = Path::new(path).file_stem().unwrap_or_default();
            let name = format!("{}@{}", drawn.name, stem.to_string_lossy());
            fs::write(
                folder.join(format!("{name}.{}", drawn.ending)),
                &drawn.bytes,
            )?;
            fs::write(
                folder.join(format!("{name}.true.txt")),
                drawn.lines.join("\n"),
            )?;
        }
    }
    Ok(())
}

/// Returns the pictures of a folder in the order of their names.
fn pictures(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
        if ["png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp"]
            .iter()
            .any(|known| ending == *known)
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn read(models: &str, folder: &str, pass: Pass, reader: &str) -> Result<(), Failure> {
    let file = |name: &str| fs::read(Path::new(models).join(name));
    let ours = Reader::new(&Models {
        detector: &file("ppocr6-lines.onnx")?,
        small: &file("ppocr6-small.onnx")?,
        tiny: &file("ppocr6-tiny.onnx")?,
        tiny_characters: &file("ppocr6-tiny.txt")?,
        orientation: &file("page-orientation.onnx")?,
    })?;
    assert!(ours.warm_up(), "the models do not run");
    for path in pictures(Path::new(folder))? {
        let bytes = fs::read(&path)?;
        let job = Job {
            name: path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            bytes: bytes.len() as u64,
            pass,
            ..Job::default()
        };
        let mut texts = Texts::default();
        let before = processor();
        daylight_extract::read_with(&mut Cursor::new(&bytes), &job, &mut texts, Some(&ours));
        let seconds = processor() - before;
        fs::write(path.with_extension(format!("{reader}.txt")), texts.0)?;
        fs::write(
            path.with_extension(format!("{reader}.cost")),
            seconds.to_string(),
        )?;
    }
    Ok(())
}

fn score(folder: &Path, readers: &[&str]) -> Result<(), Failure> {
    let mut kinds: Vec<(String, Vec<Score>)> = Vec::new();
    for path in pictures(folder)? {
        let lines: Vec<String> = fs::read_to_string(path.with_extension("true.txt"))?
            .lines()
            .map(str::to_owned)
            .collect();
        let mut scores = Vec::new();
        for reader in readers {
            let text = fs::read_to_string(path.with_extension(format!("{reader}.txt")))?;
            let cost = fs::read_to_string(path.with_extension(format!("{reader}.cost")))?;
            scores.push(Score::of(&lines, &text, cost.trim().parse()?));
        }
        let shown: Vec<String> = scores
            .iter()
            .map(|score| format!("{:.2} %", score.percent()))
            .collect();
        eprintln!("{} {}", path.display(), shown.join(" "));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let kind = name.split(['_', '@']).next().unwrap_or_default().to_owned();
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, sums)) => {
                for (sum, score) in sums.iter_mut().zip(&scores) {
                    sum.add(score);
                }
            }
            None => kinds.push((kind, scores)),
        }
    }
    print(&kinds, readers)
}

/// Kinds whose letters stand upright in a picture of a common size; the others have a goal of their own.
const COMMON: &[&str] = &["chat", "dark", "scan", "small", "table"];

fn print(kinds: &[(String, Vec<Score>)], readers: &[&str]) -> Result<(), Failure> {
    let mut out = std::io::stdout();
    writeln!(out, "| pictures | {} |", readers.join(" | "))?;
    writeln!(out, "|---|{}", "---|".repeat(readers.len()))?;
    for (kind, sums) in kinds {
        row(&mut out, kind, sums)?;
    }
    for (name, common) in [
        ("those five: chat, dark, scan, small, table", true),
        ("the others", false),
    ] {
        let mut all = vec![Score::default(); readers.len()];
        for (_, sums) in kinds
            .iter()
            .filter(|(kind, _)| COMMON.contains(&kind.as_str()) == common)
        {
            for (sum, score) in all.iter_mut().zip(sums) {
                sum.add(score);
            }
        }
        row(&mut out, name, &all)?;
    }
    Ok(())
}

fn row(out: &mut impl std::io::Write, name: &str, sums: &[Score]) -> Result<(), Failure> {
    let cells: Vec<String> = sums.iter().map(Score::to_string).collect();
    writeln!(out, "| {name} | {} |", cells.join(" | "))?;
    Ok(())
}

/// Returns the processor time of this process in seconds.
fn processor() -> f64 {
    let line = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks: u64 = line
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    ticks as f64 / 100.0
}
