//! Places of what was written: lines of text with their boxes, and texts with their locators.
//!
//! Always: `edges` of a [`Placed`] has one entry more than its text has characters, ascending.

use std::fmt::Write as _;

/// A box, origin top left; pixels in pictures, points in PDF pages.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left edge.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

impl Area {
    /// Returns `x,y,w,h` in whole units, rounded outwards, as a locator's `xywh` holds it.
    #[must_use]
    pub fn xywh(&self) -> String {
        let (left, top) = (self.x.floor(), self.y.floor());
        let (right, bottom) = ((self.x + self.width).ceil(), (self.y + self.height).ceil());
        format!(
            "{},{},{},{}",
            left.max(0.0),
            top.max(0.0),
            right - left.max(0.0),
            bottom - top.max(0.0)
        )
    }
}

/// What a line of text is in its picture or page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Title of a page or window.
    Title,
    /// Text that belongs to the frame and not to the content: clock, menu, window title, status line.
    Chrome,
    /// Stamp of time between messages.
    Time,
    /// Notice of the chat program.
    System,
    /// Name above a message.
    Sender,
    /// Text of a message, line of a terminal.
    Text,
    /// Side text of a card: size of a file, kind of a transfer.
    Detail,
    /// Cell of a table, counted from 1; row 1 is the header.
    Cell {
        /// Row.
        row: usize,
        /// Column.
        column: usize,
    },
    /// Label of a field.
    Label,
    /// What stands in a field.
    Value,
    /// Words on a button or link.
    Button,
    /// Heading.
    Heading,
    /// Paragraph.
    Paragraph,
    /// Caption of a table.
    Caption,
    /// Running head of a page.
    Header,
    /// Running foot of a page.
    Footer,
    /// Number of a page.
    PageNumber,
}

/// A line of text where it was drawn. A text that was wrapped gives several.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// Index of the item in the content that was given (which list: see the writer); 0 for what stands alone.
    pub item: usize,
    /// What the line is.
    pub role: Role,
    /// Page, from 1; 1 in pictures.
    pub page: usize,
    /// The words of this line.
    pub text: String,
    /// First byte of this line in the item's text.
    pub start: usize,
    /// Box around the line.
    pub area: Area,
    /// Left edges of the characters and the right edge of the last.
    pub edges: Vec<f32>,
}

impl Placed {
    /// Returns the box around the bytes `start..end` of the item's text, as far as they stand in this line.
    #[must_use]
    pub fn area_of(&self, start: usize, end: usize) -> Option<Area> {
        let from = start.max(self.start).checked_sub(self.start)?;
        let to = end
            .min(self.start + self.text.len())
            .checked_sub(self.start)?;
        if from >= to {
            return None;
        }
        let first = self.text.get(..from)?.chars().count();
        let last = self.text.get(..to)?.chars().count();
        let (left, right) = (*self.edges.get(first)?, *self.edges.get(last)?);
        Some(Area {
            x: left,
            width: right - left,
            ..self.area
        })
    }

    /// Returns the line's locator in a picture: `xywh=…`.
    #[must_use]
    pub fn picture_locator(&self) -> String {
        format!("xywh={}", self.area.xywh())
    }

    /// Returns the line's locator in a PDF: `page=…&xywh=…`.
    #[must_use]
    pub fn pdf_locator(&self) -> String {
        format!("page={}&xywh={}", self.page, self.area.xywh())
    }
}

/// A text with its locator, in formats that have no pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// Index of the item in the content that was given (which list: see the writer).
    pub item: usize,
    /// What the text is.
    pub role: Role,
    /// The text as it is shown.
    pub text: String,
    /// The value behind the text where the two differ.
    pub raw: Option<String>,
    /// Its locator.
    pub locator: String,
}

/// Returns a value of a locator with `%`, `&` and `=` percent-encoded.
pub(crate) fn escape_value(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for ch in value.chars() {
        match ch {
            '%' | '&' | '=' => {
                // Writing to a String cannot fail.
                let _ = write!(escaped, "%{:02X}", u32::from(ch));
            }
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{Area, Placed, Role, escape_value};

    #[test]
    fn the_box_of_a_part_lies_between_the_edges_of_its_characters() {
        let placed = Placed {
            item: 0,
            role: Role::Text,
            page: 1,
            text: "收款55,000元".into(),
            start: 6,
            area: Area {
                x: 10.0,
                y: 5.0,
                width: 90.0,
                height: 10.0,
            },
            edges: vec![10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0],
        };
        let area = placed.area_of(12, 18).unwrap();
        assert_eq!(area.xywh(), "30,5,60,10");
        assert_eq!(placed.area_of(0, 6), None);
        assert_eq!(placed.area_of(0, 9).unwrap().xywh(), "10,5,10,10");
    }

    #[test]
    fn values_of_locators_are_escaped() {
        assert_eq!(escape_value("在控 A&B=50%"), "在控 A%26B%3D50%25");
    }
}
