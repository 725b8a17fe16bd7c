//! What the columns of a table are for, by their headers and by what they hold, and what the whole table is.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use daylight_model::{ColumnType, Table};
use serde::Deserialize;

use super::folded;
use super::lexicon::LEXICON;

#[derive(Debug, Deserialize)]
struct List {
    role: Vec<Named>,
    kinds: BTreeMap<String, Vec<String>>,
    status: BTreeMap<String, Vec<String>>,
    content: BTreeMap<String, Vec<String>>,
    logins: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
struct Named {
    name: String,
    words: Vec<String>,
}

static LIST: LazyLock<List> = LazyLock::new(|| {
    let mut list: List = toml::from_str(include_str!("../../data/claims/columns.toml"))
        .expect("the shipped list is read by a test");
    let words = list.role.iter_mut().map(|role| &mut role.words);
    for words in words
        .chain(list.kinds.values_mut())
        .chain(list.status.values_mut())
        .chain(list.content.values_mut())
        .chain(list.logins.values_mut())
    {
        for word in words {
            *word = folded::phrase(word);
        }
    }
    list
});

/// Columns by role, each role once: the first column that has it.
#[derive(Debug, Default)]
pub(super) struct Roles(BTreeMap<&'static str, usize>);

impl Roles {
    pub(super) fn of(table: &Table) -> Self {
        let mut roles = BTreeMap::new();
        let mut scored: Vec<(usize, usize, &'static str)> = Vec::new();
        for (index, column) in table.columns.iter().enumerate() {
            let header = folded::phrase(&column.name);
            for role in &LIST.role {
                let longest = role
                    .words
                    .iter()
                    .filter(|word| stands_in(&header, word))
                    .map(|word| word.len())
                    .max();
                if let Some(length) = longest.filter(|_| fits(&role.name, column.kind)) {
                    // A header that is the word and nothing else is surer than one that holds it.
                    let whole = role.words.contains(&header);
                    scored.push((length + usize::from(whole) * 100, index, role.name.as_str()));
                }
            }
        }
        scored.sort_by_key(|&(score, index, name)| (std::cmp::Reverse(score), index, name));
        let mut used = vec![false; table.columns.len()];
        for (_, index, name) in scored {
            if !used[index] && !roles.contains_key(name) {
                used[index] = true;
                roles.insert(name, index);
            }
        }
        // What a column holds speaks where its header does not.
        let by_type = [
            (ColumnType::Country, "country"),
            (ColumnType::Bytes, "volume"),
            (ColumnType::Date, "date"),
            (ColumnType::Org, "body"),
            (ColumnType::Person, "person"),
            (ColumnType::Amount, "amount"),
        ];
        for (kind, name) in by_type {
            if roles.contains_key(name) {
                continue;
            }
            if let Some(index) =
                (0..used.len()).find(|&index| !used[index] && table.columns[index].kind == kind)
            {
                used[index] = true;
                roles.insert(name, index);
            }
        }
        // In a table of prices the contents are what is sold.
        let priced = roles.contains_key("price") || roles.contains_key("amount");
        for other in ["data", "project", "capability"] {
            let body = roles.contains_key("body") || roles.contains_key("client");
            if priced
                && !roles.contains_key("product")
                && !body
                && let Some(index) = roles.remove(other)
            {
                roles.insert("product", index);
            }
        }
        Self(roles)
    }

    /// Gives a role to columns whose header gave none, by what stands in their cells. `cells` returns the words of a
    /// column's cells and whether each names a product.
    pub(super) fn settle(&mut self, table: &Table, cells: impl Fn(usize) -> Vec<(String, bool)>) {
        for index in 0..table.columns.len() {
            if self.0.values().any(|used| *used == index) {
                continue;
            }
            let cells = cells(index);
            let kind = table.columns[index].kind;
            let role = CONTENT.iter().find(|(role, told)| {
                !self.has(role)
                    && fits(role, kind)
                    && mostly(&cells, |(words, product)| told(words, *product))
            });
            if let Some((role, _)) = role {
                self.0.insert(role, index);
            }
        }
    }

    /// Gives a role to the one column of words that has none.
    pub(super) fn settle_last(&mut self, table: &Table, role: &'static str) {
        let mut free = (0..table.columns.len()).filter(|index| {
            table.columns[*index].kind == ColumnType::Text
                && !table.columns[*index].name.trim().is_empty()
                && !self.0.values().any(|used| used == index)
        });
        if let (false, Some(index), None) = (self.has(role), free.next(), free.next()) {
            self.0.insert(role, index);
        }
    }

    pub(super) fn get(&self, role: &str) -> Option<usize> {
        self.0.get(role).copied()
    }

    pub(super) fn has(&self, role: &str) -> bool {
        self.0.contains_key(role)
    }
}

type Told = fn(&str, bool) -> bool;

/// Roles that cells can tell, the surest first.
const CONTENT: [(&str, Told); 6] = [
    ("product", |_, product| product),
    ("version", |words, _| is_version(words)),
    ("sector", |words, _| is_sector(words)),
    ("remark", |words, _| status(words).is_some()),
    ("data", |words, _| is_data(words)),
    ("capability", |words, _| LEXICON.says("capability", words)),
];

/// Returns whether folded words are a sector.
pub(super) fn is_sector(words: &str) -> bool {
    LIST.content["sectors"].iter().any(|word| word == words)
}

/// Returns whether folded words end in a kind of data.
pub(super) fn is_data(words: &str) -> bool {
    LIST.content["data"].iter().any(|word| {
        words
            .strip_suffix(word.as_str())
            .is_some_and(|before| !word.is_ascii() || before.is_empty() || before.ends_with(' '))
    })
}

/// Returns whether three of five cells, and two at least, are so.
fn mostly<T>(cells: &[T], so: impl Fn(&T) -> bool) -> bool {
    let right = cells.iter().filter(|cell| so(cell)).count();
    right >= 2 && right * 5 >= cells.len() * 3
}

/// Returns whether a cell is the number of a version, such as `v2.1`.
fn is_version(words: &str) -> bool {
    let number = words
        .trim_start_matches(['v', 'r'])
        .trim_start_matches(['.', ' ']);
    number.len() < words.len()
        && number.contains('.')
        && number.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// Returns whether a login works, where a cell says so.
pub(super) fn login(result: &str) -> Option<bool> {
    let result = folded::phrase(result);
    [("fails", false), ("works", true)]
        .into_iter()
        .find(|(name, _)| {
            LIST.logins[*name]
                .iter()
                .any(|word| result.contains(word.as_str()))
        })
        .map(|(_, works)| works)
}

/// Returns whether a column of this type can play this role.
fn fits(role: &str, kind: ColumnType) -> bool {
    use ColumnType as T;
    match role {
        "body" => matches!(kind, T::Org | T::Text | T::Other | T::Place),
        "client" | "authority" | "bidder" => {
            matches!(kind, T::Org | T::Text | T::Other | T::Person)
        }
        "person" => matches!(kind, T::Person | T::Text | T::Other),
        "product" | "capability" | "reason" | "sector" | "data" | "remark" | "term" | "project"
        | "outcome" => !matches!(
            kind,
            T::Amount | T::Date | T::Bytes | T::Phone | T::IdNumber | T::Country
        ),
        "price" | "amount" => matches!(kind, T::Amount | T::Count | T::Text | T::Other),
        "date" => matches!(kind, T::Date | T::Text | T::Other | T::Time),
        "country" => matches!(kind, T::Country | T::Place | T::Text | T::Other),
        "volume" => matches!(kind, T::Bytes | T::Text | T::Other | T::Count),
        _ => true,
    }
}

fn stands_in(header: &str, word: &str) -> bool {
    if !word.is_ascii() {
        return header.contains(word);
    }
    header.match_indices(word).any(|(at, _)| {
        let inner = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        !inner(header[..at].chars().next_back()) && !inner(header[at + word.len()..].chars().next())
    })
}

/// Returns whether a table calls itself this kind, in its title, its sheet's name or, of `and_headers`, its headers.
pub(super) fn calls_itself(
    table: &Table,
    kind: &str,
    name_of_file: &str,
    and_headers: bool,
) -> bool {
    let Some(words) = LIST.kinds.get(kind) else {
        return false;
    };
    let mut names: Vec<String> = [
        table.title.as_deref(),
        table.sheet.as_deref(),
        Some(name_of_file),
    ]
    .into_iter()
    .flatten()
    .map(folded::phrase)
    .collect();
    if and_headers {
        names.extend(
            table
                .columns
                .iter()
                .map(|column| folded::phrase(&column.name)),
        );
    }
    names
        .iter()
        .any(|name| words.iter().any(|word| name.contains(word.as_str())))
}

/// Returns what a remark says of access: `lost`, `attempted`, `confirmed`.
pub(super) fn status(remark: &str) -> Option<&'static str> {
    let remark = folded::phrase(remark);
    ["lost", "attempted", "confirmed"].into_iter().find(|name| {
        LIST.status
            .get(*name)
            .is_some_and(|words| words.iter().any(|word| remark.contains(word.as_str())))
    })
}

#[cfg(test)]
mod tests {
    use daylight_model::{Column, PartNumber, Span};

    use super::*;

    fn table(columns: &[(&str, ColumnType)]) -> Table {
        let part = PartNumber(1);
        let column = |&(name, kind): &(&str, ColumnType)| Column {
            name: name.to_owned(),
            kind,
            sensitive: false,
            filled: 3,
        };
        Table {
            part,
            last_part: part,
            number: 1,
            sheet: None,
            title: None,
            header_row: Some(1),
            first_column: 1,
            rows: 3,
            columns: columns.iter().map(column).collect(),
            span: Span {
                part,
                start: 0,
                end: 1,
            },
        }
    }

    #[test]
    fn cells_tell_what_a_column_is_for_where_its_header_does_not() {
        let table = table(&[
            ("Ministry", ColumnType::Org),
            ("Q1", ColumnType::Text),
            ("Q2", ColumnType::Text),
            ("Q3", ColumnType::Text),
            ("Q4", ColumnType::Text),
        ]);
        let cells = [
            ["", "", ""],
            ["telecoms", "海关", "judiciary"],
            ["billing logs", "出入境记录", "personnel files"],
            ["shut out since May", "扫描中", "good"],
            ["red", "green", "logs of red"],
        ];
        let mut roles = Roles::of(&table);
        roles.settle(&table, |index| {
            cells[index].map(|words| (words.to_owned(), false)).into()
        });
        assert_eq!(roles.get("sector"), Some(1));
        assert_eq!(roles.get("data"), Some(2));
        assert_eq!(roles.get("remark"), Some(3));
        let named = |role: &&usize| **role == 4;
        assert_eq!(roles.0.values().find(named), None, "words of no kind");
        roles.settle_last(&table, "reason");
        assert_eq!(roles.get("reason"), Some(4));
    }

    #[test]
    fn versions_and_logins_are_told_by_their_cells() {
        assert!(is_version("v3.2") && is_version("r 1.0.4"));
        assert!(!is_version("3.2") && !is_version("vpn"));
        assert_eq!(login("密码错误，登不上"), Some(false));
        assert_eq!(login("Valid as of June"), Some(true));
        assert_eq!(login("invalid"), Some(false));
        assert_eq!(login("ask Lin"), None);
    }
}
