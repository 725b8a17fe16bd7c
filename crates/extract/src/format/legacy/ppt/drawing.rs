//! What is drawn on a slide: texts of its shapes with their boxes, and comments. Always: a text that the outline
//! keeps is read once, where its shape stands.

use std::collections::BTreeSet;

use daylight_model::Area;

use super::records::{Record, kind, records};
use crate::format::compound::{u16_at, u32_at};
use crate::format::legacy::summary::wide;

/// Records inside each other that are followed.
const DEEPEST: usize = 32;

/// Units of a slide in a point.
const UNITS: i32 = 8;

/// A text and what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    role: u32,
    /// The text.
    pub(super) text: String,
}

impl Said {
    /// Returns whether it is the title.
    pub(super) fn is_title(&self) -> bool {
        matches!(self.role, 0 | 6)
    }

    /// Returns whether it is what the speaker noted.
    pub(super) fn is_notes(&self) -> bool {
        self.role == 2
    }
}

/// Puts a text together from its atoms.
#[derive(Default)]
pub(super) struct Text {
    role: Option<u32>,
    text: String,
}

impl Text {
    /// Takes the next atom; returns the text before, if this one begins another.
    pub(super) fn atom(&mut self, record: &Record<'_>) -> Option<Said> {
        match record.kind {
            kind::TEXT_HEADER => {
                let before = self.finish();
                self.role = Some(u32_at(record.body, 0));
                return before;
            }
            kind::TEXT_WIDE => self.text.push_str(&wide(record.body)),
            kind::TEXT_NARROW => self
                .text
                .extend(record.body.iter().copied().map(char::from)),
            _ => {}
        }
        None
    }

    /// Returns the text; one without words counts, since the outline counts it.
    pub(super) fn finish(&mut self) -> Option<Said> {
        let role = self.role.take()?;
        let text = std::mem::take(&mut self.text);
        let text = text
            .chars()
            .filter_map(|character| match character {
                '\r' | '\u{b}' => Some('\n'),
                '\n' | '\t' => Some(character),
                _ => (!character.is_control()).then_some(character),
            })
            .collect();
        Some(Said { role, text })
    }
}

/// What a slide has.
#[derive(Default)]
pub(super) struct Drawn {
    /// Texts in the order in which they are drawn.
    pub(super) texts: Vec<(Said, Option<Area>)>,
    /// Authors and what they remarked.
    pub(super) comments: Vec<(String, String)>,
    /// Whether the show passes it over.
    pub(super) hidden: bool,
}

struct Reader<'l> {
    drawn: Drawn,
    listed: &'l [Said],
    used: BTreeSet<usize>,
}

/// Reads a slide; `listed` are the texts that the outline keeps for it.
pub(super) fn read(body: &[u8], listed: &[Said]) -> Drawn {
    let mut reader = Reader {
        drawn: Drawn::default(),
        listed,
        used: BTreeSet::new(),
    };
    reader.walk(body, 0);
    let rest = listed.iter().enumerate();
    let rest: Vec<Said> = rest
        .filter(|(index, _)| !reader.used.contains(index))
        .map(|(_, said)| said.clone())
        .collect();
    // Titles of old files stand in the outline alone: they come first.
    let mut texts: Vec<_> = rest.into_iter().map(|said| (said, None)).collect();
    texts.append(&mut reader.drawn.texts);
    reader.drawn.texts = texts;
    reader.drawn
}

impl Reader<'_> {
    fn walk(&mut self, body: &[u8], depth: usize) {
        if depth > DEEPEST {
            return;
        }
        for record in records(body) {
            match record.kind {
                kind::SHOW => self.drawn.hidden |= u16_at(record.body, 10) & 4 != 0,
                kind::SHAPE => self.shape(record.body),
                kind::COMMENT => self.comment(record.body),
                kind::TAG_DATA => self.walk(record.body, depth + 1),
                _ if record.holds => self.walk(record.body, depth + 1),
                _ => {}
            }
        }
    }

    fn shape(&mut self, body: &[u8]) {
        let anchor = records(body).find(|record| record.kind == kind::ANCHOR);
        let grouped = records(body).any(|record| record.kind == kind::CHILD_ANCHOR);
        let area = anchor
            .filter(|_| !grouped)
            .and_then(|record| area(record.body));
        for record in records(body).filter(|record| record.kind == kind::TEXT_BOX) {
            let mut text = Text::default();
            for atom in records(record.body) {
                if atom.kind == kind::OUTLINE_TEXT {
                    let index = u32_at(atom.body, 0) as usize;
                    if let Some(said) = self.listed.get(index)
                        && self.used.insert(index)
                    {
                        self.drawn.texts.push((said.clone(), area));
                    }
                } else if let Some(said) = text.atom(&atom) {
                    self.drawn.texts.push((said, area));
                }
            }
            if let Some(said) = text.finish() {
                self.drawn.texts.push((said, area));
            }
        }
    }

    fn comment(&mut self, body: &[u8]) {
        let string = |instance| {
            records(body)
                .find(|record| record.kind == kind::STRING && record.instance == instance)
                .map(|record| wide(record.body))
                .unwrap_or_default()
        };
        let text = string(1);
        if !text.trim().is_empty() {
            self.drawn
                .comments
                .push((string(0), text.replace('\r', "\n")));
        }
    }
}

/// Returns the box of a shape: top, left, right, bottom, in 16 or 32 bits.
fn area(body: &[u8]) -> Option<Area> {
    let short = |at| i32::from(u16_at(body, at).cast_signed());
    let long = |at| u32_at(body, at).cast_signed();
    let [top, left, right, bottom] = match body.len() {
        8 => [short(0), short(2), short(4), short(6)],
        16 => [long(0), long(4), long(8), long(12)],
        _ => return None,
    };
    let whole = |value: i32| u32::try_from(value.max(0) / UNITS).unwrap_or(0);
    let (x, y) = (whole(left), whole(top));
    Some(Area {
        x,
        y,
        width: whole(right).saturating_sub(x).max(1),
        height: whole(bottom).saturating_sub(y).max(1),
    })
}
