//! One format, one file. Always: a reader is chosen by what the bytes are.

mod compound;
mod csv;
mod flow;
mod html;
pub(crate) mod json;
mod legacy;
mod lines;
mod mail;
mod markdown;
pub(crate) mod office;
pub(crate) mod packed;
mod pdf;
pub(crate) mod rar;
mod rtf;
pub(crate) mod sevenz;
pub(crate) mod split;
mod tar;
mod text;
mod xml;
pub(crate) mod zip;

use daylight_model::Reason;

use crate::identify::compound::ENCRYPTED;
use crate::identify::{Identified, Kind, identify};
use crate::reading::{About, Ending, Out, failed, skipped, unreadable};
use crate::source::Source;

/// Says what a file is and reads it.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    let length = source.length().map_err(|error| unreadable(&error))?;
    if length == 0 {
        about.media_type = "application/x-empty".to_owned();
        return Err(skipped(Reason::Empty, ""));
    }
    let identified = identify(source).map_err(|error| unreadable(&error))?;
    about.media_type.clone_from(&identified.media_type);
    out.identified(&identified.media_type)?;
    for warning in &identified.warnings {
        out.warn(None, warning)?;
    }
    let ending = of_kind(&identified, source, out, about);
    if identified.also_zip {
        // Files that are two things at once hide one of them.
        let mut second = About::default();
        let members = zip::read(source, out, &mut second);
        return match (ending, members) {
            (Err(first), Ok(())) if first.reason == Some(Reason::Unsupported) => {
                about.reader = second.reader;
                about.settings = second.settings;
                Ok(())
            }
            (Ok(()), members) => members,
            (ending, _) => ending,
        };
    }
    ending
}

fn of_kind(
    identified: &Identified,
    source: &mut Source<'_>,
    out: &mut Out<'_>,
    about: &mut About,
) -> Ending {
    match (identified.kind, identified.decision) {
        (Kind::Text, Some(decision)) => text::read(source, decision, out, about),
        (Kind::Markdown, Some(decision)) => markdown::read(source, decision, out, about),
        (Kind::Html, Some(decision)) => html::read(source, decision, out, about),
        (Kind::Csv, Some(decision)) => csv::read(source, decision, out, about),
        (Kind::Json, Some(decision)) => json::read(source, decision, false, out, about),
        (Kind::JsonLines, Some(decision)) => json::read(source, decision, true, out, about),
        (Kind::Zip, _) => zip::read(source, out, about),
        (Kind::Tar, _) => tar::read(source, out, about),
        (Kind::Gzip, _) => packed::gzip(source, out, about),
        (Kind::Docx, _) => office::docx::read(source, out, about),
        (Kind::Rtf, _) => rtf::read(source, out, about),
        (Kind::Doc, _) => legacy::doc::read(source, out, about),
        (Kind::Ppt, _) => legacy::ppt::read(source, out, about),
        (Kind::OpenDocument, _) => office::opendocument::read(source, out, about),
        (Kind::Epub, _) => office::epub::read(source, out, about),
        (Kind::Pptx, _) => office::pptx::read(source, out, about),
        (Kind::Sheet(workbook), _) => office::sheet::read(workbook, source, out, about),
        (Kind::Mail, _) => mail::read(source, out, about),
        (Kind::Mailbox, _) => mail::read_mailbox(source, out, about),
        (Kind::Pdf, _) => pdf::read(source, out, about),
        (Kind::Bzip2, _) => packed::bzip2(source, out, about),
        (Kind::Packed(packer), _) => packed::read(packer, source, out, about),
        (Kind::SevenZ { start }, _) => sevenz::read(start, source, out, about),
        (Kind::Rar, _) => rar::read(source, out, about),
        _ if identified.media_type == ENCRYPTED => {
            Err(failed(Reason::Encrypted, "asks for a password"))
        }
        _ => Err(split::later_part(source.name()).unwrap_or_else(|| {
            skipped(
                Reason::Unsupported,
                format!("no reader for {}", identified.media_type),
            )
        })),
    }
}
