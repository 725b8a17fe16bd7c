//! 7z archives, written by the library that reads them; those of 7-Zip itself were read by hand.

use std::io::Cursor;

use daylight_model::{Budgets, Reason, State};
use sevenz_rust2::encoder_options::{AesEncoderOptions, Lzma2Options};
use sevenz_rust2::{
    ArchiveEntry, ArchiveWriter, EncoderConfiguration, EncoderMethod, Password, SourceReader,
};

use crate::check::{read_named, read_with_passwords, read_within};

const FILES: [(&str, &str); 2] = [("合同/报价.txt", "甲方：某公司"), ("b.txt", "second")];

fn archive(solid: bool, password: Option<&str>, dictionary: Option<u32>) -> Vec<u8> {
    let mut writer = ArchiveWriter::new(Cursor::new(Vec::new())).unwrap();
    let mut methods: Vec<EncoderConfiguration> = Vec::new();
    if let Some(password) = password {
        methods.push(AesEncoderOptions::new(Password::from(password)).into());
    }
    let mut options = Lzma2Options::from_level(1);
    if let Some(dictionary) = dictionary {
        options.set_dictionary_size(dictionary);
    }
    methods.push(EncoderConfiguration::new(EncoderMethod::LZMA2).with_options(options.into()));
    writer.set_content_methods(methods);
    writer.set_encrypt_header(false);
    writer
        .push_archive_entry::<&[u8]>(ArchiveEntry::new_directory("合同"), None)
        .unwrap();
    if solid {
        let entries = FILES
            .iter()
            .map(|(name, _)| ArchiveEntry::new_file(name))
            .collect();
        let bytes = FILES
            .iter()
            .map(|(_, text)| SourceReader::new(text.as_bytes()))
            .collect();
        writer.push_archive_entries(entries, bytes).unwrap();
    } else {
        for (name, text) in FILES {
            writer
                .push_archive_entry(ArchiveEntry::new_file(name), Some(text.as_bytes()))
                .unwrap();
        }
    }
    writer
        .push_archive_entry::<&[u8]>(ArchiveEntry::new_file("empty.txt"), None)
        .unwrap();
    writer.finish().unwrap().into_inner()
}

#[test]
fn members_are_found_whether_packed_together_or_apart() {
    for solid in [false, true] {
        let found = read_named("a.7z", &archive(solid, None, None));
        assert_eq!(found.summary.media_type, "application/x-7z-compressed");
        assert_eq!(found.names(), ["合同/报价.txt", "b.txt", "empty.txt"]);
        assert_eq!(found.children[0].bytes, FILES[0].1.as_bytes());
        assert_eq!(found.children[1].bytes, b"second");
        assert_eq!(found.ended(), (State::Read, None));
    }
}

#[test]
fn a_locked_archive_opens_with_the_right_one_of_the_users_passwords() {
    for solid in [false, true] {
        let bytes = archive(solid, Some("开门"), None);
        let locked = read_named("a.7z", &bytes);
        assert_eq!(locked.ended(), (State::Partial, Some(Reason::Encrypted)));
        assert_eq!(locked.names(), ["合同/报价.txt", "b.txt", "empty.txt"]);
        let outcome = locked.children[1].outcome.as_ref().unwrap();
        assert_eq!(outcome.reason, Some(Reason::Encrypted));
        let wrong = read_with_passwords("a.7z", &bytes, &["open"]);
        assert_eq!(wrong.ended(), (State::Partial, Some(Reason::Encrypted)));
        let open = read_with_passwords("a.7z", &bytes, &["open", "开门"]);
        assert_eq!(open.ended(), (State::Read, None));
        assert_eq!(open.children[1].bytes, b"second");
        assert_eq!(open.summary.reading, "7z@1/password");
    }
}

#[test]
fn members_packed_by_ppmd_are_unpacked_within_the_share_of_memory() {
    let bytes = include_bytes!("../../../tests/ppmd/ppmd.7z");
    let found = read_named("a.7z", bytes);
    assert_eq!(found.ended(), (State::Read, None));
    assert_eq!(found.names(), ["notes.txt", "合同.txt"]);
    let text = String::from_utf8(found.children[1].bytes.clone()).unwrap();
    assert!(text.ends_with("第59条：客户要求于4日之前交付样本数据，费用183元。\n"));
    let budgets = Budgets {
        memory_bytes: 400 << 10,
        ..Budgets::default()
    };
    let found = read_within("a.7z", bytes, budgets, None);
    let outcome = found.children[0].outcome.as_ref().unwrap();
    assert_eq!(outcome.reason, Some(Reason::MemoryLimit));
}

#[test]
fn a_dictionary_that_is_too_large_is_refused_before_it_is_made() {
    let bytes = archive(false, None, Some(64 << 20));
    let budgets = Budgets {
        memory_bytes: 100 << 20,
        ..Budgets::default()
    };
    let found = read_within("a.7z", &bytes, budgets, None);
    let outcome = found.children[0].outcome.as_ref().unwrap();
    assert_eq!(outcome.reason, Some(Reason::MemoryLimit));
}

#[test]
fn what_unpacks_to_much_more_ends_at_the_budget() {
    let mut writer = ArchiveWriter::new(Cursor::new(Vec::new())).unwrap();
    let zeros = vec![0; 8 << 20];
    writer
        .push_archive_entry(ArchiveEntry::new_file("zeros"), Some(zeros.as_slice()))
        .unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    assert!(bytes.len() < 10_000);
    let budgets = Budgets {
        child_bytes: 1 << 20,
        ..Budgets::default()
    };
    let found = read_within("a.7z", &bytes, budgets, None);
    assert_eq!(found.ended(), (State::Partial, Some(Reason::TooLarge)));
    assert_eq!(found.children[0].bytes.len(), 1 << 20);
}

#[test]
fn a_part_of_a_split_archive_says_so() {
    let whole = archive(true, None, None);
    let first = read_named("a.7z.001", &whole[..whole.len() - 30]);
    assert_eq!(first.ended(), (State::Failed, Some(Reason::Truncated)));
    let detail = first.summary.outcome.detail.unwrap();
    assert!(detail.starts_with("part 1 of a split archive"), "{detail}");
}

#[test]
fn damage_is_told_and_never_taken_for_text() {
    let whole = archive(true, None, None);
    for at in (6..whole.len()).step_by(3) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x20;
        let found = read_named("a.7z", &bytes);
        for child in &found.children {
            let known = FILES.iter().any(|(_, text)| text.as_bytes() == child.bytes);
            assert!(known || child.outcome.is_some() || child.bytes.is_empty());
        }
    }
}

#[test]
fn an_archive_behind_a_program_is_read() {
    let program = [b"MZ".as_slice(), &[0; 500], &super::SIGNATURE, &[0; 600]].concat();
    let found = read_named("setup.exe", &[program, archive(true, None, None)].concat());
    assert_eq!(found.names(), ["合同/报价.txt", "b.txt", "empty.txt"]);
    assert_eq!(found.children[1].bytes, b"second");
    assert_eq!(found.ended(), (State::Read, None));
}
