//! What a file is: by its content first, by its name where content leaves it open. Always: a media type
//! (RFC 6838); a name that says otherwise is a warning, never a decision against the bytes.

pub(crate) mod compound;
mod container;
mod mail;
mod signature;
mod text;

pub(crate) use text::declared;

use std::io;

use file_format::FileFormat;

use crate::encoding::{Decision, decide_for, labelled};
use crate::format::dbf::Header;
use crate::format::git;
use crate::format::iso;
use crate::format::office::sheet::{Workbook, old};
use crate::format::packed::Packer;
use crate::format::picture;
use crate::format::signed;
use crate::format::subtitles::Notation;
use crate::source::Source;

/// How a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
    /// Values separated by commas, tabs and the like.
    Csv,
    /// One JSON document.
    Json,
    /// A JSON document a line.
    JsonLines,
    /// Contacts or a calendar.
    Contacts,
    /// Subtitles or lyrics.
    Subtitles(Notation),
    /// A zip archive.
    Zip,
    /// A tar archive.
    Tar,
    /// One file, packed by gzip.
    Gzip,
    /// One file, packed by bzip2.
    Bzip2,
    /// One file, packed by another packer.
    Packed(Packer),
    /// A 7z archive, at this byte.
    SevenZ {
        /// Where it begins: behind a program, where it unpacks itself.
        start: u64,
    },
    /// A RAR archive.
    Rar,
    /// PDF.
    Pdf,
    /// A document of Word.
    Docx,
    /// A presentation of PowerPoint.
    Pptx,
    /// A document of Word, before 2007.
    Doc,
    /// A presentation of PowerPoint, before 2007.
    Ppt,
    /// A document of Office since 2007 that is locked as a whole.
    LockedOffice,
    /// A compound file of another program, or an object of a document.
    Ole,
    /// A document of Hangul Word Processor.
    Hwp,
    /// What was signed, together with its signature.
    Signed,
    /// Rich text.
    Rtf,
    /// A text or presentation of OpenDocument.
    OpenDocument,
    /// A book.
    Epub,
    /// A drawing of Visio.
    Visio,
    /// A document of Pages, Numbers or Keynote.
    Iwork,
    /// A table of dBASE or FoxPro.
    Dbf,
    /// A database of Access.
    Access,
    /// A database of SQLite.
    Sqlite,
    /// A spreadsheet.
    Sheet(Workbook),
    /// A sheet of Excel 2 to 5 that stands alone.
    OldSheet,
    /// A mail.
    Mail,
    /// Mails one after the other.
    Mailbox,
    /// A message of Outlook.
    Msg,
    /// What Outlook puts into a mail for others.
    Tnef,
    /// A mail store of Outlook.
    MailStore,
    /// A page saved with all that belongs to it.
    SavedPage,
    /// An archive of the web.
    Warc,
    /// A cabinet of Windows.
    Cab,
    /// A help file of Windows.
    Chm,
    /// A section or a table of contents of OneNote.
    OneNote,
    /// An image of an optical disc.
    Disc,
    /// An `ar` archive, a Debian package among them.
    Ar,
    /// A cpio archive.
    Cpio,
    /// An RPM package.
    Rpm,
    /// A bundle or a pack of git.
    GitPack,
    /// A single object of git.
    GitObject,
    /// Pixels.
    Picture,
    /// No reader.
    Other,
}

/// What a file is.
#[derive(Debug)]
pub(crate) struct Identified {
    /// How it is read.
    pub(crate) kind: Kind,
    /// Media type.
    pub(crate) media_type: String,
    /// How its text is encoded, where it is text.
    pub(crate) decision: Option<Decision>,
    /// Odd things about it.
    pub(crate) warnings: Vec<String>,
    /// Whether a zip archive stands at its end as well.
    pub(crate) also_zip: bool,
}

impl Identified {
    fn new(kind: Kind, media_type: &str) -> Self {
        Self {
            kind,
            media_type: media_type.to_owned(),
            decision: None,
            warnings: Vec::new(),
            also_zip: false,
        }
    }
}

/// How a compound file begins.
const COMPOUND: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Bytes from the start that are looked at.
const HEAD: u64 = 64 * 1024;

/// Says what a file is.
pub(crate) fn identify(source: &mut Source<'_>) -> io::Result<Identified> {
    let head = source.head(HEAD)?;
    let mut identified = by_content(source, &head)?;
    let zip_at_end = container::zip_at_end(source)?;
    if zip_at_end && identified.kind != Kind::Tar && !container::is_zip(&head) {
        identified.also_zip = true;
        identified.warnings.push(format!(
            "begins as {}, ends as a zip archive: both are read",
            identified.media_type
        ));
    }
    if identified.kind == Kind::Pdf && !head.starts_with(b"%PDF") {
        let first = FileFormat::from_bytes(head.get(..64).unwrap_or(&head));
        if first != FileFormat::default() && first != FileFormat::PlainText {
            identified
                .warnings
                .push(format!("begins as {}, goes on as PDF", first.media_type()));
        }
    }
    if let Some(warning) = misnamed(&source.extension(), &identified) {
        identified.warnings.push(warning);
    }
    Ok(identified)
}

fn by_content(source: &mut Source<'_>, head: &[u8]) -> io::Result<Identified> {
    if let Some(known) = by_signature(head) {
        return Ok(known);
    }
    if let Some((kind, media_type)) = mail::kind(head, &source.extension()) {
        return Ok(Identified::new(kind, media_type));
    }
    if container::is_zip(head) {
        return container::zip_kind(source);
    }
    if let Some(unpacks_itself) = container::behind_a_program(source, head)? {
        return Ok(unpacks_itself);
    }
    if git::is_object(head) {
        return Ok(Identified::new(Kind::GitObject, "application/x-git-object"));
    }
    if signed::is_signed(head) {
        return Ok(Identified::new(Kind::Signed, "application/pkcs7-mime"));
    }
    if source.extension() == "lzma" && head.first() == Some(&0x5d) {
        return Ok(Identified::new(
            Kind::Packed(Packer::Lzma),
            "application/x-lzma",
        ));
    }
    let format = FileFormat::from_reader(source.rewound()?).unwrap_or_default();
    if is_binary(format) && !looks_like_text(head) {
        return Ok(if head.starts_with(&COMPOUND) {
            compound::kind(source, format)?
        } else if picture::is_read(format.media_type()) {
            Identified::new(Kind::Picture, format.media_type())
        } else {
            Identified::new(Kind::Other, format.media_type())
        });
    }
    let most = source.job().budgets.text_bytes;
    let Some(decision) = decide_for(source.rewound()?, most, text::declared)? else {
        let media_type = match is_binary(format) {
            true => format.media_type(),
            // A tag in front of sound that the library does not know.
            false if head.starts_with(b"ID3") => "audio/mpeg",
            false => "application/octet-stream",
        };
        return Ok(Identified::new(Kind::Other, media_type));
    };
    text::identify(source, head, format, decision)
}

/// Formats that are told by their first bytes alone.
fn by_signature(head: &[u8]) -> Option<Identified> {
    // A disc may begin with anything: a program that starts from it, the table of a hard disk.
    if let Some(media_type) = iso::media_type(head) {
        return Some(Identified::new(Kind::Disc, media_type));
    }
    if old::is_old(head) {
        return Some(Identified::new(Kind::OldSheet, "application/vnd.ms-excel"));
    }
    if head.starts_with(b"%PDF-") {
        return Some(Identified::new(Kind::Pdf, "application/pdf"));
    }
    if head.get(257..262) == Some(b"ustar") || container::is_old_tar(head) {
        return Some(Identified::new(Kind::Tar, "application/x-tar"));
    }
    let signatures: [(&[u8], Kind, &str); 4] = [
        (b"{\\rtf", Kind::Rtf, "application/rtf"),
        (&[0x1f, 0x8b, 8], Kind::Gzip, "application/gzip"),
        (b"BZh", Kind::Bzip2, "application/x-bzip2"),
        (
            b"SQLite format 3\0",
            Kind::Sqlite,
            "application/vnd.sqlite3",
        ),
    ];
    let known = signatures
        .into_iter()
        .chain(signature::CONTAINERS.iter().copied())
        .find(|(signature, ..)| head.starts_with(signature))
        .filter(|(_, kind, _)| *kind != Kind::Bzip2 || head.get(4..7) == Some(b"1AY"))
        .map(|(_, kind, media_type)| Identified::new(kind, media_type));
    // What stands before a PDF is passed over, but a PDF that lies at the start of a container is a file inside it.
    let early = head.get(..1024).unwrap_or(head);
    let is_container = head.starts_with(&COMPOUND) || container::is_zip(head);
    let holds_pdf = || !is_container && early.windows(5).any(|five| five == b"%PDF-");
    known
        .or_else(|| holds_pdf().then(|| Identified::new(Kind::Pdf, "application/pdf")))
        .or_else(|| Header::read(head).map(|_| Identified::new(Kind::Dbf, "application/vnd.dbf")))
}

fn is_binary(format: FileFormat) -> bool {
    let textual = [
        FileFormat::ArbitraryBinaryData,
        FileFormat::PlainText,
        FileFormat::Empty,
        FileFormat::ExtensibleMarkupLanguage,
        FileFormat::HypertextMarkupLanguage,
        FileFormat::ScalableVectorGraphics,
    ];
    let media_type = format.media_type();
    let written = media_type.starts_with("text/") || media_type == "application/x-subrip";
    !textual.contains(&format) && !written
}

/// Returns whether bytes that match a short signature read as text all the same: "BM", "MZ" and the like are
/// also the first letters of sentences.
fn looks_like_text(head: &[u8]) -> bool {
    let mut bytes = head;
    if let Err(error) = std::str::from_utf8(head) {
        if error.error_len().is_some() {
            return false;
        }
        bytes = head.get(..error.valid_up_to()).unwrap_or_default();
    }
    let formatted = [&b"{\\rtf"[..], b"%!PS"]
        .iter()
        .any(|start| head.starts_with(start));
    !formatted
        && !bytes
            .iter()
            .any(|byte| matches!(byte, 0..=8 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f))
}

/// Endings whose meaning is plain, and the media types that fit them.
const ENDINGS: &[(&str, &[&str])] = &[
    ("pdf", &["application/pdf"]),
    ("zip", &["application/zip"]),
    ("gz", &["application/gzip"]),
    ("tgz", &["application/gzip"]),
    ("bz2", &["application/x-bzip2"]),
    ("tar", &["application/x-tar"]),
    ("rar", &["application/vnd.rar"]),
    ("7z", &["application/x-7z-compressed"]),
    (
        "docx",
        &["application/vnd.openxmlformats-officedocument.wordprocessingml"],
    ),
    (
        "xlsx",
        &["application/vnd.openxmlformats-officedocument.spreadsheetml"],
    ),
    (
        "pptx",
        &["application/vnd.openxmlformats-officedocument.presentationml"],
    ),
    ("doc", &["application/msword"]),
    ("xls", &["application/vnd.ms-excel"]),
    ("ppt", &["application/vnd.ms-powerpoint"]),
    ("rtf", &["application/rtf", "text/rtf"]),
    ("odt", &["application/vnd.oasis.opendocument.text"]),
    ("ods", &["application/vnd.oasis.opendocument.spreadsheet"]),
    ("epub", &["application/epub+zip"]),
    ("png", &["image/png", "image/apng"]),
    ("jpg", &["image/jpeg"]),
    ("jpeg", &["image/jpeg"]),
    ("gif", &["image/gif"]),
    ("webp", &["image/webp"]),
    ("heic", &["image/hei"]),
    ("mp4", &["video/"]),
    ("mp3", &["audio/"]),
    (
        "txt",
        &[
            "text/",
            "application/json",
            "application/x-ndjson",
            "message/",
            "application/mbox",
            "application/xml",
        ],
    ),
    ("md", &["text/"]),
    ("csv", &["text/"]),
    ("tsv", &["text/"]),
    ("html", &["text/html", "application/xhtml"]),
    ("htm", &["text/html", "application/xhtml"]),
    (
        "json",
        &[
            "application/json",
            "application/x-ndjson",
            "application/geo+json",
            "text/plain",
        ],
    ),
    ("eml", &["message/rfc822", "text/"]),
    ("xml", &["application/", "text/", "image/svg+xml"]),
    ("exe", &["application/"]),
];

fn misnamed(extension: &str, identified: &Identified) -> Option<String> {
    let (_, fitting) = ENDINGS.iter().find(|(ending, _)| *ending == extension)?;
    let media_type = identified.media_type.as_str();
    let fits = fitting.iter().any(|start| media_type.starts_with(start));
    let unknown = media_type == "application/octet-stream"
        || media_type == "application/x-empty"
        // What is in it is told when it is opened.
        || media_type == compound::LOCKED;
    (!fits && !unknown).then(|| format!("named .{extension}, is {media_type}"))
}

/// Returns whether a label names an encoding.
fn is_label(label: &str) -> bool {
    labelled(label).is_some()
}

#[cfg(test)]
mod tests {
    use crate::check::read_named;

    /// Returns the names of the kinds, as this file has them.
    fn kinds() -> Vec<&'static str> {
        let source = include_str!("identify.rs");
        let start = source.find("enum Kind {").unwrap();
        let body = &source[start..start + source[start..].find("\n}").unwrap()];
        body.lines()
            .skip(1)
            .map(str::trim)
            .filter(|line| line.starts_with(|first: char| first.is_ascii_uppercase()))
            .filter_map(|line| line.split([',', '(', ' ']).next())
            .collect()
    }

    #[test]
    fn a_container_whose_first_file_is_a_pdf_is_no_pdf() {
        let mut tar = tar::Builder::new(Vec::new());
        for name in ["a.pdf", "b.txt"] {
            let bytes = b"%PDF-1.4\nand more";
            let mut header = tar::Header::new_ustar();
            header.set_size(bytes.len() as u64);
            tar.append_data(&mut header, name, &bytes[..]).unwrap();
        }
        let found = read_named("a.tar", &tar.into_inner().unwrap());
        assert_eq!(found.names(), ["a.pdf", "b.txt"]);
        let stored = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for name in ["a.pdf", "b.txt"] {
            writer.start_file(name, stored).unwrap();
            std::io::Write::write_all(&mut writer, b"%PDF-1.4\nand more").unwrap();
        }
        let found = read_named("a.zip", &writer.finish().unwrap().into_inner());
        assert_eq!(found.names(), ["a.pdf", "b.txt"]);
        assert_eq!(found.warnings, Vec::<String>::new());
    }

    #[test]
    fn a_package_of_an_unknown_program_is_read_as_the_archive_that_it_is() {
        let members = [
            ("mimetype", "application/vnd.unheard-of"),
            ("text.xml", "<a>词</a>"),
        ];
        let found = read_named("a.odx", &crate::check::zipped(&members));
        assert_eq!(found.names(), ["mimetype", "text.xml"]);
        assert_eq!(found.summary.media_type, "application/vnd.unheard-of");
    }

    #[test]
    fn files_of_few_bytes_are_no_tables() {
        for length in 1..64 {
            read_named("a", &b"0\x78\x01\x01".repeat(16)[..length]);
        }
    }

    #[test]
    fn each_kind_has_its_row_in_the_table_of_formats() {
        let table = include_str!("../../../docs/formats.md");
        let missing: Vec<&str> = kinds()
            .into_iter()
            .filter(|kind| *kind != "Other" && !table.contains(&format!("\n| {kind} |")))
            .collect();
        assert!(missing.is_empty(), "no row for {missing:?}");
    }
}
