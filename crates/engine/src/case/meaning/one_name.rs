//! One name for what has two: a contact in a screenshot of a chat whose account other exports show, and the case's own
//! company where somebody misread it in pixels. Always: only where the files themselves say so, and in the slots of
//! claims alone; what was read stays in the quote.

use std::collections::{BTreeMap, BTreeSet};

use daylight_model::{Claim, MentionType, Message, PartKind, Span, StoredCitation, Value};
use daylight_understand::claim;
use daylight_understand::message::alias::{self, Titled};
use serde::{Deserialize, Serialize};

use super::mask::Masks;
use super::rows::cite;
use super::{Mask, Meant};

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
    accounts: BTreeMap<String, Account>,
    /// By the misread name of a company: its name.
    misread: BTreeMap<String, String>,
}

/// An account, and where it is told whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Account {
    name: String,
    /// The first message of a talk with nothing to mask, or the name before an address of mail.
    told: Option<StoredCitation>,
}

/// Who takes part in a talk, and where it begins.
#[derive(Debug, Default)]
struct Talk {
    people: BTreeSet<String>,
    begins: Option<StoredCitation>,
}

/// A name before an address of mail, with what stands before the @ and after it.
type Addressed = (String, String, String);

/// What one file tells of it.
#[derive(Debug, Default)]
pub(super) struct NamedIn {
    /// By their titles.
    talks: BTreeMap<Option<String>, Talk>,
    /// Names before addresses of mail, with where they first stand.
    addressed: BTreeMap<Addressed, Option<StoredCitation>>,
    /// Bodies that were read from pixels.
    in_pixels: BTreeSet<String>,
    /// Bodies in text.
    in_text: BTreeSet<String>,
}

impl NamedIn {
    pub(super) fn of(meant: &Meant) -> Self {
        let mut named = Self::default();
        let understanding = &meant.understanding;
        let masks = Masks::of(meant, Mask::On);
        // What is masked is no place to show beside another file's claim.
        let cited = |span, message| {
            let cited = cite(meant, &masks, span, message);
            cited.filter(|(_, masked)| !masked).map(|(cited, _)| cited)
        };
        for message in understanding
            .messages
            .iter()
            .filter(|m| !on_screen(meant, m))
        {
            let of_talk = named.talks.entry(message.conversation.clone());
            let of_talk = of_talk.or_default();
            if of_talk.begins.is_none() {
                of_talk.begins = cited(message.span, Some(message.number));
            }
            let people = message.sender.iter().chain(&message.recipients);
            // A group is nobody who takes part.
            let people = people.filter(|name| message.conversation.as_ref() != Some(*name));
            of_talk.people.extend(people.cloned());
        }
        for pair in understanding.mentions.windows(2) {
            let [name, address] = pair else { continue };
            let span = name.span;
            let kinds = (name.kind, address.kind) == (MentionType::Person, MentionType::Email);
            let between = name.span.part == address.span.part
                && matches!(
                    meant.between(name.span, address.span).trim(),
                    "<" | "\" <" | "\"<"
                );
            if let (true, true, Value::Text(name), Value::Text(address)) =
                (kinds, between, &name.value, &address.value)
                && let Some((account, host)) = address.split_once('@')
            {
                let told = (name.clone(), account.to_owned(), host.to_owned());
                let first = named.addressed.entry(told);
                first.or_insert_with(|| cited(span, None));
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

/// A talk of any file.
#[derive(Debug)]
struct TitledTalk {
    title: Option<String>,
    people: Vec<String>,
    begins: Option<StoredCitation>,
}

/// What all files tell of it.
#[derive(Debug, Default)]
pub(super) struct Names {
    talks: Vec<TitledTalk>,
    addressed: BTreeMap<Addressed, Option<StoredCitation>>,
    in_pixels: BTreeSet<String>,
    in_text: BTreeSet<String>,
}

impl Names {
    /// Adds the next file.
    pub(super) fn add(&mut self, mut file: NamedIn) {
        let talks = file.talks.into_iter();
        self.talks.extend(talks.map(|(title, talk)| TitledTalk {
            title,
            people: talk.people.into_iter().collect(),
            begins: talk.begins,
        }));
        for (told, first) in file.addressed {
            self.addressed.entry(told).or_insert(first);
        }
        self.in_pixels.append(&mut file.in_pixels);
        self.in_text.append(&mut file.in_text);
    }

    /// Returns what is known by two names in a case of this company.
    /// `is_place` says which words name a town or a province.
    pub(super) fn settled(&self, own: Option<&str>, is_place: &dyn Fn(&str) -> bool) -> OneName {
        let titled = self.talks.iter().map(|talk| Titled {
            title: talk.title.as_deref(),
            handles: &talk.people,
        });
        let titled: Vec<Titled<'_>> = titled.collect();
        let mut accounts: BTreeMap<String, BTreeMap<String, Option<StoredCitation>>> =
            BTreeMap::new();
        for alias in alias::aliases(&titled) {
            let talk = alias.talks.first().and_then(|index| self.talks.get(*index));
            let told = talk.and_then(|talk| talk.begins.clone());
            let of_name = accounts.entry(alias.name).or_default();
            of_name.insert(alias.handle, told);
        }
        // An address alone is no account of a chat, nor is one that two hosts have.
        let in_talks: BTreeSet<&String> = self.talks.iter().flat_map(|talk| &talk.people).collect();
        for ((name, account, host), told) in &self.addressed {
            let elsewhere = |other: &Addressed| other.1 == *account && other.2 != *host;
            if in_talks.contains(account)
                && name != account
                && !self.addressed.keys().any(elsewhere)
            {
                let of_name = accounts.entry(name.clone()).or_default();
                let known = of_name.entry(account.clone());
                known.or_insert_with(|| told.clone());
            }
        }
        let mut names_of: BTreeMap<&String, usize> = BTreeMap::new();
        for account in accounts.values().flat_map(BTreeMap::keys) {
            *names_of.entry(account).or_default() += 1;
        }
        let shared: BTreeSet<String> = names_of
            .into_iter()
            .filter(|(_, names)| *names > 1)
            .map(|(account, _)| account.clone())
            .collect();
        let accounts = accounts.into_iter().filter_map(|(name, accounts)| {
            let mut accounts = accounts.into_iter();
            let (account, told) = accounts
                .next()
                .filter(|(only, _)| !shared.contains(only) && is_public(only))?;
            let only = Account {
                name: account,
                told,
            };
            accounts.next().is_none().then_some((name, only))
        });
        let misread = own.into_iter().flat_map(|own| {
            let only_in_pixels = self.in_pixels.difference(&self.in_text);
            only_in_pixels
                .filter(|name| is_misread(name, own, is_place))
                .map(|name| (name.clone(), own.to_owned()))
        });
        OneName {
            accounts: accounts.collect(),
            misread: misread.collect(),
        }
    }
}

/// Returns whether an account may be shown where it was not written: an address or a telephone number is personal data.
fn is_public(account: &str) -> bool {
    !account.contains('@') && account.chars().any(char::is_alphabetic)
}

/// Characters that tell one firm from another, however alike they look: 湖南 and 湖北, 第一 and 第二.
const TELLING: &str = "东西南北中上下左右前后内外大小新老一二三四五六七八九十甲乙丙丁东西南北東";

/// Returns whether somebody who misreads a few characters, no two in a row, takes one name for the other. Firms of one
/// family differ in their town, in a direction or in a number.
fn is_misread(name: &str, known: &str, is_place: &dyn Fn(&str) -> bool) -> bool {
    let (read, known): (Vec<char>, Vec<char>) = (name.chars().collect(), known.chars().collect());
    if read.len() != known.len() || read.len() < LONG {
        return false;
    }
    let begins_with_a_place = (2..=4).any(|length| {
        let place: String = read.iter().take(length).collect();
        !known.starts_with(&read[..length]) && is_place(&place)
    });
    let differ: Vec<usize> = (0..read.len())
        .filter(|at| read[*at] != known[*at])
        .collect();
    let telling = |at: &usize| {
        [read[*at], known[*at]]
            .iter()
            .any(|c| c.is_ascii() || TELLING.contains(*c))
    };
    !differ.is_empty()
        && differ.len() <= read.len() / MISREAD_OF
        && differ.windows(2).all(|pair| pair[1] - pair[0] > 1)
        && !differ.iter().any(telling)
        && !begins_with_a_place
}

impl OneName {
    /// Puts the one name into the slots of a claim. Returns what tells that the two are one, where something changed
    /// that stands elsewhere.
    pub(super) fn put<'a>(
        &'a self,
        claim: &mut Claim,
        meant: &'a Meant,
    ) -> Option<&'a StoredCitation> {
        let mut renames: Vec<(&[&str], &str, &str)> = Vec::new();
        let account = self.account(claim, meant);
        if let Some((name, account)) = account {
            renames.push((&PERSONS, name, &account.name));
        }
        if meant.is_from_pixels() {
            let misread = self.misread.iter();
            renames
                .extend(misread.map(|(read, known)| (&BODIES[..], read.as_str(), known.as_str())));
        }
        let mut told = None;
        for (slots, from, to) in renames {
            if claim::rename(claim, slots, from, to) {
                // Whoever opens the place finds the other name there.
                claim
                    .statement
                    .push_str(&format!(" The place itself has {from}."));
                let of_account = account.filter(|(name, _)| *name == from);
                told = told.or(of_account.and_then(|(_, account)| account.told.as_ref()));
            }
        }
        told
    }

    /// Returns the name and the account of who wrote the message on a screenshot that a claim stands in.
    fn account<'a>(&'a self, claim: &Claim, meant: &'a Meant) -> Option<(&'a str, &'a Account)> {
        if self.accounts.is_empty() {
            return None;
        }
        let ground = claim.grounds.first()?.span;
        let part = meant.part(ground.part)?;
        if part.kind() != PartKind::Picture {
            return None;
        }
        let holds = |span: Span| {
            span.part == ground.part && span.start <= ground.start && ground.end <= span.end
        };
        let mut messages = meant.understanding.messages.iter();
        let message = messages.find(|message| holds(message.span))?;
        let (name, account) = self.accounts.get_key_value(message.sender.as_ref()?)?;
        Some((name, account))
    }
}

#[cfg(test)]
mod tests {
    use daylight_model::{BlobId, PartNumber};

    use super::*;

    fn place(path: &str) -> StoredCitation {
        StoredCitation {
            path: path.to_owned(),
            sha256: BlobId::of(path.as_bytes()),
            locator: "line=1".to_owned(),
            quote: String::new(),
            part: PartNumber(1),
            text_span: [0, 0],
            reading: "text@1".to_owned(),
            crop_sha256: None,
        }
    }

    /// Each talk begins in a file of its title, each address of mail stands in one of its name.
    fn names(talks: &[(&str, [&str; 2])], addressed: &[(&str, &str, &str)]) -> Names {
        let talk = |(title, people): &(&str, [&str; 2])| TitledTalk {
            title: Some((*title).to_owned()),
            people: people.map(str::to_owned).to_vec(),
            begins: Some(place(title)),
        };
        let told = |(name, account, host): &(&str, &str, &str)| {
            let told = [name, account, host].map(|word| (*word).to_owned());
            (told.into(), Some(place(name)))
        };
        Names {
            talks: talks.iter().map(talk).collect(),
            addressed: addressed.iter().map(told).collect(),
            ..Names::default()
        }
    }

    #[test]
    fn titles_and_addresses_tell_whose_an_account_is() {
        let talks = [
            ("周一 与 吴二", ["13800138000", "zy"]),
            ("郑三 与 周一", ["z3", "zy"]),
            ("工作群", ["lisi", "zhang"]),
        ];
        let addressed = [
            ("李四", "lisi", "a.example"),
            ("王五", "wang5", "a.example"),
            ("赵六", "zhang", "a.example"),
            ("张七", "zhang", "b.example"),
        ];
        let known = names(&talks, &addressed).settled(None, &|_| false).accounts;
        let told = |account: &Account| account.told.as_ref().map(|told| told.path.clone());
        let told: Vec<String> = known.values().filter_map(told).collect();
        assert_eq!(told, ["周一 与 吴二", "李四", "郑三 与 周一"]);
        let known: Vec<(&str, &str)> = known
            .iter()
            .map(|(name, account)| (name.as_str(), account.name.as_str()))
            .collect();
        // 王五 writes in no talk; zhang is somebody at each of two hosts; the telephone of 吴二 is nobody's business.
        assert_eq!(known, [("周一", "zy"), ("李四", "lisi"), ("郑三", "z3")]);
        let two = [("甲乙", "zy", "a.example")];
        let known = names(&talks, &two).settled(None, &|_| false).accounts;
        assert!(!known.contains_key("甲乙") && !known.contains_key("周一"));
    }

    #[test]
    fn a_few_characters_may_be_misread_but_no_word() {
        let own = "澜汀澹岚网络科技有限公司";
        for misread in ["湖汀渔岚网络科技有限公司", "澜汀湟岚网络科技有限公司"]
        {
            assert!(is_misread(misread, own, &|_| false), "{misread}");
        }
        for other in [
            own,
            "霜桥澹岚网络科技有限公司",
            "澜汀拾川网络科技有限公司",
            "湖江渔风网络科技有限公司",
            "澜汀澹岚网络科技分公司",
        ] {
            assert!(!is_misread(other, own, &|_| false), "{other}");
        }
        assert!(!is_misread("澜汀市公安局", "瀾汀市公安局", &|_| false));
        let known = "湖南澹岚网络科技有限公司";
        assert!(!is_misread("湖北澹岚网络科技有限公司", known, &|_| false));
        let known = "湛江澹岚网络科技有限公司";
        assert!(!is_misread(
            "浙江澹岚网络科技有限公司",
            known,
            &|place| place == "浙江"
        ));
    }

    #[test]
    fn what_is_written_in_text_too_is_nobody_misread() {
        let own = "澜汀澹岚网络科技有限公司";
        let misread = "澜汀湟岚网络科技有限公司".to_owned();
        let mut names = Names::default();
        names.in_pixels.insert(misread.clone());
        assert_eq!(names.settled(Some(own), &|_| false).misread.len(), 1);
        assert_eq!(names.settled(None, &|_| false).misread.len(), 0);
        names.in_text.insert(misread);
        assert_eq!(names.settled(Some(own), &|_| false).misread.len(), 0);
    }
}
