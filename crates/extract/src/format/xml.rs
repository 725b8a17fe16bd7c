//! XML as a row of tags and texts. Always: no entity but the five of XML and numbered ones is expanded, nothing
//! outside is fetched; what is broken ends the row early and says so.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::encoding::{decide, decode};
use crate::identify::declared;

/// A tag or a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// An element begins.
    Start(Tag),
    /// An element ends; its name without prefix.
    End(String),
    /// Text.
    Text(String),
}

/// The start of an element; names are without prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag {
    /// Its name.
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// Returns the value of an attribute, by its name without prefix.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Returns the values of all attributes of this name, whatever their prefix.
    pub(crate) fn all<'t>(&'t self, name: &str) -> impl Iterator<Item = &'t str> {
        self.attributes
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Reads XML node by node.
pub(crate) struct Nodes<'x> {
    reader: Reader<&'x [u8]>,
    broken: bool,
    open: usize,
    ended: bool,
}

/// Decodes the text of an XML file.
pub(crate) fn decoded(bytes: &[u8]) -> String {
    decode(bytes, &decide(bytes, declared(bytes).as_deref())).0
}

impl<'x> Nodes<'x> {
    /// Starts reading.
    pub(crate) fn new(xml: &'x str) -> Self {
        let mut reader = Reader::from_str(xml);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self {
            reader,
            broken: false,
            open: 0,
            ended: false,
        }
    }

    /// Returns whether the XML broke off or was damaged.
    pub(crate) fn is_broken(&self) -> bool {
        self.broken || (self.ended && self.open > 0)
    }
}

impl Iterator for Nodes<'_> {
    type Item = Node;

    fn next(&mut self) -> Option<Node> {
        while !self.ended {
            match self.reader.read_event() {
                Ok(Event::Start(start) | Event::Empty(start)) => {
                    self.open += 1;
                    return Some(Node::Start(tag(&start)));
                }
                Ok(Event::End(end)) => {
                    self.open = self.open.saturating_sub(1);
                    return Some(Node::End(end.local_name().as_ref().to_owned()));
                }
                Ok(Event::Text(text)) => {
                    return Some(Node::Text(text.xml10_content().into_owned()));
                }
                Ok(Event::CData(text)) => {
                    return Some(Node::Text(text.xml10_content().into_owned()));
                }
                Ok(Event::GeneralRef(reference)) => {
                    let known = match reference.resolve_char_ref() {
                        Ok(Some(character)) => Some(character.to_string()),
                        _ => {
                            quick_xml::escape::resolve_predefined_entity(&reference.xml10_content())
                                .map(str::to_owned)
                        }
                    };
                    if let Some(text) = known {
                        return Some(Node::Text(text));
                    }
                }
                Ok(Event::Eof) => self.ended = true,
                Ok(_) => {}
                Err(_) => {
                    self.broken = true;
                    self.ended = true;
                }
            }
        }
        None
    }
}

fn tag(start: &BytesStart<'_>) -> Tag {
    Tag {
        name: start.local_name().as_ref().to_owned(),
        attributes: start
            .attributes()
            .with_checks(false)
            .flatten()
            .map(|attribute| {
                let name = attribute.key.local_name().as_ref().to_owned();
                let value = quick_xml::escape::unescape(&attribute.value)
                    .unwrap_or_else(|_| attribute.value.clone());
                (name, value.into_owned())
            })
            .collect(),
    }
}

/// Returns the text of each element of this name that holds no other of it, in order.
pub(crate) fn texts(xml: &str, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut inside: Option<String> = None;
    for node in Nodes::new(xml) {
        match node {
            Node::Start(tag) if tag.name == name => inside = Some(String::new()),
            Node::End(end) if end == name => found.extend(inside.take()),
            Node::Text(text) => {
                if let Some(inside) = &mut inside {
                    inside.push_str(&text);
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_resolved_and_bombs_are_not() {
        let xml = "<!DOCTYPE a [<!ENTITY b \"boom\">]><a x='1 &lt; 2'>&amp;&#x5408;&b;<c/></a>";
        let nodes: Vec<Node> = Nodes::new(xml).collect();
        let text: String = nodes
            .iter()
            .filter_map(|node| match node {
                Node::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(text, "&合");
        let Some(Node::Start(a)) = nodes.iter().find(|node| matches!(node, Node::Start(_))) else {
            panic!("no tag");
        };
        assert_eq!(a.get("x"), Some("1 < 2"));
    }

    #[test]
    fn what_breaks_off_says_so() {
        let mut nodes = Nodes::new("<a><b>text");
        assert_eq!(nodes.by_ref().count(), 3);
        assert!(nodes.is_broken());
    }
}
