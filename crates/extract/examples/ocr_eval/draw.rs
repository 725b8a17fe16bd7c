//! Draws chats, tables, scans, small print, dark screens, turned pages, long screenshots and standing columns.

use std::io::Cursor;

use ab_glyph::{Font, FontRef, Glyph, PxScale, ScaleFont, point};
use image::{ImageFormat, Rgb, RgbImage, imageops};

use super::Failure;
use super::texts::{Dice, TABLES};

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

/// Draws all pictures in one font: in the layouts that errors were looked at in, or in those that were held aside.
pub(crate) fn all(bytes: &[u8], face: u32, seed: u64, aside: bool) -> Result<Vec<Drawn>, Failure> {
    let font = FontRef::try_from_slice_and_index(bytes, face)?;
    let mut dice = Dice((seed * 2 + u64::from(aside)) * 7919 + 12_345);
    for _ in 0..20 {
        dice.below(2);
    }
    let mut look = Look {
        font: &font,
        dice: &mut dice,
        aside,
    };
    let mut drawn = Vec::new();
    for (name, dark) in [
        ("chat_light", false),
        ("chat_dark", true),
        ("chat_group", false),
    ] {
        let size = look.between(22, 44);
        let width = (size * look.between(22, 30)) as u32;
        let sheet = look.chat(width, width * 2, size, dark);
        drawn.push(match aside {
            true => encoded(&sheet.picture, sheet.lines, name, ImageFormat::Jpeg)?,
            false => sheet.done(name)?,
        });
    }
    for (index, columns) in TABLES.iter().enumerate() {
        let size = look.between(14, 30);
        drawn.push(look.table(columns, size).done(&format!("table_{index}"))?);
    }
    for index in 0..3 {
        let degrees = look.between(0, 24) / 10.0 - 1.2;
        let size = look.between(22, 34);
        drawn.push(look.scan(&format!("scan_{index}"), size, degrees)?);
    }
    for (size, width) in [(12.0, 560), (13.0, 640), (11.0, 700)] {
        let ink = 10 + look.dice.below(70) as u8;
        let ground = 240 + look.dice.below(16) as u8;
        let sheet = look.page(width, size, [ink; 3], [ground; 3]);
        drawn.push(sheet.done(&format!("small_{size}"))?);
    }
    let size = look.between(16, 26);
    let sheet = look.page(900, size, [200, 210, 200], [20, 24, 28]);
    drawn.push(sheet.done("dark_page")?);
    for (name, turn) in [("turned_90", 1), ("turned_180", 2), ("turned_270", 3)] {
        let size = look.between(20, 28);
        let sheet = look.page(1000, size, [20, 20, 20], [255, 255, 255]);
        let picture = match turn {
            1 => imageops::rotate90(&sheet.picture),
            2 => imageops::rotate180(&sheet.picture),
            _ => imageops::rotate270(&sheet.picture),
        };
        drawn.push(encoded(&picture, sheet.lines, name, ImageFormat::Png)?);
    }
    drawn.push(look.chat(828, 8_000, 30.0, false).done("long_chat")?);
    for index in 0..2 {
        let size = look.between(22, 34);
        drawn.push(look.standing(size).done(&format!("vertical_{index}"))?);
    }
    Ok(drawn)
}

struct Look<'a, 'd> {
    font: &'a FontRef<'a>,
    dice: &'d mut Dice,
    aside: bool,
}

impl<'a> Look<'a, '_> {
    fn between(&mut self, least: usize, most: usize) -> f32 {
        (least + self.dice.below(most - least + 1)) as f32
    }

    /// Whether the font has a glyph for each character.
    fn has(&self, text: &str) -> bool {
        text.chars()
            .all(|character| character == ' ' || self.font.glyph_id(character).0 != 0)
    }

    fn drawable(&mut self, mut make: impl FnMut(&mut Dice) -> String) -> String {
        loop {
            let text = make(self.dice);
            if self.has(&text) {
                return text;
            }
        }
    }

    fn sentence(&mut self) -> String {
        self.drawable(Dice::sentence)
    }

    fn slot(&mut self, kind: &str) -> String {
        self.drawable(|dice| dice.slot(kind))
    }

    fn chat(&mut self, width: u32, height: u32, size: f32, dark: bool) -> Sheet<'a> {
        let (ground, theirs, mine, ink): (Colour, Colour, Colour, Colour) = match dark {
            true => ([17, 17, 17], [44, 44, 44], [38, 90, 50], [225, 225, 225]),
            false => (
                [237, 237, 237],
                [255, 255, 255],
                [149, 236, 105],
                [25, 25, 25],
            ),
        };
        let (ground, mine, mine_ink) = match (self.aside, dark) {
            (true, true) => ([28, 30, 36], [18, 88, 150], ink),
            (true, false) => ([255, 255, 255], [0, 122, 255], [255, 255, 255]),
            _ => (ground, mine, ink),
        };
        let theirs = if self.aside && !dark {
            [236, 236, 240]
        } else {
            theirs
        };
        let grey = if dark {
            [120, 120, 120]
        } else {
            [140, 140, 140]
        };
        let mut sheet = Sheet::new(self.font, width, height, ground);
        let mut y = size * 1.5;
        let (margin, avatar) = (size * 0.8, size * if self.aside { 1.8 } else { 2.4 });
        let (leading, pad) = if self.aside { (1.25, 0.7) } else { (1.4, 0.55) };
        let most = width as f32 * if self.aside { 0.7 } else { 0.62 };
        let mut count = 0;
        while y < height as f32 - size * 9.0 {
            if count % 5 == 0 {
                let (date, time) = (self.slot("date"), self.slot("time"));
                let time = format!("{date} {time}");
                let small = size * 0.72;
                let x = (width as f32 - sheet.width_of(&time, small)) / 2.0;
                sheet.line(x, y, small, grey, &time);
                y += size * 2.0;
            }
            count += 1;
            let right = self.dice.below(2) == 0;
            let text = self.sentence();
            let lines = sheet.wrap(&text, size, most);
            let widest = lines
                .iter()
                .map(|line| sheet.width_of(line, size))
                .fold(0.0, f32::max);
            let tall = lines.len() as f32 * size * leading + size * pad * 1.5;
            let wide = widest + size * 2.0 * pad;
            let left = match right {
                true => width as f32 - margin * 2.0 - avatar - wide,
                false => margin * 2.0 + avatar,
            };
            let avatar_left = if right {
                width as f32 - margin - avatar
            } else {
                margin
            };
            let face = [0; 3].map(|_| 60 + self.dice.below(120) as u8);
            sheet.block(
                avatar_left as i32,
                y as i32,
                avatar as i32,
                avatar as i32,
                face,
            );
            if self.aside && !right {
                let name = self.slot("name");
                sheet.line(left, y, size * 0.7, grey, &name);
                y += size * 1.1;
            }
            let (bubble, ink) = if right {
                (mine, mine_ink)
            } else {
                (theirs, ink)
            };
            sheet.block(left as i32, y as i32, wide as i32, tall as i32, bubble);
            for (index, line) in lines.iter().enumerate() {
                let top = y + size * pad + index as f32 * size * leading;
                sheet.line(left + size * pad, top, size, ink, line.trim());
            }
            y += tall.max(avatar) + size * 0.9;
        }
        sheet
    }

    /// With all its edges, or striped and without any.
    fn table(&mut self, columns: &[(&str, &str)], size: f32) -> Sheet<'a> {
        let rows = 6 + self.dice.below(12);
        let (pad, row) = (size * 0.6, size * if self.aside { 1.7 } else { 2.2 });
        let mut cells: Vec<Vec<String>> =
            vec![columns.iter().map(|(head, _)| (*head).to_owned()).collect()];
        for number in 0..rows {
            cells.push(
                columns
                    .iter()
                    .map(|(_, kind)| match *kind {
                        "row" => (number + 1).to_string(),
                        kind => self.slot(kind),
                    })
                    .collect(),
            );
        }
        let measure = Sheet::new(self.font, 1, 1, [0; 3]);
        let widths: Vec<f32> = (0..columns.len())
            .map(|column| {
                let widest = cells.iter().map(|row| measure.width_of(&row[column], size));
                widest.fold(0.0, f32::max) + 2.0 * pad + size * if self.aside { 0.4 } else { 1.2 }
            })
            .collect();
        let inner: f32 = widths.iter().sum();
        let height = row * cells.len() as f32 + 60.0;
        let mut sheet = Sheet::new(
            self.font,
            (inner + 60.0) as u32,
            height as u32,
            [255, 255, 255],
        );
        let edge: Colour = [160, 160, 160];
        for (index, cells) in cells.iter().enumerate() {
            let top = 30.0 + row * index as f32;
            let ground = match (index, self.aside) {
                (0, true) => Some([68, 84, 106]),
                (0, false) => Some([220, 230, 241]),
                (_, true) if index % 2 == 0 => Some([238, 241, 246]),
                _ => None,
            };
            if let Some(ground) = ground {
                sheet.block(30, top as i32, inner as i32, row as i32, ground);
            }
            if !self.aside {
                sheet.block(30, top as i32, inner as i32, 1, edge);
            }
            let mut left = 30.0;
            for (column, cell) in cells.iter().enumerate() {
                if !self.aside {
                    sheet.block(left as i32, top as i32, 1, row as i32, edge);
                }
                let slack = widths[column] - sheet.width_of(cell, size);
                let x = match (column % 2, self.aside) {
                    (0, _) => left + pad,
                    (_, false) => left + slack / 2.0,
                    (_, true) => left + slack - pad,
                };
                let ink = if self.aside && index == 0 {
                    [255; 3]
                } else {
                    [10; 3]
                };
                sheet.text(x, top + (row - size) / 2.0, size, ink, cell);
                left += widths[column];
            }
            sheet.lines.push(cells.join("\t"));
        }
        sheet
    }

    /// Running text: plain, or with a heading and paragraphs that start further in.
    fn page(&mut self, width: u32, size: f32, ink: Colour, ground: Colour) -> Sheet<'a> {
        let mut sheet = Sheet::new(self.font, width, 10, ground);
        let margin = size * if self.aside { 3.5 } else { 2.0 };
        let leading = size * if self.aside { 1.85 } else { 1.6 };
        let inner = width as f32 - margin * 2.0;
        let mut lines: Vec<(f32, String)> = Vec::new();
        for _ in 0..3 {
            let (count, indent) = (
                3 + self.dice.below(4),
                if self.aside { size * 2.0 } else { 0.0 },
            );
            let prose = self.drawable(|dice| dice.prose(count));
            let first = sheet.wrap(&prose, size, inner - indent);
            let (first, rest) = (first[0].clone(), prose[first[0].len()..].to_owned());
            lines.push((indent, first));
            lines.extend(
                sheet
                    .wrap(&rest, size, inner)
                    .into_iter()
                    .map(|line| (0.0, line)),
            );
            lines.push((0.0, String::new()));
        }
        for _ in 0..6 {
            let sentence = self.sentence();
            lines.extend(
                sheet
                    .wrap(&sentence, size, inner)
                    .into_iter()
                    .map(|line| (0.0, line)),
            );
        }
        let height = margin * 2.0 + (lines.len() as f32 + 2.5) * leading;
        sheet.picture = RgbImage::from_pixel(width, height as u32, Rgb(ground));
        let mut top = margin;
        if self.aside {
            let heading = self.drawable(|_| "关于本年度信息化项目验收情况的报告".to_owned());
            let large = (size * 1.5).min(inner / 18.0);
            let left = (width as f32 - sheet.width_of(&heading, large)) / 2.0;
            sheet.line(left, top, large, ink, &heading);
            top += leading * 2.2;
        }
        for (indent, line) in lines {
            if !line.trim().is_empty() {
                sheet.line(margin + indent, top, size, ink, line.trim());
            }
            top += leading;
        }
        sheet
    }

    /// Paper is not white, ink not black, glass not level, and JPEG not exact.
    fn scan(&mut self, name: &str, size: f32, degrees: f32) -> Result<Drawn, Failure> {
        let paper = if self.aside {
            [225, 222, 215]
        } else {
            [238, 236, 228]
        };
        let sheet = self.page(1240, size, [45, 45, 50], paper);
        let soft = match self.aside {
            true => imageops::blur(&sheet.picture, 0.6),
            false => sheet.picture,
        };
        let (width, height) = soft.dimensions();
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (middle_x, middle_y) = (width as f32 / 2.0, height as f32 / 2.0);
        let dice = &mut *self.dice;
        let picture = RgbImage::from_fn(width, height, |x, y| {
            let (dx, dy) = (x as f32 - middle_x, y as f32 - middle_y);
            let from = (
                dx * cos + dy * sin + middle_x,
                dy * cos - dx * sin + middle_y,
            );
            let pixel = imageops::interpolate_bilinear(&soft, from.0, from.1).unwrap_or(Rgb(paper));
            let noise = dice.below(25) as i16 - 12;
            Rgb(pixel
                .0
                .map(|value| (i16::from(value) + noise).clamp(0, 255) as u8))
        });
        encoded(&picture, sheet.lines, name, ImageFormat::Jpeg)
    }

    /// Columns from right to left.
    fn standing(&mut self, size: f32) -> Sheet<'a> {
        let (columns, rows) = (8 + self.dice.below(10), 14 + self.dice.below(12));
        let apart = size * if self.aside { 2.1 } else { 1.8 };
        let (width, height) = (
            80.0 + columns as f32 * apart,
            80.0 + rows as f32 * size * 1.08,
        );
        let mut sheet = Sheet::new(self.font, width as u32, height as u32, [252, 250, 244]);
        let mut text = String::new();
        while text.chars().count() < columns * rows {
            let more = self.drawable(|dice| dice.prose(1));
            // What lies on its side in columns is left out: Latin, digits and signs.
            text.extend(
                more.chars()
                    .filter(|sign| ('\u{4e00}'..='\u{9fff}').contains(sign)),
            );
        }
        let text: Vec<char> = text.chars().collect();
        for (index, column) in text.chunks(rows).take(columns).enumerate() {
            let x = width - 40.0 - size - index as f32 * apart;
            for (row, character) in column.iter().enumerate() {
                let y = 40.0 + row as f32 * size * 1.08;
                sheet.text(x, y, size, [30, 30, 30], &character.to_string());
            }
            sheet.lines.push(column.iter().collect());
        }
        sheet
    }
}
