//! Tables as CSV, as HTML, and as HTML inside Markdown, as the chats of leaked repositories have them.
//!
//! Always: returned locators count from 1, the header included; `item` is the index of the row.

use super::WriteError;
use super::area::{Located, Role};

/// Text of a file and the places of its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFile {
    /// The text, not yet encoded.
    pub text: String,
    /// Its cells, row by row.
    pub texts: Vec<Located>,
}

/// Returns the text with `&`, `<`, `>` and `"` written as entities.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn located(row: usize, column: usize, text: &str, locator: String) -> Located {
    Located {
        item: row,
        role: Role::Cell {
            row: row + 1,
            column: column + 1,
        },
        text: text.to_owned(),
        raw: None,
        locator,
    }
}

/// Returns rows as CSV with this delimiter and CRLF line ends; cells are quoted where they must be.
///
/// # Errors
/// [`WriteError::Csv`], which memory does not give.
pub fn csv(rows: &[Vec<String>], delimiter: u8) -> Result<TextFile, WriteError> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let mut texts = Vec::new();
    for (row, cells) in rows.iter().enumerate() {
        writer.write_record(cells)?;
        for (column, cell) in cells.iter().enumerate() {
            texts.push(located(
                row,
                column,
                cell,
                format!("cell={},{}", row + 1, column + 1),
            ));
        }
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| WriteError::Pack(error.into_error()))?;
    Ok(TextFile {
        text: String::from_utf8(bytes).expect("text in, text out"),
        texts,
    })
}

/// Returns an HTML table, each cell on a line of its own; `first_line` is the number of its first line in
/// the file that it will stand in. The first row is the header.
#[must_use]
pub fn html(rows: &[Vec<String>], first_line: usize) -> TextFile {
    let mut lines: Vec<String> = vec!["<table>".into()];
    let mut texts = Vec::new();
    for (row, cells) in rows.iter().enumerate() {
        let tag = if row == 0 { "th" } else { "td" };
        lines.push("<tr>".into());
        for (column, cell) in cells.iter().enumerate() {
            // A line feed in a cell must not end the source's line: counting would shift.
            lines.push(format!(
                "<{tag}>{}</{tag}>",
                escape(cell).replace('\n', "<br>")
            ));
            texts.push(located(
                row,
                column,
                cell,
                format!("line={}", first_line + lines.len() - 1),
            ));
        }
        lines.push("</tr>".into());
    }
    lines.push("</table>".into());
    TextFile {
        text: lines.join("\n") + "\n",
        texts,
    }
}

/// Returns a Markdown file: a heading, a blank line, and an HTML table.
#[must_use]
pub fn markdown(heading: &str, rows: &[Vec<String>]) -> TextFile {
    let table = html(rows, 3);
    TextFile {
        text: format!("# {heading}\n\n{}", table.text),
        texts: table.texts,
    }
}

#[cfg(test)]
mod tests {
    use super::{csv, markdown};

    fn rows() -> Vec<Vec<String>> {
        let row = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        vec![
            row(["时间", "内容"]),
            row(["21:07", "他说\"可以\",<好>\n明天"]),
        ]
    }

    #[test]
    fn the_line_of_a_locator_holds_the_cell() {
        let file = markdown("聊天", &rows());
        for text in &file.texts {
            let number: usize = text.locator.strip_prefix("line=").unwrap().parse().unwrap();
            let line = file.text.lines().nth(number - 1).unwrap();
            assert!(
                line.contains(&super::escape(&text.text).replace('\n', "<br>")),
                "{line}"
            );
        }
    }

    #[test]
    fn another_reader_finds_the_cells_of_a_csv() {
        let file = csv(&rows(), b',').unwrap();
        let mut reader = ::csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(file.text.as_bytes());
        let read: Vec<Vec<String>> = reader
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .collect();
        assert_eq!(read, rows());
        assert_eq!(file.texts[3].locator, "cell=2,2");
    }
}
