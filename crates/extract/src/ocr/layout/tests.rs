//! Lines set by hand and the order in which they come out. Always: no pixel is read.

use std::sync::Arc;

use super::super::recognise::{Letter, Reading};
use super::*;

fn line(text: &str, left: f32, top: f32, right: f32, bottom: f32) -> Line {
    let count = text.chars().count() as f32;
    let letters = text
        .chars()
        .enumerate()
        .map(|(index, character)| Letter {
            text: Arc::from(character.to_string()),
            at: (index as f32 + 0.5) / count,
            sure: 0.99,
        })
        .collect();
    Line {
        shape: Slanted::upright(left, top, right, bottom),
        reading: Reading {
            letters,
            ..Reading::default()
        },
    }
}

#[track_caller]
fn check(lines: &[Line], expect: &str) {
    let text: String = text(lines).into_iter().map(|piece| piece.text).collect();
    assert_eq!(text, expect);
}

#[test]
fn lines_come_from_the_top_and_from_the_left() {
    check(
        &[
            line("丙丙丙丙", 10.0, 60.0, 90.0, 80.0),
            line("乙乙", 200.0, 11.0, 240.0, 31.0),
            line("甲甲甲", 10.0, 10.0, 70.0, 30.0),
        ],
        "甲甲甲\n乙乙\n丙丙丙丙",
    );
}

#[test]
fn bubbles_left_and_right_come_in_their_order() {
    let lines: Vec<Line> = (0..12)
        .map(|index| {
            let left = if index % 2 == 0 { 10.0 } else { 300.0 };
            let top = 40.0 * index as f32;
            line("一二三四五六七八九十", left, top, left + 200.0, top + 20.0)
        })
        .collect();
    let expect = ["一二三四五六七八九十"; 12].join("\n");
    check(&lines, &expect);
    let pieces = text(&lines);
    let tops: Vec<f32> = pieces
        .iter()
        .filter_map(|piece| Some(piece.corners?[0].1))
        .collect();
    assert!(tops.is_sorted());
}

#[test]
fn columns_of_prose_are_read_one_after_the_other() {
    let mut lines = vec![line(
        "题目题目题目题目题目题目题目题目",
        100.0,
        10.0,
        500.0,
        40.0,
    )];
    for index in 0..5 {
        let top = 60.0 + 30.0 * index as f32;
        lines.push(line(
            "左左左左左左左左左左左左",
            10.0,
            top,
            290.0,
            top + 20.0,
        ));
        lines.push(line(
            "右右右右右右右右右右右右",
            320.0,
            top,
            600.0,
            top + 20.0,
        ));
    }
    let expect = format!(
        "题目题目题目题目题目题目题目题目\n{}\n{}",
        ["左左左左左左左左左左左左"; 5].join("\n"),
        ["右右右右右右右右右右右右"; 5].join("\n")
    );
    check(&lines, &expect);
}

#[test]
fn rows_of_a_table_are_put_together_and_empty_cells_keep_their_place() {
    let mut lines = vec![line("名单名单", 10.0, 0.0, 90.0, 20.0)];
    for (row, cells) in [
        ["国家", "单位", "备注"],
        ["泰国", "", "甲"],
        ["越南", "部", "乙"],
        ["印度", "厅", "丙"],
    ]
    .iter()
    .enumerate()
    {
        for (column, cell) in cells.iter().enumerate() {
            if !cell.is_empty() {
                let (left, top) = (10.0 + 150.0 * column as f32, 40.0 + 30.0 * row as f32);
                lines.push(line(cell, left, top, left + 40.0, top + 20.0));
            }
        }
    }
    check(
        &lines,
        "名单名单\n国家\t单位\t备注\n泰国\t\t甲\n越南\t部\t乙\n印度\t厅\t丙",
    );
}

#[test]
fn standing_columns_are_read_from_right_to_left() {
    let column = |text: &str, x: f32| {
        let mut line = line(text, 0.0, 0.0, 200.0, 20.0);
        line.shape.centre = (x, 110.0);
        line.shape.angle = std::f32::consts::FRAC_PI_2;
        line
    };
    check(
        &[column("后后后", 20.0), column("先先先", 80.0)],
        "先先先\n后后后",
    );
}

#[test]
fn a_leaning_page_keeps_its_rows() {
    let mut lines = Vec::new();
    for row in 0..4 {
        for column in 0..4 {
            let text = format!("{}{}", ["甲", "乙", "丙", "丁"][row], column);
            let mut cell = line(&text, 0.0, 0.0, 90.0, 20.0);
            let (x, y) = (150.0 * column as f32, 40.0 * row as f32);
            let (sin, cos) = 0.08_f32.sin_cos();
            cell.shape.centre = (x * cos - y * sin + 100.0, x * sin + y * cos + 50.0);
            cell.shape.angle = 0.08;
            lines.push(cell);
        }
    }
    check(
        &lines,
        "甲0\t甲1\t甲2\t甲3\n乙0\t乙1\t乙2\t乙3\n丙0\t丙1\t丙2\t丙3\n丁0\t丁1\t丁2\t丁3",
    );
}

#[test]
fn a_line_with_a_wide_gap_gives_two_boxes() {
    let mut wide = line("左边右边", 0.0, 0.0, 400.0, 20.0);
    for (letter, at) in wide.reading.letters.iter_mut().zip([0.02, 0.07, 0.9, 0.95]) {
        letter.at = at;
    }
    let pieces = text(&[wide]);
    let boxed: Vec<_> = pieces
        .iter()
        .filter_map(|piece| Some((piece.text.as_str(), piece.corners?)))
        .collect();
    assert_eq!(boxed.len(), 2);
    assert_eq!((boxed[0].0, boxed[1].0), ("左边", "右边"));
    assert!(boxed[0].1[1].0 < 60.0 && boxed[1].1[0].0 > 340.0);
}

#[test]
fn a_line_that_was_parted_at_a_comma_is_one_again() {
    check(
        &[
            line("会上他发了脾气，", 10.0, 10.0, 170.0, 30.0),
            line("说谁泄露谁负责", 186.0, 11.0, 326.0, 31.0),
            line("keep the", 10.0, 60.0, 90.0, 80.0),
            line("old build", 97.0, 60.0, 187.0, 80.0),
            line("甲方", 10.0, 110.0, 50.0, 130.0),
            line("乙方", 90.0, 110.0, 130.0, 130.0),
        ],
        "会上他发了脾气，说谁泄露谁负责\nkeep the old build\n甲方\n乙方",
    );
}
