//! Images of optical discs (ECMA-119, ISO 9660): each file on the disc is a file found inside. Names by Joliet
//! where the disc has it, else by Rock Ridge, else as they stand. A disc with a UDF file system is read by that first, and
//! what only its other directory lists after it. Always: a directory is read once, whatever
//! points at it; places outside the image are damage; links are named and not followed.

mod names;
mod udf;

use std::collections::BTreeSet;
use std::io::{self, Read, Seek, SeekFrom};

use daylight_model::{ChildKind, ChildStart, Reason};

use super::compound::{u16_at, u32_at};
use super::zip::Lost;
use crate::reading::{About, Ending, Out, failed, partial, skipped, unreadable};
use crate::source::Source;
use udf::{Extent, Udf};

/// Bytes of a sector, in which the descriptors stand.
const SECTOR: u64 = 2048;

/// The first sector that has one.
const FIRST: u64 = 16;

/// Descriptors that are looked at.
const DESCRIPTORS: u64 = 64;

/// Bytes of one directory, and folders in folders: discs have fewer.
const DIRECTORY: u64 = 64 << 20;
const DEEPEST: usize = 64;

/// Returns the media type of a disc, where these first bytes of a file are those of one.
pub(crate) fn media_type(head: &[u8]) -> Option<&'static str> {
    match head.get((FIRST * SECTOR) as usize..)? {
        [0..=3 | 255, b'C', b'D', b'0', b'0', b'1', ..] => Some("application/x-iso9660-image"),
        [0, b'B', b'E', b'A', b'0', b'1', ..] => Some("application/x-udf-image"),
        _ => None,
    }
}

/// What one of the disc's volumes says of itself.
#[derive(Debug, Clone)]
struct Volume {
    label: Vec<u8>,
    program: Vec<u8>,
    created: Vec<u8>,
    block: u64,
    root: Record,
}

/// A file or folder as a directory lists it.
#[derive(Debug, Clone)]
struct Record {
    name: Vec<u8>,
    /// Where each piece of it stands, bytes from the start of the image, and how many it has.
    extents: Vec<(u64, u64)>,
    flags: u8,
    /// What the directory keeps beside the name.
    system_use: Vec<u8>,
}

const FOLDER: u8 = 2;
const GOES_ON: u8 = 0x80;

impl Record {
    fn read(bytes: &[u8], block: u64) -> Option<Self> {
        let length = usize::from(*bytes.first()?);
        let bytes = bytes.get(..length).filter(|_| length >= 34)?;
        let named = usize::from(*bytes.get(32)?);
        let name = bytes.get(33..33 + named)?;
        // The name is padded to an even length.
        let after = 33 + named + usize::from(named.is_multiple_of(2));
        let extended = u64::from(*bytes.get(1)?);
        let start = (u64::from(u32_at(bytes, 2)) + extended) * block;
        Some(Self {
            name: name.to_vec(),
            extents: vec![(start, u64::from(u32_at(bytes, 10)))],
            flags: *bytes.get(25)?,
            system_use: bytes.get(after..).unwrap_or_default().to_vec(),
        })
    }

    fn is_folder(&self) -> bool {
        self.flags & FOLDER != 0
    }

    /// Returns whether it is the folder itself or the one around it.
    fn is_dots(&self) -> bool {
        matches!(self.name.as_slice(), [0 | 1])
    }
}

/// Reads an image.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "iso9660@2";
    let disc = Disc::open(source).map_err(|error| unreadable(&error))?;
    let mut lost = Lost::default();
    let (mut broken, mut sent, mut title) = (0, None, String::new());
    if disc.udf {
        match Udf::open(source).map_err(|error| unreadable(&error))? {
            Ok(mut udf) => {
                udf.walk(&mut lost, source, out)?;
                broken += udf.broken;
                title = udf.label;
                about.settings.push("udf".to_owned());
                sent = (out.children() > 0).then_some(udf.sent);
            }
            Err((reason, why)) if disc.primary.is_none() => return Err(failed(reason, why)),
            Err((_, why)) => out.warn(None, format!("its UDF file system is not read: {why}"))?,
        }
    }
    let (volume, joliet) = match (&disc.joliet, &disc.primary) {
        (Some(volume), _) => (Some(volume), true),
        (None, Some(volume)) => (Some(volume), false),
        (None, None) if disc.udf => (None, false),
        (None, None) => return Err(failed(Reason::Corrupt, "no volume is described")),
    };
    if let Some(volume) = volume {
        volume.describe(joliet, about);
        about.settings.extend(joliet.then(|| "joliet".to_owned()));
        let mut walk = Walk {
            block: volume.block,
            joliet,
            skip: None,
            seen: BTreeSet::new(),
            sent,
            lost,
            broken: 0,
        };
        let mut root = volume.root.clone();
        root.flags |= FOLDER;
        walk.folder(&root, "", 0, source, out)?;
        (lost, broken) = (walk.lost, broken + walk.broken);
    }
    about.says("title", &title);
    if out.children() == 0 {
        out.warn(None, "an archive that holds nothing")?;
    }
    match broken {
        0 => lost.ending(),
        1 => Err(partial(Reason::Corrupt, "1 folder is damaged")),
        broken => Err(partial(
            Reason::Corrupt,
            format!("{broken} folders are damaged"),
        )),
    }
}

#[derive(Debug, Default)]
struct Disc {
    primary: Option<Volume>,
    joliet: Option<Volume>,
    udf: bool,
}

impl Disc {
    fn open(source: &mut Source<'_>) -> io::Result<Self> {
        let mut disc = Self::default();
        for number in FIRST..FIRST + DESCRIPTORS {
            let sector = source.at(number * SECTOR, SECTOR)?;
            match sector.get(..6) {
                Some([1, b'C', b'D', b'0', b'0', b'1']) if disc.primary.is_none() => {
                    disc.primary = volume(&sector);
                }
                // Three sequences of ISO 2022 that stand for two bytes a character.
                Some([2, b'C', b'D', b'0', b'0', b'1'])
                    if disc.joliet.is_none()
                        && matches!(sector.get(88..91), Some([b'%', b'/', b'@' | b'C' | b'E'])) =>
                {
                    disc.joliet = volume(&sector);
                }
                Some([_, b'C', b'D', b'0', b'0', b'1']) => {}
                Some([_, b'N', b'S', b'R', b'0', _]) => disc.udf = true,
                Some([_, b'B', b'E', b'A', b'0', b'1'] | [_, b'T', b'E', b'A', b'0', b'1']) => {}
                _ => break,
            }
        }
        Ok(disc)
    }
}

impl Volume {
    /// Notes what the volume says of itself.
    fn describe(&self, joliet: bool, about: &mut About) {
        let label = |bytes: &[u8]| match joliet {
            true => names::wide(bytes),
            false => {
                let text = String::from_utf8_lossy(bytes);
                text.trim_end_matches(['\0', ' ']).to_owned()
            }
        };
        about.says("title", &label(&self.label));
        about.says("program", &label(&self.program));
        if let Some(created) = names::moment(&self.created) {
            about.says("created", &created);
        }
    }
}

fn volume(sector: &[u8]) -> Option<Volume> {
    let block = match u16_at(sector, 128) {
        0 => SECTOR,
        block => u64::from(block),
    };
    Some(Volume {
        label: sector.get(40..72)?.to_vec(),
        program: sector.get(574..702)?.to_vec(),
        created: sector.get(813..830)?.to_vec(),
        block,
        root: Record::read(sector.get(156..190)?, block)?,
    })
}

struct Walk {
    block: u64,
    joliet: bool,
    /// Bytes before what Rock Ridge keeps beside a name; none where the disc has no Rock Ridge.
    skip: Option<usize>,
    seen: BTreeSet<u64>,
    /// Where files begin that another directory of the disc listed; none where there is none.
    sent: Option<BTreeSet<u64>>,
    lost: Lost,
    broken: u64,
}

impl Walk {
    fn folder(
        &mut self,
        folder: &Record,
        path: &str,
        depth: usize,
        source: &mut Source<'_>,
        out: &mut Out<'_>,
    ) -> Ending {
        let Some((start, length)) = folder.extents.first().copied() else {
            return Ok(());
        };
        if depth > DEEPEST || !self.seen.insert(start) {
            return out.warn(None, format!("{path}: a folder that was met before"));
        }
        let listed = source
            .at(start, length.min(DIRECTORY))
            .map_err(|error| unreadable(&error))?;
        let (records, whole) = self.records(&listed);
        let whole = whole && listed.len() as u64 == length && !records.is_empty();
        self.broken += u64::from(!whole);
        if depth == 0 && !self.joliet {
            self.skip = records
                .first()
                .and_then(|own| names::rock_ridge_skip(&own.system_use));
        }
        for record in records.iter().filter(|record| !record.is_dots()) {
            let (name, name_bytes) = self.name(record, source);
            let within = match path.is_empty() {
                true => name,
                false => format!("{path}/{name}"),
            };
            if record.is_folder() {
                self.folder(record, &within, depth + 1, source, out)?;
                continue;
            }
            let start = ChildStart {
                name_bytes,
                name: within,
                kind: ChildKind::Member,
            };
            self.file(record, start, source, out)?;
        }
        Ok(())
    }

    /// Takes a directory apart; returns with it whether all of it could be.
    fn records(&self, listed: &[u8]) -> (Vec<Record>, bool) {
        let mut records: Vec<Record> = Vec::new();
        let mut whole = true;
        let mut goes_on = false;
        // A record never goes over the end of a sector; what is left of one is zero.
        for sector in listed.chunks(SECTOR as usize) {
            let mut rest = sector;
            while rest.first().is_some_and(|length| *length != 0) {
                let Some(record) = Record::read(rest, self.block) else {
                    whole = false;
                    break;
                };
                rest = rest.get(usize::from(rest[0])..).unwrap_or_default();
                let more = record.flags & GOES_ON != 0;
                match records.last_mut() {
                    Some(last) if goes_on && last.name == record.name => {
                        last.extents.extend(record.extents);
                    }
                    _ => records.push(record),
                }
                goes_on = more;
            }
        }
        (records, whole)
    }

    /// Returns the name of a file or folder, decoded and as it stands.
    fn name(&self, record: &Record, source: &mut Source<'_>) -> (String, Vec<u8>) {
        if self.joliet {
            return (
                names::without_version(names::wide(&record.name)),
                record.name.clone(),
            );
        }
        let long = self
            .skip
            .and_then(|skip| names::rock_ridge(&record.system_use, skip, self.block, source));
        match long {
            Some(name) => (names::decoded(&name), name),
            None => {
                let name = names::decoded(&record.name);
                (names::without_version(name), record.name.clone())
            }
        }
    }

    fn file(
        &mut self,
        record: &Record,
        start: ChildStart,
        source: &mut Source<'_>,
        out: &mut Out<'_>,
    ) -> Ending {
        if let Some(sent) = &self.sent {
            let known = record
                .extents
                .first()
                .is_none_or(|(start, length)| *length == 0 || sent.contains(start));
            if known {
                return Ok(());
            }
        }
        let is_link = self
            .skip
            .is_some_and(|skip| names::is_link(&record.system_use, skip));
        if is_link {
            return link(start, out);
        }
        let input = source.rewound().map_err(|error| unreadable(&error))?;
        let extents = record.extents.iter();
        let extents = extents
            .map(|(start, length)| (Some(*start), *length))
            .collect();
        let mut bytes = Extents::new(input, extents);
        let outcome = out.child(start, &mut bytes, |error| match error.kind() {
            io::ErrorKind::UnexpectedEof => failed(Reason::Truncated, "the image ends before it"),
            _ => unreadable(error),
        })?;
        self.lost.count(outcome);
        Ok(())
    }
}

/// Names a link, which is not followed.
fn link(start: ChildStart, out: &mut Out<'_>) -> Ending {
    out.child_without_bytes(start, skipped(Reason::NotAFile, "a link"))
}

/// The pieces of a file, one after the other; those that are not written are zeros.
struct Extents<'s, S: ?Sized> {
    input: &'s mut S,
    extents: std::vec::IntoIter<Extent>,
    zeros: bool,
    left: u64,
}

impl<'s, S: ?Sized> Extents<'s, S> {
    fn new(input: &'s mut S, extents: Vec<Extent>) -> Self {
        Self {
            input,
            extents: extents.into_iter(),
            zeros: false,
            left: 0,
        }
    }
}

impl<S: Read + Seek + ?Sized> Read for Extents<'_, S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.left == 0 {
            let Some((start, length)) = self.extents.next() else {
                return Ok(0);
            };
            if let Some(start) = start {
                self.input.seek(SeekFrom::Start(start))?;
            }
            (self.zeros, self.left) = (start.is_none(), length);
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX);
        let room = buffer.len().min(most);
        let wanted = buffer.get_mut(..room).unwrap_or_default();
        let count = match self.zeros {
            true => {
                wanted.fill(0);
                room
            }
            false => self.input.read(wanted)?,
        };
        if count == 0 && room > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests;
