//! Which line breaks only wrap: where a line was full and its sentence goes on in the next one. Always: never in a list,
//! a log or a table, whose lines differ in width or begin alike. Lines of pictures and pages that show no paragraphs go
//! by their boxes, those of a chat by its bubbles.

mod boxes;

use daylight_model::{LineBreaks, Part, PartKind};
use unicode_width::UnicodeWidthChar;

use crate::message::bubble_breaks;

/// Narrower lines are no column of a text, in columns of a terminal.
const NARROW: usize = 36;
/// Wider ones are paragraphs that nothing wrapped.
const MOST: usize = 160;
/// Han text breaks anywhere but before a mark, so that full lines are so nearly equal, in columns.
const RAGGED: usize = 4;
/// Words of letters of many widths fill a line to so many hundredths of the widest at least.
const FILLED: usize = 85;
/// So many lines of one width speak for a text that wraps, where a block has but one full line.
const SUPPORT: usize = 3;
/// A label stands within so many columns from where its line begins.
const LABEL: usize = 18;

/// A line of a text.
#[derive(Debug)]
struct Line<'a> {
    text: &'a str,
    /// Where its break stands.
    end: usize,
    /// In columns.
    width: usize,
}

/// How two lines stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pair {
    /// The first was full.
    Full,
    /// There was room for more.
    Short,
    /// The first ends a sentence, or is a heading: says nothing.
    Neutral,
    /// Items of a list.
    Items,
}

/// Where the breaks stand in a part that only wrap its lines, as bytes of its text.
#[derive(Debug, Default)]
pub(crate) struct SoftBreaks(Vec<usize>);

impl SoftBreaks {
    /// Looks for them in a part.
    pub(crate) fn of(part: &Part) -> Self {
        if part.breaks() != LineBreaks::Wrap {
            return Self::default();
        }
        if part.kind() == PartKind::Picture
            && let Some(breaks) = bubble_breaks(part)
        {
            return Self(breaks);
        }
        Self(boxes::soft_breaks(part).unwrap_or_else(|| soft_breaks(part.text())))
    }

    /// Returns whether the break at this byte is one.
    pub(crate) fn contains(&self, at: usize) -> bool {
        self.0.binary_search(&at).is_ok()
    }
}

/// Returns where the breaks stand in a text that only wrap its lines, in order.
pub(crate) fn soft_breaks(text: &str) -> Vec<usize> {
    let mut soft = Vec::new();
    let lines = lines(text);
    let support = Support::of(&lines);
    for block in lines.split(|line| line.text.is_empty() || line.text.contains('\t')) {
        let Some(widest) = block.iter().map(|line| line.width).max() else {
            continue;
        };
        if block.len() < 2 || !(NARROW..=MOST).contains(&widest) {
            continue;
        }
        let pairs: Vec<Pair> = block
            .windows(2)
            .enumerate()
            .map(|(at, pair)| compare(&pair[0], &pair[1], widest, at == 0))
            .collect();
        let count = |wanted| pairs.iter().filter(|pair| **pair == wanted).count();
        let (full, short, items) = (count(Pair::Full), count(Pair::Short), count(Pair::Items));
        let wraps = match full {
            0 => false,
            1 if short == 0 && items == 0 => goes_on(block, &pairs) || support.is_enough(widest),
            _ => full >= 2 * (short + items),
        };
        if wraps {
            let full = block
                .iter()
                .zip(&pairs)
                .filter(|(_, pair)| **pair == Pair::Full);
            soft.extend(full.map(|(line, _)| line.end));
        }
    }
    soft
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let end = start + line.len();
        let trimmed = line.trim_matches([' ', '\r', '\u{3000}']);
        lines.push(Line {
            text: trimmed,
            end,
            width: width(line.trim_end()),
        });
        start = end + 1;
    }
    lines
}

fn width(text: &str) -> usize {
    // A wider text wraps nowhere, so that the rest of it need not be measured.
    text.chars()
        .take(MOST + 1)
        .map(|character| character.width().unwrap_or(0))
        .sum()
}

fn compare(this: &Line<'_>, next: &Line<'_>, widest: usize, first: bool) -> Pair {
    if are_items(this.text, next.text) {
        return Pair::Items;
    }
    if ends_sentence(this.text) || first && this.width * 10 < widest * 6 {
        return Pair::Neutral;
    }
    let (last, begin) = (this.text.chars().next_back(), next.text.chars().next());
    let wide = |character: Option<char>| character.is_some_and(|c| c.width() == Some(2));
    let word = next.text.split(char::is_whitespace).next().unwrap_or("");
    let letters = word
        .split(|c: char| c.width() == Some(2))
        .next()
        .unwrap_or("");
    let full = if wide(begin) {
        this.width + RAGGED >= widest
    } else if wide(last) {
        this.width + width(letters) + RAGGED > widest
    } else {
        (this.width + 1 + width(letters)) * 100 >= widest * FILLED
    };
    match full && this.width >= NARROW {
        true => Pair::Full,
        false => Pair::Short,
    }
}

/// Returns whether two lines are items of one list.
pub(crate) fn are_items(this: &str, next: &str) -> bool {
    begins_item(next) || begin_alike(this, next)
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['”', '"', '’', '」', '』', '）', ')'])
        .ends_with(['。', '！', '？', '；', '.', '!', '?', ';', '：', ':'])
}

/// Returns whether a line begins with the mark or number of an item.
fn begins_item(text: &str) -> bool {
    const MARKS: &str = "-*•·●■◆▪#|>【[〔①②③④⑤⑥⑦⑧⑨⑩—";
    let mut characters = text.chars();
    let Some(first) = characters.next() else {
        return false;
    };
    if MARKS.contains(first) {
        return true;
    }
    let text = text.trim_start_matches(['(', '（', '第']);
    let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十零〇百".contains(c);
    let rest = text.trim_start_matches(number);
    // 2.1 in a heading counts as one number.
    let rest = match rest.strip_prefix('.') {
        Some(more) if more.starts_with(number) => {
            more.trim_start_matches(['.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
        }
        _ => rest,
    };
    rest.len() < text.len() && rest.starts_with(['.', '、', ')', '）', '．', '条', '章', ' ', '|'])
}

/// Returns whether two lines begin as items of one list do: with a number, or with a label before a colon or a dash.
fn begin_alike(this: &str, next: &str) -> bool {
    let digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    digit(this) && digit(next) || label(this) && label(next) || is_host(this) && is_host(next)
}

fn label(text: &str) -> bool {
    let mut columns = 0;
    for character in text.chars() {
        columns += character.width().unwrap_or(0);
        if columns > LABEL {
            return false;
        }
        if matches!(character, '：' | ':' | '|' | '｜' | '\u{3000}') {
            return true;
        }
    }
    false
}

/// Returns whether a line begins with a host, an address or a path.
fn is_host(text: &str) -> bool {
    let word = text.split(char::is_whitespace).next().unwrap_or("");
    word.trim_end_matches([',', ':', ';'])
        .find(['.', '@', '/', '_'])
        .is_some_and(|at| at > 0 && at + 1 < word.len())
}

/// Returns whether what follows a full line begins as the middle of a sentence does, or ends one that was begun.
fn goes_on(block: &[Line<'_>], pairs: &[Pair]) -> bool {
    pairs.iter().zip(&block[1..]).any(|(pair, next)| {
        let small = next.text.starts_with(|c: char| c.is_lowercase()) && !is_host(next.text);
        *pair == Pair::Full && (small || next.text.ends_with(['。', '.']))
    })
}

/// How many lines of a text have each width.
struct Support([u32; MOST + 2]);

impl Support {
    fn of(lines: &[Line<'_>]) -> Self {
        let mut widths = [0; MOST + 2];
        for line in lines {
            if let Some(count) = widths.get_mut(line.width) {
                *count += 1;
            }
        }
        Self(widths)
    }

    /// Returns whether enough lines are as wide as the full ones of a block.
    fn is_enough(&self, widest: usize) -> bool {
        let alike = widest.saturating_sub(RAGGED)..=(widest + RAGGED).min(MOST + 1);
        let count: u32 = self.0.get(alike).unwrap_or_default().iter().sum();
        count as usize >= SUPPORT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the text with the breaks that only wrap as `⏎`.
    fn shown(text: &str) -> String {
        let soft = soft_breaks(text);
        let mark = |(at, character): (usize, char)| match soft.contains(&at) {
            true => '⏎',
            false => character,
        };
        text.char_indices().map(mark).collect()
    }

    #[track_caller]
    fn lists(text: &str) {
        assert_eq!(shown(text), text);
    }

    #[test]
    fn full_lines_of_a_paragraph_go_on() {
        assert_eq!(
            shown(
                "关于合作的说明\n我们与对方就数据平台的建设和后续维护事宜进行了多次\
                 沟\n通，双方同意由我方负责整体方案的设计与实施工作，并于本\n年底之前完成验收。\n此致"
            ),
            "关于合作的说明\n我们与对方就数据平台的建设和后续维护事宜进行了多次\
             沟⏎通，双方同意由我方负责整体方案的设计与实施工作，并于本⏎年底之前完成验收。\n此致"
        );
        assert_eq!(
            shown(
                "We have looked at the offer that your colleague sent last week, and\nwe can accept \
                 it if the price covers support for two years and the\ntraining.\n\nRegards,\nJo"
            ),
            "We have looked at the offer that your colleague sent last week, and⏎we can accept it \
             if the price covers support for two years and the⏎training.\n\nRegards,\nJo"
        );
    }

    #[test]
    fn lines_of_a_list_or_a_log_end() {
        lists(
            "0107 沅城市局 要 某银行流水两年 —— 待定中\n0112 平州局 要 外交部公文若干 —— 已经接了",
        );
        lists(
            "vpn.one.example  账号 hoxha  3月2日 登录成功\nmail.two.example  账号 tok  提示密码错误\n\
             citrix.three.example  账号 svc_backup  双因子拦了\n用完退出，别改人家设置。",
        );
        lists(
            "Tue: portal.one.example, user fathy, still lets us in, mailbox refreshed\n\
             Wed: hr.two.example with user dewi - locked after the third go at it",
        );
        lists(
            "新增：某国移民局入境卡，2019年至2021年，745万张\n新增：某电讯话单续采，2021年，约3.3亿条左右",
        );
        lists(
            "甲公司「蜂巢」4.1：邮箱批量采集，能过二次验证\n乙公司「夜枭盒子」：插到内网就能回连，伪装成充电宝\n丙的舆情大屏一年服务费六十万",
        );
        lists("变更前法定代表人为佟某，住所在泸东市临江路八号\n变更后法定代表人为邹某");
        lists("");
        lists("\n\n");
    }

    #[test]
    fn a_pair_of_lines_goes_on_where_the_text_has_more_lines_of_that_width() {
        let line = "甲".repeat(30);
        let text = format!("{line}\n乙方\n\n{line}\n乙方\n\n{line}\n乙方");
        assert_eq!(shown(&text).matches('⏎').count(), 3);
        lists(&format!("{line}\n乙方"));
    }

    #[test]
    fn a_sentence_that_was_begun_ends_in_the_next_line() {
        assert_eq!(
            shown("某某公司决定参加贵方信息化项目的投标，投标总价为\n人民币叁佰贰拾万元整。"),
            "某某公司决定参加贵方信息化项目的投标，投标总价为⏎人民币叁佰贰拾万元整。"
        );
    }
}
