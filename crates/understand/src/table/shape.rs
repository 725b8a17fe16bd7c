//! What a cell looks like, by its characters alone. Always: one look at the text, no list of names; what could be
//! several things is the most common of them.

use crate::message::clock::{self, DateOrder};

/// What a cell looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shape {
    /// Nothing is said: a dash, `N/A`.
    Nothing,
    /// Digits.
    Integer,
    /// A number with a point, commas, a sign or a percent sign.
    Number,
    /// Money with its currency.
    Amount,
    /// A number in Chinese units without a currency: 5.5万.
    Scaled,
    /// The code of a currency.
    Currency,
    /// A volume of data with its unit.
    Bytes,
    /// A day, a month or a year.
    Date,
    /// A day and a time.
    Moment,
    /// A time of day.
    Clock,
    /// An identity number of a person in China.
    IdNumber,
    /// A passport number.
    Passport,
    /// A telephone number.
    Phone,
    /// A bank card.
    Card,
    /// A mail address.
    Email,
    /// A URL or a domain.
    Url,
    /// An IP address.
    Ip,
    /// A pair of coordinates, or one with a degree sign.
    Coordinate,
    /// A number plate.
    Plate,
    /// A flight.
    Flight,
    /// Letters and digits without blanks.
    Code,
    /// Words.
    Words,
}

impl Shape {
    /// Returns whether a header could look like this.
    pub(crate) fn may_be_a_name(self) -> bool {
        matches!(self, Self::Words | Self::Code | Self::Nothing)
    }
}

/// Returns what a cell looks like.
pub(crate) fn of(text: &str) -> Shape {
    let text = text.trim();
    if is_nothing(text) {
        return Shape::Nothing;
    }
    if text.len() > 200 {
        return Shape::Words;
    }
    if text.contains('@') && is_email(text) {
        return Shape::Email;
    }
    if is_ip(text) {
        return Shape::Ip;
    }
    if is_url(text) {
        return Shape::Url;
    }
    if is_currency(text) {
        return Shape::Currency;
    }
    if !text
        .chars()
        .any(|c| c.is_ascii_digit() || ('０'..='９').contains(&c))
    {
        return Shape::Words;
    }
    let narrow = narrow(text);
    digits(&narrow)
        .or_else(|| moment(&narrow))
        .or_else(|| quantity(&narrow))
        .or_else(|| code(&narrow))
        .unwrap_or(Shape::Words)
}

/// Returns full-width letters, digits and marks as narrow ones.
fn narrow(text: &str) -> String {
    text.chars()
        .map(|c| match u32::from(c) {
            code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(c),
            0x3000 | 0xa0 | 0x202f => ' ',
            0xffe5 => '¥',
            _ => c,
        })
        .collect()
}

fn is_nothing(text: &str) -> bool {
    text.chars().all(|c| {
        matches!(
            c,
            '-' | '—' | '–' | '/' | '*' | '.' | '…' | '_' | '·' | '、'
        )
    }) || [
        "无", "暂无", "未知", "不详", "n/a", "na", "none", "null", "nil", "unknown", "tbd",
    ]
    .contains(&text.to_lowercase().as_str())
}

fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else {
        return false;
    };
    let bare = |text: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+' | '*' | '%'))
    };
    bare(name) && bare(domain) && domain.contains('.')
}

fn is_ip(text: &str) -> bool {
    let (address, rest) = match text.split_once([':', '/']) {
        Some((address, rest)) if address.contains('.') => (address, rest),
        _ => (text, ""),
    };
    rest.bytes().all(|byte| byte.is_ascii_digit())
        && (address.parse::<std::net::Ipv4Addr>().is_ok()
            || text.contains("::") && text.parse::<std::net::Ipv6Addr>().is_ok()
            || text.matches(':').count() == 7 && text.parse::<std::net::Ipv6Addr>().is_ok())
}

fn is_url(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    if ["http://", "https://", "ftp://", "hxxp", "www."]
        .iter()
        .any(|start| lower.starts_with(start))
    {
        return !text.contains(char::is_whitespace);
    }
    // A domain: labels of letters, the last one of letters only.
    let host = lower.split('/').next().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    labels.len() >= 2
        && labels.iter().all(|label| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
        && labels.last().is_some_and(|last| {
            (2..=10).contains(&last.len()) && last.bytes().all(|b| b.is_ascii_alphabetic())
        })
        && labels.first().is_some_and(|first| first.len() > 1)
        && !is_file_name(labels.last().unwrap_or(&""))
}

fn is_file_name(ending: &str) -> bool {
    [
        "doc", "docx", "xls", "xlsx", "ppt", "pptx", "pdf", "txt", "csv", "jpg", "png", "zip",
        "rar", "exe", "dll", "md", "sql", "json", "xml", "html", "tar", "gz", "log", "eml", "pst",
        "mp", "mdb",
    ]
    .contains(&ending)
}

fn is_currency(text: &str) -> bool {
    [
        "CNY",
        "RMB",
        "USD",
        "EUR",
        "GBP",
        "JPY",
        "HKD",
        "TWD",
        "KRW",
        "INR",
        "RUB",
        "SGD",
        "AUD",
        "CAD",
        "CHF",
        "THB",
        "MYR",
        "VND",
        "IDR",
        "PHP",
        "PKR",
        "KZT",
        "AED",
        "人民币",
        "美元",
        "欧元",
        "港币",
        "港元",
        "日元",
        "英镑",
        "卢布",
        "新台币",
        "¥",
        "$",
        "€",
        "£",
    ]
    .contains(&text)
}

/// Digits with little between them.
fn digits(text: &str) -> Option<Shape> {
    let plain: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.'))
        .collect();
    let stripped = plain.strip_prefix('+').unwrap_or(&plain);
    let count = stripped.len();
    let all_digits = !stripped.is_empty() && stripped.bytes().all(|b| b.is_ascii_digit());
    if text.len() == 18 && is_id_number(text) {
        return Some(Shape::IdNumber);
    }
    if !all_digits {
        return is_masked(text);
    }
    let has_marks = plain.len() != text.len();
    if plain.starts_with('+') && (7..=15).contains(&count) {
        return Some(Shape::Phone);
    }
    if !has_marks && count == 11 && is_mobile(stripped)
        || count == 13 && stripped.starts_with("861")
    {
        return Some(Shape::Phone);
    }
    if has_marks && !text.contains('.') {
        // 0571-12345678, (021) 1234 5678, 154 1234 5678, 555-123-4567.
        let dashes = text.matches(['-', ' ', ')']).count();
        let is_date = clock::whole(text, DateOrder::DayFirst).is_some();
        let groups_of_card = text.split(' ').all(|group| group.len() >= 3) && count >= 15;
        if groups_of_card {
            return Some(Shape::Card);
        }
        if !is_date
            && (7..=13).contains(&count)
            && dashes >= 1
            && (text.starts_with(['0', '(']) || dashes >= 2 || is_mobile(stripped))
        {
            return Some(Shape::Phone);
        }
        return None;
    }
    if has_marks {
        return None;
    }
    match count {
        4 if ("1950".."2060").contains(&stripped) => Some(Shape::Integer),
        8 if is_day(stripped) => Some(Shape::Date),
        15 if is_day(&format!("19{}", stripped.get(6..12)?)) => Some(Shape::IdNumber),
        16..=19 if luhn(stripped) => Some(Shape::Card),
        _ if text.starts_with('+') => None,
        _ => Some(Shape::Integer),
    }
}

/// 154****7939, 9968********5181, 6222 **** **** 0007.
fn is_masked(text: &str) -> Option<Shape> {
    let stars = text.matches(['*', 'x', 'X', '●']).count();
    if stars < 3
        || !text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '*' | 'x' | 'X' | '●' | ' '))
    {
        return None;
    }
    match text.chars().filter(|c| *c != ' ').count() {
        11 => Some(Shape::Phone),
        15 | 18 => Some(Shape::IdNumber),
        16 | 17 | 19 => Some(Shape::Card),
        _ => None,
    }
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11
        && digits.starts_with('1')
        && digits.as_bytes().get(1).is_some_and(|b| *b >= b'3')
}

fn is_id_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().take(17).all(u8::is_ascii_digit)
        && bytes
            .last()
            .is_some_and(|b| b.is_ascii_digit() || matches!(b, b'X' | b'x'))
        && text.get(6..14).is_some_and(is_day)
}

fn is_day(digits: &str) -> bool {
    let number =
        |range: std::ops::Range<usize>| digits.get(range).and_then(|text| text.parse::<u32>().ok());
    digits.len() == 8
        && number(0..4).is_some_and(|year| (1900..2060).contains(&year))
        && number(4..6).is_some_and(|month| (1..=12).contains(&month))
        && number(6..8).is_some_and(|day| (1..=31).contains(&day))
}

fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte - b'0');
            match at % 2 {
                1 if digit > 4 => digit * 2 - 9,
                1 => digit * 2,
                _ => digit,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

fn moment(text: &str) -> Option<Shape> {
    if let Some(stamp) = clock::whole(text, DateOrder::DayFirst).filter(|stamp| {
        stamp.zone.as_deref() != Some("+00:00") || !text.bytes().all(|b| b.is_ascii_digit())
    }) {
        return Some(
            match (
                stamp.date.is_some() || stamp.open_day,
                stamp.clock.is_some(),
            ) {
                (true, true) => Shape::Moment,
                (true, false) => Shape::Date,
                _ => Shape::Clock,
            },
        );
    }
    // 2021年3月, 2021-03, 2021.3, 2021年, 2021Q3, 2021年第三季度.
    let year = text.get(..4)?;
    let rest = text.get(4..)?;
    if !("1950".."2060").contains(&year) || !year.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let rest = rest.trim_start_matches(['年', '-', '/', '.', ' ']);
    let number = rest.trim_end_matches(['月', '日', '号', '初', '底', '份']);
    let is_month = number
        .parse::<u32>()
        .is_ok_and(|month| (1..=12).contains(&month))
        && number.len() <= 2;
    let quarter = rest.starts_with(['Q', 'q', '第', '上', '下']) && rest.chars().count() <= 5;
    (text.contains('年') && rest.is_empty() || is_month && !text.contains(' ') || quarter)
        .then_some(Shape::Date)
}

/// A number with a unit.
fn quantity(text: &str) -> Option<Shape> {
    let money_first = text.trim_start_matches(['约', '近', '~', '≈', ' ', '+']);
    let signs = [
        "¥",
        "￥",
        "$",
        "€",
        "£",
        "₽",
        "₩",
        "฿",
        "US$",
        "HK$",
        "NT$",
        "RMB",
        "CNY",
        "USD",
        "EUR",
        "GBP",
        "HKD",
        "JPY",
        "人民币",
        "美元",
    ];
    let signed = signs.iter().find_map(|sign| money_first.strip_prefix(sign));
    let rest = signed.unwrap_or(money_first).trim_start();
    let length = rest
        .find(|c: char| {
            !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | '~' | '(' | ')'))
        })
        .unwrap_or(rest.len());
    let number = rest.get(..length)?;
    if !number.bytes().any(|b| b.is_ascii_digit())
        || number.matches(['-', '~']).count() > 2
        || number.matches('.').count() > 2
    {
        return None;
    }
    let unit = rest.get(length..)?.trim().trim_end_matches([
        '左', '右', '以', '上', '下', '余', '多', '整', '/', '年', '月', '人', '套', '台', '次',
        '个', '条', '天',
    ]);
    let unit = unit.trim();
    let lower = unit.to_lowercase();
    let money_units = [
        "元",
        "万元",
        "亿元",
        "千元",
        "百万元",
        "块",
        "万块",
        "美元",
        "万美元",
        "欧元",
        "万欧元",
        "港币",
        "港元",
        "日元",
        "人民币",
        "元人民币",
        "万元人民币",
        "rmb",
        "cny",
        "usd",
        "eur",
        "gbp",
        "hkd",
        "yuan",
        "dollars",
        "卢布",
        "元整",
    ];
    if signed.is_some() || money_units.contains(&lower.as_str()) {
        return Some(Shape::Amount);
    }
    let byte_units = [
        "b", "k", "m", "g", "t", "p", "kb", "mb", "gb", "tb", "pb", "kib", "mib", "gib", "tib",
        "字节", "bytes", "个g", "兆",
    ];
    if byte_units.contains(&lower.as_str()) {
        return Some(if lower == "k" {
            Shape::Scaled
        } else {
            Shape::Bytes
        });
    }
    if ["万", "亿", "千", "百万", "w", "千万", "百万"].contains(&lower.as_str()) {
        return Some(Shape::Scaled);
    }
    match lower.as_str() {
        "" if text.bytes().all(|b| b.is_ascii_digit()) => Some(Shape::Integer),
        "" => is_pair(text).or(Some(Shape::Number)),
        "%" | "‰" => Some(Shape::Number),
        "°" | "°n" | "°e" | "°s" | "°w" | "n" | "e" if number.contains('.') => {
            Some(Shape::Coordinate)
        }
        _ if unit.contains('°') && unit.contains('\'') => Some(Shape::Coordinate),
        _ => is_pair(text),
    }
}

/// 31.2304,121.4737.
fn is_pair(text: &str) -> Option<Shape> {
    let (first, second) = text.split_once([',', ' ', '/'])?;
    let coordinate = |text: &str, most: f64| {
        let text = text.trim().trim_end_matches(['N', 'E', 'S', 'W', '°', ' ']);
        let places = text.split_once('.').map_or(0, |(_, places)| places.len());
        places >= 2 && text.parse::<f64>().is_ok_and(|value| value.abs() <= most)
    };
    (coordinate(first, 180.0) && coordinate(second, 180.0)).then_some(Shape::Coordinate)
}

/// Letters and digits without blanks between them.
fn code(text: &str) -> Option<Shape> {
    let upper = text.to_uppercase();
    if is_plate(&upper) {
        return Some(Shape::Plate);
    }
    let latin = upper
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.' | '#' | ':' | ' '));
    if !latin || upper.matches(' ').count() > 1 {
        return None;
    }
    let letters = upper.bytes().take_while(u8::is_ascii_alphabetic).count();
    let rest = upper.get(letters..)?.trim_start_matches([' ', '-']);
    let all_digits = !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit());
    let bare = !upper.contains(['-', ' ']);
    if bare && (letters == 1 && rest.len() == 8 || letters == 2 && rest.len() == 7) && all_digits {
        return Some(Shape::Passport);
    }
    // 3U, 9C: airlines with a digit.
    let with_digit = upper
        .get(..2)
        .is_some_and(|two| two.bytes().filter(u8::is_ascii_digit).count() == 1);
    let after = if letters == 2 { rest } else { upper.get(2..)? };
    let numbered = (3..=4).contains(&after.len()) && after.bytes().all(|b| b.is_ascii_digit());
    if numbered && (letters == 2 || with_digit && !upper.contains('-')) {
        return Some(Shape::Flight);
    }
    (!upper.contains(' ') || all_digits).then_some(Shape::Code)
}

/// 京A12345, 粤B·D12345.
fn is_plate(text: &str) -> bool {
    const PROVINCES: &str =
        "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼港澳台使领";
    let mut characters = text.chars().filter(|c| !matches!(c, '·' | ' ' | '-' | '.'));
    let province = characters.next().is_some_and(|c| PROVINCES.contains(c));
    let letter = characters.next().is_some_and(|c| c.is_ascii_uppercase());
    let rest: Vec<char> = characters.collect();
    province
        && letter
        && (5..=6).contains(&rest.len())
        && rest
            .iter()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '警' | '学' | '挂' | '港' | '澳'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_told_by_their_characters() {
        let check = |text: &str, shape| assert_eq!(of(text), shape, "{text}");
        check("—", Shape::Nothing);
        check("15404747939", Shape::Phone);
        check("+86 154 0474 7939", Shape::Phone);
        check("0571-88886666", Shape::Phone);
        check("154****7939", Shape::Phone);
        check("996899199711055181", Shape::IdNumber);
        check("E12345678", Shape::Passport);
        check("CA1234", Shape::Flight);
        check("3U8633", Shape::Flight);
        check("京A12345", Shape::Plate);
        check("2021-03-04", Shape::Date);
        check("2021年3月", Shape::Date);
        check("20210304", Shape::Date);
        check("2021-03-04 04:07", Shape::Moment);
        check("04:07", Shape::Clock);
        check("492", Shape::Integer);
        check("1,200.50", Shape::Number);
        check("¥1,200.50", Shape::Amount);
        check("5.5万元", Shape::Amount);
        check("USD 52,000", Shape::Amount);
        check("5.5万", Shape::Scaled);
        check("12.5G", Shape::Bytes);
        check("1.2 TB", Shape::Bytes);
        check("a.b@c.example", Shape::Email);
        check("203.0.113.17", Shape::Ip);
        check("https://a.example/x", Shape::Url);
        check("mail.a.example", Shape::Url);
        check("31.2304,121.4737", Shape::Coordinate);
        check("6222020200112230", Shape::Card);
        check("HT-2021-004", Shape::Code);
        check("张三", Shape::Words);
        check("三楼会议室201，带电脑", Shape::Words);
        check("报价单.xlsx", Shape::Words);
    }
}
