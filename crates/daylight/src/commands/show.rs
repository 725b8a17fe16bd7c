//! `daylight show`: the text of a file, or the cited place with its surroundings.

use std::io::{self, Write};
use std::ops::Range;
use std::process::ExitCode;

use clap::Args;
use daylight_engine::case::{Access, Shown, ShownTranslation};
use daylight_model::Part;
use daylight_understand::gloss::Word;
use serde_json::json;

use super::meaning::UnmaskArgs;
use super::{NOT_FOUND, gloss, open, translation};
use crate::cli::{CaseArgs, ReadingArgs};
use crate::failure::Failure;
use crate::output;

/// What `daylight show` is told.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// A path of the case, and after # a place: chat.md#line=12, dump.zip!/a.csv#cell=5,3
    #[arg(value_name = "PATH[#LOCATOR]")]
    target: String,
    /// Lines to show before and after the place
    #[arg(long, value_name = "N", default_value_t = 3)]
    around: usize,
    /// Print below each line how its Chinese words are said and what they mean
    #[arg(long)]
    gloss: bool,
    /// Print below each line its machine translation, where there is one
    #[arg(long)]
    translation: bool,
    #[command(flatten)]
    unmask: UnmaskArgs,
    #[command(flatten)]
    case: CaseArgs,
    /// Print one JSON object for the file or the place, with its text and citation
    #[arg(long)]
    json: bool,
}

/// Runs `daylight show`; the exit status is 1 where the file has no text.
pub(crate) fn run(args: &ShowArgs) -> Result<ExitCode, Failure> {
    let case = open::existing(&args.case, Access::Look, &ReadingArgs::default())?;
    let mask = args.unmask.mask(&case, &format!("show {}", args.target))?;
    let shown = case.show(&args.target, mask)?;
    let below = Below {
        words: match args.gloss {
            true => Some(gloss::of(&case, &shown, mask)?),
            false => None,
        },
        translation: match args.translation {
            true => translation::of(&case, &shown)?,
            false => None,
        },
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    if args.json {
        output::json_line(&mut out, &as_json(&shown, args.around, &below))?;
    } else {
        output::unless_reader_left(print(&mut out, &shown, args.around, &below))?;
    }
    output::unless_reader_left(out.flush())?;
    let has_text = shown.parts.iter().any(|part| !part.part.text().is_empty());
    if !has_text {
        let why = shown.file.detail.as_deref().unwrap_or_default();
        eprintln!(
            "{}: no text ({}{}{why})",
            shown.file.path,
            shown.file.state,
            separator(&shown)
        );
    }
    Ok(if has_text {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(NOT_FOUND)
    })
}

fn separator(shown: &Shown) -> String {
    match shown.file.reason {
        Some(reason) => format!(": {reason}; "),
        None => String::new(),
    }
}

/// What is shown beside the text.
struct Below {
    /// The words of each part that is shown, where glosses were asked for.
    words: Option<Vec<Vec<Word>>>,
    /// The translation, where one was asked for and there is one.
    translation: Option<ShownTranslation>,
}

impl Below {
    fn is_empty(&self) -> bool {
        self.words.is_none() && self.translation.is_none()
    }

    /// Prints what belongs below a line of a part, which is the one of this index that is shown.
    fn print(
        &self,
        out: &mut impl Write,
        index: usize,
        part: &Part,
        line: &Range<usize>,
    ) -> io::Result<()> {
        if let Some(words) = self.words.as_ref().and_then(|words| words.get(index)) {
            gloss::print(out, part.text(), line, words)?;
        }
        match &self.translation {
            Some(known) => translation::print(out, part.number(), line, known),
            None => Ok(()),
        }
    }

    /// Adds what belongs to a stretch of a part to its JSON.
    fn add_to(
        &self,
        value: &mut serde_json::Value,
        index: usize,
        part: &Part,
        range: &Range<usize>,
    ) {
        if let Some(words) = self.words.as_ref().and_then(|words| words.get(index)) {
            value["words"] = gloss::as_json(part.text(), range, words);
        }
        if let Some(known) = &self.translation {
            value["translation"] = translation::as_json(part.number(), range, known);
        }
    }
}

fn print(out: &mut impl Write, shown: &Shown, around: usize, below: &Below) -> io::Result<()> {
    let Some(target) = &shown.target else {
        for (index, part) in shown.parts.iter().enumerate() {
            if shown.parts.len() > 1 {
                let name = part.part.name().unwrap_or_default();
                writeln!(
                    out,
                    "--- {} {}",
                    part.part.number(),
                    output::safe_lines(name)
                )?;
            }
            let text = part.part.text();
            if below.is_empty() {
                writeln!(out, "{}", output::safe_lines(text))?;
                continue;
            }
            for range in lines_within(text, 0..text.len()) {
                writeln!(out, "{}", output::safe_lines(&text[range.clone()]))?;
                below.print(out, index, &part.part, &range)?;
            }
        }
        return Ok(());
    };
    let Some(part) = shown.parts.first() else {
        return Ok(());
    };
    let text = part.part.text();
    let lines = surroundings(&part.part, &target.range, around);
    let cited = lines_of(text, &target.range);
    for range in lines_within(text, lines) {
        let mark = if range.start >= cited.start && range.end <= cited.end {
            ">"
        } else {
            " "
        };
        writeln!(out, "{mark} {}", output::safe_lines(&text[range.clone()]))?;
        below.print(out, 0, &part.part, &range)?;
    }
    Ok(())
}

/// Returns the lines of a stretch that begins and ends with one.
fn lines_within(text: &str, stretch: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    text[stretch.clone()]
        .split('\n')
        .scan(stretch.start, |start, line| {
            let range = *start..*start + line.len();
            *start = range.end + 1;
            Some(range)
        })
}

/// Returns whole lines around a stretch.
fn surroundings(part: &Part, range: &Range<usize>, around: usize) -> Range<usize> {
    let text = part.text();
    let mut lines = lines_of(text, range);
    for _ in 0..around {
        if lines.start > 0 {
            lines.start = text[..lines.start - 1].rfind('\n').map_or(0, |at| at + 1);
        }
        if lines.end < text.len() {
            lines.end = text[lines.end + 1..]
                .find('\n')
                .map_or(text.len(), |at| lines.end + 1 + at);
        }
    }
    lines
}

/// Returns the lines that a stretch lies in, without the last line's end.
fn lines_of(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..]
        .find('\n')
        .map_or(text.len(), |at| range.end + at);
    start..end
}

fn as_json(shown: &Shown, around: usize, below: &Below) -> serde_json::Value {
    let Some(target) = &shown.target else {
        let parts: Vec<_> = shown
            .parts
            .iter()
            .enumerate()
            .map(|(index, part)| {
                let mut value = json!({
                    "part": part.part.number(),
                    "kind": part.part.kind(),
                    "name": part.part.name(),
                    "language": part.language,
                    "text": part.part.text(),
                    "places": part.part.anchors().iter().map(|anchor| json!({
                        "locator": anchor.place, "text_span": [anchor.start, anchor.end],
                    })).collect::<Vec<_>>(),
                });
                let all = 0..part.part.text().len();
                below.add_to(&mut value, index, &part.part, &all);
                value
            })
            .collect();
        return json!({"path": shown.file.path, "file": shown.file, "parts": parts});
    };
    let around = shown.parts.first().map(|part| {
        let range = surroundings(&part.part, &target.range, around);
        part.part.text()[range].to_owned()
    });
    let mut value = json!({
        "path": shown.file.path,
        "citation": target.citation,
        "text": target.citation.quote,
        "around": around,
    });
    if let Some(part) = shown.parts.first() {
        below.add_to(&mut value, 0, &part.part, &target.range);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surroundings_are_whole_lines_and_stop_at_the_ends() {
        let text = "a\nbb\n合同\ndd\ne";
        assert_eq!(lines_of(text, &(5..8)), 5..11);
        assert_eq!(lines_of(text, &(0..1)), 0..1);
        let part = Part::try_from(daylight_model::PartData {
            number: daylight_model::PartNumber(1),
            kind: daylight_model::PartKind::Body,
            name: None,
            breaks: daylight_model::LineBreaks::Wrap,
            text: text.to_owned(),
            anchors: Vec::new(),
        })
        .unwrap();
        assert_eq!(&text[surroundings(&part, &(5..8), 1)], "bb\n合同\ndd");
        assert_eq!(&text[surroundings(&part, &(5..8), 9)], text);
        assert_eq!(&text[surroundings(&part, &(0..1), 1)], "a\nbb");
    }
}
