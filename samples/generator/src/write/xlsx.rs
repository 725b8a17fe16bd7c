//! Excel files (OOXML): several sheets, merged and hidden cells, numbers and dates with display formats.
//!
//! Always: each value that is written is returned with its A1 cell, as it is shown and as it is stored;
//! `item` is the index in [`Workbook::sheets`].

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};

use super::WriteError;
use super::archive::{Member, Names, zip};
use super::area::{Located, Role, escape_value};
use super::docx::{EPOCH, XML, core_properties};
use super::table::escape;

/// A workbook.
#[derive(Debug, Clone, PartialEq)]
pub struct Workbook {
    /// Title in the file's properties.
    pub title: String,
    /// Author in the file's properties.
    pub author: String,
    /// When the file's properties say it was made.
    pub created: DateTime,
    /// The sheets.
    pub sheets: Vec<Sheet>,
}

/// A sheet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// Name, at most 31 characters.
    pub name: String,
    /// Whether the sheet is hidden.
    pub hidden: bool,
    /// Rows of cells, from A1.
    pub rows: Vec<Vec<Cell>>,
    /// Merged ranges: first row, first column, last row, last column, from 1.
    pub merged: Vec<(usize, usize, usize, usize)>,
    /// Rows that are hidden, from 1.
    pub hidden_rows: Vec<usize>,
    /// Widths of columns in characters; 10 where missing.
    pub widths: Vec<u32>,
}

impl Sheet {
    /// Returns a sheet with a title merged over the columns of the table below it.
    #[must_use]
    pub fn titled(name: &str, title: &str, header: &[&str], rows: Vec<Vec<Cell>>) -> Self {
        let mut all = vec![
            vec![Cell::Text(title.to_owned())],
            header
                .iter()
                .map(|cell| Cell::Text((*cell).to_owned()))
                .collect(),
        ];
        all.extend(rows);
        let merged = if header.len() > 1 {
            vec![(1, 1, 1, header.len())]
        } else {
            Vec::new()
        };
        Self {
            name: name.to_owned(),
            rows: all,
            merged,
            ..Self::default()
        }
    }
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// A number in decimal as it is stored, `55000` or `0.175`, and how it is shown.
    Number(String, Format),
    /// A day and how it is shown.
    Day(Date, DayFormat),
}

/// How a number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// As it is.
    General,
    /// `55,000`.
    Thousands,
    /// `55,000.00`.
    Cents,
    /// `¥55,000.00`.
    Yuan,
    /// `17.5%`.
    Percent,
    /// `5.5万元`, the number being 5.5.
    WanYuan,
    /// `128GB`.
    Gigabytes,
}

/// How a day is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DayFormat {
    /// `2021/3/4`.
    Slashes,
    /// `2021年3月4日`.
    Han,
    /// `2021-03-04`.
    Iso,
}

/// An Excel file and its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XlsxFile {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its values, sheet by sheet, row by row.
    pub texts: Vec<Located>,
}

/// Codes of the styles in the order of their numbers in `styles.xml`.
const CODES: [(&str, &str); 10] = [
    ("general", "General"),
    ("thousands", "#,##0"),
    ("cents", "#,##0.00"),
    ("yuan", "\"¥\"#,##0.00"),
    ("percent", "0.0%"),
    ("wan", "General\"万元\""),
    ("gigabytes", "General\"GB\""),
    ("slashes", "yyyy/m/d"),
    ("han", "yyyy\"年\"m\"月\"d\"日\""),
    ("iso", "yyyy-mm-dd"),
];

/// Writes a workbook.
///
/// # Errors
/// [`WriteError::TooLong`] where a sheet's name has more than 31 characters; [`WriteError::Pack`].
pub fn xlsx(book: &Workbook) -> Result<XlsxFile, WriteError> {
    let mut strings = Strings::default();
    let mut texts = Vec::new();
    let mut parts = Vec::new();
    for (index, sheet) in book.sheets.iter().enumerate() {
        if sheet.name.chars().count() > 31 {
            return Err(WriteError::TooLong {
                what: "a sheet's name",
                format: "xlsx",
            });
        }
        let xml = sheet_xml(index, sheet, &mut strings, &mut texts);
        parts.push((format!("xl/worksheets/sheet{}.xml", index + 1), xml));
    }
    parts.push(("xl/sharedStrings.xml".into(), strings.xml()));
    parts.push(("xl/styles.xml".into(), styles()));
    parts.push(("xl/workbook.xml".into(), workbook(book)));
    parts.push((
        "xl/_rels/workbook.xml.rels".into(),
        relations(book.sheets.len()),
    ));
    parts.push((
        "docProps/core.xml".into(),
        core_properties(&book.title, &book.author, book.created),
    ));
    parts.push(("_rels/.rels".into(), ROOT_RELATIONS.into()));
    parts.push((
        "[Content_Types].xml".into(),
        content_types(book.sheets.len()),
    ));
    parts.reverse();
    let members: Vec<Member> = parts
        .into_iter()
        .map(|(name, xml)| Member::new(&name, xml.into_bytes(), EPOCH))
        .collect();
    Ok(XlsxFile {
        bytes: zip(&members, Names::Utf8)?,
        texts,
    })
}

#[derive(Default)]
struct Strings {
    numbers: BTreeMap<String, usize>,
    order: Vec<String>,
    uses: usize,
}

impl Strings {
    fn number(&mut self, text: &str) -> usize {
        self.uses += 1;
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        self.numbers.insert(text.to_owned(), self.order.len());
        self.order.push(text.to_owned());
        self.order.len() - 1
    }

    fn xml(&self) -> String {
        let items: String = self
            .order
            .iter()
            .map(|text| format!("<si><t xml:space=\"preserve\">{}</t></si>", escape(text)))
            .collect();
        format!(
            "{XML}<sst {MAIN} count=\"{}\" uniqueCount=\"{}\">{items}</sst>",
            self.uses,
            self.order.len()
        )
    }
}

const MAIN: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";

fn sheet_xml(
    item: usize,
    sheet: &Sheet,
    strings: &mut Strings,
    texts: &mut Vec<Located>,
) -> String {
    let mut rows = String::new();
    for (row, cells) in sheet.rows.iter().enumerate() {
        let hidden = if sheet.hidden_rows.contains(&(row + 1)) {
            " hidden=\"1\""
        } else {
            ""
        };
        rows.push_str(&format!("<row r=\"{}\"{hidden}>", row + 1));
        for (column, cell) in cells.iter().enumerate() {
            let at = reference(row + 1, column + 1);
            let (style, value, shown, raw) = match cell {
                Cell::Empty => continue,
                Cell::Text(text) => (
                    0,
                    format!(" t=\"s\"><v>{}</v>", strings.number(text)),
                    text.clone(),
                    None,
                ),
                Cell::Number(number, format) => (
                    *format as usize,
                    format!("><v>{number}</v>"),
                    shown(number, *format),
                    Some(number.clone()),
                ),
                Cell::Day(day, format) => {
                    let serial = serial(*day).to_string();
                    (
                        7 + *format as usize,
                        format!("><v>{serial}</v>"),
                        shown_day(*day, *format),
                        Some(serial),
                    )
                }
            };
            rows.push_str(&format!("<c r=\"{at}\" s=\"{style}\"{value}</c>"));
            let raw = raw.filter(|raw| *raw != shown);
            let locator = format!("sheet={}&cell={at}", escape_value(&sheet.name));
            texts.push(Located {
                item,
                role: Role::Cell {
                    row: row + 1,
                    column: column + 1,
                },
                text: shown,
                raw,
                locator,
            });
        }
        rows.push_str("</row>");
    }
    let columns = sheet.rows.iter().map(Vec::len).max().unwrap_or(1).max(1);
    let widths: String = (0..columns)
        .map(|column| {
            let width = sheet.widths.get(column).copied().unwrap_or(10);
            format!(
                "<col min=\"{0}\" max=\"{0}\" width=\"{width}\" customWidth=\"1\"/>",
                column + 1
            )
        })
        .collect();
    let merged: String = sheet
        .merged
        .iter()
        .map(|&(top, left, bottom, right)| {
            format!(
                "<mergeCell ref=\"{}:{}\"/>",
                reference(top, left),
                reference(bottom, right)
            )
        })
        .collect();
    let merged = if merged.is_empty() {
        merged
    } else {
        format!(
            "<mergeCells count=\"{}\">{merged}</mergeCells>",
            sheet.merged.len()
        )
    };
    format!(
        "{XML}<worksheet {MAIN}><cols>{widths}</cols><sheetData>{rows}</sheetData>{merged}</worksheet>"
    )
}

/// Returns `C12` for row 12, column 3.
#[must_use]
pub fn reference(row: usize, column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        letters.push(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0));
        rest = (rest - 1) / 26;
    }
    letters.reverse();
    format!("{}{row}", String::from_utf8_lossy(&letters))
}

/// Returns the day's number in the 1900 calendar of Excel, right from March 1900 on.
fn serial(day: Date) -> i64 {
    day.duration_since(Date::constant(1899, 12, 30)).as_hours() / 24
}

fn shown_day(day: Date, format: DayFormat) -> String {
    let (year, month, date) = (day.year(), day.month(), day.day());
    match format {
        DayFormat::Slashes => format!("{year}/{month}/{date}"),
        DayFormat::Han => format!("{year}年{month}月{date}日"),
        DayFormat::Iso => format!("{year}-{month:02}-{date:02}"),
    }
}

/// Returns a decimal as the format shows it, rounding half away from zero on its digits.
fn shown(number: &str, format: Format) -> String {
    match format {
        Format::General => number.to_owned(),
        Format::Thousands => grouped(&rounded(number, 0, 0)),
        Format::Cents => grouped(&rounded(number, 0, 2)),
        Format::Yuan => format!("¥{}", grouped(&rounded(number, 0, 2))),
        Format::Percent => format!("{}%", rounded(number, 2, 1)),
        Format::WanYuan => format!("{number}万元"),
        Format::Gigabytes => format!("{number}GB"),
    }
}

/// Shifts the decimal point to the right and keeps some places.
fn rounded(number: &str, shift: usize, places: usize) -> String {
    let (sign, digits) = number
        .strip_prefix('-')
        .map_or(("", number), |rest| ("-", rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut all: Vec<u8> = whole
        .bytes()
        .chain(
            part.bytes()
                .chain(std::iter::repeat(b'0'))
                .take(shift + places + 1),
        )
        .collect();
    let up = all.pop().is_some_and(|last| last >= b'5');
    let mut at = all.len();
    let mut carry = up;
    while carry && at > 0 {
        at -= 1;
        carry = all[at] == b'9';
        all[at] = if carry { b'0' } else { all[at] + 1 };
    }
    if carry {
        all.insert(0, b'1');
    }
    let text = String::from_utf8_lossy(&all).into_owned();
    let (whole, part) = text.split_at(text.len() - places);
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    if places == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{part}")
    }
}

fn grouped(number: &str) -> String {
    let (sign, digits) = number
        .strip_prefix('-')
        .map_or(("", number), |rest| ("-", rest));
    let (whole, part) = digits
        .split_once('.')
        .map_or((digits, String::new()), |(whole, part)| {
            (whole, format!(".{part}"))
        });
    let mut out = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{sign}{out}{part}")
}

fn styles() -> String {
    let formats: String = CODES
        .iter()
        .enumerate()
        .skip(1)
        .map(|(id, (_, code))| {
            format!(
                "<numFmt numFmtId=\"{}\" formatCode=\"{}\"/>",
                163 + id,
                escape(code)
            )
        })
        .collect();
    let cells: String = CODES
        .iter()
        .enumerate()
        .map(|(id, _)| {
            let format = if id == 0 { 0 } else { 163 + id };
            format!("<xf numFmtId=\"{format}\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>")
        })
        .collect();
    format!(
        "{XML}<styleSheet {MAIN}><numFmts count=\"{}\">{formats}</numFmts><fonts count=\"1\"><font><sz val=\"11\"/><name val=\"宋体\"/></font></fonts>\
         <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
         <borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
         <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
         <cellXfs count=\"{}\">{cells}</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>",
        CODES.len() - 1,
        CODES.len()
    )
}

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn workbook(book: &Workbook) -> String {
    let sheets: String = book
        .sheets
        .iter()
        .enumerate()
        .map(|(index, sheet)| {
            let hidden = if sheet.hidden {
                " state=\"hidden\""
            } else {
                ""
            };
            format!(
                "<sheet name=\"{}\" sheetId=\"{1}\"{hidden} r:id=\"rId{1}\"/>",
                escape(&sheet.name),
                index + 1
            )
        })
        .collect();
    format!("{XML}<workbook {MAIN} xmlns:r=\"{RELATIONS}\"><sheets>{sheets}</sheets></workbook>")
}

fn relations(sheets: usize) -> String {
    let list: String = (1..=sheets)
        .map(|number| format!("<Relationship Id=\"rId{number}\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"))
        .collect();
    format!(
        "{XML}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{list}\
         <Relationship Id=\"rId{}\" Type=\"{RELATIONS}/styles\" Target=\"styles.xml\"/>\
         <Relationship Id=\"rId{}\" Type=\"{RELATIONS}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>",
        sheets + 1,
        sheets + 2
    )
}

const ROOT_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;

fn content_types(sheets: usize) -> String {
    const SPREADSHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let list: String = (1..=sheets)
        .map(|number| format!("<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"{SPREADSHEET}.worksheet+xml\"/>"))
        .collect();
    format!(
        "{XML}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/xl/workbook.xml\" ContentType=\"{SPREADSHEET}.sheet.main+xml\"/>{list}\
         <Override PartName=\"/xl/styles.xml\" ContentType=\"{SPREADSHEET}.styles+xml\"/>\
         <Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"{SPREADSHEET}.sharedStrings+xml\"/>\
         <Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>"
    )
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::{Format, reference, shown, xlsx};
    use crate::write::gallery::workbook;

    #[test]
    fn each_value_stands_in_the_cell_of_its_locator() {
        let file = xlsx(&workbook()).unwrap();
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&file.bytes)).unwrap();
        let mut read = |name: &str| {
            let mut xml = String::new();
            archive
                .by_name(name)
                .unwrap()
                .read_to_string(&mut xml)
                .unwrap();
            xml
        };
        let strings = read("xl/sharedStrings.xml");
        let strings: Vec<&str> = strings
            .split("preserve\">")
            .skip(1)
            .map(|piece| piece.split("</t>").next().unwrap())
            .collect();
        let sheets = [
            read("xl/worksheets/sheet1.xml"),
            read("xl/worksheets/sheet2.xml"),
        ];
        for text in &file.texts {
            let at = text.locator.split("&cell=").nth(1).unwrap();
            let cell = sheets[text.item]
                .split(&format!("<c r=\"{at}\""))
                .nth(1)
                .unwrap();
            let value = cell
                .split("<v>")
                .nth(1)
                .unwrap()
                .split("</v>")
                .next()
                .unwrap();
            if cell.split('>').next().unwrap().contains("t=\"s\"") {
                assert_eq!(
                    strings[value.parse::<usize>().unwrap()],
                    super::escape(&text.text)
                );
            } else {
                assert_eq!(Some(value), text.raw.as_deref(), "{text:?}");
            }
        }
        assert_eq!(file.texts[6].locator, "sheet=在控%26名单&cell=A3");
        let shown: Vec<&str> = file.texts[7..11]
            .iter()
            .map(|text| text.text.as_str())
            .collect();
        assert_eq!(shown, ["¥55,000.00", "5.5万元", "2021年3月4日", "17.5%"]);
    }

    #[test]
    fn numbers_are_shown_as_excel_shows_them() {
        let cases = [
            ("55000", Format::Thousands, "55,000"),
            ("1234567.895", Format::Cents, "1,234,567.90"),
            ("999.995", Format::Yuan, "¥1,000.00"),
            ("0.175", Format::Percent, "17.5%"),
            ("-0.5", Format::Percent, "-50.0%"),
            ("5.5", Format::WanYuan, "5.5万元"),
            ("128", Format::Gigabytes, "128GB"),
        ];
        for (number, format, expect) in cases {
            assert_eq!(shown(number, format), expect);
        }
    }

    #[test]
    fn columns_are_counted_in_letters() {
        assert_eq!(
            [
                reference(1, 1),
                reference(12, 26),
                reference(3, 27),
                reference(1, 703)
            ],
            ["A1", "Z12", "AA3", "AAA1"]
        );
    }
}
