//! The screen of a chat program on a telephone, or a long screenshot of it.
//!
//! Always: `item` of a line is the index in [`Chat::items`]; the head of the screen has item 0 and the
//! role `Chrome` or `Title`.

use super::super::area::{Area, Role};
use super::super::canvas::{Canvas, Ink, Style, ink};
use super::super::pixels::{Picture, Quality, finish};
use super::super::wrap::wrap;
use super::super::{Fonts, WriteError};

const WIDTH: u32 = 828;
const SCREEN: f32 = 1792.0;
const HEAD: f32 = 176.0;
const FOOT: f32 = 120.0;
const AVATAR: f32 = 80.0;
const MARGIN: f32 = 24.0;
const BUBBLE_LEFT: f32 = MARGIN + AVATAR + 22.0;
const BUBBLE_MOST: f32 = 560.0;
const PAD: f32 = 24.0;
const EM: f32 = 34.0;
const LEADING: f32 = 48.0;

/// A chat as a telephone shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chat {
    /// Name of the other person or group.
    pub title: String,
    /// The clock of the telephone, as `21:07`.
    pub clock: String,
    /// Whether the screen is dark.
    pub dark: bool,
    /// Whether names stand above the messages of others, as in groups.
    pub names: bool,
    /// Messages and what stands between them.
    pub items: Vec<ChatItem>,
}

/// Something in a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChatItem {
    /// A stamp of time, as `2021年3月4日 21:07`.
    Time(String),
    /// A notice of the program.
    Notice(String),
    /// A message.
    Message {
        /// Whether it is the owner of the telephone who speaks (right-hand side).
        mine: bool,
        /// Name of the speaker.
        sender: String,
        /// What is said.
        body: Bubble,
    },
}

/// A message's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bubble {
    /// Words.
    Text(String),
    /// A file: name and size as shown.
    File {
        /// Name of the file.
        name: String,
        /// Size as shown, `1.4M`.
        size: String,
    },
    /// A spoken message of this many seconds.
    Voice(u32),
    /// Money: amount as shown, and the note under it.
    Transfer {
        /// Amount as shown, `¥2,000.00`.
        amount: String,
        /// Note.
        note: String,
    },
    /// A picture, drawn as a small landscape without words.
    Image,
}

struct Theme {
    ground: Ink,
    head: Ink,
    line: Ink,
    words: Ink,
    faint: Ink,
    theirs: Ink,
    mine: Ink,
    mine_words: Ink,
}

const LIGHT: Theme = Theme {
    ground: ink(0xED_ED_ED),
    head: ink(0xED_ED_ED),
    line: ink(0xD5_D5_D5),
    words: ink(0x19_19_19),
    faint: ink(0x9B_9B_9B),
    theirs: ink(0xFF_FF_FF),
    mine: ink(0x95_EC_69),
    mine_words: ink(0x10_1A_0C),
};

const DARK: Theme = Theme {
    ground: ink(0x11_11_11),
    head: ink(0x1A_1A_1A),
    line: ink(0x2A_2A_2A),
    words: ink(0xD3_D3_D3),
    faint: ink(0x6E_6E_6E),
    theirs: ink(0x2C_2C_2C),
    mine: ink(0x3E_B5_75),
    mine_words: ink(0x07_14_0C),
};

const AVATARS: [(Ink, Ink); 6] = [
    (ink(0x5B_8D_C9), ink(0xE8_F0_F8)),
    (ink(0xC9_7B_5B), ink(0xF8_EC_E4)),
    (ink(0x6B_A5_83), ink(0xE9_F5_EE)),
    (ink(0x8A_78_B8), ink(0xEF_EB_F7)),
    (ink(0xB8_9A_4E), ink(0xF7_F1_E1)),
    (ink(0x5F_6B_7A), ink(0xE6_E9_ED)),
];

/// Draws a chat. The picture has the height of a telephone's screen, or more where the messages need it:
/// then it is a long screenshot.
///
/// # Errors
/// [`WriteError::NoGlyph`] and those of encoding.
pub fn chat(fonts: &Fonts, content: &Chat, quality: &Quality) -> Result<Picture, WriteError> {
    let theme = if content.dark { &DARK } else { &LIGHT };
    // The first pass finds the height on a canvas of one row; drawing outside is clipped.
    let mut probe = Drawer {
        canvas: Canvas::new(fonts, WIDTH, 1, theme.ground),
        theme,
        y: HEAD + 20.0,
    };
    probe.items(content)?;
    let height = (probe.y + 20.0 + FOOT).max(SCREEN);
    let rows = super::super::font::whole(height).unsigned_abs();
    let mut drawer = Drawer {
        canvas: Canvas::new(fonts, WIDTH, rows, theme.ground),
        theme,
        y: HEAD + 20.0,
    };
    drawer.head(content)?;
    drawer.items(content)?;
    drawer.foot(height);
    finish(drawer.canvas, quality)
}

struct Drawer<'f> {
    canvas: Canvas<'f>,
    theme: &'static Theme,
    y: f32,
}

impl Drawer<'_> {
    fn head(&mut self, content: &Chat) -> Result<(), WriteError> {
        let theme = self.theme;
        let canvas = &mut self.canvas;
        let wide = WIDTH as f32;
        canvas.fill(0.0, 0.0, wide, HEAD, theme.head);
        canvas.fill(0.0, HEAD - 1.0, wide, 1.0, theme.line);
        canvas.text(
            &content.clock,
            58.0,
            28.0,
            Style::new(Role::Chrome, 0, 30.0, theme.words).bold(),
        )?;
        for bar in 0..4 {
            let tall = 8.0 + bar as f32 * 5.0;
            canvas.fill(
                640.0 + bar as f32 * 10.0,
                56.0 - tall,
                7.0,
                tall,
                theme.words,
            );
        }
        for (radius, thick) in [(26.0, 5.0), (16.0, 5.0), (6.0, 6.0)] {
            let bounds = Area {
                x: 682.0,
                y: 28.0,
                width: 52.0,
                height: 30.0,
            };
            canvas.shape(bounds, theme.words, |x, y| {
                let (dx, dy) = (x - 708.0, 56.0 - y);
                let distance = dx * dx + dy * dy;
                dy >= dx.abs()
                    && (((radius - thick) * (radius - thick))..=(radius * radius))
                        .contains(&distance)
            });
        }
        canvas.round(
            Area {
                x: 744.0,
                y: 32.0,
                width: 44.0,
                height: 24.0,
            },
            6.0,
            theme.faint,
        );
        canvas.round(
            Area {
                x: 746.0,
                y: 34.0,
                width: 30.0,
                height: 20.0,
            },
            4.0,
            theme.words,
        );
        canvas.stroke((44.0, 112.0), (28.0, 130.0), 4.0, theme.words);
        canvas.stroke((28.0, 130.0), (44.0, 148.0), 4.0, theme.words);
        for dot in 0..3 {
            canvas.disc(762.0 + dot as f32 * 16.0, 130.0, 4.0, theme.words);
        }
        canvas.text_centred(
            &content.title,
            wide / 2.0,
            112.0,
            Style::new(Role::Title, 0, 34.0, theme.words).bold(),
        )
    }

    fn foot(&mut self, height: f32) {
        let theme = self.theme;
        let canvas = &mut self.canvas;
        let (wide, top) = (WIDTH as f32, height - FOOT);
        canvas.fill(0.0, top, wide, FOOT, theme.head);
        canvas.fill(0.0, top, wide, 1.0, theme.line);
        canvas.round(
            Area {
                x: 100.0,
                y: top + 18.0,
                width: 540.0,
                height: 76.0,
            },
            10.0,
            theme.theirs,
        );
        let middle = top + 56.0;
        canvas.ring(50.0, middle, 27.0, 4.0, theme.words);
        canvas.stroke(
            (44.0, middle - 10.0),
            (44.0, middle + 10.0),
            4.0,
            theme.words,
        );
        canvas.stroke(
            (54.0, middle - 14.0),
            (54.0, middle + 14.0),
            4.0,
            theme.words,
        );
        canvas.ring(692.0, middle, 27.0, 4.0, theme.words);
        canvas.disc(682.0, middle - 7.0, 4.0, theme.words);
        canvas.disc(702.0, middle - 7.0, 4.0, theme.words);
        canvas.stroke(
            (682.0, middle + 10.0),
            (702.0, middle + 10.0),
            4.0,
            theme.words,
        );
        canvas.ring(772.0, middle, 27.0, 4.0, theme.words);
        canvas.stroke((760.0, middle), (784.0, middle), 4.0, theme.words);
        canvas.stroke(
            (772.0, middle - 12.0),
            (772.0, middle + 12.0),
            4.0,
            theme.words,
        );
    }

    fn items(&mut self, content: &Chat) -> Result<(), WriteError> {
        for (item, entry) in content.items.iter().enumerate() {
            match entry {
                ChatItem::Time(text) => self.notice(item, Role::Time, text)?,
                ChatItem::Notice(text) => self.notice(item, Role::System, text)?,
                ChatItem::Message { mine, sender, body } => {
                    self.message(item, *mine, sender, content.names, body)?
                }
            }
        }
        Ok(())
    }

    fn notice(&mut self, item: usize, role: Role, text: &str) -> Result<(), WriteError> {
        let style = Style::new(role, item, 26.0, self.theme.faint);
        self.y += 10.0;
        for range in self.wrapped(text, 640.0, 26.0) {
            self.canvas.text_centred(
                &text[range.clone()],
                WIDTH as f32 / 2.0,
                self.y,
                style.at(range.start),
            )?;
            self.y += 38.0;
        }
        self.y += 20.0;
        Ok(())
    }

    fn wrapped(&self, text: &str, width: f32, em: f32) -> Vec<std::ops::Range<usize>> {
        wrap(text, width / em, &|ch| self.canvas.fonts.text.advance(ch))
    }

    fn message(
        &mut self,
        item: usize,
        mine: bool,
        sender: &str,
        names: bool,
        body: &Bubble,
    ) -> Result<(), WriteError> {
        self.avatar(mine, sender);
        let top = self.y;
        if names && !mine {
            let style = Style::new(Role::Sender, item, 24.0, self.theme.faint);
            self.canvas.text(sender, BUBBLE_LEFT, self.y, style)?;
            self.y += 36.0;
        }
        match body {
            Bubble::Text(text) => self.words(item, mine, text)?,
            Bubble::Voice(seconds) => self.voice(item, mine, *seconds)?,
            Bubble::File { name, size } => self.file(item, mine, name, size)?,
            Bubble::Transfer { amount, note } => self.transfer(item, mine, amount, note)?,
            Bubble::Image => self.landscape(mine),
        }
        self.y = self.y.max(top + AVATAR) + 30.0;
        Ok(())
    }

    /// Draws a square with a simple head and shoulders, its colours chosen by the name.
    fn avatar(&mut self, mine: bool, sender: &str) {
        let sum: usize = sender.bytes().map(usize::from).sum();
        let (ground, figure) = AVATARS[sum % AVATARS.len()];
        let x = if mine {
            WIDTH as f32 - MARGIN - AVATAR
        } else {
            MARGIN
        };
        let y = self.y;
        self.canvas.round(
            Area {
                x,
                y,
                width: AVATAR,
                height: AVATAR,
            },
            10.0,
            ground,
        );
        self.canvas.disc(x + 40.0, y + 30.0, 15.0, figure);
        let bounds = Area {
            x: x + 10.0,
            y: y + 48.0,
            width: 60.0,
            height: 28.0,
        };
        self.canvas.shape(bounds, figure, |px, py| {
            let (dx, dy) = (px - x - 40.0, (py - y - 78.0) * 1.05);
            dx * dx + dy * dy <= 28.0 * 28.0 && py < y + 76.0
        });
    }

    /// Draws the body of a bubble and its beak; returns the left edge of what is inside.
    fn bubble(&mut self, mine: bool, width: f32, height: f32, ink: Ink) -> f32 {
        let wide = WIDTH as f32;
        let x = if mine {
            wide - BUBBLE_LEFT - width
        } else {
            BUBBLE_LEFT
        };
        let beak = self.y + 40.0;
        if mine {
            let edge = x + width;
            self.canvas.triangle(
                (edge - 1.0, beak - 10.0),
                (edge - 1.0, beak + 10.0),
                (edge + 10.0, beak),
                ink,
            );
        } else {
            self.canvas.triangle(
                (x + 1.0, beak - 10.0),
                (x + 1.0, beak + 10.0),
                (x - 10.0, beak),
                ink,
            );
        }
        self.canvas.round(
            Area {
                x,
                y: self.y,
                width,
                height,
            },
            10.0,
            ink,
        );
        x
    }

    fn words(&mut self, item: usize, mine: bool, text: &str) -> Result<(), WriteError> {
        let theme = self.theme;
        let (ground, words) = if mine {
            (theme.mine, theme.mine_words)
        } else {
            (theme.theirs, theme.words)
        };
        let style = Style::new(Role::Text, item, EM, words);
        let ranges = self.wrapped(text, BUBBLE_MOST - 2.0 * PAD, EM);
        let widest = ranges
            .iter()
            .map(|range| self.canvas.width_of(&text[range.clone()], style))
            .fold(0.0, f32::max);
        let height = ranges.len() as f32 * LEADING + 2.0 * 16.0;
        let x = self.bubble(mine, widest.ceil() + 2.0 * PAD, height, ground);
        for (number, range) in ranges.into_iter().enumerate() {
            let top = self.y + 16.0 + 7.0 + number as f32 * LEADING;
            self.canvas
                .text(&text[range.clone()], x + PAD, top, style.at(range.start))?;
        }
        self.y += height;
        Ok(())
    }

    fn voice(&mut self, item: usize, mine: bool, seconds: u32) -> Result<(), WriteError> {
        let theme = self.theme;
        let (ground, words) = if mine {
            (theme.mine, theme.mine_words)
        } else {
            (theme.theirs, theme.words)
        };
        let text = format!("{seconds}\"");
        let style = Style::new(Role::Text, item, EM, words);
        let width = 160.0 + seconds.min(60) as f32 * 5.0;
        let x = self.bubble(mine, width, AVATAR, ground);
        let long = self.canvas.width_of(&text, style);
        let (at, words_at, side) = if mine {
            (x + width - 34.0, x + width - 80.0 - long, -1.0)
        } else {
            (x + 34.0, x + 80.0, 1.0)
        };
        let middle = self.y + 40.0;
        for radius in [8.0_f32, 18.0, 28.0] {
            let bounds = Area {
                x: at - 30.0,
                y: middle - 30.0,
                width: 60.0,
                height: 60.0,
            };
            self.canvas.shape(bounds, words, |px, py| {
                let (dx, dy) = ((px - at + side * 8.0) * side, py - middle);
                let distance = dx * dx + dy * dy;
                dx >= dy.abs()
                    && (((radius - 4.0) * (radius - 4.0))..=(radius * radius)).contains(&distance)
            });
        }
        self.canvas
            .text(&text, words_at.floor(), self.y + 23.0, style)?;
        self.y += AVATAR;
        Ok(())
    }

    fn file(&mut self, item: usize, mine: bool, name: &str, size: &str) -> Result<(), WriteError> {
        let theme = self.theme;
        let ranges = self.wrapped(name, 340.0, 30.0);
        let height = (ranges.len() as f32 * 42.0 + 84.0).max(148.0);
        let x = self.bubble(mine, 500.0, height, theme.theirs);
        let top = self.y;
        for (number, range) in ranges.into_iter().enumerate() {
            let style = Style::new(Role::Text, item, 30.0, theme.words).at(range.start);
            self.canvas.text(
                &name[range],
                x + PAD,
                top + 24.0 + number as f32 * 42.0,
                style,
            )?;
        }
        self.canvas.text(
            size,
            x + PAD,
            top + height - 46.0,
            Style::new(Role::Detail, item, 24.0, theme.faint),
        )?;
        let sheet = if name.ends_with("xlsx") || name.ends_with("xls") {
            ink(0x2F_9E_5B)
        } else {
            ink(0x3B_7D_DD)
        };
        let left = x + 400.0;
        self.canvas.round(
            Area {
                x: left,
                y: top + 26.0,
                width: 76.0,
                height: 92.0,
            },
            6.0,
            sheet,
        );
        for line in 0..4 {
            let wide = if line == 3 { 28.0 } else { 44.0 };
            self.canvas.fill(
                left + 16.0,
                top + 48.0 + line as f32 * 14.0,
                wide,
                5.0,
                ink(0xFF_FF_FF),
            );
        }
        self.y += height;
        Ok(())
    }

    fn transfer(
        &mut self,
        item: usize,
        mine: bool,
        amount: &str,
        note: &str,
    ) -> Result<(), WriteError> {
        let white = ink(0xFF_FF_FF);
        let x = self.bubble(mine, 480.0, 180.0, ink(0xFA_9D_3B));
        let top = self.y;
        self.canvas.ring(x + 62.0, top + 62.0, 36.0, 4.0, white);
        self.canvas
            .stroke((x + 44.0, top + 54.0), (x + 80.0, top + 54.0), 4.0, white);
        self.canvas
            .stroke((x + 68.0, top + 44.0), (x + 80.0, top + 54.0), 4.0, white);
        self.canvas
            .stroke((x + 44.0, top + 70.0), (x + 80.0, top + 70.0), 4.0, white);
        self.canvas
            .stroke((x + 56.0, top + 80.0), (x + 44.0, top + 70.0), 4.0, white);
        self.canvas.text(
            amount,
            x + 118.0,
            top + 24.0,
            Style::new(Role::Text, item, 34.0, white),
        )?;
        self.canvas.text(
            note,
            x + 118.0,
            top + 74.0,
            Style::new(Role::Detail, item, 26.0, white),
        )?;
        self.canvas
            .fill(x + PAD, top + 128.0, 432.0, 1.0, ink(0xFB_B1_62));
        self.canvas.text(
            "转账",
            x + PAD,
            top + 140.0,
            Style::new(Role::Detail, item, 24.0, white),
        )?;
        self.y += 180.0;
        Ok(())
    }

    fn landscape(&mut self, mine: bool) {
        let (width, height) = (300.0, 220.0);
        let x = if mine {
            WIDTH as f32 - BUBBLE_LEFT - width
        } else {
            BUBBLE_LEFT
        };
        let y = self.y;
        self.canvas.fill(x, y, width, height, ink(0xB9_D3_E8));
        self.canvas.disc(x + 230.0, y + 56.0, 24.0, ink(0xF6_E2_9B));
        self.canvas.triangle(
            (x, y + height),
            (x + 110.0, y + 90.0),
            (x + 220.0, y + height),
            ink(0x7C_96_80),
        );
        self.canvas.triangle(
            (x + 120.0, y + height),
            (x + 220.0, y + 120.0),
            (x + 300.0, y + height),
            ink(0x63_7F_6B),
        );
        self.y += height;
    }
}
