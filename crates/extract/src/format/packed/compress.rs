//! What `compress` of Unix wrote (.Z): LZW with codes of 9 to 16 bits. Always: codes change their width in
//! groups of eight, as `compress` wrote them; a code that was not yet made is damage.

use std::io::{self, Read};

const CLEAR: usize = 256;

/// The unpacked bytes.
pub(crate) struct Unpacked<R> {
    input: R,
    most_bits: u32,
    block_mode: bool,
    /// Codes of this width are read from the group.
    width: u32,
    group: Vec<u8>,
    bit: usize,
    /// For each code its last byte and the code before it.
    table: Vec<(u16, u8)>,
    before: Option<usize>,
    first: u8,
    /// Bytes that wait, last one first.
    waiting: Vec<u8>,
    ended: bool,
    damaged: bool,
}

impl<R: Read> Unpacked<R> {
    /// Takes the packed bytes with their header.
    pub(crate) fn new(mut input: R) -> io::Result<Self> {
        let mut header = [0; 3];
        input.read_exact(&mut header)?;
        let most_bits = u32::from(header[2] & 0x1f);
        if !(9..=16).contains(&most_bits) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "its header is damaged",
            ));
        }
        let block_mode = header[2] & 0x80 != 0;
        Ok(Self {
            input,
            most_bits,
            block_mode,
            width: 9,
            group: Vec::new(),
            bit: 0,
            table: fresh(block_mode),
            before: None,
            first: 0,
            waiting: Vec::new(),
            ended: false,
            damaged: false,
        })
    }

    /// Returns the next code; none at the end.
    fn code(&mut self) -> io::Result<Option<usize>> {
        let width = self.width as usize;
        if self.bit + width > self.group.len() * 8 {
            // Eight codes of one width lie in as many bytes as they have bits.
            let mut group = vec![0; width];
            let mut filled = 0;
            while filled < width {
                match self.input.read(&mut group[filled..])? {
                    0 => break,
                    count => filled += count,
                }
            }
            group.truncate(filled);
            (self.group, self.bit) = (group, 0);
            if self.group.len() * 8 < width {
                return Ok(None);
            }
        }
        let mut code = 0;
        for at in 0..width {
            let bit = self.bit + at;
            let byte = self.group.get(bit / 8).copied().unwrap_or(0);
            code |= usize::from(byte >> (bit % 8) & 1) << at;
        }
        self.bit += width;
        Ok(Some(code))
    }

    /// What is left of a group is padding once the width changes.
    fn start_group(&mut self) {
        self.group.clear();
        self.bit = 0;
    }

    fn step(&mut self) -> io::Result<()> {
        let Some(code) = self.code()? else {
            self.ended = true;
            return Ok(());
        };
        if self.block_mode && code == CLEAR {
            self.table = fresh(true);
            self.width = 9;
            self.before = None;
            self.start_group();
            return Ok(());
        }
        let Some(before) = self.before else {
            self.first = u8::try_from(code).map_err(|_| damaged())?;
            self.waiting.push(self.first);
            self.before = Some(code);
            return Ok(());
        };
        let mut at = code;
        if code >= self.table.len() {
            if code > self.table.len() {
                return Err(damaged());
            }
            self.waiting.push(self.first);
            at = before;
        }
        while at >= 256 {
            let (prefix, last) = *self.table.get(at).ok_or_else(damaged)?;
            self.waiting.push(last);
            at = usize::from(prefix);
        }
        self.first = u8::try_from(at).map_err(|_| damaged())?;
        self.waiting.push(self.first);
        if self.table.len() < 1 << self.most_bits {
            let prefix = u16::try_from(before).map_err(|_| damaged())?;
            self.table.push((prefix, self.first));
            if self.table.len() >= 1 << self.width && self.width < self.most_bits {
                self.width += 1;
                self.start_group();
            }
        }
        self.before = Some(code);
        Ok(())
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a code that does not exist")
}

fn fresh(block_mode: bool) -> Vec<(u16, u8)> {
    let mut table: Vec<_> = (0..=u8::MAX).map(|byte| (0, byte)).collect();
    if block_mode {
        table.push((0, 0));
    }
    table
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut count = 0;
        while count < buffer.len() {
            match self.waiting.pop() {
                Some(byte) => {
                    buffer[count] = byte;
                    count += 1;
                }
                None if self.ended => break,
                None if self.damaged && count == 0 => return Err(damaged()),
                None if self.damaged => break,
                // What was unpacked goes out before the error does.
                None => {
                    if let Err(error) = self.step() {
                        if error.kind() != io::ErrorKind::InvalidData {
                            return Err(error);
                        }
                        self.waiting.clear();
                        self.damaged = true;
                    }
                }
            }
        }
        Ok(count)
    }
}
