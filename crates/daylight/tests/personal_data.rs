//! Personal data that is planted in the sample leak, held against everything that the program presents: each command
//! and each answer of the server. Always: a value is shown to nobody who did not ask for it by name.

#![allow(
    clippy::unwrap_used,
    reason = "a test says by panicking what does not hold"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

const SENSITIVE: &[&str] = &[
    "phone",
    "email",
    "id_number",
    "bank_card",
    "passport",
    "credential",
    "plate",
];

fn sample(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../samples")
        .join(path)
}

fn daylight(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_daylight"))
        .args(arguments)
        .args(["--case", "c.daylight"])
        .current_dir(folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        matches!(output.status.code(), Some(0 | 1)),
        "{arguments:?}: {said}"
    );
    String::from_utf8(output.stdout).unwrap()
}

fn lines(text: &str) -> impl Iterator<Item = Value> + '_ {
    text.lines().map(|line| serde_json::from_str(line).unwrap())
}

/// Returns the values that the key says are planted in what somebody wrote, and those in rows of personal data.
fn planted(folder: &Path) -> BTreeSet<String> {
    let key = std::fs::read_to_string(sample("key/mentions.jsonl")).unwrap();
    let mut values: BTreeSet<String> = lines(&key)
        .filter(|mention| SENSITIVE.contains(&mention["type"].as_str().unwrap()))
        .map(|mention| mention["text"].as_str().unwrap().to_owned())
        .collect();
    assert!(values.len() >= 20, "{values:?}");
    let tables = daylight(folder, &["tables", "--json"]);
    let of_people: BTreeSet<String> = lines(&tables)
        .filter(|table| {
            let columns = table["columns"].as_array().unwrap();
            columns.iter().any(|column| column["sensitive"] == true)
        })
        .map(|table| table["path"].as_str().unwrap().to_owned())
        .collect();
    assert!(of_people.len() >= 2, "{of_people:?}");
    let unmask = [
        "--unmask",
        "--by",
        "a test",
        "--reason",
        "what must not be shown",
    ];
    let rows = daylight(
        folder,
        &[&["tables", "--rows", "--json"][..], &unmask].concat(),
    );
    let before = values.len();
    for row in lines(&rows).filter(|row| of_people.contains(row["path"].as_str().unwrap_or(""))) {
        for value in row["values"].as_object().unwrap().values() {
            // Dates and counts stand elsewhere too.
            let value = value.as_str().unwrap_or_default();
            let digits = value.chars().filter(char::is_ascii_digit).count();
            if digits >= 10 && !value.contains(['-', '/', ':', '年']) {
                values.insert(value.to_owned());
            }
        }
    }
    assert!(
        values.len() > before + 20,
        "rows of personal data have values"
    );
    values
}

fn expect_hidden(planted: &BTreeSet<String>, shown: &str, by: &str) {
    for value in planted {
        assert!(!shown.contains(value.as_str()), "{by} shows {value}");
    }
}

struct Server {
    process: Child,
    origin: String,
    token: String,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_daylight"))
            .args(["serve", "--case", "c.daylight", "--listen", "127.0.0.1:0"])
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut link = String::new();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        out.read_line(&mut link).unwrap();
        let (origin, token) = link.trim().split_once("/?token=").unwrap();
        Self {
            process,
            origin: origin.strip_prefix("http://").unwrap().to_owned(),
            token: token.to_owned(),
        }
    }

    fn ask(&self, path: &str, query: &[(&str, &str)]) -> Value {
        let mut address = path.to_owned();
        for (index, (key, value)) in query.iter().enumerate() {
            address.push(if index == 0 { '?' } else { '&' });
            write!(address, "{key}=").unwrap();
            for byte in value.bytes() {
                write!(address, "%{byte:02X}").unwrap();
            }
        }
        let port = self.origin.rsplit(':').next().unwrap();
        let mut stream = TcpStream::connect(&self.origin).unwrap();
        write!(
            stream,
            "GET {address} HTTP/1.0\r\nHost: {}\r\nCookie: daylight_{port}={}\r\n\r\n",
            self.origin, self.token
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(" 200 "), "{address}: {answer}");
        serde_json::from_str(body).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn nothing_that_is_presented_shows_a_planted_value() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path();
    daylight(
        folder,
        &["add", sample("leak").to_str().unwrap(), "--until", "text"],
    );
    let planted = planted(folder);
    let files = daylight(folder, &["files", "--json"]);
    let paths: Vec<String> = lines(&files)
        .filter(|file| file["parts"].as_u64().unwrap() > 0)
        .map(|file| file["path"].as_str().unwrap().to_owned())
        .collect();
    assert!(paths.len() > 60);

    for command in [
        &["mentions"][..],
        &["messages"],
        &["tables"],
        &["tables", "--rows"],
        &["claims"],
        &["entities"],
        &["timeline"],
        &["files"],
        &["search", "15*", "--limit", "0"],
        &["search", "/1[0-9]{10}/", "--limit", "0"],
        &["search", "邮箱 OR 电话 OR 身份证", "--limit", "0"],
    ] {
        let json = daylight(folder, &[command, &["--json"]].concat());
        expect_hidden(&planted, &json, &command.join(" "));
        expect_hidden(&planted, &daylight(folder, command), &command.join(" "));
    }

    let gathered = std::fs::read(folder.join("c.daylight/gathered.sqlite")).unwrap();
    let gathered = String::from_utf8_lossy(&gathered);
    expect_hidden(&planted, &gathered, "what is gathered of the whole case");

    let server = Server::start(folder);
    let hidden = |path: &str, query: &[(&str, &str)]| {
        let answer = server.ask(path, query);
        expect_hidden(&planted, &answer.to_string(), &format!("{path} {query:?}"));
        answer
    };
    let mut covered = 0;
    for path in &paths {
        let file = hidden("/api/file", &[("path", path)]);
        covered += file["personal"].as_u64().unwrap();
        for part in file["document"]["parts"].as_array().unwrap() {
            let number = part["number"].to_string();
            hidden(
                "/api/part",
                &[("path", path), ("number", &number), ("q", "15*")],
            );
            hidden("/api/gloss", &[("path", path), ("number", &number)]);
            hidden("/api/translation", &[("path", path), ("number", &number)]);
        }
        hidden("/api/meaning", &[("path", path)]);
        hidden("/api/messages", &[("path", path)]);
        hidden("/api/matches", &[("path", path), ("q", "/[0-9]+/")]);
    }
    assert!(
        covered as usize >= planted.len(),
        "{covered} values are masked"
    );
    for (path, query) in [
        ("/api/talks", &[][..]),
        ("/api/images", &[]),
        ("/api/tables", &[]),
        ("/api/timeline", &[]),
        ("/api/names", &[("type", "person")]),
        ("/api/names", &[("type", "org")]),
        ("/api/claims", &[("type", "dataset")]),
        ("/api/claims", &[("type", "account_access")]),
        ("/api/count", &[("type", "payment"), ("by", "payee")]),
        ("/api/search", &[("q", "15*")]),
        ("/api/search", &[("q", "/[0-9]{11,18}/")]),
    ] {
        hidden(path, query);
    }
}
