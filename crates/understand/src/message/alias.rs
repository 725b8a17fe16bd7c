//! Who is behind a handle, by the titles of talks: `甲 与 乙` above a talk of two handles. Always: only where the
//! titles leave one name; the talks that say so are given.

use std::collections::{BTreeMap, BTreeSet};

/// A handle and the name that it goes with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The handle, as the talks write it.
    pub handle: String,
    /// The name, as the titles write it.
    pub name: String,
    /// Indices of the talks that it rests on.
    pub talks: Vec<usize>,
}

/// A talk, as far as it tells who is who.
#[derive(Debug, Clone, Copy)]
pub struct Titled<'a> {
    /// What stands above it.
    pub title: Option<&'a str>,
    /// Who writes in it and to whom, each once.
    pub handles: &'a [String],
}

/// Words between two names in a title.
const BETWEEN: &[&str] = &[
    " 与 ", " 和 ", " 跟 ", "与", "和", "、", " and ", " & ", "&", " - ", " / ", " x ",
];

/// Returns the two names of a title.
pub fn two_names(title: &str) -> Option<(&str, &str)> {
    let title = title.trim();
    for between in BETWEEN {
        let Some((one, other)) = title.split_once(between) else {
            continue;
        };
        let (one, other) = (one.trim(), other.trim());
        let is_name = |name: &str| {
            (2..=30).contains(&name.chars().count())
                && !BETWEEN
                    .iter()
                    .any(|between| between.len() > 3 && name.contains(between))
                && name
                    .chars()
                    .all(|c| c.is_alphabetic() || matches!(c, ' ' | '·' | '.' | '-'))
        };
        if is_name(one) && is_name(other) && one != other {
            return Some((one, other));
        }
    }
    None
}

/// Returns the aliases that the titles of talks of two leave no doubt about.
pub fn aliases(talks: &[Titled<'_>]) -> Vec<Alias> {
    let mut of_two: Vec<(usize, [&str; 2], [&str; 2])> = Vec::new();
    for (index, talk) in talks.iter().enumerate() {
        let Some((one, other)) = talk.title.and_then(two_names) else {
            continue;
        };
        let handles: Vec<&str> = talk.handles.iter().map(String::as_str).collect();
        // Who writes under the name in the title has no other.
        if let [first, second] = handles.as_slice()
            && ![one, other].iter().any(|name| handles.contains(name))
        {
            of_two.push((index, [*first, *second], [one, other]));
        }
    }
    let mut names: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (_, handles, titled) in &of_two {
        let titled: BTreeSet<&str> = titled.iter().copied().collect();
        for handle in handles {
            names
                .entry(handle)
                .and_modify(|known| known.retain(|name| titled.contains(name)))
                .or_insert_with(|| titled.clone());
        }
    }
    // Where one of two is known, the other name is the other's.
    loop {
        let settled: Vec<(&str, &str)> = names
            .iter()
            .filter(|(_, names)| names.len() == 1)
            .filter_map(|(handle, names)| Some((*handle, *names.first()?)))
            .collect();
        let mut changed = false;
        for (handle, name) in settled {
            for (_, handles, _) in of_two
                .iter()
                .filter(|(_, handles, _)| handles.contains(&handle))
            {
                for other in handles.iter().filter(|other| **other != handle) {
                    changed |= names
                        .get_mut(other)
                        .is_some_and(|names| names.len() > 1 && names.remove(name));
                }
            }
        }
        if !changed {
            break;
        }
    }
    names
        .into_iter()
        .filter(|(_, names)| names.len() == 1)
        .filter_map(|(handle, names)| {
            let name = *names.first()?;
            let talks = of_two
                .iter()
                .filter(|(_, handles, titled)| handles.contains(&handle) && titled.contains(&name))
                .map(|(index, ..)| *index)
                .collect();
            Some(Alias {
                handle: handle.to_owned(),
                name: name.to_owned(),
                talks,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_several_talks_tell_who_is_who() {
        let handles = |one: &str, other: &str| [one.to_owned(), other.to_owned()];
        let (a, b, c) = (
            handles("zy", "w2"),
            handles("zy", "z3"),
            handles("l4", "w5"),
        );
        let talk = |title, handles| Titled {
            title: Some(title),
            handles,
        };
        let found = aliases(&[
            talk("周一 与 吴二", &a),
            talk("郑三 与 周一", &b),
            talk("李四 与 王五", &c),
        ]);
        let pairs: Vec<_> = found
            .iter()
            .map(|alias| (alias.handle.as_str(), alias.name.as_str()))
            .collect();
        assert_eq!(pairs, [("w2", "吴二"), ("z3", "郑三"), ("zy", "周一")]);
        assert_eq!(found[2].talks, [0, 1]);
    }
}
