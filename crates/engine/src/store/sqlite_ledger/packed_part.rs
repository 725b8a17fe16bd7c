//! A part as a blob of the database: its text and, in a few bits each, its anchors, compressed. Always:
//! what was packed is unpacked as it was, and what is unpacked holds all that a part promises.
//!
//! First a byte for the version, then a zstd frame of numbers (LEB128) and strings (length, bytes): number,
//! kind, line breaks, name, text, anchors. An anchor is the gap to the one before it, its length and its
//! place; lines, cells, boxes and messages are written as differences from the last of their kind, the rest
//! as locators.

use std::sync::Arc;

use daylight_model::{
    Anchor, Area, CellRef, LineBreaks, Part, PartData, PartKind, PartNumber, Place,
};

use super::failure::Failure;
use super::frames::decompressed;

const VERSION: u8 = 1;

/// More than any part that we write: its text ends at 4 GiB.
const MOST_BYTES: u64 = 1 << 34;

const KINDS: &[PartKind] = &[
    PartKind::Body,
    PartKind::Page,
    PartKind::Sheet,
    PartKind::Slide,
    PartKind::Message,
    PartKind::Header,
    PartKind::Footer,
    PartKind::Notes,
    PartKind::Comments,
    PartKind::Picture,
];
const BREAKS: &[LineBreaks] = &[LineBreaks::Wrap, LineBreaks::End];

const LOCATOR: u64 = 0;
const LINES: u64 = 1;
const CELL: u64 = 2;
const SHEET_CELL: u64 = 3;
const PAGE: u64 = 4;
const PAGE_AREA: u64 = 5;
const PICTURE: u64 = 6;
const MESSAGE: u64 = 7;
const MESSAGE_WITHIN: u64 = 8;

const WHAT: &str = "the text of a part";

/// Packs a part.
pub(super) fn pack(part: &Part) -> Result<Vec<u8>, Failure> {
    let mut writer = Writer::default();
    writer.number(part.number().0.into());
    writer.number(position(KINDS, part.kind()));
    writer.number(position(BREAKS, part.breaks()));
    match part.name() {
        None => writer.number(0),
        Some(name) => {
            writer.number(1);
            writer.string(name);
        }
    }
    writer.string(part.text());
    writer.number(part.anchors().len() as u64);
    let mut end = 0;
    for anchor in part.anchors() {
        // A part's anchors are sorted and disjoint.
        writer.number(u64::from(anchor.start.saturating_sub(end)));
        writer.number(u64::from(anchor.end.saturating_sub(anchor.start)));
        end = anchor.end;
        writer.place(&anchor.place);
    }
    let mut packed = vec![VERSION];
    zstd::stream::copy_encode(writer.bytes.as_slice(), &mut packed, 3)
        .map_err(Failure::because(WHAT))?;
    Ok(packed)
}

fn position<T: PartialEq>(all: &[T], value: T) -> u64 {
    all.iter().position(|known| *known == value).unwrap_or(0) as u64
}

/// Unpacks a part.
pub(super) fn unpack(packed: &[u8]) -> Result<Part, Failure> {
    let frame = match packed.split_first() {
        Some((&VERSION, frame)) => frame,
        _ => return Err(Failure::damaged(WHAT)),
    };
    let bytes = decompressed(frame, MOST_BYTES).map_err(Failure::because(WHAT))?;
    let untrusted = unpacked(&bytes).ok_or(Failure::damaged(WHAT))?;
    Part::try_from(untrusted).map_err(Failure::because(WHAT))
}

fn unpacked(bytes: &[u8]) -> Option<PartData> {
    let mut reader = Reader {
        bytes,
        last: Last::default(),
        sheets: Vec::new(),
    };
    let number = PartNumber(reader.small()?);
    let kind = *KINDS.get(reader.small()? as usize)?;
    let breaks = *BREAKS.get(reader.small()? as usize)?;
    let name = match reader.number()? {
        0 => None,
        1 => Some(reader.string()?.to_owned()),
        _ => return None,
    };
    let text = reader.string()?.to_owned();
    let count = usize::try_from(reader.number()?).ok()?;
    // Three bytes an anchor at least: a count that cannot be true reserves nothing.
    let mut anchors = Vec::with_capacity(count.min(reader.bytes.len() / 3));
    let mut end: u32 = 0;
    for _ in 0..count {
        let start = end.checked_add(reader.small()?)?;
        end = start.checked_add(reader.small()?)?;
        let place = reader.place()?;
        anchors.push(Anchor { start, end, place });
    }
    reader.bytes.is_empty().then_some(PartData {
        number,
        kind,
        name,
        breaks,
        text,
        anchors,
    })
}

/// What the next place is likely to be near to.
#[derive(Default)]
struct Last {
    line: u32,
    row: u32,
    column: u32,
    page: u32,
    message: u32,
    x: u32,
    y: u32,
}

#[derive(Default)]
struct Writer<'a> {
    bytes: Vec<u8>,
    last: Last,
    sheets: Vec<&'a str>,
}

impl<'a> Writer<'a> {
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    fn string(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Writes how far a number is from the last, small distances of either sign in one byte.
    fn near(&mut self, last: u32, number: u32) {
        let distance = i64::from(number) - i64::from(last);
        self.number(((distance << 1) ^ (distance >> 63)) as u64);
    }

    fn cell(&mut self, cell: CellRef) {
        self.near(self.last.row, cell.row);
        self.near(self.last.column, cell.column);
        (self.last.row, self.last.column) = (cell.row, cell.column);
    }

    fn area(&mut self, area: Area) {
        self.near(self.last.x, area.x);
        self.near(self.last.y, area.y);
        self.number(area.width.into());
        self.number(area.height.into());
        (self.last.x, self.last.y) = (area.x, area.y);
    }

    fn page(&mut self, page: u32) {
        self.near(self.last.page, page);
        self.last.page = page;
    }

    fn message(&mut self, number: u32) {
        self.near(self.last.message, number);
        self.last.message = number;
    }

    fn sheet(&mut self, name: &'a str) {
        let known = self.sheets.iter().position(|known| *known == name);
        self.number(known.unwrap_or(self.sheets.len()) as u64);
        if known.is_none() {
            self.string(name);
            self.sheets.push(name);
        }
    }

    fn place(&mut self, place: &'a Place) {
        match place {
            Place::Lines { first, last } => {
                self.number(LINES);
                self.near(self.last.line, *first);
                self.near(*first, *last);
                self.last.line = *last;
            }
            Place::Cells { first, last } if first == last => {
                self.number(CELL);
                self.cell(*first);
            }
            Place::Sheet { sheet, first, last } if first == last => {
                self.number(SHEET_CELL);
                self.sheet(sheet);
                self.cell(*first);
            }
            Place::Page { page, area: None } => {
                self.number(PAGE);
                self.page(*page);
            }
            Place::Page {
                page,
                area: Some(area),
            } => {
                self.number(PAGE_AREA);
                self.page(*page);
                self.area(*area);
            }
            Place::Picture(area) => {
                self.number(PICTURE);
                self.area(*area);
            }
            Place::Message {
                number,
                within: None,
            } => {
                self.number(MESSAGE);
                self.message(*number);
            }
            Place::Message {
                number,
                within: Some(within),
            } if !matches!(**within, Place::Message { .. }) => {
                self.number(MESSAGE_WITHIN);
                self.message(*number);
                self.place(within);
            }
            other => {
                self.number(LOCATOR);
                self.string(&other.to_string());
            }
        }
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    last: Last,
    sheets: Vec<Arc<str>>,
}

impl<'a> Reader<'a> {
    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn small(&mut self) -> Option<u32> {
        self.number()?.try_into().ok()
    }

    fn string(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        std::str::from_utf8(text).ok()
    }

    fn near(&mut self, last: u32) -> Option<u32> {
        let distance = self.number()?;
        let distance = (distance >> 1) as i64 ^ -((distance & 1) as i64);
        i64::from(last).checked_add(distance)?.try_into().ok()
    }

    fn cell(&mut self) -> Option<CellRef> {
        self.last.row = self.near(self.last.row)?;
        self.last.column = self.near(self.last.column)?;
        Some(CellRef {
            row: self.last.row,
            column: self.last.column,
        })
    }

    fn area(&mut self) -> Option<Area> {
        self.last.x = self.near(self.last.x)?;
        self.last.y = self.near(self.last.y)?;
        Some(Area {
            x: self.last.x,
            y: self.last.y,
            width: self.small()?,
            height: self.small()?,
        })
    }

    fn page(&mut self) -> Option<u32> {
        self.last.page = self.near(self.last.page)?;
        Some(self.last.page)
    }

    fn message(&mut self) -> Option<u32> {
        self.last.message = self.near(self.last.message)?;
        Some(self.last.message)
    }

    fn sheet(&mut self) -> Option<Arc<str>> {
        let index = usize::try_from(self.number()?).ok()?;
        if index == self.sheets.len() {
            let name = self.string()?.into();
            self.sheets.push(name);
        }
        self.sheets.get(index).cloned()
    }

    fn place(&mut self) -> Option<Place> {
        match self.number()? {
            MESSAGE_WITHIN => {
                let number = self.message()?;
                let tag = self.number()?;
                Some(Place::Message {
                    number,
                    within: Some(Box::new(self.plain_place(tag)?)),
                })
            }
            tag => self.plain_place(tag),
        }
    }

    fn plain_place(&mut self, tag: u64) -> Option<Place> {
        Some(match tag {
            LINES => {
                let first = self.near(self.last.line)?;
                let last = self.near(first)?;
                self.last.line = last;
                Place::Lines { first, last }
            }
            CELL => {
                let cell = self.cell()?;
                Place::cell(cell.row, cell.column)
            }
            SHEET_CELL => {
                let sheet = self.sheet()?;
                let cell = self.cell()?;
                Place::sheet_cell(sheet, cell.row, cell.column)
            }
            PAGE => Place::Page {
                page: self.page()?,
                area: None,
            },
            PAGE_AREA => Place::Page {
                page: self.page()?,
                area: Some(self.area()?),
            },
            PICTURE => Place::Picture(self.area()?),
            MESSAGE => Place::Message {
                number: self.message()?,
                within: None,
            },
            LOCATOR => self.string()?.parse().ok()?,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A part with one place for each ten bytes of text.
    fn part_at(places: &[Place]) -> Part {
        let anchors = (0u32..).zip(places).map(|(index, place)| Anchor {
            start: index * 10,
            end: index * 10 + 6,
            place: place.clone(),
        });
        Part::try_from(PartData {
            number: PartNumber(7),
            kind: PartKind::Picture,
            name: Some("表".into()),
            breaks: LineBreaks::End,
            text: "合同 012".repeat(places.len() + 1),
            anchors: anchors.collect(),
        })
        .unwrap()
    }

    #[test]
    fn places_of_every_kind_come_back_as_they_were() {
        let locators = [
            "line=12",
            "line=3,9",
            "line=4294967295",
            "row=5",
            "cell=5,3",
            "cell=5,3-9,9",
            "sheet=在控&cell=C12",
            "sheet=二&cell=A1",
            "sheet=在控&cell=A1",
            "sheet=在控&range=A1:H1",
            "page=3",
            "page=2&xywh=120,80,300,24",
            "xywh=10,20,300,40",
            "slide=3&xywh=1,2,3,4",
            "paragraph=4",
            "part=header1&paragraph=1",
            "table=1&cell=2,3",
            "message=17",
            "message=18&line=5",
            "message=2&xywh=1,2,3,4",
            "pointer=/messages/16",
            "table=MSG&row=17",
            "t=10,20",
        ];
        let places: Vec<Place> = locators.iter().map(|text| text.parse().unwrap()).collect();
        let part = part_at(&places);
        assert_eq!(unpack(&pack(&part).unwrap()).unwrap(), part);
    }

    #[test]
    fn a_part_with_nothing_in_it_comes_back() {
        for (kind, breaks) in KINDS
            .iter()
            .flat_map(|kind| BREAKS.iter().map(move |breaks| (kind, breaks)))
        {
            let part = Part::try_from(PartData {
                number: PartNumber(u32::MAX),
                kind: *kind,
                name: None,
                breaks: *breaks,
                text: String::new(),
                anchors: Vec::new(),
            })
            .unwrap();
            assert_eq!(unpack(&pack(&part).unwrap()).unwrap(), part);
        }
    }

    #[test]
    fn lines_cost_little_beside_their_text() {
        let lines: Vec<Place> = (1..=20_000).map(Place::line).collect();
        let packed = pack(&part_at(&lines)).unwrap();
        assert!(packed.len() < 2_000, "{} bytes", packed.len());
    }

    #[test]
    fn what_is_damaged_is_an_error_at_every_byte() {
        let whole = pack(&part_at(&[Place::line(1), Place::cell(3, 4)])).unwrap();
        for length in 0..whole.len() {
            assert!(unpack(&whole[..length]).is_err(), "cut at {length}");
        }
        let bytes = zstd::stream::decode_all(&whole[1..]).unwrap();
        for length in 0..bytes.len() {
            assert!(unpacked(&bytes[..length]).is_none(), "cut at {length}");
        }
        for index in 0..bytes.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut changed = bytes.clone();
                changed[index] ^= flip;
                // Either way: no panic, and no part that does not hold.
                if let Some(data) = unpacked(&changed) {
                    let _ = Part::try_from(data);
                }
            }
        }
    }
}
