//! Archives cut into pieces and joined again: whole, and with pieces missing.

use std::io::{Cursor, Write};

use daylight_model::{Reason, State};
use rars::{ArchiveVersion, Builder};

use super::*;
use crate::check::{Found, read_joined, read_named, zipped};

/// Bytes that no packer makes smaller.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let byte = |_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    };
    (0..length).map(byte).collect()
}

fn cut(bytes: &[u8], size: usize) -> Vec<&[u8]> {
    bytes.chunks(size).collect()
}

fn detail(found: &Found) -> &str {
    found.summary.outcome.detail.as_deref().unwrap_or_default()
}

fn seven() -> Vec<u8> {
    let mut writer = sevenz_rust2::ArchiveWriter::new(Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in [("合同.txt", "五万元".as_bytes()), ("noise", &noise(3000))] {
        let entry = sevenz_rust2::ArchiveEntry::new_file(name);
        writer.push_archive_entry(entry, Some(bytes)).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn what_was_cut_by_size_is_read_as_the_archive_that_it_was() {
    let tar = {
        let mut header = tar::Header::new_ustar();
        header.set_size(6);
        let mut builder = tar::Builder::new(Vec::new());
        builder
            .append_data(&mut header, "a.txt", &b"second"[..])
            .unwrap();
        builder.into_inner().unwrap()
    };
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(&tar).unwrap();
    let packed = packer.finish().unwrap();
    let noise = noise(3000);
    let members: [(&str, &[u8]); 2] = [("合同.txt", "五万元".as_bytes()), ("noise", &noise)];
    for (name, whole, inside) in [
        ("x.7z", seven(), vec!["合同.txt", "noise"]),
        ("x.zip", zipped(&members), vec!["合同.txt", "noise"]),
        ("x.tar", tar.clone(), vec!["a.txt"]),
        ("x.tar.gz", packed, vec!["x.tar"]),
    ] {
        let pieces = cut(&whole, whole.len() / 3 + 1);
        assert_eq!(pieces.len(), 3);
        let found = read_joined(name, &pieces, None);
        assert_eq!(
            found.ended(),
            (State::Read, None),
            "{name}: {:?}",
            detail(&found)
        );
        assert_eq!(found.names(), inside);
        let alone = read_named(name, &whole);
        let bytes = |found: &Found| -> Vec<Vec<u8>> {
            found
                .children
                .iter()
                .map(|child| child.bytes.clone())
                .collect()
        };
        assert_eq!(bytes(&found), bytes(&alone));
        let found = read_joined(name, &pieces[..2], None);
        if name != "x.tar" {
            assert_eq!(
                found.summary.outcome.reason,
                Some(Reason::Truncated),
                "{name}"
            );
            assert_eq!(detail(&found), "the next is missing", "{name}");
        }
        let found = read_joined(name, &pieces[..1], Some("x.2"));
        assert_eq!(
            found.summary.outcome.reason,
            Some(Reason::Truncated),
            "{name}"
        );
        assert_eq!(detail(&found), "x.2 is missing", "{name}");
    }
}

#[test]
fn damage_in_a_whole_archive_is_not_called_a_missing_piece() {
    let mut whole = zipped(&[
        ("a.txt", "五万元".repeat(100)),
        ("b.txt", "second".to_owned()),
    ]);
    whole[60] ^= 0x55;
    let found = read_joined("x.zip", &cut(&whole, whole.len() / 2), None);
    assert_eq!(found.summary.outcome.reason, Some(Reason::Corrupt));
}

#[test]
fn what_holds_more_than_files_is_joined_to_one_file() {
    let found = read_joined("x.pst", &[b"first line\n", b"second line\n"], None);
    assert_eq!(found.names(), ["x.pst"]);
    assert_eq!(found.children[0].bytes, b"first line\nsecond line\n");
    assert_eq!(found.ended(), (State::Read, None));
    assert!(found.parts.is_empty());
}

fn volumes(version: ArchiveVersion, password: Option<&str>) -> Vec<Vec<u8>> {
    let mut builder = Builder::new(version)
        .store(true)
        .password(password.map(|word| word.as_bytes().to_vec()))
        .volume_size(Some(2000));
    builder
        .add_bytes(b"long.bin".to_vec(), noise(5000), None, None)
        .unwrap();
    builder.build_volumes(None).unwrap()
}

#[test]
fn volumes_of_rar_are_one_archive() {
    for version in [ArchiveVersion::Rar29, ArchiveVersion::Rar50] {
        let volumes = volumes(version, None);
        let pieces: Vec<&[u8]> = volumes.iter().map(Vec::as_slice).collect();
        assert!(pieces.len() > 2);
        let found = read_joined("x.rar", &pieces, None);
        assert_eq!(
            found.ended(),
            (State::Read, None),
            "{version:?}: {:?}",
            detail(&found)
        );
        assert_eq!(found.names(), ["long.bin"]);
        assert_eq!(found.children[0].bytes, noise(5000));
        let found = read_joined("x.rar", &pieces[..2], None);
        assert_eq!(
            found.ended(),
            (State::Failed, Some(Reason::Truncated)),
            "{version:?}"
        );
        assert_eq!(detail(&found), "the next is missing");
        assert_eq!(found.names(), ["long.bin"]);
    }
}

#[test]
fn locked_volumes_open_with_the_users_password() {
    for version in [ArchiveVersion::Rar40, ArchiveVersion::Rar50] {
        let volumes = volumes(version, Some("开门"));
        let bytes = volumes.concat();
        let mut job = Job {
            name: "x.rar".to_owned(),
            bytes: bytes.len() as u64,
            joined: Some(Joined {
                bytes: volumes.iter().map(|volume| volume.len() as u64).collect(),
                missing: None,
                next: String::new(),
            }),
            ..Job::default()
        };
        let found = crate::check::read_job(&job, &bytes, None);
        assert_eq!(
            found.summary.outcome.reason,
            Some(Reason::Encrypted),
            "{version:?}"
        );
        job.passwords = vec!["wrong".to_owned(), "开门".to_owned()];
        let found = crate::check::read_job(&job, &bytes, None);
        assert_eq!(
            found.ended(),
            (State::Read, None),
            "{version:?}: {:?}",
            detail(&found)
        );
        assert_eq!(found.children[0].bytes, noise(5000));
    }
}

/// Makes a split archive as `zip -s` does: a mark at the start, and places told by piece.
fn spanned(whole: &[u8], sizes: [usize; 2]) -> Vec<Vec<u8>> {
    let end = whole
        .windows(4)
        .rposition(|four| four == b"PK\x05\x06")
        .unwrap();
    let four = |at: usize| u32::from_le_bytes(whole[at..at + 4].try_into().unwrap()) as usize;
    let directory = four(end + 16);
    let mut bytes = [b"PK\x07\x08", whole].concat();
    // Which piece a place of the archive without the mark lies in, and where there.
    let place = |at: usize| {
        let at = at + 4;
        match sizes {
            [first, _] if at < first => (0_u16, at),
            [first, second] if at < first + second => (1, at - first),
            [first, second] => (2, at - first - second),
        }
    };
    let mut at = directory;
    while whole[at..].starts_with(b"PK\x01\x02") {
        let (disk, offset) = place(four(at + 42));
        bytes[at + 4 + 34..at + 4 + 36].copy_from_slice(&disk.to_le_bytes());
        bytes[at + 4 + 42..at + 4 + 46].copy_from_slice(&(offset as u32).to_le_bytes());
        let two = |at: usize| usize::from(u16::from_le_bytes([whole[at], whole[at + 1]]));
        at += 46 + two(at + 28) + two(at + 30) + two(at + 32);
    }
    let (disk, offset) = place(directory);
    bytes[end + 4 + 4..end + 4 + 6].copy_from_slice(&2_u16.to_le_bytes());
    bytes[end + 4 + 6..end + 4 + 8].copy_from_slice(&disk.to_le_bytes());
    bytes[end + 4 + 16..end + 4 + 20].copy_from_slice(&(offset as u32).to_le_bytes());
    let rest = bytes.split_off(sizes[0]);
    let (second, third) = rest.split_at(sizes[1]);
    vec![bytes, second.to_vec(), third.to_vec()]
}

#[test]
fn a_zip_archive_that_says_in_which_piece_each_member_begins_is_read() {
    let (first, second) = (noise(900), noise(1100));
    let members: [(&str, &[u8]); 3] = [
        ("first", &first),
        ("second", &second),
        ("合同.txt", "五万元".as_bytes()),
    ];
    let pieces = spanned(&zipped(&members), [1000, 800]);
    let pieces: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
    let found = read_joined("x.zip", &pieces, None);
    assert_eq!(found.ended(), (State::Read, None), "{:?}", detail(&found));
    assert_eq!(found.names(), ["first", "second", "合同.txt"]);
    assert_eq!(found.children[0].bytes, first);
    assert_eq!(found.children[1].bytes, second);
    // What lies in the pieces that are there is read all the same.
    let found = read_joined("x.zip", &[pieces[0], &[], pieces[2]], Some("x.z02"));
    assert_eq!(found.ended(), (State::Partial, Some(Reason::Truncated)));
    assert_eq!(detail(&found), "x.z02 is missing");
    assert_eq!(found.children[0].bytes, first);
    assert_eq!(found.children[2].bytes, "五万元".as_bytes());
    assert!(found.children[1].outcome.is_some());
}

#[test]
fn the_part_stands_in_the_name() {
    for (name, part) in [
        ("a.7z.001", Some(1)),
        ("a.7z.012", Some(12)),
        ("x/backup.part03.rar", Some(3)),
        ("a.zip.002", Some(2)),
        ("a.tgz.ab", Some(2)),
        ("a.z01", Some(1)),
        ("a.r00", Some(2)),
        ("a.001", Some(1)),
        ("a.rar", None),
        ("a.zip", None),
        ("report.2021", None),
        ("log.123", None),
        ("a.rtf", None),
        ("a", None),
    ] {
        assert_eq!(part_of_name(name), part, "{name}");
    }
}
