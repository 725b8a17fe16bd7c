//! Which lines of a mail's source a line of its text comes from. Always: counted from the first line of the file.

use mail_parser::Encoding;

/// The lines of the source, by where they begin.
#[derive(Debug)]
pub(super) struct SourceLines {
    starts: Vec<usize>,
    first: u32,
}

impl SourceLines {
    /// Takes the bytes of a mail whose first line has this number in the file.
    pub(super) fn new(bytes: &[u8], first: u32) -> Self {
        let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1));
        Self {
            starts: starts.collect(),
            first,
        }
    }

    /// Returns the line that a byte stands on.
    pub(super) fn at(&self, offset: usize) -> u32 {
        let before = self.starts.partition_point(|start| *start <= offset);
        let index = u32::try_from(before.saturating_sub(1)).unwrap_or(u32::MAX);
        self.first.saturating_add(index)
    }
}

/// For each line of a decoded text, the first and the last line of the source that it was written on.
#[derive(Debug)]
pub(super) enum Origin {
    /// As many lines as the source, from this one on.
    Same(u32),
    /// One for each line of the text; the last one stands for all that follow.
    Listed(Vec<(u32, u32)>),
    /// All of them, since what is encoded as a whole has no lines of its own.
    Whole(u32, u32),
}

impl Origin {
    /// Finds out for a part whose bytes begin on line `first`.
    pub(super) fn of(raw: &[u8], first: u32, encoding: Encoding) -> Self {
        match encoding {
            Encoding::None => Self::Same(first),
            Encoding::Base64 => {
                let trimmed = raw.trim_ascii_end();
                let ends = trimmed.iter().filter(|byte| **byte == b'\n').count();
                let more = u32::try_from(ends).unwrap_or(u32::MAX);
                Self::Whole(first, first.saturating_add(more))
            }
            Encoding::QuotedPrintable => Self::Listed(quoted(raw, first)),
        }
    }

    /// Returns the lines of the source for a line of the text, counted from 0.
    pub(super) fn lines(&self, index: u32) -> (u32, u32) {
        match self {
            Self::Same(first) => {
                let line = first.saturating_add(index);
                (line, line)
            }
            Self::Listed(lines) => lines
                .get(index as usize)
                .or(lines.last())
                .copied()
                .unwrap_or((1, 1)),
            Self::Whole(first, last) => (*first, *last),
        }
    }
}

/// An equals sign at the end of a line joins the next one to it; a line break may also be written as a code.
fn quoted(raw: &[u8], first: u32) -> Vec<(u32, u32)> {
    let mut lines = Vec::new();
    let (mut number, mut begun) = (first, first);
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        for _ in line
            .windows(3)
            .filter(|three| three.eq_ignore_ascii_case(b"=0A"))
        {
            lines.push((begun, number));
            begun = number;
        }
        let joins = line.ends_with(b"=\n") || line.ends_with(b"=\r\n");
        if !joins {
            lines.push((begun, number));
            begun = number.saturating_add(1);
        }
        number = number.saturating_add(1);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_were_joined_or_cut_keep_their_place() {
        let origin = Origin::of(
            b"one=\r\n two\r\nthree=0Afour\r\nfive",
            10,
            Encoding::QuotedPrintable,
        );
        let lines: Vec<_> = (0..5).map(|index| origin.lines(index)).collect();
        assert_eq!(lines, [(10, 11), (12, 12), (12, 12), (13, 13), (13, 13)]);
        assert_eq!(Origin::of(b"a\nb\n", 3, Encoding::Base64).lines(7), (3, 4));
    }
}
