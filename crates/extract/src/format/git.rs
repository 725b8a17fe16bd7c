//! Repositories of git: bundles, packs and single objects. Commits and tags come with authors and dates as rows of
//! text; of a bundle the names of its branches as well. Always: who, when and where the clocks stood is kept as it
//! was written; files of earlier versions are unpacked only where the job asks for them.

mod objects;
mod pack;
mod versions;

use std::io::{BufReader, Read};

use daylight_model::{ChildKind, LineBreaks, Outcome, PartKind, Place, Reason, State};
use flate2::bufread::ZlibDecoder;

use crate::encoding::decode_unknown;
use crate::reading::{
    About, Ending, Out, PART_BYTES, Written, child_named, failed, partial, unreadable,
};
use crate::source::Source;

/// How a pack begins.
pub(crate) const PACK: &[u8] = b"PACK\0\0\0\x02";

/// How bundles begin.
pub(crate) const BUNDLES: [&[u8]; 2] = [b"# v2 git bundle\n", b"# v3 git bundle\n"];

/// Bytes of a bundle's list of branches.
const REFS: u64 = 16 << 20;

/// Returns whether these are the first bytes of a packed object of a repository.
pub(crate) fn is_object(head: &[u8]) -> bool {
    if head.first() != Some(&0x78) {
        return false;
    }
    let mut start = [0; 32];
    let read = ZlibDecoder::new(head).read(&mut start).unwrap_or(0);
    split(&start[..read]).is_some()
}

/// Returns the kind and the content of an object.
fn split(object: &[u8]) -> Option<(&str, &[u8])> {
    let end = object.iter().position(|byte| *byte == 0)?;
    let header = std::str::from_utf8(object.get(..end)?).ok()?;
    let (kind, length) = header.split_once(' ')?;
    let known = matches!(kind, "commit" | "tree" | "blob" | "tag");
    length.parse::<u64>().ok()?;
    known.then_some((kind, object.get(end + 1..)?))
}

/// Reads a bundle or a pack.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "git@1";
    let mut start = 0;
    let head = source.head(REFS).map_err(|error| unreadable(&error))?;
    if !head.starts_with(PACK) {
        let mut refs = Written::default();
        let mut row = 0;
        for line in head.split_inclusive(|byte| *byte == b'\n') {
            start += line.len() as u64;
            let line = line.trim_ascii_end();
            if line.is_empty() {
                break;
            }
            if line.starts_with(b"#") || line.starts_with(b"@") {
                continue;
            }
            row += 1;
            let place = Place::Record {
                table: "refs".into(),
                row,
            };
            refs.push_at(&decode_unknown(line, None), place);
            refs.push("\n");
        }
        refs.trim_end();
        out.part(
            PartKind::Sheet,
            Some("refs".to_owned()),
            LineBreaks::End,
            refs,
        )?;
    }
    let most = usize::try_from(source.most_memory()).unwrap_or(usize::MAX);
    let input = source.window(start).map_err(|error| unreadable(&error))?;
    let mut commits = Written::default();
    let mut row = 0;
    let mut sent = Ok(());
    let ended = pack::walk(BufReader::new(input), most, &mut |kind, name, content| {
        row += 1;
        let place = Place::Record {
            table: "commits".into(),
            row,
        };
        commits.push_at(&told(kind, name, content), place);
        commits.push("\n\n");
        if commits.len() >= PART_BYTES {
            let full = std::mem::take(&mut commits);
            sent = out.part(
                PartKind::Sheet,
                Some("commits".to_owned()),
                LineBreaks::End,
                full,
            );
        }
        sent.is_ok()
    });
    sent?;
    commits.trim_end();
    out.part(
        PartKind::Sheet,
        Some("commits".to_owned()),
        LineBreaks::End,
        commits,
    )?;
    about.says("commits", &row.to_string());
    if source.job().git_versions {
        versions::send(start, source, out, about)?;
    } else if ended.as_ref().is_ok_and(|passed| passed.files > 0) {
        out.warn(
            None,
            "files of its versions are not unpacked: `daylight add --git-versions` asks for them",
        )?;
    }
    match ended.map(|passed| passed.missed) {
        Ok(0) => Ok(()),
        Ok(missed) => Err(partial(
            Reason::Unsupported,
            format!("{missed} objects are kept as changes of others and were not unpacked"),
        )),
        Err(error) => Err(Outcome::because(
            if row > 0 {
                State::Partial
            } else {
                State::Failed
            },
            Reason::Truncated,
            error.to_string(),
        )),
    }
}

/// Reads a single object.
pub(crate) fn object(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "git-object@1";
    let most = source.most_memory();
    let input = BufReader::new(source.rewound().map_err(|error| unreadable(&error))?);
    let mut bytes = Vec::new();
    let whole = ZlibDecoder::new(input).take(most).read_to_end(&mut bytes);
    let Some((kind, content)) = split(&bytes) else {
        return Err(failed(Reason::Corrupt, "no object can be made out"));
    };
    match kind {
        "blob" => {
            let start = child_named(format!("{}.blob", source.name()), ChildKind::Embedded);
            let mut content = content;
            out.child(start, &mut content, |_| Outcome::READ)?;
        }
        "tree" if source.job().git_versions => {
            about.settings.push("versions".to_owned());
            out.part(PartKind::Sheet, None, LineBreaks::End, folder(content))?;
        }
        "tree" => {}
        _ => {
            let mut written = Written::default();
            let place = Place::Record {
                table: "commits".into(),
                row: 1,
            };
            written.push_at(&told(kind, "", content), place);
            out.part(PartKind::Body, None, LineBreaks::End, written)?;
        }
    }
    match whole {
        Ok(_) => Ok(()),
        Err(error) => Err(partial(Reason::Truncated, error.to_string())),
    }
}

/// Returns the entries of a tree: kind, object, name.
fn folder(content: &[u8]) -> Written {
    let mut written = Written::default();
    for (row, (mode, name, object)) in (1..).zip(versions::entries(content)) {
        let kind = match mode & versions::KINDS {
            versions::FOLDER => "tree",
            versions::MODULE => "commit",
            _ => "blob",
        };
        let table = "tree".into();
        let told = format!("{kind} {} ", objects::hex(&object.0));
        written.push_at(
            &(told + &decode_unknown(name, None)),
            Place::Record { table, row },
        );
        written.push("\n");
    }
    written.trim_end();
    written
}

/// Returns headers and message of a commit.
fn split_headers(text: &str) -> (&str, &str) {
    text.split_once("\n\n").unwrap_or((text, ""))
}

/// Returns a commit in words: its name, then its own lines, with dates as people read them.
fn told(kind: &str, name: &str, content: &[u8]) -> String {
    let text = decode_unknown(content, None);
    let (headers, message) = split_headers(&text);
    let mut told = format!("{kind} {name}").trim_end().to_owned();
    for line in headers.lines() {
        let (key, value) = line.split_once(' ').unwrap_or((line, ""));
        match key {
            "author" | "committer" | "tagger" => {
                told.push_str(&format!("\n{key} {}", dated(value)));
            }
            "object" | "tag" => told.push_str(&format!("\n{key} {value}")),
            _ => {}
        }
    }
    let message = message.trim_end();
    if !message.is_empty() {
        told.push('\n');
        told.push_str(message);
    }
    told
}

/// Returns `Name <mail> 1614823200 +0800` with the date as it stood on the clock there.
fn dated(value: &str) -> String {
    let mut words = value.rsplitn(3, ' ');
    let (zone, seconds, who) = (words.next(), words.next(), words.next());
    let shown = || {
        let (zone, who) = (zone?, who?);
        let offset: i64 = zone.parse().ok()?;
        let minutes = offset / 100 * 60 + offset % 100;
        let local = seconds?.parse::<i64>().ok()?.checked_add(minutes * 60)?;
        let (year, month, day) = crate::format::legacy::summary::date(local.div_euclid(86_400));
        let second = local.rem_euclid(86_400);
        let (hours, rest) = zone.split_at_checked(3)?;
        Some(format!(
            "{who} {year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}{hours}:{rest}",
            second / 3600,
            second / 60 % 60,
            second % 60
        ))
    };
    shown().unwrap_or_else(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use daylight_model::{Budgets, Job, Reason, State};
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use sha1::{Digest, Sha1};

    use crate::check::{Found, read_job, read_named};

    const COMMIT: &str = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor 张伟 <zhang@example.com> 1614823200 +0800\ncommitter 李 <li@example.com> 1614823260 -0330\n\n修改配置\n\nmore\n";

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut writer = ZlibEncoder::new(Vec::new(), Compression::default());
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    fn entry(kind: u8, bytes: &[u8], base: &[u8]) -> Vec<u8> {
        let length = bytes.len();
        let mut entry = vec![kind << 4 | (length & 15) as u8];
        let mut rest = length >> 4;
        while rest > 0 {
            *entry.last_mut().unwrap() |= 0x80;
            entry.push((rest & 127) as u8);
            rest >>= 7;
        }
        [entry, base.to_vec(), zlib(bytes)].concat()
    }

    fn pack() -> Vec<u8> {
        let commit = entry(1, COMMIT.as_bytes(), &[]);
        // The same commit again, with its last line changed: copy all but five bytes, then four new ones.
        let copied = COMMIT.len() - 5;
        let mut delta = vec![
            0x80 | (COMMIT.len() & 127) as u8,
            (COMMIT.len() >> 7) as u8,
            0x80 | ((copied + 4) & 127) as u8,
            ((copied + 4) >> 7) as u8,
            0x90 | 0x20,
            (copied & 255) as u8,
            (copied >> 8) as u8,
            4,
        ];
        delta.extend(b"less");
        let blob = entry(3, b"content", &[]);
        let distance = commit.len() + blob.len();
        assert!((128..16_000).contains(&distance));
        let far = [0x80 | ((distance >> 7) - 1) as u8, (distance & 127) as u8];
        [
            b"PACK\0\0\0\x02\0\0\0\x03".to_vec(),
            commit,
            blob,
            entry(6, &delta, &far),
            vec![0; 20],
        ]
        .concat()
    }

    #[test]
    fn commits_of_bundles_and_packs_come_with_authors_and_dates() {
        let bundle = [
            b"# v2 git bundle\n4b825dc642cb6eb9a060e54bf8d69288fbee4904 refs/heads/main\n\n"
                .to_vec(),
            pack(),
        ]
        .concat();
        let found = read_named("a.bundle", &bundle);
        assert_eq!(
            found.at("table=refs&row=1"),
            Some("4b825dc642cb6eb9a060e54bf8d69288fbee4904 refs/heads/main")
        );
        let first = found.at("table=commits&row=1").unwrap();
        assert!(first.starts_with("commit "), "{first}");
        assert!(first.ends_with("\nauthor 张伟 <zhang@example.com> 2021-03-04T10:00:00+08:00\ncommitter 李 <li@example.com> 2021-03-03T22:31:00-03:30\n修改配置\n\nmore"), "{first}");
        assert!(found.at("table=commits&row=2").unwrap().ends_with("less"));
        assert_eq!(found.ended(), (State::Read, None));
        assert_eq!(found.warnings.len(), 1);
        let pack = pack();
        assert_eq!(read_named("x.pack", &pack).parts.len(), 1);
        for length in 0..pack.len() {
            read_named("x.pack", &pack[..length]);
        }
        for at in 8..pack.len() {
            let mut bytes = pack.clone();
            bytes[at] ^= 0xff;
            read_named("x.pack", &bytes);
        }
    }

    fn name(kind: &str, bytes: &[u8]) -> [u8; 20] {
        let named = Sha1::new_with_prefix(format!("{kind} {}\0", bytes.len()));
        named.chain_update(bytes).finalize().into()
    }

    fn tree(entries: &[(&str, &[u8], [u8; 20])]) -> Vec<u8> {
        let entry = |(mode, name, object): &(&str, &[u8], [u8; 20])| {
            [mode.as_bytes(), b" ", name, b"\0", object].concat()
        };
        entries.iter().flat_map(entry).collect()
    }

    fn commit(tree: &[u8], day: u32) -> Vec<u8> {
        let tree = super::objects::hex(&name("tree", tree));
        let seconds = 1_614_823_200 + 86_400 * day;
        let who = format!("张伟 <zhang@example.com> {seconds} +0800");
        format!("tree {tree}\nauthor {who}\ncommitter {who}\n\nx\n").into_bytes()
    }

    /// Returns a pack of two commits, the later one first: a file stays, one in a folder changes, one goes.
    fn history() -> Vec<u8> {
        let (stays, goes) = (b"stays".to_vec(), b"goes".to_vec());
        let old = "合同：五万元，付给甲方".repeat(20).into_bytes();
        let new = [&old[..], b"!"].concat();
        // Gbk names are kept byte for byte.
        let gbk: &[u8] = &[0xba, 0xcf, 0xcd, 0xac, b'.', b't', b'x', b't'];
        let inner_old = tree(&[("100644", gbk, name("blob", &old))]);
        let inner_new = tree(&[("100644", gbk, name("blob", &new))]);
        let root = |inner: &[u8], rest: &[(&str, &[u8], [u8; 20])]| {
            let first = [
                ("100644", &b"a.txt"[..], name("blob", &stays)),
                ("40000", &b"dir"[..], name("tree", inner)),
            ];
            tree(&[&first[..], rest].concat())
        };
        let root_old = root(&inner_old, &[("100644", b"gone", name("blob", &goes))]);
        let root_new = root(&inner_new, &[("160000", b"module", [7; 20])]);
        let size = |length: usize| [0x80 | (length & 127) as u8, (length >> 7) as u8];
        let copy = |length: usize| [0xb0, (length & 255) as u8, (length >> 8) as u8];
        let change = [
            &size(old.len())[..],
            &size(new.len()),
            &copy(old.len()),
            b"\x01!",
        ]
        .concat();
        let entries = [
            entry(1, &commit(&root_new, 3), &[]),
            entry(1, &commit(&root_old, 1), &[]),
            entry(2, &root_old, &[]),
            entry(2, &root_new, &[]),
            entry(2, &inner_new, &[]),
            entry(2, &inner_old, &[]),
            // Before its base, and of it by its name.
            entry(7, &change, &name("blob", &old)),
            entry(3, &stays, &[]),
            entry(3, &old, &[]),
            entry(3, &goes, &[]),
            entry(3, b"of no commit here", &[]),
        ];
        let head = [&b"PACK\0\0\0\x02\0\0\0"[..], &[entries.len() as u8]].concat();
        [head, entries.concat(), vec![0; 20]].concat()
    }

    fn asked(bytes: &[u8], budgets: Budgets) -> Found {
        let job = Job {
            name: "x.pack".to_owned(),
            bytes: bytes.len() as u64,
            git_versions: true,
            budgets,
            ..Job::default()
        };
        read_job(&job, bytes, None)
    }

    #[test]
    fn files_of_all_versions_come_on_request_each_under_its_first_commit() {
        let pack = history();
        let silent = read_named("x.pack", &pack);
        assert!(silent.children.is_empty());
        assert!(silent.warnings[0].contains("--git-versions"), "{silent:?}");
        let found = asked(&pack, Budgets::default());
        assert_eq!(found.ended(), (State::Read, None), "{found:?}");
        assert_eq!(found.summary.reading, "git@1/versions");
        let days: Vec<(String, usize)> = found
            .children
            .iter()
            .map(|child| {
                let name = child.start.name.split_once('/').unwrap();
                let day = name.0.get(..10).unwrap_or(name.0);
                let path = if day == "objects" { "?" } else { name.1 };
                (format!("{day} {path}"), child.bytes.len())
            })
            .collect();
        let long = "合同：五万元，付给甲方".len() * 20;
        let expected = [
            ("2021-03-05 a.txt", 5),
            ("2021-03-05 dir/合同.txt", long),
            ("2021-03-07 dir/合同.txt", long + 1),
            ("2021-03-05 gone", 4),
            ("objects ?", 17),
        ];
        assert_eq!(
            days,
            expected.map(|(name, length)| (name.to_owned(), length))
        );
        let row = found.at("table=versions&row=3").unwrap();
        assert!(row.contains("dir/合同.txt\ncommit "), "{row}");
        assert!(
            row.contains(" 张伟 <zhang@example.com> 2021-03-05T10:00:00+08:00\nblob "),
            "{row}"
        );
        assert!(
            found
                .at("table=commits&row=2")
                .unwrap()
                .contains("2021-03-05")
        );
    }

    #[test]
    fn files_of_versions_keep_the_budgets_and_damage_ends_in_an_outcome() {
        let pack = history();
        let few = Budgets {
            children: 2,
            ..Budgets::default()
        };
        let found = asked(&pack, few);
        assert_eq!(found.ended(), (State::Partial, Some(Reason::TooMany)));
        assert_eq!(found.children.len(), 2);
        let small = Budgets {
            child_bytes: 100,
            ..Budgets::default()
        };
        assert_eq!(asked(&pack, small).ended().1, Some(Reason::TooLarge));
        let narrow = Budgets {
            memory_bytes: 4000,
            ..Budgets::default()
        };
        // What does not fit into memory is sent as it is unpacked, or counted.
        let found = asked(&pack, narrow);
        assert_eq!(found.ended().0, State::Partial);
        assert!(found.children.iter().any(|child| child.bytes == b"stays"));
        for length in (0..pack.len()).step_by(3) {
            asked(&pack[..length], Budgets::default());
        }
        for at in 8..pack.len() {
            let mut bytes = pack.clone();
            bytes[at] ^= 0xff;
            asked(&bytes, Budgets::default());
        }
    }

    #[test]
    fn a_change_that_many_could_be_the_base_of_is_made_once() {
        // Twenty objects of one name, and a change of it by name: not twenty changes.
        let base = entry(3, b"base", &[]);
        let change = entry(7, b"\x04\x05\x90\x04\x01!", &name("blob", b"base"));
        let again = entry(7, b"\x05\x06\x90\x05\x01!", &name("blob", b"base!"));
        let head = b"PACK\0\0\0\x02\0\0\0\x18".to_vec();
        let changes = [change.clone(), change, again.clone(), again].concat();
        let pack = [head, base.repeat(20), changes, vec![0; 20]].concat();
        let found = asked(&pack, Budgets::default());
        let bytes: Vec<&[u8]> = found
            .children
            .iter()
            .map(|child| &child.bytes[..])
            .collect();
        assert_eq!(bytes, [&b"base"[..], b"base!", b"base!!"]);
        assert_eq!(found.ended(), (State::Read, None));
    }

    #[test]
    fn single_objects_are_read_and_files_in_them_are_files_inside() {
        let commit = zlib(format!("commit {}\0{COMMIT}", COMMIT.len()).as_bytes());
        let found = read_named("0a1b", &commit);
        assert!(found.text().contains("author 张伟"));
        let blob = zlib(b"blob 7\0content");
        let found = read_named("0a1b", &blob);
        assert_eq!(found.children[0].bytes, b"content");
        let folder = zlib(&[&b"tree 29\x00100644 a.t\x00"[..], &[0xab; 20]].concat());
        assert_eq!(read_named("0a1b", &folder).text(), "");
        let job = Job {
            git_versions: true,
            ..Job::default()
        };
        let found = read_job(&job, &folder, None);
        let blob = format!("blob {} a.t", "ab".repeat(20));
        assert_eq!(found.at("table=tree&row=1"), Some(&blob[..]));
        let cut = read_named("0a1b", &commit[..commit.len() - 20]);
        assert_eq!(cut.ended().1, Some(Reason::Truncated));
    }
}
