//! Zip archives: each member is a file found inside. Always: names as they stand, never followed anywhere; a
//! member that cannot be had says why; sizes are never believed, only counted.

pub(crate) mod directory;
mod lock;
mod names;
mod unpack;

use std::io::{self, BufReader, Read, SeekFrom};

use daylight_model::{ChildKind, ChildStart, Outcome, Reason};
use flate2::Crc;
use flate2::read::DeflateDecoder;

use super::split;
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
    let mut passwords = Passwords::of(source);
    for (member, name) in listing.members.iter().zip(names) {
        if member.is_folder() {
            continue;
        }
        let start = ChildStart {
            name_bytes: member.name.clone(),
            name,
            kind: ChildKind::Member,
        };
        let outcome = send_with(member, start, &mut passwords, source, out)?;
        lost.count(outcome);
    }
    if passwords.fitted.is_some() {
        about.settings.push("password".to_owned());
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
    if listing.split && split::several(source.job()).is_none() {
        let detail = "the last part of a split archive: the parts before it (.z01 and on) are needed beside \
                      it, in the same folder";
        return lost
            .ending()
            .map_err(|outcome| Outcome::because(outcome.state, Reason::Truncated, detail));
    }
    lost.ending()
        .map_err(|outcome| split::told(source.name(), outcome))
}

/// Members on which the list of passwords is tried in vain before it is given up.
const REFUSALS: u32 = 20;

/// The user's passwords, and the one that fitted last.
#[derive(Default)]
pub(crate) struct Passwords {
    words: Vec<Vec<u8>>,
    fitted: Option<Vec<u8>>,
    refused: u32,
}

impl Passwords {
    fn of(source: &Source<'_>) -> Self {
        let words = &source.job().passwords;
        Self {
            words: words
                .iter()
                .flat_map(|word| lock::spellings(word))
                .collect(),
            fitted: None,
            refused: 0,
        }
    }

    /// Returns the one that opens a member. A short check at its start lets one of 256 wrong ones through: what
    /// did not fit before is tried on the whole member.
    fn fitting(
        &mut self,
        member: &Member,
        data: u64,
        source: &mut Source<'_>,
    ) -> io::Result<Option<Vec<u8>>> {
        // Members may have passwords of their own, but a long list is not tried on each of thousands.
        if self.fitted.is_none() && self.refused >= REFUSALS {
            return Ok(None);
        }
        let most = source.most_memory();
        for word in self.fitted.iter().chain(&self.words) {
            let input = source.rewound()?;
            input.seek(SeekFrom::Start(data))?;
            let packed = BufReader::new(input.take(member.packed));
            let Ok(Some(bytes)) = lock::unlocked(member, packed, word) else {
                continue;
            };
            if member.lock.is_some() || self.fitted.as_ref() == Some(word) {
                return Ok(Some(word.clone()));
            }
            let mut crc = Checked {
                bytes: match unpack::unpacked(member, bytes, most) {
                    Ok(bytes) => bytes,
                    Err(_) => continue,
                },
                crc: Crc::new(),
                expected: member.crc,
                cut: false,
            };
            if io::copy(&mut crc, &mut io::sink()).is_ok() {
                return Ok(Some(word.clone()));
            }
        }
        self.refused += 1;
        Ok(None)
    }
}

/// Sends one member without any password; returns why its bytes are not all there, if they are not.
pub(crate) fn send(
    member: &Member,
    start: ChildStart,
    source: &mut Source<'_>,
    out: &mut Out<'_>,
) -> Result<Option<Outcome>, Outcome> {
    send_with(member, start, &mut Passwords::default(), source, out)
}

fn send_with(
    member: &Member,
    start: ChildStart,
    passwords: &mut Passwords,
    source: &mut Source<'_>,
    out: &mut Out<'_>,
) -> Result<Option<Outcome>, Outcome> {
    let without = |out: &mut Out<'_>, start, outcome: Outcome| {
        out.child_without_bytes(start, outcome.clone())?;
        Ok(Some(outcome))
    };
    let locked = member.is_encrypted();
    let asks = || failed(Reason::Encrypted, "asks for a password");
    if locked && passwords.words.is_empty() {
        return without(out, start, asks());
    }
    if !unpack::knows(member.packed_by()) {
        let outcome = skipped(
            Reason::Unsupported,
            format!("packed by method {}", member.packed_by()),
        );
        return without(out, start, outcome);
    }
    let data = member
        .data_start(source)
        .map_err(|error| unreadable(&error))?;
    let Some(data) = data else {
        return without(out, start, failed(Reason::Corrupt, "its header is damaged"));
    };
    let password = match locked {
        true => passwords
            .fitting(member, data, source)
            .map_err(|error| unreadable(&error))?,
        false => None,
    };
    if locked && password.is_none() {
        return without(out, start, asks());
    }
    let most = source.most_memory();
    let input = source.rewound().map_err(|error| unreadable(&error))?;
    input
        .seek(SeekFrom::Start(data))
        .map_err(|error| unreadable(&error))?;
    let packed = BufReader::new(input.take(member.packed));
    let bytes: io::Result<Option<Box<dyn Read + '_>>> = match &password {
        Some(word) => lock::unlocked(member, packed, word),
        None => Ok(Some(Box::new(packed))),
    };
    let unpacked = match bytes {
        Ok(Some(bytes)) => unpack::unpacked(member, bytes, most),
        Ok(None) => return without(out, start, asks()),
        Err(error) => Err(error),
    };
    let unpacked = match unpacked {
        Ok(unpacked) => unpacked,
        Err(error) => return without(out, start, damage(&error)),
    };
    if password.is_some() {
        passwords.fitted = password;
    }
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
        io::ErrorKind::OutOfMemory => failed(
            Reason::MemoryLimit,
            "its dictionary takes more memory than a reading may",
        ),
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

/// Returns the bytes of a member as they are unpacked; none where they cannot be had.
pub(crate) fn unpacked<'s>(
    member: &Member,
    source: &'s mut Source<'_>,
) -> io::Result<Option<Box<dyn Read + 's>>> {
    let Some(data) = member.data_start(source)? else {
        return Ok(None);
    };
    if member.is_encrypted() || !matches!(member.method, 0 | 8) {
        return Ok(None);
    }
    let input = source.rewound()?;
    input.seek(SeekFrom::Start(data))?;
    let packed = BufReader::new(input.take(member.packed));
    Ok(Some(match member.method {
        8 => Box::new(DeflateDecoder::new(packed)),
        _ => Box::new(packed),
    }))
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
