//! The lines of a text that are Chinese: those with Han characters, without the syllables of Japanese.

use std::ops::Range;

use crate::gazetteer::fold::is_han;

/// One syllable sign for so many Han characters makes a line Japanese; a single の is fashion.
const HAN_PER_KANA: usize = 5;

/// Returns the lines that have Chinese, without their ends.
pub(super) fn chinese_lines(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    text.split('\n')
        .map(move |line| {
            let range = start..start + line.len();
            start = range.end + 1;
            (range, line)
        })
        .filter(|(_, line)| is_chinese(line))
        .map(|(range, _)| range)
}

fn is_chinese(line: &str) -> bool {
    let han = line.chars().filter(|character| is_han(*character)).count();
    let kana = line
        .chars()
        .filter(|character| matches!(character, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}'))
        .count();
    han > 0 && (kana < 2 || kana * HAN_PER_KANA < han)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_without_chinese_are_left_out() {
        let text = "合同\nplain\n東京の外務省から\n美の力量\n";
        let found: Vec<&str> = chinese_lines(text).map(|line| &text[line]).collect();
        assert_eq!(found, ["合同", "美の力量"]);
    }
}
