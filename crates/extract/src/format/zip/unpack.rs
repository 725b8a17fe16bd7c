//! How members of zip archives are packed. Always: a dictionary over `most` bytes is refused before it is made.

use std::io::{self, BufReader, Read};

use bzip2::read::BzDecoder;
use deflate64::Deflate64Decoder;
use flate2::read::DeflateDecoder;
use lzma_rust2::{LzmaReader, XzReader};
use ppmd_rust::{Error as PpmdError, Ppmd8Decoder, RestoreMethod};

use super::directory::Member;
use crate::format::packed::zstd;

/// Returns whether members packed by this method can be unpacked.
pub(super) fn knows(method: u16) -> bool {
    matches!(method, 0 | 8 | 9 | 12 | 14 | 93 | 95 | 98)
}

/// Returns the bytes as they were before they were packed.
pub(super) fn unpacked<'r>(
    member: &Member,
    packed: impl Read + 'r,
    most: u64,
) -> io::Result<Box<dyn Read + 'r>> {
    let packed = BufReader::new(packed);
    let most_kib = u32::try_from(most / 1024).unwrap_or(u32::MAX);
    Ok(match member.packed_by() {
        8 => Box::new(DeflateDecoder::new(packed)),
        9 => Box::new(Deflate64Decoder::with_buffer(packed)),
        12 => Box::new(BzDecoder::new(packed)),
        14 => Box::new(lzma(member, packed, most_kib)?),
        93 => Box::new(zstd::Frames::new(packed, most)),
        98 => Box::new(ppmd(member, packed, most)?),
        95 => Box::new(XzReader::new_mem_limit(packed, true, most_kib)),
        _ => Box::new(packed),
    })
}

/// LZMA with the short header that zip archives give it (APPNOTE 5.8.8).
fn lzma<R: Read>(member: &Member, mut packed: R, most_kib: u32) -> io::Result<LzmaReader<R>> {
    let mut header = [0; 9];
    packed.read_exact(&mut header)?;
    let [_, _, 5, 0, settings, a, b, c, d] = header else {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "its header is damaged",
        ));
    };
    let dictionary = u32::from_le_bytes([a, b, c, d]);
    if lzma_rust2::lzma_get_memory_usage_by_props(dictionary, settings)? > most_kib {
        return Err(io::ErrorKind::OutOfMemory.into());
    }
    let length = match member.flags & 2 != 0 {
        true => u64::MAX,
        false => member.unpacked,
    };
    LzmaReader::new_with_props(packed, length, settings, dictionary, None)
}

/// PPMd, version I, with its two bytes of settings (APPNOTE 5.10.3).
fn ppmd<R: Read>(member: &Member, mut packed: R, most: u64) -> io::Result<Ppmd<R>> {
    let mut settings = [0; 2];
    packed.read_exact(&mut settings)?;
    let settings = u32::from(u16::from_le_bytes(settings));
    let order = (settings & 15) + 1;
    let memory = ((settings >> 4 & 255) + 1) << 20;
    if u64::from(memory) > most {
        return Err(io::ErrorKind::OutOfMemory.into());
    }
    let damaged = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let restore = match settings >> 12 {
        0 => RestoreMethod::Restart,
        1 => RestoreMethod::CutOff,
        _ => return Err(damaged("its header is damaged")),
    };
    let bytes = Ppmd8Decoder::new(packed, order, memory, restore).map_err(|error| match error {
        PpmdError::IoError(error) => error,
        PpmdError::MemoryAllocation => io::ErrorKind::OutOfMemory.into(),
        _ => damaged("its header is damaged"),
    })?;
    // Found by its own header, a member may not say how long it is: then a mark ends it.
    let known = member.unpacked > 0 || member.flags & 8 == 0;
    Ok(Ppmd {
        bytes,
        left: known.then_some(member.unpacked),
    })
}

/// A member packed by PPMd: what stands behind its length is no part of it.
struct Ppmd<R: Read> {
    bytes: Ppmd8Decoder<R>,
    left: Option<u64>,
}

impl<R: Read> Read for Ppmd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = self.left.map_or(buffer.len(), |left| {
            usize::try_from(left).map_or(buffer.len(), |left| left.min(buffer.len()))
        });
        let count = self.bytes.read(&mut buffer[..most])?;
        // The decoder takes a missing end for an end; a mark of the end that comes too early is damage.
        if count == 0 && most > 0 && self.left.is_some() {
            let more = self.bytes.get_mut().read(&mut [0])? > 0;
            return Err(match more {
                true => io::ErrorKind::InvalidData,
                false => io::ErrorKind::UnexpectedEof,
            }
            .into());
        }
        self.left = self.left.map(|left| left.saturating_sub(count as u64));
        Ok(count)
    }
}
