//! Compound files (MS-CFB): named streams in folders, as old Office has them. Always: whatever circle the tables
//! lead in, no stream is longer than the file; what is cut off is read as far as it goes.

pub(crate) mod write;

use std::collections::BTreeSet;

/// Values of the allocation table from here on are no sectors.
const NONE: u32 = 0xffff_fffa;

/// A stream or a folder.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Its name.
    pub(crate) name: String,
    kind: u8,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: u64,
}

impl Entry {
    /// Returns whether it is a stream.
    pub(crate) fn is_stream(&self) -> bool {
        self.kind == 2
    }
}

/// A compound file, held in memory.
pub(crate) struct Compound {
    bytes: Vec<u8>,
    shift: u32,
    mini_shift: u32,
    cutoff: u64,
    table: Vec<u32>,
    mini_table: Vec<u32>,
    mini: Vec<u8>,
    entries: Vec<Entry>,
}

/// Returns two bytes, least first; 0 where there are none.
pub(crate) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    at.checked_add(2)
        .and_then(|end| bytes.get(at..end))
        .and_then(|two| two.try_into().ok())
        .map_or(0, u16::from_le_bytes)
}

/// Returns four bytes, least first; 0 where there are none.
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    at.checked_add(4)
        .and_then(|end| bytes.get(at..end))
        .and_then(|four| four.try_into().ok())
        .map_or(0, u32::from_le_bytes)
}

impl Compound {
    /// Opens a file; none where it has no directory.
    pub(crate) fn open(bytes: Vec<u8>) -> Option<Self> {
        if bytes.len() < 512 {
            return None;
        }
        let mut file = Self {
            shift: u32::from(u16_at(&bytes, 30)).clamp(7, 16),
            mini_shift: u32::from(u16_at(&bytes, 32)).clamp(4, 12),
            cutoff: u64::from(u32_at(&bytes, 56)),
            table: Vec::new(),
            mini_table: Vec::new(),
            mini: Vec::new(),
            entries: Vec::new(),
            bytes,
        };
        file.read_table();
        let directory = file.chain(u32_at(&file.bytes, 48));
        file.entries = directory.chunks_exact(128).map(entry).collect();
        let mini_table = file.chain(u32_at(&file.bytes, 60));
        file.mini_table = mini_table
            .chunks_exact(4)
            .map(|four| u32_at(four, 0))
            .collect();
        let root = file.entries.first()?;
        file.mini = file.chain(root.start);
        Some(file)
    }

    /// Returns all bytes of the file.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn sector(&self, number: u32) -> &[u8] {
        let size = 1_usize << self.shift;
        let start = (number as usize + 1).saturating_mul(size);
        let end = start.saturating_add(size).min(self.bytes.len());
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// Reads the allocation table: its first sectors are named in the header, the others in a chain.
    fn read_table(&mut self) {
        let mut named: Vec<u32> = (0..109).map(|n| u32_at(&self.bytes, 76 + 4 * n)).collect();
        let mut next = u32_at(&self.bytes, 68);
        let most = self.bytes.len() >> self.shift;
        let mut seen = BTreeSet::new();
        while next < NONE && seen.insert(next) && seen.len() <= most {
            let sector = self.sector(next);
            let numbers = sector.len() / 4;
            if numbers == 0 {
                break;
            }
            named.extend((0..numbers - 1).map(|n| u32_at(sector, 4 * n)));
            next = u32_at(sector, 4 * (numbers - 1));
        }
        let mut table = Vec::new();
        for number in named.into_iter().filter(|number| *number < NONE).take(most) {
            let sector = self.sector(number);
            table.extend(sector.chunks_exact(4).map(|four| u32_at(four, 0)));
        }
        self.table = table;
    }

    fn chain(&self, start: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut next = start;
        while next < NONE && bytes.len() < self.bytes.len() {
            let sector = self.sector(next);
            if sector.is_empty() {
                break;
            }
            bytes.extend_from_slice(sector);
            next = self.table.get(next as usize).copied().unwrap_or(NONE);
        }
        bytes
    }

    fn mini_chain(&self, start: u32) -> Vec<u8> {
        let size = 1_usize << self.mini_shift;
        let mut bytes = Vec::new();
        let mut next = start;
        while next < NONE && bytes.len() < self.mini.len() {
            let at = (next as usize).saturating_mul(size);
            let end = at.saturating_add(size).min(self.mini.len());
            let Some(sector) = self.mini.get(at..end).filter(|sector| !sector.is_empty()) else {
                break;
            };
            bytes.extend_from_slice(sector);
            next = self.mini_table.get(next as usize).copied().unwrap_or(NONE);
        }
        bytes
    }

    /// Returns the bytes of a stream, and whether they are all there.
    pub(crate) fn read(&self, entry: &Entry) -> (Vec<u8>, bool) {
        let mut bytes = match entry.size < self.cutoff {
            true => self.mini_chain(entry.start),
            false => self.chain(entry.start),
        };
        let size = usize::try_from(entry.size).unwrap_or(usize::MAX);
        let whole = bytes.len() >= size;
        bytes.truncate(size);
        (bytes, whole)
    }

    /// Returns what lies in a folder; in the root for none. Sorted by name.
    pub(crate) fn within(&self, folder: Option<&Entry>) -> Vec<&Entry> {
        let Some(folder) = folder.or_else(|| self.entries.first()) else {
            return Vec::new();
        };
        let mut open = vec![folder.child];
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        while let Some(number) = open.pop() {
            let Some(entry) = self.entries.get(number as usize) else {
                continue;
            };
            if entry.kind == 0 || !seen.insert(number) {
                continue;
            }
            found.push(entry);
            open.extend([entry.left, entry.right]);
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        found
    }

    /// Returns the entry of this name in a folder.
    pub(crate) fn find(&self, folder: Option<&Entry>, name: &str) -> Option<&Entry> {
        let within = self.within(folder);
        within
            .into_iter()
            .find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// Returns the bytes of a stream in the root.
    pub(crate) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.find(None, name).or_else(|| {
            // A directory whose order is damaged still has its entries.
            self.entries
                .iter()
                .find(|entry| entry.is_stream() && entry.name.eq_ignore_ascii_case(name))
        })?;
        Some(self.read(entry).0)
    }
}

fn entry(bytes: &[u8]) -> Entry {
    let length = usize::from(u16_at(bytes, 64)).clamp(2, 64);
    let units: Vec<u16> = bytes
        .get(..length - 2)
        .unwrap_or_default()
        .chunks_exact(2)
        .map(|two| u16_at(two, 0))
        .collect();
    Entry {
        name: String::from_utf16_lossy(&units),
        kind: bytes.get(66).copied().unwrap_or(0),
        left: u32_at(bytes, 68),
        right: u32_at(bytes, 72),
        child: u32_at(bytes, 76),
        start: u32_at(bytes, 116),
        // The upper half is not used by files with small sectors and may hold anything.
        size: u64::from(u32_at(bytes, 120)),
    }
}
