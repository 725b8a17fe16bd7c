//! Lines of a text, counted from 1 over all its blocks. Always: a line ends at a line feed, or at a carriage
//! return and a line feed; at a lone carriage return only in a text that begins without any line feed.

/// One line, or a piece of one that was cut for its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line<'t> {
    /// Its number.
    pub(crate) number: u32,
    /// Its text.
    pub(crate) text: &'t str,
    /// What ends it; nothing at the end of a block.
    pub(crate) end: &'t str,
}

/// Counts lines.
#[derive(Debug)]
pub(crate) struct Lines {
    number: u32,
    bare_returns: Option<bool>,
}

impl Default for Lines {
    fn default() -> Self {
        Self {
            number: 1,
            bare_returns: None,
        }
    }
}

impl Lines {
    /// Splits the next block.
    pub(crate) fn split<'t>(&mut self, block: &'t str) -> Vec<Line<'t>> {
        let bare_returns = *self
            .bare_returns
            .get_or_insert_with(|| block.contains('\r') && !block.contains('\n'));
        let separator = if bare_returns { '\r' } else { '\n' };
        block
            .split_inclusive(separator)
            .map(|line| {
                let number = self.number;
                let text = line.strip_suffix(separator).unwrap_or(line);
                if text.len() < line.len() {
                    self.number = self.number.saturating_add(1);
                }
                let text = match text.len() < line.len() && !bare_returns {
                    true => text.strip_suffix('\r').unwrap_or(text),
                    false => text,
                };
                let end = line.get(text.len()..).unwrap_or_default();
                Line { number, text, end }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(blocks: &[&str], expect: &[(u32, &str, &str)]) {
        let mut lines = Lines::default();
        let found: Vec<_> = blocks
            .iter()
            .flat_map(|block| lines.split(block))
            .map(|line| (line.number, line.text, line.end))
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn lines_are_counted_over_blocks_and_all_kinds_of_line_ends() {
        check(
            &["a\r\n\nb\n", "c"],
            &[
                (1, "a", "\r\n"),
                (2, "", "\n"),
                (3, "b", "\n"),
                (4, "c", ""),
            ],
        );
        check(
            &["a\rb\r", "c"],
            &[(1, "a", "\r"), (2, "b", "\r"), (3, "c", "")],
        );
        check(
            &["10%\r20%\n", "x\n"],
            &[(1, "10%\r20%", "\n"), (2, "x", "\n")],
        );
        check(
            &["long ", "line\n", "b"],
            &[(1, "long ", ""), (1, "line", "\n"), (2, "b", "")],
        );
    }
}
