//! Two exports of one talk: which message, and which claim, is the same as one that stands elsewhere. Always: compared
//! in their real words, over all files of the case; of claims that are one, the one that tells most counts, and where
//! none contradicts another only.

use std::collections::{BTreeMap, BTreeSet};

use daylight_model::{Claim, ClaimType, Message, Polarity, Span};
use daylight_understand::claim;
use daylight_understand::message::fold::{Said, duplicates};
use serde_json::{Map, Value};

use super::Meant;

/// What is said again.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct SaidBefore {
    /// By file and number of the message: where the same one stands first, as `PATH#message=N`.
    pub(super) messages: BTreeMap<(String, u32), String>,
    /// By the id and the polarity of the claim: the id of the one that counts, which has that polarity too.
    pub(super) claims: BTreeMap<(String, Polarity), String>,
    /// Senders of two exports that answer to each other: file and name of the later, then of the first.
    pub(super) senders: BTreeMap<(String, String), (String, String)>,
}

impl SaidBefore {
    /// Returns where the messages of a file stand that were said before, in the order of places.
    pub(super) fn spans_in(&self, path: &str, messages: &[Message]) -> Vec<Span> {
        let of_file = (path.to_owned(), 0)..=(path.to_owned(), u32::MAX);
        let numbers: BTreeSet<u32> = self.messages.range(of_file).map(|(key, _)| key.1).collect();
        let repeated = messages.iter().filter(|m| numbers.contains(&m.number));
        let mut spans: Vec<Span> = repeated.map(|message| message.span).collect();
        spans.sort();
        spans
    }
}

/// A file and a name in it.
type InFile<'a> = (&'a str, &'a str);

/// What is compared of a message.
#[derive(Debug)]
struct Owned {
    path: String,
    number: u32,
    conversation: Option<String>,
    time: Option<String>,
    time_zone: Option<String>,
    sender: Option<String>,
    text: String,
}

/// What is compared of a claim that stands in a message.
#[derive(Debug)]
struct Claimed {
    path: String,
    message: u32,
    id: String,
    kind: ClaimType,
    polarity: Polarity,
    fields: Map<String, Value>,
}

/// What of one file is compared with others.
#[derive(Debug, Default)]
pub(super) struct SaidIn {
    messages: Vec<Owned>,
    claims: Vec<Claimed>,
}

impl SaidIn {
    pub(super) fn of(meant: &Meant) -> Self {
        let understanding = &meant.understanding;
        if understanding.messages.is_empty() {
            return Self::default();
        }
        let messages = understanding.messages.iter().map(|message| Owned {
            path: meant.path.clone(),
            number: message.number,
            conversation: message.conversation.clone(),
            time: message.time.clone(),
            time_zone: message.time_zone.clone(),
            sender: message.sender.clone(),
            text: message.text.clone(),
        });
        let words = in_order(&understanding.messages);
        let claims = understanding.claims.iter();
        Self {
            messages: messages.collect(),
            claims: claims
                .filter_map(|claim| claimed(meant, &words, claim))
                .collect(),
        }
    }

    /// Adds the next file, in the order of paths.
    pub(super) fn add(&mut self, mut next: Self) {
        self.messages.append(&mut next.messages);
        self.claims.append(&mut next.claims);
    }

    pub(super) fn folded(&self) -> SaidBefore {
        folded(&self.messages, &self.claims)
    }
}

/// Returns where the words of messages stand, in the order of their places, with the number of each.
fn in_order(messages: &[Message]) -> Vec<(Span, u32)> {
    let words = messages
        .iter()
        .map(|message| (message.span, message.number));
    let mut words: Vec<(Span, u32)> = words.collect();
    words.sort();
    words
}

/// Returns what is compared of a claim; none where it stands in no message.
fn claimed(meant: &Meant, words: &[(Span, u32)], claim: &Claim) -> Option<Claimed> {
    let first = claim.grounds.first()?;
    let message = match first.message {
        Some(number) => number,
        None => around(words, first.span)?,
    };
    let citation = meant.cite(first.span, first.message)?;
    Some(Claimed {
        path: meant.path.clone(),
        message,
        id: claim::id(claim, meant.document.reference.blob, &citation.locator),
        kind: claim.kind,
        polarity: claim.polarity,
        fields: claim.fields.clone(),
    })
}

/// Returns the number of the message that a span stands in.
fn around(words: &[(Span, u32)], span: Span) -> Option<u32> {
    let after = words.partition_point(|(of, _)| (of.part, of.start) <= (span.part, span.start));
    let (of, number) = words.get(after.checked_sub(1)?)?;
    (of.part == span.part && span.end <= of.end).then_some(*number)
}

fn folded(messages: &[Owned], claims: &[Claimed]) -> SaidBefore {
    let said: Vec<Said<'_>> = messages
        .iter()
        .map(|message| Said {
            path: &message.path,
            conversation: message.conversation.as_deref(),
            time: message.time.as_deref(),
            time_zone: message.time_zone.as_deref(),
            sender: message.sender.as_deref(),
            text: &message.text,
        })
        .collect();
    let mut before = SaidBefore::default();
    let mut answers: BTreeMap<InFile<'_>, BTreeMap<InFile<'_>, usize>> = BTreeMap::new();
    for (message, earlier) in messages.iter().zip(duplicates(&said)) {
        let Some(earlier) = earlier.and_then(|index| messages.get(index)) else {
            continue;
        };
        let place = format!("{}#message={}", earlier.path, earlier.number);
        let key = (message.path.clone(), message.number);
        before.messages.insert(key, place);
        if let (Some(later), Some(first)) = (&message.sender, &earlier.sender) {
            let votes = answers.entry((&message.path, later)).or_default();
            *votes.entry((&earlier.path, first)).or_default() += 1;
        }
    }
    for ((path, later), votes) in answers {
        let most = votes.into_iter().max_by_key(|(first, votes)| {
            let (path, name) = *first;
            (*votes, std::cmp::Reverse((path, name)))
        });
        if let Some(((first_path, first), _)) = most {
            let key = (path.to_owned(), later.to_owned());
            let first = (first_path.to_owned(), first.to_owned());
            before.senders.insert(key, first);
        }
    }
    before.claims = same_claims(claims, &before);
    before
}

/// Returns which claim of a message that is said again counts for which others.
fn same_claims(claims: &[Claimed], before: &SaidBefore) -> BTreeMap<(String, Polarity), String> {
    let mut places: BTreeMap<(String, ClaimType, Polarity), Vec<&Claimed>> = BTreeMap::new();
    for claim in claims {
        let place = before.messages.get(&(claim.path.clone(), claim.message));
        let place = match place {
            Some(first) => first.clone(),
            None => format!("{}#message={}", claim.path, claim.message),
        };
        let key = (place, claim.kind, claim.polarity);
        places.entry(key).or_default().push(claim);
    }
    let mut same = BTreeMap::new();
    for claims in places.into_values().filter(|claims| claims.len() > 1) {
        let mut groups: Vec<Vec<&Claimed>> = Vec::new();
        for claim in claims {
            let fits = |group: &&mut Vec<&Claimed>| {
                let agrees =
                    |other: &&Claimed| other.path != claim.path && agree(other, claim, before);
                group.iter().all(agrees)
            };
            match groups.iter_mut().find(fits) {
                Some(group) => group.push(claim),
                None => groups.push(vec![claim]),
            }
        }
        for group in groups {
            let tells = |claim: &Claimed| claim.fields.values().filter(|v| !v.is_null()).count();
            let Some(most) = group.iter().map(|claim| tells(claim)).max() else {
                continue;
            };
            let Some(counts) = group.iter().find(|claim| tells(claim) == most) else {
                continue;
            };
            let others = group.iter().filter(|claim| claim.id != counts.id);
            same.extend(
                others.map(|claim| ((claim.id.clone(), claim.polarity), counts.id.clone())),
            );
        }
    }
    same
}

/// Returns whether two claims say the same where both say something, names of senders taken for those they answer to.
fn agree(one: &Claimed, other: &Claimed, before: &SaidBefore) -> bool {
    let named = |claim: &Claimed, value: &Value| match value {
        Value::String(name) => {
            let known = before.senders.get(&(claim.path.clone(), name.clone()));
            Value::String(known.map_or(name, |(_, first)| first).clone())
        }
        value => value.clone(),
    };
    one.fields.iter().all(|(slot, value)| {
        let theirs = other.fields.get(slot).unwrap_or(&Value::Null);
        value.is_null() || theirs.is_null() || named(one, value) == named(other, theirs)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const WORDS: [&str; 4] = [
        "早上好，各位",
        "报价单发我一份",
        "已经发到邮箱了",
        "收到，谢谢",
    ];

    fn talk(path: &'static str, senders: [&'static str; 2]) -> impl Iterator<Item = Owned> {
        WORDS.iter().zip(1..).map(move |(text, number)| Owned {
            path: path.to_owned(),
            number,
            conversation: None,
            time: Some(format!("2022-03-01T09:0{number}:00")),
            time_zone: None,
            sender: senders
                .get(number as usize % 2)
                .map(|name| (*name).to_owned()),
            text: (*text).to_owned(),
        })
    }

    fn claim(path: &str, message: u32, fields: Value) -> Claimed {
        Claimed {
            path: path.to_owned(),
            message,
            id: format!("{path}/{message}/{}", fields["about"]),
            kind: ClaimType::Complaint,
            polarity: Polarity::Asserted,
            fields: fields.as_object().unwrap().clone(),
        }
    }

    #[test]
    fn a_message_of_a_second_export_names_the_one_in_the_first() {
        let messages: Vec<Owned> = talk("a.md", ["甲", "乙"])
            .chain(talk("b.csv", ["jia", "yi"]))
            .collect();
        let folded = folded(&messages, &[]);
        assert_eq!(folded.messages.len(), WORDS.len());
        assert_eq!(folded.messages[&("b.csv".to_owned(), 2)], "a.md#message=2");
        let answers = &folded.senders[&("b.csv".to_owned(), "yi".to_owned())];
        assert_eq!(*answers, ("a.md".to_owned(), "乙".to_owned()));
    }

    #[test]
    fn a_claim_of_a_second_export_counts_once_and_the_one_that_tells_most_counts() {
        let messages: Vec<Owned> = talk("a.md", ["甲", "乙"])
            .chain(talk("b.csv", ["jia", "yi"]))
            .collect();
        let claims = [
            claim(
                "a.md",
                1,
                json!({"person": "乙", "about": "pay", "against": null}),
            ),
            claim(
                "a.md",
                2,
                json!({"person": "甲", "about": "hours", "against": "王总"}),
            ),
            claim(
                "a.md",
                3,
                json!({"person": "乙", "about": "pay", "against": null}),
            ),
            // The sender by another name; against whom is told only here.
            claim(
                "b.csv",
                1,
                json!({"person": "yi", "about": "pay", "against": "王总"}),
            ),
            // It contradicts.
            claim(
                "b.csv",
                2,
                json!({"person": "jia", "about": "hours", "against": "李总"}),
            ),
            claim(
                "b.csv",
                3,
                json!({"person": "yi", "about": "pay", "against": null}),
            ),
            // No other says this of the message.
            claim(
                "b.csv",
                4,
                json!({"person": "jia", "about": "manager", "against": null}),
            ),
        ];
        let found = folded(&messages, &claims).claims;
        let expect = [
            (r#"a.md/1/"pay""#, r#"b.csv/1/"pay""#),
            (r#"b.csv/3/"pay""#, r#"a.md/3/"pay""#),
        ];
        let expect =
            expect.map(|(one, other)| ((one.to_owned(), Polarity::Asserted), other.to_owned()));
        assert_eq!(found, expect.into());
    }

    #[test]
    fn claims_of_one_file_are_never_one() {
        let messages: Vec<Owned> = talk("a.md", ["甲", "乙"]).collect();
        let twice = json!({"person": "乙", "about": "pay", "against": null});
        let claims = [claim("a.md", 1, twice.clone()), claim("a.md", 1, twice)];
        assert_eq!(folded(&messages, &claims).claims, BTreeMap::new());
    }
}
