//! Lists of bodies and of what is held of them: targets, data sets, requests. Always: a row in a list is listed, unless
//! its own words say that access is gone or was not won.

use daylight_model::{ClaimType, MentionType, Polarity};
use serde_json::Value as Json;

use super::layout::Line;
use super::{List, json, kind, value};
use crate::claim::apply::text;
use crate::claim::column::status;
use crate::claim::draft::Draft;
use crate::claim::names;

impl List<'_, '_> {
    pub(super) fn target(&self, line: &Line) -> Vec<Draft> {
        let roles = [
            "body", "country", "sector", "data", "volume", "date", "remark",
        ];
        let Some(cell) = self.cell(line, "body") else {
            return Vec::new();
        };
        let name = self.name_in(cell, MentionType::Org);
        let country = self.country(line, Some(cell));
        let tells = ["data", "volume", "remark", "sector"]
            .iter()
            .filter(|role| self.cell(line, role).is_some())
            .count();
        // Work of one's own among targets: no country, a product in its words.
        let product = self.mention(cell.span, MentionType::Product).is_some();
        if tells == 0 && country.is_none() || product {
            return Vec::new();
        }
        let remark = self.words(line, "remark");
        let polarity = match remark.as_deref().and_then(status) {
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
            .and_then(|cell| value::bytes(self.scene.found, cell, self.header("volume")));
        draft.set_text("name_en", names::name_en(self.scene.found, &name));
        draft.set_text("name", Some(name));
        draft.set_text("country", country);
        draft.set_text("sector", self.words(line, "sector"));
        draft.set_text("data_type", self.words(line, "data"));
        draft.set("volume_bytes", volume.map(json));
        draft.set_text("date", self.day(line, "date"));
        draft.set_text("remark", remark);
        vec![draft]
    }

    pub(super) fn dataset(&self, line: &Line) -> Vec<Draft> {
        let roles = ["set", "rows", "size", "country", "range", "fields"];
        let Some(cell) = self.cell(line, "set") else {
            return Vec::new();
        };
        let rows = self
            .cell(line, "rows")
            .and_then(|cell| value::count(&cell.text, self.header("rows")));
        let size = self
            .cell(line, "size")
            .and_then(|cell| value::bytes(self.scene.found, cell, self.header("size")));
        let range = self
            .cell(line, "range")
            .and_then(|cell| value::stretch(&cell.text));
        let country = self.country(line, Some(cell));
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

    pub(super) fn request(&self, line: &Line) -> Vec<Draft> {
        let roles = ["wants", "client", "target_body", "country", "decision"];
        let Some(wants) = self.words(line, "wants") else {
            return Vec::new();
        };
        let outcome = self
            .words(line, "decision")
            .and_then(|words| kind::says("decision", &["refused", "accepted"], &words))
            .unwrap_or("open");
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
        let country = self.country(line, self.cell(line, "target_body"));
        draft.set_text("client", self.name(line, "client", MentionType::Org));
        draft.set_text("wants", Some(wants));
        draft.set_text("target", self.name(line, "target_body", MentionType::Org));
        draft.set_text("country", country);
        draft.set_text("outcome", Some(outcome));
        vec![draft]
    }
}
