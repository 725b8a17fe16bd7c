//! The lower layer of a mail store: pages that say where blocks lie, and blocks of bytes (MS-PST 2.2). Always: only
//! what is asked for is read; whatever circle the pages lead in, each is read once.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};

use super::cipher::Cipher;
use crate::format::compound::{u16_at, u32_at};
use crate::source::Source;

/// Pages of a tree below each other.
const DEEPEST: u32 = 10;

/// Nodes that are listed.
const MOST: usize = 2_000_000;

/// How a store is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// With numbers of 32 bits, until 2002.
    Narrow,
    /// With numbers of 64 bits.
    Wide,
    /// With pages of 4096 bytes and packed blocks, of Outlook 2013.
    Large,
}

/// A node: the bytes of a folder, a message or a table, and the nodes that belong to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// Its number.
    pub(super) id: u32,
    data: u64,
    inside: u64,
    /// The folder that it lies in.
    pub(super) parent: u32,
}

#[derive(Debug, Clone, Copy)]
struct Block {
    at: u64,
    length: u16,
    unpacked: u16,
}

/// An open store.
pub(super) struct Store<'s, 'a> {
    source: &'s mut Source<'a>,
    layout: Layout,
    cipher: Cipher,
    blocks: BTreeMap<u64, Block>,
    most: usize,
    /// Pages and blocks that could not be read.
    pub(super) lost: u64,
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}

impl<'s, 'a> Store<'s, 'a> {
    /// Opens a store; returns its nodes in the order of their numbers, and none where it is none of the known
    /// layouts.
    pub(super) fn open(source: &'s mut Source<'a>) -> io::Result<Option<(Self, Vec<Node>)>> {
        let header = source.head(564)?;
        let layout = match u16_at(&header, 10) {
            14 | 15 => Layout::Narrow,
            36 => Layout::Large,
            21..=35 => Layout::Wide,
            _ => return Ok(None),
        };
        let (cipher, nodes, blocks) = match layout {
            Layout::Narrow => (
                header.get(461),
                u64::from(u32_at(&header, 188)),
                u64::from(u32_at(&header, 196)),
            ),
            _ => (header.get(513), u64_at(&header, 224), u64_at(&header, 240)),
        };
        let cipher = match cipher {
            Some(1) => Cipher::Permute,
            Some(2) => Cipher::Cyclic,
            _ => Cipher::None,
        };
        let most = usize::try_from(source.most_memory()).unwrap_or(usize::MAX);
        let mut store = Self {
            source,
            layout,
            cipher,
            blocks: BTreeMap::new(),
            most,
            lost: 0,
        };
        let mut seen = BTreeSet::new();
        let mut leaves = Vec::new();
        store.leaves(blocks, 0, &mut seen, &mut leaves)?;
        for entry in &leaves {
            let (id, block) = store.block_entry(entry);
            store.blocks.insert(id, block);
        }
        let mut leaves = Vec::new();
        store.leaves(nodes, 0, &mut seen, &mut leaves)?;
        let nodes = leaves.iter().map(|entry| store.node_entry(entry)).collect();
        Ok(Some((store, nodes)))
    }

    fn is_wide(&self) -> bool {
        self.layout != Layout::Narrow
    }

    fn block_entry(&self, entry: &[u8]) -> (u64, Block) {
        if !self.is_wide() {
            let block = Block {
                at: u64::from(u32_at(entry, 4)),
                length: u16_at(entry, 8),
                unpacked: 0,
            };
            return (u64::from(u32_at(entry, 0)) & !1, block);
        }
        let block = Block {
            at: u64_at(entry, 8),
            length: u16_at(entry, 16),
            unpacked: match self.layout {
                Layout::Large => u16_at(entry, 18),
                _ => 0,
            },
        };
        (u64_at(entry, 0) & !1, block)
    }

    fn node_entry(&self, entry: &[u8]) -> Node {
        match self.is_wide() {
            true => Node {
                id: u32_at(entry, 0),
                data: u64_at(entry, 8),
                inside: u64_at(entry, 16),
                parent: u32_at(entry, 24),
            },
            false => Node {
                id: u32_at(entry, 0),
                data: u64::from(u32_at(entry, 4)),
                inside: u64::from(u32_at(entry, 8)),
                parent: u32_at(entry, 12),
            },
        }
    }

    /// Collects the entries at the ends of a tree of pages.
    fn leaves(
        &mut self,
        at: u64,
        depth: u32,
        seen: &mut BTreeSet<u64>,
        found: &mut Vec<Vec<u8>>,
    ) -> io::Result<()> {
        if depth > DEEPEST || !seen.insert(at) || found.len() >= MOST {
            return Ok(());
        }
        let size = if self.layout == Layout::Large {
            4096
        } else {
            512
        };
        let page = self.source.at(at, size)?;
        if page.len() < size as usize {
            self.lost += 1;
            return Ok(());
        }
        let (count, width, level) = match self.layout {
            Layout::Narrow => (usize::from(page[496]), page[498], page[499]),
            Layout::Wide => (usize::from(page[488]), page[490], page[491]),
            Layout::Large => (usize::from(u16_at(&page, 4056)), page[4060], page[4061]),
        };
        let width = usize::from(width);
        if !(12..=64).contains(&width) || count * width > page.len() || u32::from(level) > DEEPEST {
            self.lost += 1;
            return Ok(());
        }
        for entry in page.chunks_exact(width).take(count) {
            if level == 0 {
                found.push(entry.to_vec());
                continue;
            }
            let below = match self.is_wide() {
                true => u64_at(entry, 16),
                false => u64::from(u32_at(entry, 8)),
            };
            self.leaves(below, depth + 1, seen, found)?;
        }
        Ok(())
    }

    /// Returns one block as it lies there, without its trailer.
    fn block(&mut self, id: u64) -> io::Result<Option<Vec<u8>>> {
        let Some(block) = self.blocks.get(&(id & !1)).copied() else {
            return Ok(None);
        };
        let mut bytes = self.source.at(block.at, u64::from(block.length))?;
        if bytes.len() < usize::from(block.length) {
            return Ok(None);
        }
        if block.unpacked > block.length {
            let mut unpacked = Vec::new();
            let most = u64::from(block.unpacked);
            let read = flate2::read::ZlibDecoder::new(bytes.as_slice())
                .take(most)
                .read_to_end(&mut unpacked);
            if read.is_err() {
                return Ok(None);
            }
            bytes = unpacked;
        }
        Ok(Some(bytes))
    }

    /// Returns the blocks of a node's bytes in their order; what is missing is counted.
    pub(super) fn data(&mut self, node: Node) -> io::Result<Vec<Vec<u8>>> {
        let mut blocks = Vec::new();
        let mut left = self.most;
        self.collect(node.data, 0, &mut left, &mut blocks)?;
        Ok(blocks)
    }

    fn collect(
        &mut self,
        id: u64,
        depth: u32,
        left: &mut usize,
        blocks: &mut Vec<Vec<u8>>,
    ) -> io::Result<()> {
        if id & !1 == 0 {
            return Ok(());
        }
        let Some(mut bytes) = self.block(id)? else {
            self.lost += 1;
            return Ok(());
        };
        if id & 2 == 0 {
            self.cipher.show(&mut bytes, id & !1);
            if bytes.len() > *left {
                self.lost += 1;
                return Ok(());
            }
            *left -= bytes.len();
            blocks.push(bytes);
            return Ok(());
        }
        // A list of blocks, or a list of such lists.
        if bytes.first() != Some(&1) || depth > 1 {
            self.lost += 1;
            return Ok(());
        }
        let count = usize::from(u16_at(&bytes, 2));
        let width = if self.is_wide() { 8 } else { 4 };
        for entry in bytes
            .get(8..)
            .unwrap_or_default()
            .chunks_exact(width)
            .take(count)
        {
            let below = match width {
                8 => u64_at(entry, 0),
                _ => u64::from(u32_at(entry, 0)),
            };
            self.collect(below, depth + 1, left, blocks)?;
            if *left == 0 {
                break;
            }
        }
        Ok(())
    }

    /// Returns the nodes that belong to a node, in the order of their numbers.
    pub(super) fn inside(&mut self, node: Node) -> io::Result<Vec<Node>> {
        let mut found = Vec::new();
        self.list(node.inside, 0, &mut found)?;
        Ok(found)
    }

    fn list(&mut self, id: u64, depth: u32, found: &mut Vec<Node>) -> io::Result<()> {
        if id & !1 == 0 || depth > 1 {
            return Ok(());
        }
        let Some(bytes) = self.block(id)? else {
            self.lost += 1;
            return Ok(());
        };
        if bytes.first() != Some(&2) {
            self.lost += 1;
            return Ok(());
        }
        let (start, number) = if self.is_wide() { (8, 8) } else { (4, 4) };
        let count = usize::from(u16_at(&bytes, 2));
        let leaf = bytes.get(1) == Some(&0);
        let width = if leaf { 3 * number } else { 2 * number };
        let entries = bytes.get(start..).unwrap_or_default();
        for entry in entries.chunks_exact(width).take(count) {
            let word = |at: usize| match number {
                8 => u64_at(entry, at),
                _ => u64::from(u32_at(entry, at)),
            };
            if leaf {
                found.push(Node {
                    id: u32_at(entry, 0),
                    data: word(number),
                    inside: word(2 * number),
                    parent: 0,
                });
            } else {
                self.list(word(number), depth + 1, found)?;
            }
        }
        Ok(())
    }

    /// Returns how many bits of a heap's address say which item of a block is meant.
    pub(super) fn item_bits(&self) -> u32 {
        if self.layout == Layout::Large { 14 } else { 11 }
    }
}
