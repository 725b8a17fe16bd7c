//! Databases built page by page.

use daylight_model::{Reason, State};

use crate::check::{check_parts, read_named};

const PAGE: usize = 512;

fn number(value: usize) -> Vec<u8> {
    match value {
        0..128 => vec![value as u8],
        _ => vec![(value >> 7) as u8 | 0x80, (value & 0x7f) as u8],
    }
}

enum Cell<'t> {
    Text(&'t str),
    Small(u8),
    Null,
}

fn record(cells: &[Cell<'_>]) -> Vec<u8> {
    let mut kinds = Vec::new();
    let mut body = Vec::new();
    for cell in cells {
        match cell {
            Cell::Text(text) => {
                kinds.extend(number(13 + 2 * text.len()));
                body.extend(text.as_bytes());
            }
            Cell::Small(small) => {
                kinds.push(1);
                body.push(*small);
            }
            Cell::Null => kinds.push(0),
        }
    }
    [number(kinds.len() + 1), kinds, body].concat()
}

/// A page of rows; what overflows begins on page `overflow`.
fn leaf(rows: &[(usize, Vec<u8>)], head: usize, overflow: u32) -> (Vec<u8>, Vec<Vec<u8>>) {
    let mut page = vec![0; PAGE];
    page[head] = 13;
    page[head + 3..head + 5].copy_from_slice(&(rows.len() as u16).to_be_bytes());
    let mut end = PAGE;
    let mut more = Vec::new();
    for (index, (id, payload)) in rows.iter().enumerate() {
        let mut cell = [number(payload.len()), number(*id)].concat();
        if payload.len() <= PAGE - 35 {
            cell.extend(payload);
        } else {
            let least = (PAGE - 12) * 32 / 255 - 23;
            let rest = least + (payload.len() - least) % (PAGE - 4);
            let local = if rest <= PAGE - 35 { rest } else { least };
            cell.extend(&payload[..local]);
            cell.extend(overflow.to_be_bytes());
            let chunks: Vec<&[u8]> = payload[local..].chunks(PAGE - 4).collect();
            for (n, chunk) in chunks.iter().enumerate() {
                let last = n + 1 == chunks.len();
                let next = if last { 0 } else { overflow + n as u32 + 1 };
                let mut page = [&next.to_be_bytes()[..], chunk].concat();
                page.resize(PAGE, 0);
                more.push(page);
            }
        }
        end -= cell.len();
        page[end..end + cell.len()].copy_from_slice(&cell);
        page[head + 8 + 2 * index..][..2].copy_from_slice(&(end as u16).to_be_bytes());
    }
    (page, more)
}

fn inner(children: &[u32]) -> Vec<u8> {
    let mut page = vec![0; PAGE];
    page[0] = 5;
    let (last, first) = children.split_last().unwrap();
    page[3..5].copy_from_slice(&(first.len() as u16).to_be_bytes());
    page[8..12].copy_from_slice(&last.to_be_bytes());
    for (n, child) in first.iter().enumerate() {
        let at = PAGE - 5 * (n + 1);
        page[at..at + 4].copy_from_slice(&child.to_be_bytes());
        page[12 + 2 * n..][..2].copy_from_slice(&(at as u16).to_be_bytes());
    }
    page
}

fn database(long: &str) -> Vec<u8> {
    let made = "CREATE TABLE MSG (id INTEGER PRIMARY KEY, text TEXT)";
    let list = |kind, name, root, sql| {
        record(&[
            Cell::Text(kind),
            Cell::Text(name),
            Cell::Text(name),
            Cell::Small(root),
            Cell::Text(sql),
        ])
    };
    let (mut first, _) = leaf(
        &[
            (1, list("table", "MSG", 2, made)),
            (2, list("view", "v", 0, "CREATE VIEW v AS SELECT hostile()")),
        ],
        100,
        0,
    );
    first[..16].copy_from_slice(b"SQLite format 3\0");
    first[16..18].copy_from_slice(&(PAGE as u16).to_be_bytes());
    first[59] = 1;
    let row = |text| record(&[Cell::Null, Cell::Text(text)]);
    let (left, _) = leaf(&[(3, row("你好"))], 0, 0);
    let (right, overflow) = leaf(&[(17, row(long))], 0, 5);
    [vec![first, inner(&[3, 4]), left, right], overflow]
        .concat()
        .concat()
}

/// Returns a small database, with a row that overflows its page.
pub(crate) fn sample() -> Vec<u8> {
    database(&"x".repeat(2000))
}

#[test]
fn tables_are_read_row_by_row_and_nothing_is_run() {
    let long = "合同".repeat(300);
    let found = read_named("a.db", &database(&long));
    check_parts(
        &found,
        &[(
            &format!("id\ttext\n3\t你好\n17\t{long}"),
            &[
                ("table=MSG&row=1", "3\t你好"),
                ("table=MSG&row=2", &format!("17\t{long}")),
            ],
        )],
    );
    assert_eq!(found.parts[0].name(), Some("MSG"));
    assert_eq!(found.ended(), (State::Read, None));
}

#[test]
fn trees_that_lead_in_circles_and_pages_that_are_missing_end() {
    let mut circle = database("x");
    // The right child of the table is the table itself.
    circle[PAGE + 8..PAGE + 12].copy_from_slice(&2_u32.to_be_bytes());
    let found = read_named("a.db", &circle);
    assert!(found.text().contains("你好"));
    assert_eq!(found.ended(), (State::Partial, Some(Reason::Corrupt)));
    let whole = database("x");
    let found = read_named("a.db", &whole[..3 * PAGE]);
    assert!(found.text().contains("你好"));
    assert_eq!(found.ended(), (State::Partial, Some(Reason::Corrupt)));
}

#[test]
fn a_tree_of_keys_is_read_in_the_order_of_its_keys() {
    let made = "CREATE TABLE kv (v TEXT, k TEXT PRIMARY KEY) WITHOUT ROWID";
    let list = record(&[
        Cell::Text("table"),
        Cell::Text("kv"),
        Cell::Text("kv"),
        Cell::Small(2),
        Cell::Text(made),
    ]);
    let (mut first, _) = leaf(&[(1, list)], 100, 0);
    first[..16].copy_from_slice(b"SQLite format 3\0");
    first[16..18].copy_from_slice(&(PAGE as u16).to_be_bytes());
    // Keys come first in each row, whatever the order of the columns.
    let row = |key| {
        let payload = record(&[Cell::Text(key), Cell::Text("x")]);
        [number(payload.len()), payload].concat()
    };
    let page = |kind: u8, head: usize, cells: &[Vec<u8>]| {
        let mut page = vec![0; PAGE];
        page[0] = kind;
        page[3..5].copy_from_slice(&(cells.len() as u16).to_be_bytes());
        let mut end = PAGE;
        for (n, cell) in cells.iter().enumerate() {
            end -= cell.len();
            page[end..end + cell.len()].copy_from_slice(cell);
            page[head + 2 * n..][..2].copy_from_slice(&(end as u16).to_be_bytes());
        }
        page
    };
    let middle = [3_u32.to_be_bytes().to_vec(), row("b")].concat();
    let mut root = page(2, 12, &[middle]);
    root[8..12].copy_from_slice(&4_u32.to_be_bytes());
    let bytes = [
        first,
        root,
        page(10, 8, &[row("a")]),
        page(10, 8, &[row("c")]),
    ]
    .concat();
    let found = read_named("a.db", &bytes);
    check_parts(
        &found,
        &[("v\tk\nx\ta\nx\tb\nx\tc", &[("table=kv&row=2", "x\tb")])],
    );
}
