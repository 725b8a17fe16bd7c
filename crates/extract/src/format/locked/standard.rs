//! The lock of Office 2007 (MS-OFFCRYPTO 2.3.4.5): SHA-1 and AES, each block alone. Always: a password fits only
//! where the hash that is kept of a number is that of the number.

use daylight_model::{Outcome, Reason};

use super::cipher::{Aes, Hash};
use crate::format::compound::u32_at;
use crate::reading::failed;

/// Rounds of hashing.
pub(super) const ROUNDS: u64 = 50_000;

/// How a package is locked.
pub(super) struct Lock {
    key_bytes: usize,
    salt: Vec<u8>,
    number: Vec<u8>,
    numbers_hash: Vec<u8>,
}

impl Lock {
    /// Reads how a package is locked.
    pub(super) fn read(info: &[u8]) -> Result<Self, Outcome> {
        let header_bytes = u32_at(info, 8) as usize;
        let (algorithm, bits) = (u32_at(info, 20), u32_at(info, 28));
        let verifier = info.get(12_usize.saturating_add(header_bytes)..);
        let verifier =
            verifier.filter(|verifier| verifier.len() >= 72 && u32_at(verifier, 0) == 16);
        let Some(verifier) = verifier else {
            return Err(failed(
                Reason::Encrypted,
                "what says how it is locked is damaged",
            ));
        };
        let key_bytes = match (algorithm, bits) {
            (0x660e, 0 | 128) => 16,
            (0x660f, 0 | 192) => 24,
            (0x6610, 0 | 256) => 32,
            _ => {
                return Err(failed(
                    Reason::Encrypted,
                    format!("locked by the cipher {algorithm:#x}, which is not read"),
                ));
            }
        };
        Ok(Self {
            key_bytes,
            salt: verifier[4..20].to_vec(),
            number: verifier[20..36].to_vec(),
            numbers_hash: verifier[40..72].to_vec(),
        })
    }

    /// Returns the key of the package; none where the password does not fit.
    pub(super) fn key(&self, password: &[u8]) -> Option<Vec<u8>> {
        let hash = Hash::Sha1;
        let spun = hash.spun(&self.salt, password, ROUNDS as u32);
        let last = hash.of(&[&spun, &[0; 4]]);
        let half = |filler: u8| {
            let mut block = [filler; 64];
            for (byte, known) in block.iter_mut().zip(&last) {
                *byte ^= known;
            }
            hash.of(&[&block])
        };
        let mut key = [half(0x36), half(0x5c)].concat();
        key.truncate(self.key_bytes);
        let aes = Aes::new(&key)?;
        let (mut number, mut stated) = (self.number.clone(), self.numbers_hash.clone());
        aes.open_blocks(&mut number);
        aes.open_blocks(&mut stated);
        (stated.get(..hash.length()) == Some(&hash.of(&[&number]))).then_some(key)
    }
}

/// Unlocks a package.
pub(super) fn open(key: &[u8], package: &mut [u8]) {
    if let Some(aes) = Aes::new(key) {
        aes.open_blocks(package);
    }
}
