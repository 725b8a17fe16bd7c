//! A workbook of Office Open XML that the library refuses: its cells as they stand in the XML, sheet by sheet. Always:
//! read as far as each member goes; numbers are shown as they are stored, since their formats may be what is broken.

use std::collections::BTreeMap;

use daylight_model::Outcome;

use super::SheetRows;
use super::comments::{cell, members};
use crate::format::office::Package;
use crate::format::xml::{Node, Nodes};
use crate::reading::Out;
use crate::source::Source;

/// Reads all sheets that can be found; returns how many had text.
pub(super) fn read(
    package: &Package,
    source: &mut Source<'_>,
    out: &mut Out<'_>,
) -> Result<usize, Outcome> {
    let strings = match package.names("xl/sharedstrings", ".xml").first() {
        Some(name) => shared(&package.xml(name, source)?.unwrap_or_default()),
        None => Vec::new(),
    };
    let names: BTreeMap<String, String> = members(package, source)?
        .into_iter()
        .map(|(name, member)| (member, name))
        .collect();
    let mut read = 0;
    for start in ["xl/worksheets/", "xl/macrosheets/"] {
        for member in package.names(start, ".xml") {
            let xml = package.xml(&member, source)?.unwrap_or_default();
            let stem = member.rsplit('/').next().unwrap_or_default();
            let stem = stem.strip_suffix(".xml").unwrap_or(stem);
            let name = names.get(&member).map_or(stem, String::as_str);
            let mut rows = SheetRows::new(name, out);
            let any = cells(&xml, &strings, &mut rows)?;
            rows.finish()?;
            read += usize::from(any);
        }
    }
    Ok(read)
}

/// Returns the texts that cells refer to.
fn shared(xml: &str) -> Vec<String> {
    let mut strings: Vec<String> = Vec::new();
    let (mut in_text, mut reading_aid) = (false, false);
    for node in Nodes::new(xml) {
        match node {
            Node::Start(tag) => match tag.name.as_str() {
                "si" => strings.push(String::new()),
                "rPh" => reading_aid = true,
                "t" => in_text = !reading_aid,
                _ => {}
            },
            Node::End(name) => match name.as_str() {
                "rPh" => reading_aid = false,
                "t" => in_text = false,
                _ => {}
            },
            Node::Text(text) if in_text => {
                if let Some(last) = strings.last_mut() {
                    last.push_str(&text);
                }
            }
            Node::Text(_) => {}
        }
    }
    strings
}

fn cells(xml: &str, strings: &[String], rows: &mut SheetRows<'_, '_>) -> Result<bool, Outcome> {
    let mut any = false;
    let mut at = (0, 0);
    let (mut kind, mut value, mut open) = (String::new(), String::new(), false);
    for node in Nodes::new(xml) {
        match node {
            Node::Start(tag) => match tag.name.as_str() {
                "row" => {
                    let stated = tag.get("r").and_then(|row| row.parse().ok());
                    at = (stated.unwrap_or(at.0 + 1), 0);
                }
                "c" => {
                    at = match tag.get("r") {
                        Some(name) => cell(name),
                        None => (at.0.max(1), at.1 + 1),
                    };
                    tag.get("t").unwrap_or_default().clone_into(&mut kind);
                    value.clear();
                }
                "v" | "t" => open = true,
                _ => {}
            },
            Node::End(name) => match name.as_str() {
                "v" | "t" => open = false,
                "c" => {
                    let shown = match kind.as_str() {
                        "s" => {
                            let index = value.trim().parse::<usize>().ok();
                            let text = index.and_then(|index| strings.get(index));
                            text.cloned().unwrap_or_default()
                        }
                        "b" => if value.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(),
                        _ => std::mem::take(&mut value),
                    };
                    any |= !shown.is_empty();
                    let (row, column) = (at.0.max(1), at.1.max(1));
                    rows.cell((row - 1, column - 1), &shown)?;
                }
                _ => {}
            },
            Node::Text(text) if open => value.push_str(&text),
            Node::Text(_) => {}
        }
    }
    Ok(any)
}

#[cfg(test)]
mod tests {
    use daylight_model::{Reason, State};

    use crate::check::{read_named, zipped};

    #[test]
    fn a_workbook_without_its_list_of_sheets_is_read_all_the_same() {
        let found = read_named(
            "a.xlsx",
            &zipped(&[
                ("xl/sharedStrings.xml", "<sst><si><t>金额</t></si></sst>"),
                (
                    "xl/worksheets/sheet1.xml",
                    "<worksheet><sheetData><row r=\"2\"><c r=\"B2\" t=\"s\"><v>0</v></c><c><v>5.5</v></c></row>",
                ),
            ]),
        );
        assert_eq!(found.at("sheet=sheet1&cell=B2"), Some("金额"));
        assert_eq!(found.at("sheet=sheet1&cell=C2"), Some("5.5"));
        assert_eq!(found.ended(), (State::Partial, Some(Reason::Corrupt)));
    }
}
