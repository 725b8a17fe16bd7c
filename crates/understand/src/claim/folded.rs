//! A stretch of a part's text as rules read it: half width, lower case, no space and no line break between Han
//! characters, with the way back. Always: every byte of the folded text knows the byte of the part it came from.

/// Folded text and its map.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// The text that rules read.
    pub text: String,
    /// For each byte of `text` the byte of the part where its character starts, and one more for the end.
    origin: Vec<u32>,
    /// For each byte of `text` the byte of the part after its character.
    after: Vec<u32>,
}

impl Folded {
    /// Folds `source`, which begins at byte `at` of its part.
    pub(super) fn of(source: &str, at: u32) -> Self {
        let mut folded = Self {
            text: String::with_capacity(source.len()),
            origin: Vec::with_capacity(source.len()),
            after: Vec::with_capacity(source.len()),
        };
        let mut last: Option<char> = None;
        let mut space_from: Option<u32> = None;
        for (offset, character) in source.char_indices() {
            let begin = at + u32::try_from(offset).unwrap_or(u32::MAX - at);
            let end = begin + u32::try_from(character.len_utf8()).unwrap_or(4);
            let plain = half_width(character);
            if plain.is_whitespace() {
                space_from.get_or_insert(begin);
                continue;
            }
            if plain == '\u{200b}' || plain == '\u{feff}' {
                continue;
            }
            if let Some(from) = space_from.take() {
                let glued = last.is_none_or(|last| is_wide(last) || is_wide(plain));
                if !glued {
                    folded.push(' ', from, begin);
                }
            }
            for lower in plain.to_lowercase() {
                folded.push(lower, begin, end);
            }
            last = Some(plain);
        }
        folded
    }

    fn push(&mut self, character: char, begin: u32, end: u32) {
        self.text.push(character);
        for _ in 0..character.len_utf8() {
            self.origin.push(begin);
            self.after.push(end);
        }
    }

    /// Returns where bytes `start..end` of the folded text stand in the part.
    pub(super) fn back(&self, start: usize, end: usize) -> Option<(u32, u32)> {
        let from = *self.origin.get(start)?;
        let to = *self.after.get(end.checked_sub(1)?)?;
        (from < to).then_some((from, to))
    }

    /// Returns where byte `at` of the part stands in the folded text, or the place after it.
    pub(super) fn position(&self, at: u32) -> usize {
        self.origin.partition_point(|origin| *origin < at)
    }
}

/// Returns a character's half-width form.
pub(super) fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
        }
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ffe5}' => '¥',
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        other => other,
    }
}

/// Returns whether words in this script are written without spaces: Han, kana and their punctuation.
pub(super) fn is_wide(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Folds a phrase of a word list in the way texts are folded.
pub(super) fn phrase(words: &str) -> String {
    Folded::of(words, 0).text
}

/// Returns words as they are shown in a slot: one line, no space between Han characters, otherwise letter for letter.
pub(super) fn shown(words: &str) -> String {
    let mut line = String::with_capacity(words.len());
    let mut space = false;
    for character in words.chars() {
        if character.is_whitespace() {
            space = true;
            continue;
        }
        if space && !line.is_empty() {
            let wide_before = line.chars().next_back().is_some_and(is_wide);
            if !(wide_before && is_wide(character)) {
                line.push(' ');
            }
        }
        space = false;
        line.push(character);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_folded_and_every_place_leads_back() {
        let source = "ＡＢ 权 限\n丢了 in the  Box";
        let folded = Folded::of(source, 10);
        assert_eq!(folded.text, "ab权限丢了in the box");
        let start = folded.text.find("权限丢了").unwrap();
        let (from, to) = folded.back(start, start + "权限丢了".len()).unwrap();
        assert_eq!(&source[from as usize - 10..to as usize - 10], "权 限\n丢了");
        assert_eq!(folded.position(from), start);
    }

    #[test]
    fn a_slot_shows_words_on_one_line() {
        assert_eq!(shown("北奥林\n外交部"), "北奥林外交部");
        assert_eq!(shown("远程控制 Windows\n主机"), "远程控制 Windows 主机");
    }
}
