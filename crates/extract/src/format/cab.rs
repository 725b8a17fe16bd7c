//! Cabinets of Windows (MS-CAB): each member is a file found inside. Always: blocks are unpacked one after the other,
//! so that no length is believed; what Quantum packed is named and not unpacked.

use std::io::{self, Read};

use daylight_model::{ChildKind, ChildStart, Reason};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use super::compound::{u16_at, u32_at};
use super::lzx::Lzx;
use super::zip::{Lost, damage};
use crate::encoding::{decide, decode};
use crate::reading::{About, Ending, Out, failed, partial, skipped, unreadable};
use crate::source::Source;

/// How a cabinet begins.
pub(crate) const SIGNATURE: &[u8] = b"MSCF\0\0\0\0";

/// Bytes of the list of members that are read.
const LIST: u64 = 32 << 20;

/// Bytes that a block refers back to.
const WINDOW: usize = 32 * 1024;

/// Members packed together.
#[derive(Debug, Clone, Copy)]
struct Folder {
    at: u64,
    blocks: u16,
    method: u16,
}

#[derive(Debug)]
struct Member {
    name: Vec<u8>,
    is_utf8: bool,
    length: u64,
    /// Where it begins in what its folder unpacks to.
    at: u64,
    folder: usize,
}

/// Reads a cabinet.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "cab@1";
    let head = source.head(64 * 1024).map_err(|error| unreadable(&error))?;
    let flags = u16_at(&head, 30);
    let mut at = 36;
    let (mut reserved_folder, mut reserved_block) = (0, 0);
    if flags & 4 != 0 {
        reserved_folder = usize::from(head.get(38).copied().unwrap_or(0));
        reserved_block = u64::from(head.get(39).copied().unwrap_or(0));
        at += 4 + usize::from(u16_at(&head, 36));
    }
    // Names of the cabinets before and after, where it is split.
    for bit in [1, 2] {
        if flags & bit != 0 {
            for _ in 0..2 {
                let rest = head.get(at..).unwrap_or_default();
                at += rest.iter().position(|byte| *byte == 0).unwrap_or(0) + 1;
            }
        }
    }
    let folders: Vec<Folder> = head
        .get(at..)
        .unwrap_or_default()
        .chunks_exact(8 + reserved_folder)
        .take(usize::from(u16_at(&head, 26)))
        .map(|folder| Folder {
            at: u64::from(u32_at(folder, 0)),
            blocks: u16_at(folder, 4),
            method: u16_at(folder, 6),
        })
        .collect();
    let list = source
        .at(u64::from(u32_at(&head, 16)), LIST)
        .map_err(|error| unreadable(&error))?;
    let members = members(&list, u16_at(&head, 28));
    if members.is_empty() {
        out.warn(None, "an archive that holds nothing")?;
    }
    let whole = members.len() == usize::from(u16_at(&head, 28));
    let starts = starts(&members);
    let mut lost = Lost::default();
    for (number, folder) in folders.iter().enumerate() {
        let mut inside: Vec<(&Member, &ChildStart)> = members
            .iter()
            .zip(&starts)
            .filter(|(member, _)| member.folder == number)
            .collect();
        inside.sort_by_key(|(member, _)| member.at);
        send(*folder, reserved_block, &inside, source, out, &mut lost)?;
    }
    for (member, start) in members.iter().zip(&starts) {
        if member.folder >= folders.len() {
            let outcome = failed(Reason::Truncated, "goes on in another cabinet");
            out.child_without_bytes(start.clone(), outcome.clone())?;
            lost.count(Some(outcome));
        }
    }
    match whole {
        true => lost.ending(),
        false => Err(partial(Reason::Truncated, "its list of members is cut")),
    }
}

fn members(mut list: &[u8], count: u16) -> Vec<Member> {
    let mut members = Vec::new();
    for _ in 0..count {
        let Some(name) = list.get(16..) else {
            break;
        };
        let Some(end) = name.iter().position(|byte| *byte == 0) else {
            break;
        };
        members.push(Member {
            name: name[..end].to_vec(),
            is_utf8: u16_at(list, 14) & 0x80 != 0,
            length: u64::from(u32_at(list, 0)),
            at: u64::from(u32_at(list, 4)),
            folder: usize::from(u16_at(list, 8)),
        });
        list = list.get(16 + end + 1..).unwrap_or_default();
    }
    members
}

fn starts(members: &[Member]) -> Vec<ChildStart> {
    let mut undecided = Vec::new();
    for member in members.iter().filter(|member| !member.is_utf8) {
        undecided.extend_from_slice(&member.name);
        undecided.push(b'\n');
    }
    let decision = decide(&undecided, None);
    let name = |member: &Member| match member.is_utf8 {
        true => String::from_utf8_lossy(&member.name).into_owned(),
        false => decode(&member.name, &decision).0,
    };
    members
        .iter()
        .map(|member| ChildStart {
            name: name(member).replace('\\', "/"),
            name_bytes: member.name.clone(),
            kind: ChildKind::Member,
        })
        .collect()
}

/// Sends the members of a folder, which lie behind each other in what it unpacks to.
fn send(
    folder: Folder,
    reserved: u64,
    members: &[(&Member, &ChildStart)],
    source: &mut Source<'_>,
    out: &mut Out<'_>,
    lost: &mut Lost,
) -> Ending {
    let packer = match folder.method & 15 {
        0 => Some(Packer::None),
        1 => Some(Packer::Zip),
        3 => Lzx::new(u32::from(folder.method >> 8 & 31)).map(|lzx| Packer::Lzx(Box::new(lzx))),
        _ => None,
    };
    let is_known = packer.is_some();
    let mut blocks = Blocks {
        source,
        at: folder.at,
        left: folder.blocks,
        reserved,
        packer: packer.unwrap_or(Packer::None),
        window: Vec::new(),
        ready: 0,
        position: 0,
    };
    for (member, start) in members {
        let outcome = if !is_known {
            let name = match folder.method & 15 {
                2 => "Quantum",
                3 => "LZX with an unknown window",
                _ => "an unknown method",
            };
            Some(skipped(Reason::Unsupported, format!("packed by {name}")))
        } else if member.at < blocks.position {
            Some(failed(Reason::Corrupt, "two members lie over each other"))
        } else {
            None
        };
        if let Some(outcome) = outcome {
            out.child_without_bytes((*start).clone(), outcome.clone())?;
            lost.count(Some(outcome));
            continue;
        }
        let gap = member.at - blocks.position;
        let passed = io::copy(&mut (&mut blocks).take(gap), &mut io::sink());
        let mut bytes = Exactly::new(&mut blocks, member.length, passed.is_err());
        lost.count(out.child((*start).clone(), &mut bytes, damage)?);
    }
    Ok(())
}

/// As many bytes as a member says it has; fewer are damage.
pub(crate) struct Exactly<R> {
    bytes: R,
    left: u64,
    failed: bool,
}

impl<R> Exactly<R> {
    /// Takes what the bytes are read from, how many there are to be, and whether what stands before them was lost.
    pub(crate) fn new(bytes: R, left: u64, failed: bool) -> Self {
        Self {
            bytes,
            left,
            failed,
        }
    }
}

impl<R: Read> Read for Exactly<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.failed {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let most = usize::try_from(self.left)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        let count = self.bytes.read(&mut buffer[..most])?;
        if count == 0 && most > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= count as u64;
        Ok(count)
    }
}

/// How the blocks of a folder are packed.
enum Packer {
    None,
    Zip,
    Lzx(Box<Lzx>),
}

/// What a folder unpacks to.
struct Blocks<'s, 'a> {
    source: &'s mut Source<'a>,
    at: u64,
    left: u16,
    reserved: u64,
    packer: Packer,
    /// The block before this one and this one.
    window: Vec<u8>,
    /// Where in the window the bytes begin that were not given yet.
    ready: usize,
    position: u64,
}

impl Blocks<'_, '_> {
    fn next(&mut self) -> io::Result<bool> {
        if self.left == 0 {
            return Ok(false);
        }
        self.left -= 1;
        let header = self.source.at(self.at, 8)?;
        if header.len() < 8 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let (packed, unpacked) = (u16_at(&header, 4), usize::from(u16_at(&header, 6)));
        let start = self.at + 8 + self.reserved;
        let bytes = self.source.at(start, u64::from(packed))?;
        if bytes.len() < usize::from(packed) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.at = start + u64::from(packed);
        let damaged = || io::Error::new(io::ErrorKind::InvalidData, "a block is damaged");
        match &mut self.packer {
            Packer::None => {
                (self.window, self.ready) = (bytes, 0);
                return Ok(true);
            }
            Packer::Lzx(lzx) => {
                self.window.clear();
                self.ready = 0;
                self.window = lzx.frame(&bytes, unpacked).inspect_err(|_| self.left = 0)?;
                return Ok(true);
            }
            Packer::Zip => {}
        }
        let keep = self.window.len().saturating_sub(WINDOW);
        self.window.drain(..keep);
        let before = self.window.len();
        self.window.resize(before + unpacked, 0);
        let packed = bytes.strip_prefix(b"CK").ok_or_else(damaged)?;
        let mut state = Box::<DecompressorOxide>::default();
        let flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        let (status, _, written) = decompress(&mut state, packed, &mut self.window, before, flags);
        if status != TINFLStatus::Done || written != unpacked {
            self.window.truncate(before);
            self.left = 0;
            return Err(damaged());
        }
        self.ready = before;
        Ok(true)
    }
}

impl Read for Blocks<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.ready == self.window.len() {
            if !self.next()? {
                return Ok(0);
            }
        }
        let rest = &self.window[self.ready..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.ready += count;
        self.position += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use daylight_model::{Budgets, Reason, State};
    use flate2::Compression;
    use flate2::write::DeflateEncoder;

    use crate::check::{read_named, read_within};
    use crate::format::lzx::kept;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut writer = DeflateEncoder::new(b"CK".to_vec(), Compression::default());
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    fn cabinet(method: u16, members: &[(&[u8], &[u8])]) -> Vec<u8> {
        let all: Vec<u8> = members
            .iter()
            .flat_map(|(_, bytes)| bytes.iter().copied())
            .collect();
        let blocks: Vec<_> = all.chunks(32 * 1024).collect();
        let list: usize = members.iter().map(|(name, _)| 17 + name.len()).sum();
        let mut bytes = b"MSCF\0\0\0\0".to_vec();
        bytes.extend([0; 8]);
        bytes.extend(44_u32.to_le_bytes());
        bytes.extend([0, 0, 0, 0, 3, 1]);
        for word in [1_u16, members.len() as u16, 0, 0, 0] {
            bytes.extend(word.to_le_bytes());
        }
        bytes.extend((44 + list as u32).to_le_bytes());
        bytes.extend((blocks.len() as u16).to_le_bytes());
        bytes.extend(method.to_le_bytes());
        let mut at = 0_u32;
        for (name, content) in members {
            bytes.extend((content.len() as u32).to_le_bytes());
            bytes.extend(at.to_le_bytes());
            bytes.extend([0; 8]);
            bytes.extend(*name);
            bytes.push(0);
            at += content.len() as u32;
        }
        for (number, block) in blocks.into_iter().enumerate() {
            let content = match method & 15 {
                1 => packed(block),
                3 => kept(block, number == 0),
                _ => block.to_vec(),
            };
            bytes.extend([0; 4]);
            bytes.extend((content.len() as u16).to_le_bytes());
            bytes.extend((block.len() as u16).to_le_bytes());
            bytes.extend(content);
        }
        bytes
    }

    #[test]
    fn members_are_found_stored_or_packed_their_names_in_any_encoding() {
        let name = encoding_rs::GB18030
            .encode("合同\\报价单.txt")
            .0
            .into_owned();
        let long: Vec<u8> = (0..100_000_u32).map(|n| (n % 251) as u8).collect();
        for method in [0, 1, 0x0f03, 0x1503] {
            let bytes = cabinet(method, &[(&name, b"one"), (b"b.bin", &long)]);
            let found = read_named("a.cab", &bytes);
            assert_eq!(found.names(), ["合同/报价单.txt", "b.bin"]);
            assert_eq!(found.children[0].bytes, b"one");
            assert!(found.children[1].bytes == long);
            assert_eq!(found.ended(), (State::Read, None));
        }
        let found = read_named("a.cab", &cabinet(0x1502, &[(b"a", b"x")]));
        assert_eq!(found.ended(), (State::Failed, Some(Reason::Unsupported)));
    }

    #[test]
    fn half_and_damaged_cabinets_end_and_budgets_hold() {
        let zeros = vec![0; 1 << 20];
        let whole = cabinet(1, &[(b"a", &zeros)]);
        let budgets = Budgets {
            child_bytes: 100_000,
            ..Budgets::default()
        };
        let found = read_within("a.cab", &whole, budgets, None);
        assert_eq!(found.ended(), (State::Partial, Some(Reason::TooLarge)));
        let cut = read_named("a.cab", &whole[..whole.len() - 10]);
        assert_ne!(cut.ended().1, None);
        for method in [1, 0x1503] {
            let small = cabinet(method, &[(b"a", b"one"), (b"b", b"two")]);
            for at in 8..small.len() {
                let mut bytes = small.clone();
                bytes[at] ^= 0xff;
                read_named("a.cab", &bytes);
                read_named("a.cab", &small[..at]);
            }
        }
    }
}
