//! Documents that other programs have locked (`tests/locked`), and a presentation locked here.

use daylight_model::{Budgets, Job, Reason, State};

use super::legacy::objects;
use super::{rc4, wide};
use crate::check::{read_job, read_named, read_with_passwords};
use crate::format::compound::write::{Node, written};
use crate::format::compound::{Compound, u32_at};
use crate::format::samples;

const AGILE: &[u8] = include_bytes!("../../../tests/locked/agile.docx");
const STANDARD: &[u8] = include_bytes!("../../../tests/locked/standard.xlsx");
const DOC: &[u8] = include_bytes!("../../../tests/locked/rc4.doc");
const XLS: &[u8] = include_bytes!("../../../tests/locked/rc4.xls");

const LOCKED: (State, Option<Reason>) = (State::Failed, Some(Reason::Encrypted));

#[track_caller]
fn check(name: &str, bytes: &[u8], reading: &str, places: &[(&str, &str)]) {
    for found in [
        read_named(name, bytes),
        read_with_passwords(name, bytes, &["wrong", ""]),
    ] {
        assert_eq!(found.ended(), LOCKED);
        assert_eq!(found.text(), "");
        assert_eq!(
            found.summary.outcome.detail.as_deref(),
            Some("asks for a password")
        );
    }
    let found = read_with_passwords(name, bytes, &["wrong", "开门2024", "never tried"]);
    assert_eq!(found.ended(), (State::Read, None));
    assert_eq!(found.summary.reading, reading);
    let odd = found
        .warnings
        .iter()
        .find(|what| what.contains("does not fit"));
    assert_eq!(odd, None);
    for (place, text) in places {
        assert_eq!(found.at(place), Some(*text), "{place} of {found:?}");
    }
}

#[test]
fn a_document_locked_by_another_program_opens_with_the_users_password_and_is_what_it_is() {
    let paragraphs = [
        ("paragraph=1", "加密的合同"),
        ("paragraph=2", "five thousand"),
    ];
    check("a.docx", AGILE, "docx@2/password", &paragraphs);
    let found = read_with_passwords("a.docx", AGILE, &["开门2024"]);
    assert!(
        found
            .summary
            .media_type
            .ends_with("wordprocessingml.document")
    );
}

#[test]
fn a_workbook_of_2007_and_files_of_97_open_too() {
    let cells = [
        ("sheet=价目&cell=A1", "产品"),
        ("sheet=价目&cell=B2", "12345"),
    ];
    check("a.xlsx", STANDARD, "xlsx@2/password", &cells);
    check("a.xls", XLS, "xls@2/password", &cells);
    let paragraphs = [
        ("paragraph=1", "加密的合同：金额五万元"),
        ("paragraph=2", "second paragraph"),
    ];
    check("a.doc", DOC, "doc@2/password", &paragraphs);
}

/// Returns a presentation whose objects are locked, with all that its last edit names.
fn presentation() -> Vec<u8> {
    let file = Compound::open(samples::ppt()).unwrap();
    let mut main = file.stream("PowerPoint Document").unwrap();
    let mut user = file.stream("Current User").unwrap();
    let edit = u32_at(&user, 16) as usize;
    let known = objects(&main, edit).unwrap();
    let (info, keys) = rc4::sample(&wide("开门2024"));
    for (number, at) in &known {
        let end = at + 8 + u32_at(&main, at + 4) as usize;
        keys.block(*number).apply(&mut main[*at..end]);
    }
    let atom = |kind: u32, body: &[u8]| {
        let head = [kind << 16, body.len() as u32];
        let mut bytes: Vec<u8> = head.into_iter().flat_map(u32::to_le_bytes).collect();
        bytes.extend(body);
        bytes
    };
    let session = (50, main.len());
    main.extend(atom(0x2f14, &info));
    let directory = main.len() as u32;
    let entries = known.iter().copied().chain([session]);
    let entries: Vec<u8> = entries
        .flat_map(|(number, at)| [number | 1 << 20, at as u32])
        .flat_map(u32::to_le_bytes)
        .collect();
    main.extend(atom(0x1772, &entries));
    let words = [0, 0, 0, directory, 1, 60, 0, 50_u32];
    let last: Vec<u8> = words.into_iter().flat_map(u32::to_le_bytes).collect();
    let at = main.len() as u32;
    main.extend(atom(0x0ff5, &last));
    user[16..20].copy_from_slice(&at.to_le_bytes());
    user[12..16].copy_from_slice(&0xf3d1_c4df_u32.to_le_bytes());
    written(vec![
        Node::stream("PowerPoint Document", main),
        Node::stream("Current User", user),
    ])
}

#[test]
fn a_locked_presentation_opens_too() {
    let plain = read_named("a.ppt", &samples::ppt());
    let locked = presentation();
    check("a.ppt", &locked, "ppt@1/password", &[]);
    let opened = read_with_passwords("a.ppt", &locked, &["开门2024"]);
    assert!(!plain.text().is_empty());
    assert_eq!(opened.text(), plain.text());
}

#[test]
fn a_package_that_was_changed_after_it_was_locked_says_so_and_is_read_as_far_as_it_goes() {
    let file = Compound::open(AGILE.to_vec()).unwrap();
    let mut package = file.stream("EncryptedPackage").unwrap();
    let last = package.len() - 1;
    package[last] ^= 1;
    let changed = file.with(vec![("EncryptedPackage", package)]);
    let found = read_with_passwords("a.docx", &changed, &["开门2024"]);
    assert!(found.warnings[0].contains("does not fit"), "{found:?}");
    assert!(found.text().contains("加密的合同"));
}

#[test]
fn a_list_that_would_take_too_long_is_tried_as_far_as_it_goes_and_that_is_told() {
    let words = ["a", "b", "c", "开门2024"];
    let mut job = Job {
        name: "a.docx".to_owned(),
        passwords: words.iter().map(|word| (*word).to_owned()).collect(),
        ..Job::default()
    };
    job.budgets = Budgets {
        cpu_seconds: 0,
        ..Budgets::default()
    };
    let found = read_job(&job, AGILE, None);
    assert_eq!(found.ended(), LOCKED);
    let detail = found.summary.outcome.detail.unwrap();
    assert!(detail.contains("only the first 1 of 4"), "{detail}");
}

#[test]
fn damage_ends_in_an_outcome() {
    let locked = presentation();
    for (name, file) in [
        ("a.docx", AGILE),
        ("a.doc", DOC),
        ("a.xls", XLS),
        ("a.ppt", &locked),
    ] {
        for length in (0..file.len()).step_by(509) {
            read_with_passwords(name, &file[..length], &["开门2024"]);
        }
        for at in (0..file.len()).step_by(97) {
            let mut bytes = file.to_vec();
            bytes[at] ^= 0xff;
            read_with_passwords(name, &bytes, &["开门2024"]);
        }
    }
}
