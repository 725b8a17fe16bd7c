//! Documents of Office that ask for a password (MS-OFFCRYPTO): those since 2007 as a locked package in a compound
//! file, older ones with locked streams. Always: only the user's passwords are tried, in their order; what opens is
//! read as the document that it is, in memory.

mod agile;
mod cipher;
mod legacy;
mod pictures;
mod rc4;
mod standard;
mod xor;

use std::io::Cursor;

use daylight_model::{Outcome, Reason};

pub(crate) use legacy::{document, is_locked_workbook, presentation, workbook};

use super::compound::{Compound, u16_at};
use crate::identify::{Kind, identify};
use crate::ocr::Reader;
use crate::reading::{About, Ending, Out, failed, unreadable};
use crate::source::Source;

/// Rounds of hashing that all passwords together may cost, for each second of processor time that a reading has: a
/// third of what a slow processor does.
const ROUNDS: u64 = 400_000;

/// How a package is locked.
enum Lock {
    Agile(agile::Lock),
    Standard(standard::Lock),
}

impl Lock {
    fn read(info: &[u8]) -> Result<Self, Outcome> {
        let locked_by = |how: &str| failed(Reason::Encrypted, format!("locked by {how}"));
        match (u16_at(info, 0), u16_at(info, 2)) {
            (4, 4) => agile::Lock::read(info).map(Self::Agile),
            (2..=4, 2) => standard::Lock::read(info).map(Self::Standard),
            (3 | 4, 3) => Err(locked_by("a program of its own, which is not known")),
            _ => Err(failed(
                Reason::Encrypted,
                "what says how it is locked is damaged",
            )),
        }
    }

    /// Returns how many rounds of hashing one password costs.
    fn rounds(&self) -> u64 {
        match self {
            Self::Agile(lock) => lock.rounds(),
            Self::Standard(_) => standard::ROUNDS,
        }
    }

    /// Returns the key that a password opens; none where it does not fit.
    fn key(&self, password: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Agile(lock) => lock.key(password),
            Self::Standard(lock) => lock.key(password),
        }
    }
}

/// What opens the pages of a database.
pub(crate) struct Pages {
    lock: agile::Lock,
    key: Vec<u8>,
}

impl Pages {
    /// Tries the passwords of the job.
    pub(crate) fn open(
        info: &[u8],
        source: &Source<'_>,
        about: &mut About,
    ) -> Result<Self, Outcome> {
        let lock = match Lock::read(info)? {
            Lock::Agile(lock) => lock,
            Lock::Standard(_) => {
                return Err(failed(
                    Reason::Encrypted,
                    "locked as Access 2007 does, which is not read",
                ));
            }
        };
        let job = source.job();
        let most = ROUNDS.saturating_mul(job.budgets.cpu_seconds) / lock.rounds().max(1);
        let most = usize::try_from(most).unwrap_or(usize::MAX).max(1);
        let mut words = job.passwords.iter().take(most);
        match words.find_map(|word| lock.key(&wide(word))) {
            Some(key) => {
                about.settings.push("password".to_owned());
                Ok(Self { lock, key })
            }
            None => Err(refused(job.passwords.len(), most)),
        }
    }

    /// Unlocks a page.
    pub(crate) fn page(&self, number: u32, bytes: &mut [u8]) {
        self.lock.open_segment(&self.key, number, bytes);
    }
}

/// Reads a document since 2007 that is locked as a whole.
pub(crate) fn read(
    source: &mut Source<'_>,
    ocr: Option<&Reader>,
    out: &mut Out<'_>,
    about: &mut About,
) -> Ending {
    about.reader = "locked@1";
    let Some(bytes) = source.all().map_err(|error| unreadable(&error))? else {
        return Err(failed(
            Reason::Encrypted,
            "asks for a password, and is too large to be opened in memory",
        ));
    };
    let broken = || failed(Reason::Corrupt, "its structure is damaged");
    let file = Compound::open(bytes).ok_or_else(broken)?;
    let Some(info) = file.stream("EncryptionInfo") else {
        return Err(failed(
            Reason::Encrypted,
            "locked by a service of rights, no password opens it",
        ));
    };
    let lock = Lock::read(&info)?;
    let job = source.job();
    let most = ROUNDS.saturating_mul(job.budgets.cpu_seconds) / lock.rounds().max(1);
    let most = usize::try_from(most).unwrap_or(usize::MAX).max(1);
    let mut words = job.passwords.iter().take(most);
    let Some(key) = words.find_map(|word| lock.key(&wide(word))) else {
        return Err(refused(job.passwords.len(), most));
    };
    let mut package = file.stream("EncryptedPackage").unwrap_or_default();
    drop(file);
    if let Lock::Agile(lock) = &lock
        && lock.is_whole(&key, &package) == Some(false)
    {
        out.warn(
            None,
            "its code of authentication does not fit: it was changed or damaged after it was locked",
        )?;
    }
    let size = package
        .get(..8)
        .and_then(|eight| eight.try_into().ok())
        .map(u64::from_le_bytes)
        .ok_or_else(broken)?;
    package.drain(..8);
    match &lock {
        Lock::Agile(lock) => lock.open(&key, &mut package),
        Lock::Standard(_) => standard::open(&key, &mut package),
    }
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let cut = size > package.len();
    package.truncate(size);
    let mut plain = Cursor::new(package);
    let mut inner = Source::new(&mut plain, job);
    let identified = identify(&mut inner).map_err(|error| unreadable(&error))?;
    for warning in &identified.warnings {
        out.warn(None, warning)?;
    }
    about.media_type.clone_from(&identified.media_type);
    about.settings.push("password".to_owned());
    if matches!(identified.kind, Kind::LockedOffice) {
        return Err(failed(
            Reason::Encrypted,
            "what is locked in it is locked again",
        ));
    }
    let ending = super::of_kind(&identified, &mut inner, ocr, out, about);
    if cut && ending.is_ok() {
        return Err(crate::reading::partial(
            Reason::Truncated,
            "its end is missing",
        ));
    }
    ending
}

/// Opens the streams of an older document; none where the password does not fit.
pub(crate) type Open = fn(&Compound, &str) -> Result<Option<Vec<u8>>, Outcome>;

/// Reads a document.
pub(crate) type Read = fn(&mut Source<'_>, &mut Out<'_>, &mut About) -> Ending;

/// Reads a document before 2007 whose streams are locked: opens them and reads the document without its lock.
pub(crate) fn read_older(
    file: Compound,
    open: Open,
    read: Read,
    source: &Source<'_>,
    out: &mut Out<'_>,
    about: &mut About,
) -> Ending {
    let job = source.job();
    let mut opened = None;
    for word in &job.passwords {
        opened = open(&file, word)?;
        if opened.is_some() {
            break;
        }
    }
    if job.passwords.is_empty() {
        // What no password would open is told as well.
        open(&file, "")?;
    }
    drop(file);
    let Some(plain) = opened else {
        return Err(refused(job.passwords.len(), usize::MAX));
    };
    let mut plain = Cursor::new(plain);
    let ending = read(&mut Source::new(&mut plain, job), out, about);
    about.settings.push("password".to_owned());
    ending
}

fn refused(given: usize, tried: usize) -> Outcome {
    let detail = match given > tried {
        true => format!(
            "asks for a password; trying one takes so long that only the first {tried} of {given} were tried"
        ),
        false => "asks for a password".to_owned(),
    };
    failed(Reason::Encrypted, detail)
}

/// Returns a password as Office hashes it.
fn wide(password: &str) -> Vec<u8> {
    password.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[cfg(test)]
mod tests;
