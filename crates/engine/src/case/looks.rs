//! Pictures that look alike: by what their readings say of their looks, 64 bits each (`LOOKS`). Always: alike means few
//! different bits, of two pictures; what is alike with a third by way of a second is not.

use daylight_model::{BlobId, LOOKS};

use super::{Case, CaseError};

/// Bits in which the looks of two similar pictures differ, at most. On the sample leak it joins the pictures of one
/// window, scaled or not, and no others; trimmed by a hundredth of its sides, a picture differs by 4 in the median.
const APART: u32 = 6;

/// What the pictures of a case look like. Those that are too small or too even, or whose pixels were not read yet, are
/// not among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looks {
    /// In order of name.
    of: Vec<(BlobId, u64)>,
}

impl Case {
    /// Returns what the pictures of the case look like.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn looks(&self) -> Result<Looks, CaseError> {
        let said = self.ledger.said(LOOKS)?;
        let of = said.into_iter().filter_map(|(blob, untrusted_looks)| {
            // Sixteen digits and no sign.
            let is_whole = untrusted_looks.len() == 16 && !untrusted_looks.starts_with('+');
            let looks = u64::from_str_radix(&untrusted_looks, 16).ok()?;
            is_whole.then_some((blob, looks))
        });
        Ok(Looks { of: of.collect() })
    }
}

impl Looks {
    /// Returns the other pictures that look like this one, each with how many bits differ, those most alike first.
    pub fn like(&self, blob: BlobId) -> Vec<(BlobId, u32)> {
        let Ok(own) = self.of.binary_search_by_key(&blob, |(known, _)| *known) else {
            return Vec::new();
        };
        let (_, looks) = self.of[own];
        let mut like: Vec<(BlobId, u32)> = self
            .of
            .iter()
            .map(|(other, others)| (*other, (looks ^ others).count_ones()))
            .filter(|(other, apart)| *apart <= APART && *other != blob)
            .collect();
        like.sort_by_key(|(other, apart)| (*apart, *other));
        like
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_differ_in_few_bits_are_alike_and_not_by_way_of_another() {
        let blob = |name: &str| BlobId::of(name.as_bytes());
        let mut of = vec![
            (blob("a"), 0b0),
            (blob("b"), 0b11_1111),
            (blob("c"), 0b1111_1111_1111),
            (blob("d"), u64::MAX),
            (blob("e"), 0b1),
        ];
        of.sort();
        let looks = Looks { of };
        assert_eq!(looks.like(blob("a")), [(blob("e"), 1), (blob("b"), 6)]);
        assert_eq!(looks.like(blob("c")), [(blob("b"), 6)]);
        assert_eq!(looks.like(blob("d")), []);
        assert_eq!(looks.like(blob("unread")), []);
    }
}
