//! Numbers as people write them: `1,200.50`, `5.5万`, `3.8w`, `三万五`, `叁仟万`, `20多万`, `十几万`, `3-5万`. What is read
//! is a folded text. Always: one pass, no number is longer than [`LONGEST`] bytes.

mod find;

pub use find::find;

use super::decimal::Decimal;
use super::numeral::{self, Numeral};

/// Longest stretch of text that is read as one number.
pub(crate) const LONGEST: usize = 160;

/// A number as it stands, or the two ends of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quantity {
    /// The number; of a range the lower end.
    pub(crate) low: Decimal,
    /// The number; of a range the higher end.
    pub(crate) high: Decimal,
    /// Whether the number itself says that it is about so much (`20多万`).
    pub(crate) approximate: bool,
    /// Whether a word or letter for a power of ten is in it (`万`, `k`).
    pub(crate) multiplied: bool,
    /// Whether it has ASCII digits, as against Han numerals alone.
    pub(crate) digits: bool,
}

impl Quantity {
    /// Returns whether it is a range.
    pub(crate) fn is_range(self) -> bool {
        self.low != self.high
    }

    fn single(numeral: Numeral) -> Self {
        Self {
            low: numeral.low,
            high: numeral.high,
            approximate: numeral.approximate,
            multiplied: numeral.multiplied(),
            digits: numeral.digits,
        }
    }
}

/// Reads a text that is one number and nothing else, as a decimal string: `五万五` is `55000`.
pub fn parse(text: &str) -> Option<String> {
    let quantity = quantity(text)?;
    (!quantity.is_range()).then(|| quantity.low.to_string())
}

/// Reads a text that is one number or range and nothing else.
pub(crate) fn quantity(text: &str) -> Option<Quantity> {
    let folded = super::folded::Folded::new(text);
    let text = folded.text().trim();
    let (rest, negative) = match text.strip_prefix(['-', '负', '負']) {
        Some(rest) => (rest.trim_start(), true),
        None => (text, false),
    };
    let (mut quantity, end) = at(rest, 0)?;
    if negative {
        (quantity.low, quantity.high) = (quantity.high.negated(), quantity.low.negated());
    }
    (end == rest.len()).then_some(quantity)
}

/// Reads the number or range that begins at a byte of a folded text, and returns where it ends.
pub(crate) fn at(text: &str, start: usize) -> Option<(Quantity, usize)> {
    let (first, end) = single(text, start)?;
    if let Some(after) = connector(text, end)
        && let Some((second, end)) = single(text, after)
        && end - start <= LONGEST
        && let Some(range) = range(first, second)
    {
        return Some((range, end));
    }
    Some((Quantity::single(first), end))
}

/// Reads the one number that begins at a byte, without looking for a range.
pub(crate) fn single(text: &str, start: usize) -> Option<(Numeral, usize)> {
    numeral::at(text, start).filter(|(_, end)| end - start <= LONGEST)
}

/// Returns the range between two numbers; the unit of the second one is carried over to the first: `3-5万`.
pub(crate) fn range(first: Numeral, second: Numeral) -> Option<Quantity> {
    let carried = if second.multiplied() && !first.multiplied() {
        first.low.times_ten_to(second.power)?
    } else {
        first.low
    };
    let low = if carried < second.low {
        carried
    } else {
        first.low
    };
    (low < second.high).then_some(Quantity {
        low,
        high: second.high,
        approximate: first.approximate || second.approximate,
        multiplied: first.multiplied() || second.multiplied(),
        digits: first.digits || second.digits,
    })
}

/// Returns where the second number begins after a sign or word that makes a range.
pub(crate) fn connector(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let trimmed = rest.trim_start_matches(' ');
    let after = ["--", "-", "~", "至", "到", "to ", "TO ", "—"]
        .iter()
        .find_map(|sign| trimmed.strip_prefix(sign))?;
    let after = after.trim_start_matches(' ');
    let skipped = rest.len() - after.len();
    (skipped <= 8).then_some(at + skipped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(parse(text).as_deref(), expected, "{text}");
    }

    #[test]
    fn western_numbers_have_groups_places_and_letters_for_powers() {
        check("1,200.50", Some("1200.5"));
        check("５５，０００", Some("55000"));
        check("15k", Some("15000"));
        check("3.8w", Some("38000"));
        check("5 million", Some("5000000"));
        check("1.2bn", Some("1200000000"));
        check("1.234.567,89", Some("1234567.89"));
        check("1'200'000", Some("1200000"));
        check("12,34", None);
        check("15kg", None);
        check("-3.5", Some("-3.5"));
    }

    #[test]
    fn chinese_numerals_are_read_plain_formal_and_mixed() {
        check("五万", Some("50000"));
        check("三万五", Some("35000"));
        check("一百二", Some("120"));
        check("一百零二", Some("102"));
        check("二十五", Some("25"));
        check("十二", Some("12"));
        check("叁仟万", Some("30000000"));
        check("叁佰贰拾万", Some("3200000"));
        check("两百", Some("200"));
        check("1.2亿", Some("120000000"));
        check("1亿2000万", Some("120000000"));
        check("3万5千", Some("35000"));
        check("2万亿", Some("2000000000000"));
        check("三点五万", Some("35000"));
        check("二〇二一", Some("2021"));
        check("10万零500", Some("100500"));
        check("2个亿", Some("200000000"));
        check("万", None);
    }

    #[test]
    fn ranges_carry_the_unit_over_and_rough_numbers_say_so() {
        let check = |text: &str, low: &str, high: &str, approximate: bool| {
            let found = quantity(text).unwrap();
            assert_eq!(
                (
                    found.low.to_string(),
                    found.high.to_string(),
                    found.approximate
                ),
                (low.to_owned(), high.to_owned(), approximate),
                "{text}"
            );
        };
        check("3-5万", "30000", "50000", false);
        check("5到8万", "50000", "80000", false);
        check("8千到1万", "8000", "10000", false);
        check("500-1万", "500", "10000", false);
        check("20多万", "200000", "200000", true);
        check("20来万", "200000", "200000", true);
        check("5万余", "50000", "50000", true);
        check("十几万", "110000", "190000", true);
        check("三五万", "30000", "50000", true);
        check("几千", "1000", "9000", true);
    }
}
