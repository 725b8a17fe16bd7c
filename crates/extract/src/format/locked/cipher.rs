//! Hashes and block ciphers that locked packages name. Always: what is not a whole number of blocks stays as it is.

use aes::cipher::block_padding::NoPadding;
use aes::cipher::{Array, BlockCipherDecrypt, BlockModeDecrypt, BlockSizeUser, KeyInit};
use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::InnerIvInit;
use hmac::{Hmac, Mac};
use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha384, Sha512};

/// Bytes of a block.
pub(super) const BLOCK: usize = 16;

/// A hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// Returns the function of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name.to_ascii_uppercase().replace('-', "").as_str() {
            "SHA1" => Some(Self::Sha1),
            "SHA256" => Some(Self::Sha256),
            "SHA384" => Some(Self::Sha384),
            "SHA512" => Some(Self::Sha512),
            _ => None,
        }
    }

    /// Returns the hash of these, one behind the other.
    pub(super) fn of(self, bytes: &[&[u8]]) -> Vec<u8> {
        match self {
            Self::Sha1 => hash_of::<Sha1>(bytes),
            Self::Sha256 => hash_of::<Sha256>(bytes),
            Self::Sha384 => hash_of::<Sha384>(bytes),
            Self::Sha512 => hash_of::<Sha512>(bytes),
        }
    }

    /// Returns the hash of salt and password, hashed over and over with the number of the round before it.
    pub(super) fn spun(self, salt: &[u8], password: &[u8], rounds: u32) -> Vec<u8> {
        match self {
            Self::Sha1 => spun::<Sha1>(salt, password, rounds),
            Self::Sha256 => spun::<Sha256>(salt, password, rounds),
            Self::Sha384 => spun::<Sha384>(salt, password, rounds),
            Self::Sha512 => spun::<Sha512>(salt, password, rounds),
        }
    }

    /// Returns whether a code of authentication (HMAC) is that of these bytes.
    pub(super) fn authenticates(self, key: &[u8], code: &[u8], bytes: &[u8]) -> bool {
        macro_rules! fits {
            ($hash:ty) => {
                Hmac::<$hash>::new_from_slice(key)
                    .is_ok_and(|mac| mac.chain_update(bytes).verify_slice(code).is_ok())
            };
        }
        match self {
            Self::Sha1 => fits!(Sha1),
            Self::Sha256 => fits!(Sha256),
            Self::Sha384 => fits!(Sha384),
            Self::Sha512 => fits!(Sha512),
        }
    }

    /// Returns how many bytes a hash has.
    pub(super) fn length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

fn hash_of<D: Digest>(bytes: &[&[u8]]) -> Vec<u8> {
    let mut hash = D::new();
    for bytes in bytes {
        hash.update(bytes);
    }
    hash.finalize().to_vec()
}

fn spun<D: Digest>(salt: &[u8], password: &[u8], rounds: u32) -> Vec<u8> {
    let mut last = D::new()
        .chain_update(salt)
        .chain_update(password)
        .finalize();
    for round in 0..rounds {
        let next = D::new().chain_update(round.to_le_bytes());
        last = next.chain_update(&last).finalize();
    }
    last.to_vec()
}

/// A key of AES.
pub(super) enum Aes {
    Key128(Box<Aes128>),
    Key192(Box<Aes192>),
    Key256(Box<Aes256>),
}

impl Aes {
    /// Makes a key ready; none where there is none of this length.
    pub(super) fn new(key: &[u8]) -> Option<Self> {
        match key.len() {
            16 => Some(Self::Key128(Box::new(Aes128::new_from_slice(key).ok()?))),
            24 => Some(Self::Key192(Box::new(Aes192::new_from_slice(key).ok()?))),
            32 => Some(Self::Key256(Box::new(Aes256::new_from_slice(key).ok()?))),
            _ => None,
        }
    }

    /// Unlocks blocks that hang one on the other (CBC).
    pub(super) fn open_chain(&self, start: &[u8; BLOCK], bytes: &mut [u8]) {
        match self {
            Self::Key128(cipher) => chained(&**cipher, start, bytes),
            Self::Key192(cipher) => chained(&**cipher, start, bytes),
            Self::Key256(cipher) => chained(&**cipher, start, bytes),
        }
    }

    /// Unlocks blocks that stand alone (ECB).
    pub(super) fn open_blocks(&self, bytes: &mut [u8]) {
        match self {
            Self::Key128(cipher) => alone(&**cipher, bytes),
            Self::Key192(cipher) => alone(&**cipher, bytes),
            Self::Key256(cipher) => alone(&**cipher, bytes),
        }
    }
}

fn chained<C>(cipher: &C, start: &[u8; BLOCK], bytes: &mut [u8])
where
    C: BlockCipherDecrypt + BlockSizeUser<BlockSize = aes::cipher::consts::U16> + Clone,
{
    let whole = bytes.len() / BLOCK * BLOCK;
    let chain = cbc::Decryptor::inner_iv_init(cipher.clone(), &Array::from(*start));
    // Whole blocks without padding cannot fail.
    let _ = chain.decrypt_padded::<NoPadding>(&mut bytes[..whole]);
}

fn alone<C>(cipher: &C, bytes: &mut [u8])
where
    C: BlockCipherDecrypt + BlockSizeUser<BlockSize = aes::cipher::consts::U16>,
{
    for block in bytes.chunks_exact_mut(BLOCK) {
        if let Ok(block) = block.try_into() {
            cipher.decrypt_block(block);
        }
    }
}
