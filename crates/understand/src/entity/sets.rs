//! Disjoint sets. Always: the root of a set is its smallest member.

/// Numbers in disjoint sets.
#[derive(Debug)]
pub(super) struct Sets {
    above: Vec<usize>,
}

impl Sets {
    /// Returns as many sets of one.
    pub(super) fn new(count: usize) -> Self {
        Self {
            above: (0..count).collect(),
        }
    }

    /// Adds a set of one.
    pub(super) fn grow(&mut self) {
        self.above.push(self.above.len());
    }

    /// Returns the smallest member of a number's set.
    pub(super) fn root(&mut self, number: usize) -> usize {
        let mut root = number;
        while let Some(above) = self.above.get(root).filter(|above| **above != root) {
            root = *above;
        }
        let mut at = number;
        while let Some(above) = self.above.get_mut(at).filter(|above| **above != root) {
            at = std::mem::replace(above, root);
        }
        root
    }

    /// Makes two sets one.
    pub(super) fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        let (least, greatest) = (one.min(other), one.max(other));
        if let Some(above) = self.above.get_mut(greatest) {
            *above = least;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_member_is_the_root() {
        let mut sets = Sets::new(5);
        sets.join(4, 2);
        sets.join(2, 3);
        assert_eq!(
            [0, 1, 2, 3, 4].map(|number| sets.root(number)),
            [0, 1, 2, 2, 2]
        );
    }
}
