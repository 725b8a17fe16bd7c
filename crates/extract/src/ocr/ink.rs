//! Ink of a line: where along it something is drawn, and how much of that no letter stands for. A recogniser passes over
//! letters of scripts that it never saw and is sure of the commas between them. Always: thin strokes are no letters, so
//! that rules, leaders and underlines count for nothing.

use super::crop::{Crop, HEIGHT};
use super::recognise::Letter;

/// Pixels of a line, at the height of all lines, that are judged together.
const STEP: usize = 8;

/// Rows of a column that must be inked: more than a rule or a dot has.
const ROWS: usize = 8;

/// Columns of a step that must be.
const COLUMNS: usize = 3;

/// How far from its middle a letter reaches, in steps: half the width of a wide sign and some more.
const WIDE: f32 = 4.5;
const NARROW: f32 = 3.0;

/// Less ink than two wide signs have says nothing.
const LEAST: usize = 12;

/// The steps of a line, each inked or not.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Ink(Vec<bool>);

impl Ink {
    /// Returns where a line is inked.
    pub(crate) fn of(crop: &Crop) -> Self {
        let plane = crop.width * HEIGHT;
        let grey = |at: usize| {
            let sum: f32 = (0..3)
                .map(|channel| crop.planes[channel * plane + at])
                .sum();
            ((sum / 3.0 + 1.0) * 31.5) as usize & 63
        };
        let mut shades = [0_usize; 64];
        for at in 0..plane {
            shades[grey(at)] += 1;
        }
        let mut below = 0;
        let ground = shades.iter().position(|count| {
            below += count;
            2 * below >= plane
        });
        let ground = ground.unwrap_or(0);
        // The strongest of what is off the ground, but for a few specks.
        let mut off = [0_usize; 64];
        for (shade, count) in shades.iter().enumerate() {
            off[shade.abs_diff(ground)] += count;
        }
        let mut above = 0;
        let most = (0..64).rev().find(|away| {
            above += off[*away];
            50 * above >= plane
        });
        let enough = (most.unwrap_or(0) * 2 / 5).max(4);
        let column = |x: usize| {
            let inked = (0..HEIGHT).filter(|y| grey(y * crop.width + x).abs_diff(ground) >= enough);
            inked.count() >= ROWS
        };
        Self(
            (0..crop.width)
                .step_by(STEP)
                .map(|start| {
                    let end = (start + STEP).min(crop.width);
                    (start..end).filter(|x| column(*x)).count() >= COLUMNS
                })
                .collect(),
        )
    }

    /// Returns the share of the ink that no letter stands for; 0 where there is little.
    pub(crate) fn passed_over(&self, letters: &[Letter]) -> f32 {
        let inked = self.0.iter().filter(|inked| **inked).count();
        if inked < LEAST {
            return 0.0;
        }
        let mut left = self.0.clone();
        for letter in letters.iter().filter(|letter| *letter.text != *" ") {
            let wide = letter.text.chars().any(|sign| sign >= '\u{2e80}');
            let reach = if wide { WIDE } else { NARROW };
            let middle = letter.at * self.0.len() as f32;
            let first = (middle - reach).floor().max(0.0) as usize;
            let last = ((middle + reach).ceil() as usize).min(left.len());
            if let Some(reached) = left.get_mut(first..last) {
                reached.fill(false);
            }
        }
        left.iter().filter(|inked| **inked).count() as f32 / inked as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line in which each of these columns is inked over these rows.
    fn line(width: usize, inked: impl Fn(usize, usize) -> bool) -> Ink {
        let mut planes = vec![1.0; width * HEIGHT * 3];
        for channel in 0..3 {
            for y in 0..HEIGHT {
                for x in 0..width {
                    if inked(x, y) {
                        planes[(channel * HEIGHT + y) * width + x] = -0.9;
                    }
                }
            }
        }
        Ink::of(&Crop { width, planes })
    }

    fn letters(text: &str, from: f32, to: f32) -> Vec<Letter> {
        let count = text.chars().count() as f32;
        text.chars()
            .enumerate()
            .map(|(index, sign)| Letter {
                text: sign.to_string().into(),
                at: from + (to - from) * (index as f32 + 0.5) / count,
                sure: 0.99,
            })
            .collect()
    }

    /// Letters of 20 pixels, four of them between two.
    fn written(x: usize, y: usize) -> bool {
        x % 24 < 20 && (10..38).contains(&y) && x % 5 < 4
    }

    #[test]
    fn ink_that_letters_stand_for_is_not_passed_over_and_all_else_is() {
        let ink = line(960, written);
        let text = "0123456789012345678901234567890123456789";
        assert_eq!(ink.passed_over(&letters(text, 0.0, 1.0)), 0.0);
        assert_eq!(ink.passed_over(&[]), 1.0);
        let half = ink.passed_over(&letters(&text[..20], 0.0, 0.5));
        assert!((0.4..0.55).contains(&half), "{half}");
        // A comma at the end of each sixth word does not speak for the words before it.
        let commas = ink.passed_over(&letters(",,,", 0.0, 1.0));
        assert!(commas > 0.7, "{commas}");
        // Signs of the width of two.
        let wide = letters("第一条客户要求下周一之前交付样本数据", 0.0, 1.0);
        assert_eq!(ink.passed_over(&wide), 0.0);
    }

    #[test]
    fn rules_leaders_shades_and_short_lines_are_no_letters() {
        let rule = |x: usize, y: usize| {
            if x < 240 {
                written(x, y)
            } else {
                (36..39).contains(&y)
            }
        };
        assert_eq!(
            line(960, rule).passed_over(&letters("signed by:", 0.0, 0.25)),
            0.0
        );
        let dots = |x: usize, y: usize| {
            let dot = x % 16 < 5 && (32..37).contains(&y);
            if x < 240 { written(x, y) } else { dot }
        };
        assert_eq!(
            line(960, dots).passed_over(&letters("chapter 1:", 0.0, 0.25)),
            0.0
        );
        assert_eq!(line(64, written).passed_over(&[]), 0.0);
        assert_eq!(line(960, |_, _| false).passed_over(&[]), 0.0);
    }
}
