//! Draws pictures of writing in fonts that are given, reads them in both passes and with Tesseract, and prints
//! errors and processor time side by side: `ocr_eval MODELS FOLDER FONT…`. The pictures are left in the folder.
//! A figure counts only for fonts on which nothing was tuned.
#![allow(
    clippy::disallowed_methods,
    reason = "it reads files and starts a peer: no part of the library"
)]

mod draw;
mod score;
mod texts;

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::Command;

use daylight_extract::ocr::{Models, Reader};
use daylight_model::{Frame, Job, Pass, Sink, Stopped};

use draw::Drawn;
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
    let mut given = std::env::args().skip(1);
    let usage = "ocr_eval MODELS FOLDER FONT…";
    let models = given.next().ok_or(usage)?;
    let folder = given.next().ok_or(usage)?;
    let (folder, fonts) = (Path::new(&folder), given.collect::<Vec<_>>());
    fs::create_dir_all(folder)?;
    let file = |name: &str| fs::read(Path::new(&models).join(name));
    let reader = Reader::new(&Models {
        detector: &file("ppocr6-lines.onnx")?,
        small: &file("ppocr6-small.onnx")?,
        tiny: &file("ppocr6-tiny.onnx")?,
        tiny_characters: &file("ppocr6-tiny.txt")?,
        orientation: &file("page-orientation.onnx")?,
    })?;
    assert!(reader.warm_up(), "the models do not run");
    let mut scores: Vec<(String, [Score; 3])> = Vec::new();
    for (index, font) in fonts.iter().enumerate() {
        let (path, face) = font.split_once('#').unwrap_or((font, "0"));
        let bytes = fs::read(path)?;
        for drawn in draw::all(&bytes, face.parse()?, index as u64)? {
            let stem = Path::new(path)
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy();
            let picture = folder.join(format!("{stem}-{face}-{}.{}", drawn.name, drawn.ending));
            fs::write(&picture, &drawn.bytes)?;
            let three = [
                ours(&reader, &drawn, Pass::First),
                ours(&reader, &drawn, Pass::Second),
                tesseract(&picture)?,
            ];
            let scored = [0, 1, 2].map(|stack| {
                let (text, seconds) = &three[stack];
                Score::of(&drawn.lines, text, *seconds)
            });
            let shown = scored
                .each_ref()
                .map(|score| format!("{:5.2}%", score.percent()));
            eprintln!("{} {}", picture.display(), shown.join(" "));
            for (stack, (text, _)) in three.iter().enumerate() {
                fs::write(picture.with_extension(format!("{stack}.txt")), text)?;
            }
            fs::write(picture.with_extension("true.txt"), drawn.lines.join("\n"))?;
            let kind = drawn.name.split('_').next().unwrap_or_default().to_owned();
            match scores.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, sums)) => {
                    for (sum, score) in sums.iter_mut().zip(&scored) {
                        sum.add(score);
                    }
                }
                None => scores.push((kind, scored)),
            }
        }
    }
    print(&scores)
}

fn print(scores: &[(String, [Score; 3])]) -> Result<(), Failure> {
    let mut out = std::io::stdout();
    let mut all: [Score; 3] = Default::default();
    writeln!(
        out,
        "| pictures | stack | CER | lines exact | CPU s |\n|---|---|---|---|---|"
    )?;
    let names = ["first", "second", "Tesseract"];
    for (kind, sums) in scores {
        for (stack, sum) in sums.iter().enumerate() {
            all[stack].add(sum);
            writeln!(out, "| {kind} | {} | {sum} |", names[stack])?;
        }
    }
    for (stack, sum) in all.iter().enumerate() {
        writeln!(out, "| all | {} | {sum} |", names[stack])?;
    }
    Ok(())
}

fn ours(reader: &Reader, drawn: &Drawn, pass: Pass) -> (String, f64) {
    let job = Job {
        name: format!("{}.{}", drawn.name, drawn.ending),
        bytes: drawn.bytes.len() as u64,
        pass,
        ..Job::default()
    };
    let mut texts = Texts::default();
    let before = processor(false);
    daylight_extract::read_with(
        &mut Cursor::new(&drawn.bytes),
        &job,
        &mut texts,
        Some(reader),
    );
    (texts.0, processor(false) - before)
}

fn tesseract(picture: &Path) -> Result<(String, f64), Failure> {
    let before = processor(true);
    let output = Command::new("tesseract")
        .arg(picture)
        .args(["stdout", "-l", "chi_sim+eng", "--psm", "3"])
        .env("OMP_THREAD_LIMIT", "1")
        .output();
    let text = match output {
        Ok(output) => String::from_utf8_lossy(&output.stdout).into_owned(),
        Err(_) => String::new(),
    };
    Ok((text, processor(true) - before))
}

/// Returns the processor time of this process, or of its children, in seconds.
fn processor(children: bool) -> f64 {
    let line = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = line
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let first = if children { 13 } else { 11 };
    let ticks: u64 = fields
        .iter()
        .skip(first)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    ticks as f64 / 100.0
}
