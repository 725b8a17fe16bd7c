//! Names that are known beforehand: those shipped, and the case's own, which come first. Names are compared
//! folded: width, case, accents, simplified and traditional make no difference, but that a Latin name begins
//! with a capital, and that an abbreviation is written in capitals.
//! Always: what is found in a text lies on its character boundaries, in order, without overlap.

mod case_list;
pub(crate) mod company_name;
pub(crate) mod compose;
mod find;
pub(crate) mod fold;
pub(crate) mod romanised;
pub(crate) mod shipped;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use daylight_model::MentionType;

pub use find::Match;
use find::Matcher;
pub use fold::simplify;

use fold::fold;

/// Known names.
#[derive(Debug, Default)]
pub struct Gazetteer {
    entries: Vec<Entry>,
    /// Entries by each of their folded names, the first of each name.
    by_name: BTreeMap<String, usize>,
    matcher: OnceLock<Matcher>,
}

/// A known name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The name by which it goes here.
    pub name: String,
    /// Its English name.
    pub name_en: Option<String>,
    /// What it is: person, org, country, place or product.
    pub kind: MentionType,
    /// ISO 3166-1 alpha-2, or a user-assigned code.
    pub country: Option<String>,
    /// Sector of an organisation, in Chinese: 政府, 电信 …
    pub sector: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// Whether it comes from the case's own list.
    pub own: bool,
}

impl Entry {
    /// Returns what a mention of it means: a state's code, else the fullest form of its name.
    pub fn value(&self) -> &str {
        match (&self.country, self.kind) {
            (Some(code), MentionType::Country) => code,
            (_, MentionType::Org) => self.legal_name().unwrap_or(&self.name),
            _ => &self.name,
        }
    }

    /// An alias that is the name with more around it, and ends as names in a register do.
    fn legal_name(&self) -> Option<&str> {
        let legal = |alias: &&String| {
            alias.contains(self.name.as_str()) && compose::ends_as_legal_name(alias)
        };
        self.aliases.iter().find(legal).map(String::as_str)
    }

    pub(crate) fn all_names(&self) -> impl Iterator<Item = &str> {
        let names = std::iter::once(&self.name).chain(&self.name_en);
        names.chain(&self.aliases).map(String::as_str)
    }
}

impl Gazetteer {
    /// Returns what is shipped.
    pub fn shipped() -> Self {
        let mut gazetteer = Self::default();
        gazetteer.put(shipped::ENTRIES.to_vec());
        gazetteer
    }

    /// Adds a case's own names: a CSV `name,name_en,type,country,aliases`. Bad rows are left out and returned
    /// with their line.
    pub fn add_csv(&mut self, csv: &[u8]) -> Vec<BadRow> {
        let (mut entries, bad) = case_list::read(csv);
        entries.append(&mut self.entries);
        self.put(entries);
        bad
    }

    fn put(&mut self, entries: Vec<Entry>) {
        self.entries = entries;
        self.by_name.clear();
        self.matcher = OnceLock::new();
        for (number, entry) in self.entries.iter().enumerate() {
            for name in entry.all_names() {
                self.by_name.entry(fold(name)).or_insert(number);
            }
        }
    }

    /// Returns the entry of this name.
    pub fn get(&self, name: &str) -> Option<&Entry> {
        let number = self.by_name.get(&fold(name))?;
        self.entries.get(*number)
    }

    /// Returns all entries, the case's own first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns the known names in a text, in order, the longest where several begin together.
    pub fn find(&self, text: &str) -> Vec<Match<'_>> {
        let folded = fold::Folded::new(text, |_| false);
        self.find_folded(text, &folded)
    }

    pub(crate) fn find_folded(&self, text: &str, folded: &fold::Folded) -> Vec<Match<'_>> {
        let matcher = self.matcher.get_or_init(|| Matcher::new(&self.entries));
        matcher.find(&self.entries, text, folded)
    }

    /// Returns the entry of the organisation of this name.
    pub fn org_of(&self, name: &str) -> Option<&Entry> {
        self.get(name)
            .filter(|entry| entry.kind == MentionType::Org)
    }

    /// Returns the country of a state, place or body: its own entry's, else the one that its name tells
    /// (赞比亚卫生部, Ministry of Health of Zambia).
    pub fn country_of(&self, name: &str) -> Option<&str> {
        compose::country_of(self, name)
    }

    /// Returns the sector of a body, in Chinese, by its entry or its name.
    pub fn sector_of(&self, name: &str) -> Option<&str> {
        compose::sector_of(self, name)
    }

    /// Returns the English name of a state, place or body: its entry's, else one composed from its parts.
    pub fn name_en(&self, name: &str) -> Option<String> {
        compose::name_en(self, name)
    }

    /// Returns the name of the state of this code.
    pub fn country_name(&self, code: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| {
            entry.kind == MentionType::Country && entry.country.as_deref() == Some(code)
        })
    }
}

/// A row of a list that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Line of the file, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub why: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case() -> Gazetteer {
        let mut gazetteer = Gazetteer::shipped();
        let bad = gazetteer.add_csv(
            "name,name_en,type,country,aliases\n\
             卡兰多,Karando,country,XC,\n\
             安洵,Anxun,org,CN,四川安洵信息技术有限公司|i-Soon\n"
                .as_bytes(),
        );
        assert_eq!(bad, []);
        gazetteer
    }

    fn check_found(text: &str, expected: &[(&str, &str)]) {
        let gazetteer = case();
        let found: Vec<(&str, &str)> = gazetteer
            .find(text)
            .iter()
            .map(|found| (&text[found.range.clone()], found.entry.value()))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn names_are_found_whatever_their_form() {
        check_found("从越南到蒙古国的数据", &[("越南", "VN"), ("蒙古国", "MN")]);
        check_found("臺灣與香港", &[("臺灣", "TW"), ("香港", "HK")]);
        check_found(
            "四川省成都市武侯区",
            &[
                ("四川省", "四川省"),
                ("成都市", "成都市"),
                ("武侯区", "武侯区"),
            ],
        );
        check_found(
            "our client in KARANDO and Viet Nam",
            &[("KARANDO", "XC"), ("Viet Nam", "VN")],
        );
        check_found("找安洵", &[("安洵", "四川安洵信息技术有限公司")]);
        check_found(
            "美国国务院和英国外交部均拒绝",
            &[("美国国务院", "美国国务院"), ("英国", "GB")],
        );
        check_found("北约峰会", &[("北约", "北大西洋公约组织")]);
    }

    #[test]
    fn what_merely_looks_like_a_name_is_none() {
        check_found("let us go; polish it; the chad", &[]);
        check_found("Indiana Jones at Perugia", &[]);
        check_found("从中东部开始", &[]);
        check_found("在马里兰州", &[]);
    }

    #[test]
    fn the_country_of_a_body_is_told_by_its_name() {
        let gazetteer = case();
        for (name, country) in [
            ("赞比亚卫生部", Some("ZM")),
            ("泰国外交部", Some("TH")),
            ("Ministry of Health of Zambia", Some("ZM")),
            ("Thai Ministry of Foreign Affairs", Some("TH")),
            ("卡兰多中央银行", Some("XC")),
            ("i-Soon", Some("CN")),
            ("乌兰巴托市政府", Some("MN")),
            ("成都市公安局", Some("CN")),
            ("砚塘市公安局", Some("CN")),
            ("美", Some("US")),
            ("某个单位", None),
        ] {
            assert_eq!(gazetteer.country_of(name), country, "{name}");
        }
    }

    #[test]
    fn the_sector_of_a_body_is_told_by_its_name() {
        let gazetteer = case();
        for (name, sector) in [
            ("赞比亚卫生部", Some("医疗")),
            ("泰国外交部", Some("政府")),
            ("Ministry of Defence of Zambia", Some("军事")),
            ("哈萨克斯坦电信", Some("电信")),
            ("越南航空", Some("航空")),
            ("Vietnam Airlines", Some("航空")),
            ("北约", Some("军事")),
            ("成都市公安局网安支队", Some("警务")),
            ("张三", None),
        ] {
            assert_eq!(gazetteer.sector_of(name), sector, "{name}");
        }
    }

    #[test]
    fn english_names_are_composed() {
        let gazetteer = case();
        for (name, english) in [
            ("赞比亚卫生部", Some("Ministry of Health, Zambia")),
            ("卡兰多", Some("Karando")),
            ("泰国", Some("Thailand")),
            ("砚塘市公安局", Some("Yantang Public Security Bureau")),
            (
                "苇汀省公安厅",
                Some("Weiting Provincial Public Security Department"),
            ),
            (
                "霜桥区公安分局",
                Some("Shuangqiao District Public Security Branch"),
            ),
            (
                "成都市公安局网安支队",
                Some("Chengdu Public Security Bureau, Network Security Detachment"),
            ),
            ("Ministry of Health", Some("Ministry of Health")),
            ("什么东西", None),
        ] {
            assert_eq!(gazetteer.name_en(name).as_deref(), english, "{name}");
        }
    }
}
