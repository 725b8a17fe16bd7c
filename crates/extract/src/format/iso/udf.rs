//! UDF file systems (ECMA-167 third edition, OSTA UDF 1.02 to 2.60) on images of discs and sticks. Always: each folder
//! is read once, whatever points at it; lists of extents that go in a circle end; places outside the image are damage.

use std::collections::BTreeSet;
use std::io;

use daylight_model::{ChildKind, ChildStart, Reason};

use super::{DEEPEST, DIRECTORY, Extents};
use crate::format::compound::{u16_at, u32_at};
use crate::format::zip::Lost;
use crate::reading::{Ending, Out, failed, partial, unreadable};
use crate::source::Source;

/// Sizes of sectors that images have, the most frequent first.
const SECTORS: [u64; 4] = [2048, 512, 4096, 1024];

/// Descriptors of a volume that are looked at.
const DESCRIPTORS: u64 = 256;

/// Extents of one file, and lists of them.
const EXTENTS: usize = 1_000_000;
const LISTS: usize = 10_000;

/// Bytes of one list of extents.
const LIST: u64 = 1 << 20;

// Kinds of descriptors.
const ANCHOR: u16 = 2;
const PARTITION: u16 = 5;
const LOGICAL_VOLUME: u16 = 6;
const TERMINATOR: u16 = 8;
const FILE_SET: u16 = 256;
const IDENTIFIER: u16 = 257;
const MORE_EXTENTS: u16 = 258;
const FILE: u16 = 261;
const EXTENDED_FILE: u16 = 266;

// Kinds of files.
const FOLDER: u8 = 4;
const LINK: u8 = 12;

/// A stretch of a file: where it stands in the image, none for zeros that are not written, and how long it is.
pub(super) type Extent = (Option<u64>, u64);

/// Why a file system is not read.
type Unread = (Reason, &'static str);

/// Where blocks that a reference to a partition counts stand in the image.
#[derive(Debug)]
enum Map {
    /// One after the other.
    Plain { start: u64, length: u64 },
    /// In a file of another partition.
    Metadata(Vec<Extent>),
    /// By a table that is written last, on discs written bit by bit.
    Unknown,
}

/// What a file or folder is, and where.
#[derive(Debug)]
struct File {
    kind: u8,
    length: u64,
    extents: Vec<Extent>,
    /// What is so short that it stands with its description.
    inside: Option<Vec<u8>>,
    whole: bool,
}

/// A block of a partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Block {
    partition: u16,
    number: u32,
}

/// A file system, opened.
pub(super) struct Udf {
    block: u64,
    maps: Vec<Map>,
    root: Block,
    pub(super) label: String,
    seen: BTreeSet<Block>,
    /// Where the files that were sent begin.
    pub(super) sent: BTreeSet<u64>,
    pub(super) broken: u64,
}

/// Returns whether a descriptor of this kind begins here: its checksum fits.
fn is_kind(bytes: &[u8], kind: u16) -> bool {
    let Some(tag) = bytes.get(..16) else {
        return false;
    };
    let sum = tag
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != 4)
        .fold(0_u8, |sum, (_, byte)| sum.wrapping_add(*byte));
    u16_at(tag, 0) == kind && tag[4] == sum
}

impl Udf {
    /// Opens the file system of an image; the error says why there is none to be read.
    pub(super) fn open(source: &mut Source<'_>) -> io::Result<Result<Self, Unread>> {
        let length = source.length()?;
        for sector in SECTORS {
            let last = (length / sector).saturating_sub(1);
            for number in [256, last, last.saturating_sub(256), 512] {
                let bytes = source.at(number.saturating_mul(sector), sector.min(512))?;
                if !is_kind(&bytes, ANCHOR) || u64::from(u32_at(&bytes, 12)) != number {
                    continue;
                }
                for at in [16, 24] {
                    let extent = (
                        u64::from(u32_at(&bytes, at + 4)),
                        u64::from(u32_at(&bytes, at)),
                    );
                    if let Some(opened) = Self::volume(source, sector, extent)? {
                        return Ok(opened);
                    }
                }
            }
        }
        Ok(Err((
            Reason::Corrupt,
            "what says where its volume is described is missing",
        )))
    }

    /// Reads the descriptors of a volume; none where no volume is described.
    fn volume(
        source: &mut Source<'_>,
        sector: u64,
        (first, length): (u64, u64),
    ) -> io::Result<Option<Result<Self, Unread>>> {
        let mut partitions: Vec<(u16, u64, u64)> = Vec::new();
        let mut logical = None;
        for number in first..first.saturating_add((length / sector).min(DESCRIPTORS)) {
            let bytes = source.at(number.saturating_mul(sector), sector)?;
            if is_kind(&bytes, PARTITION) {
                let start = u64::from(u32_at(&bytes, 188)) * sector;
                let length = u64::from(u32_at(&bytes, 192)) * sector;
                partitions.push((u16_at(&bytes, 22), start, length));
            } else if is_kind(&bytes, LOGICAL_VOLUME) {
                logical = Some(bytes);
            } else if is_kind(&bytes, TERMINATOR) {
                break;
            }
        }
        let Some(logical) = logical else {
            return Ok(None);
        };
        let block = u64::from(u32_at(&logical, 212));
        if !(512..=32_768).contains(&block) {
            return Ok(Some(Err((
                Reason::Corrupt,
                "its blocks have no size that there is",
            ))));
        }
        let mut udf = Self {
            block,
            maps: Vec::new(),
            root: long(&logical, 248).0,
            label: counted(logical.get(84..212).unwrap_or_default()),
            seen: BTreeSet::new(),
            sent: BTreeSet::new(),
            broken: 0,
        };
        udf.read_maps(&logical, &partitions, source)?;
        let set = udf.root;
        let bytes = udf.bytes(set, source)?;
        if !is_kind(&bytes, FILE_SET) {
            return Ok(Some(Err(
                match udf.maps.iter().any(|map| matches!(map, Map::Unknown)) {
                    true => (
                        Reason::Unsupported,
                        "it was written bit by bit (VAT), which is not read",
                    ),
                    false => (Reason::Corrupt, "what says where its files are is damaged"),
                },
            )));
        }
        udf.root = long(&bytes, 400).0;
        Ok(Some(Ok(udf)))
    }

    fn read_maps(
        &mut self,
        logical: &[u8],
        partitions: &[(u16, u64, u64)],
        source: &mut Source<'_>,
    ) -> io::Result<()> {
        let plain = |number: u16| {
            let found = partitions.iter().find(|(known, ..)| *known == number);
            match found.or(partitions.first()) {
                Some((_, start, length)) => Map::Plain {
                    start: *start,
                    length: *length,
                },
                None => Map::Unknown,
            }
        };
        let mut rest = logical.get(440..).unwrap_or_default();
        for _ in 0..u32_at(logical, 268).min(16) {
            let length = usize::from(rest.get(1).copied().unwrap_or(0));
            let Some(map) = rest.get(..length).filter(|_| length >= 6) else {
                break;
            };
            rest = rest.get(length..).unwrap_or_default();
            let name = map.get(5..28).unwrap_or_default();
            if map[0] == 1 {
                self.maps.push(plain(u16_at(map, 4)));
            } else if name.starts_with(b"*UDF Sparable") {
                // Blocks that went bad stand elsewhere: images of discs that were in order have none.
                self.maps.push(plain(u16_at(map, 38)));
            } else if name.starts_with(b"*UDF Metadata") {
                let beside = plain(u16_at(map, 38));
                let number = self.maps.len();
                self.maps.push(beside);
                let place = |number| Block {
                    partition: u16::try_from(self.maps.len() - 1).unwrap_or(0),
                    number,
                };
                let mut file = self.file(place(u32_at(map, 40)), source)?;
                if file.is_none() {
                    file = self.file(place(u32_at(map, 44)), source)?;
                }
                self.maps[number] = file.map_or(Map::Unknown, |file| Map::Metadata(file.extents));
            } else {
                self.maps.push(Map::Unknown);
            }
        }
        Ok(())
    }

    /// Returns where a block stands in the image, and how many bytes follow it there.
    fn place(&self, block: Block) -> Option<(u64, u64)> {
        let at = u64::from(block.number) * self.block;
        match self.maps.get(usize::from(block.partition))? {
            Map::Plain { start, length } => {
                let left = length.checked_sub(at).filter(|left| *left > 0)?;
                Some((start.checked_add(at)?, left))
            }
            Map::Metadata(extents) => {
                let mut before = 0;
                for (start, length) in extents {
                    if let Some(within) = at.checked_sub(before).filter(|within| within < length) {
                        return Some((start.as_ref()? + within, length - within));
                    }
                    before += length;
                }
                None
            }
            Map::Unknown => None,
        }
    }

    fn bytes(&self, block: Block, source: &mut Source<'_>) -> io::Result<Vec<u8>> {
        match self.place(block) {
            Some((at, _)) => source.at(at, self.block),
            None => Ok(Vec::new()),
        }
    }

    /// Reads what describes a file.
    fn file(&self, block: Block, source: &mut Source<'_>) -> io::Result<Option<File>> {
        let bytes = self.bytes(block, source)?;
        let (beside, list) = if is_kind(&bytes, FILE) {
            (168, 176)
        } else if is_kind(&bytes, EXTENDED_FILE) {
            (208, 216)
        } else {
            return Ok(None);
        };
        let start = (u32_at(&bytes, beside) as usize).saturating_add(list);
        let end = start.saturating_add(u32_at(&bytes, beside + 4) as usize);
        let list = bytes.get(start..end.min(bytes.len())).unwrap_or_default();
        let low = u64::from(u32_at(&bytes, 56));
        let mut file = File {
            kind: bytes.get(27).copied().unwrap_or(0),
            length: u64::from(u32_at(&bytes, 60)) << 32 | low,
            extents: Vec::new(),
            inside: None,
            whole: true,
        };
        let form = u16_at(&bytes, 34) & 7;
        if form == 3 {
            let length = usize::try_from(file.length).unwrap_or(usize::MAX);
            file.whole = list.len() >= length;
            file.inside = Some(list.get(..length).unwrap_or(list).to_vec());
        } else {
            file.whole = self.extents(block.partition, form, list.to_vec(), &mut file, source)?;
        }
        Ok(Some(file))
    }

    /// Follows a list of extents, which may go on elsewhere; returns whether it reaches the length of the file.
    fn extents(
        &self,
        partition: u16,
        form: u16,
        mut list: Vec<u8>,
        file: &mut File,
        source: &mut Source<'_>,
    ) -> io::Result<bool> {
        let size = match form {
            0 => 8,
            1 => 16,
            _ => 20,
        };
        let mut left = file.length;
        let mut lists = BTreeSet::new();
        'lists: loop {
            for entry in list.chunks_exact(size) {
                let stated = u32_at(entry, 0);
                let length = u64::from(stated & 0x3fff_ffff);
                if length == 0 || left == 0 || file.extents.len() >= EXTENTS {
                    break 'lists;
                }
                let block = match form {
                    0 => Block {
                        partition,
                        number: u32_at(entry, 4),
                    },
                    1 => long(entry, 0).0,
                    _ => Block {
                        partition: u16_at(entry, 16),
                        number: u32_at(entry, 12),
                    },
                };
                if stated >> 30 == 3 {
                    if lists.len() >= LISTS || !lists.insert(block) {
                        break 'lists;
                    }
                    let Some((at, _)) = self.place(block) else {
                        break 'lists;
                    };
                    let bytes = source.at(at, length.min(LIST))?;
                    if !is_kind(&bytes, MORE_EXTENTS) {
                        break 'lists;
                    }
                    let end = (u32_at(&bytes, 20) as usize).saturating_add(24);
                    list = bytes
                        .get(24..end.min(bytes.len()))
                        .unwrap_or_default()
                        .to_vec();
                    continue 'lists;
                }
                let length = length.min(left);
                if stated >> 30 == 0 {
                    let Some((at, there)) = self.place(block) else {
                        break 'lists;
                    };
                    let here = length.min(there);
                    file.extents.push((Some(at), here));
                    left -= here;
                    if here < length {
                        break 'lists;
                    }
                } else {
                    file.extents.push((None, length));
                    left -= length;
                }
            }
            break;
        }
        Ok(left == 0)
    }

    /// Sends all files.
    pub(super) fn walk(
        &mut self,
        lost: &mut Lost,
        source: &mut Source<'_>,
        out: &mut Out<'_>,
    ) -> Ending {
        self.folder(self.root, "", 0, lost, source, out)
    }

    fn folder(
        &mut self,
        at: Block,
        path: &str,
        depth: usize,
        lost: &mut Lost,
        source: &mut Source<'_>,
        out: &mut Out<'_>,
    ) -> Ending {
        if depth > DEEPEST || !self.seen.insert(at) {
            return out.warn(None, format!("{path}: a folder that was met before"));
        }
        let told = |error: io::Error| unreadable(&error);
        let folder = self.file(at, source).map_err(told)?;
        let Some(folder) = folder.filter(|folder| folder.kind == FOLDER) else {
            self.broken += 1;
            return Ok(());
        };
        let mut listed = folder.inside.unwrap_or_default();
        for (start, length) in folder.extents {
            let room = DIRECTORY.saturating_sub(listed.len() as u64);
            let bytes = match start {
                Some(start) => source.at(start, length.min(room)).map_err(told)?,
                None => Vec::new(),
            };
            listed.extend(bytes);
        }
        let mut rest = listed.as_slice();
        let mut whole = folder.whole;
        while !rest.is_empty() {
            let name_at = 38 + usize::from(u16_at(rest, 36));
            let name_end = name_at + usize::from(rest.get(19).copied().unwrap_or(0));
            let Some(name) = rest
                .get(name_at..name_end)
                .filter(|_| is_kind(rest, IDENTIFIER))
            else {
                whole &= rest.iter().all(|byte| *byte == 0);
                break;
            };
            let flags = rest[18];
            let (block, _) = long(rest, 20);
            let name_bytes = name.to_vec();
            rest = rest.get(name_end.next_multiple_of(4)..).unwrap_or_default();
            // What was deleted, and the folder around it.
            if flags & 0x0c != 0 || name_bytes.is_empty() {
                continue;
            }
            let name = characters(&name_bytes);
            let within = match path.is_empty() {
                true => name,
                false => format!("{path}/{name}"),
            };
            if flags & 2 != 0 {
                self.folder(block, &within, depth + 1, lost, source, out)?;
                continue;
            }
            let start = ChildStart {
                name_bytes,
                name: within,
                kind: ChildKind::Member,
            };
            let file = self.file(block, source).map_err(told)?;
            self.send(file, start, lost, source, out)?;
        }
        self.broken += u64::from(!whole);
        Ok(())
    }

    fn send(
        &mut self,
        file: Option<File>,
        start: ChildStart,
        lost: &mut Lost,
        source: &mut Source<'_>,
        out: &mut Out<'_>,
    ) -> Ending {
        let Some(file) = file else {
            let damaged = failed(Reason::Corrupt, "what describes it is damaged");
            lost.count(Some(damaged.clone()));
            return out.child_without_bytes(start, damaged);
        };
        if file.kind == LINK {
            return super::link(start, out);
        }
        if let Some((Some(first), _)) = file.extents.first() {
            self.sent.insert(*first);
        }
        let missing = |_: &io::Error| partial(Reason::Truncated, "the image ends before it");
        let outcome = match file.inside {
            Some(bytes) => out.child(start, &mut &*bytes, missing)?,
            None => {
                let input = source.rewound().map_err(|error| unreadable(&error))?;
                let mut extents = file.extents;
                if !file.whole {
                    // Where the list breaks off is the end of the image.
                    extents.push((Some(u64::MAX >> 1), 1));
                }
                out.child(start, &mut Extents::new(input, extents), missing)?
            }
        };
        lost.count(outcome);
        Ok(())
    }
}

/// Returns the block that a long address names, and how many bytes stand there.
fn long(bytes: &[u8], at: usize) -> (Block, u32) {
    let block = Block {
        partition: u16_at(bytes, at + 8),
        number: u32_at(bytes, at + 4),
    };
    (block, u32_at(bytes, at) & 0x3fff_ffff)
}

/// Returns text that stands in a field of fixed length, of which the last byte says how much is used.
fn counted(field: &[u8]) -> String {
    let used = field.last().map_or(0, |used| usize::from(*used));
    characters(field.get(..used.min(field.len())).unwrap_or_default())
}

/// Decodes one or two bytes a character, as the first byte says.
fn characters(bytes: &[u8]) -> String {
    match bytes.split_first() {
        Some((8 | 254, narrow)) => narrow.iter().copied().map(char::from).collect(),
        Some((16 | 255, wide)) => {
            let units: Vec<u16> = wide
                .chunks_exact(2)
                .map(|two| u16::from_be_bytes([two[0], two[1]]))
                .collect();
            String::from_utf16_lossy(&units)
        }
        Some(_) => super::names::decoded(bytes),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests;
