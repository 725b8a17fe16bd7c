//! One name for what has two: a contact in a screenshot of a chat whose account other exports show, and the case's own
//! company where somebody misread it in pixels. Always: only where the files themselves say so, and in the slots of
//! claims alone; what was read stays in the quote.

use std::collections::{BTreeMap, BTreeSet};

use daylight_model::{Claim, MentionType, Message, PartKind, Span, Value};
use daylight_understand::claim;
use daylight_understand::message::alias::{self, Titled};
use serde::{Deserialize, Serialize};

use super::Meant;

/// Slots of claims that hold a person.
const PERSONS: [&str; 7] = [
    "person", "payee", "payer", "speaker", "from", "to", "client",
];
/// Slots that hold a body.
const BODIES: [&str; 8] = [
    "seller",
    "payee",
    "payer",
    "from",
    "to",
    "bidder",
    "organisation",
    "speaker",
];
/// A name of a company is compared from so many characters on.
const LONG: usize = 8;
/// Of so many characters one may be misread.
const MISREAD_OF: usize = 5;

/// What is known by two names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OneName {
    /// By the name of a contact: the account.
    accounts: BTreeMap<String, String>,
    /// By the misread name of a company: its name.
    misread: BTreeMap<String, String>,
}

/// What one file tells of it.
#[derive(Debug, Default)]
pub(super) struct NamedIn {
    /// Title and accounts of each talk.
    talks: BTreeMap<Option<String>, BTreeSet<String>>,
    /// Names before addresses of mail, with what stands before the @.
    addressed: BTreeSet<(String, String)>,
    /// Bodies that were read from pixels.
    in_pixels: BTreeSet<String>,
    /// Bodies in text.
    in_text: BTreeSet<String>,
}

impl NamedIn {
    pub(super) fn of(meant: &Meant) -> Self {
        let mut named = Self::default();
        let understanding = &meant.understanding;
        for message in understanding
            .messages
            .iter()
            .filter(|m| !on_screen(meant, m))
        {
            let of_talk = named.talks.entry(message.conversation.clone());
            let people = message.sender.iter().chain(&message.recipients);
            // A group is nobody who takes part.
            let people = people.filter(|name| message.conversation.as_ref() != Some(*name));
            of_talk.or_default().extend(people.cloned());
        }
        for pair in understanding.mentions.windows(2) {
            let [name, address] = pair else { continue };
            let kinds = (name.kind, address.kind) == (MentionType::Person, MentionType::Email);
            let between = name.span.part == address.span.part
                && matches!(
                    meant.between(name.span, address.span).trim(),
                    "<" | "\" <" | "\"<"
                );
            if let (true, true, Value::Text(name), Value::Text(address)) =
                (kinds, between, &name.value, &address.value)
                && let Some((account, _)) = address.split_once('@')
            {
                let pair = (name.clone(), account.to_owned());
                named.addressed.insert(pair);
            }
        }
        let bodies = match meant.is_from_pixels() {
            true => &mut named.in_pixels,
            false => &mut named.in_text,
        };
        bodies.extend(
            understanding
                .mentions
                .iter()
                .filter_map(|mention| match &mention.value {
                    Value::Text(name)
                        if mention.kind == MentionType::Org && name.chars().count() >= LONG =>
                    {
                        Some(name.clone())
                    }
                    _ => None,
                }),
        );
        named
    }
}

/// Returns whether a message stands on a screenshot.
fn on_screen(meant: &Meant, message: &Message) -> bool {
    let part = meant.part(message.span.part);
    part.is_some_and(|part| part.kind() == PartKind::Picture)
}

/// What all files tell of it.
#[derive(Debug, Default)]
pub(super) struct Names {
    talks: Vec<(Option<String>, Vec<String>)>,
    addressed: BTreeSet<(String, String)>,
    in_pixels: BTreeSet<String>,
    in_text: BTreeSet<String>,
}

impl Names {
    /// Adds the next file.
    pub(super) fn add(&mut self, mut file: NamedIn) {
        let talks = file.talks.into_iter();
        self.talks
            .extend(talks.map(|(title, people)| (title, people.into_iter().collect())));
        self.addressed.append(&mut file.addressed);
        self.in_pixels.append(&mut file.in_pixels);
        self.in_text.append(&mut file.in_text);
    }

    /// Returns what is known by two names in a case of this company.
    pub(super) fn settled(&self, own: Option<&str>) -> OneName {
        let titled = self.talks.iter().map(|(title, handles)| Titled {
            title: title.as_deref(),
            handles,
        });
        let titled: Vec<Titled<'_>> = titled.collect();
        let mut accounts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for alias in alias::aliases(&titled) {
            accounts.entry(alias.name).or_default().insert(alias.handle);
        }
        // An address alone is no account of a chat.
        let in_talks: BTreeSet<&String> = self.talks.iter().flat_map(|(_, all)| all).collect();
        for (name, account) in &self.addressed {
            if in_talks.contains(account) && name != account {
                let of_name = accounts.entry(name.clone()).or_default();
                of_name.insert(account.clone());
            }
        }
        let accounts = accounts.into_iter().filter_map(|(name, accounts)| {
            let mut accounts = accounts.into_iter();
            let only = accounts.next()?;
            accounts.next().is_none().then_some((name, only))
        });
        let misread = own.into_iter().flat_map(|own| {
            let only_in_pixels = self.in_pixels.difference(&self.in_text);
            only_in_pixels
                .filter(|name| is_misread(name, own))
                .map(|name| (name.clone(), own.to_owned()))
        });
        OneName {
            accounts: accounts.collect(),
            misread: misread.collect(),
        }
    }
}

/// Returns whether somebody who misreads a few characters, no two in a row, takes one name for the other. Firms that
/// belong together differ in their town, which is a word.
fn is_misread(name: &str, known: &str) -> bool {
    let (name, known): (Vec<char>, Vec<char>) = (name.chars().collect(), known.chars().collect());
    if name.len() != known.len() || name.len() < LONG {
        return false;
    }
    let differ: Vec<usize> = (0..name.len())
        .filter(|at| name[*at] != known[*at])
        .collect();
    !differ.is_empty()
        && differ.len() <= name.len() / MISREAD_OF
        && differ.windows(2).all(|pair| pair[1] - pair[0] > 1)
}

impl OneName {
    /// Puts the one name into the slots of a claim. Returns whether something changed.
    pub(super) fn put(&self, claim: &mut Claim, meant: &Meant) -> bool {
        let mut renames: Vec<(&[&str], &str, &str)> = Vec::new();
        if let Some((name, account)) = self.account(claim, meant) {
            renames.push((&PERSONS, name, account));
        }
        if meant.is_from_pixels() {
            let misread = self.misread.iter();
            renames
                .extend(misread.map(|(read, known)| (&BODIES[..], read.as_str(), known.as_str())));
        }
        let mut changed = false;
        for (slots, from, to) in renames {
            changed |= claim::rename(claim, slots, from, to);
        }
        changed
    }

    /// Returns the name and the account of who wrote the message on a screenshot that a claim stands in.
    fn account<'a>(&'a self, claim: &Claim, meant: &'a Meant) -> Option<(&'a str, &'a str)> {
        let ground = claim.grounds.first()?.span;
        let holds = |span: Span| {
            span.part == ground.part && span.start <= ground.start && ground.end <= span.end
        };
        let mut messages = meant.understanding.messages.iter();
        let message = messages.find(|message| holds(message.span) && on_screen(meant, message))?;
        let (name, account) = self.accounts.get_key_value(message.sender.as_ref()?)?;
        Some((name, account))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(talks: &[(&str, [&str; 2])], addressed: &[(&str, &str)]) -> Names {
        let talk = |(title, people): &(&str, [&str; 2])| {
            (
                Some((*title).to_owned()),
                people.map(str::to_owned).to_vec(),
            )
        };
        let pair = |(name, account): &(&str, &str)| ((*name).to_owned(), (*account).to_owned());
        Names {
            talks: talks.iter().map(talk).collect(),
            addressed: addressed.iter().map(pair).collect(),
            ..Names::default()
        }
    }

    #[test]
    fn titles_and_addresses_tell_whose_an_account_is() {
        let talks = [
            ("周一 与 吴二", ["w2", "zy"]),
            ("郑三 与 周一", ["z3", "zy"]),
            ("工作群", ["lisi", "zy"]),
        ];
        let addressed = [("李四", "lisi"), ("王五", "wang5"), ("吴二", "zy")];
        let known = names(&talks, &addressed).settled(None).accounts;
        let known: Vec<(&str, &str)> = known
            .iter()
            .map(|(name, account)| (name.as_str(), account.as_str()))
            .collect();
        // 王五 writes in no talk; two accounts of 吴二 leave open which.
        assert_eq!(known, [("周一", "zy"), ("李四", "lisi"), ("郑三", "z3")]);
    }

    #[test]
    fn a_few_characters_may_be_misread_but_no_word() {
        let own = "澜汀澹岚网络科技有限公司";
        for misread in ["湖汀渔岚网络科技有限公司", "澜汀湟岚网络科技有限公司"]
        {
            assert!(is_misread(misread, own), "{misread}");
        }
        for other in [
            own,
            "霜桥澹岚网络科技有限公司",
            "澜汀拾川网络科技有限公司",
            "湖江渔风网络科技有限公司",
            "澜汀澹岚网络科技分公司",
        ] {
            assert!(!is_misread(other, own), "{other}");
        }
        assert!(!is_misread("澜汀市公安局", "瀾汀市公安局"));
    }

    #[test]
    fn what_is_written_in_text_too_is_nobody_misread() {
        let own = "澜汀澹岚网络科技有限公司";
        let misread = "澜汀湟岚网络科技有限公司".to_owned();
        let mut names = Names::default();
        names.in_pixels.insert(misread.clone());
        assert_eq!(names.settled(Some(own)).misread.len(), 1);
        assert_eq!(names.settled(None).misread.len(), 0);
        names.in_text.insert(misread);
        assert_eq!(names.settled(Some(own)).misread.len(), 0);
    }
}
