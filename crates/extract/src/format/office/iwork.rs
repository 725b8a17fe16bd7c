//! Documents of Apple's Pages, Numbers and Keynote: the text of those of 2009, and of newer ones the texts in their
//! packed archives; previews and pictures as files of their own. Always: what is packed is unpacked within bounds.

mod archive;

use daylight_model::{LineBreaks, PartKind, Place, Reason};

use super::Package;
use crate::format::xml::{Node, Nodes, texts};
use crate::reading::{About, Ending, Out, Written, partial, unreadable};
use crate::source::Source;

/// Reads a document.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "iwork@1";
    let package = Package::open(source).map_err(|error| unreadable(&error))?;
    let mut any = false;
    for name in ["index.apxl", "index.xml", "presentation.apxl"] {
        let Some(xml) = package.xml(name, source)? else {
            continue;
        };
        let mut paragraphs = texts(&xml, "p");
        // Cells of tables keep their text in an attribute.
        paragraphs.extend(Nodes::new(&xml).filter_map(|node| match node {
            Node::Start(tag) if tag.name == "ct" => tag.get("s").map(str::to_owned),
            _ => None,
        }));
        paragraphs.retain(|text| !text.trim().is_empty());
        any |= send(&paragraphs, None, out)?;
    }
    for name in package.names("index/", ".iwa") {
        let Some(bytes) = package.bytes(&name, source)? else {
            continue;
        };
        let paragraphs = archive::texts(&bytes);
        let part = name.rsplit('/').next().unwrap_or_default();
        any |= send(&paragraphs, part.strip_suffix(".iwa"), out)?;
    }
    package.embedded(&["preview", "quicklook/", "data/"], source, out)?;
    if !any {
        return Err(partial(Reason::NoText, "no text was found in its archives"));
    }
    Ok(())
}

fn send(
    paragraphs: &[String],
    part: Option<&str>,
    out: &mut Out<'_>,
) -> Result<bool, daylight_model::Outcome> {
    let mut written = Written::default();
    for (number, text) in (1..).zip(paragraphs) {
        if number > 1 {
            written.push("\n");
        }
        let place = Place::Paragraphs {
            part: part.map(Into::into),
            first: number,
            last: number,
        };
        written.push_at(text, place);
    }
    let any = !written.is_empty();
    out.part(
        PartKind::Body,
        part.map(str::to_owned),
        LineBreaks::End,
        written,
    )?;
    Ok(any)
}
