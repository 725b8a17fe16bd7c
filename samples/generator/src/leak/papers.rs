//! Papers: white papers, tenders, company profiles, as PDF with text, as scans, as Word files and as
//! pictures of their pages.
//!
//! Always: one script gives the same words in each form; what a form cannot show is not in its key.

use std::collections::BTreeMap;

use super::collect::{Collector, Nature, at};
use super::scene::Scene;
use super::screens::{drawn, picture, whole_items};
use super::script::{self, Passage, Script};
use super::template::Said;
use super::{LeakError, Making, Size};
use crate::write::docx::{Comment, docx};
use crate::write::pdf::{self, Kind};
use crate::write::picture::pages;
use crate::write::{Block, Paper, Placed, Quality, Role, Table};

/// A paper with what each block says.
pub(crate) struct Composed {
    pub(crate) paper: Paper,
    title: Said,
    passages: Vec<Passage>,
}

/// Papers of a leak; the data file names the forms of each.
pub(crate) fn papers(making: &Making<'_>, collector: &mut Collector) -> Result<(), LeakError> {
    let scripts = script::papers(making.options.wording)?;
    let few = making.options.size == Size::Small;
    for script in &scripts {
        let forms = script.list("forms");
        for form in forms.iter().take(if few { 1 } else { forms.len() }) {
            let mut scene = Scene::new(making.world, &format!("paper {} {form}", script.name));
            let composed = compose(script, &scene)?;
            let file = script.words("file", &scene.slots)?;
            let uuid = scene.random.uuid();
            write(making, collector, form, &file, &uuid, &composed)?;
        }
    }
    Ok(())
}

/// Fills a script.
pub(crate) fn compose(script: &Script, scene: &Scene) -> Result<Composed, LeakError> {
    let slots = &scene.slots;
    let passages: Vec<Passage> = script
        .lines
        .iter()
        .map(|line| line.fill(slots, ""))
        .collect::<Result<_, _>>()?;
    let words = |field: &str| script.words(field, slots);
    let title = super::template::say(&script.raw("title"), slots)?;
    let filled = |text: String| (!text.is_empty()).then_some(text);
    let blocks = passages.iter().map(|passage| match passage.by.as_str() {
        "h" => Block::Heading(passage.said.text.clone()),
        "t" => Block::Table(Table {
            caption: Some(passage.said.text.clone()),
            rows: passage
                .rows
                .iter()
                .map(|row| row.iter().map(|cell| cell.text.clone()).collect())
                .collect(),
            widths: Vec::new(),
        }),
        "break" => Block::PageBreak,
        _ => Block::Paragraph(passage.said.text.clone()),
    });
    let paper = Paper {
        title: title.text.clone(),
        header: filled(words("header")?),
        footer: filled(words("footer")?),
        numbered: true,
        blocks: blocks.collect(),
        author: words("author")?,
        created: scene.clock(77),
    };
    Ok(Composed {
        paper,
        title,
        passages,
    })
}

/// Writes a paper in one form.
fn write(
    making: &Making<'_>,
    collector: &mut Collector,
    form: &str,
    file: &str,
    uuid: &str,
    composed: &Composed,
) -> Result<(), LeakError> {
    let text_kind = match form {
        "pdf" => Some(Kind::Embedded),
        "pdf-unigb" => Some(Kind::UniGb),
        "pdf-gbk" => Some(Kind::Gbk),
        "pdf-big5" => Some(Kind::Big5),
        "pdf-no-unicode" => Some(Kind::NoUnicode),
        _ => None,
    };
    let suffix = form.strip_prefix("pdf").unwrap_or_default();
    let path = format!("{file}{suffix}.pdf");
    match form {
        "docx" => word_file(collector, &format!("{file}.docx"), composed),
        "pages" => page_pictures(making, collector, uuid, composed),
        "scan" => {
            let path = format!("{file}-扫描件.pdf");
            let made = at(
                &path,
                pdf::scan(making.fonts, &composed.paper, 100, &Quality::SCAN),
            )?;
            let nature = Nature::binary("application/pdf");
            pdf_file(collector, &path, made.bytes, nature, &made.lines, composed);
            Ok(())
        }
        _ => {
            let kind = text_kind.unwrap_or(Kind::Embedded);
            let made = at(&path, pdf::text(making.fonts, &composed.paper, kind))?;
            // Without the table to Unicode the words are pixels, as in a scan.
            let nature = if kind == Kind::NoUnicode {
                Nature::binary("application/pdf")
            } else {
                Nature::PDF
            };
            pdf_file(collector, &path, made.bytes, nature, &made.lines, composed);
            Ok(())
        }
    }
}

fn pdf_file(
    collector: &mut Collector,
    path: &str,
    bytes: Vec<u8>,
    nature: Nature,
    lines: &[Placed],
    composed: &Composed,
) {
    collector.file(path, bytes, nature);
    for line in lines {
        collector.text(path, &line.pdf_locator(), &line.text);
    }
    let pieces = whole_items(lines).into_iter().map(|(_, text)| text);
    collector.searchable(path, pieces.collect());
    let locate = |line: &Placed, area: crate::write::Area| {
        format!("page={}&xywh={}", line.page, area.xywh())
    };
    placed(collector, path, lines, composed, &locate);
}

fn page_pictures(
    making: &Making<'_>,
    collector: &mut Collector,
    uuid: &str,
    composed: &Composed,
) -> Result<(), LeakError> {
    let all = at(
        uuid,
        pages(making.fonts, &composed.paper, 100, &Quality::GREY),
    )?;
    let count = all.len();
    for (index, page) in all.iter().enumerate() {
        let path = format!("{uuid}_page_{}_{count}.{}", index + 1, page.extension);
        picture(collector, &path, page);
        let locate = |_: &Placed, area: crate::write::Area| format!("xywh={}", area.xywh());
        placed(collector, &path, &page.lines, composed, &locate);
    }
    Ok(())
}

/// Says where each block of a paper was drawn.
fn placed(
    collector: &mut Collector,
    path: &str,
    lines: &[Placed],
    composed: &Composed,
    locate: &dyn Fn(&Placed, crate::write::Area) -> String,
) {
    let of = |item: usize, wanted: &dyn Fn(Role) -> bool| -> Vec<&Placed> {
        let own = lines
            .iter()
            .filter(|line| line.item == item && wanted(line.role));
        let first = lines
            .iter()
            .find(|line| line.item == item && wanted(line.role));
        let page = first.map_or(0, |line| line.page);
        own.filter(|line| line.page == page).collect()
    };
    let titles = of(0, &|role| role == Role::Title);
    drawn(
        collector,
        path,
        &titles,
        &bare(composed.title.clone()),
        locate,
    );
    for (item, passage) in composed.passages.iter().enumerate() {
        let block = |role| matches!(role, Role::Heading | Role::Paragraph | Role::Caption);
        let own = of(item, &block);
        let length: usize = own
            .iter()
            .map(|line| line.text.trim().chars().filter(|ch| *ch != ' ').count())
            .sum();
        let whole = passage.said.text.chars().filter(|ch| *ch != ' ').count();
        let mut passage = passage.clone();
        let mut cells: BTreeMap<(usize, usize), Passage> = BTreeMap::new();
        for (row, row_cells) in passage.rows.iter().enumerate() {
            for (column, cell) in row_cells.iter().enumerate() {
                cells.insert((row + 1, column + 1), bare(cell.clone()));
            }
        }
        for claim in std::mem::take(&mut passage.claims) {
            match claim.cell.and_then(|at| cells.get_mut(&at)) {
                Some(cell) => cell.claims.push(claim),
                None => passage.claims.push(claim),
            }
        }
        // A paragraph that runs over to another page is claimed nowhere: no one box holds its words.
        if length < whole {
            passage.claims.clear();
        }
        drawn(collector, path, &own, &passage, locate);
        for ((row, column), cell) in &cells {
            let lines = of(item, &|role| {
                role == Role::Cell {
                    row: *row,
                    column: *column,
                }
            });
            drawn(collector, path, &lines, cell, locate);
        }
    }
}

fn bare(said: Said) -> Passage {
    Passage {
        by: String::new(),
        said,
        claims: Vec::new(),
        rows: Vec::new(),
    }
}

/// Writes a paper as a Word file.
pub(crate) fn word_file(
    collector: &mut Collector,
    path: &str,
    composed: &Composed,
) -> Result<(), LeakError> {
    let comments: Vec<Comment> = composed
        .passages
        .iter()
        .position(|passage| passage.by == "p")
        .map(|block| Comment {
            block,
            author: "审核".into(),
            text: "此处措辞请再核对".into(),
        })
        .into_iter()
        .collect();
    let made = at(path, docx(&composed.paper, &comments))?;
    collector.file(path, made.bytes, Nature::DOCX);
    for text in &made.texts {
        let passage = composed.passages.get(text.item);
        let said = match (text.role, passage) {
            (Role::Title, _) => Some(&composed.title),
            (Role::Heading | Role::Paragraph | Role::Caption, Some(passage)) => Some(&passage.said),
            (Role::Cell { row, column }, Some(passage)) => passage
                .rows
                .get(row - 1)
                .and_then(|cells| cells.get(column - 1)),
            _ => None,
        };
        match said.filter(|said| said.text == text.text) {
            Some(said) => collector.said(path, &text.locator, said),
            None => collector.text(path, &text.locator, &text.text),
        }
        let claims = passage
            .map(|passage| passage.claims.as_slice())
            .unwrap_or_default();
        for claim in claims {
            let here = match (text.role, claim.cell) {
                (Role::Paragraph | Role::Heading | Role::Caption, None) => true,
                (Role::Cell { row, column }, Some(at)) => at == (row, column),
                _ => false,
            };
            if here {
                let place = (path.to_owned(), text.locator.clone(), text.text.clone());
                collector.claim(claim.clone(), vec![place]);
            }
        }
    }
    let pieces = made.texts.iter().map(|text| text.text.clone());
    collector.searchable(path, pieces.collect());
    Ok(())
}
