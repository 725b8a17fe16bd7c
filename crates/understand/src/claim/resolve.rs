//! What hangs on the whole case: the company whose files these are. Always: a slot is filled only where its rule says
//! that the words mean the speaker's own company, and only where one company stands out.

use std::collections::{BTreeMap, BTreeSet};

use daylight_model::{Claim, ClaimType, Mention, MentionType, Value};
use serde_json::Value as Json;

use super::learned;
use super::rule::own_slots;
use super::sentence;

/// How many votes the case's company needs for so many of the next one.
const BEFORE_NEXT: (usize, usize) = (3, 2);
/// The same of votes and of files, where both speak for it.
const CLOSE: (usize, usize) = (6, 5);
/// And how many at least: three claims of a trade, or six lines about itself.
const LEAST: usize = 6;

/// Who is named as the company whose files these are, and how often; and in how many files each body is named at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnVotes {
    votes: BTreeMap<String, usize>,
    files: BTreeMap<String, usize>,
}

impl OwnVotes {
    /// Counts a claim. What is said of a firm itself counts half: of rivals that is written down, too.
    pub fn count(&mut self, claim: &Claim) {
        let slot = |name: &str| claim.fields.get(name).and_then(Json::as_str);
        let purpose = slot("purpose");
        let named = match claim.kind {
            ClaimType::Offering => slot("seller"),
            ClaimType::Payment if matches!(purpose, Some("bonus" | "salary")) => slot("payer"),
            ClaimType::Payment if matches!(purpose, Some("contract" | "quote" | "bid")) => {
                slot("payee")
            }
            ClaimType::Profile => slot("organisation"),
            ClaimType::Relationship if slot("role") == Some("employee") => slot("to"),
            _ => None,
        };
        let weight = if claim.kind == ClaimType::Profile {
            1
        } else {
            2
        };
        if let Some(name) = named {
            *self.votes.entry(name.to_owned()).or_default() += weight;
        }
    }

    /// Counts the bodies that one file names, each once.
    pub fn count_file(&mut self, mentions: &[Mention]) {
        let bodies = mentions.iter().filter_map(|mention| match &mention.value {
            Value::Text(name) if mention.kind == MentionType::Org => Some(name.as_str()),
            _ => None,
        });
        for name in bodies.collect::<BTreeSet<_>>() {
            *self.files.entry(name.to_owned()).or_default() += 1;
        }
    }

    /// Adds what was counted elsewhere.
    pub fn add(&mut self, others: Self) {
        for (name, votes) in others.votes {
            *self.votes.entry(name).or_default() += votes;
        }
        for (name, files) in others.files {
            *self.files.entry(name).or_default() += files;
        }
    }

    /// Returns the company that stands out. None where it has too few votes, or neither half of them nor half as many
    /// again as the next. Where it has but few more than the next, it must be named in more files than any other that has votes, too.
    pub fn winner(&self) -> Option<String> {
        let all: usize = self.votes.values().sum();
        let votes = self.votes.iter().map(|(name, votes)| (*votes, name));
        let mut votes: Vec<(usize, &String)> = votes.collect();
        votes.sort_by_key(|&(votes, name)| (std::cmp::Reverse(votes), name));
        let (most, name) = *votes.first()?;
        let next = votes.get(1).map_or(0, |(votes, _)| *votes);
        let exceeds =
            |(many, few): (usize, usize), next: usize, most: usize| few * most >= many * next;
        let files = |name: &String| self.files.get(name).copied().unwrap_or_default();
        let others = votes.iter().skip(1).map(|(_, name)| files(name));
        let (here, elsewhere) = (files(name), others.max().unwrap_or_default());
        let everywhere = here > 0 && exceeds(CLOSE, elsewhere, here);
        let close = exceeds(CLOSE, next, most) && everywhere;
        let stands_out =
            most >= LEAST && (2 * most >= all || exceeds(BEFORE_NEXT, next, most) || close);
        stands_out.then(|| name.clone())
    }
}

/// Returns the slots of a claim that mean the speaker's own company and are open.
pub fn open_own_slots(claim: &Claim) -> Vec<&'static str> {
    let fixed: &[&'static str] = match claim.rule.split('@').next().unwrap_or_default() {
        "offering.others_lack" | "offering.described" | "offering.price_list" => &["seller"],
        "relationship.in_use" | "relationship.we_are_tied" | "relationship.of_ours" => &["from"],
        "relationship.tied_to_us"
        | "relationship.to_us"
        | "relationship.roster"
        | "relationship.holders"
        | "relationship.supplier_list"
        | "relationship.client_list" => &["to"],
        "payment.price_table"
        | "payment.contract_table"
        | "payment.bid_table"
        | "payment.quote_table"
        | "payment.receipt_table"
        | "payment.receipt_list"
        | "payment.collected_table"
        | "payment.owing_table"
        | "payment.instalment_table"
        | "payment.our_quote_table"
        | "payment.their_wish_table"
        | "payment.cross_contract_table"
        | "payment.bid_list" => &["payee"],
        "payment.bonus_table"
        | "payment.own_salary_table"
        | "payment.extra_table"
        | "payment.expense_table"
        | "payment.cross_table"
        | "payment.offer_to_us"
        | "payment.payout_table"
        | "payment.likely_bonus"
        | "payment.likely_expense" => &["payer"],
        "payment.likely_contract" | "payment.likely_quote" | "payment.likely_bid" => &["payee"],
        "tender.table" | "tender.won_list" => &["bidder"],
        "profile.list" => &["organisation"],
        _ => &[],
    };
    let mut slots = own_slots(&claim.rule);
    slots.extend(learned::own_slots(&claim.rule));
    slots.extend(fixed);
    slots.retain(|slot| claim.fields.get(*slot).is_some_and(Json::is_null));
    slots.dedup();
    slots
}

/// Fills the own company into the slots of a claim that mean it; returns whether anything changed.
pub fn resolve(claim: &mut Claim, own: &str) -> bool {
    let slots = open_own_slots(claim);
    for slot in &slots {
        if let Some(place) = claim.fields.get_mut(*slot) {
            *place = Json::String(own.to_owned());
        }
    }
    if !slots.is_empty() {
        claim.statement = sentence::of(claim.kind, claim.polarity, &claim.fields);
    }
    !slots.is_empty()
}

/// Puts another name in the place of this one in some slots of a claim. Returns whether it stood in one.
pub fn rename(claim: &mut Claim, slots: &[&str], from: &str, to: &str) -> bool {
    let mut changed = false;
    for slot in slots {
        if let Some(Json::String(name)) = claim.fields.get_mut(*slot)
            && name == from
        {
            to.clone_into(name);
            changed = true;
        }
    }
    if changed {
        claim.statement = sentence::of(claim.kind, claim.polarity, &claim.fields);
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn votes(votes: &[(&str, usize)], files: &[(&str, usize)]) -> OwnVotes {
        let counted = |all: &[(&str, usize)]| {
            let all = all.iter().map(|(name, count)| ((*name).to_owned(), *count));
            all.collect::<BTreeMap<_, _>>()
        };
        OwnVotes {
            votes: counted(votes),
            files: counted(files),
        }
    }

    #[test]
    fn the_company_has_far_more_votes_or_a_few_more_and_is_named_everywhere() {
        let far = [("甲", 30), ("乙", 12), ("丙", 11)];
        assert_eq!(votes(&far, &[]).winner().as_deref(), Some("甲"));
        let close = [("甲", 13), ("乙", 10), ("丙", 9)];
        assert_eq!(votes(&close, &[]).winner(), None);
        let everywhere = [("甲", 24), ("乙", 15), ("丙", 3)];
        assert_eq!(votes(&close, &everywhere).winner().as_deref(), Some("甲"));
        let elsewhere = [("甲", 14), ("乙", 15)];
        assert_eq!(votes(&close, &elsewhere).winner(), None);
        assert_eq!(votes(&[("甲", 4)], &everywhere).winner(), None);
    }
}
