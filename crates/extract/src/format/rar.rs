//! RAR archives, 1.3 to 7: each member is a file found inside. Always: the archive is held in memory, and each
//! member until it is unpacked; dictionaries and workspaces are bounded first; only the user's passwords are
//! tried.

mod volumes;

use std::cell::{Cell, RefCell};
use std::io::{self, Write};
use std::rc::Rc;

use daylight_model::{ChildKind, ChildStart, Outcome, Reason};
use rars::{
    Archive, ArchiveMember, ArchiveReadOptions, ArchiveReader, Error, ErrorKind,
    ExtractionDecision, ExtractionErrorAction,
};

use super::split;
use super::zip::Lost;
use crate::encoding::{decide, decode};
use crate::reading::{About, Ending, Out, failed, partial, skipped, unreadable};
use crate::source::Source;

/// How archives of version 1.5 and later begin.
pub(crate) const SIGNATURE: &[u8] = b"Rar!\x1a\x07";

/// Headers beside those of members: the archive's own, recovery records and the like.
const OTHER_HEADERS: u64 = 10_000;

/// Bytes of all headers.
const HEADER_BYTES: u64 = 64 << 20;

/// Reads an archive, wherever in the file it begins.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "rar@1";
    let name = source.name();
    let most = source.most_memory();
    let Some(bytes) = source.all().map_err(|error| unreadable(&error))? else {
        return Err(failed(
            Reason::MemoryLimit,
            "too large to be held in memory",
        ));
    };
    let job = source.job();
    let options = ArchiveReadOptions::new()
        .with_max_header_count(job.budgets.children.saturating_add(OTHER_HEADERS))
        .with_max_header_bytes(HEADER_BYTES)
        .with_max_reader_workspace_bytes(most * 2)
        .with_rar50_dictionary_size_limit(most)
        .with_rar50_buffered_decode_limit(most / 4);
    if let Some(joined) = split::several(job) {
        return volumes::read(joined, &bytes, options, source, out, about);
    }
    let words = job.passwords.iter().map(|word| word.as_bytes());
    let mut password = None;
    let mut opened = ArchiveReader::read_with_options(&bytes, options);
    if opened.as_ref().is_err_and(|error| asks(error.kind())) {
        for word in words.clone() {
            let unlocked = ArchiveReader::read_with_options(&bytes, with(options, Some(word)));
            if unlocked.is_ok() {
                (opened, password) = (unlocked, Some(word));
                break;
            }
        }
    }
    drop(bytes);
    let archive = match opened {
        Ok(archive) => archive,
        Err(error) => return Err(split::told(name, ended(&error))),
    };
    let members: Vec<ArchiveMember> = archive.members().collect();
    if members.is_empty() {
        out.warn(None, "an archive that holds nothing")?;
    }
    if password.is_none() && members.iter().any(|member| member.meta.is_encrypted) {
        password = words
            .into_iter()
            .find(|word| opens(&archive, with(options, Some(word))));
    }
    if password.is_some() {
        about.settings.push("password".to_owned());
    }
    let starts = starts(&members);
    let unpacking = Unpacking {
        archive: &archive,
        members: &members,
        starts: &starts,
        locked: password.is_none(),
        most: usize::try_from(most).unwrap_or(usize::MAX),
    };
    let lost = unpacking.send(with(options, password), out)?;
    if out.children() == 0 && !members.is_empty() {
        out.warn(None, "an archive that holds only folders")?;
    }
    lost.ending().map_err(|outcome| split::told(name, outcome))
}

fn with<'a>(
    mut options: ArchiveReadOptions<'a>,
    password: Option<&'a [u8]>,
) -> ArchiveReadOptions<'a> {
    options.password = password;
    options
}

fn asks(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::PasswordRequired | ErrorKind::BadPassword)
}

/// Returns whether the first locked member unpacks with this password.
fn opens(archive: &Archive, options: ArchiveReadOptions<'_>) -> bool {
    let mut tried = false;
    let result = archive.extract_with_control(options, |member| {
        if tried {
            return Ok(ExtractionDecision::Stop);
        }
        tried = member.meta.is_encrypted && !member.meta.is_directory;
        Ok(match tried || member.is_solid() {
            true => ExtractionDecision::Extract(Box::new(io::sink())),
            false => ExtractionDecision::Skip,
        })
    });
    tried && result.is_ok()
}

/// Returns the names; those that are not Unicode are decoded by what all of them have in common.
fn starts(members: &[ArchiveMember]) -> Vec<ChildStart> {
    let mut undecided = Vec::new();
    for member in members.iter().filter(|member| !member.name_is_unicode()) {
        undecided.extend_from_slice(member.meta.name_bytes());
        undecided.push(b'\n');
    }
    let decision = decide(&undecided, None);
    let old = members
        .iter()
        .any(|member| member.meta.family != rars::ArchiveFamily::Rar50Plus);
    members
        .iter()
        .map(|member| {
            let name_bytes = member.meta.name_bytes().to_vec();
            let name = match member.name_is_unicode() {
                true => String::from_utf8_lossy(&name_bytes).into_owned(),
                false => decode(&name_bytes, &decision).0,
            };
            ChildStart {
                name: if old { name.replace('\\', "/") } else { name },
                name_bytes,
                kind: ChildKind::Member,
            }
        })
        .collect()
}

/// The bytes of the member that is being unpacked.
#[derive(Clone, Default)]
struct Spool(Rc<RefCell<Vec<u8>>>, usize);

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut spool = self.0.borrow_mut();
        if spool.len() + bytes.len() > self.1 {
            return Err(io::ErrorKind::OutOfMemory.into());
        }
        spool.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Unpacking<'a> {
    archive: &'a Archive,
    members: &'a [ArchiveMember],
    starts: &'a [ChildStart],
    locked: bool,
    most: usize,
}

impl Unpacking<'_> {
    fn send(&self, options: ArchiveReadOptions<'_>, out: &mut Out<'_>) -> Result<Lost, Outcome> {
        let spool = Spool(Rc::default(), self.most);
        let mut lost = Lost::default();
        let (mut reached, mut open, mut stopped) = (0, None, None);
        let befell = Cell::new(None);
        let result = self.archive.extract_with_control_and_errors(
            options,
            |member| {
                let before = flush(open.take(), &spool, befell.take(), out, &mut lost);
                let start = self.starts.get(reached).cloned();
                reached += 1;
                let step = before.and_then(|()| match (start, self.held_back(member)) {
                    (None, _) => Ok(ExtractionDecision::Stop),
                    (Some(_), _) if member.meta.is_directory => Ok(ExtractionDecision::Skip),
                    (Some(start), Some(outcome)) => {
                        lost.count(
                            Some(outcome.clone())
                                .filter(|outcome| outcome.reason != Some(Reason::NotAFile)),
                        );
                        out.child_without_bytes(start, outcome)?;
                        Ok(ExtractionDecision::Skip)
                    }
                    (Some(start), None) => {
                        open = Some(start);
                        Ok(ExtractionDecision::Extract(Box::new(spool.clone())))
                    }
                });
                Ok(step.unwrap_or_else(|outcome| {
                    stopped = Some(outcome);
                    ExtractionDecision::Stop
                }))
            },
            |_, error| {
                befell.set(Some(ended(error)));
                Ok(ExtractionErrorAction::Continue)
            },
        );
        if let Some(outcome) = stopped {
            return Err(outcome);
        }
        let last = match &result {
            Err(error) => Some(ended(error)),
            Ok(_) => befell.take(),
        };
        flush(open.take(), &spool, last.clone(), out, &mut lost)?;
        if result.is_err() {
            // In a solid archive, what stands behind the damage cannot be had.
            for (member, start) in self.members.iter().zip(self.starts).skip(reached) {
                if member.meta.is_directory {
                    continue;
                }
                let outcome = self.held_back(member).or_else(|| last.clone());
                out.child_without_bytes(start.clone(), outcome.clone().unwrap_or(Outcome::READ))?;
                lost.count(outcome);
            }
        }
        Ok(lost)
    }

    /// Says why a member is not unpacked, if so.
    fn held_back(&self, member: &ArchiveMember) -> Option<Outcome> {
        let meta = &member.meta;
        if meta.is_redirection {
            return Some(skipped(Reason::NotAFile, "a link"));
        }
        if meta.is_encrypted && self.locked {
            return Some(failed(Reason::Encrypted, "asks for a password"));
        }
        if meta.is_split_before || meta.is_split_after {
            return Some(failed(
                Reason::Truncated,
                "goes on in another part of a split archive",
            ));
        }
        None
    }
}

/// Sends the member whose bytes are in the spool.
fn flush(
    open: Option<ChildStart>,
    spool: &Spool,
    befell: Option<Outcome>,
    out: &mut Out<'_>,
    lost: &mut Lost,
) -> Ending {
    let bytes = std::mem::take(&mut *spool.0.borrow_mut());
    let Some(start) = open else {
        return Ok(());
    };
    let sent = out.child(start, &mut Ends(&bytes, befell.is_some()), |_| {
        befell.clone().unwrap_or(Outcome::READ)
    })?;
    lost.count(sent);
    Ok(())
}

/// Bytes that end in an error, if so.
struct Ends<'b>(&'b [u8], bool);

impl io::Read for Ends<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 if self.1 && !buffer.is_empty() => Err(io::ErrorKind::InvalidData.into()),
            count => Ok(count),
        }
    }
}

fn ended(error: &Error) -> Outcome {
    let kind = error.kind();
    if asks(kind) {
        return failed(Reason::Encrypted, "asks for a password");
    }
    let cause = error.root_cause().to_string();
    match kind {
        ErrorKind::ResourceLimit => failed(Reason::MemoryLimit, cause),
        ErrorKind::UnsupportedFormat | ErrorKind::UnsupportedFeature => {
            skipped(Reason::Unsupported, cause)
        }
        ErrorKind::Io if cause.contains("memory") => failed(
            Reason::MemoryLimit,
            "a member is too large to be held in memory",
        ),
        _ if matches!(error.root_cause(), Error::TooShort) => {
            failed(Reason::Truncated, "its end is missing")
        }
        _ => partial(Reason::Corrupt, cause),
    }
}

#[cfg(test)]
mod tests;
