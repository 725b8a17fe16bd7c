//! A text too long for one page, cut into windows that are sent one at a time. Always: windows follow one another
//! without gap and cover the text; they end at line breaks, or between characters of an endless line.

use std::ops::Range;

/// Bytes of a window, at most.
const MOST_BYTES: usize = 1 << 20;

/// Returns the windows of a text; a text always has at least one.
pub(crate) fn windows(text: &str) -> Vec<Range<usize>> {
    cut(text, MOST_BYTES)
}

fn cut(text: &str, most: usize) -> Vec<Range<usize>> {
    let mut windows = Vec::new();
    let mut start = 0;
    while text.len() - start > most {
        let mut end = start + most;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let end = match text.get(start..end).and_then(|part| part.rfind('\n')) {
            Some(line_break) => start + line_break + 1,
            None => end,
        };
        windows.push(start..end);
        start = end;
    }
    windows.push(start..text.len());
    windows
}

/// Returns the index of the window that holds the byte.
pub(crate) fn window_at(windows: &[Range<usize>], byte: usize) -> usize {
    windows
        .partition_point(|window| window.end <= byte)
        .min(windows.len().saturating_sub(1))
}

/// Returns what of `range` lies in `window`; none where nothing does.
pub(crate) fn within(window: &Range<usize>, range: &Range<usize>) -> Option<Range<usize>> {
    let both = range.start.max(window.start)..range.end.min(window.end);
    (both.start < both.end).then_some(both)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_cover_a_text_and_end_at_line_breaks() {
        let text = "一行\nzwei\n三行\nfour\n";
        let windows = cut(text, 13);
        let shown: Vec<_> = windows.iter().map(|window| &text[window.clone()]).collect();
        assert_eq!(shown, ["一行\nzwei\n", "三行\nfour\n"]);
        assert_eq!(shown.concat(), text);
        assert_eq!(window_at(&windows, 0), 0);
        assert_eq!(window_at(&windows, windows[1].start), 1);
        assert_eq!(window_at(&windows, text.len()), 1);
    }

    #[test]
    fn an_endless_line_is_cut_between_characters() {
        let text = "合".repeat(10);
        let windows = cut(&text, 7);
        assert!(windows.iter().all(|window| window.len() <= 7));
        assert_eq!(
            windows
                .iter()
                .map(|window| &text[window.clone()])
                .collect::<String>(),
            text
        );
    }

    #[test]
    fn a_short_text_and_an_empty_one_have_one_window() {
        for text in ["a", ""] {
            let all = 0..text.len();
            assert_eq!(windows(text), std::slice::from_ref(&all));
        }
        assert_eq!(window_at(&windows(""), 0), 0);
    }

    #[test]
    fn what_lies_outside_of_a_window_is_left_out() {
        assert_eq!(within(&(5..10), &(3..7)), Some(5..7));
        assert_eq!(within(&(5..10), &(10..12)), None);
    }
}
