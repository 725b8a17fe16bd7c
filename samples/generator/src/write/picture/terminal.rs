//! A terminal window with fixed-width text.
//!
//! Always: `item` of a line is the index in [`Terminal::lines`].

use super::super::area::{Area, Role};
use super::super::canvas::{Canvas, Style, ink};
use super::super::pixels::{Picture, Quality, finish};
use super::super::{Fonts, WriteError};

/// A terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terminal {
    /// Title of the window.
    pub title: String,
    /// Lines as they stand; Han characters take two columns.
    pub lines: Vec<String>,
}

/// Draws a terminal as wide as its longest line, at least 900 × 480.
///
/// # Errors
/// [`WriteError::NoGlyph`] and those of encoding.
pub fn terminal(
    fonts: &Fonts,
    content: &Terminal,
    quality: &Quality,
) -> Result<Picture, WriteError> {
    const EM: f32 = 17.0;
    const LEADING: f32 = 24.0;
    let longest = content
        .lines
        .iter()
        .map(|line| fonts.mono.width(line) * EM)
        .fold(0.0, f32::max);
    let width = super::super::font::whole((longest + 40.0).max(900.0)).unsigned_abs();
    let height =
        super::super::font::whole((content.lines.len() as f32 * LEADING + 76.0).max(480.0))
            .unsigned_abs();
    let mut canvas = Canvas::new(fonts, width, height, ink(0x0C_0C_0C));
    canvas.fill(0.0, 0.0, width as f32, 34.0, ink(0x38_3B_40));
    for (index, colour) in [0xEE_6A_5F, 0xF5_BD_4F, 0x61_C4_54].into_iter().enumerate() {
        canvas.disc(20.0 + index as f32 * 22.0, 17.0, 6.0, ink(colour));
    }
    canvas.text_centred(
        &content.title,
        width as f32 / 2.0,
        10.0,
        Style::new(Role::Title, 0, 14.0, ink(0xD0_D2_D6)),
    )?;
    for (item, line) in content.lines.iter().enumerate() {
        let ground = if line.starts_with(['$', '#', '>']) || line.contains(">>") {
            ink(0x8A_E2_34)
        } else {
            ink(0xCC_CC_CC)
        };
        let style = Style {
            mono: true,
            ..Style::new(Role::Text, item, EM, ground)
        };
        canvas.text(line, 16.0, 46.0 + item as f32 * LEADING, style)?;
    }
    let last = 46.0 + content.lines.len() as f32 * LEADING;
    canvas.round(
        Area {
            x: 16.0,
            y: last,
            width: 9.0,
            height: 18.0,
        },
        0.5,
        ink(0xCC_CC_CC),
    );
    finish(canvas, quality)
}
