//! Whether two values in normal form say the same.
//!
//! Always: width, case, script and blanks of words do not count; numbers are held as numbers; null agrees with null only.

use serde_json::Value;

use daylight_understand::gazetteer::simplify;

use super::names::Names;

/// Folds words: full width, case, blanks, marks around them; names are told in simplified characters.
pub(crate) fn fold(text: &str) -> String {
    let wide = |ch: char| match ch {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(ch) - 0xFEE0).unwrap_or(ch),
        '￥' => '¥',
        other => other,
    };
    let folded: String = text
        .chars()
        .filter(|ch| !ch.is_whitespace())
        .map(wide)
        .flat_map(char::to_lowercase)
        .collect();
    let marks = |ch: char| ",.;:!?，。；：！？、\"'“”‘’《》「」()（）".contains(ch);
    simplify(folded.trim_matches(marks))
}

/// Whether one of two texts holds the other. Empty texts hold nothing.
pub(super) fn contained(one: &str, other: &str) -> bool {
    let (one, other) = (fold(one), fold(other));
    !one.is_empty() && !other.is_empty() && (one.contains(&other) || other.contains(&one))
}

/// Share of the shorter text's pairs of characters that the longer one has too: 1 where it is contained.
pub(super) fn alike(one: &str, other: &str) -> f64 {
    let (one, other) = (fold(one), fold(other));
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    if one.contains(&other) || other.contains(&one) {
        return 1.0;
    }
    let pairs = |text: &str| -> Vec<(char, char)> {
        let chars: Vec<char> = text.chars().collect();
        chars.windows(2).map(|pair| (pair[0], pair[1])).collect()
    };
    let (one, other) = (pairs(&one), pairs(&other));
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    if short.is_empty() {
        return 0.0;
    }
    let mut left = long;
    let mut shared = 0;
    for pair in &short {
        if let Some(at) = left.iter().position(|other| other == pair) {
            left.swap_remove(at);
            shared += 1;
        }
    }
    f64::from(shared) / short.len() as f64
}

/// Returns a number that stands as one or as digits.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => {
            let plain = text.replace(',', "");
            let numeric = plain.starts_with(|ch: char| ch.is_ascii_digit() || ch == '-');
            numeric.then(|| plain.parse().ok()).flatten()
        }
        _ => None,
    }
}

/// Whether two numbers are the same, as numbers or as decimal strings.
pub(crate) fn same_number(one: &Value, other: &Value) -> bool {
    match (number(one), number(other)) {
        (Some(one), Some(other)) => (one - other).abs() <= 1e-6 * one.abs().max(1.0),
        _ => one == other,
    }
}

/// Whether two amounts are the same, with currency, range and approximation.
pub(super) fn same_money(one: &Value, other: &Value) -> bool {
    let flag = |value: &Value| value["approximate"].as_bool().unwrap_or(false);
    ["amount", "low", "high"]
        .iter()
        .all(|slot| same_number(&one[*slot], &other[*slot]))
        && one["currency"] == other["currency"]
        && flag(one) == flag(other)
}

/// Whether two EDTF dates are the same; marks of doubt and a time of day beside a whole date do not count.
pub(super) fn same_date(one: &str, other: &str) -> bool {
    let bare = |text: &str| -> String {
        let days = text.split('/').map(|end| {
            let day = end.split('T').next().unwrap_or_default();
            day.trim_end_matches(['?', '~', '%']).to_owned()
        });
        days.collect::<Vec<_>>().join("/")
    };
    bare(one) == bare(other)
}

/// Whether two names are of one thing: equal, known as one, or one a longer form of the other.
pub(crate) fn same_name(one: &str, other: &str, names: &Names) -> bool {
    let (a, b) = (names.canonical(one), names.canonical(other));
    let long = a.chars().count().min(b.chars().count()) >= 2;
    a == b || (long && (a.contains(&b) || b.contains(&a)))
}

/// Whether two descriptions say the same: one in the other, or two of three pairs of characters shared.
pub(crate) fn same_words(one: &str, other: &str) -> bool {
    alike(one, other) >= 0.66
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{alike, fold, same_date, same_money, same_name, same_number};
    use crate::eval::names::Names;

    #[test]
    fn width_case_blanks_and_marks_do_not_count() {
        assert_eq!(fold("《ＡＢ c》"), "abc");
        assert_eq!(fold("簡佑誠"), fold("简佑诚"));
        assert!(alike("远程控制 Windows 主机", "远程控制Windows主机。") > 0.99);
        assert!(alike("远程控制", "键盘记录") < 0.1);
    }

    #[test]
    fn amounts_agree_as_numbers_and_with_their_currency() {
        let one = json!({"amount": "55000", "currency": "CNY", "low": null, "high": null, "approximate": false});
        let mut other = one.clone();
        other["amount"] = json!("55000.00");
        assert!(same_money(&one, &other));
        other["currency"] = json!(null);
        assert!(!same_money(&one, &other));
        assert!(!same_number(&json!(null), &json!("0")));
    }

    #[test]
    fn dates_agree_without_marks_of_doubt_but_not_across_precisions() {
        assert!(same_date("2021-03-04?", "2021-03-04"));
        assert!(same_date("2021-03-04T10:00", "2021-03-04"));
        assert!(same_date("2021-03-01/2021-04~", "2021-03-01/2021-04"));
        assert!(!same_date("2021-03", "2021-03-04"));
    }

    #[test]
    fn a_short_name_is_of_the_same_thing_as_the_long_one() {
        let names = Names::default();
        assert!(same_name("澹岚", "澜汀澹岚网络科技有限公司", &names));
        assert!(!same_name("外交部", "国防部", &names));
    }
}
