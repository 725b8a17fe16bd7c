//! Help files of Windows (CHM: ITSF): each topic, picture and table of contents is a file found inside. Always: frames
//! are unpacked one after the other, so that no length is believed; what the viewer keeps for itself (names that begin
//! with `#`, `$` or `:`) is left out.

use std::io::{self, Read};

use daylight_model::{ChildKind, ChildStart, Reason};

use super::cab::Exactly;
use super::compound::{u16_at, u32_at};
use super::lzx::{FRAME, Lzx};
use super::zip::{Lost, damage};
use crate::encoding::{decide, decode, decode_unknown};
use crate::reading::{About, Ending, Out, failed, partial, unreadable};
use crate::source::Source;

/// How a help file begins.
pub(crate) const SIGNATURE: &[u8] = b"ITSF";

/// Bytes of the directory that are read.
const DIRECTORY: u64 = 32 << 20;

/// Bytes of the table of frames that are read.
const TABLE: u64 = 16 << 20;

const PACKED: &[u8] = b"::DataSpace/Storage/MSCompressed/Content";
const CONTROL: &[u8] = b"::DataSpace/Storage/MSCompressed/ControlData";
const FRAMES: &[u8] = b"::DataSpace/Storage/MSCompressed/Transform/{7FC28940-9D31-11D0-9B27-00A0C91E9C7C}/InstanceData/ResetTable";

#[derive(Debug)]
struct Member {
    name: Vec<u8>,
    is_packed: bool,
    at: u64,
    length: u64,
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}

/// Reads a help file.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "chm@1";
    let head = source.head(96).map_err(|error| unreadable(&error))?;
    let directory = source
        .at(u64_at(&head, 72), u64_at(&head, 80).min(DIRECTORY))
        .map_err(|error| unreadable(&error))?;
    let content = match u32_at(&head, 4) {
        3.. => u64_at(&head, 88),
        _ => u64_at(&head, 72).saturating_add(u64_at(&head, 80)),
    };
    let (members, whole) =
        members(&directory).ok_or_else(|| failed(Reason::Corrupt, "its directory is damaged"))?;
    let plain = |name: &[u8], most: u64, source: &mut Source<'_>| -> io::Result<Vec<u8>> {
        let found = members
            .iter()
            .find(|member| member.name == name && !member.is_packed);
        match found {
            Some(member) => source.at(content.saturating_add(member.at), member.length.min(most)),
            None => Ok(Vec::new()),
        }
    };
    let control = plain(CONTROL, 1024, source).map_err(|error| unreadable(&error))?;
    let table = plain(FRAMES, TABLE, source).map_err(|error| unreadable(&error))?;
    let packed = members.iter().find(|member| member.name == PACKED);
    let mut frames = Frames {
        at: content.saturating_add(packed.map_or(0, |packed| packed.at)),
        end: packed.map_or(0, |packed| packed.length),
        bits: bits(&control),
        every: every(&control),
        length: u64_at(&table, 16),
        offsets: offsets(&table),
        source,
        lzx: None,
        number: 0,
        ready: Vec::new(),
        given: 0,
        position: 0,
    };
    let starts = starts(&members);
    let mut lost = Lost::default();
    let mut inside: Vec<(&Member, &ChildStart)> = members
        .iter()
        .zip(&starts)
        .filter(|(member, _)| is_of_the_author(&member.name))
        .collect();
    inside.sort_by_key(|(member, _)| (member.is_packed, member.at));
    let mut spoken = 0;
    for (member, start) in inside {
        spoken += 1;
        if !member.is_packed {
            let at = content.saturating_add(member.at);
            let mut window = frames
                .source
                .window(at)
                .map_err(|error| unreadable(&error))?;
            let mut bytes = Exactly::new((&mut window).take(member.length), member.length, false);
            lost.count(out.child(start.clone(), &mut bytes, damage)?);
            continue;
        }
        if member.at < frames.position {
            let outcome = failed(Reason::Corrupt, "two members lie over each other");
            out.child_without_bytes(start.clone(), outcome.clone())?;
            lost.count(Some(outcome));
            continue;
        }
        let gap = member.at - frames.position;
        let passed = io::copy(&mut (&mut frames).take(gap), &mut io::sink());
        let cut = passed.map_or(true, |passed| passed < gap);
        let mut bytes = Exactly::new(&mut frames, member.length, cut);
        lost.count(out.child(start.clone(), &mut bytes, damage)?);
    }
    let system = plain(b"/#SYSTEM", 64 * 1024, frames.source);
    describe(&system.unwrap_or_default(), about);
    if spoken == 0 {
        out.warn(None, "an archive that holds nothing")?;
    }
    match whole {
        true => lost.ending(),
        false => Err(partial(Reason::Truncated, "its list of members is cut")),
    }
}

fn is_of_the_author(name: &[u8]) -> bool {
    let name = name.strip_prefix(b"/").unwrap_or(name);
    !name.is_empty() && !name.ends_with(b"/") && !matches!(name[0], b'#' | b'$' | b':')
}

/// Returns the members that the leaves of the directory list, and whether all leaves were there.
fn members(directory: &[u8]) -> Option<(Vec<Member>, bool)> {
    if !directory.starts_with(b"ITSP") {
        return None;
    }
    let (header, size) = (
        u32_at(directory, 8) as usize,
        u32_at(directory, 16) as usize,
    );
    let count = u32_at(directory, 44) as usize;
    let chunks = directory.get(header..)?;
    if size < 32 {
        return None;
    }
    let mut members = Vec::new();
    let mut whole = chunks.len() / size >= count;
    for chunk in chunks
        .chunks(size)
        .filter(|chunk| chunk.starts_with(b"PMGL"))
    {
        let used = size.saturating_sub(u32_at(chunk, 4) as usize);
        let mut rest = chunk.get(20..used.min(chunk.len())).unwrap_or_default();
        while !rest.is_empty() {
            let Some((member, after)) = member(rest) else {
                whole = false;
                break;
            };
            members.push(member);
            rest = after;
        }
    }
    Some((members, whole))
}

fn member(bytes: &[u8]) -> Option<(Member, &[u8])> {
    let (length, rest) = number(bytes)?;
    let length = usize::try_from(length).ok()?;
    let (name, rest) = rest.split_at_checked(length)?;
    let (section, rest) = number(rest)?;
    let (at, rest) = number(rest)?;
    let (length, rest) = number(rest)?;
    let member = Member {
        name: name.to_vec(),
        is_packed: section != 0,
        at,
        length,
    };
    Some((member, rest))
}

/// Reads a number of which each byte but the last has its highest bit set.
fn number(mut bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut sum = 0_u64;
    for _ in 0..10 {
        let (first, rest) = bytes.split_first()?;
        bytes = rest;
        sum = sum << 7 | u64::from(first & 0x7f);
        if first & 0x80 == 0 {
            return Some((sum, bytes));
        }
    }
    None
}

fn starts(members: &[Member]) -> Vec<ChildStart> {
    let mut undecided = Vec::new();
    for member in members {
        undecided.extend_from_slice(&member.name);
        undecided.push(b'\n');
    }
    // By its definition UTF-8, but older compilers put names as they were.
    let decision = decide(&undecided, None);
    members
        .iter()
        .map(|member| ChildStart {
            name: decode(&member.name, &decision)
                .0
                .trim_start_matches('/')
                .to_owned(),
            name_bytes: member.name.clone(),
            kind: ChildKind::Member,
        })
        .collect()
}

/// Bits of the window; none where the packer is not known.
fn bits(control: &[u8]) -> Option<u32> {
    if control.get(4..8) != Some(b"LZXC") {
        return None;
    }
    let size = match u32_at(control, 8) {
        2 => u32_at(control, 16).checked_mul(FRAME as u32)?,
        _ => u32_at(control, 16),
    };
    size.is_power_of_two().then(|| size.trailing_zeros())
}

/// After so many frames the packer begins anew.
fn every(control: &[u8]) -> usize {
    let every = match u32_at(control, 8) {
        2 => u32_at(control, 12) as usize,
        _ => u32_at(control, 12) as usize / FRAME,
    };
    every.max(1)
}

/// Returns where each frame begins.
fn offsets(table: &[u8]) -> Vec<u64> {
    let start = u32_at(table, 12) as usize;
    let count = u32_at(table, 4) as usize;
    let entries = table.get(start..).unwrap_or_default();
    entries
        .chunks_exact(8)
        .take(count)
        .map(|eight| u64_at(eight, 0))
        .collect()
}

/// What the file says of itself: entries of a kind and a length.
fn describe(system: &[u8], about: &mut About) {
    let mut rest = system.get(4..).unwrap_or_default();
    while rest.len() >= 4 {
        let (kind, length) = (u16_at(rest, 0), usize::from(u16_at(rest, 2)));
        let Some(value) = rest.get(4..4 + length) else {
            return;
        };
        let text = || {
            let end = value.iter().position(|byte| *byte == 0);
            decode_unknown(&value[..end.unwrap_or(value.len())], None)
        };
        match kind {
            2 => about.says("first page", &text()),
            3 => about.says("title", &text()),
            9 => about.says("program", &text()),
            _ => {}
        }
        rest = &rest[4 + length..];
    }
}

/// What the frames unpack to.
struct Frames<'s, 'a> {
    source: &'s mut Source<'a>,
    /// Where the frames begin in the file, and how many bytes they take.
    at: u64,
    end: u64,
    bits: Option<u32>,
    every: usize,
    /// Bytes that all unpack to.
    length: u64,
    offsets: Vec<u64>,
    lzx: Option<Lzx>,
    number: usize,
    ready: Vec<u8>,
    given: usize,
    position: u64,
}

impl Frames<'_, '_> {
    fn next(&mut self) -> io::Result<bool> {
        let damaged = || io::Error::new(io::ErrorKind::InvalidData, "its frames are damaged");
        let Some(start) = self.offsets.get(self.number).copied() else {
            return Ok(false);
        };
        let end = self.offsets.get(self.number + 1).copied();
        let end = end.unwrap_or(self.end).min(self.end);
        // A frame that did not get smaller is a little larger than what it holds.
        let size = end
            .checked_sub(start)
            .filter(|size| *size <= 2 * FRAME as u64);
        let size = size.ok_or_else(damaged)?;
        let before = (self.number as u64).saturating_mul(FRAME as u64);
        let length = self.length.saturating_sub(before).min(FRAME as u64);
        let packed = self.source.at(self.at.saturating_add(start), size)?;
        if (packed.len() as u64) < size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if self.number.is_multiple_of(self.every) {
            self.lzx = self.bits.and_then(Lzx::new);
        }
        let lzx = self.lzx.as_mut().ok_or_else(damaged)?;
        self.number += 1;
        self.ready = lzx.frame(&packed, usize::try_from(length).unwrap_or(FRAME))?;
        self.given = 0;
        Ok(true)
    }
}

impl Read for Frames<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            if !self.next()? {
                return Ok(0);
            }
        }
        let rest = &self.ready[self.given..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        self.position += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use daylight_model::{Reason, State};

    use super::*;
    use crate::check::read_named;
    use crate::format::lzx::kept;

    fn put_number(number: usize, bytes: &mut Vec<u8>) {
        if number > 0x7f {
            bytes.push(0x80 | (number >> 7) as u8);
        }
        bytes.push(number as u8 & 0x7f);
    }

    /// Members of which all are packed, over as many frames as it takes.
    fn help(members: &[(&[u8], &[u8])]) -> Vec<u8> {
        let mut all = Vec::new();
        let mut listed: Vec<(&[u8], usize, usize, usize)> = Vec::new();
        for (name, content) in members {
            listed.push((name, 1, all.len(), content.len()));
            all.extend_from_slice(content);
        }
        let mut control = vec![6, 0, 0, 0];
        control.extend(b"LZXC");
        for number in [2_u32, 1, 2, 1, 0] {
            control.extend(number.to_le_bytes());
        }
        let (mut packed, mut offsets) = (Vec::new(), Vec::new());
        for frame in all.chunks(FRAME) {
            offsets.push(packed.len() as u64);
            packed.extend(kept(frame, true));
        }
        let mut table = Vec::new();
        for number in [2_u32, offsets.len() as u32, 8, 40] {
            table.extend(number.to_le_bytes());
        }
        for number in [all.len() as u64, packed.len() as u64, FRAME as u64] {
            table.extend(number.to_le_bytes());
        }
        for offset in offsets {
            table.extend(offset.to_le_bytes());
        }
        let mut content = b"plain".to_vec();
        listed.push((b"/plain.txt", 0, 0, 5));
        let mut system = vec![3, 0, 0, 0, 3, 0, 7, 0];
        system.extend("说明\0".as_bytes());
        for (name, bytes) in [
            (CONTROL, &control),
            (FRAMES, &table),
            (PACKED, &packed),
            (b"/#SYSTEM", &system),
        ] {
            listed.push((name, 0, content.len(), bytes.len()));
            content.extend_from_slice(bytes);
        }
        let mut chunk = b"PMGL".to_vec();
        chunk.extend([0; 16]);
        for (name, section, at, length) in listed {
            put_number(name.len(), &mut chunk);
            chunk.extend_from_slice(name);
            put_number(section, &mut chunk);
            put_number(at >> 14, &mut chunk);
            // Three groups of seven bits.
            let last = chunk.len() - 1;
            chunk[last] |= 0x80;
            chunk.push(0x80 | (at >> 7) as u8 & 0x7f);
            chunk.push(at as u8 & 0x7f);
            chunk.extend([
                0x80 | (length >> 14) as u8,
                0x80 | (length >> 7) as u8 & 0x7f,
                length as u8 & 0x7f,
            ]);
        }
        let free = (4096 - chunk.len()) as u32;
        chunk[4..8].copy_from_slice(&free.to_le_bytes());
        chunk.resize(4096, 0);
        let mut directory = b"ITSP".to_vec();
        directory.resize(84, 0);
        directory[8] = 84;
        directory[16..20].copy_from_slice(&4096_u32.to_le_bytes());
        directory[44] = 1;
        directory.extend(chunk);
        let mut bytes = b"ITSF\x03\0\0\0\x60\0\0\0".to_vec();
        bytes.resize(72, 0);
        for number in [96, directory.len() as u64, 96 + directory.len() as u64] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(directory);
        bytes.extend(content);
        bytes
    }

    #[test]
    fn topics_are_files_inside_over_as_many_frames_as_they_take() {
        let long = "<p>很长的一页。".repeat(3000);
        let gbk = encoding_rs::GB18030
            .encode("<p>登录说明</p>")
            .0
            .into_owned();
        let bytes = help(&[
            (b"/a.htm", &gbk),
            (b"/b/long.htm", long.as_bytes()),
            (b"/$own", b"x"),
        ]);
        let found = read_named("a.chm", &bytes);
        assert_eq!(found.names(), ["plain.txt", "a.htm", "b/long.htm"]);
        assert_eq!(found.children[0].bytes, b"plain");
        assert_eq!(found.children[1].bytes, gbk);
        assert_eq!(found.children[2].bytes, long.as_bytes());
        assert_eq!(found.ended(), (State::Read, None));
        assert_eq!(found.summary.media_type, "application/vnd.ms-htmlhelp");
        assert_eq!(found.summary.metadata["title"], "说明");
    }

    #[test]
    fn what_is_cut_or_damaged_is_named() {
        let bytes = help(&[(b"/a.htm", &[b'a'; 40_000]), (b"/b.htm", b"b")]);
        let cut = read_named("a.chm", &bytes[..bytes.len() - 40_000]);
        assert_eq!(cut.ended(), (State::Partial, Some(Reason::Corrupt)));
        let small = help(&[(b"/a.htm", b"a"), (b"/b.htm", b"b")]);
        for at in 4..small.len() {
            let mut bytes = small.clone();
            bytes[at] ^= 0xff;
            read_named("a.chm", &bytes);
            if at % 7 == 0 {
                read_named("a.chm", &small[..at]);
            }
        }
    }
}
