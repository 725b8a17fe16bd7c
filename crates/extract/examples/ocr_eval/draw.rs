//! Draws chats, tables, scans, small print, dark screens, turned pages, long screenshots and standing columns.

use std::io::Cursor;

use ab_glyph::{Font, FontRef, Glyph, PxScale, ScaleFont, point};
use image::{ImageFormat, Rgb, RgbImage, imageops};

use super::Failure;
use super::texts::{Dice, PROSE, SENTENCES, TABLES};

/// A picture and the lines drawn in it.
pub(crate) struct Drawn {
    pub(crate) name: String,
    pub(crate) ending: &'static str,
    pub(crate) bytes: Vec<u8>,
    pub(crate) lines: Vec<String>,
}

type Colour = [u8; 3];

struct Sheet<'a> {
    picture: RgbImage,
    font: FontRef<'a>,
    lines: Vec<String>,
}

impl<'a> Sheet<'a> {
    fn new(font: &FontRef<'a>, width: u32, height: u32, ground: Colour) -> Self {
        Self {
            picture: RgbImage::from_pixel(width, height, Rgb(ground)),
            font: font.clone(),
            lines: Vec::new(),
        }
    }

    fn width_of(&self, text: &str, size: f32) -> f32 {
        let scaled = self.font.as_scaled(PxScale::from(size * self.scale()));
        text.chars()
            .map(|c| scaled.h_advance(self.font.glyph_id(c)))
            .sum()
    }

    /// Sizes are those of an em; the library counts from ascent to descent.
    fn scale(&self) -> f32 {
        let em = self.font.units_per_em().unwrap_or(1000.0);
        self.font.height_unscaled() / em
    }

    fn text(&mut self, x: f32, y: f32, size: f32, ink: Colour, text: &str) {
        let scale = PxScale::from(size * self.scale());
        let mut at = x;
        for character in text.chars() {
            let id = self.font.glyph_id(character);
            let scaled = self.font.as_scaled(scale);
            let base = y + size * 0.86;
            let (glyph, advance) = (
                id.with_scale_and_position(scale, point(at, base)),
                scaled.h_advance(id),
            );
            self.glyph(glyph, ink);
            at += advance;
        }
    }

    fn glyph(&mut self, glyph: Glyph, ink: Colour) {
        let Some(outlined) = self.font.outline_glyph(glyph) else {
            return;
        };
        let bounds = outlined.px_bounds();
        let (width, height) = self.picture.dimensions();
        let picture = &mut self.picture;
        outlined.draw(|x, y, share| {
            let (x, y) = (
                bounds.min.x as i64 + i64::from(x),
                bounds.min.y as i64 + i64::from(y),
            );
            if x >= 0 && y >= 0 && x < i64::from(width) && y < i64::from(height) {
                let pixel = picture.get_pixel_mut(x as u32, y as u32);
                for (value, ink) in pixel.0.iter_mut().zip(ink) {
                    let share = share.clamp(0.0, 1.0);
                    *value = (f32::from(*value) * (1.0 - share) + f32::from(ink) * share) as u8;
                }
            }
        });
    }

    fn line(&mut self, x: f32, y: f32, size: f32, ink: Colour, text: &str) {
        self.text(x, y, size, ink, text);
        self.lines.push(text.to_owned());
    }

    fn block(&mut self, left: i32, top: i32, width: i32, height: i32, colour: Colour) {
        for y in top.max(0)..(top + height).min(self.picture.height() as i32) {
            for x in left.max(0)..(left + width).min(self.picture.width() as i32) {
                self.picture.put_pixel(x as u32, y as u32, Rgb(colour));
            }
        }
    }

    fn wrap(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines = vec![String::new()];
        for character in text.chars() {
            let mut with = lines.last().cloned().unwrap_or_default();
            with.push(character);
            let sign = "，。；：、！？".contains(character);
            if self.width_of(&with, size) > width && !sign {
                lines.push(character.to_string());
            } else if let Some(last) = lines.last_mut() {
                *last = with;
            }
        }
        lines.retain(|line| !line.trim().is_empty());
        lines
    }

    fn done(self, name: &str) -> Result<Drawn, Failure> {
        encoded(&self.picture, self.lines, name, ImageFormat::Png)
    }
}

fn encoded(
    picture: &RgbImage,
    lines: Vec<String>,
    name: &str,
    format: ImageFormat,
) -> Result<Drawn, Failure> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format)?;
    Ok(Drawn {
        name: name.to_owned(),
        ending: if format == ImageFormat::Png {
            "png"
        } else {
            "jpg"
        },
        bytes: bytes.into_inner(),
        lines,
    })
}

/// Draws all pictures in one font.
pub(crate) fn all(bytes: &[u8], face: u32, seed: u64) -> Result<Vec<Drawn>, Failure> {
    let font = FontRef::try_from_slice_and_index(bytes, face)?;
    let mut dice = Dice(seed * 7919 + 12_345);
    let mut drawn = vec![
        chat(&font, &mut dice, 828, 1500, 30.0, false).done("chat_light")?,
        chat(&font, &mut dice, 1080, 1900, 40.0, true).done("chat_dark")?,
    ];
    for (index, table) in TABLES.iter().enumerate() {
        drawn.push(
            self::table(&font, table, 18.0 + 4.0 * index as f32).done(&format!("table_{index}"))?,
        );
    }
    drawn.push(scan(&font, &mut dice, 26.0, 0.0)?);
    drawn.push(scan(&font, &mut dice, 30.0, 0.9)?);
    drawn.push(page(&font, 620, 13.0, [30, 30, 30], [255, 255, 255]).done("small_13")?);
    drawn.push(page(&font, 560, 12.0, [70, 70, 70], [245, 245, 240]).done("small_12")?);
    drawn.push(page(&font, 900, 20.0, [200, 210, 200], [20, 24, 28]).done("dark_page")?);
    for (name, turn) in [("turned_90", 1), ("turned_180", 2), ("turned_270", 3)] {
        let sheet = page(&font, 1000, 24.0, [20, 20, 20], [255, 255, 255]);
        let picture = match turn {
            1 => imageops::rotate90(&sheet.picture),
            2 => imageops::rotate180(&sheet.picture),
            _ => imageops::rotate270(&sheet.picture),
        };
        drawn.push(encoded(&picture, sheet.lines, name, ImageFormat::Png)?);
    }
    drawn.push(chat(&font, &mut dice, 828, 10_400, 30.0, false).done("long_chat")?);
    drawn.push(standing(&font, 28.0).done("vertical_page")?);
    Ok(drawn)
}

fn chat<'a>(
    font: &FontRef<'a>,
    dice: &mut Dice,
    width: u32,
    height: u32,
    size: f32,
    dark: bool,
) -> Sheet<'a> {
    let (ground, theirs, mine, ink): (Colour, Colour, Colour, Colour) = match dark {
        true => ([17, 17, 17], [44, 44, 44], [38, 90, 50], [225, 225, 225]),
        false => (
            [237, 237, 237],
            [255, 255, 255],
            [149, 236, 105],
            [25, 25, 25],
        ),
    };
    let mut sheet = Sheet::new(font, width, height, ground);
    let mut y = size * 1.5;
    let (margin, avatar) = (size * 0.8, size * 2.4);
    let most = width as f32 * 0.62;
    let mut count = 0;
    while y < height as f32 - size * 7.0 {
        if count % 5 == 0 {
            let time = format!(
                "2021年{}月{}日 {:02}:{:02}",
                1 + dice.below(12),
                1 + dice.below(28),
                dice.below(24),
                dice.below(60)
            );
            let small = size * 0.72;
            let x = (width as f32 - sheet.width_of(&time, small)) / 2.0;
            let grey = if dark {
                [120, 120, 120]
            } else {
                [140, 140, 140]
            };
            sheet.line(x, y, small, grey, &time);
            y += size * 2.0;
        }
        count += 1;
        let right = dice.below(2) == 0;
        let text = SENTENCES[dice.below(SENTENCES.len())];
        let lines = sheet.wrap(text, size, most);
        let widest = lines
            .iter()
            .map(|line| sheet.width_of(line, size))
            .fold(0.0, f32::max);
        let (wide, tall) = (widest + size, lines.len() as f32 * size * 1.4 + size * 0.8);
        let left = match right {
            true => width as f32 - margin * 2.0 - avatar - wide,
            false => margin * 2.0 + avatar,
        };
        let avatar_left = if right {
            width as f32 - margin - avatar
        } else {
            margin
        };
        let face = [
            60 + dice.below(120) as u8,
            80 + dice.below(120) as u8,
            90 + dice.below(120) as u8,
        ];
        sheet.block(
            avatar_left as i32,
            y as i32,
            avatar as i32,
            avatar as i32,
            face,
        );
        let bubble = if right { mine } else { theirs };
        sheet.block(left as i32, y as i32, wide as i32, tall as i32, bubble);
        for (index, line) in lines.iter().enumerate() {
            let top = y + size * 0.55 + index as f32 * size * 1.4;
            sheet.line(left + size * 0.5, top, size, ink, line.trim());
        }
        y += tall.max(avatar) + size * 0.9;
    }
    sheet
}

fn table<'a>(font: &FontRef<'a>, (head, rows): &(&[&str], &[&[&str]]), size: f32) -> Sheet<'a> {
    let column = size * 9.0;
    let row = size * 2.2;
    let (width, height) = (
        column * head.len() as f32 + 60.0,
        row * (rows.len() as f32 + 1.0) + 60.0,
    );
    let mut sheet = Sheet::new(font, width as u32, height as u32, [255, 255, 255]);
    let edge: Colour = [160, 160, 160];
    for (index, cells) in std::iter::once(head).chain(rows.iter()).enumerate() {
        let top = 30.0 + row * index as f32;
        if index == 0 {
            sheet.block(
                30,
                top as i32,
                (width - 60.0) as i32,
                row as i32,
                [220, 230, 241],
            );
        }
        sheet.block(30, top as i32, (width - 60.0) as i32, 1, edge);
        for (column_index, cell) in cells.iter().enumerate() {
            let left = 30.0 + column * column_index as f32;
            sheet.block(left as i32, top as i32, 1, row as i32, edge);
            let x = match column_index % 2 {
                0 => left + size * 0.5,
                _ => left + (column - sheet.width_of(cell, size)) / 2.0,
            };
            sheet.text(x, top + size * 0.6, size, [10, 10, 10], cell);
        }
        sheet.lines.push(cells.join("\t"));
    }
    sheet.block(30, (height - 30.0) as i32, (width - 60.0) as i32, 1, edge);
    sheet
}

fn page<'a>(font: &FontRef<'a>, width: u32, size: f32, ink: Colour, ground: Colour) -> Sheet<'a> {
    let mut sheet = Sheet::new(font, width, 10, ground);
    let inner = width as f32 - size * 4.0;
    let mut lines = sheet.wrap(PROSE, size, inner);
    lines.push(String::new());
    for sentence in SENTENCES.iter().take(12) {
        lines.extend(sheet.wrap(sentence, size, inner));
    }
    let height = size * 4.0 + lines.len() as f32 * size * 1.6;
    sheet.picture = RgbImage::from_pixel(width, height as u32, Rgb(ground));
    for (index, line) in lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.is_empty())
    {
        sheet.line(
            size * 2.0,
            size * 2.0 + index as f32 * size * 1.6,
            size,
            ink,
            line.trim(),
        );
    }
    sheet
}

/// Paper is not white, ink not black, glass not level, and JPEG not exact.
fn scan(font: &FontRef<'_>, dice: &mut Dice, size: f32, degrees: f32) -> Result<Drawn, Failure> {
    let sheet = page(font, 1240, size, [45, 45, 50], [238, 236, 228]);
    let (width, height) = sheet.picture.dimensions();
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (middle_x, middle_y) = (width as f32 / 2.0, height as f32 / 2.0);
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let (dx, dy) = (x as f32 - middle_x, y as f32 - middle_y);
        let from = (
            dx * cos + dy * sin + middle_x,
            dy * cos - dx * sin + middle_y,
        );
        let pixel = imageops::interpolate_bilinear(&sheet.picture, from.0, from.1)
            .unwrap_or(Rgb([238, 236, 228]));
        let noise = dice.below(25) as i16 - 12;
        Rgb(pixel
            .0
            .map(|value| (i16::from(value) + noise).clamp(0, 255) as u8))
    });
    let name = format!("scan_{}", degrees * 10.0);
    encoded(&picture, sheet.lines, &name, ImageFormat::Jpeg)
}

fn standing<'a>(font: &FontRef<'a>, size: f32) -> Sheet<'a> {
    let mut sheet = Sheet::new(font, 900, 760, [252, 250, 244]);
    let text: Vec<char> = PROSE
        .chars()
        .filter(|c| !"，。；：、".contains(*c))
        .collect();
    for (index, column) in text.chunks(22).take(16).enumerate() {
        let x = 900.0 - 60.0 - index as f32 * size * 1.8;
        let mut line = String::new();
        for (row, character) in column.iter().enumerate() {
            sheet.text(
                x,
                40.0 + row as f32 * size * 1.08,
                size,
                [30, 30, 30],
                &character.to_string(),
            );
            line.push(*character);
        }
        sheet.lines.push(line);
    }
    sheet
}
