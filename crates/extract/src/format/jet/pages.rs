//! The pages of a database: unlocked, and found by table. Always: a page that is not there is a page without rows.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use daylight_model::{Outcome, Reason};
use rc4::{KeyInit, Rc4, StreamCipher};

use crate::format::compound::{u16_at, u32_at};
use crate::format::locked;
use crate::reading::{About, failed, unreadable};
use crate::source::Source;

/// Key of the header, which is the same for all databases.
pub(super) const HEADER: [u8; 4] = [0xc7, 0xda, 0x39, 0x6b];

/// Pages that are kept because they were read lately.
const KEPT: usize = 64;

/// Where the lock of newer databases is described.
const LOCK: usize = 0x299;

/// How pages are locked.
enum Lock {
    None,
    /// A stream cipher whose key stands in the header.
    Known(u32),
    /// A lock of Office, opened by a password.
    Office(Box<locked::Pages>, u32),
}

/// A database.
pub(super) struct Database<'s, 'a> {
    source: &'s mut Source<'a>,
    /// Whether it is one of Access 97.
    pub(super) is_old: bool,
    /// Bytes of a page.
    pub(super) size: usize,
    /// Its code page.
    pub(super) codepage: u16,
    /// Whether it asks for a password that locks nothing.
    pub(super) asks_only: bool,
    lock: Lock,
    count: u32,
    kept: BTreeMap<u32, Rc<Vec<u8>>>,
    /// Pages by the table that owns them, where they had to be looked for.
    owned: Option<BTreeMap<u32, Vec<u32>>>,
}

/// Applies the stream cipher.
pub(super) fn cipher(key: [u8; 4], bytes: &mut [u8]) {
    if let Ok(mut cipher) = Rc4::new_from_slice(&key) {
        cipher.apply_keystream(bytes);
    }
}

impl<'s, 'a> Database<'s, 'a> {
    /// Opens a database.
    pub(super) fn open(source: &'s mut Source<'a>, about: &mut About) -> Result<Self, Outcome> {
        let length = source.length().map_err(|error| unreadable(&error))?;
        let mut head = source.head(4096).map_err(|error| unreadable(&error))?;
        let is_old = u32_at(&head, 0x14) & 0xff == 0;
        let size = if is_old { 2048 } else { 4096 };
        let locked_length = if is_old { 126 } else { 128 };
        let Some(header) = head.get_mut(0x18..0x18 + locked_length) else {
            return Err(failed(Reason::Truncated, "its header is cut"));
        };
        cipher(HEADER, header);
        let key = u32_at(&head, 0x3e);
        let described = usize::from(u16_at(&head, LOCK));
        let info = head.get(LOCK + 2..LOCK + 2 + described).unwrap_or_default();
        let lock = match (key, info.len()) {
            (0, _) => Lock::None,
            (key, 0..=8) => Lock::Known(key),
            (key, _) => Lock::Office(Box::new(locked::Pages::open(info, source, about)?), key),
        };
        // The password of older ones stands in the header; of Access 2000 on it is mixed with the day on which it was made.
        let day = head.get(0x72..0x7a).and_then(|eight| eight.try_into().ok());
        let day = day
            .map_or(0, |eight| f64::from_le_bytes(eight) as i32)
            .to_le_bytes();
        let password = head
            .get(0x42..if is_old { 0x56 } else { 0x6a })
            .unwrap_or_default();
        let has_password = password
            .iter()
            .zip(day.iter().cycle())
            .any(|(byte, mixed)| *byte != if is_old { 0 } else { *mixed });
        let newer = u32_at(&head, 0x14) & 0xff >= 2;
        Ok(Self {
            is_old,
            size,
            codepage: u16_at(&head, 0x3c),
            asks_only: has_password && !newer,
            lock,
            count: u32::try_from(length / size as u64).unwrap_or(u32::MAX),
            kept: BTreeMap::new(),
            owned: None,
            source,
        })
    }

    /// Returns the most bytes that one value may have.
    pub(super) fn most(&self) -> usize {
        usize::try_from(self.source.most_memory() / 4).unwrap_or(usize::MAX)
    }

    /// Returns a page; an empty one where there is none.
    pub(super) fn page(&mut self, number: u32) -> Result<Rc<Vec<u8>>, Outcome> {
        if let Some(page) = self.kept.get(&number) {
            return Ok(page.clone());
        }
        let at = u64::from(number) * self.size as u64;
        let mut page = self
            .source
            .at(at, self.size as u64)
            .map_err(|error| unreadable(&error))?;
        if number == 0 || page.len() < self.size {
            page.clear();
        }
        match &self.lock {
            Lock::None => {}
            Lock::Known(key) => cipher((key ^ number).to_le_bytes(), &mut page),
            Lock::Office(lock, key) => lock.page(key ^ number, &mut page),
        }
        if self.kept.len() >= KEPT {
            self.kept.clear();
        }
        let page = Rc::new(page);
        self.kept.insert(number, page.clone());
        Ok(page)
    }

    /// Returns the bounds of the rows of a page, with what stands before their offset.
    pub(super) fn bounds(&self, page: &[u8]) -> Vec<(usize, usize, u16)> {
        let start = if self.is_old { 8 } else { 12 };
        let count = usize::from(u16_at(page, start)).min(page.len() / 2);
        let mut end = page.len();
        let mut bounds = Vec::with_capacity(count);
        for n in 0..count {
            let offset = u16_at(page, start + 2 + 2 * n);
            let from = usize::from(offset & 0x1fff);
            let (from, to) = if from <= end { (from, end) } else { (0, 0) };
            bounds.push((from, to, offset & 0xe000));
            if to > 0 {
                end = from;
            }
        }
        bounds
    }

    /// Returns the bytes that a pointer leads to: a row, and the page that it stands on.
    pub(super) fn pointed(&mut self, pointer: u32) -> Result<Vec<u8>, Outcome> {
        let page = self.page(pointer >> 8)?;
        let bounds = self.bounds(&page);
        let row = bounds.get((pointer & 0xff) as usize);
        Ok(row
            .and_then(|(from, to, _)| page.get(*from..*to))
            .unwrap_or_default()
            .to_vec())
    }

    /// Returns the pages of a table, by its map, else by what the pages say, and whether all of them are there.
    pub(super) fn pages_of(&mut self, table: u32, map: u32) -> Result<(Vec<u32>, bool), Outcome> {
        let map = self.pointed(map)?;
        let mut pages = BTreeSet::new();
        let (count, mut whole) = (self.count, true);
        let mut take = |start: u32, bits: &[u8]| {
            for (index, byte) in (0_u32..).zip(bits) {
                for bit in (0..8).filter(|bit| byte & (1 << bit) != 0) {
                    let page = start.saturating_add(8 * index + bit);
                    match page < count {
                        true => _ = pages.insert(page),
                        false => whole = false,
                    }
                }
            }
        };
        match map.first() {
            Some(0) => take(u32_at(&map, 1), map.get(5..).unwrap_or_default()),
            Some(1) => {
                let covered = ((self.size - 4) * 8) as u32;
                let mut seen = BTreeSet::new();
                for (index, four) in (0_u32..).zip(map[1..].chunks_exact(4)) {
                    let number = u32_at(four, 0);
                    if number > 0 && seen.insert(number) {
                        let page = self.page(number)?;
                        let start = index.saturating_mul(covered);
                        take(start, page.get(4..).unwrap_or_default());
                    }
                }
            }
            _ => {}
        }
        let mut owned = Vec::new();
        for number in pages {
            let page = self.page(number)?;
            if page.first() == Some(&1) && u32_at(&page, 4) == table {
                owned.push(number);
            }
        }
        if owned.is_empty() && map.is_empty() {
            return Ok((self.looked_for(table)?, false));
        }
        Ok((owned, whole))
    }

    fn looked_for(&mut self, table: u32) -> Result<Vec<u32>, Outcome> {
        if self.owned.is_none() {
            let mut owned = BTreeMap::<u32, Vec<u32>>::new();
            for number in 1..self.count {
                let page = self.page(number)?;
                if page.first() == Some(&1) {
                    owned.entry(u32_at(&page, 4)).or_default().push(number);
                }
            }
            self.owned = Some(owned);
        }
        let owned = self.owned.as_ref().and_then(|owned| owned.get(&table));
        Ok(owned.cloned().unwrap_or_default())
    }
}
