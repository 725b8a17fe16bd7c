//! Where the locks of older documents lie and which bytes they cover: Word (MS-DOC 2.2.6), Excel (MS-XLS 2.2.10),
//! PowerPoint (MS-PPT 2.3.7). Always: what comes out is a compound file like the one that went in, without its lock.

use daylight_model::{Outcome, Reason};

use super::rc4::{Keys, Lock};
use super::xor::Mix;
use super::{pictures, wide};
use crate::format::compound::{Compound, u16_at, u32_at};
use crate::reading::failed;

/// The start of a document of Word that is never locked: since 97, and before.
const HEAD: usize = 0x44;
const OLD_HEAD: usize = 0x34;

/// Objects of a presentation that are unlocked.
const OBJECTS: usize = 100_000;

type Opened = Result<Option<Vec<u8>>, Outcome>;

fn damaged() -> Outcome {
    failed(Reason::Encrypted, "what says how it is locked is damaged")
}

/// Returns the bytes that a password gave in the time of these files: those of the code pages that people had.
fn narrow(password: &str) -> Vec<Vec<u8>> {
    let pages = [
        encoding_rs::WINDOWS_1252,
        encoding_rs::GBK,
        encoding_rs::SHIFT_JIS,
    ];
    let mut spellings: Vec<Vec<u8>> = Vec::new();
    for page in pages {
        let (bytes, _, unknown) = page.encode(password);
        if !unknown && !spellings.iter().any(|known| **known == *bytes) {
            spellings.push(bytes.into_owned());
        }
    }
    spellings
}

/// Unlocks a document of Word.
pub(crate) fn document(file: &Compound, password: &str) -> Opened {
    let mut main = file.stream("WordDocument").ok_or_else(damaged)?;
    let flags = u16_at(&main, 10);
    let name = if flags & 0x200 != 0 {
        "1Table"
    } else {
        "0Table"
    };
    let mut table = file.stream(name).unwrap_or_default();
    let mut data = file.stream("Data").unwrap_or_default();
    let is_old = u16_at(&main, 0) != 0xa5ec;
    let length = if is_old { OLD_HEAD } else { HEAD };
    let head = main.get(..length).ok_or_else(damaged)?.to_vec();
    // Word 95 knew no other.
    let mixed = flags & 0x8000 != 0 || is_old;
    if mixed {
        let stated = (u16_at(&main, 16), u16_at(&main, 14));
        let mut words = narrow(password).into_iter();
        let Some(mix) = words.find_map(|word| Mix::new(&word, stated, 7)) else {
            return Ok(None);
        };
        for stream in [&mut main, &mut table, &mut data] {
            mix.open_as_word(stream);
        }
    } else {
        let Some(keys) = Lock::read(&table)?.opened(&wide(password)) else {
            return Ok(None);
        };
        for stream in [&mut main, &mut table, &mut data] {
            keys.open(stream, 512);
        }
    }
    main[..length].copy_from_slice(&head);
    let open = flags & !0x8100;
    main[10..12].copy_from_slice(&open.to_le_bytes());
    Ok(Some(file.with(vec![
        ("WordDocument", main),
        (name, table),
        ("Data", data),
    ])))
}

const BEGIN: u16 = 0x809;
const END: u16 = 0x0a;
const PASS: u16 = 0x2f;
const SHEET: u16 = 0x85;

/// Records of a workbook that are never locked: where a stream begins, the lock, who has the file open, interfaces,
/// revisions.
const OPEN: [u16; 7] = [BEGIN, PASS, 0x194, 0x195, 0xe1, 0x196, 0x138];

enum Sheets {
    Keys(Keys),
    Mix(Mix),
}

/// Returns the stream of a workbook with its name.
fn book(file: &Compound) -> Option<(&'static str, Vec<u8>)> {
    let mut names = ["Workbook", "Book"].into_iter();
    names.find_map(|name| Some((name, file.stream(name)?)))
}

/// Returns what the workbook says of its lock, which stands before its first end.
fn pass(book: &[u8]) -> Option<&[u8]> {
    let mut first = records(book).take_while(|(kind, _)| *kind != END);
    let (_, range) = first.find(|(kind, _)| *kind == PASS)?;
    book.get(range)
}

/// Returns whether a workbook of Excel is locked.
pub(crate) fn is_locked_workbook(file: &Compound) -> bool {
    book(file).is_some_and(|(_, book)| pass(&book).is_some())
}

/// Unlocks a workbook of Excel.
pub(crate) fn workbook(file: &Compound, password: &str) -> Opened {
    let (name, mut book) = book(file).ok_or_else(damaged)?;
    let lock = pass(&book).ok_or_else(damaged)?;
    let Some(opened) = sheets(lock, password)? else {
        return Ok(None);
    };
    let walk: Vec<_> = records(&book).collect();
    match &opened {
        Sheets::Keys(keys) => {
            // The key goes on over what is not locked.
            let mut plain = book.clone();
            keys.open(&mut plain, 1024);
            for (kind, range) in walk {
                let start = range.start + unlocked(kind).min(range.len());
                book[start..range.end].copy_from_slice(&plain[start..range.end]);
                without_lock(kind, range.start, &mut book);
            }
        }
        Sheets::Mix(mix) => {
            for (kind, range) in walk {
                let start = range.start + unlocked(kind).min(range.len());
                mix.open_as_excel(
                    range.end + (start - range.start),
                    &mut book[start..range.end],
                );
                without_lock(kind, range.start, &mut book);
            }
        }
    }
    Ok(Some(file.with(vec![(name, book)])))
}

fn sheets(lock: &[u8], password: &str) -> Result<Option<Sheets>, Outcome> {
    // Excel 95 has the two numbers alone.
    let numbers = match (lock.len(), u16_at(lock, 0)) {
        (4, _) => Some(lock),
        (_, 0) => lock.get(2..),
        _ => None,
    };
    let Some(numbers) = numbers else {
        let lock = Lock::read(lock.get(2..).unwrap_or_default())?;
        return Ok(lock.opened(&wide(password)).map(Sheets::Keys));
    };
    let stated = (u16_at(numbers, 0), u16_at(numbers, 2));
    let mut words = narrow(password).into_iter();
    let mix = words.find_map(|word| Mix::new(&word, stated, 2));
    Ok(mix.map(Sheets::Mix))
}

/// Returns kind and place of the records that follow each other.
fn records(book: &[u8]) -> impl Iterator<Item = (u16, std::ops::Range<usize>)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let body = at + 4;
        let length = usize::from(u16_at(book, at + 2));
        let end = body.checked_add(length)?.min(book.len());
        let kind = u16_at(book, at);
        at = end;
        (body <= end).then_some((kind, body..end))
    })
}

/// Returns how many bytes of a record are not locked.
fn unlocked(kind: u16) -> usize {
    match kind {
        // Where the sheet begins.
        SHEET => 4,
        kind if OPEN.contains(&kind) => usize::MAX,
        _ => 0,
    }
}

/// Makes the lock a record that nobody reads.
fn without_lock(kind: u16, body: usize, book: &mut [u8]) {
    if kind == PASS {
        book[body - 4..body - 2].copy_from_slice(&0_u16.to_le_bytes());
    }
}

/// Unlocks a presentation of PowerPoint: each of its objects has the key of its number.
pub(crate) fn presentation(file: &Compound, password: &str) -> Opened {
    let mut user = file.stream("Current User").ok_or_else(damaged)?;
    let mut main = file.stream("PowerPoint Document").ok_or_else(damaged)?;
    let objects = objects(&main, u32_at(&user, 16) as usize).ok_or_else(damaged)?;
    let session = objects
        .iter()
        .map(|(_, at)| *at)
        .find(|at| u16_at(&main, at + 2) == 0x2f14)
        .ok_or_else(damaged)?;
    let lock = Lock::read(main.get(session + 8..).unwrap_or_default())?;
    let Some(keys) = lock.opened(&wide(password)) else {
        return Ok(None);
    };
    let mut left = main.len();
    for (number, at) in objects {
        if at == session || at + 8 > main.len() {
            continue;
        }
        let mut cipher = keys.block(number);
        cipher.apply(&mut main[at..at + 8]);
        let length = (u32_at(&main, at + 4) as usize).min(main.len() - at - 8);
        // Objects may be said to lie in each other: all of them are no longer than the stream.
        let Some(rest) = left.checked_sub(8 + length) else {
            break;
        };
        left = rest;
        cipher.apply(&mut main[at + 8..at + 8 + length]);
    }
    let mut drawn = file.stream("Pictures").unwrap_or_default();
    pictures::open(&keys, &mut drawn);
    if let Some(token) = user.get_mut(12..16) {
        token.copy_from_slice(&0xe391_c05f_u32.to_le_bytes());
    }
    Ok(Some(file.with(vec![
        ("Current User", user),
        ("PowerPoint Document", main),
        ("Pictures", drawn),
    ])))
}

/// Returns number and place of the objects, by the directory of the last edit; that is the only one, since a locked
/// presentation is always saved anew.
pub(super) fn objects(main: &[u8], edit: usize) -> Option<Vec<(u32, usize)>> {
    if u16_at(main, edit.checked_add(2)?) != 0x0ff5 {
        return None;
    }
    let directory = u32_at(main, edit.checked_add(20)?) as usize;
    let start = directory.checked_add(8)?;
    let length = u32_at(main, directory.checked_add(4)?) as usize;
    let mut body = main.get(start..start.checked_add(length)?.min(main.len()))?;
    let mut objects = Vec::new();
    while body.len() >= 8 && objects.len() < OBJECTS {
        let (first, count) = (u32_at(body, 0) & 0xf_ffff, u32_at(body, 0) >> 20);
        let offsets = body[4..].chunks_exact(4).take(count as usize);
        objects.extend((first..).zip(offsets.map(|four| u32_at(four, 0) as usize)));
        body = body.get(4 + 4 * count as usize..)?;
    }
    Some(objects)
}
