//! What Word says of stretches of its text: which paragraphs lie in tables, what was changed and by whom. Always:
//! sorted by place in the file; pages of properties that are damaged are left out.

use super::pieces::Fib;
use crate::format::compound::{u16_at, u32_at};
use crate::format::flow::Change;
use crate::format::legacy::summary::wide;

/// Bytes of a page of properties.
const PAGE: usize = 512;

/// Pages that are read.
const PAGES: usize = 200_000;

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Paragraph {
    /// Whether it lies in a table.
    pub(super) in_table: bool,
    /// Whether it ends a row.
    pub(super) row_end: bool,
    /// Whether it lies in a table within a table.
    pub(super) inner: bool,
    /// Its style.
    pub(super) style: u16,
    /// Its list, from 1 on; 0 where a style's list does not hold.
    pub(super) list: Option<u16>,
    /// Its level in the list, from 0 on.
    pub(super) level: Option<u8>,
}

impl Paragraph {
    /// Takes what a modifier says.
    pub(super) fn take(&mut self, code: u16, value: &[u8]) {
        match code {
            0x2416 => self.in_table = value.first() == Some(&1),
            0x2417 => self.row_end = value.first() == Some(&1),
            0x6649 => self.inner = u32_at(value, 0) > 1,
            0x260a => self.level = value.first().copied().filter(|level| *level < 9),
            // From 0xf801 on a number is only kept to be given back.
            0x460b => {
                self.list = Some(u16_at(value, 0)).map(|list| if list > 0x7fe { 0 } else { list })
            }
            _ => {}
        }
    }
}

struct Stretch<T> {
    start: usize,
    end: usize,
    what: T,
}

/// Properties by place in the file.
#[derive(Default)]
pub(super) struct Properties {
    paragraphs: Vec<Stretch<Paragraph>>,
    changes: Vec<Stretch<Change>>,
}

impl Properties {
    /// Reads the properties; those of Word 6 are left out.
    pub(super) fn read(fib: &Fib, main: &[u8], table: &[u8]) -> Self {
        let mut properties = Self::default();
        if fib.is_old {
            return properties;
        }
        let authors = strings(fib.table_part(51, table));
        for page in pages(fib.table_part(13, table), main) {
            properties.paragraph_page(page);
        }
        for page in pages(fib.table_part(12, table), main) {
            properties.character_page(page, &authors);
        }
        properties.paragraphs.sort_by_key(|stretch| stretch.start);
        properties.changes.sort_by_key(|stretch| stretch.start);
        properties
    }

    /// Returns what the paragraph at this place is; none where that is not known.
    pub(super) fn paragraph(&self, offset: usize) -> Option<Paragraph> {
        find(&self.paragraphs, offset).copied()
    }

    /// Returns whether anything was changed.
    pub(super) fn has_changes(&self) -> bool {
        !self.changes.is_empty()
    }

    /// Returns the change at this place.
    pub(super) fn change(&self, offset: usize) -> Option<&Change> {
        find(&self.changes, offset)
    }

    fn paragraph_page(&mut self, page: &[u8]) {
        let count = usize::from(page[PAGE - 1]);
        for n in 0..count {
            let start = u32_at(page, 4 * n) as usize;
            let end = u32_at(page, 4 * n + 4) as usize;
            let Some(&word) = page.get(4 * (count + 1) + 13 * n) else {
                break;
            };
            let mut what = Paragraph::default();
            let at = 2 * usize::from(word);
            if word > 0 {
                let length = usize::from(page.get(at).copied().unwrap_or(0));
                let (from, length) = match length {
                    0 => (
                        at + 2,
                        2 * usize::from(page.get(at + 1).copied().unwrap_or(0)),
                    ),
                    _ => (at + 1, 2 * length - 1),
                };
                let bytes = page
                    .get(from + 2..(from + length).min(PAGE))
                    .unwrap_or_default();
                what.style = u16_at(page, from);
                for (code, value) in modifiers(bytes) {
                    what.take(code, value);
                }
            }
            self.paragraphs.push(Stretch { start, end, what });
        }
    }

    fn character_page(&mut self, page: &[u8], authors: &[String]) {
        let count = usize::from(page[PAGE - 1]);
        for n in 0..count {
            let start = u32_at(page, 4 * n) as usize;
            let end = u32_at(page, 4 * n + 4) as usize;
            let Some(&word) = page.get(4 * (count + 1) + n) else {
                break;
            };
            if word == 0 {
                continue;
            }
            let at = 2 * usize::from(word);
            let length = usize::from(page.get(at).copied().unwrap_or(0));
            let bytes = page
                .get(at + 1..(at + 1 + length).min(PAGE))
                .unwrap_or_default();
            let (mut inserted, mut deleted) = (false, false);
            let (mut author, mut date) = (None, None);
            for (code, value) in modifiers(bytes) {
                let set = value.first() == Some(&1);
                match code {
                    0x0800 => deleted = set,
                    0x0801 => inserted = set,
                    0x4804 => author = author.or(authors.get(usize::from(u16_at(value, 0)))),
                    0x4863 => author = authors.get(usize::from(u16_at(value, 0))),
                    0x6805 => date = date.or(moment(u32_at(value, 0))),
                    0x6864 => date = moment(u32_at(value, 0)),
                    _ => {}
                }
            }
            if inserted || deleted {
                let author = author.map_or(String::new(), |author| format!(" by {author}"));
                let date = date.map_or(String::new(), |date| format!(", {date}"));
                let what = Change {
                    inserted: !deleted,
                    who: author + &date,
                };
                self.changes.push(Stretch { start, end, what });
            }
        }
    }
}

fn find<T>(stretches: &[Stretch<T>], offset: usize) -> Option<&T> {
    let index = stretches.partition_point(|stretch| stretch.start <= offset);
    let stretch = stretches.get(index.checked_sub(1)?)?;
    (offset < stretch.end).then_some(&stretch.what)
}

/// Returns the pages of properties that a table names.
fn pages<'m>(table: &'m [u8], main: &'m [u8]) -> impl Iterator<Item = &'m [u8]> {
    let count = (table.len().saturating_sub(4) / 8).min(PAGES);
    (0..count).filter_map(move |n| {
        let number = (u32_at(table, 4 * (count + 1) + 4 * n) & 0x003f_ffff) as usize;
        main.get(number * PAGE..(number + 1) * PAGE)
    })
}

/// Returns the single modifiers in a row of them: code and operand.
pub(super) fn modifiers(mut bytes: &[u8]) -> Vec<(u16, &[u8])> {
    let mut found = Vec::new();
    while bytes.len() > 2 {
        let code = u16_at(bytes, 0);
        let rest = &bytes[2..];
        let (skipped, length) = match code >> 13 {
            0 | 1 => (0, 1),
            2 | 4 | 5 => (0, 2),
            3 => (0, 4),
            7 => (0, 3),
            // Tables' definitions state their length in two bytes, one too many.
            _ if code == 0xd608 => (2, usize::from(u16_at(rest, 0)).saturating_sub(1)),
            _ => (1, usize::from(rest[0])),
        };
        let Some(value) = rest.get(skipped..skipped + length) else {
            break;
        };
        found.push((code, value));
        bytes = &rest[skipped + length..];
    }
    found
}

/// Returns the strings of a table of strings in UTF-16.
fn strings(bytes: &[u8]) -> Vec<String> {
    if u16_at(bytes, 0) != 0xffff {
        return Vec::new();
    }
    let extra = usize::from(u16_at(bytes, 4));
    let mut rest = bytes.get(6..).unwrap_or_default();
    let mut found = Vec::new();
    for _ in 0..u16_at(bytes, 2) {
        let length = 2 * usize::from(u16_at(rest, 0));
        let Some(text) = rest.get(2..2 + length) else {
            break;
        };
        found.push(wide(text));
        rest = rest.get(2 + length + extra..).unwrap_or_default();
    }
    found
}

/// Returns a moment that is packed into bits: local time, to the minute.
pub(crate) fn moment(bits: u32) -> Option<String> {
    let (minute, hour, day) = (bits & 0x3f, bits >> 6 & 0x1f, bits >> 11 & 0x1f);
    let (month, year) = (bits >> 16 & 0xf, (bits >> 20 & 0x1ff) + 1900);
    (day > 0 && month > 0).then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modifiers_are_told_apart_by_the_length_of_their_operands() {
        let bytes = [
            0x16, 0x24, 1, 0x08, 0xd6, 3, 0, 9, 9, 0x17, 0x24, 1, 0x00, 0xc6, 2, 7, 7, 0x49, 0x66,
            2, 0, 0, 0,
        ];
        let codes: Vec<u16> = modifiers(&bytes).iter().map(|(code, _)| *code).collect();
        assert_eq!(codes, [0x2416, 0xd608, 0x2417, 0xc600, 0x6649]);
    }

    #[test]
    fn moments_are_read_from_their_bits() {
        let bits = (121 << 20) | (3 << 16) | (4 << 11) | (9 << 6) | 5;
        assert_eq!(moment(bits).as_deref(), Some("2021-03-04T09:05"));
        assert_eq!(moment(0), None);
    }
}
