//! Tables as lines with tabs, as parts of sheets, CSV, HTML and word-processor tables have them: which column
//! holds names, by its header, and which rows are other people's personal data.
//! Always: of a table with two columns of personal data no row is read (law 8).

use std::ops::Range;

use super::hints::{HEADERS, Holds};

/// From so many rows on, names beside one kind of personal data are a data set and no list of colleagues.
const MANY_ROWS: usize = 30;

/// Longer headers are sentences.
const LONGEST_HEADER: usize = 24;

/// A cell whose column's header says what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) range: Range<usize>,
    pub(super) holds: Holds,
}

/// What the tables of a text tell.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// Cells of columns of names, in order.
    pub(super) cells: Vec<Cell>,
    /// Rows of personal data of others, in order.
    pub(super) private: Vec<Range<usize>>,
}

impl Grid {
    /// Reads the tables of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut grid = Self::default();
        let mut table: Option<Table<'_>> = None;
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let row = line.trim_end_matches(['\n', '\r']);
            if row.contains('\t') {
                match &mut table {
                    // A header may repeat, and a title of one cell may stand before it.
                    Some(table) if !table.header.is_empty() => table.rows.push((start, row)),
                    _ => table = Some(Table::new(row)),
                }
            } else if let Some(table) = table.take() {
                table.put_into(&mut grid);
            }
            start += line.len();
        }
        if let Some(table) = table {
            table.put_into(&mut grid);
        }
        grid
    }

    /// Whether a range touches a row of personal data.
    pub(super) fn is_private(&self, range: &Range<usize>) -> bool {
        let after = self.private.partition_point(|row| row.end <= range.start);
        self.private
            .get(after)
            .is_some_and(|row| row.start < range.end)
    }
}

struct Table<'a> {
    header: Vec<Option<Holds>>,
    rows: Vec<(usize, &'a str)>,
}

impl<'a> Table<'a> {
    fn new(header: &'a str) -> Self {
        let names = || header.split('\t').map(|cell| cell.trim().to_lowercase());
        let versioned = names().any(|name| ["版本", "版本号", "version"].contains(&name.as_str()));
        let header: Vec<_> = names()
            .map(|name| match holds(&name) {
                None if versioned && name == "名称" => Some(Holds::Product),
                found => found,
            })
            .collect();
        Self {
            header,
            rows: Vec::new(),
        }
    }

    fn put_into(self, grid: &mut Grid) {
        let count = |wanted| {
            let held = self.header.iter().flatten();
            held.filter(|holds| **holds == wanted).count()
        };
        let (private, people) = (count(Holds::Private), count(Holds::Person));
        let is_data_set = private >= 2
            || private + people >= 2 && self.rows.len() >= MANY_ROWS
            || private >= 1 && people >= 1 && private + people >= 3;
        if is_data_set {
            grid.private.extend(
                self.rows
                    .iter()
                    .map(|(start, row)| *start..start + row.len()),
            );
            return;
        }
        for (start, row) in self.rows {
            let mut at = start;
            for (cell, holds) in row.split('\t').zip(&self.header) {
                if let Some(holds) = holds
                    && !cell.trim().is_empty()
                {
                    let front = cell.len() - cell.trim_start().len();
                    let range = at + front..at + front + cell.trim().len();
                    grid.cells.push(Cell {
                        range,
                        holds: *holds,
                    });
                }
                at += cell.len() + 1;
            }
        }
    }
}

/// What a column holds by its header, without units and remarks in brackets.
fn holds(header: &str) -> Option<Holds> {
    if header.chars().count() > LONGEST_HEADER {
        return None;
    }
    let bare = header
        .split(['(', '（', '['])
        .next()
        .unwrap_or(header)
        .trim();
    let words: String = bare.split(['_', '-']).collect::<Vec<_>>().join(" ");
    HEADERS
        .get(header)
        .or_else(|| HEADERS.get(bare))
        .or_else(|| HEADERS.get(words.as_str()))
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, cells: &[(&str, Holds)], private: usize) {
        let grid = Grid::of(text);
        let found: Vec<_> = grid
            .cells
            .iter()
            .map(|cell| (&text[cell.range.clone()], cell.holds))
            .collect();
        assert_eq!(found, cells);
        assert_eq!(grid.private.len(), private);
    }

    #[test]
    fn columns_of_names_are_known_by_their_header() {
        check(
            "奖金表\n姓名\t金额（元）\t客户名称\n仲星槎\t5\t\n沈砚秋\t\t某某大学\n制表：财务部",
            &[
                ("仲星槎", Holds::Person),
                ("沈砚秋", Holds::Person),
                ("某某大学", Holds::Org),
            ],
            0,
        );
        check("名称\t版本\n甲系统\tV1", &[("甲系统", Holds::Product)], 0);
        check("名称\t数量\n鼠标\t1", &[], 0);
    }

    #[test]
    fn rows_of_personal_data_are_left_alone() {
        check(
            "姓名\t身份证号\t联系电话\n某人\t1\t2\n另一人\t3\t4\n",
            &[],
            2,
        );
        check("Name\tPassport No\tFlight\nA B\tX1\tY2\n", &[], 1);
        check("主叫号码\t被叫号码\t时长\n1\t2\t3\n", &[], 1);
        check(
            "姓名\t手机\n某人\t1\n",
            &[("某人", Holds::Person), ("1", Holds::Private)],
            0,
        );
    }
}
