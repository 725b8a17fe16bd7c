//! Line breaks by where lines stand on a page: a line that reaches the right edge of its text, just above one that
//! begins at the left edge of it, goes on there, if a sentence ends at the end of such lines. Always: heights, gaps and edges are in
//! heights of a line, so that they hold for any resolution.

use daylight_model::{Area, Part, Place};

use super::{are_items, ends_sentence};
use crate::gazetteer::fold::is_han;

/// A full line ends so near to the right edge of its text.
const RAGGED: f64 = 1.6;
/// Lines of one paragraph are no further apart.
const GAP: f64 = 1.3;
/// The first line of a paragraph is indented by no more.
const INDENT: f64 = 4.5;
/// Shorter lines are no column of a text.
const NARROW: f64 = 12.0;
/// So many lines at the right edge speak for a text that wraps.
const SUPPORT: usize = 2;
/// Pages of more lines are left to their text.
const MOST: usize = 2000;
/// Of the characters of a line of Latin words, so many hundredths are letters and blanks.
const WORDS: usize = 85;

/// A line of a page.
struct Line<'p> {
    text: &'p str,
    /// Where its break stands.
    end: usize,
    area: Area,
}

impl Line<'_> {
    fn left(&self) -> f64 {
        f64::from(self.area.x)
    }

    fn right(&self) -> f64 {
        f64::from(self.area.x) + f64::from(self.area.width)
    }

    fn bottom(&self) -> f64 {
        f64::from(self.area.y) + f64::from(self.area.height)
    }

    fn height(&self) -> f64 {
        f64::from(self.area.height)
    }
}

/// Returns where the breaks stand that only wrap lines; none at all where the text does not consist of lines with a
/// box each, or shows its paragraphs by empty lines.
pub(super) fn soft_breaks(part: &Part) -> Option<Vec<usize>> {
    let lines = lines(part)?;
    if lines.len() > MOST {
        return None;
    }
    let mut soft = Vec::new();
    // Lines of a list may be as wide as one another; those of a paragraph end in the end of a sentence.
    let mut ends = false;
    for pair in lines.windows(2).rev() {
        let [Some(this), Some(next)] = pair else {
            ends = false;
            continue;
        };
        let goes_on = goes_on(this, next, &lines) && (ends || ends_sentence(next.text));
        if goes_on {
            soft.push(this.end);
        }
        ends = goes_on;
    }
    soft.reverse();
    Some(soft)
}

/// Returns the lines of a part; none in the place of one with cells.
fn lines(part: &Part) -> Option<Vec<Option<Line<'_>>>> {
    let mut anchors = part.anchors().iter().peekable();
    let mut lines = Vec::new();
    let mut start = 0;
    for text in part.text().trim_end_matches('\n').split('\n') {
        if text.trim().is_empty() {
            return None;
        }
        let end = start + text.len();
        let mut area: Option<Area> = None;
        while let Some(anchor) = anchors.next_if(|anchor| (anchor.start as usize) < end) {
            let (Place::Picture(of_anchor)
            | Place::Page {
                area: Some(of_anchor),
                ..
            }) = anchor.place
            else {
                return None;
            };
            area = Some(area.map_or(of_anchor, |area| area.around(of_anchor)));
        }
        lines.push(match text.contains('\t') {
            true => None,
            false => Some(Line {
                text: text.trim(),
                end,
                area: area?,
            }),
        });
        start = end + 1;
    }
    Some(lines)
}

fn goes_on(this: &Line<'_>, next: &Line<'_>, lines: &[Option<Line<'_>>]) -> bool {
    let height = this.height().min(next.height());
    let (above, indent) = (
        f64::from(next.area.y) - this.bottom(),
        this.left() - next.left(),
    );
    let below = height > 0.0
        && this.height().max(next.height()) <= height * 1.4
        && (-0.6 * height..=GAP * height).contains(&above)
        && (-0.6 * height..=INDENT * height).contains(&indent);
    if !below
        || this.right() - this.left() < NARROW * height
        || next.right() > this.right() + RAGGED * height
        || ends_sentence(this.text)
        || are_items(this.text, next.text)
        || !joins(this.text, next.text)
    {
        return false;
    }
    // Lines of the same text begin at about the same edge.
    let beside = lines.iter().flatten().filter(|line| {
        (line.left() - next.left()).abs() <= INDENT * height && line.height() <= height * 1.6
    });
    let rights: Vec<f64> = beside.map(Line::right).collect();
    let edge = rights.iter().copied().fold(0.0, f64::max);
    let at_edge = |right: f64| right >= edge - RAGGED * height;
    let support = rights.iter().filter(|right| at_edge(**right)).count();
    at_edge(this.right()) && (support >= SUPPORT || ends_sentence(next.text))
}

/// Returns whether the end of one line and the begin of the next may stand within a sentence.
fn joins(this: &str, next: &str) -> bool {
    let (Some(last), Some(first)) = (this.chars().next_back(), next.chars().next()) else {
        return false;
    };
    if is_han(first) || is_han(last) {
        let in_sentence = |text: &str| text.contains(['，', '。', '、', '；', ',']);
        let han = |text: &str| text.chars().any(is_han);
        return han(this) && han(next) && (in_sentence(this) || in_sentence(next));
    }
    let words = |text: &str| {
        let all = text.chars().count();
        let of_words = text.chars().filter(|c| c.is_alphabetic() || *c == ' ');
        of_words.count() * 100 >= all * WORDS
    };
    words(this) && first.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;
    use daylight_model::{Anchor, LineBreaks, PartData, PartKind, PartNumber};

    fn push(text: &mut String, anchors: &mut Vec<Anchor>, area: Area, line: &str) {
        let start = text.len() as u32;
        text.push_str(line);
        let (end, place) = (text.len() as u32, Place::Picture(area));
        anchors.push(Anchor { start, end, place });
        text.push('\n');
    }

    fn part(text: String, anchors: Vec<Anchor>) -> Part {
        Part::try_from(PartData {
            number: PartNumber(1),
            kind: PartKind::Picture,
            name: None,
            breaks: LineBreaks::Wrap,
            text,
            anchors,
        })
        .unwrap()
    }

    /// Returns the text of a picture with the breaks that only wrap as `⏎`. Each line has its left edge, its right
    /// edge, and what it says; lines are 20 pixels high and 30 apart.
    fn shown(lines: &[(u32, u32, &str)]) -> Option<String> {
        let (mut text, mut anchors) = (String::new(), Vec::new());
        for (at, (left, right, line)) in (0_u32..).zip(lines) {
            let area = Area {
                x: *left,
                y: at * 30,
                width: right - left,
                height: 20,
            };
            push(&mut text, &mut anchors, area, line);
        }
        let part = part(text, anchors);
        let soft = soft_breaks(&part)?;
        let mark = |(at, character): (usize, char)| match soft.contains(&at) {
            true => '⏎',
            false => character,
        };
        Some(part.text().trim_end().char_indices().map(mark).collect())
    }

    #[test]
    fn a_line_at_the_right_edge_goes_on_in_the_next() {
        let page = [
            (100, 300, "某某平台说明"),
            (140, 700, "某某平台是某某公司面向行业客户于今年推出并且"),
            (100, 500, "自主研发的产品，当前版本二。"),
            (140, 690, "系统采用模块化设计，支持单机部署，操作人员经"),
            (100, 220, "培训上岗。"),
            (140, 460, "价格另议"),
        ];
        assert_eq!(
            shown(&page).unwrap(),
            "某某平台说明\n某某平台是某某公司面向行业客户于今年推出并且⏎自主研发的产品，当前版本二。\n\
             系统采用模块化设计，支持单机部署，操作人员经⏎培训上岗。\n价格另议"
        );
    }

    #[test]
    fn lines_of_a_list_end() {
        for list in [
            [
                (100, 400, "某国外交部邮件系统采购意向的说明"),
                (100, 340, "某国移民局入境记录的样本"),
                (100, 420, "某国电信公司话单与用户登记的全部"),
                (100, 360, "某国银行流水及其开户的资料"),
            ],
            [
                (100, 700, "某国移民局入境记录，2019年，数据来自泰国"),
                (100, 690, "外交部邮件，2020年，共计若干，样本附后"),
                (100, 500, "电信话单，2018年"),
                (100, 460, "银行流水，2017年"),
            ],
            [
                (
                    100,
                    700,
                    "-rw-r--r-- 1 root root 18231 Mar 12 list_of_names.csv",
                ),
                (
                    100,
                    700,
                    "-rw-r--r-- 1 root root 18231 Mar 12 list_of_mails.csv",
                ),
                (
                    100,
                    690,
                    "-rw-r--r-- 1 root root 182 Mar 12 list_of_phones.csv",
                ),
                (
                    100,
                    680,
                    "-rw-r--r-- 1 root root 18 Mar 12 lists_of_posts.csv",
                ),
            ],
        ] {
            let list_shown = shown(&list).unwrap();
            assert!(!list_shown.contains('⏎'), "{list_shown}");
        }
    }

    #[test]
    fn the_lines_of_a_bubble_are_one_text() {
        let lines: [([u32; 4], &str); 10] = [
            ([40, 20, 60, 24], "9:41"),
            ([330, 90, 90, 36], "老周"),
            ([265, 170, 220, 24], "2021年3月4日 12:00"),
            ([110, 230, 330, 34], "甲局那边想要某国外交"),
            ([110, 272, 180, 34], "部的邮箱数据"),
            ([580, 350, 60, 34], "可以"),
            ([300, 430, 340, 34], "先签合同，明天盖章，"),
            ([300, 472, 60, 34], "好吗"),
            ([110, 550, 60, 34], "好的"),
            ([320, 700, 110, 28], "按住说话"),
        ];
        let (mut text, mut anchors) = (String::new(), Vec::new());
        for ([x, y, width, height], line) in lines {
            let area = Area {
                x,
                y,
                width,
                height,
            };
            push(&mut text, &mut anchors, area, line);
        }
        let soft = crate::wrap::SoftBreaks::of(&part(text, anchors));
        let part_text: String = lines.map(|(_, line)| format!("{line}\n")).concat();
        let breaks = part_text.match_indices('\n').map(|(at, _)| at);
        let before: Vec<&str> = breaks
            .filter(|at| soft.contains(*at))
            .filter_map(|at| part_text[..at].rsplit('\n').next())
            .collect();
        assert_eq!(before, ["甲局那边想要某国外交", "先签合同，明天盖章，"]);
    }

    #[test]
    fn pages_that_show_paragraphs_are_left_to_their_text() {
        assert_eq!(
            shown(&[(100, 700, "甲"), (100, 700, " "), (100, 700, "乙")]),
            None
        );
    }
}
