//! OneNote: sections (.one) page by page, and tables of contents (.onetoc2), in the form of the desktop program and in
//! that of the cloud. Always: whatever breaks in the library costs this file alone; a page is one part,
//! and a table lists the pages.

use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use daylight_model::{ChildKind, Outcome, PartKind, Reason};
use onenote_parser::contents::{
    Content, EmbeddedFile, Image, Outline, OutlineElement, OutlineItem,
};
use onenote_parser::contents::{RichText, Table};
use onenote_parser::page::{Page, PageContent};
use onenote_parser::section::Section;
use onenote_parser::{FileSystem, Parser};
use typed_path::{PathType, TypedPath, TypedPathBuf};

use super::flow::Flow;
use super::records::Records;
use crate::reading::{About, Ending, Out, child_named, failed, unreadable};
use crate::source::Source;

/// How a section begins.
pub(crate) const SECTION: &[u8] = &[
    0xe4, 0x52, 0x5c, 0x7b, 0x8c, 0xd8, 0xa7, 0x4d, 0xae, 0xb1, 0x53, 0x78, 0xd0, 0x29, 0x96, 0xd3,
];

/// How a table of contents begins.
pub(crate) const CONTENTS: &[u8] = &[
    0xa1, 0x2f, 0xff, 0x43, 0xd9, 0xef, 0x76, 0x4c, 0x9e, 0xe2, 0x10, 0xea, 0x57, 0x22, 0x76, 0x5f,
];

/// Lists and tables inside each other that are followed.
const DEEPEST: u32 = 60;

/// Pages that are read.
const PAGES: usize = 100_000;

/// Reads a section or a table of contents.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "onenote@1";
    let Some(bytes) = source.all().map_err(|error| unreadable(&error))? else {
        return Err(failed(
            Reason::MemoryLimit,
            "too large to be held in memory",
        ));
    };
    if bytes.starts_with(CONTENTS) {
        return contents(bytes, out);
    }
    let parsed = catch_unwind(AssertUnwindSafe(|| {
        let files = Files::default();
        let name = TypedPath::new("", PathType::Windows);
        Parser::new_with_fs(&files)
            .parse_section_buffer(&bytes, name)
            .map_err(|error| error.to_string())
    }));
    drop(bytes);
    let section = match parsed {
        Ok(Ok(section)) => section,
        Ok(Err(error)) => return Err(failed(Reason::Corrupt, error)),
        Err(_) => return Err(failed(Reason::Corrupt, "its structure is damaged")),
    };
    describe(&section, about);
    for warning in section.report().warnings().iter().take(20) {
        out.warn(None, warning.message())?;
    }
    list(&section, out)?;
    let mut reader = Reader { out, files: 0 };
    for (number, page) in (1..).zip(pages(&section)) {
        reader.page(number, page)?;
    }
    Ok(())
}

fn pages(section: &Section) -> impl Iterator<Item = &Page> {
    let all = section.page_series().iter();
    all.flat_map(|series| series.pages()).take(PAGES)
}

fn moment(at: &str) -> String {
    // As the library writes it: `2021-03-04 5:06:07.0 +00`.
    let mut words = at.split(' ');
    let (day, time) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    let time = time.split('.').next().unwrap_or_default();
    format!("{day}T{time:0>8}Z")
}

/// Returns a moment as it is written; none where the page has none and the library says when its time begins.
fn known(at: &str) -> String {
    let shown = moment(at);
    match shown.starts_with("1980-01-01") {
        true => String::new(),
        false => shown,
    }
}

/// Sends the list of pages: who wrote them, and when.
fn list(section: &Section, out: &mut Out<'_>) -> Ending {
    let columns = ["page", "title", "author", "created", "modified"].map(str::to_owned);
    let mut records = Records::new("pages", "pages", &columns);
    for (number, page) in (1..).zip(pages(section)) {
        let number: u32 = number;
        let row = [
            number.to_string(),
            page.title_text().unwrap_or_default().to_owned(),
            page.author().unwrap_or_default().to_owned(),
            known(&page.created_time().to_string()),
            known(&page.updated_time().to_string()),
        ];
        records.row(&row, out)?;
    }
    match records.rows() {
        0 => Ok(()),
        _ => records.send(out),
    }
}

/// Keeps who wrote, and when.
fn describe(section: &Section, about: &mut About) {
    about.says("title", section.display_name());
    let mut authors: Vec<&str> = pages(section).filter_map(Page::author).collect();
    authors.sort_unstable();
    authors.dedup();
    about.says("author", &authors.join(", "));
    let created = pages(section).map(Page::created_time).min();
    let updated = pages(section).map(Page::updated_time).max();
    let said = |at: Option<String>| at.map(|at| known(&at)).unwrap_or_default();
    about.says("created", &said(created.map(|at| at.to_string())));
    about.says("modified", &said(updated.map(|at| at.to_string())));
    about.pages = u32::try_from(pages(section).count()).ok();
}

/// Reads the names of the sections that a notebook has.
fn contents(bytes: Vec<u8>, out: &mut Out<'_>) -> Ending {
    let files = Files {
        bytes,
        asked: Mutex::default(),
    };
    let parsed = catch_unwind(AssertUnwindSafe(|| {
        let name = TypedPath::new("a.onetoc2", PathType::Windows);
        Parser::new_with_fs(&files).parse_notebook(name).is_ok()
    }));
    let asked = files.asked.into_inner().unwrap_or_default();
    let mut records = Records::new("sections", "sections", &["section".to_owned()]);
    for name in asked {
        records.row(&[name], out)?;
    }
    if records.rows() > 0 {
        records.send(out)?;
    }
    match (parsed, records.rows()) {
        (Ok(true), _) => Ok(()),
        (_, 0) => Err(failed(Reason::Corrupt, "its structure is damaged")),
        _ => Err(crate::reading::partial(
            Reason::Corrupt,
            "its structure is damaged",
        )),
    }
}

/// The one file that there is: what a notebook names is noted, and never there.
#[derive(Default)]
struct Files {
    bytes: Vec<u8>,
    asked: Mutex<Vec<String>>,
}

fn none<T>() -> io::Result<T> {
    Err(io::ErrorKind::Unsupported.into())
}

impl FileSystem for &Files {
    fn is_directory(&self, _: TypedPath<'_>) -> io::Result<bool> {
        Ok(false)
    }

    fn read_dir(&self, _: TypedPath<'_>) -> io::Result<Vec<TypedPathBuf>> {
        none()
    }

    fn read_file(&self, _: TypedPath<'_>) -> io::Result<Vec<u8>> {
        Ok(self.bytes.clone())
    }

    fn write_file(&self, _: TypedPath<'_>, _: &[u8]) -> io::Result<()> {
        none()
    }

    fn stream_to_file(&self, _: TypedPath<'_>, _: &mut dyn Read) -> io::Result<()> {
        none()
    }

    fn make_dir(&self, _: TypedPath<'_>) -> io::Result<()> {
        none()
    }

    fn canonicalize(&self, _: TypedPath<'_>) -> io::Result<TypedPathBuf> {
        none()
    }

    fn exists(&self, path: TypedPath<'_>) -> io::Result<bool> {
        let name = path.to_string_lossy().into_owned();
        if let Ok(mut asked) = self.asked.lock()
            && !asked.contains(&name)
            && asked.len() < 10_000
        {
            asked.push(name);
        }
        Ok(false)
    }
}

struct Reader<'r, 'a> {
    out: &'r mut Out<'a>,
    /// Files inside, so far.
    files: u32,
}

impl Reader<'_, '_> {
    fn page(&mut self, number: u32, page: &Page) -> Ending {
        let mut flow = Flow::new(Some(&format!("page{number}")));
        if let Some(title) = page.title() {
            for outline in title.contents() {
                self.outline(outline, &mut flow)?;
            }
        }
        for content in page.contents() {
            match content {
                PageContent::Outline(outline) => self.outline(outline, &mut flow)?,
                PageContent::Image(image) => self.image(image, &mut flow)?,
                PageContent::EmbeddedFile(file) => self.file(file, &mut flow)?,
                _ => {}
            }
        }
        if let Some(written) = page.ink_recognition() {
            for line in written.text().lines() {
                flow.paragraph();
                flow.text(line);
            }
        }
        if flow.is_empty() {
            return Ok(());
        }
        flow.send(PartKind::Page, self.out)
    }

    fn outline(&mut self, outline: &Outline, flow: &mut Flow) -> Ending {
        self.items(outline.items(), flow, 0)
    }

    fn items(&mut self, items: &[OutlineItem], flow: &mut Flow, depth: u32) -> Ending {
        if depth > DEEPEST {
            return self
                .out
                .warn(None, "lists lie too deep in each other to be read");
        }
        for item in items {
            match item {
                OutlineItem::Group(group) => self.items(group.outlines(), flow, depth + 1)?,
                OutlineItem::Element(element) => self.element(element, flow, depth)?,
            }
        }
        Ok(())
    }

    fn element(&mut self, element: &OutlineElement, flow: &mut Flow, depth: u32) -> Ending {
        for content in element.contents() {
            match content {
                Content::RichText(text) => paragraph(text, flow),
                Content::Table(table) => self.table(table, flow, depth)?,
                Content::Image(image) => self.image(image, flow)?,
                Content::EmbeddedFile(file) => self.file(file, flow)?,
                _ => {}
            }
        }
        self.items(element.children(), flow, depth + 1)
    }

    fn table(&mut self, table: &Table, flow: &mut Flow, depth: u32) -> Ending {
        flow.start_table();
        for row in table.contents() {
            flow.row();
            for cell in row.contents() {
                flow.cell(1);
                for element in cell.contents() {
                    if depth < DEEPEST {
                        self.element(element, flow, depth + 1)?;
                    }
                }
            }
        }
        flow.end_table();
        Ok(())
    }

    fn image(&mut self, image: &Image, flow: &mut Flow) -> Ending {
        if let Some(text) = image.alt_text().filter(|text| !text.trim().is_empty()) {
            flow.paragraph();
            flow.text(text);
        }
        let Some(mut bytes) = image.read() else {
            // What the program itself read in a picture that is not there.
            if let Some(text) = image.text() {
                flow.paragraph();
                flow.text(text);
            }
            return Ok(());
        };
        let name = match image.image_filename().filter(|name| !name.is_empty()) {
            Some(name) => name.to_owned(),
            None => {
                let ending = image.extension().unwrap_or("png");
                format!("picture.{}", ending.trim_start_matches('.'))
            }
        };
        self.child(&name, &mut bytes)
    }

    fn file(&mut self, file: &EmbeddedFile, flow: &mut Flow) -> Ending {
        flow.paragraph();
        flow.text(file.filename());
        self.child(file.filename(), &mut file.read())
    }

    /// Sends a file inside; the number before its name keeps those of one name apart.
    fn child(&mut self, name: &str, bytes: &mut dyn Read) -> Ending {
        self.files += 1;
        let name = format!("{}-{}", self.files, name.replace(['/', '\\'], "_"));
        let start = child_named(name, ChildKind::Embedded);
        self.out.child(start, bytes, |_| -> Outcome {
            failed(Reason::Corrupt, "its bytes are not there")
        })?;
        Ok(())
    }
}

/// Writes a paragraph, the addresses of its links behind it.
fn paragraph(text: &RichText, flow: &mut Flow) {
    flow.paragraph();
    let (shown, addresses) = visible(text.text());
    flow.text(&shown);
    for address in addresses {
        if !shown.contains(&address) {
            flow.text(&format!(" <{address}>"));
        }
    }
}

/// Returns what is seen of a text, and the addresses that stand hidden before links.
fn visible(text: &str) -> (String, Vec<String>) {
    const MARK: &str = "\u{fddf}HYPERLINK \"";
    let (mut shown, mut addresses) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(MARK) {
        shown.push_str(before);
        let (address, after) = after.split_once('"').unwrap_or((after, ""));
        addresses.push(address.to_owned());
        rest = after;
    }
    shown.push_str(rest);
    let shown = shown
        .replace(['\u{b}', '\r'], "\n")
        .replace(['\u{fddf}', '\u{fffc}', '\0'], "");
    (shown, addresses)
}

#[cfg(test)]
mod tests {
    use daylight_model::{Reason, State};

    use super::*;
    use crate::check::read_named;

    #[test]
    fn links_are_seen_with_their_addresses_behind_them() {
        let (shown, addresses) = visible("见\u{fddf}HYPERLINK \"http://a.cn/\"网页\u{b}下一行");
        assert_eq!(shown, "见网页\n下一行");
        assert_eq!(addresses, ["http://a.cn/"]);
        assert_eq!(visible("\u{fddf}HYPERLINK \"half").1, ["half"]);
    }

    #[test]
    fn moments_are_written_as_everywhere() {
        assert_eq!(moment("2021-03-04 5:06:07.0 +00"), "2021-03-04T05:06:07Z");
        assert_eq!(
            moment("2021-03-04 15:06:07.123 +00"),
            "2021-03-04T15:06:07Z"
        );
    }

    #[test]
    fn what_only_begins_as_a_notebook_is_damaged() {
        for start in [SECTION, CONTENTS] {
            for length in [0, 100, 2000] {
                let mut bytes = start.to_vec();
                bytes.extend((0..length).map(|n: u32| (n * 37 % 251) as u8));
                let found = read_named("a.one", &bytes);
                assert_eq!(found.ended(), (State::Failed, Some(Reason::Corrupt)));
                assert_eq!(found.summary.media_type, "application/onenote");
            }
        }
    }
}
