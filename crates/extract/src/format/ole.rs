//! Compound files of programs that have no reader of their own, and the objects that newer documents keep in one:
//! what was dropped or embedded in them as the files that they were, thumbnails of a folder, the texts of Publisher and Visio.
//! Always: a file of which only the inside was read says so.

use daylight_model::{ChildKind, LineBreaks, Outcome, PartKind, Place, Reason};
use file_format::FileFormat;

use super::compound::{Compound, Entry, u32_at};
use super::legacy::objects;
use super::legacy::summary::{self, wide};
use super::vsd;
use crate::reading::{
    About, Ending, Out, Written, child_named, failed, partial, skipped, unreadable,
};
use crate::source::Source;

/// Folders inside each other that are looked into.
const DEEPEST: usize = 8;

/// Folders and streams of one file that are looked at.
const MOST: usize = 10_000;

/// Reads a file.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "ole@2";
    let Some(bytes) = source.all().map_err(|error| unreadable(&error))? else {
        return Err(failed(
            Reason::MemoryLimit,
            "too large to be held in memory",
        ));
    };
    let Some(file) = Compound::open(bytes) else {
        return Err(failed(Reason::Corrupt, "its structure is damaged"));
    };
    summary::describe(&file, about);
    let written = publisher(&file);
    let has_text = !written.is_empty();
    out.part(PartKind::Body, None, LineBreaks::End, written)?;
    let drawing = file.stream("VisioDocument").unwrap_or_default();
    let mut whole = has_text | vsd::send(&drawing, source.most_memory(), out)?;
    if let Some((name, bytes)) = object(&file, None) {
        child(name.as_deref().unwrap_or("object"), &bytes, out)?;
        whole = true;
    }
    whole |= thumbnails(&file, out)?;
    folders(&file, None, 0, &mut MOST.clone(), out)?;
    match (whole, out.children()) {
        (true, _) => Ok(()),
        (false, 0) => Err(skipped(
            Reason::Unsupported,
            format!("no reader for {}", about.media_type),
        )),
        (false, _) => Err(partial(
            Reason::Unsupported,
            format!(
                "no reader for {}: what lies in it was read",
                about.media_type
            ),
        )),
    }
}

/// Sends the objects in folders, which may hold folders again.
fn folders(
    file: &Compound,
    folder: Option<&Entry>,
    depth: usize,
    left: &mut usize,
    out: &mut Out<'_>,
) -> Ending {
    for entry in file.within(folder) {
        if *left == 0 {
            return out.warn(None, format!("more than {MOST} folders: the rest is left"));
        }
        *left -= 1;
        if entry.is_stream() {
            continue;
        }
        match object(file, Some(entry)) {
            Some((name, bytes)) => child(name.as_deref().unwrap_or(&entry.name), &bytes, out)?,
            None if depth < DEEPEST => folders(file, Some(entry), depth + 1, left, out)?,
            None => {}
        }
    }
    Ok(())
}

/// Returns the file that an object is, where it has a name or its first bytes say what it is: programs keep what
/// only they can read under the same names.
fn object(file: &Compound, folder: Option<&Entry>) -> Option<(Option<String>, Vec<u8>)> {
    objects::content(file, folder).filter(|(name, bytes)| {
        let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
        name.is_some() || FileFormat::from_bytes(head) != FileFormat::default()
    })
}

fn child(name: &str, bytes: &[u8], out: &mut Out<'_>) -> Ending {
    let start = child_named(name, ChildKind::Embedded);
    out.child(start, &mut &*bytes, |_| Outcome::READ)?;
    Ok(())
}

/// Returns the text of a document of Publisher: the list of its pieces stands at the start of a stream, each with
/// its kind and where it is.
fn publisher(file: &Compound) -> Written {
    let mut written = Written::default();
    let quill = file.find(None, "Quill");
    let stream = quill
        .and_then(|quill| file.find(Some(quill), "QuillSub"))
        .and_then(|quill| file.find(Some(quill), "CONTENTS"));
    let Some(bytes) = stream.map(|stream| file.read(stream).0) else {
        return written;
    };
    let mut number = 0;
    for piece in bytes
        .get(0x20..)
        .unwrap_or_default()
        .chunks_exact(24)
        .take(20)
    {
        if piece.get(..2) != Some(&[0x18, 0]) || piece.get(12..16) != Some(b"TEXT") {
            continue;
        }
        let start = u32_at(piece, 16) as usize;
        let end = start.saturating_add(u32_at(piece, 20) as usize);
        let text = wide(bytes.get(start..end.min(bytes.len())).unwrap_or_default());
        for paragraph in text.split(['\r', '\n', '\u{b}', '\u{c}']) {
            number += 1;
            if number > 1 {
                written.push("\n");
            }
            let place = Place::Paragraphs {
                part: None,
                first: number,
                last: number,
            };
            written.push_at(paragraph.trim_matches('\0'), place);
        }
    }
    written.trim_end();
    written
}

/// Sends the small pictures of a folder that Windows kept (`Thumbs.db`), under the names of the files that they
/// show; returns whether it is such a file.
fn thumbnails(file: &Compound, out: &mut Out<'_>) -> Result<bool, Outcome> {
    let Some(catalog) = file.find(None, "Catalog") else {
        return Ok(false);
    };
    let names = catalogue(&file.read(catalog).0);
    let mut found = false;
    for entry in file.within(None).into_iter().take(MOST) {
        if !entry.is_stream() || entry.name == catalog.name {
            continue;
        }
        let bytes = file.read(entry).0;
        let head = bytes.get(..64.min(bytes.len())).unwrap_or_default();
        let starts = [&[0xff, 0xd8, 0xff][..], b"\x89PNG"];
        let start = (0..head.len()).find(|at| {
            let rest = head.get(*at..).unwrap_or_default();
            starts.iter().any(|start| rest.starts_with(start))
        });
        let Some(picture) = start.and_then(|start| bytes.get(start..)) else {
            continue;
        };
        // The name of a stream is a number with its digits turned round, after the size where there is one.
        let digits = entry.name.rsplit('_').next().unwrap_or_default();
        let number: String = digits.chars().rev().collect();
        let known = number.parse().ok().and_then(|number: u32| {
            let of_number = |(known, _): &&(u32, String)| *known == number;
            names.iter().find(of_number)
        });
        let name = known.map_or(entry.name.as_str(), |(_, name)| name);
        child(name, picture, out)?;
        found = true;
    }
    Ok(found)
}

/// Returns number and name of each file that a catalogue of thumbnails lists.
fn catalogue(bytes: &[u8]) -> Vec<(u32, String)> {
    let mut names = Vec::new();
    let mut at = u32_at(bytes, 0) as usize & 0xffff;
    while names.len() < MOST {
        let length = u32_at(bytes, at) as usize;
        let end = at.saturating_add(length);
        let Some(entry) = bytes.get(at..end).filter(|entry| entry.len() > 16) else {
            break;
        };
        let name = wide(entry.get(16..).unwrap_or_default());
        let name = name.trim_matches('\0').to_owned();
        names.push((u32_at(entry, 4), name));
        at = end;
    }
    names
}

#[cfg(test)]
mod tests {
    use daylight_model::{Reason, State};

    use crate::check::{check_parts, read_named};
    use crate::format::compound::write::{Node, written};

    /// What the Object Packager keeps of a file that was dropped.
    fn native(name: &str, bytes: &[u8]) -> Vec<u8> {
        let mut body = vec![2, 0];
        body.extend(format!("{name}\0C:\\{name}\0").bytes());
        body.extend([0, 0, 3, 0, 1, 0, 0, 0, 0]);
        body.extend((bytes.len() as u32).to_le_bytes());
        body.extend(bytes);
        [&(body.len() as u32).to_le_bytes()[..], &body].concat()
    }

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn an_object_of_a_newer_document_is_the_file_that_was_dropped() {
        let file = written(vec![Node::stream(
            "\u{1}Ole10Native",
            native("list.txt", "名单".as_bytes()),
        )]);
        let found = read_named("oleObject1.bin", &file);
        assert_eq!(found.names(), ["list.txt"]);
        assert_eq!(found.children[0].bytes, "名单".as_bytes());
        assert_eq!(found.ended(), (State::Read, None));
    }

    #[test]
    fn what_a_program_embeds_is_found_and_what_only_it_can_read_is_not_passed_on() {
        let pdf = [&b"%PDF-1.4\n"[..], &[b' '; 5000]].concat();
        let file = written(vec![Node::stream("CONTENTS", pdf.clone())]);
        let found = read_named("oleObject2.bin", &file);
        assert_eq!(found.children[0].bytes, pdf);
        assert_eq!(found.ended(), (State::Read, None));
        let inner = Node::folder("MBD0001", vec![Node::stream("CONTENTS", pdf)]);
        let objects = Node::folder("Objects", vec![inner]);
        let file = written(vec![Node::stream("CONTENTS", vec![7; 5000]), objects]);
        let found = read_named("a.bin", &file);
        assert_eq!(found.names(), ["MBD0001"]);
        assert_eq!(found.ended(), (State::Partial, Some(Reason::Unsupported)));
        let file = written(vec![Node::stream("CONTENTS", vec![7; 5000])]);
        let found = read_named("a.bin", &file);
        assert_eq!(found.ended(), (State::Skipped, Some(Reason::Unsupported)));
        assert!(found.children.is_empty());
    }

    #[test]
    fn thumbnails_bear_the_names_of_their_files() {
        let mut catalog = Vec::from([16, 0, 7, 0, 1, 0, 0, 0, 96, 0, 0, 0, 96, 0, 0, 0]);
        let name = wide("合同.jpg\0\0");
        catalog.extend((16 + name.len() as u32).to_le_bytes());
        catalog.extend(12_u32.to_le_bytes());
        catalog.extend([0; 8]);
        catalog.extend(name);
        let picture = [
            &[12, 0, 0, 0, 1, 0, 0, 0, 9, 0, 0, 0][..],
            b"\xff\xd8\xff\xe0jpeg",
        ]
        .concat();
        let file = written(vec![
            Node::stream("Catalog", catalog),
            Node::stream("21", picture),
        ]);
        let found = read_named("Thumbs.db", &file);
        assert_eq!(found.names(), ["合同.jpg"]);
        assert_eq!(found.children[0].bytes, b"\xff\xd8\xff\xe0jpeg");
        assert_eq!(found.ended(), (State::Read, None));
    }

    #[test]
    fn paragraphs_of_publisher_are_read_and_lengths_that_lie_end_with_the_file() {
        let text = wide("通知\r周三开会");
        for length in [text.len() as u32, u32::MAX] {
            let mut stream = vec![0; 0x20];
            stream.extend([0x18, 0]);
            stream.extend(b"TEXT\0\0\0\0\0\0TEXT");
            stream.extend((0x20_u32 + 24).to_le_bytes());
            stream.extend(length.to_le_bytes());
            stream.extend(&text);
            let sub = Node::folder("QuillSub", vec![Node::stream("CONTENTS", stream)]);
            let file = written(vec![
                Node::stream("Contents", vec![1; 64]),
                Node::folder("Quill", vec![sub]),
            ]);
            let found = read_named("a.pub", &file);
            check_parts(
                &found,
                &[("通知\n周三开会", &[("paragraph=2", "周三开会")])],
            );
            assert_eq!(found.ended(), (State::Read, None));
        }
    }
}
