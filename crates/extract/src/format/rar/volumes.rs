//! RAR archives of several volumes, joined. Always: each volume is an archive of its own; a member that goes on
//! in the next is one member; after damage, those behind it are named with what befell them.

use std::rc::Rc;

use daylight_model::{Joined, Outcome, Reason};
use rars::{Archive, ArchiveMember, ArchiveReadOptions, ArchiveReader, Error, volume_members};

use super::{Spool, asks, ended, flush, starts, with};
use crate::format::zip::Lost;
use crate::reading::{About, Ending, Out, failed, skipped};
use crate::source::Source;

/// Reads the volumes that stand one after the other in `bytes`.
pub(super) fn read(
    joined: &Joined,
    bytes: &[u8],
    options: ArchiveReadOptions<'_>,
    source: &Source<'_>,
    out: &mut Out<'_>,
    about: &mut About,
) -> Ending {
    let words: Vec<&[u8]> = source
        .job()
        .passwords
        .iter()
        .map(|word| word.as_bytes())
        .collect();
    let mut password = None;
    let mut opened = opened(joined, bytes, options);
    if opened.as_ref().is_err_and(|error| asks(error.kind())) {
        for word in &words {
            let unlocked = self::opened(joined, bytes, with(options, Some(word)));
            if unlocked.is_ok() {
                (opened, password) = (unlocked, Some(*word));
                break;
            }
        }
    }
    let volumes = opened.map_err(|error| ended(&error))?;
    let members = volume_members(&volumes).map_err(|error| ended(&error))?;
    if members.is_empty() {
        out.warn(None, "an archive that holds nothing")?;
    }
    if password.is_none() && members.iter().any(|member| member.meta.is_encrypted) {
        password = words
            .into_iter()
            .find(|word| opens(&volumes, &members, with(options, Some(word))));
    }
    if password.is_some() {
        about.settings.push("password".to_owned());
    }
    let most = usize::try_from(source.most_memory()).unwrap_or(usize::MAX);
    let goes_on = members
        .last()
        .is_some_and(|member| member.meta.is_split_after);
    let ending = send(&volumes, &members, with(options, password), most, out)?.ending();
    ending.map_err(|outcome| match outcome.reason {
        Some(Reason::Corrupt) if goes_on => Outcome {
            reason: Some(Reason::Truncated),
            ..outcome
        },
        _ => outcome,
    })
}

fn opened(
    joined: &Joined,
    bytes: &[u8],
    options: ArchiveReadOptions<'_>,
) -> rars::Result<Vec<Archive>> {
    let mut start = 0;
    let mut volumes = Vec::new();
    for length in &joined.bytes {
        let end = start + usize::try_from(*length).unwrap_or(usize::MAX - start);
        let volume = bytes.get(start..end).unwrap_or_default();
        volumes.push(ArchiveReader::read_with_options(volume, options)?);
        start = end;
    }
    Ok(volumes)
}

/// Returns whether the first locked member unpacks with this password.
fn opens(volumes: &[Archive], members: &[ArchiveMember], options: ArchiveReadOptions<'_>) -> bool {
    let mut unpacked = members.iter().filter(|member| !member.meta.is_redirection);
    let (mut tried, mut passed) = (false, false);
    let result = rars::extract_volumes_to_with_options(volumes, options, |_| {
        if tried {
            passed = true;
            return Err(Error::Cancelled);
        }
        tried = unpacked
            .next()
            .is_some_and(|member| member.meta.is_encrypted && !member.meta.is_directory);
        Ok(Box::new(std::io::sink()))
    });
    tried && (passed || result.is_ok())
}

fn send(
    volumes: &[Archive],
    members: &[ArchiveMember],
    options: ArchiveReadOptions<'_>,
    most: usize,
    out: &mut Out<'_>,
) -> Result<Lost, Outcome> {
    let starts = starts(members);
    let spool = Spool(Rc::default(), most);
    let mut lost = Lost::default();
    let (mut reached, mut open, mut stopped) = (0, None, None);
    let result = rars::extract_volumes_to_with_options(volumes, options, |meta| {
        let step = flush(open.take(), &spool, None, out, &mut lost).and_then(|()| {
            // Links have no bytes and are passed over.
            while let (Some(member), Some(start)) = (members.get(reached), starts.get(reached)) {
                reached += 1;
                if member.meta.is_redirection {
                    let link = skipped(Reason::NotAFile, "a link");
                    out.child_without_bytes(start.clone(), link)?;
                    continue;
                }
                if !meta.is_directory {
                    open = Some(start.clone());
                }
                break;
            }
            Ok(())
        });
        match step {
            Ok(()) => Ok(Box::new(spool.clone())),
            Err(outcome) => {
                stopped = Some(outcome);
                Err(Error::Cancelled)
            }
        }
    });
    if let Some(outcome) = stopped {
        return Err(outcome);
    }
    let befell = result.as_ref().err().map(ended);
    flush(open.take(), &spool, befell.clone(), out, &mut lost)?;
    let rest = members.iter().zip(&starts).skip(reached);
    for (member, start) in rest.filter(|(member, _)| !member.meta.is_directory) {
        let outcome = match &befell {
            _ if member.meta.is_redirection => skipped(Reason::NotAFile, "a link"),
            _ if member.meta.is_split_after => {
                failed(Reason::Truncated, "goes on in a piece that is missing")
            }
            Some(befell) => befell.clone(),
            None => failed(Reason::Corrupt, "it was not unpacked"),
        };
        out.child_without_bytes(start.clone(), outcome.clone())?;
        if !member.meta.is_redirection {
            lost.count(Some(outcome));
        }
    }
    Ok(lost)
}
