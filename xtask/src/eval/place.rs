//! Places: reads locators of the contract and says whether two are one place.
//!
//! Always: symmetric; an unknown key of a locator is passed over.

/// How two places lie to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overlap {
    /// The same line, cell or message, or boxes that cover each other by half.
    Same,
    /// One box lies in the other for the most part, or the two count by other things: the words must decide.
    Perhaps,
    /// Apart.
    Apart,
}

/// A place as its locator says it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Place {
    /// Sheet, table, slide, part, in this order: what counts anew in each.
    within: [Option<String>; 4],
    page: Option<u32>,
    message: Option<u32>,
    lines: Option<(u32, u32)>,
    /// First row and column, last row and column.
    cells: Option<[u32; 4]>,
    paragraph: Option<u32>,
    pointer: Option<String>,
    area: Option<[f64; 4]>,
}

impl Place {
    /// Reads a locator.
    pub(super) fn read(locator: &str) -> Self {
        let mut place = Self::default();
        for field in locator.split('&') {
            let Some((name, value)) = field.split_once('=') else {
                continue;
            };
            let value = decoded(value);
            let number = || value.parse::<u32>().ok();
            match name {
                "sheet" => place.within[0] = Some(value),
                "table" => place.within[1] = Some(value),
                "slide" => place.within[2] = Some(value),
                "part" => place.within[3] = Some(value),
                "page" => place.page = number(),
                "message" => place.message = number(),
                "paragraph" => place.paragraph = number(),
                "pointer" => place.pointer = Some(value),
                "line" => {
                    let (first, last) = value.split_once(',').unwrap_or((&value, &value));
                    place.lines = first.parse().ok().zip(last.parse().ok());
                }
                "cell" | "row" => place.cells = cells(&value),
                "range" => {
                    let (one, other) = value.split_once(':').unwrap_or((&value, &value));
                    let corners = corner(one).zip(corner(other));
                    place.cells = corners.map(|(one, other)| [one[0], one[1], other[0], other[1]]);
                }
                "xywh" => {
                    let sides: Vec<f64> = value
                        .split(',')
                        .filter_map(|side| side.parse().ok())
                        .collect();
                    place.area = sides.try_into().ok();
                }
                _ => {}
            }
        }
        place
    }

    /// Says how this place lies to another of the same file.
    pub(super) fn overlap(&self, other: &Self) -> Overlap {
        let pairs = self.within.iter().zip(&other.within);
        let differ = |(one, other): (&Option<String>, &Option<String>)| {
            one.is_some() && other.is_some() && one != other
        };
        if pairs.into_iter().any(differ) {
            return Overlap::Apart;
        }
        let page = |place: &Self| place.page.unwrap_or(1);
        if (self.area.is_some() || other.area.is_some()) && page(self) != page(other) {
            return Overlap::Apart;
        }
        let decide = |same: bool| if same { Overlap::Same } else { Overlap::Apart };
        if let Some((one, other)) = self.area.zip(other.area) {
            return boxes(one, other);
        }
        if let Some((one, other)) = self.cells.zip(other.cells) {
            return decide(
                one[0] <= other[2]
                    && other[0] <= one[2]
                    && one[1] <= other[3]
                    && other[1] <= one[3],
            );
        }
        if let Some((one, other)) = self.pointer.as_ref().zip(other.pointer.as_ref()) {
            let above = |short: &str, long: &str| {
                long.strip_prefix(short)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            return decide(above(one, other) || above(other, one));
        }
        if let Some((one, other)) = self.paragraph.zip(other.paragraph) {
            return decide(one == other);
        }
        let messages = self
            .message
            .zip(other.message)
            .map(|(one, other)| one == other);
        if let Some((one, other)) = self.lines.zip(other.lines) {
            return decide(messages == Some(true) || (one.0 <= other.1 && other.0 <= one.1));
        }
        messages.map_or(Overlap::Perhaps, decide)
    }
}

fn boxes([x, y, width, height]: [f64; 4], [u, v, breadth, tallness]: [f64; 4]) -> Overlap {
    let shared = |a: f64, la: f64, b: f64, lb: f64| ((a + la).min(b + lb) - a.max(b)).max(0.0);
    let common = shared(x, width, u, breadth) * shared(y, height, v, tallness);
    let (one, other) = (width * height, breadth * tallness);
    let (union, smaller) = (one + other - common, one.min(other));
    if union > 0.0 && common / union >= 0.5 {
        Overlap::Same
    } else if smaller > 0.0 && common / smaller >= 0.5 {
        Overlap::Perhaps
    } else {
        Overlap::Apart
    }
}

/// Reads `5,3` (row, column), `C5`, `5` (a row), and two of a kind with a hyphen between, as RFC 7111 has them.
fn cells(text: &str) -> Option<[u32; 4]> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let row = |text: &str| text.parse::<u32>().ok();
    match (corner(first), corner(last)) {
        (Some(first), Some(last)) => Some([first[0], first[1], last[0], last[1]]),
        _ => Some([row(first)?, 1, row(last)?, u32::MAX]),
    }
}

/// Reads `5,3` (row, column) or `C5`.
fn corner(text: &str) -> Option<[u32; 2]> {
    if let Some((row, column)) = text.split_once(',') {
        return Some([row.parse().ok()?, column.parse().ok()?]);
    }
    let digits = text.find(|ch: char| ch.is_ascii_digit())?;
    let (letters, row) = text.split_at(digits);
    if letters.is_empty() {
        return None;
    }
    let column = letters.bytes().try_fold(0_u32, |sum, byte| {
        let letter = byte.to_ascii_uppercase();
        let at = letter
            .is_ascii_uppercase()
            .then(|| u32::from(letter - b'A') + 1)?;
        sum.checked_mul(26)?.checked_add(at)
    })?;
    Some([row.parse().ok()?, column])
}

/// Undoes percent-encoding; what is no such code stays.
fn decoded(value: &str) -> String {
    let bytes = value.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%')
            .then(|| value.get(at + 1..at + 3))
            .flatten()
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        out.push(code.unwrap_or(bytes[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Overlap, Place};

    fn check(one: &str, other: &str, expect: Overlap) {
        let (a, b) = (Place::read(one), Place::read(other));
        assert_eq!(a.overlap(&b), expect, "{one} {other}");
        assert_eq!(b.overlap(&a), expect, "{other} {one}");
    }

    #[test]
    fn lines_cells_messages_pointers_and_boxes_are_held_against_their_kind() {
        use Overlap::{Apart, Perhaps, Same};
        check("line=12", "line=10,12", Same);
        check("line=12", "line=13", Apart);
        check("message=3&line=12", "line=12", Same);
        check("message=3&line=12", "message=3&line=11", Same);
        check("message=3", "message=3&line=4", Same);
        check("message=3", "message=4&line=3", Apart);
        check("cell=5,3", "row=5", Same);
        check("cell=5,3", "row=4-6", Same);
        check("cell=5,3", "cell=5,1-5,8", Same);
        check("cell=5,3", "cell=5,4-5,8", Apart);
        check("sheet=甲&cell=C5", "sheet=%E7%94%B2&range=A5:D5", Same);
        check("sheet=甲&cell=C5", "sheet=乙&cell=C5", Apart);
        check("table=1&cell=2,3", "table=2&cell=2,3", Apart);
        check("pointer=/a/3", "pointer=/a/3/text", Same);
        check("pointer=/a/3", "pointer=/a/30", Apart);
        check("paragraph=3", "paragraph=4", Apart);
        check("xywh=0,0,100,20", "xywh=10,0,100,20", Same);
        check("xywh=0,0,100,20", "xywh=10,2,20,16", Perhaps);
        check("xywh=0,0,100,20", "xywh=300,0,100,20", Apart);
        check("page=2&xywh=0,0,100,20", "xywh=0,0,100,20", Apart);
        check("message=1&xywh=0,0,9,9", "message=1&xywh=0,90,9,9", Apart);
        check("line=5", "pointer=/5", Perhaps);
    }
}
