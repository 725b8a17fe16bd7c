//! Databases built page by page, as Access 97 and as Access 2000 keep them.

use std::io::Write;

use daylight_model::{Reason, State};
use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::columns::unwrapped;
use super::pages::cipher;
use crate::check::{check_parts, read_named};

/// A column: name, type, whether it is fixed, and its length.
type Column = (&'static str, u8, bool, u16);

struct Built {
    old: bool,
    pages: Vec<Vec<u8>>,
}

fn words(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

impl Built {
    fn size(&self) -> usize {
        if self.old { 2048 } else { 4096 }
    }

    fn text(&self, text: &str) -> Vec<u8> {
        match self.old {
            true => encoding_rs::GB18030.encode(text).0.into_owned(),
            false => words(text),
        }
    }

    fn describe(&mut self, page: usize, map: u32, columns: &[Column]) {
        let mut bytes = vec![0; if self.old { 43 } else { 63 }];
        bytes[..2].copy_from_slice(&[2, 1]);
        let (count, at) = if self.old { (25, 35) } else { (45, 55) };
        bytes[count] = columns.len() as u8;
        bytes[at..at + 4].copy_from_slice(&map.to_le_bytes());
        let (mut fixed, mut moving) = (0_u16, 0_u16);
        for (number, (_, kind, is_fixed, length)) in columns.iter().enumerate() {
            let mut column = vec![0; if self.old { 18 } else { 25 }];
            let places = if self.old {
                [1, 3, 13, 14, 16]
            } else {
                [5, 7, 15, 21, 23]
            };
            column[0] = *kind;
            column[places[0]] = number as u8;
            column[places[2]] = u8::from(*is_fixed);
            if *is_fixed {
                column[places[3]] = fixed as u8;
                fixed += length;
            } else {
                column[places[1]] = moving as u8;
                moving += 1;
            }
            column[places[4]] = *length as u8;
            bytes.extend(column);
        }
        for (name, ..) in columns {
            let name = self.text(name);
            bytes.push(name.len() as u8);
            if !self.old {
                bytes.push(0);
            }
            bytes.extend(name);
        }
        bytes.resize(self.size(), 0);
        self.pages[page] = bytes;
    }

    fn row(&self, columns: u8, mask: &[u8], fixed: &[u8], moving: &[Vec<u8>]) -> Vec<u8> {
        let width = if self.old { 1 } else { 2 };
        let mut row = vec![columns];
        row.resize(width, 0);
        row.extend(fixed);
        let mut offsets = Vec::new();
        for value in moving {
            offsets.push(row.len());
            row.extend(value);
        }
        offsets.push(row.len());
        for offset in offsets.into_iter().rev() {
            row.extend(&(offset as u16).to_le_bytes()[..width]);
        }
        row.push(moving.len() as u8);
        row.resize(row.len() + width - 1, 0);
        row.extend(mask);
        row
    }

    fn rows(&mut self, page: usize, owner: u32, rows: &[(Vec<u8>, u16)]) {
        let mut bytes = vec![0; self.size()];
        bytes[..2].copy_from_slice(&[1, 1]);
        bytes[4..8].copy_from_slice(&owner.to_le_bytes());
        let start = if self.old { 8 } else { 12 };
        bytes[start] = rows.len() as u8;
        let mut end = bytes.len();
        for (n, (row, flags)) in rows.iter().enumerate() {
            let from = end - row.len();
            bytes[from..end].copy_from_slice(row);
            let offset = (from as u16 | flags).to_le_bytes();
            bytes[start + 2 + 2 * n..start + 4 + 2 * n].copy_from_slice(&offset);
            end = from;
        }
        self.pages[page] = bytes;
    }

    fn finished(mut self, key: u32) -> Vec<u8> {
        let mut head = b"\0\x01\0\0Standard Jet DB\0".to_vec();
        head.push(u8::from(!self.old));
        head.resize(self.size(), 0);
        head[0x3c..0x3e].copy_from_slice(&936_u16.to_le_bytes());
        head[0x3e..0x42].copy_from_slice(&key.to_le_bytes());
        let length = if self.old { 126 } else { 128 };
        cipher(super::pages::HEADER, &mut head[0x18..0x18 + length]);
        self.pages[0] = head;
        for (number, page) in (1_u32..).zip(&mut self.pages[1..]) {
            if key != 0 {
                cipher((key ^ number).to_le_bytes(), page);
            }
        }
        self.pages.concat()
    }
}

/// A map that names one page.
fn map(page: u8) -> (Vec<u8>, u16) {
    let mut map = vec![0; 5 + 64];
    map[5] = 1 << page;
    (map, 0)
}

fn database(old: bool, key: u32) -> Vec<u8> {
    let mut built = Built {
        old,
        pages: vec![Vec::new(); 7],
    };
    built.rows(1, 0, &[map(3), map(5)]);
    built.describe(
        2,
        0x100,
        &[
            ("Id", 4, true, 4),
            ("Type", 3, true, 2),
            ("Flags", 4, true, 4),
            ("Name", 10, false, 50),
        ],
    );
    let listed = |built: &Built, id: u32, kind: u8, flags: u32, name: &str| {
        let fixed = [&id.to_le_bytes()[..], &[kind, 0], &flags.to_le_bytes()].concat();
        (built.row(4, &[0x0f], &fixed, &[built.text(name)]), 0)
    };
    let rows = [
        listed(&built, 2, 1, 0x8000_0000, "MSysObjects"),
        listed(&built, 4, 1, 0, "客户"),
        listed(&built, 0, 6, 0, "别处"),
    ];
    built.rows(3, 2, &rows);
    built.describe(
        4,
        0x101,
        &[
            ("编号", 4, true, 4),
            ("单价", 5, true, 8),
            ("日期", 8, true, 8),
            ("有效", 1, true, 0),
            ("名称", 10, false, 50),
            ("备注", 12, false, 0),
            ("图", 11, false, 0),
        ],
    );
    let fixed = |number: i32, amount: i64, days: f64| {
        [
            &number.to_le_bytes()[..],
            &amount.to_le_bytes(),
            &days.to_le_bytes(),
        ]
        .concat()
    };
    let pointer = |length: u32, row: u32| {
        let mut bytes = length.to_le_bytes().to_vec();
        bytes.extend((0x600 | row).to_le_bytes());
        bytes.extend([0; 4]);
        bytes
    };
    let name = match old {
        true => built.text("某公司"),
        false => [&[0xff, 0xfe][..], b"ab", &[0], &words("某"), &[0], b"c"].concat(),
    };
    let (first, second) = (built.text("一段"), built.text("很长的话"));
    let chain = (first.len() + second.len()) as u32;
    let picture = [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], &[7; 80]].concat();
    let rows = [
        (
            built.row(
                7,
                &[0x7f],
                &fixed(1, 125_000, 44_259.5),
                &[
                    name,
                    pointer(chain, 0),
                    pointer(picture.len() as u32 | 0x4000_0000, 2),
                ],
            ),
            0,
        ),
        (
            built.row(7, &[0x7f], &fixed(2, 0, 1.0), &[vec![], vec![], vec![]]),
            0x8000,
        ),
        (
            built.row(
                7,
                &[0x13],
                &fixed(-3, -5_000, 0.0),
                &[built.text("乙"), vec![], vec![]],
            ),
            0,
        ),
    ];
    built.rows(5, 4, &rows);
    let chained = [&0x601_u32.to_le_bytes()[..], &first].concat();
    let last = [&[0; 4][..], &second].concat();
    built.rows(
        6,
        u32::from_le_bytes(*b"LVAL"),
        &[(chained, 0), (last, 0), (picture, 0)],
    );
    built.finished(key)
}

/// Returns a small database.
pub(crate) fn sample() -> Vec<u8> {
    database(false, 0)
}

#[test]
fn rows_of_all_tables_are_read_with_long_values_and_files() {
    for (old, key) in [(false, 0), (true, 0), (false, 0x1234_5678), (true, 99)] {
        let found = read_named("a.mdb", &database(old, key));
        let name = if old { "某公司" } else { "ab某c" };
        let text = format!(
            "编号\t单价\t日期\t有效\t名称\t备注\t图\n1\t12.5\t2021-03-04 12:00:00\ttrue\t{name}\t一段很长的话\t\n-3\t-0.5\t\tfalse\t乙\t\t"
        );
        check_parts(&found, &[(&text, &[])]);
        assert_eq!(found.at("table=客户&row=2"), Some("-3\t-0.5\t\tfalse\t乙"));
        assert_eq!(found.names(), ["客户/1/图.png"], "{old} {key}");
        assert_eq!(found.ended(), (State::Read, None));
        assert_eq!(found.warnings, ["tables that lie in other files: 别处"]);
        assert_eq!(found.summary.media_type, "application/x-msaccess");
    }
}

#[test]
fn what_is_cut_or_damaged_ends_and_is_named() {
    for old in [false, true] {
        let whole = database(old, 0);
        let size = if old { 2048 } else { 4096 };
        let cut = read_named("a.mdb", &whole[..5 * size]);
        assert_eq!(cut.ended(), (State::Partial, Some(Reason::Corrupt)));
        let half = read_named("a.mdb", &whole[..4 * size]);
        assert_eq!(half.ended(), (State::Partial, Some(Reason::Corrupt)));
        let head = read_named("a.mdb", &whole[..1000]);
        assert_eq!(head.ended(), (State::Failed, Some(Reason::Corrupt)));
        for at in (0..whole.len()).filter(|at| whole[*at] != 0) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0xff;
            read_named("a.mdb", &bytes);
        }
    }
}

#[test]
fn a_password_that_locks_nothing_is_named() {
    for old in [false, true] {
        let mut bytes = database(old, 0);
        bytes[0x42] ^= b'x';
        let found = read_named("a.mdb", &bytes);
        assert_eq!(found.ended(), (State::Read, None));
        let warning = "asks for a password which locks nothing: it was read without";
        assert_eq!(found.warnings[0], warning);
    }
}

#[test]
fn attachments_are_the_files_that_they_hold() {
    let file = b"\x89PNG\r\n\x1a\n".repeat(20);
    let inner = [
        &[16, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, b'p', 0, b'n', 0][..],
        &file,
    ]
    .concat();
    let plain = [&[0; 4][..], &[9; 4], &inner].concat();
    assert_eq!(unwrapped(&plain), file);
    let mut packer = ZlibEncoder::new(vec![1, 0, 0, 0, 9, 9, 9, 9], Compression::fast());
    packer.write_all(&inner).unwrap();
    assert_eq!(unwrapped(&packer.finish().unwrap()), file);
    assert_eq!(unwrapped(&file), file);
    assert_eq!(unwrapped(&[1, 0, 0]), [1, 0, 0]);
}
