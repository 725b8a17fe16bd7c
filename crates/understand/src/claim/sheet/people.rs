//! Lists of people and of firms that belong together: rosters, shareholders, partners; who complains, who said what.
//! Always: a tie has both its ends, or the open one is the firm whose files these are.

use daylight_model::{ClaimType, MentionType, Polarity};

use super::layout::Line;
use super::{List, kind, money};
use crate::claim::draft::Draft;
use crate::claim::party;

impl List<'_, '_> {
    fn tied(
        &self,
        line: &Line,
        rule: &'static str,
        roles: &[&str],
        ends: (Option<String>, &str, Option<String>),
    ) -> Option<Draft> {
        let mut draft = self.draft(
            line,
            ClaimType::Relationship,
            Polarity::Asserted,
            rule,
            roles,
        )?;
        draft.set_text("from", ends.0);
        draft.set_text("role", Some(ends.1));
        draft.set_text("to", ends.2);
        Some(draft)
    }

    pub(super) fn member(&self, line: &Line) -> Vec<Draft> {
        let Some(person) = self.name(line, "member", MentionType::Person) else {
            return Vec::new();
        };
        let mut drafts = Vec::new();
        let employer = self.name(line, "employer", MentionType::Org);
        let to = employer
            .or_else(|| self.firm_around())
            .or_else(|| self.scene.own.clone())
            .or_else(|| self.words(line, "department"));
        let left = self.cell(line, "until").is_some()
            || ["离职", "離職", "leavers", "former staff"]
                .iter()
                .any(|word| self.around.title.contains(word) || self.around.name.contains(word))
                && !self.roles.has("until");
        let leads = self
            .words(line, "position")
            .and_then(|words| kind::says("manager", &["manager"], &words))
            .is_some();
        let role = if left {
            "former"
        } else if leads
            && self
                .words(line, "position")
                .is_some_and(|words| is_lead(&words))
        {
            "manager"
        } else {
            "employee"
        };
        let rest = ["member", "department", "position", "since", "until"];
        if let Some(mut draft) = self.tied(
            line,
            "relationship.roster@1",
            &rest,
            (Some(person.clone()), role, to),
        ) {
            draft.set_text("since", self.day(line, "since"));
            draft.set_text("until", self.day(line, "until"));
            drafts.push(draft);
        }
        if let Some(nickname) = self
            .words(line, "nickname")
            .filter(|name| *name != person && !name.chars().all(|c| c.is_ascii_digit()))
        {
            drafts.extend(self.tied(
                line,
                "relationship.nickname_list@1",
                &["nickname", "member"],
                (Some(nickname), "alias_of", Some(person.clone())),
            ));
        }
        if let Some(cell) = self.cell(line, "destination") {
            let firm = self.mention(cell.span, MentionType::Org);
            let named = party::is_firm(&cell.text).then(|| cell.text.clone());
            if let Some(firm) = firm.or(named)
                && let Some(mut draft) = self.tied(
                    line,
                    "relationship.went_to@1",
                    &["destination", "member"],
                    (Some(person), "employee", Some(firm)),
                )
            {
                draft.hedge = self.hedge("destination");
                drafts.push(draft);
            }
        }
        drafts
    }

    pub(super) fn holder(&self, line: &Line) -> Vec<Draft> {
        let Some(holder) = self.name(line, "holder", MentionType::Person) else {
            return Vec::new();
        };
        let firm = self
            .name(line, "firm", MentionType::Org)
            .or_else(|| self.own());
        let draft = self.tied(
            line,
            "relationship.holders@1",
            &["holder", "share", "paid_in"],
            (Some(holder), "shareholder", firm),
        );
        draft
            .map(|mut draft| {
                draft.set_text("since", self.day(line, "since"));
                draft
            })
            .into_iter()
            .collect()
    }

    pub(super) fn tie(&self, line: &Line) -> Vec<Draft> {
        let (Some(party), Some(words)) = (
            self.name(line, "party", MentionType::Org),
            self.words(line, "tie"),
        ) else {
            return Vec::new();
        };
        let values = [
            "subcontractor",
            "subsidiary",
            "shareholder",
            "former",
            "supplier",
            "partner",
        ];
        let Some(role) = kind::says("tie", &values, &words) else {
            return Vec::new();
        };
        let header = self.header("tie").to_lowercase();
        let ours = ["我司", "我方", "我们", "our"]
            .iter()
            .any(|word| header.contains(word));
        let client = ["客户", "客戶", "甲方", "client", "customer"]
            .iter()
            .any(|word| words.to_lowercase().contains(word));
        let own = self
            .name(line, "other_party", MentionType::Org)
            .or_else(|| self.own());
        let (from, to, rule) = if ours || client {
            (own, Some(party), "relationship.of_ours@1")
        } else {
            (Some(party), own, "relationship.to_us@1")
        };
        let draft = self.tied(line, rule, &["party", "tie", "since"], (from, role, to));
        draft
            .map(|mut draft| {
                draft.set_text("since", self.day(line, "since"));
                draft.set_text("until", self.day(line, "until"));
                draft
            })
            .into_iter()
            .collect()
    }

    pub(super) fn complaint(&self, line: &Line) -> Vec<Draft> {
        let (Some(person), Some(about)) = (
            self.name(line, "complainer", MentionType::Person),
            self.words(line, "grievance"),
        ) else {
            return Vec::new();
        };
        let roles = ["complainer", "grievance", "against"];
        let draft = self.draft(
            line,
            ClaimType::Complaint,
            Polarity::Asserted,
            "complaint.list@1",
            &roles,
        );
        let Some(mut draft) = draft else {
            return Vec::new();
        };
        draft.set_text("person", Some(person));
        draft.set_text("about", Some(about));
        draft.set_text("against", self.name(line, "against", MentionType::Person));
        vec![draft]
    }

    pub(super) fn statement(&self, line: &Line) -> Vec<Draft> {
        let (Some(speaker), Some(about)) = (
            self.name(line, "speaker", MentionType::Person),
            self.words(line, "said"),
        ) else {
            return Vec::new();
        };
        let values = ["denies", "confirms", "comments"];
        let stance = self
            .words(line, "stance")
            .and_then(|words| kind::says("stance", &values, &words))
            .or_else(|| kind::says("stance", &["denies", "confirms"], &about))
            .unwrap_or("comments");
        let roles = ["said", "speaker", "stance", "date"];
        let draft = self.draft(
            line,
            ClaimType::Statement,
            Polarity::Asserted,
            "statement.list@1",
            &roles,
        );
        let Some(mut draft) = draft else {
            return Vec::new();
        };
        draft.set_text("speaker", Some(speaker));
        draft.set_text("stance", Some(stance));
        draft.set_text("about", Some(about));
        draft.set_text("date", self.day(line, "date"));
        let ours = draft.text("speaker").is_some_and(money::is_ours);
        if ours { Vec::new() } else { vec![draft] }
    }
}

/// Returns whether a position leads a firm or a part of it: a manager of sales or of accounts does not.
fn is_lead(position: &str) -> bool {
    let position = position.to_lowercase();
    let lower = [
        "销售经理",
        "客户经理",
        "产品经理",
        "项目经理",
        "大客户",
        "sales manager",
        "account manager",
        "project manager",
        "product manager",
    ];
    let of_one_thing =
        position.ends_with("经理") && !position.contains('总') && !position.contains("部");
    !(of_one_thing || lower.iter().any(|word| position.contains(word)))
}
