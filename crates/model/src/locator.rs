//! Places as text: the locators of the contract (RFC 5147, RFC 7111, RFC 8118, Media Fragments, RFC 6901,
//! all counted from 1). Always: writing a place and reading it again gives the same place.

use std::fmt;
use std::str::FromStr;

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::place::{Area, CellRef, Place};

/// A place as written: `line=12`, `sheet=在控&cell=C12`, `page=3&xywh=120,80,300,24`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locator(pub Place);

/// A text that is no locator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no place in a file: {problem}")]
pub struct ParseLocatorError {
    /// What was given.
    pub text: String,
    /// What is wrong with it.
    pub problem: &'static str,
}

impl fmt::Display for Locator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lines { first, last } => span(f, "line", *first, *last),
            Self::Row(row) => write!(f, "row={row}"),
            Self::Cells { first, last } if first == last => {
                write!(f, "cell={},{}", first.row, first.column)
            }
            Self::Cells { first, last } => write!(
                f,
                "cell={},{}-{},{}",
                first.row, first.column, last.row, last.column
            ),
            Self::Sheet { sheet, first, last } => {
                write!(f, "sheet={}&", value(sheet))?;
                if first == last {
                    write!(f, "cell={}", A1(*first))
                } else {
                    write!(f, "range={}:{}", A1(*first), A1(*last))
                }
            }
            Self::Page { page, area } => {
                write!(f, "page={page}")?;
                and_area(f, *area)
            }
            Self::Picture(area) => xywh(f, *area),
            Self::Slide { slide, area } => {
                write!(f, "slide={slide}")?;
                and_area(f, *area)
            }
            Self::Paragraphs { part, first, last } => {
                in_part(f, part.as_deref())?;
                span(f, "paragraph", *first, *last)
            }
            Self::TableCell { part, table, cell } => {
                in_part(f, part.as_deref())?;
                write!(f, "table={table}&cell={},{}", cell.row, cell.column)
            }
            Self::Message { number, within } => {
                write!(f, "message={number}")?;
                match within {
                    Some(within) => write!(f, "&{within}"),
                    None => Ok(()),
                }
            }
            Self::Pointer(pointer) => write!(f, "pointer={}", value(pointer)),
            Self::Record { table, row } => write!(f, "table={}&row={row}", value(table)),
            Self::Time { from, to } => {
                write!(f, "t={}", Seconds(*from))?;
                match to {
                    Some(to) => write!(f, ",{}", Seconds(*to)),
                    None => Ok(()),
                }
            }
        }
    }
}

/// A value in a locator: what would be read as syntax is percent-encoded, Han text stays legible.
fn value(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '&' | '=' | '%' | '#') || character.is_ascii_control() {
            value.push_str(&format!("%{:02X}", u32::from(character)));
        } else {
            value.push(character);
        }
    }
    value
}

fn span(f: &mut fmt::Formatter<'_>, key: &str, first: u32, last: u32) -> fmt::Result {
    if first == last {
        write!(f, "{key}={first}")
    } else {
        write!(f, "{key}={first},{last}")
    }
}

fn in_part(f: &mut fmt::Formatter<'_>, part: Option<&str>) -> fmt::Result {
    part.map_or(Ok(()), |part| write!(f, "part={}&", value(part)))
}

fn xywh(f: &mut fmt::Formatter<'_>, area: Area) -> fmt::Result {
    let Area {
        x,
        y,
        width,
        height,
    } = area;
    write!(f, "xywh={x},{y},{width},{height}")
}

fn and_area(f: &mut fmt::Formatter<'_>, area: Option<Area>) -> fmt::Result {
    area.map_or(Ok(()), |area| {
        f.write_str("&")?;
        xywh(f, area)
    })
}

/// A cell in A1 notation.
struct A1(CellRef);

impl fmt::Display for A1 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = Vec::new();
        let mut column = self.0.column;
        while column > 0 {
            let digit = u8::try_from((column - 1) % 26).expect("below 26");
            letters.push(char::from(b'A' + digit));
            column = (column - 1) / 26;
        }
        for letter in letters.iter().rev() {
            write!(f, "{letter}")?;
        }
        write!(f, "{}", self.0.row)
    }
}

/// Milliseconds as decimal seconds.
struct Seconds(u64);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 1000, self.0 % 1000);
        if rest == 0 {
            return write!(f, "{whole}");
        }
        let fraction = format!("{rest:03}");
        write!(f, "{whole}.{}", fraction.trim_end_matches('0'))
    }
}

impl FromStr for Locator {
    type Err = ParseLocatorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).map(Self).map_err(|problem| ParseLocatorError {
            text: text.to_owned(),
            problem,
        })
    }
}

impl FromStr for Place {
    type Err = ParseLocatorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<Locator>().map(|locator| locator.0)
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

const UNKNOWN: &str =
    "start with line, row, cell, sheet, page, xywh, slide, paragraph, table, message, pointer or t";
const NUMBER: &str = "a whole number from 1 was expected";
const CELL: &str = "a cell was expected: row,column, or A1 notation after sheet";
const BOX: &str = "four whole numbers were expected: left,top,width,height";

fn parse(text: &str) -> Result<Place, &'static str> {
    let (head, rest) = match text.split_once('&') {
        Some((head, rest)) => (head, Some(rest)),
        None => (text, None),
    };
    let (key, value) = head.split_once('=').ok_or(UNKNOWN)?;
    let place = match (key, rest) {
        ("line", None) => {
            let (first, last) = span_from(value)?;
            Place::Lines { first, last }
        }
        ("row", None) => Place::Row(number(value)?),
        ("cell", None) => {
            let (first, last) = cells(value)?;
            Place::Cells { first, last }
        }
        ("sheet", Some(rest)) => sheet(value, rest)?,
        ("page", rest) => Place::Page {
            page: number(value)?,
            area: rest.map(keyed_area).transpose()?,
        },
        ("xywh", None) => Place::Picture(area(value)?),
        ("slide", rest) => Place::Slide {
            slide: number(value)?,
            area: rest.map(keyed_area).transpose()?,
        },
        ("paragraph", None) => paragraphs(None, value)?,
        ("part", Some(rest)) => in_named_part(&decoded(value)?, rest)?,
        ("table", Some(rest)) => match rest.strip_prefix("row=") {
            Some(row) => Place::Record {
                table: decoded(value)?.into(),
                row: row.parse().ok().filter(|row| *row > 0).ok_or(NUMBER)?,
            },
            None => table_cell(None, value, rest)?,
        },
        ("message", rest) => Place::Message {
            number: number(value)?,
            within: match rest {
                Some(rest) if rest.starts_with("message=") => return Err("a message holds none"),
                Some(rest) => Some(Box::new(parse(rest)?)),
                None => None,
            },
        },
        ("pointer", None) => pointer(value)?,
        ("t", None) => time(value)?,
        ("sheet" | "part" | "table", None) => return Err("the place on it is missing"),
        ("line" | "row" | "cell" | "xywh" | "paragraph" | "pointer" | "t", Some(_)) => {
            return Err("nothing may follow here");
        }
        _ => return Err(UNKNOWN),
    };
    Ok(place)
}

fn decoded(value: &str) -> Result<String, &'static str> {
    percent_decode_str(value)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| "percent-encoding that is not UTF-8")
}

fn number(text: &str) -> Result<u32, &'static str> {
    text.parse().ok().filter(|number| *number > 0).ok_or(NUMBER)
}

fn span_from(text: &str) -> Result<(u32, u32), &'static str> {
    let (first, last) = text.split_once(',').unwrap_or((text, text));
    let (first, last) = (number(first)?, number(last)?);
    if first > last {
        return Err("the first is after the last");
    }
    Ok((first, last))
}

fn cell(text: &str) -> Result<CellRef, &'static str> {
    let (row, column) = text.split_once(',').ok_or(CELL)?;
    Ok(CellRef {
        row: number(row)?,
        column: number(column)?,
    })
}

fn cells(text: &str) -> Result<(CellRef, CellRef), &'static str> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    in_order(cell(first)?, cell(last)?)
}

fn in_order(first: CellRef, last: CellRef) -> Result<(CellRef, CellRef), &'static str> {
    if first.row > last.row || first.column > last.column {
        return Err("the first is after the last");
    }
    Ok((first, last))
}

fn a1(text: &str) -> Result<CellRef, &'static str> {
    let letters = text.find(|c: char| c.is_ascii_digit()).ok_or(CELL)?;
    let (letters, row) = text.split_at(letters);
    let mut column: u32 = 0;
    for letter in letters.bytes() {
        if !letter.is_ascii_alphabetic() {
            return Err(CELL);
        }
        let digit = u32::from(letter.to_ascii_uppercase() - b'A') + 1;
        column = column
            .checked_mul(26)
            .and_then(|column| column.checked_add(digit))
            .ok_or(CELL)?;
    }
    if column == 0 {
        return Err(CELL);
    }
    Ok(CellRef {
        row: number(row)?,
        column,
    })
}

fn sheet(name: &str, rest: &str) -> Result<Place, &'static str> {
    let (first, last) = match rest.split_once('=') {
        Some(("cell", text)) => {
            let cell = a1(text)?;
            (cell, cell)
        }
        Some(("range", text)) => {
            let (first, last) = text.split_once(':').ok_or(CELL)?;
            in_order(a1(first)?, a1(last)?)?
        }
        _ => return Err(CELL),
    };
    Ok(Place::Sheet {
        sheet: decoded(name)?.into(),
        first,
        last,
    })
}

fn area(text: &str) -> Result<Area, &'static str> {
    let text = text.strip_prefix("pixel:").unwrap_or(text);
    let mut numbers = text.split(',').map(|number| number.parse::<u32>());
    let mut next = || numbers.next().and_then(Result::ok).ok_or(BOX);
    let area = Area {
        x: next()?,
        y: next()?,
        width: next()?,
        height: next()?,
    };
    if numbers.next().is_some() {
        return Err(BOX);
    }
    Ok(area)
}

fn keyed_area(text: &str) -> Result<Area, &'static str> {
    area(text.strip_prefix("xywh=").ok_or(BOX)?)
}

fn paragraphs(part: Option<&str>, value: &str) -> Result<Place, &'static str> {
    let (first, last) = span_from(value)?;
    Ok(Place::Paragraphs {
        part: part.map(Into::into),
        first,
        last,
    })
}

fn in_named_part(part: &str, rest: &str) -> Result<Place, &'static str> {
    if let Some(value) = rest.strip_prefix("paragraph=") {
        return paragraphs(Some(part), value);
    }
    let rest = rest
        .strip_prefix("table=")
        .ok_or("a paragraph or a table was expected")?;
    let (table, rest) = rest.split_once('&').ok_or(CELL)?;
    table_cell(Some(part), table, rest)
}

fn table_cell(part: Option<&str>, table: &str, rest: &str) -> Result<Place, &'static str> {
    Ok(Place::TableCell {
        part: part.map(Into::into),
        table: number(table)?,
        cell: cell(rest.strip_prefix("cell=").ok_or(CELL)?)?,
    })
}

fn pointer(value: &str) -> Result<Place, &'static str> {
    let pointer = decoded(value)?;
    if !pointer.is_empty() && !pointer.starts_with('/') {
        return Err("a JSON pointer starts with a slash");
    }
    Ok(Place::Pointer(pointer.into()))
}

fn time(value: &str) -> Result<Place, &'static str> {
    let (from, to) = match value.split_once(',') {
        Some((from, to)) => (milliseconds(from)?, Some(milliseconds(to)?)),
        None => (milliseconds(value)?, None),
    };
    if to.is_some_and(|to| to < from) {
        return Err("the first is after the last");
    }
    Ok(Place::Time { from, to })
}

fn milliseconds(text: &str) -> Result<u64, &'static str> {
    const SECONDS: &str = "seconds were expected, with at most three decimals";
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || fraction.len() > 3 || !digits(whole) || !digits(fraction) {
        return Err(SECONDS);
    }
    let whole: u64 = whole.parse().map_err(|_| SECONDS)?;
    let fraction: u64 = format!("{fraction:0<3}").parse().map_err(|_| SECONDS)?;
    whole
        .checked_mul(1000)
        .and_then(|milliseconds| milliseconds.checked_add(fraction))
        .ok_or(SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_locator_of_the_contract_survives_reading_and_writing() {
        for text in [
            "line=12",
            "line=12,14",
            "row=5",
            "cell=5,3",
            "cell=5,3-6,4",
            "sheet=在控&cell=C12",
            "sheet=在控&range=A1:H1",
            "sheet=a%26b%3D%25&cell=AA1",
            "page=3",
            "page=3&xywh=120,80,300,24",
            "xywh=10,20,300,40",
            "slide=3",
            "slide=3&xywh=0,0,1,1",
            "paragraph=4",
            "part=header1&paragraph=1",
            "part=comments&table=1&cell=2,3",
            "table=1&cell=2,3",
            "message=17",
            "message=17&line=40,41",
            "message=17&xywh=1,2,3,4",
            "pointer=/messages/16",
            "pointer=",
            "table=MSG&row=17",
            "t=10,20",
            "t=10.5",
        ] {
            let place: Place = text.parse().unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(place.to_string(), text);
            let json = serde_json::to_string(&place).unwrap();
            assert_eq!(serde_json::from_str::<Place>(&json).unwrap(), place);
        }
    }

    #[test]
    fn what_is_no_place_is_refused_with_a_reason() {
        for (text, problem) in [
            ("", UNKNOWN),
            ("line", UNKNOWN),
            ("colour=red", UNKNOWN),
            ("line=0", NUMBER),
            ("line=5,4", "the first is after the last"),
            ("line=5&cell=1,1", "nothing may follow here"),
            ("cell=B2", CELL),
            ("sheet=a", "the place on it is missing"),
            ("sheet=a&cell=2,3", CELL),
            ("page=1&xywh=1,2,3", BOX),
            ("message=1&message=2", "a message holds none"),
            ("pointer=a", "a JSON pointer starts with a slash"),
            (
                "t=1.2345",
                "seconds were expected, with at most three decimals",
            ),
        ] {
            assert_eq!(
                text.parse::<Place>().unwrap_err().problem,
                problem,
                "{text}"
            );
        }
    }

    #[test]
    fn columns_past_z_are_written_as_spreadsheets_do() {
        for (column, letters) in [
            (1, "A"),
            (26, "Z"),
            (27, "AA"),
            (702, "ZZ"),
            (703, "AAA"),
            (16384, "XFD"),
        ] {
            let cell = CellRef { row: 9, column };
            assert_eq!(A1(cell).to_string(), format!("{letters}9"));
            assert_eq!(a1(&format!("{letters}9")).unwrap(), cell);
        }
        assert!(a1("ZZZZZZZZZZZZ1").is_err());
    }
}
