//! Parts as the readers give them, made from literals.

#![allow(dead_code, reason = "each test uses what it needs")]

use daylight_model::{Anchor, Area, LineBreaks, Part, PartData, PartKind, PartNumber, Place};

/// Collects text and anchors.
#[derive(Default)]
pub(crate) struct Writing {
    text: String,
    anchors: Vec<Anchor>,
}

impl Writing {
    /// Appends text without a place.
    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Appends text at a place.
    pub(crate) fn push_at(&mut self, text: &str, place: Place) {
        let start = u32::try_from(self.text.len()).unwrap();
        self.text.push_str(text);
        let end = u32::try_from(self.text.len()).unwrap();
        if end > start {
            self.anchors.push(Anchor { start, end, place });
        }
    }

    /// Makes a part of it.
    pub(crate) fn part(
        self,
        number: u32,
        kind: PartKind,
        name: Option<&str>,
        breaks: LineBreaks,
    ) -> Part {
        Part::try_from(PartData {
            number: PartNumber(number),
            kind,
            name: name.map(str::to_owned),
            breaks,
            text: self.text,
            anchors: self.anchors,
        })
        .unwrap()
    }
}

/// A plain text, line by line.
pub(crate) fn text(content: &str) -> Part {
    lines(content, PartKind::Body, LineBreaks::Wrap)
}

/// A page of HTML as the reader gives it.
pub(crate) fn html(content: &str) -> Part {
    lines(content, PartKind::Body, LineBreaks::End)
}

fn lines(content: &str, kind: PartKind, breaks: LineBreaks) -> Part {
    let mut writing = Writing::default();
    for (index, line) in content.split_inclusive('\n').enumerate() {
        let number = u32::try_from(index + 1).unwrap();
        for (at, cell) in line.trim_end_matches('\n').split('\t').enumerate() {
            if at > 0 {
                writing.push("\t");
            }
            writing.push_at(cell, Place::line(number));
        }
        writing.push(if line.ends_with('\n') { "\n" } else { "" });
    }
    writing.part(1, kind, None, breaks)
}

/// A CSV file; cells are separated by commas, none is quoted.
pub(crate) fn csv(content: &str) -> Part {
    sheet(1, None, content, &|row, column| Place::cell(row, column))
}

/// A sheet of a workbook.
pub(crate) fn workbook(number: u32, name: &str, content: &str) -> Part {
    let sheet_name = name.into();
    sheet(number, Some(name), content, &|row, column| {
        Place::sheet_cell(std::sync::Arc::clone(&sheet_name), row, column)
    })
}

fn sheet(
    number: u32,
    name: Option<&str>,
    content: &str,
    place: &dyn Fn(u32, u32) -> Place,
) -> Part {
    let mut writing = Writing::default();
    for (row, line) in content.lines().enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            if column > 0 {
                writing.push("\t");
            }
            let at = |index: usize| u32::try_from(index + 1).unwrap();
            writing.push_at(cell, place(at(row), at(column)));
        }
        writing.push("\n");
    }
    writing.part(number, PartKind::Sheet, name, LineBreaks::End)
}

/// A picture: lines with their boxes.
pub(crate) fn picture(lines: &[([u32; 4], &str)]) -> Part {
    let mut writing = Writing::default();
    for ([x, y, width, height], text) in lines {
        let area = Area {
            x: *x,
            y: *y,
            width: *width,
            height: *height,
        };
        writing.push_at(text, Place::Picture(area));
        writing.push("\n");
    }
    writing.part(1, PartKind::Picture, None, LineBreaks::Wrap)
}

/// JSON as the reader gives it.
pub(crate) fn json(content: &str) -> Part {
    let value: serde_json::Value = serde_json::from_str(content).unwrap();
    let mut writing = Writing::default();
    write(&mut writing, &value, "", None);
    writing.part(1, PartKind::Body, None, LineBreaks::End)
}

fn write(
    writing: &mut Writing,
    value: &serde_json::Value,
    pointer: &str,
    key: Option<(&str, &str)>,
) {
    use serde_json::Value;
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let below = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
                write(writing, value, &below, Some((name, pointer)));
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                write(writing, item, &format!("{pointer}/{index}"), key);
                if item.is_object() || item.is_array() {
                    writing.push("\n");
                }
            }
        }
        scalar => {
            if let Some((name, object)) = key {
                writing.push_at(name, Place::Pointer(object.into()));
                writing.push(": ");
            }
            let text = match scalar {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            writing.push_at(&text, Place::Pointer(pointer.into()));
            writing.push("\n");
        }
    }
}
