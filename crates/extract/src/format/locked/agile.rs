//! The lock of Office since 2010 (MS-OFFCRYPTO 2.3.4.10): described in XML, with algorithms by name. Always: a
//! password fits only where the hash that is kept of a number is that of the number.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use daylight_model::{Outcome, Reason};

use super::cipher::{Aes, BLOCK, Hash};
use crate::format::xml::{Node, Nodes, Tag, decoded};
use crate::reading::failed;

/// Bytes that are locked together.
const SEGMENT: usize = 4096;

/// Most rounds of hashing that the format allows.
const MOST_ROUNDS: u32 = 10_000_000;

const NUMBER: [u8; 8] = [0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79];
const NUMBERS_HASH: [u8; 8] = [0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e];
const KEY: [u8; 8] = [0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6];
const CODES_KEY: [u8; 8] = [0x5f, 0xb2, 0xad, 0x01, 0x0c, 0xb9, 0xe1, 0xf6];
const CODE: [u8; 8] = [0xa0, 0x67, 0x7f, 0x02, 0xb2, 0x2c, 0x84, 0x33];

/// How something is locked: the algorithms, and what was mixed in.
struct Way {
    hash: Hash,
    key_bytes: usize,
    salt: Vec<u8>,
}

impl Way {
    fn read(tag: &Tag) -> Result<Self, Outcome> {
        let said = |name: &str| tag.get(name).unwrap_or_default();
        let locked_by = |how: &str| {
            let detail = format!("locked by {how}, which is not read");
            Err(failed(Reason::Encrypted, detail))
        };
        let (cipher, chain) = (said("cipherAlgorithm"), said("cipherChaining"));
        if cipher != "AES" {
            return locked_by(cipher);
        }
        if chain != "ChainingModeCBC" {
            return locked_by(&format!("{cipher} in {chain}"));
        }
        let Some(hash) = Hash::named(said("hashAlgorithm")) else {
            return locked_by(said("hashAlgorithm"));
        };
        let key_bytes = match said("keyBits") {
            "128" => 16,
            "192" => 24,
            "256" => 32,
            other => return locked_by(&format!("AES of {other} bits")),
        };
        Ok(Self {
            hash,
            key_bytes,
            salt: bytes(tag, "saltValue"),
        })
    }

    /// Returns the start of a chain: the salt, or its hash with what it is for.
    fn start(&self, purpose: Option<&[u8]>) -> [u8; BLOCK] {
        let start = match purpose {
            Some(purpose) => self.hash.of(&[&self.salt, purpose]),
            None => self.salt.clone(),
        };
        let mut block = [0x36; BLOCK];
        for (byte, known) in block.iter_mut().zip(start) {
            *byte = known;
        }
        block
    }
}

/// How a package is locked, and what a password opens.
pub(super) struct Lock {
    package: Way,
    password: Way,
    rounds: u32,
    number: Vec<u8>,
    numbers_hash: Vec<u8>,
    key: Vec<u8>,
    code: Option<(Vec<u8>, Vec<u8>)>,
}

fn bytes(tag: &Tag, name: &str) -> Vec<u8> {
    let value = tag.get(name).unwrap_or_default();
    STANDARD.decode(value.trim()).unwrap_or_default()
}

impl Lock {
    /// Reads how a package is locked.
    pub(super) fn read(info: &[u8]) -> Result<Self, Outcome> {
        let xml = decoded(info.get(8..).unwrap_or_default());
        let (mut package, mut code, mut password) = (None, None, None);
        for node in Nodes::new(&xml) {
            let Node::Start(tag) = node else { continue };
            match tag.name.as_str() {
                "keyData" => package = Some(tag),
                "dataIntegrity" => code = Some(tag),
                // Keys for certificates have other attributes.
                "encryptedKey" if tag.get("spinCount").is_some() => password = Some(tag),
                _ => {}
            }
        }
        let Some(package) = package else {
            return Err(failed(
                Reason::Encrypted,
                "what says how it is locked is damaged",
            ));
        };
        let Some(password) = password else {
            return Err(failed(
                Reason::Encrypted,
                "locked for a certificate, no password opens it",
            ));
        };
        let rounds = password
            .get("spinCount")
            .and_then(|count| count.parse().ok());
        let rounds = rounds.filter(|rounds| *rounds <= MOST_ROUNDS);
        Ok(Self {
            package: Way::read(&package)?,
            password: Way::read(&password)?,
            rounds: rounds.ok_or_else(|| {
                failed(
                    Reason::Encrypted,
                    "asks for more rounds of hashing than the format allows",
                )
            })?,
            number: bytes(&password, "encryptedVerifierHashInput"),
            numbers_hash: bytes(&password, "encryptedVerifierHashValue"),
            key: bytes(&password, "encryptedKeyValue"),
            code: code.map(|tag| {
                (
                    bytes(&tag, "encryptedHmacKey"),
                    bytes(&tag, "encryptedHmacValue"),
                )
            }),
        })
    }

    /// Returns how many rounds of hashing one password costs.
    pub(super) fn rounds(&self) -> u64 {
        u64::from(self.rounds) + 1
    }

    /// Returns the key of the package; none where the password does not fit.
    pub(super) fn key(&self, password: &[u8]) -> Option<Vec<u8>> {
        let way = &self.password;
        let spun = way.hash.spun(&way.salt, password, self.rounds);
        let opened = |purpose: &[u8], locked: &[u8]| {
            let mut key = way.hash.of(&[&spun, purpose]);
            key.resize(way.key_bytes, 0x36);
            let mut bytes = locked.to_vec();
            Aes::new(&key)?.open_chain(&way.start(None), &mut bytes);
            Some(bytes)
        };
        let mut number = opened(&NUMBER, &self.number)?;
        // A salt that is no whole number of blocks was filled up; the number is as long as the salt.
        number.truncate(way.salt.len().max(1));
        let stated = opened(&NUMBERS_HASH, &self.numbers_hash)?;
        let hash = way.hash.of(&[&number]);
        if number.is_empty() || stated.get(..way.hash.length()) != Some(&hash) {
            return None;
        }
        let mut key = opened(&KEY, &self.key)?;
        (key.len() >= self.package.key_bytes).then(|| {
            key.truncate(self.package.key_bytes);
            key
        })
    }

    /// Returns whether the code of authentication fits the locked package; none where there is no code.
    pub(super) fn is_whole(&self, key: &[u8], package: &[u8]) -> Option<bool> {
        let (code_key, code) = self.code.as_ref()?;
        let hash = self.package.hash;
        let aes = Aes::new(key)?;
        let opened = |purpose: &[u8], locked: &[u8]| {
            let mut bytes = locked.to_vec();
            aes.open_chain(&self.package.start(Some(purpose)), &mut bytes);
            bytes.truncate(hash.length());
            bytes
        };
        let (code_key, code) = (opened(&CODES_KEY, code_key), opened(&CODE, code));
        Some(hash.authenticates(&code_key, &code, package))
    }

    /// Unlocks the package, segment by segment.
    pub(super) fn open(&self, key: &[u8], package: &mut [u8]) {
        for (number, segment) in (0_u32..).zip(package.chunks_mut(SEGMENT)) {
            self.open_segment(key, number, segment);
        }
    }

    /// Unlocks one segment.
    pub(super) fn open_segment(&self, key: &[u8], number: u32, segment: &mut [u8]) {
        if let Some(aes) = Aes::new(key) {
            let start = self.package.start(Some(&number.to_le_bytes()));
            aes.open_chain(&start, segment);
        }
    }
}
