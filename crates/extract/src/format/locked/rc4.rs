//! The locks of Office 97 to 2003 by RC4: with MD5 and keys of 40 bits (MS-OFFCRYPTO 2.3.6), or as the system's
//! library did it, with SHA-1 (2.3.5). Always: each block of a stream has a key of its own.

use daylight_model::{Outcome, Reason};
use md5::Md5;
use rc4::{KeyInit, Rc4, StreamCipher};
use sha1::{Digest, Sha1};

use crate::format::compound::{u16_at, u32_at};
use crate::reading::failed;

/// How streams are locked.
pub(super) enum Lock {
    /// Keys of 40 bits.
    Plain {
        salt: [u8; 16],
        number: [u8; 16],
        numbers_hash: [u8; 16],
    },
    /// By the system's library.
    Library {
        key_bits: u32,
        salt: [u8; 16],
        number: [u8; 16],
        numbers_hash: [u8; 20],
    },
}

impl Lock {
    /// Reads how streams are locked, from the version on.
    pub(super) fn read(info: &[u8]) -> Result<Self, Outcome> {
        let damaged = || failed(Reason::Encrypted, "what says how it is locked is damaged");
        match (u16_at(info, 0), u16_at(info, 2)) {
            (1, 1) => Ok(Self::Plain {
                salt: fixed(info, 4).ok_or_else(damaged)?,
                number: fixed(info, 20).ok_or_else(damaged)?,
                numbers_hash: fixed(info, 36).ok_or_else(damaged)?,
            }),
            (2..=4, 2) => {
                let algorithm = u32_at(info, 20);
                // 0 leaves it to a flag, which older documents set for RC4 alone.
                if algorithm != 0x6801 && algorithm != 0 {
                    return Err(failed(
                        Reason::Encrypted,
                        format!("locked by the cipher {algorithm:#x}, which is not read"),
                    ));
                }
                let at = 12_usize.saturating_add(u32_at(info, 8) as usize);
                let key_bits = match u32_at(info, 28) {
                    0 => 40,
                    bits @ 40..=128 => bits,
                    _ => return Err(damaged()),
                };
                Ok(Self::Library {
                    key_bits,
                    salt: fixed(info, at.saturating_add(4)).ok_or_else(damaged)?,
                    number: fixed(info, at.saturating_add(20)).ok_or_else(damaged)?,
                    numbers_hash: fixed(info, at.saturating_add(40)).ok_or_else(damaged)?,
                })
            }
            _ => Err(failed(
                Reason::Encrypted,
                "locked in a way that is not known",
            )),
        }
    }

    /// Returns what a password opens; none where it does not fit.
    pub(super) fn opened(&self, password: &[u8]) -> Option<Keys> {
        match self {
            Self::Plain {
                salt,
                number,
                numbers_hash,
            } => {
                let first = Md5::digest(password);
                let mut mixed = Md5::new();
                for _ in 0..16 {
                    mixed.update(&first[..5]);
                    mixed.update(salt);
                }
                let base = mixed.finalize()[..5].to_vec();
                let keys = Keys { base, bits: None };
                let (mut number, mut stated) = (*number, *numbers_hash);
                let mut cipher = keys.block(0);
                cipher.apply(&mut number);
                cipher.apply(&mut stated);
                (Md5::digest(number)[..] == stated[..]).then_some(keys)
            }
            Self::Library {
                key_bits,
                salt,
                number,
                numbers_hash,
            } => {
                let base = Sha1::new().chain_update(salt).chain_update(password);
                let keys = Keys {
                    base: base.finalize().to_vec(),
                    bits: Some(*key_bits),
                };
                let (mut number, mut stated) = (*number, *numbers_hash);
                let mut cipher = keys.block(0);
                cipher.apply(&mut number);
                cipher.apply(&mut stated);
                (Sha1::digest(number)[..] == stated[..]).then_some(keys)
            }
        }
    }
}

/// Returns what a file says of a lock by the system's library, and the keys that it has.
#[cfg(test)]
pub(super) fn sample(password: &[u8]) -> (Vec<u8>, Keys) {
    let (salt, mut number) = ([5; 16], [9; 16]);
    let base = Sha1::new().chain_update(salt).chain_update(password);
    let keys = Keys {
        base: base.finalize().to_vec(),
        bits: Some(128),
    };
    let mut hash = Sha1::digest(number).to_vec();
    let mut cipher = keys.block(0);
    cipher.apply(&mut number);
    cipher.apply(&mut hash);
    let words = [
        0x0002_0004,
        4,
        32,
        4,
        0,
        0x6801,
        0x8004,
        128,
        1,
        0,
        0,
        16_u32,
    ];
    let mut info: Vec<u8> = words.into_iter().flat_map(u32::to_le_bytes).collect();
    info.extend(salt);
    info.extend(number);
    info.extend(20_u32.to_le_bytes());
    info.extend(hash);
    (info, keys)
}

fn fixed<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

/// Keys that a password gives.
pub(super) struct Keys {
    base: Vec<u8>,
    bits: Option<u32>,
}

impl Keys {
    /// Returns the cipher of one block.
    pub(super) fn block(&self, number: u32) -> Cipher {
        let number = number.to_le_bytes();
        let key = match self.bits {
            None => {
                let hash = Md5::new().chain_update(&self.base).chain_update(number);
                hash.finalize().to_vec()
            }
            Some(bits) => {
                let hash = Sha1::new().chain_update(&self.base).chain_update(number);
                let mut key = hash.finalize().to_vec();
                key.truncate(bits as usize / 8);
                if bits == 40 {
                    key.resize(16, 0);
                }
                key
            }
        };
        Cipher(Rc4::new_from_slice(&key).ok())
    }

    /// Unlocks a stream whose key changes after so many bytes.
    pub(super) fn open(&self, bytes: &mut [u8], block: usize) {
        for (number, bytes) in (0_u32..).zip(bytes.chunks_mut(block)) {
            self.block(number).apply(bytes);
        }
    }
}

/// A cipher in the middle of a stream.
pub(super) struct Cipher(Option<Rc4>);

impl Cipher {
    /// Unlocks the bytes that come next.
    pub(super) fn apply(&mut self, bytes: &mut [u8]) {
        if let Some(cipher) = &mut self.0 {
            cipher.apply_keystream(bytes);
        }
    }
}
