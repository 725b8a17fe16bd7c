//! What a list is: each kind has roles that its columns play. Always: kinds and their words are data; a word that many
//! roles share counts less than one that a single role has.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use serde::Deserialize;

use super::column::Column;
use crate::claim::folded;
use crate::claim::lexicon::LEXICON;

#[derive(Debug, Deserialize)]
pub(super) struct Lists {
    pub kind: Vec<Kind>,
    pub role: BTreeMap<String, Vec<String>>,
    says: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    stem: BTreeMap<String, Vec<String>>,
    pub cross: BTreeMap<String, Vec<String>>,
    abbreviation: HashMap<String, String>,
    #[serde(skip)]
    finder: Option<AhoCorasick>,
    #[serde(skip)]
    words: Vec<String>,
    #[serde(skip)]
    shared: HashMap<String, usize>,
}

/// A kind of list.
#[derive(Debug, Deserialize)]
pub(super) struct Kind {
    pub name: String,
    title: Vec<String>,
    needs: Vec<String>,
    may: Vec<String>,
    bars: Vec<String>,
    least: f32,
}

pub(super) static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut lists: Lists = toml::from_str(include_str!("../../../data/claims/sheets.toml"))
        .expect("the shipped list is read by a test");
    let fold = |words: &mut Vec<String>| {
        for word in words {
            *word = folded::phrase(word);
        }
    };
    for kind in &mut lists.kind {
        fold(&mut kind.title);
        fold(&mut kind.bars);
    }
    lists.role.values_mut().for_each(fold);
    lists.stem.values_mut().for_each(fold);
    lists.cross.values_mut().for_each(fold);
    lists
        .says
        .values_mut()
        .flat_map(BTreeMap::values_mut)
        .for_each(fold);
    let mut shared = HashMap::new();
    for words in lists.role.values() {
        for word in words {
            *shared.entry(word.clone()).or_default() += 1;
        }
    }
    lists.words = shared.keys().cloned().collect();
    lists.words.sort_unstable();
    lists.finder = AhoCorasick::new(&lists.words).ok();
    lists.shared = shared;
    lists
});

/// Roles whose columns hold amounts of money.
pub(super) const AMOUNTS: [&str; 23] = [
    "price",
    "amount",
    "bonus",
    "pay",
    "spent",
    "received",
    "balance",
    "offer",
    "awarded",
    "cost",
    "paid_in",
    "collected",
    "owing",
    "due_amount",
    "agreed",
    "paid_out",
    "yearly",
    "budget",
    "our_offer",
    "their_wish",
    "got_amount",
    "extra",
    "total",
];

/// How well a text is known as the name of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    Whole,
    Part,
    No,
}

/// Returns whether a folded text is a name that columns have, or is made up of one.
pub(super) fn knows(text: &str) -> Known {
    let known = |text: &str| LISTS.shared.contains_key(text);
    if parts(text).iter().any(|part| known(part)) {
        return Known::Whole;
    }
    let half = bare(text).chars().count().div_ceil(2);
    let found = LISTS
        .finder
        .iter()
        .flat_map(|finder| finder.find_overlapping_iter(text));
    let words = found.filter_map(|hit| LISTS.words.get(hit.pattern().as_usize()));
    let holds = words
        .into_iter()
        .any(|word| word.chars().count() >= half && stands_in(text, word));
    if holds { Known::Part } else { Known::No }
}

/// Returns the name of a column, folded; one that a program wrote (`prj_nm`, `custName`) in words.
pub(super) fn column_name(name: &str) -> String {
    let is_code = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let short = LISTS.abbreviation.contains_key(&folded::phrase(name));
    let cased = name.chars().zip(name.chars().skip(1));
    let camel = || {
        cased
            .clone()
            .any(|(one, next)| one.is_ascii_lowercase() && next.is_ascii_uppercase())
    };
    let folded = folded::phrase(name);
    let is_coded = name.chars().all(is_code) && (short || name.contains('_') || camel());
    if !is_coded || knows(&folded) == Known::Whole {
        return folded;
    }
    let mut apart = String::new();
    let mut before = ' ';
    for character in name.chars() {
        if before.is_ascii_lowercase() && character.is_ascii_uppercase() {
            apart.push('_');
        }
        apart.push(character.to_ascii_lowercase());
        before = character;
    }
    let words = apart.split('_').filter(|word| !word.is_empty());
    let whole = |word| LISTS.abbreviation.get(word).map_or(word, String::as_str);
    words.map(whole).collect::<Vec<_>>().join(" ")
}

/// Returns the text without what stands in brackets.
fn bare(text: &str) -> String {
    let mut depth = 0_u32;
    let mut bare = String::new();
    for character in text.chars() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => bare.push(character),
            _ => {}
        }
    }
    bare.trim().to_owned()
}

/// Returns a header's name in its languages: whole, without brackets, each side of a stroke, each script by itself.
fn parts(text: &str) -> Vec<String> {
    let plain = bare(text);
    let trim = |part: &str| {
        part.trim_matches(|c: char| c.is_whitespace() || "#*:：?？.".contains(c))
            .to_owned()
    };
    let mut parts = vec![text.to_owned(), trim(&plain)];
    for part in plain.split(['/', '|', '\\', ',', '、']) {
        parts.push(trim(part));
    }
    let han: String = plain.chars().filter(|c| folded::is_wide(*c)).collect();
    let latin: String = plain
        .chars()
        .map(|c| if folded::is_wide(c) { ' ' } else { c })
        .collect();
    if !han.is_empty() {
        parts.push(han);
        parts.push(trim(&latin));
    }
    parts.retain(|part| !part.is_empty());
    parts
}

pub(super) fn stands_in(header: &str, word: &str) -> bool {
    if word.chars().count() < 2 || word.is_ascii() && word.len() < 3 {
        return false;
    }
    if !word.is_ascii() {
        return header.contains(word);
    }
    header.match_indices(word).any(|(at, _)| {
        let inner = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        !inner(header[..at].chars().next_back()) && !inner(header[at + word.len()..].chars().next())
    })
}

/// Returns which value of a list a text says: the first whose word it holds, in the order of `values`.
pub(super) fn says(list: &str, values: &[&'static str], text: &str) -> Option<&'static str> {
    let text = folded::phrase(text);
    let lists = LISTS.says.get(list)?;
    let short = text.chars().count() <= 3;
    values.iter().copied().find(|value| {
        lists.get(*value).is_some_and(|words| {
            words.iter().any(|word| {
                // A short word stands for itself only.
                let whole = word.chars().count() < 2 || word.is_ascii() && word.len() < 3;
                if whole {
                    text == *word || short && !word.is_ascii() && text.starts_with(word.as_str())
                } else if word.is_ascii() && word.chars().all(|c| c.is_ascii_alphabetic()) {
                    let inner = |c: char| c.is_ascii_alphabetic();
                    text.match_indices(word.as_str()).any(|(at, _)| {
                        // A longer word may go on: `fail`, `failed`.
                        let ends = word.len() > 3 || !text[at + word.len()..].starts_with(inner);
                        !text[..at].ends_with(inner) && ends
                    })
                } else {
                    text.contains(word.as_str())
                }
            })
        })
    })
}

/// Letters that stand for yes and no, under a header that asks.
pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    match folded::phrase(text).as_str() {
        "y" | "yes" | "true" | "1" => Some(true),
        "n" | "no" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// Columns by role, each role once.
#[derive(Debug, Default, Clone)]
pub(super) struct Roles(BTreeMap<&'static str, usize>);

impl Roles {
    pub(super) fn get(&self, role: &str) -> Option<usize> {
        self.0.get(role).copied()
    }

    /// Returns the columns that hold amounts of money.
    pub(super) fn amounts(&self) -> impl Iterator<Item = usize> {
        AMOUNTS.into_iter().filter_map(|role| self.get(role))
    }

    /// Returns whether a column plays a role.
    pub(super) fn plays(&self, column: usize) -> bool {
        self.0.values().any(|index| *index == column)
    }

    pub(super) fn has(&self, role: &str) -> bool {
        self.0.contains_key(role)
    }
}

/// What the words around a list say: its title and notes, and the names of its sheet and file.
#[derive(Debug, Default)]
pub(super) struct Around {
    pub title: String,
    pub name: String,
    /// Whether a host or an address stands above it or between its rows.
    pub has_host: bool,
}

impl Around {
    /// Returns whether they tell of an exercise, a story, a game or a blank form: no leak's business.
    pub(super) fn is_apart(&self) -> bool {
        ["exercise", "fiction", "game", "menu", "template"]
            .iter()
            .any(|cue| {
                let cue = LEXICON.cue(cue);
                [&self.title, &self.name]
                    .iter()
                    .any(|words| LEXICON.find(words).iter().any(|hit| Some(hit.cue) == cue))
            })
    }
}

/// What bodies of other states speak for a list of targets.
const ABROAD: f32 = 2.0;

/// Returns the kind of a list, the roles of its columns, and how much speaks for it.
pub(super) fn of(columns: &[Column], around: &Around) -> Option<(&'static Kind, Roles, f32)> {
    let headers: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    let mut best: Option<(&'static Kind, Roles, f32)> = None;
    for kind in &LISTS.kind {
        let barred = kind.bars.iter().any(|bar| {
            around.title.contains(bar.as_str())
                || around.name.contains(bar.as_str())
                || headers.iter().any(|header| header.contains(bar.as_str()))
        });
        if barred {
            continue;
        }
        // A list of people tells nothing of firms: an address or a phone in it is somebody's own.
        if kind.name == "companies" && columns.iter().any(Column::is_of_people) {
            continue;
        }
        // What one logs in to is told by a column or by a line above.
        if kind.name == "logins_at" && !around.has_host {
            continue;
        }
        let Some((roles, said)) = assign(kind, columns) else {
            continue;
        };
        let called = |words: &str| kind.title.iter().any(|word| stands_in(words, word));
        let title = if called(&around.title) {
            3.0
        } else if called(&around.name) {
            2.5
        } else {
            0.0
        };
        let whose = match kind.name.as_str() {
            "targets" => Some("body"),
            "datasets" if roles.has("owner") => Some("owner"),
            "datasets" => Some("set"),
            "requests" => Some("target_body"),
            _ => None,
        };
        let foreign = whose
            .and_then(|role| columns.get(roles.get(role)?))
            .is_some_and(Column::is_of_others);
        let abroad = if foreign { ABROAD } else { 0.0 };
        let score = said + title + abroad + covered(&roles, columns);
        if score >= kind.least && best.as_ref().is_none_or(|(_, _, most)| score > *most) {
            best = Some((kind, roles, score));
        }
    }
    best
}

/// Returns the share of columns, of those that a name and values stand in, that have a role.
fn covered(roles: &Roles, columns: &[Column]) -> f32 {
    let told = |column: &&Column| !column.name.is_empty() && column.seen > 0;
    let all = columns.iter().filter(told).count();
    #[allow(clippy::cast_precision_loss, reason = "a handful of columns")]
    let share = roles.0.len() as f32 / all.max(1) as f32;
    share.min(1.0)
}

fn assign(kind: &'static Kind, columns: &[Column]) -> Option<(Roles, f32)> {
    let wanted = || {
        kind.needs
            .iter()
            .flat_map(|need| need.split('|'))
            .chain(kind.may.iter().map(String::as_str))
    };
    let mut scored: Vec<(f32, usize, &'static str)> = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        for role in wanted() {
            let role: &'static str = role;
            if let Some(weight) = weight(role, column) {
                scored.push((weight, index, role));
            }
        }
    }
    scored.sort_by(|one, other| {
        other
            .0
            .total_cmp(&one.0)
            .then(one.1.cmp(&other.1))
            .then(one.2.cmp(other.2))
    });
    let mut roles = Roles::default();
    let mut used = vec![false; columns.len()];
    let mut sum = 0.0;
    for (weight, index, role) in scored {
        if !used[index] && !roles.has(role) {
            used[index] = true;
            roles.0.insert(role, index);
            let needed = kind
                .needs
                .iter()
                .any(|need| need.split('|').any(|one| one == role));
            sum += if needed { weight } else { weight * 0.5 };
        }
    }
    let met = kind
        .needs
        .iter()
        .all(|need| need.split('|').any(|role| roles.has(role)));
    met.then_some((roles, sum))
}

/// Returns how well a column plays a role: by its name, by what it holds.
fn weight(role: &str, column: &Column) -> Option<f32> {
    if !column.may_be(role) {
        return None;
    }
    let words = LISTS.role.get(role)?;
    let telling = |word: &str| {
        let shared = LISTS.shared.get(word).copied().unwrap_or(1).max(1);
        #[allow(clippy::cast_precision_loss, reason = "a handful of roles")]
        let share = 1.0 / shared as f32;
        0.4 + 0.6 * share
    };
    let parts = parts(&column.name);
    let whole = words
        .iter()
        .position(|word| parts.iter().any(|part| part == word))
        // Of two names that fit, the one that stands first in the list is meant.
        .map(|at| 2.0 * telling(&words[at]) + 0.3 / (1.0 + at as f32 / 4.0));
    let part = words
        .iter()
        .filter(|word| stands_in(&column.name, word))
        .max_by_key(|word| word.len())
        .map(|word| {
            let share = word.chars().count() as f32 / column.name.chars().count().max(1) as f32;
            (0.8 + 0.6 * share) * telling(word)
        });
    let told = column.tells(role);
    // A name that is known as that of other columns says little by a word in it: 付款方式 is no 付款方.
    let known = parts.iter().any(|part| LISTS.shared.contains_key(part));
    let share = if known { 0.5 } else { 1.0 };
    let part = part.or_else(|| stem(role, &column.name));
    let named = whole.or_else(|| part.map(|weight| weight * share));
    match (named, told) {
        (Some(named), true) => Some(named + 1.0),
        (Some(named), false) => Some(named),
        (None, true) => Some(1.0),
        (None, false) => None,
    }
}

/// Returns what a sign of a role weighs in a name that nobody listed.
fn stem(role: &str, name: &str) -> Option<f32> {
    /// Longest name that a sign tells anything of, in characters.
    const LONGEST: usize = 16;
    const WEIGHT: f32 = 0.7;
    let stems = LISTS.stem.get(role)?;
    let holds = |stem: &String| {
        if stem.is_ascii() {
            name.split(|c: char| !c.is_ascii_alphanumeric())
                .any(|word| word == stem)
        } else {
            name.contains(stem.as_str())
        }
    };
    (name.chars().count() <= LONGEST && stems.iter().any(holds)).then_some(WEIGHT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_of_a_kind_has_words() {
        for kind in &LISTS.kind {
            for role in kind.needs.iter().flat_map(|need| need.split('|')) {
                assert!(LISTS.role.contains_key(role), "{}: {role}", kind.name);
            }
            for role in &kind.may {
                assert!(LISTS.role.contains_key(role), "{}: {role}", kind.name);
            }
        }
    }

    #[test]
    fn a_header_is_known_in_either_language_and_with_its_unit() {
        for header in [
            "国家 country",
            "金额(万元)",
            "name/姓名",
            "单位名称(中/en)",
            "ctry",
        ] {
            assert_eq!(knows(header), Known::Whole, "{header}");
        }
        assert_eq!(knows("西班牙海岸"), Known::No);
    }

    #[test]
    fn names_that_programs_write_are_put_in_words() {
        for (name, words) in [
            ("prj_nm", "project name"),
            ("AMT_CNY", "amount cny"),
            ("custName", "customer name"),
            ("tndr", "tender"),
            ("金额", "金额"),
            ("Our answer", "our answer"),
            ("who", "who"),
        ] {
            assert_eq!(column_name(name), words);
        }
    }

    #[test]
    fn cells_say_one_of_a_few_values() {
        let login = |text| says("login", &["attempted", "claimed", "confirmed"], text);
        assert_eq!(login("登不上了"), Some("attempted"));
        assert_eq!(login("不能"), Some("attempted"));
        assert_eq!(login("能"), Some("confirmed"));
        assert_eq!(login("未验证"), Some("claimed"));
        assert_eq!(login("归档"), None);
    }
}
