//! Changes that an OpenDocument text keeps: by whom, when, and what went. Always: in one walk over the file, before
//! its text is read.

use std::collections::BTreeMap;

use crate::format::flow::Change;
use crate::format::xml::{Node, Nodes};

/// A change and, of one that took text away, that text.
#[derive(Debug, Clone)]
pub(super) struct Tracked {
    /// The change.
    pub(super) change: Change,
    /// What went.
    pub(super) text: String,
}

/// Reads the changes by their names.
pub(super) fn read(xml: &str) -> BTreeMap<String, Tracked> {
    let mut found = BTreeMap::new();
    if !xml.contains(":tracked-changes") {
        return found;
    }
    let mut open: Option<(String, Tracked)> = None;
    let (mut author, mut date) = (String::new(), String::new());
    let mut name = String::new();
    for node in Nodes::new(xml) {
        match node {
            Node::Start(tag) => {
                match tag.name.as_str() {
                    "changed-region" => {
                        let id = tag.get("id").unwrap_or_default().to_owned();
                        let change = Change {
                            inserted: true,
                            who: String::new(),
                        };
                        let text = String::new();
                        open = Some((id, Tracked { change, text }));
                        author.clear();
                        date.clear();
                    }
                    "deletion" => {
                        if let Some((_, tracked)) = &mut open {
                            tracked.change.inserted = false;
                        }
                    }
                    "p" | "h" => {
                        if let Some((_, tracked)) = &mut open
                            && !tracked.text.is_empty()
                        {
                            tracked.text.push('\n');
                        }
                    }
                    _ => {}
                }
                name = tag.name;
            }
            Node::Text(text) => match (name.as_str(), &mut open) {
                ("creator", Some(_)) => author.push_str(text.trim()),
                ("date", Some(_)) => date.push_str(text.trim()),
                (_, Some((_, tracked))) if !text.trim().is_empty() => tracked.text.push_str(&text),
                _ => {}
            },
            Node::End(ended) => {
                if ended == "changed-region"
                    && let Some((id, mut tracked)) = open.take()
                {
                    if !author.is_empty() {
                        tracked.change.who = format!(" by {author}");
                    }
                    if !date.is_empty() {
                        tracked.change.who.push_str(&format!(", {date}"));
                    }
                    found.insert(id, tracked);
                }
                if ended == "tracked-changes" {
                    break;
                }
                name.clear();
            }
        }
    }
    found
}
