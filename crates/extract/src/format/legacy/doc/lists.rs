//! Lists of a Word file (MS-DOC: PlfLst, PlfLfo) and the styles that bring them: what is drawn before paragraphs is
//! counted as for docx. Always: a list that is cut off has the levels that are there.

use std::collections::BTreeMap;

use super::pieces::Fib;
use super::properties::{Paragraph, modifiers};
use crate::format::compound::{u16_at, u32_at};
use crate::format::legacy::summary::wide;
use crate::format::office::docx::numbering::{Level, List, Numbering, Stated, Style};

/// Lists that are read.
const MOST: usize = 20_000;

/// Reads the lists and the styles.
pub(super) fn read(fib: &Fib, table: &[u8]) -> Numbering {
    let mut numbering = Numbering::default();
    if fib.is_old {
        return numbering;
    }
    let (defined, after) = fib.table_part_and_after(73, table);
    let count = usize::from(u16_at(defined, 0)).min(MOST);
    let mut rest = after;
    for n in 0..count {
        let Some(list) = defined.get(2 + 28 * n..2 + 28 * (n + 1)) else {
            break;
        };
        let levels = if list[26] & 1 == 1 { 1 } else { 9 };
        let mut all = BTreeMap::new();
        for depth in 0..levels {
            let Some((mut level, next)) = level(rest) else {
                break;
            };
            let style = u16_at(list, 8 + 2 * depth);
            if style != 0x0fff {
                level.style = style.to_string();
            }
            all.insert(depth, level);
            rest = next;
        }
        numbering.define(u32_at(list, 0).to_string(), all);
    }
    lists(fib.table_part(74, table), &mut numbering);
    styles(fib.table_part(1, table), &mut numbering);
    numbering
}

/// Returns what a paragraph says of its number.
pub(super) fn stated(paragraph: &Paragraph) -> Stated {
    Stated {
        style: paragraph.style.to_string(),
        list: paragraph.list.map(|list| list.to_string()),
        level: paragraph.level.map(usize::from),
    }
}

/// Reads a level; returns what follows it.
fn level(bytes: &[u8]) -> Option<(Level, &[u8])> {
    let head = bytes.get(..28)?;
    let skipped = 28 + usize::from(head[24]) + usize::from(head[25]);
    let length = usize::from(u16_at(bytes.get(skipped..)?, 0));
    let text = bytes.get(skipped + 2..skipped + 2 + 2 * length)?;
    let mut pattern = String::new();
    for unit in text.chunks_exact(2) {
        match u16_at(unit, 0) {
            depth @ 0..=8 => pattern.push_str(&format!("%{}", depth + 1)),
            _ => pattern.push_str(&wide(unit)),
        }
    }
    // Older programs write bullets as numbers of which only signs are drawn.
    let is_bullet = !pattern.chars().any(char::is_alphanumeric);
    let format = if is_bullet { "bullet" } else { format(head[4]) };
    let level = Level {
        start: Some(u32_at(head, 0)).filter(|start| *start <= 0x7fff),
        format: format.to_owned(),
        pattern,
        style: String::new(),
        in_digits: head[5] & 4 != 0,
        bare: head[15] == 2,
    };
    Some((level, &bytes[skipped + 2 + 2 * length..]))
}

/// Reads the lists as paragraphs name them, by their number from 1.
fn lists(bytes: &[u8], numbering: &mut Numbering) {
    let count = (u32_at(bytes, 0) as usize).min(MOST);
    let mut rest = bytes.get(4 + 16 * count..).unwrap_or_default();
    for n in 0..count {
        let Some(entry) = bytes.get(4 + 16 * n..4 + 16 * (n + 1)) else {
            return;
        };
        let mut list = List {
            definition: u32_at(entry, 0).to_string(),
            ..List::default()
        };
        rest = rest.get(4..).unwrap_or_default();
        for _ in 0..entry[12] {
            let Some(head) = rest.get(..8) else {
                break;
            };
            let flags = u32_at(head, 4);
            let depth = (flags & 15) as usize;
            rest = &rest[8..];
            if flags & 0x20 != 0 {
                let Some((own, next)) = level(rest) else {
                    break;
                };
                list.levels.insert(depth, own);
                rest = next;
            } else if flags & 0x10 != 0 {
                list.starts.insert(depth, u32_at(head, 0).min(0x7fff));
            }
        }
        numbering.list((n + 1).to_string(), list);
    }
}

/// Reads which styles bring a list, and which styles they go back to.
fn styles(bytes: &[u8], numbering: &mut Numbering) {
    let header = usize::from(u16_at(bytes, 0));
    let base = usize::from(u16_at(bytes, 4)).max(10);
    let mut rest = bytes.get(2 + header..).unwrap_or_default();
    for number in 0..u16_at(bytes, 2) {
        let length = usize::from(u16_at(rest, 0));
        let Some(style) = rest.get(2..2 + length) else {
            return;
        };
        rest = rest
            .get(2 + length.next_multiple_of(2)..)
            .unwrap_or_default();
        // Paragraphs' styles alone bring lists.
        if length < base || u16_at(style, 2) & 15 != 1 {
            continue;
        }
        let after_name = base + 2 + 2 * usize::from(u16_at(style, base)) + 2;
        let properties = style.get(after_name..).unwrap_or_default();
        let size = usize::from(u16_at(properties, 0));
        let properties = properties.get(4..2 + size).unwrap_or_default();
        let mut paragraph = Paragraph::default();
        for (code, value) in modifiers(properties) {
            paragraph.take(code, value);
        }
        let style = Style {
            list: paragraph.list.map(|list| list.to_string()),
            level: paragraph.level.map(usize::from),
            parent: (u16_at(style, 2) >> 4).to_string(),
        };
        numbering.style(number.to_string(), style);
    }
}

/// Returns the name that docx has for a way to write numbers (MS-OSHARED, MSONFC).
fn format(number: u8) -> &'static str {
    match number {
        1 => "upperRoman",
        2 => "lowerRoman",
        3 => "upperLetter",
        4 => "lowerLetter",
        5 => "ordinal",
        10 => "ideographDigital",
        11 => "japaneseCounting",
        14 => "decimalFullWidth",
        16 => "japaneseLegal",
        17 => "japaneseDigitalTenThousand",
        18 => "decimalEnclosedCircle",
        19 => "decimalFullWidth2",
        22 => "decimalZero",
        23 => "bullet",
        28 => "decimalEnclosedCircleChinese",
        29 => "ideographEnclosedCircle",
        30 => "ideographTraditional",
        31 => "ideographZodiac",
        33 => "taiwaneseCounting",
        34 => "ideographLegalTraditional",
        35 => "taiwaneseCountingThousand",
        36 => "taiwaneseDigital",
        37 => "chineseCounting",
        38 => "chineseLegalSimplified",
        39 => "chineseCountingThousand",
        44 => "koreanDigital2",
        0xff => "none",
        _ => "decimal",
    }
}
