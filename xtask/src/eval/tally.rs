//! Counts, and the precision, recall and F1 that follow from them.
//!
//! Always: a ratio of nothing is none, shown as a dash, never 0 or 1.

/// How many are in the key, were found, and agree.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) key: usize,
    pub(super) found: usize,
    pub(super) right: usize,
}

impl Tally {
    pub(super) fn precision(self) -> Option<f64> {
        ratio(self.right, self.found)
    }

    pub(super) fn recall(self) -> Option<f64> {
        ratio(self.right, self.key)
    }

    /// F1; 0 where nothing is right though there was something to find or was found.
    pub(super) fn f1(self) -> Option<f64> {
        ratio(2 * self.right, self.key + self.found)
    }

    pub(super) fn add(&mut self, other: Self) {
        self.key += other.key;
        self.found += other.found;
        self.right += other.right;
    }

    /// Precision, recall and F1 in one cell.
    pub(super) fn cell(self) -> String {
        format!(
            "{} / {} / {}",
            figure(self.precision()),
            figure(self.recall()),
            figure(self.f1())
        )
    }
}

/// Returns one through the other, none through nothing.
pub(super) fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Two digits, or a dash. Cut, not rounded: 0.996 is not 1.
pub(super) fn figure(value: Option<f64>) -> String {
    value.map_or_else(
        || "–".to_owned(),
        |value| format!("{:.2}", (value * 100.0 + 1e-9).floor() / 100.0),
    )
}

/// Returns the mean of F1 over the tallies of types that the key has.
pub(super) fn macro_f1(tallies: impl IntoIterator<Item = Tally>) -> Option<f64> {
    let all: Vec<f64> = tallies
        .into_iter()
        .filter(|tally| tally.key > 0)
        .filter_map(Tally::f1)
        .collect();
    (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::{Tally, figure, macro_f1};

    #[test]
    fn figures_are_cut_and_a_ratio_of_nothing_is_a_dash() {
        let tally = Tally {
            key: 4,
            found: 2,
            right: 2,
        };
        assert_eq!(tally.cell(), "1.00 / 0.50 / 0.66");
        assert_eq!(Tally::default().cell(), "– / – / –");
        assert_eq!(figure(Some(0.999)), "0.99");
    }

    #[test]
    fn the_macro_mean_counts_each_type_of_the_key_once() {
        let all = Tally {
            key: 100,
            found: 100,
            right: 100,
        };
        let none = Tally {
            key: 1,
            found: 0,
            right: 0,
        };
        let not_in_key = Tally {
            key: 0,
            found: 9,
            right: 0,
        };
        assert_eq!(macro_f1([all, none, not_in_key]), Some(0.5));
    }
}
