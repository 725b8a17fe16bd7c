//! From glyphs to text in reading order: words, lines, columns, top to bottom. Always: each glyph is written
//! once; between Latin words one space, between Han none, a tab where the gap is that of a table.

use hayro_interpret::kurbo::{Point, Rect};

use super::glyphs::Placed;

/// A stretch of text and its box; separators have none.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) area: Option<Rect>,
}

/// A glyph on a plane where lines run from left to right and go down.
#[derive(Debug, Clone)]
struct Set<'g> {
    glyph: &'g Placed,
    left: f64,
    right: f64,
    base: f64,
}

/// Gaps in parts of the size of the characters beside them.
const SPACE: f64 = 0.16;
const HAN_SPACE: f64 = 0.7;
const TAB: f64 = 1.8;

/// Characters of Han that share a box.
const HAN_RUN: usize = 4;

/// Returns the text of a page in pieces.
pub(super) fn text(glyphs: &[Placed]) -> Vec<Piece> {
    let mut directions: Vec<(f64, bool, Vec<&Placed>)> = Vec::new();
    for glyph in glyphs {
        let along = match glyph.vertical {
            true => Point::new(1.0, 0.0).to_vec2(),
            false => glyph.end - glyph.origin,
        };
        let degrees = match along.hypot() < 1e-6 {
            true => directions.last().map_or(0.0, |(degrees, ..)| *degrees),
            false => nearest(along.atan2().to_degrees()),
        };
        match directions
            .iter_mut()
            .find(|(of, vertical, _)| (of - degrees).abs() < 1.0 && *vertical == glyph.vertical)
        {
            Some((.., same)) => same.push(glyph),
            None => directions.push((degrees, glyph.vertical, vec![glyph])),
        }
    }
    // The direction of most of the page first; stamps and watermarks across it last.
    directions.sort_by(|a, b| b.2.len().cmp(&a.2.len()).then(a.0.total_cmp(&b.0)));
    let mut pieces = Vec::new();
    for (degrees, vertical, glyphs) in directions {
        if !pieces.is_empty() {
            pieces.push(separator("\n\n"));
        }
        let set = glyphs
            .into_iter()
            .map(|glyph| turned(glyph, degrees, vertical))
            .collect();
        let lines = lines(set);
        write(&in_order(lines, 0), &mut pieces);
    }
    pieces
}

/// Returns the angle, from 0 to 360; what is almost a right angle is one.
fn nearest(degrees: f64) -> f64 {
    let right = (degrees / 90.0).round() * 90.0;
    let angle = if (degrees - right).abs() < 1.0 {
        right
    } else {
        degrees
    };
    angle.rem_euclid(360.0)
}

fn turned(glyph: &Placed, degrees: f64, vertical: bool) -> Set<'_> {
    if vertical {
        let left = glyph.area.y0;
        return Set {
            glyph,
            left,
            right: glyph.area.y1.max(left),
            base: -glyph.area.x0,
        };
    }
    let (sin, cos) = degrees.to_radians().sin_cos();
    let along = |point: Point| point.x * cos + point.y * sin;
    let across = |point: Point| point.y * cos - point.x * sin;
    let (from, to) = (along(glyph.origin), along(glyph.end));
    Set {
        glyph,
        left: from.min(to),
        right: from.max(to),
        base: across(glyph.origin),
    }
}

#[derive(Debug, Clone)]
struct TextLine<'g> {
    glyphs: Vec<Set<'g>>,
    base: f64,
    size: f64,
}

impl TextLine<'_> {
    fn left(&self) -> f64 {
        self.glyphs.first().map_or(0.0, |glyph| glyph.left)
    }

    fn right(&self) -> f64 {
        self.glyphs
            .iter()
            .map(|glyph| glyph.right)
            .fold(f64::MIN, f64::max)
    }
}

/// Gathers glyphs of one baseline, from the top down, each from left to right.
fn lines(mut glyphs: Vec<Set<'_>>) -> Vec<TextLine<'_>> {
    glyphs.retain(|set| !(set.glyph.text.trim().is_empty() && set.right - set.left < 1e-6));
    glyphs.sort_by(|a, b| a.base.total_cmp(&b.base));
    let mut lines: Vec<TextLine<'_>> = Vec::new();
    for set in glyphs {
        let fits = lines.iter_mut().rev().take(4).find(|line| {
            let size = line.size.max(set.glyph.size);
            let near = (set.base - line.base).abs();
            let small = line.size.min(set.glyph.size);
            // A raised or lowered small character beside a line belongs to it.
            near < 0.25 * small || (near < 0.45 * size && small < 0.8 * size)
        });
        match fits {
            Some(line) => {
                if set.glyph.size > line.size {
                    line.base = set.base;
                    line.size = set.glyph.size;
                }
                line.glyphs.push(set);
            }
            None => lines.push(TextLine {
                base: set.base,
                size: set.glyph.size,
                glyphs: vec![set],
            }),
        }
    }
    for line in &mut lines {
        line.glyphs.sort_by(|a, b| a.left.total_cmp(&b.left));
        line.glyphs.dedup_by(|next, before| {
            // Bold is sometimes the same character drawn twice.
            next.glyph.text == before.glyph.text
                && (next.left - before.left).abs() < 0.12 * next.glyph.size
                && (next.base - before.base).abs() < 0.12 * next.glyph.size
        });
    }
    lines.sort_by(|a, b| a.base.total_cmp(&b.base));
    lines
}

/// Puts lines in reading order: where a gutter runs through several lines of prose, what is left of it first.
fn in_order(lines: Vec<TextLine<'_>>, depth: usize) -> Vec<TextLine<'_>> {
    let mut ordered = Vec::with_capacity(lines.len());
    let mut rest = lines.as_slice();
    while let Some(first) = rest.first() {
        let band = (depth < 4).then(|| widest_band(rest)).flatten();
        match band {
            Some((count, gutter)) => {
                let (mut left, mut right) = (Vec::new(), Vec::new());
                for line in &rest[..count] {
                    let (before, after): (Vec<_>, Vec<_>) = line
                        .glyphs
                        .iter()
                        .cloned()
                        .partition(|set| set.left < gutter);
                    for (glyphs, side) in [(before, &mut left), (after, &mut right)] {
                        let inked = glyphs.iter().any(|set| !set.glyph.text.trim().is_empty());
                        if inked {
                            side.push(TextLine {
                                glyphs,
                                base: line.base,
                                size: line.size,
                            });
                        }
                    }
                }
                ordered.extend(in_order(left, depth + 1));
                ordered.extend(in_order(right, depth + 1));
                rest = &rest[count..];
            }
            None => {
                ordered.push(first.clone());
                rest = &rest[1..];
            }
        }
    }
    ordered
}

/// Lines that one look for columns goes over.
const FURTHEST: usize = 400;

/// Finds columns that begin at the first of these lines: how many lines they take, and where the gutter is.
fn widest_band(lines: &[TextLine<'_>]) -> Option<(usize, f64)> {
    let first = lines.first()?;
    let mut gutters = gaps(first);
    // A line of the left column alone also begins a band, with a gutter that the next line tells.
    if gutters.is_empty() {
        let second = lines.get(1)?;
        let own = gaps(second);
        let beside =
            (second.left() > first.right() + first.size).then(|| (first.right(), second.left()));
        let after = own
            .into_iter()
            .filter(|gap| gap.0 >= first.right() || gap.1 <= first.left());
        gutters = after.chain(beside).collect();
    }
    gutters
        .into_iter()
        .filter_map(|gutter| band(lines, gutter))
        .max_by_key(|(count, _)| *count)
}

/// Returns the gaps in a line that are wide enough for a gutter.
fn gaps(line: &TextLine<'_>) -> Vec<(f64, f64)> {
    let mut gaps = Vec::new();
    let mut reached: Option<f64> = None;
    for set in line
        .glyphs
        .iter()
        .filter(|set| !set.glyph.text.trim().is_empty())
    {
        if let Some(reached) = reached
            && set.left - reached > 0.9 * line.size
        {
            gaps.push((reached, set.left));
        }
        reached = Some(reached.unwrap_or(f64::MIN).max(set.right));
    }
    gaps
}

fn band(lines: &[TextLine<'_>], gutter: (f64, f64)) -> Option<(usize, f64)> {
    let (mut from, mut to) = gutter;
    let mut count = 0;
    let mut sides: [Vec<(f64, usize)>; 2] = [Vec::new(), Vec::new()];
    let (mut together, mut size) = (0, 0.0_f64);
    for line in lines.iter().take(FURTHEST) {
        let inked = || {
            line.glyphs
                .iter()
                .filter(|set| !set.glyph.text.trim().is_empty())
        };
        let middle = (from + to) / 2.0;
        let left_end = inked()
            .filter(|set| set.left < middle)
            .map(|set| set.right)
            .fold(f64::MIN, f64::max);
        let right_start = inked()
            .filter(|set| set.left >= middle)
            .map(|set| set.left)
            .fold(f64::MAX, f64::min);
        let (narrow_from, narrow_to) = (from.max(left_end), to.min(right_start));
        if narrow_to - narrow_from < 0.6 * line.size {
            break;
        }
        (from, to) = (narrow_from, narrow_to);
        size = size.max(line.size);
        count += 1;
        let mut both = 0;
        for (side, of) in [(0, true), (1, false)] {
            let own: Vec<_> = inked().filter(|set| (set.left < middle) == of).collect();
            if let (Some(first), Some(last)) = (own.first(), own.last()) {
                sides[side].push((last.right - first.left, own.len()));
                both += 1;
            }
        }
        together += usize::from(both == 2);
    }
    let prose = sides.iter().all(|side| {
        let widest = side.iter().map(|(width, _)| *width).fold(0.0, f64::max);
        let full = side
            .iter()
            .filter(|(width, _)| *width > 0.8 * widest)
            .count();
        let characters: usize = side.iter().map(|(_, count)| count).sum();
        side.len() >= 3
            && widest > 9.0 * size
            && full * 2 >= side.len()
            && characters >= 12 * side.len()
    });
    let _ = together;
    prose.then_some((count, (from + to) / 2.0))
}

fn separator(text: &str) -> Piece {
    Piece {
        text: text.to_owned(),
        area: None,
    }
}

/// Writes lines one after the other; an empty line where a paragraph seems to end.
fn write(lines: &[TextLine<'_>], pieces: &mut Vec<Piece>) {
    let mut before: Option<&TextLine<'_>> = None;
    for line in lines {
        let line_pieces = in_words(line);
        if line_pieces.is_empty() {
            continue;
        }
        if let Some(before) = before {
            let step = line.base - before.base;
            let size = line.size.max(before.size);
            let apart = step > 2.1 * size || step < -0.5 * size;
            let other_size = (line.size - before.size).abs() > 0.25 * size;
            pieces.push(separator(if apart || other_size { "\n\n" } else { "\n" }));
        }
        pieces.extend(line_pieces);
        before = Some(line);
    }
}

fn in_words(line: &TextLine<'_>) -> Vec<Piece> {
    let mut sets: Vec<&Set<'_>> = line.glyphs.iter().collect();
    let right_to_left = |set: &&Set<'_>| set.glyph.text.chars().any(is_right_to_left);
    let letters = sets
        .iter()
        .filter(|set| set.glyph.text.chars().any(char::is_alphabetic))
        .count();
    if sets.iter().copied().filter(right_to_left).count() * 2 > letters {
        reverse(&mut sets);
    }
    let mut pieces: Vec<Piece> = Vec::new();
    let mut before: Option<&Set<'_>> = None;
    let mut spaced = false;
    for set in sets {
        let text = set.glyph.text.as_str();
        if text.trim().is_empty() {
            spaced |= !pieces.is_empty();
            continue;
        }
        if let Some(before) = before {
            let gap = (set.left - before.right).max(before.left - set.right);
            let size = set.glyph.size.min(before.glyph.size);
            let han = is_han(text) && is_han(&before.glyph.text);
            let wide = gap > if han { HAN_SPACE } else { SPACE } * size;
            // A space that was written counts, unless it only fills a line of Han.
            let written = spaced && (!han || gap > 0.12 * size);
            if gap > TAB * size {
                pieces.push(separator("\t"));
            } else if wide || written {
                pieces.push(separator(" "));
            }
        }
        spaced = false;
        join(&mut pieces, text, set.glyph.area);
        before = Some(set);
    }
    pieces
}

/// Appends a glyph to the word before it, or begins one.
fn join(pieces: &mut Vec<Piece>, text: &str, area: Rect) {
    if let Some(Piece {
        text: word,
        area: Some(around),
    }) = pieces.last_mut()
    {
        let full = word.chars().count() >= HAN_RUN;
        let same_kind = is_han(word) == is_han(text);
        if same_kind && !(full && is_han(text)) && word.len() < 200 {
            word.push_str(text);
            *around = around.union(area);
            return;
        }
    }
    pieces.push(Piece {
        text: text.to_owned(),
        area: Some(area),
    });
}

/// Turns a line of Arabic or Hebrew into the order in which it is read; numbers and Latin words in it stay.
fn reverse(sets: &mut Vec<&Set<'_>>) {
    sets.reverse();
    let mut start = 0;
    while start < sets.len() {
        let other = |set: &&Set<'_>| {
            let text = &set.glyph.text;
            text.chars()
                .any(|c| c.is_ascii_alphanumeric() || c.is_numeric())
                || (text
                    .chars()
                    .all(|c| matches!(c, '.' | ',' | '-' | '/' | ':' | '@' | '%')))
        };
        let run = sets[start..].iter().take_while(|set| other(set)).count();
        sets[start..start + run].reverse();
        start += run.max(1);
    }
}

fn is_right_to_left(character: char) -> bool {
    matches!(u32::from(character), 0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfefc)
}

/// Returns whether this is Han, kana or their punctuation, which are written without spaces.
fn is_han(text: &str) -> bool {
    text.chars().next().is_some_and(|character| {
        matches!(u32::from(character), 0x2e80..=0x2fdf | 0x3000..=0x30ff | 0x31f0..=0x9fff | 0xf900..=0xfaff | 0xfe30..=0xfe4f | 0xff00..=0xff60 | 0x20000..=0x3ffff)
    })
}
