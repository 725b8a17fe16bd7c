//! Archives of Unix that put members behind each other: `ar` (.a, .deb), cpio, and the cpio archive in an RPM
//! package. Always: links and devices are named but not followed; lengths are never believed beyond the file.

use std::io::{Read, SeekFrom};

use daylight_model::{ChildKind, ChildStart, Outcome, Reason};

use super::zip::{Lost, damage};
use crate::encoding::{decide, decode};
use crate::reading::{About, Ending, Out, child_named, failed, partial, skipped, unreadable};
use crate::source::Source;

/// How an `ar` archive begins.
pub(crate) const AR: &[u8] = b"!<arch>\n";

/// How the three text forms of cpio begin, and the binary one, least byte first or last.
pub(crate) const CPIO: [&[u8]; 5] = [
    b"070701",
    b"070702",
    b"070707",
    &[0xc7, 0x71],
    &[0x71, 0xc7],
];

/// How an RPM package begins.
pub(crate) const RPM: [u8; 4] = [0xed, 0xab, 0xee, 0xdb];

/// Bytes of a name.
const NAME: u64 = 4096;

struct Member {
    name: Vec<u8>,
    at: u64,
    length: u64,
    not_a_file: bool,
}

/// Reads an `ar` archive.
pub(crate) fn ar(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "ar@1";
    let most = source.job().budgets.children.saturating_add(1);
    let mut members = Vec::new();
    let mut long_names = Vec::new();
    let (mut at, mut whole) = (8, true);
    while members.len() as u64 <= most {
        let header = source.at(at, 60).map_err(|error| unreadable(&error))?;
        if header.is_empty() {
            break;
        }
        let length = header.get(48..58).and_then(decimal);
        let (Some(length), Some(b"`\n")) = (length, header.get(58..60)) else {
            whole = false;
            break;
        };
        let mut start = at + 60;
        let mut left = length;
        let stated = header[..16].trim_ascii_end().to_vec();
        let mut name = stated.strip_suffix(b"/").unwrap_or(&stated).to_vec();
        if let Some(digits) = stated.strip_prefix(b"#1/") {
            // The form of BSD: the name lies before the bytes.
            let width = decimal(digits).unwrap_or(0).min(NAME).min(left);
            name = source
                .at(start, width)
                .map_err(|error| unreadable(&error))?;
            name.retain(|byte| *byte != 0);
            (start, left) = (start + width, left - width);
        } else if stated == b"//" {
            long_names = source
                .at(start, left.min(1 << 20))
                .map_err(|error| unreadable(&error))?;
        } else if let Some(from) = stated.strip_prefix(b"/").and_then(decimal) {
            let rest = usize::try_from(from)
                .ok()
                .and_then(|from| long_names.get(from..));
            let rest = rest.unwrap_or_default().split(|byte| *byte == b'\n').next();
            let rest = rest.unwrap_or_default();
            name = rest.strip_suffix(b"/").unwrap_or(rest).to_vec();
        }
        let index = stated == b"/" || stated == b"//" || name.starts_with(b"__.SYMDEF");
        if !index {
            members.push(Member {
                name,
                at: start,
                length: left,
                not_a_file: false,
            });
        }
        at = at.saturating_add(60 + length + length % 2);
    }
    send(members, whole, source, out)
}

fn decimal(digits: &[u8]) -> Option<u64> {
    std::str::from_utf8(digits).ok()?.trim().parse().ok()
}

/// Reads a cpio archive.
pub(crate) fn cpio(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "cpio@1";
    let most = source.job().budgets.children.saturating_add(1);
    let mut members = Vec::new();
    let (mut at, mut whole) = (0, false);
    while members.len() as u64 <= most {
        let header = source.at(at, 110).map_err(|error| unreadable(&error))?;
        let Some(fields) = Fields::of(&header) else {
            break;
        };
        let start = at + fields.header;
        let mut name = source
            .at(start, fields.name.min(NAME))
            .map_err(|error| unreadable(&error))?;
        name.retain(|byte| *byte != 0);
        if name == b"TRAILER!!!" {
            whole = true;
            break;
        }
        let padded = |at: u64| at.div_ceil(fields.step) * fields.step;
        let data = padded(start.saturating_add(fields.name));
        let (mode, length) = (fields.mode, fields.length);
        let kind = mode & 0o170_000;
        if kind != 0o040_000 {
            members.push(Member {
                name,
                at: data,
                length,
                not_a_file: !matches!(kind, 0 | 0o100_000),
            });
        }
        at = padded(data.saturating_add(length));
    }
    send(members, whole, source, out)
}

/// The header of a member of a cpio archive.
struct Fields {
    header: u64,
    /// What names and bytes are filled up to.
    step: u64,
    mode: u64,
    name: u64,
    length: u64,
}

impl Fields {
    fn of(header: &[u8]) -> Option<Self> {
        let digits = |from: usize, width: usize, radix: u32| {
            let digits = std::str::from_utf8(header.get(from..from + width)?).ok()?;
            u64::from_str_radix(digits, radix).ok()
        };
        if header.starts_with(CPIO[0]) || header.starts_with(CPIO[1]) {
            return Some(Self {
                header: 110,
                step: 4,
                mode: digits(14, 8, 16)?,
                name: digits(94, 8, 16)?,
                length: digits(54, 8, 16)?,
            });
        }
        if header.starts_with(CPIO[2]) {
            return Some(Self {
                header: 76,
                step: 1,
                mode: digits(18, 6, 8)?,
                name: digits(59, 6, 8)?,
                length: digits(65, 11, 8)?,
            });
        }
        let least_first = header.starts_with(CPIO[3]);
        if !least_first && !header.starts_with(CPIO[4]) {
            return None;
        }
        let word = |number: usize| {
            let two = header.get(2 * number..2 * number + 2)?.try_into().ok()?;
            Some(u64::from(match least_first {
                true => u16::from_le_bytes(two),
                false => u16::from_be_bytes(two),
            }))
        };
        Some(Self {
            header: 26,
            step: 2,
            mode: word(3)?,
            name: word(10)?,
            length: word(11)? << 16 | word(12)?,
        })
    }
}

fn send(members: Vec<Member>, whole: bool, source: &mut Source<'_>, out: &mut Out<'_>) -> Ending {
    let names: Vec<u8> = members
        .iter()
        .flat_map(|member| member.name.iter().copied().chain([b'\n']))
        .collect();
    let decision = decide(&names, None);
    let end = source.length().map_err(|error| unreadable(&error))?;
    if members.is_empty() && whole {
        out.warn(None, "an archive that holds nothing")?;
    }
    let mut lost = Lost::default();
    for member in members {
        let start = ChildStart {
            name: decode(&member.name, &decision).0,
            name_bytes: member.name,
            kind: ChildKind::Member,
        };
        if member.not_a_file {
            out.child_without_bytes(start, skipped(Reason::NotAFile, "a link or a device"))?;
            continue;
        }
        let input = source.rewound().map_err(|error| unreadable(&error))?;
        input
            .seek(SeekFrom::Start(member.at))
            .map_err(|error| unreadable(&error))?;
        let cut = member.at.saturating_add(member.length) > end;
        let mut outcome = out.child(start, &mut input.take(member.length), damage)?;
        if cut {
            outcome = Some(failed(Reason::Truncated, "its end is missing"));
        }
        lost.count(outcome);
    }
    match whole {
        true => lost.ending(),
        false => Err(partial(Reason::Truncated, "its end is missing")),
    }
}

/// Reads an RPM package: two headers, then what was packed.
pub(crate) fn rpm(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "rpm@1";
    let mut at = 96;
    for number in 0..2 {
        let header = source.at(at, 16).map_err(|error| unreadable(&error))?;
        let word = |at: usize| {
            let four = header.get(at..at + 4)?.try_into().ok()?;
            Some(u64::from(u32::from_be_bytes(four)))
        };
        let (true, Some(entries), Some(bytes)) =
            (header.starts_with(&[0x8e, 0xad, 0xe8]), word(8), word(12))
        else {
            return Err(failed(Reason::Corrupt, "its header is damaged"));
        };
        at += 16 + 16 * entries + bytes;
        if number == 0 {
            at = at.div_ceil(8) * 8;
        }
    }
    let name = source.name();
    let stem = name.strip_suffix(".rpm").unwrap_or(name);
    let start = child_named(format!("{stem}.cpio"), ChildKind::Member);
    let input = source.rewound().map_err(|error| unreadable(&error))?;
    input
        .seek(SeekFrom::Start(at))
        .map_err(|error| unreadable(&error))?;
    let mut bytes = input.take(u64::MAX);
    out.child(start, &mut bytes, |_| Outcome::READ).map(|_| ())
}

#[cfg(test)]
mod tests {
    use daylight_model::{Reason, State};

    use crate::check::read_named;

    fn ar(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut bytes = b"!<arch>\n".to_vec();
        for (name, content) in members {
            bytes.extend(format!("{name:<48}{:<10}`\n", content.len()).bytes());
            bytes.extend(*content);
            bytes.resize(bytes.len().div_ceil(2) * 2, b'\n');
        }
        bytes
    }

    fn cpio(members: &[(u32, &str, &[u8])]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (mode, name, content) in members.iter().chain([&(0, "TRAILER!!!", b"".as_slice())]) {
            let fields = [0, *mode, 0, 0, 1, 0, content.len() as u32, 0, 0, 0, 0];
            bytes.extend(b"070701");
            for field in fields.iter().chain([&(name.len() as u32 + 1), &0]) {
                bytes.extend(format!("{field:08x}").bytes());
            }
            bytes.extend(name.bytes().chain([0]));
            bytes.resize(bytes.len().div_ceil(4) * 4, 0);
            bytes.extend(*content);
            bytes.resize(bytes.len().div_ceil(4) * 4, 0);
        }
        bytes
    }

    #[test]
    fn members_of_ar_archives_are_found_with_long_names_too() {
        let bytes = ar(&[
            ("//", b"a-name-that-is-long.txt/\n"),
            ("/0", b"long"),
            ("b.txt/", b"two"),
            ("#1/8", b"bsd.txt\0three"),
        ]);
        let found = read_named("a.deb", &bytes);
        assert_eq!(
            found.names(),
            ["a-name-that-is-long.txt", "b.txt", "bsd.txt"]
        );
        assert_eq!(found.children[2].bytes, b"three");
        assert_eq!(found.ended(), (State::Read, None));
        for length in 0..bytes.len() {
            read_named("a.deb", &bytes[..length]);
        }
    }

    #[test]
    fn members_of_cpio_archives_are_found_and_links_are_only_named() {
        let bytes = cpio(&[
            (0o040_755, "dir", b""),
            (0o100_644, "dir/合同.txt", b"one"),
            (0o120_777, "link", b"/etc/passwd"),
        ]);
        let found = read_named("a.cpio", &bytes);
        assert_eq!(found.names(), ["dir/合同.txt", "link"]);
        assert_eq!(found.children[0].bytes, b"one");
        let link = found.children[1].outcome.as_ref().unwrap();
        assert_eq!(link.reason, Some(Reason::NotAFile));
        assert_eq!(found.ended(), (State::Read, None));
        let cut = read_named("a.cpio", &bytes[..bytes.len() - 130]);
        assert_eq!(cut.ended().1, Some(Reason::Truncated));
    }

    #[test]
    fn the_binary_form_of_cpio_is_read() {
        let mut bytes = Vec::new();
        for (name, content) in [("a.txt", b"one".as_slice()), ("TRAILER!!!", b"")] {
            let mode = 0o100_644;
            let words = [
                0o070_707,
                0,
                0,
                mode,
                0,
                0,
                1,
                0,
                0,
                0,
                name.len() as u16 + 1,
                0,
                content.len() as u16,
            ];
            bytes.extend(words.iter().flat_map(|word| word.to_le_bytes()));
            bytes.extend(name.bytes().chain([0]));
            bytes.resize(bytes.len().div_ceil(2) * 2, 0);
            bytes.extend(content);
            bytes.resize(bytes.len().div_ceil(2) * 2, 0);
        }
        let found = read_named("a.cpio", &bytes);
        assert_eq!(found.names(), ["a.txt"]);
        assert_eq!(found.children[0].bytes, b"one");
        assert_eq!(found.ended(), (State::Read, None));
    }

    #[test]
    fn what_was_packed_into_a_package_is_a_file_inside() {
        let mut bytes = vec![0xed, 0xab, 0xee, 0xdb];
        bytes.resize(96, 0);
        for size in [5_u32, 3] {
            bytes.extend([0x8e, 0xad, 0xe8, 1, 0, 0, 0, 0]);
            bytes.extend(0_u32.to_be_bytes());
            bytes.extend(size.to_be_bytes());
            bytes.extend(vec![0; size as usize]);
            if size == 5 {
                bytes.resize(bytes.len().div_ceil(8) * 8, 0);
            }
        }
        bytes.extend(b"payload");
        let found = read_named("a-1.0.rpm", &bytes);
        assert_eq!(found.names(), ["a-1.0.cpio"]);
        assert_eq!(found.children[0].bytes, b"payload");
    }
}
