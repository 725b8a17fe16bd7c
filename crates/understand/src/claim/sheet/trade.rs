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

    /// Returns the cell that names what is sold: a known product, wherever it stands, before other words.
    fn sold<'l>(&self, line: &'l Line) -> Option<&'l Cell> {
        self.cell(line, "product")
    }

    pub(super) fn price(&self, line: &Line) -> Vec<Draft> {
        let Some(product) = self.sold(line) else {
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
        let described = self.roles.has("capability") || self.roles.has("version");
        if described || in_sheet && known {
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
        let vendor = self.name(line, "vendor", MentionType::Org);
        if let Some(money) = self.money(line, "price")
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
                &["price", "product"],
            )
        {
            draft.set_money(&money);
            draft.set_text("original", self.words(line, "price"));
            draft.set_text("purpose", Some(purpose));
            draft.set_text("payee", vendor.or_else(|| self.own()));
            draft.set_text("for", Some(self.name_in(product, MentionType::Product)));
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
        }
        drafts
    }

    pub(super) fn feature(&self, line: &Line) -> Vec<Draft> {
        let (Some(product), Some(_)) = (self.sold(line), self.cell(line, "capability")) else {
            return Vec::new();
        };
        self.offered(line, product, None).into_iter().collect()
    }

    pub(super) fn contract(&self, line: &Line) -> Vec<Draft> {
        let (Some(client), Some(money)) = (
            self.name(line, "client", MentionType::Org),
            self.money(line, "amount"),
        ) else {
            return Vec::new();
        };
        let unsigned = self
            .words(line, "status")
            .and_then(|words| kind::says("contract", &["negated"], &words))
            .is_some();
        let polarity = if unsigned {
            Polarity::Negated
        } else {
            Polarity::Asserted
        };
        let roles = ["amount", "client", "product", "date", "number"];
        let rule = "payment.contract_table@1";
        let Some(mut draft) = self.draft(line, ClaimType::Payment, polarity, rule, &roles) else {
            return Vec::new();
        };
        draft.set_money(&money);
        draft.set_text("original", self.words(line, "amount"));
        draft.set_text("purpose", Some("contract"));
        draft.set_text("payer", Some(client));
        draft.set_text("payee", self.own());
        draft.set_text("for", self.name(line, "product", MentionType::Product));
        draft.set_text("date", self.day(line, "date"));
        currency::convert(&mut draft, None);
        vec![draft]
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
        draft.set_text("authority", self.name(line, "authority", MentionType::Org));
        draft.set_text("project", self.words(line, "project"));
        draft.set_text("reference", self.words(line, "number"));
        draft.set_text("date", self.day(line, "date"));
        Some(draft)
    }

    pub(super) fn tender(&self, line: &Line) -> Vec<Draft> {
        let Some(words) = self.words(line, "outcome") else {
            return Vec::new();
        };
        let outcome = match kind::yes_or_no(&words) {
            Some(true) => Some("won"),
            Some(false) => Some("lost"),
            None => kind::says("tender", &["none", "lost", "applied", "won"], &words),
        };
        let polarity = match outcome {
            Some("lost") => Polarity::Lost,
            Some("won") => Polarity::Won,
            Some("applied") => Polarity::Applied,
            _ => return Vec::new(),
        };
        let Some(mut draft) = self.bid(line, polarity, &["outcome"]) else {
            return Vec::new();
        };
        let bidder = self.name(line, "bidder", MentionType::Org);
        draft.set_text("bidder", bidder.or_else(|| self.own()));
        let money = self.money(line, "offer");
        let mut drafts = Vec::new();
        if let Some(money) = money {
            draft.set_text("amount", money.amount.clone());
            draft.set_text("currency", money.currency.clone());
            let rule = "payment.bid_list@1";
            let roles = ["offer", "project", "authority"];
            if let Some(mut bid) =
                self.draft(line, ClaimType::Payment, Polarity::Offered, rule, &roles)
            {
                bid.set_money(&money);
                bid.set_text("original", self.words(line, "offer"));
                bid.set_text("purpose", Some("bid"));
                bid.set_text("for", self.words(line, "project"));
                drafts.push(bid);
            }
        }
        drafts.push(draft);
        drafts
    }

    pub(super) fn entry(&self, line: &Line) -> Vec<Draft> {
        let Some(bidder) = self.name(line, "entrant", MentionType::Org) else {
            return Vec::new();
        };
        let Some(mut draft) = self.bid(line, Polarity::Applied, &["entrant"]) else {
            return Vec::new();
        };
        draft.set_text("bidder", Some(bidder));
        if let Some(money) = self.money(line, "offer") {
            draft.set_text("amount", money.amount);
            draft.set_text("currency", money.currency);
        }
        vec![draft]
    }

    pub(super) fn award(&self, line: &Line) -> Vec<Draft> {
        let Some(winner) = self.name(line, "winner", MentionType::Org) else {
            return Vec::new();
        };
        let none = kind::says("tender", &["none"], &winner).is_some();
        let draft = self.bid(line, Polarity::Awarded, &["winner", "awarded"]);
        let Some(mut draft) = draft.filter(|_| !none) else {
            return Vec::new();
        };
        draft.set_text("bidder", Some(winner));
        if let Some(money) = self.money(line, "awarded") {
            draft.set_text("amount", money.amount);
            draft.set_text("currency", money.currency);
        }
        vec![draft]
    }
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
