//! Stores built block by block, with 64-bit numbers; those of Outlook itself were read by hand.

use daylight_model::{Budgets, Reason, State};

use crate::check::{read_named, read_within};

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn address(item: usize) -> u32 {
    (item as u32) << 5
}

/// A heap of these items; the first one is its root.
fn heap(client: u8, items: &[Vec<u8>]) -> Vec<u8> {
    let mut block = vec![0, 0, 0xec, client];
    block.extend(address(1).to_le_bytes());
    block.extend([0; 4]);
    let mut starts = Vec::new();
    for item in items {
        starts.push(block.len() as u16);
        block.extend(item);
    }
    starts.push(block.len() as u16);
    let map = (block.len() as u16).to_le_bytes();
    block[..2].copy_from_slice(&map);
    block.extend((items.len() as u16).to_le_bytes());
    block.extend([0; 2]);
    block.extend(starts.iter().flat_map(|start| start.to_le_bytes()));
    block
}

enum Is {
    Text(&'static str),
    Number(u32),
    Bytes(&'static [u8]),
    Object(u32),
}

fn properties(values: &[(u16, Is)]) -> Vec<u8> {
    let mut records = Vec::new();
    let mut items = vec![
        [vec![0xb5, 2, 6, 0], address(2).to_le_bytes().to_vec()].concat(),
        vec![],
    ];
    for (tag, value) in values {
        let (kind, bytes) = match value {
            Is::Text(text) => (0x1f_u16, wide(text)),
            Is::Bytes(bytes) => (0x102, bytes.to_vec()),
            Is::Object(node) => (
                0x0d,
                [*node, 0]
                    .iter()
                    .flat_map(|word| word.to_le_bytes())
                    .collect(),
            ),
            Is::Number(_) => (0x03, vec![]),
        };
        records.extend(tag.to_le_bytes());
        records.extend(kind.to_le_bytes());
        if let Is::Number(number) = value {
            records.extend(number.to_le_bytes());
        } else {
            items.push(bytes);
            records.extend(address(items.len()).to_le_bytes());
        }
    }
    items[1] = records;
    heap(0xbc, &items)
}

/// A table of one row: to whom a message went.
fn recipients(name: &str) -> Vec<u8> {
    let mut info = vec![0x7c, 2];
    for end in [12_u16, 12, 12, 13] {
        info.extend(end.to_le_bytes());
    }
    info.extend([0; 4]);
    info.extend(address(2).to_le_bytes());
    info.extend([0; 4]);
    for (tag, at, bit) in [(0x0c15_0003_u32, 4_u16, 0), (0x3001_001f, 8, 1)] {
        info.extend(tag.to_le_bytes());
        info.extend(at.to_le_bytes());
        info.extend([4, bit]);
    }
    let mut row = 7_u32.to_le_bytes().to_vec();
    row.extend(1_u32.to_le_bytes());
    row.extend(address(3).to_le_bytes());
    row.push(0b1100_0000);
    heap(0x7c, &[info, row, wide(name)])
}

#[derive(Default)]
struct Builder {
    blocks: Vec<(u64, Vec<u8>)>,
    nodes: Vec<(u32, u64, u64, u32)>,
}

impl Builder {
    fn block(&mut self, bytes: Vec<u8>) -> u64 {
        let id = 4 * (self.blocks.len() as u64 + 1);
        self.blocks.push((id, bytes));
        id
    }

    /// A list of nodes inside a node.
    fn inside(&mut self, nodes: &[(u32, u64, u64)]) -> u64 {
        let mut bytes = vec![2, 0];
        bytes.extend((nodes.len() as u16).to_le_bytes());
        bytes.extend([0; 4]);
        for (id, data, inside) in nodes {
            for word in [u64::from(*id), *data, *inside] {
                bytes.extend(word.to_le_bytes());
            }
        }
        let id = 4 * (self.blocks.len() as u64 + 1) + 2;
        self.blocks.push((id, bytes));
        id
    }

    fn page(entries: &[Vec<u8>], width: u8) -> Vec<u8> {
        let mut page = entries.concat();
        page.resize(488, 0);
        page.extend([entries.len() as u8, 20, width, 0]);
        page.resize(512, 0);
        page
    }

    fn build(mut self) -> Vec<u8> {
        self.nodes.sort();
        let mut file = vec![0; 1024];
        let mut blocks = Vec::new();
        for (id, bytes) in &self.blocks {
            let at = file.len() as u64;
            file.extend(bytes);
            file.resize(file.len().div_ceil(64) * 64, 0);
            let mut entry = [id.to_le_bytes(), at.to_le_bytes()].concat();
            entry.extend((bytes.len() as u16).to_le_bytes());
            entry.resize(24, 0);
            blocks.push(entry);
        }
        let nodes: Vec<Vec<u8>> = self
            .nodes
            .iter()
            .map(|(id, data, inside, parent)| {
                let words = [u64::from(*id), *data, *inside, u64::from(*parent)];
                words.iter().flat_map(|word| word.to_le_bytes()).collect()
            })
            .collect();
        let at = file.len() as u64;
        file.extend(Self::page(&nodes, 32));
        file.extend(Self::page(&blocks, 24));
        file[..4].copy_from_slice(b"!BDN");
        file[8..12].copy_from_slice(&[b'S', b'M', 23, 0]);
        file[224..232].copy_from_slice(&at.to_le_bytes());
        file[240..248].copy_from_slice(&(at + 512).to_le_bytes());
        file
    }
}

fn store() -> Vec<u8> {
    let mut builder = Builder::default();
    let root = builder.block(properties(&[(0x3001, Is::Text("文件夹"))]));
    let folder = builder.block(properties(&[(0x3001, Is::Text("Inbox"))]));
    builder.nodes.push((0x122, root, 0, 0x122));
    builder.nodes.push((0x8022, folder, 0, 0x122));
    let inner = builder.block(properties(&[
        (0x0037, Is::Text("inner")),
        (0x1000, Is::Text("the text inside")),
    ]));
    let inner_list = builder.inside(&[(0x24, inner, 0)]);
    let file = builder.block(properties(&[
        (0x3701, Is::Bytes(b"content")),
        (0x3705, Is::Number(1)),
        (0x3707, Is::Text("报价.xlsx")),
    ]));
    let message = builder.block(properties(&[
        (0x3701, Is::Object(0x24)),
        (0x3705, Is::Number(5)),
        (0x3001, Is::Text("旧邮件")),
    ]));
    let to = builder.block(recipients("li@example.com"));
    let list = builder.inside(&[
        (0x692, to, 0),
        (0x8025, file, 0),
        (0x8045, message, inner_list),
    ]);
    let first = builder.block(properties(&[
        (0x0037, Is::Text("\u{1}\u{5}Re: 关于合同")),
        (0x0c1a, Is::Text("张伟")),
        (0x1000, Is::Text("请查收附件。")),
    ]));
    builder.nodes.push((0x20_0024, first, list, 0x8022));
    let second = builder.block(properties(&[(0x1000, Is::Text("second"))]));
    builder.nodes.push((0x20_0044, second, 0, 0x122));
    builder.build()
}

#[test]
fn messages_come_with_their_folders_recipients_and_attachments() {
    let found = read_named("a.pst", &store());
    assert_eq!(found.summary.media_type, "application/vnd.ms-outlook-pst");
    let texts: Vec<_> = found.parts.iter().map(|part| part.text()).collect();
    assert_eq!(
        texts,
        [
            "From: 张伟\nTo: li@example.com\nSubject: Re: 关于合同\nFolder: 文件夹/Inbox",
            "请查收附件。",
            "Subject: inner",
            "the text inside",
            "Folder: 文件夹",
            "second",
        ]
    );
    assert_eq!(found.at("message=3"), Some("文件夹"));
    assert_eq!(found.names(), ["1/报价.xlsx"]);
    assert_eq!(found.children[0].bytes, b"content");
    assert_eq!(found.ended(), (State::Read, None));
}

#[test]
fn half_and_damaged_stores_end_and_budgets_hold() {
    let whole = store();
    for length in (0..whole.len()).step_by(31) {
        read_named("a.pst", &whole[..length]);
    }
    for at in (0..whole.len()).step_by(5) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xff;
        read_named("a.pst", &bytes);
    }
    let budgets = Budgets {
        parts: 3,
        ..Budgets::default()
    };
    let found = read_within("a.pst", &whole, budgets, None);
    assert_eq!(found.ended(), (State::Partial, Some(Reason::TooMany)));
    assert_eq!(found.parts.len(), 3);
}
