//! 7z archives: each member is a file found inside. Always: members in the order in which they are packed; a
//! dictionary over the share of memory is refused before it is made; only the user's passwords are tried.

use std::io::{Read, Seek};

use daylight_model::{ChildKind, Outcome, Reason};
use sevenz_rust2::{Archive, ArchiveEntry, BlockDecoder, Error, Password};

use super::split;
use super::zip::{Lost, damage};
use crate::reading::{About, Ending, Out, child_named, failed, partial, skipped, unreadable};
use crate::source::Source;

/// How an archive begins.
pub(crate) const SIGNATURE: [u8; 6] = [b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c];

/// Reads an archive that begins at `start`.
pub(crate) fn read(
    start: u64,
    source: &mut Source<'_>,
    out: &mut Out<'_>,
    about: &mut About,
) -> Ending {
    about.reader = "7z@1";
    let name = source.name();
    let passwords: Vec<Password> = source
        .job()
        .passwords
        .iter()
        .map(|word| Password::from(word.as_str()))
        .collect();
    let most_kib = usize::try_from(source.most_memory() / 1024).unwrap_or(usize::MAX);
    let cut = is_cut(start, source).map_err(|error| unreadable(&error))?;
    let mut input = source.window(start).map_err(|error| unreadable(&error))?;
    let mut password = Password::empty();
    let mut opened = Archive::read_with_memory_limit(&mut input, &password, most_kib);
    if let Err(Error::PasswordRequired) = opened {
        for candidate in &passwords {
            let unlocked = Archive::read_with_memory_limit(&mut input, candidate, most_kib);
            if unlocked.is_ok() {
                password = candidate.clone();
                opened = unlocked;
                about.settings.push("password".to_owned());
                break;
            }
        }
    }
    let archive = match opened {
        Ok(archive) => archive,
        Err(_) if cut => {
            let outcome = failed(Reason::Truncated, "its end is missing");
            return Err(split::told(name, outcome));
        }
        Err(error) => return Err(split::told(name, ended(&error, false))),
    };
    if archive.files.is_empty() {
        out.warn(None, "an archive that holds nothing")?;
    }
    let mut lost = Lost::default();
    let mut refused = false;
    for block in 0..archive.blocks.len() {
        let encrypted = is_encrypted(&archive, block);
        // One password locks an archive: making a key of one costs half a second, for each block anew.
        if encrypted && password.is_empty() && !refused {
            let mut tried = passwords.iter();
            match tried.find(|word| opens(&archive, block, word, most_kib, &mut input)) {
                Some(word) => {
                    password = word.clone();
                    about.settings.push("password".to_owned());
                }
                None => refused = true,
            }
        }
        let decoder = BlockDecoder::new_with_memory_limit(
            1, most_kib, block, &archive, &password, &mut input,
        );
        send(decoder, encrypted, out, &mut lost)?;
    }
    for (index, entry) in archive.files.iter().enumerate() {
        let packed = archive.stream_map.file_block_index.get(index);
        if packed.is_none_or(Option::is_none) && !is_folder(entry) {
            let start = child_named(entry.name(), ChildKind::Member);
            lost.count(out.child(start, &mut std::io::empty(), damage)?);
        }
    }
    if out.children() == 0 && !archive.files.is_empty() {
        out.warn(None, "an archive that holds only folders")?;
    }
    lost.ending().map_err(|outcome| split::told(name, outcome))
}

/// Returns whether the directory, which stands at the end, would stand behind the end.
fn is_cut(start: u64, source: &mut Source<'_>) -> std::io::Result<bool> {
    let header = source.at(start, 32)?;
    let number = |at: usize| {
        let bytes = header
            .get(at..at + 8)
            .and_then(|eight| eight.try_into().ok());
        bytes.map_or(0, u64::from_le_bytes)
    };
    let end = (start + 32)
        .saturating_add(number(12))
        .saturating_add(number(20));
    Ok(end > source.length()?)
}

/// Sends the members of one block; after damage, those behind it are named with what befell them.
fn send<R: Read + Seek>(
    decoder: BlockDecoder<'_, R>,
    encrypted: bool,
    out: &mut Out<'_>,
    lost: &mut Lost,
) -> Ending {
    let entries = decoder.entries();
    let names: Vec<Option<String>> = entries
        .iter()
        .map(|entry| (!is_folder(entry)).then(|| entry.name().to_owned()))
        .collect();
    let (mut reached, mut stopped, mut damaged) = (0, None, None);
    let result = decoder.for_each_entries(&mut |entry, bytes| {
        reached += 1;
        if is_folder(entry) {
            return Ok(true);
        }
        let start = child_named(entry.name(), ChildKind::Member);
        match out.child(start, bytes, |error| locked_or(damage(error), encrypted)) {
            Ok(outcome) => {
                lost.count(outcome.clone());
                damaged = outcome;
                Ok(damaged.is_none())
            }
            Err(outcome) => {
                stopped = Some(outcome);
                Ok(false)
            }
        }
    });
    if let Some(outcome) = stopped {
        return Err(outcome);
    }
    let outcome = match (damaged, result) {
        (Some(before), _) => Outcome {
            state: daylight_model::State::Failed,
            ..before
        },
        (None, Err(error)) => ended(&error, encrypted),
        (None, Ok(_)) => return Ok(()),
    };
    for name in names.into_iter().skip(reached).flatten() {
        out.child_without_bytes(child_named(name, ChildKind::Member), outcome.clone())?;
        lost.count(Some(outcome.clone()));
    }
    Ok(())
}

fn is_folder(entry: &ArchiveEntry) -> bool {
    entry.is_directory() || entry.is_anti_item()
}

fn is_encrypted(archive: &Archive, block: usize) -> bool {
    let first = archive.stream_map.file_block_index.iter();
    first
        .enumerate()
        .find(|(_, of)| **of == Some(block))
        .is_some_and(|(index, _)| archive.is_file_encrypted(index))
}

/// Returns whether the first member of a block unpacks with this password.
fn opens<R: Read + Seek>(
    archive: &Archive,
    block: usize,
    password: &Password,
    most_kib: usize,
    input: &mut R,
) -> bool {
    let decoder = BlockDecoder::new_with_memory_limit(1, most_kib, block, archive, password, input);
    let mut whole = false;
    let result = decoder.for_each_entries(&mut |entry, bytes| {
        if !entry.has_stream() {
            return Ok(true);
        }
        whole = std::io::copy(bytes, &mut std::io::sink()).is_ok();
        Ok(false)
    });
    result.is_ok() && whole
}

/// What looks like damage in a locked member is a password that is missing or wrong.
fn locked_or(outcome: Outcome, encrypted: bool) -> Outcome {
    match encrypted {
        true => failed(Reason::Encrypted, "asks for a password"),
        false => outcome,
    }
}

/// Says what an error means for an archive or for the members that it keeps back.
fn ended(error: &Error, encrypted: bool) -> Outcome {
    match error {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => {
            failed(Reason::Encrypted, "asks for a password")
        }
        Error::MaxMemLimited { .. } => failed(
            Reason::MemoryLimit,
            "its dictionary takes more memory than a reading may",
        ),
        Error::UnsupportedCompressionMethod(method) => {
            skipped(Reason::Unsupported, format!("packed by {method}"))
        }
        Error::Unsupported(_) | Error::ExternalUnsupported | Error::UnsupportedVersion { .. } => {
            skipped(Reason::Unsupported, error.to_string())
        }
        Error::Io(io, _) if io.kind() == std::io::ErrorKind::OutOfMemory => failed(
            Reason::MemoryLimit,
            "its dictionary takes more memory than a reading may",
        ),
        Error::Io(io, _) => locked_or(damage(io), encrypted),
        _ => locked_or(partial(Reason::Corrupt, error.to_string()), encrypted),
    }
}

#[cfg(test)]
mod tests;
