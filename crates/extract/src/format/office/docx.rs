//! Word documents (ISO/IEC 29500): body, headers, footers, notes and comments as parts. Always: paragraphs are
//! counted over all that stand directly in their part, headings and empty ones included, those in tables not;
//! the text is what stands when all changes are accepted, and what was changed is a part of its own.

pub(crate) mod numbering;

use std::sync::Arc;

use daylight_model::{CellRef, LineBreaks, PartKind, Place, Reason};

use numbering::{Numbering, Stated};

use super::Package;
use crate::format::xml::{Node, Nodes, Tag, texts};
use crate::reading::{About, Ending, Out, Written, failed, partial, unreadable};
use crate::source::Source;

/// Reads a document.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "docx@2";
    let package = Package::open(source).map_err(|error| unreadable(&error))?;
    package.describe(source, about)?;
    let main = package
        .names("word/document", ".xml")
        .first()
        .cloned()
        .unwrap_or_else(|| "word/document.xml".to_owned());
    let Some(xml) = package.xml(&main, source)? else {
        return Err(failed(Reason::Corrupt, "its text is missing or damaged"));
    };
    let lists = package
        .xml("word/numbering.xml", source)?
        .unwrap_or_default();
    let styles = match lists.is_empty() {
        true => String::new(),
        false => package.xml("word/styles.xml", source)?.unwrap_or_default(),
    };
    let numbering = Numbering::read(&lists, &styles);
    let mut broken = body(&xml, None, PartKind::Body, &numbering, out)?;
    let mut parts: Vec<(String, PartKind)> = Vec::new();
    for (start, kind) in [
        ("word/header", PartKind::Header),
        ("word/footer", PartKind::Footer),
        ("word/footnotes", PartKind::Notes),
        ("word/endnotes", PartKind::Notes),
        ("word/comments", PartKind::Comments),
    ] {
        let names = package.names(start, ".xml");
        parts.extend(names.into_iter().map(|name| (name, kind)));
    }
    for (name, kind) in parts {
        let stem = name.rsplit('/').next().unwrap_or_default();
        let stem = stem.strip_suffix(".xml").unwrap_or(stem);
        // What Word adds beside the comments holds no text.
        if kind == PartKind::Comments && stem != "comments" {
            continue;
        }
        if let Some(xml) = package.xml(&name, source)? {
            broken |= body(&xml, Some(stem), kind, &numbering, out)?;
        }
    }
    all_drawn(&package, "word", source, out)?;
    let mut chunks = package.relations(&main, source)?;
    chunks.retain(|relation| {
        let lower = relation.target.to_lowercase();
        relation.kind() == "aFChunk" && !lower.starts_with("word/afchunk")
    });
    let chunks: Vec<String> = chunks.into_iter().map(|relation| relation.target).collect();
    package.named(&chunks, source, out)?;
    let inside = ["word/media/", "word/embeddings/", "word/afchunk"];
    package.embedded(&inside, source, out)?;
    if broken {
        return Err(partial(Reason::Truncated, "its text breaks off"));
    }
    Ok(())
}

/// Sends the texts of all diagrams and charts below a folder of a package.
pub(super) fn all_drawn(
    package: &Package,
    folder: &str,
    source: &mut Source<'_>,
    out: &mut Out<'_>,
) -> Ending {
    for kind in ["diagrams/data", "charts/chart"] {
        for member in package.names(&format!("{folder}/{kind}"), ".xml") {
            let xml = package.xml(&member, source)?.unwrap_or_default();
            let stem = member.rsplit('/').next().unwrap_or_default();
            drawn(&xml, stem.strip_suffix(".xml").unwrap_or(stem), out)?;
        }
    }
    Ok(())
}

/// Sends the texts of a diagram or a chart, a paragraph each.
fn drawn(xml: &str, name: &str, out: &mut Out<'_>) -> Ending {
    let mut written = Written::default();
    let mut all = texts(xml, "p");
    all.extend(texts(xml, "v"));
    all.retain(|text| !text.trim().is_empty());
    for (number, text) in (1..).zip(&all) {
        if number > 1 {
            written.push("\n");
        }
        let place = Place::Paragraphs {
            part: Some(name.into()),
            first: number,
            last: number,
        };
        written.push_at(text.trim(), place);
    }
    out.part(
        PartKind::Body,
        Some(name.to_owned()),
        LineBreaks::End,
        written,
    )
}

/// Sends the text of one part; returns whether it breaks off.
fn body(
    xml: &str,
    name: Option<&str>,
    kind: PartKind,
    numbering: &Numbering,
    out: &mut Out<'_>,
) -> Result<bool, daylight_model::Outcome> {
    let mut nodes = Nodes::new(xml);
    let mut reader = Reader::new(name, numbering);
    for node in nodes.by_ref() {
        match node {
            Node::Start(tag) => reader.start(&tag),
            Node::End(name) => reader.end(&name),
            Node::Text(text) => reader.text(&text),
        }
    }
    reader.end_paragraph_if_open();
    let Reader {
        mut written,
        changes,
        ..
    } = reader;
    written.trim_end();
    out.part(kind, name.map(str::to_owned), LineBreaks::End, written)?;
    let label = match name {
        Some(name) => format!("changes in {name}"),
        None => "changes".to_owned(),
    };
    out.part(PartKind::Comments, Some(label), LineBreaks::End, changes)?;
    Ok(nodes.is_broken())
}

#[derive(Default)]
struct Table {
    number: u32,
    row: u32,
    column: u32,
    span: u32,
    cell_paragraphs: u32,
}

struct Reader {
    part: Option<Arc<str>>,
    written: Written,
    changes: Written,
    paragraphs: u32,
    tables: u32,
    table: Option<Table>,
    /// Tables inside cells of the table.
    nested: u32,
    /// Paragraphs inside each other, through text boxes.
    open: u32,
    begun: bool,
    in_text: bool,
    /// Elements whose content is a second copy or no text: how deep inside.
    unseen: u32,
    /// The change that is open: what kind, by whom, when.
    change: Option<(bool, String)>,
    /// Whether a note is only the line above the notes.
    separator: bool,
    /// The document's lists, and what the paragraph whose properties are open says of its number.
    numbering: Numbering,
    stated: Option<Stated>,
}

impl Reader {
    fn new(part: Option<&str>, numbering: &Numbering) -> Self {
        Self {
            part: part.map(Arc::from),
            written: Written::default(),
            changes: Written::default(),
            paragraphs: 0,
            tables: 0,
            table: None,
            nested: 0,
            open: 0,
            begun: false,
            in_text: false,
            unseen: 0,
            change: None,
            separator: false,
            numbering: numbering.clone(),
            stated: None,
        }
    }

    fn place(&self) -> Place {
        match &self.table {
            Some(table) => Place::TableCell {
                part: self.part.clone(),
                table: table.number,
                cell: CellRef {
                    row: table.row.max(1),
                    column: table.column.max(1),
                },
            },
            None => Place::Paragraphs {
                part: self.part.clone(),
                first: self.paragraphs.max(1),
                last: self.paragraphs.max(1),
            },
        }
    }

    fn start(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        if self.unseen > 0 {
            self.unseen += u32::from(UNSEEN.contains(&name));
            return;
        }
        match name {
            _ if UNSEEN.contains(&name) => self.unseen += 1,
            "p" => self.start_paragraph(),
            "tbl" => self.start_table(),
            "tr" if self.nested == 0 => {
                if let Some(table) = &mut self.table {
                    table.row += 1;
                    (table.column, table.span) = (0, 1);
                    if table.row > 1 {
                        self.written.push("\n");
                    }
                }
            }
            "gridBefore" if self.nested == 0 => {
                if let (Some(table), Some(skipped)) = (&mut self.table, number(tag)) {
                    table.column += skipped;
                    self.written.push(&"\t".repeat(skipped as usize));
                }
            }
            "tc" if self.nested == 0 => self.start_cell(),
            "gridSpan" if self.nested == 0 => {
                if let (Some(table), Some(span)) = (&mut self.table, number(tag)) {
                    table.span = span;
                }
            }
            "pPr" if self.open > 0 => self.stated = Some(Stated::default()),
            "pStyle" | "numId" | "ilvl" => {
                if let Some(stated) = &mut self.stated {
                    stated.take(tag);
                }
            }
            "t" | "delText" => self.in_text = true,
            "tab" if self.stated.is_none() && self.open > 0 => {
                self.write(if self.table.is_some() { " " } else { "\t" })
            }
            "br" | "cr" if self.open > 0 => self.write("\n"),
            "noBreakHyphen" => self.write("-"),
            "ins" | "moveTo" => self.change = Some((true, who(tag))),
            "del" | "moveFrom" => self.change = Some((false, who(tag))),
            "footnote" | "endnote" => {
                let kind = tag.get("type").unwrap_or_default();
                self.separator = kind.contains("eparator") || kind == "continuationNotice";
            }
            "comment" => {
                if let Some(author) = tag.get("author").filter(|author| !author.is_empty()) {
                    let next_line = if self.written.is_empty() { "" } else { "\n" };
                    self.written.push(&format!("{next_line}{author}: "));
                    self.begun = true;
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.unseen > 0 {
            self.unseen -= u32::from(UNSEEN.contains(&name));
            return;
        }
        match name {
            "p" => self.open = self.open.saturating_sub(1),
            "tbl" => match self.nested {
                0 => self.table = None,
                _ => self.nested -= 1,
            },
            "pPr" => {
                let label = self
                    .stated
                    .take()
                    .and_then(|stated| self.numbering.label(&stated));
                if let Some(label) = label.filter(|_| !self.separator) {
                    self.written.push(&label);
                }
            }
            "t" | "delText" => self.in_text = false,
            "ins" | "moveTo" | "del" | "moveFrom" => self.change = None,
            "footnote" | "endnote" => self.separator = false,
            _ => {}
        }
    }

    fn start_paragraph(&mut self) {
        if self.separator {
            return;
        }
        self.open += 1;
        if self.open > 1 {
            // A text box inside a paragraph: its text belongs to that paragraph.
            self.write("\n");
            return;
        }
        let begun = std::mem::take(&mut self.begun);
        match &mut self.table {
            Some(table) => {
                table.cell_paragraphs += 1;
                if table.cell_paragraphs > 1 {
                    self.write("\n");
                }
            }
            None => {
                self.paragraphs += 1;
                if self.paragraphs > 1 && !begun || self.paragraphs == 1 && self.tables > 0 {
                    self.written.push("\n");
                }
            }
        }
    }

    fn end_paragraph_if_open(&mut self) {
        self.open = 0;
    }

    fn start_table(&mut self) {
        if self.table.is_some() {
            self.nested += 1;
            return;
        }
        self.tables += 1;
        if !self.written.is_empty() {
            self.written.push("\n");
        }
        self.table = Some(Table {
            number: self.tables,
            ..Table::default()
        });
    }

    fn start_cell(&mut self) {
        let Some(table) = &mut self.table else {
            return;
        };
        let first = table.column == 0;
        let step = if first { 1 } else { table.span };
        table.column += step;
        (table.span, table.cell_paragraphs) = (1, 0);
        let tabs = if first { 0 } else { step as usize };
        self.written.push(&"\t".repeat(tabs));
    }

    fn text(&mut self, text: &str) {
        if self.in_text && self.unseen == 0 && !self.separator {
            self.write(text);
        }
    }

    fn write(&mut self, text: &str) {
        let place = self.place();
        let deleted = match &self.change {
            Some((inserted, who)) if self.in_text => {
                if !self.changes.is_empty() {
                    self.changes.push("\n");
                }
                let verb = if *inserted { "inserted" } else { "deleted" };
                self.changes.push(&format!("{verb}{who}: "));
                self.changes.push_at(text, place.clone());
                !inserted
            }
            Some((inserted, _)) => !inserted,
            None => false,
        };
        if !deleted {
            self.written.push_at(text, place);
        }
    }
}

/// Elements that hold a second copy of something, or no text of the document.
const UNSEEN: &[&str] = &[
    "Fallback",
    "instrText",
    "delInstrText",
    "pPrChange",
    "rPrChange",
    "binData",
    // How Han is read aloud stands above it, and would stand between its characters here.
    "rt",
];

fn number(tag: &Tag) -> Option<u32> {
    let number: u32 = tag.get("val")?.parse().ok()?;
    (1..=1000).contains(&number).then_some(number)
}

fn who(tag: &Tag) -> String {
    let mut who = String::new();
    if let Some(author) = tag.get("author") {
        who.push_str(&format!(" by {author}"));
    }
    if let Some(date) = tag.get("date") {
        who.push_str(&format!(", {date}"));
    }
    who
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use daylight_model::{PartKind, Reason, State};
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use crate::check::{check_parts, read_named};

    fn docx(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(content.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn document(body: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>"
        )
    }

    fn paragraph(text: &str) -> String {
        format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
    }

    #[test]
    fn paragraphs_and_cells_stand_at_their_numbers() {
        let cell = |text: &str| format!("<w:tc>{}</w:tc>", paragraph(text));
        let table = format!(
            "<w:tbl><w:tr>{}{}</w:tr><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>{}</w:tc>{}</w:tr></w:tbl>",
            cell("项目"),
            cell("金额"),
            paragraph("合计"),
            cell("5万元")
        );
        let body = [
            paragraph("标题 &amp; 说明"),
            "<w:p/>".to_owned(),
            table,
            paragraph("结束"),
        ]
        .concat();
        let found = read_named("a.docx", &docx(&[("word/document.xml", &document(&body))]));
        check_parts(
            &found,
            &[(
                "标题 & 说明\n\n项目\t金额\n合计\t\t5万元\n结束",
                &[
                    ("paragraph=1", "标题 & 说明"),
                    ("paragraph=3", "结束"),
                    ("table=1&cell=1,2", "金额"),
                    ("table=1&cell=2,1", "合计"),
                    ("table=1&cell=2,3", "5万元"),
                ],
            )],
        );
        assert_eq!(found.ended(), (State::Read, None));
    }

    #[test]
    fn headers_notes_and_comments_are_parts_of_their_own() {
        let comments = "<w:comments><w:comment w:author=\"李强\"><w:p><w:r><w:t>不对</w:t></w:r></w:p></w:comment><w:comment w:author=\"王芳\"><w:p><w:r><w:t>同意</w:t></w:r></w:p></w:comment></w:comments>";
        let notes = format!(
            "<w:footnotes><w:footnote w:type=\"separator\">{}</w:footnote><w:footnote>{}</w:footnote></w:footnotes>",
            paragraph("line"),
            paragraph("见附件")
        );
        let found = read_named(
            "a.docx",
            &docx(&[
                ("word/document.xml", &document(&paragraph("正文"))),
                (
                    "word/header1.xml",
                    &format!("<w:hdr>{}</w:hdr>", paragraph("机密")),
                ),
                ("word/comments.xml", comments),
                ("word/footnotes.xml", &notes),
                ("word/media/image1.png", "png"),
            ]),
        );
        check_parts(
            &found,
            &[
                ("正文", &[("paragraph=1", "正文")]),
                ("机密", &[("part=header1&paragraph=1", "机密")]),
                ("见附件", &[("part=footnotes&paragraph=1", "见附件")]),
                (
                    "李强: 不对\n王芳: 同意",
                    &[("part=comments&paragraph=2", "同意")],
                ),
            ],
        );
        assert_eq!(found.parts[3].kind(), PartKind::Comments);
        assert_eq!(found.names(), ["word/media/image1.png"]);
    }

    #[test]
    fn numbers_that_word_draws_stand_before_their_paragraphs_and_in_no_quote() {
        let numbered = |text: &str| {
            format!(
                "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"3\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
            )
        };
        let lists = "<w:numbering><w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"chineseCountingThousand\"/><w:lvlText w:val=\"第%1条\"/></w:lvl></w:abstractNum><w:num w:numId=\"3\"><w:abstractNumId w:val=\"1\"/></w:num></w:numbering>";
        let body = [numbered("甲方"), paragraph("说明"), numbered("乙方")].concat();
        let found = read_named(
            "a.docx",
            &docx(&[
                ("word/document.xml", &document(&body)),
                ("word/numbering.xml", lists),
            ]),
        );
        check_parts(
            &found,
            &[(
                "第一条 甲方\n说明\n第二条 乙方",
                &[("paragraph=1", "甲方"), ("paragraph=3", "乙方")],
            )],
        );
    }

    #[test]
    fn tracked_changes_are_told_and_the_text_is_what_stands() {
        let body = "<w:p><w:r><w:t>金额</w:t></w:r><w:del w:author=\"张伟\" w:date=\"2021-03-04\"><w:r><w:delText>三万</w:delText></w:r></w:del><w:ins w:author=\"张伟\"><w:r><w:t>五万</w:t></w:r></w:ins></w:p>";
        let found = read_named("a.docx", &docx(&[("word/document.xml", &document(body))]));
        check_parts(
            &found,
            &[
                ("金额五万", &[("paragraph=1", "金额五万")]),
                (
                    "deleted by 张伟, 2021-03-04: 三万\ninserted by 张伟: 五万",
                    &[],
                ),
            ],
        );
    }

    #[test]
    fn readings_above_han_do_not_stand_between_its_characters_and_diagrams_are_read() {
        let body = "<w:p><w:r><w:ruby><w:rt><w:r><w:t>とう</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>東</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:t>京</w:t></w:r></w:p>";
        let found = read_named(
            "a.docx",
            &docx(&[
                ("word/document.xml", &document(body)),
                (
                    "word/diagrams/data1.xml",
                    "<d><a:p><a:t>步骤</a:t></a:p></d>",
                ),
            ]),
        );
        check_parts(
            &found,
            &[
                ("東京", &[("paragraph=1", "東京")]),
                ("步骤", &[("part=data1&paragraph=1", "步骤")]),
            ],
        );
    }

    #[test]
    fn xml_without_end_or_bottom_costs_no_stack_and_entities_do_not_grow() {
        let deep = format!("{}x", "<w:p><w:r><w:t>".repeat(100_000));
        let found = read_named("a.docx", &docx(&[("word/document.xml", &document(&deep))]));
        assert_eq!(found.text().trim(), "x");
        let bomb = "<!DOCTYPE a [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;\">]><w:p><w:r><w:t>a&b;b</w:t></w:r></w:p>";
        let found = read_named("a.docx", &docx(&[("word/document.xml", bomb)]));
        assert_eq!(found.text(), "ab");
    }

    #[test]
    fn xml_that_breaks_off_keeps_what_was_there() {
        let found = read_named(
            "a.docx",
            &docx(&[(
                "word/document.xml",
                "<w:document><w:body><w:p><w:r><w:t>前文</w:t></w:r></w:p><w:p><w:r><w:t>后",
            )]),
        );
        assert_eq!(found.text(), "前文\n后");
        assert_eq!(found.ended(), (State::Partial, Some(Reason::Truncated)));
    }
}
