//! Tables: where they are, their header, what their columns hold.
//!
//! Always: titles, notes, sums and blank rows are no rows of data; one pass over the cells, which are not kept; a
//! chat in rows and columns is messages and no table.

mod card;
pub(crate) mod column;
mod head;
mod shape;
pub(crate) mod volume;
mod walk;

use daylight_model::{Column, ColumnType, Mention, Part, PartKind, Place, Span, Table, TableRow};

pub(crate) use column::is_known as is_known_name;
pub(crate) use head::is_note;
pub(crate) use walk::is_total;

pub use card::{DataSetCard, card};

use crate::Document;
use crate::grid::{self, Region, Row};
use crate::message::rows as chat;
use column::Content;
use head::Head;

/// Rows whose cells are looked at one by one; after them one in so many.
const LOOKED_AT: u64 = 1000;
const THEN_ONE_IN: u64 = 64;

/// Returns whether a cell is no value but words, as a name is.
pub(crate) fn may_be_a_name(text: &str) -> bool {
    shape::of(text).may_be_a_name()
}

/// Returns whether a region is a chat and no table.
pub(crate) fn is_chat(document: &Document<'_>, region: &Region) -> bool {
    chat::layout(document, region).is_some()
}

/// Returns the tables of a document.
pub fn read(document: &Document<'_>, mentions: &[Mention]) -> Vec<Table> {
    let mut tables = Vec::new();
    for region in grid::regions(document) {
        if chat::layout(document, &region).is_some() {
            continue;
        }
        let mut reader = Reader {
            document,
            mentions,
            region: &region,
            open: Vec::new(),
            tables: &mut tables,
        };
        walk::region(document, &region, &mut reader);
    }
    tables
}

/// Returns the rows of data of a table of this part, or of a part that the table goes on in.
pub fn rows(table: &Table, part: &Part) -> Vec<TableRow> {
    let document = Document {
        name: "",
        media_type: "",
        parts: std::slice::from_ref(part),
    };
    let first = table.first_column;
    let mut found = Rows {
        wanted: table.span,
        columns: (0..table.columns.len())
            .filter_map(|index| first.checked_add(u32::try_from(index).ok()?))
            .collect(),
        part,
        open: Vec::new(),
        rows: Vec::new(),
    };
    if part.number() == table.part {
        for region in grid::regions(&document) {
            if chat::layout(&document, &region).is_none() {
                walk::region(&document, &region, &mut found);
            }
        }
    } else if let Some(region) = grid::regions(&document).first() {
        found.open = vec![true];
        for row in region.rows(&document) {
            if walk::is_data(&document, &row, table.columns.len()) {
                walk::Take::row(&mut found, &row);
            }
        }
    }
    found.rows
}

/// A table as it is read.
struct Open {
    head: Head,
    rows: u64,
    filled: Vec<u64>,
    contents: Vec<Content>,
    last_part: daylight_model::PartNumber,
    span: Span,
}

struct Reader<'r, 'd> {
    document: &'r Document<'d>,
    mentions: &'r [Mention],
    region: &'r Region,
    open: Vec<Open>,
    tables: &'r mut Vec<Table>,
}

impl walk::Take for Reader<'_, '_> {
    fn table(&mut self, head: &Head) {
        let Some(span) = head.span else { return };
        self.open.push(Open {
            rows: 0,
            filled: vec![0; head.columns.len()],
            contents: vec![Content::default(); head.columns.len()],
            last_part: span.part,
            span,
            head: head.clone(),
        });
    }

    fn row(&mut self, row: &Row) {
        for open in &mut self.open {
            let mut any = false;
            let look = open.rows < LOOKED_AT || open.rows.is_multiple_of(THEN_ONE_IN);
            let columns = open.head.columns.iter();
            for ((column, _), (filled, content)) in
                columns.zip(open.filled.iter_mut().zip(&mut open.contents))
            {
                let Some(cell) = row.cell(*column) else {
                    continue;
                };
                any = true;
                *filled += 1;
                open.last_part = cell.span.part;
                if look {
                    let text = grid::text(self.document, cell.span);
                    content.add(text, shape::of(text), covering(self.mentions, cell.span));
                }
            }
            open.rows += u64::from(any);
        }
    }

    fn end(&mut self) {
        for open in std::mem::take(&mut self.open) {
            if open.rows == 0 {
                continue;
            }
            self.tables
                .extend(finished(self.document, self.region, &open, self.tables));
        }
    }
}

/// Returns the kind of the mention that is all of a cell.
fn covering(mentions: &[Mention], span: Span) -> Option<daylight_model::MentionType> {
    let at = mentions.partition_point(|mention| {
        (mention.span.part, mention.span.end) <= (span.part, span.start)
    });
    let mention = mentions.get(at)?;
    let inside = mention.span.part == span.part
        && mention.span.start >= span.start
        && mention.span.end <= span.end;
    let covered =
        mention.span.end.saturating_sub(mention.span.start) * 10 >= (span.end - span.start) * 8;
    (inside && covered).then_some(mention.kind)
}

fn finished(
    document: &Document<'_>,
    region: &Region,
    open: &Open,
    before: &[Table],
) -> Option<Table> {
    let part = open.span.part;
    let names: Vec<&str> = open
        .head
        .columns
        .iter()
        .map(|(_, name)| name.map_or("", |span| grid::text(document, span)))
        .collect();
    let mut typed: Vec<_> = names
        .iter()
        .zip(&open.contents)
        .map(|(name, content)| {
            let hint = column::hint(name);
            (column::kind(hint, content), hint)
        })
        .collect();
    if column::is_about_persons(&typed) {
        for (kind, hint) in &mut typed {
            if *hint == Some(column::Hint::Name) && *kind == ColumnType::Text {
                *kind = ColumnType::Person;
            }
        }
    }
    if names.len() < 2 && !typed.iter().any(|(kind, _)| *kind != ColumnType::Text) {
        return None;
    }
    let sensitive = column::sensitive(&typed);
    let columns = names
        .iter()
        .zip(&typed)
        .zip(sensitive.iter().zip(&open.filled))
        .map(|((name, (kind, _)), (sensitive, filled))| Column {
            name: (*name).to_owned(),
            kind: *kind,
            sensitive: *sensitive,
            filled: *filled,
        })
        .collect();
    let number = before.iter().filter(|table| table.part == part).count() + 1;
    let at = document.parts.iter().find(|known| known.number() == part)?;
    let title = match open.head.title {
        Some(span) => Some(grid::text(document, span).to_owned()),
        None => caption(document, region),
    };
    Some(Table {
        part,
        last_part: open.last_part,
        number: u32::try_from(number).unwrap_or(u32::MAX),
        sheet: sheet_of(at),
        title,
        header_row: open.head.row,
        first_column: open.head.columns.first().map_or(1, |(column, _)| *column),
        rows: open.rows,
        columns,
        span: open.span,
    })
}

fn sheet_of(part: &Part) -> Option<String> {
    match part.anchors().first().map(|anchor| &anchor.place) {
        Some(Place::Sheet { sheet, .. }) => Some(sheet.to_string()),
        _ if part.kind() == PartKind::Sheet => part.name().map(str::to_owned),
        _ => None,
    }
}

/// Returns the line above a table that names it: a heading, or `表1 …`.
fn caption(document: &Document<'_>, region: &Region) -> Option<String> {
    let lines: Vec<&str> = region
        .above
        .iter()
        .map(|span| grid::text(document, *span).trim())
        .collect();
    let last = lines.iter().rev().find(|line| !head::is_note(line))?;
    let line = last
        .trim_matches(['#', '*', ' ', '【', '】'])
        .trim_end_matches(['：', ':']);
    let is_sentence = line.ends_with(['。', '；', '.', '，', '？', '！']);
    (!line.is_empty() && line.chars().count() <= 40 && !is_sentence).then(|| line.to_owned())
}

struct Rows<'p> {
    /// Where its head stands.
    wanted: Span,
    columns: Vec<u32>,
    part: &'p Part,
    /// For each table that is open whether it is the wanted one.
    open: Vec<bool>,
    rows: Vec<TableRow>,
}

impl walk::Take for Rows<'_> {
    fn table(&mut self, head: &Head) {
        let wanted = head.span == Some(self.wanted);
        self.open.push(wanted);
        if wanted {
            self.columns = head.columns.iter().map(|(column, _)| *column).collect();
        }
    }

    fn row(&mut self, row: &Row) {
        if !self.open.contains(&true) {
            return;
        }
        let cells: Vec<Option<Span>> = self
            .columns
            .iter()
            .map(|column| row.cell(*column).map(|cell| cell.span))
            .filter(|span| span.is_none_or(|span| span.part == self.part.number()))
            .collect();
        if cells.iter().any(Option::is_some) {
            self.rows.push(TableRow {
                row: row.number,
                cells,
            });
        }
    }

    fn end(&mut self) {
        self.open.clear();
    }
}
