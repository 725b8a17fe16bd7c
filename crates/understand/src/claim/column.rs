//! What the columns of a table are for, by their headers and by what they hold, and what the whole table is.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use daylight_model::{ColumnType, Table};
use serde::Deserialize;

use super::folded;

#[derive(Debug, Deserialize)]
struct List {
    role: Vec<Named>,
    kinds: BTreeMap<String, Vec<String>>,
    status: BTreeMap<String, Vec<String>>,
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

    pub(super) fn get(&self, role: &str) -> Option<usize> {
        self.0.get(role).copied()
    }

    pub(super) fn has(&self, role: &str) -> bool {
        self.0.contains_key(role)
    }
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
