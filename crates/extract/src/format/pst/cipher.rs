//! How mail stores hide their bytes from a careless look (MS-PST 5.1, 5.2): two fixed alphabets, no secret. Always:
//! a table that turns one way gives the table that turns back.

/// The first alphabet of the specification, in Base16.
const FIRST: &str = "\
    41361362a8216ebbf416cc047f64e85d1ef2cb2a74c55e35d295479e962d9a88\
    4c7d843fdbac31b6485ff6c4d8398be7233b388ec8c1df25b120a546604e9cfb\
    aad35651457c550007c92b9d859b09a08fadb30f63ab894bd7a7155a716642bf\
    264a6b98faea7753b270052cfd593a867ece06eb827857c78d43afb41cd45bcd\
    e2e9274fc3087280cfb0eff5286dbe304d3492d50e3c2232e5e4f99fc2d10a81\
    12e1ee918376e397e6618a1779a4b7dc907a5c8c02a6ca69de501a1193b95287\
    58fced1d37491b6ae0293399bd6cd994f340546ff0c673b8d63e6518441fdd67\
    10f10c19ecae03a1147ba90bfff8a3c0a201f72ebc2468750dfeba2fb5d0da3d\
    ";

/// The second alphabet, its own reverse.
const SECOND: &str = "\
    14530f56b3c87a9ceb65481716159f02cc547c83000d0c0ba262a876dbd9edc7\
    c5a4dcac8574d6d0a79bae9a967166c36399b8dd73928e847da55ed15d93b157\
    5150808952944f4e0a6bbc8d7f6e47464140440111cb033ff7f4e1a98f3c3af9\
    fbf0193082092ec99da08649ee6f4d6dc42d813425871b88aafc06a11238fd4c\
    4272641337246a757743ffe6b44b365ce4d8353d45b92cecb7312b290768a30e\
    697b189e2139be281a5b78f523ca2ab0af3efe048ce7e5983295d3f64ae8a6ea\
    e9f3d52f7020f21f0567ad5510cecde3273bdabad7c226d4911dd21c2233f8fa\
    f15aefcf90b68bb5bdc0bf08971e6ce261e0c6c159abbb58de5fdf60797eb28a\
    ";

const R: [u8; 256] = table(FIRST);
const S: [u8; 256] = table(SECOND);
const I: [u8; 256] = reversed(&R);

const fn digit(letter: u8) -> u8 {
    match letter {
        b'0'..=b'9' => letter - b'0',
        _ => letter - b'a' + 10,
    }
}

const fn table(hex: &str) -> [u8; 256] {
    let hex = hex.as_bytes();
    let mut table = [0; 256];
    let mut at = 0;
    while at < 256 {
        table[at] = digit(hex[2 * at]) * 16 + digit(hex[2 * at + 1]);
        at += 1;
    }
    table
}

const fn reversed(table: &[u8; 256]) -> [u8; 256] {
    let mut reversed = [0; 256];
    let mut at = 0;
    while at < 256 {
        reversed[table[at] as usize] = at as u8;
        at += 1;
    }
    reversed
}

/// How the blocks of a store are hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cipher {
    /// Not at all.
    None,
    /// Each byte for another.
    Permute,
    /// Each byte by its place and by the block's number.
    Cyclic,
}

impl Cipher {
    /// Shows a block as it was.
    pub(super) fn show(self, bytes: &mut [u8], block: u64) {
        match self {
            Self::None => {}
            Self::Permute => bytes
                .iter_mut()
                .for_each(|byte| *byte = I[usize::from(*byte)]),
            Self::Cyclic => {
                let number = (block & 0xffff_ffff) as u32;
                let mut key = (number ^ (number >> 16)) as u16;
                for byte in bytes {
                    let [low, high] = key.to_le_bytes();
                    let first = R[usize::from(byte.wrapping_add(low))].wrapping_add(high);
                    let second = S[usize::from(first)].wrapping_sub(high);
                    *byte = I[usize::from(second)].wrapping_sub(low);
                    key = key.wrapping_add(1);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_hidden_is_shown_again() {
        let mut bytes = *b"Hello";
        bytes
            .iter_mut()
            .for_each(|byte| *byte = R[usize::from(*byte)]);
        assert_ne!(&bytes, b"Hello");
        Cipher::Permute.show(&mut bytes, 0);
        assert_eq!(&bytes, b"Hello");
        for _ in 0..2 {
            Cipher::Cyclic.show(&mut bytes, 0x1234_5678);
        }
        assert_eq!(&bytes, b"Hello");
    }
}
