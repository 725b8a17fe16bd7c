//! What kind of container a container is: by the names of its members. Always: only the directory is read.

use std::io;

use super::{Identified, Kind};
use crate::format::office::sheet::Workbook;
use crate::format::zip::{directory, open};
use crate::format::{rar, sevenz};
use crate::source::Source;

const APK: &str = "application/vnd.android.package-archive";

/// Returns whether a zip archive begins here.
pub(super) fn is_zip(head: &[u8]) -> bool {
    [&b"PK\x03\x04"[..], b"PK\x05\x06", b"PK\x07\x08PK\x03\x04"]
        .iter()
        .any(|signature| head.starts_with(signature))
}

/// Returns whether the file ends with the directory of a zip archive that names its members.
pub(super) fn zip_at_end(source: &mut Source<'_>) -> io::Result<bool> {
    Ok(directory::end(source)?.is_some_and(|end| end.holds_members(source)))
}

/// Bytes of a program behind which its archive must begin.
const PROGRAM: u64 = 8 << 20;

/// Says what archive stands behind a program that unpacks itself; none where there is none.
pub(super) fn behind_a_program(
    source: &mut Source<'_>,
    head: &[u8],
) -> io::Result<Option<Identified>> {
    if !head.starts_with(b"MZ") && !head.starts_with(b"\x7fELF") {
        return Ok(None);
    }
    let program = source.at(0, PROGRAM)?;
    let found = |signature: &[u8]| {
        let windows = program.windows(signature.len()).enumerate();
        let places = windows.filter(move |(_, window)| *window == signature);
        places.map(|(at, _)| at).collect::<Vec<_>>()
    };
    let media_type = match head.starts_with(b"MZ") {
        true => "application/vnd.microsoft.portable-executable",
        false => "application/x-executable",
    };
    // The program itself has to know the signature: only a header whose checksum fits begins an archive.
    let seven = found(&sevenz::SIGNATURE).into_iter().find(|at| {
        let stated = program.get(at + 8..at + 12);
        let header = program.get(at + 12..at + 32).unwrap_or_default();
        let mut crc = flate2::Crc::new();
        crc.update(header);
        stated == Some(&crc.sum().to_le_bytes()) && header.iter().any(|byte| *byte != 0)
    });
    let kind = match seven {
        Some(at) => Some(Kind::SevenZ { start: at as u64 }),
        None => found(rar::SIGNATURE)
            .into_iter()
            .any(|at| matches!(program.get(at + 6..), Some([0, ..] | [1, 0, ..])))
            .then_some(Kind::Rar),
    };
    Ok(kind.map(|kind| {
        let mut identified = Identified::new(kind, media_type);
        let warning = "a program that unpacks itself: the archive in it is read";
        identified.warnings.push(warning.to_owned());
        identified
    }))
}

/// Returns whether the first block is a tar header of the time before `ustar`: its checksum fits.
pub(super) fn is_old_tar(head: &[u8]) -> bool {
    let Some(block) = head.get(..512) else {
        return false;
    };
    let sum: u64 = block
        .iter()
        .enumerate()
        .map(|(at, byte)| {
            u64::from(if (148..156).contains(&at) {
                b' '
            } else {
                *byte
            })
        })
        .sum();
    let stated: String = block[148..156]
        .iter()
        .map(|byte| char::from(*byte))
        .filter(|character| character.is_digit(8))
        .collect();
    block[0] != 0 && u64::from_str_radix(&stated, 8).is_ok_and(|stated| stated == sum)
}

/// Says what a zip archive is.
pub(super) fn zip_kind(source: &mut Source<'_>) -> io::Result<Identified> {
    let members = directory::members(source)?.members;
    let has = |name: &[u8]| members.iter().any(|member| member.name == name);
    let starts = |start: &[u8]| members.iter().any(|member| member.name.starts_with(start));
    let office = |name: &str| format!("application/vnd.openxmlformats-officedocument.{name}");
    let macros = members
        .iter()
        .any(|member| member.name.ends_with(b"vbaProject.bin"));
    let media_type = if has(b"word/document.xml") || starts(b"word/document") {
        match macros {
            true => "application/vnd.ms-word.document.macroEnabled.12".to_owned(),
            false => office("wordprocessingml.document"),
        }
    } else if has(b"xl/workbook.bin") {
        "application/vnd.ms-excel.sheet.binary.macroEnabled.12".to_owned()
    } else if starts(b"xl/workbook") || starts(b"xl/worksheets/") {
        match macros {
            true => "application/vnd.ms-excel.sheet.macroEnabled.12".to_owned(),
            false => office("spreadsheetml.sheet"),
        }
    } else if starts(b"ppt/presentation") || starts(b"ppt/slides/") {
        match macros {
            true => "application/vnd.ms-powerpoint.presentation.macroEnabled.12".to_owned(),
            false => office("presentationml.presentation"),
        }
    } else if has(b"visio/document.xml") {
        "application/vnd.ms-visio.drawing".to_owned()
    } else if has(b"index.apxl") || has(b"presentation.apxl") || has(b"Index/Slide.iwa") {
        "application/vnd.apple.keynote".to_owned()
    } else if has(b"Index/Document.iwa") || has(b"index.xml") && has(b"buildVersionHistory.plist") {
        match source.extension().as_str() {
            "numbers" => "application/vnd.apple.numbers".to_owned(),
            "key" => "application/vnd.apple.keynote".to_owned(),
            _ => "application/vnd.apple.pages".to_owned(),
        }
    } else if let Some(stated) = stated_type(source, &members)? {
        stated
    } else if has(b"META-INF/container.xml") && starts(b"META-INF/") && !has(b"AndroidManifest.xml")
    {
        "application/epub+zip".to_owned()
    } else if has(b"META-INF/manifest.xml") && has(b"content.xml") {
        "application/vnd.oasis.opendocument.text".to_owned()
    } else if has(b"META-INF/MANIFEST.MF") && !has(b"AndroidManifest.xml") {
        "application/java-archive".to_owned()
    } else if has(b"AndroidManifest.xml") && has(b"classes.dex") {
        APK.to_owned()
    } else {
        "application/zip".to_owned()
    };
    let kind = match media_type.as_str() {
        "application/zip" | "application/java-archive" | APK => Kind::Zip,
        word if word.contains("wordprocessingml") || word.contains("ms-word") => Kind::Docx,
        "application/vnd.ms-excel.sheet.binary.macroEnabled.12" => Kind::Sheet(Workbook::Xlsb),
        sheet if sheet.contains("opendocument.spreadsheet") => Kind::Sheet(Workbook::Ods),
        sheet if sheet.contains("spreadsheetml") || sheet.contains("ms-excel") => {
            Kind::Sheet(Workbook::Xlsx)
        }
        slides if slides.contains("presentationml") || slides.contains("ms-powerpoint") => {
            Kind::Pptx
        }
        open if open.contains("opendocument.text")
            || open.contains("opendocument.presentation")
            || open.contains("opendocument.graphics") =>
        {
            Kind::OpenDocument
        }
        "application/epub+zip" | "application/x-ibooks+zip" => Kind::Epub,
        "application/vnd.ms-visio.drawing" => Kind::Visio,
        apple if apple.starts_with("application/vnd.apple.") => Kind::Iwork,
        // A package of another program: its members are files all the same.
        _ => Kind::Zip,
    };
    Ok(Identified::new(kind, &media_type))
}

/// Returns what a first member named `mimetype` says, as in OpenDocument and EPUB.
fn stated_type(
    source: &mut Source<'_>,
    members: &[directory::Member],
) -> io::Result<Option<String>> {
    let Some(member) = members.iter().find(|member| member.name == b"mimetype") else {
        return Ok(None);
    };
    let Some(bytes) = open(member, source, 200)? else {
        return Ok(None);
    };
    let stated = String::from_utf8(bytes).unwrap_or_default();
    let stated = stated.trim();
    let plausible =
        stated.starts_with("application/") && stated.bytes().all(|byte| byte.is_ascii_graphic());
    Ok(plausible.then(|| stated.to_owned()))
}
