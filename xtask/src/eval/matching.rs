//! Matches two lists one to one.
//!
//! Always: as many pairs as there can be (augmenting paths); among equal choices those that come first.

/// Returns for each entry of the left list which of the right one it is matched with.
pub(super) fn maximum(
    left: usize,
    right: usize,
    fits: impl Fn(usize, usize) -> bool,
) -> Vec<Option<usize>> {
    let edges: Vec<Vec<usize>> = (0..left)
        .map(|one| (0..right).filter(|&other| fits(one, other)).collect())
        .collect();
    let mut taken: Vec<Option<usize>> = vec![None; right];
    for one in 0..left {
        augment(one, &edges, &mut vec![false; right], &mut taken);
    }
    let mut pairs = vec![None; left];
    for (other, one) in taken.into_iter().enumerate() {
        if let Some(one) = one {
            pairs[one] = Some(other);
        }
    }
    pairs
}

fn augment(
    one: usize,
    edges: &[Vec<usize>],
    seen: &mut Vec<bool>,
    taken: &mut Vec<Option<usize>>,
) -> bool {
    for &other in &edges[one] {
        if std::mem::replace(&mut seen[other], true) {
            continue;
        }
        let free = match taken[other] {
            None => true,
            Some(before) => augment(before, edges, seen, taken),
        };
        if free {
            taken[other] = Some(one);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::maximum;

    #[test]
    fn a_pair_gives_way_where_that_makes_room_for_one_more() {
        let edges = [(0, 0), (0, 1), (1, 0), (2, 0)];
        let pairs = maximum(3, 2, |one, other| edges.contains(&(one, other)));
        assert_eq!(pairs, [Some(1), Some(0), None]);
    }
}
