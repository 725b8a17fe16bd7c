//! Packs of git: objects behind each other, each packed by zlib, some as changes of an earlier one. Always: commits
//! and tags are put together again; everything else is passed over and counted; memory is bounded.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};

use flate2::bufread::ZlibDecoder;
use sha1::{Digest, Sha1};

/// Bytes of a commit.
const COMMIT: u64 = 1 << 20;

/// Takes kind, name and content of a commit or a tag; says whether to go on.
type Take<'t> = dyn FnMut(&str, &str, &[u8]) -> bool + 't;

/// Counts the bytes that were read.
pub(super) struct Counted<R> {
    input: R,
    count: u64,
}

impl<R> Counted<R> {
    /// Starts to count.
    pub(super) fn new(input: R) -> Self {
        Self { input, count: 0 }
    }

    /// Returns how many bytes were read.
    pub(super) fn count(&self) -> u64 {
        self.count
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.count += count as u64;
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.count += count as u64;
        self.input.consume(count);
    }
}

struct Known {
    kind: &'static str,
    content: Vec<u8>,
}

/// What was passed over.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Passed {
    /// Commits and tags, perhaps, that could not be put together.
    pub(super) missed: u64,
    /// Files and folders.
    pub(super) files: u64,
}

/// Goes through a pack; returns what it passed over.
pub(super) fn walk(input: impl BufRead, most: usize, take: &mut Take<'_>) -> io::Result<Passed> {
    let mut input = Counted::new(input);
    let mut header = [0; 12];
    input.read_exact(&mut header)?;
    let count = u32::from_be_bytes([header[8], header[9], header[10], header[11]]);
    let mut known: BTreeMap<u64, Known> = BTreeMap::new();
    let mut named: BTreeMap<[u8; 20], u64> = BTreeMap::new();
    let (mut held, mut passed) = (0, Passed::default());
    for _ in 0..count {
        let at = input.count;
        let first = byte(&mut input)?;
        let mut more = first;
        while more & 0x80 != 0 {
            more = byte(&mut input)?;
        }
        let base = match first >> 4 & 7 {
            6 => at.checked_sub(distance(&mut input)?),
            7 => {
                let mut name = [0; 20];
                input.read_exact(&mut name)?;
                named.get(&name).copied()
            }
            _ => None,
        };
        let kind = match first >> 4 & 7 {
            1 => Some("commit"),
            4 => Some("tag"),
            6 | 7 => base.and_then(|base| known.get(&base)).map(|base| base.kind),
            _ => None,
        };
        let mut unpacked = ZlibDecoder::new(&mut input);
        let Some(kind) = kind else {
            io::copy(&mut unpacked, &mut io::sink())?;
            passed.files += 1;
            continue;
        };
        let mut content = Vec::new();
        (&mut unpacked).take(COMMIT).read_to_end(&mut content)?;
        io::copy(&mut unpacked, &mut io::sink())?;
        if let Some(base) = base.and_then(|base| known.get(&base)) {
            let Some(whole) = changed(&base.content, &content, COMMIT) else {
                passed.missed += 1;
                continue;
            };
            content = whole;
        }
        let name = Sha1::new_with_prefix(format!("{kind} {}\0", content.len()))
            .chain_update(&content)
            .finalize();
        let name: [u8; 20] = name.into();
        let shown: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
        if !take(kind, &shown, &content) {
            return Ok(passed);
        }
        held += content.len();
        if held <= most {
            named.insert(name, at);
            known.insert(at, Known { kind, content });
        }
    }
    Ok(passed)
}

pub(super) fn byte(input: &mut impl Read) -> io::Result<u8> {
    let mut one = [0];
    input.read_exact(&mut one)?;
    Ok(one[0])
}

/// Reads how far back the base of a change begins.
pub(super) fn distance(input: &mut impl Read) -> io::Result<u64> {
    let mut next = byte(input)?;
    let mut distance = u64::from(next & 0x7f);
    while next & 0x80 != 0 {
        next = byte(input)?;
        let more = distance
            .checked_add(1)
            .and_then(|more| more.checked_mul(128));
        let more = more.ok_or(io::ErrorKind::InvalidData)?;
        distance = more | u64::from(next & 0x7f);
    }
    Ok(distance)
}

/// Returns what a change makes of its base; none where it does not fit it, or makes more than `most` bytes.
pub(super) fn changed(base: &[u8], change: &[u8], most: u64) -> Option<Vec<u8>> {
    let mut rest = change.iter().copied();
    let mut size = || {
        let (mut size, mut shift) = (0_u64, 0);
        loop {
            let byte = rest.next()?;
            size |= u64::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte & 0x80 == 0 {
                return Some(size);
            }
        }
    };
    let (from, to) = (size()?, size()?);
    if from != base.len() as u64 || to > most {
        return None;
    }
    let mut whole = Vec::new();
    while let Some(command) = rest.next() {
        if command & 0x80 == 0 {
            for _ in 0..command {
                whole.push(rest.next()?);
            }
            continue;
        }
        let mut number = |bits: std::ops::Range<u32>| {
            let mut number = 0_usize;
            for (shift, bit) in bits.enumerate() {
                if command >> bit & 1 == 1 {
                    number |= usize::from(rest.next()?) << (8 * shift);
                }
            }
            Some(number)
        };
        let (at, length) = (number(0..4)?, number(4..7)?);
        let length = if length == 0 { 0x1_0000 } else { length };
        whole.extend_from_slice(base.get(at..at.checked_add(length)?)?);
        if whole.len() as u64 > to {
            return None;
        }
    }
    (whole.len() as u64 == to).then_some(whole)
}
