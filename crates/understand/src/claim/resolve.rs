//! What hangs on the whole case: the company whose files these are. Always: a slot is filled only where its rule says
//! that the words mean the speaker's own company, and only where one company stands out.

use std::collections::BTreeMap;

use daylight_model::{Claim, ClaimType};
use serde_json::Value;

use super::learned;
use super::rule::own_slots;
use super::sentence;

/// How many votes the case's company needs for so many of the next one.
const BEFORE_NEXT: (usize, usize) = (3, 2);
/// And how many at least: three claims of a trade, or six lines about itself.
const LEAST: usize = 6;

/// Who is named as the company whose files these are, and how often.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnVotes(BTreeMap<String, usize>);

impl OwnVotes {
    /// Counts a claim. What is said of a firm itself counts half: of rivals that is written down, too.
    pub fn count(&mut self, claim: &Claim) {
        let slot = |name: &str| claim.fields.get(name).and_then(Value::as_str);
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
            *self.0.entry(name.to_owned()).or_default() += weight;
        }
    }

    /// Adds what was counted elsewhere.
    pub fn add(&mut self, others: Self) {
        for (name, votes) in others.0 {
            *self.0.entry(name).or_default() += votes;
        }
    }

    /// Returns the company that stands out. None where none has half of the votes or half as many again as the next, or
    /// where it has too few.
    pub fn winner(&self) -> Option<String> {
        let all: usize = self.0.values().sum();
        let votes = self.0.iter().map(|(name, votes)| (*votes, name));
        let mut votes: Vec<(usize, &String)> = votes.collect();
        votes.sort_by_key(|&(votes, name)| (std::cmp::Reverse(votes), name));
        let (most, name) = *votes.first()?;
        let next = votes.get(1).map_or(0, |(votes, _)| *votes);
        let (many, few) = BEFORE_NEXT;
        let stands_out = most >= LEAST && (2 * most >= all || few * most >= many * next);
        stands_out.then(|| name.clone())
    }
}

/// Returns the company whose files these are: who most often sells, bids, pays bonuses and is supplier in them, if one
/// stands out.
pub fn own_company<'c>(claims: impl IntoIterator<Item = &'c Claim>) -> Option<String> {
    let mut votes = OwnVotes::default();
    for claim in claims {
        votes.count(claim);
    }
    votes.winner()
}

/// Returns the slots of a claim that mean the speaker's own company and are open.
pub fn open_own_slots(claim: &Claim) -> Vec<&'static str> {
    let fixed: &[&'static str] = match claim.rule.split('@').next().unwrap_or_default() {
        "offering.others_lack" | "offering.described" | "offering.price_list" => &["seller"],
        "relationship.in_use" | "relationship.we_are_tied" | "relationship.of_ours" => &["from"],
        "relationship.tied_to_us"
        | "relationship.to_us"
        | "relationship.roster"
        | "relationship.holders" => &["to"],
        "payment.price_table"
        | "payment.contract_table"
        | "payment.bid_table"
        | "payment.quote_table"
        | "payment.receipt_table" => &["payee"],
        "payment.bonus_table"
        | "payment.own_salary_table"
        | "payment.likely_bonus"
        | "payment.likely_expense" => &["payer"],
        "payment.likely_contract" | "payment.likely_quote" | "payment.likely_bid" => &["payee"],
        "tender.table" => &["bidder"],
        "profile.list" => &["organisation"],
        _ => &[],
    };
    let mut slots = own_slots(&claim.rule);
    slots.extend(learned::own_slots(&claim.rule));
    slots.extend(fixed);
    slots.retain(|slot| claim.fields.get(*slot).is_some_and(Value::is_null));
    slots.dedup();
    slots
}

/// Fills the own company into the slots of a claim that mean it; returns whether anything changed.
pub fn resolve(claim: &mut Claim, own: &str) -> bool {
    let slots = open_own_slots(claim);
    for slot in &slots {
        if let Some(place) = claim.fields.get_mut(*slot) {
            *place = Value::String(own.to_owned());
        }
    }
    if !slots.is_empty() {
        claim.statement = sentence::of(claim.kind, claim.polarity, &claim.fields);
    }
    !slots.is_empty()
}
