//! HTML: the text that a reader sees, with the lines of the source that it comes from. Always: read token by
//! token, so that no nesting is too deep; nothing of scripts and styles; cells of a row are separated by tabs,
//! rows by line breaks.

mod capture;

use std::cell::RefCell;

use daylight_model::{LineBreaks, PartKind, Place};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{
    BufferQueue, CharacterTokens, StartTag, Tag, TagToken, Token, TokenSink, TokenSinkResult,
    Tokenizer, TokenizerOpts,
};

use super::inline::Inline;
use super::lines::{Line, Lines};
use super::text;
use crate::encoding::Decision;
use crate::reading::{About, Ending, Out, PART_BYTES, Written, unreadable};
use crate::source::Source;

/// A cell longer than this is there for layout: its breaks end lines.
const DATA_CELL: usize = 2000;

/// Pages in attributes of pages that are read.
const DEEPEST: usize = 4;

/// Columns that one cell may span.
const WIDEST: usize = 100;

/// Reads a page.
pub(crate) fn read(
    source: &mut Source<'_>,
    decision: Decision,
    out: &mut Out<'_>,
    about: &mut About,
) -> Ending {
    about.reader = "html@2";
    let mut text = text::open(source, decision, about)?;
    let mut page = Page::new();
    let mut lines = Lines::default();
    let (mut first, mut inline) = (true, Inline::default());
    while let Some(block) = text.block().map_err(|error| unreadable(&error))? {
        if std::mem::take(&mut first) {
            capture::describe(&block, about);
        }
        inline.feed(&block, out)?;
        for line in lines.split(&block) {
            page.feed(line);
        }
        if let Some(full) = page.take_full() {
            out.part(PartKind::Body, page.title(), LineBreaks::End, full)?;
        }
    }
    let (rest, title) = page.finish();
    if let Some(title) = &title {
        about.says("title", title);
    }
    out.part(PartKind::Body, title, LineBreaks::End, rest)?;
    inline.finish(out)?;
    text::tell(&text, decision, out)
}

/// Returns the text of a page that is at hand as a whole, and its title.
pub(crate) fn whole(html: &str) -> (Written, Option<String>) {
    let mut page = Page::new();
    for line in Lines::default().split(html) {
        page.feed(line);
    }
    page.finish()
}

/// A page as it is read, or a piece of one inside another text.
pub(crate) struct Page {
    tokenizer: Tokenizer<Viewer>,
}

impl Page {
    /// Starts a page.
    pub(crate) fn new() -> Self {
        let viewer = Viewer(RefCell::default());
        Self {
            tokenizer: Tokenizer::new(viewer, TokenizerOpts::default()),
        }
    }

    /// Reads the next line of the source.
    pub(crate) fn feed(&mut self, line: Line<'_>) {
        self.tokenizer.sink.0.borrow_mut().line = line.number;
        let queue = BufferQueue::default();
        // What is no line end in this file would be one for the tokenizer.
        queue.push_back(StrTendril::from(line.text.replace('\r', " ")));
        if !line.end.is_empty() {
            queue.push_back(StrTendril::from("\n"));
        }
        // Scripts are not run: where the tokenizer would wait for one, it goes on.
        while !queue.is_empty() {
            let _ = self.tokenizer.feed(&queue);
        }
    }

    /// Returns the lines so far once they are many.
    fn take_full(&mut self) -> Option<Written> {
        let mut view = self.tokenizer.sink.0.borrow_mut();
        let full = view.written.len() >= PART_BYTES && view.written.text().ends_with('\n');
        full.then(|| {
            let mut written = std::mem::take(&mut view.written);
            written.trim_end();
            written
        })
    }

    fn title(&self) -> Option<String> {
        self.tokenizer.sink.0.borrow().title()
    }

    /// Returns what is left, and the title.
    pub(crate) fn finish(self) -> (Written, Option<String>) {
        self.tokenizer.end();
        let view = self.tokenizer.sink.0.into_inner();
        let title = view.title();
        let mut written = view.written;
        written.trim_end();
        (written, title)
    }
}

struct Viewer(RefCell<View>);

#[derive(Default)]
struct View {
    written: Written,
    /// The line of the source that is being read.
    line: u32,
    /// The element whose content is not seen.
    unseen: Option<Tag>,
    in_title: bool,
    title: String,
    preformatted: usize,
    /// White space that waits for a word: none, some, or some with a line break in it.
    gap: Option<bool>,
    /// Where the row and the cell that are open began; cells lie in tables that lie in cells.
    row: Option<Row>,
    outer_rows: Vec<Option<Row>>,
    /// How many pages in attributes it lies in.
    depth: usize,
}

#[derive(Default)]
struct Row {
    cells: usize,
    cell_start: usize,
    open: bool,
    spanned: usize,
}

impl TokenSink for Viewer {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let mut view = self.0.borrow_mut();
        match token {
            TagToken(tag) => return view.tag(tag),
            CharacterTokens(text) => view.characters(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Elements that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "optgroup",
    "option",
    "p",
    "plaintext",
    "pre",
    "section",
    "select",
    "summary",
    "textarea",
    "ul",
    "xmp",
];

impl View {
    fn title(&self) -> Option<String> {
        let words: Vec<&str> = self.title.split_whitespace().collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    fn tag(&mut self, tag: Tag) -> TokenSinkResult<()> {
        let starts = tag.kind == StartTag;
        let name = tag.name.to_string();
        if let Some(unseen) = &self.unseen {
            if !starts && unseen.name == tag.name {
                self.unseen = None;
            }
            return TokenSinkResult::Continue;
        }
        match name.as_str() {
            "script" | "style" if starts => {
                let kind = if name == "script" {
                    ScriptData
                } else {
                    Rawtext
                };
                self.unseen = Some(tag);
                return TokenSinkResult::RawData(kind);
            }
            "title" => {
                self.in_title = starts && self.title.is_empty();
                if starts {
                    return TokenSinkResult::RawData(Rcdata);
                }
            }
            "table" | "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" => {
                self.table_tag(&name, starts, &tag);
            }
            "img" | "area" if starts => {
                let alt = attribute(&tag, "alt").to_owned();
                self.words(&alt);
            }
            "iframe" if starts => {
                self.end_line();
                self.inner_page(attribute(&tag, "srcdoc"));
            }
            _ if BLOCKS.contains(&name.as_str()) => self.end_line(),
            _ => {}
        }
        if matches!(name.as_str(), "pre" | "listing" | "xmp" | "textarea") {
            self.preformatted = match starts {
                true => self.preformatted + 1,
                false => self.preformatted.saturating_sub(1),
            };
        }
        match name.as_str() {
            "textarea" if starts => TokenSinkResult::RawData(Rcdata),
            "xmp" | "iframe" | "noembed" | "noframes" if starts => {
                TokenSinkResult::RawData(Rawtext)
            }
            "plaintext" if starts => TokenSinkResult::Plaintext,
            _ => TokenSinkResult::Continue,
        }
    }

    /// Writes the text of a page that stands in an attribute of this one, at the line that is being read.
    fn inner_page(&mut self, html: &str) {
        if html.is_empty() || self.depth >= DEEPEST {
            return;
        }
        let mut page = Page::new();
        page.tokenizer.sink.0.borrow_mut().depth = self.depth + 1;
        for line in Lines::default().split(html) {
            page.feed(line);
        }
        for line in page.finish().0.text().lines() {
            self.words(line);
            self.end_line();
        }
    }

    fn table_tag(&mut self, name: &str, starts: bool, tag: &Tag) {
        match (name, starts) {
            ("table", true) => {
                self.break_line();
                let outer = self.row.take();
                if self.outer_rows.len() < 64 {
                    self.outer_rows.push(outer);
                }
            }
            ("table", false) => {
                self.end_row();
                self.row = self.outer_rows.pop().flatten();
            }
            ("td" | "th", true) => {
                let start = self.written.len();
                self.gap = None;
                let row = self.row.get_or_insert_with(Row::default);
                let tabs = if row.cells > 0 { 1 + row.spanned } else { 0 };
                row.cells += 1;
                row.open = true;
                row.cell_start = start + tabs;
                row.spanned = attribute(tag, "colspan")
                    .parse()
                    .unwrap_or(1_usize)
                    .clamp(1, WIDEST)
                    - 1;
                self.written.push(&"\t".repeat(tabs));
            }
            ("td" | "th", false) => {
                self.gap = None;
                if let Some(row) = &mut self.row {
                    row.open = false;
                }
            }
            _ => self.end_row(),
        }
    }

    fn end_row(&mut self) {
        self.row = None;
        self.break_line();
    }

    /// Ends the line, unless a cell of a row of data is open: a break inside that is a space.
    fn end_line(&mut self) {
        match &self.row {
            Some(row)
                if row.open
                    && self.written.len() - row.cell_start.min(self.written.len()) < DATA_CELL =>
            {
                self.gap = self.gap.or(Some(false));
            }
            _ => self.break_line(),
        }
    }

    fn break_line(&mut self) {
        self.gap = None;
        let text = self.written.text();
        let last = text.rsplit('\n').next().unwrap_or_default();
        if last.trim().is_empty() {
            // Nothing but the tabs of empty cells: no line.
            let length = text.len() - last.len();
            self.written.truncate(length);
        } else {
            self.written.push("\n");
        }
    }

    fn characters(&mut self, text: &str) {
        if self.unseen.is_some() {
            return;
        }
        if self.in_title {
            self.title.push_str(text);
            return;
        }
        for (index, piece) in text.split('\n').enumerate() {
            if index > 0 {
                if self.preformatted > 0 {
                    self.end_line();
                } else {
                    self.gap = Some(true);
                }
            }
            if self.preformatted > 0 && self.row.is_none() {
                self.written.push_at(piece, self.place());
            } else {
                self.words(piece);
            }
        }
    }

    fn place(&self) -> Place {
        Place::line(self.line.max(1))
    }

    /// Appends text with white space folded to one space.
    fn words(&mut self, text: &str) {
        let place = self.place();
        let blank = |character: char| matches!(character, ' ' | '\t' | '\r' | '\n' | '\u{c}');
        if text.starts_with(blank) {
            self.gap = Some(self.gap.unwrap_or(false));
        }
        for word in text.split(blank).filter(|word| !word.is_empty()) {
            if let Some(broken) = self.gap.take() {
                let before = self.written.text().chars().next_back();
                let at_start = before.is_none_or(|before| matches!(before, '\n' | '\t'));
                let between_han = broken
                    && before.is_some_and(is_wide)
                    && word.chars().next().is_some_and(is_wide);
                if !at_start && !between_han {
                    self.written.push_after(" ", &place);
                }
            }
            self.written.push_at(word, place.clone());
            self.gap = Some(false);
        }
        if !text.ends_with(blank) && !text.is_empty() {
            self.gap = None;
        }
    }
}

/// Returns whether lines break beside this character without a space.
fn is_wide(character: char) -> bool {
    matches!(u32::from(character), 0x2e80..=0xa4cf | 0xf900..=0xfaff | 0xfe30..=0xfe4f | 0xff00..=0xffe6 | 0x20000..=0x3ffff)
}

fn attribute<'t>(tag: &'t Tag, name: &str) -> &'t str {
    tag.attrs
        .iter()
        .find(|attribute| &*attribute.name.local == name)
        .map_or("", |attribute| &attribute.value)
}

#[cfg(test)]
mod tests {
    use crate::check::{check_parts, read_named};

    #[test]
    fn rows_and_cells_keep_the_lines_of_the_source() {
        let page = "<!DOCTYPE html>\n<title>聊天 &amp; 记录</title>\n<table>\n<tr><th>时间</th><th>内容</th></tr>\n<tr><td>2021-03-04</td>\n<td>张三&nbsp;说：<br>签了&lt;合同&gt;</td></tr>\n<tr><td></td><td>x</td></tr></table>";
        let found = read_named("a.html", page.as_bytes());
        check_parts(
            &found,
            &[(
                "时间\t内容\n2021-03-04\t张三\u{a0}说： 签了<合同>\n\tx",
                &[
                    ("line=4", "时间\t内容"),
                    ("line=5", "2021-03-04"),
                    ("line=6", "张三\u{a0}说： 签了<合同>"),
                    ("line=7", "x"),
                ],
            )],
        );
        assert_eq!(found.parts[0].name(), Some("聊天 & 记录"));
    }

    #[test]
    fn a_page_in_an_attribute_is_read_and_one_in_the_other_without_end_is_not() {
        let page = "<p>外</p><iframe srcdoc=\"<p>内</p><iframe srcdoc='<b>深</b>'></iframe>\"></iframe><p>后</p>";
        let found = read_named("a.html", page.as_bytes());
        assert_eq!(found.text(), "外\n内\n深\n后");
        let mut nested = "x".to_owned();
        for _ in 0..8 {
            let quoted = nested.replace('&', "&amp;").replace('"', "&quot;");
            nested = format!("<iframe srcdoc=\"{quoted}\"></iframe>");
        }
        let found = read_named("a.html", format!("<html><p>y</p>{nested}").as_bytes());
        assert_eq!(found.text(), "y");
    }

    #[test]
    fn a_cell_is_quoted_alone_where_several_stand_on_one_line() {
        let page = "<table><tr><td>2021-03-04</td><td>a b</td><td>c<br>d</td></tr></table>";
        let found = read_named("a.html", page.as_bytes());
        let part = &found.parts[0];
        let quotes: Vec<&str> = part
            .anchors()
            .iter()
            .map(|anchor| &part.text()[anchor.range()])
            .collect();
        assert_eq!(quotes, ["2021-03-04", "a b", "c d"]);
    }

    #[test]
    fn only_what_a_reader_sees_is_text() {
        let page = "<html><head><style>p {x}</style><script>var a = '<p>no</p>';</script></head><body onload=\"evil()\"><p>One\n two</p><!-- hidden --><div>合\n同<b>书</b></div><img src=x onerror=alert(1) alt=\"a photo\"></body>";
        check_parts(
            &read_named("a.html", page.as_bytes()),
            &[(
                "One two\n合同书\na photo",
                &[
                    ("line=1", "One"),
                    ("line=2", "two\n合"),
                    ("line=3", "同书\na photo"),
                ],
            )],
        );
    }

    #[test]
    fn deep_nesting_does_not_overflow_the_stack() {
        let page = format!(
            "<html>{}deep{}",
            "<div><table><td>".repeat(100_000),
            "</div>".repeat(100_000)
        );
        assert_eq!(read_named("a.html", page.as_bytes()).text().trim(), "deep");
    }
}
