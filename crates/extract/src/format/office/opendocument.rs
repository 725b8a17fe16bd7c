//! Texts and presentations of OpenDocument (ISO/IEC 26300), packed or as one XML file. Always: notes, headers and
//! comments are parts of their own; the text is what stands when all changes are accepted, and what was changed
//! is written apart.

mod changes;
mod slides;
mod text;

use daylight_model::{Outcome, Reason};

use super::Package;
use crate::format::xml::{Node, Nodes, decoded, texts};
use crate::reading::{About, Ending, Out, failed, partial, unreadable};
use crate::source::Source;

/// Reads a document.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    let shows = about.media_type.contains("presentation") || about.media_type.contains("graphics");
    about.reader = if shows { "odp@1" } else { "odt@1" };
    let head = source.head(4).map_err(|error| unreadable(&error))?;
    if !head.starts_with(b"PK") {
        let Some(bytes) = source.all().map_err(|error| unreadable(&error))? else {
            return Err(failed(
                Reason::MemoryLimit,
                "too large to be held in memory",
            ));
        };
        let xml = decoded(&bytes);
        describe(&xml, about);
        return parts(&xml, &xml, shows, out, about);
    }
    let package = Package::open(source).map_err(|error| unreadable(&error))?;
    if is_locked(&package, source)? {
        return Err(failed(Reason::Encrypted, "asks for a password"));
    }
    describe(&package.xml("meta.xml", source)?.unwrap_or_default(), about);
    let Some(content) = package.xml("content.xml", source)? else {
        return Err(failed(Reason::Corrupt, "its text is missing or damaged"));
    };
    let styles = package.xml("styles.xml", source)?.unwrap_or_default();
    let ending = parts(&content, &styles, shows, out, about);
    package.embedded(&["pictures/", "media/", "basic/", "scripts/"], source, out)?;
    if !package.names("basic/", "script-lc.xml").is_empty()
        || !package.names("scripts/", "").is_empty()
    {
        out.warn(None, "holds macros, which were not run")?;
    }
    ending
}

fn parts(content: &str, styles: &str, shows: bool, out: &mut Out<'_>, about: &mut About) -> Ending {
    let before = out.text_left();
    let mut broken = match shows {
        true => slides::read(content, out, about)?,
        false => text::read(content, styles, out)?,
    };
    if !shows && out.text_left() == before {
        // What does not say of itself that it is a drawing.
        broken |= slides::read(content, out, about)?;
    }
    if broken {
        return Err(partial(Reason::Truncated, "its text breaks off"));
    }
    Ok(())
}

fn is_locked(package: &Package, source: &mut Source<'_>) -> Result<bool, Outcome> {
    let manifest = package.xml("META-INF/manifest.xml", source)?;
    let mut nodes = Nodes::new(manifest.as_deref().unwrap_or_default());
    Ok(nodes.any(|node| matches!(node, Node::Start(tag) if tag.name == "encryption-data")))
}

/// Notes what the document says of itself.
pub(crate) fn describe(meta: &str, about: &mut About) {
    for (key, element) in [
        ("title", "title"),
        ("author", "initial-creator"),
        ("subject", "subject"),
        ("description", "description"),
        ("keywords", "keyword"),
        ("last_modified_by", "creator"),
        ("created", "creation-date"),
        ("modified", "date"),
        ("last_printed", "print-date"),
        ("application", "generator"),
        ("revision", "editing-cycles"),
    ] {
        // In a document of one file the same names stand at comments further on.
        let end = meta.find("</office:meta>").unwrap_or(meta.len());
        let meta = meta.get(..end).unwrap_or_default();
        if let Some(value) = texts(meta, element).first() {
            about.says(key, value);
        }
    }
    let pages = Nodes::new(meta).find_map(|node| match node {
        Node::Start(tag) if tag.name == "document-statistic" => tag.get("page-count")?.parse().ok(),
        _ => None,
    });
    about.pages = pages;
}

#[cfg(test)]
mod tests;
