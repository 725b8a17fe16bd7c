//! Claims from tables: lists of targets, prices, bonuses, contracts and bids, and cards of data sets. Always: a table
//! with columns of personal data gives one claim, the card, and nothing of its rows.

use daylight_model::{
    ClaimType, Ground, MentionType, Part, PartKind, Polarity, Span, Table, TableRow, Value,
};
use serde_json::Value as Json;

use super::apply::text;
use super::attack;
use super::column::{Roles, calls_itself, status};
use super::currency;
use super::draft::Draft;
use super::folded::{phrase, shown};
use super::genre::Genre;
use super::names;
use super::party;
use super::scene::{Scene, mentions_within, part_of, text_at};
use super::sheet;
use crate::table::volume;

/// Rows of a table that claims are made of: a longer list is a data set.
const MOST_ROWS: u64 = 20_000;

/// Rows that are looked at to tell what a column is for.
const TOLD_ROWS: usize = 40;

/// Returns the claims of a document's tables.
pub(super) fn read(scene: &Scene<'_>, lists: &sheet::Read) -> Vec<Draft> {
    if scene.genre != Genre::Ordinary || scene.is_talk() {
        return Vec::new();
    }
    let mut drafts = Vec::new();
    for (table, rows) in scene.found.tables.iter().zip(&scene.rows) {
        if lists.holds(table) {
            continue;
        }
        let Some(part) = scene
            .found
            .document
            .parts
            .iter()
            .find(|part| part.number() == table.part)
        else {
            continue;
        };
        let mut reader = Reader {
            scene,
            table,
            part,
            rows,
            roles: Roles::of(table),
        };
        let mut roles = Roles::of(table);
        roles.settle(table, |index| reader.told(index));
        if roles.has("person") && (roles.has("amount") || roles.has("price")) {
            roles.settle_last(table, "reason");
        }
        reader.roles = roles;
        drafts.extend(reader.read());
    }
    for draft in &mut drafts {
        draft.listed = true;
    }
    drafts
}

pub(super) struct Reader<'s, 'a> {
    pub(super) scene: &'s Scene<'a>,
    pub(super) table: &'s Table,
    part: &'s Part,
    rows: &'s [TableRow],
    roles: Roles,
}

impl Reader<'_, '_> {
    fn read(&self) -> Vec<Draft> {
        let personal = self
            .table
            .columns
            .iter()
            .filter(|column| column.sensitive)
            .count();
        // Who is on duty when is the firm's own, not data that it holds of others.
        if self.calls("duty", false) {
            return Vec::new();
        }
        if personal > 0 {
            return self.card(true).into_iter().collect();
        }
        let has = |role: &str| self.roles.has(role);
        let calls = |kind: &str| self.calls(kind, false);
        if calls("supplies") || self.table.rows > MOST_ROWS {
            return Vec::new();
        }
        if let Some(logins) = self.logins() {
            return logins;
        }
        if self.is_target_list() {
            return self.rows(|row| self.target(row));
        }
        let catalogue = has("capability")
            || self.part.kind() == PartKind::Sheet && (has("version") || calls("prices"));
        if has("product") && has("price") && !has("person") && catalogue {
            return self.rows(|row| self.price(row));
        }
        let in_bid = calls_itself(self.table, "bids", "", true)
            || self
                .scene
                .sentences
                .iter()
                .take(12)
                .any(|s| s.says("tender"));
        if has("client") && has("amount") && (calls("contracts") || has("product") || has("number"))
        {
            return self.rows(|row| self.contract(row));
        }
        if has("person")
            && (has("amount") || has("price"))
            && (self.calls("bonus", true) || self.calls("salary", true) || has("reason"))
        {
            return self.rows(|row| self.pay(row));
        }
        if has("product") && (has("amount") || has("price")) {
            return self.rows(|row| {
                if in_bid {
                    self.bid_item(row)
                } else {
                    self.paper_price(row)
                }
            });
        }
        if has("authority") && has("outcome") || has("project") && has("outcome") {
            return self.rows(|row| self.bid(row));
        }
        if calls("samples") && !has("amount") && !has("price") {
            return self.card(false).into_iter().collect();
        }
        Vec::new()
    }

    /// Returns the words of a column's first cells, and whether each names a product.
    pub(super) fn told(&self, index: usize) -> Vec<(String, bool)> {
        self.rows
            .iter()
            .filter_map(|row| row.cells.get(index).copied().flatten())
            .take(TOLD_ROWS)
            .filter_map(|span| {
                let words = phrase(text_at(self.scene.found, span).trim());
                let product = mentions_within(self.scene.found, span)
                    .iter()
                    .any(|mention| mention.kind == MentionType::Product);
                (!words.is_empty() && !is_empty_mark(&words)).then_some((words, product))
            })
            .collect()
    }

    fn calls(&self, kind: &str, and_headers: bool) -> bool {
        calls_itself(
            self.table,
            kind,
            self.scene.found.document.name,
            and_headers,
        )
    }

    /// A list of bodies with what is held of them, or how access stands.
    fn is_target_list(&self) -> bool {
        let has = |role: &str| self.roles.has(role);
        if !has("body") || has("amount") || has("price") || has("product") && has("version") {
            return false;
        }
        let told = [
            has("volume"),
            has("data"),
            has("remark"),
            has("sector"),
            has("country"),
        ]
        .into_iter()
        .filter(|has| *has)
        .count();
        self.calls("targets", true) && told >= 1
            || has("volume") && told >= 2
            || self.calls("targets", false)
    }

    pub(super) fn rows(&self, of: impl Fn(&TableRow) -> Vec<Draft>) -> Vec<Draft> {
        self.rows.iter().flat_map(of).collect()
    }

    fn cell(&self, row: &TableRow, role: &str) -> Option<Span> {
        row.cells.get(self.roles.get(role)?).copied().flatten()
    }

    fn words(&self, row: &TableRow, role: &str) -> Option<String> {
        let words = shown(text_at(self.scene.found, self.cell(row, role)?).trim());
        (!words.is_empty() && !is_empty_mark(&words)).then_some(words)
    }

    /// Returns the full name of what stands in a cell, where the gazetteer knows it.
    fn name(&self, row: &TableRow, role: &str, kind: MentionType) -> Option<String> {
        let span = self.cell(row, role)?;
        let words = self.words(row, role)?;
        let whole = mentions_within(self.scene.found, span)
            .iter()
            .find(|mention| {
                mention.kind == kind
                    && (mention.span.end - mention.span.start) * 2 > span.end - span.start
            });
        match whole.map(|mention| &mention.value) {
            Some(Value::Text(name)) => Some(name.clone()),
            _ => Some(words),
        }
    }

    fn date(&self, row: &TableRow) -> Option<String> {
        let span = self.cell(row, "date")?;
        mentions_within(self.scene.found, span)
            .iter()
            .find_map(|mention| match &mention.value {
                Value::Text(date) if mention.kind == MentionType::Date => Some(date.clone()),
                _ => None,
            })
    }

    fn volume(&self, row: &TableRow) -> Option<u64> {
        let span = self.cell(row, "volume")?;
        mentions_within(self.scene.found, span)
            .iter()
            .find_map(|mention| match mention.value {
                Value::Bytes(bytes) => Some(bytes),
                _ => None,
            })
            .or_else(|| {
                let header = &self.table.columns.get(self.roles.get("volume")?)?.name;
                volume::parse(text_at(self.scene.found, span), &phrase(header))
            })
    }

    /// Returns an amount of a column, and the currency that the header states where the cell does not.
    fn money(&self, row: &TableRow, role: &str) -> Option<daylight_model::Money> {
        let span = self.cell(row, role)?;
        let mut money = mentions_within(self.scene.found, span)
            .iter()
            .find_map(|mention| match &mention.value {
                Value::Money(money) => Some(money.clone()),
                _ => None,
            })
            .or_else(|| bare_amount(text_at(self.scene.found, span)))?;
        let header = self
            .roles
            .get(role)
            .and_then(|index| self.table.columns.get(index));
        let header = phrase(header.map_or("", |column| column.name.as_str()));
        let title = phrase(self.table.title.as_deref().unwrap_or_default());
        if money.currency.is_none() {
            money.currency = stated_currency(&header).or_else(|| stated_currency(&title));
            if header.contains('万') || header.contains('萬') {
                let small = money
                    .amount
                    .as_deref()
                    .and_then(|amount| amount.parse::<f64>().ok());
                if small.is_some_and(|amount| amount < 100_000.0) {
                    money.amount = money.amount.as_deref().and_then(times_ten_thousand);
                }
            }
        }
        Some(money)
    }

    fn ground(&self, row: &TableRow, role: &str) -> Option<Ground> {
        Some(Ground {
            span: self.cell(row, role)?,
            message: None,
        })
    }

    /// Returns a draft that rests on the cell of the first role and, beside it, on the others.
    fn draft(
        &self,
        row: &TableRow,
        kind: ClaimType,
        polarity: Polarity,
        rule: &'static str,
        roles: &[&str],
    ) -> Option<Draft> {
        let (first, rest) = roles.split_first()?;
        let mut draft = Draft::new(kind, polarity, rule, self.ground(row, first)?);
        draft
            .grounds
            .extend(rest.iter().filter_map(|role| self.ground(row, role)));
        draft.confidence = 0.9;
        Some(draft)
    }

    fn target(&self, row: &TableRow) -> Vec<Draft> {
        let roles = [
            "body", "country", "sector", "data", "volume", "date", "remark",
        ];
        let Some(name) = self.name(row, "body", MentionType::Org) else {
            return Vec::new();
        };
        if is_sum(&name) {
            return Vec::new();
        }
        let remark = self.words(row, "remark");
        let polarity = match remark.as_deref().and_then(status) {
            Some("lost") => Polarity::Lost,
            Some("attempted") => Polarity::Attempted,
            Some("confirmed") => Polarity::Confirmed,
            _ => Polarity::Listed,
        };
        let Some(mut draft) = self.draft(row, ClaimType::Target, polarity, "target.list@1", &roles)
        else {
            return Vec::new();
        };
        let country = self
            .cell(row, "country")
            .and_then(|span| {
                mentions_within(self.scene.found, span)
                    .iter()
                    .find_map(|mention| match &mention.value {
                        Value::Text(code) if mention.kind == MentionType::Country => {
                            Some(code.clone())
                        }
                        _ => None,
                    })
            })
            .or_else(|| names::country_of(self.scene.found, &name));
        draft.set_text("name_en", names::name_en(self.scene.found, &name));
        draft.set_text("name", Some(name));
        draft.set_text("country", country);
        draft.set_text("sector", self.words(row, "sector"));
        draft.set_text("data_type", self.words(row, "data"));
        draft.set("volume_bytes", self.volume(row).map(Json::from));
        draft.set_text("date", self.date(row));
        draft.set_text("remark", remark);
        vec![draft]
    }

    fn price(&self, row: &TableRow) -> Vec<Draft> {
        let Some(product) = self
            .name(row, "product", MentionType::Product)
            .filter(|name| !is_sum(name))
        else {
            return Vec::new();
        };
        let mut drafts = Vec::new();
        let seller = self.own();
        let price = self.words(row, "price");
        if self.roles.has("capability") || self.roles.has("version") {
            let roles = ["product", "version", "capability", "price"];
            if let Some(mut draft) = self.draft(
                row,
                ClaimType::Offering,
                Polarity::Asserted,
                "offering.price_list@1",
                &roles,
            ) {
                let capability = self.words(row, "capability");
                draft.set_text("seller", seller.clone());
                draft.set_text("product", Some(product.clone()));
                draft.set_text("version", self.words(row, "version"));
                if let Some(words) = &capability {
                    let techniques: Vec<Json> =
                        attack::suggest(words).into_iter().map(text).collect();
                    if !techniques.is_empty() {
                        draft.set("attack", Json::Array(techniques));
                    }
                }
                draft.set_text("capability", capability);
                draft.set_text("price", price.clone());
                drafts.push(draft);
            }
        }
        drafts.extend(self.priced(row, "price", &product, "price", "payment.price_table@1"));
        drafts
    }

    /// An amount that a product is offered at.
    fn priced(
        &self,
        row: &TableRow,
        role: &str,
        product: &str,
        purpose: &str,
        rule: &'static str,
    ) -> Option<Draft> {
        let money = self.money(row, role)?;
        let mut draft = self.draft(
            row,
            ClaimType::Payment,
            Polarity::Offered,
            rule,
            &[role, "product"],
        )?;
        draft.set_money(&money);
        draft.set_text("original", self.words(row, role));
        draft.set_text("purpose", Some(purpose));
        draft.set_text("payee", self.own());
        draft.set_text("for", Some(product));
        draft.set_text("date", self.date(row));
        let term = [Some(product.to_owned()), self.words(row, "term")]
            .into_iter()
            .flatten()
            .map(|words| phrase(&words))
            .collect::<Vec<_>>()
            .join(" ");
        if ["年", "year", "annual"]
            .iter()
            .any(|word| term.contains(word))
        {
            draft.set_text("period", Some("year"));
        } else if ["月", "month"].iter().any(|word| term.contains(word)) {
            draft.set_text("period", Some("month"));
        }
        currency::convert(&mut draft, None);
        Some(draft)
    }

    fn money_role(&self) -> &'static str {
        if self.roles.has("amount") {
            "amount"
        } else {
            "price"
        }
    }

    /// A table of prices in a paper: products and licences; services are none.
    fn paper_price(&self, row: &TableRow) -> Vec<Draft> {
        let Some(product) = self.item(row) else {
            return Vec::new();
        };
        self.priced(
            row,
            self.money_role(),
            &product,
            "price",
            "payment.price_table@1",
        )
        .into_iter()
        .collect()
    }

    fn bid_item(&self, row: &TableRow) -> Vec<Draft> {
        let Some(product) = self.item(row) else {
            return Vec::new();
        };
        self.priced(
            row,
            self.money_role(),
            &product,
            "bid",
            "payment.bid_table@1",
        )
        .map(|mut draft| {
            draft.set_text("payer", party::of(self.scene, "authority"));
            draft
        })
        .into_iter()
        .collect()
    }

    /// Returns a product or a licence of a row.
    fn item(&self, row: &TableRow) -> Option<String> {
        let span = self.cell(row, "product")?;
        let words = self.words(row, "product")?;
        let product = mentions_within(self.scene.found, span)
            .iter()
            .find_map(|mention| match &mention.value {
                Value::Text(name) if mention.kind == MentionType::Product => Some(name.clone()),
                _ => None,
            });
        let licence = ["licence", "license", "subscription", "授权", "许可"];
        let lower = phrase(&words);
        product.or_else(|| {
            licence
                .iter()
                .any(|word| lower.contains(word))
                .then_some(words)
        })
    }

    fn contract(&self, row: &TableRow) -> Vec<Draft> {
        let Some(client) = self
            .name(row, "client", MentionType::Org)
            .filter(|name| !is_sum(name))
        else {
            return Vec::new();
        };
        let Some(money) = self.money(row, "amount") else {
            return Vec::new();
        };
        let roles = ["amount", "client", "product", "date"];
        let Some(mut draft) = self.draft(
            row,
            ClaimType::Payment,
            Polarity::Asserted,
            "payment.contract_table@1",
            &roles,
        ) else {
            return Vec::new();
        };
        draft.set_money(&money);
        draft.set_text("original", self.words(row, "amount"));
        draft.set_text("purpose", Some("contract"));
        draft.set_text("payer", Some(client));
        draft.set_text("payee", self.own());
        draft.set_text(
            "for",
            self.name(row, "product", MentionType::Product)
                .or_else(|| self.words(row, "project")),
        );
        draft.set_text("date", self.date(row));
        currency::convert(&mut draft, None);
        vec![draft]
    }

    fn pay(&self, row: &TableRow) -> Vec<Draft> {
        let Some(person) = self
            .name(row, "person", MentionType::Person)
            .filter(|name| !is_sum(name))
        else {
            return Vec::new();
        };
        let role = self.money_role();
        let Some(money) = self.money(row, role) else {
            return Vec::new();
        };
        let roles = [role, "person", "reason", "date"];
        let Some(mut draft) = self.draft(
            row,
            ClaimType::Payment,
            Polarity::Asserted,
            "payment.bonus_table@1",
            &roles,
        ) else {
            return Vec::new();
        };
        let salary = self.calls("salary", true) && !self.calls("bonus", true);
        draft.set_money(&money);
        draft.set_text("original", self.words(row, role));
        draft.set_text("purpose", Some(if salary { "salary" } else { "bonus" }));
        draft.set_text("payer", self.own());
        draft.set_text("payee", Some(person));
        draft.set_text("for", self.words(row, "reason"));
        draft.set_text("date", self.date(row));
        currency::convert(&mut draft, None);
        vec![draft]
    }

    fn bid(&self, row: &TableRow) -> Vec<Draft> {
        let outcome = phrase(&self.words(row, "outcome").unwrap_or_default());
        let lost = ["未", "没", "落", "lost", "not", "no"]
            .iter()
            .any(|word| outcome.contains(word));
        let won = ["中标", "成功", "中选", "won", "yes", "是", "awarded"]
            .iter()
            .any(|word| outcome.contains(word));
        let polarity = match (lost, won) {
            (true, _) => Polarity::Lost,
            (false, true) => Polarity::Won,
            _ => Polarity::Applied,
        };
        let first = if self.roles.has("authority") {
            "authority"
        } else {
            "project"
        };
        let Some(mut draft) = self.draft(
            row,
            ClaimType::Tender,
            polarity,
            "tender.table@1",
            &[first, "outcome"],
        ) else {
            return Vec::new();
        };
        draft.set_text("authority", self.name(row, "authority", MentionType::Org));
        draft.set_text(
            "bidder",
            self.name(row, "bidder", MentionType::Org)
                .or_else(|| self.own()),
        );
        draft.set_text("project", self.words(row, "project"));
        draft.set_text("reference", self.words(row, "number"));
        draft.set_text("date", self.date(row));
        if let Some(money) = self.money(row, self.money_role()) {
            draft.set_text("amount", money.amount);
            draft.set_text("currency", money.currency);
        }
        vec![draft]
    }

    /// The company that the table speaks for: in its title, or the document's.
    fn own(&self) -> Option<String> {
        self.table
            .title
            .as_deref()
            .and_then(|title| self.title_body(title))
            .or_else(|| self.scene.own.clone())
    }

    /// Returns the body that a title begins with.
    fn title_body(&self, title: &str) -> Option<String> {
        let at = self.part.text().find(title)?;
        let span = Span {
            part: self.part.number(),
            start: u32::try_from(at).ok()?,
            end: u32::try_from(at + title.len()).ok()?,
        };
        mentions_within(self.scene.found, span)
            .iter()
            .find_map(|mention| match &mention.value {
                Value::Text(name) if mention.kind == MentionType::Org => Some(name.clone()),
                _ => None,
            })
    }

    /// What the data set is.
    fn card(&self, sensitive: bool) -> Option<Draft> {
        let title = self.table.title.clone();
        let span = title
            .as_deref()
            .and_then(|title| {
                let at = self.part.text().find(title)?;
                Some(Span {
                    part: self.part.number(),
                    start: u32::try_from(at).ok()?,
                    end: u32::try_from(at + title.len()).ok()?,
                })
            })
            .unwrap_or(self.table.span);
        part_of(self.scene.found, span)?;
        let ground = Ground {
            span,
            message: None,
        };
        let mut draft = Draft::new(
            ClaimType::Dataset,
            Polarity::Asserted,
            "dataset.card@1",
            ground,
        );
        if self.table.span != span {
            draft.grounds.push(Ground {
                span: self.table.span,
                message: None,
            });
        }
        let country = mentions_within(self.scene.found, span)
            .iter()
            .find_map(|mention| match &mention.value {
                Value::Text(code) if mention.kind == MentionType::Country => Some(code.clone()),
                Value::Text(name) if mention.kind == MentionType::Org => {
                    names::country_of(self.scene.found, name)
                }
                _ => None,
            });
        draft.set_text(
            "title",
            title
                .map(|title| shown(title.trim()))
                .or_else(|| self.table.sheet.clone())
                .or_else(|| {
                    Some(
                        self.scene
                            .found
                            .document
                            .name
                            .rsplit_once('.')
                            .map_or(self.scene.found.document.name, |(stem, _)| stem)
                            .to_owned(),
                    )
                }),
        );
        draft.set("rows", Json::from(self.table.rows));
        let columns: Vec<Json> = self
            .table
            .columns
            .iter()
            .filter(|column| !column.name.trim().is_empty())
            .map(|column| text(column.name.trim()))
            .collect();
        draft.set("columns", Json::Array(columns));
        draft.set("sensitive", sensitive.then_some(Json::Bool(true)));
        draft.set_text("country", country);
        draft.confidence = 0.85;
        Some(draft)
    }
}

/// Returns whether a cell says that there is nothing.
fn is_empty_mark(words: &str) -> bool {
    matches!(
        words,
        "-" | "—" | "--" | "——" | "/" | "无" | "無" | "n/a" | "N/A" | "null" | "none"
    )
}

/// Returns whether a first cell says that the row is a sum.
fn is_sum(words: &str) -> bool {
    let words = phrase(words);
    [
        "合计", "总计", "小计", "共计", "合計", "總計", "total", "subtotal", "sum",
    ]
    .iter()
    .any(|word| words.trim_end_matches([':', '：']) == *word)
}

/// Returns the currency that a header or title states.
fn stated_currency(words: &str) -> Option<String> {
    const KNOWN: [(&str, &str); 14] = [
        ("usd", "USD"),
        ("美元", "USD"),
        ("美金", "USD"),
        ("eur", "EUR"),
        ("欧元", "EUR"),
        ("hkd", "HKD"),
        ("港币", "HKD"),
        ("港元", "HKD"),
        ("新台币", "TWD"),
        ("twd", "TWD"),
        ("rmb", "CNY"),
        ("cny", "CNY"),
        ("人民币", "CNY"),
        ("元", "CNY"),
    ];
    KNOWN
        .iter()
        .find(|(word, _)| words.contains(word))
        .map(|(_, code)| (*code).to_owned())
        .or_else(|| words.contains('¥').then(|| "CNY".to_owned()))
}

/// Returns a plain number as an amount.
fn bare_amount(words: &str) -> Option<daylight_model::Money> {
    let plain: String = phrase(words)
        .chars()
        .filter(|c| !matches!(c, ',' | ' ' | '元' | '¥' | '$'))
        .collect();
    let number = plain.parse::<f64>().ok()?;
    if !number.is_finite() || number <= 0.0 {
        return None;
    }
    let amount = match plain.split_once('.') {
        Some((whole, part)) => {
            let part = part.trim_end_matches('0');
            if part.is_empty() {
                whole.to_owned()
            } else {
                format!("{whole}.{part}")
            }
        }
        None => plain,
    };
    Some(daylight_model::Money {
        amount: Some(amount),
        ..daylight_model::Money::default()
    })
}

/// Returns a decimal string times ten thousand.
fn times_ten_thousand(amount: &str) -> Option<String> {
    let (whole, part) = amount.split_once('.').unwrap_or((amount, ""));
    if part.len() > 4 || !whole.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let digits = format!("{whole}{part:0<4}");
    let digits = digits.trim_start_matches('0');
    Some(if digits.is_empty() { "0" } else { digits }.to_owned())
}
