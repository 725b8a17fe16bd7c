//! Lists of trade: prices and what products do, contracts, bids, awards. Always: an amount takes unit and currency from
//! its cell, its header or the title, in this order.

use daylight_model::{ClaimType, MentionType, PartKind, Polarity};
use serde_json::Value as Json;

use super::layout::{Cell, Line};
use super::{List, kind, value};
use crate::claim::apply::text;
use crate::claim::attack;
use crate::claim::currency;
use crate::claim::draft::Draft;
use crate::claim::folded::phrase;
use crate::claim::{names, party};
use crate::table::is_total;

/// What the last line of a quotation is called: the sum that is asked for all of it.
const LAST_PRICES: [&str; 9] = [
    "优惠后",
    "成交价",
    "一口价",
    "打包价",
    "最终价",
    "优惠价",
    "final offer",
    "final price",
    "package price",
];

impl List<'_, '_> {
    fn offered(&self, line: &Line, product: &Cell, price: Option<String>) -> Option<Draft> {
        let roles = ["product", "version", "capability", "price"];
        let rule = if self.roles.has("vendor") {
            "offering.feature_list@1"
        } else {
            "offering.price_list@1"
        };
        let mut draft = self.draft(line, ClaimType::Offering, Polarity::Asserted, rule, &roles)?;
        let capability = self.words(line, "capability");
        let seller = if self.roles.has("vendor") {
            self.name(line, "vendor", MentionType::Org)
        } else {
            self.own()
        };
        draft.set_text("seller", seller);
        draft.set_text("product", Some(self.name_in(product, MentionType::Product)));
        draft.set_text("version", self.words(line, "version"));
        if let Some(words) = &capability {
            let techniques: Vec<Json> = attack::suggest(words).into_iter().map(text).collect();
            if !techniques.is_empty() {
                draft.set("attack", Json::Array(techniques));
            }
        }
        draft.set_text("capability", capability);
        draft.set_text("price", price);
        Some(draft)
    }

    pub(super) fn price(&self, line: &Line) -> Vec<Draft> {
        let Some(product) = self.cell(line, "product") else {
            return Vec::new();
        };
        let in_sheet = self.part.kind() == PartKind::Sheet;
        let known = self.mention(product.span, MentionType::Product).is_some();
        let licence = ["licence", "license", "subscription", "授权", "许可"]
            .iter()
            .any(|word| phrase(&product.text).contains(word));
        // In a paper's table of costs services stand beside what is sold.
        if !in_sheet && !known && !licence && !self.roles.has("capability") {
            return Vec::new();
        }
        let mut drafts = Vec::new();
        let words = phrase(&product.text);
        if is_total(&product.text) || words.starts_with("total") || words.starts_with("总计") {
            return drafts;
        }
        let last = LAST_PRICES.iter().any(|word| words.contains(word));
        // In a paper's table of costs a version tells which one is sold, not what it does.
        let described = !last
            && (self.cell(line, "capability").is_some()
                || in_sheet && self.cell(line, "version").is_some());
        if described || in_sheet && known && !last {
            drafts.extend(self.offered(line, product, self.words(line, "price")));
        }
        let addressed = ["to:", "致:", "quotation", "报价函", "呈:", "询价"]
            .iter()
            .any(|word| self.around.title.contains(word));
        let (purpose, rule) = if addressed {
            ("quote", "payment.quote_table@1")
        } else {
            ("price", "payment.price_table@1")
        };
        let vendor = self.party(line, "vendor");
        // Who is quoted a price pays for all pieces.
        let sum = if addressed && self.cell(line, "total").is_some() {
            "total"
        } else {
            "price"
        };
        let roles: &[&str] = &[sum, "product"];
        if let Some(money) = self.money(line, sum)
            && let Some(mut draft) = self.draft(
                line,
                ClaimType::Payment,
                if vendor.is_some() {
                    Polarity::Asserted
                } else {
                    Polarity::Offered
                },
                if vendor.is_some() {
                    "payment.others_price_table@1"
                } else {
                    rule
                },
                roles,
            )
        {
            draft.set_money(&money);
            draft.set_text("original", self.words(line, sum));
            draft.set_text("purpose", Some(purpose));
            draft.set_text("payer", self.addressed().filter(|_| addressed));
            draft.set_text("payee", vendor.or_else(|| self.own()));
            if !last {
                draft.set_text("for", Some(self.name_in(product, MentionType::Product)));
            }
            let said = [
                self.words(line, "price"),
                self.words(line, "term"),
                Some(product.text.clone()),
            ]
            .into_iter()
            .flatten()
            .find_map(|words| value::period(&phrase(&words)))
            .or_else(|| term(&self.words(line, "term")?));
            draft.set_text("period", said.or(self.unit_of("price").period));
            currency::convert(&mut draft, None);
            drafts.push(draft);
            if !addressed {
                let first = drafts.last().cloned();
                drafts.extend(
                    first
                        .into_iter()
                        .flat_map(|first| self.other_prices(line, &first)),
                );
            }
        }
        drafts
    }

    /// Returns what the other columns of prices say of what is sold: for dealers, from five on, for a year's service.
    fn other_prices(&self, line: &Line, first: &Draft) -> Vec<Draft> {
        let names = self.block.names.iter().enumerate();
        let prices = names.filter_map(|(index, name)| {
            let header = name.as_ref()?;
            let words = phrase(&header.text);
            let says = |all: &[&str]| all.iter().any(|word| words.contains(word));
            let price = says(&["价", "维保", "服务费", "年费", "price"]);
            let other = says(&["评价", "价值", "性价"]);
            let is_price = price && !other || words.ends_with("套") || words.ends_with("套以上");
            let cell = line.cells.get(index)?.as_ref()?;
            (is_price && !self.roles.plays(index)).then_some((header, cell))
        });
        prices
            .filter_map(|(header, cell)| {
                let unit = value::unit(&header.text).or(self.unit_of("price"));
                let money = value::amount(self.scene.found, cell, unit)?;
                let mut draft = first.clone();
                if let Some(ground) = draft.grounds.first_mut() {
                    ground.span = cell.span;
                }
                draft.set_money(&money);
                draft.set_text("original", Some(cell.text.clone()));
                currency::convert(&mut draft, None);
                Some(draft)
            })
            .collect()
    }

    pub(super) fn feature(&self, line: &Line) -> Vec<Draft> {
        if self.cell(line, "price").is_some() {
            return self.price(line);
        }
        let (Some(product), Some(_)) = (self.cell(line, "product"), self.cell(line, "capability"))
        else {
            return Vec::new();
        };
        self.offered(line, product, None).into_iter().collect()
    }

    pub(super) fn contract(&self, line: &Line) -> Vec<Draft> {
        let Some(client) = self.name(line, "client", MentionType::Org) else {
            return Vec::new();
        };
        let says = |polarity: &'static str| {
            self.words(line, "status")
                .and_then(|words| kind::says("contract", &[polarity], &words))
                .is_some()
        };
        let signed = if says("negated") {
            Polarity::Negated
        } else {
            Polarity::Asserted
        };
        // What is signed, what has come of it and what has not.
        let sums = [
            ("amount", signed, "payment.contract_table@1"),
            ("collected", Polarity::Asserted, "payment.collected_table@1"),
            ("owing", Polarity::Negated, "payment.owing_table@1"),
        ];
        let drafts = sums.into_iter().filter_map(|(role, polarity, rule)| {
            let roles = [role, "client", "product", "date", "number"];
            let roles = if role == "amount" {
                &roles[..]
            } else {
                &roles[..1]
            };
            let mut draft = self.sum(line, polarity, rule, roles)?;
            draft.set_text("purpose", Some("contract"));
            draft.set_text("payer", Some(client.clone()));
            draft.set_text("payee", self.own());
            draft.set_text("for", self.name(line, "product", MentionType::Product));
            draft.set_text("date", self.day(line, "date"));
            Some(draft)
        });
        drafts.collect()
    }

    /// Returns a payment of the amount that stands in the first of these roles.
    pub(super) fn sum(
        &self,
        line: &Line,
        polarity: Polarity,
        rule: &'static str,
        roles: &[&str],
    ) -> Option<Draft> {
        let role = roles.first()?;
        let money = self.money(line, role)?;
        let mut draft = self.draft(line, ClaimType::Payment, polarity, rule, roles)?;
        draft.set_money(&money);
        draft.set_text("original", self.words(line, role));
        currency::convert(&mut draft, None);
        Some(draft)
    }

    /// Returns what a cell says of a sum that is due: whether it came.
    fn came(&self, line: &Line, role: &str) -> Option<bool> {
        let words = self.words(line, role)?;
        kind::says("unpaid", &["no", "yes"], &words).map(|said| said == "yes")
    }

    pub(super) fn instalment(&self, line: &Line) -> Vec<Draft> {
        let polarity = match self.came(line, "got") {
            Some(false) => Polarity::Negated,
            _ => Polarity::Asserted,
        };
        let rule = "payment.instalment_table@1";
        let roles = ["due_amount", "installment", "date", "got"];
        let Some(mut draft) = self.sum(line, polarity, rule, &roles) else {
            return Vec::new();
        };
        draft.set_text("purpose", Some("contract"));
        draft.set_text("payer", self.addressed());
        draft.set_text("payee", self.own());
        draft.set_text("for", self.words(line, "installment"));
        draft.set_text("date", self.day(line, "date"));
        vec![draft]
    }

    pub(super) fn payout(&self, line: &Line) -> Vec<Draft> {
        let Some(payee) = self.name(line, "payee_firm", MentionType::Org) else {
            return Vec::new();
        };
        let void = self
            .words(line, "status")
            .is_some_and(|words| kind::says("contract", &["negated"], &words).is_some());
        let polarity = if void {
            Polarity::Negated
        } else {
            Polarity::Asserted
        };
        let sums = [
            ("agreed", polarity),
            ("paid_out", polarity),
            ("owing", Polarity::Negated),
        ];
        let drafts = sums.into_iter().filter_map(|(role, polarity)| {
            let rule = "payment.payout_table@1";
            let roles = [role, "payee_firm", "job", "date"];
            let roles = if role == "agreed" {
                &roles[..]
            } else {
                &roles[..1]
            };
            let mut draft = self.sum(line, polarity, rule, roles)?;
            draft.set_text("purpose", Some("contract"));
            draft.set_text("payer", self.own());
            draft.set_text("payee", Some(payee.clone()));
            draft.set_text("for", self.words(line, "job"));
            draft.set_text("date", self.day(line, "date"));
            Some(draft)
        });
        drafts.collect()
    }

    /// What others want for what the firm asked for.
    pub(super) fn offer_to_us(&self, line: &Line) -> Vec<Draft> {
        let rule = "payment.offer_to_us@1";
        let Some(mut draft) = self.sum(line, Polarity::Offered, rule, &["price", "payee_firm"])
        else {
            return Vec::new();
        };
        draft.set_text("purpose", Some("quote"));
        draft.set_text("payer", self.own());
        draft.set_text("payee", self.name(line, "payee_firm", MentionType::Org));
        draft.set_text("for", self.words(line, "job"));
        draft.set_text("period", self.unit_of("price").period);
        vec![draft]
    }

    pub(super) fn quote(&self, line: &Line) -> Vec<Draft> {
        let Some(client) = self.name(line, "client", MentionType::Org) else {
            return Vec::new();
        };
        let sums = [
            (
                "our_offer",
                Polarity::Offered,
                "quote",
                "payment.our_quote_table@1",
            ),
            (
                "their_wish",
                Polarity::Asked,
                "price",
                "payment.their_wish_table@1",
            ),
        ];
        let drafts = sums
            .into_iter()
            .filter_map(|(role, polarity, purpose, rule)| {
                let mut draft = self.sum(line, polarity, rule, &[role])?;
                draft.set_text("purpose", Some(purpose));
                draft.set_text("payer", Some(client.clone()));
                draft.set_text("payee", self.own());
                draft.set_text("for", self.name(line, "product", MentionType::Product));
                draft.set_text("period", period_of(&self.words(line, role)?));
                Some(draft)
            });
        drafts.collect()
    }

    /// Who paid: a body of the row; a line of wages or rent has none.
    pub(super) fn receipt(&self, line: &Line) -> Vec<Draft> {
        let Some(cell) = self.cell(line, "payer") else {
            return Vec::new();
        };
        let Some(payer) = self.mention(cell.span, MentionType::Org) else {
            return Vec::new();
        };
        let rule = if self.cell(line, "note_on").is_some() {
            "payment.receipt_list@1"
        } else {
            "payment.bare_receipt@1"
        };
        let roles = ["got_amount", "payer", "date", "note_on"];
        let Some(mut draft) = self.sum(line, Polarity::Asserted, rule, &roles) else {
            return Vec::new();
        };
        // A bare receipt says nothing of what it is for.
        if let Some(note) = self.words(line, "note_on") {
            draft.set_text("purpose", Some("contract"));
            draft.set_text("payee", self.own());
            draft.set_text("for", Some(note));
        }
        draft.set_text("payer", Some(payer));
        draft.set_text("date", self.day(line, "date"));
        vec![draft]
    }

    /// Returns who awards: of the row, or the public body that stands above the list.
    fn authority(&self, line: &Line) -> Option<String> {
        if self.roles.has("authority") {
            return self.name(line, "authority", MentionType::Org);
        }
        let around = self.block.above.iter().chain(&self.block.below);
        let mut bodies = around.filter_map(|cell| self.mention(cell.span, MentionType::Org));
        bodies.find(|body| names::is_public(self.scene.found, body) && !party::is_firm(body))
    }

    /// Fills what bids of all lists have in common.
    fn bid(&self, line: &Line, polarity: Polarity, first: &[&str]) -> Option<Draft> {
        let mut roles: Vec<&str> = first.to_vec();
        roles.extend(["authority", "project", "number", "date"]);
        let rule = if polarity == Polarity::Awarded {
            "tender.award_list@1"
        } else {
            "tender.table@1"
        };
        let mut draft = self.draft(line, ClaimType::Tender, polarity, rule, &roles)?;
        draft.set_text("authority", self.authority(line));
        draft.set_text("project", self.words(line, "project"));
        draft.set_text("reference", self.words(line, "number"));
        draft.set_text("date", self.day(line, "date"));
        Some(draft)
    }

    pub(super) fn tender(&self, line: &Line) -> Vec<Draft> {
        let outcome = self.outcome(line);
        let polarity = match outcome {
            Some("lost") => Polarity::Lost,
            Some("won") => Polarity::Won,
            Some("applied") => Polarity::Applied,
            _ => return Vec::new(),
        };
        let bidder = self.party(line, "bidder").or_else(|| self.own());
        let mut drafts: Vec<Draft> = self.bid_sum(line, bidder.clone()).into_iter().collect();
        drafts.extend(self.ceiling(line));
        // Who won it instead.
        if outcome == Some("lost")
            && let Some(winner) = self.winner(line)
            && let Some(mut draft) = self.bid(line, Polarity::Won, &["winner"])
        {
            draft.set_text("bidder", Some(winner));
            drafts.push(draft);
        }
        if let Some(mut draft) = self.bid(line, polarity, &["outcome"]) {
            draft.set_text("bidder", bidder);
            self.set_sum(&mut draft, line, "offer");
            drafts.push(draft);
        }
        drafts
    }

    /// Returns who won; none where nobody did.
    fn winner(&self, line: &Line) -> Option<String> {
        self.party(line, "winner")
            .filter(|winner| kind::says("tender", &["none"], winner).is_none())
    }

    /// Returns what a row says of a bid: `won`, `lost`, `applied`, `none`.
    fn outcome(&self, line: &Line) -> Option<&'static str> {
        let words = self.words(line, "outcome")?;
        match kind::yes_or_no(&words) {
            Some(true) => Some("won"),
            Some(false) => Some("lost"),
            None => kind::says("tender", &["none", "lost", "applied", "won"], &words),
        }
    }

    fn set_sum(&self, draft: &mut Draft, line: &Line, role: &str) {
        if let Some(money) = self.money(line, role) {
            draft.set_text("amount", money.amount);
            draft.set_text("currency", money.currency);
        }
    }

    /// Returns what the authority can pay.
    fn ceiling(&self, line: &Line) -> Option<Draft> {
        let rule = "payment.budget_table@1";
        let mut draft = self.sum(line, Polarity::Offered, rule, &["budget"])?;
        draft.set_text("payer", self.name(line, "authority", MentionType::Org));
        draft.set_text("for", self.words(line, "project"));
        Some(draft)
    }

    /// Returns the payment that a bid offers to take.
    fn bid_sum(&self, line: &Line, bidder: Option<String>) -> Option<Draft> {
        let rule = "payment.bid_list@1";
        let roles = ["offer", "project", "authority"];
        let mut bid = self.sum(line, Polarity::Offered, rule, &roles)?;
        bid.set_text("purpose", Some("bid"));
        bid.set_text("payer", self.authority(line));
        bid.set_text("payee", bidder);
        bid.set_text("for", self.words(line, "project"));
        bid.set_text("date", self.day(line, "date"));
        Some(bid)
    }

    /// A list of what the firm has won.
    pub(super) fn win(&self, line: &Line) -> Vec<Draft> {
        let Some(mut draft) = self.bid(line, Polarity::Won, &["awarded"]) else {
            return Vec::new();
        };
        draft.rule = "tender.won_list@1".into();
        draft.set_text("bidder", self.own());
        self.set_sum(&mut draft, line, "awarded");
        vec![draft]
    }

    pub(super) fn entry(&self, line: &Line) -> Vec<Draft> {
        let Some(bidder) = self.party(line, "entrant") else {
            return Vec::new();
        };
        let polarity = match self.outcome(line) {
            Some("lost") => Polarity::Lost,
            Some("won") => Polarity::Won,
            _ => Polarity::Applied,
        };
        let Some(mut draft) = self.bid(line, polarity, &["entrant"]) else {
            return Vec::new();
        };
        draft.set_text("bidder", Some(bidder.clone()));
        self.set_sum(&mut draft, line, "offer");
        self.bid_sum(line, Some(bidder))
            .into_iter()
            .chain([draft])
            .collect()
    }

    pub(super) fn award(&self, line: &Line) -> Vec<Draft> {
        let Some(winner) = self.winner(line) else {
            return Vec::new();
        };
        let draft = self.bid(line, Polarity::Awarded, &["winner", "awarded"]);
        let Some(mut draft) = draft else {
            return Vec::new();
        };
        draft.set_text("bidder", Some(winner));
        self.set_sum(&mut draft, line, "awarded");
        vec![draft]
    }
}

/// Returns the period that an amount is said to be for.
fn period_of(words: &str) -> Option<&'static str> {
    value::period(&phrase(words))
}

/// Returns the period that a cell under a header of terms names.
fn term(words: &str) -> Option<&'static str> {
    let words = phrase(words);
    if ["年", "year"].iter().any(|word| words.contains(word)) {
        Some("year")
    } else if ["月", "month"].iter().any(|word| words.contains(word)) {
        Some("month")
    } else {
        None
    }
}
