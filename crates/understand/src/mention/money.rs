//! Amounts of money: `人民币28万元`, `USD 14,000`, `两百块`, `5到8万元`, `3块5毛`; and bare `18万`, `58k` where the words
//! around speak of money. Always: the currency is none where neither the words nor their surroundings state one.

mod bare;

pub(crate) use bare::speaks_of_money;

pub(crate) mod find;

use daylight_model::Money;

use super::currency::{self, Currency, Stated};
use super::decimal::Decimal;
use super::folded::Folded;
use super::number::{self, Quantity};
use super::numeral::{self, Numeral};

/// An amount in a folded text.
#[derive(Debug, Clone)]
pub(crate) struct Amount {
    /// Where it begins.
    pub(crate) start: usize,
    /// Where it ends.
    pub(crate) end: usize,
    /// The number.
    pub(crate) quantity: Quantity,
    /// Its currency word; none for a bare number.
    pub(crate) currency: Option<Currency>,
}

/// Reads a cell or field that is an amount and nothing else. `default_currency` is that of its column or document.
pub fn parse(text: &str, default_currency: Option<&str>) -> Option<Money> {
    parse_in(text, default_currency, 0, Stated::default())
}

/// Reads a cell as [`parse`] does; `power` of ten is what the column's header counts in (`万元`: 4).
pub(crate) fn parse_in(
    text: &str,
    default_currency: Option<&str>,
    power: u32,
    stated: Stated,
) -> Option<Money> {
    let folded = Folded::new(text);
    let whole = folded.text().trim();
    let negative = whole.strip_prefix('-').or_else(|| {
        // Bookkeepers write what is taken away in brackets.
        whole
            .strip_prefix('(')
            .and_then(|rest| rest.strip_suffix(')'))
    });
    let text = negative.unwrap_or(whole).trim();
    let (rest, said_before) = without_about_before(text);
    let start = rest
        .char_indices()
        .find(|&(_, character)| numeral::begins(character))?
        .0;
    let amount = at(rest, start)?;
    let tail = rest.get(amount.end..)?;
    let (tail, said_after) = without_about_after(tail);
    let period = tail.trim_start().trim_start_matches(['/', '每']);
    let per_period = tail.is_empty()
        || (period.len() < tail.trim_start().len() && period.starts_with(char::is_alphabetic));
    if amount.start != 0 || !per_period || tail.chars().count() > 6 {
        return None;
    }
    let mut quantity = amount.quantity;
    if power > 0 && !quantity.multiplied && amount.currency.is_none() {
        quantity.low = quantity.low.times_ten_to(power)?;
        quantity.high = quantity.high.times_ten_to(power)?;
    }
    if negative.is_some() {
        (quantity.low, quantity.high) = (quantity.high.negated(), quantity.low.negated());
    }
    quantity.approximate |= said_before || said_after;
    let written = amount
        .currency
        .and_then(|currency| stated.resolve(currency));
    Some(money(quantity, written.or(default_currency)))
}

/// Returns a quantity as money.
pub(crate) fn money(quantity: Quantity, currency: Option<&str>) -> Money {
    let range = quantity.is_range();
    Money {
        amount: (!range).then(|| quantity.low.to_string()),
        currency: currency.map(str::to_owned),
        low: range.then(|| quantity.low.to_string()),
        high: range.then(|| quantity.high.to_string()),
        approximate: quantity.approximate,
    }
}

/// Reads the amount whose number begins at a byte. One without a currency word is returned too: whether it is money
/// is for the caller to say.
pub(crate) fn at(text: &str, start: usize) -> Option<Amount> {
    let first = one(text, start)?;
    let Some(after) = number::connector(text, first.end) else {
        return Some(first.amount());
    };
    let second_start = skip_sign(text, after);
    let Some(second) = one(text, second_start) else {
        return Some(first.amount());
    };
    // Either one currency holds for both, or each has its own.
    let second_sign = second.start < second_start;
    let agree = match (first.currency, second.currency) {
        (Some(first), Some(second)) => first == second,
        (Some(_), None) => first.sign_before && !second_sign,
        (None, _) => true,
    };
    match number::range(first.numeral, second.numeral) {
        Some(quantity) if agree && second.start >= first.end => Some(Amount {
            start: first.start,
            end: second.end,
            quantity,
            currency: second.currency.or(first.currency),
        }),
        _ => Some(first.amount()),
    }
}

/// Skips a currency sign before the second number of a range.
fn skip_sign(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let sign: usize = rest
        .chars()
        .take(4)
        .take_while(|character| !numeral::begins(*character))
        .map(char::len_utf8)
        .sum();
    match currency::before(text, at + sign) {
        Some((_, begin)) if begin >= at => at + sign,
        _ => at,
    }
}

/// One number with its currency.
struct One {
    start: usize,
    end: usize,
    numeral: Numeral,
    currency: Option<Currency>,
    sign_before: bool,
}

impl One {
    fn amount(&self) -> Amount {
        Amount {
            start: self.start,
            end: self.end,
            quantity: Quantity {
                low: self.numeral.low,
                high: self.numeral.high,
                approximate: self.numeral.approximate,
                multiplied: self.numeral.multiplied(),
                digits: self.numeral.digits,
            },
            currency: self.currency,
        }
    }
}

fn one(text: &str, start: usize) -> Option<One> {
    let (mut numeral, number_end) = spaced(text, start).or_else(|| number::single(text, start))?;
    // In `4人民币 5美元` the first word belongs to the number before it.
    let before = currency::before(text, start).filter(|(_, begin)| {
        let last = text
            .get(..*begin)
            .and_then(|head| head.trim_end_matches(' ').chars().next_back());
        !last.is_some_and(|last| last.is_ascii_digit() || numeral::han_digit(last).is_some())
    });
    let mut found = One {
        start: before.map_or(start, |(_, begin)| begin),
        end: number_end,
        currency: before.map(|(currency, _)| currency),
        sign_before: before.is_some(),
        numeral,
    };
    let mut unit_at = number_end;
    // `5万多元`, `3000余元`: the number has taken the word already; `5万来块` too.
    if let Some((numeral_end, about)) = about_between(text, number_end) {
        unit_at = numeral_end;
        numeral.approximate |= about;
    }
    if let Some((currency, end)) = currency::after(text, unit_at)
        && is_unit(text, unit_at, end, numeral)
        && before.is_none_or(|(before, _)| agrees(before, currency))
    {
        found.numeral = numeral;
        found.end = end;
        // `人民币5万元`: what is said first is the more exact.
        found.currency = before.map(|(before, _)| before).or(Some(currency));
        // `8亿元人民币`: the second word is the more exact.
        if currency == Currency::Yuan
            && let Some((exact @ Currency::Code(_), end)) = currency::after(text, end)
            && text
                .get(..end)
                .is_some_and(|text| text.ends_with(['币', '幣', 'B', 'b', 'Y', 'y']))
        {
            found.currency = Some(exact);
            found.end = end;
        } else if matches!(currency, Currency::Yuan | Currency::Code("CNY")) {
            let (numeral, end) = with_small_change(text, numeral, end);
            found.numeral = numeral;
            found.end = whole_mark(text, end);
        } else if let Some((cents, end)) = cents(text, currency, end)
            && let Some(total) = numeral.low.plus(cents)
            && numeral.low == numeral.high
        {
            found.numeral.low = total;
            found.numeral.high = total;
            found.end = end;
        }
    } else if before.is_none()
        && let Some((value, end)) = small_change(text, number_end, numeral)
    {
        found.numeral.low = value;
        found.numeral.high = value;
        found.end = end;
        found.currency = Some(Currency::Yuan);
    }
    Some(found)
}

/// Reads a number whose thousands stand apart, `12 400`, where a currency stands beside it.
fn spaced(text: &str, start: usize) -> Option<(Numeral, usize)> {
    const GROUP: usize = 3;
    let digits = |at: usize| -> usize {
        let rest = text.get(at..).unwrap_or_default();
        rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len()
    };
    let first = digits(start);
    let inside = text
        .get(..start)?
        .ends_with(|c: char| c.is_ascii_alphanumeric() || ".,".contains(c));
    if !(1..=GROUP).contains(&first) || inside {
        return None;
    }
    let mut end = start + first;
    while text.get(end..)?.starts_with(' ') && digits(end + 1) == GROUP {
        end += 1 + GROUP;
    }
    let beside = currency::before(text, start).is_some() || currency::after(text, end).is_some();
    if end == start + first || !beside || text.get(end..)?.starts_with(['.', ',']) {
        return None;
    }
    let joined = text.get(start..end)?.replace(' ', "");
    let (numeral, _) = number::single(&joined, 0)?;
    Some((numeral, end))
}

fn agrees(before: Currency, after: Currency) -> bool {
    before == after
        || matches!(after, Currency::Yuan | Currency::Dollar)
        || matches!(before, Currency::Yen | Currency::Dollar)
}

fn about_between(text: &str, at: usize) -> Option<(usize, bool)> {
    let rest = text.get(at..)?;
    ["多", "余", "餘", "左右"]
        .iter()
        .find(|word| rest.starts_with(**word))
        .map(|word| (at + word.len(), true))
}

/// Reads `又三美分` after dollars and `5銭` after yen.
fn cents(text: &str, currency: Currency, at: usize) -> Option<(Decimal, usize)> {
    let units: &[&str] = match currency {
        Currency::Code("USD") => &["美分"],
        Currency::Code("JPY") => &["日本銭", "銭", "钱"],
        Currency::Code("EUR") => &["欧分"],
        _ => return None,
    };
    let rest = text.get(at..)?;
    let start = at + rest.strip_prefix('又').map_or(0, |_| '又'.len_utf8());
    let (cents, end) = number::single(text, start)?;
    let unit = units
        .iter()
        .find(|unit| text.get(end..).is_some_and(|rest| rest.starts_with(**unit)))?;
    (cents.low < Decimal::whole(100)).then_some((cents.low.divided_by_ten_to(2), end + unit.len()))
}

/// Tells `5块` from `两块硬盘`, `5元` from `元旦`, `3 pounds` from nothing at all.
fn is_unit(text: &str, start: usize, end: usize, numeral: Numeral) -> bool {
    let word = text.get(start..end).unwrap_or_default().trim();
    let next = text.get(end..).and_then(|rest| rest.chars().next());
    match word {
        "元" | "圆" | "圓" => next.is_none_or(|next| {
            !matches!(
                next,
                '旦' | '月'
                    | '素'
                    | '件'
                    | '组'
                    | '老'
                    | '首'
                    | '宵'
                    | '朝'
                    | '帅'
                    | '凶'
                    | '年'
                    | '数'
                    | '宇'
            )
        }),
        "块" | "塊" => {
            let rest = text.get(end..).unwrap_or_default();
            let thing = [
                "硬盘", "屏", "板", "地", "电池", "砖", "钢", "磁盘", "内存", "显卡", "网卡", "石",
                "肉", "牌", "区", "儿", "表",
            ]
            .iter()
            .any(|thing| rest.starts_with(thing));
            let ten = numeral.low >= Decimal::whole(10) || numeral.multiplied();
            let small = next.is_none_or(|next| {
                !currency::is_han(next)
                    || numeral::begins(next)
                    || matches!(next, '的' | '吧' | '了' | '啊' | '呢' | '多')
            });
            // `一块` alone is `together`.
            let alone = !numeral.digits && !ten && numeral.low == Decimal::whole(1);
            !thing && (ten || small) && !alone
        }
        "刀" => {
            numeral.digits
                && next.is_none_or(|next| {
                    !currency::is_han(next) || matches!(next, '的' | '吧' | '一')
                })
        }
        // Cantonese for dollars, else a mosquito.
        "蚊" => next != Some('子'),
        // An English verb and a name, unless the amount is one.
        "won" | "rand" | "dong" | "taka" => numeral.digits && numeral.low >= Decimal::whole(100),
        "RM" | "NT" => numeral.digits,
        _ => true,
    }
}

/// Reads `5毛` and `8` after `3块`, `2角5分` after `12元`.
fn with_small_change(text: &str, numeral: Numeral, end: usize) -> (Numeral, usize) {
    let unchanged = (numeral, end);
    let Some((first, after, unit)) = digit_and_unit(text, end) else {
        return unchanged;
    };
    let mut sum = numeral;
    let mut finish = after;
    let change = match unit {
        Some('毛' | '角') => first.divided_by_ten_to(1),
        Some('分') => first.divided_by_ten_to(2),
        // `3块5` is three and a half; `3元5` is nothing that anybody writes.
        None if text
            .get(..end)
            .is_some_and(|text| text.ends_with(['块', '塊'])) =>
        {
            first.divided_by_ten_to(1)
        }
        _ => return unchanged,
    };
    let mut total = numeral.low.plus(change);
    if matches!(unit, Some('毛' | '角'))
        && let Some((cents, after, Some('分'))) = digit_and_unit(text, finish)
    {
        total = total.and_then(|total| total.plus(cents.divided_by_ten_to(2)));
        finish = after;
    }
    match total {
        Some(total) if numeral.low == numeral.high => {
            sum.low = total;
            sum.high = total;
            (sum, finish)
        }
        _ => unchanged,
    }
}

/// Reads one digit and `毛`, `角` or `分` after it, if they are there; a digit that another follows is none.
fn digit_and_unit(text: &str, at: usize) -> Option<(Decimal, usize, Option<char>)> {
    let mut characters = text.get(at..)?.chars();
    let digit = characters.next()?;
    let value = digit.to_digit(10).or_else(|| numeral::han_digit(digit))?;
    let after = at + digit.len_utf8();
    match characters.next() {
        Some(unit @ ('毛' | '角' | '分')) => {
            Some((Decimal::whole(value), after + unit.len_utf8(), Some(unit)))
        }
        Some(next)
            if numeral::begins(next) || next.is_alphanumeric() || matches!(next, '.' | '-') =>
        {
            None
        }
        _ => Some((Decimal::whole(value), after, None)),
    }
}

/// Reads `5毛`, `八毛`, `5角`: amounts below one yuan.
fn small_change(text: &str, at: usize, numeral: Numeral) -> Option<(Decimal, usize)> {
    let rest = text.get(at..)?;
    let unit = rest
        .chars()
        .next()
        .filter(|unit| matches!(unit, '毛' | '角'))?;
    let after = rest.get(unit.len_utf8()..)?;
    let next = after.chars().next();
    let money_follows = after.starts_with('钱')
        || next.is_none_or(|next| {
            !currency::is_han(next) || matches!(next, '的' | '吧' | '一' | '/' | '每')
        });
    if !money_follows
        || numeral.low >= Decimal::whole(100)
        || numeral.low.is_zero()
        || numeral.low != numeral.high
    {
        return None;
    }
    let end = at
        + unit.len_utf8()
        + if after.starts_with('钱') {
            '钱'.len_utf8()
        } else {
            0
        };
    (unit == '毛' || after.starts_with('钱') || numeral.digits)
        .then_some((numeral.low.divided_by_ten_to(1), end))
}

/// Takes `整` and `正` after a full amount.
fn whole_mark(text: &str, end: usize) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    let mut characters = rest.chars();
    match characters.next() {
        Some(mark @ '整') => end + mark.len_utf8(),
        Some(mark @ '正') if characters.next().is_none_or(|next| !next.is_alphanumeric()) => {
            end + mark.len_utf8()
        }
        _ => end,
    }
}

/// Strips a word for `about` before an amount.
pub(crate) fn without_about_before(text: &str) -> (&str, bool) {
    const WORDS: [&str; 16] = [
        "大约",
        "大概",
        "差不多",
        "将近",
        "接近",
        "约",
        "約",
        "近",
        "approximately",
        "approx.",
        "approx",
        "about",
        "around",
        "roughly",
        "nearly",
        "~",
    ];
    for word in WORDS {
        if let Some(head) = text.get(..word.len())
            && head.eq_ignore_ascii_case(word)
        {
            return (
                text.get(word.len()..).unwrap_or_default().trim_start(),
                true,
            );
        }
    }
    (text, false)
}

/// Returns whether the text before an amount ends with a word for `about`.
pub(crate) fn about_stands_before(text: &str, at: usize) -> bool {
    const WORDS: [&str; 18] = [
        "大约",
        "大概",
        "差不多",
        "将近",
        "接近",
        "约",
        "約",
        "近",
        "approximately",
        "approx.",
        "approx",
        "about",
        "around",
        "roughly",
        "nearly",
        "almost",
        "~",
        "上下",
    ];
    let before = text.get(..at).unwrap_or_default().trim_end_matches(' ');
    WORDS.iter().any(|word| {
        let tail = before
            .len()
            .checked_sub(word.len())
            .and_then(|at| before.get(at..));
        tail.is_some_and(|tail| tail.eq_ignore_ascii_case(word))
    }) && ![
        "最近", "附近", "合约", "签约", "条约", "违约", "履约", "預約", "预约",
    ]
    .iter()
    .any(|word| before.ends_with(word))
}

/// Returns whether a word for `about` follows an amount.
pub(crate) fn about_stands_after(text: &str, at: usize) -> bool {
    without_about_after(text.get(at..).unwrap_or_default()).1
}

fn without_about_after(text: &str) -> (&str, bool) {
    let trimmed = text.trim_start_matches(' ');
    for word in ["左右", "上下", "or so", "多", "余", "餘", "许"] {
        if let Some(rest) = trimmed.strip_prefix(word) {
            return (rest, true);
        }
    }
    (text, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found = parse(text, None).map_or_else(
            || "none".to_owned(),
            |money| {
                let number = match (money.amount, money.low, money.high) {
                    (Some(amount), ..) => amount,
                    (None, Some(low), Some(high)) => format!("{low}..{high}"),
                    _ => "?".to_owned(),
                };
                let about = if money.approximate { "~" } else { "" };
                format!(
                    "{about}{number} {}",
                    money.currency.as_deref().unwrap_or("-")
                )
            },
        );
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        check("5.5万", "55000 -");
        check("3.8w", "38000 -");
        check("15k", "15000 -");
        check("¥1,200.50", "1200.5 CNY");
        check("￥85,000", "85000 CNY");
        check("人民币28万元", "280000 CNY");
        check("叁仟万元整", "30000000 CNY");
        check("人民币（大写）叁佰贰拾万元整", "3200000 CNY");
        check("约20多万", "~200000 -");
        check("20来万", "~200000 -");
        check("十几万", "~110000..190000 -");
        check("3-5万", "30000..50000 -");
        check("5到8万元", "50000..80000 CNY");
        check("5万元至8万元", "50000..80000 CNY");
        check("$5-$10", "5..10 USD");
        check("三万五", "35000 -");
        check("两百块", "200 CNY");
        check("一百二", "120 -");
        check("＄５５，０００", "55000 USD");
        check("USD 14,000", "14000 USD");
        check("RMB 5 million", "5000000 CNY");
        check("55,000 yuan", "55000 CNY");
        check("€5k", "5000 EUR");
        check("1.2亿", "120000000 -");
        check("5毛", "0.5 CNY");
        check("3块5", "3.5 CNY");
        check("12元3角5分", "12.35 CNY");
        check("HK$300", "300 HKD");
        check("十八萬港紙", "180000 HKD");
        check("三萬蚊", "30000 HKD");
        check("300 quid", "300 GBP");
        check("新臺幣1,200,000元", "1200000 TWD");
        check("120万円", "1200000 JPY");
        check("300만원", "3000000 KRW");
        check("8000元/月", "8000 CNY");
        check("5万多元", "~50000 CNY");
        check("5万元左右", "~50000 CNY");
        check("-1,200.00", "-1200 -");
        check("(1,200.00)", "-1200 -");
        check("合同", "none");
        check("2021-03-04", "none");
        check("13800138000 张", "none");
    }

    #[test]
    fn a_column_lends_its_currency_and_its_unit() {
        let read = |text| parse_in(text, Some("CNY"), 4, Stated::default()).unwrap();
        assert_eq!(read("5.5").amount.as_deref(), Some("55000"));
        assert_eq!(read("5.5万").amount.as_deref(), Some("55000"));
        assert_eq!(read("5.5").currency.as_deref(), Some("CNY"));
        assert_eq!(
            parse("90万元", Some("TWD")).unwrap().currency.as_deref(),
            Some("CNY")
        );
    }

    #[test]
    fn things_that_are_counted_are_not_money() {
        let is_money = |text: &str| at(text, 0).is_some_and(|amount| amount.currency.is_some());
        for text in [
            "两块硬盘",
            "一块去",
            "2021元旦",
            "3 won the bid",
            "12块硬盘",
            "12蚊子",
        ] {
            assert!(!is_money(text), "{text}");
        }
        for text in ["两块钱", "5块", "12块一个", "30000 won"] {
            assert!(is_money(text), "{text}");
        }
    }
}
