//! Zip archives: each member is a file found inside. Always: names as they stand, never followed anywhere; a
//! member that cannot be had says why; sizes are never believed, only counted.

pub(crate) mod directory;
mod names;

use std::io::{self, BufReader, Read, SeekFrom};

use bzip2::read::BzDecoder;
use daylight_model::{ChildKind, ChildStart, Outcome, Reason};
use flate2::Crc;
use flate2::read::DeflateDecoder;

use crate::reading::{About, Ending, Out, failed, partial, skipped, unreadable};
use crate::source::Source;
use directory::Member;

/// Reads an archive.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "zip@1";
    let listing = directory::members(source).map_err(|error| unreadable(&error))?;
    if listing.members.is_empty() {
        out.warn(None, "an archive that holds nothing")?;
        return match listing.salvaged {
            true => Err(failed(Reason::Corrupt, "no member was found")),
            false => Ok(()),
        };
    }
    let (names, charset) = names::decoded(&listing.members);
    if let Some(charset) = charset {
        about.settings.push(charset.to_ascii_lowercase());
    }
    let mut lost = Lost::default();
    for (member, name) in listing.members.iter().zip(names) {
        if member.is_folder() {
            continue;
        }
        let start = ChildStart {
            name_bytes: member.name.clone(),
            name,
            kind: ChildKind::Member,
        };
        let outcome = send(member, start, source, out)?;
        lost.count(outcome);
    }
    if out.children() == 0 {
        out.warn(None, "an archive that holds only folders")?;
    }
    if listing.salvaged {
        return Err(partial(
            Reason::Truncated,
            "its directory is missing: members were found by their headers",
        ));
    }
    lost.ending()
}

/// Sends one member; returns why its bytes are not all there, if they are not.
pub(crate) fn send(
    member: &Member,
    start: ChildStart,
    source: &mut Source<'_>,
    out: &mut Out<'_>,
) -> Result<Option<Outcome>, Outcome> {
    let without = |out: &mut Out<'_>, start, outcome: Outcome| {
        out.child_without_bytes(start, outcome.clone())?;
        Ok(Some(outcome))
    };
    if member.is_encrypted() {
        return without(out, start, failed(Reason::Encrypted, "asks for a password"));
    }
    if !matches!(member.method, 0 | 8 | 12) {
        let outcome = skipped(
            Reason::Unsupported,
            format!("packed by method {}", member.method),
        );
        return without(out, start, outcome);
    }
    let data = member
        .data_start(source)
        .map_err(|error| unreadable(&error))?;
    let Some(data) = data else {
        return without(out, start, failed(Reason::Corrupt, "its header is damaged"));
    };
    let input = source.rewound().map_err(|error| unreadable(&error))?;
    input
        .seek(SeekFrom::Start(data))
        .map_err(|error| unreadable(&error))?;
    let packed = BufReader::new(input.take(member.packed));
    let unpacked: Box<dyn Read + '_> = match member.method {
        8 => Box::new(DeflateDecoder::new(packed)),
        12 => Box::new(BzDecoder::new(packed)),
        _ => Box::new(packed),
    };
    let mut checked = Checked {
        bytes: unpacked,
        crc: Crc::new(),
        expected: member.crc,
        cut: member.cut,
    };
    out.child(start, &mut checked, damage)
}

/// Says what an error in packed bytes means.
pub(crate) fn damage(error: &io::Error) -> Outcome {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => failed(Reason::Truncated, "its end is missing"),
        _ => failed(Reason::Corrupt, error.to_string()),
    }
}

/// Opens one member to be read by a reader of documents; none where it cannot be had.
pub(crate) fn open(
    member: &Member,
    source: &mut Source<'_>,
    most: u64,
) -> io::Result<Option<Vec<u8>>> {
    let Some(data) = member.data_start(source)? else {
        return Ok(None);
    };
    if member.is_encrypted() || !matches!(member.method, 0 | 8) {
        return Ok(None);
    }
    let input = source.rewound()?;
    input.seek(SeekFrom::Start(data))?;
    let packed = BufReader::new(input.take(member.packed));
    let mut bytes = Vec::new();
    let read = match member.method {
        8 => DeflateDecoder::new(packed)
            .take(most)
            .read_to_end(&mut bytes),
        _ => packed.take(most).read_to_end(&mut bytes),
    };
    // What could be unpacked before the damage is better than nothing.
    Ok((read.is_ok() || !bytes.is_empty()).then_some(bytes))
}

/// A member's bytes, with its checksum held against them at the end.
struct Checked<'a> {
    bytes: Box<dyn Read + 'a>,
    crc: Crc,
    expected: Option<u32>,
    cut: bool,
}

impl Read for Checked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read(buffer)?;
        self.crc.update(&buffer[..count]);
        if count == 0 && !buffer.is_empty() {
            if self.cut {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if self
                .expected
                .is_some_and(|expected| expected != self.crc.sum())
            {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "its checksum does not fit",
                ));
            }
        }
        Ok(count)
    }
}

/// Members that could not be had, by reason.
#[derive(Default)]
pub(crate) struct Lost {
    all: u64,
    encrypted: u64,
    unsupported: u64,
    damaged: u64,
}

impl Lost {
    /// Counts one member.
    pub(crate) fn count(&mut self, outcome: Option<Outcome>) {
        self.all += 1;
        match outcome.and_then(|outcome| outcome.reason) {
            None => {}
            Some(Reason::Encrypted) => self.encrypted += 1,
            Some(Reason::Unsupported) => self.unsupported += 1,
            Some(_) => self.damaged += 1,
        }
    }

    /// Returns how an archive of these members ends.
    pub(crate) fn ending(&self) -> Ending {
        let all = self.all;
        let ending = |count, reason, what: &str| {
            let detail = format!("{count} of {all} members {what}");
            Err(match count == all {
                true => failed(reason, detail),
                false => partial(reason, detail),
            })
        };
        if self.encrypted > 0 {
            return ending(self.encrypted, Reason::Encrypted, "ask for a password");
        }
        if self.damaged > 0 {
            return ending(self.damaged, Reason::Corrupt, "are damaged");
        }
        if self.unsupported > 0 {
            return ending(
                self.unsupported,
                Reason::Unsupported,
                "are packed by an unknown method",
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
