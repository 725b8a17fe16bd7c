//! The invented world: states, the contractor, its people, clients and products, as the seed deals them out.
//!
//! Always: names are invented, addresses are reserved for documentation, numbers are of ranges that
//! nobody holds; the world of a seed is the same for every document.

use serde_json::json;

use super::random::Random;
use super::template::{Slot, Slots};
use super::{LeakError, Options, Vocabulary, Wording};

/// A data file by its name, and its text; wordings c and d have names of their own.
macro_rules! list {
    ($wording:expr, $name:literal) => {
        match $wording {
            Wording::C => (
                concat!($name, "_c.tsv"),
                include_str!(concat!("../../data/", $name, "_c.tsv")),
            ),
            Wording::D => (
                concat!($name, "_d.tsv"),
                include_str!(concat!("../../data/", $name, "_d.tsv")),
            ),
            _ => (
                concat!($name, ".tsv"),
                include_str!(concat!("../../data/", $name, ".tsv")),
            ),
        }
    };
}

/// Roles in the order in which people are dealt out.
pub(crate) const ROLES: [&str; 12] = [
    "boss", "sales", "sales2", "lead", "dev1", "dev2", "ops", "finance", "hr", "agent", "officer",
    "friend",
];

/// A state.
#[derive(Debug, Clone)]
pub(crate) struct Country {
    pub(crate) real: bool,
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) name_en: &'static str,
    pub(crate) capital: &'static str,
    pub(crate) capital_en: &'static str,
}

/// A body of a state.
#[derive(Debug, Clone)]
pub(crate) struct Body {
    pub(crate) name: String,
    pub(crate) name_en: String,
    pub(crate) sector: &'static str,
    pub(crate) country: Country,
}

/// The world of a seed.
pub(crate) struct World {
    pub(crate) wording: Wording,
    pub(crate) random: Random,
    pub(crate) countries: Vec<Country>,
    pub(crate) bodies: Vec<Body>,
    /// Firm, people, clients, products: what every document may name.
    pub(crate) fixed: Slots,
    pub(crate) products: usize,
    pub(crate) clients: usize,
}

fn rows<const N: usize>(
    (file, data): (&'static str, &'static str),
) -> Result<Vec<[&'static str; N]>, LeakError> {
    data.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            fields.try_into().map_err(|_| LeakError::Shape {
                file,
                line: line.to_owned(),
            })
        })
        .collect()
}

impl World {
    /// Deals out the world of a seed.
    pub(crate) fn new(options: &Options) -> Result<Self, LeakError> {
        let random = Random::new(options.seed);
        let countries = countries(options, &mut random.fork("countries"))?;
        let bodies = bodies(options, &countries, &mut random.fork("bodies"))?;
        let mut fixed = Slots::new();
        firm(options, &mut fixed, &mut random.fork("firm"))?;
        let clients = rows::<3>(list!(options.wording, "clients"))?;
        let clients = random.fork("clients").shuffled(&clients);
        for (at, [name, name_en, short]) in clients.iter().enumerate() {
            let slot = Slot::mention(*name, "org", json!(name))
                .form("en", *name_en)
                .form("short", *short);
            fixed.insert(format!("client{}", at + 1), slot);
        }
        let rivals = rows::<2>(list!(options.wording, "rivals"))?;
        for (at, [name, name_en]) in random.fork("rivals").shuffled(&rivals).iter().enumerate() {
            let slot = Slot::mention(*name, "org", json!(name)).form("en", *name_en);
            fixed.insert(format!("rival{}", at + 1), slot);
        }
        let people = rows::<4>(list!(options.wording, "people"))?;
        let people = random.fork("people").shuffled(&people);
        let domain = fixed
            .get("domain")
            .map(|slot| slot.text.clone())
            .unwrap_or_default();
        for (role, [name, name_en, handle, nick]) in ROLES.iter().zip(&people) {
            let slot = Slot::mention(*name, "person", json!(name))
                .form("en", *name_en)
                .form("nick", *nick)
                .form("handle", *handle)
                .form("email", format!("{handle}@{domain}"));
            fixed.insert((*role).to_owned(), slot);
        }
        let products = rows::<6>(list!(options.wording, "products"))?;
        let products = random.fork("products").shuffled(&products);
        for (at, [name, name_en, version, capability, capability_en, attack]) in
            products.iter().enumerate()
        {
            let number = at + 1;
            let slot = Slot::mention(*name, "product", json!(name))
                .form("en", *name_en)
                .form("version", *version)
                .form("attack", *attack);
            fixed.insert(format!("product{number}"), slot);
            let able = Slot::plain(*capability).form("en", *capability_en);
            fixed.insert(format!("capability{number}"), able);
            let technique = Slot::mention(*attack, "attack_technique", json!(attack));
            fixed.insert(format!("technique{number}"), technique);
        }
        Ok(Self {
            wording: options.wording,
            random,
            countries,
            bodies,
            fixed,
            products: products.len(),
            clients: clients.len(),
        })
    }

    /// Returns the words of a slot that every document may name.
    pub(crate) fn word(&self, name: &str) -> String {
        let (name, form) = name.split_once('.').unwrap_or((name, ""));
        let slot = self.fixed.get(name);
        slot.map(|slot| slot.forms.get(form).unwrap_or(&slot.text).clone())
            .unwrap_or_default()
    }

    /// Returns the names of the invented world as a gazetteer for a case.
    pub(crate) fn gazetteer(&self) -> String {
        let mut out = String::from("name,name_en,type,country,aliases\n");
        for country in self.countries.iter().filter(|country| !country.real) {
            let Country {
                name,
                name_en,
                code,
                capital,
                capital_en,
                ..
            } = country;
            out.push_str(&format!("{name},{name_en},country,{code},\n"));
            out.push_str(&format!("{capital},{capital_en},place,{code},\n"));
        }
        for body in self.bodies.iter().filter(|body| !body.country.real) {
            let Body {
                name,
                name_en,
                country,
                ..
            } = body;
            out.push_str(&format!("{name},{name_en},org,{},\n", country.code));
        }
        for (name, slot) in &self.fixed {
            let form = |form| slot.forms.get(form).cloned().unwrap_or_default();
            let aliases = match name.as_str() {
                "firm" => form("full"),
                _ => form("short"),
            };
            let kind = slot.kind.unwrap_or_default();
            if matches!(kind, "org" | "product" | "place") {
                out.push_str(&format!(
                    "{},\"{}\",{kind},CN,{aliases}\n",
                    slot.text,
                    form("en")
                ));
            }
        }
        out
    }
}

fn countries(options: &Options, random: &mut Random) -> Result<Vec<Country>, LeakError> {
    let (mut invented, mut real) = (Vec::new(), Vec::new());
    for [vocabulary, code, name, name_en, capital, capital_en] in
        rows::<6>(list!(options.wording, "countries"))?
    {
        let country = Country {
            real: vocabulary == "real",
            code,
            name,
            name_en,
            capital,
            capital_en,
        };
        if country.real {
            real.push(country);
        } else {
            invented.push(country);
        }
    }
    let (invented, real) = (random.shuffled(&invented), random.shuffled(&real));
    // Wording d knows no state that does not exist.
    if invented.is_empty() {
        return Ok(real);
    }
    Ok(match options.vocabulary {
        Vocabulary::Invented => invented,
        Vocabulary::Real => real,
        // Two of three are invented.
        Vocabulary::Both => {
            let mut real = real.into_iter();
            let mut all = Vec::new();
            for (at, country) in invented.into_iter().enumerate() {
                all.push(country);
                if at % 2 == 1 {
                    all.extend(real.next());
                }
            }
            all
        }
    })
}

fn bodies(
    options: &Options,
    countries: &[Country],
    random: &mut Random,
) -> Result<Vec<Body>, LeakError> {
    let kinds = rows::<5>(list!(options.wording, "bodies"))?;
    let mut all = Vec::new();
    for country in countries {
        for [name, name_en, sector, _, real] in &kinds {
            if !country.real || *real == "yes" {
                all.push(Body {
                    name: name.replace("{zh}", country.name),
                    name_en: name_en.replace("{en}", country.name_en),
                    sector,
                    country: country.clone(),
                });
            }
        }
    }
    Ok(random.shuffled(&all))
}

fn firm(options: &Options, fixed: &mut Slots, random: &mut Random) -> Result<(), LeakError> {
    let firms = rows::<6>(list!(options.wording, "firms"))?;
    let [short, full, name_en, city, city_en, domain] = *random.pick(&firms);
    let slot = Slot::mention(short, "org", json!(full))
        .form("full", full)
        .form("en", name_en);
    fixed.insert("firm".into(), slot);
    let slot = Slot::mention(city, "place", json!(city)).form("en", city_en);
    fixed.insert("home".into(), slot);
    fixed.insert(
        "domain".into(),
        Slot::mention(domain, "domain", json!(domain)),
    );
    Ok(())
}
