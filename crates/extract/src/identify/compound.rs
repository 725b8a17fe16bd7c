//! What a compound file (CFB, of old Office and Outlook) is: by the names in its directory. Always: at most
//! so many sectors are followed, in whatever circle they lead.

use std::io;

use file_format::FileFormat;

use super::{Identified, Kind};
use crate::format::hwp;
use crate::format::office::sheet::Workbook;
use crate::source::Source;

/// Sectors of the directory that are read.
const SECTORS: usize = 4096;

/// Media type of Office documents that are encrypted as a whole.
pub(crate) const LOCKED: &str = "application/vnd.ms-office.encrypted";

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..at + 4)
        .and_then(|four| four.try_into().ok())
        .map(u32::from_le_bytes)
}

/// Returns the names in the directory.
pub(crate) fn names(source: &mut Source<'_>) -> io::Result<Vec<String>> {
    let header = source.head(512)?;
    let shift = header.get(30).copied().unwrap_or(9).clamp(7, 16);
    let size = 1_u64 << shift;
    let mut names = Vec::new();
    let mut sector = u32_at(&header, 48).unwrap_or(u32::MAX);
    for _ in 0..SECTORS {
        if sector >= 0xffff_fffa {
            break;
        }
        let bytes = source.at((u64::from(sector) + 1) * size, size)?;
        if bytes.is_empty() {
            break;
        }
        names.extend(bytes.chunks_exact(128).filter_map(name));
        // The allocation table says which sector follows; its first 109 sectors are named in the header.
        let per_sector = size / 4;
        let table = (u64::from(sector) / per_sector) as usize;
        let Some(table) = (table < 109)
            .then(|| u32_at(&header, 76 + 4 * table))
            .flatten()
        else {
            break;
        };
        let at = (u64::from(table) + 1) * size + u64::from(sector) % per_sector * 4;
        sector = u32_at(&source.at(at, 4)?, 0).unwrap_or(u32::MAX);
    }
    Ok(names)
}

fn name(entry: &[u8]) -> Option<String> {
    let length = usize::from(u16::from_le_bytes([*entry.get(64)?, *entry.get(65)?]));
    let kind = *entry.get(66)?;
    if !(1..=5).contains(&kind) || !(2..=64).contains(&length) {
        return None;
    }
    let units: Vec<u16> = entry
        .get(..length - 2)?
        .chunks_exact(2)
        .map(|two| u16::from_le_bytes([two[0], two[1]]))
        .collect();
    Some(String::from_utf16_lossy(&units))
}

/// Says what the file is. Documents of Kingsoft (wps, et, dps) have the streams of Word, Excel and PowerPoint.
pub(super) fn kind(source: &mut Source<'_>, format: FileFormat) -> io::Result<Identified> {
    let names = names(source)?;
    let has = |name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let (kind, media_type) = if has("EncryptedPackage") || has("\u{9}DRMContent") {
        (Kind::LockedOffice, LOCKED)
    } else if has("WordDocument") {
        (Kind::Doc, "application/msword")
    } else if has("Workbook") || has("Book") {
        (Kind::Sheet(Workbook::Xls), "application/vnd.ms-excel")
    } else if has("PowerPoint Document") {
        (Kind::Ppt, "application/vnd.ms-powerpoint")
    } else if has("__properties_version1.0") {
        (Kind::Msg, "application/vnd.ms-outlook")
    } else if hwp::is_hwp(has) {
        (Kind::Hwp, "application/x-hwp")
    } else if has("VisioDocument") {
        (Kind::Ole, "application/vnd.visio")
    } else {
        (Kind::Ole, format.media_type())
    };
    Ok(Identified::new(kind, media_type))
}

#[cfg(test)]
mod tests {
    use daylight_model::{Reason, State};

    use crate::check::read_named;
    use crate::format::compound::write::{Node, written};

    #[test]
    fn a_document_locked_as_a_whole_says_so() {
        let file = written(vec![
            Node::stream("EncryptionInfo", vec![4; 100]),
            Node::stream("EncryptedPackage", vec![7; 5000]),
        ]);
        let by_rights = written(vec![Node::stream("\u{9}DRMContent", vec![7; 5000])]);
        for name in ["a.docx", "a.xlsx", "a.pptx"] {
            for file in [&file, &by_rights] {
                let found = read_named(name, file);
                assert_eq!(found.ended(), (State::Failed, Some(Reason::Encrypted)));
                assert_eq!(found.warnings, Vec::<String>::new());
            }
        }
    }
}
