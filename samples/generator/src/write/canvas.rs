//! A canvas of RGB pixels: boxes, rounded boxes, strokes and text, with the places of the text.
//!
//! Always: coverage is cut to 16 steps, so that a picture of a few inks has few colours and packs small;
//! drawing outside the canvas is clipped.

use std::ops::RangeInclusive;

use super::area::{Area, Placed, Role};
use super::font::{Face, whole};
use super::{Fonts, WriteError};

/// Red, green, blue.
pub(crate) type Ink = [u8; 3];

/// Part of an em that stands above the baseline; Han characters of the font fill this and 0.14 below.
pub(crate) const ASCENT: f32 = 0.86;

/// Returns an ink from 0xRRGGBB.
pub(crate) const fn ink(rgb: u32) -> Ink {
    let [_, red, green, blue] = rgb.to_be_bytes();
    [red, green, blue]
}

/// Pixels and the lines of text on them.
pub(crate) struct Canvas<'f> {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) pixels: Vec<Ink>,
    pub(crate) lines: Vec<Placed>,
    pub(crate) fonts: &'f Fonts,
}

/// How a line of text looks and what it is.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    pub(crate) em: f32,
    pub(crate) ink: Ink,
    pub(crate) bold: bool,
    pub(crate) mono: bool,
    pub(crate) role: Role,
    pub(crate) item: usize,
    pub(crate) start: usize,
}

impl Style {
    /// Returns a regular style of an item.
    pub(crate) fn new(role: Role, item: usize, em: f32, ink: Ink) -> Self {
        Self {
            em,
            ink,
            bold: false,
            mono: false,
            role,
            item,
            start: 0,
        }
    }

    /// Makes it bold.
    pub(crate) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// Sets the first byte of the line in its item's text.
    pub(crate) fn at(self, start: usize) -> Self {
        Self { start, ..self }
    }
}

impl<'f> Canvas<'f> {
    /// Returns a canvas of one ink.
    pub(crate) fn new(fonts: &'f Fonts, width: u32, height: u32, ink: Ink) -> Self {
        let count =
            usize::try_from(u64::from(width) * u64::from(height)).expect("pictures fit memory");
        Self {
            width,
            height,
            pixels: vec![ink; count],
            lines: Vec::new(),
            fonts,
        }
    }

    /// Blends an ink into a pixel; `steps` runs from 0 to 15.
    fn blend(&mut self, x: i32, y: i32, ink: Ink, steps: u32) {
        let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else {
            return;
        };
        if x >= self.width || y >= self.height || steps == 0 {
            return;
        }
        let index = (u64::from(y) * u64::from(self.width) + u64::from(x)) as usize;
        for (old, new) in self.pixels[index].iter_mut().zip(ink) {
            let mixed = (u32::from(*old) * (15 - steps) + u32::from(new) * steps + 7) / 15;
            *old = u8::try_from(mixed).unwrap_or(u8::MAX);
        }
    }

    /// Returns the columns and rows that bounds touch, as far as they lie on the canvas.
    fn clipped(&self, bounds: Area) -> (RangeInclusive<i32>, RangeInclusive<i32>) {
        let last = |count: u32| i32::try_from(count).unwrap_or(i32::MAX) - 1;
        let (right, bottom) = (
            whole(bounds.x + bounds.width),
            whole(bounds.y + bounds.height),
        );
        let columns = whole(bounds.x).max(0)..=right.min(last(self.width));
        (
            columns,
            whole(bounds.y).max(0)..=bottom.min(last(self.height)),
        )
    }

    /// Fills a box.
    pub(crate) fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, ink: Ink) {
        let (columns, rows) = self.clipped(Area {
            x,
            y,
            width: width - 1.0,
            height: height - 1.0,
        });
        for row in rows {
            for column in columns.clone() {
                self.blend(column, row, ink, 15);
            }
        }
    }

    /// Fills a shape that is given by a test on points, inside the given bounds. No part of the shape may
    /// be thinner than a pixel and a half: a pixel whose corners agree is not looked at closer.
    pub(crate) fn shape(&mut self, bounds: Area, ink: Ink, inside: impl Fn(f32, f32) -> bool) {
        const PARTS: [f32; 4] = [0.125, 0.375, 0.625, 0.875];
        let (columns, rows) = self.clipped(bounds);
        for row in rows {
            for column in columns.clone() {
                let (x, y) = (column as f32, row as f32);
                let corner = inside(x, y);
                let agree = [(1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
                    .iter()
                    .all(|(dx, dy)| inside(x + dx, y + dy) == corner);
                if agree {
                    self.blend(column, row, ink, if corner { 15 } else { 0 });
                    continue;
                }
                let parts = PARTS
                    .iter()
                    .flat_map(|dy| PARTS.iter().map(move |dx| (dx, dy)));
                let hits = parts.filter(|(dx, dy)| inside(x + *dx, y + *dy)).count();
                let hits = u32::try_from(hits).unwrap_or(0);
                self.blend(column, row, ink, (hits * 15 + 8) / 16);
            }
        }
    }

    /// Fills a box with rounded corners.
    pub(crate) fn round(&mut self, area: Area, radius: f32, ink: Ink) {
        let (left, top) = (area.x + radius, area.y + radius);
        let (right, bottom) = (area.x + area.width - radius, area.y + area.height - radius);
        self.shape(area, ink, |x, y| {
            let dx = x - x.clamp(left, right.max(left));
            let dy = y - y.clamp(top, bottom.max(top));
            dx * dx + dy * dy <= radius * radius
        });
    }

    /// Fills a disc.
    pub(crate) fn disc(&mut self, x: f32, y: f32, radius: f32, ink: Ink) {
        self.round(
            Area {
                x: x - radius,
                y: y - radius,
                width: 2.0 * radius,
                height: 2.0 * radius,
            },
            radius,
            ink,
        );
    }

    /// Draws a circle's line.
    pub(crate) fn ring(&mut self, x: f32, y: f32, radius: f32, thick: f32, ink: Ink) {
        let bounds = Area {
            x: x - radius,
            y: y - radius,
            width: 2.0 * radius,
            height: 2.0 * radius,
        };
        let (outer, inner) = (radius * radius, (radius - thick) * (radius - thick));
        self.shape(bounds, ink, |px, py| {
            let distance = (px - x) * (px - x) + (py - y) * (py - y);
            (inner..=outer).contains(&distance)
        });
    }

    /// Draws a straight stroke with round ends.
    pub(crate) fn stroke(&mut self, from: (f32, f32), to: (f32, f32), thick: f32, ink: Ink) {
        let half = thick / 2.0;
        let bounds = Area {
            x: from.0.min(to.0) - half,
            y: from.1.min(to.1) - half,
            width: (from.0 - to.0).abs() + thick,
            height: (from.1 - to.1).abs() + thick,
        };
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = (dx * dx + dy * dy).max(0.001);
        self.shape(bounds, ink, |x, y| {
            let along = (((x - from.0) * dx + (y - from.1) * dy) / length).clamp(0.0, 1.0);
            let (ox, oy) = (x - from.0 - along * dx, y - from.1 - along * dy);
            ox * ox + oy * oy <= half * half
        });
    }

    /// Fills a triangle.
    pub(crate) fn triangle(&mut self, a: (f32, f32), b: (f32, f32), c: (f32, f32), ink: Ink) {
        let left = a.0.min(b.0).min(c.0);
        let top = a.1.min(b.1).min(c.1);
        let bounds = Area {
            x: left,
            y: top,
            width: a.0.max(b.0).max(c.0) - left,
            height: a.1.max(b.1).max(c.1) - top,
        };
        let side = |p: (f32, f32), q: (f32, f32), x: f32, y: f32| {
            (q.0 - p.0) * (y - p.1) - (q.1 - p.1) * (x - p.0)
        };
        self.shape(bounds, ink, |x, y| {
            let sides = [side(a, b, x, y), side(b, c, x, y), side(c, a, x, y)];
            sides.iter().all(|value| *value >= 0.0) || sides.iter().all(|value| *value <= 0.0)
        });
    }

    fn face(&self, mono: bool) -> &'f Face {
        if mono {
            &self.fonts.mono
        } else {
            &self.fonts.text
        }
    }

    /// Returns the width of a line in pixels.
    pub(crate) fn width_of(&self, text: &str, style: Style) -> f32 {
        self.face(style.mono).width(text) * style.em
    }

    /// Draws a line whose em box has its upper left corner at `x`, `top`, and records it.
    ///
    /// # Errors
    /// [`WriteError::NoGlyph`].
    pub(crate) fn text(
        &mut self,
        text: &str,
        x: f32,
        top: f32,
        style: Style,
    ) -> Result<(), WriteError> {
        let face = self.face(style.mono);
        let baseline = top + ASCENT * style.em;
        let mut edges = vec![x];
        let (mut pen, mut upper, mut lower) = (x, top, top + style.em);
        for ch in text.chars() {
            let glyph = face.glyph(ch, text)?;
            // Bold is the same glyph drawn again a little to the right, as simple renderers do.
            let copies: &[f32] = if style.bold { &[0.0, 0.035] } else { &[0.0] };
            for shift in copies {
                face.draw(
                    glyph,
                    pen + (face.bearing(ch) + shift) * style.em,
                    baseline,
                    style.em,
                    |px, py, coverage| {
                        let steps =
                            u32::try_from(whole(coverage * 15.0 + 0.5).clamp(0, 15)).unwrap_or(0);
                        if steps > 0 {
                            upper = upper.min(py as f32);
                            lower = lower.max(py as f32 + 1.0);
                        }
                        self.blend(px, py, style.ink, steps);
                    },
                );
            }
            pen += face.advance(ch) * style.em;
            edges.push(pen);
        }
        if !text.trim().is_empty() {
            let area = Area {
                x,
                y: upper,
                width: pen - x,
                height: lower - upper,
            };
            let (item, role, start) = (style.item, style.role, style.start);
            self.lines.push(Placed {
                item,
                role,
                page: 1,
                text: text.to_owned(),
                start,
                area,
                edges,
            });
        }
        Ok(())
    }

    /// Draws a line with its middle at `x`.
    ///
    /// # Errors
    /// [`WriteError::NoGlyph`].
    pub(crate) fn text_centred(
        &mut self,
        text: &str,
        x: f32,
        top: f32,
        style: Style,
    ) -> Result<(), WriteError> {
        let left = x - self.width_of(text, style) / 2.0;
        self.text(text, left.floor(), top, style)
    }
}
