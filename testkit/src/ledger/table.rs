//! The table of files: paths, copies, containers, filters and figures.

use daylight_engine::store::{Acquired, FileFilter, FileSet, Ledger, Member, Status, Tally};
use daylight_model::{Outcome, Reason, State};

use super::Make;
use super::case::{Short, at, blob, container, file, lost, member, text};

pub(super) fn check(make: Make<'_>) {
    an_empty_case_has_an_empty_table(&*make());
    the_table_is_that_of_the_last_settling(&*make());
    a_container_opens_under_its_first_copy(&*make());
    a_file_inside_itself_ends(&*make());
    sources_that_clash_say_their_labels(&*make());
    names_of_every_kind_come_back(&*make());
    a_row_says_what_its_reading_said(&*make());
    filters_find_what_they_name(&*make());
    copies_can_be_folded(&*make());
    pages_are_stretches_of_the_whole(&*make());
    a_table_shrinks_where_a_newer_reading_finds_less(&*make());
    figures_sum(&*make());
    a_walk_over_all_files_tells_what_their_rows_do(&*make());
}

fn listed(paths: &[(&str, Option<&str>)]) -> Vec<(String, Option<String>)> {
    paths
        .iter()
        .map(|(path, of)| ((*path).to_owned(), of.map(str::to_owned)))
        .collect()
}

fn an_empty_case_has_an_empty_table(ledger: &dyn Ledger) {
    assert_eq!(ledger.settle().unwrap().files, 0);
    assert_eq!(ledger.rows(), []);
    assert_eq!(ledger.file_at("a").unwrap(), None);
    assert_eq!(ledger.status().unwrap(), Status::default());
}

fn the_table_is_that_of_the_last_settling(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("a", "1")]);
    assert_eq!(ledger.status().unwrap(), Status::default());
    assert_eq!(ledger.rows(), []);
    ledger.settle().unwrap();
    ledger.read("1", &text("x"));
    let row = ledger.file_at("a").unwrap().unwrap();
    assert_eq!((row.state, row.media_type), (State::Pending, None));
    assert_eq!(ledger.status().unwrap().acquired.pending, 1);
    ledger.settle().unwrap();
    assert_eq!(ledger.file_at("a").unwrap().unwrap().state, State::Read);
    assert_eq!(ledger.status().unwrap().acquired.read, 1);
}

fn a_container_opens_under_its_first_copy(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("z.zip", "zip"), file("o.zip", "outer")]);
    ledger.read("outer", &container(vec![member("in.zip", "zip")]));
    ledger.read("zip", &container(vec![member("x", "x"), member("y", "x")]));
    let expected = [
        ("o.zip", None),
        ("o.zip!/in.zip", Some("z.zip")),
        ("z.zip", None),
        ("z.zip!/x", None),
        ("z.zip!/y", Some("z.zip!/x")),
    ];
    assert_eq!(ledger.paths(), listed(&expected));
    ledger.added(source, &[file("b.zip", "zip")]);
    let expected = [
        ("b.zip", None),
        ("b.zip!/x", None),
        ("b.zip!/y", Some("b.zip!/x")),
        ("o.zip", None),
        ("o.zip!/in.zip", Some("b.zip")),
        ("z.zip", Some("b.zip")),
    ];
    assert_eq!(ledger.paths(), listed(&expected));
    let paths = ledger.document(blob("zip")).unwrap().unwrap().paths;
    assert_eq!(paths, ["b.zip", "o.zip!/in.zip", "z.zip"]);
}

fn a_file_inside_itself_ends(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("q", "quine")]);
    ledger.read(
        "quine",
        &container(vec![member("q", "quine"), member("r", "other")]),
    );
    ledger.read(
        "other",
        &container(vec![member("q", "quine"), member("r", "other")]),
    );
    let expected = [
        ("q", None),
        ("q!/q", Some("q")),
        ("q!/r", None),
        ("q!/r!/q", Some("q")),
        ("q!/r!/r", Some("q!/r")),
    ];
    assert_eq!(ledger.paths(), listed(&expected));
    assert_eq!(ledger.leased(9, 0), []);
}

fn sources_that_clash_say_their_labels(ledger: &dyn Ledger) {
    let first = ledger.source("一");
    let second = ledger.source("二/2024");
    ledger.added(second, &[file("a", "2"), file("b", "3")]);
    ledger.added(first, &[file("a", "1")]);
    let expected = [("a", None), ("b", None), ("二/2024/a", None)];
    assert_eq!(ledger.paths(), listed(&expected));
    let row = ledger.file_at("二/2024/a").unwrap().unwrap();
    assert_eq!(
        (row.source.as_str(), row.sha256),
        ("二/2024", Some(blob("2")))
    );
}

fn names_of_every_kind_come_back(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    let long = "长".repeat(85);
    let raw = Acquired {
        path_bytes: b"\xba\xcf\xcd\xac.txt".to_vec(),
        ..file("合同.txt", "1")
    };
    let right_to_left = "عقد\u{202e}txt.exe";
    let control = "a\0b\nc\u{1b}";
    let files = [
        raw,
        file(right_to_left, "2"),
        file(&long, "3"),
        file(control, "4"),
        file("a#b%c!", "5"),
        file("empty", ""),
        file("", "6"),
        file("\u{10ffff}", "7"),
    ];
    assert_eq!(ledger.added(source, &files), 8);
    let inner = Member {
        name_bytes: vec![0xff, 0, b'/', 0xfe],
        ..member("�/�", "8")
    };
    ledger.read("3", &container(vec![inner]));
    ledger.settle().unwrap();
    let row = |path: &str| ledger.file_at(path).unwrap().unwrap();
    assert_eq!(row("合同.txt").path_bytes.as_deref(), Some("us/NrC50eHQ="));
    assert_eq!(row(right_to_left).path_bytes, None);
    assert_eq!(row(right_to_left).sha256, Some(blob("2")));
    assert_eq!(long.len(), 255);
    assert_eq!(row(&long).members, 1);
    assert_eq!(
        row(&format!("{long}!/�/�")).path_bytes.as_deref(),
        Some("/wAv/g==")
    );
    assert_eq!(row(control).sha256, Some(blob("4")));
    assert_eq!(row("a%23b%25c%21").sha256, Some(blob("5")));
    assert_eq!(row("empty").bytes, 0);
    assert_eq!(row("").sha256, Some(blob("6")));
    let paths: Vec<String> = ledger.rows().into_iter().map(|row| row.path).collect();
    assert!(
        paths.is_sorted_by(|a, b| a.as_bytes() < b.as_bytes()),
        "{paths:?}"
    );
    let with_prefix = |prefix: &str| FileFilter {
        prefix: Some(prefix.to_owned()),
        ..FileFilter::default()
    };
    assert_eq!(ledger.found(&with_prefix("a\0")), [control]);
    assert_eq!(ledger.found(&with_prefix("\u{10ffff}")), ["\u{10ffff}"]);
    assert_eq!(ledger.found(&with_prefix("")).len(), 9);
}

fn a_row_says_what_its_reading_said(ledger: &dyn Ledger) {
    let source = ledger.source("泄露");
    ledger.added(source, &[file("a.zip", "zip")]);
    let encrypted = Outcome::because(State::Skipped, Reason::Encrypted, "AES-256");
    let cut = Outcome::because(State::Partial, Reason::Truncated, "");
    let members = vec![
        Member {
            content: None,
            outcome: Some(encrypted),
            ..member("locked", "")
        },
        Member {
            outcome: Some(cut),
            ..member("cut.txt", "cut")
        },
    ];
    ledger.read("zip", &container(members));
    let mut reading = text("合同");
    reading.summary.pages = Some(3);
    ledger.read("cut", &reading);
    ledger.settle().unwrap();
    let locked = ledger.file_at("a.zip!/locked").unwrap().unwrap();
    assert_eq!(
        (locked.state, locked.reason),
        (State::Skipped, Some(Reason::Encrypted))
    );
    assert_eq!(locked.detail.as_deref(), Some("AES-256"));
    assert_eq!((locked.sha256, locked.bytes), (None, 0));
    assert_eq!(locked.parent.as_deref(), Some("a.zip"));
    let row = ledger.file_at("a.zip!/cut.txt").unwrap().unwrap();
    assert_eq!(
        (row.state, row.reason),
        (State::Partial, Some(Reason::Truncated))
    );
    assert_eq!(row.media_type.as_deref(), Some("text/plain"));
    assert_eq!(row.encoding.as_deref(), Some("gb18030"));
    assert_eq!(row.language.as_deref(), Some("zh"));
    assert_eq!(row.script.as_deref(), Some("Hans"));
    assert_eq!(
        (row.bytes, row.parts, row.pages, row.members),
        (3, 1, Some(3), 0)
    );
    assert_eq!(row.warnings, ["mixed encodings"]);
    assert_eq!((row.source.as_str(), row.acquired_at), ("泄露", at(1)));
    let zip = ledger.file_at("a.zip").unwrap().unwrap();
    assert_eq!(
        (zip.members, zip.parts, zip.encoding, zip.parent),
        (2, 0, None, None)
    );
}

/// A small case with something for every filter.
fn mixed(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    let pipe = Outcome::because(State::Skipped, Reason::NotAFile, "");
    let files = [
        file("Docs/Contract.TXT", "1"),
        file("Docs/ДОГОВОР.txt", "2"),
        file("b/copy.txt", "1"),
        file("b/x.zip", "zip"),
        lost("pipe", pipe),
        file("unread", "9"),
    ];
    ledger.added(source, &files);
    let members = vec![member("c/contract.txt", "1"), member("d.zip", "inner")];
    ledger.read("zip", &container(members));
    ledger.read("inner", &container(vec![member("%_.txt", "3")]));
    ledger.read("1", &text("x"));
    let mut russian = text("y");
    russian.language = Some("ru".into());
    ledger.read("2", &russian);
    let mut corrupt = text("");
    corrupt.summary.outcome = Outcome::because(State::Failed, Reason::Corrupt, "");
    ledger.read("3", &corrupt);
    ledger.settle().unwrap();
}

fn filters_find_what_they_name(ledger: &dyn Ledger) {
    mixed(ledger);
    let all = FileFilter::default;
    let found = |filter: FileFilter| ledger.found(&filter);
    let inner = "b/x.zip!/d.zip!/%25_.txt";
    assert_eq!(found(all()).len(), 9);
    let states = vec![State::Failed, State::Pending, State::Skipped];
    assert_eq!(
        found(FileFilter { states, ..all() }),
        [inner, "pipe", "unread"]
    );
    let reason = Some(Reason::Corrupt);
    assert_eq!(found(FileFilter { reason, ..all() }), [inner]);
    let media_type = Some("application/zip".to_owned());
    assert_eq!(
        found(FileFilter {
            media_type,
            ..all()
        }),
        ["b/x.zip", "b/x.zip!/d.zip"]
    );
    let language = Some("ru".to_owned());
    assert_eq!(
        found(FileFilter { language, ..all() }),
        ["Docs/ДОГОВОР.txt"]
    );
    let set = Some(FileSet::Contained);
    assert_eq!(found(FileFilter { set, ..all() }).len(), 3);
    let set = Some(FileSet::Acquired);
    assert_eq!(found(FileFilter { set, ..all() }).len(), 6);
    let parent = Some("b/x.zip".to_owned());
    let right_inside = ["b/x.zip!/c/contract.txt", "b/x.zip!/d.zip"];
    assert_eq!(found(FileFilter { parent, ..all() }), right_inside);
    let prefix = Some("b/".to_owned());
    assert_eq!(found(FileFilter { prefix, ..all() }).len(), 5);
    let prefix = Some("docs/".to_owned());
    assert_eq!(found(FileFilter { prefix, ..all() }), [""; 0]);
    for (part, count) in [
        ("cOnTract", 2),
        ("договор", 1),
        ("%_", 0),
        ("25_", 1),
        ("", 9),
    ] {
        let containing = Some(part.to_owned());
        assert_eq!(
            found(FileFilter {
                containing,
                ..all()
            })
            .len(),
            count,
            "{part}"
        );
    }
    let of_blob = FileFilter {
        blob: Some(blob("1")),
        ..all()
    };
    assert_eq!(found(of_blob.clone()).len(), 3);
    let both = FileFilter {
        prefix: Some("b/".into()),
        set: Some(FileSet::Acquired),
        ..of_blob
    };
    assert_eq!(found(both), ["b/copy.txt"]);
    let absent = Some(blob("absent"));
    assert_eq!(
        found(FileFilter {
            blob: absent,
            ..all()
        }),
        [""; 0]
    );
}

fn copies_can_be_folded(ledger: &dyn Ledger) {
    mixed(ledger);
    let folded = |prefix: Option<&str>| {
        ledger.found(&FileFilter {
            fold_duplicates: true,
            prefix: prefix.map(str::to_owned),
            ..FileFilter::default()
        })
    };
    let all = folded(None);
    assert_eq!(all.len(), 7);
    assert!(!all.contains(&"b/copy.txt".to_owned()));
    // The copy that counts is not among those asked for: the first that is stands for it.
    let below = folded(Some("b/"));
    assert_eq!(below[0], "b/copy.txt");
    assert_eq!(below.len(), 4);
    assert_eq!(folded(Some("b/x.zip!/c")), ["b/x.zip!/c/contract.txt"]);
    assert_eq!(folded(Some("pipe")), ["pipe"]);
}

fn a_walk_over_all_files_tells_what_their_rows_do(ledger: &dyn Ledger) {
    mixed(ledger);
    for prefix in ["", "b/", "b/x.zip!/c", "pipe", "z"] {
        let mut walked = Vec::new();
        let walk = ledger.each_file(prefix, &mut |file| {
            walked.push((file.path.to_owned(), file.state, file.bytes));
        });
        walk.unwrap();
        let filter = FileFilter {
            prefix: Some(prefix.to_owned()),
            ..FileFilter::default()
        };
        let rows = ledger.files(&filter).unwrap().files.into_iter();
        let expect = rows.map(|row| (row.path, row.state, row.bytes));
        assert_eq!(walked, expect.collect::<Vec<_>>(), "{prefix}");
    }
    let folded = FileFilter {
        fold_duplicates: true,
        ..FileFilter::default()
    };
    let rows = ledger.files(&folded).unwrap().files.into_iter();
    let expect = rows.filter_map(|row| Some((row.path, row.sha256?)));
    let expect: Vec<_> = expect.collect();
    assert_eq!(ledger.files_that_count().unwrap(), expect);
}

fn pages_are_stretches_of_the_whole(ledger: &dyn Ledger) {
    mixed(ledger);
    let whole = ledger.files(&FileFilter::default()).unwrap();
    let bytes: u64 = whole.files.iter().map(|row| row.bytes).sum();
    for (offset, limit) in [
        (0, 3),
        (3, 3),
        (8, 3),
        (9, 3),
        (0, 0),
        (0, u64::MAX),
        (u64::MAX, 1),
    ] {
        let page = ledger
            .files(&FileFilter {
                offset,
                limit: Some(limit),
                ..FileFilter::default()
            })
            .unwrap();
        assert_eq!((page.total, page.bytes), (9, bytes));
        let skipped = usize::try_from(offset).unwrap();
        let rows = whole.files.iter().skip(skipped);
        let expected: Vec<_> = rows.take(usize::try_from(limit).unwrap()).collect();
        assert_eq!(page.files.iter().collect::<Vec<_>>(), expected);
    }
}

fn a_table_shrinks_where_a_newer_reading_finds_less(ledger: &dyn Ledger) {
    mixed(ledger);
    ledger.read("zip", &container(Vec::new()));
    let settled = ledger.settle().unwrap();
    assert_eq!(settled.files, 6);
    // What was inside, one of them a copy of a file that stays.
    assert_eq!(settled.changed, 3);
    assert_eq!(ledger.status().unwrap().contained, Tally::default());
    let inner = ledger.document(blob("inner")).unwrap().unwrap();
    assert_eq!(inner.paths, [""; 0]);
}

fn figures_sum(ledger: &dyn Ledger) {
    mixed(ledger);
    let status = ledger.status().unwrap();
    check_figures(ledger);
    assert_eq!((status.acquired.files, status.contained.files), (6, 3));
    assert_eq!(
        status.by_reason,
        [("corrupt".into(), 1), ("not_a_file".into(), 1)].into()
    );
    assert_eq!(
        status.by_language,
        [("ru".into(), 1), ("zh".into(), 4)].into()
    );
    assert_eq!(
        (status.duplicates, status.blobs, status.text_bytes),
        (2, 6, 2)
    );
}

/// Checks that the figures are what counting the rows gives.
pub(super) fn check_figures(ledger: &dyn Ledger) {
    let mut counted = Status::default();
    for row in ledger.rows() {
        let tally = match row.parent {
            None => &mut counted.acquired,
            Some(_) => &mut counted.contained,
        };
        tally.files += 1;
        tally.bytes += row.bytes;
        match row.state {
            State::Read => tally.read += 1,
            State::Partial => tally.partial += 1,
            State::Failed => tally.failed += 1,
            State::Skipped => tally.skipped += 1,
            State::Pending => tally.pending += 1,
        }
        let add = |figures: &mut std::collections::BTreeMap<String, u64>, name: &str| {
            *figures.entry(name.to_owned()).or_default() += 1;
        };
        if let Some(reason) = row.reason {
            add(&mut counted.by_reason, reason.as_str());
        }
        if let Some(media_type) = &row.media_type {
            add(&mut counted.by_media_type, media_type);
        }
        if let Some(language) = &row.language {
            add(&mut counted.by_language, language);
        }
        counted.duplicates += u64::from(row.duplicate_of.is_some());
        if let (Some(blob), None) = (row.sha256, &row.duplicate_of) {
            counted.blobs += 1;
            for part in ledger.parts(blob).unwrap() {
                counted.text_bytes += part.part.text().len() as u64;
            }
        }
    }
    let status = ledger.status().unwrap();
    assert_eq!(status, counted);
    for tally in [status.acquired, status.contained] {
        let states = tally.read + tally.partial + tally.failed + tally.skipped + tally.pending;
        assert_eq!(tally.files, states);
    }
}
