//! Screens of a desktop computer: the login page of a product in a browser, and a remote-control tool
//! with a tree, a table and a status line.
//!
//! Always: what `item` counts is said at each content type.

use super::super::area::{Area, Role};
use super::super::canvas::{Canvas, Ink, Style, ink};
use super::super::pixels::{Picture, Quality, finish};
use super::super::wrap::wrap;
use super::super::{Fonts, WriteError};

const WHITE: Ink = ink(0xFF_FF_FF);
const BLACK: Ink = ink(0x22_22_22);
const FAINT: Ink = ink(0x88_8C_94);

/// A login page. `item` of labels, values is the index in `fields`; 0 elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// Address in the browser.
    pub address: String,
    /// Name of the product.
    pub title: String,
    /// Line under it.
    pub subtitle: String,
    /// Labels and what stands in the fields; empty for nothing typed.
    pub fields: Vec<(String, String)>,
    /// Words on the button.
    pub button: String,
    /// Line at the bottom of the page.
    pub footer: String,
}

/// Draws a login page in a browser window, 1280 × 800.
///
/// # Errors
/// [`WriteError::NoGlyph`] and those of encoding.
pub fn login(fonts: &Fonts, content: &Login, quality: &Quality) -> Result<Picture, WriteError> {
    let mut canvas = Canvas::new(fonts, 1280, 800, ink(0x12_2B_4A));
    for stripe in 0..9 {
        let x = stripe as f32 * 150.0 - 60.0;
        canvas.stroke((x, 800.0), (x + 260.0, 90.0), 2.0, ink(0x1C_3C_63));
    }
    browser(&mut canvas, &content.title, &content.address)?;
    let style = Style::new(Role::Title, 0, 38.0, WHITE).bold();
    let mut top = 300.0;
    for range in wrap(&content.title, 480.0 / 38.0, &|ch| fonts.text.advance(ch)) {
        canvas.text(
            &content.title[range.clone()],
            110.0,
            top,
            style.at(range.start),
        )?;
        top += 54.0;
    }
    canvas.text(
        &content.subtitle,
        112.0,
        top + 12.0,
        Style::new(Role::Detail, 0, 19.0, ink(0xB4_C6_DC)),
    )?;
    canvas.fill(112.0, top + 52.0, 72.0, 4.0, ink(0x3B_A0_E6));
    let height = 200.0 + content.fields.len() as f32 * 88.0;
    let card = Area {
        x: 760.0,
        y: (443.0 - height / 2.0).floor(),
        width: 400.0,
        height,
    };
    canvas.round(card, 8.0, WHITE);
    canvas.text_centred(
        "用户登录",
        card.x + 200.0,
        card.y + 30.0,
        Style::new(Role::Heading, 0, 24.0, BLACK),
    )?;
    let mut y = card.y + 88.0;
    for (item, (label, value)) in content.fields.iter().enumerate() {
        canvas.text(
            label,
            card.x + 40.0,
            y,
            Style::new(Role::Label, item, 15.0, FAINT),
        )?;
        let field = Area {
            x: card.x + 40.0,
            y: y + 24.0,
            width: 320.0,
            height: 42.0,
        };
        canvas.round(field, 4.0, ink(0xC9_CF_D8));
        let inner = Area {
            x: field.x + 1.0,
            y: field.y + 1.0,
            width: 318.0,
            height: 40.0,
        };
        canvas.round(inner, 3.0, WHITE);
        canvas.text(
            value,
            field.x + 14.0,
            field.y + 12.0,
            Style::new(Role::Value, item, 17.0, BLACK),
        )?;
        y += 88.0;
    }
    canvas.round(
        Area {
            x: card.x + 40.0,
            y: y + 8.0,
            width: 320.0,
            height: 46.0,
        },
        4.0,
        ink(0x2B_7F_D4),
    );
    canvas.text_centred(
        &content.button,
        card.x + 200.0,
        y + 21.0,
        Style::new(Role::Button, 0, 19.0, WHITE),
    )?;
    canvas.text_centred(
        &content.footer,
        640.0,
        764.0,
        Style::new(Role::Footer, 0, 14.0, ink(0x8F_A6_C2)),
    )?;
    finish(canvas, quality)
}

fn browser(canvas: &mut Canvas<'_>, tab: &str, address: &str) -> Result<(), WriteError> {
    let wide = canvas.width as f32;
    canvas.fill(0.0, 0.0, wide, 40.0, ink(0xDE_E1_E6));
    canvas.round(
        Area {
            x: 12.0,
            y: 8.0,
            width: 260.0,
            height: 40.0,
        },
        8.0,
        WHITE,
    );
    canvas.fill(0.0, 40.0, wide, 46.0, WHITE);
    canvas.fill(0.0, 85.0, wide, 1.0, ink(0xD0_D3_D8));
    let style = Style::new(Role::Chrome, 0, 14.0, BLACK);
    let fitting: String = tab.chars().take(13).collect();
    canvas.text(&fitting, 44.0, 17.0, style)?;
    canvas.disc(28.0, 24.0, 7.0, ink(0x3B_A0_E6));
    for (index, x) in [24.0, 56.0].into_iter().enumerate() {
        let side = if index == 0 { 1.0 } else { -1.0 };
        canvas.stroke(
            (x + side * 4.0, 56.0),
            (x - side * 4.0, 63.0),
            2.0,
            ink(0x5F_63_68),
        );
        canvas.stroke(
            (x - side * 4.0, 63.0),
            (x + side * 4.0, 70.0),
            2.0,
            ink(0x5F_63_68),
        );
    }
    canvas.ring(90.0, 63.0, 8.0, 2.0, ink(0x5F_63_68));
    canvas.round(
        Area {
            x: 116.0,
            y: 48.0,
            width: wide - 180.0,
            height: 30.0,
        },
        15.0,
        ink(0xF1_F3_F4),
    );
    canvas.text(address, 138.0, 56.0, style)?;
    window_buttons(canvas, wide, 20.0, ink(0x5F_63_68));
    Ok(())
}

fn window_buttons(canvas: &mut Canvas<'_>, right: f32, middle: f32, ink: Ink) {
    canvas.stroke((right - 120.0, middle), (right - 108.0, middle), 1.5, ink);
    for (x, y, wide, high) in [
        (74.0, -6.0, 12.0, 1.0),
        (74.0, 5.0, 12.0, 1.0),
        (74.0, -6.0, 1.0, 12.0),
        (63.0, -6.0, 1.0, 12.0),
    ] {
        canvas.fill(right - x, middle + y, wide, high, ink);
    }
    canvas.stroke(
        (right - 30.0, middle - 6.0),
        (right - 18.0, middle + 6.0),
        1.5,
        ink,
    );
    canvas.stroke(
        (right - 30.0, middle + 6.0),
        (right - 18.0, middle - 6.0),
        1.5,
        ink,
    );
}

/// A remote-control tool. `item` of `Label` lines is the index in `tree`, of `Button` lines the index in
/// `menu`; cells of the table carry their row (header is 1) and column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteTool {
    /// Title of the window.
    pub title: String,
    /// The menu.
    pub menu: Vec<String>,
    /// Entries of the tree at the left: depth and words.
    pub tree: Vec<(u32, String)>,
    /// Rows of the table; the first is the header.
    pub rows: Vec<Vec<String>>,
    /// Relative widths of the columns; equal where empty.
    pub widths: Vec<u32>,
    /// Index of the row that is selected.
    pub selected: Option<usize>,
    /// Status line.
    pub status: String,
}

const ROW: f32 = 28.0;
const TREE: f32 = 220.0;

/// Draws a remote-control tool, 1366 wide and at least 768 high. Cells that do not fit end in `...`.
///
/// # Errors
/// [`WriteError::NoGlyph`] and those of encoding.
pub fn remote_tool(
    fonts: &Fonts,
    content: &RemoteTool,
    quality: &Quality,
) -> Result<Picture, WriteError> {
    let body = (content.rows.len().max(content.tree.len()) as f32 + 1.0) * ROW + 72.0 + 30.0;
    let height = super::super::font::whole(body.max(768.0)).unsigned_abs();
    let mut canvas = Canvas::new(fonts, 1366, height, WHITE);
    let (wide, high) = (1366.0, height as f32);
    canvas.fill(0.0, 0.0, wide, 34.0, ink(0x2D_5C_8A));
    canvas.round(
        Area {
            x: 10.0,
            y: 8.0,
            width: 18.0,
            height: 18.0,
        },
        4.0,
        ink(0xE6_B4_3B),
    );
    canvas.text(
        &content.title,
        38.0,
        9.0,
        Style::new(Role::Title, 0, 16.0, WHITE),
    )?;
    window_buttons(&mut canvas, wide, 17.0, WHITE);
    canvas.fill(0.0, 34.0, wide, 32.0, ink(0xF0_F0_F0));
    let mut x = 14.0;
    for (item, entry) in content.menu.iter().enumerate() {
        let style = Style::new(Role::Button, item, 15.0, BLACK);
        canvas.text(entry, x, 42.0, style)?;
        x += canvas.width_of(entry, style).ceil() + 26.0;
    }
    canvas.fill(0.0, 66.0, wide, 1.0, ink(0xC8_C8_C8));
    canvas.fill(TREE, 66.0, 2.0, high - 92.0, ink(0xD8_D8_D8));
    for (item, (depth, entry)) in content.tree.iter().enumerate() {
        let (x, y) = (16.0 + *depth as f32 * 20.0, 76.0 + item as f32 * ROW);
        canvas.triangle(
            (x, y + 4.0),
            (x + 9.0, y + 4.0),
            (x + 4.5, y + 11.0),
            ink(0x77_77_77),
        );
        canvas.text(
            entry,
            x + 18.0,
            y,
            Style::new(Role::Label, item, 15.0, BLACK),
        )?;
    }
    tool_table(&mut canvas, content)?;
    canvas.fill(0.0, high - 26.0, wide, 26.0, ink(0xF0_F0_F0));
    canvas.fill(0.0, high - 26.0, wide, 1.0, ink(0xC8_C8_C8));
    canvas.text(
        &content.status,
        12.0,
        high - 20.0,
        Style::new(Role::Footer, 0, 14.0, BLACK),
    )?;
    finish(canvas, quality)
}

fn tool_table(canvas: &mut Canvas<'_>, content: &RemoteTool) -> Result<(), WriteError> {
    let columns = content.rows.iter().map(Vec::len).max().unwrap_or(0);
    let weight = |column: usize| {
        content
            .widths
            .get(column)
            .map_or(1.0, |&width| width as f32)
    };
    let sum: f32 = (0..columns).map(weight).sum();
    for (row, cells) in content.rows.iter().enumerate() {
        let y = 68.0 + row as f32 * ROW;
        let selected = row > 0 && content.selected == Some(row);
        let ground = match row {
            0 => ink(0xE4_EA_F1),
            _ if selected => ink(0x33_78_C8),
            odd if odd % 2 == 1 => WHITE,
            _ => ink(0xF6_F8_FA),
        };
        let words = if selected { WHITE } else { BLACK };
        canvas.fill(TREE + 2.0, y, 1366.0 - TREE - 2.0, ROW, ground);
        let mut x = TREE + 2.0;
        for (column, cell) in cells.iter().enumerate() {
            let width = weight(column) / sum * (1366.0 - TREE - 2.0);
            let style = Style::new(
                Role::Cell {
                    row: row + 1,
                    column: column + 1,
                },
                0,
                15.0,
                words,
            );
            let shown = fitted(canvas, cell, width - 14.0, style);
            canvas.text(&shown, (x + 8.0).floor(), y + 6.0, style)?;
            if row == 0 {
                canvas.fill(x, y + 4.0, 1.0, ROW - 8.0, ink(0xC4_CC_D6));
            }
            x += width;
        }
    }
    Ok(())
}

/// Returns the text, or its beginning and three dots.
fn fitted(canvas: &Canvas<'_>, text: &str, width: f32, style: Style) -> String {
    if canvas.width_of(text, style) <= width {
        return text.to_owned();
    }
    let mut shown = String::new();
    for ch in text.chars() {
        let longer = format!("{shown}{ch}...");
        if canvas.width_of(&longer, style) > width {
            break;
        }
        shown.push(ch);
    }
    shown + "..."
}
