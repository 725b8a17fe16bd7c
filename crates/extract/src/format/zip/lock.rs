//! Locks of zip archives: the old one of PKZIP (APPNOTE 6.1) and that of WinZip (AE-1 and AE-2). Always: only
//! the user's passwords are tried, each as UTF-8 and, where it is not ASCII, as GB 18030.

use std::io::{self, Read};

use aes::cipher::{Array, BlockCipherEncrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256};
use hmac::{Hmac, Mac};
use sha1::Sha1;

use super::directory::Member;

/// Rounds of the derivation of WinZip's keys.
const ROUNDS: usize = 1000;

/// Bytes of WinZip's code of authentication.
const CODE: u64 = 10;

/// Returns the bytes of a password as programs have written them.
pub(super) fn spellings(password: &str) -> Vec<Vec<u8>> {
    let mut spellings = vec![password.as_bytes().to_vec()];
    if !password.is_ascii() {
        spellings.push(encoding_rs::GB18030.encode(password).0.into_owned());
    }
    spellings
}

/// Returns a member's bytes without the lock; none where the password does not fit, as far as the bytes at the
/// start tell.
pub(super) fn unlocked<'r>(
    member: &Member,
    mut packed: impl Read + 'r,
    password: &[u8],
) -> io::Result<Option<Box<dyn Read + 'r>>> {
    let Some(lock) = member.lock else {
        let mut keys = Keys::new(password);
        let mut header = [0; 12];
        packed.read_exact(&mut header)?;
        for byte in &mut header {
            *byte = keys.decrypt(*byte);
        }
        let check = match member.flags & 8 != 0 {
            true => (member.time >> 8) as u8,
            false => (member.crc.unwrap_or(0) >> 24) as u8,
        };
        let fits = header[11] == check;
        return Ok(fits.then(|| {
            Box::new(Old {
                bytes: packed,
                keys,
            }) as Box<dyn Read + 'r>
        }));
    };
    let key_length = lock.key_length();
    let mut start = vec![0; key_length / 2 + 2];
    packed.read_exact(&mut start)?;
    let (salt, check) = start.split_at(key_length / 2);
    let derived = derived(password, salt, 2 * key_length + 2);
    if derived.get(2 * key_length..) != Some(check) {
        return Ok(None);
    }
    let (key, rest) = derived.split_at(key_length);
    let cipher = match key_length {
        16 => Aes128::new_from_slice(key).map(|cipher| Cipher::Aes128(Box::new(cipher))),
        24 => Aes192::new_from_slice(key).map(|cipher| Cipher::Aes192(Box::new(cipher))),
        _ => Aes256::new_from_slice(key).map(|cipher| Cipher::Aes256(Box::new(cipher))),
    };
    let code = Hmac::<Sha1>::new_from_slice(rest.get(..key_length).unwrap_or_default());
    let (Ok(cipher), Ok(code)) = (cipher, code) else {
        return Ok(None);
    };
    Ok(Some(Box::new(WinZip {
        left: member.packed.saturating_sub(start.len() as u64 + CODE),
        bytes: packed,
        cipher,
        code: Some(code),
        counter: 0,
        stream: [0; 16],
        used: 16,
    })))
}

/// PBKDF2 with HMAC and SHA-1 (RFC 8018).
fn derived(password: &[u8], salt: &[u8], length: usize) -> Vec<u8> {
    let mut derived = Vec::with_capacity(length + 20);
    let Ok(keyed) = Hmac::<Sha1>::new_from_slice(password) else {
        return derived;
    };
    let mut block: u32 = 0;
    while derived.len() < length {
        block += 1;
        let mut round = keyed.clone();
        round.update(salt);
        round.update(&block.to_be_bytes());
        let mut last: [u8; 20] = round.finalize().into_bytes().into();
        let mut sum = last;
        for _ in 1..ROUNDS {
            let mut round = keyed.clone();
            round.update(&last);
            last = round.finalize().into_bytes().into();
            for (sum, byte) in sum.iter_mut().zip(last) {
                *sum ^= byte;
            }
        }
        derived.extend(sum);
    }
    derived.truncate(length);
    derived
}

enum Cipher {
    Aes128(Box<Aes128>),
    Aes192(Box<Aes192>),
    Aes256(Box<Aes256>),
}

struct WinZip<R> {
    bytes: R,
    left: u64,
    cipher: Cipher,
    /// Taken at the end, when it has been held against the one in the file.
    code: Option<Hmac<Sha1>>,
    counter: u128,
    stream: [u8; 16],
    used: usize,
}

impl<R: Read> WinZip<R> {
    fn next_stream(&mut self) {
        self.counter += 1;
        let mut block = Array::from(self.counter.to_le_bytes());
        match &self.cipher {
            Cipher::Aes128(cipher) => cipher.encrypt_block(&mut block),
            Cipher::Aes192(cipher) => cipher.encrypt_block(&mut block),
            Cipher::Aes256(cipher) => cipher.encrypt_block(&mut block),
        }
        self.stream = block.into();
        self.used = 0;
    }
}

impl<R: Read> Read for WinZip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX);
        let most = buffer.len().min(most);
        if most == 0 {
            if self.left == 0
                && !buffer.is_empty()
                && let Some(code) = self.code.take()
            {
                let mut stated = [0; CODE as usize];
                self.bytes.read_exact(&mut stated)?;
                if code.verify_truncated_left(&stated).is_err() {
                    return Err(io::Error::new(
                        io::ErrorKind::InvalidData,
                        "its code of authentication does not fit",
                    ));
                }
            }
            return Ok(0);
        }
        let count = self.bytes.read(&mut buffer[..most])?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= count as u64;
        if let Some(code) = &mut self.code {
            code.update(&buffer[..count]);
        }
        for byte in &mut buffer[..count] {
            if self.used == self.stream.len() {
                self.next_stream();
            }
            *byte ^= self.stream[self.used];
            self.used += 1;
        }
        Ok(count)
    }
}

/// The three keys of the old lock.
#[derive(Debug, Clone, Copy)]
struct Keys([u32; 3]);

impl Keys {
    fn new(password: &[u8]) -> Self {
        let mut keys = Self([0x1234_5678, 0x2345_6789, 0x3456_7890]);
        for byte in password {
            keys.feed(*byte);
        }
        keys
    }

    fn feed(&mut self, byte: u8) {
        let [first, second, third] = &mut self.0;
        *first = crc_of(*first, byte);
        *second = second
            .wrapping_add(*first & 0xff)
            .wrapping_mul(134_775_813)
            .wrapping_add(1);
        *third = crc_of(*third, (*second >> 24) as u8);
    }

    fn decrypt(&mut self, byte: u8) -> u8 {
        let word = (self.0[2] | 2) & 0xffff;
        let plain = byte ^ ((word.wrapping_mul(word ^ 1) >> 8) as u8);
        self.feed(plain);
        plain
    }
}

/// One step of CRC-32.
fn crc_of(crc: u32, byte: u8) -> u32 {
    CRC[((crc ^ u32::from(byte)) & 0xff) as usize] ^ (crc >> 8)
}

const CRC: [u32; 256] = {
    let mut table = [0; 256];
    let mut at = 0;
    while at < 256 {
        let mut crc = at as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            };
            bit += 1;
        }
        table[at] = crc;
        at += 1;
    }
    table
};

struct Old<R> {
    bytes: R,
    keys: Keys,
}

impl<R: Read> Read for Old<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read(buffer)?;
        for byte in &mut buffer[..count] {
            *byte = self.keys.decrypt(*byte);
        }
        Ok(count)
    }
}
