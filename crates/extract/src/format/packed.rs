//! One file packed by gzip, bzip2, xz, lzma, lzip, zstd, lz4 or compress: one file found inside, named by the
//! header or by the name without its ending. Always: members that follow each other are one file, as `gzip`
//! itself has it; a dictionary over the share of memory is refused before it is made.

mod compress;
pub(super) mod zstd;

use std::io::{self, BufReader, Read};

use bzip2::read::MultiBzDecoder;
use daylight_model::{ChildKind, ChildStart, State};
use flate2::bufread::MultiGzDecoder;
use lz4_flex::frame::FrameDecoder;
use lzma_rust2::{LzipReader, LzmaReader, XzReader};

use super::split;
use super::zip::damage;
use crate::encoding::decode_unknown;
use crate::reading::{About, Ending, Out, child_named, unreadable};
use crate::source::Source;

/// Reads a gzip file.
pub(crate) fn gzip(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "gzip@1";
    let stated = stated_name(&source.head(4096).map_err(|error| unreadable(&error))?);
    let start = match stated {
        Some(name_bytes) => ChildStart {
            name: decode_unknown(&name_bytes, None),
            name_bytes,
            kind: ChildKind::Member,
        },
        None => child_named(unpacked_name(source.name()), ChildKind::Member),
    };
    let input = source.rewound().map_err(|error| unreadable(&error))?;
    let mut bytes = MultiGzDecoder::new(BufReader::new(input));
    only_child(start, &mut bytes, out)
}

/// Reads a bzip2 file.
pub(crate) fn bzip2(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "bzip2@1";
    let start = child_named(unpacked_name(source.name()), ChildKind::Member);
    let input = source.rewound().map_err(|error| unreadable(&error))?;
    let mut bytes = MultiBzDecoder::new(BufReader::new(input));
    only_child(start, &mut bytes, out)
}

/// What packed a file that has neither name nor members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packer {
    /// xz.
    Xz,
    /// The one before it, without checksum.
    Lzma,
    /// lzip.
    Lzip,
    /// Zstandard.
    Zstd,
    /// lz4, in frames.
    Lz4,
    /// `compress` of Unix.
    Compress,
}

/// Reads a file that one of these packed.
pub(crate) fn read(
    packer: Packer,
    source: &mut Source<'_>,
    out: &mut Out<'_>,
    about: &mut About,
) -> Ending {
    about.reader = match packer {
        Packer::Xz => "xz@1",
        Packer::Lzma => "lzma@1",
        Packer::Lzip => "lzip@1",
        Packer::Zstd => "zstd@1",
        Packer::Lz4 => "lz4@1",
        Packer::Compress => "compress@1",
    };
    let name = source.name();
    let start = child_named(unpacked_name(name), ChildKind::Member);
    let most = source.most_memory();
    let most_kib = u32::try_from(most / 1024).unwrap_or(u32::MAX);
    let input = BufReader::new(source.rewound().map_err(|error| unreadable(&error))?);
    let unpacked: io::Result<Box<dyn Read + '_>> = match packer {
        Packer::Xz => Ok(Box::new(XzReader::new_mem_limit(input, true, most_kib))),
        Packer::Lzma => LzmaReader::new_mem_limit(input, most_kib, None)
            .map(|bytes| Box::new(bytes) as Box<dyn Read + '_>),
        // A dictionary of lzip is at most 512 MiB by its header; what is over the share is refused.
        Packer::Lzip => lzip(input, most),
        Packer::Zstd => Ok(Box::new(zstd::Frames::new(input, most))),
        Packer::Lz4 => Ok(Box::new(FrameDecoder::new(input))),
        Packer::Compress => {
            compress::Unpacked::new(input).map(|bytes| Box::new(bytes) as Box<dyn Read + '_>)
        }
    };
    match unpacked {
        Ok(mut bytes) => only_child(start, &mut bytes, out),
        Err(error) => Err(damage(&error)),
    }
    .map_err(|outcome| split::told(name, outcome))
}

fn lzip<'r>(mut input: impl Read + 'r, most: u64) -> io::Result<Box<dyn Read + 'r>> {
    let mut header = [0; 6];
    input.read_exact(&mut header)?;
    // Five bits of a power of two, less so many sixteenths of it.
    let power = 1_u64 << (header[5] & 31);
    let size = power - (power / 16) * u64::from(header[5] >> 5);
    if size > most {
        return Err(io::ErrorKind::OutOfMemory.into());
    }
    Ok(Box::new(LzipReader::new(
        io::Cursor::new(header).chain(input),
    )))
}

/// Sends the one file inside; the container fares as it does.
pub(crate) fn only_child(start: ChildStart, bytes: &mut dyn Read, out: &mut Out<'_>) -> Ending {
    match out.child(start, &mut Forgiving { bytes, read: 0 }, damage)? {
        None => Ok(()),
        Some(mut outcome) => {
            if outcome.state == State::Skipped {
                outcome.state = State::Failed;
            }
            Err(outcome)
        }
    }
}

/// Bytes after the last member are often padding: an error there, after a whole member, is the end.
struct Forgiving<'a> {
    bytes: &'a mut dyn Read,
    read: u64,
}

impl Read for Forgiving<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.bytes.read(buffer) {
            Ok(count) => {
                self.read += count as u64;
                Ok(count)
            }
            Err(error) if self.read > 0 && error.to_string().contains("invalid gzip header") => {
                Ok(0)
            }
            Err(error) => Err(error),
        }
    }
}

/// Returns the name without the ending that packing added.
pub(crate) fn unpacked_name(name: &str) -> String {
    for (packed, unpacked) in [
        (".tgz", ".tar"),
        (".tbz2", ".tar"),
        (".tbz", ".tar"),
        (".txz", ".tar"),
        (".tlz", ".tar"),
        (".taz", ".tar"),
        (".tzst", ".tar"),
        (".svgz", ".svg"),
    ] {
        if name.to_lowercase().ends_with(packed) {
            let stem = name.get(..name.len() - packed.len()).unwrap_or(name);
            return format!("{stem}{unpacked}");
        }
    }
    for packed in [
        ".gz", ".bz2", ".xz", ".zst", ".gzip", ".lzma", ".lz4", ".lz", ".zstd", ".z",
    ] {
        let stem = name.get(..name.len().saturating_sub(packed.len()));
        if name.to_lowercase().ends_with(packed)
            && let Some(stem) = stem.filter(|stem| !stem.is_empty())
        {
            return stem.to_owned();
        }
    }
    format!("{name}.unpacked")
}

/// Returns the name in a gzip header (RFC 1952), if it has one.
fn stated_name(head: &[u8]) -> Option<Vec<u8>> {
    let flags = *head.get(3)?;
    if flags & 8 == 0 {
        return None;
    }
    let mut at = 10;
    if flags & 4 != 0 {
        let length = u16::from_le_bytes(head.get(10..12)?.try_into().ok()?);
        at += 2 + usize::from(length);
    }
    let name: Vec<u8> = head
        .get(at..)?
        .iter()
        .copied()
        .take_while(|byte| *byte != 0)
        .collect();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use daylight_model::{Budgets, Reason, State};
    use flate2::{Compression, GzBuilder};

    use crate::check::{read_named, read_within};

    fn gzip(name: Option<&[u8]>, bytes: &[u8]) -> Vec<u8> {
        let mut builder = GzBuilder::new();
        if let Some(name) = name {
            builder = builder.filename(name.to_vec());
        }
        let mut writer = builder.write(Vec::new(), Compression::default());
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    #[test]
    fn the_file_inside_is_named_by_the_header_or_by_the_name() {
        let gbk = encoding_rs::GB18030.encode("合同.txt").0.into_owned();
        let found = read_named("a.gz", &gzip(Some(&gbk), b"text"));
        assert_eq!(found.names(), ["合同.txt"]);
        assert_eq!(found.children[0].start.name_bytes, gbk);
        assert_eq!(found.children[0].bytes, b"text");
        assert_eq!(
            read_named("x.tar.gz", &gzip(None, b"text")).names(),
            ["x.tar"]
        );
        assert_eq!(read_named("x.TGZ", &gzip(None, b"text")).names(), ["x.tar"]);
    }

    #[test]
    fn members_that_follow_each_other_are_one_file_and_padding_is_none() {
        let mut bytes = [gzip(None, b"one "), gzip(None, b"two")].concat();
        bytes.extend([0; 32]);
        let found = read_named("a.gz", &bytes);
        assert_eq!(found.children[0].bytes, b"one two");
        assert_eq!(found.ended(), (State::Read, None));
    }

    #[test]
    fn a_truncated_file_keeps_what_was_read() {
        let whole = gzip(
            None,
            "客户要求下周一之前交付样本数据。".repeat(5000).as_bytes(),
        );
        let found = read_named("a.gz", &whole[..whole.len() - 40]);
        assert_eq!(found.ended(), (State::Partial, Some(Reason::Truncated)));
        assert!(!found.children[0].bytes.is_empty());
    }

    fn xz(bytes: &[u8], dictionary: Option<u32>) -> Vec<u8> {
        let mut options = lzma_rust2::XzOptions::with_preset(1);
        if let Some(dictionary) = dictionary {
            options.lzma_options.dict_size = dictionary;
        }
        let mut writer = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        use ruzstd::encoding::{CompressionLevel, compress_to_vec};
        compress_to_vec(bytes, CompressionLevel::Fastest)
    }

    const TEXT: &str = "客户要求下周一之前交付样本数据。";

    /// What `lz4` made of `TEXT`, in Base16.
    const LZ4: &str = "04224d186440a730000080e5aea2e688b7e8a681e6b182e4b88be591a8e4b880e4b98be5898de4baa4e4bb98e6a0b7e69cace695b0e68daee3808200000000aa0a4299";

    #[test]
    fn frames_of_lz4_are_unpacked() {
        let bytes: Vec<u8> = (0..LZ4.len() / 2)
            .map(|at| u8::from_str_radix(&LZ4[2 * at..2 * at + 2], 16).unwrap())
            .collect();
        let found = read_named("a.lz4", &bytes);
        assert_eq!(found.names(), ["a"]);
        assert_eq!(found.children[0].bytes, TEXT.as_bytes());
        let cut = read_named("a.lz4", &bytes[..bytes.len() - 9]);
        assert_eq!(cut.ended().1, Some(Reason::Truncated));
    }

    /// Codes of `compress`, 9 bits each, least bit first.
    #[test]
    fn what_compress_wrote_is_unpacked() {
        // a, b, ab, aba: codes 97, 98, 257, 259; the last one is used before it is whole.
        let mut bits = Vec::new();
        for code in [97_u32, 98, 257, 259] {
            bits.extend((0..9).map(|at| code >> at & 1 == 1));
        }
        let packed = bits.chunks(8).map(|eight| {
            let bits = eight.iter().enumerate();
            bits.map(|(at, bit)| u8::from(*bit) << at).sum::<u8>()
        });
        let bytes: Vec<u8> = [0x1f, 0x9d, 0x90].into_iter().chain(packed).collect();
        let found = read_named("x.tar.Z", &bytes);
        assert_eq!(found.names(), ["x.tar"]);
        assert_eq!(found.children[0].bytes, b"abababa");
        let damaged = read_named("x.Z", &[0x1f, 0x9d, 0x90, 0xff, 0xff, 0xff]);
        assert_eq!(damaged.ended().1, Some(Reason::Corrupt));
    }

    #[test]
    fn every_packer_gives_the_one_file_inside() {
        let text = TEXT.repeat(300);
        for (name, bytes, inside, reading) in [
            ("a.txt.xz", xz(text.as_bytes(), None), "a.txt", "xz@1"),
            ("a.tar.zst", zstd(text.as_bytes()), "a.tar", "zstd@1"),
        ] {
            let found = read_named(name, &bytes);
            assert_eq!(found.names(), [inside]);
            assert_eq!(found.children[0].bytes, text.as_bytes(), "{name}");
            assert_eq!(found.ended(), (State::Read, None));
            assert_eq!(found.summary.reading, reading);
            let twice = read_named(name, &[bytes.clone(), bytes.clone()].concat());
            assert_eq!(twice.children[0].bytes.len(), 2 * text.len(), "{name}");
            let cut = read_named(name, &bytes[..bytes.len() - 3]);
            assert_eq!(cut.ended().1, Some(Reason::Truncated), "{name}");
        }
    }

    #[test]
    fn a_dictionary_that_is_too_large_is_refused_before_it_is_made() {
        let budgets = Budgets {
            memory_bytes: 100 << 20,
            ..Budgets::default()
        };
        let mut lzma = vec![0x5d, 0, 0, 0, 0x40];
        lzma.extend([0xff; 8]);
        lzma.extend([0; 30]);
        // A frame of zstd whose window has 1 GiB.
        let wide = [0x28, 0xb5, 0x2f, 0xfd, 0, 0xa0, 1, 0, 0];
        let lzip = [b"LZIP\x01\x1d".as_slice(), &[0; 40]].concat();
        for (name, bytes) in [
            ("a.xz", xz(b"text", Some(64 << 20)).as_slice()),
            ("a.lzma", &lzma),
            ("a.zst", &wide),
            ("a.lz", &lzip),
        ] {
            let found = read_within(name, bytes, budgets.clone(), None);
            assert_eq!(
                found.ended(),
                (State::Failed, Some(Reason::MemoryLimit)),
                "{name}"
            );
        }
    }

    #[test]
    fn what_unpacks_to_much_more_ends_at_the_budget() {
        let budgets = Budgets {
            child_bytes: 1 << 20,
            ..Budgets::default()
        };
        let zeros = vec![0; 8 << 20];
        for bytes in [xz(&zeros, None), zstd(&zeros), gzip(None, &zeros)] {
            assert!(bytes.len() < 20_000);
            let found = read_within("a", &bytes, budgets.clone(), None);
            assert_eq!(found.ended(), (State::Partial, Some(Reason::TooLarge)));
        }
    }
}
