//! What stands on the cells of an OpenDocument sheet, and what is hidden and merged there. Always: rows and columns
//! that repeat are counted as often as they repeat.

use daylight_model::{LineBreaks, PartKind};

use super::marks::{Marks, column_name};
use super::{Remark, written};
use crate::format::xml::{Node, Nodes, Tag};
use crate::reading::{Ending, Out};

/// Sends the comments of all sheets and tells of what is hidden.
pub(super) fn send(content: &str, out: &mut Out<'_>) -> Ending {
    let mut reader = Reader::default();
    for node in Nodes::new(content) {
        match node {
            Node::Start(tag) => reader.start(&tag),
            Node::End(name) if name == "table" => reader.end_sheet(out)?,
            Node::End(name) => reader.end(&name),
            Node::Text(text) => reader.text(&text),
        }
    }
    reader.end_sheet(out)
}

#[derive(Default)]
struct Reader {
    sheet: Option<String>,
    row: u32,
    row_repeats: u32,
    column: u32,
    /// Columns that were described.
    described: u32,
    marks: Marks,
    remarks: Vec<Remark>,
    open: Option<Remark>,
    /// The element whose text is read.
    name: String,
}

fn count(tag: &Tag, name: &str) -> u32 {
    let stated = tag.get(name).and_then(|value| value.parse().ok());
    stated.unwrap_or(1).clamp(1, 20_000_000)
}

fn hides(tag: &Tag) -> bool {
    matches!(tag.get("visibility"), Some("collapse" | "filter"))
}

impl Reader {
    fn start(&mut self, tag: &Tag) {
        match tag.name.as_str() {
            "table" => {
                self.sheet = tag.get("name").map(str::to_owned);
                (self.row, self.row_repeats, self.column, self.described) = (0, 1, 0, 0);
            }
            "table-column" => {
                let repeats = count(tag, "number-columns-repeated");
                let first = self.described.saturating_add(1);
                self.described = self.described.saturating_add(repeats);
                if hides(tag) {
                    self.marks.hide_columns(first, self.described);
                }
            }
            "table-row" => {
                self.row = self.row.saturating_add(self.row_repeats.max(1));
                self.row_repeats = count(tag, "number-rows-repeated");
                self.column = 0;
                if hides(tag) {
                    let last = self.row.saturating_add(self.row_repeats - 1);
                    self.marks.hide_rows(self.row, last);
                }
            }
            "table-cell" | "covered-table-cell" => {
                let first = self.column.saturating_add(1);
                let repeats = count(tag, "number-columns-repeated");
                self.column = self.column.saturating_add(repeats);
                let (across, down) = (
                    count(tag, "number-columns-spanned"),
                    count(tag, "number-rows-spanned"),
                );
                if across > 1 || down > 1 {
                    let row = self.row.max(1);
                    self.marks.merge(&format!(
                        "{}{row}:{}{}",
                        column_name(first),
                        column_name(first.saturating_add(across - 1)),
                        row.saturating_add(down - 1)
                    ));
                }
            }
            "annotation" => {
                self.open = Some(Remark {
                    row: self.row,
                    column: self.column,
                    ..Remark::default()
                });
            }
            "p" => {
                if let Some(open) = self.open.as_mut().filter(|open| !open.text.is_empty()) {
                    open.text.push('\n');
                }
            }
            _ => {}
        }
        self.name.clone_from(&tag.name);
    }

    fn end(&mut self, name: &str) {
        if name == "annotation" {
            self.remarks.extend(self.open.take());
        }
        if matches!(name, "creator" | "date" | "creator-initials") {
            self.name.clear();
        }
    }

    fn text(&mut self, text: &str) {
        let Some(open) = &mut self.open else { return };
        match self.name.as_str() {
            "creator" => open.author.push_str(text.trim()),
            "date" if open.author.is_empty() => open.author.push_str(text.trim()),
            "date" => open.author.push_str(&format!(", {}", text.trim())),
            "creator-initials" => {}
            _ => open.text.push_str(text),
        }
    }

    fn end_sheet(&mut self, out: &mut Out<'_>) -> Ending {
        let marks = std::mem::take(&mut self.marks);
        let remarks = std::mem::take(&mut self.remarks);
        let Some(sheet) = self.sheet.take() else {
            return Ok(());
        };
        marks.tell(&sheet, out)?;
        let written = written(&sheet, &remarks);
        out.part(PartKind::Comments, Some(sheet), LineBreaks::End, written)
    }
}

#[cfg(test)]
mod tests {
    use crate::check::{read_named, zipped};

    #[test]
    fn comments_stand_at_their_cells_and_what_is_hidden_is_told() {
        let content = "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:dc=\"d\"><office:body><office:spreadsheet><table:table table:name=\"价\"><table:table-column/><table:table-column table:number-columns-repeated=\"2\" table:visibility=\"collapse\"/><table:table-row table:number-rows-repeated=\"2\"><table:table-cell/></table:table-row><table:table-row table:visibility=\"filter\"><table:table-cell table:number-columns-repeated=\"2\"/><table:table-cell office:value-type=\"string\" table:number-columns-spanned=\"2\"><office:annotation><dc:creator>李强</dc:creator><dc:date>2021</dc:date><text:p>太贵</text:p></office:annotation><text:p>5万元</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";
        let mimetype = "application/vnd.oasis.opendocument.spreadsheet";
        let found = read_named(
            "a.ods",
            &zipped(&[
                ("mimetype", mimetype),
                ("META-INF/manifest.xml", "<manifest/>"),
                ("content.xml", content),
            ]),
        );
        let comments = found.parts.last().unwrap();
        assert_eq!(comments.text(), "李强, 2021: 太贵");
        assert_eq!(comments.anchors()[0].place.to_string(), "sheet=价&cell=C3");
        assert_eq!(
            found.warnings,
            [
                "hidden rows in the sheet 价: 3",
                "hidden columns in the sheet 价: B–C",
                "merged cells in the sheet 价: C3:D3"
            ]
        );
    }
}
