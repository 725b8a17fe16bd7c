//! Lists of bodies and of what is held of them: targets, data sets, requests. Always: a row in a list is listed, unless
//! its own words say that access is gone or was not won.

use daylight_model::{ClaimType, MentionType, Polarity};
use serde_json::Value as Json;

use super::layout::{Cell, Line};
use super::{List, json, kind, value};
use crate::claim::apply::text;
use crate::claim::column::status;
use crate::claim::draft::Draft;
use crate::claim::folded::phrase;
use crate::claim::names;
use crate::claim::scene::mentions_within;

impl List<'_, '_> {
    pub(super) fn target(&self, line: &Line) -> Vec<Draft> {
        let roles = [
            "body", "country", "sector", "data", "volume", "date", "remark",
        ];
        let Some(cell) = self.cell(line, "body") else {
            return Vec::new();
        };
        let (name, inside) = self.body_and_more(cell);
        let country = self.country(line, Some(cell));
        let tells = ["data", "volume", "remark", "sector"]
            .iter()
            .filter(|role| self.cell(line, role).is_some())
            .count()
            + inside.len();
        // Work of one's own among targets: no country, a product in its words.
        let product = self.mention(cell.span, MentionType::Product).is_some();
        if tells == 0 && country.is_none() || product {
            return Vec::new();
        }
        let remark = self.words(line, "remark");
        let says = |words| kind::says("access", &["lost", "attempted", "confirmed"], words);
        let said = remark.as_deref();
        let polarity = match said.and_then(status).or_else(|| said.and_then(says)) {
            Some("lost") => Polarity::Lost,
            Some("attempted") => Polarity::Attempted,
            Some("confirmed") => Polarity::Confirmed,
            _ => Polarity::Listed,
        };
        let draft = self.draft(line, ClaimType::Target, polarity, "target.list@1", &roles);
        let Some(mut draft) = draft else {
            return Vec::new();
        };
        let volume = self
            .cell(line, "volume")
            .and_then(|cell| value::bytes(self.scene.found, cell, &self.counted_in("volume")));
        let volume = volume.or_else(|| {
            inside
                .iter()
                .find_map(|words| crate::table::volume::parse(words, ""))
        });
        let data = self.words(line, "data").or_else(|| {
            let mut words = inside
                .iter()
                .filter(|words| !words.starts_with(|c: char| c.is_ascii_digit()));
            words.next().cloned()
        });
        draft.set_text("name_en", names::name_en(self.scene.found, &name));
        draft.set_text("name", Some(name));
        draft.set_text("country", country);
        draft.set_text("sector", self.words(line, "sector"));
        draft.set_text("data_type", data);
        draft.set("volume_bytes", volume.map(json));
        draft.set_text("date", self.day(line, "date"));
        // √ or Y alone says how it stands, and nothing more.
        let bare = |words: &String| words.chars().count() <= 1 || kind::yes_or_no(words).is_some();
        draft.set_text("remark", remark.filter(|words| !bare(words)));
        vec![draft]
    }

    pub(super) fn dataset(&self, line: &Line) -> Vec<Draft> {
        let roles = ["set", "rows", "size", "country", "range", "fields"];
        let Some(cell) = self.cell(line, "set") else {
            return Vec::new();
        };
        let dummy = ["test", "dummy", "测试", "演示"];
        if dummy
            .iter()
            .any(|word| cell.text.to_lowercase().contains(word))
        {
            return Vec::new();
        }
        let rows = self.cell(line, "rows").and_then(|cell| {
            // 量级单位：万条 above the list.
            let around = if self.around.title.contains("万条") {
                "万"
            } else {
                ""
            };
            value::count(&cell.text, &format!("{}{around}", self.header("rows")))
        });
        let size = self
            .cell(line, "size")
            .and_then(|cell| value::bytes(self.scene.found, cell, &self.counted_in("size")));
        let range = self
            .cell(line, "range")
            .and_then(|cell| value::stretch(&cell.text))
            .or_else(|| {
                let (from, to) = (self.day(line, "from_date")?, self.day(line, "to_date")?);
                Some(format!("{from}/{to}"))
            });
        let country = self
            .country(line, Some(cell))
            .or_else(|| names::country_of_body(self.scene.found, self.cell(line, "owner")?.span));
        if rows.is_none() && size.is_none() && range.is_none() && country.is_none() {
            return Vec::new();
        }
        let draft = self.draft(
            line,
            ClaimType::Dataset,
            Polarity::Asserted,
            "dataset.list@1",
            &roles,
        );
        let Some(mut draft) = draft else {
            return Vec::new();
        };
        let title = cell.text.clone();
        draft.set_text("title", Some(title.clone()));
        draft.set("rows", rows.map(json));
        draft.set("volume_bytes", size.map(json));
        draft.set_text("country", country);
        draft.set_text("date_range", range);
        if let Some(fields) = self.words(line, "fields") {
            let fields: Vec<Json> = fields
                .split([',', '，', '、', ';', '；', '|'])
                .map(str::trim)
                .filter(|field| !field.is_empty())
                .map(text)
                .collect();
            draft.set("columns", Json::Array(fields));
        }
        let mut drafts = vec![draft];
        drafts.extend(self.held_of(line, &title));
        if let Some(money) = self.money(line, "cost")
            && let Some(mut draft) = self.draft(
                line,
                ClaimType::Payment,
                Polarity::Offered,
                "payment.price_table@1",
                &["cost", "set"],
            )
        {
            draft.set_money(&money);
            draft.set_text("original", self.words(line, "cost"));
            draft.set_text("purpose", Some("price"));
            draft.set_text("payee", self.own());
            draft.set_text("for", Some(title));
            draft.set_text("period", self.unit_of("cost").period);
            drafts.push(draft);
        }
        drafts
    }

    /// Returns the body of another state whose data a set is.
    fn held_of(&self, line: &Line, title: &str) -> Option<Draft> {
        let owner = self.cell(line, "owner")?.span;
        let body = self.mention(owner, MentionType::Org)?;
        let country = names::country_of_body(self.scene.found, owner)?;
        let rule = "target.owner_of_data@1";
        let mut draft = self.draft(
            line,
            ClaimType::Target,
            Polarity::Listed,
            rule,
            &["owner", "set"],
        )?;
        let size = self.cell(line, "size");
        let size =
            size.and_then(|cell| value::bytes(self.scene.found, cell, &self.counted_in("size")));
        draft.set_text("name_en", names::name_en(self.scene.found, &body));
        draft.set_text("name", Some(body));
        draft.set_text("country", Some(country));
        draft.set_text("data_type", Some(title));
        draft.set("volume_bytes", size.map(json));
        Some(draft)
    }

    pub(super) fn request(&self, line: &Line) -> Vec<Draft> {
        let roles = ["wants", "client", "target_body", "country", "decision"];
        let Some(wants) = self.words(line, "wants") else {
            return Vec::new();
        };
        let nothing = ["无", "老样子", "没有", "暂无", "nothing", "none"];
        if nothing.contains(&wants.as_str()) || wants.starts_with("没需求") {
            return Vec::new();
        }
        let says = |words: &str| kind::says("decision", &["refused", "accepted"], words);
        let outcome = match self.words(line, "decision") {
            Some(words) => says(&words),
            None if self.roles.has("decision") => None,
            // An answer may stand under a name that nobody knows.
            None => self.unnamed(line).find_map(says),
        };
        let outcome = outcome.unwrap_or("open");
        let draft = self.draft(
            line,
            ClaimType::Request,
            Polarity::Asserted,
            "request.list@1",
            &roles,
        );
        let Some(mut draft) = draft else {
            return Vec::new();
        };
        let named = self
            .cell(line, "target_body")
            .or_else(|| self.cell(line, "wants"));
        let country = self.country(line, named);
        let client = match self.roles.has("client") {
            true => self.name(line, "client", MentionType::Org),
            false => self.addressed(),
        };
        draft.set_text("client", client.clone());
        draft.set_text("wants", Some(wants));
        let target = self.name(line, "target_body", MentionType::Org);
        // The words of what is wanted may name whose it is.
        let of_words = || {
            let cell = self.cell(line, "wants")?;
            let body = mentions_within(self.scene.found, cell.span)
                .first()
                .filter(|mention| mention.kind == MentionType::Org)?;
            // 某部的邮件: whose it is comes first. Of 某网站账号 it is the site.
            let begins = body.span.start == cell.span.start;
            let known = names::country_of_body(self.scene.found, body.span).is_some();
            self.mention(body.span, MentionType::Org)
                .filter(|_| begins && known)
        };
        draft.set_text("target", target.or_else(of_words));
        draft.set_text("country", country);
        draft.set_text("outcome", Some(outcome));
        let mut drafts = vec![draft];
        if let (Some(client), Some(money)) = (client, self.money(line, "budget"))
            && let Some(mut draft) = self.draft(
                line,
                ClaimType::Payment,
                Polarity::Offered,
                "payment.budget_table@1",
                &["budget"],
            )
        {
            draft.set_money(&money);
            draft.set_text("original", self.words(line, "budget"));
            draft.set_text("payer", Some(client));
            drafts.push(draft);
        }
        drafts.extend(self.asked_for(line));
        drafts
    }

    /// Returns the short words of a row that stand in columns without a role.
    fn unnamed<'l>(&self, line: &'l Line) -> impl Iterator<Item = &'l str> {
        const SHORT: usize = 14;
        let cells = line.cells.iter().enumerate();
        cells
            .filter(|(column, _)| !self.roles.plays(*column))
            .filter_map(|(_, cell)| Some(cell.as_ref()?.text.as_str()))
            .filter(|words| words.chars().count() <= SHORT)
    }

    /// Returns the sum that the firm asks for what is wanted.
    fn asked_for(&self, line: &Line) -> Option<Draft> {
        let rule = "payment.our_quote_table@1";
        let mut draft = self.sum(line, Polarity::Offered, rule, &["our_offer"])?;
        draft.set_text("purpose", Some("quote"));
        draft.set_text("payer", self.name(line, "client", MentionType::Org));
        draft.set_text("payee", self.own());
        draft.set_text("for", self.words(line, "wants"));
        Some(draft)
    }

    /// Returns what says in which unit the volumes of a column are counted: its name, or a line above the list.
    fn counted_in(&self, role: &str) -> String {
        let header = self.header(role);
        let around =
            value::bytes_around(self.block).filter(|_| !value::unit_of_bytes(&phrase(header)));
        around.map_or_else(|| header.to_owned(), |unit| format!("{header}({unit})"))
    }

    /// Returns the body that a cell names, and what it says of it in brackets: `外交部（邮件，2.3G）`.
    fn body_and_more(&self, cell: &Cell) -> (String, Vec<String>) {
        let name = self.name_in(cell, MentionType::Org);
        let inside = cell
            .text
            .split_once(['(', '（'])
            .map(|(_, rest)| rest.split([')', '）']).next().unwrap_or_default());
        let pieces = inside
            .unwrap_or_default()
            .split([',', '，', '、', ';', '；', '/']);
        let pieces: Vec<String> = pieces
            .map(|piece| piece.trim().to_owned())
            .filter(|piece| !piece.is_empty())
            .collect();
        let told = pieces
            .iter()
            .any(|piece| crate::table::volume::parse(piece, "").is_some());
        if told {
            (name, pieces)
        } else {
            (name, Vec::new())
        }
    }
}
