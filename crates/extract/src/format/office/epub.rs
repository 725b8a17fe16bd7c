//! Books (EPUB 2 and 3): a part for each chapter, in the order of the spine; each line of a chapter is a paragraph
//! of its part. Always: what the book's own list does not name is not text; pictures become files of their own.

use std::collections::BTreeMap;

use daylight_model::{LineBreaks, Outcome, PartKind, Place, Reason};

use super::Package;
use super::relations::resolved;
use crate::format::html;
use crate::format::xml::{Node, Nodes, texts};
use crate::reading::{About, Ending, Out, Written, failed, partial, unreadable};
use crate::source::Source;

/// Chapters that are read.
const MOST: usize = 50_000;

/// Reads a book.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "epub@1";
    let package = Package::open(source).map_err(|error| unreadable(&error))?;
    let container = package.xml("META-INF/container.xml", source)?;
    let root = Nodes::new(container.as_deref().unwrap_or_default()).find_map(|node| match node {
        Node::Start(tag) if tag.name == "rootfile" => tag.get("full-path").map(str::to_owned),
        _ => None,
    });
    let root = root.or_else(|| package.names("", ".opf").first().cloned());
    let Some(root) = root else {
        return Err(failed(
            Reason::Corrupt,
            "what lists its chapters is missing",
        ));
    };
    let list = package.xml(&root, source)?.unwrap_or_default();
    for (key, element) in [
        ("title", "title"),
        ("author", "creator"),
        ("publisher", "publisher"),
        ("language", "language"),
        ("created", "date"),
        ("identifier", "identifier"),
        ("subject", "subject"),
        ("description", "description"),
        ("rights", "rights"),
    ] {
        let values = texts(&list, element);
        if !values.is_empty() {
            about.says(key, &values.join("; "));
        }
    }
    let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
    let book = Book::read(&list, folder, &package);
    let locked = locked(&package, source)?;
    let mut lost = Vec::new();
    for name in book.chapters.iter().take(MOST) {
        let xhtml = match locked.contains(name) {
            true => None,
            false => package.xml(name, source)?,
        };
        let Some(xhtml) = xhtml else {
            lost.push(name.clone());
            continue;
        };
        let (page, title) = html::whole(&xhtml);
        let part = name.strip_prefix(folder).unwrap_or(name);
        let written = paragraphs(&page, part.trim_start_matches('/'));
        out.part(PartKind::Body, title, LineBreaks::End, written)?;
    }
    package.named(&book.pictures, source, out)?;
    if !lost.is_empty() {
        let all = lost.len() == book.chapters.len();
        let reason = match lost.iter().any(|name| locked.contains(name)) {
            true => Reason::Encrypted,
            false => Reason::Corrupt,
        };
        let detail = format!("{} of {} chapters", lost.len(), book.chapters.len());
        return Err(match all {
            true => failed(reason, detail),
            false => partial(reason, detail),
        });
    }
    if book.chapters.is_empty() {
        return Err(failed(Reason::Corrupt, "its list names no chapter"));
    }
    Ok(())
}

struct Book {
    chapters: Vec<String>,
    pictures: Vec<String>,
}

impl Book {
    fn read(list: &str, folder: &str, package: &Package) -> Self {
        let mut items: BTreeMap<String, String> = BTreeMap::new();
        let mut book = Self {
            chapters: Vec::new(),
            pictures: Vec::new(),
        };
        let mut pages = Vec::new();
        for node in Nodes::new(list) {
            let Node::Start(tag) = node else { continue };
            match tag.name.as_str() {
                "item" => {
                    let href = decoded_href(tag.get("href").unwrap_or_default());
                    let name = resolved(folder, &href);
                    let kind = tag.get("media-type").unwrap_or_default();
                    if kind.contains("html") {
                        pages.push(name.clone());
                    } else if ["image/", "audio/", "video/", "application/pdf"]
                        .iter()
                        .any(|start| kind.starts_with(start))
                    {
                        book.pictures.push(name.clone());
                    }
                    items.insert(tag.get("id").unwrap_or_default().to_owned(), name);
                }
                "itemref" => {
                    let item = tag.get("idref").and_then(|id| items.get(id));
                    book.chapters.extend(item.cloned());
                }
                _ => {}
            }
        }
        // A page that the spine leaves out can be reached by links: it is text as well.
        for page in pages {
            if !book.chapters.contains(&page) {
                book.chapters.push(page);
            }
        }
        if book.chapters.is_empty() {
            for end in [".xhtml", ".html", ".htm"] {
                book.chapters.extend(package.names("", end));
            }
        }
        book
    }
}

/// Returns an address with its percent signs resolved.
fn decoded_href(href: &str) -> String {
    let href = href.split('#').next().unwrap_or_default();
    let bytes = href.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let digits = href.get(at + 1..at + 3).filter(|_| *byte == b'%');
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(value) => {
                decoded.push(value);
                at += 3;
            }
            None => {
                decoded.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// Returns the members that only a program with a key can open.
fn locked(package: &Package, source: &mut Source<'_>) -> Result<Vec<String>, Outcome> {
    let xml = package.xml("META-INF/encryption.xml", source)?;
    let references = Nodes::new(xml.as_deref().unwrap_or_default()).filter_map(|node| match node {
        Node::Start(tag) if tag.name == "CipherReference" => tag.get("URI").map(decoded_href),
        _ => None,
    });
    Ok(references.collect())
}

/// Returns the lines of a page as paragraphs of a part.
fn paragraphs(page: &Written, part: &str) -> Written {
    let mut written = Written::default();
    let part = Some(part.into());
    for (number, line) in (1..).zip(page.text().split('\n')) {
        if number > 1 {
            written.push("\n");
        }
        for (column, cell) in line.split('\t').enumerate() {
            if column > 0 {
                written.push("\t");
            }
            let place = Place::Paragraphs {
                part: part.clone(),
                first: number,
                last: number,
            };
            written.push_at(cell, place);
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use daylight_model::{Reason, State};

    use crate::check::{check_parts, read_named, zipped};

    const CONTAINER: &str =
        "<container><rootfiles><rootfile full-path=\"OEBPS/book.opf\"/></rootfiles></container>";

    fn list(spine: &str) -> String {
        format!(
            "<package><metadata><dc:title>书名</dc:title><dc:creator>张三</dc:creator><dc:creator>李四</dc:creator></metadata><manifest><item id=\"a\" href=\"text/a%20b.xhtml\" media-type=\"application/xhtml+xml\"/><item id=\"b\" href=\"text/b.xhtml\" media-type=\"application/xhtml+xml\"/><item id=\"p\" href=\"p.png\" media-type=\"image/png\"/></manifest><spine>{spine}</spine></package>"
        )
    }

    fn chapter(body: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><html><head><title>章</title></head><body>{body}</body></html>"
        )
    }

    #[test]
    fn chapters_come_in_the_order_of_the_spine() {
        let found = read_named(
            "a.epub",
            &zipped(&[
                ("mimetype", "application/epub+zip"),
                ("META-INF/container.xml", CONTAINER),
                (
                    "OEBPS/book.opf",
                    &list("<itemref idref=\"b\"/><itemref idref=\"a\"/>"),
                ),
                (
                    "OEBPS/text/a b.xhtml",
                    &chapter("<p>第二章</p><p>x<br/>y</p>"),
                ),
                ("OEBPS/text/b.xhtml", &chapter("<h1>第一章</h1>")),
                ("OEBPS/p.png", "png"),
            ]),
        );
        check_parts(
            &found,
            &[
                ("第一章", &[("part=text/b.xhtml&paragraph=1", "第一章")]),
                ("第二章\nx\ny", &[("part=text/a b.xhtml&paragraph=3", "y")]),
            ],
        );
        assert_eq!(found.summary.metadata["author"], "张三; 李四");
        assert_eq!(found.names(), ["OEBPS/p.png"]);
        assert_eq!(found.ended(), (State::Read, None));
    }

    #[test]
    fn a_book_with_a_lock_says_so_and_missing_chapters_are_counted() {
        let encryption = "<encryption><CipherReference URI=\"OEBPS/text/b.xhtml\"/></encryption>";
        let members = [
            ("mimetype", "application/epub+zip"),
            ("META-INF/container.xml", CONTAINER),
            ("META-INF/encryption.xml", encryption),
            ("OEBPS/book.opf", &list("<itemref idref=\"b\"/>")),
            ("OEBPS/text/a b.xhtml", &chapter("<p>open</p>")),
            ("OEBPS/text/b.xhtml", "\u{1}\u{2}"),
        ];
        let found = read_named("a.epub", &zipped(&members));
        assert_eq!(found.text(), "open");
        assert_eq!(found.ended(), (State::Partial, Some(Reason::Encrypted)));
        let found = read_named("a.epub", &zipped(&members[..2]));
        assert_eq!(found.ended(), (State::Failed, Some(Reason::Corrupt)));
    }
}
