//! Pages whose writing is in pixels: scans, pages of pictures, fonts that do not say what their characters are.
//! Always: what glyphs say is not read a second time; places are in points of the page, as for glyphs.

use daylight_model::{Outcome, Place, Reason};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use hayro_interpret::InterpreterSettings;
use hayro_interpret::kurbo::{Point, Rect};
use hayro_syntax::page::Page;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::super::picture;
use super::glyphs::Canvas;
use super::layout::Piece;
use super::points;
use crate::ocr::raster::Raster;
use crate::ocr::{self, Effort, Reader};
use crate::reading::{Written, failed};

/// Pixels for each point: 200 for an inch.
const SCALE: f32 = 200.0 / 72.0;

/// Most pixels of a page that is drawn.
const PIXELS: f32 = 12e6;

/// Pictures that cover less of a page than this hold no running text.
const PICTURE_SHARE: f64 = 0.15;

/// Who reads pixels, and how well.
#[derive(Clone, Copy)]
pub(super) struct Eyes<'r> {
    pub(super) reader: &'r Reader,
    pub(super) effort: Effort,
}

impl<'r> Eyes<'r> {
    /// Takes a reader.
    pub(super) fn new(reader: &'r Reader, effort: Effort) -> Self {
        Self { reader, effort }
    }
}

/// What of a page must be read by its pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// Nothing.
    None,
    /// What stands beside its text.
    Beside,
    /// All of it: it has no text, or none that can be trusted.
    Whole,
}

/// Returns what of a page must be read by its pixels.
pub(super) fn need(canvas: &Canvas) -> Need {
    let glyphs = canvas.glyphs.len();
    let shown = canvas.picture_area / canvas.page_area().max(1.0);
    if glyphs > 0 && canvas.unknown * 2 > glyphs || glyphs == 0 && canvas.pictures > 0 {
        Need::Whole
    } else if shown >= PICTURE_SHARE {
        Need::Beside
    } else {
        Need::None
    }
}

/// What was read by sight.
pub(super) struct BySight {
    pub(super) page: ocr::Page,
    pub(super) written: Written,
}

/// Draws a page and reads its pixels.
pub(super) fn read(
    page: &Page<'_>,
    number: u32,
    need: Need,
    known: &[Piece],
    eyes: Eyes<'_>,
) -> Result<BySight, Outcome> {
    let nothing = BySight {
        page: ocr::Page::default(),
        written: Written::default(),
    };
    let (width, height) = page.render_dimensions();
    let scale = SCALE.min((PIXELS / (width * height).max(1.0)).sqrt());
    let drawn = catch_unwind(AssertUnwindSafe(|| drawn(page, scale)));
    let Ok(Some(raster)) = drawn else {
        return Ok(nothing);
    };
    let areas: Vec<Rect> = match need {
        Need::Beside => known.iter().filter_map(|piece| piece.area).collect(),
        _ => Vec::new(),
    };
    let wanted = |(x, y): ocr::Point| {
        let point = Point::new(f64::from(x / scale), f64::from(y / scale));
        !areas.iter().any(|area| area.contains(point))
    };
    let page = eyes
        .reader
        .page(&raster, eyes.effort, &wanted)
        .map_err(|error| failed(Reason::Crashed, error.to_string()))?;
    let written = picture::written(&page, |corners| {
        let mut area: Option<Rect> = None;
        for (x, y) in corners {
            let point = Point::new(f64::from(x / scale), f64::from(y / scale));
            area = Some(area.map_or(Rect::from_points(point, point), |area| area.union_pt(point)));
        }
        Place::Page {
            page: number,
            area: area.map(points),
        }
    });
    Ok(BySight { page, written })
}

/// Returns a page drawn on white, so many pixels for each point.
pub(super) fn drawn(page: &Page<'_>, scale: f32) -> Option<Raster> {
    let settings = PixmapSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
    };
    let pixmap = hayro::render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &settings,
    );
    let rgb = pixmap
        .data()
        .iter()
        .flat_map(|pixel| [pixel.r, pixel.g, pixel.b])
        .collect();
    Raster::new(
        usize::from(pixmap.width()),
        usize::from(pixmap.height()),
        rgb,
    )
}
