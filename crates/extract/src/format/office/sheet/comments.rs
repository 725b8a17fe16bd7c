//! What stands on the cells of an Office Open XML workbook: comments, threads of comments, text boxes. Always: each
//! at the cell that it belongs to.

use std::collections::BTreeMap;
use std::sync::Arc;

use daylight_model::{LineBreaks, Outcome, PartKind, Place};

use crate::format::office::Package;
use crate::format::xml::{Node, Nodes};
use crate::reading::{Ending, Out, Written};
use crate::source::Source;

/// Returns the member of each sheet, by the sheet's name.
pub(super) fn members(
    package: &Package,
    source: &mut Source<'_>,
) -> Result<BTreeMap<String, String>, Outcome> {
    let mut members = BTreeMap::new();
    let Some(workbook) = package.names("xl/workbook", ".xml").first().cloned() else {
        return Ok(members);
    };
    let relations = package.relations(&workbook, source)?;
    let xml = package.xml(&workbook, source)?.unwrap_or_default();
    for node in Nodes::new(&xml) {
        let Node::Start(tag) = node else { continue };
        if tag.name != "sheet" {
            continue;
        }
        let target = tag
            .all("id")
            .find_map(|id| relations.iter().find(|relation| relation.id == id));
        if let (Some(name), Some(target)) = (tag.get("name"), target) {
            members.insert(name.to_owned(), target.target.clone());
        }
    }
    Ok(members)
}

/// Sends what stands on the cells of a sheet.
pub(super) fn send(
    package: &Package,
    sheet: &str,
    member: &str,
    source: &mut Source<'_>,
    out: &mut Out<'_>,
) -> Ending {
    let mut remarks: Vec<Remark> = Vec::new();
    let mut boxes: Vec<Remark> = Vec::new();
    for relation in package.relations(member, source)? {
        let kind = relation.kind();
        if !matches!(kind, "comments" | "threadedComment" | "drawing") {
            continue;
        }
        let Some(xml) = package.xml(&relation.target, source)? else {
            continue;
        };
        match kind {
            "comments" => remarks.extend(comments(&xml)),
            "threadedComment" => {
                let people = people(package, source)?;
                remarks.extend(threads(&xml, &people));
            }
            _ => boxes.extend(text_boxes(&xml)),
        }
    }
    // Of a thread a copy is kept for older programs.
    remarks.retain(|remark| !remark.author.starts_with("tc="));
    for (kind, remarks) in [(PartKind::Comments, remarks), (PartKind::Notes, boxes)] {
        let written = written(sheet, &remarks);
        out.part(kind, Some(sheet.to_owned()), LineBreaks::End, written)?;
    }
    Ok(())
}

/// A text at a cell.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    /// Row, from 1.
    pub(crate) row: u32,
    /// Column, from 1.
    pub(crate) column: u32,
    /// Who wrote it; may be empty.
    pub(crate) author: String,
    /// What.
    pub(crate) text: String,
}

/// Writes remarks one under the other.
pub(crate) fn written(sheet: &str, remarks: &[Remark]) -> Written {
    let sheet: Arc<str> = sheet.into();
    let mut written = Written::default();
    for remark in remarks {
        let text = remark.text.trim();
        if text.is_empty() {
            continue;
        }
        if !written.is_empty() {
            written.push("\n");
        }
        let author = remark.author.trim();
        if !author.is_empty() && !text.starts_with(author) {
            written.push(&format!("{author}: "));
        }
        let (row, column) = (remark.row.max(1), remark.column.max(1));
        written.push_at(text, Place::sheet_cell(sheet.clone(), row, column));
    }
    written
}

/// Returns row and column of a cell's name.
pub(super) fn cell(name: &str) -> (u32, u32) {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic);
    let column = letters.fold(0_u32, |sum, letter| {
        let value = u32::from(letter.to_ascii_uppercase() - b'A') + 1;
        sum.saturating_mul(26).saturating_add(value)
    });
    let digits = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    (digits.parse().unwrap_or(1), column)
}

fn comments(xml: &str) -> Vec<Remark> {
    let mut authors: Vec<String> = Vec::new();
    let mut found: Vec<Remark> = Vec::new();
    let (mut in_author, mut in_text, mut reading_aid) = (false, false, false);
    for node in Nodes::new(xml) {
        match node {
            Node::Start(tag) => match tag.name.as_str() {
                "author" => {
                    in_author = true;
                    authors.push(String::new());
                }
                "comment" => {
                    let (row, column) = cell(tag.get("ref").unwrap_or_default());
                    let author = tag.get("authorId").and_then(|id| id.parse::<usize>().ok());
                    let author = author.and_then(|author| authors.get(author));
                    found.push(Remark {
                        row,
                        column,
                        author: author.cloned().unwrap_or_default(),
                        text: String::new(),
                    });
                }
                "rPh" => reading_aid = true,
                "t" => in_text = !reading_aid,
                _ => {}
            },
            Node::End(name) => match name.as_str() {
                "author" => in_author = false,
                "rPh" => reading_aid = false,
                "t" => in_text = false,
                _ => {}
            },
            Node::Text(text) => {
                if in_author && let Some(last) = authors.last_mut() {
                    last.push_str(&text);
                }
                if in_text && let Some(last) = found.last_mut() {
                    last.text.push_str(&text);
                }
            }
        }
    }
    found
}

fn people(package: &Package, source: &mut Source<'_>) -> Result<BTreeMap<String, String>, Outcome> {
    let mut people = BTreeMap::new();
    for name in package.names("xl/persons/", ".xml") {
        let xml = package.xml(&name, source)?.unwrap_or_default();
        for node in Nodes::new(&xml) {
            if let Node::Start(tag) = node
                && let (Some(id), Some(name)) = (tag.get("id"), tag.get("displayName"))
            {
                people.insert(id.to_owned(), name.to_owned());
            }
        }
    }
    Ok(people)
}

fn threads(xml: &str, people: &BTreeMap<String, String>) -> Vec<Remark> {
    let mut found: Vec<Remark> = Vec::new();
    let mut in_text = false;
    for node in Nodes::new(xml) {
        match node {
            Node::Start(tag) if tag.name == "threadedComment" => {
                let (row, column) = cell(tag.get("ref").unwrap_or_default());
                let person = tag.get("personId").and_then(|id| people.get(id));
                let date = tag.get("dT");
                let stated: Vec<&str> =
                    person.map(String::as_str).into_iter().chain(date).collect();
                found.push(Remark {
                    row,
                    column,
                    author: stated.join(", "),
                    text: String::new(),
                });
            }
            Node::Start(tag) => in_text = tag.name == "text",
            Node::End(_) => in_text = false,
            Node::Text(text) if in_text => {
                if let Some(last) = found.last_mut() {
                    last.text.push_str(&text);
                }
            }
            Node::Text(_) => {}
        }
    }
    found
}

fn text_boxes(xml: &str) -> Vec<Remark> {
    let mut found: Vec<Remark> = Vec::new();
    let mut open = Remark::default();
    let (mut in_from, mut name) = (false, String::new());
    for node in Nodes::new(xml) {
        match node {
            Node::Start(tag) => {
                match tag.name.as_str() {
                    "twoCellAnchor" | "oneCellAnchor" | "absoluteAnchor" => {
                        open = Remark::default()
                    }
                    "from" => in_from = true,
                    "p" if !open.text.is_empty() => open.text.push('\n'),
                    _ => {}
                }
                name = tag.name;
            }
            Node::Text(text) => match name.as_str() {
                "col" if in_from => open.column = text.parse().unwrap_or(0_u32).saturating_add(1),
                "row" if in_from => open.row = text.parse().unwrap_or(0_u32).saturating_add(1),
                "t" => open.text.push_str(&text),
                _ => {}
            },
            Node::End(ended) => {
                name.clear();
                match ended.as_str() {
                    "from" => in_from = false,
                    "twoCellAnchor" | "oneCellAnchor" | "absoluteAnchor" => {
                        found.push(std::mem::take(&mut open));
                    }
                    _ => {}
                }
            }
        }
    }
    found
}
