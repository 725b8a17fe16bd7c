//! The answer of a server as it was captured: its headers, and its content without what it was packed in for the
//! way. Always: what is packed is unpacked as it is read, never all at once.

use std::io::{self, BufRead, Read};

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// Lines of headers that are read.
const LINES: usize = 1000;

/// What the server said before the content.
#[derive(Debug, Default)]
pub(super) struct Answer {
    status: String,
    /// Media type, as the server had it.
    pub(super) media_type: String,
    chunked: bool,
    packed: String,
}

impl Answer {
    /// Reads the headers.
    pub(super) fn read(content: &mut impl BufRead) -> io::Result<Self> {
        let mut answer = Self::default();
        for number in 0..LINES {
            let mut line = Vec::new();
            if content.take(64 * 1024).read_until(b'\n', &mut line)? == 0 {
                break;
            }
            let line = String::from_utf8_lossy(&line);
            let line = line.trim();
            if number == 0 {
                answer.status = line.split(' ').nth(1).unwrap_or_default().to_owned();
                continue;
            }
            if line.is_empty() {
                break;
            }
            let Some((name, value)) = line.split_once(':') else {
                continue;
            };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-type" => {
                    let kind = value.split(';').next().unwrap_or_default();
                    answer.media_type = kind.trim().to_ascii_lowercase();
                }
                "transfer-encoding" => answer.chunked = value.eq_ignore_ascii_case("chunked"),
                "content-encoding" => answer.packed = value.to_ascii_lowercase(),
                _ => {}
            }
        }
        Ok(answer)
    }

    /// Returns what it says, in words; none where it says nothing.
    pub(super) fn told(&self) -> Option<String> {
        let words = format!("{} {}", self.status, self.media_type);
        Some(words.trim().to_owned()).filter(|words| !words.is_empty())
    }

    /// Returns the content. Programs that capture often undo the packing and leave the header: what does not begin
    /// as it says is given as it is.
    pub(super) fn body<'r>(
        &self,
        mut content: impl BufRead + 'r,
    ) -> io::Result<Box<dyn Read + 'r>> {
        let looks_chunked = {
            let start = content.fill_buf()?;
            let digits = start
                .iter()
                .take_while(|byte| byte.is_ascii_hexdigit())
                .count();
            (1..=8).contains(&digits)
                && matches!(start.get(digits), Some(b'\r' | b'\n' | b';' | b' '))
        };
        let mut content: Box<dyn BufRead + 'r> = match self.chunked && looks_chunked {
            true => Box::new(io::BufReader::new(Chunks::of(content))),
            false => Box::new(content),
        };
        let start = content.fill_buf()?;
        let gzip = start.starts_with(&[0x1f, 0x8b]);
        let zlib = start.len() > 1
            && start[0] & 15 == 8
            && (u16::from(start[0]) * 256 + u16::from(start[1])) % 31 == 0;
        Ok(match self.packed.as_str() {
            "gzip" | "x-gzip" if gzip => Box::new(MultiGzDecoder::new(content)),
            "deflate" if zlib => Box::new(ZlibDecoder::new(content)),
            "deflate" => Box::new(DeflateDecoder::new(content)),
            _ => content,
        })
    }
}

/// Content that comes in pieces, each with its length before it (RFC 9112).
struct Chunks<R> {
    content: R,
    left: u64,
    ended: bool,
}

impl<R: BufRead> Chunks<R> {
    fn of(content: R) -> Self {
        Self {
            content,
            left: 0,
            ended: false,
        }
    }
}

impl<R: BufRead> Read for Chunks<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.left == 0 && !self.ended {
            let mut line = Vec::new();
            if (&mut self.content)
                .take(4096)
                .read_until(b'\n', &mut line)?
                == 0
            {
                self.ended = true;
                break;
            }
            let line = String::from_utf8_lossy(&line);
            let digits = line.trim().split(';').next().unwrap_or_default().trim();
            if digits.is_empty() {
                continue;
            }
            match u64::from_str_radix(digits, 16) {
                Ok(0) | Err(_) => self.ended = true,
                Ok(length) => self.left = length,
            }
        }
        if self.ended {
            return Ok(0);
        }
        let most = usize::try_from(self.left)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        let count = self.content.read(&mut buffer[..most])?;
        self.left -= count as u64;
        self.ended = count == 0 && most > 0;
        Ok(count)
    }
}
