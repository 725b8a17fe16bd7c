//! Drawings of Visio (vsdx): a part for each page, the texts of its shapes in the order of the file; comments apart.
//! Always: a text stands on its page; where on it is not told.

use daylight_model::{LineBreaks, PartKind, Place, Reason};

use super::Package;
use crate::format::xml::{Node, Nodes};
use crate::reading::{About, Ending, Out, Written, failed, unreadable};
use crate::source::Source;

/// Reads a drawing.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "vsdx@1";
    let package = Package::open(source).map_err(|error| unreadable(&error))?;
    package.describe(source, about)?;
    let mut pages: Vec<(Option<String>, String)> = Vec::new();
    let list = "visio/pages/pages.xml";
    let relations = package.relations(list, source)?;
    let mut name = None;
    for node in Nodes::new(&package.xml(list, source)?.unwrap_or_default()) {
        let Node::Start(tag) = node else { continue };
        match tag.name.as_str() {
            "Page" => name = tag.get("Name").map(str::to_owned),
            "Rel" => {
                let target = relations
                    .iter()
                    .find(|relation| tag.get("id") == Some(&relation.id));
                pages.extend(target.map(|target| (name.take(), target.target.clone())));
            }
            _ => {}
        }
    }
    if pages.is_empty() {
        let names = package.names("visio/pages/page", ".xml").into_iter();
        pages = names
            .filter(|name| name != list)
            .map(|name| (None, name))
            .collect();
    }
    if pages.is_empty() {
        return Err(failed(Reason::Corrupt, "no page can be found"));
    }
    about.pages = u32::try_from(pages.len()).ok();
    for (number, (name, member)) in (1..).zip(pages) {
        let xml = package.xml(&member, source)?.unwrap_or_default();
        let written = texts(&xml, "Text", number);
        out.part(PartKind::Page, name, LineBreaks::End, written)?;
    }
    let comments = package
        .xml("visio/comments.xml", source)?
        .unwrap_or_default();
    let written = texts(&comments, "CommentEntry", 1);
    out.part(PartKind::Comments, None, LineBreaks::End, written)?;
    package.embedded(&["visio/media/", "visio/embeddings/"], source, out)
}

/// Returns the text in elements of this name, one under the other.
fn texts(xml: &str, name: &str, page: u32) -> Written {
    let place = Place::Page { page, area: None };
    let mut written = Written::default();
    for text in crate::format::xml::texts(xml, name) {
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        if !written.is_empty() {
            written.push("\n");
        }
        written.push_at(text, place.clone());
    }
    written
}

#[cfg(test)]
mod tests {
    use crate::check::{check_parts, read_named, zipped};

    #[test]
    fn texts_of_shapes_stand_on_their_pages() {
        let found = read_named(
            "a.vsdx",
            &zipped(&[
                ("visio/document.xml", "<VisioDocument/>"),
                (
                    "visio/pages/pages.xml",
                    "<Pages><Page ID='0' Name='网络'><Rel r:id='rId1'/></Page></Pages>",
                ),
                (
                    "visio/pages/_rels/pages.xml.rels",
                    "<Relationships><Relationship Id='rId1' Type='x/page' Target='page1.xml'/></Relationships>",
                ),
                (
                    "visio/pages/page1.xml",
                    "<PageContents><Shapes><Shape><Text><cp IX='0'/>防火墙\n</Text></Shape><Shape><Text>服务器</Text></Shape></Shapes></PageContents>",
                ),
            ]),
        );
        check_parts(
            &found,
            &[("防火墙\n服务器", &[("page=1", "防火墙\n服务器")])],
        );
        assert_eq!(found.parts[0].name(), Some("网络"));
    }
}
