//! Notes: plain texts, Markdown and web pages in many encodings and languages, distractors, the notice.
//!
//! Always: a paragraph is one line, or is wrapped where the data file says so; lines are counted from 1.

use super::collect::{Collector, Nature};
use super::encodings::encoded;
use super::scene::Scene;
use super::script::{self, Passage, Script};
use super::{LeakError, Making, Size, Wording};
use crate::write::table::escape;

const NOTICE: &str = include_str!("../../data/NOTICE.txt");
/// Wording d names cities and bodies that exist.
const NOTICE_D: &str = include_str!("../../data/NOTICE_d.txt");

/// Adds the notice that everything here is invented.
pub(crate) fn notice(making: &Making<'_>, collector: &mut Collector) -> Result<(), LeakError> {
    let path = "NOTICE.txt";
    let notice = match making.options.wording {
        Wording::D => NOTICE_D,
        _ => NOTICE,
    };
    collector.file(
        path,
        notice.as_bytes().to_vec(),
        Nature::text("text/plain", "utf-8"),
    );
    collector.distracts(path);
    for (at, line) in notice.lines().enumerate() {
        collector.text(path, &format!("line={}", at + 1), line);
    }
    collector.searchable(path, vec![notice.to_owned()]);
    Ok(())
}

/// Notes of a leak, without those that stand in an archive.
pub(crate) fn notes(making: &Making<'_>, collector: &mut Collector) -> Result<(), LeakError> {
    let scripts = script::notes(making.options.wording)?;
    let few = making.options.size == Size::Small;
    let outside = scripts
        .iter()
        .filter(|script| script.raw("archive").is_empty());
    for (number, script) in outside.enumerate() {
        if !few || number % 3 == 0 {
            note(making, script, collector)?;
        }
    }
    Ok(())
}

/// Adds one note.
pub(crate) fn note(
    making: &Making<'_>,
    script: &Script,
    collector: &mut Collector,
) -> Result<(), LeakError> {
    let mut scene = Scene::new(making.world, &format!("note {}", script.name));
    let uuid = scene.random.uuid();
    let path = script.words("file", &scene.slots)?.replace("UUID", &uuid);
    let passages: Vec<Passage> = script
        .lines
        .iter()
        .map(|line| line.fill(&scene.slots, ""))
        .collect::<Result<_, _>>()?;
    let kind = path
        .rsplit_once('.')
        .map_or("", |(_, extension)| extension)
        .to_owned();
    if kind == "rtf" {
        // No reader for it yet: an ideal one says so.
        let nature = Nature {
            state: "skipped",
            reason: Some("unsupported"),
            ..Nature::binary("application/rtf")
        };
        collector.file(&path, rtf(&passages), nature);
        return Ok(());
    }
    let title = script.words("title", &scene.slots)?;
    let encoding = script.raw("encoding");
    let set = match kind.as_str() {
        "html" => web(&title, &passages, &encoding),
        "md" => lines(&passages, script.number("wrap"), "## "),
        _ => lines(&passages, script.number("wrap"), ""),
    };
    let (bytes, read_as) = encoded(&path, &set.text, &encoding)?;
    let media_type = match kind.as_str() {
        "html" => "text/html",
        "md" => "text/markdown",
        _ => "text/plain",
    };
    collector.file(&path, bytes, Nature::text(media_type, read_as));
    if script.number("distractor").is_some() {
        collector.distracts(&path);
    }
    for (passage, (first, last)) in passages.iter().zip(&set.places) {
        if first == last {
            collector.said(&path, &format!("line={first}"), &passage.said);
        } else {
            wrapped(collector, &path, &set.text, passage, *first, *last);
        }
        let quote = if first == last {
            passage.said.text.clone()
        } else {
            let rows: Vec<&str> = set
                .text
                .lines()
                .skip(first - 1)
                .take(last - first + 1)
                .collect();
            rows.join("\n")
        };
        let locator = if first == last {
            format!("line={first}")
        } else {
            format!("line={first},{last}")
        };
        for claim in &passage.claims {
            collector.claim(
                claim.clone(),
                vec![(path.clone(), locator.clone(), quote.clone())],
            );
        }
    }
    let pieces = match kind.as_str() {
        "txt" => vec![set.text],
        _ => passages
            .iter()
            .map(|passage| passage.said.text.clone())
            .collect(),
    };
    collector.searchable(&path, pieces);
    Ok(())
}

/// Says what stands in the lines of a wrapped paragraph; a mention that is broken is left out.
fn wrapped(
    collector: &mut Collector,
    path: &str,
    text: &str,
    passage: &Passage,
    first: usize,
    last: usize,
) {
    let mut start = 0;
    for (at, row) in text
        .lines()
        .enumerate()
        .skip(first - 1)
        .take(last - first + 1)
    {
        let locator = format!("line={}", at + 1);
        collector.text(path, &locator, row);
        let end = start + row.len();
        for mark in &passage.said.mentions {
            if mark.start >= start && mark.end <= end {
                let quote = &passage.said.text[mark.start..mark.end];
                collector.mention(path, &locator, quote, mark.kind, mark.value.clone());
            }
        }
        start = end;
    }
}

struct Set {
    text: String,
    /// First and last line of each passage.
    places: Vec<(usize, usize)>,
}

/// Paragraphs with blank lines between them; `wrap` breaks after so many characters.
fn lines(passages: &[Passage], wrap: Option<usize>, mark: &str) -> Set {
    let mut text = String::new();
    let mut places = Vec::new();
    let mut line = 1;
    for passage in passages {
        let words = &passage.said.text;
        let rows: Vec<String> = match (passage.by.as_str(), wrap) {
            ("h", _) => vec![format!("{mark}{words}")],
            (_, Some(width)) => {
                let all: Vec<char> = words.chars().collect();
                all.chunks(width).map(|row| row.iter().collect()).collect()
            }
            _ => vec![words.clone()],
        };
        places.push((line, line + rows.len() - 1));
        // A short line stands close to the next; paragraphs have a blank line between them.
        let gap = usize::from(passage.by != "l");
        line += rows.len() + gap;
        text.push_str(&rows.join("\n"));
        text.push_str(if gap == 1 { "\n\n" } else { "\n" });
    }
    Set { text, places }
}

fn web(title: &str, passages: &[Passage], encoding: &str) -> Set {
    let charset = if encoding.starts_with("gb") {
        encoding
    } else {
        "utf-8"
    };
    let mut rows = vec![
        "<!DOCTYPE html>".to_owned(),
        format!(
            "<html><head><meta charset=\"{charset}\"><title>{}</title>",
            escape(title)
        ),
        "<style>body{font-family:sans-serif}</style></head><body>".to_owned(),
    ];
    let mut places = Vec::new();
    for passage in passages {
        let words = escape(&passage.said.text);
        let tag = if passage.by == "h" { "h2" } else { "p" };
        rows.push(format!("<{tag}>{words}</{tag}>"));
        places.push((rows.len(), rows.len()));
    }
    rows.push("</body></html>".into());
    Set {
        text: rows.join("\n") + "\n",
        places,
    }
}

fn rtf(passages: &[Passage]) -> Vec<u8> {
    let mut out = String::from("{\\rtf1\\ansi\\uc0\\deff0{\\fonttbl{\\f0 SimSun;}}\n");
    for passage in passages {
        for unit in passage.said.text.encode_utf16() {
            match u8::try_from(unit).ok().filter(u8::is_ascii) {
                Some(byte @ (b'{' | b'}' | b'\\')) => {
                    out.push_str(&format!("\\{}", char::from(byte)))
                }
                Some(byte) => out.push(char::from(byte)),
                None => out.push_str(&format!("\\u{} ", i32::from(unit.cast_signed()))),
            }
        }
        out.push_str("\\par\n");
    }
    out.push_str("}\n");
    out.into_bytes()
}
