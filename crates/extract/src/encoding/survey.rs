//! One look over a file before its encoding is decided: which lines are UTF-8, and a sample of those that are
//! not. Always: memory is bounded whatever the length of file or line.

use super::plausible::{self, Writing};

/// First bytes that are kept as they are.
const HEAD: usize = 64 * 1024;

/// Bytes of lines that are not UTF-8.
const SAMPLE: usize = 32 * 1024;

/// Of one such line.
const LINE: usize = 4 * 1024;

/// A line that has not ended yet is looked at in pieces of this size.
const OPEN_LINE: usize = 256 * 1024;

/// What was seen.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    /// The first bytes.
    pub(super) head: Vec<u8>,
    /// Lines that are UTF-8 and not ASCII.
    pub(super) utf8_lines: u64,
    /// Of these, lines with a sequence of three bytes or more.
    pub(super) utf8_lines_of_three: u64,
    /// Lines that are not UTF-8.
    other_lines: u64,
    /// Of these, lines that are mostly UTF-8.
    damaged_lines: u64,
    /// A sample of lines that are not UTF-8.
    pub(super) not_utf8: Vec<u8>,
    short_utf8: Vec<u8>,
    open: Vec<u8>,
    zeros: u64,
    bytes: u64,
}

impl Survey {
    /// Looks at the next bytes.
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.zeros += bytes.iter().filter(|byte| **byte == 0).count() as u64;
        let room = HEAD.saturating_sub(self.head.len());
        self.head.extend(bytes.iter().take(room));
        if self.open.is_empty() && bytes.is_ascii() {
            return;
        }
        for piece in bytes.split_inclusive(|byte| *byte == b'\n' || *byte == b'\r') {
            let ended = piece.ends_with(b"\n") || piece.ends_with(b"\r");
            if self.open.is_empty() && ended {
                self.line(piece);
            } else {
                self.open.extend_from_slice(piece);
                if ended || self.open.len() > OPEN_LINE {
                    let line = std::mem::take(&mut self.open);
                    // A piece may end inside a character: what is left waits for the rest.
                    let kept = if ended {
                        line.len()
                    } else {
                        whole_characters(&line)
                    };
                    self.line(&line[..kept]);
                    self.open = line[kept..].to_vec();
                }
            }
        }
    }

    /// Ends the look.
    pub(crate) fn finish(&mut self) {
        let line = std::mem::take(&mut self.open);
        self.line(&line);
    }

    /// Returns how many bytes of a thousand are zero.
    pub(crate) fn zeros_per_mille(&self) -> u64 {
        (self.zeros * 1000).div_ceil(self.bytes.max(1))
    }

    fn line(&mut self, line: &[u8]) {
        if line.is_ascii() {
            return;
        }
        if let Ok(text) = std::str::from_utf8(line) {
            self.utf8_lines += 1;
            let of_three = text.chars().any(|character| character.len_utf8() > 2);
            self.utf8_lines_of_three += u64::from(of_three);
            if !of_three && self.short_utf8.len() < 128 {
                self.short_utf8.extend(line.iter().take(128));
            }
            return;
        }
        self.other_lines += 1;
        self.damaged_lines += u64::from(is_mostly_utf8(line));
        let room = SAMPLE.saturating_sub(self.not_utf8.len()).min(LINE);
        self.not_utf8.extend(line.iter().take(room));
    }

    /// Returns whether all of it is UTF-8.
    pub(super) fn is_utf8(&self) -> bool {
        self.other_lines == 0
    }

    /// Returns whether it is UTF-8 of which some bytes are damaged.
    pub(super) fn is_damaged_utf8(&self) -> bool {
        self.damaged_lines > 0 && self.damaged_lines * 10 >= self.other_lines * 9
    }

    /// Returns whether valid UTF-8 is so only by chance: a few Chinese characters in GB 18030 can be read as
    /// two-byte sequences, which then give a jumble of scripts.
    pub(super) fn rather_chinese(&self) -> bool {
        if self.utf8_lines == 0 || self.utf8_lines_of_three > 0 || self.short_utf8.len() >= 128 {
            return false;
        }
        let Ok(text) = std::str::from_utf8(&self.short_utf8) else {
            return false;
        };
        let mut scripts: Vec<u32> = text
            .chars()
            .filter(|character| !character.is_ascii())
            .map(|character| u32::from(character) / 0x90)
            .collect();
        scripts.sort_unstable();
        scripts.dedup();
        let (chinese, broken) = encoding_rs::GB18030.decode_without_bom_handling(&self.short_utf8);
        !broken && scripts.len() > 1 && plausible::of_letters(&chinese, Writing::Simplified) > 0.75
    }

    /// Returns whether all of it is ASCII.
    pub(super) fn is_ascii(&self) -> bool {
        self.other_lines == 0 && self.utf8_lines == 0
    }

    /// Returns whether it switches character sets by escape sequences, as ISO-2022-JP does.
    pub(super) fn escapes_japanese(&self) -> bool {
        let head = &self.head;
        self.is_ascii()
            && head
                .windows(3)
                .any(|three| matches!(three, [0x1b, b'$', b'B' | b'@']))
            && head
                .windows(3)
                .any(|three| matches!(three, [0x1b, b'(', b'B' | b'J']))
    }
}

/// Returns how many of these bytes are whole characters, if they are UTF-8.
fn whole_characters(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        _ => bytes.len(),
    }
}

/// Returns whether nine tenths of what is not ASCII are UTF-8 sequences.
pub(super) fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut sequences, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        sequences += chunk.valid().chars().filter(|c| c.len_utf8() > 2).count() * 3;
        sequences += chunk.valid().chars().filter(|c| c.len_utf8() == 2).count();
        broken += chunk.invalid().len();
    }
    sequences > 0 && sequences >= broken * 9
}
