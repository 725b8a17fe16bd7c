//! Exact decimal numbers. Always: no rounding; what does not fit is refused, never cut.

use std::cmp::Ordering;
use std::fmt;

/// Longest run of digits that is still taken for a number.
const MOST_DIGITS: usize = 24;
/// Highest power of ten that a number may be raised by.
const MOST_POWERS: u32 = 16;

/// A decimal number: the mantissa divided by ten to the power of `scale`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decimal {
    mantissa: i128,
    scale: u32,
}

impl Decimal {
    /// Returns a whole number.
    pub(crate) fn whole(number: u32) -> Self {
        Self {
            mantissa: i128::from(number),
            scale: 0,
        }
    }

    /// Reads ASCII digits with at most one full stop, and nothing else.
    pub(crate) fn plain(digits: &str) -> Option<Self> {
        let mut mantissa: i128 = 0;
        let mut scale = None;
        let mut seen = 0;
        for byte in digits.bytes() {
            match byte {
                b'0'..=b'9' => {
                    mantissa = mantissa * 10 + i128::from(byte - b'0');
                    seen += 1;
                    if seen > MOST_DIGITS {
                        return None;
                    }
                    scale = scale.map(|places: u32| places + 1);
                }
                b'.' if scale.is_none() => scale = Some(0),
                _ => return None,
            }
        }
        (seen > 0).then_some(Self {
            mantissa,
            scale: scale.unwrap_or(0),
        })
    }

    /// Returns it times ten to the power of `power`.
    pub(crate) fn times_ten_to(self, power: u32) -> Option<Self> {
        if power > MOST_POWERS {
            return None;
        }
        let lowered = self.scale.min(power);
        Some(Self {
            mantissa: self
                .mantissa
                .checked_mul(10_i128.checked_pow(power - lowered)?)?,
            scale: self.scale - lowered,
        })
    }

    /// Returns it divided by ten to the power of `power`.
    pub(crate) fn divided_by_ten_to(self, power: u32) -> Self {
        Self {
            mantissa: self.mantissa,
            scale: self.scale + power,
        }
    }

    /// Returns the sum.
    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        let (left, right, scale) = self.aligned(other)?;
        Some(Self {
            mantissa: left.checked_add(right)?,
            scale,
        })
    }

    /// Returns the product.
    pub(crate) fn times(self, other: Self) -> Option<Self> {
        Some(Self {
            mantissa: self.mantissa.checked_mul(other.mantissa)?,
            scale: self.scale + other.scale,
        })
    }

    /// Returns it with the other sign.
    pub(crate) fn negated(self) -> Self {
        Self {
            mantissa: -self.mantissa,
            scale: self.scale,
        }
    }

    /// Returns the quotient, cut after so many places: for shares, which may have no end.
    pub(crate) fn divided_by(self, other: Self, places: u32) -> Option<Self> {
        let (left, right, _) = self.aligned(other)?;
        let raised = left.checked_mul(10_i128.checked_pow(places)?)?;
        Some(Self {
            mantissa: raised.checked_div(right)?,
            scale: places,
        })
    }

    /// Returns whether it is nought.
    pub(crate) fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// Returns it as a whole number, if it is one that fits; a rest below one is dropped.
    pub(crate) fn floor(self) -> Option<u64> {
        let divisor = 10_i128.checked_pow(self.scale)?;
        u64::try_from(self.mantissa / divisor).ok()
    }

    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        let scale = self.scale.max(other.scale);
        let raise = |number: Self| {
            number
                .mantissa
                .checked_mul(10_i128.checked_pow(scale - number.scale)?)
        };
        Some((raise(self)?, raise(other)?, scale))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match self.aligned(*other) {
            Some((left, right, _)) => left.cmp(&right),
            // Only a number with very many places cannot be aligned: it is the smaller one by size.
            None => other.scale.cmp(&self.scale),
        }
    }
}

impl fmt::Display for Decimal {
    /// Writes it without needless noughts.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.mantissa.unsigned_abs().to_string();
        let scale = self.scale as usize;
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, places) = padded.split_at(padded.len() - scale);
        let places = places.trim_end_matches('0');
        let sign = if self.mantissa < 0 { "-" } else { "" };
        if places.is_empty() {
            write!(formatter, "{sign}{whole}")
        } else {
            write!(formatter, "{sign}{whole}.{places}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact_and_written_without_needless_noughts() {
        let written = |digits: &str, power: u32| {
            Decimal::plain(digits)
                .and_then(|number| number.times_ten_to(power))
                .map(|number| number.to_string())
        };
        assert_eq!(written("1200.50", 0).as_deref(), Some("1200.5"));
        assert_eq!(written("5.5", 4).as_deref(), Some("55000"));
        assert_eq!(written("1.2345", 2).as_deref(), Some("123.45"));
        assert_eq!(written("0.0", 0).as_deref(), Some("0"));
        assert_eq!(written("1.2.3", 0), None);
        assert_eq!(written(&"9".repeat(60), 0), None);
    }
}
