//! Pages of a database and the trees that they make. Always: one page at a time in memory, and the payload of one
//! row, which is bounded.

use std::collections::BTreeSet;

use daylight_model::Outcome;

use crate::reading::unreadable;
use crate::source::Source;

/// Bytes of one row.
const LONGEST: usize = 64 << 20;

/// Pages that may wait to be read: as deep and as wide as trees are.
const WAITING: usize = 1 << 20;

/// How texts are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, least byte first.
    Utf16Le,
    /// UTF-16, greatest byte first.
    Utf16Be,
}

/// A database.
pub(super) struct Database {
    page: usize,
    usable: usize,
    pages: u32,
    encoding: Encoding,
}

/// One row.
pub(super) struct Row {
    /// Its number within SQLite; none in a table that is a tree of keys.
    pub(super) number: Option<i64>,
    /// Its values, packed.
    pub(super) payload: Vec<u8>,
}

/// What is still to come of a tree.
enum Step {
    /// A page and what lies below it.
    Page(u32),
    /// A row that stands between two pages.
    Row(Row),
}

/// A walk through a tree, in the order of its keys.
pub(super) struct Walk {
    /// The next step last.
    waiting: Vec<Step>,
    seen: BTreeSet<u32>,
    ready: std::collections::VecDeque<Row>,
    /// Whether a page or a row could not be had.
    pub(super) damaged: bool,
}

impl Walk {
    /// Starts at the root of a tree.
    pub(super) fn new(root: u32) -> Self {
        Self {
            waiting: vec![Step::Page(root)],
            seen: BTreeSet::new(),
            ready: std::collections::VecDeque::new(),
            damaged: false,
        }
    }
}

fn number_at(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    Some(
        bytes
            .iter()
            .fold(0, |sum, byte| sum << 8 | usize::from(*byte)),
    )
}

/// Returns a number of one to nine bytes and how many it has.
pub(super) fn varint(bytes: &[u8]) -> Option<(i64, usize)> {
    let mut number: u64 = 0;
    for (index, byte) in bytes.iter().take(9).enumerate() {
        if index == 8 {
            return Some(((number << 8 | u64::from(*byte)).cast_signed(), 9));
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number.cast_signed(), index + 1));
        }
    }
    None
}

impl Database {
    /// Reads the header; none where it does not hold.
    pub(super) fn open(source: &mut Source<'_>) -> Result<Option<Self>, Outcome> {
        let head = source.head(100).map_err(|error| unreadable(&error))?;
        let length = source.length().map_err(|error| unreadable(&error))?;
        let Some(page) = number_at(&head, 16, 2) else {
            return Ok(None);
        };
        let page = if page == 1 { 65_536 } else { page };
        let reserved = usize::from(head.get(20).copied().unwrap_or(0));
        if !page.is_power_of_two() || page < 512 || reserved + 480 > page {
            return Ok(None);
        }
        let encoding = match number_at(&head, 56, 4) {
            Some(2) => Encoding::Utf16Le,
            Some(3) => Encoding::Utf16Be,
            _ => Encoding::Utf8,
        };
        Ok(Some(Self {
            page,
            usable: page - reserved,
            pages: u32::try_from(length.div_ceil(page as u64)).unwrap_or(u32::MAX),
            encoding,
        }))
    }

    /// Returns how texts are encoded.
    pub(super) fn encoding(&self) -> Encoding {
        self.encoding
    }

    fn page(&self, number: u32, source: &mut Source<'_>) -> Result<Vec<u8>, Outcome> {
        if number == 0 || number > self.pages {
            return Ok(Vec::new());
        }
        let at = (u64::from(number) - 1) * self.page as u64;
        source
            .at(at, self.page as u64)
            .map_err(|error| unreadable(&error))
    }

    /// Returns the next row of a tree.
    pub(super) fn next_row(
        &mut self,
        walk: &mut Walk,
        source: &mut Source<'_>,
    ) -> Result<Option<Row>, Outcome> {
        loop {
            if let Some(row) = walk.ready.pop_front() {
                return Ok(Some(row));
            }
            let number = match walk.waiting.pop() {
                Some(Step::Page(number)) => number,
                Some(Step::Row(row)) => return Ok(Some(row)),
                None => return Ok(None),
            };
            if !walk.seen.insert(number) {
                walk.damaged = true;
                continue;
            }
            let page = self.page(number, source)?;
            if self.read_page(number, &page, walk, source)?.is_none() {
                walk.damaged = true;
            }
        }
    }

    /// Reads a page: what lies below it waits, its rows are ready.
    fn read_page(
        &self,
        number: u32,
        page: &[u8],
        walk: &mut Walk,
        source: &mut Source<'_>,
    ) -> Result<Option<()>, Outcome> {
        let head = if number == 1 { 100 } else { 0 };
        let (Some(kind), Some(cells)) = (page.get(head).copied(), number_at(page, head + 3, 2))
        else {
            return Ok(None);
        };
        let inner = matches!(kind, 2 | 5);
        if !matches!(kind, 2 | 5 | 10 | 13) {
            return Ok(None);
        }
        let pointers = head + if inner { 12 } else { 8 };
        let mut below = Vec::new();
        let mut whole = true;
        for cell in 0..cells {
            let Some(at) = number_at(page, pointers + 2 * cell, 2) else {
                whole = false;
                break;
            };
            let bytes = page.get(at..).unwrap_or_default();
            match kind {
                5 => below.extend(child(bytes, 0)),
                2 => {
                    below.extend(child(bytes, 0));
                    // Rows of a tree of keys lie on inner pages as well, between what lies below.
                    match self.row(bytes.get(4..).unwrap_or_default(), false, source)? {
                        Some(row) => below.push(Step::Row(row)),
                        None => whole = false,
                    }
                }
                _ => match self.row(bytes, kind == 13, source)? {
                    Some(row) => walk.ready.push_back(row),
                    None => whole = false,
                },
            }
        }
        if inner {
            below.extend(child(page, head + 8));
            if walk.waiting.len() + below.len() > WAITING {
                return Ok(None);
            }
            walk.waiting.extend(below.into_iter().rev());
        }
        Ok(whole.then_some(()))
    }

    /// Reads one row, with what overflows its page.
    fn row(
        &self,
        bytes: &[u8],
        numbered: bool,
        source: &mut Source<'_>,
    ) -> Result<Option<Row>, Outcome> {
        let Some((length, mut at)) = varint(bytes) else {
            return Ok(None);
        };
        let mut number = None;
        if numbered {
            let Some((found, count)) = varint(bytes.get(at..).unwrap_or_default()) else {
                return Ok(None);
            };
            (number, at) = (Some(found), at + count);
        }
        let Some(length) = usize::try_from(length)
            .ok()
            .filter(|length| *length <= LONGEST)
        else {
            return Ok(None);
        };
        let most = match numbered {
            true => self.usable - 35,
            false => (self.usable - 12) * 64 / 255 - 23,
        };
        let least = (self.usable - 12) * 32 / 255 - 23;
        let local = match length <= most {
            true => length,
            false => {
                let rest = least + (length - least) % (self.usable - 4);
                if rest <= most { rest } else { least }
            }
        };
        let Some(start) = bytes.get(at..at + local) else {
            return Ok(None);
        };
        let mut payload = start.to_vec();
        let mut next = number_at(bytes, at + local, 4).unwrap_or(0);
        let mut steps = 0;
        while payload.len() < length {
            let page = self.page(u32::try_from(next).unwrap_or(0), source)?;
            let (Some(following), Some(body)) = (
                number_at(&page, 0, 4),
                page.get(4..self.usable.min(page.len())),
            ) else {
                return Ok(None);
            };
            let wanted = (length - payload.len()).min(body.len());
            payload.extend_from_slice(&body[..wanted]);
            next = following;
            steps += 1;
            if steps > self.pages || wanted == 0 {
                return Ok(None);
            }
        }
        Ok(Some(Row { number, payload }))
    }
}

fn child(bytes: &[u8], at: usize) -> Option<Step> {
    let number = number_at(bytes, at, 4).and_then(|number| u32::try_from(number).ok());
    number.map(Step::Page)
}
