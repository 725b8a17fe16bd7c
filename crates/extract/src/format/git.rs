//! Repositories of git: bundles, packs and single objects. Commits and tags come with authors and dates as rows of
//! text; of a bundle the names of its branches as well. Always: who, when and where the clocks stood is kept as it
//! was written; files of earlier versions are not unpacked.

mod pack;

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
    match ended {
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

/// Returns a commit in words: its name, then its own lines, with dates as people read them.
fn told(kind: &str, name: &str, content: &[u8]) -> String {
    let text = decode_unknown(content, None);
    let (headers, message) = text.split_once("\n\n").unwrap_or((&text, ""));
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

    use daylight_model::{Reason, State};
    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use crate::check::read_named;

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

    #[test]
    fn single_objects_are_read_and_files_in_them_are_files_inside() {
        let commit = zlib(format!("commit {}\0{COMMIT}", COMMIT.len()).as_bytes());
        let found = read_named("0a1b", &commit);
        assert!(found.text().contains("author 张伟"));
        let blob = zlib(b"blob 7\0content");
        let found = read_named("0a1b", &blob);
        assert_eq!(found.children[0].bytes, b"content");
        let cut = read_named("0a1b", &commit[..commit.len() - 20]);
        assert_eq!(cut.ended().1, Some(Reason::Truncated));
    }
}
