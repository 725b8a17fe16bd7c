//! The slides of an OpenDocument presentation. Always: in the order of the file; boxes in points of the slide.

use std::collections::BTreeSet;

use daylight_model::{Area, LineBreaks, Outcome, PartKind, Place};

use crate::format::xml::{Node, Nodes, Tag};
use crate::reading::{About, Out, Written};

/// Sends the slides; returns whether the file breaks off.
pub(super) fn read(content: &str, out: &mut Out<'_>, about: &mut About) -> Result<bool, Outcome> {
    let mut nodes = Nodes::new(content);
    let mut reader = Reader::default();
    for node in nodes.by_ref() {
        match node {
            Node::Start(tag) => reader.start(&tag),
            Node::End(name) if name == "page" => reader.send(out)?,
            Node::End(name) => reader.end(&name),
            Node::Text(text) => reader.text(&text),
        }
    }
    reader.send(out)?;
    about.pages = Some(reader.number);
    Ok(nodes.is_broken())
}

#[derive(Default)]
struct Reader {
    number: u32,
    in_page: bool,
    hidden_styles: BTreeSet<String>,
    style: String,
    hidden: bool,
    slide: Written,
    notes: Written,
    comments: Written,
    title: String,
    frames: Vec<(Option<Area>, bool)>,
    in_notes: bool,
    in_comment: bool,
    in_about: bool,
    paragraphs: u32,
    cells: u32,
    in_cell: bool,
}

impl Reader {
    fn start(&mut self, tag: &Tag) {
        match tag.name.as_str() {
            "style" => tag
                .get("name")
                .unwrap_or_default()
                .clone_into(&mut self.style),
            "drawing-page-properties" if tag.get("visibility") == Some("hidden") => {
                self.hidden_styles.insert(self.style.clone());
            }
            "page" => {
                self.number += 1;
                self.in_page = true;
                let style = tag.get("style-name").unwrap_or_default();
                self.hidden = self.hidden_styles.contains(style);
            }
            _ if !self.in_page => {}
            "notes" => self.in_notes = true,
            "annotation" => {
                self.in_comment = true;
                if !self.comments.is_empty() {
                    self.comments.push("\n");
                }
            }
            "creator" | "date" if self.in_comment => self.in_about = true,
            "frame" | "custom-shape" | "rect" | "ellipse" | "line" | "connector" | "g" => {
                let title = tag.get("class").is_some_and(|class| class == "title");
                self.frames.push((area(tag), title));
            }
            "table-row" => self.cells = 0,
            "table-cell" | "covered-table-cell" => {
                self.cells += 1;
                (self.in_cell, self.paragraphs) = (true, 0);
                if self.cells > 1 {
                    self.target().push("\t");
                } else if !self.target().is_empty() {
                    self.target().push("\n");
                }
            }
            "p" => {
                self.paragraphs += 1;
                let first_of_cell = self.in_cell && self.paragraphs == 1;
                let comment = self.in_comment;
                let target = self.target();
                if !first_of_cell && !comment && !target.is_empty() {
                    target.push("\n");
                }
                if self.is_title() && !self.title.is_empty() {
                    self.title.push(' ');
                }
            }
            "s" => self.write(" "),
            "tab" => self.write(" "),
            "line-break" => self.write("\n"),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "notes" => self.in_notes = false,
            "annotation" => self.in_comment = false,
            "creator" | "date" if self.in_about => {
                self.in_about = false;
                self.comments.push(if name == "date" { ": " } else { ", " });
            }
            "frame" | "custom-shape" | "rect" | "ellipse" | "line" | "connector" | "g" => {
                self.frames.pop();
            }
            "table-cell" | "covered-table-cell" => self.in_cell = false,
            "p" if self.in_cell => {}
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if !self.in_page || text.trim().is_empty() && text.contains('\n') {
            return;
        }
        if self.in_about {
            self.comments.push(text.trim());
            return;
        }
        if self.paragraphs > 0 {
            self.write(text);
        }
    }

    fn is_title(&self) -> bool {
        !self.in_notes && self.frames.last().is_some_and(|(_, title)| *title)
    }

    fn target(&mut self) -> &mut Written {
        match (self.in_comment, self.in_notes) {
            (true, _) => &mut self.comments,
            (false, true) => &mut self.notes,
            (false, false) => &mut self.slide,
        }
    }

    fn write(&mut self, text: &str) {
        if self.is_title() {
            self.title.push_str(text);
        }
        let whole = !self.in_notes && !self.in_comment;
        let area = self.frames.iter().rev().find_map(|(area, _)| *area);
        let area = area.filter(|_| whole);
        let slide = self.number;
        self.target().push_at(text, Place::Slide { slide, area });
    }

    fn send(&mut self, out: &mut Out<'_>) -> Result<(), Outcome> {
        if !self.in_page {
            return Ok(());
        }
        if self.hidden {
            out.warn(None, format!("slide {} is hidden", self.number))?;
        }
        let title = std::mem::take(&mut self.title);
        let number = Some(self.number.to_string());
        for (kind, name, written) in [
            (PartKind::Slide, Some(title), &mut self.slide),
            (PartKind::Notes, number.clone(), &mut self.notes),
            (PartKind::Comments, number, &mut self.comments),
        ] {
            let written = std::mem::take(written);
            out.part(kind, name, LineBreaks::End, written)?;
        }
        (self.in_page, self.in_notes, self.in_comment) = (false, false, false);
        (self.paragraphs, self.in_cell) = (0, false);
        self.frames.clear();
        Ok(())
    }
}

/// Returns the box of a shape, where it states one.
fn area(tag: &Tag) -> Option<Area> {
    let points = |name| points(tag.get(name)?);
    Some(Area {
        x: points("x")?,
        y: points("y")?,
        width: points("width")?.max(1),
        height: points("height")?.max(1),
    })
}

/// Returns a length in points.
fn points(length: &str) -> Option<u32> {
    let unit = length.find(|character: char| character.is_ascii_alphabetic())?;
    let (number, unit) = length.split_at(unit);
    let number: f64 = number.trim().parse().ok()?;
    let scale = match unit {
        "cm" => 72.0 / 2.54,
        "mm" => 7.2 / 2.54,
        "in" => 72.0,
        "pt" => 1.0,
        "pc" => 12.0,
        "px" => 0.75,
        _ => return None,
    };
    Some((number * scale).clamp(0.0, 1_000_000.0).round() as u32)
}
