//! Headers of columns: what a cell of a table stands under. Always: a header is text of the same part, in one of the
//! first filled rows, above the cell.

use std::collections::BTreeMap;

use daylight_model::{Part, Place};

use super::folded::Folded;

/// How many filled rows are looked at for a header: titles and notes come first.
const HEADER_WITHIN: usize = 8;

/// A cell of a table and what it stands under.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    /// Where it begins in the part's text.
    pub(crate) start: usize,
    /// Where it ends.
    pub(crate) end: usize,
    /// Its header, folded, in small letters; empty where there is none.
    pub(crate) header: std::rc::Rc<str>,
    /// Whether its table lists persons by number: passengers, residents, calls.
    pub(crate) of_persons: bool,
}

/// The cells of a part below their headers, by place in the text, and what is written above the tables.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    /// Cells of data.
    pub(crate) cells: Vec<Cell>,
    /// Titles and notes in the rows above a header.
    pub(crate) titles: String,
}

/// One table: its cells by row, then by column.
type Rows<'a> = BTreeMap<u32, BTreeMap<u32, (usize, usize, &'a str)>>;

/// Finds the headers of all cells of a part.
pub(crate) fn read(part: &Part) -> Columns {
    let mut tables: BTreeMap<(String, u32), Rows<'_>> = BTreeMap::new();
    for anchor in part.anchors() {
        let (table, cell) = match &anchor.place {
            Place::Cells { first, last } if first == last => ((String::new(), 0), first),
            Place::Sheet { sheet, first, last } if first == last => ((sheet.to_string(), 0), first),
            Place::TableCell { part, table, cell } => (
                (part.as_deref().unwrap_or_default().to_owned(), *table),
                cell,
            ),
            _ => continue,
        };
        let range = anchor.range();
        let text = part.text().get(range.clone()).unwrap_or_default();
        let rows = tables.entry(table).or_default();
        rows.entry(cell.row)
            .or_default()
            .entry(cell.column)
            .or_insert((range.start, range.end, text));
    }
    let mut columns = Columns::default();
    if tables.is_empty() {
        for rows in tabbed(part.text()) {
            read_table(&rows, &mut columns);
        }
    }
    for rows in tables.values() {
        read_table(rows, &mut columns);
    }
    columns.cells.sort_by_key(|cell| cell.start);
    columns
}

fn read_table(rows: &Rows<'_>, columns: &mut Columns) {
    let Some(header_row) = header_row(rows) else {
        return;
    };
    let of_persons = lists_persons(rows, header_row);
    let mut headers: BTreeMap<u32, std::rc::Rc<str>> = BTreeMap::new();
    for (row, cells) in rows {
        for (column, &(start, end, text)) in cells {
            if *row < header_row {
                columns.titles.push_str(text);
                columns.titles.push('\n');
            } else if *row == header_row {
                let header = Folded::new(text).text().trim().to_lowercase();
                headers.insert(*column, header.into());
            } else if let Some(header) = headers.get(column) {
                columns.cells.push(Cell {
                    start,
                    end,
                    header: header.clone(),
                    of_persons,
                });
            }
        }
    }
}

/// Finds tables in running text: lines with the same number of tabs, at most one empty line apart.
fn tabbed(text: &str) -> Vec<Rows<'_>> {
    let mut tables = Vec::new();
    let mut rows: Rows<'_> = BTreeMap::new();
    let (mut width, mut empty, mut at) = (0, 0, 0);
    for (number, line) in (1..).zip(text.split('\n')) {
        let tabs = line.matches('\t').count();
        if line.trim().is_empty() {
            empty += 1;
        } else if tabs > 0 && tabs == width && empty <= 1 {
            empty = 0;
            rows.insert(number, fields(line, at));
        } else {
            tables.push(std::mem::take(&mut rows));
            (width, empty) = (tabs, 0);
            if tabs > 0 {
                rows.insert(number, fields(line, at));
            }
        }
        at += line.len() + 1;
    }
    tables.push(rows);
    tables.retain(|rows| rows.len() >= 2);
    tables
}

fn fields(line: &str, start: usize) -> BTreeMap<u32, (usize, usize, &str)> {
    let mut at = start;
    let mut fields = BTreeMap::new();
    for (column, field) in (1..).zip(line.split('\t')) {
        if !field.trim().is_empty() {
            fields.insert(column, (at, at + field.len(), field));
        }
        at += field.len() + 1;
    }
    fields
}

/// Whether a table is of persons: an identity or passport number in its header, or telephone numbers in many rows.
fn lists_persons(rows: &Rows<'_>, header_row: u32) -> bool {
    const NUMBERS: [&str; 11] = [
        "身份证",
        "身分證",
        "证件号",
        "證件號",
        "护照",
        "護照",
        "passport",
        "id number",
        "id card",
        "id no",
        "national id",
    ];
    const PHONES: [&str; 9] = [
        "电话", "電話", "手机", "手機", "号码", "號碼", "phone", "mobile", "caller",
    ];
    let headers = rows.get(&header_row).into_iter().flat_map(BTreeMap::values);
    let headers: Vec<String> = headers.map(|(.., text)| text.to_lowercase()).collect();
    let any = |words: &[&str]| {
        headers
            .iter()
            .any(|header| words.iter().any(|word| header.contains(word)))
    };
    let data = rows.range(header_row + 1..).count();
    (data >= 2 && any(&NUMBERS)) || (data >= 6 && any(&PHONES))
}

/// Returns the first row that is as wide as the table and holds words only.
fn header_row(rows: &Rows<'_>) -> Option<u32> {
    let width = rows.values().take(64).map(BTreeMap::len).max()?;
    if width < 2 || rows.len() < 2 {
        return None;
    }
    rows.iter()
        .take(HEADER_WITHIN)
        .find(|(_, cells)| {
            cells.len() >= 2
                && cells.len() * 2 > width
                && cells.values().all(|(.., text)| is_heading(text))
        })
        .map(|(row, _)| *row)
}

/// A heading is short and begins with no digit.
fn is_heading(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() <= 40
        && !text.starts_with(|first: char| first.is_ascii_digit() || "¥￥$€£+-".contains(first))
}
