//! Objects of a pack of git by their place in it: each is unpacked where it lies, and put together from the one that
//! it is a change of. Always: a base is made before its changes and dropped after the last of them; lengths that the
//! pack states are never believed beyond what memory allows.

use std::collections::BTreeMap;
use std::io::{self, BufReader, Read};

use flate2::bufread::ZlibDecoder;
use sha1::{Digest, Sha1};

use super::pack::{Counted, byte, changed, distance};
use crate::reading::Ending;
use crate::source::Source;

/// Objects of a pack.
const MOST: u32 = 4_000_000;

/// The name of an object: the hash of its kind and content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name(pub(super) [u8; 20]);

impl Name {
    /// Reads a name as people write it.
    pub(super) fn from_hex(text: &str) -> Option<Self> {
        let mut name = [0; 20];
        let text = text.trim().as_bytes();
        if text.len() != 40 {
            return None;
        }
        for (byte, two) in name.iter_mut().zip(text.chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok()?;
        }
        Some(Self(name))
    }
}

/// Returns bytes as people write them.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A kind of object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Commit,
    Tree,
    Blob,
    Tag,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Commit => "commit",
            Self::Tree => "tree",
            Self::Blob => "blob",
            Self::Tag => "tag",
        }
    }
}

enum Stored {
    Whole(Kind),
    /// A change of the object that begins there.
    Change(u64),
    /// A change of the object of this name.
    ChangeOf(Name),
}

struct Entry {
    /// Where it begins.
    at: u64,
    /// Where its packed bytes begin.
    packed: u64,
    /// Its bytes unpacked; of a change those of the change.
    size: u64,
    stored: Stored,
}

/// An object, put together.
pub(super) struct Object<'c> {
    pub(super) number: usize,
    pub(super) kind: Kind,
    pub(super) name: Name,
    /// Its content; none where it is too large to be held.
    pub(super) content: Option<&'c [u8]>,
}

/// An object whose changes are being made.
struct Open {
    content: Vec<u8>,
    changes: Vec<usize>,
}

/// All objects of a pack.
pub(super) struct Objects<'s, 'i> {
    source: &'s mut Source<'i>,
    entries: Vec<Entry>,
    /// Changes by the object that they are of.
    changes: BTreeMap<usize, Vec<usize>>,
    named: BTreeMap<Name, Vec<usize>>,
    made: usize,
    broken: Option<String>,
}

impl<'s, 'i> Objects<'s, 'i> {
    /// Finds where each object lies, as far as the pack goes.
    pub(super) fn read(start: u64, source: &'s mut Source<'i>) -> io::Result<Self> {
        let mut objects = Self {
            source,
            entries: Vec::new(),
            changes: BTreeMap::new(),
            named: BTreeMap::new(),
            made: 0,
            broken: None,
        };
        if let Err(error) = objects.find(start) {
            objects.broken = Some(error.to_string());
        }
        let mut changes: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut named: BTreeMap<Name, Vec<usize>> = BTreeMap::new();
        for (number, entry) in objects.entries.iter().enumerate() {
            match entry.stored {
                Stored::Whole(_) => {}
                Stored::Change(at) => {
                    if let Ok(base) = objects.entries.binary_search_by_key(&at, |entry| entry.at) {
                        changes.entry(base).or_default().push(number);
                    }
                }
                Stored::ChangeOf(name) => named.entry(name).or_default().push(number),
            }
        }
        objects.changes = changes;
        objects.named = named;
        Ok(objects)
    }

    fn find(&mut self, start: u64) -> io::Result<()> {
        let window = self.source.window(start)?;
        let mut input = Counted::new(BufReader::with_capacity(1 << 16, window));
        let mut header = [0; 12];
        input.read_exact(&mut header)?;
        let count = u32::from_be_bytes([header[8], header[9], header[10], header[11]]);
        if count > MOST {
            return Err(io::Error::other(format!("more than {MOST} objects")));
        }
        for _ in 0..count {
            let at = start + input.count();
            let first = byte(&mut input)?;
            let (mut size, mut shift, mut more) = (u64::from(first & 15), 4, first);
            while more & 0x80 != 0 {
                more = byte(&mut input)?;
                size |= u64::from(more & 0x7f).checked_shl(shift).unwrap_or(0);
                shift += 7;
            }
            let stored = match first >> 4 & 7 {
                1 => Stored::Whole(Kind::Commit),
                2 => Stored::Whole(Kind::Tree),
                3 => Stored::Whole(Kind::Blob),
                4 => Stored::Whole(Kind::Tag),
                6 => {
                    let base = at.checked_sub(distance(&mut input)?);
                    Stored::Change(base.ok_or(io::ErrorKind::InvalidData)?)
                }
                7 => {
                    let mut name = [0; 20];
                    input.read_exact(&mut name)?;
                    Stored::ChangeOf(Name(name))
                }
                _ => return Err(io::ErrorKind::InvalidData.into()),
            };
            let packed = start + input.count();
            let mut unpacked = ZlibDecoder::new(&mut input).take(size.saturating_add(1));
            // More than was stated is a bomb or damage.
            if io::copy(&mut unpacked, &mut io::sink())? != size {
                return Err(io::ErrorKind::InvalidData.into());
            }
            self.entries.push(Entry {
                at,
                packed,
                size,
                stored,
            });
        }
        Ok(())
    }

    /// Returns how many objects could not be put together, once all kinds were asked for.
    pub(super) fn missed(&self) -> usize {
        self.entries.len().saturating_sub(self.made)
    }

    /// Returns why the pack could not be gone through to its end.
    pub(super) fn broken(&self) -> Option<&str> {
        self.broken.as_deref()
    }

    /// Puts the objects of these kinds together, each once, and hands them over; at most so many bytes are held.
    pub(super) fn each(
        &mut self,
        kinds: &[Kind],
        most: usize,
        take: &mut dyn FnMut(&Object<'_>) -> Ending,
    ) -> Ending {
        for root in 0..self.entries.len() {
            let Stored::Whole(kind) = self.entries[root].stored else {
                continue;
            };
            if !kinds.contains(&kind) {
                continue;
            }
            let mut open: Vec<Open> = Vec::new();
            let mut held = 0;
            let mut next = Some(root);
            while let Some(number) = next {
                held += self.make(number, kind, most - held, &mut open, take)?;
                // Done with what has no changes left.
                next = loop {
                    let Some(last) = open.last_mut() else {
                        break None;
                    };
                    if let Some(change) = last.changes.pop() {
                        break Some(change);
                    }
                    held -= last.content.len();
                    open.pop();
                };
            }
        }
        Ok(())
    }

    /// Makes one object and opens it for its changes; returns how many bytes are held for it.
    fn make(
        &mut self,
        number: usize,
        kind: Kind,
        most: usize,
        open: &mut Vec<Open>,
        take: &mut dyn FnMut(&Object<'_>) -> Ending,
    ) -> Result<usize, daylight_model::Outcome> {
        let base = match self.entries[number].stored {
            Stored::Whole(_) => None,
            _ => open.last().map(|open| open.content.as_slice()),
        };
        // The object, its base and the change that makes it.
        let most_here = most / 2;
        let content = if self.entries[number].size > most_here as u64 {
            None
        } else {
            let packed = self.unpacked(number);
            match (packed, base) {
                (Some(change), Some(base)) => match changed(base, &change, most_here as u64) {
                    Some(content) => Some(content),
                    None => return Ok(0),
                },
                (Some(content), None) => Some(content),
                (None, _) => return Ok(0),
            }
        };
        let Some(content) = content else {
            if kind != Kind::Blob || base.is_some() {
                return Ok(0);
            }
            let Some(name) = self.name_of(number) else {
                return Ok(0);
            };
            self.made += 1;
            take(&Object {
                number,
                kind,
                name,
                content: None,
            })?;
            return Ok(0);
        };
        let name = Sha1::new_with_prefix(format!("{} {}\0", kind.word(), content.len()));
        let name = Name(name.chain_update(&content).finalize().into());
        self.made += 1;
        take(&Object {
            number,
            kind,
            name,
            content: Some(&content),
        })?;
        let mut changes = self.changes.get(&number).cloned().unwrap_or_default();
        // Packs may hold an object twice: what is a change of it by name is made once.
        changes.extend(self.named.remove(&name).unwrap_or_default());
        if changes.is_empty() {
            return Ok(0);
        }
        // The last is taken first.
        changes.reverse();
        let held = content.len();
        open.push(Open { content, changes });
        Ok(held)
    }

    fn unpacked(&mut self, number: usize) -> Option<Vec<u8>> {
        let Entry { packed, size, .. } = self.entries[number];
        let window = self.source.window(packed).ok()?;
        let mut bytes = Vec::new();
        let mut unpacked = ZlibDecoder::new(BufReader::new(window)).take(size);
        unpacked.read_to_end(&mut bytes).ok()?;
        (bytes.len() as u64 == size).then_some(bytes)
    }

    /// Returns the name of an object that is not held.
    fn name_of(&mut self, number: usize) -> Option<Name> {
        let size = self.entries[number].size;
        let mut hash = Sha1::new_with_prefix(format!("blob {size}\0"));
        let mut bytes = self.stream(number).ok()?;
        let mut buffer = vec![0; 1 << 16];
        loop {
            match bytes.read(&mut buffer).ok()? {
                0 => return Some(Name(hash.finalize().into())),
                count => hash.update(&buffer[..count]),
            }
        }
    }

    /// Returns the bytes of an object that is kept whole, as they are unpacked.
    pub(super) fn stream(&mut self, number: usize) -> io::Result<impl Read> {
        let Entry { packed, size, .. } = self.entries[number];
        let window = self.source.window(packed)?;
        Ok(ZlibDecoder::new(BufReader::new(window)).take(size))
    }
}
