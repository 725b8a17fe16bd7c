//! Mail stores of Outlook (MS-PST; .pst, .ost): each message as a part of its own, attachments as files found
//! inside. Always: messages in the order of their numbers, each with the folder that it lies in; what is damaged
//! costs itself only.

mod cipher;
mod heap;
mod store;

use std::collections::BTreeMap;
use std::io;

use daylight_model::{ChildKind, Outcome, Reason};

use super::mapi::{Item, Properties, Value, tag};
use crate::reading::{About, Ending, Out, child_named, failed, partial, unreadable};
use crate::source::Source;
use heap::Heap;
use store::{Node, Store};

/// How a store begins.
pub(crate) const SIGNATURE: &[u8] = b"!BDN";

/// Folders inside each other, and messages inside messages.
const DEEPEST: usize = 32;

/// What a number says a node is.
const FOLDER: u32 = 0x02;
const MESSAGE: u32 = 0x04;
const ATTACHMENT: u32 = 0x05;

/// The table of those to whom a message went.
const RECIPIENTS: u32 = 0x692;

/// Reads a store.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "pst@1";
    let opened = Store::open(source).map_err(|error| unreadable(&error))?;
    let Some((mut store, nodes)) = opened else {
        return Err(failed(Reason::Corrupt, "a store of no known layout"));
    };
    let folders = folders(&mut store, &nodes).map_err(|error| unreadable(&error))?;
    let mut messages = Messages {
        store: &mut store,
        out,
        number: 0,
        locked: 0,
    };
    for node in nodes.iter().filter(|node| node.id & 0x1f == MESSAGE) {
        let folder = path(&folders, node.parent);
        messages.send(*node, Some(folder), 0)?;
    }
    let (number, locked, lost) = (messages.number, messages.locked, store.lost);
    if number == 0 {
        out.warn(None, "a mail store that holds no messages")?;
    }
    if lost > 0 {
        let detail = format!("{lost} of its pages and blocks are damaged or missing");
        return Err(match number {
            0 => failed(Reason::Corrupt, detail),
            _ => partial(Reason::Corrupt, detail),
        });
    }
    match locked {
        0 => Ok(()),
        _ => Err(partial(
            Reason::Encrypted,
            format!("the text of {locked} of {number} messages is locked"),
        )),
    }
}

/// Returns each folder's name and the folder that it lies in.
fn folders(store: &mut Store<'_, '_>, nodes: &[Node]) -> io::Result<BTreeMap<u32, (String, u32)>> {
    let mut folders = BTreeMap::new();
    for node in nodes.iter().filter(|node| node.id & 0x1f == FOLDER) {
        let heap = Heap::open(store, *node)?;
        let (properties, _) = heap.properties(store, 0)?;
        let name = properties.text(tag::NAME).unwrap_or_default();
        folders.insert(node.id, (name, node.parent));
    }
    Ok(folders)
}

fn path(folders: &BTreeMap<u32, (String, u32)>, mut folder: u32) -> String {
    let mut names: Vec<&str> = Vec::new();
    while let Some((name, parent)) = folders.get(&folder) {
        if !name.is_empty() {
            names.push(name);
        }
        if *parent == folder || names.len() > DEEPEST {
            break;
        }
        folder = *parent;
    }
    names.reverse();
    names.join("/")
}

struct Messages<'m, 's, 'a, 'o> {
    store: &'m mut Store<'s, 'a>,
    out: &'m mut Out<'o>,
    number: u32,
    locked: u32,
}

impl Messages<'_, '_, '_, '_> {
    fn send(&mut self, node: Node, folder: Option<String>, depth: usize) -> Ending {
        let broken = |error: io::Error| unreadable(&error);
        let heap = Heap::open(self.store, node).map_err(broken)?;
        let (properties, _) = heap.properties(self.store, 0).map_err(broken)?;
        let page = properties.page();
        let mut item = Item {
            properties,
            recipients: Vec::new(),
        };
        if let Some(folder) = folder.filter(|folder| !folder.is_empty()) {
            item.properties.set(tag::FOLDER, Value::Wide(folder));
        }
        for inside in heap.inside() {
            if inside.id == RECIPIENTS {
                let table = Heap::open(self.store, *inside).map_err(broken)?;
                item.recipients = table.rows(self.store, page).map_err(broken)?;
            }
        }
        self.number += 1;
        let number = self.number;
        self.locked += u32::from(item.is_locked());
        item.send(number, self.out)?;
        let attached = heap
            .inside()
            .iter()
            .filter(|node| node.id & 0x1f == ATTACHMENT);
        for (index, node) in attached.enumerate() {
            let heap = Heap::open(self.store, *node).map_err(broken)?;
            let (properties, object) = heap.properties(self.store, page).map_err(broken)?;
            self.attachment(&properties, object, (number, index), depth)?;
        }
        Ok(())
    }

    fn attachment(
        &mut self,
        properties: &Properties,
        object: Option<Node>,
        (number, index): (u32, usize),
        depth: usize,
    ) -> Ending {
        let start = child_named(
            format!("{number}/{}", properties.file_name(index)),
            ChildKind::Attachment,
        );
        if let Some(outcome) = properties.kept_elsewhere() {
            return self.out.child_without_bytes(start, outcome);
        }
        match object {
            Some(node) if properties.number(tag::METHOD) == Some(5) => {
                if depth >= DEEPEST {
                    let what = "messages inside messages, not followed";
                    return self.out.warn(Some(Reason::TooDeep), what);
                }
                self.send(node, None, depth + 1)
            }
            Some(node) => {
                let bytes = self.store.data(node).map_err(|error| unreadable(&error))?;
                let bytes = bytes.concat();
                self.out
                    .child(start, &mut bytes.as_slice(), |_| Outcome::READ)
                    .map(|_| ())
            }
            None => {
                let bytes = properties.bytes(tag::DATA).unwrap_or_default();
                self.out
                    .child(start, &mut &*bytes, |_| Outcome::READ)
                    .map(|_| ())
            }
        }
    }
}

#[cfg(test)]
mod tests;
