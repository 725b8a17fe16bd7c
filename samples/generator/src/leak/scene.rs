//! What one document is about: a few bodies, prices, volumes, days and numbers, dealt from the world.
//!
//! Always: telephone numbers begin with 154, a range that nobody holds; ids begin with 99, a region that
//! there is not; addresses are those of RFC 5737 and RFC 3849; domains end in `.example`.

use jiff::civil::{Date, DateTime};
use serde_json::{Value, json};

use super::Wording;
use super::figures_d;
use super::random::Random;
use super::template::{Slot, Slots, money};
use super::world::{Body, World};

/// One document's slots and its own source of numbers.
pub(crate) struct Scene {
    pub(crate) slots: Slots,
    pub(crate) random: Random,
    pub(crate) bodies: Vec<Body>,
    /// A working day on which it begins.
    pub(crate) day: Date,
}

impl Scene {
    /// Deals out a scene; the same name gives the same scene.
    pub(crate) fn new(world: &World, name: &str) -> Self {
        let mut random = world.random.fork(name);
        let mut slots = world.fixed.clone();
        let bodies: Vec<Body> = random
            .shuffled(&world.bodies)
            .into_iter()
            .take(10)
            .collect();
        for (at, body) in bodies.iter().enumerate() {
            insert_body(&mut slots, at + 1, body);
        }
        let countries = random.shuffled(&world.countries);
        for (at, country) in countries.iter().enumerate().take(8) {
            let slot = Slot::mention(country.name, "country", json!(country.code))
                .form("en", country.name_en)
                .form("code", country.code);
            slots.insert(format!("country{}", at + 1), slot);
            let slot = Slot::mention(country.capital, "place", json!(country.capital))
                .form("en", country.capital_en);
            slots.insert(format!("capital{}", at + 1), slot);
        }
        rotate(&mut slots, &mut random, "client", world.clients);
        let shift = rotate(&mut slots, &mut random, "product", world.products);
        for name in ["capability", "technique"] {
            turn(&mut slots, name, world.products, shift);
        }
        for at in 1..=8 {
            let (price, volume, count) = match world.wording {
                Wording::D => (
                    figures_d::price(&mut random),
                    figures_d::volume(&mut random),
                    figures_d::count(&mut random),
                ),
                Wording::C => (
                    other::price(&mut random),
                    other::volume(&mut random),
                    other::count(&mut random),
                ),
                _ => (price(&mut random), volume(&mut random), count(&mut random)),
            };
            slots.insert(format!("price{at}"), price);
            slots.insert(format!("vol{at}"), volume);
            slots.insert(format!("count{at}"), count);
        }
        let day = Date::constant(2021, 1, 4)
            .saturating_add(jiff::Span::new().days(random.between(0, 660)));
        for at in 1..=4 {
            let day = day.saturating_add(jiff::Span::new().days(random.between(1, 60)));
            let date = match world.wording {
                Wording::C => other::date(&mut random, day),
                Wording::D => figures_d::date(&mut random, day),
                _ => date(&mut random, day),
            };
            slots.insert(format!("date{at}"), date);
        }
        numbers(&mut slots, &mut random);
        if world.wording == Wording::D {
            figures_d::more(&mut slots, &mut random, day);
        }
        Self {
            slots,
            random,
            bodies,
            day,
        }
    }

    /// Returns a moment of the working day, as a clock in China shows it, `minutes` after nine.
    pub(crate) fn clock(&self, minutes: i64) -> DateTime {
        let nine = self.day.at(9, 0, 0, 0);
        nine.saturating_add(jiff::Span::new().minutes(minutes))
    }
}

fn insert_body(slots: &mut Slots, at: usize, body: &Body) {
    let slot = Slot::mention(body.name.clone(), "org", json!(body.name))
        .form("en", body.name_en.clone())
        .form("country", body.country.code)
        .form("sector", body.sector);
    slots.insert(format!("body{at}"), slot);
}

/// Numbers the slots of a name anew, so that documents speak of different ones.
fn rotate(slots: &mut Slots, random: &mut Random, name: &str, count: usize) -> usize {
    let shift = random.below(count);
    turn(slots, name, count, shift);
    shift
}

fn turn(slots: &mut Slots, name: &str, count: usize, shift: usize) {
    let old: Vec<Option<Slot>> = (1..=count)
        .map(|at| slots.get(&format!("{name}{at}")).cloned())
        .collect();
    for at in 0..count {
        if let Some(slot) = &old[(at + shift) % count] {
            slots.insert(format!("{name}{}", at + 1), slot.clone());
        }
    }
}

/// An amount as people write it; `.n` is the amount, `.cur` the currency or `null`.
fn price(random: &mut Random) -> Slot {
    let tenths = random.between(12, 480); // thousands of yuan in tenths of ten thousand
    let yuan = tenths * 1000;
    let wan = if tenths % 10 == 0 {
        format!("{}", tenths / 10)
    } else {
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    let grouped = format!("{},000", yuan / 1000);
    let (text, currency) = match random.below(9) {
        0 => (format!("{wan}万元"), "CNY"),
        1 => (format!("{wan}万"), "null"),
        2 => (format!("{wan}w"), "null"),
        3 => (format!("{grouped}元"), "CNY"),
        4 => (format!("{}k", yuan / 1000), "null"),
        5 => (wide(&format!("{wan}万元")), "CNY"),
        6 => (format!("￥{grouped}"), "CNY"),
        7 => (format!("人民币{wan}万元"), "CNY"),
        _ => (format!("{wan}万块"), "CNY"),
    };
    Slot::mention(text, "money", money(&yuan.to_string(), currency, false))
        .form("n", yuan.to_string())
        .form("cur", currency)
}

/// Returns ASCII digits and the point in full width.
fn wide(text: &str) -> String {
    text.chars()
        .map(|ch| match ch {
            '0'..='9' => char::from_u32(u32::from(ch) - 0x30 + 0xFF10).unwrap_or(ch),
            '.' => '．',
            other => other,
        })
        .collect()
}

/// A volume; `.n` is the number of bytes.
fn volume(random: &mut Random) -> Slot {
    let tenths = random.between(11, 989);
    let number = format!("{}.{}", tenths / 10, tenths % 10);
    let (unit, power): (&str, i64) =
        *random.pick(&[("GB", 9), ("G", 9), ("TB", 12), ("T", 12), ("MB", 6)]);
    let bytes = tenths * 10_i64.pow(u32::try_from(power - 1).unwrap_or(0));
    Slot::mention(format!("{number}{unit}"), "bytes", json!(bytes)).form("n", bytes.to_string())
}

/// A count in ten thousands; `.n` is the number.
fn count(random: &mut Random) -> Slot {
    let ten_thousands = random.between(2, 98);
    Slot::plain(format!("{ten_thousands}万")).form("n", (ten_thousands * 10_000).to_string())
}

/// A day as people write it; `.n` in normal form.
fn date(random: &mut Random, day: Date) -> Slot {
    let (year, month, number) = (day.year(), day.month(), day.day());
    let (text, value) = match random.below(5) {
        0 => (format!("{year}年{month}月{number}日"), day.to_string()),
        1 => (format!("{year}年{month}月"), format!("{year}-{month:02}")),
        2 => (format!("{year}-{month:02}-{number:02}"), day.to_string()),
        3 => (format!("{year}/{month}/{number}"), day.to_string()),
        _ => (format!("{year}.{month:02}.{number:02}"), day.to_string()),
    };
    Slot::mention(text, "date", json!(value)).form("n", value)
}

fn numbers(slots: &mut Slots, random: &mut Random) {
    let mut put = |name: &str, kind: &'static str, text: String, value: Value| {
        slots.insert(name.to_owned(), Slot::mention(text, kind, value));
    };
    for at in 1..=2 {
        let digits = format!("154{:08}", random.between(1_000_000, 9_999_999));
        put(
            &format!("phone{at}"),
            "phone",
            digits.clone(),
            json!(format!("+86{digits}")),
        );
        let last = random.between(2, 250);
        let block = *random.pick(&["192.0.2", "198.51.100", "203.0.113"]);
        let address = format!("{block}.{last}");
        put(
            &format!("ip{at}"),
            "ipv4",
            address.clone(),
            json!(address.clone()),
        );
        let shown = address.replace('.', "[.]");
        put(&format!("defanged{at}"), "ipv4", shown, json!(address));
        let word = *random.pick(&["mail", "portal", "oa", "cloud", "vpn", "files"]);
        let host = format!("{word}-{last}.example");
        put(
            &format!("host{at}"),
            "domain",
            host.clone(),
            json!(host.clone()),
        );
        let id = id_number(random);
        put(&format!("id{at}"), "id_number", id.clone(), json!(id));
        let address = format!("{word}.{last}@{host}");
        put(
            &format!("mail{at}"),
            "email",
            address.clone(),
            json!(address),
        );
    }
    let address = format!("2001:db8::{:x}", random.between(16, 65_000));
    put("ip6", "ipv6", address.clone(), json!(address));
}

/// An id number of a region that there is not, with a right check digit.
pub(crate) fn id_number(random: &mut Random) -> String {
    const WEIGHTS: [usize; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let body = format!(
        "99{:04}{}{:02}{:02}{:03}",
        random.between(100, 9999),
        random.between(1961, 1999),
        random.between(1, 12),
        random.between(1, 28),
        random.between(1, 999)
    );
    let sum: usize = body
        .bytes()
        .zip(WEIGHTS)
        .map(|(digit, weight)| usize::from(digit - b'0') * weight)
        .sum();
    let check = char::from(b"10X98765432"[sum % 11]);
    format!("{body}{check}")
}

/// Amounts, volumes, counts and days as wording c writes them.
mod other {
    use jiff::civil::Date;
    use serde_json::json;

    use super::super::random::Random;
    use super::super::template::{Slot, money};

    const DIGITS: [&str; 10] = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

    /// Below a hundred, as it is said.
    fn spoken(number: i64) -> String {
        let digit = |at: i64| DIGITS[usize::try_from(at).unwrap_or(0) % 10];
        let (tens, ones) = (number / 10, number % 10);
        let tens = match tens {
            0 => String::new(),
            1 => "十".to_owned(),
            more => format!("{}十", digit(more)),
        };
        if ones == 0 { tens } else { tens + digit(ones) }
    }

    pub(super) fn price(random: &mut Random) -> Slot {
        let thousands = random.between(12, 480);
        let yuan = thousands * 1000;
        let (wan, rest) = (thousands / 10, thousands % 10);
        let (text, currency) = match random.below(7) {
            0 => (format!("RMB {thousands},000"), "CNY"),
            1 => (format!("人民币{thousands},000元整"), "CNY"),
            2 => (format!("{thousands},000.00元"), "CNY"),
            3 => (format!("¥{thousands},000"), "CNY"),
            4 if rest == 0 && wan > 0 => (format!("{}万", spoken(wan)), "null"),
            5 if rest > 0 && wan > 0 => (format!("{wan}万{rest}"), "null"),
            6 if rest > 0 && wan > 0 => (format!("{wan}万{rest}千块"), "CNY"),
            _ => (format!("{wan}.{rest}W"), "null"),
        };
        Slot::mention(text, "money", money(&yuan.to_string(), currency, false))
            .form("n", yuan.to_string())
            .form("cur", currency)
    }

    pub(super) fn volume(random: &mut Random) -> Slot {
        let number = random.between(2, 990);
        let (text, bytes) = match random.below(4) {
            0 => (format!("{number} GB"), number * 1_000_000_000),
            1 => (format!("{number}GiB"), number * (1 << 30)),
            2 => (format!("{number}个G"), number * 1_000_000_000),
            _ => (format!("{number}TB"), number * 1_000_000_000_000),
        };
        Slot::mention(text, "bytes", json!(bytes)).form("n", bytes.to_string())
    }

    pub(super) fn count(random: &mut Random) -> Slot {
        let number = random.between(101, 980) * 1000 + random.between(0, 999);
        let shown = format!("{},{:03}", number / 1000, number % 1000);
        Slot::plain(shown).form("n", number.to_string())
    }

    pub(super) fn date(random: &mut Random, day: Date) -> Slot {
        let (year, month, number) = (day.year(), day.month(), day.day());
        let whole = day.to_string();
        let (text, value) = match random.below(5) {
            0 => (format!("{year}年{month:02}月{number:02}日"), whole),
            1 => (format!("{year}-{month:02}"), format!("{year}-{month:02}")),
            2 => (
                format!("{}年{month}月", year % 100),
                format!("{year}-{month:02}"),
            ),
            3 => (
                format!(
                    "二〇二{}年{}月{}日",
                    DIGITS[usize::try_from(year % 10).unwrap_or(0)],
                    spoken(i64::from(month)),
                    spoken(i64::from(number))
                ),
                whole,
            ),
            _ => (format!("{year}.{month}.{number}"), whole),
        };
        Slot::mention(text, "date", json!(value)).form("n", value)
    }
}
