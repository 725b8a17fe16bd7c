//! RAR archives, written by the library that reads them; those of WinRAR itself were read by hand.

use daylight_model::{Budgets, Reason, State};
use rars::{ArchiveVersion, Builder};

use crate::check::{read_named, read_with_passwords, read_within};

fn builder(version: ArchiveVersion) -> Builder {
    Builder::new(version)
}

fn filled(mut builder: Builder, name: &[u8]) -> Vec<u8> {
    for (name, text) in [(name, "甲方：某公司"), (b"b.txt", "second")] {
        builder
            .add_bytes(name.to_vec(), text.as_bytes().to_vec(), None, None)
            .unwrap();
    }
    builder.to_bytes().unwrap()
}

const VERSIONS: [ArchiveVersion; 2] = [ArchiveVersion::Rar29, ArchiveVersion::Rar50];

#[test]
fn members_of_old_and_new_archives_are_found() {
    for version in VERSIONS {
        for solid in [false, true] {
            let bytes = filled(builder(version).solid(solid), b"dir/a.txt");
            let found = read_named("a.rar", &bytes);
            assert_eq!(found.summary.media_type, "application/vnd.rar");
            assert_eq!(found.names(), ["dir/a.txt", "b.txt"], "{version:?}");
            assert_eq!(found.children[0].bytes, "甲方：某公司".as_bytes());
            assert_eq!(found.children[1].bytes, b"second");
            assert_eq!(found.ended(), (State::Read, None));
        }
    }
}

#[test]
fn old_names_are_decoded_by_what_fits_them() {
    let gbk = encoding_rs::GB18030.encode("合同报价单.txt").0.into_owned();
    let found = read_named("a.rar", &filled(builder(ArchiveVersion::Rar29), &gbk));
    assert_eq!(found.names()[0], "合同报价单.txt");
    assert_eq!(found.children[0].start.name_bytes, gbk);
}

#[test]
fn a_locked_archive_opens_with_the_right_one_of_the_users_passwords() {
    for version in [ArchiveVersion::Rar40, ArchiveVersion::Rar50] {
        for headers in [false, true] {
            let locked = builder(version)
                .password(Some("开门".as_bytes().to_vec()))
                .header_encryption(headers);
            let bytes = filled(locked, b"a.txt");
            let found = read_named("a.rar", &bytes);
            assert_eq!(found.ended(), (State::Failed, Some(Reason::Encrypted)));
            assert_eq!(found.children.len(), if headers { 0 } else { 2 });
            let found = read_with_passwords("a.rar", &bytes, &["wrong"]);
            assert_eq!(found.ended(), (State::Failed, Some(Reason::Encrypted)));
            let found = read_with_passwords("a.rar", &bytes, &["wrong", "开门"]);
            assert_eq!(found.ended(), (State::Read, None), "{version:?} {headers}");
            assert_eq!(found.children[1].bytes, b"second");
            assert_eq!(found.summary.reading, "rar@1/password");
        }
    }
}

#[test]
fn what_unpacks_to_much_more_ends_at_the_budget() {
    for version in VERSIONS {
        let mut builder = builder(version);
        builder
            .add_bytes(b"zeros".to_vec(), vec![0; 4 << 20], None, None)
            .unwrap();
        let bytes = builder.to_bytes().unwrap();
        assert!(bytes.len() < 100_000);
        let budgets = Budgets {
            child_bytes: 1 << 20,
            ..Budgets::default()
        };
        let found = read_within("a.rar", &bytes, budgets, None);
        assert_eq!(found.ended(), (State::Partial, Some(Reason::TooLarge)));
        assert_eq!(found.children[0].bytes.len(), 1 << 20);
    }
}

#[test]
fn a_part_of_a_split_archive_says_so() {
    for version in VERSIONS {
        let mut builder = builder(version).store(true).volume_size(Some(2000));
        builder
            .add_bytes(b"long.txt".to_vec(), b"0123456789".repeat(1000), None, None)
            .unwrap();
        let volumes = builder.build_volumes(None).unwrap();
        let found = read_named("a.part2.rar", &volumes[1]);
        assert_eq!(found.ended(), (State::Failed, Some(Reason::Truncated)));
        let detail = found.summary.outcome.detail.unwrap();
        assert!(detail.starts_with("part 2 of a split archive"), "{detail}");
    }
}

#[test]
fn damage_is_told_and_never_taken_for_text() {
    for version in VERSIONS {
        let whole = filled(builder(version), b"a.txt");
        for at in 7..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x20;
            let found = read_named("a.rar", &bytes);
            for child in found
                .children
                .iter()
                .filter(|child| child.outcome.is_none())
            {
                let known = ["甲方：某公司".as_bytes(), b"second", b""];
                assert!(known.contains(&child.bytes.as_slice()), "{version:?} {at}");
            }
        }
        for length in 7..whole.len() {
            read_named("a.rar", &whole[..length]);
        }
    }
}

#[test]
fn an_archive_behind_a_program_is_read() {
    for version in VERSIONS {
        let program = [b"MZ".as_slice(), &[0; 500]].concat();
        let archive = filled(builder(version), b"a.txt");
        let found = read_named("setup.exe", &[program, archive].concat());
        assert_eq!(found.names(), ["a.txt", "b.txt"]);
        assert_eq!(found.ended(), (State::Read, None));
    }
}
