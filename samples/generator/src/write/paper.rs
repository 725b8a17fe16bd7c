//! A document of title, headings, paragraphs and tables, and its setting on A4 pages. PDF files, scans
//! and page pictures share this setting; Word files share the content.
//!
//! Always: units are points, origin top left; every character of every block is set once, in order.

use jiff::civil::DateTime;

use super::area::{Area, Placed, Role};
use super::canvas::ASCENT;
use super::wrap::wrap;

/// A4 in points.
pub(crate) const PAGE: (f32, f32) = (595.0, 842.0);
const LEFT: f32 = 72.0;
const TOP: f32 = 76.0;
const BOTTOM: f32 = 766.0;
const BODY: f32 = 11.0;
const LEADING: f32 = 18.0;

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Caption above it.
    pub caption: Option<String>,
    /// Rows; the first is the header.
    pub rows: Vec<Vec<String>>,
    /// Relative widths of the columns; equal where empty.
    pub widths: Vec<u32>,
}

/// One block of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A paragraph; may be empty.
    Paragraph(String),
    /// A table.
    Table(Table),
    /// The next block begins a page.
    PageBreak,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Title; empty for none.
    pub title: String,
    /// Head of each page.
    pub header: Option<String>,
    /// Foot of each page.
    pub footer: Option<String>,
    /// Whether pages are numbered.
    pub numbered: bool,
    /// The blocks.
    pub blocks: Vec<Block>,
    /// Author in the file's properties.
    pub author: String,
    /// When the file's properties say it was made.
    pub created: DateTime,
}

/// A line of a page.
pub(crate) struct Run {
    pub(crate) item: usize,
    pub(crate) role: Role,
    pub(crate) start: usize,
    pub(crate) text: String,
    pub(crate) x: f32,
    pub(crate) top: f32,
    pub(crate) em: f32,
    pub(crate) bold: bool,
}

impl Run {
    /// Returns the run as a placed line, by the widths that it was set with.
    pub(crate) fn placed(&self, page: usize, advance: &dyn Fn(char) -> f32) -> Placed {
        let mut pen = self.x;
        let mut edges = vec![pen];
        for ch in self.text.chars() {
            pen += advance(ch) * self.em;
            edges.push(pen);
        }
        let area = Area {
            x: self.x,
            y: self.top,
            width: pen - self.x,
            height: self.em * (ASCENT + 0.2),
        };
        Placed {
            item: self.item,
            role: self.role,
            page,
            text: self.text.clone(),
            start: self.start,
            area,
            edges,
        }
    }
}

/// A page as it is set.
#[derive(Default)]
pub(crate) struct Page {
    pub(crate) runs: Vec<Run>,
    /// Thin black lines of tables and heads.
    pub(crate) rules: Vec<Area>,
    /// Light grey grounds of header rows.
    pub(crate) grounds: Vec<Area>,
}

/// Sets a document on pages; `advance` gives the widths of characters in ems.
pub(crate) fn set(paper: &Paper, advance: &dyn Fn(char) -> f32) -> Vec<Page> {
    let mut setter = Setter {
        pages: vec![Page::default()],
        y: TOP,
        advance,
    };
    if !paper.title.is_empty() {
        setter.title(&paper.title);
    }
    for (item, block) in paper.blocks.iter().enumerate() {
        match block {
            Block::Heading(text) => setter.heading(item, text),
            Block::Paragraph(text) => setter.paragraph(item, text),
            Block::Table(table) => setter.table(item, table),
            Block::PageBreak => setter.new_page(),
        }
    }
    setter.heads_and_feet(paper);
    setter.pages
}

struct Setter<'a> {
    pages: Vec<Page>,
    y: f32,
    advance: &'a dyn Fn(char) -> f32,
}

impl Setter<'_> {
    fn page(&mut self) -> &mut Page {
        self.pages
            .last_mut()
            .expect("a setter begins with one page")
    }

    fn new_page(&mut self) {
        self.pages.push(Page::default());
        self.y = TOP;
    }

    /// Begins a page where `height` does not fit the present one.
    fn room(&mut self, height: f32) {
        if self.y + height > BOTTOM && self.y > TOP {
            self.new_page();
        }
    }

    fn measure(&self, text: &str, em: f32) -> f32 {
        text.chars().map(|ch| (self.advance)(ch)).sum::<f32>() * em
    }

    fn title(&mut self, title: &str) {
        let em = 20.0;
        for range in wrap(title, (PAGE.0 - 2.0 * LEFT) / em, self.advance) {
            let text = title[range.clone()].to_owned();
            let x = (PAGE.0 - self.measure(&text, em)) / 2.0;
            let top = self.y;
            self.page().runs.push(Run {
                item: 0,
                role: Role::Title,
                start: range.start,
                text,
                x,
                top,
                em,
                bold: true,
            });
            self.y += 30.0;
        }
        self.y += 14.0;
    }

    fn heading(&mut self, item: usize, text: &str) {
        self.room(60.0);
        self.y += 8.0;
        self.lines(item, Role::Heading, text, 14.0, 22.0, true);
        self.y += 4.0;
    }

    fn paragraph(&mut self, item: usize, text: &str) {
        self.lines(item, Role::Paragraph, text, BODY, LEADING, false);
        self.y += 6.0;
    }

    fn lines(&mut self, item: usize, role: Role, text: &str, em: f32, leading: f32, bold: bool) {
        // Chinese text begins a paragraph two characters in.
        let indent =
            if role == Role::Paragraph && text.chars().next().is_some_and(|ch| !ch.is_ascii()) {
                2.0
            } else {
                0.0
            };
        let measure = (PAGE.0 - 2.0 * LEFT) / em;
        for (number, range) in indented(text, measure, indent, self.advance)
            .into_iter()
            .enumerate()
        {
            self.room(leading);
            let x = if number == 0 {
                LEFT + indent * em
            } else {
                LEFT
            };
            let (text, start, top) = (text[range.clone()].to_owned(), range.start, self.y);
            if !text.is_empty() {
                self.page().runs.push(Run {
                    item,
                    role,
                    start,
                    text,
                    x,
                    top,
                    em,
                    bold,
                });
            }
            self.y += leading;
        }
    }

    fn table(&mut self, item: usize, table: &Table) {
        let columns = table.rows.iter().map(Vec::len).max().unwrap_or(0);
        if columns == 0 {
            return;
        }
        self.room(70.0);
        self.y += 4.0;
        if let Some(caption) = &table.caption {
            let (x, top) = ((PAGE.0 - self.measure(caption, 10.0)) / 2.0, self.y);
            self.page().runs.push(Run {
                item,
                role: Role::Caption,
                start: 0,
                text: caption.clone(),
                x,
                top,
                em: 10.0,
                bold: false,
            });
            self.y += 17.0;
        }
        let weights: Vec<f32> = (0..columns)
            .map(|column| table.widths.get(column).map_or(1.0, |&width| width as f32))
            .collect();
        let sum: f32 = weights.iter().sum();
        let widths: Vec<f32> = weights
            .iter()
            .map(|weight| weight / sum * (PAGE.0 - 2.0 * LEFT))
            .collect();
        for (row, cells) in table.rows.iter().enumerate() {
            self.row(item, row, cells, &widths);
        }
        self.y += 12.0;
    }

    fn row(&mut self, item: usize, row: usize, cells: &[String], widths: &[f32]) {
        const EM: f32 = 9.5;
        const PAD: f32 = 4.0;
        let wrapped: Vec<_> = cells
            .iter()
            .zip(widths)
            .map(|(cell, width)| wrap(cell, (width - 2.0 * PAD) / EM, self.advance))
            .collect();
        let most = wrapped.iter().map(Vec::len).max().unwrap_or(1);
        let height = most as f32 * 14.0 + 6.0;
        self.room(height);
        let y = self.y;
        let whole = Area {
            x: LEFT,
            y,
            width: PAGE.0 - 2.0 * LEFT,
            height,
        };
        if row == 0 {
            self.page().grounds.push(whole);
        }
        let mut x = LEFT;
        for (column, width) in widths.iter().enumerate() {
            for (number, range) in wrapped.get(column).into_iter().flatten().enumerate() {
                let text = cells[column][range.clone()].to_owned();
                if text.is_empty() {
                    continue;
                }
                let role = Role::Cell {
                    row: row + 1,
                    column: column + 1,
                };
                let (x, top) = (x + PAD, y + 5.0 + number as f32 * 14.0);
                self.page().runs.push(Run {
                    item,
                    role,
                    start: range.start,
                    text,
                    x,
                    top,
                    em: EM,
                    bold: row == 0,
                });
            }
            self.page().rules.push(Area {
                x,
                y,
                width: 0.6,
                height,
            });
            x += width;
        }
        self.page().rules.push(Area {
            x,
            y,
            width: 0.6,
            height,
        });
        self.page().rules.push(Area {
            height: 0.6,
            ..whole
        });
        self.page().rules.push(Area {
            y: y + height,
            height: 0.6,
            ..whole
        });
        self.y += height;
    }

    fn heads_and_feet(&mut self, paper: &Paper) {
        let count = self.pages.len();
        let advance = self.advance;
        let width = |text: &str, em: f32| text.chars().map(advance).sum::<f32>() * em;
        for (index, page) in self.pages.iter_mut().enumerate() {
            let mut put = |role, text: &str, x: f32, top: f32| {
                page.runs.push(Run {
                    item: 0,
                    role,
                    start: 0,
                    text: text.to_owned(),
                    x,
                    top,
                    em: 9.0,
                    bold: false,
                });
            };
            if let Some(header) = &paper.header {
                put(Role::Header, header, LEFT, 42.0);
            }
            if let Some(footer) = &paper.footer {
                put(Role::Footer, footer, LEFT, 792.0);
            }
            if paper.numbered {
                let text = format!("{} / {count}", index + 1);
                put(
                    Role::PageNumber,
                    &text,
                    PAGE.0 - LEFT - width(&text, 9.0),
                    792.0,
                );
            }
            if paper.header.is_some() {
                page.rules.push(Area {
                    x: LEFT,
                    y: 56.0,
                    width: PAGE.0 - 2.0 * LEFT,
                    height: 0.6,
                });
            }
        }
    }
}

/// Wraps with a first line that is shorter by `indent` ems.
fn indented(
    text: &str,
    measure: f32,
    indent: f32,
    advance: &dyn Fn(char) -> f32,
) -> Vec<std::ops::Range<usize>> {
    let first = wrap(text, measure - indent, advance)
        .into_iter()
        .next()
        .unwrap_or(0..0);
    let rest_at =
        first.end + text[first.end..].len() - text[first.end..].trim_start_matches(' ').len();
    if rest_at >= text.len() || indent == 0.0 {
        return wrap(text, measure, advance);
    }
    // A line feed right after the first line is the end of that line, not an empty line.
    let rest_at = rest_at + usize::from(text[rest_at..].starts_with('\n'));
    let rest = wrap(&text[rest_at..], measure, advance)
        .into_iter()
        .map(|range| range.start + rest_at..range.end + rest_at);
    std::iter::once(first).chain(rest).collect()
}
