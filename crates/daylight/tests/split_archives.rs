//! Archives that were cut into several files: joined, told which piece is missing, and read when it comes.

#![allow(
    clippy::unwrap_used,
    reason = "a test says by panicking what does not hold"
)]

mod program;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use program::daylight;

/// State, and words where there are any, by path.
fn files(folder: &Path) -> BTreeMap<String, (String, String)> {
    let words = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let files = daylight(folder, &["files", "--json"]);
    files
        .iter()
        .map(|file| {
            (
                words(&file["path"]),
                (words(&file["state"]), words(&file["detail"])),
            )
        })
        .collect()
}

fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::DEFAULT.compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in members {
        archive.start_file(*name, stored).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn pieces_are_read_as_one_and_a_missing_one_is_named_until_it_comes() {
    let folder = tempfile::tempdir().unwrap();
    let leak = folder.path().join("leak");
    fs::create_dir_all(leak.join("other")).unwrap();
    let note = "第二份合同：五万元\n".repeat(40);
    let whole = zip_of(&[("a.txt", note.as_bytes()), ("合同.txt", "在此".as_bytes())]);
    let pieces: Vec<&[u8]> = whole.chunks(whole.len() / 3 + 1).collect();
    fs::write(leak.join("x.zip.001"), pieces[0]).unwrap();
    fs::write(leak.join("x.zip.003"), pieces[2]).unwrap();
    // Whole files with numbers are no pieces, whatever they are called.
    fs::write(
        leak.join("other/day.zip.01"),
        zip_of(&[("one.txt", b"first day")]),
    )
    .unwrap();
    fs::write(
        leak.join("other/day.zip.02"),
        zip_of(&[("two.txt", b"second day")]),
    )
    .unwrap();
    let inner = zip_of(&[("x.zip.001", pieces[0]), ("x.zip.002", pieces[1])]);
    fs::write(leak.join("part.zip"), inner).unwrap();
    daylight(folder.path(), &["add", "leak", "--json"]);
    let found = files(folder.path());
    let said = |path: &str| {
        let (state, detail) = found
            .get(path)
            .unwrap_or_else(|| panic!("{path}: {found:?}"));
        (state.as_str(), detail.as_str())
    };
    assert_eq!(said("x.zip.001"), ("partial", "x.zip.002 is missing"));
    assert_eq!(
        said("x.zip.003"),
        ("failed", "piece 3 of x.zip; x.zip.002 is missing")
    );
    assert_eq!(said("other/day.zip.01!/one.txt").0, "read");
    assert_eq!(said("other/day.zip.02!/two.txt").0, "read");

    fs::write(leak.join("x.zip.002"), pieces[1]).unwrap();
    daylight(folder.path(), &["add", "leak", "--json"]);
    let found = files(folder.path());
    let said = |path: &str| {
        let (state, detail) = found
            .get(path)
            .unwrap_or_else(|| panic!("{path}: {found:?}"));
        (state.as_str(), detail.as_str())
    };
    assert_eq!(said("x.zip.001"), ("read", ""));
    assert_eq!(
        said("x.zip.002"),
        ("read", "piece 2 of x.zip, read with x.zip.001")
    );
    assert_eq!(
        said("x.zip.003"),
        ("read", "piece 3 of x.zip, read with x.zip.001")
    );
    assert_eq!(said("x.zip.001!/a.txt"), ("read", ""));
    let hits = daylight(folder.path(), &["search", "第二份合同", "--json"]);
    assert!(
        hits.iter().any(|hit| hit["path"] == "x.zip.001!/a.txt"),
        "{hits:?}"
    );
    daylight(folder.path(), &["verify", "--json"]);

    // So is what lies in a container, wherever a piece of it is known from.
    let whole = zip_of(&[("b.txt", "第三份\n".repeat(99).as_bytes())]);
    let (first, second) = whole.split_at(300);
    let early = zip_of(&[("y.zip.001", first)]);
    fs::write(leak.join("early.zip"), early).unwrap();
    daylight(folder.path(), &["add", "leak", "--json"]);
    let found = files(folder.path());
    let (_, detail) = &found["early.zip!/y.zip.001"];
    assert_eq!(detail, "y.zip.002 is missing");
    let late = zip_of(&[("y.zip.001", first), ("y.zip.002", second)]);
    fs::write(leak.join("late.zip"), late).unwrap();
    daylight(folder.path(), &["add", "leak", "--json"]);
    let found = files(folder.path());
    assert_eq!(found["late.zip!/y.zip.002"].0, "read");
    assert!(
        found.contains_key("early.zip!/y.zip.001!/b.txt"),
        "{found:?}"
    );

    // A case that had all of them at once is the same.
    let other = tempfile::tempdir().unwrap();
    fs::rename(&leak, other.path().join("leak")).unwrap();
    daylight(other.path(), &["add", "leak", "--json"]);
    assert_eq!(files(other.path()), found);
}

/// As the tools of others cut, where they are installed.
#[test]
fn what_zip_and_split_cut_is_joined() {
    let folder = tempfile::tempdir().unwrap();
    let leak = folder.path().join("leak");
    fs::create_dir(&leak).unwrap();
    let mut state = 1_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    })
    .take(150_000)
    .collect();
    fs::write(folder.path().join("noise"), noise).unwrap();
    fs::write(folder.path().join("note.txt"), "第二份合同\n").unwrap();
    let ran = |program: &str, arguments: &[&str]| {
        let run = Command::new(program)
            .args(arguments)
            .current_dir(folder.path())
            .output();
        run.is_ok_and(|run| run.status.success())
    };
    let mut expected = Vec::new();
    if ran(
        "zip",
        &["-q", "-s", "64k", "leak/z.zip", "noise", "note.txt"],
    ) {
        expected.push("z.zip!/note.txt");
    }
    if ran("tar", &["czf", "x.tar.gz", "noise", "note.txt"])
        && ran("split", &["-b", "50000", "x.tar.gz", "leak/x.tar.gz."])
    {
        expected.push("x.tar.gz.aa!/x.tar!/note.txt");
    }
    daylight(folder.path(), &["add", "leak", "--json"]);
    let found = files(folder.path());
    for path in expected {
        assert!(found.contains_key(path), "{path}: {found:?}");
    }
    let not_read: Vec<_> = found
        .iter()
        .filter(|(path, (state, _))| state != "read" && !path.ends_with("noise"))
        .collect();
    assert!(not_read.is_empty(), "{not_read:?}");
}
