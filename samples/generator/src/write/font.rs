//! The font that pictures and PDF pages are set in: WenQuanYi Micro Hei, as Debian packages it.
//!
//! Always: widths are those of the font itself, in ems, without hinting; a character that the font
//! lacks is an error.

use std::path::PathBuf;

use ab_glyph::{Font as _, FontVec, GlyphId, PxScale};

use super::WriteError;

/// Where distributions put the font; the first is Debian's.
const PATHS: [&str; 3] = [
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/wqy-microhei/wqy-microhei.ttc",
    "/usr/share/fonts/wenquanyi/wqy-microhei/wqy-microhei.ttc",
];

/// The proportional and the fixed-width face of the font.
pub struct Fonts {
    pub(crate) text: Face,
    pub(crate) mono: Face,
    /// The whole collection, face 0 of which is the proportional one.
    pub(crate) data: Vec<u8>,
}

impl Fonts {
    /// Loads the font from where distributions install it.
    ///
    /// # Errors
    /// [`WriteError::FontMissing`] names the Debian package; [`WriteError::FontRead`], [`WriteError::FontBroken`].
    pub fn load() -> Result<Self, WriteError> {
        let tried: Vec<PathBuf> = PATHS.iter().map(PathBuf::from).collect();
        let Some(path) = tried.iter().find(|path| path.is_file()) else {
            return Err(WriteError::FontMissing {
                package: "fonts-wqy-microhei",
                tried,
            });
        };
        let data = std::fs::read(path).map_err(|source| WriteError::FontRead {
            path: path.clone(),
            source,
        })?;
        Self::from_collection(data)
    }

    /// Takes a font collection whose face 0 is proportional and face 1 fixed-width.
    ///
    /// # Errors
    /// [`WriteError::FontBroken`].
    pub fn from_collection(data: Vec<u8>) -> Result<Self, WriteError> {
        Ok(Self {
            text: Face::new(&data, 0, false)?,
            mono: Face::new(&data, 1, true)?,
            data,
        })
    }
}

/// One face of the font.
pub(crate) struct Face {
    font: FontVec,
    units_per_em: f32,
    /// Width of a column in ems where characters take one column or two, as in a terminal.
    column: Option<f32>,
}

impl Face {
    fn new(data: &[u8], index: u32, columns: bool) -> Result<Self, WriteError> {
        let font = FontVec::try_from_vec_and_index(data.to_vec(), index)?;
        let units_per_em = font.units_per_em().unwrap_or(2048.0);
        let column = columns.then(|| font.h_advance_unscaled(font.glyph_id('0')) / units_per_em);
        Ok(Self {
            font,
            units_per_em,
            column,
        })
    }

    /// Returns the width of a character in ems.
    pub(crate) fn advance(&self, ch: char) -> f32 {
        match self.column {
            Some(column) if ch.is_ascii() => column,
            Some(column) => 2.0 * column,
            None => self.own_advance(ch),
        }
    }

    fn own_advance(&self, ch: char) -> f32 {
        self.font.h_advance_unscaled(self.font.glyph_id(ch)) / self.units_per_em
    }

    /// Returns by how many ems a character is moved to stand in the middle of its columns.
    pub(crate) fn bearing(&self, ch: char) -> f32 {
        (self.advance(ch) - self.own_advance(ch)) / 2.0
    }

    /// Returns the width of a line in ems.
    pub(crate) fn width(&self, text: &str) -> f32 {
        text.chars().map(|ch| self.advance(ch)).sum()
    }

    /// Returns the glyph of a character.
    ///
    /// # Errors
    /// [`WriteError::NoGlyph`].
    pub(crate) fn glyph(&self, ch: char, text: &str) -> Result<GlyphId, WriteError> {
        match self.font.glyph_id(ch) {
            GlyphId(0) => Err(WriteError::NoGlyph {
                ch,
                text: text.to_owned(),
            }),
            glyph => Ok(glyph),
        }
    }

    /// Calls `dot(x, y, coverage)` for each pixel that a glyph touches; coverage runs from 0 to 1.
    pub(crate) fn draw(
        &self,
        glyph: GlyphId,
        x: f32,
        baseline: f32,
        em: f32,
        mut dot: impl FnMut(i32, i32, f32),
    ) {
        // The crate scales by ascent minus descent; we think in ems.
        let scale = PxScale::from(em * self.font.height_unscaled() / self.units_per_em);
        let placed = glyph.with_scale_and_position(scale, ab_glyph::point(x, baseline));
        if let Some(outline) = self.font.outline_glyph(placed) {
            let bounds = outline.px_bounds();
            let (left, top) = (whole(bounds.min.x), whole(bounds.min.y));
            outline.draw(|dx, dy, coverage| dot(left + signed(dx), top + signed(dy), coverage));
        }
    }
}

/// Returns the whole pixel that a coordinate falls in. Pictures are far smaller than the range of i32.
#[allow(clippy::cast_possible_truncation)]
pub(crate) fn whole(value: f32) -> i32 {
    value.floor() as i32
}

fn signed(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::Fonts;

    #[test]
    fn han_characters_are_one_em_wide_and_unknown_ones_are_refused() {
        let fonts = Fonts::load().unwrap();
        assert!((fonts.text.advance('合') - 1.0).abs() < 0.01);
        assert!(
            fonts.mono.advance('合') > 1.0,
            "two columns have room for a Han character"
        );
        assert!(fonts.text.glyph('\u{1F600}', "x").is_err());
    }
}
