//! What one document is about: a few bodies, prices, volumes, days and numbers, dealt from the world.
//!
//! Always: telephone numbers begin with 154, a range that nobody holds; ids begin with 99, a region that
//! there is not; addresses are those of RFC 5737 and RFC 3849; domains end in `.example`.

use jiff::civil::{Date, DateTime};
use serde_json::{Value, json};

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
            slots.insert(format!("price{at}"), price(&mut random));
            slots.insert(format!("vol{at}"), volume(&mut random));
            slots.insert(format!("count{at}"), count(&mut random));
        }
        let day = Date::constant(2021, 1, 4)
            .saturating_add(jiff::Span::new().days(random.between(0, 660)));
        for at in 1..=4 {
            let day = day.saturating_add(jiff::Span::new().days(random.between(1, 60)));
            slots.insert(format!("date{at}"), date(&mut random, day));
        }
        numbers(&mut slots, &mut random);
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
