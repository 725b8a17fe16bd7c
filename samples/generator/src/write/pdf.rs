//! PDF files: with an embedded font, with a font that is only named (as old Chinese files have it), and
//! scans.
//!
//! Always: lines are returned page by page in the order in which they are written; boxes are in points
//! of the crop box, origin top left; `item` is the index in [`Paper::blocks`].

use std::collections::BTreeMap;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use jiff::civil::DateTime;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, TextRenderingMode, UnicodeCmap};
use pdf_writer::{Content, Date, Filter, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr};
use std::io::Write as _;
use subsetter::GlyphRemapper;

use super::area::Placed;
use super::canvas::ASCENT;
use super::encode::{Encoding, encode};
use super::paper::{PAGE, Page, Paper, set};
use super::picture::draw_page;
use super::pixels::{Format, Quality, finish};
use super::{Fonts, WriteError};

/// How the text of a PDF stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Font cut down and embedded, with a table back to Unicode.
    Embedded,
    /// Font embedded without that table: the glyphs show, their meaning is lost, only OCR can read it.
    NoUnicode,
    /// Font not embedded, text in UTF-16 by the predefined table `UniGB-UCS2-H` (simplified Chinese).
    UniGb,
    /// Font not embedded, text in GBK by `GBKp-EUC-H` (simplified Chinese).
    Gbk,
    /// Font not embedded, text in Big5 by `ETen-B5-H` (traditional Chinese).
    Big5,
}

/// A finished PDF.
#[derive(Debug, Clone, PartialEq)]
pub struct PdfFile {
    /// The file.
    pub bytes: Vec<u8>,
    /// Number of pages.
    pub pages: usize,
    /// Its lines.
    pub lines: Vec<Placed>,
}

const CATALOG: Ref = Ref::new(1);
const TREE: Ref = Ref::new(2);
const INFO: Ref = Ref::new(3);
const FONT: Ref = Ref::new(4);
const CID_FONT: Ref = Ref::new(5);
const DESCRIPTOR: Ref = Ref::new(6);
const FONT_FILE: Ref = Ref::new(7);
const TO_UNICODE: Ref = Ref::new(8);
const FIRST_PAGE: i32 = 10;

/// Writes a document as a PDF with text.
///
/// # Errors
/// [`WriteError::NoGlyph`], [`WriteError::FontSubset`]; [`WriteError::Unencodable`] where the kind's
/// encoding lacks a character.
pub fn text(fonts: &Fonts, paper: &Paper, kind: Kind) -> Result<PdfFile, WriteError> {
    let embedded = matches!(kind, Kind::Embedded | Kind::NoUnicode);
    let advance = |ch: char| match () {
        () if embedded => fonts.text.advance(ch),
        // Widths that the named fonts are declared to have.
        () if ch.is_ascii() => 0.5,
        () => 1.0,
    };
    let pages = set(paper, &advance);
    let mut glyphs = Glyphs::default();
    let mut pdf = Pdf::new();
    begin(&mut pdf, paper, pages.len());
    let mut lines = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        lines.extend(page.runs.iter().map(|run| run.placed(index + 1, &advance)));
        let content = content(page, |text| match kind {
            Kind::Embedded | Kind::NoUnicode => glyphs.encode(fonts, text),
            Kind::UniGb => encode(text, Encoding::Utf16Be { bom: false }),
            Kind::Gbk => encode(text, Encoding::Gbk),
            Kind::Big5 => encode(text, Encoding::Big5),
        })?;
        let (page_ref, content_ref) = page_refs(index);
        pdf.stream(content_ref, &packed(&content)?)
            .filter(Filter::FlateDecode);
        let mut written = pdf.page(page_ref);
        written
            .parent(TREE)
            .media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1))
            .contents(content_ref);
        written.resources().fonts().pair(Name(b"F1"), FONT);
        written.finish();
    }
    match kind {
        Kind::Embedded => embedded_font(&mut pdf, fonts, &glyphs, true)?,
        Kind::NoUnicode => embedded_font(&mut pdf, fonts, &glyphs, false)?,
        Kind::UniGb => named_font(
            &mut pdf,
            b"STSong-Light",
            b"UniGB-UCS2-H",
            b"GB1",
            2,
            &[(1, 95), (814, 939)],
        ),
        Kind::Gbk => named_font(
            &mut pdf,
            b"STSong-Light",
            b"GBKp-EUC-H",
            b"GB1",
            2,
            &[(1, 95), (814, 939)],
        ),
        Kind::Big5 => named_font(
            &mut pdf,
            b"MSung-Light",
            b"ETen-B5-H",
            b"CNS1",
            0,
            &[(1, 98), (13648, 13742)],
        ),
    }
    Ok(PdfFile {
        bytes: pdf.finish(),
        pages: pages.len(),
        lines,
    })
}

/// Writes a document as a scan: a JPEG on each page and no text.
///
/// # Errors
/// [`WriteError::NoGlyph`], [`WriteError::Jpeg`].
pub fn scan(
    fonts: &Fonts,
    paper: &Paper,
    dots_per_inch: u32,
    quality: &Quality,
) -> Result<PdfFile, WriteError> {
    let pages = set(paper, &|ch| fonts.text.advance(ch));
    let mut pdf = Pdf::new();
    begin(&mut pdf, paper, pages.len());
    let mut lines = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        let level = match quality.format {
            Format::Jpeg(level) => level,
            Format::Png => 75,
        };
        let picture = finish(
            draw_page(fonts, page, dots_per_inch)?,
            &Quality {
                format: Format::Jpeg(level),
                ..*quality
            },
        )?;
        let (across, down) = (
            PAGE.0 / picture.width as f32,
            PAGE.1 / picture.height as f32,
        );
        lines.extend(
            picture
                .lines
                .into_iter()
                .map(|line| scaled(line, index + 1, across, down)),
        );
        let (page_ref, content_ref) = page_refs(index);
        let image_ref = Ref::new(content_ref.get() + 1);
        let size = |pixels: u32| i32::try_from(pixels).unwrap_or(i32::MAX);
        let mut image = pdf.image_xobject(image_ref, &picture.bytes);
        image.filter(Filter::DctDecode);
        image
            .width(size(picture.width))
            .height(size(picture.height))
            .bits_per_component(8);
        if quality.grey {
            image.color_space().device_gray();
        } else {
            image.color_space().device_rgb();
        }
        image.finish();
        let mut content = Content::new();
        content
            .save_state()
            .transform([PAGE.0, 0.0, 0.0, PAGE.1, 0.0, 0.0])
            .x_object(Name(b"Im1"))
            .restore_state();
        pdf.stream(content_ref, content.finish().as_slice());
        let mut written = pdf.page(page_ref);
        written
            .parent(TREE)
            .media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1))
            .contents(content_ref);
        written
            .resources()
            .x_objects()
            .pair(Name(b"Im1"), image_ref);
        written.finish();
    }
    Ok(PdfFile {
        bytes: pdf.finish(),
        pages: pages.len(),
        lines,
    })
}

fn scaled(line: Placed, page: usize, across: f32, down: f32) -> Placed {
    let mut line = line;
    line.page = page;
    line.area.x *= across;
    line.area.width *= across;
    line.area.y *= down;
    line.area.height *= down;
    line.edges.iter_mut().for_each(|edge| *edge *= across);
    line
}

fn page_refs(index: usize) -> (Ref, Ref) {
    let first = FIRST_PAGE + i32::try_from(index).unwrap_or(i32::MAX / 4) * 3;
    (Ref::new(first), Ref::new(first + 1))
}

fn begin(pdf: &mut Pdf, paper: &Paper, pages: usize) {
    pdf.catalog(CATALOG).pages(TREE);
    let count = i32::try_from(pages).unwrap_or(i32::MAX);
    pdf.pages(TREE)
        .kids((0..pages).map(|index| page_refs(index).0))
        .count(count);
    let mut info = pdf.document_info(INFO);
    info.title(TextStr(&paper.title))
        .author(TextStr(&paper.author))
        .creation_date(date(paper.created));
    info.finish();
}

/// Returns a date in China's time zone.
fn date(at: DateTime) -> Date {
    let part = |value: i8| value.unsigned_abs();
    Date::new(at.year().unsigned_abs())
        .month(part(at.month()))
        .day(part(at.day()))
        .hour(part(at.hour()))
        .minute(part(at.minute()))
        .second(part(at.second()))
        .utc_offset_hour(8)
        .utc_offset_minute(0)
}

fn packed(bytes: &[u8]) -> Result<Vec<u8>, WriteError> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn content(
    page: &Page,
    mut encode: impl FnMut(&str) -> Result<Vec<u8>, WriteError>,
) -> Result<Vec<u8>, WriteError> {
    let mut content = Content::new();
    content.set_fill_gray(0.9);
    for area in &page.grounds {
        content
            .rect(
                area.x,
                PAGE.1 - area.y - area.height,
                area.width,
                area.height,
            )
            .fill_nonzero();
    }
    content.set_fill_gray(0.33);
    for area in &page.rules {
        content
            .rect(
                area.x,
                PAGE.1 - area.y - area.height,
                area.width,
                area.height,
            )
            .fill_nonzero();
    }
    content.set_fill_gray(0.05);
    content.set_stroke_gray(0.05);
    for run in &page.runs {
        content.begin_text().set_font(Name(b"F1"), run.em);
        // Bold is drawn as office programs do where the font has no bold face: filled and outlined.
        if run.bold {
            content
                .set_text_rendering_mode(TextRenderingMode::FillStroke)
                .set_line_width(run.em * 0.025);
        } else {
            content.set_text_rendering_mode(TextRenderingMode::Fill);
        }
        content
            .next_line(run.x, PAGE.1 - run.top - ASCENT * run.em)
            .show(Str(&encode(&run.text)?))
            .end_text();
    }
    Ok(content.finish().to_vec())
}

/// The glyphs that a document uses, numbered anew.
#[derive(Default)]
struct Glyphs {
    remapper: GlyphRemapper,
    /// New number to character and width in thousandths of an em.
    used: BTreeMap<u16, (char, f32)>,
}

impl Glyphs {
    fn encode(&mut self, fonts: &Fonts, text: &str) -> Result<Vec<u8>, WriteError> {
        let mut bytes = Vec::with_capacity(text.len());
        for ch in text.chars() {
            let glyph = fonts.text.glyph(ch, text)?;
            let number = self.remapper.remap(glyph.0);
            self.used
                .entry(number)
                .or_insert((ch, fonts.text.advance(ch) * 1000.0));
            bytes.extend(number.to_be_bytes());
        }
        Ok(bytes)
    }
}

const IDENTITY: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

fn embedded_font(
    pdf: &mut Pdf,
    fonts: &Fonts,
    glyphs: &Glyphs,
    to_unicode: bool,
) -> Result<(), WriteError> {
    let name = Name(b"DAYLIT+WenQuanYiMicroHei");
    let mut font = pdf.type0_font(FONT);
    font.base_font(name)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(CID_FONT);
    if to_unicode {
        font.to_unicode(TO_UNICODE);
    }
    font.finish();
    let mut cid = pdf.cid_font(CID_FONT);
    cid.subtype(CidFontType::Type2)
        .base_font(name)
        .system_info(IDENTITY)
        .font_descriptor(DESCRIPTOR)
        .default_width(1000.0);
    cid.cid_to_gid_map_predefined(Name(b"Identity"));
    let mut widths = cid.widths();
    for (number, (_, width)) in &glyphs.used {
        widths.consecutive(*number, [*width]);
    }
    widths.finish();
    cid.finish();
    descriptor(pdf, name, Some(FONT_FILE));
    let subset =
        subsetter::subset(&fonts.data, 0, &glyphs.remapper).map_err(WriteError::FontSubset)?;
    pdf.stream(FONT_FILE, &packed(&subset)?)
        .filter(Filter::FlateDecode);
    if to_unicode {
        let mut map = UnicodeCmap::new(Name(b"Custom"), IDENTITY);
        for (number, (ch, _)) in &glyphs.used {
            map.pair(*number, *ch);
        }
        pdf.cmap(TO_UNICODE, map.finish().as_slice());
    }
    Ok(())
}

fn named_font(
    pdf: &mut Pdf,
    base: &[u8],
    table: &[u8],
    ordering: &[u8],
    supplement: i32,
    half: &[(u16, u16)],
) {
    let name = Name(base);
    pdf.type0_font(FONT)
        .base_font(name)
        .encoding_predefined(Name(table))
        .descendant_font(CID_FONT);
    let mut cid = pdf.cid_font(CID_FONT);
    let info = SystemInfo {
        registry: Str(b"Adobe"),
        ordering: Str(ordering),
        supplement,
    };
    cid.subtype(CidFontType::Type0)
        .base_font(name)
        .system_info(info)
        .font_descriptor(DESCRIPTOR)
        .default_width(1000.0);
    let mut widths = cid.widths();
    for (first, last) in half {
        widths.same(*first, *last, 500.0);
    }
    widths.finish();
    cid.finish();
    descriptor(pdf, name, None);
}

fn descriptor(pdf: &mut Pdf, name: Name<'_>, file: Option<Ref>) {
    let mut descriptor = pdf.font_descriptor(DESCRIPTOR);
    descriptor
        .name(name)
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(-25.0, -254.0, 1000.0, 880.0));
    descriptor
        .italic_angle(0.0)
        .ascent(880.0)
        .descent(-120.0)
        .cap_height(700.0)
        .stem_v(80.0);
    if let Some(file) = file {
        descriptor.font_file2(file);
    }
}

#[cfg(test)]
mod tests {
    use crate::write::Fonts;
    use crate::write::gallery::pdfs;

    #[test]
    fn another_reader_opens_every_page_and_lines_lie_on_them() {
        for (name, file) in pdfs(&Fonts::load().unwrap()).unwrap() {
            let read = hayro_syntax::Pdf::new(file.bytes).unwrap();
            assert_eq!(read.pages().len(), file.pages, "{name}");
            for page in read.pages().iter() {
                assert_eq!(page.render_dimensions(), (595.0, 842.0), "{name}");
                let mut operations = page.typed_operations();
                assert!((0..3).all(|_| operations.next().is_some()), "{name}");
            }
            for line in &file.lines {
                assert!((1..=file.pages).contains(&line.page));
                let area = line.area;
                assert!(area.x >= 0.0 && area.y >= 0.0, "{name}: {line:?}");
                assert!(
                    area.x + area.width <= 595.0 && area.y + area.height <= 842.0,
                    "{name}: {line:?}"
                );
            }
            // All that was given is there, in order.
            let body: String = file
                .lines
                .iter()
                .filter(|line| line.page == 1)
                .map(|line| line.text.as_str())
                .collect();
            assert!(body.contains("1 概述") || name == "big5", "{name}");
        }
    }
}
