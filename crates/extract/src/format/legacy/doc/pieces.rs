//! The header of a Word file and its text, piece by piece. Always: a piece that lies outside the file is left out;
//! positions count UTF-16 units, as Word does.

use crate::format::compound::{u16_at, u32_at};
use crate::format::legacy::summary::{codepage, decoded};

/// Units of text that are read.
const MOST: usize = 64 << 20;

/// Pieces that are read.
const PIECES: usize = 1 << 20;

/// What the header says.
pub(super) struct Fib {
    /// Whether it is a file of Word 6 or 95.
    pub(super) is_old: bool,
    /// Whether a password is needed.
    pub(super) encrypted: bool,
    /// The stream that holds the tables.
    pub(super) table: &'static str,
    /// Lengths of the stories: body, footnotes, headers, macros, comments, endnotes, text boxes, those in headers.
    pub(super) stories: [usize; 8],
    /// Where a text without pieces begins and ends.
    plain: (usize, usize),
    language: u16,
    /// Where the parts of the table are, and how long.
    parts: Vec<(usize, usize)>,
}

impl Fib {
    /// Reads the header; none where it is none.
    pub(super) fn read(main: &[u8]) -> Option<Self> {
        if main.len() < 0x200
            || !matches!(u16_at(main, 0), 0xa5ec | 0xa5dc | 0xa5db | 0xa699 | 0xa697)
        {
            return None;
        }
        let version = u16_at(main, 2);
        let flags = u16_at(main, 10);
        let is_old = version < 0xc1 && u16_at(main, 0) != 0xa5ec || version < 0x80;
        let (pairs, lengths) = if is_old { (0x58, 0x34) } else { (0x9a, 0x4c) };
        let long = |at: usize| u32_at(main, at) as usize;
        let mut stories = [0; 8];
        for (number, length) in stories.iter_mut().enumerate() {
            *length = long(lengths + 4 * number).min(MOST);
        }
        let parts = (0..96)
            .map(|n| (long(pairs + 8 * n), long(pairs + 8 * n + 4)))
            .collect();
        Some(Self {
            is_old,
            encrypted: flags & 0x100 != 0,
            table: if flags & 0x200 != 0 {
                "1Table"
            } else {
                "0Table"
            },
            stories,
            plain: (long(0x18), long(0x1c)),
            language: u16_at(main, 6),
            parts,
        })
    }

    /// Returns how much text the stories have.
    pub(super) fn length(&self) -> usize {
        self.stories
            .iter()
            .fold(0, |sum, story| sum.saturating_add(*story))
    }

    /// Returns one part of the table stream, by its number in the header.
    pub(super) fn table_part<'t>(&self, index: usize, table: &'t [u8]) -> &'t [u8] {
        let (start, length) = self.parts.get(index).copied().unwrap_or_default();
        let end = start.saturating_add(length).min(table.len());
        table.get(start..end).unwrap_or_default()
    }

    /// Returns one part of the table stream and what follows it, where its length does not cover all that belongs to it.
    pub(super) fn table_part_and_after<'t>(
        &self,
        index: usize,
        table: &'t [u8],
    ) -> (&'t [u8], &'t [u8]) {
        let (start, length) = self.parts.get(index).copied().unwrap_or_default();
        match length {
            0 => (&[], &[]),
            _ => {
                let part = self.table_part(index, table);
                (part, table.get(start + part.len()..).unwrap_or_default())
            }
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    /// First unit.
    start: usize,
    /// Where it stands in the file.
    offset: usize,
    /// Bytes of a unit.
    width: usize,
}

/// All text of a file.
pub(super) struct Text {
    /// Its units.
    pub(super) units: Vec<u16>,
    pieces: Vec<Piece>,
}

impl Text {
    /// Reads the text.
    pub(super) fn read(fib: &Fib, main: &[u8], table: &[u8]) -> Self {
        let mut text = Self {
            units: Vec::new(),
            pieces: Vec::new(),
        };
        let page = page_of(fib.language);
        if let Some(plc) = piece_table(fib.table_part(33, table)) {
            let count = (plc.len().saturating_sub(4) / 12).min(PIECES);
            for n in 0..count {
                let (from, to) = (u32_at(plc, 4 * n) as usize, u32_at(plc, 4 * n + 4) as usize);
                let raw = u32_at(plc, 4 * (count + 1) + 8 * n + 2);
                let length = to
                    .saturating_sub(from)
                    .min(MOST - text.units.len().min(MOST));
                text.piece(fib, main, raw, length, page);
            }
        }
        if text.units.is_empty() {
            let (start, end) = fib.plain;
            let end = match fib.length() {
                0 => end,
                length if fib.is_old => end.min(start.saturating_add(length)),
                _ => end,
            };
            let bytes = main.get(start..end.min(main.len())).unwrap_or_default();
            text.pieces.push(Piece {
                start: 0,
                offset: start,
                width: 1,
            });
            text.units.extend(narrow(bytes, page));
        }
        text
    }

    fn piece(&mut self, fib: &Fib, main: &[u8], raw: u32, length: usize, page: u16) {
        let compressed = fib.is_old || raw & 0x4000_0000 != 0;
        let place = (raw & 0x3fff_ffff) as usize;
        let (offset, width) = match (fib.is_old, compressed) {
            (true, _) => (raw as usize, 1),
            (false, true) => (place / 2, 1),
            (false, false) => (place, 2),
        };
        self.pieces.push(Piece {
            start: self.units.len(),
            offset,
            width,
        });
        let end = offset
            .saturating_add(length.saturating_mul(width))
            .min(main.len());
        let bytes = main.get(offset..end).unwrap_or_default();
        match width {
            1 => self
                .units
                .extend(narrow(bytes, if fib.is_old { page } else { 1252 })),
            _ => self
                .units
                .extend(bytes.chunks_exact(2).map(|two| u16_at(two, 0))),
        }
    }

    /// Returns where a unit stands in the file.
    pub(super) fn offset(&self, at: usize) -> usize {
        let index = self.pieces.partition_point(|piece| piece.start <= at);
        let piece = index
            .checked_sub(1)
            .and_then(|index| self.pieces.get(index));
        piece.map_or(0, |piece| piece.offset + (at - piece.start) * piece.width)
    }
}

/// Decodes bytes, with the marks of Word among them, to units.
fn narrow(bytes: &[u8], page: u16) -> Vec<u16> {
    decoded(bytes, page).encode_utf16().collect()
}

/// Returns the pieces among what stands before them.
fn piece_table(mut clx: &[u8]) -> Option<&[u8]> {
    loop {
        match clx.first()? {
            1 => {
                let length = usize::from(u16_at(clx, 1));
                clx = clx.get(3 + length..)?;
            }
            2 => {
                let length = u32_at(clx, 1) as usize;
                let end = length.saturating_add(5).min(clx.len());
                return clx.get(5..end);
            }
            _ => return None,
        }
    }
}

/// Returns the code page of a language.
fn page_of(language: u16) -> u16 {
    let page = match language & 0x3ff {
        0x04 => match language {
            0x404 | 0xc04 | 0x1404 => 950,
            _ => 936,
        },
        0x11 => 932,
        0x12 => 949,
        0x19 | 0x02 | 0x22 | 0x23 | 0x2f => 1251,
        0x05 | 0x0e | 0x15 | 0x18 | 0x1b | 0x24 => 1250,
        0x08 => 1253,
        0x1f => 1254,
        0x0d => 1255,
        0x01 | 0x20 | 0x29 => 1256,
        0x1e => 874,
        _ => 1252,
    };
    debug_assert!(codepage(page).is_some());
    page
}
