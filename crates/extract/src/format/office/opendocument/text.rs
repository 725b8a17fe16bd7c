//! The text of an OpenDocument file as it flows. Always: a paragraph inside a paragraph (a text box) belongs to
//! that one; notes and comments are taken out of the line in which they stand.

use std::collections::BTreeMap;

use daylight_model::{Outcome, PartKind};

use super::changes::{self, Tracked};
use crate::format::flow::Flow;
use crate::format::xml::{Node, Nodes, Tag};
use crate::reading::Out;

/// Spaces that one element may stand for.
const SPACES: usize = 1000;

/// Parts of a document; headers above that are read as one.
const STORIES: usize = 10_000;

/// Sends the text with its notes, comments, headers and footers; returns whether it breaks off.
pub(super) fn read(content: &str, styles: &str, out: &mut Out<'_>) -> Result<bool, Outcome> {
    let mut nodes = Nodes::new(content);
    let mut reader = Reader::new(changes::read(content));
    for node in nodes.by_ref() {
        reader.node(node);
    }
    reader.send(out)?;
    let mut margins = Reader::new(BTreeMap::new());
    margins.in_styles = true;
    for node in Nodes::new(styles) {
        margins.node(node);
    }
    margins.send(out)?;
    Ok(nodes.is_broken())
}

struct Story {
    kind: PartKind,
    flow: Flow,
    /// Paragraphs that are open, one in the other.
    open: u32,
}

/// What takes its text out of the line: the body lies below all.
const BODY: usize = 0;
const FOOTNOTES: usize = 1;
const ENDNOTES: usize = 2;
const COMMENTS: usize = 3;

struct Reader {
    stories: Vec<Story>,
    /// The stories that are open, the innermost last.
    at: Vec<usize>,
    tracked: BTreeMap<String, Tracked>,
    inserting: Option<String>,
    /// How deep inside what is no text.
    unseen: u32,
    in_body: bool,
    /// Whether the file of styles is read, of which only headers and footers are text.
    in_styles: bool,
    is_endnote: bool,
    /// The creator and the date of the comment that is open.
    about: Vec<String>,
    in_about: bool,
    margins: [u32; 2],
}

impl Reader {
    fn new(tracked: BTreeMap<String, Tracked>) -> Self {
        let story = |name, kind| Story {
            kind,
            flow: Flow::new(name),
            open: 0,
        };
        Self {
            stories: vec![
                story(None, PartKind::Body),
                story(Some("footnotes"), PartKind::Notes),
                story(Some("endnotes"), PartKind::Notes),
                story(Some("comments"), PartKind::Comments),
            ],
            at: vec![BODY],
            tracked,
            inserting: None,
            unseen: 0,
            in_body: false,
            in_styles: false,
            is_endnote: false,
            about: Vec::new(),
            in_about: false,
            margins: [0; 2],
        }
    }

    fn send(self, out: &mut Out<'_>) -> Result<(), Outcome> {
        for story in self.stories {
            if !story.flow.is_empty() {
                story.flow.send(story.kind, out)?;
            }
        }
        Ok(())
    }

    fn node(&mut self, node: Node) {
        match node {
            Node::Start(tag) => self.start(&tag),
            Node::End(name) => self.end(&name),
            Node::Text(text) => self.text(&text),
        }
    }

    fn story(&mut self) -> &mut Story {
        let at = self.at.last().copied().unwrap_or(BODY);
        let at = at.min(self.stories.len() - 1);
        &mut self.stories[at]
    }

    fn start(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        if self.unseen > 0 || UNSEEN.contains(&name) {
            self.unseen += 1;
            return;
        }
        match name {
            "body" => self.in_body = !self.in_styles,
            "header" | "footer" | "header-left" | "footer-left" | "header-first"
            | "footer-first"
                if self.in_styles || !self.in_body =>
            {
                self.begin_margin(name.starts_with("header"));
            }
            _ if !self.in_body => {}
            "p" | "h" => {
                let story = self.story();
                story.open += 1;
                if story.open == 1 {
                    story.flow.paragraph();
                } else {
                    self.write("\n");
                }
            }
            "table" => self.story().flow.start_table(),
            "table-row" => self.story().flow.row(),
            "table-cell" | "covered-table-cell" => {
                let repeated = tag.get("number-columns-repeated");
                let count = repeated.and_then(|count| count.parse().ok()).unwrap_or(1);
                for _ in 0..u32::clamp(count, 1, 16) {
                    self.story().flow.cell(1);
                }
            }
            "s" => {
                let count = tag.get("c").and_then(|count| count.parse().ok());
                let spaces = " ".repeat(usize::min(count.unwrap_or(1), SPACES));
                self.write(&spaces);
            }
            "tab" => {
                let separator = if self.story().flow.in_table() {
                    " "
                } else {
                    "\t"
                };
                self.write(separator);
            }
            "line-break" => self.write("\n"),
            "note" => self.is_endnote = tag.get("note-class") == Some("endnote"),
            "note-body" => {
                let story = if self.is_endnote { ENDNOTES } else { FOOTNOTES };
                self.begin_story(story);
            }
            "annotation" => {
                self.about.clear();
                self.begin_story(COMMENTS);
            }
            "creator" | "date" if self.at.last() == Some(&COMMENTS) => {
                self.in_about = true;
                self.about.push(String::new());
            }
            "change-start" => self.inserting = tag.get("change-id").map(str::to_owned),
            "change-end" => self.inserting = None,
            "change" => {
                let tracked = tag.get("change-id").and_then(|id| self.tracked.get(id));
                if let Some(Tracked { change, text }) = tracked.cloned() {
                    self.story().flow.run(&text, Some(&change));
                }
            }
            _ => {}
        }
    }

    fn begin_story(&mut self, story: usize) {
        if self.at.len() < 64 {
            self.at.push(story);
        }
        self.story().open = 0;
    }

    fn begin_margin(&mut self, is_header: bool) {
        let number = &mut self.margins[usize::from(is_header)];
        if self.stories.len() < STORIES {
            *number += 1;
            let (name, kind) = match is_header {
                true => (format!("header{number}"), PartKind::Header),
                false => (format!("footer{number}"), PartKind::Footer),
            };
            self.stories.push(Story {
                kind,
                flow: Flow::new(Some(&name)),
                open: 0,
            });
        }
        self.at.push(self.stories.len() - 1);
        self.in_body = true;
    }

    fn end(&mut self, name: &str) {
        if self.unseen > 0 {
            self.unseen -= 1;
            return;
        }
        if !self.in_body {
            return;
        }
        match name {
            "p" | "h" => {
                let story = self.story();
                story.open = story.open.saturating_sub(1);
            }
            "table" => self.story().flow.end_table(),
            "note-body" | "annotation" => {
                self.story().open = 0;
                if self.at.len() > 1 {
                    self.at.pop();
                }
            }
            "creator" | "date" if self.in_about => {
                self.in_about = false;
                if name == "date" || self.about.len() > 1 {
                    self.tell_about();
                }
            }
            "body" => self.in_body = false,
            _ if self.in_styles_margin(name) => {
                self.at.pop();
                self.in_body = false;
            }
            _ => {}
        }
    }

    fn in_styles_margin(&self, name: &str) -> bool {
        let margin = name.starts_with("header") || name.starts_with("footer");
        margin && self.at.len() > 1 && self.at.last() > Some(&COMMENTS)
    }

    /// Writes who commented and when before the comment.
    fn tell_about(&mut self) {
        let about: Vec<String> = std::mem::take(&mut self.about);
        let about = about.join(", ");
        if !about.is_empty() {
            self.story().flow.prefix(&format!("{about}: "));
        }
    }

    fn text(&mut self, text: &str) {
        if self.unseen > 0 || !self.in_body {
            return;
        }
        if self.in_about {
            if let Some(last) = self.about.last_mut() {
                last.push_str(text.trim());
            }
            return;
        }
        if self.story().open == 0 {
            return;
        }
        let blank = |character: char| matches!(character, ' ' | '\t' | '\r' | '\n');
        let mut folded = String::with_capacity(text.len());
        for character in text.chars() {
            match blank(character) {
                true if folded.ends_with(' ') => {}
                true => folded.push(' '),
                false => folded.push(character),
            }
        }
        self.write(&folded);
    }

    fn write(&mut self, text: &str) {
        let inserting = self.inserting.as_ref().and_then(|id| self.tracked.get(id));
        let change = inserting.map(|tracked| tracked.change.clone());
        self.story().flow.run(text, change.as_ref());
    }
}

/// Elements that hold no text of the document, or a second copy.
const UNSEEN: &[&str] = &[
    "tracked-changes",
    "note-citation",
    "ruby-text",
    "automatic-styles",
    "font-face-decls",
    "scripts",
    "forms",
    "sequence-decls",
    "variable-decls",
    "user-field-decls",
    "desc",
    "creator-initials",
];
