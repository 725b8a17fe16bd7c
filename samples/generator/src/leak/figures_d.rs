//! Amounts, volumes, counts and days as wording d writes them, and slots that only it has.
//!
//! Always: `.n` is the value in normal form, `.cur` the currency or `null` where the words leave it open.

use jiff::civil::Date;
use serde_json::json;

use super::random::Random;
use super::template::{Slot, Slots, money};

const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
const CAPITALS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const GIGA: i64 = 1_000_000_000;

fn digit(table: &[&'static str; 10], number: i64) -> &'static str {
    table[usize::try_from(number).unwrap_or(0) % 10]
}

/// Below a hundred, as it is said.
fn spoken(number: i64) -> String {
    let (tens, ones) = (number / 10, number % 10);
    let tens = match tens {
        0 => String::new(),
        1 => "十".to_owned(),
        more => format!("{}十", digit(&DIGITS, more)),
    };
    if ones == 0 {
        tens
    } else {
        tens + digit(&DIGITS, ones)
    }
}

/// Tenths with one decimal, without it where it is nought.
pub(super) fn tenths(number: i64) -> String {
    match number % 10 {
        0 => (number / 10).to_string(),
        rest => format!("{}.{rest}", number / 10),
    }
}

/// Groups of three digits.
pub(super) fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, ch) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(ch);
    }
    out
}

fn amount(text: String, number: i64, currency: &str) -> Slot {
    let value = money(&number.to_string(), currency, false);
    Slot::mention(text, "money", value)
        .form("n", number.to_string())
        .form("cur", currency.to_owned())
}

/// What a licence or a contract costs.
pub(super) fn price(random: &mut Random) -> Slot {
    let thousands = random.between(31, 979);
    let yuan = thousands * 1000;
    let (wan, rest, dotted) = (thousands / 10, thousands % 10, tenths(thousands));
    let (text, currency) = match random.below(10) {
        0 => (format!("{dotted}w"), "null"),
        1 => (format!("{yuan}元"), "CNY"),
        2 if rest > 0 => (format!("{}万{}", spoken(wan), digit(&DIGITS, rest)), "null"),
        3 if rest > 0 => (format!("{wan}万{rest}千"), "null"),
        4 => (format!("{dotted} 万元"), "CNY"),
        5 => (format!("RMB{}", grouped(yuan)), "CNY"),
        6 => (format!("{thousands}K"), "null"),
        7 => (format!("CNY {}.00", grouped(yuan)), "CNY"),
        8 if rest > 0 => {
            let rest = digit(&DIGITS, rest);
            (format!("{}万{rest}千元", spoken(wan)), "CNY")
        }
        9 => (format!("{dotted}万人民币"), "CNY"),
        // Nothing is left over below ten thousand.
        _ => (format!("{}万元", spoken(wan)), "CNY"),
    };
    amount(text, yuan, currency)
}

/// A volume; `.n` is the number of bytes.
pub(super) fn volume(random: &mut Random) -> Slot {
    let number = random.between(12, 996);
    let (whole, dotted) = (number / 10, format!("{}.{}", number / 10, number % 10));
    let (text, bytes) = match random.below(6) {
        0 => (format!("{dotted}T"), number * GIGA * 100),
        1 => (format!("{number}G"), number * GIGA),
        2 => (format!("1,{number:03}GB"), (1000 + number) * GIGA),
        3 => (format!("{number}个G"), number * GIGA),
        4 => (format!("{dotted} TB"), number * GIGA * 100),
        _ => (format!("{whole}.5GB"), whole * GIGA + GIGA / 2),
    };
    Slot::mention(text, "bytes", json!(bytes)).form("n", bytes.to_string())
}

/// A count; `.n` is the number.
pub(super) fn count(random: &mut Random) -> Slot {
    let some = random.between(31, 989);
    let (text, number) = match random.below(5) {
        0 => (format!("{some}万"), some * 10_000),
        1 => {
            let tenth = some % 80 + 11;
            let text = format!("{}.{}亿", tenth / 10, tenth % 10);
            (text, tenth * 10_000_000)
        }
        2 => {
            let number = some * 1000 + random.between(1, 998);
            (grouped(number), number)
        }
        3 => (format!("{some}w"), some * 10_000),
        _ => (format!("{}万", spoken(some / 10)), some / 10 * 10_000),
    };
    Slot::plain(text).form("n", number.to_string())
}

fn dated(text: String, value: String) -> Slot {
    Slot::mention(text, "date", json!(value)).form("n", value)
}

/// A day as people write it in Chinese; `.n` in normal form.
pub(super) fn date(random: &mut Random, day: Date) -> Slot {
    let (year, month, number) = (day.year(), day.month(), day.day());
    let short = format!("{year}-{month:02}");
    let (text, value) = match random.below(6) {
        0 => (format!("{year}年{month}月{number}号"), day.to_string()),
        1 => (format!("{year}{month:02}{number:02}"), day.to_string()),
        2 => {
            let text = format!("{}年{month}月{number}日", year % 100);
            (text, day.to_string())
        }
        3 => (short.clone(), short),
        4 => (format!("{year}年{month:02}月"), short),
        _ => (format!("{year}/{month:02}/{number:02}"), day.to_string()),
    };
    dated(text, value)
}

fn english_day(random: &mut Random, day: Date) -> Slot {
    let month = MONTHS[usize::try_from(day.month() - 1).unwrap_or(0) % 12];
    let (year, number) = (day.year(), day.day());
    let (text, value) = match random.below(4) {
        0 => (format!("{number} {month} {year}"), day.to_string()),
        1 => (format!("{month} {number}, {year}"), day.to_string()),
        2 => {
            let value = format!("{year}-{:02}", day.month());
            (format!("{} {year}", &month[..3]), value)
        }
        _ => (day.to_string(), day.to_string()),
    };
    dated(text, value)
}

/// A foreign amount.
fn foreign(random: &mut Random) -> Slot {
    let thousands = random.between(12, 380);
    let all = thousands * 1000;
    let (text, currency) = match random.below(7) {
        0 => (format!("EUR {}", grouped(all)), "EUR"),
        1 => (format!("USD {thousands}k"), "USD"),
        2 => (format!("US${}", grouped(all)), "USD"),
        3 => (format!("€{}", grouped(all)), "EUR"),
        4 => (format!("{} euros", grouped(all)), "EUR"),
        5 => (format!("GBP {thousands}k"), "GBP"),
        _ => (format!("£{}", grouped(all)), "GBP"),
    };
    amount(text, all, currency)
}

/// A month's pay, or a small bonus.
fn wage(random: &mut Random) -> Slot {
    let halves = random.between(9, 58);
    let yuan = halves * 500;
    let even = halves % 2 == 0;
    let (text, currency) = match random.below(5) {
        0 => (format!("{yuan}块"), "CNY"),
        1 => (format!("{}元", grouped(yuan)), "CNY"),
        2 if !even && yuan < 10_000 => (format!("{}千五", digit(&DIGITS, yuan / 1000)), "null"),
        2 if even && yuan > 10_000 && yuan % 10_000 > 0 => {
            let (wan, rest) = (yuan / 10_000, yuan % 10_000 / 1000);
            (format!("{wan}万{rest}"), "null")
        }
        3 if even => (format!("{}k", yuan / 1000), "null"),
        _ => (format!("{yuan}元"), "CNY"),
    };
    amount(text, yuan, currency)
}

/// What dinner or a ticket costs.
fn petty(random: &mut Random) -> Slot {
    let tens = random.between(11, 389);
    let yuan = tens * 10;
    let (text, currency) = match random.below(4) {
        0 => (format!("{yuan}块"), "CNY"),
        1 => (format!("¥{}", grouped(yuan)), "CNY"),
        2 if tens % 10 > 0 && tens < 100 => {
            let (hundreds, rest) = (digit(&DIGITS, tens / 10), digit(&DIGITS, tens % 10));
            (format!("{hundreds}百{rest}"), "null")
        }
        _ => (format!("{yuan}.00元"), "CNY"),
    };
    amount(text, yuan, currency)
}

/// An amount as a contract spells it.
fn formal(random: &mut Random) -> Slot {
    let (tens, ones) = (random.between(1, 9), random.between(1, 9));
    let rest = random.between(0, 9);
    let (ten, one) = (digit(&CAPITALS, tens), digit(&CAPITALS, ones));
    let mut text = format!("人民币{ten}拾{one}万");
    if rest > 0 {
        text += &format!("{}仟", digit(&CAPITALS, rest));
    }
    let yuan = tens * 100_000 + ones * 10_000 + rest * 1000;
    amount(text + "元整", yuan, "CNY")
}

fn size(random: &mut Random) -> Slot {
    let number = random.between(12, 980);
    let (text, bytes) = if random.below(2) == 0 {
        (format!("{number} GB"), number * GIGA)
    } else {
        let text = format!("{}.{} TB", number / 10, number % 10);
        (text, number * GIGA * 100)
    };
    Slot::mention(text, "bytes", json!(bytes)).form("n", bytes.to_string())
}

/// Adds the slots that only wording d has.
pub(super) fn more(slots: &mut Slots, random: &mut Random, day: Date) {
    for at in 1..=4 {
        let mut put = |name: &str, slot: Slot| slots.insert(format!("{name}{at}"), slot);
        put("fx", foreign(random));
        put("wage", wage(random));
        put("petty", petty(random));
        put("formal", formal(random));
        put("size", size(random));
        let pay = random.between(13, 52) * 500;
        let mark = if at % 2 == 0 { "CNY" } else { "RMB" };
        put(
            "take",
            amount(format!("{mark} {}", grouped(pay)), pay, "CNY"),
        );
        let later = day.saturating_add(jiff::Span::new().days(random.between(1, 90)));
        put("day", english_day(random, later));
        // The unit of these stands elsewhere in the document.
        let sum = random.between(40, 900) * 1000;
        put("sum", amount(grouped(sum), sum, "CNY"));
        let euros = random.between(12, 240);
        put("eurk", amount(euros.to_string(), euros * 1000, "EUR"));
        let word = *random.pick(&["zimbra", "intra", "gw", "hr-web", "owa", "dms"]);
        // Two of a document never are one.
        let host = format!("{word}{}{at}.example", random.between(2, 98));
        put("host", Slot::mention(host.clone(), "domain", json!(host)));
        let name = *random.pick(&["k.duran", "root02", "ops_view", "m.sato", "svc-bak", "lina"]);
        put(
            "login",
            Slot::plain(format!("{name}{}", random.between(1, 89))),
        );
        let letters = *random.pick(&["CGZX", "ZFCG", "JYXJ"]);
        let reference = format!("{letters}-2022-{:04}", random.between(11, 980));
        put("ref", Slot::plain(reference));
    }
    let (one, two) = (random.between(61, 880), random.between(41, 480));
    for (name, number) in [("wan1", one), ("wan2", two), ("wansum", one + two)] {
        let slot = amount(tenths(number), number * 1000, "CNY");
        slots.insert(name.to_owned(), slot);
    }
}
