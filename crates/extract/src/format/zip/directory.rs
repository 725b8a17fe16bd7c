//! The directory of a zip archive (APPNOTE 6.3.10), or, where it is missing, what the headers before each
//! member tell. Always: members in the order of the directory, duplicates and odd names as they stand.

use std::io;

use crate::source::Source;

/// Members that are listed; more are not counted.
const MOST: usize = 1_000_000;

/// Bytes from the end in which a directory's end may stand.
const END: u64 = 22 + 65_535;

const LOCAL: [u8; 4] = *b"PK\x03\x04";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";

/// One member as the directory describes it.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// Name, byte for byte.
    pub(crate) name: Vec<u8>,
    /// The name in Unicode, from the field that Info-ZIP adds.
    pub(crate) unicode_name: Option<String>,
    /// General purpose flags.
    pub(crate) flags: u16,
    /// Compression method.
    pub(crate) method: u16,
    /// Checksum; none where only a header without it was found.
    pub(crate) crc: Option<u32>,
    /// Bytes in the archive.
    pub(crate) packed: u64,
    /// Bytes that it says it has once unpacked.
    pub(crate) unpacked: u64,
    /// Time of day, as MS-DOS has it.
    pub(crate) time: u16,
    /// WinZip's lock, if it has one.
    pub(crate) lock: Option<Lock>,
    /// Where its header stands.
    pub(crate) header: u64,
    /// Whether the archive ends before its bytes do.
    pub(crate) cut: bool,
}

/// What WinZip's lock says of a member.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lock {
    strength: u8,
    method: u16,
}

impl Lock {
    /// Returns how many bytes the key has.
    pub(crate) fn key_length(self) -> usize {
        8 * (usize::from(self.strength.clamp(1, 3)) + 1)
    }
}

impl Member {
    /// Returns the method by which it is packed, below its lock.
    pub(crate) fn packed_by(&self) -> u16 {
        self.lock.map_or(self.method, |lock| lock.method)
    }

    /// Returns whether a password is needed.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.flags & 1 != 0 || self.method == 99
    }

    /// Returns whether it is a folder.
    pub(crate) fn is_folder(&self) -> bool {
        self.name.ends_with(b"/") || (self.name.ends_with(b"\\") && self.packed == 0)
    }

    /// Returns where its bytes begin; none where its header is damaged.
    pub(crate) fn data_start(&self, source: &mut Source<'_>) -> io::Result<Option<u64>> {
        let header = source.at(self.header, 30)?;
        if header.len() < 30 || !header.starts_with(&LOCAL) {
            return Ok(None);
        }
        let skipped = u64::from(u16_at(&header, 26)) + u64::from(u16_at(&header, 28));
        Ok(Some(self.header + 30 + skipped))
    }
}

/// What an archive holds.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// Its members.
    pub(crate) members: Vec<Member>,
    /// Whether they were found without a directory.
    pub(crate) salvaged: bool,
    /// Whether it is the last of several files that are one archive.
    pub(crate) split: bool,
}

/// The record at the end of an archive.
#[derive(Debug, Clone, Copy)]
pub(crate) struct End {
    entries: u64,
    size: u64,
    offset: u64,
    /// Where the directory should end.
    at: u64,
    /// Whether nothing follows the record.
    last: bool,
    /// Whether other files come before this one.
    split: bool,
    /// In which of them the directory begins, from 0.
    disk: u64,
}

impl End {
    /// Returns where the directory begins, with bytes that were put before the archive counted in.
    fn start(&self) -> u64 {
        self.at.saturating_sub(self.size)
    }

    /// Returns whether there is a directory in front of it.
    pub(crate) fn holds_members(&self, source: &mut Source<'_>) -> bool {
        self.last
            && self.entries > 0
            && source
                .at(self.start(), 4)
                .is_ok_and(|signature| signature == CENTRAL)
    }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes
        .get(at..at + 2)
        .and_then(|two| two.try_into().ok())
        .map_or(0, u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..at + 4)
        .and_then(|four| four.try_into().ok())
        .map_or(0, u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes
        .get(at..at + 8)
        .and_then(|eight| eight.try_into().ok())
        .map_or(0, u64::from_le_bytes)
}

/// Finds the record at the end.
pub(crate) fn end(source: &mut Source<'_>) -> io::Result<Option<End>> {
    let length = source.length()?;
    let tail = source.tail(END)?;
    let tail_start = length - tail.len() as u64;
    let Some(at) = tail
        .windows(4)
        .rposition(|four| four == b"PK\x05\x06")
        .filter(|at| tail.len() - at >= 22)
    else {
        return Ok(None);
    };
    let record = &tail[at..];
    let mut end = End {
        entries: u64::from(u16_at(record, 10)),
        size: u64::from(u32_at(record, 12)),
        offset: u64::from(u32_at(record, 16)),
        at: tail_start + at as u64,
        last: at + 22 + usize::from(u16_at(record, 20)) == tail.len(),
        split: !matches!(u16_at(record, 4), 0 | u16::MAX),
        disk: u64::from(u16_at(record, 6)),
    };
    // The 64-bit record is found by a locator of 20 bytes before this one.
    let locator = end.at.checked_sub(20);
    if let Some(locator) = locator {
        let bytes = source.at(locator, 20)?;
        if bytes.starts_with(b"PK\x06\x07") {
            let disk = u64::from(u32_at(&bytes, 4));
            let at = u64_at(&bytes, 8).saturating_add(disk_start(source, disk));
            let wide = source.at(at, 56)?;
            if wide.starts_with(b"PK\x06\x06") {
                end = End {
                    entries: u64_at(&wide, 32),
                    size: u64_at(&wide, 40),
                    offset: u64_at(&wide, 48),
                    at,
                    last: end.last,
                    split: end.split || u32_at(&wide, 16) > 0,
                    disk: u64::from(u32_at(&wide, 20)),
                };
            }
        }
    }
    Ok(Some(end))
}

/// Lists the members of an archive.
pub(crate) fn members(source: &mut Source<'_>) -> io::Result<Listing> {
    if let Some(end) = end(source)? {
        let mut listed = listed(source, end)?;
        if let Some(first) = listed.first()
            && !end.split
            && first.data_start(source)?.is_none()
        {
            // A directory that points astray: the headers themselves may be whole.
            let salvaged = salvaged(source)?;
            if salvaged.len() >= listed.len() {
                listed = salvaged;
            }
        }
        if !listed.is_empty() || end.entries == 0 {
            return Ok(Listing {
                members: listed,
                salvaged: false,
                split: end.split,
            });
        }
    }
    Ok(Listing {
        members: salvaged(source)?,
        salvaged: true,
        split: false,
    })
}

fn listed(source: &mut Source<'_>, end: End) -> io::Result<Vec<Member>> {
    let start = end.start();
    let stated = disk_start(source, end.disk).saturating_add(end.offset);
    let shift = start.saturating_sub(stated);
    let directory = source.at(start, end.size.min(256 << 20))?;
    let mut members = Vec::new();
    let mut rest = directory.as_slice();
    while rest.len() >= 46 && rest.starts_with(&CENTRAL) && members.len() < MOST {
        let name_length = usize::from(u16_at(rest, 28));
        let extra_length = usize::from(u16_at(rest, 30));
        let comment_length = usize::from(u16_at(rest, 32));
        let Some(name) = rest.get(46..46 + name_length) else {
            break;
        };
        let extra = rest
            .get(46 + name_length..46 + name_length + extra_length)
            .unwrap_or_default();
        let mut member = Member {
            name: name.to_vec(),
            unicode_name: None,
            flags: u16_at(rest, 8),
            method: u16_at(rest, 10),
            crc: Some(u32_at(rest, 16)),
            packed: u64::from(u32_at(rest, 20)),
            unpacked: u64::from(u32_at(rest, 24)),
            time: u16_at(rest, 12),
            lock: None,
            header: u64::from(u32_at(rest, 42)),
            cut: false,
        };
        let wide_disk = extend(&mut member, extra, u32_at(rest, 24) == u32::MAX);
        let disk = match u16_at(rest, 34) {
            u16::MAX => wide_disk.map_or(0, u64::from),
            disk => u64::from(disk),
        };
        let before = disk_start(source, disk).saturating_add(shift);
        member.header = member.header.saturating_add(before);
        members.push(member);
        let length = 46 + name_length + extra_length + comment_length;
        rest = rest.get(length..).unwrap_or_default();
    }
    Ok(members)
}

/// Returns where a piece of a split archive begins in the pieces joined; 0 where it is no such archive.
fn disk_start(source: &Source<'_>, disk: u64) -> u64 {
    let before = usize::try_from(disk).unwrap_or(usize::MAX);
    let joined = source.job().joined.iter();
    joined
        .flat_map(|joined| joined.bytes.iter().take(before))
        .sum()
}

/// Reads the fields that follow a name: 64-bit sizes and the name in Unicode. Returns the piece in which the
/// member begins, where it stands in 32 bits.
fn extend(member: &mut Member, mut extra: &[u8], wide_size: bool) -> Option<u32> {
    let mut disk = None;
    while extra.len() >= 4 {
        let (id, length) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
        let Some(field) = extra.get(4..4 + length) else {
            return disk;
        };
        match id {
            1 => {
                let mut at = 0;
                if wide_size {
                    member.unpacked = u64_at(field, 0);
                    at = 8;
                }
                if member.packed == u64::from(u32::MAX) {
                    member.packed = u64_at(field, at);
                    at += 8;
                }
                if member.header == u64::from(u32::MAX) {
                    member.header = u64_at(field, at);
                    at += 8;
                }
                disk = (field.len() >= at + 4).then(|| u32_at(field, at));
            }
            0x9901 if field.len() >= 7 && field[2..4] == *b"AE" => {
                member.lock = Some(Lock {
                    strength: field[4],
                    method: u16_at(field, 5),
                });
                // The second version has no checksum: the lock has a better one.
                if u16_at(field, 0) == 2 {
                    member.crc = None;
                }
            }
            0x7075 if field.len() > 5 && field[0] == 1 => {
                let mut crc = flate2::Crc::new();
                crc.update(&member.name);
                if crc.sum() == u32_at(field, 1) {
                    member.unicode_name = String::from_utf8(field[5..].to_vec()).ok();
                }
            }
            _ => {}
        }
        extra = &extra[4 + length..];
    }
    disk
}

/// Finds members by the headers before them.
fn salvaged(source: &mut Source<'_>) -> io::Result<Vec<Member>> {
    let length = source.length()?;
    let mut members: Vec<Member> = Vec::new();
    let mut at = 0;
    while members.len() < MOST
        && let Some(header) = next_signature(source, at, &[LOCAL])?
    {
        let bytes = source.at(header, 30)?;
        if bytes.len() < 30 {
            break;
        }
        let name_length = u64::from(u16_at(&bytes, 26));
        let extra_length = u64::from(u16_at(&bytes, 28));
        let name = source.at(header + 30, name_length)?;
        let extra = source.at(header + 30 + name_length, extra_length)?;
        let flags = u16_at(&bytes, 6);
        let data = header + 30 + name_length + extra_length;
        let mut member = Member {
            name,
            unicode_name: None,
            flags,
            method: u16_at(&bytes, 8),
            crc: Some(u32_at(&bytes, 14)),
            packed: u64::from(u32_at(&bytes, 18)),
            unpacked: u64::from(u32_at(&bytes, 22)),
            time: u16_at(&bytes, 10),
            lock: None,
            header,
            cut: false,
        };
        extend(&mut member, &extra, u32_at(&bytes, 22) == u32::MAX);
        if flags & 8 != 0 {
            // The sizes follow the data: up to the next header, all may belong to it.
            let next = next_signature(source, data, &[LOCAL, CENTRAL, *b"PK\x07\x08"])?;
            member.cut = next.is_none();
            member.packed = next.unwrap_or(length).saturating_sub(data);
            member.crc = None;
        }
        let after = data.saturating_add(member.packed);
        if after > length {
            member.cut = true;
            member.packed = length.saturating_sub(data);
        }
        at = data.saturating_add(member.packed).max(header + 4);
        if member.name.len() as u64 == name_length && !member.name.is_empty() {
            members.push(member);
        }
    }
    Ok(members)
}

/// Returns where one of these signatures next stands.
fn next_signature(
    source: &mut Source<'_>,
    mut from: u64,
    signatures: &[[u8; 4]],
) -> io::Result<Option<u64>> {
    const BLOCK: u64 = 256 * 1024;
    loop {
        let block = source.at(from, BLOCK)?;
        if block.len() < 4 {
            return Ok(None);
        }
        let found = block
            .windows(4)
            .position(|four| four.starts_with(b"PK") && signatures.iter().any(|s| s == four));
        if let Some(at) = found {
            return Ok(Some(from + at as u64));
        }
        from += block.len() as u64 - 3;
    }
}
