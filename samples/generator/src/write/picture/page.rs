//! Pages of a printed document as pictures.
//!
//! Always: setting, lines and items are those of the PDF writer, scaled to the resolution.

use super::super::area::Role;
use super::super::canvas::{Canvas, Style, ink};
use super::super::paper::{PAGE, Page, Paper, set};
use super::super::pixels::{Picture, Quality, finish};
use super::super::{Fonts, WriteError};

/// Draws each page of a document at the given resolution. `item` is the index in [`Paper::blocks`]; the
/// `page` of each line is 1, as each picture stands alone.
///
/// # Errors
/// [`WriteError::NoGlyph`] and those of encoding.
pub fn pages(
    fonts: &Fonts,
    paper: &Paper,
    dots_per_inch: u32,
    quality: &Quality,
) -> Result<Vec<Picture>, WriteError> {
    let set_pages = set(paper, &|ch| fonts.text.advance(ch));
    set_pages
        .iter()
        .map(|page| finish(draw_page(fonts, page, dots_per_inch)?, quality))
        .collect()
}

/// Draws one page that was set.
pub(crate) fn draw_page<'f>(
    fonts: &'f Fonts,
    page: &Page,
    dots_per_inch: u32,
) -> Result<Canvas<'f>, WriteError> {
    let scale = dots_per_inch as f32 / 72.0;
    let size = |points: f32| super::super::font::whole(points * scale).unsigned_abs();
    let mut canvas = Canvas::new(fonts, size(PAGE.0), size(PAGE.1), ink(0xFF_FF_FF));
    for area in &page.grounds {
        canvas.fill(
            area.x * scale,
            area.y * scale,
            area.width * scale,
            area.height * scale,
            ink(0xE6_E6_E6),
        );
    }
    for area in &page.rules {
        let (width, height) = (
            (area.width * scale).max(1.0),
            (area.height * scale).max(1.0),
        );
        canvas.fill(
            (area.x * scale).floor(),
            (area.y * scale).floor(),
            width,
            height,
            ink(0x55_55_55),
        );
    }
    for run in &page.runs {
        let grey = if matches!(run.role, Role::Header | Role::Footer | Role::PageNumber) {
            ink(0x66_66_66)
        } else {
            ink(0x11_11_11)
        };
        let style = Style {
            bold: run.bold,
            start: run.start,
            ..Style::new(run.role, run.item, run.em * scale, grey)
        };
        canvas.text(&run.text, run.x * scale, run.top * scale, style)?;
    }
    Ok(canvas)
}
