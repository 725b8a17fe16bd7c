//! Addresses of crypto-currencies, by their check sums: Base58Check (Bitcoin, Litecoin, Dogecoin, Tron), Bech32
//! (Bitcoin, Litecoin); those of Ethereum by their shape.

use std::sync::LazyLock;

use daylight_model::{Grade, MentionType};
use regex::Regex;
use sha2::{Digest as _, Sha256};

use super::shape;
use super::view::{Found, View};

static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        r"0x[0-9a-fA-F]{40}|(?:bc|ltc|tb)1[02-9ac-hj-np-z]{11,87}|(?:BC|LTC)1[02-9AC-HJ-NP-Z]{11,87}|[13LMDAT][1-9A-HJ-NP-Za-km-z]{25,34}",
    )
});

const BASE58: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BECH32: &str = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
/// First bytes of Base58Check addresses: Bitcoin, Litecoin, Dogecoin, Tron.
const VERSIONS: [u8; 6] = [0x00, 0x05, 0x30, 0x32, 0x1e, 0x41];

/// Finds addresses of crypto-currencies.
pub(crate) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    for place in PATTERN.find_iter(text) {
        let (start, end) = (place.start(), place.end());
        if !shape::stands_alone(text, start, end) {
            continue;
        }
        let written = place.as_str();
        let (value, grade) = if written.starts_with("0x") {
            (written.to_owned(), Grade::Likely)
        } else if base58_holds(written) {
            (written.to_owned(), Grade::Certain)
        } else if bech32_holds(&written.to_ascii_lowercase()) {
            (written.to_ascii_lowercase(), Grade::Certain)
        } else {
            continue;
        };
        let confidence = if grade == Grade::Certain { 0.99 } else { 0.85 };
        found.push(Found::text(
            MentionType::CryptoWallet,
            start..end,
            value,
            "crypto_wallet@1",
            confidence,
            grade,
        ));
    }
}

/// Decodes 25 bytes and holds the last four against the twice hashed rest.
fn base58_holds(text: &str) -> bool {
    let mut bytes = [0_u8; 25];
    for letter in text.bytes() {
        let Some(digit) = BASE58.iter().position(|known| *known == letter) else {
            return false;
        };
        let mut carry = digit;
        for byte in bytes.iter_mut().rev() {
            carry += usize::from(*byte) * 58;
            *byte = (carry % 256) as u8;
            carry /= 256;
        }
        if carry != 0 {
            return false;
        }
    }
    let (payload, sum) = bytes.split_at(21);
    let hashed = Sha256::digest(Sha256::digest(payload));
    VERSIONS.contains(&bytes[0]) && hashed.get(..4) == Some(sum)
}

/// Holds a Bech32 or Bech32m address against its check sum (BIP 173, BIP 350).
fn bech32_holds(text: &str) -> bool {
    let Some((prefix, data)) = text.split_once('1') else {
        return false;
    };
    let mut values: Vec<u32> = prefix.bytes().map(|byte| u32::from(byte >> 5)).collect();
    values.push(0);
    values.extend(prefix.bytes().map(|byte| u32::from(byte & 31)));
    for letter in data.chars() {
        match BECH32.find(letter).and_then(|at| u32::try_from(at).ok()) {
            Some(value) => values.push(value),
            None => return false,
        }
    }
    const GENERATOR: [u32; 5] = [
        0x3b6a_57b2,
        0x2650_8e6d,
        0x1ea1_19fa,
        0x3d42_33dd,
        0x2a14_62b3,
    ];
    let mut sum: u32 = 1;
    for value in values {
        let top = sum >> 25;
        sum = ((sum & 0x01ff_ffff) << 5) ^ value;
        for (at, generator) in GENERATOR.iter().enumerate() {
            if (top >> at) & 1 == 1 {
                sum ^= generator;
            }
        }
    }
    sum == 1 || sum == 0x2bc8_30a3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_letter_is_found_by_the_check_sum() {
        // The first address of all, and those of BIP 173.
        assert!(base58_holds("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"));
        assert!(!base58_holds("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"));
        assert!(bech32_holds("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"));
        assert!(!bech32_holds("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"));
    }
}
