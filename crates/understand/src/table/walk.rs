//! The way through a region row by row: where tables begin and end, which rows are data. Always: one pass; no more
//! rows are held than a header may need.

use std::collections::VecDeque;

use daylight_model::Span;

use super::column;
use super::head::{self, Head};
use super::shape;
use crate::Document;
use crate::grid::{self, Region, Row};

/// Rows by which a head is found.
const SAMPLE: usize = 40;

/// What takes what is found on the way.
pub(crate) trait Take {
    /// A table begins.
    fn table(&mut self, head: &Head);
    /// A row of data of the tables that stand here, all its cells.
    fn row(&mut self, row: &Row);
    /// They end.
    fn end(&mut self);
}

/// Goes through a region.
pub(crate) fn region(document: &Document<'_>, region: &Region, take: &mut dyn Take) {
    let mut rows = region.rows(document).peekable();
    let mut sample: VecDeque<Row> = VecDeque::new();
    loop {
        while sample.len() < SAMPLE
            && let Some(row) = rows.next()
        {
            sample.push_back(row);
        }
        if sample.is_empty() {
            return;
        }
        let block = block(document, sample.make_contiguous());
        let rows_at_hand = sample.make_contiguous();
        let heads = head::find(document, rows_at_hand.get(..block).unwrap_or_default());
        let Some(first) = heads.first() else {
            // Nothing but lines of text up to the next gap.
            sample.drain(..block.max(1));
            continue;
        };
        for head in &heads {
            take.table(head);
        }
        let mut open = Open::new(document, first, rows_at_hand);
        sample.drain(..first.skip);
        loop {
            let row = match sample.pop_front() {
                Some(row) => row,
                None => match rows.next() {
                    Some(row) => row,
                    None => {
                        for held in open.held.drain(..) {
                            if is_data(document, &held, open.width) {
                                take.row(&held);
                            }
                        }
                        break;
                    }
                },
            };
            match open.judge(document, &row) {
                Judged::Data => {
                    for held in open.held.drain(..) {
                        if is_data(document, &held, open.width) {
                            take.row(&held);
                        }
                    }
                    take.row(&row);
                }
                Judged::Other => {}
                Judged::NewTable => {
                    sample.push_front(row);
                    while let Some(held) = open.held.pop() {
                        sample.push_front(held);
                    }
                    break;
                }
            }
        }
        take.end();
    }
}

/// Returns how many rows of the sample belong together: to the gap that a new table follows.
fn block(document: &Document<'_>, sample: &[Row]) -> usize {
    let mut wide = 0;
    let mut gap: Option<usize> = None;
    for (at, row) in sample.iter().enumerate() {
        if at > 0 && is_gap(sample.get(at - 1), row) {
            gap = gap.or(Some(at));
        }
        if row.cells.len() < 2 {
            continue;
        }
        // A title, a blank row, then the header: still one table.
        if let Some(gap) = gap.filter(|_| wide >= 2 && looks_like_a_header(document, row)) {
            return gap;
        }
        gap = None;
        wide += 1;
    }
    sample.len()
}

fn is_gap(before: Option<&Row>, row: &Row) -> bool {
    before.is_some_and(|before| row.number > before.number.saturating_add(1))
}

/// Returns whether a row after a blank one can only be the names of other columns.
fn looks_like_a_header(document: &Document<'_>, row: &Row) -> bool {
    let texts: Vec<&str> = row
        .cells
        .iter()
        .map(|cell| grid::text(document, cell.span))
        .collect();
    let known = texts.iter().filter(|text| column::is_known(text)).count();
    texts.len() >= 2
        && known * 2 >= texts.len()
        && texts
            .iter()
            .all(|text| shape::of(text).may_be_a_name() && text.chars().count() <= 24)
}

enum Judged {
    Data,
    Other,
    NewTable,
}

/// A table as it is gone through.
struct Open {
    /// Number of the row before.
    last: Option<u32>,
    names: Vec<(u32, String)>,
    width: usize,
    /// Lines after a gap that may be the title of the next table.
    held: Vec<Row>,
    after_gap: bool,
}

impl Open {
    fn new(document: &Document<'_>, head: &Head, sample: &[Row]) -> Self {
        let last = head.skip.checked_sub(1).and_then(|at| sample.get(at));
        let owned = |span: Span| grid::text(document, span).to_owned();
        Self {
            last: last.map(|row| row.number),
            names: head
                .columns
                .iter()
                .filter_map(|(column, name)| Some((*column, owned((*name)?))))
                .collect(),
            width: head.columns.len(),
            held: Vec::new(),
            after_gap: false,
        }
    }

    fn judge(&mut self, document: &Document<'_>, row: &Row) -> Judged {
        let gap = self
            .last
            .is_some_and(|last| row.number > last.saturating_add(1));
        self.last = Some(row.number);
        self.after_gap |= gap;
        if self.is_header_again(document, row) {
            return Judged::Other;
        }
        if self.after_gap && looks_like_a_header(document, row) {
            return Judged::NewTable;
        }
        // After a gap, a line alone may be the title of the next table.
        let alone = self.after_gap && row.cells.len() == 1 && self.width > 1;
        if alone || !is_data(document, row, self.width) {
            if self.after_gap && self.held.len() < 8 {
                self.held.push(row.clone());
            }
            return Judged::Other;
        }
        self.after_gap = false;
        Judged::Data
    }

    fn is_header_again(&self, document: &Document<'_>, row: &Row) -> bool {
        let same = self
            .names
            .iter()
            .filter(|(column, name)| {
                row.cell(*column)
                    .is_some_and(|cell| grid::text(document, cell.span) == name)
            })
            .count();
        same >= 2 && same == self.names.len().min(row.cells.len())
    }
}

/// Words that a row of sums begins with.
const TOTALS: &[&str] = &[
    "合计",
    "总计",
    "小计",
    "共计",
    "累计",
    "总和",
    "合計",
    "總計",
    "小計",
    "平均",
    "平均值",
    "汇总",
    "本页小计",
    "本页合计",
    "total",
    "totals",
    "grand total",
    "subtotal",
    "sub-total",
    "sum",
    "average",
    "overall",
];

/// Returns whether a row is one of data, not a sum, a note, or a line between.
pub(crate) fn is_data(document: &Document<'_>, row: &Row, width: usize) -> bool {
    let Some(first) = row.cells.first() else {
        return false;
    };
    let text = grid::text(document, first.span);
    if is_total(text) {
        return false;
    }
    // 1 | 合计 | 500: numbered sums.
    let second = row.cells.get(1).map(|cell| grid::text(document, cell.span));
    if second.is_some_and(is_total) && text.chars().all(|c| c.is_ascii_digit()) && width > 2 {
        return false;
    }
    match row.cells.len() {
        1 if width > 2 => false,
        1 => !head::is_note(text) && text.chars().count() <= 60 || width == 1,
        count if count * 2 <= width => {
            // 制表人：张三 | 审核：李四.
            !row.cells.iter().all(|cell| {
                grid::text(document, cell.span).contains(['：', ':'])
                    || head::is_note(grid::text(document, cell.span))
            })
        }
        _ => true,
    }
}

/// Returns whether a cell says that its row is a sum.
pub(crate) fn is_total(text: &str) -> bool {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace() || c.is_ascii())
        .collect::<String>()
        .trim_matches(|c: char| {
            c.is_ascii_punctuation() || c.is_whitespace() || matches!(c, '：' | '（' | '）')
        })
        .to_lowercase();
    let squeezed: String = plain.chars().filter(|c| !c.is_whitespace()).collect();
    TOTALS.contains(&plain.as_str())
        || TOTALS.contains(&squeezed.as_str())
        || ["合计", "总计", "小计", "共计"].iter().any(|word| {
            squeezed.starts_with(word)
                && squeezed
                    .chars()
                    .nth(2)
                    .is_some_and(|c| matches!(c, '（' | '(' | '：' | ':' | '人' | '金'))
        })
}
