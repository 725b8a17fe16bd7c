//! The program as a user runs it: from a folder to a cited hit, interrupted and repeated, and told wrong things.

#![allow(
    clippy::unwrap_used,
    reason = "a test says by panicking what does not hold"
)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::Value;

/// A folder with a leak and, once it is made, its case.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("leak")).unwrap();
        Self { folder }
    }

    fn leak(&self) -> PathBuf {
        self.folder.path().join("leak")
    }

    fn write(&self, name: impl AsRef<OsStr>, bytes: &[u8]) {
        let path = self.leak().join(name.as_ref());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_daylight"));
        command.args(arguments).current_dir(self.folder.path());
        command.env_remove("DAYLIGHT_CASE");
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that must succeed and returns its lines as JSON.
    fn json(&self, arguments: &[&str]) -> Vec<Value> {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        let lines = String::from_utf8(output.stdout).unwrap();
        lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// The ledger of files without the one thing that a second run may not repeat: when.
    fn files(&self) -> Vec<Value> {
        let mut files = self.json(&["files", "--json"]);
        for file in &mut files {
            file.as_object_mut().unwrap().remove("acquired_at");
        }
        files
    }
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive
            .start_file(*name, zip::write::SimpleFileOptions::DEFAULT)
            .unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A little of everything: encodings, containers, copies, and things that are no files.
fn odd_leak(desk: &Desk) {
    desk.write(
        "说明.txt",
        &gbk("本合同金额为五万元，请在三月前付款。\n联系人：王某\n"),
    );
    desk.write("繁體.txt", "合約與合同\n".as_bytes());
    desk.write(
        "prices.csv",
        "\u{feff}产品,价格\n远程控制,5.5万元\n".as_bytes(),
    );
    desk.write(
        "copy/说明.txt",
        &gbk("本合同金额为五万元，请在三月前付款。\n联系人：王某\n"),
    );
    let inner = zip_of(&[("内部/合同.md", "# 合同\n\n第二份合同在此\n".as_bytes())]);
    desk.write(
        "dump.zip",
        &zip_of(&[("inner.zip", &inner), ("note.txt", b"price list of tools")]),
    );
    desk.write("empty", b"");
    desk.write("n".repeat(255), b"long name");
    desk.write(OsStr::from_bytes(b"\xba\xcf\xcd\xac.txt"), b"name in GBK");
    desk.write("a\u{202e}txt.exe", b"turned around");
    desk.write("broken.zip", b"PK\x03\x04 and nothing more");
    symlink("..", desk.leak().join("loop")).unwrap();
    let pipe = Command::new("mkfifo")
        .arg(desk.leak().join("pipe"))
        .status()
        .unwrap();
    assert!(pipe.success());
}

fn case_of(name: &str) -> [String; 2] {
    ["--case".to_owned(), name.to_owned()]
}

#[test]
fn a_folder_becomes_a_case_in_which_every_file_is_accounted_for() {
    let desk = Desk::new();
    odd_leak(&desk);
    let status = &desk.json(&["add", "leak", "--json"])[0];
    for set in ["acquired", "contained"] {
        let tally = &status[set];
        let sum: u64 = ["read", "partial", "failed", "skipped", "pending"]
            .iter()
            .map(|state| tally[state].as_u64().unwrap())
            .sum();
        assert_eq!(tally["files"], sum, "{set}");
        assert_eq!(tally["pending"], 0);
    }
    assert_eq!(status["acquired"]["files"], 12);
    assert_eq!(status["contained"]["files"], 3);
    assert_eq!(status["duplicates"], 1);
    let files = desk.files();
    assert_eq!(files.len(), 15);
    let of = |path: &str| {
        let found = files.iter().find(|file| file["path"] == path);
        found.unwrap_or_else(|| panic!("{path} in {files:#?}"))
    };
    assert_eq!(of("loop")["reason"], "not_a_file");
    assert_eq!(of("pipe")["reason"], "not_a_file");
    assert_eq!(of("empty")["reason"], "empty");
    assert_eq!(of("broken.zip")["state"], "failed");
    assert_eq!(of("合同.txt")["path_bytes"], "us/NrC50eHQ=");
    assert_eq!(of("说明.txt")["duplicate_of"], "copy/说明.txt");
    assert_eq!(of("copy/说明.txt")["encoding"], "gb18030");
    assert_eq!(of("copy/说明.txt")["language"], "zh");
    assert_eq!(
        of("dump.zip!/inner.zip!/内部/合同.md")["parent"],
        "dump.zip!/inner.zip"
    );
    let leak_after: Vec<_> = fs::read_dir(desk.leak()).unwrap().collect();
    assert_eq!(leak_after.len(), 12, "originals stay as they were");
}

#[test]
fn a_word_is_found_its_place_opens_and_its_citation_holds() {
    let desk = Desk::new();
    odd_leak(&desk);
    desk.json(&["add", "leak", "--json"]);
    let hits = desk.json(&["search", "合同", "--json"]);
    let mut paths: Vec<_> = hits
        .iter()
        .map(|hit| hit["path"].as_str().unwrap())
        .collect();
    paths.sort_unstable();
    assert_eq!(
        paths,
        [
            "copy/说明.txt",
            "dump.zip!/inner.zip!/内部/合同.md",
            "繁體.txt"
        ]
    );
    let hit = hits
        .iter()
        .find(|hit| hit["path"] == "copy/说明.txt")
        .unwrap();
    assert_eq!(hit["citation"]["quote"], "合同");
    assert_eq!(hit["citation"]["locator"], "line=1");
    let [start, end] =
        [0, 1].map(|at| usize::try_from(hit["highlights"][0][at].as_u64().unwrap()).unwrap());
    assert_eq!(&hit["snippet"].as_str().unwrap()[start..end], "合同");

    let shown = &desk.json(&["show", "prices.csv#cell=2,2", "--json"])[0];
    assert_eq!(shown["text"], "5.5万元");
    let cited = desk.run(&["cite", "make", "prices.csv#cell=2,2"]);
    fs::write(desk.folder.path().join("cited.jsonl"), &cited.stdout).unwrap();
    let checks = desk.json(&["cite", "check", "cited.jsonl", "--json"]);
    assert_eq!(checks[0]["verdict"], "holds");

    let elsewhere = String::from_utf8(cited.stdout).unwrap();
    let moved = elsewhere.replace("cell=2,2", "cell=2,1");
    let reread = elsewhere.replace("5.5万元", "6.5万元");
    let broken = reread.replace("cell=2,2", "cell=9,9");
    fs::write(
        desk.folder.path().join("wrong.jsonl"),
        format!("{moved}{reread}{broken}"),
    )
    .unwrap();
    let output = desk.run(&["cite", "check", "wrong.jsonl", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let lines = String::from_utf8(output.stdout).unwrap();
    let checks: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let verdicts: Vec<_> = checks
        .iter()
        .map(|check| check["verdict"].as_str().unwrap())
        .collect();
    assert_eq!(verdicts, ["moved", "reread", "broken"]);
    assert_eq!(checks[0]["now"]["locator"], "cell=2,2");
}

#[test]
fn adding_again_changes_nothing_and_new_files_join() {
    let desk = Desk::new();
    odd_leak(&desk);
    let first = desk.json(&["add", "leak", "--json"]);
    let files = desk.json(&["files", "--json"]);
    assert_eq!(desk.json(&["add", "leak", "--json"]), first);
    assert_eq!(desk.json(&["files", "--json"]), files);
    desk.write("new.txt", "第三份合同\n".as_bytes());
    let third = &desk.json(&["add", "leak", "--json"])[0];
    assert_eq!(third["acquired"]["files"], 13);
    assert_eq!(
        desk.json(&["search", "第三份", "--json"])[0]["path"],
        "new.txt"
    );
}

#[test]
fn killed_at_any_instant_and_repeated_it_ends_in_the_same_case() {
    let desk = Desk::new();
    odd_leak(&desk);
    for number in 0..120 {
        let text = format!("第{number}号文件 合同 {}\n", "内容".repeat(2000));
        desk.write(format!("many/{number}.txt"), text.as_bytes());
        let zipped = zip_of(&[("内.txt", text.replace("合同", "协议").as_bytes())]);
        desk.write(format!("many/{number}.zip"), &zipped);
    }
    let [flag, whole] = case_of("whole.daylight");
    desk.json(&["add", "leak", &flag, &whole, "--json"]);
    let [flag, killed] = case_of("killed.daylight");
    let mut cut_short = 0;
    for milliseconds in [20, 60, 120, 200, 300, 450, 600, 900] {
        let mut adding = desk
            .command(&["add", "leak", &flag, &killed, "--json"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(milliseconds));
        // SIGKILL: nothing in the program can prepare for it.
        cut_short += u32::from(adding.try_wait().unwrap().is_none());
        let _ = adding.kill();
        adding.wait().unwrap();
    }
    assert!(
        cut_short > 0,
        "no run was cut short: the leak is too small for this test"
    );
    desk.json(&["add", "leak", &flag, &killed, "--json"]);
    let of = |case: &str| {
        let mut files = desk.json(&["files", "--case", case, "--json"]);
        for file in &mut files {
            file.as_object_mut().unwrap().remove("acquired_at");
        }
        files
    };
    assert_eq!(of("killed.daylight"), of("whole.daylight"));
    let found = |case: &str| {
        let hits = desk.json(&["search", "协议", "--case", case, "--limit", "0", "--json"]);
        let mut paths: Vec<_> = hits.iter().map(|hit| hit["path"].to_string()).collect();
        paths.sort();
        paths
    };
    assert_eq!(found("killed.daylight").len(), 120);
    assert_eq!(found("killed.daylight"), found("whole.daylight"));
    let verified = &desk.json(&["verify", "--case", "killed.daylight", "--json"])[0];
    assert_eq!(verified["broken_blobs"].as_array().unwrap().len(), 0);
    let blobs = desk.folder.path().join("killed.daylight/blobs");
    assert_eq!(temporary_files(&blobs), Vec::<PathBuf>::new());
}

fn temporary_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(temporary_files(&path));
        } else if !(name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit())) {
            found.push(path);
        }
    }
    found
}

/// Runs a command that must fail with this exit status, in these words, on one line, with a hint.
fn refused(desk: &Desk, arguments: &[&str], words: &str) {
    let output = desk.run(arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    assert!(
        said.starts_with(&format!("daylight: {words}")),
        "{arguments:?}: {said}"
    );
    assert!(said.contains("\nhint: "), "{arguments:?}: {said}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
}

#[test]
fn what_cannot_be_done_is_said_in_one_line_with_a_hint_and_leaves_nothing() {
    let desk = Desk::new();
    let output = desk.run(&["add", "nowhere"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "daylight: nowhere: no such file or folder\n"
    );
    let output = desk.run(&["add", "/dev/null"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        fs::read_dir(desk.folder.path()).unwrap().count(),
        1,
        "no case was made"
    );

    refused(
        &desk,
        &["status"],
        "there is no case in the working directory",
    );
    refused(
        &desk,
        &["status", "--case", "leak"],
        "leak: not a Daylight case",
    );
    desk.write("a.txt", "合同\n".as_bytes());
    refused(
        &desk,
        &["add", "leak/a.txt", "--case", "leak"],
        "leak: something else is there",
    );
    desk.json(&["add", "leak", "--json"]);
    refused(&desk, &["search", "(合同"], "");
    refused(
        &desk,
        &["show", "b.txt"],
        "no file in the case is called b.txt",
    );
    refused(
        &desk,
        &["show", "a.txt#line=7"],
        "a.txt has no text at line=7",
    );
    refused(
        &desk,
        &["show", "a.txt#colour=red"],
        "\"colour=red\" is no place in a file",
    );

    let lock = fs::File::open(desk.folder.path().join("leak.daylight/lock")).unwrap();
    lock.lock().unwrap();
    refused(
        &desk,
        &["add", "leak"],
        "leak.daylight: open in another process",
    );
    assert_eq!(
        desk.json(&["search", "合同", "--json"]).len(),
        1,
        "looking is allowed"
    );
    drop(lock);

    let settings = desk.folder.path().join("leak.daylight/case.toml");
    let newer = fs::read_to_string(&settings)
        .unwrap()
        .replace("version = 1", "version = 99");
    fs::write(&settings, newer).unwrap();
    refused(
        &desk,
        &["add", "leak"],
        "leak.daylight: a case of a newer Daylight (version 99, this one knows 1)",
    );
}

#[test]
fn a_broken_model_file_is_named_and_stops_before_anything_is_added() {
    let desk = Desk::new();
    desk.write("a.txt", "合同\n".as_bytes());
    let models = desk.folder.path().join("models");
    fs::create_dir(&models).unwrap();
    fs::write(models.join("lid.176.ftz"), b"not a model").unwrap();
    let output = desk
        .command(&["add", "leak"])
        .env("DAYLIGHT_MODELS", &models)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("lid.176.ftz is broken"), "{said}");
    assert!(said.contains("hint: run `daylight models fetch`"), "{said}");
}

#[test]
fn nothing_found_is_said_with_what_was_looked_at_and_exit_status_1() {
    let desk = Desk::new();
    odd_leak(&desk);
    desk.json(&["add", "leak", "--json"]);
    let output = desk.run(&["search", "不存在的词"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("nothing found, over "), "{said}");
    assert!(said.contains("could not be read"), "{said}");
    let listed = desk.run(&["files", "--state", "pending"]);
    assert_eq!(listed.status.code(), Some(1));
}

#[test]
fn a_limit_leaves_the_first_of_the_names() {
    let desk = Desk::new();
    desk.write("states.txt", "泰国、越南、马来西亚；泰国。\n".as_bytes());
    desk.json(&["add", "leak", "--json"]);
    let all = desk.json(&["entities", "--json"]);
    assert!(all.len() > 1, "{all:?}");
    assert_eq!(desk.json(&["entities", "--json", "--limit", "0"]), all);
    assert_eq!(desk.json(&["entities", "--json", "--limit", "1"]), all[..1]);
}

#[test]
fn a_zone_that_a_person_asserts_holds_where_the_source_states_none_until_it_is_withdrawn() {
    let desk = Desk::new();
    let talk = "消息记录（此消息记录为文本格式，不支持重复导入）\n\n消息分组:我的好友\n\n消息对象:老周\n\n\
        2021-03-04 02:00:00 老周(12345678)\n在吗\n\n2021-03-04 02:01:09 小满(87654321)\n在的\n";
    desk.write("chats/qq.txt", talk.as_bytes());
    let mail = "From: a@example.org\nTo: b@example.org\nSubject: x\n\
        Date: Thu, 4 Mar 2021 12:00:00 +0100\n\nhello\n";
    desk.write("chats/one.eml", mail.as_bytes());
    assert!(desk.run(&["add", "leak"]).status.success());
    let zones = |desk: &Desk| -> Vec<(String, String, Value)> {
        let messages = desk.json(&["messages", "--json"]);
        messages
            .iter()
            .map(|message| {
                let text = |key: &str| message[key].as_str().unwrap_or("-").to_owned();
                (
                    text("time_zone"),
                    text("zone_basis"),
                    message["utc"].clone(),
                )
            })
            .collect()
    };
    let before = zones(&desk);
    let stated = ("+01:00", "stated", "2021-03-04T11:00:00Z");
    let stated = (
        stated.0.to_owned(),
        stated.1.to_owned(),
        Value::from(stated.2),
    );
    let unknown = ("-".to_owned(), "unknown".to_owned(), Value::Null);
    assert_eq!(before, [stated.clone(), unknown.clone(), unknown]);

    let set = |path: &str, zone: &str| {
        let asked = [
            "zones",
            "set",
            path,
            zone,
            "--reason",
            "his phone",
            "--by",
            "Ada",
        ];
        desk.run(&asked)
    };
    for (path, zone, hint) in [
        ("chats", "Europe/Nowhere", "no time zone is called"),
        ("chat", "+08:00", "no file in the case is called chat"),
    ] {
        let refused = set(path, zone);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(2), "{said}");
        assert!(said.contains(hint), "{said}");
    }
    assert!(set("chats", "UTC+8").status.success());
    let after = zones(&desk);
    assert_eq!(after[0], stated);
    let asserted = ("+08:00", "asserted", "2021-03-03T18:00:00Z");
    assert_eq!(
        after[1],
        (
            asserted.0.to_owned(),
            asserted.1.to_owned(),
            asserted.2.into()
        )
    );
    let listed = desk.json(&["zones", "--json"]);
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["zone"], "+08:00");
    assert_eq!(listed[0]["by"], "Ada");

    let withdrawn = [
        "zones",
        "withdraw",
        "chats",
        "--reason",
        "a mistake",
        "--by",
        "Ada",
    ];
    assert!(desk.run(&withdrawn).status.success());
    assert_eq!(zones(&desk), before);
    assert_eq!(desk.run(&["zones"]).status.code(), Some(1));
    assert_eq!(desk.run(&withdrawn).status.code(), Some(2));
    let log = fs::read_to_string(desk.folder.path().join("leak.daylight/audit.jsonl")).unwrap();
    assert_eq!(log.lines().count(), 2, "{log}");
}

#[test]
fn names_that_no_list_knows_are_found_by_the_model_and_without_it_what_is_missing_is_said() {
    let desk = Desk::new();
    desk.write("a.txt", "叶知秋昨天没来，郁霁云去了梅尔维尔。\n".as_bytes());
    let found = |desk: &Desk| -> Vec<(String, String, String)> {
        let output = desk.run(&["mentions", "--json"]);
        let lines = String::from_utf8(output.stdout).unwrap();
        let mentions = lines
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        mentions
            .map(|mention| {
                let text = |key: &str| mention[key].as_str().unwrap().to_owned();
                (text("type"), text("text"), text("grade"))
            })
            .collect()
    };
    let none = desk.folder.path().join("no-models");
    let output = desk
        .command(&["add", "leak"])
        .env("DAYLIGHT_MODELS", &none)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    assert!(said.contains("rules and lists alone"), "{said}");
    let name =
        |kind: &str, text: &str, grade: &str| (kind.to_owned(), text.to_owned(), grade.to_owned());
    assert_eq!(found(&desk), [name("person", "郁霁云", "likely")]);
    // Once it is there, what was understood without it is understood anew; what both find is certain.
    assert!(desk.run(&["add", "leak"]).status.success());
    let wanted = [
        name("person", "叶知秋", "likely"),
        name("person", "郁霁云", "certain"),
        name("place", "梅尔维尔", "likely"),
    ];
    assert_eq!(found(&desk), wanted);
}
