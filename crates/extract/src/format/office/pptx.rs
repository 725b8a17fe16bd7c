//! Presentations of Office Open XML: a part for each slide, in the order of the show, its texts at their boxes;
//! notes and comments apart. Always: hidden slides are read and named; tables keep their rows and cells.

use std::collections::{BTreeMap, BTreeSet};

use daylight_model::{LineBreaks, Outcome, PartKind, Place, Reason};

use super::Package;
use super::slide::{Sheet, Shown, read_slide};
use crate::format::xml::{Node, Nodes, texts};
use crate::reading::{About, Ending, Out, Written, failed, partial, unreadable};
use crate::source::Source;

/// Slides that are read.
const MOST: usize = 20_000;

/// Reads a presentation.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "pptx@1";
    let package = Package::open(source).map_err(|error| unreadable(&error))?;
    package.describe(source, about)?;
    let slides = in_order(&package, source)?;
    if slides.is_empty() {
        return Err(failed(Reason::Corrupt, "no slide can be found"));
    }
    about.pages = u32::try_from(slides.len()).ok();
    let authors = authors(&package, source)?;
    let mut broken = Vec::new();
    let mut behind = BTreeSet::new();
    for (number, name) in (1..).zip(slides.iter().take(MOST)) {
        let Some(xml) = package.xml(name, source)? else {
            broken.push(number.to_string());
            continue;
        };
        let Shown {
            mut written,
            title,
            hidden,
            broken: cut,
        } = read_slide(&xml, number, Sheet::Slide);
        if cut {
            broken.push(number.to_string());
        }
        if hidden {
            out.warn(None, format!("slide {number} is hidden"))?;
        }
        let relations = package.relations(name, source)?;
        for relation in &relations {
            if matches!(relation.kind(), "diagramData" | "chart" | "chartEx") {
                drawn_beside(&package, &relation.target, number, source, &mut written)?;
            }
        }
        out.part(PartKind::Slide, title, LineBreaks::End, written)?;
        for relation in &relations {
            if relation.kind() == "slideLayout" {
                send_behind(&package, &relation.target, number, &mut behind, source, out)?;
            }
            let Some(xml) = (match relation.kind() {
                "notesSlide" | "comments" => package.xml(&relation.target, source)?,
                _ => None,
            }) else {
                continue;
            };
            let (kind, written) = match relation.kind() {
                "notesSlide" => (
                    PartKind::Notes,
                    read_slide(&xml, number, Sheet::Notes).written,
                ),
                _ => (PartKind::Comments, comments(&xml, number, &authors)),
            };
            out.part(kind, Some(number.to_string()), LineBreaks::End, written)?;
        }
    }
    package.embedded(&["ppt/media/", "ppt/embeddings/"], source, out)?;
    if !broken.is_empty() {
        let names = broken.join(", ");
        return Err(partial(Reason::Corrupt, format!("damaged slides: {names}")));
    }
    Ok(())
}

/// Sends what shows through from a layout and its master, once for each, at the first slide that has it.
fn send_behind(
    package: &Package,
    layout: &str,
    number: u32,
    seen: &mut BTreeSet<String>,
    source: &mut Source<'_>,
    out: &mut Out<'_>,
) -> Ending {
    if !seen.insert(layout.to_owned()) {
        return Ok(());
    }
    let masters = package.relations(layout, source)?;
    let masters = masters
        .into_iter()
        .filter(|relation| relation.kind() == "slideMaster")
        .map(|relation| relation.target);
    let mut drawings = vec![layout.to_owned()];
    drawings.extend(masters.filter(|master| seen.insert(master.clone())));
    for name in drawings {
        let xml = package.xml(&name, source)?.unwrap_or_default();
        let written = read_slide(&xml, number, Sheet::Behind).written;
        let stem = name.rsplit('/').next().unwrap_or_default();
        let stem = stem.strip_suffix(".xml").unwrap_or(stem).to_owned();
        out.part(PartKind::Header, Some(stem), LineBreaks::End, written)?;
    }
    Ok(())
}

/// Returns the names of the slides in the order of the show.
fn in_order(package: &Package, source: &mut Source<'_>) -> Result<Vec<String>, Outcome> {
    let main = package
        .names("ppt/presentation", ".xml")
        .first()
        .cloned()
        .unwrap_or_else(|| "ppt/presentation.xml".to_owned());
    let relations = package.relations(&main, source)?;
    let mut slides = Vec::new();
    for node in Nodes::new(&package.xml(&main, source)?.unwrap_or_default()) {
        let Node::Start(tag) = node else { continue };
        if tag.name != "sldId" {
            continue;
        }
        // The slide's own number and the relation's share a local name: the relation's is the one that is found.
        let slide = tag
            .all("id")
            .find_map(|id| relations.iter().find(|relation| relation.id == id));
        slides.extend(slide.map(|slide| slide.target.clone()));
    }
    if slides.is_empty() {
        slides = package.names("ppt/slides/slide", ".xml");
    }
    Ok(slides)
}

/// Appends the texts of a diagram or a chart that lies on the slide.
fn drawn_beside(
    package: &Package,
    target: &str,
    number: u32,
    source: &mut Source<'_>,
    written: &mut Written,
) -> Ending {
    let Some(xml) = package.xml(target, source)? else {
        return Ok(());
    };
    let place = Place::Slide {
        slide: number,
        area: None,
    };
    let mut all = texts(&xml, "p");
    all.extend(texts(&xml, "v"));
    for text in all.iter().filter(|text| !text.trim().is_empty()) {
        if !written.is_empty() {
            written.push("\n");
        }
        written.push_at(text.trim(), place.clone());
    }
    Ok(())
}

/// Returns names of those who commented, by their number.
fn authors(
    package: &Package,
    source: &mut Source<'_>,
) -> Result<BTreeMap<String, String>, Outcome> {
    let mut authors = BTreeMap::new();
    for name in ["ppt/commentAuthors.xml", "ppt/authors.xml"] {
        for node in Nodes::new(&package.xml(name, source)?.unwrap_or_default()) {
            if let Node::Start(tag) = node
                && let (Some(id), Some(name)) = (tag.get("id"), tag.get("name"))
            {
                authors.insert(id.to_owned(), name.to_owned());
            }
        }
    }
    Ok(authors)
}

/// Reads the comments on a slide, old and new ways alike.
fn comments(xml: &str, number: u32, authors: &BTreeMap<String, String>) -> Written {
    let place = Place::Slide {
        slide: number,
        area: None,
    };
    let mut written = Written::default();
    let mut open = false;
    for node in Nodes::new(xml) {
        match node {
            Node::Start(tag) => match tag.name.as_str() {
                "cm" | "reply" => {
                    if !written.is_empty() {
                        written.push("\n");
                    }
                    let author = tag.get("authorId").and_then(|id| authors.get(id));
                    let date = tag.get("dt").or_else(|| tag.get("created"));
                    let stated: Vec<&str> =
                        author.map(String::as_str).into_iter().chain(date).collect();
                    if !stated.is_empty() {
                        written.push(&format!("{}: ", stated.join(", ")));
                    }
                }
                "text" | "t" => open = true,
                _ => {}
            },
            Node::End(name) if matches!(name.as_str(), "text" | "t") => open = false,
            Node::Text(text) if open => written.push_at(&text, place.clone()),
            _ => {}
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use daylight_model::{PartKind, Reason, State};

    use crate::check::{check_parts, read_named, zipped};

    const HEAD: &str = "<p:presentation xmlns:p=\"p\" xmlns:r=\"r\"><p:sldIdLst><p:sldId id=\"256\" r:id=\"rId2\"/><p:sldId id=\"257\" r:id=\"rId1\"/></p:sldIdLst></p:presentation>";

    fn relations(rows: &[(&str, &str, &str)]) -> String {
        let rows: String = rows
            .iter()
            .map(|(id, kind, target)| {
                format!("<Relationship Id=\"{id}\" Type=\"http://x/relationships/{kind}\" Target=\"{target}\"/>")
            })
            .collect();
        format!("<Relationships>{rows}</Relationships>")
    }

    fn shape(kind: &str, at: &str, paragraphs: &[&str]) -> String {
        let paragraphs: String = paragraphs
            .iter()
            .map(|text| format!("<a:p><a:r><a:t>{text}</a:t></a:r></a:p>"))
            .collect();
        format!(
            "<p:sp><p:nvSpPr><p:nvPr>{kind}</p:nvPr></p:nvSpPr><p:spPr>{at}</p:spPr><p:txBody>{paragraphs}</p:txBody></p:sp>"
        )
    }

    fn slide(shapes: &str, attributes: &str) -> String {
        format!("<p:sld {attributes}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>")
    }

    #[test]
    fn slides_come_in_order_with_boxes_tables_notes_and_comments() {
        let at = "<a:xfrm><a:off x=\"127000\" y=\"254000\"/><a:ext cx=\"1270000\" cy=\"635000\"/></a:xfrm>";
        let cell = |text: &str| {
            format!("<a:tc><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>")
        };
        let table = format!(
            "<p:graphicFrame><p:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"25400\" cy=\"25400\"/></p:xfrm><a:graphic><a:graphicData><a:tbl><a:tblGrid><a:gridCol w=\"127000\"/><a:gridCol w=\"254000\"/></a:tblGrid><a:tr h=\"127000\">{}{}</a:tr><a:tr h=\"127000\">{}{}</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>",
            cell("产品"),
            cell("价格"),
            cell("远控"),
            cell("5万元")
        );
        let first = slide(
            &[
                shape("<p:ph type=\"title\"/>", at, &["产品介绍"]),
                shape("", "", &["第一段", "第二段"]),
                table,
            ]
            .concat(),
            "",
        );
        let second = slide(&shape("", "", &["备用"]), "show=\"0\"");
        let notes = slide(
            &[
                shape("<p:ph type=\"sldNum\"/>", "", &["1"]),
                shape("<p:ph type=\"body\"/>", "", &["先讲价格"]),
            ]
            .concat(),
            "",
        );
        let slide_relations = relations(&[
            ("rId1", "notesSlide", "../notesSlides/notesSlide1.xml"),
            ("rId2", "comments", "/ppt/comments/comment1.xml"),
            ("rId3", "slideLayout", "../slideLayouts/slideLayout1.xml"),
        ]);
        let layout = slide(
            &[
                shape("<p:ph type=\"title\"/>", "", &["Click to edit"]),
                shape("", "", &["内部资料"]),
            ]
            .concat(),
            "",
        );
        let found = read_named(
            "a.pptx",
            &zipped::<&str>(&[
                ("ppt/presentation.xml", HEAD),
                (
                    "ppt/_rels/presentation.xml.rels",
                    &relations(&[
                        ("rId1", "slide", "slides/slide1.xml"),
                        ("rId2", "slide", "slides/slide2.xml"),
                    ]),
                ),
                ("ppt/slides/slide1.xml", &second),
                ("ppt/slides/slide2.xml", &first),
                ("ppt/slides/_rels/slide2.xml.rels", &slide_relations),
                ("ppt/slideLayouts/slideLayout1.xml", &layout),
                ("ppt/notesSlides/notesSlide1.xml", &notes),
                (
                    "ppt/comments/comment1.xml",
                    "<p:cmLst><p:cm authorId=\"0\" dt=\"2021-03-04\"><p:text>太贵</p:text></p:cm></p:cmLst>",
                ),
                (
                    "ppt/commentAuthors.xml",
                    "<p:cmAuthorLst><p:cmAuthor id=\"0\" name=\"李强\"/></p:cmAuthorLst>",
                ),
                ("ppt/media/image1.png", "png"),
            ]),
        );
        check_parts(
            &found,
            &[
                (
                    "产品介绍\n第一段\n第二段\n产品\t价格\n远控\t5万元",
                    &[
                        ("slide=1&xywh=10,20,100,50", "产品介绍"),
                        ("slide=1&xywh=10,10,20,10", "5万元"),
                    ],
                ),
                ("先讲价格", &[("slide=1", "先讲价格")]),
                ("李强, 2021-03-04: 太贵", &[("slide=1", "太贵")]),
                ("内部资料", &[("slide=1", "内部资料")]),
                ("备用", &[("slide=2", "备用")]),
            ],
        );
        assert_eq!(found.parts[0].name(), Some("产品介绍"));
        assert_eq!(found.parts[1].kind(), PartKind::Notes);
        assert_eq!(found.warnings, ["slide 2 is hidden"]);
        assert_eq!(found.names(), ["ppt/media/image1.png"]);
        assert_eq!(found.ended(), (State::Read, None));
        assert_eq!(found.summary.pages, Some(2));
    }

    #[test]
    fn a_slide_that_breaks_off_is_named_and_the_rest_is_read() {
        let found = read_named(
            "a.pptx",
            &zipped::<&str>(&[
                (
                    "ppt/slides/slide1.xml",
                    "<p:sld><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>一半",
                ),
                (
                    "ppt/slides/slide2.xml",
                    &slide(&shape("", "", &["全部"]), ""),
                ),
            ]),
        );
        assert_eq!(found.text(), "一半\n全部");
        assert_eq!(found.ended(), (State::Partial, Some(Reason::Corrupt)));
    }
}
