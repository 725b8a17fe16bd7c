//! What kind of text a text is. Always: the name decides only between kinds that the content allows.

use std::io;

use file_format::FileFormat;

use super::{Identified, Kind, is_label};
use crate::encoding::{Decision, decode};
use crate::format::json::{Validity, validity};
use crate::format::{contacts, subtitles};
use crate::source::Source;

/// Characters from the start that are looked at.
const LOOK: usize = 16 * 1024;

/// Returns what a text declares about its encoding in its first bytes: an XML declaration or a `meta` element.
pub(crate) fn declared(head: &[u8]) -> Option<String> {
    let look: String = head
        .iter()
        .take(2048)
        .map(|byte| char::from(*byte).to_ascii_lowercase())
        .collect();
    let is_xml = look.trim_start().starts_with("<?xml");
    let at = if is_xml {
        look.find("encoding=").map(|at| at + "encoding=".len())
    } else {
        let meta = look.find("<meta")?;
        look.get(meta..)?
            .find("charset=")
            .map(|at| meta + at + "charset=".len())
    }?;
    let label: String = look
        .get(at..)?
        .chars()
        .skip_while(|character| matches!(character, '"' | '\'' | ' '))
        .take_while(|character| character.is_ascii_alphanumeric() || "-_:.".contains(*character))
        .collect();
    Some(label).filter(|label| is_label(label))
}

pub(super) fn identify(
    source: &mut Source<'_>,
    head: &[u8],
    format: FileFormat,
    decision: Decision,
) -> io::Result<Identified> {
    let (text, _) = decode(head, &decision);
    let end = text
        .char_indices()
        .nth(LOOK)
        .map_or(text.len(), |(at, _)| at);
    let text = text.get(..end).unwrap_or(&text);
    if is_noise(text) {
        let mut unknown = Identified::new(Kind::Other, "application/octet-stream");
        if super::is_binary(format) {
            unknown.media_type = format.media_type().to_owned();
        }
        return Ok(unknown);
    }
    let extension = source.extension();
    let (kind, media_type) = kind(text, &extension, source)?;
    let mut identified = Identified::new(kind, media_type);
    identified.decision = Some(decision);
    Ok(identified)
}

fn kind(text: &str, extension: &str, source: &mut Source<'_>) -> io::Result<(Kind, &'static str)> {
    let start = text.trim_start();
    if matches!(extension, "md" | "markdown" | "mdown" | "mkd") {
        return Ok((Kind::Markdown, "text/markdown"));
    }
    if start.starts_with("{\\rtf") {
        return Ok((Kind::Rtf, "application/rtf"));
    }
    if start.starts_with("%!PS") {
        return Ok((Kind::Other, "application/postscript"));
    }
    if let Some(media_type) = contacts::media_type(start) {
        return Ok((Kind::Contacts, media_type));
    }
    if let Some((notation, media_type)) = subtitles::notation(start, extension) {
        return Ok((Kind::Subtitles(notation), media_type));
    }
    if is_html(start, extension) {
        return Ok((Kind::Html, "text/html"));
    }
    if start.starts_with("<?xml") {
        for media_type in [
            "application/vnd.oasis.opendocument.text",
            "application/vnd.oasis.opendocument.presentation",
        ] {
            if start.contains("<office:document")
                && start.contains(&format!("office:mimetype=\"{media_type}\""))
            {
                return Ok((Kind::OpenDocument, media_type));
            }
        }
        let svg = start.contains("<svg");
        return Ok((
            Kind::Text,
            if svg {
                "image/svg+xml"
            } else {
                "application/xml"
            },
        ));
    }
    if start.starts_with(['{', '['])
        && let Some(found) = json_kind(start, extension, source)?
    {
        return Ok(found);
    }
    Ok(match extension {
        "tsv" | "tab" => (Kind::Csv, "text/tab-separated-values"),
        "csv" | "psv" => (Kind::Csv, "text/csv"),
        // Spreadsheet names on plain tables are common in exports of old systems.
        "xls" | "xlsx" | "et"
            if start
                .lines()
                .take(3)
                .filter(|line| line.contains('\t'))
                .count()
                > 1 =>
        {
            (Kind::Csv, "text/tab-separated-values")
        }
        "" if is_markdown(start) => (Kind::Markdown, "text/markdown"),
        "css" => (Kind::Text, "text/css"),
        "js" | "mjs" => (Kind::Text, "text/javascript"),
        _ => (Kind::Text, "text/plain"),
    })
}

fn json_kind(
    start: &str,
    extension: &str,
    source: &mut Source<'_>,
) -> io::Result<Option<(Kind, &'static str)>> {
    let named = matches!(
        extension,
        "json" | "jsonl" | "ndjson" | "geojson" | "har" | "ipynb"
    );
    let mut lines = start.lines().filter(|line| !line.trim().is_empty());
    let whole = |line: Option<&str>| line.map(|line| validity(line) == Validity::Whole);
    let first = whole(lines.next()) == Some(true);
    let second = whole(lines.next());
    let lines_of_json = first
        && (second == Some(true) || matches!(extension, "jsonl" | "ndjson") && second.is_none());
    if lines_of_json {
        return Ok(Some((Kind::JsonLines, "application/x-ndjson")));
    }
    let whole_file = source.length()? <= start.len() as u64;
    let found = match validity(start) {
        Validity::Whole => true,
        // Text may go on after what was looked at; a short start is no proof without the name.
        Validity::Open => named || (start.len() > 200 && !whole_file),
        Validity::Broken => named && matches!(extension, "json" | "geojson"),
    };
    // A text that consists of a bracketed word is no document.
    let small = start.trim_end().len() < 3 || !start.contains(['"', ':', ',']);
    Ok((found && (named || !small)).then_some((Kind::Json, "application/json")))
}

fn is_html(start: &str, extension: &str) -> bool {
    let look: String = start
        .chars()
        .take(2048)
        .collect::<String>()
        .to_ascii_lowercase();
    let look = look.trim_start_matches('\u{feff}').trim_start();
    let begins = |tags: &[&str]| tags.iter().any(|tag| look.starts_with(tag));
    if begins(&["<!doctype html", "<html", "<head", "<body"]) {
        return true;
    }
    if (look.starts_with("<?xml") || look.starts_with("<!--")) && look.contains("<html") {
        return true;
    }
    let tags = [
        "<table", "<div", "<p>", "<p ", "<title", "<meta", "<script", "<style", "<h1", "<center",
        "<ul", "<font",
    ];
    if matches!(
        extension,
        "html" | "htm" | "xhtml" | "shtml" | "asp" | "aspx" | "jsp" | "php"
    ) {
        return extension != "php" && look.contains('<');
    }
    matches!(extension, "xls" | "doc" | "" | "mht") && begins(&tags)
}

fn is_markdown(start: &str) -> bool {
    let mut marks = 0;
    for line in start.lines().take(200) {
        let heading = line.trim_start_matches('#');
        let level = line.len() - heading.len();
        marks += usize::from((1..=6).contains(&level) && heading.starts_with(' '));
        marks += usize::from(
            line.starts_with("```") || line.starts_with("|--") || line.starts_with("| --"),
        );
    }
    marks >= 2
}

/// Returns whether this is no writing: many control characters or characters that are none.
fn is_noise(text: &str) -> bool {
    let (mut bad, mut all) = (0, 0);
    for character in text.chars() {
        all += 1;
        let control = character.is_control()
            && !matches!(character, '\t' | '\n' | '\r' | '\u{c}' | '\u{1b}' | '\u{8}');
        bad += usize::from(control || character == char::REPLACEMENT_CHARACTER);
    }
    bad * 20 > all
}
