//! Rows of tables that hold personal data of many: passengers, call records, residents. Always: what stands in one
//! becomes no name, no relation and no node of a graph; the table's card says what it is (law 8 of the design).

use daylight_model::{Part, Span, Table};
use daylight_understand::table;

/// Returns the parts that a table stands in: that of a long sheet is cut into several.
pub(super) fn parts_of<'a>(table: &Table, parts: &'a [Part]) -> impl Iterator<Item = &'a Part> {
    let (first, last) = (table.part, table.last_part);
    parts
        .iter()
        .filter(move |part| (first..=last).contains(&part.number()))
}

/// The places of such rows in one document.
#[derive(Debug, Default)]
pub(super) struct PrivateRows {
    /// In the order of parts and places.
    cells: Vec<Span>,
}

impl PrivateRows {
    pub(super) fn of(tables: &[Table], parts: &[Part]) -> Self {
        let mut cells = Vec::new();
        for of in tables {
            if !of.columns.iter().any(|column| column.sensitive) {
                continue;
            }
            for part in parts_of(of, parts) {
                let rows = table::rows(of, part).into_iter();
                cells.extend(rows.flat_map(|row| row.cells).flatten());
            }
        }
        cells.sort();
        Self { cells }
    }

    /// Returns whether a span shares a byte with such a row.
    pub(super) fn hold(&self, span: Span) -> bool {
        let after = self
            .cells
            .partition_point(|cell| (cell.part, cell.end) <= (span.part, span.start));
        self.cells
            .get(after)
            .is_some_and(|cell| cell.part == span.part && cell.start < span.end)
    }
}

#[cfg(test)]
mod tests {
    use daylight_model::PartNumber;

    use super::*;

    #[test]
    fn a_span_in_a_row_is_told_from_one_beside_it() {
        let span = |part: u32, start: u32, end: u32| Span {
            part: PartNumber(part),
            start,
            end,
        };
        let rows = PrivateRows {
            cells: vec![span(1, 10, 20), span(1, 21, 30), span(3, 0, 5)],
        };
        for (within, expect) in [
            (span(1, 12, 14), true),
            (span(1, 0, 11), true),
            (span(1, 0, 10), false),
            (span(1, 20, 21), false),
            (span(1, 29, 40), true),
            (span(1, 30, 40), false),
            (span(2, 12, 14), false),
            (span(3, 4, 9), true),
        ] {
            assert_eq!(rows.hold(within), expect, "{within:?}");
        }
    }
}
