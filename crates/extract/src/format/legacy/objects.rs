//! Objects embedded in old Office documents: whole documents in folders of a compound file, and files that were
//! dropped in. Always: sent as the files that they were, where that can be told.

use daylight_model::{ChildKind, Outcome};

use crate::encoding::decode_unknown;
use crate::format::compound::{Compound, Entry, u32_at};
use crate::reading::{Ending, Out, child_named};

/// Objects of one document.
const MOST: usize = 10_000;

/// Sends all objects in a folder.
pub(crate) fn send_all(file: &Compound, pool: &Entry, out: &mut Out<'_>) -> Ending {
    for folder in file.within(Some(pool)).into_iter().take(MOST) {
        if !folder.is_stream() {
            send(file, folder, out)?;
        }
    }
    Ok(())
}

/// Sends the object in one folder.
pub(crate) fn send(file: &Compound, folder: &Entry, out: &mut Out<'_>) -> Ending {
    match content(file, Some(folder)) {
        Some((name, bytes)) => child(name.as_deref().unwrap_or(&folder.name), &bytes, out),
        None => Ok(()),
    }
}

/// Returns the file that an object is, with its name where it has one; none where nobody but the program that
/// made it could read it.
pub(crate) fn content(
    file: &Compound,
    folder: Option<&Entry>,
) -> Option<(Option<String>, Vec<u8>)> {
    let bytes_of = |name: &str| file.find(folder, name).map(|entry| file.read(entry).0);
    let native = bytes_of("\u{1}Ole10Native");
    if let Some((name, bytes)) = native.as_deref().and_then(dropped) {
        return Some((Some(name), bytes));
    }
    for stream in ["Package", "CONTENTS"] {
        if let Some(bytes) = bytes_of(stream).filter(|bytes| bytes.len() > 8) {
            return Some((None, bytes));
        }
    }
    let has_document = [
        "WordDocument",
        "Workbook",
        "Book",
        "PowerPoint Document",
        "VisioDocument",
        "__properties_version1.0",
    ]
    .iter()
    .any(|name| file.find(folder, name).is_some());
    if let Some(folder) = folder.filter(|_| has_document) {
        return Some((None, file.as_file(folder)));
    }
    let native = native.filter(|native| native.len() > 64)?;
    Some((None, native.get(4..)?.to_vec()))
}

fn child(name: &str, bytes: &[u8], out: &mut Out<'_>) -> Ending {
    let start = child_named(name, ChildKind::Embedded);
    out.child(start, &mut &*bytes, |_| Outcome::READ)?;
    Ok(())
}

/// Returns name and bytes of a file that was dropped into a document (the stream of the Object Packager).
pub(crate) fn dropped(native: &[u8]) -> Option<(String, Vec<u8>)> {
    let mut rest = native.get(6..)?;
    let mut text = || {
        let end = rest.iter().position(|byte| *byte == 0)?;
        let text = &rest[..end];
        rest = &rest[end + 1..];
        Some(text)
    };
    let label = text()?;
    let path = text()?;
    let temporary = (u32_at(rest, 4) as usize).checked_add(8)?;
    let length = u32_at(rest, temporary) as usize;
    let start = temporary.checked_add(4)?;
    let bytes = rest.get(start..start.checked_add(length)?)?;
    let name = if label.is_empty() { path } else { label };
    let name = decode_unknown(name, None);
    let name = name.rsplit(['\\', '/']).next().unwrap_or_default();
    (!name.is_empty()).then(|| (name.to_owned(), bytes.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::dropped;

    #[test]
    fn a_dropped_file_has_its_name_and_bytes() {
        let mut native = vec![0; 4];
        native.extend(b"\x02\0list.txt\0C:\\x\\list.txt\0\0\0\x03\0\x05\0\0\0C:\\t\0\x03\0\0\0abc");
        assert_eq!(
            dropped(&native),
            Some(("list.txt".to_owned(), b"abc".to_vec()))
        );
        assert_eq!(dropped(&native[..native.len() - 1]), None);
    }
}
