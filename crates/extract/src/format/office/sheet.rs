//! Spreadsheets of Excel and OpenDocument: a part for each sheet, each value at its cell, as it is shown. Always:
//! no formula is computed; what was computed when the file was saved is what counts; hidden sheets are read.

mod binary;
mod comments;
mod headers;
mod marks;
pub(crate) mod old;
mod opendocument;
mod salvage;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{
    Data, ExcelDateTime, Ods, Reader, SheetType, SheetVisible, Sheets, Xls, Xlsb, Xlsx,
};
use daylight_model::{LineBreaks, Outcome, PartKind, Place, Reason};

pub(crate) use comments::{Remark, written};
pub(crate) use marks::{Marks, column_name};

use super::number_format::{plain, shown};
use super::{Package, docx};
use crate::format::compound::Compound;
use crate::format::legacy::xls;
use crate::format::locked;
use crate::reading::{About, Ending, Out, PART_BYTES, Written, failed, partial, unreadable};
use crate::source::Source;

/// Tabs and line breaks that stand for cells and rows left empty.
const WIDEST_GAP: u32 = 16;
const TALLEST_GAP: u32 = 2;

/// Which kind of workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Workbook {
    /// Office Open XML.
    Xlsx,
    /// The same in binary records.
    Xlsb,
    /// Excel 97 to 2003.
    Xls,
    /// OpenDocument.
    Ods,
}

/// Reads a workbook.
pub(crate) fn read(
    kind: Workbook,
    source: &mut Source<'_>,
    out: &mut Out<'_>,
    about: &mut About,
) -> Ending {
    about.reader = match kind {
        Workbook::Xlsx => "xlsx@2",
        Workbook::Xlsb => "xlsb@2",
        Workbook::Xls => "xls@2",
        Workbook::Ods => "ods@1",
    };
    let Some(bytes) = source.all().map_err(|error| unreadable(&error))? else {
        return Err(failed(
            Reason::MemoryLimit,
            "too large to be held in memory",
        ));
    };
    // The library takes what is locked in the oldest way for plain records.
    let bytes = match kind {
        Workbook::Xls => {
            let file = Compound::open(bytes);
            if file.as_ref().is_some_and(locked::is_locked_workbook) {
                return locked(file, source, out, about);
            }
            match file {
                Some(file) => file.into_bytes(),
                None => source
                    .all()
                    .map_err(|error| unreadable(&error))?
                    .unwrap_or_default(),
            }
        }
        _ => bytes,
    };
    let bytes = Cursor::new(bytes);
    // The library is known to panic on one damaged workbook.
    let opened = catch_unwind(AssertUnwindSafe(|| {
        let told = |error: &dyn std::fmt::Display| error.to_string();
        match kind {
            Workbook::Xlsx => Xlsx::new(bytes)
                .map(Sheets::Xlsx)
                .map_err(|error| told(&error)),
            Workbook::Xlsb => Xlsb::new(bytes)
                .map(Sheets::Xlsb)
                .map_err(|error| told(&error)),
            Workbook::Xls => Xls::new(bytes)
                .map(Sheets::Xls)
                .map_err(|error| told(&error)),
            Workbook::Ods => Ods::new(bytes)
                .map(Sheets::Ods)
                .map_err(|error| told(&error)),
        }
    }));
    let mut book = match opened {
        Ok(Ok(book)) => book,
        Ok(Err(error)) if error.contains("password") => {
            return locked(None, source, out, about);
        }
        Ok(Err(error)) => return refused(kind, error, source, out, about),
        Err(_) => {
            return refused(
                kind,
                "its structure is damaged".to_owned(),
                source,
                out,
                about,
            );
        }
    };
    let package = match kind {
        Workbook::Xls => None,
        _ => Some(Package::open(source).map_err(|error| unreadable(&error))?),
    };
    let members = match (&package, kind) {
        (Some(package), Workbook::Xlsx) => comments::members(package, source)?,
        _ => BTreeMap::new(),
    };
    let mut damaged = Vec::new();
    for sheet in book.sheets_metadata().to_vec() {
        if sheet.visible != SheetVisible::Visible {
            out.warn(None, format!("the sheet {} is hidden", sheet.name))?;
        }
        // A sheet that is one chart has no cells.
        if sheet.typ == SheetType::ChartSheet {
            continue;
        }
        let mut rows = SheetRows::new(&sheet.name, out);
        let read = catch_unwind(AssertUnwindSafe(|| {
            cells(&mut book, &sheet.name, &mut rows)
        }));
        match read {
            Ok(Ok(())) => {}
            Ok(Err(Stop::Outcome(outcome))) => return Err(outcome),
            Ok(Err(Stop::Damaged)) | Err(_) => damaged.push(sheet.name.clone()),
        }
        rows.finish()?;
        if let (Some(package), Some(member)) = (&package, members.get(&sheet.name)) {
            if let Some(mut xml) = package.stream(member, source)? {
                let marks = Marks::of_xml(&mut xml).map_err(|error| unreadable(&error))?;
                drop(xml);
                marks.tell(&sheet.name, out)?;
            }
            comments::send(package, &sheet.name, member, source, out)?;
        }
    }
    match &package {
        Some(package) => {
            if kind == Workbook::Ods
                && let Some(content) = package.xml("content.xml", source)?
            {
                opendocument::send(&content, out)?;
                let meta = package.xml("meta.xml", source)?.unwrap_or_default();
                super::opendocument::describe(&meta, about);
            }
            if kind == Workbook::Xlsb {
                binary::beside(package, source, out)?;
            }
            package.describe(source, about)?;
            docx::all_drawn(package, "xl", source, out)?;
            package.embedded(&["xl/media/", "xl/embeddings/", "pictures/"], source, out)?;
        }
        None => xls::beside(source, out, about)?,
    }
    if !damaged.is_empty() {
        let names = damaged.join(", ");
        return Err(partial(Reason::Corrupt, format!("damaged sheets: {names}")));
    }
    Ok(())
}

/// Reads a workbook that asks for a password; where it is one of the old ones, with the user's.
fn locked(
    file: Option<Compound>,
    source: &Source<'_>,
    out: &mut Out<'_>,
    about: &mut About,
) -> Ending {
    let Some(file) = file else {
        return Err(failed(Reason::Encrypted, "asks for a password"));
    };
    let read_xls: locked::Read = |source, out, about| read(Workbook::Xls, source, out, about);
    locked::read_older(file, locked::workbook, read_xls, source, out, about)
}

/// Reads what can be had of a workbook that the library does not open.
fn refused(
    kind: Workbook,
    error: String,
    source: &mut Source<'_>,
    out: &mut Out<'_>,
    about: &mut About,
) -> Ending {
    match kind {
        Workbook::Xlsx => {
            let package = Package::open(source).map_err(|error| unreadable(&error))?;
            package.describe(source, about)?;
            let read = salvage::read(&package, source, out)?;
            package.embedded(&["xl/media/", "xl/embeddings/"], source, out)?;
            if read > 0 {
                return Err(partial(Reason::Corrupt, error));
            }
        }
        Workbook::Xls => xls::beside(source, out, about)?,
        Workbook::Xlsb => {
            let package = Package::open(source).map_err(|error| unreadable(&error))?;
            package.describe(source, about)?;
            let read = binary::read(&package, source, out)?;
            package.embedded(&["xl/media/", "xl/embeddings/"], source, out)?;
            if read > 0 {
                return Err(partial(Reason::Corrupt, error));
            }
        }
        Workbook::Ods => {}
    }
    Err(failed(Reason::Corrupt, error))
}

enum Stop {
    Outcome(Outcome),
    Damaged,
}

impl From<Outcome> for Stop {
    fn from(outcome: Outcome) -> Self {
        Self::Outcome(outcome)
    }
}

fn cells(
    book: &mut Sheets<Cursor<Vec<u8>>>,
    sheet: &str,
    rows: &mut SheetRows<'_, '_>,
) -> Result<(), Stop> {
    // Sheets are read cell by cell where that can be had: one cell in the last corner must not fill memory.
    match book {
        Sheets::Xlsx(book) => {
            let is_1904 = book.has_1904_epoch();
            let styles = book.worksheet_style(sheet).ok();
            let mut cells = book
                .worksheet_cells_reader(sheet)
                .map_err(|_| Stop::Damaged)?;
            while let Some(cell) = cells.next_cell().map_err(|_| Stop::Damaged)? {
                let at = cell.get_position();
                let code = styles
                    .as_ref()
                    .and_then(|styles| styles.get(at))
                    .and_then(|style| style.number_format.as_ref())
                    .map_or("General", |format| format.format_code.as_str());
                let value = Data::from(cell.get_value().clone());
                rows.cell(at, &with_format(&value, code, is_1904))?;
            }
            Ok(())
        }
        Sheets::Xlsb(book) => {
            let mut cells = book
                .worksheet_cells_reader(sheet)
                .map_err(|_| Stop::Damaged)?;
            while let Some(cell) = cells.next_cell().map_err(|_| Stop::Damaged)? {
                let value = Data::from(cell.get_value().clone());
                rows.cell(cell.get_position(), &without_format(&value))?;
            }
            Ok(())
        }
        _ => {
            let range = book.worksheet_range(sheet).map_err(|_| Stop::Damaged)?;
            let (first_row, first_column) = range.start().unwrap_or((0, 0));
            for (row, column, value) in range.used_cells() {
                let at = (
                    first_row.saturating_add(u32::try_from(row).unwrap_or(u32::MAX)),
                    first_column.saturating_add(u32::try_from(column).unwrap_or(u32::MAX)),
                );
                rows.cell(at, &without_format(value))?;
            }
            Ok(())
        }
    }
}

fn with_format(value: &Data, code: &str, is_1904: bool) -> String {
    match value {
        Data::Int(number) => shown(*number as f64, code, is_1904),
        Data::Float(number) => shown(*number, code, is_1904),
        Data::DateTime(moment) => shown(moment.as_f64(), code, is_1904),
        _ => without_format(value),
    }
}

fn without_format(value: &Data) -> String {
    match value {
        Data::Int(number) => number.to_string(),
        Data::Float(number) => plain(*number),
        Data::String(text) => text.clone(),
        Data::Bool(true) => "TRUE".to_owned(),
        Data::Bool(false) => "FALSE".to_owned(),
        Data::DateTime(moment) => moment_text(moment),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

fn moment_text(moment: &ExcelDateTime) -> String {
    let value = moment.as_f64();
    if moment.is_duration() {
        return shown(value, "[h]:mm:ss", false);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    if value < 1.0 {
        time
    } else if value.fract() == 0.0 {
        date
    } else {
        format!("{date} {time}")
    }
}

/// Writes cells in the order of a sheet.
struct SheetRows<'r, 'o> {
    sheet: Arc<str>,
    out: &'r mut Out<'o>,
    written: Written,
    row: u32,
    /// The column that follows what was written.
    column: u32,
}

impl<'r, 'o> SheetRows<'r, 'o> {
    fn new(sheet: &str, out: &'r mut Out<'o>) -> Self {
        Self {
            sheet: sheet.into(),
            out,
            written: Written::default(),
            row: 0,
            column: 0,
        }
    }

    fn cell(&mut self, (row, column): (u32, u32), text: &str) -> Ending {
        if text.is_empty() {
            return Ok(());
        }
        if row != self.row {
            if self.written.len() >= PART_BYTES {
                self.send()?;
            }
            if !self.written.is_empty() {
                let rows = row.saturating_sub(self.row).clamp(1, TALLEST_GAP);
                self.written.push(&"\n".repeat(rows as usize));
            }
            (self.row, self.column) = (row, 0);
        }
        let tabs = column.saturating_sub(self.column).min(WIDEST_GAP);
        self.written.push(&"\t".repeat(tabs as usize));
        let place = Place::sheet_cell(
            self.sheet.clone(),
            row.saturating_add(1),
            column.saturating_add(1),
        );
        self.written.push_at(text, place);
        self.column = column;
        Ok(())
    }

    fn send(&mut self) -> Ending {
        let full = std::mem::take(&mut self.written);
        let name = Some(self.sheet.to_string());
        self.out.part(PartKind::Sheet, name, LineBreaks::End, full)
    }

    fn finish(mut self) -> Ending {
        self.send()
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use daylight_model::{Reason, State};
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use crate::check::{check_parts, read_named};

    const MAIN: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    fn xlsx(rows: &str) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in [
            (
                "_rels/.rels",
                format!(
                    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{TYPE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{TYPE}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"{TYPE}/styles\" Target=\"styles.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/workbook.xml",
                format!(
                    "<workbook {MAIN}><sheets><sheet name=\"在控\" sheetId=\"1\" state=\"hidden\" r:id=\"rId1\"/></sheets></workbook>"
                ),
            ),
            (
                "xl/styles.xml",
                format!(
                    "<styleSheet {MAIN}><numFmts count=\"2\"><numFmt numFmtId=\"170\" formatCode=\"0.0&quot;万元&quot;\"/><numFmt numFmtId=\"171\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/></numFmts><cellXfs count=\"3\"><xf numFmtId=\"0\"/><xf numFmtId=\"170\" applyNumberFormat=\"1\"/><xf numFmtId=\"171\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
                ),
            ),
            (
                "xl/worksheets/sheet1.xml",
                format!("<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"),
            ),
        ] {
            writer
                .start_file(name, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(content.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn values_are_shown_as_the_sheet_shows_them_at_their_cells() {
        let rows = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>金额</t></is></c><c r=\"C1\" s=\"1\"><v>5.5</v></c></row><row r=\"3\"><c r=\"B3\" s=\"2\"><v>44259</v></c><c r=\"C3\" t=\"b\"><v>1</v></c></row>";
        let found = read_named("a.xlsx", &xlsx(rows));
        check_parts(
            &found,
            &[(
                "金额\t\t5.5万元\n\n\t2021年3月4日\tTRUE",
                &[
                    ("sheet=在控&cell=C1", "5.5万元"),
                    ("sheet=在控&cell=B3", "2021年3月4日"),
                ],
            )],
        );
        assert_eq!(found.parts[0].name(), Some("在控"));
        assert_eq!(found.warnings, ["the sheet 在控 is hidden"]);
        assert_eq!(found.ended(), (State::Read, None));
    }

    #[test]
    fn what_is_hidden_joined_and_remarked_is_told() {
        let relation = |id: &str, kind: &str, target: &str| {
            format!("<Relationship Id=\"{id}\" Type=\"{TYPE}/{kind}\" Target=\"{target}\"/>")
        };
        let relations = |rows: &[String]| {
            format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{}</Relationships>",
                rows.concat()
            )
        };
        let members = [
            (
                "_rels/.rels",
                relations(&[relation("rId1", "officeDocument", "xl/workbook.xml")]),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                relations(&[relation("rId1", "worksheet", "worksheets/sheet1.xml")]),
            ),
            (
                "xl/workbook.xml",
                format!(
                    "<workbook {MAIN}><sheets><sheet name=\"价\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
                ),
            ),
            (
                "xl/worksheets/sheet1.xml",
                format!(
                    "<worksheet {MAIN}><cols><col min=\"2\" max=\"2\" hidden=\"1\"/></cols><sheetData><row r=\"1\"><c r=\"A1\"><v>5</v></c></row><row r=\"2\" hidden=\"1\"><c r=\"A2\"><v>6</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells></worksheet>"
                ),
            ),
            (
                "xl/worksheets/_rels/sheet1.xml.rels",
                relations(&[
                    relation("rId1", "comments", "../comments1.xml"),
                    relation("rId2", "drawing", "../drawings/drawing1.xml"),
                ]),
            ),
            (
                "xl/comments1.xml",
                "<comments><authors><author>李强</author></authors><commentList><comment ref=\"A2\" authorId=\"0\"><text><r><t>太</t></r><r><t>贵</t></r></text></comment></commentList></comments>".to_owned(),
            ),
            (
                "xl/drawings/drawing1.xml",
                "<xdr:wsDr><xdr:twoCellAnchor><xdr:from><xdr:col>2</xdr:col><xdr:row>3</xdr:row></xdr:from><xdr:sp><a:p><a:r><a:t>说明</a:t></a:r></a:p></xdr:sp></xdr:twoCellAnchor></xdr:wsDr>".to_owned(),
            ),
        ];
        let found = read_named("a.xlsx", &crate::check::zipped(&members));
        check_parts(
            &found,
            &[
                ("5\n6", &[("sheet=价&cell=A2", "6")]),
                ("李强: 太贵", &[("sheet=价&cell=A2", "太贵")]),
                ("说明", &[("sheet=价&cell=C4", "说明")]),
            ],
        );
        assert_eq!(
            found.warnings,
            [
                "hidden rows in the sheet 价: 2",
                "hidden columns in the sheet 价: B",
                "merged cells in the sheet 价: A1:B1"
            ]
        );
    }

    #[test]
    fn a_value_in_the_last_corner_does_not_fill_memory() {
        let rows = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>";
        let found = read_named("a.xlsx", &xlsx(rows));
        assert_eq!(found.at("sheet=在控&cell=XFD1048576"), Some("2"));
        assert!(found.text().len() < 40);
    }

    #[test]
    fn damaged_workbooks_say_so() {
        let whole = xlsx("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>");
        let found = read_named(
            "a.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and then nothing of use",
        );
        assert_ne!(found.ended().0, State::Read);
        let found = read_named("a.xlsx", &whole[..whole.len() - 10]);
        assert_eq!(found.at("sheet=在控&cell=A1"), Some("1"));
        assert_eq!(found.ended(), (State::Partial, Some(Reason::Corrupt)));
    }
}
