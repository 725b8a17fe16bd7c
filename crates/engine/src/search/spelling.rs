//! Words that are spelt nearly so: letters added, lost, changed, or swapped with the next (optimal string alignment).

/// How far a word is from each beginning of another, after some of its characters; and how far it was one before.
#[derive(Debug, Clone)]
pub(super) struct Row {
    last: Vec<usize>,
    before: Vec<usize>,
    character: Option<char>,
}

impl Row {
    /// Returns the row before the first character.
    pub(super) fn start(word: &[char]) -> Self {
        Self {
            last: (0..=word.len()).collect(),
            before: Vec::new(),
            character: None,
        }
    }

    /// Returns the row after one character more.
    pub(super) fn after(&self, character: char, word: &[char]) -> Self {
        let mut current = Vec::with_capacity(self.last.len());
        current.push(self.last[0] + 1);
        for (column, wanted) in word.iter().enumerate() {
            let changed = self.last[column] + usize::from(character != *wanted);
            let mut least = changed
                .min(self.last[column + 1] + 1)
                .min(current[column] + 1);
            let swapped = column > 0
                && self.character == Some(*wanted)
                && word[column - 1] == character
                && !self.before.is_empty();
            if swapped {
                least = least.min(self.before[column - 1] + 1);
            }
            current.push(least);
        }
        Self {
            before: self.last.clone(),
            last: current,
            character: Some(character),
        }
    }

    /// Returns how far it may still come at best.
    pub(super) fn least(&self) -> usize {
        self.last.iter().min().copied().unwrap_or_default()
    }

    /// Returns how far it is from all of the other word.
    pub(super) fn total(&self) -> usize {
        self.last.last().copied().unwrap_or_default()
    }
}

/// Whether two words differ by at most so many letters.
pub(super) fn within(left: &[char], right: &[char], distance: usize) -> bool {
    if left.len().abs_diff(right.len()) > distance {
        return false;
    }
    let mut row = Row::start(right);
    for character in left {
        row = row.after(*character, right);
        if row.least() > distance {
            return false;
        }
    }
    row.total() <= distance
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn distances_count_swaps_once() {
        let within = |left: &str, right: &str, distance| {
            let characters = |text: &str| text.chars().collect::<Vec<_>>();
            within(&characters(left), &characters(right), distance)
        };
        assert!(within("abcd", "abdc", 1));
        assert!(within("abc", "abc", 0));
        assert!(within("", "a", 1));
        assert!(!within("abcd", "dcba", 2));
        assert!(within("shutdwon", "shutdown", 1));
    }
}
