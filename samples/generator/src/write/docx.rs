//! Word files (OOXML): title, headings, paragraphs, tables, head, foot, comments.
//!
//! Always: paragraphs are counted over all paragraphs that stand directly in the body, title, headings,
//! captions and empty ones included, those in table cells not; `item` is the index in [`Paper::blocks`].

use jiff::civil::DateTime;

use super::WriteError;
use super::archive::{Member, Names, zip};
use super::area::{Located, Role};
use super::paper::{Block, Paper, Table};
use super::table::escape;

/// A Word file and its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocxFile {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its texts: the body in order, then head, foot, comments.
    pub texts: Vec<Located>,
}

/// A remark in the margin of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Index of the paragraph's block; other kinds of blocks carry no comment.
    pub block: usize,
    /// Who remarks.
    pub author: String,
    /// The remark.
    pub text: String,
}

/// Writes a document as a Word file.
///
/// # Errors
/// [`WriteError::TooLong`], [`WriteError::Pack`].
pub fn docx(paper: &Paper, comments: &[Comment]) -> Result<DocxFile, WriteError> {
    let mut body = Body {
        comments,
        ..Body::default()
    };
    if !paper.title.is_empty() {
        body.paragraph(0, Role::Title, "Title", &paper.title);
    }
    for (item, block) in paper.blocks.iter().enumerate() {
        match block {
            Block::Heading(text) => body.paragraph(item, Role::Heading, "Heading1", text),
            Block::Paragraph(text) => body.paragraph(item, Role::Paragraph, "Normal", text),
            Block::Table(table) => body.table(item, table),
            Block::PageBreak => body.page_break(),
        }
    }
    let mut parts = vec![
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", ROOT_RELATIONS.to_owned()),
        (
            "docProps/core.xml",
            core_properties(&paper.title, &paper.author, paper.created),
        ),
        (
            "word/_rels/document.xml.rels",
            DOCUMENT_RELATIONS.to_owned(),
        ),
        ("word/styles.xml", STYLES.to_owned()),
    ];
    let mut texts = body.texts;
    for (name, tag, words, role) in [
        ("header1", "hdr", &paper.header, Role::Header),
        ("footer1", "ftr", &paper.footer, Role::Footer),
    ] {
        let words = words.as_deref().unwrap_or_default();
        parts.push((
            if role == Role::Header { "word/header1.xml" } else { "word/footer1.xml" },
            format!("{XML}<w:{tag} {NAMESPACES}><w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p></w:{tag}>", escape(words)),
        ));
        if !words.is_empty() {
            let locator = format!("part={name}&paragraph=1");
            texts.push(Located {
                item: 0,
                role,
                text: words.to_owned(),
                raw: None,
                locator,
            });
        }
    }
    parts.push((
        "word/comments.xml",
        comment_part(comments, paper.created, &mut texts),
    ));
    parts.push(("word/document.xml", document(&body.xml)));
    let members: Vec<Member> = parts
        .into_iter()
        .map(|(name, xml)| Member::new(name, xml.into_bytes(), EPOCH))
        .collect();
    Ok(DocxFile {
        bytes: zip(&members, Names::Utf8)?,
        texts,
    })
}

/// Office programs write this time for every part.
pub(crate) const EPOCH: DateTime = DateTime::constant(1980, 1, 1, 0, 0, 0, 0);
pub(crate) const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const NAMESPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

#[derive(Default)]
struct Body<'a> {
    xml: String,
    texts: Vec<Located>,
    paragraphs: usize,
    tables: usize,
    comments: &'a [Comment],
}

impl Body<'_> {
    fn paragraph(&mut self, item: usize, role: Role, style: &str, text: &str) {
        self.paragraphs += 1;
        let marks: Vec<usize> = if matches!(role, Role::Paragraph) {
            self.comments
                .iter()
                .enumerate()
                .filter(|(_, comment)| comment.block == item)
                .map(|(id, _)| id)
                .collect()
        } else {
            Vec::new()
        };
        self.xml.push_str(&format!(
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>"
        ));
        for id in &marks {
            self.xml
                .push_str(&format!("<w:commentRangeStart w:id=\"{id}\"/>"));
        }
        if !text.is_empty() {
            self.xml.push_str(&run(text));
        }
        for id in &marks {
            self.xml.push_str(&format!(
                "<w:commentRangeEnd w:id=\"{id}\"/><w:r><w:commentReference w:id=\"{id}\"/></w:r>"
            ));
        }
        self.xml.push_str("</w:p>");
        let locator = format!("paragraph={}", self.paragraphs);
        self.texts.push(Located {
            item,
            role,
            text: text.to_owned(),
            raw: None,
            locator,
        });
    }

    fn page_break(&mut self) {
        self.paragraphs += 1;
        self.xml
            .push_str("<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>");
    }

    fn table(&mut self, item: usize, table: &Table) {
        if let Some(caption) = &table.caption {
            self.paragraph(item, Role::Caption, "Caption", caption);
        }
        self.tables += 1;
        let columns = table.rows.iter().map(Vec::len).max().unwrap_or(0);
        self.xml.push_str("<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"0\" w:type=\"auto\"/></w:tblPr><w:tblGrid>");
        let weight = |column: usize| table.widths.get(column).copied().unwrap_or(1);
        let sum = (0..columns).map(weight).sum::<u32>().max(1);
        for column in 0..columns {
            self.xml.push_str(&format!(
                "<w:gridCol w:w=\"{}\"/>",
                9000 * weight(column) / sum
            ));
        }
        self.xml.push_str("</w:tblGrid>");
        for (row, cells) in table.rows.iter().enumerate() {
            self.xml.push_str("<w:tr>");
            for (column, cell) in cells.iter().enumerate() {
                let inner = if cell.is_empty() {
                    String::new()
                } else {
                    run(cell)
                };
                self.xml.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"0\" w:type=\"auto\"/></w:tcPr><w:p>{inner}</w:p></w:tc>"));
                let locator = format!("table={}&cell={},{}", self.tables, row + 1, column + 1);
                let role = Role::Cell {
                    row: row + 1,
                    column: column + 1,
                };
                self.texts.push(Located {
                    item,
                    role,
                    text: cell.clone(),
                    raw: None,
                    locator,
                });
            }
            self.xml.push_str("</w:tr>");
        }
        self.xml.push_str("</w:tbl>");
    }
}

/// Returns runs of text; line feeds become breaks.
fn run(text: &str) -> String {
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| format!("<w:t xml:space=\"preserve\">{}</w:t>", escape(line)))
        .collect();
    format!("<w:r>{}</w:r>", lines.join("<w:br/>"))
}

fn comment_part(comments: &[Comment], created: DateTime, texts: &mut Vec<Located>) -> String {
    let mut xml = format!("{XML}<w:comments {NAMESPACES}>");
    for (id, comment) in comments.iter().enumerate() {
        let author = escape(&comment.author);
        xml.push_str(&format!("<w:comment w:id=\"{id}\" w:author=\"{author}\" w:date=\"{}Z\"><w:p>{}</w:p></w:comment>", stamp(created), run(&comment.text)));
        let locator = format!("part=comments&paragraph={}", id + 1);
        texts.push(Located {
            item: comment.block,
            role: Role::Detail,
            text: comment.text.clone(),
            raw: None,
            locator,
        });
    }
    xml + "</w:comments>"
}

/// Returns `2022-03-04T15:06:08`.
fn stamp(at: DateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

fn document(body: &str) -> String {
    format!(
        "{XML}<w:document {NAMESPACES}><w:body>{body}<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId2\"/>\
         <w:footerReference w:type=\"default\" r:id=\"rId3\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"1440\" w:right=\"1440\" w:bottom=\"1440\" w:left=\"1440\" w:header=\"720\" w:footer=\"720\" w:gutter=\"0\"/>\
         </w:sectPr></w:body></w:document>"
    )
}

/// Returns `docProps/core.xml` for a Word or Excel file.
pub(crate) fn core_properties(title: &str, author: &str, created: DateTime) -> String {
    let (title, author, at) = (escape(title), escape(author), stamp(created));
    format!(
        "{XML}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{title}</dc:title><dc:creator>{author}</dc:creator>\
         <cp:lastModifiedBy>{author}</cp:lastModifiedBy><dcterms:created xsi:type=\"dcterms:W3CDTF\">{at}Z</dcterms:created>\
         <dcterms:modified xsi:type=\"dcterms:W3CDTF\">{at}Z</dcterms:modified></cp:coreProperties>"
    )
}

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/word/comments.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#;

const ROOT_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;

const DOCUMENT_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="comments.xml"/></Relationships>"#;

const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="SimSun"/><w:sz w:val="21"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/><w:sz w:val="36"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="28"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/><w:basedOn w:val="Normal"/><w:pPr><w:jc w:val="center"/></w:pPr></w:style><w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="4"/><w:left w:val="single" w:sz="4"/><w:bottom w:val="single" w:sz="4"/><w:right w:val="single" w:sz="4"/><w:insideH w:val="single" w:sz="4"/><w:insideV w:val="single" w:sz="4"/></w:tblBorders></w:tblPr></w:style></w:styles>"#;

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::{Comment, docx};
    use crate::write::gallery::paper;
    use crate::write::table::escape;

    #[test]
    fn locators_count_the_paragraphs_and_cells_of_the_body() {
        let comment = Comment {
            block: 1,
            author: "审核".into(),
            text: "请核对".into(),
        };
        let file = docx(&paper(), &[comment]).unwrap();
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&file.bytes)).unwrap();
        let mut xml = String::new();
        archive
            .by_name("word/document.xml")
            .unwrap()
            .read_to_string(&mut xml)
            .unwrap();
        // Tables out, each leaving its rows behind.
        let (mut outside, mut tables) = (String::new(), Vec::new());
        for (index, piece) in xml.split("<w:tbl>").enumerate() {
            let (table, rest) = if index == 0 {
                ("", piece)
            } else {
                piece.split_once("</w:tbl>").unwrap()
            };
            tables.push(table.to_owned());
            outside.push_str(rest);
        }
        let paragraphs: Vec<&str> = outside.split("<w:p>").collect();
        let mut checked = 0;
        for text in &file.texts {
            let sought = escape(&text.text);
            if let Some(number) = text.locator.strip_prefix("paragraph=") {
                assert!(
                    paragraphs[number.parse::<usize>().unwrap()].contains(&sought),
                    "{text:?}"
                );
            } else if let Some(rest) = text.locator.strip_prefix("table=") {
                let numbers: Vec<usize> = rest
                    .split(['&', '=', ','])
                    .filter_map(|part| part.parse().ok())
                    .collect();
                let row = tables[numbers[0]].split("<w:tr>").nth(numbers[1]).unwrap();
                assert!(
                    row.split("<w:tc>")
                        .nth(numbers[2])
                        .unwrap()
                        .contains(&sought),
                    "{text:?}"
                );
            } else {
                assert!(text.locator.starts_with("part="), "{text:?}");
            }
            checked += 1;
        }
        assert!(checked > 30);
    }
}
