//! What a PDF says of itself, and the files, comments and notes in it. Always: bounded walks, whatever refers
//! to whatever.

use daylight_model::{ChildKind, LineBreaks, Outcome, PartKind, Place, Reason};
use hayro_interpret::TransformExt as _;
use hayro_interpret::kurbo::{Affine, Point, Rect};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, DateTime, Dict, Name, Object, Stream, String as PdfString};
use hayro_syntax::page::Page;

use super::points;
use crate::encoding::decode_unknown;
use crate::reading::{About, Ending, Out, Written, child_named, failed};

/// Nodes of a tree of names that are visited.
const NODES: usize = 10_000;

/// Returns a text string: UTF-16 or UTF-8 by its mark, else what is likeliest.
fn decoded(bytes: &[u8]) -> String {
    let text = decode_unknown(bytes, None);
    text.trim_end_matches('\0').to_owned()
}

/// Notes title, author, dates and the like.
pub(super) fn describe(pdf: &Pdf, about: &mut About) {
    let metadata = pdf.metadata();
    for (key, value) in [
        ("title", &metadata.title),
        ("author", &metadata.author),
        ("subject", &metadata.subject),
        ("keywords", &metadata.keywords),
        ("creator", &metadata.creator),
        ("producer", &metadata.producer),
    ] {
        if let Some(value) = value {
            about.says(key, &decoded(value));
        }
    }
    for (key, value) in [
        ("created", &metadata.creation_date),
        ("modified", &metadata.modification_date),
    ] {
        if let Some(date) = value {
            about.says(key, &written(date));
        }
    }
}

fn written(date: &DateTime) -> String {
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{:+03}:{:02}",
        date.year,
        date.month,
        date.day,
        date.hour,
        date.minute,
        date.second,
        date.utc_offset_hour,
        date.utc_offset_minute
    )
}

/// Sends the remarks that readers left on a page.
pub(super) fn comments(page: &Page<'_>, number: u32, out: &mut Out<'_>) -> Ending {
    let Some(annotations) = page.raw().get::<Array<'_>>(b"Annots") else {
        return Ok(());
    };
    let mut written = Written::default();
    let shown = page.initial_transform(true).to_kurbo();
    for annotation in annotations.iter::<Dict<'_>>().take(NODES) {
        let kind = annotation.get::<Name<'_>>(b"Subtype");
        // What these hold is drawn on the page, or belongs to another one.
        let drawn = kind.is_none_or(|kind| {
            matches!(
                &*kind,
                b"FreeText" | b"Link" | b"Widget" | b"Popup" | b"Screen" | b"PrinterMark"
            )
        });
        let Some(text) = annotation
            .get::<PdfString<'_>>(b"Contents")
            .filter(|_| !drawn)
        else {
            continue;
        };
        let text = decoded(text.as_bytes());
        if text.trim().is_empty() {
            continue;
        }
        let author = annotation
            .get::<PdfString<'_>>(b"T")
            .map(|author| decoded(author.as_bytes()));
        let area = area(&annotation, shown);
        if !written.is_empty() {
            written.push("\n");
        }
        if let Some(author) = author.filter(|author| !author.trim().is_empty()) {
            written.push(&format!("{author}: "));
        }
        written.push_at(&text, Place::Page { page: number, area });
    }
    out.part(
        PartKind::Comments,
        Some(number.to_string()),
        LineBreaks::End,
        written,
    )
}

/// Sends what was filled into the fields of a form on a page and is not drawn there.
pub(super) fn fields(page: &Page<'_>, number: u32, drawn: &str, out: &mut Out<'_>) -> Ending {
    let Some(annotations) = page.raw().get::<Array<'_>>(b"Annots") else {
        return Ok(());
    };
    let mut written = Written::default();
    let shown = page.initial_transform(true).to_kurbo();
    for field in annotations.iter::<Dict<'_>>().take(NODES) {
        let is_field = field
            .get::<Name<'_>>(b"Subtype")
            .is_some_and(|kind| &*kind == b"Widget");
        // A field of several boxes has its name and its value in the one above them.
        let above = field.get::<Dict<'_>>(b"Parent");
        let text = |key: &[u8]| {
            let own = field.get::<PdfString<'_>>(key);
            let text = own.or_else(|| above.as_ref()?.get::<PdfString<'_>>(key))?;
            Some(decoded(text.as_bytes())).filter(|text| !text.trim().is_empty())
        };
        let Some(value) = text(b"V").filter(|_| is_field) else {
            continue;
        };
        if drawn.contains(value.trim()) {
            continue;
        }
        if !written.is_empty() {
            written.push("\n");
        }
        if let Some(name) = text(b"T") {
            written.push(&format!("{name}: "));
        }
        let area = area(&field, shown);
        written.push_at(&value, Place::Page { page: number, area });
    }
    let name = Some(format!("form on page {number}"));
    out.part(PartKind::Body, name, LineBreaks::End, written)
}

/// Sends the outline, a line for each entry, at the page that it leads to.
pub(super) fn outline(pdf: &Pdf, out: &mut Out<'_>) -> Ending {
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let Some(root) = catalog.and_then(|catalog| catalog.get::<Dict<'_>>(b"Outlines")) else {
        return Ok(());
    };
    let pages: Vec<_> = pdf.pages().iter().map(|page| page.raw().obj_id()).collect();
    let mut written = Written::default();
    let mut open: Vec<(Dict<'_>, usize)> = Vec::new();
    open.extend(root.get::<Dict<'_>>(b"First").map(|first| (first, 0)));
    let mut visited = 0;
    while let Some((entry, depth)) = open.pop() {
        visited += 1;
        if visited > NODES {
            break;
        }
        open.extend(entry.get::<Dict<'_>>(b"Next").map(|next| (next, depth)));
        open.extend(
            entry
                .get::<Dict<'_>>(b"First")
                .map(|first| (first, depth + 1)),
        );
        let title = entry.get::<PdfString<'_>>(b"Title");
        let title = title.map_or(String::new(), |title| decoded(title.as_bytes()));
        if title.trim().is_empty() {
            continue;
        }
        if !written.is_empty() {
            written.push("\n");
        }
        written.push(&"  ".repeat(depth.min(8)));
        let action = entry.get::<Dict<'_>>(b"A");
        let goal = entry
            .get::<Array<'_>>(b"Dest")
            .or_else(|| action.as_ref()?.get::<Array<'_>>(b"D"));
        let goal = goal.and_then(|goal| goal.raw_iter().next()?.as_obj_ref());
        let page = goal.and_then(|goal| {
            let wanted = Some((goal.obj_number, goal.gen_number));
            pages
                .iter()
                .position(|page| page.map(|page| (page.obj_number, page.gen_number)) == wanted)
        });
        match page.and_then(|page| u32::try_from(page + 1).ok()) {
            Some(page) => written.push_at(title.trim(), Place::Page { page, area: None }),
            None => written.push(title.trim()),
        }
    }
    let name = Some("outline".to_owned());
    out.part(PartKind::Body, name, LineBreaks::End, written)
}

/// Returns the box of an annotation as it is shown.
fn area(annotation: &Dict<'_>, shown: Affine) -> Option<daylight_model::Area> {
    let rect = annotation.get::<hayro_syntax::object::Rect>(b"Rect")?;
    let corners = [(rect.x0, rect.y0), (rect.x1, rect.y1)];
    let [a, b] = corners.map(|(x, y)| shown * Point::new(x, y));
    Some(points(Rect::from_points(a, b)))
}

/// Sends the files that were attached.
pub(super) fn attachments(pdf: &Pdf, out: &mut Out<'_>) -> Ending {
    let Some(catalog) = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()) else {
        return Ok(());
    };
    let mut specifications: Vec<Dict<'_>> = Vec::new();
    let tree = catalog
        .get::<Dict<'_>>(b"Names")
        .and_then(|names| names.get::<Dict<'_>>(b"EmbeddedFiles"));
    let mut open: Vec<Dict<'_>> = tree.into_iter().collect();
    let mut visited = 0;
    while let Some(node) = open.pop() {
        visited += 1;
        if visited > NODES {
            break;
        }
        if let Some(kids) = node.get::<Array<'_>>(b"Kids") {
            open.extend(kids.iter::<Dict<'_>>().take(NODES));
        }
        if let Some(names) = node.get::<Array<'_>>(b"Names") {
            let files = names.iter::<Object<'_>>().filter_map(Object::into_dict);
            specifications.extend(files.take(NODES));
        }
    }
    for page in pdf.pages().iter() {
        let Some(annotations) = page.raw().get::<Array<'_>>(b"Annots") else {
            continue;
        };
        let files = annotations
            .iter::<Dict<'_>>()
            .take(NODES)
            .filter_map(|annotation| annotation.get::<Dict<'_>>(b"FS"));
        specifications.extend(files);
    }
    for specification in specifications.iter().take(NODES) {
        attachment(specification, out)?;
    }
    Ok(())
}

fn attachment(specification: &Dict<'_>, out: &mut Out<'_>) -> Ending {
    let name = [&b"UF"[..], b"F"]
        .iter()
        .find_map(|key| specification.get::<PdfString<'_>>(*key))
        .map_or_else(|| "attachment".to_owned(), |name| decoded(name.as_bytes()));
    let Some(files) = specification.get::<Dict<'_>>(b"EF") else {
        return Ok(());
    };
    let stream = [&b"UF"[..], b"F"]
        .iter()
        .find_map(|key| files.get::<Stream<'_>>(*key));
    let start = child_named(name, ChildKind::Attachment);
    match stream.map(|stream| stream.decoded_data()) {
        Some(Ok(bytes)) => {
            let never = |_: &std::io::Error| Outcome::READ;
            out.child(start, &mut &*bytes, never).map(|_| ())
        }
        _ => out.child_without_bytes(start, failed(Reason::Corrupt, "cannot be unpacked")),
    }
}
