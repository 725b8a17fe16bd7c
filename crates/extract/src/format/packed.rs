//! One file packed by gzip or bzip2: one file found inside, named by the header or by the name without its
//! ending. Always: members that follow each other are one file, as `gzip` itself has it.

use std::io::{self, BufReader, Read};

use bzip2::read::MultiBzDecoder;
use daylight_model::{ChildKind, ChildStart, State};
use flate2::bufread::MultiGzDecoder;

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
        (".tzst", ".tar"),
        (".svgz", ".svg"),
    ] {
        if name.to_lowercase().ends_with(packed) {
            let stem = name.get(..name.len() - packed.len()).unwrap_or(name);
            return format!("{stem}{unpacked}");
        }
    }
    for packed in [".gz", ".bz2", ".xz", ".zst", ".gzip", ".lzma"] {
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

    use daylight_model::{Reason, State};
    use flate2::{Compression, GzBuilder};

    use crate::check::read_named;

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
}
