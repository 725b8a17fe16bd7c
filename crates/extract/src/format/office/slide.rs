//! The drawing on a slide: shapes, groups of shapes and tables, with their boxes. Always: boxes are in points of
//! the slide, moved and scaled as the groups around them say; nesting costs no stack.

use daylight_model::{Area, Place};

use crate::format::xml::{Node, Nodes, Tag};
use crate::reading::Written;

/// English metric units in a point.
const UNITS: f64 = 12_700.0;

/// What a slide shows.
pub(super) struct Shown {
    /// Its text, shape by shape.
    pub(super) written: Written,
    /// The text of its title.
    pub(super) title: Option<String>,
    /// Whether the show passes it over.
    pub(super) hidden: bool,
    /// Whether its XML breaks off.
    pub(super) broken: bool,
}

/// Which drawing is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sheet {
    /// A slide.
    Slide,
    /// The page of notes of a slide: only what somebody wrote.
    Notes,
    /// A master or a layout: only what shows through on slides.
    Behind,
}

/// Reads a slide, or a drawing that belongs to it.
pub(super) fn read_slide(xml: &str, number: u32, sheet: Sheet) -> Shown {
    let mut nodes = Nodes::new(xml);
    let mut reader = Reader::new(number, sheet);
    for node in nodes.by_ref() {
        match node {
            Node::Start(tag) => reader.start(&tag),
            Node::End(name) => reader.end(&name),
            Node::Text(text) => reader.text(&text),
        }
    }
    let title = reader
        .title
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    Shown {
        written: reader.written,
        title: Some(title).filter(|title| !title.is_empty()),
        hidden: reader.hidden,
        broken: nodes.is_broken(),
    }
}

/// A box in units, before it is rounded.
#[derive(Debug, Clone, Copy, Default)]
struct Frame {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

impl Frame {
    fn area(self) -> Area {
        let whole = |value: f64| (value / UNITS).clamp(0.0, 1_000_000.0).round() as u32;
        Area {
            x: whole(self.x),
            y: whole(self.y),
            width: whole(self.width).max(1),
            height: whole(self.height).max(1),
        }
    }
}

/// How a group maps what lies in it.
#[derive(Debug, Clone, Copy)]
struct Group {
    outer: Frame,
    inner: Frame,
}

impl Group {
    fn maps(&self, frame: Frame) -> Frame {
        let scale = |outer: f64, inner: f64| if inner > 0.0 { outer / inner } else { 1.0 };
        let across = scale(self.outer.width, self.inner.width);
        let down = scale(self.outer.height, self.inner.height);
        Frame {
            x: self.outer.x + (frame.x - self.inner.x) * across,
            y: self.outer.y + (frame.y - self.inner.y) * down,
            width: frame.width * across,
            height: frame.height * down,
        }
    }
}

#[derive(Default)]
struct Table {
    columns: Vec<f64>,
    row_height: f64,
    top: f64,
    column: usize,
    rows: usize,
    /// The cell that is open, from the corner of the table.
    cell: Frame,
}

#[derive(Default)]
struct Shape {
    frame: Option<Frame>,
    kind: String,
    paragraphs: usize,
}

struct Reader {
    slide: u32,
    sheet: Sheet,
    written: Written,
    title: String,
    hidden: bool,
    groups: Vec<Group>,
    shape: Option<Shape>,
    table: Option<Table>,
    in_text: bool,
    in_body: bool,
    /// How deep inside what is a second copy.
    unseen: u32,
}

/// Groups inside each other whose maps are kept.
const DEEPEST: usize = 64;

impl Reader {
    fn new(slide: u32, sheet: Sheet) -> Self {
        Self {
            slide,
            sheet,
            written: Written::default(),
            title: String::new(),
            hidden: false,
            groups: Vec::new(),
            shape: None,
            table: None,
            in_text: false,
            in_body: false,
            unseen: 0,
        }
    }

    fn start(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        if self.unseen > 0 || name == "Fallback" {
            self.unseen += u32::from(name == "Fallback");
            return;
        }
        match name {
            "sld" => self.hidden = matches!(tag.get("show"), Some("0" | "false")),
            "grpSp" if self.groups.len() < DEEPEST => self.groups.push(Group {
                outer: Frame::default(),
                inner: Frame::default(),
            }),
            "sp" | "cxnSp" | "graphicFrame" | "pic" => self.shape = Some(Shape::default()),
            "ph" => {
                if let Some(shape) = &mut self.shape {
                    tag.get("type")
                        .unwrap_or("body")
                        .clone_into(&mut shape.kind);
                }
            }
            "off" | "ext" | "chOff" | "chExt" => self.transform(tag),
            "tbl" => self.table = Some(Table::default()),
            "gridCol" => {
                let width = units(tag, "w");
                if let Some(table) = &mut self.table {
                    table.columns.push(width);
                }
            }
            "tr" => {
                if let Some(table) = &mut self.table {
                    table.top += table.row_height;
                    table.row_height = units(tag, "h");
                    table.column = 0;
                    table.rows += 1;
                }
            }
            "tc" => self.start_cell(tag),
            "txBody" => self.in_body = true,
            "p" if self.in_body => self.start_paragraph(),
            "t" => self.in_text = true,
            "br" if self.in_body => self.write("\n"),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.unseen > 0 {
            self.unseen -= u32::from(name == "Fallback");
            return;
        }
        match name {
            "grpSp" => {
                self.groups.pop();
            }
            "sp" | "cxnSp" | "graphicFrame" | "pic" => {
                self.shape = None;
                self.table = None;
            }
            "tbl" => self.table = None,
            "txBody" => self.in_body = false,
            "t" => self.in_text = false,
            _ => {}
        }
    }

    fn transform(&mut self, tag: &Tag) {
        let inside = self.shape.is_some();
        let frame = match (&mut self.shape, self.groups.last_mut()) {
            (Some(shape), _) => Some(shape.frame.get_or_insert_default()),
            (None, Some(group)) if tag.name.starts_with("ch") => Some(&mut group.inner),
            (None, Some(group)) => Some(&mut group.outer),
            (None, None) => None,
        };
        let Some(frame) = frame.filter(|_| !inside || !tag.name.starts_with("ch")) else {
            return;
        };
        match tag.name.as_str() {
            "off" | "chOff" => (frame.x, frame.y) = (units(tag, "x"), units(tag, "y")),
            // Extensions of the format have the same name and no size.
            _ if tag.get("cx").is_some() => {
                (frame.width, frame.height) = (units(tag, "cx"), units(tag, "cy"));
            }
            _ => {}
        }
    }

    fn start_cell(&mut self, tag: &Tag) {
        let Some(table) = &mut self.table else {
            return;
        };
        // Cells that a merged one covers are in the file all the same.
        let span = tag.get("gridSpan").and_then(|span| span.parse().ok());
        let span: usize = span.unwrap_or(1).clamp(1, 1000);
        let separator = match (table.column, table.rows) {
            (0, _) if self.written.is_empty() || self.written.text().ends_with('\n') => "",
            (0, _) => "\n",
            _ => "\t",
        };
        table.cell = Frame {
            x: table.columns.iter().take(table.column).sum(),
            y: table.top,
            width: table.columns.iter().skip(table.column).take(span).sum(),
            height: table.row_height,
        };
        table.column += 1;
        self.written.push(separator);
        if let Some(shape) = &mut self.shape {
            shape.paragraphs = 0;
        }
    }

    fn start_paragraph(&mut self) {
        let Some(shape) = &mut self.shape else {
            return;
        };
        shape.paragraphs += 1;
        let first = shape.paragraphs == 1;
        // A cell's first paragraph stands where its tab ends.
        if self.table.is_some() && first {
            return;
        }
        if !self.title.is_empty() && is_title(&shape.kind) {
            self.title.push(' ');
        }
        if self.is_shown() && !self.written.is_empty() && !self.written.text().ends_with('\n') {
            self.written.push("\n");
        }
    }

    fn is_shown(&self) -> bool {
        let kind = self.shape.as_ref().map_or("", |shape| shape.kind.as_str());
        match self.sheet {
            Sheet::Slide => true,
            Sheet::Notes => !matches!(kind, "sldNum" | "hdr" | "ftr" | "dt" | "sldImg"),
            Sheet::Behind => matches!(kind, "" | "cell"),
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text && self.unseen == 0 {
            self.write(text);
        }
    }

    fn write(&mut self, text: &str) {
        if !self.is_shown() {
            return;
        }
        let frame = self.shape.as_ref().and_then(|shape| shape.frame);
        let area = frame.map(|frame| {
            let frame = match &self.table {
                Some(table) => Frame {
                    x: frame.x + table.cell.x,
                    y: frame.y + table.cell.y,
                    ..table.cell
                },
                None => frame,
            };
            let placed = self
                .groups
                .iter()
                .rev()
                .fold(frame, |frame, group| group.maps(frame));
            placed.area()
        });
        if self
            .shape
            .as_ref()
            .is_some_and(|shape| is_title(&shape.kind))
        {
            self.title.push_str(text);
        }
        let area = area.filter(|_| self.sheet != Sheet::Notes);
        let slide = self.slide;
        self.written.push_at(text, Place::Slide { slide, area });
    }
}

fn is_title(kind: &str) -> bool {
    matches!(kind, "title" | "ctrTitle")
}

fn units(tag: &Tag, name: &str) -> f64 {
    tag.get(name)
        .and_then(|value| value.parse::<i64>().ok())
        .map_or(0.0, |value| value as f64)
}
