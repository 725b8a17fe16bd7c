//! Places: where in a file, in terms that a person can be shown. Counts start at 1, boxes at the top left.
//! How a place is written as text is `locator`'s affair.

use std::sync::Arc;

/// A box: left, top, width, height. Points of a page, or stored pixels of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Area {
    /// Left edge.
    pub x: u32,
    /// Top edge.
    pub y: u32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

impl Area {
    /// Returns the smallest box around both.
    pub fn around(self, other: Self) -> Self {
        let x = self.x.min(other.x);
        let y = self.y.min(other.y);
        let right = (self.x.saturating_add(self.width)).max(other.x.saturating_add(other.width));
        let bottom = (self.y.saturating_add(self.height)).max(other.y.saturating_add(other.height));
        Self {
            x,
            y,
            width: right - x,
            height: bottom - y,
        }
    }
}

/// A cell by row and column, each from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellRef {
    /// Row.
    pub row: u32,
    /// Column.
    pub column: u32,
}

impl CellRef {
    fn least(self, other: Self) -> Self {
        Self {
            row: self.row.min(other.row),
            column: self.column.min(other.column),
        }
    }

    fn greatest(self, other: Self) -> Self {
        Self {
            row: self.row.max(other.row),
            column: self.column.max(other.column),
        }
    }
}

/// A place in a file as it was acquired.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Lines of a text, HTML or Markdown file.
    Lines {
        /// First line.
        first: u32,
        /// Last line.
        last: u32,
    },
    /// A row of a CSV file.
    Row(u32),
    /// Cells of a CSV file: one, or the rectangle between two.
    Cells {
        /// Top left.
        first: CellRef,
        /// Bottom right.
        last: CellRef,
    },
    /// Cells of a spreadsheet: one, or the rectangle between two.
    Sheet {
        /// The sheet's name.
        sheet: Arc<str>,
        /// Top left.
        first: CellRef,
        /// Bottom right.
        last: CellRef,
    },
    /// A page, or a box on it.
    Page {
        /// Page number.
        page: u32,
        /// Box, in points of the crop box after rotation, or in stored pixels of a multi-page picture.
        area: Option<Area>,
    },
    /// A box of stored pixels of a picture.
    Picture(Area),
    /// A slide, or a box on it.
    Slide {
        /// Slide number.
        slide: u32,
        /// Box, in points.
        area: Option<Area>,
    },
    /// Paragraphs of a word-processor file.
    Paragraphs {
        /// `header1`, `comments` and the like; none for the body.
        part: Option<Arc<str>>,
        /// First paragraph.
        first: u32,
        /// Last paragraph.
        last: u32,
    },
    /// A cell of a table in a word-processor file.
    TableCell {
        /// `header1`, `comments` and the like; none for the body.
        part: Option<Arc<str>>,
        /// Table number.
        table: u32,
        /// Its cell.
        cell: CellRef,
    },
    /// A message of a chat or mailbox, in the order of the file.
    Message {
        /// Message number.
        number: u32,
        /// Where in the file it stands, if the file has lines or pixels.
        within: Option<Box<Place>>,
    },
    /// A value of a JSON document, by JSON Pointer (RFC 6901).
    Pointer(Arc<str>),
    /// A row of a database table.
    Record {
        /// Table name.
        table: Arc<str>,
        /// Row number.
        row: u64,
    },
    /// A stretch of sound or film, in milliseconds.
    Time {
        /// Start.
        from: u64,
        /// End; none for the moment itself.
        to: Option<u64>,
    },
}

impl Place {
    /// One line.
    pub fn line(number: u32) -> Self {
        Self::Lines {
            first: number,
            last: number,
        }
    }

    /// One cell of a CSV file.
    pub fn cell(row: u32, column: u32) -> Self {
        let cell = CellRef { row, column };
        Self::Cells {
            first: cell,
            last: cell,
        }
    }

    /// One cell of a spreadsheet.
    pub fn sheet_cell(sheet: Arc<str>, row: u32, column: u32) -> Self {
        let cell = CellRef { row, column };
        Self::Sheet {
            sheet,
            first: cell,
            last: cell,
        }
    }

    /// Returns the smallest place around both; none where no place of this kind holds both.
    pub fn around(&self, other: &Self) -> Option<Self> {
        if self == other {
            return Some(self.clone());
        }
        Some(match (self, other) {
            (Self::Lines { first: a, last: b }, Self::Lines { first: c, last: d }) => Self::Lines {
                first: *a.min(c),
                last: *b.max(d),
            },
            (Self::Row(a), Self::Row(b)) if a == b => Self::Row(*a),
            (Self::Cells { first: a, last: b }, Self::Cells { first: c, last: d }) => Self::Cells {
                first: a.least(*c),
                last: b.greatest(*d),
            },
            (
                Self::Sheet {
                    sheet,
                    first: a,
                    last: b,
                },
                Self::Sheet {
                    sheet: same,
                    first: c,
                    last: d,
                },
            ) if sheet == same => Self::Sheet {
                sheet: sheet.clone(),
                first: a.least(*c),
                last: b.greatest(*d),
            },
            (
                Self::Page { page, area: a },
                Self::Page {
                    page: same,
                    area: b,
                },
            ) if page == same => Self::Page {
                page: *page,
                area: a.zip(*b).map(|(a, b)| a.around(b)),
            },
            (Self::Picture(a), Self::Picture(b)) => Self::Picture(a.around(*b)),
            (
                Self::Slide { slide, area: a },
                Self::Slide {
                    slide: same,
                    area: b,
                },
            ) if slide == same => Self::Slide {
                slide: *slide,
                area: a.zip(*b).map(|(a, b)| a.around(b)),
            },
            (
                Self::Paragraphs {
                    part,
                    first: a,
                    last: b,
                },
                Self::Paragraphs {
                    part: same,
                    first: c,
                    last: d,
                },
            ) if part == same => Self::Paragraphs {
                part: part.clone(),
                first: *a.min(c),
                last: *b.max(d),
            },
            (
                Self::Message { number, within: a },
                Self::Message {
                    number: same,
                    within: b,
                },
            ) if number == same => Self::Message {
                number: *number,
                within: match (a, b) {
                    (Some(a), Some(b)) => a.around(b).map(Box::new),
                    _ => None,
                },
            },
            (Self::Pointer(a), Self::Pointer(b)) => Self::Pointer(common_pointer(a, b)),
            (Self::Time { from: a, to: b }, Self::Time { from: c, to: d }) => Self::Time {
                from: *a.min(c),
                to: Some(*b.as_ref().unwrap_or(a).max(d.as_ref().unwrap_or(c))),
            },
            (a, b) if a == b => a.clone(),
            _ => return None,
        })
    }

    /// Returns whether `other` lies within this place, or is this place.
    pub fn holds(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Row(row), Self::Cells { first, last }) => first.row == *row && last.row == *row,
            (Self::Page { page, area: None }, Self::Page { page: same, .. }) => page == same,
            (Self::Slide { slide, area: None }, Self::Slide { slide: same, .. }) => slide == same,
            (
                Self::Message {
                    number,
                    within: None,
                },
                Self::Message { number: same, .. },
            ) => number == same,
            (Self::Pointer(a), Self::Pointer(b)) => b
                .strip_prefix(a.as_ref())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
            _ => self.around(other).is_some_and(|around| around == *self),
        }
    }
}

/// Returns the longest pointer that both lie under.
fn common_pointer(a: &str, b: &str) -> Arc<str> {
    let shared = a
        .split('/')
        .zip(b.split('/'))
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a)
        .collect::<Vec<_>>();
    shared.join("/").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_around_two_places_holds_both() {
        let cases = [
            (Place::line(3), Place::line(9)),
            (Place::cell(5, 3), Place::cell(4, 7)),
            (
                Place::sheet_cell("在控".into(), 1, 2),
                Place::sheet_cell("在控".into(), 8, 1),
            ),
            (
                Place::Pointer("/a/b/0".into()),
                Place::Pointer("/a/b/1".into()),
            ),
            (
                Place::Picture(Area {
                    x: 10,
                    y: 10,
                    width: 5,
                    height: 5,
                }),
                Place::Picture(Area {
                    x: 1,
                    y: 20,
                    width: 50,
                    height: 1,
                }),
            ),
        ];
        for (a, b) in cases {
            let around = a.around(&b).unwrap();
            assert!(around.holds(&a) && around.holds(&b), "{around:?}");
            assert!(!a.holds(&b));
        }
        let moment = Place::Time {
            from: 10_000,
            to: None,
        };
        assert!(moment.holds(&moment));
        assert!(Place::Pointer("/a".into()).holds(&Place::Pointer("/a/b".into())));
        assert!(!Place::Pointer("/a".into()).holds(&Place::Pointer("/ab".into())));
    }

    #[test]
    fn places_of_two_sheets_or_pages_have_nothing_around_them() {
        let a = Place::sheet_cell("a".into(), 1, 1);
        assert_eq!(a.around(&Place::sheet_cell("b".into(), 1, 1)), None);
        let page = |page| Place::Page { page, area: None };
        assert_eq!(page(1).around(&page(2)), None);
        assert_eq!(page(1).around(&Place::line(1)), None);
    }
}
