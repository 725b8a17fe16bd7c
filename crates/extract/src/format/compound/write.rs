//! Writes a compound file: a folder inside one becomes a file of its own, which a reader or a person can open.
//! Always: sectors of 512 bytes; entries sorted as the format wants.

use super::{Compound, Entry};

const SECTOR: usize = 512;
const MINI: usize = 64;
const CUTOFF: usize = 4096;
const END: u32 = 0xffff_fffe;
const NONE: u32 = 0xffff_ffff;
const TABLE: u32 = 0xffff_fffd;
const TABLE_OF_TABLES: u32 = 0xffff_fffc;

/// Folders inside each other that are written.
const DEEPEST: usize = 16;

/// Entries that are written.
const MOST: usize = 10_000;

/// A stream or a folder to be written.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Its name.
    pub(crate) name: String,
    /// Its bytes; none for a folder.
    pub(crate) bytes: Option<Vec<u8>>,
    /// What lies in it.
    pub(crate) inside: Vec<Node>,
}

impl Node {
    /// A stream.
    pub(crate) fn stream(name: &str, bytes: Vec<u8>) -> Self {
        Self {
            name: name.to_owned(),
            bytes: Some(bytes),
            inside: Vec::new(),
        }
    }

    /// A folder.
    pub(crate) fn folder(name: &str, inside: Vec<Self>) -> Self {
        Self {
            name: name.to_owned(),
            bytes: None,
            inside,
        }
    }
}

impl Compound {
    /// Returns a folder as a compound file of its own.
    pub(crate) fn as_file(&self, folder: &Entry) -> Vec<u8> {
        // Streams may be one and the same place in the file: all of them are no larger than it is.
        let mut left = (MOST, self.bytes.len());
        written(self.nodes(folder, 0, &mut left))
    }

    /// Returns the file with other bytes in some streams of its root.
    pub(crate) fn with(&self, mut changed: Vec<(&str, Vec<u8>)>) -> Vec<u8> {
        let mut left = (MOST, self.bytes.len());
        let root = self.entries.first();
        let mut nodes = root.map_or_else(Vec::new, |root| self.nodes(root, 0, &mut left));
        for node in &mut nodes {
            let named = |(name, _): &(&str, _)| name.eq_ignore_ascii_case(&node.name);
            if let Some(at) = changed.iter().position(named)
                && node.bytes.is_some()
            {
                node.bytes = Some(changed.swap_remove(at).1);
            }
        }
        written(nodes)
    }

    fn nodes(&self, folder: &Entry, depth: usize, left: &mut (usize, usize)) -> Vec<Node> {
        let mut nodes = Vec::new();
        for entry in self.within(Some(folder)) {
            if left.0 == 0 {
                break;
            }
            left.0 -= 1;
            if entry.is_stream() {
                let mut bytes = self.read(entry).0;
                bytes.truncate(left.1);
                left.1 -= bytes.len();
                nodes.push(Node::stream(&entry.name, bytes));
            } else if depth < DEEPEST {
                let inside = self.nodes(entry, depth + 1, left);
                nodes.push(Node::folder(&entry.name, inside));
            }
        }
        nodes
    }
}

#[derive(Default)]
struct Writer {
    body: Vec<u8>,
    table: Vec<u32>,
    mini: Vec<u8>,
    mini_table: Vec<u32>,
    entries: Vec<[u8; 128]>,
}

/// Returns a compound file that holds these.
pub(crate) fn written(nodes: Vec<Node>) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.entries.push(entry("Root Entry", 5));
    writer.folder(0, nodes);
    writer.finish()
}

fn put(bytes: &mut [u8], at: usize, value: u32) {
    if let Some(four) = bytes.get_mut(at..at + 4) {
        four.copy_from_slice(&value.to_le_bytes());
    }
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn entry(name: &str, kind: u8) -> [u8; 128] {
    let mut bytes = [0; 128];
    let units: Vec<u16> = name.encode_utf16().take(31).collect();
    for (two, unit) in bytes.chunks_exact_mut(2).zip(&units) {
        two.copy_from_slice(&unit.to_le_bytes());
    }
    bytes[64] = u8::try_from(2 * (units.len() + 1)).unwrap_or(64);
    (bytes[66], bytes[67]) = (kind, 1);
    for at in [68, 72, 76] {
        put(&mut bytes, at, NONE);
    }
    bytes
}

impl Writer {
    fn folder(&mut self, parent: usize, mut nodes: Vec<Node>) {
        nodes.sort_by_cached_key(|node| {
            let upper = node.name.to_uppercase();
            (upper.encode_utf16().count(), upper)
        });
        let first = self.entries.len();
        for node in &nodes {
            let kind = if node.bytes.is_some() { 2 } else { 1 };
            self.entries.push(entry(&node.name, kind));
        }
        if !nodes.is_empty() {
            put(&mut self.entries[parent], 76, number(first));
        }
        let count = nodes.len();
        for (index, node) in nodes.into_iter().enumerate() {
            let at = first + index;
            if index + 1 < count {
                put(&mut self.entries[at], 72, number(at + 1));
            }
            match node.bytes {
                Some(bytes) => {
                    let start = self.stream(&bytes);
                    put(&mut self.entries[at], 116, start);
                    put(&mut self.entries[at], 120, number(bytes.len()));
                }
                None => self.folder(at, node.inside),
            }
        }
    }

    fn stream(&mut self, bytes: &[u8]) -> u32 {
        match bytes.len() {
            0 => END,
            length if length < CUTOFF => {
                let mini = chained(&mut self.mini_table, length, MINI);
                self.mini.extend_from_slice(bytes);
                self.mini.resize(self.mini_table.len() * MINI, 0);
                mini
            }
            _ => self.chain(bytes),
        }
    }

    fn chain(&mut self, bytes: &[u8]) -> u32 {
        if bytes.is_empty() {
            return END;
        }
        let start = chained(&mut self.table, bytes.len(), SECTOR);
        self.body.extend_from_slice(bytes);
        self.body.resize(self.table.len() * SECTOR, 0);
        start
    }

    fn finish(mut self) -> Vec<u8> {
        let mini = std::mem::take(&mut self.mini);
        let start = self.chain(&mini);
        put(&mut self.entries[0], 116, start);
        put(&mut self.entries[0], 120, number(mini.len()));
        let mini_table = bytes_of(&self.mini_table);
        let mini_start = self.chain(&mini_table);
        let directory: Vec<u8> = self.entries.concat();
        let directory_start = self.chain(&directory);
        // The table has a place in itself.
        let (mut sectors, mut extra) = (0, 0);
        loop {
            let needed = (self.table.len() + sectors + extra).div_ceil(SECTOR / 4);
            let more = needed.saturating_sub(109).div_ceil(SECTOR / 4 - 1);
            if (needed, more) == (sectors, extra) {
                break;
            }
            (sectors, extra) = (needed, more);
        }
        let first = self.table.len();
        self.table.extend(vec![TABLE; sectors]);
        self.table.extend(vec![TABLE_OF_TABLES; extra]);
        self.table.resize(sectors * (SECTOR / 4), NONE);
        let mut header = vec![0; SECTOR];
        header[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
        for (at, value) in [
            (24, 0x3e | 3 << 16),
            (28, 0xfffe | 9 << 16),
            (32, 6),
            (44, number(sectors)),
            (48, directory_start),
            (56, number(CUTOFF)),
            (60, mini_start),
            (64, number(mini_table.len().div_ceil(SECTOR))),
            (
                68,
                if extra > 0 {
                    number(first + sectors)
                } else {
                    END
                },
            ),
            (72, number(extra)),
        ] {
            put(&mut header, at, value);
        }
        let named: Vec<u32> = (first..first + sectors).map(number).collect();
        for n in 0..109 {
            put(
                &mut header,
                76 + 4 * n,
                named.get(n).copied().unwrap_or(NONE),
            );
        }
        let mut bytes = header;
        bytes.extend_from_slice(&self.body);
        bytes.extend(bytes_of(&self.table));
        for (index, numbers) in named.get(109..).unwrap_or_default().chunks(127).enumerate() {
            let mut sector = numbers.to_vec();
            sector.resize(127, NONE);
            let last = index + 1 == extra;
            sector.push(if last {
                END
            } else {
                number(first + sectors + index + 1)
            });
            bytes.extend(bytes_of(&sector));
        }
        bytes
    }
}

/// Appends a chain for so many bytes; returns where it starts.
fn chained(table: &mut Vec<u32>, length: usize, sector: usize) -> u32 {
    let start = table.len();
    let count = length.div_ceil(sector);
    table.extend((1..count).map(|n| number(start + n)));
    table.push(END);
    number(start)
}

fn bytes_of(numbers: &[u32]) -> Vec<u8> {
    numbers
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let large = |size: usize| (0..size).map(|n| (n % 251) as u8).collect::<Vec<u8>>();
        let sizes = [0, 1, 64, 4095, 4096, 100_000, 8_000_000];
        let streams: Vec<Node> = sizes
            .iter()
            .map(|size| Node::stream(&format!("s{size}"), large(*size)))
            .collect();
        let inner = vec![Node::stream("inner", b"inside".to_vec())];
        let nodes = [streams, vec![Node::folder("folder", inner)]].concat();
        let file = Compound::open(written(nodes)).unwrap();
        for size in sizes {
            assert_eq!(file.stream(&format!("S{size}")), Some(large(size)));
        }
        let folder = file.find(None, "folder").unwrap();
        let again = Compound::open(file.as_file(folder)).unwrap();
        assert_eq!(again.stream("inner").as_deref(), Some(&b"inside"[..]));
    }
}
