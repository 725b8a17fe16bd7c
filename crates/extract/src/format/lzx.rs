//! LZX, as cabinets and help files pack: frames of 32 KB that go back to each other. Always: the window is at most 2 MB;
//! a damaged frame is the end of what is packed together with it.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lzxd::{Lzxd, WindowSize};

/// Bytes of a whole frame.
pub(crate) const FRAME: usize = 32 * 1024;

/// What was unpacked, as far as later frames go back to it.
pub(crate) struct Lzx {
    state: Option<Lzxd>,
}

impl Lzx {
    /// Starts; none where no program packs with a window of so many bits.
    pub(crate) fn new(bits: u32) -> Option<Self> {
        let window = match bits {
            15 => WindowSize::KB32,
            16 => WindowSize::KB64,
            17 => WindowSize::KB128,
            18 => WindowSize::KB256,
            19 => WindowSize::KB512,
            20 => WindowSize::MB1,
            21 => WindowSize::MB2,
            _ => return None,
        };
        Some(Self {
            state: Some(Lzxd::new(window)),
        })
    }

    /// Unpacks the next frame.
    pub(crate) fn frame(&mut self, packed: &[u8], length: usize) -> io::Result<Vec<u8>> {
        let damaged = || io::Error::new(io::ErrorKind::InvalidData, "a block is damaged");
        let mut state = self.state.take().ok_or_else(damaged)?;
        if length > FRAME {
            return Err(damaged());
        }
        // The library asserts what a hostile stream can break.
        let unpacked = catch_unwind(AssertUnwindSafe(|| {
            let bytes = state.decompress_next(packed, length).ok()?.to_vec();
            Some((state, bytes))
        }));
        let (state, bytes) = unpacked.ok().flatten().ok_or_else(damaged)?;
        self.state = Some(state);
        Ok(bytes)
    }
}

/// Returns bytes as LZX keeps what does not get smaller, for tests: one block, which may be the first in its stream.
#[cfg(test)]
pub(crate) fn kept(bytes: &[u8], is_first: bool) -> Vec<u8> {
    let head = (3 << 24 | bytes.len() as u32) << if is_first { 4 } else { 5 };
    let mut packed = ((head >> 16) as u16).to_le_bytes().to_vec();
    packed.extend((head as u16).to_le_bytes());
    for _ in 0..3 {
        packed.extend(1_u32.to_le_bytes());
    }
    packed.extend(bytes);
    packed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_frame_is_the_end() {
        let mut lzx = Lzx::new(15).unwrap();
        assert_eq!(lzx.frame(&kept(b"abcd", true), 4).unwrap(), b"abcd");
        assert_eq!(lzx.frame(&kept(b"efgh", false), 4).unwrap(), b"efgh");
        assert!(lzx.frame(&[0xff; 40], 100).is_err());
        assert!(lzx.frame(&kept(b"abcd", true), 4).is_err());
        assert!(Lzx::new(22).is_none());
        assert!(
            Lzx::new(15)
                .unwrap()
                .frame(&kept(b"abcd", true), FRAME + 1)
                .is_err()
        );
    }
}
