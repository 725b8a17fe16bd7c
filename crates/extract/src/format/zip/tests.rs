//! Archives built member by member, whole and hostile.

use std::io::{Cursor, Write};

use daylight_model::{Budgets, Reason, State};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::check::{Found, read_named, read_with_passwords, read_within};

fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let stored =
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file(*name, stored).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Writes a name of the same length over another, wherever it stands.
fn renamed(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let places: Vec<usize> = bytes
        .windows(from.len())
        .enumerate()
        .filter(|(_, window)| *window == from)
        .map(|(at, _)| at)
        .collect();
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    bytes
}

fn bytes_of<'f>(found: &'f Found, name: &str) -> &'f [u8] {
    let child = found.children.iter().find(|child| child.start.name == name);
    &child
        .unwrap_or_else(|| panic!("{name} in {:?}", found.names()))
        .bytes
}

#[test]
fn members_are_files_inside_with_their_names_and_bytes() {
    let bytes = archive(&[
        ("合同/报价.txt", "五万元".as_bytes()),
        ("folder/", b""),
        ("b.txt", b"two"),
    ]);
    let found = read_named("a.zip", &bytes);
    assert_eq!(found.names(), ["合同/报价.txt", "b.txt"]);
    assert_eq!(bytes_of(&found, "合同/报价.txt"), "五万元".as_bytes());
    assert_eq!(found.ended(), (State::Read, None));
    assert_eq!(found.summary.media_type, "application/zip");
}

#[test]
fn names_in_gbk_are_decoded_and_kept() {
    let name = encoding_rs::GB18030.encode("合同报价.txt").0.into_owned();
    let bytes = renamed(archive(&[("ABCDEFGH.txt", b"x")]), b"ABCDEFGH.txt", &name);
    let found = read_named("a.zip", &bytes);
    assert_eq!(found.names(), ["合同报价.txt"]);
    assert_eq!(found.children[0].start.name_bytes, name);
    assert_eq!(found.summary.reading, "zip@1/gb18030");
}

#[test]
fn names_that_climb_stay_names() {
    let found = read_named(
        "a.zip",
        &archive(&[("../../etc/passwd", b"x"), ("/abs", b"y")]),
    );
    assert_eq!(found.names(), ["../../etc/passwd", "/abs"]);
}

#[test]
fn a_truncated_archive_gives_the_members_before_the_cut() {
    let noise: Vec<u8> = (0..40_000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    let whole = archive(&[("one.txt", b"first"), ("two.bin", &noise)]);
    let found = read_named("a.zip", &whole[..whole.len() - 2_000]);
    assert_eq!(bytes_of(&found, "one.txt"), b"first");
    assert_eq!(found.ended(), (State::Partial, Some(Reason::Truncated)));
    let cut = found.children[1].outcome.as_ref().unwrap();
    assert_eq!(cut.reason, Some(Reason::Truncated));
    assert!(found.children[1].bytes.len() > 30_000);
}

#[test]
fn a_damaged_member_costs_that_member_only() {
    let bytes = archive(&[
        ("one.txt", b"first"),
        ("two.txt", b"second"),
        ("three.txt", b"third"),
    ]);
    let found = read_named("a.zip", &renamed(bytes, b"second", b"sec0nd"));
    assert_eq!(bytes_of(&found, "three.txt"), b"third");
    assert_eq!(found.ended(), (State::Partial, Some(Reason::Corrupt)));
    assert!(found.children[1].outcome.is_some() && found.children[2].outcome.is_none());
}

#[test]
fn encrypted_members_are_named_and_say_so() {
    let mut bytes = archive(&[("secret.txt", b"first"), ("open.txt", b"second")]);
    let directory = bytes
        .windows(4)
        .position(|four| four == b"PK\x01\x02")
        .unwrap();
    bytes[directory + 8] |= 1;
    let found = read_named("a.zip", &bytes);
    assert_eq!(
        found.children[0].outcome.as_ref().unwrap().reason,
        Some(Reason::Encrypted)
    );
    assert_eq!(bytes_of(&found, "open.txt"), b"second");
    assert_eq!(found.ended(), (State::Partial, Some(Reason::Encrypted)));
}

#[test]
fn a_bomb_stops_at_the_budget() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    writer.start_file("bomb", options).unwrap();
    writer.write_all(&vec![0; 5_000_000]).unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    let budgets = Budgets {
        child_bytes: 1_000_000,
        ..Budgets::default()
    };
    let found = read_within("a.zip", &bytes, budgets, None);
    assert_eq!(found.children[0].bytes.len(), 1_000_000);
    assert_eq!(found.ended(), (State::Partial, Some(Reason::TooLarge)));
}

#[test]
fn too_many_members_are_cut_off() {
    let names: Vec<String> = (0..50).map(|n| format!("{n}.txt")).collect();
    let members: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), &b"x"[..]))
        .collect();
    let budgets = Budgets {
        children: 10,
        ..Budgets::default()
    };
    let found = read_within("a.zip", &archive(&members), budgets, None);
    assert_eq!(found.children.len(), 10);
    assert_eq!(found.ended(), (State::Partial, Some(Reason::TooMany)));
}

#[test]
fn an_archive_behind_another_file_is_read_as_well() {
    let mut bytes = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01".to_vec();
    bytes.extend([7; 200]);
    bytes.extend(archive(&[("hidden.txt", b"found")]));
    let found = read_named("a.jpg", &bytes);
    assert_eq!(bytes_of(&found, "hidden.txt"), b"found");
    assert_eq!(found.summary.media_type, "image/jpeg");
    assert!(
        found.warnings[0].contains("ends as a zip archive"),
        "{:?}",
        found.warnings
    );
}

#[test]
fn an_archive_of_nothing_is_a_warning() {
    let found = read_named("a.zip", &archive(&[]));
    assert_eq!(found.warnings, ["an archive that holds nothing"]);
    assert_eq!(found.ended(), (State::Read, None));
}

fn packed(options: SimpleFileOptions, text: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["a.txt", "b.txt"] {
        writer.start_file(name, options).unwrap();
        writer.write_all(text).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn locked_members_open_with_the_right_one_of_the_users_passwords() {
    use zip::AesMode::{Aes128, Aes192, Aes256};
    use zip::unstable::write::FileOptionsExt;
    let text = "客户要求下周一之前交付样本数据。".repeat(20);
    let deflated =
        SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    let with_aes = |mode| deflated.with_aes_encryption(mode, "开门");
    let mut archives: Vec<_> = [Aes128, Aes192, Aes256]
        .map(|mode| packed(with_aes(mode), text.as_bytes()))
        .into();
    let old = deflated
        .with_deprecated_encryption("开门".as_bytes())
        .unwrap();
    archives.push(packed(old, text.as_bytes()));
    for bytes in archives {
        let locked = read_named("a.zip", &bytes);
        assert_eq!(locked.ended(), (State::Failed, Some(Reason::Encrypted)));
        let wrong = read_with_passwords("a.zip", &bytes, &["open", "sesame"]);
        assert_eq!(wrong.ended(), (State::Failed, Some(Reason::Encrypted)));
        let open = read_with_passwords("a.zip", &bytes, &["open", "开门"]);
        assert_eq!(open.ended(), (State::Read, None), "{:?}", open.summary);
        assert_eq!(bytes_of(&open, "b.txt"), text.as_bytes());
        assert_eq!(open.summary.reading, "zip@1/password");
        let mut damaged = bytes.clone();
        damaged[90] ^= 1;
        let damaged = read_with_passwords("a.zip", &damaged, &["开门"]);
        assert_ne!(damaged.ended(), (State::Read, None));
    }
}

#[test]
fn members_packed_by_newer_methods_are_unpacked() {
    use zip::CompressionMethod::{Bzip2, Xz};
    let text = "客户要求下周一之前交付样本数据。".repeat(200);
    for method in [Bzip2, Xz] {
        let options = SimpleFileOptions::default().compression_method(method);
        let bytes = packed(options, text.as_bytes());
        let found = read_named("a.zip", &bytes);
        assert_eq!(found.ended(), (State::Read, None), "{method:?}");
        assert_eq!(bytes_of(&found, "b.txt"), text.as_bytes());
    }
}

/// Made with 7-Zip (`tests/ppmd`).
const PPMD: &[u8] = include_bytes!("../../../tests/ppmd/ppmd.zip");

/// Where the settings of its one member stand: behind a header and a name.
const SETTINGS: usize = 30 + "合同.txt".len();

#[test]
fn members_packed_by_ppmd_are_unpacked() {
    let found = read_named("a.zip", PPMD);
    assert_eq!(found.ended(), (State::Read, None));
    let text = String::from_utf8(bytes_of(&found, "合同.txt").to_vec()).unwrap();
    assert_eq!(text.lines().count(), 60);
    assert!(text.ends_with("第59条：客户要求于4日之前交付样本数据，费用183元。\n"));
}

#[test]
fn members_packed_by_ppmd_written_as_a_stream_end_at_their_mark() {
    let text = "客户要求下周一之前交付样本数据。".repeat(50);
    let mut encoder =
        ppmd_rust::Ppmd8Encoder::new(Vec::new(), 6, 1 << 20, ppmd_rust::RestoreMethod::CutOff)
            .unwrap();
    encoder.write_all(text.as_bytes()).unwrap();
    let mut packed = (5_u16 | 1 << 12).to_le_bytes().to_vec();
    packed.extend(encoder.finish(true).unwrap());
    let mut crc = flate2::Crc::new();
    crc.update(text.as_bytes());
    for length in [text.len() as u32, 0] {
        let mut bytes = archive(&[("a.txt", &packed)]);
        let directory = bytes.windows(4).position(|four| four == b"PK\x01\x02");
        let directory = directory.unwrap();
        for (at, flags) in [(0, 6), (directory, 8)] {
            let method = at + flags + 2;
            bytes[at + flags] |= 8;
            bytes[method..method + 2].copy_from_slice(&98_u16.to_le_bytes());
            bytes[method + 6..method + 10].copy_from_slice(&crc.sum().to_le_bytes());
            bytes[method + 14..method + 18].copy_from_slice(&length.to_le_bytes());
        }
        let found = read_named("a.zip", &bytes);
        assert_eq!(found.ended(), (State::Read, None), "{length}");
        assert_eq!(bytes_of(&found, "a.txt"), text.as_bytes());
    }
}

#[test]
fn memory_that_a_ppmd_member_asks_for_is_held_against_the_budget_and_damage_is_told() {
    let reason = |bytes: &[u8], budgets| {
        let found = read_within("a.zip", bytes, budgets, None);
        found.children[0].outcome.as_ref().unwrap().reason
    };
    let budgets = Budgets {
        memory_bytes: 3 << 20,
        ..Budgets::default()
    };
    assert_eq!(reason(PPMD, budgets), Some(Reason::MemoryLimit));
    let changed = |at: usize, value: u8| {
        let mut bytes = PPMD.to_vec();
        bytes[at] = value;
        bytes
    };
    let all = Budgets::default();
    assert_eq!(
        reason(&changed(SETTINGS + 1, 0xf0), all.clone()),
        Some(Reason::Corrupt)
    );
    // Whether it ends too early or goes on wrongly is a matter of chance.
    let damaged = reason(&changed(SETTINGS + 60, 0), all);
    assert!(matches!(damaged, Some(Reason::Corrupt | Reason::Truncated)));
    let cut = read_named("a.zip", &PPMD[..300]);
    let outcome = cut.children[0].outcome.as_ref().unwrap();
    assert_eq!(outcome.reason, Some(Reason::Truncated));
    for at in SETTINGS..PPMD.len() {
        read_named("a.zip", &changed(at, 0x5a));
    }
}

#[test]
fn the_last_part_of_a_split_archive_says_that_it_is_one() {
    let mut bytes = archive(&[("a.txt", b"one"), ("b.txt", b"two")]);
    let end = bytes.len() - 22;
    bytes[end + 4] = 2;
    let found = read_named("a.zip", &bytes);
    let outcome = found.summary.outcome;
    assert_eq!(outcome.reason, None);
    let cut = [b"xxxx".as_slice(), &bytes[40..]].concat();
    let found = read_named("a.zip", &cut);
    assert_eq!(found.ended().1, Some(Reason::Truncated));
    let detail = found.summary.outcome.detail.unwrap();
    assert!(detail.contains("split archive"), "{detail}");
}
