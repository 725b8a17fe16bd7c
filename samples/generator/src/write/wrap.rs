//! Where lines break: between any two Han characters, never inside a Latin word or number that fits a
//! line, no closing mark at the start of a line and no opening one at its end.

use std::ops::Range;

const MAY_NOT_BEGIN: &str = "，。；：、！？）」』》”’…—%％,.;:!?)]}";
const MAY_NOT_END: &str = "（「『《“‘([{¥￥$";

/// Returns the byte ranges of the lines; `limit` and `advance` in one unit. Line feeds break; an empty
/// line gives an empty range. Spaces at a break belong to no line.
pub(crate) fn wrap(text: &str, limit: f32, advance: &dyn Fn(char) -> f32) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut base = 0;
    for hard in text.split('\n') {
        wrap_one(hard, base, limit, advance, &mut lines);
        base += hard.len() + 1;
    }
    lines
}

fn wrap_one(
    text: &str,
    base: usize,
    limit: f32,
    advance: &dyn Fn(char) -> f32,
    lines: &mut Vec<Range<usize>>,
) {
    let mut start = 0;
    let mut width = 0.0;
    let mut chance: Option<usize> = None;
    let mut previous: Option<char> = None;
    for (at, ch) in text.char_indices() {
        if at > start && previous.is_some_and(|before| may_break(before, ch)) {
            chance = Some(at);
        }
        let wide = advance(ch);
        if width + wide > limit && at > start && ch != ' ' {
            let cut = chance.unwrap_or(at);
            lines.push(trimmed(text, start, cut, base));
            start = cut;
            chance = None;
            width = text[start..at].chars().map(advance).sum();
        }
        if at == start && ch == ' ' && start > 0 {
            start = at + 1;
        } else {
            width += wide;
        }
        previous = Some(ch);
    }
    lines.push(trimmed(text, start, text.len(), base));
}

fn may_break(before: char, after: char) -> bool {
    let glued = before.is_ascii_graphic() && after.is_ascii_graphic();
    !glued && after != ' ' && !MAY_NOT_BEGIN.contains(after) && !MAY_NOT_END.contains(before)
}

fn trimmed(text: &str, start: usize, end: usize, base: usize) -> Range<usize> {
    base + start..base + start + text[start..end].trim_end_matches(' ').len()
}

#[cfg(test)]
mod tests {
    use super::wrap;

    fn check(text: &str, limit: f32, expect: &[&str]) {
        let advance = |ch: char| if ch.is_ascii() { 0.5 } else { 1.0 };
        let lines: Vec<&str> = wrap(text, limit, &advance)
            .into_iter()
            .map(|range| &text[range])
            .collect();
        assert_eq!(lines, expect);
    }

    #[test]
    fn lines_break_between_characters_and_not_inside_numbers() {
        check("合同金额55,000元整", 6.0, &["合同金额", "55,000元整"]);
        check("甲乙丙丁，戊", 4.0, &["甲乙丙", "丁，戊"]);
        check("the quick brown fox", 5.0, &["the quick", "brown fox"]);
        check("一\n\n二", 5.0, &["一", "", "二"]);
        check("abcdefghijkl", 3.0, &["abcdef", "ghijkl"]);
    }
}
