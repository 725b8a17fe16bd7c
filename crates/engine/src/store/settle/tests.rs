//! The table of files on literals: each test is one small case.

use super::*;

/// A case under construction.
#[derive(Default)]
struct Case(Input);

fn blob(content: &str) -> BlobId {
    BlobId::of(content.as_bytes())
}

fn facts() -> ReadingFacts {
    ReadingFacts {
        outcome: Outcome::READ,
        media_type: "text/plain".into(),
        encoding: Some("utf-8".into()),
        language: Some("zh".into()),
        script: Some("Hans".into()),
        parts: 1,
        pages: None,
        members: 0,
        text_bytes: 10,
        warnings: Vec::new(),
    }
}

impl Case {
    fn source(mut self, label: &str) -> Self {
        let id = SourceId(self.0.sources.len() as i64 + 1);
        self.0.sources.push(Source {
            id,
            label: label.into(),
            acquired_at: Timestamp::UNIX_EPOCH,
        });
        self
    }

    /// A file of the last source.
    fn file(mut self, path: &str, content: &str) -> Self {
        self.0.blobs.entry(blob(content)).or_default().bytes = content.len() as u64;
        self.0.acquired.push(AcquiredFile {
            source: self.0.sources.last().unwrap().id,
            path_bytes: path.as_bytes().to_vec(),
            shown: path.into(),
            blob: Some(blob(content)),
            outcome: None,
            at: Timestamp::UNIX_EPOCH,
        });
        self
    }

    fn lost(mut self, path: &str, outcome: Outcome) -> Self {
        self = self.file(path, "");
        let file = self.0.acquired.last_mut().unwrap();
        (file.blob, file.outcome) = (None, Some(outcome));
        self
    }

    /// A reading of a container: names and contents.
    fn read(mut self, container: &str, members: &[(&str, &str)]) -> Self {
        for (_, content) in members {
            self.0.blobs.entry(blob(content)).or_default().bytes = content.len() as u64;
        }
        let known = self.0.blobs.entry(blob(container)).or_default();
        known.reading = Some(facts());
        known.members = members
            .iter()
            .map(|(name, content)| FoundFile {
                name_bytes: name.as_bytes().to_vec(),
                name: (*name).into(),
                blob: Some(blob(content)),
                outcome: None,
            })
            .collect();
        self
    }

    /// Checks each row: path, and the copy that it is of.
    fn check(&self, expected: &[(&str, Option<&str>)]) {
        let settled = settle(&self.0);
        let rows: Vec<FileRow> = settled.rows().collect();
        let found: Vec<(&str, Option<&str>)> = rows
            .iter()
            .map(|row| (row.path.as_str(), row.duplicate_of.as_deref()))
            .collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn a_container_is_opened_under_its_first_copy_only() {
    Case::default()
        .source("a")
        .file("z.zip", "zip")
        .file("b/z.zip", "zip")
        .read("zip", &[("in.txt", "x")])
        .check(&[
            ("b/z.zip", None),
            ("b/z.zip!/in.txt", None),
            ("z.zip", Some("b/z.zip")),
        ]);
}

#[test]
fn the_copy_that_counts_has_the_least_depth_then_the_earliest_source_then_the_first_path() {
    Case::default()
        .source("one")
        .file("a.zip", "zip")
        .file("m.txt", "m")
        .source("two")
        .file("a.txt", "m")
        .file("z.txt", "x")
        .read("zip", &[("x.txt", "x"), ("m.txt", "m")])
        .check(&[
            ("a.txt", Some("m.txt")),
            ("a.zip", None),
            ("a.zip!/m.txt", Some("m.txt")),
            ("a.zip!/x.txt", Some("z.txt")),
            ("m.txt", None),
            ("z.txt", None),
        ]);
}

#[test]
fn a_file_inside_itself_ends() {
    Case::default()
        .source("a")
        .file("q.zip", "quine")
        .read("quine", &[("q.zip", "quine"), ("r.zip", "other")])
        .read("other", &[("q.zip", "quine")])
        .check(&[
            ("q.zip", None),
            ("q.zip!/q.zip", Some("q.zip")),
            ("q.zip!/r.zip", None),
            ("q.zip!/r.zip!/q.zip", Some("q.zip")),
        ]);
}

#[test]
fn a_later_source_says_its_label_where_it_clashes_and_only_there() {
    Case::default()
        .source("一")
        .file("a", "1")
        .file("二/a", "2")
        .source("二")
        .file("a", "3")
        .file("b", "4")
        .source("三")
        .file("a", "5")
        .file("b", "6")
        .check(&[
            ("a", None),
            ("b", None),
            ("三/a", None),
            ("三/b", None),
            ("二/a", None),
            ("二/二/a", None),
        ]);
}

#[test]
fn files_of_one_path_are_numbered_in_the_order_in_which_they_came() {
    Case::default()
        .source("a")
        .file("x", "1")
        .file("x", "0")
        .file("zip", "zip")
        .read("zip", &[("n", "5"), ("n", "4"), ("n", "5")])
        .check(&[
            ("x", None),
            ("x%002", None),
            ("zip", None),
            ("zip!/n", None),
            ("zip!/n%002", None),
            ("zip!/n%003", Some("zip!/n")),
        ]);
}

#[test]
fn a_file_stands_where_its_own_fate_or_its_reading_puts_it() {
    let skipped = Outcome::because(State::Skipped, Reason::NotAFile, "a pipe");
    let truncated = Outcome::because(State::Partial, Reason::Truncated, "");
    let mut case = Case::default()
        .source("a")
        .lost("pipe", skipped.clone())
        .file("unread", "unread")
        .file("zip", "zip")
        .read(
            "zip",
            &[("cut", "cut"), ("cut too", "corrupt"), ("lost", "lost")],
        )
        .read("cut", &[])
        .read("corrupt", &[]);
    let corrupt = Outcome::because(State::Failed, Reason::Corrupt, "");
    let known = case.0.blobs.get_mut(&blob("corrupt")).unwrap();
    known.reading.as_mut().unwrap().outcome = corrupt.clone();
    let members = &mut case.0.blobs.get_mut(&blob("zip")).unwrap().members;
    members[0].outcome = Some(truncated.clone());
    members[1].outcome = Some(truncated.clone());
    members[2].blob = None;
    let settled = settle(&case.0);
    let of = |path: &str| {
        let row = settled.rows().find(|row| row.path == path).unwrap();
        (row.state, row.reason)
    };
    assert_eq!(of("pipe"), (State::Skipped, Some(Reason::NotAFile)));
    assert_eq!(of("unread"), (State::Pending, None));
    assert_eq!(of("zip"), (State::Read, None));
    assert_eq!(of("zip!/cut"), (State::Partial, Some(Reason::Truncated)));
    assert_eq!(of("zip!/cut too"), (State::Failed, Some(Reason::Corrupt)));
    assert_eq!(of("zip!/lost"), (State::Failed, Some(Reason::Crashed)));
    let status = settled.status();
    for tally in [status.acquired, status.contained] {
        let states = tally.read + tally.partial + tally.failed + tally.skipped + tally.pending;
        assert_eq!((tally.files, states), (3, 3));
    }
}

#[test]
fn names_that_are_not_utf_8_keep_their_bytes() {
    let mut case = Case::default().source("a").file("合同.txt", "1");
    case.0.acquired[0].path_bytes = b"\xba\xcf\xcd\xac.txt".to_vec();
    let row = settle(&case.0).rows().next().unwrap();
    assert_eq!(row.path_bytes.as_deref(), Some("us/NrC50eHQ="));
}
