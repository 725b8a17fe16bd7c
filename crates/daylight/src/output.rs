//! What commands print: one JSON object a line, or text for a person, in which names of files and words of a
//! leak can move neither the cursor nor the order of what stands around them.

use std::io::{self, Write};

use serde::Serialize;

/// Writes one JSON object and the end of the line.
pub(crate) fn json_line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// Returns `text`, which may have several lines, fit for a terminal.
pub(crate) fn safe_lines(text: &str) -> String {
    let lines = text.split('\n').map(|line| {
        let cells = line.trim_end_matches('\r').split('\t');
        cells
            .map(daylight_model::shown_safely)
            .collect::<Vec<_>>()
            .join("\t")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A reader who goes away before the end, such as `head`, is no error.
pub(crate) fn unless_reader_left(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_fit_to_print() {
        assert_eq!(safe_lines("a\tb\r\n\u{1b}[2J"), "a\tb\n\\u{1b}[2J");
    }
}
