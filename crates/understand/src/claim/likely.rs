//! Amounts that no rule speaks of: what they are for by what is spoken of around them, the nearer the weightier.
//! Always: only in a document that speaks of products, clients or the company; in doubt an amount is left alone.

use daylight_model::{ClaimType, MentionType, Polarity};

use super::apply::text;
use super::draft::Draft;
use super::scene::Sentence;
use super::slot::Context;

/// What an amount may be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Salary,
    Bonus,
    Contract,
    Bid,
    Price,
    Expense,
}

/// The cues that speak for each.
const SPEAKS: [(Purpose, &[&str]); 6] = [
    (
        Purpose::Salary,
        &[
            "salary",
            "pay_word",
            "job_word",
            "job_offer",
            "offer_asked",
            "paid_month",
        ],
    ),
    (Purpose::Bonus, &["bonus"]),
    (
        Purpose::Contract,
        &[
            "contract",
            "paid",
            "debt",
            "deposit",
            "invoice",
            "unsigned",
            "not_received",
        ],
    ),
    (
        Purpose::Bid,
        &[
            "tender",
            "applies",
            "our_bid_asked",
            "lost_bid",
            "won_bid",
            "bid_asked",
            "we_win",
        ],
    ),
    (
        Purpose::Price,
        &[
            "asks_price",
            "quotes",
            "lowest",
            "haggles",
            "only_costs",
            "deal_price",
            "rival_quotes",
            "price_word",
            "per_set",
        ],
    ),
    (Purpose::Expense, &["expense"]),
];
/// What an amount is no payment of the business for.
const NOTHING: &[&str] = &[
    "game",
    "menu",
    "news",
    "forwarded",
    "penalty",
    "exercise",
    "fiction",
    "total",
];
/// Weights by distance: the clause, the sentence, the document's title or subject, the sentence before and so on.
const CLAUSE: u32 = 8;
const SENTENCE: u32 = 5;
const TITLE: u32 = 3;
const BEFORE: [u32; 5] = [4, 3, 2, 1, 1];
/// What all that speaks for a purpose must come to.
const ENOUGH: u32 = 5;

/// Returns what an amount is likely for.
pub(super) fn payment(context: &Context<'_, '_, '_>) -> Option<Draft> {
    let scene = context.scene;
    let this = context.sentence;
    let here = context.anchor?;
    if NOTHING.iter().any(|cue| this.says(cue)) || !scene.of_business {
        return None;
    }
    let purpose = purpose(context)?;
    let ground = scene.ground(this);
    let mut draft = Draft::new(
        ClaimType::Payment,
        Polarity::Asserted,
        "payment.likely@1",
        ground,
    );
    draft.confidence = 0.5;
    draft.hedge = this.hedge(context.near);
    let fill = |draft: &mut Draft, slot: &str, sources: &[&str]| {
        let value = sources.iter().find_map(|source| context.value(source));
        draft.set(slot, value);
    };
    let name = match purpose {
        Purpose::Salary => {
            fill(&mut draft, "payer", &["firm_here"]);
            fill(&mut draft, "payee", &["person", "speaker"]);
            if !draft.is_open("payer") {
                draft.polarity = Polarity::Offered;
            }
            "salary"
        }
        Purpose::Bonus => {
            fill(&mut draft, "payer", &["own"]);
            fill(&mut draft, "payee", &["person", "speaker"]);
            "bonus"
        }
        Purpose::Contract => {
            fill(
                &mut draft,
                "payer",
                &["client", "party.client", "topic.org"],
            );
            fill(&mut draft, "payee", &["company", "party.seller", "own"]);
            if ["unsigned", "not_received"]
                .iter()
                .any(|cue| this.says(cue))
            {
                draft.polarity = Polarity::Negated;
            }
            "contract"
        }
        // What a notice says of a bid is a tender's.
        Purpose::Bid if this.message.is_none() && !this.says("applies") => return None,
        Purpose::Bid => {
            draft.polarity = Polarity::Offered;
            fill(&mut draft, "payer", &["public_here", "topic.authority"]);
            fill(&mut draft, "payee", &["firm_here", "own"]);
            "bid"
        }
        Purpose::Price => price(context, &mut draft),
        Purpose::Expense => {
            fill(&mut draft, "payer", &["own"]);
            "expense"
        }
    };
    let asks = this.says("question") && purpose != Purpose::Price;
    if asks || draft.text("payer").is_some() && draft.text("payer") == draft.text("payee") {
        return None;
    }
    draft.set("purpose", text(name));
    draft.rule = format!("payment.likely_{name}@1").into();
    super::payment::complete(&mut draft, context)?;
    // A number without a currency and without anything of a payment in its own sentence counts something else.
    let bare = here.mention.detector == super::amount::DETECTOR;
    let spoken = weights(this, this.all(), SENTENCE)
        .iter()
        .any(|weight| *weight > 0);
    (!bare || spoken || super::apply::is_bare(this)).then_some(draft)
}

/// Fills the slots of a price and returns what it is called.
fn price(context: &Context<'_, '_, '_>, draft: &mut Draft) -> &'static str {
    let this = context.sentence;
    draft.set(
        "for",
        context
            .value("product")
            .or_else(|| context.value("topic.product")),
    );
    if let Some(rival) = context.value("firm_here") {
        draft.set("payee", rival);
        return "price";
    }
    let buyer = super::apply::buyer(context.scene, this);
    if buyer == Some(true) || buyer.is_none() && this.says("haggles") && !this.says("lowest") {
        draft.polarity = Polarity::Asked;
        return "price";
    }
    draft.polarity = Polarity::Offered;
    draft.set("payee", context.value("own"));
    match this.message {
        Some(_) => "quote",
        None => "price",
    }
}

fn purpose(context: &Context<'_, '_, '_>) -> Option<Purpose> {
    let this = context.sentence;
    let mut sums = weights(this, context.near, CLAUSE);
    let mut add = |weights: [u32; 6]| {
        for (sum, weight) in sums.iter_mut().zip(weights) {
            *sum += weight;
        }
    };
    add(weights(this, this.all(), SENTENCE));
    for (earlier, weight) in context.scene.before(context.index).zip(BEFORE) {
        add(weights(earlier, earlier.all(), weight));
    }
    let first = context.scene.sentences.first();
    if let Some(first) = first.filter(|first| first.order != this.order) {
        add(weights(first, first.all(), TITLE));
    }
    add(SPEAKS.map(|(_, cues)| {
        let titled = cues
            .iter()
            .any(|cue| super::apply::is_titled(context.scene, cue));
        if titled { TITLE } else { 0 }
    }));
    if this.of_kind(MentionType::Product).next().is_some() {
        add(SPEAKS.map(|(purpose, _)| {
            if purpose == Purpose::Price {
                SENTENCE
            } else {
                0
            }
        }));
    }
    let best = (0..sums.len()).max_by_key(|index| (sums[*index], std::cmp::Reverse(*index)))?;
    (sums[best] >= ENOUGH).then_some(SPEAKS[best].0)
}

/// Returns for each purpose `weight` where one of its cues stands in `range` outside of names.
fn weights(sentence: &Sentence<'_>, range: (usize, usize), weight: u32) -> [u32; 6] {
    SPEAKS.map(|(_, cues)| {
        let spoken = cues
            .iter()
            .any(|cue| sentence.longest_outside_names(cue, range).is_some());
        if spoken { weight } else { 0 }
    })
}
