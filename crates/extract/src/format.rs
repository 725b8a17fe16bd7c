//! One format, one file. Always: a reader is chosen by what the bytes are.

pub(crate) mod cab;
pub(crate) mod chm;
pub(crate) mod compound;
pub(crate) mod contacts;
mod csv;
pub(crate) mod dbf;
pub(crate) mod exif;
mod flow;
pub(crate) mod git;
mod html;
pub(crate) mod hwp;
mod inline;
pub(crate) mod iso;
pub(crate) mod jet;
pub(crate) mod json;
mod legacy;
mod lines;
mod locked;
mod lzx;
mod mail;
mod mapi;
mod markdown;
mod media;
mod metafile;
mod mhtml;
mod msg;
pub(crate) mod office;
mod ole;
pub(crate) mod onenote;
pub(crate) mod packed;
mod pdf;
pub(crate) mod picture;
pub(crate) mod pst;
pub(crate) mod rar;
mod records;
mod rtf;
pub(crate) mod sevenz;
pub(crate) mod signed;
pub(crate) mod split;
mod sqlite;
pub(crate) mod subtitles;
mod tar;
mod text;
pub(crate) mod tnef;
pub(crate) mod unix_archive;
pub(crate) mod view;
mod vsd;
pub(crate) mod warc;
mod xml;
pub(crate) mod zip;

use daylight_model::Reason;

use crate::identify::{Identified, Kind, identify};
use crate::ocr::Reader;
use crate::reading::{About, Ending, Out, skipped, unreadable};
use crate::source::Source;

/// Says what a file is and reads it.
pub(crate) fn read(
    source: &mut Source<'_>,
    ocr: Option<&Reader>,
    out: &mut Out<'_>,
    about: &mut About,
) -> Ending {
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
    let joined = split::several(source.job()).is_some();
    if joined && !split::holds_only_files(identified.kind) {
        return split::named_missing(source.job(), split::as_one_file(source, out, about));
    }
    let ending = of_kind(&identified, source, ocr, out, about);
    let ending = split::named_missing(source.job(), ending);
    if identified.also_zip {
        // Files that are two things at once hide one of them.
        let mut second = About::default();
        let members = zip::read(source, out, &mut second);
        return match (ending, members) {
            (Err(first), members) if first.reason == Some(Reason::Unsupported) => {
                about.reader = second.reader;
                about.settings = second.settings;
                members
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
    ocr: Option<&Reader>,
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
        (Kind::Contacts, Some(decision)) => contacts::read(source, decision, out, about),
        (Kind::Subtitles(notation), Some(decision)) => {
            subtitles::read(notation, source, decision, out, about)
        }
        (Kind::Zip, _) => zip::read(source, out, about),
        (Kind::Tar, _) => tar::read(source, out, about),
        (Kind::Gzip, _) => packed::gzip(source, out, about),
        (Kind::Docx, _) => office::docx::read(source, out, about),
        (Kind::Rtf, _) => rtf::read(source, out, about),
        (Kind::Doc, _) => legacy::doc::read(source, out, about),
        (Kind::Ppt, _) => legacy::ppt::read(source, out, about),
        (Kind::LockedOffice, _) => locked::read(source, ocr, out, about),
        (Kind::Ole, _) => ole::read(source, out, about),
        (Kind::Hwp, _) => hwp::read(source, out, about),
        (Kind::Signed, _) => signed::read(source, out, about),
        (Kind::OpenDocument, _) => office::opendocument::read(source, out, about),
        (Kind::Epub, _) => office::epub::read(source, out, about),
        (Kind::Dbf, _) => dbf::read(source, out, about),
        (Kind::Access, _) => jet::read(source, out, about),
        (Kind::Sqlite, _) => sqlite::read(source, out, about),
        (Kind::Visio, _) => office::visio::read(source, out, about),
        (Kind::Iwork, _) => office::iwork::read(source, out, about),
        (Kind::Pptx, _) => office::pptx::read(source, out, about),
        (Kind::Sheet(workbook), _) => office::sheet::read(workbook, source, out, about),
        (Kind::OldSheet, _) => office::sheet::old::read(source, out, about),
        (Kind::Mail, _) => mail::read(source, out, about),
        (Kind::Mailbox, _) => mail::read_mailbox(source, out, about),
        (Kind::Pdf, _) => pdf::read(source, ocr, out, about),
        (Kind::Picture, _) => picture::read(&identified.media_type, source, ocr, out, about),
        (Kind::Bzip2, _) => packed::bzip2(source, out, about),
        (Kind::Packed(packer), _) => packed::read(packer, source, out, about),
        (Kind::SevenZ { start }, _) => sevenz::read(start, source, out, about),
        (Kind::Rar, _) => rar::read(source, out, about),
        (Kind::Msg, _) => msg::read(source, out, about),
        (Kind::Tnef, _) => tnef::read(source, out, about),
        (Kind::MailStore, _) => pst::read(source, out, about),
        (Kind::SavedPage, _) => mhtml::read(source, out, about),
        (Kind::Warc, _) => warc::read(source, out, about),
        (Kind::Cab, _) => cab::read(source, out, about),
        (Kind::Chm, _) => chm::read(source, out, about),
        (Kind::OneNote, _) => onenote::read(source, out, about),
        (Kind::Disc, _) => iso::read(source, out, about),
        (Kind::Ar, _) => unix_archive::ar(source, out, about),
        (Kind::Cpio, _) => unix_archive::cpio(source, out, about),
        (Kind::Rpm, _) => unix_archive::rpm(source, out, about),
        (Kind::GitPack, _) => git::read(source, out, about),
        (Kind::GitObject, _) => git::object(source, out, about),
        _ if ["image/emf", "image/wmf"].contains(&identified.media_type.as_str()) => {
            metafile::read(source, out, about)
        }
        _ if media::is_sound_or_film(&identified.media_type) => media::read(source, out, about),
        _ => {
            if identified.media_type.starts_with("image/") {
                exif::describe(source, about);
            }
            Err(split::later_part(source.name()).unwrap_or_else(|| {
                skipped(
                    Reason::Unsupported,
                    format!("no reader for {}", identified.media_type),
                )
            }))
        }
    }
}

/// Small files of formats that take some building, for the test that damages them.
#[cfg(test)]
pub(crate) mod samples {
    pub(crate) use super::jet::sample as jet;
    pub(crate) use super::legacy::{sample_doc as doc, sample_ppt as ppt, sample_xls as xls};
    pub(crate) use super::sqlite::sample as sqlite;
}
