//! Markdown: the text of the file as it stands, tables apart. Always: a table, whether drawn with bars or
//! written in HTML, is a part of its own with tabs between cells; all places are lines of the file.

use daylight_model::{LineBreaks, PartKind, Place};

use super::html::Page;
use super::inline::Inline;
use super::lines::{Line, Lines};
use super::text::{self, push_line};
use crate::encoding::Decision;
use crate::reading::{About, Ending, Out, PART_BYTES, Written, unreadable};
use crate::source::Source;

/// Reads a Markdown file.
pub(crate) fn read(
    source: &mut Source<'_>,
    decision: Decision,
    out: &mut Out<'_>,
    about: &mut About,
) -> Ending {
    about.reader = "markdown@1";
    let mut text = text::open(source, decision, about)?;
    let mut lines = Lines::default();
    let mut reader = Reader {
        out,
        prose: Written::default(),
        table: Written::default(),
        held: None,
        fence: None,
        html: None,
        in_table: false,
        title: None,
    };
    let mut inline = Inline::default();
    while let Some(block) = text.block().map_err(|error| unreadable(&error))? {
        inline.feed(&block, reader.out)?;
        for line in lines.split(&block) {
            reader.line(line)?;
        }
    }
    let title = reader.finish()?;
    inline.finish(out)?;
    if let Some(title) = title {
        about.says("title", &title);
    }
    text::tell(&text, decision, out)
}

/// A line that is kept until the next one says what it is.
struct Held {
    number: u32,
    text: String,
    end: String,
}

struct Reader<'r, 'o> {
    out: &'r mut Out<'o>,
    prose: Written,
    table: Written,
    held: Option<Held>,
    /// What opened a block of code.
    fence: Option<String>,
    /// An HTML table that is open, and how many tables deep.
    html: Option<(Page, i64)>,
    in_table: bool,
    title: Option<String>,
}

impl Reader<'_, '_> {
    fn line(&mut self, line: Line<'_>) -> Ending {
        if let Some((page, depth)) = &mut self.html {
            page.feed(line);
            *depth += opened(line.text);
            if *depth <= 0 {
                self.end_html()?;
            }
            return Ok(());
        }
        if let Some(fence) = &self.fence {
            if line.text.trim_start().starts_with(fence.as_str()) {
                self.fence = None;
            }
            return self.prose_line(line);
        }
        if self.in_table {
            if line.text.contains('|') {
                push_row(&mut self.table, line.text, line.number);
                return self.send_long();
            }
            self.end_table()?;
        }
        if is_rule(line.text)
            && let Some(held) = self.held.take()
        {
            if held.text.contains('|') {
                self.end_prose()?;
                self.in_table = true;
                push_row(&mut self.table, &held.text, held.number);
                return Ok(());
            }
            self.held = Some(held);
        }
        let depth = opened(line.text);
        if depth > 0 {
            self.end_prose()?;
            let mut page = Page::new();
            page.feed(line);
            self.html = Some((page, depth));
            return Ok(());
        }
        if line.text.to_ascii_lowercase().contains("<table") {
            self.end_prose()?;
            let mut page = Page::new();
            page.feed(line);
            self.html = Some((page, 0));
            return self.end_html();
        }
        let start = line.text.trim_start();
        for mark in ["```", "~~~"] {
            if start.starts_with(mark) {
                self.fence = Some(mark.to_owned());
            }
        }
        if self.title.is_none()
            && let Some(title) = line.text.strip_prefix("# ")
        {
            self.title = Some(title.trim().to_owned());
        }
        self.prose_line(line)
    }

    fn prose_line(&mut self, line: Line<'_>) -> Ending {
        self.release();
        self.held = Some(Held {
            number: line.number,
            text: line.text.to_owned(),
            end: line.end.to_owned(),
        });
        self.send_long()
    }

    fn release(&mut self) {
        if let Some(held) = self.held.take() {
            push_line(&mut self.prose, &held.text, held.number);
            self.prose.push(&held.end);
        }
    }

    fn send_long(&mut self) -> Ending {
        if self.prose.len() >= PART_BYTES {
            let full = std::mem::take(&mut self.prose);
            self.out
                .part(PartKind::Body, None, LineBreaks::Wrap, full)?;
        }
        if self.table.len() >= PART_BYTES {
            let full = std::mem::take(&mut self.table);
            self.out.part(PartKind::Body, None, LineBreaks::End, full)?;
        }
        Ok(())
    }

    fn end_prose(&mut self) -> Ending {
        self.release();
        let prose = std::mem::take(&mut self.prose);
        if prose.text().trim().is_empty() {
            return Ok(());
        }
        self.out.part(PartKind::Body, None, LineBreaks::Wrap, prose)
    }

    fn end_table(&mut self) -> Ending {
        self.in_table = false;
        let mut table = std::mem::take(&mut self.table);
        if table.text().ends_with('\n') {
            table.truncate(table.len() - 1);
        }
        self.out.part(PartKind::Body, None, LineBreaks::End, table)
    }

    fn end_html(&mut self) -> Ending {
        let Some((page, _)) = self.html.take() else {
            return Ok(());
        };
        let (written, _) = page.finish();
        self.out
            .part(PartKind::Body, None, LineBreaks::End, written)
    }

    fn finish(mut self) -> Result<Option<String>, daylight_model::Outcome> {
        self.end_html()?;
        if self.in_table {
            self.end_table()?;
        }
        self.end_prose()?;
        Ok(self.title)
    }
}

/// Returns how many HTML tables a line opens, less those that it closes.
fn opened(line: &str) -> i64 {
    if !line.contains('<') {
        return 0;
    }
    let line = line.to_ascii_lowercase();
    let count = |what| i64::try_from(line.matches(what).count()).unwrap_or(0);
    count("<table") - count("</table")
}

/// Returns whether this is the line between a table's head and its rows: `| --- | :--: |`.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains('|')
        && line.contains('-')
        && line
            .chars()
            .all(|character| matches!(character, '|' | '-' | ':' | ' ' | '\t'))
}

fn push_row(table: &mut Written, line: &str, number: u32) {
    for (index, cell) in cells(line).into_iter().enumerate() {
        if index > 0 {
            table.push("\t");
        }
        table.push_at(&cell, Place::line(number));
    }
    table.push("\n");
}

/// Splits a row at its bars; a bar after a backslash is none.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        let bar_follows = characters.peek() == Some(&'|');
        match character {
            '\\' if bar_follows => {}
            '|' => {
                cells.push(String::new());
                continue;
            }
            _ => {
                push(&mut cells, character);
                continue;
            }
        }
        characters.next();
        push(&mut cells, '|');
    }
    if cells.len() > 1 && cells.last().is_some_and(|last| last.trim().is_empty()) {
        cells.pop();
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

fn push(cells: &mut [String], character: char) {
    if let Some(last) = cells.last_mut() {
        last.push(character);
    }
}

#[cfg(test)]
mod tests {
    use daylight_model::LineBreaks;

    use crate::check::{check_parts, read_named};

    #[test]
    fn tables_in_html_are_rows_with_the_lines_of_the_file() {
        let markdown = "# 聊天记录\n\n<table>\n<tr><th>时间</th><th>发送者</th><th>内容</th></tr>\n<tr><td>2021-03-04 10:00</td><td>wxid_1</td><td>明天开会</td></tr>\n</table>\n\n结束\n";
        let found = read_named("3b9c.md", markdown.as_bytes());
        check_parts(
            &found,
            &[
                ("# 聊天记录\n\n", &[("line=1", "# 聊天记录")]),
                (
                    "时间\t发送者\t内容\n2021-03-04 10:00\twxid_1\t明天开会",
                    &[("line=5", "2021-03-04 10:00\twxid_1\t明天开会")],
                ),
                ("\n结束\n", &[("line=8", "结束")]),
            ],
        );
        assert_eq!(found.parts[1].breaks(), LineBreaks::End);
    }

    #[test]
    fn tables_drawn_with_bars_are_rows_and_code_is_not() {
        let markdown = "a | b\n--|:-:\n1 | x \\| y\n| 3 | 4 |\nend\n```\nc | d\n--|--\n```\n";
        check_parts(
            &read_named("a.md", markdown.as_bytes()),
            &[
                (
                    "a\tb\n1\tx | y\n3\t4",
                    &[("line=1", "a\tb"), ("line=3", "1\tx | y")],
                ),
                (
                    "end\n```\nc | d\n--|--\n```\n",
                    &[("line=5", "end"), ("line=8", "--|--")],
                ),
            ],
        );
    }
}
