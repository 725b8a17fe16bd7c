//! Compressed columns, taken apart: each thread keeps what zstd needs for it, which costs more to make than a short
//! column to read.

use std::cell::RefCell;
use std::io::{self, Read};

use zstd::stream::read::Decoder;
use zstd::zstd_safe::{DCtx, ResetDirective};

thread_local! {
    static CONTEXT: RefCell<DCtx<'static>> = RefCell::new(DCtx::create());
}

/// Returns what was compressed, at most so many bytes of it.
pub(super) fn decompressed(frame: &[u8], most: u64) -> io::Result<Vec<u8>> {
    CONTEXT.with_borrow_mut(|context| {
        // One that broke off in the middle of a frame begins anew.
        let reset = context.reset(ResetDirective::SessionOnly);
        reset.map_err(|code| io::Error::other(zstd::zstd_safe::get_error_name(code)))?;
        let mut bytes = Vec::new();
        let decoder = Decoder::with_context(frame, context);
        decoder.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_that_breaks_off_spoils_none_after_it() {
        let text = "合同 ".repeat(5000);
        let whole = zstd::stream::encode_all(text.as_bytes(), 3).unwrap();
        for length in [0, 1, 7, whole.len() / 2, whole.len() - 1] {
            let cut = decompressed(&whole[..length], u64::MAX);
            assert!(cut.is_err() || length == 0, "cut at {length}");
            let bytes = decompressed(&whole, u64::MAX).unwrap();
            assert_eq!(bytes, text.as_bytes());
        }
        assert_eq!(decompressed(&whole, 6).unwrap(), "合同".as_bytes());
        assert_eq!(decompressed(&whole, u64::MAX).unwrap(), text.as_bytes());
    }
}
