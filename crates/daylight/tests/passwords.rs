//! What asks for a password: told so, and read when the user brings one, at once or later.

#![allow(
    clippy::unwrap_used,
    reason = "a test says by panicking what does not hold"
)]

mod program;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use serde_json::Value;
use zip::unstable::write::FileOptionsExt as _;

use program::daylight;

const LOCKED: &[u8] = include_bytes!("../../extract/tests/locked/agile.docx");

/// State and reason by path.
fn files(folder: &Path) -> BTreeMap<String, (String, String)> {
    let words = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let files = daylight(folder, &["files", "--json"]);
    let row = |file: &Value| (words(&file["state"]), words(&file["reason"]));
    files
        .iter()
        .map(|file| (words(&file["path"]), row(file)))
        .collect()
}

#[test]
fn a_list_that_comes_later_opens_what_asked_for_a_password_before() {
    let folder = tempfile::tempdir().unwrap();
    let leak = folder.path().join("leak");
    fs::create_dir_all(&leak).unwrap();
    fs::write(leak.join("a.docx"), LOCKED).unwrap();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let locked = options.with_deprecated_encryption("开门2024".as_bytes());
    archive.start_file("note.txt", locked.unwrap()).unwrap();
    archive.write_all("第二份合同".as_bytes()).unwrap();
    fs::write(leak.join("b.zip"), archive.finish().unwrap().into_inner()).unwrap();
    let list = folder.path().join("words.txt");
    let add = ["add", "leak", "--json", "--case", "c.daylight"];
    let with_list = ["add", "leak", "--json", "--password-file", "words.txt"];
    let search = ["search", "合同", "--json"];

    daylight(folder.path(), &add);
    let before = files(folder.path());
    let encrypted = ("failed".to_owned(), "encrypted".to_owned());
    assert_eq!(before["a.docx"], encrypted);
    assert_eq!(before["b.zip"].1, "encrypted");

    fs::write(&list, "wrong\n").unwrap();
    daylight(folder.path(), &with_list);
    assert_eq!(files(folder.path()), before);

    fs::write(&list, "wrong\n开门2024\n").unwrap();
    daylight(folder.path(), &with_list);
    let after = files(folder.path());
    assert!(after.values().all(|row| row.0 == "read"), "{after:?}");
    let hits = daylight(folder.path(), &search);
    let paths: Vec<&str> = hits.iter().filter_map(|hit| hit["path"].as_str()).collect();
    assert!(paths.contains(&"a.docx"), "{paths:?}");
    assert!(paths.contains(&"b.zip!/note.txt"), "{paths:?}");
}
