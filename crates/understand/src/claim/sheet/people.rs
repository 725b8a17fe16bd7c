//! Lists of people and of firms that belong together: rosters, shareholders, partners; who complains, who said what.
//! Always: a tie has both its ends, or the open one is the firm whose files these are.

use daylight_model::{ClaimType, MentionType, Polarity};

use super::column::HOME;
use super::layout::Line;
use super::{List, kind, money};
use crate::claim::draft::Draft;
use crate::claim::names;
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
            .or_else(|| self.scene.own.clone());
        let left = self.cell(line, "until").is_some()
            || ["离职", "離職", "leavers", "former staff"]
                .iter()
                .any(|word| self.around.title.contains(word) || self.around.name.contains(word))
                && !self.roles.has("until");
        let left = left
            || self
                .words(line, "position")
                .is_some_and(|words| words.contains("离职") || words.contains("離職"));
        let leads = self.words(line, "position").is_some_and(|words| {
            kind::says("manager", &["manager"], &words).is_some() && is_lead(&words)
        });
        // 负责人, Head: a column of those who lead.
        let header = self.header("member").to_lowercase();
        let of_leads = ["负责人", "負責人", "主管", "head", "lead"].contains(&header.trim());
        let founder = self
            .words(line, "position")
            .is_some_and(|words| kind::says("tie", &["founder"], &words).is_some());
        let role = if left {
            "former"
        } else if founder {
            "founder"
        } else if of_leads || leads {
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

    /// How a firm of a register stands to another.
    pub(super) fn firm_tie(&self, line: &Line, firm: Option<String>) -> Vec<Draft> {
        match firm {
            Some(firm) if self.roles.has("tie") => self.tie_of(line, firm, "firm"),
            _ => Vec::new(),
        }
    }

    pub(super) fn tie(&self, line: &Line) -> Vec<Draft> {
        let party = self.party(line, "party");
        party.map_or_else(Vec::new, |party| self.tie_of(line, party, "party"))
    }

    fn tie_of(&self, line: &Line, party: String, of: &str) -> Vec<Draft> {
        let Some(words) = self.words(line, "tie") else {
            return Vec::new();
        };
        let values = [
            "alias_of",
            "founder",
            "former",
            "subcontractor",
            "subsidiary",
            "shareholder",
            "representative",
            "supplier",
            "partner",
        ];
        let Some(role) = kind::says("tie", &values, &words) else {
            return Vec::new();
        };
        let no = kind::says("untied", &["no"], &words).is_some();
        if let Some(other) = self.party(line, "other_party") {
            let roles = [of, "tie", "other_party", "since"];
            let ends = (Some(party), role, Some(other));
            let draft = self.tied(line, "relationship.both_ends@1", &roles, ends);
            let dated = draft.map(|mut draft| {
                if no {
                    draft.polarity = Polarity::Denied;
                }
                draft.set_text("since", self.day(line, "since"));
                draft.set_text("until", self.day(line, "until"));
                draft
            });
            return dated.into_iter().collect();
        }
        let header = self.header("tie").to_lowercase();
        let ours = ["我司", "我方", "我们", "our"]
            .iter()
            .any(|word| header.contains(word));
        let client = ["客户", "客戶", "甲方", "client", "customer"]
            .iter()
            .any(|word| words.to_lowercase().contains(word));
        // A list of bodies by what they are to the firm.
        let role = if client && !ours { "client" } else { role };
        let own = self.own();
        let (from, to, rule) = if ours {
            (own, Some(party), "relationship.of_ours@1")
        } else {
            (Some(party), own, "relationship.to_us@1")
        };
        let draft = self.tied(line, rule, &[of, "tie", "since"], (from, role, to));
        draft
            .map(|mut draft| {
                if no {
                    draft.polarity = Polarity::Denied;
                }
                draft.set_text("since", self.day(line, "since"));
                draft.set_text("until", self.day(line, "until"));
                draft
            })
            .into_iter()
            .collect()
    }

    /// Who supplies the firm; whom it pays for a part of its own work is its subcontractor.
    pub(super) fn supplier(&self, line: &Line) -> Vec<Draft> {
        let Some(supplier) = self.party(line, "supplier") else {
            return Vec::new();
        };
        let says = |role: &str| {
            self.words(line, role)
                .and_then(|words| kind::says("tie", &["subcontractor"], &words))
        };
        let role = says("supplies")
            .or_else(|| says("status"))
            .unwrap_or("supplier");
        let roles = ["supplier", "supplies", "since"];
        let ends = (Some(supplier), role, self.own());
        self.dated(
            line,
            self.tied(line, "relationship.supplier_list@1", &roles, ends),
        )
    }

    pub(super) fn client(&self, line: &Line) -> Vec<Draft> {
        let Some(client) = self.party(line, "client") else {
            return Vec::new();
        };
        if self.cell(line, "since").is_none() {
            return Vec::new();
        }
        let ends = (Some(client), "client", self.own());
        self.dated(
            line,
            self.tied(
                line,
                "relationship.client_list@1",
                &["client", "since"],
                ends,
            ),
        )
    }

    fn dated(&self, line: &Line, draft: Option<Draft>) -> Vec<Draft> {
        let dated = draft.map(|mut draft| {
            draft.set_text("since", self.day(line, "since"));
            draft.set_text("until", self.day(line, "until"));
            draft
        });
        dated.into_iter().collect()
    }

    pub(super) fn complaint(&self, line: &Line) -> Vec<Draft> {
        let (Some(person), Some(about)) = (
            self.name(line, "complainer", MentionType::Person),
            self.words(line, "grievance"),
        ) else {
            return Vec::new();
        };
        // Who does not give a name is nobody that a reader could ask.
        let nobody = ["匿名", "anon"]
            .iter()
            .any(|word| person.to_lowercase().starts_with(word));
        let other = ["建议", "建議", "表扬", "希望", "suggest", "praise"];
        let none = [
            "没有",
            "無",
            "无",
            "挺好",
            "挺好的",
            "没意见",
            "无意见",
            "none",
            "nothing",
            "all good",
        ];
        let starts = |words: &[&str]| {
            words
                .iter()
                .any(|word| about.to_lowercase().starts_with(word))
        };
        let is_none = none.contains(&about.trim_end_matches(['。', '.', '！', '!']));
        if starts(&other) || is_none {
            return Vec::new();
        }
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
        draft.set_text("person", Some(person).filter(|_| !nobody));
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
        let nobody = |name: &str| {
            ["网友", "匿名", "weather", "editorial", "备用"]
                .iter()
                .any(|word| name.contains(word))
        };
        if draft
            .text("speaker")
            .is_some_and(|name| money::is_ours(name) || nobody(name))
        {
            return Vec::new();
        }
        let mut drafts: Vec<Draft> = self.denial(line, stance).into_iter().collect();
        drafts.push(draft);
        drafts
    }

    /// Returns the target that a body says it is not: it denies that its own systems or data were reached.
    fn denial(&self, line: &Line, stance: &str) -> Option<Draft> {
        const REACHED: [&str; 18] = [
            "数据",
            "數據",
            "资料",
            "系统",
            "系統",
            "泄",
            "洩",
            "入侵",
            "被攻",
            "遭攻",
            "服务器",
            "邮件",
            "breach",
            "leak",
            "compromis",
            "stolen",
            "intrusion",
            "data",
        ];
        // Who denies that it did it to others.
        const DID: [&str; 8] = [
            "发动",
            "参与",
            "从事",
            "策划",
            "指使",
            "hacking",
            "behind",
            "carried out",
        ];
        let about = self.words(line, "said")?.to_lowercase();
        let speaker = self.cell(line, "speaker")?.span;
        let body = self.mention(speaker, MentionType::Org)?;
        let country = names::country_of_body(self.scene.found, speaker)?;
        let home = self
            .own()
            .and_then(|own| names::country_of(self.scene.found, &own))
            .unwrap_or_else(|| HOME.to_owned());
        let says = |words: &[&str]| words.iter().any(|word| about.contains(word));
        let of_itself = says(&REACHED) && !says(&DID);
        if stance != "denies" || !of_itself || home == country {
            return None;
        }
        let roles = ["speaker", "said"];
        let rule = "target.denied_list@1";
        let mut draft = self.draft(line, ClaimType::Target, Polarity::Denied, rule, &roles)?;
        draft.set_text("name_en", names::name_en(self.scene.found, &body));
        draft.set_text("name", Some(body));
        draft.set_text("country", Some(country));
        draft.set_text("date", self.day(line, "date"));
        Some(draft)
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
    let of_one_thing = position.ends_with("经理")
        && position != "经理"
        && !position.contains('总')
        && !position.contains("部");
    !(of_one_thing || lower.iter().any(|word| position.contains(word)))
}
