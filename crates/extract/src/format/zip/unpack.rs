//! How members of zip archives are packed. Always: a dictionary over `most` bytes is refused before it is made.

use std::io::{self, BufReader, Read};

use bzip2::read::BzDecoder;
use deflate64::Deflate64Decoder;
use flate2::read::DeflateDecoder;
use lzma_rust2::{LzmaReader, XzReader};

use super::directory::Member;
use crate::format::packed::zstd;

/// Returns whether members packed by this method can be unpacked.
pub(super) fn knows(method: u16) -> bool {
    matches!(method, 0 | 8 | 9 | 12 | 14 | 93 | 95)
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
