//! Tar archives: each member is a file found inside. Always: links and devices are named but never followed.

use std::io::{self, Read, SeekFrom};

use daylight_model::{ChildKind, ChildStart, Reason};
use tar::{Archive, EntryType};

use super::zip::{Lost, damage};
use crate::encoding::{decide, decode};
use crate::reading::{About, Ending, Out, partial, skipped, unreadable};
use crate::source::Source;

struct Member {
    name: Vec<u8>,
    kind: EntryType,
    at: u64,
    bytes: u64,
    link: Option<Vec<u8>>,
}

/// Reads an archive.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "tar@1";
    let most = source.job().budgets.children.saturating_add(1);
    let input = source.rewound().map_err(|error| unreadable(&error))?;
    let (members, broken) = listed(input, most);
    let names = members
        .iter()
        .flat_map(|member| member.name.iter().copied().chain([b'\n']))
        .collect::<Vec<u8>>();
    let decision = decide(&names, None);
    let length = source.length().map_err(|error| unreadable(&error))?;
    let mut lost = Lost::default();
    for member in members {
        let start = ChildStart {
            name: decode(&member.name, &decision).0,
            name_bytes: member.name,
            kind: ChildKind::Member,
        };
        match member.kind {
            EntryType::Directory | EntryType::XGlobalHeader | EntryType::XHeader => {}
            EntryType::Regular | EntryType::Continuous => {
                let input = source.rewound().map_err(|error| unreadable(&error))?;
                input
                    .seek(SeekFrom::Start(member.at))
                    .map_err(|error| unreadable(&error))?;
                let mut bytes = Whole {
                    bytes: input.take(member.bytes),
                    cut: member.at.saturating_add(member.bytes) > length,
                };
                lost.count(out.child(start, &mut bytes, damage)?);
            }
            EntryType::GNUSparse => {
                let outcome = skipped(Reason::Unsupported, "a file with holes");
                out.child_without_bytes(start, outcome.clone())?;
                lost.count(Some(outcome));
            }
            _ => {
                let target = member.link.map(|link| decode(&link, &decision).0);
                let detail = match target {
                    Some(target) => format!("a link to {target}"),
                    None => "a device or a pipe".to_owned(),
                };
                out.child_without_bytes(start, skipped(Reason::NotAFile, detail))?;
            }
        }
    }
    if out.children() == 0 && broken.is_none() {
        out.warn(None, "an archive that holds nothing")?;
    }
    if let Some(error) = broken {
        return Err(partial(Reason::Truncated, error));
    }
    lost.ending()
}

/// Lists the members, and says what stopped the list.
fn listed(input: &mut dyn daylight_model::Input, most: u64) -> (Vec<Member>, Option<String>) {
    let mut members = Vec::new();
    let mut archive = Archive::new(input);
    let entries = match archive.entries_with_seek() {
        Ok(entries) => entries,
        Err(error) => return (members, Some(error.to_string())),
    };
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return (members, Some(error.to_string())),
        };
        if members.len() as u64 >= most {
            break;
        }
        members.push(Member {
            name: entry.path_bytes().into_owned(),
            kind: entry.header().entry_type(),
            at: entry.raw_file_position(),
            bytes: entry.size(),
            link: entry.link_name_bytes().map(std::borrow::Cow::into_owned),
        });
    }
    (members, None)
}

/// A member's bytes; its end may be missing.
struct Whole<R> {
    bytes: R,
    cut: bool,
}

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.bytes.read(buffer)? {
            0 if self.cut && !buffer.is_empty() => Err(io::ErrorKind::UnexpectedEof.into()),
            count => Ok(count),
        }
    }
}

#[cfg(test)]
mod tests {
    use daylight_model::{Reason, State};
    use tar::{Builder, EntryType, Header};

    use crate::check::read_named;

    fn archive() -> Vec<u8> {
        let mut builder = Builder::new(Vec::new());
        for (name, bytes) in [("文件/合同.txt", "甲方"), ("b.txt", "second")] {
            let mut header = Header::new_gnu();
            header.set_size(bytes.len() as u64);
            builder
                .append_data(&mut header, name, bytes.as_bytes())
                .unwrap();
        }
        let mut link = Header::new_gnu();
        link.set_entry_type(EntryType::Symlink);
        link.set_size(0);
        builder
            .append_link(&mut link, "passwd", "/etc/passwd")
            .unwrap();
        builder.into_inner().unwrap()
    }

    #[test]
    fn files_are_found_and_links_are_only_named() {
        let found = read_named("a.tar", &archive());
        assert_eq!(found.names(), ["文件/合同.txt", "b.txt", "passwd"]);
        assert_eq!(found.children[0].bytes, "甲方".as_bytes());
        let link = found.children[2].outcome.as_ref().unwrap();
        assert_eq!(
            (link.state, link.reason),
            (State::Skipped, Some(Reason::NotAFile))
        );
        assert_eq!(found.ended(), (State::Read, None));
    }

    #[test]
    fn a_truncated_archive_keeps_what_stands_before_the_cut() {
        let whole = archive();
        let found = read_named("a.tar", &whole[..1024 + 515]);
        assert_eq!(found.children[0].bytes, "甲方".as_bytes());
        assert_eq!(found.summary.outcome.state, State::Partial);
    }
}
