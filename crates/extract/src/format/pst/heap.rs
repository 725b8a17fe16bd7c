//! The upper layer of a mail store: lists of properties and tables, in heaps inside a node's bytes (MS-PST 2.3).
//! Always: an address that leads nowhere gives nothing.

use std::io;

use super::store::{Node, Store};
use crate::format::compound::{u16_at, u32_at};
use crate::format::mapi::{Properties, Value};

/// Levels of a list.
const DEEPEST: u8 = 8;

/// Rows of a table that are read.
const ROWS: usize = 100_000;

/// What a node holds: its heap, and the nodes inside it for what is too large for the heap.
pub(super) struct Heap {
    blocks: Vec<Vec<u8>>,
    inside: Vec<Node>,
    item_bits: u32,
}

impl Heap {
    /// Opens the heap of a node.
    pub(super) fn open(store: &mut Store<'_, '_>, node: Node) -> io::Result<Self> {
        Ok(Self {
            blocks: store.data(node)?,
            inside: store.inside(node)?,
            item_bits: store.item_bits(),
        })
    }

    /// Returns the nodes inside.
    pub(super) fn inside(&self) -> &[Node] {
        &self.inside
    }

    fn root(&self) -> u32 {
        self.blocks.first().map_or(0, |block| u32_at(block, 4))
    }

    /// Returns an item of the heap.
    fn item(&self, address: u32) -> Option<&[u8]> {
        let index = (address >> 5 & ((1 << self.item_bits) - 1)) as usize;
        let block = self
            .blocks
            .get((address >> (5 + self.item_bits)) as usize)?;
        let map = usize::from(u16_at(block, 0));
        let count = usize::from(u16_at(block, map));
        if index == 0 || index > count {
            return None;
        }
        let start = usize::from(u16_at(block, map + 4 + 2 * (index - 1)));
        let end = usize::from(u16_at(block, map + 4 + 2 * index));
        block.get(start..end)
    }

    /// Returns what an address leads to, in the heap or in a node inside.
    fn value(&self, store: &mut Store<'_, '_>, address: u32) -> io::Result<Vec<u8>> {
        if address == 0 {
            return Ok(Vec::new());
        }
        if address & 0x1f == 0 {
            return Ok(self.item(address).unwrap_or_default().to_vec());
        }
        match self.inside.iter().find(|node| node.id == address) {
            Some(node) => Ok(store.data(*node)?.concat()),
            None => Ok(Vec::new()),
        }
    }

    /// Collects the records of a list whose header stands at an address.
    fn records(&self, header: u32) -> Vec<(Vec<u8>, Vec<u8>)> {
        let mut found = Vec::new();
        let Some([0xb5, key, value, levels, rest @ ..]) = self.item(header) else {
            return found;
        };
        let widths = (usize::from(*key), usize::from(*value));
        if widths.0 > 0 && *levels <= DEEPEST {
            self.level(u32_at(rest, 0), *levels, widths, &mut found);
        }
        found
    }

    fn level(
        &self,
        address: u32,
        levels: u8,
        widths: (usize, usize),
        found: &mut Vec<(Vec<u8>, Vec<u8>)>,
    ) {
        let Some(item) = self.item(address) else {
            return;
        };
        let (key, value) = (widths.0, if levels == 0 { widths.1 } else { 4 });
        for record in item.chunks_exact(key + value) {
            let (key, value) = record.split_at(key);
            if found.len() >= ROWS {
                return;
            }
            match levels {
                0 => found.push((key.to_vec(), value.to_vec())),
                _ => self.level(u32_at(value, 0), levels - 1, widths, found),
            }
        }
    }

    /// Returns the properties of the node, all but the one that `leave` names, and the node that an object among
    /// them stands for.
    pub(super) fn properties(
        &self,
        store: &mut Store<'_, '_>,
        page: u16,
    ) -> io::Result<(Properties, Option<Node>)> {
        let mut properties = Properties::default().in_page(page);
        let mut object = None;
        for (key, record) in self.records(self.root()) {
            let (tag, kind) = (u16_at(&key, 0), u16_at(&record, 0));
            let inline = record.get(2..6).unwrap_or_default();
            let bytes = match kind {
                0x02 | 0x03 | 0x0b => inline.to_vec(),
                0x14 | 0x40 | 0x1e | 0x1f | 0x102 | 0x0d => self.value(store, u32_at(inline, 0))?,
                _ => continue,
            };
            if kind == 0x0d {
                let id = u32_at(&bytes, 0);
                object = self.inside.iter().find(|node| node.id == id).copied();
                continue;
            }
            if let Some(value) = Value::of(kind, &bytes) {
                properties.set(tag, value);
            }
        }
        Ok((properties, object))
    }

    /// Returns the rows of the table that the node holds.
    pub(super) fn rows(&self, store: &mut Store<'_, '_>, page: u16) -> io::Result<Vec<Properties>> {
        let Some(info) = self.item(self.root()).map(<[u8]>::to_vec) else {
            return Ok(Vec::new());
        };
        let (count, width) = (
            usize::from(info.get(1).copied().unwrap_or(0)),
            u16_at(&info, 8),
        );
        let (width, present) = (usize::from(width), usize::from(u16_at(&info, 6)));
        if info.first() != Some(&0x7c) || width < 4 {
            return Ok(Vec::new());
        }
        let matrix = u32_at(&info, 14);
        let blocks = match self.inside.iter().find(|node| node.id == matrix) {
            Some(node) => store.data(*node)?,
            None => vec![self.value(store, matrix)?],
        };
        let mut rows = Vec::new();
        for row in blocks
            .iter()
            .flat_map(|block| block.chunks_exact(width))
            .take(ROWS)
        {
            let mut properties = Properties::default().in_page(page);
            let columns = info.get(22..).unwrap_or_default();
            for column in columns.chunks_exact(8).take(count) {
                let (kind, tag) = (u16_at(column, 0), u16_at(column, 2));
                let (at, length, bit) = (
                    usize::from(u16_at(column, 4)),
                    usize::from(column[6]),
                    usize::from(column[7]),
                );
                let byte = row.get(present + bit / 8).copied().unwrap_or(0);
                let Some(cell) = row.get(at..at + length) else {
                    continue;
                };
                if byte >> (7 - bit % 8) & 1 == 0 {
                    continue;
                }
                let bytes = match kind {
                    0x1e | 0x1f | 0x102 => self.value(store, u32_at(cell, 0))?,
                    _ => cell.to_vec(),
                };
                if let Some(value) = Value::of(kind, &bytes) {
                    properties.set(tag, value);
                }
            }
            rows.push(properties);
        }
        Ok(rows)
    }
}
