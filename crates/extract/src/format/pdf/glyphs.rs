//! What a page draws: its glyphs with their boxes, and how much of it pictures cover. Always: nothing is
//! rendered; boxes are in points of the crop box as it is shown, top left first.

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
};

/// Glyphs of one page; what a page has above that is not read.
const MOST: usize = 500_000;

/// How far above and below the baseline a character reaches, in parts of its size.
const ABOVE: f64 = 0.86;
const BELOW: f64 = 0.18;

/// A glyph on a page.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    /// Its characters.
    pub(super) text: String,
    /// Where its line begins to be written from here.
    pub(super) origin: Point,
    /// Where the next glyph is expected.
    pub(super) end: Point,
    /// Its size in points.
    pub(super) size: f64,
    /// Its box.
    pub(super) area: Rect,
    /// Whether its line runs from top to bottom, character under character.
    pub(super) vertical: bool,
}

/// Takes what a page draws.
pub(super) struct Canvas {
    /// Its glyphs, in the order in which they are drawn.
    pub(super) glyphs: Vec<Placed>,
    /// Glyphs that stand for no known character.
    pub(super) unknown: usize,
    /// How many pictures it has.
    pub(super) pictures: usize,
    /// The area that pictures cover, counted twice where they overlap.
    pub(super) picture_area: f64,
    page: Rect,
}

impl Canvas {
    /// Starts an empty page of this size.
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self {
            glyphs: Vec::new(),
            unknown: 0,
            pictures: 0,
            picture_area: 0.0,
            page: Rect::new(0.0, 0.0, width, height),
        }
    }

    /// Returns how large the page is.
    pub(super) fn page_area(&self) -> f64 {
        self.page.area()
    }

    fn glyph(&mut self, glyph: &Glyph<'_>, transform: Affine, next: Option<Point>, vertical: bool) {
        if self.glyphs.len() >= MOST {
            return;
        }
        let origin = transform * Point::ZERO;
        let advance = match glyph {
            Glyph::Outline(outline) => outline.advance_width(),
            Glyph::Type3(type3) => type3.advance_width(),
        };
        let advance = f64::from(advance.unwrap_or(500.0));
        let up = transform * Point::new(0.0, 1000.0) - origin;
        let size = up.hypot();
        if !(origin.is_finite() && size.is_finite()) || size < 0.05 {
            return;
        }
        let (width, vertical) = match vertical {
            true => (1000.0, true),
            false => (advance, false),
        };
        let mut end = transform * Point::new(width, 0.0);
        // Where a font is replaced its widths may lie: no glyph reaches into the next one.
        if let Some(next) = next.filter(|_| !vertical) {
            let (to_next, to_end) = (next - origin, end - origin);
            let ahead = to_next.dot(to_end) > 0.0;
            if ahead && to_next.hypot() < to_end.hypot() {
                end = next;
            }
        }
        let along = end - origin;
        let corners = [
            origin + up * ABOVE,
            origin - up * BELOW,
            origin + along + up * ABOVE,
            origin + along - up * BELOW,
        ];
        let area = corners
            .iter()
            .fold(Rect::from_points(corners[0], corners[1]), |area, corner| {
                area.union_pt(*corner)
            });
        let text = match glyph.as_unicode() {
            Some(BfString::Char(character)) => character.to_string(),
            Some(BfString::String(text)) => text,
            None => String::new(),
        };
        let text: String = text
            .chars()
            .map(|character| {
                if character.is_control() {
                    ' '
                } else {
                    character
                }
            })
            .collect();
        if text.is_empty() {
            self.unknown += 1;
        }
        let end = if vertical { origin - up } else { end };
        self.glyphs.push(Placed {
            text: if text.is_empty() {
                char::REPLACEMENT_CHARACTER.to_string()
            } else {
                text
            },
            origin,
            end,
            size,
            area,
            vertical,
        });
    }
}

impl Device<'_> for Canvas {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_clip_rect(&mut self, _: &Rect) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, mode: &DrawMode) {
        // Text that is filled and outlined is drawn twice.
        let again = matches!(mode, DrawMode::Stroke(_)) && self.is_last(run, &props);
        if again {
            return;
        }
        let vertical = run.writing_mode() == WritingMode::Vertical;
        let glyphs = run.glyphs();
        for (index, glyph) in glyphs.iter().enumerate() {
            let transform = props.transform * glyph.transform();
            let next = glyphs
                .get(index + 1)
                .map(|next| props.transform * next.transform() * Point::ZERO);
            self.glyph(glyph, transform, next, vertical);
        }
    }

    fn draw_image(&mut self, _: Image<'_, '_>, props: ImageDrawProps<'_>) {
        let area = props
            .transform
            .transform_rect_bbox(Rect::new(0.0, 0.0, 1.0, 1.0))
            .intersect(self.page);
        self.pictures += 1;
        self.picture_area += area.area();
    }

    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'_>, _: &DrawMode) {}

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

impl Canvas {
    fn is_last(&self, run: &GlyphRun<'_, '_>, props: &DrawProps<'_>) -> bool {
        let count = run.glyphs().len();
        let Some(first) = run.glyphs().first() else {
            return true;
        };
        let origin = props.transform * first.transform() * Point::ZERO;
        self.glyphs
            .len()
            .checked_sub(count)
            .and_then(|at| self.glyphs.get(at))
            .is_some_and(|glyph| (glyph.origin - origin).hypot() < 0.01)
    }
}
