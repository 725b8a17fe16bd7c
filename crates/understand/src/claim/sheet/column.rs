//! What stands in a column, counted. Always: what a column holds may bar a role that its name would give.

use daylight_model::{MentionType, Value};

use super::kind;
use super::layout::{Block, Cell};
use crate::claim::Found;
use crate::claim::column;
use crate::claim::folded::phrase;
use crate::claim::lexicon::LEXICON;
use crate::claim::names;
use crate::claim::scene::mentions_within;
use crate::mention::{date, number};

/// The state of those who keep such lists: a body of another one in them is no client but what they are after.
pub(in crate::claim) const HOME: &str = "CN";
/// Cells that are looked at.
const LOOKED_AT: usize = 60;

/// A column: its folded name and shares of what it holds, in parts of a hundred.
#[derive(Debug, Default, Clone)]
pub(super) struct Column {
    pub name: String,
    pub seen: usize,
    numbers: usize,
    dates: usize,
    bytes: usize,
    countries: usize,
    bodies: usize,
    persons: usize,
    products: usize,
    hosts: usize,
    emails: usize,
    logins: usize,
    access: usize,
    sectors: usize,
    data: usize,
    techniques: usize,
    long: usize,
    money: usize,
    counts: usize,
    abroad: usize,
    at_home: usize,
    stances: usize,
    decisions: usize,
    codes: usize,
    names_of_users: usize,
    /// Whether its cells count the rows.
    serial: bool,
    /// Whether what stands above says that volumes are counted in bytes.
    in_bytes: bool,
}

impl Column {
    /// Looks at the cells of a column.
    pub(super) fn of(found: &Found<'_>, block: &Block, index: usize) -> Self {
        let name = block.names.get(index).and_then(Option::as_ref);
        let mut column = Self {
            name: name
                .map(|cell| kind::column_name(&cell.text))
                .unwrap_or_default(),
            in_bytes: super::value::bytes_around(block).is_some(),
            ..Self::default()
        };
        let cells = block
            .lines
            .iter()
            .filter_map(|line| line.cells.get(index)?.as_ref())
            .filter(|cell| !super::value::is_nothing(&cell.text));
        let mut counted: Vec<u32> = Vec::new();
        for cell in cells.take(LOOKED_AT) {
            column.add(found, cell);
            counted.extend(cell.text.trim_end_matches(['.', '、']).parse::<u32>());
        }
        column.serial = counted.len() >= 2
            && counted.len() == column.seen
            && counted
                .windows(2)
                .all(|two| two[0] < two[1] && two[1] - two[0] <= 2)
            && counted[0] <= 1;
        column
    }

    fn add(&mut self, found: &Found<'_>, cell: &Cell) {
        let words = phrase(&cell.text);
        self.seen += 1;
        let covers = |kind: MentionType| {
            mentions_within(found, cell.span).iter().any(|mention| {
                mention.kind == kind
                    && (mention.span.end - mention.span.start) * 5
                        >= (cell.span.end - cell.span.start) * 3
            })
        };
        let bytes = mentions_within(found, cell.span)
            .iter()
            .any(|mention| matches!(mention.value, Value::Bytes(_)));
        let date = covers(MentionType::Date)
            || date::parse(&cell.text).is_some()
            || super::value::day_of_year(&cell.text).is_some();
        let number = number::quantity(&cell.text).is_some()
            || covers(MentionType::Money)
            || words
                .trim_start_matches(|c: char| !c.is_ascii_digit() && !c.is_alphabetic())
                .starts_with(|c: char| c.is_ascii_digit())
                && !words.chars().skip(8).any(char::is_alphabetic);
        let host = covers(MentionType::Url)
            || covers(MentionType::Domain)
            || covers(MentionType::Ipv4)
            || words.contains("://");
        let count = |counter: &mut usize, so: bool| *counter += usize::from(so);
        count(&mut self.bytes, bytes);
        count(&mut self.dates, date && !bytes);
        let plain_date = date && number::quantity(&cell.text).is_none();
        count(&mut self.numbers, number && !bytes && !plain_date);
        count(&mut self.countries, covers(MentionType::Country));
        count(&mut self.bodies, covers(MentionType::Org));
        count(&mut self.persons, covers(MentionType::Person));
        count(&mut self.products, covers(MentionType::Product));
        count(&mut self.hosts, host);
        count(&mut self.emails, covers(MentionType::Email));
        let login = super::logins::login(&cell.text).is_some() && words.chars().count() <= 24;
        count(&mut self.logins, login);
        let access = kind::says("access", &["lost", "attempted", "confirmed"], &cell.text)
            .or_else(|| kind::says("access_good", &["good"], &cell.text));
        count(&mut self.access, access.is_some());
        count(&mut self.sectors, column::is_sector(&words));
        count(&mut self.data, column::is_data(&words));
        count(&mut self.techniques, LEXICON.says("capability", &words));
        count(&mut self.money, covers(MentionType::Money));
        count(&mut self.counts, is_count(&words));
        let state = names::country_of_body(found, cell.span);
        count(
            &mut self.abroad,
            state.as_ref().is_some_and(|state| state != HOME),
        );
        count(
            &mut self.at_home,
            state.as_ref().is_some_and(|state| state == HOME),
        );
        let stance = kind::says("stance", &["denies", "confirms", "comments"], &cell.text);
        let short = words.chars().count() <= 10;
        count(&mut self.stances, stance.is_some() && short);
        let decision = kind::says("decision", &["refused", "accepted"], &cell.text);
        let brief = words.chars().count() <= 14;
        count(&mut self.decisions, decision.is_some() && brief);
        count(&mut self.codes, is_code(&words));
        count(&mut self.names_of_users, is_user(&words));
        count(&mut self.long, words.chars().count() > 40);
    }

    fn most(&self, count: usize) -> bool {
        self.seen > 0 && count * 5 >= self.seen * 3
    }

    /// Returns whether the cells say by themselves that the column plays a role.
    pub(super) fn tells(&self, role: &str) -> bool {
        let enough = self.seen >= 2;
        enough
            && match role {
                "service" => self.most(self.hosts),
                "price" | "amount" | "bonus" | "pay" | "spent" | "offer" | "awarded" | "agreed"
                | "due_amount" => self.most(self.money),
                "got_amount" => self.most(if self.name.is_empty() {
                    self.numbers
                } else {
                    self.money
                }),
                "rows" => self.name.is_empty() && self.most(self.counts),
                "payer" => self.name.is_empty() && self.most(self.bodies),
                "set" => self.name.is_empty() && self.most(self.data),
                "account" => {
                    self.most(self.emails) || self.name.is_empty() && self.most(self.names_of_users)
                }
                "result" => self.most(self.logins),
                "stance" => self.most(self.stances),
                "decision" => self.most(self.decisions),
                "country" => self.most(self.countries),
                "volume" | "size" => self.most(self.bytes),
                "body" => self.most(self.bodies),
                "product" => self.products * 2 >= self.seen,
                "person" | "member" => self.most(self.persons),
                "remark" => self.most(self.access),
                "sector" => self.most(self.sectors),
                "data" => self.most(self.data),
                "capability" => self.techniques * 2 >= self.seen,
                _ => false,
            }
    }

    /// Returns whether most cells are names of people, in a column that is not called after who represents a firm.
    pub(super) fn is_of_people(&self) -> bool {
        let heads = [
            "代表",
            "法人",
            "法代",
            "负责人",
            "represent",
            "director",
            "manager",
        ];
        self.seen >= 2
            && self.most(self.persons)
            && !heads.iter().any(|word| self.name.contains(word))
    }

    /// Returns whether most cells name bodies of other states.
    pub(super) fn is_of_others(&self) -> bool {
        self.seen >= 2 && self.most(self.abroad)
    }

    /// Returns whether what stands in the column allows a role.
    pub(super) fn may_be(&self, role: &str) -> bool {
        if self.seen == 0 {
            return !matches!(
                role,
                "body"
                    | "product"
                    | "price"
                    | "amount"
                    | "bonus"
                    | "pay"
                    | "spent"
                    | "account"
                    | "service"
                    | "result"
                    | "member"
                    | "holder"
                    | "set"
                    | "wants"
                    | "grievance"
                    | "complainer"
                    | "winner"
                    | "entrant"
                    | "outcome"
                    | "speaker"
                    | "said"
                    | "supplier"
                    | "payee_firm"
                    | "payer"
                    | "due_amount"
                    | "got_amount"
                    | "agreed"
            );
        }
        if self.serial && role != "installment" {
            return false;
        }
        let digits = self.most(self.numbers) || self.most(self.dates);
        match role {
            role if kind::AMOUNTS.contains(&role) => {
                self.numbers > 0
                    && self.numbers * 2 >= self.seen
                    && !self.most(self.bytes)
                    && !(self.most(self.dates) && self.dates > self.numbers)
            }
            "rows" | "share" | "employees" => {
                self.numbers * 2 >= self.seen && !self.most(self.dates)
            }
            "quantity" => self.numbers * 2 >= self.seen,
            "volume" | "size" => {
                self.bytes * 2 >= self.seen
                    || self.most(self.numbers)
                        && !self.most(self.dates)
                        && (super::value::unit_of_bytes(&self.name) || self.in_bytes)
            }
            "date" | "since" | "until" | "range" | "registered_on" | "from_date" | "to_date" => {
                self.dates * 3 >= self.seen || self.numbers * 3 >= self.seen
            }
            "country" => !digits && !self.most(self.persons) && self.long == 0,
            "service" => {
                !self.most(self.persons) && !self.most(self.dates) && !self.most(self.emails)
            }
            "account" | "number" | "company_id" | "nickname" => !self.most(self.dates),
            "version" => self.long == 0,
            "capital" => self.numbers > 0,
            "result" => !digits && (self.logins * 2 >= self.seen),
            "sector" if !is_of_a_branch(&self.name) => !digits && self.most(self.sectors),
            "body" | "client" | "person" | "member" | "party" | "authority" | "winner"
            | "entrant" | "bidder" | "holder" | "complainer" | "speaker" | "company"
            | "supplier" | "payee_firm" | "payer" | "other_party" => {
                !digits
                    && !self.most(self.hosts)
                    && !self.most(self.countries)
                    && !self.most(self.codes)
                    && self.long == 0
            }
            // Whoever asks is at home, what is asked for is abroad.
            "target_body" => !self.most(self.at_home),
            "said" => !digits && !self.most(self.countries) && !self.most(self.stances),
            "product" | "set" | "wants" | "grievance" | "project" | "purpose" => {
                !digits && !self.most(self.countries)
            }
            "website" => self.hosts > 0,
            "job" | "supplies" | "business" | "owner" => !digits,
            "capability" | "reason" | "sector" | "data" | "remark" | "vendor" | "tie" => {
                !digits || role == "remark"
            }
            _ => true,
        }
    }
}

/// Returns whether a cell is the number of a row or a case: few letters, then digits.
fn is_code(words: &str) -> bool {
    let letters = words.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits = words.bytes().filter(u8::is_ascii_digit).count();
    let joined = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '#' | '.');
    (1..=5).contains(&letters) && digits >= 2 && words.len() <= 20 && words.chars().all(joined)
}

/// Returns whether a cell is one word as names of users are: Latin letters, digits and what joins them.
fn is_user(words: &str) -> bool {
    let joined = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '@');
    (3..=40).contains(&words.len())
        && words.chars().all(joined)
        && words.contains(|c: char| c.is_ascii_alphabetic())
}

/// Returns whether words count records: `92万条`, `1.2M rows`.
fn is_count(words: &str) -> bool {
    let units = ["条", "條", "行", "笔", "rows", "records", "lines"];
    words.starts_with(|c: char| c.is_ascii_digit() || c == '约')
        && units.iter().any(|unit| words.trim_end().ends_with(unit))
}

/// Returns whether a name speaks of branches of business; `类型` may be that of a body or of its data.
fn is_of_a_branch(name: &str) -> bool {
    [
        "行业",
        "行業",
        "领域",
        "領域",
        "板块",
        "条线",
        "门类",
        "系统类别",
        "sector",
        "industry",
        "branch",
    ]
    .iter()
    .any(|word| name.contains(word))
}
