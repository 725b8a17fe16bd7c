//! Files of all versions that a pack of git holds: each different content once, under the day and the name of the
//! first commit that has it and its path there. Always: commits are gone through in the order of their dates; an
//! object is made once; what is held in memory at once is bounded, and what is left out for it is counted.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufReader;

use daylight_model::{ChildKind, ChildStart, LineBreaks, PartKind, Place, Reason};

use super::objects::{Kind, Name, Objects, hex};
use super::{dated, split_headers};
use crate::encoding::decode_unknown;
use crate::format::zip::damage;
use crate::reading::{About, Ending, Out, PART_BYTES, Written, partial, unreadable};
use crate::source::Source;

/// Folders in each other that are gone into.
const DEEPEST: usize = 256;

/// Bytes of a path.
const LONGEST: usize = 4096;

/// Letters of a commit's name in the name of a folder.
const SHORT: usize = 10;

struct Commit {
    name: Name,
    tree: Name,
    seconds: i64,
    day: String,
    by: String,
}

/// Where a content stands for the first time.
struct First {
    commit: usize,
    path: Vec<u8>,
}

#[derive(Default)]
struct History {
    commits: Vec<Commit>,
    trees: BTreeMap<Name, Vec<u8>>,
    held: usize,
    /// Trees that memory did not allow to be held.
    dropped: u64,
}

/// Sends the files of a pack that begins at `start`.
pub(super) fn send(
    start: u64,
    source: &mut Source<'_>,
    out: &mut Out<'_>,
    about: &mut About,
) -> Ending {
    about.settings.push("versions".to_owned());
    let most = usize::try_from(source.most_memory()).unwrap_or(usize::MAX);
    let most_files = usize::try_from(source.job().budgets.children).unwrap_or(usize::MAX);
    let mut objects = Objects::read(start, source).map_err(|error| unreadable(&error))?;
    let mut history = History::default();
    let before_files = [Kind::Commit, Kind::Tree, Kind::Tag];
    objects.each(&before_files, most / 2, &mut |object| {
        let content = object.content.unwrap_or_default();
        if object.kind == Kind::Commit {
            history.commits.extend(commit(object.name, content));
        } else if object.kind == Kind::Tag {
            // Told with the commits.
        } else if history.held + content.len() <= most {
            history.held += content.len() + 64;
            history.trees.insert(object.name, content.to_vec());
        } else {
            history.dropped += 1;
        }
        Ok(())
    })?;
    history
        .commits
        .sort_by_key(|commit| (commit.seconds, commit.name));
    let firsts = history.firsts(most_files);
    tell(&history, &firsts, out)?;
    let known: BTreeMap<Name, &First> = firsts.iter().map(|(name, first)| (*name, first)).collect();
    let mut sent = BTreeSet::new();
    let mut large = Vec::new();
    objects.each(&[Kind::Blob], most / 2, &mut |object| {
        if !sent.insert(object.name) {
            return Ok(());
        }
        let start = history.named(object.name, known.get(&object.name).copied());
        match object.content {
            Some(mut content) => drop(out.child(start, &mut content, damage)?),
            None => large.push((object.number, start)),
        }
        Ok(())
    })?;
    for (number, start) in large {
        let bytes = objects.stream(number).map_err(|error| unreadable(&error))?;
        let mut bytes = BufReader::new(bytes);
        drop(out.child(start, &mut bytes, damage)?);
    }
    about.says("files_of_versions", &sent.len().to_string());
    let missed = objects.missed();
    if let Some(why) = objects.broken() {
        return Err(partial(Reason::Truncated, why));
    }
    if missed > 0 {
        return Err(partial(
            Reason::Unsupported,
            format!(
                "{missed} objects are kept as changes of others that are not here, or are too large to be put together"
            ),
        ));
    }
    if history.dropped > 0 {
        let detail = format!(
            "{} folders, so that paths of files are missing",
            history.dropped
        );
        return Err(partial(Reason::MemoryLimit, detail));
    }
    Ok(())
}

fn commit(name: Name, content: &[u8]) -> Option<Commit> {
    let text = decode_unknown(content, None);
    let (headers, _) = split_headers(&text);
    let said = |key: &str| {
        headers.lines().find_map(|line| {
            let (known, value) = line.split_once(' ')?;
            (known == key).then_some(value)
        })
    };
    let committer = said("committer").or(said("author")).unwrap_or_default();
    let mut words = committer.rsplitn(3, ' ');
    let seconds = words.nth(1).and_then(|seconds| seconds.parse().ok());
    let shown = dated(committer);
    let day = shown
        .rsplit(' ')
        .next()
        .and_then(|moment| moment.split_once('T'))
        .map_or("undated", |(day, _)| day);
    Some(Commit {
        name,
        tree: Name::from_hex(said("tree")?)?,
        seconds: seconds.unwrap_or(i64::MAX),
        day: day.to_owned(),
        by: dated(said("author").unwrap_or(committer)),
    })
}

/// Returns mode, name and object of each entry of a tree, as far as it can be made out.
pub(super) fn entries(tree: &[u8]) -> impl Iterator<Item = (u32, &[u8], Name)> {
    let mut rest = tree;
    std::iter::from_fn(move || {
        let end = rest.iter().position(|byte| *byte == 0)?;
        let head = rest.get(..end)?;
        let space = head.iter().position(|byte| *byte == b' ')?;
        let mode = std::str::from_utf8(&head[..space]).ok()?;
        let mode = u32::from_str_radix(mode, 8).ok()?;
        let object = rest.get(end + 1..end + 21)?.try_into().ok()?;
        rest = &rest[end + 21..];
        Some((mode, &head[space + 1..], Name(object)))
    })
}

/// Kinds of entry, by the upper bits of the mode.
pub(super) const FOLDER: u32 = 0o040_000;
pub(super) const MODULE: u32 = 0o160_000;
pub(super) const KINDS: u32 = 0o170_000;

impl History {
    /// Returns each content with where it stands first, in the order of commits and of names.
    fn firsts(&self, most: usize) -> Vec<(Name, First)> {
        let mut seen_trees = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut firsts = Vec::new();
        for (number, commit) in self.commits.iter().enumerate() {
            let mut open = vec![(commit.tree, Vec::new(), 0)];
            while let Some((tree, path, depth)) = open.pop() {
                // What a folder holds is what it held before.
                if !seen_trees.insert(tree) {
                    continue;
                }
                let Some(content) = self.trees.get(&tree) else {
                    continue;
                };
                let first_folder = open.len();
                for (mode, name, object) in entries(content) {
                    let mut inner: Vec<u8> = path.clone();
                    if !inner.is_empty() {
                        inner.push(b'/');
                    }
                    inner.extend_from_slice(name);
                    if inner.len() > LONGEST {
                        continue;
                    }
                    match mode & KINDS {
                        FOLDER if depth < DEEPEST => open.push((object, inner, depth + 1)),
                        FOLDER | MODULE => {}
                        _ if firsts.len() >= most => return firsts,
                        _ if seen.insert(object) => {
                            let path = inner;
                            firsts.push((
                                object,
                                First {
                                    commit: number,
                                    path,
                                },
                            ));
                        }
                        _ => {}
                    }
                }
                // The last is taken first.
                open[first_folder..].reverse();
            }
        }
        firsts
    }

    fn folder(&self, first: &First) -> String {
        let commit = &self.commits[first.commit];
        let name = hex(&commit.name.0);
        format!("{}-{}/", commit.day, name.get(..SHORT).unwrap_or_default())
    }

    /// Returns what a content is called as a file inside.
    fn named(&self, object: Name, first: Option<&First>) -> ChildStart {
        let (name_bytes, name) = match first {
            Some(first) => {
                let folder = self.folder(first);
                let path = decode_unknown(&first.path, None);
                (
                    [folder.as_bytes(), &first.path].concat(),
                    format!("{folder}{path}"),
                )
            }
            None => {
                let name = format!("objects/{}", hex(&object.0));
                (name.clone().into_bytes(), name)
            }
        };
        ChildStart {
            name_bytes,
            name,
            kind: ChildKind::Member,
        }
    }
}

/// Sends a row for each file: its name here, the commit that has it first, its author, its object.
fn tell(history: &History, firsts: &[(Name, First)], out: &mut Out<'_>) -> Ending {
    let mut rows = Written::default();
    let name = || Some("versions".to_owned());
    for (row, (object, first)) in (1_u64..).zip(firsts) {
        let commit = &history.commits[first.commit];
        let told = format!(
            "{}\ncommit {} {}\nblob {}",
            history.named(*object, Some(first)).name,
            hex(&commit.name.0),
            commit.by,
            hex(&object.0)
        );
        let table = "versions".into();
        rows.push_at(&told, Place::Record { table, row });
        rows.push("\n\n");
        if rows.len() >= PART_BYTES {
            let full = std::mem::take(&mut rows);
            out.part(PartKind::Sheet, name(), LineBreaks::End, full)?;
        }
    }
    rows.trim_end();
    out.part(PartKind::Sheet, name(), LineBreaks::End, rows)
}
