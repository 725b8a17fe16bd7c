//! File systems built block by block, whole and hostile, and one that genisoimage wrote (`tests/disc`).

use std::io::Read;

use daylight_model::{Budgets, Reason, State};

use crate::check::{read_named, read_within};

const HYBRID: &[u8] = include_bytes!("../../../../tests/disc/hybrid.iso.gz");

const BLOCK: usize = 512;

/// Where the partition begins, in blocks.
const START: u32 = 300;

/// An image with blocks of 512 bytes, as sticks have them.
struct Image(Vec<u8>);

fn put(bytes: &mut [u8], at: usize, what: &[u8]) {
    bytes[at..at + what.len()].copy_from_slice(what);
}

/// Fills in the tag before a descriptor.
fn tagged(kind: u16, number: u32, mut bytes: Vec<u8>) -> Vec<u8> {
    put(&mut bytes, 0, &kind.to_le_bytes());
    put(&mut bytes, 2, &3_u16.to_le_bytes());
    put(&mut bytes, 12, &number.to_le_bytes());
    bytes[4] = 0;
    bytes[4] = bytes[..16]
        .iter()
        .fold(0, |sum, byte| sum.wrapping_add(*byte));
    bytes
}

fn long(length: u32, block: u32) -> Vec<u8> {
    let mut bytes = length.to_le_bytes().to_vec();
    bytes.extend(block.to_le_bytes());
    bytes.resize(16, 0);
    bytes
}

fn short(length: u32, block: u32) -> Vec<u8> {
    [length.to_le_bytes(), block.to_le_bytes()].concat()
}

/// An extended file entry; `form` says what its list is.
fn entry(kind: u8, form: u16, length: u64, list: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0; BLOCK];
    bytes[27] = kind;
    put(&mut bytes, 34, &form.to_le_bytes());
    put(&mut bytes, 56, &length.to_le_bytes());
    put(&mut bytes, 212, &(list.len() as u32).to_le_bytes());
    put(&mut bytes, 216, list);
    tagged(266, 0, bytes)
}

fn listed(name: &str, flags: u8, block: u32) -> Vec<u8> {
    let name: Vec<u8> = match name.is_empty() {
        true => Vec::new(),
        false => [
            vec![16],
            name.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ]
        .concat(),
    };
    let mut bytes = vec![0; 38];
    bytes[18] = flags;
    bytes[19] = name.len() as u8;
    put(&mut bytes, 20, &long(512, block));
    bytes.extend(name);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    tagged(257, 0, bytes)
}

impl Image {
    /// A volume with one partition; the first blocks of that are the file set and the root.
    fn new(blocks: usize, root: Vec<u8>) -> Self {
        let mut image = Self(vec![0; (START as usize + blocks) * BLOCK]);
        for (number, name) in [(0, b"BEA01"), (1, b"NSR03"), (2, b"TEA01")] {
            put(&mut image.0, 32_768 + 2048 * number + 1, name);
        }
        let mut anchor = vec![0; BLOCK];
        put(&mut anchor, 16, &short(3 * BLOCK as u32, 260));
        put(&mut image.0, 256 * BLOCK, &tagged(2, 256, anchor));
        let mut partition = vec![0; BLOCK];
        put(&mut partition, 188, &START.to_le_bytes());
        put(&mut partition, 192, &(blocks as u32).to_le_bytes());
        put(&mut image.0, 260 * BLOCK, &tagged(5, 260, partition));
        let mut volume = vec![0; BLOCK];
        put(&mut volume, 84, b"\x08STICK");
        volume[84 + 127] = 6;
        put(&mut volume, 212, &(BLOCK as u32).to_le_bytes());
        put(&mut volume, 248, &long(512, 0));
        put(&mut volume, 268, &1_u32.to_le_bytes());
        put(&mut volume, 440, &[1, 6, 1, 0, 0, 0]);
        put(&mut image.0, 261 * BLOCK, &tagged(6, 261, volume));
        put(&mut image.0, 262 * BLOCK, &tagged(8, 262, vec![0; BLOCK]));
        let mut set = vec![0; BLOCK];
        put(&mut set, 400, &long(512, 1));
        image.at(0, &tagged(256, 0, set));
        image.at(1, &root);
        image
    }

    fn at(&mut self, block: u32, bytes: &[u8]) {
        put(&mut self.0, (START + block) as usize * BLOCK, bytes);
    }
}

fn folder(entries: &[Vec<u8>]) -> Vec<u8> {
    let listed = entries.concat();
    entry(4, 3, listed.len() as u64, &listed)
}

#[test]
fn files_stand_in_their_folders_however_their_extents_are_written() {
    let root = folder(&[
        listed("", 0x0a, 1),
        listed("资料", 2, 2),
        listed("gone", 4, 9),
    ]);
    let mut image = Image::new(40, root);
    image.at(
        2,
        &folder(&[
            listed("短.txt", 0, 3),
            listed("long.bin", 0, 4),
            listed("link", 0, 7),
        ]),
    );
    image.at(3, &entry(5, 3, 6, "合同".as_bytes()));
    // Two blocks, one that is not written, and a list that goes on elsewhere.
    let list = [
        short(1024, 20),
        short(1 << 30 | 512, 0),
        short(3 << 30 | 512, 30),
    ];
    image.at(4, &entry(5, 0, 512 * 3 + 3, &list.concat()));
    image.at(20, &[b'a'; 1024]);
    let mut more = vec![0; BLOCK];
    put(&mut more, 20, &8_u32.to_le_bytes());
    put(&mut more, 24, &short(3, 22));
    image.at(30, &tagged(258, 30, more));
    image.at(22, b"end");
    image.at(7, &entry(12, 3, 4, b"path"));
    let found = read_named("stick.img", &image.0);
    assert_eq!(found.names(), ["资料/短.txt", "资料/long.bin", "资料/link"]);
    assert_eq!(found.children[0].bytes, "合同".as_bytes());
    let expect = [&[b'a'; 1024][..], &[0; 512], b"end"].concat();
    assert_eq!(found.children[1].bytes, expect);
    let link = found.children[2].outcome.as_ref().unwrap();
    assert_eq!(link.reason, Some(Reason::NotAFile));
    assert_eq!(found.summary.metadata["title"], "STICK");
    assert_eq!(found.summary.media_type, "application/x-udf-image");
    assert_eq!(found.summary.reading, "iso9660@2/udf");
    assert_eq!(found.ended(), (State::Read, None));
}

#[test]
fn what_genisoimage_writes_is_listed_once() {
    let mut image = Vec::new();
    flate2::read::GzDecoder::new(HYBRID)
        .read_to_end(&mut image)
        .unwrap();
    let found = read_named("hybrid.iso", &image);
    let mut names = found.names();
    names.sort_unstable();
    // A link is an empty file to all but Rock Ridge.
    assert_eq!(names, ["合同.txt", "资料/深/b.txt", "资料/深/link"]);
    let contract = found
        .children
        .iter()
        .find(|child| child.start.name == "合同.txt");
    assert_eq!(contract.unwrap().bytes, "第一份文件\n".as_bytes());
    assert_eq!(found.summary.reading, "iso9660@2/udf/joliet");
    assert_eq!(found.ended(), (State::Read, None));
    // Cut, and with a damaged anchor: what is left is read.
    let cut = read_named("hybrid.iso", &image[..image.len() / 2]);
    assert!(cut.children.len() <= 3);
    image[256 * 2048..257 * 2048].fill(0);
    let end = image.len() - 2048;
    image[end..].fill(0);
    let found = read_named("hybrid.iso", &image);
    assert!(found.names().contains(&"合同.txt"), "{:?}", found.names());
}

#[test]
fn circles_end_and_places_outside_are_damage() {
    // A folder in itself, a file outside, a list that leads back to itself.
    let root = folder(&[
        listed("self", 2, 1),
        listed("far", 0, 4_000_000),
        listed("ring", 0, 3),
    ]);
    let mut image = Image::new(40, root);
    let ring = short(3 << 30 | 512, 30);
    image.at(3, &entry(5, 0, 5000, &ring));
    let mut more = vec![0; BLOCK];
    put(&mut more, 20, &8_u32.to_le_bytes());
    put(&mut more, 24, &ring);
    image.at(30, &tagged(258, 30, more));
    let found = read_named("stick.img", &image.0);
    assert_eq!(found.names(), ["far", "ring"]);
    assert!(found.children.iter().all(|child| child.outcome.is_some()));
    assert_eq!(found.ended(), (State::Failed, Some(Reason::Corrupt)));
    assert_eq!(found.warnings, ["self: a folder that was met before"]);
    // Nothing but zeros that are not written, more than there is room for.
    let zeros = short(1 << 30 | 0x3fff_fe00, 0).repeat(30);
    let mut image = Image::new(40, folder(&[listed("zeros", 0, 3)]));
    image.at(3, &entry(5, 0, u64::MAX, &zeros));
    let budgets = Budgets {
        child_bytes: 1 << 20,
        ..Budgets::default()
    };
    let found = read_within("stick.img", &image.0, budgets, None);
    assert_eq!(found.children[0].bytes.len(), 1 << 20);
    assert_eq!(found.ended(), (State::Partial, Some(Reason::TooLarge)));
}

#[test]
fn an_image_damaged_anywhere_is_read_to_an_end() {
    let mut image = Image::new(8, folder(&[listed("a", 0, 3)]));
    image.at(3, &entry(5, 3, 1, b"x"));
    let used = [256, 260, 261, 262, 300, 301, 303];
    for block in used {
        for at in (0..BLOCK).step_by(3) {
            let mut damaged = image.0.clone();
            damaged[block * BLOCK + at] ^= 0xff;
            read_named("stick.img", &damaged);
        }
    }
    for length in (0..image.0.len()).step_by(997) {
        read_named("stick.img", &image.0[..length]);
    }
}
