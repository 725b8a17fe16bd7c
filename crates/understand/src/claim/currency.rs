//! Amounts in US dollars at the rate of their month. Always: the amount as it stands stays; without a currency, a
//! date or a rate there is no conversion. Rates are the European Central Bank's, averaged by month.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Value, json};

use super::draft::Draft;

/// Units per euro, by month and currency.
static RATES: LazyLock<BTreeMap<String, BTreeMap<&'static str, f64>>> = LazyLock::new(|| {
    let mut lines = include_str!("../../data/claims/rates.tsv").lines().skip(1);
    let currencies: Vec<&str> = lines
        .next()
        .unwrap_or_default()
        .split('\t')
        .skip(1)
        .collect();
    let mut rates = BTreeMap::new();
    for line in lines {
        let mut cells = line.split('\t');
        let Some(month) = cells.next() else { continue };
        let of_month = currencies
            .iter()
            .zip(cells)
            .filter_map(|(currency, cell)| Some((*currency, cell.parse().ok()?)))
            .collect();
        rates.insert(month.to_owned(), of_month);
    }
    rates
});

/// A conversion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    /// Decimal string, in whole dollars and cents.
    pub amount: String,
    /// Dollars for one unit.
    pub rate: String,
    /// Month of the rate: `2021-03`.
    pub month: String,
}

/// Returns an amount in US dollars at the average rate of the month that `date` (EDTF or ISO 8601) stands in; of a
/// year alone, of its June.
pub fn to_dollars(amount: &str, currency: &str, date: &str) -> Option<Converted> {
    let value: f64 = amount.parse().ok()?;
    let month = match date.get(..7) {
        Some(month)
            if month.as_bytes()[4] == b'-' && month[5..].bytes().all(|b| b.is_ascii_digit()) =>
        {
            month.to_owned()
        }
        _ => {
            let year = date.get(..4)?;
            year.bytes()
                .all(|b| b.is_ascii_digit())
                .then(|| format!("{year}-06"))?
        }
    };
    let of = |currency: &str| match currency {
        "EUR" => Some(1.0),
        _ => RATES.get(&month)?.get(currency).copied(),
    };
    let rate = of("USD")? / of(currency)?;
    Some(Converted {
        amount: format!("{:.2}", value * rate),
        rate: format!("{rate:.6}"),
        month,
    })
}

/// Fills the slot `converted` of a payment from its amount, currency and date, or the day on which it was spoken of.
pub(super) fn convert(draft: &mut Draft, spoken: Option<&str>) {
    let date = draft.text("date").or(spoken);
    let (Some(amount), Some(currency), Some(date)) =
        (draft.text("amount"), draft.text("currency"), date)
    else {
        return;
    };
    if currency == "USD" {
        return;
    }
    if let Some(found) = to_dollars(amount, currency, date) {
        let value: Value = json!({
            "amount": found.amount, "currency": "USD", "rate": found.rate, "rate_date": found.month,
        });
        draft.set("converted", value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_converted_at_the_rate_of_their_month() {
        let found = to_dollars("10000", "CNY", "2021-03-09").unwrap();
        assert_eq!(found.month, "2021-03");
        let dollars: f64 = found.amount.parse().unwrap();
        assert!((1_500.0..1_560.0).contains(&dollars), "{dollars}");
    }

    #[test]
    fn without_a_rate_there_is_no_conversion() {
        assert_eq!(to_dollars("10", "TWD", "2021-03"), None);
        assert_eq!(to_dollars("10", "CNY", "1890-03"), None);
        assert_eq!(to_dollars("ten", "CNY", "2021-03"), None);
    }
}
