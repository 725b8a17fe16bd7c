//! Discs built sector by sector, whole and hostile; those of pycdlib were read by hand.

use daylight_model::{Budgets, Reason, State};

use crate::check::{Found, read_named, read_within};

const SECTOR: usize = 2048;

/// A number as discs have it: least byte first, then greatest byte first.
fn both(number: u32) -> [u8; 8] {
    let mut bytes = [0; 8];
    bytes[..4].copy_from_slice(&number.to_le_bytes());
    bytes[4..].copy_from_slice(&number.to_be_bytes());
    bytes
}

fn record(name: &[u8], sector: u32, length: u32, flags: u8, beside: &[u8]) -> Vec<u8> {
    let mut record = vec![0, 0];
    record.extend(both(sector));
    record.extend(both(length));
    record.extend([
        121,
        3,
        4,
        10,
        0,
        0,
        32,
        flags,
        0,
        0,
        1,
        0,
        0,
        1,
        name.len() as u8,
    ]);
    record.extend(name);
    if name.len().is_multiple_of(2) {
        record.push(0);
    }
    record.extend(beside);
    if record.len() % 2 == 1 {
        record.push(0);
    }
    record[0] = record.len() as u8;
    record
}

fn wide(name: &str) -> Vec<u8> {
    name.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

/// An entry beside a name.
fn entry(letters: &[u8; 2], content: &[u8]) -> Vec<u8> {
    let mut entry = letters.to_vec();
    entry.extend([content.len() as u8 + 4, 1]);
    entry.extend(content);
    entry
}

fn long(name: &str) -> Vec<u8> {
    entry(b"NM", &[&[0], name.as_bytes()].concat())
}

#[derive(Default)]
struct Image {
    sectors: Vec<u8>,
}

impl Image {
    fn new() -> Self {
        Self {
            sectors: vec![0; SECTOR * 20],
        }
    }

    /// Appends bytes at a sector of their own and returns which.
    fn put(&mut self, bytes: &[u8]) -> u32 {
        let at = self.sectors.len() / SECTOR;
        self.sectors.extend(bytes);
        let end = self.sectors.len().next_multiple_of(SECTOR);
        self.sectors.resize(end, 0);
        at as u32
    }

    fn folder(&mut self, beside_own: &[u8], records: &[Vec<u8>]) -> (u32, u32) {
        let mut bytes = record(&[0], 0, 0, 2, beside_own);
        bytes.extend(record(&[1], 0, 0, 2, &[]));
        bytes.extend(records.concat());
        let length = bytes.len().next_multiple_of(SECTOR) as u32;
        (self.put(&bytes), length)
    }

    /// Describes a volume with this root.
    fn describe(&mut self, number: usize, joliet: bool, root: (u32, u32)) {
        let mut sector = vec![0; SECTOR];
        sector[..7].copy_from_slice(if joliet {
            b"\x02CD001\x01"
        } else {
            b"\x01CD001\x01"
        });
        let label = if joliet {
            wide("资料")
        } else {
            b"BACKUP  ".to_vec()
        };
        sector[40..40 + label.len()].copy_from_slice(&label);
        if joliet {
            sector[88..91].copy_from_slice(b"%/E");
        }
        sector[128..130].copy_from_slice(&(SECTOR as u16).to_le_bytes());
        let root = record(&[0], root.0, root.1, 2, &[]);
        sector[156..156 + root.len()].copy_from_slice(&root);
        sector[813..829].copy_from_slice(b"2021030410203000");
        sector[829] = 32;
        let at = (16 + number) * SECTOR;
        self.sectors[at..at + SECTOR].copy_from_slice(&sector);
        let end = at + SECTOR;
        self.sectors[end..end + 7].copy_from_slice(b"\xffCD001\x01");
    }
}

/// A disc with a file in a folder and one beside it, by each of the three kinds of names.
fn disc(joliet: bool, rock_ridge: bool) -> Vec<u8> {
    let mut image = Image::new();
    let contract = image.put("五万元".as_bytes());
    let note = image.put(b"second");
    let beside = |name: &str| if rock_ridge { long(name) } else { Vec::new() };
    let own = match rock_ridge {
        true => entry(b"SP", &[0xbe, 0xef, 0]),
        false => Vec::new(),
    };
    let inner = [record(
        b"CONTRACT.TXT;1",
        contract,
        9,
        0,
        &beside("合同 报价.txt"),
    )];
    let inner = image.folder(&[], &inner);
    let root = [
        record(b"DIR", inner.0, inner.1, 2, &beside("目录")),
        record(b"NOTE.;1", note, 6, 0, &beside("note")),
    ];
    let root = image.folder(&own, &root);
    image.describe(0, false, root);
    if joliet {
        let inner = [record(&wide("合同 报价.txt"), contract, 9, 0, &[])];
        let inner = image.folder(&[], &inner);
        let root = [
            record(&wide("目录"), inner.0, inner.1, 2, &[]),
            record(&wide("note"), note, 6, 0, &[]),
        ];
        let root = image.folder(&[], &root);
        image.describe(1, true, root);
    }
    image.sectors
}

fn bytes(found: &Found) -> Vec<&[u8]> {
    let children = found.children.iter();
    children.map(|child| child.bytes.as_slice()).collect()
}

#[test]
fn files_are_found_by_the_best_names_that_the_disc_has() {
    for (joliet, rock_ridge, names) in [
        (true, false, ["目录/合同 报价.txt", "note"]),
        (true, true, ["目录/合同 报价.txt", "note"]),
        (false, true, ["目录/合同 报价.txt", "note"]),
        (false, false, ["DIR/CONTRACT.TXT", "NOTE"]),
    ] {
        let found = read_named("a.iso", &disc(joliet, rock_ridge));
        assert_eq!(found.summary.media_type, "application/x-iso9660-image");
        assert_eq!(found.names(), names, "{joliet} {rock_ridge}");
        assert_eq!(bytes(&found), ["五万元".as_bytes(), b"second"]);
        assert_eq!(found.ended(), (State::Read, None));
        let metadata = &found.summary.metadata;
        assert_eq!(metadata["title"], if joliet { "资料" } else { "BACKUP" });
        assert_eq!(metadata["created"], "2021-03-04T10:20:30+08:00");
    }
}

#[test]
fn a_file_in_several_extents_is_one_and_a_link_is_named() {
    let mut image = Image::new();
    let (first, second) = (image.put(&[b'a'; SECTOR]), image.put(b"bc"));
    let (name, go) = (b"BIG;1", 0x80);
    let root = [
        record(name, first, SECTOR as u32, go, &long("big")),
        record(name, second, 2, 0, &long("big")),
        record(
            b"LINK;1",
            0,
            0,
            0,
            &[long("link"), entry(b"SL", &[0, 0, 0])].concat(),
        ),
    ];
    let root = image.folder(&entry(b"SP", &[0xbe, 0xef, 0]), &root);
    image.describe(0, false, root);
    let found = read_named("a.iso", &image.sectors);
    assert_eq!(found.names(), ["big", "link"]);
    assert_eq!(found.children[0].bytes.len(), SECTOR + 2);
    let link = found.children[1].outcome.as_ref().unwrap();
    assert_eq!(link.reason, Some(Reason::NotAFile));
    assert_eq!(found.ended(), (State::Read, None));
}

#[test]
fn folders_that_hold_themselves_are_read_once() {
    let mut image = Image::new();
    let own = image.sectors.len() as u32 / SECTOR as u32;
    let root = [record(b"AGAIN", own, SECTOR as u32, 2, &[])];
    let root = image.folder(&[], &root);
    image.describe(0, false, root);
    let found = read_named("a.iso", &image.sectors);
    assert_eq!(found.names(), Vec::<&str>::new());
    assert!(
        found
            .warnings
            .iter()
            .any(|warning| warning.contains("met before"))
    );
}

#[test]
fn a_disc_that_ends_too_early_says_which_files_it_lacks() {
    let whole = disc(true, false);
    // The first sector after the descriptors is that of the contract; the directories come later.
    let mut image = Image::new();
    let root = [
        record(b"FAR.TXT;1", 5000, 100, 0, &[]),
        record(b"HALF.TXT;1", 21, 5000, 0, &[]),
    ];
    let root = image.folder(&[], &root);
    image.describe(0, false, root);
    image.put(b"half");
    let found = read_named("a.iso", &image.sectors);
    assert_eq!(found.names(), ["FAR.TXT", "HALF.TXT"]);
    assert_eq!(found.ended().1, Some(Reason::Corrupt));
    for child in &found.children {
        assert_eq!(
            child.outcome.as_ref().unwrap().reason,
            Some(Reason::Truncated)
        );
    }
    assert_eq!(found.children[1].bytes.len(), SECTOR);
    for length in [
        SECTOR * 16 + 6,
        SECTOR * 17,
        SECTOR * 20,
        whole.len() - SECTOR,
    ] {
        let found = read_named("a.iso", &whole[..length]);
        assert_ne!(found.ended().0, State::Read, "{length}");
    }
    for at in SECTOR * 16..whole.len() {
        if whole[at] != 0 {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x41;
            read_named("a.iso", &damaged);
        }
    }
}

#[test]
fn many_files_of_one_place_end_at_the_budget() {
    let mut image = Image::new();
    let bytes = image.put(&[0; SECTOR * 8]);
    let names = (0..30).map(|number| format!("F{number:02};1"));
    let records: Vec<Vec<u8>> = names
        .map(|name| record(name.as_bytes(), bytes, SECTOR as u32 * 8, 0, &[]))
        .collect();
    let root = image.folder(&[], &records);
    image.describe(0, false, root);
    let budgets = Budgets {
        child_bytes: 100_000,
        ..Budgets::default()
    };
    let found = read_within("a.iso", &image.sectors, budgets, None);
    assert_eq!(found.ended(), (State::Partial, Some(Reason::TooLarge)));
}
