//! How far what was read is from what was drawn. Always: order of lines is not scored, as readers differ in it;
//! each drawn line is held against the line that was read nearest to it, what is left over counts as added.

use std::fmt;

/// Sums over pictures.
#[derive(Debug, Default, Clone)]
pub(crate) struct Score {
    characters: usize,
    errors: usize,
    lines: usize,
    exact: usize,
    seconds: f64,
}

impl Score {
    /// Scores one picture.
    pub(crate) fn of(lines: &[String], text: &str, seconds: f64) -> Self {
        let bare = |line: &str| -> Vec<char> {
            line.chars()
                .filter(|character| !character.is_whitespace())
                .collect()
        };
        let mut left: Vec<Vec<char>> = text
            .lines()
            .map(bare)
            .filter(|line| !line.is_empty())
            .collect();
        let mut score = Self {
            lines: lines.len(),
            seconds,
            ..Self::default()
        };
        let mut wanted: Vec<Vec<char>> = lines.iter().map(|line| bare(line)).collect();
        score.characters = wanted.iter().map(Vec::len).sum();
        wanted.retain(|line| match left.iter().position(|read| read == line) {
            Some(index) => {
                left.remove(index);
                score.exact += 1;
                false
            }
            None => true,
        });
        for line in wanted {
            let nearest = left
                .iter()
                .enumerate()
                .map(|(index, read)| (distance(&line, read), index))
                .min();
            match nearest {
                Some((errors, index)) if errors < line.len() => {
                    score.errors += errors;
                    left.remove(index);
                }
                _ => score.errors += line.len(),
            }
        }
        score.errors += left.iter().map(Vec::len).sum::<usize>();
        score
    }

    /// Adds another.
    pub(crate) fn add(&mut self, other: &Self) {
        self.characters += other.characters;
        self.errors += other.errors;
        self.lines += other.lines;
        self.exact += other.exact;
        self.seconds += other.seconds;
    }

    /// Returns errors in a hundred characters.
    pub(crate) fn percent(&self) -> f64 {
        100.0 * self.errors as f64 / self.characters.max(1) as f64
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exact = 100.0 * self.exact as f64 / self.lines.max(1) as f64;
        let (percent, seconds) = (self.percent(), self.seconds);
        write!(f, "{percent:.2} %, {exact:.1} %, {seconds:.1} s")
    }
}

/// Returns the least number of insertions, deletions and replacements between two lines.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}
